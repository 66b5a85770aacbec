//! The library of measures over HTTP: read, written by either party, kept, and chosen from in a case.

use crate::{
    access, case_work,
    support::http::{Answer, Browser, Server},
};
use serde_json::{Value, json};

const LIBRARY: &str = "/api/v1/measure-library";
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// What an entry of the parties' own says.
pub(crate) fn library_text() -> Value {
    json!({"name": "Schackbord på torget", "description": "Ställ ut bord och stolar och låna ut pjäser",
        "kind": "social", "horizon": "kort", "places": ["torg"], "problems": ["otrygghet"],
        "owner_of": "stad", "owner": "Enhetschef fritid", "expected": "okar",
        "indicator": "Antal besökare", "aterkoppling_weeks": 8, "level": "okand",
        "known": "Ingen utvärdering är känd", "unknown": "Om fler stannar", "references": []})
}

fn put(browser: &Browser, id: &str, version: u64, entry: &Value) -> Answer {
    let version = format!("\"{version}\"");
    let body = json!({"entry": entry, "reason": "så gör vi här"}).to_string();
    browser.send("PUT", &format!("{LIBRARY}/{id}"), &[JSON, ("If-Match", &version)], &body)
}

fn act(browser: &Browser, id: &str, version: u64, what: &str) -> Answer {
    let version = format!("\"{version}\"");
    let body = json!({"reason": "används inte här"}).to_string();
    let path = format!("{LIBRARY}/{id}/{what}");
    browser.send("POST", &path, &[JSON, ("If-Match", &version)], &body)
}

fn ok(answer: Answer) -> Value {
    assert!((200..300).contains(&answer.status), "{}", answer.text);
    answer.json()
}

#[test]
fn what_either_party_writes_stands_beside_what_is_shipped_and_is_kept() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let id = "belysning";
    let shipped = ok(city.get(&format!("{LIBRARY}/{id}")));
    assert_eq!((&shipped["version"], &shipped["from"]), (&json!(0), &json!("shipped")));
    assert_eq!(shipped["shipped"], Value::Null);

    let mut ours = shipped["entry"].clone();
    ours["name"] = "Varmvit belysning".into();
    let changed = ok(put(&city, id, 0, &ours));
    assert_eq!((&changed["version"], &changed["from"]), (&json!(1), &json!("changed")));
    assert_eq!((&changed["entry"], &changed["shipped"]), (&ours, &shipped["entry"]));
    assert_eq!(changed["steps"][0]["reason"], "så gör vi här");
    assert_eq!(changed["steps"][0]["by"], "Trygghets- och säkerhetssamordnare");
    assert_eq!(ok(police.get(&format!("{LIBRARY}/{id}"))), changed, "both parties see the same");

    // Whoever has not seen the latest is refused, and both texts are there.
    let late = put(&police, id, 0, &shipped["entry"]);
    assert_eq!(late.problem(), (412, "conflict".to_owned()));
    let back = ok(act(&police, id, 1, "restoration"));
    assert_eq!((&back["entry"], &back["from"]), (&shipped["entry"], &json!("shipped")));
    assert_eq!(back["steps"][0]["entry"], ours, "what stood is kept");
    let again = act(&police, id, 2, "restoration");
    assert_eq!(again.problem(), (409, "nothing_to_restore".to_owned()));
    assert_eq!(ok(act(&city, id, 2, "retirement"))["retired"], true);
    assert_eq!(act(&city, id, 3, "retirement").problem().1, "library_retired");
    assert_eq!(act(&city, "finns-inte", 0, "retirement").status, 404);
    let unmatched = city.put(&format!("{LIBRARY}/{id}"), &json!({"entry": ours, "reason": "vi"}));
    assert_eq!(unmatched.status, 428);
}

