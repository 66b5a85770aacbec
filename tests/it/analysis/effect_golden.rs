//! The effect's numbers against other people's; tests/golden/effect says how they were made.

use platssamverkan::analysis::effect::{
    dispersion::{Spread, heterogeneity},
    pooled::pool,
    power::power_before_start,
    ratio::ratio_of_ratios,
    shrink::Prior,
    two_counts::{conditional_test, e_test},
    wdd::{Design, Series, wdd},
};
use serde_json::Value;

fn json(name: &str) -> Value {
    let path = format!("{}/tests/golden/effect/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).expect("golden files are JSON")
}

fn rows(value: &Value) -> Vec<Vec<f64>> {
    let list = value.as_array().expect("rows");
    list.iter().map(numbers).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("list").iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn close(found: f64, expected: f64, relative: f64, what: &str) {
    let off = (found - expected).abs();
    assert!(off <= relative * expected.abs().max(1e-9), "{what}: {found} instead of {expected}");
}

#[test]
fn the_weighted_displacement_difference_has_its_published_values() {
    for case in json("wdd.json").as_array().expect("cases") {
        let times = case.get("time_weights").map_or(vec![1.0, 1.0], numbers);
        let areas = case.get("area_weights").map_or(vec![1.0; 4], numbers);
        let series = |name: &str, area: f64| {
            let pair = case.get(name).map(numbers)?;
            let w = times[1] / times[0];
            Some(Series::plain(pair[0] as u64, pair[1] as u64, w).per(area))
        };
        let design = Design {
            place: series("treated", areas[1]).expect("treated"),
            control: series("control", areas[0]),
            ring: series("disp_treated", areas[3]),
            control_ring: series("disp_control", areas[2]),
        };
        let found = wdd(&design, &Spread::POISSON);
        let name = case["name"].as_str().expect("a name");
        close(found.estimate, number(&case["est"]), 1e-9, name);
        if let Some(variance) = case.get("se2").and_then(Value::as_f64) {
            close(found.variance, variance, 1e-12, name);
        }
        if let Some(error) = case.get("se").and_then(Value::as_f64) {
            close(found.variance.sqrt(), error, 1e-8, name);
        }
        if let Some(z) = case.get("z").and_then(Value::as_f64) {
            assert!((found.z.expect("counted") - z).abs() < 5e-3, "{name}");
        }
        if let Some(limits) = case.get("ci").map(numbers) {
            let (lower, upper) = found.interval.expect("counted");
            let off = (lower - limits[0]).abs().max((upper - limits[1]).abs());
            assert!(off < if limits[0].fract() == 0.0 { 0.5 } else { 1e-6 }, "{name}");
        }
    }
}

#[test]
fn two_counts_agree_with_statsmodels_and_scipy() {
    assert!((e_test(20, 1.0, 10, 1.0) - 0.06883178).abs() < 5e-9);
    let file = json("expected.json");
    let rows = rows(&file["two_counts"]);
    assert!(rows.len() > 30);
    for row in rows {
        let (a, s, b, t) = (row[0] as u64, row[1], row[2] as u64, row[3]);
        let what = format!("{a} in {s} against {b} in {t}");
        close(e_test(a, s, b, t), row[4], 1e-9, &what);
        close(conditional_test(a, s, b, t), row[5], 1e-10, &what);
    }
}

#[test]
fn the_ratio_of_ratios_is_the_interaction_of_a_poisson_regression() {
    for row in rows(&json("expected.json")["ratio_of_ratios"]) {
        let series = |i: usize| Series::plain(row[i] as u64, row[i + 1] as u64, row[4]);
        let found = ratio_of_ratios(&series(0), &series(2), &Spread::POISSON).expect("counted");
        close(found.log, row[5], 1e-8, "log ratio");
        close(found.log_variance.sqrt(), row[6], 1e-8, "standard error");
        close(found.interval.0.ln(), row[7], 1e-8, "lower");
        close(found.interval.1.ln(), row[8], 1e-8, "upper");
    }
}

#[test]
fn heterogeneity_agrees_with_scipy() {
    for case in json("expected.json")["heterogeneity"].as_array().expect("cases") {
        let table: Vec<Vec<u64>> = rows(&case["table"])
            .into_iter()
            .map(|row| row.into_iter().map(|x| x as u64).collect())
            .collect();
        let found = heterogeneity(&table).expect("a table");
        close(found.ratio, number(&case["ratio"]), 1e-12, "ratio");
        assert_eq!(f64::from(found.degrees), number(&case["degrees"]));
    }
}

#[test]
fn the_prior_maximises_the_negative_binomial_likelihood() {
    for case in json("expected.json")["prior"].as_array().expect("cases") {
        let counts: Vec<u64> = numbers(&case["counts"]).into_iter().map(|x| x as u64).collect();
        let prior = Prior::of(&counts).expect("a prior");
        // The search of the other program stops near the top; ours is a root of the slope.
        close(prior.mean, number(&case["mean"]), 1e-5, "mean");
        close(prior.shape.expect("finite"), number(&case["shape"]), 1e-5, "shape");
        let (posterior, _) = prior.posterior(number(&case["count"]) as u64);
        close(posterior, number(&case["posterior"]), 1e-5, "posterior");
    }
}

#[test]
fn pooled_effects_agree_with_statsmodels() {
    for case in json("expected.json")["pooled"].as_array().expect("cases") {
        let cases: Vec<(f64, f64)> = rows(&case["cases"]).iter().map(|r| (r[0], r[1])).collect();
        let found = pool(&cases).expect("cases");
        close(found.fixed.estimate, number(&case["fixed"]), 1e-9, "fixed");
        close(found.random.estimate, number(&case["random"]), 1e-9, "random");
        for (interval, name) in
            [(found.fixed.interval, "fixed_95"), (found.random.interval, "random_95")]
        {
            let limits = numbers(&case[name]);
            close(interval.0, limits[0], 1e-8, name);
            close(interval.1, limits[1], 1e-8, name);
        }
        close(found.q, number(&case["q"]), 1e-9, "q");
        close(found.tau2, number(&case["tau2"]), 1e-8, "tau2");
        close(found.i2.expect("several"), number(&case["i2"]), 1e-8, "i2");
    }
}

#[test]
fn power_agrees_with_a_root_finder() {
    for row in json("expected.json")["power"].as_array().expect("rows") {
        let known: Vec<Option<f64>> =
            row.as_array().expect("row").iter().map(Value::as_f64).collect();
        let given = |i: usize| known[i].expect("given");
        let power = power_before_start(given(0), given(1), given(2));
        for (found, expected) in [(power.smallest_observed, known[3]), (power.true_at_80, known[4])]
        {
            assert_eq!(found.is_some(), expected.is_some());
            if let (Some(found), Some(expected)) = (found, expected) {
                close(found, expected, 1e-9, "fall");
            }
        }
    }
}
