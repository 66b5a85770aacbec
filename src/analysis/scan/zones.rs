//! The circles: for every centre the sites in order of distance, in flat arrays.

use super::{
    ScanParameters,
    statistic::{NEVER, Needed},
};
use crate::area::PlanarMetres;
use rayon::prelude::*;

/// Sites whose distances differ by less come in together: coordinates that went through a projection
/// and back are not the same to the last bit.
const SAME_DISTANCE_M: f64 = 1e-3;

/// Of memory per zone: a site, an expected count, and the counts needed at two levels.
pub(super) const BYTES_PER_ZONE: f64 = 20.0;

/// How far a zone may go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Of the weights.
    pub(super) share: f64,
    pub(super) radius_m: Option<f64>,
}

impl Limits {
    pub(super) fn of(parameters: &ScanParameters) -> Self {
        let at_least_0 = |value: f64| if value > 0.0 { value } else { 0.0 };
        Self {
            share: at_least_0(parameters.max_share).min(super::MAX_SHARE),
            radius_m: parameters.max_radius_m.map(at_least_0),
        }
    }

    fn radius_m(&self) -> f64 {
        self.radius_m.unwrap_or(f64::INFINITY)
    }

    /// A share is reached when it is passed by more than rounding.
    fn holds(&self, weight: f64) -> bool {
        weight <= self.share * (1.0 + 1e-12)
    }
}

/// All zones. Those of centre i are the beginnings of `starts[i]..starts[i + 1]`; a beginning that
/// ends amid sites at the same distance is none.
pub(super) struct Zones {
    starts: Vec<usize>,
    sites: Vec<u32>,
    /// Of the beginning that ends here; negative where that is not a zone.
    expected: Vec<f64>,
}

impl Zones {
    /// `weights` are shares; `total` counts in all.
    pub(super) fn new(
        centroids: &[PlanarMetres],
        weights: &[f64],
        limits: &Limits,
        total: f64,
    ) -> Self {
        let map = Map::new(centroids);
        let rows: Vec<Vec<(u32, f64)>> = (0..centroids.len() as u32)
            .into_par_iter()
            .map_init(Vec::new, |near, centre| {
                around(&map, centroids, weights, limits, centre, near);
                row(near, weights, limits, total)
            })
            .collect();
        let mut starts = Vec::with_capacity(rows.len() + 1);
        let n = rows.iter().map(Vec::len).sum();
        let (mut sites, mut expected) = (Vec::with_capacity(n), Vec::with_capacity(n));
        starts.push(0);
        for row in rows {
            sites.extend(row.iter().map(|(site, _)| *site));
            expected.extend(row.iter().map(|(_, expected)| *expected));
            starts.push(sites.len());
        }
        Self { starts, sites, expected }
    }

    pub(super) fn n_zones(&self) -> u64 {
        self.expected.iter().filter(|e| **e > 0.0).count() as u64
    }

    pub(super) fn n_centres(&self) -> usize {
        self.starts.len() - 1
    }

    /// Where the zones of a centre end.
    pub(super) fn of(&self, centre: usize) -> std::ops::Range<usize> {
        self.starts[centre]..self.starts[centre + 1]
    }

    /// Every row of sites, one after the other.
    pub(super) fn sites(&self) -> &[u32] {
        &self.sites
    }

    pub(super) fn site(&self, at: usize) -> usize {
        self.sites[at] as usize
    }

    /// The expected count of the zone that ends here, if one does.
    pub(super) fn expected(&self, at: usize) -> Option<f64> {
        Some(self.expected[at]).filter(|e| *e > 0.0)
    }

    /// The sites of the zone of `centre` that ends at `at`, nearest first.
    pub(super) fn members(&self, centre: usize, at: usize) -> &[u32] {
        &self.sites[self.starts[centre]..=at]
    }

    /// Per place in the arrays the counts under which the LLR stays below the level.
    pub(super) fn needed(&self, level: f64, total: u64) -> Vec<i32> {
        let zones = self.expected.iter().copied().filter(|e| *e > 0.0);
        let span = zones
            .fold((f64::INFINITY, 0.0), |(least, most): (f64, f64), e| (least.min(e), most.max(e)));
        let needed = Needed::new(level, span, total);
        let of = |e: &f64| if *e > 0.0 { needed.of(*e) } else { NEVER };
        self.expected.par_iter().map(of).collect()
    }
}

/// The sites within the limits of a centre with their distances, nearest first.
fn around(
    map: &Map,
    centroids: &[PlanarMetres],
    weights: &[f64],
    limits: &Limits,
    centre: u32,
    near: &mut Vec<(f64, u32)>,
) {
    let from = centroids[centre as usize];
    let mut reach = map.first_reach(limits, centroids.len());
    loop {
        near.clear();
        let all = map.within(centroids, from, reach, near);
        let weight: f64 = near.iter().map(|(_, site)| weights[*site as usize]).sum();
        if all || reach >= limits.radius_m() || !limits.holds(weight) {
            break;
        }
        reach = (reach * 1.5).min(limits.radius_m());
    }
    near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
}

