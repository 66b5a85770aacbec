//! What becomes of counts in time, against other people's programs.

use super::whole_run::{block, hexagons};
use platssamverkan::analysis::{
    change::{
        Against, binomial_two_sided, change, poisson_two_sided, prediction_95, ratio_interval,
    },
    effort::{Effort, Limits, Stopped},
    emerging::{self, MonthHeat, TrendClass, emerging, of_heat},
    mann_kendall::{mann_kendall, sen_slope},
    month::Month,
    neighbours::Neighbours,
    run::{Correction, Gate, LatticeSpec},
    whats_changed::{self, MonthCounts, whats_changed},
};
use serde_json::Value;
use std::collections::BTreeSet;

fn json(name: &str) -> Value {
    let path = format!("{}/tests/golden/{name}/expected.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).expect("golden files are JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn whole(value: &Value) -> u64 {
    value.as_u64().expect("a whole number")
}

fn close(found: f64, expected: f64, what: &str) {
    let off = (found - expected).abs();
    assert!(off <= 1e-9 * expected.abs().max(1e-3), "{what}: {found} instead of {expected}");
}

#[test]
fn the_trend_of_a_series_agrees_with_pymannkendall_and_scipy() {
    let file = json("mann_kendall");
    let mut n_exact = 0;
    for case in list(&file["cases"]) {
        let values: Vec<f64> = list(&case["values"]).iter().map(number).collect();
        let found = mann_kendall(&values).expect("enough values");
        assert_eq!(found.s, case["s"].as_i64().expect("whole"), "{values:?}");
        close(found.variance, number(&case["variance"]), "variance");
        close(found.z, number(&case["z"]), "z");
        close(found.tau, number(&case["tau_b"]), "tau");
        close(sen_slope(&values).expect("a slope"), number(&case["slope"]), "slope");
        assert_eq!(found.exact, !case["p_exact"].is_null());
        match case["p_exact"].as_f64() {
            // scipy leaves its exact p at 34 values, ours later: both are right.
            Some(exact) => {
                n_exact += 1;
                let off = (found.p - exact).abs();
                assert!(off <= 1e-9 * exact.max(1e-6), "{} {exact}", found.p);
            }
            None => close(found.p, number(&case["p_normal"]), "p"),
        }
    }
    assert!(n_exact >= 8);
}

#[test]
fn changed_counts_agree_with_scipy() {
    let file = json("change");
    for row in list(&file["earlier"]) {
        let (now, n, periods) = (whole(&row["now"]), whole(&row["n"]), number(&row["periods"]));
        let found = change(now, Against::Earlier { n, periods }).expect("earlier periods");
        close(found.z, number(&row["z"]), "z");
        let p = number(&row["p_exact"]);
        close(binomial_two_sided(now + n, 1.0 / (periods + 1.0), now), p, "exact p");
        if found.exact {
            close(found.p, p, "p of small counts");
        }
        if let Some([lower, upper]) = row["ratio"].as_array().map(Vec::as_slice) {
            let (low, high) = ratio_interval(now, n, periods);
            close(low, number(lower), "lower limit");
            match upper.as_f64() {
                Some(upper) => close(high.expect("bounded"), upper, "upper limit"),
                None => assert_eq!(high, None),
            }
        }
        let limits = list(&row["prediction"]);
        let expected = (whole(&limits[0]), whole(&limits[1]));
        assert_eq!(prediction_95(n, periods), Some(expected), "{n} in {periods}");
    }
    for row in list(&file["known"]) {
        let (now, expected) = (whole(&row["now"]), number(&row["expected"]));
        close(poisson_two_sided(expected, now), number(&row["p_exact"]), "exact p");
        let found = change(now, Against::Known { expected }).expect("known");
        close(found.z, number(&row["z"]), "z");
    }
}

fn queen(side: usize) -> Neighbours {
    let near = |at: usize| at.saturating_sub(1)..=(at + 1).min(side - 1);
    Neighbours::from_lists((0..side * side).map(|cell| {
        let (row, column) = (cell / side, cell % side);
        near(row).flat_map(|r| near(column).map(move |c| (r * side + c) as u32)).collect()
    }))
}

#[test]
fn a_cube_of_months_agrees_with_esda_statsmodels_and_pymannkendall() {
    let file = json("emerging");
    let counts: Vec<Vec<u32>> = list(&file["counts"])
        .iter()
        .map(|month| list(month).iter().map(|n| whole(n) as u32).collect())
        .collect();
    let near = queen(whole(&file["side"]) as usize);
    let heat: Vec<MonthHeat> = counts
        .iter()
        .map(|month| MonthHeat::by_gi_star(month, &near, Correction::Bh, 0.05))
        .collect();
    for (month, (heat, expected)) in heat.iter().zip(list(&file["hot"])).enumerate() {
        let found: String = heat.hot.iter().map(|&hot| if hot { '#' } else { '.' }).collect();
        assert_eq!(found, expected.as_str().expect("text"), "month {month}");
        for (z, expected) in heat.z.iter().step_by(17).zip(list(&file["z"][month])) {
            assert!((z.expect("defined") - number(expected)).abs() < 1e-10);
        }
    }
    let first: Month = "2025-06".parse().expect("a month");
    let months: Vec<Month> = (0..12).map(|i| first + i).collect();
    let ids: Vec<String> = (0..counts[0].len()).map(|i| i.to_string()).collect();
    let found = of_heat(&months, &counts, &heat, &ids, 0.05);
    let mut classes = vec![TrendClass::None; counts[0].len()];
    for cell in &found.cells {
        classes[cell.cell as usize] = cell.class;
        let expected = list(&file["trend"][cell.cell.to_string()]);
        let trend = cell.trend.expect("twelve months");
        assert_eq!(trend.s, expected[0].as_i64().expect("whole"));
        close(trend.p, number(&expected[1]), "p of the trend");
        let slope = cell.z_per_month.expect("twelve months");
        assert!((slope - number(&expected[2])).abs() < 1e-10);
    }
    for (cell, (class, expected)) in classes.iter().zip(list(&file["class"])).enumerate() {
        assert_eq!(class.as_str(), expected.as_str().expect("text"), "cell {cell}");
    }
    assert_eq!(found.cells.len(), file["trend"].as_object().expect("cells").len());
    let met: BTreeSet<TrendClass> = classes.into_iter().collect();
    assert_eq!(met.len(), TrendClass::ALL.len(), "every class is met: {met:?}");
}

/// A year over n cells: thinly spread, and a few cells that develop.
fn cube(n_cells: usize) -> (Vec<Month>, Vec<Vec<u32>>) {
    let first: Month = "2025-06".parse().expect("a month");
    let count = |month: u32, cell: u32| match cell % 97 {
        3 => 20,
        5 => month,
        7 if month > 8 => 15,
        _ => (cell * 7_919 + month * 104_729) % 4 / 3,
    };
    let counts = (0..12).map(|m| (0..n_cells as u32).map(|cell| count(m, cell)).collect());
    ((0..12).map(|i| first + i).collect(), counts.collect())
}

#[test]
fn one_thread_and_two_give_the_same_months_and_ranks() {
    let bytes = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("pool");
        pool.install(|| {
            let laid = hexagons(&block(18.0, 59.3, 0.02)).laid(LatticeSpec::H3(10), 1);
            let (months, counts) = cube(laid.lattice().len());
            let mut answers = Vec::new();
            for gate in [Gate::GiStar, Gate::Count, Gate::Permutation, Gate::Default] {
                let chosen = emerging::Parameters { gate, ..emerging::Parameters::default() };
                let found = emerging(&months, &counts, &laid, &chosen, &Effort::unlimited());
                answers.push(serde_json::to_vec(&found.expect("afforded")).expect("JSON"));
            }
            let mut ranked = MonthCounts::new(months[0], 24, 40, 5);
            (0..40 * 5 * 24)
                .for_each(|i| ranked.add(i / 120, i / 24 % 5, i % 24, i as u32 * 31 % 9));
            let found = whats_changed(&ranked, &whats_changed::Parameters::default());
            answers.push(serde_json::to_vec(&found).expect("JSON"));
            answers
        })
    };
    let one = bytes(1);
    assert!(one.iter().all(|answer| answer.len() > 300));
    assert!(one == bytes(2));
}

#[test]
fn a_ground_without_cells_has_no_classes_and_too_much_is_refused() {
    // Smaller than a cell, and no cell's centre in it.
    let laid = hexagons(&block(18.0, 59.3, 0.0006)).laid(LatticeSpec::H3(8), 1);
    let (months, counts) = cube(laid.lattice().len());
    let chosen = emerging::Parameters::default();
    let found = emerging(&months, &counts, &laid, &chosen, &Effort::unlimited());
    assert!(found.expect("afforded").cells.is_empty());

    let laid = hexagons(&block(18.0, 59.3, 0.02)).laid(LatticeSpec::H3(10), 1);
    let (months, counts) = cube(laid.lattice().len());
    let effort = Effort::new(Limits { memory_bytes: 200_000, operations: u64::MAX });
    let refused = emerging(&months, &counts, &laid, &chosen, &effort);
    assert!(matches!(refused, Err(Stopped::TooCostly { field: "months", .. })), "{refused:?}");
    let effort = Effort::unlimited();
    effort.cancel();
    assert_eq!(emerging(&months, &counts, &laid, &chosen, &effort), Err(Stopped::Cancelled));
}
