//! Sums over the cells within a distance: what a cell's surroundings have.

use super::{lattice::Lattice, neighbours::Neighbours, run::LatticeSpec};
use crate::area::PlanarMetres;
use rayon::prelude::*;

/// The kilometre around a cell against which it is a local peak, in planar metres.
pub const BACKGROUND_M: f64 = 1_000.0;

/// For every cell the cells within a distance of it, as runs along the rows of the lattice: the sum
/// over 1 500 cells is then some fifty differences of running totals.
#[derive(Debug, Clone)]
pub struct Surroundings {
    radius_m: f64,
    /// Cells by row and column.
    order: Vec<u32>,
    /// Runs of cell i are `runs[starts[i]..starts[i + 1]]`, positions in `order`, half-open.
    starts: Vec<u32>,
    runs: Vec<(u32, u32)>,
    land_m2: Vec<f64>,
}

impl Surroundings {
    /// Surroundings of a kilometre, or on coarse lattices of as much as reaches one ring beyond
    /// S(i): the cells and their `ring` neighbours, which are left out. Areas are of all sizes, so each
    /// has a radius of its own.
    pub fn new(lattice: &Lattice, neighbours: &Neighbours, ring: u8) -> Self {
        let corner = match lattice.spec() {
            LatticeSpec::H3(_) => 1.0,
            LatticeSpec::Sweref(_) => std::f64::consts::SQRT_2,
            LatticeSpec::Areas(_) => {
                return Self::within(lattice, neighbours, &beyond(lattice, neighbours, ring));
            }
        };
        let beyond = 1.05 * (f64::from(ring) + 1.0) * lattice.spacing_m() * corner;
        Self::within(lattice, neighbours, &vec![BACKGROUND_M.max(beyond); lattice.len()])
    }

    fn within(lattice: &Lattice, neighbours: &Neighbours, radius_m: &[f64]) -> Self {
        let rows = lattice.rows();
        let mut order: Vec<u32> = (0..lattice.len() as u32).collect();
        order.sort_unstable_by_key(|&i| (rows[i as usize], i));
        let at: Vec<PlanarMetres> = order.iter().map(|&i| lattice.planar()[i as usize]).collect();
        let rows: Vec<Row> = {
            let ends = order.chunk_by(|&a, &b| rows[a as usize].0 == rows[b as usize].0);
            let mut start = 0;
            let spans = ends.map(|row| {
                start += row.len();
                start - row.len()..start
            });
            spans.map(|span| Row::new(span, &at)).collect()
        };
        let lists: Vec<Vec<(u32, u32)>> = lattice
            .planar()
            .par_iter()
            .zip(radius_m)
            .map(|(&centre, &radius_m)| {
                let mut runs = Vec::new();
                rows.iter().for_each(|row| row.runs_within(centre, radius_m, &at, &mut runs));
                runs
            })
            .collect();
        let (mut starts, mut runs) = (vec![0], Vec::new());
        for list in lists {
            runs.extend(list);
            starts.push(runs.len() as u32);
        }
        let radius_m = radius_m.iter().copied().fold(BACKGROUND_M, f64::max);
        let mut surroundings = Self { radius_m, order, starts, runs, land_m2: Vec::new() };
        let mut totals = vec![0.0];
        for &i in &surroundings.order {
            totals.push(totals[totals.len() - 1] + lattice.land_m2()[i as usize]);
        }
        let own = neighbours.ring_sums_f64(lattice.land_m2());
        surroundings.land_m2 = (0..lattice.len())
            .map(|i| {
                let all: f64 = surroundings
                    .runs_of(i)
                    .iter()
                    .map(|&(from, to)| totals[to as usize] - totals[from as usize])
                    .sum();
                // What is left of a square metre is rounding.
                if all - own[i] > 1.0 { all - own[i] } else { 0.0 }
            })
            .collect();
        surroundings
    }

    /// The distance in planar metres; on areas the longest.
    pub fn radius_m(&self) -> f64 {
        self.radius_m
    }

    /// Land of the surroundings of each cell in m², S(i) left out; 0 where there is none.
    pub fn land_m2(&self) -> &[f64] {
        &self.land_m2
    }

