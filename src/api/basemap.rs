//! `/basemap.json` and `/basemap/{z}/{x}/{y}`: the city's own map under the desk's, passed on by this
//! server.

use super::{
    AppState,
    auth::SignedIn,
    extract::blocking,
    problem::{Problem, ProblemBody},
};
use crate::{
    app::{
        AppError,
        basemap::{self, About},
    },
    export::tiles::TileAt,
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

/// For the reader's browser alone; asked for anew after a day.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=86400");

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(about)).routes(routes!(tile))
}

/// Whether there is a base map.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct BaseMapAnswer {
    /// The one that the service's administrator has chosen, if any.
    basemap: Option<BaseMapBody>,
}

/// A base map of somebody else's.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "BaseMap"))]
#[schema(as = BaseMap)]
struct BaseMapBody {
    /// What it is called.
    name: String,
    /// Who must be named beside it.
    attribution: String,
    /// The least zoom that there are tiles for.
    min_zoom: u8,
    /// The greatest.
    max_zoom: u8,
    /// Where there are tiles: west, south, east, north in degrees.
    bounds: [f64; 4],
}

impl From<About> for BaseMapBody {
    fn from(about: About) -> Self {
        let b = about.bounds;
        Self {
            name: about.name,
            attribution: about.attribution,
            min_zoom: about.min_zoom,
            max_zoom: about.max_zoom,
            bounds: [b.west, b.south, b.east, b.north],
        }
    }
}

/// Which tile of Web Mercator.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct TilePath {
    /// Zoom.
    z: u8,
    /// Column, from the west.
    x: u32,
    /// Row, from the north.
    y: u32,
}

/// The base map, without asking its server.
#[utoipa::path(get, path = "/basemap.json", tag = "areas",
    extensions(("x-reads" = json!("nothing"))),
    responses((status = 200, body = BaseMapAnswer), (status = 401, body = ProblemBody)))]
async fn about(
    State(app): State<AppState>,
    SignedIn(_): SignedIn,
) -> Result<Json<BaseMapAnswer>, Problem> {
    let about = blocking(app, basemap::about).await?;
    Ok(Json(BaseMapAnswer { basemap: about.map(BaseMapBody::from) }))
}

/// A tile of the base map: PNG, JPEG or WebP. Of the request nothing is passed on but which tile it is.
#[utoipa::path(get, path = "/basemap/{z}/{x}/{y}", tag = "areas",
    extensions(("x-reads" = json!("nothing"))), params(TilePath),
    responses((status = 200, content_type = "image/png", body = Vec<u8>),
        (status = 401, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 429, body = ProblemBody), (status = 503, body = ProblemBody)))]
async fn tile(
    State(app): State<AppState>,
    SignedIn(_): SignedIn,
    Path(TilePath { z, x, y }): Path<TilePath>,
) -> Result<Response, Problem> {
    let at = TileAt::new(z, x, y).ok_or(AppError::NotFound)?;
    let tile = blocking(app, move |app| basemap::tile(app, at)).await?;
    let mut response = tile.bytes.clone().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(tile.media_type));
    headers.insert(header::CACHE_CONTROL, KEPT);
    Ok(response)
}
