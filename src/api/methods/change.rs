//! `/change`: what has changed, the party's own areas first.

use super::{Answered, FrameQuery, InWork, ask};
use crate::{
    analysis::{
        question::{Answer, Method},
        whats_changed::{LATEST, Parameters},
    },
    api::{
        AppState,
        auth::SignedIn,
        extract::{Params, named},
        problem::{Language, Problem, ProblemBody},
    },
    app::{
        App, AppError,
        methods::{
            MethodCard,
            change_list::{ChangeLine, listed},
        },
    },
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(change))
}

/// What is chosen for this method alone.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct ChangeQuery {
    /// Layer of areas, e.g. `stadsdelsomrade`; the finest that is there.
    #[param(pattern = "^[a-z_]+$")]
    layer: Option<String>,
    /// Hotspot run whose places have rows too; the newest of all categories, `none` for no run.
    #[param(pattern = "^[a-z0-9-]+$")]
    run: Option<String>,
    /// Months that are now, the last of them the last whole one of the period, 1–12; 3.
    months: Option<u32>,
    /// Earlier years to compare with, 1–10; 1.
    years: Option<u32>,
    /// Latest months that are marked preliminary, at most 12; 1.
    preliminary: Option<u32>,
    /// Rows listed, of the own areas and of the others each; 20.
    limit: Option<usize>,
}

/// Rows listed if nothing else is said.
const LISTED: usize = 20;

/// What has changed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Change"))]
#[schema(as = Change)]
pub(super) struct ChangeBody {
    /// First month of the window, `YYYY-MM`.
    from: String,
    /// Last month.
    to: String,
    /// So many of the latest months of the window are preliminary.
    n_preliminary: u32,
    /// Earlier years that were compared with.
    n_years: u32,
    /// Rows that were tested.
    n_tested: u32,
    /// Rows without a count now or before.
    n_empty: u32,
    /// Rows that could not be compared, for want of an earlier year.
    n_without_before: u32,
    /// Alarms that so many rows give by chance alone, at most.
    alarms_by_chance: f64,
    /// Rows to watch or worse that they give by chance alone, at most.
    watches_by_chance: f64,
    /// Areas that the agreements of the signed-in party name.
    own_areas: Vec<String>,
    /// Rows in them, most remarkable first.
    own: Vec<ChangeRowBody>,
    /// All other rows.
    others: Vec<ChangeRowBody>,
}

/// An area or place and a category.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "ChangeRow"))]
#[schema(as = ChangeRow)]
struct ChangeRowBody {
    /// Area id, or `hotspot/<run>:<rank>`.
    area: String,
    /// Its name.
    name: String,
    /// Its layer.
    kind: String,
    /// Category id.
    category: String,
    /// Its name.
    category_label: String,
    /// What must stand beside its figures, Swedish.
    note: Option<String>,
    /// Counts in the window.
    now: u64,
    /// Counts in the same months of the earlier years together.
    before: u64,
    /// Mean of the earlier years.
    expected: f64,
    /// Exact 95 % interval of now/expected; the upper limit is null when there was nothing before.
    ratio_95: (f64, Option<f64>),
    /// Of the change; its sign is that of the change.
    z: f64,
    /// Two-sided.
    p: f64,
    /// Whether p is exact, which it is for small counts.
    exact: bool,
    /// After correction over all rows tested.
    p_adjusted: f64,
    /// `alarm`, `watch` or `none`.
    level: String,
    /// Months in a row, the last included, above (below, for a fall) the like months before.
    months_in_a_row: u32,
    /// All of it as a sentence.
    sentence: String,
}

impl ChangeRowBody {
    fn of(line: &ChangeLine, language: Language) -> Self {
        let (row, change) = (&line.row, &line.row.change);
        Self {
            area: line.unit.id.0.clone(),
            name: line.unit.name.clone(),
            kind: line.unit.kind.as_str().to_owned(),
            category: line.category.0.clone(),
            category_label: match language {
                Language::Swedish => line.label_sv.clone(),
                Language::English => line.label_en.clone(),
            },
            note: line.note_sv.clone(),
            now: row.now,
            before: row.before,
            expected: change.expected,
            ratio_95: line.ratio_95,
            z: change.z,
            p: change.p,
            exact: change.exact,
            p_adjusted: row.p_adjusted,
            level: change.level.as_str().to_owned(),
            months_in_a_row: row.months_in_a_row,
            sentence: match language {
                Language::Swedish => line.sentence_sv(),
                Language::English => line.sentence_en(),
            },
        }
    }
}

/// What has changed, over areas, places and categories.
#[utoipa::path(get, path = "/change", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(FrameQuery, ChangeQuery),
    responses((status = 200, body = Answered<ChangeBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody)))]
async fn change(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Params(frame): Params<FrameQuery>,
    Params(query): Params<ChangeQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let usual = Parameters::default();
    let places_of = query.run.unwrap_or_else(|| LATEST.to_owned());
    let chosen = Parameters {
        layer: named("layer", query.layer)?,
        places_of: (places_of != "none").then_some(places_of),
        window_months: query.months.unwrap_or(usual.window_months),
        years: query.years.unwrap_or(usual.years),
        preliminary_months: query.preliminary.unwrap_or(usual.preliminary_months),
    };
    let limit = query.limit.unwrap_or(LISTED);
    let body = move |app: &App, card: &MethodCard, language| limited(app, card, language, limit);
    ask(app, signed_in, &headers, frame.order(Method::Change(chosen))?, body).await
}

/// The result on the wire.
pub(super) fn body(
    app: &App,
    card: &MethodCard,
    language: Language,
) -> Result<ChangeBody, AppError> {
    limited(app, card, language, LISTED)
}

fn limited(
    app: &App,
    card: &MethodCard,
    language: Language,
    limit: usize,
) -> Result<ChangeBody, AppError> {
    let Answer::Change(ranking) = &card.run.found.result else { return super::mismatch() };
    let (found, list) = (&ranking.found, listed(app, card, limit)?);
    let rows = |lines: &[ChangeLine]| -> Vec<ChangeRowBody> {
        lines.iter().map(|line| ChangeRowBody::of(line, language)).collect()
    };
    Ok(ChangeBody {
        from: found.from.to_string(),
        to: found.to.to_string(),
        n_preliminary: found.n_preliminary,
        n_years: found.n_years,
        n_tested: found.n_tested,
        n_empty: found.n_empty,
        n_without_before: found.n_without_before,
        alarms_by_chance: found.alarms_by_chance,
        watches_by_chance: found.watches_by_chance,
        own_areas: list.own_areas.into_iter().map(|id| id.0).collect(),
        own: rows(&list.own),
        others: rows(&list.others),
    })
}
