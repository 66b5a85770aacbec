//! From clusters of base cells to places that can be drawn on a map.

use super::{Clusters, Density, NOISE, dbscan};
use crate::{
    analysis::{
        effort::{Cost, Effort, Stopped},
        ground::{Ground, OUTSIDE},
        near_points::apart2,
    },
    area::{LonLat, PlanarMetres},
};
use geo::orient::{Direction, Orient};
use geo_types::MultiPolygon;
use h3o::geom::SolventBuilder;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 1;

/// What is chosen beside the frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Metres within which counts are taken together, 20–250.
    pub eps_m: f64,
    /// Counts within them that make a core point, 3 or more; `None` asks for [`usual_level`].
    pub min_weight: Option<u32>,
}

impl Parameters {
    /// The usual choice: 50 m, and what the study area's own mean makes of it.
    pub const USUAL: Parameters = Parameters { eps_m: 50.0, min_weight: None };

    /// The first parameter that is out of range.
    pub fn wrong(&self) -> Option<&'static str> {
        let checks = [
            ("eps_m", (20.0..=250.0).contains(&self.eps_m)),
            ("min_weight", self.min_weight.is_none_or(|n| n >= 3)),
        ];
        checks.into_iter().find(|(_, right)| !right).map(|(field, _)| field)
    }
}

/// What the method answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DensePlaces {
    /// Counts within `eps_m` that made a core point.
    pub min_weight: u32,
    /// Counts in some place.
    pub n_in_places: u64,
    /// Counts in none.
    pub n_noise: u64,
    /// By falling count.
    pub places: Vec<DensePlace>,
}

/// Incidents that hang together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DensePlace {
    /// 1 for the one with most counts.
    pub rank: u32,
    /// Suggested name.
    pub name: String,
    /// Counts, core and border.
    pub n: u64,
    /// Of them at core points.
    pub n_core: u64,
    /// Base cells with counts.
    pub n_cells: u32,
    /// Share of all counts used, 0–1.
    pub share_of_incidents: f64,
    /// Its ground: base cells of the study area whose centre lies within `eps_m`/2 of one of its own,
    /// and nearer to that than to another place's.
    pub area_km2: f64,
    /// n / area.
    pub per_km2: f64,
    /// A point on it, for a label.
    pub label_at: LonLat,
    /// Outline of its ground in WGS84.
    pub geometry: MultiPolygon<f64>,
}

/// Finds the places. `on_ground` and `counts` are per entry of the dictionary of base cells; counts
/// that are not on the ground take no part. Names are the caller's to fill in.
///
/// # Errors
/// As [`dbscan`]; and when the ground around the places is too much for the budget.
pub fn places(
    ground: &Ground,
    on_ground: &[u32],
    counts: &[u32],
    parameters: Parameters,
    effort: &Effort,
) -> Result<DensePlaces, Stopped> {
    let taken = on_ground.iter().zip(counts).filter(|(at, n)| **at != OUTSIDE && **n > 0);
    let mut taken: Vec<(u32, u32)> = taken.map(|(&at, &n)| (at, n)).collect();
    // By base cell, so that "the lowest number" means the same whatever the dictionary's order.
    taken.sort_unstable();
    let points: Vec<PlanarMetres> =
        taken.par_iter().map(|&(at, _)| ground.planar(at as usize)).collect();
    let counts: Vec<u32> = taken.iter().map(|&(_, n)| n).collect();
    let n_used: u64 = counts.iter().map(|&n| u64::from(n)).sum();
    let usual = || usual_level(n_used, ground.area_m2().iter().sum(), parameters.eps_m);
    let min_weight = parameters.min_weight.unwrap_or_else(usual);
    let density = Density { eps_m: parameters.eps_m, min_weight: u64::from(min_weight) };
    let clusters = dbscan(&points, &counts, density, effort)?;
    let cells: Vec<u32> = taken.iter().map(|&(at, _)| at).collect();
    let grounds = ground_of(ground, &cells, &points, &clusters, parameters.eps_m, effort)?;
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); clusters.n_clusters()];
    for (point, &cluster) in clusters.cluster.iter().enumerate() {
        if cluster != NOISE {
            members[cluster as usize].push(point as u32);
        }
    }
    let place = |(number, (members, own)): (usize, (&Vec<u32>, &Vec<u32>))| {
        let n = clusters.n[number];
        let core = members.iter().filter(|&&point| clusters.core[point as usize]);
        let m2: f64 = own.iter().map(|&at| ground.area_m2()[at as usize]).sum();
        DensePlace {
            rank: number as u32 + 1,
            name: String::new(),
            n,
            n_core: core.map(|&point| u64::from(counts[point as usize])).sum(),
            n_cells: members.len() as u32,
            share_of_incidents: n as f64 / n_used as f64,
            area_km2: m2 / 1e6,
            per_km2: n as f64 / (m2 / 1e6),
            label_at: ground.cells()[cells[middle(members, &points, &counts)] as usize].centre(),
            geometry: SolventBuilder::new()
                .build()
                .dissolve(own.iter().map(|&at| ground.cells()[at as usize].h3()))
                .expect("base cells are distinct and of one resolution")
                .orient(Direction::Default),
        }
    };
    let places: Vec<DensePlace> = (0..members.len())
        .into_par_iter()
        .map(|number| place((number, (&members[number], &grounds[number]))))
        .collect();
    let n_in_places = clusters.n.iter().sum();
    Ok(DensePlaces { min_weight, n_in_places, n_noise: n_used - n_in_places, places })
}

