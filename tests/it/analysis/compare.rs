//! Two periods side by side, against scipy.

use platssamverkan::analysis::compare::compare;
use serde::Deserialize;

#[derive(Deserialize)]
struct Expected {
    periods: f64,
    now: Vec<u64>,
    then: Vec<u64>,
    z: Vec<f64>,
    p: Vec<Option<f64>>,
    exact: Vec<bool>,
    p_adjusted: Vec<Option<f64>>,
}

fn close(found: Option<f64>, expected: Option<f64>, what: &str) {
    let off = match (found, expected) {
        (Some(found), Some(expected)) => (found - expected).abs() / expected.abs().max(1e-3),
        (found, expected) => f64::from(u8::from(found != expected)),
    };
    assert!(off <= 1e-9, "{what}: {found:?} instead of {expected:?}");
}

#[test]
fn every_cell_agrees_with_scipy_before_and_after_correction() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/compare/expected.json");
    let text = std::fs::read_to_string(path).expect("a golden file");
    let cases: Vec<Expected> = serde_json::from_str(&text).expect("JSON");
    assert_eq!(cases.len(), 4);
    let mut n_exact = 0;
    for case in &cases {
        let found = compare(&case.now, &case.then, case.periods);
        for i in 0..case.now.len() {
            let what = format!("{} against {} ({})", case.now[i], case.then[i], case.periods);
            close(Some(found.z[i]), Some(case.z[i]), &what);
            close(found.p[i], case.p[i], &what);
            close(found.p_adjusted[i], case.p_adjusted[i], &what);
            assert_eq!(found.exact[i], case.exact[i], "{what}");
            n_exact += usize::from(case.exact[i]);
        }
        let tested = case.p.iter().flatten().count();
        assert_eq!(found.n_tested as usize, tested);
    }
    assert!((60..200).contains(&n_exact), "both ways are tried: {n_exact} exact");
}
