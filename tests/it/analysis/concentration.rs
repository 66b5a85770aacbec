//! Concentration beside numbers that others computed.

use super::golden::{close, json, numbers};
use platssamverkan::analysis::concentration::{Concentration, of};

#[test]
fn gini_shares_and_curve_agree_with_pysal_and_numpy() {
    let cases = json("concentration/expected.json");
    for (name, case) in cases.as_object().expect("cases") {
        let counts: Vec<u32> = numbers(&case["counts"]).iter().map(|x| *x as u32).collect();
        let found = of(&counts);
        let expected = |key: &str| case[key].as_f64().expect("a number");
        let same = |found: Option<f64>, key: &str| {
            let off = (found.expect("defined") - expected(key)).abs();
            assert!(off < 1e-12, "{name} {key}: {found:?}");
        };
        same(found.gini, "gini");
        same(found.gini_generalised, "gini_generalised");
        let held: Vec<f64> = found.holding.iter().map(|held| held.n_cells as f64).collect();
        assert_eq!(held, numbers(&case["holding"]), "{name}");
        for (tenth, expected) in numbers(&case["tenths"]).into_iter().enumerate() {
            let at = share_at(&found, tenth as f64 / 10.0);
            close(at.max(1e-9), expected.max(1e-9), 1e-9, name);
        }
    }
}

/// Straight between the corners of the curve.
fn share_at(found: &Concentration, cells: f64) -> f64 {
    let corners = found.curve.windows(2);
    let mut between = corners.filter(|ends| ends[0].cell_share <= cells + 1e-12);
    let last = between.next_back().expect("the curve begins at 0");
    let along = (cells - last[0].cell_share) / (last[1].cell_share - last[0].cell_share);
    last[0].incident_share + along * (last[1].incident_share - last[0].incident_share)
}
