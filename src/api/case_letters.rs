//! `/cases/{number}/meetings/{no}/kallelse` and `…/atgardslista`: letters about a meeting, to read, to
//! copy and, where a mail server is configured, to send.

use super::{
    AppState,
    auth::SignedIn,
    cases::{CaseBody, number},
    extract::{Payload, blocking},
    problem::{Language, Problem, ProblemBody},
};
use crate::{
    app::{
        opening_card,
        post::{self, Asked, Draft, Which},
    },
    case::work::{
        agenda::{Point, agenda},
        letter::{Letter, Recipient},
        standing::Planned,
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
    /// `overdue` and `feedback` (a measure), `cause` (one that no measure answers), `extra`, `next`.
    #[cfg_attr(test, ts(type = "'overdue' | 'feedback' | 'cause' | 'extra' | 'next'"))]
    kind: &'static str,
    /// Number of the measure or the cause.
    no: Option<u32>,
    /// The measure, the cause or the point, in words.
    text: String,
    /// Who owns the measure.
    owner: Option<String>,
    /// The day the measure should be done, or one should meet next.
    by: Option<String>,
}

impl PointBody {
    fn measure(kind: &'static str, no: u32, planned: &Planned) -> Self {
        Self {
            kind,
            no: Some(no),
            text: planned.measure.what.to_string(),
            owner: Some(planned.measure.owner.function.to_string()),
            by: Some(planned.due().to_string()),
        }
    }

    fn of(point: &Point<'_>) -> Self {
        let plain = |kind, no, text: String, by: Option<Date>| Self {
            kind,
            no,
            text,
            owner: None,
            by: by.map(|day| day.to_string()),
        };
        match point {
            Point::Overdue(no, planned) => Self::measure("overdue", *no, planned),
            Point::Feedback(no, planned) => Self::measure("feedback", *no, planned),
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
    fn of(draft: &Draft, today: Date, mail: bool) -> Self {
        let call = &draft.held().call;
        let points = agenda(draft.work.standing(), call, today);
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
    read(app, actor, &case, &no, Which::Kallelse).await
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
    read(app, actor, &case, &no, Which::Atgardslista).await
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
    let language = Language::of(&headers);
    send(app, actor, &case, &no, language, (Which::Kallelse, asked)).await
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
    let language = Language::of(&headers);
    send(app, actor, &case, &no, language, (Which::Atgardslista, asked)).await
}

async fn read(
    app: AppState,
    actor: crate::app::Actor,
    case: &str,
    no: &str,
    which: Which,
) -> Result<Json<LetterBody>, Problem> {
    let (case, no) = (number(case)?, meeting(no)?);
    let body = blocking(app, move |app| {
        let draft = post::draft(app, &actor, &case, no, which)?;
        Ok(LetterBody::of(&draft, app.today(), app.post.is_configured()))
    });
    Ok(Json(body.await?))
}

async fn send(
    app: AppState,
    actor: crate::app::Actor,
    case: &str,
    no: &str,
    language: Language,
    (which, asked): (Which, SendAsked),
) -> Result<Json<CaseBody>, Problem> {
    let (case, no) = (number(case)?, meeting(no)?);
    let asked = Asked { which, of: asked.of, again: asked.again };
    let body = blocking(app, move |app| {
        let work = post::send(app, &actor, &case, no, asked)?;
        let card = opening_card::of_case(app, work.case())?;
        Ok(CaseBody::of(app, &actor, &work, &card, language))
    });
    Ok(Json(body.await?))
}

/// The number in a path; what is none is not found.
fn meeting(text: &str) -> Result<u32, Problem> {
    text.parse().map_err(|_| crate::app::AppError::NotFound.into())
}
