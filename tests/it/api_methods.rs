//! The methods beside hotspots over HTTP: card, storing, running again, who sees what.

use crate::support::{
    http::{Server, counts_csv},
    snapshot::steady,
};
use platssamverkan::{
    analysis::{concentration, question::Method},
    app::{
        AppError,
        methods::{self, Asked, Order},
        users,
    },
    case::party::{Role, Side},
};
use serde_json::{Value, json};
use std::time::Duration;

#[test]
fn an_answer_carries_its_method_card() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let mut body = browser.answer("/api/v1/concentration?category=fickstold&from=2025-01-01");
    let curve = body["result"]["curve"].as_array_mut().expect("a curve");
    assert_eq!((&curve[0], curve.last()), (&json!([0.0, 0.0]), Some(&json!([1.0, 1.0]))));
    curve.truncate(1);
    insta::assert_json_snapshot!("concentration", steady(body));
}

#[test]
fn the_same_question_is_answered_once_and_the_same_when_run_again() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let import = police.import_counts("a.csv", &counts_csv());
    let ask = |path: &str| police.answer(path);
    let first = ask("/api/v1/concentration?lattice=h3:9");
    assert_eq!(ask("/api/v1/concentration?lattice=h3:9"), first);
    let other = ask("/api/v1/concentration?lattice=sweref:500");
    assert_ne!(other["card"]["id"], first["card"]["id"]);
    let listed = police.get("/api/v1/runs").json();
    assert_eq!(listed["items"].as_array().expect("answers").len(), 2);
    let path = format!("/api/v1/runs/{}", first["card"]["id"].as_str().expect("an id"));
    assert_eq!(police.get(&path).json(), first);

    // Nobody else knows of it until the counts are shared; the other party's own answer is its own.
    assert_eq!(city.get(&path).status, 404);
    assert_eq!(city.get("/api/v1/runs").json()["items"], json!([]));
    police.post(&format!("/api/v1/imports/{}/share", import["id"]), &Value::Null);
    assert_eq!(city.get(&path).json()["result"], first["result"]);
    let own = city.answer("/api/v1/concentration?lattice=h3:9");
    assert_ne!(own["card"]["id"], first["card"]["id"]);
    assert_eq!(own["card"]["result_fingerprint"], first["card"]["result_fingerprint"]);

    police.post(&format!("/api/v1/imports/{}/undo", import["id"]), &Value::Null);
    let verdict = police.post(&format!("{path}/verify"), &Value::Null).json();
    assert_eq!((&verdict["same"], &verdict["outcome"]), (&json!(true), &json!("same")));
}

#[test]
fn who_may_not_compute_gets_what_is_already_there() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    police.import_counts("a.csv", &counts_csv());
    let read = server.app.store.read().expect("reads");
    let party = read.parties().expect("read").into_iter().find(|p| p.side == Side::Polis);
    drop(read);
    let mut reader = users::system_actor(party.expect("the demo has police"));
    reader.user.role = Role::Lasare;
    let ask = || {
        let order = Order::of(Method::Concentration(concentration::Parameters {}));
        methods::ask(&server.app, &reader, order, Duration::from_secs(60))
    };
    assert!(matches!(ask(), Err(AppError::Forbidden("not_allowed"))));
    let known = police.answer("/api/v1/concentration");
    let Ok(Asked::Answered(card)) = ask() else { panic!("it is there now") };
    assert_eq!(known["card"]["id"], json!(card.run.header.id));
}

#[test]
fn what_is_wrong_with_a_question_is_named() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    let field = |path: &str| {
        let answer = browser.get(path).json();
        let wrong = &answer["fields"][0];
        (wrong["field"].as_str().map(str::to_owned), wrong["code"].as_str().map(str::to_owned))
    };
    let named = |field: &str, code: &str| (Some(field.to_owned()), Some(code.to_owned()));
    assert_eq!(field("/api/v1/concentration"), named("to", "no_counts_yet"));
    browser.import_counts("a.csv", &counts_csv());
    assert_eq!(field("/api/v1/concentration?lattice=h3:3"), named("lattice", "unknown_lattice"));
    let backwards = "/api/v1/concentration?from=2026-01-02&to=2026-01-01";
    assert_eq!(field(backwards), named("to", "ends_before_it_begins"));
    assert_eq!(field("/api/v1/concentration?area=kommun/9"), named("study_area", "unknown_area"));
    assert_eq!(browser.get("/api/v1/concentration?ring=1").problem().0, 400);
    assert_eq!(browser.get("/api/v1/runs/run-0").problem(), (404, "not_found".to_owned()));
    let gone =
        browser.send("DELETE", "/api/v1/runs/run-0", &[("X-Requested-With", "platssamverkan")], "");
    assert_eq!(gone.problem(), (404, "not_found".to_owned()));
}
