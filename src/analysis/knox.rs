//! Knox's test for near repeats: does one incident have others near it soon after?
//!
//! **Question.** Are there more pairs of incidents that are close both in space and in time than there
//! would be if places and days had nothing to do with each other? A ratio of 1,6 in the band "under
//! 100 m, under 7 days" says: 60 % more such pairs than expected, which is a reason to act in the week
//! after an incident and not only where incidents usually are.
//!
//! **Input.** Incidents with a place in metres of the planar system, a local day as a whole number, and
//! a count: n at the same place and day are n incidents (n(n − 1)/2 pairs). Any order: the answer does
//! not depend on it. An incident without a finite coordinate takes no part.
//! **Output.** A row per band of distance × band of days: pairs observed and expected, their ratio, the
//! median of the permutations and p. `None` where nothing was expected (no pair is that close in space,
//! or none in time).
//!
//! **Bands** are half-open, [a, b), in metres and in days, as in R's NearRepeat and, with whole
//! numbers, the first calculators. The first band of distance is *the same place exactly* (distance 0:
//! the same base cell); the next is (0, `band_m`), then [`band_m`, 2·`band_m`) and so on. Days are
//! differences of dates: with 7 the first band holds 0 to 6 days.
//!
//! **Formula.** Over all N(N − 1)/2 pairs, S of them in a band of distance and T in a band of days:
//! expected = S·T/(N(N − 1)/2), which is exactly the mean over all permutations of days over incidents,
//! so it needs no simulation. ratio = observed/expected. p = (r + 1)/(m + 1), r of m permutations with
//! at least as many pairs as observed.
//!
//! **Degenerate input.** No or one incident: no pairs, nothing expected, `None`. All on one day: every
//! permutation is the same, ratio 1 and p = 1. All at one place: only the first band has pairs, and
//! they are as expected.
//!
//! **Choosing.** 100 m and 7 days are what most studies use; few bands, since each is a test of its own
//! (p is per band and not corrected). m = 999 gives p down to 0,001. Take a year or less of one kind of
//! incident: when a part of the city grows or empties during the period, pairs there are close in both
//! senses without any repeat.
//!
//! **Repeatable.** Permutation d is stream d of ChaCha8 under the seed; counts are whole numbers. The
//! same bytes on any number of threads.
//!
//! **Reference.** Knox (1964), doi 10.2307/2985220; Johnson et al. (2007), doi
//! 10.1007/s10940-007-9025-3.
//! **Checked against** pointpats and the same table in numpy (tests/golden/knox).
//!
//! ```
//! use platssamverkan::{analysis::{effort::Effort, knox::{Bands, Incident, knox}}, area::PlanarMetres};
//! let at = |east_m: f64, day| Incident { at: PlanarMetres { east_m, north_m: 0.0 }, day, n: 1 };
//! // Twice two of a kind: 60 m and two days apart here, 60 m and three there, far from each other.
//! let incidents = [at(0.0, 1), at(60.0, 3), at(5_000.0, 90), at(5_060.0, 93)];
//! let bands = Bands { band_m: 100.0, n_space: 1, band_days: 7, n_time: 1 };
//! let table = knox(&incidents, bands, 99, 1, &Effort::unlimited()).unwrap();
//! let near = &table.cells[1];
//! // Two of the six pairs are near, two are soon: 2·2/6 expected.
//! assert_eq!((near.observed, near.expected), (2, 2.0 / 3.0));
//! assert_eq!(near.ratio, Some(3.0));
//! ```

use super::effort::{Cost, Effort, Stopped};
use crate::area::PlanarMetres;
use serde::{Deserialize, Serialize};

mod draws;
mod pairs;

use pairs::Pairs;

/// Raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 1;

/// What is chosen beside the frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Width of a band of distance, 10–1 000 m.
    pub band_m: f64,
    /// Bands of distance beside the same place, 1–[`MOST_BANDS`].
    pub n_space: u8,
    /// Width of a band of days, 1–90.
    pub band_days: u16,
    /// Bands of days, 1–[`MOST_BANDS`].
    pub n_time: u8,
    /// Permutations, 99–99 999.
    pub permutations: u32,
    /// Of the random numbers.
    pub seed: u64,
}

impl Parameters {
    /// The usual choice: 100 m, 7 days, four bands of each, 999 permutations.
    pub const USUAL: Parameters = Parameters {
        band_m: 100.0,
        n_space: 4,
        band_days: 7,
        n_time: 4,
        permutations: 999,
        seed: 1,
    };

    /// The first parameter that is out of range.
    pub fn wrong(&self) -> Option<&'static str> {
        let bands = 1..=MOST_BANDS;
        let checks = [
            ("band_m", (10.0..=1_000.0).contains(&self.band_m)),
            ("n_space", bands.contains(&self.n_space)),
            ("band_days", (1..=90).contains(&self.band_days)),
            ("n_time", bands.contains(&self.n_time)),
            ("permutations", (99..=99_999).contains(&self.permutations)),
        ];
        checks.into_iter().find(|(_, right)| !right).map(|(field, _)| field)
    }

    /// How close is close.
    pub fn bands(&self) -> Bands {
        let Parameters { band_m, n_space, band_days, n_time, .. } = *self;
        Bands { band_m, n_space, band_days, n_time }
    }
}

