//! `/observations`: places that people name as unsafe.

use super::{
    AppState,
    areas::Point,
    auth::SignedIn,
    extract::{Params, Payload, ShareWith, blocking, date},
    problem::Problem,
};
use crate::{
    app::{
        App,
        observations::{self as verbs, Filter, ObservationCard, PlaceCard},
    },
    area::{AreaId, AreaKind},
    case::{
        evidence::ObservationKind,
        observation::{Earlier, ObservationId, Withdrawal},
        observed_place::SAME_PLACE_M,
    },
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
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(places))
        .routes(routes!(correct))
        .routes(routes!(share))
        .routes(routes!(withdraw))
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
    /// Shown to every party that has an agreement with the owner.
    shared: bool,
    /// Ids of single parties it was shown to.
    shared_with: Vec<String>,
    /// Made up.
    synthetic: bool,
    /// Function of whoever wrote it down, as it now stands.
    recorded_by: String,
    /// When.
    recorded_at: String,
    /// How it stood before it was corrected, oldest first.
    earlier: Vec<EarlierObservation>,
    /// That it has been taken back; null while it stands.
    withdrawn: Option<WithdrawnObservation>,
}

/// An observation as it stood until it was corrected.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct EarlierObservation {
    /// Where it came from, in Swedish.
    kind_label: String,
    /// Id of the place.
    area: String,
    /// First day.
    from: String,
    /// Last day.
    to: String,
    /// What was said.
    text: String,
    /// How many said so.
    n: Option<u32>,
    /// Function of whoever wrote it down so.
    recorded_by: String,
    /// When.
    recorded_at: String,
    /// Why it was corrected.
    reason: String,
}

/// That an observation no longer stands.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct WithdrawnObservation {
    /// Function of whoever took it back.
    by: String,
    /// When.
    at: String,
    /// Why.
    reason: String,
}

impl From<Earlier> for EarlierObservation {
    fn from(stood: Earlier) -> Self {
        Self {
            kind_label: stood.kind.label_sv().to_owned(),
            area: stood.area.0,
            from: stood.period.from.to_string(),
            to: stood.period.to.to_string(),
            text: stood.text.as_str().to_owned(),
            n: stood.n,
            recorded_by: stood.recorded_by.function,
            recorded_at: stood.recorded_at.to_string(),
            reason: stood.reason.as_str().to_owned(),
        }
    }
}

impl From<Withdrawal> for WithdrawnObservation {
    fn from(back: Withdrawal) -> Self {
        let (by, at) = (back.by.function, back.at.to_string());
        Self { by, at, reason: back.reason.as_str().to_owned() }
    }
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
            shared_with: seen.shared_with.iter().map(|party| party.0.clone()).collect(),
            synthetic: seen.synthetic,
            recorded_by: seen.recorded_by.function,
            recorded_at: seen.recorded_at.to_string(),
            earlier: seen.earlier.into_iter().map(EarlierObservation::from).collect(),
            withdrawn: seen.withdrawn.map(WithdrawnObservation::from),
        }
    }
}

/// One who has named a place.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ObservedSource {
    /// Id of the observation.
    observation: String,
    /// `dialogue`, `trygghetsvandring`, `enkat`, `egen_iakttagelse` …
    kind: String,
    /// The same in Swedish.
    kind_label: String,
    /// Party that recorded it.
    owner: String,
    /// First day of the period in which it was said.
    from: String,
    /// Last day.
    to: String,
}

/// A place that was named, once, with everybody who has named it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ObservedPlace {
    /// Ids of the areas that are this place; more than one where they lie close together.
    areas: Vec<String>,
    /// Their names.
    names: Vec<String>,
    /// Whether a place was named and not only a wider area.
    place_named: bool,
    /// What names it, latest first. Their number puts no place before another.
    sources: Vec<ObservedSource>,
}

/// Places that were named, each once.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ObservedPlaces {
    /// Places no farther apart, in metres, are one.
    within_m: f64,
    /// By name.
    items: Vec<ObservedPlace>,
}

impl From<PlaceCard> for ObservedPlace {
    fn from(card: PlaceCard) -> Self {
        let sources =
            card.sources.into_iter().map(|ObservationCard { observation: seen, .. }| {
                ObservedSource {
                    observation: seen.id.0,
                    kind: seen.kind.as_str().to_owned(),
                    kind_label: seen.kind.label_sv().to_owned(),
                    owner: seen.owner.0,
                    from: seen.period.from.to_string(),
                    to: seen.period.to.to_string(),
                }
            });
        Self {
            place_named: card.areas.iter().any(|area| area.kind == AreaKind::Plats),
            names: card.areas.iter().map(|area| area.name.clone()).collect(),
            areas: card.areas.into_iter().map(|area| area.id.0).collect(),
            sources: sources.collect(),
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
    #[schema(
        pattern = "^(dialogue|felanmalan|trygghetsvandring|ordningsvakt|enkat|information_10|egen_iakttagelse)$"
    )]
    kind: String,
    /// Id of the place, e.g. `plats/observatorielunden`, or of a wider area.
    #[schema(pattern = "^[a-z_]+/.+$")]
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

/// An observation as it should have stood, whole, and why.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CorrectedObservation {
    /// What is right.
    observation: NewPlaceObservation,
    /// Why, 3–500 characters.
    reason: String,
}

/// Why an observation is taken back.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct WithdrawObservation {
    /// 3–500 characters.
    reason: String,
}

