//! One time that a duty is to be done.

use super::{
    assumption::Assumption,
    duty::DutyId,
    event::{EventId, EventKind},
    month::MonthDay,
    period::{Half, Period, Season},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, sync::Arc};

/// Names an instance for good: the duty, its period or event, and which of several. It does not
/// change when the agreement is extended or the window is another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct InstanceKey(Arc<str>);

impl InstanceKey {
    /// Of a duty, by what names it there.
    pub fn new(duty: &DutyId, rest: impl fmt::Display) -> Self {
        Self(format!("{duty}:{rest}").into())
    }

    /// As written: `chefsamrad:2016-H2:1`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for InstanceKey {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<InstanceKey> for String {
    fn from(key: InstanceKey) -> Self {
        key.as_str().to_owned()
    }
}

impl fmt::Display for InstanceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which of several in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// 1..=n.
    pub k: u8,
    /// How many the period asks for.
    pub n: u8,
}

/// One time that a duty is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Its name.
    pub key: InstanceKey,
    /// The duty.
    pub duty: DutyId,
    /// The period, as far as the duty holds in it.
    pub period: Period,
    /// Which of several, where there are several.
    pub count: Option<Count>,
    /// First day on which doing it counts.
    pub earliest: Date,
    /// A day to plan by: the one the text names, otherwise an even spread. It binds nobody.
    pub guide: Date,
    /// Whether the text names the guide day.
    pub guide_stated: bool,
    /// Last day to do it in time.
    pub due: Date,
    /// By which rule.
    pub why: Why,
    /// What it rests on beside the text.
    pub assumptions: BTreeSet<Assumption>,
    /// Last day of the duty.
    pub duty_ends: Option<Date>,
}

/// Why something is due: a code and what its sentence needs; texts are chosen outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Why {
    /// So many times each half-year.
    PerHalfYear {
        /// Times.
        n: u8,
        /// The half-year.
        year: i16,
        /// Which half.
        half: Half,
    },
    /// So many times each year.
    PerYear {
        /// Times.
        n: u8,
        /// The year.
        year: i16,
    },
    /// Once a month.
    EachMonth {
        /// But not in these.
        except: Vec<i8>,
    },
    /// Once a month since something began.
    EachMonthSince {
        /// What kind of thing.
        of: EventKind,
        /// Which.
        event: EventId,
        /// When it began.
        began: Date,
    },
    /// Each year by a day.
    YearlyBy {
        /// The day.
        day: MonthDay,
    },
    /// In certain months.
    InMonths {
        /// Which.
        months: Vec<i8>,
    },
    /// So long before an end.
    BeforeEnd {
        /// Months.
        months: u8,
        /// The last day that holds.
        end: Date,
    },
    /// Before an event.
    BeforeEvent {
        /// What kind.
        of: EventKind,
        /// Which.
        event: EventId,
        /// Its day.
        day: Date,
    },
    /// After an event.
    AfterEvent {
        /// What kind.
        of: EventKind,
        /// Which.
        event: EventId,
        /// Its day.
        day: Date,
    },
    /// Every so many years.
    EveryYears {
        /// Years.
        n: u8,
        /// Counted from this year.
        since: i16,
    },
    /// Once a term.
    EachTerm {
        /// Calendar year.
        year: i16,
        /// Which term.
        season: Season,
    },
    /// Once.
    Once,
    /// At the end of the year.
    AtYearEnd {
        /// The year.
        year: i16,
    },
    /// As soon as possible after an event.
    SoonAfterEvent {
        /// What kind.
        of: EventKind,
        /// Which.
        event: EventId,
        /// Its day.
        day: Date,
    },
}

impl Why {
    /// The code by which its sentence is found.
    pub fn code(&self) -> &'static str {
        match self {
            Self::PerHalfYear { .. } => "per_half_year",
            Self::PerYear { .. } => "per_year",
            Self::EachMonth { .. } => "each_month",
            Self::EachMonthSince { .. } => "each_month_since",
            Self::YearlyBy { .. } => "yearly_by",
            Self::InMonths { .. } => "in_months",
            Self::BeforeEnd { .. } => "before_end",
            Self::BeforeEvent { .. } => "before_event",
            Self::AfterEvent { .. } => "after_event",
            Self::EveryYears { .. } => "every_years",
            Self::EachTerm { .. } => "each_term",
            Self::Once => "once",
            Self::AtYearEnd { .. } => "at_year_end",
            Self::SoonAfterEvent { .. } => "soon_after_event",
        }
    }
}
