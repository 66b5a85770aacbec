//! `/agreements/{id}/priorities`: which of the valid priorities the work under an agreement serves.

use super::{
    AppState,
    auth::SignedIn,
    case_work::ForumRef,
    extract::{Params, blocking, date},
    headers::printed,
    problem::{Problem, ProblemBody},
};
use crate::{
    app::{
        case_form::priority_text,
        coverage::{self as verbs, Covering},
    },
    case::{
        access::Joined,
        work::priorities::{Aim, Coverage, Need, Served},
    },
};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(of_agreement)).routes(routes!(to_print))
}

/// Which day.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct DayQuery {
    /// The day whose list is asked about, and how the work stood when it was over; today if not given.
    #[param(format = Date)]
    on: Option<String>,
}

/// A case or a forum that serves a priority.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Serving {
    /// Number of the case, or null.
    case: Option<String>,
    /// The forum, or null.
    forum: Option<ForumRef>,
    /// Name of the place or of the forum.
    name: String,
}

impl Serving {
    fn of(of: &Joined, found: &Covering) -> Self {
        let (case, forum) = match of {
            Joined::Case(number) => (Some(number.to_string()), None),
            Joined::Forum(id) => (None, Some(id.clone().into())),
        };
        Self { case, forum, name: found.names.get(of).cloned().unwrap_or_default() }
    }
}

/// What is aimed at under a priority.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct PriorityAim {
    /// `mal`: the Mål of a template; `delmal`: a goal of its own.
    #[cfg_attr(test, ts(type = "'mal' | 'delmal'"))]
    kind: &'static str,
    /// Where.
    of: Serving,
    /// Number of the goal there; null for the Mål of the template.
    no: Option<u32>,
}

impl PriorityAim {
    fn of(aim: &Aim, found: &Covering) -> Self {
        let (kind, of, no) = match aim {
            Aim::Mal(of) => ("mal", of, None),
            Aim::Delmal(of, no) => ("delmal", of, Some(*no)),
        };
        Self { kind, of: Serving::of(of, found), no }
    }
}

/// A decided lägesbild that has a section about a priority.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct PriorityDescribed {
    /// Its id.
    lagesbild: String,
    /// Its half-year, `2025-H2`.
    half: String,
}

/// A measure under a priority.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct PriorityMeasure {
    /// Where it stands.
    of: Serving,
    /// Its number there.
    no: u32,
}

/// How a priority is served.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct PriorityServed {
    /// Id of the priority.
    id: String,
    /// Its number in the list.
    number: String,
    /// In words.
    text: String,
    /// Cases that are not closed and whose template names it.
    cases: Vec<Serving>,
    /// What is aimed at under it.
    goals: Vec<PriorityAim>,
    /// Decided lägesbilder that describe it, which is no goal.
    described_in: Vec<PriorityDescribed>,
    /// Measures that have not been given up.
    measures: Vec<PriorityMeasure>,
    /// Forums whose template names it.
    forums: Vec<Serving>,
    /// What it lacks.
    #[cfg_attr(test, ts(type = "('case' | 'goal' | 'measure' | 'forum')[]"))]
    missing: Vec<&'static str>,
}

impl PriorityServed {
    fn all(coverage: &Coverage, found: &Covering) -> Vec<Self> {
        coverage.served.iter().map(|served| Self::of(served, found)).collect()
    }

    fn of(served: &Served, found: &Covering) -> Self {
        let priority = found.priority(&served.priority);
        Self {
            id: served.priority.clone(),
            number: priority.map(|one| one.number().to_owned()).unwrap_or_default(),
            text: priority.map(|one| one.text.clone()).unwrap_or_default(),
            cases: served.cases.iter().map(|of| Serving::of(of, found)).collect(),
            goals: served.goals.iter().map(|aim| PriorityAim::of(aim, found)).collect(),
            described_in: served
                .described_in
                .iter()
                .map(|id| PriorityDescribed {
                    lagesbild: id.clone(),
                    half: found.halves.get(id).cloned().unwrap_or_default(),
                })
                .collect(),
            measures: served
                .measures
                .iter()
                .map(|(of, no)| PriorityMeasure { of: Serving::of(of, found), no: *no })
                .collect(),
            forums: served.forums.iter().map(|of| Serving::of(of, found)).collect(),
            missing: served.missing().into_iter().map(Need::as_str).collect(),
        }
    }
}

