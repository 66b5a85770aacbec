//! A place that somebody names as unsafe: in a dialogue, on a safety walk, in a survey, or from what
//! own staff has seen.
//!
//! It needs no count and opens nothing. It belongs to the party that recorded it until it is shared.

use super::{
    evidence::ObservationKind,
    signatory::Signer,
    text_guard::{CleanText, TextRefused},
};
use crate::{
    area::AreaId,
    incident::{PartyId, Period},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A time-ordered unique id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ObservationId(pub String);

/// Longest text, in characters.
const LONGEST_TEXT: usize = 1000;

/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// A place named as unsafe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceObservation {
    /// Identity.
    pub id: ObservationId,
    /// Whose it is.
    pub owner: PartyId,
    /// Where it comes from.
    pub kind: ObservationKind,
    /// The place: an area of kind `plats`, or a wider one when no place was named.
    pub area: AreaId,
    /// The day it was said, or the longer period where only that is known.
    pub period: Period,
    /// What was said, up to 1 000 characters; may be empty.
    pub text: CleanText,
    /// How many said so, where it was counted.
    pub n: Option<u32>,
    /// Shown to every party that has an agreement with the owner.
    pub shared: bool,
    /// Shown to these.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub shared_with: BTreeSet<PartyId>,
    /// Made up.
    pub synthetic: bool,
    /// Who wrote it down, as it now stands.
    pub recorded_by: Signer,
    /// When.
    pub recorded_at: Timestamp,
    /// How it stood before it was corrected, oldest first; nothing is taken out of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Earlier>,
    /// Taken back: kept, but no longer counted as said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// An observation as it stood until it was corrected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    /// Where it came from.
    pub kind: ObservationKind,
    /// The place.
    pub area: AreaId,
    /// The days.
    pub period: Period,
    /// What was said.
    pub text: CleanText,
    /// How many said so.
    pub n: Option<u32>,
    /// Who wrote it down so.
    pub recorded_by: Signer,
    /// When.
    pub recorded_at: Timestamp,
    /// Why it was corrected.
    pub reason: CleanText,
}

/// That an observation no longer stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Who took it back.
    pub by: Signer,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: CleanText,
}

/// Why something is corrected or taken back, checked like every text: needed, and about no person.
///
/// # Errors
/// No reason, or one that points at a person.
pub fn reason(text: &str) -> Result<CleanText, TextRefused> {
    CleanText::checked("reason", text, 3, LONGEST_REASON)
}

impl PlaceObservation {
    /// Corrected: as it stood goes to its history. `None` when it has been taken back.
    pub fn corrected(
        mut self,
        said: Said,
        reason: CleanText,
        by: Signer,
        at: Timestamp,
    ) -> Option<Self> {
        if self.withdrawn.is_some() {
            return None;
        }
        self.earlier.push(Earlier {
            kind: std::mem::replace(&mut self.kind, said.kind),
            area: std::mem::replace(&mut self.area, said.area),
            period: std::mem::replace(&mut self.period, said.period),
            text: std::mem::replace(&mut self.text, said.text),
            n: std::mem::replace(&mut self.n, said.n),
            recorded_by: std::mem::replace(&mut self.recorded_by, by),
            recorded_at: std::mem::replace(&mut self.recorded_at, at),
            reason,
        });
        Some(self)
    }

    /// Taken back, once: `None` when it already is.
    pub fn taken_back(mut self, reason: CleanText, by: Signer, at: Timestamp) -> Option<Self> {
        match self.withdrawn {
            Some(_) => None,
            None => {
                self.withdrawn = Some(Withdrawal { by, at, reason });
                Some(self)
            }
        }
    }

    /// Whether this can come after the other: the same observation of the same owner with nothing
    /// taken out of its history, nothing hidden again and no withdrawal undone.
    pub fn follows(&self, before: &Self) -> bool {
        let keeps_words = self.earlier.len() > before.earlier.len()
            || (self.kind, &self.area, self.period, &self.text, self.n)
                == (before.kind, &before.area, before.period, &before.text, before.n);
        self.id == before.id
            && self.owner == before.owner
            && self.earlier.starts_with(&before.earlier)
            && keeps_words
            && (self.shared || !before.shared)
            && self.shared_with.is_superset(&before.shared_with)
            && (before.withdrawn.is_none() || self.withdrawn == before.withdrawn)
    }
}

