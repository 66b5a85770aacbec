use super::{
    follow_up::{Effekt, FollowUp, Utforande},
    frequency::{Frequency, Rule},
    goal::{Goal, GoalStatus, Hundredths},
    meeting::{Call, Held, Minutes, Ticked},
    plan::{Cause, Direction, Horizon, Kind, Measure, Owner},
    state::{Act, State, TABLE, leads_to},
    target::{Activation, Per, Target},
    template::{Activity, Half, Indicator, Kommunikation, Loptid, Template},
    *,
};
use crate::case::{
    access::Joined,
    extension::tests::extension,
    forum::{Forum, ForumId},
    opening::tests::{at, opened_case, signatory},
    party::Role,
};
use jiff::civil::{Time, date};

pub(in crate::case) fn text(text: &str) -> CleanText {
    CleanText::checked("text", text, 1, 2_000).expect("clean")
}

pub(super) fn template(ovriga: &[&str]) -> Template {
    let half = |kontakt: &str| Half {
        kontakt: text(kontakt),
        deltagare: vec![text(kontakt)],
        ataganden: vec![text("Delta vid mötet")],
    };
    Template {
        mal: text("Platsen ska vara trygg"),
        problembild: vec![text("Mörk passage")],
        aktiviteter: vec![Activity { aktivitet: text("Platssamverkan"), syfte: text("Samordna") }],
        loptid: Loptid::Tillsvidare,
        motesfrekvens: Frequency { rule: Rule::Monthly, from: date(2026, 6, 6), except: vec![7] },
        aktivitetsansvarig: text("Stadsdelsförvaltningen"),
        polis: half("Kommunpolis"),
        stad: half("Trygghetssamordnare"),
        ovriga: ovriga.iter().map(|function| text(function)).collect(),
        finansiering: text("Respektive part bär sina egna personalkostnader"),
        kommunikation: Kommunikation {
            deltagare: text("Vid möten"),
            internt_polisen: text("Kontaktpersonen"),
            internt_stadsdelsforvaltningen: text("Intranätet"),
            mellan_parterna: text("Löpande"),
        },
        uppfoljning: vec![Indicator {
            indikator: text("Andel trygga"),
            kalla: text("Trygghetsmätningen"),
            ar: Some(2026),
        }],
        prioriteringar: vec!["2024-2".to_owned()],
    }
}

pub(super) fn measure(cause: Option<u32>, of: Whose, function: &str) -> Measure {
    Measure {
        what: text("Byt armaturer"),
        how: None,
        cause,
        owner: Owner { of, function: text(function) },
        start: date(2026, 6, 10),
        deadline: date(2026, 11, 30),
        aterkoppling: date(2026, 9, 1),
        expected: Direction::Minskar,
        indicator: text("Våld i offentlig miljö"),
        kind: Kind::Situationell,
        horizon: Horizon::Kort,
        verksamhetsplan: None,
        goal: None,
        library: None,
    }
}

pub(super) fn goal(priority: Option<&str>) -> Goal {
    Goal {
        text: text("Färre är otrygga"),
        priority: priority.map(str::to_owned),
        indicator: text("Andel otrygga (%)"),
        from: Hundredths::nearest(34.0),
        to: Hundredths::nearest(25.0),
        by: Some(date(2026, 12, 31)),
    }
}

pub(super) fn target(n: u32, from: Date, to: Date) -> Target {
    let owner = Owner { of: Whose::Stad, function: text("Trygghetssamordnare") };
    Target { what: text("Trygghetsvandring"), n, per: Per::Halvar, owner, from, to }
}

pub(super) fn cause() -> Cause {
    Cause { text: text("Belysningen är trasig"), evidence: vec![1], basis: None }
}

pub(super) fn call(day: Date) -> Call {
    let time = |hour| Time::constant(hour, 0, 0, 0);
    Call { day, begins: time(13), ends: time(14), location: text("Tinget"), extra: vec![] }
}

