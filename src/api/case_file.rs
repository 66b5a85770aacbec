//! `/cases/{number}/akt.…`: a case for the registry.

use super::{
    AppState,
    auth::SignedIn,
    cases,
    extract::blocking,
    headers::attachment,
    problem::{Problem, ProblemBody},
};
use crate::app::{
    AppError,
    case_file::{self as verbs, Form},
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(file))
}

/// The whole case with both register numbers and its classification: `akt.html` to print, `akt.json`
/// without loss. For a foreign party it does not exist.
///
/// The JSON has `form` (`platssamverkan/akt/1`), `number`, `diarienummer`, `classification`, `state`, the
/// case as it was opened in `case`, everything done in it in `steps`, oldest first, and its `log`.
#[utoipa::path(get, path = "/cases/{number}/{file}", tag = "cases",
    extensions(("x-reads" = json!("export"))),
    params(("number" = String, Path),
        ("file" = String, Path, pattern = r"^akt\.(html|json)$")),
    responses((status = 200, content_type = "application/json", body = Object),
        (status = 404, body = ProblemBody)))]
async fn file(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((number, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let form = file.strip_prefix("akt.").and_then(Form::named).ok_or(AppError::NotFound)?;
    let number = cases::number(&number)?;
    let kind = match form {
        Form::Json => "application/json",
        Form::Html => "text/html; charset=utf-8",
    };
    let file = blocking(app, move |app| verbs::file(app, &actor, &number, form)).await?;
    Ok((attachment(kind, &file.name), file.bytes).into_response())
}
