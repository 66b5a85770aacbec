//! What can happen to information that one party has told the other, and what cannot.

use super::*;
use crate::incident::PartyId;
use jiff::SignedDuration;
use proptest::prelude::*;

fn now() -> Timestamp {
    "2026-06-01T08:00:00Z".parse().expect("a time")
}

fn parties() -> Parties {
    Parties { polis: PartyId("polis".into()), stad: PartyId("stad".into()) }
}

fn of(side: Side, party: &str) -> Signer {
    Signer {
        user: "u".into(),
        function: side.as_str().into(),
        party: PartyId(party.into()),
        side,
        delegation: None,
    }
}

fn polis() -> Signer {
    of(Side::Polis, "polis")
}

fn stad() -> Signer {
    of(Side::Stad, "stad")
}

fn told(about: About, minutes: i64, what: &str) -> Result<Told, Refusal> {
    let happened = now() + SignedDuration::from_mins(minutes);
    Told::checked((about, happened), what, "Berör planen", None, "Samordnaren", now())
}

fn sent_by(by: Signer) -> Result<Information, Refusal> {
    let told = told(About::Handelse, -30, "Skottlossning vid torget").expect("clean");
    Information::new(Sent {
        id: InformationId("i-1".into()),
        agreement: "a".into(),
        parties: parties(),
        told,
        by,
        at: now(),
        synthetic: false,
    })
}

fn why() -> CleanText {
    reason("Fel torg angavs").expect("a reason")
}

#[test]
fn an_event_has_happened_and_a_measure_may_lie_ahead() {
    assert_eq!(told(About::Handelse, 1, "Bråk"), Err(Refusal::BadDays));
    assert!(told(About::Handelse, 0, "Bråk").is_ok());
    assert!(told(About::Atgard, 60 * 24, "Insats på fredag").is_ok());
}

#[test]
fn no_text_points_at_a_person_and_none_is_left_out() {
    for (what, code) in [("", "missing"), ("om 811228-9874", "personal_data"), ("ab", "too_short")]
    {
        assert_eq!(told(About::Handelse, 0, what).expect_err(what).code(), code);
    }
    let nothing = Told::checked((About::Atgard, now()), "Insats", " ", None, "Samordnaren", now());
    assert_eq!(nothing.expect_err("significance is needed").code(), "missing");
    assert_eq!(reason("ring 070-123 45 67").expect_err("a person").code(), "personal_data");
}

#[test]
fn it_is_received_once_by_the_other_party_and_anew_when_it_is_told_otherwise() {
    let first = sent_by(polis()).expect("sent");
    assert_eq!(first.awaits(), Some(Side::Stad));
    assert_eq!(first.clone().receive(polis(), now()), Err(Refusal::OwnInformation));
    let received = first.receive(stad(), now()).expect("received");
    assert_eq!((received.awaits(), received.version()), (None, 2));
    assert_eq!(received.clone().receive(stad(), now()), Err(Refusal::InformationReceived));

    let right = told(About::Handelse, -20, "Skottlossning vid parken").expect("clean");
    let corrected = received.correct(right.clone(), why(), polis(), now()).expect("corrected");
    assert_eq!((corrected.told(), corrected.awaits()), (&right, Some(Side::Stad)));
    assert_eq!(corrected.sent().told.what.as_str(), "Skottlossning vid torget", "it is kept");
    let again = corrected.receive(stad(), now()).expect("received anew");
    assert_eq!(again.awaits(), None);
}

#[test]
fn only_the_senders_party_corrects_and_withdraws_and_nothing_is_written_after_a_withdrawal() {
    let first = sent_by(stad()).expect("sent");
    let other = told(About::Handelse, -5, "Något annat").expect("clean");
    let by_other = first.clone().correct(other.clone(), why(), polis(), now());
    assert_eq!(by_other, Err(Refusal::OthersInformation));
    assert_eq!(first.clone().withdraw(why(), polis(), now()), Err(Refusal::OthersInformation));
    let back = first.withdraw(why(), stad(), now()).expect("withdrawn");
    assert_eq!(back.withdrawn().map(|(_, reason)| reason), Some(&why()));
    assert_eq!(back.awaits(), Some(Side::Polis), "the other party hears of it");
    let late = back.clone().correct(other, why(), stad(), now());
    assert_eq!(late, Err(Refusal::InformationWithdrawn));
    assert_eq!(
        back.clone().withdraw(why(), stad(), now()),
        Err(Refusal::InformationWithdrawn),
        "once"
    );
    assert_eq!(back.receive(polis(), now()).expect("taken in").awaits(), None);
}

#[test]
fn a_third_party_is_never_part_of_it() {
    let third = of(Side::Polis, "polis-2");
    assert_eq!(sent_by(third.clone()), Err(Refusal::NotAParty));
    // A party that claims the other side.
    assert_eq!(sent_by(of(Side::Stad, "polis")), Err(Refusal::NotAParty));
    let sent = sent_by(stad()).expect("sent");
    assert_eq!(sent.receive(third, now()), Err(Refusal::NotAParty));
}

proptest! {
    /// Whatever the two do, what was sent stays, steps only grow, they replay to the same, and only the
    /// other party's receipt ends the waiting.
    #[test]
    fn whatever_is_done_nothing_is_lost(acts in prop::collection::vec((0..3_u8, any::<bool>()), 0..20)) {
        let mut it = sent_by(polis()).expect("sent");
        let first = it.sent().clone();
        for (act, by_sender) in acts {
            let by = if by_sender { polis() } else { stad() };
            let before = it.clone();
            let done = match act {
                0 => it.receive(by.clone(), now()),
                1 => it.correct(told(About::Atgard, 9, "Rättat").expect("clean"), why(), by.clone(), now()),
                _ => it.withdraw(why(), by.clone(), now()),
            };
            it = match done {
                Ok(after) => {
                    prop_assert_eq!(after.version(), before.version() + 1);
                    prop_assert!(after.steps().starts_with(before.steps()));
                    prop_assert_eq!(after.awaits().is_none(), act == 0);
                    prop_assert_eq!(act == 0, !by_sender);
                    after
                }
                Err(_) => before,
            };
            prop_assert_eq!(it.sent(), &first);
            let replayed = Information::replayed(first.clone(), it.steps().to_vec());
            prop_assert_eq!(replayed.as_ref(), Ok(&it));
        }
    }
}
