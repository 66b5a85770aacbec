//! Expectations by exposure and by the past: what they must say, and how seldom they cry wolf.

use super::whole_run::{block, default_parameters, hexagons, no_rows};
use platssamverkan::analysis::{
    basis::{Basis, Weights, spread},
    evidence::{Rule, expected_counts, hot_cells_against, weigh_against},
    hotspots::{HotspotInput, compute},
    laid::Laid,
    run::{Expectation, Exposure, Gate, RunParameters},
};
use platssamverkan::incident::{CategoryId, IndicatorId};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use std::sync::Arc;

fn by_residents() -> Expectation {
    Expectation::Exposure(Exposure::Indicator(IndicatorId("befolkning".into())))
}

fn by_category() -> Expectation {
    Expectation::Exposure(Exposure::Category(CategoryId("stold".into())))
}

fn rule(expectation: Expectation) -> Rule {
    Rule { expectation, ..Rule::of(&default_parameters()) }
}

/// A city of some 700 hexagons.
fn laid() -> Arc<Laid> {
    hexagons(&block(18.0, 59.3, 0.025)).laid(default_parameters().lattice, 1)
}

fn poisson(random: &mut ChaCha8Rng, mean: f64) -> u32 {
    let uniform = |random: &mut ChaCha8Rng| (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
    let (mut n, mut product, limit) = (0, uniform(random), (-mean).exp());
    while product > limit {
        product *= uniform(random);
        n += 1;
    }
    n
}

/// Rates that differ by a factor of thirty from cell to cell, the same from year to year.
fn rates(laid: &Laid) -> Vec<f64> {
    (0..laid.lattice().len())
        .map(|i| 1.0 + 29.0 * ((i * 7919 % 101) as f64 / 100.0).powi(3))
        .collect()
}

#[test]
fn expected_counts_follow_the_weights_and_sum_to_the_counts() {
    let laid = laid();
    let n_cells = laid.lattice().len();
    let counts: Vec<u32> = (0..n_cells as u32).map(|i| i * 31 % 7).collect();
    let n_ring = laid.neighbours().ring_sums(&counts);
    let total: u32 = counts.iter().sum();
    let weights: Vec<f64> = (0..n_cells).map(|i| (i % 5) as f64).collect();
    let basis = Basis::Known(weights.clone());
    let expected = expected_counts(&counts, &n_ring, &laid, &by_residents(), &basis);
    assert!((expected.iter().sum::<f64>() / f64::from(total) - 1.0).abs() < 1e-12);
    for i in 0..n_cells {
        assert!(expected[i] > 0.0, "nothing is impossible");
        let j = (i + 7) % n_cells;
        if weights[i] > 0.0 && weights[j] > 0.0 {
            assert!((expected[i] / expected[j] - weights[i] / weights[j]).abs() < 1e-9);
        }
        // Half a one, spread over the kilometre around.
        assert!(weights[i] > 0.0 || expected[i] < 0.02 * expected[(i + 1) % n_cells]);
    }
    // Ten times the weights is the same expectation.
    let tenfold = Basis::Known(weights.iter().map(|w| w * 10.0).collect());
    let evidence = |basis| weigh_against(&counts, &laid, &rule(by_residents()), basis);
    let (one, ten) = (evidence(&basis), evidence(&tenfold));
    let close = |a: f64, b: f64| (a - b).abs() <= 2e-2 * a.abs().max(1e-12);
    assert!(one.expected_ring.iter().zip(&ten.expected_ring).all(|(a, b)| close(*a, *b)));
}

#[test]
fn where_there_is_nothing_to_stand_on_it_is_land_and_nothing_is_not_a_number() {
    let laid = laid();
    let n_cells = laid.lattice().len();
    let counts = vec![1; n_cells];
    let land = weigh_against(&counts, &laid, &rule(Expectation::Land), &Basis::Own);
    for basis in [Basis::Known(vec![0.0; n_cells]), Basis::Counted(vec![0; n_cells]), Basis::Own] {
        let found = weigh_against(&counts, &laid, &rule(by_residents()), &basis);
        assert_eq!(found.expected, land.expected);
        assert!(found.p_cell.iter().chain(&found.p_ring).all(|p| (0.0..=1.0).contains(p)));
        assert!(!found.hot.contains(&true));
    }
    let nothing = weigh_against(
        &vec![0; n_cells],
        &laid,
        &rule(Expectation::Past),
        &Basis::Counted(vec![3; n_cells]),
    );
    assert!(nothing.p_cell.iter().all(|&p| p == 1.0) && !nothing.hot.contains(&true));
}

#[test]
fn a_cell_with_less_than_its_own_expectation_is_not_hot_beside_others() {
    let laid = laid();
    let n_cells = laid.lattice().len();
    let middle = (0..n_cells).find(|&i| laid.neighbours().of(i).len() == 6).expect("an inner cell");
    let hot = laid.neighbours().of(middle).to_vec();
    // A few everywhere, many around the middle; in it more than the mean but less than its exposure
    // explains.
    let mut counts = vec![1u32; n_cells];
    let mut weights = vec![1.0; n_cells];
    hot.iter().for_each(|&i| counts[i as usize] = 60);
    (counts[middle], weights[middle]) = (4, 8.0);
    for basis in [
        Basis::Known(weights.clone()),
        Basis::Counted(weights.iter().map(|w| (w * 20.0) as u32).collect()),
    ] {
        let found = weigh_against(&counts, &laid, &rule(by_category()), &basis);
        assert!(hot.iter().all(|&i| found.hot[i as usize]) && !found.hot[middle]);
        assert!(found.expected[middle] > 4.0, "{}", found.expected[middle]);
    }
    // Beside the same neighbours, with as little exposed as anywhere, it is.
    let found =
        weigh_against(&counts, &laid, &rule(by_category()), &Basis::Known(vec![1.0; n_cells]));
    assert!(found.hot[middle]);
}

#[test]
fn only_looking_for_hot_cells_decides_as_the_whole_does() {
    let laid = laid();
    let mut random = ChaCha8Rng::seed_from_u64(8);
    let rates = rates(&laid);
    for gate in [Gate::Default, Gate::Count] {
        let past: Vec<u32> = rates.iter().map(|&rate| poisson(&mut random, 2.0 * rate)).collect();
        let mut counts: Vec<u32> = rates.iter().map(|&rate| poisson(&mut random, rate)).collect();
        for i in (5..counts.len()).step_by(97) {
            counts[i] += 40;
        }
        for basis in [Basis::Counted(past.clone()), Basis::Known(rates.clone())] {
            let rule = Rule { gate, ..rule(Expectation::Past) };
            let whole = weigh_against(&counts, &laid, &rule, &basis).hot;
            assert!(whole.contains(&true));
            assert_eq!(hot_cells_against(&counts, &laid, &rule, &basis), whole);
        }
    }
}

/// Two years of the same rates: whatever is hot is a false alarm.
#[test]
fn noise_on_noise_seldom_has_anything_hot_where_counts_are_compared_as_counts() {
    const RUNS: u32 = 200;
    let laid = laid();
    let rates = rates(&laid);
    let mut random = ChaCha8Rng::seed_from_u64(1940);
    let (mut compared, mut taken_as_known, mut by_rates) = (0, 0, 0);
    for _ in 0..RUNS {
        let past: Vec<u32> = rates.iter().map(|&rate| poisson(&mut random, rate)).collect();
        let now: Vec<u32> = rates.iter().map(|&rate| poisson(&mut random, rate)).collect();
        let any = |basis: &Basis| {
            u32::from(
                hot_cells_against(&now, &laid, &rule(Expectation::Past), basis).contains(&true),
            )
        };
        compared += any(&Basis::Counted(past.clone()));
        taken_as_known += any(&Basis::Known(past.iter().map(|&n| f64::from(n)).collect()));
        by_rates += any(&Basis::Known(rates.clone()));
    }
    println!(
        "av {RUNS} körningar på slump har något hett: {compared} när två antal jämförs, \
         {taken_as_known} när fjolårets antal tas för kända, {by_rates} med kända vikter"
    );
    // 5 % and three Monte Carlo errors.
    assert!(f64::from(compared) <= 0.05 * 200.0 + 3.0 * (200.0f64 * 0.05 * 0.95).sqrt());
    assert!(f64::from(by_rates) <= 0.05 * 200.0 + 3.0 * (200.0f64 * 0.05 * 0.95).sqrt());
    assert!(taken_as_known > 4 * compared.max(5), "the reason: {taken_as_known}");
}

#[test]
fn a_run_finds_what_is_new_and_not_what_is_always_there() {
    let lattices = hexagons(&block(18.0, 59.3, 0.025));
    let laid = lattices.laid(default_parameters().lattice, 1);
    let n_cells = laid.lattice().len();
    let (always, new, unheard_of) = (n_cells / 4, n_cells / 2, 3 * n_cells / 4);
    let on_ground: Vec<u32> = (0..n_cells).map(|i| laid.lattice().members(i)[0]).collect();
    let mut past = vec![6u32; n_cells];
    let mut counts = vec![3u32; n_cells];
    (past[always], counts[always]) = (240, 120);
    (past[new], counts[new]) = (6, 60);
    (past[unheard_of], counts[unheard_of]) = (0, 60);
    let parameters = RunParameters { stability: true, ..default_parameters() };
    let input = HotspotInput {
        counts_month_back: Some(&counts),
        weights: Some(Weights::Counted { at: &on_ground, n: &past }),
        ..no_rows(&lattices, &on_ground, &counts)
    };
    let hot = |expectation: Expectation| {
        let run = compute(&RunParameters { expectation, ..parameters.clone() }, &input);
        for place in &run.places {
            assert!(place.ratio_95.0 <= place.ratio && place.ratio <= place.ratio_95.1);
            assert!(place.ratio_95.1.is_finite());
        }
        let codes: Vec<String> = run.guard_rails.iter().map(|rail| rail.code.clone()).collect();
        assert!(codes.contains(&"no_exposure".to_owned()), "{codes:?}");
        [always, new, unheard_of].map(|i| run.cells.hot[i])
    };
    assert_eq!(hot(Expectation::Past), [false, true, true]);
    assert_eq!(hot(by_category()), [false, true, true]);
}

#[test]
fn residents_are_spread_over_the_land_of_their_area_and_those_outside_stay_there() {
    let lattices = hexagons(&block(18.0, 59.3, 0.02));
    let ground = lattices.ground();
    let all: f64 = ground.area_m2().iter().sum();
    // Half of the base cells in each area, the rest in none; the second area is twice as large as
    // what is inside.
    let n = ground.cells().len();
    let area_of: Vec<u32> = (0..n)
        .map(|i| {
            if i < n / 2 {
                0
            } else if i < n - 100 {
                1
            } else {
                u32::MAX
            }
        })
        .collect();
    let inside =
        |area| -> f64 { (0..n).filter(|&i| area_of[i] == area).map(|i| ground.area_m2()[i]).sum() };
    let m2 = [inside(0) * 1.003, inside(1) * 2.0];
    let weights = spread(ground, &area_of, &[1_000.0, 500.0], &m2);
    let sum = |area| -> f64 { (0..n).filter(|&i| area_of[i] == area).map(|i| weights[i]).sum() };
    assert!((sum(0) - 1_000.0).abs() < 1e-6, "{}", sum(0));
    assert!((sum(1) - 250.0).abs() < 1e-6, "{}", sum(1));
    assert!(weights[n - 50] == 0.0 && all > 0.0);
    assert!(spread(ground, &area_of, &[], &[]).iter().all(|&weight| weight == 0.0));
}
