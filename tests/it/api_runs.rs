//! Runs, cells, series and the map over HTTP.

use crate::support::{
    http::{Answer, Browser, Server, counts_csv},
    snapshot::steady,
};
use serde_json::{Value, json};

fn run(browser: &Browser, more: &[(&str, Value)]) -> Value {
    let mut order = json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}});
    for (name, value) in more {
        order[*name] = value.clone();
    }
    let answer = browser.post("/api/v1/hotspots/runs", &order);
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[test]
fn a_run_has_its_places_legend_and_provenance() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let mut body = run(&browser, &[("categories", json!(["fickstold"]))]);
    let legend = &body["legend"];
    let cells: u64 = numbers(&legend["counts"]).iter().map(|n| *n as u64).sum();
    assert_eq!(cells, body["n_cells"].as_u64().expect("a number"));
    assert!(numbers(&legend["breaks"]).windows(2).all(|pair| pair[0] < pair[1]));
    for place in body["places"].as_array().expect("places") {
        let week: f64 =
            place["week_hours"].as_array().expect("days").iter().flat_map(numbers).sum();
        assert!((week - place["n"].as_f64().expect("n")).abs() < 1e-6, "{place}");
        assert_eq!(place["stability"].as_array().expect("settings").len(), 6);
    }
    // One place is enough for a picture of the body; its long lists are checked above.
    let places = body["places"].as_array_mut().expect("places");
    places.truncate(1);
    places[0]["week_hours"] = json!("7 × 24");
    insta::assert_json_snapshot!("run", steady(body));
}

#[test]
fn the_same_question_on_the_same_counts_is_the_same_run() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let import = police.import_counts("a.csv", &counts_csv());
    let first = run(&police, &[("stability", json!(false))]);
    assert_eq!(run(&police, &[("stability", json!(false))]), first);
    let other = run(&police, &[("stability", json!(false)), ("alpha", json!(0.01))]);
    assert_ne!(other["id"], first["id"]);
    let listed = police.get("/api/v1/hotspots/runs").json();
    assert_eq!(listed["items"].as_array().expect("runs").len(), 2);
    assert_eq!(city.get("/api/v1/hotspots/runs").json()["items"], json!([]));

    // Shared counts make the run readable for the other party, and its own run says the same.
    police.post(&format!("/api/v1/imports/{}/share", import["id"]), &Value::Null);
    let path = format!("/api/v1/hotspots/runs/{}", first["id"].as_str().expect("an id"));
    assert_eq!(city.get(&path).status, 200);
    let own = run(&city, &[("stability", json!(false))]);
    assert_eq!(own["result_fingerprint"], first["result_fingerprint"]);

    // Undone counts stay readable for running again.
    police.post(&format!("/api/v1/imports/{}/undo", import["id"]), &Value::Null);
    let verdict = police.post(&format!("{path}/verify"), &Value::Null).json();
    assert_eq!((&verdict["same"], &verdict["outcome"]), (&json!(true), &json!("same")));
}

#[test]
fn a_later_run_keeps_the_identity_of_its_places() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let year = run(&browser, &[]);
    let order = json!({"period": {"from": "2025-01-01", "to": "2025-11-30"}});
    let shorter = browser.post("/api/v1/hotspots/runs", &order).json();
    assert_ne!(year["id"], shorter["id"]);
    assert_eq!(year["places"][0]["key"], shorter["places"][0]["key"]);
}

#[test]
fn cells_are_geometry_that_does_not_change_and_columns_of_values() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let run = run(&browser, &[("lattice", json!("h3:9")), ("stability", json!(false))]);
    let id = run["id"].as_str().expect("an id");
    let geometry = browser.get("/api/v1/cells/h3:9/geometry");
    assert!(geometry.header("cache-control").contains("max-age"));
    let features = geometry.json()["features"].as_array().expect("cells").clone();
    let values = browser.get(&format!("/api/v1/cells/h3:9/values?run={id}")).json();
    assert_eq!(features.len() as u64, values["n_cells"].as_u64().expect("a number"));
    for (i, feature) in features.iter().enumerate() {
        assert_eq!(feature["id"], i);
        assert!(feature["properties"].is_null());
    }
    for column in ["id", "n", "expected", "z", "p_adjusted", "p_permutation", "hot"] {
        assert_eq!(values[column].as_array().expect("a column").len(), features.len(), "{column}");
    }
    assert_eq!(numbers(&values["n"]).iter().sum::<f64>() as u64, run["n_used"]);
    // The cells as the run numbered them are the same ones.
    let of_run = browser.get(&format!("/api/v1/cells/h3:9/geometry?run={id}")).json();
    assert_eq!(of_run["features"].as_array().expect("cells").len(), features.len());
    let hot: Vec<&Value> = run["places"][0]["cells"].as_array().expect("cells").iter().collect();
    assert!(hot.iter().all(|i| values["hot"][i.as_u64().expect("an index") as usize] == 1));
    let collection = browser.get(&format!("/api/v1/hotspots/runs/{id}/cells.geojson")).json();
    assert_eq!(collection["features"][3]["properties"]["cell"], values["id"][3]);
    let wrong = browser.get(&format!("/api/v1/cells/h3:10/values?run={id}"));
    assert_eq!(wrong.problem(), (400, "invalid".into()));
}

