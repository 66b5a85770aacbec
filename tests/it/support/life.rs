//! What goes on in a service on an ordinary day, as two parties drive it over HTTP, with a ledger of
//! what was asked and what was answered.

use super::{
    http::{Answer, Browser},
    ledger::{Ledger, What},
    service::Service,
};
use serde_json::{Value, json};
use std::{fmt::Write as _, path::PathBuf};

const JSON: (&str, &str) = ("Content-Type", "application/json");
/// Of an ordinary file.
pub(crate) const ROWS: u64 = 1_200;
const READERS: u64 = 4;
const READS_EACH: u64 = 5;

/// The two parties at their desks. Everything answers `None` once the service is gone.
pub(crate) struct Life<'a> {
    police: Browser,
    city: Browser,
    data: PathBuf,
    ledger: &'a Ledger,
    /// What time it is.
    now: &'a (dyn Fn() -> u64 + Sync),
}

impl<'a> Life<'a> {
    pub(crate) fn new(
        service: &Service,
        ledger: &'a Ledger,
        now: &'a (dyn Fn() -> u64 + Sync),
    ) -> Self {
        let signed_in = |login: &str| {
            let browser = Browser::at(&service.base);
            let typed = json!({"login": login, "password": format!("demo-{login}-2026")});
            assert_eq!(browser.post("/api/v1/session", &typed).status, 200);
            browser
        };
        let (police, city) = (signed_in("kommunpolis"), signed_in("samordnare"));
        Self { police, city, data: service.data.clone(), ledger, now }
    }

    /// The sessions outlive the service that they were begun at.
    pub(crate) fn is_signed_in(&self) -> bool {
        let ok = |browser: &Browser| {
            // A connection to the service that is gone may be tried first.
            (0..20).any(|_| browser.attempt("GET", "/api/v1/me", &[], "").is_some())
                && browser.get("/api/v1/me").status == 200
        };
        ok(&self.police) && ok(&self.city)
    }

    /// One of everything. Numbers of rounds are not used twice on a folder.
    pub(crate) fn round(&self, number: u64) -> Option<()> {
        self.delivery(number, ROWS)?;
        self.named(number)?;
        self.joint_case()?;
        self.reads(number)?;
        if number % 3 == 1 {
            self.analysis()?;
        }
        if number % 5 == 1 {
            self.released()?;
        }
        Some(())
    }

    /// A file that is read, published and for every fourth taken back.
    pub(crate) fn delivery(&self, number: u64, rows: u64) -> Option<()> {
        let file = format!("leverans-{number}.csv");
        self.ledger.file(&file, rows);
        let import = || What::Import(file.clone());
        let csv = csv(number, rows);
        let fields = [("kind", "incidents"), ("source", "prov"), ("synthetic", "true")];
        let preview = self
            .act(&[(import(), 1)], || self.police.attempt_upload(&fields, &file, csv.as_bytes()))?;
        let id = preview.json()["id"].clone();
        let step = |what: &str| post(&self.police, &format!("/api/v1/imports/{id}/{what}"), None);
        self.act(&[(import(), 2)], || step("commit"))?;
        self.act(&[], || step("share"))?;
        if number % 4 == 3 {
            self.act(&[(import(), 3)], || step("undo"))?;
        }
        Some(())
    }

    fn named(&self, number: u64) -> Option<()> {
        let text = format!("Mörkt vid gången, tillfälle {number}");
        let seen = json!({"kind": "dialogue", "area": "plats/observatorielunden",
            "from": "2016-01-01", "text": text});
        let answer = self.act(&[(What::Observation(text), 1)], || {
            post(&self.city, "/api/v1/observations", Some(&seen))
        })?;
        let id = answer.json()["id"].as_str().expect("an id").to_owned();
        self.act(&[], || post(&self.city, &format!("/api/v1/observations/{id}/share"), None))?;
        Some(())
    }

    /// A place is pointed at, evidence laid beside it, both sign, a case is open.
    pub(crate) fn joint_case(&self) -> Option<()> {
        let from = json!({"place": "plats/observatorielunden"});
        let asked = (self.now)();
        let answer = self
            .act(&[(What::Openings, 1)], || post(&self.police, "/api/v1/openings", Some(&from)))?;
        let opening = answer.json();
        let id = opening["id"].as_str().expect("an id").to_owned();
        let first = self.ledger.asked(What::Opening(id.clone()), 1, asked);
        self.ledger.answered(first, (self.now)());

        let seen = json!({"kind": "felanmalan", "title": "Trasig belysning", "on": "2025-05-30",
            "text": "Fem armaturer", "n": 5});
        let step = |who: &Browser, before: &Value, what: &str, body: &Value, also: Option<What>| {
            let version = before["version"].as_u64().expect("a version");
            let mut notes = vec![(What::Opening(id.clone()), version + 1)];
            notes.extend(also.map(|what| (what, 1)));
            let path = format!("/api/v1/openings/{id}/{what}");
            let tag = format!("\"{version}\"");
            let headers = [JSON, ("If-Match", tag.as_str())];
            self.act(&notes, || who.attempt("POST", &path, &headers, &body.to_string()))
                .map(|answer| answer.json())
        };
        let opening = step(&self.city, &opening, "evidence", &seen, None)?;
        let yes = json!({"verdict": "ja", "motive": "Platsen är otrygg kvällstid",
            "diarienummer": "540/2026", "evidence_fingerprint": opening["evidence_fingerprint"]});
        let opening = step(&self.police, &opening, "assessments", &yes, None)?;
        let opening = step(&self.city, &opening, "assessments", &yes, Some(What::Cases))?;
        assert_eq!(opening["state"], "oppnad", "{opening}");
        Some(())
    }

