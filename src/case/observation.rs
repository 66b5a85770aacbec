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

/// A time-ordered unique id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ObservationId(pub String);

/// Longest text, in characters.
const LONGEST_TEXT: usize = 1000;

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
    /// Shown to the other party.
    pub shared: bool,
    /// Made up.
    pub synthetic: bool,
    /// Who wrote it down.
    pub recorded_by: Signer,
    /// When.
    pub recorded_at: Timestamp,
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
            synthetic,
            recorded_by: by,
            recorded_at: at,
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
}
