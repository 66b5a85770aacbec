//! `/local-moran`: which cells are like their neighbours, and which stand out from them.

use super::{Answered, FrameQuery, InWork, ask, mismatch};
use crate::{
    analysis::{
        local_moran::Quadrant,
        question::{Answer, Method},
    },
    api::{
        AppState,
        auth::SignedIn,
        extract::{Params, named},
        problem::{Language, Problem, ProblemBody},
    },
    app::{
        App, AppError,
        methods::{MethodCard, local_moran as verbs},
    },
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(local_moran))
}

/// What is chosen for local Moran alone.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct LocalMoranQuery {
    /// Rings of neighbours, 1–5; 1.
    ring: Option<u8>,
    /// Level of the corrected test, 0–1; 0.05.
    alpha: Option<f64>,
    /// `bh`, `bonferroni` or `none`; `bh`.
    #[param(pattern = "^(bh|bonferroni|none)$")]
    correction: Option<String>,
}

/// Local Moran's I; columns by cell, position is the dense index of the lattice.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "LocalMoran"))]
#[schema(as = LocalMoran)]
pub(super) struct LocalMoranBody {
    /// Length of every column.
    n_cells: usize,
    /// Cells without neighbours: they have no value.
    n_islands: usize,
    /// Over all cells; null without variance or neighbours.
    global_i: Option<f64>,
    /// Cells and counts by quadrant, clusters before outliers.
    quadrants: Vec<QuadrantBody>,
    /// H3 index in hex, `sweref:<side>:<east>:<north>`, or the id of the area.
    id: Vec<String>,
    /// Counts.
    n: Vec<u32>,
    /// I; null where not defined.
    i: Vec<Option<f64>>,
    /// `high_high`, `low_low`, `high_low` or `low_high`: the cell, then its neighbours.
    quadrant: Vec<Option<&'static str>>,
    /// Exact p on the side where the neighbours lie; null where not defined.
    p: Vec<Option<f64>>,
    /// Twice that, at most 1, after correction over the cells.
    p_adjusted: Vec<Option<f64>>,
    /// 1 when it passes at the level asked for.
    significant: Vec<u8>,
}

/// One quadrant of Moran's scatter.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "MoranQuadrant"))]
#[schema(as = MoranQuadrant)]
struct QuadrantBody {
    /// `high_high`, `low_low`, `high_low` or `low_high`.
    quadrant: &'static str,
    /// Cells in it.
    n_cells: usize,
    /// Of them those that pass the corrected test.
    n_significant: usize,
    /// Counts in those that pass.
    n: u64,
}

/// Which cells are like their neighbours, and which stand out from them.
#[utoipa::path(get, path = "/local-moran", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(FrameQuery, LocalMoranQuery),
    responses((status = 200, body = Answered<LocalMoranBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody)))]
async fn local_moran(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Params(frame): Params<FrameQuery>,
    Params(own): Params<LocalMoranQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let correction = named("correction", own.correction)?;
    let parameters = verbs::parameters(own.ring, own.alpha, correction)?;
    ask(app, signed_in, &headers, frame.order(Method::LocalMoran(parameters))?, body).await
}

/// The result on the wire.
pub(super) fn body(_: &App, card: &MethodCard, _: Language) -> Result<LocalMoranBody, AppError> {
    let Answer::LocalMoran(found) = &card.run.found.result else { return mismatch() };
    let quadrants = Quadrant::ALL.map(|quadrant| {
        let counts = found.significant.iter().zip(&found.n);
        let passing = counts.filter(|(found, _)| **found == Some(quadrant));
        QuadrantBody {
            quadrant: quadrant.code(),
            n_cells: found.moran.quadrant.iter().filter(|q| **q == Some(quadrant)).count(),
            n_significant: passing.clone().count(),
            n: passing.map(|(_, &n)| u64::from(n)).sum(),
        }
    });
    Ok(LocalMoranBody {
        n_cells: found.id.len(),
        n_islands: found.n_islands,
        global_i: found.moran.global_i,
        quadrants: quadrants.into(),
        id: found.id.clone(),
        n: found.n.clone(),
        i: found.moran.i.clone(),
        quadrant: found.moran.quadrant.iter().map(|q| q.map(Quadrant::code)).collect(),
        p: found.moran.p.clone(),
        p_adjusted: found.moran.p_adjusted.clone(),
        significant: found.significant.iter().map(|q| u8::from(q.is_some())).collect(),
    })
}
