//! Two counts: did this place alone change between two periods?
//!
//! **Question.** Two counts over periods of given lengths: how often would they differ as much if the
//! rate were the same? Nothing is compared with; a trend that everyone shares is not told apart.
//!
//! **Input.** Two counts and their exposures (days, or 1 and 1), positive. No coordinates.
//! **Output.** Two-sided p of the E-test and of the exact conditional test, 0–1.
//!
//! **Formula.** *E-test*: T = (a/s − b/t)/√(a/s² + b/t²); P(|T| ≥ |T observed|) when both are Poisson with
//! the common rate (a + b)/(s + t). *Conditional*: given a + b, a is binomial with s/(s + t); the sum of
//! the probabilities that are not larger than that of what was observed.
//! **Which.** The conditional test never exceeds its level and is the cautious one; the E-test is
//! nearly exact and finds more.
//!
//! **Degenerate input.** Two zeros: 1. Exposures that are not positive: 1.
//! **Repeatable.** Sums over the plane of counts, no simulation; what lies more than 12 standard
//! deviations off is left out (below 1e-30).
//!
//! **Reference.** Krishnamoorthy & Thomson (2004), doi 10.1016/j.jspi.2002.09.001; Przyborowski &
//! Wilenski (1940), doi 10.1093/biomet/31.3-4.313.
//! **Checked against** statsmodels and scipy (tests/golden/effect); 20 against 10 gives 0,06883178.
//!
//! ```
//! use platssamverkan::analysis::effect::two_counts::{conditional_test, e_test};
//! assert!((e_test(20, 1.0, 10, 1.0) - 0.06883178).abs() < 5e-9);
//! assert!((conditional_test(19, 1.0, 7, 1.0) - 0.029).abs() < 5e-4);
//! ```

use crate::analysis::count_test::{binomial_pmf, binomial_upper_tail, poisson_pmf};
use serde::{Deserialize, Serialize};

/// Both tests of one pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TwoCounts {
    /// First count and its exposure.
    pub before: (u64, f64),
    /// Second count and its exposure.
    pub after: (u64, f64),
    /// Two-sided p of the E-test.
    pub e_test: f64,
    /// Two-sided p of the exact conditional test.
    pub conditional: f64,
}

impl TwoCounts {
    /// Of a place before and after.
    pub fn of(before: u64, before_exposure: f64, after: u64, after_exposure: f64) -> Self {
        Self {
            before: (before, before_exposure),
            after: (after, after_exposure),
            e_test: e_test(before, before_exposure, after, after_exposure),
            conditional: conditional_test(before, before_exposure, after, after_exposure),
        }
    }
}

/// Two-sided p of the E-test.
pub fn e_test(a: u64, s: f64, b: u64, t: f64) -> f64 {
    if a + b == 0 || !(s > 0.0 && t > 0.0) {
        return 1.0;
    }
    let statistic = |a: f64, b: f64| (a / s - b / t) / (a / (s * s) + b / (t * t)).sqrt();
    // Ties of the observed one belong to it.
    let bar = statistic(a as f64, b as f64).abs() * (1.0 - 1e-12);
    if bar == 0.0 {
        return 1.0;
    }
    let rate = (a + b) as f64 / (s + t);
    let (first, second) = (Likely::new(rate * s), Likely::new(rate * t));
    // For a given first count T falls as the second grows; both ends move upwards with the first.
    let (mut low, mut high) = (0usize, 0usize);
    let mut p = 0.0;
    for (i, &mass) in first.mass.iter().enumerate() {
        let x = (first.from + i as u64) as f64;
        let t_at = |j: usize| match (x, (second.from + j as u64) as f64) {
            (0.0, 0.0) => 0.0,
            (x, y) => statistic(x, y),
        };
        while low < second.mass.len() && t_at(low) >= bar {
            low += 1;
        }
        while high < second.mass.len() && t_at(high) > -bar {
            high += 1;
        }
        p += mass * (second.below[low] + (second.below[second.mass.len()] - second.below[high]));
    }
    p.min(1.0)
}

