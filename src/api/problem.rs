//! Errors on the wire: application/problem+json with a stable code and a text in the reader's
//! language.

use crate::app::AppError;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// An [`AppError`] on its way out. The only place that knows status codes.
#[derive(Debug)]
pub struct Problem(pub AppError);

impl<E: Into<AppError>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, code) = match &self.0 {
            AppError::NotSignedIn => (StatusCode::UNAUTHORIZED, "not_signed_in"),
            AppError::WrongCredentials => (StatusCode::UNAUTHORIZED, "wrong_credentials"),
            AppError::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_many"),
            AppError::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            AppError::Forbidden(code) => (StatusCode::FORBIDDEN, *code),
            AppError::Invalid(_) => (StatusCode::BAD_REQUEST, "invalid"),
            AppError::Refused(code) => (StatusCode::CONFLICT, *code),
            AppError::Input(_) => (StatusCode::UNPROCESSABLE_ENTITY, "input_refused"),
            AppError::Conflict { .. } => (StatusCode::PRECONDITION_FAILED, "conflict"),
            AppError::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, "store"),
            AppError::Fault(_) => (StatusCode::INTERNAL_SERVER_ERROR, "fault"),
        };
        let body = json!({"type": "about:blank", "title": self.0.to_string(), "status": status.as_u16(), "code": code});
        let mut response = (status, Json(body)).into_response();
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}
