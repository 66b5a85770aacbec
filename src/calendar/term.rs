//! School terms, as data.
//!
//! Skolförordningen lets the school year begin in August and end in June; the days are each
//! organiser's own. So a term is known, when somebody has written down its days, or assumed to be
//! all the months it may lie in.

use super::{
    month::MonthDay,
    period::{Period, PeriodName, Season},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One term whose days are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolTerm {
    /// The calendar year.
    pub year: i16,
    /// Which of the two.
    pub season: Season,
    /// First school day.
    pub first: Date,
    /// Last school day.
    pub last: Date,
}

/// The terms that a rule goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolTerms {
    /// First and last day of a vårtermin that is not among the known.
    pub spring: (MonthDay, MonthDay),
    /// The same of a hösttermin.
    pub autumn: (MonthDay, MonthDay),
    /// Terms with their own days.
    #[serde(default)]
    pub known: Vec<SchoolTerm>,
}

impl SchoolTerms {
    /// The two terms of a calendar year, spring first, each with whether its days are assumed.
    pub fn of_year(&self, year: i16) -> Vec<(Period, bool)> {
        [Season::Spring, Season::Autumn]
            .into_iter()
            .filter_map(|season| {
                let name = PeriodName::Term { year, season };
                let known = self.known.iter().find(|t| (t.year, t.season) == (year, season));
                if let Some(SchoolTerm { first, last, .. }) = known {
                    return Some((Period { name, first: *first, last: *last }, false));
                }
                let (first, last) = match season {
                    Season::Spring => self.spring,
                    Season::Autumn => self.autumn,
                };
                Some((
                    Period { name, first: first.in_year(year)?, last: last.in_year(year)? },
                    true,
                ))
            })
            .collect()
    }

    /// Whether every term has a first day that does not come after its last, in its own year.
    pub(super) fn is_sound(&self) -> bool {
        let within = |(first, last): (MonthDay, MonthDay)| first <= last;
        let one_each = |t: &SchoolTerm| {
            self.known.iter().filter(|u| (u.year, u.season) == (t.year, t.season)).count() == 1
        };
        let sound = |t: &SchoolTerm| {
            t.first <= t.last && t.first.year() == t.year && t.last.year() == t.year && one_each(t)
        };
        within(self.spring) && within(self.autumn) && self.known.iter().all(sound)
    }
}
