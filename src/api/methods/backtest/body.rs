//! The back-test on the wire.

use super::super::mismatch;
use crate::{
    analysis::{
        backtest::{
            MethodScore, RollScore, ShareScore, Verdict,
            choose::{Choice, Reason},
            detectors::Detector,
            paired::Difference,
        },
        question::Answer,
    },
    api::{problem::Language, words::code},
    app::{
        App, AppError,
        methods::{
            MethodCard,
            backtest::{CategoryDefault, gate_of, said},
        },
    },
};
use serde::Serialize;

/// What each method would have caught.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Backtest"))]
#[schema(as = Backtest)]
pub(in crate::api::methods) struct BacktestBody {
    /// `scored`, `too_few_months` or `nothing_to_score`.
    verdict: String,
    /// In words.
    text: String,
    /// Scored months, oldest first.
    rolls: Vec<RollBody>,
    /// Months that could not be scored.
    left_out: Vec<LeftOutMonth>,
    /// Ranked counts first; empty when nothing was scored.
    methods: Vec<MethodScoreBody>,
    /// The method that follows from it.
    choice: ChoiceBody,
}

/// A scored month and what was looked at before it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "BacktestRoll"))]
#[schema(as = BacktestRoll)]
struct RollBody {
    /// First month looked at, `YYYY-MM`.
    past_from: String,
    /// Last month looked at.
    past_to: String,
    /// The scored month.
    scored: String,
    /// Incidents in the months looked at.
    n_past: u64,
    /// Incidents in the scored month.
    n_scored: u64,
}

/// A month that could not be scored.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "BacktestLeftOut"))]
#[schema(as = BacktestLeftOut)]
struct LeftOutMonth {
    /// `YYYY-MM`.
    month: String,
    /// Stable code.
    code: String,
    /// In words.
    text: String,
}

/// How a method did.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "BacktestMethod"))]
#[schema(as = BacktestMethod)]
struct MethodScoreBody {
    /// Stable code, e.g. `ranked-counts`.
    method: String,
    /// In words.
    label: String,
    /// At 0.5, 1, 2 and 5 % of the land.
    shares: Vec<ShareScoreBody>,
}

/// How a method did at one share of the land: means over the scored months.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "BacktestShare"))]
#[schema(as = BacktestShare)]
struct ShareScoreBody {
    /// The share of land that was allowed, 0–1.
    area_share: f64,
    /// Mean of the share really used, whole cells only.
    area_used: f64,
    /// Share of the incidents that fell in the chosen cells, 0–1.
    hit_rate: f64,
    /// Hit rate over the share of land; null where no cell fits.
    pai: Option<f64>,
    /// PAI over the best possible on as much land, 0–1.
    pei_star: Option<f64>,
    /// Hit rate now over the share that was in the same cells before.
    rri: Option<f64>,
    /// Against ranked counts; null for ranked counts itself.
    difference: Option<DifferenceBody>,
    /// In the order of the scored months.
    rolls: Vec<RollScoreBody>,
}

/// Hit rate minus that of ranked counts over the same months.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "BacktestDifference"))]
#[schema(as = BacktestDifference)]
struct DifferenceBody {
    /// Mean, share of the incidents.
    mean: f64,
    /// 95 % interval of the mean `[low, high]`; null with fewer than six months.
    interval_95: Option<[f64; 2]>,
    /// Months in which the method caught more.
    n_better: u32,
    /// Months in which both caught as many.
    n_equal: u32,
    /// Months in which it caught less.
    n_worse: u32,
    /// Two-sided sign test.
    sign_p: f64,
}

/// How the chosen cells of one month did.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "BacktestRollScore"))]
#[schema(as = BacktestRollScore)]
struct RollScoreBody {
    /// Cells chosen.
    n_cells: u32,
    /// Share of the land they are, 0–1.
    area_used: f64,
    /// Incidents in them.
    n: u64,
    /// Share of the month's incidents, 0–1.
    hit_rate: f64,
    /// As in the means.
    pai: Option<f64>,
    /// As in the means.
    pei_star: Option<f64>,
    /// As in the means.
    rri: Option<f64>,
}

/// The method to start with, and why.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "BacktestChoice"))]
#[schema(as = BacktestChoice)]
struct ChoiceBody {
    /// Stable code of the method.
    method: String,
    /// In words.
    label: String,
    /// The gate of a hotspot run that follows it.
    gate: String,
    /// `too_little_data`, `nothing_beats`, `beats` or `not_tried`.
    code: String,
    /// Why, with the numbers.
    text: String,
    /// Scored months it rests on.
    n_rolls: u32,
    /// Mean lead in hit rate at 2 % of the land of the chosen method, or of the one that came
    /// nearest.
    lead: Option<f64>,
    /// Its interval, widened for the number of methods.
    interval: Option<[f64; 2]>,
}

/// The method each category starts with.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "MethodDefaults"))]
#[schema(as = MethodDefaults)]
pub(super) struct DefaultList {
    /// In the order of the categories.
    items: Vec<DefaultBody>,
}

