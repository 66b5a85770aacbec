//! A case gets another ground, from its neighbours on the place page to its file: two parties over HTTP.

use crate::{
    access::{self, act, seen, yes},
    case_work::a_case_with_a_measure,
    support::{
        clock::MovableClock,
        http::{Answer, Browser, Server},
    },
};
use jiff::SignedDuration;
use platssamverkan::store::{Store as _, sqlite::SqliteStore};
use serde_json::{Value, json};
use std::sync::Arc;

/// Where the store keeps it all, in its folder.
const FILE: &str = "platssamverkan.sqlite";

/// Shorter than a session lasts unused.
const A_WHILE: SignedDuration = SignedDuration::from_mins(10);

/// A square of degrees around the point of the case that [`access::case`] opens, or beside it.
fn square(east: f64) -> Value {
    let (w, e, s, n) = (18.057 + east, 18.059 + east, 59.3305, 59.3315);
    json!({"type": "Polygon", "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]]})
}

fn point_at(browser: &Browser, geometry: &Value, name: &str, extends: Option<&str>) -> Answer {
    let mut new = json!({"geometry": geometry, "name": name});
    if let Some(case) = extends {
        new["extends"] = json!(case);
    }
    browser.post("/api/v1/openings", &new)
}

struct World {
    server: Server,
    clock: MovableClock,
    store: Arc<SqliteStore>,
    directory: tempfile::TempDir,
    police: Browser,
    city: Browser,
    case: String,
}

impl World {
    fn start() -> Self {
        let directory = tempfile::tempdir().expect("a folder");
        let store = Arc::new(SqliteStore::open(directory.path()).expect("a store"));
        let clock = MovableClock::start();
        let server = Server::over(store.clone(), Arc::new(clock.clone()));
        let case = access::case(&server);
        let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
        Self { server, clock, store, directory, police, city, case }
    }

    fn steps(&self) {
        for (browser, step) in a_case_with_a_measure(&self.city, &self.police, &self.case) {
            self.done(browser, &step);
        }
    }

    fn done(&self, browser: &Browser, step: &Value) -> Value {
        let answer = browser.post(&format!("/api/v1/cases/{}/steps", self.case), step);
        assert_eq!(answer.status, 200, "{step}: {}", answer.text);
        answer.json()
    }

    fn shown(&self) -> Value {
        self.city.get(&format!("/api/v1/cases/{}", self.case)).json()
    }

    /// The police points at a ground for the case and says yes to it.
    fn waiting(&self, geometry: &Value, name: &str) -> Value {
        let opening = point_at(&self.police, geometry, name, Some(&self.case));
        assert_eq!(opening.status, 201, "{}", opening.text);
        let opening = act(&self.city, &opening.json(), "evidence", &seen()).json();
        let waiting = act(&self.police, &opening, "assessments", &yes(&opening));
        assert_eq!(waiting.status, 201, "{}", waiting.text);
        waiting.json()
    }

    fn answered(&self, waiting: &Value) -> Answer {
        self.clock.forward(A_WHILE);
        act(&self.city, waiting, "assessments", &yes(waiting))
    }

    fn extended(&self, geometry: &Value, name: &str) -> Value {
        let answer = self.answered(&self.waiting(geometry, name));
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()
    }
}

fn codes(opening: &Value) -> Vec<&str> {
    let warnings = opening["warnings"].as_array().expect("warnings");
    warnings.iter().map(|one| one["code"].as_str().expect("a code")).collect()
}

#[test]
fn a_case_is_extended_by_both_parties_and_keeps_its_number_and_its_first_ground() {
    let world = World::start();
    let before = world.shown();
    assert_eq!(before["ytor"].as_array().map(Vec::len), Some(1));
    let waiting = world.waiting(&square(0.0), "Torget med gatan");
    assert_eq!(waiting["extends"], json!(world.case));
    let extension = &waiting["extension"];
    assert_eq!((&extension["case"], &extension["from"]), (&json!(world.case), &json!(1)));
    assert_eq!((&extension["covers"], &extension["share_kept"]), (&json!(true), &json!(1.0)));
    assert_eq!(world.shown(), before, "until both have said yes nothing is another");
    let opened = world.answered(&waiting);
    assert_eq!(opened.status, 201, "{}", opened.text);
    assert_eq!(opened.json()["case"], json!(world.case));
    let after = world.shown();
    assert_eq!(world.city.get("/api/v1/cases").json()["items"].as_array().map(Vec::len), Some(1));
    for same in ["number", "name", "opening", "opened_at", "assessments", "evidence_fingerprint"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    assert_eq!(after["place"]["geometry"], waiting["place"]["geometry"]);
    let ytor = after["ytor"].as_array().expect("grounds");
    assert_eq!(ytor.len(), 2);
    assert_eq!(ytor[0], before["ytor"][0]);
    assert_eq!((&ytor[1]["no"], &ytor[1]["name"]), (&json!(2), &json!("Torget med gatan")));
    assert_eq!(ytor[1]["evidence_fingerprint"], waiting["evidence_fingerprint"]);
    assert_eq!(ytor[1]["assessments"].as_array().map(Vec::len), Some(2));
    assert_eq!((&ytor[1]["first_evidence"], &ytor[1]["last_evidence"]), (&json!(2), &json!(2)));
    let numbers: Vec<&Value> =
        after["evidence"].as_array().expect("evidence").iter().map(|one| &one["no"]).collect();
    assert_eq!(numbers, [&json!(1), &json!(2)]);
    let step = &after["work"]["steps"][0];
    assert_eq!((&step["step"], &step["about"]), (&json!("extended"), &json!(2)));
    assert_eq!(step["can_undo"], json!(false), "what is signed stands");
    let acts: Vec<&Value> =
        after["log"].as_array().expect("a log").iter().map(|line| &line["act"]).collect();
    assert!(acts.contains(&&json!("case_extended")), "{acts:?}");
    assert_eq!(world.store.check().expect("checked"), [""; 0]);
    // A cause of the new ground, by the number the case knows it by.
    let cause = json!({"text": "Gatan är mörk", "evidence": [2], "basis": null});
    world.done(&world.city, &json!({"step": "cause_put", "cause": cause}));
}

#[test]
fn every_file_and_list_follows_the_ground_that_the_case_has() {
    let mut world = World::start();
    world.steps();
    // The measure begins on the day the case was opened: before the extension of the day after.
    world.clock.forward(SignedDuration::from_hours(24));
    world.police = world.server.signed_in("kommunpolis");
    world.city = world.server.signed_in("samordnare");
    let opening = world.extended(&square(0.0), "Torget med gatan");
    let typed = world.police.get("/api/v1/export/cases.gpkg?release=intern");
    let flat = world.police.get("/api/v1/export/cases.fgb?release=intern");
    let (columns, ids) = super::export_files::rows_of(&typed.bytes, "cases");
    assert!(columns.iter().any(|name| name == "yta_from"), "{columns:?}");
    assert_eq!(ids, [world.case.as_str()]);
    assert_eq!((flat.status, &flat.bytes[..3]), (200, b"fgb".as_slice()));
    let layer = world.police.get("/api/v1/export/cases.geojson?release=intern");
    let layer: Value = serde_json::from_str(&layer.text).expect("GeoJSON");
    let feature = &layer["features"][0];
    assert_eq!(feature["geometry"]["type"], "Polygon");
    assert_eq!(feature["properties"]["yta"], json!(2));
    assert_eq!(feature["properties"]["evidence_fingerprint"], opening["evidence_fingerprint"]);
    let akt = |ending: &str| {
        let answer = world.police.get(&format!("/api/v1/cases/{}/akt.{ending}", world.case));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer
    };
    let page = akt("html").text;
    for said in ["Ytor", "Torget med gatan", "Ytan utökad", "Effekten följs upp på"] {
        assert!(page.contains(said), "{said}");
    }
    assert!(page.contains("yta 1, som gällde när den första åtgärden började 2026-06-10"));
    let steps = akt("json").json()["steps"].clone();
    let last = steps.as_array().and_then(|steps| steps.last()).expect("a step").clone();
    assert_eq!(last["step"], "extended");
    assert_eq!(last["extension"]["evidence"]["fingerprint"], opening["evidence_fingerprint"]);
    let measured = &world.shown()["measured_on"];
    assert_eq!(measured, &json!({"yta": 1, "since": "2026-06-10"}));
}

#[test]
fn the_place_page_knows_its_neighbours_before_anybody_points_at_it() {
    let world = World::start();
    let near = |query: &str| {
        let answer = world.police.get(&format!("/api/v1/places/neighbours?{query}"));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["items"].as_array().expect("items").clone()
    };
    let around = near("place=stadsdelsomrade/norra-innerstaden");
    assert_eq!(around.len(), 1);
    let one = &around[0];
    assert_eq!((&one["case"], &one["name"]), (&json!(world.case), &json!("Torget")));
    assert_eq!((&one["form"], &one["state"]), (&json!("punkt"), &json!("initierad")));
    assert_eq!((&one["share_of_it"], &one["share_of_place"]), (&json!(1.0), &Value::Null));
    assert_eq!((&one["distance_m"], &one["led_by"]), (&json!(0.0), &Value::Null));
    assert_eq!(one["can_be_extended"], json!(true));
    // An opening about 57 m away: its neighbours are the case, and not itself.
    let beside = point_at(&world.police, &square(0.002), "Gränden", None).json();
    let id = beside["id"].as_str().expect("an id");
    let found = near(&format!("opening={id}"));
    assert_eq!(found.len(), 1);
    let metres = found[0]["distance_m"].as_f64().expect("metres");
    assert!((50.0..65.0).contains(&metres), "{metres}");
    assert_eq!(found[0]["share_of_it"], json!(0.0));
    // And for the place it is one more, which is led by whoever pointed at it.
    let around = near("place=stadsdelsomrade/norra-innerstaden");
    let opening = around.iter().find(|one| one["opening"] == json!(id)).expect("the opening");
    assert_eq!(opening["led_by"], "Kommunpolis");
    let far = point_at(&world.police, &square(0.02), "Långt bort", None).json();
    let far = near(&format!("opening={}", far["id"].as_str().expect("an id")));
    assert_eq!(far, [] as [Value; 0]);
    for wrong in ["", "run=r", "place=plats/a&opening=b"] {
        let refused = world.police.get(&format!("/api/v1/places/neighbours?{wrong}"));
        assert_eq!(refused.status, 400, "{wrong}");
    }
}

#[test]
fn what_the_new_ground_leaves_out_is_said_to_both_before_they_sign() {
    let world = World::start();
    world.extended(&square(0.0), "Torget med gatan");
    // Half of it, moved aside.
    let waiting = world.waiting(&square(0.001), "Halva torget");
    for browser in [&world.police, &world.city] {
        let id = waiting["id"].as_str().expect("an id");
        let shown = browser.get(&format!("/api/v1/openings/{id}")).json();
        assert!(codes(&shown).contains(&"extension_leaves_out"), "{:?}", codes(&shown));
        let warnings = shown["warnings"].to_string();
        assert!(warnings.contains("Ny yta täcker inte hela den gamla"), "{warnings}");
        assert_eq!(
            (&shown["extension"]["from"], &shown["extension"]["covers"]),
            (&json!(2), &json!(false))
        );
        let kept = shown["extension"]["share_kept"].as_f64().expect("a share");
        assert!((kept - 0.5).abs() < 0.01, "{kept}");
        assert!(
            !codes(&shown).contains(&"overlaps_case"),
            "its own case is no neighbour to choose"
        );
    }
    assert_eq!(world.answered(&waiting).status, 201, "said, not forbidden");
    assert_eq!(world.shown()["ytor"].as_array().map(Vec::len), Some(3));
}

#[test]
fn of_two_extensions_one_is_too_late_and_can_still_be_declined() {
    let world = World::start();
    let (one, other) =
        (world.waiting(&square(0.0), "Ena sidan"), world.waiting(&square(0.0005), "Andra sidan"));
    assert_eq!(world.answered(&one).status, 201);
    let late = world.answered(&other);
    assert_eq!(late.problem(), (409, "case_extended_since".to_owned()));
    let id = other["id"].as_str().expect("an id");
    let shown = world.city.get(&format!("/api/v1/openings/{id}")).json();
    assert!(codes(&shown).contains(&"extension_refused"));
    let no = json!({"verdict": "nej", "motive": "Ytan har blivit en annan sedan dess",
        "evidence_fingerprint": shown["evidence_fingerprint"]});
    let declined = act(&world.city, &shown, "assessments", &no);
    assert_eq!(declined.json()["state"], "avbojd", "{}", declined.text);
    assert_eq!(world.store.check().expect("checked"), [""; 0]);
}

#[test]
fn a_case_that_waits_for_the_chiefs_or_is_closed_is_not_extended() {
    let world = World::start();
    world.steps();
    let waiting = world.waiting(&square(0.0), "Torget med gatan");
    let follow_up = json!({"step": "followed_up", "follow_up": {"from": "2026-06-10",
        "to": "2026-06-10", "utforande": "genomfort", "utforande_text": "Allt är gjort",
        "effekt": "gar_inte_att_avgora", "effekt_text": "För få händelser"}});
    world.done(&world.police, &follow_up);
    let refused = |code: &str| {
        let late = world.answered(&waiting);
        assert_eq!(late.problem(), (409, code.to_owned()));
        let anew = point_at(&world.police, &square(0.0), "Torget igen", Some(&world.case));
        assert_eq!(anew.problem(), (409, code.to_owned()));
        let around =
            world.city.get("/api/v1/places/neighbours?place=stadsdelsomrade/norra-innerstaden");
        let around = around.json()["items"].clone();
        let case = around.as_array().expect("items").iter().find(|one| one["case"].is_string());
        assert_eq!(case.expect("the case")["can_be_extended"], json!(false));
    };
    refused("case_uppfoljd");
    let closes = json!({"step": "decided", "decision": "avsluta", "motive": "Platsen är trygg"});
    for chief in ["lpo-chef", "stadsdelsdirektor"] {
        world.done(&world.server.signed_in(chief), &closes);
    }
    refused("case_avslutad");
    assert_eq!(world.shown()["ytor"].as_array().map(Vec::len), Some(1));
}

#[test]
fn nobody_extends_a_case_that_it_does_not_see() {
    let world = World::start();
    let unknown = point_at(&world.police, &square(0.0), "Torget", Some("PLS-2026-009"));
    assert_eq!(unknown.status, 400, "{}", unknown.text);
    assert_eq!(unknown.json()["fields"][0]["field"], "extends");
    let malformed = point_at(&world.police, &square(0.0), "Torget", Some("PLS-1"));
    assert_eq!(malformed.json()["fields"][0]["field"], "extends");
    let analyst = world.server.signed_in("analytiker-stad");
    assert_eq!(point_at(&analyst, &square(0.0), "Torget", Some(&world.case)).status, 403);
}

#[test]
fn a_ground_that_was_not_signed_so_is_found_by_the_check() {
    let world = World::start();
    world.extended(&square(0.0), "Torget med gatan");
    assert_eq!(world.store.check().expect("checked"), [""; 0]);
    let db = rusqlite::Connection::open(world.directory.path().join(FILE)).expect("opened");
    db.execute_batch(
        "DROP TRIGGER case_step_is_never_changed;
         UPDATE case_step SET body = replace(body, '18.057', '18.051');",
    )
    .expect("changed");
    let findings = world.store.check().expect("checked");
    assert_eq!(findings, [format!("{}: the steps of the case cannot be so", world.case)]);
}
