//! Dealing C counts out over n sites in proportion to their weights, exactly.

use rand_chacha::rand_core::Rng;

/// Where each count falls. Two ways with the same distribution; the one that takes less is chosen.
///
/// *One by one*: an alias table (Walker, Vose), a few nanoseconds a count.
///
/// *Site by site*: independent Poisson numbers with means that sum to a little less than C. Given
/// their sum N they are dealt out just as N counts would be, so N ≤ C is topped up with C − N counts
/// one by one, and N > C (about once in 30 000) is thrown away and begun anew: whether it is thrown
/// away depends on N alone. Cheap where counts are many and sites few.
pub(super) struct Multinomial {
    total: u32,
    alias: Alias,
    by_site: Option<Vec<Poisson>>,
    cost: f64,
}

/// Steps for a count in the alias table, for a Poisson number by its kind.
const ONE: f64 = 5.0;

impl Multinomial {
    /// `shares` sum to 1 and are positive.
    pub(super) fn new(shares: &[f64], total: u32) -> Self {
        let all = f64::from(total);
        let held_back = 4.0 * all.sqrt();
        let sites: Vec<Poisson> =
            shares.iter().map(|p| Poisson::new(p * (all - held_back).max(0.0))).collect();
        let site_by_site = sites.iter().map(Poisson::cost).sum::<f64>() + ONE * held_back;
        let one_by_one = ONE * all;
        Self {
            total,
            alias: Alias::new(shares),
            by_site: (site_by_site < one_by_one).then_some(sites),
            cost: site_by_site.min(one_by_one) + 3.0 * shares.len() as f64,
        }
    }

    /// Inner steps of a draw.
    pub(super) fn cost(&self) -> f64 {
        self.cost
    }

    /// Counts in a draw.
    pub(super) fn total(&self) -> u64 {
        u64::from(self.total)
    }

    /// Overwrites `counts`.
    pub(super) fn draw(&self, random: &mut impl Rng, counts: &mut [u32]) {
        let mut left = self.total;
        if let Some(sites) = &self.by_site {
            loop {
                let mut sum = 0u64;
                for (count, site) in counts.iter_mut().zip(sites) {
                    *count = site.draw(random);
                    sum += u64::from(*count);
                }
                if sum <= u64::from(self.total) {
                    left -= sum as u32;
                    break;
                }
            }
        } else {
            counts.fill(0);
        }
        for _ in 0..left {
            counts[self.alias.draw(random)] += 1;
        }
    }
}

/// One of n with given probabilities by one random number: the whole part of u·n is a slot, the rest
/// decides between its two sites.
struct Alias {
    /// Out of 2⁶⁴, and the site otherwise.
    slots: Vec<(u64, u32)>,
}

impl Alias {
    fn new(shares: &[f64]) -> Self {
        let n = shares.len();
        let mut height: Vec<f64> = shares.iter().map(|p| p * n as f64).collect();
        let mut slots: Vec<(u64, u32)> = (0..n).map(|i| (u64::MAX, i as u32)).collect();
        let all = 0..n as u32;
        let (mut low, mut high): (Vec<u32>, Vec<u32>) =
            all.partition(|&i| height[i as usize] < 1.0);
        // What a low slot lacks is filled from a high one. What is left over by rounding is full.
        while let (Some(small), Some(&large)) = (low.pop(), high.last()) {
            slots[small as usize] = (out_of_2_64(height[small as usize]), large);
            height[large as usize] -= 1.0 - height[small as usize];
            if height[large as usize] < 1.0 {
                high.pop();
                low.push(large);
            }
        }
        Self { slots }
    }

    fn draw(&self, random: &mut impl Rng) -> usize {
        let at = u128::from(random.next_u64()) * self.slots.len() as u128;
        let (slot, rest) = ((at >> 64) as usize, at as u64);
        let (own, other) = self.slots[slot];
        if rest < own { slot } else { other as usize }
    }
}

fn out_of_2_64(p: f64) -> u64 {
    (p * 2f64.powi(64)) as u64
}

/// A Poisson number of a given mean.
enum Poisson {
    /// Mean below 10, and e^−mean: by inversion, from 0 upwards.
    Small(f64, f64),
    /// Transformed rejection (Hörmann 1993, doi 10.1016/0167-6687(93)90997-4).
    Large { mean: f64, ln_mean: f64, b: f64, a: f64, inverse_alpha: f64, v_r: f64 },
}

impl Poisson {
    fn new(mean: f64) -> Self {
        if mean < 10.0 {
            return Poisson::Small(mean, (-mean).exp());
        }
        let b = 0.931 + 2.53 * mean.sqrt();
        Poisson::Large {
            mean,
            ln_mean: mean.ln(),
            b,
            a: -0.059 + 0.02483 * b,
            inverse_alpha: 1.1239 + 1.1328 / (b - 3.4),
            v_r: 0.9277 - 3.6224 / (b - 2.0),
        }
    }

