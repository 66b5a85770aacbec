//! Knox's test against numpy and pointpats, and what must not change it.

use platssamverkan::{
    analysis::{
        effort::{Effort, Limits, Stopped},
        knox::{Bands, Incident, KnoxTable, knox},
    },
    area::PlanarMetres,
};
use proptest::prelude::*;
use serde_json::Value;

const BANDS: Bands = Bands { band_m: 100.0, n_space: 3, band_days: 7, n_time: 3 };

fn incident(east_m: f64, north_m: f64, day: i32, n: u32) -> Incident {
    Incident { at: PlanarMetres { east_m, north_m }, day, n }
}

fn table(incidents: &[Incident], bands: Bands, permutations: u32) -> KnoxTable {
    knox(incidents, bands, permutations, 7, &Effort::unlimited()).expect("affordable")
}

#[test]
fn the_table_agrees_with_numpy_and_pointpats() {
    let path = format!("{}/tests/golden/knox/expected.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("there")).expect("JSON");
    for case in file["cases"].as_array().expect("list") {
        let name = &case["name"];
        let numbers = |value: &Value| -> Vec<f64> {
            value.as_array().expect("list").iter().map(|v| v.as_f64().expect("number")).collect()
        };
        let days = numbers(&case["day"]);
        let incidents: Vec<Incident> = case["at"]
            .as_array()
            .expect("list")
            .iter()
            .zip(days)
            .map(|(at, day)| {
                let at = numbers(at);
                incident(at[0] + 674_000.0, at[1] + 6_580_000.0, day as i32 + 20_000, 1)
            })
            .collect();
        let whole = |key: &str| case["bands"][key].as_u64().expect("whole");
        let bands = Bands {
            band_m: case["bands"]["band_m"].as_f64().expect("metres"),
            n_space: whole("n_space") as u8,
            band_days: whole("band_days") as u16,
            n_time: whole("n_time") as u8,
        };
        let found = table(&incidents, bands, 1_999);
        let expected = &case["table"];
        let columns = ["observed", "expected", "p", "median"].map(|key| numbers(&expected[key]));
        assert_eq!(found.cells.len(), columns[0].len(), "{name}");
        for (i, cell) in found.cells.iter().enumerate() {
            let [observed, mean, p, median] = [0, 1, 2, 3].map(|column| columns[column][i]);
            assert_eq!(cell.observed as f64, observed, "{name} {i}");
            assert!((cell.expected - mean).abs() <= 1e-12 * mean, "{name} {i}: {cell:?} {mean}");
            match cell.p {
                None => assert_eq!((mean, observed), (0.0, 0.0), "{name} {i}"),
                Some(own) => {
                    let error = (p * (1.0 - p) * (1e-4 + 5e-4)).sqrt() + 5e-4;
                    assert!((own - p).abs() <= 5.0 * error, "{name} {i}: {own} {p}");
                    let own = cell.median.expect("defined");
                    assert!(
                        (own - median).abs() <= 1.0 + mean.sqrt() * 0.1,
                        "{name} {i}: {own} {median}"
                    );
                }
            }
        }
        if let Some(theirs) = case.get("pointpats") {
            let near = &found.cells[1];
            assert_eq!(near.observed, theirs["observed"].as_u64().expect("pairs"));
            let (mean, p) = (theirs["expected"].as_f64(), theirs["p"].as_f64());
            let (mean, p) = (mean.expect("mean"), p.expect("p"));
            assert!((near.expected - mean).abs() <= 1e-12 * mean);
            let error = (p * (1.0 - p) * (1e-3 + 5e-4)).sqrt();
            assert!((near.p.expect("defined") - p).abs() <= 5.0 * error, "{near:?} {p}");
        }
    }
}

#[test]
fn bands_are_half_open_and_the_same_place_stands_alone() {
    let bands = Bands { band_m: 100.0, n_space: 2, band_days: 7, n_time: 2 };
    // Apart from the first: the same place the same day, 99.9 m and 6 days, 100 m and 7 days, 200 m.
    let found = table(
        &[
            incident(0.0, 0.0, 0, 1),
            incident(0.0, 0.0, 0, 1),
            incident(99.9, 0.0, 6, 1),
            incident(-100.0, 0.0, 7, 1),
            incident(0.0, 200.0, 0, 1),
        ],
        bands,
        9,
    );
    let observed: Vec<u64> = found.cells.iter().map(|cell| cell.observed).collect();
    // Same place; (0, 100): both of the pair with 99.9; [100, 200): both with −100, and 199.9 apart.
    assert_eq!(observed, [1, 0, 2, 0, 1, 2]);
    assert_eq!((found.cells[0].from_m, found.cells[0].to_m), (0.0, 0.0));
    assert_eq!((found.cells[2].from_m, found.cells[2].to_m), (0.0, 100.0));
    assert_eq!((found.cells[5].from_days, found.cells[5].to_days), (7, 14));
}

#[test]
fn degenerate_input_has_a_plain_answer() {
    for incidents in [vec![], vec![incident(0.0, 0.0, 3, 1)], vec![incident(0.0, 0.0, 3, 0); 4]] {
        let found = table(&incidents, BANDS, 99);
        assert_eq!(found.n_pairs, 0);
        assert_eq!(found.cells.len(), 12);
        assert!(
            found
                .cells
                .iter()
                .all(|c| (c.observed, c.expected, c.ratio, c.p) == (0, 0.0, None, None))
        );
    }
    // All on one day: every permutation is the same.
    let one_day: Vec<Incident> =
        (0..40).map(|i| incident(f64::from(i) * 30.0, 0.0, 5, 1)).collect();
    let found = table(&one_day, BANDS, 99);
    assert_eq!((found.cells[3].ratio, found.cells[3].p), (Some(1.0), Some(1.0)));
    assert_eq!((found.cells[4].ratio, found.cells[4].p), (None, None));
    // All at one place, one giant count.
    let found = table(&[incident(0.0, 0.0, 1, 300), incident(0.0, 0.0, 9, 100)], BANDS, 19);
    assert_eq!(found.n_pairs, 79_800);
    assert_eq!(found.cells[0].observed, 300 * 299 / 2 + 100 * 99 / 2);
    assert_eq!((found.cells[0].ratio, found.cells[0].p), (Some(1.0), Some(1.0)));
    assert!(found.cells[3..].iter().all(|cell| cell.ratio.is_none()));
    let lost = [incident(f64::NAN, 0.0, 1, 5), incident(0.0, 0.0, 1, 2)];
    assert_eq!(table(&lost, BANDS, 9).n, 2);
}

#[test]
fn too_much_is_refused_with_the_number_that_would_do() {
    let many: Vec<Incident> =
        (0..2_000).map(|i| incident(f64::from(i % 50), f64::from(i / 50), i, 1)).collect();
    let ask = |limits: Limits| knox(&many, BANDS, 9_999, 1, &Effort::new(limits));
    let time = ask(Limits { memory_bytes: u64::MAX, operations: 200_000_000 });
    let Err(Stopped::TooCostly { field: "permutations", would_do, resource: "time", .. }) = time
    else {
        panic!("{time:?}")
    };
    assert!((1.0..9_999.0).contains(&would_do));
    let memory = ask(Limits { memory_bytes: 1_000_000, operations: u64::MAX });
    let Err(Stopped::TooCostly { field: "band_m", would_do, .. }) = memory else {
        panic!("{memory:?}")
    };
    assert!((1.0..100.0).contains(&would_do));
    let ages = [incident(0.0, 0.0, 0, 1), incident(0.0, 0.0, 400_000, 1)];
    assert!(matches!(
        knox(&ages, BANDS, 9, 1, &Effort::unlimited()),
        Err(Stopped::TooCostly { field: "days", .. })
    ));
    let cancelled = Effort::unlimited();
    cancelled.cancel();
    assert_eq!(knox(&many, BANDS, 99, 1, &cancelled), Err(Stopped::Cancelled));
}

#[test]
fn planted_repeats_are_found_and_a_season_alone_is_not() {
    let mut state = 11u64;
    let mut unit = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1u32 << 31)
    };
    let background: Vec<Incident> = (0..1_500)
        // More in summer, everywhere alike.
        .map(|_| {
            incident(unit() * 4_000.0, unit() * 4_000.0, ((unit() + unit()) * 180.0) as i32, 1)
        })
        .collect();
    let quiet = table(&background, BANDS, 199);
    assert!(quiet.cells.iter().all(|cell| cell.p.is_none_or(|p| p > 0.006)), "{quiet:?}");
    let mut repeats = background.clone();
    for one in &background[..150] {
        let (east, north) = (one.at.east_m + unit() * 70.0, one.at.north_m + unit() * 30.0);
        repeats.push(incident(east, north, one.day + (unit() * 6.0) as i32, 1));
    }
    let loud = table(&repeats, BANDS, 199);
    assert_eq!(loud.cells[3].p, Some(0.005));
    assert!(loud.cells[3].ratio.expect("defined") > 1.5);
}

