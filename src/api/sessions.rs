//! `/sessions` and `/users/{id}/sessions`: where a user is signed in, and ending it.

use super::{
    AppState,
    auth::{SignedIn, token},
    extract::blocking,
    problem::{Problem, ProblemBody},
};
use crate::app::sessions::{self as verbs, Known};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, end_others))
        .routes(routes!(end))
        .routes(routes!(end_of))
}

/// Where one is signed in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Session", export_to = "../web/src/api/types/"))]
#[schema(as = Session)]
struct SessionBody {
    /// Names it among one's own.
    id: String,
    /// When it began, in UTC.
    began: String,
    /// Last request, to within a minute, in UTC.
    last_seen: String,
    /// Kind of browser and system, as far as the browser says.
    browser: String,
    /// Address it was begun from.
    address: String,
    /// The one that asks.
    current: bool,
}

impl From<Known> for SessionBody {
    fn from(known: Known) -> Self {
        Self {
            id: known.id,
            began: known.session.created_at.to_string(),
            last_seen: known.session.last_seen.to_string(),
            browser: known.session.from.browser,
            address: known.session.from.address,
            current: known.current,
        }
    }
}

/// One's sessions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct SessionList {
    /// The one begun last first.
    items: Vec<SessionBody>,
}

/// Where one is signed in.
#[utoipa::path(get, path = "/sessions", tag = "session",
    extensions(("x-reads" = json!("nothing"))), responses(
    (status = 200, body = SessionList), (status = 403, body = ProblemBody)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
) -> Result<Json<SessionList>, Problem> {
    let token = token(&headers);
    let all = blocking(app, move |app| verbs::list(app, &actor, token.as_ref())).await?;
    Ok(Json(SessionList { items: all.into_iter().map(SessionBody::from).collect() }))
}

/// Ends every session of one's own but the one that asks.
#[utoipa::path(delete, path = "/sessions", tag = "session",
    extensions(("x-reads" = json!("nothing"))),
    responses((status = 204), (status = 403, body = ProblemBody)))]
async fn end_others(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let token = token(&headers);
    blocking(app, move |app| verbs::end_others(app, &actor, token.as_ref())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one of one's own.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "session",
    extensions(("x-reads" = json!("nothing"))),
    params(("id" = String, Path, pattern = "^[0-9a-f]{16}$")),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn end(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    blocking(app, move |app| verbs::end(app, &actor, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends every session of a user of one's own party; for its administrators.
#[utoipa::path(delete, path = "/users/{id}/sessions", tag = "administration",
    extensions(("x-reads" = json!("nothing"))),
    params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn end_of(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    blocking(app, move |app| verbs::end_of(app, &actor, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
