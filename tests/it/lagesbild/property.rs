//! Whatever the two parties send, in whatever order: no answer to the one holds what the other has written
//! alone, nothing decided changes, and every number of a decided lägesbild is recomputed or says why not.

use super::{LIST, begun, decided_by, hand_over, send};
use crate::support::http::{Browser, Server};
use proptest::{
    prelude::*,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};
use std::{cell::RefCell, collections::BTreeMap};

const SIDES: [&str; 2] = ["polis", "stad"];

/// One side's people and what they have written alone.
struct Side {
    /// Who writes, and the chief.
    people: [Browser; 2],
    /// What the draft says now.
    now: Option<String>,
    /// Drafts that were written over: the other side never reads them.
    over: Vec<String>,
}

struct World {
    sides: [Side; 2],
    /// Fingerprints of the decided ones, by id.
    decided: BTreeMap<String, String>,
    /// The one that is written now.
    id: String,
    together: bool,
    n: usize,
    /// How often each answer was given, so that the sequences are known to reach what they should.
    answers: BTreeMap<(u8, u16), u32>,
}

/// A word that stands nowhere else, in letters so that it states no number.
fn marker(side: usize, n: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).expect("a letter"));
    format!("zq{}{}{}{}", SIDES[side], letter(n / 676), letter(n / 26), letter(n))
}

/// A sentence with a marker, a number that is tied to what nobody has delivered and one that is not checked.
fn section(words: &str) -> Value {
    let text = format!("{words} såg 24 stölder. Målet är 12 %.");
    let at = |part: &str| text[..text.find(part).expect("in it")].chars().count();
    let figure = json!({"category": "fickstold", "area": "kommun/0180",
        "period": {"from": "2025-01-01", "to": "2025-12-31"}});
    let ties = json!([
        {"start": at("24"), "end": at("24") + 2,
            "reference": {"figure": figure, "measure": "count"}},
        {"start": at("12 %"), "end": at("12 %") + 4, "not_checked": "ett mål"}]);
    json!({"key": {"kind": "area", "id": "kommun/0180"}, "judged": null,
        "statements": [{"id": 1, "text": text, "ties": ties}]})
}

fn content(words: &str) -> Value {
    json!({"sections": [section(words)], "sources": [], "places": [], "run": null, "indicators": [],
        "dialogues": []})
}

impl World {
    fn version(&self, side: usize) -> u64 {
        let one = self.sides[side].people[0].get(&format!("{LIST}/{}", self.id)).json();
        one["version"].as_u64().expect("a version")
    }

    /// Sends something for a side; what comes back holds nothing of the other's either.
    fn try_to(&mut self, what: u8, side: usize, chief: bool) {
        self.n += 1;
        let words = marker(side, self.n);
        let part = if self.n.is_multiple_of(3) { "gemensam" } else { SIDES[self.n % 2] };
        let shown = || {
            let one = self.sides[side].people[0].get(&format!("{LIST}/{}", self.id)).json();
            one["document"]["fingerprint"].as_str().map_or("0".repeat(64), str::to_owned)
        };
        let body = match what {
            0 => json!({"step": "draft_put", "content": content(&words)}),
            1 => json!({"step": "draft_section_put", "section": section(&words)}),
            2 => json!({"step": "draft_from_previous"}),
            3 => hand_over(),
            4 => json!({"step": "taken_back"}),
            5 => json!({"step": "section_put", "part": part, "section": section("Torget")}),
            6 => json!({"step": "explained", "part": part, "statement": 1, "start": 15, "end": 17,
                "reason": "Uppgiften är inte levererad."}),
            7 => json!({"step": "signed", "motive": "Bilden stämmer med vår.",
                "diarienummer": "A1/2026", "fingerprint": shown()}),
            _ => json!({"step": "unsigned"}),
        };
        let version = self.version(side);
        let (status, answer) =
            send(&self.sides[side].people[usize::from(chief)], &self.id, version, &body);
        *self.answers.entry((what, status)).or_default() += 1;
        assert!(matches!(status, 200 | 400 | 403 | 409), "{body}: {answer}");
        let own = &mut self.sides[side];
        if status == 200 && what <= 2 {
            own.over.extend(own.now.take());
            own.now = (what < 2).then_some(words);
        }
        self.together |= answer["state"].as_str().is_some_and(|state| state != "utkast");
        self.holds_nothing(side, &answer.to_string(), &body.to_string());
    }

    /// An answer to a side holds nothing that the other has written alone.
    fn holds_nothing(&self, side: usize, answer: &str, asked: &str) {
        let other = &self.sides[1 - side];
        let apart = other.now.iter().filter(|_| !self.together);
        for secret in other.over.iter().chain(apart) {
            assert!(!answer.contains(secret), "{secret} in the answer to {asked}: {answer}");
        }
    }

    /// Everything that a side can fetch.
    fn look(&self, side: usize, all: bool) {
        let (id, agreement) = (&self.id, "/api/v1/agreements/norra-innerstaden-2025");
        let one = format!("{LIST}/{id}");
        let mut paths = ["", "/check", "/disagreements", "/akt.json", "/akt.html"]
            .map(|rest| format!("{one}{rest}"))
            .to_vec();
        if all {
            paths
                .extend([format!("{one}/diff?to={id}"), format!("/api/v1/history/lagesbild/{id}")]);
            paths.extend(
                self.decided.keys().next_back().map(|old| format!("{LIST}/{old}/diff?to={id}")),
            );
            paths.extend([LIST, "/api/v1/duties", "/api/v1/chefsamrad"].map(str::to_owned));
            paths.extend(
                ["html", "json"].map(|end| format!("{agreement}/chefsamrad/underlag.{end}")),
            );
        }
        for person in &self.sides[side].people {
            for path in &paths {
                let answer = person.get(path);
                assert!(matches!(answer.status, 200 | 404 | 409), "{path}: {}", answer.text);
                if path.contains("/akt.") {
                    assert_eq!(answer.status == 200, self.together, "{path}");
                }
                self.holds_nothing(side, &answer.text, path);
            }
        }
    }

