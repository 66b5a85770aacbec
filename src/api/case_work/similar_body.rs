//! `/cases/{number}/effect/similar`: the verdicts of cases like one, taken together.

use crate::{
    api::{
        AppState,
        auth::SignedIn,
        cases::number,
        extract::blocking,
        methods::PooledBody,
        problem::{Problem, ProblemBody},
    },
    app::similar_effects::{self as verbs, Similar},
    case::number::CaseNumber,
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(similar))
}

/// Cases whose plan counts the same categories and that have a kind of measure in common, taken together.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "SimilarEffects", export_to = "../web/src/api/types/"))]
#[schema(as = SimilarEffects)]
struct SimilarBody {
    /// Ratio of ratios; null where no verdict has one.
    ratio: Option<PooledBody>,
    /// Difference in counts.
    difference: Option<PooledBody>,
    /// Numbers of the cases whose verdict is in it.
    with_verdict: Vec<String>,
    /// Those that have a plan and no verdict that can be taken in.
    without: Vec<String>,
    /// Those left out because they rest, for the most part, on the incidents of another that is in it.
    counted_once: Vec<CountedOnceBody>,
}

/// A case that is left out, and the one that is in it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CountedOnce", export_to = "../web/src/api/types/"))]
#[schema(as = CountedOnce)]
struct CountedOnceBody {
    /// Number of the case that is left out.
    case: String,
    /// Number of the case that counts the same incidents and is in it.
    instead: String,
}

impl From<Similar> for SimilarBody {
    fn from(of: Similar) -> Self {
        let one = |(case, instead): &(CaseNumber, CaseNumber)| CountedOnceBody {
            case: case.to_string(),
            instead: instead.to_string(),
        };
        let numbers = |of: Vec<CaseNumber>| of.iter().map(CaseNumber::to_string).collect();
        Self {
            ratio: of.ratio.as_ref().map(PooledBody::of_ratios),
            difference: of.difference.as_ref().map(PooledBody::of_differences),
            with_verdict: numbers(of.with_verdict),
            without: numbers(of.without),
            counted_once: of.counted_once.iter().map(one).collect(),
        }
    }
}

/// What the verdicts of cases like this one come to together, itself among them.
#[utoipa::path(get, path = "/cases/{number}/effect/similar", tag = "cases",
    extensions(("x-reads" = json!("counts"))), params(("number" = String, Path)),
    responses((status = 200, body = SimilarBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn similar(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(case): Path<String>,
) -> Result<Json<SimilarBody>, Problem> {
    let case = number(&case)?;
    let found = blocking(app, move |app| verbs::similar(app, &actor, &case)).await?;
    Ok(Json(found.into()))
}
