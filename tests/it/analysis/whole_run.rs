//! The whole way from counts to places.

use geo_types::{MultiPolygon, polygon};
use platssamverkan::{
    analysis::{
        hotspots::{AreaLayer, HotspotInput, compute},
        laid::{Laid, Lattices},
        places::{EarlierPlaces, NamedPlace, carry_identity},
        profile::CountRow,
        run::{
            Correction, Expectation, Gate, LatticeSpec, RunParameters, RunResult, canonical_bytes,
            result_fingerprint,
        },
    },
    area::{Area, AreaId, AreaIndex, AreaKind, Validity},
    incident::{CategoryId, Period, StudyClock},
};
use std::sync::LazyLock;

static CLOCK: LazyLock<StudyClock> =
    LazyLock::new(|| StudyClock::new("Europe/Stockholm").expect("known zone"));

pub(super) fn block(lon: f64, lat: f64, height: f64) -> MultiPolygon<f64> {
    let width = height / f64::cos(lat.to_radians());
    MultiPolygon(vec![polygon![
        (x: lon, y: lat), (x: lon + width, y: lat), (x: lon + width, y: lat + height),
        (x: lon, y: lat + height), (x: lon, y: lat),
    ]])
}

pub(super) fn hexagons(area: &MultiPolygon<f64>) -> Lattices {
    Lattices::new(area, None).expect("surveyed")
}

pub(super) fn default_parameters() -> RunParameters {
    let day = |year, month, day| jiff::civil::date(year, month, day);
    RunParameters {
        categories: vec![],
        period: Period { from: day(2025, 1, 1), to: day(2025, 12, 31) },
        study_area: AreaId("kommun/0000".to_owned()),
        lattice: LatticeSpec::H3(10),
        ring: 1,
        expectation: Expectation::Background,
        gate: Gate::Default,
        correction: Correction::Bh,
        alpha: 0.05,
        min_ratio: 1.5,
        min_count: 10,
        max_place_km2: 0.15,
        stability: false,
    }
}

/// A dictionary with one base cell per lattice cell.
pub(super) fn input_on_cells(laid: &Laid) -> Vec<u32> {
    (0..laid.lattice().len()).map(|i| laid.lattice().members(i)[0]).collect()
}

/// An input without rows, names and areas.
pub(super) fn no_rows<'a>(
    lattices: &'a Lattices,
    on_ground: &'a [u32],
    counts: &'a [u32],
) -> HotspotInput<'a> {
    HotspotInput {
        lattices,
        on_ground,
        counts,
        counts_month_back: None,
        weights: None,
        weights_month_back: None,
        rows: &|_| {},
        categories: &[],
        areas: None,
        named_places: &[],
        clock: &CLOCK,
        n_left_out: &[],
    }
}

/// A small city: one or two in most cells, and two places that stand out.
struct City {
    lattices: Lattices,
    on_ground: Vec<u32>,
    counts: Vec<u32>,
    rows: Vec<CountRow>,
    hot: [u32; 2],
}

fn small_city() -> City {
    let lattices = hexagons(&block(18.0, 59.3, 0.03));
    let laid = lattices.laid(LatticeSpec::H3(10), 1);
    let lattice = laid.lattice();
    let full = |i: &u32| laid.neighbours().of(*i as usize).len() == 6;
    let inner: Vec<u32> = (0..lattice.len() as u32).filter(full).collect();
    let hot = [inner[inner.len() / 4], inner[3 * inner.len() / 4]];
    let mut cell_counts: Vec<u32> = (0..lattice.len() as u32).map(|i| i * 7919 % 3).collect();
    cell_counts[hot[0] as usize] = 80;
    for &j in laid.neighbours().of(hot[1] as usize).iter().take(3).chain([&hot[1]]) {
        cell_counts[j as usize] = 25;
    }
    // Spread over the base cells of each cell.
    let ground = lattices.ground();
    let on_ground: Vec<u32> = (0..ground.cells().len() as u32).collect();
    let mut counts = vec![0; on_ground.len()];
    let start = CLOCK.day_start(jiff::civil::date(2025, 1, 1));
    let mut rows = Vec::new();
    for (i, &n) in cell_counts.iter().enumerate() {
        let members = lattice.members(i);
        for k in 0..n {
            let cell = members[(k as usize * 11) % members.len()];
            counts[cell as usize] += 1;
            let from_hour = start + (i as i32 * 131 + k as i32 * 977) % (364 * 24);
            let to_hour = from_hour + (k as i32 % 5) * 7;
            rows.push(CountRow { from_hour, to_hour, cell, category: (k % 2) as u16, n: 1 });
        }
    }
    City { lattices, on_ground, counts, rows, hot }
}

