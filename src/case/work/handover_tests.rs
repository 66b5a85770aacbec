use super::*;
use crate::case::{
    opening::tests::opened_case,
    work::{
        Work,
        contact::{Address, Contact},
        meeting::Ticked,
        plan::Progress,
        step::{Object, What},
        target::Target,
        tests::{at_work, call, measure, minutes, now, samordnare, target, template, text},
    },
};

use jiff::civil::date;

fn owner(of: Whose, function: &str) -> Owner {
    Owner { of, function: text(function) }
}

fn handover(from: Owner, to: Owner, measures: &[u32], template: bool) -> What {
    let motive = text("Ny organisation");
    let handover =
        Handover { from, to, measures: measures.to_vec(), targets: vec![], template, motive };
    What::HandedOver { handover: Box::new(handover) }
}

fn tried(work: &Work, side: Side, what: What) -> Result<Work, Refusal> {
    let seen = match what {
        What::HandedOver { .. } => work.steps().len() as u32,
        _ => work.last_change(what.object()),
    };
    work.clone().change(&samordnare(side), what, seen, now(8))
}

fn done(work: Work, side: Side, what: What) -> Work {
    tried(&work, side, what).expect("may be done")
}

fn put(no: u32, of: Whose, function: &str) -> What {
    What::MeasurePut { no, measure: Box::new(measure(None, of, function)) }
}

/// Three measures of the parking engineer: open, done, and one of SL beside.
fn of_the_engineer() -> Work {
    let mut written = template(&["SL"]);
    written.stad.deltagare.push(text("Parkingenjör"));
    let mut work = Work::new(opened_case());
    for what in [
        What::TemplatePut { template: Box::new(written) },
        put(1, Whose::Stad, "Parkingenjör"),
        put(2, Whose::Stad, "Parkingenjör"),
        put(3, Whose::Deltagare, "SL"),
        What::Progressed { no: 2, to: Progress::Klar { on: now(8).on }, note: None },
    ] {
        work = done(work, Side::Stad, what);
    }
    work
}

fn owners(work: &Work) -> Vec<String> {
    let measures = work.standing().measures.values();
    measures.map(|planned| planned.measure.owner.function.to_string()).collect()
}

#[test]
fn open_measures_the_list_and_the_address_go_over_and_what_is_over_stays() {
    let (old, new) = (owner(Whose::Stad, "Parkingenjör"), owner(Whose::Stad, "Driftenheten"));
    let address = Address::checked("park@stad.example").expect("an address");
    let contact = Contact { function: old.function.clone(), address: address.clone() };
    let work = done(of_the_engineer(), Side::Stad, What::ContactsPut { contacts: vec![contact] });
    let after = done(work.clone(), Side::Stad, handover(old.clone(), new.clone(), &[1], true));
    assert_eq!(owners(&after), ["Driftenheten", "Parkingenjör", "SL"]);
    let lists = &after.standing().template.as_ref().expect("written").stad;
    assert_eq!(lists.deltagare, [text("Trygghetssamordnare"), text("Driftenheten")]);
    let contacts = &after.standing().contacts;
    assert_eq!(*contacts, [Contact { function: new.function.clone(), address }]);
    for object in [Object::Measure(1), Object::Template, Object::Contacts] {
        assert_eq!(after.last_change(object) as usize, after.steps().len());
    }
    assert_ne!(after.last_change(Object::Measure(2)) as usize, after.steps().len());
    // Taken back, all of it is as it was.
    let no = after.steps().len() as u32;
    let undone = done(after.clone(), Side::Stad, What::Undone { no });
    assert_eq!(undone.standing(), work.standing());
    // And handed back by a second handover, with no time to keep to.
    let back = done(after, Side::Stad, handover(new, old, &[1], true));
    assert_eq!(back.standing(), work.standing());
}

