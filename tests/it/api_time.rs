//! Emerging hotspots, change and the series with its band over HTTP.

use crate::support::http::{Browser, Server};
use serde_json::{Value, json};

/// Two made-up years: thinly spread thefts every month, and a spot that has two a month until it
/// flares up in the last three months of 2025.
fn two_years() -> String {
    let mut csv = String::from("id,category,lon,lat,occurred_from,occurred_to\n");
    let mut no = 0;
    let mut row = |category: &str, lon: f64, lat: f64, year: u32, month: u32| {
        no += 1;
        let time = format!("{year}-{month:02}-{:02}T{:02}:00", 1 + no % 28, no % 24);
        csv.push_str(&format!("r{no},{category},{lon:.5},{lat:.5},{time},{time}\n"));
    };
    for year in [2024, 2025] {
        for month in 1..=12 {
            for i in 0..60 {
                let (east, north) = (f64::from(i % 10), f64::from(i / 10));
                row("fickstold", 18.03 + 0.005 * east, 59.33 + 0.0025 * north, year, month);
            }
            let flares = year == 2025 && month >= 10;
            for _ in 0..if flares { month } else { 2 } {
                row("vald_offentlig_miljo", 18.0547, 59.3336, year, month);
            }
        }
    }
    // The last days are covered.
    row("fickstold", 18.05, 59.335, 2025, 12);
    csv.push_str("r0,fickstold,18.05,59.335,2025-12-31T12:00,2025-12-31T12:00\n");
    csv
}

