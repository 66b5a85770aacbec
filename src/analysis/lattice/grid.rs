//! Cells by their steps along the axes of their grid.

use super::{BORDER, Shape};
use h3o::CellIndex;
use rayon::prelude::*;

/// Steps of each cell along the two axes of its grid; `None` where H3 has no common coordinates.
pub(super) fn steps(shape: &Shape) -> Option<Vec<(i32, i32)>> {
    match shape {
        Shape::Squares(side, corners) => {
            Some(corners.iter().map(|(e, n)| ((e / side) as i32, (n / side) as i32)).collect())
        }
        Shape::Areas { .. } => None,
        Shape::Hexagons(cells) => {
            let Some(&origin) = cells.first() else { return Some(Vec::new()) };
            let local = |cell: &CellIndex| {
                let at = cell.to_local_ij(origin).ok()?.coord;
                Some((at.i, at.j))
            };
            cells.par_iter().map(local).collect()
        }
    }
}

/// Which cell lies at a step; a table over the box of all steps.
pub(super) struct Grid {
    low: (i32, i32),
    size: (i32, i32),
    cells: Vec<u32>,
}

impl Grid {
    pub(super) fn new(steps: &[(i32, i32)]) -> Self {
        let end = |pick: fn(&(i32, i32)) -> i32| {
            let values = || steps.iter().map(pick);
            (values().min().unwrap_or(0), values().max().unwrap_or(0))
        };
        let ((low_i, high_i), (low_j, high_j)) = (end(|s| s.0), end(|s| s.1));
        let size = (high_i - low_i + 1, high_j - low_j + 1);
        let mut grid = Self {
            low: (low_i, low_j),
            size,
            cells: vec![BORDER; size.0 as usize * size.1 as usize],
        };
        for (cell, &(i, j)) in steps.iter().enumerate() {
            let at = grid.place(i, j).expect("the box holds every step");
            grid.cells[at] = cell as u32;
        }
        grid
    }

    fn place(&self, i: i32, j: i32) -> Option<usize> {
        let (i, j) = (i - self.low.0, j - self.low.1);
        ((0..self.size.0).contains(&i) && (0..self.size.1).contains(&j))
            .then(|| i as usize * self.size.1 as usize + j as usize)
    }

    pub(super) fn at(&self, i: i32, j: i32) -> Option<u32> {
        Some(self.cells[self.place(i, j)?]).filter(|&cell| cell != BORDER)
    }
}
