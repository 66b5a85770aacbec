//! What the parties look at before they assess.

use super::{
    canonical, extension::Extends, information::InformationId, number::OpeningId, place::Place,
    refusal::Refusal, signatory::Signer, text_guard::CleanText,
};
use crate::{
    analysis::{
        places::HotspotPlace,
        run::{GuardRail, RunParameters},
    },
    incident::{DataVersion, Fingerprint},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Most pieces of evidence of one opening or one assessment.
pub const MAX_EVIDENCE: usize = 50;

macro_rules! observation_kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $label:literal;)*) => {
        /// Where an observation comes from. None of them needs a count.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum ObservationKind { $($(#[$doc])* #[serde(rename = $name)] $variant,)* }

        impl ObservationKind {
            /// Every kind.
            pub const ALL: &'static [ObservationKind] = &[$(ObservationKind::$variant,)*];

            /// The ASCII name used in requests.
            pub fn as_str(self) -> &'static str {
                match self { $(ObservationKind::$variant => $name,)* }
            }

            /// The Swedish name.
            pub fn label_sv(self) -> &'static str {
                match self { $(ObservationKind::$variant => $label,)* }
            }
        }
    };
}

observation_kinds! {
    /// Talks with residents, staff, councils.
    Dialogue = "dialogue", "Dialog";
    /// Faults reported to the city.
    Felanmalan = "felanmalan", "Felanmälan";
    /// Safety walk.
    Trygghetsvandring = "trygghetsvandring", "Trygghetsvandring";
    /// What the city's guards have noted.
    Ordningsvakt = "ordningsvakt", "Ordningsvakters iakttagelse";
    /// Survey.
    Enkat = "enkat", "Enkät";
    /// Information under §10 of the agreement.
    Information10 = "information_10", "Information enligt 10 §";
    /// What own staff has seen.
    EgenIakttagelse = "egen_iakttagelse", "Egen iakttagelse";
}

impl std::str::FromStr for ObservationKind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut all = ObservationKind::ALL.iter().copied();
        all.find(|kind| kind.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

/// A place of a hotspot run, with all that is needed to compute it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunEvidence {
    /// Id of the run.
    pub run: String,
    /// Of the run's whole result.
    pub result_fingerprint: Fingerprint,
    /// What was chosen.
    pub parameters: RunParameters,
    /// State of the counts it read.
    pub data_version: DataVersion,
    /// Last day with data.
    pub data_to: Option<Date>,
    /// Version of the method.
    pub method_version: u32,
    /// Version of the program.
    pub code_version: String,
    /// Made-up counts.
    pub synthetic: bool,
    /// What an analyst must know before believing it.
    pub guard_rails: Vec<GuardRail>,
    /// The place as it was in the run.
    pub place: HotspotPlace,
}

/// What was seen, heard or counted without a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// Where it comes from.
    pub kind: ObservationKind,
    /// A line, 3–120 characters.
    pub title: CleanText,
    /// The day it was made, in the study area.
    pub on: Date,
    /// In words, up to 4 000 characters.
    pub text: CleanText,
    /// How many faults, answers, walks, where there is a number.
    pub n: Option<u32>,
    /// The information under §10 that it is, as it stood when it became evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub information: Option<InformationRef>,
}

/// Information under §10 in one of its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InformationRef {
    /// Which.
    pub id: InformationId,
    /// As it stood then.
    pub version: u64,
}

impl Observation {
    /// Checks the texts.
    pub fn checked(
        kind: ObservationKind,
        title: &str,
        on: Date,
        text: &str,
        n: Option<u32>,
    ) -> Result<Self, Refusal> {
        let title = CleanText::checked("title", title, 3, 120)?;
        let text = CleanText::checked("text", text, 0, 4000)?;
        Ok(Self { kind, title, on, text, n, information: None })
    }
}

/// What a piece of evidence says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// A hotspot run points at the place.
    Run(Box<RunEvidence>),
    /// Somebody does.
    Observation(Observation),
}

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// From 1, in order of arrival.
    pub no: u16,
    /// Who brought it.
    pub added_by: Signer,
    /// When.
    pub added_at: Timestamp,
    /// What it says.
    pub finding: Finding,
}

impl Evidence {
    /// The run, when that is what it is.
    pub fn run(&self) -> Option<&RunEvidence> {
        match &self.finding {
            Finding::Run(run) => Some(run),
            Finding::Observation(_) => None,
        }
    }

    /// Numbers findings of one signer in order. Refused beyond [`MAX_EVIDENCE`].
    pub fn numbered(
        findings: Vec<Finding>,
        by: &Signer,
        at: Timestamp,
    ) -> Result<Vec<Evidence>, Refusal> {
        if findings.len() > MAX_EVIDENCE {
            return Err(Refusal::TooMuch);
        }
        let numbered = findings.into_iter().zip(1..).map(|(finding, no)| Evidence {
            no,
            added_by: by.clone(),
            added_at: at,
            finding,
        });
        Ok(numbered.collect())
    }
}

/// Evidence that can no longer change, with its fingerprint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    items: Vec<Evidence>,
    fingerprint: Fingerprint,
}

impl Frozen {
    /// Freezes what is known of a place. Refused when there is nothing.
    pub fn of(about: About<'_>, items: Vec<Evidence>) -> Result<Self, Refusal> {
        if items.is_empty() {
            return Err(Refusal::NoEvidence);
        }
        let fingerprint = fingerprint(about, &items);
        Ok(Self { items, fingerprint })
    }

    /// In order of arrival.
    pub fn items(&self) -> &[Evidence] {
        &self.items
    }

    /// What both parties sign under.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// Whether content and fingerprint still belong together: for checks of the store.
    pub fn is_intact(&self, about: About<'_>) -> bool {
        fingerprint(about, &self.items) == self.fingerprint
    }

    /// A withdrawal opens it again.
    pub(super) fn thaw(self) -> Vec<Evidence> {
        self.items
    }
}

/// What evidence is signed for.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The opening.
    pub opening: &'a OpeningId,
    /// The place.
    pub place: &'a Place,
    /// The case that is to get this ground, when it is not to be a new one.
    pub extends: Option<Extends>,
}

/// SHA-256 over the canonical JSON of opening, place, evidence and, where there is one, the case that
/// is extended, so that a signature counts for this place on this evidence and nothing else.
pub fn fingerprint(about: About<'_>, items: &[Evidence]) -> Fingerprint {
    #[derive(Serialize)]
    struct Signed<'a> {
        opening: &'a OpeningId,
        place: &'a Place,
        #[serde(skip_serializing_if = "Option::is_none")]
        extends: Option<Extends>,
        evidence: &'a [Evidence],
    }
    let About { opening, place, extends } = about;
    canonical::fingerprint(&Signed { opening, place, extends, evidence: items })
}
