//! Which cells are like their neighbours, and which stand out from them.

use super::Material;
use crate::{
    analysis::{
        exact_p::SIMULATIONS,
        found::Found,
        local_moran::{LocalMoranCells, Parameters, on_cells},
        run::Correction,
    },
    app::{AppError, FieldError},
};

/// What is chosen; what is not said has the default of the method page.
///
/// # Errors
/// Fields out of range.
pub fn parameters(
    ring: Option<u8>,
    alpha: Option<f64>,
    correction: Option<Correction>,
) -> Result<Parameters, AppError> {
    let standard = Parameters::STANDARD;
    let asked = Parameters {
        ring: ring.unwrap_or(standard.ring),
        alpha: alpha.unwrap_or(standard.alpha),
        correction: correction.unwrap_or(standard.correction),
    };
    let fields = [
        ("ring", (1..=5).contains(&asked.ring)),
        ("alpha", asked.alpha > 0.0 && asked.alpha < 1.0),
    ];
    let wrong: Vec<FieldError> = fields
        .into_iter()
        .filter(|(_, fine)| !fine)
        .map(|(field, _)| FieldError { field: field.into(), code: "out_of_range" })
        .collect();
    if wrong.is_empty() { Ok(asked) } else { Err(AppError::Invalid(wrong)) }
}

pub(super) fn answer(material: &Material, parameters: &Parameters) -> Found<LocalMoranCells> {
    let cells = material.on_cells(material.frame.period, parameters.ring);
    let moran = on_cells(cells.counts, &cells.laid, parameters);
    let (n_cells, n_islands) = (moran.id.len(), moran.n_islands);
    let simulated = moran.moran.simulated.is_some();
    let undefined = n_cells > 0 && moran.moran.global_i.is_none();
    let found = Found::on_cells(moran, &cells.placed, n_cells, n_islands);
    if simulated {
        let text = format!(
            "p är simulerat med {SIMULATIONS} dragningar eftersom antalen är för stora för exakt \
             beräkning; så små p som rättningen för {n_cells} rutor kräver kan då saknas."
        );
        found.with_rail("permutation_simulated", f64::from(SIMULATIONS), text)
    } else if undefined {
        let text = "Alla rutor har lika många händelser, eller ingen ruta har någon granne: måttet är \
                    då inte definierat.";
        found.with_rail("not_defined", n_cells as f64, text)
    } else {
        found
    }
}
