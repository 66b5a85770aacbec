//! No sequence of acts by anybody lets one party sign for the other.

use super::*;
use crate::{
    case::{
        assessment::{Answer, OneSide, Verdict, motive},
        evidence::{Finding, Observation, ObservationKind},
        number::Diarienummer,
        opening::{Assessed, Case, CaseNumber, Identifierad, No, OpeningId, SupersededAct},
        party::{Parties, Party, Side, User},
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

/// Everyone who could try: all roles at both parties (also those that do not belong there), and
/// the same roles at a foreign party of each side.
fn everyone() -> Vec<Actor> {
    let mut everyone = Vec::new();
    for (id, side) in [
        ("polis", Side::Polis),
        ("stad", Side::Stad),
        ("polis-2", Side::Polis),
        ("stad-2", Side::Stad),
    ] {
        for role in Role::ALL {
            let party = Party { id: PartyId(id.into()), name: id.into(), side };
            let user = User {
                id: format!("{}@{id}", role.as_str()),
                login: format!("{}@{id}", role.as_str()),
                function: role.as_str().into(),
                party: party.id.clone(),
                role,
                disabled: false,
            };
            everyone.push(Actor { user, party });
        }
    }
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
    let place = Place::checked("Torget", point, &[], date(2026, 6, 1)).unwrap();
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
        let day = date(2026, 6, 1);
        let (opening, now) = (self.opening.clone(), self.now);
        let why = motive("därför att det behövs").unwrap();
        match act {
            Act::Assess { ja, shown_now } => {
                may(actor, Action::Assess).map_err(drop)?;
                let by = signatory(actor, &agreement(), day).map_err(drop)?;
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
                may(actor, Action::Assess).map_err(drop)?;
                let by = signatory(actor, &agreement(), day).map_err(drop)?;
                self.opening = opening.withdraw(&by, why, now).map_err(drop)?;
            }
            Act::Close => {
                may(actor, Action::CloseUnanswered).map_err(drop)?;
                let by = signatory(actor, &agreement(), day).map_err(drop)?;
                self.opening = opening.close(&by, why, now).map_err(drop)?;
            }
            Act::AddEvidence => {
                may(actor, Action::AddEvidence).map_err(drop)?;
                let by = signer(actor);
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
                assert!(case.evidence.is_intact(&case.opening, &case.place));
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
    let few = prop::sample::select(vec![0usize, 2, 9, 11]);
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

/// Those who sign, by their place in [`everyone`].
const FEW: [&str; 4] = [
    "kommunpolis@polis",
    "lokalpolisomradeschef@polis",
    "trygghetssamordnare@stad",
    "stadsdelsdirektor@stad",
];

#[test]
fn the_four_who_may_sign_are_where_the_strategy_looks_for_them() {
    let everyone = everyone();
    assert_eq!([0, 2, 9, 11].map(|i: usize| everyone[i].user.id.clone()), FEW);
}
