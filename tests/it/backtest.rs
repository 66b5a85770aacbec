//! The back-test through the program: over HTTP, at the command line, and on real cities.

use crate::{
    cli::{Cli, MEMPHIS, text},
    gdal_worker::shared,
    support::http::Server,
};
use serde_json::{Value, json};
use std::path::Path;

/// Eighteen months, July 2024–December 2025: a busy corner, and the south of the city alike.
fn eighteen_months() -> String {
    let mut csv = String::from("id,category,lon,lat,occurred_from,occurred_to\n");
    let (mut no, mut random) = (0, 1u32);
    let mut unit = || {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(random >> 8) / f64::from(1u32 << 24)
    };
    for month in 0..18 {
        let (year, month) = (2024 + (month + 6) / 12, (month + 6) % 12 + 1);
        for i in 0..60 {
            no += 1;
            let (lon, lat) = match i {
                0..20 => (18.0635, 59.3325),
                _ => (17.97 + 0.13 * unit(), 59.29 + 0.04 * unit()),
            };
            let time = format!("{year}-{month:02}-{:02}T12:00", 1 + i % 28);
            csv.push_str(&format!("r{no},fickstold,{lon:.5},{lat:.5},{time},{time}\n"));
        }
    }
    csv
}

#[test]
fn the_back_test_is_answered_with_its_choice_and_the_defaults_tell_of_it() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    let defaults = || browser.get("/api/v1/backtest/defaults").json();
    let of = |defaults: &Value, category: &str| -> Value {
        let items = defaults["items"].as_array().expect("categories");
        items.iter().find(|item| item["category"] == category).expect("it is there").clone()
    };
    assert_eq!(of(&defaults(), "fickstold")["choice"]["code"], "not_tried");
    browser.import_counts("a.csv", &eighteen_months());
    // Every default: the last twelve months, of which six have twelve before them.
    let body = browser.answer("/api/v1/backtest?category=fickstold");
    let result = &body["result"];
    assert_eq!(result["verdict"], "scored", "{result}");
    assert_eq!(result["rolls"].as_array().expect("months").len(), 6);
    assert_eq!(
        result["rolls"][0],
        json!({"past_from": "2024-07", "past_to": "2025-06", "scored": "2025-07",
               "n_past": 720, "n_scored": 60})
    );
    let ranked = &result["methods"][0];
    assert_eq!(
        (&ranked["method"], &ranked["shares"][2]["difference"]),
        (&json!("ranked-counts"), &Value::Null)
    );
    // A third of everything is at the corner, on far less than half a per cent of the city.
    let hit_rate = ranked["shares"][0]["hit_rate"].as_f64().expect("a number");
    assert!(hit_rate >= 1.0 / 3.0, "{hit_rate}");
    assert_eq!(body["card"]["n_used"], 18 * 60);
    let choice = &result["choice"];
    assert_eq!((&choice["method"], &choice["gate"]), (&json!("ranked-counts"), &json!("default")));
    assert_eq!(choice["code"], "nothing_beats");
    let said = choice["text"].as_str().expect("words");
    assert!(said.starts_with("Ingen metod slår den enkla räkningen säkert: standard."), "{said}");

    let known = of(&defaults(), "fickstold");
    assert_eq!((&known["run"], &known["choice"]), (&body["card"]["id"], choice));
    assert_eq!(of(&defaults(), "klotter")["run"], Value::Null);
    let path = format!("/api/v1/runs/{}/verify", body["card"]["id"].as_str().expect("an id"));
    assert_eq!(browser.post(&path, &Value::Null).json()["outcome"], "same");

    // Other choices are other questions; what is out of range is named.
    let fewer = browser.answer("/api/v1/backtest?category=fickstold&past_months=6&max_rolls=3");
    assert_eq!(fewer["result"]["rolls"].as_array().expect("months").len(), 3);
    assert_eq!(fewer["result"]["choice"]["code"], "too_little_data");
    let rail = fewer["card"]["guard_rails"].as_array().expect("rails");
    assert!(rail.iter().any(|rail| rail["code"] == "few_rolls"));
    let short = browser.answer("/api/v1/backtest?past_months=24");
    assert_eq!(
        (&short["result"]["verdict"], &short["result"]["methods"]),
        (&json!("too_few_months"), &json!([]))
    );
    let wrong = browser.get("/api/v1/backtest?past_months=99&ring=7").json();
    assert_eq!(wrong["fields"][0]["field"], "ring");
    assert_eq!(wrong["fields"][1]["field"], "past_months");
}

