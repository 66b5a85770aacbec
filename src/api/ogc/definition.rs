//! The interface of a level as OpenAPI 3.0.3, with the paths of each collection written out: clients
//! read page sizes and attributes there.

use super::{
    GEOJSON, JSON, MOST_FEATURES, OPENAPI, SCHEMA, USUAL_FEATURES,
    at::At,
    described::{about, kind, title},
};
use crate::{
    case::access::ReleaseLevel,
    export::{
        collection::{Collection, Kind},
        crs::Crs,
    },
};
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

pub(super) fn json(at: &At, all: &[Arc<Collection>]) -> Json {
    let mut paths = Map::new();
    let mut put = |path: &str, operation: Json| {
        paths.insert(path.to_owned(), json!({ "get": operation }));
    };
    put("/", plain(at, "getLandingPage", at.say("Startsida", "Landing page"), JSON));
    let words = at.say("Vad av standarderna som gäller", "Which parts of the standards hold");
    put("/conformance", plain(at, "getConformance", words, JSON));
    put("/api", plain(at, "getApi", at.say("Detta dokument", "This document"), OPENAPI));
    put("/collections", plain(at, "getCollections", at.say("Samlingar", "Collections"), JSON));
    for one in all {
        let (schema, name) = (one.schema(), one.schema().name);
        let words = at.say(schema.title_sv, schema.title_en);
        let own = format!("/collections/{name}");
        put(&own, plain(at, &format!("describe_{name}"), words, JSON));
        for part in ["queryables", "schema"] {
            let operation = plain(at, &format!("{part}_{name}"), words, SCHEMA);
            put(&format!("{own}/{part}"), operation);
        }
        put(&format!("{own}/items"), items(at, one));
        put(&format!("{own}/items/{{featureId}}"), item(at, one));
    }
    let mut document = json!({
        "openapi": "3.0.3",
        "info": {"title": title(at), "description": about(at), "version": env!("CARGO_PKG_VERSION")},
        "servers": [{"url": at.root()}],
        "paths": paths,
        "components": {
            "parameters": {
                "limit": limit(at), "bbox": bbox(at), "bbox-crs": system(at, "bbox-crs"),
                "datetime": datetime(at), "crs": system(at, "crs"), "cursor": cursor(at), "f": form(at),
                "filter": filter(at), "filter-lang": filter_lang(at), "filter-crs": system(at, "filter-crs"),
            },
            "schemas": {"Problem": problem()},
        },
    });
    if at.level != ReleaseLevel::Publik {
        document["components"]["securitySchemes"] = json!({
            "basic": {"type": "http", "scheme": "basic",
                "description": at.say("Nyckeln som lösenord, valfritt namn", "The key as password, any name")},
            "bearer": {"type": "http", "scheme": "bearer"},
        });
        document["security"] = json!([{"basic": []}, {"bearer": []}]);
    }
    document
}

fn responses(at: &At, kind: &str) -> Json {
    let refused = |words: &str| {
        let schema = json!({"$ref": "#/components/schemas/Problem"});
        json!({"description": words, "content": {"application/problem+json": {"schema": schema}}})
    };
    let mut responses = json!({
        "200": {
            "description": at.say("Svaret", "The answer"),
            "content": {kind: {"schema": {"type": "object"}},
                "text/html": {"schema": {"type": "string"}}},
        },
        "400": refused(at.say("Något i frågan är fel", "Something in the question is not right")),
        "404": refused(at.say("Finns inte", "Not found")),
        "406": refused(at.say("Inte i den formen", "Not in that form")),
        "500": refused(at.say("Fel hos oss", "A fault of ours")),
    });
    if at.level != ReleaseLevel::Publik {
        responses["401"] = refused(at.say("Inte inloggad", "Not signed in"));
        responses["403"] = refused(at.say("Inte för dig", "Not for you"));
    }
    responses
}

fn plain(at: &At, id: &str, summary: &str, kind: &str) -> Json {
    json!({"operationId": id, "summary": summary, "tags": ["capabilities"],
        "parameters": [form(at)], "responses": responses(at, kind)})
}

