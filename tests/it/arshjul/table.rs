//! Duty → rule → days, read by hand from the agreements (`vantat.csv`), against the shipped duties.
//!
//! The table is whole: in each window a duty asks for exactly what its rows say, and one without
//! rows for nothing.

use super::{day, duties, kind, window};
use jiff::civil::Date;
use platssamverkan::calendar::{Assumption, Event, EventId, Instance, Nature, Window, due};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Row {
    window: String,
    duty: String,
    due: Date,
    times: usize,
    earliest: Option<Date>,
    guide: Option<Date>,
    source: String,
    why: String,
}

fn rows() -> Vec<Row> {
    let text = include_str!("vantat.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("the table")
}

/// Meetings and happenings of the table's first window.
pub(super) fn events() -> Vec<Event> {
    #[derive(Deserialize)]
    struct Line {
        kind: String,
        id: String,
        day: Date,
        until: Option<Date>,
        nature: Nature,
    }
    let mut reader = csv::Reader::from_reader(include_str!("handelser.csv").as_bytes());
    let lines = reader.deserialize().map(|line| line.expect("an event"));
    let event = |Line { kind: of, id, day, until, nature }| Event {
        of: kind(&of),
        id: EventId(id.into()),
        day,
        until,
        nature,
    };
    lines.map(event).collect()
}

fn windows() -> [(&'static str, Window); 3] {
    [
        ("2016", window("2016-06-01", "2018-06-30")),
        ("2019", window("2019-01-01", "2020-12-31")),
        ("2024", window("2024-01-01", "2027-12-31")),
    ]
}

#[test]
fn every_duty_falls_due_on_the_days_that_the_agreements_name() {
    let (rows, events) = (rows(), events());
    let mut n_checked = 0;
    for (name, window) in windows() {
        for duty in duties().all() {
            let own: Vec<&Row> = rows
                .iter()
                .filter(|row| row.window == name && row.duty == duty.id.as_str())
                .collect();
            let mut expected: Vec<Date> =
                own.iter().flat_map(|row| std::iter::repeat_n(row.due, row.times)).collect();
            expected.sort();
            let found = due(duty, window, &events);
            let days: Vec<Date> = found.iter().map(|one| one.due).collect();
            assert_eq!(days, expected, "{} in {name}", duty.id);
            for row in own {
                check(row, &found);
                n_checked += 1;
            }
        }
    }
    assert_eq!(n_checked, rows.len(), "a row names a window or a duty that is not there");
}

fn check(row: &Row, found: &[Instance]) {
    assert!(!row.source.is_empty() && !row.why.is_empty(), "{}", row.duty);
    let same: Vec<&Instance> = found.iter().filter(|one| one.due == row.due).collect();
    let first = same.first().expect("counted before");
    if let Some(earliest) = row.earliest {
        let all = same.iter().all(|one| one.earliest == earliest);
        assert!(all, "{} {}: earliest {}", row.duty, row.due, first.earliest);
    }
    if let Some(guide) = row.guide {
        assert_eq!(first.guide, guide, "{} {}", row.duty, row.due);
    }
    for (at, one) in same.iter().enumerate() {
        match one.count {
            Some(count) => assert_eq!((count.k, count.n), (at as u8 + 1, row.times as u8)),
            None => assert_eq!(row.times, 1, "{} {}", row.duty, row.due),
        }
    }
}

#[test]
fn the_two_years_of_norrmalm_ask_for_what_both_passages_about_the_chefsamrad_say() {
    let all = |id: &str| due(&super::shipped(id), window("2016-01-01", "2019-12-31"), &[]);
    assert_eq!(all("chefsamrad").len(), 2 * 4, "§ 5: two each half-year; appendix 5: four a year");
    assert_eq!(all("lagesbild").len(), 2 * 2, "§ 9: one each half-year");
    assert_eq!(all("ungdom-tema").len(), 2 * 2, "appendix 4: one each term");
    assert_eq!(all("tobak").len(), 2 * 4, "appendix 4: four a year");
    assert_eq!(all("upp-komm").len(), 2 * 2, "appendix 6: two a year");
}

#[test]
fn what_had_to_be_supposed_is_marked() {
    let marked = |id: &str, day_text: &str, mark: Assumption| {
        let duty = super::shipped(id);
        let found = due(&duty, Window { from: day(day_text), to: day(day_text) }, &events());
        assert!(!found.is_empty(), "{id} {day_text}");
        found.iter().all(|one| one.assumptions.contains(&mark))
    };
    for (id, on, mark) in [
        ("beredning", "2016-09-14", Assumption::LeadNotStated),
        ("ts-rad-enkat", "2017-01-08", Assumption::DeadlineNotStated),
        ("information", "2016-10-31", Assumption::DeadlineNotStated),
        ("information", "2018-05-31", Assumption::PeriodCut),
        ("chefsamrad", "2018-05-31", Assumption::PeriodCut),
        ("ungdom-tema", "2016-12-31", Assumption::TermDaysAssumed),
        ("klara", "2017-07-31", Assumption::OtherReading),
        ("styrgrupp", "2024-12-31", Assumption::ValidityReckoned),
        ("arsuppf", "2024-12-31", Assumption::EarliestNotStated),
        ("trygghetsmatning", "2026-12-31", Assumption::YearCountedOn),
        ("trygghetsmatning", "2026-12-31", Assumption::StartNotStated),
        ("lag-uppf", "2025-12-31", Assumption::SecondarySource),
    ] {
        assert!(marked(id, on, mark), "{id} {on}: {mark:?}");
    }
    for (id, on, mark) in [
        ("klara", "2017-05-31", Assumption::OtherReading),
        ("chefsamrad", "2017-12-31", Assumption::PeriodCut),
        ("lag-uppf", "2025-12-31", Assumption::ValidityReckoned),
    ] {
        assert!(!marked(id, on, mark), "{id} {on}: {mark:?}");
    }
}

#[test]
fn klara_has_three_months_more_by_one_appendix_than_by_the_other() {
    let duty = super::shipped("klara");
    let found = due(&duty, window("2016-06-01", "2018-05-31"), &[]);
    let disputed: Vec<String> = found
        .iter()
        .filter(|one| one.assumptions.contains(&Assumption::OtherReading))
        .map(|one| one.key.to_string())
        .collect();
    assert_eq!(disputed, ["klara:2017-06", "klara:2017-07", "klara:2017-08"]);
    let chosen = duty.clone().read_by("norrmalm-2016 bil.5").expect("the other appendix");
    let by_other = due(&chosen, window("2016-06-01", "2018-05-31"), &[]);
    assert_eq!(by_other.len() + 3, found.len());
    let marked = |one: &Instance| one.assumptions.contains(&Assumption::OtherReading);
    assert!(!by_other.iter().any(marked), "nobody disputes what both ask for");
    assert_eq!(chosen.read_by(&duty.source), Some(duty.clone()), "and back");
    assert_eq!(duty.read_by("norrmalm-2016 bil.7"), None);
}

#[test]
fn keys_are_names_that_people_can_read() {
    let mut keys: BTreeMap<&str, String> = BTreeMap::new();
    let (duties, events) = (duties(), events());
    for duty in duties.all() {
        let found = due(duty, window("2016-06-01", "2027-12-31"), &events);
        keys.insert(duty.id.as_str(), found.first().expect("asks for something").key.to_string());
    }
    for (id, key) in [
        ("chefsamrad", "chefsamrad:2016-H2:1"),
        ("lagesbild", "lagesbild:2016-H2"),
        ("beredning", "beredning:c1"),
        ("ts-rad", "ts-rad:2016-06"),
        ("ungdom-tema", "ungdom-tema:2016-HT"),
        ("plats", "plats:obslunden:2017-03"),
        ("forlangning", "forlangning:2018-05-31"),
        ("upp-struktur", "upp-struktur:2017"),
        ("lokal-revidering", "lokal-revidering:2021"),
        ("remiss", "remiss:2019-09-04"),
    ] {
        assert_eq!(keys[id], key);
    }
}
