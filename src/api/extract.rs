//! How handlers get what was asked: query parameters and JSON, refused in the one form of
//! [`Problem`]; and how they call a verb without blocking the others.

use super::{AppState, free_text::Texts, problem::Problem, reads::Asked};
use crate::{
    app::{App, AppError},
    incident::PartyId,
};
use axum::{
    Json,
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, Query, Request, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
};
use jiff::civil::Date;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// Query parameters of a route. Unknown ones never come this far.
#[derive(Debug)]
pub(super) struct Params<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Query::<T>::try_from_uri(&parts.uri)
            .map(|Query(params)| Self(params))
            .map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "malformed"))
    }
}

/// A JSON body without a text that points at a person.
#[derive(Debug)]
pub(super) struct Payload<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Payload<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let texts = Texts::from_request_parts(&mut parts, state).await?;
        let request = Request::from_parts(parts.clone(), body);
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|rejected| unread(rejected.status()))?;
        if let Some(asked) = parts.extensions.get::<Asked>() {
            asked.with(&bytes);
        }
        let request = Request::from_parts(parts, Body::from(bytes.clone()));
        let Json(body) = Json::<Value>::from_request(request, state).await.map_err(refused)?;
        texts.check_body(&body)?;
        Json::<T>::from_bytes(&bytes).map(|Json(payload)| Self(payload)).map_err(refused)
    }
}

fn refused(rejected: JsonRejection) -> Problem {
    match rejected {
        JsonRejection::JsonDataError(error) => wrong_field(&error.body_text()),
        JsonRejection::JsonSyntaxError(_) => {
            Problem::new(StatusCode::BAD_REQUEST, "malformed_json")
        }
        JsonRejection::MissingJsonContentType(_) => {
            Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
        }
        other => unread(other.status()),
    }
}

fn unread(status: StatusCode) -> Problem {
    let too_large = status == StatusCode::PAYLOAD_TOO_LARGE;
    Problem::new(status, if too_large { "too_large" } else { "malformed" })
}

/// The framework says where it stumbled as `…: period.from: invalid …` or by naming the field.
fn wrong_field(text: &str) -> Problem {
    let field = match text.split('`').collect::<Vec<_>>().as_slice() {
        [before, name, ..] if before.contains("unknown field") => Some((*name, "unknown")),
        [before, name, ..] if before.contains("missing field") => Some((*name, "missing")),
        _ => text
            .split(": ")
            .nth(1)
            .filter(|path| path.chars().all(|c| c.is_ascii_alphanumeric() || "_.[]".contains(c)))
            .map(|path| (path, "malformed")),
    };
    match field {
        Some((field, code)) => Problem::field("invalid", field, code),
        None => Problem::new(StatusCode::BAD_REQUEST, "invalid"),
    }
}

/// Calls a verb on a thread where it may block.
pub(super) async fn blocking<T: Send + 'static>(
    app: AppState,
    verb: impl FnOnce(&App) -> Result<T, AppError> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(move || verb(&app)).await {
        Ok(answer) => answer.map_err(Problem::from),
        Err(error) if error.is_panic() => {
            // The layer that catches panics makes a problem of it, with an incident id.
            std::panic::resume_unwind(error.into_panic())
        }
        Err(error) => Err(AppError::Fault(error.to_string()).into()),
    }
}

/// To whom something is shown.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ShareWith {
    /// Id of one party; without it every party that has an agreement with the owner.
    #[param(pattern = "^[a-z0-9-]+$")]
    with: Option<String>,
}

impl ShareWith {
    /// The one party, if one was named.
    pub(super) fn party(&self) -> Option<PartyId> {
        self.with.clone().map(PartyId)
    }
}

/// A date in a query, or which field is not one.
pub(super) fn date(field: &str, text: Option<&str>) -> Result<Option<Date>, Problem> {
    text.map(|text| text.parse().map_err(|_| Problem::field("invalid", field, "not_a_date")))
        .transpose()
}

/// A date that must be there.
pub(super) fn required_date(field: &str, text: &str) -> Result<Date, Problem> {
    date(field, Some(text))?.ok_or_else(|| Problem::field("invalid", field, "missing"))
}

/// One of the named choices, or which field is not one.
pub(super) fn named<T: DeserializeOwned>(
    field: &'static str,
    name: Option<String>,
) -> Result<Option<T>, Problem> {
    let wrong = if field == "lattice" { "unknown_lattice" } else { "unknown" };
    name.map(|name| {
        serde_json::from_value(name.into()).map_err(|_| Problem::field("invalid", field, wrong))
    })
    .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_that_is_wrong_is_named() {
        let named = |text: &str| format!("{:?}", wrong_field(text));
        let prefix = "Failed to deserialize the JSON body into the target type: ";
        assert!(named(&format!("{prefix}period.from: failed to parse")).contains("period.from"));
        assert!(named(&format!("{prefix}unknown field `alfa`, expected")).contains("\"alfa\""));
        assert!(named(&format!("{prefix}missing field `period` at line 1")).contains("\"period\""));
    }
}