    /// Counts of the surroundings of each cell, S(i) left out, given the sums over S(i).
    pub fn counts(&self, counts: &[u32], ring_sums: &[u64]) -> Vec<u64> {
        let all: u64 = counts.iter().map(|&n| u64::from(n)).sum();
        // On a fine lattice reading the totals is what takes the time, so they are kept short.
        match u32::try_from(all) {
            Ok(_) => {
                let totals = self.totals(counts, 0u32, |total, n| total + n);
                self.sums(ring_sums, |from, to| u64::from(totals[to] - totals[from]))
            }
            Err(_) => {
                let totals = self.totals(counts, 0u64, |total, n| total + u64::from(n));
                self.sums(ring_sums, |from, to| totals[to] - totals[from])
            }
        }
    }

    /// Running totals in the order of the rows.
    fn totals<T: Copy>(&self, counts: &[u32], zero: T, add: impl Fn(T, u32) -> T) -> Vec<T> {
        let mut totals = Vec::with_capacity(counts.len() + 1);
        totals.push(zero);
        for &i in &self.order {
            totals.push(add(totals[totals.len() - 1], counts[i as usize]));
        }
        totals
    }

    fn sums(&self, ring_sums: &[u64], between: impl Fn(usize, usize) -> u64 + Sync) -> Vec<u64> {
        let sum = |i: usize| {
            let runs = self.runs_of(i).iter();
            let all: u64 = runs.map(|&(from, to)| between(from as usize, to as usize)).sum();
            all - ring_sums[i]
        };
        (0..ring_sums.len()).into_par_iter().with_min_len(2_048).map(sum).collect()
    }

    fn runs_of(&self, i: usize) -> &[(u32, u32)] {
        &self.runs[self.starts[i] as usize..self.starts[i + 1] as usize]
    }
}

/// A kilometre from each area's centre, or as far as the centres of the areas one step beyond its ring,
/// or where there are none, as far as the nearest area that is not in the ring.
fn beyond(lattice: &Lattice, neighbours: &Neighbours, ring: u8) -> Vec<f64> {
    let wider = lattice.neighbours(ring.saturating_add(1));
    let radius = |i: usize| {
        let apart = |j: u32| lattice.planar()[i].distance_m(lattice.planar()[j as usize]);
        let in_ring = |j: u32| j as usize == i || neighbours.of(i).binary_search(&j).is_ok();
        let next = wider.of(i).iter().copied().filter(|&j| !in_ring(j));
        let far = next.map(apart).reduce(f64::max).or_else(|| {
            (0..lattice.len() as u32).filter(|&j| !in_ring(j)).map(apart).reduce(f64::min)
        });
        // A millimetre more, so that what decided the radius is within it.
        far.map_or(BACKGROUND_M, |far| BACKGROUND_M.max(far + 1e-3))
    };
    (0..lattice.len()).map(radius).collect()
}

/// Cells on a line.
struct Row {
    span: std::ops::Range<usize>,
    direction: (f64, f64),
    along: Vec<f64>,
    /// The strip across that holds the row.
    across: (f64, f64),
}

impl Row {
    fn new(span: std::ops::Range<usize>, at: &[PlanarMetres]) -> Self {
        let (first, last) = (at[span.start], at[span.end - 1]);
        let (x, y) = (last.east_m - first.east_m, last.north_m - first.north_m);
        let length = x.hypot(y);
        let direction = if length > 0.0 { (x / length, y / length) } else { (1.0, 0.0) };
        let mut across = (f64::INFINITY, f64::NEG_INFINITY);
        // Bands may step back by a hair: the running maximum keeps the search in order.
        let mut reached = f64::NEG_INFINITY;
        let along = at[span.clone()]
            .iter()
            .map(|p| {
                let off = p.north_m * direction.0 - p.east_m * direction.1;
                across = (across.0.min(off), across.1.max(off));
                reached = reached.max(p.east_m * direction.0 + p.north_m * direction.1);
                reached
            })
            .collect();
        Self { span, direction, along, across }
    }

