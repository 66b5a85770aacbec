//! Pieces of ground like the place: what levels they have, and how much these wander.

use super::{
    counted::{Before, Counted, sum},
    dispersion::{Heterogeneity, LEAST_GROUPS, heterogeneity},
    groups::Cutting,
    pieces::Pieces,
    season::Weights,
    shrink::Prior,
};
use crate::analysis::laid::Laid;
use serde::{Deserialize, Serialize};

/// Surroundings up to this factor denser or sparser are of the same kind.
pub const SAME_KIND: f64 = 3.0;

/// A level up to this factor higher or lower wanders as much.
pub const SAME_LEVEL: f64 = 2.0;

/// The place's level as its likes would have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shrunk {
    /// How levels differ among the comparable groups, all days before the start.
    pub prior: Prior,
    /// The place's count in those days.
    pub count: u64,
    /// The same, shrunken.
    pub shrunk: f64,
    /// Share of it that is the place's own, 0–1.
    pub own_share: f64,
    /// What the after period would have had at the shrunken level.
    pub scaled: f64,
    /// Variance of that.
    pub scaled_variance: f64,
}

/// What comparable ground says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Comparable {
    /// Between the halves of the baseline.
    pub(super) drift: Option<Heterogeneity>,
    /// From the days before to those after, the very ones that are compared.
    pub(super) drift_since: Option<Heterogeneity>,
    pub(super) shrunk: Option<Shrunk>,
}

/// From groups of the place's size that share no cell with each other, the pieces or `not_in`, in
/// surroundings of the same kind.
pub(super) fn comparable(
    near: &Laid,
    counted: &Counted,
    pieces: &Pieces,
    weights: &Weights,
    not_in: &[bool],
) -> Comparable {
    let cutting = Cutting { adjacent: near.neighbours(), at: near.lattice().planar() };
    let mut free: Vec<bool> =
        (0..near.lattice().len()).map(|i| !not_in.get(i).copied().unwrap_or(false)).collect();
    let taken = [&pieces.place, &pieces.control, &pieces.ring, &pieces.control_ring];
    taken.into_iter().flatten().for_each(|&i| free[i as usize] = false);
    let before = Before::of(counted);
    let around = Around::new(near, &before);
    let own = around.density(&pieces.place);
    let mut tiles = cutting.tiles(pieces.place.len(), free);
    tiles.retain(|tile| alike(around.density(tile), own, SAME_KIND));

    let level = sum(&before.baseline, &pieces.place) as f64;
    let same_level =
        |tile: &&Vec<u32>| alike(Some(sum(&before.baseline, tile) as f64), Some(level), SAME_LEVEL);
    let wander = |two_times: &dyn Fn(&[u32]) -> [u64; 2]| {
        let rows: Vec<Vec<u64>> =
            tiles.iter().filter(same_level).map(|tile| two_times(tile).to_vec()).collect();
        (rows.len() >= LEAST_GROUPS).then(|| heterogeneity(&rows)).flatten()
    };
    let drift = wander(&|tile| before.halves(tile));
    let drift_since = wander(&|tile| {
        let series = counted.series(tile, weights);
        [series.before, series.after]
    });

    let totals: Vec<u64> = tiles.iter().map(|tile| sum(&before.all, tile)).collect();
    let scaled = counted.series(&tiles.concat(), weights).scaled;
    let shrunk = Prior::of(&totals).map(|prior| {
        let count = sum(&before.all, &pieces.place);
        let (mean, variance) = prior.posterior(count);
        // From all days before the start to the after period, season by season, as the likes have it.
        let factor = scaled / totals.iter().sum::<u64>() as f64;
        Shrunk {
            prior,
            count,
            shrunk: mean,
            own_share: prior.own_share(),
            scaled: mean * factor,
            scaled_variance: variance * factor * factor,
        }
    });
    Comparable { drift, drift_since, shrunk }
}

/// Whether two positive numbers are within a factor of each other; two zeros are.
pub(super) fn alike(a: Option<f64>, b: Option<f64>, factor: f64) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a <= factor * b && b <= factor * a,
        // Without surroundings there is no kind to tell apart.
        _ => true,
    }
}

/// How dense the kilometre around a group is in the baseline.
pub(super) struct Around<'a> {
    near: &'a Laid,
    counts: Vec<u64>,
}

impl<'a> Around<'a> {
    pub(super) fn new(near: &'a Laid, before: &Before) -> Self {
        let rings = near.neighbours().ring_sums(&before.baseline);
        Self { near, counts: near.surroundings().counts(&before.baseline, &rings) }
    }

    /// Counts per km² of land; `None` where there is no land around.
    pub(super) fn density(&self, cells: &[u32]) -> Option<f64> {
        let land: f64 = cells.iter().map(|&i| self.near.surroundings().land_m2()[i as usize]).sum();
        let n: u64 = cells.iter().map(|&i| self.counts[i as usize]).sum();
        (land > 0.0).then(|| n as f64 / (land / 1e6))
    }
}
