//! What makes a cell hot: three exact pieces of evidence and one stated gate.
//!
//! Reads counts and a lattice that is laid; knows nothing of places, names or rows.

use super::{
    basis::{Basis, Reference},
    count_test::{binomial_upper_tail, is_surely_above, poisson_upper_tail},
    exact_p, getis_ord,
    laid::Laid,
    neighbours::Neighbours,
    run::{Correction, Expectation, Gate, RunParameters},
    significance,
};
use rayon::prelude::*;

/// The choices that decide the evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What is expected.
    pub expectation: Expectation,
    /// What makes a cell hot.
    pub gate: Gate,
    /// Over all tests.
    pub correction: Correction,
    /// Level of the corrected test.
    pub alpha: f64,
    /// Lower 95 % limit of observed/expected that the default gate asks for.
    pub min_ratio: f64,
    /// Count that the default gate asks for.
    pub min_count: u32,
}

impl Rule {
    /// The rule of a run.
    pub fn of(parameters: &RunParameters) -> Self {
        Self {
            expectation: parameters.expectation.clone(),
            gate: parameters.gate,
            correction: parameters.correction,
            alpha: parameters.alpha,
            min_ratio: parameters.min_ratio,
            min_count: parameters.min_count,
        }
    }
}

/// Per cell of the lattice, in dense order.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Expected counts of the cell.
    pub expected: Vec<f64>,
    /// Counts in S(i): the cell and its ring.
    pub n_ring: Vec<u64>,
    /// Expected counts in S(i).
    pub expected_ring: Vec<f64>,
    /// Raw p of the count test, cell alone.
    pub p_cell: Vec<f64>,
    /// Raw p of the count test, S(i).
    pub p_ring: Vec<f64>,
    /// Smallest p of the gate's own tests after correction.
    pub p_adjusted: Vec<f64>,
    /// Gi\* z; `None` where it is not defined.
    pub z: Vec<Option<f64>>,
    /// Permutation p of Gi\*; `None` where it is not defined.
    pub p_permutation: Vec<Option<f64>>,
    /// Draws when the permutation p is simulated, `None` when exact.
    pub simulated: Option<u32>,
    /// Whether the gate lets it through.
    pub hot: Vec<bool>,
    /// What the counts were compared with, when that is counts too.
    pub reference: Option<Reference>,
}

/// Expected counts per cell; they sum to the sum of the counts.
///
/// `Land`: in proportion to land. `Background`: land × mean count per land of the cells within a
/// kilometre, S(i) left out. Where the surroundings have no count at all they are taken to have half
/// a one, since nothing is impossible; where there are no surroundings, the mean of the study area
/// stands in. `Exposure` and `Past`: in proportion to the weights of the basis; without one (or where
/// there is nothing of it anywhere) in proportion to land.
pub fn expected_counts(
    counts: &[u32],
    n_ring: &[u64],
    laid: &Laid,
    expectation: &Expectation,
    basis: &Basis,
) -> Vec<f64> {
    let land = laid.lattice().land_m2();
    let n: u64 = counts.iter().map(|&x| u64::from(x)).sum();
    let weights: Vec<f64> = match expectation {
        Expectation::Land => land.to_vec(),
        Expectation::Exposure(_) | Expectation::Past => match basis.is_nothing() {
            true => land.to_vec(),
            false => basis.weights(laid).unwrap_or_else(|| land.to_vec()),
        },
        Expectation::Background => {
            let mean = n as f64 / land.iter().sum::<f64>();
            let around = laid.surroundings().counts(counts, n_ring);
            let around_land = laid.surroundings().land_m2();
            let weight = |i: usize| {
                let density = match around[i] {
                    _ if around_land[i] <= 0.0 => mean,
                    0 => 0.5 / around_land[i],
                    n => n as f64 / around_land[i],
                };
                land[i] * density
            };
            (0..counts.len()).map(weight).collect()
        }
    };
    let all: f64 = weights.iter().sum();
    let scale = if all > 0.0 { n as f64 / all } else { 0.0 };
    weights.into_iter().map(|weight| weight * scale).collect()
}

/// Everything, for every cell, when land and the counts themselves say what is expected.
pub fn weigh(counts: &[u32], laid: &Laid, rule: &Rule) -> Evidence {
    weigh_against(counts, laid, rule, &Basis::Own)
}

