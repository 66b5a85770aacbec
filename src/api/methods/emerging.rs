//! `/emerging`: how the heat of each cell develops month by month.

use super::{Answered, FrameQuery, InWork, ask, mismatch};
use crate::{
    analysis::{
        emerging::{EmergingCell, Parameters, TrendClass},
        question::{Answer, Method},
    },
    api::{
        AppState,
        auth::SignedIn,
        extract::{Params, named},
        problem::{Language, Problem, ProblemBody},
        words,
    },
    app::{App, AppError, methods::MethodCard},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(emerging))
}

/// What is chosen for this method alone.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct EmergingQuery {
    /// Rings of neighbours, 1–5; 1.
    ring: Option<u8>,
    /// What makes a cell hot in a month: `gi-star`, `count`, `permutation` or `default`; `gi-star`.
    #[param(pattern = "^(default|count|gi-star|permutation)$")]
    gate: Option<String>,
    /// `background` or `land`, for gates that ask; `background`.
    #[param(pattern = "^(background|land)$")]
    expectation: Option<String>,
    /// Over the cells of a month: `bh`, `bonferroni` or `none`; `bh`.
    #[param(pattern = "^(bh|bonferroni|none)$")]
    correction: Option<String>,
    /// Level of the corrected test; 0.05.
    alpha: Option<f64>,
    /// Two-sided level of the trend; 0.05.
    trend_alpha: Option<f64>,
}

/// How the heat of cells develops.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Emerging"))]
#[schema(as = Emerging)]
pub(super) struct EmergingBody {
    /// Whole months of the period, `YYYY-MM`, oldest first.
    months: Vec<String>,
    /// Counts in cells, per month.
    n_by_month: Vec<u64>,
    /// Cells of the lattice.
    n_cells: u32,
    /// Every class with its number of cells; empty when there are too few months.
    classes: Vec<ClassBody>,
    /// Cells that were hot in some month; all others have class `none`.
    cells: Vec<EmergingCellBody>,
}

/// A class and how many cells have it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "TrendClassCount"))]
#[schema(as = TrendClassCount)]
struct ClassBody {
    /// `new`, `consecutive`, `intensifying`, `persistent`, `diminishing`, `sporadic`, `oscillating`,
    /// `historical` or `none`.
    class: String,
    /// In words.
    label: String,
    /// Cells.
    n_cells: u32,
}

/// A cell that was hot in some month.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "EmergingCell"))]
#[schema(as = EmergingCell)]
struct EmergingCellBody {
    /// Dense index: the feature id of `/cells/{lattice}/geometry`.
    cell: u32,
    /// H3 index in hex or `sweref:<size>:<east>:<north>`.
    id: String,
    /// How it has developed.
    class: String,
    /// Counts per month.
    n: Vec<u32>,
    /// 1 where it was hot, per month.
    hot: Vec<u8>,
    /// Gi* of the last month; null where not defined.
    z: Option<f64>,
    /// Two-sided p of the trend of Gi*; null with too few months that have one.
    p_trend: Option<f64>,
    /// Sen's slope of Gi*, per month.
    z_per_month: Option<f64>,
}

impl From<&EmergingCell> for EmergingCellBody {
    fn from(cell: &EmergingCell) -> Self {
        Self {
            cell: cell.cell,
            id: cell.id.clone(),
            class: cell.class.as_str().to_owned(),
            n: cell.n.clone(),
            hot: cell.hot.iter().map(|&hot| u8::from(hot)).collect(),
            z: cell.z,
            p_trend: cell.trend.map(|trend| trend.p),
            z_per_month: cell.z_per_month,
        }
    }
}

/// How the heat of each cell develops month by month.
#[utoipa::path(get, path = "/emerging", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(FrameQuery, EmergingQuery),
    responses((status = 200, body = Answered<EmergingBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody)))]
async fn emerging(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Params(frame): Params<FrameQuery>,
    Params(query): Params<EmergingQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let usual = Parameters::default();
    let chosen = Parameters {
        ring: query.ring.unwrap_or(usual.ring),
        gate: named("gate", query.gate)?.unwrap_or(usual.gate),
        expectation: named("expectation", query.expectation)?.unwrap_or(usual.expectation),
        correction: named("correction", query.correction)?.unwrap_or(usual.correction),
        alpha: query.alpha.unwrap_or(usual.alpha),
        trend_alpha: query.trend_alpha.unwrap_or(usual.trend_alpha),
    };
    ask(app, signed_in, &headers, frame.order(Method::Emerging(chosen))?, body).await
}

/// The result on the wire.
pub(super) fn body(
    _: &App,
    card: &MethodCard,
    language: Language,
) -> Result<EmergingBody, AppError> {
    let Answer::Emerging(found) = &card.run.found.result else { return mismatch() };
    let class = |(class, n_cells): &(TrendClass, u32)| ClassBody {
        class: class.as_str().to_owned(),
        label: words::code(&format!("trend_{}", class.as_str()), language).to_owned(),
        n_cells: *n_cells,
    };
    Ok(EmergingBody {
        months: found.months.iter().map(ToString::to_string).collect(),
        n_by_month: found.n_by_month.clone(),
        n_cells: found.n_cells,
        classes: found.classes.iter().map(class).collect(),
        cells: found.cells.iter().map(EmergingCellBody::from).collect(),
    })
}
