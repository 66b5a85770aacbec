//! Bodies that nobody reads: a request can be refused before its body is wanted, and a connection on
//! which an unread body lies cannot carry the next request.

use super::problem::Problem;
use axum::{
    body::{Body, HttpBody, to_bytes},
    extract::Request,
    http::{HeaderValue, StatusCode, Version, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::time::Duration;

/// A body of at most this length is taken in before anything else is done. Every form of the desk is
/// smaller; files are not.
const SMALL_BYTES: u64 = 64 * 1024;

/// A small body has this long to arrive.
const ARRIVAL: Duration = Duration::from_secs(10);

/// Middleware: a small body is read whole first, so that a refusal leaves the connection clean; after
/// a refusal of a larger one the answer says that the connection ends. Without either the client
/// sends its next request into a connection that is being closed, and gets no answer at all.
pub(super) async fn never_left_unread(request: Request, next: Next) -> Response {
    let version = request.version();
    let length = request.body().size_hint().exact();
    if length == Some(0) {
        return next.run(request).await;
    }
    if length.is_none_or(|length| length > SMALL_BYTES) {
        let refused = |response: &Response| {
            response.status().is_client_error() || response.status().is_server_error()
        };
        let response = next.run(request).await;
        return if refused(&response) { last_of(response, version) } else { response };
    }
    let (head, body) = request.into_parts();
    let bytes = tokio::time::timeout(ARRIVAL, to_bytes(body, SMALL_BYTES as usize));
    match bytes.await {
        Ok(Ok(bytes)) => next.run(Request::from_parts(head, Body::from(bytes))).await,
        Ok(Err(_)) => last_of(unread(StatusCode::BAD_REQUEST), version),
        Err(_) => last_of(unread(StatusCode::REQUEST_TIMEOUT), version),
    }
}

fn unread(status: StatusCode) -> Response {
    Problem::new(status, "malformed").into_response()
}

/// The last answer on its connection; later versions of HTTP have streams and need no such word.
fn last_of(mut response: Response, version: Version) -> Response {
    if version <= Version::HTTP_11 {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
