//! Periods with names that stay: half-years, years, months, terms; and how much of one a validity
//! leaves.

use super::duty::Span;
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Half of a calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Half {
    /// January–June.
    First,
    /// July–December.
    Second,
}

/// A school term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    /// Vårtermin.
    Spring,
    /// Hösttermin.
    Autumn,
}

/// Which period it is. It does not change when the validity of a duty does, so a key made of it
/// does not either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "period", rename_all = "snake_case")]
pub enum PeriodName {
    /// A calendar half-year: `2016-H2`.
    HalfYear {
        /// Calendar year.
        year: i16,
        /// Which half.
        half: Half,
    },
    /// A calendar year: `2017`.
    Year {
        /// Calendar year.
        year: i16,
    },
    /// A month: `2016-12`.
    Month {
        /// Calendar year.
        year: i16,
        /// 1–12.
        month: i8,
    },
    /// A term: `2016-HT`.
    Term {
        /// Calendar year.
        year: i16,
        /// Which term.
        season: Season,
    },
    /// Up to one day, which names it: `2018-05-31`.
    Day {
        /// The day.
        day: Date,
    },
}

impl fmt::Display for PeriodName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::HalfYear { year, half: Half::First } => write!(f, "{year:04}-H1"),
            Self::HalfYear { year, half: Half::Second } => write!(f, "{year:04}-H2"),
            Self::Year { year } => write!(f, "{year:04}"),
            Self::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Self::Term { year, season: Season::Spring } => write!(f, "{year:04}-VT"),
            Self::Term { year, season: Season::Autumn } => write!(f, "{year:04}-HT"),
            Self::Day { day } => write!(f, "{day}"),
        }
    }
}

/// A period and its days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// Its name.
    #[serde(flatten)]
    pub name: PeriodName,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

impl Period {
    /// A calendar year.
    pub fn year(year: i16) -> Option<Self> {
        let first = Date::new(year, 1, 1).ok()?;
        Some(Self { name: PeriodName::Year { year }, first, last: first.last_of_year() })
    }

    /// A calendar half-year.
    pub fn half_year(year: i16, half: Half) -> Option<Self> {
        let (from, to) = match half {
            Half::First => (1, 6),
            Half::Second => (7, 12),
        };
        let (first, last) = (Date::new(year, from, 1).ok()?, Date::new(year, to, 1).ok()?);
        let name = PeriodName::HalfYear { year, half };
        Some(Self { name, first, last: last.last_of_month() })
    }

    /// A month.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = Date::new(year, month, 1).ok()?;
        Some(Self { name: PeriodName::Month { year, month }, first, last: first.last_of_month() })
    }

    /// The months that have a day between the two, both included.
    pub fn months(from: Date, to: Date) -> impl Iterator<Item = Self> {
        let number = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        (number(from)..=number(to)).filter_map(|n| {
            let year = i16::try_from(n.div_euclid(12)).ok()?;
            Self::month(year, i8::try_from(n.rem_euclid(12)).ok()? + 1)
        })
    }

    /// How many days.
    pub fn n_days(&self) -> i32 {
        days_between(self.first, self.last) + 1
    }

    /// What a validity leaves of it; `None` when it leaves nothing.
    pub(super) fn cut(&self, to: Span) -> Option<Cut> {
        let first = to.from.map_or(self.first, |from| from.max(self.first));
        let last = to.to.map_or(self.last, |to| to.min(self.last));
        if first > last {
            return None;
        }
        let left = Self { name: self.name, first, last };
        if (first, last) == (self.first, self.last) {
            return Some(Cut { left, holds: true });
        }
        let twice = 2 * left.n_days();
        let later_half = last == self.last;
        let holds = twice > self.n_days() || (twice == self.n_days() && later_half);
        Some(Cut { left, holds })
    }

    /// The day by which the k-th of n would be done if they were spread evenly: whole months where
    /// the period has them, otherwise days. It guides and binds nobody.
    pub(super) fn guide(&self, k: u8, n: u8) -> Date {
        let (k, n) = (i32::from(k), i32::from(n).max(1));
        let whole = self.first.day() == 1 && self.last == self.last.last_of_month();
        let years = i32::from(self.last.year()) - i32::from(self.first.year());
        let n_months = 12 * years + i32::from(self.last.month() - self.first.month()) + 1;
        if whole && n_months % n == 0 {
            let months = i64::from(k * n_months / n - 1).months();
            return self.first.checked_add(months).map_or(self.last, |day| day.last_of_month());
        }
        let days = i64::from(self.n_days() * k / n - 1).max(0).days();
        self.first.checked_add(days).map_or(self.last, |day| day.min(self.last))
    }
}

/// What is left of a period that a validity cuts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// The days left, under the period's own name.
    pub(super) left: Period,
    /// Whether it still counts as a period: more than half of its days are left, or exactly its
    /// later half. So an agreement of two whole years asks for exactly two years' worth wherever in
    /// the year it begins.
    pub(super) holds: bool,
}

/// Days from one to the other.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    i32::try_from(from.duration_until(to).as_hours() / 24).unwrap_or_default()
}
