//! GeoJSON, read with care: one feature at a time, and nothing of the sender's is trusted.
//!
//! The `geojson` crate panics on a position with one number and builds a tree several times the size
//! of the file; this reader keeps two numbers a position and turns what is odd into data about the
//! feature instead of an error.

use super::{InputRefused, RejectionCode, sniff};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

/// Larger files are refused; Sweden's 6 160 DeSO with full detail are 60 MB.
const MAX_BYTES: usize = 200 << 20;

/// A file of features. Coordinates are as written in the file, in whatever system that is.
#[derive(Debug, Default)]
pub struct FeatureFile {
    /// The name in the `crs` member (old GeoJSON), if there is one.
    pub crs: Option<String>,
    /// In file order.
    pub features: Vec<Feature>,
}

/// One feature, geometry checked for form only.
#[derive(Debug)]
pub struct Feature {
    /// 1-based.
    pub number: u64,
    /// Attributes as text; nulls and nested values are left out.
    pub properties: BTreeMap<String, String>,
    /// What was drawn.
    pub shape: Shape,
}

/// The geometry of a feature in the file's own numbers; Z and M are dropped.
#[derive(Debug)]
pub enum Shape {
    /// First and second number.
    Point(f64, f64),
    /// Polygon or MultiPolygon; rings may be open, short or turned the wrong way.
    Polygons {
        /// The rings.
        polygons: MultiPolygon<f64>,
        /// Some positions had a third number.
        had_z: bool,
        /// Rings whose last position was not the first; they are closed here.
        n_open: usize,
    },
    /// No geometry, or of another type, by name.
    Other(String),
    /// Positions that are no positions.
    Broken(RejectionCode),
}

/// Reads a FeatureCollection, a Feature or a bare geometry.
///
/// # Errors
/// `empty_file`, `too_large`, `not_utf8`, `not_geojson` (with line and column), `bad_number` (NaN,
/// Infinity, beyond f64), `too_deep`, `remote_link` (a linked coordinate system).
pub fn read_features(bytes: &[u8], file: &str) -> Result<FeatureFile, InputRefused> {
    let refused = |code: &str, line: Option<usize>, detail: String| InputRefused {
        code: code.to_owned(),
        file: file.to_owned(),
        line: line.map(|line| line as u64),
        column: None,
        detail,
    };
    if bytes.len() > MAX_BYTES {
        return Err(refused("too_large", None, format!("{} > {MAX_BYTES} B", bytes.len())));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(refused("empty_file", None, format!("{} B", bytes.len())));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
        refused("not_utf8", Some(line), format!("byte {}", error.valid_up_to()))
    })?;
    if !text.trim_start().starts_with('{') {
        return Err(refused("not_geojson", Some(1), sniff::describe(bytes)));
    }
    let document: Document = serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let code = if message.contains("recursion limit") {
            "too_deep"
        } else if message.contains("out of range") || is_wild_number(text, &error) {
            "bad_number"
        } else {
            "not_geojson"
        };
        refused(code, Some(error.line()), message)
    })?;
    document.into_file().map_err(|(code, detail)| refused(code, None, detail))
}

/// Python and JavaScript programs write NaN and Infinity, which JSON does not have.
fn is_wild_number(text: &str, error: &serde_json::Error) -> bool {
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let near = error.column().saturating_sub(12);
    let around: String = line.chars().skip(near).take(24).collect();
    error.is_syntax() && ["NaN", "nan", "Infinity", "inf"].iter().any(|wild| around.contains(wild))
}

/// The top level of the file; features are made compact as they are met.
#[derive(Default)]
struct Document {
    kind: Option<String>,
    crs: Option<Value>,
    features: Option<Vec<Feature>>,
    alone: RawFeature,
    coordinates: Option<Nest>,
}

