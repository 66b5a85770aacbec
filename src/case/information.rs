//! Information under §10 of the agreement: what has happened or been done that can be of väsentlig
//! betydelse for the other party, told to its contact person as soon as possible.
//!
//! ```text
//! sent ─(the other party: received)→ ─┐
//!   ↑                                 │
//!   └──(the sender: corrected | withdrawn, with a reason) ←─┘   each of them waits to be received again
//! ```
//! It is delivered when it is sent: from then on the other party has it before it. What was sent never
//! changes; what happens to it are steps that only grow.

use super::{
    number::CaseNumber,
    observation::ObservationId,
    party::{Parties, Side},
    refusal::Refusal,
    signatory::Signer,
    text_guard::CleanText,
};
use crate::area::{AreaId, BaseCell};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A time-ordered unique id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InformationId(pub String);

/// Longest account of what happened, in characters.
const LONGEST_WHAT: usize = 1000;

/// Longest account of what it means, and longest reason, in characters.
const LONGEST_WHY: usize = 500;

/// What §10 speaks of: händelser eller åtgärder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Something that happened.
    Handelse,
    /// Something that a party does, or is about to do.
    Atgard,
}

impl About {
    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            About::Handelse => "handelse",
            About::Atgard => "atgard",
        }
    }
}

impl std::str::FromStr for About {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut all = [About::Handelse, About::Atgard].into_iter();
        all.find(|about| about.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

/// Where, when there is a place to name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    /// Where somebody stood.
    Cell {
        /// The base cell: about 19 m across is all that is kept of a position.
        cell: BaseCell,
        /// The smallest area that it lay in.
        lies_in: Option<AreaId>,
    },
    /// A named place or a wider area.
    Area(AreaId),
    /// The place of a case of the two parties.
    Case(CaseNumber),
    /// The place of an observation that both parties see.
    Observation(ObservationId),
}

/// What is told, checked: no text points at a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// An event or a measure.
    pub about: About,
    /// When it happened, or is to be done.
    pub happened: Timestamp,
    /// What, 3–1 000 characters.
    pub what: CleanText,
    /// Why it can be of väsentlig betydelse to the other party, 3–500 characters.
    pub significance: CleanText,
    /// Where; a place is optional.
    pub place: Option<Where>,
    /// The function at the other party that it is meant for.
    pub recipient: CleanText,
}

impl Told {
    /// Guards the texts. A measure may lie ahead, an event not.
    pub fn checked(
        (about, happened): (About, Timestamp),
        what: &str,
        significance: &str,
        place: Option<Where>,
        recipient: &str,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        if about == About::Handelse && happened > now {
            return Err(Refusal::BadDays);
        }
        let what = CleanText::checked("what", what, 3, LONGEST_WHAT)?;
        let significance = CleanText::checked("significance", significance, 3, LONGEST_WHY)?;
        let recipient = CleanText::checked("recipient", recipient, 3, 200)?;
        Ok(Self { about, happened, what, significance, place, recipient })
    }
}

/// Why something is corrected or taken back: needed, and about no person.
pub fn reason(text: &str) -> Result<CleanText, Refusal> {
    Ok(CleanText::checked("reason", text, 3, LONGEST_WHY)?)
}

/// What was sent, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Identity.
    pub id: InformationId,
    /// Id of the agreement under which it was told.
    pub agreement: String,
    /// The two that see it.
    pub parties: Parties,
    /// What was told.
    pub told: Told,
    /// Who wrote it.
    pub by: Signer,
    /// When it was sent, and so delivered.
    pub at: Timestamp,
    /// Made up.
    pub synthetic: bool,
}

/// Something that happened to it afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What was done.
    #[serde(flatten)]
    pub act: Act,
    /// By whom.
    pub by: Signer,
    /// When.
    pub at: Timestamp,
}

/// What can be done with information that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Act {
    /// The other party has taken it in.
    Received,
    /// The sender's party tells it right.
    Corrected {
        /// What is right.
        told: Box<Told>,
        /// Why it was told otherwise.
        reason: CleanText,
    },
    /// The sender's party takes it back.
    Withdrawn {
        /// Why.
        reason: CleanText,
    },
}

