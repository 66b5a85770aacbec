//! A tile on its way out: already compressed, and not made for whoever has it.

use super::super::{
    AppState,
    extract::blocking,
    headers::{entity_tag, is_known},
    problem::Problem,
};
use crate::{
    app::{App, AppError, gis::Tile},
    export::tiles::TileAt,
};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use std::sync::Arc;

const MVT: HeaderValue = HeaderValue::from_static("application/vnd.mapbox-vector-tile");
const VARY: HeaderValue = HeaderValue::from_static("accept-encoding");

/// Where a tile is.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(in crate::api) struct TilePath {
    /// Zoom.
    #[param(pattern = "^[0-9]{1,2}$")]
    pub(in crate::api) z: String,
    /// Column from the west.
    #[param(pattern = "^[0-9]{1,8}$")]
    pub(in crate::api) x: String,
    /// Row from the north, and `.mvt`.
    #[param(pattern = r"^[0-9]{1,8}(\.mvt)?$")]
    pub(in crate::api) y: String,
}

impl TilePath {
    /// What is no number, or further out or in than a zoom has tiles, is not there.
    pub(in crate::api) fn read(&self) -> Result<TileAt, Problem> {
        let y = self.y.strip_suffix(".mvt").unwrap_or(&self.y);
        let read = || TileAt::new(self.z.parse().ok()?, self.x.parse().ok()?, y.parse().ok()?);
        read().ok_or_else(|| AppError::NotFound.into())
    }
}

/// `made_of` tells apart everything that the tile can be.
pub(in crate::api) async fn answer(
    app: AppState,
    asked: &HeaderMap,
    made_of: &str,
    make: impl FnOnce(&App) -> Result<Arc<Tile>, AppError> + Send + 'static,
) -> Result<Response, Problem> {
    let tag = entity_tag(format!("{made_of} {}", env!("CARGO_PKG_VERSION")).as_bytes());
    if is_known(asked, &tag) {
        let headers = [(header::ETAG, tag), (header::VARY, VARY)];
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let tile = blocking(app, make).await?;
    let mut response = match tile.bytes.is_empty() {
        true => StatusCode::NO_CONTENT.into_response(),
        false if takes_gzip(asked) => {
            let gzip = HeaderValue::from_static("gzip");
            ([(header::CONTENT_ENCODING, gzip)], Body::from(tile.gzip.clone())).into_response()
        }
        false => Body::from(tile.bytes.clone()).into_response(),
    };
    let headers = response.headers_mut();
    if !tile.bytes.is_empty() {
        headers.insert(header::CONTENT_TYPE, MVT);
    }
    headers.insert(header::ETAG, tag);
    headers.insert(header::VARY, VARY);
    Ok(response)
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    let named = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|it| it.to_str().ok());
    let takes = |one: &str| {
        let mut parts = one.split(';').map(str::trim);
        let gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        gzip && parts.all(|part| !matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    };
    named.flat_map(|list| list.split(',')).any(|one| takes(one.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_compressed_for_those_who_say_that_they_take_it() {
        let takes = |said: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(said));
            takes_gzip(&headers)
        };
        for said in ["gzip", "gzip, deflate, br", "br;q=1.0, GZIP;q=0.8"] {
            assert!(takes(said), "{said}");
        }
        for said in ["", "br", "identity", "gzip;q=0", "gzip; q=0.0, br"] {
            assert!(!takes(said), "{said}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn what_is_no_tile_is_not_there() {
        let path = |z: &str, x: &str, y: &str| {
            let (z, x, y) = (z.to_owned(), x.to_owned(), y.to_owned());
            TilePath { z, x, y }.read().is_ok()
        };
        assert!(path("12", "2253", "1204.mvt") && path("0", "0", "0"));
        for (z, x, y) in [("0", "1", "0"), ("99", "0", "0"), ("1", "-1", "0"), ("1", "0", "0.png")]
        {
            assert!(!path(z, x, y), "{z}/{x}/{y}");
        }
    }
}
