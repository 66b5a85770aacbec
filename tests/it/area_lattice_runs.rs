//! Runs whose cells are areas, all the way through the service.

use crate::support::http::{Browser, Server, counts_csv};
use platssamverkan::{app::areas, area::AreaKind};
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

const STUDY_AREA: &str = "stadsdelsomrade/norra-innerstaden";

fn order(lattice: &str, expectation: &str) -> Value {
    json!({
        "period": {"from": "2025-01-01", "to": "2025-12-31"},
        "study_area": STUDY_AREA,
        "lattice": lattice,
        "expectation": expectation,
        "stability": lattice == "areas:statistikomrade",
    })
}

fn run(browser: &Browser, lattice: &str) -> Value {
    let answer = browser.post("/api/v1/hotspots/runs", &order(lattice, "background"));
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
    let outside = left_out(&areas, "outside_study_area");
    assert_eq!(n_used(&areas) + outside + left_out(&areas, "lattice_border"), 1_330, "{areas}");
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
    let now = browser.get(&format!("{base}/geometry?study_area={STUDY_AREA}")).json();
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
        let answer = browser.post("/api/v1/hotspots/runs", &order(lattice, "background"));
        assert_eq!(answer.status, 400, "{lattice}: {}", answer.text);
        answer.json()["fields"][0]["code"].clone()
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
    let frame = format!("from=2025-01-01&to=2025-12-31&area={STUDY_AREA}");
    let path = format!("/api/v1/concentration?{frame}&lattice=areas:statistikomrade");
    assert!(browser.answer(&path)["card"]["n_used"].as_u64().expect("n") > 500);
}

#[test]
fn what_is_expected_may_stand_on_people_another_category_or_earlier_years() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts());
    let ask = |lattice: &str, expectation: &str| {
        let answer = browser.post("/api/v1/hotspots/runs", &order(lattice, expectation));
        let body = answer.json();
        match answer.status {
            200 => Ok(body),
            _ => Err(body["fields"][0]["code"].as_str().unwrap_or_default().to_owned()),
        }
    };
    // Nothing is known yet of any of them, and the data begins with the period.
    assert_eq!(ask("h3:9", "past").err().as_deref(), Some("no_past"));
    assert_eq!(ask("h3:9", "exposure:befolkning").err().as_deref(), Some("nothing_to_expect"));
    assert_eq!(ask("h3:9", "exposure:category:nonsens").err().as_deref(), Some("unknown_category"));
    assert_eq!(ask("h3:9", "exposure:").err().as_deref(), Some("unknown"));
    let by_category = ask("h3:9", "exposure:category:fickstold").expect("a run");
    assert_eq!(by_category["parameters"]["expectation"], json!("exposure:category:fickstold"));

    // A year before with the same counts but for the square.
    let before: Vec<String> = counts_csv()
        .lines()
        .take(1_201)
        .map(|line| line.replace("2025-", "2024-").replacen('r', "e", 1))
        .collect();
    let before = before.join("\n").replacen("id,categoey", "id,category", 1);
    browser.import_counts("b.csv", &before);
    let past = ask("h3:9", "past").expect("a run");
    let rails = past["guard_rails"].as_array().expect("rails");
    assert!(rails.iter().any(|rail| rail["code"] == "past_periods"), "{past}");
    let hot = past["places"].as_array().expect("places");
    assert!(!hot.is_empty(), "the hundred on the square are new");

    // Residents per statistical area, once they are imported.
    let kind = Some(AreaKind::Statistikomrade);
    let areas = areas::list(&server.app, &areas::AreaFilter { kind, ..Default::default() });
    let mut csv = String::from("indikator;område;områdesslag;år;värde;källa\n");
    for (area, i) in areas.expect("listed").iter().zip(1..) {
        let code = &area.code;
        csv += &format!("Befolkning;{code};statistikomrade;2024;{};SCB\n", 1_000 + i);
    }
    let fields = [("kind", "indicators"), ("source", "prov"), ("synthetic", "true")];
    let preview = browser.upload(&fields, "i.csv", csv.as_bytes());
    assert!(preview.status < 300, "{}", preview.text);
    let id = preview.json()["id"].clone();
    browser.post(&format!("/api/v1/imports/{id}/commit"), &Value::Null);
    for lattice in ["h3:9", "areas:statistikomrade"] {
        let run = ask(lattice, "exposure:befolkning").expect("a run");
        let id = run["id"].as_str().expect("an id");
        let verify = format!("/api/v1/hotspots/runs/{id}/verify");
        assert_eq!(browser.post(&verify, &Value::Null).json()["outcome"], json!("same"));
    }
}
