//! `/cases/{number}/meetings/{no}/kallelse` and `…/atgardslista`, and the same of a forum: letters about a
//! meeting, to read, to copy and, where a mail server is configured, to send.

use super::{
    AppState,
    auth::SignedIn,
    cases::{CaseBody, number},
    extract::{Payload, blocking},
    forums::ForumBody,
    problem::{Language, Problem, ProblemBody},
};
use crate::{
    app::{
        Actor, AppError,
        joint::Joint,
        opening_card,
        post::{self, Asked, Draft, Which},
    },
    case::{
        forum::{Forum, ForumId},
        number::CaseNumber,
        opened::Case,
        work::{
            agenda::{Point, agenda},
            letter::{Letter, Recipient},
            standing::Planned,
        },
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(kallelse, send_kallelse))
        .routes(routes!(atgardslista, send_atgardslista))
        .routes(routes!(forum_kallelse, send_forum_kallelse))
        .routes(routes!(forum_atgardslista, send_forum_atgardslista))
}

/// A letter about a meeting, in Swedish.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "MeetingLetter", export_to = "../web/src/api/types/"))]
#[schema(as = MeetingLetter)]
struct LetterBody {
    /// `kallelse`, `installt` or `atgardslista`.
    #[cfg_attr(test, ts(type = "'kallelse' | 'installt' | 'atgardslista'"))]
    letter: &'static str,
    /// The step that it tells of; sent along when it is sent.
    of: u32,
    /// Its subject.
    subject: String,
    /// What it says. A list of measures is sent to each function with its own first.
    text: String,
    /// The calendar entry of a call or a cancellation, to be put in a calendar by hand.
    ics: Option<String>,
    /// What a called meeting takes up, after its opening.
    agenda: Vec<PointBody>,
    /// Whom it goes to.
    recipients: Vec<RecipientBody>,
    /// It can be sent from here.
    mail: bool,
}

/// A point of the agenda.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "AgendaPoint", export_to = "../web/src/api/types/"))]
#[schema(as = AgendaPoint)]
struct PointBody {
    /// `standing` (always taken up), `overdue` and `feedback` (a measure), `short` (what is promised per
    /// period and ends short), `cause` (one that no measure answers), `extra`, `next`.
    #[cfg_attr(
        test,
        ts(type = "'standing' | 'overdue' | 'feedback' | 'short' | 'cause' | 'extra' | 'next'")
    )]
    kind: &'static str,
    /// Number of the measure, the promise or the cause.
    no: Option<u32>,
    /// The measure, the promise, the cause or the point, in words.
    text: String,
    /// Who owns the measure or the promise.
    owner: Option<String>,
    /// The day the measure should be done, the period ends, or one should meet next.
    by: Option<String>,
    /// Of a promise, how often it was done in the period,
    done: Option<u32>,
    /// of how many times.
    promised: Option<u32>,
}

impl PointBody {
    fn measure(kind: &'static str, no: u32, planned: &Planned) -> Self {
        Self {
            kind,
            no: Some(no),
            text: planned.measure.what.to_string(),
            owner: Some(planned.measure.owner.function.to_string()),
            by: Some(planned.due().to_string()),
            done: None,
            promised: None,
        }
    }

    fn of(point: &Point<'_>) -> Self {
        let plain = |kind, no, text: String, by: Option<Date>| Self {
            kind,
            no,
            text,
            owner: None,
            by: by.map(|day| day.to_string()),
            done: None,
            promised: None,
        };
        match point {
            Point::Standing(text) => plain("standing", None, text.to_string(), None),
            Point::Overdue(no, planned) => Self::measure("overdue", *no, planned),
            Point::Feedback(no, planned) => Self::measure("feedback", *no, planned),
            Point::Short(no, of, period) => Self {
                owner: Some(of.target.owner.function.to_string()),
                done: Some(period.done),
                promised: Some(period.promised),
                ..plain("short", Some(*no), of.target.what.to_string(), Some(period.last))
            },
            Point::Cause(no, cause) => plain("cause", Some(*no), cause.text.to_string(), None),
            Point::Extra(text) => plain("extra", None, text.to_string(), None),
            Point::Next(by) => plain("next", None, String::new(), *by),
        }
    }
}

/// A function that a letter goes to.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LetterRecipient", export_to = "../web/src/api/types/"))]
#[schema(as = LetterRecipient)]
struct RecipientBody {
    /// The function.
    function: String,
    /// Whose it is: `polis`, `stad` or `deltagare`.
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | 'deltagare'"))]
    of: &'static str,
    /// It has an address.
    has_address: bool,
    /// When it got this very letter.
    got: Option<String>,
}

