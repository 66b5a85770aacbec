//! Getis–Ord Gi and Gi\*: is the sum around a cell higher than sums of as many cells usually are?
//!
//! **Question.** Where do high counts lie in and around a cell, compared with the whole study area?
//! It is the picture analysts know; it asks about the level of the neighbourhood, not about effect or
//! place. On the result it stands beside the count test.
//!
//! **Input.** One count per cell (zeros included, every cell of the study area) and its neighbours
//! with binary weights. No unit, no coordinates. Sums of whole numbers: order does not matter.
//! **Output.** z per cell, `None` where it is not defined.
//!
//! **Formula.** S(i) is the cell and its neighbours, k its size, n the number of cells,
//! s² = Σ(x − x̄)²/n: z = (Σ_S x − k·x̄) / (s·√((n·k − k²)/(n − 1))). For Gi the cell itself is left out
//! of S, and mean and variance are those of the n − 1 others.
//!
//! **Degenerate input.** No variance, one cell, S that is the whole study area, or (Gi) a cell without
//! neighbours: `None`. A cell without neighbours has a Gi\* of itself alone.
//!
//! **Choosing.** Ring 1 (seven hexagons) for places; a larger ring blurs.
//! **Repeatable.** Closed form; multiplying all counts by the same number leaves z as it is.
//!
//! **Reference.** Getis & Ord (1992), doi 10.1111/j.1538-4632.1992.tb00261.x; Ord & Getis (1995),
//! doi 10.1111/j.1538-4632.1995.tb00912.x.
//! **Checked against** the figures of the 1996 chapter's lattice and the six points of PySAL
//! (tests/golden/getis_ord).
//!
//! ```
//! use platssamverkan::analysis::{getis_ord::gi_star, neighbours::Neighbours};
//! let row = Neighbours::from_lists([vec![1], vec![0, 2], vec![1, 3], vec![2]]);
//! let z = gi_star(&[0, 0, 3, 5], &row);
//! assert!(z[3].unwrap() > 1.4 && z[0].unwrap() < -1.4);
//! ```

use super::neighbours::Neighbours;

/// Size, mean and variance of the counts: what all cells have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// Number of cells.
    pub n: usize,
    /// Mean count.
    pub mean: f64,
    /// Variance with n in the denominator.
    pub variance: f64,
}

impl Moments {
    /// Of all cells. Exact integer sums, so the same whatever order the cells have.
    pub fn of(counts: &[u32]) -> Self {
        let n = counts.len();
        let sum: u64 = counts.iter().map(|&x| u64::from(x)).sum();
        Self::from_sums(n, sum, sum_of_squares(counts))
    }

    fn from_sums(n: usize, sum: u64, squares: u128) -> Self {
        let size = n.max(1) as f64;
        let mean = sum as f64 / size;
        // n·Σx² − (Σx)² in integers: no cancellation.
        let spread = (n as u128) * squares - u128::from(sum) * u128::from(sum);
        Self { n, mean, variance: spread as f64 / (size * size) }
    }

    /// z of a sum over `k` cells; `None` without variance or when the cells are all there are.
    pub fn z(&self, sum: f64, k: usize) -> Option<f64> {
        if self.variance <= 0.0 || k == 0 || k >= self.n {
            return None;
        }
        let (n, k) = (self.n as f64, k as f64);
        Some((sum - k * self.mean) / (self.variance * ((n * k - k * k) / (n - 1.0))).sqrt())
    }
}

/// Gi\* per cell, the cell itself included.
pub fn gi_star(counts: &[u32], neighbours: &Neighbours) -> Vec<Option<f64>> {
    gi_star_of_sums(Moments::of(counts), &neighbours.ring_sums(counts), neighbours)
}

