//! Landing page, collections and schemas as JSON.

use super::{
    GEOJSON, JSON, OPENAPI, SCHEMA,
    at::{At, Form, encoded},
};
use crate::{
    case::access::ReleaseLevel,
    export::{
        collection::{Collection, Kind, Property, Shape, ask},
        crs::Crs,
    },
};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

const TEXT_HTML: &str = "text/html";
const QUERYABLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/queryables";
const RELATED_SCHEMA: &str = "http://www.opengis.net/def/rel/ogc/1.0/schema";
const CC_BY: &str = "https://creativecommons.org/licenses/by/4.0/";

fn link(rel: &str, href: &str, kind: &str, title: &str) -> Json {
    json!({"rel": rel, "href": href, "type": kind, "title": title})
}

/// The resource itself in both forms.
fn this(at: &At, kind: &'static str) -> [Json; 2] {
    let json = at.this_with(&[("f", "json")]);
    let html = at.this_with(&[("f", "html")]);
    let (json_rel, html_rel) = match at.form {
        Form::Json => ("self", "alternate"),
        Form::Html => ("alternate", "self"),
    };
    [
        link(json_rel, &json, kind, at.say("Detta som JSON", "This as JSON")),
        link(html_rel, &html, TEXT_HTML, at.say("Detta att läsa", "This to read")),
    ]
}

/// What the service is called at a level.
pub(super) fn title(at: &At) -> &'static str {
    match at.level {
        ReleaseLevel::Publik => at.say("Platssamverkan: öppna data", "Platssamverkan: open data"),
        ReleaseLevel::Stad => {
            at.say("Platssamverkan: för stadens system", "Platssamverkan: for the city's systems")
        }
        ReleaseLevel::Intern => {
            at.say("Platssamverkan: internt för parterna", "Platssamverkan: for the two parties")
        }
    }
}

/// What stands at a level.
pub(super) fn about(at: &At) -> &'static str {
    match at.level {
        ReleaseLevel::Publik => at.say(
            "Områden, tal som båda parter har lämnat ut och de platssamverkan som de berättar om. \
             Öppet för alla.",
            "Areas, figures that both parties have released and the joint work that they tell the \
             public of. Open to everyone.",
        ),
        ReleaseLevel::Stad => at.say(
            "Områden, tal som lämnats ut till staden och var platssamverkan pågår. Kräver inloggning \
             eller nyckel.",
            "Areas, figures released to the city and where joint work goes on. Needs sign-in or a key.",
        ),
        ReleaseLevel::Intern => at.say(
            "Områden, ärenden, heta platser och indikatorer med oavrundade tal, för den egna partens \
             ögon. Kräver inloggning eller nyckel; varje läsning loggas.",
            "Areas, cases, hotspots and indicators with exact figures, for the eyes of one's own party. \
             Needs sign-in or a key; every read is logged.",
        ),
    }
}

pub(super) fn landing(at: &At) -> Json {
    let root = at.root();
    let mut links = Vec::from(this(at, JSON));
    links.extend([
        link(
            "service-desc",
            &format!("{root}/api"),
            OPENAPI,
            at.say("Gränssnittet som OpenAPI", "The interface as OpenAPI"),
        ),
        link(
            "service-doc",
            &format!("{root}/api?f=html"),
            TEXT_HTML,
            at.say("Gränssnittet att läsa", "The interface to read"),
        ),
        link(
            "conformance",
            &format!("{root}/conformance"),
            JSON,
            at.say("Vad av standarderna som gäller", "Which parts of the standards hold"),
        ),
        link("data", &format!("{root}/collections"), JSON, at.say("Samlingar", "Collections")),
    ]);
    json!({"title": title(at), "description": about(at), "links": links})
}

pub(super) fn collections(at: &At, all: &[impl AsRef<Collection>]) -> Json {
    let described: Vec<Json> =
        all.iter().map(|one| collection_body(at, one.as_ref(), None)).collect();
    let crs: Vec<String> = Crs::all().map(Crs::uri).collect();
    json!({"links": this(at, JSON), "crs": crs, "collections": described})
}

pub(super) fn collection(at: &At, one: &Collection) -> Json {
    collection_body(at, one, Some(this(at, JSON)))
}

