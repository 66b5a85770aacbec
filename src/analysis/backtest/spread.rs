//! Kernel density between the cells of a lattice.

use crate::{analysis::kde::Kernel, area::PlanarMetres};
use std::collections::HashMap;

/// For each cell the cells whose counts are felt at its centre, and how much.
///
/// Weights are whole numbers, the kernel at distance 0 being 2³²: so sums are exact, what is equal is
/// equal whatever the order of the cells, and only the order of the densities is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    starts: Vec<u32>,
    cells: Vec<(u32, u64)>,
}

impl Spread {
    /// Quartic of a bandwidth in metres between cell centres.
    pub fn quartic(centres: &[PlanarMetres], bandwidth_m: f64) -> Self {
        let bin = |at: &PlanarMetres| {
            let of = |metres: f64| (metres / bandwidth_m).floor() as i64;
            (of(at.east_m), of(at.north_m))
        };
        let mut bins: HashMap<(i64, i64), Vec<u32>> = HashMap::new();
        for (i, at) in centres.iter().enumerate() {
            bins.entry(bin(at)).or_default().push(i as u32);
        }
        let whole = 2f64.powi(32) / Kernel::Quartic.density(bandwidth_m, 0.0);
        let (mut starts, mut cells) = (vec![0], Vec::new());
        for at in centres {
            let (x, y) = bin(at);
            let around = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
            let from = cells.len();
            for &j in around.filter_map(|bin| bins.get(&bin)).flatten() {
                let other = centres[j as usize];
                let (dx, dy) = (other.east_m - at.east_m, other.north_m - at.north_m);
                let density = Kernel::Quartic.density(bandwidth_m, dx * dx + dy * dy);
                let weight = (whole * density).round() as u64;
                if weight > 0 {
                    cells.push((j, weight));
                }
            }
            cells[from..].sort_unstable();
            starts.push(cells.len() as u32);
        }
        Self { starts, cells }
    }

    /// In proportion to the density at each cell's centre.
    pub fn over(&self, counts: &[u32]) -> Vec<f64> {
        self.starts
            .windows(2)
            .map(|row| {
                let felt = &self.cells[row[0] as usize..row[1] as usize];
                let sum: u128 = felt
                    .iter()
                    .map(|&(j, weight)| u128::from(counts[j as usize]) * u128::from(weight))
                    .sum();
                sum as f64
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_felt_as_the_quartic_says_and_no_further() {
        let at = |east_m| PlanarMetres { east_m, north_m: -3.0 };
        let spread = Spread::quartic(&[at(0.0), at(125.0), at(249.0), at(251.0)], 250.0);
        let felt = spread.over(&[4, 0, 0, 0]);
        // (1 − ¼)² at half the bandwidth.
        assert!((felt[1] / felt[0] - 0.5625).abs() < 1e-9);
        assert!(felt[2] > 0.0 && felt[2] < felt[1] && felt[3] == 0.0);
        assert_eq!(spread.over(&[u32::MAX; 4]).len(), 4);
        assert!(Spread::quartic(&[], 250.0).over(&[]).is_empty());
    }
}
