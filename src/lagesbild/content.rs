//! What a party's picture holds.

use super::{
    reference::{Figure, Subject},
    refusal::Refusal,
    statement::Statement,
};
use crate::{area::AreaId, case::text_guard::CleanText};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);
    )*};
}

names! {
    /// A priority of the list that is valid then.
    PriorityId;
    /// A place: pinned, observed, or found by a run.
    PlaceId;
    /// A hotspot run.
    RunId;
    /// A source, e.g. `rar`, `hobit`, `trygghetsmatningen`.
    SourceId;
}

/// Most statements of one picture, and most of anything else in it.
pub const MOST: usize = 500;

/// What a section is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionKey {
    /// An area.
    Area(AreaId),
    /// A priority.
    Priority(PriorityId),
}

/// How the writer judges what a section is about, against the period before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judged {
    /// Better.
    Battre,
    /// The same.
    Oforandrat,
    /// Worse.
    Samre,
}

/// What is said of one area or one priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Of what.
    pub key: SectionKey,
    /// In the order of reading.
    pub statements: Vec<Statement>,
    /// In a word, if the writer says one.
    pub judged: Option<Judged>,
}

/// What kind of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Counts of a register.
    Statistik,
    /// A survey.
    Enkat,
    /// Talks.
    Dialog,
    /// Intelligence: named, never entered.
    Underrattelse,
    /// Anything else.
    Annat,
}

/// Whether a source went into the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// It did.
    Used,
    /// It could have been.
    NotUsed,
    /// It could not be had.
    NotAvailable,
}

/// A line of the source checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Which.
    pub id: SourceId,
    /// Of what kind.
    pub kind: SourceKind,
    /// Used or not.
    pub state: SourceState,
    /// About it; never about intelligence.
    pub note: Option<CleanText>,
}

/// That people were asked. What they said are statements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialogue {
    /// The day, or the last of several.
    pub on: Date,
    /// With whom, as a group or function.
    pub with: CleanText,
    /// How many took part, if known.
    pub n: Option<u32>,
}

/// A picture before it is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// In the order of reading.
    pub sections: Vec<Section>,
    /// The checklist.
    pub sources: Vec<Source>,
    /// Places it names.
    pub places: Vec<PlaceId>,
    /// The hotspot run it rests on.
    pub run: Option<RunId>,
    /// Survey indicators it stands on.
    pub indicators: Vec<Figure>,
    /// Talks that were held.
    pub dialogues: Vec<Dialogue>,
}

/// A picture: nothing in it stands twice, and nothing is noted about intelligence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Content(Parts);

impl Content {
    /// Refused when a section, statement, source or place stands twice, when there is more than anyone
    /// reads, when an indicator is a count, and when a note stands beside intelligence.
    pub fn checked(parts: Parts) -> Result<Self, Refusal> {
        let statements = || parts.sections.iter().flat_map(|section| &section.statements);
        let sizes = [
            statements().count(),
            parts.sections.len(),
            parts.sources.len(),
            parts.places.len(),
            parts.indicators.len(),
            parts.dialogues.len(),
        ];
        if sizes.into_iter().any(|n| n > MOST) {
            return Err(Refusal::TooMuch);
        }
        let once = all_differ(parts.sections.iter().map(|section| &section.key))
            && all_differ(statements().map(|statement| statement.id()))
            && all_differ(parts.sources.iter().map(|source| &source.id))
            && all_differ(parts.places.iter());
        if !once {
            return Err(Refusal::Twice);
        }
        let noted =
            |source: &Source| source.kind == SourceKind::Underrattelse && source.note.is_some();
        if parts.sources.iter().any(noted) {
            return Err(Refusal::IntelligenceNoted);
        }
        let surveyed = |figure: &Figure| matches!(figure.subject, Subject::Indicator { .. });
        match parts.indicators.iter().all(surveyed) {
            true => Ok(Self(parts)),
            false => Err(Refusal::NotAnIndicator),
        }
    }

    /// What it holds.
    pub fn parts(&self) -> &Parts {
        &self.0
    }

    /// The section about something.
    pub fn section(&self, key: &SectionKey) -> Option<&Section> {
        self.0.sections.iter().find(|section| &section.key == key)
    }

    /// With a section put in place of the one about the same, or at the end; a section without statements
    /// and judgement is taken away.
    pub fn with_section(&self, section: Section) -> Result<Self, Refusal> {
        let mut parts = self.0.clone();
        let empty = section.statements.is_empty() && section.judged.is_none();
        match parts.sections.iter().position(|other| other.key == section.key) {
            Some(at) if empty => drop(parts.sections.remove(at)),
            Some(at) => parts.sections[at] = section,
            None if empty => {}
            None => parts.sections.push(section),
        }
        Self::checked(parts)
    }
}

fn all_differ<T: Ord>(items: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    items.into_iter().all(|item| seen.insert(item))
}
