//! What happened to an object, over HTTP: one shape for all, for whoever sees the object.

use crate::support::{
    clock::MovableClock,
    http::{Browser, Server},
};
use jiff::SignedDuration;
use platssamverkan::store::sqlite::SqliteStore;
use serde_json::{Value, json};
use std::sync::Arc;

fn history(browser: &Browser, of: &str, id: &str) -> Vec<Value> {
    let answer = browser.get(&format!("/api/v1/history/{of}/{id}"));
    assert_eq!(answer.status, 200, "{of} {id}: {}", answer.text);
    answer.json()["items"].as_array().expect("lines").clone()
}

fn acts(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["act"].as_str().expect("a code")).collect()
}

fn hidden(browser: &Browser, of: &str, id: &str) -> u16 {
    browser.get(&format!("/api/v1/history/{of}/{id}")).problem().0
}

#[test]
fn an_observation_tells_how_it_was_before_it_was_corrected() {
    let clock = MovableClock::start();
    let store = SqliteStore::open_in_memory().expect("a store");
    let server = Server::over(Arc::new(store), Arc::new(clock.clone()));
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let said = |kind: &str, text: &str| {
        json!({"kind": kind, "area": "plats/observatorielunden", "from": "2016-01-01",
            "to": "2016-12-31", "text": text})
    };
    let made = city.post("/api/v1/observations", &said("dialogue", "Mörkt vid trapporna")).json();
    let id = made["id"].as_str().expect("an id");
    assert_eq!(hidden(&police, "observation", id), 404, "not shared");
    let path = format!("/api/v1/observations/{id}");
    for (kind, text, reason) in [
        ("dialogue", "Mörkt vid parkleken", "Fel plats"),
        ("enkat", "Mörkt vid parkleken", "Fel källa"),
    ] {
        let right = json!({"observation": said(kind, text), "reason": reason});
        assert_eq!(city.put(&path, &right).status, 200);
    }
    clock.forward(SignedDuration::from_mins(1));
    city.post(&format!("{path}/share"), &Value::Null);
    clock.forward(SignedDuration::from_mins(1));
    city.post(&format!("{path}/withdraw"), &json!({"reason": "dubblett"}));
    let lines = history(&police, "observation", id);
    assert_eq!(
        acts(&lines),
        [
            "observation_withdrawn",
            "observation_shared",
            "observation_corrected",
            "observation_corrected",
            "observation_added"
        ]
    );
    assert_eq!(lines[0]["said"], "dubblett");
    assert_eq!(lines[2]["before"], json!([{"field": "kind", "was": "dialogue"}]));
    assert_eq!(lines[3]["before"], json!([{"field": "text", "was": "Mörkt vid trapporna"}]));
    assert_eq!(lines[3]["said"], "Fel plats");
    assert_eq!(lines[4]["function"], "Trygghets- och säkerhetssamordnare");
    assert_eq!(lines[4]["party"], "Norra innerstadens stadsdelsförvaltning");
}

#[test]
fn an_agreement_tells_which_terms_a_proposal_would_change() {
    let server = Server::start();
    let city = server.signed_in("administrator-stad");
    let police = server.signed_in("administrator-polis");
    let agreements = "/api/v1/agreements";
    let one = city.get(agreements).json()["items"][0].clone();
    let id = one["id"].as_str().expect("an id");
    let terms = json!({"name": "Norra innerstaden 2027", "areas": one["agreed"]["areas"],
        "valid_from": "2025-01-01", "valid_to": "2027-12-31"});
    let with = |version: &Value| [("If-Match", format!("\"{version}\""))];
    let send = |browser: &Browser, what: &str, version: &Value, body: &Value| {
        let [(name, value)] = with(version);
        let headers = [("Content-Type", "application/json"), (name, value.as_str())];
        let path = format!("{agreements}/{id}/{what}");
        let answer = browser.send("POST", &path, &headers, &body.to_string());
        assert!((200..300).contains(&answer.status), "{}", answer.text);
        answer.json()
    };
    let proposed = send(&city, "proposal", &one["version"], &terms);
    send(&police, "confirmation", &proposed["version"], &Value::Null);
    let lines = history(&police, "agreement", id);
    assert_eq!(acts(&lines), ["agreement_confirmed", "agreement_proposed", "agreement_founded"]);
    assert_eq!(lines[1]["side"], "stad");
    let before = lines[1]["before"].as_array().expect("fields");
    assert!(before.contains(&json!({"field": "valid_to", "was": "2026-12-31"})), "{before:?}");
    assert!(before.iter().any(|one| one["field"] == "name"));
    assert_eq!(lines[2]["function"], Value::Null, "the installation's own");
    assert_eq!(hidden(&server.signed_in("samordnare"), "agreement", id), 403);
}

#[test]
fn what_keeps_no_steps_of_its_own_is_told_by_the_log() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let admin = server.signed_in("administrator-polis");
    let csv = "category,lon,lat,occurred_from\nfickstold,18.058,59.331,2025-03-01T12:00\n";
    let import = police.import_counts("a.csv", csv)["id"].to_string();
    let lines = history(&police, "import", &import);
    assert!(acts(&lines).contains(&"import_published"), "{lines:?}");
    assert_eq!(lines[0]["function"], "Kommunpolis");
    assert_eq!(hidden(&city, "import", &import), 404, "not shared");

    let given = json!({"from": "user-kommunpolis", "to": "user-analytiker-polis",
        "first_day": "2026-06-10", "last_day": "2026-06-12"});
    let given = police.post("/api/v1/delegations", &given).json();
    let id = given["id"].as_str().expect("an id");
    police.post(&format!("/api/v1/delegations/{id}/revocation"), &Value::Null);
    let analyst = server.signed_in("analytiker-polis");
    let lines = history(&analyst, "delegation", id);
    assert_eq!(acts(&lines), ["delegation_revoked", "delegation_given"]);
    assert_eq!(hidden(&city, "delegation", id), 404, "the other party's");

    let key = json!({"system": "Stadens QGIS", "level": "publik", "last_day": "2026-12-31"});
    let key = admin.post("/api/v1/keys", &key).json();
    let id = key["id"].as_str().expect("an id");
    assert_eq!(acts(&history(&admin, "key", id)), ["key_made"]);
    assert_eq!(hidden(&police, "key", id), 403);

    let closed = json!({"function": "Analytiker, polisen", "role": "analytiker", "disabled": true,
        "areas": []});
    admin.put("/api/v1/users/user-analytiker-polis", &closed);
    let lines = history(&admin, "user", "user-analytiker-polis");
    assert_eq!(acts(&lines), ["user_assigned", "user_added"], "not its comings and goings");
    let of_city = server.signed_in("administrator-stad");
    assert_eq!(hidden(&of_city, "user", "user-analytiker-polis"), 404);
    assert_eq!(hidden(&police, "user", "user-analytiker-polis"), 403);
    for of in ["case", "opening", "nothing"] {
        assert_eq!(hidden(&admin, of, "1"), 404, "{of}");
    }
}
