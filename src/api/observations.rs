//! `/observations`: places that people name as unsafe.

use super::{
    AppState,
    areas::Point,
    auth::SignedIn,
    extract::{Params, Payload, blocking, date},
    problem::Problem,
};
use crate::{
    app::observations::{self as verbs, Filter, ObservationCard},
    area::{AreaId, AreaKind},
    case::{evidence::ObservationKind, observation::ObservationId},
    export::{geojson::geometry_json, layers::label_at},
    incident::Period,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use geo_types::Geometry;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(share))
}

/// A place that somebody named as unsafe.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct PlaceObservation {
    /// Identity.
    id: String,
    /// Party that recorded it.
    owner: String,
    /// `dialogue`, `trygghetsvandring`, `enkat`, `egen_iakttagelse` …
    kind: String,
    /// The same in Swedish.
    kind_label: String,
    /// Id of the place or the wider area.
    area: String,
    /// Its name.
    area_name: String,
    /// Whether a place was named (an area of kind `plats`) and not only a wider area.
    place_named: bool,
    /// A point on the place.
    label_at: Option<Point>,
    /// Ground of a named place as GeoJSON; null for a wider area, whose ground `/areas` has.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry | null"))]
    #[schema(value_type = Option<Object>)]
    geometry: Option<serde_json::Value>,
    /// First day of the period in which it was said.
    from: String,
    /// Last day; the same as the first when the day is known.
    to: String,
    /// What was said; may be empty.
    text: String,
    /// How many said so.
    n: Option<u32>,
    /// Shown to the other party.
    shared: bool,
    /// Made up.
    synthetic: bool,
    /// Function of whoever wrote it down.
    recorded_by: String,
    /// When.
    recorded_at: String,
}

/// Observations that the signed-in party may see.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct PlaceObservationList {
    /// Newest period first.
    items: Vec<PlaceObservation>,
}

impl From<ObservationCard> for PlaceObservation {
    fn from(card: ObservationCard) -> Self {
        let seen = card.observation;
        let area = card.area.as_ref();
        let place = area.filter(|area| area.kind == AreaKind::Plats);
        let ground = place.and_then(|place| place.geometry.clone()).map(Geometry::from);
        Self {
            id: seen.id.0,
            owner: seen.owner.0,
            kind: seen.kind.as_str().to_owned(),
            kind_label: seen.kind.label_sv().to_owned(),
            area_name: area.map_or_else(|| seen.area.0.clone(), |area| area.name.clone()),
            area: seen.area.0,
            place_named: place.is_some(),
            label_at: area.and_then(|a| a.geometry.as_ref()).and_then(label_at).map(Point::from),
            geometry: ground.as_ref().map(geometry_json),
            from: seen.period.from.to_string(),
            to: seen.period.to.to_string(),
            text: seen.text.as_str().to_owned(),
            n: seen.n,
            shared: seen.shared,
            synthetic: seen.synthetic,
            recorded_by: seen.recorded_by.function,
            recorded_at: seen.recorded_at.to_string(),
        }
    }
}

/// An observation to record.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NewPlaceObservation {
    /// `dialogue`, `trygghetsvandring`, `enkat`, `egen_iakttagelse` …
    kind: String,
    /// Id of the place, e.g. `plats/observatorielunden`, or of a wider area.
    area: String,
    /// The day it was said, or the first of the period.
    #[cfg_attr(test, ts(type = "string"))]
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// The last day; the first if not given.
    #[cfg_attr(test, ts(type = "string | null", optional))]
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// What was said, up to 1 000 characters.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<String>"))]
    text: String,
    /// How many said so.
    #[cfg_attr(test, ts(optional))]
    n: Option<u32>,
}

/// Which observations.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// One kind.
    kind: Option<String>,
    /// One place.
    area: Option<String>,
    /// Said on this day or later.
    from: Option<String>,
    /// Said on this day or earlier.
    to: Option<String>,
}

fn kind(text: &str) -> Result<ObservationKind, Problem> {
    text.parse().map_err(|_| Problem::field("invalid", "kind", "unknown"))
}

/// Places named as unsafe: the signed-in party's own and those that others share.
#[utoipa::path(get, path = "/observations", tag = "areas", params(ListQuery),
    responses((status = 200, body = PlaceObservationList)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(query): Params<ListQuery>,
) -> Result<Json<PlaceObservationList>, Problem> {
    let (from, to) = (date("from", query.from.as_deref())?, date("to", query.to.as_deref())?);
    let period = Period::new(from.unwrap_or(Date::MIN), to.unwrap_or(Date::MAX));
    let ends_before = || Problem::field("invalid", "to", "ends_before_it_begins");
    let filter = Filter {
        kind: query.kind.as_deref().map(kind).transpose()?,
        area: query.area.map(AreaId),
        period: Some(period.ok_or_else(ends_before)?),
    };
    let cards = blocking(app, move |app| verbs::list(app, &actor, &filter)).await?;
    let items = cards.into_iter().map(PlaceObservation::from).collect();
    Ok(Json(PlaceObservationList { items }))
}

/// Records an observation for the signed-in party; the other does not see it until it is shared.
#[utoipa::path(post, path = "/observations", tag = "areas", request_body = NewPlaceObservation,
    responses((status = 201, body = PlaceObservation), (status = 400, body = super::problem::ProblemBody)))]
async fn create(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Payload(body): Payload<NewPlaceObservation>,
) -> Result<(StatusCode, Json<PlaceObservation>), Problem> {
    let ends_before = || Problem::field("invalid", "to", "ends_before_it_begins");
    let new = verbs::NewPlaceObservation {
        kind: kind(&body.kind)?,
        area: AreaId(body.area),
        period: Period::new(body.from, body.to.unwrap_or(body.from)).ok_or_else(ends_before)?,
        text: body.text,
        n: body.n,
        synthetic: false,
    };
    let card = blocking(app, move |app| verbs::add(app, &actor, new)).await?;
    Ok((StatusCode::CREATED, Json(card.into())))
}

/// Shows an observation to the other party.
#[utoipa::path(post, path = "/observations/{id}/share", tag = "areas", params(("id" = String, Path)),
    responses((status = 200, body = PlaceObservation), (status = 404, body = super::problem::ProblemBody)))]
async fn share(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<PlaceObservation>, Problem> {
    let card = blocking(app, move |app| verbs::share(app, &actor, &ObservationId(id))).await?;
    Ok(Json(card.into()))
}
