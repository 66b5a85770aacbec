//! Local accounts and sessions: a user changes its password and sees where it is signed in; whoever forgot
//! gets a link; what was refused is in the log, and cannot flood it.

use crate::support::{
    clock::MovableClock,
    http::{Browser, Server},
};
use jiff::SignedDuration;
use platssamverkan::{
    app::texts,
    case::log::LogEntry,
    store::{LogQuery, sqlite::SqliteStore},
};
use serde_json::{Value, json};
use std::sync::Arc;

const OLD: &str = "demo-kommunpolis-2026";
const NEW: &str = "fyra vargar i månsken";
const FIREFOX: (&str, &str) =
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");

fn server() -> (Server, MovableClock) {
    let clock = MovableClock::start();
    let store = SqliteStore::open_in_memory().expect("a store");
    (Server::over(Arc::new(store), Arc::new(clock.clone())), clock)
}

fn change(browser: &Browser, current: &str, new: &str) -> (u16, String) {
    let answer = browser.post("/api/v1/password", &json!({"current": current, "password": new}));
    if answer.status == 204 {
        return (204, String::new());
    }
    let (status, code) = answer.problem();
    let field = answer.json()["fields"][0]["code"].as_str().map(str::to_owned);
    (status, field.unwrap_or(code))
}

fn signs_in(server: &Server, login: &str, password: &str) -> bool {
    let typed = json!({"login": login, "password": password});
    server.visitor().post("/api/v1/session", &typed).status == 200
}

/// All entries with this act, oldest first.
fn entries(server: &Server, act: &str) -> Vec<LogEntry> {
    let read = server.app.store.read().expect("reads");
    let parties = read.parties().expect("read").into_iter().map(|party| party.id).collect();
    let act = Some(act.to_owned());
    let asked =
        LogQuery { parties, of_the_program: true, act, limit: 9_999, ..LogQuery::default() };
    let found = read.log_page(&asked).expect("read");
    found.into_iter().rev().map(|entry| entry.entry).collect()
}

#[test]
fn a_user_changes_its_password_and_every_other_session_ends() {
    let (server, _) = server();
    let (here, there) = (server.signed_in("kommunpolis"), server.signed_in("kommunpolis"));
    let wrong = |code: &str| (400, code.to_owned());
    assert_eq!(change(&here, "inte rätt lösenord", NEW), wrong("wrong_password"));
    assert_eq!(change(&here, OLD, "fjorton tecken"), wrong("too_short"));
    assert_eq!(change(&here, OLD, OLD), wrong("same_password"));
    assert_eq!(change(&here, OLD, "Kommunpolis kommunpolis 1"), wrong("too_common"));
    assert!(there.get("/api/v1/me").status == 200 && signs_in(&server, "kommunpolis", OLD));

    assert_eq!(change(&here, OLD, NEW), (204, String::new()));
    assert_eq!(here.get("/api/v1/me").status, 200, "with a new cookie");
    assert_eq!(there.get("/api/v1/me").status, 401);
    assert!(signs_in(&server, "kommunpolis", NEW) && !signs_in(&server, "kommunpolis", OLD));
    assert_eq!(entries(&server, "password_changed").len(), 1);
}

#[test]
fn guessing_the_current_password_is_slowed_like_signing_in() {
    let (server, _) = server();
    let browser = server.signed_in("samordnare");
    for _ in 0..5 {
        assert_eq!(change(&browser, "fel", NEW).0, 400);
    }
    assert_eq!(change(&browser, "demo-samordnare-2026", NEW), (429, "too_many".to_owned()));
}

#[test]
fn whoever_forgot_its_password_sets_a_new_one_by_a_link_that_works_once() {
    let (server, clock) = server();
    let admin = server.signed_in("administrator-polis");
    let city = server.signed_in("administrator-stad");
    let there = server.signed_in("kommunpolis");
    let path = "/api/v1/users/user-kommunpolis/password-link";
    assert_eq!(city.post(path, &Value::Null).status, 404, "the other party's user");
    assert_eq!(there.post(path, &Value::Null).status, 403);
    let made = || {
        let made = admin.post(path, &Value::Null);
        assert_eq!(made.status, 201, "{}", made.text);
        let path = made.json()["path"].as_str().expect("a path").to_owned();
        path.strip_prefix("/losenord#").expect("the page and the secret").to_owned()
    };
    let follow = |link: &str, password: &str| {
        let browser = server.visitor();
        let typed = json!({"link": link, "password": password});
        (browser.post("/api/v1/password/link", &typed), browser)
    };
    let not_valid = (403, "password_link_not_valid".to_owned());
    let (first, link) = (made(), made());
    assert_eq!(follow(&first, NEW).0.problem(), not_valid, "the newer one replaces it");
    assert_eq!(follow("inget", NEW).0.problem(), not_valid);
    assert_eq!(follow(&link, "för kort").0.problem().0, 400, "and the link is still good");
    assert!(signs_in(&server, "kommunpolis", OLD), "until it is used");
    let (followed, browser) = follow(&link, NEW);
    assert_eq!(followed.json()["user"]["login"], "kommunpolis");
    assert_eq!(browser.get("/api/v1/me").status, 200);
    assert_eq!(there.get("/api/v1/me").status, 401);
    assert!(signs_in(&server, "kommunpolis", NEW) && !signs_in(&server, "kommunpolis", OLD));
    assert_eq!(follow(&link, "en annan lång fras").0.problem(), not_valid, "once");

    let late = made();
    clock.forward(SignedDuration::from_hours(25));
    assert_eq!(follow(&late, "en annan lång fras").0.problem(), not_valid);
    for act in ["password_link_made", "password_link_used"] {
        assert!(!entries(&server, act).is_empty(), "{act}");
    }
}

