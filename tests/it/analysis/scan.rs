//! The spatial scan against others' numbers, against its own definition, and against chance.

use platssamverkan::{
    analysis::{
        effort::Effort,
        scan::{Gumbel, Scan, ScanParameters, Sites, scan},
    },
    area::PlanarMetres,
};
use proptest::prelude::*;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use serde_json::Value;

fn file(name: &str) -> String {
    let path = format!("{}/tests/golden/scan/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn expected() -> Value {
    serde_json::from_str(&file("expected.json")).expect("golden files are JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("number")
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("list").iter().map(number).collect()
}

#[derive(Debug)]
struct Map {
    centroids: Vec<PlanarMetres>,
    counts: Vec<u32>,
    weights: Vec<f64>,
}

impl Map {
    fn new_york() -> Self {
        let mut map = Map { centroids: vec![], counts: vec![], weights: vec![] };
        for line in file("ny_leukaemia.csv").lines().skip(1) {
            let cells: Vec<f64> =
                line.split(',').skip(1).map(|v| v.parse().expect("number")).collect();
            map.centroids.push(PlanarMetres { east_m: cells[0] * 1e3, north_m: cells[1] * 1e3 });
            map.weights.push(cells[2]);
            map.counts.push(cells[3] as u32);
        }
        map
    }

    fn squares(side: usize, spacing_m: f64, counts: Vec<u32>, weights: Vec<f64>) -> Self {
        let at = |i: usize| PlanarMetres {
            east_m: spacing_m * (i % side) as f64,
            north_m: spacing_m * (i / side) as f64,
        };
        Map { centroids: (0..side * side).map(at).collect(), counts, weights }
    }

    fn scan(&self, parameters: &ScanParameters) -> Scan {
        let sites =
            Sites { centroids: &self.centroids, counts: &self.counts, weights: &self.weights };
        scan(&sites, parameters, &Effort::unlimited()).expect("nobody stops it")
    }
}

#[test]
fn leukaemia_in_new_york_has_its_known_clusters() {
    let map = Map::new_york();
    assert_eq!(map.counts.iter().sum::<u32>(), 552);
    assert_eq!(map.weights.iter().sum::<f64>(), 1_057_673.0);
    let known = [
        (0.5, 0, 30, 118_102.0, 106, 15.177509),
        (0.5, 1, 9, 40_696.0, 42, 8.287056),
        (0.1, 0, 19, 81_590.0, 77, 12.384713),
    ];
    for (share, rank, areas, population, cases, llr) in known {
        let found =
            map.scan(&ScanParameters { max_share: share, ..ScanParameters::for_areas(99, 1) });
        let cluster = &found.clusters[rank];
        let inside: f64 = cluster.sites.iter().map(|&i| map.weights[i as usize]).sum();
        assert_eq!((cluster.sites.len(), inside, cluster.n), (areas, population, cases));
        assert!((cluster.llr - llr).abs() < 5e-7, "{}", cluster.llr);
    }
    let tenth = map.scan(&ScanParameters { max_share: 0.1, ..ScanParameters::for_areas(0, 1) });
    assert!((tenth.clusters[0].expected - 42.58186).abs() < 5e-6);
}

/// Clusters to the last sites; p and the distribution of the maxima within simulation error, since
/// the other program has other random numbers.
#[test]
fn a_plain_program_from_the_definition_says_the_same() {
    let golden = expected();
    let squares = &golden["squares"];
    let map = Map::squares(
        squares["side"].as_u64().expect("side") as usize,
        number(&squares["spacing_m"]),
        numbers(&squares["counts"]).into_iter().map(|n| n as u32).collect(),
        numbers(&squares["weights"]),
    );
    let areas = ScanParameters::for_areas(9_999, 2);
    for (name, map, parameters) in [
        ("ny_50", &Map::new_york(), areas.clone()),
        ("ny_10", &Map::new_york(), ScanParameters { max_share: 0.1, ..areas.clone() }),
        ("squares", &map, ScanParameters { max_radius_m: Some(800.0), ..areas.clone() }),
    ] {
        let (golden, found) = (&golden[name], map.scan(&parameters));
        let theirs = number(&golden["m"]);
        let error = |p: f64| (p * (1.0 - p) * (1.0 / 1e4 + 1.0 / theirs)).sqrt() + 2e-4;
        for (rank, known) in golden["clusters"].as_array().expect("list").iter().enumerate() {
            let cluster = &found.clusters[rank];
            let sites: Vec<f64> = cluster.sites.iter().map(|&i| f64::from(i)).collect();
            assert_eq!(sites, numbers(&known["sites"]), "{name} {rank}");
            assert_eq!(cluster.n as f64, number(&known["n"]));
            assert!((cluster.llr - number(&known["llr"])).abs() < 1e-10);
            assert!((cluster.expected - number(&known["expected"])).abs() < 1e-10);
            let p = number(&known["p"]);
            assert!((cluster.p - p).abs() < 4.0 * error(p), "{name} {rank}: {} {p}", cluster.p);
        }
        // Where 5 % lie above; the tail falls about as e^−LLR, so an error in p is one in LLR.
        let critical = found.critical_llr.expect("simulated");
        assert!((critical - number(&golden["at_95"])).abs() < 4.0 * error(0.05) / 0.05, "{name}");
        let (gumbel, known) = (found.gumbel.expect("fitted"), numbers(&golden["gumbel"]));
        assert!((gumbel.location - known[0]).abs() < 0.06, "{name}: {gumbel:?}");
        assert!((gumbel.scale - known[1]).abs() < 0.04, "{name}: {gumbel:?}");
    }
}

#[test]
fn the_gumbel_fit_is_that_of_scipy() {
    let golden = &expected()["gumbel"];
    let found = Gumbel::fit(&numbers(&golden["maxima"])).expect("fitted");
    assert!((found.location / number(&golden["location"]) - 1.0).abs() < 1e-7, "{found:?}");
    assert!((found.scale / number(&golden["scale"]) - 1.0).abs() < 1e-7, "{found:?}");
    for pair in golden["tail"].as_array().expect("list") {
        let (x, p) = (number(&pair[0]), number(&pair[1]));
        assert!((found.upper_tail(x) / p - 1.0).abs() < 1e-5, "{x}: {p}");
    }
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let map = Map::new_york();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("pool");
        let found = pool.install(|| map.scan(&ScanParameters::for_areas(333, 9)));
        serde_json::to_vec(&found).expect("numbers")
    };
    assert_eq!(with(1), with(2));
    assert_eq!(with(2), with(2));
    // More simulations begin with the same ones: the p of few is part of that of many.
    let (few, many) =
        (map.scan(&ScanParameters::for_areas(99, 9)), map.scan(&ScanParameters::for_areas(100, 9)));
    let as_large = |scan: &Scan, m: f64| (scan.clusters[2].p * (m + 1.0)).round();
    assert!((0.0..=1.0).contains(&(as_large(&many, 100.0) - as_large(&few, 99.0))));
}

/// Complete randomness over uneven weights, 500 times: p ≤ α in a share α of the runs, within four
/// standard errors (at α = 0.05 that is 1.1–8.9 %).
#[test]
fn on_noise_p_is_uniform() {
    let (side, runs, m) = (6, 500, 99);
    let weights: Vec<f64> = (0..side * side).map(|i| 1.0 + f64::from(i as u32 % 5)).collect();
    let slots: Vec<usize> = (0..side * side).flat_map(|i| vec![i; 1 + i % 5]).collect();
    let mut p = Vec::new();
    for run in 0..runs {
        let mut random = ChaCha8Rng::seed_from_u64(20_261_125);
        random.set_stream(run);
        let mut counts = vec![0; side * side];
        for _ in 0..90 {
            counts[slots[(random.next_u64() % slots.len() as u64) as usize]] += 1;
        }
        let map = Map::squares(side, 100.0, counts, weights.clone());
        let found = map.scan(&ScanParameters::for_areas(m, 1_000 + run));
        p.push(found.clusters[0].p);
    }
    for alpha in [0.05, 0.1, 0.25, 0.5, 0.75] {
        let share = p.iter().filter(|p| **p <= alpha + 1e-12).count() as f64 / runs as f64;
        let error = (alpha * (1.0 - alpha) / runs as f64).sqrt();
        println!("scan på brus: p ≤ {alpha} i {share:.3} av {runs}");
        assert!((share - alpha).abs() < 4.0 * error, "{alpha}: {share}");
    }
}

/// Sites anywhere, with counts and weights.
fn anywhere() -> impl Strategy<Value = Map> {
    let site = (
        (0i32..2_000, 0i32..2_000),
        prop_oneof![2 => Just(0u32), 3 => 0u32..6, 1 => 0u32..60],
        1u32..40,
    );
    prop::collection::vec(site, 2..40).prop_map(|sites| Map {
        centroids: sites
            .iter()
            .map(|s| PlanarMetres { east_m: f64::from(s.0.0), north_m: f64::from(s.0.1) })
            .collect(),
        counts: sites.iter().map(|s| s.1).collect(),
        weights: sites.iter().map(|s| f64::from(s.2)).collect(),
    })
}

fn without_simulations() -> ScanParameters {
    ScanParameters::for_areas(0, 1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_unit_of_the_weights_and_where_the_map_lies_decide_nothing(
        map in anywhere(), factor in 1u32..900, east in -9_000i32..9_000, north in -9_000i32..9_000,
    ) {
        let moved = Map {
            centroids: map.centroids.iter().map(|at| PlanarMetres {
                east_m: at.east_m + f64::from(east),
                north_m: at.north_m + f64::from(north),
            }).collect(),
            counts: map.counts.clone(),
            weights: map.weights.iter().map(|w| w * f64::from(factor) / 7.0).collect(),
        };
        let (a, b) = (map.scan(&without_simulations()), moved.scan(&without_simulations()));
        prop_assert_eq!((a.n_zones, a.nothing), (b.n_zones, b.nothing));
        for (a, b) in a.clusters.iter().zip(&b.clusters) {
            prop_assert!((a.llr - b.llr).abs() <= 1e-9 * a.llr.max(1.0));
            prop_assert_eq!(&a.sites, &b.sites);
        }
    }

    #[test]
    fn permuting_sites_permutes_clusters(map in anywhere(), seed in any::<u64>()) {
        let mut order: Vec<usize> = (0..map.counts.len()).collect();
        order.sort_by_key(|&i| (i as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        let mixed = Map {
            centroids: order.iter().map(|&i| map.centroids[i]).collect(),
            counts: order.iter().map(|&i| map.counts[i]).collect(),
            weights: order.iter().map(|&i| map.weights[i]).collect(),
        };
        let (a, b) = (map.scan(&without_simulations()), mixed.scan(&without_simulations()));
        prop_assert_eq!((a.n_zones, a.nothing), (b.n_zones, b.nothing));
        // The best one; which of several that are as good comes next may depend on their order.
        if let (Some(a), Some(b)) = (a.clusters.first(), b.clusters.first()) {
            prop_assert!((a.llr - b.llr).abs() <= 1e-9 * a.llr.max(1.0));
        }
    }

    #[test]
    fn clusters_share_no_site_come_in_order_and_add_up(map in anywhere(), radius in 50f64..900.0) {
        let parameters = ScanParameters { max_radius_m: Some(radius), max_share: 0.3, ..ScanParameters::for_areas(19, 3) };
        let found = map.scan(&parameters);
        let all: f64 = map.weights.iter().sum();
        let mut taken = vec![false; map.counts.len()];
        for pair in found.clusters.windows(2) {
            prop_assert!(pair[0].llr >= pair[1].llr && pair[0].p <= pair[1].p);
        }
        for cluster in &found.clusters {
            let (mut n, mut weight) = (0, 0.0);
            for &site in &cluster.sites {
                prop_assert!(!std::mem::replace(&mut taken[site as usize], true));
                n += u64::from(map.counts[site as usize]);
                weight += map.weights[site as usize];
            }
            prop_assert_eq!(n, cluster.n);
            prop_assert!((weight / all * found.n_used as f64 - cluster.expected).abs() < 1e-9 * cluster.expected);
            prop_assert!(weight <= 0.3 * all * (1.0 + 1e-9) && cluster.radius_m <= radius + 2e-3);
            prop_assert!(cluster.ratio > 1.0 && cluster.llr > 0.0 && cluster.llr.is_finite());
            prop_assert!(cluster.p > 0.0 && cluster.p <= 1.0);
        }
        prop_assert_eq!(found.clusters.is_empty(), found.nothing.is_some());
    }

    #[test]
    fn more_counts_in_the_best_cluster_make_it_stronger(map in anywhere(), more in 1u32..20) {
        let found = map.scan(&without_simulations());
        let Some(best) = found.clusters.first() else { return Ok(()) };
        let mut counts = map.counts.clone();
        counts[best.centre as usize] += more;
        let after = Map { counts, ..map }.scan(&without_simulations());
        prop_assert!(after.clusters[0].llr > best.llr);
    }
}
