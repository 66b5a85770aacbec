//! No sequence of acts by anybody lets one party sign for the other.

use super::*;
use crate::{
    case::{
        assessment::{Answer, OneSide, Verdict, motive},
        evidence::{Finding, Observation, ObservationKind},
        number::Diarienummer,
        opening::{Assessed, Case, CaseNumber, Identifierad, No, OpeningId, SupersededAct},
        party::{Party, Side, User},
        place::{Place, PlaceGeometry},
    },
    incident::{Fingerprint, PartyId},
};
use jiff::{SignedDuration, Timestamp, civil::date};
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Act {
    Assess { ja: bool, shown_now: bool },
    Withdraw,
    Close,
    AddEvidence,
}

#[derive(Debug, Clone)]
struct Step {
    actor: usize,
    act: Act,
    hours: i64,
}

fn parties() -> Parties {
    Parties { polis: PartyId("polis".into()), stad: PartyId("stad".into()) }
}

fn here() -> AreaId {
    AreaId("stadsdelsomrade/har".into())
}

/// Everyone who could try: all roles at both parties (also those that do not belong there), the
/// same roles at a foreign party of each side, all answering for the place; then samordnare of the two
/// who answer for other ground, and deputies of both parties: some as they should be, some with a
/// delegation that no party may give.
fn everyone() -> Vec<Actor> {
    let someone = |name: &str, party: &str, side, role, areas: &[AreaId], lent: &[Deputyship]| {
        let party = Party { id: PartyId(party.into()), name: party.into(), side };
        let user = User {
            id: format!("{name}@{}", party.id.0),
            login: format!("{name}@{}", party.id.0),
            function: name.into(),
            party: party.id.clone(),
            role,
            disabled: false,
        };
        let capacity = Capacity::User { areas: areas.to_vec(), deputy_for: lent.to_vec() };
        Actor { user, party, capacity, partners: vec![] }
    };
    let mut everyone = Vec::new();
    for (id, side) in [
        ("polis", Side::Polis),
        ("stad", Side::Stad),
        ("polis-2", Side::Polis),
        ("stad-2", Side::Stad),
    ] {
        for role in Role::ALL {
            everyone.push(someone(role.as_str(), id, side, role, &[here()], &[]));
        }
    }
    let there = [AreaId("stadsdelsomrade/dar".into())];
    let lent = |role: Role, areas: &[AreaId]| {
        let function = role.as_str().into();
        Deputyship {
            delegation: "d-1".into(),
            role,
            function,
            areas: areas.to_vec(),
            last_day: jiff::civil::date(2026, 12, 31),
        }
    };
    for (id, side, samordnare, other) in [
        ("polis", Side::Polis, Role::Kommunpolis, Role::Stadsdelsdirektor),
        ("stad", Side::Stad, Role::Trygghetssamordnare, Role::Lokalpolisomradeschef),
    ] {
        let right = lent(samordnare, &[here()]);
        everyone.push(someone(
            "deputy",
            id,
            side,
            Role::Analytiker,
            &[],
            std::slice::from_ref(&right),
        ));
        everyone.push(someone("elsewhere", id, side, samordnare, &there, &[]));
        let astray = lent(samordnare, &there);
        everyone.push(someone("deputy-astray", id, side, Role::Lasare, &[here()], &[astray]));
        let crossed = lent(other, &[here()]);
        everyone.push(someone("crossed", id, side, Role::Analytiker, &[here()], &[crossed]));
        everyone.push(someone("admin", id, side, Role::Administrator, &[here()], &[right]));
    }
    let mut system = someone("system", "polis", Side::Polis, Role::Kommunpolis, &[], &[]);
    system.capacity = Capacity::System(ReleaseLevel::Intern);
    everyone.push(system);
    everyone
}

fn agreement() -> Agreement {
    let (parties, validity) = (parties(), crate::area::Validity::default());
    Agreement { id: "a".into(), name: "A".into(), parties, areas: vec![], validity }
}

fn finding() -> Finding {
    let on = date(2026, 5, 20);
    let kind = ObservationKind::Felanmalan;
    Finding::Observation(Observation::checked(kind, "Belysning", on, "", Some(3)).unwrap())
}

fn start() -> Timestamp {
    "2026-06-01T08:00:00Z".parse().unwrap()
}

