//! Functions change hands over HTTP: across cases and forums, by a deputy for a time, and when nobody is
//! left.

use crate::{
    access, case_work,
    support::{
        clock::MovableClock,
        http::{Browser, Server},
    },
};
use jiff::SignedDuration;
use platssamverkan::store::sqlite::SqliteStore;
use serde_json::{Value, json};
use std::sync::Arc;

const RAD: &str = "norra-innerstaden-2025/ts-rad";
const ENGINEER: &str = "Parkingenjör";

struct World {
    server: Server,
    clock: MovableClock,
    cases: [String; 2],
}

impl World {
    /// Two cases and a forum; in each the city's engineer has promised something, in the first case
    /// the traffic office and the kommunpolis too.
    fn at_work() -> Self {
        let clock = MovableClock::start();
        let store = SqliteStore::open_in_memory().expect("a store");
        let server = Server::over(Arc::new(store), Arc::new(clock.clone()));
        let cases = [access::case(&server), access::case(&server)];
        let (city, police) = (server.signed_in("samordnare"), server.signed_in("kommunpolis"));
        for case in &cases {
            for (browser, step) in case_work::a_case_with_a_measure(&city, &police, case) {
                done(browser, case, &step);
            }
            done(&city, case, &put("stad", ENGINEER));
        }
        done(&police, &cases[0], &put("polis", "kommunpolis"));
        done(&city, RAD, &put("stad", ENGINEER));
        Self { server, clock, cases }
    }

    fn city(&self) -> Browser {
        self.server.signed_in("samordnare")
    }

    fn police(&self) -> Browser {
        self.server.signed_in("kommunpolis")
    }

    fn all(&self) -> Vec<&str> {
        vec![&self.cases[0], &self.cases[1], RAD]
    }
}

fn root(of: &str) -> String {
    let kind = if of.contains('/') { "forums" } else { "cases" };
    format!("/api/v1/{kind}/{of}")
}

fn done(browser: &Browser, of: &str, step: &Value) -> Value {
    let answer = browser.post(&format!("{}/steps", root(of)), step);
    assert_eq!(answer.status, 200, "{step}: {}", answer.text);
    answer.json()["work"].clone()
}

fn put(of: &str, owner: &str) -> Value {
    json!({"step": "measure_put", "measure": case_work::measure(None, of, owner)})
}

fn work(browser: &Browser, of: &str) -> Value {
    browser.get(&root(of)).json()["work"].clone()
}

/// Owners of the measures, in order.
fn owners(browser: &Browser, of: &str) -> Vec<String> {
    let measures = work(browser, of)["measures"].as_array().expect("measures").clone();
    measures.iter().map(|one| one["measure"]["owner"].as_str().expect("one").to_owned()).collect()
}

fn owed(browser: &Browser, function: &str) -> Value {
    let list = browser.get("/api/v1/commitments/owners").json();
    let mut all = list["items"].as_array().expect("owners").iter();
    all.find(|one| one["function"] == function).cloned().unwrap_or(Value::Null)
}

/// All that a function owes, to another.
fn ask(owed: &Value, to_of: &str, to: &str) -> Value {
    let parts = owed["parts"].as_array().expect("parts").iter().map(|part| {
        let measures = part["measures"].as_array().expect("measures").iter();
        json!({"joined": part["joined"], "seen": part["seen"],
            "measures": measures.map(|one| one["no"].clone()).collect::<Vec<_>>()})
    });
    json!({"from_of": owed["of"], "from": owed["function"], "to_of": to_of, "to": to,
        "template": true, "motive": "Parkenheten har gått upp i driftenheten",
        "parts": parts.collect::<Vec<_>>()})
}

fn hand_over(browser: &Browser, ask: &Value) -> Vec<Value> {
    let answer = browser.post("/api/v1/commitments/handover", ask);
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["items"].as_array().expect("outcomes").clone()
}

