//! `/export`: layers as files.

use super::{
    AppState,
    areas::kind,
    auth::Anyone,
    extract::{Params, blocking, date},
    headers::{attachment, is_known},
    problem::{Problem, ProblemBody},
    streamed,
};
use crate::{
    app::{
        Actor, AppError,
        export::{self, Format, Layer, Order, Outgoing, Periods, ReleasedLayer, ReleasedOrder},
    },
    case::release::{FixedPeriod, Level},
    export::crs::Crs,
};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
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
    /// Release level, `publik` unless another is named. `released-areas` and `released-cells` are there
    /// at `publik` and `stad`, every other layer at `intern` alone.
    #[param(pattern = "^(intern|stad|publik)$")]
    release: Option<String>,
    /// For what is released: one period (`2025-K1`, `2025-H1`, `2025`), or `alla`; the latest of the
    /// longest if not given.
    #[param(pattern = "^(alla|[0-9]{4}(-[KH][1-4])?)$")]
    period: Option<String>,
    /// For what is released: category by id, `alla` for their sum; every one if not given.
    #[param(pattern = "^[a-z0-9_]+$")]
    category: Option<String>,
    /// Coordinate system: `EPSG:3006`, `EPSG:3007`–`EPSG:3018`, `EPSG:3857`, `EPSG:4326` or `CRS84`,
    /// or its address; east stands first in files whichever it is. `CRS84`; in a GeoPackage
    /// `EPSG:3011`.
    #[param(pattern = r"^\S+$")]
    crs: Option<String>,
    /// CSV: a byte order mark for spreadsheets; `true`.
    bom: Option<bool>,
}

/// A layer as a file: `areas`, `places`, `cells` or `cases`, or the answer of a method, as `.geojson`,
/// `.gpkg` (GeoPackage), `.fgb` (FlatGeobuf) or `.csv`; or what is released, `released-areas` and
/// `released-cells`.
///
/// Files leave as they are written. One that breaks off in the middle breaks the connection. A layer whose
/// features lie nowhere is a table, and leaves as `.geojson` and `.csv` alone. A GeoPackage has its index,
/// metadata and style; a disk that is too full to make one is `507`.
///
/// The layer of a method is called as the method (`scan.geojson?run=…`), a further one of the same with
/// a word after (`kde-grid.csv?run=…`). Its method card stands as the member `card` of the GeoJSON; beside
/// the CSV it stands, with its columns explained, as `.csv-metadata.json` (CSV on the Web), which the
/// header `Link` names.
///
/// What is released holds counts and classes of stored tables, or `undertryckt`; at `publik` it is open
/// to everyone without sign-in, and may be kept and asked for again by its `ETag`.
#[utoipa::path(get, path = "/export/{file}", tag = "export",
    extensions(("x-reads" = json!("export"))),
    params(("file" = String, Path, description = "e.g. places.gpkg, scan.csv, kde-grid.fgb, released-areas.geojson",
        pattern = r"^(areas|places|cells|cases|released-areas|released-cells|(scan|dbscan|kde|kde-grid|kde-points|emerging|emerging-months|local-moran|concentration|concentration-curve|change|joint-list|joint-list-areas|compare|compare-places|near-repeat|profile|profile-months|backtest))\.(geojson|gpkg|fgb|csv|csv-metadata\.json)$"), ExportQuery),
    responses((status = 200, content((Object = "application/geo+json"), (String = "text/csv"),
            (Vec<u8> = "application/geopackage+sqlite3"),
            (Vec<u8> = "application/flatgeobuf"), (Object = "application/csvm+json"))),
        (status = 400, body = ProblemBody), (status = 401, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 507, body = ProblemBody)))]
