//! The count test: does a cell, or a neighbourhood, have more than its share of the counts?
//!
//! **Question.** N incidents lie in the study area. This ground should have the share p of them. How
//! likely is it that it gets x or more, if every incident falls there with probability p?
//!
//! **Input.** Counts without unit; p is a share, 0–1. No coordinates.
//! **Output.** [`binomial_upper_tail`]: P(Bin(N, p) ≥ x), 0–1, relative error below 1e-12 down to the
//! smallest positive number (below 1e-308 it is 0). [`poisson_interval`] and [`ratio_interval`]:
//! the exact 95 % limits (Garwood) of an expected count, given an observed one.
//!
//! **Formula.** Σ_{k≥x} C(N,k) p^k (1−p)^{N−k}. The first term by Loader's saddle-point expansion,
//! which keeps full precision where log-gamma would cancel; the following ones by their ratios.
//! Limits of Poisson: the λ at which P(X ≥ x) = 2,5 % and P(X ≤ x) = 2,5 %.
//!
//! **Degenerate input.** x = 0 gives 1; x > N gives 0; p = 0 gives 0 for x > 0; p = 1 gives 1.
//! A count of 0 has lower limit 0.
//!
//! **Repeatable.** Closed form: no simulation, no seed.
//!
//! **Reference.** Loader C. (2000), *Fast and Accurate Computation of Binomial Probabilities*;
//! Garwood F. (1936), doi 10.1093/biomet/28.3-4.437.
//! **Checked against** mpmath 1.4.1 with 60 digits and scipy 1.17.1 (tests/golden/count_test).
//!
//! ```
//! use platssamverkan::analysis::count_test::binomial_upper_tail;
//! // Ten throws of a coin, eight or more heads: 56 ways of 1 024.
//! assert!((binomial_upper_tail(10, 0.5, 8) - 56.0 / 1024.0).abs() < 1e-15);
//! ```

/// P(Bin(n, p) ≥ x). `p` outside 0–1 is taken as the nearer end, NaN as 1 (never evidence).
pub fn binomial_upper_tail(n: u64, p: f64, x: u64) -> f64 {
    if x == 0 || p >= 1.0 && x <= n || p.is_nan() {
        return 1.0;
    }
    if x > n || p <= 0.0 {
        return 0.0;
    }
    let odds = p / (1.0 - p);
    let mean = n as f64 * p;
    if x as f64 > mean {
        // Falling terms from x upwards.
        let (mut term, mut sum, mut k) = (1.0, 1.0, x as f64);
        let n_f = n as f64;
        while k < n_f {
            term *= (n_f - k) / (k + 1.0) * odds;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
            k += 1.0;
        }
        (binomial_pmf(n, p, x) * sum).min(1.0)
    } else {
        // The complement: falling terms from x − 1 downwards.
        let (mut term, mut sum, mut k) = (1.0, 1.0, (x - 1) as f64);
        let n_f = n as f64;
        while k > 0.0 {
            term *= k / ((n_f - k + 1.0) * odds);
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
            k -= 1.0;
        }
        (1.0 - binomial_pmf(n, p, x - 1) * sum).clamp(0.0, 1.0)
    }
}

/// Whether [`binomial_upper_tail`] is sure to be above `level` (below one half), without computing it:
/// many counts lie within a standard deviation of what is expected. False means "perhaps not".
///
/// The median lies at or above ⌊np⌋ (Kaas & Buhrman 1980, doi 10.1111/j.1467-9574.1980.tb00681.x), so
/// the tail from there is at least ½; no single term is above 1/√(2e·np(1 − p)) (Herzog 1947, Amer.
/// Math. Monthly 54, 485–487), and as many terms are missing as x lies above ⌊np⌋.
pub fn is_surely_above(level: f64, n: u64, p: f64, x: u64) -> bool {
    let mean = n as f64 * p;
    let missing = x.saturating_sub(mean as u64) as f64;
    // 1/√(2e) is 0,4289.
    missing * 0.43 <= (0.5 - level) * (mean * (1.0 - p)).max(0.0).sqrt()
}

/// P(Bin(n, p) = x), for 0 < p < 1 and x ≤ n.
pub fn binomial_pmf(n: u64, p: f64, x: u64) -> f64 {
    let n_f = n as f64;
    if x == 0 {
        return (n_f * (-p).ln_1p()).exp();
    }
    if x == n {
        return (n_f * p.ln()).exp();
    }
    let (x_f, rest) = (x as f64, (n - x) as f64);
    let excess = x_f - n_f * p;
    let log = stirling_error(n)
        - stirling_error(x)
        - stirling_error(n - x)
        - deviance(x_f, n_f * p, excess)
        - deviance(rest, n_f * (1.0 - p), -excess);
    log.exp() * (n_f / (std::f64::consts::TAU * x_f * rest)).sqrt()
}