    /// Many read counts at once; their entries share commits.
    pub(crate) fn reads(&self, number: u64) -> Option<()> {
        let all_answered = std::thread::scope(|scope| {
            let readers: Vec<_> = (0..READERS)
                .map(|reader| {
                    scope.spawn(move || {
                        (0..READS_EACH).all(|i| {
                            // Each asks something that nobody has asked.
                            let day = (number * READERS + reader) * READS_EACH + i;
                            let (year, month) = (2000 + day / 336, 1 + day / 28 % 12);
                            let from = format!("{year}-{month:02}-{:02}", 1 + day % 28);
                            let path = format!("/api/v1/series?from={from}&to=2025-12-31");
                            let read = || self.police.attempt("GET", &path, &[], "");
                            self.act(&[(What::Reads("series"), 1)], read).is_some()
                        })
                    })
                })
                .collect();
            readers.into_iter().all(|one| one.join().expect("no panic"))
        });
        all_answered.then_some(())
    }

    fn analysis(&self) -> Option<()> {
        let ask = json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "lattice": "h3:9",
            "stability": false});
        self.act(&[(What::Runs, 1)], || post(&self.police, "/api/v1/hotspots/runs", Some(&ask)))?;
        Some(())
    }

    /// Tables are computed, both sign, they are out, and taken back.
    pub(crate) fn released(&self) -> Option<()> {
        let order = json!({"level": "publik", "first": "2025-K1", "last": "2025-K2",
            "categories": ["fickstold"]});
        let asked = (self.now)();
        let answer = self
            .act(&[(What::Releases, 1)], || post(&self.police, "/api/v1/releases", Some(&order)))?;
        let mut act = answer.json();
        let id = act["id"].as_str().expect("an id").to_owned();
        let first = self.ledger.asked(What::Release(id.clone()), 1, asked);
        self.ledger.answered(first, (self.now)());
        let signed = json!({"fingerprint": act["fingerprint"]});
        let why = json!({"motive": "Kategorin var fel redovisad."});
        for (who, what, body) in [
            (&self.police, "proposal", &Value::Null),
            (&self.police, "approvals", &signed),
            (&self.city, "approvals", &signed),
            (&self.city, "withdrawal", &why),
        ] {
            let version = act["version"].as_u64().expect("a version");
            let tag = format!("\"{version}\"");
            let headers = [JSON, ("If-Match", tag.as_str())];
            let path = format!("/api/v1/releases/{id}/{what}");
            let note = (What::Release(id.clone()), version + 1);
            let answer =
                self.act(&[note], || who.attempt("POST", &path, &headers, &body.to_string()))?;
            act = answer.json();
        }
        Some(())
    }

    /// Writes down that it is asked, asks, and writes down that it was answered.
    fn act(&self, what: &[(What, u64)], ask: impl FnOnce() -> Option<Answer>) -> Option<Answer> {
        let asked = (self.now)();
        let noted: Vec<usize> = what
            .iter()
            .map(|(what, value)| self.ledger.asked(what.clone(), *value, asked))
            .collect();
        let answer = ask()?;
        assert!((200..300).contains(&answer.status), "{what:?}: {}", answer.text);
        let now = (self.now)();
        noted.into_iter().for_each(|note| self.ledger.answered(note, now));
        self.fetch_head();
        Some(answer)
    }

    /// As a party does that keeps its latest head elsewhere.
    fn fetch_head(&self) {
        let party = platssamverkan::app::users::demo_parties()[0].id.0.clone();
        let head = std::fs::read_to_string(self.data.join(format!("audit/{party}.latest")));
        self.ledger.keep_head(&head.expect("the party's latest head"), (self.now)());
    }
}

fn post(who: &Browser, path: &str, body: Option<&Value>) -> Option<Answer> {
    match body {
        Some(body) => who.attempt("POST", path, &[JSON], &body.to_string()),
        None => who.attempt("POST", path, &[JSON], "null"),
    }
}

/// Rows of a made-up year; no two files have one in common.
fn csv(number: u64, rows: u64) -> String {
    let mut csv = String::from("id,category,lon,lat,occurred_from,occurred_to\n");
    for i in 0..rows {
        let (lon, lat) = (18.03 + 0.0012 * (i % 40) as f64, 59.33 + 0.0005 * (i / 40 % 30) as f64);
        let (month, day, hour) = (1 + i % 12, 1 + (i + number) % 28, i * 7 % 24);
        let time = format!("2025-{month:02}-{day:02}T{hour:02}:00");
        writeln!(csv, "r{number}-{i},fickstold,{lon:.5},{lat:.5},{time},{time}").expect("a string");
    }
    csv
}
