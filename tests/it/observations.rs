//! Places named as unsafe: recorded, guarded, shared.

use crate::support::http::Server;
use serde_json::{Value, json};

const LUNDEN: &str = "plats/observatorielunden";

fn said(text: &str) -> Value {
    json!({ "kind": "dialogue", "area": LUNDEN, "from": "2016-01-01", "to": "2016-12-31", "text": text })
}

#[test]
fn an_observation_is_its_partys_until_it_is_shared() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let made = city.post("/api/v1/observations", &said("Mörkt vid trapporna"));
    assert_eq!(made.status, 201, "{}", made.text);
    let made = made.json();
    assert_eq!(
        (&made["area_name"], &made["place_named"]),
        (&"Observatorielunden".into(), &true.into())
    );
    assert_eq!(made["geometry"]["type"], "Polygon");
    assert_eq!(made["kind_label"], "Dialog");
    let n = |browser: &crate::support::http::Browser, query: &str| {
        let list = browser.get(&format!("/api/v1/observations{query}")).json();
        list["items"].as_array().expect("a list").len()
    };
    assert_eq!((n(&city, ""), n(&police, "")), (1, 0));
    let share = format!("/api/v1/observations/{}/share", made["id"].as_str().expect("an id"));
    assert_eq!(police.post(&share, &Value::Null).problem().0, 404, "not the other's to share");
    assert_eq!(city.post(&share, &Value::Null).json()["shared"], true);
    assert_eq!((n(&city, ""), n(&police, "")), (1, 1));
    // Filters.
    assert_eq!(n(&police, "?kind=dialogue&area=plats/observatorielunden&from=2016-06-01"), 1);
    assert_eq!(
        n(&police, "?kind=enkat") + n(&police, "?from=2017-01-01") + n(&police, "?area=x"),
        0
    );
}

#[test]
fn an_observation_is_corrected_and_taken_back_with_a_reason_and_its_history() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let made = city.post("/api/v1/observations", &said("Mörkt vid trapporna")).json();
    let path = format!("/api/v1/observations/{}", made["id"].as_str().expect("an id"));
    city.post(&format!("{path}/share"), &Value::Null);
    let mut right = said("Mörkt vid parkleken");
    right["n"] = json!(4);
    let correction = |reason: &str| json!({"observation": right, "reason": reason});
    let refused = city.put(&path, &correction(" "));
    assert_eq!(refused.problem().0, 400, "{}", refused.text);
    assert_eq!(refused.json()["fields"][0]["field"], "reason");
    assert_eq!(police.put(&path, &correction("Fel plats")).problem().0, 404, "not the other's");
    let corrected = city.put(&path, &correction("Fel plats"));
    assert_eq!(corrected.status, 200, "{}", corrected.text);
    let corrected = corrected.json();
    assert_eq!((&corrected["text"], &corrected["n"]), (&json!("Mörkt vid parkleken"), &json!(4)));
    assert_eq!((&corrected["shared"], &corrected["withdrawn"]), (&json!(true), &Value::Null));
    let [stood] = corrected["earlier"].as_array().expect("history").as_slice() else { panic!() };
    assert_eq!(
        (&stood["text"], &stood["reason"]),
        (&json!("Mörkt vid trapporna"), &json!("Fel plats"))
    );

    let withdraw = format!("{path}/withdraw");
    let back = city.post(&withdraw, &json!({"reason": "Sagt om en annan park"}));
    assert_eq!(back.json()["withdrawn"]["reason"], "Sagt om en annan park");
    assert_eq!(
        city.post(&withdraw, &json!({"reason": "igen"})).problem(),
        (409, "observation_is_withdrawn".into())
    );
    assert_eq!(city.put(&path, &correction("igen")).problem().0, 409);
    // It is kept, for both who saw it, and stands no more.
    for browser in [&city, &police] {
        assert_eq!(browser.get("/api/v1/observations").json()["items"], json!([]));
        let all = browser.get("/api/v1/observations?withdrawn=true").json();
        assert_eq!(all["items"][0]["earlier"][0]["text"], "Mörkt vid trapporna");
    }
}

