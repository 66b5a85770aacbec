//! The follow-up: what was carried out and what it led to are two judgements, and both chiefs decide.

use crate::case::{party::Side, signatory::Signer, text_guard::CleanText};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Whether what was planned was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Utforande {
    /// All of it.
    Genomfort,
    /// Part of it.
    Delvis,
    /// Hardly anything.
    EjGenomfort,
}

/// Whether it led to anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effekt {
    /// The place is better for it.
    Battre,
    /// No change that can be shown, with data that could have shown one.
    Oforandrat,
    /// The place is worse.
    Samre,
    /// It cannot be told.
    GarInteAttAvgora,
}

/// A half-year's follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// First day that is judged.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Whether it was carried out;
    pub utforande: Utforande,
    /// and why it is judged so.
    pub utforande_text: CleanText,
    /// Whether it led to anything;
    pub effekt: Effekt,
    /// and why it is judged so.
    pub effekt_text: CleanText,
    /// The look that it rests on, by its number from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<u32>,
    /// Why the effect is judged otherwise than what was counted says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avvikelse: Option<CleanText>,
}

/// What is to become of a case that was followed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It goes on.
    Fortsatt,
    /// It goes on in another form.
    AndradForm,
    /// It is closed.
    Avsluta,
}

/// One chief's signature under a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub by: Signer,
    /// What.
    pub decision: Decision,
    /// Why.
    pub motive: CleanText,
    /// When.
    pub at: Timestamp,
}

impl Signed {
    /// Whose side.
    pub fn side(&self) -> Side {
        self.by.side
    }
}
