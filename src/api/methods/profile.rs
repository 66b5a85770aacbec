//! `/profile`: at what hours of the week, and in which months.

use super::{Answered, FrameQuery, InWork, ask, mismatch};
use crate::{
    analysis::{
        profile::{Parameters, PlaceOfRun, peak},
        question::{Answer, Method},
    },
    api::{
        AppState,
        auth::SignedIn,
        catalogue::MonthCount,
        counted::Days,
        extract::{Params, date},
        problem::{Language, Problem, ProblemBody},
    },
    app::{App, AppError, methods::MethodCard},
    incident::Period,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(profile))
}

/// Where, and beside what.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct ProfileQuery {
    /// Only the ground of a place of a run: `<run>:<rank>`.
    #[param(pattern = "^[a-z0-9-]+:[0-9]+$")]
    cells: Option<String>,
    /// First local day of a period to compare with.
    #[param(format = Date)]
    compare_from: Option<String>,
    /// Last local day of it.
    #[param(format = Date)]
    compare_to: Option<String>,
}

impl ProfileQuery {
    fn parameters(self) -> Result<Parameters, Problem> {
        let place = self.cells.map(|text| {
            let (run, rank) = text.rsplit_once(':')?;
            Some(PlaceOfRun { run: run.to_owned(), rank: rank.parse().ok()? })
        });
        let malformed = || Problem::field("invalid", "cells", "malformed");
        let place = place.map(|place| place.ok_or_else(malformed)).transpose()?;
        let from = date("compare_from", self.compare_from.as_deref())?;
        let to = date("compare_to", self.compare_to.as_deref())?;
        let compare = match (from, to) {
            (None, None) => None,
            (Some(from), Some(to)) => {
                let backwards = || Problem::field("invalid", "compare_to", "ends_before_it_begins");
                Some(Period::new(from, to).ok_or_else(backwards)?)
            }
            (None, _) => return Err(Problem::field("invalid", "compare_from", "missing")),
            (_, None) => return Err(Problem::field("invalid", "compare_to", "missing")),
        };
        Ok(Parameters { place, compare })
    }
}

/// Counts by weekday and hour, and by month.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "WeekProfile"))]
#[schema(as = WeekProfile)]
pub(super) struct WeekProfileBody {
    /// Monday first, 24 local hours each; each count is spread evenly over the hours it may have
    /// happened in. Sums to the counts used.
    week_hours: Vec<Vec<f64>>,
    /// First to last, empty ones and counts with long intervals too.
    months: Vec<MonthCount>,
    /// Where half of the week's counts lie; null with fewer than 30.
    peak: Option<PeakBody>,
    /// Beside the other period.
    compared: Option<ComparedBody>,
}

/// The fewest hours of the week that hold half of the counts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "WeekPeak"))]
#[schema(as = WeekPeak)]
struct PeakBody {
    /// "fre–lör 22–03", or that there is no clear peak.
    text: String,
    /// Whether counts come at least one and a half times as often there as over the week.
    clear: bool,
    /// Hours of the week in it.
    hours: u32,
    /// Share of the counts in it, 0–1.
    share: f64,
    /// How many times as often counts come there as over the week.
    ratio: f64,
    /// One or two.
    blocks: Vec<BlockBody>,
}

/// Days in a row times hours in a row.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "WeekBlock"))]
#[schema(as = WeekBlock)]
struct BlockBody {
    /// 0 is Monday.
    first_day: u8,
    /// 1–7; Sunday goes on to Monday.
    n_days: u8,
    /// 0–23.
    first_hour: u8,
    /// 1–24; beyond midnight they belong to the next day.
    n_hours: u8,
}

/// The same counts in another period.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "ComparedProfile"))]
#[schema(as = ComparedProfile)]
struct ComparedBody {
    /// Whole local days.
    period: Days,
    /// Counts in its week.
    n_used: u64,
    /// As above.
    week_hours: Vec<Vec<f64>>,
    /// How much of the two weeks is common, 0–1; null when either is empty.
    overlap: Option<f64>,
}

/// At what hours of the week, and in which months, counts lie.
#[utoipa::path(get, path = "/profile", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(FrameQuery, ProfileQuery),
    responses((status = 200, body = Answered<WeekProfileBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody)))]
async fn profile(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Params(frame): Params<FrameQuery>,
    Params(query): Params<ProfileQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let order = frame.order(Method::Profile(query.parameters()?))?;
    ask(app, signed_in, &headers, order, body).await
}

/// The result on the wire.
pub(super) fn body(
    _: &App,
    card: &MethodCard,
    language: Language,
) -> Result<WeekProfileBody, AppError> {
    let Answer::Profile(found) = &card.run.found.result else { return mismatch() };
    let peak = |peak: &peak::Peak| PeakBody {
        text: match language {
            Language::Swedish => peak.text_sv(),
            Language::English => peak.text_en(),
        },
        clear: peak.is_clear(),
        hours: peak.hours,
        share: peak.share,
        ratio: peak.ratio,
        blocks: peak.blocks.iter().map(|&block| BlockBody::from(block)).collect(),
    };
    let months = found.months.iter();
    Ok(WeekProfileBody {
        week_hours: found.week_hours.clone(),
        months: months.map(|(month, n)| (month.clone(), u64::from(*n)).into()).collect(),
        peak: found.peak.as_ref().map(peak),
        compared: found.compared.as_ref().map(|compared| ComparedBody {
            period: compared.period.into(),
            n_used: compared.n_used,
            week_hours: compared.week_hours.clone(),
            overlap: compared.overlap,
        }),
    })
}

impl From<peak::Block> for BlockBody {
    fn from(block: peak::Block) -> Self {
        let peak::Block { first_day, n_days, first_hour, n_hours } = block;
        Self { first_day, n_days, first_hour, n_hours }
    }
}
