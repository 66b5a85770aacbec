//! Which squares with core points hang together.

use super::{NOISE, cores::Cores};
use crate::analysis::near_points::apart2;
use rayon::prelude::*;
use std::ops::Range;

/// Per square the lowest square it hangs together with, [`NOISE`] without core points.
pub(super) fn components(cores: &Cores, eps2: f64) -> Vec<u32> {
    let near = cores.near;
    let boxes = Boxes::around(cores);
    // Each part joins its own squares and the two rows beyond it, in sets of its own; what hangs
    // together in any of them hangs together.
    let parts: Vec<(usize, Sets)> =
        near.parts().into_par_iter().map(|rows| join_part(cores, &boxes, rows, eps2)).collect();
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
        .map(|square| match cores.of(square).is_empty() {
            true => NOISE,
            false => sets.find(square as u32),
        })
        .collect()
}

/// Sets of the squares from the first of the part on.
fn join_part(cores: &Cores, boxes: &Boxes, rows: Range<usize>, eps2: f64) -> (usize, Sets) {
    let near = cores.near;
    let reach = near.squares_of(rows.start..(rows.end + 2).min(near.n_rows()));
    let (first, mut sets) = (reach.start, Sets::new(reach.len()));
    let mut join = |a: usize, b: usize| {
        let (own, other) = ((a - first) as u32, (b - first) as u32);
        if sets.find(own) != sets.find(other) && boxes.touch(cores, a, b, eps2) {
            sets.join(own, other);
        }
    };
    // Next-door squares first: most of what hangs together does so through them, and pairs that
    // already do need not be looked at.
    let mut farther: Vec<(u32, u32)> = Vec::new();
    near.windows(rows, |square, window| {
        if cores.of(square).is_empty() {
            return;
        }
        let forward = window[2].start.max(square + 1)..window[2].end.max(square + 1);
        let column = near.column(square);
        for (k, range) in [(0, forward), (1, window[3].clone()), (2, window[4].clone())] {
            for other in range.filter(|&other| !cores.of(other).is_empty()) {
                match near.column(other).abs_diff(column).max(k) {
                    1 => join(square, other),
                    _ => farther.push((square as u32, other as u32)),
                }
            }
        }
    });
    farther.into_iter().for_each(|(a, b)| join(a as usize, b as usize));
    (first, sets)
}

/// The box around the core points of each square: west, south, east, north; inside out where there
/// are none.
struct Boxes(Vec<[f64; 4]>);

impl Boxes {
    fn around(cores: &Cores) -> Self {
        let around = |square: usize| {
            let none = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
            cores.of(square).iter().fold(none, |[west, south, east, north], &(x, y)| {
                [west.min(x), south.min(y), east.max(x), north.max(y)]
            })
        };
        Self((0..cores.near.n_squares()).into_par_iter().map(around).collect())
    }

    /// Whether two squares have core points within reach of each other.
    fn touch(&self, cores: &Cores, a: usize, b: usize, eps2: f64) -> bool {
        let [west, south, east, north] = self.0[b];
        cores.of(a).iter().any(|&p| {
            let nearest = (p.0.clamp(west, east), p.1.clamp(south, north));
            apart2(p, nearest) <= eps2 && cores.of(b).iter().any(|&q| apart2(p, q) <= eps2)
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
