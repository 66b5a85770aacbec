//! `/lagesbilder`: the joint picture, from two drafts to an appendix of the agreement.

mod body;
mod check_body;
mod compared_body;
mod content_body;
mod reference_body;
mod step_asked;

use super::{
    AppState,
    auth::{IfMatch, SignedIn},
    case_file::{form_of, sent},
    extract::{Params, Payload, blocking},
    problem::{Language, Problem, ProblemBody},
};
use crate::{
    app::{
        Actor, App, AppError,
        lagesbild::{self as verbs, Live, Names},
    },
    incident::Period,
    lagesbild::{
        diff::diff,
        disagreement::disagreements as parting,
        record::Lagesbild as Kept,
        statement::{Statement, StatementId},
        step::LagesbildId,
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use body::{Lagesbild, LagesbildBeginning, LagesbildHead, LagesbildList};
use check_body::{LagesbildCheck, LagesbildFigureAnswer};
use compared_body::{
    LagesbildChange, LagesbildDiff, LagesbildDisagreement, LagesbildDisagreements,
};
use serde::Deserialize;
use step_asked::{FigureAsked, NewLagesbild, StepAsked};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, begin))
        .routes(routes!(figures))
        .routes(routes!(one))
        .routes(routes!(step))
        .routes(routes!(check))
        .routes(routes!(disagreements))
        .routes(routes!(differences))
        .routes(routes!(akt))
}

/// Lägesbilder of one's agreements, and where one can be begun.
#[utoipa::path(get, path = "/lagesbilder", tag = "lagesbilder",
    extensions(("x-reads" = json!("nothing"))),
    responses((status = 200, body = LagesbildList)))]
async fn list(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
) -> Result<Json<LagesbildList>, Problem> {
    let body = blocking(app, move |app| {
        let (all, read) = (verbs::list(app, &actor)?, app.store.read()?);
        let head = |it: &Kept| {
            let name = verbs::agreement_of(&*read, it)?.name;
            Ok(LagesbildHead::of(it, name, &all))
        };
        let beginning = |one: verbs::Beginning| LagesbildBeginning {
            agreement: one.agreement.id,
            agreement_name: one.agreement.name,
            halves: one.halves.into_iter().map(verbs::half_name).collect(),
            previous: one.previous.map(|id| id.0),
        };
        Ok(LagesbildList {
            items: all.iter().map(head).collect::<Result<_, AppError>>()?,
            may_begin: verbs::beginnings(app, &actor)?.into_iter().map(beginning).collect(),
        })
    });
    Ok(Json(body.await?))
}

/// Begins one about a half-year. It follows the version that holds; about the same half-year it is a
/// correction of it.
#[utoipa::path(post, path = "/lagesbilder", tag = "lagesbilder", request_body = NewLagesbild,
    extensions(("x-reads" = json!("notes"))),
    responses((status = 201, body = Lagesbild), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn begin(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    Payload(asked): Payload<NewLagesbild>,
) -> Result<(StatusCode, Json<Lagesbild>), Problem> {
    let language = Language::of(&headers);
    let half = half(&asked.half)?;
    let body = blocking(app, move |app| {
        let it = verbs::begin(app, &actor, asked.agreement.as_deref(), half)?;
        Lagesbild::of(app, &actor, &it, language)
    });
    Ok((StatusCode::CREATED, Json(body.await?)))
}

/// `2026-H1`.
fn half(text: &str) -> Result<Period, Problem> {
    let wrong = || Problem::field("invalid", "half", "not_a_period");
    let (year, month) = match text.split_once("-H") {
        Some((year, "1")) => (year, 1),
        Some((year, "2")) => (year, 7),
        _ => return Err(wrong()),
    };
    let year = year.parse().map_err(|_| wrong())?;
    let day = jiff::civil::Date::new(year, month, 1).map_err(|_| wrong())?;
    Ok(verbs::half_of(day))
}

/// One, as one's own party sees it: never the other party's draft. For a foreign party it does not exist.
#[utoipa::path(get, path = "/lagesbilder/{id}", tag = "lagesbilder", params(("id" = String, Path)),
    extensions(("x-reads" = json!("notes"))),
    responses((status = 200, body = Lagesbild), (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Lagesbild>, Problem> {
    let language = Language::of(&headers);
    let body = blocking(app, move |app| {
        let it = verbs::get(app, &actor, &LagesbildId(id))?;
        Lagesbild::of(app, &actor, &it, language)
    });
    Ok(Json(body.await?))
}

/// Does one thing with a lägesbild for one's own party, on the version that was seen.
#[utoipa::path(post, path = "/lagesbilder/{id}/steps", tag = "lagesbilder",
    extensions(("x-reads" = json!("notes"))),
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = StepAsked,
    responses((status = 200, body = Lagesbild), (status = 400, body = ProblemBody),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 412, body = ProblemBody)))]
async fn step(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    IfMatch(version): IfMatch,
    Path(id): Path<String>,
    headers: HeaderMap,
    Payload(asked): Payload<StepAsked>,
) -> Result<Json<Lagesbild>, Problem> {
    let (language, asked) = (Language::of(&headers), asked.checked()?);
    let body = blocking(app, move |app| {
        let it = verbs::step(app, &actor, &LagesbildId(id), version, asked)?;
        Lagesbild::of(app, &actor, &it, language)
    });
    Ok(Json(body.await?))
}

