//! Indicator values in over HTTP and out again, and who sees them.

use crate::support::http::{Browser, Server};
use platssamverkan::{
    app::{Actor, indicators, users},
    case::party::Side,
    incident::IndicatorId,
};
use serde_json::Value;

const POPULATION: &str = "indikator;område;områdesslag;år;värde;källa\n\
    Befolkning;10102;statistikomrade;2023;1 900;SCB\n\
    Befolkning;10102;statistikomrade;2024;2 000;SCB\n\
    Befolkning;11101;statistikomrade;2024;3 000;SCB\n\
    Befolkning;norrmalm;stadsdelsomrade;2014;70 000;SCB\n";

fn import(browser: &Browser, file: &str, csv: &str) -> Value {
    let fields = [("kind", "indicators"), ("source", "prov"), ("synthetic", "true")];
    let preview = browser.upload(&fields, file, csv.as_bytes());
    assert_eq!(preview.status, 202, "{}", preview.text);
    let id = preview.json()["id"].clone();
    let published = browser.post(&format!("/api/v1/imports/{id}/commit"), &Value::Null);
    assert_eq!(published.status, 200, "{}", published.text);
    published.json()
}

/// The command line's actor of a side.
fn actor(server: &Server, side: Side) -> Actor {
    let parties = server.app.store.read().expect("reads").parties().expect("read");
    let party = parties.into_iter().find(|party| party.side == side).expect("a party");
    users::system_actor(party)
}

fn population(server: &Server, side: Side, on: &str) -> Vec<(String, f64)> {
    let id = IndicatorId("befolkning".into());
    let on = on.parse().expect("a day");
    let found = indicators::per_area(&server.app, &actor(server, side), &id, on);
    found.expect("answered").into_iter().map(|(area, value)| (area.0, value)).collect()
}

#[test]
fn the_population_of_a_day_is_the_latest_period_that_has_begun() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    let done = import(&browser, "befolkning.csv", POPULATION);
    assert_eq!((done["kind"].as_str(), &done["totals"]["n_new"]), (Some("indicators"), &4.into()));
    assert_eq!(done["totals"]["period"]["from"], "2014-01-01");
    let is = |pairs: &[(&str, f64)]| -> Vec<(String, f64)> {
        pairs.iter().map(|(area, value)| ((*area).to_owned(), *value)).collect()
    };
    let (klara, other, district) =
        ("statistikomrade/10102", "statistikomrade/11101", "stadsdelsomrade/norrmalm");
    assert_eq!(population(&server, Side::Polis, "2013-12-31"), is(&[]));
    assert_eq!(
        population(&server, Side::Polis, "2023-06-01"),
        is(&[(district, 70_000.0), (klara, 1_900.0)])
    );
    assert_eq!(
        population(&server, Side::Polis, "2026-06-09"),
        is(&[(district, 70_000.0), (klara, 2_000.0), (other, 3_000.0)])
    );
    // What others have not shared does not exist.
    assert_eq!(population(&server, Side::Stad, "2026-06-09"), is(&[]));
}

#[test]
fn a_delivery_is_recognised_corrected_and_undone() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    let first = import(&browser, "a.csv", POPULATION);
    let fields = [("kind", "indicators"), ("source", "prov")];
    let again = browser.upload(&fields, "b.csv", POPULATION.replace('\n', "\r\n").as_bytes());
    assert_eq!(again.json()["already_imported_as"], first["id"], "{}", again.text);
    assert_eq!(again.json()["totals"]["n_already"], 4);

    let corrected = POPULATION.replace("3 000", "3 300");
    let preview = browser.upload(&fields, "c.csv", corrected.as_bytes()).json();
    let totals = &preview["totals"];
    assert_eq!((&totals["n_changed"], &totals["n_already"]), (&1.into(), &3.into()));
    let id = &preview["id"];
    let before = population(&server, Side::Polis, "2026-06-09");
    assert_eq!(before[2].1, 3_000.0, "a preview changes nothing");
    assert_eq!(browser.post(&format!("/api/v1/imports/{id}/commit"), &Value::Null).status, 200);
    assert_eq!(population(&server, Side::Polis, "2026-06-09")[2].1, 3_300.0);
    assert_eq!(browser.post(&format!("/api/v1/imports/{id}/undo"), &Value::Null).status, 200);
    assert_eq!(population(&server, Side::Polis, "2026-06-09"), before);
}
