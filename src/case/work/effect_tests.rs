//! How the effect will be told is said by both, before they know.

use super::{
    effect::EffectPlan,
    tests::{measure, now, put_measure, put_template, samordnare, text},
    *,
};
use crate::{
    analysis::{
        places::HotspotPlace,
        run::{Correction, Expectation, Gate, LatticeSpec, RunParameters},
    },
    area::{AreaId, LonLat},
    case::{
        evidence::{Finding, RunEvidence},
        extension::tests::extension,
        opening::tests::{dialogue, opened_case, opened_on},
    },
    incident::{DataVersion, Fingerprint, Period},
};
use jiff::civil::date;

/// A run that chose the place by the first months of 2026.
fn run() -> Finding {
    let place = HotspotPlace {
        rank: 1,
        key: "p-1".into(),
        name: "Blekholmsterrassen".into(),
        cells: vec![3, 4],
        lone_cell: false,
        geometry: geo_types::MultiPolygon(vec![]),
        label_at: LonLat { lon: 18.06, lat: 59.33 },
        area_km2: 0.03,
        n: 19,
        expected: 6.0,
        excess: 13.0,
        ratio: 19.0 / 6.0,
        ratio_95: (1.9, 4.9),
        z: Some(4.0),
        p_adjusted_min: 0.001,
        share_of_incidents: 0.01,
        week_hours: vec![],
        months: vec![],
        categories: vec![],
        areas: vec![],
        stable_in: None,
        stability: vec![],
        trend: None,
    };
    let parameters = RunParameters {
        categories: vec![],
        period: Period { from: date(2026, 1, 1), to: date(2026, 3, 31) },
        study_area: AreaId("kommun:0180".into()),
        lattice: LatticeSpec::H3(10),
        ring: 1,
        expectation: Expectation::Land,
        gate: Gate::Default,
        correction: Correction::Bh,
        alpha: 0.05,
        min_ratio: 1.5,
        min_count: 10,
        max_place_km2: 0.15,
        stability: false,
    };
    Finding::Run(Box::new(RunEvidence {
        run: "hs-1".into(),
        result_fingerprint: Fingerprint("f".into()),
        parameters,
        data_version: DataVersion(1),
        data_to: None,
        method_version: 1,
        code_version: "0.1.0".into(),
        synthetic: true,
        guard_rails: vec![],
        place,
    }))
}

/// A case whose second piece of evidence is a run.
pub(super) fn with_run() -> Case {
    opened_on(vec![dialogue("nämnd i dialog"), run()])
}

/// Counted from the first measure; the verdict is the day after the last.
pub(super) fn plan(evidence: u16, to: Date) -> EffectPlan {
    EffectPlan {
        evidence,
        from: date(2026, 6, 10),
        to,
        verdict_on: to.tomorrow().expect("a day"),
        ring: 1,
        control_without_ring: false,
        control: vec!["8a08866".into()],
        control_why: text("Samma slags torg, samma nivå och trend"),
    }
}

fn planned(plan: EffectPlan) -> What {
    What::EffectPlanned { plan: Box::new(plan) }
}

/// With a measure from 10 June 2026.
fn measured(work: Work) -> Work {
    let work = by(work, Side::Stad, put_template(&["Trafikkontoret"]), 6).expect("a template");
    let of = measure(None, Whose::Deltagare, "Trafikkontoret");
    by(work, Side::Stad, put_measure(1, of), 6).expect("a measure")
}

pub(super) fn by(work: Work, side: Side, what: What, day: i64) -> Result<Work, Refusal> {
    let seen = work.last_change(what.object());
    work.change(&samordnare(side), what, seen, now(day))
}

/// With a plan that one party put forward on 7 June 2026 and the other agreed to on the 8th.
pub(super) fn both_agreed(plan: EffectPlan) -> Work {
    let work = by(measured(Work::new(with_run())), Side::Stad, planned(plan), 7).expect("a plan");
    by(work, Side::Polis, What::EffectPlanAgreed, 8).expect("agreed")
}

const END: Date = date(2026, 12, 9);

