//! No sequence of requests lets one party read the other's draft, sign for it, or complete a joint act
//! alone.
//!
//! Random sequences of what the people of two parties, a deputy and a stranger can send, among it what
//! they should not: acts on what is not theirs, on old versions, with the other party named in the
//! body. After each answer it is asked whether a secret of the other party stands in it.

use crate::support::http::{Browser, Server};
use platssamverkan::{app::users, case::party::Role, incident::PartyId};
use proptest::{
    prelude::*,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};
use std::{cell::RefCell, collections::BTreeMap};

/// Whoever sends; the place in the list of browsers.
const WHO: [(&str, Party); 7] = [
    ("kommunpolis", Party::Police),
    ("lpo-chef", Party::Police),
    ("analytiker-polis", Party::Police),
    ("samordnare", Party::City),
    ("stadsdelsdirektor", Party::City),
    ("analytiker-stad", Party::City),
    ("framling", Party::Stranger),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Party {
    Police,
    City,
    Stranger,
}

/// What is sent. Objects are taken by their place in the list of those that were ever made.
#[derive(Debug, Clone)]
enum Act {
    /// A word on a place that is one's own until it is shared.
    Observe,
    ShareObservation(usize),
    CorrectObservation(usize),
    Identify,
    Evidence(usize),
    /// Yes or no; with the version that is there or an old one; naming the other party or not.
    Assess {
        opening: usize,
        ja: bool,
        fresh: bool,
        naming: bool,
    },
    Withdraw(usize),
    Close(usize),
    /// Lets the analyst of a party stand in.
    Delegate {
        from: usize,
        to: usize,
    },
    Read(usize, usize),
}

#[derive(Debug, Clone)]
struct Step {
    who: usize,
    act: Act,
}

const READS: [&str; 8] = [
    "observations?withdrawn=true",
    "openings",
    "cases",
    "imports",
    "delegations",
    "hotspots/runs",
    "joint-list?from=2025-01-01&to=2025-12-31",
    "releases",
];

/// An observation that was made: whose, its secret, and whether it was shared.
struct Said {
    id: String,
    party: Party,
    secret: String,
    shared: bool,
}

struct World<'a> {
    browsers: &'a [Browser],
    said: Vec<Said>,
    openings: Vec<String>,
    /// Who sent a yes that was taken, by opening.
    yes: BTreeMap<String, Vec<Party>>,
    n: usize,
}

const JSON: (&str, &str) = ("Content-Type", "application/json");

