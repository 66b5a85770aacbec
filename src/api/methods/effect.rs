//! `/effect`: whether a case helped; `/effect/candidates`: what it could be compared with.

use super::{Answered, FrameQuery, InWork, ask, effect_body::EffectBody, mismatch};
use crate::{
    analysis::{
        effect::candidates::Limits,
        question::{Answer, Method},
    },
    api::{
        AppState,
        areas::Point,
        auth::SignedIn,
        counted::LeftOut,
        extract::{Params, blocking, date, named},
        problem::{Language, Problem, ProblemBody},
    },
    app::{
        App, AppError,
        methods::{
            MethodCard,
            effect::{self as verbs, PlaceOf, Wanted},
        },
    },
    export::geojson::geometry_json,
    incident::Period,
};
use axum::{extract::State, http::HeaderMap, response::Response};
use geo_types::Geometry;
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(effect)).routes(routes!(candidates))
}

/// The place and what it is compared with. `from` and `to` of the common filters are the after period.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct EffectQuery {
    /// A run whose place it is, with `rank`; its period is then what chose the place, and its lattice
    /// and categories those of the question where nothing else is said.
    #[param(pattern = "^[a-z0-9-]+$")]
    run: Option<String>,
    /// Rank of the place in the run.
    #[param(pattern = "^[0-9]+$")]
    rank: Option<String>,
    /// Ids of the place's cells with commas between, instead of `run` and `rank`.
    #[param(pattern = r"^[^\s,]+(,[^\s,]+)*$")]
    cells: Option<String>,
    /// Ids of the control's cells with commas between; none gives no verdict.
    #[param(pattern = r"^[^\s,]+(,[^\s,]+)*$")]
    control: Option<String>,
    /// Width of the rings in steps, 0–5; 1.
    #[param(pattern = "^[0-9]+$")]
    ring: Option<String>,
    /// Whether the control has a ring too; `true`.
    #[param(pattern = "^(true|false)$")]
    control_ring: Option<String>,
    /// The days that chose the place, `from..to` with commas between.
    #[param(pattern = r"^[0-9-]+\.\.[0-9-]+(,[0-9-]+\.\.[0-9-]+)*$")]
    chosen: Option<String>,
    /// First day of the baseline; 24 months before its last.
    #[param(format = Date)]
    baseline_from: Option<String>,
    /// Last day of the baseline; the day before the days that chose the place, or before `from`.
    #[param(format = Date)]
    baseline_to: Option<String>,
    /// The day of the verdict, fixed at the start; the last day of the after period.
    #[param(format = Date)]
    verdict_on: Option<String>,
    /// `baseline` or `year_before`: what the verdict rests on; `baseline`.
    #[param(pattern = "^(baseline|year_before)$")]
    against: Option<String>,
    /// Changes per land, in units of the place's; `false`.
    #[param(pattern = "^(true|false)$")]
    per_land: Option<String>,
}

/// What makes ground unlike the place.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct LimitsQuery {
    /// Largest factor between the counts; 1.5.
    #[param(pattern = "^[0-9.]+$")]
    level: Option<String>,
    /// Largest factor between the surroundings; 3.
    #[param(pattern = "^[0-9.]+$")]
    kind: Option<String>,
    /// Least distance in metres; 500.
    #[param(pattern = "^[0-9.]+$")]
    least_distance_m: Option<String>,
    /// At most so many; 10.
    #[param(pattern = "^[0-9]+$")]
    most: Option<String>,
}

fn number<T: std::str::FromStr>(
    field: &'static str,
    text: Option<&str>,
) -> Result<Option<T>, Problem> {
    text.map(|text| text.parse().map_err(|_| Problem::field("invalid", field, "malformed")))
        .transpose()
}

fn ids(text: Option<&str>) -> Vec<String> {
    let named = text.unwrap_or_default().split(',').map(str::trim).filter(|id| !id.is_empty());
    named.map(str::to_owned).collect()
}

fn periods(text: Option<&str>) -> Result<Vec<Period>, Problem> {
    let wrong = || Problem::field("invalid", "chosen", "not_a_date");
    ids(text)
        .iter()
        .map(|days| {
            let (from, to) = days.split_once("..").ok_or_else(wrong)?;
            let day = |text: &str| text.parse().map_err(|_| wrong());
            Period::new(day(from)?, day(to)?).ok_or_else(wrong)
        })
        .collect()
}

impl EffectQuery {
    fn wanted(self, frame: FrameQuery) -> Result<Wanted, Problem> {
        let place = match (self.run, self.rank, self.cells) {
            (Some(run), rank, None) => {
                PlaceOf::Run(run, number("rank", rank.as_deref())?.unwrap_or(1))
            }
            (None, None, Some(cells)) => PlaceOf::Cells(ids(Some(&cells))),
            _ => return Err(Problem::field("invalid", "place", "effect_no_place")),
        };
        // The common filters, read by what they are for every method.
        let order = frame.order(Method::Concentration(Default::default()))?;
        Ok(Wanted {
            place,
            control: ids(self.control.as_deref()),
            ring: number("ring", self.ring.as_deref())?,
            control_ring: number("control_ring", self.control_ring.as_deref())?,
            chosen: periods(self.chosen.as_deref())?,
            baseline: (
                date("baseline_from", self.baseline_from.as_deref())?,
                date("baseline_to", self.baseline_to.as_deref())?,
            ),
            from: order.from,
            to: order.to,
            verdict_on: date("verdict_on", self.verdict_on.as_deref())?,
            against: named("against", self.against)?,
            per_land: number("per_land", self.per_land.as_deref())?,
            categories: order.categories,
            study_area: order.study_area,
            lattice: order.lattice,
        })
    }
}

