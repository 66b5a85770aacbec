//! From counts to hotspot places: the one way through the analysis.

use super::{
    basis::{self, Basis, Weights},
    count_test::{ratio_interval, ratio_interval_of_counts},
    evidence::{self, Evidence, Rule},
    found::Placed,
    getis_ord::Moments,
    guard_rails::{self, Readings},
    laid::{Laid, Lattices},
    lattice::Lattice,
    month::Month,
    place_trend::place_trend,
    places::{HotspotPlace, NamedPlace, split_at_peaks, suggested_names},
    profile::{CountRow, LocalHours, Profile},
    run::{CellColumns, LatticeSpec, RankedShare, RunParameters, RunResult},
    stability,
    surroundings::BACKGROUND_M,
};
use crate::{
    area::{AreaId, AreaIndex, NO_AREA, PlanarMetres},
    incident::{CategoryId, Period, StudyClock},
};
use rayon::prelude::*;

/// Areas of one layer with their names, to say where a place lies.
#[derive(Debug, Clone, Copy)]
pub struct AreaLayer<'a> {
    /// The areas.
    pub index: &'a AreaIndex,
    /// Their names, in the order of [`AreaIndex::ids`].
    pub names: &'a [String],
}

/// Calls back with every row of the selection, in a fixed order.
pub type Rows<'a> = &'a (dyn Fn(&mut dyn FnMut(CountRow)) + Sync);

/// What a run reads. The counts are those of the run's categories and period that the reader may see.
#[derive(Clone, Copy)]
pub struct HotspotInput<'a> {
    /// The study area's ground and lattices; keep them between runs.
    pub lattices: &'a Lattices,
    /// Per entry of the dictionary of base cells its place in the ground, from
    /// [`super::ground::Ground::locate`]; keep it as long as the dictionary. On a lattice of areas
    /// entries for areas may follow, from [`Lattices::locate_areas`], with the counts that are known
    /// by such an area only.
    pub on_ground: &'a [u32],
    /// Counts per entry of the dictionary.
    pub counts: &'a [u32],
    /// The same for [`stability::month_back`] of the period; `None` leaves that setting out.
    pub counts_month_back: Option<&'a [u32]>,
    /// What an expectation by exposure or by the past stands on; `None` for the others.
    pub weights: Option<Weights<'a>>,
    /// The same for [`stability::month_back`] of the period; `None` when it is the same.
    pub weights_month_back: Option<Weights<'a>>,
    /// Rows of the selection, for hours, months and categories of places.
    pub rows: Rows<'a>,
    /// All categories in dense order.
    pub categories: &'a [CategoryId],
    /// Areas that places may overlap, e.g. statistikområden.
    pub areas: Option<AreaLayer<'a>>,
    /// Places that may lend their name.
    pub named_places: &'a [NamedPlace],
    /// The study area's clock.
    pub clock: &'a StudyClock,
    /// Counts of the selection that have no entry in the dictionary, by stable reason code, e.g.
    /// `area_precision`.
    pub n_left_out: &'a [(String, u64)],
}

