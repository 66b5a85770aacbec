use super::*;
use crate::case::{
    opening::{
        Assessed, Case, Identifierad, Opening,
        tests::{at, both, dialogue, no, opened_case, parties, signatory, yes},
    },
    party::{Role, Side},
    place::PlaceGeometry,
    signatory::Signer,
    work::{
        Now, Work,
        plan::Cause,
        state::State,
        step::What,
        tests::{at_work, now, samordnare, text},
    },
};
use geo_types::Point;
use jiff::civil::date;

fn place(name: &str, lon: f64) -> Place {
    let point = PlaceGeometry::Point(Point::new(lon, 59.33));
    Place::checked(name, point, &[], date(2026, 6, 1)).unwrap()
}

/// An opening that goes on from a ground of the case, on one piece of evidence, with the first yes.
fn waiting(id: &str, extends: Extends, day: i64) -> Opening {
    let by = signatory(Role::Kommunpolis);
    let opening = Identifierad::new(
        OpeningId(id.into()),
        "a".into(),
        parties(),
        place(id, 18.07),
        by.signer().clone(),
        vec![dialogue("nämnd i dialog")],
        at(day),
    );
    let opening = Opening::Identifierad(opening.unwrap().extending(extends));
    let answer = yes(&opening);
    match opening.assess(&by, answer, at(day)).unwrap() {
        Assessed::Standing(opening) => opening,
        Assessed::BothYes(_) => panic!("one party alone"),
    }
}

fn agreed(opening: Opening, day: i64) -> BothYes {
    let answer = yes(&opening);
    both(opening.assess(&signatory(Role::Trygghetssamordnare), answer, at(day)))
}

/// Two yeses on a day to go on from that ground of the case `opened_case`.
pub(in crate::case) fn extension(from: u32, day: i64) -> Extension {
    let extends = Extends { case: opened_case().number, from };
    agreed(waiting("o-2", extends, day), day).extend().unwrap().0
}

fn city() -> Signer {
    signatory(Role::Trygghetssamordnare).signer().clone()
}

fn on(day: i64) -> Now {
    now(day)
}

#[test]
fn the_second_yes_gives_the_case_a_new_ground_and_keeps_the_old() {
    let work = at_work();
    let (number, first) = (work.case().number, work.place().clone());
    let (extension, opened) = agreed(waiting("o-2", work.extends(), 7), 8).extend().unwrap();
    assert_eq!((opened.case, opened.dossier.extends), (number, Some(work.extends())));
    let extended = work.clone().extend(&city(), extension.clone(), on(8)).unwrap();
    assert_eq!(extended.case(), work.case(), "what was opened never changes");
    assert_eq!(extended.place(), &extension.place);
    let ytor = extended.ytor();
    assert_eq!(ytor.len(), 2);
    assert_eq!((ytor[0].no, ytor[0].place, ytor[0].from), (1, &first, work.case().opened_at));
    assert_eq!((ytor[1].no, ytor[1].from, ytor[1].on), (2, at(8), Some(on(8).on)));
    assert_eq!(ytor[1].opening.0, "o-2");
    assert_eq!(extended.extends().from, 2);
    assert_eq!(extended.standing().state, State::Pagar);
    assert_eq!(extended.version(), work.version() + 1);
    let replayed = Work::replayed(extended.case().clone(), extended.steps().to_vec());
    assert_eq!(replayed, Ok(extended));
}

#[test]
fn what_began_earlier_concerns_the_ground_that_held_then() {
    let extended = at_work().extend(&city(), extension(1, 9), on(9)).unwrap();
    assert_eq!(extended.yta_on(on(0).on).no, 1, "before it was opened, the first");
    assert_eq!(extended.yta_on(on(8).on).no, 1);
    assert_eq!(extended.yta_on(on(9).on).no, 2);
    // Its measure begins on day 9: from that day on the effect concerns what the case was then.
    for (day, no) in [(8, 2), (9, 2), (10, 1)] {
        let extended = at_work().extend(&city(), extension(1, day), on(day)).unwrap();
        let measured = extended.measured_on().map(|(first, yta)| (first, yta.no));
        assert_eq!(measured, Some((on(9).on, no)), "extended on day {day}");
    }
    assert_eq!(Work::new(opened_case()).measured_on(), None, "nothing is planned");
}

#[test]
fn evidence_is_numbered_on_so_that_a_cause_means_the_same_for_ever() {
    let put = |evidence: Vec<u32>| What::CausePut {
        no: 2,
        cause: Cause { text: text("Mörker"), evidence, basis: None },
    };
    let work = at_work();
    let n = work.evidence().len() as u16;
    let late = u32::from(n) + 1;
    let by = samordnare(Side::Stad);
    assert_eq!(work.clone().change(&by, put(vec![late]), 0, on(9)), Err(Refusal::NoSuchEvidence));
    let extended = work.extend(&city(), extension(1, 9), on(9)).unwrap();
    let numbers: Vec<u16> = extended.evidence().iter().map(|one| one.no).collect();
    assert_eq!(numbers, extended.evidence_numbers());
    assert_eq!(numbers, (1..=n + 1).collect::<Vec<u16>>());
    assert!(extended.change(&by, put(vec![1, late]), 0, on(9)).is_ok());
}

