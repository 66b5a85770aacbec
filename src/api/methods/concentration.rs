//! `/concentration`: how few cells hold how much.

use super::{Answered, FrameQuery, InWork, ask, mismatch};
use crate::{
    analysis::{
        concentration::Parameters,
        question::{Answer, Method},
    },
    api::{
        AppState,
        auth::SignedIn,
        extract::Params,
        problem::{Language, Problem, ProblemBody},
    },
    app::{App, AppError, methods::MethodCard},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(concentration))
}

/// How concentrated counts are.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Concentration"))]
#[schema(as = Concentration)]
pub(super) struct ConcentrationBody {
    /// Cells of the lattice.
    n_cells: usize,
    /// Cells with at least one count.
    n_occupied: usize,
    /// Gini over all cells; null without counts.
    gini: Option<f64>,
    /// The form that allows for fewer counts than cells; null without counts.
    gini_generalised: Option<f64>,
    /// The fewest cells that hold 25, 50 and 80 % of the counts; empty without counts.
    holding: Vec<HoldingBody>,
    /// Corners of the curve `[share of cells, share of counts]` from (0, 0) to (1, 1), cells with
    /// most counts first; empty without counts.
    curve: Vec<[f64; 2]>,
}

/// The fewest cells that hold a share of the counts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Holding"))]
#[schema(as = Holding)]
struct HoldingBody {
    /// 0–1.
    incident_share: f64,
    /// So many cells hold at least that.
    n_cells: usize,
    /// Of all cells, 0–1.
    cell_share: f64,
}

/// How few cells hold how much.
#[utoipa::path(get, path = "/concentration", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(FrameQuery),
    responses((status = 200, body = Answered<ConcentrationBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody)))]
async fn concentration(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Params(frame): Params<FrameQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let order = frame.order(Method::Concentration(Parameters {}))?;
    ask(app, signed_in, &headers, order, body).await
}

/// The result on the wire.
pub(super) fn body(_: &App, card: &MethodCard, _: Language) -> Result<ConcentrationBody, AppError> {
    let Answer::Concentration(found) = &card.run.found.result else { return mismatch() };
    let holding = found.holding.iter().map(|held| HoldingBody {
        incident_share: held.incident_share,
        n_cells: held.n_cells,
        cell_share: held.cell_share,
    });
    Ok(ConcentrationBody {
        n_cells: found.n_cells,
        n_occupied: found.n_occupied,
        gini: found.gini,
        gini_generalised: found.gini_generalised,
        holding: holding.collect(),
        curve: found.curve.iter().map(|at| [at.cell_share, at.incident_share]).collect(),
    })
}