async fn file(
    State(app): State<AppState>,
    method: Method,
    asked: HeaderMap,
    Anyone(actor): Anyone,
    Path(file): Path<String>,
    Params(query): Params<ExportQuery>,
) -> Result<Response, Problem> {
    let unknown = || Problem::new(StatusCode::NOT_FOUND, "not_found");
    let (layer, ending) = file.split_once('.').ok_or_else(unknown)?;
    let level = query.release.as_deref().unwrap_or("publik");
    if let (Some(layer), Some(level)) = (ReleasedLayer::named(layer), Level::named(level)) {
        let (file, format) = released(app.clone(), actor, level, layer, ending, query).await?;
        let mut headers = attachment(content_type(format), &file.name);
        if level == Level::Publik {
            let open = HeaderValue::from_static("public, no-cache");
            headers.insert(header::CACHE_CONTROL, open);
        }
        return sent(app, &method, &asked, headers, file).await;
    }
    let actor = actor.ok_or(AppError::NotSignedIn)?;
    if ReleasedLayer::named(layer).is_some() || level != "intern" {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "release_not_available"));
    }
    let format = Format::named(ending, query.bom.unwrap_or(true)).ok_or_else(unknown)?;
    let order = Order {
        layer: Layer::named(layer).ok_or_else(unknown)?,
        format,
        run: query.run,
        crs: system(query.crs.as_deref(), format)?,
        kind: query.kind.as_deref().map(kind).transpose()?,
        at: date("at", query.at.as_deref())?,
        saved_as: None,
    };
    let companion = companion(&order);
    let file = blocking(app.clone(), move |app| export::layer(app, &actor, &order)).await?;
    let mut headers = attachment(content_type(format), &file.name);
    headers.extend(companion.map(|link| (header::LINK, link)));
    sent(app, &method, &asked, headers, file).await
}

/// The answer, known by the file's stamp before anything of it is made: whoever has it already costs
/// nothing.
async fn sent(
    app: AppState,
    method: &Method,
    asked: &HeaderMap,
    mut headers: HeaderMap,
    file: Outgoing,
) -> Result<Response, Problem> {
    let tag = format!("W/\"{}\"", file.stamp.0.get(..32).unwrap_or_default());
    let tag = HeaderValue::from_str(&tag).map_err(|error| AppError::Fault(error.to_string()))?;
    headers.insert(header::ETAG, tag.clone());
    if is_known(asked, &tag) {
        headers.remove(header::CONTENT_TYPE);
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    if method == Method::HEAD {
        return streamed::answer(headers, None, |_| Ok(()));
    }
    let ready = blocking(app, move |_| file.ready()).await?;
    streamed::answer(headers, ready.size(), move |out| ready.write(out))
}

/// What is released, of stored tables alone. The answer at `publik` is the same for every reader.
async fn released(
    app: AppState,
    actor: Option<Actor>,
    level: Level,
    layer: ReleasedLayer,
    ending: &str,
    query: ExportQuery,
) -> Result<(Outgoing, Format), Problem> {
    let format = Format::named(ending, query.bom.unwrap_or(true));
    let format = format.filter(|format| *format != Format::CsvCompanion);
    let format = format.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "not_found"))?;
    let order = ReleasedOrder {
        level,
        layer,
        format,
        crs: system(query.crs.as_deref(), format)?,
        periods: match query.period.as_deref() {
            None => Periods::Latest,
            Some("alla") => Periods::All,
            Some(period) => Periods::One(fixed_period("period", period)?),
        },
        category: query.category,
    };
    let file = blocking(app, move |app| export::released(app, actor.as_ref(), &order)).await?;
    Ok((file, format))
}

/// A fixed period in a query, or which field is not one.
pub(super) fn fixed_period(field: &'static str, text: &str) -> Result<FixedPeriod, Problem> {
    text.parse().map_err(|_| Problem::field("invalid", field, "not_a_period"))
}

fn content_type(format: Format) -> &'static str {
    match format {
        Format::GeoJson => "application/geo+json",
        Format::Csv { .. } => "text/csv; charset=utf-8",
        Format::CsvCompanion => "application/csvm+json",
        Format::GeoPackage => "application/geopackage+sqlite3",
        Format::FlatGeobuf => "application/flatgeobuf",
    }
}

fn system(name: Option<&str>, format: Format) -> Result<Crs, Problem> {
    let Some(name) = name else { return Ok(format.default_crs()) };
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
