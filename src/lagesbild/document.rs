//! The two pictures put together.

use super::{
    check::Verdict,
    content::{Content, Section, SectionKey},
    reference::Missing,
    refusal::Refusal,
    stated::Span,
    statement::{Statement, StatementId},
    step::LagesbildId,
};
use crate::{
    case::{party::Side, signatory::Signer, text_guard::CleanText},
    incident::Period,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Whose words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The police's.
    Polis,
    /// The city's.
    Stad,
    /// Both parties' together.
    Gemensam,
}

impl Part {
    /// Every part, in the order of reading.
    pub const ALL: [Part; 3] = [Part::Polis, Part::Stad, Part::Gemensam];

    /// Whether a side may write in it.
    pub fn is_written_by(self, side: Side) -> bool {
        match self {
            Part::Polis => side == Side::Polis,
            Part::Stad => side == Side::Stad,
            Part::Gemensam => true,
        }
    }
}

/// A statement of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StatementRef {
    /// Whose.
    pub part: Part,
    /// Its number there.
    pub id: StatementId,
}

/// What stands in the way of a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// It fails.
    Fails(Verdict),
    /// It cannot be recomputed.
    CannotBeRecomputed(Missing),
}

/// Why a number stands although it fails or cannot be recomputed. It holds for this sentence and this
/// trouble: when either changes, it has to be said anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// Of which statement.
    pub statement: StatementRef,
    /// The statement as it was explained.
    pub sentence: Statement,
    /// The number.
    pub span: Span,
    /// What was found.
    pub trouble: Trouble,
    /// Why it stands, 10–1 000 characters; it is printed with the document.
    pub reason: CleanText,
    /// Who said so.
    pub by: Signer,
    /// When.
    pub at: Timestamp,
}

/// Two pictures and what both say together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Of which lägesbild, so that a signature counts for it alone.
    pub id: LagesbildId,
    /// The time it speaks of.
    pub period: Period,
    /// The police's picture.
    pub polis: Content,
    /// The city's picture.
    pub stad: Content,
    /// What they say together: sections only.
    pub gemensam: Content,
    /// Numbers that stand for a reason.
    pub explanations: Vec<Explanation>,
}

/// One section, side by side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SideBySide<'a> {
    /// About what.
    pub key: &'a SectionKey,
    /// The police's text.
    pub polis: Option<&'a Section>,
    /// The city's text.
    pub stad: Option<&'a Section>,
    /// The joint text.
    pub gemensam: Option<&'a Section>,
}

/// Checks the reason of an explanation.
pub fn reason(text: &str) -> Result<CleanText, Refusal> {
    Ok(CleanText::checked("reason", text, 10, 1000)?)
}

impl Document {
    /// Of the two pictures; nothing is said jointly yet.
    pub fn of(id: LagesbildId, period: Period, polis: Content, stad: Content) -> Self {
        Self { id, period, polis, stad, gemensam: Content::default(), explanations: Vec::new() }
    }

    /// One part.
    pub fn part(&self, part: Part) -> &Content {
        match part {
            Part::Polis => &self.polis,
            Part::Stad => &self.stad,
            Part::Gemensam => &self.gemensam,
        }
    }

    pub(super) fn part_mut(&mut self, part: Part) -> &mut Content {
        match part {
            Part::Polis => &mut self.polis,
            Part::Stad => &mut self.stad,
            Part::Gemensam => &mut self.gemensam,
        }
    }

    /// What the sections are about: in the police's order, then what only the city has, then the joint.
    pub fn keys(&self) -> Vec<&SectionKey> {
        let mut keys: Vec<&SectionKey> = Vec::new();
        for section in Part::ALL.iter().flat_map(|part| &self.part(*part).parts().sections) {
            if !keys.contains(&&section.key) {
                keys.push(&section.key);
            }
        }
        keys
    }

    /// Every section, side by side, in the order of [`Document::keys`].
    pub fn side_by_side(&self) -> Vec<SideBySide<'_>> {
        let of = |key| SideBySide {
            key,
            polis: self.polis.section(key),
            stad: self.stad.section(key),
            gemensam: self.gemensam.section(key),
        };
        self.keys().into_iter().map(of).collect()
    }

    /// Every statement with its section, in the order of reading.
    pub fn statements(&self) -> Vec<(&SectionKey, StatementRef, &Statement)> {
        let mut all = Vec::new();
        for key in self.keys() {
            for part in Part::ALL {
                let section = self.part(part).section(key);
                for statement in section.map_or(&[][..], |section| &section.statements) {
                    all.push((key, StatementRef { part, id: statement.id() }, statement));
                }
            }
        }
        all
    }

    /// A statement.
    pub fn statement(&self, at: StatementRef) -> Option<&Statement> {
        let mut all = self.statements().into_iter();
        all.find(|(_, other, _)| *other == at).map(|(_, _, statement)| statement)
    }

    /// The explanation that holds for a number with a trouble.
    pub fn explanation(
        &self,
        at: StatementRef,
        span: Span,
        trouble: &Trouble,
    ) -> Option<&Explanation> {
        let statement = self.statement(at)?;
        self.explanations.iter().rev().find(|explanation| {
            explanation.statement == at
                && explanation.span == span
                && &explanation.trouble == trouble
                && &explanation.sentence == statement
        })
    }
}
