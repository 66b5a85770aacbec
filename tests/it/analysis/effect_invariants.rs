//! What must not change an effect, and what degenerate input says.

use super::whole_run::{block, hexagons};
use jiff::civil::date;
use platssamverkan::{
    analysis::{
        effect::{
            assess::{EffectInput, EffectResult, assess},
            candidates::{Limits, Suggested, suggest},
            counted::Counted,
            dispersion::{Spread, heterogeneity},
            parameters::{Against, NoComparison, Parameters},
            pieces::pieces,
            power::power_before_start,
            season::Part,
            two_counts::{conditional_test, e_test},
            verdict::Said,
            wdd::{Design, Series, displacement, wdd},
        },
        effort::Effort,
        found::Found,
        laid::Laid,
        run::LatticeSpec,
    },
    incident::Period,
};
use proptest::prelude::*;

fn series() -> impl Strategy<Value = Series> {
    (0u64..400, 0u64..400, prop_oneof![Just(1.0), Just(0.5), Just(0.25)])
        .prop_map(|(before, after, w)| Series::plain(before, after, w))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    #[test]
    fn place_and_control_changing_sides_turns_the_sign(a in series(), b in series(), c in series(), d in series()) {
        let one = wdd(&Design { place: a, control: Some(b), ring: Some(c), control_ring: Some(d) }, &Spread::POISSON);
        let other = wdd(&Design { place: b, control: Some(a), ring: Some(d), control_ring: Some(c) }, &Spread::POISSON);
        prop_assert!((one.estimate + other.estimate).abs() < 1e-9);
        prop_assert!((one.variance - other.variance).abs() < 1e-9);
    }

    #[test]
    fn the_whole_is_the_place_and_the_displacement(a in series(), b in series(), c in series(), d in series()) {
        let without = wdd(&Design { place: a, control: Some(b), ring: None, control_ring: None }, &Spread::POISSON);
        let design = Design { place: a, control: Some(b), ring: Some(c), control_ring: Some(d) };
        let moved = displacement(&design, &Spread::POISSON).expect("a ring");
        let whole = wdd(&design, &Spread::POISSON);
        prop_assert!((whole.estimate - without.estimate - moved.estimate).abs() < 1e-9);
        prop_assert!((whole.variance - without.variance - moved.variance).abs() < 1e-9);
    }

    #[test]
    fn p_is_a_probability_and_equal_rates_are_no_evidence(a in 0u64..300, b in 0u64..300, s in 1u32..30, t in 1u32..30) {
        for test in [e_test, conditional_test] {
            let p = test(a, f64::from(s), b, f64::from(t));
            prop_assert!((0.0..=1.0).contains(&p));
            let same = test(a * u64::from(s), f64::from(s), a * u64::from(t), f64::from(t));
            prop_assert!(same > 0.9, "{}", same);
        }
    }

    #[test]
    fn more_counts_show_smaller_falls(n in 10.0f64..5_000.0, w in 0.1f64..2.0) {
        let small = power_before_start(n, w, 1.0);
        let large = power_before_start(2.0 * n, w, 1.0);
        if let (Some(a), Some(b)) = (small.smallest_observed, large.smallest_observed) {
            prop_assert!(b < a);
        }
        if let (Some(a), Some(b)) = (small.smallest_observed, small.true_at_80) {
            prop_assert!(a < b);
        }
    }

    #[test]
    fn heterogeneity_does_not_mind_order(table in prop::collection::vec(prop::collection::vec(0u64..60, 6), 2..6)) {
        let mut turned = table.clone();
        turned.reverse();
        turned.iter_mut().for_each(|row| row.rotate_left(2));
        match (heterogeneity(&table), heterogeneity(&turned)) {
            (Some(a), Some(b)) => {
                prop_assert!((a.ratio - b.ratio).abs() < 1e-9 && a.degrees == b.degrees);
            }
            (a, b) => prop_assert_eq!(a, b),
        }
    }
}

fn asked(near: &Laid, place: &[usize], control: &[usize]) -> Parameters {
    let ids = |cells: &[usize]| cells.iter().map(|&i| near.lattice().ids()[i].clone()).collect();
    let period = |from: (i16, i8), to: (i16, i8)| Period {
        from: date(from.0, from.1, 1),
        to: date(to.0, to.1, 1).last_of_month(),
    };
    Parameters {
        place: ids(place),
        control: ids(control),
        ring: 1,
        control_ring: true,
        chosen: vec![period((2025, 3), (2025, 5))],
        baseline: period((2023, 3), (2025, 2)),
        verdict_on: date(2025, 12, 1),
        early: false,
        against: Against::Baseline,
        per_land: false,
    }
}

