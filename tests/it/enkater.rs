//! Surveys of participants over HTTP: who may answer, and what nobody gets to know.

use crate::support::{
    clock::MovableClock,
    http::{Browser, Server},
};
use jiff::{SignedDuration, Timestamp};
use platssamverkan::{
    app::users,
    case::log::LogEntry,
    store::{LogQuery, sqlite::SqliteStore},
};
use serde_json::{Value, json};
use std::sync::Arc;

const RAD: &str = "/api/v1/forums/norra-innerstaden-2025/ts-rad";

/// Those of the council that sign in.
const USERS: [&str; 4] = ["kommunpolis", "lpo-chef", "samordnare", "stadsdelsdirektor"];

fn step(browser: &Browser, asked: &Value) -> Value {
    let answer = browser.post(&format!("{RAD}/steps"), asked);
    assert_eq!(answer.status, 200, "{asked}: {}", answer.text);
    answer.json()
}

fn opened(city: &Browser) {
    step(city, &json!({"step": "enkat_opened", "last_day": "2026-06-20"}));
}

fn close(browser: &Browser) {
    let seen = enkat(browser)["seen"].clone();
    step(browser, &json!({"step": "enkat_closed", "no": 1, "seen": seen}));
}

fn enkat(browser: &Browser) -> Value {
    browser.get(RAD).json()["work"]["enkater"][0].clone()
}

fn said(grade: u8, text: &str) -> Value {
    json!({"meningsfullt": grade, "form": grade, "deltagare": grade, "mal": grade,
        "kommunikation": grade, "text": text})
}

/// The code of the refusal; nothing when it was kept.
fn answer(browser: &Browser, said: &Value) -> (u16, String) {
    let answer = browser.post(&format!("{RAD}/enkater/1/answers"), said);
    match answer.status {
        204 => (204, answer.text),
        _ => answer.problem(),
    }
}

/// The secret of a new link for a function of the council.
fn link(city: &Browser, function: &str) -> String {
    let invited = json!({"actor": function, "last_day": "2026-12-31"});
    let link = city.post(&format!("{RAD}/links"), &invited).json();
    link["path"].as_str().and_then(|path| path.split('#').nth(1)).expect("a secret").to_owned()
}

fn by_link(server: &Server, secret: &str, said: &Value) -> (u16, Value) {
    let body = json!({"secret": secret, "no": 1, "answer": said});
    let answer = server.visitor().post("/api/v1/participation/enkater", &body);
    (answer.status, answer.json())
}

/// What the first surveys of two services tell whoever may read them, without moments.
fn told(server: &Server) -> Value {
    let police = server.signed_in("kommunpolis");
    let forum = police.get(RAD).json();
    let acts: Vec<&Value> =
        forum["log"].as_array().expect("a log").iter().map(|entry| &entry["act"]).collect();
    let file = police.get(&format!("{RAD}/akt.json")).json();
    json!({"survey": forum["work"]["enkater"], "acts": acts, "file": file["enkater"]})
}

#[test]
fn each_function_that_takes_part_answers_once_and_five_are_shown_together() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    opened(&city);
    for (at, login) in USERS.iter().enumerate() {
        let browser = server.signed_in(login);
        assert_eq!(enkat(&browser)["asked"], "may_answer", "{login}");
        let given = answer(&browser, &said(at as u8 + 1, &format!("Ordet är {at}")));
        assert_eq!(given, (204, String::new()));
        let seen = enkat(&browser);
        assert_eq!((&seen["asked"], &seen["n_answered"]), (&json!("has_answered"), &json!(at + 1)));
        assert_eq!(seen["result"], Value::Null, "while it is open");
    }
    let refused = |code: &str| (409, code.to_owned());
    assert_eq!(answer(&police, &said(1, "En gång till")), refused("enkat_answered"));
    let outside = answer(&server.signed_in("analytiker-polis"), &said(1, "Utifrån"));
    assert_eq!(outside, refused("enkat_not_invited"));

    let schools = link(&city, "Skolor, rektorer");
    let visitor = server.visitor();
    let seen = visitor.post("/api/v1/participation", &json!({"secret": schools})).json();
    let asked = json!([{"no": 1, "last_day": "2026-06-20", "answered": false}]);
    assert_eq!(seen["enkater"], asked);
    let (status, person) = by_link(&server, &schools, &said(3, "Säg det till 811228-9874"));
    assert_eq!((status, &person["fields"][0]["code"]), (400, &json!("personal_data")));
    let (status, seen) = by_link(&server, &schools, &said(5, "Ännu ett ord"));
    assert_eq!((status, &seen["enkater"][0]["answered"]), (200, &json!(true)), "{seen}");
    // Another link to the same function is no second answer, and one to another function none at all.
    let (_, again) = by_link(&server, &link(&city, "Skolor, rektorer"), &said(5, "Igen"));
    assert_eq!(again["code"], "enkat_answered");
    let (_, outside) = by_link(&server, &link(&city, "Krogarna"), &said(5, "Utifrån"));
    assert_eq!(outside["code"], "enkat_not_invited");

    close(&city);
    let over = enkat(&police);
    assert_eq!((&over["n_answered"], &over["over_on"]), (&json!(5), &json!("2026-06-10")));
    let result = &over["result"];
    assert_eq!(result["questions"][0]["question"], "meningsfullt");
    for question in result["questions"].as_array().expect("questions") {
        assert_eq!(question["n_of_grade"], json!([1, 1, 1, 1, 1]));
        assert_eq!(question["n_agree"], 2);
    }
    let texts = ["Ordet är 0", "Ordet är 1", "Ordet är 2", "Ordet är 3", "Ännu ett ord"];
    assert_eq!(result["texts"], json!(texts));
    let (status, late) = by_link(&server, &link(&city, "Församlingar"), &said(5, "Sent"));
    assert_eq!((status, &late["code"]), (409, &json!("enkat_over")));
    // Both parties have it in the file.
    for browser in [&police, &city] {
        let printed = browser.get(&format!("{RAD}/akt.html")).text;
        for words in ["Enkäter till deltagarna", "Rätt funktioner deltar", "2 av 5", "Ännu ett ord"]
        {
            assert!(printed.contains(words), "{words}");
        }
    }
}

