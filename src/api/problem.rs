//! Errors on the wire: application/problem+json with a stable code and a text in the reader's
//! language.
//!
//! A handler answers a [`Problem`]; it travels as an extension of the response to [`in_words`], the
//! one place that knows the reader's language and writes the body. Refusals made by the framework
//! (no such route, body too large, bad JSON) are put into the same form there.

pub(super) use crate::app::texts::Language;
use crate::{
    analysis::effort::Stopped,
    app::{AppError, FieldError, NotAmong},
    case::personal_data::Found,
    ingest::InputRefused,
    store::StoreError,
};
use axum::{
    Json,
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use std::{borrow::Cow, sync::Arc};

/// Why a request was not answered with what it asked for. The only place that knows status codes.
/// Boxed, since every handler's result carries room for one.
#[derive(Debug)]
pub struct Problem(Box<Refusal>);

#[derive(Debug)]
struct Refusal {
    status: StatusCode,
    code: Cow<'static, str>,
    fields: Vec<FieldError>,
    /// Fields that name what is not there.
    not_among: Vec<NotAmong>,
    /// Fields that point at a person.
    personal: Vec<(String, Found)>,
    input: Option<Box<InputRefused>>,
    /// Version of the object now, for a conflict.
    version: Option<u64>,
    retry_after_s: Option<u64>,
    /// What would do instead of what was asked, when that costs too much.
    would_do: Option<f64>,
    /// For the log only, together with an incident id.
    cause: Option<String>,
}

/// The body of every answer with a status of 400 or more.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct ProblemBody {
    /// Always `about:blank`: the code says which problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// In a few words.
    title: String,
    /// The status again.
    status: u16,
    /// Stable code.
    code: String,
    /// What to do about it, where there is something to say.
    detail: Option<String>,
    /// Fields that are not right.
    fields: Vec<FieldProblem>,
    /// A refused file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    input: Option<RefusedFile>,
    /// Version the change was made on, when somebody else changed the object first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(type = "number", optional))]
    mine: Option<u64>,
    /// Version of the object as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(type = "number", optional))]
    theirs: Option<u64>,
    /// The value nearest to what was asked that can be afforded, when it would take too much.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    would_do: Option<f64>,
    /// Tell this to the administrator; the log has the cause under it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    incident: Option<String>,
}

/// A field that is not right.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct FieldProblem {
    /// Its name in the request.
    field: String,
    /// Stable code.
    code: String,
    /// In words.
    text: String,
    /// What was found in a text that points at a person: `personnummer`, `samordningsnummer`, `epost`,
    /// `telefon` or `registreringsnummer`. Never the text itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    found: Option<&'static str>,
    /// The first character of it, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    first: Option<usize>,
    /// The last character of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    last: Option<usize>,
}

impl FieldProblem {
    fn of(wrong: &FieldError, language: Language) -> Self {
        Self {
            field: wrong.field.clone(),
            code: wrong.code.to_owned(),
            text: super::words::field(wrong.code, language).to_owned(),
            found: None,
            first: None,
            last: None,
        }
    }

    fn not_among(wrong: &NotAmong, language: Language) -> Self {
        Self {
            field: wrong.field.clone(),
            code: wrong.code.to_owned(),
            text: super::words::not_among(wrong, language),
            found: None,
            first: None,
            last: None,
        }
    }

    fn personal(field: &str, found: Found, language: Language) -> Self {
        Self {
            field: field.to_owned(),
            code: "personal_data".to_owned(),
            text: super::words::personal_data(found, language),
            found: Some(found.kind.as_str()),
            first: Some(found.start + 1),
            last: Some(found.end),
        }
    }
}

/// Where a refused file went wrong.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct RefusedFile {
    /// Name as delivered.
    file: String,
    /// Line, where one can be named.
    line: Option<u64>,
    /// Column, where one can be named.
    column: Option<String>,
    /// Names, numbers and limits, technical.
    detail: String,
}

