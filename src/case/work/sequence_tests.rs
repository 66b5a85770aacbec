//! Whatever is tried, in whatever order: the steps explain the case.

use super::{
    communication::{Channel, Communication},
    contact::{Address, Contact},
    effect_tests::{plan, with_run},
    goal::GoalStatus,
    handover::Handover,
    letter::{Letter, Missed, NotSent, Sending},
    look::tests::look,
    meeting::Ticked,
    plan::{Measure, Owner},
    state::State,
    target::Activation,
    tests::{
        call, cause, follow_up, forum, goal, measure, minutes, now, samordnare, target, template,
        text,
    },
    *,
};
use crate::case::{extension::tests::extension, opening::tests::signatory, party::Role};
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

fn handover() -> impl Strategy<Value = What> {
    let owner = || {
        let of = prop_oneof![Just(Whose::Polis), Just(Whose::Stad), Just(Whose::Deltagare)];
        let function = prop::sample::select(vec!["SL", "Kommunpolis", "Trafikkontoret"]);
        (of, function).prop_map(|(of, function)| Owner { of, function: text(function) })
    };
    let some = || prop::sample::subsequence(vec![1u32, 2, 3], 0..3);
    let asked = (owner(), owner(), some(), some(), prop::bool::ANY);
    asked.prop_map(|(from, to, measures, targets, template)| {
        let motive = text("ny organisation");
        let handover = Handover { from, to, measures, targets, template, motive };
        What::HandedOver { handover: Box::new(handover) }
    })
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
        1 => "[A-Z]{2} 20[0-9]{2}/[0-9]{1,3}".prop_map(|of| What::Registered {
            diarienummer: Diarienummer::checked(&of).expect("a number"),
        }),
        2 => (no.clone(), letter(), 1u32..30).prop_map(|(no, letter, of)| What::LetterSent {
            no, sending: Box::new(sending(letter, of)),
        }),
        3 => no.clone().prop_map(|no| What::CausePut { no, cause: cause() }),
        1 => no.clone().prop_map(|no| What::CauseRemoved { no }),
        4 => (no.clone(), prop::option::of(1u32..4), owner).prop_map(|(no, cause, of)| {
            What::MeasurePut { no, measure: Box::new(measure(cause, of, "SL")) }
        }),
        4 => handover(),
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
        2 => (0u32..3, 0i64..60).prop_map(|(no, day)| What::Communicated {
            no,
            communication: Communication {
                on: now(day).on,
                channel: Channel::Deltagare,
                function: text("Kommunikatör"),
                text: text("Anteckningar"),
            },
        }),
        2 => (1u32..4).prop_map(|no| What::CommunicationAddition { no, text: text("Rättelse") }),
        3 => (0u32..3, 0i64..60).prop_map(|(no, day)| What::EnkatOpened {
            no,
            last_day: now(day).on,
            invited: Vec::new(),
        }),
        2 => (1u32..4).prop_map(|no| What::EnkatClosed { no }),
        2 => Just(What::FollowedUp { follow_up: Box::new(follow_up()) }),
        3 => (1u16..4, 10i64..60).prop_map(|(evidence, to)| What::EffectPlanned {
            plan: Box::new(plan(evidence, now(to).on)),
        }),
        2 => Just(What::EffectPlanAgreed),
        2 => (10i64..60, any::<bool>(), 0u64..40).prop_map(|(to, preliminary, after)| {
            let counts = [(30, after), (30, 30), (5, 5)];
            What::EffectLooked { look: Box::new(look(now(to).on, preliminary, counts)) }
        }),
        1 => Just(What::Reaffirmed { motive: motive() }),
        1 => Just(What::CheckedAgain { text: motive() }),
        2 => (1u32..40).prop_map(|no| What::Undone { no }),
    ]
}