/// Expected counts of the beginnings of a row, cut where the share is passed.
fn row(near: &[(f64, u32)], weights: &[f64], limits: &Limits, total: f64) -> Vec<(u32, f64)> {
    let mut row = Vec::with_capacity(near.len());
    let (mut weight, mut at) = (0.0, 0);
    while at < near.len() {
        let together = near[at..].iter().take_while(|n| n.0 < near[at].0 + SAME_DISTANCE_M).count();
        let before = row.len();
        for (_, site) in &near[at..at + together] {
            weight += weights[*site as usize];
            row.push((*site, -1.0));
        }
        if !limits.holds(weight) {
            row.truncate(before);
            break;
        }
        if let Some(last) = row.last_mut() {
            last.1 = weight * total;
        }
        at += together;
    }
    row
}

/// Bins of the plane, so that what is near is found without looking at everything.
struct Map {
    west: f64,
    south: f64,
    side: f64,
    columns: usize,
    rows: usize,
    starts: Vec<u32>,
    sites: Vec<u32>,
}

impl Map {
    /// About two sites to a bin.
    fn new(centroids: &[PlanarMetres]) -> Self {
        let (mut west, mut south) = (f64::INFINITY, f64::INFINITY);
        let (mut east, mut north) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for at in centroids {
            (west, east) = (west.min(at.east_m), east.max(at.east_m));
            (south, north) = (south.min(at.north_m), north.max(at.north_m));
        }
        let n = centroids.len().max(1) as f64;
        let (width, height) = ((east - west).max(0.0), (north - south).max(0.0));
        // On a line the longer side is what counts.
        let side = (width * height * 2.0 / n).sqrt().max(width.max(height) * 2.0 / n).max(1e-3);
        let (columns, rows) = ((width / side) as usize + 1, (height / side) as usize + 1);
        let mut map =
            Self { west, south, side, columns, rows, starts: Vec::new(), sites: Vec::new() };
        let bins: Vec<usize> = centroids.iter().map(|at| map.bin(*at)).collect();
        let mut starts = vec![0u32; columns * rows + 1];
        bins.iter().for_each(|&bin| starts[bin + 1] += 1);
        (0..columns * rows).for_each(|bin| starts[bin + 1] += starts[bin]);
        let mut next = starts.clone();
        map.sites = vec![0; centroids.len()];
        for (site, &bin) in bins.iter().enumerate() {
            map.sites[next[bin] as usize] = site as u32;
            next[bin] += 1;
        }
        map.starts = starts;
        map
    }

    fn column(&self, east_m: f64) -> usize {
        (((east_m - self.west) / self.side).max(0.0) as usize).min(self.columns - 1)
    }

    fn row(&self, north_m: f64) -> usize {
        (((north_m - self.south) / self.side).max(0.0) as usize).min(self.rows - 1)
    }

    fn bin(&self, at: PlanarMetres) -> usize {
        self.row(at.north_m) * self.columns + self.column(at.east_m)
    }

    /// A radius that should do at once, if the weights lie evenly.
    fn first_reach(&self, limits: &Limits, n: usize) -> f64 {
        let sites = limits.share * n as f64;
        limits.radius_m().min(self.side * (sites.sqrt() + 2.0))
    }

    /// Adds the sites within the radius; true when the radius reaches past every bin.
    fn within(
        &self,
        centroids: &[PlanarMetres],
        from: PlanarMetres,
        radius_m: f64,
        near: &mut Vec<(f64, u32)>,
    ) -> bool {
        // A hair more than the radius, so that those at the same distance are not parted.
        let radius_m = radius_m + SAME_DISTANCE_M;
        let (left, right) =
            (self.column(from.east_m - radius_m), self.column(from.east_m + radius_m));
        let (down, up) = (self.row(from.north_m - radius_m), self.row(from.north_m + radius_m));
        for row in down..=up {
            let bins = row * self.columns + left..row * self.columns + right + 1;
            let sites = self.starts[bins.start] as usize..self.starts[bins.end] as usize;
            near.extend(self.sites[sites].iter().filter_map(|&site| {
                let distance = distance_m(from, centroids[site as usize]);
                (distance <= radius_m).then_some((distance, site))
            }));
        }
        near.len() == centroids.len()
    }
}

pub(super) fn distance_m(a: PlanarMetres, b: PlanarMetres) -> f64 {
    ((a.east_m - b.east_m).powi(2) + (a.north_m - b.north_m).powi(2)).sqrt()
}

