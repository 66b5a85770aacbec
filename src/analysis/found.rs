//! What every method says beside its result: how much it used, what it left out and why, and what
//! must be known before it is believed.

use super::{
    ground::OUTSIDE,
    guard_rails::{self, Readings},
    lattice::{FIRST_AREA, Lattice, NO_CELL, WATER},
    run::{GuardRail, LatticeSpec},
};
use serde::{Deserialize, Serialize};

/// A result and what belongs on its method card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found<R> {
    /// The result.
    pub result: R,
    /// Counts that the result rests on.
    pub n_used: u64,
    /// Counts of the selection that are left out, by stable reason code.
    pub n_left_out: Vec<(String, u64)>,
    /// What fired.
    pub guard_rails: Vec<GuardRail>,
}

impl<R> Found<R> {
    /// A result over the cells of a lattice, with the guard-rails that hold for all of them.
    /// `n_islands` is 0 where the method has no neighbours.
    pub fn on_cells(result: R, placed: &Placed, n_cells: usize, n_islands: usize) -> Self {
        let guard_rails = guard_rails::fired(&Readings {
            n_used: placed.n_used,
            n_islands,
            largest_pile: placed.largest_pile,
            n_piles: placed.n_piles,
            n_left_out: &placed.n_left_out,
            n_long_intervals: 0,
            simulated: None,
            widened_m: None,
            n_cells,
            of_areas: placed.of_areas,
        });
        let (n_used, n_left_out) = (placed.n_used, placed.n_left_out.clone());
        Self { result, n_used, n_left_out, guard_rails }
    }

    /// The same beside another result.
    pub fn map<S>(self, change: impl FnOnce(R) -> S) -> Found<S> {
        Found {
            result: change(self.result),
            n_used: self.n_used,
            n_left_out: self.n_left_out,
            guard_rails: self.guard_rails,
        }
    }

    /// The same with one more guard-rail.
    #[must_use]
    pub fn with_rail(mut self, code: &str, value: f64, text_sv: impl Into<String>) -> Self {
        self.guard_rails.push(GuardRail { code: code.into(), value, text_sv: text_sv.into() });
        self
    }
}

/// What became of counts when they were laid in the cells of a lattice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placed {
    /// In a cell.
    pub n_used: u64,
    /// In none, by stable reason code.
    pub n_left_out: Vec<(String, u64)>,
    /// The largest count in one base cell, of those used.
    pub largest_pile: u64,
    /// Base cells with more than [`guard_rails::PILE_SHARE`] of the counts used.
    pub n_piles: usize,
    /// Whether the cells are areas.
    pub of_areas: bool,
}

impl Placed {
    /// For methods that work on base cells: all counts on the ground are used.
    pub fn on_ground(on_ground: &[u32], counts: &[u32], already_out: &[(String, u64)]) -> Self {
        let on = |(&at, &n): (&u32, &u32)| (at != OUTSIDE).then_some(u64::from(n));
        let used: Vec<u64> = on_ground.iter().zip(counts).filter_map(on).collect();
        let n_used: u64 = used.iter().sum();
        let outside = counts.iter().map(|&n| u64::from(n)).sum::<u64>() - n_used;
        let own = (outside > 0).then(|| ("outside_study_area".to_owned(), outside));
        let is_pile = |n: &&u64| **n as f64 > guard_rails::PILE_SHARE * n_used as f64;
        Self {
            n_used,
            n_left_out: already_out.iter().cloned().chain(own).collect(),
            largest_pile: used.iter().copied().max().unwrap_or(0),
            n_piles: used.iter().filter(is_pile).count(),
            of_areas: false,
        }
    }

    /// `on_ground` and `counts` are per entry of the dictionary of base cells, and of areas where
    /// these are the cells; `already_out` are the
    /// counts that have no entry, by reason, e.g. `area_precision`.
    pub fn of(
        lattice: &Lattice,
        on_ground: &[u32],
        counts: &[u32],
        already_out: &[(String, u64)],
    ) -> Self {
        let (mut n_used, mut largest) = (0, 0);
        let (mut outside, mut border, mut water, mut no_area) = (0, 0, 0, 0);
        for (&at, &n) in on_ground.iter().zip(counts) {
            let n = u64::from(n);
            match lattice.cell_at(at) {
                None => outside += n,
                Some(WATER) => water += n,
                Some(NO_CELL) => no_area += n,
                Some(cell) if cell as usize >= lattice.len() => border += n,
                Some(_) => {
                    n_used += n;
                    // An area that holds many counts is no pile.
                    largest = if at < FIRST_AREA { largest.max(n) } else { largest };
                }
            }
        }
        let own = [
            ("outside_study_area", outside),
            ("lattice_border", border),
            ("lattice_water", water),
            ("lattice_no_area", no_area),
        ];
        let own = own.into_iter().filter(|(_, n)| *n > 0).map(|(code, n)| (code.to_owned(), n));
        let in_lattice = |at: u32| {
            at < FIRST_AREA
                && lattice.cell_at(at).is_some_and(|cell| (cell as usize) < lattice.len())
        };
        let is_pile = |n: u32| f64::from(n) > guard_rails::PILE_SHARE * n_used as f64;
        let n_piles =
            on_ground.iter().zip(counts).filter(|(at, n)| in_lattice(**at) && is_pile(**n)).count();
        Self {
            n_used,
            n_left_out: already_out.iter().cloned().chain(own).collect(),
            largest_pile: largest,
            n_piles,
            of_areas: matches!(lattice.spec(), LatticeSpec::Areas(_)),
        }
    }
}
