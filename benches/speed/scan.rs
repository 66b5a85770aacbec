//! The scan over 281 areas, 999 simulations.

use super::{
    Job,
    data::Input,
    peers::{Timing, answer},
    table::{Line, best},
};
use platssamverkan::{
    analysis::{
        effort::Effort,
        scan::{ScanParameters, Sites, scan},
    },
    area::PlanarMetres,
};
use std::collections::BTreeMap;

pub(crate) const JOB: Job = Job { name: "scan", by_rows: false, prepare, run };

/// x and y in metres, population, cases.
fn areas() -> Vec<[f64; 4]> {
    let text = include_str!("../../tests/golden/scan/ny_leukaemia.csv");
    let row = |line: &str| {
        let mut cells = line.split(',').skip(1).map(|cell| cell.parse::<f64>().expect("a number"));
        let mut next = || cells.next().expect("five columns");
        [next() * 1e3, next() * 1e3, next(), next()]
    };
    text.lines().skip(1).map(row).collect()
}

fn prepare(input: &Input) {
    input.put("scan.f64", areas().iter().flatten().map(|value| value.to_le_bytes()));
}

fn run(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let areas = areas();
    let centroids: Vec<PlanarMetres> =
        areas.iter().map(|a| PlanarMetres { east_m: a[0], north_m: a[1] }).collect();
    let weights: Vec<f64> = areas.iter().map(|a| a[2]).collect();
    let counts: Vec<u32> = areas.iter().map(|a| a[3] as u32).collect();
    let sites = Sites { centroids: &centroids, counts: &counts, weights: &weights };
    let effort = Effort::unlimited();
    let (ms, ours) =
        best(20, || scan(&sites, &ScanParameters::for_areas(999, 1), &effort).expect("affordable"));
    let said = match answer(input, "scan.answer.f64", f64::from_le_bytes) {
        Some(peer) => {
            let off = (ours.clusters[0].llr - peer[0]).abs();
            assert!(off < 1e-9, "LLR: {off}");
            // Simulated with other random numbers: 999 maxima see their 95 % point within about 0.5.
            let critical = ours.critical_llr.expect("simulated") - peer[1];
            assert!(critical.abs() < 1.0, "critical LLR: {critical}");
            format!("LLR lika inom {off:.0e}, kritisk LLR inom {:.2}", critical.abs())
        }
        None => "ej jämförda".to_owned(),
    };
    let line = Line::new(281, "områden", "scan, 999 simuleringar", ms).target(30.0);
    vec![line.beside(theirs, "scan").answers(said)]
}
