//! `/keys`: keys of systems. A system sends its key as `Authorization: Bearer …`, or as the password
//! of Basic, which desktop clients can.

use super::{
    AppState,
    auth::SignedIn,
    extract::{Payload, blocking, required_date},
    problem::{Problem, ProblemBody},
};
use crate::{
    app::keys::{self as verbs, NewKey},
    case::access::{ApiKey, ReleaseLevel},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(revoke))
}

/// A key; the secret is not in it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "ApiKey", export_to = "../web/src/api/types/"))]
#[schema(as = ApiKey)]
struct KeyBody {
    /// Opaque id; the log names the system by it.
    id: String,
    /// Name of the system.
    system: String,
    /// What it may read.
    #[cfg_attr(test, ts(type = "'publik' | 'stad' | 'intern'"))]
    level: &'static str,
    /// Last day it is good.
    last_day: String,
    /// When it was made.
    created_at: String,
    /// When it was ended.
    revoked_at: Option<String>,
}

impl From<ApiKey> for KeyBody {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id,
            system: key.system.as_str().to_owned(),
            level: key.level.as_str(),
            last_day: key.last_day.to_string(),
            created_at: key.created_at.to_string(),
            revoked_at: key.revoked_at.map(|at| at.to_string()),
        }
    }
}

/// Keys of a party.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct KeyList {
    /// In the order they were made.
    items: Vec<KeyBody>,
}

/// A key that was just made.
#[derive(Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct MadeKey {
    /// The key.
    #[serde(flatten)]
    #[cfg_attr(test, ts(flatten))]
    key: KeyBody,
    /// The secret: shown now and never again.
    secret: String,
}

/// A key to make.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewKey", export_to = "../web/src/api/types/"))]
#[schema(as = NewKey)]
struct KeyRequest {
    /// Name of the system, 2–80 characters.
    system: String,
    /// `publik`, `stad` or `intern`.
    #[cfg_attr(test, ts(type = "'publik' | 'stad' | 'intern'"))]
    #[schema(pattern = "^(publik|stad|intern)$")]
    level: String,
    /// Last day it is good; 400 days from today at most.
    #[schema(format = Date)]
    last_day: String,
}

/// The keys of one's own party; for its administrators.
#[utoipa::path(get, path = "/keys", tag = "administration",
    extensions(("x-reads" = json!("nothing"))), responses(
    (status = 200, body = KeyList), (status = 403, body = ProblemBody)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<KeyList>, Problem> {
    let keys = blocking(app, move |app| verbs::list(app, &actor)).await?;
    Ok(Json(KeyList { items: keys.into_iter().map(KeyBody::from).collect() }))
}

/// Makes a key.
#[utoipa::path(post, path = "/keys", tag = "administration",
    extensions(("x-reads" = json!("nothing"))), request_body = KeyRequest,
    responses((status = 201, body = MadeKey), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
async fn make(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Payload(new): Payload<KeyRequest>,
) -> Result<(StatusCode, Json<MadeKey>), Problem> {
    let level = ReleaseLevel::ALL.into_iter().find(|level| level.as_str() == new.level);
    let new = NewKey {
        level: level.ok_or_else(|| Problem::field("invalid", "level", "unknown"))?,
        last_day: required_date("last_day", &new.last_day)?,
        system: new.system,
    };
    let (key, secret) = blocking(app, move |app| verbs::make(app, &actor, &new)).await?;
    let made = MadeKey { key: key.into(), secret: secret.as_str().to_owned() };
    Ok((StatusCode::CREATED, Json(made)))
}

/// Ends a key at once.
#[utoipa::path(post, path = "/keys/{id}/revocation", tag = "administration",
    extensions(("x-reads" = json!("nothing"))),
    params(("id" = String, Path)),
    responses((status = 200, body = KeyBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn revoke(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<KeyBody>, Problem> {
    let key = blocking(app, move |app| verbs::revoke(app, &actor, &id)).await?;
    Ok(Json(key.into()))
}
