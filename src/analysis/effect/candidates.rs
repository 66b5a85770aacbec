//! Suggestions for a control: ground that was like the place before anything was done.
//!
//! **Question.** Which pieces of ground could show what would have happened in the place anyway?
//!
//! **Input.** The counts of the baseline per cell, the place, and cells that must not be used (other
//! cases). **Output.** [`Suggested`]: at most `most` groups of the place's size, best first, none
//! overlapping another, each with the numbers that speak for it; and how many were passed over, by
//! reason. Nothing is chosen: people choose.
//!
//! **Rule.** Every cell seeds a group ([`super::groups`]). It is passed over when it meets the place,
//! its ring or cells not to be used (`taken`); lies nearer than [`Limits::least_distance_m`] (`near`);
//! has a baseline count outside [`Limits::level`] (`level`), surroundings outside [`Limits::kind`]
//! (`kind`), land outside [`Limits::land`] (`land`), or a trend outside [`Limits::trend`] (`trend`).
//! Those left are ranked by |ln level ratio| + |ln ring ratio| + |trend difference| +
//! ½|ln surroundings ratio| + ½|ln land ratio|, ties by distance and then by first cell. The rings count
//! as much as the middles, since the difference adds them up: with a common trend in per cent, rings
//! at unlike levels bias it.
//! Among the first, small differences in rank mean nothing: look at what is there.
//!
//! **Trend** is ln((second half + ½)/(first half + ½)) of the baseline; what all share cancels in the
//! difference.
//!
//! **Degenerate input.** No counts in the place, or no ground left: an empty list and the reasons.

use super::{
    comparable::{Around, alike},
    counted::{Before, Counted, sum},
    groups::Cutting,
    pieces::Pieces,
};
use crate::{
    analysis::{
        effort::{Effort, Stopped},
        laid::Laid,
        neighbours::Neighbours,
    },
    area::LonLat,
};
use serde::{Deserialize, Serialize};

/// What makes ground unlike the place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Largest factor between the counts.
    pub level: f64,
    /// Largest factor between the densities of the surrounding kilometres.
    pub kind: f64,
    /// Largest factor between the land.
    pub land: f64,
    /// Largest difference in trend, in logarithms.
    pub trend: f64,
    /// Nearer than this it may be where things move to.
    pub least_distance_m: f64,
}

impl Limits {
    /// Half as much again in level, land and trend, three times in surroundings, 500 m away.
    pub const USUAL: Limits =
        Limits { level: 1.5, kind: 3.0, land: 1.5, trend: 0.41, least_distance_m: 500.0 };
}

/// A suggestion and what speaks for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// Cells, ascending.
    pub cells: Vec<u32>,
    /// Centre of its middle cell.
    pub at: LonLat,
    /// Counts in the baseline.
    pub n: u64,
    /// Those over the place's.
    pub level_ratio: f64,
    /// Counts of its ring over those of the place's; `None` without rings or counts in them.
    pub ring_ratio: Option<f64>,
    /// Its trend minus the place's.
    pub trend_difference: f64,
    /// Standard error of that by chance alone.
    pub trend_error: f64,
    /// Density around it over that around the place; `None` without land around.
    pub surroundings_ratio: Option<f64>,
    /// Its land over the place's.
    pub land_ratio: f64,
    /// Metres between the middles.
    pub distance_m: f64,
    /// What it is ranked by, 0 is alike in everything.
    pub unlikeness: f64,
}

/// All suggestions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggested {
    /// Best first.
    pub candidates: Vec<Candidate>,
    /// Groups that were looked at.
    pub n_looked_at: u64,
    /// Passed over, by reason.
    pub n_passed_over: Vec<(String, u64)>,
    /// The place's own counts in the baseline.
    pub n_place: u64,
}

