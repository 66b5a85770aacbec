//! Counts: how many incidents of which category happened where and when.
//!
//! A count has no name, no address and no coordinate: a base cell (or only an area), from- and
//! to-hour in UTC, a category, a precision and a number. Beside the counts stand indicators: numbers
//! about an area and a period that others have counted or asked for.

mod category;
mod columns;
mod indicator;
mod period;
mod period_text;
mod visible;

pub use category::{Category, CategoryCatalogue, CategoryId, CodeRange, FinestResolution};
pub use columns::{Columns, Row};
pub use indicator::{BEFOLKNING, IndicatorId, IndicatorValue, LEAST_ANSWERS, Unit};
pub use period::{Period, StudyClock, UtcHour};
pub use visible::{NO_GROUP, RowRef, Scope, Selection, Tally, Visible};

use serde::{Deserialize, Serialize};

macro_rules! numbered_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);
    };
}
numbered_id! {
    /// One delivery of a file; numbered in order of arrival.
    ImportId
}
numbered_id! {
    /// State of the published counts; grows by one with every publication and undo.
    DataVersion
}

/// A party (myndighet) that owns data and signs, e.g. `polisen-norrmalm`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartyId(pub String);

/// How exactly the source knew the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Precision {
    /// An address or a point.
    Exakt = 0,
    /// A street.
    Gata = 1,
    /// Only an area; never placed in a cell.
    Omrade = 2,
    /// Not stated.
    Okand = 3,
}

impl Precision {
    /// All, in stored order.
    pub const ALL: [Precision; 4] =
        [Precision::Exakt, Precision::Gata, Precision::Omrade, Precision::Okand];
}

/// SHA-256 of content, as lower-case hex: equal fingerprints mean equal input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

impl Fingerprint {
    /// Of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        use sha2::Digest;
        Self::from_digest(sha2::Sha256::digest(bytes).as_ref())
    }

    /// Of a finished digest.
    pub fn from_digest(digest: &[u8]) -> Self {
        Self(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}
