//! Openings and cases over HTTP, as two parties work with them.

use crate::support::http::{Answer, Browser, Server, counts_csv};
use platssamverkan::{
    app::users,
    case::party::{Party, Role, Side},
    incident::PartyId,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const JSON: (&str, &str) = ("Content-Type", "application/json");

/// A change to the version that is shown.
fn act(browser: &Browser, opening: &Value, what: &str, body: &Value) -> Answer {
    let path = format!("/api/v1/openings/{}/{what}", opening["id"].as_str().expect("an id"));
    let version = format!("\"{}\"", opening["version"]);
    browser.send("POST", &path, &[JSON, ("If-Match", &version)], &body.to_string())
}

fn yes(opening: &Value) -> Value {
    json!({
        "verdict": "ja",
        "motive": "Platsen är otrygg kvällstid",
        "diarienummer": "540/2026",
        "evidence_fingerprint": opening["evidence_fingerprint"],
    })
}

fn named_place(browser: &Browser) -> Value {
    let places = browser.get("/api/v1/places").json();
    let place = &places["items"][0];
    let opened = browser.post("/api/v1/openings", &json!({"place": place["id"]}));
    assert_eq!(opened.status, 201, "{}", opened.text);
    opened.json()
}

fn with_evidence(browser: &Browser, opening: &Value) -> Value {
    let seen = json!({"kind": "felanmalan", "title": "Trasig belysning", "on": "2026-05-30",
        "text": "Fem armaturer", "n": 5});
    let answer = act(browser, opening, "evidence", &seen);
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

#[test]
fn from_a_run_over_two_assessments_to_a_case_that_both_see() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    police.import_counts("prov.csv", &counts_csv());
    let request = json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "stability": false});
    let run = police.post("/api/v1/hotspots/runs", &request).json();
    let place = &run["places"][0];
    assert_eq!(place["rank"], 1, "{run}");

    let from = json!({"run": run["id"], "rank": 1});
    assert_eq!(city.post("/api/v1/openings", &from).status, 404, "the police's own run");
    let opening = police.post("/api/v1/openings", &from).json();
    assert_eq!(opening["state"], "identifierad");
    assert_eq!(opening["name"], place["name"]);
    assert_eq!(opening["place"]["geometry"]["type"], "Polygon");
    assert_eq!(opening["run"], json!({"id": run["id"], "rank": 1}));
    assert_eq!(opening["may"], json!(["add_evidence", "assess"]));
    let frozen = &opening["evidence"][0]["run"];
    assert_eq!(frozen["result_fingerprint"], run["result_fingerprint"]);
    assert_eq!(&frozen["place"], place, "as it is in the run");
    assert_eq!(frozen["synthetic"], true);

    let path = format!("/api/v1/openings/{}", opening["id"].as_str().expect("an id"));
    let theirs = city.get(&path).json();
    for same in ["evidence", "evidence_fingerprint", "place", "version"] {
        assert_eq!(theirs[same], opening[same], "both see the same {same}");
    }
    assert_eq!(city.get("/api/v1/openings").json()["items"][0]["awaits_my_answer"], false);
    let waiting = act(&police, &opening, "assessments", &yes(&opening));
    assert_eq!(waiting.status, 201, "{}", waiting.text);
    let waiting = waiting.json();
    assert_eq!((&waiting["state"], &waiting["frozen"]), (&json!("bedoms"), &json!(true)));
    assert_eq!(waiting["answer_by"], "2026-07-10T10:00:00Z");
    assert_eq!(city.get("/api/v1/openings").json()["items"][0]["awaits_my_answer"], true);

    let mut answer = yes(&waiting);
    answer["additions"] = json!([{"kind": "felanmalan", "title": "Trasig belysning",
        "on": "2026-05-30", "text": "", "n": 5}]);
    let opened = act(&city, &waiting, "assessments", &answer);
    assert_eq!(opened.status, 201, "{}", opened.text);
    let opened = opened.json();
    assert_eq!((&opened["state"], &opened["case"]), (&json!("oppnad"), &json!("PLS-2026-001")));
    assert_eq!(opened["may"], json!([]));

    let cases = [&police, &city].map(|side| side.get("/api/v1/cases/PLS-2026-001").json());
    assert_eq!(cases[0], cases[1]);
    let case = &cases[0];
    assert_eq!(case["diarienummer"], json!({"polis": "540/2026", "stad": "540/2026"}));
    assert_eq!(case["evidence_fingerprint"], opening["evidence_fingerprint"]);
    let sides: Vec<&str> = case["assessments"]
        .as_array()
        .expect("assessments")
        .iter()
        .map(|one| one["side"].as_str().expect("a side"))
        .collect();
    assert_eq!(sides, ["polis", "stad"]);
    assert_eq!(case["assessments"][1]["additions"][0]["n"], 5);
    let acts: Vec<&str> = case["log"]
        .as_array()
        .expect("a log")
        .iter()
        .map(|line| line["act"].as_str().expect("an act"))
        .collect();
    assert_eq!(acts, ["opening_identified", "assessment_yes", "assessment_yes", "case_opened"]);
    assert_eq!(police.get("/api/v1/cases").json()["items"][0]["number"], "PLS-2026-001");
    assert_eq!(police.get("/api/v1/cases/PLS-2026-002").status, 404);
    assert_eq!(police.get("/api/v1/cases/1").status, 404);
}