fn items(at: &At, one: &Collection) -> Json {
    let schema = one.schema();
    let mut parameters = vec![
        limit(at),
        cursor(at),
        bbox(at),
        system(at, "bbox-crs"),
        datetime(at),
        system(at, "crs"),
        filter(at),
        filter_lang(at),
        system(at, "filter-crs"),
        form(at),
    ];
    parameters.extend(schema.properties.iter().filter(|one| one.kind != Kind::Json).map(|one| {
        json!({"name": one.name, "in": "query", "required": false, "schema": kind(one.kind),
            "style": "form", "explode": false, "description": at.say(one.about_sv, one.about_en)})
    }));
    json!({"operationId": format!("items_{}", schema.name), "tags": ["data"],
        "summary": at.say(schema.title_sv, schema.title_en),
        "description": at.say(schema.about_sv, schema.about_en),
        "parameters": parameters, "responses": responses(at, GEOJSON)})
}

fn item(at: &At, one: &Collection) -> Json {
    let id = json!({"name": "featureId", "in": "path", "required": true, "schema": {"type": "string"},
        "description": at.say("Objektets id", "Id of the feature")});
    json!({"operationId": format!("item_{}", one.schema().name), "tags": ["data"],
        "summary": at.say(one.schema().title_sv, one.schema().title_en),
        "parameters": [id, system(at, "crs"), form(at)], "responses": responses(at, GEOJSON)})
}

fn parameter(name: &str, schema: Json, description: &str) -> Json {
    json!({"name": name, "in": "query", "required": false, "schema": schema, "style": "form",
        "explode": false, "description": description})
}

fn limit(at: &At) -> Json {
    let schema = json!({"type": "integer", "minimum": 1, "maximum": MOST_FEATURES,
        "default": USUAL_FEATURES});
    parameter("limit", schema, at.say("Högst så många objekt", "At most so many features"))
}

fn bbox(at: &At) -> Json {
    let number = json!({"type": "number"});
    let schema = json!({"type": "array", "oneOf": [{"minItems": 4, "maxItems": 4},
        {"minItems": 6, "maxItems": 6}], "items": number});
    let words = at.say("Objekt vars yta rör rutan", "Features whose ground touches the box");
    parameter("bbox", schema, words)
}

fn datetime(at: &At) -> Json {
    let words = at.say(
        "Dag, tidpunkt eller intervall från/till; en ände får vara öppen (..)",
        "A day, a moment or an interval from/to; one end may be open (..)",
    );
    parameter("datetime", json!({"type": "string"}), words)
}

fn system(at: &At, name: &str) -> Json {
    let all: Vec<String> = Crs::all().map(Crs::uri).collect();
    let schema =
        json!({"type": "string", "format": "uri", "default": Crs::Crs84.uri(), "enum": all});
    let words = at.say("Koordinatsystemets adress", "Address of the coordinate system");
    parameter(name, schema, words)
}

fn filter(at: &At) -> Json {
    let words = at.say("Villkor i CQL2", "A condition in CQL2");
    parameter("filter", json!({"type": "string"}), words)
}

fn filter_lang(at: &At) -> Json {
    let schema = json!({"type": "string", "enum": ["cql2-text", "cql2-json"],
        "default": "cql2-text"});
    parameter("filter-lang", schema, at.say("Villkorets språk", "Language of the condition"))
}

fn cursor(at: &At) -> Json {
    let words = at.say("Där sidan före slutade", "Where the page before ended");
    parameter("cursor", json!({"type": "string"}), words)
}

fn form(at: &At) -> Json {
    let schema = json!({"type": "string", "enum": ["json", "html"]});
    parameter("f", schema, at.say("Svarets form", "Form of the answer"))
}

fn problem() -> Json {
    let text = || json!({"type": "string"});
    let field = json!({"type": "object",
        "properties": {"field": text(), "code": text(), "text": text()}});
    json!({"type": "object", "required": ["type", "title", "status", "code"], "properties": {
        "type": text(), "title": text(), "status": {"type": "integer"}, "code": text(),
        "detail": {"type": "string", "nullable": true}, "fields": {"type": "array", "items": field}}})
}
