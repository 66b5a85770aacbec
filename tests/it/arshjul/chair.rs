//! The chair alternates by meetings that are held.

use super::{day, event};
use platssamverkan::calendar::{Chairing, Chief, Event, EventId, Nature};

use Chief::{Lokalpolisomradeschef as Polis, Stadsdelsdirektor as Stad};

fn chairs(meetings: &[Event], recorded: &[(&str, Chief)]) -> Vec<(String, Chief, bool)> {
    let said = |id: &EventId| recorded.iter().find(|one| one.0 == &*id.0).map(|one| one.1);
    let all = Chairing { first: Polis }.of(meetings, said);
    all.into_iter().map(|one| (one.meeting.0.to_string(), one.chief, one.out_of_turn)).collect()
}

fn wheel(texts: &[(&str, Chief, bool)]) -> Vec<(String, Chief, bool)> {
    texts.iter().map(|(id, chief, out)| (id.to_string(), *chief, *out)).collect()
}

#[test]
fn every_other_meeting_and_the_cancelled_one_turns_nothing() {
    let meetings: Vec<Event> =
        super::table::events().into_iter().filter(|one| one.of.as_str() == "chefsamrad").collect();
    assert_eq!(
        chairs(&meetings, &[]),
        wheel(&[
            ("c1", Polis, false),
            ("c2", Stad, false),
            ("c3", Polis, false),
            ("c4", Stad, false),
            ("c6", Polis, false),
            ("c7", Stad, false),
            ("c8", Polis, false),
            ("c9", Stad, false),
        ])
    );
}

#[test]
fn a_meeting_put_in_between_moves_those_after_it() {
    let mut meetings = vec![event("m", "a", "2026-02-01"), event("m", "c", "2026-09-01")];
    assert_eq!(chairs(&meetings, &[])[1], ("c".into(), Stad, false));
    meetings.push(event("m", "b", "2026-05-01"));
    assert_eq!(chairs(&meetings, &[])[2], ("c".into(), Polis, false));
}

#[test]
fn whoever_did_chair_the_other_is_next() {
    let meetings = ["a", "b", "c", "d"]
        .map(|id| event("m", id, &format!("2026-0{}-01", id.as_bytes()[0] - b'a' + 1)));
    let stood_in = [("a", Polis), ("b", Polis)];
    assert_eq!(
        chairs(&meetings, &stood_in),
        wheel(&[("a", Polis, false), ("b", Polis, true), ("c", Stad, false), ("d", Polis, false)])
    );
}

#[test]
fn what_is_recorded_of_a_meeting_is_told_from_a_turn() {
    let mut planned = event("m", "a", "2026-02-01");
    planned.nature = Nature::Planned;
    let chair = Chairing { first: Stad }.of(&[planned.clone()], |_| None).remove(0);
    assert_eq!((chair.chief, chair.recorded, chair.day), (Stad, false, day("2026-02-01")));
    let chair = Chairing { first: Stad }.of(&[planned], |_| Some(Stad)).remove(0);
    assert!(chair.recorded && !chair.out_of_turn);
}