/// Whether a case helped.
#[utoipa::path(get, path = "/effect", tag = "methods",
    extensions(("x-reads" = json!("counts"))), params(FrameQuery, EffectQuery),
    responses((status = 200, body = Answered<EffectBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn effect(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(frame): Params<FrameQuery>,
    Params(query): Params<EffectQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = query.wanted(frame)?;
    let asker = actor.clone();
    let order = blocking(app.clone(), move |app| verbs::order(app, &asker, wanted)).await?;
    ask(app, SignedIn(actor), &headers, order, body).await
}

/// The result on the wire.
pub(super) fn body(
    app: &App,
    card: &MethodCard,
    language: Language,
) -> Result<EffectBody, AppError> {
    let Answer::Effect(found) = &card.run.found.result else { return mismatch() };
    Ok(EffectBody::of(found, &*verbs::lattice(app, card)?, language))
}

/// Suggestions for a control.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "EffectCandidates"))]
#[schema(as = EffectCandidates)]
pub(super) struct CandidatesBody {
    /// Best first; none is chosen.
    candidates: Vec<CandidateBody>,
    /// Groups of cells that were looked at.
    n_looked_at: u64,
    /// Passed over, by reason.
    n_passed_over: Vec<LeftOut>,
    /// Counts of the place in the baseline.
    n_place: u64,
}

/// Ground that was like the place before anything was done.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "EffectCandidate"))]
#[schema(as = EffectCandidate)]
struct CandidateBody {
    /// Ids of its cells.
    cells: Vec<String>,
    /// GeoJSON geometry.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry"))]
    #[schema(value_type = Object)]
    geometry: serde_json::Value,
    /// A point in it.
    at: Point,
    /// Name of the area it lies in.
    area: Option<String>,
    /// Counts in the baseline.
    n: u64,
    /// Those over the place's.
    level_ratio: f64,
    /// The same of the rings.
    ring_ratio: Option<f64>,
    /// Its trend (ln of second half over first) minus the place's.
    trend_difference: f64,
    /// Standard error of that by chance alone.
    trend_error: f64,
    /// Density of the kilometre around it over that around the place.
    surroundings_ratio: Option<f64>,
    /// Its land over the place's.
    land_ratio: f64,
    /// Metres from the place.
    distance_m: f64,
    /// What it is ranked by: 0 is alike in everything.
    unlikeness: f64,
}

/// What a case could be compared with; people choose. `from` and `to` say nothing here but the start
/// before which the baseline ends.
#[utoipa::path(get, path = "/effect/candidates", tag = "methods",
    extensions(("x-reads" = json!("counts"))),
    params(FrameQuery, EffectQuery, LimitsQuery),
    responses((status = 200, body = Answered<CandidatesBody>), (status = 202, body = InWork),
        (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn candidates(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(frame): Params<FrameQuery>,
    Params(query): Params<EffectQuery>,
    Params(limits): Params<LimitsQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted = query.wanted(frame)?;
    let usual = Limits::USUAL;
    let most = number("most", limits.most.as_deref())?.unwrap_or(10);
    let limits = Limits {
        level: number("level", limits.level.as_deref())?.unwrap_or(usual.level),
        kind: number("kind", limits.kind.as_deref())?.unwrap_or(usual.kind),
        least_distance_m: number("least_distance_m", limits.least_distance_m.as_deref())?
            .unwrap_or(usual.least_distance_m),
        ..usual
    };
    let asker = actor.clone();
    let order = blocking(app.clone(), move |app| {
        verbs::order_candidates(app, &asker, wanted, limits, most)
    });
    let order = order.await?;
    ask(app, SignedIn(actor), &headers, order, candidates_body).await
}

/// The suggestions on the wire.
pub(super) fn candidates_body(
    app: &App,
    card: &MethodCard,
    language: Language,
) -> Result<CandidatesBody, AppError> {
    let Answer::EffectCandidates(found) = &card.run.found.result else { return mismatch() };
    let lattice = verbs::lattice(app, card)?;
    let at: Vec<_> = found.candidates.iter().map(|one| one.at).collect();
    let areas = verbs::area_names_at(app, card, &at)?;
    let candidates = found.candidates.iter().zip(areas).map(|(one, area)| CandidateBody {
        cells: one.cells.iter().map(|&i| lattice.ids()[i as usize].clone()).collect(),
        geometry: geometry_json(&Geometry::MultiPolygon(lattice.dissolve(&one.cells))),
        at: one.at.into(),
        area,
        n: one.n,
        level_ratio: one.level_ratio,
        ring_ratio: one.ring_ratio,
        trend_difference: one.trend_difference,
        trend_error: one.trend_error,
        surroundings_ratio: one.surroundings_ratio,
        land_ratio: one.land_ratio,
        distance_m: one.distance_m,
        unlikeness: one.unlikeness,
    });
    Ok(CandidatesBody {
        candidates: candidates.collect(),
        n_looked_at: found.n_looked_at,
        n_passed_over: found
            .n_passed_over
            .iter()
            .map(|(code, n)| LeftOut::of(code, *n, language))
            .collect(),
        n_place: found.n_place,
    })
}
