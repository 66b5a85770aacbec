//! What the generator expects of each cell, without drawing anything: for judging what is said of it.

use super::{city::MEASURE_MONTH, ground::Ground, places::plant, rates::Rates};
use crate::area::Area;
use jiff::civil::Date;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

/// Expected counts a year, all categories that are kept by cell.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedCounts {
    /// H3 cells of resolution 10, hexadecimal.
    pub cells: Vec<String>,
    /// Before the dated measure.
    pub before: Vec<f64>,
    /// From it on, the last months' flare left out.
    pub after: Vec<f64>,
    /// First day of the measure.
    pub measure: Date,
    /// Ids of the cells of the place that calms down.
    pub calmed: Vec<String>,
}

/// The rates that [`super::generate`] draws from with the same seed and areas.
pub fn expected(seed: u64, areas: &[Area]) -> ExpectedCounts {
    let ground = Ground::new(seed, areas);
    // Stream 0 plants, as in the generator.
    let planted = plant(&ground, areas, &mut ChaCha8Rng::seed_from_u64(seed));
    let rates = Rates::new(&ground, &planted);
    let id = |&cell: &usize| ground.cells[cell].h3.to_string();
    let (year, month) = MEASURE_MONTH;
    let calmed = planted.iter().filter(|place| place.calms).flat_map(|place| &place.cells);
    ExpectedCounts {
        cells: ground.cells.iter().map(|cell| cell.h3.to_string()).collect(),
        before: rates.by_cell(&ground, &planted, false),
        after: rates.by_cell(&ground, &planted, true),
        measure: jiff::civil::date(year, month, 1),
        calmed: calmed.map(id).collect(),
    }
}
