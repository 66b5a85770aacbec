//! Densities on 500 × 500 squares of 50 m.

use super::{
    Job,
    data::{Input, Random},
    peers::{Timing, answer},
    table::{Line, best},
};
use platssamverkan::{
    analysis::{
        effort::Effort,
        kde::{Kde, KdeParameters, Kernel, Way, kde},
    },
    area::PlanarMetres,
};
use std::collections::BTreeMap;

pub(crate) const JOB: Job = Job { name: "kde", by_rows: false, prepare, run };

const SIDE: usize = 500;
const SQUARE_M: f64 = 50.0;
const BANDWIDTH_M: f64 = 250.0;
const N_POINTS: usize = 1_000_000;

fn centre(i: usize) -> PlanarMetres {
    PlanarMetres {
        east_m: 674_025.0 + SQUARE_M * (i % SIDE) as f64,
        north_m: 6_580_025.0 + SQUARE_M * (i / SIDE) as f64,
    }
}

/// A million points, thicker towards one corner, and how many lie in each square.
fn points() -> (Vec<PlanarMetres>, Vec<u32>) {
    let mut random = Random::new(1986);
    let mut counts = vec![0; SIDE * SIDE];
    let metres = SIDE as f64 * SQUARE_M;
    let points = (0..N_POINTS)
        .map(|_| {
            let (x, y) = (metres * random.unit().powi(2), metres * random.unit().powi(2));
            counts[(y / SQUARE_M) as usize * SIDE + (x / SQUARE_M) as usize] += 1;
            PlanarMetres { east_m: 674_000.0 + x, north_m: 6_580_000.0 + y }
        })
        .collect();
    (points, counts)
}

fn prepare(input: &Input) {
    input.about(serde_json::json!({ "kde_side": SIDE, "kde_steps": BANDWIDTH_M / SQUARE_M }));
    input.put("kde.f64", points().1.iter().map(|&n| f64::from(n).to_le_bytes()));
}

fn surface(
    places: &[PlanarMetres],
    counts: &[u32],
    kernel: Kernel,
    way: Way,
    times: usize,
) -> (f64, Kde) {
    let parameters = KdeParameters { kernel, bandwidth_m: BANDWIDTH_M, grid_m: SQUARE_M, way };
    let effort = Effort::unlimited();
    best(times, || kde(places, counts, &parameters, &effort).expect("affordable").expect("counts"))
}

fn run(input: &Input, theirs: &BTreeMap<String, Timing>) -> Vec<Line> {
    let (points, counts) = points();
    let ones = vec![1; points.len()];
    let squares: Vec<PlanarMetres> = (0..SIDE * SIDE).map(centre).collect();
    let (binned_ms, binned) = surface(&squares, &counts, Kernel::Quartic, Way::Binned, 10);
    let (whole_ms, whole) = surface(&points, &ones, Kernel::Quartic, Way::Binned, 5);
    let (exact_ms, exact) = surface(&points, &ones, Kernel::Quartic, Way::Exact, 3);
    assert_eq!((whole.grid, whole.n), (exact.grid, binned.n));
    let highest = exact.per_km2.iter().copied().fold(0.0, f64::max);
    let off = whole.per_km2.iter().zip(&exact.per_km2).map(|(a, b)| (a - b).abs());
    let off = off.fold(0.0, f64::max) / highest;
    assert!(off < 0.03, "the two ways: {off}");
    let (gaussian_ms, gaussian) = surface(&squares, &counts, Kernel::Gaussian, Way::Binned, 10);
    let said = |name: &str, bound: f64| match answer(input, name, f64::from_le_bytes) {
        Some(peer) => {
            let off = off_from(&gaussian, &peer);
            assert!(off < bound, "{name}: {off}");
            format!("lika inom {off:.0e} av högsta")
        }
        None => "ej jämförda".to_owned(),
    };
    let n = N_POINTS as u64;
    vec![
        Line::new(n, "punkter", "täthet, via rutor, efter räkning per ruta", binned_ms)
            .target(5.0)
            .answers("volym lika"),
        Line::new(n, "punkter", "täthet, via rutor, från punkterna", whole_ms)
            .answers(format!("lika exakt inom {off:.0e} av högsta")),
        Line::new(n, "punkter", "täthet, exakt", exact_ms).target(200.0).answers("som ovan"),
        Line::new(n, "punkter", "täthet, Gauss via rutor", gaussian_ms)
            .beside(theirs, "kde")
            .answers(said("kde_filter.f64", 1e-6)),
        Line::new(n, "punkter", "täthet, Gauss via rutor", gaussian_ms)
            .beside(theirs, "kde_fft")
            .answers(said("kde_fft.f64", 1e-2)),
    ]
}

/// Largest difference on the 500 × 500 squares, as a share of the highest density.
fn off_from(ours: &Kde, peer: &[f64]) -> f64 {
    let first = centre(0);
    let column = ((first.east_m - ours.grid.west_m) / SQUARE_M) as usize;
    let row = ((first.north_m - ours.grid.south_m) / SQUARE_M) as usize;
    let highest = ours.per_km2.iter().copied().fold(0.0, f64::max);
    let at = |i: usize| (row + i / SIDE) * ours.grid.columns + column + i % SIDE;
    let off = peer.iter().enumerate().map(|(i, peer)| (ours.per_km2[at(i)] - peer).abs());
    off.fold(0.0, f64::max) / highest
}
