//! From hot cells to places.

use super::{
    laid::Lattices, lattice::Lattice, neighbours::Neighbours, place_trend::PlaceTrend,
    run::LatticeSpec,
};
use crate::area::{AreaId, LonLat, PlanarMetres};
use geo_types::MultiPolygon;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// A hotspot place: connected hot cells, split at peaks. It becomes a *plats* only when someone
/// pins it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HotspotPlace {
    /// Rank by excess, 1 first.
    pub rank: u32,
    /// Identity kept between runs; the caller hands in the earlier run's places.
    pub key: String,
    /// Suggested name: the nearest named place.
    pub name: String,
    /// Dense indices of its cells in the lattice.
    pub cells: Vec<u32>,
    /// "Ensam cell".
    pub lone_cell: bool,
    /// Dissolved outline in WGS84.
    pub geometry: MultiPolygon<f64>,
    /// A point inside it, for labels.
    pub label_at: LonLat,
    /// Ground in km².
    pub area_km2: f64,
    /// Counts.
    pub n: u32,
    /// Expected counts.
    pub expected: f64,
    /// Observed minus expected.
    pub excess: f64,
    /// Observed / expected.
    pub ratio: f64,
    /// Exact Poisson 95 % interval of the ratio.
    pub ratio_95: (f64, f64),
    /// Gi* z of the place as a whole; `None` where not defined.
    pub z: Option<f64>,
    /// Smallest adjusted p of its cells (optimistic after selection).
    pub p_adjusted_min: f64,
    /// Share of the study area's incidents, 0–1.
    pub share_of_incidents: f64,
    /// Weekday (Monday first) × hour, aoristic share of each count.
    pub week_hours: Vec<Vec<f64>>,
    /// Months `YYYY-MM` with counts, oldest first.
    pub months: Vec<(String, u32)>,
    /// Category id and counts, most first.
    pub categories: Vec<(String, u32)>,
    /// Areas it overlaps with the share of its ground, largest first.
    pub areas: Vec<(AreaId, f64)>,
    /// In how many of the six settings at least half its ground is hot; `None` when not run.
    pub stable_in: Option<u8>,
    /// The settings that were run, in order, with the share of ground covered.
    pub stability: Vec<(String, f64)>,
    /// How it develops; `None` with too few complete months, and in runs of method version 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trend: Option<PlaceTrend>,
}

/// A named place that may lend its name to a hotspot.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedPlace {
    /// As people say.
    pub name: String,
    /// Where its name is put on a map.
    pub at: LonLat,
}

/// Nearer than this the hotspot gets the place's name.
pub const NAMED_WITHIN_M: f64 = 150.0;

/// Nearer than this the hotspot is said to be near the place.
pub const NAMED_NEAR_M: f64 = 500.0;

/// Two places are the same from run to run from this share of common ground.
pub const SAME_FROM_JACCARD: f64 = 0.3;

/// Hot cells to places: connected cells, split at peaks, each a list of cells in ascending order; the
/// list is ordered by its first cells.
///
/// Cells are taken by falling count (ties by index). A cell joins the place of its highest neighbour,
/// or of the next one that has room; a cell without such a neighbour is a peak and begins a place.
/// Where a cell connects two places they become one when that is no larger than `max_m2`. So no place
/// is larger, but for a single cell that is; and a component that is small enough stays whole.
pub fn split_at_peaks(
    hot: &[bool],
    counts: &[u32],
    ground_m2: &[f64],
    adjacent: &Neighbours,
    max_m2: f64,
) -> Vec<Vec<u32>> {
    let mut basins = Basins { of: vec![NONE; hot.len()], up: Vec::new(), m2: Vec::new() };
    let components = components(hot, adjacent);
    for component in components {
        let whole: f64 = component.iter().map(|&i| ground_m2[i as usize]).sum();
        if whole <= max_m2 {
            let basin = basins.begin(whole);
            component.iter().for_each(|&i| basins.of[i as usize] = basin);
            continue;
        }
        let mut falling = component;
        falling.sort_unstable_by_key(|&i| (std::cmp::Reverse(counts[i as usize]), i));
        for &i in &falling {
            let own = ground_m2[i as usize];
            let mut beside: Vec<u32> = adjacent
                .of(i as usize)
                .iter()
                .copied()
                .filter(|&j| basins.of[j as usize] != NONE)
                .collect();
            beside.sort_unstable_by_key(|&j| (std::cmp::Reverse(counts[j as usize]), j));
            let mut joined: Option<u32> = None;
            for j in beside {
                let basin = basins.root(basins.of[j as usize]);
                match joined {
                    None if basins.m2[basin as usize] + own <= max_m2 => {
                        basins.m2[basin as usize] += own;
                        joined = Some(basin);
                    }
                    Some(first) if first != basin => {
                        joined = Some(basins.merge(first, basin, max_m2));
                    }
                    _ => {}
                }
            }
            basins.of[i as usize] = joined.unwrap_or_else(|| basins.begin(own));
        }
    }
    let mut lists: Vec<Vec<u32>> = vec![Vec::new(); basins.up.len()];
    for i in 0..hot.len() {
        if basins.of[i] != NONE {
            lists[basins.root(basins.of[i]) as usize].push(i as u32);
        }
    }
    lists.retain(|list| !list.is_empty());
    lists.sort_unstable();
    lists
}

