//! Which incidents are close in space, found once.

use super::{Bands, Incident};
use crate::{
    analysis::{
        effort::{Cost, Effort, Stopped},
        near_points::{NearPoints, Window, apart2},
    },
    area::PlanarMetres,
};
use rayon::prelude::*;
use std::ops::Range;

/// Places with their incidents, and which places are close to which. Incidents have numbers by place,
/// and those of places with any pair come first.
pub(super) struct Pairs {
    /// Incidents in all.
    pub(super) n: u64,
    /// Per incident its day, from the first day on.
    pub(super) day: Vec<u16>,
    /// `incidents[p]..incidents[p + 1]` are those of place p; only places with some pair.
    pub(super) incidents: Vec<u32>,
    /// Per band of distance (the same place not among them) the close incidents at places of higher
    /// number, for each place.
    pub(super) near: Vec<Near>,
    /// Pairs of incidents per band, the same place first.
    pub(super) close: Vec<u64>,
}

/// Compressed rows: what is close to a place.
pub(super) struct Near {
    starts: Vec<usize>,
    close: Vec<u32>,
}

impl Near {
    fn new() -> Self {
        Self { starts: vec![0], close: Vec::new() }
    }

    pub(super) fn of(&self, place: usize) -> &[u32] {
        &self.close[self.starts[place]..self.starts[place + 1]]
    }
}

/// Places in the order of the squares they lie in, and the incidents of each by day.
struct Places {
    near: NearPoints,
    days: Vec<Vec<u16>>,
}

impl Pairs {
    pub(super) fn find(
        incidents: &[Incident],
        bands: &Bands,
        effort: &Effort,
    ) -> Result<Self, Stopped> {
        let n: f64 = incidents.iter().map(|one| f64::from(one.n)).sum();
        let cost = |n: f64| Cost { memory_bytes: 60.0 * n, operations: 100.0 * n };
        effort.afford("incidents", n, 0.0, cost)?;
        let Places { near, days } = places(incidents, bands)?;
        let counts: Vec<u64> = days.iter().map(|days| days.len() as u64).collect();
        let n: u64 = counts.iter().sum();
        let mut close = vec![counts.iter().map(|&n| n * n.saturating_sub(1) / 2).sum::<u64>()];
        close.resize(usize::from(bands.n_space) + 1, 0);
        if bands.n_space == 0 {
            return Ok(Self::of(n, days, Vec::new(), close));
        }
        // Pairs of places within the windows, before any is kept; they grow with the square of reach.
        let within = window_pairs(&near, &counts) / 3.0;
        let cost = |band_m: f64| {
            let pairs = within * (band_m / bands.band_m).powi(2);
            Cost { memory_bytes: 8.0 * pairs + 60.0 * n as f64, operations: 6.0 * pairs }
        };
        effort.afford("band_m", bands.band_m, 0.0, cost)?;
        let parts: Vec<Found> = near
            .parts()
            .into_par_iter()
            .map(|rows| {
                effort.step(0)?;
                Ok(look(&near, rows, &counts, bands))
            })
            .collect::<Result<_, Stopped>>()?;
        let mut lists: Vec<Near> = (0..bands.n_space).map(|_| Near::new()).collect();
        for part in parts {
            for (k, (degrees, places)) in part.lists.into_iter().enumerate() {
                let list = &mut lists[k];
                let mut end = list.close.len();
                list.starts.extend(degrees.into_iter().map(|degree| {
                    end += degree as usize;
                    end
                }));
                list.close.extend(places);
                close[k + 1] += part.close[k];
            }
        }
        Ok(Self::of(n, days, lists, close))
    }

    /// From places to incidents. Places without a pair leave the lists; their days stay among those
    /// that are shuffled.
    fn of(n: u64, days: Vec<Vec<u16>>, lists: Vec<Near>, close: Vec<u64>) -> Self {
        let mut linked: Vec<bool> = days.iter().map(|days| days.len() > 1).collect();
        for list in &lists {
            for place in 0..days.len() {
                for &other in list.of(place) {
                    linked[place] = true;
                    linked[other as usize] = true;
                }
            }
        }
        let linked = &linked;
        let of_kind = |kind: bool| (0..days.len()).filter(move |&place| linked[place] == kind);
        let mut first = vec![0u32; days.len()];
        let (mut incidents, mut day) = (vec![0u32], Vec::with_capacity(n as usize));
        for place in of_kind(true) {
            first[place] = day.len() as u32;
            day.extend(&days[place]);
            incidents.push(day.len() as u32);
        }
        of_kind(false).for_each(|place| day.extend(&days[place]));
        let near = lists.into_par_iter().map(|list| {
            let mut kept = Near::new();
            for place in of_kind(true) {
                for &other in list.of(place) {
                    let first = first[other as usize];
                    kept.close.extend(first..first + days[other as usize].len() as u32);
                }
                kept.starts.push(kept.close.len());
            }
            kept
        });
        Self { n, near: near.collect(), day, incidents, close }
    }

    /// Places with some pair.
    pub(super) fn n_places(&self) -> usize {
        self.incidents.len() - 1
    }

    /// Incidents with some pair.
    pub(super) fn n_linked(&self) -> usize {
        self.incidents[self.n_places()] as usize
    }

    /// Pairs of incidents in some band of distance.
    pub(super) fn n_close(&self) -> u64 {
        self.close.iter().sum()
    }

