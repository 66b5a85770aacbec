//! The fields of the agreement's template for a platssamverkan.

use super::{frequency::Frequency, plan::Whose, subject::Kind};
use crate::case::{
    party::Side,
    refusal::Refusal,
    text_guard::{CleanText, TextRefused},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest list in a template or a plan.
pub const MOST_ITEMS: usize = 40;

/// One activity under the case's Mål and Problembild.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// What is done.
    pub aktivitet: CleanText,
    /// What for.
    pub syfte: CleanText,
}

/// How long it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loptid {
    /// Until further notice: confirmed anew each half-year.
    Tillsvidare,
    /// To a last day.
    TillOchMed(Date),
}

/// One party's contact, who takes part and what it has promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Half {
    /// The function that is the contact.
    pub kontakt: CleanText,
    /// Functions that take part.
    pub deltagare: Vec<CleanText>,
    /// What the party does.
    pub ataganden: Vec<CleanText>,
}

/// How word is spread, in the four channels of the template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kommunikation {
    /// To the participants.
    pub deltagare: CleanText,
    /// Within the police.
    pub internt_polisen: CleanText,
    /// Within the stadsdelsförvaltning.
    pub internt_stadsdelsforvaltningen: CleanText,
    /// Between the two parties.
    pub mellan_parterna: CleanText,
}

/// What is looked at afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// What is measured.
    pub indikator: CleanText,
    /// Where it comes from.
    pub kalla: CleanText,
    /// Which year; `None` is every year.
    pub ar: Option<i16>,
}

/// All fields that the parties fill in. Place, evidence and register numbers stand in the case itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// What is wanted.
    pub mal: CleanText,
    /// What is wrong.
    pub problembild: Vec<CleanText>,
    /// What is done about it; the first is the platssamverkan itself.
    pub aktiviteter: Vec<Activity>,
    /// How long.
    pub loptid: Loptid,
    /// How often one meets.
    pub motesfrekvens: Frequency,
    /// The function that convenes.
    pub aktivitetsansvarig: CleanText,
    /// The police's half.
    pub polis: Half,
    /// The stadsdelsförvaltning's half.
    pub stad: Half,
    /// Others who take part, by function, chosen from case to case.
    pub ovriga: Vec<CleanText>,
    /// Who pays.
    pub finansiering: CleanText,
    /// How word is spread.
    pub kommunikation: Kommunikation,
    /// What is looked at afterwards.
    pub uppfoljning: Vec<Indicator>,
    /// The priorities it serves, by id, of the list valid when it was written.
    pub prioriteringar: Vec<String>,
}

/// A function that the template names, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function<'a> {
    /// Whose.
    pub of: Whose,
    /// The function.
    pub function: &'a CleanText,
}

impl Template {
    /// Everybody who takes part: of each party the contact first, then the others; none twice.
    pub fn functions(&self) -> Vec<Function<'_>> {
        let mut named: Vec<Function<'_>> = Vec::new();
        for (of, half) in [(Whose::Polis, &self.polis), (Whose::Stad, &self.stad)] {
            let functions = [&half.kontakt].into_iter().chain(&half.deltagare);
            named.extend(functions.map(|function| Function { of, function }));
        }
        let ovriga = self.ovriga.iter();
        named.extend(ovriga.map(|function| Function { of: Whose::Deltagare, function }));
        let mut seen: BTreeSet<&CleanText> = BTreeSet::new();
        named.retain(|one| !one.function.as_str().is_empty() && seen.insert(one.function));
        named
    }

    /// A party's half.
    pub fn half(&self, side: Side) -> &Half {
        match side {
            Side::Polis => &self.polis,
            Side::Stad => &self.stad,
        }
    }

    /// Refused when a list that must have something is empty, or any is too long.
    pub(super) fn check(&self, kind: Kind) -> Result<(), Refusal> {
        // A forum may be there for all that concerns its area, a platssamverkan never.
        let says_what_is_wrong = kind == Kind::Forum || !self.problembild.is_empty();
        if !says_what_is_wrong || self.aktiviteter.is_empty() {
            return Err(Refusal::TemplateIncomplete);
        }
        let lengths = [
            self.problembild.len(),
            self.aktiviteter.len(),
            self.polis.deltagare.len(),
            self.polis.ataganden.len(),
            self.stad.deltagare.len(),
            self.stad.ataganden.len(),
            self.ovriga.len(),
            self.uppfoljning.len(),
            self.prioriteringar.len(),
        ];
        if lengths.iter().any(|n| *n > MOST_ITEMS) {
            return Err(Refusal::TooMuch);
        }
        self.motesfrekvens.check()
    }
}

/// A line of the template, 2–300 characters. `field` is named in the refusal.
pub fn line(field: &'static str, text: &str) -> Result<CleanText, TextRefused> {
    CleanText::checked(field, text, 2, 300)
}

/// A paragraph of the template, 2–2 000 characters. `field` is named in the refusal.
pub fn paragraph(field: &'static str, text: &str) -> Result<CleanText, TextRefused> {
    CleanText::checked(field, text, 2, 2_000)
}
