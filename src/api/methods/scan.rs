//! `/scan`: which circles have more than their share.

use super::{Answered, FrameQuery, InWork, ask, mismatch};
use crate::{
    analysis::{
        question::{Answer, Method},
        scan::ScanPlace,
    },
    api::{
        AppState,
        areas::Point,
        auth::SignedIn,
        extract::{Params, named},
        problem::{Language, Problem, ProblemBody},
        words,
    },
    app::{
        App, AppError,
        methods::{
            MethodCard,
            scan::{Wishes, parameters},
        },
    },
    export::geojson::geometry_json,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(scan))
}

/// What is chosen for the scan alone.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct ScanQuery {
    /// What counts are expected in proportion to: `land`, `exposure:<indicator>` (such as
    /// `exposure:befolkning`) or `exposure:category:<category>`; `land`.
    #[param(pattern = r"^(land|exposure:\S+)$")]
    expectation: Option<String>,
    /// Most of the weight in a circle, up to 0.5; 0.5.
    max_share: Option<f64>,
    /// Largest radius in metres; 500 on cells, no limit on areas.
    max_radius: Option<f64>,
    /// Simulations, up to 999 999; 9 999.
    simulations: Option<u32>,
    /// Of the random numbers.
    seed: Option<u64>,
    /// Most clusters, 1–100; 10.
    clusters: Option<u32>,
}

/// Clusters and what they were compared with.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Scan"))]
#[schema(as = Scan)]
pub(super) struct ScanBody {
    /// Cells that can be expected to have something.
    n_cells: u32,
    /// Circles looked at, counted once for every centre that they are drawn from.
    n_zones: u64,
    /// The radius in metres that held; null is no limit.
    max_radius_m: Option<f64>,
    /// Simulations done.
    simulations: u32,
    /// The LLR that 95 % of the simulated maxima stay below; null without simulations.
    critical_llr: Option<f64>,
    /// Gumbel distribution fitted to the simulated maxima; null where none could be.
    gumbel: Option<GumbelBody>,
    /// By falling LLR; no two have a cell in common.
    clusters: Vec<ClusterBody>,
    /// Why there is none: `no_counts`, `no_weight`, `one_site`, `no_zone` or `no_excess`.
    nothing: Option<String>,
    /// The same in words.
    nothing_text: Option<String>,
}

/// A Gumbel distribution of maxima.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Gumbel"))]
#[schema(as = Gumbel)]
struct GumbelBody {
    /// The mode.
    location: f64,
    /// Positive.
    scale: f64,
}

/// A circle with more than its share.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "ScanCluster"))]
#[schema(as = ScanCluster)]
struct ClusterBody {
    /// From 1.
    rank: u32,
    /// Suggested name: the nearest named place.
    name: String,
    /// Centre of the circle.
    centre: Point,
    /// Metres from it to the centre of the farthest cell; 0 for a cell alone.
    radius_m: f64,
    /// Ids of its cells or areas.
    cells: Vec<String>,
    /// Counts in it.
    n: u64,
    /// Counts that are its share.
    expected: f64,
    /// Observed / expected.
    ratio: f64,
    /// The same ratio inside over outside; null when everything lies inside.
    relative_risk: Option<f64>,
    /// Log likelihood ratio.
    llr: f64,
    /// Of the whole search: (r + 1)/(m + 1).
    p: f64,
    /// Of the Gumbel tail.
    p_gumbel: Option<f64>,
    /// GeoJSON geometry of its cells, dissolved.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry"))]
    #[schema(value_type = Object)]
    geometry: serde_json::Value,
}

impl From<&ScanPlace> for ClusterBody {
    fn from(place: &ScanPlace) -> Self {
        Self {
            rank: place.rank,
            name: place.name.clone(),
            centre: place.centre.into(),
            radius_m: place.radius_m,
            cells: place.cells.clone(),
            n: place.n,
            expected: place.expected,
            ratio: place.ratio,
            relative_risk: place.relative_risk,
            llr: place.llr,
            p: place.p,
            p_gumbel: place.p_gumbel,
            geometry: geometry_json(&place.geometry.clone().into()),
        }
    }
}

/// Which circles have more than their share, and could chance have made them (Kulldorff's scan).
#[utoipa::path(get, path = "/scan", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(FrameQuery, ScanQuery),
    responses((status = 200, body = Answered<ScanBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody)))]
async fn scan(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Params(frame): Params<FrameQuery>,
    Params(own): Params<ScanQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let parameters = parameters(Wishes {
        expectation: named("expectation", own.expectation)?,
        max_share: own.max_share,
        max_radius_m: own.max_radius,
        simulations: own.simulations,
        seed: own.seed,
        max_clusters: own.clusters,
    })?;
    ask(app, signed_in, &headers, frame.order(Method::Scan(parameters))?, body).await
}

/// The result on the wire.
pub(super) fn body(_: &App, card: &MethodCard, language: Language) -> Result<ScanBody, AppError> {
    let Answer::Scan(found) = &card.run.found.result else { return mismatch() };
    let nothing = found.nothing.map(|nothing| nothing.code());
    Ok(ScanBody {
        n_cells: found.n_cells,
        n_zones: found.n_zones,
        max_radius_m: found.max_radius_m,
        simulations: found.simulations,
        critical_llr: found.critical_llr,
        gumbel: found.gumbel.map(|fit| GumbelBody { location: fit.location, scale: fit.scale }),
        clusters: found.places.iter().map(ClusterBody::from).collect(),
        nothing: nothing.map(str::to_owned),
        nothing_text: nothing.map(|code| words::code(code, language).to_owned()),
    })
}
