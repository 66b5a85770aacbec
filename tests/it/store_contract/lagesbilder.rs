//! Lägesbilder: begun once, and their steps kept in the order in which they could happen.

use super::{Open, furnished};
use crate::support::stores::{now, party, signer, written};
use jiff::{SignedDuration, Timestamp, civil::date};
use platssamverkan::{
    area::Validity,
    case::{
        agreement::AgreementRecord,
        log::LogEntry,
        party::{Agreement, Parties, Side},
    },
    incident::Period,
    lagesbild::{
        draft::OneDraft,
        judgement::document_fingerprint,
        record::{Dossier, Lagesbild, Record},
        redaction::Redaction,
        step::{LagesbildId, Warning},
    },
    store::{Retained, Retired, Store, StoreError},
};
use serde_json::{Value, json};
use std::sync::Arc;

fn parties() -> Parties {
    Parties { polis: party("polis"), stad: party("stad") }
}

fn dossier(id: &str) -> Dossier {
    Dossier {
        id: LagesbildId(id.into()),
        agreement: "norra".into(),
        parties: parties(),
        period: Period { from: date(2026, 1, 1), to: date(2026, 6, 30) },
        previous: None,
        by: signer("polis"),
        at: now(),
    }
}

/// A draft of the police's as it is kept; a store makes no key.
fn draft() -> OneDraft {
    let content = json!({"sections": [], "sources": [], "places": [], "run": null,
        "indicators": [], "dialogues": []});
    let draft = json!({"polis": {"side": "polis", "party": "polis", "content": content}});
    serde_json::from_value(draft).expect("a kept draft is read")
}

/// A store with the agreement that lägesbilder are of.
fn with_agreement(open: Open<'_>) -> Arc<dyn Store> {
    let store = furnished(open);
    let agreement = Agreement {
        id: "norra".into(),
        name: "Norra innerstaden".into(),
        parties: parties(),
        areas: Vec::new(),
        validity: Validity::default(),
    };
    let record = AgreementRecord::founded(&agreement).expect("founded");
    written(&*store, |write| write.put_agreement(&record, 0, now())).expect("kept");
    store
}

pub(super) fn a_lagesbild_and_its_steps_only_ever_grow(open: Open<'_>) {
    let store = with_agreement(open);
    let put = |id| written(&*store, |write| write.put_lagesbild(&dossier(id)));
    put("1").expect("begun");
    put("2").expect("another");
    assert!(put("1").is_err(), "begun once");

    let begun = Lagesbild::new(dossier("1")).expect("begun");
    let drafted = begun.clone().put_draft(draft(), signer("polis"), now()).expect("written");
    let handed = drafted.clone().hand_over(Warning::NormallyPublicThere, signer("polis"), now());
    let handed = handed.expect("handed over");
    let append = |it: &Lagesbild, expected| {
        written(&*store, |write| write.append_lagesbild_step(it, expected))
    };
    let early = append(&handed, 2);
    assert!(matches!(early, Err(StoreError::Conflict { found: 1, .. })), "{early:?}");
    append(&drafted, 1).expect("appended");
    let twice = append(&drafted, 1);
    assert!(matches!(twice, Err(StoreError::Conflict { found: 2, .. })), "{twice:?}");
    let other =
        begun.put_draft(draft(), signer("polis"), now() + jiff::SignedDuration::from_secs(1));
    let other =
        other.and_then(|it| it.hand_over(Warning::NormallyPublicThere, signer("polis"), now()));
    let astray = append(&other.expect("handed over"), 2);
    assert!(matches!(astray, Err(StoreError::Inconsistent { .. })), "{astray:?}");
    append(&handed, 2).expect("appended");

    let read = store.read().expect("reads");
    let id = |id: &str| LagesbildId(id.into());
    assert_eq!(read.lagesbild(&id("1")).expect("read"), Some(handed.clone()));
    assert_eq!(read.lagesbild(&id("3")).expect("read"), None);
    let second = Lagesbild::new(dossier("2")).expect("begun");
    assert_eq!(read.lagesbilder().expect("read"), [handed, second], "in the order of beginning");
}

fn minutes(n: i64) -> Timestamp {
    now() + SignedDuration::from_mins(n)
}

/// A step as it is kept, so many minutes after the beginning.
fn kept(act: &Value, side: &str, at: i64) -> Value {
    let mut step = act.clone();
    step["by"] = json!(signer(side));
    step["at"] = json!(minutes(at).to_string());
    step
}

/// That a side wrote a sentence.
fn draft_put(side: &str, text: &str) -> Value {
    let statement = json!({"id": 1, "text": text, "ties": []});
    let section = json!({"key": {"area": "torget"}, "statements": [statement], "judged": null});
    let content = json!({"sections": [section], "sources": [], "places": [], "run": null,
        "indicators": [], "dialogues": []});
    json!({"step": "draft_put", "draft": {side: {"side": side, "party": side, "content": content}}})
}

fn replayed(id: &str, steps: &[Value]) -> Lagesbild {
    let record: Record = serde_json::from_value(json!({"dossier": dossier(id), "steps": steps}))
        .expect("a kept record is read");
    Lagesbild::replayed(record).expect("could have happened")
}

