//! Squares aligned to multiples of their side.

use super::KdeParameters;
use crate::area::PlanarMetres;
use serde::{Deserialize, Serialize};

/// Squares in rows from the south and columns from the west.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Western side of the first column, a multiple of the side.
    pub west_m: f64,
    /// Southern side of the first row, a multiple of the side.
    pub south_m: f64,
    /// Side of a square.
    pub side_m: f64,
    /// Squares from west to east.
    pub columns: usize,
    /// Squares from south to north.
    pub rows: usize,
}

impl Grid {
    /// Centre of a square.
    pub fn centre(&self, column: usize, row: usize) -> PlanarMetres {
        PlanarMetres {
            east_m: self.west_m + (column as f64 + 0.5) * self.side_m,
            north_m: self.south_m + (row as f64 + 0.5) * self.side_m,
        }
    }

    /// km² of a square.
    pub fn square_km2(&self) -> f64 {
        self.side_m * self.side_m / 1e6
    }

    /// Number of squares.
    pub fn len(&self) -> usize {
        self.columns * self.rows
    }

    /// Whether it has no squares.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Columns and rows from the centre of the first square, with fractions.
    pub(super) fn steps(&self, at: PlanarMetres) -> (f64, f64) {
        (
            (at.east_m - self.west_m) / self.side_m - 0.5,
            (at.north_m - self.south_m) / self.side_m - 0.5,
        )
    }
}

/// The box around places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    west_m: f64,
    south_m: f64,
    east_m: f64,
    north_m: f64,
}

impl Extent {
    /// `None` for no places.
    pub(super) fn of(places: impl Iterator<Item = PlanarMetres>) -> Option<Self> {
        places.fold(None, |extent: Option<Extent>, at| {
            let other = extent.unwrap_or(Extent {
                west_m: at.east_m,
                south_m: at.north_m,
                east_m: at.east_m,
                north_m: at.north_m,
            });
            Some(Extent {
                west_m: other.west_m.min(at.east_m),
                south_m: other.south_m.min(at.north_m),
                east_m: other.east_m.max(at.east_m),
                north_m: other.north_m.max(at.north_m),
            })
        })
    }

    pub(super) fn longest_m(&self) -> f64 {
        (self.east_m - self.west_m).max(self.north_m - self.south_m)
    }

    /// Everything that a count here can be spread to, whole squares, and one square around: the
    /// outermost hold nothing.
    pub(super) fn grid(&self, parameters: &KdeParameters) -> Grid {
        let side_m = parameters.grid_m;
        let (west, columns) = span(self.west_m, self.east_m, parameters);
        let (south, rows) = span(self.south_m, self.north_m, parameters);
        let (west_m, south_m) = (west * side_m, south * side_m);
        Grid { west_m, south_m, side_m, columns: columns as usize, rows: rows as usize }
    }

    pub(super) fn n_squares(&self, parameters: &KdeParameters) -> f64 {
        span(self.west_m, self.east_m, parameters).1
            * span(self.south_m, self.north_m, parameters).1
    }
}

/// First multiple of the side and number of squares.
fn span(from_m: f64, to_m: f64, parameters: &KdeParameters) -> (f64, f64) {
    let side = parameters.grid_m;
    let squares = (parameters.kernel.reach_m(parameters.bandwidth_m) / side).ceil() + 1.0;
    let first = (from_m / side).floor() - squares;
    let last = (to_m / side).floor() + squares;
    (first, last - first + 1.0)
}
