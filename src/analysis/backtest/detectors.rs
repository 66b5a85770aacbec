//! The methods that are compared, each as an order of the cells: the surest first.

use super::spread::Spread;
use crate::analysis::{
    count_test::{binomial_upper_tail, poisson_interval},
    exact_p, getis_ord,
    neighbours::Neighbours,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, collections::HashMap};

/// A method whose list of cells is put to the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Detector {
    /// Most counts first: the baseline that everything else must beat.
    RankedCounts,
    /// The count test against the surrounding kilometre, as the default gate asks: smallest p of the
    /// cell alone and (where the cell has more than the mean) of the cell and its ring; then largest
    /// ratio observed/expected.
    CountTest,
    /// Largest Gi\* z first.
    GiStar,
    /// Smallest permutation p of Gi\* first.
    Permutation,
    /// Highest kernel density at the cell's centre first (quartic, 250 m).
    Kde,
    /// Largest lower 95 % limit of the cell's own ratio to its surroundings first.
    LocalRatio,
}

impl Detector {
    /// All, the baseline first.
    pub const ALL: [Detector; 6] = [
        Detector::RankedCounts,
        Detector::CountTest,
        Detector::GiStar,
        Detector::Permutation,
        Detector::Kde,
        Detector::LocalRatio,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::RankedCounts => "ranked-counts",
            Self::CountTest => "count-test",
            Self::GiStar => "gi-star",
            Self::Permutation => "permutation",
            Self::Kde => "kde",
            Self::LocalRatio => "local-ratio",
        }
    }
}

/// The months looked at, summed.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    /// Per cell.
    pub counts: &'a [u32],
    /// Around each cell.
    pub neighbours: &'a Neighbours,
    /// How far each count is felt.
    pub spread: &'a Spread,
    /// Expected counts per cell, summing to the counts.
    pub expected: &'a [f64],
}

/// Every cell, the method's surest first; ties by own count, then dense index.
pub fn ranking(method: Detector, past: &Past) -> Vec<u32> {
    // Two numbers per cell, both "larger is surer".
    let mut keys: Vec<(f64, f64)> = match method {
        Detector::RankedCounts => vec![(0.0, 0.0); past.counts.len()],
        Detector::CountTest => count_test(past),
        Detector::GiStar => {
            let z = getis_ord::gi_star(past.counts, past.neighbours);
            z.into_iter().map(|z| (z.unwrap_or(f64::NEG_INFINITY), 0.0)).collect()
        }
        Detector::Permutation => {
            let p = exact_p::gi_star_p(past.counts, past.neighbours).p;
            p.into_iter().map(|p| (-p.unwrap_or(1.0), 0.0)).collect()
        }
        Detector::Kde => past.spread.over(past.counts).into_iter().map(|d| (d, 0.0)).collect(),
        Detector::LocalRatio => local_ratio(past),
    };
    // 0 and −0 are the same.
    keys.iter_mut().for_each(|key| *key = (key.0 + 0.0, key.1 + 0.0));
    let mut order: Vec<u32> = (0..past.counts.len() as u32).collect();
    let plain = |i: u32| (Reverse(past.counts[i as usize]), i);
    order.sort_unstable_by(|&a, &b| {
        let (one, other) = (keys[a as usize], keys[b as usize]);
        let surer = other.0.total_cmp(&one.0).then(other.1.total_cmp(&one.1));
        surer.then_with(|| plain(a).cmp(&plain(b)))
    });
    order
}