#[test]
fn a_user_sees_its_sessions_and_ends_them_and_so_does_its_administrator() {
    let (server, clock) = server();
    let here = server.visitor();
    let typed = json!({"login": "kommunpolis", "password": OLD}).to_string();
    let headers = [("Content-Type", "application/json"), FIREFOX];
    assert_eq!(here.send("POST", "/api/v1/session", &headers, &typed).status, 200);
    clock.forward(SignedDuration::from_mins(2));
    let there = server.signed_in("kommunpolis");
    let listed = here.get("/api/v1/sessions").json();
    let items = listed["items"].as_array().expect("sessions").clone();
    let seen: Vec<_> = items
        .iter()
        .map(|one| (one["current"].clone(), one["browser"].clone(), one["address"].clone()))
        .collect();
    let local = json!("127.0.0.1");
    let firefox = json!("Firefox, Linux");
    assert_eq!(seen, [(json!(false), json!(""), local.clone()), (json!(true), firefox, local)]);
    assert!(!listed.to_string().contains("140.0"), "no version of anything");

    // Another's is not there; one's own is ended.
    let other = server.signed_in("lpo-chef");
    let path = format!("/api/v1/sessions/{}", items[0]["id"].as_str().expect("an id"));
    let end = |browser: &Browser, path: &str| browser.send("DELETE", path, &[], "").status;
    assert_eq!(end(&other, &path), 404);
    assert_eq!(there.get("/api/v1/me").status, 200);
    assert_eq!(end(&here, &path), 204);
    assert_eq!(there.get("/api/v1/me").status, 401);
    assert_eq!(end(&here, &path), 404, "it is gone");

    // All others, and all of them by the administrator of the party.
    let again = server.signed_in("kommunpolis");
    assert_eq!(end(&here, "/api/v1/sessions"), 204);
    assert_eq!((again.get("/api/v1/me").status, here.get("/api/v1/me").status), (401, 200));
    let all = "/api/v1/users/user-kommunpolis/sessions";
    assert_eq!(end(&server.signed_in("administrator-stad"), all), 404);
    assert_eq!(end(&here, all), 403);
    assert_eq!(end(&server.signed_in("administrator-polis"), all), 204);
    assert_eq!(here.get("/api/v1/me").status, 401);

    // What has ended by itself is no longer shown.
    let old = server.signed_in("kommunpolis");
    clock.forward(SignedDuration::from_mins(31));
    assert_eq!(old.get("/api/v1/me").status, 401);
    let fresh = server.signed_in("kommunpolis");
    assert_eq!(fresh.get("/api/v1/sessions").json()["items"].as_array().map(Vec::len), Some(1));
}