fn run(city: &City, parameters: &RunParameters) -> RunResult {
    let areas: Vec<Area> = [("a", 18.0, 0.06), ("b", 18.03, 0.06)]
        .into_iter()
        .map(|(code, lon, height)| Area {
            id: AreaId::new(AreaKind::Statistikomrade, code),
            kind: AreaKind::Statistikomrade,
            code: code.to_owned(),
            name: format!("Område {code}"),
            geometry: Some(block(lon, 59.29, height)),
            validity: Validity::default(),
            class: None,
            approximate: false,
            source: "påhittat".to_owned(),
            note: None,
        })
        .collect();
    let index = AreaIndex::new(&areas);
    let names = ["Område a".to_owned(), "Område b".to_owned()];
    let at = city.lattices.lattice(LatticeSpec::H3(10)).centres()[city.hot[0] as usize];
    let named = [NamedPlace { name: "Torget".to_owned(), at }];
    let rows = |each: &mut dyn FnMut(CountRow)| city.rows.iter().for_each(|row| each(*row));
    let input = HotspotInput {
        rows: &rows,
        counts_month_back: Some(&city.counts),
        weights: None,
        weights_month_back: None,
        categories: &[CategoryId("stold".to_owned()), CategoryId("vald".to_owned())],
        areas: Some(AreaLayer { index: &index, names: &names }),
        named_places: &named,
        n_left_out: &[("area_precision".to_owned(), 7)],
        ..no_rows(&city.lattices, &city.on_ground, &city.counts)
    };
    compute(parameters, &input)
}

#[test]
fn every_count_is_in_a_cell_or_left_out_aloud() {
    let city = small_city();
    let result = run(&city, &default_parameters());
    let all: u64 = city.counts.iter().map(|&n| u64::from(n)).sum();
    let left_out: u64 = result.n_left_out.iter().map(|(_, n)| n).sum();
    assert_eq!(result.n_used + left_out, all + 7);
    assert_eq!(result.cells.n.iter().map(|&n| u64::from(n)).sum::<u64>(), result.n_used);
    assert!((result.cells.expected.iter().sum::<f64>() / result.n_used as f64 - 1.0).abs() < 1e-9);
    assert!(result.guard_rails.iter().any(|rail| rail.code == "area_precision_left_out"));
}

#[test]
fn places_say_where_when_and_what() {
    let city = small_city();
    let result = run(&city, &RunParameters { stability: true, ..default_parameters() });
    assert_eq!(result.places.len(), 2, "{:?}", result.places);
    let by_excess: Vec<u32> = result.places.iter().map(|p| p.rank).collect();
    assert_eq!(by_excess, [1, 2]);
    let [square, other] = &result.places[..] else { panic!("two places") };
    let (square, other) = if square.name == "Torget" { (square, other) } else { (other, square) };
    assert!(square.cells.contains(&city.hot[0]) && square.n >= 80);
    assert!(other.name.starts_with("Område") && !other.lone_cell && other.n >= 100);
    assert_eq!(square.lone_cell, square.cells.len() == 1);
    for place in &result.places {
        let lattice = city.lattices.lattice(LatticeSpec::H3(10));
        assert!(platssamverkan::area::PreparedArea::new(&place.geometry).contains(place.label_at));
        let n: u32 = place.cells.iter().map(|&i| result.cells.n[i as usize]).sum();
        assert_eq!(place.n, n);
        assert_eq!(place.months.len(), 12);
        let trend = place.trend.as_ref().expect("twelve complete months");
        assert_eq!((trend.from.to_string(), trend.hot.len()), ("2025-01".to_owned(), 12));
        assert_eq!(place.months.iter().map(|(_, n)| n).sum::<u32>(), n);
        assert_eq!(place.categories.iter().map(|(_, n)| n).sum::<u32>(), n);
        let long = city.rows.iter().filter(|row| {
            let cell = lattice.of_ground()[row.cell as usize];
            row.to_hour - row.from_hour > 24 && place.cells.contains(&cell)
        });
        let week: f64 = place.week_hours.iter().flatten().sum();
        assert!((week + long.count() as f64 - f64::from(n)).abs() < 1e-9);
        assert!((place.excess - (f64::from(n) - place.expected)).abs() < 1e-9);
        assert!(place.ratio_95.0 >= 1.5 && place.ratio_95.0 < place.ratio);
        assert!(place.p_adjusted_min <= 0.05 && place.z.expect("defined") > 3.0);
        assert!((place.areas.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-9);
        let settings: Vec<&str> = place.stability.iter().map(|(s, _)| s.as_str()).collect();
        assert_eq!(
            settings,
            ["default", "coarser", "finer_ring_2", "ring_2", "month_back", "top_1_percent"]
        );
        // The counts of the month before are the same here.
        assert_eq!((place.stability[0].1, place.stability[4].1), (1.0, 1.0));
        assert!(place.stable_in.expect("run") >= 3);
    }
    assert!(result.guard_rails.iter().any(|rail| rail.code == "long_intervals"));
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let bytes = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("pool");
        pool.install(|| {
            let parameters = RunParameters { stability: true, ..default_parameters() };
            canonical_bytes(&run(&small_city(), &parameters))
        })
    };
    let one = bytes(1);
    assert!(one.len() > 100_000);
    assert!(one == bytes(2));
}

