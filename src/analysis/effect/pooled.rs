//! Several cases together: what do they show that each alone cannot?
//!
//! **Question.** Similar cases, each too small to prove anything: what is their effect taken together,
//! and do they agree?
//!
//! **Input.** One estimate and its variance per case, on one scale: ln of the ratio of ratios, or the
//! difference in counts. Variances positive.
//! **Output.** The fixed and the random effect with 95 % intervals, Q, I² and τ². `None` without cases.
//!
//! **Formula.** Fixed: Σ y/v ÷ Σ 1/v with variance 1/Σ(1/v). Q = Σ (y − fixed)²/v;
//! τ² = max(0, (Q − (k − 1)) / (Σ1/v − Σ1/v² ÷ Σ1/v)) (DerSimonian–Laird); random: the same with
//! v + τ². I² = max(0, (Q − (k − 1))/Q).
//!
//! **Which.** Fixed answers "did these cases work", random "do cases like these work". They are the same
//! when τ² = 0.
//! **What I² cannot say.** It is the share of the variation that is not chance, not how large the
//! variation is; with few cases it is close to a guess (at five cases a true 0 often shows as 30–50 %),
//! and 0 % does not mean that the cases are alike. With under about ten cases the random interval is
//! too narrow. Cases that were never stored are not in it.
//!
//! **Degenerate input.** One case is itself, with no I². Variances that are not positive and finite are
//! left out and counted by the caller.
//!
//! **Reference.** DerSimonian & Laird (1986), doi 10.1016/0197-2456(86)90046-2; Higgins & Thompson
//! (2002), doi 10.1002/sim.1186.
//! **Checked against** statsmodels' combine_effects (tests/golden/effect).
//!
//! ```
//! use platssamverkan::analysis::effect::pooled::pool;
//! let pooled = pool(&[(-0.5, 0.04), (-0.1, 0.04)]).unwrap();
//! assert!((pooled.fixed.estimate + 0.3).abs() < 1e-12);
//! ```

use super::assess::Comparison;
use serde::{Deserialize, Serialize};

/// A pooled estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// On the scale that went in.
    pub estimate: f64,
    /// Of it.
    pub variance: f64,
    /// 95 %.
    pub interval: (f64, f64),
}

/// Fixed and random effects over several cases.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pooled {
    /// Cases behind it.
    pub n_cases: usize,
    /// As if all had the same effect.
    pub fixed: Estimate,
    /// As if each had its own around a common one.
    pub random: Estimate,
    /// Σ (y − fixed)²/v.
    pub q: f64,
    /// Variance between cases.
    pub tau2: f64,
    /// Share of the variation that is not chance, 0–1; `None` for one case.
    pub i2: Option<f64>,
}

/// An estimate and its variance.
pub type Measured = (f64, f64);

/// What one case brings: ln of its ratio of ratios and its difference, the spread reckoned in. `None` for
/// one that cannot be formed.
pub fn measures(one: &Comparison) -> (Option<Measured>, Option<Measured>) {
    let variance = one.wdd.variance * one.wdd.dispersion;
    let ratio = one.ratio.as_ref().map(|ratio| (ratio.log, ratio.log_variance));
    (ratio, (variance > 0.0).then_some((one.wdd.estimate, variance)))
}

/// Of what each case brings.
pub fn pool(cases: &[Measured]) -> Option<Pooled> {
    let fine = |v: f64| v > 0.0 && v.is_finite();
    let cases: Vec<Measured> =
        cases.iter().copied().filter(|&(y, v)| y.is_finite() && fine(v)).collect();
    if cases.is_empty() {
        return None;
    }
    let fixed = weighted(&cases, 0.0);
    let q: f64 = cases.iter().map(|&(y, v)| (y - fixed.estimate).powi(2) / v).sum();
    let degrees = cases.len() as f64 - 1.0;
    let weights: f64 = cases.iter().map(|&(_, v)| 1.0 / v).sum();
    let squares: f64 = cases.iter().map(|&(_, v)| 1.0 / (v * v)).sum();
    let scale = weights - squares / weights;
    let tau2 = if degrees > 0.0 && scale > 0.0 { ((q - degrees) / scale).max(0.0) } else { 0.0 };
    let i2 = if q > 0.0 { ((q - degrees) / q).max(0.0) } else { 0.0 };
    Some(Pooled {
        n_cases: cases.len(),
        fixed,
        random: weighted(&cases, tau2),
        q,
        tau2,
        i2: (cases.len() > 1).then_some(i2),
    })
}

fn weighted(cases: &[(f64, f64)], tau2: f64) -> Estimate {
    let weights: f64 = cases.iter().map(|&(_, v)| 1.0 / (v + tau2)).sum();
    let estimate = cases.iter().map(|&(y, v)| y / (v + tau2)).sum::<f64>() / weights;
    let reach = 1.959_963_984_540_054 / weights.sqrt();
    Estimate { estimate, variance: 1.0 / weights, interval: (estimate - reach, estimate + reach) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_case_is_itself_and_none_is_nothing() {
        let one = pool(&[(-0.4, 0.09)]).expect("a case");
        assert_eq!((one.fixed.estimate, one.i2, one.tau2), (-0.4, None, 0.0));
        assert_eq!(one.fixed, one.random);
        assert_eq!(pool(&[]), None);
        assert_eq!(pool(&[(0.1, 0.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)]), None);
    }

    #[test]
    fn cases_that_agree_have_no_variance_between_them() {
        let same = pool(&[(-0.2, 0.05); 6]).expect("cases");
        assert_eq!((same.tau2, same.i2), (0.0, Some(0.0)));
        assert!((same.fixed.variance - 0.05 / 6.0).abs() < 1e-15);
    }

    #[test]
    fn cases_that_disagree_widen_the_random_interval() {
        let apart = pool(&[(-1.0, 0.01), (0.0, 0.01), (1.0, 0.01)]).expect("cases");
        assert!(apart.i2.expect("several") > 0.9);
        assert!(apart.random.variance > 10.0 * apart.fixed.variance);
    }
}
