//! A real installation: two parties without anything between them agree, act together and part.

use crate::cli::Cli;
use crate::support::{
    clock::MovableClock,
    http::{Answer, Browser, Server},
};
use jiff::SignedDuration;
use platssamverkan::{
    app::{
        App, AppError, Settings, admin_link,
        agreements::{self, NewTerms},
        parties,
        password::PasswordCost,
        shipped, users,
    },
    area::AreaId,
    case::{
        log::LogEntry,
        party::{Party, Side},
    },
    clock::Clock,
    incident::{PartyId, StudyClock},
    store::sqlite::SqliteStore,
};
use serde_json::{Value, json};
use std::sync::Arc;

const JSON: (&str, &str) = ("Content-Type", "application/json");
pub(crate) const AGREEMENTS: &str = "/api/v1/agreements";
const NORRA: &str = "stadsdelsomrade/norra-innerstaden";
const PASSWORD: &str = "sju blåa båtar i viken";

/// Nothing but the shipped areas and the parties, of which one has nothing to do with the others.
pub(crate) fn installation() -> (Server, MovableClock, [Browser; 3]) {
    let clock = MovableClock::start();
    let store = Arc::new(SqliteStore::open_in_memory().expect("a store"));
    shipped::load(store.as_ref(), clock.now()).expect("shipped data is loaded");
    let settings = Settings {
        study_area: AreaId(shipped::STUDY_AREA.into()),
        clock: StudyClock::new(shipped::TIME_ZONE).expect("a known zone"),
        demo: false,
        gdal_worker: None,
    };
    let app = App::open(store, Arc::new(clock.clone()), settings).expect("the app opens");
    let app = Arc::new(app.with_password_cost(PasswordCost::CHEAP));
    let [polis, stad] = users::demo_parties();
    let third =
        Party { id: PartyId("sdf-sodermalm".into()), name: "Söder".into(), side: Side::Stad };
    let mut write = app.store.begin().expect("one writer");
    parties::put(write.as_mut(), &polis, app.clock.now()).expect("a party");
    write.commit().expect("kept");
    let system = users::system_actor(polis.clone());
    for party in [&stad, &third] {
        parties::add(&app, &system, party).expect("a party");
    }
    let server = Server::of(app);
    let admins = [polis, stad, third].map(|party| {
        let link = admin_link::make(&server.app, &system, &party.id).expect("a link");
        let login = format!("admin-{}", party.id.0);
        let login = login.chars().take(40).collect::<String>();
        let browser = server.visitor();
        let first = json!({"link": link.as_str(), "login": login, "password": PASSWORD});
        assert_eq!(browser.post("/api/v1/sign-in/link", &first).status, 200);
        browser
    });
    (server, clock, admins)
}

pub(crate) fn terms(to: Option<&str>) -> Value {
    json!({"name": "Samverkan i Norra innerstaden", "areas": [NORRA], "valid_from": "2026-01-01",
        "valid_to": to})
}

pub(crate) fn step(browser: &Browser, kept: &Value, what: &str, body: &Value) -> Answer {
    let path = format!("{AGREEMENTS}/{}/{what}", kept["id"].as_str().expect("an id"));
    let version = format!("\"{}\"", kept["version"]);
    browser.send("POST", &path, &[JSON, ("If-Match", &version)], &body.to_string())
}

pub(crate) fn ok(answer: Answer) -> Value {
    assert!((200..300).contains(&answer.status), "{}", answer.text);
    answer.json()
}

/// A kommunpolis with ground, made by its administrator.
pub(crate) fn kommunpolis(server: &Server, admin: &Browser) -> Browser {
    let new = json!({"login": "kommunpolis", "function": "Kommunpolis", "role": "kommunpolis",
        "password": PASSWORD});
    let user = ok(admin.post("/api/v1/users", &new));
    let path = format!("/api/v1/users/{}", user["id"].as_str().expect("an id"));
    ok(admin.put(
        &path,
        &json!({"function": "Kommunpolis", "role": "kommunpolis", "disabled": false,
            "areas": [{"area": NORRA, "valid_from": null, "valid_to": null}]}),
    ));
    server.signed_in_with("kommunpolis", PASSWORD)
}