/// A collection; in a list it links to itself, alone it links to this.
fn collection_body(at: &At, one: &Collection, this: Option<[Json; 2]>) -> Json {
    let (schema, about) = (one.schema(), one.provenance());
    let own = format!("{}/collections/{}", at.root(), schema.name);
    let title = at.say(schema.title_sv, schema.title_en);
    let mut links = this.map_or_else(|| vec![link("self", &own, JSON, title)], Vec::from);
    let items = format!("{own}/items");
    links.extend([
        link("items", &items, GEOJSON, at.say("Objekten som GeoJSON", "The features as GeoJSON")),
        link(
            "items",
            &format!("{items}?f=html"),
            TEXT_HTML,
            at.say("Objekten att läsa", "The features to read"),
        ),
        link(
            QUERYABLES,
            &format!("{own}/queryables"),
            SCHEMA,
            at.say("Vad som kan efterfrågas", "What can be asked for"),
        ),
        link(
            RELATED_SCHEMA,
            &format!("{own}/schema"),
            SCHEMA,
            at.say("Objektens attribut", "The attributes of its features"),
        ),
        link(
            "describedby",
            &format!("{own}/schema"),
            SCHEMA,
            at.say("Objektens attribut", "The attributes of its features"),
        ),
    ]);
    if about.licence == "CC BY 4.0" {
        links.push(link("license", CC_BY, TEXT_HTML, &about.licence));
    }
    let crs: Vec<String> = Crs::all().map(Crs::uri).collect();
    let mut body = json!({
        "id": schema.name,
        "title": title,
        "description": at.say(schema.about_sv, schema.about_en),
        "itemType": "feature",
        "extent": extent(one),
        "crs": crs,
        "storageCrs": Crs::Crs84.uri(),
        "links": links,
        "numberOfFeatures": one.features().len(),
        "classification": about.classification,
        "licence": about.licence,
        "attribution": about.source,
        "extracted_on": about.extracted_on.to_string(),
        "synthetic": about.synthetic,
    });
    let more = body.as_object_mut().expect("it is an object");
    more.extend(about.data_date.map(|day| ("data_date".into(), day.to_string().into())));
    more.extend(about.run.clone().map(|run| ("run".into(), run.into())));
    let contact = about.card.as_ref().and_then(|card| card.get("contact")).cloned();
    more.extend(contact.map(|contact| ("contact".into(), contact)));
    body
}

/// Where and when; what is not known is left out.
fn extent(one: &Collection) -> Json {
    let mut extent = Map::new();
    if let Some(around) = one.extent() {
        let bbox = [around.west, around.south, around.east, around.north];
        extent.insert("spatial".into(), json!({"bbox": [bbox], "crs": Crs::Crs84.uri()}));
    }
    if let Some((from, to)) = ask::interval(one) {
        let written = |at: Option<Timestamp>| at.map(|at| format!("{at:.0}"));
        let gregorian = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian";
        extent.insert(
            "temporal".into(),
            json!({"interval": [[written(from), written(to)]], "trs": gregorian}),
        );
    }
    extent.into()
}

/// The attributes that can be asked for by value.
pub(super) fn queryables(at: &At, one: &Collection) -> Json {
    let asked = |property: &&Property| property.kind != Kind::Json;
    let title = at.say("Kan efterfrågas", "Can be asked for");
    schema_of(at, one, title, one.schema().properties.iter().filter(asked))
}

/// All attributes.
pub(super) fn schema(at: &At, one: &Collection) -> Json {
    let title = at.say(one.schema().title_sv, one.schema().title_en);
    schema_of(at, one, title, one.schema().properties.iter())
}

fn schema_of<'a>(
    at: &At,
    one: &Collection,
    title: &str,
    all: impl Iterator<Item = &'a Property>,
) -> Json {
    let geometry = match one.schema().shape {
        Shape::Point => "geometry-point",
        Shape::Polygon => "geometry-polygon-or-multipolygon",
        Shape::Mixed => "geometry-any",
    };
    let mut properties = Map::new();
    properties.insert(
        "geometry".into(),
        json!({"format": geometry, "x-ogc-role": "primary-geometry",
            "title": at.say("Yta eller punkt", "Ground or point")}),
    );
    let times = ask::temporal(one.schema());
    for (i, property) in all.enumerate() {
        let mut described = kind(property.kind);
        described["title"] = property.name.into();
        described["description"] = at.say(property.about_sv, property.about_en).into();
        described["x-ogc-propertySeq"] = (i + 1).into();
        let role = times.and_then(|times| match property.name {
            name if name == times.from && name == times.to => Some("primary-instant"),
            name if name == times.from => Some("primary-interval-start"),
            name if name == times.to => Some("primary-interval-end"),
            _ => None,
        });
        if let Some(role) = role {
            described["x-ogc-role"] = role.into();
        }
        properties.insert(property.name.into(), described);
    }
    let path = at.path.split('?').next().unwrap_or_default();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{}{path}", at.host),
        "type": "object",
        "title": title,
        "description": at.say(one.schema().about_sv, one.schema().about_en),
        "properties": properties,
        "additionalProperties": false,
    })
}

/// A kind as JSON Schema.
pub(super) fn kind(kind: Kind) -> Json {
    match kind {
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Whole => json!({"type": "integer"}),
        Kind::Number => json!({"type": "number"}),
        Kind::Text => json!({"type": "string"}),
        Kind::Day => json!({"type": "string", "format": "date"}),
        Kind::Instant => json!({"type": "string", "format": "date-time"}),
        Kind::Json => json!({"type": "array"}),
    }
}

/// Links of a page of features.
pub(super) fn page_links(at: &At, one: &Collection, next: Option<String>) -> Json {
    let mut links = Vec::from(this(at, GEOJSON));
    if let Some(cursor) = next {
        let kind = if at.form == Form::Html { TEXT_HTML } else { GEOJSON };
        let href = at.this_with(&[("cursor", &cursor)]);
        links.push(link("next", &href, kind, at.say("Nästa sida", "Next page")));
    }
    links.push(to_collection(at, one));
    links.into()
}

/// Links of one feature.
pub(super) fn feature_links(at: &At, one: &Collection) -> Json {
    let mut links = Vec::from(this(at, GEOJSON));
    links.push(to_collection(at, one));
    links.into()
}

fn to_collection(at: &At, one: &Collection) -> Json {
    let own = format!("{}/collections/{}", at.root(), encoded(one.schema().name));
    link("collection", &own, JSON, at.say(one.schema().title_sv, one.schema().title_en))
}