fn seen(
    near: &Laid,
    asked: &Parameters,
    count: impl Fn(usize, Part, i8) -> u32,
) -> Result<Found<EffectResult>, NoComparison> {
    let after = Period { from: date(2025, 6, 1), to: date(2025, 11, 30) };
    let days = asked.days(after, None)?;
    let counts = days.spans.iter().map(|span| {
        (0..near.lattice().len()).map(|i| count(i, span.part, span.period.from.month())).collect()
    });
    let counted = Counted { spans: days.spans.clone(), counts: counts.collect() };
    assess(asked, &EffectInput { near, ring: near, days: &days, counted: &counted, not_in: &[] })
}

fn candidates(near: &Laid, place: &[u32], counts: Vec<u32>) -> Suggested {
    let days = asked(near, &[0], &[])
        .days(Period { from: date(2025, 6, 1), to: date(2025, 11, 30) }, None);
    let spans = days.expect("in order").spans;
    let counted = Counted { counts: spans.iter().map(|_| counts.clone()).collect(), spans };
    let drawn = pieces(place, &[], Some(near.neighbours()), near.lattice().len()).expect("a place");
    let around = Some(near.neighbours());
    let effort = Effort::unlimited();
    suggest(near, &counted, &drawn, around, &[], &Limits::USUAL, 5, &effort).expect("not cancelled")
}

/// A cell with a whole ring, at a share of the way through the city.
fn inner(near: &Laid, share: usize) -> usize {
    let whole = |&i: &usize| near.neighbours().of(i).len() == 6;
    let cells: Vec<usize> = (0..near.lattice().len()).filter(whole).collect();
    cells[cells.len() * share / 10]
}

fn city() -> std::sync::Arc<Laid> {
    hexagons(&block(18.0, 59.3, 0.02)).laid(LatticeSpec::H3(10), 1)
}

#[test]
fn a_season_and_a_trend_that_all_share_are_not_an_effect() {
    let near = city();
    let asked = asked(&near, &[inner(&near, 8)], &[inner(&near, 2)]);
    let season = |month: i8| if (6..=11).contains(&month) { 30 } else { 4 };
    let found = seen(&near, &asked, |_, _, month| season(month)).expect("compared").result;
    assert_eq!(found.comparisons[0].wdd.estimate, 0.0);
    assert_eq!(found.comparisons[0].ratio.as_ref().map(|r| r.ratio), Some(1.0));
    assert_eq!(found.verdict.said, Said::GarInteAttAvgora);
    // Half of it everywhere afterwards: still nothing of the place's own.
    let halved = |_, part, month| match part {
        Part::After => season(month) / 2,
        _ => season(month),
    };
    let found = seen(&near, &asked, halved).expect("compared").result;
    assert_eq!(found.comparisons[0].wdd.estimate, 0.0);
    assert_eq!(found.verdict.rules, ["interval_holds_zero"]);
}

#[test]
fn a_place_that_calms_down_alone_is_proved_and_said_to_be_early_before_its_day() {
    let near = city();
    let count = |i: usize, part, _| match (i, part) {
        (200, Part::After) => 5,
        (200, _) => 30,
        _ => 6,
    };
    let mut asked = asked(&near, &[200], &[60]);
    let found = seen(&near, &asked, count).expect("compared").result;
    assert_eq!((found.verdict.said, found.verdict.preliminary), (Said::MinskningPavisad, false));
    let moved = found.displacement_verdict.expect("a ring");
    assert_eq!(moved.said, Said::GarInteAttAvgora);
    asked.early = true;
    assert!(seen(&near, &asked, count).expect("compared").result.verdict.preliminary);
}

