//! The guard of free text: what it stops, what it lets through, and that nothing gets past it.

use platssamverkan::case::personal_data::{PersonalData, find_personal_data};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const STOPPED: &str = include_str!("guarded/stopped.txt");
const PASSES: &str = include_str!("guarded/passes.txt");

fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).collect()
}

#[test]
fn texts_about_places_pass() {
    let texts = lines(PASSES);
    let alarms: Vec<_> =
        texts.iter().filter_map(|text| Some((text, find_personal_data(text)?.kind))).collect();
    let different: BTreeSet<_> = texts.iter().collect();
    println!("fritextvakten: {} texter som ska passera, {} larm", texts.len(), alarms.len());
    assert_eq!(alarms, []);
    assert!(different.len() >= 200, "{}", different.len());
}

#[test]
fn texts_that_point_at_a_person_are_stopped_for_what_they_hold() {
    let mut n_by_kind = BTreeMap::new();
    let mut wrong = Vec::new();
    let texts = lines(STOPPED);
    for line in &texts {
        let (kind, text) = line.split_once(" | ").expect("kind | text");
        let found = find_personal_data(text).map(|found| found.kind.as_str());
        *n_by_kind.entry(kind).or_insert(0) += 1;
        if found != Some(kind) {
            wrong.push((*line, found));
        }
    }
    let different: BTreeSet<_> = texts.iter().collect();
    println!("fritextvakten: {} texter som ska stoppas {n_by_kind:?}", texts.len());
    assert_eq!(wrong, []);
    assert!(different.len() >= 200, "{}", different.len());
    assert_eq!(n_by_kind.len(), PersonalData::ALL.len(), "every kind is among them");
}

fn control_digit(nine: &str) -> u32 {
    let doubled = nine.bytes().enumerate().map(|(i, byte)| {
        let digit = u32::from(byte - b'0') * if i % 2 == 0 { 2 } else { 1 };
        digit / 10 + digit % 10
    });
    (10 - doubled.sum::<u32>() % 10) % 10
}

proptest! {
    #[test]
    fn every_number_of_a_person_is_found_wherever_it_stands(
        year in 1900..2027_u32, month in 1..=12_u32, day in 1..=28_u32, raised in any::<bool>(),
        serial in 0..1000_u32, century in any::<bool>(),
        mark in prop::sample::select(vec!["", "-", "+", " ", "–"]),
        before in "[a-zåäö ]{0,20}[ (:]", after in "([ ,.)][a-zåäö ]{0,20})?",
    ) {
        let day = if raised { day + 60 } else { day };
        let nine = format!("{:02}{month:02}{day:02}{serial:03}", year % 100);
        let (date, serial) = nine.split_at(6);
        let century = if century { (year / 100).to_string() } else { String::new() };
        let number = format!("{century}{date}{mark}{serial}{}", control_digit(&nine));
        let text = format!("{before}{number}{after}");
        let found = find_personal_data(&text).expect("it is found");
        let expected =
            if raised { PersonalData::Samordningsnummer } else { PersonalData::Personnummer };
        prop_assert_eq!(found.kind, expected);
        prop_assert_eq!(found.start, before.chars().count());
        prop_assert_eq!(found.end - found.start, number.chars().count());
    }

    #[test]
    fn any_text_is_read_without_a_fault_and_what_is_found_lies_in_it(text in any::<String>()) {
        if let Some(found) = find_personal_data(&text) {
            prop_assert!(found.start < found.end && found.end <= text.chars().count());
        }
    }

    #[test]
    fn digits_and_marks_are_read_without_a_fault(text in "[0-9+@ ABCabc.()/:–-]{0,40}") {
        if let Some(found) = find_personal_data(&text) {
            prop_assert!(found.start < found.end && found.end <= text.chars().count());
        }
    }
}
