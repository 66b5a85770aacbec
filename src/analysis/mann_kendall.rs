//! Mann–Kendall and Sen's slope: does a series rise or fall throughout?
//!
//! **Question.** Do later values tend to be higher (or lower) than earlier ones, whatever the shape of
//! the rise? It asks for a steady direction; a jump at the end of a long calm series is another
//! question ([`super::change`]).
//!
//! **Input.** Values in the order of time, at even steps, in any unit; values that are not finite are
//! taken as missing and left out of the pairs, their steps still count for the slope.
//! **Output.** S, its variance, z, the two-sided p and Kendall's τ-b; the slope in units per step.
//! `None` when fewer than [`LEAST_VALUES`] values are left or all of them are equal: then nothing can
//! be said of a direction.
//!
//! **Formula.** S = Σ_{i<j} sign(x_j − x_i); variance (n(n−1)(2n+5) − Σ t(t−1)(2t+5))/18 over groups of
//! t equal values; z = (S ∓ 1)/√variance, the continuity correction towards 0, and 0 when S is 0.
//! Without ties and up to [`LARGEST_EXACT`] values p is exact: the share of the n! orders with |S| at
//! least as large, by the recursion over numbers of inversions; otherwise p = 2·P(N ≥ |z|).
//! τ-b = S/√(n₀(n₀ − ties)), n₀ = n(n−1)/2. Sen's slope is the median of (x_j − x_i)/(j − i).
//!
//! **Degenerate input.** Ties make the normal p approximate; under ten values with many ties it is
//! rough, and with fewer than four values no order at all would be significant.
//!
//! **Choosing.** Twelve months is the least that sees a trend of ordinary size: with six, only a
//! nearly perfect order passes 5 %. Series with a season must be made free of it first (a share, a z
//! among the cells of the month, or like months).
//! **Repeatable.** Closed form; whole numbers but for z. Adding a number to all values, or multiplying
//! them by a positive one, leaves everything but the slope.
//!
//! **Reference.** Mann (1945), doi 10.2307/1907187; Sen (1968), doi 10.1080/01621459.1968.10480934.
//! **Checked against** pymannkendall 1.4.3 and scipy 1.17.1 `kendalltau` (tests/golden/mann_kendall).
//!
//! ```
//! use platssamverkan::analysis::mann_kendall::mann_kendall;
//! let trend = mann_kendall(&[1.0, 2.0, 3.0, 5.0, 8.0]).unwrap();
//! // One order of 120 rises all the way, one falls.
//! assert_eq!(trend.s, 10);
//! assert!((trend.p - 2.0 / 120.0).abs() < 1e-15);
//! ```

use super::getis_ord::normal_upper_tail;
use serde::{Deserialize, Serialize};

/// With fewer values no order is significant at 10 %.
pub const LEAST_VALUES: usize = 4;

/// Up to so many values without ties p is exact.
pub const LARGEST_EXACT: usize = 60;

/// What the test says of one series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MannKendall {
    /// Number of values that are not missing.
    pub n: u32,
    /// Rising pairs minus falling pairs.
    pub s: i64,
    /// Variance of S when the order is random, ties accounted for.
    pub variance: f64,
    /// With continuity correction.
    pub z: f64,
    /// Two-sided.
    pub p: f64,
    /// Whether p is exact.
    pub exact: bool,
    /// Kendall's τ-b, −1 to 1.
    pub tau: f64,
}

/// Which way a series goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// Significantly upwards.
    Up,
    /// Significantly downwards.
    Down,
    /// Neither can be shown.
    None,
}

impl MannKendall {
    /// The direction at a level, e.g. 0.05 two-sided.
    pub fn trend(&self, alpha: f64) -> Trend {
        match self.p <= alpha {
            true if self.s > 0 => Trend::Up,
            true if self.s < 0 => Trend::Down,
            _ => Trend::None,
        }
    }
}

/// The test of one series.
pub fn mann_kendall(values: &[f64]) -> Option<MannKendall> {
    Tails::default().test(values)
}

/// The exact distributions met so far: for many series of the same length.
#[derive(Debug, Clone, Default)]
pub struct Tails {
    /// By n: P(inversions ≤ k) for k up to half of all pairs.
    at_most: Vec<Option<Vec<f64>>>,
}

impl Tails {
    /// As [`mann_kendall`].
    pub fn test(&mut self, values: &[f64]) -> Option<MannKendall> {
        let values: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        let n = values.len();
        if n < LEAST_VALUES {
            return None;
        }
        let mut s = 0i64;
        for (i, a) in values.iter().enumerate() {
            for b in &values[i + 1..] {
                s += i64::from(b > a) - i64::from(b < a);
            }
        }
        let (mut tied_pairs, mut tied_variance) = (0.0, 0.0);
        let mut sorted = values;
        sorted.sort_unstable_by(f64::total_cmp);
        // 0 and −0 are equal.
        for group in sorted.chunk_by(|a, b| a == b).map(|group| group.len() as f64) {
            tied_pairs += group * (group - 1.0) / 2.0;
            tied_variance += group * (group - 1.0) * (2.0 * group + 5.0);
        }
        let size = n as f64;
        let pairs = size * (size - 1.0) / 2.0;
        if tied_pairs >= pairs {
            return None;
        }
        let variance = (size * (size - 1.0) * (2.0 * size + 5.0) - tied_variance) / 18.0;
        let z = (s - s.signum()) as f64 / variance.sqrt();
        let exact = tied_pairs == 0.0 && n <= LARGEST_EXACT;
        let p = match exact {
            true => self.two_sided(n, s.unsigned_abs() as usize),
            false => (2.0 * normal_upper_tail(z.abs())).min(1.0),
        };
        let tau = s as f64 / (pairs * (pairs - tied_pairs)).sqrt();
        Some(MannKendall { n: n as u32, s, variance, z, p, exact, tau })
    }

