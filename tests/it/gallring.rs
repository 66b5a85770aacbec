//! What has been kept long enough goes, exactly what was listed and nothing else.

use crate::{
    effect_plan, lagesbild,
    support::http::{Browser, Server, counts_csv},
};
use jiff::Timestamp;
use platssamverkan::{
    app::{AppError, retention, users},
    case::party::Role,
    store::{Retained, Retired},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

mod drafts;

/// So much later everything is due by the standard rules.
fn much_later() -> Timestamp {
    "2031-01-01T00:00:00Z".parse().expect("a time")
}

/// Something of each kind to be removed and something that must stay.
fn lived_in(server: &Server) -> Browser {
    let [police, _] = users::demo_parties();
    let new = users::NewUser {
        login: "prov-admin".into(),
        function: "Administratör i prov".into(),
        party: police.id.clone(),
        role: Role::Administrator,
        password: "sju blåa båtar i viken".into(),
    };
    users::add(&server.app, &users::system_actor(police), &new).expect("an administrator");
    let admin = server.signed_in_with("prov-admin", "sju blåa båtar i viken");
    let k = server.signed_in("kommunpolis");
    let id = |value: &Value| value["id"].to_string().trim_matches('"').to_owned();

    // Deliveries: one in force with rejected rows, one undone, one never published.
    let upload = |source: &str, csv: &str| {
        let fields = [("kind", "incidents"), ("source", source), ("synthetic", "true")];
        let preview = k.upload(&fields, &format!("{source}.csv"), csv.as_bytes());
        assert_eq!(preview.status, 202, "{}", preview.text);
        id(&preview.json())
    };
    let act = |import: &str, act: &str| {
        let done = k.post(&format!("/api/v1/imports/{import}/{act}"), &Value::Null);
        assert_eq!(done.status, 200, "{}", done.text);
    };
    let with_wrong_row = format!("{}fel,fickstold,18.06,59.33,i går,\n", counts_csv());
    act(&upload("kvar", &with_wrong_row), "commit");
    let some = counts_csv().lines().take(30).collect::<Vec<_>>().join("\n");
    let undone = upload("angrad", &some);
    act(&undone, "commit");
    let order = json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "lattice": "h3:9",
        "stability": false});
    let before = k.post("/api/v1/hotspots/runs", &order);
    assert_eq!(before.status, 200, "{}", before.text);
    act(&undone, "undo");
    upload("aldrig", &some);

    // Runs: one that an opening rests on, one that nothing does; an answer.
    let run = k.post("/api/v1/hotspots/runs", &order).json();
    assert_ne!(run["id"], before.json()["id"]);
    let opened = k.post("/api/v1/openings", &json!({"run": run["id"], "rank": 1}));
    assert_eq!(opened.status, 201, "{}", opened.text);
    k.answer("/api/v1/concentration?from=2025-01-01&to=2025-12-31&lattice=h3:9");

    // A key and a link, both with a last day that will have passed.
    let key = json!({"system": "Karta", "level": "publik", "last_day": "2026-12-31"});
    assert_eq!(admin.post("/api/v1/keys", &key).status, 201);

    // An address of a calendar that was taken back, and one that was not.
    let agreement = json!({"agreement": "norra-innerstaden-2025"});
    let [old, _] = [(), ()].map(|()| k.post("/api/v1/calendar/feeds", &agreement).json());
    let old = format!("/api/v1/calendar/feeds/{}", old["id"].as_str().expect("an id"));
    assert_eq!(k.send("DELETE", &old, &[], "").status, 204);

    // A lägesbild with drafts that were written over.
    lagesbild::decided_after_writing_over(server, ["Torget är lugnt.", "Torget är oroligt."]);
    k
}

fn flat(all: Vec<(retention::Rule, Vec<Retired>)>) -> Vec<Retired> {
    all.into_iter().flat_map(|(_, retired)| retired).collect()
}

