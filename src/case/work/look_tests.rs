//! Looks are kept, one of them is the verdict, and nobody judges otherwise without a reason.

use super::*;
use crate::{
    analysis::effect::{
        dispersion::Spread,
        parameters::Against,
        power::power_before_start,
        ratio::ratio_of_ratios,
        two_counts::TwoCounts,
        verdict::{Grounds, verdict},
        wdd::{Design, Series, displacement, wdd},
    },
    case::{
        party::Side,
        work::{
            Case, Work,
            effect_tests::{both_agreed, by, plan},
            step::What,
            tests::{follow_up, text},
        },
    },
};
use jiff::civil::date;

/// The last day of the plan's after period; the verdict is the day after.
const LAST: Date = date(2026, 7, 10);

/// Before and after in the place, its control and the ring, over equally many days.
fn counted(preliminary: bool, [place, control, ring]: [(u64, u64); 3]) -> Comparison {
    let plain = |(before, after)| Series::plain(before, after, 1.0);
    let spread = Spread::POISSON;
    let (place, control) = (plain(place), plain(control));
    let ring = plain(ring);
    let design = Design { place, control: Some(control), ring: Some(ring), control_ring: None };
    let (difference, moved) = (wdd(&design, &spread), displacement(&design, &spread));
    let grounds = |difference, has_control| Grounds {
        difference,
        has_control,
        expected: place.scaled + control.scaled,
        unlike_levels: None,
        must_agree: None,
        preliminary,
    };
    let displacement_verdict = moved.as_ref().map(|moved| verdict(&grounds(moved, false)));
    Comparison {
        against: Against::Baseline,
        w: 1.0,
        like_seasons: true,
        days: (183, 183),
        two_counts: TwoCounts::of(place.before, 183.0, place.after, 183.0),
        power: power_before_start(place.scaled, 1.0, 1.0),
        ratio: ratio_of_ratios(&place, &control, &spread),
        verdict: verdict(&grounds(&difference, true)),
        displacement_verdict,
        wdd: difference,
        displacement: moved,
        design,
    }
}

/// What is counted until a day, and whether somebody looks before the verdict's.
pub(in crate::case::work) fn look(to: Date, preliminary: bool, counts: [(u64, u64); 3]) -> Look {
    let one = counted(preliminary, counts);
    Look {
        run: "run-1".into(),
        result_fingerprint: Fingerprint(format!("{to}{preliminary}{counts:?}")),
        data_version: DataVersion(1),
        after: Period { from: date(2026, 6, 10), to },
        shrunk_wdd: None,
        verdict: one.verdict.clone(),
        displacement_verdict: one.displacement_verdict.clone(),
        comparisons: vec![one],
    }
}

fn looked(look: Look) -> What {
    What::EffectLooked { look: Box::new(look) }
}

/// Counts of the walk-through.
const KNOWN: [(u64, u64); 3] = [(38, 24), (41, 39), (15, 17)];

/// A fall that is beyond doubt.
const FELL: [(u64, u64); 3] = [(100, 20), (100, 100), (15, 15)];

/// With a plan that both have agreed to on 8 June 2026.
fn agreed() -> Work<Case> {
    both_agreed(plan(2, LAST))
}

/// Day 40 is that of the verdict.
fn with_verdict(counts: [(u64, u64); 3]) -> Work<Case> {
    by(agreed(), Side::Polis, looked(look(LAST, false, counts)), 40).expect("the verdict")
}

#[test]
fn the_figures_of_the_walk_through_cannot_be_decided() {
    let work = with_verdict(KNOWN);
    let verdict = work.standing().effect.verdict().expect("the verdict");
    let one = &verdict.look.comparisons[0];
    let of = |difference: &Difference| {
        let (lower, upper) = difference.interval.expect("counted");
        [difference.estimate, lower, upper].map(f64::round)
    };
    assert_eq!(of(&one.wdd), [-10.0, -36.0, 16.0]);
    assert_eq!(of(one.displacement.as_ref().expect("a ring")), [2.0, -9.0, 13.0]);
    let ratio = one.ratio.as_ref().expect("a control");
    let ratio = [ratio.ratio, ratio.interval.0, ratio.interval.1].map(|v| (v * 100.0).round());
    assert_eq!(ratio, [66.0, 34.0, 130.0]);
    let shown = [one.power.smallest_observed, one.power.true_at_80];
    assert_eq!(shown.map(|share| share.map(|s| (s * 100.0).round())), [Some(59.0), Some(81.0)]);
    assert_eq!(verdict.look.verdict.said, Said::GarInteAttAvgora);
    let moved = verdict.look.displacement_verdict.as_ref().expect("a ring");
    assert_eq!(moved.said, Said::GarInteAttAvgora);
}