impl Document {
    fn into_file(self) -> Result<FeatureFile, (&'static str, String)> {
        let crs = match self.crs {
            None | Some(Value::Null) => None,
            Some(crs) => match (crs.get("type"), crs.pointer("/properties/name")) {
                (_, Some(Value::String(name))) => Some(name.clone()),
                (Some(Value::String(kind)), _) if kind == "link" => {
                    return Err(("remote_link", "crs".to_owned()));
                }
                _ => return Err(("unknown_crs", crs.to_string().chars().take(80).collect())),
            },
        };
        let kind = self.kind.unwrap_or_default();
        let features = match kind.as_str() {
            "FeatureCollection" => {
                self.features.ok_or(("not_geojson", "no features".to_owned()))?
            }
            "Feature" => vec![self.alone.checked(1)],
            "Polygon" | "MultiPolygon" | "Point" => {
                let geometry = RawGeometry { kind: Some(kind), coordinates: self.coordinates };
                vec![RawFeature { geometry: Some(geometry), properties: None }.checked(1)]
            }
            other => return Err(("not_geojson", format!("type {other:.40?}"))),
        };
        Ok(FeatureFile { crs, features })
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Document;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a GeoJSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
                let mut document = Document::default();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "type" => document.kind = map.next_value()?,
                        "crs" => document.crs = map.next_value()?,
                        "features" => document.features = Some(map.next_value::<Features>()?.0),
                        "properties" => document.alone.properties = map.next_value()?,
                        "geometry" => document.alone.geometry = map.next_value()?,
                        "coordinates" => document.coordinates = Some(map.next_value()?),
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(document)
            }
        }
        deserializer.deserialize_map(Members)
    }
}

struct Features(Vec<Feature>);

impl<'de> Deserialize<'de> for Features {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Features;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of features")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Features, A::Error> {
                let mut features = Vec::new();
                while let Some(raw) = seq.next_element::<RawFeature>()? {
                    features.push(raw.checked(features.len() as u64 + 1));
                }
                Ok(Features(features))
            }
        }
        deserializer.deserialize_seq(List)
    }
}

#[derive(Default, Deserialize)]
struct RawFeature {
    #[serde(default)]
    properties: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    geometry: Option<RawGeometry>,
}

#[derive(Deserialize)]
struct RawGeometry {
    #[serde(rename = "type", default)]
    kind: Option<String>,
    #[serde(default)]
    coordinates: Option<Nest>,
}

impl RawFeature {
    fn checked(self, number: u64) -> Feature {
        let properties = self.properties.unwrap_or_default();
        let properties = properties.into_iter().filter_map(|(k, v)| Some((k, as_text(v)?)));
        let shape = match self.geometry {
            None => Shape::Other("null".to_owned()),
            Some(RawGeometry { kind, coordinates }) => {
                let kind = kind.unwrap_or_default();
                match (kind.as_str(), coordinates) {
                    ("Point", Some(Nest::Position { x, y, .. })) => Shape::Point(x, y),
                    ("Polygon", Some(rings)) => polygons(vec![rings]),
                    ("MultiPolygon", Some(Nest::List(parts))) => polygons(parts),
                    ("Point" | "Polygon" | "MultiPolygon", _) => {
                        Shape::Broken(RejectionCode::BadNumber)
                    }
                    _ => Shape::Other(kind.chars().take(40).collect()),
                }
            }
        };
        Feature { number, properties: properties.collect(), shape }
    }
}

fn as_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn polygons(parts: Vec<Nest>) -> Shape {
    let (mut had_z, mut n_open) = (false, 0);
    let polygons: Option<Vec<_>> =
        parts.into_iter().map(|part| part.rings(&mut had_z, &mut n_open)).collect();
    match polygons {
        Some(polygons) => Shape::Polygons { polygons: MultiPolygon(polygons), had_z, n_open },
        None => Shape::Broken(RejectionCode::BadNumber),
    }
}

/// Nested lists of numbers, two numbers kept of each position.
enum Nest {
    Number(f64),
    Position { x: f64, y: f64, more: bool },
    List(Vec<Nest>),
    Nothing,
}

impl Nest {
    fn rings(self, had_z: &mut bool, n_open: &mut usize) -> Option<Polygon<f64>> {
        let Nest::List(rings) = self else { return None };
        let mut rings = rings.into_iter().map(|ring| {
            let Nest::List(positions) = ring else { return None };
            let coords = positions.into_iter().map(|position| match position {
                Nest::Position { x, y, more } => {
                    *had_z |= more;
                    Some(Coord { x, y })
                }
                _ => None,
            });
            let mut coords = coords.collect::<Option<Vec<_>>>()?;
            if let (Some(&first), Some(&last)) = (coords.first(), coords.last())
                && first != last
            {
                *n_open += 1;
                coords.push(first);
            }
            Some(LineString(coords))
        });
        // An empty list of rings is an empty polygon; it falls as degenerate later.
        let exterior = rings.next().unwrap_or(Some(LineString(Vec::new())))?;
        Some(Polygon::new(exterior, rings.collect::<Option<Vec<_>>>()?))
    }
}

