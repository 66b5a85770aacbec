//! Counts from GeoJSON points, also those that the GDAL worker took out of other formats.

use super::{
    Context, IncidentDelivery, InputRefused, ReadHow,
    column_plan::ColumnPlan,
    encoding::{read_bounded, refuse},
    intake::{BATCH, Intake, RawRow},
    mapping::Target,
    point_crs::PointCrs,
};
use crate::incident::Fingerprint;
use csv::StringRecord;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::{collections::HashMap, io::Read};

/// Reads a GeoJSON FeatureCollection of points as [`super::read_incidents`] reads CSV: properties
/// are columns, the place is the geometry (or the properties, where a feature has no geometry and
/// the mapping names place columns). Lines in rejections are feature numbers.
///
/// Degrees, unless the sender or a `crs` member names one of the systems of [`PointCrs`]. Refused
/// as CSV is, and with `bad_json`, `not_a_feature_collection`.
pub fn read_incident_points(
    bytes: impl Read,
    file: &str,
    how: &ReadHow,
    context: &Context<'_>,
) -> Result<IncidentDelivery, InputRefused> {
    let bytes = read_bounded(bytes, file, how.limits.max_json_bytes, None)?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(refuse("empty_file", file, None, "no bytes but white space"));
    }
    let file_hash = Fingerprint::of(&bytes);
    let collection = parse(&bytes, file)?;
    drop(bytes);
    if collection.features.is_empty() {
        return Err(refuse("no_rows", file, None, "no features"));
    }
    let (names, how) = columns(&collection, how, file)?;
    let plan = ColumnPlan::new(names.clone(), &how, file)?;
    let mut intake = Intake::new(&plan, &how, context, file)?;
    let index: HashMap<&str, usize> =
        names.iter().enumerate().map(|(i, name)| (name.as_str(), i)).collect();
    let mut record = 0;
    for features in collection.features.chunks(BATCH) {
        let to_raw = |feature| {
            record += 1;
            RawRow { fields: fields(feature, &index), line: record, record }
        };
        let batch: Vec<RawRow> = features.iter().map(to_raw).collect();
        intake.take(&batch)?;
    }
    intake.finish(file_hash, "GeoJSON".to_owned())
}

/// The two columns that a point's coordinates become; no property can be called so.
const EAST: &str = "geometry[0]";
const NORTH: &str = "geometry[1]";

#[derive(Deserialize)]
struct Collection {
    r#type: String,
    #[serde(default)]
    features: Vec<Feature>,
    #[serde(default)]
    crs: Value,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    geometry: Option<Geometry>,
    #[serde(default)]
    properties: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(default)]
    r#type: Value,
    #[serde(default)]
    coordinates: Value,
}

fn parse(bytes: &[u8], file: &str) -> Result<Collection, InputRefused> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let collection: Collection = serde_json::from_slice(bytes).map_err(|error| {
        let line = Some(error.line() as u64);
        let not_geojson = error.classify() == serde_json::error::Category::Data;
        let code = if not_geojson { "not_a_feature_collection" } else { "bad_json" };
        refuse(code, file, line, format!("column {}", error.column()))
    })?;
    if collection.r#type == "FeatureCollection" {
        Ok(collection)
    } else {
        let found = collection.r#type.chars().take(40).collect::<String>();
        Err(refuse("not_a_feature_collection", file, None, found))
    }
}

