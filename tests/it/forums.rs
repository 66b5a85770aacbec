//! Forums over HTTP: set up by the agreement, worked by both parties and by participants.

use crate::support::{
    clock::MovableClock,
    http::{Answer, Browser, Server},
};
use jiff::SignedDuration;
use platssamverkan::store::sqlite::SqliteStore;
use serde_json::{Value, json};
use std::sync::Arc;

const RAD: &str = "/api/v1/forums/norra-innerstaden-2025/ts-rad";
const UNGA: &str = "/api/v1/forums/norra-innerstaden-2025/ungdom-1";

fn step(browser: &Browser, forum: &str, asked: &Value) -> Answer {
    browser.post(&format!("{forum}/steps"), asked)
}

fn done(browser: &Browser, forum: &str, asked: &Value) -> Value {
    let answer = step(browser, forum, asked);
    assert_eq!(answer.status, 200, "{asked}: {}", answer.text);
    answer.json()
}

fn measure(owner: &str) -> Value {
    json!({"what": "Temamöte med rektorerna", "how": null, "cause": null, "owner_of": "deltagare",
        "owner": owner, "start": "2026-06-10", "deadline": "2026-06-30", "aterkoppling": "2026-06-20",
        "expected": "okar", "indicator": "Andel unga som är trygga", "kind": "social",
        "horizon": "lang", "verksamhetsplan": null})
}

/// A council with a measure of the schools and a meeting that is called.
pub(crate) fn worked(police: &Browser, city: &Browser) -> Vec<(&'static str, Value)> {
    assert_eq!(police.get(RAD).json()["version"], 1);
    let call = json!({"day": "2026-06-16", "begins": "13:00", "ends": "15:00",
        "location": "Medborgarhuset", "extra": ["Sommarens arrangemang"]});
    let asked = [
        json!({"step": "measure_put", "measure": measure("Skolor, rektorer")}),
        json!({"step": "meeting_called", "call": call}),
    ];
    for (browser, asked) in [police, city].into_iter().zip(&asked) {
        done(browser, RAD, asked);
    }
    asked.into_iter().map(|asked| (RAD, asked)).collect()
}

#[test]
fn every_agreement_in_force_has_its_forums_and_nobody_else_sees_them() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    let all = police.get("/api/v1/forums").json();
    let ids: Vec<&str> = all["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|f| f["forum"].as_str())
        .collect();
    assert_eq!(ids, ["ts-rad", "ungdom-1", "ungdom-2", "chefsamrad", "beredningsgrupp"]);
    let council = &all["items"][0];
    assert_eq!((&council["state"], &council["version"]), (&json!("pagar"), &json!(1)));
    // June and December: the one of June is to be held by its last day.
    assert_eq!(council["next_meeting_by"], "2025-06-30");
    for forum in [RAD, UNGA] {
        assert_eq!(police.get(forum).status, 200);
        assert_eq!(server.visitor().get(forum).status, 401);
    }
    let missing = "/api/v1/forums/norra-innerstaden-2025/finns-inte";
    assert_eq!(police.get(missing).problem(), (404, "not_found".to_owned()));
    let foreign = police.get("/api/v1/forums/nagon-annans/ts-rad");
    assert_eq!(foreign.problem(), (404, "not_found".to_owned()));
}

#[test]
fn the_forum_for_the_young_always_asks_about_extremism_and_keeps_single_persons_out() {
    let server = Server::start();
    let city = server.signed_in("samordnare");
    let forum = city.get(UNGA).json();
    let items = forum["standing_items"].as_array().expect("a list").clone();
    assert!(
        items.iter().any(|item| item.as_str().expect("text").contains("extremism")),
        "{items:?}"
    );
    assert!(forum["kept_out"].as_str().expect("said").contains("enskilda"));
    assert_eq!(forum["work"]["template"]["motesfrekvens"]["except"], json!([7]));
}

