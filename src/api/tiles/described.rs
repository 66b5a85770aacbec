//! A layer of tiles described: TileJSON 3.0.

use crate::export::{
    Feature, Value,
    collection::{Collection, Kind},
    tiles::{Pyramid, Step},
};
use serde_json::{Map, Value as Json, json};

/// What is described.
#[derive(Debug, Clone, Copy)]
pub(in crate::api) struct Described<'a> {
    /// The layer before anything was asked of its attributes.
    pub(in crate::api) whole: &'a Collection,
    /// What its tiles hold.
    pub(in crate::api) pyramid: &'a Pyramid,
}

/// `tiles` is the address of a tile, with `{z}`, `{x}` and `{y}` in it.
pub(in crate::api) fn tile_json(of: &Described<'_>, tiles: &str) -> Json {
    let (schema, about) = (of.whole.schema(), of.whole.provenance());
    let mut json = json!({
        "tilejson": "3.0.0",
        "name": schema.name,
        "title": schema.title_sv,
        "description": schema.about_sv,
        "version": "1.0.0",
        "scheme": "xyz",
        "attribution": escaped(&format!("{} ({})", about.source, about.licence)),
        "tiles": [tiles],
        "vector_layers": [vector_layer(of.pyramid)],
        "steps": steps(of.pyramid),
        "licence": about.licence,
        "source": about.source,
        "classification": about.classification,
        "extracted_on": about.extracted_on.to_string(),
        "data_date": about.data_date.map(|day| day.to_string()),
        "run": about.run,
        "synthetic": about.synthetic,
        "contact": about.card.as_ref().and_then(|card| card.get("contact")),
    });
    let members = json.as_object_mut().expect("it is an object");
    if let Some(zooms) = of.pyramid.zooms() {
        members.insert("minzoom".into(), (*zooms.start()).into());
        members.insert("maxzoom".into(), (*zooms.end()).into());
    }
    let shown = of.pyramid.steps().first().map(|step| &*step.collection);
    if let Some(around) = shown.and_then(Collection::extent) {
        let bounds = json!([around.west, around.south, around.east, around.north]);
        members.insert("bounds".into(), bounds);
    }
    if let Some(shown) = shown {
        members.insert("features".into(), shown.features().len().into());
        members.insert("without_ground".into(), without_ground(shown));
    }
    json
}

/// All attributes of all zooms.
fn vector_layer(pyramid: &Pyramid) -> Json {
    let mut fields = Map::new();
    for step in pyramid.steps() {
        for property in &step.collection.schema().properties {
            fields.entry(property.name).or_insert_with(|| property.about_sv.into());
        }
    }
    let name = pyramid.steps().first().map_or("", |step| step.collection.schema().name);
    json!({"id": name, "fields": fields})
}

/// What is shown at which zooms: the layer itself, and further out its cells put together (`n_cells`).
fn steps(pyramid: &Pyramid) -> Vec<Json> {
    let step = |step: &Step| {
        json!({
            "minzoom": step.zooms.start(),
            "maxzoom": step.zooms.end(),
            "features": step.collection.features().len(),
            "attributes": step.collection.schema().columns(),
        })
    };
    pyramid.steps().iter().map(step).collect()
}

/// What lies nowhere on the map, and how much is counted there: no tile has it, and nobody is to think
/// that the tiles are all there is.
fn without_ground(shown: &Collection) -> Json {
    let nowhere = || shown.features().iter().filter(|feature| feature.geometry.is_none());
    let mut json = json!({"features": nowhere().count()});
    if shown.schema().property("n").is_some_and(|n| n.kind == Kind::Whole) {
        json["n"] = nowhere().map(|feature| whole(feature, "n")).sum::<i64>().into();
    }
    json
}

fn whole(feature: &Feature, name: &str) -> i64 {
    let found = feature.properties.iter().find(|(known, _)| *known == name);
    match found {
        Some((_, Value::Whole(n))) => *n,
        _ => 0,
    }
}

/// Readers show it as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
