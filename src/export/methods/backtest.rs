//! What each method would have caught, as a table: a row per method and share of the ground.

use super::{Column, Features, Shape, rows};
use crate::analysis::{
    backtest::{MethodScore, ShareScore},
    question::Answer,
};

type Score = (MethodScore, ShareScore);

pub(super) const SCORES: &[Column<Vec<Score>>] = &[
    ("method", |s, i| s[i].0.method.code().into()),
    ("area_share", |s, i| s[i].1.area_share.into()),
    ("area_used", |s, i| s[i].1.area_used.into()),
    ("hit_rate", |s, i| s[i].1.hit_rate.into()),
    ("pai", |s, i| s[i].1.pai.into()),
    ("pei_star", |s, i| s[i].1.pei_star.into()),
    ("rri", |s, i| s[i].1.rri.into()),
    ("difference", |s, i| s[i].1.against_ranked.as_ref().map(|d| d.mean).into()),
    ("difference_low", |s, i| {
        s[i].1.against_ranked.as_ref().and_then(|d| d.interval_95).map(|limits| limits.0).into()
    }),
    ("difference_high", |s, i| {
        s[i].1.against_ranked.as_ref().and_then(|d| d.interval_95).map(|limits| limits.1).into()
    }),
    ("sign_p", |s, i| s[i].1.against_ranked.as_ref().map(|d| d.sign_p).into()),
    ("n_rolls", |s, i| s[i].1.rolls.len().into()),
];

pub(super) fn scores(answer: &Answer) -> Option<Features<'_>> {
    let Answer::Backtest(found) = answer else { return None };
    let scores: Vec<Score> = found
        .methods
        .iter()
        .flat_map(|method| method.shares.iter().map(|share| (method.clone(), share.clone())))
        .collect();
    let n = scores.len();
    Some(rows(scores, n, SCORES, |_: &Vec<Score>, i| Shape::none(i)))
}