#[test]
fn the_contact_and_the_convener_are_renamed_within_the_party_alone() {
    let work = done(at_work(), Side::Stad, put(2, Whose::Stad, "Trygghetssamordnare"));
    let old = owner(Whose::Stad, "Trygghetssamordnare");
    let to_sl = handover(old.clone(), owner(Whose::Deltagare, "SL"), &[2], true);
    assert_eq!(tried(&work, Side::Stad, to_sl), Err(Refusal::HandoverContact));
    let renamed = handover(old, owner(Whose::Stad, "Samordnare"), &[2], true);
    let after = done(work, Side::Stad, renamed);
    let written = after.standing().template.clone().expect("written");
    assert_eq!(
        (written.stad.kontakt, written.stad.deltagare),
        (text("Samordnare"), vec![text("Samordnare")])
    );
    assert_eq!(written.polis.kontakt, text("Kommunpolis"));

    let convener = owner(Whose::Stad, "Stadsdelsförvaltningen");
    let moved = handover(convener, owner(Whose::Stad, "Driftenheten"), &[], true);
    let written = done(at_work(), Side::Stad, moved).standing().template.clone();
    assert_eq!(written.expect("written").aktivitetsansvarig, text("Driftenheten"));
}

#[test]
fn a_participant_is_added_or_leaves_with_what_it_has_promised() {
    let (engineer, sl) = (owner(Whose::Stad, "Parkingenjör"), owner(Whose::Deltagare, "SL"));
    let traffic = owner(Whose::Deltagare, "Trafikkontoret");
    let work = of_the_engineer();
    let alone = handover(engineer.clone(), traffic.clone(), &[1], false);
    assert_eq!(tried(&work, Side::Stad, alone), Err(Refusal::NoSuchParticipant));
    let after = done(work.clone(), Side::Stad, handover(engineer, traffic.clone(), &[1], true));
    let ovriga = |work: &Work| work.standing().template.clone().expect("written").ovriga;
    assert_eq!(ovriga(&after), [text("SL"), text("Trafikkontoret")]);
    // Whoever still has an open measure does not leave.
    let leaves = |measures: &[u32]| handover(sl.clone(), traffic.clone(), measures, true);
    assert_eq!(tried(&work, Side::Polis, leaves(&[])), Err(Refusal::StillUsed));
    let after = done(work.clone(), Side::Polis, leaves(&[3]));
    assert_eq!(ovriga(&after), [text("Trafikkontoret")]);
    let What::HandedOver { handover } = leaves(&[3]) else { panic!("a handover") };
    assert!(handover.ends_participation(after.standing()));
    assert!(!handover.ends_participation(work.standing()));
}

#[test]
fn neither_party_hands_over_what_the_other_has_or_is_to_have() {
    let work = done(of_the_engineer(), Side::Polis, put(4, Whose::Polis, "Kommunpolis"));
    let stad = owner(Whose::Stad, "Parkingenjör");
    let polis = owner(Whose::Polis, "Kommunpolis");
    let sl = owner(Whose::Deltagare, "SL");
    for (side, from, to, no) in [
        (Side::Polis, &stad, &polis, 1),
        (Side::Polis, &stad, &sl, 1),
        (Side::Stad, &stad, &polis, 1),
        (Side::Stad, &polis, &stad, 4),
        (Side::Stad, &sl, &polis, 3),
    ] {
        let refused = tried(&work, side, handover(from.clone(), to.clone(), &[no], false));
        assert_eq!(refused, Err(Refusal::HandoverOfOther));
    }
    for (side, from, to, no) in
        [(Side::Polis, &sl, &polis, 3), (Side::Stad, &sl, &stad, 3), (Side::Polis, &polis, &sl, 4)]
    {
        done(work.clone(), side, handover(from.clone(), to.clone(), &[no], false));
    }
}

#[test]
fn only_open_measures_of_the_one_named_go_and_all_of_them_or_none() {
    let work = of_the_engineer();
    let (old, new) = (owner(Whose::Stad, "Parkingenjör"), owner(Whose::Stad, "Driftenheten"));
    for (measures, refusal) in [
        (&[1, 2][..], Refusal::HandoverNotOwned),
        (&[1, 3], Refusal::HandoverNotOwned),
        (&[1, 1], Refusal::HandoverNotOwned),
        (&[1, 9], Refusal::NoSuchObject),
        (&[], Refusal::HandoverEmpty),
    ] {
        let what = handover(old.clone(), new.clone(), measures, false);
        assert_eq!(tried(&work, Side::Stad, what), Err(refusal), "{measures:?}");
    }
    let same = handover(old.clone(), old, &[1], false);
    assert_eq!(tried(&work, Side::Stad, same), Err(Refusal::HandoverEmpty));
    let unknown = handover(owner(Whose::Stad, "Okänd"), new, &[], true);
    assert_eq!(tried(&work, Side::Stad, unknown), Err(Refusal::HandoverEmpty));
}