pub(super) fn minutes(held_on: Date, ticked: Vec<Ticked>) -> Minutes {
    let present = vec![text("Kommunpolis"), text("Trygghetssamordnare")];
    Minutes { held_on, present, text: text("Genomgång"), decisions: vec![], ticked }
}

pub(super) fn follow_up() -> FollowUp {
    FollowUp {
        from: date(2026, 6, 6),
        to: date(2026, 6, 6),
        utforande: Utforande::Delvis,
        utforande_text: text("Hälften är gjort"),
        effekt: Effekt::GarInteAttAvgora,
        effekt_text: text("För få händelser"),
        look: None,
        avvikelse: None,
    }
}

pub(in crate::case) fn now(day: i64) -> Now {
    let at = at(day);
    Now { at, on: at.to_zoned(jiff::tz::TimeZone::UTC).date() }
}

pub(in crate::case) fn samordnare(side: Side) -> Signer {
    let role = match side {
        Side::Polis => Role::Kommunpolis,
        Side::Stad => Role::Trygghetssamordnare,
    };
    signatory(role).signer().clone()
}

fn chief(side: Side) -> Signatory {
    signatory(match side {
        Side::Polis => Role::Lokalpolisomradeschef,
        Side::Stad => Role::Stadsdelsdirektor,
    })
}

fn done(work: Work, what: What, day: i64) -> Work {
    try_to(work, what, day).expect("may be done")
}

fn try_to(work: Work, what: What, day: i64) -> Result<Work, Refusal> {
    let what = work.numbered(what);
    let seen = work.last_change(what.object());
    work.change(&samordnare(Side::Stad), what, seen, now(day))
}

pub(super) fn put_template(ovriga: &[&str]) -> What {
    What::TemplatePut { template: Box::new(template(ovriga)) }
}

pub(super) fn put_measure(no: u32, measure: Measure) -> What {
    What::MeasurePut { no, measure: Box::new(measure) }
}

/// With a template, a cause, a measure of the traffic office and a first meeting: Pågår.
pub(in crate::case) fn at_work() -> Work {
    let work = Work::new(opened_case());
    let work = done(work, put_template(&["Trafikkontoret"]), 6);
    let work = done(work, What::CausePut { no: 1, cause: cause() }, 6);
    let of_traffic = measure(Some(1), Whose::Deltagare, "Trafikkontoret");
    let work = done(work, put_measure(1, of_traffic), 6);
    done(work, What::MeetingCalled { no: 1, call: call(date(2026, 6, 16)) }, 7)
}

/// A case in the state, by the shortest way.
pub(in crate::case) fn in_state(state: State) -> Work {
    let motive = || text("därför att");
    let followed_up = || done(at_work(), What::FollowedUp { follow_up: Box::new(follow_up()) }, 8);
    match state {
        State::Initierad => done(Work::new(opened_case()), put_template(&[]), 6),
        State::Pagar => at_work(),
        State::Vilande => done(at_work(), What::Paused { motive: motive() }, 8),
        State::Uppfoljd => followed_up(),
        State::Avslutad => {
            let one = followed_up().decide(&chief(Side::Stad), Decision::Avsluta, motive(), now(9));
            one.unwrap().decide(&chief(Side::Polis), Decision::Avsluta, motive(), now(10)).unwrap()
        }
    }
}

/// An act as it would be done in any state where the table allows it.
fn attempt(work: Work, act: Act) -> Result<Work, Refusal> {
    let motive = text("därför att");
    let what = match act {
        Act::Edit => put_template(&["Trafikkontoret"]),
        Act::Report => What::Progressed { no: 1, to: Progress::Pagar, note: None },
        Act::Convene => What::MeetingCalled { no: 0, call: call(date(2026, 6, 20)) },
        Act::Pause => What::Paused { motive },
        Act::Resume => What::Resumed { motive },
        Act::FollowUp => What::FollowedUp { follow_up: Box::new(follow_up()) },
        Act::Reaffirm => What::Reaffirmed { motive },
        Act::CheckAgain => What::CheckedAgain { text: motive },
        Act::Extend => {
            return work.extend(&samordnare(Side::Stad), extension(1, 300), now(300));
        }
        Act::Decide => {
            return work.decide(&chief(Side::Stad), Decision::Fortsatt, motive, now(300));
        }
    };
    try_to(work, what, 300)
}

