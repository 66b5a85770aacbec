//! Which areas share a border, on hand-drawn ground: with hairline gaps and overlaps.

use crate::analysis::neighbours::Neighbours;
use geo::BoundingRect;
use geo_types::{Coord, LineString, MultiPolygon, Rect};
use rayon::prelude::*;
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Line},
};

/// Borders nearer than this are the same border drawn twice.
pub const HAIRLINE_M: f64 = 1.0;

/// Areas that have less border than this in common touch in a corner. Two borders that meet at 20°
/// run within a hairline of each other for some 3 m on either side of the corner; the shortest real
/// borders between the city's smallest areas are a little longer than this.
pub const LEAST_BORDER_M: f64 = 10.0;

/// Areas in planar metres to their neighbours: those with [`LEAST_BORDER_M`] or more of their border
/// within a hairline of the other's ground, or in it (overlaps, enclaves without a hole). It is enough
/// that one of the two has it.
pub(super) fn neighbours(areas: &[MultiPolygon<f64>]) -> Neighbours {
    let shared = shared_m(areas);
    let mut lists = vec![Vec::new(); areas.len()];
    for (i, with) in shared.iter().enumerate() {
        for &(j, metres) in with {
            if metres >= LEAST_BORDER_M {
                lists[i].push(j);
                lists[j as usize].push(i as u32);
            }
        }
    }
    Neighbours::from_lists(lists)
}

/// For each area the others within a hairline and how much of its own border lies within a hairline
/// of theirs or inside them, in metres.
fn shared_m(areas: &[MultiPolygon<f64>]) -> Vec<Vec<(u32, f64)>> {
    let edges: Vec<GeomWithData<Line<[f64; 2]>, u32>> = areas
        .iter()
        .zip(0..)
        .flat_map(|(area, i)| {
            rings(area)
                .flat_map(ring_edges)
                .map(move |(a, b)| GeomWithData::new(Line::new([a.x, a.y], [b.x, b.y]), i))
        })
        .collect();
    let edges = RTree::bulk_load(edges);
    let boxes: Vec<Option<Rect<f64>>> = areas.iter().map(BoundingRect::bounding_rect).collect();
    (0..areas.len())
        .into_par_iter()
        .map(|i| Walk { areas, boxes: &boxes, edges: &edges }.around(i))
        .collect()
}

fn rings(area: &MultiPolygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    area.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
}

fn ring_edges(ring: &LineString<f64>) -> impl Iterator<Item = (Coord<f64>, Coord<f64>)> {
    ring.lines().filter(|line| line.start != line.end).map(|line| (line.start, line.end))
}

struct Walk<'a> {
    areas: &'a [MultiPolygon<f64>],
    boxes: &'a [Option<Rect<f64>>],
    edges: &'a RTree<GeomWithData<Line<[f64; 2]>, u32>>,
}

/// A stretch of an edge, as shares of it, within a hairline of another area's border.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stretch {
    other: u32,
    edge: u32,
    from: f64,
    to: f64,
}

impl Walk<'_> {
    fn around(&self, i: usize) -> Vec<(u32, f64)> {
        let Some(own) = self.boxes[i] else { return Vec::new() };
        // Where each ring begins among the edges.
        let mut edges: Vec<(Coord<f64>, Coord<f64>)> = Vec::new();
        let mut begins: Vec<usize> = Vec::new();
        for ring in rings(&self.areas[i]) {
            begins.push(edges.len());
            edges.extend(ring_edges(ring));
        }
        let mut near: Vec<Stretch> = Vec::new();
        for (&(a, b), edge) in edges.iter().zip(0..) {
            for other in self.edges.locate_in_envelope_intersecting(&around(a, b)) {
                if other.data as usize != i
                    && let Some((from, to)) = within(a, b, other.geom())
                {
                    near.push(Stretch { other: other.data, edge, from, to });
                }
            }
        }
        near.sort_by(|a, b| {
            (a.other, a.edge).cmp(&(b.other, b.edge)).then(a.from.total_cmp(&b.from))
        });
        let others = (0..self.areas.len())
            .filter(|&j| j != i && self.boxes[j].is_some_and(|other| boxes_meet(own, other)));
        others
            .filter_map(|j| {
                let start = near.partition_point(|s| (s.other as usize) < j);
                let end = near.partition_point(|s| s.other as usize <= j);
                let metres = self.with(j, &edges, &begins, &near[start..end]);
                (metres > 0.0).then_some((j as u32, metres))
            })
            .collect()
    }

    /// Metres of the edges that lie within a hairline of area j's border, or inside it. Between
    /// stretches near the border a ring does not cross it, so one point tells for all of them.
    fn with(
        &self,
        j: usize,
        edges: &[(Coord<f64>, Coord<f64>)],
        begins: &[usize],
        near: &[Stretch],
    ) -> f64 {
        let Some(other) = self.boxes[j] else { return 0.0 };
        let mut metres = 0.0;
        let mut inside: Option<bool> = None;
        let mut at = 0;
        for (number, &(a, b)) in edges.iter().enumerate() {
            if begins.contains(&number) {
                inside = None;
            }
            let length = (b.x - a.x).hypot(b.y - a.y);
            let mut done = 0.0;
            let free = |from: f64, to: f64, inside: &mut Option<bool>| {
                let middle = a + (b - a) * ((from + to) / 2.0);
                let held = inside
                    .get_or_insert_with(|| in_box(other, middle) && holds(&self.areas[j], middle));
                if *held { (to - from) * length } else { 0.0 }
            };
            while let Some(stretch) = near.get(at).filter(|s| s.edge as usize == number) {
                if stretch.from > done {
                    metres += free(done, stretch.from, &mut inside);
                }
                inside = None;
                metres += (stretch.to - stretch.from.max(done)).max(0.0) * length;
                done = stretch.to.max(done);
                at += 1;
            }
            if done < 1.0 {
                metres += free(done, 1.0, &mut inside);
            }
        }
        metres
    }
}

