//! Input that has nothing to say, or too much: every method answers with a statement, never with
//! something that is not a number, never by falling over.

use super::every_method::{Case, METHODS, square};
use super::whole_run::{block, hexagons};
use geo_types::MultiPolygon;
use platssamverkan::{analysis::run::LatticeSpec, area::LonLat};
use std::panic::{AssertUnwindSafe, catch_unwind};

const MONTHS: usize = 26;

/// The same counts every month.
fn steady(month: impl Fn(usize) -> Vec<u32>) -> impl Fn(usize) -> Vec<Vec<u32>> {
    move |n_cells| vec![month(n_cells); MONTHS]
}

/// A box of so many degrees of latitude around a point.
fn around(at: LonLat, height: f64) -> MultiPolygon<f64> {
    block(at.lon - height / 2.0 / at.lat.to_radians().cos(), at.lat - height / 2.0, height)
}

/// Centres of hexagons of resolution 9, some three kilometres apart.
fn centres() -> Vec<LonLat> {
    let lattice = hexagons(&square(0.06)).lattice(LatticeSpec::H3(9));
    let mut kept: Vec<LonLat> = Vec::new();
    for at in lattice.centres() {
        let far = |k: &LonLat| (k.lat - at.lat).abs() > 0.018 || (k.lon - at.lon).abs() > 0.036;
        if kept.iter().all(far) {
            kept.push(*at);
        }
    }
    kept
}

fn cases() -> Vec<Case> {
    let small = || square(0.02);
    let one = centres()[0];
    let islands = MultiPolygon(centres().into_iter().flat_map(|at| around(at, 0.001).0).collect());
    let corner = LonLat { lon: one.lon, lat: one.lat + 0.0016 };
    let giant = |n_cells: usize| {
        let mut counts = vec![1; n_cells];
        counts[n_cells / 2] = u32::MAX;
        counts
    };
    let mut one_day = vec![];
    one_day.push(Case::new("en dag", &small(), "h3:10", |n| {
        vec![(0..n as u32).map(|i| u32::from(i % 17 == 0)).collect()]
    }));
    let mut cases = vec![
        Case::new("inga händelser", &small(), "h3:10", steady(|n| vec![0; n])),
        Case::new("inga månader", &small(), "h3:10", |_| vec![]),
        Case::new("en ruta", &around(one, 0.001), "h3:9", steady(|n| vec![3; n])),
        Case::new("en tom ruta", &around(one, 0.001), "h3:9", steady(|n| vec![0; n])),
        Case::new("mindre än en ruta", &around(corner, 0.0004), "h3:9", steady(|n| vec![3; n])),
        Case::new("alla lika", &small(), "h3:10", steady(|n| vec![2; n])),
        Case::new("en jätte bland ettor", &small(), "h3:10", steady(giant)),
        Case::new("en jätte en månad", &small(), "h3:10", move |n| {
            let mut months = vec![vec![0; n]; MONTHS];
            months[MONTHS - 2] = giant(n);
            months
        }),
        Case::new("öar", &islands, "h3:9", steady(|n| (0..n as u32).map(|i| i * i % 7).collect())),
        Case::new("en enda händelse", &small(), "h3:10", move |n| {
            let mut months = vec![vec![0; n]; MONTHS];
            months[MONTHS - 1][n / 2] = 1;
            months
        }),
    ];
    cases.append(&mut one_day);
    cases
}

#[test]
fn the_cases_are_what_they_are_called() {
    let n = |name: &str| {
        let case = cases().into_iter().find(|case| case.name == name).expect("a case");
        let laid = case.laid();
        (laid.lattice().len(), laid.neighbours().n_islands())
    };
    assert_eq!((n("en ruta"), n("mindre än en ruta")), ((1, 1), (0, 0)));
    let (cells, islands) = n("öar");
    assert!(cells > 3 && islands == cells, "{cells} {islands}");
    assert!(n("alla lika").0 > 100);
}

#[test]
fn every_method_has_something_to_say_of_every_degenerate_input() {
    let mut failed = Vec::new();
    let cases = cases();
    for case in &cases {
        for (name, run) in METHODS {
            let ended = catch_unwind(AssertUnwindSafe(|| run(case)));
            if let Err(panic) = ended {
                let said = panic.downcast_ref::<String>().map(String::as_str);
                let said = said.or(panic.downcast_ref::<&str>().copied()).unwrap_or("?");
                failed.push(format!("{} · {name}: {said:.300}", case.name));
            }
        }
    }
    println!("urartat: {} fall × {} metoder", cases.len(), METHODS.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
