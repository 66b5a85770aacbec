//! Geometry objects: rings by the right-hand rule, fixed decimals.

use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Polygon};
use serde_json::Value as Json;
use std::io::{self, Write};

/// A geometry object; a multiple of one is written as that one. Kinds that the service does not
/// have (collections, rectangles) are written as an empty GeometryCollection.
///
/// # Errors
/// Those of the writer.
pub fn write_geometry(
    out: &mut impl Write,
    geometry: &Geometry<f64>,
    decimals: usize,
) -> io::Result<()> {
    let open =
        |out: &mut dyn Write, kind: &str| write!(out, "{{\"type\":\"{kind}\",\"coordinates\":");
    match geometry {
        Geometry::Polygon(polygon) => {
            open(out, "Polygon")?;
            write_polygon(out, polygon, decimals)?;
        }
        Geometry::MultiPolygon(MultiPolygon(polygons)) => match polygons.as_slice() {
            [polygon] => {
                open(out, "Polygon")?;
                write_polygon(out, polygon, decimals)?;
            }
            polygons => {
                open(out, "MultiPolygon")?;
                write_list(out, polygons, |out, polygon| write_polygon(out, polygon, decimals))?;
            }
        },
        Geometry::LineString(line) => {
            open(out, "LineString")?;
            write_line(out, line, decimals)?;
        }
        Geometry::MultiLineString(MultiLineString(lines)) => match lines.as_slice() {
            [line] => {
                open(out, "LineString")?;
                write_line(out, line, decimals)?;
            }
            lines => {
                open(out, "MultiLineString")?;
                write_list(out, lines, |out, line| write_line(out, line, decimals))?;
            }
        },
        Geometry::Point(point) => {
            open(out, "Point")?;
            write_position(out, point.0, decimals)?;
        }
        Geometry::MultiPoint(MultiPoint(points)) => {
            open(out, "MultiPoint")?;
            write_list(out, points, |out, point| write_position(out, point.0, decimals))?;
        }
        _ => out.write_all(b"{\"type\":\"GeometryCollection\",\"geometries\":[]")?,
    }
    out.write_all(b"}")
}

/// In WGS84 with seven decimals, as a value to put into other JSON.
pub fn geometry_json(geometry: &Geometry<f64>) -> Json {
    let mut bytes = Vec::new();
    write_geometry(&mut bytes, geometry, 7).expect("writing to memory does not fail");
    serde_json::from_slice(&bytes).expect("what was just written is JSON")
}

pub(super) fn write_list<W: Write, T>(
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

fn write_line<W: Write>(out: &mut W, line: &LineString<f64>, decimals: usize) -> io::Result<()> {
    write_list(out, &line.0, |out, at| write_position(out, *at, decimals))
}

fn write_position(out: &mut impl Write, at: Coord<f64>, decimals: usize) -> io::Result<()> {
    out.write_all(b"[")?;
    write_number(out, at.x, decimals)?;
    out.write_all(b",")?;
    write_number(out, at.y, decimals)?;
    out.write_all(b"]")
}

pub(super) fn write_polygon(
    out: &mut impl Write,
    polygon: &Polygon<f64>,
    decimals: usize,
) -> io::Result<()> {
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
fn write_number(out: &mut impl Write, number: f64, decimals: usize) -> io::Result<()> {
    let unit = 10_i64.pow(decimals as u32);
    let scaled = (number * unit as f64).round() as i64;
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
            write_number(&mut bytes, degrees, 7).expect("memory");
            String::from_utf8(bytes).expect("ASCII")
        };
        let written = [18.0, 18.123_456_789, -90.05, -0.000_000_04, 59.3, 0.000_000_1].map(text);
        assert_eq!(written, ["18", "18.1234568", "-90.05", "0", "59.3", "0.0000001"]);
    }
}
