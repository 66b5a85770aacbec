//! Both parties fix how the effect of a case will be told, on a run that lies frozen with it, and look.

use crate::{
    case_work::a_case_with_a_measure,
    support::{
        clock::MovableClock,
        http::{Answer, Browser, Server, counts_csv},
    },
};
use h3o::{LatLng, Resolution};
use jiff::SignedDuration;
use platssamverkan::store::sqlite::SqliteStore;
use serde_json::{Value, json};
use std::sync::Arc;

/// The square where the run finds its place, what it is compared with, and somewhere else.
const SQUARE: (f64, f64) = (18.0635, 59.3325);
const CONTROL: (f64, f64) = (18.0400, 59.3400);
const ELSEWHERE: (f64, f64) = (18.0900, 59.3200);

/// Where another place can be found.
const SECOND: (f64, f64) = (18.0500, 59.3410);

const HEAD: &str = "id,category,lon,lat,occurred_from,occurred_to\n";

/// So many on the square and in the control, spread over June to November; one elsewhere on a last day.
fn rows(name: &str, year: u16, [square, control]: [u32; 2], (last, hour): (&str, u8)) -> String {
    let mut csv = String::new();
    let mut row = |(lon, lat): (f64, f64), time: &str| {
        let no = csv.len();
        csv.push_str(&format!("{name}{no},fickstold,{lon:.5},{lat:.5},{time},{time}\n"));
    };
    for (at, n) in [(SQUARE, square), (CONTROL, control)] {
        for i in 0..n {
            row(at, &format!("{year}-{:02}-{:02}T12:00", 6 + i % 6, 12 + i * 5 % 17));
        }
    }
    row(ELSEWHERE, &format!("{last}T{hour:02}:00"));
    csv
}

/// A case whose plan both have agreed to, and counts that both see until 10 June 2026.
pub(crate) fn ready_to_be_looked_at(server: &Server) -> String {
    let case = a_case_on_a_run(server);
    share_all(server);
    plan_agreed(server, &case);
    case
}

/// What the police has delivered is shown to the city.
fn share_all(server: &Server) {
    let police = server.signed_in("kommunpolis");
    let imports = police.get("/api/v1/imports").json();
    let own = |import: &&Value| import["state"] == "published" && import["shared"] == false;
    for import in imports["items"].as_array().expect("imports").iter().filter(own) {
        let share = format!("/api/v1/imports/{}/share", import["id"]);
        assert_eq!(police.post(&share, &Value::Null).status, 200);
    }
}

/// The city plans and the police agrees.
fn plan_agreed(server: &Server, case: &str) {
    agreed(server, case, &plan(0));
}

fn agreed(server: &Server, case: &str, plan: &Value) {
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let planned = step(&city, case, plan);
    assert_eq!(planned.status, 200, "{}", planned.text);
    let seen = effect(&police, case)["seen"].clone();
    let agree = json!({"step": "effect_plan_agreed", "seen": seen});
    assert_eq!(step(&police, case, &agree).status, 200);
}

/// Asks until it is counted.
pub(crate) fn look(browser: &Browser, case: &str) -> Answer {
    let seen = effect(browser, case)["seen"].clone();
    let path = format!("/api/v1/cases/{case}/effect/looks");
    let asked = std::iter::repeat_with(|| browser.post(&path, &json!({"seen": seen}))).take(60);
    asked.into_iter().find(|answer| answer.status != 202).expect("counted")
}

/// A case that was opened on a run of the police, with a measure from 10 June 2026.
fn a_case_on_a_run(server: &Server) -> String {
    let run = a_run(server);
    a_case_on(server, &run)
}

/// A run of the police that has found the square.
fn a_run(server: &Server) -> Value {
    let police = server.signed_in("kommunpolis");
    let before =
        rows("f", 2024, [40, 40], ("2023-01-01", 9)) + &rows("i", 2026, [0, 0], ("2026-06-10", 5));
    police.import_counts("effekt.csv", &(counts_csv() + &before));
    let request = json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "stability": false});
    police.post("/api/v1/hotspots/runs", &request).json()["id"].clone()
}