/// Runs the analysis. The same parameters and input give the same result, on any number of threads.
pub fn compute(parameters: &RunParameters, input: &HotspotInput) -> RunResult {
    let laid = input.lattices.laid(parameters.lattice, parameters.ring);
    let lattice = laid.lattice();
    let counts = laid.counts(input.on_ground, input.counts);
    let n_used: u64 = counts.iter().map(|&n| u64::from(n)).sum();
    let rule = Rule::of(parameters);
    let basis = input.weights.map_or(Basis::Own, |weights| weights.on(&laid));
    let ((evidence, mut found), others) = rayon::join(
        || {
            let evidence = evidence::weigh_against(&counts, &laid, &rule, &basis);
            let found = find(parameters, input, &laid, &counts, &evidence, n_used);
            (evidence, found)
        },
        || match parameters.stability {
            true => stability::other_settings(parameters, input),
            false => Vec::new(),
        },
    );
    if parameters.stability {
        found.places.par_iter_mut().for_each(|place| {
            let base = base_cells(lattice, &place.cells);
            let covered = |map: &stability::HotMap| {
                (map.setting.to_owned(), stability::covered(input.lattices, &base, map))
            };
            // In its own setting all of it is hot: it is made of hot cells.
            place.stability = std::iter::once(("default".to_owned(), 1.0))
                .chain(others.iter().map(covered))
                .collect();
            let stable =
                place.stability.iter().filter(|(_, share)| *share >= stability::COVERED_FROM);
            place.stable_in = Some(stable.count() as u8);
        });
    }
    let placed = Placed::of(lattice, input.on_ground, input.counts, input.n_left_out);
    let background = parameters.expectation == super::run::Expectation::Background;
    let radius_m = laid.surroundings().radius_m();
    let mut guard_rails = guard_rails::fired(&Readings {
        n_used,
        n_islands: laid.neighbours().n_islands(),
        largest_pile: placed.largest_pile,
        n_piles: placed.n_piles,
        n_left_out: &placed.n_left_out,
        n_long_intervals: found.n_long_intervals,
        simulated: evidence.simulated,
        widened_m: (background && radius_m > BACKGROUND_M).then_some(radius_m),
        n_cells: lattice.len(),
        of_areas: matches!(lattice.spec(), LatticeSpec::Areas(_)),
    });
    guard_rails.extend(guard_rails::without_weight(basis::weightless(&basis, lattice, &counts)));
    let land_m2: f64 = lattice.land_m2().iter().sum();
    RunResult {
        n_used,
        n_left_out: placed.n_left_out,
        land_km2: land_m2 / 1e6,
        ranked_counts: ranked_counts(&counts, lattice.land_m2()),
        cells: columns(lattice, counts, evidence),
        places: found.places,
        guard_rails,
    }
}

struct Found {
    places: Vec<HotspotPlace>,
    n_long_intervals: u64,
}

fn find(
    parameters: &RunParameters,
    input: &HotspotInput,
    laid: &Laid,
    counts: &[u32],
    evidence: &Evidence,
    n_used: u64,
) -> Found {
    let lattice = laid.lattice();
    let ring_1 = (parameters.ring != 1).then(|| input.lattices.laid(parameters.lattice, 1));
    let adjacent = ring_1.as_ref().map_or(laid.neighbours(), |ring_1| ring_1.neighbours());
    let max_m2 = parameters.max_place_km2 * 1e6;
    let groups = split_at_peaks(&evidence.hot, counts, lattice.ground_m2(), adjacent, max_m2);
    let moments = Moments::of(counts);
    let mut places: Vec<HotspotPlace> = groups
        .into_par_iter()
        .map(|cells| describe(input, lattice, counts, evidence, moments, n_used, cells))
        .collect();
    places.sort_by(|a, b| b.excess.total_cmp(&a.excess).then(a.cells.cmp(&b.cells)));
    for (i, place) in places.iter_mut().enumerate() {
        place.rank = i as u32 + 1;
    }
    name(input, lattice, &mut places);
    let n_long_intervals = profile(parameters, input, lattice, n_used, &mut places);
    Found { places, n_long_intervals }
}

fn describe(
    input: &HotspotInput,
    lattice: &Lattice,
    counts: &[u32],
    evidence: &Evidence,
    moments: Moments,
    n_used: u64,
    cells: Vec<u32>,
) -> HotspotPlace {
    let sum = |values: &[f64]| cells.iter().map(|&i| values[i as usize]).sum::<f64>();
    let n: u64 = cells.iter().map(|&i| u64::from(counts[i as usize])).sum();
    let expected = sum(&evidence.expected);
    let ground_m2 = sum(lattice.ground_m2());
    let peak = cells.iter().copied().max_by_key(|&i| (counts[i as usize], std::cmp::Reverse(i)));
    let peak = peak.expect("a place has at least one cell");
    HotspotPlace {
        rank: 0,
        key: lattice.ids()[peak as usize].clone(),
        name: String::new(),
        lone_cell: cells.len() == 1,
        geometry: lattice.dissolve(&cells),
        label_at: lattice.centres()[middle(lattice, counts, &cells) as usize],
        area_km2: ground_m2 / 1e6,
        n: u32::try_from(n).unwrap_or(u32::MAX),
        expected,
        excess: n as f64 - expected,
        ratio: n as f64 / expected,
        ratio_95: limits(evidence, &cells, n, n_used, expected),
        z: moments.z(n as f64, cells.len()),
        p_adjusted_min: cells.iter().map(|&i| evidence.p_adjusted[i as usize]).fold(1.0, f64::min),
        share_of_incidents: n as f64 / n_used.max(1) as f64,
        week_hours: Vec::new(),
        months: Vec::new(),
        categories: Vec::new(),
        areas: overlapped(input, lattice, &cells),
        stable_in: None,
        stability: Vec::new(),
        trend: None,
        cells,
    }
}