/// All property names in order of first appearance after the coordinates, and the reading with
/// those as its place.
fn columns(
    collection: &Collection,
    how: &ReadHow,
    file: &str,
) -> Result<(Vec<String>, ReadHow), InputRefused> {
    let mut names = vec![EAST.to_owned(), NORTH.to_owned()];
    let mut seen = std::collections::HashSet::new();
    for name in collection.features.iter().filter_map(|f| f.properties.as_ref()).flat_map(Map::keys)
    {
        if seen.insert(name.as_str()) {
            names.push(name.clone());
        }
        if names.len() > how.limits.max_fields + 2 {
            let detail = format!("at most {}", how.limits.max_fields);
            return Err(refuse("too_many_columns", file, None, detail));
        }
    }
    let mut how = how.clone();
    let stated = how.crs.is_some() || how.mapping.crs.is_some();
    if let (false, Some(name)) = (stated, collection.crs["properties"]["name"].as_str()) {
        let unsupported = || refuse("unsupported_crs", file, None, name);
        how.crs = Some(PointCrs::parse(name).ok_or_else(unsupported)?);
    }
    how.mapping.place_is(EAST, NORTH, &names);
    Ok((names, how))
}

/// A feature as a row of text.
fn fields(feature: &Feature, index: &HashMap<&str, usize>) -> StringRecord {
    let mut row = vec![String::new(); index.len()];
    (row[0], row[1]) = feature.geometry.as_ref().map(point).unwrap_or_default();
    for (name, value) in feature.properties.iter().flatten() {
        row[index[name.as_str()]] = match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
    }
    StringRecord::from(row)
}

/// The coordinates of a point as text; what is no point is left for the row check to reject: as
/// missing, or as no number.
fn point(geometry: &Geometry) -> (String, String) {
    let position = match geometry.r#type.as_str() {
        Some("Point") => &geometry.coordinates,
        Some("MultiPoint") if geometry.coordinates.as_array().is_some_and(|a| a.len() == 1) => {
            &geometry.coordinates[0]
        }
        _ => return Default::default(),
    };
    let text = |i: usize| match &position[i] {
        Value::Null => String::new(),
        other => other.to_string(),
    };
    (text(0), text(1))
}