impl From<&Recipient<'_>> for RecipientBody {
    fn from(one: &Recipient<'_>) -> Self {
        Self {
            function: one.function.function.to_string(),
            of: one.function.of.side().map_or("deltagare", crate::case::party::Side::as_str),
            has_address: one.address.is_some(),
            got: one.got.map(|at| at.to_string()),
        }
    }
}

impl LetterBody {
    fn of<S: Joint>(draft: &Draft<S>, today: Date, mail: bool) -> Self {
        let call = &draft.held().call;
        let points = agenda(&draft.work, call, today);
        let is_call = draft.due.letter == Letter::Kallelse;
        Self {
            letter: draft.due.letter.as_str(),
            of: draft.due.of,
            subject: draft.subject.clone(),
            text: draft.text.clone(),
            ics: draft.calendar.clone(),
            agenda: points.iter().filter(|_| is_call).map(PointBody::of).collect(),
            recipients: draft.recipients().iter().map(RecipientBody::from).collect(),
            mail,
        }
    }
}

/// What is to be sent.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(
    test,
    ts(export, rename = "SendLetter", optional_fields, export_to = "../web/src/api/types/")
)]
#[schema(as = SendLetter)]
struct SendAsked {
    /// The step that the letter tells of, as it was shown.
    of: u32,
    /// Also to those who have got it; otherwise to those alone who have not.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    again: bool,
}

impl SendAsked {
    fn of(self, which: Which) -> Asked {
        Asked { which, of: self.of, again: self.again }
    }
}