/// Limits of observed / expected. Where the expectation is counts itself, chance plays on both sides;
/// where those are none at all, the upper limit is that of the half that is taken in their place.
fn limits(evidence: &Evidence, cells: &[u32], n: u64, n_used: u64, expected: f64) -> (f64, f64) {
    let known = ratio_interval(n, expected);
    let Some(reference) = &evidence.reference else { return known };
    let m = cells.iter().map(|&i| u64::from(reference.n[i as usize])).sum();
    let scale = reference.total as f64 / n_used.max(1) as f64;
    let (lower, upper) = ratio_interval_of_counts(n, m, scale);
    (lower, upper.unwrap_or(known.1))
}

/// The cell whose centre is nearest to the counts' own centre: a point that is inside.
fn middle(lattice: &Lattice, counts: &[u32], cells: &[u32]) -> u32 {
    let (mut n, mut east, mut north) = (0.0, 0.0, 0.0);
    for &i in cells {
        // Another gate than the default may let empty cells through.
        let weight = f64::from(counts[i as usize]).max(1e-6);
        let at = lattice.planar()[i as usize];
        n += weight;
        east += weight * at.east_m;
        north += weight * at.north_m;
    }
    let apart = |i: u32| {
        let at = lattice.planar()[i as usize];
        (at.east_m - east / n).hypot(at.north_m - north / n)
    };
    let nearest = cells.iter().copied().min_by(|&a, &b| apart(a).total_cmp(&apart(b)));
    nearest.expect("a place has at least one cell")
}

fn base_cells(lattice: &Lattice, cells: &[u32]) -> Vec<u32> {
    cells.iter().flat_map(|&i| lattice.members(i as usize).iter().copied()).collect()
}

/// Areas by falling share of the ground; ground in no area makes the shares sum to less than 1.
fn overlapped(input: &HotspotInput, lattice: &Lattice, cells: &[u32]) -> Vec<(AreaId, f64)> {
    let Some(layer) = input.areas else { return Vec::new() };
    let ground = input.lattices.ground();
    let mut m2 = vec![0.0; layer.index.ids().len()];
    let mut all = 0.0;
    for base in base_cells(lattice, cells) {
        let own = ground.area_m2()[base as usize];
        all += own;
        let area = layer.index.locate(ground.cells()[base as usize].centre());
        if area != NO_AREA {
            m2[area as usize] += own;
        }
    }
    let ids = layer.index.ids().iter();
    let mut shares: Vec<(AreaId, f64)> =
        ids.zip(m2).filter(|(_, m2)| *m2 > 0.0).map(|(id, m2)| (id.clone(), m2 / all)).collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    shares
}

fn name(input: &HotspotInput, lattice: &Lattice, places: &mut [HotspotPlace]) {
    let system = input.lattices.ground().system();
    // Areas have names of their own.
    let lend =
        if matches!(lattice.spec(), LatticeSpec::Areas(_)) { &[] } else { input.named_places };
    let named: Vec<(String, PlanarMetres)> =
        lend.iter().map(|p| (p.name.clone(), system.project(p.at))).collect();
    let at: Vec<PlanarMetres> = places.iter().map(|p| system.project(p.label_at)).collect();
    let area_names: Vec<Option<String>> = places
        .iter()
        .map(|place| {
            let layer = input.areas?;
            let (id, _) = place.areas.first()?;
            let at = layer.index.ids().binary_search(id).ok()?;
            layer.names.get(at).cloned()
        })
        .collect();
    debug_assert!(places.iter().all(|p| (p.cells[0] as usize) < lattice.len()));
    for (place, name) in places.iter_mut().zip(suggested_names(&at, &named, &area_names)) {
        place.name = name;
    }
}

