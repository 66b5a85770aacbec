//! Geometries in GML 2 and 3, as they stand in filters; the order of the numbers is not settled here.

use super::xml::elements;
use geo_types::{
    Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon,
};
use roxmltree::Node;

/// The two corners of an `Envelope` or a `Box`.
pub(super) fn corners(node: Node<'_, '_>) -> Option<[f64; 4]> {
    let inside = |name: &str| elements(node).find(|inner| inner.tag_name().name() == name);
    let corners = match (inside("lowerCorner"), inside("upperCorner")) {
        (Some(lower), Some(upper)) => [numbers(lower)?, numbers(upper)?].concat(),
        _ => line(node)?.0.iter().flat_map(|at| [at.x, at.y]).collect(),
    };
    corners.try_into().ok()
}

/// A geometry; `None` for what is none, or of a kind that is not known.
pub(super) fn geometry(node: Node<'_, '_>) -> Option<Geometry<f64>> {
    Some(match node.tag_name().name() {
        "Point" => point(node)?.into(),
        "LineString" | "Curve" => curve(node)?.into(),
        "Polygon" | "Surface" => Geometry::MultiPolygon(MultiPolygon(surface(node)?)).simple(),
        "MultiPoint" => MultiPoint(members(node, |one| point(one).map(|at| vec![at]))?).into(),
        "MultiCurve" | "MultiLineString" => {
            MultiLineString(members(node, |one| curve(one).map(|line| vec![line]))?).into()
        }
        "MultiSurface" | "MultiPolygon" => MultiPolygon(members(node, surface)?).into(),
        _ => return None,
    })
}

trait Simple {
    fn simple(self) -> Self;
}

impl Simple for Geometry<f64> {
    /// A polygon of one part is that part.
    fn simple(self) -> Self {
        match self {
            Geometry::MultiPolygon(MultiPolygon(mut parts)) if parts.len() == 1 => {
                parts.remove(0).into()
            }
            other => other,
        }
    }
}

/// What stands in `xxxMember` and `xxxMembers`.
fn members<T>(node: Node<'_, '_>, one: impl Fn(Node<'_, '_>) -> Option<Vec<T>>) -> Option<Vec<T>> {
    let mut all = Vec::new();
    for part in elements(node).flat_map(elements) {
        all.extend(one(part)?);
    }
    (!all.is_empty()).then_some(all)
}

fn point(node: Node<'_, '_>) -> Option<Point<f64>> {
    let line = line(node)?;
    (line.0.len() == 1).then(|| Point(line.0[0]))
}

/// A line, or a curve of straight segments that follow each other.
fn curve(node: Node<'_, '_>) -> Option<LineString<f64>> {
    if node.tag_name().name() == "LineString" {
        return line(node);
    }
    let segments = elements(node).find(|inner| inner.tag_name().name() == "segments")?;
    let mut all = Vec::new();
    for segment in elements(segments) {
        let line = line(segment).filter(|_| segment.tag_name().name() == "LineStringSegment")?;
        let repeated = usize::from(all.last() == line.0.first());
        all.extend(line.0.into_iter().skip(repeated));
    }
    Some(LineString(all))
}

fn surface(node: Node<'_, '_>) -> Option<Vec<Polygon<f64>>> {
    if node.tag_name().name() == "Polygon" || node.tag_name().name() == "PolygonPatch" {
        return polygon(node).map(|one| vec![one]);
    }
    let patches = elements(node).find(|inner| inner.tag_name().name() == "patches")?;
    elements(patches).map(polygon).collect()
}

fn polygon(node: Node<'_, '_>) -> Option<Polygon<f64>> {
    let rings = |names: [&str; 2]| -> Option<Vec<LineString<f64>>> {
        let sides = elements(node).filter(|inner| names.contains(&inner.tag_name().name()));
        sides.map(|side| line(elements(side).next()?)).collect()
    };
    let mut exterior = rings(["exterior", "outerBoundaryIs"])?;
    let interiors = rings(["interior", "innerBoundaryIs"])?;
    (exterior.len() == 1).then(|| Polygon::new(exterior.remove(0), interiors))
}

/// The coordinates of an element: `posList`, one or many `pos`, `coordinates` or `coord`.
fn line(node: Node<'_, '_>) -> Option<LineString<f64>> {
    let mut all = Vec::new();
    for inner in elements(node) {
        match inner.tag_name().name() {
            "pos" => all.push(coord(&numbers(inner)?)?),
            "posList" => {
                let size = dimension(inner);
                let numbers = numbers(inner)?;
                if numbers.is_empty() || !numbers.len().is_multiple_of(size) {
                    return None;
                }
                for at in numbers.chunks(size) {
                    all.push(coord(at)?);
                }
            }
            "coordinates" => {
                for tuple in inner.text()?.split_whitespace() {
                    let numbers: Option<Vec<f64>> = tuple.split(',').map(number).collect();
                    all.push(coord(&numbers?)?);
                }
            }
            "coord" => {
                let numbers: Option<Vec<f64>> =
                    elements(inner).map(|one| number(one.text()?)).collect();
                all.push(coord(&numbers?)?);
            }
            _ => {}
        }
    }
    (!all.is_empty()).then_some(LineString(all))
}

/// How many numbers a place has, as said on the element or on one around it.
fn dimension(node: Node<'_, '_>) -> usize {
    let said = node.ancestors().find_map(|one| one.attribute("srsDimension"));
    if said == Some("3") { 3 } else { 2 }
}

fn numbers(node: Node<'_, '_>) -> Option<Vec<f64>> {
    node.text()?.split_whitespace().map(number).collect()
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

fn coord(numbers: &[f64]) -> Option<Coord<f64>> {
    match numbers {
        [x, y] | [x, y, _] => Some(Coord { x: *x, y: *y }),
        _ => None,
    }
}
