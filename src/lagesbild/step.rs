//! What can happen to a lägesbild. Steps only grow; replaying them gives the lägesbild. What an overwritten
//! draft said may leave its step ([`super::redaction`]).

use super::{
    content::Section,
    document::{Part, StatementRef, Trouble},
    draft::OneDraft,
    judgement::Passed,
    redaction::Redaction,
    refusal::Refusal,
    stated::Span,
};
use crate::{
    area::Validity,
    case::{
        chefsamrad::OneChief, number::Diarienummer, party::Side, signatory::Signer,
        text_guard::CleanText,
    },
    incident::Fingerprint,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A time-ordered unique id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LagesbildId(pub String);

/// What the writer is told before the text reaches the other authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// What has come in to another authority is normally an allmän handling there.
    NormallyPublicThere,
}

impl Warning {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Warning::NormallyPublicThere => "normally_public_there",
        }
    }
}

/// Who decides under an agreement, for a time: chefsamråd, lokal styrgrupp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SteeringBody {
    /// Stable id.
    pub id: String,
    /// Id of the agreement.
    pub agreement: String,
    /// The days it is the one that decides.
    #[serde(flatten)]
    pub validity: Validity,
}

/// One chief's yes to a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Signed, with the motive.
    pub signature: OneChief,
    /// In the register of the chief's party.
    pub diarienummer: Diarienummer,
    /// In which body it was decided.
    pub body: SteeringBody,
    /// On which day.
    pub on: Date,
    /// On a document that had passed.
    pub passed: Passed,
}

impl Decision {
    /// The chief's side.
    pub fn side(&self) -> Side {
        self.signature.record().signer.side
    }

    /// Who signed.
    pub fn signer(&self) -> &Signer {
        &self.signature.record().signer
    }
}

/// The version that took a decided one's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Successor {
    /// Which.
    pub id: LagesbildId,
    /// Its document.
    pub fingerprint: Fingerprint,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What was done.
    #[serde(flatten)]
    pub act: Act,
    /// By whom, for which party.
    pub by: Signer,
    /// When.
    pub at: Timestamp,
}

/// What can be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Act {
    /// A party wrote its draft, or wrote it over.
    DraftPut {
        /// The draft.
        draft: Box<OneDraft>,
    },
    /// The same, once its text was removed: a later draft of the party had replaced it.
    DraftRemoved {
        /// What stands in its place.
        removed: Redaction,
    },
    /// A party handed its draft over, after it was warned. When both have, they are put together.
    HandedOver {
        /// What it had been told.
        warned: Warning,
    },
    /// A party took back what it had handed over, before the other handed over its own.
    TakenBack,
    /// A section was written over: a party's own or the joint one.
    SectionPut {
        /// Whose.
        part: Part,
        /// The section as it is from now on.
        section: Section,
    },
    /// Somebody said why a number stands.
    Explained {
        /// Of which statement.
        statement: StatementRef,
        /// Which number.
        span: Span,
        /// What was found.
        trouble: Trouble,
        /// Why it stands.
        reason: CleanText,
    },
    /// A chief signed.
    Signed {
        /// What and where.
        decision: Box<Decision>,
    },
    /// A chief took back the signature, before the other signed.
    Unsigned,
    /// A newer version was decided.
    Replaced {
        /// Which; kept under a name of its own, since whoever did the step stands beside it as `by`.
        #[serde(rename = "successor")]
        by: Successor,
    },
}

impl Step {
    /// The side whose draft was written, where one was.
    pub fn draft_of(&self) -> Option<Side> {
        let is_draft = matches!(self.act, Act::DraftPut { .. } | Act::DraftRemoved { .. });
        is_draft.then_some(self.by.side)
    }

    /// What stands in the place of its text, where that was removed.
    pub fn removed(&self) -> Option<&Redaction> {
        match &self.act {
            Act::DraftRemoved { removed } => Some(removed),
            _ => None,
        }
    }
}

impl Act {
    /// Code of the act in the log.
    pub fn code(&self) -> &'static str {
        match self {
            // What was done is the same, whether its text is there or not.
            Act::DraftPut { .. } | Act::DraftRemoved { .. } => "lagesbild_draft_put",
            Act::HandedOver { .. } => "lagesbild_handed_over",
            Act::TakenBack => "lagesbild_taken_back",
            Act::SectionPut { .. } => "lagesbild_section_put",
            Act::Explained { .. } => "lagesbild_explained",
            Act::Signed { .. } => "lagesbild_signed",
            Act::Unsigned => "lagesbild_unsigned",
            Act::Replaced { .. } => "lagesbild_replaced",
        }
    }
}

impl SteeringBody {
    /// Refused when it is another agreement's, or not the body of the day.
    pub fn decides(&self, agreement: &str, on: Date) -> Result<(), Refusal> {
        match self.agreement == agreement && self.validity.covers(on) {
            true => Ok(()),
            false => Err(Refusal::NoSteeringBody),
        }
    }
}
