//! Numbers that others computed; each folder under tests/golden says how and with what.

use platssamverkan::analysis::{
    count_test::{binomial_upper_tail, poisson_interval},
    exact_p::{gi_p, gi_star_p},
    getis_ord::{gi, gi_star},
    neighbours::Neighbours,
    run::Correction,
    significance::adjust,
};
use serde_json::Value;

pub(super) fn golden(name: &str) -> String {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub(super) fn json(name: &str) -> Value {
    serde_json::from_str(&golden(name)).expect("golden files are JSON")
}

pub(super) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("list").iter().map(|v| v.as_f64().expect("number")).collect()
}

pub(super) fn close(found: f64, expected: f64, relative: f64, what: &str) {
    let off = (found - expected).abs();
    assert!(off <= relative * expected.abs().max(1e-300), "{what}: {found} instead of {expected}");
}

#[test]
fn the_lattice_of_1996_has_its_published_values() {
    let rows: Vec<Vec<f64>> = golden("getis_ord/lattice_1996.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(|v| v.parse().expect("number")).collect())
        .collect();
    let points: Vec<(f64, f64)> = rows.iter().map(|r| (r[0], r[1])).collect();
    let values: Vec<u32> = rows.iter().map(|r| r[2] as u32).collect();
    let published = [
        (30.0, 1.221979),
        (60.0, 1.748098),
        (90.0, 1.986135),
        (120.0, 1.893374),
        (150.0, 1.237454),
    ];
    for (band, expected) in published {
        let near = Neighbours::within(&points, band);
        let found = gi(&values, &near)[119].expect("defined");
        assert!((found - expected).abs() < 5e-7, "{band}: {found}");
    }
    let star = gi_star(&values, &Neighbours::within(&points, 30.0))[119].expect("defined");
    // With n in the variance; the paper's n − 1 gives 1.447943.
    assert!((star - 1.450780).abs() < 5e-7, "{star}");
    assert!((star * (255f64 / 256.0).sqrt() - 1.447943).abs() < 5e-7);
}

/// Counts are whole numbers; scaling them leaves z, so tenths are written as whole numbers.
#[test]
fn six_points_and_a_queen_grid_agree_with_pysal() {
    let file = json("getis_ord/pysal.json");
    for (case, scale) in [("six_points", 10.0), ("queen", 1.0)] {
        let case = &file[case];
        let points: Vec<(f64, f64)> = case["points"]
            .as_array()
            .expect("list")
            .iter()
            .map(|p| (p[0].as_f64().expect("x"), p[1].as_f64().expect("y")))
            .collect();
        let y: Vec<u32> = numbers(&case["y"]).iter().map(|y| (y * scale).round() as u32).collect();
        let near = Neighbours::within(&points, case["band"].as_f64().expect("metres"));
        for (found, expected) in [(gi(&y, &near), "gi"), (gi_star(&y, &near), "gi_star")] {
            for (i, (found, expected)) in found.iter().zip(numbers(&case[expected])).enumerate() {
                let off = (found.expect("defined") - expected).abs();
                assert!(off < 1e-12 * expected.abs().max(1.0), "{i}: {found:?} {expected}");
            }
        }
    }
    let six = &file["six_points"];
    assert!((numbers(&six["gi"])[0] - -1.0136729).abs() < 5e-8);
    assert!((numbers(&six["gi_star"])[0] - -1.39727626).abs() < 5e-9);
}

#[test]
fn binomial_tails_agree_with_sixty_digits() {
    let file = json("count_test/expected.json");
    let rows = file["binomial_upper_tail"].as_array().expect("list");
    assert!(rows.len() > 250);
    let mut worst: f64 = 0.0;
    for row in rows {
        let (n, p, x) = (row[0].as_u64(), row[1].as_f64(), row[2].as_u64());
        let (n, p, x) = (n.expect("n"), p.expect("p"), x.expect("x"));
        let expected: f64 = row[3].as_str().expect("digits").parse().expect("number");
        let found = binomial_upper_tail(n, p, x);
        worst = worst.max((found / expected - 1.0).abs());
        close(found, expected, 1e-12, &format!("n {n} p {p} x {x}"));
    }
    println!("binomialsvans: största relativa fel {worst:.1e} på {} fall", rows.len());
}

#[test]
fn poisson_limits_agree_with_sixty_digits() {
    for row in json("count_test/expected.json")["poisson_95"].as_array().expect("list") {
        let x = row[0].as_u64().expect("x");
        let digits = |i: usize| row[i].as_str().expect("digits").parse::<f64>().expect("number");
        let (lower, upper) = poisson_interval(x);
        close(lower, digits(1), 1e-12, &format!("lower limit of {x}"));
        close(upper, digits(2), 1e-12, &format!("upper limit of {x}"));
    }
}

fn near_of(value: &Value) -> Neighbours {
    Neighbours::from_lists(
        value
            .as_array()
            .expect("lists")
            .iter()
            .map(|list| numbers(list).into_iter().map(|j| j as u32).collect()),
    )
}

fn counts_of(value: &Value) -> Vec<u32> {
    numbers(value).into_iter().map(|n| n as u32).collect()
}

#[test]
fn permutation_p_agrees_with_enumerating_every_draw() {
    for (at, case) in
        json("exact_p/expected.json")["small"].as_array().expect("l").iter().enumerate()
    {
        let (counts, near) = (counts_of(&case["counts"]), near_of(&case["near"]));
        for (found, name) in [(gi_star_p(&counts, &near), "gi_star"), (gi_p(&counts, &near), "gi")]
        {
            assert_eq!(found.simulated, None);
            for (i, (found, expected)) in
                found.p.iter().zip(case[name].as_array().expect("list")).enumerate()
            {
                match (found, expected.as_f64()) {
                    (Some(p), Some(expected)) => {
                        close(*p, expected, 1e-12, &format!("case {at} {name} cell {i}"));
                    }
                    (found, expected) => assert_eq!(*found, expected, "case {at} {name} cell {i}"),
                }
            }
        }
    }
}

#[test]
fn permutation_p_agrees_with_big_integers_far_out_in_the_tail() {
    let (mut worst, mut smallest): (f64, f64) = (0.0, 1.0);
    for case in json("exact_p/expected.json")["large"].as_array().expect("list") {
        let counts = counts_of(&case["counts"]);
        let (n, reach) = (counts.len() as i64, case["reach"].as_i64().expect("reach"));
        let near =
            Neighbours::from_lists((0..n).map(|i| {
                (-reach..=reach).map(|d| (i + d).rem_euclid(n) as u32).collect::<Vec<_>>()
            }));
        for (found, name) in [(gi_star_p(&counts, &near), "gi_star"), (gi_p(&counts, &near), "gi")]
        {
            for row in case[name].as_array().expect("list") {
                let (i, expected) = (row[0].as_u64().expect("cell"), row[1].as_f64().expect("p"));
                let p = found.p[i as usize].expect("defined");
                // Taking the cell out again subtracts: its error is in units of k/n.
                let relative = if name == "gi" { 1e-9 } else { 1e-12 };
                close(p, expected, relative, &format!("{name} cell {i}"));
                if name == "gi_star" {
                    worst = worst.max((p / expected - 1.0).abs());
                    smallest = smallest.min(expected);
                }
            }
        }
    }
    println!("permutations-p: största relativa fel {worst:.1e}, minsta p {smallest:.1e}");
}

#[test]
fn false_discovery_rate_agrees_with_scipy() {
    for case in json("significance/expected.json")["cases"].as_array().expect("list") {
        let found = adjust(&numbers(&case["p"]), Correction::Bh);
        for (found, expected) in found.iter().zip(numbers(&case["bh"])) {
            close(*found, expected, 1e-14, "BH");
        }
    }
}
