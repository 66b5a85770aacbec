//! `/history/{of}/{id}`: what happened to an object that does not tell it on its own page.

use super::{
    AppState,
    auth::SignedIn,
    extract::blocking,
    problem::{Language, Problem, ProblemBody},
    words,
};
use crate::{
    app::{
        AppError,
        history::{self as verbs, Kind, Line},
    },
    case::party::Side,
};
use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use serde::Serialize;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(one))
}

/// Something that happened to an object.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct HistoryLine {
    /// When.
    at: String,
    /// Stable code, as in the log.
    act: String,
    /// In words.
    text: String,
    /// Function of whoever did it; null for the program, or where it is no longer known.
    function: Option<String>,
    /// Name of its party.
    party: Option<String>,
    /// Its side.
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | null"))]
    side: Option<&'static str>,
    /// Why, or the day that was said.
    said: Option<String>,
    /// What was written over, as it was before.
    before: Vec<HistoryBefore>,
}

/// A field as it was before.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct HistoryBefore {
    /// `name`, `areas`, `valid_from`, `valid_to`, `kind`, `area`, `days`, `text` or `n`.
    field: &'static str,
    /// What it said; empty when it said nothing.
    was: String,
}

/// All of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct ObjectHistory {
    /// Newest first.
    items: Vec<HistoryLine>,
}

impl HistoryLine {
    fn of(line: Line, language: Language) -> Self {
        let before = line.before.iter();
        Self {
            at: line.at.to_string(),
            text: words::act(&line.act, language).to_owned(),
            side: line.side().map(Side::as_str),
            before: before
                .map(|before| HistoryBefore { field: before.field, was: before.was.clone() })
                .collect(),
            act: line.act,
            function: line.function,
            party: line.party.map(|party| party.name),
            said: line.said,
        }
    }
}

/// What happened to an agreement, a delegation, an import, a key, an observation, a release, a hotspot
/// run or a user (`of`), newest first; for whoever sees the object.
#[utoipa::path(get, path = "/history/{of}/{id}", tag = "audit",
    extensions(("x-reads" = json!("notes"))),
    params(("of" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = ObjectHistory), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody)))]
async fn one(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((of, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Json<ObjectHistory>, Problem> {
    let language = Language::of(&headers);
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == of).ok_or(AppError::NotFound)?;
    let lines = blocking(app, move |app| verbs::of(app, &actor, kind, &id)).await?;
    Ok(Json(ObjectHistory {
        items: lines.into_iter().map(|line| HistoryLine::of(line, language)).collect(),
    }))
}