#[test]
fn two_administrators_make_an_agreement_and_only_then_can_a_place_be_identified() {
    let (server, clock, [polis, stad, third]) = installation();
    let police = kommunpolis(&server, &polis);
    let place = json!({"geometry": {"type": "Point", "coordinates": [18.058, 59.331]},
        "name": "Torget"});
    let identify = || police.post("/api/v1/openings", &place);
    let none = (409, "no_agreement".to_owned());
    assert_eq!(identify().problem(), none);

    // One proposes: nothing holds, whatever it tries, and only the other party sees it.
    let offered = ok(polis.get(AGREEMENTS));
    assert_eq!(offered["items"], json!([]));
    let counterparts = offered["counterparts"].as_array().expect("the city's").len();
    assert_eq!(counterparts, 2);
    let new = json!({"with": "sdf-norra-innerstaden", "terms": terms(Some("2026-12-31"))});
    let kept = ok(polis.post(AGREEMENTS, &new));
    assert_eq!((&kept["agreed"], &kept["in_force"]), (&Value::Null, &json!(false)));
    assert_eq!(kept["waiting"]["own"], true);
    for (what, body) in [("confirmation", Value::Null), ("refusal", Value::Null)] {
        let refused = step(&polis, &kept, what, &body);
        assert_eq!(refused.problem(), (409, "own_proposal".to_owned()), "{what}");
    }
    assert_eq!(step(&third, &kept, "confirmation", &Value::Null).status, 404);
    assert_eq!(ok(third.get(AGREEMENTS))["items"], json!([]));
    assert_eq!(identify().problem(), none);
    assert_eq!(ok(polis.get("/api/v1/me"))["partners"], json!([]));

    // The other confirms exactly what it was shown.
    let shown = ok(stad.get(AGREEMENTS))["items"][0].clone();
    assert_eq!(shown["waiting"]["own"], false);
    assert_eq!(shown["waiting"]["name"], "Samverkan i Norra innerstaden");
    let mut unseen = shown.clone();
    unseen["version"] = json!(7);
    let conflict = step(&stad, &unseen, "confirmation", &Value::Null);
    assert_eq!(conflict.problem(), (412, "conflict".to_owned()));
    let agreed = ok(step(&stad, &shown, "confirmation", &Value::Null));
    assert_eq!((&agreed["in_force"], &agreed["waiting"]), (&json!(true), &Value::Null));
    assert_eq!(identify().status, 201);
    assert_eq!(ok(polis.get("/api/v1/me"))["partners"][0]["in_force"], true);

    // An extension waits while the old days hold; a no leaves them, a yes moves them.
    let asked = ok(step(&stad, &agreed, "proposal", &terms(Some("2028-12-31"))));
    assert_eq!(asked["agreed"]["valid_to"], "2026-12-31");
    let twice = step(&polis, &asked, "proposal", &terms(None));
    assert_eq!(twice.problem(), (409, "agreement_waits".to_owned()));
    let declined = ok(step(&polis, &asked, "refusal", &Value::Null));
    assert_eq!(declined["agreed"]["valid_to"], "2026-12-31");
    let asked = ok(step(&stad, &declined, "proposal", &terms(Some("2028-12-31"))));
    let extended = ok(step(&polis, &asked, "confirmation", &Value::Null));
    assert_eq!(extended["agreed"]["valid_to"], "2028-12-31");

    // Either ends it alone, on a day; what was shared and decided stands.
    let end = |kept: &Value, day: &str| step(&polis, kept, "end", &json!({"last_day": day}));
    for wrong in ["2026-06-09", "2028-12-31", "2029-01-01"] {
        assert_eq!(end(&extended, wrong).problem(), (400, "invalid".to_owned()), "{wrong}");
    }
    let ended = ok(end(&extended, "2026-06-11"));
    assert_eq!(
        (&ended["in_force"], &ended["agreed"]["valid_to"]),
        (&json!(true), &json!("2026-06-11"))
    );
    assert_eq!(identify().status, 201);
    clock.forward(SignedDuration::from_hours(48));
    let police = server.signed_in_with("kommunpolis", PASSWORD);
    assert_eq!(police.post("/api/v1/openings", &place).problem(), none);
    assert_eq!(ok(police.get("/api/v1/openings"))["items"].as_array().map(Vec::len), Some(2));

    // Each step is in the log, by whoever took it; ids and numbers, no names of anything.
    let read = server.app.store.read().expect("reads");
    let id = ended["id"].as_str().expect("an id");
    let log = read.log("agreement", id).expect("the log");
    let frozen = |entry: &&LogEntry| entry.act == "baseline_frozen";
    assert_eq!(log.iter().filter(frozen).count(), 2, "one with each yes");
    let told: Vec<(&str, &str, Option<&str>)> = log
        .iter()
        .filter(|entry| !frozen(entry))
        .map(|entry| {
            let party = entry.party.as_ref().map_or("", |party| party.0.as_str());
            (entry.act.as_str(), party, entry.reference.as_deref())
        })
        .collect();
    let (p, s) = ("polis-lpo-norrmalm", "sdf-norra-innerstaden");
    assert_eq!(
        told,
        [
            ("agreement_proposed", p, Some("1")),
            ("agreement_confirmed", s, Some("2")),
            ("agreement_proposed", s, Some("3")),
            ("agreement_declined", p, Some("4")),
            ("agreement_proposed", s, Some("5")),
            ("agreement_confirmed", p, Some("6")),
            ("agreement_ended", p, Some("7")),
        ]
    );
}