#[test]
fn all_that_a_function_owes_goes_over_in_one_act_and_can_be_handed_back() {
    let world = World::at_work();
    let city = world.city();
    let engineer = owed(&city, ENGINEER);
    assert_eq!((&engineer["of"], &engineer["holder"]), (&json!("stad"), &json!("nobody")));
    let joined: Vec<_> = engineer["parts"].as_array().expect("parts").iter().collect();
    let joined: Vec<_> = joined.iter().map(|part| part["joined"].as_str().expect("one")).collect();
    assert_eq!(joined, world.all());
    let outcomes = hand_over(&city, &ask(&engineer, "stad", "Driftenheten"));
    assert!(outcomes.iter().all(|one| one["went"] == true), "{outcomes:?}");
    for of in world.all() {
        assert!(owners(&world.police(), of).contains(&"Driftenheten".to_owned()));
        assert!(!owners(&world.police(), of).contains(&ENGINEER.to_owned()));
        let told = work(&city, of)["steps"][0].clone();
        assert_eq!((&told["step"], &told["can_undo"]), (&json!("handed_over"), &json!(true)));
        let said = told["text"].as_str().expect("words");
        assert!(said.starts_with("Parkingenjör → Driftenheten ("), "{said}");
    }
    // Handed back, without a time to keep to.
    world.clock.forward(SignedDuration::from_hours(48));
    let city = world.city();
    let outcomes = hand_over(&city, &ask(&owed(&city, "Driftenheten"), "stad", ENGINEER));
    assert!(outcomes.iter().all(|one| one["went"] == true), "{outcomes:?}");
    assert_eq!(owed(&city, "Driftenheten"), Value::Null);
    let file = city.get(&format!("{}/akt.html", root(&world.cases[0]))).text;
    assert!(file.contains("Från Parkingenjör (staden) till Driftenheten (staden)"));
}

#[test]
fn where_something_was_changed_meanwhile_nothing_goes_and_the_answer_says_so() {
    let world = World::at_work();
    let (city, police) = (world.city(), world.police());
    let asked = ask(&owed(&city, ENGINEER), "stad", "Driftenheten");
    let late = json!({"step": "progressed", "no": 2, "seen": 6, "progress": {"state": "pagar"}});
    done(&police, &world.cases[1], &late);
    let mut asked = asked;
    let nowhere = json!({"joined": "PLS-2019-404", "seen": 1, "measures": [1]});
    asked["parts"].as_array_mut().expect("parts").push(nowhere);
    let outcomes = hand_over(&city, &asked);
    let told: Vec<_> = outcomes.iter().map(|one| (&one["went"], &one["code"])).collect();
    assert_eq!(
        told,
        [
            (&json!(true), &Value::Null),
            (&json!(false), &json!("changed_since")),
            (&json!(true), &Value::Null),
            (&json!(false), &json!("not_found")),
        ]
    );
    assert!(outcomes[1]["title"].as_str().is_some_and(|title| !title.is_empty()));
    assert!(owners(&city, &world.cases[1]).contains(&ENGINEER.to_owned()));
}

#[test]
fn each_party_hands_over_its_own_and_the_participants_and_not_the_others() {
    let world = World::at_work();
    let (city, police) = (world.city(), world.police());
    assert_eq!(owed(&police, ENGINEER), Value::Null);
    let theirs = ask(&owed(&city, ENGINEER), "polis", "Kommunpolis");
    for browser in [&city, &police] {
        let outcomes = hand_over(browser, &theirs);
        assert!(outcomes.iter().all(|one| one["code"] == "handover_of_other"), "{outcomes:?}");
    }
    for login in ["stadsdelsdirektor", "analytiker-stad", "administrator-stad"] {
        let answer = world.server.signed_in(login).post("/api/v1/commitments/handover", &theirs);
        assert_eq!(answer.problem().0, 403, "{login}");
    }
    // A participant's, by either; its link ends, and the new one needs one of its own.
    let case = &world.cases[0];
    let invited = json!({"actor": "Trafikkontoret", "last_day": "2026-12-31"});
    let link = city.post(&format!("{}/links", root(case)), &invited).json();
    let secret = link["path"].as_str().and_then(|path| path.split('#').nth(1)).expect("a secret");
    let open = || {
        let secret = json!({"secret": secret});
        world.server.visitor().post("/api/v1/participation", &secret).status
    };
    assert_eq!(open(), 200);
    let traffic = owed(&police, "Trafikkontoret");
    assert_eq!(traffic["holder"], "nobody", "one of two cases has a link");
    let outcomes = hand_over(&police, &ask(&traffic, "deltagare", "Trafiknämndens drift"));
    assert!(outcomes.iter().all(|one| one["went"] == true), "{outcomes:?}");
    assert_eq!(open(), 404);
    assert_eq!(work(&city, case)["template"]["ovriga"], json!(["Trafiknämndens drift"]));
    let log = world.server.app.store.read().expect("a look");
    let log = log.log("participant_link", link["id"].as_str().expect("an id")).expect("a log");
    let ended = log.last().expect("an entry");
    assert_eq!(ended.act, "participant_link_revoked");
    assert_eq!(ended.actor, "user-kommunpolis");
}

