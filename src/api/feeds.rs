//! `/calendar/feeds` and `/calendar.ics`: the year in somebody's own calendar.

use super::{
    AppState,
    auth::SignedIn,
    extract::{Params, Payload, blocking, named},
    problem::{Problem, ProblemBody},
    whence::Address,
};
use crate::{
    app::{session::Token, year::feeds as verbs},
    case::access::CalendarFeed,
};
use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(revoke)).routes(routes!(file))
}

/// A subscription; the secret is not in it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CalendarFeed", export_to = "../web/src/api/types/"))]
#[schema(as = CalendarFeed)]
struct FeedBody {
    /// Opaque id.
    id: String,
    /// Id of the agreement.
    agreement: String,
    /// What falls to these alone; everything where none is named.
    #[cfg_attr(
        test,
        ts(
            type = "'samordnarna' | 'cheferna' | 'forvaltningen' | 'kommunikatorerna' | 'parterna' | 'staden' | null"
        )
    )]
    responsible: Option<&'static str>,
    /// When it was made.
    created_at: String,
}

impl From<CalendarFeed> for FeedBody {
    fn from(feed: CalendarFeed) -> Self {
        Self {
            id: feed.id,
            agreement: feed.agreement,
            responsible: feed.falls_to.map(|group| group.as_str()),
            created_at: feed.created_at.to_string(),
        }
    }
}

/// One's own subscriptions.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CalendarFeedList {
    /// In the order they were made.
    items: Vec<FeedBody>,
}

/// A subscription that was just made.
#[derive(Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct MadeCalendarFeed {
    /// The subscription.
    #[serde(flatten)]
    #[cfg_attr(test, ts(flatten))]
    feed: FeedBody,
    /// Where the calendar is, shown now and never again: whoever has it reads the calendar.
    path: String,
}

/// What to subscribe to.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, optional_fields, export_to = "../web/src/api/types/"))]
struct NewCalendarFeed {
    /// Id of the agreement.
    #[schema(pattern = "^[A-Za-z0-9-]+$")]
    agreement: String,
    /// What falls to these alone; everything when none is named.
    #[schema(pattern = "^(samordnarna|cheferna|forvaltningen|kommunikatorerna|parterna|staden)$")]
    responsible: Option<String>,
}

/// What a calendar holds.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct FeedQuery {
    /// The secret of the subscription.
    #[param(format = Password)]
    token: String,
}

/// One's own subscriptions that are good.
#[utoipa::path(get, path = "/calendar/feeds", tag = "session",
    extensions(("x-reads" = json!("nothing"))), responses((status = 200, body = CalendarFeedList)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<CalendarFeedList>, Problem> {
    let all = blocking(app, move |app| verbs::list(app, &actor)).await?;
    Ok(Json(CalendarFeedList { items: all.into_iter().map(FeedBody::from).collect() }))
}

/// Makes a subscription to an agreement of one's party.
#[utoipa::path(post, path = "/calendar/feeds", tag = "session",
    extensions(("x-reads" = json!("nothing"))), request_body = NewCalendarFeed,
    responses((status = 201, body = MadeCalendarFeed), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn make(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Payload(new): Payload<NewCalendarFeed>,
) -> Result<(StatusCode, Json<MadeCalendarFeed>), Problem> {
    let falls_to = named("responsible", new.responsible)?;
    let made = move |app: &_| verbs::make(app, &actor, &new.agreement, falls_to);
    let (feed, secret) = blocking(app, made).await?;
    let path = format!("/api/v1/calendar.ics?token={}", secret.as_str());
    Ok((StatusCode::CREATED, Json(MadeCalendarFeed { feed: feed.into(), path })))
}

/// Ends one of one's own subscriptions at once.
#[utoipa::path(delete, path = "/calendar/feeds/{id}", tag = "session",
    extensions(("x-reads" = json!("nothing"))), params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = ProblemBody)))]
async fn revoke(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    blocking(app, move |app| verbs::revoke(app, &actor, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The calendar of a subscription, without login: days and names of duties; each reading is logged. It is
/// asked for again by its `ETag`.
#[utoipa::path(get, path = "/calendar.ics", tag = "agreements",
    extensions(("x-reads" = json!("nothing"))), params(FeedQuery),
    responses((status = 200, content_type = "text/calendar", body = String),
        (status = 404, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn file(
    State(app): State<AppState>,
    Address(address): Address,
    Params(query): Params<FeedQuery>,
) -> Result<Response, Problem> {
    let secret = Token::read(&query.token);
    let file = blocking(app, move |app| verbs::file(app, secret.as_ref(), &address)).await?;
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], file).into_response())
}
