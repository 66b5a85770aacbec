//! Ground as GeoPackage stores it: a head with the box, and well-known binary (little-endian) after it.

use geo_types::{Geometry, LineString, Polygon, Rect};

const POINT: u32 = 1;
const LINE: u32 = 2;
const POLYGON: u32 = 3;
const MULTI_POINT: u32 = 4;
const MULTI_LINE: u32 = 5;
const MULTI_POLYGON: u32 = 6;

/// Writes head and ground behind one another into the emptied `blob`. A point has no box of its own.
/// Kinds that [`super::super::binary::ground`] does not let through are written as an empty collection.
pub fn write(blob: &mut Vec<u8>, geometry: &Geometry<f64>, around: Rect<f64>, srs_id: i32) {
    /// Little-endian.
    const ENDIAN: u8 = 1;
    /// The box stands there: least and greatest east, least and greatest north.
    const BOXED: u8 = 1 << 1;
    blob.clear();
    blob.extend_from_slice(b"GP\0");
    let is_point = matches!(geometry, Geometry::Point(_));
    blob.push(if is_point { ENDIAN } else { ENDIAN | BOXED });
    blob.extend_from_slice(&srs_id.to_le_bytes());
    if !is_point {
        let (min, max) = (around.min(), around.max());
        for number in [min.x, max.x, min.y, max.y] {
            blob.extend_from_slice(&number.to_le_bytes());
        }
    }
    put_geometry(blob, geometry);
}

fn put_geometry(out: &mut Vec<u8>, geometry: &Geometry<f64>) {
    match geometry {
        Geometry::Point(at) => put_point(out, at.x(), at.y()),
        Geometry::LineString(line) => put_line(out, line),
        Geometry::Polygon(polygon) => put_polygon(out, polygon),
        Geometry::MultiPoint(points) => {
            put_head(out, MULTI_POINT, points.0.len());
            points.0.iter().for_each(|at| put_point(out, at.x(), at.y()));
        }
        Geometry::MultiLineString(lines) => {
            put_head(out, MULTI_LINE, lines.0.len());
            lines.0.iter().for_each(|line| put_line(out, line));
        }
        Geometry::MultiPolygon(polygons) => {
            put_head(out, MULTI_POLYGON, polygons.0.len());
            polygons.0.iter().for_each(|polygon| put_polygon(out, polygon));
        }
        _ => put_head(out, 7, 0),
    }
}

fn put_head(out: &mut Vec<u8>, kind: u32, n: usize) {
    out.push(1);
    out.extend_from_slice(&kind.to_le_bytes());
    put_count(out, n);
}

fn put_count(out: &mut Vec<u8>, n: usize) {
    let n = u32::try_from(n).expect("fewer than 2³² parts fit in memory");
    out.extend_from_slice(&n.to_le_bytes());
}

fn put_point(out: &mut Vec<u8>, x: f64, y: f64) {
    out.push(1);
    out.extend_from_slice(&POINT.to_le_bytes());
    out.extend_from_slice(&x.to_le_bytes());
    out.extend_from_slice(&y.to_le_bytes());
}

fn put_line(out: &mut Vec<u8>, line: &LineString<f64>) {
    put_head(out, LINE, line.0.len());
    put_positions(out, line);
}

fn put_polygon(out: &mut Vec<u8>, polygon: &Polygon<f64>) {
    put_head(out, POLYGON, 1 + polygon.interiors().len());
    for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
        put_count(out, ring.0.len());
        put_positions(out, ring);
    }
}

fn put_positions(out: &mut Vec<u8>, line: &LineString<f64>) {
    for at in &line.0 {
        out.extend_from_slice(&at.x.to_le_bytes());
        out.extend_from_slice(&at.y.to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::BoundingRect;
    use geo_types::{MultiPolygon, Point, polygon};

    fn written(geometry: Geometry<f64>) -> Vec<u8> {
        let around = geometry.bounding_rect().expect("ground");
        let mut blob = vec![9; 3];
        write(&mut blob, &geometry, around, 3011);
        blob
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Written out by hand from the tables of OGC 12-128r17 and OGC 06-103r4.
    #[test]
    fn a_point_is_its_head_without_a_box_and_21_bytes() {
        let blob = written(Point::new(1.0, -2.0).into());
        assert_eq!(
            hex(&blob),
            "47500001c30b0000\
             0101000000000000000000f03f00000000000000c0"
        );
    }

    #[test]
    fn a_multi_polygon_has_its_box_then_parts_and_rings_with_their_counts() {
        let with_hole = polygon!(
            exterior: [(x: 0., y: 0.), (x: 4., y: 0.), (x: 4., y: 3.), (x: 0., y: 0.)],
            interiors: [[(x: 1., y: 0.5), (x: 2., y: 1.), (x: 2., y: 0.5), (x: 1., y: 0.5)]],
        );
        let blob = written(MultiPolygon(vec![with_hole]).into());
        assert_eq!(hex(&blob[..8]), "47500003c30b0000");
        let number = |at: usize| f64::from_le_bytes(blob[at..at + 8].try_into().expect("eight"));
        assert_eq!([8, 16, 24, 32].map(number), [0.0, 4.0, 0.0, 3.0]);
        let text = hex(&blob[40..]);
        // One polygon of two rings of four corners each.
        assert!(text.starts_with("010600000001000000010300000002000000040000000000"), "{text}");
        assert_eq!(blob.len(), 40 + 9 + 9 + 2 * (4 + 4 * 16));
        assert_eq!(number(40 + 9 + 9 + 4 + 16), 4.0, "the second corner lies east");
    }
}