fn identified() -> Opening {
    let by = signer(&everyone()[0]);
    let point = PlaceGeometry::Point(geo_types::Point::new(18.06, 59.33));
    let mut place = Place::checked("Torget", point, &[], date(2026, 6, 1)).unwrap();
    place.areas = vec![(here(), 1.0)];
    let id = OpeningId("o-1".into());
    let found = vec![finding()];
    let state = Identifierad::new(id, "a".into(), parties(), place, by, found, start()).unwrap();
    Opening::Identifierad(state)
}

/// What somebody really did, as the test saw it.
#[derive(Debug, Clone, PartialEq)]
struct Deed {
    user: String,
    party: PartyId,
    ja: bool,
    at: Timestamp,
}

struct World {
    opening: Opening,
    case: Option<Case>,
    now: Timestamp,
    deeds: Vec<Deed>,
}

impl World {
    /// As the verbs do it: policy first, then the pure act; a refusal changes nothing.
    fn attempt(&mut self, actor: &Actor, act: &Act) -> Result<(), ()> {
        if !may_see_opening(actor, &self.opening) {
            return Err(());
        }
        let areas = self.opening.dossier().place.area_ids();
        let on = Ground { areas: &areas, relations: &[], day: date(2026, 6, 1) };
        let (opening, now) = (self.opening.clone(), self.now);
        let why = motive("därför att det behövs").unwrap();
        match act {
            Act::Assess { ja, shown_now } => {
                let by = signatory(actor, Action::Assess, &agreement(), &on).map_err(drop)?;
                let diarienummer = Diarienummer::checked("540/2015").unwrap();
                let verdict = match ja {
                    true => Verdict::Ja { diarienummer },
                    false => Verdict::Nej { diarienummer: None },
                };
                let shown = match shown_now {
                    true => opening.fingerprint(),
                    false => Fingerprint::of(b"something else"),
                };
                let answer = Answer { verdict, motive: why, shown, additions: vec![finding()] };
                match opening.assess(&by, answer, now).map_err(drop)? {
                    Assessed::Standing(opening) => self.opening = opening,
                    Assessed::BothYes(both) => {
                        let number = CaseNumber { year: 2026, number: 1 };
                        let (case, opened) = both.open(number).map_err(drop)?;
                        (self.opening, self.case) = (Opening::Oppnad(opened), Some(case));
                    }
                }
                self.deeds.push(Deed {
                    user: actor.user.id.clone(),
                    party: actor.party.id.clone(),
                    ja: *ja,
                    at: now,
                });
            }
            Act::Withdraw => {
                let by = signatory(actor, Action::Assess, &agreement(), &on).map_err(drop)?;
                self.opening = opening.withdraw(&by, why, now).map_err(drop)?;
            }
            Act::Close => {
                let close = Action::CloseUnanswered;
                let by = signatory(actor, close, &agreement(), &on).map_err(drop)?;
                self.opening = opening.close(&by, why, now).map_err(drop)?;
            }
            Act::AddEvidence => {
                let by = signer_of(actor, Action::AddEvidence, &on).map_err(drop)?;
                self.opening = opening.add_evidence(finding(), &by, now).map_err(drop)?;
            }
        }
        Ok(())
    }