#[test]
fn a_place_can_be_identified_without_any_count() {
    let server = Server::start();
    let city = server.signed_in("samordnare");
    let opening = named_place(&city);
    assert_eq!((&opening["evidence"], &opening["run"]), (&json!([]), &Value::Null));
    assert_eq!(opening["may"], json!(["add_evidence"]), "nothing to assess yet");
    let refused = act(&city, &opening, "assessments", &yes(&opening));
    assert_eq!(refused.problem(), (409, "no_evidence".to_owned()));
    let named = with_evidence(&city, &opening);
    assert_eq!(named["evidence"][0]["kind_label"], "Felanmälan");
    let codes: Vec<&Value> = named["warnings"]
        .as_array()
        .expect("warnings")
        .iter()
        .map(|warning| &warning["code"])
        .collect();
    assert!(codes.contains(&&json!("no_counts")), "{codes:?}");

    let ring = json!([[18.05, 59.33], [18.06, 59.33], [18.06, 59.335], [18.05, 59.33]]);
    let drawn =
        json!({"geometry": {"type": "Polygon", "coordinates": [ring]}, "name": "Kvarteret"});
    let drawn = city.post("/api/v1/openings", &drawn);
    assert_eq!(drawn.status, 201, "{}", drawn.text);
    let shares = &drawn.json()["place"]["areas"];
    let share = |kind: &str| -> f64 {
        let of_kind = shares.as_array().expect("areas").iter().filter(|a| a["kind"] == kind);
        of_kind.map(|area| area["share"].as_f64().expect("a share")).sum()
    };
    assert!((share("statistikomrade") - 1.0).abs() < 0.01, "{shares}");

    for (wrong, field) in [
        (json!({}), "place"),
        (json!({"place": "plats/x", "run": "run-1", "rank": 1}), "place"),
        (json!({"run": "run-1"}), "rank"),
        (json!({"geometry": {"type": "Point", "coordinates": [18.0]}, "name": "X"}), "geometry"),
        (
            json!({"geometry": {"type": "Point", "coordinates": [674032, 6580822]}, "name": "XY"}),
            "geometry",
        ),
        (json!({"geometry": {"type": "Point", "coordinates": [18.06, 59.33]}}), "name"),
        (json!({"side": "polis"}), "side"),
    ] {
        let refused = city.post("/api/v1/openings", &wrong);
        assert_eq!(refused.problem(), (400, "invalid".to_owned()), "{wrong}");
        assert_eq!(refused.json()["fields"][0]["field"], field, "{wrong}");
    }
    assert_eq!(city.post("/api/v1/openings", &json!({"place": "plats/finns-inte"})).status, 404);
}

#[test]
fn a_change_names_its_version_and_what_was_shown() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let first = named_place(&police);
    let path = format!("/api/v1/openings/{}/evidence", first["id"].as_str().expect("an id"));
    let seen = json!({"kind": "dialogue", "title": "Dialog", "on": "2026-05-30", "text": ""});
    let missing = police.post(&path, &seen);
    assert_eq!(missing.problem(), (428, "version_required".to_owned()));
    let second = with_evidence(&city, &first);
    let stale = act(&police, &first, "evidence", &seen);
    assert_eq!(stale.problem(), (412, "conflict".to_owned()));
    assert_eq!((&stale.json()["mine"], &stale.json()["theirs"]), (&json!(1), &json!(2)));
    let mut old = yes(&second);
    old["evidence_fingerprint"] = first["evidence_fingerprint"].clone();
    let refused = act(&police, &second, "assessments", &old);
    assert_eq!(refused.problem(), (409, "evidence_changed".to_owned()));
    assert_eq!(act(&police, &second, "assessments", &yes(&second)).status, 201);
}

