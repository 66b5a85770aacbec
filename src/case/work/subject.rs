//! What is worked on with the steps of this room: a platssamverkan, or a forum of an agreement.

use super::{state::State, template::Template};
use crate::case::{
    evidence::Evidence,
    number::{CaseNumber, Diarienummer},
    party::{Parties, Side},
    refusal::Refusal,
    text_guard::CleanText,
};
use jiff::{Timestamp, civil::Date};

/// Which of the two it is, with what follows from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Joint work on one place. Both parties' assessments opened it and both chiefs can close it.
    Platssamverkan,
    /// A standing group. The agreement began it and only the agreement ends it, so it neither rests nor
    /// is closed.
    Forum,
}

impl Kind {
    /// Where it begins.
    pub fn first_state(self) -> State {
        match self {
            Kind::Platssamverkan => State::Initierad,
            Kind::Forum => State::Pagar,
        }
    }

    /// Refused where each party's register number is part of what it signed.
    pub(super) fn may_be_registered(self) -> Result<(), Refusal> {
        match self {
            Kind::Platssamverkan => Err(Refusal::NumberSigned),
            Kind::Forum => Ok(()),
        }
    }

    /// Refused when the agreement alone decides it.
    pub(super) fn may_rest_or_end(self) -> Result<(), Refusal> {
        match self {
            Kind::Platssamverkan => Ok(()),
            Kind::Forum => Err(Refusal::OfAgreement),
        }
    }
}

/// What the steps are done in.
pub trait Subject {
    /// Which it is.
    fn kind(&self) -> Kind;
    /// Name of the place or of the group.
    fn name(&self) -> &CleanText;
    /// What letters and calendars call it: "platssamverkan Klara (PLS-2025-001)".
    fn title(&self) -> String;
    /// A name for files and identifiers.
    fn slug(&self) -> String;
    /// What every agenda takes up.
    fn standing_items(&self) -> &[CleanText];
    /// The register number that a party signed it under, where it was signed.
    fn signed_number(&self, side: Side) -> Option<&Diarienummer>;
    /// The two parties.
    fn parties(&self) -> &Parties;
    /// What its causes may name; nothing where nothing was frozen.
    fn evidence(&self) -> &[Evidence];
    /// When it began.
    fn begun_at(&self) -> Timestamp;
    /// The day from which the first half-year is counted.
    fn begun_on(&self) -> Date;
    /// The template it begins with, where that was agreed beforehand.
    fn first_template(&self) -> Option<&Template>;
    /// The number of a case, which alone has a ground that can be extended.
    fn case_number(&self) -> Option<CaseNumber>;
}
