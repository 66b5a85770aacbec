//! `/releases`: from counts to tables that both parties let out.

use super::{
    AppState,
    auth::{IfMatch, SignedIn},
    export::fixed_period,
    extract::{Params, Payload, blocking},
    openings::Motive,
    problem::{Problem, ProblemBody},
    release_body::{ReleaseBody, ReleaseHead, ReleaseTables},
};
use crate::{
    app::{
        Actor, App, AppError,
        releases::{self as verbs, Order},
    },
    case::release::{Level, ReleaseAct, ReleaseId, Threshold},
    incident::Fingerprint,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{Array, ArrayBuilder, ObjectBuilder, Type};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, prepare))
        .routes(routes!(one))
        .routes(routes!(tables))
        .routes(routes!(propose))
        .routes(routes!(approve))
        .routes(routes!(withdraw))
}

/// Release acts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ReleaseList {
    /// Newest first.
    items: Vec<ReleaseHead>,
}

/// What to compute.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, optional_fields, export_to = "../web/src/api/types/"))]
struct NewRelease {
    /// `stad` or `publik`.
    #[cfg_attr(test, ts(type = "'stad' | 'publik'"))]
    #[schema(pattern = "^(stad|publik)$")]
    level: String,
    /// Counts above zero and below it are hidden: 3 to 10, 5 if not given.
    #[schema(minimum = 3, maximum = 10)]
    k: Option<u32>,
    /// First of the shortest periods: a quarter (`2025-K1`), a half-year (`2025-H1`) or a year (`2025`).
    #[schema(pattern = "^[0-9]{4}(-[KH][1-4])?$")]
    first: String,
    /// Last of them, as long as the first; the first if not given.
    #[schema(pattern = "^[0-9]{4}(-[KH][1-4])?$")]
    last: Option<String>,
    /// By id; all if not given.
    #[schema(schema_with = category_ids)]
    categories: Option<Vec<String>>,
    /// The sum over the categories as well; it hides more of the categories.
    total: Option<bool>,
    /// Needed when the party has several agreements today.
    #[schema(pattern = "^[a-z0-9_-]+$")]
    agreement: Option<String>,
}

/// A list of ids, none of them free text.
fn category_ids() -> Array {
    let id = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[a-z0-9_]+$"));
    ArrayBuilder::new().items(id).build()
}

impl TryFrom<NewRelease> for Order {
    type Error = Problem;
    fn try_from(new: NewRelease) -> Result<Self, Problem> {
        let wrong = |field: &'static str, code| Problem::field("invalid", field, code);
        let k = new.k.map_or(Ok(Threshold::DEFAULT), Threshold::new);
        let first = fixed_period("first", &new.first)?;
        let last = new.last.as_deref().map(|last| fixed_period("last", last)).transpose()?;
        Ok(Self {
            level: Level::named(&new.level).ok_or_else(|| wrong("level", "unknown"))?,
            k: k.map_err(|_| wrong("k", "not_a_threshold"))?,
            first,
            last: last.unwrap_or(first),
            categories: new.categories.unwrap_or_default(),
            total: new.total.unwrap_or(false),
            agreement: new.agreement,
        })
    }
}

/// A signature.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NewApproval {
    /// Fingerprint of the tables that were shown.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    fingerprint: String,
}

/// Which tables.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TablesQuery {
    /// `2025-K1`, `2025-H1` or `2025`.
    #[param(pattern = "^[0-9]{4}(-[KH][1-4])?$")]
    period: String,
    /// Category by id, `alla` for their sum.
    #[param(pattern = "^[a-z0-9_]+$")]
    category: String,
}

/// Does a verb and answers with the act as the actor sees it afterwards.
async fn answered(
    app: AppState,
    actor: Actor,
    verb: impl FnOnce(&App, &Actor) -> Result<ReleaseAct, AppError> + Send + 'static,
) -> Result<Json<ReleaseBody>, Problem> {
    let body = blocking(app, move |app| {
        let id = verb(app, &actor)?.prepared().id.clone();
        let (act, tables) = verbs::tables(app, &actor, &id)?;
        Ok(ReleaseBody::of(&act, &tables, &actor))
    });
    Ok(Json(body.await?))
}