/// P(Poisson(mean) ≥ x); `mean` ≥ 0 and finite.
pub fn poisson_upper_tail(mean: f64, x: u64) -> f64 {
    if x == 0 {
        return 1.0;
    }
    if mean <= 0.0 {
        return 0.0;
    }
    if x as f64 > mean {
        let (mut term, mut sum, mut k) = (1.0, 1.0, x as f64);
        loop {
            k += 1.0;
            term *= mean / k;
            sum += term;
            if term < sum * 1e-17 {
                return (poisson_pmf(mean, x) * sum).min(1.0);
            }
        }
    }
    1.0 - poisson_lower_tail_below_mean(mean, x - 1)
}

/// P(Poisson(mean) ≤ x).
pub fn poisson_lower_tail(mean: f64, x: u64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    if (x as f64) < mean {
        poisson_lower_tail_below_mean(mean, x)
    } else {
        1.0 - poisson_upper_tail(mean, x + 1)
    }
}

fn poisson_lower_tail_below_mean(mean: f64, x: u64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0, 1.0, x as f64);
    while k > 0.0 {
        term *= k / mean;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
        k -= 1.0;
    }
    (poisson_pmf(mean, x) * sum).min(1.0)
}

/// P(Poisson(mean) = x); `mean` ≥ 0 and finite.
pub fn poisson_pmf(mean: f64, x: u64) -> f64 {
    if x == 0 {
        return (-mean).exp();
    }
    let x_f = x as f64;
    (-stirling_error(x) - deviance(x_f, mean, x_f - mean)).exp()
        / (std::f64::consts::TAU * x_f).sqrt()
}

/// Exact (Garwood) limits of the mean of a Poisson count: those at which `x` or more, and `x` or
/// fewer, have probability 2.5 %. The lower limit of 0 is 0.
pub fn poisson_interval(x: u64) -> (f64, f64) {
    const TAIL: f64 = 0.025;
    // Wilson–Hilferty lies within a percent; Newton's steps on the tail do the rest.
    let start = |shape: f64, z: f64| {
        let v = 1.0 / (9.0 * shape);
        (shape * (1.0 - v + z * v.sqrt()).powi(3)).max(1e-3)
    };
    const Z: f64 = 1.959_963_984_540_054;
    let lower = if x == 0 {
        0.0
    } else {
        // d/dλ P(X ≥ x) = pmf(λ, x − 1).
        newton(start(x as f64, -Z), |mean| {
            (poisson_upper_tail(mean, x) - TAIL, poisson_pmf(mean, x - 1))
        })
    };
    // d/dλ P(X ≤ x) = −pmf(λ, x).
    let upper = newton(start(x as f64 + 1.0, Z), |mean| {
        (poisson_lower_tail(mean, x) - TAIL, -poisson_pmf(mean, x))
    });
    (lower, upper)
}

/// Exact 95 % interval of observed / expected. The expected count is taken as known; it must be
/// positive.
pub fn ratio_interval(observed: u64, expected: f64) -> (f64, f64) {
    let (lower, upper) = poisson_interval(observed);
    (lower / expected, upper / expected)
}

/// Exact 95 % interval of the ratio of two counts' means when `observed` is compared with `reference`,
/// whose totals stand as 1 : `scale` (how much larger the reference as a whole is): Clopper–Pearson on
/// the share of the observed, conditional on their sum. `None` for the upper limit when the reference
/// is 0.
pub fn ratio_interval_of_counts(observed: u64, reference: u64, scale: f64) -> (f64, Option<f64>) {
    let n = observed + reference;
    // P(Bin(n, share) ≥ x) rises with the odds: halve the span of their logarithm.
    let odds = |x: u64, tail: f64| {
        let (mut low, mut high) = (-80.0f64, 80.0f64);
        for _ in 0..90 {
            let middle = (low + high) / 2.0;
            let share = 1.0 / (1.0 + (-middle).exp());
            if binomial_upper_tail(n, share, x) < tail { low = middle } else { high = middle }
        }
        ((low + high) / 2.0).exp()
    };
    let lower = if observed == 0 { 0.0 } else { odds(observed, 0.025) * scale };
    (lower, (reference > 0).then(|| odds(observed + 1, 0.975) * scale))
}

fn newton(mut at: f64, f: impl Fn(f64) -> (f64, f64)) -> f64 {
    for _ in 0..60 {
        let (value, slope) = f(at);
        let next = (at - value / slope).clamp(at * 0.25, at * 4.0);
        let done = (next - at).abs() <= 4e-15 * next;
        at = next;
        if done {
            break;
        }
    }
    at
}

/// x·ln(x/m) + m − x without cancellation, given x − m as precisely as the caller knows it.
fn deviance(x: f64, m: f64, difference: f64) -> f64 {
    let v = difference / (x + m);
    if v.abs() < 0.25 {
        let v2 = v * v;
        let (mut power, mut sum, mut odd) = (2.0 * x * v * v2, difference * v, 3.0);
        loop {
            let next = sum + power / odd;
            if next == sum {
                return sum;
            }
            sum = next;
            power *= v2;
            odd += 2.0;
        }
    }
    x * (x / m).ln() - difference
}

