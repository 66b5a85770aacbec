//! `/cases/{number}/steps` and `/commitments`: what is done in a case, and who owes whom what.

mod communication_body;
mod contact_body;
mod effect_body;
mod enkat_body;
mod goal_body;
mod handover_body;
mod look_body;
mod meeting_body;
mod page_body;
mod plan_body;
mod sent_body;
mod similar_body;
mod step_asked;
mod target_body;
mod template_body;
mod work_body;

pub(super) use plan_body::{MeasureBody, ProgressBody, owner};
pub(super) use step_asked::StepAsked;
pub(super) use work_body::WorkBody;

use super::{
    AppState,
    auth::SignedIn,
    cases::{CaseBody, number},
    extract::{Params, Payload, blocking, named},
    problem::{Language, Problem, ProblemBody},
};
use crate::{
    app::{
        App, cases as verbs,
        commitments::{self, Commitment, Filter, Owing, Promised, Rank},
        opening_card,
    },
    case::{
        access::Joined,
        forum::ForumId,
        text_guard::{CleanText, TextProblem, TextRefused},
        work::{
            step::By,
            template::{line, paragraph},
        },
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Commitments on a page, unless asked for otherwise, and at most.
const PAGE: usize = 100;
const MOST: usize = 500;

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(step))
        .merge(look_body::routes())
        .merge(similar_body::routes())
        .routes(routes!(commitments))
}

/// The name that a choice has in JSON.
pub(super) fn name<T: Serialize>(choice: &T) -> String {
    let name = serde_json::to_value(choice).ok();
    name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The function of whoever did something.
fn function_of(by: &By) -> String {
    match by {
        By::Party(signer) => signer.function.clone(),
        By::Participant { function, .. } => function.to_string(),
    }
}

/// A checked text, or the problem that names its field by its whole path in the request.
pub(super) fn clean<T>(
    field: impl Into<String>,
    checked: Result<T, TextRefused>,
) -> Result<T, Problem> {
    checked.map_err(|refused| match refused.problem {
        TextProblem::Personal(found) => Problem::personal(vec![(field.into(), found)]),
        _ => Problem::field("invalid", field, refused.code()),
    })
}

/// A checked line.
pub(super) fn clean_line<F: Into<String>>(field: F, text: &str) -> Result<CleanText, Problem> {
    clean(field, line("line", text))
}

/// A checked paragraph.
pub(super) fn clean_paragraph<F: Into<String>>(field: F, text: &str) -> Result<CleanText, Problem> {
    clean(field, paragraph("paragraph", text))
}

/// A named choice, or which field has none.
pub(super) fn choice<T: DeserializeOwned>(field: &'static str, text: String) -> Result<T, Problem> {
    named(field, Some(text))?.ok_or_else(|| Problem::field("invalid", field, "missing"))
}

/// Checked lines; empty ones are left out. The problem says which it is, counted from 0 with the empty
/// ones.
fn clean_lines(field: &str, texts: &[String]) -> Result<Vec<CleanText>, Problem> {
    let written = texts.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
    written.map(|(i, text)| clean_line(format!("{field}[{i}]"), text)).collect()
}

/// Which forum.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct ForumRef {
    /// Id of the agreement.
    agreement: String,
    /// Id of the forum in it.
    forum: String,
}

impl From<ForumId> for ForumRef {
    fn from(ForumId { agreement, forum }: ForumId) -> Self {
        Self { agreement, forum }
    }
}

/// A measure that somebody has promised and not done.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Commitment", export_to = "../web/src/api/types/"))]
#[schema(as = Commitment)]
struct CommitmentBody {
    /// Number of the case in which it was promised;
    case: Option<String>,
    /// or the forum: id of the agreement and of the forum in it.
    forum: Option<ForumRef>,
    /// Name of the place or of the forum.
    place: String,
    /// Number of the measure there.
    no: u32,
    /// Step by which it was last changed.
    seen: u32,
    /// The measure.
    measure: MeasureBody,
    /// How far it has come.
    progress: ProgressBody,
    /// Who owes it, seen from the reader: `mine`, `ours`, `theirs` or `participant`.
    #[cfg_attr(test, ts(type = "'mine' | 'ours' | 'theirs' | 'participant'"))]
    debtor: &'static str,
    /// The function that the reader stands in for, where it is owed as a deputy.
    deputy_for: Option<String>,
    /// The last day of that.
    deputy_until: Option<String>,
    /// The day it should be done, as promised last.
    due: String,
    /// That day has passed.
    overdue: bool,
    /// The owner was to say how it went and has not.
    feedback_missing: bool,
}

impl From<&Commitment> for CommitmentBody {
    fn from(one: &Commitment) -> Self {
        let planned = one.planned();
        let (case, forum) = place_of(&one.promised);
        Self {
            case,
            forum,
            place: one.promised.name().to_owned(),
            no: one.no,
            seen: one.seen,
            measure: (&planned.measure).into(),
            progress: (&planned.progress).into(),
            debtor: one.debtor.as_str(),
            deputy_for: one.deputy.as_ref().map(|of| of.function.clone()),
            deputy_until: one.deputy.as_ref().map(|of| of.last_day.to_string()),
            due: one.due.to_string(),
            overdue: one.overdue,
            feedback_missing: one.feedback_missing,
        }
    }
}

