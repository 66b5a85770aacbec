//! The åtgärdsplan: why it is so (causes), and what is done about it (measures).

use crate::case::{
    library::Chosen,
    party::Side,
    refusal::Refusal,
    text_guard::{CleanText, TextRefused},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Who owns something: a function of one of the parties, or of a participant. Never a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Owner {
    /// Whose function it is.
    pub of: Whose,
    /// The function.
    pub function: CleanText,
}

impl Owner {
    /// Whether a function as it is written for a user is this one: upper and lower case and the number of
    /// spaces tell no functions apart. It is asked of users of the party alone.
    pub fn is_function(&self, written: &str) -> bool {
        let plain =
            |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        plain(self.function.as_str()) == plain(written)
    }
}

/// A party of the agreement, or another participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The police's.
    Polis,
    /// The stadsdelsförvaltning's.
    Stad,
    /// Another participant's, one of the case's list.
    Deltagare,
}

impl Whose {
    /// The side; `None` for another participant.
    pub fn side(self) -> Option<Side> {
        match self {
            Whose::Polis => Some(Side::Polis),
            Whose::Stad => Some(Side::Stad),
            Whose::Deltagare => None,
        }
    }
}

/// A cause found in the orsaksanalys, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What makes the place what it is.
    pub text: CleanText,
    /// Numbers of the pieces of the frozen evidence that it rests on.
    pub evidence: Vec<u32>,
    /// What else it rests on, in words.
    pub basis: Option<CleanText>,
}

impl Cause {
    /// The numbers it names that the frozen evidence does not have, by their place in the list.
    pub fn unknown_evidence(&self, known: &[u16]) -> Vec<(usize, u32)> {
        let known = |no: u32| known.iter().any(|one| u32::from(*one) == no);
        self.evidence.iter().copied().enumerate().filter(|(_, no)| !known(*no)).collect()
    }
}

/// What the indicator is expected to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Go down.
    Minskar,
    /// Go up.
    Okar,
}

/// What kind of prevention it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Changes the place.
    Situationell,
    /// Changes what people's lives are like.
    Social,
}

/// How soon it is to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Horizon {
    /// Soon.
    Kort,
    /// In time.
    Lang,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// What.
    pub what: CleanText,
    /// How.
    pub how: Option<CleanText>,
    /// The cause it answers; one without is flagged.
    pub cause: Option<u32>,
    /// Who does it.
    pub owner: Owner,
    /// First day.
    pub start: Date,
    /// Last day.
    pub deadline: Date,
    /// The day on which the owner says how it went.
    pub aterkoppling: Date,
    /// What is expected of the indicator.
    pub expected: Direction,
    /// What is looked at.
    pub indicator: CleanText,
    /// What kind it is.
    pub kind: Kind,
    /// How soon it is to work.
    pub horizon: Horizon,
    /// The year of the verksamhetsplan it is carried into; `None` when it is not.
    pub verksamhetsplan: Option<i16>,
    /// The goal it serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<u32>,
    /// The entry of the library it was taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<Chosen>,
}

impl Measure {
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let in_order = self.start <= self.deadline && self.start <= self.aterkoppling;
        if in_order { Ok(()) } else { Err(Refusal::BadDays) }
    }
}

/// How far a measure has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Progress {
    /// Not begun.
    Planerad,
    /// Begun.
    Pagar,
    /// Done.
    Klar {
        /// The day it was done.
        on: Date,
    },
    /// Will be late; the owner says until when and why.
    Forsenad {
        /// The new day.
        until: Date,
        /// Why.
        reason: CleanText,
    },
    /// Will not be done.
    Utgar {
        /// Why.
        reason: CleanText,
    },
}

impl Progress {
    /// Nothing more is to be done.
    pub fn is_over(&self) -> bool {
        matches!(self, Progress::Klar { .. } | Progress::Utgar { .. })
    }

    /// Stable name.
    pub fn as_str(&self) -> &'static str {
        match self {
            Progress::Planerad => "planerad",
            Progress::Pagar => "pagar",
            Progress::Klar { .. } => "klar",
            Progress::Forsenad { .. } => "forsenad",
            Progress::Utgar { .. } => "utgar",
        }
    }
}

/// A function, 2–100 characters and no person.
pub fn function(text: &str) -> Result<CleanText, TextRefused> {
    CleanText::checked("function", text, 2, 100)
}
