//! Like months: what the same month of earlier years leads to expect.
//!
//! **Question.** Is this month out of the ordinary for its season?
//!
//! **Input.** Counts per month, oldest first, and which of the months are covered whole by the counts.
//! **Output.** The mean of the same calendar month of up to `years` earlier years, in the days of this
//! one, and exact 95 % prediction limits ([`super::change::prediction_95`]): a count outside of them is
//! one that the test of change would call different at 5 %. `None` for a month that is not covered
//! whole, or without an earlier year that is.
//!
//! **Formula.** Of k like months with s counts and together d times as many days: expected s/d; limits
//! of the conditional (binomial) test given s, 2,5 % at each end.
//! **Degenerate input.** s = 0 expects 0 and still allows some (one year of nothing: up to 5).
//! **Choosing.** Four years give a fair expectation where the level is steady; where it moves, the band
//! is off by the movement, and that is what it should show. **Repeatable.** Closed form.
//!
//! **Reference.** As [`super::change`]. **Checked against** scipy 1.17.1 (tests/golden/change).

use super::{change::prediction_95, month::Month};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Earlier years that are looked at, if nothing else is said.
pub const YEARS: u32 = 4;

/// What is expected of a month.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LikeMonths {
    /// Mean of the like months.
    pub expected: f64,
    /// Smallest count within the band.
    pub low: u64,
    /// Largest count within the band.
    pub high: u64,
    /// Earlier years it rests on.
    pub n_years: u32,
}

/// Expectation of the month at a place in the series; `first` is the month of its first entry and
/// `covered` the entries whose months the counts cover whole.
pub fn like_months(
    first: Month,
    n: &[u64],
    at: usize,
    covered: &Range<usize>,
    years: u32,
) -> Option<LikeMonths> {
    if !covered.contains(&at) || at >= n.len() {
        return None;
    }
    let like: Vec<usize> = (1..=years as usize)
        .map_while(|year| at.checked_sub(12 * year))
        .filter(|at| covered.contains(at))
        .collect();
    let days = |at: usize| f64::from((first + at as i32).n_days());
    let periods = like.iter().map(|&at| days(at)).sum::<f64>() / days(at);
    let sum: u64 = like.iter().map(|&at| n[at]).sum();
    let (low, high) = prediction_95(sum, periods)?;
    Some(LikeMonths { expected: sum as f64 / periods, low, high, n_years: like.len() as u32 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_like_months_of_covered_years_are_the_expectation() {
        let first: Month = "2022-01".parse().expect("a month");
        let n: Vec<u64> = (0..48).map(|i| 10 * (i % 12 + 1) + i / 12).collect();
        let at = |at, covered, years| like_months(first, &n, at, &covered, years);
        let june = at(41, 0..48, 4).expect("three earlier years");
        assert_eq!((june.expected, june.n_years), (61.0, 3));
        assert!(june.low > 40 && june.high < 85 && june.low < 61 && june.high > 61);
        assert_eq!(at(41, 0..48, 1).expect("one").expected, 62.0);
        assert_eq!(at(41, 10..48, 4).expect("two").n_years, 2);
        // Nothing earlier, not covered, or not there.
        assert_eq!(at(5, 0..48, 4), None);
        assert_eq!(at(47, 0..47, 4), None);
        assert_eq!(at(48, 0..49, 4), None);
        assert_eq!(at(41, 0..48, 0), None);
    }

    #[test]
    fn a_leap_february_is_a_day_longer() {
        let first: Month = "2023-02".parse().expect("a month");
        let mut n = vec![0; 13];
        n[0] = 280;
        let leap = like_months(first, &n, 12, &(0..13), 4).expect("a year before");
        assert!((leap.expected - 290.0).abs() < 1e-9);
        n[0] = 0;
        let none = like_months(first, &n, 12, &(0..13), 4).expect("a year before");
        assert_eq!((none.expected, none.low), (0.0, 0));
        assert!((3..=6).contains(&none.high));
    }
}
