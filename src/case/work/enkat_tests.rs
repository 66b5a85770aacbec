//! What a survey shows, and what nobody can learn from it.

use super::*;
use crate::case::{
    party::Side,
    refusal::Refusal,
    work::{
        Work,
        step::What,
        tests::{at_work, now, put_template, samordnare, text},
    },
};
use proptest::{collection::vec, option, prelude::*};

fn answers(n: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<Answer>> {
    let grade = || option::of((1..=HIGHEST).prop_map(|grade| Grade::new(grade).expect("in scale")));
    let grades = [grade(), grade(), grade(), grade(), grade()];
    let better = option::of("[a-zå-ö]{2,8}");
    let answer = (grades, better).prop_filter_map("says nothing", |(grades, better)| {
        Answer::new(grades, better.as_deref().map(text)).ok()
    });
    vec(answer, n)
}

fn tally(answers: &[Answer]) -> Tally {
    let mut tally = Tally::default();
    answers.iter().for_each(|answer| tally.add(answer));
    tally
}

/// With six functions that take part, over after day 10.
fn enkat() -> Enkat {
    opened().standing().enkater[&1].clone()
}

fn opened() -> Work {
    let work = done(at_work(), put_template(&["SL", "Trafikkontoret", "Fastighetsägare"]), 7);
    done(work, open(10), 7)
}

fn open(last: i64) -> What {
    What::EnkatOpened { no: 0, last_day: now(last).on, invited: Vec::new() }
}

fn try_to(work: Work, what: What, day: i64) -> Result<Work, Refusal> {
    let what = work.numbered(what);
    let seen = work.last_change(what.object());
    work.change(&samordnare(Side::Stad), what, seen, now(day))
}

fn done(work: Work, what: What, day: i64) -> Work {
    try_to(work, what, day).expect("may be done")
}

/// All that anybody is told of a survey's answers.
fn told(answers: &[Answer], day: i64) -> (u32, Option<Pooled>) {
    let n = answers.len() as u32;
    (n, enkat().pooled(&tally(answers), n, now(day).on))
}

const OPEN: i64 = 10;
const OVER: i64 = 11;

proptest! {
    #[test]
    fn of_fewer_than_five_answers_nothing_but_their_number_is_told(
        some in answers(0..LEAST as usize), day in prop_oneof![Just(OPEN), Just(OVER)]
    ) {
        prop_assert_eq!(told(&some, day), (some.len() as u32, None));
    }

    #[test]
    fn while_it_is_open_nothing_but_the_number_of_answers_is_told(some in answers(0..12)) {
        prop_assert_eq!(told(&some, OPEN), (some.len() as u32, None));
    }

    /// Whoever saw what four gave learns from the fifth what all five gave together, in whatever order
    /// they came: any of them could have been the last.
    #[test]
    fn a_fifth_answer_is_not_told_alone(five in answers(5), last in 0usize..5) {
        let mut others = five.clone();
        let fifth = others.remove(last);
        prop_assert_eq!(told(&others, OVER).1, None);
        others.push(fifth);
        prop_assert_eq!(told(&others, OVER), told(&five, OVER));
    }

    #[test]
    fn no_question_is_told_of_that_fewer_than_five_answered(some in answers(5..12)) {
        let all = tally(&some);
        let pooled = told(&some, OVER).1.expect("five answered");
        for (question, spread) in Question::ALL.into_iter().zip(pooled.spreads) {
            let n = all.n_graded(question);
            prop_assert_eq!(spread.map(|spread| spread.n()), (n >= LEAST).then_some(n));
        }
        let n_texts = pooled.texts.as_ref().map(|texts| texts.len() as u32);
        prop_assert_eq!(n_texts, (all.n_texts() >= LEAST).then_some(all.n_texts()));
        prop_assert!(pooled.texts.is_none_or(|texts| texts.is_sorted()));
    }

    #[test]
    fn the_order_of_the_answers_is_not_in_what_is_kept(
        (some, other) in answers(0..8).prop_flat_map(|some| (Just(some.clone()), Just(some).prop_shuffle()))
    ) {
        prop_assert_eq!(tally(&some), tally(&other));
    }
}

#[test]
fn those_who_take_part_when_it_is_opened_are_asked() {
    let enkat = enkat();
    let invited: Vec<&str> = enkat.invited.iter().map(|one| one.function.as_str()).collect();
    assert!(invited.len() >= LEAST as usize && invited.contains(&"SL"), "{invited:?}");
    // Whoever comes later is not.
    let later =
        done(opened(), put_template(&["SL", "Trafikkontoret", "Fastighetsägare", "Krogar"]), 8);
    assert_eq!(later.standing().enkater[&1].invited.len(), invited.len());
    assert_eq!(
        enkat.invited_as(|one| one.is_function("trafikKontoret")),
        Some(&text("Trafikkontoret"))
    );
    assert_eq!(enkat.invited_as(|one| one.is_function("Krogar")), None);
}

#[test]
fn one_at_a_time_with_a_last_day_and_with_enough_who_are_asked() {
    let refused = |work: Work, what, day| try_to(work, what, day).map(drop);
    assert_eq!(refused(opened(), open(12), 8), Err(Refusal::EnkatOpen));
    assert_eq!(refused(opened(), open(12), 11), Ok(()));
    let close = || What::EnkatClosed { no: 1 };
    let closed = done(opened(), close(), 8);
    assert_eq!(closed.standing().enkater[&1].over_on(now(8).on), Some(now(8).on));
    assert_eq!(refused(closed.clone(), close(), 8), Err(Refusal::EnkatOver));
    assert_eq!(refused(opened(), close(), 11), Err(Refusal::EnkatOver));
    assert_eq!(refused(closed.clone(), What::EnkatClosed { no: 2 }, 8), Err(Refusal::NoSuchObject));
    assert_eq!(refused(closed.clone(), open(7), 8), Err(Refusal::BadDays));
    assert_eq!(
        refused(closed.clone(), open(8 + i64::from(LONGEST_DAYS) + 1), 8),
        Err(Refusal::BadDays)
    );
    let again = done(closed, open(8 + i64::from(LONGEST_DAYS)), 8);
    assert_eq!(again.standing().enkater.keys().copied().collect::<Vec<_>>(), [1, 2]);
    let few = Work::new(crate::case::opening::tests::opened_case());
    assert_eq!(refused(few, open(10), 7), Err(Refusal::EnkatTooFew));
}

#[test]
fn an_answer_says_something() {
    assert_eq!(Answer::new([None; N_QUESTIONS], None), Err(Refusal::EnkatEmpty));
    assert!(Answer::new([None; N_QUESTIONS], Some(text("Bättre lokal"))).is_ok());
    assert_eq!((Grade::new(0), Grade::new(HIGHEST + 1)), (None, None));
    let spread = Spread { n_of_grade: [1, 0, 2, 3, 4] };
    assert_eq!((spread.n(), spread.n_agree()), (10, 7));
}
