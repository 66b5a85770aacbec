//! Figures of a small year, counted by hand: a case that opened on 6 June 2026.

use super::*;
use crate::case::{
    opening::tests::{at, both, first_yes, opened_case, signatory, yes},
    party::{Role, Side},
    work::{
        effect_tests::{both_agreed, by, plan},
        look::tests::look,
        meeting::Ticked,
        plan::Whose,
        step::What,
        tests::{call, follow_up, in_state, measure, minutes, put_measure, put_template, text},
    },
};
use jiff::civil::date;

/// A step on a day counted from 1 June.
fn done(work: Work, what: What, day: i64) -> Work {
    by(work, Side::Stad, what, day).expect("done")
}

fn of() -> Joined {
    "PLS-2026-001".parse().expect("a case")
}

/// The figures that are not nothing.
fn counted(figures: &Figures) -> Vec<(Figure, usize)> {
    let all = Figure::ALL.iter().map(|figure| (*figure, figures.n(*figure)));
    all.filter(|(_, n)| *n > 0).collect()
}

fn compiled(work: &Work, year: i16, today: Date) -> Vec<(Figure, usize)> {
    let days = Days::of_year(year, today).expect("has begun");
    counted(&of_work(&of(), work, date(2026, 6, 6), days))
}

/// Four measures: 1 is done on 17 June, 2 is given up on the 18th, 3 should be done by 15 July, 4 by
/// 30 November. Of two meetings that of 17 June is held and that of 24 June called off; on the 26th it is
/// followed up. One meets each month but July.
fn a_summer() -> Work {
    let mine = |no: u32| {
        let mut one = measure(None, Whose::Stad, "Trygghetssamordnare");
        if no == 3 {
            (one.deadline, one.aterkoppling) = (date(2026, 7, 15), date(2026, 7, 1));
        }
        put_measure(no, one)
    };
    let mut work = done(Work::new(opened_case()), put_template(&[]), 6);
    for no in 1..=4 {
        work = done(work, mine(no), 6);
    }
    let klar = Ticked { measure: 1, to: Progress::Klar { on: date(2026, 6, 17) } };
    let minutes = Box::new(minutes(date(2026, 6, 17), vec![klar]));
    let reason = text("Medel saknas");
    let follow_up = Box::new(follow_up());
    for (day, what) in [
        (7, What::MeetingCalled { no: 1, call: call(date(2026, 6, 17)) }),
        (16, What::MeetingClosed { no: 1, minutes }),
        (17, What::Progressed { no: 2, to: Progress::Utgar { reason }, note: None }),
        (18, What::MeetingCalled { no: 2, call: call(date(2026, 6, 24)) }),
        (19, What::MeetingCancelled { no: 2, motive: text("Ingen kan") }),
        (25, What::FollowedUp { follow_up }),
    ] {
        work = done(work, what, day);
    }
    work
}

#[test]
fn a_year_so_far_counts_what_has_been_and_nothing_that_comes() {
    use Figure::*;
    let work = a_summer();
    let expected = [
        (CasesUppfoljd, 1),
        (CasesOpened, 1),
        (MeasuresDone, 1),
        (MeasuresOpen, 1),
        (MeasuresLate, 1),
        (MeasuresGivenUp, 1),
        // By the end of June and of August.
        (MeetingsPlanned, 2),
        (MeetingsHeld, 1),
        (MeetingsCancelled, 1),
        (UtforandeDelvis, 1),
        (EffektGarInteAttAvgora, 1),
        (FeedbackMissing, 1),
    ];
    assert_eq!(compiled(&work, 2026, date(2026, 8, 31)), expected);
    let early = [
        (CasesPagar, 1),
        (CasesOpened, 1),
        (MeasuresDone, 1),
        (MeasuresOpen, 3),
        (MeetingsHeld, 1),
    ];
    assert_eq!(compiled(&work, 2026, date(2026, 6, 17)), early);
    assert_eq!(compiled(&work, 2026, date(2026, 6, 5)), [], "the day before it was opened");
    let days = Days::of_year(2026, date(2026, 8, 31)).expect("has begun");
    let figures = of_work(&of(), &work, date(2026, 6, 6), days);
    let late: Vec<Option<u32>> = figures.counted(MeasuresLate).map(|one| one.no).collect();
    assert_eq!(late, [Some(3)]);
}

