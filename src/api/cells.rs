//! `/cells`: geometry that never changes, values as columns, and the hours of the week.

use super::{
    AppState,
    auth::SignedIn,
    counted::LeftOut,
    extract::{Params, blocking, date, named},
    hotspots::geojson,
    problem::{Language, Problem, ProblemBody},
    tiles::{Described, TilePath, answer, tile_json},
    whence::Base,
};
use crate::{
    analysis::run::LatticeSpec,
    app::{
        App, AppError,
        gis::{self, Cells},
        hotspots as verbs, series,
    },
    area::AreaId,
    incident::CategoryId,
};
use axum::{
    Json,
    extract::{OriginalUri, Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(geometry))
        .routes(routes!(tile_layer))
        .routes(routes!(tile))
        .routes(routes!(values))
}

/// Geometry changes only with the study area's boundary: an hour without asking is safe enough.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=3600");

/// Which ground.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct GeometryQuery {
    /// Area whose cells are wanted; the service's study area.
    #[param(pattern = "^[a-z_]+/.+$")]
    study_area: Option<String>,
    /// The cells exactly as this run numbered them, also when the study area has changed since.
    #[param(pattern = "^[a-z0-9-]+$")]
    run: Option<String>,
}

/// Which run.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ValuesQuery {
    /// Id of the run.
    #[param(pattern = "^[a-z0-9-]+$")]
    run: String,
}

/// The cell vector of a run as columns; position is the dense index.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CellValues {
    /// The run.
    run: String,
    /// Length of every column.
    n_cells: usize,
    /// H3 index in hex, `sweref:<side>:<east>:<north>`, or the id of the area.
    id: Vec<String>,
    /// Counts.
    n: Vec<u32>,
    /// Expected counts.
    expected: Vec<f64>,
    /// Gi*; null where not defined.
    z: Vec<Option<f64>>,
    /// Smaller of the two p after correction.
    p_adjusted: Vec<f64>,
    /// Exact permutation p; null where not defined.
    p_permutation: Vec<Option<f64>>,
    /// Raw p of the count test, the cell alone.
    p_cell: Vec<f64>,
    /// Raw p of the count test, cell and ring.
    p_ring: Vec<f64>,
    /// 1 when the gate lets it through.
    hot: Vec<u8>,
}

/// Which counts; the same names everywhere.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct FilterQuery {
    /// Category ids with commas between; all if not given.
    #[param(pattern = r"^[^\s,]+(,[^\s,]+)*$")]
    category: Option<String>,
    /// First local day; that of the data.
    #[param(format = Date)]
    from: Option<String>,
    /// Last local day; that of the data.
    #[param(format = Date)]
    to: Option<String>,
    /// Area in which the cells lie, `<kind>/<code>`.
    #[param(pattern = "^[a-z_]+/.+$")]
    area: Option<String>,
    /// Place of a run: `<run>:<rank>`.
    #[param(pattern = "^[a-z0-9-]+:[0-9]+$")]
    cells: Option<String>,
}

impl FilterQuery {
    pub(super) fn filter(self) -> Result<series::Filter, Problem> {
        let place = self.cells.as_deref().map(|text| {
            let (run, rank) = text.rsplit_once(':')?;
            Some((run.to_owned(), rank.parse().ok()?))
        });
        let place = place.map(|p| p.ok_or_else(|| Problem::field("invalid", "cells", "malformed")));
        Ok(series::Filter {
            categories: categories(self.category.as_deref()),
            from: date("from", self.from.as_deref())?,
            to: date("to", self.to.as_deref())?,
            area: self.area.map(AreaId),
            place: place.transpose()?,
        })
    }
}

/// Category ids with commas between.
pub(super) fn categories(text: Option<&str>) -> Vec<CategoryId> {
    let named = text.unwrap_or_default().split(',').map(str::trim).filter(|id| !id.is_empty());
    named.map(|id| CategoryId(id.to_owned())).collect()
}

/// Outlines of the cells of a lattice; feature id is the dense index, without properties.
#[utoipa::path(get, path = "/cells/{lattice}/geometry", tag = "hotspots",
    extensions(("x-reads" = json!("nothing"))),
    params(("lattice" = String, Path, description = "e.g. h3:10, sweref:250, areas:stadsdel"), GeometryQuery),
    responses((status = 200, content_type = "application/geo+json", body = Object),
        (status = 400, body = ProblemBody)))]
