//! `/hotspots/runs`: analyses as stored values.

use super::{
    AppState,
    areas::{Point, bounds},
    auth::SignedIn,
    catalogue::MonthCount,
    extract::{Payload, blocking},
    imports::CategoryCount,
    problem::{Language, Problem, ProblemBody},
    words,
};
use crate::{
    analysis::{
        place_trend::PlaceTrend,
        places::HotspotPlace,
        run::{GuardRail, RunParameters},
    },
    app::{
        export::{self, Layer},
        hotspots::{self as verbs, Order, RunCard},
    },
    area::AreaId,
    export::classes,
    incident::{CategoryId, Period},
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(one))
        .routes(routes!(verify))
        .routes(routes!(places))
        .routes(routes!(cells))
}

/// What to compute. Only the period is needed; the rest has the defaults of the method page.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, optional_fields, export_to = "../web/src/api/types/"))]
struct RunRequest {
    /// Category ids; empty or missing means all.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<Vec<String>>", optional))]
    categories: Vec<String>,
    /// Whole local days, both included.
    period: Days,
    /// Area whose cells take part; the service's study area.
    study_area: Option<String>,
    /// `h3:8`–`h3:11`, `sweref:100|250|500|1000`, `areas:<kind>`; `h3:10`.
    lattice: Option<String>,
    /// Rings of neighbours, 1–5; 1.
    ring: Option<u8>,
    /// `background`, `land`, `exposure:<indicator>`, `exposure:category:<id>` or `past`; `background`.
    expectation: Option<String>,
    /// `default`, `count`, `gi-star` or `permutation`.
    gate: Option<String>,
    /// `bh`, `bonferroni` or `none`; `bh`.
    correction: Option<String>,
    /// Level, between 0 and 1; 0.05.
    alpha: Option<f64>,
    /// Lower limit of observed/expected; 1.5.
    min_ratio: Option<f64>,
    /// Least count; 10.
    min_count: Option<u32>,
    /// Largest place in km²; 0.15.
    max_place_km2: Option<f64>,
    /// Run the five other settings too; true.
    stability: Option<bool>,
}

/// Whole local days.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct Days {
    /// First day, `YYYY-MM-DD`.
    from: String,
    /// Last day, included.
    to: String,
}

impl From<Period> for Days {
    fn from(period: Period) -> Self {
        Self { from: period.from.to_string(), to: period.to.to_string() }
    }
}

impl RunRequest {
    fn order(self) -> Result<Order, Problem> {
        let day = |field, text: &str| {
            text.parse().map_err(|_| Problem::field("invalid", field, "not_a_date"))
        };
        let period =
            Period::new(day("period.from", &self.period.from)?, day("period.to", &self.period.to)?);
        Ok(Order {
            categories: self.categories.into_iter().map(CategoryId).collect(),
            period: period
                .ok_or_else(|| Problem::field("invalid", "period", "ends_before_it_begins"))?,
            study_area: self.study_area.map(AreaId),
            lattice: named("lattice", self.lattice)?,
            ring: self.ring,
            expectation: named("expectation", self.expectation)?,
            gate: named("gate", self.gate)?,
            correction: named("correction", self.correction)?,
            alpha: self.alpha,
            min_ratio: self.min_ratio,
            min_count: self.min_count,
            max_place_km2: self.max_place_km2,
            stability: self.stability,
        })
    }
}

/// One of the named choices, or which field is not one.
pub(super) fn named<T: serde::de::DeserializeOwned>(
    field: &'static str,
    name: Option<String>,
) -> Result<Option<T>, Problem> {
    let wrong = if field == "lattice" { "unknown_lattice" } else { "unknown" };
    name.map(|name| {
        serde_json::from_value(name.into()).map_err(|_| Problem::field("invalid", field, wrong))
    })
    .transpose()
}

