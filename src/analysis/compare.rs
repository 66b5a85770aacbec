//! Two periods side by side: where has it become more, where fewer, and could chance have done it?
//!
//! **Question.** The same cells, or the same places, in two periods: what was there then, what is there
//! now, and which of the differences are larger than two counts differ by chance?
//!
//! **Input.** One count per cell and period, in the order of the cells, zeros included; and how many
//! periods as long as the later one the earlier one is (days over days). Places are counted in both
//! periods in the ground that they have in one of them.
//! **Output.** Per cell both counts, the difference, z, a two-sided p and p corrected over all that were
//! tested. `None` where there is nothing in either period: nothing was tested there, and nothing counts
//! towards the correction.
//!
//! **Formula.** That of [`super::change`]: z = √2(√now − √then) for periods of the same length,
//! 2(√now − √(then/m))/√(1 + 1/m) where the earlier one is m times as long; under 10 the exact p of now
//! given the sum, Bin(now + then, 1/(m + 1)). Corrected by Benjamini–Hochberg, over the cells by
//! themselves and over the places by themselves.
//!
//! **Degenerate input.** No counts in either period: nothing is tested. An empty period: every cell with
//! a count is compared with 0. Periods that meet are refused before this: their counts are not two.
//!
//! **Choosing.** The same days a year before, so that seasons meet their like. The period just before
//! answers what is new, and cannot tell it from the season. A place of the later period's run was chosen
//! because it is hot now: against an ordinary earlier period it rises by that alone.
//! **Repeatable.** Closed form.
//!
//! **Reference.** As [`super::change`]; Benjamini & Hochberg (1995), doi
//! 10.1111/j.2517-6161.1995.tb02031.x.
//! **Checked against** scipy 1.17.1 `binomtest` and `false_discovery_control` (tests/golden/compare).
//!
//! ```
//! use platssamverkan::analysis::compare::compare;
//! let found = compare(&[19, 0, 4], &[7, 0, 5], 1.0);
//! assert_eq!(found.n_tested, 2);
//! assert!((found.p[0].unwrap() - 0.029).abs() < 0.0005 && found.p[1].is_none());
//! assert!((found.p_adjusted[0].unwrap() - 0.058).abs() < 0.001);
//! ```

use super::{
    change::{Against, Change, change},
    run::Correction,
    significance::adjust,
};
use crate::{area::LonLat, incident::Period};
use geo_types::MultiPolygon;
use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

/// Raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 1;

/// In place of a run's id: the newest of the same categories and study area.
pub const LATEST: &str = "latest";

/// What was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The earlier period; the same days a year before when the question does not say.
    pub then: Option<Period>,
    /// Hotspot run whose places are compared too.
    pub places_of: Option<String>,
    /// Hotspot run, of the earlier period, whose places are listed when they meet none of those.
    pub gone_of: Option<String>,
}

/// Two columns of counts, tested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tested {
    /// Those with a count in either period.
    pub n_tested: u32,
    /// Its sign is that of the difference; 0 where nothing was tested.
    pub z: Vec<f64>,
    /// Two-sided; `None` where there is nothing in either period.
    pub p: Vec<Option<f64>>,
    /// After Benjamini–Hochberg over those tested.
    pub p_adjusted: Vec<Option<f64>>,
    /// Whether p is exact, which it is for small counts.
    pub exact: Vec<bool>,
}

/// A hotspot place in both periods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparedPlace {
    /// Its rank in its run.
    pub rank: u32,
    /// Its name.
    pub name: String,
    /// Counts in the later period.
    pub now: u64,
    /// Counts in the earlier one.
    pub then: u64,
    /// Where a label may stand.
    pub label_at: LonLat,
    /// Its ground in WGS84.
    pub geometry: MultiPolygon<f64>,
}

/// Two periods side by side, as they are stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// The earlier period.
    pub then: Period,
    /// How many periods as long as the later one it is.
    pub periods: f64,
    /// All cells together.
    pub whole: Option<Change>,
    /// Ids of the cells, ascending.
    pub id: Vec<String>,
    /// Counts per cell in the later period.
    pub n_now: Vec<u32>,
    /// Counts per cell in the earlier one.
    pub n_then: Vec<u32>,
    /// Cell by cell.
    pub cells: Tested,
    /// The places of the run, by rank.
    pub places: Vec<ComparedPlace>,
    /// The same, tested.
    pub tested_places: Tested,
    /// Places of the earlier run that meet none of those, by rank. They are not tested: they were
    /// chosen because they were hot then.
    pub gone: Vec<ComparedPlace>,
}

/// Tests two columns of counts; `periods` is how many periods as long as the later one the earlier is.
///
/// # Panics
/// When the columns are of different length.
pub fn compare(now: &[u64], then: &[u64], periods: f64) -> Tested {
    assert_eq!(now.len(), then.len(), "one count per period");
    let pairs = now.iter().zip(then);
    let changes: Vec<Option<Change>> =
        pairs.map(|(&now, &then)| of_two(now, then, periods)).collect();
    let tested: Vec<f64> = changes.iter().flatten().map(|change| change.p).collect();
    let mut adjusted = adjust(&tested, Correction::Bh).into_iter();
    Tested {
        n_tested: tested.len() as u32,
        z: changes.iter().map(|change| change.map_or(0.0, |change| change.z)).collect(),
        p: changes.iter().map(|change| change.map(|change| change.p)).collect(),
        p_adjusted: changes.iter().map(|change| change.and_then(|_| adjusted.next())).collect(),
        exact: changes.iter().map(|change| change.is_none_or(|change| change.exact)).collect(),
    }
}