#[test]
fn what_was_over_before_the_year_has_no_part_in_it() {
    use Figure::*;
    let next = [
        (CasesUppfoljd, 1),
        (MeasuresLate, 2),
        (MeetingsPlanned, 11),
        (NotConfirmed, 1),
        (FeedbackMissing, 2),
    ];
    assert_eq!(compiled(&a_summer(), 2027, date(2028, 3, 1)), next);
    // One that was closed on 11 June counts in its year, and from then on only as closed.
    let closed = in_state(State::Avslutad);
    let in_its_year = [
        (CasesAvslutad, 1),
        (CasesOpened, 1),
        (CasesClosed, 1),
        (MeasuresLate, 1),
        (UtforandeDelvis, 1),
        (EffektGarInteAttAvgora, 1),
        (FeedbackMissing, 1),
    ];
    assert_eq!(compiled(&closed, 2026, date(2026, 12, 31)), in_its_year);
    assert_eq!(compiled(&closed, 2027, date(2027, 12, 31)), [(CasesAvslutad, 1)]);
}

#[test]
fn a_verdict_counts_in_the_year_it_was_given_and_is_awaited_until_then() {
    let last = date(2026, 7, 10);
    let work = both_agreed(plan(2, last));
    let of_verdict = |work: &Work, today: Date| {
        let mut all = compiled(work, 2026, today);
        all.retain(|(figure, _)| figure.as_str().starts_with("verdict"));
        all
    };
    let fell = look(last, false, [(100, 20), (100, 100), (15, 15)]);
    let work =
        by(work, Side::Polis, What::EffectLooked { look: Box::new(fell) }, 40).expect("told");
    assert_eq!(of_verdict(&work, date(2026, 7, 10)), [(Figure::VerdictAwaited, 1)]);
    assert_eq!(of_verdict(&work, date(2026, 7, 11)), [(Figure::VerdictMinskning, 1)]);
}

#[test]
fn rows_of_different_cases_add_up_and_a_thing_in_both_is_counted_once() {
    let days = Days::of_year(2026, date(2026, 8, 31)).expect("has begun");
    let other: Joined = "PLS-2026-002".parse().expect("a case");
    let begun = date(2026, 6, 6);
    let rows = [
        of_work(&of(), &a_summer(), begun, days),
        of_work(&other, &in_state(State::Avslutad), begun, days),
    ];
    let mut whole = Figures::default();
    rows.iter().for_each(|row| whole.take_in(row));
    for figure in Figure::ALL.iter().filter(|figure| figure.adds_up()) {
        assert_eq!(whole.n(*figure), rows.iter().map(|row| row.n(*figure)).sum::<usize>());
    }
    assert_eq!(whole.n(Figure::CasesOpened), 2);
    let again = whole.clone();
    whole.take_in(&rows[0]);
    assert_eq!(whole, again);
}

#[test]
fn half_a_year_is_held_against_half_a_year() {
    let days = |year, today| Days::of_year(year, today).map(|days| (days, days.year_before()));
    let span = |first, last| Days { first, last };
    assert_eq!(
        days(2026, date(2026, 6, 10)),
        Some((
            span(date(2026, 1, 1), date(2026, 6, 10)),
            span(date(2025, 1, 1), date(2025, 6, 10))
        ))
    );
    assert_eq!(
        days(2025, date(2026, 6, 10)).map(|(_, before)| before),
        Some(span(date(2024, 1, 1), date(2024, 12, 31)))
    );
    let leap = days(2028, date(2028, 2, 29)).map(|(_, before)| before.last);
    assert_eq!(leap, Some(date(2027, 2, 28)));
    assert_eq!(days(2027, date(2026, 6, 10)), None);
}

#[test]
fn an_opening_is_unanswered_from_its_last_day_until_somebody_answers() {
    // The first yes is of 2 June: the other party has until 2 July.
    let zone = TimeZone::UTC;
    let waits = first_yes();
    let unanswered = |opening: &Opening, day| is_unanswered(opening, day, &zone);
    assert!(!unanswered(&waits, date(2026, 7, 1)) && unanswered(&waits, date(2026, 7, 2)));
    let answer = yes(&waits);
    let late = waits.as_of(at(35));
    assert!(unanswered(&late, date(2026, 12, 31)));
    let by = signatory(Role::Trygghetssamordnare);
    let opened = both(late.assess(&by, answer.clone(), at(40)));
    let opened =
        Opening::Oppnad(opened.open("PLS-2026-001".parse().expect("a number")).expect("opened").1);
    assert!(unanswered(&opened, date(2026, 7, 10)) && !unanswered(&opened, date(2026, 7, 11)));
    // One that was answered in time never was.
    let in_time = both(first_yes().assess(&by, answer, at(5)));
    let in_time =
        Opening::Oppnad(in_time.open("PLS-2026-001".parse().expect("a number")).expect("opened").1);
    assert!(!unanswered(&in_time, date(2026, 6, 5)) && !unanswered(&in_time, date(2026, 12, 31)));
}
