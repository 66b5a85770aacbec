//! DBSCAN against scikit-learn, and what must not change it.

use platssamverkan::{
    analysis::{
        dbscan::{Clusters, Density, NOISE, dbscan},
        effort::{Effort, Limits, Stopped},
    },
    area::PlanarMetres,
};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn find(at: &[(f64, f64)], n: &[u32], eps_m: f64, min_weight: u64) -> Clusters {
    let density = Density { eps_m, min_weight };
    dbscan(&planar(at), n, density, &Effort::unlimited()).expect("affordable")
}

fn planar(at: &[(f64, f64)]) -> Vec<PlanarMetres> {
    at.iter().map(|&(east_m, north_m)| PlanarMetres { east_m, north_m }).collect()
}

#[test]
fn core_points_clusters_and_noise_agree_with_scikit_learn() {
    let path = format!("{}/tests/golden/dbscan/expected.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("there")).expect("JSON");
    for case in file["cases"].as_array().expect("list") {
        let name = &case["name"];
        let list = |key: &str| case[key].as_array().expect("list").clone();
        let at: Vec<(f64, f64)> = list("at")
            .iter()
            .map(|p| (p[0].as_f64().expect("east"), p[1].as_f64().expect("north")))
            .collect();
        let n: Vec<u32> = list("weight").iter().map(|n| n.as_u64().expect("n") as u32).collect();
        let eps = case["eps"].as_f64().expect("metres");
        let found = find(&at, &n, eps, case["min_weight"].as_u64().expect("counts"));
        let core: Vec<u64> = (0..at.len()).filter(|&i| found.core[i]).map(|i| i as u64).collect();
        let expected: Vec<u64> = list("core").iter().map(|i| i.as_u64().expect("index")).collect();
        assert_eq!(core, expected, "{name}: core points");
        // Their numbers and ours go together one to one.
        let labels: Vec<i64> = list("label").iter().map(|l| l.as_i64().expect("label")).collect();
        let pairs: BTreeSet<(i64, u32)> =
            core.iter().map(|&i| (labels[i as usize], found.cluster[i as usize])).collect();
        assert_eq!(pairs.len(), found.n_clusters(), "{name}: clusters of core points");
        assert!(pairs.iter().map(|pair| pair.0).collect::<BTreeSet<_>>().len() == pairs.len());
        for (i, nearest) in list("nearest_core").iter().enumerate() {
            assert_eq!(found.cluster[i] == NOISE, labels[i] < 0, "{name}: noise {i}");
            if let Some(nearest) = nearest.as_u64() {
                assert_eq!(found.cluster[i], found.cluster[nearest as usize], "{name}: border {i}");
            }
        }
    }
}

#[test]
fn a_border_point_between_two_clusters_goes_to_the_nearer_and_on_a_tie_to_the_lower_number() {
    // Core points at 0 and 40 have their weight from beyond; the one between reaches both.
    let row = |x: f64| [(-15.0, 0.0), (0.0, 0.0), (x, 0.0), (40.0, 0.0), (55.0, 0.0)];
    let n = [20, 9, 1, 9, 20];
    for (x, its) in [(20.0, 1), (21.0, 3), (19.0, 1)] {
        let found = find(&row(x), &n, 21.0, 25);
        assert_eq!(found.core, [true, true, false, true, true], "{x}");
        assert_eq!(found.cluster[2], found.cluster[its], "{x}");
        assert_ne!(found.cluster[1], found.cluster[3]);
    }
    let mut turned = row(20.0);
    turned.reverse();
    let turned = find(&turned, &n, 21.0, 25);
    assert_eq!(turned.cluster[2], turned.cluster[1]);
}

#[test]
fn degenerate_input_has_a_plain_answer() {
    let none = find(&[], &[], 50.0, 10);
    assert_eq!((none.n_clusters(), none.cluster.len()), (0, 0));
    let empty = find(&[(0.0, 0.0), (1.0, 1.0)], &[0, 0], 50.0, 0);
    assert_eq!((empty.n_clusters(), empty.cluster), (0, vec![NOISE; 2]));
    let giant = find(&[(0.0, 0.0), (900.0, 0.0)], &[u32::MAX, 1], 50.0, 10);
    assert_eq!((giant.n, giant.cluster), (vec![u64::from(u32::MAX)], vec![0, NOISE]));
    let one_place = find(&[(3.0, 4.0); 30], &[1; 30], 50.0, 30);
    assert_eq!((one_place.n, one_place.core), (vec![30], vec![true; 30]));
    let lost = find(&[(f64::NAN, 0.0), (f64::INFINITY, 0.0), (1.0, 1.0)], &[50; 3], 50.0, 10);
    assert_eq!(lost.cluster, [NOISE, NOISE, 0]);
}

#[test]
fn a_distance_that_cannot_be_told_from_nothing_is_refused_with_one_that_would_do() {
    let points = planar(&[(0.0, 0.0), (6e6, 1e6)]);
    for eps_m in [0.0, -1.0, f64::NAN, 0.01] {
        let density = Density { eps_m, min_weight: 1 };
        let Err(Stopped::TooCostly { field: "eps_m", would_do, .. }) =
            dbscan(&points, &[1, 1], density, &Effort::unlimited())
        else {
            panic!("{eps_m} was taken")
        };
        let density = Density { eps_m: would_do, ..density };
        assert_eq!(dbscan(&points, &[1, 1], density, &Effort::unlimited()).unwrap().n, [1, 1]);
    }
    let small = Effort::new(Limits { memory_bytes: 100, operations: u64::MAX });
    let density = Density { eps_m: 50.0, min_weight: 1 };
    assert!(matches!(
        dbscan(&points, &[1, 1], density, &small),
        Err(Stopped::TooCostly { field: "points", would_do: 1.0, .. })
    ));
}

/// Points on a coarse grid, so that many coincide and many are exactly at the limit.
fn scattered() -> impl Strategy<Value = Vec<((f64, f64), u32)>> {
    let place = (0i32..60, 0i32..60).prop_map(|(x, y)| (f64::from(x) * 7.0, f64::from(y) * 7.0));
    prop::collection::vec((place, 0u32..6), 1..160)
}

/// By the definition, every pair looked at.
fn by_definition(at: &[(f64, f64)], n: &[u32], eps_m: f64, min_weight: u64) -> Vec<Option<usize>> {
    let near = |a: usize, b: usize| {
        (at[a].0 - at[b].0).powi(2) + (at[a].1 - at[b].1).powi(2) <= eps_m * eps_m
    };
    let taken: Vec<usize> = (0..at.len()).filter(|&i| n[i] > 0).collect();
    let weight =
        |i: usize| taken.iter().filter(|&&j| near(i, j)).map(|&j| u64::from(n[j])).sum::<u64>();
    let core: Vec<usize> = taken.iter().copied().filter(|&i| weight(i) >= min_weight).collect();
    let mut of: Vec<Option<usize>> = vec![None; at.len()];
    for &seed in &core {
        if of[seed].is_some() {
            continue;
        }
        let mut queue = vec![seed];
        of[seed] = Some(seed);
        while let Some(i) = queue.pop() {
            for &j in core.iter().filter(|&&j| near(i, j)) {
                if of[j].is_none() {
                    of[j] = Some(seed);
                    queue.push(j);
                }
            }
        }
    }
    let apart = |a: usize, b: usize| (at[a].0 - at[b].0).powi(2) + (at[a].1 - at[b].1).powi(2);
    for &i in taken.iter().filter(|i| !core.contains(i)) {
        let reach = core.iter().copied().filter(|&j| near(i, j));
        let nearest = reach.min_by(|&a, &b| apart(i, a).total_cmp(&apart(i, b)).then(a.cmp(&b)));
        of[i] = nearest.and_then(|j| of[j]);
    }
    of
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..Default::default() })]

    #[test]
    fn clusters_are_those_of_the_definition(points in scattered(), eps in 7.0f64..60.0, min_weight in 1u64..25) {
        // Half the time an eps that grid distances hit exactly.
        let eps = if min_weight % 2 == 0 { (eps / 7.0).round() * 7.0 } else { eps };
        let (at, n): (Vec<_>, Vec<_>) = points.into_iter().unzip();
        let found = find(&at, &n, eps, min_weight);
        let expected = by_definition(&at, &n, eps, min_weight);
        let mut names: BTreeMap<usize, u32> = BTreeMap::new();
        for (i, expected) in expected.iter().enumerate() {
            match expected {
                None => prop_assert_eq!(found.cluster[i], NOISE),
                Some(seed) => {
                    let name = *names.entry(*seed).or_insert(found.cluster[i]);
                    prop_assert_eq!(found.cluster[i], name);
                }
            }
        }
        prop_assert_eq!(names.len(), found.n_clusters());
        prop_assert_eq!(names.values().collect::<BTreeSet<_>>().len(), found.n_clusters());
        // Sums hold and numbers fall.
        let mut sums = vec![0u64; found.n_clusters()];
        for (&cluster, &n) in found.cluster.iter().zip(&n) {
            if cluster != NOISE { sums[cluster as usize] += u64::from(n); }
        }
        prop_assert!(sums.windows(2).all(|pair| pair[0] >= pair[1]));
        prop_assert_eq!(sums, found.n);
    }

    #[test]
    fn the_order_of_points_and_where_the_map_lies_change_nothing_but_ties(points in scattered(), turn in 0usize..100) {
        let (at, n): (Vec<_>, Vec<_>) = points.iter().copied().unzip();
        let found = find(&at, &n, 21.0, 8);
        // Turned around, ties between equally near core points may fall the other way; core points
        // and noise may not.
        let k = turn % at.len();
        let turned: Vec<usize> = (k..at.len()).chain(0..k).collect();
        let moved: Vec<(f64, f64)> =
            turned.iter().map(|&i| (at[i].0 + 674_000.0, at[i].1 + 6_580_000.0)).collect();
        let moved_n: Vec<u32> = turned.iter().map(|&i| n[i]).collect();
        let again = find(&moved, &moved_n, 21.0, 8);
        let mut pairs = BTreeSet::new();
        for (to, &from) in turned.iter().enumerate() {
            prop_assert_eq!(found.core[from], again.core[to]);
            prop_assert_eq!(found.cluster[from] == NOISE, again.cluster[to] == NOISE);
            if found.core[from] {
                pairs.insert((found.cluster[from], again.cluster[to]));
            }
        }
        prop_assert_eq!(pairs.len(), found.n_clusters());
    }

    #[test]
    fn a_point_of_weight_three_is_three_points(points in scattered()) {
        let (at, n): (Vec<_>, Vec<_>) = points.iter().copied().unzip();
        let apart: Vec<(f64, f64)> =
            points.iter().flat_map(|&(at, n)| std::iter::repeat_n(at, n as usize)).collect();
        let (one, many) = (find(&at, &n, 20.0, 10), find(&apart, &vec![1; apart.len()], 20.0, 10));
        prop_assert_eq!(one.n, many.n);
    }
}

#[test]
fn the_same_bytes_on_one_thread_and_two() {
    let mut state = 5u64;
    let mut unit = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1u32 << 31)
    };
    let at: Vec<(f64, f64)> = (0..20_000).map(|_| (unit() * 3_000.0, unit() * 3_000.0)).collect();
    let n: Vec<u32> = at.iter().map(|at| 1 + (at.0 as u32) % 3).collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| find(&at, &n, 25.0, 14))
    };
    let one = on(1);
    assert!(one.n_clusters() > 5 && one.cluster.contains(&NOISE));
    assert_eq!(one, on(2));
}