/// Gi\* when the sums over cell and ring are known already.
pub fn gi_star_of_sums(
    moments: Moments,
    sums: &[u64],
    neighbours: &Neighbours,
) -> Vec<Option<f64>> {
    let mut z = Vec::with_capacity(sums.len());
    for (cells, width) in neighbours.stretches() {
        let k = width + 1;
        let mean = k as f64 * moments.mean;
        // What one count more adds to z.
        match moments.z(mean + 1.0, k) {
            None => z.resize(cells.end, None),
            Some(one) => {
                let spread = one.recip();
                z.extend(sums[cells].iter().map(|&sum| Some((sum as f64 - mean) / spread)));
            }
        }
    }
    z
}

/// Gi per cell, the cell itself left out.
pub fn gi(counts: &[u32], neighbours: &Neighbours) -> Vec<Option<f64>> {
    let n = counts.len();
    let sum: u64 = counts.iter().map(|&x| u64::from(x)).sum();
    let squares = sum_of_squares(counts);
    let ring = neighbours.ring_sums(counts);
    (0..n)
        .map(|i| {
            let own = u64::from(counts[i]);
            let own_square = u128::from(own) * u128::from(own);
            let others = Moments::from_sums(n - 1, sum - own, squares - own_square);
            others.z((ring[i] - own) as f64, neighbours.of(i).len())
        })
        .collect()
}

/// Exact. The halves of the squares are summed apart, which fits in registers of the processor as 128
/// bits do not.
fn sum_of_squares(counts: &[u32]) -> u128 {
    let (mut low, mut high) = (0u64, 0u64);
    for &x in counts {
        let square = u64::from(x) * u64::from(x);
        low += square & u64::from(u32::MAX);
        high += square >> 32;
    }
    (u128::from(high) << 32) + u128::from(low)
}

/// P(standard normal ≥ z), relative error below 1e-12.
pub fn normal_upper_tail(z: f64) -> f64 {
    if z < 0.0 {
        return 1.0 - normal_upper_tail(-z);
    }
    let density = (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt();
    if z < 2.0 {
        // ½ − φ(z)·(z + z³/3 + z⁵/15 + …)
        let (mut term, mut sum, mut odd) = (z, z, 1.0);
        while term > sum * 1e-17 {
            odd += 2.0;
            term *= z * z / odd;
            sum += term;
        }
        0.5 - density * sum
    } else {
        // φ(z) / (z + 1/(z + 2/(z + 3/…)))
        density / (1..200).rev().fold(z, |below, k| z + f64::from(k) / below)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_defined_without_variance_or_with_everything_around() {
        let pair = Neighbours::from_lists([vec![1], vec![0]]);
        assert_eq!(gi_star(&[1, 2], &pair), [None, None]);
        let apart = Neighbours::from_lists([vec![], vec![], vec![]]);
        assert_eq!(gi_star(&[4, 4, 4], &apart), [None; 3]);
        assert_eq!(gi(&[1, 2, 3], &apart), [None; 3]);
        assert!(gi_star(&[1, 2, 9], &apart)[2].is_some());
        assert!(gi_star(&[], &Neighbours::from_lists([])).is_empty());
    }

    #[test]
    fn normal_tail_has_the_tabulated_values() {
        // scipy 1.17.1 stats.norm.sf
        for (z, p) in [
            (0.0, 0.5),
            (1.0, 0.15865525393145707),
            (1.99, 0.02329546775021182),
            (2.01, 0.022215594429431475),
            (1.959963984540054, 0.025),
            (6.0, 9.865876450376946e-10),
            (20.0, 2.7536241186061556e-89),
            (-1.0, 0.8413447460685429),
        ] {
            assert!((normal_upper_tail(z) / p - 1.0).abs() < 1e-12, "{z}");
        }
    }

    #[test]
    fn multiplying_all_counts_leaves_z() {
        let row = Neighbours::from_lists([vec![1], vec![0, 2], vec![1, 3], vec![2, 4], vec![3]]);
        let (one, many) = (gi_star(&[0, 1, 5, 2, 0], &row), gi_star(&[0, 17, 85, 34, 0], &row));
        for (a, b) in one.into_iter().zip(many) {
            assert!((a.expect("defined") - b.expect("defined")).abs() < 1e-12);
        }
    }
}
