//! The duties that an installation has: a list that fits together.

use super::{
    duty::{Duty, DutyId},
    event::EventKind,
    rule::RuleFault,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with a list of duties.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DutyFault {
    /// Not the list it should be.
    #[error("line {line}, column {column}: {what}")]
    Unreadable {
        /// Line.
        line: usize,
        /// Column.
        column: usize,
        /// What the reader says.
        what: String,
    },
    /// A rule that no calendar has.
    #[error("{duty}: {fault}")]
    Rule {
        /// Whose.
        duty: DutyId,
        /// What is wrong with it.
        fault: RuleFault,
    },
    /// Ends before it begins.
    #[error("{duty}: ends before it begins")]
    Backwards {
        /// Which.
        duty: DutyId,
    },
    /// Counts years from a start that it does not have.
    #[error("{duty}: counts years from its start, and has none")]
    NoStart {
        /// Which.
        duty: DutyId,
    },
    /// Two of the same id.
    #[error("{duty}: is there twice")]
    Twice {
        /// Which.
        duty: DutyId,
    },
    /// Goes by events that nothing in the list names.
    #[error("{duty}: goes by {of}, which is neither a duty nor a kind of event")]
    UnknownKind {
        /// Which.
        duty: DutyId,
        /// What it goes by.
        of: EventKind,
    },
}

/// Duties that fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duties {
    duties: Vec<Duty>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DutyFile {
    /// Kinds of events that are no duties: what they are, by kind.
    events: BTreeMap<EventKind, String>,
    duties: Vec<Duty>,
}

impl Duties {
    /// Reads a list: every id once, every rule sound, every kind of event known.
    pub fn from_json(text: &str) -> Result<Self, DutyFault> {
        let file: DutyFile = serde_json::from_str(text).map_err(|error| DutyFault::Unreadable {
            line: error.line(),
            column: error.column(),
            what: error.to_string(),
        })?;
        let mut seen = BTreeSet::new();
        for duty in &file.duties {
            duty.check()?;
            if !seen.insert(duty.id.as_str()) {
                return Err(DutyFault::Twice { duty: duty.id.clone() });
            }
        }
        for duty in &file.duties {
            let known =
                |of: &&EventKind| seen.contains(of.as_str()) || file.events.contains_key(*of);
            if let Some(of) = duty.rule.goes_by().filter(|of| !known(of)) {
                return Err(DutyFault::UnknownKind { duty: duty.id.clone(), of: of.clone() });
            }
        }
        Ok(Self { duties: file.duties })
    }

    /// All, in the order of the list.
    pub fn all(&self) -> &[Duty] {
        &self.duties
    }

    /// The one with that id.
    pub fn get(&self, id: &str) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.id.as_str() == id)
    }
}
