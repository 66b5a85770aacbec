//! How an överenskommelse comes to hold: one party puts terms before the other, which confirms or
//! declines them. Either may end what holds, on a day; neither alone makes anything hold.
//!
//! What is kept is what happened, and it only grows; what holds follows from it.

use super::{
    party::{Agreement, Parties},
    refusal::Refusal,
    signatory::Signer,
    text_guard::CleanText,
};
use crate::area::{AreaId, Validity};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What two parties agree on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Name in Swedish.
    pub name: CleanText,
    /// The ground; empty when the agreement does not say.
    pub areas: Vec<AreaId>,
    /// The days.
    #[serde(flatten)]
    pub validity: Validity,
}

/// Most areas that an agreement names.
pub const MOST_AREAS: usize = 50;

impl Terms {
    /// Refused when the days run backwards or are over, or when nobody could overlook the ground.
    pub fn checked(
        name: CleanText,
        mut areas: Vec<AreaId>,
        validity: Validity,
        today: Date,
    ) -> Result<Self, Refusal> {
        areas.sort();
        areas.dedup();
        let Validity { valid_from, valid_to } = validity;
        let backwards = valid_from.zip(valid_to).is_some_and(|(from, to)| to < from);
        if backwards || valid_to.is_some_and(|to| to < today) {
            return Err(Refusal::BadDays);
        }
        if areas.len() > MOST_AREAS {
            return Err(Refusal::TooMuch);
        }
        Ok(Self { name, areas, validity })
    }
}

/// One step on the way of an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementStep {
    /// What was done.
    #[serde(flatten)]
    pub act: AgreementAct,
    /// By whom, for which party.
    pub by: Signer,
    /// When.
    pub at: Timestamp,
}

/// What can be done with an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum AgreementAct {
    /// One party put terms before the other: a new agreement, an extension or a change.
    Proposed {
        /// The terms.
        terms: Terms,
    },
    /// The other party agreed to them.
    Confirmed,
    /// The other party did not.
    Declined,
    /// The party that proposed took them back unanswered.
    Withdrawn,
    /// One of the two ended what held.
    Ended {
        /// Last day it holds.
        last_day: Date,
    },
}

impl AgreementAct {
    /// Code of the act in the log.
    pub fn code(&self) -> &'static str {
        match self {
            AgreementAct::Proposed { .. } => "agreement_proposed",
            AgreementAct::Confirmed => "agreement_confirmed",
            AgreementAct::Declined => "agreement_declined",
            AgreementAct::Withdrawn => "agreement_withdrawn",
            AgreementAct::Ended { .. } => "agreement_ended",
        }
    }
}

/// Terms that wait for the other party's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposal<'a> {
    /// The terms.
    pub terms: &'a Terms,
    /// Who put them there.
    pub by: &'a Signer,
    /// When.
    pub at: Timestamp,
}

/// An agreement of two parties with everything that happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementRecord {
    /// Stable id.
    pub id: String,
    /// The two.
    pub parties: Parties,
    /// What the installation began with: agreements of before they were confirmed here, and the demo's.
    pub founded: Option<Terms>,
    steps: Vec<AgreementStep>,
}

impl AgreementRecord {
    /// A new one: terms that wait for the other party.
    pub fn proposed(
        id: String,
        parties: Parties,
        terms: Terms,
        by: Signer,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        let nothing = Self { id, parties, founded: None, steps: Vec::new() };
        nothing.propose(terms, by, at)
    }

    /// One that the installation begins with.
    pub fn founded(agreement: &Agreement) -> Result<Self, Refusal> {
        let name = CleanText::checked("name", &agreement.name, 3, 200)?;
        let (areas, validity) = (agreement.areas.clone(), agreement.validity);
        Ok(Self {
            id: agreement.id.clone(),
            parties: agreement.parties.clone(),
            founded: Some(Terms { name, areas, validity }),
            steps: Vec::new(),
        })
    }

    /// What happened, oldest first.
    pub fn steps(&self) -> &[AgreementStep] {
        &self.steps
    }

    /// What both have agreed to, as it stands; whether it holds is a question of the day.
    pub fn agreed(&self) -> Option<Agreement> {
        let terms = self.standing().0?;
        Some(Agreement {
            id: self.id.clone(),
            name: terms.name.as_str().to_owned(),
            parties: self.parties.clone(),
            areas: terms.areas,
            validity: terms.validity,
        })
    }

