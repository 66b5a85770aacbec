//! The tail beyond what was simulated.

use serde::{Deserialize, Serialize};

/// A Gumbel distribution of maxima: P(X ≤ x) = exp(−exp(−(x − location)/scale)).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Gumbel {
    /// The mode.
    pub location: f64,
    /// Positive.
    pub scale: f64,
}

impl Gumbel {
    /// By maximum likelihood: the scale b solves b = x̄ − Σx·e^(−x/b)/Σe^(−x/b), and the location is
    /// −b·ln(mean of e^(−x/b)). `None` for fewer than two different values.
    pub fn fit(maxima: &[f64]) -> Option<Self> {
        let n = maxima.len() as f64;
        let least = maxima.iter().copied().fold(f64::INFINITY, f64::min);
        let largest = maxima.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let range = largest - least;
        if !(range.is_finite() && range > 1e-12 * largest.abs().max(1.0)) {
            return None;
        }
        let mean = maxima.iter().sum::<f64>() / n;
        // Exponents are taken from the least value, so none overflows.
        let sums = |scale: f64| {
            maxima.iter().fold((0.0, 0.0), |(plain, weighted), x| {
                let e = (-(x - least) / scale).exp();
                (plain + e, weighted + x * e)
            })
        };
        let off = |scale: f64| {
            let (plain, weighted) = sums(scale);
            scale - mean + weighted / plain
        };
        // Negative as the scale goes to 0 (least < mean), positive at the range; halved until no
        // number lies between.
        let (mut low, mut high) = (range * 1e-6, 2.0 * range);
        for _ in 0..200 {
            let middle = (low + high) / 2.0;
            if middle <= low || middle >= high {
                break;
            }
            if off(middle) < 0.0 { low = middle } else { high = middle }
        }
        let scale = (low + high) / 2.0;
        let location = least - scale * (sums(scale).0 / n).ln();
        Some(Self { location, scale })
    }

    /// P(X ≥ x).
    pub fn upper_tail(&self, x: f64) -> f64 {
        -(-(-(x - self.location) / self.scale).exp()).exp_m1()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_a_gumbel_give_it_back() {
        let known = Gumbel { location: 6.3, scale: 1.1 };
        let maxima: Vec<f64> = (0..20_000)
            .map(|i| known.location - known.scale * (-((f64::from(i) + 0.5) / 2e4).ln()).ln())
            .collect();
        let found = Gumbel::fit(&maxima).expect("fitted");
        assert!((found.location - 6.3).abs() < 1e-3 && (found.scale - 1.1).abs() < 1e-3);
        assert!((known.upper_tail(6.3) - (1.0 - (-1f64).exp())).abs() < 1e-15);
        // Far out the tail is e^−(x − location)/scale, not a zero.
        assert!((known.upper_tail(61.3) / (-50f64).exp() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn one_value_alone_has_no_tail() {
        assert_eq!(Gumbel::fit(&[]), None);
        assert_eq!(Gumbel::fit(&[2.0]), None);
        assert_eq!(Gumbel::fit(&[0.0; 9]), None);
        assert!(Gumbel::fit(&[1.0, 2.0]).is_some());
    }
}
