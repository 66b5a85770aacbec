//! Whatever is done, in whatever order: nothing holds that both have not agreed to.

use super::*;
use crate::{case::party::Side, incident::PartyId};
use jiff::civil::date;

const TODAY: Date = date(2026, 6, 10);

fn now() -> Timestamp {
    TODAY.at(10, 0, 0, 0).in_tz("UTC").expect("UTC is known").timestamp()
}

fn parties() -> Parties {
    Parties { polis: PartyId("polis".into()), stad: PartyId("stad".into()) }
}

fn of(side: Side) -> Signer {
    Signer {
        user: format!("admin-{}", side.as_str()),
        function: "Administratör".into(),
        party: parties().of(side).clone(),
        side,
        delegation: None,
    }
}

fn terms(name: &str, to: Option<Date>) -> Terms {
    let name = CleanText::checked("name", name, 3, 200).expect("a name");
    let areas = vec![AreaId("stadsdelsomrade/norra-innerstaden".into())];
    let validity = Validity { valid_from: Some(date(2026, 1, 1)), valid_to: to };
    Terms::checked(name, areas, validity, TODAY).expect("terms")
}

fn proposed() -> AgreementRecord {
    let terms = terms("Norra innerstaden", Some(date(2027, 12, 31)));
    AgreementRecord::proposed("a".into(), parties(), terms, of(Side::Polis), now()).expect("new")
}

/// Everything that somebody of a side can do.
const ACTS: usize = 5;

fn act(record: AgreementRecord, what: usize, side: Side) -> Result<AgreementRecord, Refusal> {
    let by = of(side);
    match what {
        0 => record.propose(terms("Ändrad", Some(date(2029, 12, 31))), by, now()),
        1 => record.confirm(by, now()),
        2 => record.decline(by, now()),
        3 => record.withdraw(by, now()),
        _ => record.end(date(2026, 6, 30), by, (now(), TODAY)),
    }
}

#[test]
fn no_sequence_of_one_party_makes_anything_hold() {
    for side in [Side::Polis, Side::Stad] {
        let start = AgreementRecord::proposed(
            "a".into(),
            parties(),
            terms("Förslaget", None),
            of(side),
            now(),
        );
        let mut reached = vec![start.expect("new")];
        for _ in 0..5 {
            let next: Vec<_> = reached
                .iter()
                .flat_map(|record| {
                    (0..ACTS).filter_map(|what| act(record.clone(), what, side).ok())
                })
                .collect();
            assert!(!next.is_empty(), "it can go on trying");
            assert!(next.iter().all(|record| record.agreed().is_none()), "{side:?}");
            reached = next;
        }
    }
}

#[test]
fn one_party_alone_can_shorten_what_holds_and_nothing_else() {
    let before = proposed().confirm(of(Side::Stad), now()).expect("confirmed");
    let agreed = before.agreed().expect("both agreed");
    let mut reached = vec![before];
    for _ in 0..4 {
        reached = reached
            .iter()
            .flat_map(|record| {
                (0..ACTS).filter_map(|what| act(record.clone(), what, Side::Stad).ok())
            })
            .collect();
        for record in &reached {
            let now = record.agreed().expect("it was agreed");
            assert!(now.validity.valid_to <= agreed.validity.valid_to);
            assert_eq!((&now.areas, &now.name), (&agreed.areas, &agreed.name));
        }
    }
}

#[test]
fn the_other_party_confirms_and_a_change_waits_while_the_old_terms_hold() {
    let record = proposed();
    assert_eq!(record.clone().confirm(of(Side::Polis), now()), Err(Refusal::OwnProposal));
    assert_eq!(record.clone().withdraw(of(Side::Stad), now()), Err(Refusal::OthersProposal));
    let record = record.confirm(of(Side::Stad), now()).expect("the other party");
    assert_eq!(record.clone().confirm(of(Side::Stad), now()), Err(Refusal::NoProposal));
    assert_eq!(record.agreed().expect("agreed").validity.valid_to, Some(date(2027, 12, 31)));

    let longer = terms("Norra innerstaden", Some(date(2029, 12, 31)));
    let asked = record.propose(longer.clone(), of(Side::Stad), now()).expect("an extension");
    assert_eq!(asked.agreed().expect("as before").validity.valid_to, Some(date(2027, 12, 31)));
    let twice = asked.clone().propose(longer, of(Side::Polis), now());
    assert_eq!(twice, Err(Refusal::AgreementWaits));
    let declined = asked.clone().decline(of(Side::Polis), now()).expect("declined");
    assert_eq!(declined.agreed().expect("as before").validity.valid_to, Some(date(2027, 12, 31)));
    let extended = asked.confirm(of(Side::Polis), now()).expect("confirmed");
    assert_eq!(extended.agreed().expect("longer").validity.valid_to, Some(date(2029, 12, 31)));
    assert_eq!(extended.steps().len(), 4);
}

#[test]
fn an_end_lies_between_today_and_the_end_that_was_agreed_and_takes_a_proposal_with_it() {
    let record = proposed().confirm(of(Side::Stad), now()).expect("confirmed");
    let end = |day| record.clone().end(day, of(Side::Stad), (now(), TODAY));
    assert_eq!(end(date(2026, 6, 9)), Err(Refusal::BadDays));
    assert_eq!(end(date(2027, 12, 31)), Err(Refusal::BadDays));
    assert!(end(TODAY).is_ok());
    assert_eq!(proposed().end(TODAY, of(Side::Stad), (now(), TODAY)), Err(Refusal::NotAgreed));

    let asked = record.propose(terms("Längre", None), of(Side::Polis), now()).expect("asked");
    let ended = asked.end(date(2026, 6, 30), of(Side::Polis), (now(), TODAY)).expect("ended");
    assert_eq!(ended.clone().confirm(of(Side::Stad), now()), Err(Refusal::NoProposal));
    let agreed = ended.agreed().expect("until then");
    assert!(agreed.validity.covers(date(2026, 6, 30)) && !agreed.validity.covers(date(2026, 7, 1)));
}

#[test]
fn a_third_party_does_nothing() {
    let mut foreign = of(Side::Stad);
    foreign.party = PartyId("annan".into());
    assert_eq!(proposed().confirm(foreign.clone(), now()), Err(Refusal::NotAParty));
    assert_eq!(proposed().decline(foreign, now()), Err(Refusal::NotAParty));
    // The city's id in the police's hand is still not the city.
    let crossed = Signer { party: PartyId("stad".into()), ..of(Side::Polis) };
    assert_eq!(proposed().confirm(crossed, now()), Err(Refusal::NotAParty));
}

#[test]
fn what_is_kept_is_read_back() {
    let record = proposed().confirm(of(Side::Stad), now()).expect("confirmed");
    let record = record.end(TODAY, of(Side::Polis), (now(), TODAY)).expect("ended");
    let text = serde_json::to_string(&record).expect("JSON");
    assert_eq!(serde_json::from_str::<AgreementRecord>(&text).expect("read"), record);
}
