//! Who reads notes or small counts, or takes a file out, leaves an entry in the log before the answer
//! leaves the house.
//!
//! What an operation reads stands beside its handler, as `x-reads` in the OpenAPI document: `counts`
//! (that are not suppressed), `notes` (free texts), `export` (a file) or `nothing`. One that does not
//! say is taken for notes. The entry names the path with its ids and bears a fingerprint of the whole
//! question; nothing of the answer. An answer that says no, or not yet (202), is no read; that the
//! reader has the answer already (304) is one. What is released for everyone and fetched without
//! sign-in is open, and not logged.

use super::{AppState, problem::Problem};
use crate::{
    app::{
        Actor, App, AppError,
        audit::{self, What},
    },
    incident::Fingerprint,
};
use axum::{
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{Method, StatusCode, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, OnceLock},
};
use tokio::sync::oneshot;

/// The name of the extension.
const EXTENSION: &str = "x-reads";

/// What each route reads, by method and path; those that read nothing are not there.
#[derive(Debug, Clone)]
pub(super) struct Routes(Arc<HashMap<(Method, String), What>>);

impl Routes {
    /// Reads them out of the document.
    pub(super) fn of(document: &utoipa::openapi::OpenApi) -> Self {
        let document = serde_json::to_value(document).unwrap_or_default();
        let mut routes = HashMap::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let what = match operation[EXTENSION].as_str() {
                    Some("nothing") => continue,
                    Some("counts") => What::Counts,
                    Some("export") => What::Export,
                    _ => What::Notes,
                };
                if let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) {
                    routes.insert((method, path.clone()), what);
                }
            }
        }
        Self(Arc::new(routes))
    }
}

/// What becomes known of a request on its way in: who asks, and what stands in the body.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked(Arc<Inside>);

#[derive(Debug, Default)]
struct Inside {
    actor: OnceLock<Option<Actor>>,
    body: OnceLock<Fingerprint>,
}

impl Asked {
    /// Who asks, `None` where nobody needs to be signed in; the first that is said counts.
    pub(super) fn by(&self, actor: Option<&Actor>) {
        let _ = self.0.actor.set(actor.cloned());
    }

    /// Who that is, if anybody is signed in.
    pub(super) fn actor(&self) -> Option<Actor> {
        self.0.actor.get().cloned().flatten()
    }

    /// Fingerprint of the body, empty where none was read.
    pub(super) fn body(&self) -> String {
        self.0.body.get().map_or_else(String::new, |body| body.0.clone())
    }

    /// The bytes of the body; the first that are said count.
    pub(super) fn with(&self, body: &[u8]) {
        let _ = self.0.body.set(Fingerprint::of(body));
    }
}

/// Asked for before the body: of that nothing is kept, not as a fingerprint either, since whoever knows
/// all that it could say finds out which of it was said.
#[derive(Debug)]
pub(super) struct Unkept;

impl<S: Send + Sync> FromRequestParts<S> for Unkept {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        if let Some(asked) = parts.extensions.get::<Asked>() {
            asked.with(&[]);
        }
        Ok(Self)
    }
}

/// Middleware: no answer of a route that reads leaves before the read is in the log.
pub(super) async fn logged(
    State((routes, app)): State<(Routes, AppState)>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let what = route.and_then(|route| routes.0.get(&(method.clone(), route)).copied());
    let Some(what) = what else { return next.run(request).await };
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let asked = request.extensions().get::<Asked>().cloned().unwrap_or_default();
    let response = next.run(request).await;
    if !is_read(response.status()) {
        return response;
    }
    let actor = match asked.0.actor.get() {
        Some(Some(actor)) => actor,
        // Somebody who is not signed in got what is open to everyone.
        Some(None) => return response,
        None => {
            let fault = format!("{method} {uri} reads and does not say who");
            return Problem::from(AppError::Fault(fault)).into_response();
        }
    };
    let body = asked.body();
    let fingerprint = Fingerprint::of(format!("{method} {uri}\n{body}").as_bytes());
    let path = uri.path();
    let query = path.strip_prefix("/api/v1/").unwrap_or(path);
    match kept(&app, actor, what, query, fingerprint).await {
        true => response,
        false => Problem::from(AppError::NotLogged).into_response(),
    }
}

fn is_read(status: StatusCode) -> bool {
    let answered = status.is_success() && status != StatusCode::ACCEPTED;
    answered || status == StatusCode::NOT_MODIFIED
}

/// Whether the entry is durable. Many requests share one transaction.
async fn kept(
    app: &Arc<App>,
    actor: &Actor,
    what: What,
    query: &str,
    fingerprint: Fingerprint,
) -> bool {
    let (told, heard) = oneshot::channel();
    // Nobody listens when the client has gone; the entry is kept all the same.
    let told = Box::new(move |kept| {
        let _ = told.send(kept);
    });
    if audit::hand_in(app, actor, what, query, fingerprint, told) {
        let app = app.clone();
        tokio::task::spawn_blocking(move || audit::write_reads(&app));
    }
    heard.await.unwrap_or(false)
}