fn incidents() -> impl Strategy<Value = Vec<Incident>> {
    let one = (0i32..12, 0i32..12, 0i32..40, 1u32..4);
    let one =
        one.prop_map(|(x, y, day, n)| incident(f64::from(x) * 45.0, f64::from(y) * 45.0, day, n));
    prop::collection::vec(one, 2..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn observed_and_expected_are_what_looking_at_every_pair_gives(incidents in incidents()) {
        let found = table(&incidents, BANDS, 19);
        let apart: Vec<Incident> =
            incidents.iter().flat_map(|one| std::iter::repeat_n(Incident { n: 1, ..*one }, one.n as usize)).collect();
        let mut observed = vec![0u64; found.cells.len()];
        let (mut close, mut soon) = ([0u64; 4], [0u64; 3]);
        for (i, a) in apart.iter().enumerate() {
            for b in &apart[i + 1..] {
                let metres = (a.at.east_m - b.at.east_m).hypot(a.at.north_m - b.at.north_m);
                let k = if metres == 0.0 { 0 } else { (metres / 100.0) as usize + 1 };
                let j = (a.day.abs_diff(b.day) / 7) as usize;
                if k < 4 { close[k] += 1; }
                if j < 3 { soon[j] += 1; }
                if k < 4 && j < 3 { observed[k * 3 + j] += 1; }
            }
        }
        let pairs = (apart.len() * (apart.len() - 1) / 2) as f64;
        prop_assert_eq!(found.n, apart.len() as u64);
        for (i, cell) in found.cells.iter().enumerate() {
            prop_assert_eq!(cell.observed, observed[i]);
            let expected = close[i / 3] as f64 * soon[i % 3] as f64 / pairs;
            prop_assert!((cell.expected - expected).abs() <= 1e-12 * expected);
            if let Some(p) = cell.p { prop_assert!((0.05..=1.0).contains(&p)); }
        }
    }

    #[test]
    fn order_counts_and_where_the_map_lies_change_nothing(incidents in incidents(), turn in 0usize..50) {
        let found = table(&incidents, BANDS, 49);
        let mut turned: Vec<Incident> =
            incidents.iter().flat_map(|one| std::iter::repeat_n(Incident { n: 1, ..*one }, one.n as usize)).collect();
        let k = turn % turned.len();
        turned.rotate_left(k);
        prop_assert_eq!(&table(&turned, BANDS, 49), &found);
        // Days counted from another day, and the map moved by whole metres.
        let moved: Vec<Incident> = incidents
            .iter()
            .map(|one| incident(one.at.east_m + 4_096.0, one.at.north_m - 1_024.0, one.day + 9_000, one.n))
            .collect();
        prop_assert_eq!(&table(&moved, BANDS, 49), &found);
    }
}

#[test]
fn the_same_bytes_on_one_thread_and_two() {
    let incidents: Vec<Incident> = (0..1_200u32)
        .map(|i| {
            incident(
                f64::from(i * 7919 % 2_003),
                f64::from(i * 104_729 % 1_999),
                (i * 31 % 365) as i32,
                1 + i % 2,
            )
        })
        .collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| table(&incidents, BANDS, 99))
    };
    assert_eq!(
        serde_json::to_vec(&on(1)).expect("JSON"),
        serde_json::to_vec(&on(2)).expect("JSON")
    );
}