#[test]
fn refused_attempts_are_in_the_log_without_what_was_written() {
    let (server, _) = server();
    let k = server.signed_in("kommunpolis");
    assert!(!signs_in(&server, "kommunpolis", "hemlig gissning"));
    assert!(!signs_in(&server, "finns-inte-alls", "hemlig gissning"));
    let system = server.system(&"ab".repeat(32));
    assert_eq!(system.get("/api/v1/areas").status, 401);
    let secret = json!({"secret": "cd".repeat(32)});
    assert_eq!(server.visitor().post("/api/v1/participation", &secret).status, 404);
    let first = json!({"link": "ef".repeat(32), "login": "nyadmin", "password": NEW});
    assert_eq!(server.visitor().post("/api/v1/sign-in/link", &first).status, 403);
    let told: Vec<_> = entries(&server, "entry_refused")
        .into_iter()
        .map(|entry| (entry.object_kind, entry.object_id, entry.party.map(|party| party.0)))
        .collect();
    let of = |kind: &str, id: &str, party: Option<&str>| {
        (kind.to_owned(), id.to_owned(), party.map(str::to_owned))
    };
    assert_eq!(
        told,
        [
            of("user", "user-kommunpolis", Some("polis-lpo-norrmalm")),
            of("door", "password", None),
            of("door", "key", None),
            of("door", "participant", None),
            of("door", "link", None),
        ]
    );

    // By the policy, for a foreign object, from another site, and of a text about a person.
    assert_eq!(k.get("/api/v1/users").status, 403);
    assert_eq!(k.get("/api/v1/openings/hemligt-id").status, 404);
    let person = json!({"kind": "dialogue", "area": "kommun/0180", "from": "2026-05-01",
        "text": "om 811228-9874"});
    assert_eq!(k.post("/api/v1/observations", &person).status, 400);
    let told: Vec<_> = entries(&server, "refused")
        .into_iter()
        .map(|entry| {
            let code = entry.reference.and_then(|told| Some(told.split_once(' ')?.0.to_owned()));
            (entry.actor, entry.object_id, code.unwrap_or_default())
        })
        .collect();
    let of = |operation: &str, code: &str| {
        ("user-kommunpolis".to_owned(), operation.to_owned(), code.to_owned())
    };
    assert_eq!(
        told,
        [
            of("GET /users", "not_allowed"),
            of("GET /openings/{id}", "not_found"),
            of("POST /observations", "personal_data"),
        ]
    );
    let all = format!("{:?} {:?}", entries(&server, "refused"), entries(&server, "entry_refused"));
    for written in ["hemlig", "finns-inte-alls", "811228", "127.0.0.1", "cdcd"] {
        assert!(!all.contains(written), "{written} stands in the log");
    }
    for act in ["entry_refused", "refused", "refusals_left_out"] {
        assert!(texts::acts().any(|known| known == act), "{act}");
    }
}

#[test]
fn a_flood_of_refused_attempts_leaves_ten_entries_and_the_word_that_more_are_left_out() {
    let (server, clock) = server();
    let reader = server.signed_in("analytiker-polis");
    for _ in 0..40 {
        assert_eq!(reader.get("/api/v1/users").status, 403);
    }
    for i in 0..40 {
        signs_in(&server, &format!("gissat-{i}"), "fel");
    }
    assert_eq!(entries(&server, "refused").len(), 10 + 10, "of the reader, and of nobody known");
    assert_eq!(entries(&server, "entry_refused").len(), 10);
    assert_eq!(entries(&server, "refusals_left_out").len(), 3);
    clock.forward(SignedDuration::from_mins(6));
    assert_eq!(reader.get("/api/v1/users").status, 403);
    assert_eq!(entries(&server, "refused").len(), 21);
}

#[test]
fn what_was_read_is_stored_in_no_browser_and_is_cleared_at_sign_out() {
    let (server, _) = server();
    let k = server.signed_in("kommunpolis");
    for path in ["me", "sessions", "openings", "observations", "series", "imports", "delegations"] {
        let answer = k.get(&format!("/api/v1/{path}"));
        assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{path}");
    }
    for path in ["areas?kind=stadsdel", "categories"] {
        let answer = k.get(&format!("/api/v1/{path}"));
        assert_eq!(
            answer.header("cache-control"),
            "private, no-cache",
            "{path}: open to all of them"
        );
    }
    let out = k.send("DELETE", "/api/v1/session", &[], "");
    assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(out.header("set-cookie").contains("Max-Age=0"));
}

#[test]
fn every_answer_that_is_text_says_which_letters_it_is_written_in() {
    let (server, _) = server();
    let k = server.signed_in("kommunpolis");
    let document = server.visitor().get("/openapi.json").json();
    let mut seen = std::collections::BTreeMap::<String, u32>::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        if item.get("get").is_none() {
            continue;
        }
        let path = path
            .replace("{kind}", "kommun")
            .replace("{code}", "0180")
            .replace("{lattice}", "h3:9")
            .replace("{file}", "areas.csv")
            .replace("{side}", "polis")
            .replace("{number}", "PLS-2026-001")
            .replace("{no}", "1")
            .replace("{id}", "1");
        let query = if path.contains("/export/") { "?release=intern" } else { "" };
        let answer = k.get(&format!("{path}{query}"));
        let Some(kind) = answer.headers.get("content-type") else {
            assert!(answer.text.is_empty(), "{path} {}: {}", answer.status, answer.text);
            continue;
        };
        *seen.entry(kind.to_str().expect("ASCII").to_owned()).or_default() += 1;
    }
    // JSON is UTF-8 by its own definition.
    let whole = |kind: &str| {
        let json = kind.split(';').next().is_some_and(|kind| kind.ends_with("json"));
        json || kind.ends_with("charset=utf-8")
    };
    assert!(seen.keys().all(|kind| whole(kind)), "{seen:?}");
    assert!(seen.len() >= 3, "{seen:?}");
}