fn around(a: Coord<f64>, b: Coord<f64>) -> AABB<[f64; 2]> {
    AABB::from_corners(
        [a.x.min(b.x) - HAIRLINE_M, a.y.min(b.y) - HAIRLINE_M],
        [a.x.max(b.x) + HAIRLINE_M, a.y.max(b.y) + HAIRLINE_M],
    )
}

fn boxes_meet(a: Rect<f64>, b: Rect<f64>) -> bool {
    a.min().x <= b.max().x + HAIRLINE_M
        && b.min().x <= a.max().x + HAIRLINE_M
        && a.min().y <= b.max().y + HAIRLINE_M
        && b.min().y <= a.max().y + HAIRLINE_M
}

fn in_box(r: Rect<f64>, at: Coord<f64>) -> bool {
    (r.min().x..=r.max().x).contains(&at.x) && (r.min().y..=r.max().y).contains(&at.y)
}

/// Crossings of a ray to the east; the point is never within a hairline of the border.
fn holds(area: &MultiPolygon<f64>, at: Coord<f64>) -> bool {
    let crossed = |(a, b): &(Coord<f64>, Coord<f64>)| {
        (a.y <= at.y) != (b.y <= at.y) && at.x < a.x + (at.y - a.y) / (b.y - a.y) * (b.x - a.x)
    };
    rings(area).flat_map(ring_edges).filter(crossed).count() % 2 == 1
}

/// The shares from–to of the edge a–b within a hairline of the other edge: those of the line through
/// a rectangle with round ends, which is convex, so they hang together.
fn within(a: Coord<f64>, b: Coord<f64>, other: &Line<[f64; 2]>) -> Option<(f64, f64)> {
    let along = b - a;
    let (q, r) = (Coord::from(other.from), Coord::from(other.to));
    let length = (r.x - q.x).hypot(r.y - q.y);
    let unit = (r - q) / length;
    let off = a - q;
    let dot = |v: Coord<f64>| v.x * unit.x + v.y * unit.y;
    let cross = |v: Coord<f64>| v.x * unit.y - v.y * unit.x;
    let beside = clip((0.0, 1.0), dot(off), dot(along), 0.0, length)
        .and_then(|span| clip(span, cross(off), cross(along), -HAIRLINE_M, HAIRLINE_M));
    [beside, in_disc(a, along, q), in_disc(a, along, r)]
        .into_iter()
        .flatten()
        .reduce(|x, y| (x.0.min(y.0), x.1.max(y.1)))
        .filter(|(from, to)| to > from)
}

/// The part of a span where low ≤ start + u·slope ≤ high.
fn clip(span: (f64, f64), start: f64, slope: f64, low: f64, high: f64) -> Option<(f64, f64)> {
    if slope == 0.0 {
        return (low..=high).contains(&start).then_some(span);
    }
    let (one, two) = ((low - start) / slope, (high - start) / slope);
    let clipped = (span.0.max(one.min(two)), span.1.min(one.max(two)));
    (clipped.0 <= clipped.1).then_some(clipped)
}

