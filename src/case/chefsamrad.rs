//! Decisions of the chefsamråd: written, dated and signed by both chiefs, or they do not exist.

use super::{
    party::Side,
    refusal::Refusal,
    signatory::{City, OfSide, Police, Signatory, Signer},
    text_guard::CleanText,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// One chief's signature under a decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ChiefRecord", into = "ChiefRecord")]
#[serde(bound = "S: OfSide + Clone")]
pub struct ChiefSignature<S> {
    record: ChiefRecord,
    side: PhantomData<S>,
}

/// Its content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChiefRecord {
    /// The chief.
    pub signer: Signer,
    /// Why.
    pub motive: CleanText,
    /// When.
    pub at: Timestamp,
}

impl<S: OfSide> ChiefSignature<S> {
    /// Signs. Refused for anyone but the chief of the side.
    pub fn sign(by: &Signatory, motive: CleanText, at: Timestamp) -> Result<Self, Refusal> {
        if !by.is_chief() {
            return Err(Refusal::NotAChief);
        }
        if by.side() != S::SIDE {
            return Err(Refusal::WrongSide);
        }
        let record = ChiefRecord { signer: by.signer().clone(), motive, at };
        Ok(Self { record, side: PhantomData })
    }

    /// Who signed.
    pub fn signer(&self) -> &Signer {
        &self.record.signer
    }

    /// What it says.
    pub fn record(&self) -> &ChiefRecord {
        &self.record
    }
}

impl<S: OfSide> TryFrom<ChiefRecord> for ChiefSignature<S> {
    type Error = String;
    fn try_from(record: ChiefRecord) -> Result<Self, String> {
        match record.signer.side == S::SIDE {
            true => Ok(Self { record, side: PhantomData }),
            false => Err("chief's signature stored under the wrong side".to_owned()),
        }
    }
}

impl<S> From<ChiefSignature<S>> for ChiefRecord {
    fn from(signature: ChiefSignature<S>) -> ChiefRecord {
        signature.record
    }
}

/// The signature of one of the two chiefs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum OneChief {
    /// The police's.
    #[serde(rename = "polis")]
    Police(ChiefSignature<Police>),
    /// The city's.
    #[serde(rename = "stad")]
    City(ChiefSignature<City>),
}

impl OneChief {
    /// Signs for the chief's side.
    pub fn sign(by: &Signatory, motive: CleanText, at: Timestamp) -> Result<Self, Refusal> {
        match by.side() {
            Side::Polis => ChiefSignature::sign(by, motive, at).map(Self::Police),
            Side::Stad => ChiefSignature::sign(by, motive, at).map(Self::City),
        }
    }

    /// What it says.
    pub fn record(&self) -> &ChiefRecord {
        match self {
            OneChief::Police(signature) => signature.record(),
            OneChief::City(signature) => signature.record(),
        }
    }
}