#[test]
fn every_pair_of_state_and_act_is_done_or_refused_by_name_as_the_table_says() {
    for (state, act) in State::ALL.into_iter().flat_map(|s| Act::ALL.map(|a| (s, a))) {
        let work = in_state(state);
        assert_eq!(work.standing().state, state);
        // Only the first meeting is a convening; later ones are edits, and a measure must be there.
        if act == Act::Convene && state != State::Initierad {
            assert_eq!(leads_to(state, act), Err(refusal_of(state)), "{state:?}");
            continue;
        }
        if act == Act::Report && state == State::Initierad {
            assert_eq!(attempt(work, act), Err(Refusal::NoSuchObject));
            continue;
        }
        match (leads_to(state, act), attempt(work, act)) {
            (Ok(to), Ok(after)) => {
                assert!(to.contains(&after.standing().state), "{state:?} {act:?}")
            }
            (said, found) => assert_eq!(
                (said.err(), found.err()),
                {
                    let refused = Some(refusal_of(state));
                    (refused, refused)
                },
                "{state:?} {act:?}"
            ),
        }
    }
    assert_eq!(TABLE.len(), 21);
}

fn refusal_of(state: State) -> Refusal {
    match state {
        State::Initierad => Refusal::CaseInitierad,
        State::Pagar => Refusal::CasePagar,
        State::Vilande => Refusal::CaseVilande,
        State::Uppfoljd => Refusal::CaseUppfoljd,
        State::Avslutad => Refusal::CaseAvslutad,
    }
}

#[test]
fn two_chiefs_of_two_parties_decide_the_same_or_nothing_is_decided() {
    let motive = || text("därför att");
    let work = in_state(State::Uppfoljd);
    let by_city =
        |work: Work, decision| work.decide(&chief(Side::Stad), decision, motive(), now(9));
    let by_police =
        |work: Work, decision| work.decide(&chief(Side::Polis), decision, motive(), now(10));
    let one = by_city(work, Decision::Avsluta).unwrap();
    assert_eq!(one.standing().state, State::Uppfoljd);
    let twice = by_city(one.clone(), Decision::Avsluta).unwrap();
    assert_eq!(twice.standing().state, State::Uppfoljd, "one party alone decides nothing");
    let other = by_police(twice, Decision::Fortsatt).unwrap();
    assert_eq!(other.standing().state, State::Uppfoljd, "they want different things");
    let agreed = by_city(other, Decision::Fortsatt).unwrap();
    assert_eq!(agreed.standing().state, State::Pagar);
    assert_eq!(agreed.standing().decisions.len(), 1);
    let samordnare = one.decide(&signatory(Role::Kommunpolis), Decision::Avsluta, motive(), now(9));
    assert_eq!(samordnare, Err(Refusal::NotAChief));
}

#[test]
fn a_participant_answers_for_its_own_measure_alone() {
    let link = |function: &str| ParticipantLink {
        id: "l-1".into(),
        joined: Joined::Case(at_work().case().number),
        actor: text(function),
        party: at_work().case().parties.stad.clone(),
        created_by: "u".into(),
        created_at: at(6),
        last_day: date(2026, 12, 31),
        revoked_at: None,
    };
    let klar = |day| Progress::Klar { on: now(day).on };
    let note = || Some(text("armaturer bytta"));
    let done = at_work().answer(&link("Trafikkontoret"), 1, klar(8), note(), now(8)).unwrap();
    assert_eq!(done.standing().measures[&1].progress, klar(8));
    assert_eq!(
        done.steps().last().map(|step| &step.by),
        Some(&By::Participant { link: "l-1".into(), function: text("Trafikkontoret") })
    );
    let refused =
        |function, no, to| at_work().answer(&link(function), no, to, None, now(8)).map(drop);
    assert_eq!(refused("SL", 1, klar(8)), Err(Refusal::NoSuchObject));
    assert_eq!(refused("Trafikkontoret", 2, klar(8)), Err(Refusal::NoSuchObject));
    assert_eq!(refused("Trafikkontoret", 1, klar(9)), Err(Refusal::BadDays));
    let utgar = Progress::Utgar { reason: text("vill inte") };
    assert_eq!(refused("Trafikkontoret", 1, utgar), Err(Refusal::NotAParty));
}