    fn runs_within(
        &self,
        centre: PlanarMetres,
        radius_m: f64,
        at: &[PlanarMetres],
        runs: &mut Vec<(u32, u32)>,
    ) {
        let (x, y) = self.direction;
        let off = centre.north_m * x - centre.east_m * y;
        if off < self.across.0 - radius_m || off > self.across.1 + radius_m {
            return;
        }
        let along = centre.east_m * x + centre.north_m * y;
        // No cell of the strip reaches beyond the chord nearest to the centre.
        let nearest = (off - off.clamp(self.across.0, self.across.1)).abs();
        let chord = (radius_m * radius_m - nearest * nearest).max(0.0).sqrt() + 1.0;
        let from = self.along.partition_point(|&a| a < along - chord);
        let to = self.along.partition_point(|&a| a <= along + chord);
        let mut open: Option<usize> = None;
        let start = self.span.start + from;
        for (i, p) in (start..).zip(&at[start..self.span.start + to]) {
            let (dx, dy) = (p.east_m - centre.east_m, p.north_m - centre.north_m);
            match (dx * dx + dy * dy <= radius_m * radius_m, open) {
                (true, None) => open = Some(i),
                (false, Some(start)) => {
                    runs.push((start as u32, i as u32));
                    open = None;
                }
                _ => {}
            }
        }
        if let Some(start) = open {
            runs.push((start as u32, (self.span.start + to) as u32));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::ground::Ground;
    use geo_types::{MultiPolygon, polygon};

    #[test]
    fn sums_are_those_of_looking_at_every_pair() {
        let area = MultiPolygon(vec![polygon![
            (x: 18.00, y: 59.30), (x: 18.06, y: 59.305), (x: 18.03, y: 59.318),
            (x: 18.055, y: 59.335), (x: 18.01, y: 59.33), (x: 18.00, y: 59.30),
        ]]);
        let ground = Ground::survey(&area, None).expect("surveyed");
        for (spec, ring) in [
            (LatticeSpec::H3(10), 1),
            (LatticeSpec::H3(9), 2),
            (LatticeSpec::H3(8), 1),
            (LatticeSpec::Sweref(100), 1),
            (LatticeSpec::Sweref(500), 1),
        ] {
            let lattice = Lattice::new(spec, &ground);
            let near = lattice.neighbours(ring);
            let around = Surroundings::new(&lattice, &near, ring);
            let counts: Vec<u32> = (0..lattice.len() as u32).map(|i| i * 7919 % 13).collect();
            let found = around.counts(&counts, &near.ring_sums(&counts));
            for (i, &a) in lattice.planar().iter().enumerate() {
                let beyond = (0..lattice.len()).filter(|&j| {
                    let b = lattice.planar()[j];
                    let apart = (a.east_m - b.east_m).hypot(a.north_m - b.north_m);
                    j != i && apart <= around.radius_m() && !near.of(i).contains(&(j as u32))
                });
                let beyond: Vec<usize> = beyond.collect();
                let n: u64 = beyond.iter().map(|&j| u64::from(counts[j])).sum();
                let land: f64 = beyond.iter().map(|&j| lattice.land_m2()[j]).sum();
                assert_eq!(found[i], n, "{spec:?} {i}");
                assert!((around.land_m2()[i] - land).abs() < 1e-3 * land.max(1.0));
            }
        }
    }

    #[test]
    fn areas_have_surroundings_beyond_their_ring_however_large_they_are() {
        use crate::analysis::lattice::{
            AreaCells,
            tests::{block, wards},
        };
        use std::sync::Arc;
        // 500 m and 1 300 m across.
        for (height, ring, radius_m) in [(0.0045, 1, BACKGROUND_M), (0.012, 1, 2_600.0)] {
            let ground = Ground::survey(&block(18.0, 59.3, 5.0 * height), None).expect("surveyed");
            let areas = wards(5, 5, height);
            let cells = AreaCells::new(crate::area::AreaKind::Ovrigt, &areas);
            let lattice = Lattice::of_areas(&Arc::new(cells), &ground);
            let near = lattice.neighbours(ring);
            let around = Surroundings::new(&lattice, &near, ring);
            assert!((around.radius_m() / radius_m - 1.0).abs() < 0.1, "{}", around.radius_m());
            assert!(around.land_m2().iter().all(|&m2| m2 > 0.0));
            let counts: Vec<u32> = (0..25).map(|i| 1 << i).collect();
            let found = around.counts(&counts, &near.ring_sums(&counts));
            for (i, &sum) in found.iter().enumerate() {
                // Rook's neighbours are left out; what lies two steps away is there.
                let bit = |j: u32| sum >> j & 1 == 1;
                assert!(!bit(i as u32) && near.of(i).iter().all(|&j| !bit(j)));
                let two = lattice.neighbours(2);
                assert!(two.of(i).iter().all(|j| near.of(i).contains(j) || bit(*j)), "{i}");
            }
        }
    }
}
