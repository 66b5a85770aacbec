//! The weighted displacement difference: what changed in the place beyond what changed in its control.
//!
//! **Question.** How many fewer (or more) incidents than expected had the place, displacement to the
//! ring around it included, when the control shows what would have happened anyway?
//!
//! **Input.** Counts before and after in the place, its control and, where they are drawn, the rings
//! around both ([`Series`]); w, the length of the after period over that of the like seasons before
//! it; areas in any common unit (1 leaves counts as they are).
//! **Output.** [`Difference`]: counts in the after period (per unit of area when areas are given). The
//! interval is missing when nothing happened anywhere.
//!
//! **Formula.** Σ s·(N1 − w·N0)/a, s = + for place and ring, − for control and control ring; variance
//! Σ (N1 + w²·N0)/a², times the dispersion where it is above 1. The displacement alone is the same
//! sum over the rings.
//!
//! **Degenerate input.** No counts: 0 and no interval. A missing series adds nothing; what that means
//! for the verdict is decided in [`super::verdict`].
//!
//! **Reference.** Wheeler & Ratcliffe (2018), *A simple weighted displacement difference test*,
//! doi 10.1186/s40163-018-0085-5.
//! **Checked against** three cases computed with the R package ptools (tests/golden/effect).
//!
//! ```
//! use platssamverkan::analysis::effect::wdd::{Design, Series, wdd};
//! let plain = |before, after| Series::plain(before, after, 1.0);
//! let design = Design {
//!     place: plain(207, 110),
//!     control: Some(plain(308, 318)),
//!     ring: Some(plain(178, 157)),
//!     control_ring: Some(plain(150, 140)),
//! };
//! let found = wdd(&design, &Spread::POISSON);
//! # use platssamverkan::analysis::effect::dispersion::Spread;
//! assert_eq!((found.estimate, found.variance), (-118.0, 1568.0));
//! ```

use super::dispersion::Spread;
use serde::{Deserialize, Serialize};

/// Counts of one piece of ground before and after.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Counts in the like seasons before.
    pub before: u64,
    /// Counts after.
    pub after: u64,
    /// Σ w·N0 over the seasons: what the after period would have had at the level before.
    pub scaled: f64,
    /// Σ w²·N0: the variance of that.
    pub scaled_variance: f64,
    /// Divides the change; 1 when counts are compared as they are.
    pub area: f64,
}

impl Series {
    /// One season with weight `w`.
    pub fn plain(before: u64, after: u64, w: f64) -> Self {
        let n = before as f64;
        Self { before, after, scaled: w * n, scaled_variance: w * w * n, area: 1.0 }
    }

    /// The same with its change divided by an area, which must be positive.
    pub fn per(self, area: f64) -> Self {
        Self { area, ..self }
    }

    /// Two pieces of ground as one, as they were counted.
    pub fn with(&self, other: Option<&Series>) -> Self {
        let other = other.copied().unwrap_or(Self::plain(0, 0, 1.0));
        Self {
            before: self.before + other.before,
            after: self.after + other.after,
            scaled: self.scaled + other.scaled,
            scaled_variance: self.scaled_variance + other.scaled_variance,
            area: 1.0,
        }
    }

    /// N1 − w·N0, per area.
    pub fn change(&self) -> f64 {
        (self.after as f64 - self.scaled) / self.area
    }

    fn variance(&self) -> f64 {
        (self.after as f64 + self.scaled_variance) / (self.area * self.area)
    }
}

/// The pieces of ground of one comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Design {
    /// Where the case is.
    pub place: Series,
    /// What it is compared with.
    pub control: Option<Series>,
    /// Where it may have moved to.
    pub ring: Option<Series>,
    /// What the ring is compared with.
    pub control_ring: Option<Series>,
}

/// A difference in counts with its uncertainty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Negative: fewer than expected.
    pub estimate: f64,
    /// Of a Poisson count, before dispersion.
    pub variance: f64,
    /// Factor on the variance, at least 1.
    pub dispersion: f64,
    /// estimate / √(variance · dispersion); `None` without counts.
    pub z: Option<f64>,
    /// 95 %; `None` without counts.
    pub interval: Option<(f64, f64)>,
}

impl Difference {
    /// From an estimate and its Poisson variance.
    pub fn of(estimate: f64, variance: f64, spread: &Spread) -> Self {
        let sd = (variance * spread.factor).sqrt();
        let known = sd > 0.0;
        let reach = spread.quantile * sd;
        Self {
            estimate,
            variance,
            dispersion: spread.factor,
            z: known.then(|| estimate / sd),
            interval: known.then_some((estimate - reach, estimate + reach)),
        }
    }
}

/// Place and ring against control and control ring.
pub fn wdd(design: &Design, spread: &Spread) -> Difference {
    signed([Some(design.place), design.ring], [design.control, design.control_ring], spread)
}

/// Displacement alone: the ring against the control ring; `None` without a ring.
pub fn displacement(design: &Design, spread: &Spread) -> Option<Difference> {
    design.ring.map(|ring| signed([Some(ring), None], [design.control_ring, None], spread))
}

fn signed(plus: [Option<Series>; 2], minus: [Option<Series>; 2], spread: &Spread) -> Difference {
    let (mut estimate, mut variance) = (0.0, 0.0);
    for (series, sign) in [(plus, 1.0), (minus, -1.0)] {
        for series in series.into_iter().flatten() {
            estimate += sign * series.change();
            variance += series.variance();
        }
    }
    Difference::of(estimate, variance, spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(before: u64, after: u64) -> Series {
        Series::plain(before, after, 1.0)
    }

    #[test]
    fn the_six_months_of_the_walk_through() {
        let design = Design {
            place: plain(38, 24),
            control: Some(plain(41, 39)),
            ring: Some(plain(15, 17)),
            control_ring: None,
        };
        let found = wdd(&design, &Spread::POISSON);
        let (lower, upper) = found.interval.expect("counted");
        assert_eq!((found.estimate, lower.round(), upper.round()), (-10.0, -36.0, 16.0));
        let moved = displacement(&design, &Spread::POISSON).expect("a ring");
        let (lower, upper) = moved.interval.expect("counted");
        assert_eq!((moved.estimate, lower.round(), upper.round()), (2.0, -9.0, 13.0));
    }

    #[test]
    fn nothing_anywhere_has_no_interval() {
        let design = Design {
            place: plain(0, 0),
            control: Some(plain(0, 0)),
            ring: None,
            control_ring: None,
        };
        let found = wdd(&design, &Spread::POISSON);
        assert_eq!((found.estimate, found.z, found.interval), (0.0, None, None));
        assert_eq!(displacement(&design, &Spread::POISSON), None);
    }
}
