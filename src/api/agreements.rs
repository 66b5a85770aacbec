//! `/agreements`: what joins a police party and a city party. One proposes, the other confirms.

use super::{
    AppState,
    agreement_body::{AgreementBody, AgreementEnd, AgreementList, AgreementRequest, TermsRequest},
    auth::{IfMatch, SignedIn},
    extract::{Payload, blocking, required_date},
    problem::{Problem, ProblemBody},
    session::PartyBody,
};
use crate::{
    app::{
        Actor, App, AppError,
        agreements::{self as verbs, NewTerms},
    },
    case::agreement::AgreementRecord,
    incident::PartyId,
    store::Versioned,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, record))
        .routes(routes!(propose))
        .routes(routes!(confirm))
        .routes(routes!(decline))
        .routes(routes!(withdraw))
        .routes(routes!(end))
}

/// Does a verb and answers with the agreement as it is afterwards.
async fn answered(
    app: AppState,
    actor: Actor,
    verb: impl FnOnce(&App, &Actor) -> Result<Versioned<AgreementRecord>, AppError> + Send + 'static,
) -> Result<Json<AgreementBody>, Problem> {
    let body = blocking(app, move |app| {
        let kept = verb(app, &actor)?;
        AgreementBody::of(app, &actor, kept)
    });
    Ok(Json(body.await?))
}

/// The agreements of one's own party in every state; for its administrators.
#[utoipa::path(get, path = "/agreements", tag = "administration",
    extensions(("x-reads" = json!("nothing"))), responses(
    (status = 200, body = AgreementList), (status = 403, body = ProblemBody)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<AgreementList>, Problem> {
    let list = blocking(app, move |app| {
        let kept = verbs::list(app, &actor)?.into_iter();
        let items = kept.map(|kept| AgreementBody::of(app, &actor, kept));
        let counterparts = verbs::counterparts(app, &actor)?.into_iter().map(PartyBody::from);
        Ok(AgreementList {
            items: items.collect::<Result<_, AppError>>()?,
            counterparts: counterparts.collect(),
        })
    });
    Ok(Json(list.await?))
}

/// Puts a new agreement before a party of the other side. It holds when that party has confirmed it.
#[utoipa::path(post, path = "/agreements", tag = "administration",
    extensions(("x-reads" = json!("nothing"))), request_body = AgreementRequest,
    responses((status = 201, body = AgreementBody), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
async fn record(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Payload(new): Payload<AgreementRequest>,
) -> Result<(StatusCode, Json<AgreementBody>), Problem> {
    let (with, terms) = (PartyId(new.with), NewTerms::try_from(new.terms)?);
    let body = answered(app, actor, move |app, actor| verbs::record(app, actor, &with, &terms));
    Ok((StatusCode::CREATED, body.await?))
}

/// Puts an extension or another change before the other party; what holds goes on until it answers.
#[utoipa::path(post, path = "/agreements/{id}/proposal", tag = "administration",
    extensions(("x-reads" = json!("nothing"))), request_body = TermsRequest,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = AgreementBody), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
async fn propose(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    Payload(new): Payload<TermsRequest>,
) -> Result<Json<AgreementBody>, Problem> {
    let terms = NewTerms::try_from(new)?;
    answered(app, actor, move |app, actor| verbs::propose(app, actor, &id, version, &terms)).await
}

/// Agrees for the party that was asked, to the version that was shown.
#[utoipa::path(post, path = "/agreements/{id}/confirmation", tag = "administration",
    extensions(("x-reads" = json!("nothing"))),
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = AgreementBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 428, body = ProblemBody)))]
async fn confirm(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
) -> Result<Json<AgreementBody>, Problem> {
    answered(app, actor, move |app, actor| verbs::confirm(app, actor, &id, version)).await
}

/// Does not agree; what held goes on holding.
#[utoipa::path(post, path = "/agreements/{id}/refusal", tag = "administration",
    extensions(("x-reads" = json!("nothing"))),
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = AgreementBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 428, body = ProblemBody)))]
async fn decline(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
) -> Result<Json<AgreementBody>, Problem> {
    answered(app, actor, move |app, actor| verbs::decline(app, actor, &id, version)).await
}

/// Takes one's own party's proposal back.
#[utoipa::path(post, path = "/agreements/{id}/withdrawal", tag = "administration",
    extensions(("x-reads" = json!("nothing"))),
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = AgreementBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 428, body = ProblemBody)))]
async fn withdraw(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
) -> Result<Json<AgreementBody>, Problem> {
    answered(app, actor, move |app, actor| verbs::withdraw(app, actor, &id, version)).await
}

/// Ends what holds, on a day from today on. Either party may.
#[utoipa::path(post, path = "/agreements/{id}/end", tag = "administration",
    extensions(("x-reads" = json!("nothing"))), request_body = AgreementEnd,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = AgreementBody), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
async fn end(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    Payload(sent): Payload<AgreementEnd>,
) -> Result<Json<AgreementBody>, Problem> {
    let last_day = required_date("last_day", &sent.last_day)?;
    answered(app, actor, move |app, actor| verbs::end(app, actor, &id, version, last_day)).await
}
