//! `/power` before a case starts, `/two-counts` of one place, `/effect/pooled` over several cases.

use super::effect_body::{PowerBody, TwoCountsBody};
use crate::{
    analysis::effect::{
        pooled::{Estimate, Pooled},
        power::power_before_start,
        two_counts::TwoCounts,
    },
    api::{
        AppState,
        auth::SignedIn,
        extract::{Params, Payload, blocking},
        problem::{Problem, ProblemBody},
    },
    app::methods::effect::{self as verbs, PooledCases},
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(power)).routes(routes!(two_counts)).routes(routes!(pooled))
}

/// What is expected of the after period.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct PowerQuery {
    /// Expected count of the after period.
    expected: f64,
    /// Length of the after period over that of the like seasons before; 1.
    w: Option<f64>,
    /// Factor on the variance; 1.
    dispersion: Option<f64>,
}

/// What a case of this size can show.
#[utoipa::path(get, path = "/power", tag = "methods",
    extensions(("x-reads" = json!("nothing"))), params(PowerQuery),
    responses((status = 200, body = PowerBody), (status = 400, body = ProblemBody)))]
async fn power(_: SignedIn, Params(asked): Params<PowerQuery>) -> Result<Json<PowerBody>, Problem> {
    let (w, dispersion) = (asked.w.unwrap_or(1.0), asked.dispersion.unwrap_or(1.0));
    let fine = |value: f64| (0.0..=1e9).contains(&value);
    for (field, value) in [("expected", asked.expected), ("w", w), ("dispersion", dispersion)] {
        if !fine(value) {
            return Err(Problem::field("invalid", field, "out_of_range"));
        }
    }
    Ok(Json((&power_before_start(asked.expected, w, dispersion)).into()))
}

/// Two counts and their exposures.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct TwoCountsQuery {
    /// First count.
    before: u32,
    /// Second count.
    after: u32,
    /// Exposure of the first, in any unit; 1.
    before_exposure: Option<f64>,
    /// Exposure of the second in the same unit; 1.
    after_exposure: Option<f64>,
}

/// Whether one place changed between two periods.
#[utoipa::path(get, path = "/two-counts", tag = "methods",
    extensions(("x-reads" = json!("nothing"))), params(TwoCountsQuery),
    responses((status = 200, body = TwoCountsBody), (status = 400, body = ProblemBody)))]
async fn two_counts(
    _: SignedIn,
    Params(asked): Params<TwoCountsQuery>,
) -> Result<Json<TwoCountsBody>, Problem> {
    let (s, t) = (asked.before_exposure.unwrap_or(1.0), asked.after_exposure.unwrap_or(1.0));
    for (field, value) in [("before_exposure", s), ("after_exposure", t)] {
        if !(1e-6..=1e9).contains(&value) {
            return Err(Problem::field("invalid", field, "out_of_range"));
        }
    }
    let two = TwoCounts::of(u64::from(asked.before), s, u64::from(asked.after), t);
    Ok(Json((&two).into()))
}

/// Which cases.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
#[serde(deny_unknown_fields)]
struct PooledRequest {
    /// Ids of stored answers of the method `effect`.
    #[schema(value_type = Vec<RunName>)]
    runs: Vec<String>,
}

/// Id of a run.
#[derive(utoipa::ToSchema)]
#[schema(pattern = "^[a-z0-9-]+$")]
#[expect(dead_code, reason = "it is the form's documentation")]
struct RunName(String);

/// Several cases together.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "PooledEffect"))]
#[schema(as = PooledEffect)]
struct PooledEffectBody {
    /// Ratio of ratios; null where no case has one.
    ratio: Option<PooledBody>,
    /// Difference in counts.
    difference: Option<PooledBody>,
    /// Runs that are in it.
    runs: Vec<String>,
    /// Runs that are not, each with the code of the reason.
    left_out: Vec<(String, String)>,
}

/// A pooled estimate on one scale.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Pooled"))]
#[schema(as = Pooled)]
pub(in crate::api) struct PooledBody {
    /// Cases behind it.
    n_cases: usize,
    /// Estimate, lower and upper 95 % limit, as if all had the same effect.
    fixed: [f64; 3],
    /// The same, as if each had its own around a common one.
    random: [f64; 3],
    /// Share of the variation that is not chance, 0–1; null for one case. Close to a guess when cases
    /// are few.
    i2: Option<f64>,
    /// Variance between cases (of the logarithm, for the ratio).
    tau2: f64,
    /// Σ (estimate − fixed)²/variance.
    q: f64,
}

impl PooledBody {
    /// Of logarithms of ratios.
    pub(in crate::api) fn of_ratios(pooled: &Pooled) -> Self {
        Self::of(pooled, f64::exp)
    }

    /// Of differences.
    pub(in crate::api) fn of_differences(pooled: &Pooled) -> Self {
        Self::of(pooled, |value| value)
    }

    fn of(pooled: &Pooled, back: fn(f64) -> f64) -> Self {
        let limits = |of: &Estimate| [of.estimate, of.interval.0, of.interval.1].map(back);
        Self {
            n_cases: pooled.n_cases,
            fixed: limits(&pooled.fixed),
            random: limits(&pooled.random),
            i2: pooled.i2,
            tau2: pooled.tau2,
            q: pooled.q,
        }
    }
}

impl From<PooledCases> for PooledEffectBody {
    fn from(cases: PooledCases) -> Self {
        let reasons = cases.left_out.into_iter().map(|(run, code)| (run, code.to_owned()));
        Self {
            ratio: cases.ratio.as_ref().map(PooledBody::of_ratios),
            difference: cases.difference.as_ref().map(PooledBody::of_differences),
            runs: cases.runs,
            left_out: reasons.collect(),
        }
    }
}

/// Several stored effects together.
#[utoipa::path(post, path = "/effect/pooled", tag = "methods",
    extensions(("x-reads" = json!("counts"))), request_body = PooledRequest,
    responses((status = 200, body = PooledEffectBody), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn pooled(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Payload(asked): Payload<PooledRequest>,
) -> Result<Json<PooledEffectBody>, Problem> {
    let cases = blocking(app, move |app| verbs::pooled(app, &actor, &asked.runs)).await?;
    Ok(Json(cases.into()))
}
