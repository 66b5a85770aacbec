//! `/kde`: how thick incidents lie.

use super::{Answered, FrameQuery, InWork, ask, mismatch};
use crate::{
    analysis::{
        kde::{Contour, Grid},
        question::{Answer, Method},
    },
    api::{
        AppState,
        auth::SignedIn,
        extract::{Params, named},
        problem::{Language, Problem, ProblemBody},
    },
    app::{
        App, AppError,
        methods::{
            MethodCard,
            kde::{Wishes, parameters},
        },
    },
    export::geojson::geometry_json,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(kde))
}

/// What is chosen for the surface alone.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct KdeQuery {
    /// `quartic`, `epanechnikov` or `gaussian`; `quartic`.
    #[param(pattern = "^(quartic|epanechnikov|gaussian)$")]
    kernel: Option<String>,
    /// Radius, or the Gaussian's standard deviation, in metres, 10–20 000; 250.
    bandwidth: Option<f64>,
    /// Side of the squares in metres, 1–5 000; 50.
    grid: Option<f64>,
    /// `binned` or `exact`; `binned`.
    #[param(pattern = "^(binned|exact)$")]
    way: Option<String>,
    /// Shares of the incidents whose smallest area is outlined, 0–1 with commas between; 0.25,0.5,0.8
    /// unless levels are named.
    #[param(pattern = "^[0-9.]+(,[0-9.]+)*$")]
    shares: Option<String>,
    /// Densities per km² that are outlined, with commas between.
    #[param(pattern = "^[0-9.]+(,[0-9.]+)*$")]
    levels: Option<String>,
}

/// A surface on a grid, and outlines of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Kde"))]
#[schema(as = Kde)]
pub(super) struct KdeBody {
    /// Where the squares lie; null without counts.
    grid: Option<GridBody>,
    /// The highest density, incidents per km².
    highest_per_km2: f64,
    /// Density × area, summed: the number of incidents.
    volume: f64,
    /// Incidents per km² with four figures, row by row from the south, each from the west.
    per_km2: Vec<f64>,
    /// Outlines: of the shares, in their order, then of the levels.
    contours: ContourCollection,
}

/// Squares in the planar metres of the study area (SWEREF 99 TM in Sweden).
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "KdeGrid"))]
#[schema(as = KdeGrid)]
struct GridBody {
    /// Western side of the first column, a multiple of the side.
    west_m: f64,
    /// Southern side of the first row, a multiple of the side.
    south_m: f64,
    /// Side of a square.
    side_m: f64,
    /// Squares from west to east.
    columns: usize,
    /// Squares from south to north.
    rows: usize,
    /// Corners `[lon, lat]`: north-west, north-east, south-east, south-west.
    corners: Vec<[f64; 2]>,
}

/// GeoJSON FeatureCollection of outlines.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ContourCollection {
    /// `FeatureCollection`.
    #[serde(rename = "type")]
    #[cfg_attr(test, ts(type = "'FeatureCollection'"))]
    kind: &'static str,
    /// One per outline.
    features: Vec<ContourFeature>,
}

/// An outline.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ContourFeature {
    /// `Feature`.
    #[serde(rename = "type")]
    #[cfg_attr(test, ts(type = "'Feature'"))]
    kind: &'static str,
    /// What it is an outline of.
    properties: ContourProperties,
    /// Where the density is at least the level.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry"))]
    #[schema(value_type = Object)]
    geometry: serde_json::Value,
}

/// What an outline is of.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ContourProperties {
    /// Incidents per km².
    per_km2: f64,
    /// Share of the incidents that lies inside, 0–1.
    share: f64,
    /// km² inside.
    area_km2: f64,
}

impl GridBody {
    fn of(grid: Grid, corners: &[crate::area::LonLat]) -> Self {
        let Grid { west_m, south_m, side_m, columns, rows } = grid;
        let corners = corners.iter().map(|at| [at.lon, at.lat]).collect();
        Self { west_m, south_m, side_m, columns, rows, corners }
    }
}

impl From<&Contour> for ContourFeature {
    fn from(contour: &Contour) -> Self {
        let Contour { per_km2, share, area_km2, .. } = *contour;
        Self {
            kind: "Feature",
            properties: ContourProperties { per_km2, share, area_km2 },
            geometry: geometry_json(&contour.outline.clone().into()),
        }
    }
}

/// How thick incidents lie, as a smooth surface (kernel density). It says nothing of chance.
#[utoipa::path(get, path = "/kde", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(FrameQuery, KdeQuery),
    responses((status = 200, body = Answered<KdeBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody)))]
async fn kde(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Params(frame): Params<FrameQuery>,
    Params(own): Params<KdeQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let parameters = parameters(Wishes {
        kernel: named("kernel", own.kernel)?,
        bandwidth_m: own.bandwidth,
        grid_m: own.grid,
        way: named("way", own.way)?,
        shares: numbers("shares", own.shares)?,
        levels: numbers("levels", own.levels)?,
    })?;
    ask(app, signed_in, &headers, frame.order(Method::Kde(parameters))?, body).await
}

fn numbers(field: &'static str, list: Option<String>) -> Result<Option<Vec<f64>>, Problem> {
    list.map(|list| {
        let numbers = list.split(',').map(|number| number.trim().parse());
        numbers
            .collect::<Result<_, _>>()
            .map_err(|_| Problem::field("invalid", field, "not_a_number"))
    })
    .transpose()
}

/// The result on the wire.
pub(super) fn body(_: &App, card: &MethodCard, _: Language) -> Result<KdeBody, AppError> {
    let Answer::Kde(found) = &card.run.found.result else { return mismatch() };
    Ok(KdeBody {
        grid: found.grid.map(|grid| GridBody::of(grid, &found.corners)),
        highest_per_km2: found.highest_per_km2,
        volume: found.volume,
        per_km2: found.per_km2.clone(),
        contours: ContourCollection {
            kind: "FeatureCollection",
            features: found.contours.iter().map(ContourFeature::from).collect(),
        },
    })
}
