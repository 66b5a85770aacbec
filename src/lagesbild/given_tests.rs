//! What the tests begin with: two parties, figures, statements.

use crate::{
    area::{AreaId, Validity},
    case::{
        chefsamrad::OneChief,
        number::Diarienummer,
        party::{Parties, Party, Role, Side, User},
        signatory::{City, OfSide, Police, Signatory, Signer},
        text_guard::CleanText,
    },
    incident::{CategoryId, DataVersion, IndicatorId, PartyId, Period, Unit},
    lagesbild::{
        content::{Content, Judged, Parts, PlaceId, Section, SectionKey},
        draft::{Draft, Key},
        finder::find_quantities,
        judgement::{Judgement, Passed},
        record::{Dossier, Lagesbild},
        reference::{Figure, Figures, Measure, Missing, Reference, Subject, Value},
        statement::{Statement, StatementId, Tie, To},
        step::{Decision, LagesbildId, SteeringBody, Warning},
    },
};
use jiff::{Timestamp, civil::date};

pub(super) fn parties() -> Parties {
    Parties { polis: PartyId("polis".into()), stad: PartyId("stad".into()) }
}

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + second).expect("a time")
}

pub(super) fn signer(side: Side) -> Signer {
    Signer {
        user: format!("u-{}", side.as_str()),
        function: "Samordnare".into(),
        party: parties().of(side).clone(),
        side,
        delegation: None,
    }
}

pub(super) fn third() -> Signer {
    Signer { party: PartyId("polis-2".into()), ..signer(Side::Polis) }
}

pub(super) fn signatory(side: Side, chief: bool) -> Signatory {
    signatory_as(signer(side), chief)
}

/// Somebody who signs for the party of `signer`, with its function.
pub(super) fn signatory_as(signer: Signer, chief: bool) -> Signatory {
    let role = match (signer.side, chief) {
        (Side::Polis, false) => Role::Kommunpolis,
        (Side::Polis, true) => Role::Lokalpolisomradeschef,
        (Side::Stad, false) => Role::Trygghetssamordnare,
        (Side::Stad, true) => Role::Stadsdelsdirektor,
    };
    let party = Party { id: signer.party.clone(), name: String::new(), side: signer.side };
    let user = User {
        id: signer.user,
        login: String::new(),
        function: signer.function,
        party: signer.party,
        role,
        disabled: false,
    };
    Signatory::from_assignment(&user, role, None, &party).expect("may sign")
}

pub(super) fn key<S: OfSide>() -> Key<S> {
    Key::of(&signatory(S::SIDE, false), &parties()).expect("a key")
}

pub(super) fn year(year: i16) -> Period {
    Period::new(date(year, 1, 1), date(year, 12, 31)).expect("a year")
}

pub(super) fn figure(category: &str, area: &str, when: i16) -> Figure {
    let subject = Subject::Category(CategoryId(category.into()));
    Figure { subject, area: AreaId(area.into()), period: year(when) }
}

pub(super) fn survey(indicator: &str, area: &str, when: i16) -> Figure {
    let subject = Subject::Indicator { id: IndicatorId(indicator.into()), group: None };
    Figure { subject, ..figure("", area, when) }
}

/// Rån at the square: 200 of 1 000 in 2024, 150 of 1 200 in 2025. Otrygga: 8,0 % and 8,3 %.
pub(super) struct Known;

impl Figures for Known {
    fn figure(&self, figure: &Figure) -> Result<Value, Missing> {
        let when = figure.period.from.year();
        let (number, unit) = match &figure.subject {
            Subject::Category(id) => match (id.0.as_str(), figure.area.0.as_str(), when) {
                ("ran", "torget", 2024) => (200.0, Unit::Antal),
                ("ran", "torget", 2025) => (150.0, Unit::Antal),
                ("ran", "staden", 2024) => (1000.0, Unit::Antal),
                ("ran", "staden", 2025) => (1200.0, Unit::Antal),
                ("ran", "parken", 2025) => (175.0, Unit::Antal),
                ("ran", "kajen", 2025) => (0.0, Unit::Antal),
                ("ran", "gränden", 2025) => return Err(Missing::Suppressed),
                ("ran", "torget", 2019) => return Err(Missing::NotExtracted),
                _ => return Err(Missing::NoData),
            },
            Subject::Indicator { .. } => match when {
                2024 => (8.0, Unit::Procent),
                2025 => (8.3, Unit::Procent),
                _ => return Err(Missing::NoData),
            },
        };
        Ok(Value { number, unit })
    }
}

