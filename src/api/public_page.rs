//! `/plats/{file}`: the public page of a case, for anybody, as long as both parties have approved it.

use super::{
    AppState,
    extract::blocking,
    problem::{Problem, ProblemBody},
    whence::Address,
};
use crate::app::{paper::Form, public_page as verbs};
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(page))
}

/// What the two parties tell the public of a case, without sign-in: `PLS-YYYY-NNN` to read,
/// `PLS-YYYY-NNN.json` as data. Before both have approved it, and after either has taken it down, it is
/// not there.
#[utoipa::path(get, path = "/plats/{file}", tag = "public",
    extensions(("x-reads" = json!("nothing"))),
    params(("file" = String, Path, pattern = "^PLS-[0-9]{4}-[0-9]+([.]json)?$")),
    responses((status = 200, content((String = "text/html"), (Object = "application/json"))),
        (status = 404, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn page(
    State(app): State<AppState>,
    Address(address): Address,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let (number, form) = match file.strip_suffix(".json") {
        Some(number) => (number, Form::Json),
        None => (file.as_str(), Form::Html),
    };
    let number = number.parse().ok();
    let bytes = blocking(app, move |app| verbs::read(app, number, form, &address)).await?;
    let kind = match form {
        Form::Html => "text/html; charset=utf-8",
        Form::Json => "application/json",
    };
    // Taken down is taken down at once: whoever has kept it asks again.
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, no-cache")], bytes)
        .into_response())
}
