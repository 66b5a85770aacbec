use super::*;
use crate::{case::party::Side, incident::PartyId};
use jiff::{SignedDuration, civil::date};
use proptest::prelude::*;

fn parties() -> Parties {
    Parties { polis: PartyId("polis".into()), stad: PartyId("stad".into()) }
}

fn signer(side: Side) -> Signer {
    Signer {
        user: format!("user-{}", side.as_str()),
        function: "Samordnare".into(),
        party: parties().of(side).clone(),
        side,
        delegation: None,
    }
}

fn year() -> Year {
    Year::new("norra-innerstaden-2025".into(), parties())
}

/// A moment so many hours after the first.
fn hours(n: i64) -> Now {
    let first: Timestamp = "2026-03-02T08:00:00Z".parse().expect("a moment");
    let at = first + SignedDuration::from_hours(n);
    Now { at, on: at.to_zoned(jiff::tz::TimeZone::UTC).date() }
}

fn key(text: &str) -> InstanceKey {
    serde_json::from_value(text.into()).expect("a key")
}

fn done(of: &str, day: Date) -> YearAct {
    let reference = reference("Dnr 12/2026").expect("clean");
    let evidence = Evidence { kind: EvidenceKind::Document, reference };
    YearAct::Done { key: key(of), day, evidence, explanation: None }
}

#[test]
fn a_duty_is_done_once_and_on_a_day_that_has_been() {
    let (by, day) = (signer(Side::Stad), date(2026, 3, 1));
    let year = year().say(&by, done("lagesbild:2026-H1", day), hours(0)).expect("done");
    let twice = year.clone().say(&signer(Side::Polis), done("lagesbild:2026-H1", day), hours(1));
    assert_eq!(twice, Err(Refusal::DutyDone));
    let tomorrow = year.clone().say(&by, done("lagesbild:2026-H2", date(2026, 3, 3)), hours(1));
    assert_eq!(tomorrow, Err(Refusal::BadDays));
    let foreign = Signer { party: PartyId("annan".into()), ..by };
    assert_eq!(year.say(&foreign, done("tobak:2026:1", day), hours(1)), Err(Refusal::NotAParty));
}

#[test]
fn the_party_that_wrote_a_step_takes_it_back_within_a_day() {
    let (city, police) = (signer(Side::Stad), signer(Side::Polis));
    let act = done("lagesbild:2026-H1", date(2026, 3, 1));
    let year = year().say(&city, act.clone(), hours(0)).expect("done");
    let undo = |by: &Signer, no, at| year.clone().say(by, YearAct::Undone { no }, hours(at));
    assert_eq!(undo(&police, 1, 1), Err(Refusal::NotAParty));
    assert_eq!(undo(&city, 1, 25), Err(Refusal::TooLateToUndo));
    assert_eq!(undo(&city, 2, 1), Err(Refusal::NoSuchObject));
    assert_eq!(undo(&city, 0, 1), Err(Refusal::NoSuchObject));
    let back = undo(&city, 1, 1).expect("taken back");
    assert_eq!(back.left().count(), 0);
    assert_eq!(
        back.clone().say(&city, YearAct::Undone { no: 1 }, hours(2)),
        Err(Refusal::CannotBeUndone)
    );
    assert_eq!(
        back.clone().say(&city, YearAct::Undone { no: 2 }, hours(2)),
        Err(Refusal::CannotBeUndone)
    );
    assert!(back.say(&police, act, hours(2)).is_ok(), "it can be said anew");
}

#[test]
fn what_was_said_last_of_the_term_holds() {
    let by = signer(Side::Stad);
    let stated = |to| YearAct::AvsiktsforklaringStated { from: date(2024, 1, 1), to };
    let year = year()
        .say(&by, stated(date(2025, 12, 31)), hours(0))
        .and_then(|year| year.say(&by, stated(date(2028, 12, 31)), hours(1)))
        .and_then(|year| year.say(&by, YearAct::FirstChairStated { side: Side::Polis }, hours(2)))
        .and_then(|year| year.say(&by, YearAct::Consulted { day: date(2026, 3, 1) }, hours(3)))
        .expect("said");
    assert_eq!(year.avsiktsforklaring().and_then(|span| span.to), Some(date(2028, 12, 31)));
    assert_eq!(year.first_chair(), Some(Side::Polis));
    assert_eq!(year.consultations().collect::<Vec<_>>(), [date(2026, 3, 1)]);
    let backwards = stated(date(2023, 1, 1));
    assert_eq!(year.say(&by, backwards, hours(4)), Err(Refusal::BadDays));
}

fn acts() -> impl Strategy<Value = YearAct> {
    let keys = prop::sample::select(vec!["lagesbild:2026-H1", "tobak:2026:1", "tobak:2026:2"]);
    let day = prop::sample::select(vec![date(2026, 2, 1), date(2026, 3, 2), date(2026, 3, 9)]);
    prop_oneof![
        (keys.clone(), day.clone()).prop_map(|(of, day)| done(of, day)),
        keys.prop_map(|of| YearAct::Explained {
            key: key(of),
            text: explanation("Enkäten drog ut på tiden").expect("clean"),
        }),
        day.prop_map(|day| YearAct::Consulted { day }),
        (0u32..8).prop_map(|no| YearAct::Undone { no }),
    ]
}

proptest! {
    /// What was taken in is taken in again when it is replayed, and nothing is ever done twice.
    #[test]
    fn replay_gives_the_year(all in prop::collection::vec((acts(), any::<bool>(), 0i64..12), 0..20)) {
        let (mut year, mut at) = (year(), 0);
        for (act, city, apart) in all {
            at += apart;
            let by = signer(if city { Side::Stad } else { Side::Polis });
            if let Ok(after) = year.clone().say(&by, act, hours(at)) {
                prop_assert_eq!(after.version(), year.version() + 1);
                year = after;
            }
        }
        let stored: Vec<YearStep> = serde_json::from_str(
            &serde_json::to_string(year.steps()).expect("written"),
        ).expect("read");
        let again = Year::replayed(year.agreement().to_owned(), parties(), stored);
        prop_assert_eq!(again.as_ref(), Ok(&year));
        let keys = year.left().filter_map(|(_, step)| match &step.act {
            YearAct::Done { key, .. } => Some(key.clone()),
            _ => None,
        });
        let mut keys: Vec<InstanceKey> = keys.collect();
        let n = keys.len();
        keys.sort();
        keys.dedup();
        prop_assert_eq!(keys.len(), n);
    }
}