impl Act {
    /// Stable name.
    pub fn as_str(&self) -> &'static str {
        match self {
            Act::Received => "received",
            Act::Corrected { .. } => "corrected",
            Act::Withdrawn { .. } => "withdrawn",
        }
    }

    /// Code of the act in the log.
    pub fn code(&self) -> &'static str {
        match self {
            Act::Received => "information_received",
            Act::Corrected { .. } => "information_corrected",
            Act::Withdrawn { .. } => "information_withdrawn",
        }
    }
}

/// Information with what has happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Information {
    sent: Sent,
    steps: Vec<Step>,
}

impl Information {
    /// Just sent. Refused for somebody who is of neither party.
    pub fn new(sent: Sent) -> Result<Self, Refusal> {
        match sent.parties.side_of(&sent.by.party) == Some(sent.by.side) {
            true => Ok(Self { sent, steps: Vec::new() }),
            false => Err(Refusal::NotAParty),
        }
    }

    /// As it was stored. Refused when the steps could not have happened in this order.
    pub fn replayed(sent: Sent, steps: Vec<Step>) -> Result<Self, Refusal> {
        steps.into_iter().try_fold(Self::new(sent)?, Self::after)
    }

    /// As it was sent.
    pub fn sent(&self) -> &Sent {
        &self.sent
    }

    /// What happened since, oldest first.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Starts at 1, grows by one with each step.
    pub fn version(&self) -> u64 {
        1 + self.steps.len() as u64
    }

    /// What is told, as it now stands.
    pub fn told(&self) -> &Told {
        let corrections = self.steps.iter().rev().find_map(|step| match &step.act {
            Act::Corrected { told, .. } => Some(&**told),
            Act::Received | Act::Withdrawn { .. } => None,
        });
        corrections.unwrap_or(&self.sent.told)
    }

    /// That it was taken back, by whom and why.
    pub fn withdrawn(&self) -> Option<(&Step, &CleanText)> {
        self.steps.iter().find_map(|step| match &step.act {
            Act::Withdrawn { reason } => Some((step, reason)),
            Act::Received | Act::Corrected { .. } => None,
        })
    }

    /// The side that has not yet taken in the sender's last word.
    pub fn awaits(&self) -> Option<Side> {
        let received = self.steps.last().is_some_and(|step| step.act == Act::Received);
        (!received).then(|| self.sent.by.side.other())
    }

    /// The other party takes in what was told last.
    pub fn receive(self, by: Signer, at: Timestamp) -> Result<Self, Refusal> {
        self.after(Step { act: Act::Received, by, at })
    }

    /// The sender's party tells it right; the other party is to take it in anew.
    pub fn correct(
        self,
        told: Told,
        reason: CleanText,
        by: Signer,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.after(Step { act: Act::Corrected { told: Box::new(told), reason }, by, at })
    }

    /// The sender's party takes it back; the other party is to take that in as well.
    pub fn withdraw(self, reason: CleanText, by: Signer, at: Timestamp) -> Result<Self, Refusal> {
        self.after(Step { act: Act::Withdrawn { reason }, by, at })
    }

    fn after(mut self, step: Step) -> Result<Self, Refusal> {
        if self.sent.parties.side_of(&step.by.party) != Some(step.by.side) {
            return Err(Refusal::NotAParty);
        }
        let own = step.by.side == self.sent.by.side;
        match &step.act {
            Act::Received if own => return Err(Refusal::OwnInformation),
            Act::Received if self.awaits().is_none() => return Err(Refusal::InformationReceived),
            Act::Corrected { .. } | Act::Withdrawn { .. } if !own => {
                return Err(Refusal::OthersInformation);
            }
            Act::Corrected { .. } | Act::Withdrawn { .. } if self.withdrawn().is_some() => {
                return Err(Refusal::InformationWithdrawn);
            }
            Act::Received | Act::Corrected { .. } | Act::Withdrawn { .. } => {}
        }
        self.steps.push(step);
        Ok(self)
    }
}

#[cfg(test)]
#[path = "information_tests.rs"]
mod tests;
