//! `/map.svg`: the map as a picture made by the server.

use super::{
    AppState,
    areas::kind,
    auth::SignedIn,
    extract::{Params, blocking},
    problem::{Problem, ProblemBody},
};
use crate::app::export::{self, MapOrder};
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(picture))
}

/// What is drawn.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct MapQuery {
    /// Cells and places of this run, or what the answer of a method puts on the map (`scan`, `dbscan`,
    /// `kde`, `emerging`, `local-moran`, `compare`); without it only areas.
    #[param(pattern = "^[a-z0-9-]+$")]
    run: Option<String>,
    /// Layer of areas; `statistikomrade`.
    #[param(pattern = "^[a-z_]+$")]
    kind: Option<String>,
    /// 320–4000 CSS pixels; 1000.
    width: Option<u32>,
    /// Only the place of this rank and its surroundings.
    rank: Option<u32>,
}

/// A map with areas, classed cells, places by rank, legend, scale and source.
#[utoipa::path(get, path = "/map.svg", tag = "hotspots",
    extensions(("x-reads" = json!("counts"))), params(MapQuery),
    responses((status = 200, content_type = "image/svg+xml", body = String),
        (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn picture(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(query): Params<MapQuery>,
) -> Result<Response, Problem> {
    let width_px = query.width.unwrap_or(1000);
    if !(320..=4000).contains(&width_px) {
        return Err(Problem::field("invalid", "width", "out_of_range"));
    }
    let kind = query.kind.as_deref().map(kind).transpose()?;
    let order = MapOrder { run: query.run, kind, width_px, rank: query.rank };
    let svg = blocking(app, move |app| export::map(app, &actor, &order)).await?;
    let mut response = svg.into_response();
    let svg = HeaderValue::from_static("image/svg+xml; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, svg);
    Ok(response)
}