/// The police wrote twice, both handed over and both chiefs signed, in eight steps.
fn decided_steps(id: &str) -> Vec<Value> {
    let handed = json!({"step": "handed_over", "warned": "normally_public_there"});
    let mut steps = vec![
        kept(&draft_put("polis", "Det är lugnt vid kajen."), "polis", 1),
        kept(&draft_put("stad", "Staden \"skriver\"."), "stad", 2),
        kept(&draft_put("polis", "Det är oroligt vid kajen."), "polis", 3),
        kept(&draft_put("polis", "Det är som förut vid kajen."), "polis", 4),
        kept(&handed, "polis", 5),
        kept(&handed, "stad", 6),
    ];
    let document = replayed(id, &steps).document().map(document_fingerprint).expect("one");
    let summary = json!({"n_tried": 0, "n_ok": 0, "n_fails": 0, "n_weak": 0, "n_weak_outside": 0,
        "n_cannot_be_recomputed": 0, "n_not_checked": 0, "n_untied": 0, "n_explained": 0});
    for (side, at) in [("polis", 7), ("stad", 8)] {
        let record = json!({"signer": signer(side), "motive": "Beslutas så.",
            "at": minutes(at).to_string()});
        let decision = json!({
            "signature": {side: record}, "diarienummer": "540/2026",
            "body": {"id": "chefsamrad", "agreement": "norra", "valid_from": null, "valid_to": null},
            "on": "2026-06-10",
            "passed": {"document": document, "data_version": 1, "summary": summary},
        });
        steps.push(kept(&json!({"step": "signed", "decision": decision}), side, at));
    }
    steps
}

pub(super) fn drafts_that_were_written_over_leave_their_fingerprint(open: Open<'_>) {
    let store = with_agreement(open);
    let appended = |id: &str, steps: &[Value]| {
        written(&*store, |write| write.put_lagesbild(&dossier(id))).expect("begun");
        for n in 1..=steps.len() {
            let it = replayed(id, &steps[..n]);
            written(&*store, |write| write.append_lagesbild_step(&it, n as u64)).expect("kept");
        }
        replayed(id, steps)
    };
    let steps = decided_steps("l/1");
    let decided = appended("l/1", &steps);
    // Another that is as old and has the same drafts, with one chief's signature.
    let half_signed = appended("l2", &decided_steps("l2")[..7]);

    let entry = |retired: &Retired| {
        LogEntry::by(&signer("polis"), minutes(90), (retired.what.as_str(), &retired.id), "retired")
    };
    let due = |before| store.due(Retained::Drafts, before).expect("listed");
    assert_eq!(due(minutes(8)), [], "decided in that minute, not before it");
    let one = |no| Retired { what: Retained::Drafts, id: format!("l/1/{no}"), n_rows: 1 };
    let [first, third] = [one(1), one(3)];
    assert_eq!(due(minutes(9)), [first.clone(), third.clone()]);
    assert_eq!(decided.overwritten(), [1, 3], "as the rules of the lägesbild say");
    let removed = store.retire(Retained::Drafts, minutes(9), &entry).expect("removed");
    assert_eq!(removed, [first, third]);
    assert_eq!(due(minutes(9)), []);
    let again = store.retire(Retained::Drafts, minutes(9), &entry).expect("nothing");
    assert_eq!(again, []);

    let read = store.read().expect("reads");
    let after = read.lagesbild(&LagesbildId("l/1".into())).expect("read").expect("there");
    assert_eq!(after.state(), decided.state(), "the lägesbild is the same");
    assert_eq!(after.version(), decided.version());
    assert_eq!(after.overwritten(), Vec::<u64>::new());
    for (no, (was, is)) in (1u64..).zip(decided.happened().zip(after.happened())) {
        assert_eq!((was.act, was.by, was.at), (is.act, is.by, is.at), "step {no}");
        let gone = [1, 3]
            .contains(&no)
            .then(|| Redaction::of(&steps[no as usize - 1]["draft"], minutes(90)));
        assert_eq!(is.removed_from(Side::Polis), gone.as_ref(), "step {no}");
        assert_eq!(is.removed_from(Side::Stad), None, "step {no}");
    }
    let other = read.lagesbild(&LagesbildId("l2".into())).expect("read");
    assert_eq!(other, Some(half_signed), "what is not decided keeps all its drafts");
    for no in [1, 3] {
        let log = read.log("drafts", &format!("l/1/{no}")).expect("a log");
        assert_eq!(log.len(), 1);
    }
    assert_eq!(store.check().expect("checked"), Vec::<String>::new());

    // What is appended later follows on what is left.
    let mut newer = steps.clone();
    for no in [0, 2] {
        let removed = Redaction::of(&steps[no]["draft"], minutes(90));
        newer[no] = json!({"step": "draft_removed", "removed": removed, "by": steps[no]["by"],
            "at": steps[no]["at"]});
    }
    let successor = json!({"step": "replaced", "successor": {"id": "l3", "fingerprint": "aa"}});
    newer.push(kept(&successor, "polis", 100));
    let whole = replayed("l/1", &[&steps[..], &newer[8..]].concat());
    let astray = written(&*store, |write| write.append_lagesbild_step(&whole, 9));
    assert!(matches!(astray, Err(StoreError::Inconsistent { .. })), "nobody brings a text back");
    let newer = replayed("l/1", &newer);
    written(&*store, |write| write.append_lagesbild_step(&newer, 9)).expect("appended");
}