impl super::Mapping {
    /// Points carry their place in the geometry: it goes before any property. A mapping that names
    /// no column keeps the standard names for the rest.
    fn place_is(&mut self, east: &str, north: &str, names: &[String]) {
        if !self.names_columns() {
            let standard: Vec<_> = Target::ALL
                .into_iter()
                .filter(|(target, _)| {
                    !matches!(target, Target::Lon | Target::Lat | Target::X | Target::Y)
                })
                .filter_map(|(target, standard)| {
                    let has = |name: &&String| name.trim().eq_ignore_ascii_case(standard);
                    Some((target, names.iter().find(has)?.clone()))
                })
                .collect();
            for (target, name) in standard {
                self.set_header(target, Some(name));
            }
        }
        for target in [Target::X, Target::Y] {
            self.set_header(target, None);
        }
        self.set_header(Target::Lon, Some(east.to_owned()));
        self.set_header(Target::Lat, Some(north.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Mapping, RejectionCode, support::World};

    const PROPERTIES: &str =
        r#""properties":{"category":"vald","occurred_from":"2025-03-07","id":7}"#;

    fn feature(geometry: &str) -> String {
        format!(r#"{{"type":"Feature","geometry":{geometry},{PROPERTIES}}}"#)
    }

    fn point_at(coordinates: &str) -> String {
        feature(&format!(r#"{{"type":"Point","coordinates":{coordinates}}}"#))
    }

    fn collection(features: &[String]) -> String {
        format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
    }

    fn read(json: &str, how: &ReadHow) -> Result<IncidentDelivery, InputRefused> {
        read_incident_points(json.as_bytes(), "f.geojson", how, &World::stockholm().context())
    }

    #[test]
    fn properties_are_columns_and_the_geometry_is_the_place() {
        let features = [
            point_at("[18.06,59.33,12.5]"),
            point_at("[18.07,59.33]"),
            feature(r#"{"type":"MultiPoint","coordinates":[[18.08,59.33]]}"#),
        ];
        let delivery = read(&collection(&features), &ReadHow::default()).expect("accepted");
        assert_eq!(delivery.rows.len(), 3);
        assert!(delivery.rows.iter().all(|row| row.cell.is_some() && row.key.is_some()));
        assert_eq!(delivery.by_code[&RejectionCode::RepeatedId], 2);
        assert!(delivery.dropped_columns.is_empty());
    }

    #[test]
    fn what_is_no_point_is_rejected_by_feature_number() {
        use RejectionCode::*;
        let bad = [
            ("[0,0]", ZeroCoordinates),
            ("[59.33,18.06]", SwappedAxes),
            ("[18.06]", MissingPlace),
            ("[]", MissingPlace),
            ("null", MissingPlace),
            (r#"["a","b"]"#, BadNumber),
            ("[[18.06,59.33]]", MissingPlace),
            ("[674239,6581317]", ProjectedNotDegrees),
        ];
        let mut features = vec![point_at("[18.06,59.33]")];
        features.extend(bad.iter().map(|(coordinates, _)| point_at(coordinates)));
        features.push(feature("null"));
        features.push(feature(r#"{"type":"LineString","coordinates":[[18,59],[18.1,59.1]]}"#));
        let delivery = read(&collection(&features), &ReadHow::default()).expect("accepted");
        let found: Vec<_> = delivery.rejections.iter().map(|r| (r.line, r.code)).collect();
        let codes = bad.iter().map(|(_, code)| *code).chain([MissingPlace, MissingPlace]);
        assert_eq!(found, (2..).zip(codes).collect::<Vec<_>>());
    }

    #[test]
    fn a_stated_system_is_obeyed_also_when_the_file_states_it() {
        let crs = r#""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3006"}},"#;
        let json = collection(&[point_at("[674239.97538,6581317.74911]")]);
        let stated = json.replacen("\"features\"", &format!("{crs}\"features\""), 1);
        let delivery = read(&stated, &ReadHow::default()).expect("accepted");
        let how = ReadHow { crs: PointCrs::parse("3006"), ..ReadHow::default() };
        assert_eq!(read(&json, &how).expect("accepted").rows, delivery.rows);
        let refused = read(&stated.replace("::3006", "::3857"), &ReadHow::default());
        assert_eq!(refused.expect_err("refused").code, "unsupported_crs");
    }

    #[test]
    fn a_mapping_names_properties() {
        let mapping = "category=\"category\"\noccurred_from=\"occurred_from\"";
        let mapping = Mapping::from_toml(mapping, "m.toml").expect("a mapping");
        let how = ReadHow { mapping, ..ReadHow::default() };
        let delivery = read(&collection(&[point_at("[18.06,59.33]")]), &how).expect("accepted");
        assert_eq!((delivery.rows[0].key, delivery.dropped_columns), (None, vec!["id".to_owned()]));
    }

    #[test]
    fn hostile_files_get_a_clear_code() {
        let check = |json: &str, code: &str| {
            let refused = read(json, &ReadHow::default()).expect_err(code);
            assert_eq!(refused.code, code);
        };
        check("", "empty_file");
        check("{", "bad_json");
        check("\0", "bad_json");
        check("[]", "not_a_feature_collection");
        check(r#"{"type":"Topology"}"#, "not_a_feature_collection");
        check(r#"{"type":"FeatureCollection","features":[]}"#, "no_rows");
        check(&collection(&[point_at("[1e999,0]")]), "bad_json");
        check(&collection(&[point_at("[NaN,0]")]), "bad_json");
        check(&collection(&[point_at("[0,0]")]), "nothing_acceptable");
        check(&collection(&[point_at(&"[".repeat(100_000))]), "bad_json");
        let personal = collection(&[point_at("[18.06,59.33]").replace("\"id\"", "\"namn\"")]);
        check(&personal, "personal_data_column");
        let wide: String = (0..300).map(|i| format!("\"p{i}\":1,")).collect();
        let wide = point_at("[1,1]").replace("\"id\"", &format!("{wide}\"id\""));
        check(&collection(&[wide]), "too_many_columns");
    }
}
