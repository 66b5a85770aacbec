//! Planting places: where the rate is several times that of the surroundings.

use super::{
    city::{
        AGREEMENT_PLACES, BLEKHOLMSTERRASSEN, CATEGORIES, ELSEWHERE_A_YEAR, OBSERVATORIELUNDEN,
    },
    ground::{Ground, unit},
};
use crate::area::{Area, AreaKind, PreparedArea};
use rand_chacha::{ChaCha8Rng, rand_core::Rng};

/// Planted besides the agreement's places.
const N_RANDOM_PLACES: usize = 86;
/// How many of a hundred have 1, 2 … 7 cells.
const SIZES: [u64; 7] = [20, 20, 18, 15, 12, 8, 7];
/// The least that is planted, by a forecast that errs by some percent; 30 is promised.
const LEAST_EXPECTED: f64 = 37.0;
/// No single place rules the city.
const MOST_EXPECTED: f64 = 1_500.0;
/// Rate in the place / mean rate within 1 km, by the same forecast; 3–10 is promised.
const RATIOS: std::ops::RangeInclusive<f64> = 4.0..=9.0;
/// Between two places, centre to centre of cells.
const LEAST_DISTANCE_M: f64 = 750.0;

/// Which categories make a place what it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Mix {
    /// As its surroundings.
    Mixed,
    /// Violence and robbery by night.
    Nightlife,
    /// Shops.
    Shopping,
    /// Crowds on the move.
    Station,
    /// An open drug scene.
    Narcotics,
}

impl Mix {
    /// Factor on a category, before the place's total is set to its ratio.
    pub(super) fn tilt(self, category: usize) -> f64 {
        match (self, CATEGORIES[category].id) {
            (Mix::Nightlife, "vald_offentlig_miljo" | "personran") => 3.0,
            (Mix::Shopping, "butiksstold") => 4.0,
            (Mix::Shopping, "fickstold") => 2.0,
            (Mix::Station, "fickstold" | "cykelstold") => 2.5,
            (Mix::Station, "klotter") => 1.6,
            (Mix::Narcotics, "narkotikabrott") => 3.5,
            (Mix::Narcotics, "vald_offentlig_miljo" | "personran") => 1.8,
            _ => 1.0,
        }
    }
}

/// A place to plant.
#[derive(Debug, Clone)]
pub(super) struct Planting {
    pub(super) name: Option<&'static str>,
    /// Into [`Ground::cells`], ascending.
    pub(super) cells: Vec<usize>,
    /// Factor on the level of its cells; the ratio it became is measured afterwards.
    pub(super) ratio: f64,
    pub(super) mix: Mix,
    /// Calms down after the dated measure.
    pub(super) calms: bool,
    /// Addresses, into [`Ground::addresses`], of what follows a schedule instead of rates: those inside
    /// the place that people have named, so that it and the place that a run finds tell the same.
    pub(super) scheduled: Vec<usize>,
}

/// The agreement's places, then others at random where people are, apart from each other and with
/// enough expected in them.
pub(super) fn plant(ground: &Ground, areas: &[Area], rng: &mut ChaCha8Rng) -> Vec<Planting> {
    let mut planted: Vec<Planting> = AGREEMENT_PLACES
        .iter()
        .filter_map(|place| {
            let mut cells: Vec<usize> =
                place.points.iter().filter_map(|(lon, lat)| ground.cell_at(*lon, *lat)).collect();
            cells.sort_unstable();
            cells.dedup();
            let calms = place.name == OBSERVATORIELUNDEN;
            let first = *cells.first()?;
            let ratio = place.ratio * level_around(ground, first) / mean_level(ground, &cells);
            let scheduled = match place.name {
                BLEKHOLMSTERRASSEN => named_addresses(ground, areas, place.name, &cells),
                _ => vec![],
            };
            let (name, mix) = (Some(place.name), place.mix);
            Some(Planting { name, cells, ratio, mix, calms, scheduled })
        })
        .collect();

    let cumulative = cumulated(ground.cells.iter().map(|cell| cell.level * cell.level.sqrt()));
    let counts_by_level = counts_by_level(ground);
    let n = planted.len() + N_RANDOM_PLACES;
    for _ in 0..200 * N_RANDOM_PLACES {
        if planted.len() == n {
            break;
        }
        let first = chosen(&cumulative, rng);
        let size = 1 + chosen(&cumulated(SIZES.iter().map(|weight| *weight as f64)), rng);
        let ratio = 3.0 + (rng.next_u64() % 70) as f64 / 10.0;
        let mix = [Mix::Mixed, Mix::Nightlife, Mix::Shopping, Mix::Station, Mix::Narcotics]
            [(rng.next_u64() % 5) as usize];
        let Some(cells) = grown(ground, first, size, rng) else { continue };
        let level = mean_level(ground, &cells);
        let expected = level * cells.len() as f64 * ratio * counts_by_level;
        let apart = planted.iter().flat_map(|place| &place.cells).all(|&other| {
            cells.iter().all(|&cell| {
                let distance2 = ground.cells[cell].at.squared_distance(ground.cells[other].at);
                distance2 >= LEAST_DISTANCE_M * LEAST_DISTANCE_M
            })
        });
        if apart
            && (LEAST_EXPECTED..=MOST_EXPECTED).contains(&expected)
            && RATIOS.contains(&(ratio * level / level_around(ground, first)))
        {
            let (calms, scheduled) = (false, vec![]);
            planted.push(Planting { name: None, cells, ratio, mix, calms, scheduled });
        }
    }
    planted
}

