//! An entry of the library: a measure as it is usually done, and what is known of it.

use crate::case::{
    refusal::Refusal,
    text_guard::CleanText,
    work::plan::{Direction, Horizon, Kind, Owner},
};
use serde::{Deserialize, Serialize};

/// Weeks until the owner tells how it went, at most.
const MOST_WEEKS: u16 = 104;

/// Works of literature at most, to an entry.
const MOST_REFERENCES: usize = 10;

/// What kind of place it fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A square.
    Torg,
    /// A park.
    Park,
    /// A path, a passage, an underpass.
    Strak,
    /// A stop, a station.
    Kollektivtrafik,
    /// Where licensed premises are.
    Krog,
    /// Where people live.
    Bostad,
    /// Around a school.
    Skola,
    /// Shops, a centre.
    Handel,
    /// A car park.
    Parkering,
}

/// What it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// People feel unsafe.
    Otrygghet,
    /// Violence.
    Vald,
    /// Disturbances.
    Ordning,
    /// Drugs.
    Narkotika,
    /// Alcohol.
    Alkohol,
    /// Damage, graffiti.
    Skadegorelse,
    /// Theft.
    Stold,
    /// The young who are at risk.
    Unga,
    /// Traffic.
    Trafik,
    /// Litter.
    Nedskrapning,
}

/// How much is known of what it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Many controlled studies that agree.
    Stark,
    /// Some, or some that agree in part.
    Viss,
    /// Few, small or indirect.
    Svag,
    /// None that we know of.
    Okand,
}

/// A work of literature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Who wrote it.
    pub authors: CleanText,
    /// In which year it came out.
    pub year: i16,
    /// What it is called.
    pub title: CleanText,
    /// Its DOI, where it has one that is certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doi: Option<String>,
}

/// What is known of a measure, and what is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// How much.
    pub level: Level,
    /// What.
    pub known: CleanText,
    /// What is not known.
    pub unknown: CleanText,
    /// Where it stands.
    pub references: Vec<Reference>,
}

/// A measure as it is usually done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name.
    pub name: CleanText,
    /// How it is done.
    pub description: CleanText,
    /// What kind of prevention it is.
    pub kind: Kind,
    /// How soon it is to work.
    pub horizon: Horizon,
    /// The places it fits.
    pub places: Vec<PlaceKind>,
    /// The problems it answers.
    pub problems: Vec<Problem>,
    /// Who usually owns it.
    pub owner: Owner,
    /// What is expected of the indicator.
    pub expected: Direction,
    /// What can be looked at.
    pub indicator: CleanText,
    /// After how many weeks the owner tells how it went.
    pub aterkoppling_weeks: u16,
    /// What is known.
    #[serde(flatten)]
    pub known: Known,
}

impl Entry {
    /// The same, when it says where and for what it is, in how many weeks one tells of it, and where what
    /// it claims to be known can be read.
    ///
    /// # Errors
    /// [`Refusal::LibraryIncomplete`] or [`Refusal::LibraryWithoutReference`].
    pub fn checked(mut self) -> Result<Self, Refusal> {
        self.places.sort();
        self.places.dedup();
        self.problems.sort();
        self.problems.dedup();
        let references = &self.known.references;
        let whole = !self.places.is_empty()
            && !self.problems.is_empty()
            && (1..=MOST_WEEKS).contains(&self.aterkoppling_weeks)
            && references.len() <= MOST_REFERENCES
            && references.iter().all(Reference::is_whole);
        if !whole {
            return Err(Refusal::LibraryIncomplete);
        }
        let claims = matches!(self.known.level, Level::Stark | Level::Viss);
        if claims && references.is_empty() {
            return Err(Refusal::LibraryWithoutReference);
        }
        Ok(self)
    }
}

impl Reference {
    fn is_whole(&self) -> bool {
        let is_doi = |doi: &String| {
            let rest = doi.strip_prefix("10.").and_then(|rest| rest.split_once('/'));
            rest.is_some_and(|(who, what)| {
                let digits =
                    (4..=9).contains(&who.len()) && who.bytes().all(|b| b.is_ascii_digit());
                digits && !what.is_empty() && !what.contains(char::is_whitespace)
            })
        };
        (1900..=2100).contains(&self.year) && self.doi.iter().all(is_doi)
    }
}