pub(super) fn share() -> Reference {
    let measure = Measure::ShareOf { subject: None, area: Some(AreaId("staden".into())) };
    Reference { figure: figure("ran", "torget", 2025), measure }
}

pub(super) fn change() -> Reference {
    let measure = Measure::ChangeFrom { period: year(2024) };
    Reference { figure: figure("ran", "torget", 2025), measure }
}

/// A statement whose numbers are tied in the order of the text; `None` ties nothing.
pub(super) fn statement(id: u32, text: &str, to: &[Option<To>]) -> Statement {
    let found = find_quantities(text);
    assert_eq!(found.len(), to.len(), "{text}: {found:?}");
    let ties = found
        .iter()
        .zip(to)
        .filter_map(|(found, to)| Some(Tie { span: found.span, to: to.clone()? }));
    Statement::checked(StatementId(id), text, ties.collect()).expect("a statement")
}

pub(super) fn tied(reference: Reference) -> Option<To> {
    Some(To::Reference(reference))
}

pub(super) fn area(name: &str) -> SectionKey {
    SectionKey::Area(AreaId(name.into()))
}

pub(super) fn section(
    key: SectionKey,
    statements: Vec<Statement>,
    judged: Option<Judged>,
) -> Section {
    Section { key, statements, judged }
}

/// One section about the square that says `words`, and a place.
pub(super) fn content(words: &str) -> Content {
    let statements = vec![statement(1, words, &vec![None; find_quantities(words).len()])];
    let sections = vec![section(area("torget"), statements, None)];
    let places = vec![PlaceId("plats-1".into())];
    Content::checked(Parts { sections, places, ..Parts::default() }).expect("content")
}

pub(super) fn draft<S: OfSide>(words: &str) -> Draft<S> {
    Draft::new(&key(), content(words))
}

pub(super) fn dossier(id: &str) -> Dossier {
    Dossier {
        id: LagesbildId(id.into()),
        agreement: "norra-innerstaden".into(),
        parties: parties(),
        period: year(2025),
        previous: None,
        by: signer(Side::Polis),
        at: at(0),
    }
}

pub(super) fn new() -> Lagesbild {
    Lagesbild::new(dossier("l-1")).expect("new")
}

pub(super) const WARNED: Warning = Warning::NormallyPublicThere;

/// Both have handed over.
pub(super) fn together(polis: &str, stad: &str) -> Lagesbild {
    let (p, s) = (signer(Side::Polis), signer(Side::Stad));
    new()
        .put_draft(draft::<Police>(polis), p.clone(), at(1))
        .and_then(|it| it.put_draft(draft::<City>(stad), s.clone(), at(2)))
        .and_then(|it| it.hand_over(WARNED, p, at(3)))
        .and_then(|it| it.hand_over(WARNED, s, at(4)))
        .expect("put together")
}

pub(super) fn body() -> SteeringBody {
    SteeringBody {
        id: "chefsamrad".into(),
        agreement: "norra-innerstaden".into(),
        validity: Validity {
            valid_from: Some(date(2026, 1, 1)),
            valid_to: Some(date(2026, 12, 31)),
        },
    }
}

pub(super) fn text(words: &str) -> CleanText {
    CleanText::checked("text", words, 1, 1000).expect("a text")
}

pub(super) fn passed(it: &Lagesbild) -> Passed {
    let document = it.document().expect("a document");
    Judgement::of(document, &Known, DataVersion(7)).passed().expect("nothing stands in the way")
}

pub(super) fn decision(side: Side, passed: Passed) -> Decision {
    let signature =
        OneChief::sign(&signatory(side, true), text("Beslutas."), at(9)).expect("a chief");
    let diarienummer = match side {
        Side::Polis => "A015.194/2026",
        Side::Stad => "540/2026",
    };
    Decision {
        signature,
        diarienummer: Diarienummer::checked(diarienummer).expect("a number"),
        body: body(),
        on: date(2026, 6, 10),
        passed,
    }
}

/// Decided by both.
pub(super) fn decided(it: Lagesbild) -> Lagesbild {
    let passed = passed(&it);
    it.sign(decision(Side::Polis, passed.clone()), at(9))
        .and_then(|it| it.sign(decision(Side::Stad, passed), at(10)))
        .expect("decided")
}