#[test]
fn degenerate_input_says_what_it_is() {
    let near = city();
    let codes = |found: &Found<EffectResult>| -> Vec<String> {
        found.guard_rails.iter().map(|rail| rail.code.clone()).collect()
    };
    let none = seen(&near, &asked(&near, &[200], &[60]), |_, _, _| 0).expect("compared");
    assert_eq!(none.result.verdict.rules, ["nothing_counted"]);
    assert_eq!((none.n_used, none.result.comparisons[0].wdd.interval), (0, None));
    assert!(codes(&none).contains(&"not_shrunk".to_owned()));

    let alone = seen(&near, &asked(&near, &[200], &[]), |_, _, _| 9).expect("compared");
    assert_eq!(alone.result.verdict.rules, ["no_control"]);
    assert!(codes(&alone).contains(&"no_control".to_owned()));
    assert!(codes(&alone).contains(&"ring_without_control".to_owned()));

    let few = |i: usize, _, _| u32::from(i == 200 || i == 60);
    let few = seen(&near, &asked(&near, &[200], &[60]), |i, part, m| {
        few(i, part, m) / 2 * 2 + u32::from(i == 200 && m == 7)
    });
    assert_eq!(few.expect("compared").result.verdict.rules, ["few_counts"]);

    let giant = |i: usize, part, _| if i == 200 && part == Part::After { 4_000_000 } else { 3 };
    let giant = seen(&near, &asked(&near, &[200], &[60]), giant).expect("compared");
    assert_eq!(giant.result.verdict.said, Said::OkningPavisad);

    let nowhere = Parameters { place: vec!["no such cell".to_owned()], ..asked(&near, &[], &[]) };
    assert_eq!(seen(&near, &nowhere, |_, _, _| 1).err(), Some(NoComparison::NoPlace));
    let itself = asked(&near, &[200], &[200]);
    assert_eq!(seen(&near, &itself, |_, _, _| 1).err(), Some(NoComparison::ControlInPlace(1)));

    let tiny = hexagons(&block(18.0, 59.3, 0.0012)).laid(LatticeSpec::H3(10), 1);
    let one = seen(&tiny, &asked(&tiny, &[0], &[]), |_, _, _| 5).expect("compared");
    assert!(codes(&one).contains(&"drift_unknown".to_owned()));
}

#[test]
fn nothing_in_an_effect_is_not_a_number() {
    let near = city();
    for count in [0u32, 1, 7, 1_000_000] {
        for place in [vec![200], vec![200, 201, 0], (0..near.lattice().len()).collect()] {
            let control: Vec<usize> = if place.len() < 5 { vec![60] } else { vec![] };
            let asked = asked(&near, &place, &control);
            let found = seen(&near, &asked, |i, _, m| count * (i as u32 % 3) + m as u32 % 2);
            let text = serde_json::to_string(&found.expect("compared")).expect("JSON");
            // JSON has no NaN: what is not a number would have become null where none is allowed.
            let back: Result<Found<EffectResult>, _> = serde_json::from_str(&text);
            assert!(back.is_ok(), "{count} {}", place.len());
        }
    }
}

#[test]
fn suggestions_are_like_the_place_apart_from_it_and_each_other() {
    let near = city();
    let n = near.lattice().len() as u32;
    let counts: Vec<u32> = (0..n).map(|i| 2 + i * 7919 % 9).collect();
    let place = [200u32, near.neighbours().of(200)[0]];
    let found = candidates(&near, &place, counts.clone());
    assert!(!found.candidates.is_empty());
    let mut all: Vec<u32> = found.candidates.iter().flat_map(|one| one.cells.clone()).collect();
    all.extend(near.neighbours().of(200));
    all.push(200);
    let before = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), before, "no cell twice, none in the place or beside it");
    for one in &found.candidates {
        assert!((1.0 / 1.5..=1.5).contains(&one.level_ratio) && one.distance_m >= 500.0);
        assert_eq!(one.cells.len(), 2);
    }
    assert!(found.candidates.windows(2).all(|p| p[0].unlikeness <= p[1].unlikeness));
    assert_eq!(found, candidates(&near, &place, counts));
    let passed: u64 = found.n_passed_over.iter().map(|(_, n)| n).sum();
    assert!(passed < found.n_looked_at);
}

#[test]
fn where_nothing_is_like_the_place_there_is_no_suggestion_and_the_reasons_are_counted() {
    let near = city();
    let n = near.lattice().len();
    let mut lonely = vec![1u32; n];
    lonely[200] = 500;
    let found = candidates(&near, &[200], lonely);
    assert!(found.candidates.is_empty());
    assert!(found.n_passed_over.iter().any(|(code, n)| code == "level" && *n > 0));
    let nothing = candidates(&near, &[200], vec![0; n]);
    assert!(nothing.candidates.is_empty() && nothing.n_place == 0);
}
