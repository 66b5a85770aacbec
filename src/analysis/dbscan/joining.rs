//! Which squares with core points hang together.

use super::NOISE;
use crate::analysis::near_points::{NearPoints, apart2};
use std::ops::Range;

/// Per square the lowest square it hangs together with, [`NOISE`] without core points.
pub(super) fn components(near: &NearPoints, core: &[bool], eps2: f64) -> Vec<u32> {
    let cores = Cores::new(near, core);
    let mut sets = Sets { above: (0..near.n_squares() as u32).collect() };
    // Next-door squares first: most of what hangs together does so through them, and pairs that
    // already do need not be looked at.
    for next_door in [true, false] {
        near.windows(0..near.n_rows(), |square, window| {
            if cores.of(square).is_empty() {
                return;
            }
            let forward = window[2].start.max(square + 1)..window[2].end.max(square + 1);
            let column = near.column(square);
            for (k, range) in [(0, forward), (1, window[3].clone()), (2, window[4].clone())] {
                for other in range {
                    let apart = near.column(other).abs_diff(column).max(k);
                    if (apart == 1) == next_door
                        && !cores.of(other).is_empty()
                        && !sets.are_one(square as u32, other as u32)
                        && cores.touch(square, other, eps2)
                    {
                        sets.join(square as u32, other as u32);
                    }
                }
            }
        });
    }
    (0..near.n_squares())
        .map(|square| match cores.of(square).is_empty() {
            true => NOISE,
            false => sets.find(square as u32),
        })
        .collect()
}

/// The core points alone, by square, with the box around those of each.
struct Cores {
    at: Vec<(f64, f64)>,
    starts: Vec<u32>,
    boxes: Vec<[f64; 4]>,
}

impl Cores {
    fn new(near: &NearPoints, core: &[bool]) -> Self {
        let mut cores =
            Self { at: Vec::new(), starts: vec![0], boxes: Vec::with_capacity(near.n_squares()) };
        for square in 0..near.n_squares() {
            let mut around = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
            for p in near.points_of(square).filter(|&p| core[p]) {
                let (x, y) = near.at[p];
                around = [around[0].min(x), around[1].min(y), around[2].max(x), around[3].max(y)];
                cores.at.push((x, y));
            }
            cores.boxes.push(around);
            cores.starts.push(cores.at.len() as u32);
        }
        cores
    }

    fn of(&self, square: usize) -> Range<usize> {
        self.starts[square] as usize..self.starts[square + 1] as usize
    }

    /// Whether two squares have core points within reach of each other.
    fn touch(&self, a: usize, b: usize, eps2: f64) -> bool {
        let [west, south, east, north] = self.boxes[b];
        self.at[self.of(a)].iter().any(|&p| {
            let nearest = (p.0.clamp(west, east), p.1.clamp(south, north));
            apart2(p, nearest) <= eps2 && self.at[self.of(b)].iter().any(|&q| apart2(p, q) <= eps2)
        })
    }
}

/// Union–find whose sets are named by their lowest member.
struct Sets {
    above: Vec<u32>,
}

impl Sets {
    fn find(&mut self, mut at: u32) -> u32 {
        while self.above[at as usize] != at {
            let above = self.above[at as usize];
            self.above[at as usize] = self.above[above as usize];
            at = self.above[at as usize];
        }
        at
    }

    fn are_one(&mut self, a: u32, b: u32) -> bool {
        self.find(a) == self.find(b)
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.above[a.max(b) as usize] = a.min(b);
    }
}
