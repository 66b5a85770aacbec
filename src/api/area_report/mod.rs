//! `/areas/{kind}/{code}/report` and `/areas/report`: what is known of an area and a period.

mod body;

use super::{
    AppState,
    auth::SignedIn,
    drawn_geometry,
    extract::{Params, Payload, blocking, date},
    headers::printed,
    problem::{Language, Problem, ProblemBody},
};
use crate::{
    app::{
        Actor,
        area_report::{self as verbs, Order, Where},
    },
    area::AreaId,
};
use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use body::AreaReportBody;
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(of_area))
        .routes(routes!(of_area_to_print))
        .routes(routes!(of_drawn))
        .routes(routes!(of_drawn_to_print))
}

/// Which days.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct DaysQuery {
    /// First local day; that of the twelve months that end with the last.
    #[param(format = Date)]
    from: Option<String>,
    /// Last local day; that of the last whole month of the counts. No later than the counts.
    #[param(format = Date)]
    to: Option<String>,
}

impl DaysQuery {
    fn order(&self, kind: &str, code: &str) -> Result<Order, Problem> {
        Ok(Order {
            where_: Where::Known(AreaId(format!("{kind}/{code}"))),
            from: date("from", self.from.as_deref())?,
            to: date("to", self.to.as_deref())?,
        })
    }
}

/// A drawn area and which days.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, optional_fields, export_to = "../web/src/api/types/"))]
struct DrawnArea {
    /// GeoJSON polygon.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry"))]
    #[schema(value_type = Object)]
    geometry: serde_json::Value,
    /// First local day; that of the twelve months that end with the last.
    #[schema(format = Date)]
    from: Option<String>,
    /// Last local day; that of the last whole month of the counts. No later than the counts.
    #[schema(format = Date)]
    to: Option<String>,
}

impl DrawnArea {
    fn order(&self) -> Result<Order, Problem> {
        Ok(Order {
            where_: Where::Drawn(drawn_geometry::read(&self.geometry)?),
            from: date("from", self.from.as_deref())?,
            to: date("to", self.to.as_deref())?,
        })
    }
}

/// The report on a known area.
#[utoipa::path(get, path = "/areas/{kind}/{code}/report", tag = "areas",
    extensions(("x-reads" = json!("notes"))),
    params(("kind" = String, Path), ("code" = String, Path), DaysQuery),
    responses((status = 200, body = AreaReportBody), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn of_area(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((kind, code)): Path<(String, String)>,
    Params(query): Params<DaysQuery>,
    headers: HeaderMap,
) -> Result<Json<AreaReportBody>, Problem> {
    let (order, language) = (query.order(&kind, &code)?, Language::of(&headers));
    let report = blocking(app, move |app| verbs::make(app, &actor, &order)).await?;
    Ok(Json(AreaReportBody::of(report, language)))
}

/// The same as a file to print, A4.
#[utoipa::path(get, path = "/areas/{kind}/{code}/report.html", tag = "areas",
    extensions(("x-reads" = json!("export"))),
    params(("kind" = String, Path), ("code" = String, Path), DaysQuery),
    responses((status = 200, content_type = "text/html", body = String),
        (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn of_area_to_print(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((kind, code)): Path<(String, String)>,
    Params(query): Params<DaysQuery>,
) -> Result<Response, Problem> {
    to_print(app, actor, query.order(&kind, &code)?).await
}

/// The report on an area that somebody drew. For analysts: counts within any ground one likes come
/// close to single events.
#[utoipa::path(post, path = "/areas/report", tag = "areas",
    extensions(("x-reads" = json!("notes"))), request_body = DrawnArea,
    responses((status = 200, body = AreaReportBody), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody)))]
async fn of_drawn(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    Payload(drawn): Payload<DrawnArea>,
) -> Result<Json<AreaReportBody>, Problem> {
    let (order, language) = (drawn.order()?, Language::of(&headers));
    let report = blocking(app, move |app| verbs::make(app, &actor, &order)).await?;
    Ok(Json(AreaReportBody::of(report, language)))
}

/// The same as a file to print, A4.
#[utoipa::path(post, path = "/areas/report.html", tag = "areas",
    extensions(("x-reads" = json!("export"))), request_body = DrawnArea,
    responses((status = 200, content_type = "text/html", body = String),
        (status = 400, body = ProblemBody), (status = 403, body = ProblemBody)))]
async fn of_drawn_to_print(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Payload(drawn): Payload<DrawnArea>,
) -> Result<Response, Problem> {
    to_print(app, actor, drawn.order()?).await
}

async fn to_print(app: AppState, actor: Actor, order: Order) -> Result<Response, Problem> {
    let file = blocking(app, move |app| verbs::html(app, &actor, &order)).await?;
    Ok(printed(file))
}