/// ln n! minus Stirling's formula.
fn stirling_error(n: u64) -> f64 {
    /// n = 1…15, from mpmath with 40 digits.
    const SMALL: [f64; 15] = [
        0.081_061_466_795_327_26,
        0.041_340_695_955_409_3,
        0.027_677_925_684_998_34,
        0.020_790_672_103_765_093,
        0.016_644_691_189_821_193,
        0.013_876_128_823_070_748,
        0.011_896_709_945_891_77,
        0.010_411_265_261_972_096,
        0.009_255_462_182_712_733,
        0.008_330_563_433_362_87,
        0.007_573_675_487_951_841,
        0.006_942_840_107_209_53,
        0.006_408_994_188_004_207,
        0.005_951_370_112_758_848,
        0.005_554_733_551_962_801,
    ];
    if let Some(error) = (n as usize).checked_sub(1).and_then(|i| SMALL.get(i)) {
        return *error;
    }
    let n = n as f64;
    let n2 = n * n;
    (1.0 / 12.0
        - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / n2) / n2) / n2) / n2)
        / n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_certain_or_impossible() {
        assert_eq!(binomial_upper_tail(10, 0.3, 0), 1.0);
        assert_eq!(binomial_upper_tail(10, 0.3, 11), 0.0);
        assert_eq!(binomial_upper_tail(10, 0.0, 1), 0.0);
        assert_eq!(binomial_upper_tail(10, 1.0, 10), 1.0);
        assert_eq!(binomial_upper_tail(0, 0.5, 1), 0.0);
        assert_eq!(poisson_interval(0).0, 0.0);
    }

    #[test]
    fn tail_falls_with_x_and_its_steps_are_the_terms() {
        let (n, p) = (1_000, 0.02);
        for x in 1..80 {
            let step = binomial_upper_tail(n, p, x) - binomial_upper_tail(n, p, x + 1);
            assert!((step - binomial_pmf(n, p, x)).abs() < 1e-14, "{x}");
        }
    }

    #[test]
    fn what_is_surely_above_a_level_is_and_most_counts_near_their_mean_are() {
        let mut n_sure = 0;
        for n in [1u64, 2, 3, 7, 30, 100, 1_000, 50_000] {
            for share in 0..=60 {
                let p = f64::from(share) / 60.0;
                let mean = (n as f64 * p) as u64;
                for x in mean.saturating_sub(3)..(mean + 40).min(n + 1) {
                    for level in [0.001, 0.05, 0.4] {
                        if is_surely_above(level, n, p, x) {
                            n_sure += 1;
                            assert!(binomial_upper_tail(n, p, x) > level, "{n} {p} {x} {level}");
                        }
                    }
                }
            }
        }
        assert!(n_sure > 10_000, "{n_sure}");
        assert!(is_surely_above(0.05, 1_000, 0.1, 109) && !is_surely_above(0.05, 1_000, 0.1, 120));
    }

    #[test]
    fn limits_are_where_the_tails_are_two_and_a_half_percent() {
        for x in [1u64, 2, 5, 10, 30, 61, 500, 20_000] {
            let (lower, upper) = poisson_interval(x);
            assert!((poisson_upper_tail(lower, x) - 0.025).abs() < 1e-12, "{x}");
            assert!((poisson_lower_tail(upper, x) - 0.025).abs() < 1e-12, "{x}");
        }
    }

    #[test]
    fn limits_of_two_counts_are_those_of_clopper_and_pearson() {
        // scipy 1.17.1 binomtest(19, 26).proportion_ci(method='exact'), as odds.
        let (lower, upper) = ratio_interval_of_counts(19, 7, 1.0);
        assert!((lower / 1.092_598_357_493_787_6 - 1.0).abs() < 1e-9, "{lower}");
        let upper = upper.expect("a limit");
        assert!((upper / 7.640_636_617_578_722 - 1.0).abs() < 1e-9, "{upper}");
        assert_eq!(ratio_interval_of_counts(0, 5, 2.0).0, 0.0);
        let (lower, upper) = ratio_interval_of_counts(4, 0, 1.0);
        assert!(lower > 0.0 && upper.is_none());
        // Ten times as much to compare with, of which a tenth is expected: the same as one to one
        // where the reference is large.
        let (lower, upper) = ratio_interval_of_counts(30, 2_000_000, 100_000.0);
        let (known_lower, known_upper) = ratio_interval(30, 20.0);
        assert!((lower / known_lower - 1.0).abs() < 1e-3);
        assert!((upper.expect("a limit") / known_upper - 1.0).abs() < 1e-3);
    }
}
