//! `/password` and `/users/{id}/password-link`: the password of a local account, changed by its user or
//! set anew by a link that an administrator hands over.

use super::{
    AppState,
    auth::{SameOrigin, SignedIn, set_cookie},
    extract::{Payload, blocking},
    problem::{Problem, ProblemBody},
    session::Me,
    whence::Whence,
};
use crate::app::accounts as verbs;
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(change)).routes(routes!(follow)).routes(routes!(make_link))
}

/// A password to change to.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct PasswordChange {
    /// The one that is there now.
    #[schema(format = Password)]
    current: String,
    /// 15 characters or more, each counted as it is.
    #[schema(format = Password)]
    password: String,
}

/// A new password for whoever has a link.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NewPassword {
    /// The link: what stands after `#` in it.
    #[schema(format = Password)]
    link: String,
    /// 15 characters or more, each counted as it is.
    #[schema(format = Password)]
    password: String,
}

/// A link that was just made.
#[derive(Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct MadePasswordLink {
    /// Path on this service; the secret stands after `#`. Shown now and never again.
    path: String,
    /// Until when it is good, in UTC.
    expires_at: String,
}

/// Changes one's own password. Every session of the user ends; the answer sets the cookie of a new one.
#[utoipa::path(post, path = "/password", tag = "session",
    extensions(("x-reads" = json!("nothing"))), request_body = PasswordChange,
    responses((status = 204), (status = 400, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn change(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Whence(from): Whence,
    headers: HeaderMap,
    Payload(typed): Payload<PasswordChange>,
) -> Result<impl IntoResponse, Problem> {
    let changed = blocking(app, move |app| {
        let PasswordChange { current, password } = typed;
        verbs::change_password(app, &actor, &current, &password, &from)
    });
    let token = changed.await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, set_cookie(&headers, &token))]))
}

/// Sets a new password by a link, and signs in. Every other session of the user ends.
#[utoipa::path(post, path = "/password/link", tag = "session",
    extensions(("x-reads" = json!("nothing"))), request_body = NewPassword,
    responses((status = 200, body = Me), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn follow(
    State(app): State<AppState>,
    _: SameOrigin,
    Whence(from): Whence,
    headers: HeaderMap,
    Payload(typed): Payload<NewPassword>,
) -> Result<impl IntoResponse, Problem> {
    let set = blocking(app, move |app| {
        let NewPassword { link, password } = typed;
        let (token, actor) = verbs::follow_password_link(app, &link, &password, &from)?;
        Ok((token, Me::of(app, actor)?))
    });
    let (token, me) = set.await?;
    Ok(([(header::SET_COOKIE, set_cookie(&headers, &token))], Json(me)))
}

/// Makes a link by which the user of a local account of one's own party sets a new password.
#[utoipa::path(post, path = "/users/{id}/password-link", tag = "administration",
    extensions(("x-reads" = json!("nothing"))),
    params(("id" = String, Path)),
    responses((status = 201, body = MadePasswordLink), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn make_link(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<MadePasswordLink>), Problem> {
    let made = blocking(app, move |app| verbs::make_password_link(app, &actor, &id)).await?;
    let (token, expires_at) = made;
    let path = format!("/losenord#{}", token.as_str());
    Ok((StatusCode::CREATED, Json(MadePasswordLink { path, expires_at: expires_at.to_string() })))
}