/// The method one category starts with.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "MethodDefault"))]
#[schema(as = MethodDefault)]
struct DefaultBody {
    /// Id.
    category: String,
    /// Swedish name.
    label_sv: String,
    /// The back-test it follows from; null when none has been asked for on these counts.
    run: Option<String>,
    /// The method and why.
    choice: ChoiceBody,
}

impl DefaultList {
    pub(super) fn of(defaults: Vec<CategoryDefault>, language: Language) -> Self {
        let item = |default: CategoryDefault| DefaultBody {
            category: default.category.0,
            label_sv: default.label_sv,
            run: default.run,
            choice: match default.choice {
                Some(choice) => ChoiceBody::of(&choice, language),
                None => ChoiceBody::not_tried(language),
            },
        };
        Self { items: defaults.into_iter().map(item).collect() }
    }
}

impl ChoiceBody {
    fn of(choice: &Choice, language: Language) -> Self {
        let (sv, en) = said(choice);
        let pair = |interval: &(f64, f64)| Some([interval.0, interval.1]);
        let (why, n_rolls, lead, interval) = match &choice.reason {
            Reason::TooLittleData { n_rolls, .. } => ("too_little_data", *n_rolls, None, None),
            Reason::NothingBeats { lead, interval, n_rolls, .. } => {
                ("nothing_beats", *n_rolls, Some(*lead), pair(interval))
            }
            Reason::Beats { lead, interval, n_rolls, .. } => {
                ("beats", *n_rolls, Some(*lead), pair(interval))
            }
        };
        Self {
            method: choice.method.code().to_owned(),
            label: code(choice.method.code(), language).to_owned(),
            gate: gate_of(choice.method).to_owned(),
            code: why.to_owned(),
            text: match language {
                Language::Swedish => sv,
                Language::English => en,
            },
            n_rolls,
            lead,
            interval,
        }
    }

    fn not_tried(language: Language) -> Self {
        let method = Detector::RankedCounts;
        Self {
            method: method.code().to_owned(),
            label: code(method.code(), language).to_owned(),
            gate: gate_of(method).to_owned(),
            code: "not_tried".to_owned(),
            text: code("not_tried", language).to_owned(),
            n_rolls: 0,
            lead: None,
            interval: None,
        }
    }
}

impl MethodScoreBody {
    fn of(score: &MethodScore, language: Language) -> Self {
        Self {
            method: score.method.code().to_owned(),
            label: code(score.method.code(), language).to_owned(),
            shares: score.shares.iter().map(ShareScoreBody::from).collect(),
        }
    }
}

impl From<&ShareScore> for ShareScoreBody {
    fn from(score: &ShareScore) -> Self {
        Self {
            area_share: score.area_share,
            area_used: score.area_used,
            hit_rate: score.hit_rate,
            pai: score.pai,
            pei_star: score.pei_star,
            rri: score.rri,
            difference: score.against_ranked.as_ref().map(DifferenceBody::from),
            rolls: score.rolls.iter().map(RollScoreBody::from).collect(),
        }
    }
}

impl From<&Difference> for DifferenceBody {
    fn from(found: &Difference) -> Self {
        Self {
            mean: found.mean,
            interval_95: found.interval_95.map(|(low, high)| [low, high]),
            n_better: found.n_better,
            n_equal: found.n_equal,
            n_worse: found.n_worse,
            sign_p: found.sign_p,
        }
    }
}

impl From<&RollScore> for RollScoreBody {
    fn from(score: &RollScore) -> Self {
        let RollScore { n_cells, area_used, n, hit_rate, pai, pei_star, rri } = *score;
        Self { n_cells, area_used, n, hit_rate, pai, pei_star, rri }
    }
}

/// The result on the wire.
pub(in crate::api::methods) fn body(
    _: &App,
    card: &MethodCard,
    language: Language,
) -> Result<BacktestBody, AppError> {
    let Answer::Backtest(found) = &card.run.found.result else { return mismatch() };
    let verdict = match found.verdict {
        Verdict::Scored { .. } => "scored",
        Verdict::TooFewMonths { .. } => "too_few_months",
        Verdict::NothingToScore { .. } => "nothing_to_score",
    };
    let rolls = found.rolls.iter().cloned().map(|roll| RollBody {
        past_from: roll.past_from,
        past_to: roll.past_to,
        scored: roll.scored,
        n_past: roll.n_past,
        n_scored: roll.n_scored,
    });
    let left_out = found.left_out.iter().map(|left| LeftOutMonth {
        month: left.month.clone(),
        code: left.code.clone(),
        text: code(&left.code, language).to_owned(),
    });
    Ok(BacktestBody {
        verdict: verdict.to_owned(),
        text: code(verdict, language).to_owned(),
        rolls: rolls.collect(),
        left_out: left_out.collect(),
        methods: found.methods.iter().map(|m| MethodScoreBody::of(m, language)).collect(),
        choice: ChoiceBody::of(&found.choice, language),
    })
}