#[test]
fn months_and_week_hours_add_up_whatever_the_filter() {
    let server = Server::start();
    let browser = server.signed_in("analytiker-polis");
    server.signed_in("kommunpolis").import_counts("a.csv", &counts_csv());
    let total = |answer: Answer| {
        assert_eq!(answer.status, 200, "{}", answer.text);
        let body = answer.json();
        let n = body["n_used"].as_f64().expect("a number");
        let months = body["months"].as_array().expect("months");
        let parts: f64 = months.iter().map(|month| month["n"].as_f64().expect("n")).sum();
        assert!((n - parts).abs() < 1e-6, "{body}");
        n
    };
    let all = total(browser.get("/api/v1/series"));
    let profile = browser.answer("/api/v1/profile?from=2024-01-01");
    let week = profile["result"]["week_hours"].as_array().expect("days");
    let sum: f64 = week.iter().flat_map(numbers).sum();
    assert!((sum - profile["card"]["n_used"].as_f64().expect("counts")).abs() < 1e-6);
    let months = browser.get("/api/v1/series?from=2025-02-01&to=2025-04-30").json();
    let named: Vec<&str> = months["months"]
        .as_array()
        .expect("months")
        .iter()
        .map(|month| month["month"].as_str().expect("a month"))
        .collect();
    assert_eq!(named, ["2025-02", "2025-03", "2025-04"]);
    let kinds = "/api/v1/series?category=fickstold,vald_offentlig_miljo";
    assert_eq!(total(browser.get(kinds)), all);
    // The areas of a layer share the counts between them without loss or double counting.
    let areas = browser.get("/api/v1/areas?kind=statistikomrade").json();
    let by_area: f64 = areas["items"]
        .as_array()
        .expect("areas")
        .iter()
        .map(|area| area["id"].as_str().expect("an id"))
        .map(|id| total(browser.get(&format!("/api/v1/series?area={id}"))))
        .sum();
    assert_eq!(by_area, all);
    let run = run(&browser, &[("stability", json!(false))]);
    let (id, n) = (run["id"].as_str().expect("an id"), &run["places"][0]["n"]);
    let of_place = total(browser.get(&format!("/api/v1/series?cells={id}:1")));
    assert_eq!(of_place, n.as_f64().expect("a number"));
    for (wrong, field) in [
        ("category=inget", "category"),
        ("area=kommun/0", "area"),
        ("cells=run-0:1", "cells"),
        ("cells=x", "cells"),
        ("from=2025-02-30", "from"),
        ("from=2025-03-01&to=2025-02-01", "to"),
    ] {
        let answer = browser.get(&format!("/api/v1/series?{wrong}"));
        assert_eq!(answer.problem(), (400, "invalid".into()), "{wrong}");
        assert_eq!(answer.json()["fields"][0]["field"], field);
    }
}

#[test]
fn the_server_draws_the_map_itself() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let plain = browser.get("/api/v1/map.svg?width=3000");
    assert_eq!(plain.header("content-type"), "image/svg+xml; charset=utf-8");
    assert!(plain.text.contains("Klara"), "names of areas are written");
    let run = run(&browser, &[]);
    let id = run["id"].as_str().expect("an id");
    let svg = browser.get(&format!("/api/v1/map.svg?run={id}&width=1200")).text;
    for said in ["SYNTETISKA DATA", "Antal per cell", "statistiskt säkerställd", "Källa:", ">N<"]
    {
        assert!(svg.contains(said), "{said}");
    }
    let near = browser.get(&format!("/api/v1/map.svg?run={id}&rank=1"));
    assert_eq!(near.status, 200, "{}", near.text);
    assert_eq!(browser.get(&format!("/api/v1/map.svg?run={id}&rank=999")).problem().0, 404);
    assert_eq!(browser.get("/api/v1/map.svg?width=9").problem().0, 400);
}

#[test]
fn areas_categories_periods_and_places_are_there_from_the_start() {
    let server = Server::start();
    let browser = server.signed_in("samordnare");
    let mut areas = browser.get("/api/v1/areas?kind=stadsdelsomrade").json();
    areas["items"].as_array_mut().expect("areas").truncate(2);
    insta::assert_json_snapshot!("areas", steady(areas));
    let old = browser.get("/api/v1/areas?kind=stadsdelsomrade&at=2016-06-01").json();
    let names: Vec<&Value> =
        old["items"].as_array().expect("areas").iter().map(|area| &area["name"]).collect();
    assert!(
        names.iter().any(|name| name.as_str() == Some("Norrmalms stadsdelsområde")),
        "{names:?}"
    );
    insta::assert_json_snapshot!("periods", browser.get("/api/v1/periods").json());
    let categories = browser.get("/api/v1/categories").json();
    let finest = |id: &str| {
        let items = categories["items"].as_array().expect("categories");
        items.iter().find(|c| c["id"] == id).map(|c| c["finest"].clone())
    };
    assert_eq!(finest("fickstold"), Some(json!("base_cell")));
    let places = browser.get("/api/v1/places").json();
    assert!(places["items"].as_array().expect("places").iter().all(|p| p["kind"] == "named"));
    let inner = browser.get("/api/v1/areas?kind=statistikomrade&bbox=18.05,59.325,18.07,59.335");
    let n = inner.json()["items"].as_array().expect("areas").len();
    assert!((1..20).contains(&n), "{n}");
}

fn numbers(list: &Value) -> Vec<f64> {
    let list = list.as_array().expect("a list");
    list.iter().map(|number| number.as_f64().expect("a number")).collect()
}