/// How many times the study area's mean makes a place dense.
pub const TIMES_THE_MEAN: f64 = 20.0;

/// [`TIMES_THE_MEAN`] as many as a circle of `eps_m` has on average over the study area, at least 10.
pub fn usual_level(n: u64, ground_m2: f64, eps_m: f64) -> u32 {
    let mean = n as f64 * std::f64::consts::PI * eps_m * eps_m / ground_m2.max(1.0);
    ((TIMES_THE_MEAN * mean).ceil() as u32).max(10)
}

/// Per cluster its base cells, as places in the ground, ascending.
fn ground_of(
    ground: &Ground,
    cells: &[u32],
    points: &[PlanarMetres],
    clusters: &Clusters,
    eps_m: f64,
    effort: &Effort,
) -> Result<Vec<Vec<u32>>, Stopped> {
    let reach_m = eps_m / 2.0;
    // Base cells are at least 15 m apart.
    let ring = |reach_m: f64| (reach_m / 15.0).ceil();
    let within: Vec<usize> =
        (0..points.len()).filter(|&point| clusters.cluster[point] != NOISE).collect();
    let cost = |eps_m: f64| {
        let looks = within.len() as f64 * 3.0 * (ring(eps_m / 2.0) + 1.0).powi(2);
        Cost { memory_bytes: 24.0 * looks, operations: 400.0 * looks }
    };
    effort.afford("eps_m", eps_m, 0.0, cost)?;
    // Every base cell near a point, with how near; then the nearest point has it.
    let mut near: Vec<(u32, u64, u32)> = within
        .par_iter()
        .flat_map_iter(|&point| {
            let own = ground.cells()[cells[point] as usize];
            let around: Vec<_> = own.h3().grid_disk(ring(reach_m) as u32);
            around.into_iter().filter_map(move |cell| {
                let at = ground.cells().binary_search_by(|known| known.h3().cmp(&cell)).ok()?;
                let (a, b) = (ground.planar(at), points[point]);
                let apart2 = apart2((a.east_m, a.north_m), (b.east_m, b.north_m));
                // Of numbers that are not negative the bits have the order of the numbers.
                (apart2 <= reach_m * reach_m).then(|| (at as u32, apart2.to_bits(), point as u32))
            })
        })
        .collect();
    near.par_sort_unstable();
    near.dedup_by_key(|(at, _, _)| *at);
    effort.step(0)?;
    let mut grounds = vec![Vec::new(); clusters.n_clusters()];
    for (at, _, point) in near {
        grounds[clusters.cluster[point as usize] as usize].push(at);
    }
    Ok(grounds)
}

