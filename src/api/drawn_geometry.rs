//! A geometry drawn on the map: GeoJSON in a request, checked position by position.

use super::problem::Problem;
use crate::case::place::PlaceGeometry;
use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Point, Polygon};
use serde_json::Value;

/// A point, line or polygon in WGS84. The geometry itself is checked by the place.
pub(super) fn read(geometry: &Value) -> Result<PlaceGeometry, Problem> {
    parse(geometry).ok_or_else(|| Problem::field("invalid", "geometry", "malformed"))
}

fn parse(geometry: &Value) -> Option<PlaceGeometry> {
    let coordinates = geometry.get("coordinates")?;
    Some(match geometry.get("type")?.as_str()? {
        "Point" => PlaceGeometry::Point(Point(position(coordinates)?)),
        "LineString" => PlaceGeometry::Line(MultiLineString(vec![line(coordinates)?])),
        "MultiLineString" => PlaceGeometry::Line(MultiLineString(each(coordinates, line)?)),
        "Polygon" => PlaceGeometry::Area(MultiPolygon(vec![polygon(coordinates)?])),
        "MultiPolygon" => PlaceGeometry::Area(MultiPolygon(each(coordinates, polygon)?)),
        _ => return None,
    })
}

/// Longitude and latitude; a third number, the height, is dropped.
fn position(value: &Value) -> Option<Coord<f64>> {
    let [x, y, ..] = value.as_array()?.as_slice() else { return None };
    Some(Coord { x: x.as_f64()?, y: y.as_f64()? })
}

fn line(value: &Value) -> Option<LineString<f64>> {
    let positions = each(value, position)?;
    (positions.len() >= 2).then_some(LineString(positions))
}

fn polygon(value: &Value) -> Option<Polygon<f64>> {
    let mut rings = each(value, line)?.into_iter();
    let exterior = rings.next()?;
    Some(Polygon::new(exterior, rings.collect()))
}

fn each<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn points_lines_and_polygons_are_read_and_the_rest_is_refused() {
        let ring = json!([[18.0, 59.0], [18.1, 59.0, 12.0], [18.1, 59.1], [18.0, 59.0]]);
        for good in [
            json!({"type": "Point", "coordinates": [18.0, 59.0]}),
            json!({"type": "LineString", "coordinates": [[18.0, 59.0], [18.1, 59.0]]}),
            json!({"type": "Polygon", "coordinates": [ring]}),
            json!({"type": "MultiPolygon", "coordinates": [[ring]]}),
        ] {
            assert!(read(&good).is_ok(), "{good}");
        }
        for bad in [
            json!({"type": "Point", "coordinates": [18.0]}),
            json!({"type": "Point", "coordinates": ["18", "59"]}),
            json!({"type": "LineString", "coordinates": [[18.0, 59.0]]}),
            json!({"type": "Polygon", "coordinates": []}),
            json!({"type": "GeometryCollection", "geometries": []}),
            json!("POINT (18 59)"),
        ] {
            assert!(read(&bad).is_err(), "{bad}");
        }
    }
}
