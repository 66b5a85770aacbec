//! The demo's calmed place: does the verdict say what the generator did?

use super::whole_run::{block, hexagons};
use jiff::ToSpan;
use platssamverkan::{
    analysis::{
        effect::{
            assess::{EffectInput, EffectResult, assess},
            candidates::{Limits, suggest},
            counted::Counted,
            parameters::{Against, Parameters},
            pieces::pieces,
            season::Part,
            verdict::Said,
        },
        effort::Effort,
        run::LatticeSpec,
    },
    app::{demo, shipped},
    incident::Period,
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

const CITIES: u64 = 4;
const DRAWS: usize = 60;

/// A count around its mean: the normal distribution will do for what is not small, and small ones are
/// drawn one by one.
fn draw(random: &mut ChaCha8Rng, mean: f64) -> u32 {
    let mut uniform = || ((random.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
    let (mut n, mut product, end) = (0, uniform(), (-mean).exp());
    while product > end {
        product *= uniform();
        n += 1;
    }
    n
}

#[test]
fn the_calmed_place_gets_the_verdict_that_the_generator_earned() {
    let lattices = hexagons(&block(18.02, 59.325, 0.03));
    let near = lattices.laid(LatticeSpec::H3(10), 1);
    let lattice = near.lattice();
    let areas = shipped::areas();
    let (mut n, mut proved, mut covered, mut off) = (0, 0, 0, 0.0);
    let (mut displaced, mut displacement_covered) = (0, 0);
    for seed in 0..CITIES {
        let expected = demo::expected(2016 + seed, &areas);
        let mut rates = vec![[0.0; 2]; lattice.len()];
        for (i, id) in expected.cells.iter().enumerate() {
            if let Some(cell) = lattice.index_of(id) {
                rates[cell as usize] = [expected.before[i], expected.after[i]];
            }
        }
        let start = expected.measure;
        let day_before = start.yesterday().expect("a day");
        let asked = Parameters {
            place: expected.calmed.clone(),
            control: vec![],
            ring: 1,
            control_ring: true,
            chosen: vec![Period { from: start.saturating_sub(3.months()), to: day_before }],
            baseline: Period {
                from: start.saturating_sub(27.months()),
                to: start.saturating_sub(3.months()).yesterday().expect("a day"),
            },
            verdict_on: start.saturating_add(1.years()),
            early: false,
            against: Against::Baseline,
            per_land: false,
        };
        let after =
            Period { from: start, to: start.saturating_add(1.years()).yesterday().expect("a day") };
        let days = asked.days(after, None).expect("in order");
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        for _ in 0..DRAWS {
            let counts = days.spans.iter().map(|span| {
                let time = usize::from(span.part == Part::After);
                let share = f64::from(span.days()) / 365.0;
                rates.iter().map(|rate| draw(&mut random, rate[time] * share)).collect()
            });
            let counted = Counted { spans: days.spans.clone(), counts: counts.collect() };
            let place: Vec<u32> =
                asked.place.iter().filter_map(|id| lattice.index_of(id)).collect();
            let around = Some(near.neighbours());
            let drawn = pieces(&place, &[], around, lattice.len()).expect("a place");
            // A place like no other: the limits are widened until there is something to compare with.
            let control = [1.5, 3.0, 10.0, 100.0].into_iter().find_map(|level| {
                let limits = Limits { level, kind: 2.0 * level, ..Limits::USUAL };
                let effort = Effort::unlimited();
                let found = suggest(&near, &counted, &drawn, around, &[], &limits, 1, &effort);
                found.expect("not cancelled").candidates.into_iter().next()
            });
            let control = control.expect("something to compare with").cells;
            let ids = control.iter().map(|&i| lattice.ids()[i as usize].clone()).collect();
            let asked = Parameters { control: ids, ..asked.clone() };
            let input = EffectInput {
                near: &near,
                ring: &near,
                days: &days,
                counted: &counted,
                not_in: &[],
            };
            let found = assess(&asked, &input).expect("compared").result;
            let change = |cells: &[u32]| -> f64 {
                cells.iter().map(|&i| rates[i as usize][1] - rates[i as usize][0]).sum()
            };
            let p = &found.pieces;
            let truth =
                change(&p.place) + change(&p.ring) - change(&p.control) - change(&p.control_ring);
            let difference = &found.comparisons[0].wdd;
            let (lower, upper) = difference.interval.expect("counted");
            n += 1;
            proved += usize::from(found.verdict.said == Said::MinskningPavisad);
            covered += usize::from(lower <= truth && truth <= upper);
            off += (difference.estimate - truth) / truth.abs();
            let moved = found.displacement_verdict.as_ref().expect("a ring").said;
            displaced += usize::from(moved != Said::GarInteAttAvgora);
            let moved = difference_of_rings(&found);
            let truth = change(&p.ring) - change(&p.control_ring);
            displacement_covered += usize::from(moved.0 <= truth && truth <= moved.1);
        }
    }
    let share = |k: usize| 100.0 * k as f64 / n as f64;
    println!(
        "den lugnade platsen, {CITIES} städer × {DRAWS} dragningar: minskning påvisad {:.1} %, \
         intervallet täcker generatorns ändring {:.1} %, medelfel {:.2} %, överflyttning eller dess \
         motsats påstådd {:.1} %, dess intervall täcker {:.1} %",
        share(proved),
        share(covered),
        100.0 * off / n as f64,
        share(displaced),
        share(displacement_covered)
    );
    assert!(share(proved) >= 95.0);
    // 95 % of 240, and three standard errors.
    let error = (0.95f64 * 0.05 / n as f64).sqrt() * 100.0;
    assert!(share(covered) >= 95.0 - 3.0 * error);
    assert!(share(displacement_covered) >= 95.0 - 3.0 * error);
    // The generator moves nothing; what all of the city shares must not be called displacement.
    assert!(share(displaced) <= 5.0 + 2.0 * error);
}

fn difference_of_rings(found: &EffectResult) -> (f64, f64) {
    let moved = found.comparisons[0].displacement.as_ref().expect("a ring");
    moved.interval.expect("counted")
}