fn a_case_on(server: &Server, run: &Value) -> String {
    a_case_at(server, run, 1)
}

fn a_case_at(server: &Server, run: &Value, rank: u32) -> String {
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let mut opening = police.post("/api/v1/openings", &json!({"run": run, "rank": rank})).json();
    for browser in [&police, &city] {
        let path = format!("/api/v1/openings/{}/assessments", opening["id"].as_str().expect("id"));
        let yes = json!({"verdict": "ja", "motive": "Platsen är otrygg kvällstid",
            "diarienummer": "540/2026", "evidence_fingerprint": opening["evidence_fingerprint"]});
        let version = format!("\"{}\"", opening["version"]);
        let headers = [("Content-Type", "application/json"), ("If-Match", version.as_str())];
        let answer = browser.send("POST", &path, &headers, &yes.to_string());
        assert_eq!(answer.status, 201, "{}", answer.text);
        opening = answer.json();
    }
    let case = opening["case"].as_str().expect("a case").to_owned();
    for (browser, asked) in a_case_with_a_measure(&city, &police, &case) {
        assert_eq!(step(browser, &case, &asked).status, 200, "{asked}");
    }
    case
}

fn step(browser: &Browser, case: &str, step: &Value) -> Answer {
    browser.post(&format!("/api/v1/cases/{case}/steps"), step)
}

fn effect(browser: &Browser, case: &str) -> Value {
    browser.get(&format!("/api/v1/cases/{case}")).json()["work"]["effect"].clone()
}

/// The cell that a count lies in: it keeps its base cell, and the centre of that decides.
fn cell((lon, lat): (f64, f64)) -> String {
    let base = LatLng::new(lat, lon).expect("a point").to_cell(Resolution::Twelve);
    LatLng::from(base).to_cell(Resolution::Ten).to_string()
}

fn control() -> String {
    cell(CONTROL)
}

fn plan(seen: u64) -> Value {
    json!({"step": "effect_planned", "seen": seen, "effect_plan": {"evidence": 1,
        "from": "2026-06-10", "to": "2026-11-30", "verdict_on": "2026-12-01", "ring": 1,
        "control": [control(), control()],
        "control_why": "Samma slags torg med samma nivå"}})
}

#[test]
fn one_party_plans_the_other_agrees_and_both_see_what_holds() {
    let server = Server::start();
    let case = a_case_on_a_run(&server);
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let before = effect(&police, &case);
    assert_eq!((&before["first_measure"], &before["seen"]), (&json!("2026-06-10"), &json!(0)));
    assert_eq!(before["runs"][0]["evidence"], 1);
    assert_eq!(before["runs"][0]["chosen"], json!({"from": "2025-01-01", "to": "2025-12-31"}));
    assert_eq!(before["runs"][0]["baseline"], json!({"from": "2023-01-01", "to": "2024-12-31"}));
    assert!(before["runs"][0]["power"]["expected"].as_f64().is_some_and(|n| n > 0.0), "{before}");

    let planned = step(&city, &case, &plan(0));
    assert_eq!(planned.status, 200, "{}", planned.text);
    let waiting = effect(&police, &case);
    assert_eq!(waiting["agreed"], Value::Null);
    assert_eq!(waiting["waiting"]["by"]["side"], "stad");
    assert_eq!(waiting["waiting"]["plan"]["control"], json!([control()]));
    let agree = json!({"step": "effect_plan_agreed", "seen": waiting["seen"]});
    assert_eq!(step(&city, &case, &agree).problem(), (409, "effect_own_plan".to_owned()));
    let unseen = json!({"step": "effect_plan_agreed", "seen": 0});
    assert_eq!(step(&police, &case, &unseen).problem(), (409, "changed_since".to_owned()));
    assert_eq!(step(&police, &case, &agree).status, 200);
    let both = [&police, &city].map(|browser| effect(browser, &case));
    assert_eq!(both[0], both[1]);
    assert_eq!(both[0]["agreed"]["agreed_by"]["side"], "polis");
    assert_eq!(both[0]["waiting"], Value::Null);

    let file = city.get(&format!("/api/v1/cases/{case}/akt.html")).text;
    assert!(file.contains("Plan för effektmätning") && file.contains("2026-12-01"));
    assert!(file.contains("Godkände planen för hur effekten ska mätas"));
}

