//! The ratio of ratios: by what factor the place changed beyond its control.
//!
//! **Question.** The same as the difference's, but of proportions: a control at another level, whose
//! counts rise and fall in proportion to its own, does not bias it.
//!
//! **Input.** As for the difference; rings are left out.
//! **Output.** The ratio with a 95 % interval; under 1 is a decrease. `None` without control, or when
//! place or control had no counts at all.
//!
//! **Formula.** ln R = ln(N1/B) − ln(M1/C), B and C the scaled counts before; variance 1/N1 + V/B² +
//! 1/M1 + U/C² (1/N0 each with one weight), times the dispersion. **At 0**: when any of the four
//! counts is 0, half a count is added to all four (and w/2 to the scaled ones), which the result says.
//!
//! **Reference.** Haldane (1956), doi 10.1111/j.1469-1809.1956.tb01285.x, for the half.
//! **Checked against** a Poisson regression with interaction in statsmodels (tests/golden/effect).
//!
//! ```
//! use platssamverkan::analysis::effect::{dispersion::Spread, ratio::ratio_of_ratios, wdd::Series};
//! let found = ratio_of_ratios(
//!     &Series::plain(38, 24, 1.0),
//!     &Series::plain(41, 39, 1.0),
//!     &Spread::POISSON,
//! ).unwrap();
//! let rounded = [found.ratio, found.interval.0, found.interval.1].map(|v| (v * 100.0).round());
//! assert_eq!(rounded, [66.0, 34.0, 130.0]);
//! ```

use super::{dispersion::Spread, wdd::Series};
use serde::{Deserialize, Serialize};

/// A factor with its uncertainty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RatioOfRatios {
    /// Under 1: the place fell more (or rose less) than its control.
    pub ratio: f64,
    /// ln of it.
    pub log: f64,
    /// Variance of the log, dispersion included.
    pub log_variance: f64,
    /// 95 %.
    pub interval: (f64, f64),
    /// Half a count was added to all four since one was 0.
    pub half_added: bool,
}

/// Of place and control.
pub fn ratio_of_ratios(place: &Series, control: &Series, spread: &Spread) -> Option<RatioOfRatios> {
    let empty = |s: &Series| s.before + s.after == 0;
    if empty(place) || empty(control) {
        return None;
    }
    let any_zero = [place, control].into_iter().any(|s| s.before == 0 || s.after == 0);
    let half = if any_zero { 0.5 } else { 0.0 };
    // The weight of one count before, also where there were none.
    let weight = |s: &Series, other: &Series| match (s.before, other.before) {
        (0, 0) => 1.0,
        (0, n) => other.scaled / n as f64,
        (n, _) => s.scaled / n as f64,
    };
    let part = |s: &Series, other: &Series| {
        let w = weight(s, other);
        let (after, scaled) = (s.after as f64 + half, s.scaled + half * w);
        let scaled_variance = s.scaled_variance + half * w * w;
        ((after / scaled).ln(), 1.0 / after + scaled_variance / (scaled * scaled))
    };
    let ((up, a), (down, b)) = (part(place, control), part(control, place));
    let (log, log_variance) = (up - down, (a + b) * spread.factor);
    let reach = spread.quantile * log_variance.sqrt();
    Some(RatioOfRatios {
        ratio: log.exp(),
        log,
        log_variance,
        interval: ((log - reach).exp(), (log + reach).exp()),
        half_added: any_zero,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_get_half_a_count_and_say_so() {
        let plain = |before, after| Series::plain(before, after, 0.25);
        let found = ratio_of_ratios(&plain(40, 0), &plain(40, 10), &Spread::POISSON);
        let found = found.expect("counted");
        assert!(found.half_added);
        let expected = (0.5 / (40.5 * 0.25)) / (10.5 / (40.5 * 0.25));
        assert!((found.ratio - expected).abs() < 1e-12);
        let variance = 1.0 / 0.5 + 1.0 / 10.5 + 2.0 / 40.5;
        assert!((found.log_variance - variance).abs() < 1e-12);
        for (place, control) in [((0, 0), (5, 5)), ((5, 5), (0, 0))] {
            let place = plain(place.0, place.1);
            let none = ratio_of_ratios(&place, &plain(control.0, control.1), &Spread::POISSON);
            assert_eq!(none, None);
        }
        let zero_before = ratio_of_ratios(&plain(0, 7), &plain(0, 3), &Spread::POISSON);
        assert!(zero_before.is_some_and(|r| r.half_added && r.ratio.is_finite()));
    }

    #[test]
    fn the_level_of_the_control_cancels() {
        let place = Series::plain(60, 40, 1.0);
        let at = |k: u64| {
            ratio_of_ratios(&place, &Series::plain(50 * k, 45 * k, 1.0), &Spread::POISSON)
                .expect("counted")
        };
        assert!((at(1).ratio - at(9).ratio).abs() < 1e-12);
        assert!(at(9).log_variance < at(1).log_variance);
    }
}
