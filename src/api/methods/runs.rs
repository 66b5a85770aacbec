//! `/runs`: stored answers of every method beside hotspots.

use super::{
    card::{Answered, Card, InWork},
    result,
};
use crate::{
    api::{
        AppState,
        auth::SignedIn,
        counted::Days,
        extract::blocking,
        problem::{Language, Problem, ProblemBody},
        verification::{VerificationBody, verified},
    },
    app::methods::{self as verbs, Asked},
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one, cancel)).routes(routes!(verify))
}

/// A stored answer in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct MethodRunHead {
    /// `run-` and 16 hex digits.
    id: String,
    /// Stable name of the method.
    method: String,
    /// When it was first asked for.
    created_at: String,
    /// Function of the user who asked.
    created_by: String,
    /// Party for whose eyes it is.
    party: String,
    /// Category ids; empty means all.
    categories: Vec<String>,
    /// Whole local days.
    period: Days,
    /// The area whose ground takes part.
    study_area: String,
    /// The cells; null for methods without a lattice.
    lattice: Option<String>,
    /// Counts used.
    n_used: u64,
    /// Of what was found.
    result_fingerprint: String,
}

/// Stored answers the signed-in party may see.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct MethodRunList {
    /// Newest first.
    items: Vec<MethodRunHead>,
}

/// Stored answers, newest first.
#[utoipa::path(get, path = "/runs", tag = "methods",
    extensions(("x-reads" = json!("counts"))),
    responses((status = 200, body = MethodRunList)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<MethodRunList>, Problem> {
    let runs = blocking(app, move |app| verbs::list(app, &actor)).await?;
    let items = runs.into_iter().map(|(run, created_by)| {
        let frame = run.question.frame;
        MethodRunHead {
            id: run.id,
            method: run.question.method.name().to_owned(),
            created_at: run.created_at.to_string(),
            created_by,
            party: run.party.0,
            categories: frame.categories.into_iter().map(|id| id.0).collect(),
            period: frame.period.into(),
            study_area: frame.study_area.0,
            lattice: frame.lattice.map(String::from),
            n_used: run.n_used,
            result_fingerprint: run.result_fingerprint.0,
        }
    });
    Ok(Json(MethodRunList { items: items.collect() }))
}

/// A stored answer with its method card; 202 while it is being worked out.
#[utoipa::path(get, path = "/runs/{id}", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(("id" = String, Path)),
    responses((status = 200, body = Answered<Object>), (status = 202, body = InWork),
        (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = Language::of(&headers);
    let looked = blocking(app, move |app| {
        Ok(match verbs::look(app, &actor, &id)? {
            Asked::Answered(card) => {
                let result = result(app, &card, language)?;
                Ok(Answered { card: Card::of(&card, language), result })
            }
            Asked::Working(working) => Err(InWork::from(working)),
        })
    });
    Ok(match looked.await? {
        Ok(answered) => Json(answered).into_response(),
        Err(in_work) => (StatusCode::ACCEPTED, Json(in_work)).into_response(),
    })
}

/// Takes a question back that is in work.
#[utoipa::path(delete, path = "/runs/{id}", tag = "methods",
    extensions(("x-reads" = json!("nothing"))), params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
async fn cancel(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    blocking(app, move |app| verbs::cancel(app, &actor, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Answers it again on the counts as they were and compares.
#[utoipa::path(post, path = "/runs/{id}/verify", tag = "methods",
    extensions(("x-reads" = json!("nothing"))), params(("id" = String, Path)),
    responses((status = 200, body = VerificationBody), (status = 404, body = ProblemBody)))]
async fn verify(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<VerificationBody>, Problem> {
    verified(app, actor, &headers, id, verbs::verify).await
}