/// Two services in which the same functions answered in other words are told apart by nothing.
#[test]
fn of_four_answers_only_their_number_can_be_learned() {
    let scenario = |grades: [u8; 4], text: &str, order: [usize; 4]| {
        let server = Server::start();
        let city = server.signed_in("samordnare");
        opened(&city);
        for at in order {
            let browser = server.signed_in(USERS[at]);
            assert_eq!(answer(&browser, &said(grades[at], text)).0, 204);
        }
        let open = told(&server);
        close(&city);
        (open, told(&server))
    };
    let low = scenario([1, 1, 1, 1], "Sluta med mötena", [0, 1, 2, 3]);
    let high = scenario([5, 4, 5, 2], "Fortsätt så", [3, 1, 0, 2]);
    assert_eq!(low, high);
    assert_eq!(low.1["survey"][0]["n_answered"], 4);
    assert_eq!(low.1["survey"][0]["result"], Value::Null);
}

/// A fingerprint of what was asked would give the answer away: there are not many to try.
#[test]
fn the_log_says_that_somebody_answered_and_neither_who_nor_what() {
    let newest = |grade: u8, text: &str| {
        let server = Server::start();
        let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
        opened(&city);
        let store = &server.app.store;
        let last = |n: u32| {
            let asked = LogQuery {
                parties: users::demo_parties().map(|party| party.id).into(),
                of_the_program: true,
                limit: n,
                ..LogQuery::default()
            };
            store.read().expect("readable").log_page(&asked).expect("a page")
        };
        let n_before = last(1)[0].seq;
        let person = answer(&police, &said(grade, &format!("{text} 811228-9874")));
        assert_eq!(person, (400, "invalid".to_owned()));
        assert_eq!(answer(&police, &said(grade, text)).0, 204);
        let n_entries = (last(1)[0].seq - n_before) as u32;
        let written = last(n_entries)
            .into_iter()
            .map(|numbered| LogEntry { at: Timestamp::UNIX_EPOCH, ..numbered.entry });
        written.collect::<Vec<_>>()
    };
    let written = newest(1, "Kortare möten");
    assert_eq!(written, newest(4, "Fler skolor"), "told apart by nothing");
    let [answered, refused] = written.as_slice() else { panic!("two entries: {written:?}") };
    assert_eq!((answered.act.as_str(), answered.actor.as_str()), ("enkat_answered", "system"));
    assert_eq!((&answered.party, &answered.side), (&None, &None));
    assert_eq!(refused.act, "refused");
}

#[test]
fn a_survey_is_opened_by_those_who_convene_and_ends_with_its_last_day() {
    let clock = MovableClock::start();
    let store = SqliteStore::open_in_memory().expect("a store");
    let server = Server::over(Arc::new(store), Arc::new(clock.clone()));
    let city = server.signed_in("samordnare");
    let asked = json!({"step": "enkat_opened", "last_day": "2026-06-20"});
    let chief = server.signed_in("lpo-chef").post(&format!("{RAD}/steps"), &asked);
    assert_eq!(chief.problem(), (403, "not_allowed".to_owned()));
    opened(&city);
    let twice = city.post(&format!("{RAD}/steps"), &asked);
    assert_eq!(twice.problem(), (409, "enkat_open".to_owned()));
    for (said, refusal) in [
        (json!({}), (409, "enkat_empty")),
        (json!({"form": 6}), (400, "invalid")),
        (json!({"form": 0, "text": "Bra"}), (400, "invalid")),
    ] {
        assert_eq!(answer(&city, &said), (refusal.0, refusal.1.to_owned()), "{said}");
    }
    clock.forward(SignedDuration::from_hours(24 * 11));
    let city = server.signed_in("samordnare");
    assert_eq!(enkat(&city)["over_on"], "2026-06-20");
    assert_eq!(answer(&city, &said(3, "Sent")).1, "enkat_over");
}
