//! `/cases/{number}/akt.…` and `/forums/{agreement}/{forum}/akt.…`: a case or a forum for the registry.

use super::{
    AppState,
    auth::SignedIn,
    cases,
    extract::blocking,
    headers::attachment,
    problem::{Problem, ProblemBody},
};
use crate::{
    app::{AppError, case_file as verbs, export::File, paper::Form},
    case::forum::ForumId,
};
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(of_case)).routes(routes!(of_forum))
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
    responses((status = 200, content((Object = "application/json"), (String = "text/html"))),
        (status = 404, body = ProblemBody)))]
async fn of_case(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((number, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (form, number) = (form_of(&file, "akt.")?, cases::number(&number)?);
    let file = blocking(app, move |app| verbs::of_case(app, &actor, &number, form)).await?;
    Ok(sent(form, file))
}

/// The whole forum, as `/cases/{number}/{file}` gives a case; its `number` is `agreement/forum`, and what
/// the agreement set up stands in `forum`. A party that has written none has no register number.
#[utoipa::path(get, path = "/forums/{agreement}/{forum}/{file}", tag = "forums",
    extensions(("x-reads" = json!("export"))),
    params(("agreement" = String, Path), ("forum" = String, Path),
        ("file" = String, Path, pattern = r"^akt\.(html|json)$")),
    responses((status = 200, content((Object = "application/json"), (String = "text/html"))),
        (status = 404, body = ProblemBody)))]
async fn of_forum(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path((agreement, forum, file)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let (form, id) = (form_of(&file, "akt.")?, ForumId { agreement, forum });
    let file = blocking(app, move |app| verbs::of_forum(app, &actor, &id, form)).await?;
    Ok(sent(form, file))
}

/// By what follows the name.
pub(super) fn form_of(file: &str, name: &str) -> Result<Form, AppError> {
    file.strip_prefix(name).and_then(Form::named).ok_or(AppError::NotFound)
}

/// Sent as a file.
pub(super) fn sent(form: Form, file: File) -> Response {
    let kind = match form {
        Form::Json => "application/json",
        Form::Html => "text/html; charset=utf-8",
    };
    (attachment(kind, &file.name), file.bytes).into_response()
}
