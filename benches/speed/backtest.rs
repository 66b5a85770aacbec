//! The whole back-test of a large city: no other tool does it, so ours stands alone.

use super::{
    Job,
    data::{Input, Random},
    peers::Timing,
    table::{Line, best},
};
use geo_types::{MultiPolygon, polygon};
use platssamverkan::analysis::{
    backtest::{Cube, Parameters, Verdict, backtest},
    effort::Effort,
    laid::Lattices,
    run::LatticeSpec,
};
use std::collections::BTreeMap;

pub(crate) const JOB: Job = Job { name: "backtest", by_rows: false, prepare: |_| {}, run };

/// 24 months scored, 12 before the first.
const MONTHS: usize = 36;

const PER_MONTH: usize = 12_000;

fn run(_: &Input, _: &BTreeMap<String, Timing>) -> Vec<Line> {
    // About 15 000 cells of land.
    let area = MultiPolygon(vec![polygon![
        (x: 18.0, y: 59.25), (x: 18.23, y: 59.25), (x: 18.23, y: 59.367), (x: 18.0, y: 59.367),
        (x: 18.0, y: 59.25),
    ]]);
    let lattices = Lattices::new(&area, None).expect("surveyed");
    let laid = lattices.laid(LatticeSpec::H3(10), 1);
    let n_cells = laid.lattice().len();
    let cube = months(n_cells);
    let (ms, found) = best(3, || {
        backtest(&cube, &laid, &Parameters::STANDARD, &Effort::unlimited()).expect("affordable")
    });
    assert_eq!(found.verdict, Verdict::Scored { n_rolls: 24 });
    let job = format!("prövning i efterhand, 24 månader × {} metoder", found.methods.len());
    vec![Line::new(n_cells as u64, "rutor", job, ms).target(2_000.0).answers("egna prov")]
}

/// A cell's level stays from month to month, its counts vary.
fn months(n_cells: usize) -> Cube {
    let mut random = Random::new(2008);
    let mut all = 0.0;
    let levels = (0..n_cells).map(|_| {
        all += random.unit().powi(6);
        all
    });
    let totals: Vec<f64> = levels.collect();
    let mut month = || {
        let mut counts = vec![0; n_cells];
        for _ in 0..PER_MONTH {
            let at = random.unit() * all;
            counts[totals.partition_point(|&total| total <= at).min(n_cells - 1)] += 1;
        }
        counts
    };
    Cube {
        months: (0..MONTHS).map(|i| format!("{}-{:02}", 2023 + i / 12, i % 12 + 1)).collect(),
        counts: (0..MONTHS).map(|_| month()).collect(),
    }
}
