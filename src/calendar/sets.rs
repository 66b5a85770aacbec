//! Which duties an agreement has.
//!
//! A text of one agreement can be the pattern for others: then its duties are laid on the term of each.
//! Duties of the city as a whole, and of law, hold by days of their own.

use super::{
    duties::Duties,
    duty::{Bound, Duty, DutyId, Span},
    rule::Rule,
    steering::Steering,
};
use jiff::civil::Date;
use serde::Deserialize;

/// The duties of the agreements that began on certain days.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutySet {
    /// Stable id.
    pub id: String,
    /// What it is, in Swedish.
    pub name: String,
    /// The steering body that agreements with it have.
    pub steering: String,
    /// Duties that hold as long as the agreement does.
    pub of_the_agreement: Vec<DutyId>,
    /// Duties that hold by their own days, and are shown while the agreement does.
    pub beside_it: Vec<DutyId>,
    /// First day of the agreements that have it.
    pub valid_from: Date,
    /// Last such day; none until another set takes its place.
    pub valid_to: Option<Date>,
}

/// The sets that an installation has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutySets {
    sets: Vec<DutySet>,
}

/// What is wrong with a list of sets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetFault {
    /// Not the list it should be.
    #[error("line {line}: {what}")]
    Unreadable {
        /// Line.
        line: usize,
        /// What the reader says.
        what: String,
    },
    /// Names a duty or a steering body that is not there.
    #[error("{set}: {named} is not there")]
    Unknown {
        /// Which set.
        set: String,
        /// What it names.
        named: String,
    },
}

impl DutySets {
    /// Reads a list whose duties and steering bodies are known.
    pub fn from_json(text: &str, duties: &Duties, steering: &Steering) -> Result<Self, SetFault> {
        let sets: Vec<DutySet> = serde_json::from_str(text).map_err(|error| {
            SetFault::Unreadable { line: error.line(), what: error.to_string() }
        })?;
        for set in &sets {
            let unknown =
                |named: &str| SetFault::Unknown { set: set.id.clone(), named: named.into() };
            let mut named = set.of_the_agreement.iter().chain(&set.beside_it);
            if let Some(id) = named.find(|id| duties.get(id.as_str()).is_none()) {
                return Err(unknown(id.as_str()));
            }
            if !steering.all().iter().any(|body| body.id == set.steering) {
                return Err(unknown(&set.steering));
            }
        }
        Ok(Self { sets })
    }

    /// The set of agreements that begin on a day.
    pub fn of(&self, first: Date) -> Option<&DutySet> {
        let begun =
            |set: &&DutySet| Span { from: Some(set.valid_from), to: set.valid_to }.covers(first);
        self.sets.iter().find(begun)
    }
}

impl DutySet {
    /// Its duties for an agreement from its first day to the last of its ends.
    pub fn laid_on(&self, duties: &Duties, first: Date, ends: &[Date]) -> Vec<Duty> {
        let known = |id: &DutyId| duties.get(id.as_str()).cloned();
        let own = self.of_the_agreement.iter().filter_map(known);
        let own = own.filter_map(|duty| duty.laid_on(first, ends));
        own.chain(self.beside_it.iter().filter_map(known)).collect()
    }
}

impl Duty {
    /// The same duty of another agreement: it holds from its first day to the last of its ends, and the
    /// first days that the pattern names are not its own. `None` for what is reckoned from an end that it
    /// does not have.
    fn laid_on(mut self, first: Date, ends: &[Date]) -> Option<Self> {
        (self.valid_from, self.valid_to) = (Some(Bound::Exact(first)), None);
        match &mut self.rule {
            Rule::MonthsBeforeEnd { .. } if ends.is_empty() => return None,
            Rule::PerYear { first, .. }
            | Rule::Monthly { first, .. }
            | Rule::InMonths { first, .. } => *first = None,
            _ => {}
        }
        Some(self.until(ends))
    }
}