#[test]
fn the_parties_own_come_after_what_is_shipped_and_say_what_is_not_known() {
    let server = Server::start();
    let (city, reader) = (server.signed_in("samordnare"), server.signed_in("lpo-chef"));
    let before = ok(reader.get(LIBRARY));
    assert_eq!(
        (&before["may_write"], &before["agreements"][0]["id"]),
        (&json!(false), &before["agreement"])
    );
    let new = json!({"entry": library_text(), "reason": "prövat på ett torg"});
    assert_eq!(reader.post(LIBRARY, &new).problem().0, 403);
    let added = ok(city.post(LIBRARY, &new));
    let id = added["id"].as_str().expect("an id").to_owned();
    assert_eq!((&added["from"], &added["version"]), (&json!("own"), &json!(1)));
    let items = ok(reader.get(LIBRARY))["items"].as_array().expect("entries").clone();
    assert_eq!(items.len(), before["items"].as_array().expect("entries").len() + 1);
    assert_eq!(items.last(), Some(&added));
    assert_eq!(act(&city, &id, 1, "restoration").problem().1, "nothing_to_restore");

    let mut claims = library_text();
    claims["level"] = "stark".into();
    assert_eq!(put(&city, &id, 1, &claims).problem(), (409, "library_without_reference".into()));
    let mut nowhere = library_text();
    nowhere["places"] = json!([]);
    assert_eq!(put(&city, &id, 1, &nowhere).problem(), (409, "library_incomplete".into()));
    let mut unknown = library_text();
    unknown["problems"] = json!(["vintern"]);
    assert_eq!(put(&city, &id, 1, &unknown).json()["fields"][0]["field"], "entry.problems");
    let elsewhere = city.get(&format!("{LIBRARY}?agreement=annan"));
    assert_eq!(elsewhere.problem().0, 400);
}

#[test]
fn whatever_is_shipped_passes_the_doors_that_texts_pass() {
    let server = Server::start();
    let city = server.signed_in("samordnare");
    for item in ok(city.get(LIBRARY))["items"].as_array().expect("entries") {
        let id = item["id"].as_str().expect("an id");
        assert_eq!(ok(put(&city, id, 0, &item["entry"]))["entry"], item["entry"], "{id}");
    }
}

#[test]
fn a_measure_keeps_what_it_was_chosen_from() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let case = access::case(&server);
    let steps = case_work::a_case_with_a_measure(&city, &police, &case);
    let mut measure = Value::Null;
    for (browser, step) in &steps {
        let done = ok(browser.post(&format!("/api/v1/cases/{case}/steps"), step));
        measure = done["work"]["measures"][0].clone();
    }
    assert_eq!(measure["library"], Value::Null);
    let choose = |id: &str, version: u64, seen: &Value| {
        let mut asked = measure["measure"].clone();
        asked["library"] = json!({"id": id, "version": version});
        let step = json!({"step": "measure_put", "no": 1, "seen": seen, "measure": asked});
        city.post(&format!("/api/v1/cases/{case}/steps"), &step)
    };
    for (id, version) in [("finns-inte", 0), ("belysning", 1), ("egen-1", 0)] {
        let refused = choose(id, version, &measure["seen"]);
        assert_eq!(refused.json()["fields"][0]["field"], "measure.library", "{}", refused.text);
    }
    let mut ours = ok(city.get(&format!("{LIBRARY}/belysning")))["entry"].clone();
    ours["name"] = "Varmvit belysning".into();
    ok(put(&city, "belysning", 0, &ours));
    let chosen = ok(choose("belysning", 1, &measure["seen"]));
    let said = chosen["work"]["measures"][0]["library"].clone();
    assert_eq!((&said["name"], &said["known"]), (&json!("Varmvit belysning"), &ours["known"]));

    // Whatever becomes of the entry, what was chosen is told as it read.
    ok(act(&police, "belysning", 1, "retirement"));
    let told = ok(city.get(&format!("/api/v1/cases/{case}")));
    let now = &told["work"]["measures"][0]["library"];
    assert_eq!((&now["name"], &now["retired"]), (&json!("Varmvit belysning"), &json!(true)));
    let used = ok(police.get(&format!("{LIBRARY}/belysning")))["used"].clone();
    assert_eq!(
        (&used["places"], &used["measures"], &used["klar"]),
        (&json!(1), &json!(1), &json!(0))
    );
    let file = police.get(&format!("/api/v1/cases/{case}/akt.html"));
    assert!(file.text.contains("Varmvit belysning (starkt stöd)"), "the file says it too");
}