const NONE: u32 = u32::MAX;

struct Basins {
    of: Vec<u32>,
    up: Vec<u32>,
    m2: Vec<f64>,
}

impl Basins {
    fn begin(&mut self, m2: f64) -> u32 {
        self.up.push(self.up.len() as u32);
        self.m2.push(m2);
        self.up.len() as u32 - 1
    }

    fn root(&self, mut basin: u32) -> u32 {
        while self.up[basin as usize] != basin {
            basin = self.up[basin as usize];
        }
        basin
    }

    /// The one that is left: the older, whose peak is higher; the first one where there is no room.
    fn merge(&mut self, a: u32, b: u32, max_m2: f64) -> u32 {
        let together = self.m2[a as usize] + self.m2[b as usize];
        if together > max_m2 {
            return a;
        }
        let (keep, gone) = (a.min(b), a.max(b));
        self.up[gone as usize] = keep;
        self.m2[keep as usize] = together;
        keep
    }
}

fn components(hot: &[bool], adjacent: &Neighbours) -> Vec<Vec<u32>> {
    let mut seen = vec![false; hot.len()];
    let mut components = Vec::new();
    for start in 0..hot.len() {
        if !hot[start] || seen[start] {
            continue;
        }
        seen[start] = true;
        let mut component = vec![start as u32];
        let mut at = 0;
        while at < component.len() {
            for &j in adjacent.of(component[at] as usize) {
                if hot[j as usize] && !seen[j as usize] {
                    seen[j as usize] = true;
                    component.push(j);
                }
            }
            at += 1;
        }
        components.push(component);
    }
    components
}

/// The earlier run's places, for [`carry_identity`].
#[derive(Debug, Clone, PartialEq)]
pub struct EarlierPlaces {
    /// The lattice they were made of.
    pub lattice: LatticeSpec,
    /// Key and ids of the cells of each.
    pub places: Vec<(String, Vec<String>)>,
}

impl EarlierPlaces {
    /// Of a stored result.
    pub fn of(lattice: LatticeSpec, result: &super::run::RunResult) -> Self {
        let id = |&i: &u32| result.cells.id.get(i as usize).cloned();
        let place =
            |place: &HotspotPlace| (place.key.clone(), place.cells.iter().filter_map(id).collect());
        Self { lattice, places: result.places.iter().map(place).collect() }
    }
}

