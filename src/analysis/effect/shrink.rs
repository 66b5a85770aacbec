//! Shrinkage: what a place's level probably is, knowing what places like it have.
//!
//! **Question.** A place that was chosen because it had much was partly chosen by chance. What level
//! does it have when that is taken into account?
//!
//! **Input.** Counts of comparable pieces of ground over the same days (equal exposure), and the place's
//! own over those days. *All* days before the start take part, the window that chose the place too:
//! the posterior does not mind why a place was looked at, as long as what it was chosen by is in it.
//! **Output.** The prior ([`Prior`]) and the place's shrunken count with its variance.
//!
//! **Formula.** x ~ Poisson(λ), λ ~ gamma with shape k and mean m. The prior is estimated by *marginal
//! maximum likelihood*: x is then negative binomial, m is the mean of the counts, and k solves
//! Σ(ψ(x + k) − ψ(k)) = G·ln(1 + m/k). The posterior of λ has mean (x + k)/(1 + k/m) and variance
//! (x + k)/(1 + k/m)².
//!
//! **Degenerate input.** Counts that vary no more than chance (Σx(x − 1) ≤ G·m²) have no finite k: the
//! prior is the mean itself and everything shrinks all the way. Fewer than [`LEAST_GROUPS`], or no
//! counts at all: no prior.
//!
//! **Repeatable.** A bracketed root, no starting value to choose.
//!
//! **Reference.** Clayton & Kaldor (1987), doi 10.2307/2532003; Robbins (1956).
//! **Checked against** a negative-binomial fit maximised in scipy (tests/golden/effect).
//!
//! ```
//! use platssamverkan::analysis::effect::shrink::Prior;
//! let prior = Prior::of(&[4, 9, 2, 14, 7, 3, 21, 6, 1, 5]).unwrap();
//! let (mean, _) = prior.posterior(40);
//! assert!(mean < 40.0 && mean > 30.0);
//! ```

use super::dispersion::LEAST_GROUPS;
use serde::{Deserialize, Serialize};

/// How levels differ among comparable pieces of ground.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Prior {
    /// Mean count.
    pub mean: f64,
    /// Shape of the gamma distribution; `None`: they differ no more than chance.
    pub shape: Option<f64>,
    /// Pieces of ground behind it.
    pub n_groups: usize,
}

impl Prior {
    /// By marginal maximum likelihood; `None` for fewer than [`LEAST_GROUPS`] or without counts.
    pub fn of(counts: &[u64]) -> Option<Self> {
        let n = counts.len() as f64;
        let sum: u64 = counts.iter().sum();
        if counts.len() < LEAST_GROUPS || sum == 0 {
            return None;
        }
        let mean = sum as f64 / n;
        let pairs: f64 = counts.iter().map(|&x| x as f64 * (x as f64 - 1.0)).sum();
        let shape = (pairs > n * mean * mean).then(|| shape(counts, mean)).flatten();
        Some(Self { mean, shape, n_groups: counts.len() })
    }

    /// Share of the shrunken count that is the place's own, 0–1.
    pub fn own_share(&self) -> f64 {
        self.shape.map_or(0.0, |k| 1.0 / (1.0 + k / self.mean))
    }

    /// Mean and variance of the level, in counts over the same days.
    pub fn posterior(&self, count: u64) -> (f64, f64) {
        match self.shape {
            None => (self.mean, 0.0),
            Some(k) => {
                let own = self.own_share();
                let mean = (count as f64 + k) * own;
                (mean, mean * own)
            }
        }
    }
}

/// The root in ln k of the derivative of the likelihood, positive for small k and negative for large.
fn shape(counts: &[u64], mean: f64) -> Option<f64> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let distinct: Vec<(f64, f64)> =
        sorted.chunk_by(|a, b| a == b).map(|same| (same[0] as f64, same.len() as f64)).collect();
    let slope = |ln_k: f64| {
        let k = ln_k.exp();
        let digammas: f64 = distinct.iter().map(|&(x, n)| n * digamma_step(x, k)).sum();
        digammas - counts.len() as f64 * (mean / k).ln_1p()
    };
    let (mut low, mut high) = (-14.0, 18.0);
    if slope(low) <= 0.0 || slope(high) >= 0.0 {
        // As good as no spread at all.
        return None;
    }
    while high - low > 1e-13 {
        let middle = (low + high) / 2.0;
        if middle == low || middle == high {
            break;
        }
        match slope(middle) > 0.0 {
            true => low = middle,
            false => high = middle,
        }
    }
    Some(((low + high) / 2.0).exp())
}

/// ψ(x + k) − ψ(k) for whole x: 1/k + 1/(k + 1) + … + 1/(k + x − 1).
fn digamma_step(x: f64, k: f64) -> f64 {
    if x <= 200.0 {
        return (0..x as u32).map(|i| 1.0 / (k + f64::from(i))).sum();
    }
    digamma(x + k) - digamma(k)
}

fn digamma(mut x: f64) -> f64 {
    let mut below = 0.0;
    while x < 12.0 {
        below += 1.0 / x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = square
        * (1.0 / 12.0
            - square
                * (1.0 / 120.0 - square * (1.0 / 252.0 - square * (1.0 / 240.0 - square / 132.0))));
    x.ln() - 0.5 / x - series - below
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_few_or_nothing_gives_no_prior() {
        assert_eq!(Prior::of(&[]), None);
        assert_eq!(Prior::of(&[5; LEAST_GROUPS - 1]), None);
        assert_eq!(Prior::of(&[0; 40]), None);
    }

    #[test]
    fn counts_that_differ_no_more_than_chance_shrink_all_the_way() {
        let prior = Prior::of(&[7; 30]).expect("counted");
        assert_eq!((prior.shape, prior.posterior(50)), (None, (7.0, 0.0)));
        assert_eq!(prior.own_share(), 0.0);
    }

    #[test]
    fn the_more_places_differ_the_more_a_place_keeps_its_own() {
        let mild = Prior::of(&[8, 12, 9, 14, 6, 11, 16, 7, 10, 3, 17, 12]).expect("counted");
        let wild = Prior::of(&[0, 40, 3, 90, 1, 22, 150, 7, 2, 0, 61, 12]).expect("counted");
        assert!(mild.own_share() < wild.own_share());
        let (shrunk, _) = mild.posterior(100);
        assert!(shrunk > mild.mean && shrunk < 100.0);
        let one_giant = Prior::of(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4_000_000]).expect("counted");
        assert!(one_giant.posterior(3).0.is_finite());
    }

    #[test]
    fn digamma_has_its_known_values() {
        // ψ(1) = −γ.
        assert!((digamma(1.0) + 0.577_215_664_901_532_9).abs() < 1e-13);
        let by_sum: f64 = (0..500).map(|i| 1.0 / (2.5 + f64::from(i))).sum();
        assert!((digamma_step(500.0, 2.5) - by_sum).abs() < 1e-12);
    }
}
