//! Web Feature Service for those who speak nothing newer: `/wfs` for everybody, `/wfs/stad` and
//! `/wfs/intern` for who is signed in or has a key. What is asked and answered is settled in
//! [`crate::export::wfs`]; the collections are those of OGC API – Features.
//!
//! What the protocol can say is answered as an ExceptionReport. That somebody may not read, and faults of
//! ours, are problems as everywhere in the service.

use super::{
    AppState,
    extract::blocking,
    headers::entity_tag,
    level::{self, AtLevel},
    problem::{Problem, ProblemBody},
    reads::Asked,
};
use crate::{
    app::{App, AppError, gis},
    case::access::ReleaseLevel,
    export::wfs::{self, About, Addresses, Fault, MAX_BODY_BYTES, Request, Version},
};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use std::collections::BTreeMap;
use utoipa_axum::{router::OpenApiRouter, routes};

const XML: &str = "text/xml; charset=utf-8";

pub(super) fn routes() -> OpenApiRouter<AppState> {
    let at = |level| OpenApiRouter::new().routes(routes!(asked, posted)).layer(Extension(level));
    OpenApiRouter::new()
        .nest("/wfs", at(ReleaseLevel::Publik))
        .nest("/wfs/stad", at(ReleaseLevel::Stad))
        .nest("/wfs/intern", at(ReleaseLevel::Intern))
}

/// What an operation answers, in the document.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // Names have any case in this protocol; here for the document.
struct Parameters {
    /// `service`, `version`, `request`, `typeNames`, `bbox`, `srsName`, `outputFormat`, `count`,
    /// `startIndex`, `resultType`, `filter`, `cql_filter`, `resourceId`, `sortBy`, `propertyName`.
    #[serde(flatten)]
    parameters: BTreeMap<String, String>,
}

/// WFS 1.1.0 and 2.0.0 over the collections of this level.
#[utoipa::path(get, path = "/", tag = "gis", extensions(("x-reads" = json!("export"))),
    params(Parameters),
    responses((status = 200, content((String = "text/xml"), (String = "application/gml+xml"),
            (Object = "application/json"))),
        (status = 400, content((String = "text/xml"), (ProblemBody = "application/problem+json"))),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, content((String = "text/xml")))))]
async fn asked(State(app): State<AppState>, at: AtLevel, uri: Uri) -> Result<Response, Problem> {
    answer(app, at, in_address(&uri)).await
}

/// The same asked by an XML body.
#[utoipa::path(post, path = "/", tag = "gis", extensions(("x-reads" = json!("export"))),
    request_body(content_type = "text/xml", content = inline(Xml)),
    responses((status = 200, content((String = "text/xml"), (String = "application/gml+xml"),
            (Object = "application/json"))),
        (status = 400, content((String = "text/xml"), (ProblemBody = "application/problem+json"))),
        (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
        (status = 404, content((String = "text/xml")))))]
async fn posted(
    State(app): State<AppState>,
    at: AtLevel,
    Extension(asked): Extension<Asked>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    asked.with(&body);
    answer(app, at, in_body(&headers, &body)).await
}

/// A request in XML. It is read and let go, so it is no text that anybody keeps.
#[derive(Debug, utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code)] // Here for the document.
struct Xml(String);

/// A request, or why it is none and in which version that is said; and the whole question, for the tag.
struct Question {
    request: Result<Request, Fault>,
    version: Version,
    text: Text,
}

/// As it was written.
enum Text {
    Address(String),
    Body(String),
}

impl Text {
    fn whole(&self) -> &str {
        let (Text::Address(text) | Text::Body(text)) = self;
        text
    }

    /// What an answer to it can be asked for again by.
    fn address(&self) -> Option<&str> {
        matches!(self, Text::Address(_)).then(|| self.whole())
    }
}

fn in_address(uri: &Uri) -> Question {
    let query = uri.query().unwrap_or_default();
    let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(uri) else {
        let request = Err(Fault::invalid("request", "malformed"));
        return Question { request, version: Version::V2_0, text: Text::Address(String::new()) };
    };
    parameters(&pairs, query)
}

fn parameters(pairs: &[(String, String)], text: &str) -> Question {
    let said = pairs.iter().find(|(name, _)| name.eq_ignore_ascii_case("version"));
    let is_old = said.is_some_and(|(_, version)| version.starts_with("1."));
    let version = if is_old { Version::V1_1 } else { Version::V2_0 };
    Question { request: wfs::read_kvp(pairs), version, text: Text::Address(text.to_owned()) }
}