/// One pair; `None` when there is nothing in either period.
pub fn of_two(now: u64, then: u64, periods: f64) -> Option<Change> {
    match now + then {
        0 => None,
        _ => change(now, Against::Earlier { n: then, periods }),
    }
}

/// Days of a period.
pub fn days(period: Period) -> i32 {
    period.from.until(period.to).map_or(0, |span| span.get_days()) + 1
}

/// The same days a year before; a period that ends with its month still does.
pub fn year_before(period: Period) -> Option<Period> {
    let before = |day: Date| day.checked_sub(Span::new().years(1)).ok();
    let to = before(period.to)?;
    let ends_month = period.to == period.to.last_of_month();
    Period::new(before(period.from)?, if ends_month { to.last_of_month() } else { to })
}

/// Whether the two cover the same days of the year, to a day.
pub fn same_season(now: Period, then: Period) -> bool {
    let years = i64::from(now.from.year()) - i64::from(then.from.year());
    let moved = |day: Date| day.checked_sub(Span::new().years(years)).ok();
    let near = |a: Option<Date>, b: Date| {
        a.and_then(|a| a.until(b).ok()).is_some_and(|span| span.get_days().abs() <= 1)
    };
    near(moved(now.from), then.from) && near(moved(now.to), then.to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn period(from: Date, to: Date) -> Period {
        Period::new(from, to).expect("in order")
    }

    #[test]
    fn a_year_before_keeps_whole_months_whole() {
        let year = period(date(2025, 5, 1), date(2026, 4, 30));
        assert_eq!(year_before(year), Some(period(date(2024, 5, 1), date(2025, 4, 30))));
        let february = period(date(2025, 2, 1), date(2025, 2, 28));
        assert_eq!(year_before(february), Some(period(date(2024, 2, 1), date(2024, 2, 29))));
        assert_eq!(days(february), 28);
        assert!(same_season(february, year_before(february).expect("a year")));
        assert!(same_season(year, period(date(2023, 5, 1), date(2024, 4, 30))));
        assert!(!same_season(february, period(date(2025, 1, 1), date(2025, 1, 31))));
    }

    #[test]
    fn nothing_in_either_period_is_not_tested_and_an_empty_period_is() {
        let none = compare(&[0, 0], &[0, 0], 1.0);
        assert_eq!((none.n_tested, none.z, none.p), (0, vec![0.0, 0.0], vec![None, None]));
        let empty = compare(&[12, 1, 0], &[0, 0, 0], 1.0);
        assert_eq!(empty.n_tested, 2);
        assert!(empty.p_adjusted[0].is_some_and(|p| p < 0.01) && empty.p[1] == Some(1.0));
        assert_eq!(compare(&[], &[], 1.0).n_tested, 0);
    }

    proptest! {
        #[test]
        fn swapping_the_periods_changes_the_sign_and_nothing_else(
            pairs in prop::collection::vec((0u64..80, 0u64..80), 0..40),
        ) {
            let (now, then): (Vec<u64>, Vec<u64>) = pairs.into_iter().unzip();
            let (forth, back) = (compare(&now, &then, 1.0), compare(&then, &now, 1.0));
            for i in 0..now.len() {
                prop_assert!((forth.z[i] + back.z[i]).abs() < 1e-12);
                let off = |a: Option<f64>, b: Option<f64>| match (a, b) {
                    (Some(a), Some(b)) => (a - b).abs(),
                    (a, b) => if a == b { 0.0 } else { 1.0 },
                };
                prop_assert!(off(forth.p[i], back.p[i]) < 1e-9);
                prop_assert!(off(forth.p_adjusted[i], back.p_adjusted[i]) < 1e-9);
            }
        }

        #[test]
        fn the_sign_changes_whatever_the_lengths(now in 0u64..200, then in 0u64..200, m in 0.2f64..5.0) {
            let forth = compare(&[now], &[then], m);
            let back = compare(&[then], &[now], 1.0 / m);
            prop_assert!((forth.z[0] + back.z[0]).abs() < 1e-9);
        }

        #[test]
        fn the_order_of_the_cells_does_not_matter(
            pairs in prop::collection::vec((0u64..60, 0u64..60), 1..30), turn in 0usize..30,
        ) {
            let mut turned = pairs.clone();
            let turn = turn % pairs.len();
            turned.rotate_left(turn);
            let of = |pairs: &[(u64, u64)]| {
                let (now, then): (Vec<u64>, Vec<u64>) = pairs.iter().copied().unzip();
                compare(&now, &then, 1.0)
            };
            let (mut one, other) = (of(&pairs), of(&turned));
            one.p_adjusted.rotate_left(turn);
            one.z.rotate_left(turn);
            prop_assert_eq!(one.p_adjusted, other.p_adjusted);
            prop_assert_eq!(one.z, other.z);
        }
    }
}
