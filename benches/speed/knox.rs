//! Near repeats: pairs once, then 999 permutations.

use super::{
    Job,
    data::{Input, Random},
    peers::{Timing, answer},
    table::{Line, best},
};
use platssamverkan::{
    analysis::{
        effort::Effort,
        knox::{Bands, Incident, knox},
    },
    area::PlanarMetres,
};
use std::collections::BTreeMap;

pub(crate) const JOB: Job = Job { name: "knox", by_rows: false, prepare, run };

const N: usize = 11_701;
const BANDS: Bands = Bands { band_m: 100.0, n_space: 1, band_days: 7, n_time: 1 };
const PERMUTATIONS: u32 = 999;

/// A year of incidents, half of them in the inner city.
fn incidents() -> Vec<Incident> {
    let mut random = Random::new(1964);
    (0..N)
        .map(|i| {
            let reach = if i % 2 == 0 { 3_000.0 } else { 9_000.0 };
            let mut along = || reach * (random.unit() + random.unit() - 1.0);
            let (east_m, north_m) = (674_000.0 + along(), 6_580_000.0 + along());
            let day = (random.unit() * 365.0) as i32;
            Incident { at: PlanarMetres { east_m, north_m }, day, n: 1 }
        })
        .collect()
}

fn prepare(input: &Input) {
    let incidents = incidents();
    input.put("knox_x.f64", incidents.iter().map(|one| one.at.east_m.to_le_bytes()));
    input.put("knox_y.f64", incidents.iter().map(|one| one.at.north_m.to_le_bytes()));
    input.put("knox_day.i32", incidents.iter().map(|one| one.day.to_le_bytes()));
    input.about(serde_json::json!({
        "knox_band_m": BANDS.band_m, "knox_band_days": BANDS.band_days,
        "knox_permutations": PERMUTATIONS,
    }));
}

fn run(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let incidents = incidents();
    let ask = |bands: Bands| {
        knox(&incidents, bands, PERMUTATIONS, 1, &Effort::unlimited()).expect("affordable")
    };
    let (ms, ours) = best(5, || ask(BANDS));
    let (table_ms, _) = best(3, || ask(Bands { n_space: 4, n_time: 4, ..BANDS }));
    let near = &ours.cells[1];
    let said = |name: &str| match answer(input, name, f64::from_le_bytes) {
        Some(peer) => {
            let (observed, mean, p) = (peer[0], peer[1], peer[2]);
            assert_eq!(near.observed as f64, observed, "{name}: pairs");
            let own = near.p.expect("defined");
            // Ours of 1 000, pointpats' of 100.
            let error = (p * (1.0 - p) * (1e-3 + 1e-2)).sqrt() + 1e-2;
            assert!((own - p).abs() <= 5.0 * error, "{name}: p {own} {p}");
            assert!((near.expected / mean - 1.0).abs() < 0.02, "{name}: expected");
            format!("{} par lika, p inom simuleringens fel", near.observed)
        }
        None => "ej jämförda".to_owned(),
    };
    let line = |job: &str, ms| Line::new(N as u64, "händelser", job, ms);
    vec![
        line("Knox, 999 omkastningar", ms)
            .target(60.0)
            .beside(theirs, "knox")
            .answers(said("knox.f64")),
        line("Knox, 999 omkastningar", ms)
            .beside(theirs, "knox_pointpats")
            .answers(said("knox_pointpats.f64")),
        line("Knox, tabell 5 × 4 band", table_ms),
    ]
}
