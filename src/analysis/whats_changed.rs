//! What has changed? Every area or place and every category, the most remarkable change first.
//!
//! **Question.** Of all there is to look at this month, what should be looked at?
//!
//! **Input.** Counts per unit (area or place), category and month: consecutive complete months, zeros
//! included. Units may overlap (a place lies in an area).
//! **Output.** Rows by rising p (then by the larger difference): now, before, expected, z, p, p after
//! correction over all rows that were tested, level, months in a row; and how many rows were tested,
//! how many of them chance alone would be expected to call, how many could not be compared.
//!
//! **Formula.** Now is the last `window_months` months together. Before is the same months of up to
//! `years` earlier years, of which at least one must be covered whole. The test is that of
//! [`super::change`], the window's and the years' days accounted for. Months in a row: counted back from
//! the last, the months above (below, for a fall) the mean of the like months of those years.
//! Benjamini–Hochberg over the rows that were tested: all that have a count now or before.
//!
//! **Degenerate input.** Without an earlier year no row can be compared; a row without a count now or
//! before is not tested, as nothing could come of it. Both are counted aloud.
//!
//! A hotspot place was chosen because much happened there, partly in the months that are now: that its
//! counts are high says little, and that they fall afterwards less.
//!
//! **Choosing.** `window_months` 3: one month is too little for a place, twelve too late. `years` 1: the
//! same season a year before, which everyone understands; more years give a firmer expectation where
//! the level has been steady. `preliminary_months` 1: so many of the latest months are marked, since
//! reports that are registered late have not come in yet; falls in them are to be distrusted.
//! **Repeatable.** Whole numbers and closed forms, row by row.
//!
//! **Reference.** As [`super::change`] and [`super::significance`].
//! **Checked against** scipy 1.17.1 (tests/golden/change).

use super::{
    change::{ALARM_P, Against, Change, WATCH_P, change},
    month::Month,
    run::Correction,
    significance::adjust,
};
use crate::{
    area::{AreaId, AreaKind, LonLat},
    incident::CategoryId,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 1;

/// Counts of every unit, category and month.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthCounts {
    first: Month,
    n_months: usize,
    n_categories: usize,
    /// `[unit][category][month]`, so that a row's months lie together.
    counts: Vec<u32>,
}

impl MonthCounts {
    /// Nothing counted yet.
    pub fn new(first: Month, n_months: usize, n_units: usize, n_categories: usize) -> Self {
        let counts = vec![0; n_units * n_categories * n_months];
        Self { first, n_months, n_categories, counts }
    }

    /// Adds counts; `month` is counted from the first.
    pub fn add(&mut self, unit: usize, category: usize, month: usize, n: u32) {
        let at = (unit * self.n_categories + category) * self.n_months + month;
        self.counts[at] = self.counts[at].saturating_add(n);
    }

    /// The last month.
    pub fn last(&self) -> Month {
        self.first + self.n_months as i32 - 1
    }

    /// The months of one unit and category.
    pub fn series(&self, unit: usize, category: usize) -> &[u32] {
        let at = (unit * self.n_categories + category) * self.n_months;
        &self.counts[at..at + self.n_months]
    }

    fn n_rows(&self) -> usize {
        self.counts.len().checked_div(self.n_months).unwrap_or(0)
    }
}

/// What is chosen for this method alone; the window ends with the last whole month of the question's
/// period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Which layer of areas; the finest that is there if not given.
    pub layer: Option<AreaKind>,
    /// The hotspot run whose places have rows too; [`LATEST`] stands for the newest one of all
    /// categories until the question is asked.
    pub places_of: Option<String>,
    /// Months that are now, 1–12.
    pub window_months: u32,
    /// Earlier years at most, 1–10.
    pub years: u32,
    /// Latest months that are marked, at most 12.
    pub preliminary_months: u32,
}

impl Default for Parameters {
    /// Three months against the same a year before; the latest month is preliminary.
    fn default() -> Self {
        Self {
            layer: None,
            places_of: Some(LATEST.to_owned()),
            window_months: 3,
            years: 1,
            preliminary_months: PRELIMINARY_MONTHS,
        }
    }
}

