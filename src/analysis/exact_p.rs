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

mod simulation;
mod table;

use self::{simulation::Simulation, table::SumTable};
use super::neighbours::Neighbours;
use rayon::prelude::*;

/// Largest table that is computed exactly: 100 MB.
pub const MAX_ENTRIES: usize = 12_500_000;

/// Most multiplications that are done exactly: a few seconds.
pub const MAX_WORK: f64 = 5e9;

/// Simulated draws when the exact table would be too large.
pub const SIMULATIONS: u32 = 99_999;

/// p per cell and how it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct PermutationP {
    /// `None` where not defined.
    pub p: Vec<Option<f64>>,
    /// Number of simulated draws; `None` when exact.
    pub simulated: Option<u32>,
}

/// Both tails per cell and how they were found.
#[derive(Debug, Clone, PartialEq)]
pub struct PermutationTails {
    /// P(sum of the neighbours ≥ the observed) and P(sum ≤ the observed); `None` where not defined.
    /// Both hold the observed sum, so they add up to more than 1.
    pub tails: Vec<Option<(f64, f64)>>,
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

/// Of the neighbours' sum given the cell's own count, both tails: draws from the n − 1 others, as for
/// Gi. Local Moran's I given x_i is a straight line in that sum, so these are its tails too.
pub fn conditional_tails(counts: &[u32], neighbours: &Neighbours) -> PermutationTails {
    let ring = neighbours.ring_sums(counts);
    let cell = |i: usize| {
        let k = neighbours.of(i).len();
        (k > 0 && k + 1 < counts.len()).then(|| (k, ring[i] - u64::from(counts[i])))
    };
    let defined = || (0..counts.len()).filter_map(cell);
    let (k_max, s_max) = defined().fold((0, 0), |(k, s), own| (own.0.max(k), own.1.max(s)));
    if k_max == 0 {
        return PermutationTails { tails: vec![None; counts.len()], simulated: None };
    }
    match SumTable::with_lower(counts, k_max, s_max) {
        Some(table) => {
            let both = |i: usize| cell(i).map(|(k, sum)| table.tails_without(counts[i], k, sum));
            PermutationTails { tails: (0..counts.len()).map(both).collect(), simulated: None }
        }
        None => {
            let simulation = Simulation::new(counts, k_max + 1, SIMULATIONS);
            let both = |i: usize| {
                let (k, sum) = cell(i)?;
                Some(simulation.tails_without(i as u32, counts[i], k, sum))
            };
            let tails = (0..counts.len()).into_par_iter().map(both).collect();
            PermutationTails { tails, simulated: Some(SIMULATIONS) }
        }
    }
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