/// Two-sided p given the sum.
pub fn conditional_test(a: u64, s: f64, b: u64, t: f64) -> f64 {
    let n = a + b;
    if n == 0 || !(s > 0.0 && t > 0.0) {
        return 1.0;
    }
    let share = s / (s + t);
    let observed = binomial_pmf(n, share, a) * (1.0 + 1e-7);
    let as_rare = |k: u64| binomial_pmf(n, share, k) <= observed;
    let upper = |k: u64| binomial_upper_tail(n, share, k);
    let lower = |k: u64| binomial_upper_tail(n, 1.0 - share, n - k);
    let mode = (((n + 1) as f64 * share).floor() as u64).min(n);
    if as_rare(mode) {
        return 1.0;
    }
    let p = if a > mode {
        // Largest below the mode that is as rare.
        let beyond = first(0, mode, |k| !as_rare(k));
        upper(a) + if beyond > 0 { lower(beyond - 1) } else { 0.0 }
    } else {
        let from = first(mode, n + 1, as_rare);
        lower(a) + if from <= n { upper(from) } else { 0.0 }
    };
    p.min(1.0)
}

/// The first of `from..to` that holds, given that all after it do; `to` when none does.
fn first(mut from: u64, mut to: u64, holds: impl Fn(u64) -> bool) -> u64 {
    while from < to {
        let middle = from + (to - from) / 2;
        match holds(middle) {
            true => to = middle,
            false => from = middle + 1,
        }
    }
    from
}

/// The counts of a Poisson variable that matter.
struct Likely {
    from: u64,
    mass: Vec<f64>,
    /// `below[i]`: mass of the first i.
    below: Vec<f64>,
}

impl Likely {
    fn new(mean: f64) -> Self {
        let reach = 12.0 * mean.sqrt() + 60.0;
        let (from, to) = ((mean - reach).max(0.0) as u64, (mean + reach) as u64);
        let mut mass = vec![0.0; (to - from + 1) as usize];
        let middle = (mean as u64).clamp(from, to);
        let at = (middle - from) as usize;
        mass[at] = poisson_pmf(mean, middle);
        for i in at + 1..mass.len() {
            mass[i] = mass[i - 1] * mean / (from + i as u64) as f64;
        }
        for i in (0..at).rev() {
            mass[i] = mass[i + 1] * (from + i as u64 + 1) as f64 / mean;
        }
        let mut below = Vec::with_capacity(mass.len() + 1);
        let mut sum = 0.0;
        below.push(0.0);
        for m in &mass {
            sum += m;
            below.push(sum);
        }
        Self { from, mass, below }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_or_no_time_is_no_evidence() {
        for test in [e_test, conditional_test] {
            assert_eq!(test(0, 1.0, 0, 1.0), 1.0);
            assert_eq!(test(5, 0.0, 3, 1.0), 1.0);
            assert_eq!(test(5, 1.0, 3, f64::NAN), 1.0);
            assert_eq!(test(12, 1.0, 12, 1.0), 1.0);
        }
    }

    #[test]
    fn the_order_does_not_matter() {
        for (a, s, b, t) in [(20, 1.0, 10, 1.0), (3, 2.0, 11, 5.0), (0, 1.0, 6, 0.5)] {
            assert!((e_test(a, s, b, t) - e_test(b, t, a, s)).abs() < 1e-14);
            assert!((conditional_test(a, s, b, t) - conditional_test(b, t, a, s)).abs() < 1e-13);
        }
    }

    #[test]
    fn a_million_takes_no_time_and_agrees_with_the_normal_distribution() {
        let (a, b) = (1_000_000, 1_003_000);
        let z = (a as f64 - b as f64).abs() / ((a + b) as f64).sqrt();
        let normal = 2.0 * crate::analysis::getis_ord::normal_upper_tail(z);
        assert!((e_test(a, 1.0, b, 1.0) / normal - 1.0).abs() < 1e-3);
        assert!((conditional_test(a, 1.0, b, 1.0) / normal - 1.0).abs() < 5e-3);
    }
}
