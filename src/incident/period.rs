//! Periods in whole local days, and the clock of the study area.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// Hours since 1970-01-01T00:00Z.
pub type UtcHour = i32;

/// Whole days, first and last included, in the study area's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Period {
    /// `None` when it would end before it begins.
    pub fn new(from: Date, to: Date) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }
}

/// Turns UTC hours into local hours, weekdays, days and months, and days into hours.
#[derive(Debug, Clone)]
pub struct StudyClock {
    zone: TimeZone,
}

impl StudyClock {
    /// `None` when the zone's name is unknown, e.g. `Europe/Stockholm`.
    pub fn new(zone: &str) -> Option<Self> {
        TimeZone::get(zone).ok().map(|zone| Self { zone })
    }

    /// Hour in UTC of the start of a local day.
    pub fn day_start(&self, day: Date) -> UtcHour {
        let start = day
            .to_zoned(self.zone.clone())
            .expect("every supported date has a first instant in every zone");
        start.timestamp().as_second().div_euclid(3600) as UtcHour
    }

    /// Half-open range of UTC hours of a period; 23 or 25 hours on the nights the clock changes.
    pub fn hours(&self, period: Period) -> std::ops::Range<UtcHour> {
        let after = period.to.tomorrow().unwrap_or(Date::MAX);
        self.day_start(period.from)..self.day_start(after)
    }

    /// Local date and time of a UTC hour.
    pub fn local(&self, hour: UtcHour) -> jiff::civil::DateTime {
        let at = Timestamp::from_second(i64::from(hour) * 3600)
            .expect("hours come from checked timestamps");
        self.zone.to_datetime(at)
    }

    /// Row 0–6 (Monday first) and column 0–23 of the weekday × hour table.
    pub fn week_hour(&self, hour: UtcHour) -> (usize, usize) {
        let local = self.local(hour);
        (local.weekday().to_monday_zero_offset() as usize, local.hour() as usize)
    }

    /// The zone, for parsing local times.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn local_days_have_23_24_or_25_hours() {
        let clock = StudyClock::new("Europe/Stockholm").expect("known zone");
        let hours = |day| {
            let range = clock.hours(Period { from: day, to: day });
            range.end - range.start
        };
        assert_eq!(hours(date(2025, 3, 30)), 23);
        assert_eq!(hours(date(2025, 6, 1)), 24);
        assert_eq!(hours(date(2025, 10, 26)), 25);
    }
}