#[test]
fn what_cannot_be_right_is_refused_by_field_and_a_person_is_never_kept() {
    let server = Server::start();
    let city = server.signed_in("samordnare");
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut body = said("");
        change(&mut body);
        let answer = city.post("/api/v1/observations", &body);
        assert_eq!(answer.problem().0, 400, "{}", answer.text);
        let field = &answer.json()["fields"][0];
        let text = |name: &str| field[name].as_str().unwrap_or_default().to_owned();
        (text("field"), text("code"))
    };
    let is = |field: &str, code: &str| (field.to_owned(), code.to_owned());
    assert_eq!(refused(&|b| b["text"] = "se 811228-9874".into()), is("text", "personal_data"));
    assert_eq!(refused(&|b| b["area"] = "plats/atlantis".into()), is("area", "unknown"));
    assert_eq!(refused(&|b| b["kind"] = "rykte".into()), is("kind", "unknown"));
    assert_eq!(refused(&|b| b["to"] = "2015-01-01".into()), is("to", "ends_before_it_begins"));
    assert_eq!(
        refused(&|b| (b["from"], b["to"]) = ("2027-01-01".into(), Value::Null)),
        is("from", "in_the_future")
    );
    assert_eq!(refused(&|b| b["owner"] = "polisen".into()).0, "owner");
    assert_eq!(city.get("/api/v1/observations").json()["items"], json!([]));
    let analyst = server.signed_in("analytiker-stad");
    assert_eq!(analyst.post("/api/v1/observations", &said("")).problem().0, 403);
    assert_eq!(server.visitor().get("/api/v1/observations").problem().0, 401);
}

#[test]
fn a_place_that_many_name_is_one_place_and_comes_no_sooner() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let tell = |kind: &str, area: &str, from: &str| {
        let body = json!({"kind": kind, "area": area, "from": from, "text": "Otryggt"});
        let made = city.post("/api/v1/observations", &body);
        assert_eq!(made.status, 201, "{}", made.text);
        format!("/api/v1/observations/{}", made.json()["id"].as_str().expect("an id"))
    };
    let places = |browser: &crate::support::http::Browser| -> Vec<(String, usize)> {
        let list = browser.get("/api/v1/observations/places").json();
        assert_eq!(list["within_m"], 50.0);
        let items = list["items"].as_array().expect("a list").iter();
        let short = |item: &Value| {
            let sources = item["sources"].as_array().expect("sources");
            (item["names"][0].as_str().expect("a name").to_owned(), sources.len())
        };
        items.map(short).collect()
    };
    let one = |name: &str, n: usize| (name.to_owned(), n);
    tell("dialogue", LUNDEN, "2026-05-01");
    tell("enkat", "kommun/0180", "2026-05-01");
    let first = tell("enkat", "plats/sergels-torg", "2026-05-02");
    let before = places(&city);
    let torget = before.iter().position(|(name, _)| name == "Sergels torg").expect("it is named");
    tell("felanmalan", "plats/sergels-torg", "2026-05-03");
    tell("dialogue", "plats/sergels-torg", "2026-05-04");
    let after = places(&city);
    let names = |places: &[(String, usize)]| -> Vec<String> {
        places.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&after), names(&before), "nothing has moved");
    assert_eq!(after[torget], one("Sergels torg", 3));
    assert_eq!(
        after,
        [one("Observatorielunden", 1), one("Sergels torg", 3), one("Stockholms stad", 1)]
    );
    let list = city.get("/api/v1/observations/places").json();
    assert_eq!(list["items"][1]["sources"][0]["from"], "2026-05-04", "latest first");
    assert_eq!(list["items"][2]["place_named"], false);
    assert!(!list.to_string().contains("Otryggt"), "no words are needed for it");

    // What the other party does not see is no source to it, and what was taken back is none.
    assert_eq!(places(&police), []);
    city.post(&format!("{first}/share"), &Value::Null);
    assert_eq!(places(&police), [one("Sergels torg", 1)]);
    city.post(&format!("{first}/withdraw"), &json!({"reason": "fel torg"}));
    assert_eq!((places(&police), places(&city)[torget].1), (vec![], 2));
}
