//! Which circles have more than their share.

use super::{Material, material::OnCells};
use crate::{
    analysis::{
        basis::{Basis, Weights},
        found::Found,
        run::{Expectation, Exposure},
        scan::{MAX_CLUSTERS, MAX_SHARE, Parameters, SIMULATIONS, Scanned, scan_cells},
    },
    app::{AppError, FieldError, series},
    incident::Selection,
};

/// Of the random numbers, when none is named.
const SEED: u64 = 1997;

/// What is wanted; what is not said has the default of the method page.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// `land` or an exposure.
    pub expectation: Option<Expectation>,
    /// Above 0, up to 0.5.
    pub max_share: Option<f64>,
    /// Metres.
    pub max_radius_m: Option<f64>,
    /// Up to 999 999.
    pub simulations: Option<u32>,
    /// Of the random numbers.
    pub seed: Option<u64>,
    /// 1–100.
    pub max_clusters: Option<u32>,
}

/// Checked.
pub fn parameters(wishes: Wishes) -> Result<Parameters, AppError> {
    let expectation = wishes.expectation.unwrap_or(Expectation::Land);
    if matches!(expectation, Expectation::Background | Expectation::Past) {
        return wrong("expectation", "unknown");
    }
    let parameters = Parameters {
        expectation,
        max_share: wishes.max_share.unwrap_or(MAX_SHARE),
        max_radius_m: wishes.max_radius_m,
        simulations: wishes.simulations.unwrap_or(SIMULATIONS),
        seed: wishes.seed.unwrap_or(SEED),
        max_clusters: wishes.max_clusters.unwrap_or(MAX_CLUSTERS),
    };
    if !(parameters.max_share > 0.0 && parameters.max_share <= MAX_SHARE) {
        return wrong("max_share", "out_of_range");
    }
    if parameters.max_radius_m.is_some_and(|metres| !(metres > 0.0 && metres <= 1e6)) {
        return wrong("max_radius", "out_of_range");
    }
    if parameters.simulations > 999_999 {
        return wrong("simulations", "out_of_range");
    }
    if !(1..=100).contains(&parameters.max_clusters) {
        return wrong("clusters", "out_of_range");
    }
    Ok(parameters)
}

pub(super) fn answer(
    material: &Material,
    parameters: &Parameters,
) -> Result<Found<Scanned>, AppError> {
    let cells = material.on_cells(material.frame.period, 1);
    let lattice = cells.laid.lattice();
    let weights = match &parameters.expectation {
        Expectation::Exposure(what) => exposed(material, &cells, what)?,
        _ => lattice.land_m2().to_vec(),
    };
    let (scanned, n_without) = scan_cells(
        lattice,
        &cells.counts,
        &weights,
        parameters,
        |centres| material.where_.names_at(centres),
        material.effort,
    )?;
    let n_cells = cells.counts.len();
    let mut found = Found::on_cells(scanned, &cells.placed, n_cells, 0);
    if n_without > 0 {
        found.n_used -= n_without;
        found.n_left_out.push(("no_exposure".to_owned(), n_without));
        found = found.with_rail(
            "no_exposure_left_out",
            n_without as f64,
            format!(
                "{n_without} händelser ligger i celler där inget kan väntas (jämförelsetalet är 0); \
                 de räknas inte."
            ),
        );
    }
    if parameters.expectation == Expectation::Land {
        found = found.with_rail(
            "expects_land",
            1.0,
            "Väntat antal följer landytan: cirklarna visar var staden är tät, inte var det är fler \
             än väntat för en sådan plats. Välj befolkning eller en annan kategori för den frågan.",
        );
    }
    Ok(found)
}

/// One weight per cell: the indicator that is laid out, or the counts of another category.
fn exposed(material: &Material, cells: &OnCells, what: &Exposure) -> Result<Vec<f64>, AppError> {
    let basis = match what {
        Exposure::Indicator(_) => {
            let weight = material.where_.laid_out().unwrap_or_default();
            let at: Vec<u32> = (0..weight.len() as u32).collect();
            Weights::Known { at: &at, weight }.on(&cells.laid)
        }
        Exposure::Category(id) => {
            let categories = series::category_flags(material.app, std::slice::from_ref(id));
            let Ok(categories) = categories else {
                return wrong("expectation", "unknown_category");
            };
            let hours = Some(material.clock().hours(material.frame.period));
            let selection = Selection { categories, hours, cells: None };
            let entries = material.entries();
            let n = entries.counts(material.view, &selection);
            Weights::Counted { at: entries.on_ground(), n: &n }.on(&cells.laid)
        }
    };
    Ok(match basis {
        Basis::Known(weights) => weights,
        Basis::Counted(counts) => counts.into_iter().map(f64::from).collect(),
        Basis::Own => Vec::new(),
    })
}

fn wrong<T>(field: &str, code: &'static str) -> Result<T, AppError> {
    Err(AppError::Invalid(vec![FieldError { field: field.into(), code }]))
}
