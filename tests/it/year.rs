//! The year of an agreement over HTTP: what falls due, what ticks itself, what the parties say, and the
//! calendar that somebody subscribes to.

use crate::support::{
    clock::MovableClock,
    http::{Answer, Browser, Server},
    mail::calendar_lines,
};
use crate::{access, case_work};
use jiff::SignedDuration;
use platssamverkan::store::sqlite::SqliteStore;
use serde_json::{Value, json};
use std::sync::Arc;

const DUTIES: &str = "/api/v1/duties";
const AGREEMENT: &str = "/api/v1/agreements/norra-innerstaden-2025";
pub(crate) const CHEFSAMRAD: &str = "/api/v1/forums/norra-innerstaden-2025/chefsamrad";

fn items(browser: &Browser, query: &str) -> Vec<Value> {
    let list = browser.get(&format!("{DUTIES}?{query}"));
    assert_eq!(list.status, 200, "{}", list.text);
    list.json()["items"].as_array().expect("a list").clone()
}

/// One time of a duty, by its key.
fn one(browser: &Browser, key: &str) -> Value {
    let all = items(browser, "from=2025-01-01&to=2027-12-31&limit=1000");
    all.into_iter().find(|item| item["key"] == key).unwrap_or_else(|| panic!("{key}"))
}

fn keys(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["key"].as_str().expect("a key")).collect()
}

fn say(browser: &Browser, key: &str, body: &Value) -> Answer {
    browser.post(&format!("{AGREEMENT}/duties/{key}/steps"), body)
}

fn done(day: &str) -> Value {
    json!({"step": "done", "day": day, "evidence": "document", "reference": "NI 2026/12"})
}

/// The steering body meets, or another forum does.
pub(crate) fn meeting(police: &Browser, city: &Browser, forum: &str, day: &str) {
    let call = json!({"step": "meeting_called", "call": {"day": day, "begins": "13:00",
        "ends": "15:00", "location": "Medborgarhuset", "extra": []}});
    let called = city.post(&format!("{forum}/steps"), &call);
    assert_eq!(called.status, 200, "{}", called.text);
    let called = called.json();
    let meetings = called["work"]["meetings"].as_array().expect("meetings");
    let last = meetings.iter().max_by_key(|one| one["no"].as_u64()).expect("one");
    let closed = json!({"step": "meeting_closed", "no": last["no"], "seen": last["seen"],
        "minutes": {"held_on": day, "present": ["Kommunpolis"], "text": "Genomgång",
        "decisions": [], "ticked": []}});
    let closed = police.post(&format!("{forum}/steps"), &closed);
    assert_eq!(closed.status, 200, "{}", closed.text);
}

#[test]
fn the_duties_of_2016_fall_due_on_the_agreements_own_term_and_nobody_else_sees_them() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    let chiefs = items(&police, "from=2026-01-01&to=2026-12-31&responsible=cheferna");
    let expected = ["2026-H1:1", "2026-H1:2", "2026-H2:1", "2026-H2:2"];
    assert_eq!(keys(&chiefs), expected.map(|rest| format!("chefsamrad:{rest}")));
    let first = &chiefs[0];
    assert_eq!((&first["due"], &first["status"]), (&json!("2026-06-30"), &json!("kommande")));
    assert_eq!(first["why"], "2 gånger varje halvår: första halvåret 2026");
    assert_eq!(first["source"], "norrmalm-2016 §5, bil.5");
    let all = police.get(&format!("{DUTIES}?from=2026-01-01&to=2026-12-31")).json();
    assert_eq!(all["agreements"][0]["id"], "norra-innerstaden-2025");
    let ids: Vec<&Value> =
        all["items"].as_array().expect("a list").iter().map(|i| &i["duty"]).collect();
    assert!(ids.contains(&&json!("styrgrupp")) && !ids.contains(&&json!("lokal-styrgrupp")));
    assert_eq!(server.visitor().get(DUTIES).status, 401);
    assert_eq!(police.get("/api/v1/agreements/nagon-annans/term").status, 404);
    for (query, field) in [
        ("from=2026-01-01&to=2025-01-01", "to"),
        ("from=2016-01-01&to=2036-01-01", "to"),
        ("status=klar", "status"),
        ("responsible=ingen", "responsible"),
        ("cursor=x", "cursor"),
        ("limit=0", "limit"),
    ] {
        let refused = police.get(&format!("{DUTIES}?{query}"));
        assert_eq!(refused.status, 400, "{query}");
        assert_eq!(refused.json()["fields"][0]["field"], field, "{query}");
    }
}

