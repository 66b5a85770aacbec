use super::*;
use crate::case::work::{plan::Whose, tests::text};
use jiff::civil::date;
use proptest::prelude::*;

fn target(n: u32, per: Per, from: Date, to: Date) -> Target {
    let owner = Owner { of: Whose::Stad, function: text("Samordnare") };
    Target { what: text("Trygghetsvandring"), n, per, owner, from, to }
}

fn done(of: &mut Targeted, nth: u32, on: Date, n: u32) -> Result<(), Refusal> {
    of.activated(nth, &Activation { on, n, note: None }, date(2026, 12, 31))
}

#[test]
fn each_period_says_what_was_promised_done_and_whether_it_fell_short() {
    let mut of = Targeted::new(target(2, Per::Kvartal, date(2026, 1, 15), date(2026, 9, 14)));
    done(&mut of, 1, date(2026, 2, 1), 1).unwrap();
    done(&mut of, 2, date(2026, 4, 14), 1).unwrap();
    done(&mut of, 3, date(2026, 4, 15), 1).unwrap();
    let told: Vec<_> = of.periods().iter().map(|p| (p.first, p.last, p.promised, p.done)).collect();
    assert_eq!(
        told,
        [
            (date(2026, 1, 15), date(2026, 4, 14), 2, 2),
            (date(2026, 4, 15), date(2026, 7, 14), 2, 1),
            // Two months of three promise two thirds, rounded up.
            (date(2026, 7, 15), date(2026, 9, 14), 2, 0),
        ]
    );
    let went = |day| of.periods().iter().map(|p| p.went(day)).collect::<Vec<_>>();
    assert_eq!(went(date(2026, 7, 14)), [Went::Uppfyllt, Went::Pagar, Went::Kommande]);
    assert_eq!(went(date(2026, 7, 15)), [Went::Uppfyllt, Went::EjUppfyllt, Went::Pagar]);
    assert_eq!(of.on(date(2026, 7, 14)).map(|p| p.left()), Some(1));
    assert_eq!(of.on(date(2026, 9, 15)), None);
}

#[test]
fn a_month_that_begins_on_its_31st_day_has_no_gap() {
    let of = Targeted::new(target(1, Per::Manad, date(2026, 1, 31), date(2026, 4, 29)));
    let days: Vec<_> = of.periods().iter().map(|p| (p.first, p.last)).collect();
    assert_eq!(
        days,
        [
            (date(2026, 1, 31), date(2026, 2, 27)),
            (date(2026, 2, 28), date(2026, 3, 30)),
            (date(2026, 3, 31), date(2026, 4, 29)),
        ]
    );
}

#[test]
fn what_cannot_be_promised_or_done_is_refused() {
    let check = |n, from, to| target(n, Per::Manad, from, to).check();
    let (first, last) = (date(2026, 1, 1), date(2026, 3, 31));
    assert_eq!(check(1, first, last), Ok(()));
    assert_eq!(check(1, last, first), Err(Refusal::BadDays));
    assert_eq!(check(1, first, date(2031, 1, 2)), Err(Refusal::BadDays));
    assert_eq!(check(0, first, last), Err(Refusal::BadCount));
    assert_eq!(check(1_001, first, last), Err(Refusal::BadCount));
    let mut of = Targeted::new(target(1, Per::Manad, first, last));
    assert_eq!(done(&mut of, 0, first, 1), Err(Refusal::NoSuchObject));
    assert_eq!(done(&mut of, 1, first, 0), Err(Refusal::BadCount));
    assert_eq!(done(&mut of, 1, date(2026, 4, 1), 1), Err(Refusal::BadDays));
    let tomorrow = Activation { on: date(2026, 2, 2), n: 1, note: None };
    assert_eq!(of.activated(1, &tomorrow, date(2026, 2, 1)), Err(Refusal::BadDays));
    assert_eq!(done(&mut of, 2, last, 1), Ok(()));
    assert_eq!(done(&mut of, 1, last, 1), Err(Refusal::NoSuchObject), "a number is not used twice");
    assert_eq!(done(&mut of, 2, last, 0), Ok(()), "a report is corrected to nothing");
    assert_eq!(
        of.put(target(1, Per::Manad, first, date(2026, 2, 28))),
        Err(Refusal::StillUsed),
        "what was done is not put outside the promise"
    );
}

#[test]
fn a_meeting_takes_up_what_ends_short_near_its_day() {
    let of = Targeted::new(target(1, Per::Halvar, date(2026, 1, 1), date(2026, 12, 31)));
    let near = |day| of.short_at(day).map(|period| period.last);
    assert_eq!(near(date(2026, 5, 29)), None);
    assert_eq!(near(date(2026, 5, 30)), Some(date(2026, 6, 30)));
    assert_eq!(near(date(2026, 7, 31)), Some(date(2026, 6, 30)));
    assert_eq!(near(date(2026, 8, 1)), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn periods_lie_end_to_end_and_every_activation_is_in_one(
        n in 1u32..9,
        per in prop_oneof![Just(Per::Manad), Just(Per::Kvartal), Just(Per::Halvar), Just(Per::Ar)],
        begins in 0i64..1_500,
        lasts in 0i64..1_500,
        on in prop::collection::vec((0i64..1_500, 1u32..4), 0..12),
    ) {
        let from = date(2024, 1, 1).checked_add(begins.days()).unwrap();
        let to = from.checked_add(lasts.days()).unwrap();
        let mut of = Targeted::new(target(n, per, from, to));
        let mut all = 0;
        for (nth, (day, times)) in (1u32..).zip(on) {
            let on = from.checked_add(day.days()).unwrap();
            let activation = Activation { on, n: times, note: None };
            let kept = of.activated(nth, &activation, Date::MAX);
            prop_assert_eq!(kept.is_ok(), on <= to);
            all += if on <= to { times } else { 0 };
        }
        let periods = of.periods();
        prop_assert_eq!(periods.first().map(|p| p.first), Some(from));
        prop_assert_eq!(periods.last().map(|p| p.last), Some(to));
        for pair in periods.windows(2) {
            prop_assert_eq!(pair[0].last.tomorrow().unwrap(), pair[1].first);
            prop_assert_eq!(pair[0].promised, n, "only the last can be cut short");
        }
        prop_assert!(periods.iter().all(|p| (1..=n).contains(&p.promised)));
        prop_assert_eq!(periods.iter().map(|p| p.done).sum::<u32>(), all);
    }
}
