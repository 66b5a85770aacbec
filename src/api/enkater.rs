//! `/cases/{number}/enkater/{no}/answers`, `/forums/{agreement}/{forum}/enkater/{no}/answers` and
//! `/participation/enkater`: answers to surveys.

use super::{
    AppState,
    auth::{SameOrigin, SignedIn},
    case_work::clean,
    cases::number,
    extract::{Payload, blocking},
    links::ParticipationBody,
    problem::{Problem, ProblemBody},
    reads::Unkept,
    whence::Address,
};
use crate::{
    app::{AppError, enkater as verbs, links, session::Token},
    case::{
        forum::{Forum, ForumId},
        opened::Case,
        work::enkat::{Answer, Grade, better},
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(of_case)).routes(routes!(of_forum)).routes(routes!(by_link))
}

/// An answer to a survey. A question that one cannot judge is left out; something must be said.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(
    test,
    ts(export, rename = "EnkatAnswer", optional_fields, export_to = "../web/src/api/types/")
)]
#[schema(as = EnkatAnswer)]
struct AnswerAsked {
    /// The meetings are meaningful for more safety and less crime: from 1, not at all, to 5, wholly.
    meningsfullt: Option<u8>,
    /// The meetings have the right form.
    form: Option<u8>,
    /// The right functions take part.
    deltagare: Option<u8>,
    /// What is done answers to the Mål and the Syfte.
    mal: Option<u8>,
    /// Word is spread well enough between the meetings.
    kommunikation: Option<u8>,
    /// What could be better, at most 1 000 characters; no person.
    text: Option<String>,
}

/// The same from the holder of a link.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct LinkEnkatAnswer {
    /// What stands after `#` in the link.
    #[schema(format = Password)]
    secret: String,
    /// Number of the survey.
    no: u32,
    /// The answer.
    answer: AnswerAsked,
}

impl AnswerAsked {
    /// `within` stands before the names of fields.
    fn checked(&self, within: &str) -> Result<Answer, Problem> {
        let grade = |field: &str, grade: Option<u8>| {
            let out_of_range =
                || Problem::field("invalid", format!("{within}{field}"), "out_of_range");
            grade.map(|grade| Grade::new(grade).ok_or_else(out_of_range)).transpose()
        };
        let grades = [
            grade("meningsfullt", self.meningsfullt)?,
            grade("form", self.form)?,
            grade("deltagare", self.deltagare)?,
            grade("mal", self.mal)?,
            grade("kommunikation", self.kommunikation)?,
        ];
        let text = self.text.as_deref().filter(|text| !text.trim().is_empty());
        let text = text.map(|text| clean(format!("{within}text"), better(text))).transpose()?;
        Ok(Answer::new(grades, text).map_err(AppError::from)?)
    }
}

/// A user that takes part answers a survey of a case for its function, once. Nothing joins the answer to
/// whoever gave it, so there is nothing to read back.
#[utoipa::path(post, path = "/cases/{number}/enkater/{no}/answers", tag = "cases",
    extensions(("x-reads" = json!("nothing"))),
    params(("number" = String, Path), ("no" = u32, Path)), request_body = AnswerAsked,
    responses((status = 204), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn of_case(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((case, no)): Path<(String, u32)>,
    _: Unkept,
    Payload(given): Payload<AnswerAsked>,
) -> Result<StatusCode, Problem> {
    let (case, given) = (number(&case)?, given.checked("")?);
    blocking(app, move |app| verbs::answer::<Case>(app, &actor, &case, no, &given)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The same in a forum.
#[utoipa::path(post, path = "/forums/{agreement}/{forum}/enkater/{no}/answers", tag = "forums",
    extensions(("x-reads" = json!("nothing"))),
    params(("agreement" = String, Path), ("forum" = String, Path), ("no" = u32, Path)),
    request_body = AnswerAsked,
    responses((status = 204), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn of_forum(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((agreement, forum, no)): Path<(String, String, u32)>,
    _: Unkept,
    Payload(given): Payload<AnswerAsked>,
) -> Result<StatusCode, Problem> {
    let (id, given) = (ForumId { agreement, forum }, given.checked("")?);
    blocking(app, move |app| verbs::answer::<Forum>(app, &actor, &id, no, &given)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The holder of a link answers a survey for its function, without login, once.
#[utoipa::path(post, path = "/participation/enkater", tag = "cases",
    extensions(("x-reads" = json!("nothing"))), request_body = LinkEnkatAnswer,
    responses((status = 200, body = ParticipationBody), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn by_link(
    State(app): State<AppState>,
    _: SameOrigin,
    Address(address): Address,
    _: Unkept,
    Payload(given): Payload<LinkEnkatAnswer>,
) -> Result<Json<ParticipationBody>, Problem> {
    let secret = Token::read(&given.secret);
    let answer = given.answer.checked("answer.")?;
    let seen = blocking(app, move |app| {
        let secret = secret.as_ref();
        verbs::answer_by_link(app, secret, &address, given.no, &answer)?;
        links::open(app, secret, &address)
    });
    Ok(Json(seen.await?.into()))
}
