//! Dense places: DBSCAN with weights over points in metres.

use super::{
    Job,
    data::{Input, Random},
    peers::{Timing, answer},
    table::{Line, best},
};
use platssamverkan::{
    analysis::{
        dbscan::{Clusters, Density, NOISE, dbscan},
        effort::Effort,
    },
    area::PlanarMetres,
};
use std::collections::BTreeMap;

pub(crate) const JOB: Job = Job { name: "dbscan", by_rows: true, prepare, run };

const DENSITY: Density = Density { eps_m: 25.0, min_weight: 10 };

/// Denser towards the middle of 18 × 18 km, as many points as rows.
fn points(n: usize) -> Vec<PlanarMetres> {
    let mut random = Random::new(1996);
    let mut along = || 9_000.0 * (random.unit() + random.unit() - 1.0);
    (0..n)
        .map(|_| PlanarMetres { east_m: 674_000.0 + along(), north_m: 6_580_000.0 + along() })
        .collect()
}

fn prepare(input: &Input) {
    let points = points(input.n_rows() as usize);
    input.put("dbscan_x.f64", points.iter().map(|at| at.east_m.to_le_bytes()));
    input.put("dbscan_y.f64", points.iter().map(|at| at.north_m.to_le_bytes()));
    input.about(
        serde_json::json!({ "dbscan_eps": DENSITY.eps_m, "dbscan_min": DENSITY.min_weight }),
    );
}

fn run(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let points = points(input.n_rows() as usize);
    let counts = vec![1; points.len()];
    let (ms, ours) =
        best(5, || dbscan(&points, &counts, DENSITY, &Effort::unlimited()).expect("affordable"));
    let core = answer(input, "dbscan_core.u8", |[byte]: [u8; 1]| byte == 1);
    let label = answer(input, "dbscan_label.i32", i32::from_le_bytes);
    let said = match core.zip(label) {
        Some((core, label)) => {
            assert_same(&ours, &core, &label);
            format!("samma kärnpunkter, {} platser och brus", ours.n_clusters())
        }
        None => "ej jämförda".to_owned(),
    };
    let line = Line::new(input.n_rows(), "punkter", "DBSCAN, eps 25 m", ms);
    let line = if input.n_rows() == 1_000_000 { line.target(150.0) } else { line };
    vec![line.beside(theirs, "dbscan").answers(said)]
}

/// Border points are left out: their rule differs, on purpose.
fn assert_same(ours: &Clusters, core: &[bool], label: &[i32]) {
    assert_eq!(ours.core, core, "core points");
    let mut theirs = vec![NOISE; ours.n_clusters()];
    for (i, &label) in label.iter().enumerate() {
        assert_eq!(ours.cluster[i] == NOISE, label < 0, "noise {i}");
        if core[i] {
            let known = &mut theirs[ours.cluster[i] as usize];
            *known = if *known == NOISE { label as u32 } else { *known };
            assert_eq!(*known, label as u32, "cluster of {i}");
        }
    }
    let n = theirs.len();
    theirs.sort_unstable();
    theirs.dedup();
    assert_eq!(theirs.len(), n, "as many clusters");
}
