//! Does a method beat another, roll by roll?

use super::MIN_ROLLS;
use serde::{Deserialize, Serialize};

/// Hit rate of a method minus that of ranked counts, over the same rolls.
///
/// Two ways of saying whether it is more than chance: Student's t-interval of the mean difference
/// (the scored months do not overlap, so the differences are taken as independent), and the sign
/// test, which asks only in how many months the method was ahead. No bootstrap, hence no seed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Mean over rolls, share of the incidents.
    pub mean: f64,
    /// 95 % t-interval of the mean; `None` with fewer than [`MIN_ROLLS`] rolls.
    pub interval_95: Option<(f64, f64)>,
    /// Rolls in which the method caught more.
    pub n_better: u32,
    /// Rolls in which both caught as many.
    pub n_equal: u32,
    /// Rolls in which it caught less.
    pub n_worse: u32,
    /// Two-sided exact sign test over the rolls that differ; 1 when none does.
    pub sign_p: f64,
}

impl Difference {
    /// Of pairs (method, ranked counts), one per roll. `None` without rolls.
    pub fn of(pairs: &[(f64, f64)]) -> Option<Difference> {
        let differences: Vec<f64> = pairs.iter().map(|(one, other)| one - other).collect();
        let mean = mean(&differences)?;
        let count = |wanted: fn(&f64) -> bool| differences.iter().filter(|d| wanted(d)).count();
        let (n_better, n_worse) = (count(|d| *d > 0.0), count(|d| *d < 0.0));
        Some(Difference {
            mean,
            interval_95: interval(&differences, 0.05),
            n_better: n_better as u32,
            n_equal: (differences.len() - n_better - n_worse) as u32,
            n_worse: n_worse as u32,
            sign_p: sign_test(n_better as u64, n_worse as u64),
        })
    }
}

/// t-interval of the mean at level 1 − α; `None` with fewer than [`MIN_ROLLS`] values.
pub fn interval(values: &[f64], alpha: f64) -> Option<(f64, f64)> {
    if values.len() < MIN_ROLLS {
        return None;
    }
    let (n, mean) = (values.len() as f64, mean(values)?);
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let reach = student_quantile(alpha, values.len() as u32 - 1) * (variance / n).sqrt();
    Some((mean - reach, mean + reach))
}

/// Mean; `None` of nothing.
pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// P(as uneven a split of fair coin throws or more), both ways.
fn sign_test(better: u64, worse: u64) -> f64 {
    let n = better + worse;
    let tail = crate::analysis::count_test::binomial_upper_tail(n, 0.5, better.max(worse));
    if n == 0 { 1.0 } else { (2.0 * tail).min(1.0) }
}

/// t with P(|T| ≥ t) = α, for α in (0, 1) and a whole number of degrees of freedom.
pub fn student_quantile(alpha: f64, degrees: u32) -> f64 {
    let degrees = degrees.max(1);
    // The angle atan(t/√ν) lies between 0 and a right angle: halve until no number is between.
    let (mut low, mut high) = (0.0, std::f64::consts::FRAC_PI_2);
    for _ in 0..200 {
        let middle = (low + high) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if within(middle, degrees) < 1.0 - alpha { low = middle } else { high = middle }
    }
    f64::from(degrees).sqrt() * low.tan()
}

/// P(|T| ≤ √ν·tan θ), by the finite series for whole degrees of freedom
/// (Abramowitz & Stegun 26.7.3–4).
fn within(theta: f64, degrees: u32) -> f64 {
    let (sin, cos) = theta.sin_cos();
    let odd = degrees % 2 == 1;
    if degrees == 1 {
        return theta / std::f64::consts::FRAC_PI_2;
    }
    let mut term = if odd { cos } else { 1.0 };
    let mut sum = term;
    let mut step = if odd { 2 } else { 1 };
    while step + 2 < degrees {
        term *= cos * cos * f64::from(step) / f64::from(step + 1);
        sum += term;
        step += 2;
    }
    if odd { (theta + sin * sum) / std::f64::consts::FRAC_PI_2 } else { sin * sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_the_tabulated_ones() {
        // scipy 1.17.1 stats.t.isf(α/2, ν)
        for (alpha, degrees, t) in [
            (0.05, 1, 12.706204736174705),
            (0.05, 2, 4.302652729749464),
            (0.05, 3, 3.1824463052837086),
            (0.05, 4, 2.7764451051977943),
            (0.05, 5, 2.5705818356363155),
            (0.05, 23, 2.068657610419049),
            (0.05, 59, 2.000995378088268),
            (0.0125, 23, 2.709720420119224),
            (0.01, 10, 3.1692726726169504),
        ] {
            let found = student_quantile(alpha, degrees);
            assert!((found / t - 1.0).abs() < 1e-10, "{alpha} {degrees}: {found}");
        }
    }

    #[test]
    fn a_steady_lead_is_told_from_none_and_few_rolls_conclude_nothing() {
        let lead: Vec<(f64, f64)> =
            (0..12).map(|i| (0.30 + f64::from(i % 3) * 0.01, 0.25)).collect();
        let found = Difference::of(&lead).expect("rolls");
        assert!((found.mean - 0.06).abs() < 1e-12 && found.interval_95.expect("12").0 > 0.05);
        assert_eq!((found.n_better, found.n_equal, found.n_worse), (12, 0, 0));
        assert!((found.sign_p - 2.0 / 4096.0).abs() < 1e-15);
        let few = Difference::of(&lead[..5]).expect("rolls");
        assert_eq!(few.interval_95, None);
        let same = Difference::of(&[(0.2, 0.2); 8]).expect("rolls");
        assert_eq!((same.interval_95, same.sign_p, same.n_equal), (Some((0.0, 0.0)), 1.0, 8));
        assert_eq!(Difference::of(&[]), None);
    }
}