impl World<'_> {
    fn send(&mut self, step: &Step, round: usize) -> Option<(u16, String)> {
        let (browser, party) = (&self.browsers[step.who], WHO[step.who].1);
        let post = |path: &str, body: &Value| {
            let answer = browser.post(&format!("/api/v1/{path}"), body);
            (answer.status, answer.text)
        };
        let on_opening = |id: &str, what: &str, fresh: bool, body: &Value| {
            let seen = browser.get(&format!("/api/v1/openings/{id}"));
            // A stranger sees no version and guesses.
            let version =
                if seen.status == 200 { seen.json()["version"].clone() } else { json!(1) };
            let version = version.as_u64().unwrap_or(1);
            let version = if fresh { version } else { version.saturating_sub(1) };
            let version = format!("\"{version}\"");
            let mut body = body.clone();
            if seen.status == 200 && body.get("verdict").is_some() {
                body["evidence_fingerprint"] = seen.json()["evidence_fingerprint"].clone();
            }
            let headers = [JSON, ("If-Match", version.as_str())];
            let path = format!("/api/v1/openings/{id}/{what}");
            let answer = browser.send("POST", &path, &headers, &body.to_string());
            (answer.status, answer.text)
        };
        let opening = |at: usize| self.openings.get(at % self.openings.len().max(1)).cloned();
        let observation =
            |at: usize| self.said.get(at % self.said.len().max(1)).map(|said| said.id.clone());
        let why = json!({"motive": "Platsen är otrygg kvällstid"});
        Some(match &step.act {
            Act::Observe => {
                self.n += 1;
                // None is the beginning of another.
                let secret = format!("hemlighet{round}x{}x", self.n);
                let body = json!({"kind": "dialogue", "area": "kommun/0180", "from": "2026-05-20",
                    "text": format!("Det gäller {secret} här")});
                let (status, text) = post("observations", &body);
                if status == 201 {
                    let made: Value = serde_json::from_str(&text).expect("JSON");
                    let id = made["id"].as_str().expect("an id").to_owned();
                    self.said.push(Said { id, party, secret, shared: false });
                }
                (status, text)
            }
            Act::ShareObservation(at) => {
                let id = observation(*at)?;
                let (status, text) = post(&format!("observations/{id}/share"), &Value::Null);
                if status == 200 {
                    let said =
                        self.said.iter_mut().find(|said| said.id == id).expect("it was made");
                    assert_eq!(said.party, party, "only its own party shares it");
                    said.shared = true;
                }
                (status, text)
            }
            Act::CorrectObservation(at) => {
                let id = observation(*at)?;
                let body = json!({"reason": "fel dag", "observation": {"kind": "dialogue",
                    "area": "kommun/0180", "from": "2026-05-21", "text": "Rättat"}});
                let path = format!("/api/v1/observations/{id}");
                let answer = browser.send("PUT", &path, &[JSON], &body.to_string());
                (answer.status, answer.text)
            }
            Act::Identify => {
                let body = json!({"geometry": {"type": "Point", "coordinates": [18.058, 59.331]},
                    "name": "Torget"});
                let (status, text) = post("openings", &body);
                if status == 201 {
                    let made: Value = serde_json::from_str(&text).expect("JSON");
                    self.openings.push(made["id"].as_str().expect("an id").to_owned());
                }
                (status, text)
            }
            Act::Evidence(at) => {
                let seen = json!({"kind": "felanmalan", "title": "Trasig belysning",
                    "on": "2026-05-30", "text": ""});
                on_opening(&opening(*at)?, "evidence", true, &seen)
            }
            Act::Assess { opening: at, ja, fresh, naming } => {
                let id = opening(*at)?;
                let mut body = json!({"verdict": if *ja { "ja" } else { "nej" },
                    "motive": "Platsen är otrygg kvällstid", "diarienummer": "540/2026",
                    "evidence_fingerprint": "0"});
                if *naming {
                    body["party"] = "sdf-norra-innerstaden".into();
                    body["side"] = "stad".into();
                }
                let (status, text) = on_opening(&id, "assessments", *fresh, &body);
                if (200..300).contains(&status) {
                    assert!(!naming, "nobody is taken at its word for whom it signs");
                    if *ja {
                        self.yes.entry(id).or_default().push(party);
                    }
                }
                (status, text)
            }
            Act::Withdraw(at) => {
                let id = opening(*at)?;
                let (status, text) = on_opening(&id, "withdraw", true, &why);
                if (200..300).contains(&status) {
                    self.yes.entry(id).or_default().retain(|one| *one != party);
                }
                (status, text)
            }
            Act::Close(at) => on_opening(&opening(*at)?, "close", true, &why),
            Act::Delegate { from, to } => {
                let body = json!({"from": format!("user-{}", WHO[*from].0),
                    "to": format!("user-{}", WHO[*to].0),
                    "first_day": "2026-06-10", "last_day": "2026-06-20"});
                let (status, text) = post("delegations", &body);
                assert!(status != 201 || WHO[*from].1 == WHO[*to].1, "a deputy of the same party");
                (status, text)
            }
            Act::Read(what, at) => {
                let path = match opening(*at) {
                    Some(id) if *what == READS.len() => format!("openings/{id}"),
                    _ => READS[what % READS.len()].to_owned(),
                };
                let answer = browser.get(&format!("/api/v1/{path}"));
                (answer.status, answer.text)
            }
        })
    }

    /// No secret of another party that was not shared stands in an answer; a stranger reads none.
    fn holds(&self, who: usize, answer: &str) {
        let party = WHO[who].1;
        for said in self.said.iter().filter(|said| said.party != party) {
            let may = said.shared && party != Party::Stranger;
            assert!(may || !answer.contains(&said.secret), "{} read {}", WHO[who].0, said.secret);
        }
    }

    /// Every case has a yes of both parties, sent by people of them; a stranger sees no case at all.
    fn cases_are_joint(&self, ends: &RefCell<BTreeMap<String, u32>>) {
        for id in &self.openings {
            let state = self.browsers[0].get(&format!("/api/v1/openings/{id}")).json();
            let name = state["state"].as_str().expect("a state").to_owned();
            *ends.borrow_mut().entry(name.clone()).or_default() += 1;
            if name == "oppnad" {
                let mut yes = self.yes.get(id).cloned().unwrap_or_default();
                yes.sort();
                assert_eq!(yes, [Party::Police, Party::City], "{id}");
                let sides: Vec<&Value> = state["assessments"]
                    .as_array()
                    .expect("assessments")
                    .iter()
                    .map(|one| &one["side"])
                    .collect();
                assert_eq!(sides.len(), 2);
            }
        }
        let stranger = &self.browsers[WHO.len() - 1];
        assert_eq!(stranger.get("/api/v1/cases").json()["items"], json!([]));
        assert_eq!(stranger.get("/api/v1/openings").json()["items"], json!([]));
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let at = 0..6usize;
    let act = prop_oneof![
        3 => Just(Act::Observe),
        1 => at.clone().prop_map(Act::ShareObservation),
        1 => at.clone().prop_map(Act::CorrectObservation),
        2 => Just(Act::Identify),
        3 => at.clone().prop_map(Act::Evidence),
        6 => (at.clone(), prop::bool::weighted(0.85), prop::bool::weighted(0.9),
            prop::bool::weighted(0.1))
            .prop_map(|(opening, ja, fresh, naming)| Act::Assess { opening, ja, fresh, naming }),
        1 => at.clone().prop_map(Act::Withdraw),
        1 => at.clone().prop_map(Act::Close),
        1 => (0..WHO.len(), 0..WHO.len()).prop_map(|(from, to)| Act::Delegate { from, to }),
        5 => (0..READS.len() + 1, at).prop_map(|(what, at)| Act::Read(what, at)),
    ];
    let step = (0..WHO.len(), act).prop_map(|(who, act)| Step { who, act });
    prop::collection::vec(step, 20..60)
}