/// Everything that was chosen.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct Parameters {
    /// Empty means all.
    categories: Vec<String>,
    /// Whole local days.
    period: Days,
    /// The area whose cells take part.
    study_area: String,
    /// The cells.
    lattice: String,
    /// Rings of neighbours.
    ring: u8,
    /// `background`, `land`, `exposure:<indicator>`, `exposure:category:<id>` or `past`.
    #[cfg_attr(test, ts(type = "'background' | 'land' | 'past' | `exposure:${string}`"))]
    expectation: String,
    /// `default`, `count`, `gi-star` or `permutation`.
    #[cfg_attr(test, ts(type = "'default' | 'count' | 'gi-star' | 'permutation'"))]
    gate: String,
    /// `bh`, `bonferroni` or `none`.
    #[cfg_attr(test, ts(type = "'bh' | 'bonferroni' | 'none'"))]
    correction: String,
    /// Level of the corrected test.
    alpha: f64,
    /// Lower 95 % limit of observed/expected that the default gate asks for.
    min_ratio: f64,
    /// Count that the default gate asks for.
    min_count: u32,
    /// Places are split until none is larger.
    max_place_km2: f64,
    /// Whether the stability settings were run.
    stability: bool,
}

impl From<&RunParameters> for Parameters {
    fn from(chosen: &RunParameters) -> Self {
        Self {
            categories: chosen.categories.iter().map(|id| id.0.clone()).collect(),
            period: chosen.period.into(),
            study_area: chosen.study_area.0.clone(),
            lattice: chosen.lattice.into(),
            ring: chosen.ring,
            expectation: name_of(&chosen.expectation),
            gate: name_of(&chosen.gate),
            correction: name_of(&chosen.correction),
            alpha: chosen.alpha,
            min_ratio: chosen.min_ratio,
            min_count: chosen.min_count,
            max_place_km2: chosen.max_place_km2,
            stability: chosen.stability,
        }
    }
}

/// The name a choice has in JSON.
fn name_of(choice: &impl Serialize) -> String {
    match serde_json::to_value(choice) {
        Ok(serde_json::Value::String(name)) => name,
        other => unreachable!("choices are written as names, not as {other:?}"),
    }
}

/// A run in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct RunHead {
    /// `run-` and 16 hex digits.
    id: String,
    /// When it was first asked for.
    created_at: String,
    /// Function of the user who asked.
    created_by: String,
    /// Party for whose eyes it is.
    party: String,
    /// What was chosen.
    parameters: Parameters,
    /// State of the counts it read.
    data_version: u32,
    /// Last day with data.
    data_to: Option<String>,
    /// Made-up counts among them.
    synthetic: bool,
    /// Counts used.
    n_used: u64,
    /// Number of places.
    n_places: u32,
    /// Of the result.
    result_fingerprint: String,
}

/// Runs the signed-in party may see.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct RunList {
    /// Newest first.
    items: Vec<RunHead>,
}

/// A run with its places; the cells are fetched as columns or GeoJSON.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct RunSummary {
    /// `run-` and 16 hex digits: the same parameters and counts give the same id.
    id: String,
    /// When it was first asked for.
    created_at: String,
    /// Function of the user who asked.
    created_by: String,
    /// Party for whose eyes it is.
    party: String,
    /// What was chosen.
    parameters: Parameters,
    /// State of the counts it read.
    data_version: u32,
    /// Last day with data.
    data_to: Option<String>,
    /// Of the counts it read.
    input_fingerprint: String,
    /// Of the result.
    result_fingerprint: String,
    /// Version of the method.
    method_version: u32,
    /// Version of the program.
    code_version: String,
    /// Made-up counts among them.
    synthetic: bool,
    /// Counts in a cell of the study area.
    n_used: u64,
    /// Counts of the selection that are left out, by reason.
    n_left_out: Vec<LeftOut>,
    /// Land of the study area.
    land_km2: f64,
    /// Cells of the lattice.
    n_cells: usize,
    /// Cells the gate lets through.
    n_hot: usize,
    /// What an analyst must know before believing the picture.
    guard_rails: Vec<GuardRailBody>,
    /// Baseline: share of incidents in the top cells by count.
    ranked_counts: Vec<Ranked>,
    /// Classes for the map.
    legend: Legend,
    /// By falling excess.
    places: Vec<PlaceBody>,
}

/// Counts that no cell has.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct LeftOut {
    /// Stable code of the reason.
    code: String,
    /// In words.
    text: String,
    /// Counts.
    n: u64,
}

