//! `/agreements/{id}/term`: how long an agreement holds, and what its parties may do about it.

use super::{
    AppState,
    auth::SignedIn,
    duty_body::chief,
    extract::{Payload, blocking, named, required_date},
    problem::{Language, Problem, ProblemBody},
};
use crate::{
    app::{
        texts::arshjul::{EXTENSION_REFUSALS, words},
        year::term::{self as verbs, Said, TermCard},
    },
    calendar::{ExtensionRefusal, Nature, Span},
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
    OpenApiRouter::new().routes(routes!(one)).routes(routes!(step))
}

/// Why something cannot be done.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct TermHindrance {
    /// Stable code.
    code: &'static str,
    /// In words.
    text: &'static str,
}

/// A meeting of the steering body.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct TermChair {
    /// Its day, or the day to plan by.
    day: String,
    /// Whose turn it is, or was.
    #[cfg_attr(test, ts(type = "'lokalpolisomradeschef' | 'stadsdelsdirektor'"))]
    chief: &'static str,
    /// How sure it is.
    #[cfg_attr(test, ts(type = "'happened' | 'planned' | 'expected'"))]
    nature: &'static str,
}

/// Days on which something holds.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct TermSpan {
    /// First day.
    from: Option<String>,
    /// Last day.
    to: Option<String>,
}

/// The time of an agreement.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "Term", export_to = "../web/src/api/types/"))]
#[schema(as = Term)]
struct TermBody {
    /// Id of the agreement.
    agreement: String,
    /// Its name.
    name: String,
    /// First day.
    first: Option<String>,
    /// Last day; until further notice where there is none.
    last: Option<String>,
    /// All last days it has had, the present one last.
    ends: Vec<String>,
    /// Last day to consult about what comes after.
    consult_by: Option<String>,
    /// Last day if it is extended next.
    next_last: Option<String>,
    /// The consultation that counts for the next extension.
    consulted: Option<String>,
    /// The days on which the Avsiktsförklaring is valid, as the parties have said.
    avsiktsforklaring: Option<TermSpan>,
    /// It ends before the next end would come: good to know, and no hindrance.
    avsiktsforklaring_ends_before: bool,
    /// Why the agreement cannot be extended by two years today; it can when nothing stands here.
    cannot_extend: Vec<TermHindrance>,
    /// Why it cannot be made longer by less; likewise.
    cannot_bridge: Vec<TermHindrance>,
    /// Which duties it has, in Swedish.
    duties: Option<String>,
    /// Name of the body that steers it.
    steering: Option<String>,
    /// Functions that sign the body's decisions.
    signs: Vec<String>,
    /// Whether its two chiefs take turns to chair it.
    chair_alternates: bool,
    /// Who chairs its meetings, once the parties have said who is first.
    chairs: Vec<TermChair>,
    /// Whether the reader may say something of it now.
    may_say: bool,
    /// Number of the step that the reader's party can take back.
    undo: Option<u32>,
}

impl TermBody {
    fn of(card: TermCard, language: Language) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let against = |all: &[ExtensionRefusal]| -> Vec<TermHindrance> {
            let text = |code| words(EXTENSION_REFUSALS, code, language).unwrap_or(code);
            all.iter()
                .map(|one| TermHindrance { code: one.code(), text: text(one.code()) })
                .collect()
        };
        let extension = card.term.extension.as_ref();
        let deadlines = extension.map(|extension| extension.deadlines);
        let span = |Span { from, to }| TermSpan { from: day(from), to: day(to) };
        Self {
            first: day(card.term.first),
            last: day(card.term.last()),
            ends: card.term.ends.iter().map(Date::to_string).collect(),
            consult_by: day(deadlines.map(|days| days.consult_by)),
            next_last: day(deadlines.map(|days| days.next_last)),
            consulted: day(extension.and_then(|extension| extension.consulted)),
            avsiktsforklaring: card.year.avsiktsforklaring().map(span),
            avsiktsforklaring_ends_before: extension
                .is_some_and(|extension| extension.avsiktsforklaring_ends_before),
            cannot_extend: extension.map(|one| against(&one.cannot_extend)).unwrap_or_default(),
            cannot_bridge: extension.map(|one| against(&one.cannot_bridge)).unwrap_or_default(),
            duties: card.duties.map(str::to_owned),
            steering: card.steering.map(|body| body.name.clone()),
            signs: card.steering.map(|body| body.signs.clone()).unwrap_or_default(),
            chair_alternates: card.steering.is_some_and(|body| body.meets.chair_alternates),
            chairs: card
                .chairs
                .iter()
                .filter_map(|one| {
                    let (day, nature) = (one.day.to_string(), nature(one.nature));
                    Some(TermChair { day, chief: chief(one.chief?), nature })
                })
                .collect(),
            may_say: card.keeps,
            undo: card.undo,
            agreement: card.agreement.id,
            name: card.agreement.name,
        }
    }
}

fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Happened => "happened",
        Nature::Planned => "planned",
        // A cancelled meeting has no chair and is not among them.
        Nature::Expected | Nature::Cancelled => "expected",
    }
}

/// Something to say of the time of an agreement. `step` says what, and which other fields it needs.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(
    test,
    ts(export, rename = "NewTermStep", optional_fields, export_to = "../web/src/api/types/")
)]
#[schema(as = NewTermStep)]
struct TermStepAsked {
    /// `consulted` (day), `avsiktsforklaring` (from, to), `first_chair` (side) or `undone` (no).
    #[schema(pattern = "^(consulted|avsiktsforklaring|first_chair|undone)$")]
    step: String,
    /// The day on which the parties consulted.
    #[schema(format = Date)]
    day: Option<String>,
    /// First day on which the Avsiktsförklaring is valid.
    #[schema(format = Date)]
    from: Option<String>,
    /// Last such day.
    #[schema(format = Date)]
    to: Option<String>,
    /// Whose chief chairs first.
    #[schema(pattern = "^(polis|stad)$")]
    side: Option<String>,
    /// Number of the step that is taken back.
    no: Option<u32>,
}

impl TermStepAsked {
    fn checked(self) -> Result<Said, Problem> {
        let missing = |field| Problem::field("invalid", field, "missing");
        let day = |field, text: Option<String>| {
            required_date(field, &text.ok_or_else(|| missing(field))?)
        };
        match self.step.as_str() {
            "consulted" => Ok(Said::Consulted(day("day", self.day)?)),
            "avsiktsforklaring" => {
                Ok(Said::Avsiktsforklaring(day("from", self.from)?, day("to", self.to)?))
            }
            "first_chair" => {
                Ok(Said::FirstChair(named("side", self.side)?.ok_or_else(|| missing("side"))?))
            }
            "undone" => Ok(Said::Undone(self.no.ok_or_else(|| missing("no"))?)),
            _ => Err(Problem::field("invalid", "step", "unknown")),
        }
    }
}

/// How long an agreement of one's party holds, by when its parties consult, and what they may do now.
#[utoipa::path(get, path = "/agreements/{id}/term", tag = "agreements",
    extensions(("x-reads" = json!("nothing"))), params(("id" = String, Path)),
    responses((status = 200, body = TermBody), (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(agreement): Path<String>,
    headers: HeaderMap,
) -> Result<Json<TermBody>, Problem> {
    let language = Language::of(&headers);
    let card = blocking(app, move |app| verbs::card(app, &actor, &agreement)).await?;
    Ok(Json(TermBody::of(card, language)))
}

/// Says for one's own party that the parties have consulted, how long the Avsiktsförklaring is valid, or
/// who chairs first.
#[utoipa::path(post, path = "/agreements/{id}/term/steps", tag = "agreements",
    extensions(("x-reads" = json!("nothing"))), params(("id" = String, Path)),
    request_body = TermStepAsked,
    responses((status = 200, body = TermBody), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn step(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(agreement): Path<String>,
    headers: HeaderMap,
    Payload(asked): Payload<TermStepAsked>,
) -> Result<Json<TermBody>, Problem> {
    let language = Language::of(&headers);
    let said = asked.checked()?;
    let card = blocking(app, move |app| verbs::say(app, &actor, &agreement, said)).await?;
    Ok(Json(TermBody::of(card, language)))
}
