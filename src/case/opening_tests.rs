use super::*;
use crate::{
    case::{
        assessment::{Verdict, motive},
        evidence::{Observation, ObservationKind},
        number::Diarienummer,
        party::{Parties, Party, Role, Side, User},
        place::{Place, PlaceGeometry},
    },
    incident::PartyId,
};
use jiff::{SignedDuration, civil::date};

pub(in crate::case) fn parties() -> Parties {
    Parties { polis: PartyId("polis".into()), stad: PartyId("stad".into()) }
}

fn user(role: Role, party: &str) -> User {
    User {
        id: format!("{}@{party}", role.as_str()),
        login: role.as_str().into(),
        function: role.as_str().into(),
        party: PartyId(party.into()),
        role,
        disabled: false,
    }
}

pub(in crate::case) fn signatory(role: Role) -> Signatory {
    let side = role.side().expect("only roles of a side sign");
    let party = Party { id: parties().of(side).clone(), name: String::new(), side };
    Signatory::from_assignment(&user(role, &party.id.0), role, None, &party).expect("may sign")
}

pub(in crate::case) fn at(day: i64) -> Timestamp {
    let start: Timestamp = "2026-06-01T08:00:00Z".parse().unwrap();
    start + SignedDuration::from_hours(24 * day)
}

fn place() -> Place {
    let point = PlaceGeometry::Point(geo_types::Point::new(18.06, 59.33));
    Place::checked("Blekholmsterrassen", point, &[], date(2026, 6, 1)).unwrap()
}

pub(in crate::case) fn dialogue(text: &str) -> Finding {
    let on = date(2026, 5, 20);
    let kind = ObservationKind::Dialogue;
    Finding::Observation(Observation::checked(kind, "Dialog", on, text, None).unwrap())
}

fn identified(findings: Vec<Finding>) -> Opening {
    let by = signatory(Role::Kommunpolis).signer().clone();
    let id = OpeningId("o-1".into());
    let agreement = "a".to_owned();
    let state = Identifierad::new(id, agreement, parties(), place(), by, findings, at(0)).unwrap();
    Opening::Identifierad(state)
}

pub(in crate::case) fn yes(opening: &Opening) -> Answer {
    let diarienummer = Diarienummer::checked("540/2015").unwrap();
    Answer {
        verdict: Verdict::Ja { diarienummer },
        motive: motive("Platsen är otrygg på kvällar").unwrap(),
        shown: opening.fingerprint(),
        additions: vec![],
    }
}

pub(in crate::case) fn no(opening: &Opening) -> Answer {
    Answer { verdict: Verdict::Nej { diarienummer: None }, ..yes(opening) }
}

fn standing(assessed: Result<Assessed, Refusal>) -> Opening {
    match assessed.unwrap() {
        Assessed::Standing(opening) => opening,
        Assessed::BothYes(_) => panic!("there are two yeses"),
    }
}

pub(in crate::case) fn both(assessed: Result<Assessed, Refusal>) -> BothYes {
    match assessed.unwrap() {
        Assessed::Standing(opening) => panic!("still {}", opening.state()),
        Assessed::BothYes(both) => *both,
    }
}

pub(in crate::case) fn first_yes() -> Opening {
    first_yes_on(vec![dialogue("nämnd i dialog")])
}

fn first_yes_on(findings: Vec<Finding>) -> Opening {
    let opening = identified(findings);
    let answer = yes(&opening);
    standing(opening.assess(&signatory(Role::Kommunpolis), answer, at(1)))
}

/// A case that was opened on day 5.
pub(in crate::case) fn opened_case() -> Case {
    opened_on(vec![dialogue("nämnd i dialog")])
}

/// The same on other evidence.
pub(in crate::case) fn opened_on(findings: Vec<Finding>) -> Case {
    let waiting = first_yes_on(findings);
    let answer = yes(&waiting);
    let ready = both(waiting.assess(&signatory(Role::Trygghetssamordnare), answer, at(5)));
    ready.open(NUMBER).unwrap().0
}

const NUMBER: CaseNumber = CaseNumber { year: 2026, number: 1 };

#[test]
fn two_yeses_on_the_same_evidence_make_a_case_with_both_register_numbers() {
    let waiting = first_yes();
    assert_eq!((waiting.state(), waiting.answer_by()), ("bedoms", Some(at(31))));
    let answer = yes(&waiting);
    let ready = both(waiting.assess(&signatory(Role::Trygghetssamordnare), answer, at(5)));
    let (case, opened) = ready.open(NUMBER).unwrap();
    assert_eq!((case.number, case.opened_at, opened.case), (NUMBER, at(5), NUMBER));
    let both = [case.police.record(), case.city.record()];
    assert!(both.iter().all(|record| record.evidence == *case.evidence.fingerprint()));
    assert!(both.iter().all(|record| record.verdict.diarienummer().is_some()));
    assert_ne!(both[0].signer.party, both[1].signer.party);
    let opened = Opening::Oppnad(opened);
    assert_eq!((opened.state(), opened.assessments().len()), ("oppnad", 2));
    let again = yes(&opened);
    let again = opened.assess(&signatory(Role::Stadsdelsdirektor), again, at(6));
    assert_eq!(again, Err(Refusal::AlreadyDecided));
}