#[test]
fn a_hotspot_run_tells_which_method_the_back_test_chose_and_whether_it_was_made_by_it() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &eighteen_months());
    let ask = |gate: &str, categories: &[&str]| {
        let order = json!({
            "period": {"from": "2025-01-01", "to": "2025-12-31"}, "stability": false,
            "lattice": "h3:9", "gate": gate, "categories": categories,
        });
        let answer = browser.post("/api/v1/hotspots/runs", &order);
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    };
    let chosen = |run: &Value| run["chosen"].as_array().expect("a list").clone();
    let before = ask("default", &["fickstold"]);
    let [untried] = chosen(&before).try_into().expect("one category");
    assert_eq!((&untried["back_test"], &untried["follows"]), (&Value::Null, &Value::Null));
    let said = untried["text"].as_str().expect("words");
    assert!(said.contains("ingen prövning i efterhand är gjord"), "{said}");

    // Other choices than the defaults decide no default.
    browser.answer("/api/v1/backtest?category=fickstold&max_rolls=3");
    assert_eq!(chosen(&ask("default", &["fickstold"])), [untried]);

    let back_test = browser.answer("/api/v1/backtest?category=fickstold");
    let after = ask("default", &["fickstold"]);
    let [follows] = chosen(&after).try_into().expect("one category");
    assert_eq!(follows["back_test"]["run"], back_test["card"]["id"]);
    assert_eq!(follows["back_test"]["data_version"], back_test["card"]["data_version"]);
    assert_eq!(follows["back_test"]["same_counts"], true);
    assert_eq!(
        (&follows["back_test"]["gate"], &follows["follows"]),
        (&json!("default"), &json!(true))
    );
    let said = follows["text"].as_str().expect("words");
    let id = back_test["card"]["id"].as_str().expect("an id");
    assert!(said.contains("Körningen följer valet") && said.contains(id), "{said}");
    assert!(said.contains("från 2026-06-10") && said.contains("dataversion 1"), "{said}");
    let [other] = chosen(&ask("gi-star", &["fickstold"])).try_into().expect("one category");
    assert_eq!(other["follows"], false);
    assert!(other["text"].as_str().expect("words").contains("följer inte valet"), "{other}");

    // Without one of them together, several categories each have their own.
    let several = chosen(&ask("default", &["fickstold", "klotter"]));
    let ids: Vec<&Value> = several.iter().map(|one| &one["back_test"]["run"]).collect();
    assert_eq!(ids, [&back_test["card"]["id"], &Value::Null]);
    let together = browser.answer("/api/v1/backtest?category=fickstold,klotter");
    let [whole] = chosen(&ask("default", &["fickstold", "klotter"])).try_into().expect("together");
    assert_eq!(whole["back_test"]["run"], together["card"]["id"]);

    // It is said, not stored: the run is the same run, byte for byte, and leaves with the sentence.
    assert_eq!(after["id"], before["id"]);
    let path = format!("/api/v1/hotspots/runs/{}/verify", after["id"].as_str().expect("an id"));
    assert_eq!(browser.post(&path, &Value::Null).json()["outcome"], "same");
    let file = format!(
        "/api/v1/export/places.geojson?release=intern&run={}",
        after["id"].as_str().expect("an id")
    );
    assert_eq!(browser.get(&file).json()["method_choice"], follows["text"]);
    let areas = browser.get("/api/v1/export/areas.geojson?release=intern&kind=statistikomrade");
    assert_eq!(areas.json()["method_choice"], Value::Null);
}

/// The mean of a method at 2 % of the land.
fn at_two_percent<'a>(run: &'a Value, method: &str) -> &'a Value {
    let methods = run["found"]["result"]["answer"]["methods"].as_array().expect("methods");
    let found = methods.iter().find(|found| found["method"] == method).expect("it is compared");
    &found["shares"][2]
}

#[test]
fn real_robberies_and_burglaries_are_caught_far_above_chance_by_plain_counting() {
    let Some(shared) = shared() else { return };
    let mappings = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/mappings");
    let cities = [
        // A year alone: six months looked at, six scored.
        (
            "memphis_robberies.csv",
            "memphis.toml",
            MEMPHIS,
            ["2019-01-01", "2019-12-31"],
            "6",
            "h3:9",
        ),
        (
            "cincinnati_burglary.csv",
            "cincinnati.toml",
            "-84.72,39.05,-84.36,39.23",
            ["2017-01-01", "2018-12-31"],
            "12",
            "h3:9",
        ),
    ];
    for (file, mapping, area, [from, to], past, lattice) in cities {
        let cli = Cli::new();
        let (file, mapping) = (shared.join("incidents").join(file), mappings.join(mapping));
        let (file, mapping) = (text(&file), text(&mapping));
        let import = ["import", "incidents", file, "--mapping", mapping, "--study-area", area];
        cli.run(&[&import[..], &["--source", "x"]].concat());
        let ask =
            ["backtest", "--from", from, "--to", to, "--past-months", past, "--lattice", lattice];
        let shown = cli.expect(0, &ask);
        println!("{file}\n{shown}");
        let json = cli.run(&[&ask[..], &["--json"]].concat());
        let run: Value = serde_json::from_slice(&json.stdout).expect("JSON");
        let ranked = at_two_percent(&run, "ranked-counts");
        let pai = ranked["pai"].as_f64().expect("defined");
        assert!(pai > 4.0, "{file}: {pai}");
        for method in ["count-test", "gi-star", "permutation", "kde", "local-ratio"] {
            let against = &at_two_percent(&run, method)["against_ranked"];
            assert!(against["interval_95"].is_array(), "{file} {method}: {against}");
        }
        assert!(shown.contains("räkningen") || shown.contains("Vald av prövningen"), "{shown}");
    }
}
