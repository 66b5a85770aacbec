//! Rolling through the months.

use super::{
    Backtest, Cube, LeftOutRoll, MethodScore, Parameters, Roll, RollScore, SHARES, ShareScore,
    Verdict, choose_default,
    detectors::Detector,
    paired::{Difference, mean},
    score::{Scored, choose},
};
use crate::analysis::effort::{Effort, Stopped};
use rayon::prelude::*;
use std::ops::Range;

/// A roll with the scores of each method at each share.
struct Done {
    roll: Roll,
    scores: Vec<[RollScore; SHARES.len()]>,
}

/// Rolls over the months: `rank` is handed the counts of the months looked at and answers one order of
/// the cells per method, in the order of `methods`, whose first is the baseline.
///
/// # Errors
/// [`Stopped::Cancelled`] when nobody wants the answer any more.
pub fn rolling(
    cube: &Cube,
    land_m2: &[f64],
    parameters: &Parameters,
    methods: &[Detector],
    effort: &Effort,
    rank: impl Fn(&[u32]) -> Vec<Vec<u32>> + Sync,
) -> Result<Backtest, Stopped> {
    let past = parameters.past_months as usize;
    let n_months = cube.months.len();
    if n_months <= past {
        let needed = parameters.past_months + 1;
        return Ok(without_rolls(
            Verdict::TooFewMonths { n_months: n_months as u32, needed },
            Vec::new(),
        ));
    }
    let first = past.max(n_months.saturating_sub(parameters.max_rolls as usize));
    effort.expect((n_months - first) as u64);
    let rolls = (first..n_months).into_par_iter().with_max_len(1).map(|month| {
        let done = roll(cube, land_m2, month - past..month, &rank);
        effort.step(1).map(|()| done)
    });
    let rolls: Vec<Result<Done, LeftOutRoll>> = rolls.collect::<Result<_, Stopped>>()?;
    let (mut done, mut left_out) = (Vec::new(), Vec::new());
    for roll in rolls {
        match roll {
            Ok(roll) => done.push(roll),
            Err(month) => left_out.push(month),
        }
    }
    if done.is_empty() {
        let n_left_out = left_out.len() as u32;
        return Ok(without_rolls(Verdict::NothingToScore { n_left_out }, left_out));
    }
    let methods: Vec<MethodScore> = methods
        .iter()
        .enumerate()
        .map(|(at, &method)| MethodScore {
            method,
            shares: (0..SHARES.len()).map(|share| together(&done, at, share)).collect(),
        })
        .collect();
    let choice = choose_default(&methods);
    Ok(Backtest {
        verdict: Verdict::Scored { n_rolls: done.len() as u32 },
        rolls: done.into_iter().map(|done| done.roll).collect(),
        left_out,
        methods,
        choice,
    })
}

fn without_rolls(verdict: Verdict, left_out: Vec<LeftOutRoll>) -> Backtest {
    let (rolls, methods) = (Vec::new(), Vec::new());
    Backtest { verdict, rolls, left_out, choice: choose_default(&methods), methods }
}

fn roll(
    cube: &Cube,
    land_m2: &[f64],
    past: Range<usize>,
    rank: impl Fn(&[u32]) -> Vec<Vec<u32>>,
) -> Result<Done, LeftOutRoll> {
    let scored = Scored::new(&cube.counts[past.end], land_m2);
    let left_out = |code: &str| {
        Err(LeftOutRoll { month: cube.months[past.end].clone(), code: code.to_owned() })
    };
    let mut before = vec![0u32; land_m2.len()];
    for month in &cube.counts[past.clone()] {
        before.iter_mut().zip(month).for_each(|(sum, &n)| *sum = sum.saturating_add(n));
    }
    let n_past: u64 = before.iter().map(|&n| u64::from(n)).sum();
    if scored.n() == 0 {
        return left_out("nothing_scored");
    }
    if n_past == 0 {
        return left_out("nothing_before");
    }
    let scores = rank(&before)
        .iter()
        .map(|order| SHARES.map(|share| scored.score(choose(order, land_m2, share), &before)))
        .collect();
    let roll = Roll {
        past_from: cube.months[past.start].clone(),
        past_to: cube.months[past.end - 1].clone(),
        scored: cube.months[past.end].clone(),
        n_past,
        n_scored: scored.n(),
    };
    Ok(Done { roll, scores })
}

fn together(done: &[Done], method: usize, share: usize) -> ShareScore {
    let rolls: Vec<RollScore> = done.iter().map(|done| done.scores[method][share]).collect();
    let pairs: Vec<(f64, f64)> = done
        .iter()
        .map(|done| (done.scores[method][share].hit_rate, done.scores[0][share].hit_rate))
        .collect();
    let over = |value: fn(&RollScore) -> Option<f64>| {
        mean(&rolls.iter().filter_map(value).collect::<Vec<f64>>())
    };
    ShareScore {
        area_share: SHARES[share],
        area_used: over(|roll| Some(roll.area_used)).unwrap_or(0.0),
        hit_rate: over(|roll| Some(roll.hit_rate)).unwrap_or(0.0),
        pai: over(|roll| roll.pai),
        pei_star: over(|roll| roll.pei_star),
        rri: over(|roll| roll.rri),
        against_ranked: if method == 0 { None } else { Difference::of(&pairs) },
        rolls,
    }
}