impl LeftOut {
    /// With its text.
    pub(super) fn of(code: &str, n: u64, language: Language) -> Self {
        Self { code: code.to_owned(), text: words::code(code, language).to_owned(), n }
    }
}

/// A warning on the result.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "GuardRail"))]
#[schema(as = GuardRail)]
pub(super) struct GuardRailBody {
    /// Stable code.
    code: String,
    /// The number that fired it.
    value: f64,
    /// In words, Swedish.
    text: String,
}

impl From<&GuardRail> for GuardRailBody {
    fn from(rail: &GuardRail) -> Self {
        Self { code: rail.code.clone(), value: rail.value, text: rail.text_sv.clone() }
    }
}

/// Share of incidents in a share of the land.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "RankedShare"))]
#[schema(as = RankedShare)]
struct Ranked {
    /// 0–1.
    area_share: f64,
    /// 0–1.
    incident_share: f64,
}

/// Classes of counts per cell.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Legend {
    /// Upper bounds, included, of the five classes above zero, ascending.
    breaks: [u32; 5],
    /// Cells per class, the zero class first.
    counts: [u32; 6],
}

/// A hotspot place.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Place"))]
#[schema(as = Place)]
pub(super) struct PlaceBody {
    /// By falling excess, 1 first.
    rank: u32,
    /// Identity kept between runs.
    key: String,
    /// Suggested name.
    name: String,
    /// Counts.
    n: u32,
    /// Expected counts.
    expected: f64,
    /// Observed minus expected.
    excess: f64,
    /// Observed / expected.
    ratio: f64,
    /// Exact Poisson 95 % interval of it.
    ratio_95: [f64; 2],
    /// Gi* of the place as a whole.
    z: Option<f64>,
    /// Smallest adjusted p of its cells; optimistic after selection.
    p_adjusted_min: f64,
    /// Share of the study area's incidents, 0–1.
    share_of_incidents: f64,
    /// Ground.
    area_km2: f64,
    /// A single cell.
    lone_cell: bool,
    /// A point inside.
    label_at: Point,
    /// West, south, east, north.
    bounds: Option<[f64; 4]>,
    /// Number of cells.
    n_cells: usize,
    /// Dense indices of its cells.
    cells: Vec<u32>,
    /// In how many of the six settings it is hot; null when they were not run.
    stable_in: Option<u8>,
    /// The settings.
    stability: Vec<Setting>,
    /// Monday first, 24 hours each; sums to the counts whose time is known well enough.
    week_hours: Vec<Vec<f64>>,
    /// Oldest first.
    months: Vec<MonthCount>,
    /// Most first.
    categories: Vec<CategoryCount>,
    /// Areas it overlaps, largest share first.
    areas: Vec<AreaShare>,
    /// How it develops; null with too few complete months.
    trend: Option<TrendBody>,
}

/// How a place develops over the last complete months of the run, twelve at most.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "PlaceTrend"))]
#[schema(as = PlaceTrend)]
struct TrendBody {
    /// `new`, `consecutive`, `intensifying`, `persistent`, `diminishing`, `sporadic`, `oscillating`,
    /// `historical` or `none`.
    class: String,
    /// In words.
    label: String,
    /// First month used, `YYYY-MM`.
    from: String,
    /// Last month.
    to: String,
    /// Per month: whether the place had more than its share.
    hot: Vec<bool>,
    /// First of the months in a row, the last included, above (or below) what was expected; null
    /// without direction.
    since: Option<String>,
    /// Counts in the last three months.
    n_late: u32,
    /// What the earlier months lead to expect of them.
    expected_late: f64,
    /// Two-sided p of the last three months.
    p_late: f64,
    /// Two-sided p of the trend over all months.
    p_trend: Option<f64>,
}

impl TrendBody {
    fn of(trend: &PlaceTrend, language: Language) -> Self {
        Self {
            class: trend.class.as_str().to_owned(),
            label: words::code(&format!("trend_{}", trend.class.as_str()), language).to_owned(),
            from: trend.from.to_string(),
            to: trend.to.to_string(),
            hot: trend.hot.clone(),
            since: trend.since.map(|month| month.to_string()),
            n_late: trend.n_late,
            expected_late: trend.expected_late,
            p_late: trend.p_late,
            p_trend: trend.p_trend,
        }
    }
}