#[test]
fn a_plan_is_refused_by_name_and_is_for_those_who_work_the_case() {
    let server = Server::start();
    let case = a_case_on_a_run(&server);
    let (police, reader) = (server.signed_in("kommunpolis"), server.signed_in("lpo-chef"));
    let with = |field: &str, value: Value| {
        let mut asked = plan(0);
        asked["effect_plan"][field] = value;
        step(&police, &case, &asked)
    };
    assert_eq!(with("evidence", json!(2)).problem(), (409, "effect_without_run".to_owned()));
    assert_eq!(with("control", json!([])).problem(), (409, "effect_without_control".to_owned()));
    assert_eq!(with("control", json!(["<b>"])).status, 400);
    let fields = |answer: Answer| answer.json()["fields"].clone();
    let unknown = fields(with("control", json!([control(), "8a1f1d48177ffff"])));
    assert_eq!(unknown[0]["code"], "unknown_cell", "{unknown}");
    let square = cell(SQUARE);
    let inside = fields(with("control", json!([control(), square])));
    assert_eq!(inside[0]["code"], "effect_control_in_place", "{inside}");
    assert_eq!(with("control_why", json!("Bor gör 811228-9874")).status, 400);
    assert_eq!(with("verdict_on", json!("2026-11-30")).problem(), (409, "bad_days".to_owned()));
    let agreed = json!({"step": "effect_plan_agreed", "seen": 0});
    assert_eq!(step(&police, &case, &agreed).problem(), (409, "no_proposal".to_owned()));
    assert_eq!(step(&reader, &case, &plan(0)).status, 403);
}

#[test]
fn looks_are_kept_and_the_first_after_the_day_is_the_one_verdict() {
    let clock = MovableClock::start();
    let store = Arc::new(SqliteStore::open_in_memory().expect("a store"));
    let server = Server::over(store, Arc::new(clock.clone()));
    let case = ready_to_be_looked_at(&server);
    let days = |n: i64| clock.forward(SignedDuration::from_hours(24 * n));

    // 30 November: the counts are there, the day has not come.
    days(173);
    let police = server.signed_in("kommunpolis");
    let after = String::from("id,category,lon,lat,occurred_from,occurred_to\n")
        + &rows("e", 2026, [24, 39], ("2026-11-30", 5));
    let import = police.import_counts("efter.csv", &after);
    police.post(&format!("/api/v1/imports/{}/share", import["id"]), &Value::Null);
    let early = look(&police, &case);
    assert_eq!(early.status, 200, "{}", early.text);
    let early = early.json()["work"]["effect"]["looks"][0].clone();
    assert_eq!(early["verdict"]["preliminary"], true, "{early}");
    assert_eq!(look(&police, &case).problem(), (409, "effect_nothing_new".to_owned()));
    assert_eq!(step(&police, &case, &plan(9)).problem(), (409, "changed_since".to_owned()));
    let anew = plan(effect(&police, &case)["seen"].as_u64().expect("a step"));
    assert_eq!(step(&police, &case, &anew).problem(), (409, "effect_plan_holds".to_owned()));

    // 1 December: either party's look is the verdict, and both see it.
    days(1);
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    assert_eq!(look(&city, &case).status, 200);
    assert_eq!(look(&police, &case).problem(), (409, "effect_verdict_given".to_owned()));
    let both = [&police, &city].map(|browser| effect(browser, &case));
    assert_eq!(both[0], both[1]);
    let verdict = both[0]["looks"][1].clone();
    let one = &verdict["comparisons"][0];
    assert_eq!((&verdict["no"], &verdict["verdict"]["preliminary"]), (&json!(2), &json!(false)));
    assert_eq!(verdict["verdict"]["code"], "gar_inte_att_avgora", "{verdict}");
    let (before, after) = (&one["control"]["before"], &one["control"]["after"]);
    assert_eq!((before, after), (&json!(40), &json!(39)), "{one}");
    assert_eq!(one["difference"]["estimate"], early["comparisons"][0]["difference"]["estimate"]);

    // Cases like it taken together: so far it is the only one.
    let similar = city.get(&format!("/api/v1/cases/{case}/effect/similar")).json();
    assert_eq!(similar["with_verdict"], json!([case]), "{similar}");
    assert_eq!(similar["difference"]["n_cases"], 1);
    // Pooling divides by what it multiplied with.
    let near = |pooled: &Value, own: &Value| {
        let (pooled, own) = (pooled.as_f64().expect("a number"), own.as_f64().expect("a number"));
        assert!((pooled - own).abs() < 1e-9, "{pooled} {own}");
    };
    near(&similar["difference"]["random"][0], &one["difference"]["estimate"]);
    near(&similar["ratio"]["fixed"][0], &one["ratio"]["ratio"]);

    // Both come to how it was counted, and counted again it is the same.
    let run = format!("/api/v1/runs/{}", verdict["run"].as_str().expect("an id"));
    for browser in [&police, &city] {
        assert_eq!(browser.get(&run).json()["result"]["verdict"], verdict["verdict"]);
        let again = browser.post(&format!("{run}/verify"), &Value::Null).json();
        assert_eq!(again["same"], true, "{again}");
    }
}

