//! `/export`: layers as files.

use super::{
    AppState,
    areas::kind,
    auth::SignedIn,
    extract::{Params, blocking, date},
    headers::attachment,
    problem::{Problem, ProblemBody},
};
use crate::app::export::{self, Format, Layer, Order};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(file))
}

/// What goes into the file.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct ExportQuery {
    /// Run, for places and cells.
    run: Option<String>,
    /// Layer, for areas; all if not given.
    kind: Option<String>,
    /// Areas valid on this day; today.
    at: Option<String>,
    /// Release level: only `intern` so far, and it must be named.
    release: Option<String>,
    /// CSV: a byte order mark for spreadsheets; `true`.
    bom: Option<bool>,
}

/// A layer as a file: `areas`, `places`, `cells` or `cases`, as `.geojson` or `.csv`.
#[utoipa::path(get, path = "/export/{file}", tag = "export",
    params(("file" = String, Path, description = "e.g. places.geojson",
        pattern = r"^(areas|places|cells|cases)\.(geojson|csv)$"), ExportQuery),
    responses((status = 200, content_type = "application/geo+json", body = Object),
        (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn file(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(file): Path<String>,
    Params(query): Params<ExportQuery>,
) -> Result<Response, Problem> {
    if query.release.as_deref() != Some("intern") {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "release_not_available"));
    }
    let unknown = || Problem::new(StatusCode::NOT_FOUND, "not_found");
    let (layer, format) = file.split_once('.').ok_or_else(unknown)?;
    let bom = query.bom.unwrap_or(true);
    let order = Order {
        layer: Layer::named(layer).ok_or_else(unknown)?,
        format: Format::named(format, bom).ok_or_else(unknown)?,
        run: query.run,
        kind: query.kind.as_deref().map(kind).transpose()?,
        at: date("at", query.at.as_deref())?,
    };
    let content_type = match order.format {
        Format::GeoJson => "application/geo+json",
        Format::Csv { .. } => "text/csv; charset=utf-8",
    };
    let bytes = blocking(app, move |app| export::layer(app, &actor, &order)).await?;
    Ok((attachment(content_type, &file), bytes).into_response())
}
