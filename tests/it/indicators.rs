//! Indicator values in over HTTP and out again, and who sees them.

use crate::support::http::{Browser, Server};
use platssamverkan::{
    app::{Actor, AppError, indicators, users},
    case::party::{Role, Side},
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

/// The values that a party delivered.
fn delivered(list: &Value) -> Vec<&Value> {
    let all = list["items"].as_array().expect("values").iter();
    all.filter(|value| !value["owner"].is_null()).collect()
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

const SHARES: &str = "indikator;grupp;område;år;andel;svar;källa\n\
    Otrygg ute;boende;10102;2014;8;100;Mätning\n\
    Otrygg ute;boende;11101;2014;12;;Mätning\n\
    Otrygg ute;boende;11102;2014;40;4;Mätning\n\
    Otrygg ute;boende;10102;2017;6;120;Mätning\n";

#[test]
fn a_share_is_shown_with_its_interval_and_never_on_fewer_than_five_answers() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    import(&browser, "andelar.csv", SHARES);
    import(&browser, "befolkning.csv", POPULATION);
    let all = browser.get("/api/v1/indicators");
    assert_eq!(all.status, 200, "{}", all.text);
    assert!(!all.text.contains("40.0"), "what is suppressed never leaves: {}", all.text);
    let all = all.json();
    let known = |id: &str| {
        let all = all["indicators"].as_array().expect("a list");
        all.iter().find(|one| one["id"] == id).map(|one| one["n_values"].clone())
    };
    assert_eq!((known("befolkning"), known("otrygg_ute")), (Some(4.into()), Some(4.into())));
    assert_eq!(delivered(&all).len(), 8);

    let get = |query: &str| browser.get(&format!("/api/v1/indicators?{query}")).json();
    let klara = get("indicator=otrygg_ute&area=statistikomrade/10102&period=2014");
    let [value] = klara["items"].as_array().expect("values").as_slice() else { panic!("{klara}") };
    let limits =
        (value["low_95"].as_f64().expect("known"), value["high_95"].as_f64().expect("known"));
    assert!((limits.0 - 4.109).abs() < 1e-3 && (limits.1 - 14.998).abs() < 1e-3, "{limits:?}");
    assert_eq!((&value["undertryckt"], &value["group"]), (&false.into(), &"boende".into()));
    let unknown = get("indicator=otrygg_ute&area=statistikomrade/11101");
    assert_eq!(
        (&unknown["items"][0]["value"], &unknown["items"][0]["low_95"]),
        (&12.0.into(), &Value::Null)
    );
    let few = get("indicator=otrygg_ute&area=statistikomrade/11102")["items"][0].clone();
    assert_eq!(
        (&few["value"], &few["n_answers"], &few["undertryckt"]),
        (&Value::Null, &Value::Null, &true.into())
    );

    let first = get("indicator=otrygg_ute&limit=3");
    let cursor = first["next"].as_str().expect("more");
    let rest = get(&format!("indicator=otrygg_ute&limit=3&cursor={cursor}"));
    assert_eq!(rest["items"].as_array().expect("values").len(), 1);
    assert!(rest["next"].is_null());
    for wrong in ["period=14", "from=x", "from=2014-02-01&to=2014-01-01", "limit=0", "cursor=x"] {
        assert_eq!(browser.get(&format!("/api/v1/indicators?{wrong}")).problem().0, 400, "{wrong}");
    }
}

#[test]
fn a_foreign_party_sees_a_value_only_when_it_is_shared_and_a_gis_reader_never() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let done = import(&police, "andelar.csv", SHARES);
    let seen = |browser: &Browser| {
        let list = browser.get("/api/v1/indicators").json();
        let known = list["indicators"].as_array().expect("a list").iter();
        let otrygg = known.filter(|one| one["id"] == "otrygg_ute").count();
        (otrygg, delivered(&list).len())
    };
    assert_eq!((seen(&police), seen(&city)), ((1, 4), (0, 0)));
    let shared = police.post(&format!("/api/v1/imports/{}/share", done["id"]), &Value::Null);
    assert_eq!(shared.status, 200, "{}", shared.text);
    assert_eq!((seen(&police), seen(&city)), ((1, 4), (1, 4)));
    // A correction that is not shared is not seen, nor is what it replaced; what is said again is.
    import(&police, "nya.csv", &SHARES.replace(";8;100;", ";9;100;"));
    assert_eq!((seen(&police), seen(&city)), ((1, 4), (1, 3)));
    assert_eq!(server.visitor().get("/api/v1/indicators").problem().0, 401);
    let mut reader = actor(&server, Side::Stad);
    reader.user.role = Role::GisLasare;
    let refused = indicators::list(&server.app, &reader, &Default::default());
    assert!(matches!(refused, Err(AppError::Forbidden(_))));
}

#[test]
fn official_counts_are_there_for_both_and_a_delivered_year_continues_them() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let query = "/api/v1/indicators?indicator=anmalt_klotter&area=stadsdelsomrade/norrmalm";
    let years = |browser: &Browser| -> Vec<(String, f64, bool)> {
        let list = browser.get(query).json();
        let items = list["items"].as_array().expect("values").iter();
        items
            .map(|value| {
                let from = value["from"].as_str().expect("a day")[..4].to_owned();
                (from, value["value"].as_f64().expect("a count"), value["owner"].is_null())
            })
            .collect()
    };
    assert_eq!(years(&police), years(&city));
    let shipped = years(&police);
    assert_eq!((shipped.len(), &shipped[5]), (6, &("2015".to_owned(), 3_701.0, true)));
    let delivery = "indikator;område;områdesslag;period;värde;enhet;källa\n\
        Anmält klotter;norrmalm;stadsdelsomrade;2016;3 500;antal;Brå\n";
    import(&police, "klotter.csv", delivery);
    assert_eq!(years(&police).last(), Some(&("2016".to_owned(), 3_500.0, false)));
    assert_eq!(years(&city).len(), 6, "what is not shared is not seen");
    let id = IndicatorId("anmalt_klotter".into());
    let on = "2015-06-01".parse().expect("a day");
    let values = indicators::per_area(&server.app, &actor(&server, Side::Stad), &id, on);
    assert_eq!(values.expect("answered").len(), 3);
}
