//! Seeded draws, where the exact table would be too large.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use rayon::prelude::*;

const SEED: u64 = 0x6765_7469_736f_7264;

/// Random draws, shared by all cells.
pub(super) struct Simulation {
    m: u32,
    /// `drawn[d]`: cells of draw d in order; the first k of it are a draw of k.
    drawn: Vec<Vec<u32>>,
    counts: Vec<u32>,
    /// Per k the sorted sums of the first k.
    sums: Vec<Vec<u64>>,
    /// Per cell the draws it is in.
    holding: Vec<Vec<u32>>,
}

impl Simulation {
    pub(super) fn new(counts: &[u32], k_max: usize, m: u32) -> Self {
        let n = counts.len();
        let k_max = k_max.min(n);
        let base = ChaCha8Rng::seed_from_u64(SEED);
        let drawn: Vec<Vec<u32>> = (0..m)
            .into_par_iter()
            .map(|draw| {
                let mut random = base.clone();
                random.set_stream(u64::from(draw));
                let mut cells: Vec<u32> = Vec::with_capacity(k_max);
                while cells.len() < k_max {
                    let at = ((u128::from(random.next_u64()) * n as u128) >> 64) as u32;
                    if !cells.contains(&at) {
                        cells.push(at);
                    }
                }
                cells
            })
            .collect();
        let sum = |draw: &Vec<u32>, k| sum_of(&draw[..k], counts);
        let sums = (0..=k_max)
            .into_par_iter()
            .map(|k| {
                let mut sums: Vec<u64> = drawn.iter().map(|draw| sum(draw, k)).collect();
                sums.sort_unstable();
                sums
            })
            .collect();
        let mut holding = vec![Vec::new(); n];
        for (draw, cells) in drawn.iter().enumerate() {
            cells.iter().for_each(|&cell| holding[cell as usize].push(draw as u32));
        }
        Self { m, drawn, counts: counts.to_vec(), sums, holding }
    }

    fn at_least(&self, k: usize, sum: u64) -> u32 {
        self.m - self.sums[k].partition_point(|&drawn| drawn < sum) as u32
    }

    fn share(&self, r: u32) -> f64 {
        (f64::from(r) + 1.0) / (f64::from(self.m) + 1.0)
    }

    pub(super) fn tail(&self, k: usize, sum: u64) -> f64 {
        self.share(self.at_least(k, sum))
    }

    pub(super) fn tail_without(&self, cell: u32, own: u32, k: usize, sum: u64) -> f64 {
        self.share(self.at_least_without(cell, own, k, sum))
    }

    /// At least and at most the sum.
    pub(super) fn tails_without(&self, cell: u32, own: u32, k: usize, sum: u64) -> (f64, f64) {
        let lower = self.m - self.at_least_without(cell, own, k, sum + 1);
        (self.tail_without(cell, own, k, sum), self.share(lower))
    }

    /// Where the cell itself was drawn among the first k, the next one stands in for it.
    fn at_least_without(&self, cell: u32, own: u32, k: usize, sum: u64) -> u32 {
        let mut r = self.at_least(k, sum);
        for &draw in &self.holding[cell as usize] {
            let draw = &self.drawn[draw as usize];
            if draw[..k].contains(&cell) {
                r -= u32::from(sum_of(&draw[..k], &self.counts) >= sum);
                let without = sum_of(&draw[..=k], &self.counts) - u64::from(own);
                r += u32::from(without >= sum);
            }
        }
        r
    }
}

fn sum_of(cells: &[u32], counts: &[u32]) -> u64 {
    cells.iter().map(|&cell| u64::from(counts[cell as usize])).sum()
}