/// The point nearest to the middle of the counts; the lowest number of equally near ones.
fn middle(members: &[u32], points: &[PlanarMetres], counts: &[u32]) -> usize {
    let (mut n, mut east, mut north) = (0.0, 0.0, 0.0);
    for &point in members {
        let (weight, at) = (f64::from(counts[point as usize]), points[point as usize]);
        n += weight;
        east += weight * at.east_m;
        north += weight * at.north_m;
    }
    let apart = |point: u32| {
        let at = points[point as usize];
        apart2((at.east_m, at.north_m), (east / n, north / n))
    };
    let nearest = members.iter().copied().min_by(|&a, &b| apart(a).total_cmp(&apart(b)));
    nearest.expect("a cluster has points") as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::BaseCell;
    use geo::Contains;
    use geo_types::polygon;

    fn ground() -> Ground {
        let square = polygon![
            (x: 18.00, y: 59.30), (x: 18.02, y: 59.30), (x: 18.02, y: 59.31), (x: 18.00, y: 59.31),
        ];
        Ground::survey(&MultiPolygon(vec![square]), None).expect("surveyed")
    }

    fn find(counts: &[(f64, f64, u32)], min_weight: u32) -> DensePlaces {
        let ground = ground();
        let mut cells: Vec<(BaseCell, u32)> =
            counts.iter().map(|&(lon, lat, n)| (BaseCell::at(LonLat { lon, lat }), n)).collect();
        cells.sort();
        let on_ground = ground.locate(&cells.iter().map(|cell| cell.0).collect::<Vec<_>>());
        let n: Vec<u32> = cells.iter().map(|cell| cell.1).collect();
        let parameters = Parameters { eps_m: 50.0, min_weight: Some(min_weight) };
        places(&ground, &on_ground, &n, parameters, &Effort::unlimited()).expect("affordable")
    }

    #[test]
    fn a_row_of_incidents_is_one_place_of_one_piece() {
        // Along a street, 40 m apart; and a lone heap far off; and one outside the study area.
        let mut street: Vec<(f64, f64, u32)> =
            (0..8).map(|i| (18.004 + 0.0007 * f64::from(i), 59.304, 5)).collect();
        street.push((18.016, 59.308, 30));
        street.push((18.5, 59.308, 99));
        street.push((18.010, 59.3085, 3));
        let found = find(&street, 10);
        let n: Vec<u64> = found.places.iter().map(|place| place.n).collect();
        assert_eq!((n, found.n_in_places, found.n_noise), (vec![40, 30], 70, 3));
        let row = &found.places[0];
        assert_eq!((row.rank, row.n_cells, row.geometry.0.len()), (1, 8, 1));
        assert!((row.area_km2 * row.per_km2 - 40.0).abs() < 1e-9 && row.area_km2 < 0.03);
        assert!(row.geometry.contains(&geo_types::Point::new(row.label_at.lon, row.label_at.lat)));
        assert!(street[..8].iter().all(|&(lon, lat, _)| {
            let at = BaseCell::at(LonLat { lon, lat }).centre();
            row.geometry.contains(&geo_types::Point::new(at.lon, at.lat))
        }));
        assert_eq!((found.places[1].n_core, found.places[1].n_cells), (30, 1));
    }

    #[test]
    fn ground_between_two_places_belongs_to_the_nearer() {
        // Two heaps 70 m apart at eps 50 m: two places whose halves do not overlap.
        let found = find(&[(18.005, 59.305, 20), (18.00623, 59.305, 21)], 10);
        assert_eq!(found.places.len(), 2);
        let shared =
            geo::BooleanOps::intersection(&found.places[0].geometry, &found.places[1].geometry);
        assert!(geo::Area::unsigned_area(&shared) < 1e-14);
    }

    #[test]
    fn nothing_dense_gives_no_place() {
        let none = DensePlaces { min_weight: 10, n_in_places: 0, n_noise: 0, places: vec![] };
        assert_eq!(find(&[], 10), none);
        // 500 over 1 km² are 3,9 in a circle of 50 m.
        assert_eq!((usual_level(500, 1e6, 50.0), usual_level(0, 1e6, 50.0)), (79, 10));
        let thin = find(&[(18.005, 59.305, 9), (18.5, 59.3, 90)], 10);
        assert_eq!((thin.places.len(), thin.n_noise), (0, 9));
    }
}