async fn geometry(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(lattice): Path<String>,
    Params(query): Params<GeometryQuery>,
) -> Result<Response, Problem> {
    let lattice = spec(lattice)?;
    let outlines = blocking(app, move |app| {
        verbs::as_geojson(match query.run {
            Some(run) => verbs::outlines_of_run(app, &actor, &run, lattice)?,
            None => verbs::outlines(app, query.study_area.map(AreaId), lattice)?,
        })
    });
    let mut response = geojson(outlines.await?);
    response.headers_mut().insert(header::CACHE_CONTROL, KEPT);
    Ok(response)
}

impl GeometryQuery {
    fn cells(self, lattice: LatticeSpec) -> Cells {
        match self.run {
            Some(run) => Cells::OfRun(lattice, run),
            None => Cells::Over(lattice, self.study_area.map(AreaId)),
        }
    }
}

/// The cells of a lattice as TileJSON 3.0. At zooms that they are too many for there are no tiles.
#[utoipa::path(get, path = "/cells/{lattice}/tiles", tag = "hotspots",
    extensions(("x-reads" = json!("nothing"))),
    params(("lattice" = String, Path, description = "e.g. h3:10, sweref:250, areas:stadsdel"), GeometryQuery),
    responses((status = 200, content_type = "application/json", body = Object),
        (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn tile_layer(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Base(host): Base,
    uri: OriginalUri,
    Path(lattice): Path<String>,
    Params(query): Params<GeometryQuery>,
) -> Result<Json<Value>, Problem> {
    let cells = query.cells(spec(lattice)?);
    let layer = blocking(app, move |app| gis::cell_layer(app, &actor, &cells)).await?;
    let whole = layer.steps().first().map(|step| step.collection.clone());
    let whole = whole.ok_or_else(|| Problem::from(AppError::NotFound))?;
    let asked = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    let tiles = format!("{host}{}/{{z}}/{{x}}/{{y}}.mvt{asked}", uri.path());
    Ok(Json(tile_json(&Described { whole: &whole, pyramid: &layer }, &tiles)))
}

/// A tile of them as Mapbox Vector Tile 2.1: the number of a feature is the dense index.
#[utoipa::path(get, path = "/cells/{lattice}/tiles/{z}/{x}/{y}", tag = "hotspots",
    extensions(("x-reads" = json!("nothing"))),
    params(("lattice" = String, Path), TilePath, GeometryQuery),
    responses((status = 200, content_type = "application/vnd.mapbox-vector-tile", body = Vec<u8>),
        (status = 204), (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn tile(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    uri: OriginalUri,
    Path((lattice, z, x, y)): Path<(String, String, String, String)>,
    Params(query): Params<GeometryQuery>,
) -> Result<Response, Problem> {
    let (cells, at) = (query.cells(spec(lattice)?), TilePath { z, x, y }.read()?);
    let of = cells.clone();
    let layer = blocking(app.clone(), move |app| gis::cell_layer(app, &actor, &of)).await?;
    let stamp = layer.steps().first().map_or("", |step| step.collection.stamp().0.as_str());
    let made_of = format!("{stamp} {}", uri.0);
    let make = move |app: &App| gis::cell_tile(app, cells, &layer, at);
    let mut response = answer(app, &headers, &made_of, make).await?;
    response.headers_mut().insert(header::CACHE_CONTROL, KEPT);
    Ok(response)
}

fn spec(lattice: String) -> Result<LatticeSpec, Problem> {
    let wrong = || Problem::field("invalid", "lattice", "unknown_lattice");
    named("lattice", Some(lattice))?.ok_or_else(wrong)
}

/// Values of the cells of a run.
#[utoipa::path(get, path = "/cells/{lattice}/values", tag = "hotspots",
    extensions(("x-reads" = json!("counts"))),
    params(("lattice" = String, Path), ValuesQuery),
    responses((status = 200, body = CellValues), (status = 404, body = ProblemBody)))]
async fn values(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(lattice): Path<String>,
    Params(query): Params<ValuesQuery>,
) -> Result<Json<CellValues>, Problem> {
    let lattice = spec(lattice)?;
    let run = blocking(app, move |app| verbs::with_lattice(app, &actor, &query.run, lattice));
    let run = run.await?;
    let cells = run.result.cells;
    Ok(Json(CellValues {
        run: run.id,
        n_cells: cells.n.len(),
        id: cells.id,
        n: cells.n,
        expected: cells.expected,
        z: cells.z,
        p_adjusted: cells.p_adjusted,
        p_permutation: cells.p_permutation,
        p_cell: cells.p_cell,
        p_ring: cells.p_ring,
        hot: cells.hot.into_iter().map(u8::from).collect(),
    }))
}

pub(super) fn left_out(counts: &[(&'static str, u64)], language: Language) -> Vec<LeftOut> {
    counts.iter().map(|(code, n)| LeftOut::of(code, *n, language)).collect()
}