#[derive(Debug, Clone)]
enum Try {
    Change(Side, What),
    Decide(Role, Decision),
    Extend(u32),
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
        1 => (1u32..4).prop_map(Try::Extend),
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
        every_step_explains(with_run(), tries)?;
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
                let seen = match what {
                    What::HandedOver { .. } => work.steps().len() as u32,
                    _ => work.last_change(what.object()),
                };
                work.clone().change(&samordnare(side), what, seen, now(day))
            }
            Try::Extend(from) => {
                let extension = Box::new(extension(from, day));
                let (now, what) = (now(day), What::Extended { extension });
                let by = By::Party(samordnare(Side::Stad));
                let after = work.clone().after(Step { at: now.at, on: now.on, by, what });
                let worked = matches!(
                    work.standing().state,
                    State::Initierad | State::Pagar | State::Vilande
                );
                let next = from as usize == 1 + work.standing().extensions.len();
                let is_case = work.subject().case_number().is_some();
                prop_assert_eq!(after.is_ok(), worked && next && is_case);
                after
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
        handed_over_rightly(&before, &after)?;
        agreed_by_both(&after)?;
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
        // Grounds are only ever added, and what was signed for the earlier ones keeps its number.
        let grounds = |work: &Work<S>| work.standing().extensions.clone();
        prop_assert!(grounds(&after).starts_with(&grounds(&before)));
        prop_assert!(after.evidence_numbers().starts_with(&before.evidence_numbers()));
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

/// What holds of the effect one party planned and the other agreed to, and it rests on a frozen run.
fn agreed_by_both<S: Subject>(after: &Work<S>) -> Result<(), TestCaseError> {
    let effect = &after.standing().effect;
    if let Some(agreed) = &effect.agreed {
        prop_assert_eq!(agreed.by.side, agreed.proposed.by.side.other());
        prop_assert!(agreed.on < agreed.proposed.plan.verdict_on);
    }
    // What was looked at is what both had agreed to, and the looking ends with the one verdict.
    if let Some((last, earlier)) = effect.looks.split_last() {
        let plan = &effect.agreed.as_ref().expect("a plan before the first look").proposed.plan;
        prop_assert!(effect.waiting.is_none());
        prop_assert!(earlier.iter().all(|one| one.look.verdict.preliminary));
        prop_assert!(last.look.verdict.preliminary || last.on >= plan.verdict_on);
    }
    let plans = effect.agreed.iter().map(|one| &one.proposed.plan);
    for plan in plans.chain(effect.waiting.iter().map(|one| &one.plan)) {
        prop_assert!(after.frozen_run(plan.evidence).is_some());
    }
    Ok(())
}

/// A handover changes the owner of what it names and of nothing else, and nothing of the other party's.
/// Whoever has something open takes part.
fn handed_over_rightly<S: Subject>(before: &Work<S>, after: &Work<S>) -> Result<(), TestCaseError> {
    let (old, new) = (before.standing(), after.standing());
    let Some(Step { what: What::HandedOver { handover }, by: By::Party(by), .. }) =
        after.steps().last()
    else {
        return Ok(());
    };
    for (no, planned) in &new.measures {
        let mut expected = old.measures[no].clone();
        if handover.measures.contains(no) {
            prop_assert_eq!(&expected.measure.owner, &handover.from);
            prop_assert!(!expected.progress.is_over());
            expected.measure.owner = handover.to.clone();
        }
        prop_assert_eq!(planned, &expected);
    }
    for (no, targeted) in &new.targets {
        let mut expected = old.targets[no].clone();
        if handover.targets.contains(no) {
            prop_assert_eq!(&expected.target.owner, &handover.from);
            expected.target.owner = handover.to.clone();
        }
        prop_assert_eq!(targeted, &expected);
    }
    let others = |standing: &standing::Standing| {
        let half = standing.template.as_ref().map(|written| written.half(by.side.other()).clone());
        let owned = standing
            .measures
            .iter()
            .filter(|(_, planned)| planned.measure.owner.of.side() == Some(by.side.other()));
        (half, owned.map(|(no, _)| *no).collect::<Vec<_>>())
    };
    prop_assert_eq!(others(old), others(new));
    let ovriga = new.template.as_ref().map_or(&[][..], |written| &written.ovriga);
    for planned in new.measures.values().filter(|planned| !planned.progress.is_over()) {
        let owner = &planned.measure.owner;
        prop_assert!(owner.of != Whose::Deltagare || ovriga.contains(&owner.function));
    }
    Ok(())
}

fn prop_sides(first: Side, second: Side) -> bool {
    first != second
}