    fn two_sided(&mut self, n: usize, s: usize) -> f64 {
        if self.at_most.len() <= n {
            self.at_most.resize(n + 1, None);
        }
        let tail = self.at_most[n].get_or_insert_with(|| inversions_at_most(n));
        // S = pairs − 2·inversions; of the two equal tails the lower one is kept.
        let inversions = (n * (n - 1) / 2 - s) / 2;
        (2.0 * tail[inversions]).min(1.0)
    }
}

/// P(a random order of n has at most k inversions), k from 0 to half of all pairs.
fn inversions_at_most(n: usize) -> Vec<f64> {
    let half = n * (n - 1) / 4;
    let mut share = vec![0.0; half + 1];
    share[0] = 1.0;
    for size in 2..=n {
        // The size-th value makes 0…size − 1 new inversions, each as likely.
        let before = share.clone();
        let mut window = 0.0;
        for k in 0..=half {
            window += before[k];
            if k >= size {
                window -= before[k - size];
            }
            share[k] = (window / size as f64).max(0.0);
        }
    }
    let mut sum = 0.0;
    share
        .into_iter()
        .map(|share| {
            sum += share;
            sum
        })
        .collect()
}

/// Sen's slope, in units of the values per step; `None` with fewer than two values.
pub fn sen_slope(values: &[f64]) -> Option<f64> {
    let known: Vec<(f64, f64)> = values
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_finite())
        .map(|(step, &value)| (step as f64, value))
        .collect();
    let mut slopes: Vec<f64> = known
        .iter()
        .enumerate()
        .flat_map(|(i, a)| known[i + 1..].iter().map(move |b| (b.1 - a.1) / (b.0 - a.0)))
        .collect();
    let upper = slopes.len() / 2;
    if slopes.is_empty() {
        return None;
    }
    slopes.sort_unstable_by(f64::total_cmp);
    Some(match slopes.len() % 2 {
        1 => slopes[upper],
        _ => (slopes[upper - 1] + slopes[upper]) / 2.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_is_said_of_too_few_equal_or_missing_values() {
        assert_eq!(mann_kendall(&[]), None);
        assert_eq!(mann_kendall(&[1.0, 2.0, 3.0]), None);
        assert_eq!(mann_kendall(&[4.0; 12]), None);
        assert_eq!(mann_kendall(&[f64::NAN, 1.0, 2.0, f64::INFINITY, 3.0]), None);
        assert_eq!(mann_kendall(&[0.0, -0.0, 0.0, -0.0]), None);
        assert_eq!((sen_slope(&[]), sen_slope(&[1.0])), (None, None));
        assert_eq!(sen_slope(&[1.0, f64::NAN, 5.0]), Some(2.0));
    }

    #[test]
    fn the_exact_p_agrees_with_counting_every_order() {
        fn orders(left: &mut Vec<f64>, begun: &mut Vec<f64>, each: &mut dyn FnMut(&[f64])) {
            if left.is_empty() {
                each(begun);
            }
            for i in 0..left.len() {
                begun.push(left.remove(i));
                orders(left, begun, each);
                left.insert(i, begun.pop().expect("just pushed"));
            }
        }
        for n in LEAST_VALUES..=7 {
            let mut all = Vec::new();
            let mut values: Vec<f64> = (0..n).map(|i| i as f64).collect();
            orders(&mut values, &mut Vec::new(), &mut |order| {
                all.push(mann_kendall(order).expect("no ties"));
            });
            for found in &all {
                let as_far = all.iter().filter(|other| other.s.abs() >= found.s.abs()).count();
                assert!((found.p - as_far as f64 / all.len() as f64).abs() < 1e-14, "{found:?}");
            }
        }
    }

    #[test]
    fn a_rise_to_the_end_is_up_and_its_mirror_down() {
        let rising: Vec<f64> = (0..12).map(|i| f64::from(i * i)).collect();
        let falling: Vec<f64> = rising.iter().rev().copied().collect();
        let (up, down) = (mann_kendall(&rising).expect("n"), mann_kendall(&falling).expect("n"));
        assert_eq!((up.trend(0.05), down.trend(0.05)), (Trend::Up, Trend::Down));
        assert_eq!((up.s, up.tau, down.s), (66, 1.0, -66));
        assert_eq!(mann_kendall(&[1.0, 3.0, 2.0, 1.0]).expect("n").trend(0.05), Trend::None);
    }

    proptest! {
        #[test]
        fn direction_follows_the_order_and_not_the_unit(
            values in prop::collection::vec(-50i32..50, 4..30),
            shift in -5i32..5,
            factor in 1i32..9,
        ) {
            let series: Vec<f64> = values.iter().map(|&v| f64::from(v)).collect();
            let moved: Vec<f64> = values.iter().map(|&v| f64::from(v * factor + shift)).collect();
            let back: Vec<f64> = series.iter().rev().copied().collect();
            let (one, same) = (mann_kendall(&series), mann_kendall(&moved));
            prop_assert_eq!(one, same);
            if let (Some(one), Some(back)) = (one, mann_kendall(&back)) {
                prop_assert_eq!((one.s, one.p, one.tau), (-back.s, back.p, -back.tau));
                prop_assert!((0.0..=1.0).contains(&one.p) && one.z.is_finite());
                let slope = sen_slope(&series).expect("many");
                let moved = sen_slope(&moved).expect("many");
                prop_assert!((moved - f64::from(factor) * slope).abs() < 1e-9);
            }
        }
    }
}
