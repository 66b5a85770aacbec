//! `/hotspots/runs`: analyses as stored values.

mod body;
mod chosen;
mod place;
mod request;

pub(super) use place::{AreaShare, PlaceBody};
pub(super) use request::Parameters;

use super::{
    AppState,
    auth::SignedIn,
    extract::{Payload, blocking},
    problem::{Language, Problem, ProblemBody},
    verification::{VerificationBody, verified},
};
use crate::app::{
    export::{self, Layer},
    hotspots as verbs,
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use body::{RunList, RunSummary};
use request::RunRequest;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one))
        .routes(routes!(verify))
        .routes(routes!(places))
        .routes(routes!(cells))
}

/// Computes hotspots; the same parameters on the same counts are the same run.
#[utoipa::path(post, path = "/hotspots/runs", tag = "hotspots",
    extensions(("x-reads" = json!("counts"))), request_body = RunRequest,
    responses((status = 200, body = RunSummary), (status = 400, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn create(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    Payload(request): Payload<RunRequest>,
) -> Result<Json<RunSummary>, Problem> {
    let order = request.order()?;
    let card = blocking(app, move |app| verbs::run(app, &actor, order)).await?;
    Ok(Json(RunSummary::of(&card, Language::of(&headers))))
}

/// Runs, newest first.
#[utoipa::path(get, path = "/hotspots/runs", tag = "hotspots",
    extensions(("x-reads" = json!("counts"))),
    responses((status = 200, body = RunList)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<RunList>, Problem> {
    let runs = blocking(app, move |app| verbs::list(app, &actor)).await?;
    Ok(Json(RunList::of(runs)))
}

/// One run with its places.
#[utoipa::path(get, path = "/hotspots/runs/{id}", tag = "hotspots",
    extensions(("x-reads" = json!("counts"))), params(("id" = String, Path)),
    responses((status = 200, body = RunSummary), (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<RunSummary>, Problem> {
    let card = blocking(app, move |app| verbs::get(app, &actor, &id)).await?;
    Ok(Json(RunSummary::of(&card, Language::of(&headers))))
}

/// Runs it again on the counts as they were and compares.
#[utoipa::path(post, path = "/hotspots/runs/{id}/verify", tag = "hotspots",
    extensions(("x-reads" = json!("nothing"))),
    params(("id" = String, Path)),
    responses((status = 200, body = VerificationBody), (status = 404, body = ProblemBody)))]
async fn verify(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<VerificationBody>, Problem> {
    verified(app, actor, &headers, id, verbs::verify).await
}

/// The places as GeoJSON; feature id is the rank.
#[utoipa::path(get, path = "/hotspots/runs/{id}/places.geojson", tag = "hotspots",
    extensions(("x-reads" = json!("counts"))),
    params(("id" = String, Path)),
    responses((status = 200, content_type = "application/geo+json", body = Object)))]
async fn places(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let bytes = blocking(app, move |app| export::run_geojson(app, &actor, Layer::Places, &id));
    Ok(geojson(bytes.await?))
}

/// The cells as GeoJSON; feature id is the dense index.
#[utoipa::path(get, path = "/hotspots/runs/{id}/cells.geojson", tag = "hotspots",
    extensions(("x-reads" = json!("counts"))),
    params(("id" = String, Path)),
    responses((status = 200, content_type = "application/geo+json", body = Object)))]
async fn cells(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let bytes = blocking(app, move |app| export::run_geojson(app, &actor, Layer::Cells, &id));
    Ok(geojson(bytes.await?))
}

/// GeoJSON bytes as an answer.
pub(super) fn geojson(bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let kind = HeaderValue::from_static("application/geo+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
