//! A moment is a day in Stockholm; a day lies in a week of Swedish calendars.

use super::day;
use jiff::tz::TimeZone;
use platssamverkan::calendar::{IsoWeek, day_of, iso_week};

#[test]
fn the_day_turns_at_midnight_in_stockholm_summer_and_winter() {
    let zone = TimeZone::get("Europe/Stockholm").expect("a zone that is known");
    for (moment, expected) in [
        // Winter: an hour before UTC.
        ("2026-12-31T22:59:59Z", "2026-12-31"),
        ("2026-12-31T23:00:00Z", "2027-01-01"),
        // Summer: two hours before.
        ("2026-06-30T21:59:59Z", "2026-06-30"),
        ("2026-06-30T22:00:00Z", "2026-07-01"),
        // The clock goes forward on 29 March 2026 and back on 25 October 2026.
        ("2026-03-28T22:59:59Z", "2026-03-28"),
        ("2026-03-28T23:00:00Z", "2026-03-29"),
        ("2026-03-29T21:59:59Z", "2026-03-29"),
        ("2026-03-29T22:00:00Z", "2026-03-30"),
        ("2026-10-24T21:59:59Z", "2026-10-24"),
        ("2026-10-24T22:00:00Z", "2026-10-25"),
        ("2026-10-25T22:59:59Z", "2026-10-25"),
        ("2026-10-25T23:00:00Z", "2026-10-26"),
        // The leap day.
        ("2028-02-28T23:00:00Z", "2028-02-29"),
        ("2028-02-29T23:00:00Z", "2028-03-01"),
    ] {
        let at = moment.parse().expect(moment);
        assert_eq!(day_of(at, &zone), day(expected), "{moment}");
    }
}

#[test]
fn weeks_are_numbered_as_in_swedish_calendars() {
    for (text, year, week) in [
        ("2016-01-03", 2015, 53),
        ("2016-01-04", 2016, 1),
        ("2024-12-30", 2025, 1),
        ("2026-12-31", 2026, 53),
        ("2027-01-03", 2026, 53),
        ("2027-01-04", 2027, 1),
        ("2028-02-29", 2028, 9),
    ] {
        assert_eq!(iso_week(day(text)), IsoWeek { year, week }, "{text}");
    }
}