#[test]
fn cases_that_count_the_same_and_do_the_same_are_told_together() {
    let clock = MovableClock::start();
    let store = Arc::new(SqliteStore::open_in_memory().expect("a store"));
    let server = Server::over(store, Arc::new(clock.clone()));
    let police = server.signed_in("kommunpolis");
    // A second place for the run to find.
    let second_place: String = (0..80)
        .map(|i| {
            let time = format!("2025-{:02}-{:02}T12:00", 1 + i % 12, 1 + i % 28);
            format!("g{i},fickstold,{:.5},{:.5},{time},{time}\n", SECOND.0, SECOND.1)
        })
        .collect();
    police.import_counts("granne.csv", &(HEAD.to_owned() + &second_place));
    let run = a_run(&server);
    share_all(&server);
    let [first, second, waiting, unplanned] = [(); 4].map(|()| a_case_on(&server, &run));
    let beside = a_case_at(&server, &run, 2);
    for case in [&second, &first, &waiting, &beside] {
        plan_agreed(&server, case);
    }
    clock.forward(SignedDuration::from_hours(24 * 174));
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let after = HEAD.to_owned() + &rows("e", 2026, [24, 39], ("2026-11-30", 5));
    police.import_counts("efter.csv", &after);
    share_all(&server);
    // Whoever looks first has no say in which of the two stands.
    let [_, of_first, of_beside] = [&second, &first, &beside].map(|case| {
        let looked = look(&police, case);
        assert_eq!(looked.status, 200, "{}", looked.text);
        looked.json()["work"]["effect"]["looks"][0]["comparisons"][0]["difference"].clone()
    });

    // The first two are on one ground and count the same incidents: the one that has the lower number stands,
    // beside the one elsewhere, and the two tell more than either.
    let similar = city.get(&format!("/api/v1/cases/{waiting}/effect/similar")).json();
    assert_eq!(similar["with_verdict"], json!([first, beside]), "{similar}");
    assert_eq!(similar["counted_once"], json!([{"case": second, "instead": first}]));
    assert_eq!(similar["without"], json!([waiting]));
    assert_eq!(similar["difference"]["n_cases"], 2);
    let number = |value: &Value| value.as_f64().expect("a number");
    let [estimate, low, high] = [0, 1, 2].map(|i| number(&similar["difference"]["fixed"][i]));
    let [mut least, mut most, mut narrowest] = [f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY];
    for one in [&of_first, &of_beside] {
        let own = number(&one["estimate"]);
        (least, most) = (least.min(own), most.max(own));
        narrowest = narrowest.min(number(&one["upper"]) - number(&one["lower"]));
    }
    assert!(least <= estimate && estimate <= most, "{similar} {of_first} {of_beside}");
    assert!(high - low < narrowest, "{similar} {of_first} {of_beside}");
    let none = format!("/api/v1/cases/{unplanned}/effect/similar");
    assert_eq!(city.get(&none).problem(), (409, "effect_not_planned".to_owned()));
}

