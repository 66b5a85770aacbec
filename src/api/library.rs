//! `/measure-library`: measures that a platssamverkan can choose among, and what is known of each.

use super::{
    AppState,
    auth::{IfMatch, SignedIn},
    extract::{Params, Payload, blocking},
    library_body::{CardBody, LibraryBody, LibraryPut, LibraryReason},
    problem::{Problem, ProblemBody},
};
use crate::app::library as verbs;
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(one, put))
        .routes(routes!(restore))
        .routes(routes!(retire))
}

/// Which library.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct LibraryQuery {
    /// Id of the agreement; the first in force if not given.
    #[param(pattern = "^[a-z0-9-]+$")]
    agreement: Option<String>,
}

/// The library of an agreement in force: what is shipped, and what the two parties have made of it.
#[utoipa::path(get, path = "/measure-library", tag = "library",
    extensions(("x-reads" = json!("nothing"))), params(LibraryQuery),
    responses((status = 200, body = LibraryBody), (status = 400, body = ProblemBody)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(query): Params<LibraryQuery>,
) -> Result<Json<LibraryBody>, Problem> {
    let asked = query.agreement;
    let library = blocking(app, move |app| verbs::library(app, &actor, asked.as_deref())).await?;
    Ok(Json(library.into()))
}

/// One entry, with everything that was done with it.
#[utoipa::path(get, path = "/measure-library/{id}", tag = "library",
    extensions(("x-reads" = json!("nothing"))), params(("id" = String, Path), LibraryQuery),
    responses((status = 200, body = CardBody), (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<LibraryQuery>,
) -> Result<Json<CardBody>, Problem> {
    let asked = query.agreement;
    let card = blocking(app, move |app| verbs::entry(app, &actor, asked.as_deref(), &id)).await?;
    Ok(Json(card.into()))
}

/// Adds an entry of the two parties' own.
#[utoipa::path(post, path = "/measure-library", tag = "library",
    extensions(("x-reads" = json!("nothing"))), request_body = LibraryPut,
    responses((status = 201, body = CardBody), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn add(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Payload(sent): Payload<LibraryPut>,
) -> Result<(StatusCode, Json<CardBody>), Problem> {
    let LibraryPut { entry, reason, agreement } = sent;
    let entry = entry.checked()?;
    let added = move |app: &_| verbs::add(app, &actor, agreement.as_deref(), entry, &reason);
    Ok((StatusCode::CREATED, Json(blocking(app, added).await?.into())))
}

/// Writes an entry anew; what it said is kept.
#[utoipa::path(put, path = "/measure-library/{id}", tag = "library",
    extensions(("x-reads" = json!("nothing"))), request_body = LibraryPut,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = CardBody), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
async fn put(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    Payload(sent): Payload<LibraryPut>,
) -> Result<Json<CardBody>, Problem> {
    let LibraryPut { entry, reason, agreement } = sent;
    let entry = entry.checked()?;
    let written = move |app: &_| {
        verbs::put(app, &actor, agreement.as_deref(), (&id, version), entry, &reason)
    };
    Ok(Json(blocking(app, written).await?.into()))
}

/// Takes a shipped entry back to how it is shipped; what the parties had written is kept.
#[utoipa::path(post, path = "/measure-library/{id}/restoration", tag = "library",
    extensions(("x-reads" = json!("nothing"))), request_body = LibraryReason,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = CardBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 428, body = ProblemBody)))]
async fn restore(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    Payload(why): Payload<LibraryReason>,
) -> Result<Json<CardBody>, Problem> {
    let LibraryReason { reason, agreement } = why;
    let restored =
        move |app: &_| verbs::restore(app, &actor, agreement.as_deref(), (&id, version), &reason);
    Ok(Json(blocking(app, restored).await?.into()))
}

/// Takes an entry out of use; measures that were taken from it keep it.
#[utoipa::path(post, path = "/measure-library/{id}/retirement", tag = "library",
    extensions(("x-reads" = json!("nothing"))), request_body = LibraryReason,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = CardBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 428, body = ProblemBody)))]
async fn retire(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    Payload(why): Payload<LibraryReason>,
) -> Result<Json<CardBody>, Problem> {
    let LibraryReason { reason, agreement } = why;
    let retired =
        move |app: &_| verbs::retire(app, &actor, agreement.as_deref(), (&id, version), &reason);
    Ok(Json(blocking(app, retired).await?.into()))
}
