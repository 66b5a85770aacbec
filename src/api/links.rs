//! `/cases/{number}/links`, `/forums/{agreement}/{forum}/links` and `/participation`: participants without
//! login.

use super::{
    AppState,
    auth::{SameOrigin, SignedIn},
    case_work::{MeasureBody, ProgressBody},
    cases::number,
    extract::{Payload, blocking, required_date},
    problem::{Problem, ProblemBody},
    whence::Address,
};
use crate::{
    app::{
        Actor, AppError,
        enkater::Asked,
        links::{self as verbs, Answer, Participation},
        session::Token,
    },
    case::{
        access::{Joined, ParticipantLink},
        forum::ForumId,
        refusal::Refusal,
        work::template::line,
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(of_case, invite_to_case))
        .routes(routes!(revoke_of_case))
        .routes(routes!(of_forum, invite_to_forum))
        .routes(routes!(revoke_of_forum))
        .routes(routes!(participation))
        .routes(routes!(answer))
}

/// A participant's link; the secret is not in it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "ParticipantLink", export_to = "../web/src/api/types/"))]
#[schema(as = ParticipantLink)]
struct LinkBody {
    /// Opaque id.
    id: String,
    /// The function that takes part.
    actor: String,
    /// Id of the party that invited it.
    party: String,
    /// Last day it is good.
    last_day: String,
    /// When it was made.
    created_at: String,
    /// When it was ended.
    revoked_at: Option<String>,
}

impl From<ParticipantLink> for LinkBody {
    fn from(link: ParticipantLink) -> Self {
        Self {
            id: link.id,
            actor: link.actor.as_str().to_owned(),
            party: link.party.0,
            last_day: link.last_day.to_string(),
            created_at: link.created_at.to_string(),
            revoked_at: link.revoked_at.map(|at| at.to_string()),
        }
    }
}

/// Links of a case.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct LinkList {
    /// In the order they were made.
    items: Vec<LinkBody>,
}

/// A link that was just made.
#[derive(Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct MadeLink {
    /// The link.
    #[serde(flatten)]
    #[cfg_attr(test, ts(flatten))]
    link: LinkBody,
    /// Where it leads, shown now and never again. The secret stands after `#`, which browsers send to
    /// no server.
    path: String,
}

/// An actor to invite.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct Invitation {
    /// The function that takes part, 2–100 characters; no person's name.
    actor: String,
    /// Last day the link is good; 400 days from today at most.
    #[schema(format = Date)]
    last_day: String,
}

/// What a participant holds.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct LinkSecret {
    /// What stands after `#` in the link.
    #[schema(format = Password)]
    secret: String,
}

/// What a participant sees.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Participation", export_to = "../web/src/api/types/"))]
#[schema(as = Participation)]
pub(super) struct ParticipationBody {
    /// Number of the case, `PLS-YYYY-NNN`; null in a forum.
    case: Option<String>,
    /// Name of the place or of the forum.
    place: String,
    /// Names of the two parties, police first.
    parties: [String; 2],
    /// The function that takes part.
    actor: String,
    /// Last day the link is good.
    last_day: String,
    /// Its own measures, by number.
    measures: Vec<OwnMeasure>,
    /// Surveys that ask it and are open.
    enkater: Vec<OpenEnkat>,
}

/// A survey that asks a participant.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct OpenEnkat {
    /// Its number there.
    no: u32,
    /// Last day for answers.
    last_day: String,
    /// The participant has answered.
    answered: bool,
}

/// A measure of a participant.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct OwnMeasure {
    /// Its number there.
    no: u32,
    /// The measure.
    measure: MeasureBody,
    /// How far it has come.
    progress: ProgressBody,
    /// What the participant wrote when it last answered.
    note: Option<String>,
}

/// A participant's answer for one of its measures.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, optional_fields, export_to = "../web/src/api/types/"))]
struct LinkAnswer {
    /// What stands after `#` in the link.
    #[schema(format = Password)]
    secret: String,
    /// Number of the measure.
    no: u32,
    /// How far it has come: `pagar`, `klar` or `forsenad`.
    progress: ProgressBody,
    /// In words, at most 300 characters.
    note: Option<String>,
}

impl From<Participation> for ParticipationBody {
    fn from(seen: Participation) -> Self {
        Self {
            case: match &seen.link.joined {
                Joined::Case(number) => Some(number.to_string()),
                Joined::Forum(_) => None,
            },
            place: seen.place,
            parties: seen.parties,
            actor: seen.link.actor.as_str().to_owned(),
            last_day: seen.link.last_day.to_string(),
            measures: seen
                .measures
                .iter()
                .map(|own| OwnMeasure {
                    no: own.no,
                    measure: (&own.measure).into(),
                    progress: (&own.progress).into(),
                    note: own.note.as_ref().map(ToString::to_string),
                })
                .collect(),
            enkater: seen
                .enkater
                .iter()
                .map(|one| OpenEnkat {
                    no: one.no,
                    last_day: one.enkat.last_day.to_string(),
                    answered: one.asked == Asked::HasAnswered,
                })
                .collect(),
        }
    }
}

/// The links of a case, for both its parties.
#[utoipa::path(get, path = "/cases/{number}/links", tag = "cases",
    extensions(("x-reads" = json!("nothing"))),
    params(("number" = String, Path)),
    responses((status = 200, body = LinkList), (status = 404, body = ProblemBody)))]
async fn of_case(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(case): Path<String>,
) -> Result<Json<LinkList>, Problem> {
    list(app, actor, Joined::Case(number(&case)?)).await
}