    /// What one of them has put before the other.
    pub fn waiting(&self) -> Option<Proposal<'_>> {
        self.standing().1
    }

    /// The last days that it has had, each with the moment since when; `None` for what it began with, and
    /// for a time until further notice.
    pub fn ends(&self) -> Vec<(Option<Timestamp>, Option<Date>)> {
        let mut ends: Vec<(Option<Timestamp>, Option<Date>)> = Vec::new();
        for n in 0..=self.steps.len() {
            let Some(terms) = self.standing_after(n).0 else { continue };
            let end = terms.validity.valid_to;
            if ends.last().is_none_or(|(_, last)| *last != end) {
                ends.push((n.checked_sub(1).map(|at| self.steps[at].at), end));
            }
        }
        ends
    }

    fn standing(&self) -> (Option<Terms>, Option<Proposal<'_>>) {
        self.standing_after(self.steps.len())
    }

    /// After the first so many steps.
    fn standing_after(&self, n: usize) -> (Option<Terms>, Option<Proposal<'_>>) {
        let (mut agreed, mut waiting) = (self.founded.clone(), None::<Proposal<'_>>);
        for AgreementStep { act, by, at } in &self.steps[..n] {
            match act {
                AgreementAct::Proposed { terms } => {
                    waiting = Some(Proposal { terms, by, at: *at });
                }
                AgreementAct::Confirmed => {
                    agreed = waiting.take().map(|proposal| proposal.terms.clone()).or(agreed);
                }
                AgreementAct::Declined | AgreementAct::Withdrawn => waiting = None,
                AgreementAct::Ended { last_day } => {
                    waiting = None;
                    if let Some(terms) = &mut agreed {
                        terms.validity.valid_to = Some(*last_day);
                    }
                }
            }
        }
        (agreed, waiting)
    }

    /// Puts new terms before the other party; what holds goes on holding until it answers. One proposal
    /// at a time, so that it is plain what is answered.
    pub fn propose(self, terms: Terms, by: Signer, at: Timestamp) -> Result<Self, Refusal> {
        self.is_one_of_us(&by)?;
        match self.waiting() {
            Some(_) => Err(Refusal::AgreementWaits),
            None => Ok(self.then(AgreementAct::Proposed { terms }, by, at)),
        }
    }

    /// The other party agrees.
    pub fn confirm(self, by: Signer, at: Timestamp) -> Result<Self, Refusal> {
        self.is_of_the_other(&by)?;
        Ok(self.then(AgreementAct::Confirmed, by, at))
    }

    /// The other party does not agree.
    pub fn decline(self, by: Signer, at: Timestamp) -> Result<Self, Refusal> {
        self.is_of_the_other(&by)?;
        Ok(self.then(AgreementAct::Declined, by, at))
    }

    /// The party that proposed takes it back.
    pub fn withdraw(self, by: Signer, at: Timestamp) -> Result<Self, Refusal> {
        self.is_one_of_us(&by)?;
        match self.waiting() {
            None => Err(Refusal::NoProposal),
            Some(proposal) if proposal.by.party != by.party => Err(Refusal::OthersProposal),
            Some(_) => Ok(self.then(AgreementAct::Withdrawn, by, at)),
        }
    }

    /// One of the two ends what holds: today at the earliest, and never later than it would end anyway.
    /// A proposal that waits falls with it, so that nobody answers yes to what its sender has left.
    pub fn end(
        self,
        last_day: Date,
        by: Signer,
        (at, today): (Timestamp, Date),
    ) -> Result<Self, Refusal> {
        self.is_one_of_us(&by)?;
        let end = self.agreed().ok_or(Refusal::NotAgreed)?.validity.valid_to;
        if end.is_some_and(|end| end < today) {
            return Err(Refusal::NotAgreed);
        }
        if last_day < today || end.is_some_and(|end| end <= last_day) {
            return Err(Refusal::BadDays);
        }
        Ok(self.then(AgreementAct::Ended { last_day }, by, at))
    }

    fn then(mut self, act: AgreementAct, by: Signer, at: Timestamp) -> Self {
        self.steps.push(AgreementStep { act, by, at });
        self
    }

    fn is_one_of_us(&self, by: &Signer) -> Result<(), Refusal> {
        match self.parties.side_of(&by.party) == Some(by.side) {
            true => Ok(()),
            false => Err(Refusal::NotAParty),
        }
    }

    /// Somebody of the party that was asked.
    fn is_of_the_other(&self, by: &Signer) -> Result<(), Refusal> {
        self.is_one_of_us(by)?;
        match self.waiting() {
            None => Err(Refusal::NoProposal),
            Some(proposal) if proposal.by.party == by.party => Err(Refusal::OwnProposal),
            Some(_) => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "agreement_tests.rs"]
mod tests;
