//! Counts as a flow: from outside into the city, down the tree, through the ground that an area and
//! a cell have in common, and out through the cells.
//!
//! Every area and cell is an arc whose flow is its figure, so that whatever balances at every
//! junction is a set of counts in which all sums hold, over the tree and the lattice at once.

use super::{figures::Atoms, geography::Geography};
use std::{cmp::Reverse, collections::BinaryHeap};

/// Junctions and arcs: places (areas, then cells), then atoms.
#[derive(Debug)]
pub(super) struct Network {
    pub(super) n_places: usize,
    /// Junctions of each arc: counts run from the first to the second.
    ends: Vec<(u32, u32)>,
    /// Arcs at each junction, and whether they leave it.
    first: Vec<u32>,
    at: Vec<(u32, bool)>,
}

/// One step along an arc: more counts, or fewer.
pub(super) type Step = (usize, i64);

impl Network {
    pub(super) fn new(geography: &Geography, atoms: &Atoms) -> Self {
        let n_areas = geography.areas.len() as u32;
        let junction = |area: u32| area + 1;
        let mut ends: Vec<(u32, u32)> = (0u32..)
            .zip(&geography.parent)
            .map(|(area, parent)| (parent.map_or(0, junction), junction(area)))
            .collect();
        ends.extend((0..geography.cells.len() as u32).map(|cell| (n_areas + 1 + cell, 0)));
        ends.extend(atoms.iter().map(|&(leaf, cell)| (junction(leaf), n_areas + 1 + cell)));
        let n_junctions = geography.n_places() + 1;
        let mut lists: Vec<Vec<(u32, bool)>> = vec![Vec::new(); n_junctions];
        for (arc, &(from, to)) in (0u32..).zip(&ends) {
            lists[from as usize].push((arc, true));
            lists[to as usize].push((arc, false));
        }
        let mut first = vec![0];
        let mut at = Vec::new();
        for list in lists {
            at.extend(list);
            first.push(at.len() as u32);
        }
        Self { n_places: geography.n_places(), ends, first, at }
    }

    pub(super) fn n_arcs(&self) -> usize {
        self.ends.len()
    }

    /// The cheapest way to bring counts from the end of an arc back to its beginning by other arcs;
    /// `None` when every way costs `below` or more. `cost` of a step is `None` when it cannot be
    /// taken. Among equals the one found first by number.
    pub(super) fn way_round(
        &self,
        arc: usize,
        below: u64,
        cost: impl Fn(Step) -> Option<u64>,
    ) -> Option<(u64, Vec<Step>)> {
        let (goal, start) = self.ends[arc];
        let n = self.first.len() - 1;
        let mut best = vec![u64::MAX; n];
        let mut came: Vec<Option<(Step, u32)>> = vec![None; n];
        let mut queue = BinaryHeap::new();
        best[start as usize] = 0;
        queue.push(Reverse((0u64, start)));
        while let Some(Reverse((so_far, junction))) = queue.pop() {
            if so_far > best[junction as usize] {
                continue;
            }
            if junction == goal {
                break;
            }
            let range = self.first[junction as usize]..self.first[junction as usize + 1];
            for &(next, leaves) in &self.at[range.start as usize..range.end as usize] {
                if next as usize == arc {
                    continue;
                }
                let (from, to) = self.ends[next as usize];
                let (other, step) = match leaves {
                    true => (to, (next as usize, 1)),
                    false => (from, (next as usize, -1)),
                };
                let Some(cost) = cost(step) else { continue };
                let total = so_far.saturating_add(cost);
                if total < below && total < best[other as usize] {
                    best[other as usize] = total;
                    came[other as usize] = Some((step, junction));
                    queue.push(Reverse((total, other)));
                }
            }
        }
        if best[goal as usize] == u64::MAX {
            return None;
        }
        let mut steps = Vec::new();
        let mut at = goal;
        while at != start {
            let (step, from) = came[at as usize]?;
            steps.push(step);
            at = from;
        }
        Some((best[goal as usize], steps))
    }
}
