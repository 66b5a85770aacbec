//! What a service has said that it has done, and what it was asked: the bounds of what may be found in
//! its store afterwards.

use platssamverkan::{
    app::audit,
    case::log::{
        head::PublicKey,
        verify::{HeadFile, Kept},
    },
    ingest::ImportState,
    store::Store,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

/// Something that only ever grows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// Accounts with this login.
    User(String),
    /// How far the delivery of this file has come: 1 previewed, 2 published, 3 undone.
    Import(String),
    /// Observations with this text.
    Observation(String),
    /// Openings, cases, release acts and runs, all of them.
    Openings,
    Cases,
    Releases,
    Runs,
    /// The version of one.
    Opening(String),
    Release(String),
    /// Logged reads of a query.
    Reads(&'static str),
}

impl What {
    /// Whether each request adds to it; otherwise it names how far it comes.
    fn adds_up(&self) -> bool {
        use What::{Cases, Openings, Reads, Releases, Runs};
        matches!(self, Openings | Cases | Releases | Runs | Reads(_))
    }
}

/// A request, and when it was answered. Moments are numbers that grow.
#[derive(Debug, Clone)]
struct Note {
    what: What,
    value: u64,
    asked: u64,
    answered: Option<u64>,
}

/// All requests.
#[derive(Default)]
pub(crate) struct Ledger {
    notes: Mutex<Vec<Note>>,
    /// Heads of the log that a party fetched, and when.
    heads: Mutex<Vec<(u64, String)>>,
    key: Mutex<Option<PublicKey>>,
    /// How many rows each file has.
    rows: Mutex<BTreeMap<String, u64>>,
}

/// What is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    /// Acknowledged and not there.
    pub(crate) lost: Vec<String>,
    /// There, and never asked for, doubled or unsound.
    pub(crate) wrong: Vec<String>,
}

impl Ledger {
    /// About to be asked for.
    pub(crate) fn asked(&self, what: What, value: u64, now: u64) -> usize {
        let mut notes = self.notes.lock().expect("no panic");
        notes.push(Note { what, value, asked: now, answered: None });
        notes.len() - 1
    }

    /// Acknowledged.
    pub(crate) fn answered(&self, note: usize, now: u64) {
        self.notes.lock().expect("no panic")[note].answered = Some(now);
    }

    /// A head that a party keeps elsewhere.
    pub(crate) fn keep_head(&self, line: &str, now: u64) {
        self.heads.lock().expect("no panic").push((now, line.trim().to_owned()));
    }

    /// A file that will be delivered.
    pub(crate) fn file(&self, name: &str, rows: u64) {
        self.rows.lock().expect("no panic").insert(name.to_owned(), rows);
    }

    /// The key that a party keeps elsewhere.
    pub(crate) fn keep_key(&self, key: PublicKey) {
        *self.key.lock().expect("no panic") = Some(key);
    }

    /// How much was acknowledged.
    pub(crate) fn n_answered(&self) -> usize {
        let notes = self.notes.lock().expect("no panic");
        notes.iter().filter(|note| note.answered.is_some()).count()
    }

    /// When something was acknowledged, in order.
    pub(crate) fn moments(&self) -> Vec<u64> {
        let notes = self.notes.lock().expect("no panic");
        let mut moments: Vec<u64> = notes.iter().filter_map(|note| note.answered).collect();
        moments.sort_unstable();
        moments
    }

    /// What each may be, of what was asked and answered by a moment.
    fn bounds(&self, at: u64) -> BTreeMap<What, (u64, u64)> {
        let mut bounds = BTreeMap::new();
        for note in self.notes.lock().expect("no panic").iter() {
            let (low, high): &mut (u64, u64) = bounds.entry(note.what.clone()).or_default();
            let grow = |bound: &mut u64| match note.what.adds_up() {
                true => *bound += note.value,
                false => *bound = note.value.max(*bound),
            };
            if note.asked <= at {
                grow(high);
            }
            if note.answered.is_some_and(|answered| answered <= at) {
                grow(low);
            }
        }
        bounds
    }

