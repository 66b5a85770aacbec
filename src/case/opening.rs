//! Identifierad → Bedöms → case | Avböjd | Obesvarad.

use serde::{Deserialize, Serialize};

/// Opaque id of an opening.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpeningId(pub String);

/// `PLS-YYYY-NNN`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CaseNumber {
    /// Year of opening.
    pub year: i16,
    /// Running number within the year, from 1.
    pub number: u16,
}

impl std::fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PLS-{:04}-{:03}", self.year, self.number)
    }
}

/// A place on its way to a joint decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// Id.
    pub id: OpeningId,
}

/// An opened platssamverkan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Number.
    pub number: CaseNumber,
}
