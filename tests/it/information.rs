//! Information under §10: told, received, told right, taken back; and what rests on it.

use crate::support::http::{Answer, Browser, Server};
use serde_json::{Value, json};

const INFORMATION: &str = "/api/v1/information";
const JSON: (&str, &str) = ("Content-Type", "application/json");

fn event() -> Value {
    json!({"about": "handelse", "what": "Skottlossning vid torget, ingen skadad",
        "significance": "Oron på platsen växer; vandringen på torsdag berörs"})
}

fn with(mut body: Value, more: Value) -> Value {
    let more = more.as_object().expect("fields").clone();
    body.as_object_mut().expect("fields").extend(more);
    body
}

fn told(browser: &Browser, body: &Value) -> Value {
    let made = browser.post(INFORMATION, body);
    assert_eq!(made.status, 201, "{}", made.text);
    made.json()
}

/// One step on a version of it.
fn step(browser: &Browser, of: &Value, what: &str, body: &Value) -> Answer {
    let path = format!("{INFORMATION}/{}{what}", of["id"].as_str().expect("an id"));
    let method = if what.is_empty() { "PUT" } else { "POST" };
    let version = format!("\"{}\"", of["version"]);
    browser.send(method, &path, &[JSON, ("If-Match", &version)], &body.to_string())
}

fn ids(browser: &Browser) -> Vec<String> {
    let list = browser.get(INFORMATION).json();
    let items = list["items"].as_array().expect("a list");
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

fn field_of(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["fields"][0]["field"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn one_party_tells_and_the_others_contact_person_receives() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let it = told(&police, &event());
    assert_eq!((&it["awaits"], &it["version"]), (&json!("stad"), &json!(1)));
    assert_eq!(it["may"], json!(["correct", "withdraw"]));
    assert_eq!(it["sent_at"], it["told"]["happened"], "when nothing is said it is now");
    let offered = police.get("/api/v1/information/recipients").json();
    assert_eq!(it["told"]["recipient"], offered["items"][0]["functions"][0]);

    let seen = &city.get(INFORMATION).json()["items"][0];
    assert_eq!((&seen["id"], &seen["may"]), (&it["id"], &json!(["receive"])));
    assert_eq!(step(&police, &it, "/receipt", &Value::Null).problem().1, "own_information");
    let received = step(&city, &it, "/receipt", &Value::Null);
    assert_eq!(received.status, 200, "{}", received.text);
    let received = received.json();
    assert_eq!(
        (&received["awaits"], &received["steps"][0]["step"]),
        (&Value::Null, &"received".into())
    );
    assert_eq!(received["steps"][0]["by"], it["told"]["recipient"]);
    let stale = step(&city, &it, "/receipt", &Value::Null);
    assert_eq!(stale.status, 412, "somebody has received that version");
    let again = step(&city, &received, "/receipt", &Value::Null);
    assert_eq!(again.problem(), (409, "information_received".to_owned()));
}

#[test]
fn what_is_told_otherwise_is_received_anew_and_nothing_is_lost() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let it = told(&city, &event());
    let received = step(&police, &it, "/receipt", &Value::Null).json();
    let right = with(event(), json!({"what": "Smällare vid torget"}));
    let body = |reason: &str| json!({"information": right, "reason": reason});
    let by_other = step(&police, &received, "", &body("Vi vet bättre"));
    assert_eq!(by_other.problem().1, "others_information");
    assert_eq!(field_of(&step(&city, &received, "", &body(" "))), (400, "reason".to_owned()));
    let corrected = step(&city, &received, "", &body("Det var smällare"));
    assert_eq!(corrected.status, 200, "{}", corrected.text);
    let corrected = corrected.json();
    assert_eq!(corrected["awaits"], "polis", "it is to be received anew");
    assert_eq!(corrected["told"]["what"], "Smällare vid torget");
    assert_eq!(corrected["told"]["happened"], it["told"]["happened"], "nobody said otherwise");
    let stood = &corrected["steps"][1];
    assert_eq!(stood["before"]["what"], event()["what"], "as it stood is kept");
    assert_eq!(stood["reason"], "Det var smällare");

    let back = step(&city, &corrected, "/withdrawal", &json!({"reason": "Gällde en annan plats"}));
    let back = back.json();
    assert_eq!((&back["withdrawn"], &back["may"]), (&json!(true), &json!([])));
    assert_eq!(back["awaits"], "polis", "the other party hears of it");
    let late = step(&city, &back, "", &body("Ändå"));
    assert_eq!(late.problem().1, "information_withdrawn");
    let taken = step(&police, &back, "/receipt", &Value::Null).json();
    assert_eq!(
        (&taken["awaits"], taken["steps"].as_array().map(Vec::len)),
        (&Value::Null, Some(4))
    );
}

#[test]
fn an_event_has_happened_a_measure_may_lie_ahead_and_no_text_points_at_a_person() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    let ahead = json!({"happened": "2026-06-20T21:30"});
    let refused = police.post(INFORMATION, &with(event(), ahead.clone()));
    assert_eq!(field_of(&refused), (400, "happened".to_owned()), "{}", refused.text);
    let measure = with(event(), json!({"about": "atgard", "happened": "2026-06-20T21:30"}));
    assert_eq!(told(&police, &measure)["told"]["happened"], "2026-06-20T19:30:00Z", "local time");
    for (more, field) in [
        (json!({"what": "811228-9874 sköt"}), "what"),
        (json!({"significance": "ring 070-174 06 05"}), "significance"),
        (json!({"significance": ""}), "significance"),
        (json!({"recipient": "Någon annan"}), "recipient"),
        (json!({"happened": "i går"}), "happened"),
        (json!({"area": "plats/atlantis"}), "area"),
        (json!({"case": "PLS-2020-999"}), "case"),
        (json!({"area": "kommun/0180", "case": "PLS-2026-001"}), "area"),
        (json!({"point": {"lon": 18.0, "lat": 99.0}}), "point"),
        (json!({"agreement": "okand"}), "agreement"),
    ] {
        let answer = police.post(INFORMATION, &with(event(), more));
        assert_eq!(field_of(&answer), (400, field.to_owned()), "{}", answer.text);
    }
    assert_eq!(ids(&police).len(), 1, "nothing of it was kept");
}

