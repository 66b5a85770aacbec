//! Meetings: the call, the minutes, and what is added to them afterwards.

use super::{plan::Progress, step::By, template::MOST_ITEMS};
use crate::case::{
    refusal::Refusal,
    text_guard::{CleanText, TextRefused},
};
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};

/// When and where a meeting is to be, and what is to be taken up beside the open items.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Day.
    pub day: Date,
    /// Begins, local time.
    pub begins: Time,
    /// Ends, local time.
    pub ends: Time,
    /// Where.
    pub location: CleanText,
    /// What is to be taken up beside the open items.
    pub extra: Vec<CleanText>,
}

impl Call {
    pub(super) fn check(&self) -> Result<(), Refusal> {
        match self.extra.len() > MOST_ITEMS {
            true => Err(Refusal::TooMuch),
            false if self.begins >= self.ends => Err(Refusal::BadDays),
            false => Ok(()),
        }
    }
}

/// What was said about a measure at the meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticked {
    /// Its number.
    pub measure: u32,
    /// How far it has come.
    pub to: Progress,
}

/// The minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minutes {
    /// The day it was held.
    pub held_on: Date,
    /// Functions that were there.
    pub present: Vec<CleanText>,
    /// What was said.
    pub text: CleanText,
    /// What was decided.
    pub decisions: Vec<CleanText>,
    /// How far the measures have come.
    pub ticked: Vec<Ticked>,
}

impl Minutes {
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let too_much = [self.present.len(), self.decisions.len()].iter().any(|n| *n > MOST_ITEMS);
        match self.present.is_empty() {
            true => Err(Refusal::NobodyPresent),
            false if too_much => Err(Refusal::TooMuch),
            false => Ok(()),
        }
    }
}

/// Something that was added to closed minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// What.
    pub text: CleanText,
    /// By whom.
    pub by: By,
    /// When.
    pub at: Timestamp,
}

/// What has become of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// It is to be held.
    Called,
    /// It was held.
    Closed {
        /// The minutes as they were closed.
        minutes: Box<Minutes>,
        /// By whom.
        by: By,
        /// When.
        at: Timestamp,
        /// Added since.
        additions: Vec<Addition>,
    },
    /// It was called off.
    Cancelled {
        /// Why.
        motive: CleanText,
    },
}

/// A meeting of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The call as it is now.
    pub call: Call,
    /// What has become of it.
    pub held: Held,
}

/// Minutes, 2–20 000 characters.
pub fn minutes(text: &str) -> Result<CleanText, TextRefused> {
    CleanText::checked("text", text, 2, 20_000)
}
