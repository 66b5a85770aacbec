//! What every answer carries, and what every request is held to.

use super::problem::Problem;
use crate::app::export::File;
use axum::{
    body::{Body, to_bytes},
    extract::{MatchedPath, Query, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use tokio::sync::Semaphore;

/// Nothing from elsewhere, nothing inline, no frames.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; \
    style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Middleware: the security headers on every answer, and `private, no-cache` on whatever did not
/// say itself how it may be kept.
pub(super) async fn security(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    response
}

/// Middleware: an entity tag on every answered GET (a hash of the bytes unless the handler set
/// one), and 304 to whoever has them already. Weak, since compression comes after.
pub(super) async fn entity_tags(request: Request, next: Next) -> Response {
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let is_get = request.method() == Method::GET;
    let response = next.run(request).await;
    if !is_get || response.status() != StatusCode::OK {
        return response;
    }
    let (mut head, mut body) = response.into_parts();
    if !head.headers.contains_key(header::ETAG) {
        // What leaves as it is made has a tag of its own ([`super::streamed`]); the rest is in memory.
        let bytes = match to_bytes(body, usize::MAX).await {
            Ok(bytes) => bytes,
            Err(error) => {
                return Problem::from(crate::app::AppError::Fault(error.to_string()))
                    .into_response();
            }
        };
        head.headers.insert(header::ETAG, entity_tag(&bytes));
        body = Body::from(bytes);
    }
    if head.headers.get(header::ETAG).is_some_and(|tag| matches(known.as_ref(), tag)) {
        head.status = StatusCode::NOT_MODIFIED;
        head.headers.remove(header::CONTENT_TYPE);
        head.headers.remove(header::CONTENT_LENGTH);
        body = Body::empty();
    }
    Response::from_parts(head, body)
}

/// Routes whose answers no browser keeps: what is read of notes and counts, files, and everything about
/// accounts and sessions. The rest is areas, categories and geometry, which are open.
#[derive(Debug, Clone)]
pub(super) struct Sensitive(Arc<BTreeSet<(String, String)>>);

impl Sensitive {
    /// Taken from the OpenAPI document, by what an operation reads and by its tag.
    pub(super) fn of(document: &utoipa::openapi::OpenApi) -> Self {
        let document = serde_json::to_value(document).unwrap_or_default();
        let mut routes = BTreeSet::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let personal = ["session", "administration", "audit"];
                let tags = operation["tags"].as_array().into_iter().flatten();
                let about_people =
                    tags.filter_map(|tag| tag.as_str()).any(|tag| personal.contains(&tag));
                if about_people || operation["x-reads"] != "nothing" {
                    routes.insert((method.to_uppercase(), path.clone()));
                }
            }
        }
        Self(Arc::new(routes))
    }
}