#[test]
fn texts_that_point_at_a_person_are_refused_by_field() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    let opening = with_evidence(&police, &named_place(&police));
    let mut answer = yes(&opening);
    answer["motive"] = json!("Gäller 811228-9874 som ofta är här");
    answer["diarienummer"] = json!("701063-2391");
    let refused = act(&police, &opening, "assessments", &answer);
    assert_eq!(refused.problem(), (400, "invalid".to_owned()));
    let fields: Vec<(Value, Value)> = refused.json()["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|field| (field["field"].clone(), field["code"].clone()))
        .collect();
    let personal = json!("personal_data");
    assert_eq!(
        fields,
        [(json!("diarienummer"), personal.clone()), (json!("motive"), personal.clone())]
    );
    for (field, text) in [("title", "19811228-9874"), ("text", "skriv till n.n@example.se")] {
        let mut seen =
            json!({"kind": "dialogue", "title": "Dialog", "on": "2026-05-30", "text": ""});
        seen[field] = json!(text);
        let refused = act(&police, &opening, "evidence", &seen).json();
        assert_eq!(
            (&refused["fields"][0]["field"], &refused["fields"][0]["code"]),
            (&json!(field), &personal)
        );
    }
    let tomorrow = json!({"kind": "dialogue", "title": "Dialog", "on": "2026-06-11", "text": ""});
    let refused = act(&police, &opening, "evidence", &tomorrow).json();
    assert_eq!(refused["fields"][0]["code"], "in_the_future");
}

#[test]
fn a_withdrawn_yes_is_shown_as_superseded_and_a_no_ends_it() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let opening = with_evidence(&police, &named_place(&police));
    let waiting = act(&police, &opening, "assessments", &yes(&opening)).json();
    let why = json!({"motive": "Underlaget behöver kompletteras"});
    let theirs = act(&city, &waiting, "withdraw", &why);
    assert_eq!(theirs.problem(), (409, "nothing_to_withdraw".to_owned()));
    let back = act(&police, &waiting, "withdraw", &why).json();
    assert_eq!((&back["state"], &back["frozen"]), (&json!("identifierad"), &json!(false)));
    let old = &back["assessments"][0];
    assert_eq!((&old["superseded"], &old["verdict"]), (&json!(true), &json!("ja")));
    assert_eq!(old["withdrawn_because"], "Underlaget behöver kompletteras");
    let mut no = yes(&back);
    (no["verdict"], no["diarienummer"]) = (json!("nej"), Value::Null);
    let ended = act(&city, &back, "assessments", &no).json();
    assert_eq!((&ended["state"], &ended["case"]), (&json!("avbojd"), &Value::Null));
    let again = act(&police, &ended, "assessments", &yes(&ended));
    assert_eq!(again.problem(), (409, "already_decided".to_owned()));
}

/// Adds a party and a user, as the command line does.
fn settle(server: &Server, login: &str, party: &Party, role: Role) {
    let mut write = server.app.store.begin().expect("one writer");
    write.put_party(party).expect("a party is added");
    write.commit().expect("kept");
    let new = users::NewUser {
        login: login.into(),
        function: login.into(),
        party: party.id.clone(),
        role,
        password: "tre gröna cyklar vid kajen".into(),
    };
    users::add(&server.app, &users::system_actor(party.clone()), &new).expect("is added");
}

fn settled(server: &Server, login: &str) -> Browser {
    let browser = server.visitor();
    let credentials = json!({"login": login, "password": "tre gröna cyklar vid kajen"});
    assert_eq!(browser.post("/api/v1/session", &credentials).status, 200);
    browser
}

/// Who tries, and the side it could sign for: none for the last five.
const TRYING: [(&str, Option<&str>); 9] = [
    ("kommunpolis", Some("polis")),
    ("lpo-chef", Some("polis")),
    ("samordnare", Some("stad")),
    ("stadsdelsdirektor", Some("stad")),
    ("analytiker-polis", None),
    ("analytiker-stad", None),
    ("admin-polis", None),
    ("admin-stad", None),
    ("frammande", None),
];