#[test]
fn a_deputy_sees_and_answers_what_the_absent_one_owes_until_the_last_day() {
    let world = World::at_work();
    let mine = |browser: &Browser| {
        browser.get("/api/v1/commitments?debtor=mine").json()["items"].as_array().cloned()
    };
    // The function is the owner's however it is written.
    assert_eq!(mine(&world.police()).map(|all| all.len()), Some(1));
    let analyst = || world.server.signed_in("analytiker-polis");
    assert_eq!(mine(&analyst()), Some(Vec::new()));
    let given = json!({"from": "user-kommunpolis", "to": "user-analytiker-polis",
        "first_day": "2026-06-10", "last_day": "2026-06-12"});
    assert_eq!(world.police().post("/api/v1/delegations", &given).status, 201);
    let deputy = analyst();
    let owes = mine(&deputy).expect("a list");
    assert_eq!(owes.len(), 1);
    assert_eq!(
        (&owes[0]["deputy_for"], &owes[0]["deputy_until"]),
        (&json!("Kommunpolis"), &json!("2026-06-12"))
    );
    assert_eq!(mine(&world.police()).expect("a list")[0]["deputy_for"], Value::Null);
    let held = owed(&world.police(), "kommunpolis");
    assert_eq!((&held["holder"], &held["deputy_until"]), (&json!("account"), &json!("2026-06-12")));
    let letter = format!("{}/meetings/1/kallelse", root(&world.cases[0]));
    let told = "Ersättare för Kommunpolis: Analytiker, polisen, t.o.m. 2026-06-12";
    let says = |browser: &Browser| browser.get(&letter).json()["text"].to_string().contains(told);
    assert!(says(&world.city()), "the call tells it");
    let answer = json!({"step": "progressed", "no": owes[0]["no"], "seen": owes[0]["seen"],
        "progress": {"state": "pagar"}});
    let after = done(&deputy, &world.cases[0], &answer);
    assert_eq!(after["steps"][0]["by"], "Analytiker, polisen, ersättare för Kommunpolis");
    world.clock.forward(SignedDuration::from_hours(72));
    assert_eq!(mine(&analyst()), Some(Vec::new()), "over");
    assert!(!says(&world.city()));
    assert_eq!(owed(&world.police(), "kommunpolis")["deputy"], Value::Null);
}

#[test]
fn what_nobody_holds_any_more_is_told_and_handed_over() {
    let world = World::at_work();
    let city = world.city();
    done(&city, &world.cases[0], &put("stad", "Analytiker, stadsdelsförvaltningen"));
    let holder = || owed(&city, "Analytiker, stadsdelsförvaltningen")["holder"].clone();
    assert_eq!(holder(), "account");
    let admin = world.server.signed_in("administrator-stad");
    let closed = json!({"function": "Analytiker, stadsdelsförvaltningen", "role": "analytiker",
        "disabled": true, "areas": []});
    assert_eq!(admin.put("/api/v1/users/user-analytiker-stad", &closed).status, 200);
    assert_eq!(holder(), "ended");
    let asked = ask(&owed(&city, "Analytiker, stadsdelsförvaltningen"), "stad", "Driftenheten");
    assert!(hand_over(&city, &asked).iter().all(|one| one["went"] == true));
    assert_eq!(holder(), Value::Null);
}
