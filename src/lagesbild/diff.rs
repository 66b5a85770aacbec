//! What differs between two versions.
//!
//! A statement is the same when it has the same number in the same part; one that was written anew is
//! recognised by its text. Within a statement a number is the same when it says the same of the same,
//! whatever the time: last year's share and this year's.
//!
//! The order is that of the new version, with what is gone after it in the order of the old one.

use super::{
    content::{Judged, SectionKey},
    document::{Document, Part, StatementRef},
    reference::Reference,
    statement::{Statement, To},
};
use serde::{Deserialize, Serialize};

/// A number as it is written and what it is tied to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenNumber {
    /// As written.
    pub written: String,
    /// What it says.
    pub reference: Reference,
}

/// A number in both versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberChange {
    /// Before.
    pub old: WrittenNumber,
    /// Now.
    pub new: WrittenNumber,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Change {
    /// A section that was not there.
    SectionAdded {
        /// About what.
        section: SectionKey,
    },
    /// A section that is gone.
    SectionRemoved {
        /// About what.
        section: SectionKey,
    },
    /// The judgement of a section is another.
    JudgedChanged {
        /// Of what.
        section: SectionKey,
        /// By whom.
        part: Part,
        /// Before.
        old: Option<Judged>,
        /// Now.
        new: Option<Judged>,
    },
    /// A statement that was not there.
    StatementAdded {
        /// Where.
        section: SectionKey,
        /// Which.
        statement: StatementRef,
    },
    /// A statement that is gone.
    StatementRemoved {
        /// Where it was.
        section: SectionKey,
        /// Which.
        statement: StatementRef,
    },
    /// A statement with another text, other ties or in another section.
    StatementChanged {
        /// Where it is.
        section: SectionKey,
        /// Where it was, when that is elsewhere.
        moved_from: Option<SectionKey>,
        /// Which, in the new version.
        statement: StatementRef,
        /// Which, in the old version.
        was: StatementRef,
        /// Its numbers that are others now.
        numbers: Vec<NumberChange>,
    },
}

type Placed<'a> = (&'a SectionKey, StatementRef, &'a Statement);

/// What differs between two documents.
pub fn diff(old: &Document, new: &Document) -> Vec<Change> {
    let (before, now) = (old.statements(), new.statements());
    let pairs = pairs(&before, &now);
    let (old_keys, new_keys) = (old.keys(), new.keys());
    let mut all = Vec::new();
    for key in &new_keys {
        if !old_keys.contains(key) {
            all.push(Change::SectionAdded { section: (*key).clone() });
        }
        all.extend(Part::ALL.into_iter().filter_map(|part| judged(old, new, key, part)));
        for (i, (section, at, statement)) in now.iter().enumerate().filter(|(_, s)| s.0 == *key) {
            let was = pairs.iter().find(|(_, new)| *new == i).map(|(old, _)| before[*old]);
            match was {
                None => {
                    all.push(Change::StatementAdded { section: (*section).clone(), statement: *at })
                }
                Some(was) => all.extend(changed(was, (section, *at, statement))),
            }
        }
    }
    for key in &old_keys {
        if !new_keys.contains(key) {
            all.push(Change::SectionRemoved { section: (*key).clone() });
        }
        for (i, (section, at, _)) in before.iter().enumerate().filter(|(_, s)| s.0 == *key) {
            if !pairs.iter().any(|(old, _)| *old == i) {
                all.push(Change::StatementRemoved { section: (*section).clone(), statement: *at });
            }
        }
    }
    all
}

/// Which statement of the old version is which of the new: the same text in the same place first, then
/// the same number, then the same text anywhere in the part.
fn pairs(before: &[Placed<'_>], now: &[Placed<'_>]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let same_id = |a: &Placed<'_>, b: &Placed<'_>| a.1 == b.1;
    let same_text =
        |a: &Placed<'_>, b: &Placed<'_>| a.1.part == b.1.part && a.2.text() == b.2.text();
    type Same<'a> = &'a dyn Fn(&Placed<'_>, &Placed<'_>) -> bool;
    let rounds: [Same<'_>; 3] = [
        &|a, b| same_id(a, b) && same_text(a, b),
        &|a, b| same_text(a, b) && a.0 == b.0,
        &|a, b| same_id(a, b) || same_text(a, b),
    ];
    for same in rounds {
        for (i, old) in before.iter().enumerate() {
            if pairs.iter().any(|(taken, _)| *taken == i) {
                continue;
            }
            let free = |j: &usize| !pairs.iter().any(|(_, taken)| taken == j);
            let found = (0..now.len()).filter(free).find(|j| same(old, &now[*j]));
            pairs.extend(found.map(|j| (i, j)));
        }
    }
    pairs
}

fn judged(old: &Document, new: &Document, key: &SectionKey, part: Part) -> Option<Change> {
    let of = |document: &Document| document.part(part).section(key).and_then(|it| it.judged);
    let (before, now) = (of(old), of(new));
    (before != now).then(|| Change::JudgedChanged {
        section: key.clone(),
        part,
        old: before,
        new: now,
    })
}

fn changed(was: Placed<'_>, is: Placed<'_>) -> Option<Change> {
    let same = was.0 == is.0 && was.2.text() == is.2.text() && was.2.ties() == is.2.ties();
    (!same).then(|| Change::StatementChanged {
        section: is.0.clone(),
        moved_from: (was.0 != is.0).then(|| was.0.clone()),
        statement: is.1,
        was: was.1,
        numbers: numbers(was.2, is.2),
    })
}

fn numbers(was: &Statement, is: &Statement) -> Vec<NumberChange> {
    let mut before = tied(was);
    let mut all = Vec::new();
    for new in tied(is) {
        let same = |old: &WrittenNumber| old.reference.same_but_for_time(&new.reference);
        let Some(at) = before.iter().position(same) else { continue };
        let old = before.remove(at);
        if old != new {
            all.push(NumberChange { old, new });
        }
    }
    all
}

fn tied(statement: &Statement) -> Vec<WrittenNumber> {
    let text = statement.text().as_str();
    let numbers = statement.numbers().into_iter();
    numbers
        .filter_map(|number| match number.to {
            Some(To::Reference(reference)) => Some(WrittenNumber {
                written: number.found.span.of(text),
                reference: reference.clone(),
            }),
            _ => None,
        })
        .collect()
}