#[test]
fn pages_follow_each_other_without_a_gap() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    let query = "from=2025-01-01&to=2026-12-31";
    let whole = items(&police, &format!("{query}&limit=1000"));
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = police.get(&format!("{DUTIES}?{query}&limit=7{cursor}")).json();
        assert_eq!(page["total"], whole.len());
        paged.extend(page["items"].as_array().expect("a list").clone());
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(keys(&paged), keys(&whole));
}

#[test]
fn a_closed_meeting_ticks_its_duty_and_is_never_counted_twice() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    meeting(&police, &city, CHEFSAMRAD, "2026-06-09");
    let held = one(&police, "chefsamrad:2026-H1:1");
    assert_eq!((&held["status"], &held["done_on"]), (&json!("gjord"), &json!("2026-06-09")));
    let forum = json!({"agreement": "norra-innerstaden-2025", "forum": "chefsamrad"});
    assert_eq!((&held["evidence"]["forum"], &held["evidence"]["meeting"]), (&forum, &json!(1)));
    assert_eq!(held["may"], json!([]));
    let again = say(&police, "chefsamrad:2026-H1:1", &done("2026-06-08"));
    assert_eq!(again.problem(), (409, "duty_done".to_owned()));
    // The same meeting named for the second time of the half-year is still one meeting.
    let named = say(&police, "chefsamrad:2026-H1:2", &done("2026-06-09"));
    assert_eq!(named.status, 200, "{}", named.text);
    assert_eq!(named.json()["evidence"]["kind"], "closed_meeting");
    assert_eq!(one(&police, "chefsamrad:2026-H1:1")["done_on"], Value::Null);
    // Before a meeting that has been held, and one that nobody has called. What was never held is not
    // prepared either.
    let all = items(&city, "from=2025-01-01&to=2025-12-31&limit=1000");
    assert!(!all.iter().any(|item| item["duty"] == "beredning"), "{:?}", keys(&all));
    let before = one(&city, "beredning:chefsamrad-1");
    assert_eq!((&before["due"], &before["status"]), (&json!("2026-06-08"), &json!("forsenad")));
    let expected = say(&city, "beredning:chefsamrad:2026-H2:1", &done("2026-06-09"));
    assert_eq!(expected.problem(), (409, "duty_not_called".to_owned()));
}

#[test]
fn every_case_has_its_own_month_and_none_is_done_by_the_meeting_of_another() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let (met, other) = (access::case(&server), access::case(&server));
    let path = format!("/api/v1/cases/{met}");
    for (browser, step) in case_work::a_case_with_a_measure(&city, &police, &met) {
        let done = browser.post(&format!("{path}/steps"), &step);
        assert_eq!(done.status, 200, "{step}: {}", done.text);
    }
    meeting(&police, &city, &path, "2026-06-10");
    meeting(&police, &city, &path, "2026-06-10");
    let month = |case: &str, month: &str| one(&police, &format!("plats:{case}:{month}"));
    let june = month(&met, "2026-06");
    assert_eq!((&june["status"], &june["evidence"]["case"]), (&json!("gjord"), &json!(met)));
    assert_eq!(june["case"], json!(met));
    assert_eq!(june["why"], "En gång i månaden sedan starten 2026-06-10");
    for open in [month(&met, "2026-07"), month(&other, "2026-06")] {
        assert_eq!((&open["status"], &open["done_on"]), (&json!("kommande"), &Value::Null));
    }
}

