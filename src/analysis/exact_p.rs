//! The exact permutation p of Getis–Ord: do high counts lie *together*?
//!
//! **Question.** If the same counts were dealt out over the cells at random, how often would the sum
//! in and around this cell be as large as it is?
//!
//! **Input.** One count per cell of the study area, zeros included, and the neighbours.
//! **Output.** p per cell, 0–1; `None` where S(i) is the whole study area (or, for Gi, empty).
//!
//! **Formula.** P(sum of k draws without replacement from the n counts ≥ Σ_S x), k the size of S(i):
//! the permutation distribution itself, not a simulation of it. For Gi the draw is from the other
//! n − 1 counts. The number of ways to draw j counts with sum s is built value by value (a knapsack
//! over distinct counts and their multiplicity), sums at or above the largest observed one in one
//! bin; Gi takes its own cell out again by an alternating sum.
//!
//! **What it cannot see.** A lone hot cell: its floor is about k/n. It is evidence beside the count
//! test and never the gate by default.
//!
//! **When it is too large.** The table has (k + 1) × (largest sum + 1) entries. Above [`MAX_ENTRIES`]
//! or [`MAX_WORK`] p is simulated with [`SIMULATIONS`] draws, p = (r + 1)/(m + 1), and the result says
//! so. Draw d is stream d of ChaCha8 under a fixed seed, so it is the same on any number of threads.
//!
//! **Checked against** brute-force enumeration on small cases and big-integer arithmetic on large ones
//! (tests/golden/exact_p), relative error below 1e-12.
//!
//! ```
//! use platssamverkan::analysis::{exact_p::gi_star_p, neighbours::Neighbours};
//! // Pairs out of {0, 0, 1, 3}: only {1, 3} sums to 4, one way of six.
//! let pairs = Neighbours::from_lists([vec![1], vec![0], vec![3], vec![2]]);
//! let p = gi_star_p(&[0, 0, 1, 3], &pairs).p;
//! assert!((p[2].unwrap() - 1.0 / 6.0).abs() < 1e-15 && p[0] == Some(1.0));
//! ```

use super::neighbours::Neighbours;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use rayon::prelude::*;

/// Largest table that is computed exactly: 100 MB.
pub const MAX_ENTRIES: usize = 12_500_000;

/// Most multiplications that are done exactly: a few seconds.
pub const MAX_WORK: f64 = 5e9;

/// Simulated draws when the exact table would be too large.
pub const SIMULATIONS: u32 = 99_999;

const SEED: u64 = 0x6765_7469_736f_7264;

/// p per cell and how it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct PermutationP {
    /// `None` where not defined.
    pub p: Vec<Option<f64>>,
    /// Number of simulated draws; `None` when exact.
    pub simulated: Option<u32>,
}

/// Of Gi\*: draws from all n counts.
pub fn gi_star_p(counts: &[u32], neighbours: &Neighbours) -> PermutationP {
    let sums = neighbours.ring_sums(counts);
    let sizes: Vec<usize> = (0..counts.len()).map(|i| neighbours.of(i).len() + 1).collect();
    draws(counts, &sums, &sizes, false)
}

/// Of Gi: draws from the n − 1 others, given the cell's own count.
pub fn gi_p(counts: &[u32], neighbours: &Neighbours) -> PermutationP {
    let mut sums = neighbours.ring_sums(counts);
    sums.iter_mut().zip(counts).for_each(|(sum, &own)| *sum -= u64::from(own));
    let sizes: Vec<usize> = (0..counts.len()).map(|i| neighbours.of(i).len()).collect();
    draws(counts, &sums, &sizes, true)
}

