//! The public page of a case: not there before both parties have approved it, nor after one took it down.

use crate::{
    access,
    support::http::{Browser, Server},
};
use serde_json::{Value, json};

fn page(text: &str) -> Value {
    json!({"title": "Tryggare torg", "text": text, "title_en": "A safer square",
        "text_en": "The police and the district work with the lighting.",
        "functions": ["Kommunpolis", "Trygghets- och säkerhetssamordnare"],
        "next_follow_up": "2026-12-01", "with_verdict": false})
}

pub(crate) const TEXT: &str = "Polisen och stadsdelsförvaltningen arbetar med belysningen <här>.";

fn state(browser: &Browser, case: &str) -> Value {
    browser.get(&format!("/api/v1/cases/{case}")).json()["work"]["page"].clone()
}

fn step(browser: &Browser, case: &str, mut asked: Value) -> (u16, Value) {
    asked["seen"] = state(browser, case)["seen"].clone();
    let answer = browser.post(&format!("/api/v1/cases/{case}/steps"), &asked);
    (answer.status, answer.json())
}

pub(crate) fn put(browser: &Browser, case: &str, text: &str) -> (u16, Value) {
    step(browser, case, json!({"step": "page_put", "page": page(text)}))
}

pub(crate) fn approve(browser: &Browser, case: &str) -> (u16, Value) {
    let fingerprint = state(browser, case)["versions"][0]["fingerprint"].clone();
    step(browser, case, json!({"step": "page_approved", "fingerprint": fingerprint}))
}

#[test]
fn a_page_is_public_while_both_parties_stand_for_it() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let case = access::case(&server);
    let (html, json) = (format!("/plats/{case}"), format!("/plats/{case}.json"));
    let visitor = server.visitor();
    let hidden = |when: &str| {
        for path in [&html, &json] {
            for browser in [&visitor, &police, &city] {
                let answer = browser.get(path);
                assert_eq!(answer.problem(), (404, "not_found".to_owned()), "{path} {when}");
            }
        }
    };
    hidden("before anybody has drafted it");
    assert_eq!(put(&city, &case, TEXT).0, 200);
    hidden("drafted");
    assert_eq!(approve(&city, &case).0, 200);
    hidden("approved by one");
    assert_eq!(approve(&city, &case).1["code"], "release_already_approved");
    assert_eq!(approve(&police, &case).0, 200);

    let seen = visitor.get(&html);
    assert_eq!((seen.status, seen.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(seen.header("cache-control"), "public, no-cache");
    assert!(seen.header("content-security-policy").contains("default-src 'none'"));
    for words in [
        "<h1>Tryggare torg</h1>",
        "&lt;här&gt;",
        "A safer square",
        "Kommunpolis, Trygghets- och säkerhetssamordnare",
        "2026-12-01",
        "Godkänd av båda parter",
    ] {
        assert!(seen.text.contains(words), "{words}: {}", seen.text);
    }
    assert!(!seen.text.contains("<script") && !seen.text.contains("style="));
    let data = visitor.get(&json).json();
    assert_eq!((&data["number"], &data["title"]), (&json!(case), &json!("Tryggare torg")));
    // What is not on it is on it nowhere: no measures, evidence, log or person who signed.
    let mut names: Vec<&String> = data.as_object().expect("an object").keys().collect();
    names.sort();
    let known = [
        "approved_on",
        "functions",
        "next_follow_up",
        "number",
        "parties",
        "since",
        "synthetic",
        "text",
        "text_en",
        "title",
        "title_en",
        "verdict",
        "verdict_en",
        "with_verdict",
    ];
    assert_eq!(names, known);

    // A new draft leaves it as it is, until both have approved that.
    assert_eq!(put(&police, &case, "Vi arbetar med belysningen och med skötseln.").0, 200);
    assert!(visitor.get(&html).text.contains("&lt;här&gt;"));
    assert_eq!(approve(&police, &case).0, 200);
    assert!(visitor.get(&html).text.contains("&lt;här&gt;"));
    assert_eq!(approve(&city, &case).0, 200);
    assert!(visitor.get(&html).text.contains("skötseln"));

    let down = json!({"step": "page_taken_down", "motive": "Uppgiften om belysningen är fel"});
    assert_eq!(step(&police, &case, down.clone()).0, 200);
    hidden("taken down by one");
    assert_eq!(step(&city, &case, down).1["code"], "page_not_up");
    let versions = state(&city, &case)["versions"].clone();
    let signed: Vec<usize> = versions
        .as_array()
        .expect("versions")
        .iter()
        .map(|one| one["approved"].as_array().map_or(0, Vec::len))
        .collect();
    assert_eq!(signed, [2, 2], "every version is kept with its approvals");
    assert!(city.get(&format!("/api/v1/cases/{case}/akt.html")).text.contains("Nedtagen"));
}

#[test]
fn a_page_names_no_person_and_states_no_count() {
    let server = Server::start();
    let city = server.signed_in("samordnare");
    let case = access::case(&server);
    let (status, person) = put(&city, &case, "Frågor besvaras av n.n@example.se varje dag.");
    assert_eq!((status, &person["fields"][0]["field"]), (400, &json!("page.text")));
    for text in ["Under hösten anmäldes tolv rån på torget.", "Rånen på torget var 12 i fjol."]
    {
        let (status, count) = put(&city, &case, text);
        assert_eq!(
            (status, &count["fields"][0]["code"]),
            (400, &json!("states_a_count")),
            "{text}"
        );
    }
    let mut with_verdict = page(TEXT);
    with_verdict["with_verdict"] = json!(true);
    let (status, refused) = step(&city, &case, json!({"step": "page_put", "page": with_verdict}));
    assert_eq!((status, &refused["code"]), (409, &json!("page_without_verdict")));
    let chief = server.signed_in("lpo-chef");
    assert_eq!(put(&chief, &case, TEXT).0, 403, "a chief approves and does not draft");
}

#[test]
fn whoever_tries_numbers_is_told_to_wait() {
    let server = Server::start();
    let visitor = server.visitor();
    let tried = |n: u32| visitor.get(&format!("/plats/PLS-2026-{n:03}")).status;
    assert!((1..=100).all(|n| tried(n) == 404));
    assert_eq!(tried(101), 429);
    assert_eq!(visitor.get("/plats/finns-inte").status, 429);
}
