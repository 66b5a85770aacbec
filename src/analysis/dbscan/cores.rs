//! The core points alone, by square.

use crate::analysis::near_points::{NearPoints, apart2};
use std::ops::Range;

/// Core points in the order of the squares.
pub(super) struct Cores<'a> {
    /// All points.
    pub(super) near: &'a NearPoints,
    /// Where each lies.
    pub(super) at: Vec<(f64, f64)>,
    /// The square of each.
    pub(super) square: Vec<u32>,
    /// Number of each in the caller's order.
    point: Vec<u32>,
    /// `starts[s]..starts[s + 1]` are the core points of square s.
    starts: Vec<u32>,
}

impl<'a> Cores<'a> {
    pub(super) fn new(near: &'a NearPoints, core: &[bool]) -> Self {
        let mut starts = Vec::with_capacity(near.n_squares() + 1);
        let (mut at, mut point, mut square) = (Vec::new(), Vec::new(), Vec::new());
        starts.push(0);
        for own in 0..near.n_squares() {
            for p in near.points_of(own).filter(|&p| core[p]) {
                at.push(near.at[p]);
                point.push(near.point[p]);
                square.push(own as u32);
            }
            starts.push(at.len() as u32);
        }
        Self { near, at, square, point, starts }
    }

    /// Core points of a range of squares.
    pub(super) fn within(&self, squares: &Range<usize>) -> Range<usize> {
        self.starts[squares.start] as usize..self.starts[squares.end] as usize
    }

    /// Core points of a square.
    pub(super) fn of(&self, square: usize) -> &[(f64, f64)] {
        &self.at[self.within(&(square..square + 1))]
    }

    /// The core point around a point that is nearest and within reach, of equally near ones the one
    /// with the lowest number.
    pub(super) fn nearest(
        &self,
        at: (f64, f64),
        around: &[Range<usize>; 5],
        eps2: f64,
    ) -> Option<usize> {
        let (mut nearest, mut found) = ((eps2, u32::MAX), None);
        for k in self.near.rows_in_reach(at) {
            for core in around[k].clone() {
                let apart2 = apart2(at, self.at[core]);
                if apart2 <= nearest.0 && (apart2, self.point[core]) < nearest {
                    nearest = (apart2, self.point[core]);
                    found = Some(core);
                }
            }
        }
        found
    }
}
