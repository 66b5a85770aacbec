//! Geometries in CQL2 text: well-known text, and `BBOX`.

use super::{FilterError, expr::Expr, lexer::Word, text::Reader};
use geo_types::{
    Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon,
};

/// Reads a geometry if the name is that of one and the geometry follows; the reader stands at the name.
pub(super) fn literal(reader: &mut Reader<'_>, lower: &str) -> Result<Option<Expr>, FilterError> {
    if lower == "bbox" || lower == "envelope" {
        if !reader.is_called() {
            return Ok(None);
        }
        reader.name();
        reader.must("(")?;
        return bbox(reader).map(Some);
    }
    const TAGS: [&str; 7] = [
        "point",
        "linestring",
        "polygon",
        "multipoint",
        "multilinestring",
        "multipolygon",
        "geometrycollection",
    ];
    if !TAGS.contains(&lower) || !reader.tag_follows() {
        return Ok(None);
    }
    geometry(reader).map(Expr::geometry).map(Some)
}

fn bbox(reader: &mut Reader<'_>) -> Result<Expr, FilterError> {
    let mut numbers = vec![reader.signed_number()?];
    while numbers.len() < 6 && reader.sign(",") {
        numbers.push(reader.signed_number()?);
    }
    reader.must(")")?;
    match numbers[..] {
        [a, b, c, d] | [a, b, _, c, d, _] => Ok(Expr::bbox([a, b, c, d])),
        _ => Err(reader.expected("four or six numbers")),
    }
}

fn geometry(reader: &mut Reader<'_>) -> Result<Geometry<f64>, FilterError> {
    let Some(tag) = reader.name() else { return Err(reader.expected("a geometry")) };
    // The third coordinate may be announced; it is read past.
    let _ = reader.keyword("z");
    Ok(match tag.to_ascii_lowercase().as_str() {
        "point" => Point(in_parentheses(reader, coordinate)?).into(),
        "linestring" => line(reader)?.into(),
        "polygon" => polygon(reader)?.into(),
        "multipoint" => MultiPoint(several(reader, point)?).into(),
        "multilinestring" => MultiLineString(several(reader, line)?).into(),
        "multipolygon" => MultiPolygon(several(reader, polygon)?).into(),
        "geometrycollection" => {
            let parts = reader.deeper(|reader| several(reader, geometry))?;
            Geometry::GeometryCollection(parts.into())
        }
        _ => return Err(reader.expected("a geometry")),
    })
}

fn several<T>(
    reader: &mut Reader<'_>,
    one: impl Fn(&mut Reader<'_>) -> Result<T, FilterError>,
) -> Result<Vec<T>, FilterError> {
    in_parentheses(reader, |reader| {
        let mut all = vec![one(reader)?];
        while reader.sign(",") {
            all.push(one(reader)?);
        }
        Ok(all)
    })
}

fn in_parentheses<T>(
    reader: &mut Reader<'_>,
    read: impl FnOnce(&mut Reader<'_>) -> Result<T, FilterError>,
) -> Result<T, FilterError> {
    reader.must("(")?;
    let found = read(reader)?;
    reader.must(")")?;
    Ok(found)
}

fn coordinate(reader: &mut Reader<'_>) -> Result<Coord<f64>, FilterError> {
    let (x, y) = (reader.signed_number()?, reader.signed_number()?);
    if !matches!(reader.peek(), Some(Word::Sign("," | ")")) | None) {
        reader.signed_number()?;
    }
    Ok(Coord { x, y })
}

/// Points of a multipoint have parentheses of their own, or in an older way none.
fn point(reader: &mut Reader<'_>) -> Result<Point<f64>, FilterError> {
    match reader.peek() {
        Some(Word::Sign("(")) => in_parentheses(reader, coordinate).map(Point),
        _ => coordinate(reader).map(Point),
    }
}

fn line(reader: &mut Reader<'_>) -> Result<LineString<f64>, FilterError> {
    several(reader, coordinate).map(LineString)
}

fn polygon(reader: &mut Reader<'_>) -> Result<Polygon<f64>, FilterError> {
    let mut rings = several(reader, line)?;
    let exterior = rings.remove(0);
    Ok(Polygon::new(exterior, rings))
}
