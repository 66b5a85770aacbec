//! Intervals of survey shares beside those of statsmodels.

use platssamverkan::analysis::survey_share::{newcombe_95, wilson_95};
use serde_json::Value;

#[test]
fn wilson_and_newcombe_agree_with_statsmodels() {
    let path = format!("{}/tests/golden/survey_share/expected.json", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read_to_string(path).expect("a golden file");
    let file: Value = serde_json::from_str(&file).expect("JSON");
    let rows = |name: &str| -> Vec<Vec<f64>> {
        let numbers = |row: &Value| -> Vec<f64> {
            row.as_array().expect("a row").iter().map(|v| v.as_f64().expect("a number")).collect()
        };
        file[name].as_array().expect("rows").iter().map(numbers).collect()
    };
    let share = |x: f64, n: f64| (x / n, n as u32);
    let close = |found: (f64, f64), expected: &[f64]| {
        (found.0 - expected[0]).abs() < 1e-12 && (found.1 - expected[1]).abs() < 1e-12
    };
    let wilson = rows("wilson_95");
    assert!(wilson.len() > 80);
    for row in wilson {
        let (p, n) = share(row[0], row[1]);
        let found = wilson_95(p, n).expect("defined");
        assert!(close(found, &row[2..]), "{row:?}: {found:?}");
    }
    let newcombe = rows("newcombe_95");
    assert!(newcombe.len() > 80);
    for row in &newcombe {
        let found = newcombe_95(share(row[0], row[1]), share(row[2], row[3])).expect("defined");
        assert!(close(found, &row[4..]), "{row:?}: {found:?}");
    }
    // As printed in the paper.
    let (low, high) = newcombe_95((0.8, 70), (0.6, 80)).expect("defined");
    assert!((low - 0.0524).abs() < 5e-5 && (high - 0.3339).abs() < 5e-5, "{low} {high}");
}