/// The newest run, in [`Parameters::places_of`].
pub const LATEST: &str = "latest";

/// So many of the latest months are marked if nothing else is said: most reports are registered within
/// four weeks.
pub const PRELIMINARY_MONTHS: u32 = 1;

impl Parameters {
    /// The first field that is outside of what is allowed.
    pub fn out_of_range(&self) -> Option<&'static str> {
        [
            ("months", (1..=12).contains(&self.window_months)),
            ("years", (1..=10).contains(&self.years)),
            ("preliminary", self.preliminary_months <= 12),
        ]
        .into_iter()
        .find_map(|(field, fine)| (!fine).then_some(field))
    }
}

/// An area, a named place, or a place of a hotspot run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Its id; of a hotspot place `hotspot/<run>:<rank>`.
    pub id: AreaId,
    /// Its name on the last day of the window.
    pub name: String,
    /// Its layer.
    pub kind: AreaKind,
    /// A point inside it.
    pub at: LonLat,
}

/// The ranking with what its numbers stand for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranking {
    /// Areas, named places and hotspot places, in order of their numbers.
    pub units: Vec<Unit>,
    /// The categories, in order of their numbers.
    pub categories: Vec<CategoryId>,
    /// The figures.
    pub found: WhatsChanged,
}

/// One unit and category.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChangeRow {
    /// Unit, as numbered in the counts.
    pub unit: u32,
    /// Category, as numbered in the counts.
    pub category: u32,
    /// Counts in the window.
    pub now: u64,
    /// Counts in the same months of the earlier years together.
    pub before: u64,
    /// Earlier years that are covered.
    pub n_years: u32,
    /// How many windows the earlier years are, by their days.
    pub periods: f64,
    /// The test.
    pub change: Change,
    /// p after correction over all rows that were tested.
    pub p_adjusted: f64,
    /// Months in a row, the last included, on the same side of what was expected of them.
    pub months_in_a_row: u32,
}

/// All rows and what stands beside them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhatsChanged {
    /// First month of the window.
    pub from: Month,
    /// Last month of the window.
    pub to: Month,
    /// Months of the window that are preliminary, its latest.
    pub n_preliminary: u32,
    /// Earlier years that are covered.
    pub n_years: u32,
    /// Rows that were tested.
    pub n_tested: u32,
    /// Rows without a count now or before.
    pub n_empty: u32,
    /// Rows that could not be compared: no earlier year is covered.
    pub n_without_before: u32,
    /// Alarms that so many rows would give by chance alone, at most.
    pub alarms_by_chance: f64,
    /// The same of rows to watch or worse.
    pub watches_by_chance: f64,
    /// Rows that were tested, most remarkable first.
    pub rows: Vec<ChangeRow>,
}

/// Ranks every row by how remarkable its change is.
pub fn whats_changed(counts: &MonthCounts, asked: &Parameters) -> WhatsChanged {
    let window = (asked.window_months as usize).max(1);
    let last = counts.last();
    let windows = Windows::new(counts, window, asked.years);
    let n_rows = counts.n_rows();
    let covered = windows.n_years > 0;
    let mut rows: Vec<ChangeRow> = match covered {
        true => (0..n_rows)
            .into_par_iter()
            .with_min_len(256)
            .filter_map(|row| {
                let unit = row / counts.n_categories;
                let category = row % counts.n_categories;
                windows.row(unit as u32, category as u32, counts.series(unit, category))
            })
            .collect(),
        false => Vec::new(),
    };
    let p: Vec<f64> = rows.iter().map(|row| row.change.p).collect();
    for (row, p) in rows.iter_mut().zip(adjust(&p, Correction::Bh)) {
        row.p_adjusted = p;
    }
    let apart = |row: &ChangeRow| (row.now as f64 - row.change.expected).abs();
    rows.sort_by(|a, b| {
        let by_p = a.change.p.total_cmp(&b.change.p).then(apart(b).total_cmp(&apart(a)));
        by_p.then((a.unit, a.category).cmp(&(b.unit, b.category)))
    });
    let n_tested = rows.len() as f64;
    WhatsChanged {
        from: last - (window as i32 - 1),
        to: last,
        n_preliminary: asked.preliminary_months.min(window as u32),
        n_years: windows.n_years as u32,
        n_tested: rows.len() as u32,
        n_empty: if covered { (n_rows - rows.len()) as u32 } else { 0 },
        n_without_before: if covered { 0 } else { n_rows as u32 },
        alarms_by_chance: n_tested * ALARM_P,
        watches_by_chance: n_tested * WATCH_P,
        rows,
    }
}