/// One of the settings of the stability check.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Setting {
    /// Stable code.
    setting: String,
    /// In words.
    label: String,
    /// Share of the place's ground that is hot in it, 0–1.
    covered: f64,
}

/// An area and how much of a place lies in it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct AreaShare {
    /// `<kind>/<code>`.
    pub(super) id: String,
    /// Swedish name.
    pub(super) name: String,
    /// Layer.
    pub(super) kind: String,
    /// Share of the place's ground, 0–1.
    pub(super) share: f64,
}

impl PlaceBody {
    /// With the Swedish names of categories and areas by id.
    pub(super) fn of(
        place: &HotspotPlace,
        labels: &BTreeMap<String, String>,
        area_names: &BTreeMap<AreaId, String>,
        language: Language,
    ) -> Self {
        let category = |(id, n): &(String, u32)| CategoryCount {
            label: labels.get(id).cloned().unwrap_or_else(|| id.clone()),
            id: id.clone(),
            n: u64::from(*n),
        };
        let area = |(id, share): &(AreaId, f64)| AreaShare {
            name: area_names.get(id).cloned().unwrap_or_else(|| id.0.clone()),
            kind: id.0.split('/').next().unwrap_or_default().to_owned(),
            id: id.0.clone(),
            share: *share,
        };
        let setting = |(code, covered): &(String, f64)| Setting {
            label: words::code(code, language).to_owned(),
            setting: code.clone(),
            covered: *covered,
        };
        let month = |(month, n): &(String, u32)| MonthCount::from((month.clone(), u64::from(*n)));
        Self {
            rank: place.rank,
            key: place.key.clone(),
            name: place.name.clone(),
            n: place.n,
            expected: place.expected,
            excess: place.excess,
            ratio: place.ratio,
            ratio_95: place.ratio_95.into(),
            z: place.z,
            p_adjusted_min: place.p_adjusted_min,
            share_of_incidents: place.share_of_incidents,
            area_km2: place.area_km2,
            lone_cell: place.lone_cell,
            label_at: place.label_at.into(),
            bounds: bounds(&place.geometry),
            n_cells: place.cells.len(),
            cells: place.cells.clone(),
            stable_in: place.stable_in,
            stability: place.stability.iter().map(setting).collect(),
            week_hours: place.week_hours.clone(),
            months: place.months.iter().map(month).collect(),
            categories: place.categories.iter().map(category).collect(),
            areas: place.areas.iter().map(area).collect(),
            trend: place.trend.as_ref().map(|trend| TrendBody::of(trend, language)),
        }
    }
}

impl RunSummary {
    fn of(card: &RunCard, language: Language) -> Self {
        let (run, input, result) = (&card.run, &card.run.input, &card.run.result);
        let breaks = classes::breaks(&result.cells.n);
        let left_out = |(code, n): &(String, u64)| LeftOut::of(code, *n, language);
        Self {
            id: run.id.clone(),
            created_at: run.created_at.to_string(),
            created_by: card.created_by.clone(),
            party: run.party.0.clone(),
            parameters: (&input.parameters).into(),
            data_version: input.data_version.0,
            data_to: input.data_to.map(|day| day.to_string()),
            input_fingerprint: input.input_fingerprint.0.clone(),
            result_fingerprint: run.result_fingerprint.0.clone(),
            method_version: input.method_version,
            code_version: input.code_version.clone(),
            synthetic: input.synthetic,
            n_used: result.n_used,
            n_left_out: result.n_left_out.iter().map(left_out).collect(),
            land_km2: result.land_km2,
            n_cells: result.cells.n.len(),
            n_hot: result.cells.hot.iter().filter(|hot| **hot).count(),
            guard_rails: result.guard_rails.iter().map(GuardRailBody::from).collect(),
            ranked_counts: result
                .ranked_counts
                .iter()
                .map(|share| Ranked {
                    area_share: share.area_share,
                    incident_share: share.incident_share,
                })
                .collect(),
            legend: Legend { counts: classes::cells_per_class(&result.cells.n, &breaks), breaks },
            places: result
                .places
                .iter()
                .map(|p| PlaceBody::of(p, &card.labels, &card.area_names, language))
                .collect(),
        }
    }
}

