//! Points sorted into squares, so that those near a point are found without looking at all.
//!
//! The squares have the side radius/√2: two points of one square are always within the radius of each
//! other, and every point within the radius lies in the 5 × 5 squares around. Squares are kept in
//! rows as sorted lists, so empty ground and a stray point far away cost nothing.

use crate::area::PlanarMetres;
use rayon::prelude::*;
use std::ops::Range;

/// Squares that reach around one: those of five rows, as ranges of square numbers.
pub(super) type Window = [Range<usize>; 5];

/// The points that take part, sorted by square (row by row) and within one by their number.
pub(super) struct NearPoints {
    /// Number of the point in the caller's order.
    pub(super) point: Vec<u32>,
    /// Metres from the westernmost and southernmost point.
    pub(super) at: Vec<(f64, f64)>,
    /// `starts[s]..starts[s + 1]` are the points of square s.
    pub(super) starts: Vec<u32>,
    column: Vec<u32>,
    side: f64,
    /// Number of each row that has squares, and its first square; a last one closes the list.
    rows: Vec<(u32, u32)>,
}

impl NearPoints {
    /// Sorts the points that `take` says yes to. The radius must be at least
    /// [`NearPoints::least_radius_m`].
    pub(super) fn new(
        points: &[PlanarMetres],
        radius_m: f64,
        take: impl Fn(usize) -> bool + Sync,
    ) -> Self {
        let taken = |i: usize| is_finite(points[i]) && take(i);
        let (west, south, _) = extent(points);
        // A hair smaller than radius/√2, so that rounding never puts two points that are farther
        // apart into one square.
        let side = radius_m * std::f64::consts::FRAC_1_SQRT_2 * (1.0 - 1e-7);
        // Row, column and number of the point in one word: it sorts twice as fast as three.
        let (bits, along) = (number_bits(points.len()), along_bits(points.len()));
        let mut keyed: Vec<u64> = (0..points.len())
            .into_par_iter()
            .map(|i| {
                if !taken(i) {
                    return u64::MAX;
                }
                let column = ((points[i].east_m - west) / side) as u64;
                let row = ((points[i].north_m - south) / side) as u64;
                row << (bits + along) | column << bits | i as u64
            })
            .collect();
        keyed.par_sort_unstable();
        keyed.truncate(keyed.partition_point(|&key| key != u64::MAX));
        let number = |key: u64| (key & ((1 << bits) - 1)) as u32;
        let (mut starts, mut column, mut rows) = (Vec::new(), Vec::new(), Vec::<(u32, u32)>::new());
        let mut last = None;
        for (i, &key) in keyed.iter().enumerate() {
            let square = key >> bits;
            if last == Some(square) {
                continue;
            }
            last = Some(square);
            let row = (square >> along) as u32;
            if rows.last().is_none_or(|&(known, _)| known != row) {
                rows.push((row, starts.len() as u32));
            }
            starts.push(i as u32);
            column.push((square & ((1 << along) - 1)) as u32);
        }
        rows.push((u32::MAX, starts.len() as u32));
        starts.push(keyed.len() as u32);
        let at = |&key: &u64| {
            let point = points[number(key) as usize];
            (point.east_m - west, point.north_m - south)
        };
        Self {
            at: keyed.par_iter().map(at).collect(),
            point: keyed.par_iter().map(|&key| number(key)).collect(),
            starts,
            column,
            side,
            rows,
        }
    }

    /// The smallest radius for which squares can be told apart: of a million points a
    /// three-millionth of their extent.
    pub(super) fn least_radius_m(points: &[PlanarMetres]) -> f64 {
        let (_, _, along_m) = extent(points);
        along_m / (1u64 << along_bits(points.len())) as f64 * 1.5
    }

    /// Number of squares with points.
    pub(super) fn n_squares(&self) -> usize {
        self.column.len()
    }

    /// Number of rows with squares.
    pub(super) fn n_rows(&self) -> usize {
        self.rows.len() - 1
    }

    /// Column of a square.
    pub(super) fn column(&self, square: usize) -> u32 {
        self.column[square]
    }

    /// Points of a square.
    pub(super) fn points_of(&self, square: usize) -> Range<usize> {
        self.starts[square] as usize..self.starts[square + 1] as usize
    }

    /// Points of a range of squares.
    pub(super) fn points_in(&self, squares: &Range<usize>) -> Range<usize> {
        self.starts[squares.start] as usize..self.starts[squares.end] as usize
    }

    /// Squares of some rows.
    pub(super) fn squares_of(&self, rows: Range<usize>) -> Range<usize> {
        self.rows[rows.start].1 as usize..self.rows[rows.end].1 as usize
    }

