//! Files in over HTTP: preview, commit, undo, share, and what is refused.

use crate::support::{
    http::{Server, counts_csv},
    snapshot::steady,
};
use serde_json::Value;

const INCIDENTS: [(&str, &str); 3] =
    [("kind", "incidents"), ("source", "rar"), ("synthetic", "true")];

const BAD_ROWS: &str = "id,category,lon,lat,occurred_from\n\
    1,fickstold,18.0635,59.3325,2025-03-01T12:00\n\
    2,fickstold,0,0,2025-03-01T12:00\n\
    3,fickstold,59.3325,18.0635,2025-03-01T12:00\n\
    4,fickstold,13.0,55.6,2025-03-01T12:00\n\
    5,okant,18.0635,59.3325,2025-03-01T12:00\n\
    6,fickstold,18.0635,59.3325,\n\
    7,=cmd(),18.0635,59.3325,2025-03-01T12:00\n";

#[test]
fn a_preview_shows_what_would_happen_and_changes_nothing() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    let preview = browser.upload(&INCIDENTS, "mars.csv", BAD_ROWS.as_bytes());
    assert_eq!(preview.status, 202, "{}", preview.text);
    insta::assert_json_snapshot!("import_preview", steady(preview.json()));
    let id = preview.json()["id"].clone();
    let listed = browser.get(&format!("/api/v1/imports/{id}/rejections?limit=4")).json();
    insta::assert_json_snapshot!("import_rejections", steady(listed.clone()));
    let next = listed["next"].as_str().expect("there are more");
    let rest = browser.get(&format!("/api/v1/imports/{id}/rejections?limit=4&cursor={next}"));
    assert_eq!(rest.json()["items"].as_array().expect("rows").len(), 2);
    assert!(rest.json()["next"].is_null());
    let csv = browser.get(&format!("/api/v1/imports/{id}/rejections.csv"));
    assert!(csv.text.starts_with('\u{feff}'));
    assert!(csv.text.contains("'=cmd()"), "{}", csv.text);
    assert_eq!(browser.get("/api/v1/periods").json()["data_version"], 0);
    let dropped = browser.post(&format!("/api/v1/imports/{id}/undo"), &Value::Null);
    assert_eq!(dropped.status, 204, "{}", dropped.text);
    assert_eq!(browser.get(&format!("/api/v1/imports/{id}")).problem().0, 404);
}

#[test]
fn the_same_file_again_is_recognised_and_undo_takes_back_exactly_one_delivery() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    let csv = counts_csv();
    let first = browser.import_counts("a.csv", &csv);
    let months = browser.get("/api/v1/periods").json();
    let n: u64 = sum(&months["months"]);
    assert_eq!(n, first["totals"]["n_counts"].as_u64().expect("a number"));

    // Reordered and with other line ends it is still the same delivery.
    let mut lines: Vec<&str> = csv.lines().collect();
    lines[1..].reverse();
    let again = lines.join("\r\n");
    let fields = [("kind", "incidents"), ("source", "prov"), ("synthetic", "true")];
    let preview = browser.upload(&fields, "b.csv", again.as_bytes()).json();
    assert_eq!(preview["already_imported_as"], first["id"], "{preview}");
    assert_eq!(preview["totals"]["n_new"], 0);
    let id = &preview["id"];
    let refused = browser.post(&format!("/api/v1/imports/{id}/commit"), &Value::Null);
    assert_eq!(refused.problem(), (409, "already_imported".into()));

    let undone = browser.post(&format!("/api/v1/imports/{}/undo", first["id"]), &Value::Null);
    assert_eq!(undone.json()["state"], "undone");
    assert!(browser.get("/api/v1/periods").json()["data_to"].is_null());
    // Nothing is in the way of publishing the other one now.
    let published = browser.post(&format!("/api/v1/imports/{id}/commit"), &Value::Null);
    assert_eq!(published.status, 200, "{}", published.text);
    assert_eq!(sum(&browser.get("/api/v1/periods").json()["months"]), n);
}

#[test]
fn a_period_that_came_before_and_an_official_total_that_differs_are_said_before_the_yes() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    let file = |n: usize| {
        let row = "fickstold,18.0635,59.3325,2025-03-01T12:00\n";
        format!("category,lon,lat,occurred_from\n{}", row.repeat(n))
    };
    // Rows without ids: nothing tells the store that they are the same incidents.
    browser.import_counts("a.csv", &file(10));
    let fields = [("kind", "incidents"), ("source", "prov"), ("official_total", "10")];
    let again = browser.upload(&fields, "b.csv", file(12).as_bytes()).json();
    let warnings = again["totals"]["warnings"].as_array().expect("warnings");
    let said = |code: &str| {
        let warning = warnings.iter().find(|warning| warning["code"] == code);
        warning.unwrap_or_else(|| panic!("{code} is missing in {warnings:?}"))
    };
    assert_eq!(said("period_already_delivered")["value"], 10.0);
    assert_eq!(said("official_total_differs_percent")["value"], 20.0);
    assert!(warnings.iter().all(|warning| warning["text"] != warning["code"]));
    // Replaced whole it is no double count.
    let replaced = [fields[0], fields[1], ("replace_period", "2025-03-01..2025-03-31")];
    let whole = browser.upload(&replaced, "b.csv", file(12).as_bytes()).json();
    assert_eq!(whole["totals"]["n_replaced"], 10, "{whole}");
    let id = &whole["id"];
    assert_eq!(browser.post(&format!("/api/v1/imports/{id}/commit"), &Value::Null).status, 200);
    assert_eq!(sum(&browser.get("/api/v1/periods").json()["months"]), 12);
}