#[test]
fn no_sequence_of_requests_reads_a_draft_or_completes_a_joint_act_alone() {
    let server = Server::start();
    let stranger = platssamverkan::case::party::Party {
        id: PartyId("polis-lpo-globen".into()),
        name: "Främmande".into(),
        side: platssamverkan::case::party::Side::Polis,
    };
    let mut write = server.app.store.begin().expect("a transaction");
    write.put_party(&stranger).expect("a party");
    write.commit().expect("committed");
    let new = users::NewUser {
        login: "framling".into(),
        function: "Kommunpolis på annat håll".into(),
        party: stranger.id.clone(),
        role: Role::Kommunpolis,
        password: "sju blåa båtar i viken".into(),
    };
    users::add(&server.app, &users::system_actor(stranger), &new).expect("a user");
    let browsers: Vec<Browser> = WHO
        .iter()
        .map(|(login, party)| match party {
            Party::Stranger => server.signed_in_with(login, "sju blåa båtar i viken"),
            _ => server.signed_in(login),
        })
        .collect();
    let (ends, answers) = (RefCell::new(BTreeMap::new()), RefCell::new(BTreeMap::new()));
    let round = std::cell::Cell::new(0);
    let config = ProptestConfig { cases: 60, failure_persistence: None, ..Default::default() };
    // The same sequences each time, so that what they reach can be asserted.
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let ran = TestRunner::new_with_rng(config, rng).run(&steps(), |steps| {
        round.set(round.get() + 1);
        let mut world = World {
            browsers: &browsers,
            said: vec![],
            openings: vec![],
            yes: BTreeMap::new(),
            n: 0,
        };
        for step in steps {
            let Some((status, text)) = world.send(&step, round.get()) else { continue };
            prop_assert!(status < 500, "{step:?}: {text}");
            world.holds(step.who, &text);
            *answers.borrow_mut().entry(status).or_insert(0u32) += 1;
        }
        world.cases_are_joint(&ends);
        Ok(())
    });
    if let Err(error) = ran {
        panic!("{error}");
    }
    let (ends, answers) = (ends.into_inner(), answers.into_inner());
    println!("följder av förfrågningar: svar {answers:?}, öppningarnas slut {ends:?}");
    assert!(ends.contains_key("oppnad"), "some get to a case: {ends:?}");
    assert!([403, 404].iter().all(|status| answers.get(status).is_some_and(|n| *n >= 50)));
}