fn draws(counts: &[u32], sums: &[u64], sizes: &[usize], others_only: bool) -> PermutationP {
    let population = counts.len().saturating_sub(usize::from(others_only));
    let defined = |k: usize| k > 0 && k < population;
    let k_max = sizes.iter().copied().filter(|&k| defined(k)).max().unwrap_or(0);
    if k_max == 0 {
        return PermutationP { p: vec![None; counts.len()], simulated: None };
    }
    let s_max = sums.iter().zip(sizes).filter(|(_, k)| defined(**k)).map(|(&s, _)| s).max();
    let cell = |i: usize| defined(sizes[i]).then_some((sizes[i], sums[i]));
    match SumTable::new(counts, k_max, s_max.unwrap_or(0)) {
        Some(table) => {
            let p = (0..counts.len()).map(|i| {
                cell(i).map(|(k, sum)| match others_only {
                    true => table.tail_without(counts[i], k, sum),
                    false => table.tail(k, sum),
                })
            });
            PermutationP { p: p.collect(), simulated: None }
        }
        None => {
            let simulation = Simulation::new(counts, k_max + usize::from(others_only), SIMULATIONS);
            let p = (0..counts.len()).into_par_iter().map(|i| {
                cell(i).map(|(k, sum)| match others_only {
                    true => simulation.tail_without(i as u32, counts[i], k, sum),
                    false => simulation.tail(k, sum),
                })
            });
            PermutationP { p: p.collect(), simulated: Some(SIMULATIONS) }
        }
    }
}

/// Tails of the sums of 0…k draws without replacement.
struct SumTable {
    n: usize,
    /// The greatest common divisor of the counts; sums are in units of it.
    unit: u64,
    /// `ways[j][t]`: number of ways to draw j counts with sum ≥ t; the last t holds all beyond.
    ways: Vec<Vec<f64>>,
}

impl SumTable {
    /// `None` when it would be too large.
    fn new(counts: &[u32], k_max: usize, s_max: u64) -> Option<Self> {
        let mut sorted = counts.to_vec();
        sorted.sort_unstable();
        let unit = sorted.iter().fold(0, |a, &b| gcd(a, u64::from(b))).max(1);
        let width = usize::try_from(s_max / unit).ok()?.checked_add(1)?;
        let values: Vec<(usize, usize)> = sorted
            .chunk_by(|a, b| a == b)
            .map(|same| ((u64::from(same[0]) / unit) as usize, same.len()))
            .collect();
        if width.checked_mul(k_max + 1)? > MAX_ENTRIES
            || work(&values, k_max, width) > MAX_WORK
            || ln_choose(counts.len(), k_max) > 690.0
        {
            return None;
        }
        let last = width - 1;
        let mut ways = vec![vec![0.0; width]; k_max + 1];
        ways[0][0] = 1.0;
        let mut previous = 0;
        for &(value, multiplicity) in &values {
            for j in (1..=k_max).rev() {
                let (lower, upper) = ways.split_at_mut(j);
                let to = &mut upper[0];
                for q in 1..=j.min(multiplicity) {
                    let from = &lower[j - q];
                    // Nothing lies above this sum yet, apart from the bin that holds all beyond.
                    let reach = ((j - q) * previous).min(last) + 1;
                    add_shifted(to, &from[..reach], q * value, choose(multiplicity, q));
                }
            }
            previous = value;
        }
        for row in &mut ways {
            for t in (0..last).rev() {
                row[t] += row[t + 1];
            }
        }
        Some(Self { n: counts.len(), unit, ways })
    }

    fn ways_at_least(&self, j: usize, sum: i64) -> f64 {
        let row = &self.ways[j];
        if sum <= 0 { row[0] } else { row.get(sum as usize).copied().unwrap_or(0.0) }
    }

    fn tail(&self, k: usize, sum: u64) -> f64 {
        let p = self.ways_at_least(k, (sum / self.unit) as i64) / choose(self.n, k);
        p.min(1.0)
    }

    /// Draws that hold the cell itself are taken away: those with it once, of which some held it
    /// "twice", and so on.
    fn tail_without(&self, own: u32, k: usize, sum: u64) -> f64 {
        let (own, sum) = (i64::from(own) / self.unit as i64, (sum / self.unit) as i64);
        let ways: f64 = (0..=k)
            .map(|t| {
                let ways = self.ways_at_least(k - t, sum - t as i64 * own);
                if t % 2 == 0 { ways } else { -ways }
            })
            .sum();
        (ways / choose(self.n - 1, k)).clamp(0.0, 1.0)
    }
}