#[test]
fn the_other_party_sees_an_import_and_its_counts_only_when_they_are_shared() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let import = police.import_counts("a.csv", &counts_csv());
    let path = format!("/api/v1/imports/{}", import["id"]);
    assert_eq!(city.get(&path).problem(), (404, "not_found".into()));
    assert_eq!(city.get("/api/v1/imports").json()["items"], Value::Array(vec![]));
    assert!(city.get("/api/v1/periods").json()["data_to"].is_null());
    for act in ["commit", "undo", "share"] {
        assert_eq!(city.post(&format!("{path}/{act}"), &Value::Null).problem().0, 404, "{act}");
    }
    let shared = police.post(&format!("{path}/share"), &Value::Null);
    assert_eq!(shared.json()["shared"], true);
    assert_eq!(city.get(&path).json()["owner"], import["owner"]);
    assert_eq!(
        city.get("/api/v1/periods").json()["months"],
        police.get("/api/v1/periods").json()["months"]
    );
    // What was rejected quotes the file: that stays with whoever delivered it.
    assert_eq!(city.get(&format!("{path}/rejections")).problem().0, 404);
}

#[test]
fn forms_that_are_not_right_and_files_that_cannot_be_read_are_refused_by_name() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    let ok = BAD_ROWS.as_bytes();
    let refused = |fields: &[(&str, &str)], file: &str, bytes: &[u8]| {
        let answer = browser.upload(fields, file, bytes);
        let (status, code) = answer.problem();
        let field = answer.json()["fields"][0]["field"].as_str().unwrap_or_default().to_owned();
        (status, code, field)
    };
    let is = |status, code: &str, field: &str| (status, code.to_owned(), field.to_owned());
    assert_eq!(refused(&[("kind", "incidents")], "a.csv", ok), is(400, "invalid", "source"));
    assert_eq!(refused(&[("kind", "x"), ("source", "s")], "a.csv", ok), is(400, "invalid", "kind"));
    assert_eq!(
        refused(&[("kind", "areas"), ("source", "s")], "a.json", ok),
        is(400, "invalid", "area_kind")
    );
    assert_eq!(
        refused(&[("kind", "incidents"), ("source", "s"), ("owner", "x")], "a.csv", ok),
        is(400, "unknown_parameter", "owner")
    );
    let period = ("replace_period", "2025-02-01..2025-01-01");
    assert_eq!(
        refused(&[INCIDENTS[0], INCIDENTS[1], period], "a.csv", ok),
        is(400, "invalid", "replace_period")
    );
    assert_eq!(refused(&INCIDENTS, "a.csv", b"").1, "empty_file");
    assert_eq!(refused(&INCIDENTS, "a.csv", b"category,namn\nfickstold,x\n").0, 422);
    let reader = server.signed_in("analytiker-polis");
    assert_eq!(reader.upload(&INCIDENTS, "a.csv", ok).problem().0, 403);
}

#[test]
fn areas_come_in_the_same_way_and_are_there_only_once_published() {
    let server = Server::start();
    let browser = server.signed_in("samordnare");
    // Clockwise on purpose.
    let file = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
        "properties":{"kod":"7","namn":"Prova"},"geometry":{"type":"Polygon","coordinates":
        [[[18.0,59.3],[18.0,59.31],[18.02,59.31],[18.02,59.3],[18.0,59.3]]]}}]}"#;
    let fields = [("kind", "areas"), ("source", "prov"), ("area_kind", "basomrade")];
    let preview = browser.upload(&fields, "omraden.geojson", file.as_bytes());
    assert_eq!(preview.status, 202, "{}", preview.text);
    let preview = preview.json();
    assert_eq!(preview["totals"]["n_new"], 1);
    let there = || browser.get("/api/v1/areas/basomrade/7");
    assert_eq!(there().problem().0, 404);
    let id = &preview["id"];
    assert_eq!(browser.post(&format!("/api/v1/imports/{id}/commit"), &Value::Null).status, 200);
    let area = there().json();
    assert_eq!(area["name"], "Prova");
    insta::assert_json_snapshot!("area", steady(area));
    assert_eq!(browser.post(&format!("/api/v1/imports/{id}/undo"), &Value::Null).status, 200);
    assert_eq!(there().problem().0, 404);
}

fn sum(months: &Value) -> u64 {
    let months = months.as_array().expect("months");
    months.iter().map(|month| month["n"].as_u64().expect("a number")).sum()
}
