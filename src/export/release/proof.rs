//! Why the tables are safe, in a form that can be checked without trusting how they were made.

use super::{
    figures::{self, Atoms, State, System},
    geography::Geography,
    protect::Move,
};
use crate::case::release::Threshold;

/// For every small figure other counts that give the very same tables, in which it is not small.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    systems: Vec<(System, Vec<Move>)>,
}

impl Proof {
    pub(super) fn add(&mut self, system: &System, moves: Vec<Move>) {
        self.systems.push((system.clone(), moves));
    }

    /// How many sets of other counts were needed; one may serve several figures.
    pub fn n_witnesses(&self) -> usize {
        self.systems.iter().map(|(_, moves)| moves.len()).sum()
    }

    /// Small figures in all tables.
    pub fn n_small(&self, k: Threshold) -> usize {
        let layers = self.systems.iter().flat_map(|(system, _)| &system.layers);
        layers.flat_map(|layer| &layer.values).filter(|&&n| k.is_small(n)).count()
    }

    /// Counts everything anew from every set of other counts: whole and not negative, every shown
    /// figure as it is shown, every hidden one above zero. Returns the small figures, as
    /// `period category place`, that no set raises to k; there are none.
    pub fn unproved(&self, geography: &Geography, k: Threshold) -> Vec<String> {
        let atoms = figures::atoms(geography);
        self.systems
            .iter()
            .flat_map(|(system, moves)| unproved(system, moves, geography, &atoms, k))
            .collect()
    }
}

fn unproved(
    system: &System,
    moves: &[Move],
    geography: &Geography,
    atoms: &Atoms,
    k: Threshold,
) -> Vec<String> {
    let small = |n: u64, state: State| k.is_small(n) && state == State::Hidden;
    let mut open: Vec<Vec<bool>> = system
        .layers
        .iter()
        .map(|layer| layer.values.iter().zip(&layer.states).map(|(&n, &s)| small(n, s)).collect())
        .collect();
    for one in moves {
        let Some(figures) = other_figures(system, one, geography, atoms) else { continue };
        let fits = system.layers.iter().zip(&figures).all(|(layer, other)| {
            let places = layer.values.iter().zip(&layer.states).zip(other);
            places.into_iter().all(|((&n, &state), &other)| match state {
                State::Hidden => other > 0,
                State::Shown | State::Out => other == n,
            })
        });
        if fits {
            for (open, other) in open.iter_mut().zip(&figures) {
                open.iter_mut().zip(other).for_each(|(open, &n)| *open &= n < u64::from(k.k()));
            }
        }
    }
    let mut names = Vec::new();
    for (layer, open) in system.layers.iter().zip(open) {
        for place in (0..open.len()).filter(|&place| open[place]) {
            names.push(format!("{} {:?} {place}", layer.period, layer.category));
        }
    }
    names
}

/// All figures of the other counts, summed from the ground up; `None` when a count is negative.
fn other_figures(
    system: &System,
    one: &Move,
    geography: &Geography,
    atoms: &Atoms,
) -> Option<Vec<Vec<u64>>> {
    let mut counts = system.atoms.clone();
    for &(block, sign) in &one.blocks {
        for &(arc, change) in one.change.iter().filter(|(arc, _)| *arc >= geography.n_places()) {
            let n = &mut counts[block][arc - geography.n_places()];
            *n = n.checked_add_signed(sign * change)?;
        }
    }
    let of_block: Vec<Vec<u64>> =
        counts.iter().map(|counts| figures::per_place(geography, atoms, counts)).collect();
    let sum = |blocks: &[usize]| {
        let mut sums = vec![0; geography.n_places()];
        for &block in blocks {
            sums.iter_mut().zip(&of_block[block]).for_each(|(sum, n)| *sum += n);
        }
        sums
    };
    Some(system.layers.iter().map(|layer| sum(&layer.blocks)).collect())
}
