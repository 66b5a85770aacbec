//! Whether a stored answer still gives what it gave, of hotspots and of every other method.

use crate::incident::Fingerprint;

/// What came of running again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The same bytes.
    Same,
    /// The counts it read are not there any more, or the reader may not see them all.
    OtherInput,
    /// The study area, the areas or the named places have been redrawn or renamed since, or the
    /// population that the expectation stands on is another.
    OtherAreas,
    /// The method has a new version, which gives other bytes by design.
    OtherMethod,
    /// Same input, same method, other bytes: something is wrong.
    OtherResult,
}

impl Outcome {
    /// Stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::OtherInput => "other_input",
            Self::OtherAreas => "other_areas",
            Self::OtherMethod => "other_method",
            Self::OtherResult => "other_result",
        }
    }
}

/// Whether a run still gives what it gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The run.
    pub run: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Fingerprint of the stored result.
    pub stored: Fingerprint,
    /// Fingerprint of the result now; `None` when it could not be computed.
    pub computed: Option<Fingerprint>,
}

impl Verification {
    /// Byte for byte the same.
    pub fn is_same(&self) -> bool {
        self.outcome == Outcome::Same
    }
}
