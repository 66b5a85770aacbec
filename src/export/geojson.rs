//! GeoJSON as RFC 7946 wants it: WGS84 longitude/latitude with seven decimals (about a centimetre),
//! exterior rings counter-clockwise, holes clockwise, stable ids. What is said about the whole file
//! stands as foreign members before the features, so that it survives a reader who stops early.
//!
//! Asked for in metres it is GeoJSON of 2008: the member `crs` names the system, as GIS programs read
//! it, and east stands first as they expect.

mod geometry;
mod page;

pub use geometry::{geometry_json, write_geometry};
pub use page::{Written, write_one, write_page};

use super::{
    Feature, FeatureId, Layer, Provenance, Value,
    crs::{Crs, in_file},
};
use geo_types::MultiPolygon;
use geometry::{write_list, write_polygon};
use serde_json::{Value as Json, json};
use std::io::{self, Write};

/// Writes a FeatureCollection, one feature a line, as they come; nothing is held back.
///
/// # Errors
/// Those of the writer.
pub fn write_layer(
    mut out: impl Write,
    layer: Layer<impl IntoIterator<Item = Feature>>,
) -> io::Result<()> {
    let crs = layer.provenance.crs;
    write!(out, "{{\"type\":\"FeatureCollection\"")?;
    for (name, value) in members(&layer.provenance) {
        write!(out, ",{}:{value}", Json::from(name))?;
    }
    write!(out, ",\"features\":[")?;
    for (i, feature) in layer.features.into_iter().enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        write_feature(&mut out, feature, crs)?;
    }
    writeln!(out, "\n]}}")
}

/// A bare collection of outlines whose id is their place in the list: geometry that never changes,
/// joined with values by id. Coordinates have six decimals (about a decimetre).
///
/// # Errors
/// Those of the writer.
pub fn write_outlines(
    mut out: impl Write,
    outlines: impl IntoIterator<Item = (usize, MultiPolygon<f64>)>,
) -> io::Result<()> {
    write!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    for (nth, (i, outline)) in outlines.into_iter().enumerate() {
        out.write_all(if nth == 0 { b"\n" } else { b",\n" })?;
        write!(out, "{{\"type\":\"Feature\",\"id\":{i},\"properties\":null,\"geometry\":")?;
        match outline.0.as_slice() {
            [polygon] => {
                write!(out, "{{\"type\":\"Polygon\",\"coordinates\":")?;
                write_polygon(&mut out, polygon, 6)?;
            }
            polygons => {
                write!(out, "{{\"type\":\"MultiPolygon\",\"coordinates\":")?;
                write_list(&mut out, polygons, |out, polygon| write_polygon(out, polygon, 6))?;
            }
        }
        write!(out, "}}}}")?;
    }
    writeln!(out, "\n]}}")
}

pub(super) fn members(about: &Provenance) -> Vec<(&'static str, Json)> {
    let mut members: Vec<(&'static str, Json)> = vec![
        ("layer", about.layer.into()),
        ("run", about.run.clone().into()),
        ("method_choice", about.method_choice.clone().into()),
        ("data_date", about.data_date.map(|day| day.to_string()).into()),
        ("extracted_on", about.extracted_on.to_string().into()),
        ("synthetic", about.synthetic.into()),
        ("source", about.source.clone().into()),
        ("licence", about.licence.clone().into()),
        ("classification", about.classification.clone().into()),
    ];
    if !about.crs.is_degrees() {
        let name = json!({"type": "name", "properties": {"name": about.crs.urn()}});
        members.push(("crs", name));
    }
    members.extend(about.card.clone().map(|card| ("card", Json::Object(card))));
    members
}

pub(super) fn write_feature(out: &mut impl Write, feature: Feature, crs: Crs) -> io::Result<()> {
    write!(out, "{{\"type\":\"Feature\",\"id\":")?;
    rest(out, feature, crs)
}

