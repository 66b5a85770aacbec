//! Change: is this count another than what the earlier ones lead to expect?
//!
//! **Question.** Nineteen this spring against seven the spring before: is that more than chance, and
//! how large a change is it compatible with?
//!
//! **Input.** A count, and what it is held against: the sum of m earlier periods like it (the same
//! months of earlier years), or an expectation that is taken as known. m need not be whole: it is the
//! days of the earlier periods over the days of this one. No unit beyond counts.
//! **Output.** z and a two-sided p, the level they amount to, and intervals. `None` when there is
//! nothing to hold the count against.
//!
//! **Formula.** Square roots of Poisson counts have variance ¼ whatever their mean:
//! two observed counts z = √2(√now − √then); against the mean of m earlier periods
//! z = 2(√now − √mean)/√(1 + 1/m), the same for m = 1; against a known expectation
//! z = 2(√now − √expected). Where the count or what is expected is under [`EXACT_UNDER`] the level is
//! decided by the exact p instead: given the sum of now and earlier, now is Bin(sum, 1/(m + 1)); against
//! a known expectation it is Poisson. Two-sided: all outcomes that are no likelier than the one
//! observed. Otherwise p = 2·P(N ≥ |z|).
//! The ratio now/expected has the exact interval of the binomial share (Clopper–Pearson). The 95 %
//! prediction limits are the smallest and largest count that the same conditional test, one-sided at
//! 2,5 %, would let pass.
//!
//! **Degenerate input.** 0 against 0 is z = 0, p = 1. No earlier period, or a known expectation that is
//! not positive: `None`.
//!
//! **Choosing.** [`ALARM_FROM`] 3 and [`WATCH_FROM`] 2. Many rows at once give chance alarms: say how
//! many were tested and show p after correction ([`super::whats_changed`]). Counts that vary more than
//! Poisson ones (series of crimes by one hand, campaigns) give more alarms than stated.
//! **Repeatable.** Closed form.
//!
//! **Reference.** Anscombe (1948), doi 10.1093/biomet/35.3-4.246 (square roots); Wheeler (2016), doi
//! 10.1177/1461355716642781 (of counts of crime); Przyborowski & Wilenski (1940), doi
//! 10.1093/biomet/31.3-4.313 (the conditional test); Clopper & Pearson (1934), doi
//! 10.1093/biomet/26.4.404.
//! **Checked against** scipy 1.17.1 `binomtest`, `poisson`, `binom` (tests/golden/change).
//!
//! ```
//! use platssamverkan::analysis::change::{Against, Level, change};
//! let spring = change(19, Against::Earlier { n: 7, periods: 1.0 }).unwrap();
//! assert!((spring.z - 2.42).abs() < 0.005 && (spring.p - 0.029).abs() < 0.0005);
//! assert_eq!(spring.level, Level::Watch);
//! let drugs = change(61, Against::Known { expected: 43.0 }).unwrap();
//! assert!((drugs.z - 2.5).abs() < 0.01);
//! ```

use super::{
    count_test::{
        binomial_pmf, binomial_upper_tail, poisson_lower_tail, poisson_pmf, poisson_upper_tail,
    },
    getis_ord::normal_upper_tail,
};
use serde::{Deserialize, Serialize};

/// From this |z| a change is an alarm.
pub const ALARM_FROM: f64 = 3.0;

/// From this |z| a change is worth watching.
pub const WATCH_FROM: f64 = 2.0;

/// Under this count or expectation the exact p decides.
pub const EXACT_UNDER: f64 = 10.0;

/// Two-sided p of [`ALARM_FROM`].
pub const ALARM_P: f64 = 0.002_699_796_063_260_189;

/// Two-sided p of [`WATCH_FROM`].
pub const WATCH_P: f64 = 0.045_500_263_896_358_42;

/// What a count is held against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Against {
    /// Earlier periods like this one.
    Earlier {
        /// Their counts together.
        n: u64,
        /// How many periods as long as this one they are.
        periods: f64,
    },
    /// A number that is taken as known.
    Known {
        /// It.
        expected: f64,
    },
}