/// Middleware: `no-store` on them, unless the handler has said that everyone may keep it.
pub(super) async fn not_stored(
    State(sensitive): State<Sensitive>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let method = method.as_str().to_owned();
    let kept = route.is_some_and(|route| sensitive.0.contains(&(method, route)));
    let mut response = next.run(request).await;
    if kept && !response.headers().contains_key(header::CACHE_CONTROL) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// A weak entity tag of bytes.
pub(super) fn entity_tag(bytes: &[u8]) -> HeaderValue {
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::from_str(&format!("W/\"{hex}\"")).expect("hex is a valid header")
}

/// Whether the reader has what bears this tag.
pub(super) fn is_known(asked: &HeaderMap, tag: &HeaderValue) -> bool {
    matches(asked.get(header::IF_NONE_MATCH), tag)
}

/// Weak comparison of `If-None-Match` with a tag.
pub(super) fn matches(known: Option<&HeaderValue>, tag: &HeaderValue) -> bool {
    let Some(known) = known.and_then(|value| value.to_str().ok()) else { return false };
    let Ok(tag) = tag.to_str() else { return false };
    let bare = |text: &str| text.trim().trim_start_matches("W/").to_owned();
    known.trim() == "*" || known.split(',').any(|one| bare(one) == bare(tag))
}

/// Which query parameters each GET route has, taken from the OpenAPI document, so that the document
/// and the behaviour cannot differ. A parameter that is an object stands for any others.
#[derive(Debug, Clone, Default)]
pub(super) struct KnownParameters(Arc<HashMap<(Method, String), Names>>);

#[derive(Debug)]
struct Names {
    known: BTreeSet<String>,
    and_others: bool,
}

impl KnownParameters {
    /// Reads them out of the document; `prefix` stands before its paths in the router.
    pub(super) fn of(document: &utoipa::openapi::OpenApi) -> Self {
        use utoipa::openapi::path::ParameterIn;
        let mut known = HashMap::new();
        for (path, item) in &document.paths.paths {
            let operations = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::DELETE, &item.delete),
                (Method::PATCH, &item.patch),
            ];
            for (method, operation) in operations {
                let Some(operation) = operation else { continue };
                let names = operation.parameters.iter().flatten();
                let (others, known_here) = names
                    .filter_map(|parameter| match parameter {
                        utoipa::openapi::RefOr::T(parameter) => Some(parameter),
                        utoipa::openapi::RefOr::Ref(_) => None,
                    })
                    .filter(|parameter| matches!(parameter.parameter_in, ParameterIn::Query))
                    .partition::<Vec<_>, _>(|parameter| is_object(parameter));
                let names = Names {
                    known: known_here.iter().map(|parameter| parameter.name.clone()).collect(),
                    and_others: !others.is_empty(),
                };
                known.insert((method, path.clone()), names);
            }
        }
        Self(Arc::new(known))
    }
}

fn is_object(parameter: &utoipa::openapi::path::Parameter) -> bool {
    let schema = serde_json::to_value(&parameter.schema).unwrap_or_default();
    schema["type"] == "object"
}

/// Middleware: a query parameter that the route does not have is refused, so that a misspelt filter
/// never answers with everything.
pub(super) async fn only_known_parameters(
    State(known): State<KnownParameters>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let Some(names) = route.and_then(|route| known.0.get(&(method.clone(), route))) else {
        return next.run(request).await;
    };
    let Ok(Query(given)) = Query::<Vec<(String, String)>>::try_from_uri(request.uri()) else {
        return Problem::new(StatusCode::BAD_REQUEST, "malformed").into_response();
    };
    let mut seen = BTreeSet::new();
    for (name, _) in given {
        if !names.and_others && !names.known.contains(&name) {
            return Problem::field("unknown_parameter", name, "unknown").into_response();
        }
        if !seen.insert(name.clone()) {
            return Problem::field("invalid", name, "duplicate").into_response();
        }
    }
    next.run(request).await
}

/// How many requests may be in work.
#[derive(Debug, Clone)]
pub(super) struct Crowd(Arc<Semaphore>);

impl Crowd {
    /// So many at once.
    pub(super) fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once)))
    }
}

/// Middleware: whoever comes when all are busy is told to come back, instead of waiting in a queue
/// that only grows.
pub(super) async fn not_too_many(
    State(crowd): State<Crowd>,
    request: Request,
    next: Next,
) -> Response {
    match crowd.0.try_acquire() {
        Ok(_turn) => next.run(request).await,
        Err(_) => Problem::busy(1).into_response(),
    }
}

/// Headers of a file to keep: type and name.
pub(super) fn attachment(content_type: &'static str, file: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    let name: String =
        file.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
    let disposition = format!("attachment; filename=\"{name}\"");
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).expect("only letters, digits, dashes and dots"),
    );
    headers
}

/// A paper to keep.
pub(super) fn printed(file: File) -> Response {
    (attachment("text/html; charset=utf-8", &file.name), file.bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_recognised_weak_or_strong_and_in_a_list() {
        let tag = HeaderValue::from_static("W/\"abc\"");
        for known in ["W/\"abc\"", "\"abc\"", "\"x\", W/\"abc\"", "*"] {
            assert!(matches(Some(&HeaderValue::from_str(known).expect("header")), &tag), "{known}");
        }
        assert!(!matches(Some(&HeaderValue::from_static("\"abcd\"")), &tag));
        assert!(!matches(None, &tag));
    }
}
