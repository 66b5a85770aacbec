//! DBSCAN with weights: where do incidents lie so densely that they hang together?
//!
//! **Question.** Which incidents belong together as one place, whatever its shape, when nobody has
//! laid a lattice over the city first? It hands the analyst a place and not a grid.
//!
//! **Input.** Points in metres of the study area's planar system, in any order, with a count each (in
//! the product: centres of base cells). A point without counts, or without a finite coordinate, takes
//! no part.
//! **Output.** Per point its cluster, [`NOISE`] for those in none, and whether it is a core point.
//! Clusters are numbered by falling count, ties by their lowest core point.
//!
//! **Formula.** A point is *core* when the counts within `eps_m` of it (the limit included), its own
//! among them, are at least `min_weight`. Core points within `eps_m` of each other are in the same
//! cluster. A point that is not core but has a core point within `eps_m` is *border* and goes to the
//! nearest of them, ties to the one with the lowest number: so the order of the points does not decide
//! what a cluster holds, as it does where the first cluster that comes by takes the point. All others
//! are noise.
//!
//! **How it is fast.** Points are sorted into squares of side `eps_m`/√2: a square that alone has
//! `min_weight` has nothing but core points, and all core points of a square are in one cluster, so
//! only pairs of squares need be joined (union–find).
//!
//! **Degenerate input.** No points, or none dense enough: no clusters. One giant count: a cluster of
//! one point. `min_weight` 0 or 1 makes every point core. An `eps_m` too small for the extent of the
//! points (of a million points below a three-millionth of it, or not positive) is refused with the
//! smallest that would do.
//!
//! **Choosing.** `eps_m` is the gap that may separate two incidents of the same place: 50 m, a block's
//! width at most; below 25 m it sees single base cells (19 m). `min_weight` is how many within it
//! make a place; [`places::usual_level`] is a start. Both are levels for the whole study area: what is dense in the suburbs is
//! thin in the inner city, so run them apart or use the hotspot method's own background.
//!
//! **Repeatable.** No random numbers; every part is a union, a sum of whole numbers or a minimum,
//! which do not depend on the order or on threads.
//!
//! **Reference.** Ester, Kriegel, Sander & Xu (1996), KDD-96, 226–231; Schubert et al. (2017), doi
//! 10.1145/3068335; the squares: Gan & Tao (2015), doi 10.1145/2723372.2737792.
//! **Checked against** scikit-learn's DBSCAN with sample weights and R's dbscan
//! (tests/golden/dbscan): the same core points, the same clusters of them, the same noise.
//!
//! ```
//! use platssamverkan::{analysis::{dbscan::{Density, NOISE, dbscan}, effort::Effort}, area::PlanarMetres};
//! let row = [0.0, 10.0, 20.0, 200.0].map(|east_m| PlanarMetres { east_m, north_m: 0.0 });
//! let density = Density { eps_m: 12.0, min_weight: 5 };
//! let found = dbscan(&row, &[1, 4, 1, 1], density, &Effort::unlimited()).unwrap();
//! assert_eq!(found.cluster, [0, 0, 0, NOISE]);
//! assert_eq!(found.n_clusters(), 1);
//! ```

use super::{
    effort::{Cost, Effort, Stopped},
    near_points::{NearPoints, apart2},
};
use crate::area::PlanarMetres;
use rayon::prelude::*;
use std::ops::Range;

mod cores;
mod joining;
pub mod places;

use cores::Cores;

/// "In no cluster" in [`Clusters::cluster`].
pub const NOISE: u32 = u32::MAX;

/// How dense is dense.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Density {
    /// Metres within which counts are taken together.
    pub eps_m: f64,
    /// Counts within them that make a core point.
    pub min_weight: u64,
}

/// What belongs together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clusters {
    /// Per point its cluster or [`NOISE`].
    pub cluster: Vec<u32>,
    /// Per point whether it is a core point.
    pub core: Vec<bool>,
    /// Counts per cluster, falling.
    pub n: Vec<u64>,
}

impl Clusters {
    /// Number of clusters.
    pub fn n_clusters(&self) -> usize {
        self.n.len()
    }
}

/// Finds the clusters.
///
/// # Errors
/// [`Stopped`] when the points are too many for the budget, `eps_m` is too small to be told from
/// nothing, or nobody wants the answer.
pub fn dbscan(
    points: &[PlanarMetres],
    counts: &[u32],
    density: Density,
    effort: &Effort,
) -> Result<Clusters, Stopped> {
    assert_eq!(points.len(), counts.len(), "one count per point");
    let Density { eps_m, min_weight } = density;
    let least = NearPoints::least_radius_m(points).max(f64::MIN_POSITIVE);
    if eps_m.is_nan() || eps_m < least {
        let (field, resource) = ("eps_m", "memory");
        return Err(Stopped::TooCostly { field, asked: eps_m, would_do: least, resource });
    }
    // Memory and time of n points, sorted and swept; the number itself is what can be lowered.
    let cost = |n: f64| Cost { memory_bytes: 90.0 * n, operations: 300.0 * n };
    effort.afford("points", points.len() as f64, 0.0, cost)?;
    effort.expect(4);
    let near = NearPoints::new(points, eps_m, |i| counts[i] > 0);
    effort.step(1)?;
    let eps2 = eps_m * eps_m;
    let sorted = Sorted::new(&near, counts);
    let core = sorted.core(eps2, min_weight);
    effort.step(1)?;
    let cores = Cores::new(&near, &core);
    let component = joining::components(&cores, eps2);
    effort.step(1)?;
    let of_point = with_borders(&cores, &core, &component, eps2);
    effort.step(1)?;
    Ok(numbered(points.len(), counts, &near, &core, &of_point))
}

