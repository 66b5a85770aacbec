//! How an agreement says when something is due: one variant per way of saying it, with the facts it
//! names.

use super::{event::EventKind, month::MonthDay, term::SchoolTerms};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// When a duty falls due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// So many times each calendar half-year: "minst två (2) gånger varje halvår".
    PerHalfYear {
        /// Times.
        n: u8,
    },
    /// So many times each calendar year: "4 gånger/år med start 14 juni 2016".
    PerYear {
        /// Times.
        n: u8,
        /// The first time, where the text names its day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        first: Option<Date>,
    },
    /// Once a month but for some: "1 gång/månad (ej juli)".
    Monthly {
        /// Months without, 1–12.
        #[serde(default)]
        except: Vec<i8>,
        /// The first time, where the text names its day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        first: Option<Date>,
    },
    /// Once a month from each event on until it is over: "1 gång/mån med start när en samverkan
    /// initieras".
    MonthlyFrom {
        /// What begins the series.
        of: EventKind,
        /// Months without, 1–12.
        #[serde(default)]
        except: Vec<i8>,
    },
    /// Each year no later than a day: "senast 31 maj varje år".
    YearlyBy {
        /// The day.
        day: MonthDay,
    },
    /// Once in each of these months: "i juni respektive december".
    InMonths {
        /// The months, 1–12.
        months: Vec<i8>,
        /// The first time, where the text names its day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        first: Option<Date>,
    },
    /// No later than so many months before an end: "senast sex (6) månader före överenskommelsens
    /// utgång".
    MonthsBeforeEnd {
        /// Months.
        months: u8,
        /// The ends, ascending: the agreed one, then those that extensions have given.
        ends: Vec<Date>,
    },
    /// Before each event of a kind: "inför chefsamråd".
    BeforeEach {
        /// The kind.
        of: EventKind,
        /// Days before it at the latest; 1 is the day before.
        lead_days: u8,
    },
    /// After each event of a kind: "efter rådets möte i december".
    AfterEach {
        /// The kind.
        of: EventKind,
        /// Only events of these months, 1–12; all when empty.
        #[serde(default)]
        in_months: Vec<i8>,
        /// Days after it at the latest.
        within_days: u16,
    },
    /// Every so many calendar years: "vartannat år", "åtminstone var fjärde år".
    EveryYears {
        /// Years.
        n: u8,
        /// Counted from when.
        anchor: Anchor,
    },
    /// Once each school term: "1 gång/termin".
    PerSchoolTerm {
        /// The terms.
        terms: SchoolTerms,
    },
    /// Once, no later than a day.
    Once {
        /// The day.
        by: Date,
    },
    /// Each year at its end: "i slutet av varje år".
    AtYearEnd {
        /// From which day on it is the end of the year.
        from: MonthDay,
    },
    /// As soon as possible after each event of a kind: "så snart det är möjligt".
    AsSoonAsPossible {
        /// The kind.
        of: EventKind,
        /// Days after which the calendar asks; no text has a number.
        within_days: u16,
    },
    /// When it is needed, which no calendar knows: nothing falls due.
    OnNeed,
}

/// From when years are counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case", deny_unknown_fields)]
pub enum Anchor {
    /// Years in which it is known to have been done, ascending; counted on from the last.
    Known {
        /// The years.
        years: Vec<i16>,
    },
    /// The year in which the duty began.
    Start,
}

/// What is wrong with a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RuleFault {
    /// It never asks for anything: zero times, no month left.
    #[error("the rule asks for nothing")]
    AsksForNothing,
    /// A month that is not 1–12.
    #[error("a month is a number from 1 to 12")]
    BadMonth,
    /// Years, ends or terms that do not ascend or are given twice.
    #[error("years, ends and terms are given once each and in order")]
    BadOrder,
}

impl Rule {
    /// Refused for a rule that asks for nothing or that no calendar has.
    pub fn check(&self) -> Result<(), RuleFault> {
        let asks = |yes: bool| if yes { Ok(()) } else { Err(RuleFault::AsksForNothing) };
        let ordered = |yes: bool| if yes { Ok(()) } else { Err(RuleFault::BadOrder) };
        match self {
            Self::PerHalfYear { n } | Self::PerYear { n, .. } => asks(*n > 0),
            Self::Monthly { except, .. } | Self::MonthlyFrom { except, .. } => {
                are_months(except)?;
                asks((1..=12).any(|month| !except.contains(&month)))
            }
            Self::InMonths { months, .. } => {
                are_months(months)?;
                asks(!months.is_empty())
            }
            Self::AfterEach { in_months, .. } => are_months(in_months),
            Self::MonthsBeforeEnd { ends, .. } => {
                asks(!ends.is_empty())?;
                ordered(ends.is_sorted_by(|a, b| a < b))
            }
            Self::EveryYears { n, anchor } => {
                asks(*n > 0)?;
                match anchor {
                    Anchor::Known { years } => {
                        asks(!years.is_empty())?;
                        ordered(years.is_sorted_by(|a, b| a < b))
                    }
                    Anchor::Start => Ok(()),
                }
            }
            Self::PerSchoolTerm { terms } => ordered(terms.is_sound()),
            Self::YearlyBy { .. }
            | Self::BeforeEach { .. }
            | Self::Once { .. }
            | Self::AtYearEnd { .. }
            | Self::AsSoonAsPossible { .. }
            | Self::OnNeed => Ok(()),
        }
    }

    /// The kind of events it goes by, if any.
    pub fn goes_by(&self) -> Option<&EventKind> {
        match self {
            Self::MonthlyFrom { of, .. }
            | Self::BeforeEach { of, .. }
            | Self::AfterEach { of, .. }
            | Self::AsSoonAsPossible { of, .. } => Some(of),
            _ => None,
        }
    }
}

fn are_months(months: &[i8]) -> Result<(), RuleFault> {
    let all = months.iter().all(|month| (1..=12).contains(month));
    if all { Ok(()) } else { Err(RuleFault::BadMonth) }
}