/// (−p, ratio) of the cell's surer test.
fn count_test(past: &Past) -> Vec<(f64, f64)> {
    let n: u64 = past.counts.iter().map(|&n| u64::from(n)).sum();
    let n_ring = past.neighbours.ring_sums(past.counts);
    let expected_ring = past.neighbours.ring_sums_f64(past.expected);
    let test = |x: u64, expected: f64| -> (f64, f64) {
        // At or below its expectation p is ½ or more: not evidence, so not worked out.
        if n == 0 || x as f64 <= expected {
            return (-1.0, 0.0);
        }
        (-binomial_upper_tail(n, expected / n as f64, x), x as f64 / expected.max(1e-300))
    };
    let n_cells = past.counts.len() as u64;
    let cell = |i: usize| {
        let own = u64::from(past.counts[i]);
        let alone = test(own, past.expected[i]);
        // As the gate has it: an empty cell beside a hot one is not hot.
        if own * n_cells <= n {
            return alone;
        }
        let ring = test(n_ring[i], expected_ring[i]);
        let surer = ring.0.total_cmp(&alone.0).then(ring.1.total_cmp(&alone.1)).is_gt();
        if surer { ring } else { alone }
    };
    (0..past.counts.len()).into_par_iter().with_min_len(1_024).map(cell).collect()
}

fn local_ratio(past: &Past) -> Vec<(f64, f64)> {
    // Few counts occur, so each limit is found once.
    let mut lower: HashMap<u32, f64> = HashMap::new();
    past.counts
        .iter()
        .zip(past.expected)
        .map(|(&n, &expected)| {
            let limit = lower.entry(n).or_insert_with(|| poisson_interval(u64::from(n)).0);
            if expected > 0.0 { (*limit / expected, 0.0) } else { (0.0, 0.0) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::PlanarMetres;

    fn row(n: usize) -> Neighbours {
        Neighbours::from_lists((0..n).map(|i| {
            [i.wrapping_sub(1), i + 1].into_iter().filter(|&j| j < n).map(|j| j as u32).collect()
        }))
    }

    /// Cells a hundred metres apart.
    fn street(n: usize) -> Vec<PlanarMetres> {
        (0..n).map(|i| PlanarMetres { east_m: i as f64 * 100.0, north_m: 0.0 }).collect()
    }

    #[test]
    fn every_method_orders_every_cell_once_whatever_the_counts() {
        for counts in [vec![], vec![0; 9], vec![4; 9], vec![3], vec![0, 0, u32::MAX, 1, 0]] {
            let n: u64 = counts.iter().map(|&n| u64::from(n)).sum();
            let expected = vec![n as f64 / counts.len().max(1) as f64; counts.len()];
            let neighbours = row(counts.len());
            let spread = Spread::quartic(&street(counts.len()), 250.0);
            let past = Past {
                counts: &counts,
                neighbours: &neighbours,
                spread: &spread,
                expected: &expected,
            };
            for method in Detector::ALL {
                let mut order = ranking(method, &past);
                if n == 0 {
                    assert!(order.is_sorted(), "{method:?}: nothing to go by but the index");
                }
                order.sort_unstable();
                assert!(order.into_iter().eq(0..counts.len() as u32), "{method:?}");
            }
        }
    }

    #[test]
    fn each_method_puts_first_what_it_is_made_to_see() {
        // A lone peak in a busy street, a local peak in a quiet one, three high cells together.
        let counts = [9, 8, 12, 8, 9, 0, 0, 7, 0, 0, 0, 10, 11, 10, 0];
        let expected = [9., 9., 9., 9., 9., 1., 1., 1., 1., 1., 6., 6., 6., 6., 6.];
        let neighbours = row(15);
        let spread = Spread::quartic(&street(15), 250.0);
        let past =
            Past { counts: &counts, neighbours: &neighbours, spread: &spread, expected: &expected };
        let first = |method| ranking(method, &past)[0];
        assert_eq!(first(Detector::RankedCounts), 2);
        assert_eq!(first(Detector::GiStar), 12);
        assert_eq!(first(Detector::Permutation), 12);
        assert_eq!(first(Detector::Kde), 2);
        assert_eq!(first(Detector::CountTest), 7);
        assert_eq!(first(Detector::LocalRatio), 7);
    }
}
