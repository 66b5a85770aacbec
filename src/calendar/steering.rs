//! Who steers: the chefsamråd of 2016, the lokal styrgrupp of 2019. The one that is valid on a day
//! is meant wherever "chefsamrådet" stands.

use super::{
    assumption::Assumption,
    duty::{Bound, Span},
    rule::{Rule, RuleFault},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A steering body as an agreement sets it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SteeringBody {
    /// Stable id.
    pub id: String,
    /// Name in Swedish.
    pub name: String,
    /// Functions that belong to it.
    pub members: Vec<String>,
    /// Functions that are called in when needed.
    #[serde(default)]
    pub called_in: Vec<String>,
    /// Functions that sign its decisions; all of them, or nothing is decided.
    pub signs: Vec<String>,
    /// How often it meets.
    pub meets: Meets,
    /// Document and paragraph.
    pub source: String,
    /// First day.
    pub valid_from: Option<Bound>,
    /// Last day.
    pub valid_to: Option<Bound>,
    /// What had to be supposed to read it.
    #[serde(default)]
    pub assumptions: BTreeSet<Assumption>,
}

/// How often a body meets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meets {
    /// At least so often.
    pub at_least: Rule,
    /// And when it is needed.
    pub also_on_need: bool,
    /// Whether the chair alternates between those who sign.
    pub chair_alternates: bool,
}

/// The bodies that have steered, and do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steering {
    bodies: Vec<SteeringBody>,
}

/// What is wrong with a list of steering bodies.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SteeringFault {
    /// Not the list it should be.
    #[error("line {line}, column {column}: {what}")]
    Unreadable {
        /// Line.
        line: usize,
        /// Column.
        column: usize,
        /// What the reader says.
        what: String,
    },
    /// A body that meets by a rule that no calendar has.
    #[error("{body}: {fault}")]
    Rule {
        /// Which.
        body: String,
        /// What is wrong.
        fault: RuleFault,
    },
    /// A body that nobody signs for, or whose signers do not belong to it.
    #[error("{body}: whoever signs belongs to the body")]
    Signers {
        /// Which.
        body: String,
    },
    /// Ends before it begins.
    #[error("{body}: ends before it begins")]
    Backwards {
        /// Which.
        body: String,
    },
}

impl SteeringBody {
    /// The days on which it is the one.
    pub fn span(&self) -> Span {
        let day = |bound: &Option<Bound>| bound.as_ref().map(Bound::day);
        Span { from: day(&self.valid_from), to: day(&self.valid_to) }
    }

    fn check(&self) -> Result<(), SteeringFault> {
        let body = || self.id.clone();
        let rule = self.meets.at_least.check();
        rule.map_err(|fault| SteeringFault::Rule { body: body(), fault })?;
        if self.signs.is_empty() || !self.signs.iter().all(|who| self.members.contains(who)) {
            return Err(SteeringFault::Signers { body: body() });
        }
        let Span { from, to } = self.span();
        match from.zip(to).is_some_and(|(from, to)| to < from) {
            true => Err(SteeringFault::Backwards { body: body() }),
            false => Ok(()),
        }
    }
}

impl Steering {
    /// Reads a list.
    pub fn from_json(text: &str) -> Result<Self, SteeringFault> {
        let bodies: Vec<SteeringBody> =
            serde_json::from_str(text).map_err(|error| SteeringFault::Unreadable {
                line: error.line(),
                column: error.column(),
                what: error.to_string(),
            })?;
        bodies.iter().try_for_each(SteeringBody::check)?;
        Ok(Self { bodies })
    }

    /// All, in the order of the list.
    pub fn all(&self) -> &[SteeringBody] {
        &self.bodies
    }

    /// The one that is valid on the day; of several the one that began last. `None` when no
    /// agreement has one, as between the end of one agreement and the beginning of the next.
    pub fn on(&self, day: Date) -> Option<&SteeringBody> {
        let valid = self.bodies.iter().filter(|body| body.span().covers(day));
        valid.max_by_key(|body| body.span().from)
    }
}