#[test]
fn a_place_is_optional_lies_on_the_agreements_ground_and_a_position_is_kept_as_a_cell() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let chief = server.signed_in("lpo-chef");
    let place = |more: Value| told(&police, &with(event(), more))["place"].clone();
    assert_eq!(place(json!({})), Value::Null);
    let lunden = place(json!({"area": "plats/observatorielunden"}));
    assert_eq!((&lunden["kind"], &lunden["name"]), (&"area".into(), &"Observatorielunden".into()));
    let here = place(json!({"point": {"lon": 18.058_512_3, "lat": 59.331_298_7}}));
    assert_eq!(here["kind"], "point");
    assert!(!here["name"].as_str().expect("a name").is_empty());
    let kept = (here["at"]["lon"].as_f64().expect("lon"), here["at"]["lat"].as_f64().expect("lat"));
    assert_ne!(kept, (18.058_512_3, 59.331_298_7), "the position itself is gone");
    assert!((kept.0 - 18.0585).abs() < 4e-4 && (kept.1 - 59.3313).abs() < 2e-4, "{kept:?}");

    // Globen is not the agreement's, for whoever asks.
    let away = with(event(), json!({"point": {"lon": 18.083, "lat": 59.293}}));
    for browser in [&police, &chief] {
        assert_eq!(field_of(&browser.post(INFORMATION, &away)), (400, "place".to_owned()));
    }
    // An observation that is not shared would be shown by it.
    let seen =
        json!({"kind": "dialogue", "area": "plats/observatorielunden", "from": "2026-05-01"});
    let seen = city.post("/api/v1/observations", &seen).json();
    let id = seen["id"].as_str().expect("an id");
    let about = with(event(), json!({"observation": id}));
    assert_eq!(field_of(&city.post(INFORMATION, &about)), (400, "observation".to_owned()));
    assert_eq!(field_of(&police.post(INFORMATION, &about)), (400, "observation".to_owned()));
    city.post(&format!("/api/v1/observations/{id}/share"), &Value::Null);
    assert_eq!(told(&police, &about)["place"]["name"], "Observatorielunden");
}