impl Problem {
    /// A refusal with a stable code.
    pub(super) fn new(status: StatusCode, code: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Refusal {
            status,
            code: code.into(),
            fields: Vec::new(),
            not_among: Vec::new(),
            personal: Vec::new(),
            input: None,
            version: None,
            retry_after_s: None,
            would_do: None,
            cause: None,
        }))
    }

    /// A request whose field is not right.
    pub(super) fn field(code: &'static str, field: impl Into<String>, what: &'static str) -> Self {
        let mut problem = Self::new(StatusCode::BAD_REQUEST, code);
        problem.0.fields.push(FieldError { field: field.into(), code: what });
        problem
    }

    /// Texts that point at a person: the fields, what was found and where.
    pub(super) fn personal(found: Vec<(String, Found)>) -> Self {
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "invalid");
        problem.0.personal = found;
        problem
    }

    /// Too much at once: try again.
    pub(super) fn busy(retry_after_s: u64) -> Self {
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many");
        problem.0.retry_after_s = Some(retry_after_s);
        problem
    }

    /// The status.
    pub(super) fn status(&self) -> StatusCode {
        self.0.status
    }

    /// A text was stopped since it points at a person.
    pub(super) fn is_about_a_person(&self) -> bool {
        !self.0.personal.is_empty()
    }

    /// The stable code.
    pub(super) fn code(&self) -> &str {
        &self.0.code
    }

    /// Tells the log of a fault that is not answered in words; the incident's id.
    pub(super) fn log(&self) -> Option<String> {
        self.0.status.is_server_error().then(|| {
            let incident = uuid::Uuid::now_v7().simple().to_string();
            tracing::error!(incident, cause = self.0.cause.as_deref(), code = %self.0.code);
            incident
        })
    }

    fn fault(cause: String) -> Self {
        let mut problem = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "fault");
        problem.0.cause = Some(cause);
        problem
    }
}

impl<E: Into<AppError>> From<E> for Problem {
    fn from(error: E) -> Self {
        match error.into() {
            AppError::NotSignedIn => Self::new(StatusCode::UNAUTHORIZED, "not_signed_in"),
            AppError::WrongCredentials => Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials"),
            AppError::TooMany { retry_after_s } => Self::busy(retry_after_s),
            AppError::NotFound => Self::new(StatusCode::NOT_FOUND, "not_found"),
            AppError::Forbidden(code) => Self::new(StatusCode::FORBIDDEN, code),
            AppError::Invalid(fields) => {
                let mut problem = Self::new(StatusCode::BAD_REQUEST, "invalid");
                problem.0.fields = fields;
                problem
            }
            AppError::NotAmong(wrong) => {
                let mut problem = Self::new(StatusCode::BAD_REQUEST, "invalid");
                problem.0.not_among = wrong;
                problem
            }
            AppError::Personal(found) => Self::personal(found),
            AppError::Refused(code) => Self::new(StatusCode::CONFLICT, code),
            AppError::Stopped(Stopped::Cancelled) => Self::new(StatusCode::CONFLICT, "cancelled"),
            AppError::Stopped(Stopped::TooCostly { field, would_do, resource, .. }) => {
                let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "too_costly");
                let code = if resource == "memory" { "too_much_memory" } else { "too_much_time" };
                problem.0.fields.push(FieldError { field: field.into(), code });
                problem.0.would_do = Some(would_do);
                problem
            }
            AppError::Input(refused) => {
                let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, refused.code.clone());
                problem.0.input = Some(Box::new(refused));
                problem
            }
            AppError::Conflict { version } => {
                let mut problem = Self::new(StatusCode::PRECONDITION_FAILED, "conflict");
                problem.0.version = Some(version);
                problem
            }
            AppError::NotLogged => {
                let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "not_logged");
                problem.0.retry_after_s = Some(2);
                problem
            }
            AppError::Unreachable(code) => {
                let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, code);
                problem.0.retry_after_s = Some(10);
                problem
            }
            AppError::Store(StoreError::DiskFull) => {
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "disk_full")
            }
            AppError::Store(StoreError::Busy) => {
                let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "store_busy");
                problem.0.retry_after_s = Some(2);
                problem
            }
            AppError::Store(error) => Self::fault(format!("store: {error}")),
            AppError::Fault(cause) => Self::fault(cause),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl Language {
    /// By `Accept-Language`: whichever of the two has the higher weight; Swedish when neither or
    /// both alike.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let weight = |language: &str| {
            wanted
                .unwrap_or_default()
                .split(',')
                .filter_map(|range| {
                    let mut parts = range.split(';').map(str::trim);
                    let tag = parts.next()?;
                    let named = tag.eq_ignore_ascii_case(language)
                        || tag.get(..3).is_some_and(|start| {
                            start.eq_ignore_ascii_case(&format!("{language}-"))
                        });
                    let q = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
                    named.then_some(q.unwrap_or(1.0))
                })
                .fold(0.0, f32::max)
        };
        if weight("en") > weight("sv") { Self::English } else { Self::Swedish }
    }
}

