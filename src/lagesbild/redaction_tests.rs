//! What overwritten drafts leave behind, and that nothing else comes of their leaving.

use super::given_tests::*;
use crate::{
    case::{
        party::Side,
        signatory::{City, OfSide, Police},
    },
    incident::Fingerprint,
    lagesbild::{
        document::Part,
        record::{Lagesbild, Record},
        redaction::Redaction,
        refusal::Refusal,
        seen::SeenStep,
        step::{Act, LagesbildId, Step},
        utkast::{HalfOf, Utkast},
    },
};
use jiff::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Long after everything in these tests was decided.
fn later() -> Timestamp {
    at(90_000_000)
}

fn put(it: Lagesbild, side: Side, words: &str, n: usize) -> Result<Lagesbild, Refusal> {
    match side {
        Side::Polis => it.put_draft(draft::<Police>(words), signer(side), at(n as i64)),
        Side::Stad => it.put_draft(draft::<City>(words), signer(side), at(n as i64)),
    }
}

fn redactions(it: &Lagesbild, steps: &[u64]) -> BTreeMap<u64, Redaction> {
    let of = |no: &u64| match &it.record().steps[*no as usize - 1].act {
        Act::DraftPut { draft } => (*no, Redaction::of(draft, later())),
        act => (*no, Redaction::of(act, later())),
    };
    steps.iter().map(of).collect()
}

/// All that can be removed is.
fn without_overwritten(it: &Lagesbild) -> Lagesbild {
    it.without(redactions(it, &it.overwritten())).expect("what can be removed can")
}

/// The police write twice, hand over, take back and write a third time; the city writes once.
fn written_over() -> Lagesbild {
    let (p, s) = (signer(Side::Polis), signer(Side::Stad));
    put(new(), Side::Polis, "Polisen skriver.", 1)
        .and_then(|it| put(it, Side::Stad, "Staden skriver.", 2))
        .and_then(|it| put(it, Side::Polis, "Polisen ändrar sig.", 3))
        .and_then(|it| it.hand_over(WARNED, p.clone(), at(4)))
        .and_then(|it| it.take_back(p.clone(), at(5)))
        .and_then(|it| put(it, Side::Polis, "Polisen står för detta.", 6))
        .and_then(|it| it.hand_over(WARNED, s, at(7)))
        .and_then(|it| it.hand_over(WARNED, p, at(8)))
        .expect("put together")
}

#[test]
fn only_drafts_that_the_same_party_wrote_over_are_removed_and_only_once_both_have_decided() {
    let it = written_over();
    assert_eq!(it.overwritten(), Vec::<u64>::new(), "nothing is decided");
    let early = it.without(redactions(&it, &[1]));
    assert_eq!(early, Err(Refusal::StillNeeded));
    let alone = it.clone().sign(decision(Side::Polis, passed(&it)), at(9)).expect("one");
    assert_eq!(alone.overwritten(), Vec::<u64>::new(), "one chief is not two");

    let it = decided(it);
    assert_eq!(it.overwritten(), [1, 3]);
    for needed in [2, 4, 5, 6, 7, 8, 9, 10] {
        let refused = it.without(redactions(&it, &[1, needed]));
        assert_eq!(refused, Err(Refusal::StillNeeded), "step {needed}");
    }
    let beyond = BTreeMap::from([(99, Redaction::of(&"", later()))]);
    assert_eq!(it.without(beyond), Err(Refusal::StillNeeded));

    let one = it.without(redactions(&it, &[1])).expect("removed");
    assert_eq!(one.overwritten(), [3]);
    let twice = one.without(redactions(&it, &[1]));
    assert_eq!(twice, Err(Refusal::StillNeeded), "it is gone already");
    let both = one.without(redactions(&one, &[3])).expect("removed");
    assert_eq!(both, without_overwritten(&it), "at once or one after the other");
    assert_eq!(both.overwritten(), Vec::<u64>::new());
}