/// Something that is promised so many times in a period that runs, and not done so often yet.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct PeriodOwed {
    /// Number of the case in which it was promised;
    case: Option<String>,
    /// or the forum.
    forum: Option<ForumRef>,
    /// Name of the place or of the forum.
    place: String,
    /// Number of the promise there.
    no: u32,
    /// What is done each time.
    what: String,
    /// The function that does it.
    owner: String,
    /// Who owes it, seen from the reader: `mine`, `ours`, `theirs` or `participant`.
    #[cfg_attr(test, ts(type = "'mine' | 'ours' | 'theirs' | 'participant'"))]
    debtor: &'static str,
    /// Last day of the period.
    last: String,
    /// How many times were promised in it.
    promised: u32,
    /// How many times it was done.
    done: u32,
}

impl From<&Owing> for PeriodOwed {
    fn from(one: &Owing) -> Self {
        let (case, forum) = place_of(&one.promised);
        let target = one.target();
        Self {
            case,
            forum,
            place: one.promised.name().to_owned(),
            no: one.no,
            what: target.what.to_string(),
            owner: target.owner.function.to_string(),
            debtor: one.debtor.as_str(),
            last: one.period.last.to_string(),
            promised: one.period.promised,
            done: one.period.done,
        }
    }
}

/// Number of the case, or which forum.
fn place_of(promised: &Promised) -> (Option<String>, Option<ForumRef>) {
    match promised {
        Promised::Case(work) => (Some(work.case().number.to_string()), None),
        Promised::Forum(work) => (None, Some(work.subject().id.clone().into())),
    }
}

/// What is owed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct CommitmentList {
    /// What is late first, then by day.
    items: Vec<CommitmentBody>,
    /// How many there are on all pages.
    total: usize,
    /// Cursor of the next page.
    next: Option<String>,
    /// What is promised per period and still to be done in the periods that run, by their last day: all of
    /// it, on every page.
    periods: Vec<PeriodOwed>,
}

/// Which commitments.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct CommitmentQuery {
    /// Owed by `mine`, `ours`, `theirs` or `participant` alone, seen from the reader.
    #[param(pattern = "^(mine|ours|theirs|participant)$")]
    debtor: Option<String>,
    /// Those that are late, or those that are not.
    overdue: Option<bool>,
    /// Those of one case.
    #[param(pattern = "^PLS-[0-9]{4}-[0-9]+$")]
    case: Option<String>,
    /// Those of one forum: `agreement/forum`.
    #[param(pattern = "^[^/]+/[^/]+$")]
    forum: Option<String>,
    /// From the page before.
    #[param(pattern = "^[01]_[0-9-]+_(PLS-[0-9]{4}-[0-9]+|[^/]+/[^/]+)_[0-9]+$")]
    cursor: Option<String>,
    /// At most so many, 1–500; 100 if not given.
    limit: Option<usize>,
}

impl CommitmentQuery {
    fn filter(&self) -> Result<Filter, Problem> {
        let malformed = |field| Problem::field("invalid", field, "malformed");
        let case = self.case.as_deref().map(str::parse).transpose();
        let forum = match self.forum.as_deref().map(str::parse).transpose() {
            Ok(None) => None,
            Ok(Some(Joined::Forum(id))) => Some(id),
            Ok(Some(Joined::Case(_))) | Err(_) => return Err(malformed("forum")),
        };
        Ok(Filter {
            debtor: named("debtor", self.debtor.clone())?,
            overdue: self.overdue,
            case: case.map_err(|_| malformed("case"))?,
            forum,
        })
    }
}

/// Does one thing in a case for one's own party.
#[utoipa::path(post, path = "/cases/{number}/steps", tag = "cases",
    extensions(("x-reads" = json!("notes"))),
    params(("number" = String, Path)), request_body = StepAsked,
    responses((status = 200, body = CaseBody), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn step(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(case): Path<String>,
    headers: HeaderMap,
    Payload(asked): Payload<StepAsked>,
) -> Result<Json<CaseBody>, Problem> {
    let language = Language::of(&headers);
    let case = number(&case)?;
    let seen = asked.seen;
    let asked = asked.checked()?;
    let body = blocking(app, move |app| {
        let work = verbs::step(app, &actor, &case, seen, asked)?;
        let card = opening_card::of_case(app, &work)?;
        CaseBody::of(app, &actor, &work, &card, language)
    });
    Ok(Json(body.await?))
}

/// Measures of all cases and forums that one's party sees and that are not done: one's own, one's
/// party's, the other party's and other participants'.
#[utoipa::path(get, path = "/commitments", tag = "cases",
    extensions(("x-reads" = json!("notes"))), params(CommitmentQuery),
    responses((status = 200, body = CommitmentList), (status = 400, body = ProblemBody)))]
async fn commitments(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Params(query): Params<CommitmentQuery>,
) -> Result<Json<CommitmentList>, Problem> {
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::field("invalid", "limit", "out_of_range"));
    }
    let after = query.cursor.as_deref().map(str::parse::<Rank>).transpose();
    let after = after.map_err(|_| Problem::field("invalid", "cursor", "malformed"))?;
    let filter = query.filter()?;
    let owed = move |app: &App| commitments::page(app, &actor, &filter, after.as_ref(), limit);
    let page = blocking(app, owed).await?;
    let last = page.items.last().filter(|_| page.more);
    Ok(Json(CommitmentList {
        next: last.map(|last| last.rank().to_string()),
        items: page.items.iter().map(CommitmentBody::from).collect(),
        total: page.total,
        periods: page.periods.iter().map(PeriodOwed::from).collect(),
    }))
}
