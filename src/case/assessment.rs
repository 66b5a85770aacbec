//! One party's word on the frozen evidence.

use super::{
    evidence::{Evidence, Finding, Frozen},
    number::Diarienummer,
    refusal::Refusal,
    signatory::{City, OfSide, Police, Signatory, Signer},
    text_guard::CleanText,
};
use crate::{case::party::Side, incident::Fingerprint};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// Yes or no. A yes opens a matter in the party's own register; a no may have one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Open a platssamverkan here.
    Ja {
        /// The party's own register number.
        diarienummer: Diarienummer,
    },
    /// Do not.
    Nej {
        /// The party's own register number, if it made one.
        diarienummer: Option<Diarienummer>,
    },
}

impl Verdict {
    /// Whether it is a yes.
    pub fn is_ja(&self) -> bool {
        matches!(self, Verdict::Ja { .. })
    }

    /// The party's register number.
    pub fn diarienummer(&self) -> Option<&Diarienummer> {
        match self {
            Verdict::Ja { diarienummer } => Some(diarienummer),
            Verdict::Nej { diarienummer } => diarienummer.as_ref(),
        }
    }
}

/// Shortest motive, in characters.
pub const MIN_MOTIVE: usize = 10;
/// Longest motive, in characters.
pub const MAX_MOTIVE: usize = 4000;

/// Checks a motive.
pub fn motive(text: &str) -> Result<CleanText, Refusal> {
    Ok(CleanText::checked("motive", text, MIN_MOTIVE, MAX_MOTIVE)?)
}

/// What a signer answers, before it is signed. It names no party: the signatory does.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Yes or no.
    pub verdict: Verdict,
    /// Why; made by [`motive`].
    pub motive: CleanText,
    /// Fingerprint of the evidence that was shown to the signer.
    pub shown: Fingerprint,
    /// What the party adds of its own; not part of the frozen evidence.
    pub additions: Vec<Finding>,
}

/// The content of an assessment, whichever side made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AssessmentRecord {
    /// Who signed, for whom.
    pub signer: Signer,
    /// Yes or no.
    pub verdict: Verdict,
    /// Why.
    pub motive: CleanText,
    /// When.
    pub at: Timestamp,
    /// What was signed.
    pub evidence: Fingerprint,
    /// The party's own additions.
    pub additions: Vec<Evidence>,
}

/// The assessment of one side. The type says which, and [`Assessment::sign`] is the only way to it;
/// what the store reads back is checked against the type.
///
/// The city's assessment does not pass for the police's:
/// ```compile_fail,E0308
/// use platssamverkan::case::{assessment::Assessment, number::CaseNumber};
/// use platssamverkan::case::opening::{Bedoms, Case};
/// use platssamverkan::case::signatory::City;
/// fn alone(bedoms: Bedoms, city: Assessment<City>, number: CaseNumber) {
///     let again: Assessment<City> = city.clone();
///     let _ = Case::open(bedoms, city, again, number);
/// }
/// ```
/// With one of each it does:
/// ```
/// use platssamverkan::case::{assessment::Assessment, number::CaseNumber};
/// use platssamverkan::case::opening::{Bedoms, Case};
/// use platssamverkan::case::signatory::{City, Police};
/// fn both(b: Bedoms, city: Assessment<City>, police: Assessment<Police>, number: CaseNumber) {
///     let _ = Case::open(b, city, police, number);
/// }
/// ```
/// And nobody makes a signatory from fields:
/// ```compile_fail,E0451
/// use platssamverkan::case::{party::Role, signatory::{Signatory, Signer}};
/// fn forged(signer: Signer) -> Signatory {
///     Signatory { signer, role: Role::Kommunpolis }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "AssessmentRecord", into = "AssessmentRecord")]
#[serde(bound = "S: OfSide + Clone")]
pub struct Assessment<S> {
    record: AssessmentRecord,
    side: PhantomData<S>,
}

impl<S: OfSide> Assessment<S> {
    /// Signs. Refused when the signatory is of the other side or saw other evidence.
    pub fn sign(
        signatory: &Signatory,
        evidence: &Frozen,
        answer: Answer,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        if signatory.side() != S::SIDE {
            return Err(Refusal::WrongSide);
        }
        if &answer.shown != evidence.fingerprint() {
            return Err(Refusal::EvidenceChanged);
        }
        let record = AssessmentRecord {
            signer: signatory.signer().clone(),
            verdict: answer.verdict,
            motive: answer.motive,
            at,
            evidence: evidence.fingerprint().clone(),
            additions: Evidence::numbered(answer.additions, signatory.signer(), at)?,
        };
        Ok(Self { record, side: PhantomData })
    }

    /// What it says.
    pub fn record(&self) -> &AssessmentRecord {
        &self.record
    }
}

/// A stored assessment that stands under the wrong side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("assessment of {found:?} stored as {expected:?}")]
pub struct SideMismatch {
    expected: Side,
    found: Side,
}

impl<S: OfSide> TryFrom<AssessmentRecord> for Assessment<S> {
    type Error = SideMismatch;
    fn try_from(record: AssessmentRecord) -> Result<Self, SideMismatch> {
        match record.signer.side {
            side if side == S::SIDE => Ok(Self { record, side: PhantomData }),
            found => Err(SideMismatch { expected: S::SIDE, found }),
        }
    }
}

impl<S> From<Assessment<S>> for AssessmentRecord {
    fn from(assessment: Assessment<S>) -> AssessmentRecord {
        assessment.record
    }
}

/// The assessment of one of the two sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum OneSide {
    /// The police's.
    #[serde(rename = "polis")]
    Police(Assessment<Police>),
    /// The city's.
    #[serde(rename = "stad")]
    City(Assessment<City>),
}

impl OneSide {
    /// Signs for the signatory's side.
    pub fn sign(
        signatory: &Signatory,
        evidence: &Frozen,
        answer: Answer,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        match signatory.side() {
            Side::Polis => Assessment::sign(signatory, evidence, answer, at).map(Self::Police),
            Side::Stad => Assessment::sign(signatory, evidence, answer, at).map(Self::City),
        }
    }

    /// What it says.
    pub fn record(&self) -> &AssessmentRecord {
        match self {
            OneSide::Police(assessment) => assessment.record(),
            OneSide::City(assessment) => assessment.record(),
        }
    }

    /// Whose it is.
    pub fn side(&self) -> Side {
        match self {
            OneSide::Police(_) => Side::Polis,
            OneSide::City(_) => Side::Stad,
        }
    }
}
