//! Tails of the binomial distribution.

use super::{
    Job,
    data::{Input, Random},
    peers::{Timing, answer},
    table::{Line, best},
};
use platssamverkan::analysis::count_test::binomial_upper_tail;
use rayon::prelude::*;
use std::collections::BTreeMap;

pub(crate) const JOB: Job = Job { name: "count_test", by_rows: false, prepare, run };

const TOTAL: u32 = 150_000;

fn tails() -> (Vec<u32>, Vec<f64>) {
    let mut random = Random::new(1936);
    let n = (0..30_000).map(|_| (random.unit() * 60.0) as u32).collect();
    let p = (0..30_000).map(|_| 1e-5 + random.unit() * 3e-4).collect();
    (n, p)
}

fn prepare(input: &Input) {
    let (n, p) = tails();
    input.put("tail_n.u32", n.iter().map(|v| v.to_le_bytes()));
    input.put("tail_p.f64", p.iter().map(|v| v.to_le_bytes()));
    input.about(serde_json::json!({ "tail_total": TOTAL }));
}

fn run(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let (n, p) = tails();
    let tail = |(&x, &p): (&u32, &f64)| binomial_upper_tail(u64::from(TOTAL), p, u64::from(x));
    let (ms, ours) = best(5, || n.par_iter().zip(&p).map(tail).collect::<Vec<f64>>());
    let said = match answer(input, "count_test.f64", f64::from_le_bytes) {
        Some(peer) => {
            let off = ours.iter().zip(&peer).filter(|(_, b)| **b > 1e-280);
            let off = off.map(|(a, b)| (a / b - 1.0).abs()).fold(0.0, f64::max);
            assert!(off < 1e-8, "binomial tail: {off}");
            format!("lika inom {off:.0e} relativt")
        }
        None => "ej jämförda".to_owned(),
    };
    let line = Line::new(n.len() as u64, "svansar", "räkneprov", ms);
    vec![line.beside(theirs, "count_test").answers(said)]
}