/// About how many zones a centre has under limits as narrow as those asked for, or narrower: from a few
/// centres, looked at closely.
pub(super) struct Reach {
    /// Per centre in the sample: distances, ascending, and the weight within each.
    sample: Vec<Vec<(f64, f64)>>,
}

impl Reach {
    pub(super) fn new(centroids: &[PlanarMetres], weights: &[f64], asked: &Limits) -> Self {
        let n = centroids.len();
        let size = (1_000_000 / n.max(1)).clamp(8, 32).min(n);
        let look = |i: usize| {
            let from = centroids[i * n / size];
            let mut all: Vec<(f64, f64)> = centroids
                .iter()
                .zip(weights)
                .map(|(at, &weight)| (distance_m(from, *at), weight))
                .filter(|(distance, _)| *distance <= asked.radius_m() + SAME_DISTANCE_M)
                .collect();
            all.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
            let mut sum = 0.0;
            all.iter_mut().for_each(|(_, w)| {
                sum += *w;
                *w = sum;
            });
            all
        };
        Self { sample: (0..size).into_par_iter().map(look).collect() }
    }

    pub(super) fn mean_sites(&self, limits: &Limits) -> f64 {
        let inside = |(distance, weight): &(f64, f64)| {
            *distance <= limits.radius_m() + SAME_DISTANCE_M && limits.holds(*weight)
        };
        let sites = |all: &Vec<(f64, f64)>| all.partition_point(inside);
        let sum: usize = self.sample.iter().map(sites).sum();
        sum as f64 / self.sample.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(side: i32) -> Vec<PlanarMetres> {
        let at = |i: i32, j: i32| PlanarMetres {
            east_m: 100.0 * f64::from(i),
            north_m: 100.0 * f64::from(j),
        };
        (0..side).flat_map(|i| (0..side).map(move |j| at(i, j))).collect()
    }

    fn ends(zones: &Zones, centre: usize) -> Vec<usize> {
        let range = zones.of(centre);
        let size = |at: usize| zones.expected(at).map(|_| zones.members(centre, at).len());
        range.filter_map(size).collect()
    }

    #[test]
    fn sites_at_the_same_distance_come_in_together() {
        let centroids = square(5);
        let zones =
            Zones::new(&centroids, &[1.0 / 25.0; 25], &Limits { share: 0.5, radius_m: None }, 50.0);
        // From the middle: itself, its 4, the 4 across corners; the next 4 would be 13 of 25.
        assert_eq!(ends(&zones, 12), [1, 5, 9]);
        assert!((zones.expected(zones.of(12).start + 8).expect("a zone") - 18.0).abs() < 1e-12);
        assert_eq!(ends(&zones, 0), [1, 3, 4, 6, 8, 9, 11]);
    }

    #[test]
    fn a_radius_reaches_what_lies_exactly_on_it() {
        let centroids = square(9);
        let limits = Limits { share: 0.5, radius_m: Some(200.0) };
        let zones = Zones::new(&centroids, &[1.0 / 81.0; 81], &limits, 10.0);
        assert_eq!(ends(&zones, 40), [1, 5, 9, 13]);
        let reach = Reach::new(&centroids, &[1.0 / 81.0; 81], &limits);
        let mean = reach.mean_sites(&limits);
        assert!((mean - zones.sites.len() as f64 / 81.0).abs() < 1.0, "{mean}");
    }

    #[test]
    fn searching_outwards_finds_what_looking_at_everything_does() {
        let mut centroids = square(14);
        // A far cluster and a lone stray make the bins uneven.
        centroids.extend(square(4).iter().map(|at| PlanarMetres {
            east_m: at.east_m / 50.0 + 9_000.0,
            north_m: at.north_m / 50.0,
        }));
        centroids.push(PlanarMetres { east_m: 0.0, north_m: 70_000.0 });
        let n = centroids.len();
        let raw: Vec<f64> = (0..n).map(|i| 1.0 + (i * i % 13) as f64).collect();
        let sum: f64 = raw.iter().sum();
        let weights: Vec<f64> = raw.iter().map(|w| w / sum).collect();
        for limits in [
            Limits { share: 0.5, radius_m: None },
            Limits { share: 0.07, radius_m: None },
            Limits { share: 0.2, radius_m: Some(350.0) },
        ] {
            let zones = Zones::new(&centroids, &weights, &limits, 100.0);
            for centre in 0..n {
                let mut near: Vec<(f64, u32)> = (0..n)
                    .map(|i| (distance_m(centroids[centre], centroids[i]), i as u32))
                    .filter(|near| near.0 <= limits.radius_m() + SAME_DISTANCE_M)
                    .collect();
                near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let expected = row(&near, &weights, &limits, 100.0);
                let found: Vec<u32> = zones.of(centre).map(|at| zones.site(at) as u32).collect();
                assert_eq!(found, expected.iter().map(|e| e.0).collect::<Vec<_>>(), "{centre}");
            }
        }
    }
}