#[test]
fn whoever_has_not_seen_the_latest_is_refused_and_others_are_not_in_the_way() {
    let work = at_work();
    let seen = work.last_change(Object::Measure(1));
    let moved = done(work, What::Progressed { no: 1, to: Progress::Pagar, note: None }, 8);
    let anew = put_measure(1, measure(None, Whose::Stad, "Trygghetssamordnare"));
    let late = moved.clone().change(&samordnare(Side::Polis), anew, seen, now(8));
    assert_eq!(late, Err(Refusal::ChangedSince));
    let cause = What::CausePut { no: 2, cause: cause() };
    assert!(moved.change(&samordnare(Side::Polis), cause, 0, now(8)).is_ok());
}

#[test]
fn what_minutes_say_of_a_measure_is_news_of_it() {
    let ticked = vec![Ticked { measure: 1, to: Progress::Klar { on: now(15).on } }];
    let minutes = Box::new(minutes(now(15).on, ticked));
    let before = done(at_work(), put_measure(2, measure(None, Whose::Stad, "Parkingenjör")), 8);
    let seen = |work: &Work, no| work.last_change(Object::Measure(no));
    let closed = done(before.clone(), What::MeetingClosed { no: 1, minutes }, 15);
    assert_eq!(seen(&closed, 1), closed.steps().len() as u32);
    assert_eq!(seen(&closed, 2), seen(&before, 2), "of it nothing was said");
    let anew = || put_measure(1, measure(Some(1), Whose::Stad, "Parkingenjör"));
    let back = || What::Progressed { no: 1, to: Progress::Pagar, note: None };
    for what in [anew(), back()] {
        let late = closed.clone().change(&samordnare(Side::Polis), what, seen(&before, 1), now(15));
        assert_eq!(late, Err(Refusal::ChangedSince));
    }
    let other = closed.clone().change(
        &samordnare(Side::Polis),
        put_measure(2, measure(Some(1), Whose::Stad, "Parkingenjör")),
        seen(&before, 2),
        now(15),
    );
    assert!(other.is_ok());
    // What was written before the meeting is no longer the latest, so it is not taken back either.
    let undo = What::Undone { no: seen(&before, 1) };
    assert_eq!(closed.change(&samordnare(Side::Stad), undo, 0, now(7)), Err(Refusal::ChangedSince));
}

#[test]
fn what_was_written_is_taken_back_within_a_day_by_its_party_and_while_nothing_rests_on_it() {
    let work = at_work();
    let template_no = 1;
    let undo = |work: &Work, no, side, hours: i64| {
        let now = Now { at: at(7) + SignedDuration::from_hours(hours), on: now(7).on };
        work.clone().change(&samordnare(side), What::Undone { no }, 0, now)
    };
    let measure_no = work.last_change(Object::Measure(1));
    let undone = undo(&work, measure_no, Side::Stad, 0).unwrap();
    assert!(undone.standing().measures.is_empty());
    assert_eq!(undone.next_measure(), 2, "a number is never used twice");
    assert_eq!(undone.standing().state, State::Pagar);
    assert_eq!(undo(&undone, measure_no, Side::Stad, 0), Err(Refusal::CannotBeUndone));
    assert_eq!(undo(&work, measure_no, Side::Polis, 0), Err(Refusal::NotAParty));
    assert_eq!(undo(&work, measure_no, Side::Stad, 1), Err(Refusal::TooLateToUndo));
    // The measure answers the cause, and its owner stands in the template.
    assert_eq!(undo(&work, 2, Side::Stad, 0), Err(Refusal::StillUsed));
    assert_eq!(undo(&work, template_no, Side::Stad, 0), Err(Refusal::StillUsed));
    assert!(undo(&undone, 2, Side::Stad, 0).is_ok());
    let call = work.steps().len() as u32;
    assert_eq!(undo(&work, call, Side::Stad, 0), Err(Refusal::CannotBeUndone));
    assert_eq!(undo(&work, 99, Side::Stad, 0), Err(Refusal::NoSuchObject));
}

