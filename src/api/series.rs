//! `/series`: counts by month beside what earlier years lead to expect.

use super::{
    AppState,
    auth::SignedIn,
    backcast::BackcastBody,
    cells::{FilterQuery, left_out},
    counted::LeftOut,
    extract::{Params, blocking},
    problem::{Language, Problem, ProblemBody},
};
use crate::{
    analysis::{like_months::YEARS, whats_changed::PRELIMINARY_MONTHS},
    app::expected::{SeriesMonth as Month, months as expected_months},
};
use axum::{Json, extract::State, http::HeaderMap};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(months))
}

/// Counts by month.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct SeriesBody {
    /// First to last, empty ones too.
    months: Vec<SeriesMonth>,
    /// Sum of them.
    n_used: u64,
    /// Counts of the categories and days that could not be placed.
    n_left_out: Vec<LeftOut>,
    /// Where the months begin before the area did; null otherwise.
    backcast: Option<BackcastBody>,
}

/// A month with what the same month of earlier years leads to expect.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct SeriesMonth {
    /// `YYYY-MM`.
    month: String,
    /// Counts.
    n: u64,
    /// Mean of the like months of up to four earlier years; null without one, and for a month that is
    /// there in part only.
    expected: Option<f64>,
    /// Smallest and largest count within the exact 95 % prediction band; null as above.
    band_95: Option<[u64; 2]>,
    /// Earlier years that the expectation rests on.
    n_years: u32,
    /// Reports are likely to be missing still.
    preliminary: bool,
    /// Some of its days are from before the area began: counted within the border that it has since.
    backcast: bool,
}

impl From<Month> for SeriesMonth {
    fn from(month: Month) -> Self {
        Self {
            month: month.month.to_string(),
            n: month.n,
            expected: month.expected.map(|like| like.expected),
            band_95: month.expected.map(|like| [like.low, like.high]),
            n_years: month.expected.map_or(0, |like| like.n_years),
            preliminary: month.preliminary,
            backcast: month.backcast,
        }
    }
}

/// Counts by month.
#[utoipa::path(get, path = "/series", tag = "hotspots",
    extensions(("x-reads" = json!("counts"))), params(FilterQuery),
    responses((status = 200, body = SeriesBody), (status = 400, body = ProblemBody)))]
async fn months(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(query): Params<FilterQuery>,
    headers: HeaderMap,
) -> Result<Json<SeriesBody>, Problem> {
    let (filter, language) = (query.filter()?, Language::of(&headers));
    let preliminary = PRELIMINARY_MONTHS;
    let series =
        blocking(app, move |app| expected_months(app, &actor, &filter, YEARS, preliminary));
    let series = series.await?;
    Ok(Json(SeriesBody {
        n_used: series.months.iter().map(|month| month.n).sum(),
        months: series.months.into_iter().map(SeriesMonth::from).collect(),
        n_left_out: left_out(&series.left_out, language),
        backcast: series.backcast.map(BackcastBody::from),
    }))
}