#[test]
fn a_case_that_rests_owes_its_meetings_and_says_why_there_were_none() {
    let case_work::World { server, clock, case } = case_work::World::at_work();
    let days = |n: i64| clock.forward(SignedDuration::from_hours(24 * n));
    let path = format!("/api/v1/cases/{case}/steps");
    let step = |step: &str, motive: &str| {
        let city = server.signed_in("samordnare");
        let answer = city.post(&path, &json!({"step": step, "motive": motive}));
        assert_eq!(answer.status, 200, "{}", answer.text);
    };
    let month =
        |month: &str| one(&server.signed_in("kommunpolis"), &format!("plats:{case}:{month}"));
    // It rests from 15 July and is taken up again on 3 September.
    days(35);
    step("paused", "Torget byggs om");
    days(50);
    step("resumed", "Torget är öppet igen");
    days(40);
    let why = json!("Vilar sedan 2026-07-15: Torget byggs om");
    for (of, explained) in [("2026-07", &why), ("2026-08", &why), ("2026-09", &Value::Null)] {
        assert_eq!(&month(of)["explanation"], explained, "{of}");
    }
    // Whoever says something of it is heard before the service.
    let own =
        json!({"step": "explained", "explanation": "Vi sågs vid ombyggnadens möte i stället"});
    let said = say(&server.signed_in("samordnare"), &format!("plats:{case}:2026-08"), &own);
    assert_eq!(said.status, 200, "{}", said.text);
    assert_eq!(month("2026-08")["explanation"], own["explanation"]);
}

#[test]
fn what_is_said_is_seen_by_both_explained_when_late_and_taken_back_within_a_day() {
    let clock = MovableClock::start();
    let store = SqliteStore::open_in_memory().expect("a store");
    let server = Server::over(Arc::new(store), Arc::new(clock.clone()));
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let key = "upp-struktur:2026";
    let late = one(&city, key);
    assert_eq!((&late["status"], &late["days"]), (&json!("forsenad"), &json!(10)));
    assert_eq!(late["may"], json!(["done", "explained"]));
    let why = json!({"step": "explained", "explanation": "Enkäten drog ut på tiden"});
    assert_eq!(say(&city, key, &why).status, 200);
    let early = say(&city, "upp-lagesbild:2026:1", &why);
    assert_eq!(early.problem(), (409, "duty_not_late".to_owned()));
    let person = json!({"step": "explained", "explanation": "Väntade på 811228-9874"});
    assert_eq!(say(&city, key, &person).json()["fields"][0]["code"], "personal_data");
    let tomorrow = say(&city, key, &done("2026-06-11"));
    assert_eq!(tomorrow.problem(), (409, "bad_days".to_owned()));
    let before = say(&city, key, &done("2025-12-31"));
    assert_eq!(before.json()["fields"][0]["code"], "before_the_period", "{}", before.text);
    let ticked = say(&city, key, &done("2026-06-10")).json();
    assert_eq!((&ticked["status"], &ticked["days"]), (&json!("gjord_sent"), &json!(10)));
    let seen = one(&police, key);
    assert_eq!(seen["explanation"], "Enkäten drog ut på tiden");
    assert_eq!(
        (&seen["evidence"]["reference"], &seen["undo"]),
        (&json!("NI 2026/12"), &Value::Null)
    );
    let undo = json!({"step": "undone", "no": ticked["undo"]});
    assert_eq!(say(&police, key, &undo).status, 404, "the other party's");
    let elsewhere = say(&city, "upp-lagesbild:2026:1", &undo);
    assert_eq!(elsewhere.problem(), (409, "no_such_object".to_owned()));
    let back = say(&city, key, &undo).json();
    assert_eq!((&back["status"], &back["done_on"]), (&json!("forsenad"), &Value::Null));
    assert_eq!(say(&city, key, &undo).problem(), (409, "cannot_be_undone".to_owned()));
    assert_eq!(say(&city, key, &done("2026-06-10")).status, 200);
    clock.forward(SignedDuration::from_hours(25));
    assert_eq!(server.signed_in("samordnare").get(DUTIES).status, 200);
    assert_eq!(one(&server.signed_in("samordnare"), key)["undo"], Value::Null);
    let missing = say(&server.signed_in("samordnare"), "upp-struktur:1999", &why);
    assert_eq!(missing.problem(), (404, "not_found".to_owned()));
    let reader = server.signed_in("administrator-polis");
    assert_eq!(say(&reader, key, &why).status, 403);
}

