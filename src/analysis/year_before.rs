//! Counts per category against the same days a year before: the rows of an area report.
//!
//! **Question.** How many of each kind were there in this area in this period, and is that another
//! number than a year before, when all categories are looked at together?
//!
//! **Input.** Per category the count of the period and of the same days a year before, and how many days
//! each is. No unit beyond counts, no coordinates; the order of the categories is kept.
//! **Output.** A row for every category with a count now or before, the test of [`super::change`], and p
//! after Benjamini–Hochberg over the rows that were tested; how many rows were tested and how many
//! categories had no count. `before: None` means that the counts do not cover the year before: nothing
//! is then compared, and nothing is tested.
//!
//! **Formula.** That of [`super::change`] against one earlier period, with the days of both accounted
//! for (a leap day, or a period that the counts end within). Correction as in [`super::significance`].
//! **Degenerate input.** No counts at all: no rows. An empty period: no row is tested.
//! **Choosing.** Nothing is chosen.
//! **Repeatable.** Whole numbers and closed forms, row by row.
//!
//! **Reference.** As [`super::change`]. **Checked against** scipy 1.17.1 through it
//! (tests/golden/change).

use super::{
    change::{Against, Change, change},
    run::Correction,
    significance::adjust,
};
use crate::incident::{CategoryId, Period};
use jiff::ToSpan;

/// Raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 1;

/// What was counted of one category.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// Of what.
    pub category: CategoryId,
    /// In the period.
    pub now: u64,
    /// In the same days a year before; `None` when the counts do not cover them.
    pub before: Option<u64>,
}

/// A category with its change.
#[derive(Debug, Clone, PartialEq)]
pub struct YearRow {
    /// What was counted.
    pub counted: Counted,
    /// The test; `None` when there is nothing to compare with.
    pub change: Option<Change>,
    /// p after correction over all rows that were tested.
    pub p_adjusted: Option<f64>,
}

/// All rows and what stands beside them.
#[derive(Debug, Clone, PartialEq)]
pub struct YearRows {
    /// Categories with a count now or before, in the order they came.
    pub rows: Vec<YearRow>,
    /// Rows that were tested.
    pub n_tested: usize,
    /// Categories without a count.
    pub n_empty: usize,
}

/// The same days a year before. The last of February is that of the other year.
pub fn year_before(period: Period) -> Period {
    let earlier = |day: jiff::civil::Date| day.saturating_sub(1.year());
    Period { from: earlier(period.from), to: earlier(period.to) }
}

/// Days of a period, first and last included.
pub fn n_days(period: Period) -> i32 {
    (period.to - period.from).get_days() + 1
}

/// Holds each category against the year before.
pub fn compared(counted: Vec<Counted>, period: Period) -> YearRows {
    let periods = f64::from(n_days(year_before(period))) / f64::from(n_days(period).max(1));
    compared_over(counted, periods)
}

/// Holds each category against earlier days, which are so many times as many.
pub fn compared_over(counted: Vec<Counted>, periods: f64) -> YearRows {
    let n = counted.len();
    let there = counted.into_iter().filter(|one| one.now + one.before.unwrap_or(0) > 0);
    let mut rows: Vec<YearRow> = there
        .map(|counted| {
            let against = counted.before.map(|n| Against::Earlier { n, periods });
            let change = against.and_then(|against| change(counted.now, against));
            YearRow { counted, change, p_adjusted: None }
        })
        .collect();
    let p: Vec<f64> = rows.iter().filter_map(|row| Some(row.change?.p)).collect();
    let tested = rows.iter_mut().filter(|row| row.change.is_some());
    for (row, p) in tested.zip(adjust(&p, Correction::Bh)) {
        row.p_adjusted = Some(p);
    }
    YearRows { n_tested: p.len(), n_empty: n - rows.len(), rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::change::Level;
    use jiff::civil::date;

    fn counted(id: &str, now: u64, before: Option<u64>) -> Counted {
        Counted { category: CategoryId(id.to_owned()), now, before }
    }

    const YEAR: Period = Period { from: date(2025, 1, 1), to: date(2025, 12, 31) };

    #[test]
    fn every_category_with_a_count_is_tested_once_and_corrected_for_the_others() {
        let given = vec![
            counted("vald", 19, Some(7)),
            counted("klotter", 0, Some(0)),
            counted("fickstold", 40, Some(41)),
        ];
        // Neither year has a leap day: one period against one.
        let alike = Period { from: date(2023, 1, 1), to: date(2023, 12, 31) };
        let found = compared(given, alike);
        assert_eq!((found.rows.len(), found.n_tested, found.n_empty), (2, 2, 1));
        let vald = found.rows[0].change.expect("compared");
        assert!((vald.p - 0.029).abs() < 0.0005 && vald.level == Level::Watch);
        // The smaller of two p is doubled by the correction.
        assert!((found.rows[0].p_adjusted.expect("tested") - 2.0 * vald.p).abs() < 1e-3);
        assert!(found.rows[1].change.expect("compared").p > 0.5);
    }

    #[test]
    fn without_a_year_before_there_are_counts_and_no_comparison() {
        let found = compared(vec![counted("vald", 3, None), counted("klotter", 0, None)], YEAR);
        assert_eq!((found.rows.len(), found.n_tested, found.n_empty), (1, 0, 1));
        assert_eq!((found.rows[0].change, found.rows[0].p_adjusted), (None, None));
    }

    #[test]
    fn the_year_before_has_its_own_days() {
        assert_eq!(n_days(YEAR), 365);
        assert_eq!(n_days(year_before(YEAR)), 366);
        let leap = Period { from: date(2024, 2, 29), to: date(2024, 2, 29) };
        assert_eq!(year_before(leap).from, date(2023, 2, 28));
        assert_eq!(n_days(leap), 1);
        // The same counts in a year that was a day longer: the mean before is a little smaller.
        let found = compared(vec![counted("vald", 366, Some(366))], YEAR);
        assert!(found.rows[0].change.expect("compared").expected < 366.0);
    }
}
