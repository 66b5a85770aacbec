//! Dissolving areas that share identical edges.

use super::{LonLat, PreparedArea};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use std::collections::BTreeMap;

/// The union of areas of one coverage: polygons that do not overlap and whose shared borders have
/// the same vertices on both sides. Such borders cancel exactly, so the union has no hairline gap,
/// no new vertex and the sum of the areas; nothing is rounded or computed but the cancelling.
///
/// Rings must follow the right-hand rule (exterior counter-clockwise), and so do those of the
/// answer, in an order that depends on the ground alone. Areas that do *not* share edges exactly
/// are not merged: the answer then has one ring for each, and gaps stay; closing gaps is another
/// matter (see `ingest`).
pub fn dissolve_coverage<'a>(
    areas: impl IntoIterator<Item = &'a MultiPolygon<f64>>,
) -> MultiPolygon<f64> {
    let mut edges = Edges::default();
    for polygon in areas.into_iter().flat_map(|area| &area.0) {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            ring.lines().for_each(|line| edges.add(line.start, line.end));
        }
    }
    let (exteriors, holes) =
        edges.into_rings().into_iter().partition(|ring| doubled_area(ring) > 0.0);
    with_holes(exteriors, holes)
}

/// Bits of x and y: equal only when the coordinates are the same number.
type Vertex = (u64, u64);

fn vertex(at: Coord<f64>) -> Vertex {
    (at.x.to_bits(), at.y.to_bits())
}

/// Directed edges by their start; an edge and its reverse cancel.
#[derive(Default)]
struct Edges(BTreeMap<Vertex, Vec<Vertex>>);

impl Edges {
    fn add(&mut self, start: Coord<f64>, end: Coord<f64>) {
        let (start, end) = (vertex(start), vertex(end));
        if start != end && self.take(end, Some(start)).is_none() {
            self.0.entry(start).or_default().push(end);
        }
    }

    /// Takes the edge to `to`, or any, that starts here.
    fn take(&mut self, from: Vertex, to: Option<Vertex>) -> Option<Vertex> {
        let ends = self.0.get_mut(&from)?;
        let at = match to {
            Some(to) => ends.iter().position(|end| *end == to)?,
            None => ends.len() - 1,
        };
        let taken = ends.remove(at);
        if ends.is_empty() {
            self.0.remove(&from);
        }
        Some(taken)
    }

    /// Follows the edges; wherever the path comes back to one of its vertices, a ring is done, so no
    /// ring touches itself.
    fn into_rings(mut self) -> Vec<LineString<f64>> {
        let mut rings = Vec::new();
        while let Some(start) = self.0.keys().next().copied() {
            let mut path = vec![start];
            while let Some(here) = path.last().copied() {
                let next = self.take(here, None).expect("rings are closed: who arrives can leave");
                match path.iter().position(|passed| *passed == next) {
                    None => path.push(next),
                    Some(at) => {
                        let ring = path.split_off(at);
                        if at > 0 {
                            path.push(next);
                        }
                        let closed = ring.iter().chain(&ring[..1]);
                        rings.push(closed.map(|v| coordinate(*v)).collect());
                    }
                }
            }
        }
        rings
    }
}

fn coordinate((x, y): Vertex) -> Coord<f64> {
    Coord { x: f64::from_bits(x), y: f64::from_bits(y) }
}

/// Twice the signed area in squared degrees; positive when counter-clockwise.
fn doubled_area(ring: &LineString<f64>) -> f64 {
    let origin = ring.0[0];
    let shoelace = |a: Coord<f64>, b: Coord<f64>| {
        (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y)
    };
    ring.lines().map(|line| shoelace(line.start, line.end)).sum()
}

/// Gives each hole to the smallest exterior around it.
fn with_holes(
    mut exteriors: Vec<LineString<f64>>,
    holes: Vec<LineString<f64>>,
) -> MultiPolygon<f64> {
    exteriors.sort_by(|a, b| doubled_area(a).total_cmp(&doubled_area(b)));
    let mut polygons: Vec<Polygon<f64>> =
        exteriors.into_iter().map(|ring| Polygon::new(ring, vec![])).collect();
    let prepared: Vec<PreparedArea> =
        polygons.iter().map(|p| PreparedArea::new(&MultiPolygon(vec![p.clone()]))).collect();
    for hole in holes {
        // The middle of an edge: a vertex may touch the exterior, an edge cannot.
        let (a, b) = (hole.0[0], hole.0[1]);
        let middle = LonLat { lon: (a.x + b.x) / 2.0, lat: (a.y + b.y) / 2.0 };
        if let Some(around) = prepared.iter().position(|area| area.contains(middle)) {
            polygons[around].interiors_push(hole);
        }
    }
    polygons.reverse();
    MultiPolygon(polygons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area as _, Validation};

    /// A unit square with its lower left corner at (x, y).
    fn square(x: f64, y: f64) -> MultiPolygon<f64> {
        let corners = [(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0), (x, y)];
        MultiPolygon(vec![Polygon::new(corners.into_iter().collect(), vec![])])
    }

    fn check(squares: &[(f64, f64)], n_polygons: usize, n_holes: usize) {
        let areas: Vec<_> = squares.iter().map(|(x, y)| square(*x, *y)).collect();
        let union = dissolve_coverage(&areas);
        assert!(union.is_valid(), "{union:?}");
        assert_eq!(union.signed_area(), squares.len() as f64);
        assert_eq!(union.0.len(), n_polygons);
        assert_eq!(union.iter().map(|p| p.interiors().len()).sum::<usize>(), n_holes);
    }

    #[test]
    fn neighbours_become_one_polygon() {
        check(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)], 1, 0);
    }

    #[test]
    fn areas_apart_or_touching_in_a_point_stay_apart() {
        check(&[(0.0, 0.0), (5.0, 0.0)], 2, 0);
        check(&[(0.0, 0.0), (1.0, 1.0)], 2, 0);
    }

    #[test]
    fn a_ring_of_areas_has_a_hole_and_two_holes_may_touch() {
        let block = |n: i32| (0..n * n).map(move |i| (f64::from(i % n), f64::from(i / n)));
        let around: Vec<_> = block(3).filter(|at| *at != (1.0, 1.0)).collect();
        check(&around, 1, 1);
        let two: Vec<_> = block(4).filter(|at| *at != (1.0, 1.0) && *at != (2.0, 2.0)).collect();
        check(&two, 1, 2);
    }

    #[test]
    fn an_island_in_a_hole_is_its_own_polygon() {
        let block = (0..25).map(|i| (f64::from(i % 5), f64::from(i / 5)));
        let inner = |v: f64| (1.0..=3.0).contains(&v);
        let squares: Vec<_> =
            block.filter(|(x, y)| !(inner(*x) && inner(*y)) || (*x, *y) == (2.0, 2.0)).collect();
        check(&squares, 2, 1);
    }
}