#[test]
fn information_under_10_and_a_consultation_tick_themselves() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let told =
        json!({"about": "handelse", "what": "Bråk vid torget", "significance": "Berör planen"});
    let told = police.post("/api/v1/information", &told).json();
    let id = told["id"].as_str().expect("an id");
    let duty = one(&city, &format!("information:{id}"));
    assert_eq!((&duty["status"], &duty["evidence"]["information"]), (&json!("gjord"), &json!(id)));
    let before = one(&city, "forlangning:2026-12-31");
    assert_eq!((&before["due"], &before["done_on"]), (&json!("2026-06-30"), &Value::Null));
    let said = json!({"step": "consulted", "day": "2026-06-09"});
    assert_eq!(city.post(&format!("{AGREEMENT}/term/steps"), &said).status, 200);
    let after = one(&police, "forlangning:2026-12-31");
    assert_eq!(
        (&after["status"], &after["evidence"]["kind"]),
        (&json!("gjord"), &json!("consultation"))
    );
}

#[test]
fn the_term_says_what_stands_in_the_way_of_two_more_years_and_who_chairs() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let term = police.get(&format!("{AGREEMENT}/term")).json();
    assert_eq!((&term["last"], &term["consult_by"]), (&json!("2026-12-31"), &json!("2026-06-30")));
    assert_eq!(
        (&term["next_last"], &term["steering"]),
        (&json!("2028-12-31"), &json!("Chefsamrådet"))
    );
    let codes = |term: &Value, field: &str| -> Vec<String> {
        let all = term[field].as_array().expect("a list").iter();
        all.map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
    };
    let both = ["not_consulted", "avsiktsforklaring_not_stated"];
    assert_eq!(
        (codes(&term, "cannot_extend"), codes(&term, "cannot_bridge").len()),
        (both.map(String::from).to_vec(), 0)
    );
    assert_eq!(term["chairs"], json!([]));
    let say =
        |browser: &Browser, body: Value| browser.post(&format!("{AGREEMENT}/term/steps"), &body);
    for (browser, body) in [
        (&city, json!({"step": "consulted", "day": "2026-06-01"})),
        (&police, json!({"step": "avsiktsforklaring", "from": "2024-01-01", "to": "2028-12-31"})),
        (&city, json!({"step": "first_chair", "side": "polis"})),
    ] {
        let said = say(browser, body);
        assert_eq!(said.status, 200, "{}", said.text);
    }
    let term = police.get(&format!("{AGREEMENT}/term")).json();
    assert_eq!(codes(&term, "cannot_extend"), Vec::<String>::new());
    let chiefs: Vec<&str> = term["chairs"]
        .as_array()
        .expect("chairs")
        .iter()
        .filter_map(|chair| chair["chief"].as_str())
        .collect();
    let turn = ["lokalpolisomradeschef", "stadsdelsdirektor"].repeat(2);
    assert_eq!(chiefs, turn, "four meetings can still be held, every other one each");
    let chair = |key: &str| one(&police, key)["chair"].clone();
    assert_eq!(chair("chefsamrad:2026-H1:1"), "lokalpolisomradeschef");
    assert_eq!(chair("chefsamrad:2026-H1:2"), "stadsdelsdirektor");
    let wrong =
        say(&city, json!({"step": "avsiktsforklaring", "from": "2026-01-01", "to": "2025-01-01"}));
    assert_eq!(wrong.problem(), (409, "bad_days".to_owned()));
    let undo = |browser: &Browser| browser.get(&format!("{AGREEMENT}/term")).json()["undo"].clone();
    assert_eq!((undo(&city), undo(&police)), (json!(3), json!(2)));
    let back = say(&city, json!({"step": "undone", "no": 3})).json();
    assert_eq!((&back["chairs"], &back["undo"]), (&json!([]), &json!(1)));
}

