//! `/forums`: the standing groups of the agreements, and what is done in them. There is no POST of a forum:
//! the agreement sets it up.

use super::{
    AppState,
    auth::SignedIn,
    case_work::{StepAsked, WorkBody},
    cases::RegisterNumbers,
    extract::{Payload, blocking},
    opening_body::{LogLine, PartiesBody},
    problem::{Language, Problem, ProblemBody},
};
use crate::{
    app::{Actor, App, AppError, forums as verbs},
    case::{
        forum::{Forum, ForumId},
        work::{Work, meeting::Held},
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use jiff::civil::Date;
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(one)).routes(routes!(step))
}

/// A forum in a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ForumHead {
    /// Id of the agreement.
    agreement: String,
    /// Id of the forum in it.
    forum: String,
    /// What it is called.
    name: String,
    /// Both parties' register numbers, where they have written them.
    diarienummer: RegisterNumbers,
    /// Grows with each change; 1 until something is done in it.
    #[cfg_attr(test, ts(type = "number"))]
    version: u64,
    /// `pagar`, or `uppfoljd` while the chiefs are to decide how it goes on.
    #[cfg_attr(test, ts(type = "'pagar' | 'uppfoljd'"))]
    state: &'static str,
    /// The day of the next meeting that is called.
    next_meeting: Option<String>,
    /// The day by which the next meeting should be held.
    next_meeting_by: Option<String>,
    /// The day of the last meeting that was held.
    last_meeting: Option<String>,
    /// Measures that are not done.
    n_open: u32,
    /// Those of them that are late.
    n_overdue: u32,
}

impl ForumHead {
    fn of(work: &Work<Forum>, today: Date) -> Self {
        let (forum, standing) = (work.subject(), work.standing());
        let called = standing.meetings.values().filter(|meeting| meeting.held == Held::Called);
        let last = standing.last_meeting();
        let open = standing.open_measures();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            agreement: forum.id.agreement.clone(),
            forum: forum.id.forum.clone(),
            name: forum.name.to_string(),
            diarienummer: RegisterNumbers::of(work),
            version: work.version(),
            state: standing.state.as_str(),
            next_meeting: called.map(|meeting| meeting.call.day).min().map(|day| day.to_string()),
            next_meeting_by: standing.next_meeting_by().map(|day| day.to_string()),
            last_meeting: last.map(|day| day.to_string()),
            n_open: count(open.len()),
            n_overdue: count(open.iter().filter(|(_, one)| one.is_late(today)).count()),
        }
    }
}

/// Forums of the party's agreements.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ForumList {
    /// By agreement, in the order of its appendix.
    items: Vec<ForumHead>,
}

/// A forum with all that is done in it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/", rename = "Forum"))]
#[schema(as = Forum)]
pub(super) struct ForumBody {
    /// As in the list.
    #[serde(flatten)]
    head: ForumHead,
    /// Name of the agreement.
    agreement_name: String,
    /// The two parties.
    parties: PartiesBody,
    /// What every agenda takes up.
    standing_items: Vec<String>,
    /// What is never written down here, and where it belongs.
    kept_out: Option<String>,
    /// What happened, oldest first.
    log: Vec<LogLine>,
    /// What is done in it.
    work: WorkBody,
}

impl ForumBody {
    pub(super) fn of(
        app: &App,
        actor: &Actor,
        work: &Work<Forum>,
        language: Language,
    ) -> Result<Self, AppError> {
        let (forum, card) = (work.subject(), verbs::card(app, work.subject())?);
        Ok(Self {
            head: ForumHead::of(work, app.today()),
            agreement_name: card.agreement,
            parties: PartiesBody::of(&card.polis, &card.stad),
            standing_items: forum.standing_items.iter().map(ToString::to_string).collect(),
            kept_out: forum.kept_out.as_ref().map(ToString::to_string),
            log: LogLine::all(&card.log, language),
            work: WorkBody::of(app, actor, work, &verbs::prefilled(forum), language)?,
        })
    }
}

/// Forums that one's party takes part in.
#[utoipa::path(get, path = "/forums", tag = "forums",
    extensions(("x-reads" = json!("notes"))), responses((status = 200, body = ForumList)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<ForumList>, Problem> {
    let items = blocking(app, move |app| {
        let (all, today) = (verbs::list(app, &actor)?, app.today());
        Ok(all.iter().map(|work| ForumHead::of(work, today)).collect())
    });
    Ok(Json(ForumList { items: items.await? }))
}

/// One forum; for a foreign party it does not exist.
#[utoipa::path(get, path = "/forums/{agreement}/{forum}", tag = "forums",
    extensions(("x-reads" = json!("notes"))),
    params(("agreement" = String, Path), ("forum" = String, Path)),
    responses((status = 200, body = ForumBody), (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((agreement, forum)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<ForumBody>, Problem> {
    let (language, id) = (Language::of(&headers), ForumId { agreement, forum });
    let body = blocking(app, move |app| {
        let work = verbs::one(app, &actor, &id)?;
        ForumBody::of(app, &actor, &work, language)
    });
    Ok(Json(body.await?))
}

/// Does one thing in a forum for one's own party, as in a case. A forum neither rests nor is closed: that
/// is the agreement's matter.
#[utoipa::path(post, path = "/forums/{agreement}/{forum}/steps", tag = "forums",
    extensions(("x-reads" = json!("notes"))),
    params(("agreement" = String, Path), ("forum" = String, Path)), request_body = StepAsked,
    responses((status = 200, body = ForumBody), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn step(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((agreement, forum)): Path<(String, String)>,
    headers: HeaderMap,
    Payload(asked): Payload<StepAsked>,
) -> Result<Json<ForumBody>, Problem> {
    let (language, id) = (Language::of(&headers), ForumId { agreement, forum });
    let seen = asked.seen;
    let what = asked.checked()?;
    let body = blocking(app, move |app| {
        let work = verbs::step(app, &actor, &id, seen, what)?;
        ForumBody::of(app, &actor, &work, language)
    });
    Ok(Json(body.await?))
}