#[test]
fn terms_that_cannot_be_are_refused_by_field() {
    let (_server, _, [polis, ..]) = installation();
    let with = |with: &str, terms: Value| {
        let answer = polis.post(AGREEMENTS, &json!({"with": with, "terms": terms}));
        let first = answer.json()["fields"][0].clone();
        let word = |name: &str| first[name].as_str().unwrap_or_default().to_owned();
        (answer.status, word("field"), word("code"))
    };
    let stad = "sdf-norra-innerstaden";
    let wrong = |field: &str, code: &str| (400, field.to_owned(), code.to_owned());
    assert_eq!(with("polis-lpo-norrmalm", terms(None)), wrong("with", "unknown"), "the same side");
    assert_eq!(with("finns-inte", terms(None)), wrong("with", "unknown"));
    for (to, why) in [("2025-12-31", "backwards"), ("2026-06-09", "over")] {
        assert_eq!(with(stad, terms(Some(to))), wrong("valid_to", "agreement_days"), "{why}");
    }
    let mut unknown = terms(None);
    unknown["areas"] = json!(["stadsdelsomrade/atlantis"]);
    assert_eq!(with(stad, unknown), wrong("areas", "unknown_area"));
    let mut gone = terms(None);
    gone["areas"] = json!(["stadsdelsomrade/norrmalm"]);
    assert_eq!(with(stad, gone), wrong("areas", "not_valid_then"), "it ended in 2023");
    let mut nameless = terms(None);
    nameless["name"] = json!("  ");
    assert_eq!(with(stad, nameless), wrong("name", "missing"));
}

#[test]
fn the_command_line_proposes_for_a_party_and_confirms_for_none() {
    let (server, _, [_, stad, _]) = installation();
    let [polis, city] = users::demo_parties();
    let app = &server.app;
    let as_of = |party: &Party| users::system(app, party.clone()).expect("the command line");
    let terms = NewTerms {
        name: "Samverkan i Norra innerstaden".into(),
        areas: vec![AreaId(NORRA.into())],
        valid_from: "2026-01-01".parse().expect("a day"),
        valid_to: None,
    };
    let kept = agreements::record(app, &as_of(&polis), &city.id, &terms).expect("proposed");
    let refused = agreements::confirm(app, &as_of(&city), &kept.value.id, kept.version);
    let code = "only_an_administrator_confirms";
    assert!(matches!(refused, Err(AppError::Forbidden(told)) if told == code), "{refused:?}");
    let shown = ok(stad.get(AGREEMENTS))["items"][0].clone();
    assert_eq!(ok(step(&stad, &shown, "confirmation", &Value::Null))["in_force"], true);
}

#[test]
fn a_party_is_added_where_the_installation_runs_and_keeps_its_side() {
    let (server, _, [polis, ..]) = installation();
    let [police, _] = users::demo_parties();
    let system = users::system_actor(police.clone());
    let new = |id: &str, side| Party { id: PartyId(id.into()), name: "Kungsholmen".into(), side };
    parties::add(&server.app, &system, &new("sdf-kungsholmen", Side::Stad)).expect("added");
    let crossed = parties::add(&server.app, &system, &new("sdf-kungsholmen", Side::Polis));
    assert!(matches!(crossed, Err(AppError::Invalid(_))), "{crossed:?}");
    for malformed in ["SDF", "a b", "å", "", &"a".repeat(61)] {
        let refused = parties::add(&server.app, &system, &new(malformed, Side::Stad));
        assert!(matches!(refused, Err(AppError::Invalid(_))), "{malformed}");
    }
    let mut user = platssamverkan::app::Actor::plain(system.user.clone(), police);
    user.user.id = "user-admin".into();
    let refused = parties::add(&server.app, &user, &new("sdf-farsta", Side::Stad));
    assert!(matches!(refused, Err(AppError::Forbidden("only_at_the_installation"))));
    let offered = ok(polis.get(AGREEMENTS))["counterparts"].as_array().expect("a list").len();
    assert_eq!(offered, 3);
}

#[test]
fn parties_are_added_and_agreements_proposed_at_the_command_line() {
    let cli = Cli::new();
    let name = "Södermalms stadsdelsförvaltning";
    cli.expect(0, &["party", "add", "sdf-sodermalm", "--name", name, "--side", "stad"]);
    assert!(cli.expect(0, &["party", "list"]).contains(name));
    let crossed = ["party", "add", "sdf-sodermalm", "--name", name, "--side", "polis"];
    assert!(cli.expect(2, &crossed).contains("[wrong_side]"));
    let terms = ["--name", "Samverkan på Södermalm", "--from", "2026-01-01"];
    let ground = ["--area", "stadsdelsomrade/sodermalm", "--with", "sdf-sodermalm"];
    let said = cli.expect(0, &[&["agreement", "propose"][..], &terms, &ground].concat());
    let id = said.split_whitespace().nth(1).expect("an id").to_owned();
    let of = ["--party", "sdf-sodermalm"];
    let list = cli.expect(0, &[&["agreement", "list"][..], &of].concat());
    assert!(list.contains("inte bekräftad, ett förslag väntar"), "{list}");
    let others = cli.expect(2, &[&["agreement", "withdraw", &id][..], &of].concat());
    assert!(others.contains("[others_proposal]"), "{others}");
    let nothing = ["agreement", "end", &id, "--last-day", "2099-01-01"];
    assert!(cli.expect(2, &nothing).contains("[not_agreed]"));
    cli.expect(2, &["agreement", "confirm", &id]);
    cli.expect(0, &["agreement", "withdraw", &id]);
}
