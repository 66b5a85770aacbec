//! What was planted, for judging what is found.

use std::fmt::Write;

/// A planted place. Rates are expected counts of all categories kept by cell, in a year after every
/// measure, and before the last months' flare.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedPlace {
    /// Name, for the places of the agreement.
    pub name: Option<String>,
    /// H3 cells of resolution 10, hexadecimal, ascending.
    pub cells: Vec<String>,
    /// Number of cells, 1–7.
    pub n_cells: usize,
    /// Mean rate of its cells / mean rate of the cells within 1 km of its centre that no place is
    /// planted in.
    pub ratio: f64,
    /// Counts expected in it in a year.
    pub expected_per_year: f64,
    /// Which counts the ratio is about: always `alla`.
    pub category: String,
    /// Longitude of the centre of its most central cell, degrees.
    pub lon: f64,
    /// Latitude.
    pub lat: f64,
    /// What changes with time there.
    pub note: Option<String>,
}

/// As a file, one place a row.
pub fn truth_csv(places: &[PlantedPlace]) -> String {
    let mut csv =
        String::from("plats;namn;n_celler;kvot;vantat_per_ar;kategori;lon;lat;celler;not\n");
    for (i, place) in places.iter().enumerate() {
        writeln!(
            csv,
            "{};{};{};{:.2};{:.1};{};{:.6};{:.6};{};{}",
            i + 1,
            place.name.as_deref().unwrap_or_default(),
            place.n_cells,
            place.ratio,
            place.expected_per_year,
            place.category,
            place.lon,
            place.lat,
            place.cells.join(" "),
            place.note.as_deref().unwrap_or_default(),
        )
        .expect("a string takes what is written");
    }
    csv
}
