//! `/information`: what one party tells the other under §10, and that it was received.

use super::{
    AppState,
    auth::{IfMatch, SignedIn},
    extract::{Payload, blocking},
    information_body::{
        CorrectedInformation, InformationBody, InformationList, InformationRecipientsList,
        InformationRequest, WithdrawInformation,
    },
    problem::{Problem, ProblemBody},
};
use crate::{
    app::information::{self as verbs, NewInformation},
    case::information::InformationId,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, send))
        .routes(routes!(recipients))
        .routes(routes!(one, correct))
        .routes(routes!(receive))
        .routes(routes!(withdraw))
}

/// What one's party and its partners have told each other, what was sent last first.
#[utoipa::path(get, path = "/information", tag = "information",
    extensions(("x-reads" = json!("notes"))),
    responses((status = 200, body = InformationList)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<InformationList>, Problem> {
    let cards = blocking(app, move |app| verbs::list(app, &actor)).await?;
    Ok(Json(InformationList { items: cards.into_iter().map(InformationBody::from).collect() }))
}

/// The contact persons to whom one can tell something today, by agreement in force.
#[utoipa::path(get, path = "/information/recipients", tag = "information",
    extensions(("x-reads" = json!("nothing"))),
    responses((status = 200, body = InformationRecipientsList), (status = 403, body = ProblemBody)))]
async fn recipients(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<InformationRecipientsList>, Problem> {
    let all = blocking(app, move |app| verbs::recipients(app, &actor)).await?;
    Ok(Json(all.into()))
}

/// One; for a foreign party it does not exist.
#[utoipa::path(get, path = "/information/{id}", tag = "information",
    extensions(("x-reads" = json!("notes"))), params(("id" = String, Path)),
    responses((status = 200, body = InformationBody), (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<InformationBody>, Problem> {
    let id = InformationId(id);
    let card = blocking(app, move |app| verbs::get(app, &actor, &id)).await?;
    Ok(Json(card.into()))
}

/// Tells the other party of the agreement in force on the ground; from then on it has it before it.
#[utoipa::path(post, path = "/information", tag = "information",
    extensions(("x-reads" = json!("notes"))), request_body = InformationRequest,
    responses((status = 201, body = InformationBody), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn send(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Payload(sent): Payload<InformationRequest>,
) -> Result<(StatusCode, Json<InformationBody>), Problem> {
    let new = NewInformation::try_from(sent)?;
    let card = blocking(app, move |app| verbs::send(app, &actor, &new)).await?;
    Ok((StatusCode::CREATED, Json(card.into())))
}

/// Receives, for the other party, the version that was shown.
#[utoipa::path(post, path = "/information/{id}/receipt", tag = "information",
    extensions(("x-reads" = json!("notes"))),
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = InformationBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 428, body = ProblemBody)))]
async fn receive(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
) -> Result<Json<InformationBody>, Problem> {
    let id = InformationId(id);
    let card = blocking(app, move |app| verbs::receive(app, &actor, &id, version)).await?;
    Ok(Json(card.into()))
}

/// Tells right what one's own party told; as it stood is kept, and the other party receives it anew.
#[utoipa::path(put, path = "/information/{id}", tag = "information",
    extensions(("x-reads" = json!("notes"))), request_body = CorrectedInformation,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = InformationBody), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
async fn correct(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    Payload(sent): Payload<CorrectedInformation>,
) -> Result<Json<InformationBody>, Problem> {
    let (new, why) = (NewInformation::try_from(sent.information)?, sent.reason);
    let id = InformationId(id);
    let right = move |app: &_| verbs::correct(app, &actor, &id, version, &new, &why);
    Ok(Json(blocking(app, right).await?.into()))
}

/// Takes back what one's own party told: it is kept with the reason.
#[utoipa::path(post, path = "/information/{id}/withdrawal", tag = "information",
    extensions(("x-reads" = json!("notes"))), request_body = WithdrawInformation,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = InformationBody), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
async fn withdraw(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    Payload(why): Payload<WithdrawInformation>,
) -> Result<Json<InformationBody>, Problem> {
    let id = InformationId(id);
    let back = move |app: &_| verbs::withdraw(app, &actor, &id, version, &why.reason);
    Ok(Json(blocking(app, back).await?.into()))
}