/// What was said, checked: no field points at a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    kind: ObservationKind,
    area: AreaId,
    period: Period,
    text: CleanText,
    n: Option<u32>,
}

impl Said {
    /// Guards the text.
    pub fn checked(
        kind: ObservationKind,
        area: AreaId,
        period: Period,
        text: &str,
        n: Option<u32>,
    ) -> Result<Self, TextRefused> {
        let text = CleanText::checked("text", text, 0, LONGEST_TEXT)?;
        Ok(Self { kind, area, period, text, n })
    }

    /// Recorded by somebody for the own party; nobody else sees it yet.
    pub fn recorded(
        self,
        id: ObservationId,
        by: Signer,
        at: Timestamp,
        synthetic: bool,
    ) -> PlaceObservation {
        PlaceObservation {
            id,
            owner: by.party.clone(),
            kind: self.kind,
            area: self.area,
            period: self.period,
            text: self.text,
            n: self.n,
            shared: false,
            shared_with: BTreeSet::new(),
            synthetic,
            recorded_by: by,
            recorded_at: at,
            earlier: Vec::new(),
            withdrawn: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_points_at_a_person_is_refused_and_an_empty_one_is_not() {
        let said = |text: &str| {
            let period = "2016".parse().expect("a year");
            let area = AreaId("plats/observatorielunden".into());
            Said::checked(ObservationKind::Dialogue, area, period, text, None)
        };
        assert!(said("").is_ok());
        assert!(said("Mörkt vid trapporna").is_ok());
        for text in ["811228-9874 står där", "ring 070-123 45 67", &"x".repeat(1001)] {
            assert_eq!(said(text).expect_err(text).field, "text");
        }
    }

    fn observed(text: &str) -> PlaceObservation {
        let said = said_of(text);
        said.recorded(ObservationId("1".into()), signer(), Timestamp::UNIX_EPOCH, false)
    }

    fn said_of(text: &str) -> Said {
        let (area, period) = (AreaId("plats/x".into()), "2016".parse().expect("a year"));
        Said::checked(ObservationKind::Dialogue, area, period, text, None).expect("clean")
    }

    fn signer() -> Signer {
        Signer {
            user: "u".into(),
            function: "Trygghetssamordnare".into(),
            party: PartyId("stad".into()),
            side: crate::case::party::Side::Stad,
            delegation: None,
        }
    }

    #[test]
    fn a_correction_keeps_how_it_stood_and_a_withdrawal_is_the_end() {
        let now = Timestamp::UNIX_EPOCH;
        let why = || reason("skrivet på fel plats").expect("a reason");
        let first = observed("Mörkt");
        let second = first.clone().corrected(said_of("Skymd sikt"), why(), signer(), now);
        let second = second.expect("it stands");
        assert_eq!(
            (second.text.as_str(), second.earlier[0].text.as_str()),
            ("Skymd sikt", "Mörkt")
        );
        let back = second.clone().taken_back(why(), signer(), now).expect("it stands");
        assert_eq!(back.clone().taken_back(why(), signer(), now), None);
        assert_eq!(back.clone().corrected(said_of(""), why(), signer(), now), None);
        // What may come after what.
        assert!(second.follows(&first) && back.follows(&second) && back.follows(&first));
        assert!(!first.follows(&second) && !second.follows(&back));
        let quiet = PlaceObservation { text: said_of("Annat").text, ..first.clone() };
        assert!(!quiet.follows(&first), "no change of words without history");
        let shared = PlaceObservation { shared: true, ..first.clone() };
        assert!(shared.follows(&first) && !first.follows(&shared));
    }

    #[test]
    fn a_reason_is_needed_and_is_about_no_person() {
        for text in ["", "  ", "fel", "ring 070-123 45 67"] {
            assert_eq!(reason(text).is_ok(), text == "fel", "{text}");
        }
    }
}