/// The same within one stadsdelsområde.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct PrioritiesOfArea {
    /// Id of the area.
    area: String,
    /// Its name.
    name: String,
    /// In the order of the list.
    priorities: Vec<PriorityServed>,
}

/// A priority that is named and was not valid.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct PriorityNotValid {
    /// Where it is named.
    of: Serving,
    /// Its id.
    id: String,
    /// In words.
    text: String,
}

/// How the priorities valid on a day are served.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "PriorityCoverage", export_to = "../web/src/api/types/"))]
#[schema(as = PriorityCoverage)]
struct PriorityCoverageBody {
    /// Id of the agreement.
    agreement: String,
    /// Its name.
    name: String,
    /// The day.
    on: String,
    /// The first day of the list; null where none was valid.
    list_from: Option<String>,
    /// In the order of the list.
    priorities: Vec<PriorityServed>,
    /// For each stadsdelsområde: its own cases, the forums and lägesbilder of the agreement. The whole is
    /// not their sum.
    areas: Vec<PrioritiesOfArea>,
    /// Named by a case or a forum although not of the list, and not counted.
    not_valid: Vec<PriorityNotValid>,
}

impl From<Covering> for PriorityCoverageBody {
    fn from(found: Covering) -> Self {
        let not_valid = found.whole.not_of_the_list.iter().map(|one| PriorityNotValid {
            of: Serving::of(&one.of, &found),
            text: priority_text(&one.priority).unwrap_or(&one.priority).to_owned(),
            id: one.priority.clone(),
        });
        let areas = found.areas.iter().map(|one| PrioritiesOfArea {
            area: one.area.0.clone(),
            name: one.name.clone(),
            priorities: PriorityServed::all(&one.coverage, &found),
        });
        Self {
            agreement: found.agreement.id.clone(),
            name: found.agreement.name.clone(),
            on: found.on.to_string(),
            list_from: found.list.first().map(|one| one.valid_from.to_string()),
            priorities: PriorityServed::all(&found.whole, &found),
            areas: areas.collect(),
            not_valid: not_valid.collect(),
        }
    }
}

/// For each priority of the list valid on a day: the cases, goals, measures and forums under the agreement
/// that serve it, and what it lacks. A priority of another list that a case names is told apart.
#[utoipa::path(get, path = "/agreements/{id}/priorities", tag = "agreements",
    extensions(("x-reads" = json!("notes"))), params(("id" = String, Path), DayQuery),
    responses((status = 200, body = PriorityCoverageBody), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn of_agreement(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<DayQuery>,
) -> Result<Json<PriorityCoverageBody>, Problem> {
    let on = date("on", query.on.as_deref())?;
    let found = blocking(app, move |app| verbs::of(app, &actor, &id, on)).await?;
    Ok(Json(found.into()))
}

/// The same as a file to print, A4.
#[utoipa::path(get, path = "/agreements/{id}/priorities.html", tag = "agreements",
    extensions(("x-reads" = json!("export"))), params(("id" = String, Path), DayQuery),
    responses((status = 200, content_type = "text/html", body = String),
        (status = 400, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn to_print(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    Params(query): Params<DayQuery>,
) -> Result<Response, Problem> {
    let on = date("on", query.on.as_deref())?;
    let file = blocking(app, move |app| verbs::html(app, &actor, &id, on)).await?;
    Ok(printed(file))
}