/// Whether a run still gives what it gave.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Verification"))]
#[schema(as = Verification)]
pub(super) struct VerificationBody {
    /// The run.
    run: String,
    /// Byte for byte the same result.
    same: bool,
    /// `same`, `other_input`, `other_method` or `other_result`.
    outcome: String,
    /// In words.
    text: String,
    /// Of the stored result.
    stored_fingerprint: String,
    /// Of the result now.
    computed_fingerprint: Option<String>,
}

impl VerificationBody {
    /// With its text.
    pub(super) fn of(verdict: verbs::Verification, language: Language) -> Self {
        Self {
            same: verdict.is_same(),
            outcome: verdict.outcome.as_str().to_owned(),
            text: words::code(verdict.outcome.as_str(), language).to_owned(),
            stored_fingerprint: verdict.stored.0,
            computed_fingerprint: verdict.computed.map(|fingerprint| fingerprint.0),
            run: verdict.run,
        }
    }
}

/// Computes hotspots; the same parameters on the same counts are the same run.
#[utoipa::path(post, path = "/hotspots/runs", tag = "hotspots", request_body = RunRequest,
    responses((status = 200, body = RunSummary), (status = 400, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn create(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    Payload(request): Payload<RunRequest>,
) -> Result<Json<RunSummary>, Problem> {
    let order = request.order()?;
    let card = blocking(app, move |app| verbs::run(app, &actor, order)).await?;
    Ok(Json(RunSummary::of(&card, Language::of(&headers))))
}

/// Runs, newest first.
#[utoipa::path(get, path = "/hotspots/runs", tag = "hotspots",
    responses((status = 200, body = RunList)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<RunList>, Problem> {
    let runs = blocking(app, move |app| verbs::list(app, &actor)).await?;
    let head = |(run, created_by): (crate::store::RunHeader, String)| RunHead {
        created_at: run.created_at.to_string(),
        created_by,
        party: run.party.0,
        parameters: (&run.input.parameters).into(),
        data_version: run.input.data_version.0,
        data_to: run.input.data_to.map(|day| day.to_string()),
        synthetic: run.input.synthetic,
        n_used: run.n_used,
        n_places: run.n_places,
        result_fingerprint: run.result_fingerprint.0,
        id: run.id,
    };
    Ok(Json(RunList { items: runs.into_iter().map(head).collect() }))
}

/// One run with its places.
#[utoipa::path(get, path = "/hotspots/runs/{id}", tag = "hotspots", params(("id" = String, Path)),
    responses((status = 200, body = RunSummary), (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<RunSummary>, Problem> {
    let card = blocking(app, move |app| verbs::get(app, &actor, &id)).await?;
    Ok(Json(RunSummary::of(&card, Language::of(&headers))))
}

/// Runs it again on the counts as they were and compares.
#[utoipa::path(post, path = "/hotspots/runs/{id}/verify", tag = "hotspots",
    params(("id" = String, Path)),
    responses((status = 200, body = VerificationBody), (status = 404, body = ProblemBody)))]
async fn verify(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<VerificationBody>, Problem> {
    let verdict = blocking(app, move |app| verbs::verify(app, &actor, &id)).await?;
    Ok(Json(VerificationBody::of(verdict, Language::of(&headers))))
}

/// The places as GeoJSON; feature id is the rank.
#[utoipa::path(get, path = "/hotspots/runs/{id}/places.geojson", tag = "hotspots",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "application/geo+json", body = Object)))]
async fn places(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let bytes = blocking(app, move |app| export::run_geojson(app, &actor, Layer::Places, &id));
    Ok(geojson(bytes.await?))
}

/// The cells as GeoJSON; feature id is the dense index.
#[utoipa::path(get, path = "/hotspots/runs/{id}/cells.geojson", tag = "hotspots",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "application/geo+json", body = Object)))]
async fn cells(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let bytes = blocking(app, move |app| export::run_geojson(app, &actor, Layer::Cells, &id));
    Ok(geojson(bytes.await?))
}

/// GeoJSON bytes as an answer.
pub(super) fn geojson(bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let kind = HeaderValue::from_static("application/geo+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