/// What a change amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Nothing beyond chance.
    None,
    /// Worth watching.
    Watch,
    /// Hardly chance, were it the only row.
    Alarm,
}

impl Level {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::None => "none",
            Level::Watch => "watch",
            Level::Alarm => "alarm",
        }
    }

    /// The Swedish word.
    pub fn label_sv(self) -> &'static str {
        match self {
            Level::None => "ingen",
            Level::Watch => "bevaka",
            Level::Alarm => "larm",
        }
    }
}

/// One count against what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Mean of the earlier periods, or the known expectation.
    pub expected: f64,
    /// By square roots; its sign is that of the change.
    pub z: f64,
    /// Two-sided.
    pub p: f64,
    /// Whether p is exact, which it is for small counts.
    pub exact: bool,
    /// What it amounts to.
    pub level: Level,
}

/// √2(√now − √then), of two observed counts.
pub fn z_of_two(now: u64, then: u64) -> f64 {
    z_of_mean(now, then as f64, 1.0)
}

/// 2(√now − √mean)/√(1 + 1/m), against the mean of m earlier periods.
pub fn z_of_mean(now: u64, mean: f64, m: f64) -> f64 {
    z_of_known(now, mean) / (1.0 + 1.0 / m).sqrt()
}

/// 2(√now − √expected), against an expectation that is taken as known.
pub fn z_of_known(now: u64, expected: f64) -> f64 {
    2.0 * ((now as f64).sqrt() - expected.sqrt())
}

/// Holds a count against what was expected.
pub fn change(now: u64, against: Against) -> Option<Change> {
    let (expected, z) = match against {
        Against::Earlier { n, periods } if periods > 0.0 && periods.is_finite() => {
            let mean = n as f64 / periods;
            (mean, z_of_mean(now, mean, periods))
        }
        Against::Known { expected } if expected > 0.0 && expected.is_finite() => {
            (expected, z_of_known(now, expected))
        }
        _ => return None,
    };
    let exact = (now as f64) < EXACT_UNDER || expected < EXACT_UNDER;
    let p = match (exact, against) {
        (false, _) => (2.0 * normal_upper_tail(z.abs())).min(1.0),
        (true, Against::Earlier { n, periods }) => {
            binomial_two_sided(now + n, 1.0 / (periods + 1.0), now)
        }
        (true, Against::Known { expected }) => poisson_two_sided(expected, now),
    };
    let level = match (exact, z.abs()) {
        (true, _) if p <= ALARM_P => Level::Alarm,
        (true, _) if p <= WATCH_P => Level::Watch,
        (false, z) if z >= ALARM_FROM => Level::Alarm,
        (false, z) if z >= WATCH_FROM => Level::Watch,
        _ => Level::None,
    };
    Some(Change { expected, z, p, exact, level })
}

/// The exact 95 % interval of now/expected against earlier periods, the expectation's own uncertainty
/// included; an upper limit of `None` is unbounded (there was nothing before).
pub fn ratio_interval(now: u64, n: u64, periods: f64) -> (f64, Option<f64>) {
    let sum = now + n;
    let odds = |share: f64| share / (1.0 - share) * periods;
    // The share of now at which so many, or so few, have probability 2,5 %.
    let at = |tail: &dyn Fn(f64) -> f64| {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if tail(middle) < 0.025 { low = middle } else { high = middle }
        }
        (low + high) / 2.0
    };
    let lower = match now {
        0 => 0.0,
        _ => odds(at(&|share| binomial_upper_tail(sum, share, now))),
    };
    let upper = (n > 0).then(|| {
        // Mirrored: the share of the earlier ones.
        let earlier = at(&|share| binomial_upper_tail(sum, share, n));
        (1.0 - earlier) / earlier * periods
    });
    (lower, upper)
}