/// Gives places the keys of the earlier places they are: by common ground (Jaccard over base cells,
/// so another lattice will do) of at least [`SAME_FROM_JACCARD`], the largest overlap first, each key
/// once. The other places keep the key they were made with, or get a numbered one if it is taken.
///
/// Keys are not part of what a run computes: [`super::run::canonical_bytes`] leaves them out.
pub fn carry_identity(
    places: &mut [HotspotPlace],
    lattice: LatticeSpec,
    earlier: &EarlierPlaces,
    lattices: &Lattices,
) {
    let (now, then) = (lattices.lattice(lattice), lattices.lattice(earlier.lattice));
    let ground = |lattice: &Lattice, cells: &[u32]| -> HashSet<u32> {
        cells
            .iter()
            .filter(|&&i| (i as usize) < lattice.len())
            .flat_map(|&i| lattice.members(i as usize).iter().copied())
            .collect()
    };
    let before: Vec<HashSet<u32>> = earlier
        .places
        .iter()
        .map(|(_, ids)| {
            let cells: Vec<u32> = ids.iter().filter_map(|id| then.index_of(id)).collect();
            ground(&then, &cells)
        })
        .collect();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, place) in places.iter().enumerate() {
        let own = ground(&now, &place.cells);
        for (j, other) in before.iter().enumerate() {
            let common = own.intersection(other).count();
            let jaccard = common as f64 / (own.len() + other.len() - common).max(1) as f64;
            if jaccard >= SAME_FROM_JACCARD {
                pairs.push((jaccard, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut new_key: Vec<Option<String>> = vec![None; places.len()];
    let mut taken: HashSet<String> = HashSet::new();
    for (_, i, j) in pairs {
        let key = &earlier.places[j].0;
        if new_key[i].is_none() && taken.insert(key.clone()) {
            new_key[i] = Some(key.clone());
        }
    }
    // A key that has ended is not used again for something else.
    taken.extend(earlier.places.iter().map(|(key, _)| key.clone()));
    for (place, key) in places.iter_mut().zip(new_key) {
        place.key = key.unwrap_or_else(|| {
            let own = place.key.clone();
            let numbered = (2..).map(|i| format!("{own}-{i}"));
            let free = std::iter::once(own.clone()).chain(numbered).find(|k| !taken.contains(k));
            let free = free.expect("there are more numbers than keys");
            taken.insert(free.clone());
            free
        });
    }
}

/// Suggested names in rank order: the named place that lies nearest; `near` it when it is further off;
/// otherwise the name of the area that holds most of the ground. Names that come twice are numbered.
pub fn suggested_names(
    at: &[PlanarMetres],
    named: &[(String, PlanarMetres)],
    area_names: &[Option<String>],
) -> Vec<String> {
    let mut used: HashMap<String, u32> = HashMap::new();
    at.iter()
        .zip(area_names)
        .map(|(at, area)| {
            let nearest = named
                .iter()
                .map(|(name, p)| ((at.east_m - p.east_m).hypot(at.north_m - p.north_m), name))
                .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
            let name = match (nearest, area) {
                (Some((metres, name)), _) if metres <= NAMED_WITHIN_M => name.clone(),
                (Some((metres, name)), _) if metres <= NAMED_NEAR_M => format!("nära {name}"),
                (_, Some(area)) => area.clone(),
                (Some((_, name)), None) => format!("nära {name}"),
                (None, None) => "Namnlös plats".to_owned(),
            };
            let times = used.entry(name.clone()).or_insert(0);
            *times += 1;
            if *times == 1 { name } else { format!("{name} ({times})") }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cells in a row, each beside the next.
    fn row(n: u32) -> Neighbours {
        Neighbours::from_lists((0..n).map(|i| {
            [i.checked_sub(1), Some(i + 1)].into_iter().flatten().filter(|&j| j < n).collect()
        }))
    }

    fn split(counts: &[u32], max: f64) -> Vec<Vec<u32>> {
        let hot: Vec<bool> = counts.iter().map(|&n| n > 0).collect();
        split_at_peaks(&hot, counts, &vec![1.0; counts.len()], &row(counts.len() as u32), max)
    }

    #[test]
    fn small_components_stay_whole_and_large_ones_split_between_their_peaks() {
        assert_eq!(split(&[1, 9, 1, 0, 7, 2], 3.0), [vec![0, 1, 2], vec![4, 5]]);
        assert_eq!(split(&[3, 9, 3, 1, 4, 8, 4], 4.0), [vec![0, 1, 2], vec![3, 4, 5, 6]]);
    }

    #[test]
    fn no_place_is_larger_than_allowed_and_no_cell_is_lost() {
        let counts: Vec<u32> = (0..100u32).map(|i| 1 + i * 7919 % 31).collect();
        for max in [1.0, 2.0, 5.0, 40.0] {
            let places = split(&counts, max);
            assert!(places.iter().all(|place| place.len() as f64 <= max));
            assert!(places.iter().all(|place| place.windows(2).all(|p| p[1] == p[0] + 1)));
            assert_eq!(places.concat().len(), 100);
        }
        // A single cell is a place however large it is.
        assert_eq!(split(&[5, 6], 0.5).len(), 2);
    }

    #[test]
    fn names_come_from_the_nearest_place_then_the_area() {
        let p = |east_m, north_m| PlanarMetres { east_m, north_m };
        let named = [("Torget".to_owned(), p(0.0, 0.0)), ("Parken".to_owned(), p(1_000.0, 0.0))];
        let at = [p(20.0, 0.0), p(700.0, 0.0), p(5_000.0, 0.0), p(10.0, 10.0), p(9_000.0, 0.0)];
        let area = Some("Klara".to_owned());
        let areas = [area.clone(), area.clone(), area.clone(), area, None];
        assert_eq!(
            suggested_names(&at, &named, &areas),
            ["Torget", "nära Parken", "Klara", "Torget (2)", "nära Parken (2)"]
        );
    }
}