/// to[s + shift] += factor · from[s], everything beyond the end in the last entry.
fn add_shifted(to: &mut [f64], from: &[f64], shift: usize, factor: f64) {
    let last = to.len() - 1;
    let inside = last.saturating_sub(shift).min(from.len());
    if inside > 0 {
        for (to, from) in to[shift..shift + inside].iter_mut().zip(&from[..inside]) {
            *to += factor * from;
        }
    }
    to[last] += factor * from[inside..].iter().sum::<f64>();
}

fn work(values: &[(usize, usize)], k_max: usize, width: usize) -> f64 {
    let mut previous = 0usize;
    let mut work = 0.0;
    for &(value, multiplicity) in values {
        for j in 1..=k_max {
            let terms = j.min(multiplicity);
            work += terms as f64 * ((j * previous).min(width) as f64 + 1.0);
        }
        previous = value;
    }
    work
}

fn choose(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |ways, i| ways * (n - i) as f64 / (i + 1) as f64)
}

fn ln_choose(n: usize, k: usize) -> f64 {
    (0..k).map(|i| ((n - i) as f64 / (i + 1) as f64).ln()).sum()
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Random draws, shared by all cells.
struct Simulation {
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
    fn new(counts: &[u32], k_max: usize, m: u32) -> Self {
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

    fn tail(&self, k: usize, sum: u64) -> f64 {
        self.share(self.at_least(k, sum))
    }

    /// Where the cell itself was drawn among the first k, the next one stands in for it.
    fn tail_without(&self, cell: u32, own: u32, k: usize, sum: u64) -> f64 {
        let mut r = self.at_least(k, sum);
        for &draw in &self.holding[cell as usize] {
            let draw = &self.drawn[draw as usize];
            if draw[..k].contains(&cell) {
                r -= u32::from(sum_of(&draw[..k], &self.counts) >= sum);
                let without = sum_of(&draw[..=k], &self.counts) - u64::from(own);
                r += u32::from(without >= sum);
            }
        }
        self.share(r)
    }
}

fn sum_of(cells: &[u32], counts: &[u32]) -> u64 {
    cells.iter().map(|&cell| u64::from(counts[cell as usize])).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row_of(n: usize) -> Neighbours {
        Neighbours::from_lists((0..n).map(|i| {
            [i.wrapping_sub(1), i + 1].into_iter().filter(|&j| j < n).map(|j| j as u32).collect()
        }))
    }

    #[test]
    fn simulation_agrees_with_the_exact_p() {
        let counts: Vec<u32> = (0..60).map(|i| (i * i * 7 + i) % 23).collect();
        let row = row_of(counts.len());
        let simulation = Simulation::new(&counts, 4, 20_000);
        for (others_only, exact) in [(false, gi_star_p(&counts, &row)), (true, gi_p(&counts, &row))]
        {
            assert_eq!(exact.simulated, None);
            for (i, p) in exact.p.iter().enumerate() {
                let around: u64 = row.of(i).iter().map(|&j| u64::from(counts[j as usize])).sum();
                let simulated = match others_only {
                    true => simulation.tail_without(i as u32, counts[i], row.of(i).len(), around),
                    false => simulation.tail(row.of(i).len() + 1, around + u64::from(counts[i])),
                };
                let p = p.expect("defined");
                let margin = 4.5 * (p * (1.0 - p) / 20_000.0).sqrt() + 1e-4;
                assert!((simulated - p).abs() < margin, "{i} {simulated} {p}");
            }
        }
    }

    #[test]
    fn counts_in_the_millions_are_simulated_and_say_so() {
        let mut counts: Vec<u32> = (0..50).map(|i| i % 3).collect();
        counts[7] = 4_000_001;
        let found = gi_star_p(&counts, &row_of(50));
        assert_eq!(found.simulated, Some(SIMULATIONS));
        let p = found.p[7].expect("defined");
        assert!((0.02..0.08).contains(&p), "a lone hot cell has p near k/n: {p}");
    }

    #[test]
    fn not_defined_when_the_neighbourhood_is_everything() {
        let all = Neighbours::from_lists([vec![1, 2], vec![0, 2], vec![0, 1]]);
        assert_eq!(gi_star_p(&[1, 2, 3], &all).p, [None; 3]);
        assert!(gi_star_p(&[], &Neighbours::from_lists([])).p.is_empty());
    }
}
