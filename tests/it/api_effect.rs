//! The effect of a case over HTTP: the figures of the walk-through, candidates, power, pooled.

use crate::support::http::{Browser, Server};
use h3o::{CellIndex, LatLng, Resolution};
use serde_json::{Value, json};

const PLACE: (f64, f64) = (18.0635, 59.3325);
const CONTROL: (f64, f64) = (18.0400, 59.3400);

fn index((lon, lat): (f64, f64)) -> CellIndex {
    LatLng::new(lat, lon).expect("a place").to_cell(Resolution::Ten)
}

fn cell(at: (f64, f64)) -> String {
    index(at).to_string()
}

/// Counts lie in the middle of their cell, so that no border decides whose they are.
fn middle(cell: CellIndex) -> (f64, f64) {
    let middle = LatLng::from(cell);
    (middle.lng(), middle.lat())
}

/// The middle of a cell next to the place.
fn beside() -> (f64, f64) {
    let place = index(PLACE);
    let next = place.grid_disk::<Vec<_>>(1).into_iter().find(|&next| next != place);
    middle(next.expect("cells have neighbours"))
}

/// The summer and autumn of two years, spread evenly; a count at either end of the data, elsewhere.
fn counts() -> String {
    let mut csv = String::from("id,category,lon,lat,occurred_from,occurred_to\n");
    let mut no = 0;
    let mut row = |(lon, lat): (f64, f64), year: i32, month: usize, day: usize| {
        no += 1;
        let time = format!("{year}-{month:02}-{day:02}T12:00");
        csv.push_str(&format!("r{no},vald_offentlig_miljo,{lon:.5},{lat:.5},{time},{time}\n"));
    };
    let elsewhere = (18.0900, 59.3200);
    row(elsewhere, 2023, 6, 1);
    row(elsewhere, 2025, 11, 30);
    for (at, before, after) in
        [(middle(index(PLACE)), 38, 24), (middle(index(CONTROL)), 41, 39), (beside(), 15, 17)]
    {
        for (year, n) in [(2024, before), (2025, after)] {
            (0..n).for_each(|i| row(at, year, 6 + i % 6, 1 + i * 5 % 28));
        }
    }
    csv
}

fn path(more: &str) -> String {
    let (place, control) = (cell(PLACE), cell(CONTROL));
    format!(
        "/api/v1/effect?cells={place}&control={control}&control_ring=false&from=2025-06-01\
         &to=2025-11-30&baseline_from=2023-06-01&baseline_to=2025-05-31\
         &chosen=2025-03-01..2025-05-31{more}"
    )
}

fn police(server: &Server) -> Browser {
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts());
    browser
}

fn rounded(value: &Value) -> f64 {
    value.as_f64().expect("a number").round()
}

#[test]
fn the_follow_up_of_the_walk_through_has_its_figures() {
    let server = Server::start();
    let browser = police(&server);
    let body = browser.answer(&path("&against=year_before"));
    let (card, result) = (&body["card"], &body["result"]);
    let one = &result["comparisons"][1];
    assert_eq!((&one["against"], &one["w"]), (&json!("year_before"), &json!(1.0)));
    let limits = |of: &Value| ["estimate", "lower", "upper"].map(|name| rounded(&of[name]));
    assert_eq!(limits(&one["difference"]), [-10.0, -36.0, 16.0]);
    assert_eq!(limits(&one["displacement"]), [2.0, -9.0, 13.0]);
    let ratio = ["ratio", "lower", "upper"]
        .map(|name| (100.0 * one["ratio"][name].as_f64().expect("a number")).round());
    assert_eq!(ratio, [66.0, 34.0, 130.0]);
    assert_eq!(result["verdict"]["code"], "gar_inte_att_avgora");
    assert_eq!(result["displacement_verdict"]["code"], "overflyttning_gar_inte_att_avgora");
    assert_eq!(result["comparisons"][0]["w"], json!(0.5));
    let rails: Vec<&str> = card["guard_rails"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|rail| rail["code"].as_str())
        .collect();
    assert!(rails.contains(&"ring_without_control"), "{rails:?}");

    // Counted again it is the same.
    let id = card["id"].as_str().expect("an id");
    let again = browser.post(&format!("/api/v1/runs/{id}/verify"), &Value::Null).json();
    assert_eq!(again["same"], json!(true), "{again}");
    assert_eq!(browser.get(&format!("/api/v1/runs/{id}")).json()["result"], *result);

    let asked = json!({ "runs": [id] });
    let pooled = browser.post("/api/v1/effect/pooled", &asked).json();
    assert_eq!(pooled["ratio"]["n_cases"], json!(1));
    assert_eq!(rounded(&pooled["difference"]["fixed"][0]), -10.0);
    let unknown = json!({ "runs": ["run-0000000000000000"] });
    assert_eq!(browser.post("/api/v1/effect/pooled", &unknown).problem().0, 404);
}