/// Where now and before lie among the months.
struct Windows {
    window: usize,
    n_years: usize,
    /// Earlier years asked for.
    years: usize,
    periods: f64,
}

impl Windows {
    fn new(counts: &MonthCounts, window: usize, years: u32) -> Self {
        let n = counts.n_months;
        let years = years as usize;
        // The first month of the window of the year before must be there.
        let covered = if n >= window { (n - window) / 12 } else { 0 };
        let n_years = covered.min(years);
        let days = |year: i32| -> u32 {
            (0..window as i32).map(|i| (counts.last() - i - 12 * year).n_days()).sum()
        };
        let before: u32 = (1..=n_years as i32).map(days).sum();
        let periods = f64::from(before) / f64::from(days(0).max(1));
        Self { window, n_years, years, periods }
    }

    /// `None` without a count now or before.
    fn row(&self, unit: u32, category: u32, months: &[u32]) -> Option<ChangeRow> {
        let n = months.len();
        let sum = |end: usize| -> u64 {
            months[end - self.window..end].iter().map(|&n| u64::from(n)).sum()
        };
        let now = sum(n);
        let before = (1..=self.n_years).map(|year| sum(n - 12 * year)).sum();
        if now + before == 0 {
            return None;
        }
        let change = change(now, Against::Earlier { n: before, periods: self.periods })?;
        let months_in_a_row = self.months_in_a_row(months, change.z);
        let n_years = self.n_years as u32;
        let (periods, p_adjusted) = (self.periods, 1.0);
        Some(ChangeRow {
            unit,
            category,
            now,
            before,
            n_years,
            periods,
            change,
            p_adjusted,
            months_in_a_row,
        })
    }