#[test]
fn a_plan_that_does_not_hang_together_is_refused() {
    let refused = |what| try_to(at_work(), what, 8).map(drop);
    let with = |change: fn(&mut Measure)| {
        let mut measure = measure(Some(1), Whose::Stad, "Parkingenjör");
        change(&mut measure);
        refused(put_measure(2, measure))
    };
    assert_eq!(with(|_| {}), Ok(()));
    assert_eq!(with(|m| m.cause = Some(2)), Err(Refusal::NoSuchCause));
    assert_eq!(with(|m| m.owner.of = Whose::Deltagare), Err(Refusal::NoSuchParticipant));
    assert_eq!(with(|m| m.deadline = date(2026, 6, 9)), Err(Refusal::BadDays));
    let loose = Cause { text: text("Det bara är så"), evidence: vec![], basis: None };
    assert_eq!(refused(What::CausePut { no: 2, cause: loose }), Err(Refusal::CauseWithoutBasis));
    let elsewhere = Cause { evidence: vec![1, 7], ..cause() };
    assert_eq!(elsewhere.unknown_evidence(&Work::new(opened_case()).evidence_numbers()), [(1, 7)]);
    let elsewhere = What::CausePut { no: 2, cause: elsewhere };
    assert_eq!(refused(elsewhere), Err(Refusal::NoSuchEvidence));
    assert_eq!(refused(What::CauseRemoved { no: 1 }), Err(Refusal::StillUsed));
    assert_eq!(refused(put_template(&[])), Err(Refusal::StillUsed));
    let early = try_to(
        Work::new(opened_case()),
        What::MeetingCalled { no: 1, call: call(date(2026, 6, 16)) },
        6,
    );
    assert_eq!(early, Err(Refusal::TemplateIncomplete));
    let without = done(at_work(), put_measure(2, measure(None, Whose::Polis, "Kommunpolis")), 8);
    assert_eq!(without.standing().without_cause(), [2]);
}

#[test]
fn a_meeting_is_minuted_once_ticks_its_measures_and_is_added_to_afterwards() {
    let ticked = vec![Ticked { measure: 1, to: Progress::Pagar }];
    let close = |held_on, ticked: &[Ticked]| What::MeetingClosed {
        no: 1,
        minutes: Box::new(minutes(held_on, ticked.to_vec())),
    };
    let day = now(15).on;
    let addition = || What::MeetingAddition { no: 1, text: text("Rättelse") };
    assert_eq!(try_to(at_work(), addition(), 15), Err(Refusal::MeetingNotClosed));
    assert_eq!(try_to(at_work(), close(now(16).on, &ticked), 15), Err(Refusal::BadDays));
    let closed = done(at_work(), close(day, &ticked), 15);
    assert_eq!(closed.standing().measures[&1].progress, Progress::Pagar);
    assert_eq!(closed.standing().last_meeting(), Some(day));
    assert_eq!(try_to(closed.clone(), close(day, &[]), 15), Err(Refusal::MeetingOver));
    let added = done(closed, addition(), 16);
    let Held::Closed { additions, minutes, .. } = &added.standing().meetings[&1].held else {
        panic!("closed")
    };
    assert_eq!((additions.len(), minutes.text.as_str()), (1, "Genomgång"));
}