#[test]
fn before_its_day_a_verdict_is_preliminary_and_without_control_there_is_none() {
    let server = Server::start();
    let browser = police(&server);
    let early = browser.answer(&path("&verdict_on=2099-01-01"));
    assert_eq!(early["result"]["verdict"]["preliminary"], json!(true));
    let alone = format!("/api/v1/effect?cells={}&from=2025-06-01&to=2025-11-30", cell(PLACE));
    let alone = browser.answer(&alone);
    assert_eq!(alone["result"]["verdict"]["rules"][0]["code"], "no_control");
}

#[test]
fn candidates_come_with_reasons_or_a_clear_statement() {
    let server = Server::start();
    let browser = police(&server);
    let ask = |more: &str| {
        browser.answer(&format!(
            "/api/v1/effect/candidates?cells={}&from=2025-06-01&baseline_from=2023-06-01{more}",
            cell(PLACE)
        ))
    };
    let found = ask("&kind=1000");
    let first = &found["result"]["candidates"][0];
    assert_eq!((&first["cells"][0], &first["n"]), (&json!(cell(CONTROL)), &json!(41)));
    assert!(first["geometry"]["coordinates"].is_array(), "{first}");
    let none = ask("&least_distance_m=90000");
    assert_eq!(none["result"]["candidates"], json!([]));
    let rails = none["card"]["guard_rails"].as_array().expect("a list");
    assert!(rails.iter().any(|rail| rail["code"] == "no_candidates"));
    assert!(!none["result"]["n_passed_over"].as_array().expect("reasons").is_empty());
}

#[test]
fn power_and_two_counts_need_no_data() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    let power = browser.get("/api/v1/power?expected=38").json();
    let percent = |name: &str| (100.0 * power[name].as_f64().expect("a share")).round();
    assert_eq!((percent("smallest_observed"), percent("true_at_80")), (59.0, 81.0));
    let hopeless = browser.get("/api/v1/power?expected=5").json();
    assert_eq!(hopeless["smallest_observed"], Value::Null);
    let two = browser.get("/api/v1/two-counts?before=20&after=10").json();
    assert!((two["e_test"].as_f64().expect("p") - 0.06883178).abs() < 5e-9);
    assert_eq!(browser.get("/api/v1/power?expected=-1").problem().0, 400);
}

#[test]
fn what_cannot_be_compared_is_named() {
    let server = Server::start();
    let browser = police(&server);
    let wrong = |path: &str| {
        // The first question of all lays the lattice, which may take longer than is waited for.
        let answers = std::iter::repeat_with(|| browser.get(path)).take(30);
        let answer = answers.into_iter().find(|answer| answer.status != 202).expect("answered");
        let answer = answer.json();
        let field = &answer["fields"][0];
        (field["field"].as_str().map(str::to_owned), field["code"].as_str().map(str::to_owned))
    };
    let named = |field: &str, code: &str| (Some(field.to_owned()), Some(code.to_owned()));
    let place = cell(PLACE);
    let base = format!("/api/v1/effect?cells={place}");
    assert_eq!(wrong("/api/v1/effect?from=2025-06-01"), named("place", "effect_no_place"));
    assert_eq!(wrong(&base), named("from", "missing"));
    let itself = format!("{base}&control={place}&from=2025-06-01");
    assert_eq!(wrong(&itself), named("control", "effect_control_in_place"));
    let nowhere = "/api/v1/effect?cells=8a0000000000000&from=2025-06-01";
    assert_eq!(wrong(nowhere), named("place", "effect_no_place"));
    let late = format!("{base}&from=2030-06-01&to=2030-07-01");
    assert_eq!(wrong(&late), named("from", "effect_not_begun"));
    let chosen = format!("{base}&from=2025-06-01&chosen=2025-06-01");
    assert_eq!(wrong(&chosen), named("chosen", "not_a_date"));
    assert_eq!(wrong(&format!("{base}&from=2025-06-01&ring=9")), named("ring", "out_of_range"));
}
