//! `/areas`: boundaries with their validity.

use super::{
    AppState,
    auth::SignedIn,
    extract::{Params, date},
    kept::KeptAnswers,
    problem::{Problem, ProblemBody},
};
use crate::{
    app::{
        App, AppError,
        areas::{self as verbs, AreaCard, AreaFilter},
        export::areas_geojson,
    },
    area::{Area, AreaId, AreaKind, BoundingBox, LonLat, Relation, RelationKind},
    export::{geojson::geometry_json, ground_km2, layers},
};
use axum::{
    Extension,
    extract::{Path, State},
    http::Uri,
    response::Response,
};
use geo::BoundingRect;
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(collection))
        .routes(routes!(one))
        .layer(Extension(KeptAnswers::default()))
}

/// A point in WGS84.
#[derive(Debug, Clone, Copy, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct Point {
    /// Degrees east.
    lon: f64,
    /// Degrees north.
    lat: f64,
}

impl From<LonLat> for Point {
    fn from(at: LonLat) -> Self {
        Self { lon: at.lon, lat: at.lat }
    }
}

/// One version of an area, without its geometry.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Area"))]
#[schema(as = Area)]
pub(super) struct AreaBody {
    /// `<kind>/<code>`, the same through all versions.
    id: String,
    /// Layer.
    kind: String,
    /// Swedish name of the layer.
    kind_label: String,
    /// The publisher's code.
    code: String,
    /// Swedish name.
    name: String,
    /// First day, or since always.
    valid_from: Option<String>,
    /// Last day, or until further notice.
    valid_to: Option<String>,
    /// `utsatt`, `riskomrade` or `sarskilt_utsatt`; only for that layer.
    class: Option<String>,
    /// Not an official boundary.
    approximate: bool,
    /// Where it comes from.
    source: String,
    /// What a reader must know.
    note: Option<String>,
    /// Ground; null when only the relation is known.
    area_km2: Option<f64>,
    /// West, south, east, north.
    bounds: Option<[f64; 4]>,
    /// A point inside it.
    label_at: Option<Point>,
}

impl From<&Area> for AreaBody {
    fn from(area: &Area) -> Self {
        let ground = area.geometry.as_ref();
        Self {
            id: area.id.0.clone(),
            kind: area.kind.as_str().to_owned(),
            kind_label: area.kind.label_sv().to_owned(),
            code: area.code.clone(),
            name: area.name.clone(),
            valid_from: area.validity.valid_from.map(|day| day.to_string()),
            valid_to: area.validity.valid_to.map(|day| day.to_string()),
            class: area.class.map(|class| class.as_str().to_owned()),
            approximate: area.approximate,
            source: area.source.clone(),
            note: area.note.clone(),
            area_km2: ground.map(ground_km2),
            bounds: ground.and_then(bounds),
            label_at: ground.and_then(layers::label_at).map(Point::from),
        }
    }
}

/// West, south, east, north; `None` for empty ground.
pub(super) fn bounds(ground: &geo_types::MultiPolygon<f64>) -> Option<[f64; 4]> {
    let rect = ground.bounding_rect()?;
    Some([rect.min().x, rect.min().y, rect.max().x, rect.max().y])
}

/// Areas of a day.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct AreaList {
    /// Last import of areas; null when only the shipped ones are there.
    updated: Option<String>,
    /// By id.
    items: Vec<AreaBody>,
}

/// How one area belongs to another.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Relation"))]
#[schema(as = Relation)]
pub(super) struct RelationBody {
    /// The subject.
    from: String,
    /// `ingar_i`, `omfattar`, `sammansatt_av`, `eftertradd_av`.
    kind: String,
    /// The object.
    to: String,
    /// First day.
    valid_from: Option<String>,
    /// Last day.
    valid_to: Option<String>,
    /// Where it is said.
    source: String,
}

impl From<&Relation> for RelationBody {
    fn from(relation: &Relation) -> Self {
        Self {
            from: relation.from.0.clone(),
            kind: relation_name(relation.kind).to_owned(),
            to: relation.to.0.clone(),
            valid_from: relation.validity.valid_from.map(|day| day.to_string()),
            valid_to: relation.validity.valid_to.map(|day| day.to_string()),
            source: relation.source.clone(),
        }
    }
}

fn relation_name(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::IngarI => "ingar_i",
        RelationKind::Omfattar => "omfattar",
        RelationKind::SammansattAv => "sammansatt_av",
        RelationKind::EftertraddAv => "eftertradd_av",
    }
}

/// An area with its past and its relations.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct AreaDetail {
    /// The version valid on the day asked for, else the newest.
    #[serde(flatten)]
    area: AreaBody,
    /// GeoJSON geometry, or null.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry | null"))]
    #[schema(value_type = Option<Object>)]
    geometry: Option<serde_json::Value>,
    /// All versions by first day.
    versions: Vec<AreaBody>,
    /// To and from it.
    relations: Vec<RelationBody>,
}