/// Looks over the whole lattice. `around` are the cells within the width of the rings, `None` for none.
///
/// # Errors
/// [`Stopped`] when it is taken back.
#[allow(clippy::too_many_arguments, reason = "ground, counts and what is chosen are three things")]
pub fn suggest(
    near: &Laid,
    counted: &Counted,
    pieces: &Pieces,
    around: Option<&Neighbours>,
    not_in: &[bool],
    limits: &Limits,
    most: usize,
    effort: &Effort,
) -> Result<Suggested, Stopped> {
    let lattice = near.lattice();
    let cutting = Cutting { adjacent: near.neighbours(), at: lattice.planar() };
    let mut free: Vec<bool> =
        (0..lattice.len()).map(|i| !not_in.get(i).copied().unwrap_or(false)).collect();
    pieces.place.iter().chain(&pieces.ring).for_each(|&i| free[i as usize] = false);
    let before = Before::of(counted);
    let surroundings = Around::new(near, &before);
    let land = |cells: &[u32]| cells.iter().map(|&i| lattice.land_m2()[i as usize]).sum::<f64>();
    let baseline = |cells: &[u32]| sum(&before.baseline, cells);
    let place = &pieces.place;
    let (n_place, land_place, dense_place) =
        (baseline(place), land(place), surroundings.density(place));
    let trend_place = Trend::of(before.halves(place));

    let n_ring = sum(&before.baseline, &pieces.ring);
    let ring_ratio = |cells: &[u32]| {
        let n = sum(&before.baseline, &ring_of(cells, around?));
        (n > 0 && n_ring > 0).then(|| n as f64 / n_ring as f64)
    };

    let mut passed = ["taken", "near", "level", "kind", "land", "trend"].map(|code| (code, 0u64));
    let mut fit: Vec<Candidate> = Vec::new();
    effort.expect(lattice.len() as u64);
    for seed in 0..lattice.len() as u32 {
        if seed % 4_096 == 0 {
            effort.step(u64::from(4_096u32.min(lattice.len() as u32 - seed)))?;
        }
        let Some(cells) = cutting.group(seed, place.len(), &free) else {
            passed[0].1 += 1;
            continue;
        };
        let (n, distance_m) = (baseline(&cells), cutting.distance_m(&cells, place));
        let (own_land, density) = (land(&cells), surroundings.density(&cells));
        let trend = Trend::of(before.halves(&cells));
        let trend_difference = trend.log - trend_place.log;
        let unlike = if distance_m < limits.least_distance_m {
            Some(1)
        } else if n_place == 0 || !alike(Some(n as f64), Some(n_place as f64), limits.level) {
            Some(2)
        } else if !alike(density, dense_place, limits.kind) {
            Some(3)
        } else if !alike(Some(own_land), Some(land_place), limits.land) {
            Some(4)
        } else {
            (trend_difference.abs() > limits.trend).then_some(5)
        };
        if let Some(reason) = unlike {
            passed[reason].1 += 1;
            continue;
        }
        let ratio = |a: f64, b: f64| if b > 0.0 { a / b } else { 1.0 };
        let level_ratio = ratio(n as f64, n_place as f64);
        let land_ratio = ratio(own_land, land_place);
        let surroundings_ratio =
            density.zip(dense_place).filter(|&(_, b)| b > 0.0).map(|(a, b)| a / b);
        let ring_ratio = ring_ratio(&cells);
        let off = |ratio: f64| if ratio > 0.0 { ratio.ln().abs() } else { 0.0 };
        fit.push(Candidate {
            at: lattice.centres()[cells[cells.len() / 2] as usize],
            n,
            level_ratio,
            ring_ratio,
            trend_difference,
            trend_error: (trend.variance + trend_place.variance).sqrt(),
            surroundings_ratio,
            land_ratio,
            distance_m,
            unlikeness: off(level_ratio)
                + off(ring_ratio.unwrap_or(1.0))
                + trend_difference.abs()
                + 0.5 * off(surroundings_ratio.unwrap_or(1.0))
                + 0.5 * off(land_ratio),
            cells,
        });
    }
    Ok(Suggested {
        candidates: best(fit, most, lattice.len()),
        n_looked_at: lattice.len() as u64,
        n_passed_over: passed
            .into_iter()
            .filter(|&(_, n)| n > 0)
            .map(|(code, n)| (code.to_owned(), n))
            .collect(),
        n_place,
    })
}

/// In rank order, without those that overlap a better one.
fn best(mut fit: Vec<Candidate>, most: usize, n_cells: usize) -> Vec<Candidate> {
    fit.sort_by(|a, b| {
        a.unlikeness
            .total_cmp(&b.unlikeness)
            .then(a.distance_m.total_cmp(&b.distance_m))
            .then_with(|| a.cells.cmp(&b.cells))
    });
    let mut taken = vec![false; n_cells];
    let mut chosen = Vec::new();
    for candidate in fit {
        if chosen.len() == most {
            break;
        }
        if candidate.cells.iter().any(|&i| taken[i as usize]) {
            continue;
        }
        candidate.cells.iter().for_each(|&i| taken[i as usize] = true);
        chosen.push(candidate);
    }
    chosen
}

/// Cells around a group, those of the group left out.
fn ring_of(cells: &[u32], around: &Neighbours) -> Vec<u32> {
    let mut ring: Vec<u32> = cells.iter().flat_map(|&i| around.of(i as usize)).copied().collect();
    ring.sort_unstable();
    ring.dedup();
    ring.retain(|i| cells.binary_search(i).is_err());
    ring
}

struct Trend {
    log: f64,
    variance: f64,
}

impl Trend {
    fn of([first, second]: [u64; 2]) -> Self {
        let (first, second) = (first as f64 + 0.5, second as f64 + 0.5);
        Self { log: (second / first).ln(), variance: 1.0 / first + 1.0 / second }
    }
}