#[test]
fn the_two_coordinators_and_the_two_chiefs_tell_and_receive_and_nobody_else() {
    let server = Server::start();
    for login in ["kommunpolis", "samordnare", "lpo-chef", "stadsdelsdirektor"] {
        told(&server.signed_in(login), &event());
    }
    for login in ["analytiker-polis", "administrator-polis", "administrator-stad"] {
        let browser = server.signed_in(login);
        assert_eq!(browser.post(INFORMATION, &event()).status, 403, "{login}");
        assert_eq!(browser.get("/api/v1/information/recipients").status, 403, "{login}");
        assert_eq!(ids(&browser).len(), 4, "{login} reads what its party is told");
        let one = &browser.get(INFORMATION).json()["items"][0];
        assert_eq!(step(&browser, one, "/receipt", &Value::Null).status, 403, "{login}");
        assert_eq!(one["may"], json!([]), "{login}");
    }
}

#[test]
fn evidence_names_the_information_and_keeps_its_words_as_they_stood() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let it = told(&police, &with(event(), json!({"area": "plats/observatorielunden"})));
    let opening = police.post("/api/v1/openings", &json!({"place": "plats/observatorielunden"}));
    let opening = opening.json();
    let path = format!("/api/v1/openings/{}/evidence", opening["id"].as_str().expect("an id"));
    let add = |version: &Value, body: &Value| {
        let version = format!("\"{version}\"");
        city.send("POST", &path, &[JSON, ("If-Match", &version)], &body.to_string())
    };
    let of = |kind: &str, id: &Value| json!({"kind": kind, "title": "", "on": "2026-01-01", "information": id});
    let wrong = add(&opening["version"], &of("dialogue", &it["id"]));
    assert_eq!(field_of(&wrong), (400, "information".to_owned()), "{}", wrong.text);
    let wrong = add(&opening["version"], &of("information_10", &json!("0-0")));
    assert_eq!(field_of(&wrong), (400, "information".to_owned()), "{}", wrong.text);
    let added = add(&opening["version"], &of("information_10", &it["id"]));
    assert_eq!(added.status, 200, "{}", added.text);
    let added = added.json();
    let evidence = &added["evidence"][0];
    assert_eq!(evidence["information"], json!({"id": it["id"], "version": 1}));
    assert_eq!(evidence["title"], event()["what"]);
    assert_eq!(evidence["on"], "2026-06-10", "the day it happened, not the one that was sent");
    assert!(evidence["text"].as_str().expect("words").contains("Oron på platsen växer"));

    let right = with(event(), json!({"what": "Smällare vid torget"}));
    step(&police, &it, "", &json!({"information": right, "reason": "Det var smällare"}));
    let path = format!("/api/v1/openings/{}", opening["id"].as_str().expect("an id"));
    let kept = city.get(&path).json();
    assert_eq!(kept["evidence"][0]["title"], event()["what"], "as it stood");
    assert_eq!(kept["evidence_fingerprint"], added["evidence_fingerprint"]);
    let mended = &city.get(INFORMATION).json()["items"][0];
    step(&police, mended, "/withdrawal", &json!({"reason": "Fel plats"}));
    let gone = add(&added["version"], &of("information_10", &it["id"]));
    assert_eq!(field_of(&gone), (400, "information".to_owned()), "what was taken back is none");
    let texts = gone.json()["fields"][0]["text"].to_string();
    assert!(texts.contains("återtagen"), "{texts}");
}
