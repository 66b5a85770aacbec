//! Identifierad → Bedöms → case | Avböjd | Obesvarad.
//!
//! ```text
//! Identifierad ─(first yes: the evidence freezes)→ Bedöms ─(second yes)→ Oppnad, with its Case
//!      ↑  │ └──(a first no)──────────────────────────┐  │
//!      │  └──(more evidence)                         ▼  │(a no)
//!      ├────(withdrawn before the second yes)── Bedöms ─┴→ Avböjd
//!      └────────────────────────────────┐        │ 30 days without an answer
//!                                  Obesvarad ←───┘
//!                Obesvarad ─(late answer)→ as Bedöms; ─(both chiefs)→ Avböjd
//! ```
//! Each state owns the facts of that state; a transition consumes it and returns the next or a
//! named refusal. An opening that extends a case goes the same way; its second yes gives the case its
//! next ground. Silence is a function of time: nobody has to run anything for it.

use super::{
    assessment::{Answer, OneSide},
    chefsamrad::OneChief,
    evidence::{Evidence, Finding, Frozen, fingerprint},
    signatory::{Signatory, Signer},
    text_guard::CleanText,
};
pub use super::{
    number::{CaseNumber, OpeningId},
    opened::Case,
    opening_states::{
        Assessed, Avbojd, Bedoms, BothYes, Dossier, Identifierad, No, Obesvarad, Oppnad,
        Superseded, SupersededAct, TIME_TO_ANSWER,
    },
    refusal::Refusal,
};
use crate::incident::Fingerprint;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A place on its way to a joint decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Opening {
    /// Someone has pointed at a place.
    Identifierad(Identifierad),
    /// One party has said yes.
    Bedoms(Bedoms),
    /// A party, or the chefsamråd, has said no.
    Avbojd(Avbojd),
    /// The other party has not answered in time. Never counted as a no.
    Obesvarad(Obesvarad),
    /// Both have said yes: there is a case, or an extended one.
    Oppnad(Oppnad),
}

impl Opening {
    /// Id.
    pub fn id(&self) -> &OpeningId {
        &self.dossier().id
    }

    /// What it is about.
    pub fn dossier(&self) -> &Dossier {
        match self {
            Opening::Identifierad(state) => &state.dossier,
            Opening::Bedoms(state) => &state.dossier,
            Opening::Avbojd(state) => &state.dossier,
            Opening::Obesvarad(state) => &state.bedoms.dossier,
            Opening::Oppnad(state) => &state.dossier,
        }
    }

