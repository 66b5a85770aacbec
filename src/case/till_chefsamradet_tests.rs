//! What waits for the chefsamråd, and that waiting changes nothing.

use super::*;
use crate::case::{
    opening::tests::{at, first_yes, signatory},
    party::Role,
    work::{
        follow_up::Decision,
        step::What,
        tests::{at_work, in_state, now, samordnare, text},
    },
};
use jiff::civil::date;

const LATE: Date = date(2027, 6, 1);

fn why(matters: &[Matter]) -> Vec<(&'static str, Date, Vec<Side>)> {
    matters.iter().map(|one| (one.why.as_str(), one.since, one.awaits.clone())).collect()
}

fn on(work: &Work, today: Date) -> Vec<(&'static str, Date, Vec<Side>)> {
    why(&of_work(Joined::Case(work.case().number), work, today, &TimeZone::UTC))
}

#[test]
fn silence_comes_to_the_chefsamrad_and_one_chiefs_signature_stays_there() {
    let opening = first_yes();
    let answer_by = opening.answer_by().expect("it waits");
    assert_eq!(of_opening(&opening, &TimeZone::UTC), None, "there is still time");
    let silent = opening.as_of(answer_by + jiff::SignedDuration::from_hours(1));
    let last_day = day(answer_by, &TimeZone::UTC);
    let found = of_opening(&silent, &TimeZone::UTC).expect("obesvarad");
    assert_eq!(why(&[found]), [("obesvarad", last_day, BOTH.to_vec())]);

    let chief = signatory(Role::Stadsdelsdirektor);
    let signed = silent.close(&chief, text("Ingen väntar längre"), at(60)).expect("signed");
    let found = of_opening(&signed, &TimeZone::UTC).expect("half signed");
    let signed_on = day(at(60), &TimeZone::UTC);
    assert_eq!(why(&[found]), [("half_signed", signed_on, vec![Side::Polis])]);
    let other = signatory(Role::Lokalpolisomradeschef);
    let closed = signed.close(&other, text("Ingen väntar längre"), at(61)).expect("closed");
    assert_eq!(of_opening(&closed, &TimeZone::UTC), None);
}

#[test]
fn a_case_that_was_followed_up_waits_for_both_then_for_the_other() {
    let work = in_state(State::Uppfoljd);
    let soon = date(2026, 6, 20);
    let followed = work.standing().follow_ups[0].on;
    assert_eq!(on(&work, soon), [("uppfoljd", followed, BOTH.to_vec())]);
    let chief = signatory(Role::Lokalpolisomradeschef);
    let one = work.decide(&chief, Decision::Fortsatt, text("därför att"), now(9)).expect("signed");
    assert_eq!(on(&one, soon), [("half_signed", now(9).on, vec![Side::Stad])]);
    let other = signatory(Role::Stadsdelsdirektor);
    let both = one.decide(&other, Decision::Fortsatt, text("därför att"), now(10)).expect("both");
    assert_eq!(on(&both, soon), []);
}

#[test]
fn a_missed_confirmation_is_told_and_changes_no_state() {
    for state in State::ALL {
        let work = in_state(state);
        let before = work.clone();
        let missed = on(&work, LATE).into_iter().filter(|(why, ..)| *why == "not_confirmed");
        let missed: Vec<_> = missed.collect();
        assert_eq!(missed.is_empty(), state == State::Avslutad, "{state:?}");
        assert_eq!(work, before, "{state:?}");
    }
    let work = at_work();
    let last_day = work.standing().confirm_by().expect("until further notice");
    assert_eq!(on(&work, last_day), [], "the last day is in time");
    let next = last_day.tomorrow().expect("a day");
    assert_eq!(on(&work, next), [("not_confirmed", last_day, BOTH.to_vec())]);
    let by = samordnare(Side::Stad);
    let what = What::Reaffirmed { motive: text("Det behövs") };
    let one = work.change(&by, what, 0, now(8)).expect("the city confirms");
    assert_eq!(on(&one, next), [("not_confirmed", last_day, vec![Side::Polis])]);
}

#[test]
fn what_has_waited_longest_is_first() {
    let case = |month| {
        let work = in_state(State::Uppfoljd);
        let of = Joined::Case(work.case().number);
        let mut one = of_work(of, &work, date(2026, 6, 20), &TimeZone::UTC);
        let mut one = one.pop().expect("it waits");
        one.since = date(2026, month, 1);
        one
    };
    let months: Vec<i8> =
        in_order(vec![case(5), case(2), case(9)]).iter().map(|one| one.since.month()).collect();
    assert_eq!(months, [2, 5, 9]);
}
