//! Both parties fix how the effect of a case will be told, on a run that lies frozen with it.

use crate::{
    case_work::a_case_with_a_measure,
    support::http::{Answer, Browser, Server, counts_csv},
};
use serde_json::{Value, json};

/// A case that was opened on a run of the police, with a measure from 10 June 2026.
fn a_case_on_a_run(server: &Server) -> String {
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    police.import_counts("prov.csv", &counts_csv());
    let request = json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "stability": false});
    let run = police.post("/api/v1/hotspots/runs", &request).json();
    let from = json!({"run": run["id"], "rank": 1});
    let mut opening = police.post("/api/v1/openings", &from).json();
    for browser in [&police, &city] {
        let path = format!("/api/v1/openings/{}/assessments", opening["id"].as_str().expect("id"));
        let yes = json!({"verdict": "ja", "motive": "Platsen är otrygg kvällstid",
            "diarienummer": "540/2026", "evidence_fingerprint": opening["evidence_fingerprint"]});
        let version = format!("\"{}\"", opening["version"]);
        let headers = [("Content-Type", "application/json"), ("If-Match", version.as_str())];
        let answer = browser.send("POST", &path, &headers, &yes.to_string());
        assert_eq!(answer.status, 201, "{}", answer.text);
        opening = answer.json();
    }
    let case = opening["case"].as_str().expect("a case").to_owned();
    for (browser, asked) in a_case_with_a_measure(&city, &police, &case) {
        assert_eq!(step(browser, &case, &asked).status, 200, "{asked}");
    }
    case
}

fn step(browser: &Browser, case: &str, step: &Value) -> Answer {
    browser.post(&format!("/api/v1/cases/{case}/steps"), step)
}

fn effect(browser: &Browser, case: &str) -> Value {
    browser.get(&format!("/api/v1/cases/{case}")).json()["work"]["effect"].clone()
}

fn plan(seen: u64) -> Value {
    json!({"step": "effect_planned", "seen": seen, "effect_plan": {"evidence": 1,
        "from": "2026-06-10", "to": "2026-11-30", "verdict_on": "2026-12-01", "ring": 1,
        "control": ["8a08866b", "8a08866a", "8a08866b"],
        "control_why": "Samma slags torg med samma nivå"}})
}

#[test]
fn one_party_plans_the_other_agrees_and_both_see_what_holds() {
    let server = Server::start();
    let case = a_case_on_a_run(&server);
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let before = effect(&police, &case);
    assert_eq!((&before["first_measure"], &before["seen"]), (&json!("2026-06-10"), &json!(0)));
    assert_eq!(before["runs"][0]["evidence"], 1);
    assert_eq!(before["runs"][0]["chosen"], json!({"from": "2025-01-01", "to": "2025-12-31"}));
    assert_eq!(before["runs"][0]["baseline"], json!({"from": "2023-01-01", "to": "2024-12-31"}));
    assert!(before["runs"][0]["power"]["expected"].as_f64().is_some_and(|n| n > 0.0), "{before}");

    let planned = step(&city, &case, &plan(0));
    assert_eq!(planned.status, 200, "{}", planned.text);
    let waiting = effect(&police, &case);
    assert_eq!(waiting["agreed"], Value::Null);
    assert_eq!(waiting["waiting"]["by"]["side"], "stad");
    assert_eq!(waiting["waiting"]["plan"]["control"], json!(["8a08866a", "8a08866b"]));
    let agree = json!({"step": "effect_plan_agreed", "seen": waiting["seen"]});
    assert_eq!(step(&city, &case, &agree).problem(), (409, "effect_own_plan".to_owned()));
    let unseen = json!({"step": "effect_plan_agreed", "seen": 0});
    assert_eq!(step(&police, &case, &unseen).problem(), (409, "changed_since".to_owned()));
    assert_eq!(step(&police, &case, &agree).status, 200);
    let both = [&police, &city].map(|browser| effect(browser, &case));
    assert_eq!(both[0], both[1]);
    assert_eq!(both[0]["agreed"]["agreed_by"]["side"], "polis");
    assert_eq!(both[0]["waiting"], Value::Null);

    let file = city.get(&format!("/api/v1/cases/{case}/akt.html")).text;
    assert!(file.contains("Plan för effektmätning") && file.contains("2026-12-01"));
    assert!(file.contains("Godkände planen för hur effekten ska mätas"));
}

#[test]
fn a_plan_is_refused_by_name_and_is_for_those_who_work_the_case() {
    let server = Server::start();
    let case = a_case_on_a_run(&server);
    let (police, reader) = (server.signed_in("kommunpolis"), server.signed_in("lpo-chef"));
    let with = |field: &str, value: Value| {
        let mut asked = plan(0);
        asked["effect_plan"][field] = value;
        step(&police, &case, &asked)
    };
    assert_eq!(with("evidence", json!(2)).problem(), (409, "effect_without_run".to_owned()));
    assert_eq!(with("control", json!([])).problem(), (409, "effect_without_control".to_owned()));
    assert_eq!(with("control", json!(["<b>"])).status, 400);
    assert_eq!(with("control_why", json!("Bor gör 811228-9874")).status, 400);
    assert_eq!(with("verdict_on", json!("2026-11-30")).problem(), (409, "bad_days".to_owned()));
    let agreed = json!({"step": "effect_plan_agreed", "seen": 0});
    assert_eq!(step(&police, &case, &agreed).problem(), (409, "no_proposal".to_owned()));
    assert_eq!(step(&reader, &case, &plan(0)).status, 403);
}