    /// Both hand over and decide what there is, whatever has been done to it.
    fn finish(&mut self) {
        for (side, name) in SIDES.into_iter().enumerate() {
            let one = self.sides[side].people[0].get(&format!("{LIST}/{}", self.id)).json();
            let has =
                |list: &str| one[list].as_array().expect("sides").iter().any(|one| one == name);
            if !has("begun") {
                self.try_to(0, side, false);
            }
            if !has("handed_over") {
                self.try_to(3, side, false);
            }
        }
        assert!(self.together);
        let [polis, stad] = &self.sides;
        // A signature of before is taken back, so that both sign what is explained.
        for of in [polis, stad] {
            let version = self.version(0);
            send(&of.people[1], &self.id, version, &json!({"step": "unsigned"}));
        }
        let chiefs = [&polis.people[1], &stad.people[1]];
        let fingerprint = decided_by(chiefs, &self.id);
        self.decided.insert(self.id.clone(), fingerprint);
        self.stays_decided(&self.id);
    }

    /// Nothing that is tried changes a decided one, and each of its numbers says how it came about.
    fn stays_decided(&self, id: &str) {
        let person = &self.sides[0].people[0];
        let file = person.get(&format!("{LIST}/{id}/akt.json")).json();
        assert_eq!(file["fingerprint"].as_str(), self.decided.get(id).map(String::as_str));
        for number in file["numbers"].as_array().expect("numbers") {
            let outcome = &number["outcome"];
            let recomputed = outcome["stands"]["value"]["number"].is_number()
                || outcome["trouble"]["trouble"]["fails"]["value"]["number"].is_number();
            let why = outcome["trouble"]["trouble"]["cannot_be_recomputed"].is_string()
                && number["explanation"].is_string()
                || outcome["not_checked"]["reason"].is_string();
            assert!(recomputed || why, "{number}");
        }
        let version = file["version"].as_u64().expect("a version");
        for (side, of) in self.sides.iter().enumerate() {
            let put =
                json!({"step": "section_put", "part": SIDES[side], "section": section("Torget")});
            for body in [put, hand_over(), json!({"step": "unsigned"})] {
                let (status, answer) = send(&of.people[1], id, version, &body);
                assert_eq!(status, 409, "{body}: {answer}");
            }
        }
        let after = person.get(&format!("{LIST}/{id}/akt.json")).json();
        assert_eq!(after["fingerprint"], file["fingerprint"]);
        assert_eq!(after["document"], file["document"]);
    }
}

#[test]
fn no_sequence_shows_a_draft_to_the_other_or_changes_what_is_decided() {
    let server = Server::start();
    let side = |logins: [&str; 2]| Side {
        people: logins.map(|login| server.signed_in(login)),
        now: None,
        over: Vec::new(),
    };
    let sides = [side(["kommunpolis", "lpo-chef"]), side(["samordnare", "stadsdelsdirektor"])];
    let world = RefCell::new(World {
        sides,
        decided: BTreeMap::new(),
        id: String::new(),
        together: false,
        n: 0,
        answers: BTreeMap::new(),
    });
    // Drafts more often than the rest, so that there is something to hide.
    let what = prop_oneof![6 => 0u8..2, 1 => Just(2), 1 => Just(3), 5 => 4u8..9];
    let acts = prop::collection::vec((what, 0usize..2, any::<bool>()), 3..10);
    let config = ProptestConfig {
        cases: 40,
        failure_persistence: None,
        max_shrink_iters: 0,
        ..Default::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let ran = TestRunner::new_with_rng(config, rng).run(&acts, |acts| {
        let mut world = world.borrow_mut();
        world.id = begun(&world.sides[0].people[0]);
        world.together = false;
        for side in &mut world.sides {
            side.now = None;
        }
        // So many sides have handed over before anything else is tried, and each act comes first once.
        let nth = world.decided.len();
        for side in 0..nth % 3 {
            world.try_to(0, side, false);
            world.try_to(3, side, false);
        }
        world.try_to(u8::try_from(nth / 3 % 9).expect("an act"), 0, false);
        (0..2).for_each(|side| world.look(side, false));
        for (what, side, chief) in acts {
            world.try_to(what, side, chief);
            world.look(1 - side, false);
        }
        (0..2).for_each(|side| world.look(side, true));
        world.finish();
        (0..2).for_each(|side| world.look(side, true));
        Ok(())
    });
    ran.expect("every sequence holds");
    let world = world.into_inner();
    assert_eq!(world.decided.len(), 40);
    world.decided.keys().step_by(10).for_each(|id| world.stays_decided(id));
    // What is signed is gone through at the end of each sequence.
    for what in 0..6 {
        assert!(world.answers.contains_key(&(what, 200)), "{what} never went: {:?}", world.answers);
    }
    let hidden = world.sides.iter().map(|side| side.over.len()).min();
    assert!(hidden > Some(2), "{hidden:?} drafts were written over");
}