#[test]
fn a_dry_run_lists_exactly_what_the_run_removes() {
    let server = Server::start();
    let k = lived_in(&server);
    let app = &server.app;
    let store = &app.store;
    let [police, _] = users::demo_parties();
    let system = users::system_actor(police);
    // By the rules of today nothing is old enough.
    assert_eq!(flat(retention::due(app, &system).expect("listed")), []);
    assert_eq!(flat(retention::run(app, &system).expect("run")), []);

    let by = platssamverkan::policy::signer(&system);
    let entry = |one: &Retired| {
        let object = (one.what.as_str(), one.id.as_str());
        platssamverkan::case::log::LogEntry::by(&by, much_later(), object, "retired")
    };
    let mut kinds = BTreeSet::new();
    for what in Retained::ALL {
        let listed = store.due(what, much_later()).expect("listed");
        let removed = store.retire(what, much_later(), &entry).expect("removed");
        println!("gallring {}: {} objekt", what.as_str(), listed.len());
        assert_eq!(listed, removed, "{what:?}");
        assert_eq!(store.due(what, much_later()).expect("listed"), [], "{what:?} are gone");
        if !removed.is_empty() {
            kinds.insert(what);
        }
        for one in &removed {
            let log = store.read().expect("a look").log(what.as_str(), &one.id).expect("a log");
            assert_eq!(log.len(), 1, "each is written down");
        }
        assert_eq!(store.check().expect("checked"), Vec::<String>::new(), "after {what:?}");
    }
    // No link was made: its case needs two parties, and `access` tests links.
    assert_eq!(kinds.len(), Retained::ALL.len() - 1, "{kinds:?}");

    // What is in use is there: counts in force, the run of the opening, the record of what was undone.
    let read = store.read().expect("a look");
    assert_eq!(read.runs().expect("runs").len(), 1);
    assert_eq!(read.openings().expect("openings").len(), 1);
    assert_eq!(read.imports().expect("imports").len(), 2);
    assert_eq!(store.load_counts(None).expect("counts").columns.len(), 1_300);
    assert_eq!(k.get("/api/v1/me").status, 401, "the sessions were old");
}

#[test]
fn what_a_plan_and_its_looks_rest_on_is_kept_with_the_case() {
    let server = Server::start();
    let case = effect_plan::ready_to_be_looked_at(&server);
    let k = server.signed_in("kommunpolis");
    let looked = effect_plan::look(&k, &case);
    assert_eq!(looked.status, 200, "{}", looked.text);
    let answer = looked.json()["work"]["effect"]["looks"][0]["run"].clone();
    k.answer("/api/v1/concentration?from=2025-01-01&to=2025-12-31&lattice=h3:9");
    let due = |what| server.app.store.due(what, much_later()).expect("listed");
    assert_eq!(due(Retained::Runs), []);
    let answers = due(Retained::Answers);
    assert!(!answers.is_empty() && answers.iter().all(|one| answer != one.id), "{answers:?}");
}

#[test]
fn a_run_whose_counts_were_removed_says_so_by_name() {
    let server = Server::start();
    let k = lived_in(&server);
    let runs = k.get("/api/v1/hotspots/runs").json();
    let oldest = runs["items"].as_array().expect("runs").last().expect("a run")["id"].clone();
    let verify = || {
        let path = format!("/api/v1/hotspots/runs/{}/verify", oldest.as_str().expect("an id"));
        k.post(&path, &Value::Null).json()["outcome"].clone()
    };
    assert_eq!(verify(), "same", "an undone delivery can still be read");
    let entry = |one: &Retired| {
        platssamverkan::case::log::LogEntry::by_system(much_later(), ("import", &one.id), "retired")
    };
    let removed = server.app.store.retire(Retained::UndoneRows, much_later(), &entry);
    assert_eq!(removed.expect("removed").len(), 1);
    assert_eq!(verify(), "other_input");
}

#[test]
fn only_the_installation_runs_it_and_a_rule_has_its_bounds() {
    let server = Server::start();
    let app = &server.app;
    let [police, _] = users::demo_parties();
    let system = users::system_actor(police.clone());
    let mut admin = system.clone();
    admin.user.id = "user-admin".into();
    assert!(retention::due(app, &admin).is_ok(), "an administrator may look");
    let refused = retention::run(app, &admin);
    assert!(matches!(refused, Err(AppError::Forbidden("only_at_the_installation"))));
    let rule = |days| retention::Rule { what: Retained::Sessions, days };
    for days in [0, 40_000] {
        assert!(matches!(retention::decide(app, &system, rule(days)), Err(AppError::Invalid(_))));
    }
    let rules = retention::decide(app, &system, rule(7)).expect("decided");
    assert_eq!(rules.len(), Retained::ALL.len());
    assert_eq!(rules[0], rule(7));
    let kept = retention::rules(&*app.store.read().expect("a look")).expect("rules");
    assert_eq!(kept, rules, "it is remembered");
}