#[test]
fn the_city_can_be_first() {
    let opening = identified(vec![dialogue("x")]);
    let answer = yes(&opening);
    let waiting = standing(opening.assess(&signatory(Role::Trygghetssamordnare), answer, at(1)));
    let answer = yes(&waiting);
    let ready = both(waiting.assess(&signatory(Role::Lokalpolisomradeschef), answer, at(2)));
    assert_eq!(ready.open(NUMBER).unwrap().0.opened_at, at(2));
}

#[test]
fn two_people_of_one_party_do_not_make_a_case() {
    let waiting = first_yes();
    let answer = yes(&waiting);
    let second = waiting.assess(&signatory(Role::Lokalpolisomradeschef), answer, at(2));
    assert_eq!(second, Err(Refusal::AlreadyAssessed));
}

#[test]
fn a_party_outside_the_agreement_does_nothing() {
    let other = Party { id: PartyId("stad-2".into()), name: String::new(), side: Side::Stad };
    let samordnare = user(Role::Trygghetssamordnare, "stad-2");
    let by = Signatory::from_assignment(&samordnare, samordnare.role, None, &other).unwrap();
    let waiting = first_yes();
    let answer = yes(&waiting);
    assert_eq!(waiting.clone().assess(&by, answer, at(2)), Err(Refusal::NotAParty));
    let why = motive("vi vill inte längre").unwrap();
    assert_eq!(waiting.withdraw(&by, why, at(2)), Err(Refusal::NotAParty));
    let gathering = identified(vec![]);
    let added = gathering.add_evidence(dialogue("x"), by.signer(), at(2));
    assert_eq!(added, Err(Refusal::NotAParty));
}

#[test]
fn without_evidence_nobody_signs_and_counts_are_not_required() {
    let empty = identified(vec![]);
    let answer = yes(&empty);
    let signed = empty.clone().assess(&signatory(Role::Kommunpolis), answer, at(1));
    assert_eq!(signed, Err(Refusal::NoEvidence));
    let by = signatory(Role::Trygghetssamordnare);
    let named = empty.add_evidence(dialogue("i en dialog"), by.signer(), at(1)).unwrap();
    let answer = yes(&named);
    let signed = standing(named.assess(&signatory(Role::Kommunpolis), answer, at(1)));
    assert_eq!(signed.state(), "bedoms");
}

#[test]
fn who_saw_other_evidence_does_not_sign() {
    let shown = identified(vec![dialogue("x")]);
    let answer = yes(&shown);
    let by = signatory(Role::Kommunpolis);
    let grown = shown.add_evidence(dialogue("y"), by.signer(), at(1)).unwrap();
    assert_eq!(grown.assess(&by, answer, at(1)), Err(Refusal::EvidenceChanged));
}

#[test]
fn frozen_evidence_stays_and_additions_stand_in_ones_own_assessment() {
    let waiting = first_yes();
    let by = signatory(Role::Trygghetssamordnare);
    let added = waiting.clone().add_evidence(dialogue("belysning"), by.signer(), at(2));
    assert_eq!(added, Err(Refusal::EvidenceFrozen));
    let answer = Answer { additions: vec![dialogue("belysning")], ..yes(&waiting) };
    let fingerprint = waiting.fingerprint();
    let (case, opened) = both(waiting.assess(&by, answer, at(2))).open(NUMBER).unwrap();
    assert_eq!(case.city.record().additions.len(), 1);
    assert_eq!(*case.evidence.fingerprint(), fingerprint);
    assert!(case.evidence.is_intact(opened.dossier.about()));
}

#[test]
fn a_no_ends_it_with_its_motive_first_or_second() {
    let opening = identified(vec![dialogue("x")]);
    let answer = no(&opening);
    let ended = standing(opening.assess(&signatory(Role::Trygghetssamordnare), answer, at(1)));
    assert_eq!((ended.state(), ended.assessments().len()), ("avbojd", 1));

    let waiting = first_yes();
    let answer = no(&waiting);
    let ended = standing(waiting.assess(&signatory(Role::Stadsdelsdirektor), answer, at(2)));
    assert_eq!((ended.state(), ended.assessments().len()), ("avbojd", 2));
    let again = yes(&ended);
    let again = ended.assess(&signatory(Role::Stadsdelsdirektor), again, at(3));
    assert_eq!(again, Err(Refusal::AlreadyDecided));
}

#[test]
fn silence_is_not_a_no_and_a_late_answer_counts() {
    let waiting = first_yes();
    let just_before = at(31) - SignedDuration::from_secs(1);
    assert_eq!(waiting.clone().as_of(just_before).state(), "bedoms");
    let silent = waiting.as_of(at(31));
    assert_eq!((silent.state(), silent.assessments().len()), ("obesvarad", 1));
    let answer = yes(&silent);
    let ready = both(silent.assess(&signatory(Role::Trygghetssamordnare), answer, at(60)));
    assert_eq!(ready.open(NUMBER).unwrap().0.opened_at, at(60));
}

