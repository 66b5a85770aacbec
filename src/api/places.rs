//! `/places`: places with a name, and places somebody has pointed at.

use super::{AppState, areas::Point, auth::SignedIn, extract::blocking, problem::Problem};
use crate::{
    app::places::{self as verbs, KnownPlace, PlaceKind},
    export::geojson::geometry_json,
};
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A place.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NamedPlace {
    /// `plats/<code>` for a named place, the opening's id for a pinned one.
    id: String,
    /// Swedish name.
    name: String,
    /// `named` by an agreement or an import, or `pinned` by an opening.
    #[cfg_attr(test, ts(type = "'named' | 'pinned'"))]
    kind: String,
    /// GeoJSON geometry, or null.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry | null"))]
    #[schema(value_type = Option<Object>)]
    geometry: Option<serde_json::Value>,
    /// A point on it.
    label_at: Option<Point>,
    /// Ids of its named parts.
    parts: Vec<String>,
    /// Drawn by hand: not an official boundary.
    approximate: bool,
    /// Where it comes from.
    source: String,
}

/// All places the signed-in party may see.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct PlaceList {
    /// Named ones by id, then pinned ones, newest first.
    items: Vec<NamedPlace>,
}

impl From<KnownPlace> for NamedPlace {
    fn from(place: KnownPlace) -> Self {
        Self {
            id: place.id,
            name: place.name,
            kind: match place.kind {
                PlaceKind::Named => "named",
                PlaceKind::Pinned => "pinned",
            }
            .to_owned(),
            geometry: place.geometry.as_ref().map(geometry_json),
            label_at: place.label_at.map(Point::from),
            parts: place.parts,
            approximate: place.approximate,
            source: place.source,
        }
    }
}

/// The places.
#[utoipa::path(get, path = "/places", tag = "areas",
    extensions(("x-reads" = json!("notes"))), responses((status = 200, body = PlaceList)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<PlaceList>, Problem> {
    let places = blocking(app, move |app| verbs::list(app, &actor)).await?;
    Ok(Json(PlaceList { items: places.into_iter().map(NamedPlace::from).collect() }))
}