    /// Every signature anywhere was really made by a user of its own side's party, in that role.
    fn holds(&self) {
        let superseded = self.opening.dossier().superseded.iter();
        let taken_back = superseded.filter_map(|s| match &s.what {
            SupersededAct::Assessment(one) => Some(one.clone()),
            SupersededAct::Closing(_) => None,
        });
        let all: Vec<OneSide> = self.opening.assessments().into_iter().chain(taken_back).collect();
        for one in &all {
            let record = one.record();
            assert_eq!(&record.signer.party, parties().of(one.side()));
            assert_eq!(record.signer.side, one.side());
            let deed = Deed {
                user: record.signer.user.clone(),
                party: parties().of(one.side()).clone(),
                ja: record.verdict.is_ja(),
                at: record.at,
            };
            assert!(self.deeds.contains(&deed), "{deed:?} was never done");
        }
        match (&self.opening, &self.case) {
            (Opening::Oppnad(opened), Some(case)) => {
                let (police, city) = (case.police.record(), case.city.record());
                assert!(police.verdict.is_ja() && city.verdict.is_ja());
                assert_ne!(police.signer.party, city.signer.party);
                assert_eq!(police.evidence, city.evidence);
                assert!(case.evidence.is_intact(opened.dossier.about()));
                assert_eq!(opened.case, case.number);
            }
            (Opening::Avbojd(ended), None) => match &ended.decision {
                No::Party { no, .. } => assert!(!no.record().verdict.is_ja()),
                No::Chefsamrad { police, city, .. } => {
                    assert_eq!(police.signer().user, "lokalpolisomradeschef@polis");
                    assert_eq!(city.signer().user, "stadsdelsdirektor@stad");
                }
            },
            (Opening::Oppnad(_), None) | (_, Some(_)) => panic!("a case without its opening"),
            _ => {}
        }
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let act = prop_oneof![
        4 => (prop::bool::weighted(0.8), prop::bool::weighted(0.9))
            .prop_map(|(ja, shown_now)| Act::Assess { ja, shown_now }),
        2 => Just(Act::Withdraw),
        2 => Just(Act::Close),
        1 => Just(Act::AddEvidence),
    ];
    // Half of the attempts are made by the few who could succeed, so that sequences get somewhere.
    let n = everyone().len();
    let few = prop::sample::select(few());
    let actor = prop_oneof![few, 0..n];
    let step = (actor, act, 0..400i64).prop_map(|(actor, act, hours)| Step { actor, act, hours });
    prop::collection::vec(step, 1..24)
}

/// 2 000 sequences; all ends must have been reached, so that the claim is not empty.
#[test]
fn no_sequence_of_acts_lets_one_party_sign_for_the_other() {
    let config = ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() };
    let ends = std::cell::RefCell::new(std::collections::BTreeMap::new());
    let ran = proptest::test_runner::TestRunner::new(config).run(&steps(), |steps| {
        let everyone = everyone();
        let mut world =
            World { opening: identified(), case: None, now: start(), deeds: Vec::new() };
        for step in steps {
            world.now += SignedDuration::from_hours(step.hours);
            let actor = &everyone[step.actor];
            let before = world.opening.clone();
            let done = world.attempt(actor, &step.act).is_ok();
            if !done || !FEW.contains(&actor.user.id.as_str()) {
                prop_assert_eq!(&world.opening, &before, "{} changed it", actor.user.id);
            }
            world.holds();
        }
        let end = match &world.opening {
            Opening::Avbojd(ended) if matches!(ended.decision, No::Chefsamrad { .. }) => "closed",
            other => other.state(),
        };
        *ends.borrow_mut().entry(end).or_insert(0) += 1;
        Ok(())
    });
    if let Err(error) = ran {
        panic!("{error}");
    }
    println!("ends of the sequences: {:?}", ends.borrow());
    assert!(ends.borrow().len() >= 5, "too few ends: {:?}", ends.borrow());
    assert!(ends.borrow().get("oppnad").is_some_and(|n| *n >= 50));
}

/// Those who sign.
const FEW: [&str; 6] = [
    "kommunpolis@polis",
    "lokalpolisomradeschef@polis",
    "trygghetssamordnare@stad",
    "stadsdelsdirektor@stad",
    "deputy@polis",
    "deputy@stad",
];

/// Their places in [`everyone`].
fn few() -> Vec<usize> {
    let everyone = everyone();
    let at = |id: &&str| everyone.iter().position(|actor| actor.user.id == *id).unwrap();
    FEW.iter().map(at).collect()
}

#[test]
fn a_deputy_signs_as_a_deputy_and_an_administrator_not_even_then() {
    let mut world = World { opening: identified(), case: None, now: start(), deeds: Vec::new() };
    let everyone = everyone();
    let by = |id: &str| everyone.iter().find(|actor| actor.user.id == id).unwrap();
    let yes = Act::Assess { ja: true, shown_now: true };
    assert!(world.attempt(by("admin@polis"), &yes).is_err());
    world.attempt(by("deputy@polis"), &yes).unwrap();
    let [one] = &world.opening.assessments()[..] else { panic!("one assessment") };
    let signer = &one.record().signer;
    assert_eq!(signer.function, "deputy, ersättare för kommunpolis");
    assert_eq!(signer.delegation.as_deref(), Some("d-1"));
    // A party has one word, whoever says it.
    assert!(world.attempt(by("kommunpolis@polis"), &yes).is_err());
    world.attempt(by("deputy@stad"), &yes).unwrap();
    assert!(world.case.is_some());
}
