//! What an overwritten draft leaves behind when its text is removed.
//!
//! A party saves its draft many times before it hands it over. Once both chiefs have decided, what stood in
//! those that a later draft of the same party replaced has become nothing: nobody else has read it, and
//! the lägesbild does not rest on it. Plans for documents let such working papers go. The step stays, with
//! who saved it and when; in the place of its text stands that it was removed, when, and how a copy of it is
//! told. Replayed without those texts the steps come to the same lägesbild.

use super::{
    record::{Lagesbild, Record},
    refusal::Refusal,
    step::{Act, Step},
};
use crate::{
    case::{canonical, party::Side},
    incident::Fingerprint,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What stands in the place of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redaction {
    /// When it was removed.
    pub at: Timestamp,
    /// SHA-256 over the canonical JSON of the draft that stood there, in hexadecimal.
    pub sha256: Fingerprint,
    /// Bytes of that JSON.
    pub bytes: u64,
}

impl Redaction {
    /// Of a draft, or of its JSON as it was kept, which no later form of a draft says differently.
    pub fn of(draft: &impl Serialize, at: Timestamp) -> Self {
        let stood = canonical::json(draft);
        Self { at, sha256: Fingerprint::of(stood.as_bytes()), bytes: stood.len() as u64 }
    }

    /// Whether a draft that was kept elsewhere is the one that stood there.
    pub fn is_of(&self, draft: &impl Serialize) -> bool {
        *self == Self::of(draft, self.at)
    }

    fn is_well_formed(&self) -> bool {
        let hex = |c: u8| c.is_ascii_digit() || (b'a'..=b'f').contains(&c);
        self.bytes > 0 && self.sha256.0.len() == 64 && self.sha256.0.bytes().all(hex)
    }
}

impl Lagesbild {
    /// Numbers of the steps whose draft can be removed, counted from 1: a later draft of the same party
    /// replaced it, it is still there, and both have decided.
    pub fn overwritten(&self) -> Vec<u64> {
        if self.decided().is_none() {
            return Vec::new();
        }
        let steps = &self.record().steps;
        let last = |side: Side| steps.iter().rposition(|step| step.draft_of() == Some(side));
        let last = [last(Side::Polis), last(Side::Stad)];
        let is_overwritten = |at: usize, step: &Step| {
            step.draft_of().is_some() && step.removed().is_none() && !last.contains(&Some(at))
        };
        let all = steps.iter().enumerate();
        all.filter(|(at, step)| is_overwritten(*at, step)).map(|(at, _)| at as u64 + 1).collect()
    }

    /// The same lägesbild with what is given in the place of the drafts of those steps. Refused when one of
    /// them is needed, or gone already.
    pub fn without(&self, mut removed: BTreeMap<u64, Redaction>) -> Result<Self, Refusal> {
        let overwritten = self.overwritten();
        if !removed.keys().all(|no| overwritten.contains(no)) {
            return Err(Refusal::StillNeeded);
        }
        let Record { dossier, steps } = self.record();
        let steps = (1u64..).zip(steps).map(|(no, step)| match removed.remove(&no) {
            Some(removed) => Step { act: Act::DraftRemoved { removed }, ..step.clone() },
            None => step.clone(),
        });
        let it = Self::replayed(Record { dossier: dossier.clone(), steps: steps.collect() })?;
        match it.state() == self.state() {
            true => Ok(it),
            false => Err(Refusal::StillNeeded),
        }
    }

    /// Whether nothing was removed before both had decided, or without leaving behind what it left behind.
    /// That a last draft is there its being put together has shown.
    pub(super) fn misses_nothing_needed(&self) -> bool {
        let mut removed = self.record().steps.iter().filter_map(Step::removed).peekable();
        let signed = |step: &&Step| matches!(step.act, Act::Signed { .. });
        let decided = self.decided().and_then(|_| self.record().steps.iter().rfind(signed));
        let is_sound =
            |it: &Redaction| it.is_well_formed() && decided.is_some_and(|by| it.at >= by.at);
        removed.peek().is_none() || removed.all(is_sound)
    }
}