fn in_body(headers: &HeaderMap, body: &Bytes) -> Question {
    let fault = |text: &str| Question {
        request: Err(Fault::unread(text)),
        version: Version::V2_0,
        text: Text::Body(String::new()),
    };
    if body.len() > MAX_BODY_BYTES {
        return fault("> 64 KiB");
    }
    let Ok(text) = std::str::from_utf8(body) else { return fault("UTF-8") };
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
        let uri = Uri::builder().path_and_query(format!("/?{}", text.trim())).build();
        return match uri {
            Ok(uri) => {
                let Question { request, version, text } = in_address(&uri);
                Question { request, version, text: Text::Body(text.whole().to_owned()) }
            }
            Err(_) => fault("application/x-www-form-urlencoded"),
        };
    }
    let is_old = text.contains(r#"version="1."#) || text.contains("version='1.");
    let version = if is_old { Version::V1_1 } else { Version::V2_0 };
    Question { request: wfs::read_xml(text), version, text: Text::Body(text.to_owned()) }
}

/// What is written, with its media type and its tag.
struct Written {
    kind: &'static str,
    body: Vec<u8>,
    tag: Option<HeaderValue>,
}

impl Written {
    fn xml(text: String) -> Self {
        Self { kind: XML, body: text.into_bytes(), tag: None }
    }
}

async fn answer(app: AppState, at: AtLevel, question: Question) -> Result<Response, Problem> {
    let (version, kept) = (question.version, level::cache_control(at.level));
    let written = match question.request {
        Err(fault) => Err(fault),
        Ok(request) => {
            let text = question.text;
            blocking(app, move |app| written(app, &at, &request, &text)).await?
        }
    };
    let mut response = match written {
        Ok(Written { kind, body, tag }) => {
            let mut response = Body::from(body).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            if let Some(tag) = tag {
                headers.insert(header::ETAG, tag);
            }
            response
        }
        Err(fault) => {
            let status = match fault.is_not_found() {
                true => StatusCode::NOT_FOUND,
                false => StatusCode::BAD_REQUEST,
            };
            (status, [(header::CONTENT_TYPE, XML)], fault.report(version)).into_response()
        }
    };
    if let Some(kept) = kept {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    }
    Ok(response)
}

fn written(
    app: &App,
    at: &AtLevel,
    request: &Request,
    text: &Text,
) -> Result<Result<Written, Fault>, AppError> {
    let address = format!("{}/wfs{}", at.host, level::path(at.level));
    let all = || gis::collections(app, at.actor.as_ref(), at.level);
    Ok(match request {
        Request::GetCapabilities(version) => {
            let offers = all()?;
            let offers: Vec<_> = offers.iter().map(AsRef::as_ref).collect();
            let about = About { address, level: at.level.as_str() };
            Ok(Written::xml(wfs::write_capabilities(*version, &about, &offers)))
        }
        Request::ListStoredQueries | Request::DescribeStoredQueries => {
            let offers = all()?;
            let offers: Vec<_> = offers.iter().map(AsRef::as_ref).collect();
            let described = *request == Request::DescribeStoredQueries;
            Ok(Written::xml(wfs::stored_queries(described, &offers)))
        }
        Request::DescribeFeatureType(version, names) => {
            let all = all()?;
            let unknown =
                names.iter().find(|name| all.iter().all(|one| one.schema().name != **name));
            if let Some(name) = unknown {
                return Ok(Err(no_type(*version, name)));
            }
            let schemas: Vec<_> = all
                .iter()
                .map(|one| one.schema())
                .filter(|schema| names.is_empty() || names.iter().any(|name| schema.name == *name))
                .collect();
            Ok(Written::xml(wfs::write_schema(*version, &schemas)))
        }
        Request::GetFeature(get) => {
            // An id that names no layer is the id of nothing.
            let unknown = |name: &str| match &get.by_id {
                Some(id) => Fault::no_feature(id),
                None => no_type(get.version, name),
            };
            let [name] = get.types.as_slice() else {
                return Ok(Err(unknown(&get.types.join(","))));
            };
            let collection = match gis::collection(app, at.actor.as_ref(), at.level, name) {
                Ok(collection) => collection,
                Err(AppError::NotFound) => return Ok(Err(unknown(name))),
                Err(error) => return Err(error),
            };
            let answer = match wfs::answer(&collection, get) {
                Ok(answer) => answer,
                Err(fault) => return Ok(Err(fault)),
            };
            let mut body = Vec::new();
            let addresses = Addresses { service: &address, asked: text.address() };
            answer
                .write(&mut body, addresses, app.clock.now())
                .map_err(|error| AppError::Fault(error.to_string()))?;
            let whole = format!("{}\n{address}\n{}", collection.stamp().0, text.whole());
            let tag = Some(entity_tag(whole.as_bytes()));
            Ok(Written { kind: answer.media_type(), body, tag })
        }
    })
}

fn no_type(version: Version, name: &str) -> Fault {
    let parameter = if version == Version::V1_1 { "typeName" } else { "typeNames" };
    Fault::invalid(parameter, format!("{name}: finns inte på den här nivån. / not at this level."))
}
