//! Runs whose cells are areas, all the way through the service.

use crate::support::http::{Browser, Server, counts_csv};
use serde_json::{Value, json};

/// The counts of [`counts_csv`] and thirty homes whose place is known by statistical area only.
fn counts() -> String {
    let mut csv = counts_csv();
    for i in 0..30 {
        let (lon, lat) = (18.0631 + 0.00001 * f64::from(i), 59.3321);
        csv += &format!(
            "h{i},bostadsinbrott,{lon:.5},{lat:.5},2025-03-{:02}T10:00,2025-03-{:02}T12:00\n",
            i % 28 + 1,
            i % 28 + 1
        );
    }
    csv
}

fn run(browser: &Browser, lattice: &str) -> Value {
    let order = json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "lattice": lattice});
    let answer = browser.post("/api/v1/hotspots/runs", &order);
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn left_out(run: &Value, code: &str) -> u64 {
    let reasons = run["n_left_out"].as_array().expect("list").iter();
    reasons.filter(|r| r["code"] == code).map(|r| r["n"].as_u64().expect("n")).sum()
}

#[test]
fn counts_known_by_area_only_are_counted_where_the_cells_are_those_areas() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts());
    let (hexagons, areas) = (run(&browser, "h3:10"), run(&browser, "areas:statistikomrade"));
    let n_used = |run: &Value| run["n_used"].as_u64().expect("n");
    assert_eq!(left_out(&hexagons, "area_precision"), 30);
    assert_eq!(left_out(&areas, "area_precision"), 0);
    assert_eq!(n_used(&areas) + left_out(&areas, "outside_study_area"), 1_330);
    // Another kind of area does not know them.
    let districts = run(&browser, "areas:stadsdelsomrade");
    assert_eq!(left_out(&districts, "area_precision"), 30);
    assert_eq!(n_used(&districts), n_used(&areas) - 30);

    // Values, outlines by the run and as of today, and files name the same areas in the same order.
    let id = areas["id"].as_str().expect("an id");
    let base = "/api/v1/cells/areas:statistikomrade";
    let values = browser.get(&format!("{base}/values?run={id}")).json();
    let ids = values["id"].as_array().expect("ids");
    assert!(ids.iter().all(|id| id.as_str().is_some_and(|id| id.starts_with("statistikomrade/"))));
    let n: u64 = values["n"].as_array().expect("n").iter().filter_map(Value::as_u64).sum();
    assert_eq!(n, n_used(&areas));
    let of_run = browser.get(&format!("{base}/geometry?run={id}")).json();
    let now = browser.get(&format!("{base}/geometry")).json();
    assert_eq!(of_run["features"].as_array().expect("features").len(), ids.len());
    assert_eq!(of_run, now);
    let cells = browser.get(&format!("/api/v1/hotspots/runs/{id}/cells.geojson")).json();
    for (feature, id) in cells["features"].as_array().expect("features").iter().zip(ids) {
        assert_eq!(&feature["properties"]["cell"], id);
        assert!(feature["geometry"]["coordinates"].is_array());
    }
    let map = browser.get(&format!("/api/v1/map.svg?run={id}"));
    assert_eq!(map.status, 200, "{}", map.text);

    // Four settings: areas have no coarser and no finer step. Places have the areas' names.
    for place in areas["places"].as_array().expect("places") {
        assert_eq!(place["stability"].as_array().expect("settings").len(), 4);
        let names: Vec<&str> = place["areas"]
            .as_array()
            .expect("areas")
            .iter()
            .filter_map(|a| a["name"].as_str())
            .collect();
        let name = place["name"].as_str().expect("a name");
        assert!(names.contains(&name), "{name} {names:?}");
    }
    let verdict = browser.post(&format!("/api/v1/hotspots/runs/{id}/verify"), &Value::Null).json();
    assert_eq!(verdict["outcome"], json!("same"));
}

#[test]
fn a_lattice_of_areas_that_are_not_there_is_refused_by_name() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let refused = |lattice: &str| {
        let order =
            json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "lattice": lattice});
        let answer = browser.post("/api/v1/hotspots/runs", &order);
        assert_eq!(answer.status, 400, "{lattice}: {}", answer.text);
        answer.json()["errors"][0]["code"].clone()
    };
    assert_eq!(refused("areas:deso"), json!("no_areas"));
    assert_eq!(refused("areas:rutor"), json!("unknown_lattice"));
    assert_eq!(refused("areas:"), json!("unknown_lattice"));
}

#[test]
fn the_other_methods_count_in_areas_too() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts());
    let path = "/api/v1/concentration?from=2025-01-01&to=2025-12-31&lattice=areas:statistikomrade";
    let answer = browser.get(path);
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.json()["n_used"].as_u64().expect("n") > 1_000, "{}", answer.text);
}
