//! `/identities`: whom a provider has let in and nobody here knows yet.

use super::{
    AppState,
    auth::SignedIn,
    extract::{Payload, blocking},
    problem::{Problem, ProblemBody},
    session::UserBody,
};
use crate::{
    app::identities::{self as verbs, Assignment},
    case::identity::Identity,
    case::party::Role,
    incident::PartyId,
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(assign)).routes(routes!(refuse))
}

/// Someone whom the provider of one's side has let in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Identity"))]
#[schema(as = Identity)]
struct IdentityBody {
    /// Eight letters and digits: the waiting page shows them to the one who waits.
    id: String,
    /// `waiting` or `refused`.
    #[cfg_attr(test, ts(type = "'waiting' | 'assigned' | 'refused'"))]
    state: &'static str,
    /// First sign-in, in UTC.
    first_seen: String,
    /// Last sign-in, in UTC.
    last_seen: String,
}

impl From<Identity> for IdentityBody {
    fn from(identity: Identity) -> Self {
        Self {
            state: identity.decision.as_str(),
            first_seen: identity.first_seen.to_string(),
            last_seen: identity.last_seen.to_string(),
            id: identity.id,
        }
    }
}

/// Identities.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct IdentityList {
    /// The one seen last comes first.
    items: Vec<IdentityBody>,
}

/// What an identity is to be.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NewAssignment {
    /// A party of one's own side.
    #[schema(pattern = "^[a-z0-9-]{1,60}$")]
    party: String,
    /// A role of that side, or of either.
    #[schema(pattern = "^[a-z_]{1,40}$")]
    role: String,
    /// The function, not a person's name.
    function: String,
}

/// The identities of the administrator's side that wait.
#[utoipa::path(get, path = "/identities", tag = "users",
    extensions(("x-reads" = json!("nothing"))),
    responses((status = 200, body = IdentityList), (status = 403, body = ProblemBody)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<IdentityList>, Problem> {
    let waiting = blocking(app, move |app| verbs::waiting(app, &actor)).await?;
    Ok(Json(IdentityList { items: waiting.into_iter().map(IdentityBody::from).collect() }))
}

/// Makes a waiting or refused identity a user of the administrator's side.
#[utoipa::path(post, path = "/identities/{id}/assign", tag = "users",
    extensions(("x-reads" = json!("nothing"))), request_body = NewAssignment,
    params(("id" = String, Path, description = "As the one who waits reads it")),
    responses((status = 200, body = UserBody), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn assign(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Payload(new): Payload<NewAssignment>,
) -> Result<Json<UserBody>, Problem> {
    let role: Role = new.role.parse().map_err(|_| Problem::field("invalid", "role", "unknown"))?;
    let assignment = Assignment { party: PartyId(new.party), role, function: new.function };
    let user = blocking(app, move |app| verbs::assign(app, &actor, &id, &assignment)).await?;
    Ok(Json(user.into()))
}

/// Refuses a waiting identity of the administrator's side.
#[utoipa::path(post, path = "/identities/{id}/refuse", tag = "users",
    extensions(("x-reads" = json!("nothing"))),
    params(("id" = String, Path, description = "As the one who waits reads it")),
    responses((status = 200, body = IdentityBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn refuse(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<IdentityBody>, Problem> {
    Ok(Json(blocking(app, move |app| verbs::refuse(app, &actor, &id)).await?.into()))
}
