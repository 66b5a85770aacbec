//! Two drafts apart: what is sealed until both have handed over.

use super::{
    document::Document,
    draft::{Draft, Key},
    record::Dossier,
    refusal::Refusal,
    states::{Sammanlagd, State},
};
use crate::case::{
    party::Side,
    signatory::{City, OfSide, Police, Signer},
};
use jiff::Timestamp;

/// What a party wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Written<S: OfSide + Clone> {
    /// As it stands.
    Whole(Draft<S>),
    /// Its text was removed later: another takes its place before the two are put together.
    Removed,
}

/// One party's half of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Half<S: OfSide + Clone> {
    draft: Option<Written<S>>,
    handed_over: Option<Handover>,
}

/// That a draft was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// By whom.
    pub by: Signer,
    /// When.
    pub at: Timestamp,
}

/// Two drafts apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utkast {
    polis: Half<Police>,
    stad: Half<City>,
}

/// The half of a side, reached by the type of the side.
pub trait HalfOf<S: OfSide + Clone> {
    /// That half.
    fn half(&self) -> &Half<S>;
    /// The same, to be changed.
    #[doc(hidden)]
    fn half_mut(&mut self) -> &mut Half<S>;
}

impl HalfOf<Police> for Utkast {
    fn half(&self) -> &Half<Police> {
        &self.polis
    }
    fn half_mut(&mut self) -> &mut Half<Police> {
        &mut self.polis
    }
}

impl HalfOf<City> for Utkast {
    fn half(&self) -> &Half<City> {
        &self.stad
    }
    fn half_mut(&mut self) -> &mut Half<City> {
        &mut self.stad
    }
}

impl<S: OfSide + Clone> Half<S> {
    const EMPTY: Self = Self { draft: None, handed_over: None };

    /// The draft, for its own party.
    pub fn draft(&self, key: &Key<S>) -> Result<Option<&Draft<S>>, Refusal> {
        match &self.draft {
            Some(Written::Whole(draft)) => draft.read(key).map(|_| Some(draft)),
            Some(Written::Removed) | None => Ok(None),
        }
    }

    /// That something is written, which both may know.
    pub fn is_begun(&self) -> bool {
        self.draft.is_some()
    }

    /// That it was handed over, which both may know.
    pub fn handed_over(&self) -> Option<&Handover> {
        self.handed_over.as_ref()
    }

    fn put(&mut self, draft: Written<S>) -> Result<(), Refusal> {
        if self.handed_over.is_some() {
            return Err(Refusal::HandedOver);
        }
        self.draft = Some(draft);
        Ok(())
    }

    fn hand_over(&mut self, by: Signer, at: Timestamp) -> Result<(), Refusal> {
        if self.draft.is_none() {
            return Err(Refusal::NoDraft);
        }
        if self.handed_over.is_some() {
            return Err(Refusal::HandedOver);
        }
        self.handed_over = Some(Handover { by, at });
        Ok(())
    }

    fn take_back(&mut self) -> Result<(), Refusal> {
        self.handed_over.take().map(|_| ()).ok_or(Refusal::NotHandedOver)
    }
}

impl Utkast {
    /// Nothing is written.
    pub(super) const EMPTY: Self = Self { polis: Half::EMPTY, stad: Half::EMPTY };

    /// Whether a side has written something, which both may know.
    pub fn is_begun(&self, side: Side) -> bool {
        match side {
            Side::Polis => self.polis.is_begun(),
            Side::Stad => self.stad.is_begun(),
        }
    }

    /// That a side has handed over, which both may know.
    pub fn handed_over(&self, side: Side) -> Option<&Handover> {
        match side {
            Side::Polis => self.polis.handed_over(),
            Side::Stad => self.stad.handed_over(),
        }
    }

    /// A party writes its draft over.
    pub(super) fn put<S: OfSide + Clone>(mut self, draft: Draft<S>) -> Result<Self, Refusal>
    where
        Self: HalfOf<S>,
    {
        self.half_mut().put(Written::Whole(draft))?;
        Ok(self)
    }

    /// A party wrote its draft over, and the text is gone.
    pub(super) fn put_removed(mut self, side: Side) -> Result<Self, Refusal> {
        match side {
            Side::Polis => self.polis.put(Written::Removed)?,
            Side::Stad => self.stad.put(Written::Removed)?,
        }
        Ok(self)
    }

    /// A party hands over; the second makes the document.
    pub(super) fn hand_over(
        mut self,
        by: Signer,
        at: Timestamp,
        dossier: &Dossier,
    ) -> Result<State, Refusal> {
        match by.side {
            Side::Polis => self.polis.hand_over(by, at)?,
            Side::Stad => self.stad.hand_over(by, at)?,
        }
        let [polis, stad] = [self.polis.handed_over.clone(), self.stad.handed_over.clone()];
        Ok(match (self.polis.draft, self.stad.draft, polis.zip(stad)) {
            (Some(Written::Whole(police)), Some(Written::Whole(city)), Some((polis, stad))) => {
                let (id, period) = (dossier.id.clone(), dossier.period);
                let document = Document::of(id, period, police.into_content(), city.into_content());
                State::Sammanlagd(Sammanlagd::of(document, polis, stad))
            }
            (_, _, Some(_)) => return Err(Refusal::StillNeeded),
            (polis_draft, stad_draft, None) => {
                self.polis.draft = polis_draft;
                self.stad.draft = stad_draft;
                State::Utkast(self)
            }
        })
    }

    /// A party takes back what it handed over.
    pub(super) fn take_back(mut self, side: Side) -> Result<Self, Refusal> {
        match side {
            Side::Polis => self.polis.take_back()?,
            Side::Stad => self.stad.take_back()?,
        }
        Ok(self)
    }
}