#[test]
fn a_forum_meets_and_its_measures_are_in_every_concerned_list() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    worked(&police, &city);
    for browser in [&police, &city] {
        let owed = browser.get("/api/v1/commitments").json()["items"][0].clone();
        assert_eq!(owed["debtor"], "participant");
        let forum = json!({"agreement": "norra-innerstaden-2025", "forum": "ts-rad"});
        assert_eq!((&owed["forum"], &owed["case"]), (&forum, &Value::Null));
        for (forum, n) in [("ts-rad", 1), ("ungdom-1", 0)] {
            let path = format!("/api/v1/commitments?forum=norra-innerstaden-2025/{forum}");
            assert_eq!(browser.get(&path).json()["total"], n, "{forum}");
        }
    }
    let minutes = |text: &str| {
        json!({"step": "meeting_closed", "no": 1, "seen": 2, "minutes": {
        "held_on": "2026-06-10", "present": ["Kommunpolis"], "text": text, "decisions": [],
        "ticked": [{"measure": 1, "progress": {"state": "pagar"}}]}})
    };
    let person = step(&city, RAD, &minutes("Vi talade om 811228-9874"));
    assert_eq!(person.json()["fields"][0]["code"], "personal_data", "{}", person.text);
    let closed = done(&city, RAD, &minutes("Vi gick igenom lägesbilden"));
    assert_eq!(
        (&closed["state"], &closed["last_meeting"]),
        (&json!("pagar"), &json!("2026-06-10"))
    );
    assert_eq!(closed["next_meeting_by"], "2026-12-31");
    assert_eq!(closed["log"].as_array().expect("a log").len(), 3);
    // Whoever has not seen the latest is refused here as in a case.
    let late = json!({"step": "progressed", "no": 1, "seen": 1, "progress": {"state": "pagar"}});
    assert_eq!(step(&police, RAD, &late).problem(), (409, "changed_since".to_owned()));
}

#[test]
fn a_participant_of_a_forum_answers_by_its_link() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    worked(&police, &city);
    let invited = json!({"actor": "Skolor, rektorer", "last_day": "2026-12-31"});
    let link = city.post(&format!("{RAD}/links"), &invited).json();
    let secret = link["path"].as_str().and_then(|path| path.split('#').nth(1)).expect("a secret");
    let visitor = server.visitor();
    let seen = visitor.post("/api/v1/participation", &json!({"secret": secret})).json();
    assert_eq!(
        (&seen["place"], &seen["case"]),
        (&json!("Trygghets- och säkerhetsråd"), &Value::Null)
    );
    assert_eq!(seen["measures"][0]["measure"]["what"], "Temamöte med rektorerna");
    let answer = json!({"secret": secret, "no": 1, "note": "datum bokat",
        "progress": {"state": "klar", "day": "2026-06-10"}});
    let answered = visitor.post("/api/v1/participation/answers", &answer).json();
    assert_eq!(answered["measures"][0]["progress"]["state"], "klar");
    assert_eq!(police.get("/api/v1/commitments").json()["items"], json!([]));
    // The link is the forum's and opens nothing elsewhere; either party ends it.
    let id = link["id"].as_str().expect("an id");
    let elsewhere = format!("{UNGA}/links/{id}/revocation");
    assert_eq!(police.post(&elsewhere, &Value::Null).status, 404);
    assert_eq!(police.post(&format!("{RAD}/links/{id}/revocation"), &Value::Null).status, 200);
    assert_eq!(visitor.post("/api/v1/participation", &json!({"secret": secret})).status, 404);
    assert!(server.app.store.check().expect("checked").is_empty());
}

#[test]
fn both_chiefs_decide_how_a_forum_goes_on_and_neither_ends_it() {
    let server = Server::start();
    let city = server.signed_in("samordnare");
    let motive = "Rådet behövs och arbetet fortsätter";
    let rest = json!({"step": "paused", "motive": motive});
    assert_eq!(step(&city, RAD, &rest).problem(), (409, "of_agreement".to_owned()));
    let follow_up = json!({"step": "followed_up", "follow_up": {"from": "2026-01-01",
        "to": "2026-06-10", "utforande": "delvis", "utforande_text": "Ett möte av två är hållet",
        "effekt": "gar_inte_att_avgora", "effekt_text": "Enkäten görs i december"}});
    assert_eq!(done(&city, RAD, &follow_up)["state"], "uppfoljd");
    let decided =
        |decision: &str| json!({"step": "decided", "decision": decision, "motive": motive});
    let chief = |login: &str| server.signed_in(login);
    let end = step(&chief("lpo-chef"), RAD, &decided("avsluta"));
    assert_eq!(end.problem(), (409, "of_agreement".to_owned()));
    done(&chief("lpo-chef"), RAD, &decided("fortsatt"));
    let both = done(&chief("stadsdelsdirektor"), RAD, &decided("fortsatt"));
    assert_eq!(both["state"], "pagar");
    assert_eq!(both["work"]["confirm_by"], "2026-12-10");
}

