//! `/cases/{number}/effect/looks`: a look at the effect, as it is asked for and shown.

use super::effect_body::DaysBody;
use crate::{
    api::{
        AppState,
        auth::SignedIn,
        cases::{CaseBody, number},
        extract::{Payload, blocking},
        methods::{ComparisonBody, DifferenceBody, InWork, PATIENCE, VerdictBody},
        opening_body::SignerBody,
        problem::{Language, Problem, ProblemBody},
    },
    app::{
        effect_looks::{self as verbs, Looking},
        opening_card,
    },
    case::work::look::Looked,
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(look))
}

/// What was counted of the effect on a day.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "EffectLook", export_to = "../web/src/api/types/"))]
#[schema(as = EffectLook)]
pub(super) struct LookBody {
    /// Its number, from 1.
    no: u32,
    /// Who looked.
    by: SignerBody,
    /// On which day.
    on: String,
    /// Id of the answer: `/runs/{id}` says how it was counted.
    run: String,
    /// Fingerprint of what it said.
    result_fingerprint: String,
    /// State of the counts that it read: those that both parties see.
    data_version: u32,
    /// The after period as far as there were counts.
    after: DaysBody,
    /// The verdict: the one, unless it is preliminary.
    verdict: VerdictBody,
    /// Of the displacement; null without a ring.
    displacement_verdict: Option<VerdictBody>,
    /// Against the baseline first, which the verdict rests on, then against the year before.
    comparisons: Vec<ComparisonBody>,
    /// The difference with the place's level shrunken; null where comparable places are too few.
    shrunk: Option<DifferenceBody>,
}

impl LookBody {
    pub(super) fn of(no: u32, looked: &Looked, language: Language) -> Self {
        let look = &looked.look;
        let moved = look.displacement_verdict.as_ref();
        Self {
            no,
            by: (&looked.by).into(),
            on: looked.on.to_string(),
            run: look.run.clone(),
            result_fingerprint: look.result_fingerprint.0.clone(),
            data_version: look.data_version.0,
            after: look.after.into(),
            verdict: VerdictBody::of(&look.verdict, look.verdict.said.code(), language),
            displacement_verdict: moved
                .map(|one| VerdictBody::of(one, one.said.code_of_displacement(), language)),
            comparisons: look
                .comparisons
                .iter()
                .map(|one| ComparisonBody::of(one, language))
                .collect(),
            shrunk: look.shrunk_wdd.as_ref().map(DifferenceBody::from),
        }
    }
}

/// A look that is asked for.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewEffectLook", export_to = "../web/src/api/types/"))]
#[schema(as = NewEffectLook)]
struct LookAsked {
    /// Number of the step by which the effect had last been changed when it was shown.
    seen: u32,
}

/// Looks at the effect by the plan that holds, on the counts that both parties see, and keeps what came
/// out as a step. 202 while it is counted: asking again joins the same work.
#[utoipa::path(post, path = "/cases/{number}/effect/looks", tag = "cases",
    extensions(("x-reads" = json!("notes"))),
    params(("number" = String, Path)), request_body = LookAsked,
    responses((status = 200, body = CaseBody), (status = 202, body = InWork),
        (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn look(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(case): Path<String>,
    headers: HeaderMap,
    Payload(asked): Payload<LookAsked>,
) -> Result<Response, Problem> {
    let (language, case, shared) = (Language::of(&headers), number(&case)?, app.clone());
    let looked = blocking(app, move |app| {
        Ok(match verbs::look(&shared, &actor, &case, asked.seen, PATIENCE)? {
            Looking::Working(working) => Err(InWork::from(working)),
            Looking::Looked(work) => {
                let card = opening_card::of_case(app, &work)?;
                Ok(CaseBody::of(app, &actor, &work, &card, language)?)
            }
        })
    });
    Ok(match looked.await? {
        Ok(case) => Json(case).into_response(),
        Err(in_work) => (StatusCode::ACCEPTED, Json(in_work)).into_response(),
    })
}
