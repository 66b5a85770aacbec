//! `/openings`: from a place that somebody points at to a joint decision.

use super::{
    AppState,
    auth::{IfMatch, SignedIn},
    drawn_geometry,
    extract::{Payload, blocking, date},
    opening_body::{OpeningBody, OpeningHead},
    problem::{Language, Problem, ProblemBody},
};
use crate::{
    app::{
        Actor, App, AppError, opening_card,
        openings::{self as verbs, IdentifyFrom, NewAssessment, NewObservation},
    },
    area::AreaId,
    case::{
        information::InformationId,
        number::CaseNumber,
        opening::{Opening, OpeningId},
    },
    incident::Fingerprint,
    store::Versioned,
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde::{Deserialize, Serialize};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, identify))
        .routes(routes!(one))
        .routes(routes!(add_evidence))
        .routes(routes!(assess))
        .routes(routes!(withdraw))
        .routes(routes!(close))
}

/// Openings of the agreement.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct OpeningList {
    /// Newest first.
    items: Vec<OpeningHead>,
}

/// Exactly one of `run` with `rank`, `place`, and `geometry` with `name`.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, optional_fields, export_to = "../web/src/api/types/"))]
struct NewOpening {
    /// Id of a run of one's own party.
    #[schema(pattern = "^[a-z0-9-]+$")]
    run: Option<String>,
    /// Rank of the place in the run.
    rank: Option<u32>,
    /// Id of an area.
    #[schema(pattern = "^[a-z_]+/.+$")]
    place: Option<String>,
    /// GeoJSON point, line or polygon.
    #[cfg_attr(test, ts(type = "GeoJSON.Geometry", optional))]
    #[schema(value_type = Option<Object>)]
    geometry: Option<serde_json::Value>,
    /// Name of the place; replaces the suggested one.
    name: Option<String>,
    /// Needed when the party has several agreements today.
    #[schema(pattern = "^[a-z0-9_-]+$")]
    agreement: Option<String>,
    /// Number of the case that is to get this place as its ground; without it there will be a new case.
    #[schema(pattern = "^PLS-[0-9]{4}-[0-9]+$")]
    extends: Option<String>,
}

impl NewOpening {
    fn extends(&self) -> Result<Option<CaseNumber>, Problem> {
        let read = self.extends.as_deref().map(str::parse).transpose();
        read.map_err(|_| Problem::field("invalid", "extends", "malformed"))
    }

    fn from(&self) -> Result<IdentifyFrom, Problem> {
        let missing = |field: &'static str| Problem::field("invalid", field, "missing");
        match (&self.run, &self.place, &self.geometry) {
            (Some(run), None, None) => {
                let rank = self.rank.ok_or_else(|| missing("rank"))?;
                Ok(IdentifyFrom::RunPlace { run: run.clone(), rank })
            }
            (None, Some(place), None) => Ok(IdentifyFrom::NamedPlace(AreaId(place.clone()))),
            (None, None, Some(drawn)) => Ok(IdentifyFrom::Drawn(drawn_geometry::read(drawn)?)),
            (None, None, None) => Err(missing("place")),
            _ => Err(Problem::field("invalid", "place", "ambiguous")),
        }
    }
}

/// An observation.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, optional_fields, export_to = "../web/src/api/types/"))]
struct NewEvidence {
    /// Where it comes from.
    #[cfg_attr(
        test,
        ts(
            type = "'dialogue' | 'felanmalan' | 'trygghetsvandring' | 'ordningsvakt' | 'enkat' | 'information_10'"
        )
    )]
    #[schema(
        pattern = "^(dialogue|felanmalan|trygghetsvandring|ordningsvakt|enkat|information_10|egen_iakttagelse)$"
    )]
    kind: String,
    /// A line, 3–120 characters.
    title: String,
    /// The day it was made, `YYYY-MM-DD`; not in the future.
    #[schema(format = Date)]
    on: String,
    /// In words, at most 4 000 characters.
    #[serde(default)]
    text: String,
    /// How many.
    n: Option<u32>,
    /// Id of the information under §10 that it is: day, text and, unless one is given, title are then
    /// taken from it.
    #[schema(pattern = "^[0-9a-f-]+$")]
    information: Option<String>,
}

impl TryFrom<NewEvidence> for NewObservation {
    type Error = Problem;
    fn try_from(new: NewEvidence) -> Result<Self, Problem> {
        let missing = || Problem::field("invalid", "on", "missing");
        Ok(Self {
            kind: new.kind.parse().map_err(|_| Problem::field("invalid", "kind", "unknown"))?,
            title: new.title,
            on: date("on", Some(&new.on))?.ok_or_else(missing)?,
            text: new.text,
            n: new.n,
            information: new.information.map(InformationId),
        })
    }
}

/// An assessment. It names no party: whoever is signed in signs for its own.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "NewAssessment", export_to = "../web/src/api/types/"))]
#[schema(as = NewAssessment)]
struct AssessmentRequest {
    /// `ja` or `nej`.
    #[cfg_attr(test, ts(type = "'ja' | 'nej'"))]
    #[schema(pattern = "^(ja|nej)$")]
    verdict: String,
    /// Why, at least 10 characters.
    motive: String,
    /// The party's own register number; a yes needs one.
    #[cfg_attr(test, ts(optional))]
    #[schema(format = "diarienummer")]
    diarienummer: Option<String>,
    /// Fingerprint of the evidence that was shown.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    evidence_fingerprint: String,
    /// The party's own additions.
    #[serde(default)]
    #[cfg_attr(test, ts(as = "Option<Vec<NewEvidence>>", optional))]
    additions: Vec<NewEvidence>,
}

