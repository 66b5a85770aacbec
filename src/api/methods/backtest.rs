//! `/backtest`: what each method would have caught, and the method each category starts with.

mod body;

use super::{Answered, FrameQuery, InWork, ask};
use crate::{
    analysis::question::Method,
    api::{
        AppState,
        auth::SignedIn,
        extract::{Params, blocking},
        problem::{Language, Problem, ProblemBody},
    },
    app::methods::backtest as verbs,
};
use axum::{Json, extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

use body::{BacktestBody, DefaultList};

pub(super) use body::body;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(backtest)).routes(routes!(defaults))
}

/// What is chosen for the back-test alone.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct BacktestQuery {
    /// Rings of neighbours, 1–3; 1.
    ring: Option<u8>,
    /// Months looked at before each scored one, 1–36; 12.
    past_months: Option<u32>,
    /// Months scored at most, the latest ones, 1–60; 24.
    max_rolls: Option<u32>,
}

/// What each method would have caught, beside plain counting. The period holds the scored months;
/// those looked at lie before it.
#[utoipa::path(get, path = "/backtest", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(FrameQuery, BacktestQuery),
    responses((status = 200, body = Answered<BacktestBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody)))]
async fn backtest(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Params(frame): Params<FrameQuery>,
    Params(own): Params<BacktestQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let parameters = verbs::parameters(own.ring, own.past_months, own.max_rolls)?;
    ask(app, signed_in, &headers, frame.order(Method::Backtest(parameters))?, body).await
}

/// The method each category starts with: the choice of its back-test with every default, where one
/// has been asked for on the counts as they are. Nothing is computed here.
#[utoipa::path(get, path = "/backtest/defaults", tag = "methods",
    extensions(("x-reads" = json!("nothing"))),
    responses((status = 200, body = DefaultList)))]
async fn defaults(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
) -> Result<Json<DefaultList>, Problem> {
    let defaults = blocking(app, move |app| verbs::defaults(app, &actor)).await?;
    Ok(Json(DefaultList::of(defaults, Language::of(&headers))))
}
