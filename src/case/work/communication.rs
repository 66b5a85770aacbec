//! What was communicated of the work, in the channels of the template, and how well it reached.
//!
//! What was said stands: it is put right by an addition with its day, never changed.

use super::{
    meeting::Addition,
    standing::{Standing, is_new},
};
use crate::case::{
    refusal::Refusal,
    signatory::Signer,
    text_guard::{CleanText, TextRefused},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// To whom: the four channels of the template, and everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// To the participants.
    Deltagare,
    /// Within the police.
    InterntPolisen,
    /// Within the stadsdelsförvaltning.
    InterntStadsdelsforvaltningen,
    /// Between the two parties.
    MellanParterna,
    /// To the public.
    Allmanheten,
}

/// Something that was communicated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Communication {
    /// On which day.
    pub on: Date,
    /// To whom.
    pub channel: Channel,
    /// By which function.
    pub function: CleanText,
    /// What was said, and how.
    pub text: CleanText,
}

/// The same with who wrote it down and what was added since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Communicated {
    /// What was communicated.
    pub communication: Communication,
    /// Who wrote it down.
    pub by: Signer,
    /// On which day.
    pub written_on: Date,
    /// What was added, oldest first.
    pub additions: Vec<Addition>,
}

/// Somebody went through what was planned and what was done, and how good it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// What was found.
    pub text: CleanText,
    /// By whom.
    pub by: Signer,
    /// On which day.
    pub on: Date,
}

/// What was said and how, 2–1 000 characters. `field` is named in the refusal.
pub fn said(field: &'static str, text: &str) -> Result<CleanText, TextRefused> {
    CleanText::checked(field, text, 2, 1_000)
}

impl Standing {
    pub(super) fn communicate(&mut self, no: u32, it: Communicated) -> Result<(), Refusal> {
        is_new(no, &self.communications)?;
        if it.communication.on > it.written_on {
            return Err(Refusal::BadDays);
        }
        self.communications.insert(no, it);
        Ok(())
    }

    pub(super) fn add_to_communication(
        &mut self,
        no: u32,
        addition: Addition,
    ) -> Result<(), Refusal> {
        let it = self.communications.get_mut(&no).ok_or(Refusal::NoSuchObject)?;
        it.additions.push(addition);
        Ok(())
    }
}

#[cfg(test)]
#[path = "communication_tests.rs"]
mod tests;