/// n incidents at a place on a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Incident {
    /// Where.
    pub at: PlanarMetres,
    /// Which local day, counted from any day.
    pub day: i32,
    /// How many.
    pub n: u32,
}

/// How close is close. The same place comes before the bands of distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bands {
    /// Width of a band of distance.
    pub band_m: f64,
    /// Number of bands of distance beside the same place, at most [`MOST_BANDS`].
    pub n_space: u8,
    /// Width of a band of days.
    pub band_days: u16,
    /// Number of bands of days, at most [`MOST_BANDS`].
    pub n_time: u8,
}

/// Most bands of either kind.
pub const MOST_BANDS: u8 = 8;

/// Pairs in a band of distance and a band of days, both [from, to).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnoxCell {
    /// Distance from, included, apart from 0, which is the same place.
    pub from_m: f64,
    /// Distance to, not included; 0 for the same place.
    pub to_m: f64,
    /// Days from, included.
    pub from_days: u32,
    /// Days to, not included.
    pub to_days: u32,
    /// Pairs.
    pub observed: u64,
    /// Mean over all permutations, exact.
    pub expected: f64,
    /// Observed / expected.
    pub ratio: Option<f64>,
    /// Median of the permutations drawn.
    pub median: Option<f64>,
    /// (r + 1)/(m + 1), one-sided: as many pairs or more.
    pub p: Option<f64>,
}

/// The table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnoxTable {
    /// Incidents.
    pub n: u64,
    /// Pairs of them.
    pub n_pairs: u64,
    /// Permutations drawn.
    pub permutations: u32,
    /// Bands of distance, the same place first, and within each the bands of days.
    pub cells: Vec<KnoxCell>,
}

/// Counts pairs and permutes.
///
/// # Errors
/// [`Stopped`] when the pairs or permutations are more than the budget allows (the field is `band_m` or
/// `permutations`), the days span more than 179 years, or nobody wants the answer.
pub fn knox(
    incidents: &[Incident],
    bands: Bands,
    permutations: u32,
    seed: u64,
    effort: &Effort,
) -> Result<KnoxTable, Stopped> {
    let bands = Bands {
        n_space: bands.n_space.min(MOST_BANDS),
        n_time: bands.n_time.clamp(1, MOST_BANDS),
        ..bands
    };
    let pairs = Pairs::find(incidents, &bands, effort)?;
    let m = f64::from(permutations);
    // A shuffled day costs about six steps, a look at a pair in one permutation a fifth of one per band.
    let (linked, close) = (pairs.n_linked() as f64, pairs.n_close() as f64);
    let cost = |m: f64| Cost {
        memory_bytes: pairs.memory_bytes() + 24.0 * m * f64::from(bands.n_cells()),
        operations: (m + 1.0) * (6.0 * linked + 0.2 * close * f64::from(bands.n_time)),
    };
    effort.afford("permutations", m, 0.0, cost)?;
    let drawn = draws::count(&pairs, &bands, permutations, seed, effort)?;
    let n_pairs = pairs.n * pairs.n.saturating_sub(1) / 2;
    let soon = pairs.soon(&bands);
    let cells = (0..=usize::from(bands.n_space)).flat_map(|k| {
        let (drawn, pairs, soon) = (&drawn, &pairs, &soon);
        (0..usize::from(bands.n_time)).map(move |j| {
            let counts = &drawn[k * usize::from(bands.n_time) + j];
            let both = u128::from(pairs.close[k]) * u128::from(soon[j]);
            let expected = if both == 0 { 0.0 } else { both as f64 / n_pairs as f64 };
            cell(&bands, k, j, expected, counts)
        })
    });
    Ok(KnoxTable { n: pairs.n, n_pairs, permutations, cells: cells.collect() })
}

/// `counts`: first what is observed, then a count per permutation.
fn cell(bands: &Bands, k: usize, j: usize, expected: f64, counts: &[u64]) -> KnoxCell {
    let (observed, drawn) = (counts[0], &counts[1..]);
    let defined = expected > 0.0;
    let r = drawn.iter().filter(|&&count| count >= observed).count() as f64;
    let days = |j: usize| j as u32 * u32::from(bands.band_days);
    KnoxCell {
        from_m: bands.band_m * k.saturating_sub(1) as f64,
        to_m: bands.band_m * k as f64,
        from_days: days(j),
        to_days: days(j + 1),
        observed,
        expected,
        ratio: defined.then(|| observed as f64 / expected),
        median: if defined { median(drawn) } else { None },
        p: (defined && !drawn.is_empty()).then(|| (r + 1.0) / (drawn.len() as f64 + 1.0)),
    }
}

fn median(values: &[u64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle] as f64),
        _ => Some((sorted[middle - 1] + sorted[middle]) as f64 / 2.0),
    }
}

impl Bands {
    fn reach_m(&self) -> f64 {
        self.band_m * f64::from(self.n_space)
    }

    fn n_cells(&self) -> u32 {
        (u32::from(self.n_space) + 1) * u32::from(self.n_time)
    }

    /// The first difference of days beyond each band.
    fn day_ends(&self) -> Vec<u32> {
        (1..=u32::from(self.n_time)).map(|j| j * u32::from(self.band_days)).collect()
    }
}
