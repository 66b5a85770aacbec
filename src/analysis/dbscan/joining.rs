//! Which squares with core points hang together.

use super::NOISE;
use crate::analysis::near_points::{NearPoints, apart2};
use rayon::prelude::*;
use std::ops::Range;

/// Per square the lowest square it hangs together with, [`NOISE`] without core points.
pub(super) fn components(near: &NearPoints, core: &[bool], eps2: f64) -> Vec<u32> {
    let cores = Cores::new(near, core);
    // Each part joins its own squares and the two rows beyond it, in sets of its own; what hangs
    // together in any of them hangs together.
    let parts: Vec<(usize, Sets)> =
        near.parts().into_par_iter().map(|rows| join_part(near, &cores, rows, eps2)).collect();
    let mut sets = Sets::new(near.n_squares());
    for (first, mut part) in parts {
        for square in 0..part.above.len() as u32 {
            let joined = part.find(square);
            if joined != square {
                sets.join(first as u32 + square, first as u32 + joined);
            }
        }
    }
    (0..near.n_squares())
        .map(|square| match cores.has_none(square) {
            true => NOISE,
            false => sets.find(square as u32),
        })
        .collect()
}

/// Sets of the squares from the first of the part on.
fn join_part(near: &NearPoints, cores: &Cores, rows: Range<usize>, eps2: f64) -> (usize, Sets) {
    let reach = near.squares_of(rows.start..(rows.end + 2).min(near.n_rows()));
    let (first, mut sets) = (reach.start, Sets::new(reach.len()));
    // Next-door squares first: most of what hangs together does so through them, and pairs that
    // already do need not be looked at.
    for next_door in [true, false] {
        near.windows(rows.clone(), |square, window| {
            if cores.has_none(square) {
                return;
            }
            let forward = window[2].start.max(square + 1)..window[2].end.max(square + 1);
            let column = near.column(square);
            for (k, range) in [(0, forward), (1, window[3].clone()), (2, window[4].clone())] {
                for other in range {
                    let apart = near.column(other).abs_diff(column).max(k);
                    let (a, b) = ((square - first) as u32, (other - first) as u32);
                    if (apart == 1) == next_door
                        && !cores.has_none(other)
                        && sets.find(a) != sets.find(b)
                        && cores.touch(square, other, eps2)
                    {
                        sets.join(a, b);
                    }
                }
            }
        });
    }
    (first, sets)
}

/// Core points by square, with the box around those of each.
struct Cores<'a> {
    near: &'a NearPoints,
    core: &'a [bool],
    /// West, south, east, north; inside out where there are none.
    boxes: Vec<[f64; 4]>,
}

impl<'a> Cores<'a> {
    fn new(near: &'a NearPoints, core: &'a [bool]) -> Self {
        let around = |square: usize| {
            let mut around = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
            for p in near.points_of(square).filter(|&p| core[p]) {
                let (x, y) = near.at[p];
                around = [around[0].min(x), around[1].min(y), around[2].max(x), around[3].max(y)];
            }
            around
        };
        Self { near, core, boxes: (0..near.n_squares()).into_par_iter().map(around).collect() }
    }

    fn has_none(&self, square: usize) -> bool {
        self.boxes[square][0] == f64::INFINITY
    }

    fn of(&self, square: usize) -> impl Iterator<Item = (f64, f64)> {
        self.near.points_of(square).filter(|&p| self.core[p]).map(|p| self.near.at[p])
    }

    /// Whether two squares have core points within reach of each other.
    fn touch(&self, a: usize, b: usize, eps2: f64) -> bool {
        let [west, south, east, north] = self.boxes[b];
        self.of(a).any(|p| {
            let nearest = (p.0.clamp(west, east), p.1.clamp(south, north));
            apart2(p, nearest) <= eps2 && self.of(b).any(|q| apart2(p, q) <= eps2)
        })
    }
}

/// Union–find whose sets are named by their lowest member.
struct Sets {
    above: Vec<u32>,
}

impl Sets {
    fn new(n: usize) -> Self {
        Self { above: (0..n as u32).collect() }
    }

    fn find(&mut self, mut at: u32) -> u32 {
        while self.above[at as usize] != at {
            let above = self.above[at as usize];
            self.above[at as usize] = self.above[above as usize];
            at = self.above[at as usize];
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.above[a.max(b) as usize] = a.min(b);
    }
}