#[test]
fn what_was_changed_since_it_was_shown_is_not_handed_over_nor_taken_back() {
    let (old, new) = (owner(Whose::Stad, "Parkingenjör"), owner(Whose::Stad, "Driftenheten"));
    let work = of_the_engineer();
    let shown = work.steps().len() as u32;
    let what = || handover(old.clone(), new.clone(), &[1], false);
    let progressed = |no| What::Progressed { no, to: Progress::Pagar, note: None };
    let other = done(work.clone(), Side::Polis, progressed(3));
    assert!(other.change(&samordnare(Side::Stad), what(), shown, now(8)).is_ok());
    let same = done(work.clone(), Side::Polis, progressed(1));
    let late = same.change(&samordnare(Side::Stad), what(), shown, now(8));
    assert_eq!(late, Err(Refusal::ChangedSince));
    let after = done(work, Side::Stad, what());
    let no = after.steps().len() as u32;
    let paused = done(after.clone(), Side::Polis, progressed(3));
    assert!(tried(&paused, Side::Stad, What::Undone { no }).is_ok());
    let answered = done(after, Side::Polis, progressed(1));
    let undo = tried(&answered, Side::Stad, What::Undone { no });
    assert_eq!(undo, Err(Refusal::ChangedSince));
}

#[test]
fn minutes_keep_the_owner_as_it_was_then() {
    let day = now(8).on;
    let ticked = vec![Ticked { measure: 1, to: Progress::Pagar }];
    let mut work = of_the_engineer();
    for what in [
        What::MeetingCalled { no: 1, call: call(day) },
        What::MeetingClosed { no: 1, minutes: Box::new(minutes(day, ticked)) },
        handover(
            owner(Whose::Stad, "Parkingenjör"),
            owner(Whose::Stad, "Driftenheten"),
            &[1],
            true,
        ),
    ] {
        work = done(work, Side::Stad, what);
    }
    assert_eq!(owners(&work)[0], "Driftenheten");
    assert_eq!(work.told_at(1)[0].planned.measure.owner.function, text("Parkingenjör"));
    let open: Vec<_> =
        work.open_after(1).iter().map(|then| then.planned.measure.owner.function.clone()).collect();
    assert_eq!(open, [text("Parkingenjör"), text("SL")]);
}

#[test]
fn what_is_promised_per_period_goes_over_while_it_runs() {
    let (old, new) = (owner(Whose::Stad, "Parkingenjör"), owner(Whose::Stad, "Driftenheten"));
    let promised = |to| Target { owner: old.clone(), ..target(2, now(6).on, to) };
    let put = |no, to| What::TargetPut { no, target: promised(to) };
    let work = done(of_the_engineer(), Side::Stad, put(1, date(2026, 12, 31)));
    let work = done(work, Side::Stad, put(2, now(6).on));
    let over = |targets: &[u32]| What::HandedOver {
        handover: Box::new(Handover {
            from: old.clone(),
            to: new.clone(),
            measures: vec![],
            targets: targets.to_vec(),
            template: false,
            motive: text("Ny organisation"),
        }),
    };
    let after = done(work.clone(), Side::Stad, over(&[1]));
    let owners = after.standing().targets.values().map(|one| one.target.owner.clone());
    assert_eq!(owners.collect::<Vec<_>>(), [new.clone(), old.clone()]);
    assert_eq!(after.last_change(Object::Target(1)) as usize, after.steps().len());
    let try_to = |targets: &[u32]| tried(&work, Side::Stad, over(targets)).map(drop);
    assert_eq!(try_to(&[2]), Err(Refusal::HandoverNotOwned), "it has run out");
    assert_eq!(try_to(&[3]), Err(Refusal::NoSuchObject));
    assert_eq!(try_to(&[]), Err(Refusal::HandoverEmpty));
}
