//! A month cube and its classes; the trend of every cell; the ranking of change.

use super::{
    Job,
    data::{Input, Random},
    getis_ord::queen,
    peers::{Timing, answer},
    table::{Line, best},
};
use platssamverkan::analysis::{
    emerging::{MonthHeat, of_heat},
    mann_kendall::Tails,
    month::Month,
    run::Correction,
    whats_changed::{MonthCounts, Parameters, whats_changed},
};
use rayon::prelude::*;
use std::collections::BTreeMap;

pub(crate) const CUBE: Job = Job { name: "emerging", by_rows: false, prepare, run: cube };

pub(crate) const TREND: Job = Job { name: "mann_kendall", by_rows: false, prepare, run: trend };

pub(crate) const CHANGE: Job = Job { name: "change", by_rows: false, prepare: |_| {}, run: change };

const SIDE: usize = 125;
const MONTHS: usize = 12;

fn prepare(input: &Input) {
    input.about(serde_json::json!({ "cube_side": SIDE, "cube_months": MONTHS }));
    input.put("cube.f64", counts().iter().flatten().map(|&n| f64::from(n).to_le_bytes()));
    input.put("series.f64", series().iter().flatten().map(|value| value.to_le_bytes()));
}

/// A level per cell that stays, and a draw per month: mostly empty, some always many.
fn counts() -> Vec<Vec<u32>> {
    let mut random = Random::new(1945);
    let level: Vec<f64> = (0..SIDE * SIDE).map(|_| random.unit().powi(8) * 40.0).collect();
    let draw = |level: &f64, random: &mut Random| (level * 2.0 * random.unit()) as u32;
    (0..MONTHS).map(|_| level.iter().map(|level| draw(level, &mut random)).collect()).collect()
}

fn series() -> Vec<[f64; MONTHS]> {
    let mut random = Random::new(1968);
    (0..SIDE * SIDE)
        .map(|i| std::array::from_fn(|m| random.unit() + (i % 3 * m) as f64 / 24.0))
        .collect()
}

fn cube(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let (near, counts) = (queen(SIDE), counts());
    let first: Month = "2025-06".parse().expect("a month");
    let months: Vec<Month> = (0..MONTHS as i32).map(|i| first + i).collect();
    let ids: Vec<String> = (0..SIDE * SIDE).map(|i| i.to_string()).collect();
    let heat = || -> Vec<MonthHeat> {
        let month = |counts| MonthHeat::by_gi_star(counts, &near, Correction::Bh, 0.05);
        counts.par_iter().with_max_len(1).map(|counts: &Vec<u32>| month(counts)).collect()
    };
    let (ms, (heat, found)) = best(20, || {
        let heat = heat();
        let found = of_heat(&months, &counts, &heat, &ids, 0.05);
        (heat, found)
    });
    assert!(!found.cells.is_empty());
    let said = match answer(input, "cube_z.f64", f64::from_le_bytes) {
        Some(peer) => {
            let ours = heat.iter().flat_map(|month| &month.z);
            let off = ours.zip(&peer).map(|(a, b)| (a.unwrap_or(f64::NAN) - b).abs());
            let off = off.fold(0.0, f64::max);
            assert!(off < 1e-9, "z: {off}");
            format!("z lika inom {off:.0e}")
        }
        None => "ej jämförda".to_owned(),
    };
    let n = (SIDE * SIDE) as u64;
    let line = Line::new(n, "rutor", "framväxande, 12 månader med klasser", ms).target(50.0);
    vec![line.beside(theirs, "emerging").answers(said)]
}

fn trend(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let series = series();
    let (ms, ours) = best(10, || {
        let mut tails = Tails::default();
        series.iter().map(|values| tails.test(values).expect("no ties")).collect::<Vec<_>>()
    });
    let said = match answer(input, "trend_z.f64", f64::from_le_bytes) {
        Some(peer) => {
            let off = ours.iter().zip(&peer).map(|(a, b)| (a.z - b).abs()).fold(0.0, f64::max);
            assert!(off < 1e-9, "z: {off}");
            format!("z lika inom {off:.0e} för {} serier", peer.len())
        }
        None => "ej jämförda".to_owned(),
    };
    let line = Line::new(series.len() as u64, "serier", "Mann–Kendall, 12 månader, exakt p", ms);
    vec![line.beside(theirs, "mann_kendall").answers(said)]
}

/// 130 areas, 12 categories, five years of months, three windows.
fn change(_: &Input, _: &BTreeMap<String, Timing>) -> Vec<Line> {
    let mut random = Random::new(1948);
    let first: Month = "2021-06".parse().expect("a month");
    let mut counts = MonthCounts::new(first, 60, 130, 12);
    for unit in 0..130 {
        for category in 0..12 {
            let level = random.unit().powi(3) * 30.0;
            (0..60).for_each(|month| {
                counts.add(unit, category, month, (level * 2.0 * random.unit()) as u32);
            });
        }
    }
    let (ms, _) = best(20, || {
        [1, 3, 12].map(|window_months| {
            let asked = Parameters { window_months, ..Parameters::default() };
            whats_changed(&counts, &asked).n_tested
        })
    });
    vec![Line::new(1_560, "rader", "förändring, tre fönster", ms).target(10.0).answers("egna prov")]
}
