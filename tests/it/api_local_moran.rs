//! Local Moran's I over HTTP, on hexagons and on areas.

use crate::support::http::{Server, counts_csv};
use serde_json::{Value, json};

#[test]
fn every_cell_has_a_quadrant_and_the_answer_says_what_it_rests_on() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let frame = "from=2025-01-01&to=2025-12-31&area=stadsdelsomrade/norra-innerstaden";
    for lattice in ["h3:9", "areas:statistikomrade"] {
        let path = format!("/api/v1/local-moran?{frame}&lattice={lattice}");
        let answer = browser.answer(&path);
        let (card, result) = (&answer["card"], &answer["result"]);
        assert_eq!(card["method"], json!("local-moran"));
        let n_cells = result["n_cells"].as_u64().expect("n") as usize;
        for column in ["id", "n", "i", "quadrant", "p", "p_adjusted", "significant"] {
            assert_eq!(result[column].as_array().expect(column).len(), n_cells, "{column}");
        }
        let of = |column: &str| result[column].as_array().expect("list").clone();
        let sum: u64 = of("n").iter().filter_map(Value::as_u64).sum();
        assert_eq!(json!(sum), card["n_used"]);
        let quadrants = result["quadrants"].as_array().expect("four");
        let defined = of("quadrant").iter().filter(|q| !q.is_null()).count() as u64;
        let counted: u64 = quadrants.iter().filter_map(|q| q["n_cells"].as_u64()).sum();
        assert_eq!((quadrants.len(), counted), (4, defined));
        for (p, adjusted) in of("p").iter().zip(of("p_adjusted")) {
            assert_eq!(p.is_null(), adjusted.is_null());
            let doubled = p.as_f64().map_or(0.0, |p| (2.0 * p).min(1.0));
            assert!(adjusted.as_f64().is_none_or(|adjusted| adjusted >= doubled - 1e-12));
        }
        assert!(result["global_i"].as_f64().is_some_and(|i| i > 0.0), "{lattice}: a dense middle");

        let id = card["id"].as_str().expect("an id");
        let verdict = browser.post(&format!("/api/v1/runs/{id}/verify"), &Value::Null).json();
        assert_eq!(verdict["outcome"], json!("same"));
    }
    let refused = browser.get("/api/v1/local-moran?ring=9&alpha=2");
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["fields"].as_array().expect("two").len(), 2);
}

#[test]
fn without_counts_there_is_nothing_and_it_says_so() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let path = "/api/v1/local-moran?from=2020-01-01&to=2020-12-31&lattice=h3:9\
                &area=stadsdelsomrade/norra-innerstaden";
    let answer = browser.answer(path);
    assert_eq!(answer["result"]["global_i"], Value::Null);
    let rails = answer["card"]["guard_rails"].as_array().expect("rails");
    assert!(rails.iter().any(|rail| rail["code"] == "not_defined"), "{rails:?}");
}
