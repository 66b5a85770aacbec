//! Which circles have more than their share.

use super::{Material, exposure};
use crate::{
    analysis::{
        found::Found,
        scan::{Expect, MAX_CLUSTERS, MAX_SHARE, Parameters, SIMULATIONS, Scanned, scan_cells},
    },
    app::{AppError, FieldError},
};

/// Of the random numbers, when none is named.
const SEED: u64 = 1997;

/// What is wanted; what is not said has the default of the method page.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// `land` or `exposure:NAME`.
    pub expect: Option<String>,
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
    let wrong =
        |field: &str, code| Err(AppError::Invalid(vec![FieldError { field: field.into(), code }]));
    let Ok(expect) = wishes.expect.map_or(Ok(Expect::Land), Expect::try_from) else {
        return wrong("expect", "unknown");
    };
    let parameters = Parameters {
        expect,
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
    let weights = match &parameters.expect {
        Expect::Land => lattice.land_m2().to_vec(),
        Expect::Exposure(name) => exposure::weights(material, lattice, name)?,
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
    if parameters.expect == Expect::Land {
        found = found.with_rail(
            "expects_land",
            1.0,
            "Väntat antal följer landytan: cirklarna visar var staden är tät, inte var det är fler \
             än väntat för en sådan plats. Välj befolkning eller en annan kategori för den frågan.",
        );
    }
    Ok(found)
}