/// A feature that is a whole file, and says what a reader must know about it.
pub(super) fn write_alone(
    out: &mut impl Write,
    feature: Feature,
    about: &Provenance,
) -> io::Result<()> {
    write!(out, "{{\"type\":\"Feature\"")?;
    for (name, value) in members(about) {
        write!(out, ",{}:{value}", Json::from(name))?;
    }
    write!(out, ",\"id\":")?;
    rest(out, feature, about.crs)?;
    writeln!(out)
}

fn rest(out: &mut impl Write, feature: Feature, crs: Crs) -> io::Result<()> {
    match &feature.id {
        FeatureId::Number(id) => write!(out, "{id}")?,
        FeatureId::Text(id) => write!(out, "{}", Json::from(id.as_str()))?,
    }
    out.write_all(b",\"properties\":{")?;
    for (i, (name, value)) in feature.properties.iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        write!(out, "{comma}{}:{}", Json::from(*name), value_json(value))?;
    }
    out.write_all(b"},\"geometry\":")?;
    match feature.geometry {
        Some(geometry) => write_geometry(out, &in_file(crs, geometry), crs.decimals())?,
        None => out.write_all(b"null")?,
    }
    out.write_all(b"}")
}

/// An attribute as JSON; numbers that are not finite become null.
pub(super) fn value_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Flag(flag) => (*flag).into(),
        Value::Whole(number) => (*number).into(),
        Value::Number(number) => (*number).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Json(json) => json.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn provenance() -> Provenance {
        Provenance {
            run: Some("run-0123456789abcdef".into()),
            data_date: Some(date(2026, 5, 31)),
            source: "Syntetiska data".into(),
            ..Provenance::trial("places")
        }
    }

    fn written(feature: Feature) -> Json {
        let mut bytes = Vec::new();
        let layer = Layer { provenance: provenance(), columns: Vec::new(), features: [feature] };
        write_layer(&mut bytes, layer).expect("memory");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// Made with PROJ, in the *authority's* order: north first for these.
    const PROJ: &str = include_str!("../../tests/golden/crs/points.csv");

    #[test]
    fn metres_stand_east_first_and_the_system_is_named() {
        for (code, crs) in [("3006", Crs::Sweref99Tm), ("3011", Crs::parse("EPSG:3011").unwrap().0)]
        {
            for line in PROJ.lines().filter(|line| line.starts_with(code)).take(20) {
                let numbers: Vec<f64> =
                    line.split(',').map(|field| field.parse().unwrap()).collect();
                let [_, lon, lat, north, east] = numbers[..] else { panic!("{line}") };
                let feature = Feature {
                    id: FeatureId::Number(1),
                    geometry: Some(geo_types::Point::new(lon, lat).into()),
                    label_at: None,
                    properties: Vec::new(),
                };
                let mut bytes = Vec::new();
                let provenance = Provenance { crs, ..provenance() };
                let layer = Layer { provenance, columns: Vec::new(), features: [feature] };
                write_layer(&mut bytes, layer).expect("memory");
                let json: Json = serde_json::from_slice(&bytes).expect("JSON");
                assert_eq!(json["crs"]["properties"]["name"], crs.urn());
                let written = &json["features"][0]["geometry"]["coordinates"];
                let off = |at: usize, what: f64| (written[at].as_f64().unwrap() - what).abs();
                assert!(off(0, east) <= 0.0051 && off(1, north) <= 0.0051, "{written} {line}");
            }
        }
    }

    #[test]
    fn what_holds_for_the_whole_file_stands_before_the_features() {
        let json = written(Feature {
            id: FeatureId::Number(7),
            geometry: None,
            label_at: None,
            properties: vec![("ratio", Value::Number(f64::NAN)), ("name", "Å \"torg\"\n".into())],
        });
        assert_eq!(json["synthetic"], true);
        assert_eq!(json["run"], "run-0123456789abcdef");
        assert_eq!(json["data_date"], "2026-05-31");
        assert_eq!(json["features"][0]["id"], 7);
        assert_eq!(json["features"][0]["geometry"], Json::Null);
        assert_eq!(json["features"][0]["properties"]["ratio"], Json::Null);
        assert_eq!(json["features"][0]["properties"]["name"], "Å \"torg\"\n");
    }
}
