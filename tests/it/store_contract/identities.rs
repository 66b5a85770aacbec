//! What every store promises about identities, their users and links, and about agreements.

use super::{Open, furnished};
use crate::support::stores::{now, party, user, written};
use jiff::SignedDuration;
use platssamverkan::{
    area::Validity,
    case::{
        agreement::AgreementRecord,
        identity::{AdminLink, Decision, Identity},
        party::{Agreement, Parties, Side},
    },
    store::{CameFrom, SessionRecord, StoreError},
};

fn identity(id: &str, issuer: &str) -> Identity {
    Identity {
        id: id.into(),
        issuer: issuer.into(),
        subject: "s-1".into(),
        side: Side::Polis,
        decision: Decision::Waiting,
        first_seen: now(),
        last_seen: now(),
    }
}

pub(super) fn an_identity_is_an_issuer_and_a_subject_and_stays_so(open: Open<'_>) {
    let store = furnished(open);
    let (one, other) = (identity("AAAA2222", "https://a"), identity("BBBB3333", "https://b"));
    let k = user("u-1", "kommunpolis");
    written(&*store, |write| {
        write.put_user(&k, None)?;
        write.put_identity(&one)?;
        write.put_identity(&other)
    })
    .expect("the same subject at two issuers is two");
    let waiting = store.read().expect("reads").waiting_identities(Side::Polis).expect("read");
    assert_eq!(waiting, [one.clone(), other.clone()]);
    assert_eq!(store.read().expect("reads").waiting_identities(Side::Stad).expect("read"), []);

    let assigned = Identity {
        decision: Decision::Assigned { user: "u-1".into(), by: "u-9".into() },
        last_seen: now() + SignedDuration::from_hours(1),
        ..one.clone()
    };
    let refused = Identity { decision: Decision::Refused { by: "u-9".into() }, ..other.clone() };
    written(&*store, |write| {
        write.put_identity(&assigned)?;
        write.put_identity(&refused)?;
        // Only those that wait are forgotten.
        write.forget_waiting_identities(now() + SignedDuration::from_hours(9))
    })
    .expect("decided");
    let read = store.read().expect("reads");
    assert_eq!(read.identity("https://a", "s-1").expect("read"), Some((assigned.clone(), Some(k))));
    assert_eq!(read.identity("https://b", "s-1").expect("read"), Some((refused, None)));
    assert_eq!(read.identity("https://a", "s-2").expect("read"), None);
    assert_eq!(read.identity_by_id("AAAA2222").expect("read"), Some(assigned.clone()));
    assert_eq!(read.waiting_identities(Side::Polis).expect("read"), []);
    drop(read);

    for stolen in [
        Identity { subject: "s-2".into(), ..assigned.clone() },
        Identity { issuer: "https://b".into(), subject: "s-3".into(), ..assigned.clone() },
        Identity { side: Side::Stad, ..assigned },
    ] {
        let refused = written(&*store, |write| write.put_identity(&stolen));
        assert!(matches!(refused, Err(StoreError::Inconsistent { .. })), "{refused:?}");
    }
    let nobody = Identity {
        decision: Decision::Assigned { user: "u-404".into(), by: "u-9".into() },
        ..identity("CCCC4444", "https://c")
    };
    written(&*store, |write| write.put_identity(&nobody)).expect_err("there is no such user");
}

pub(super) fn sessions_end_by_user_and_all_at_once(open: Open<'_>) {
    let store = furnished(open);
    let session = |byte: u8, user: &str| SessionRecord {
        token_hash: [byte; 32],
        user_id: user.into(),
        created_at: now(),
        last_seen: now(),
        from: CameFrom { address: "::1".into(), browser: "Firefox, Linux".into() },
    };
    written(&*store, |write| {
        write.put_user(&user("u-1", "ett"), None)?;
        write.put_user(&user("u-2", "två"), None)?;
        write.put_session(&session(1, "u-1"))?;
        write.put_session(&session(2, "u-1"))?;
        write.put_session(&session(3, "u-2"))?;
        write.put_session(&session(4, "u-2"))?;
        write.end_sessions_of("u-1")
    })
    .expect("written");
    let open = || {
        let read = store.read().expect("reads");
        (1..=4).filter(|byte| read.session(&[*byte; 32]).expect("read").is_some()).count()
    };
    assert_eq!(open(), 2);
    written(&*store, |write| write.end_all_sessions()).expect("ended");
    assert_eq!(open(), 0);
}

pub(super) fn a_link_is_kept_by_its_hash_with_its_end_and_its_use(open: Open<'_>) {
    let store = furnished(open);
    let link = AdminLink {
        token_hash: [1; 32],
        party: party("polis"),
        created_at: now(),
        expires_at: now() + SignedDuration::from_hours(72),
        used_at: None,
    };
    let used = AdminLink { used_at: Some(now()), ..link.clone() };
    written(&*store, |write| write.put_admin_link(&link)).expect("made");
    assert_eq!(store.read().expect("reads").admin_link(&[1; 32]).expect("read"), Some(link));
    written(&*store, |write| write.put_admin_link(&used)).expect("used");
    let read = store.read().expect("reads");
    assert_eq!(read.admin_links().expect("read"), [used]);
    assert_eq!(read.admin_link(&[2; 32]).expect("read"), None);
}

pub(super) fn an_agreement_is_changed_on_the_version_that_was_read(open: Open<'_>) {
    let store = furnished(open);
    let agreement = |id: &str, name: &str| Agreement {
        id: id.into(),
        name: name.into(),
        parties: Parties { polis: party("polis"), stad: party("stad") },
        areas: vec![],
        validity: Validity::default(),
    };
    let record = |id: &str, name: &str| {
        AgreementRecord::founded(&agreement(id, name)).expect("an agreement")
    };
    let put = |id: &str, name: &str, expected| {
        written(&*store, |write| {
            write.put_agreement(&record(id, name), expected, now()).map(|_| ())
        })
    };
    put("b", "Första", 0).expect("new");
    put("a", "Andra", 0).expect("new");
    put("b", "Ändrad", 1).expect("the version that is there");
    let moved = put("b", "För sent", 1);
    assert!(matches!(moved, Err(StoreError::Conflict { found: 2, .. })), "{moved:?}");
    let kept = store.read().expect("reads").agreements().expect("read");
    let kept: Vec<_> = kept.into_iter().map(|kept| (kept.value, kept.version)).collect();
    assert_eq!(kept, [(record("b", "Ändrad"), 2), (record("a", "Andra"), 1)]);
}
