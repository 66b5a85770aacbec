//! Which day it is: the one place where a moment becomes a day.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The day in the zone at that moment. In Stockholm 23:30 UTC on 31 December is already 1 January.
pub fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// A week as Swedish calendars number them, ISO 8601.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct IsoWeek {
    /// The year that the week belongs to: 1 January 2027 lies in week 53 of 2026.
    pub year: i16,
    /// 1–53.
    pub week: i8,
}

/// The week in which a day lies.
pub fn iso_week(day: Date) -> IsoWeek {
    let week = day.iso_week_date();
    IsoWeek { year: week.year(), week: week.week() }
}