/// Addresses of the cells that lie in the named place; all of theirs when it is not known.
fn named_addresses(ground: &Ground, areas: &[Area], name: &str, cells: &[usize]) -> Vec<usize> {
    let named = areas.iter().find(|area| area.kind == AreaKind::Plats && area.name == name);
    let shape = named.and_then(|area| area.geometry.as_ref()).map(PreparedArea::new);
    let all: Vec<usize> =
        cells.iter().flat_map(|&cell| ground.cells[cell].addresses.clone()).collect();
    let inside = all.iter().copied().filter(|&address| {
        shape.as_ref().is_some_and(|shape| shape.contains(ground.addresses[address].at()))
    });
    let inside: Vec<usize> = inside.collect();
    if inside.is_empty() { all } else { inside }
}

/// A connected piece of `size` cells, all of them wholly in the same part of the city.
fn grown(ground: &Ground, first: usize, size: usize, rng: &mut ChaCha8Rng) -> Option<Vec<usize>> {
    let part = ground.wholly_in_norrmalm(first)?;
    let mut cells = vec![first];
    while cells.len() < size {
        let mut next: Vec<usize> = cells.iter().flat_map(|&cell| ground.neighbours(cell)).collect();
        next.sort_unstable();
        next.dedup();
        next.retain(|&cell| {
            !cells.contains(&cell) && ground.wholly_in_norrmalm(cell) == Some(part)
        });
        if next.is_empty() {
            return None;
        }
        cells.push(next[(rng.next_u64() % next.len() as u64) as usize]);
    }
    cells.sort_unstable();
    Some(cells)
}

fn mean_level(ground: &Ground, cells: &[usize]) -> f64 {
    cells.iter().map(|&cell| ground.cells[cell].level).sum::<f64>() / cells.len() as f64
}

/// Mean level of the cells within 1 km.
fn level_around(ground: &Ground, cell: usize) -> f64 {
    let at = ground.cells[cell].at;
    let around = ground.cells.iter().filter(|other| other.at.squared_distance(at) <= 1e6);
    let (n, sum) = around.fold((0.0, 0.0), |(n, sum), other| (n + 1.0, sum + other.level));
    sum / n
}

/// Forecast of counts kept by cell, a year, for one unit of level: planted places will take about a
/// fifth of all.
fn counts_by_level(ground: &Ground) -> f64 {
    let elsewhere = ground.cells.iter().enumerate();
    let level: f64 = elsewhere
        .filter(|(i, _)| ground.wholly_in_norrmalm(*i) == Some(false))
        .map(|(_, cell)| cell.level)
        .sum();
    0.75 * f64::from(ELSEWHERE_A_YEAR) / level
}

/// Running sums, to draw from.
pub(super) fn cumulated(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    weights
        .scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect()
}

/// Draws an index in proportion to the weights behind the running sums.
pub(super) fn chosen(cumulative: &[f64], rng: &mut ChaCha8Rng) -> usize {
    let total = cumulative.last().copied().unwrap_or(0.0);
    let at = unit(rng.next_u64()) * total;
    cumulative.partition_point(|sum| *sum <= at).min(cumulative.len() - 1)
}