fn in_disc(a: Coord<f64>, along: Coord<f64>, centre: Coord<f64>) -> Option<(f64, f64)> {
    let off = a - centre;
    let square = along.x * along.x + along.y * along.y;
    let half = off.x * along.x + off.y * along.y;
    let rest = half * half - square * (off.x * off.x + off.y * off.y - HAIRLINE_M * HAIRLINE_M);
    if rest < 0.0 {
        return None;
    }
    let (from, to) = ((-half - rest.sqrt()) / square, (-half + rest.sqrt()) / square);
    let clipped = (from.max(0.0), to.min(1.0));
    (clipped.0 <= clipped.1).then_some(clipped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Polygon, polygon};

    fn block(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
        MultiPolygon(vec![polygon![
            (x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north),
            (x: west, y: south),
        ]])
    }

    fn are_neighbours(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> bool {
        let one = neighbours(&[a.clone(), b.clone()]);
        let other = neighbours(&[b.clone(), a.clone()]);
        assert_eq!(one, other, "the order of the areas does not matter");
        one.of(0) == [1]
    }

    #[test]
    fn a_border_drawn_twice_is_shared_and_a_street_between_is_not() {
        let left = block(0.0, 0.0, 100.0, 100.0);
        for (gap, shared) in [(0.0, true), (0.4, true), (0.99, true), (1.01, false), (8.0, false)] {
            let right = block(100.0 + gap, 0.0, 200.0, 100.0);
            assert_eq!(are_neighbours(&left, &right), shared, "{gap} m between");
        }
    }

    #[test]
    fn areas_that_overlap_are_neighbours_however_deep() {
        let left = block(0.0, 0.0, 100.0, 100.0);
        for overlap in [0.3, 2.0, 40.0] {
            assert!(are_neighbours(&left, &block(100.0 - overlap, 0.0, 200.0, 100.0)), "{overlap}");
        }
        // One within the other, drawn without a hole; and with one.
        assert!(are_neighbours(&left, &block(30.0, 30.0, 60.0, 60.0)));
        let inner = block(30.0, 30.0, 60.0, 60.0);
        let hole = inner.0[0].exterior().clone();
        let around = MultiPolygon(vec![Polygon::new(left.0[0].exterior().clone(), vec![hole])]);
        assert!(are_neighbours(&around, &inner));
        // In the hole of a ring, far from its border.
        let far = MultiPolygon(vec![Polygon::new(
            block(-500.0, -500.0, 500.0, 500.0).0[0].exterior().clone(),
            vec![block(-400.0, -400.0, 400.0, 400.0).0[0].exterior().clone()],
        )]);
        assert!(!are_neighbours(&far, &left));
    }

    #[test]
    fn a_corner_is_no_border() {
        let low = block(0.0, 0.0, 100.0, 100.0);
        for (x, y) in [(0.0, 0.0), (0.5, 0.5), (-0.5, -0.5), (0.9, -0.9), (3.0, -0.2)] {
            let high = block(100.0 + x, 100.0 + y, 200.0, 200.0);
            assert!(!are_neighbours(&low, &high), "{x} {y}");
        }
        // Two wedges with their points together, 20° between their sides.
        let wedge = |turn: f64| {
            let at = |degrees: f64| {
                let (sin, cos) = (degrees + turn).to_radians().sin_cos();
                (300.0 * cos, 300.0 * sin)
            };
            let ring = vec![(0.0, 0.0), at(0.0), at(70.0), (0.0, 0.0)];
            MultiPolygon(vec![Polygon::new(ring.into(), vec![])])
        };
        assert!(!are_neighbours(&wedge(0.0), &wedge(90.0)));
        assert!(are_neighbours(&wedge(0.0), &wedge(70.0)));
    }

    #[test]
    fn a_short_border_between_many_vertices_is_counted_whole() {
        let saw = |from: f64, to: f64| -> Vec<(f64, f64)> {
            let steps = 40;
            (0..=steps)
                .map(|i| {
                    let t = f64::from(i) / f64::from(steps);
                    (from + t * (to - from), if i % 2 == 0 { 0.0 } else { 0.7 })
                })
                .collect()
        };
        let mut upper = saw(0.0, 20.0);
        upper.extend([(20.0, 50.0), (0.0, 50.0), (0.0, 0.0)]);
        let lower = block(0.0, -50.0, 20.0, -0.2);
        let upper = MultiPolygon(vec![Polygon::new(upper.into(), vec![])]);
        assert!(are_neighbours(&upper, &lower));
    }

    #[test]
    fn islands_and_empty_ground_have_no_neighbours() {
        let areas =
            [block(0.0, 0.0, 10.0, 10.0), MultiPolygon(vec![]), block(90.0, 0.0, 99.0, 9.0)];
        assert_eq!(neighbours(&areas).n_islands(), 3);
        assert_eq!(neighbours(&[]).len(), 0);
    }
}