#[test]
fn a_plan_holds_when_the_other_party_has_agreed_to_it() {
    let work = by(measured(Work::new(with_run())), Side::Stad, planned(plan(2, END)), 7).unwrap();
    assert!(work.standing().effect.agreed.is_none());
    let own = by(work.clone(), Side::Stad, What::EffectPlanAgreed, 7);
    assert_eq!(own, Err(Refusal::EffectOwnPlan));
    let both = by(work, Side::Polis, What::EffectPlanAgreed, 8).unwrap();
    let effect = &both.standing().effect;
    let agreed = effect.agreed.as_ref().expect("agreed");
    assert_eq!((&agreed.proposed.plan, agreed.by.side), (&plan(2, END), Side::Polis));
    assert!(effect.waiting.is_none());
    assert_eq!(by(both, Side::Polis, What::EffectPlanAgreed, 8), Err(Refusal::NoProposal));
}

#[test]
fn who_agrees_has_seen_the_plan_that_waits() {
    let work = by(measured(Work::new(with_run())), Side::Stad, planned(plan(2, END)), 7).unwrap();
    let seen = work.last_change(Object::Effect);
    let other = EffectPlan { ring: 2, ..plan(2, END) };
    let work = by(work, Side::Stad, planned(other), 7).unwrap();
    let agreed = work.change(&samordnare(Side::Polis), What::EffectPlanAgreed, seen, now(8));
    assert_eq!(agreed, Err(Refusal::ChangedSince));
}

#[test]
fn a_plan_is_made_anew_by_both_until_its_time_has_run_out() {
    let short = plan(2, date(2026, 7, 10));
    let work = both_agreed(short.clone());
    let again = by(work, Side::Polis, planned(plan(2, END)), 8).unwrap();
    // What both said holds until both say something else.
    let effect = &again.standing().effect;
    assert_eq!(effect.agreed.as_ref().map(|one| &one.proposed.plan), Some(&short));
    let later = by(again.clone(), Side::Stad, What::EffectPlanAgreed, 9).unwrap();
    let holds = later.standing().effect.agreed.as_ref().map(|one| &one.proposed.plan);
    assert_eq!(holds, Some(&plan(2, END)));
    // On 11 July it is known what happened until the 10th.
    let late = by(again.clone(), Side::Stad, What::EffectPlanAgreed, 40);
    assert_eq!(late, Err(Refusal::EffectPlanHolds));
    let late = by(again, Side::Stad, planned(plan(2, END)), 40);
    assert_eq!(late, Err(Refusal::EffectPlanHolds));
}

#[test]
fn a_plan_that_cannot_be_followed_is_refused_by_name() {
    let tried =
        |plan: EffectPlan| by(measured(Work::new(with_run())), Side::Stad, planned(plan), 7);
    let is = |plan: EffectPlan, refusal: Refusal| assert_eq!(tried(plan), Err(refusal));
    assert!(tried(plan(2, END)).is_ok());
    // A conversation is no run, and there is no third piece.
    is(plan(1, END), Refusal::EffectWithoutRun);
    is(plan(3, END), Refusal::EffectWithoutRun);
    is(EffectPlan { control: vec![], ..plan(2, END) }, Refusal::EffectWithoutControl);
    is(EffectPlan { ring: 6, ..plan(2, END) }, Refusal::TooMuch);
    is(EffectPlan { from: date(2026, 6, 11), ..plan(2, END) }, Refusal::BadDays);
    is(plan(2, date(2026, 6, 9)), Refusal::BadDays);
    is(EffectPlan { verdict_on: END, ..plan(2, END) }, Refusal::BadDays);
    let without = by(Work::new(with_run()), Side::Stad, planned(plan(2, END)), 7);
    assert_eq!(without, Err(Refusal::EffectWithoutMeasure));
    let no_run = by(measured(Work::new(opened_case())), Side::Stad, planned(plan(1, END)), 7);
    assert_eq!(no_run, Err(Refusal::EffectWithoutRun));
}

#[test]
fn the_baseline_is_the_24_months_before_the_days_that_chose_the_place() {
    let work = measured(Work::new(with_run()));
    let runs = work.effect_runs();
    assert_eq!(runs.iter().map(|(no, _)| *no).collect::<Vec<_>>(), [2]);
    let baseline = effect::baseline(runs[0].1).expect("a period");
    assert_eq!((baseline.from, baseline.to), (date(2024, 1, 1), date(2025, 12, 31)));
}

#[test]
fn what_was_assessed_for_a_later_ground_is_not_what_the_effect_is_told_of() {
    let extended = Work::new(with_run());
    let extended =
        extended.extend(&samordnare(Side::Stad), extension(1, 6), now(6)).expect("extended");
    let later = by(measured(extended), Side::Stad, planned(plan(2, END)), 7);
    // The measure of 10 June began on the second ground, the run was of the first.
    assert_eq!(later, Err(Refusal::EffectWithoutRun));
}