#[test]
fn until_further_notice_is_confirmed_by_both_each_half_year_and_a_closed_case_looked_at_again() {
    let by = |work: Work, side, day| {
        let what = What::Reaffirmed { motive: text("behövs än") };
        work.change(&samordnare(side), what, 0, now(day))
    };
    let work = at_work();
    assert_eq!(work.standing().confirm_by(), Some(date(2026, 12, 6)));
    let one = by(work, Side::Polis, 100).unwrap();
    assert_eq!(one.standing().confirm_by(), Some(date(2026, 12, 6)), "one party alone");
    assert_eq!(by(one.clone(), Side::Polis, 101), Err(Refusal::AlreadyAssessed));
    let both = by(one, Side::Stad, 120).unwrap();
    assert_eq!(
        both.standing().confirm_by(),
        now(120).on.checked_add(jiff::Span::new().months(6)).ok()
    );
    let closed = in_state(State::Avslutad);
    assert_eq!(closed.standing().check_from(), Some(date(2026, 12, 11)));
    let check = |day| try_to(closed.clone(), What::CheckedAgain { text: text("lugnt") }, day);
    assert_eq!(check(100), Err(Refusal::TooEarly));
    assert_eq!(check(200).unwrap().standing().check_from(), None);
}

/// A forum as an agreement sets it up.
pub(super) fn forum() -> Forum {
    Forum {
        id: ForumId { agreement: "norra-innerstaden-2025".into(), forum: "ts-rad".into() },
        name: text("Trygghets- och säkerhetsråd"),
        parties: opened_case().parties,
        from: date(2026, 6, 6),
        template: Template { problembild: vec![], ..template(&["SL"]) },
        standing_items: vec![text("Aktuell lägesbild")],
        kept_out: None,
    }
}

#[test]
fn a_forum_is_at_work_from_the_start_by_the_template_of_its_agreement() {
    let work = Work::new(forum());
    assert_eq!(work.standing().state, State::Pagar);
    assert_eq!(work.standing().template, Some(forum().template));
    let by = samordnare(Side::Stad);
    let what = work.numbered(What::MeetingCalled { no: 0, call: call(date(2026, 6, 20)) });
    let work = work.change(&by, what, 0, now(7)).expect("called without further ado");
    assert_eq!(work.standing().state, State::Pagar);
    // Its participants own measures; nothing was frozen that a cause could name.
    let put = |cause, of, function: &str| What::MeasurePut {
        no: 1,
        measure: Box::new(measure(cause, of, function)),
    };
    let work = work.change(&by, put(None, Whose::Deltagare, "SL"), 0, now(7)).expect("planned");
    let named = What::CausePut { no: 1, cause: cause() };
    assert_eq!(work.clone().change(&by, named, 0, now(7)), Err(Refusal::NoSuchEvidence));
    let basis = Some(text("Rektorerna berättar"));
    let told = What::CausePut { no: 1, cause: Cause { evidence: vec![], basis, ..cause() } };
    assert!(work.change(&by, told, 0, now(7)).is_ok());
}

#[test]
fn the_agreement_alone_lets_a_forum_rest_or_end() {
    let by = samordnare(Side::Polis);
    let work = Work::new(forum());
    let rest = What::Paused { motive: text("sommar") };
    assert_eq!(work.clone().change(&by, rest, 0, now(7)), Err(Refusal::OfAgreement));
    let told = What::FollowedUp { follow_up: Box::new(follow_up()) };
    let work = work.change(&by, told, 0, now(7)).expect("followed up");
    let decide = |work: Work<Forum>, side, decision| {
        work.decide(&chief(side), decision, text("därför att"), now(8))
    };
    let end = decide(work.clone(), Side::Stad, Decision::Avsluta);
    assert_eq!(end, Err(Refusal::OfAgreement));
    let work = decide(work, Side::Stad, Decision::AndradForm).expect("one signs");
    assert_eq!(work.standing().state, State::Uppfoljd);
    let work = decide(work, Side::Polis, Decision::AndradForm).expect("both have signed");
    assert_eq!(work.standing().state, State::Pagar);
}