/// The exact 95 % prediction limits of the next count, given n in so many periods like it.
pub fn prediction_95(n: u64, periods: f64) -> Option<(u64, u64)> {
    if periods <= 0.0 || !periods.is_finite() {
        return None;
    }
    let share = 1.0 / (periods + 1.0);
    let passes_upper = |x: u64| binomial_upper_tail(x + n, share, x) > 0.025;
    let passes_lower = |x: u64| binomial_upper_tail(x + n, 1.0 - share, n) > 0.025;
    let mean = (n as f64 / periods) as u64;
    // P(≥ x) falls with x, P(≤ x) rises with it: the mean passes both.
    let mut step = 8;
    while passes_upper(mean + step) {
        step *= 2;
    }
    let upper = last_that(mean, mean + step, &passes_upper);
    let lower = match passes_lower(0) {
        true => 0,
        false => last_that(0, mean, &|x| !passes_lower(x)) + 1,
    };
    Some((lower, upper))
}

/// The last of `first..end` with a property that the first has, the end has not, and that is lost once.
fn last_that(first: u64, end: u64, holds: &dyn Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (first, end);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(middle) { low = middle } else { high = middle }
    }
    low
}

/// Relative room for rounding when likelihoods are compared.
const AS_LIKELY: f64 = 1.0 + 1e-7;

/// P(an outcome of Bin(n, p) no likelier than x), for 0 < p < 1 and x ≤ n.
pub fn binomial_two_sided(n: u64, p: f64, x: u64) -> f64 {
    let mean = n as f64 * p;
    if n == 0 || x as f64 == mean {
        return 1.0;
    }
    let limit = binomial_pmf(n, p, x) * AS_LIKELY;
    let at_most = |y: u64| binomial_upper_tail(n, 1.0 - p, n - y);
    let both = if (x as f64) < mean {
        // Above the mean likelihoods fall: the first that is no likelier.
        let (mut low, mut high) = (mean.ceil() as u64, n + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if binomial_pmf(n, p, middle) <= limit { high = middle } else { low = middle + 1 }
        }
        at_most(x) + binomial_upper_tail(n, p, low)
    } else {
        let (mut low, mut high) = (0, mean.floor() as u64 + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if binomial_pmf(n, p, middle) <= limit { low = middle + 1 } else { high = middle }
        }
        binomial_upper_tail(n, p, x) + low.checked_sub(1).map_or(0.0, at_most)
    };
    both.min(1.0)
}

