//! Methods that look at places and days one by one.

use super::{Case, answered, input_on_cells};
use platssamverkan::analysis::{
    dbscan::places::{Parameters, places},
    effort::Effort,
    knox::{Bands, Incident, knox},
};

/// Cells as points that hang together when they are neighbours.
pub(super) fn dense_places(case: &Case) -> Vec<u8> {
    let on_ground = input_on_cells(&case.laid());
    let parameters = Parameters { eps_m: 150.0, ..Parameters::USUAL };
    let ground = case.lattices.ground();
    answered(places(ground, &on_ground, &case.counts(), parameters, &Effort::unlimited()))
}

/// Each month's counts fall on days of their own.
pub(super) fn near_repeats(case: &Case) -> Vec<u8> {
    let centres = case.centres();
    let mut incidents = Vec::new();
    for (month, counts) in case.months.iter().enumerate() {
        let some = counts.iter().enumerate().filter(|(_, n)| **n > 0);
        // A city's worth of pairs; the degenerate cases are smaller than this.
        incidents.extend(some.take(120).map(|(cell, &n)| Incident {
            at: centres[cell],
            day: month as i32 * 30 + (cell % 28) as i32,
            n,
        }));
    }
    let bands = Bands { band_m: 150.0, n_space: 4, band_days: 7, n_time: 4 };
    answered(knox(&incidents, bands, 99, 5, &Effort::unlimited()))
}
