//! The back-test: numbers that others computed, what must not change them, and how long it takes.

use super::whole_run::{block, default_parameters, hexagons};
use platssamverkan::analysis::{
    backtest::{
        Backtest, Cube, Parameters, SHARES, Verdict, backtest,
        choose::Reason,
        detectors::{Detector, Past, ranking},
        rolls::rolling,
        score::{Chosen, Scored},
        spread::Spread,
    },
    effort::{Effort, Limits, Stopped},
    laid::Lattices,
    neighbours::Neighbours,
    run::LatticeSpec,
};
use platssamverkan::area::PlanarMetres;
use proptest::prelude::*;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use serde_json::Value;
use std::time::Instant;

fn golden(name: &str) -> String {
    let path = format!("{}/tests/golden/backtest/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn close(found: f64, expected: f64, what: &str) {
    assert!(
        (found - expected).abs() <= 1e-12 * expected.abs().max(1.0),
        "{what}: {found} {expected}"
    );
}

#[test]
fn six_cells_have_the_pai_and_pei_of_ptools() {
    let rows: Vec<Vec<f64>> = golden("pai_ptools.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(|value| value.parse().expect("number")).collect())
        .collect();
    let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
    let counts: Vec<u32> = column(1).iter().map(|&n| n as u32).collect();
    let predicted: Vec<u32> = column(4).iter().map(|&n| n as u32).collect();
    let land = column(6);
    let scored = Scored::new(&counts, &land);
    let order: Vec<u32> = (0..rows.len() as u32).collect();
    for (i, row) in rows.iter().enumerate() {
        let chosen = Chosen { cells: &order[..=i], land_m2: row[7] };
        let found = scored.score(chosen, &predicted);
        close(found.pai.expect("defined"), row[9], "PAI");
        close(found.pei_star.expect("defined"), row[10], "PEI");
        // Its RRI is predicted over observed: another question, and another number than ours.
        close(row[5] / row[2], row[11], "predicted/observed");
        let before = row[5] / predicted.iter().sum::<u32>() as f64;
        close(found.rri.expect("defined"), found.hit_rate / before, "RRI");
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("list").iter().map(|v| v.as_f64().expect("number")).collect()
}

fn queen(side: usize) -> Neighbours {
    let near = |at: usize| at.saturating_sub(1)..=(at + 1).min(side - 1);
    Neighbours::from_lists((0..side * side).map(|cell| {
        let (row, column) = (cell / side, cell % side);
        near(row).flat_map(|r| near(column).map(move |c| (r * side + c) as u32)).collect()
    }))
}

fn cube(months: Vec<Vec<u32>>) -> Cube {
    let name = |i: usize| format!("{}-{:02}", 2020 + i / 12, i % 12 + 1);
    Cube { months: (0..months.len()).map(name).collect(), counts: months }
}

/// Expectations in proportion to land, so that no lattice is needed.
fn by_land(months: &Cube, land: &[f64], near: &Neighbours, parameters: &Parameters) -> Backtest {
    let all: f64 = land.iter().sum();
    let side = land.len().isqrt();
    let metres = |i: usize| i as f64 * 100.0;
    let centres: Vec<PlanarMetres> = (0..land.len())
        .map(|i| PlanarMetres { east_m: metres(i % side), north_m: metres(i / side) })
        .collect();
    let spread = Spread::quartic(&centres, 250.0);
    let rank = |counts: &[u32]| {
        let n: u64 = counts.iter().map(|&n| u64::from(n)).sum();
        let expected: Vec<f64> = land.iter().map(|land| land / all * n as f64).collect();
        let past = Past { counts, neighbours: near, spread: &spread, expected: &expected };
        Detector::ALL.iter().map(|method| ranking(*method, &past)).collect()
    };
    let effort = Effort::unlimited();
    rolling(months, land, parameters, &Detector::ALL, &effort, rank).expect("nobody stops it")
}

#[test]
fn a_whole_rolling_example_agrees_with_numpy_and_scipy() {
    let file: Value = serde_json::from_str(&golden("expected.json")).expect("JSON");
    let land = numbers(&file["land"]);
    let months: Vec<Vec<u32>> = file["months"]
        .as_array()
        .expect("months")
        .iter()
        .map(|month| numbers(month).into_iter().map(|n| n as u32).collect())
        .collect();
    let parameters = Parameters { past_months: 12, max_rolls: 7, ring: 1 };
    let found = by_land(&cube(months), &land, &queen(20), &parameters);
    let scored = numbers(&file["scored"]);
    assert_eq!(found.rolls.len(), scored.len());
    assert_eq!(found.verdict, Verdict::Scored { n_rolls: 6 });
    assert_eq!(found.left_out.len(), 1, "the month without incidents is counted aloud");
    assert_eq!(
        (found.left_out[0].month.as_str(), found.left_out[0].code.as_str()),
        ("2021-04", "nothing_scored")
    );
    for method in &found.methods {
        let expected = &file["methods"][method.method.code()];
        for (share, at) in method.shares.iter().zip(0..) {
            for (roll, row) in share.rolls.iter().zip(expected[at].as_array().expect("rolls")) {
                let what = format!("{} {}", method.method.code(), share.area_share);
                let number = |i: usize| row[i].as_f64();
                assert_eq!(f64::from(roll.n_cells), number(0).expect("cells"), "{what}");
                close(roll.area_used, number(1).expect("area"), &what);
                assert_eq!(roll.n as f64, number(2).expect("n"), "{what}");
                close(roll.hit_rate, number(3).expect("hit rate"), &what);
                for (ours, theirs) in [(roll.pai, 4), (roll.pei_star, 5), (roll.rri, 6)] {
                    match (ours, number(theirs)) {
                        (Some(ours), Some(theirs)) => close(ours, theirs, &what),
                        (ours, theirs) => assert_eq!(ours, theirs, "{what}"),
                    }
                }
            }
            let Some(difference) = share.against_ranked else { continue };
            let row = numbers(&file["differences"][method.method.code()][at]);
            let (low, high) = difference.interval_95.expect("six rolls");
            close(difference.mean, row[0], "difference");
            close(low, row[1], "lower");
            close(high, row[2], "upper");
            assert_eq!(
                (f64::from(difference.n_better), f64::from(difference.n_worse)),
                (row[3], row[4])
            );
            close(difference.sign_p, row[5], "sign test");
        }
    }
}

fn random(seed: u64) -> impl FnMut() -> f64 {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    move || (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// Months of an uneven city: a cell's level stays, its counts vary.
fn uneven(n_cells: usize, n_months: usize, per_month: f64, seed: u64) -> Cube {
    let mut unit = random(seed);
    let mut totals = Vec::with_capacity(n_cells);
    let mut all = 0.0;
    for _ in 0..n_cells {
        all += unit().powi(6);
        totals.push(all);
    }
    let mut month = || {
        let mut counts = vec![0; n_cells];
        for _ in 0..per_month as usize {
            let at = unit() * all;
            counts[totals.partition_point(|&total| total <= at).min(n_cells - 1)] += 1;
        }
        counts
    };
    cube((0..n_months).map(|_| month()).collect())
}

fn laid_city(height: f64) -> Lattices {
    hexagons(&block(18.0, 59.3, height))
}

/// Whether anything in it is what JSON cannot say.
fn holds_no_nan(found: &Backtest) -> bool {
    let text = serde_json::to_string(found).expect("written");
    serde_json::from_str::<Backtest>(&text).is_ok_and(|read| read == *found)
}

#[test]
fn a_roll_short_is_said_and_one_more_month_is_enough() {
    let lattices = laid_city(0.02);
    let laid = lattices.laid(default_parameters().lattice, 1);
    let n = laid.lattice().len();
    let run = |cube: &Cube| {
        backtest(cube, &laid, &Parameters::STANDARD, &Effort::unlimited()).expect("affordable")
    };
    let short = run(&uneven(n, 12, 300.0, 1));
    assert_eq!(short.verdict, Verdict::TooFewMonths { n_months: 12, needed: 13 });
    assert_eq!(short.choice.method, Detector::RankedCounts);
    assert_eq!(short.choice.reason, Reason::TooLittleData { n_rolls: 0, needed: 6 });
    let one = run(&uneven(n, 13, 300.0, 1));
    assert_eq!(one.verdict, Verdict::Scored { n_rolls: 1 });
    assert_eq!(one.methods[1].shares[3].against_ranked.expect("a pair").interval_95, None);
    let empty = run(&cube(vec![vec![0; n]; 15]));
    assert_eq!(empty.verdict, Verdict::NothingToScore { n_left_out: 3 });
    let late = run(&cube((0..16).map(|month| vec![u32::from(month > 13); n]).collect()));
    assert_eq!(late.verdict, Verdict::Scored { n_rolls: 1 });
    let codes: Vec<&str> = late.left_out.iter().map(|left| left.code.as_str()).collect();
    assert_eq!(codes, ["nothing_scored", "nothing_scored", "nothing_before"]);
    for found in [&short, &one, &empty, &late] {
        assert!(holds_no_nan(found));
    }
}

#[test]
fn the_default_follows_only_when_another_method_surely_catches_more() {
    // Where the level of a cell is all there is, counting is as good as anything.
    let lattices = laid_city(0.05);
    let laid = lattices.laid(default_parameters().lattice, 1);
    let months = uneven(laid.lattice().len(), 24, 2_000.0, 7);
    let found = backtest(&months, &laid, &Parameters::STANDARD, &Effort::unlimited()).expect("ok");
    assert_eq!(found.choice.method, Detector::RankedCounts);
    assert!(matches!(found.choice.reason, Reason::NothingBeats { n_rolls: 12, .. }));
    // Where few incidents fall on broad hot ground, a cell's own count says less than its
    // neighbourhood: there looking around catches more, and the back-test says so.
    let laid = lattices.laid(LatticeSpec::H3(11), 1);
    let lattice = laid.lattice();
    let mut unit = random(11);
    let middle = lattice.planar()[lattice.len() / 2];
    let level: Vec<f64> = lattice
        .planar()
        .iter()
        .map(|at| {
            let apart = (at.east_m - middle.east_m).hypot(at.north_m - middle.north_m);
            if apart < 900.0 { 8.0 } else { 1.0 }
        })
        .collect();
    let all: f64 = level.iter().sum();
    let months = (0..24)
        .map(|_| level.iter().map(|level| u32::from(unit() < level * 200.0 / all)).collect())
        .collect();
    let found =
        backtest(&cube(months), &laid, &Parameters::STANDARD, &Effort::unlimited()).expect("ok");
    let Reason::Beats { lead, interval, n_rolls, .. } = found.choice.reason else {
        panic!("{:?}", found.choice)
    };
    assert!(n_rolls == 12 && lead > 0.01 && interval.0 > 0.0);
    assert!(![Detector::RankedCounts, Detector::LocalRatio].contains(&found.choice.method));
}

#[test]
fn two_years_of_a_large_city_take_little_time_and_the_same_bytes_on_one_thread_and_two() {
    let lattices = laid_city(0.117);
    let laid = lattices.laid(default_parameters().lattice, 1);
    let n_cells = laid.lattice().len();
    let months = uneven(n_cells, 36, 12_000.0, 3);
    let timed = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("pool");
        pool.install(|| {
            let start = Instant::now();
            let found =
                backtest(&months, &laid, &Parameters::STANDARD, &Effort::unlimited()).expect("ok");
            println!(
                "prövning i efterhand: {} rutor, {} rullningar, {} metoder på {:.2} s, {n_threads} tråd(ar)",
                n_cells,
                found.rolls.len(),
                found.methods.len(),
                start.elapsed().as_secs_f64()
            );
            serde_json::to_vec(&found).expect("written")
        })
    };
    let one = timed(1);
    assert!(one == timed(2) && one == timed(2));
}

#[test]
fn a_back_test_beyond_the_budget_is_refused_with_the_rolls_that_would_do_and_can_be_taken_back() {
    let lattices = laid_city(0.03);
    let laid = lattices.laid(default_parameters().lattice, 1);
    let months = uneven(laid.lattice().len(), 40, 300.0, 5);
    let run = |effort: &Effort| backtest(&months, &laid, &Parameters::STANDARD, effort);
    let limits = Limits { operations: laid.lattice().len() as u64 * 50_000, ..Limits::SERVICE };
    let Err(Stopped::TooCostly { field, would_do, .. }) = run(&Effort::new(limits)) else {
        panic!("not refused")
    };
    assert_eq!((field, would_do), ("max_rolls", 5.0));
    let effort = Effort::unlimited();
    effort.cancel();
    assert_eq!(run(&effort), Err(Stopped::Cancelled));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..Default::default() })]

    #[test]
    fn shares_are_shares_more_land_catches_no_less_and_the_best_is_never_beaten(
        months in prop::collection::vec(prop::collection::vec(prop_oneof![4 => Just(0u32), 2 => 0u32..4, 1 => 0u32..40], 100), 8..11),
        land in prop::collection::vec(50.0f64..1_000.0, 100),
    ) {
        let parameters = Parameters { past_months: 6, max_rolls: 9, ring: 1 };
        let found = by_land(&cube(months), &land, &queen(10), &parameters);
        prop_assert!(holds_no_nan(&found));
        for method in &found.methods {
            for (at, share) in method.shares.iter().enumerate() {
                for (i, roll) in share.rolls.iter().enumerate() {
                    prop_assert!((0.0..=1.0).contains(&roll.hit_rate));
                    prop_assert!(roll.area_used <= SHARES[at] + 1e-9);
                    prop_assert!(roll.pei_star.is_none_or(|pei| (0.0..=1.0).contains(&pei)));
                    if let Some(pai) = roll.pai {
                        prop_assert!((pai * roll.area_used - roll.hit_rate).abs() < 1e-9);
                    }
                    if at > 0 {
                        prop_assert!(roll.n >= method.shares[at - 1].rolls[i].n);
                    }
                }
            }
        }
    }

    #[test]
    fn multiplying_every_count_leaves_what_ranked_counts_and_gi_star_catch(
        months in prop::collection::vec(prop::collection::vec(0u32..9, 64), 5..8), factor in 2u32..40,
    ) {
        let parameters = Parameters { past_months: 4, max_rolls: 9, ring: 1 };
        let land = vec![1.0; 64];
        let many = months.iter().map(|month| month.iter().map(|n| n * factor).collect()).collect();
        let one = by_land(&cube(months), &land, &queen(8), &parameters);
        let many = by_land(&cube(many), &land, &queen(8), &parameters);
        for (a, b) in one.methods.iter().zip(&many.methods) {
            if [Detector::RankedCounts, Detector::Permutation].contains(&a.method) {
                for (a, b) in a.shares.iter().zip(&b.shares) {
                    prop_assert!((a.hit_rate - b.hit_rate).abs() < 1e-12);
                }
            }
        }
    }
}