/// It is still read; nothing more is done in it, by nobody.
#[test]
fn a_forum_rests_with_its_agreement() {
    let clock = MovableClock::start();
    let store = Arc::new(SqliteStore::open_in_memory().expect("a store"));
    let server = Server::over(store, Arc::new(clock.clone()));
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    worked(&police, &city);
    let invited = json!({"actor": "Skolor, rektorer", "last_day": "2027-06-30"});
    let link = city.post(&format!("{RAD}/links"), &invited).json();
    let secret = link["path"].as_str().and_then(|path| path.split('#').nth(1)).expect("a secret");
    clock.forward(SignedDuration::from_hours(24 * 210));
    let city = server.signed_in("samordnare");
    assert_eq!(city.get(RAD).json()["work"]["measures"].as_array().map(Vec::len), Some(1));
    let report = json!({"step": "progressed", "no": 1, "seen": 1, "progress": {"state": "pagar"}});
    let answer = json!({"secret": secret, "no": 1, "progress": {"state": "pagar"}});
    for refused in [
        step(&city, RAD, &report),
        city.post(&format!("{RAD}/links"), &invited),
        server.visitor().post("/api/v1/participation/answers", &answer),
    ] {
        assert_eq!(refused.problem(), (409, "agreement_not_valid".to_owned()), "{}", refused.text);
    }
}

#[test]
fn a_forum_has_a_file_for_the_registry_with_the_number_of_each_party() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    worked(&police, &city);
    let number = |seen, of: &str| json!({"step": "registered", "seen": seen, "diarienummer": of});
    let told = done(&police, RAD, &number(0, "A123.456/2026"));
    assert_eq!(told["diarienummer"], json!({"polis": "A123.456/2026", "stad": null}));
    // The city's is its own, whatever stands on the police's line, and it must have seen the latest.
    let late = step(&city, RAD, &number(0, "NI 2026/77"));
    assert_eq!(late.problem(), (409, "changed_since".to_owned()));
    let seen = &told["work"]["register_seen"];
    let told = done(&city, RAD, &number(seen.as_u64().expect("a step") as u32, "NI 2026/77"));
    assert_eq!(told["diarienummer"], json!({"polis": "A123.456/2026", "stad": "NI 2026/77"}));
    let person = step(&city, RAD, &number(4, "811228-9874"));
    assert_eq!(person.json()["fields"][0]["code"], "personal_data", "{}", person.text);

    let data = police.get(&format!("{RAD}/akt.json"));
    let name = "attachment; filename=\"norra-innerstaden-2025-ts-rad-akt.json\"";
    assert_eq!(data.header("content-disposition"), name);
    let file = data.json();
    assert_eq!(
        (&file["form"], &file["number"]),
        (&json!("platssamverkan/akt/1"), &json!("norra-innerstaden-2025/ts-rad"))
    );
    assert_eq!(file["diarienummer"], told["diarienummer"]);
    assert_eq!(file["forum"]["standing_items"], told["standing_items"]);
    assert_eq!(file["steps"].as_array().expect("steps").len(), 4);
    assert!(file["case"].is_null());
    let page = city.get(&format!("{RAD}/akt.html"));
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    for said in [
        "A123.456/2026",
        "NI 2026/77",
        "Klassning",
        "Stående punkter",
        "Temamöte med rektorerna",
        "Sommarens arrangemang",
        "Skrev partens diarienummer",
    ] {
        assert!(page.text.contains(said), "{said}");
    }
    assert_eq!(city.get(&format!("{RAD}/akt.pdf")).problem().0, 404);
    let nowhere = "/api/v1/forums/norra-innerstaden-2025/finns-inte/akt.json";
    assert_eq!(city.get(nowhere).problem().0, 404);
}
