//! `/chefsamrad`: what the two chiefs have before them.

use super::{
    AppState,
    auth::SignedIn,
    case_file::{form_of, sent},
    case_work::ForumRef,
    extract::blocking,
    problem::{Problem, ProblemBody},
};
use crate::{
    app::chefsamrad::{self as verbs, pack},
    case::{
        access::Joined,
        till_chefsamradet::{About, Matter, Why},
    },
};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(papers))
}

/// Something for the chefsamråd.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ChefsamradMatter {
    /// `half_signed`: one chief has signed, the other not; `obesvarad`: the other party did not assess in
    /// time; `uppfoljd`: followed up, waits for a decision; `not_confirmed`: the half-year ran out;
    /// `sammanlagd`: the two drafts of a lägesbild were put together, decide it.
    #[cfg_attr(
        test,
        ts(type = "'half_signed' | 'obesvarad' | 'uppfoljd' | 'not_confirmed' | 'sammanlagd'")
    )]
    why: &'static str,
    /// Id of the opening it is about, or null.
    opening: Option<String>,
    /// Number of the case it is about, or null.
    case: Option<String>,
    /// The forum it is about, or null.
    forum: Option<ForumRef>,
    /// Id of the lägesbild it is about, or null.
    lagesbild: Option<String>,
    /// Name of the place, of the forum or of the lägesbild.
    name: String,
    /// Since which day.
    since: String,
    /// Function of the chief who has signed.
    signed_by: Option<String>,
    /// Sides that are still to do their part.
    #[cfg_attr(test, ts(type = "('polis' | 'stad')[]"))]
    awaits: Vec<&'static str>,
}

/// All of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ChefsamradMatters {
    /// What has waited longest first.
    items: Vec<ChefsamradMatter>,
}

impl From<Matter> for ChefsamradMatter {
    fn from(matter: Matter) -> Self {
        let (mut opening, mut case, mut forum, mut lagesbild) = (None, None, None, None);
        match matter.about {
            About::Opening(id) => opening = Some(id.0),
            About::Joint(Joined::Case(number)) => case = Some(number.to_string()),
            About::Joint(Joined::Forum(id)) => forum = Some(id.into()),
            About::Lagesbild(id) => lagesbild = Some(id),
        }
        Self {
            why: matter.why.as_str(),
            opening,
            case,
            forum,
            lagesbild,
            name: matter.name,
            since: matter.since.to_string(),
            signed_by: match matter.why {
                Why::HalfSigned(by) => Some(by.function),
                Why::Obesvarad | Why::Uppfoljd | Why::Sammanlagd | Why::NotConfirmed => None,
            },
            awaits: matter.awaits.into_iter().map(|side| side.as_str()).collect(),
        }
    }
}

/// What the chefsamråd must see: unanswered openings, cases and forums that were not confirmed in time or
/// wait for a decision, lägesbilder that were put together, and what one chief has signed and the other not. That it stands here changes
/// nothing in it.
#[utoipa::path(get, path = "/chefsamrad", tag = "cases",
    extensions(("x-reads" = json!("notes"))),
    responses((status = 200, body = ChefsamradMatters)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<ChefsamradMatters>, Problem> {
    let matters = blocking(app, move |app| verbs::matters(app, &actor)).await?;
    let items = matters.into_iter().map(ChefsamradMatter::from).collect();
    Ok(Json(ChefsamradMatters { items }))
}

/// The papers of the next chefsamråd of an agreement as they are now: what is to be decided, the agreement,
/// the table of cases, late measures, follow-ups and decisions since the last meeting, and the duties that
/// are late or fall due within three months. `underlag.html` to print, `underlag.json` as data (`form` is
/// `platssamverkan/underlag/1`; days are ISO 8601). For a foreign party it does not exist.
#[utoipa::path(get, path = "/agreements/{id}/chefsamrad/{file}", tag = "agreements",
    extensions(("x-reads" = json!("export"))),
    params(("id" = String, Path),
        ("file" = String, Path, pattern = r"^underlag\.(html|json)$")),
    responses((status = 200, content((Object = "application/json"), (String = "text/html"))),
        (status = 404, body = ProblemBody)))]
async fn papers(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let form = form_of(&file, "underlag.")?;
    let file = blocking(app, move |app| pack::file(app, &actor, &id, form)).await?;
    Ok(sent(form, file))
}
