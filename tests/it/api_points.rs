//! Dense places, near repeats and the week's profile over HTTP.

use crate::support::http::{Server, counts_csv};
use serde_json::{Value, json};

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn dense_places_are_drawn_counted_and_run_again() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    // A hundred in one spot among a grid of single ones 60 m apart.
    let body = browser.answer("/api/v1/dbscan?from=2025-01-01&min_weight=40");
    let (card, result) = (&body["card"], &body["result"]);
    let places = result["places"].as_array().expect("places");
    assert_eq!(places.len(), 1);
    let place = &places[0];
    assert!(number(&place["n"]) >= 100.0 && place["name"].as_str().is_some_and(|n| !n.is_empty()));
    assert_eq!(place["geometry"]["type"], "Polygon");
    let (n, area) = (number(&place["n"]), number(&place["area_km2"]));
    assert!((number(&place["per_km2"]) / (n / area) - 1.0).abs() < 1e-12 && area < 0.05);
    assert_eq!(n + number(&result["n_noise"]), number(&card["n_used"]));
    assert_eq!((&card["method"], &card["lattice"]), (&json!("dbscan"), &Value::Null));
    assert_eq!(card["parameters"], json!({"eps_m": 50.0, "min_weight": 40}));
    let path = format!("/api/v1/runs/{}", card["id"].as_str().expect("an id"));
    assert_eq!(browser.get(&path).json(), body);
    let verdict = browser.post(&format!("{path}/verify"), &Value::Null).json();
    assert_eq!(verdict["outcome"], "same");

    let none = browser.answer("/api/v1/dbscan?from=2025-01-01&min_weight=4000");
    assert_eq!(none["result"]["places"], json!([]));
    let rails = none["card"]["guard_rails"].as_array().expect("rails");
    assert!(rails.iter().any(|rail| rail["code"] == "no_dense_places"), "{rails:?}");
}

#[test]
fn near_repeats_come_with_bands_and_p() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    let mut csv = counts_csv();
    // Two known to within a week, which cannot be paired in time.
    for no in [1, 2] {
        csv += &format!("w{no},fickstold,18.05,59.335,2025-03-0{no}T10:00,2025-03-09T10:00\n");
    }
    browser.import_counts("a.csv", &csv);
    let ask = "/api/v1/near-repeat?from=2025-01-01&n_space=2&n_time=2&permutations=99";
    let body = browser.answer(ask);
    let (card, cells) = (&body["card"], body["result"]["cells"].as_array().expect("cells"));
    assert_eq!(cells.len(), 6);
    assert_eq!(cells[0]["same_place"], true);
    assert_eq!((number(&cells[2]["from_m"]), number(&cells[2]["to_m"])), (0.0, 100.0));
    for cell in cells {
        let p = number(&cell["p"]);
        assert!((0.01..=1.0).contains(&p) && number(&cell["expected"]) > 0.0, "{cell}");
    }
    assert_eq!(number(&body["result"]["n"]), number(&card["n_used"]));
    let left_out = card["n_left_out"].as_array().expect("reasons");
    assert!(left_out.iter().any(|one| one["code"] == "long_interval" && one["n"] == 2));
    let path = format!("/api/v1/runs/{}/verify", card["id"].as_str().expect("an id"));
    assert_eq!(browser.post(&path, &Value::Null).json()["outcome"], "same");
}

#[test]
fn the_week_has_a_peak_and_can_be_compared() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    let mut csv = String::from("id,category,lon,lat,occurred_from,occurred_to\n");
    // Friday and Saturday nights of 2025 and two days a week at noon.
    for week in 0..40 {
        let friday = jiff::civil::date(2025, 1, 10) + jiff::Span::new().weeks(week);
        for (day, hour) in [(0, 23), (1, 23), (-3, 12)] {
            let day = friday + jiff::Span::new().days(day);
            let time = format!("{day}T{hour:02}:00");
            csv += &format!("r{week}-{day},vald_offentlig_miljo,18.0635,59.3325,{time},{time}\n");
        }
    }
    browser.import_counts("a.csv", &csv);
    let ask = "/api/v1/profile?from=2025-01-01&to=2025-06-30\
               &compare_from=2025-07-01&compare_to=2025-12-31";
    let body = browser.answer(ask);
    let result = &body["result"];
    assert_eq!(result["peak"]["text"], "fre–lör 23–00");
    assert!((number(&result["peak"]["share"]) - 2.0 / 3.0).abs() < 0.03, "{}", result["peak"]);
    let week = result["week_hours"].as_array().expect("days");
    let sum: f64 = week.iter().flat_map(|day| day.as_array().expect("hours")).map(number).sum();
    assert!((sum - number(&body["card"]["n_used"])).abs() < 1e-9);
    assert!(number(&result["compared"]["overlap"]) > 0.9);
    let months = result["months"].as_array().expect("months");
    assert_eq!((months.len(), &months[0]["month"]), (6, &json!("2025-01")));
    let path = format!("/api/v1/runs/{}/verify", body["card"]["id"].as_str().expect("an id"));
    assert_eq!(browser.post(&path, &Value::Null).json()["outcome"], "same");
}

#[test]
fn what_is_out_of_range_is_named() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    for (path, field) in [
        ("dbscan?eps_m=5", "eps_m"),
        ("dbscan?eps_m=NaN", "eps_m"),
        ("dbscan?min_weight=2", "min_weight"),
        ("near-repeat?band_m=5000", "band_m"),
        ("near-repeat?n_time=0", "n_time"),
        ("near-repeat?permutations=5", "permutations"),
        ("profile?cells=x", "cells"),
        ("profile?cells=run-0:1", "cells"),
        ("profile?compare_from=2025-01-01", "compare_to"),
        ("profile?compare_from=2025-02-01&compare_to=2025-01-01", "compare_to"),
    ] {
        let answer = browser.get(&format!("/api/v1/{path}"));
        assert_eq!(answer.problem(), (400, "invalid".into()), "{path}");
        assert_eq!(answer.json()["fields"][0]["field"], field, "{path}");
    }
}
