//! A lägesbild as one party sees it.

use super::{
    document::Document,
    draft::{Draft, Key},
    record::{Dossier, Lagesbild},
    redaction::Redaction,
    refusal::Refusal,
    states::State,
    step::Step,
    utkast::{Half, HalfOf, Handover, Utkast},
};
use crate::case::{
    party::Side,
    signatory::{City, OfSide, Police, Signer},
};
use jiff::Timestamp;

/// A lägesbild as one party sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen<'a, S: OfSide> {
    /// What it is about.
    pub dossier: &'a Dossier,
    /// The own draft while the two are apart.
    pub own: Option<&'a Draft<S>>,
    /// That the other party has begun.
    pub other_begun: bool,
    /// Who of the two has handed over; empty once it is decided.
    pub handed_over: Vec<&'a Handover>,
    /// The document, from when the two are put together.
    pub document: Option<&'a Document>,
    /// What happened, without the other party's drafts.
    pub steps: Vec<SeenStep<'a>>,
}

/// A step as one party sees it.
#[derive(Debug, Clone, PartialEq)]
pub enum SeenStep<'a> {
    /// As it is.
    Open(&'a Step),
    /// The other party wrote its draft: only that it did.
    OthersDraft {
        /// By whom.
        by: &'a Signer,
        /// When.
        at: Timestamp,
        /// When its text was removed, if it was.
        removed: Option<Timestamp>,
    },
}

/// Something that happened, without what was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Happened<'a> {
    /// What, as a code.
    pub act: &'static str,
    /// By whom.
    pub by: &'a Signer,
    /// When.
    pub at: Timestamp,
    removed: Option<&'a Redaction>,
}

impl<'a> Happened<'a> {
    /// When the text of the draft was removed, which both may know.
    pub fn removed_at(&self) -> Option<Timestamp> {
        self.removed.map(|removed| removed.at)
    }

    /// What tells a copy of the removed text, for the side whose it was alone: who holds the final text and
    /// guesses at an earlier one could try the guess.
    pub fn removed_from(&self, side: Side) -> Option<&'a Redaction> {
        self.removed.filter(|_| self.by.side == side)
    }
}

impl Lagesbild {
    /// What happened, oldest first.
    pub fn happened(&self) -> impl Iterator<Item = Happened<'_>> {
        self.record().steps.iter().map(|step| Happened {
            act: step.act.code(),
            by: &step.by,
            at: step.at,
            removed: step.removed(),
        })
    }

    /// As the party of a key sees it.
    pub fn seen_by<'a, S: OfSide + Clone>(&'a self, key: &Key<S>) -> Result<Seen<'a, S>, Refusal>
    where
        Utkast: HalfOf<S>,
    {
        let dossier = self.dossier();
        if dossier.parties.of(S::SIDE) != key.party() {
            return Err(Refusal::NotAParty);
        }
        let (own, other_begun, handed_over) = match self.state() {
            State::Utkast(utkast) => {
                let own: &Half<S> = utkast.half();
                (own.draft(key)?, begun(utkast, S::SIDE.other()), handovers(utkast))
            }
            State::Sammanlagd(it) => (None, true, vec![&it.polis, &it.stad]),
            State::Beslutad(_) | State::Ersatt(_) => (None, true, Vec::new()),
        };
        let seen = |step: &'a Step| match step.draft_of() {
            Some(side) if side != S::SIDE => {
                let removed = step.removed().map(|removed| removed.at);
                SeenStep::OthersDraft { by: &step.by, at: step.at, removed }
            }
            _ => SeenStep::Open(step),
        };
        let steps = self.record().steps.iter().map(seen).collect();
        Ok(Seen { dossier, own, other_begun, handed_over, document: self.document(), steps })
    }
}

fn begun(utkast: &Utkast, side: Side) -> bool {
    match side {
        Side::Polis => HalfOf::<Police>::half(utkast).is_begun(),
        Side::Stad => HalfOf::<City>::half(utkast).is_begun(),
    }
}

fn handovers(utkast: &Utkast) -> Vec<&Handover> {
    let polis = HalfOf::<Police>::half(utkast).handed_over();
    let stad = HalfOf::<City>::half(utkast).handed_over();
    polis.into_iter().chain(stad).collect()
}