/// P(an outcome of Poisson(mean) no likelier than x), for a positive mean.
pub fn poisson_two_sided(mean: f64, x: u64) -> f64 {
    if x as f64 == mean {
        return 1.0;
    }
    let limit = poisson_pmf(mean, x) * AS_LIKELY;
    let both = if (x as f64) < mean {
        let mut low = mean.ceil() as u64;
        let mut high = low + 1;
        while poisson_pmf(mean, high) > limit {
            high += high - low + 1;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if poisson_pmf(mean, middle) <= limit { high = middle } else { low = middle + 1 }
        }
        poisson_lower_tail(mean, x) + poisson_upper_tail(mean, low)
    } else {
        let (mut low, mut high) = (0, mean.floor() as u64 + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if poisson_pmf(mean, middle) <= limit { low = middle + 1 } else { high = middle }
        }
        let lower = low.checked_sub(1).map_or(0.0, |y| poisson_lower_tail(mean, y));
        poisson_upper_tail(mean, x) + lower
    };
    both.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_reference_figures_come_out() {
        let spring = change(19, Against::Earlier { n: 7, periods: 1.0 }).expect("an earlier year");
        assert!((spring.z - 2.42).abs() < 0.005, "{spring:?}");
        assert!((spring.p - 0.029).abs() < 0.0005 && spring.exact, "{spring:?}");
        assert_eq!(spring.level, Level::Watch);
        let drugs = change(61, Against::Known { expected: 43.0 }).expect("known");
        assert!((drugs.z - 2.5).abs() < 0.01 && !drugs.exact, "{drugs:?}");
        assert_eq!(drugs.level, Level::Watch);
        assert_eq!(z_of_two(19, 7), z_of_mean(19, 7.0, 1.0));
    }

    #[test]
    fn nothing_to_compare_with_is_said_and_nothing_against_nothing_is_no_change() {
        assert_eq!(change(5, Against::Earlier { n: 0, periods: 0.0 }), None);
        assert_eq!(change(5, Against::Known { expected: 0.0 }), None);
        assert_eq!(change(5, Against::Known { expected: f64::NAN }), None);
        let none = change(0, Against::Earlier { n: 0, periods: 3.0 }).expect("earlier years");
        assert_eq!((none.z, none.p, none.level), (0.0, 1.0, Level::None));
        assert_eq!(ratio_interval(0, 0, 1.0), (0.0, None));
        assert_eq!(prediction_95(0, 0.0), None);
        // Half a coin each: five in a row have 1/32.
        assert_eq!(prediction_95(0, 1.0), Some((0, 5)));
    }

    #[test]
    fn from_nothing_to_many_is_an_alarm_without_an_upper_limit() {
        let new = change(12, Against::Earlier { n: 0, periods: 1.0 }).expect("an earlier year");
        assert!(new.exact && new.level == Level::Alarm, "{new:?}");
        let (lower, upper) = ratio_interval(12, 0, 1.0);
        assert!(lower > 2.0 && upper.is_none());
        let gone = change(0, Against::Earlier { n: 12, periods: 1.0 }).expect("an earlier year");
        assert!((gone.p - new.p).abs() < 1e-15 && gone.z < 0.0);
    }

    #[test]
    fn levels_at_z_are_levels_at_p() {
        assert!((2.0 * normal_upper_tail(ALARM_FROM) / ALARM_P - 1.0).abs() < 1e-12);
        assert!((2.0 * normal_upper_tail(WATCH_FROM) / WATCH_P - 1.0).abs() < 1e-12);
    }

    #[test]
    fn giant_counts_stay_finite() {
        let found = change(4_000_000, Against::Earlier { n: 3, periods: 4.0 }).expect("earlier");
        assert!(found.z.is_finite() && (0.0..=1.0).contains(&found.p));
        let (lower, upper) = prediction_95(40_000_000, 4.0).expect("earlier");
        assert!(lower < 10_000_000 && upper > 10_000_000 && upper - lower < 30_000);
    }

    proptest! {
        #[test]
        fn exact_p_is_the_sum_over_outcomes_no_likelier(n in 1u64..60, p in 0.02f64..0.98, x in 0u64..60) {
            let x = x.min(n);
            let own = binomial_pmf(n, p, x) * AS_LIKELY;
            let sum: f64 = (0..=n).map(|y| binomial_pmf(n, p, y)).filter(|q| *q <= own).sum();
            prop_assert!((binomial_two_sided(n, p, x) - sum).abs() < 1e-10);
            let mean = n as f64 * p;
            let own = poisson_pmf(mean, x) * AS_LIKELY;
            let sum: f64 = (0..400).map(|y| poisson_pmf(mean, y)).filter(|q| *q <= own).sum();
            prop_assert!((poisson_two_sided(mean, x) - sum).abs() < 1e-10);
        }

        #[test]
        fn more_now_is_never_less_of_a_rise(now in 0u64..300, n in 0u64..900, m in 1u32..5) {
            let at = |now| change(now, Against::Earlier { n, periods: f64::from(m) }).expect("m");
            prop_assert!(at(now + 1).z > at(now).z);
            let (low, high) = prediction_95(n, f64::from(m)).expect("m");
            let mean = n as f64 / f64::from(m);
            prop_assert!(low as f64 <= mean && mean.floor() <= high as f64);
            let (lower, upper) = ratio_interval(now, n, f64::from(m));
            prop_assert!(upper.is_none_or(|upper| lower < upper));
            if n > 0 {
                let ratio = now as f64 / mean;
                prop_assert!(lower <= ratio && upper.is_some_and(|upper| ratio <= upper));
            }
        }

        #[test]
        fn now_and_then_change_places(a in 0u64..200, b in 0u64..200) {
            let rise = change(a, Against::Earlier { n: b, periods: 1.0 }).expect("a year");
            let fall = change(b, Against::Earlier { n: a, periods: 1.0 }).expect("a year");
            prop_assert!((rise.z + fall.z).abs() < 1e-12 && (rise.p - fall.p).abs() < 1e-9);
            prop_assert_eq!(rise.level, fall.level);
        }
    }
}
