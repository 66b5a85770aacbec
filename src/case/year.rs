//! What the parties have said of the year of their agreement: which duties have been done, why some are
//! late, that they have consulted, how long the Avsiktsförklaring is valid, who chairs first.
//!
//! Steps only grow; what was written by mistake is taken back within a day by the party that wrote it.
//! What the service knows itself, a meeting that was closed or information that was sent, is no step.

use super::{
    party::{Parties, Side},
    refusal::Refusal,
    signatory::Signer,
    text_guard::{CleanText, TextRefused},
    work::{Now, TIME_TO_UNDO},
};
use crate::calendar::{InstanceKey, Span};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What shows that something was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Of what kind.
    pub kind: EvidenceKind,
    /// Which: its number, or where it is found.
    pub reference: CleanText,
}

/// Kinds of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// A meeting that is not kept in the service.
    Meeting,
    /// A document.
    Document,
    /// A decision.
    Decision,
}

impl EvidenceKind {
    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Meeting => "meeting",
            Self::Document => "document",
            Self::Decision => "decision",
        }
    }
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum YearAct {
    /// A duty was done.
    Done {
        /// Which time of it.
        key: InstanceKey,
        /// On which day.
        day: Date,
        /// What shows it.
        evidence: Evidence,
        /// Why so late, where it was.
        explanation: Option<CleanText>,
    },
    /// Why something is late.
    Explained {
        /// Which time of which duty.
        key: InstanceKey,
        /// Why.
        text: CleanText,
    },
    /// The parties consulted about an extension.
    Consulted {
        /// On which day.
        day: Date,
    },
    /// The days on which the Avsiktsförklaring is valid.
    AvsiktsforklaringStated {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// Whose chief chairs the first meeting of the steering body.
    FirstChairStated {
        /// The side of the party.
        side: Side,
    },
    /// An earlier step was taken back by the party that made it.
    Undone {
        /// Its number, from 1.
        no: u32,
    },
}

impl YearAct {
    /// Code of the act in the log, and in the store.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Done { .. } => "duty_done",
            Self::Explained { .. } => "duty_explained",
            Self::Consulted { .. } => "extension_consulted",
            Self::AvsiktsforklaringStated { .. } => "avsiktsforklaring_stated",
            Self::FirstChairStated { .. } => "first_chair_stated",
            Self::Undone { .. } => "year_step_undone",
        }
    }
}

/// One thing that was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearStep {
    /// What.
    #[serde(flatten)]
    pub act: YearAct,
    /// By whom, for which party.
    pub by: Signer,
    /// When.
    pub at: Timestamp,
    /// On which local day.
    pub on: Date,
}

/// The year of one agreement, with everything that was said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    agreement: String,
    parties: Parties,
    steps: Vec<YearStep>,
}

/// Reference of what shows something, 2–200 characters.
pub fn reference(text: &str) -> Result<CleanText, TextRefused> {
    CleanText::checked("reference", text, 2, 200)
}

/// Why something is late, 3–500 characters.
pub fn explanation(text: &str) -> Result<CleanText, TextRefused> {
    CleanText::checked("explanation", text, 3, 500)
}

impl Year {
    /// Nothing has been said.
    pub fn new(agreement: String, parties: Parties) -> Self {
        Self { agreement, parties, steps: Vec::new() }
    }

    /// As it was stored. Refused when the steps could not have happened in this order.
    pub fn replayed(
        agreement: String,
        parties: Parties,
        steps: Vec<YearStep>,
    ) -> Result<Self, Refusal> {
        steps.into_iter().try_fold(Self::new(agreement, parties), Self::after)
    }

    /// Id of the agreement.
    pub fn agreement(&self) -> &str {
        &self.agreement
    }

    /// What was said, oldest first; the first has number 1.
    pub fn steps(&self) -> &[YearStep] {
        &self.steps
    }