    fn months_in_a_row(&self, months: &[u32], z: f64) -> u32 {
        let on_the_same_side = |&at: &usize| {
            let like = (1..=self.years).filter_map(|year| at.checked_sub(12 * year));
            let (n, sum) =
                like.fold((0, 0u64), |(n, sum), at| (n + 1, sum + u64::from(months[at])));
            let here = u64::from(months[at]) * n;
            n > 0 && if z > 0.0 { here > sum } else { here < sum }
        };
        if z == 0.0 {
            return 0;
        }
        (0..months.len()).rev().take_while(on_the_same_side).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::change::Level;
    use proptest::prelude::*;

    fn month(text: &str) -> Month {
        text.parse().expect("a month")
    }

    /// One unit and category whose months end with May 2026.
    fn one(months: &[u32]) -> MonthCounts {
        let first = month("2026-05") - (months.len() as i32 - 1);
        let mut counts = MonthCounts::new(first, months.len(), 1, 1);
        months.iter().enumerate().for_each(|(at, &n)| counts.add(0, 0, at, n));
        counts
    }

    #[test]
    fn nineteen_against_seven_three_months_in_a_row_is_to_be_watched() {
        // March 2025 to May 2026.
        let counts = one(&[2, 2, 3, 3, 2, 3, 3, 2, 2, 2, 2, 2, 5, 6, 8]);
        let found = whats_changed(&counts, &Parameters::default());
        assert_eq!((found.from, found.to), (month("2026-03"), month("2026-05")));
        let [row] = &found.rows[..] else { panic!("one row") };
        assert_eq!((row.now, row.before, row.n_years, row.periods), (19, 7, 1, 1.0));
        assert_eq!((row.months_in_a_row, row.change.level), (3, Level::Watch));
        assert!((row.change.z - 2.42).abs() < 0.005);
        assert_eq!((found.n_tested, found.n_preliminary, found.n_years), (1, 1, 1));
        assert_eq!(row.p_adjusted, row.change.p);
    }

    #[test]
    fn without_an_earlier_year_nothing_can_be_compared_and_it_is_said() {
        for n_months in [0, 1, 3, 14] {
            let found = whats_changed(&one(&vec![4; n_months]), &Parameters::default());
            assert!(found.rows.is_empty());
            assert_eq!(found.n_without_before, u32::from(n_months > 0));
        }
        let found = whats_changed(&one(&[4; 15]), &Parameters::default());
        assert_eq!((found.n_tested, found.n_without_before, found.n_years), (1, 0, 1));
        let none = MonthCounts::new(month("2020-01"), 30, 0, 0);
        assert!(whats_changed(&none, &Parameters::default()).rows.is_empty());
    }

    #[test]
    fn rows_without_counts_are_not_tested_and_are_counted() {
        let mut counts = MonthCounts::new(month("2024-01"), 24, 3, 2);
        counts.add(1, 1, 23, 4);
        counts.add(2, 0, 3, 9);
        let found = whats_changed(&counts, &Parameters::default());
        assert_eq!((found.n_tested, found.n_empty), (1, 5), "April is not in the window");
        assert_eq!((found.rows[0].unit, found.rows[0].category), (1, 1));
        assert_eq!(found.rows[0].months_in_a_row, 1);
    }

    #[test]
    fn more_years_give_the_mean_and_no_more_than_there_are() {
        let counts = one(&[5; 48]);
        for (years, expected) in [(1, 1), (2, 2), (4, 3), (9, 3)] {
            let asked = Parameters { years, ..Parameters::default() };
            let found = whats_changed(&counts, &asked);
            assert_eq!(found.n_years, expected);
            assert_eq!(found.rows[0].before, u64::from(15 * expected));
            assert_eq!(found.rows[0].change.level, Level::None);
        }
    }

    #[test]
    fn a_leap_day_is_accounted_for() {
        // February 2024 has 29 days, that of 2025 has 28.
        let mut counts = MonthCounts::new(month("2024-02"), 13, 1, 1);
        counts.add(0, 0, 0, 290);
        counts.add(0, 0, 12, 280);
        let asked = Parameters { window_months: 1, ..Parameters::default() };
        let found = whats_changed(&counts, &asked);
        assert!(found.rows[0].change.z.abs() < 1e-12, "{found:?}");
    }

    proptest! {
        #[test]
        fn the_order_of_units_does_not_matter_and_rows_come_by_rising_p(
            cells in prop::collection::vec(0u32..40, 6 * 27),
        ) {
            let (mut one, mut turned) = (
                MonthCounts::new(month("2024-01"), 27, 6, 1),
                MonthCounts::new(month("2024-01"), 27, 6, 1),
            );
            for (at, &n) in cells.iter().enumerate() {
                one.add(at / 27, 0, at % 27, n);
                turned.add(5 - at / 27, 0, at % 27, n);
            }
            let asked = Parameters { years: 2, ..Parameters::default() };
            let (one, turned) = (whats_changed(&one, &asked), whats_changed(&turned, &asked));
            prop_assert!(one.rows.windows(2).all(|r| r[0].change.p <= r[1].change.p));
            let key = |row: &ChangeRow, unit| (unit, row.now, row.p_adjusted.to_bits());
            let mut a: Vec<_> = one.rows.iter().map(|r| key(r, r.unit)).collect();
            let mut b: Vec<_> = turned.rows.iter().map(|r| key(r, 5 - r.unit)).collect();
            a.sort_unstable();
            b.sort_unstable();
            prop_assert_eq!(a, b);
        }
    }
}