#[test]
fn of_two_that_go_on_from_the_same_ground_one_becomes_the_next() {
    let work = at_work();
    let (one, other) = (waiting("o-2", work.extends(), 7), waiting("o-3", work.extends(), 7));
    let first = agreed(one, 8).extend().unwrap().0;
    let second = agreed(other, 9).extend().unwrap().0;
    let extended = work.extend(&city(), first, on(8)).unwrap();
    assert_eq!(extended.may_be_extended(second.extends), Err(Refusal::CaseExtendedSince));
    assert_eq!(extended.extend(&city(), second, on(9)), Err(Refusal::CaseExtendedSince));
}

#[test]
fn an_extension_is_nothing_else() {
    let case = Work::new(opened_case());
    let ready = || agreed(waiting("o-2", case.extends(), 7), 8);
    assert_eq!(ready().open(case.case().number).map(drop), Err(Refusal::ExtendsACase));
    let own = || {
        let opened = crate::case::opening::tests::first_yes();
        agreed(opened, 8)
    };
    assert_eq!(own().extend().map(drop), Err(Refusal::NotOfThisCase));
    let other = Case { number: CaseNumber { year: 2026, number: 9 }, ..opened_case() };
    let refused = Work::new(other).extend(&city(), extension(1, 8), on(8));
    assert_eq!(refused, Err(Refusal::NotOfThisCase));
    let by_hand = What::Extended { extension: Box::new(extension(1, 8)) };
    assert_eq!(case.change(&city(), by_hand, 0, on(8)), Err(Refusal::NotTwoYeses));
}

#[test]
fn what_was_not_signed_so_is_refused_when_it_is_read_back() {
    let case = || Work::new(opened_case());
    assert!(case().extend(&city(), extension(1, 8), on(8)).is_ok());
    let by_the_first = agreed(waiting("o-2", case().extends(), 7), 8).extend().unwrap().0;
    let police = samordnare(Side::Polis);
    let refused = case().extend(&police, by_the_first, on(8));
    assert_eq!(refused, Err(Refusal::ForeignAssessment), "the second yes extends it");
    let elsewhere = Extension { place: place("Annan plats", 18.09), ..extension(1, 8) };
    assert_eq!(case().extend(&city(), elsewhere, on(8)), Err(Refusal::EvidenceChanged));
    let renumbered = Extension { opening: OpeningId("o-9".into()), ..extension(1, 8) };
    assert_eq!(case().extend(&city(), renumbered, on(8)), Err(Refusal::EvidenceChanged));
    assert_eq!(case().extend(&city(), extension(1, 8), on(9)), Err(Refusal::BadDays));
    // Signed for the first ground and passed off as signed for the second.
    let once = case().extend(&city(), extension(1, 8), on(8)).unwrap();
    let from = Extends { from: 2, ..extension(1, 9).extends };
    let passed_off = Extension { extends: from, ..extension(1, 9) };
    assert_eq!(once.extend(&city(), passed_off, on(9)), Err(Refusal::EvidenceChanged));
}

#[test]
fn a_no_a_withdrawal_and_silence_are_those_of_any_opening() {
    let extends = Work::new(opened_case()).extends();
    let opening = waiting("o-2", extends, 7);
    let answer = no(&opening);
    let declined = opening.clone().assess(&signatory(Role::Trygghetssamordnare), answer, at(8));
    assert!(matches!(declined, Ok(Assessed::Standing(Opening::Avbojd(_)))));
    let why = crate::case::assessment::motive("Vi vill se över underlaget").unwrap();
    let back = opening.clone().withdraw(&signatory(Role::Kommunpolis), why, at(8)).unwrap();
    assert_eq!((back.state(), back.dossier().extends), ("identifierad", Some(extends)));
    assert_eq!(opening.as_of(at(40)).state(), "obesvarad");
}

#[test]
fn the_case_that_is_extended_is_part_of_what_is_signed() {
    let extends = Work::new(opened_case()).extends();
    let print = |extends| waiting("o-2", extends, 7).fingerprint();
    assert_ne!(print(extends), print(Extends { from: 2, ..extends }));
    let opening = waiting("o-2", extends, 7);
    let own = About { extends: None, ..opening.dossier().about() };
    assert_ne!(crate::case::evidence::fingerprint(own, opening.evidence()), print(extends));
}

#[test]
fn openings_and_cases_kept_before_there_were_extensions_are_read() {
    let mut kept = serde_json::to_value(crate::case::opening::tests::first_yes()).unwrap();
    assert!(kept["dossier"].get("extends").is_none(), "what extends nothing is kept as before");
    let read: Opening = serde_json::from_value(kept.take()).unwrap();
    assert_eq!(read.dossier().extends, None);
    // The fingerprint that this opening had then.
    assert!(read.frozen().unwrap().is_intact(read.dossier().about()));
}
