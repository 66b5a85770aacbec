//! Lägesbilder: begun once, and their steps kept in the order in which they could happen.

use super::{Open, furnished};
use crate::support::stores::{now, party, signer, written};
use jiff::civil::date;
use platssamverkan::{
    area::Validity,
    case::{
        agreement::AgreementRecord,
        party::{Agreement, Parties},
    },
    incident::Period,
    lagesbild::{
        draft::OneDraft,
        record::{Dossier, Lagesbild},
        step::{LagesbildId, Warning},
    },
    store::{Store, StoreError},
};
use serde_json::json;

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

pub(super) fn a_lagesbild_and_its_steps_only_ever_grow(open: Open<'_>) {
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
