//! Neighbours of squares and Gi* on them.

use super::{
    Job,
    data::{Input, uneven_counts},
    peers::{Timing, answer},
    table::{Line, best},
};
use platssamverkan::analysis::{getis_ord, neighbours::Neighbours};
use std::collections::BTreeMap;

pub(crate) const NEIGHBOURS: Job =
    Job { name: "neighbours", by_rows: false, prepare: side, run: neighbours };

pub(crate) const GI_STAR: Job = Job { name: "gi_star", by_rows: false, prepare, run: gi_star };

const SIDE: usize = 250;
const N_CELLS: u64 = (SIDE * SIDE) as u64;

fn side(input: &Input) {
    input.about(serde_json::json!({ "lattice_side": SIDE }));
}

fn prepare(input: &Input) {
    side(input);
    input.put("lattice.f64", counts().iter().map(|&n| f64::from(n).to_le_bytes()));
}

fn counts() -> Vec<u32> {
    uneven_counts(SIDE * SIDE, 1992)
}

/// Squares of a square and those around each.
pub(crate) fn queen(side: usize) -> Neighbours {
    let near = |at: usize| at.saturating_sub(1)..=(at + 1).min(side - 1);
    Neighbours::from_lists((0..side * side).map(|cell| {
        let (row, column) = (cell / side, cell % side);
        near(row).flat_map(|r| near(column).map(move |c| (r * side + c) as u32)).collect()
    }))
}

fn neighbours(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let (ms, ours) = best(5, || queen(SIDE));
    let said = match answer(input, "neighbours.u32", u32::from_le_bytes) {
        Some(peer) => {
            let degrees: Vec<u32> = (0..ours.len()).map(|i| ours.of(i).len() as u32).collect();
            assert_eq!(degrees, peer, "neighbours");
            "lika antal grannar"
        }
        None => "ej jämförda",
    };
    vec![Line::new(N_CELLS, "rutor", "grannar", ms).beside(theirs, "neighbours").answers(said)]
}

fn gi_star(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let (near, counts) = (queen(SIDE), counts());
    let (ms, ours) = best(50, || getis_ord::gi_star(&counts, &near));
    let said = |name: &str| match answer(input, name, f64::from_le_bytes) {
        Some(peer) => {
            let off = ours.iter().zip(&peer).map(|(a, b)| (a.unwrap_or(f64::NAN) - b).abs());
            let off = off.fold(0.0, f64::max);
            assert!(off < 1e-9, "{name}: {off}");
            format!("lika inom {off:.0e}")
        }
        None => "ej jämförda".to_owned(),
    };
    let line = || Line::new(N_CELLS, "rutor", "Gi* z", ms).target(0.3);
    vec![
        line().beside(theirs, "gi_star").answers(said("gi_star.f64")),
        line().beside(theirs, "gi_star_dense").answers(said("gi_star_dense.f64")),
    ]
}
