//! The exact permutation p.

use super::{
    Job,
    data::{Input, uneven_counts},
    getis_ord::queen,
    peers::{Timing, answer},
    table::{Line, best},
};
use platssamverkan::analysis::exact_p;
use std::collections::BTreeMap;

pub(crate) const JOB: Job = Job { name: "permutation", by_rows: false, prepare, run };

const SIDE: usize = 100;

fn counts() -> Vec<u32> {
    uneven_counts(SIDE * SIDE, 1995)
}

fn prepare(input: &Input) {
    input.put("small.f64", counts().iter().map(|&n| f64::from(n).to_le_bytes()));
    input.about(serde_json::json!({ "small_side": SIDE }));
}

fn run(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let (near, counts) = (queen(SIDE), counts());
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
    // The same with one cell that holds thousands: the table grows with the largest sum.
    let mut piled = counts.clone();
    piled[SIDE * SIDE / 2 + SIDE / 2] = 5_000;
    let (piled_ms, _) = best(3, || exact_p::gi_star_p(&piled, &near));
    let n = (SIDE * SIDE) as u64;
    vec![
        Line::new(n, "rutor", "permutations-p (exakt)", ms)
            .target(5.0)
            .beside(theirs, "permutation")
            .answers(said),
        Line::new(n, "rutor", "permutations-p (exakt), 5 000 i en ruta", piled_ms).target(25.0),
    ]
}
