//! Local Moran's I against two other programs, and what must not change it.

use platssamverkan::analysis::{
    exact_p::conditional_tails,
    local_moran::{LocalMoran, Quadrant, local_moran},
    neighbours::Neighbours,
    run::Correction,
};
use proptest::prelude::*;
use serde_json::Value;

fn list(value: &Value) -> Vec<f64> {
    value.as_array().expect("list").iter().map(|v| v.as_f64().expect("number")).collect()
}

fn whole(value: &Value) -> Vec<u32> {
    list(value).into_iter().map(|v| v as u32).collect()
}

struct Case {
    file: Value,
    counts: Vec<u32>,
    near: Neighbours,
}

fn cases() -> (f64, Vec<Case>) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/local_moran/expected.json");
    let file: Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("read")).expect("JSON");
    let cases = file["cases"].as_array().expect("list").iter().map(|case| Case {
        counts: whole(&case["counts"]),
        near: Neighbours::from_lists(case["near"].as_array().expect("list").iter().map(whole)),
        file: case.clone(),
    });
    (file["permutations"].as_f64().expect("number"), cases.collect())
}

#[test]
fn values_and_quadrants_are_those_of_esda_and_geoda() {
    let esda = [Quadrant::HighHigh, Quadrant::LowHigh, Quadrant::LowLow, Quadrant::HighLow];
    let geoda = [Quadrant::HighHigh, Quadrant::LowLow, Quadrant::LowHigh, Quadrant::HighLow];
    for case in cases().1 {
        let found = local_moran(&case.counts, &case.near, Correction::Bh);
        let mut others = vec![(list(&case.file["i"]), whole(&case.file["quadrant"]), esda)];
        if case.file["geoda"].is_object() {
            let other = &case.file["geoda"];
            others.push((list(&other["i"]), whole(&other["cluster"]), geoda));
        }
        for (values, quadrants, names) in others {
            for (i, (expected, quadrant)) in values.iter().zip(quadrants).enumerate() {
                let Some(moran) = found.i[i] else {
                    assert!(case.near.of(i).is_empty() && *expected == 0.0);
                    continue;
                };
                assert!((moran - expected).abs() <= 1e-12 * expected.abs().max(1.0), "cell {i}");
                assert_eq!(found.quadrant[i], Some(names[quadrant as usize - 1]), "cell {i}");
            }
        }
        let global = case.file["global_i"].as_f64().expect("number");
        assert!((found.global_i.expect("defined") - global).abs() < 1e-12);
    }
}

#[test]
fn exact_tails_lie_within_the_error_of_esdas_permutations() {
    let (m, cases) = cases();
    let (mut far, mut n) = (0, 0);
    for case in cases {
        let tails = conditional_tails(&case.counts, &case.near);
        assert_eq!(tails.simulated, None);
        let mean = case.counts.iter().sum::<u32>() as f64 / case.counts.len() as f64;
        let at_least = list(&case.file["p_at_least"]);
        let at_most = list(&case.file["p_at_most"]);
        for (i, tails) in tails.tails.iter().enumerate() {
            let Some((upper, lower)) = *tails else { continue };
            // I rises with the neighbours' sum in a high cell and falls in a low one.
            let high = f64::from(case.counts[i]) > mean;
            let (rising, falling) = if high { (upper, lower) } else { (lower, upper) };
            for (exact, simulated) in [(rising, at_least[i]), (falling, at_most[i])] {
                let error = (exact * (1.0 - exact) / m).sqrt() + 1.0 / m;
                let off = (exact - simulated).abs() / error;
                assert!(off < 5.0, "{} cell {i}: {exact} {simulated}", case.file["name"]);
                far += usize::from(off > 2.0);
                n += 1;
            }
        }
    }
    println!("lokal Moran: {far} av {n} svansar mer än två standardfel från 99 999 permutationer");
    assert!(far * 10 < n, "{far} of {n}");
}

/// Both programs fold P(≥) over to 1 − P(≥), which leaves the ties out of the lower side: a cell with
/// a count and nothing but empty neighbours becomes the most significant of all. Ours holds the observed sum on
/// both sides.
#[test]
fn a_lone_count_among_empty_cells_is_not_significant_here_as_it_is_elsewhere() {
    let mut tied = 0;
    for case in cases().1.iter().filter(|case| case.file["geoda"].is_object()) {
        let ours = local_moran(&case.counts, &case.near, Correction::Bh);
        for (i, theirs) in list(&case.file["geoda"]["p"]).into_iter().enumerate() {
            tied += usize::from(ours.p[i].expect("defined") > 0.15 && theirs < 0.001);
        }
    }
    assert_eq!(tied, 5, "the case with mostly zeros shows it");
}