#[test]
fn what_stood_there_is_told_by_its_fingerprint_to_its_own_party_and_by_its_day_to_both() {
    let was = decided(written_over());
    let it = without_overwritten(&was);
    let Act::DraftPut { draft } = &was.record().steps[2].act else { panic!("a draft") };
    let steps: Vec<_> = it.happened().collect();
    let removed = steps[2].removed_from(Side::Polis).expect("its own");
    assert_eq!((removed.at, steps[2].removed_at()), (later(), Some(later())));
    assert!(removed.is_of(draft), "a copy is told");
    let kept = serde_json::to_value(draft).expect("json");
    assert!(removed.is_of(&kept), "also as JSON, in whatever order of keys");
    assert_eq!(removed.bytes, serde_json::to_string(&kept).expect("json").len() as u64);
    let Act::DraftPut { draft: other } = &was.record().steps[0].act else { panic!("a draft") };
    assert!(!removed.is_of(other));
    assert_eq!(steps[2].removed_from(Side::Stad), None);
    assert_eq!((steps[2].act, steps[2].at), ("lagesbild_draft_put", at(3)), "who and when stay");
    assert_eq!(steps[2].by, &signer(Side::Polis));
    let removed: Vec<_> = steps.iter().filter(|step| step.removed_at().is_some()).collect();
    assert_eq!(removed.len(), 2);

    let (police, city) = (key::<Police>(), key::<City>());
    let own = it.seen_by(&police).expect("a party").steps;
    assert!(matches!(own[2], SeenStep::Open(step) if step.removed().is_some()));
    let others = it.seen_by(&city).expect("a party").steps;
    let told =
        matches!(others[2], SeenStep::OthersDraft { removed, .. } if removed == Some(later()));
    assert!(told, "{:?}", others[2]);
    let [fingerprint] = [&steps[2].removed_from(Side::Polis).expect("own").sha256.0];
    assert!(!format!("{others:?}").contains(fingerprint.as_str()));
}

#[test]
fn a_record_that_misses_what_is_needed_does_not_replay() {
    let it = decided(written_over());
    let removed = |no: u64, removed: Redaction| {
        let mut record = it.record().clone();
        let step = &mut record.steps[no as usize - 1];
        *step = Step { act: Act::DraftRemoved { removed }, ..step.clone() };
        Lagesbild::replayed(record)
    };
    let sound = redactions(&it, &[1])[&1].clone();
    assert!(removed(1, sound.clone()).is_ok());
    // The last drafts, and what is no draft at all.
    for no in [2, 6] {
        assert_eq!(removed(no, sound.clone()), Err(Refusal::StillNeeded), "step {no}");
    }
    assert!(removed(10, sound.clone()).is_err());
    let unlike = [
        Redaction { at: at(9), ..sound.clone() },
        Redaction { bytes: 0, ..sound.clone() },
        Redaction { sha256: Fingerprint("0123".into()), ..sound.clone() },
        Redaction { sha256: Fingerprint("Å".repeat(32)), ..sound.clone() },
    ];
    for unlike in unlike {
        assert_eq!(removed(1, unlike), Err(Refusal::StillNeeded));
    }
    // Undecided, so that nothing may be missing.
    let mut record = it.record().clone();
    let step = &mut record.steps[0];
    *step = Step { act: Act::DraftRemoved { removed: sound }, ..step.clone() };
    record.steps.truncate(9);
    assert_eq!(Lagesbild::replayed(record), Err(Refusal::StillNeeded));
}

/// What somebody of a side tries; each text is another and has no number in it.
fn tried(it: Lagesbild, what: u8, side: Side, n: usize) -> Result<Lagesbild, Refusal> {
    let (by, moment) = (signer(side), at(n as i64));
    let words = format!("Utkast {}{}.", side.as_str(), "i".repeat(n + 1));
    match what {
        0..=3 => put(it, side, &words, n),
        4 => it.hand_over(WARNED, by, moment),
        5 => it.take_back(by, moment),
        6 => {
            let said = section(area("parken"), vec![statement(1, "Ett tillägg.", &[])], None);
            it.put_section(Part::Gemensam, said, by, moment)
        }
        7 => {
            let Some(_) = it.document() else { return Err(Refusal::NotPutTogether) };
            let passed = passed(&it);
            it.sign(decision(side, passed), moment)
        }
        _ => it.unsign(by, moment),
    }
}