impl TryFrom<AssessmentRequest> for NewAssessment {
    type Error = Problem;
    fn try_from(new: AssessmentRequest) -> Result<Self, Problem> {
        let additions = new.additions.into_iter().map(NewObservation::try_from);
        Ok(Self {
            ja: match new.verdict.as_str() {
                "ja" => true,
                "nej" => false,
                _ => return Err(Problem::field("invalid", "verdict", "unknown")),
            },
            motive: new.motive,
            diarienummer: new.diarienummer,
            shown: Fingerprint(new.evidence_fingerprint),
            additions: additions.collect::<Result<_, _>>()?,
        })
    }
}

/// Why.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct Motive {
    /// At least 10 characters.
    pub(super) motive: String,
}

/// Does a verb and answers with the opening as the actor sees it afterwards.
async fn answered(
    app: AppState,
    actor: Actor,
    headers: HeaderMap,
    verb: impl FnOnce(&App, &Actor) -> Result<Versioned<Opening>, AppError> + Send + 'static,
) -> Result<Json<OpeningBody>, Problem> {
    let language = Language::of(&headers);
    let body = blocking(app, move |app| {
        let stored = verb(app, &actor)?;
        let card = opening_card::of_opening(app, &actor, &stored.value)?;
        Ok(OpeningBody::of(&stored, &card, actor.party.side, language))
    });
    Ok(Json(body.await?))
}

/// Openings that one's party sees.
#[utoipa::path(get, path = "/openings", tag = "openings",
    extensions(("x-reads" = json!("notes"))),
    responses((status = 200, body = OpeningList)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<OpeningList>, Problem> {
    let side = actor.party.side;
    let openings = blocking(app, move |app| verbs::list(app, &actor)).await?;
    let items = openings.iter().map(|stored| OpeningHead::of(stored, side)).collect();
    Ok(Json(OpeningList { items }))
}

/// Points at a place: of a run, named, or drawn; as a new case, or as more of one that there is.
#[utoipa::path(post, path = "/openings", tag = "openings",
    extensions(("x-reads" = json!("notes"))), request_body = NewOpening,
    responses((status = 201, body = OpeningBody), (status = 400, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn identify(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    Payload(new): Payload<NewOpening>,
) -> Result<(StatusCode, Json<OpeningBody>), Problem> {
    let (from, extends) = (new.from()?, new.extends()?);
    let body = answered(app, actor, headers, move |app, actor| {
        let (name, agreement) = (new.name.as_deref(), new.agreement.as_deref());
        verbs::identify(app, actor, from, name, agreement, extends)
    });
    Ok((StatusCode::CREATED, body.await?))
}

/// One opening; for a foreign party it does not exist.
#[utoipa::path(get, path = "/openings/{id}", tag = "openings",
    extensions(("x-reads" = json!("notes"))), params(("id" = String, Path)),
    responses((status = 200, body = OpeningBody), (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<OpeningBody>, Problem> {
    answered(app, actor, headers, move |app, actor| verbs::get(app, actor, &OpeningId(id))).await
}

/// Adds joint evidence, while it is gathered.
#[utoipa::path(post, path = "/openings/{id}/evidence", tag = "openings",
    extensions(("x-reads" = json!("notes"))),
    request_body = NewEvidence,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = OpeningBody), (status = 409, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
async fn add_evidence(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    headers: HeaderMap,
    Payload(new): Payload<NewEvidence>,
) -> Result<Json<OpeningBody>, Problem> {
    let new = NewObservation::try_from(new)?;
    answered(app, actor, headers, move |app, actor| {
        verbs::add_evidence(app, actor, &OpeningId(id), version, &new)
    })
    .await
}

/// Signs for one's own party; the second yes makes the case, or extends the one it is for.
#[utoipa::path(post, path = "/openings/{id}/assessments", tag = "openings",
    extensions(("x-reads" = json!("notes"))),
    request_body = AssessmentRequest,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 201, body = OpeningBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 428, body = ProblemBody)))]
async fn assess(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    headers: HeaderMap,
    Payload(new): Payload<AssessmentRequest>,
) -> Result<(StatusCode, Json<OpeningBody>), Problem> {
    let new = NewAssessment::try_from(new)?;
    let body = answered(app, actor, headers, move |app, actor| {
        verbs::assess(app, actor, &OpeningId(id), version, &new)
    });
    Ok((StatusCode::CREATED, body.await?))
}

/// Takes one's own party's yes back, before the second one.
#[utoipa::path(post, path = "/openings/{id}/withdraw", tag = "openings",
    extensions(("x-reads" = json!("notes"))), request_body = Motive,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = OpeningBody), (status = 409, body = ProblemBody),
        (status = 412, body = ProblemBody), (status = 428, body = ProblemBody)))]
async fn withdraw(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    headers: HeaderMap,
    Payload(why): Payload<Motive>,
) -> Result<Json<OpeningBody>, Problem> {
    answered(app, actor, headers, move |app, actor| {
        verbs::withdraw(app, actor, &OpeningId(id), version, &why.motive)
    })
    .await
}

/// A chief signs that an unanswered opening is closed; the second chief's signature does it.
#[utoipa::path(post, path = "/openings/{id}/close", tag = "openings",
    extensions(("x-reads" = json!("notes"))), request_body = Motive,
    params(("id" = String, Path), ("If-Match" = String, Header, description = "\"version\"")),
    responses((status = 200, body = OpeningBody), (status = 403, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 412, body = ProblemBody),
        (status = 428, body = ProblemBody)))]
async fn close(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    headers: HeaderMap,
    Payload(why): Payload<Motive>,
) -> Result<Json<OpeningBody>, Problem> {
    answered(app, actor, headers, move |app, actor| {
        verbs::close(app, actor, &OpeningId(id), version, &why.motive)
    })
    .await
}
