//! The jobs: ours is timed, its answer compared with each peer's, and a line of the table made.

use super::{
    data::{Input, LATTICE_SIDE, SMALL_SIDE, TAIL_TOTAL},
    peers::{Timing, answer},
};
use platssamverkan::{
    analysis::{count_test, exact_p, getis_ord, neighbours::Neighbours},
    app::{Actor, users},
    area::{AreaIndex, BaseCell, BaseCellGrid, BoundingBox},
    incident::{Columns, DataVersion, ImportId, Precision, Row, Selection},
    policy,
    store::LoadedCounts,
};
use rayon::prelude::*;
use std::{collections::BTreeMap, sync::Arc, time::Instant};

/// Every job as the rest of a table line.
pub(crate) fn all(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<String> {
    let mut lines = index(input, theirs);
    lines.extend(group(input, theirs));
    lines.extend(areas(input, theirs));
    lines.extend(neighbours(input, theirs));
    lines.extend(gi_star(input, theirs));
    lines.extend(tails(input, theirs));
    lines.extend(permutation(input, theirs));
    lines
}

/// Best of some runs, in milliseconds, and the answer.
fn best<T>(times: usize, run: impl Fn() -> T) -> (f64, T) {
    let mut best = f64::INFINITY;
    let mut last = None;
    for _ in 0..times {
        let begun = Instant::now();
        last = Some(run());
        best = best.min(begun.elapsed().as_secs_f64() * 1e3);
    }
    (best, last.expect("at least one run"))
}

fn line(
    job: &str,
    ours_ms: f64,
    theirs: &BTreeMap<String, Timing>,
    name: &str,
    said: &str,
) -> String {
    let (peer, ms) = match theirs.get(name) {
        Some(Timing { absent: None, peer, version, wall_s, .. }) => {
            (format!("{peer} {version}"), format!("{:.2}", wall_s * 1e3))
        }
        Some(timing) => (format!("{}: saknas", timing.peer), "–".to_owned()),
        None => ("–".to_owned(), "–".to_owned()),
    };
    format!("{job} | {ours_ms:.2} | {peer} | {ms} | {said} |")
}

fn index(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<String> {
    let bounds = BoundingBox { west: 17.7, south: 59.2, east: 18.4, north: 59.46 };
    let (ms, ours) = best(5, || {
        let grid = BaseCellGrid::new(bounds);
        input.points.par_iter().map(|&place| grid.at(place).to_u64()).collect::<Vec<u64>>()
    });
    let (h3o_ms, h3o) = best(2, || {
        input.points.par_iter().map(|&place| BaseCell::at(place).to_u64()).collect::<Vec<u64>>()
    });
    assert_eq!(ours, h3o, "the same cells as h3o on every point");
    let said = |name: &str| match answer(input, name, u64::from_le_bytes) {
        Some(peer) => {
            assert_eq!(ours[..peer.len()], peer[..], "{name}");
            "lika på varje punkt"
        }
        None => "ej jämförda",
    };
    vec![
        format!(
            "punkt → bascell | {ms:.2} | h3o, båda kärnorna | {h3o_ms:.2} | lika på varje punkt |"
        ),
        line("punkt → bascell", ms, theirs, "index", said("index.u64")),
        line("punkt → bascell", ms, theirs, "index_loop", said("index_loop.u64")),
    ]
}

fn group(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<String> {
    let [police, _] = users::demo_parties();
    let rows = (0..input.cell.len()).map(|i| Row {
        from_hour: input.hour[i],
        to_hour: input.hour[i],
        cell: Some(input.cells[input.cell[i] as usize]),
        area: None,
        category: input.category[i],
        owner: 0,
        import: ImportId(1),
        precision: Precision::Exakt,
        n: 1,
    });
    let columns = Arc::new(Columns::build(rows, vec![police.id.clone()]));
    let counts = LoadedCounts { columns, version: DataVersion(1), imports: Vec::new() };
    let actor: Actor = users::system_actor(police);
    let view = policy::view(&actor, &counts);
    let selection = Selection {
        categories: (0..10).map(|category| category == 1 || category == 2).collect(),
        hours: Some(input.hour_span.0..input.hour_span.1),
        cells: None,
    };
    let (ms, ours) = best(20, || view.count_by_cell(&selection));
    assert_eq!(view.cells(), &input.cells[..], "the same dictionary");
    let said = match answer(input, "group.u32", u32::from_le_bytes) {
        Some(peer) => {
            assert_eq!(ours, peer, "group-by");
            "lika i varje cell"
        }
        None => "ej jämförda",
    };
    vec![line("filter + gruppering till celler", ms, theirs, "group", said)]
}

fn areas(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<String> {
    let index = AreaIndex::new(&input.areas);
    let (table_ms, table) = best(3, || index.assign(&input.cells));
    let (ms, ours) =
        best(10, || input.cell.par_iter().map(|&cell| table[cell as usize]).collect::<Vec<u32>>());
    let said = match answer(input, "areas.u32", u32::from_le_bytes) {
        Some(peer) => {
            let differ = ours.iter().zip(&peer).filter(|(a, b)| a != b).count();
            assert!(differ * 1_000_000 <= ours.len(), "{differ} of {} differ", ours.len());
            "lika (högst en på miljonen, på gräns)"
        }
        None => "ej jämförda",
    };
    vec![
        line("rader → områden, tabell", ms, theirs, "areas", said),
        format!(
            "tabellen bascell → område | {table_ms:.2} | – | – | {} celler |",
            input.cells.len()
        ),
    ]
}

fn queen(side: usize) -> Neighbours {
    let near = |at: usize| at.saturating_sub(1)..=(at + 1).min(side - 1);
    Neighbours::from_lists((0..side * side).map(|cell| {
        let (row, column) = (cell / side, cell % side);
        near(row).flat_map(|r| near(column).map(move |c| (r * side + c) as u32)).collect()
    }))
}

fn neighbours(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<String> {
    let (ms, ours) = best(5, || queen(LATTICE_SIDE));
    let said = match answer(input, "neighbours.u32", u32::from_le_bytes) {
        Some(peer) => {
            let degrees: Vec<u32> = (0..ours.len()).map(|i| ours.of(i).len() as u32).collect();
            assert_eq!(degrees, peer, "neighbours");
            "lika antal grannar"
        }
        None => "ej jämförda",
    };
    vec![line("grannar, 62 500 rutor", ms, theirs, "neighbours", said)]
}

fn whole(values: &[f64]) -> Vec<u32> {
    values.iter().map(|&value| value as u32).collect()
}

fn gi_star(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<String> {
    let (near, counts) = (queen(LATTICE_SIDE), whole(&input.lattice));
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
    vec![
        line("Gi* z, 62 500 rutor", ms, theirs, "gi_star", &said("gi_star.f64")),
        line("Gi* z, 62 500 rutor", ms, theirs, "gi_star_dense", &said("gi_star_dense.f64")),
    ]
}

fn tails(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<String> {
    let (ms, ours) = best(5, || {
        input
            .tail_n
            .par_iter()
            .zip(&input.tail_p)
            .map(|(&x, &p)| count_test::binomial_upper_tail(u64::from(TAIL_TOTAL), p, u64::from(x)))
            .collect::<Vec<f64>>()
    });
    let said = match answer(input, "count_test.f64", f64::from_le_bytes) {
        Some(peer) => {
            let off = ours.iter().zip(&peer).filter(|(_, b)| **b > 1e-280);
            let off = off.map(|(a, b)| (a / b - 1.0).abs()).fold(0.0, f64::max);
            assert!(off < 1e-8, "binomial tail: {off}");
            format!("lika inom {off:.0e} relativt")
        }
        None => "ej jämförda".to_owned(),
    };
    vec![line("räkneprov, 30 000 svansar", ms, theirs, "count_test", &said)]
}

fn permutation(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<String> {
    let (near, counts) = (queen(SMALL_SIDE), whole(&input.small));
    let (ms, ours) = best(5, || exact_p::gi_star_p(&counts, &near));
    let at = answer(input, "permutation_at.u32", u32::from_le_bytes);
    let said = match answer(input, "permutation.f64", f64::from_le_bytes).zip(at) {
        Some((peer, at)) => {
            // 999 permutations see p with an error of √(p(1−p)/1000); five of those is far.
            let far = peer.iter().zip(&at).filter(|(simulated, cell)| {
                let exact = ours.p[**cell as usize].unwrap_or(f64::NAN);
                let error = (exact * (1.0 - exact) / 1000.0).sqrt() + 1e-3;
                let near = (*simulated - exact).abs() <= 5.0 * error;
                !near
            });
            let far = far.count();
            assert_eq!(far, 0, "permutation p");
            "lika inom simuleringens fel"
        }
        None => "ej jämförda",
    };
    vec![line("permutations-p, 10 000 rutor (exakt)", ms, theirs, "permutation", said)]
}