#[test]
fn every_gate_lattice_and_correction_runs() {
    let city = small_city();
    for lattice in
        ["h3:8", "h3:9", "h3:11", "sweref:100", "sweref:250", "sweref:500", "sweref:1000"]
    {
        let lattice = LatticeSpec::try_from(lattice.to_owned()).expect("known");
        let parameters = RunParameters { lattice, stability: true, ..default_parameters() };
        let result = run(&city, &parameters);
        let left_out: u64 = result.n_left_out.iter().map(|(_, n)| n).sum();
        assert_eq!(result.n_used + left_out, city.rows.len() as u64 + 7, "{lattice:?}");
    }
    for gate in [Gate::Count, Gate::GiStar, Gate::Permutation] {
        for correction in [Correction::Bh, Correction::Bonferroni, Correction::None] {
            for expectation in [Expectation::Land, Expectation::Background] {
                let parameters = RunParameters {
                    gate,
                    correction,
                    expectation,
                    ring: 2,
                    ..default_parameters()
                };
                let result = run(&city, &parameters);
                serde_json::from_slice::<RunResult>(&canonical_bytes(&result)).expect("readable");
                let max_km2 = result.places.iter().map(|p| p.area_km2).fold(0.0, f64::max);
                assert!(max_km2 <= 0.15, "{gate:?} {max_km2}");
            }
        }
    }
}

#[test]
fn a_place_keeps_its_key_from_run_to_run_also_on_another_lattice() {
    let city = small_city();
    let parameters = default_parameters();
    let mut earlier = run(&city, &parameters);
    earlier.places[0].key = "plats-17".to_owned();
    let before = EarlierPlaces::of(parameters.lattice, &earlier);
    let mut again = run(&city, &parameters);
    let fingerprint = result_fingerprint(&again);
    carry_identity(&mut again.places, parameters.lattice, &before, &city.lattices);
    assert_eq!(again.places[0].key, "plats-17");
    assert_eq!(again.places[1].key, earlier.places[1].key);
    assert_eq!(result_fingerprint(&again), fingerprint, "keys are not part of the result");

    let finer = RunParameters { lattice: LatticeSpec::H3(11), ring: 2, ..parameters };
    let mut fine = run(&city, &finer);
    carry_identity(&mut fine.places, finer.lattice, &before, &city.lattices);
    let keys: std::collections::HashSet<&str> =
        fine.places.iter().map(|p| p.key.as_str()).collect();
    assert_eq!(keys.len(), fine.places.len(), "each key once");
}

#[test]
fn nothing_in_gives_nothing_hot_and_says_so() {
    let city = small_city();
    let counts = vec![0; city.on_ground.len()];
    let parameters = RunParameters { stability: true, ..default_parameters() };
    let result = compute(&parameters, &no_rows(&city.lattices, &city.on_ground, &counts));
    assert!(result.places.is_empty() && result.n_used == 0);
    assert!(result.cells.p_cell.iter().all(|&p| p == 1.0));
    assert_eq!(result.guard_rails[0].code, "few_incidents");
    serde_json::from_slice::<RunResult>(&canonical_bytes(&result)).expect("readable");
}
