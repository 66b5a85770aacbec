//! GeoJSON as RFC 7946 wants it: WGS84 longitude/latitude with seven decimals (about a centimetre),
//! exterior rings counter-clockwise, holes clockwise, stable ids. What is said about the whole file
//! stands as foreign members before the features, so that it survives a reader who stops early.

use super::{Feature, FeatureId, Layer, Provenance, Value};
use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Polygon};
use serde_json::Value as Json;
use std::io::{self, Write};

/// Writes a FeatureCollection, one feature a line, as they come; nothing is held back.
///
/// # Errors
/// Those of the writer.
pub fn write_layer(
    mut out: impl Write,
    layer: Layer<impl IntoIterator<Item = Feature>>,
) -> io::Result<()> {
    write!(out, "{{\"type\":\"FeatureCollection\"")?;
    for (name, value) in members(&layer.provenance) {
        write!(out, ",{}:{value}", Json::from(name))?;
    }
    write!(out, ",\"features\":[")?;
    for (i, feature) in layer.features.into_iter().enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        write_feature(&mut out, &feature)?;
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
    outlines: impl IntoIterator<Item = MultiPolygon<f64>>,
) -> io::Result<()> {
    write!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    for (i, outline) in outlines.into_iter().enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
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

/// A geometry object; a multiple of one is written as that one. Kinds that the service does not
/// have (collections, rectangles) are written as an empty GeometryCollection.
///
/// # Errors
/// Those of the writer.
pub fn write_geometry(out: &mut impl Write, geometry: &Geometry<f64>) -> io::Result<()> {
    let open =
        |out: &mut dyn Write, kind: &str| write!(out, "{{\"type\":\"{kind}\",\"coordinates\":");
    match geometry {
        Geometry::Polygon(polygon) => {
            open(out, "Polygon")?;
            write_polygon(out, polygon, 7)?;
        }
        Geometry::MultiPolygon(MultiPolygon(polygons)) => match polygons.as_slice() {
            [polygon] => {
                open(out, "Polygon")?;
                write_polygon(out, polygon, 7)?;
            }
            polygons => {
                open(out, "MultiPolygon")?;
                write_list(out, polygons, |out, polygon| write_polygon(out, polygon, 7))?;
            }
        },
        Geometry::LineString(line) => {
            open(out, "LineString")?;
            write_line(out, line)?;
        }
        Geometry::MultiLineString(MultiLineString(lines)) => match lines.as_slice() {
            [line] => {
                open(out, "LineString")?;
                write_line(out, line)?;
            }
            lines => {
                open(out, "MultiLineString")?;
                write_list(out, lines, write_line)?;
            }
        },
        Geometry::Point(point) => {
            open(out, "Point")?;
            write_position(out, point.0, 7)?;
        }
        Geometry::MultiPoint(MultiPoint(points)) => {
            open(out, "MultiPoint")?;
            write_list(out, points, |out, point| write_position(out, point.0, 7))?;
        }
        _ => out.write_all(b"{\"type\":\"GeometryCollection\",\"geometries\":[]")?,
    }
    out.write_all(b"}")
}

/// The same as [`write_geometry`], as a value to put into other JSON.
pub fn geometry_json(geometry: &Geometry<f64>) -> Json {
    let mut bytes = Vec::new();
    write_geometry(&mut bytes, geometry).expect("writing to memory does not fail");
    serde_json::from_slice(&bytes).expect("what was just written is JSON")
}

fn write_list<W: Write, T>(
    out: &mut W,
    items: &[T],
    write: impl Fn(&mut W, &T) -> io::Result<()>,
) -> io::Result<()> {
    out.write_all(b"[")?;
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.write_all(b",")?;
        }
        write(out, item)?;
    }
    out.write_all(b"]")
}

fn write_line<W: Write>(out: &mut W, line: &LineString<f64>) -> io::Result<()> {
    write_list(out, &line.0, |out, at| write_position(out, *at, 7))
}

fn write_position(out: &mut impl Write, at: Coord<f64>, decimals: usize) -> io::Result<()> {
    out.write_all(b"[")?;
    write_degrees(out, at.x, decimals)?;
    out.write_all(b",")?;
    write_degrees(out, at.y, decimals)?;
    out.write_all(b"]")
}

fn members(about: &Provenance) -> Vec<(&'static str, Json)> {
    vec![
        ("layer", about.layer.into()),
        ("run", about.run.clone().into()),
        ("method_choice", about.method_choice.clone().into()),
        ("data_date", about.data_date.map(|day| day.to_string()).into()),
        ("extracted_on", about.extracted_on.to_string().into()),
        ("synthetic", about.synthetic.into()),
        ("source", about.source.clone().into()),
        ("licence", about.licence.clone().into()),
        ("classification", about.classification.clone().into()),
    ]
}