/// The call of a meeting, or that it is off.
#[utoipa::path(get, path = "/cases/{number}/meetings/{no}/kallelse", tag = "cases",
    extensions(("x-reads" = json!("notes"))),
    params(("number" = String, Path), ("no" = u32, Path)),
    responses((status = 200, body = LetterBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn kallelse(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((case, no)): Path<(String, String)>,
) -> Result<Json<LetterBody>, Problem> {
    let id = number(&case)?;
    read::<Case>(app, actor, id, &no, Which::Kallelse).await
}

/// The list of measures after a meeting.
#[utoipa::path(get, path = "/cases/{number}/meetings/{no}/atgardslista", tag = "cases",
    extensions(("x-reads" = json!("notes"))),
    params(("number" = String, Path), ("no" = u32, Path)),
    responses((status = 200, body = LetterBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn atgardslista(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((case, no)): Path<(String, String)>,
) -> Result<Json<LetterBody>, Problem> {
    let id = number(&case)?;
    read::<Case>(app, actor, id, &no, Which::Atgardslista).await
}

/// Sends the call, or that the meeting is off, to the functions that have an address.
#[utoipa::path(post, path = "/cases/{number}/meetings/{no}/kallelse", tag = "cases",
    extensions(("x-reads" = json!("notes"))),
    params(("number" = String, Path), ("no" = u32, Path)), request_body = SendAsked,
    responses((status = 200, body = CaseBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn send_kallelse(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((case, no)): Path<(String, String)>,
    headers: HeaderMap,
    Payload(asked): Payload<SendAsked>,
) -> Result<Json<CaseBody>, Problem> {
    let id = number(&case)?;
    let sending = Sending { actor, no: meeting(&no)?, asked: asked.of(Which::Kallelse) };
    send_in_case(app, id, sending, Language::of(&headers)).await
}

/// Sends each function with an address its list of measures.
#[utoipa::path(post, path = "/cases/{number}/meetings/{no}/atgardslista", tag = "cases",
    extensions(("x-reads" = json!("notes"))),
    params(("number" = String, Path), ("no" = u32, Path)), request_body = SendAsked,
    responses((status = 200, body = CaseBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn send_atgardslista(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((case, no)): Path<(String, String)>,
    headers: HeaderMap,
    Payload(asked): Payload<SendAsked>,
) -> Result<Json<CaseBody>, Problem> {
    let id = number(&case)?;
    let sending = Sending { actor, no: meeting(&no)?, asked: asked.of(Which::Atgardslista) };
    send_in_case(app, id, sending, Language::of(&headers)).await
}

/// The call of a meeting of a forum, or that it is off.
#[utoipa::path(get, path = "/forums/{agreement}/{forum}/meetings/{no}/kallelse", tag = "forums",
    extensions(("x-reads" = json!("notes"))),
    params(("agreement" = String, Path), ("forum" = String, Path), ("no" = u32, Path)),
    responses((status = 200, body = LetterBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn forum_kallelse(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((agreement, forum, no)): Path<(String, String, String)>,
) -> Result<Json<LetterBody>, Problem> {
    let id = ForumId { agreement, forum };
    read::<Forum>(app, actor, id, &no, Which::Kallelse).await
}

/// The list of measures after a meeting of a forum.
#[utoipa::path(get, path = "/forums/{agreement}/{forum}/meetings/{no}/atgardslista", tag = "forums",
    extensions(("x-reads" = json!("notes"))),
    params(("agreement" = String, Path), ("forum" = String, Path), ("no" = u32, Path)),
    responses((status = 200, body = LetterBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn forum_atgardslista(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((agreement, forum, no)): Path<(String, String, String)>,
) -> Result<Json<LetterBody>, Problem> {
    let id = ForumId { agreement, forum };
    read::<Forum>(app, actor, id, &no, Which::Atgardslista).await
}

/// Sends the call of a forum, or that the meeting is off, to the functions that have an address.
#[utoipa::path(post, path = "/forums/{agreement}/{forum}/meetings/{no}/kallelse", tag = "forums",
    extensions(("x-reads" = json!("notes"))),
    params(("agreement" = String, Path), ("forum" = String, Path), ("no" = u32, Path)), request_body = SendAsked,
    responses((status = 200, body = ForumBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn send_forum_kallelse(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((agreement, forum, no)): Path<(String, String, String)>,
    headers: HeaderMap,
    Payload(asked): Payload<SendAsked>,
) -> Result<Json<ForumBody>, Problem> {
    let id = ForumId { agreement, forum };
    let sending = Sending { actor, no: meeting(&no)?, asked: asked.of(Which::Kallelse) };
    send_in_forum(app, id, sending, Language::of(&headers)).await
}

/// Sends each function with an address its list of the forum's measures.
#[utoipa::path(post, path = "/forums/{agreement}/{forum}/meetings/{no}/atgardslista", tag = "forums",
    extensions(("x-reads" = json!("notes"))),
    params(("agreement" = String, Path), ("forum" = String, Path), ("no" = u32, Path)), request_body = SendAsked,
    responses((status = 200, body = ForumBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn send_forum_atgardslista(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((agreement, forum, no)): Path<(String, String, String)>,
    headers: HeaderMap,
    Payload(asked): Payload<SendAsked>,
) -> Result<Json<ForumBody>, Problem> {
    let id = ForumId { agreement, forum };
    let sending = Sending { actor, no: meeting(&no)?, asked: asked.of(Which::Atgardslista) };
    send_in_forum(app, id, sending, Language::of(&headers)).await
}

async fn read<S: Joint<Id: Send + 'static>>(
    app: AppState,
    actor: Actor,
    id: S::Id,
    no: &str,
    which: Which,
) -> Result<Json<LetterBody>, Problem> {
    let no = meeting(no)?;
    let body = blocking(app, move |app| {
        let draft = post::draft::<S>(app, &actor, &id, no, which)?;
        Ok(LetterBody::of(&draft, app.today(), app.post.is_configured()))
    });
    Ok(Json(body.await?))
}

/// Who sends what of which meeting.
struct Sending {
    actor: Actor,
    no: u32,
    asked: Asked,
}

async fn send_in_case(
    app: AppState,
    id: CaseNumber,
    Sending { actor, no, asked }: Sending,
    language: Language,
) -> Result<Json<CaseBody>, Problem> {
    let body = blocking(app, move |app| {
        let work = post::send::<Case>(app, &actor, &id, no, asked)?;
        let card = opening_card::of_case(app, &work)?;
        CaseBody::of(app, &actor, &work, &card, language)
    });
    Ok(Json(body.await?))
}

async fn send_in_forum(
    app: AppState,
    id: ForumId,
    Sending { actor, no, asked }: Sending,
    language: Language,
) -> Result<Json<ForumBody>, Problem> {
    let body = blocking(app, move |app| {
        let work = post::send::<Forum>(app, &actor, &id, no, asked)?;
        ForumBody::of(app, &actor, &work, language)
    });
    Ok(Json(body.await?))
}

/// The number in a path; what is none is not found.
fn meeting(text: &str) -> Result<u32, Problem> {
    text.parse().map_err(|_| AppError::NotFound.into())
}
