//! The agreement's year as a calendar file.
//!
//! Each thing to do is an event of the whole day on which it is due, and not a to-do: Google
//! Calendar and Outlook show events of a calendar that one subscribes to and leave its to-dos out.
//! It takes up no time (`TRANSPARENT`), so nobody looks busy by it. A date has no time zone; only
//! what has a time of day brings one.

use super::ical::{ZONE, escaped, file};
use jiff::{
    Timestamp,
    civil::{Date, Time},
};

/// When something is in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The whole day.
    Day(Date),
    /// From one time to another, in the time of Stockholm.
    Times {
        /// The day.
        day: Date,
        /// Begins.
        begins: Time,
        /// Ends.
        ends: Time,
    },
}

/// One thing in the calendar. Texts have been chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Names it for good: the key of an instance.
    pub key: &'a str,
    /// When.
    pub when: When,
    /// What it is.
    pub summary: &'a str,
    /// By which rule, who, where it stands.
    pub description: &'a str,
    /// Where it is read and ticked off, if somewhere.
    pub url: Option<&'a str>,
    /// Grows when the entry is changed.
    pub sequence: u32,
    /// It no longer holds: whoever has it in a calendar gets it struck out.
    pub cancelled: bool,
}

/// The whole file. `name` is what the calendar is called where somebody subscribes to it; `made` is
/// when its content was last changed, so that the same content gives the same file.
pub fn arshjul(name: &str, entries: &[Entry<'_>], made: Timestamp) -> String {
    let mut lines = vec![
        format!("NAME:{}", escaped(name)),
        format!("X-WR-CALNAME:{}", escaped(name)),
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H".to_owned(),
        "X-PUBLISHED-TTL:PT12H".to_owned(),
    ];
    if entries.iter().any(|entry| matches!(entry.when, When::Times { .. })) {
        lines.extend(ZONE.map(str::to_owned));
    }
    let stamp = made.strftime("%Y%m%dT%H%M%SZ").to_string();
    entries.iter().for_each(|entry| lines.extend(event(entry, &stamp)));
    file("Arshjul", "PUBLISH", &lines)
}

fn event(of: &Entry<'_>, stamp: &str) -> Vec<String> {
    let [starts, ends] = times(of.when);
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@platssamverkan", uid(of.key)),
        format!("DTSTAMP:{stamp}"),
        format!("SEQUENCE:{}", of.sequence),
        starts,
        ends,
        format!("SUMMARY:{}", escaped(of.summary)),
        format!("DESCRIPTION:{}", escaped(of.description)),
        format!("STATUS:{}", if of.cancelled { "CANCELLED" } else { "CONFIRMED" }),
    ];
    if matches!(of.when, When::Day(_)) {
        lines.push("TRANSP:TRANSPARENT".to_owned());
    }
    if let Some(url) = of.url {
        lines.push(format!("URL:{}", uri(url)));
    }
    lines.push("END:VEVENT".to_owned());
    lines
}

/// First and last line of when it is. The end of a whole day is the day after; on the last day
/// there is, which has none, the day itself.
fn times(when: When) -> [String; 2] {
    match when {
        When::Day(day) => {
            let next = day.tomorrow().unwrap_or(day);
            [("START", day), ("END", next)]
                .map(|(what, day)| format!("DT{what};VALUE=DATE:{}", day.strftime("%Y%m%d")))
        }
        When::Times { day, begins, ends } => {
            [("START", begins), ("END", ends)].map(|(what, time)| {
                let (day, time) = (day.strftime("%Y%m%d"), time.strftime("%H%M%S"));
                format!("DT{what};TZID=Europe/Stockholm:{day}T{time}")
            })
        }
    }
}

/// A key as an identity: signs that a reader might take for something else become their number.
fn uid(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for c in key.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || "-.".contains(c) => out.push(c),
            ':' => out.push('_'),
            c => out.push_str(&format!("+{:X}+", u32::from(c))),
        }
    }
    out
}

/// An address, without what would end its line.
fn uri(url: &str) -> String {
    url.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect()
}