fn city() -> impl Strategy<Value = (Vec<u32>, Vec<Vec<u32>>)> {
    (6usize..30).prop_flat_map(|n| {
        let counts =
            prop::collection::vec(prop_oneof![3 => Just(0u32), 3 => 0u32..4, 1 => 0u32..90], n);
        let pairs = prop::collection::vec((0..n as u32, 0..n as u32), n);
        (counts, pairs).prop_map(move |(counts, pairs)| {
            let mut near = vec![Vec::new(); n];
            for (a, b) in pairs {
                near[a as usize].push(b);
                near[b as usize].push(a);
            }
            (counts, near)
        })
    })
}

fn of((counts, near): &(Vec<u32>, Vec<Vec<u32>>)) -> LocalMoran {
    local_moran(counts, &Neighbours::from_lists(near.clone()), Correction::Bh)
}

fn same(a: &[Option<f64>], b: &[Option<f64>]) -> Result<(), TestCaseError> {
    for (a, b) in a.iter().zip(b) {
        match (a, b) {
            (Some(a), Some(b)) => prop_assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0)),
            (a, b) => prop_assert_eq!(a, b),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..Default::default() })]

    #[test]
    fn scaling_and_moving_all_counts_changes_nothing(
        (counts, near) in city(), factor in 2u32..20, more in 1u32..30,
    ) {
        let found = of(&(counts.clone(), near.clone()));
        let moved = of(&(counts.iter().map(|n| n * factor + more).collect(), near));
        same(&found.i, &moved.i)?;
        same(&found.p_adjusted, &moved.p_adjusted)?;
        prop_assert_eq!(found.quadrant, moved.quadrant);
    }

    #[test]
    fn permuting_cells_permutes_results((counts, near) in city(), by in 1usize..29) {
        let n = counts.len();
        let to = |i: usize| (i + by) % n;
        let mut turned = (vec![0; n], vec![Vec::new(); n]);
        for i in 0..n {
            turned.0[to(i)] = counts[i];
            turned.1[to(i)] = near[i].iter().map(|&j| to(j as usize) as u32).collect();
        }
        let (found, turned) = (of(&(counts, near)), of(&turned));
        let back: Vec<usize> = (0..n).map(to).collect();
        same(&found.i, &back.iter().map(|&i| turned.i[i]).collect::<Vec<_>>())?;
        same(&found.p, &back.iter().map(|&i| turned.p[i]).collect::<Vec<_>>())?;
    }

    #[test]
    fn the_mean_of_the_local_is_the_global_and_the_tails_overlap_in_what_was_seen(
        (counts, near) in city(),
    ) {
        let near = Neighbours::from_lists(near);
        let found = local_moran(&counts, &near, Correction::Bh);
        for (i, tails) in conditional_tails(&counts, &near).tails.iter().enumerate() {
            let Some((upper, lower)) = tails else { continue };
            prop_assert!(upper + lower >= 1.0 - 1e-9, "{upper} {lower}");
            prop_assert!(*upper > 0.0 && *lower > 0.0);
            if let Some(p) = found.p[i] {
                prop_assert!(p == *upper || p == *lower);
            }
        }
        // z'Wz / z'z · n/S0, in the textbook's order.
        let n = counts.len() as f64;
        let mean = counts.iter().sum::<u32>() as f64 / n;
        let z: Vec<f64> = counts.iter().map(|&x| f64::from(x) - mean).collect();
        let (mut cross, mut weights) = (0.0, 0.0);
        for i in 0..counts.len() {
            let k = near.of(i).len() as f64;
            if k > 0.0 {
                cross += z[i] * near.of(i).iter().map(|&j| z[j as usize]).sum::<f64>() / k;
                weights += 1.0;
            }
        }
        let squares: f64 = z.iter().map(|z| z * z).sum();
        if let Some(global) = found.global_i {
            prop_assert!((global - cross / squares * n / weights).abs() < 1e-9);
        }
    }
}
