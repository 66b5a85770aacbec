//! `/export`: layers as files.

use super::{
    AppState,
    areas::kind,
    auth::SignedIn,
    extract::{Params, blocking, date},
    headers::attachment,
    problem::{Problem, ProblemBody},
};
use crate::{
    app::export::{self, Format, Layer, Order},
    export::crs::Crs,
};
use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
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
    /// Run, for places and cells, and for the layer of a method: then it must be of that method.
    #[param(pattern = "^[a-z0-9-]+$")]
    run: Option<String>,
    /// Layer, for areas; all if not given.
    #[param(pattern = "^[a-z_]+$")]
    kind: Option<String>,
    /// Areas valid on this day; today.
    #[param(format = Date)]
    at: Option<String>,
    /// Release level: only `intern` so far, and it must be named.
    #[param(pattern = "^(intern|stad|publik)$")]
    release: Option<String>,
    /// Coordinate system: `EPSG:3006`, `EPSG:3007`–`EPSG:3018`, `EPSG:3857`, `EPSG:4326` or `CRS84`,
    /// or its address; east stands first in files whichever it is. `CRS84`.
    #[param(pattern = r"^\S+$")]
    crs: Option<String>,
    /// CSV: a byte order mark for spreadsheets; `true`.
    bom: Option<bool>,
}

/// A layer as a file: `areas`, `places`, `cells` or `cases`, or the answer of a method, as `.geojson`
/// or `.csv`.
///
/// The layer of a method is called as the method (`scan.geojson?run=…`), a further one of the same with
/// a word after (`kde-grid.csv?run=…`). Its method card stands as the member `card` of the GeoJSON; beside
/// the CSV it stands, with its columns explained, as `.csv-metadata.json` (CSV on the Web), which the
/// header `Link` names.
#[utoipa::path(get, path = "/export/{file}", tag = "export",
    extensions(("x-reads" = json!("export"))),
    params(("file" = String, Path, description = "e.g. places.geojson, scan.csv, kde-grid.csv",
        pattern = r"^(areas|places|cells|cases|(scan|dbscan|kde|kde-grid|kde-points|emerging|emerging-months|local-moran|concentration|concentration-curve|change|joint-list|joint-list-areas|compare|compare-places|near-repeat|profile|profile-months|backtest))\.(geojson|csv|csv-metadata\.json)$"), ExportQuery),
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
        crs: system(query.crs.as_deref())?,
        kind: query.kind.as_deref().map(kind).transpose()?,
        at: date("at", query.at.as_deref())?,
        saved_as: None,
    };
    let content_type = match order.format {
        Format::GeoJson => "application/geo+json",
        Format::Csv { .. } => "text/csv; charset=utf-8",
        Format::CsvCompanion => "application/csvm+json",
    };
    let companion = companion(&order);
    let file = blocking(app, move |app| export::layer(app, &actor, &order)).await?;
    let mut headers = attachment(content_type, &file.name);
    headers.extend(companion.map(|link| (header::LINK, link)));
    Ok((headers, file.bytes).into_response())
}

fn system(name: Option<&str>) -> Result<Crs, Problem> {
    let Some(name) = name else { return Ok(Crs::Crs84) };
    let known = Crs::parse(name).map(|(crs, _)| crs);
    known.ok_or_else(|| Problem::field("invalid", "crs", "unsupported_crs"))
}

/// Where the columns of the CSV of an answer are explained.
fn companion(order: &Order) -> Option<HeaderValue> {
    let (Layer::Answer(layer), Format::Csv { .. }, Some(run)) =
        (order.layer, order.format, &order.run)
    else {
        return None;
    };
    let crs = match order.crs {
        Crs::Crs84 => String::new(),
        crs => format!("&crs={}", crs.short_name()),
    };
    let to = format!("{}.csv-metadata.json?run={run}{crs}&release=intern", layer.name);
    let kind = "rel=\"describedby\"; type=\"application/csvm+json\"";
    HeaderValue::from_str(&format!("<{to}>; {kind}")).ok()
}