    /// Holds a store that was found at a moment against all this: everything acknowledged is there once,
    /// nothing that was not asked for, every row of what is published and of nothing else; the log is
    /// the one whose heads were fetched.
    pub(crate) fn faults(&self, store: &dyn Store, at: u64) -> Faults {
        let (mut faults, there) = (Faults::default(), There::of(store));
        for (what, (low, high)) in self.bounds(at) {
            let found = there.value(store, &what);
            let text = || format!("{what:?}: {found} found, {low} to {high} expected");
            if found < low {
                faults.lost.push(text());
            } else if found > high {
                faults.wrong.push(text());
            }
        }
        let rows = self.rows.lock().expect("no panic");
        let published = there.imports.iter().filter(|(_, states)| **states == [2]);
        let published: u64 = published.map(|(file, _)| rows[file]).sum();
        let counts = store.load_counts(None).expect("counts load").columns.len() as u64;
        if counts != published {
            faults.wrong.push(format!("{counts} rows, {published} in the published files"));
        }
        let heads = self.heads.lock().expect("no panic");
        let kept = heads.iter().rev().find(|(when, _)| *when <= at).map(|(_, line)| HeadFile {
            name: "sparat sigill".into(),
            kept: Kept::Copy,
            text: Some(line.clone()),
        });
        // The key is as old as the first head.
        let keys = if kept.is_some() { *self.key.lock().expect("no panic") } else { None };
        let verified = audit::verify(store, kept.into_iter().collect(), keys.into_iter().collect());
        for finding in verified.expect("the log is read").findings {
            match finding.code {
                "log_tail_cut" => faults.lost.push(finding.to_string()),
                _ => faults.wrong.push(finding.to_string()),
            }
        }
        faults.wrong.extend(store.check().expect("checked"));
        faults
    }
}

/// What is in a store.
struct There {
    /// By file: the states of its deliveries.
    imports: BTreeMap<String, Vec<u64>>,
    observations: Vec<String>,
    users: Vec<String>,
    openings: BTreeMap<String, u64>,
    releases: BTreeMap<String, u64>,
    n_cases: u64,
    n_runs: u64,
}

impl There {
    fn of(store: &dyn Store) -> Self {
        let read = store.read().expect("reads");
        let mut imports: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for import in read.imports().expect("read") {
            let state = match import.state {
                // Not acknowledged, and not shown to anybody.
                ImportState::Staging => continue,
                ImportState::Previewed => 1,
                ImportState::Published => 2,
                ImportState::Undone => 3,
            };
            imports.entry(import.options.file).or_default().push(state);
        }
        let observations = read.observations().expect("read");
        let openings = read.openings().expect("read");
        let releases = read.releases().expect("read");
        Self {
            imports,
            observations: observations.iter().map(|one| one.text.as_str().to_owned()).collect(),
            users: read.users().expect("read").into_iter().map(|user| user.login).collect(),
            openings: openings.iter().map(|one| (one.value.id().0.clone(), one.version)).collect(),
            releases: releases
                .iter()
                .map(|act| (act.prepared().id.0.clone(), act.version()))
                .collect(),
            n_cases: read.cases().expect("read").len() as u64,
            n_runs: read.runs().expect("read").len() as u64,
        }
    }

    fn value(&self, store: &dyn Store, what: &What) -> u64 {
        let count = |all: &[String], one: &str| all.iter().filter(|other| *other == one).count();
        match what {
            What::User(login) => count(&self.users, login) as u64,
            What::Observation(text) => count(&self.observations, text) as u64,
            What::Import(file) => match self.imports.get(file).map(Vec::as_slice) {
                None => 0,
                Some([state]) => *state,
                Some(_) => u64::MAX,
            },
            What::Openings => self.openings.len() as u64,
            What::Cases => self.n_cases,
            What::Releases => self.releases.len() as u64,
            What::Runs => self.n_runs,
            What::Opening(id) => self.openings.get(id).copied().unwrap_or(0),
            What::Release(id) => self.releases.get(id).copied().unwrap_or(0),
            What::Reads(query) => {
                let read = store.read().expect("reads");
                let entries = read.log("query", query).expect("read");
                // Each asked something else, so each has a fingerprint of its own.
                let questions: BTreeSet<_> = entries.iter().map(|one| &one.reference).collect();
                if questions.len() == entries.len() { entries.len() as u64 } else { u64::MAX }
            }
        }
    }
}