#[test]
fn a_register_number_is_written_in_a_forum_and_signed_in_a_case() {
    let number = |of| What::Registered { diarienummer: Diarienummer::checked(of).expect("one") };
    let (polis, stad) = (samordnare(Side::Polis), samordnare(Side::Stad));
    let work = Work::new(forum());
    assert_eq!(work.diarienummer(Side::Polis), None);
    let work = work.change(&polis, number("A1/2026"), 0, now(7)).expect("written");
    let work = work.change(&stad, number("NI 2026/1"), 1, now(7)).expect("written");
    let numbers = |work: &Work<Forum>| {
        [Side::Polis, Side::Stad].map(|side| work.diarienummer(side).map(str::to_owned))
    };
    assert_eq!(numbers(&work), [Some("A1/2026".to_owned()), Some("NI 2026/1".to_owned())]);
    let undone = work.change(&stad, What::Undone { no: 2 }, 0, now(7)).expect("taken back");
    assert_eq!(numbers(&undone), [Some("A1/2026".to_owned()), None]);

    let case = Work::new(opened_case());
    let signed = case.diarienummer(Side::Stad).map(str::to_owned);
    assert!(signed.is_some());
    assert_eq!(case.change(&stad, number("NI 2026/1"), 0, now(7)), Err(Refusal::NumberSigned));
}

#[test]
fn a_goal_serves_a_priority_of_the_template_and_is_judged_by_either_party() {
    let put = |goal: Goal| What::GoalPut { no: 0, goal };
    let judged = |status| What::GoalJudged { no: 1, status, motive: text("enligt mätningen") };
    let work = done(at_work(), put(goal(Some("2024-2"))), 8);
    assert_eq!(try_to(at_work(), put(goal(Some("2024-9"))), 8), Err(Refusal::NoSuchPriority));
    let still = Goal { to: Hundredths::nearest(34.0), ..goal(None) };
    assert_eq!(try_to(at_work(), put(still), 8), Err(Refusal::GoalStandsStill));
    assert_eq!(try_to(at_work(), judged(GoalStatus::PaVag), 8), Err(Refusal::NoSuchObject));
    assert_eq!(work.standing().goals[&1].status(), GoalStatus::EjPaborjat);

    let seen = work.last_change(Object::Goal(1));
    let by_police =
        work.clone().change(&samordnare(Side::Polis), judged(GoalStatus::PaVag), seen, now(9));
    let on_its_way = by_police.unwrap();
    let late = on_its_way.clone().change(
        &samordnare(Side::Stad),
        judged(GoalStatus::Uppnatt),
        seen,
        now(9),
    );
    assert_eq!(late, Err(Refusal::ChangedSince));
    let reached = done(on_its_way, judged(GoalStatus::Uppnatt), 9);
    let aimed = &reached.standing().goals[&1];
    let sides: Vec<_> = aimed.judged.iter().map(|one| (one.by.side, one.status)).collect();
    assert_eq!(
        sides,
        [(Side::Polis, GoalStatus::PaVag), (Side::Stad, GoalStatus::Uppnatt)],
        "the history is kept"
    );
    assert!(!aimed.judgement_missing(date(2027, 1, 1)));
    assert!(work.standing().goals[&1].judgement_missing(date(2027, 1, 1)));
    // The last judgement is taken back, and the one before stands again.
    let no = reached.last_change(Object::Goal(1));
    let back = reached.change(&samordnare(Side::Stad), What::Undone { no }, 0, now(9)).unwrap();
    assert_eq!(back.standing().goals[&1].status(), GoalStatus::PaVag);
}

