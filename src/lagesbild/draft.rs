//! A party's picture before it is handed over.
//!
//! A draft belongs to a side in its type and to a party in its value. What is in it is reached with a key
//! of the same side, and a key comes from a signatory of the party:
//!
//! ```
//! use platssamverkan::{case::signatory::Police, lagesbild::draft::{Draft, Key}};
//! fn own(draft: &Draft<Police>, key: &Key<Police>) { let _ = draft.read(key); }
//! ```
//! The city's key does not open the police's draft:
//! ```compile_fail,E0308
//! use platssamverkan::{case::signatory::{City, Police}, lagesbild::draft::{Draft, Key}};
//! fn others(draft: &Draft<Police>, key: &Key<City>) { let _ = draft.read(key); }
//! ```
//! And nobody makes a key from fields:
//! ```compile_fail,E0451
//! use platssamverkan::{case::signatory::Police, incident::PartyId, lagesbild::draft::Key};
//! fn forged() -> Key<Police> {
//!     Key { party: PartyId("polis".into()), side: std::marker::PhantomData }
//! }
//! ```

use super::{content::Content, refusal::Refusal};
use crate::{
    case::{
        party::{Parties, Side},
        signatory::{City, OfSide, Police, Signatory, Signer},
    },
    incident::PartyId,
};
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// What opens the drafts of one side of one agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key<S> {
    party: PartyId,
    side: PhantomData<S>,
}

/// Somebody who may write a party's draft and signs nothing with it. Not kept, not readable from a request:
/// `policy` makes one from the signed-in actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer(Signer);

impl Writer {
    /// Called by `policy` alone; a test reads the source for it.
    #[cfg_attr(not(feature = "server"), expect(dead_code, reason = "only the server writes"))]
    pub(crate) fn from_assignment(by: Signer) -> Self {
        Self(by)
    }

    /// As it is kept.
    pub fn signer(&self) -> &Signer {
        &self.0
    }
}

impl<S: OfSide> Key<S> {
    /// Of somebody who writes for the side's party.
    pub fn of_writer(writer: &Writer, parties: &Parties) -> Result<Self, Refusal> {
        Self::of_signer(writer.signer(), parties)
    }

    /// Of somebody who signs for the side's party.
    pub fn of(signatory: &Signatory, parties: &Parties) -> Result<Self, Refusal> {
        Self::of_signer(signatory.signer(), parties)
    }

    fn of_signer(signer: &Signer, parties: &Parties) -> Result<Self, Refusal> {
        if signer.side != S::SIDE {
            return Err(Refusal::WrongSide);
        }
        match parties.of(S::SIDE) == &signer.party {
            true => Ok(Self { party: signer.party.clone(), side: PhantomData }),
            false => Err(Refusal::NotAParty),
        }
    }

    /// Whose.
    pub fn party(&self) -> &PartyId {
        &self.party
    }
}

/// As it is stored.
#[derive(Clone, Serialize, Deserialize)]
#[doc(hidden)]
pub struct DraftRecord {
    side: Side,
    party: PartyId,
    content: Content,
}

/// One party's picture, which the other does not read. Storing and reading back is the store's; printed
/// for a log it shows nothing of its content.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "DraftRecord", into = "DraftRecord")]
#[serde(bound = "S: OfSide + Clone")]
pub struct Draft<S> {
    party: PartyId,
    content: Content,
    side: PhantomData<S>,
}

impl<S: OfSide> Draft<S> {
    /// Written by whoever has the key.
    pub fn new(key: &Key<S>, content: Content) -> Self {
        Self { party: key.party.clone(), content, side: PhantomData }
    }

    /// What it says, for its own party.
    pub fn read(&self, key: &Key<S>) -> Result<&Content, Refusal> {
        match self.party == key.party {
            true => Ok(&self.content),
            false => Err(Refusal::NotAParty),
        }
    }

    /// Whose.
    pub fn party(&self) -> &PartyId {
        &self.party
    }

    /// Handed over: it is a part of the joint document from here on.
    pub(super) fn into_content(self) -> Content {
        self.content
    }
}

impl<S: OfSide> std::fmt::Debug for Draft<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").field("party", &self.party).finish_non_exhaustive()
    }
}

impl<S: OfSide> TryFrom<DraftRecord> for Draft<S> {
    type Error = String;
    fn try_from(record: DraftRecord) -> Result<Self, String> {
        match record.side == S::SIDE {
            true => Ok(Self { party: record.party, content: record.content, side: PhantomData }),
            false => Err("draft stored under the wrong side".to_owned()),
        }
    }
}

impl<S: OfSide> From<Draft<S>> for DraftRecord {
    fn from(draft: Draft<S>) -> Self {
        Self { side: S::SIDE, party: draft.party, content: draft.content }
    }
}

/// The draft of one of the two sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum OneDraft {
    /// The police's.
    #[serde(rename = "polis")]
    Police(Draft<Police>),
    /// The city's.
    #[serde(rename = "stad")]
    City(Draft<City>),
}

impl OneDraft {
    /// Whose party.
    pub fn party(&self) -> &PartyId {
        match self {
            OneDraft::Police(draft) => draft.party(),
            OneDraft::City(draft) => draft.party(),
        }
    }

    /// Whose side.
    pub fn side(&self) -> Side {
        match self {
            OneDraft::Police(_) => Side::Polis,
            OneDraft::City(_) => Side::Stad,
        }
    }
}

impl From<Draft<Police>> for OneDraft {
    fn from(draft: Draft<Police>) -> Self {
        OneDraft::Police(draft)
    }
}

impl From<Draft<City>> for OneDraft {
    fn from(draft: Draft<City>) -> Self {
        OneDraft::City(draft)
    }
}