#[test]
fn a_look_is_preliminary_until_the_day_has_come_and_the_counts_are_all_there() {
    let early = by(agreed(), Side::Stad, looked(look(date(2026, 6, 20), true, KNOWN)), 20);
    let early = early.expect("an early look");
    assert!(early.standing().effect.verdict().is_none());
    // The day has come, the counts have not.
    let late = by(early.clone(), Side::Stad, looked(look(date(2026, 6, 30), true, KNOWN)), 41);
    assert!(late.expect("a late look").standing().effect.verdict().is_none());
    let tried = |to: Date, preliminary: bool, day: i64| {
        by(early.clone(), Side::Stad, looked(look(to, preliminary, FELL)), day)
    };
    assert_eq!(tried(date(2026, 6, 30), false, 41), Err(Refusal::BadDays));
    assert_eq!(tried(LAST, false, 39), Err(Refusal::BadDays));
    assert_eq!(tried(LAST, true, 41), Err(Refusal::BadDays));
    assert_eq!(tried(date(2026, 7, 11), false, 41), Err(Refusal::BadDays));
    assert!(tried(LAST, false, 41).is_ok());
}

#[test]
fn there_is_one_verdict_and_no_plan_after_a_look() {
    let work = with_verdict(KNOWN);
    let again = by(work.clone(), Side::Stad, looked(look(LAST, false, FELL)), 50);
    assert_eq!(again, Err(Refusal::EffectVerdictGiven));
    let unplanned = Work::new(work.subject().clone());
    let unplanned = by(unplanned, Side::Stad, looked(look(LAST, false, KNOWN)), 41);
    assert_eq!(unplanned, Err(Refusal::EffectNotPlanned));

    let early = looked(look(date(2026, 6, 12), true, KNOWN));
    let new = What::EffectPlanned { plan: Box::new(plan(2, date(2026, 8, 31))) };
    let waiting = by(agreed(), Side::Stad, new.clone(), 9).expect("a new plan");
    let work = by(waiting, Side::Stad, early.clone(), 12).expect("a look");
    // What waited is not agreed to by somebody who has seen the counts, nor put forward again.
    assert_eq!(by(work.clone(), Side::Polis, What::EffectPlanAgreed, 12), Err(Refusal::NoProposal));
    assert_eq!(by(work.clone(), Side::Stad, new, 12), Err(Refusal::EffectPlanHolds));
    assert_eq!(by(work, Side::Polis, early, 12), Err(Refusal::EffectNothingNew));
}

/// A judgement of the plan's days.
fn judged(effekt: Effekt, look: Option<u32>, avvikelse: Option<&str>) -> What {
    let days = (date(2026, 6, 10), date(2026, 7, 10));
    let avvikelse = avvikelse.map(text);
    let follow_up = FollowUp { from: days.0, to: days.1, effekt, look, avvikelse, ..follow_up() };
    What::FollowedUp { follow_up: Box::new(follow_up) }
}

#[test]
fn whoever_judges_otherwise_than_what_was_counted_says_why() {
    use super::super::tests::call;
    let called = |work: Work<Case>, day: i64| {
        let call = What::MeetingCalled { no: 1, call: call(date(2026, 7, 20)) };
        by(work, Side::Stad, call, day).expect("a meeting")
    };
    let tried = |counts, effekt, avvikelse: Option<&str>| {
        by(called(with_verdict(counts), 42), Side::Stad, judged(effekt, None, avvikelse), 42)
    };
    let silent = Err(Refusal::EffectAgainstVerdict);
    assert_eq!(tried(KNOWN, Effekt::Battre, None), silent);
    assert_eq!(tried(KNOWN, Effekt::Oforandrat, None), silent);
    assert_eq!(tried(FELL, Effekt::GarInteAttAvgora, None), silent);
    assert!(tried(KNOWN, Effekt::GarInteAttAvgora, None).is_ok());
    assert!(tried(FELL, Effekt::Battre, None).is_ok());
    let said = tried(KNOWN, Effekt::Battre, Some("Boende och butiker säger att det är lugnare"));
    let kept = said.expect("with a reason");
    assert!(kept.standing().follow_ups[0].follow_up.avvikelse.is_some());

    // Before the verdict it is held against the look that it rests on, if any.
    let early = by(agreed(), Side::Stad, looked(look(date(2026, 7, 1), true, KNOWN)), 32);
    let early = called(early.expect("a look"), 32);
    let on = |look, day| by(early.clone(), Side::Polis, judged(Effekt::Battre, look, None), day);
    assert_eq!(on(Some(1), 41), silent);
    assert_eq!(on(Some(2), 41), Err(Refusal::NoSuchObject));
    assert!(on(None, 41).is_ok());
}
