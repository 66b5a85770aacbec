//! `/agreements/{id}/arkiv.zip`: everything that was done under an agreement.

use super::{
    AppState,
    auth::SignedIn,
    extract::blocking,
    headers::attachment,
    problem::{Problem, ProblemBody},
};
use crate::app::arkiv as verbs;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(of))
}

/// Everything under an agreement in one zip, for the archive: the agreement and its year, each case, forum
/// and lägesbild as its own file gives it (`akt.html`, `akt.json`), openings, information, and
/// `innehall.json` (`form` is `platssamverkan/arkiv/1`) with the SHA-256 of each file. Drafts that only one
/// party sees and counts are not in it. For a foreign party it does not exist.
#[utoipa::path(get, path = "/agreements/{id}/arkiv.zip", tag = "agreements",
    extensions(("x-reads" = json!("export"))), params(("id" = String, Path)),
    responses((status = 200, content_type = "application/zip", body = Vec<u8>),
        (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn of(
    State(app): State<AppState>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let file = blocking(app, move |app| verbs::of(app, &actor, &id)).await?;
    Ok((attachment("application/zip", &file.name), file.bytes).into_response())
}
