//! Vector tiles: `/tiles` for everybody, `/tiles/stad` and `/tiles/intern` for who is signed in or has a
//! key. The layers are the collections of OGC API – Features at the same level.

mod described;
mod sent;

pub(super) use described::{Described, tile_json};
pub(super) use sent::{TilePath, answer};

use super::{
    AppState,
    extract::blocking,
    level::{self, AtLevel},
    problem::{Problem, ProblemBody},
};
use crate::{
    app::{
        AppError,
        gis::{self, TileLayer},
    },
    case::access::ReleaseLevel,
};
use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    let at = |level| {
        OpenApiRouter::new()
            .routes(routes!(layers))
            .routes(routes!(layer))
            .routes(routes!(tile))
            .layer(Extension(level))
    };
    OpenApiRouter::new()
        .nest("/tiles", at(ReleaseLevel::Publik))
        .nest("/tiles/stad", at(ReleaseLevel::Stad))
        .nest("/tiles/intern", at(ReleaseLevel::Intern))
}

/// The layers of this level, each with the address of its description.
#[utoipa::path(get, path = "/", tag = "gis", extensions(("x-reads" = json!("nothing"))),
    responses((status = 200, content_type = "application/json", body = Object),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody)))]
async fn layers(State(app): State<AppState>, at: AtLevel) -> Result<Response, Problem> {
    let (level, actor) = (at.level, at.actor.clone());
    let all = blocking(app, move |app| gis::collections(app, actor.as_ref(), level)).await?;
    let root = root(&at);
    let layers = all.iter().map(|one| {
        let schema = one.schema();
        json!({
            "name": schema.name,
            "title": schema.title_sv,
            "description": schema.about_sv,
            "tilejson": format!("{root}/{}", schema.name),
        })
    });
    Ok(kept_at(at.level, Json(json!({"layers": layers.collect::<Vec<_>>()}))))
}

/// A layer as TileJSON 3.0: where its tiles are, which zooms there are and what each shows.
///
/// A parameter with the name of an attribute asks for tiles of the features that have the value; so do
/// the addresses of the tiles that are told then.
#[utoipa::path(get, path = "/{layer}", tag = "gis", extensions(("x-reads" = json!("nothing"))),
    params(("layer" = String, Path, description = "e.g. statistikomrade, released_cells",
        pattern = "^[a-z0-9_]+$"),
        ("attributes" = std::collections::HashMap<String, String>, Query, style = Form, explode,
            description = "Names of attributes with the value that they must have")),
    responses((status = 200, content_type = "application/json", body = Object),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn layer(
    State(app): State<AppState>,
    at: AtLevel,
    uri: Uri,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let (root, level) = (root(&at), at.level);
    let tiles = format!("{root}/{name}/{{z}}/{{x}}/{{y}}.mvt");
    let asked = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    let found = found(app, at, name, &uri).await?;
    let described = Described { whole: &found.whole, pyramid: &found.pyramid };
    Ok(kept_at(level, Json(tile_json(&described, &format!("{tiles}{asked}")))))
}

/// A tile of WebMercatorQuad as Mapbox Vector Tile 2.1; no content where nothing lies.
#[utoipa::path(get, path = "/{layer}/{z}/{x}/{y}", tag = "gis",
    extensions(("x-reads" = json!("export"))),
    params(("layer" = String, Path, pattern = "^[a-z0-9_]+$"), TilePath,
        ("attributes" = std::collections::HashMap<String, String>, Query, style = Form, explode,
            description = "Names of attributes with the value that they must have")),
    responses((status = 200, content_type = "application/vnd.mapbox-vector-tile", body = Vec<u8>),
        (status = 204), (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn tile(
    State(app): State<AppState>,
    at: AtLevel,
    uri: Uri,
    headers: HeaderMap,
    Path((name, z, x, y)): Path<(String, String, String, String)>,
) -> Result<Response, Problem> {
    let (level, place) = (at.level, TilePath { z, x, y }.read()?);
    let found = found(app.clone(), at, name, &uri).await?;
    let made_of = format!("{} {uri}", found.whole.stamp().0);
    let mut response =
        answer(app, &headers, &made_of, move |app| gis::tile(app, &found, place)).await?;
    if let Some(kept) = level::cache_control(level) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    }
    Ok(response)
}

fn root(at: &AtLevel) -> String {
    format!("{}/tiles{}", at.host, level::path(at.level))
}

async fn found(app: AppState, at: AtLevel, name: String, uri: &Uri) -> Result<TileLayer, Problem> {
    let asked = Query::<Vec<(String, String)>>::try_from_uri(uri);
    let Query(asked) = asked.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "malformed"))?;
    let found = blocking(app, move |app| {
        // That there is no such attribute is an answer of its own.
        match gis::tile_layer(app, at.actor.as_ref(), at.level, &name, asked) {
            Err(AppError::Invalid(fields)) if fields.iter().any(|one| one.code == "unknown") => {
                Ok(Err(fields.into_iter().map(|one| one.field).next().unwrap_or_default()))
            }
            other => other.map(Ok),
        }
    });
    found.await?.map_err(|name| Problem::field("unknown_parameter", name, "unknown"))
}

fn kept_at(level: ReleaseLevel, json: Json<Value>) -> Response {
    let mut response = json.into_response();
    if let Some(kept) = level::cache_control(level) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    }
    response
}