impl<'de> Deserialize<'de> for Nest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Item;
        impl<'de> Visitor<'de> for Item {
            type Value = Nest;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("coordinates")
            }
            fn visit_f64<E>(self, number: f64) -> Result<Nest, E> {
                Ok(Nest::Number(number))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Nest, E> {
                Ok(Nest::Number(number as f64))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Nest, E> {
                Ok(Nest::Number(number as f64))
            }
            fn visit_unit<E>(self) -> Result<Nest, E> {
                Ok(Nest::Nothing)
            }
            fn visit_bool<E>(self, _: bool) -> Result<Nest, E> {
                Ok(Nest::Nothing)
            }
            fn visit_str<E>(self, _: &str) -> Result<Nest, E> {
                Ok(Nest::Nothing)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Nest, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Nest::Nothing)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Nest, A::Error> {
                let first = match seq.next_element::<Nest>()? {
                    None => return Ok(Nest::List(Vec::new())),
                    Some(Nest::Number(x)) => x,
                    Some(first) => {
                        let mut list = vec![first];
                        while let Some(next) = seq.next_element()? {
                            list.push(next);
                        }
                        return Ok(Nest::List(list));
                    }
                };
                let second = seq.next_element::<Nest>()?;
                let mut more = false;
                while seq.next_element::<IgnoredAny>()?.is_some() {
                    more = true;
                }
                Ok(match second {
                    Some(Nest::Number(second)) => Nest::Position { x: first, y: second, more },
                    _ => Nest::Nothing,
                })
            }
        }
        deserializer.deserialize_any(Item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        read_features(text.as_bytes(), "f").unwrap_err().code
    }

    #[test]
    fn a_file_that_is_not_geojson_is_named_for_what_it_is() {
        assert_eq!(code(""), "empty_file");
        assert_eq!(code(" \n\t"), "empty_file");
        assert_eq!(code("<OGRVRTDataSource/>"), "not_geojson");
        assert_eq!(code("[1,2]"), "not_geojson");
        assert_eq!(code("{\"type\":\"Topology\"}"), "not_geojson");
        assert_eq!(code("{\"type\":\"Polygon\",\"coordinates\":[[[NaN,1]]]}"), "bad_number");
        assert_eq!(code("{\"type\":\"Polygon\",\"coordinates\":[[[1e999,1]]]}"), "bad_number");
        assert_eq!(code(&format!("{{\"coordinates\":{}", "[".repeat(1_000_000))), "too_deep");
        let linked = "{\"type\":\"FeatureCollection\",\"features\":[],\"crs\":\
                      {\"type\":\"link\",\"properties\":{\"href\":\"http://127.0.0.1/\"}}}";
        assert_eq!(code(linked), "remote_link");
        assert_eq!(read_features(b"{\"name\":\"V\xc5RBERG\"}", "f").unwrap_err().code, "not_utf8");
    }

    #[test]
    fn positions_that_are_no_positions_are_data_about_the_feature() {
        for coordinates in ["[[[1]]]", "[[[]]]", "[[1,2]]", "[[[null,1]]]", "[[[\"1\",2]]]", "7"] {
            let text = format!("{{\"type\":\"Polygon\",\"coordinates\":{coordinates}}}");
            let file = read_features(text.as_bytes(), "f").unwrap();
            let shape = &file.features[0].shape;
            assert!(matches!(shape, Shape::Broken(RejectionCode::BadNumber)), "{coordinates}");
        }
    }

    #[test]
    fn a_third_number_is_dropped_and_attributes_are_text() {
        let text = "{\"type\":\"Feature\",\"properties\":{\"a\":1110250,\"b\":null,\"c\":\"å\"},\
                    \"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2,3],[4,5,6]]]}}";
        let file = read_features(text.as_bytes(), "f").unwrap();
        let feature = &file.features[0];
        assert_eq!(feature.properties["a"], "1110250");
        assert_eq!(feature.properties.get("b"), None);
        let Shape::Polygons { polygons, had_z, n_open } = &feature.shape else { panic!() };
        assert_eq!((*had_z, *n_open), (true, 1));
        assert_eq!(polygons.0[0].exterior().0[1], Coord { x: 4.0, y: 5.0 });
    }
}