fn refused(browser: &Browser, path: &str) -> (u16, String) {
    let answer = browser.get(path);
    (answer.status, answer.json()["fields"][0]["field"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn what_happens_in_time_is_answered_with_its_card() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &two_years());

    let found = browser.answer("/api/v1/emerging?lattice=h3:9");
    let result = &found["result"];
    assert_eq!(result["months"][0], "2025-01");
    assert_eq!(result["months"].as_array().expect("months").len(), 12);
    let classes = result["classes"].as_array().expect("classes");
    let sum: u64 = classes.iter().map(|class| class["n_cells"].as_u64().expect("n")).sum();
    assert_eq!((classes.len(), Some(sum)), (9, result["n_cells"].as_u64()));
    let cells = result["cells"].as_array().expect("cells");
    assert!(!cells.is_empty());
    assert!(cells.iter().all(|cell| cell["hot"].as_array().is_some_and(|hot| hot.len() == 12)));
    let rails = found["card"]["guard_rails"].as_array().expect("rails");
    assert!(!rails.iter().any(|rail| rail["code"] == "few_months"));
    let short = browser.answer("/api/v1/emerging?lattice=h3:9&from=2025-11-01");
    assert_eq!(short["result"]["classes"], json!([]));
    let rails = short["card"]["guard_rails"].as_array().expect("rails");
    assert!(rails.iter().any(|rail| rail["code"] == "few_months"));
    assert_eq!(refused(&browser, "/api/v1/emerging?ring=9"), (400, "ring".to_owned()));
    assert_eq!(refused(&browser, "/api/v1/emerging?gate=x"), (400, "gate".to_owned()));

    let changed = browser.answer("/api/v1/change");
    let result = &changed["result"];
    assert_eq!((&result["from"], &result["to"]), (&json!("2025-10"), &json!("2025-12")));
    assert_eq!(result["own_areas"], json!(["stadsdelsomrade/norra-innerstaden"]));
    let top = &result["own"][0];
    assert_eq!(
        (&top["category"], &top["level"]),
        (&json!("vald_offentlig_miljo"), &json!("alarm"))
    );
    assert_eq!((&top["now"], &top["before"]), (&json!(33), &json!(6)));
    assert_eq!(top["months_in_a_row"], 3);
    let sentence = top["sentence"].as_str().expect("a sentence");
    assert!(sentence.contains("33 mot 6, tre månader i rad (z 4,7"), "{sentence}");
    assert!(sentence.ends_with(" – larm"), "{sentence}");
    let codes: Vec<&Value> = changed["card"]["guard_rails"]
        .as_array()
        .expect("rails")
        .iter()
        .map(|rail| &rail["code"])
        .collect();
    assert_eq!(codes, ["many_rows", "preliminary_months"]);
    assert!(result["n_tested"].as_u64() > Some(10) && result["n_years"] == 1);
    let path = format!("/api/v1/runs/{}", changed["card"]["id"].as_str().expect("an id"));
    assert_eq!(browser.get(&path).json(), changed);
    assert_eq!(browser.post(&format!("{path}/verify"), &Value::Null).json()["same"], true);
    let first_year = browser.answer("/api/v1/change?to=2024-12-31");
    assert_eq!(
        (&first_year["result"]["n_years"], &first_year["result"]["own"]),
        (&json!(0), &json!([]))
    );
    assert_eq!(refused(&browser, "/api/v1/change?months=13"), (400, "months".to_owned()));
    assert_eq!(refused(&browser, "/api/v1/change?layer=x"), (400, "layer".to_owned()));
    assert_eq!(refused(&browser, "/api/v1/change?run=run-0"), (400, "run".to_owned()));

    let series = browser.get("/api/v1/series?category=vald_offentlig_miljo").json();
    let months = series["months"].as_array().expect("months");
    assert_eq!(months.len(), 24);
    assert_eq!((&months[11]["expected"], &months[11]["band_95"]), (&Value::Null, &Value::Null));
    let last = &months[23];
    assert_eq!(
        (&last["n"], &last["expected"], &last["n_years"]),
        (&json!(12), &json!(2.0), &json!(1))
    );
    assert!(last["band_95"][1].as_u64() < Some(12) && last["preliminary"] == true, "{last}");
    assert_eq!(months[22]["preliminary"], false);
    // Earlier years count also when they are not asked for.
    let one = browser.get("/api/v1/series?category=vald_offentlig_miljo&from=2025-12-01").json();
    assert_eq!(one["months"], json!([last]));
}

#[test]
fn two_periods_stand_side_by_side_and_are_verified() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &two_years());
    let run = browser.post(
        "/api/v1/hotspots/runs",
        &json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "stability": false}),
    );
    let run = run.json()["id"].as_str().expect("an id").to_owned();
    // A year against the year before, which is what is compared with when nothing is said.
    let path = format!("/api/v1/compare?lattice=h3:9&from=2025-01-01&to=2025-12-31&run={run}");
    let found = browser.answer(&path);
    let result = &found["result"];
    assert_eq!(result["then"], json!({"from": "2024-01-01", "to": "2024-12-31"}));
    let periods = result["periods"].as_f64().expect("a number");
    assert!((periods - 366.0 / 365.0).abs() < 1e-12);
    let sum = |column: &str| -> u64 {
        result[column].as_array().expect("a column").iter().filter_map(Value::as_u64).sum()
    };
    assert_eq!(Some(sum("now")), result["total_now"].as_u64());
    assert_eq!(Some(sum("then_n")), result["total_then"].as_u64());
    assert_eq!(found["card"]["n_used"].as_u64(), Some(sum("now") + sum("then_n")));
    // The spot that flared up is the cell with the largest rise: 51 against 24.
    let z = result["z"].as_array().expect("z");
    let largest =
        (0..z.len()).max_by(|&a, &b| z[a].as_f64().unwrap().total_cmp(&z[b].as_f64().unwrap()));
    let largest = largest.expect("a cell");
    let p = result["p"][largest].as_f64().expect("tested");
    assert!(p < 0.01 && result["p_adjusted"][largest].as_f64().expect("tested") > p);
    assert!(result["now"][largest].as_u64() > result["then_n"][largest].as_u64());
    let tested = result["p"].as_array().expect("p").iter().filter(|p| !p.is_null()).count();
    assert_eq!(result["n_tested"].as_u64(), Some(tested as u64));
    assert!(!result["places"].as_array().expect("places").is_empty());
    let rails = found["card"]["guard_rails"].as_array().expect("rails");
    assert!(rails.iter().any(|rail| rail["code"] == "places_chosen_by_period"));
    assert!(!rails.iter().any(|rail| rail["code"] == "compared_other_season"));
    assert_eq!(found["card"]["parameters"]["then"]["from"], "2024-01-01");

    let id = found["card"]["id"].as_str().expect("an id");
    let verdict = browser.post(&format!("/api/v1/runs/{id}/verify"), &Value::Null).json();
    assert_eq!(verdict["outcome"], "same");
    // Named or not, the same question is the same answer.
    let named = browser.answer(&format!("{path}&compare_from=2024-01-01&compare_to=2024-12-31"));
    assert_eq!(named["card"]["id"], found["card"]["id"]);
    let other = browser.answer(
        "/api/v1/compare?lattice=h3:9&from=2024-10-01&to=2024-12-31&run=none\
         &compare_from=2024-01-01&compare_to=2024-02-29",
    );
    let codes: Vec<&str> = other["card"]["guard_rails"]
        .as_array()
        .expect("rails")
        .iter()
        .filter_map(|rail| rail["code"].as_str())
        .collect();
    assert!(codes.contains(&"compared_other_season"), "{codes:?}");
    assert!(codes.contains(&"compared_unlike_lengths"), "{codes:?}");
    assert_eq!(other["result"]["places"], json!([]));
    for (query, field) in [
        ("compare_from=2024-01-01", "compare_to"),
        ("compare_to=2024-01-01", "compare_from"),
        (
            "from=2025-01-01&to=2025-12-31&compare_from=2024-06-01&compare_to=2025-01-01",
            "compare_to",
        ),
        ("compare_from=2024-02-01&compare_to=2024-01-01", "compare_to"),
        ("run=run-0000000000000000", "run"),
    ] {
        let path = format!("/api/v1/compare?lattice=h3:9&{query}");
        assert_eq!(refused(&browser, &path), (400, field.to_owned()), "{query}");
    }
}