/// Everything, for every cell. Where the basis is counts the test is the comparison of two counts, see
/// [`super::basis`].
pub fn weigh_against(counts: &[u32], laid: &Laid, rule: &Rule, basis: &Basis) -> Evidence {
    let n_ring = laid.neighbours().ring_sums(counts);
    let expected = expected_counts(counts, &n_ring, laid, &rule.expectation, basis);
    let reference = Reference::of(basis, laid);
    let expected_ring = laid.neighbours().ring_sums_f64(&expected);
    let moments = getis_ord::Moments::of(counts);
    let z = getis_ord::gi_star_of_sums(moments, &n_ring, laid.neighbours());
    let permutation = exact_p::gi_star_p(counts, laid.neighbours());
    let n: u64 = counts.iter().map(|&x| u64::from(x)).sum();
    let gate = GateInput {
        counts,
        n_ring: &n_ring,
        expected: &expected,
        expected_ring: &expected_ring,
        reference: reference.as_ref(),
    };
    let (p_cell, p_ring) = (gate.cell_tails(n, None), gate.ring_tails(n, None));
    let tests = match rule.gate {
        Gate::Default | Gate::Count => [p_cell.as_slice(), &p_ring].concat(),
        Gate::GiStar => normal_p(&z),
        Gate::Permutation => or_one(&permutation.p),
    };
    let adjusted = significance::adjust(&tests, rule.correction);
    let hot = gate.hot(rule, |test| adjusted[test] <= rule.alpha);
    let p_adjusted = (0..counts.len())
        .map(|i| adjusted[i].min(adjusted.get(counts.len() + i).copied().unwrap_or(1.0)))
        .collect();
    Evidence {
        expected,
        n_ring,
        expected_ring,
        p_cell,
        p_ring,
        p_adjusted,
        z,
        p_permutation: permutation.p,
        simulated: permutation.simulated,
        hot,
        reference,
    }
}

/// Only which cells are hot: the same decisions as [`weigh`], without the p-values that cannot matter
/// (see [`is_surely_above`]).
pub fn hot_cells(counts: &[u32], laid: &Laid, rule: &Rule) -> Vec<bool> {
    hot_cells_against(counts, laid, rule, &Basis::Own)
}

/// The same decisions as [`weigh_against`].
pub fn hot_cells_against(counts: &[u32], laid: &Laid, rule: &Rule, basis: &Basis) -> Vec<bool> {
    let n_ring = laid.neighbours().ring_sums(counts);
    let expected = || expected_counts(counts, &n_ring, laid, &rule.expectation, basis);
    let reference = Reference::of(basis, laid);
    hot_among(counts, &n_ring, expected, reference.as_ref(), laid.neighbours(), rule)
}

/// The same where the expected counts are known (they sum to the sum of the counts) and the rule's
/// own expectation is not asked for.
pub fn hot_cells_given(
    counts: &[u32],
    expected: &[f64],
    neighbours: &Neighbours,
    rule: &Rule,
) -> Vec<bool> {
    let n_ring = neighbours.ring_sums(counts);
    hot_among(counts, &n_ring, || expected.to_vec(), None, neighbours, rule)
}

fn hot_among(
    counts: &[u32],
    n_ring: &[u64],
    expect: impl Fn() -> Vec<f64>,
    reference: Option<&Reference>,
    neighbours: &Neighbours,
    rule: &Rule,
) -> Vec<bool> {
    let n: u64 = counts.iter().map(|&x| u64::from(x)).sum();
    // What is above the level does not pass whatever it is.
    let level = (rule.alpha < 0.5).then_some(rule.alpha);
    let (mut expected, mut expected_ring) = (Vec::new(), Vec::new());
    let tests = match rule.gate {
        Gate::Default | Gate::Count => {
            expected = expect();
            expected_ring = neighbours.ring_sums_f64(&expected);
            let gate = GateInput {
                counts,
                n_ring,
                expected: &expected,
                expected_ring: &expected_ring,
                reference,
            };
            [gate.cell_tails(n, level), gate.ring_tails(n, level)].concat()
        }
        Gate::GiStar => {
            let moments = getis_ord::Moments::of(counts);
            normal_p(&getis_ord::gi_star_of_sums(moments, n_ring, neighbours))
        }
        Gate::Permutation => or_one(&exact_p::gi_star_p(counts, neighbours).p),
    };
    let limit = significance::threshold(&tests, rule.correction, rule.alpha).unwrap_or(-1.0);
    let gate =
        GateInput { counts, n_ring, expected: &expected, expected_ring: &expected_ring, reference };
    gate.hot(rule, |test| tests[test] <= limit)
}

struct GateInput<'a> {
    counts: &'a [u32],
    n_ring: &'a [u64],
    expected: &'a [f64],
    expected_ring: &'a [f64],
    reference: Option<&'a Reference>,
}

