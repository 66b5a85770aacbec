//! Whether a case helped: one place of the city, with a control, without one, and with nothing left
//! that could be one.

use super::{Case, said};
use jiff::civil::date;
use platssamverkan::{
    analysis::{
        effect::{
            assess::{EffectInput, EffectResult, assess},
            candidates::{Limits, Suggested, suggest},
            counted::Counted,
            parameters::{Against, Parameters},
            pieces::pieces,
            pooled::pool,
            power::power_before_start,
            two_counts::{conditional_test, e_test},
        },
        effort::Effort,
        found::Found,
    },
    incident::Period,
};

/// February 2025 of a case that begins in January 2023 is month 25.
const START: usize = 24;

fn asked(case: &Case, place: &[usize], control: &[usize]) -> Parameters {
    let laid = case.laid();
    let ids = |cells: &[usize]| cells.iter().map(|&i| laid.lattice().ids()[i].clone()).collect();
    Parameters {
        place: ids(place),
        control: ids(control),
        ring: 1,
        control_ring: true,
        chosen: Vec::new(),
        baseline: Period { from: date(2023, 1, 1), to: date(2024, 12, 31) },
        verdict_on: date(2025, 6, 1),
        early: false,
        against: Against::Baseline,
        per_land: false,
    }
}

/// Counts of the spans that the parameters ask for: a span has the counts of the month it begins in.
fn counted(case: &Case, asked: &Parameters) -> Option<(Counted, EffectDays)> {
    let after = Period { from: date(2025, 1, 1), to: date(2025, 2, 28) };
    let days = asked.days(after, None).ok()?;
    let n_cells = case.counts().len();
    let month =
        |day: jiff::civil::Date| (i32::from(day.year()) - 2023) * 12 + i32::from(day.month()) - 1;
    let counts = days.spans.iter().map(|span| {
        let at = usize::try_from(month(span.period.from)).ok();
        at.and_then(|at| case.months.get(at)).cloned().unwrap_or_else(|| vec![0; n_cells])
    });
    Some((Counted { spans: days.spans.clone(), counts: counts.collect() }, days))
}

type EffectDays = platssamverkan::analysis::effect::parameters::Days;

/// What is refused is said by its words.
fn effect(case: &Case, place: &[usize], control: &[usize]) -> Vec<u8> {
    let (near, asked) = (case.laid(), asked(case, place, control));
    let Some((counted, days)) = counted(case, &asked) else { return b"refused".to_vec() };
    let input =
        EffectInput { near: &near, ring: &near, days: &days, counted: &counted, not_in: &[] };
    match assess(&asked, &input) {
        Ok(found) => said::<Found<EffectResult>>(&found),
        Err(refused) => refused.to_string().into_bytes(),
    }
}

/// A place in the middle and a control at the edge; without cells, a place that is not there.
fn places(case: &Case) -> (Vec<usize>, Vec<usize>) {
    let n = case.counts().len();
    let place: Vec<usize> = (n > 0).then_some(n / 2).into_iter().collect();
    let control = (n > 1).then_some(0).into_iter().collect();
    (place, control)
}

pub(super) fn with_control(case: &Case) -> Vec<u8> {
    let (place, control) = places(case);
    effect(case, &place, &control)
}

pub(super) fn without_control(case: &Case) -> Vec<u8> {
    effect(case, &places(case).0, &[])
}

/// Suggestions from the whole city, and where every other cell is another case's.
pub(super) fn control_candidates(case: &Case) -> Vec<u8> {
    let (near, (place, _)) = (case.laid(), places(case));
    let n_cells = case.counts().len();
    let place: Vec<u32> = place.into_iter().map(|i| i as u32).collect();
    let around = Some(near.neighbours());
    let Ok(drawn) = pieces(&place, &[], around, n_cells) else { return b"no place".to_vec() };
    let asked = asked(case, &[], &[]);
    let Some((counted, _)) = counted(case, &asked) else { return b"refused".to_vec() };
    let mut bytes = Vec::new();
    for not_in in [vec![], vec![true; n_cells]] {
        let effort = Effort::unlimited();
        let found: Suggested =
            suggest(&near, &counted, &drawn, around, &not_in, &Limits::USUAL, 5, &effort)
                .expect("nobody takes it back");
        assert!(not_in.is_empty() || found.candidates.is_empty(), "every cell is taken");
        bytes.extend(said(&found));
    }
    bytes
}

/// Before the start, two counts of one place, and cells as cases to be pooled.
pub(super) fn small_tests(case: &Case) -> Vec<u8> {
    let counts = case.counts();
    let n = counts.get(counts.len() / 2).copied().unwrap_or(0);
    let now = case.months.get(START).and_then(|month| month.get(counts.len() / 2)).copied();
    let (n, now) = (u64::from(n), u64::from(now.unwrap_or(0)));
    let power = power_before_start(n as f64, 1.0, 1.0);
    // The E-test walks over every count up to the larger: it is for a place, not for a giant.
    let two =
        (n < 1_000_000).then(|| (e_test(now, 1.0, n, 24.0), conditional_test(now, 1.0, n, 24.0)));
    let cases: Vec<(f64, f64)> =
        counts.iter().take(30).map(|&n| (f64::from(n) - 3.0, f64::from(n))).collect();
    said(&(power, two, pool(&cases)))
}
