//! Dense places.

use super::Material;
use crate::{
    analysis::{
        dbscan::places::{DensePlaces, Parameters, places},
        found::{Found, Placed},
    },
    app::AppError,
};

/// A place larger than this is more than a place.
const LARGE_KM2: f64 = 0.5;

pub(super) fn answer(
    material: &Material,
    parameters: Parameters,
) -> Result<Found<DensePlaces>, AppError> {
    let period = material.frame.period;
    let counts = material.by_base_cell(period);
    let placed = Placed::on_ground(material.on_ground(), &counts, &material.without_cell(period));
    let ground = material.lattices().ground();
    let mut result = places(ground, material.on_ground(), &counts, parameters, material.effort)?;
    let at: Vec<_> = result.places.iter().map(|place| place.label_at).collect();
    for (place, name) in result.places.iter_mut().zip(material.where_.names_at(&at)) {
        place.name = name;
    }
    let largest = result.places.iter().map(|place| place.area_km2).fold(0.0, f64::max);
    let none = result.places.is_empty() && placed.n_used > 0;
    let found = Found::on_cells(result, &placed, 0, 0);
    Ok(if largest > LARGE_KM2 {
        let text = format!(
            "Den största platsen är {} km²: större än en plats. Välj mindre eps eller större \
             min_weight, eller hotspots med bakgrund.",
            format!("{largest:.1}").replace('.', ",")
        );
        found.with_rail("large_place", largest, text)
    } else if none {
        let text = "Ingenstans ligger händelserna så tätt: inga platser med de valda måtten.";
        found.with_rail("no_dense_places", 0.0, text)
    } else {
        found
    })
}
