//! Files out: what other people's tools get.

use crate::support::http::{Server, counts_csv};
use serde_json::{Value, json};

#[test]
fn every_layer_leaves_as_geojson_and_as_csv_with_its_provenance() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let order = json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "stability": false});
    let run = browser.post("/api/v1/hotspots/runs", &order).json();
    let id = run["id"].as_str().expect("an id");
    for (layer, query) in [
        ("areas", "kind=statistikomrade"),
        ("places", &format!("run={id}")),
        ("cells", &format!("run={id}")),
        ("cases", "at=2026-01-01"),
    ] {
        let path = |ending| format!("/api/v1/export/{layer}.{ending}?release=intern&{query}");
        let file = browser.get(&path("geojson"));
        assert_eq!(file.status, 200, "{}", file.text);
        assert_eq!(file.header("content-type"), "application/geo+json");
        let name = format!("attachment; filename=\"{layer}.geojson\"");
        assert_eq!(file.header("content-disposition"), name);
        let collection = file.json();
        assert_eq!(collection["layer"], layer);
        assert_eq!(collection["classification"], "intern");
        assert_eq!(collection["extracted_on"], "2026-06-10");
        for said in ["source", "licence"] {
            assert!(!collection[said].as_str().expect("text").is_empty() || layer == "cases");
        }
        let features = collection["features"].as_array().expect("features");
        let ids: std::collections::BTreeSet<String> =
            features.iter().map(|feature| feature["id"].to_string()).collect();
        assert_eq!(ids.len(), features.len(), "ids are given once");

        let table = browser.get(&path("csv"));
        assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
        assert!(table.text.is_empty() || table.text.starts_with('\u{feff}'));
        let bare = browser.get(&format!("{}&bom=false", path("csv"))).text;
        assert!(!bare.starts_with('\u{feff}'));
        let rows = csv_rows(&bare);
        assert_eq!(rows.len().saturating_sub(1), features.len(), "{layer}");
        if let (Some(header), Some(feature)) = (rows.first(), features.first()) {
            let names: Vec<&str> = header.iter().map(String::as_str).collect();
            for name in feature["properties"].as_object().expect("properties").keys() {
                assert!(names.contains(&name.as_str()), "{name} is missing in {names:?}");
            }
        }
    }
}

#[test]
fn a_layer_with_nothing_in_it_is_an_empty_collection() {
    let server = Server::start();
    let browser = server.signed_in("samordnare");
    let cases = browser.get("/api/v1/export/cases.geojson?release=intern").json();
    assert_eq!(cases["features"], Value::Array(vec![]));
}

pub(crate) fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![Vec::new()];
    let (mut cell, mut quoted) = (String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => rows.last_mut().expect("a row").push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                rows.last_mut().expect("a row").push(std::mem::take(&mut cell));
                rows.push(Vec::new());
            }
            '\r' if !quoted => {}
            letter => cell.push(letter),
        }
    }
    rows.retain(|row| !row.is_empty());
    rows
}
