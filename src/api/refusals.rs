//! What was refused is told to the log: which operation, by whom, with which code. The path and the body
//! are not: they are whatever somebody chose to write. They are in a fingerprint.

use super::{AppState, problem::Problem, reads::Asked};
use crate::{app::attempts, incident::Fingerprint};
use axum::{
    extract::{MatchedPath, Request, State},
    http::StatusCode,
    middleware::Next,
    response::Response,
};
use std::sync::Arc;

/// Middleware: a refusal by the policy or a guard leaves an entry, as long as there are not too many. A
/// password, link or key that does not open is told by the door itself, with the account it was for.
pub(super) async fn noted(
    State(app): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let asked = Asked::default();
    request.extensions_mut().insert(asked.clone());
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let question = format!("{} {}", request.method(), request.uri());
    let method = request.method().clone();
    let response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Arc<Problem>>() else { return response };
    let actor = asked.actor();
    let (Some(route), Some(code)) = (route, told(problem, actor.is_some())) else {
        return response;
    };
    let operation = format!("{method} {}", route.strip_prefix("/api/v1").unwrap_or(&route));
    let fingerprint = Fingerprint::of(format!("{question}\n{}", asked.body()).as_bytes());
    let written = tokio::task::spawn_blocking(move || {
        attempts::refused(&app, actor.as_ref(), &operation, &code, &fingerprint);
    });
    // Whatever becomes of the entry, the refusal stands.
    let _ = written.await;
    response
}

/// The code of a refusal that is told: forbidden; not there for somebody who is signed in, since a foreign
/// object looks the same; too many attempts of somebody who is not; a text that points at a person.
fn told(problem: &Problem, signed_in: bool) -> Option<String> {
    let told = match problem.status() {
        // These are told by their doors.
        StatusCode::FORBIDDEN => {
            !matches!(problem.code(), "link_not_valid" | "password_link_not_valid")
        }
        StatusCode::NOT_FOUND => signed_in,
        StatusCode::TOO_MANY_REQUESTS => !signed_in,
        StatusCode::BAD_REQUEST => problem.is_about_a_person(),
        _ => false,
    };
    let code = if problem.is_about_a_person() { "personal_data" } else { problem.code() };
    told.then(|| code.to_owned())
}
