//! The year as a calendar file.

use super::{day, window};
use jiff::{Timestamp, civil::time};
use platssamverkan::{
    calendar::due,
    export::arshjul::{Entry, When, arshjul},
};
use std::collections::BTreeSet;

fn made() -> Timestamp {
    "2026-11-29T10:00:00.5Z".parse().expect("a moment")
}

fn entry<'a>(key: &'a str, summary: &'a str, description: &'a str) -> Entry<'a> {
    Entry {
        key,
        when: When::Day(day("2027-12-31")),
        summary,
        description,
        url: None,
        sequence: 3,
        cancelled: false,
    }
}

/// Lines as a reader has them.
fn unfolded(file: &str) -> Vec<String> {
    file.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

#[test]
fn a_duty_is_an_event_of_the_whole_day_that_makes_nobody_busy() {
    let entry = Entry {
        url: Some("https://plats.example/arshjul\r\nX-EVIL:1"),
        ..entry("chefsamrad:2027-H2:1", "Chefsamråd, 1 av 2", "Minst två gånger varje halvår; § 5")
    };
    let file = arshjul("Årshjul Norrmalm", &[entry], made());
    let lines = unfolded(&file);
    for line in [
        "METHOD:PUBLISH",
        "PRODID:-//Platssamverkan//Arshjul//SV",
        "X-WR-CALNAME:Årshjul Norrmalm",
        "UID:chefsamrad_2027-H2_1@platssamverkan",
        "DTSTAMP:20261129T100000Z",
        "SEQUENCE:3",
        "DTSTART;VALUE=DATE:20271231",
        "DTEND;VALUE=DATE:20280101",
        "SUMMARY:Chefsamråd\\, 1 av 2",
        "DESCRIPTION:Minst två gånger varje halvår\\; § 5",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "URL:https://plats.example/arshjulX-EVIL:1",
    ] {
        assert!(lines.iter().any(|one| one == line), "{line} in {file}");
    }
    assert!(!file.contains("VTIMEZONE"), "a date has no zone");
    assert!(!lines.iter().any(|line| line.starts_with("X-EVIL")));
}

#[test]
fn what_has_a_time_brings_its_zone() {
    let when =
        When::Times { day: day("2027-03-28"), begins: time(13, 0, 0, 0), ends: time(14, 30, 0, 0) };
    let timed = Entry { when, cancelled: true, ..entry("a", "Möte", "") };
    let file = arshjul("Årshjul", &[entry("b", "Lägesbild", ""), timed], made());
    assert_eq!(file.matches("BEGIN:VTIMEZONE").count(), 1);
    let lines = unfolded(&file);
    assert!(lines.contains(&"DTSTART;TZID=Europe/Stockholm:20270328T130000".to_owned()));
    assert!(lines.contains(&"DTEND;TZID=Europe/Stockholm:20270328T143000".to_owned()));
    assert!(lines.contains(&"STATUS:CANCELLED".to_owned()));
    assert_eq!(file.matches("TRANSP:TRANSPARENT").count(), 1, "a meeting takes up its time");
}

#[test]
fn no_text_makes_a_line_of_its_own_and_none_is_too_long() {
    let text = format!("{}\r\nEND:VEVENT\rX:1\nY:2\u{7}", "Åtgärder på torget, ".repeat(30));
    let file = arshjul(&text, &[entry("å:\r\nX:1", &text, &text)], made());
    assert!(file.ends_with("END:VCALENDAR\r\n"));
    for line in file.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
    let lines = unfolded(&file);
    assert_eq!(lines.iter().filter(|line| *line == "END:VEVENT").count(), 1);
    assert!(!lines.iter().any(|line| line.starts_with("X:") || line.starts_with("Y:")));
}

#[test]
fn the_same_content_gives_the_same_file_and_no_two_entries_one_identity() {
    let duties = super::duties();
    let events = super::table::events();
    let mut keys = Vec::new();
    for duty in duties.all() {
        let found = due(duty, window("2016-01-01", "2027-12-31"), &events);
        keys.extend(found.into_iter().map(|one| one.key.to_string()));
    }
    keys.extend(["a:b".into(), "a_b".into(), "a+5F+b".into(), "a b".into(), "ab".into()]);
    let entries: Vec<Entry<'_>> = keys.iter().map(|key| entry(key, "x", "")).collect();
    let file = arshjul("Årshjul", &entries, made());
    assert_eq!(file, arshjul("Årshjul", &entries, made()));
    let lines = unfolded(&file);
    let uids: BTreeSet<&String> = lines.iter().filter(|line| line.starts_with("UID:")).collect();
    assert_eq!(uids.len(), keys.len());
}