impl NewPlaceObservation {
    fn checked(self) -> Result<verbs::NewPlaceObservation, Problem> {
        let ends_before = || Problem::field("invalid", "to", "ends_before_it_begins");
        Ok(verbs::NewPlaceObservation {
            kind: kind(&self.kind)?,
            area: AreaId(self.area),
            period: Period::new(self.from, self.to.unwrap_or(self.from)).ok_or_else(ends_before)?,
            text: self.text,
            n: self.n,
            synthetic: false,
        })
    }
}

/// Which observations.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// One kind.
    #[param(
        pattern = "^(dialogue|felanmalan|trygghetsvandring|ordningsvakt|enkat|information_10|egen_iakttagelse)$"
    )]
    kind: Option<String>,
    /// One place.
    #[param(pattern = "^[a-z_]+/.+$")]
    area: Option<String>,
    /// Said on this day or later.
    #[param(format = Date)]
    from: Option<String>,
    /// Said on this day or earlier.
    #[param(format = Date)]
    to: Option<String>,
    /// Those taken back as well; false.
    withdrawn: bool,
}

fn kind(text: &str) -> Result<ObservationKind, Problem> {
    text.parse().map_err(|_| Problem::field("invalid", "kind", "unknown"))
}

/// Places named as unsafe: the signed-in party's own and those that others share.
#[utoipa::path(get, path = "/observations", tag = "areas",
    extensions(("x-reads" = json!("notes"))), params(ListQuery),
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
        withdrawn: query.withdrawn,
    };
    let cards = blocking(app, move |app| verbs::list(app, &actor, &filter)).await?;
    let items = cards.into_iter().map(PlaceObservation::from).collect();
    Ok(Json(PlaceObservationList { items }))
}

/// The places that are named, each once, however many have named it: places of the same area, and those
/// that overlap or lie close together. By name; who is named often is not put before others, and a report is
/// never counted as a crime.
#[utoipa::path(get, path = "/observations/places", tag = "areas",
    extensions(("x-reads" = json!("notes"))),
    responses((status = 200, body = ObservedPlaces)))]
async fn places(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<ObservedPlaces>, Problem> {
    let cards = blocking(app, move |app| verbs::places(app, &actor)).await?;
    let items = cards.into_iter().map(ObservedPlace::from).collect();
    Ok(Json(ObservedPlaces { within_m: SAME_PLACE_M, items }))
}

/// Records an observation for the signed-in party; the other does not see it until it is shared.
#[utoipa::path(post, path = "/observations", tag = "areas",
    extensions(("x-reads" = json!("notes"))), request_body = NewPlaceObservation,
    responses((status = 201, body = PlaceObservation), (status = 400, body = super::problem::ProblemBody)))]
async fn create(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Payload(body): Payload<NewPlaceObservation>,
) -> Result<(StatusCode, Json<PlaceObservation>), Problem> {
    let new = body.checked()?;
    let card = blocking(app, move |app| verbs::add(app, &actor, new)).await?;
    Ok((StatusCode::CREATED, Json(card.into())))
}

/// Shows an observation to one party, or to every party that has an agreement with the owner. There
/// is no way back.
#[utoipa::path(post, path = "/observations/{id}/share", tag = "areas",
    extensions(("x-reads" = json!("notes"))), params(("id" = String, Path), ShareWith),
    responses((status = 200, body = PlaceObservation), (status = 404, body = super::problem::ProblemBody)))]
async fn share(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Params(with): Params<ShareWith>,
) -> Result<Json<PlaceObservation>, Problem> {
    let id = ObservationId(id);
    let shared = move |app: &App| verbs::share(app, &actor, &id, with.party().as_ref());
    let card = blocking(app, shared).await?;
    Ok(Json(card.into()))
}

/// Corrects an observation of the own party; as it stood is kept with the reason.
#[utoipa::path(put, path = "/observations/{id}", tag = "areas",
    extensions(("x-reads" = json!("notes"))), params(("id" = String, Path)),
    request_body = CorrectedObservation,
    responses((status = 200, body = PlaceObservation), (status = 400, body = super::problem::ProblemBody),
        (status = 404, body = super::problem::ProblemBody), (status = 409, body = super::problem::ProblemBody)))]
async fn correct(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Payload(body): Payload<CorrectedObservation>,
) -> Result<Json<PlaceObservation>, Problem> {
    let (new, why, id) = (body.observation.checked()?, body.reason, ObservationId(id));
    let card = blocking(app, move |app| verbs::correct(app, &actor, &id, new, &why)).await?;
    Ok(Json(card.into()))
}

/// Takes an observation of the own party back: it is kept with the reason, and nothing new rests on it.
#[utoipa::path(post, path = "/observations/{id}/withdraw", tag = "areas",
    extensions(("x-reads" = json!("notes"))), params(("id" = String, Path)),
    request_body = WithdrawObservation,
    responses((status = 200, body = PlaceObservation), (status = 400, body = super::problem::ProblemBody),
        (status = 404, body = super::problem::ProblemBody), (status = 409, body = super::problem::ProblemBody)))]
async fn withdraw(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Payload(body): Payload<WithdrawObservation>,
) -> Result<Json<PlaceObservation>, Problem> {
    let id = ObservationId(id);
    let card = blocking(app, move |app| verbs::withdraw(app, &actor, &id, &body.reason)).await?;
    Ok(Json(card.into()))
}
