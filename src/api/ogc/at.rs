//! Where something is asked for: at which level, by whom, in which form, and under which address.

use super::{
    super::{
        AppState,
        headers::{entity_tag, matches},
        level::{self, AtLevel},
        problem::{Language, Problem},
    },
    HTML, not_acceptable,
    written::header_of_links,
};
use crate::{
    app::Actor,
    case::access::ReleaseLevel,
    export::{
        collection::Collection,
        crs::{Crs, Form as CrsForm},
    },
};
use axum::{
    body::Body,
    extract::{FromRequestParts, Query},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde_json::Value as Json;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Html,
}

/// A system and how it was named.
pub(super) type Named = (Crs, CrsForm);

/// What a handler knows of the request.
#[derive(Debug)]
pub(super) struct At {
    pub(super) level: ReleaseLevel,
    /// Nobody at `publik`, whoever it is.
    pub(super) actor: Option<Actor>,
    /// Scheme and host, as the reader knows them: `https://samverkan.example`.
    pub(super) host: String,
    /// Path and query as they were asked.
    pub(super) path: String,
    /// The parameters, each once.
    pub(super) query: Vec<(String, String)>,
    pub(super) form: Form,
    pub(super) language: Language,
    known: Option<HeaderValue>,
}

impl FromRequestParts<AppState> for At {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Problem> {
        let AtLevel { level, actor, host } = AtLevel::from_request_parts(parts, app).await?;
        // What is nested sees its own part of the address only.
        let uri = parts.extensions.get::<axum::extract::OriginalUri>();
        let uri = uri.map_or(&parts.uri, |original| &original.0);
        let query = Query::<Vec<(String, String)>>::try_from_uri(uri);
        let Query(query) = query.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "malformed"))?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let form = form(&query, &parts.headers)?;
        // The pages are Swedish whole, not in parts.
        let language = match form {
            Form::Html => Language::Swedish,
            Form::Json => Language::of(&parts.headers),
        };
        Ok(Self {
            level,
            actor,
            host,
            path,
            form,
            query,
            language,
            known: parts.headers.get(header::IF_NONE_MATCH).cloned(),
        })
    }
}

impl At {
    /// The root of the level: `https://samverkan.example/ogc/stad`.
    pub(super) fn root(&self) -> String {
        format!("{}{}", self.host, self.root_path())
    }

    /// The same without the host.
    pub(super) fn root_path(&self) -> String {
        format!("/ogc{}", level::path(self.level))
    }

    /// A parameter.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The address that was asked, with some parameters put in the place of what they were.
    pub(super) fn this_with(&self, changed: &[(&str, &str)]) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        let kept = self.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let kept = kept.filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
        let all = kept.chain(changed.iter().copied());
        let all: Vec<String> =
            all.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let mark = if all.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{}", self.host, all.join("&"))
    }

    /// The words in the reader's language.
    pub(super) fn say<'a>(&self, swedish: &'a str, english: &'a str) -> &'a str {
        match self.language {
            Language::Swedish => swedish,
            Language::English => english,
        }
    }

    /// The tag of an answer about a collection: of all that it is made of, so that an answer that is
    /// known already is not made.
    pub(super) fn tag(&self, collection: &Collection) -> HeaderValue {
        let (stamp, version) = (&collection.stamp().0, env!("CARGO_PKG_VERSION"));
        let (form, language) = (self.form, self.say("sv", "en"));
        let of = format!("{stamp}\n{}{}\n{form:?} {language} {version}", self.host, self.path);
        entity_tag(of.as_bytes())
    }

    /// Whether the reader has what the tag is of.
    pub(super) fn has(&self, tag: &HeaderValue) -> bool {
        matches(self.known.as_ref(), tag)
    }

    /// That it has not changed.
    pub(super) fn unchanged(&self, tag: HeaderValue, crs: Named) -> Response {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        response.headers_mut().insert(header::ETAG, tag);
        self.all_carry(response.headers_mut());
        content_crs(response.headers_mut(), crs);
        response
    }

    /// JSON of some kind.
    pub(super) fn json(&self, kind: &'static str, body: &Json) -> Response {
        self.answer(kind, format!("{body:#}\n").into_bytes())
    }

    /// A page to read.
    pub(super) fn html(&self, body: String) -> Response {
        self.answer(HTML, body.into_bytes())
    }

    /// Features, with the system of their coordinates and their links in the headers too.
    pub(super) fn features(
        &self,
        kind: &'static str,
        body: Vec<u8>,
        tag: HeaderValue,
        crs: Named,
        links: &Json,
    ) -> Response {
        let mut response = self.answer(kind, body);
        let headers = response.headers_mut();
        headers.insert(header::ETAG, tag);
        content_crs(headers, crs);
        for link in header_of_links(links) {
            headers.append(header::LINK, link);
        }
        response
    }

    fn answer(&self, kind: &'static str, body: Vec<u8>) -> Response {
        let mut response = Body::from(body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.say("sv", "en")));
        self.all_carry(headers);
        response
    }

    fn all_carry(&self, headers: &mut HeaderMap) {
        headers.insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
        if let Some(kept) = level::cache_control(self.level) {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
        }
    }
}

fn content_crs(headers: &mut HeaderMap, (crs, _): Named) {
    let value = HeaderValue::from_str(&format!("<{}>", crs.uri())).expect("addresses are ASCII");
    headers.insert(HeaderName::from_static("content-crs"), value);
}

/// `f` before `Accept`; JSON where nothing is said, or nothing that there is.
fn form(query: &[(String, String)], headers: &HeaderMap) -> Result<Form, Problem> {
    if let Some((_, asked)) = query.iter().find(|(name, _)| name == "f") {
        return match asked.as_str() {
            "json" => Ok(Form::Json),
            "html" => Ok(Form::Html),
            _ => Err(not_acceptable()),
        };
    }
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    Ok(by_accept(accepted.unwrap_or_default()))
}

/// HTML for those who would rather have it than JSON; browsers name it, others do not.
fn by_accept(accepted: &str) -> Form {
    let weight = |wanted: &dyn Fn(&str) -> bool| {
        let of = |range: &str| {
            let mut parts = range.split(';').map(str::trim);
            let named = parts.next().is_some_and(wanted);
            let q = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
            named.then_some(q.unwrap_or(1.0))
        };
        accepted.split(',').filter_map(of).fold(0.0, f32::max)
    };
    let html = weight(&|name| name == "text/html");
    let json = weight(&|name| name.contains("json"));
    if html > 0.0 && html >= json { Form::Html } else { Form::Json }
}

/// Percent-encoded as a part of a path or a query.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_get_pages_and_programs_get_json() {
        for accepted in [
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "text/html",
            "application/json;q=0.5, text/html;q=0.9",
        ] {
            assert_eq!(by_accept(accepted), Form::Html, "{accepted}");
        }
        for accepted in [
            "",
            "*/*",
            "application/geo+json, application/json",
            "application/json, text/html;q=0.4",
            "application/xml",
            "text/html;q=0",
        ] {
            assert_eq!(by_accept(accepted), Form::Json, "{accepted}");
        }
    }

    #[test]
    fn what_is_not_plain_is_percent_encoded() {
        assert_eq!(encoded("kommun/0180 å"), "kommun%2F0180%20%C3%A5");
        assert_eq!(encoded("run-1.2_x~"), "run-1.2_x~");
    }
}