    fn cost(&self) -> f64 {
        match self {
            Poisson::Small(mean, _) => 8.0 + 4.0 * mean,
            Poisson::Large { .. } => 40.0,
        }
    }

    fn draw(&self, random: &mut impl Rng) -> u32 {
        match *self {
            Poisson::Small(mean, zero) => {
                let at = unit(random);
                let (mut k, mut term, mut sum) = (0, zero, zero);
                // The terms end long before 200; the bound is for the last bit of the sum.
                while at >= sum && k < 200 {
                    k += 1;
                    term *= mean / f64::from(k);
                    sum += term;
                }
                k
            }
            Poisson::Large { mean, ln_mean, b, a, inverse_alpha, v_r } => loop {
                let (u, v) = (unit(random) - 0.5, 1.0 - unit(random));
                let edge = 0.5 - u.abs();
                let k = ((2.0 * a / edge + b) * u + mean + 0.43).floor();
                if edge >= 0.07 && v <= v_r {
                    return k as u32;
                }
                if k < 0.0 || edge < 0.013 && v > edge {
                    continue;
                }
                let squeeze = (v * inverse_alpha / (a / (edge * edge) + b)).ln();
                if squeeze <= k * ln_mean - mean - ln_factorial(k) {
                    return k as u32;
                }
            },
        }
    }
}

/// In [0, 1), 53 bits.
fn unit(random: &mut impl Rng) -> f64 {
    (random.next_u64() >> 11) as f64 * 2f64.powi(-53)
}

/// Stirling's series from 10 upwards (error below 1e-12), products below.
fn ln_factorial(k: f64) -> f64 {
    if k < 10.0 {
        return (2..=k as u32).map(f64::from).product::<f64>().ln();
    }
    let k2 = k * k;
    let series = (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / 1680.0 / k2) / k2) / k2) / k;
    (k + 0.5) * k.ln() - k + 0.5 * std::f64::consts::TAU.ln() + series
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    /// Mean, variance and covariance of dealing out are known; so is the distribution of one site.
    fn check(shares: &[f64], total: u32, site_by_site: bool) {
        let lots = Multinomial::new(shares, total);
        assert_eq!(lots.by_site.is_some(), site_by_site);
        let mut random = ChaCha8Rng::seed_from_u64(7);
        let (m, n) = (20_000, shares.len());
        let mut counts = vec![0; n];
        let (mut sum, mut square) = (vec![0.0; n], vec![0.0; n]);
        let mut cross = 0.0;
        let middle = (f64::from(total) * shares[0]) as u32;
        let mut below = 0;
        for _ in 0..m {
            lots.draw(&mut random, &mut counts);
            assert_eq!(counts.iter().sum::<u32>(), total);
            for i in 0..n {
                sum[i] += f64::from(counts[i]);
                square[i] += f64::from(counts[i]).powi(2);
            }
            cross += f64::from(counts[0]) * f64::from(counts[1]);
            below += u32::from(counts[0] <= middle);
        }
        let (m, all) = (f64::from(m), f64::from(total));
        for i in 0..n {
            let (mean, variance) = (all * shares[i], all * shares[i] * (1.0 - shares[i]));
            let found = sum[i] / m;
            assert!((found - mean).abs() < 5.0 * (variance / m).sqrt() + 1e-12, "{i}: {found}");
            let spread = square[i] / m - found * found;
            // The variance of a variance is about 2σ⁴/m, more for small means.
            let error = (2.0 / m).sqrt() * (variance + variance.sqrt());
            assert!((spread - variance).abs() < 6.0 * error + 1e-12, "{i}: {spread} {variance}");
        }
        let covariance = cross / m - sum[0] / m * (sum[1] / m);
        let expected = -all * shares[0] * shares[1];
        let error = (all * shares[0] * all * shares[1] / m).sqrt();
        assert!((covariance - expected).abs() < 6.0 * error, "{covariance} {expected}");
        let p = 1.0
            - crate::analysis::count_test::binomial_upper_tail(
                u64::from(total),
                shares[0],
                u64::from(middle) + 1,
            );
        let found = f64::from(below) / m;
        assert!((found - p).abs() < 5.0 * (p * (1.0 - p) / m).sqrt(), "{found} {p}");
    }

    #[test]
    fn counts_are_dealt_out_as_a_multinomial_is() {
        let uneven = [0.4, 0.3, 0.15, 0.1, 0.04, 0.01];
        check(&uneven, 9, false);
        check(&uneven, 60, false);
        check(&uneven, 3_000, true);
        check(&uneven, 100_000, true);
        let even = [0.02; 50];
        check(&even, 40, false);
        check(&even, 4_000, true);
    }

    #[test]
    fn log_factorials_are_those_of_scipy() {
        // scipy 1.17.1 special.gammaln(k + 1)
        for (k, ln) in [
            (0.0, 0.0),
            (9.0, 12.801827480081469),
            (10.0, 15.104412573075518),
            (150.0, 605.0201058494238),
        ] {
            assert!((ln_factorial(k) - ln).abs() < 1e-10, "{k}");
        }
    }
}