fn write_feature(out: &mut impl Write, feature: &Feature) -> io::Result<()> {
    write!(out, "{{\"type\":\"Feature\",\"id\":")?;
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
    match &feature.geometry {
        Some(geometry) => write_geometry(out, geometry)?,
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

fn write_polygon(out: &mut impl Write, polygon: &Polygon<f64>, decimals: usize) -> io::Result<()> {
    out.write_all(b"[")?;
    write_ring(out, polygon.exterior(), true, decimals)?;
    for hole in polygon.interiors() {
        out.write_all(b",")?;
        write_ring(out, hole, false, decimals)?;
    }
    out.write_all(b"]")
}

/// Twice the signed area, relative to the first corner to keep the digits; positive when
/// counter-clockwise.
fn turns_left(ring: &LineString<f64>) -> bool {
    let Some(origin) = ring.0.first() else { return true };
    let twice_area: f64 = ring
        .lines()
        .map(|side| {
            (side.start.x - origin.x) * (side.end.y - origin.y)
                - (side.end.x - origin.x) * (side.start.y - origin.y)
        })
        .sum();
    twice_area >= 0.0
}

fn write_ring(
    out: &mut impl Write,
    ring: &LineString<f64>,
    counter_clockwise: bool,
    decimals: usize,
) -> io::Result<()> {
    let n = ring.0.len();
    let as_is = turns_left(ring) == counter_clockwise;
    out.write_all(b"[")?;
    for i in 0..n {
        let at = ring.0[if as_is { i } else { n - 1 - i }];
        if i > 0 {
            out.write_all(b",")?;
        }
        write_position(out, at, decimals)?;
    }
    out.write_all(b"]")
}

/// Fixed decimals without trailing zeros, by whole numbers: a float formatter is several times
/// slower and this is most of an export.
fn write_degrees(out: &mut impl Write, degrees: f64, decimals: usize) -> io::Result<()> {
    let unit = 10_i64.pow(decimals as u32);
    let scaled = (degrees * unit as f64).round() as i64;
    let (whole, mut rest) =
        (scaled.unsigned_abs() / unit as u64, scaled.unsigned_abs() % unit as u64);
    let sign = if scaled < 0 { "-" } else { "" };
    if rest == 0 {
        return write!(out, "{sign}{whole}");
    }
    let mut width = decimals;
    while rest % 10 == 0 {
        rest /= 10;
        width -= 1;
    }
    write!(out, "{sign}{whole}.{rest:0width$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;
    use jiff::civil::date;

    fn provenance() -> Provenance {
        Provenance {
            layer: "places",
            run: Some("run-0123456789abcdef".into()),
            method_choice: None,
            data_date: Some(date(2026, 5, 31)),
            extracted_on: date(2026, 6, 10),
            synthetic: true,
            source: "Syntetiska data".into(),
            licence: "CC0".into(),
            classification: "intern".into(),
        }
    }

    fn written(feature: Feature) -> Json {
        let mut bytes = Vec::new();
        let layer = Layer { provenance: provenance(), features: [feature] };
        write_layer(&mut bytes, layer).expect("memory");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    #[test]
    fn rings_follow_the_right_hand_rule_whatever_way_they_came() {
        // Exterior clockwise, hole counter-clockwise: both wrong on purpose.
        let wrong = polygon!(
            exterior: [(x: 0., y: 0.), (x: 0., y: 4.), (x: 4., y: 4.), (x: 4., y: 0.), (x: 0., y: 0.)],
            interiors: [[(x: 1., y: 1.), (x: 2., y: 1.), (x: 2., y: 2.), (x: 1., y: 2.), (x: 1., y: 1.)]],
        );
        let json = geometry_json(&MultiPolygon(vec![wrong]).into());
        assert_eq!(json["type"], "Polygon");
        assert_eq!(
            json["coordinates"][0],
            serde_json::json!([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]])
        );
        assert_eq!(
            json["coordinates"][1],
            serde_json::json!([[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]])
        );
    }

    #[test]
    fn degrees_have_at_most_seven_decimals_and_no_tail() {
        let text = |degrees| {
            let mut bytes = Vec::new();
            write_degrees(&mut bytes, degrees, 7).expect("memory");
            String::from_utf8(bytes).expect("ASCII")
        };
        let written = [18.0, 18.123_456_789, -90.05, -0.000_000_04, 59.3, 0.000_000_1].map(text);
        assert_eq!(written, ["18", "18.1234568", "-90.05", "0", "59.3", "0.0000001"]);
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
