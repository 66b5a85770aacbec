//! From every place itself.

use super::{Grid, Kernel, Weighted};
use crate::analysis::effort::{Effort, Stopped};
use rayon::prelude::*;

/// Rows that one thread fills at a time. Each square is summed in the order of the places whatever the
/// bands are.
const BAND: usize = 32;

/// Density per km² of each square.
pub(super) fn surface(
    places: &[Weighted],
    grid: &Grid,
    kernel: Kernel,
    bandwidth_m: f64,
    effort: &Effort,
) -> Result<Vec<f64>, Stopped> {
    let reach = kernel.reach_m(bandwidth_m) / grid.side_m;
    let rows = Rows::new(places, grid);
    let per_km2 = kernel.peak(bandwidth_m) * 1e6;
    let spread = Spread { kernel, reach, per_bandwidth: grid.side_m / bandwidth_m, grid };
    let mut surface = vec![0.0; grid.len()];
    effort.expect(grid.rows.div_ceil(BAND) as u64);
    surface.par_chunks_mut(BAND * grid.columns).enumerate().try_for_each(|(band, squares)| {
        let first = band * BAND;
        let last = first + squares.len() / grid.columns - 1;
        let mut along = vec![0.0; (2.0 * reach).ceil() as usize + 3];
        for place in rows.between(first as f64 - reach, last as f64 + reach) {
            spread.add(place, first..last + 1, squares, &mut along);
        }
        squares.iter_mut().for_each(|density| *density *= per_km2);
        effort.step(1)
    })?;
    Ok(surface)
}

/// A place in columns and rows from the centre of the first square, and its count.
#[derive(Clone, Copy)]
struct Placed {
    x: f64,
    y: f64,
    n: f64,
}

/// Places by row, in their own order within each.
struct Rows {
    starts: Vec<usize>,
    placed: Vec<Placed>,
}

impl Rows {
    fn new(places: &[Weighted], grid: &Grid) -> Self {
        let row_of = |y: f64| (y.round().max(0.0) as usize).min(grid.rows - 1);
        let steps: Vec<(f64, f64)> = places.iter().map(|place| grid.steps(place.at)).collect();
        let mut starts = vec![0; grid.rows + 1];
        steps.iter().for_each(|(_, y)| starts[row_of(*y) + 1] += 1);
        (0..grid.rows).for_each(|row| starts[row + 1] += starts[row]);
        let mut next = starts.clone();
        let mut placed = vec![Placed { x: 0.0, y: 0.0, n: 0.0 }; places.len()];
        for (&(x, y), place) in steps.iter().zip(places) {
            let at = &mut next[row_of(y)];
            placed[*at] = Placed { x, y, n: place.n };
            *at += 1;
        }
        Self { starts, placed }
    }

    /// At least those with `from` < y < `to`.
    fn between(&self, from: f64, to: f64) -> &[Placed] {
        let last = self.starts.len() - 2;
        let first = (from.floor().max(0.0) as usize).min(last);
        let end = (to.ceil().max(0.0) as usize).min(last) + 1;
        &self.placed[self.starts[first]..self.starts[end]]
    }
}

struct Spread<'a> {
    kernel: Kernel,
    /// In squares.
    reach: f64,
    per_bandwidth: f64,
    grid: &'a Grid,
}

impl Spread<'_> {
    /// Adds a place to the rows of a band. What a square gets is a product of what lies along its row
    /// and across it (Gaussian) or a polynomial of a sum of both; either way the row is done once.
    fn add(
        &self,
        place: &Placed,
        rows: std::ops::Range<usize>,
        squares: &mut [f64],
        along: &mut [f64],
    ) {
        let Some(columns) = within(place.x, self.reach, 0..self.grid.columns) else { return };
        let Some(own_rows) = within(place.y, self.reach, rows.clone()) else { return };
        let along = &mut along[..columns.len()];
        for (r2, column) in along.iter_mut().zip(columns.clone()) {
            *r2 = ((column as f64 - place.x) * self.per_bandwidth).powi(2);
        }
        if self.kernel == Kernel::Gaussian {
            along.iter_mut().for_each(|r2| *r2 = place.n * self.kernel.shape(*r2));
        }
        for row in own_rows {
            let from = (row - rows.start) * self.grid.columns + columns.start;
            let to = &mut squares[from..from + columns.len()];
            let r2 = ((row as f64 - place.y) * self.per_bandwidth).powi(2);
            match self.kernel {
                Kernel::Quartic => to.iter_mut().zip(&*along).for_each(|(density, along)| {
                    let rest = (1.0 - r2 - along).max(0.0);
                    *density += place.n * (rest * rest);
                }),
                Kernel::Epanechnikov => to.iter_mut().zip(&*along).for_each(|(density, along)| {
                    *density += place.n * (1.0 - r2 - along).max(0.0);
                }),
                Kernel::Gaussian => {
                    let across = self.kernel.shape(r2);
                    to.iter_mut()
                        .zip(&*along)
                        .for_each(|(density, along)| *density += across * along);
                }
            }
        }
    }
}

/// Whole numbers within the reach.
fn within(at: f64, reach: f64, limits: std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
    let first = (at - reach).ceil().max(limits.start as f64);
    let end = ((at + reach).floor() + 1.0).min(limits.end as f64);
    (first < end).then_some(first as usize..end as usize)
}
