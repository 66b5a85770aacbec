//! What an expectation by exposure or by the past stands on.
//!
//! **Known** weights (residents) are taken as they are: a cell's share of the counts is its share of
//! the weights. **Counted** ones (another category, the same days in earlier years) are counts
//! themselves, and chance plays in them too: taken as known, a cell with 3 last year and 15 now would be
//! sure, and pure noise would be full of hot cells. So the two counts are compared: given that x + m lie
//! in the cell in all, x of them are a draw with the odds N : M of the totals (exact, Przyborowski &
//! Wilenski 1940, doi 10.1093/biomet/31.3-4.313). Both tests are in [`super::evidence`].
//!
//! **Nothing is impossible.** A cell without weight is taken to have what half a one, spread over the
//! land of its surroundings and S(i), gives it. That is for the expected count; the comparison of two
//! counts needs no such thing.

use super::{laid::Laid, lattice::Lattice};

/// What an expectation stands on, wherever it lies.
#[derive(Debug, Clone, Copy)]
pub enum Weights<'a> {
    /// Known, e.g. residents.
    Known {
        /// Where each weight lies, as for [`Laid::counts`].
        at: &'a [u32],
        /// At least 0 and finite.
        weight: &'a [f64],
    },
    /// Counts.
    Counted {
        /// Where each count lies, as for [`Laid::counts`].
        at: &'a [u32],
        /// How many.
        n: &'a [u32],
    },
}

impl Weights<'_> {
    /// In the cells of a lattice.
    pub fn on(&self, laid: &Laid) -> Basis {
        match self {
            Self::Known { at, weight } => Basis::Known(laid.weights(at, weight)),
            Self::Counted { at, n } => Basis::Counted(laid.counts(at, n)),
        }
    }
}

/// What an expectation stands on, per cell of a lattice.
#[derive(Debug, Clone, PartialEq)]
pub enum Basis {
    /// Nothing beside land and the counts themselves: `land` and `background`.
    Own,
    /// Known weights.
    Known(Vec<f64>),
    /// Counts.
    Counted(Vec<u32>),
}

impl Basis {
    /// Whether there is nothing at all to stand on.
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Own => false,
            Self::Known(weights) => weights.iter().all(|&weight| weight <= 0.0),
            Self::Counted(counts) => counts.iter().all(|&n| n == 0),
        }
    }

    /// Which cells have no weight of their own.
    pub fn without(&self) -> Vec<bool> {
        match self {
            Self::Own => Vec::new(),
            Self::Known(weights) => weights.iter().map(|&weight| weight <= 0.0).collect(),
            Self::Counted(counts) => counts.iter().map(|&n| n == 0).collect(),
        }
    }

    /// Weights of which none is 0; `None` where the lattice itself says what is expected.
    pub(super) fn weights(&self, laid: &Laid) -> Option<Vec<f64>> {
        let weights: Vec<f64> = match self {
            Self::Own => return None,
            Self::Known(weights) => weights.clone(),
            Self::Counted(counts) => counts.iter().map(|&n| f64::from(n)).collect(),
        };
        let land = laid.lattice().land_m2();
        let ring = laid.neighbours().ring_sums_f64(land);
        let around = laid.surroundings().land_m2();
        let half = |i: usize| 0.5 * land[i] / (ring[i] + around[i]);
        Some(
            weights
                .into_iter()
                .enumerate()
                .map(|(i, w)| if w > 0.0 { w } else { half(i) })
                .collect(),
        )
    }
}

/// Counts to compare with, of each cell and its ring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Of the cell.
    pub n: Vec<u32>,
    /// Of S(i).
    pub n_ring: Vec<u64>,
    /// Of all cells.
    pub total: u64,
}

impl Reference {
    /// Of counts; `None` of what is known.
    pub(super) fn of(basis: &Basis, laid: &Laid) -> Option<Self> {
        let Basis::Counted(n) = basis else { return None };
        let total = n.iter().map(|&n| u64::from(n)).sum();
        Some(Self { n: n.clone(), n_ring: laid.neighbours().ring_sums(n), total })
    }
}

/// Residents (or whatever else) of areas over the base cells of a ground: each area's spread evenly
/// over its land. `area_of` is per base cell of the ground its area, `value` and `m2` per area; the part
/// of an area outside the ground keeps its share. Areas beyond the ends of `value` have nothing.
pub fn spread(
    ground: &super::ground::Ground,
    area_of: &[u32],
    value: &[f64],
    m2: &[f64],
) -> Vec<f64> {
    let (mut inside, mut land) = (vec![0.0; value.len()], vec![0.0; value.len()]);
    for (i, &area) in area_of.iter().enumerate() {
        if let Some(inside) = inside.get_mut(area as usize) {
            *inside += ground.area_m2()[i];
            land[area as usize] += ground.land_m2(i);
        }
    }
    let density: Vec<f64> = (0..value.len())
        .map(|area| {
            // Base cells measure on a sphere, and their edge is rough: what is a hundredth is nothing.
            let outside = m2[area] - inside[area];
            let outside = if outside > 0.01 * m2[area] { outside } else { 0.0 };
            let all = land[area] + outside;
            if all > 0.0 { value[area] / all } else { 0.0 }
        })
        .collect();
    let weight = |(i, &area): (usize, &u32)| {
        density.get(area as usize).map_or(0.0, |density| density * ground.land_m2(i))
    };
    area_of.iter().enumerate().map(weight).collect()
}

/// Cells of a lattice without weight, and how many counts lie in them.
pub(super) fn weightless(basis: &Basis, lattice: &Lattice, counts: &[u32]) -> (usize, u64) {
    let without = basis.without();
    debug_assert!(without.is_empty() || without.len() == lattice.len());
    let pairs = || without.iter().zip(counts).filter(|(without, _)| **without);
    (pairs().count(), pairs().map(|(_, &n)| u64::from(n)).sum())
}