/// Many random acts by many users on one service; after each the opening is looked at.
#[test]
fn no_sequence_of_requests_lets_one_party_sign_for_the_other() {
    let server = Server::start();
    let [polis, stad] = users::demo_parties();
    let foreign = Party { id: PartyId("sdf-x".into()), name: "X".into(), side: Side::Stad };
    settle(&server, "admin-polis", &polis, Role::Administrator);
    settle(&server, "admin-stad", &stad, Role::Administrator);
    settle(&server, "frammande", &foreign, Role::Trygghetssamordnare);
    let browsers: Vec<Browser> = TRYING
        .iter()
        .map(|(login, _)| match *login {
            "admin-polis" | "admin-stad" | "frammande" => settled(&server, login),
            demo => server.signed_in(demo),
        })
        .collect();
    let acts = ["assessments", "assessments", "assessments", "withdraw", "evidence", "close"];
    let step = (0..TRYING.len(), prop::sample::select(acts.to_vec()), prop::bool::weighted(0.8));
    let steps = prop::collection::vec(step, 1..14);
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() };
    let ends = std::cell::RefCell::new(std::collections::BTreeMap::<String, u32>::new());
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let ran = runner.run(&steps, |steps| {
        let mut opening = with_evidence(&browsers[2], &named_place(&browsers[0]));
        let path = format!("/api/v1/openings/{}", opening["id"].as_str().expect("an id"));
        let mut signed: Vec<(&str, Value)> = Vec::new();
        for (who, what, ja) in steps {
            let (login, side) = TRYING[who];
            let mut body = match what {
                "assessments" => yes(&opening),
                "evidence" => json!({"kind": "dialogue", "title": "Dialog", "on": "2026-05-30"}),
                _ => json!({"motive": "därför att det behövs"}),
            };
            if what == "assessments" && !ja {
                body["verdict"] = json!("nej");
            }
            // A request that claims a side is not understood at all.
            let mut claiming = body.clone();
            claiming["side"] = json!(if side == Some("polis") { "stad" } else { "polis" });
            prop_assert_eq!(act(&browsers[who], &opening, what, &claiming).status, 400);
            let answer = act(&browsers[who], &opening, what, &body);
            let done = answer.status < 300;
            prop_assert!(answer.status < 500, "{}", answer.text);
            prop_assert!(!done || side.is_some(), "{login} did {what}");
            if login == "frammande" {
                prop_assert!(matches!(answer.status, 404 | 403), "{}", answer.text);
            }
            let seen = browsers[0].get(&path).json();
            if done && what == "assessments" {
                signed.push((side.expect("checked"), json!(if ja { "ja" } else { "nej" })));
            }
            if !done {
                prop_assert_eq!(&seen["version"], &opening["version"], "a refusal changes nothing");
            }
            opening = seen;
            // Sorted: the test's clock stands still, so there is no first.
            let mut shown: Vec<(String, String)> = opening["assessments"]
                .as_array()
                .expect("assessments")
                .iter()
                .map(|one| (one["side"].to_string(), one["verdict"].to_string()))
                .collect();
            shown.sort_unstable();
            let mut made: Vec<(String, String)> = signed
                .iter()
                .map(|(side, verdict)| (json!(side).to_string(), verdict.to_string()))
                .collect();
            made.sort_unstable();
            prop_assert_eq!(shown, made, "each signature was made by its own side");
            if opening["state"] == "oppnad" {
                let in_force = opening["assessments"].as_array().expect("assessments");
                let mut sides: Vec<&str> = in_force
                    .iter()
                    .filter(|one| one["superseded"] == false && one["verdict"] == "ja")
                    .map(|one| one["side"].as_str().expect("a side"))
                    .collect();
                sides.sort_unstable();
                prop_assert_eq!(sides, ["polis", "stad"]);
            } else {
                prop_assert_eq!(&opening["case"], &Value::Null);
            }
        }
        let state = opening["state"].as_str().expect("a state").to_owned();
        *ends.borrow_mut().entry(state).or_default() += 1;
        Ok(())
    });
    if let Err(error) = ran {
        panic!("{error}");
    }
    println!("ends of the sequences: {:?}", ends.borrow());
    assert!(ends.borrow().contains_key("oppnad"), "some reached a case: {:?}", ends.borrow());
}
