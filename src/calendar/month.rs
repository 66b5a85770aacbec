//! Months and years, exactly: what becomes of the 31st, and of 29 February.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A day of any year: 31 May, 31 January. 29 February is 28 February in years that lack it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MonthDay {
    month: i8,
    day: i8,
}

impl MonthDay {
    /// `None` when no year has such a day.
    pub fn new(month: i8, day: i8) -> Option<Self> {
        // 2024 is a leap year, so that 29 February is a day.
        Date::new(2024, month, day).is_ok().then_some(Self { month, day })
    }

    /// 1–12.
    pub fn month(self) -> i8 {
        self.month
    }

    /// 1–31.
    pub fn day(self) -> i8 {
        self.day
    }

    /// The day in that year. `None` outside the years that dates have.
    pub fn in_year(self, year: i16) -> Option<Date> {
        let first = Date::new(year, self.month, 1).ok()?;
        first.with().day(self.day.min(first.days_in_month())).build().ok()
    }
}

impl TryFrom<String> for MonthDay {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let parts =
            text.split_once('-').and_then(|(m, d)| Some((m.parse().ok()?, d.parse().ok()?)));
        parts.and_then(|(m, d)| Self::new(m, d)).ok_or_else(|| format!("no day of a year: {text}"))
    }
}

impl From<MonthDay> for String {
    fn from(day: MonthDay) -> Self {
        day.to_string()
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// The day with the same number so many months earlier, or that month's last day when it has no
/// such number: 31 May less six months is 30 November, 29 February less twelve is 28 February.
///
/// This is how months are counted in lag (1930:173) om beräkning av lagstadgad tid, § 1. It is
/// never too late: the months after it have passed by `day`. Counted from 28 February it is up to
/// three days earlier than it need be (28 August, not 31).
///
/// ```
/// use platssamverkan::calendar::months_before;
/// use jiff::civil::date;
/// assert_eq!(months_before(date(2018, 5, 31), 6), Some(date(2017, 11, 30)));
/// ```
pub fn months_before(day: Date, months: u8) -> Option<Date> {
    day.checked_sub(i64::from(months).months()).ok()
}

/// Last day of a time of so many months that begins with `first`: two years from 2016-06-01 end
/// with 2018-05-31. Where the last month has no day with the number of the first, the time ends
/// with that month: two years from 29 February 2024 end with 28 February 2026.
pub fn last_day_of_months(first: Date, months: u16) -> Option<Date> {
    let same = first.checked_add(i64::from(months).months()).ok()?;
    if same.day() == first.day() { same.yesterday().ok() } else { Some(same) }
}