/// Middleware: puts every refusal into words and the one form.
pub(super) async fn in_words(request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let mine = super::auth::version_of(request.headers());
    let response = next.run(request).await;
    let keeping = |mut answer: Response| {
        for name in [header::ALLOW, header::CONNECTION] {
            if let Some(value) = response.headers().get(&name) {
                answer.headers_mut().insert(name, value.clone());
            }
        }
        answer
    };
    if let Some(problem) = response.extensions().get::<Arc<Problem>>() {
        return keeping(written(problem, language, mine));
    }
    let status = response.status();
    let refused = status.is_client_error() || status.is_server_error();
    let has_form = response
        .headers()
        .get(header::CONTENT_TYPE)
        .map(HeaderValue::as_bytes)
        // A protocol that has a form of its own for refusals is answered in it.
        .is_some_and(|kind| {
            kind.starts_with(b"application/problem+json") || kind.starts_with(b"text/xml")
        });
    if !refused || has_form {
        return response;
    }
    let code = match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => "timeout",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "unsupported_media_type",
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST => "malformed",
        _ => "fault",
    };
    let mut problem = Problem::new(status, code);
    if status == StatusCode::UNPROCESSABLE_ENTITY {
        // The framework's word for JSON of the wrong shape; 422 is for refused files here.
        problem.0.status = StatusCode::BAD_REQUEST;
    }
    keeping(written(&problem, language, mine))
}

fn written(problem: &Problem, language: Language, mine: Option<u64>) -> Response {
    let incident = problem.log();
    let personal = problem.0.personal.iter();
    let personal = personal.map(|(field, found)| FieldProblem::personal(field, *found, language));
    let fields = problem.0.fields.iter().map(|wrong| FieldProblem::of(wrong, language));
    let named = problem.0.not_among.iter().map(|wrong| FieldProblem::not_among(wrong, language));
    let (title, detail) = super::words::problem(&problem.0.code, language);
    let body = ProblemBody {
        kind: "about:blank",
        title,
        status: problem.0.status.as_u16(),
        code: problem.0.code.to_string(),
        detail,
        fields: personal.chain(fields).chain(named).collect(),
        input: problem.0.input.as_deref().cloned().map(|refused| RefusedFile {
            file: refused.file,
            line: refused.line,
            column: refused.column,
            detail: refused.detail,
        }),
        mine: problem.0.version.and(mine),
        theirs: problem.0.version,
        would_do: problem.0.would_do,
        incident,
    };
    let mut response = (problem.0.status, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    if let Some(seconds) = problem.0.retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// What a panic in a handler is answered with; the log has the message.
pub(super) fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response<Body> {
    let message = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default();
    Problem::fault(format!("panic: {message}")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_ours_shows_an_incident_and_nothing_else() {
        let response = panicked(Box::new("index 7 of secret".to_owned()));
        let problem = response.extensions().get::<Arc<Problem>>().expect("it is a problem");
        let response = written(problem, Language::Swedish, None);
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(response.into_body(), 10_000);
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let body = runtime.block_on(body).expect("a body");
        let text = String::from_utf8(body.to_vec()).expect("UTF-8");
        assert!(text.contains("\"incident\":\"") && text.contains("\"code\":\"fault\""), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }

    #[test]
    fn english_is_spoken_to_those_who_prefer_it() {
        let of = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(text));
            Language::of(&headers)
        };
        assert_eq!(of("en"), Language::English);
        assert_eq!(of("en-GB,en;q=0.9,sv;q=0.8"), Language::English);
        assert_eq!(of("sv-SE,sv;q=0.9,en;q=0.8"), Language::Swedish);
        assert_eq!(of("en;q=0.5, sv;q=0.9"), Language::Swedish);
        assert_eq!(of("de"), Language::Swedish);
        assert_eq!(of(";;q=,,"), Language::Swedish);
    }
}