#[test]
fn a_goal_that_something_rests_on_stays() {
    let work = done(at_work(), What::GoalPut { no: 0, goal: goal(Some("2024-2")) }, 8);
    let serves = |goal| Measure { goal, ..measure(None, Whose::Stad, "Trygghetssamordnare") };
    let lost = try_to(work.clone(), put_measure(0, serves(Some(2))), 8);
    assert_eq!(lost, Err(Refusal::NoSuchGoal));
    let served = done(work, put_measure(0, serves(Some(1))), 8);
    let remove = || What::GoalRemoved { no: 1 };
    assert_eq!(try_to(served.clone(), remove(), 8), Err(Refusal::StillUsed));
    let no = served.last_change(Object::Goal(1));
    let undone = served.clone().change(&samordnare(Side::Stad), What::Undone { no }, 0, now(8));
    assert_eq!(undone, Err(Refusal::StillUsed));
    let mut without = template(&["Trafikkontoret"]);
    without.prioriteringar.clear();
    let without = || What::TemplatePut { template: Box::new(without.clone()) };
    assert_eq!(try_to(served.clone(), without(), 8), Err(Refusal::StillUsed));
    let judged =
        What::GoalJudged { no: 1, status: GoalStatus::Omprovat, motive: text("inte längre") };
    assert!(try_to(done(served.clone(), judged, 8), without(), 8).is_ok());
    let freed = done(served, put_measure(2, serves(None)), 8);
    let gone = done(freed, remove(), 8);
    assert!(gone.standing().goals.is_empty());
    assert_eq!(gone.numbered(What::GoalPut { no: 0, goal: goal(None) }).object(), Object::Goal(2));
}

#[test]
fn what_is_promised_per_period_is_reported_corrected_and_taken_back() {
    let from = now(6).on;
    let promised = |n| What::TargetPut { no: 0, target: target(n, from, date(2026, 12, 31)) };
    let activated = |nth, day, n| What::Activated {
        no: 1,
        nth,
        activation: Activation { on: now(day).on, n, note: None },
    };
    let work = done(at_work(), promised(2), 8);
    let count = |work: &Work| work.standing().targets[&1].periods()[0].done;
    let one = done(work.clone(), activated(0, 8, 1), 8);
    // Another who reports at the same moment has not seen it, and is not in the way.
    let two =
        one.clone().change(&samordnare(Side::Polis), one.numbered(activated(0, 8, 2)), 0, now(8));
    let two = two.unwrap();
    assert_eq!(count(&two), 3);
    let corrected = done(two, activated(2, 8, 0), 8);
    assert_eq!(count(&corrected), 1);
    assert_eq!(corrected.last_change(Object::Activation(1, 2)), corrected.steps().len() as u32);
    let no = corrected.last_change(Object::Activation(1, 1));
    let back = corrected.change(&samordnare(Side::Stad), What::Undone { no }, 0, now(8)).unwrap();
    assert_eq!(count(&back), 0);
    assert_eq!(back.numbered(activated(0, 8, 1)).object(), Object::Activation(1, 3));
    // The promise on which a report rests is not taken back.
    let no = one.last_change(Object::Target(1));
    let undone = one.clone().change(&samordnare(Side::Stad), What::Undone { no }, 0, now(8));
    assert_eq!(undone, Err(Refusal::StillUsed));
    let refused = |what| try_to(one.clone(), what, 8).map(drop);
    assert_eq!(refused(activated(0, 9, 1)), Err(Refusal::BadDays), "nothing is done tomorrow");
    assert_eq!(refused(activated(0, 5, 1)), Err(Refusal::BadDays), "nor before the promise");
    assert_eq!(refused(promised(0)), Err(Refusal::BadCount));
    let mut of_sl = target(1, from, date(2026, 12, 31));
    of_sl.owner = Owner { of: Whose::Deltagare, function: text("SL") };
    let of_sl = |function| {
        let owner = Owner { of: Whose::Deltagare, function: text(function) };
        What::TargetPut { no: 0, target: Target { owner, ..of_sl.clone() } }
    };
    assert_eq!(refused(of_sl("SL")), Err(Refusal::NoSuchParticipant));
    let mut work = done(one.clone(), of_sl("Trafikkontoret"), 8);
    work =
        done(work, What::Progressed { no: 1, to: Progress::Klar { on: now(8).on }, note: None }, 8);
    assert_eq!(try_to(work.clone(), put_template(&[]), 8), Err(Refusal::StillUsed));
    assert!(try_to(work, put_template(&[]), 300).is_ok(), "the promise has run out");
}