/// Brought to its end by both.
fn finished(mut it: Lagesbild, n: usize) -> Lagesbild {
    for side in [Side::Polis, Side::Stad] {
        let begun = it.record().steps.iter().any(|step| step.draft_of() == Some(side));
        it = if begun { it } else { put(it, side, "Sist.", n).expect("written") };
    }
    for what in [4, 7] {
        for side in [Side::Polis, Side::Stad] {
            it = tried(it.clone(), what, side, n).unwrap_or(it);
        }
    }
    assert!(it.decided().is_some(), "{:?}", it.state());
    it
}

/// What a side sees but the texts of its own old drafts.
fn seen<S: OfSide + Clone>(it: &Lagesbild) -> String
where
    Utkast: HalfOf<S>,
{
    let seen = it.seen_by(&key::<S>()).expect("a party");
    let steps = seen.steps.iter().map(|step| match step {
        SeenStep::Open(step) if step.draft_of().is_some() => format!("{:?} {}", step.by, step.at),
        SeenStep::Open(step) => format!("{step:?}"),
        SeenStep::OthersDraft { by, at, .. } => format!("{by:?} {at}"),
    });
    let steps: Vec<String> = steps.collect();
    format!("{:?}", (seen.dossier, seen.own, seen.handed_over, seen.document, steps))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever was written over, in whatever order: without it all is as it was.
    #[test]
    fn without_what_was_written_over_the_steps_come_to_the_same_lagesbild(
        acts in prop::collection::vec((0u8..9, any::<bool>()), 0..40), replaced in any::<bool>()
    ) {
        let n = acts.len();
        let mut it = new();
        for (n, (what, police)) in acts.into_iter().enumerate() {
            let side = if police { Side::Polis } else { Side::Stad };
            prop_assert!(it.decided().is_some() || it.overwritten().is_empty());
            it = tried(it.clone(), what, side, n).unwrap_or(it);
        }
        let mut it = finished(it, n);
        if replaced {
            let by = signer(Side::Polis);
            let next = it.next(LagesbildId("l-2".into()), year(2025), by.clone(), at(n as i64));
            let next = finished(next.expect("decided"), n);
            it = it.replace(&next, by, at(n as i64)).expect("replaced");
        }

        let drafts = it.record().steps.iter().filter(|step| step.draft_of().is_some()).count();
        prop_assert_eq!(it.overwritten().len(), drafts - 2, "all but the last of each");
        let gone = without_overwritten(&it);
        prop_assert_eq!(gone.state(), it.state());
        prop_assert_eq!(gone.dossier(), it.dossier());
        prop_assert_eq!(gone.version(), it.version());
        prop_assert_eq!(gone.decisions(), it.decisions());
        prop_assert!(gone.decided().is_some_and(|decided| decided.is_intact()));
        prop_assert_eq!(seen::<Police>(&gone), seen::<Police>(&it));
        prop_assert_eq!(seen::<City>(&gone), seen::<City>(&it));
        for (before, after) in it.happened().zip(gone.happened()) {
            prop_assert_eq!((before.act, before.by, before.at), (after.act, after.by, after.at));
        }
        for version in 0..=it.version() + 1 {
            for side in [Side::Polis, Side::Stad] {
                prop_assert_eq!(gone.is_as_seen(version, side), it.is_as_seen(version, side));
            }
        }

        let json = serde_json::to_string(gone.record()).expect("json");
        let overwritten = it.overwritten();
        for (no, step) in (1u64..).zip(&it.record().steps) {
            let Act::DraftPut { draft } = &step.act else { continue };
            let there = json.contains(&serde_json::to_string(draft).expect("json"));
            prop_assert_eq!(there, !overwritten.contains(&no), "step {}", no);
        }
        let back: Record = serde_json::from_str(&json).expect("a record");
        prop_assert_eq!(Lagesbild::replayed(back), Ok(gone));
    }
}
