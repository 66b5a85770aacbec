//! Times as sources write them, and the span each of them may mean.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{AmbiguousOffset, Offset, TimeZone},
};
use serde::Deserialize;

/// How exact the times of a source are, whatever digits it writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimePrecision {
    /// As written.
    #[default]
    Hour,
    /// Only the day means anything.
    Day,
    /// Only the month means anything; the day is made up (`2022-01-01` for January).
    Month,
}

/// First and last second that a text may mean, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimeSpan {
    /// First second since 1970.
    pub(super) first_s: i64,
    /// Last second, included.
    pub(super) last_s: i64,
    /// The local time happens twice or never on that night.
    pub(super) clock_change: bool,
}

/// Reads ISO 8601: `2019-01-01T01:30:00+01:00`, `…Z`, a local `2019-01-01 01:30` (also `01.30`), a
/// date, or a month `2019-01`; `/` for `-` where the year stands first. Years 1900–2100.
///
/// Without offset it is local time in `zone`. An hour that happens twice when clocks go back means
/// both (the span is widened); one that never happens when they go forward is read with the offset
/// that held before, so 02:30 is 03:30. A date or a month means all of it.
pub(super) fn read_span(text: &str, zone: &TimeZone, precision: TimePrecision) -> Option<TimeSpan> {
    let written = Written::parse(text.trim().as_bytes())?;
    match (written.time, precision) {
        (Some(time), TimePrecision::Hour) => time.span(written.first, zone),
        (Some(time), _) => {
            let local = time.local_day(written.first, zone)?;
            days(local, written.month_only || precision == TimePrecision::Month, zone)
        }
        (None, _) => {
            days(written.first, written.month_only || precision == TimePrecision::Month, zone)
        }
    }
}

/// Reads the local day of a date or a time.
pub(super) fn read_day(text: &str, zone: &TimeZone) -> Option<Date> {
    let written = Written::parse(text.trim().as_bytes())?;
    match written.time {
        Some(time) => time.local_day(written.first, zone),
        None => Some(written.first),
    }
}

struct Written {
    first: Date,
    month_only: bool,
    time: Option<WrittenTime>,
}

#[derive(Clone, Copy)]
struct WrittenTime {
    time: Time,
    next_day: bool,
    whole_hour: bool,
    offset: Option<Offset>,
}

fn days(day: Date, whole_month: bool, zone: &TimeZone) -> Option<TimeSpan> {
    let (first, after) = if whole_month {
        (day.first_of_month(), day.last_of_month().tomorrow().ok()?)
    } else {
        (day, day.tomorrow().ok()?)
    };
    let start = |day: Date| day.to_zoned(zone.clone()).ok().map(|z| z.timestamp().as_second());
    Some(TimeSpan { first_s: start(first)?, last_s: start(after)? - 1, clock_change: false })
}

impl WrittenTime {
    fn date_time(self, day: Date) -> Option<DateTime> {
        let day = if self.next_day { day.tomorrow().ok()? } else { day };
        Some(day.to_datetime(self.time))
    }

    fn span(self, day: Date, zone: &TimeZone) -> Option<TimeSpan> {
        let local = self.date_time(day)?;
        let extra = if self.whole_hour { 3599 } else { 0 };
        let second = |offset: Offset| offset.to_timestamp(local).ok().map(Timestamp::as_second);
        let (first, last, clock_change) = match self.offset {
            Some(offset) => (offset, offset, false),
            None => match zone.to_ambiguous_timestamp(local).offset() {
                AmbiguousOffset::Unambiguous { offset } => (offset, offset, false),
                AmbiguousOffset::Gap { before, .. } => (before, before, true),
                AmbiguousOffset::Fold { before, after } => (before, after, true),
            },
        };
        Some(TimeSpan { first_s: second(first)?, last_s: second(last)? + extra, clock_change })
    }

    fn local_day(self, day: Date, zone: &TimeZone) -> Option<Date> {
        let local = self.date_time(day)?;
        match self.offset {
            Some(offset) => Some(zone.to_datetime(offset.to_timestamp(local).ok()?).date()),
            None => Some(local.date()),
        }
    }
}

impl Written {
    fn parse(text: &[u8]) -> Option<Self> {
        let year = number(text.get(..4)?)?;
        if !(1900..=2100).contains(&year) {
            return None;
        }
        let (month, day, rest) = match text.get(4)? {
            sep @ (b'-' | b'/') => {
                let month = number(text.get(5..7)?)?;
                match text.get(7) {
                    None => (month, None, &text[7..]),
                    Some(second) if second == sep => {
                        (month, Some(number(text.get(8..10)?)?), &text[10..])
                    }
                    Some(_) => return None,
                }
            }
            _ => (number(text.get(4..6)?)?, Some(number(text.get(6..8)?)?), &text[8..]),
        };
        let first = Date::new(year as i16, month as i8, day.unwrap_or(1) as i8).ok()?;
        let time = match rest {
            [] => None,
            [b'T' | b't' | b' ', time @ ..] => Some(parse_time(time)?),
            _ => return None,
        };
        Some(Self { first, month_only: day.is_none(), time })
    }
}