/// Every number tried against live figures: of the own draft while the two are apart, of the document from
/// then on. Without an own draft there is nothing to try.
#[utoipa::path(get, path = "/lagesbilder/{id}/check", tag = "lagesbilder",
    extensions(("x-reads" = json!("notes"))), params(("id" = String, Path)),
    responses((status = 200, body = LagesbildCheck), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn check(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<LagesbildCheck>, Problem> {
    let language = Language::of(&headers);
    let body = blocking(app, move |app| {
        let it = verbs::get(app, &actor, &LagesbildId(id))?;
        let checked = verbs::check(app, &actor, &it)?;
        let checked = checked.ok_or(AppError::Refused("lagesbild_no_draft"))?;
        let names = Names::of(app, language)?;
        Ok(LagesbildCheck::of(&checked, it.document().is_none(), &names, language))
    });
    Ok(Json(body.await?))
}

/// Finds the numbers of a text, recomputes a reference, or tries a number of the one against the other: while
/// one writes. Nothing is kept.
#[utoipa::path(post, path = "/lagesbilder/figures", tag = "lagesbilder", request_body = FigureAsked,
    extensions(("x-reads" = json!("counts"))),
    responses((status = 200, body = LagesbildFigureAnswer), (status = 400, body = ProblemBody)))]
async fn figures(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    headers: HeaderMap,
    Payload(asked): Payload<FigureAsked>,
) -> Result<Json<LagesbildFigureAnswer>, Problem> {
    let (language, start) = (Language::of(&headers), asked.start);
    let reference = asked.reference.map(|one| one.checked("reference")).transpose()?;
    let text = asked.text.map(|text| Statement::checked(StatementId(1), &text, Vec::new()));
    let text = text.transpose().map_err(AppError::from)?;
    let body = blocking(app, move |app| {
        let (live, names) = (Live::own(app, &actor)?, Names::of(app, language)?);
        let (text, reference) = (text.as_ref(), reference.as_ref());
        Ok(LagesbildFigureAnswer::of(text, reference, start, &live, &names, language))
    });
    Ok(Json(body.await?))
}

/// Where the two parties part, from when their drafts are put together.
#[utoipa::path(get, path = "/lagesbilder/{id}/disagreements", tag = "lagesbilder",
    extensions(("x-reads" = json!("notes"))), params(("id" = String, Path)),
    responses((status = 200, body = LagesbildDisagreements), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn disagreements(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<LagesbildDisagreements>, Problem> {
    let language = Language::of(&headers);
    let body = blocking(app, move |app| {
        let (it, names) = (verbs::get(app, &actor, &LagesbildId(id))?, Names::of(app, language)?);
        let document = it.document().ok_or(AppError::Refused("lagesbild_not_put_together"))?;
        let all = parting(&document.polis, &document.stad).into_iter();
        let items = all.map(|one| LagesbildDisagreement::of(one, app, &actor, &names, language));
        Ok(LagesbildDisagreements { items: items.collect() })
    });
    Ok(Json(body.await?))
}

/// Between which versions.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DiffQuery {
    /// Id of the newer version.
    #[param(pattern = "^[0-9a-f-]+$")]
    to: String,
}

/// What differs from this version to another.
#[utoipa::path(get, path = "/lagesbilder/{id}/diff", tag = "lagesbilder",
    extensions(("x-reads" = json!("notes"))), params(("id" = String, Path), DiffQuery),
    responses((status = 200, body = LagesbildDiff), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
async fn differences(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    Params(query): Params<DiffQuery>,
) -> Result<Json<LagesbildDiff>, Problem> {
    let language = Language::of(&headers);
    let body = blocking(app, move |app| {
        let (from, names) = (found(app, &actor, &id)?, Names::of(app, language)?);
        let to = found(app, &actor, &query.to)?;
        let joint = |it: &Kept| {
            it.document().cloned().ok_or(AppError::Refused("lagesbild_not_put_together"))
        };
        let (old, new) = (joint(&from)?, joint(&to)?);
        let all = diff(&old, &new).into_iter();
        let items = all.map(|one| LagesbildChange::of(one, (&old, &new), &names, language));
        Ok(LagesbildDiff { items: items.collect(), from: id, to: query.to })
    });
    Ok(Json(body.await?))
}

/// The whole lägesbild, the dated appendix of its agreement: `akt.html` to print, `akt.json` without loss.
/// Refused before both have handed over, so that it holds nobody's draft. Every number is recomputed when it
/// is taken out, with what it was recomputed from, or says why not.
///
/// The JSON has `form` (`platssamverkan/lagesbild/1`), `title`, `diarienummer`, `decided_on`,
/// `classification`, `fingerprint`, what it is about in `dossier`, all three texts with what they rest on in
/// `document`, the chiefs' `decisions`, its `numbers`, `disagreements` and, without any draft, its `steps`;
/// of a draft whose text was removed by gallring they say when, and how its own party tells a copy.
#[utoipa::path(get, path = "/lagesbilder/{id}/{file}", tag = "lagesbilder",
    extensions(("x-reads" = json!("export"))),
    params(("id" = String, Path), ("file" = String, Path, pattern = r"^akt\.(html|json)$")),
    responses((status = 200, content((Object = "application/json"), (String = "text/html"))),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn akt(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let form = form_of(&file, "akt.")?;
    let file = blocking(app, move |app| verbs::file::of(app, &actor, &LagesbildId(id), form));
    Ok(sent(form, file.await?))
}

fn found(app: &App, actor: &Actor, id: &str) -> Result<Kept, AppError> {
    verbs::get(app, actor, &LagesbildId(id.to_owned()))
}
