//! What was communicated of a case or forum, over HTTP: both parties', only added to, in their papers.

use crate::support::http::{Browser, Server};
use serde_json::{Value, json};

const RAD: &str = "/api/v1/forums/norra-innerstaden-2025/ts-rad";
const CHIEFS: &str = "/api/v1/forums/norra-innerstaden-2025/chefsamrad";

fn told(text: &str, on: &str) -> Value {
    json!({"step": "communicated", "communication": {"on": on, "channel": "allmanheten",
        "function": "Kommunikatör", "text": text}})
}

fn done(browser: &Browser, forum: &str, asked: &Value) -> Value {
    let answer = browser.post(&format!("{forum}/steps"), asked);
    assert_eq!(answer.status, 200, "{asked}: {}", answer.text);
    answer.json()["work"]["communication"].clone()
}

#[test]
fn both_parties_write_in_one_log_and_put_it_right_by_additions() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    done(&city, RAD, &told("Notis på stadens webbplats", "2026-06-08"));
    let seen = done(&police, RAD, &told("Inlägg om vandringen", "2026-06-09"));
    let on: Vec<&Value> =
        seen["items"].as_array().expect("a list").iter().map(|one| &one["on"]).collect();
    assert_eq!(on, ["2026-06-09", "2026-06-08"], "the latest first");
    let addition = json!({"step": "communication_addition", "no": 1, "seen": 1,
        "text": "Notisen låg ute till den 10 juni"});
    let seen = done(&police, RAD, &addition);
    let first = &seen["items"][1];
    assert_eq!(first["text"], "Notis på stadens webbplats");
    assert_eq!(first["additions"][0]["text"], "Notisen låg ute till den 10 juni");
    assert_eq!(first["additions"][0]["by"], "Kommunpolis");

    let refused = |asked: &Value| city.post(&format!("{RAD}/steps"), asked);
    let late = refused(&addition);
    assert_eq!(late.problem(), (409, "changed_since".to_owned()));
    let to_come = refused(&told("Ett möte", "2026-06-11"));
    assert_eq!(to_come.problem(), (409, "bad_days".to_owned()));
    let person = refused(&told("Svarade på 070-174 06 05", "2026-06-09"));
    assert_eq!(person.json()["fields"][0]["field"], "communication.text", "{}", person.text);
    let undone = refused(&json!({"step": "undone", "seen": 0, "no": 1}));
    assert_eq!(undone.problem(), (409, "cannot_be_undone".to_owned()));

    let printed = city.get(&format!("{RAD}/akt.html")).text;
    for words in ["Notis på stadens webbplats", "allmänheten", "Notisen låg ute till den 10 juni"]
    {
        assert!(printed.contains(words), "{words}");
    }
    let papers = "/api/v1/agreements/norra-innerstaden-2025/chefsamrad/underlag";
    let pack = police.get(&format!("{papers}.json")).json();
    assert_eq!(pack["communicated"][0]["text"], "Notis på stadens webbplats");
    assert_eq!(pack["communicated"][1]["of"], "Trygghets- och säkerhetsråd");
    assert!(police.get(&format!("{papers}.html")).text.contains("Inlägg om vandringen"));
}

/// Where the agreement is steered a follow-up is of all that was communicated under it.
#[test]
fn a_follow_up_of_the_communication_ticks_the_year_where_the_agreement_is_steered() {
    let server = Server::start();
    let city = server.signed_in("samordnare");
    let kinds = || {
        let duties = city.get("/api/v1/duties?from=2025-01-01&to=2026-12-31&limit=1000").json();
        let items = duties["items"].as_array().expect("a list").clone();
        let of = items.iter().filter(|one| one["duty"] == "upp-komm");
        of.map(|one| one["evidence"]["kind"].clone()).collect::<Vec<_>>()
    };
    let review =
        json!({"step": "communication_reviewed", "text": "Planen följdes, för lite på nätet"});
    done(&city, RAD, &review);
    let before = kinds();
    assert!(!before.is_empty() && before.iter().all(Value::is_null), "{before:?}");
    let seen = done(&city, CHIEFS, &review);
    assert_eq!(seen["reviews"][0]["text"], "Planen följdes, för lite på nätet");
    let after = kinds();
    assert_eq!(after.iter().filter(|kind| **kind == "communication").count(), 1, "{after:?}");
}