fn parse_time(text: &[u8]) -> Option<WrittenTime> {
    let hour = number(text.get(..2)?)?;
    let (minute, rest) = two_digits(&text[2..])?;
    let (second, mut rest) = if minute.is_some() { two_digits(rest)? } else { (None, rest) };
    if let (Some(_), [b'.' | b',', fraction @ ..]) = (second, rest) {
        let n = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
        rest = (n > 0).then(|| &fraction[n..])?;
    }
    let offset = match rest.trim_ascii() {
        [] => None,
        [b'Z' | b'z'] => Some(Offset::UTC),
        [sign @ (b'+' | b'-'), digits @ ..] => {
            let hours = number(digits.get(..2)?)?;
            let minutes = match &digits[2..] {
                [] => 0,
                [b':', minutes @ ..] | minutes => number(minutes)?,
            };
            if hours > 14 || minutes > 59 {
                return None;
            }
            let seconds = (hours * 60 + minutes) * 60;
            Some(Offset::from_seconds(if *sign == b'-' { -seconds } else { seconds }).ok()?)
        }
        _ => return None,
    };
    let next_day = hour == 24 && minute.unwrap_or(0) == 0 && second.unwrap_or(0) == 0;
    // A leap second is the last second of its minute.
    let second = second.unwrap_or(0).min(if second == Some(60) { 59 } else { 99 });
    let time = Time::new(
        if next_day { 0 } else { hour as i8 },
        minute.unwrap_or(0) as i8,
        second as i8,
        0,
    );
    Some(WrittenTime { time: time.ok()?, next_day, whole_hour: minute.is_none(), offset })
}

/// `:MM`, `.MM` or `MM` if digits follow, else nothing.
fn two_digits(text: &[u8]) -> Option<(Option<i32>, &[u8])> {
    match text {
        [b':' | b'.', a, b, rest @ ..] => Some((Some(number(&[*a, *b])?), rest)),
        [b':' | b'.', ..] => None,
        [a, b, rest @ ..] if a.is_ascii_digit() => Some((Some(number(&[*a, *b])?), rest)),
        other => Some((None, other)),
    }
}

fn number(digits: &[u8]) -> Option<i32> {
    (!digits.is_empty() && digits.len() <= 4 && digits.iter().all(u8::is_ascii_digit))
        .then(|| digits.iter().fold(0, |n, digit| n * 10 + i32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stockholm() -> TimeZone {
        TimeZone::get("Europe/Stockholm").expect("known zone")
    }

    /// Span as two UTC texts.
    fn check(text: &str, first: &str, last: &str) {
        check_at(text, TimePrecision::Hour, first, last);
    }

    fn check_at(text: &str, precision: TimePrecision, first: &str, last: &str) {
        let span = read_span(text, &stockholm(), precision);
        let span = span.unwrap_or_else(|| panic!("{text} is a time"));
        let utc = |s: i64| Timestamp::from_second(s).expect("in range").to_string();
        assert_eq!((utc(span.first_s), utc(span.last_s)), (first.into(), last.into()), "{text}");
    }

    #[test]
    fn a_moment_with_or_without_offset() {
        for text in [
            "2019-01-01T02:30:00+01:00",
            "2019-01-01 02:30:00",
            "2019-01-01T01:30:00Z",
            "2019-01-01 02:30",
            "2019-01-01 02.30",
            "20190101T0230",
            "2019-01-01T02:30:00.123",
            "2019/01/01 01:30:00+00",
            "2019-01-01T01:30:00 +0000",
            " 2018-12-31 20:30:00-05:00 ",
        ] {
            check(text, "2019-01-01T01:30:00Z", "2019-01-01T01:30:00Z");
        }
        check("2019-01-01T24:00", "2019-01-01T23:00:00Z", "2019-01-01T23:00:00Z");
        check("2019-01-01T02", "2019-01-01T01:00:00Z", "2019-01-01T01:59:59Z");
    }

    #[test]
    fn a_date_or_a_month_means_all_of_it() {
        check("2019-01-01", "2018-12-31T23:00:00Z", "2019-01-01T22:59:59Z");
        check("20190101", "2018-12-31T23:00:00Z", "2019-01-01T22:59:59Z");
        check("2019-03", "2019-02-28T23:00:00Z", "2019-03-31T21:59:59Z");
        let (first, last) = ("2021-12-31T23:00:00Z", "2022-01-31T22:59:59Z");
        check_at("2022-01-01", TimePrecision::Month, first, last);
        check_at("2022-01-17T12:00:00Z", TimePrecision::Month, first, last);
        let (first, last) = ("2022-01-16T23:00:00Z", "2022-01-17T22:59:59Z");
        check_at("2022-01-17T12:00:00Z", TimePrecision::Day, first, last);
    }

    #[test]
    fn the_hour_that_happens_twice_means_both_and_the_one_that_never_does_is_the_next() {
        check("2025-10-26 02:30", "2025-10-26T00:30:00Z", "2025-10-26T01:30:00Z");
        check("2025-10-26T02:30+02:00", "2025-10-26T00:30:00Z", "2025-10-26T00:30:00Z");
        check("2025-03-30 02:30", "2025-03-30T01:30:00Z", "2025-03-30T01:30:00Z");
        let changed =
            |text| read_span(text, &stockholm(), TimePrecision::Hour).expect("a time").clock_change;
        assert!(changed("2025-10-26 02:30") && changed("2025-03-30 02:30"));
        assert!(!changed("2025-10-26 03:30"));
    }

    #[test]
    fn anything_else_is_no_time() {
        for text in [
            "",
            "igår",
            "2019",
            "01/02/2019",
            "2019-13-01",
            "2019-02-29",
            "2019-01-01T25:00",
            "2019-01-01T24:30",
            "2019-01-01 02:60",
            "2019-01-01X02:30",
            "2019-1-1",
            "0019-01-01",
            "9999-01-01",
            "2019-01/01",
            "2019-01-01T02:30+99:00",
            "2019-01-01 2:30 PM",
            "43466",
            "2019-01-01T02:30:00.",
            "2019-01-01T02:",
            "20190101000000000000000001",
            "２０１９-01-01",
        ] {
            assert!(read_span(text, &stockholm(), TimePrecision::Hour).is_none(), "{text}");
        }
    }
}