/// The links of a forum, for both parties of its agreement.
#[utoipa::path(get, path = "/forums/{agreement}/{forum}/links", tag = "forums",
    extensions(("x-reads" = json!("nothing"))),
    params(("agreement" = String, Path), ("forum" = String, Path)),
    responses((status = 200, body = LinkList), (status = 404, body = ProblemBody)))]
async fn of_forum(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((agreement, forum)): Path<(String, String)>,
) -> Result<Json<LinkList>, Problem> {
    list(app, actor, Joined::Forum(ForumId { agreement, forum })).await
}

async fn list(app: AppState, actor: Actor, to: Joined) -> Result<Json<LinkList>, Problem> {
    let links = blocking(app, move |app| verbs::list(app, &actor, &to)).await?;
    Ok(Json(LinkList { items: links.into_iter().map(LinkBody::from).collect() }))
}

/// Invites an actor to take part in a case.
#[utoipa::path(post, path = "/cases/{number}/links", tag = "cases",
    extensions(("x-reads" = json!("nothing"))),
    params(("number" = String, Path)), request_body = Invitation,
    responses((status = 201, body = MadeLink), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn invite_to_case(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(case): Path<String>,
    Payload(new): Payload<Invitation>,
) -> Result<(StatusCode, Json<MadeLink>), Problem> {
    invite(app, actor, Joined::Case(number(&case)?), new).await
}

/// Invites an actor to take part in a forum.
#[utoipa::path(post, path = "/forums/{agreement}/{forum}/links", tag = "forums",
    extensions(("x-reads" = json!("nothing"))),
    params(("agreement" = String, Path), ("forum" = String, Path)), request_body = Invitation,
    responses((status = 201, body = MadeLink), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn invite_to_forum(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((agreement, forum)): Path<(String, String)>,
    Payload(new): Payload<Invitation>,
) -> Result<(StatusCode, Json<MadeLink>), Problem> {
    invite(app, actor, Joined::Forum(ForumId { agreement, forum }), new).await
}

async fn invite(
    app: AppState,
    actor: Actor,
    to: Joined,
    new: Invitation,
) -> Result<(StatusCode, Json<MadeLink>), Problem> {
    let last_day = required_date("last_day", &new.last_day)?;
    let made = blocking(app, move |app| verbs::invite(app, &actor, &to, &new.actor, last_day));
    let (link, secret) = made.await?;
    let made = MadeLink { link: link.into(), path: format!("/lank#{}", secret.as_str()) };
    Ok((StatusCode::CREATED, Json(made)))
}

/// Ends a link at once; either party of the case may.
#[utoipa::path(post, path = "/cases/{number}/links/{id}/revocation", tag = "cases",
    extensions(("x-reads" = json!("nothing"))),
    params(("number" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = LinkBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn revoke_of_case(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((case, id)): Path<(String, String)>,
) -> Result<Json<LinkBody>, Problem> {
    revoke(app, actor, Joined::Case(number(&case)?), id).await
}

/// Ends a link at once; either party of the agreement may.
#[utoipa::path(post, path = "/forums/{agreement}/{forum}/links/{id}/revocation", tag = "forums",
    extensions(("x-reads" = json!("nothing"))),
    params(("agreement" = String, Path), ("forum" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = LinkBody), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn revoke_of_forum(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((agreement, forum, id)): Path<(String, String, String)>,
) -> Result<Json<LinkBody>, Problem> {
    revoke(app, actor, Joined::Forum(ForumId { agreement, forum }), id).await
}

async fn revoke(
    app: AppState,
    actor: Actor,
    of: Joined,
    id: String,
) -> Result<Json<LinkBody>, Problem> {
    let link = blocking(app, move |app| verbs::revoke(app, &actor, &of, &id)).await?;
    Ok(Json(link.into()))
}

/// What the holder of a link sees, without login; each look is logged.
#[utoipa::path(post, path = "/participation", tag = "cases",
    extensions(("x-reads" = json!("nothing"))), request_body = LinkSecret,
    responses((status = 200, body = ParticipationBody), (status = 404, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn participation(
    State(app): State<AppState>,
    _: SameOrigin,
    Address(address): Address,
    Payload(held): Payload<LinkSecret>,
) -> Result<Json<ParticipationBody>, Problem> {
    let secret = Token::read(&held.secret);
    let seen = blocking(app, move |app| verbs::open(app, secret.as_ref(), &address)).await?;
    Ok(Json(seen.into()))
}

/// The holder of a link answers for one of its own measures, without login; every answer is logged.
#[utoipa::path(post, path = "/participation/answers", tag = "cases",
    extensions(("x-reads" = json!("nothing"))), request_body = LinkAnswer,
    responses((status = 200, body = ParticipationBody), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 429, body = ProblemBody)))]
async fn answer(
    State(app): State<AppState>,
    _: SameOrigin,
    Address(address): Address,
    Payload(given): Payload<LinkAnswer>,
) -> Result<Json<ParticipationBody>, Problem> {
    let secret = Token::read(&given.secret);
    let progress = given.progress.checked("progress")?;
    let note = given.note.filter(|text| !text.trim().is_empty());
    let note = note.map(|text| line("note", &text)).transpose();
    let note = note.map_err(|refused| AppError::from(Refusal::from(refused)))?;
    let seen = blocking(app, move |app| {
        let secret = secret.as_ref();
        let answer = Answer { no: given.no, to: progress, note };
        verbs::answer(app, secret, &address, answer)?;
        verbs::open(app, secret, &address)
    });
    Ok(Json(seen.await?.into()))
}
