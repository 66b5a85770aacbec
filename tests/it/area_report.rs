//! The report on an area: what it counts, whom it is for, and that its paper says the same.

use crate::{
    access, case_work,
    support::http::{Browser, Server},
};
use serde_json::{Value, json};

/// Spring 2024 and 2025 on one square: 7 and 19 pickpocketings, 5 and 5 of graffiti; and what says
/// elsewhere, and on the first and last day, that all days are covered.
fn springs() -> String {
    let mut csv = String::from("id,category,lon,lat,occurred_from,occurred_to\n");
    let mut no = 0;
    let mut rows = |n: u32, category: &str, lon: f64, day: &str| {
        for _ in 0..n {
            no += 1;
            csv.push_str(&format!("r{no},{category},{lon},59.3325,{day}T21:00,{day}T22:00\n"));
        }
    };
    rows(1, "fickstold", 18.03, "2024-01-01");
    rows(7, "fickstold", 18.0635, "2024-04-02");
    rows(5, "klotter", 18.0635, "2024-04-02");
    rows(4, "fickstold", 18.03, "2025-04-01");
    rows(15, "fickstold", 18.0635, "2025-04-01");
    rows(4, "fickstold", 18.0665, "2025-04-01");
    rows(5, "klotter", 18.0635, "2025-04-01");
    rows(1, "fickstold", 18.03, "2025-12-31");
    csv
}

/// A square in degrees of longitude, around 59.3325.
fn drawn(west: f64, east: f64) -> Value {
    let (south, north) = (59.331, 59.334);
    json!({"geometry": {"type": "Polygon", "coordinates":
        [[[west, south], [east, south], [east, north], [west, north], [west, south]]]},
        "from": "2025-03-01", "to": "2025-05-31"})
}

fn report(browser: &Browser, body: &Value) -> Value {
    let answer = browser.post("/api/v1/areas/report", body);
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn row<'a>(report: &'a Value, category: &str) -> &'a Value {
    let mut rows = report["categories"].as_array().expect("rows").iter();
    rows.find(|row| row["category"] == category).expect("a row")
}

#[test]
fn each_category_is_held_against_the_same_days_a_year_before_and_the_rows_are_counted() {
    let server = Server::start();
    server.signed_in("kommunpolis").import_counts("springs.csv", &springs());
    let found = report(&server.signed_in("analytiker-polis"), &drawn(18.06, 18.07));
    assert_eq!(found["before"], json!({"from": "2024-03-01", "to": "2024-05-31"}));
    let fickstold = row(&found, "fickstold");
    assert_eq!((&fickstold["now"], &fickstold["before"]), (&json!(19), &json!(7)));
    assert_eq!(fickstold["level"], "watch");
    let (p, adjusted) = (fickstold["p"].as_f64(), fickstold["p_adjusted"].as_f64());
    assert!((p.expect("p") - 0.029).abs() < 0.0005, "as by the change of two springs");
    assert!(adjusted > p, "two rows were tested");
    assert_eq!(
        (&found["n_tested"], row(&found, "klotter")["level"].as_str()),
        (&json!(2), Some("none"))
    );
    let week: f64 = found["week_hours"]
        .as_array()
        .expect("days")
        .iter()
        .flat_map(|day| day.as_array().expect("hours"))
        .filter_map(Value::as_f64)
        .sum();
    assert!((week - 24.0).abs() < 1e-9, "every count is somewhere in the week: {week}");
    assert_eq!(found["concentration"]["n_occupied"], 2);
    assert_eq!((&found["area"], &found["name"]), (&Value::Null, &Value::Null));
    // Made of the same, it bears the same number.
    assert_eq!(
        report(&server.signed_in("analytiker-polis"), &drawn(18.06, 18.07))["id"],
        found["id"]
    );
}

#[test]
fn two_halves_add_up_to_the_whole() {
    let server = Server::start();
    server.signed_in("kommunpolis").import_counts("springs.csv", &springs());
    let analyst = server.signed_in("analytiker-polis");
    let n = |west, east| row(&report(&analyst, &drawn(west, east)), "fickstold")["now"].as_u64();
    let parts = [n(18.06, 18.065), n(18.065, 18.07)].map(|n| n.expect("a count"));
    assert_eq!((parts, n(18.06, 18.07)), ([15, 4], Some(19)));
}