#[test]
fn a_withdrawal_opens_the_evidence_again_and_erases_nothing() {
    for day in [2, 40] {
        let why = motive("Underlaget behöver kompletteras").unwrap();
        let waiting = first_yes();
        let other = signatory(Role::Trygghetssamordnare);
        let theirs = waiting.clone().withdraw(&other, why.clone(), at(day));
        assert_eq!(theirs, Err(Refusal::NothingToWithdraw));
        let back = waiting.withdraw(&signatory(Role::Kommunpolis), why, at(day)).unwrap();
        assert_eq!((back.state(), back.assessments().len()), ("identifierad", 0));
        let superseded = &back.dossier().superseded;
        assert!(matches!(superseded[0].what, SupersededAct::Assessment(OneSide::Police(_))));
        let more = back.add_evidence(dialogue("mer"), other.signer(), at(day)).unwrap();
        assert_eq!(more.evidence().len(), 2);
    }
}

#[test]
fn the_chefsamrad_closes_an_unanswered_one_with_both_chiefs_or_not_at_all() {
    let (chief, director) =
        (signatory(Role::Lokalpolisomradeschef), signatory(Role::Stadsdelsdirektor));
    let why = || motive("Frågan hanteras på annat sätt").unwrap();
    let waiting = first_yes();
    let early = waiting.clone().close(&chief, why(), at(2));
    assert_eq!(early, Err(Refusal::StillTimeToAnswer));
    let samordnare = waiting.clone().close(&signatory(Role::Kommunpolis), why(), at(32));
    assert_eq!(samordnare, Err(Refusal::NotAChief));
    let half = waiting.close(&chief, why(), at(32)).unwrap();
    assert_eq!(half.state(), "obesvarad");
    assert_eq!(half.clone().close(&chief, why(), at(33)), Err(Refusal::AlreadyAssessed));
    let closed = half.clone().close(&director, why(), at(33)).unwrap();
    assert_eq!(closed.state(), "avbojd");

    // An answer that comes before the second chief overtakes the first one's signature.
    let answer = yes(&half);
    let ready = both(half.assess(&signatory(Role::Trygghetssamordnare), answer, at(33)));
    let superseded = &ready.opening.dossier.superseded;
    assert!(matches!(superseded[0].what, SupersededAct::Closing(_)));
}

#[test]
fn a_case_takes_the_assessments_of_its_own_opening_only() {
    let waiting = first_yes();
    let answer = yes(&waiting);
    let ready = both(waiting.assess(&signatory(Role::Trygghetssamordnare), answer, at(2)));
    let opening = identified(vec![dialogue("nämnd i dialog")]);
    let answer = yes(&opening);
    let other = standing(opening.assess(&signatory(Role::Lokalpolisomradeschef), answer, at(1)));
    let Opening::Bedoms(other) = other else { panic!("waits") };
    let mixed = Case::open(other, ready.city, ready.police, NUMBER);
    assert_eq!(mixed.map(|_| ()), Err(Refusal::ForeignAssessment));
}

#[test]
fn everything_survives_being_stored_and_keeps_its_fingerprint() {
    let back = |opening: &Opening| -> Opening {
        let text = serde_json::to_string(opening).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let gathering = identified(vec![dialogue("x")]);
    let waiting = first_yes();
    let silent = waiting.clone().as_of(at(31));
    let chief = signatory(Role::Lokalpolisomradeschef);
    let half = silent.clone().close(&chief, motive("hanteras ändå").unwrap(), at(32)).unwrap();
    let director = signatory(Role::Stadsdelsdirektor);
    let closed = half.clone().close(&director, motive("instämmer helt").unwrap(), at(33)).unwrap();
    let answer = yes(&waiting);
    let ready = both(waiting.clone().assess(&director, answer, at(2)));
    let (case, opened) = ready.open(NUMBER).unwrap();
    for opening in [gathering, waiting, silent, half, closed, Opening::Oppnad(opened)] {
        let read = back(&opening);
        assert_eq!(read, opening);
        assert_eq!(read.fingerprint(), opening.fingerprint());
    }
    let text = serde_json::to_string(&case).unwrap();
    assert_eq!(serde_json::from_str::<Case>(&text).unwrap(), case);
    assert!(text.contains("\"number\":\"PLS-2026-001\""));
}

#[test]
fn a_stored_assessment_under_the_wrong_side_is_not_read() {
    let text = serde_json::to_string(&first_yes()).unwrap();
    assert!(text.contains("\"first\":{\"polis\":"));
    let forged = text.replace("\"first\":{\"polis\":", "\"first\":{\"stad\":");
    assert!(serde_json::from_str::<Opening>(&forged).is_err());
}
