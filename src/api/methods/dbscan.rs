//! `/dbscan`: where incidents lie so densely that they hang together.

use super::{Answered, FrameQuery, InWork, ask, mismatch};
use crate::{
    analysis::{
        dbscan::places::Parameters,
        question::{Answer, Method},
    },
    api::{
        AppState,
        auth::SignedIn,
        extract::Params,
        problem::{Language, Problem, ProblemBody},
    },
    app::{App, AppError, methods::MethodCard},
    export::geojson::geometry_json,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(dbscan))
}

/// How dense is dense.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct DbscanQuery {
    /// Metres within which counts are taken together, 20–250; 50.
    eps_m: Option<f64>,
    /// Counts within them that make a place, 3 or more; if not given twenty times the study area's
    /// mean, at least 10.
    min_weight: Option<u32>,
}

/// Places where incidents hang together.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "DensePlaces"))]
#[schema(as = DensePlaces)]
pub(super) struct DensePlacesBody {
    /// Counts within `eps_m` that made a place.
    min_weight: u32,
    /// Counts in some place.
    n_in_places: u64,
    /// Counts in none.
    n_noise: u64,
    /// By falling count.
    places: Vec<DensePlaceBody>,
}

/// Incidents that hang together.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "DensePlace"))]
#[schema(as = DensePlace)]
struct DensePlaceBody {
    /// 1 for the one with most counts.
    rank: u32,
    /// Suggested name.
    name: String,
    /// Counts.
    n: u64,
    /// Of them in dense ground; the rest lie at its edge.
    n_core: u64,
    /// Base cells with counts.
    n_cells: u32,
    /// Share of all counts used, 0–1.
    share_of_incidents: f64,
    /// Ground within half of `eps_m`, nearer to this place than to another.
    area_km2: f64,
    /// n / area.
    per_km2: f64,
    /// Where a label may stand: `[lon, lat]`.
    label_at: [f64; 2],
    /// GeoJSON geometry, WGS84.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry"))]
    #[schema(value_type = Object)]
    geometry: serde_json::Value,
}

/// Where incidents lie so densely that they hang together.
#[utoipa::path(get, path = "/dbscan", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(FrameQuery, DbscanQuery),
    responses((status = 200, body = Answered<DensePlacesBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn dbscan(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Params(frame): Params<FrameQuery>,
    Params(query): Params<DbscanQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let usual = Parameters::USUAL;
    let parameters = Parameters {
        eps_m: query.eps_m.unwrap_or(usual.eps_m),
        min_weight: query.min_weight.or(usual.min_weight),
    };
    ask(app, signed_in, &headers, frame.order(Method::Dbscan(parameters))?, body).await
}

/// The result on the wire.
pub(super) fn body(_: &App, card: &MethodCard, _: Language) -> Result<DensePlacesBody, AppError> {
    let Answer::Dbscan(found) = &card.run.found.result else { return mismatch() };
    let places = found.places.iter().map(|place| DensePlaceBody {
        rank: place.rank,
        name: place.name.clone(),
        n: place.n,
        n_core: place.n_core,
        n_cells: place.n_cells,
        share_of_incidents: place.share_of_incidents,
        area_km2: place.area_km2,
        per_km2: place.per_km2,
        label_at: [place.label_at.lon, place.label_at.lat],
        geometry: geometry_json(&place.geometry.clone().into()),
    });
    let (n_in_places, n_noise) = (found.n_in_places, found.n_noise);
    Ok(DensePlacesBody {
        min_weight: found.min_weight,
        n_in_places,
        n_noise,
        places: places.collect(),
    })
}
