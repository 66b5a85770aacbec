//! A case gets a new ground: two yeses on an opening that says which case it extends.

use super::{
    assessment::Assessment,
    evidence::{About, Frozen},
    number::{CaseNumber, OpeningId},
    opened::{both_yes, yes_of},
    opening::{Bedoms, BothYes, Oppnad},
    party::Parties,
    place::Place,
    refusal::Refusal,
    signatory::{City, Police},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which case an opening extends, and from which of its grounds it goes on. Both are part of what the
/// parties sign: of two that go on from the same ground only one can become the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extends {
    /// The case.
    pub case: CaseNumber,
    /// Number of the ground, from 1.
    pub from: u32,
}

/// The next ground of a case, as both parties signed it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extension {
    /// What it goes on from.
    pub extends: Extends,
    /// The opening it came from.
    pub opening: OpeningId,
    /// The agreement under which it was assessed.
    pub agreement: String,
    /// The whole new ground, not what was added.
    pub place: Place,
    /// What both signed.
    pub evidence: Frozen,
    /// The city's yes.
    pub city: Assessment<City>,
    /// The police's yes.
    pub police: Assessment<Police>,
}

impl Extension {
    /// Of two yeses. Refused as [`super::opened::Case::open`] refuses, and when the opening extends no
    /// case. That the case can still be extended is the case's to say.
    pub fn agreed(both: BothYes) -> Result<(Self, Oppnad), Refusal> {
        let BothYes { opening, city, police } = both;
        let extends = opening.dossier.extends.ok_or(Refusal::NotOfThisCase)?;
        both_yes(&opening, &city, &police)?;
        let Bedoms { dossier, evidence, .. } = opening;
        let extension = Self {
            extends,
            opening: dossier.id.clone(),
            agreement: dossier.agreement.clone(),
            place: dossier.place.clone(),
            evidence: evidence.clone(),
            city: city.clone(),
            police: police.clone(),
        };
        Ok((extension, Oppnad { dossier, evidence, city, police, case: extends.case }))
    }

    /// Time of the second yes.
    pub fn agreed_at(&self) -> Timestamp {
        self.city.record().at.max(self.police.record().at)
    }

    /// Whether it could have been agreed by these two: what the store reads back is checked as what is
    /// signed now.
    pub(super) fn check(&self, parties: &Parties) -> Result<(), Refusal> {
        yes_of(parties, &self.evidence, &self.city)?;
        yes_of(parties, &self.evidence, &self.police)?;
        let about =
            About { opening: &self.opening, place: &self.place, extends: Some(self.extends) };
        if self.evidence.is_intact(about) { Ok(()) } else { Err(Refusal::EvidenceChanged) }
    }
}

#[cfg(test)]
#[path = "extension_tests.rs"]
pub(super) mod tests;