#[test]
fn the_control_has_a_ring_unless_the_plan_says_not() {
    let server = Server::start();
    let run = a_run(&server);
    share_all(&server);
    let police = server.signed_in("kommunpolis");
    for (without, rail) in [(false, false), (true, true)] {
        let case = a_case_on(&server, &run);
        let mut asked = plan(0);
        asked["effect_plan"]["control_without_ring"] = without.into();
        agreed(&server, &case, &asked);
        let looked = look(&police, &case).json()["work"]["effect"].clone();
        assert_eq!(looked["agreed"]["plan"]["control_without_ring"], json!(without));
        let one = &looked["looks"][0];
        assert_eq!(one["comparisons"][0]["control_ring"].is_null(), without, "{one}");
        let run = police.get(&format!("/api/v1/runs/{}", one["run"].as_str().expect("id"))).json();
        let rails = run["card"]["guard_rails"].as_array().expect("a list").clone();
        assert_eq!(
            rails.iter().any(|one| one["code"] == "ring_without_control"),
            rail,
            "{rails:?}"
        );
    }
}

#[test]
fn nobody_judges_otherwise_than_the_look_without_saying_why() {
    let server = Server::start();
    let case = ready_to_be_looked_at(&server);
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    assert_eq!(look(&police, &case).status, 200);
    let judged = |avvikelse: Value| {
        let follow_up = json!({"from": "2026-06-01", "to": "2026-06-10", "utforande": "genomfort",
            "utforande_text": "Allt är gjort", "effekt": "battre", "effekt_text": "Det är lugnare",
            "look": 1, "avvikelse": avvikelse});
        json!({"step": "followed_up", "follow_up": follow_up})
    };
    let silent = step(&city, &case, &judged(Value::Null));
    assert_eq!(silent.problem(), (409, "effect_against_verdict".to_owned()));
    let named = step(&city, &case, &judged(json!("Bor gör 811228-9874")));
    assert_eq!(named.status, 400);
    let why = "Butikerna säger att kvällarna är lugna";
    assert_eq!(step(&city, &case, &judged(json!(why))).status, 200);
    let follow_up =
        police.get(&format!("/api/v1/cases/{case}")).json()["work"]["follow_ups"][0].clone();
    assert_eq!((&follow_up["look"], &follow_up["avvikelse"]), (&json!(1), &json!(why)));

    let file = city.get(&format!("/api/v1/cases/{case}/akt.html")).text;
    for stands in ["Avläsningar av effekten", "Går inte att avgöra. ", "Preliminärt: ", why] {
        assert!(file.contains(stands), "{stands}");
    }
}

#[test]
fn the_effect_is_counted_on_what_both_see_and_by_a_plan() {
    let server = Server::start();
    let case = a_case_on_a_run(&server);
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    assert_eq!(look(&police, &case).problem(), (409, "effect_not_planned".to_owned()));
    let similar = format!("/api/v1/cases/{case}/effect/similar");
    assert_eq!(police.get(&similar).problem(), (409, "effect_not_planned".to_owned()));
    assert_eq!(step(&police, &case, &plan(0)).status, 200);
    let seen = effect(&city, &case)["seen"].clone();
    let agree = json!({"step": "effect_plan_agreed", "seen": seen});
    assert_eq!(step(&city, &case, &agree).status, 200);
    let none = city.get(&similar).json();
    assert_eq!((&none["difference"], &none["without"]), (&Value::Null, &json!([case])));
    // The police's own counts are there, and the city does not see them.
    assert_eq!(look(&police, &case).problem(), (409, "effect_nothing_shared".to_owned()));
    assert_eq!(look(&server.signed_in("lpo-chef"), &case).status, 403);
}