    /// Starts at 1, grows by one with each step.
    pub fn version(&self) -> u64 {
        1 + self.steps.len() as u64
    }

    /// One of the parties says something.
    pub fn say(self, by: &Signer, act: YearAct, now: Now) -> Result<Self, Refusal> {
        self.after(YearStep { act, by: by.clone(), at: now.at, on: now.on })
    }

    /// What was not taken back, by number.
    pub fn left(&self) -> impl DoubleEndedIterator<Item = (u32, &YearStep)> {
        let undone = self.steps.iter().filter_map(|step| match step.act {
            YearAct::Undone { no } => Some(no),
            _ => None,
        });
        let undone: Vec<u32> = undone.collect();
        let numbered = self.steps.iter().enumerate().map(|(at, step)| (at as u32 + 1, step));
        numbered.filter(move |(no, step)| {
            !matches!(step.act, YearAct::Undone { .. }) && !undone.contains(no)
        })
    }

    /// The days on which the parties consulted, as they were said.
    pub fn consultations(&self) -> impl Iterator<Item = Date> {
        self.left().filter_map(|(_, step)| match step.act {
            YearAct::Consulted { day } => Some(day),
            _ => None,
        })
    }

    /// The days on which the Avsiktsförklaring is valid, as they were said last.
    pub fn avsiktsforklaring(&self) -> Option<Span> {
        self.left().rev().find_map(|(_, step)| match step.act {
            YearAct::AvsiktsforklaringStated { from, to } => {
                Some(Span { from: Some(from), to: Some(to) })
            }
            _ => None,
        })
    }

    /// Whose chief chairs first, as it was said last.
    pub fn first_chair(&self) -> Option<Side> {
        self.left().rev().find_map(|(_, step)| match step.act {
            YearAct::FirstChairStated { side } => Some(side),
            _ => None,
        })
    }

    /// Whether a party can take a step back at a moment.
    pub fn can_undo(&self, no: u32, side: Side, at: Timestamp) -> bool {
        self.may_undo(no, side, at).is_ok()
    }

    fn may_undo(&self, no: u32, side: Side, at: Timestamp) -> Result<(), Refusal> {
        let earlier = (no as usize).checked_sub(1).and_then(|place| self.steps.get(place));
        let earlier = earlier.ok_or(Refusal::NoSuchObject)?;
        if !self.left().any(|(left, _)| left == no) {
            Err(Refusal::CannotBeUndone)
        } else if earlier.by.side != side {
            Err(Refusal::NotAParty)
        } else if at.duration_since(earlier.at) > TIME_TO_UNDO {
            Err(Refusal::TooLateToUndo)
        } else {
            Ok(())
        }
    }

    fn after(mut self, step: YearStep) -> Result<Self, Refusal> {
        if self.parties.side_of(&step.by.party) != Some(step.by.side) {
            return Err(Refusal::NotAParty);
        }
        match &step.act {
            YearAct::Done { key, day, .. } => {
                if *day > step.on {
                    return Err(Refusal::BadDays);
                }
                let same =
                    |other: &YearAct| matches!(other, YearAct::Done { key: k, .. } if k == key);
                if self.left().any(|(_, other)| same(&other.act)) {
                    return Err(Refusal::DutyDone);
                }
            }
            YearAct::Consulted { day } if *day > step.on => return Err(Refusal::BadDays),
            YearAct::AvsiktsforklaringStated { from, to } if to < from => {
                return Err(Refusal::BadDays);
            }
            YearAct::Undone { no } => self.may_undo(*no, step.by.side, step.at)?,
            YearAct::Explained { .. }
            | YearAct::Consulted { .. }
            | YearAct::AvsiktsforklaringStated { .. }
            | YearAct::FirstChairStated { .. } => {}
        }
        self.steps.push(step);
        Ok(self)
    }
}

#[cfg(test)]
#[path = "year_tests.rs"]
mod tests;
