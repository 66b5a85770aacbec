//! Whatever is tried, in whatever order: the steps explain the case.

use super::{
    contact::{Address, Contact},
    goal::GoalStatus,
    letter::{Letter, Missed, NotSent, Sending},
    meeting::Ticked,
    plan::Measure,
    state::State,
    target::Activation,
    tests::{
        call, cause, follow_up, forum, goal, measure, minutes, now, samordnare, target, template,
        text,
    },
    *,
};
use crate::case::{
    opening::tests::{opened_case, signatory},
    party::Role,
};
use proptest::prelude::*;

fn side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Polis), Just(Side::Stad)]
}

fn progress() -> impl Strategy<Value = Progress> {
    prop_oneof![
        Just(Progress::Planerad),
        Just(Progress::Pagar),
        (0i64..40).prop_map(|day| Progress::Klar { on: now(day).on }),
        (0i64..90).prop_map(|day| Progress::Forsenad {
            until: now(day).on,
            reason: text("väntar på material"),
        }),
        Just(Progress::Utgar { reason: text("behövs inte") }),
    ]
}

fn status() -> impl Strategy<Value = GoalStatus> {
    prop_oneof![
        Just(GoalStatus::EjPaborjat),
        Just(GoalStatus::PaVag),
        Just(GoalStatus::Uppnatt),
        Just(GoalStatus::EjUppnatt),
        Just(GoalStatus::Omprovat),
    ]
}

fn contact(function: &str) -> Contact {
    let address = Address::checked("funktion@stad.example").expect("an address");
    Contact { function: text(function), address }
}

fn letter() -> impl Strategy<Value = Letter> {
    prop_oneof![Just(Letter::Kallelse), Just(Letter::Installt), Just(Letter::Atgardslista)]
}

fn sending(letter: Letter, of: u32) -> Sending {
    let missed = Missed { function: text("SL"), why: NotSent::AddressRefused };
    Sending {
        letter,
        of,
        to: vec![text("Kommunpolis")],
        missed: vec![missed],
        without_address: vec![text("Trafikkontoret")],
    }
}

fn what() -> impl Strategy<Value = What> {
    let no = 1u32..4;
    let motive = || text("därför att");
    let owner = prop_oneof![Just(Whose::Polis), Just(Whose::Stad), Just(Whose::Deltagare)];
    prop_oneof![
        3 => prop::bool::ANY.prop_map(|with| What::TemplatePut {
            template: Box::new(template(if with { &["SL"] } else { &[] })),
        }),
        2 => prop::sample::subsequence(vec!["Kommunpolis", "SL", "Okänd"], 0..3).prop_map(|of| {
            What::ContactsPut { contacts: of.into_iter().map(contact).collect() }
        }),
        2 => (no.clone(), letter(), 1u32..30).prop_map(|(no, letter, of)| What::LetterSent {
            no, sending: Box::new(sending(letter, of)),
        }),
        3 => no.clone().prop_map(|no| What::CausePut { no, cause: cause() }),
        1 => no.clone().prop_map(|no| What::CauseRemoved { no }),
        4 => (no.clone(), prop::option::of(1u32..4), owner).prop_map(|(no, cause, of)| {
            What::MeasurePut { no, measure: Box::new(measure(cause, of, "SL")) }
        }),
        2 => (no.clone(), prop::bool::ANY).prop_map(|(no, serves)| What::GoalPut {
            no, goal: goal(serves.then_some("2024-2")),
        }),
        1 => no.clone().prop_map(|no| What::GoalRemoved { no }),
        2 => (no.clone(), status()).prop_map(|(no, status)| What::GoalJudged {
            no, status, motive: text("enligt mätningen"),
        }),
        2 => (no.clone(), prop::option::of(1u32..4), prop::option::of(1u32..4)).prop_map(
            |(no, cause, goal)| {
                let of = measure(cause, Whose::Stad, "Trygghetssamordnare");
                What::MeasurePut { no, measure: Box::new(Measure { goal, ..of }) }
            }),
        2 => (no.clone(), 0u32..4, 0i64..40, 1i64..200).prop_map(|(no, n, from, lasts)| {
            What::TargetPut { no, target: target(n, now(from).on, now(from + lasts).on) }
        }),
        3 => (no.clone(), 1u32..6, 0i64..60, 0u32..4).prop_map(|(no, nth, day, n)| What::Activated {
            no, nth, activation: Activation { on: now(day).on, n, note: None },
        }),
        3 => (no.clone(), progress()).prop_map(|(no, to)| What::Progressed { no, to, note: None }),
        3 => (no.clone(), 0i64..60).prop_map(|(no, day)| What::MeetingCalled {
            no, call: call(now(day).on),
        }),
        2 => (no.clone(), 0i64..60, prop::collection::vec((1u32..4, progress()), 0..3)).prop_map(
            |(no, day, ticked)| {
                let ticked = ticked.into_iter().map(|(measure, to)| Ticked { measure, to });
                let minutes = Box::new(minutes(now(day).on, ticked.collect()));
                What::MeetingClosed { no, minutes }
            }),
        1 => no.clone().prop_map(move |no| What::MeetingCancelled { no, motive: motive() }),
        1 => no.prop_map(|no| What::MeetingAddition { no, text: text("Rättelse") }),
        1 => Just(What::Paused { motive: motive() }),
        1 => Just(What::Resumed { motive: motive() }),
        2 => Just(What::FollowedUp { follow_up: Box::new(follow_up()) }),
        1 => Just(What::Reaffirmed { motive: motive() }),
        1 => Just(What::CheckedAgain { text: motive() }),
        2 => (1u32..40).prop_map(|no| What::Undone { no }),
    ]
}

