//! What the gate finds where something is planted, and where nothing is.

use super::planted::{Planted, Score, score};
use super::whole_run::{block, default_parameters, hexagons, input_on_cells, no_rows};
use platssamverkan::analysis::{
    evidence::{Rule, hot_cells},
    hotspots::compute,
    laid::Laid,
    run::Expectation,
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

fn uniform(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

fn normal(random: &mut ChaCha8Rng) -> f64 {
    let radius = (-2.0 * (1.0 - uniform(random)).ln()).sqrt();
    radius * (std::f64::consts::TAU * uniform(random)).cos()
}

/// Deals `n` counts out over cells in proportion to `weights`.
fn deal(random: &mut ChaCha8Rng, weights: &[f64], n: usize) -> Vec<u32> {
    let mut totals = Vec::with_capacity(weights.len());
    let mut total = 0.0;
    for weight in weights {
        total += weight;
        totals.push(total);
    }
    let mut counts = vec![0; weights.len()];
    for _ in 0..n {
        let at = uniform(random) * total;
        counts[totals.partition_point(|&t| t <= at).min(weights.len() - 1)] += 1;
    }
    counts
}

/// The default gate with either expectation, at 2.5 and at 10 counts a cell.
#[test]
fn complete_spatial_randomness_has_no_hotspots_in_95_of_100_runs() {
    let lattices = hexagons(&block(18.0, 59.3, 0.045));
    let laid = lattices.laid(default_parameters().lattice, 1);
    let land = laid.lattice().land_m2();
    for expectation in [Expectation::Background, Expectation::Land] {
        let rule = Rule { expectation: expectation.clone(), ..Rule::of(&default_parameters()) };
        for per_cell in [2.5, 10.0] {
            let n = (laid.lattice().len() as f64 * per_cell) as usize;
            let mut with_something = 0;
            for seed in 0..200 {
                let mut random = ChaCha8Rng::seed_from_u64(seed);
                let counts = deal(&mut random, land, n);
                with_something += usize::from(hot_cells(&counts, &laid, &rule).contains(&true));
            }
            println!(
                "fullständig rumslig slump, {expectation:?}, {} rutor, {n} händelser: \
                 {with_something} av 200 körningar hade någon het ruta",
                laid.lattice().len()
            );
            assert!(with_something <= 10);
        }
    }
}

/// A city-like intensity: a dense middle, three centres, and unevenness that the eye would not call
/// a place; then places of 1–7 cells, 3–10 times what was there.
fn city(
    random: &mut ChaCha8Rng,
    laid: &Laid,
    n: usize,
    n_places: usize,
) -> (Vec<u32>, Vec<Planted>) {
    let lattice = laid.lattice();
    let n_cells = lattice.len();
    let mean = |f: &dyn Fn(usize) -> f64| (0..n_cells).map(f).sum::<f64>() / n_cells as f64;
    let (east, north) =
        (mean(&|i| lattice.planar()[i].east_m), mean(&|i| lattice.planar()[i].north_m));
    let centres: Vec<(f64, f64, f64)> = (0..3)
        .map(|_| {
            (4_000.0 * normal(random) / 2.0, 4_000.0 * normal(random) / 2.0, 0.4 + uniform(random))
        })
        .collect();
    let mut weights: Vec<f64> = (0..n_cells)
        .map(|i| {
            let at = lattice.planar()[i];
            let (x, y) = (at.east_m - east, at.north_m - north);
            let middle = 3.0 * (-x.hypot(y) / 1_800.0).exp();
            let more: f64 =
                centres.iter().map(|(a, b, h)| h * (-(x - a).hypot(y - b) / 900.0).exp()).sum();
            lattice.land_m2()[i] * (0.25 + middle + more) * (0.25 * normal(random)).exp()
        })
        .collect();
    let before: f64 = weights.iter().sum();
    let scale = n as f64 / before;
    let mut taken = vec![false; n_cells];
    let mut planted = Vec::new();
    let base = weights.clone();
    for _ in 0..100_000 {
        if planted.len() == n_places {
            break;
        }
        let middle = (uniform(random) * n_cells as f64) as usize;
        let size = 1 + (uniform(random) * 7.0) as usize;
        let ratio = 3.0 + 7.0 * uniform(random);
        let mut cells = vec![middle as u32];
        cells.extend(laid.neighbours().of(middle).iter().copied().take(size - 1));
        let expected: f64 = cells.iter().map(|&i| base[i as usize] * scale * ratio).sum();
        let rim = cells.iter().flat_map(|&i| laid.neighbours().of(i as usize)).chain(&cells);
        if cells.len() < size || expected < 30.0 || rim.clone().any(|&i| taken[i as usize]) {
            continue;
        }
        let rim: Vec<u32> = rim.copied().collect();
        rim.into_iter().for_each(|i| taken[i as usize] = true);
        cells.iter().for_each(|&i| weights[i as usize] = base[i as usize] * ratio);
        let ids = cells.iter().map(|&i| lattice.ids()[i as usize].clone()).collect();
        planted.push(Planted::new(ids, lattice.centres()[middle], ratio));
    }
    let all: f64 = weights.iter().sum::<f64>() * scale;
    (deal(random, &weights, all.round() as usize), planted)
}

#[test]
fn planted_places_are_found_and_little_else_is_called_hot() {
    let lattices = hexagons(&block(18.0, 59.3, 0.07));
    let parameters = default_parameters();
    let laid = lattices.laid(parameters.lattice, 1);
    let n_cells = laid.lattice().len();
    let on_ground = input_on_cells(&laid);
    for (label, per_cell) in [("37 500 på 15 000", 2.5), ("150 000 på 15 000", 10.0)] {
        let mut all = Score::default();
        for seed in 0..8 {
            let mut random = ChaCha8Rng::seed_from_u64(1_000 + seed as u64);
            let n = (n_cells as f64 * per_cell) as usize;
            let (counts, planted) = city(&mut random, &laid, n, n_cells * 80 / 15_000);
            let run = compute(&parameters, &no_rows(&lattices, &on_ground, &counts));
            all.add(&score(&planted, &run), seed);
        }
        println!("planterade platser ({label}, {n_cells} rutor, 8 körningar): {all}");
        assert!(all.share_found() >= 0.9, "{label}: {all}");
        assert!(all.land_share <= 0.05, "{label}: {all}");
    }
}