    /// Stable name of the state.
    pub fn state(&self) -> &'static str {
        match self {
            Opening::Identifierad(_) => "identifierad",
            Opening::Bedoms(_) => "bedoms",
            Opening::Avbojd(_) => "avbojd",
            Opening::Obesvarad(_) => "obesvarad",
            Opening::Oppnad(_) => "oppnad",
        }
    }

    /// The joint evidence.
    pub fn evidence(&self) -> &[Evidence] {
        match self {
            Opening::Identifierad(state) => &state.evidence,
            Opening::Bedoms(state) => state.evidence.items(),
            Opening::Avbojd(state) => state.evidence.items(),
            Opening::Obesvarad(state) => state.bedoms.evidence.items(),
            Opening::Oppnad(state) => state.evidence.items(),
        }
    }

    /// The frozen evidence; `None` while it is gathered.
    pub fn frozen(&self) -> Option<&Frozen> {
        match self {
            Opening::Identifierad(_) => None,
            Opening::Bedoms(state) => Some(&state.evidence),
            Opening::Avbojd(state) => Some(&state.evidence),
            Opening::Obesvarad(state) => Some(&state.bedoms.evidence),
            Opening::Oppnad(state) => Some(&state.evidence),
        }
    }

    /// Fingerprint of the evidence as it is now: what a signer must have seen.
    pub fn fingerprint(&self) -> Fingerprint {
        match self.frozen() {
            Some(frozen) => frozen.fingerprint().clone(),
            None => fingerprint(self.dossier().about(), self.evidence()),
        }
    }

    /// The assessments in force, oldest first.
    pub fn assessments(&self) -> Vec<OneSide> {
        match self {
            Opening::Identifierad(_) => Vec::new(),
            Opening::Bedoms(state) => vec![state.first.clone()],
            Opening::Obesvarad(state) => vec![state.bedoms.first.clone()],
            Opening::Avbojd(state) => match &state.decision {
                No::Party { yes, no } => yes.iter().chain([no]).cloned().collect(),
                No::Chefsamrad { first, .. } => vec![first.clone()],
            },
            Opening::Oppnad(state) => {
                let mut both =
                    vec![OneSide::Police(state.police.clone()), OneSide::City(state.city.clone())];
                both.sort_by_key(|one| one.record().at);
                both
            }
        }
    }

    /// When the other party should have answered, while it is waited for.
    pub fn answer_by(&self) -> Option<Timestamp> {
        match self {
            Opening::Bedoms(state) => Some(state.answer_by),
            Opening::Obesvarad(state) => Some(state.bedoms.answer_by),
            _ => None,
        }
    }

    /// The opening at a moment: Bedöms that is due has become Obesvarad.
    pub fn as_of(self, now: Timestamp) -> Opening {
        match self {
            Opening::Bedoms(bedoms) if bedoms.due(now) => {
                Opening::Obesvarad(Obesvarad { bedoms, closing: None })
            }
            other => other,
        }
    }

    /// One party adds evidence that both will assess.
    pub fn add_evidence(
        self,
        finding: Finding,
        by: &Signer,
        now: Timestamp,
    ) -> Result<Opening, Refusal> {
        match self.as_of(now) {
            Opening::Identifierad(state) => state.add(finding, by, now).map(Opening::Identifierad),
            Opening::Bedoms(_) | Opening::Obesvarad(_) => Err(Refusal::EvidenceFrozen),
            Opening::Avbojd(_) | Opening::Oppnad(_) => Err(Refusal::AlreadyDecided),
        }
    }

    /// One party assesses. The signatory decides for which.
    pub fn assess(
        self,
        by: &Signatory,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Assessed, Refusal> {
        self.of_a_party(by)?;
        match self.as_of(now) {
            Opening::Identifierad(state) => state.assess(by, answer, now).map(Assessed::Standing),
            Opening::Bedoms(state) => state.assess(by, answer, now),
            Opening::Obesvarad(state) => state.take_up(by.signer(), now).assess(by, answer, now),
            Opening::Avbojd(_) | Opening::Oppnad(_) => Err(Refusal::AlreadyDecided),
        }
    }

    /// The party that said yes takes it back, before the second yes.
    pub fn withdraw(
        self,
        by: &Signatory,
        motive: CleanText,
        now: Timestamp,
    ) -> Result<Opening, Refusal> {
        self.of_a_party(by)?;
        let bedoms = match self.as_of(now) {
            Opening::Bedoms(state) => state,
            Opening::Obesvarad(state) if state.bedoms.first.side() == by.side() => {
                state.take_up(by.signer(), now)
            }
            Opening::Obesvarad(_) | Opening::Identifierad(_) => {
                return Err(Refusal::NothingToWithdraw);
            }
            Opening::Avbojd(_) | Opening::Oppnad(_) => return Err(Refusal::AlreadyDecided),
        };
        bedoms.withdraw(by, motive, now).map(Opening::Identifierad)
    }

    /// One chief signs that an unanswered opening is closed; the second chief's signature does it.
    pub fn close(
        self,
        by: &Signatory,
        motive: CleanText,
        now: Timestamp,
    ) -> Result<Opening, Refusal> {
        self.of_a_party(by)?;
        let mut state = match self.as_of(now) {
            Opening::Obesvarad(state) => state,
            Opening::Identifierad(_) | Opening::Bedoms(_) => {
                return Err(Refusal::StillTimeToAnswer);
            }
            Opening::Avbojd(_) | Opening::Oppnad(_) => return Err(Refusal::AlreadyDecided),
        };
        let signed = OneChief::sign(by, motive, now)?;
        match (state.closing.take(), signed) {
            (None, signed) => {
                state.closing = Some(signed);
                Ok(Opening::Obesvarad(state))
            }
            (Some(OneChief::Police(police)), OneChief::City(city))
            | (Some(OneChief::City(city)), OneChief::Police(police)) => {
                state.close(police, city).map(Opening::Avbojd)
            }
            (Some(_), _) => Err(Refusal::AlreadyAssessed),
        }
    }

    fn of_a_party(&self, by: &Signatory) -> Result<(), Refusal> {
        let signer = by.signer();
        match self.dossier().parties.of(signer.side) == &signer.party {
            true => Ok(()),
            false => Err(Refusal::NotAParty),
        }
    }
}

#[cfg(test)]
#[path = "opening_tests.rs"]
pub(super) mod tests;
