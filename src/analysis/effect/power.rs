//! Power before start: what a case of this size could show at all.
//!
//! **Question.** If this place is expected to have n incidents in the period the verdict will be about,
//! how much must they fall for the fall to be proved?
//!
//! **Input.** n, the expected count of the after period; w, the length of the after period over that of
//! the like seasons before it (1: as long; 0,5: two such seasons); the dispersion of the baseline (1
//! when not known).
//! **Output.** Two shares of n: the smallest *observed* fall that would be significant, and the *true*
//! fall that would be proved with 80 % chance. `None` when not even the disappearance of every incident
//! would do.
//!
//! **Formula.** The verdict's own variance at no ring and an equal control that does not change:
//! φ·n·(2 + 2w − f), which is n·(4 − f) at w = 1. Solve n·f = z·√(φ·n·(2 + 2w − f)) with z = 1,96 for the
//! observed fall and 1,96 + 0,84 for the true one.
//!
//! **Degenerate input.** n ≤ 0 or not a number: both `None`.
//!
//! ```
//! use platssamverkan::analysis::effect::power::power_before_start;
//! let power = power_before_start(38.0, 1.0, 1.0);
//! assert_eq!((power.smallest_observed.unwrap() * 100.0).round(), 59.0);
//! assert_eq!((power.true_at_80.unwrap() * 100.0).round(), 81.0);
//! ```

use serde::{Deserialize, Serialize};

/// What could be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Power {
    /// Expected count of the after period.
    pub expected: f64,
    /// Length of the after period over that of the like seasons before.
    pub w: f64,
    /// Factor on the variance.
    pub dispersion: f64,
    /// Smallest observed fall, 0–1, that would be significant.
    pub smallest_observed: Option<f64>,
    /// True fall, 0–1, that would be proved with 80 % chance.
    pub true_at_80: Option<f64>,
}

/// What could be shown at `expected` counts in the after period.
pub fn power_before_start(expected: f64, w: f64, dispersion: f64) -> Power {
    const SIGNIFICANT: f64 = 1.959_963_984_540_054;
    const EIGHTY: f64 = SIGNIFICANT + 0.841_621_233_572_914_2;
    let fall = |z: f64| fall(expected, w, dispersion, z);
    Power {
        expected,
        w,
        dispersion,
        smallest_observed: fall(SIGNIFICANT),
        true_at_80: fall(EIGHTY),
    }
}

/// f with n·f = z·√(φ·n·(2 + 2w − f)): the positive root of n·f² + z²φ·f − z²φ·(2 + 2w).
fn fall(n: f64, w: f64, dispersion: f64, z: f64) -> Option<f64> {
    let fine = n > 0.0 && n.is_finite() && w >= 0.0 && w.is_finite() && dispersion.is_finite();
    if !fine {
        return None;
    }
    let c = z * z * dispersion.max(1.0);
    let f = ((c * c + 4.0 * n * c * (2.0 + 2.0 * w)).sqrt() - c) / (2.0 * n);
    (f <= 1.0).then_some(f)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(expected: f64) -> [Option<f64>; 2] {
        let power = power_before_start(expected, 1.0, 1.0);
        [power.smallest_observed, power.true_at_80].map(|f| f.map(|f| (f * 100.0).round()))
    }

    #[test]
    fn the_figures_of_the_method_page() {
        assert_eq!(percent(38.0), [Some(59.0), Some(81.0)]);
        assert_eq!(percent(50.0), [Some(52.0), Some(72.0)]);
    }

    #[test]
    fn a_small_place_can_prove_nothing_and_says_so() {
        assert_eq!(percent(5.0), [None, None]);
        assert_eq!(percent(0.0), [None, None]);
        assert_eq!(percent(f64::NAN), [None, None]);
        assert_eq!(percent(20.0), [Some(79.0), None]);
    }

    #[test]
    fn a_longer_baseline_helps_and_unevenness_hurts() {
        let at = |w, dispersion| power_before_start(60.0, w, dispersion).smallest_observed;
        assert!(at(0.5, 1.0) < at(1.0, 1.0));
        assert!(at(1.0, 1.5) > at(1.0, 1.0));
        assert_eq!(at(1.0, 0.3), at(1.0, 1.0));
        // The root solves the equation it came from.
        let f = at(0.5, 1.3).expect("can be shown");
        let reach = 1.959_963_984_540_054 * (1.3 * 60.0 * (2.0 + 1.0 - f)).sqrt();
        assert!((60.0 * f - reach).abs() < 1e-9);
    }
}