#[test]
fn what_the_counts_do_not_cover_is_not_compared_and_not_counted_as_nothing() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    police.import_counts("springs.csv", &springs());
    let of = |query: &str| police.answer(&format!("/api/v1/areas/kommun/0180/report{query}"));
    let codes = |found: &Value| -> Vec<String> {
        let rails = found["guard_rails"].as_array().expect("rails").iter();
        rails.map(|rail| rail["code"].as_str().expect("a code").to_owned()).collect()
    };
    let early = of("?from=2024-02-01&to=2024-05-31");
    assert_eq!(
        (&row(&early, "fickstold")["before"], &early["n_tested"]),
        (&Value::Null, &json!(0))
    );
    assert_eq!(codes(&early), ["no_earlier_year"]);
    let late = of("?from=2025-03-01&to=2026-05-31");
    assert_eq!(late["period"]["to"], "2025-12-31");
    assert_eq!(codes(&late), ["period_cut", "preliminary_months"]);
    let unasked = of("");
    assert_eq!(unasked["period"], json!({"from": "2025-01-01", "to": "2025-12-31"}));
    for (query, field) in [
        ("?from=2025-05-01&to=2025-04-01", "to"),
        ("?from=1925-01-01&to=2025-04-01", "from"),
        ("?from=2026-01-01", "from"),
    ] {
        let refused = police.get(&format!("/api/v1/areas/kommun/0180/report{query}"));
        assert_eq!(refused.status, 400, "{query}");
        assert_eq!(refused.json()["fields"][0]["field"], field, "{query}");
    }
    assert_eq!(police.get("/api/v1/areas/kommun/9999/report").status, 404);
}

#[test]
fn only_an_analyst_draws_and_only_ground_is_counted_in() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    police.import_counts("springs.csv", &springs());
    for path in ["/api/v1/areas/report", "/api/v1/areas/report.html"] {
        assert_eq!(police.post(path, &drawn(18.06, 18.07)).status, 403, "{path}");
    }
    let line =
        json!({"geometry": {"type": "LineString", "coordinates": [[18.0, 59.3], [18.1, 59.3]]}});
    let refused = server.signed_in("analytiker-polis").post("/api/v1/areas/report", &line);
    assert_eq!((refused.status, &refused.json()["fields"][0]["code"]), (400, &json!("no_ground")));
    // The city has no counts of its own and none are shared: it sees none, and no source.
    let city = report(&server.signed_in("analytiker-stad"), &drawn(18.06, 18.07));
    assert_eq!((&city["categories"], &city["how"]["sources"]), (&json!([]), &json!([])));
}

#[test]
fn cases_with_their_open_measures_stand_in_it_and_the_paper_says_the_same() {
    let server = Server::start();
    let case = access::case(&server);
    let (city, police) = (server.signed_in("samordnare"), server.signed_in("kommunpolis"));
    for (browser, step) in case_work::a_case_with_a_measure(&city, &police, &case) {
        let answer = browser.post(&format!("/api/v1/cases/{case}/steps"), &step);
        assert_eq!(answer.status, 200, "{step}: {}", answer.text);
    }
    police.import_counts("springs.csv", &springs());
    let path = "/api/v1/areas/kommun/0180/report";
    let found = police.answer(path);
    let [here] = &found["cases"].as_array().expect("cases")[..] else { panic!("{found:#}") };
    assert_eq!(here["number"], json!(case));
    let [open] = &here["open"].as_array().expect("measures")[..] else { panic!("{here:#}") };
    let page = police.get(&format!("{path}.html"));
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.header("content-disposition").starts_with("attachment; filename=\"rapport-"));
    for text in [&case, open["what"].as_str().expect("text"), found["id"].as_str().expect("an id")]
    {
        assert!(page.text.contains(text), "{text}");
    }
    for text in ["Så räknades det", "Prövade rader", "Intern", "Fickstöld"] {
        assert!(page.text.contains(text), "{text}");
    }
}