#[derive(Debug, Clone)]
enum Try {
    Change(Side, What),
    Decide(Role, Decision),
}

fn tries() -> impl Strategy<Value = Vec<(Try, i64)>> {
    let role = prop_oneof![
        Just(Role::Lokalpolisomradeschef),
        Just(Role::Stadsdelsdirektor),
        Just(Role::Kommunpolis)
    ];
    let decision =
        prop_oneof![Just(Decision::Fortsatt), Just(Decision::AndradForm), Just(Decision::Avsluta)];
    let one = prop_oneof![
        6 => (side(), what()).prop_map(|(side, what)| Try::Change(side, what)),
        1 => (role, decision).prop_map(|(role, decision)| Try::Decide(role, decision)),
    ];
    // Mostly the same day, seldom a leap.
    prop::collection::vec(
        (one, prop_oneof![9 => Just(0i64), 2 => 1i64..20, 1 => 100i64..200]),
        0..60,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_case_is_ever_in_a_state_that_its_steps_do_not_explain(tries in tries()) {
        every_step_explains(opened_case(), tries)?;
    }

    #[test]
    fn no_forum_is_ever_in_a_state_that_its_steps_do_not_explain(tries in tries()) {
        let work = every_step_explains(forum(), tries)?;
        prop_assert!(matches!(work.standing().state, State::Pagar | State::Uppfoljd));
        prop_assert!(work.standing().template.is_some());
    }
}

/// Tries all of it in order and looks at what came of each; gives where it ended.
fn every_step_explains<S: Subject + Clone + PartialEq + std::fmt::Debug>(
    subject: S,
    tries: Vec<(Try, i64)>,
) -> Result<Work<S>, TestCaseError> {
    let mut work = Work::new(subject.clone());
    let mut day = 6;
    for (one, later) in tries {
        day += later;
        let before = work.clone();
        let after = match one {
            Try::Change(side, what) => {
                let seen = work.last_change(what.object());
                work.clone().change(&samordnare(side), what, seen, now(day))
            }
            Try::Decide(role, decision) => {
                work.clone().decide(&signatory(role), decision, text("därför"), now(day))
            }
        };
        let Ok(after) = after else { continue };
        prop_assert_eq!(after.version(), before.version() + 1);
        // Whatever is another in the standing was last changed by this step, so that nobody who has
        // not seen it writes over it.
        let undo = after.steps().last().is_some_and(|s| matches!(s.what, What::Undone { .. }));
        for (no, planned) in &after.standing().measures {
            if before.standing().measures.get(no) != Some(planned) && !undo {
                let last = after.last_change(Object::Measure(*no));
                prop_assert_eq!(last as usize, after.steps().len());
            }
        }
        let (was, is) = (before.standing(), after.standing());
        for (no, aimed) in
            is.goals.iter().filter(|(no, one)| was.goals.get(no) != Some(one) && !undo)
        {
            prop_assert_eq!(
                after.last_change(Object::Goal(*no)) as usize,
                after.steps().len(),
                "{:?}",
                aimed
            );
        }
        // Whatever a measure names is there, and every report lies within its promise and before its day.
        for planned in is.measures.values() {
            prop_assert!(planned.measure.goal.is_none_or(|no| is.goals.contains_key(&no)));
        }
        for targeted in is.targets.values() {
            let done: u32 = targeted.done.values().map(|one| one.n).sum();
            prop_assert_eq!(targeted.periods().iter().map(|period| period.done).sum::<u32>(), done);
            prop_assert!(targeted.done.values().all(|one| one.on <= now(day).on));
        }
        prop_assert_eq!(&after.steps()[..before.steps().len()], before.steps());
        // Who gets letters was written by the last such step, and each letter that went out tells of a
        // step of its meeting that was there before it.
        if before.standing().contacts != after.standing().contacts && !undo {
            prop_assert_eq!(after.last_change(Object::Contacts) as usize, after.steps().len());
        }
        for meeting in 1..4 {
            for (step, sending) in after.sent(meeting) {
                let told = &after.steps()[sending.of as usize - 1];
                prop_assert!(told.at <= step.at);
                prop_assert_eq!(told.what.object(), Object::Meeting(meeting));
            }
        }
        let closed = after.standing().decisions.iter().filter(|decided| {
            prop_sides(decided.first.side(), decided.second.side())
                && decided.first.decision == decided.second.decision
        });
        prop_assert_eq!(closed.count(), after.standing().decisions.len());
        // Stored as JSON and read back it is the same.
        let kept = serde_json::to_string(after.steps()).unwrap();
        let steps: Vec<Step> = serde_json::from_str(&kept).unwrap();
        prop_assert_eq!(&Work::replayed(subject.clone(), steps).unwrap(), &after);
        if before.standing().state == State::Avslutad {
            prop_assert_eq!(after.standing().state, State::Avslutad);
        }
        work = after;
    }
    Ok(work)
}

fn prop_sides(first: Side, second: Side) -> bool {
    first != second
}