    /// Which of the five rows of a [`Window`] hold points within the radius of a point: of the
    /// outermost ones seldom both.
    pub(super) fn rows_in_reach(&self, at: (f64, f64)) -> Range<usize> {
        // How far up the point lies in its own row, 0–1; a hair is given for rounding. The radius is
        // √2 sides.
        let up = (at.1 / self.side).fract();
        const BEYOND: f64 = std::f64::consts::SQRT_2 - 1.0 + 1e-6;
        usize::from(up > BEYOND)..5 - usize::from(1.0 - up > BEYOND)
    }

    /// Rows in parts of about equal size, to be shared between threads.
    pub(super) fn parts(&self) -> Vec<Range<usize>> {
        let enough = (self.point.len() / 64).max(1_024) as u32;
        let (mut parts, mut from) = (Vec::new(), 0);
        for row in 0..self.n_rows() {
            let first = self.starts[self.rows[from].1 as usize];
            let end = self.starts[self.rows[row + 1].1 as usize];
            if end - first >= enough || row + 1 == self.n_rows() {
                parts.push(from..row + 1);
                from = row + 1;
            }
        }
        parts
    }

    /// Every square of some rows, ascending, with what reaches around it.
    pub(super) fn windows(&self, rows: Range<usize>, mut each: impl FnMut(usize, &Window)) {
        for at in rows {
            let row = i64::from(self.rows[at].0);
            // The two rows below and the two above, where they have squares.
            let near = at.saturating_sub(2)..(at + 3).min(self.n_rows());
            let bounds: [(usize, usize); 5] = std::array::from_fn(|k| {
                let wanted = row + k as i64 - 2;
                let found = near.clone().find(|&r| i64::from(self.rows[r].0) == wanted);
                found.map_or((0, 0), |r| (self.rows[r].1 as usize, self.rows[r + 1].1 as usize))
            });
            let mut window: Window = bounds.map(|(first, _)| first..first);
            for square in self.squares_of(at..at + 1) {
                let column = self.column[square];
                for (range, (_, end)) in window.iter_mut().zip(bounds) {
                    while range.end < end && self.column[range.end] <= column + 2 {
                        range.end += 1;
                    }
                    while range.start < range.end && self.column[range.start] + 2 < column {
                        range.start += 1;
                    }
                }
                each(square, &window);
            }
        }
    }
}

/// Bits for the numbers of n points.
fn number_bits(n: usize) -> u32 {
    usize::BITS - n.leading_zeros()
}

/// Bits left for rows, and as many for columns; beyond 26 rounding could tell squares wrongly.
fn along_bits(n: usize) -> u32 {
    ((u64::BITS - number_bits(n)) / 2).min(26)
}

/// Square of the distance.
pub(super) fn apart2(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)
}

fn is_finite(at: PlanarMetres) -> bool {
    at.east_m.is_finite() && at.north_m.is_finite()
}

/// West, south, and the longer side of the box; 0 without points.
fn extent(points: &[PlanarMetres]) -> (f64, f64, f64) {
    let (mut west, mut south) = (f64::INFINITY, f64::INFINITY);
    let (mut east, mut north) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for at in points.iter().filter(|at| is_finite(**at)) {
        (west, east) = (west.min(at.east_m), east.max(at.east_m));
        (south, north) = (south.min(at.north_m), north.max(at.north_m));
    }
    if west > east { (0.0, 0.0, 0.0) } else { (west, south, (east - west).max(north - south)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_pair_within_the_radius_is_in_a_window_and_squares_hold_only_near_ones() {
        let mut state = 7u64;
        let mut unit = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / f64::from(1u32 << 31)
        };
        let mut points: Vec<PlanarMetres> = (0..600)
            .map(|_| PlanarMetres { east_m: unit() * 900.0, north_m: unit() * 700.0 })
            .collect();
        points.push(PlanarMetres { east_m: 9e6, north_m: -4e6 });
        points.push(PlanarMetres { east_m: f64::NAN, north_m: 0.0 });
        let near = NearPoints::new(&points, 40.0, |i| i != 13);
        assert_eq!(near.point.len(), 600);
        let mut found = BTreeSet::new();
        for part in near.parts() {
            near.windows(part, |square, window| {
                for p in near.points_of(square) {
                    for q in near.points_of(square) {
                        assert!(apart2(near.at[p], near.at[q]) <= 1_600.0);
                    }
                    for q in window.iter().flat_map(|range| near.points_in(range)) {
                        if apart2(near.at[p], near.at[q]) <= 1_600.0 {
                            found.insert((near.point[p], near.point[q]));
                        }
                    }
                }
            });
        }
        let at = |i: usize| (points[i].east_m, points[i].north_m);
        let all: BTreeSet<(u32, u32)> = (0..601)
            .flat_map(|a| (0..601).map(move |b| (a, b)))
            .filter(|&(a, b)| a != 13 && b != 13 && apart2(at(a), at(b)) <= 1_600.0)
            .map(|(a, b)| (a as u32, b as u32))
            .collect();
        assert_eq!(found, all);
    }
}
