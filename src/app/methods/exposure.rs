//! What counts are expected in proportion to, when it is not land: counts of another category, or an
//! indicator with values per area.

use super::Material;
use crate::{
    analysis::{lattice::Lattice, question::Question},
    app::{Actor, App, AppError, FieldError, ground::Whereabouts, indicators, series},
    area::AreaId,
    incident::{CategoryId, Fingerprint, IndicatorId, Selection},
};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Where a question is asked; values of an indicator are part of its fingerprint, since another
/// population is another answer.
pub(super) fn whereabouts(
    app: &App,
    actor: &Actor,
    question: &Question,
) -> Result<Whereabouts, AppError> {
    let frame = &question.frame;
    let mut where_ = Whereabouts::of(app, &frame.study_area, frame.period.to)?;
    if let Some(name) = question.method.exposure() {
        let values = values(app, actor, name, frame.period.to)?;
        if !values.is_empty() {
            let whole = serde_json::to_vec(&(&where_.fingerprint, name, values));
            let whole = whole.map_err(|error| AppError::Fault(error.to_string()))?;
            where_.fingerprint = Fingerprint::of(&whole);
        }
    }
    Ok(where_)
}

/// One weight per cell of the lattice. Values of an indicator stand at the cells themselves where
/// these are its areas; otherwise each area's value is spread over its land in the study area.
///
/// # Errors
/// Neither a category nor an indicator with values has the name.
pub(super) fn weights(
    material: &Material,
    lattice: &Lattice,
    name: &str,
) -> Result<Vec<f64>, AppError> {
    if let Ok(categories) = series::category_flags(material.app, &[CategoryId(name.to_owned())]) {
        let hours = Some(material.clock().hours(material.frame.period));
        let counts = material.view.count_by_cell(&Selection { categories, hours, cells: None });
        let cells = material.laid(1).counts(material.on_ground(), &counts);
        return Ok(cells.into_iter().map(f64::from).collect());
    }
    let values = values(material.app, material.actor, name, material.frame.period.to)?;
    if values.is_empty() {
        let field = FieldError { field: "expect".into(), code: "unknown" };
        return Err(AppError::Invalid(vec![field]));
    }
    let own = |id: &String| values.get(&AreaId(id.clone())).copied();
    let at_cells: Vec<Option<f64>> = lattice.ids().iter().map(own).collect();
    if at_cells.iter().any(Option::is_some) {
        return Ok(at_cells.into_iter().map(|value| value.unwrap_or(0.0)).collect());
    }
    Ok(spread(material, lattice, &values))
}

fn spread(material: &Material, lattice: &Lattice, values: &BTreeMap<AreaId, f64>) -> Vec<f64> {
    let (ground, index) = (material.lattices().ground(), material.where_.index());
    let area_of = index.assign(ground.cells());
    let mut land = vec![0.0; index.ids().len()];
    for (i, &area) in area_of.iter().enumerate() {
        if let Some(land) = land.get_mut(area as usize) {
            *land += ground.land_m2(i);
        }
    }
    let per_m2: Vec<f64> = index
        .ids()
        .iter()
        .zip(&land)
        .map(|(id, land)| values.get(id).filter(|_| *land > 0.0).map_or(0.0, |value| value / land))
        .collect();
    let mut weights = vec![0.0; lattice.len()];
    for (i, (&area, &cell)) in area_of.iter().zip(lattice.of_ground()).enumerate() {
        if let (Some(weight), Some(per_m2)) =
            (weights.get_mut(cell as usize), per_m2.get(area as usize))
        {
            *weight += per_m2 * ground.land_m2(i);
        }
    }
    weights
}

fn values(
    app: &App,
    actor: &Actor,
    name: &str,
    on: Date,
) -> Result<BTreeMap<AreaId, f64>, AppError> {
    indicators::per_area(app, actor, &IndicatorId(name.to_owned()), on)
}
