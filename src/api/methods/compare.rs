//! `/compare`: two periods side by side.

use super::{Answered, FrameQuery, InWork, ask, mismatch};
use crate::{
    analysis::{
        compare::{ComparedPlace, LATEST, Parameters, Tested},
        question::{Answer, Method},
    },
    api::{
        AppState,
        areas::Point,
        auth::SignedIn,
        counted::Days,
        extract::{Params, date},
        problem::{Language, Problem, ProblemBody},
    },
    app::{App, AppError, methods::MethodCard},
    export::geojson::geometry_json,
    incident::Period,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(compare))
}

/// What is chosen for this method alone.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct CompareQuery {
    /// First day of the earlier period; with `compare_to`. The same days a year before if not given.
    #[param(format = Date)]
    compare_from: Option<String>,
    /// Last day of the earlier period. The two periods may not meet.
    #[param(format = Date)]
    compare_to: Option<String>,
    /// Hotspot run whose places are compared too; the newest of the same categories and area, `none`
    /// for no run.
    #[param(pattern = "^[a-z0-9-]+$")]
    run: Option<String>,
    /// Hotspot run of the earlier period, whose places are listed when they meet none of those.
    #[param(pattern = "^[a-z0-9-]+$")]
    gone_of: Option<String>,
}

/// Two periods side by side; columns by cell, position is the dense index of the lattice.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Compared"))]
#[schema(as = Compared)]
pub(super) struct ComparedBody {
    /// The earlier period, whole local days.
    then: Days,
    /// How many periods as long as the later one it is.
    periods: f64,
    /// Counts in cells in the later period.
    total_now: u64,
    /// The same in the earlier one.
    total_then: u64,
    /// Of the two together; null without counts.
    total_z: Option<f64>,
    /// Two-sided.
    total_p: Option<f64>,
    /// Length of every column.
    n_cells: usize,
    /// Cells with a count in either period: those that were tested.
    n_tested: u32,
    /// H3 index in hex, `sweref:<side>:<east>:<north>`, or the id of the area.
    id: Vec<String>,
    /// Counts in the later period.
    now: Vec<u32>,
    /// Counts in the earlier one.
    then_n: Vec<u32>,
    /// Its sign is that of the difference; 0 where nothing was tested.
    z: Vec<f64>,
    /// Two-sided; null where there is nothing in either period.
    p: Vec<Option<f64>>,
    /// After Benjamini–Hochberg over the cells tested.
    p_adjusted: Vec<Option<f64>>,
    /// The places of the run, by rank.
    places: Vec<PlaceBody>,
    /// Places of the earlier run that meet none of those.
    gone: Vec<PlaceBody>,
}

/// A hotspot place in both periods.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "ComparedPlace"))]
#[schema(as = ComparedPlace)]
struct PlaceBody {
    /// In its run.
    rank: u32,
    /// Its name.
    name: String,
    /// Counts in the later period.
    now: u64,
    /// Counts in the earlier one.
    then: u64,
    /// Its sign is that of the difference; null for a place that is gone, which is not tested.
    z: Option<f64>,
    /// Two-sided.
    p: Option<f64>,
    /// After Benjamini–Hochberg over the places.
    p_adjusted: Option<f64>,
    /// Where a label may stand.
    label_at: Point,
    /// GeoJSON geometry, WGS84.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry"))]
    #[schema(value_type = Object)]
    geometry: serde_json::Value,
}

impl PlaceBody {
    fn of(place: &ComparedPlace, tested: Option<(&Tested, usize)>) -> Self {
        Self {
            rank: place.rank,
            name: place.name.clone(),
            now: place.now,
            then: place.then,
            z: tested.and_then(|(tested, i)| tested.p[i].map(|_| tested.z[i])),
            p: tested.and_then(|(tested, i)| tested.p[i]),
            p_adjusted: tested.and_then(|(tested, i)| tested.p_adjusted[i]),
            label_at: place.label_at.into(),
            geometry: geometry_json(&place.geometry.clone().into()),
        }
    }
}

/// Two periods side by side: where it has become more, where fewer, and whether chance explains it.
#[utoipa::path(get, path = "/compare", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(FrameQuery, CompareQuery),
    responses((status = 200, body = Answered<ComparedBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody)))]
async fn compare(
    State(app): State<AppState>,
    signed_in: SignedIn,
    Params(frame): Params<FrameQuery>,
    Params(query): Params<CompareQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let run = query.run.unwrap_or_else(|| LATEST.to_owned());
    let chosen = Parameters {
        then: earlier(query.compare_from.as_deref(), query.compare_to.as_deref())?,
        places_of: (run != "none").then_some(run),
        gone_of: query.gone_of,
    };
    ask(app, signed_in, &headers, frame.order(Method::Compare(chosen))?, body).await
}

fn earlier(from: Option<&str>, to: Option<&str>) -> Result<Option<Period>, Problem> {
    match (date("compare_from", from)?, date("compare_to", to)?) {
        (None, None) => Ok(None),
        (Some(from), Some(to)) => {
            let backwards = || Problem::field("invalid", "compare_to", "ends_before_it_begins");
            Ok(Some(Period::new(from, to).ok_or_else(backwards)?))
        }
        (None, _) => Err(Problem::field("invalid", "compare_from", "missing")),
        (_, None) => Err(Problem::field("invalid", "compare_to", "missing")),
    }
}

/// The result on the wire.
pub(super) fn body(_: &App, card: &MethodCard, _: Language) -> Result<ComparedBody, AppError> {
    let Answer::Compare(found) = &card.run.found.result else { return mismatch() };
    let sum = |counts: &[u32]| counts.iter().map(|&n| u64::from(n)).sum();
    let places = found.places.iter().enumerate();
    Ok(ComparedBody {
        then: found.then.into(),
        periods: found.periods,
        total_now: sum(&found.n_now),
        total_then: sum(&found.n_then),
        total_z: found.whole.map(|whole| whole.z),
        total_p: found.whole.map(|whole| whole.p),
        n_cells: found.id.len(),
        n_tested: found.cells.n_tested,
        id: found.id.clone(),
        now: found.n_now.clone(),
        then_n: found.n_then.clone(),
        z: found.cells.z.clone(),
        p: found.cells.p.clone(),
        p_adjusted: found.cells.p_adjusted.clone(),
        places: places
            .map(|(i, place)| PlaceBody::of(place, Some((&found.tested_places, i))))
            .collect(),
        gone: found.gone.iter().map(|place| PlaceBody::of(place, None)).collect(),
    })
}