impl GateInput<'_> {
    fn cell_tails(&self, n: u64, level: Option<f64>) -> Vec<f64> {
        let count = |i: usize| u64::from(self.counts[i]);
        match self.reference {
            None => tails(n, self.expected, count, level),
            Some(r) => tails_of_two(n, r.total, count, |i| u64::from(r.n[i]), r.n.len(), level),
        }
    }

    fn ring_tails(&self, n: u64, level: Option<f64>) -> Vec<f64> {
        let count = |i: usize| self.n_ring[i];
        match self.reference {
            None => tails(n, self.expected_ring, count, level),
            Some(r) => tails_of_two(n, r.total, count, |i| r.n_ring[i], r.n.len(), level),
        }
    }

    /// `passes(i)` says whether test i is significant: first all cells, then all neighbourhoods.
    fn hot(&self, rule: &Rule, passes: impl Fn(usize) -> bool) -> Vec<bool> {
        let n_cells = self.counts.len();
        let total: u64 = self.counts.iter().map(|&x| u64::from(x)).sum();
        // The lower limit of observed/expected is at least r just when r times the expectation
        // would give that many with at most 2,5 % probability.
        let effect = |n: u64, expected: f64, reference: Option<u64>| {
            n >= u64::from(rule.min_count)
                && match reference.zip(self.reference) {
                    None => poisson_upper_tail(rule.min_ratio * expected, n) <= 0.025,
                    Some((m, all)) => {
                        let share = share_of(rule.min_ratio * total as f64, all.total);
                        binomial_upper_tail(n + m, share, n) <= 0.025
                    }
                }
        };
        let of_cell = |i: usize| self.reference.map(|r| u64::from(r.n[i]));
        let of_ring = |i: usize| self.reference.map(|r| r.n_ring[i]);
        let hot = |i: usize| match rule.gate {
            Gate::GiStar | Gate::Permutation => passes(i),
            Gate::Count => passes(i) || passes(n_cells + i),
            Gate::Default => {
                let own = u64::from(self.counts[i]);
                let above_mean = own * n_cells as u64 > total;
                // Where a cell has an expectation of its own, less than it is not hot beside others.
                let above_own = match rule.expectation {
                    Expectation::Land | Expectation::Background => true,
                    Expectation::Exposure(_) | Expectation::Past => own as f64 > self.expected[i],
                };
                passes(i) && effect(own, self.expected[i], of_cell(i))
                    || above_mean
                        && above_own
                        && passes(n_cells + i)
                        && effect(self.n_ring[i], self.expected_ring[i], of_ring(i))
            }
        };
        (0..n_cells).map(hot).collect()
    }
}

/// Upper tails of the count test; with a level, 1 for what is surely above it.
fn tails(
    n: u64,
    expected: &[f64],
    count: impl Fn(usize) -> u64 + Sync,
    level: Option<f64>,
) -> Vec<f64> {
    let tail = |i: usize| {
        let (share, x) = (expected[i] / n as f64, count(i));
        if n == 0 || level.is_some_and(|level| is_surely_above(level, n, share, x)) {
            return 1.0;
        }
        binomial_upper_tail(n, share, x)
    };
    (0..expected.len()).into_par_iter().with_min_len(1_024).map(tail).collect()
}

/// Two counts compared: given x + m of them here, x or more of the first kind where that kind is N of
/// N + M in all.
fn tails_of_two(
    n: u64,
    m: u64,
    count: impl Fn(usize) -> u64 + Sync,
    reference: impl Fn(usize) -> u64 + Sync,
    n_cells: usize,
    level: Option<f64>,
) -> Vec<f64> {
    let share = share_of(n as f64, m);
    let tail = |i: usize| {
        let (x, all) = (count(i), count(i) + reference(i));
        if n == 0 || level.is_some_and(|level| is_surely_above(level, all, share, x)) {
            return 1.0;
        }
        binomial_upper_tail(all, share, x)
    };
    (0..n_cells).into_par_iter().with_min_len(1_024).map(tail).collect()
}

/// 1 where there is nothing to compare with: then nothing is evidence.
fn share_of(n: f64, m: u64) -> f64 {
    if m == 0 { 1.0 } else { n / (n + m as f64) }
}

fn normal_p(z: &[Option<f64>]) -> Vec<f64> {
    z.iter().map(|z| z.map_or(1.0, getis_ord::normal_upper_tail)).collect()
}

fn or_one(p: &[Option<f64>]) -> Vec<f64> {
    p.iter().map(|p| p.unwrap_or(1.0)).collect()
}