/// Acts that one may see: drafts of the own party, proposed ones, and what is out.
#[utoipa::path(get, path = "/releases", tag = "releases",
    extensions(("x-reads" = json!("notes"))),
    responses((status = 200, body = ReleaseList), (status = 403, body = ProblemBody)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<ReleaseList>, Problem> {
    let items = blocking(app, move |app| {
        let acts = verbs::list(app, &actor)?;
        Ok(acts.iter().map(|act| ReleaseHead::of(act, &actor)).collect())
    });
    Ok(Json(ReleaseList { items: items.await? }))
}

/// Computes tables as a draft of one's own party.
#[utoipa::path(post, path = "/releases", tag = "releases",
    extensions(("x-reads" = json!("notes"))), request_body = NewRelease,
    responses((status = 201, body = ReleaseBody), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn prepare(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Payload(new): Payload<NewRelease>,
) -> Result<(StatusCode, Json<ReleaseBody>), Problem> {
    let order = Order::try_from(new)?;
    let body = answered(app, actor, move |app, actor| verbs::prepare(app, actor, &order));
    Ok((StatusCode::CREATED, body.await?))
}

/// One act, with every table but its rows.
#[utoipa::path(get, path = "/releases/{id}", tag = "releases",
    extensions(("x-reads" = json!("notes"))),
    params(("id" = String, Path, pattern = "^utl-[0-9a-f]{16}$")),
    responses((status = 200, body = ReleaseBody), (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<ReleaseBody>, Problem> {
    answered(app, actor, move |app, actor| verbs::get(app, actor, &ReleaseId(id))).await
}

/// The tables of an act for one period and category, as they leave or would leave the house.
#[utoipa::path(get, path = "/releases/{id}/tables", tag = "releases",
    extensions(("x-reads" = json!("nothing"))),
    params(("id" = String, Path, pattern = "^utl-[0-9a-f]{16}$"), TablesQuery),
    responses((status = 200, body = ReleaseTables), (status = 404, body = ProblemBody)))]
async fn tables(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<TablesQuery>,
) -> Result<Json<ReleaseTables>, Problem> {
    let body = blocking(app, move |app| {
        let (_, tables) = verbs::tables(app, &actor, &ReleaseId(id))?;
        ReleaseTables::of(&tables, &query.period, &query.category).ok_or(AppError::NotFound)
    });
    Ok(Json(body.await?))
}

/// Shows a draft to the other party.
#[utoipa::path(post, path = "/releases/{id}/proposal", tag = "releases",
    extensions(("x-reads" = json!("notes"))),
    params(("id" = String, Path, pattern = "^utl-[0-9a-f]{16}$"),
        ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = ReleaseBody), (status = 409, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
async fn propose(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
) -> Result<Json<ReleaseBody>, Problem> {
    answered(app, actor, move |app, actor| verbs::propose(app, actor, &ReleaseId(id), version))
        .await
}

/// Signs for one's own party; the other party's signature lets the tables out.
#[utoipa::path(post, path = "/releases/{id}/approvals", tag = "releases",
    extensions(("x-reads" = json!("notes"))),
    request_body = NewApproval,
    params(("id" = String, Path, pattern = "^utl-[0-9a-f]{16}$"),
        ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 201, body = ReleaseBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 428, body = ProblemBody)))]
async fn approve(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    Payload(new): Payload<NewApproval>,
) -> Result<(StatusCode, Json<ReleaseBody>), Problem> {
    let body = answered(app, actor, move |app, actor| {
        verbs::approve(app, actor, &ReleaseId(id), version, &Fingerprint(new.fingerprint))
    });
    Ok((StatusCode::CREATED, body.await?))
}

/// Takes an act back: its tables are served no longer.
#[utoipa::path(post, path = "/releases/{id}/withdrawal", tag = "releases",
    extensions(("x-reads" = json!("notes"))), request_body = Motive,
    params(("id" = String, Path, pattern = "^utl-[0-9a-f]{16}$"),
        ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = ReleaseBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 428, body = ProblemBody)))]
async fn withdraw(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    Payload(why): Payload<Motive>,
) -> Result<Json<ReleaseBody>, Problem> {
    answered(app, actor, move |app, actor| {
        verbs::withdraw(app, actor, &ReleaseId(id), version, &why.motive)
    })
    .await
}