    pub(super) fn memory_bytes(&self) -> f64 {
        4.0 * self.near.iter().map(|near| near.close.len() as f64).sum::<f64>()
            + 100.0 * self.day.len() as f64
    }

    /// Pairs of incidents per band of days, close in space or not.
    pub(super) fn soon(&self, bands: &Bands) -> Vec<u64> {
        let last = self.day.iter().copied().max().map_or(0, usize::from);
        let mut until = vec![0u64; last + 2];
        for &day in &self.day {
            until[usize::from(day) + 1] += 1;
        }
        for day in 0..=last {
            until[day + 1] += until[day];
        }
        let mut before = 0;
        let below = |end: u32| -> u64 {
            (0..=last)
                .map(|day| {
                    let own = until[day + 1] - until[day];
                    let beyond = (day + end as usize).min(last + 1);
                    own * own.saturating_sub(1) / 2
                        + own * (until[beyond.max(day + 1)] - until[day + 1])
                })
                .sum()
        };
        let band = |end: u32| {
            let all = if end == 0 { 0 } else { below(end) };
            let own = all - before;
            before = all;
            own
        };
        bands.day_ends().into_iter().map(band).collect()
    }
}

/// Incidents put together by place, in an order that the places alone decide.
fn places(incidents: &[Incident], bands: &Bands) -> Result<Places, Stopped> {
    let taken =
        |one: &&Incident| one.n > 0 && one.at.east_m.is_finite() && one.at.north_m.is_finite();
    let mut sorted: Vec<Incident> = incidents.iter().filter(taken).copied().collect();
    let key = |at: PlanarMetres| (at.east_m + 0.0, at.north_m + 0.0);
    sorted.sort_unstable_by(|a, b| {
        let ((ax, ay), (bx, by)) = (key(a.at), key(b.at));
        ax.total_cmp(&bx).then(ay.total_cmp(&by)).then(a.day.cmp(&b.day)).then(a.n.cmp(&b.n))
    });
    let first = sorted.iter().map(|one| one.day).min().unwrap_or(0);
    let span = sorted.iter().map(|one| i64::from(one.day) - i64::from(first)).max().unwrap_or(0);
    if span >= i64::from(u16::MAX) {
        let (asked, would_do) = (span as f64, f64::from(u16::MAX - 1));
        return Err(Stopped::TooCostly { field: "days", asked, would_do, resource: "memory" });
    }
    let groups: Vec<&[Incident]> = sorted.chunk_by(|a, b| key(a.at) == key(b.at)).collect();
    let at: Vec<PlanarMetres> = groups.iter().map(|group| group[0].at).collect();
    let reach_m = bands.reach_m().max(NearPoints::least_radius_m(&at)).max(1e-9);
    let near = NearPoints::new(&at, reach_m, |_| true);
    let days = near.point.iter().map(|&place| {
        let days = groups[place as usize].iter().flat_map(|one| {
            std::iter::repeat_n((i64::from(one.day) - i64::from(first)) as u16, one.n as usize)
        });
        days.collect()
    });
    let days = days.collect();
    Ok(Places { near, days })
}

/// Incidents near places that windows hold: about four times those within reach, each twice.
fn window_pairs(near: &NearPoints, counts: &[u64]) -> f64 {
    let mut before = vec![0u64];
    before.extend(counts.iter().scan(0, |sum, &n| {
        *sum += n;
        Some(*sum)
    }));
    let mut pairs = 0.0;
    near.windows(0..near.n_rows(), |square, window: &Window| {
        let around = window.iter().map(|range| near.points_in(range));
        let around: u64 = around.map(|places| before[places.end] - before[places.start]).sum();
        pairs += near.points_of(square).len() as f64 * around as f64 / 2.0;
    });
    pairs
}

/// What one part of the rows found, per band: how many each place has, which, and pairs of incidents.
struct Found {
    lists: Vec<(Vec<u32>, Vec<u32>)>,
    close: Vec<u64>,
}

fn look(near: &NearPoints, rows: Range<usize>, counts: &[u64], bands: &Bands) -> Found {
    let n_space = usize::from(bands.n_space);
    let ends: Vec<f64> = (1..=n_space).map(|k| bands.band_m * k as f64).collect();
    let reach2 = bands.reach_m() * bands.reach_m();
    let mut found =
        Found { lists: vec![(Vec::new(), Vec::new()); n_space], close: vec![0; n_space] };
    near.windows(rows, |square, window| {
        // Only rows from the own one upwards can hold places of higher number.
        let around = [2, 3, 4].map(|k| near.points_in(&window[k]));
        for p in near.points_of(square) {
            let before: Vec<usize> = found.lists.iter().map(|(_, places)| places.len()).collect();
            for q in around.iter().cloned().flatten().filter(|&q| q > p) {
                let apart2 = apart2(near.at[p], near.at[q]);
                if apart2 >= reach2 {
                    continue;
                }
                let apart = apart2.sqrt();
                let k = ends.iter().position(|&end| apart < end);
                // A hair below reach may round up to it.
                let Some(k) = k else { continue };
                found.lists[k].1.push(q as u32);
                found.close[k] += counts[p] * counts[q];
            }
            for ((degrees, places), before) in found.lists.iter_mut().zip(before) {
                degrees.push((places.len() - before) as u32);
            }
        }
    });
    found
}
