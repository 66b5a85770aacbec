//! The states of a lägesbild and the way from one to the next.
//!
//! ```text
//! UtkastPolis ─(handed over)─┐
//!                            ├→ Sammanlagd ─(both chiefs, both diarienummer)→ Beslutad ─(a newer one)→ Ersatt
//! UtkastStad ──(handed over)─┘    ↺ mended, explained: a signature falls with any change
//! ```
//! What one party hands over waits until the other has handed over too: two separate pictures are worth
//! more than one that was written after reading the other.

use super::{
    content::Section,
    document::{Document, Explanation, Part},
    draft::{Draft, Key},
    judgement::document_fingerprint,
    refusal::Refusal,
    step::{Decision, Successor},
    utkast::{Handover, Utkast},
};
use crate::{
    case::{party::Side, signatory::OfSide},
    incident::Fingerprint,
};
use jiff::Timestamp;

/// Where a lägesbild stands.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// The two write, each alone.
    Utkast(Utkast),
    /// The two are one document, to be mended and decided.
    Sammanlagd(Sammanlagd),
    /// Both chiefs have decided it.
    Beslutad(Beslutad),
    /// A newer one has been decided.
    Ersatt(Ersatt),
}

impl State {
    /// Stable name.
    pub fn as_str(&self) -> &'static str {
        match self {
            State::Utkast(_) => "utkast",
            State::Sammanlagd(_) => "sammanlagd",
            State::Beslutad(_) => "beslutad",
            State::Ersatt(_) => "ersatt",
        }
    }
}

/// One document of both.
#[derive(Debug, Clone, PartialEq)]
pub struct Sammanlagd {
    document: Document,
    /// When the police handed over.
    pub polis: Handover,
    /// When the city handed over.
    pub stad: Handover,
    signed: Option<Decision>,
}

impl Sammanlagd {
    /// Just put together.
    pub(super) fn of(document: Document, polis: Handover, stad: Handover) -> Self {
        Self { document, polis, stad, signed: None }
    }

    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The first chief's decision, while the other's is missing.
    pub fn signed(&self) -> Option<&Decision> {
        self.signed.as_ref()
    }

    /// Writes a section over. A signature under what it was falls.
    pub(super) fn put(mut self, part: Part, section: Section, side: Side) -> Result<Self, Refusal> {
        if !part.is_written_by(side) {
            return Err(Refusal::WrongSide);
        }
        *self.document.part_mut(part) = self.document.part(part).with_section(section)?;
        self.signed = None;
        Ok(self)
    }

    /// Keeps why a number stands. A signature given without it falls.
    pub(super) fn explain(mut self, explanation: Explanation) -> Result<Self, Refusal> {
        if !explanation.statement.part.is_written_by(explanation.by.side) {
            return Err(Refusal::WrongSide);
        }
        let current = self.document.statement(explanation.statement);
        let tied = |span| explanation.sentence.ties().iter().any(|tie| tie.span == span);
        if current != Some(&explanation.sentence) || !tied(explanation.span) {
            return Err(Refusal::NothingToExplain);
        }
        self.document.explanations.push(explanation);
        self.signed = None;
        Ok(self)
    }

    /// A chief signs; the second decides.
    pub(super) fn sign(mut self, decision: Decision) -> Result<State, Refusal> {
        let fingerprint = document_fingerprint(&self.document);
        if decision.passed.document() != &fingerprint {
            return Err(Refusal::ChangedSince);
        }
        let Some(first) = self.signed.take() else {
            self.signed = Some(decision);
            return Ok(State::Sammanlagd(self));
        };
        if first.side() == decision.side() {
            return Err(Refusal::AlreadySigned);
        }
        if first.body != decision.body {
            return Err(Refusal::OtherSteeringBody);
        }
        if decision.on < first.on {
            return Err(Refusal::BadDays);
        }
        Ok(State::Beslutad(Beslutad {
            document: self.document,
            fingerprint,
            first,
            second: decision,
        }))
    }

    /// A chief takes back its own signature.
    pub(super) fn unsign(mut self, side: Side) -> Result<Self, Refusal> {
        match self.signed.take() {
            Some(decision) if decision.side() == side => Ok(self),
            _ => Err(Refusal::NotSigned),
        }
    }
}

/// Decided by both chiefs. Nothing in it changes any more: there is no way to.
#[derive(Debug, Clone, PartialEq)]
pub struct Beslutad {
    document: Document,
    fingerprint: Fingerprint,
    first: Decision,
    second: Decision,
}

impl Beslutad {
    /// The document.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Of the document, as both signed it.
    pub fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    /// The two decisions, in the order of signing; one of each side.
    pub fn decisions(&self) -> [&Decision; 2] {
        [&self.first, &self.second]
    }

    /// The day it was decided: that of the second signature.
    pub fn on(&self) -> jiff::civil::Date {
        self.second.on
    }

    /// Whether document, fingerprint and signatures still belong together: for checks of the store.
    pub fn is_intact(&self) -> bool {
        let signed =
            self.decisions().into_iter().all(|it| it.passed.document() == &self.fingerprint);
        document_fingerprint(&self.document) == self.fingerprint && signed
    }

    /// The own part as a first draft of the next version; statements keep their numbers.
    pub fn draft_of_next<S: OfSide>(&self, key: &Key<S>) -> Draft<S> {
        let own = match S::SIDE {
            Side::Polis => &self.document.polis,
            Side::Stad => &self.document.stad,
        };
        Draft::new(key, own.clone())
    }

    pub(super) fn replaced(self, by: Successor, at: Timestamp) -> Ersatt {
        Ersatt { beslutad: self, by, at }
    }
}

/// Decided once, and replaced since. What was decided stays to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Ersatt {
    /// As it was decided.
    pub beslutad: Beslutad,
    /// By which version.
    pub by: Successor,
    /// When.
    pub at: Timestamp,
}
