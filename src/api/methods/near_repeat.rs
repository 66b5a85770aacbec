//! `/near-repeat`: whether incidents are followed by others near by.

use super::{Answered, FrameQuery, InWork, ask, mismatch};
use crate::{
    analysis::{
        knox::Parameters,
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
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(near_repeat))
}

/// How close is close.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct NearRepeatQuery {
    /// Width of a band of distance in metres, 10–1 000; 100.
    band_m: Option<f64>,
    /// Bands of distance beside the same place, 1–8; 4.
    n_space: Option<u8>,
    /// Width of a band of days, 1–90; 7.
    band_days: Option<u16>,
    /// Bands of days, 1–8; 4.
    n_time: Option<u8>,
    /// Permutations, 99–99 999; 999.
    permutations: Option<u32>,
    /// Of the random numbers; 1.
    seed: Option<u64>,
}

impl NearRepeatQuery {
    fn parameters(self) -> Parameters {
        let usual = Parameters::USUAL;
        Parameters {
            band_m: self.band_m.unwrap_or(usual.band_m),
            n_space: self.n_space.unwrap_or(usual.n_space),
            band_days: self.band_days.unwrap_or(usual.band_days),
            n_time: self.n_time.unwrap_or(usual.n_time),
            permutations: self.permutations.unwrap_or(usual.permutations),
            seed: self.seed.unwrap_or(usual.seed),
        }
    }
}

/// Pairs of incidents by distance and days.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "NearRepeat"))]
#[schema(as = NearRepeat)]
pub(super) struct NearRepeatBody {
    /// Incidents.
    n: u64,
    /// Pairs of them.
    n_pairs: u64,
    /// Permutations drawn.
    permutations: u32,
    /// Bands of distance, the same place first, and within each the bands of days.
    cells: Vec<NearRepeatCell>,
}

/// Pairs in a band of distance and a band of days, both [from, to).
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NearRepeatCell {
    /// The same base cell: distance 0.
    same_place: bool,
    /// Metres from.
    from_m: f64,
    /// Metres to, not included.
    to_m: f64,
    /// Days from.
    from_days: u32,
    /// Days to, not included.
    to_days: u32,
    /// Pairs.
    observed: u64,
    /// Exact mean over all permutations.
    expected: f64,
    /// Observed / expected; null where nothing is expected.
    ratio: Option<f64>,
    /// Median of the permutations; null where nothing is expected.
    median: Option<f64>,
    /// (r + 1)/(m + 1): as many pairs or more; null where nothing is expected.
    p: Option<f64>,
}

/// Whether incidents are followed by others near by, soon.
#[utoipa::path(get, path = "/near-repeat", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(FrameQuery, NearRepeatQuery),
    responses((status = 200, body = Answered<NearRepeatBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody), (status = 422, body = ProblemBody)))]
async fn near_repeat(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Params(frame): Params<FrameQuery>,
    Params(query): Params<NearRepeatQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let order = frame.order(Method::NearRepeat(query.parameters()))?;
    ask(app, signed_in, &headers, order, body).await
}

/// The result on the wire.
pub(super) fn body(_: &App, card: &MethodCard, _: Language) -> Result<NearRepeatBody, AppError> {
    let Answer::NearRepeat(found) = &card.run.found.result else { return mismatch() };
    let cells = found.cells.iter().map(|cell| NearRepeatCell {
        same_place: cell.to_m == 0.0,
        from_m: cell.from_m,
        to_m: cell.to_m,
        from_days: cell.from_days,
        to_days: cell.to_days,
        observed: cell.observed,
        expected: cell.expected,
        ratio: cell.ratio,
        median: cell.median,
        p: cell.p,
    });
    Ok(NearRepeatBody {
        n: found.n,
        n_pairs: found.n_pairs,
        permutations: found.permutations,
        cells: cells.collect(),
    })
}
