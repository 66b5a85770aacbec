//! Nothing that a person writes into a request may point at a person: every text of every route is
//! looked through before its handler sees it.
//!
//! Which fields are texts is read out of the OpenAPI document, so that a route cannot be added without
//! being guarded. A string of the document is
//! * *contact* or *secret* by its format (`email`, `tel`, `password`, `binary`): not looked at;
//! * *closed* by an `enum`, a `pattern` or another format: ids, dates and choices hold no free text, and
//!   are looked through for numbers of persons alone;
//! * a *register number* (format `diarienummer`), which may look like a telephone or a plate;
//! * otherwise free text.

use super::problem::Problem;
use crate::{
    app::AppError,
    case::personal_data::{Found, PersonalData, find_number_of_person, find_personal_data},
};
use axum::{
    extract::{FromRequestParts, MatchedPath, Query, Request, State},
    http::{Method, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value};
use std::{collections::HashMap, sync::Arc};

/// What is written in the fields of each route, by method and path.
#[derive(Debug, Clone)]
pub(super) struct Routes(Arc<HashMap<(Method, String), Texts>>);

/// What is written in the fields of one route.
#[derive(Debug, Clone)]
pub(super) struct Texts {
    /// Schema of the body, JSON or form; `true` where any is taken.
    body: Arc<Value>,
    /// Schemas of the query parameters by name.
    query: Arc<Map<String, Value>>,
    /// The named schemas of the document.
    named: Arc<Value>,
}

/// What is looked for in a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Looked {
    ForAll,
    ForNumbersAndMail,
    ForNumbers,
    Not,
}

impl Routes {
    /// Reads them out of the document.
    pub(super) fn of(document: &utoipa::openapi::OpenApi) -> Self {
        let document = serde_json::to_value(document).unwrap_or_default();
        let named = Arc::new(document["components"]["schemas"].clone());
        let mut routes = HashMap::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else {
                    continue;
                };
                let kinds = operation["requestBody"]["content"].as_object();
                let body = kinds.and_then(|kinds| kinds.values().next());
                let body = body.map_or(Value::Bool(true), |kind| kind["schema"].clone());
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                let query = parameters
                    .filter(|parameter| parameter["in"] == "query")
                    .filter_map(|one| Some((one["name"].as_str()?.into(), one["schema"].clone())));
                let (body, query) = (Arc::new(body), Arc::new(query.collect()));
                let texts = Texts { body, query, named: named.clone() };
                routes.insert((method, path.clone()), texts);
            }
        }
        Self(Arc::new(routes))
    }
}

/// Middleware: looks through the query, and hands the route's fields to whoever reads the body.
pub(super) async fn guarded(
    State(routes): State<Routes>,
    mut request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let texts = route.and_then(|route| routes.0.get(&(method.clone(), route)).cloned());
    if let Some(texts) = texts {
        if let Ok(Query(given)) = Query::<Vec<(String, String)>>::try_from_uri(request.uri())
            && let Err(problem) = texts.check_query(&given)
        {
            return problem.into_response();
        }
        request.extensions_mut().insert(texts);
    }
    next.run(request).await
}

impl<S: Send + Sync> FromRequestParts<S> for Texts {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let fault = || AppError::Fault("a body is read that the document does not have".into());
        parts.extensions.get::<Self>().cloned().ok_or_else(|| fault().into())
    }
}

impl Texts {
    /// Refuses a JSON body with a text that points at a person; all such fields are named.
    pub(super) fn check_body(&self, body: &Value) -> Result<(), Problem> {
        let mut found = Vec::new();
        self.search(&self.body, body, String::new(), &mut found);
        refused(found)
    }

    /// The same for one field of a form.
    pub(super) fn check_field(&self, name: &str, text: &str) -> Result<(), Problem> {
        let form = Map::from_iter([(name.to_owned(), Value::from(text))]);
        self.check_body(&Value::Object(form))
    }

    /// A text that no schema describes, such as the name of a file.
    pub(super) fn check_text(name: &str, text: &str) -> Result<(), Problem> {
        refused(
            find_personal_data(text).map(|found| (name.to_owned(), found)).into_iter().collect(),
        )
    }

    fn check_query(&self, given: &[(String, String)]) -> Result<(), Problem> {
        let mut found = Vec::new();
        for (name, text) in given {
            if let Some(schema) = self.query.get(name) {
                self.search(schema, &Value::from(text.as_str()), name.clone(), &mut found);
            }
        }
        refused(found)
    }

    /// Walks a value beside its schema. What no schema describes is free text.
    fn search(&self, schema: &Value, value: &Value, at: String, found: &mut Vec<(String, Found)>) {
        let schemas = self.variants(schema);
        match value {
            Value::String(text) => {
                let looked = schemas.iter().map(|schema| looked(schema)).min();
                let personal = looked.unwrap_or(Looked::ForAll).find(text);
                let known = found.iter().any(|(field, _)| *field == at);
                found.extend(personal.filter(|_| !known).map(|personal| (at, personal)));
            }
            Value::Array(items) => {
                let each = schemas.iter().map(|schema| &schema["items"]).find(|s| !s.is_null());
                for (i, item) in items.iter().enumerate() {
                    self.search(each.unwrap_or(&Value::Null), item, format!("{at}[{i}]"), found);
                }
            }
            Value::Object(fields) => {
                for (name, field) in fields {
                    let of = |schema: &&Value| {
                        let named = schema["properties"].get(name).cloned();
                        named.or_else(|| schema.get("additionalProperties").cloned())
                    };
                    let schema = schemas.iter().find_map(of).unwrap_or_default();
                    let dot = if at.is_empty() { "" } else { "." };
                    self.search(&schema, field, format!("{at}{dot}{name}"), found);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The schemas that a value may have, references followed.
    fn variants<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        let mut variants = Vec::new();
        let mut left = vec![schema];
        // More than these is a circle.
        while let Some(schema) = left.pop()
            && variants.len() < 200
        {
            let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
            left.extend(name.and_then(|name| self.named.get(name)));
            for of in ["oneOf", "anyOf", "allOf"] {
                left.extend(schema[of].as_array().into_iter().flatten());
            }
            variants.push(schema);
        }
        variants.retain(|schema| !schema["type"].is_null() || schema.get("enum").is_some());
        variants
    }
}

/// What is looked for in a string of this schema.
fn looked(schema: &Value) -> Looked {
    let is_string = |kind: &Value| kind == "string";
    let kind = &schema["type"];
    let text = is_string(kind) || kind.as_array().is_some_and(|all| all.iter().any(is_string));
    match schema["format"].as_str() {
        Some("email" | "tel" | "password" | "binary" | "byte") => Looked::Not,
        Some("diarienummer") => Looked::ForNumbersAndMail,
        Some(_) => Looked::ForNumbers,
        None if schema.get("pattern").is_some() || schema.get("enum").is_some() => {
            Looked::ForNumbers
        }
        // A number or a choice in a query is sent as text.
        None if text => Looked::ForAll,
        None => Looked::ForNumbers,
    }
}

impl Looked {
    fn find(self, text: &str) -> Option<Found> {
        let mail = |found: &Found| found.kind == PersonalData::Epost;
        match self {
            Self::ForAll => find_personal_data(text),
            Self::ForNumbersAndMail => {
                find_number_of_person(text).or_else(|| find_personal_data(text).filter(mail))
            }
            Self::ForNumbers => find_number_of_person(text),
            Self::Not => None,
        }
    }
}

fn refused(found: Vec<(String, Found)>) -> Result<(), Problem> {
    if found.is_empty() { Ok(()) } else { Err(Problem::personal(found)) }
}
