use super::*;
use crate::{
    area::Validity,
    calendar::{ExtensionRefusal, Span},
    case::{
        agreement::Terms,
        party::{Agreement, Parties, Side},
        signatory::Signer,
        text_guard::CleanText,
        work::Now,
        year::YearAct,
    },
    incident::PartyId,
};
use jiff::{Timestamp, civil::date};

fn parties() -> Parties {
    Parties { polis: PartyId("polis".into()), stad: PartyId("stad".into()) }
}

fn by(side: Side) -> Signer {
    let party = parties().of(side).clone();
    Signer { user: "u".into(), function: "Chef".into(), party, side, delegation: None }
}

fn at(day: Date) -> Timestamp {
    day.at(10, 0, 0, 0).to_zoned(TimeZone::UTC).expect("a moment").timestamp()
}

fn founded() -> AgreementRecord {
    let validity =
        Validity { valid_from: Some(date(2025, 1, 1)), valid_to: Some(date(2026, 12, 31)) };
    let (id, name) = ("norra".to_owned(), "Norra innerstaden".to_owned());
    let agreement = Agreement { id, name, parties: parties(), areas: Vec::new(), validity };
    AgreementRecord::founded(&agreement).expect("founded")
}

/// Both parties agree on another last day.
fn until(record: AgreementRecord, last: Date, on: Date) -> AgreementRecord {
    let validity = Validity { valid_from: Some(date(2025, 1, 1)), valid_to: Some(last) };
    let name = CleanText::checked("name", "Norra innerstaden", 3, 200).expect("clean");
    let terms = Terms { name, areas: Vec::new(), validity };
    let proposed = record.propose(terms, by(Side::Stad), at(on)).expect("proposed");
    proposed.confirm(by(Side::Polis), at(on)).expect("confirmed")
}

fn said(year: Year, act: YearAct, on: Date) -> Year {
    year.say(&by(Side::Stad), act, Now { at: at(on), on }).expect("said")
}

fn declared() -> Year {
    let act = YearAct::AvsiktsforklaringStated { from: date(2024, 1, 1), to: date(2030, 12, 31) };
    said(Year::new("norra".into(), parties()), act, date(2025, 2, 1))
}

fn on(record: &AgreementRecord, year: &Year, today: Date) -> Term {
    term(record, year, &TimeZone::UTC, today).expect("agreed")
}

#[test]
fn two_more_years_need_consultation_six_months_before_the_end() {
    let stands = on(&founded(), &declared(), date(2026, 6, 1)).extension.expect("it ends");
    assert_eq!(stands.deadlines.consult_by, date(2026, 6, 30));
    assert_eq!(stands.deadlines.next_last, date(2028, 12, 31));
    assert_eq!(stands.cannot_extend, [ExtensionRefusal::NotConsulted { by: date(2026, 6, 30) }]);
    let consulted =
        said(declared(), YearAct::Consulted { day: date(2026, 6, 30) }, date(2026, 6, 30));
    let stands = on(&founded(), &consulted, date(2026, 9, 1)).extension.expect("it ends");
    assert_eq!((stands.cannot_extend, stands.consulted), (vec![], Some(date(2026, 6, 30))));
    let missed = on(&founded(), &declared(), date(2026, 7, 1)).extension.expect("it ends");
    assert!(matches!(missed.cannot_extend[..], [ExtensionRefusal::ConsultationMissed { .. }]));
    assert_eq!(missed.cannot_bridge, []);
}

#[test]
fn a_consultation_holds_for_one_extension_and_outlives_a_shorter_one() {
    let year = said(declared(), YearAct::Consulted { day: date(2026, 5, 1) }, date(2026, 5, 1));
    let bridged = until(founded(), date(2027, 6, 30), date(2026, 11, 1));
    let stands = on(&bridged, &year, date(2026, 12, 1));
    assert_eq!(stands.ends, [date(2026, 12, 31), date(2027, 6, 30)]);
    assert_eq!(stands.extension.expect("it ends").consulted, Some(date(2026, 5, 1)));
    let extended = until(founded(), date(2028, 12, 31), date(2026, 11, 1));
    let stands = on(&extended, &year, date(2026, 12, 1));
    assert_eq!(stands.last(), Some(date(2028, 12, 31)));
    assert_eq!(stands.extension.expect("it ends").consulted, None);
}

#[test]
fn an_agreement_that_was_ended_holds_no_longer_than_that() {
    let ended =
        founded().end(date(2026, 3, 31), by(Side::Polis), (at(date(2026, 3, 1)), date(2026, 3, 1)));
    let ended = ended.expect("ended");
    let stands = on(&ended, &declared(), date(2026, 4, 1));
    assert_eq!(stands.ends, [date(2026, 3, 31)]);
    let against = stands.extension.expect("it ended").cannot_bridge;
    assert_eq!(against, [ExtensionRefusal::RunOut { last: date(2026, 3, 31) }]);
    let spans = declared().avsiktsforklaring();
    assert_eq!(spans.map(|Span { to, .. }| to), Some(Some(date(2030, 12, 31))));
}