impl From<&AreaCard> for AreaDetail {
    fn from(card: &AreaCard) -> Self {
        Self {
            area: (&card.area).into(),
            geometry: card.area.geometry.clone().map(|ground| geometry_json(&ground.into())),
            versions: card.versions.iter().map(AreaBody::from).collect(),
            relations: card.relations.iter().map(RelationBody::from).collect(),
        }
    }
}

/// Which areas.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct AreaQuery {
    /// One layer, e.g. `statistikomrade`; all if not given.
    #[param(pattern = "^[a-z_]+$")]
    kind: Option<String>,
    /// Valid on this day, `YYYY-MM-DD`; today if not given.
    #[param(format = Date)]
    at: Option<String>,
    /// Touching `west,south,east,north` in degrees.
    #[param(pattern = "^-?[0-9.]+(,-?[0-9.]+){3}$")]
    bbox: Option<String>,
}

impl TryFrom<AreaQuery> for AreaFilter {
    type Error = Problem;
    fn try_from(query: AreaQuery) -> Result<Self, Problem> {
        let kind = query.kind.as_deref().map(kind).transpose()?;
        let bbox = query.bbox.as_deref().map(bbox).transpose()?;
        Ok(AreaFilter { kind, at: date("at", query.at.as_deref())?, bbox })
    }
}

/// A layer by name.
pub(super) fn kind(text: &str) -> Result<AreaKind, Problem> {
    text.parse().map_err(|_| Problem::field("invalid", "kind", "unknown_kind"))
}

fn bbox(text: &str) -> Result<BoundingBox, Problem> {
    let wrong = |code| Problem::field("invalid", "bbox", code);
    let numbers: Vec<f64> = text
        .split(',')
        .map(|number| number.trim().parse().map_err(|_| wrong("not_a_number")))
        .collect::<Result<_, _>>()?;
    let [west, south, east, north] = numbers.as_slice() else { return Err(wrong("malformed")) };
    let corners = [LonLat::new(*west, *south), LonLat::new(*east, *north)];
    if corners.iter().any(Result::is_err) || west > east || south > north {
        return Err(wrong("out_of_range"));
    }
    Ok(BoundingBox { west: *west, south: *south, east: *east, north: *north })
}

/// Which version.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct AtQuery {
    /// The version valid on this day, `YYYY-MM-DD`; today if not given.
    #[param(format = Date)]
    at: Option<String>,
}

/// Areas of a day, without geometry.
#[utoipa::path(get, path = "/areas", tag = "areas",
    extensions(("x-reads" = json!("nothing"))), params(AreaQuery),
    responses((status = 200, body = AreaList)))]
async fn list(
    State(app): State<AppState>,
    _: SignedIn,
    Extension(kept): Extension<KeptAnswers>,
    uri: Uri,
    Params(query): Params<AreaQuery>,
) -> Result<Response, Problem> {
    let filter = AreaFilter::try_from(query)?;
    let write = move |app: &App| {
        let items = verbs::list(app, &filter)?.iter().map(AreaBody::from).collect();
        let updated = verbs::updated(app)?.map(|at| at.to_string());
        json(&AreaList { updated, items })
    };
    kept.answer(app, &uri, JSON, write).await
}

const JSON: &str = "application/json";

pub(super) fn json(body: &impl Serialize) -> Result<Vec<u8>, AppError> {
    serde_json::to_vec(body).map_err(|error| AppError::Fault(error.to_string()))
}

/// Areas of a day as a GeoJSON FeatureCollection.
#[utoipa::path(get, path = "/areas.geojson", tag = "areas",
    extensions(("x-reads" = json!("nothing"))), params(AreaQuery),
    responses((status = 200, content_type = "application/geo+json", body = Object)))]
async fn collection(
    State(app): State<AppState>,
    _: SignedIn,
    Extension(kept): Extension<KeptAnswers>,
    uri: Uri,
    Params(query): Params<AreaQuery>,
) -> Result<Response, Problem> {
    let filter = AreaFilter::try_from(query)?;
    let write = move |app: &App| areas_geojson(app, &filter);
    kept.answer(app, &uri, "application/geo+json", write).await
}

/// One area with geometry, versions and relations.
#[utoipa::path(get, path = "/areas/{kind}/{code}", tag = "areas",
    extensions(("x-reads" = json!("nothing"))),
    params(("kind" = String, Path), ("code" = String, Path), AtQuery),
    responses((status = 200, body = AreaDetail), (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    _: SignedIn,
    Extension(kept): Extension<KeptAnswers>,
    uri: Uri,
    Path((kind, code)): Path<(String, String)>,
    Params(query): Params<AtQuery>,
) -> Result<Response, Problem> {
    let at = date("at", query.at.as_deref())?;
    let id = AreaId(format!("{kind}/{code}"));
    let write = move |app: &App| json(&AreaDetail::from(&verbs::get(app, &id, at)?));
    kept.answer(app, &uri, JSON, write).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_has_four_finite_numbers_in_order() {
        assert!(bbox("17.7,59.2,18.3,59.5").is_ok());
        for wrong in ["", "1,2,3", "1,2,3,4,5", "NaN,1,2,3", "18,59,17,60", "0,0,900,1", "a,b,c,d"]
        {
            assert!(bbox(wrong).is_err(), "{wrong}");
        }
    }
}