#[test]
fn a_calendar_reads_its_link_without_a_session_until_it_is_ended() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let feeds = "/api/v1/calendar/feeds";
    let asked = json!({"agreement": "norra-innerstaden-2025", "responsible": "cheferna"});
    let made = police.post(feeds, &asked);
    assert_eq!(made.status, 201, "{}", made.text);
    let made = made.json();
    let path = made["path"].as_str().expect("a path");
    let visitor = server.visitor();
    let file = visitor.get(path);
    assert_eq!((file.status, file.header("content-type")), (200, "text/calendar; charset=utf-8"));
    let lines = calendar_lines(&file.text);
    let n = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!((n("BEGIN:VEVENT"), n("SUMMARY:Chefsamråd")), (8, 8), "{}", file.text);
    assert!(lines.contains(&"DTSTART;VALUE=DATE:20260630".to_owned()));
    let etag = file.header("etag").to_owned();
    assert_eq!(visitor.get_with(path, &[("If-None-Match", &etag)]).status, 304);
    // What is done changes the file, and its entries grow.
    meeting(&police, &city, CHEFSAMRAD, "2026-06-09");
    let after = visitor.get_with(path, &[("If-None-Match", &etag)]);
    assert_eq!(after.status, 200);
    assert!(after.text.contains("SUMMARY:Gjord: Chefsamråd"), "{}", after.text);
    let listed = police.get(feeds).json();
    assert_eq!(listed["items"].as_array().expect("a list").len(), 1);
    assert!(!listed.to_string().contains("token"), "the secret is shown once");
    assert_eq!(city.get(feeds).json()["items"], json!([]), "everybody has their own");
    let end = format!("{feeds}/{}", made["id"].as_str().expect("an id"));
    assert_eq!(city.send("DELETE", &end, &[], "").status, 404);
    assert_eq!(police.send("DELETE", &end, &[], "").status, 204);
    assert_eq!(visitor.get(path).problem(), (404, "not_found".to_owned()));
    // Each reading is in the log, one that found it unchanged too, and the one that was refused is not.
    let id = made["id"].as_str().expect("an id");
    let log = server.app.store.read().expect("a look").log("calendar_feed", id).expect("a log");
    let acts: Vec<&str> = log.iter().map(|entry| entry.act.as_str()).collect();
    let read = ["calendar_feed_read"; 3];
    assert_eq!(acts, [&["calendar_feed_made"][..], &read, &["calendar_feed_revoked"]].concat());
    let foreign = police.post(feeds, &json!({"agreement": "nagon-annans"}));
    assert_eq!(foreign.json()["fields"][0]["field"], "agreement", "{}", foreign.text);
}

#[test]
fn whoever_tries_links_is_told_to_wait_and_nobody_has_more_than_ten() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    let asked = json!({"agreement": "norra-innerstaden-2025"});
    for _ in 0..10 {
        assert_eq!(police.post("/api/v1/calendar/feeds", &asked).status, 201);
    }
    let eleventh = police.post("/api/v1/calendar/feeds", &asked);
    assert_eq!(eleventh.problem(), (409, "too_many_feeds".to_owned()));
    assert_eq!(server.visitor().get("/api/v1/calendar.ics?token=x").status, 404);
    let visitor = server.visitor();
    let tried = |n: usize| visitor.get(&format!("/api/v1/calendar.ics?token={n:064x}")).status;
    let answers: Vec<u16> = (0..100).map(tried).collect();
    assert_eq!((answers[0], answers[98], answers[99]), (404, 404, 429), "the hundred and first");
}