/// Points in the order of the squares with what is summed over squares.
struct Sorted<'a> {
    near: &'a NearPoints,
    counts: Vec<u32>,
    /// Counts of all squares before each.
    before: Vec<u64>,
}

impl<'a> Sorted<'a> {
    fn new(near: &'a NearPoints, counts: &[u32]) -> Self {
        let counts: Vec<u32> = near.point.iter().map(|&i| counts[i as usize]).collect();
        let mut before = Vec::with_capacity(near.n_squares() + 1);
        let mut sum = 0;
        before.push(0);
        for square in 0..near.n_squares() {
            sum += counts[near.points_of(square)].iter().map(|&n| u64::from(n)).sum::<u64>();
            before.push(sum);
        }
        Self { near, counts, before }
    }

    fn sum(&self, squares: &Range<usize>) -> u64 {
        self.before[squares.end] - self.before[squares.start]
    }

    /// Which points are core.
    fn core(&self, eps2: f64, min_weight: u64) -> Vec<bool> {
        let near = self.near;
        let part = |rows: Range<usize>| {
            let squares = near.squares_of(rows.clone());
            let mut core = Vec::with_capacity(near.points_in(&squares).len());
            near.windows(rows, |square, window| {
                let own = self.sum(&(square..square + 1));
                let points = near.points_of(square);
                if own >= min_weight {
                    core.extend(points.map(|_| true));
                } else if window.iter().map(|range| self.sum(range)).sum::<u64>() < min_weight {
                    core.extend(points.map(|_| false));
                } else {
                    let around = window.clone().map(|range| near.points_in(&range));
                    core.extend(points.map(|p| self.reaches(p, &around, eps2, min_weight)));
                }
            });
            core
        };
        let parts: Vec<Vec<bool>> = near.parts().into_par_iter().map(part).collect();
        parts.concat()
    }

    fn reaches(&self, p: usize, around: &[Range<usize>; 5], eps2: f64, min_weight: u64) -> bool {
        let at = self.near.at[p];
        let reach = self.near.rows_in_reach(at);
        let mut sum = 0;
        // The own row first: it is where most of it is. Within a row nothing is decided point by
        // point, which would be guessed wrongly every other time.
        for k in [2, 1, 3, 0, 4].into_iter().filter(|k| reach.contains(k)) {
            let range = around[k].clone();
            let row = self.near.at[range.clone()].iter().zip(&self.counts[range]);
            sum += row.map(|(&q, &n)| u64::from(n) * u64::from(apart2(at, q) <= eps2)).sum::<u64>();
            if sum >= min_weight {
                return true;
            }
        }
        false
    }
}

/// Per point the component of its square if it is core, that of the nearest core point if it is
/// border, else [`NOISE`].
fn with_borders(cores: &Cores, core: &[bool], component: &[u32], eps2: f64) -> Vec<u32> {
    let near = cores.near;
    let part = |rows: Range<usize>| {
        let squares = near.squares_of(rows.clone());
        let mut of_point = Vec::with_capacity(near.points_in(&squares).len());
        near.windows(rows, |square, window| {
            let around = window.clone().map(|range| cores.within(&range));
            let lonely = around.iter().all(Range::is_empty);
            for p in near.points_of(square) {
                of_point.push(match () {
                    () if lonely => NOISE,
                    () if core[p] => component[square],
                    () => match cores.nearest(near.at[p], &around, eps2) {
                        Some(core) => component[cores.square[core] as usize],
                        None => NOISE,
                    },
                });
            }
        });
        of_point
    };
    let parts: Vec<Vec<u32>> = near.parts().into_par_iter().map(part).collect();
    parts.concat()
}

/// Back in the caller's order, components numbered by falling count and then lowest core point.
fn numbered(
    n_points: usize,
    counts: &[u32],
    near: &NearPoints,
    core: &[bool],
    of_point: &[u32],
) -> Clusters {
    let mut sums = vec![(0u64, u32::MAX); near.n_squares()];
    for (p, &component) in of_point.iter().enumerate() {
        if let Some((sum, lowest)) = sums.get_mut(component as usize) {
            *sum += u64::from(counts[near.point[p] as usize]);
            if core[p] {
                *lowest = (*lowest).min(near.point[p]);
            }
        }
    }
    let mut order: Vec<u32> = (0..sums.len() as u32).filter(|&c| sums[c as usize].0 > 0).collect();
    order.sort_unstable_by_key(|&c| {
        let (sum, lowest) = sums[c as usize];
        (std::cmp::Reverse(sum), lowest)
    });
    let mut rank = vec![NOISE; sums.len()];
    for (number, &component) in order.iter().enumerate() {
        rank[component as usize] = number as u32;
    }
    let mut clusters = Clusters {
        cluster: vec![NOISE; n_points],
        core: vec![false; n_points],
        n: order.iter().map(|&c| sums[c as usize].0).collect(),
    };
    for (p, &component) in of_point.iter().enumerate() {
        let point = near.point[p] as usize;
        clusters.cluster[point] = rank.get(component as usize).copied().unwrap_or(NOISE);
        clusters.core[point] = core[p];
    }
    clusters
}
