//! Calendar months of the study area's own clock, numbered so that they can be counted with.

use crate::incident::{Period, StudyClock, UtcHour};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// A calendar month, written `YYYY-MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Month(i32);

impl Month {
    /// The month a day lies in.
    pub fn of(day: Date) -> Self {
        Self(i32::from(day.year()) * 12 + i32::from(day.month()) - 1)
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        jiff::civil::date(self.0.div_euclid(12) as i16, self.0.rem_euclid(12) as i8 + 1, 1)
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// How many days it has.
    pub fn n_days(self) -> u32 {
        self.first_day().days_in_month() as u32
    }

    /// The days of `n_months` months of which this is the last.
    pub fn period_ending(self, n_months: i32) -> Period {
        Period { from: (self - (n_months - 1)).first_day(), to: self.last_day() }
    }

    /// The last month that counts reaching to a day can be said to cover: that day's own when it is
    /// one of the last [`END_DAYS`] of it, otherwise the one before.
    pub fn last_complete(data_to: Date) -> Self {
        let own = Self::of(data_to);
        match own.last_day().day() - data_to.day() < END_DAYS {
            true => own,
            false => own - 1,
        }
    }

    /// The first month that counts beginning with a day can be said to cover.
    pub fn first_complete(data_from: Date) -> Self {
        match data_from.day() <= END_DAYS {
            true => Self::of(data_from),
            false => Self::of(data_from) + 1,
        }
    }
}

/// A month is covered when the counts begin or end within so many days of it: where no day in three
/// has a count, months are not the step to count in.
pub const END_DAYS: i8 = 3;

impl Add<i32> for Month {
    type Output = Month;
    fn add(self, months: i32) -> Month {
        Month(self.0 + months)
    }
}

impl Sub<i32> for Month {
    type Output = Month;
    fn sub(self, months: i32) -> Month {
        Month(self.0 - months)
    }
}

impl Sub for Month {
    type Output = i32;
    fn sub(self, other: Month) -> i32 {
        self.0 - other.0
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

impl std::str::FromStr for Month {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let parts = text.split_once('-').filter(|(y, m)| y.len() == 4 && m.len() == 2);
        let parts = parts.filter(|(y, m)| digits(y) && digits(m));
        let numbers = parts.and_then(|(y, m)| Some((y.parse::<i16>().ok()?, m.parse().ok()?)));
        let day = numbers.and_then(|(year, month)| Date::new(year, month, 1).ok());
        day.map(Month::of).ok_or_else(|| format!("{text} is not a month YYYY-MM"))
    }
}

impl TryFrom<String> for Month {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// Consecutive months and the UTC hours at which each begins.
#[derive(Debug, Clone)]
pub struct MonthHours {
    first: Month,
    /// One more than there are months: the last is the end.
    starts: Vec<UtcHour>,
}

impl MonthHours {
    /// From the first to the last, both included; none when the last comes before the first.
    pub fn new(clock: &StudyClock, first: Month, last: Month) -> Self {
        let n = (last - first + 1).max(0);
        let starts = (0..=n).map(|i| clock.day_start((first + i).first_day())).collect();
        Self { first, starts }
    }

    /// How many months.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The months in order.
    pub fn months(&self) -> impl Iterator<Item = Month> + '_ {
        (0..self.len() as i32).map(|i| self.first + i)
    }

    /// All hours, half-open.
    pub fn hours(&self) -> std::ops::Range<UtcHour> {
        self.starts[0]..self.starts[self.len()]
    }

    /// Which month an hour lies in; `None` outside of all. `near` is where to look first: rows come
    /// in the order of time.
    pub fn at(&self, hour: UtcHour, near: usize) -> Option<usize> {
        let holds = |i: usize| self.starts.get(i + 1).is_some_and(|&end| hour < end);
        if near < self.len() && self.starts[near] <= hour && holds(near) {
            return Some(near);
        }
        let after = self.starts.partition_point(|&start| start <= hour);
        after.checked_sub(1).filter(|&i| i < self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_are_counted_over_the_turn_of_the_year() {
        let month = Month::of(date(2025, 11, 30));
        assert_eq!((month + 3).to_string(), "2026-02");
        assert_eq!(month + 3 - month, 3);
        assert_eq!((month - 11).first_day(), date(2024, 12, 1));
        assert_eq!((month + 3).n_days(), 28);
        assert_eq!("2025-11".parse(), Ok(month));
        for wrong in ["2025-13", "2025-1", "25-01", "2025", "2025-+1"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
        let period = month.period_ending(12);
        assert_eq!((period.from, period.to), (date(2024, 12, 1), date(2025, 11, 30)));
    }

    #[test]
    fn a_month_is_complete_when_the_counts_reach_its_last_days() {
        let complete = |day| Month::last_complete(day).to_string();
        assert_eq!(complete(date(2026, 5, 31)), "2026-05");
        assert_eq!(complete(date(2026, 5, 29)), "2026-05");
        assert_eq!(complete(date(2026, 5, 28)), "2026-04");
        assert_eq!(Month::first_complete(date(2026, 5, 3)).to_string(), "2026-05");
        assert_eq!(Month::first_complete(date(2026, 5, 4)).to_string(), "2026-06");
    }

    #[test]
    fn every_hour_lies_in_the_month_of_the_local_clock() {
        let clock = StudyClock::new("Europe/Stockholm").expect("known zone");
        let (first, last) = (Month::of(date(2025, 2, 1)), Month::of(date(2025, 11, 1)));
        let months = MonthHours::new(&clock, first, last);
        assert_eq!(months.len(), 10);
        for hour in months.hours().start - 30..months.hours().end + 30 {
            let own = Month::of(clock.local(hour).date());
            let expected = (first..=last).contains(&own).then(|| (own - first) as usize);
            for near in [0, 4, 9, 99] {
                assert_eq!(months.at(hour, near), expected);
            }
        }
        assert!(MonthHours::new(&clock, last, first).is_empty());
        assert_eq!(MonthHours::new(&clock, last, first).at(0, 0), None);
    }
}
