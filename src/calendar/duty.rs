//! A duty: what is to be done, by whom, who decides, where it is written and for how long it holds.

use super::{
    assumption::Assumption,
    duties::DutyFault,
    group::Group,
    rule::{Anchor, Rule},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, sync::Arc};

/// Names a duty in keys and addresses: lower-case letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DutyId(Arc<str>);

impl DutyId {
    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DutyId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        if is_slug(&text) {
            Ok(Self(text.into()))
        } else {
            Err(format!("no id of a duty: {text:?}"))
        }
    }
}

impl From<DutyId> for String {
    fn from(id: DutyId) -> Self {
        id.as_str().to_owned()
    }
}

impl fmt::Display for DutyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Lower-case letters, digits and hyphens, beginning with a letter.
pub(super) fn is_slug(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Whose duty it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The two parties of a local agreement.
    Lokal,
    /// The city and the police region.
    Stad,
    /// The municipality, by law.
    Kommun,
}

/// What makes it a duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ground {
    /// An agreement.
    Agreement {
        /// Its short name: `norrmalm-2016`.
        id: String,
    },
    /// A law.
    Law {
        /// Its number: `2023:196`.
        sfs: String,
    },
    /// A matter sent round for answers.
    Remiss {
        /// Its diarienummer.
        number: String,
    },
    /// Nobody's promise, but what others count on: a survey that comes back.
    Custom,
}

/// The first or last day of a validity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Bound {
    /// The source has the day.
    Exact(Date),
    /// The source has less than a day.
    Reckoned {
        /// What it has: `2019`.
        stated: String,
        /// The day that is reckoned with.
        reckoned: Date,
    },
}

impl Bound {
    /// The day that is reckoned with.
    pub fn day(&self) -> Date {
        match self {
            Self::Exact(day) | Self::Reckoned { reckoned: day, .. } => *day,
        }
    }

    /// What the source has.
    pub fn stated(&self) -> String {
        match self {
            Self::Exact(day) => day.to_string(),
            Self::Reckoned { stated, .. } => stated.clone(),
        }
    }
}

/// The days on which something holds, both ends included; open where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day, or since always.
    pub from: Option<Date>,
    /// Last day, or until further notice.
    pub to: Option<Date>,
}

impl Span {
    /// Whether it holds on a day.
    pub fn covers(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// Another passage of the same source that says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// Where it stands.
    pub source: String,
    /// What it says.
    pub rule: Rule,
}

/// One duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Stable id.
    pub id: DutyId,
    /// What is to be done, in Swedish.
    pub title: String,
    /// Whose it is.
    pub level: Level,
    /// When.
    pub rule: Rule,
    /// Besides, when it is needed.
    #[serde(default)]
    pub also_on_need: bool,
    /// Where the source contradicts itself: the passages that are not followed.
    #[serde(default)]
    pub other_readings: Vec<Reading>,
    /// Functions that do it.
    pub responsible: String,
    /// Those among whom they are.
    pub falls_to: BTreeSet<Group>,
    /// Functions that decide on it, when somebody does.
    pub decides: Option<String>,
    /// Document and paragraph.
    pub source: String,
    /// What makes it a duty.
    pub ground: Ground,
    /// First day.
    pub valid_from: Option<Bound>,
    /// Last day.
    pub valid_to: Option<Bound>,
    /// What had to be supposed to read it.
    #[serde(default)]
    pub assumptions: BTreeSet<Assumption>,
}

impl Duty {
    /// The days on which it holds.
    pub fn span(&self) -> Span {
        let day = |bound: &Option<Bound>| bound.as_ref().map(Bound::day);
        Span { from: day(&self.valid_from), to: day(&self.valid_to) }
    }

    /// The same duty of an agreement that has been extended or bridged: it holds until the last of
    /// the ends, and what is reckoned from an end is reckoned from each. No key changes by it.
    pub fn until(mut self, ends: &[Date]) -> Self {
        if let Some(last) = ends.last() {
            self.valid_to = Some(Bound::Exact(*last));
            if let Rule::MonthsBeforeEnd { ends: reckoned, .. } = &mut self.rule {
                *reckoned = ends.to_vec();
            }
        }
        self
    }

    /// The same duty by another passage of its source, for those who have chosen to follow that
    /// one; the passage followed until now is kept beside it. `None` when the source has no such
    /// passage.
    pub fn read_by(mut self, source: &str) -> Option<Self> {
        let chosen = self.other_readings.iter_mut().find(|one| one.source == source)?;
        std::mem::swap(&mut self.rule, &mut chosen.rule);
        std::mem::swap(&mut self.source, &mut chosen.source);
        Some(self)
    }

    /// Refused for a duty that could never be read.
    pub fn check(&self) -> Result<(), DutyFault> {
        let fault = |fault| DutyFault::Rule { duty: self.id.clone(), fault };
        self.rule.check().map_err(fault)?;
        for reading in &self.other_readings {
            reading.rule.check().map_err(fault)?;
        }
        let Span { from, to } = self.span();
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            return Err(DutyFault::Backwards { duty: self.id.clone() });
        }
        let from_start = matches!(self.rule, Rule::EveryYears { anchor: Anchor::Start, .. });
        if from_start && from.is_none() {
            return Err(DutyFault::NoStart { duty: self.id.clone() });
        }
        Ok(())
    }
}