/// Fills hours, months, trend and categories; answers how many counts have too long an interval.
fn profile(
    parameters: &RunParameters,
    input: &HotspotInput,
    lattice: &Lattice,
    n_used: u64,
    places: &mut [HotspotPlace],
) -> u64 {
    const NOWHERE: u32 = u32::MAX;
    const ELSEWHERE: u32 = u32::MAX - 1;
    if places.is_empty() {
        return 0;
    }
    let mut of_cell = vec![NOWHERE; lattice.len()];
    for (place, i) in places.iter().zip(0..) {
        place.cells.iter().for_each(|&cell| of_cell[cell as usize] = i);
    }
    let of_entry: Vec<u32> = input
        .on_ground
        .iter()
        .map(|&at| {
            let cell = lattice.cell_at(at).unwrap_or(NOWHERE);
            match of_cell.get(cell as usize) {
                None => NOWHERE,
                Some(&NOWHERE) => ELSEWHERE,
                Some(&place) => place,
            }
        })
        .collect();
    let hours = LocalHours::new(input.clock, parameters.period);
    let mut profiles = vec![Profile::new(&hours, input.categories.len()); places.len()];
    let mut all_months = vec![0u64; hours.months().len()];
    (input.rows)(&mut |row| {
        let place = of_entry.get(row.cell as usize).copied().unwrap_or(NOWHERE);
        if place == NOWHERE {
            return;
        }
        let month = hours.month_of(row.from_hour).and_then(|at| all_months.get_mut(at));
        month.into_iter().for_each(|sum| *sum += u64::from(row.n));
        if let Some(profile) = profiles.get_mut(place as usize) {
            profile.add(&hours, row);
        }
    });
    let whole = whole_months(parameters.period, &all_months);
    let first = Month::of(parameters.period.from) + whole.start as i32;
    for (place, profile) in places.iter_mut().zip(&profiles) {
        place.week_hours = profile.week_hours();
        place.months =
            hours.months().iter().cloned().zip(profile.months().iter().copied()).collect();
        let (n, all) = (&profile.months()[whole.clone()], &all_months[whole.clone()]);
        place.trend = place_trend(first, n, all, place.expected / n_used.max(1) as f64);
        place.categories = input
            .categories
            .iter()
            .map(|category| category.0.clone())
            .zip(profile.categories().iter().copied())
            .filter(|(_, n)| *n > 0)
            .collect();
        place.categories.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    }
    profiles.iter().map(Profile::n_long).sum()
}

/// The months that the period covers, up to the last one with a count anywhere: what comes after it
/// is not calm but not there yet.
fn whole_months(period: Period, all: &[u64]) -> std::ops::Range<usize> {
    let begun = Month::of(period.from);
    let start = (Month::first_complete(period.from) - begun) as usize;
    let end = (Month::last_complete(period.to) - begun + 1).max(0) as usize;
    let counted = all.iter().rposition(|&n| n > 0).map_or(0, |last| last + 1);
    let start = start.min(all.len());
    start..end.min(counted).max(start)
}

/// Baseline: share of the counts in the cells with most of them, taken whole until the next would go
/// beyond the share of land.
pub fn ranked_counts(counts: &[u32], land_m2: &[f64]) -> Vec<RankedShare> {
    let mut order: Vec<u32> = (0..counts.len() as u32).collect();
    order.sort_unstable_by_key(|&i| (std::cmp::Reverse(counts[i as usize]), i));
    let n: u64 = counts.iter().map(|&n| u64::from(n)).sum();
    let all: f64 = land_m2.iter().sum();
    [0.005, 0.01, 0.02, 0.05]
        .map(|area_share| {
            let (mut land, mut inside) = (0.0, 0u64);
            for &i in &order {
                land += land_m2[i as usize];
                if land > area_share * all * (1.0 + 1e-12) {
                    break;
                }
                inside += u64::from(counts[i as usize]);
            }
            RankedShare { area_share, incident_share: inside as f64 / n.max(1) as f64 }
        })
        .to_vec()
}

fn columns(lattice: &Lattice, counts: Vec<u32>, evidence: Evidence) -> CellColumns {
    let whole = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    CellColumns {
        id: lattice.ids().to_vec(),
        n: counts,
        expected: evidence.expected,
        n_ring: evidence.n_ring.into_iter().map(whole).collect(),
        expected_ring: evidence.expected_ring,
        p_cell: evidence.p_cell,
        p_ring: evidence.p_ring,
        p_adjusted: evidence.p_adjusted,
        z: evidence.z,
        p_permutation: evidence.p_permutation,
        hot: evidence.hot,
    }
}
