//! Is a polygon a polygon? Rings that do not meet themselves or each other, holes in their shell.
//!
//! The check of the `geo` crate compares every edge with every other. Here the edges lie in an
//! R-tree and only edges whose boxes meet are compared; a budget of comparisons bounds the time for
//! polygons made to be slow. Predicates are exact (Shewchuk), so the answer does not hang on
//! rounding.

use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};
use geo_types::{Coord, LineString, MultiPolygon};
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

/// Comparisons that a file of so many vertices may cost: a few seconds at most. Real borders need
/// about five a vertex.
pub(super) fn budget(n_vertices: usize) -> u64 {
    8_000_000 + 10 * n_vertices as u64
}

/// What is wrong with a polygon, and where, in the polygon's own coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fault {
    pub(super) what: &'static str,
    pub(super) at: Coord<f64>,
}

/// Why a polygon was not accepted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Invalid {
    /// It breaks a rule.
    Fault(Fault),
    /// The budget ran out before an answer.
    TooComplex,
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    from: Coord<f64>,
    to: Coord<f64>,
    ring: u32,
    /// Position in the ring.
    place: u32,
}

struct Ring {
    part: usize,
    is_hole: bool,
    first: usize,
    n: usize,
    touched: bool,
}

/// Rings and edges of a multipolygon with an index over the edges' boxes.
struct Edges {
    rings: Vec<Ring>,
    edges: Vec<Edge>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
    east: f64,
}

/// Checks a multipolygon with closed rings and no repeated positions by the rules of OGC Simple
/// Features (but for interiors that touching holes cut in two). Coordinates may be of any unit.
/// `budget` is what is left of the file's comparisons.
///
/// # Errors
/// The first fault found, or that the budget ran out.
pub(super) fn check(polygons: &MultiPolygon<f64>, budget: &mut u64) -> Result<(), Invalid> {
    let mut edges = Edges::new(polygons);
    edges.find_meeting_edges(budget)?;
    if edges.rings.len() > 1 {
        edges.check_nesting(budget)?;
    }
    Ok(())
}

/// How often edges of the polygons cross each other, for bounding the cost of set operations;
/// `None` if the budget runs out.
pub(super) fn count_crossings(polygons: &MultiPolygon<f64>, budget: &mut u64) -> Option<u64> {
    let edges = Edges::new(polygons);
    let mut n = 0;
    edges
        .for_each_pair(budget, |a, b| {
            n += u64::from(meeting(a, b) != Meeting::Apart);
            Ok(())
        })
        .ok()?;
    Some(n)
}

impl Edges {
    fn new(polygons: &MultiPolygon<f64>) -> Self {
        let (mut rings, mut edges) = (Vec::new(), Vec::new());
        for (part, polygon) in polygons.0.iter().enumerate() {
            let all = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            for (hole, ring) in all.enumerate() {
                let first = edges.len();
                edges.extend(ring_edges(ring, rings.len() as u32));
                let n = edges.len() - first;
                rings.push(Ring { part, is_hole: hole > 0, first, n, touched: false });
            }
        }
        let boxes = edges.iter().enumerate().map(|(i, edge): (usize, &Edge)| {
            GeomWithData::new(Rectangle::from_aabb(edge.aabb()), i as u32)
        });
        let boxes = RTree::bulk_load(boxes.collect());
        let east = edges.iter().map(|edge| edge.from.x).fold(f64::NEG_INFINITY, f64::max);
        Self { rings, edges, boxes, east }
    }

    /// Every pair of edges whose boxes meet, once.
    fn for_each_pair(
        &self,
        budget: &mut u64,
        mut visit: impl FnMut(&Edge, &Edge) -> Result<(), Invalid>,
    ) -> Result<(), Invalid> {
        for (i, edge) in self.edges.iter().enumerate() {
            for other in self.boxes.locate_in_envelope_intersecting(&edge.aabb()) {
                *budget = budget.checked_sub(1).ok_or(Invalid::TooComplex)?;
                if other.data as usize > i {
                    visit(edge, &self.edges[other.data as usize])?;
                }
            }
        }
        Ok(())
    }

    fn find_meeting_edges(&mut self, budget: &mut u64) -> Result<(), Invalid> {
        let mut touched = Vec::new();
        self.for_each_pair(budget, |a, b| {
            let met = meeting(a, b);
            let fault = |what| Err(Invalid::Fault(Fault { what, at: b.from }));
            if met == Meeting::Apart {
                return Ok(());
            }
            if a.ring != b.ring {
                touched.push((a.ring, b.ring));
                return if met == Meeting::Touch { Ok(()) } else { fault("rings_cross") };
            }
            let n = self.rings[a.ring as usize].n as u32;
            let neighbours = b.place == a.place + 1 || (a.place == 0 && b.place + 1 == n);
            match met {
                Meeting::Overlap => fault("spike"),
                _ if neighbours => Ok(()),
                _ => fault("self_intersection"),
            }
        })?;
        for (a, b) in touched {
            self.rings[a as usize].touched = true;
            self.rings[b as usize].touched = true;
        }
        Ok(())
    }

    /// No edges cross, so a ring lies on one side of every other, and one point of it tells which.
    /// Only where rings touch can an edge pass from one side to the other through a shared
    /// position: then every edge is asked.
    fn check_nesting(&self, budget: &mut u64) -> Result<(), Invalid> {
        for (index, ring) in self.rings.iter().enumerate() {
            let asked = if ring.touched { ring.n } else { 1 };
            for edge in &self.edges[ring.first..ring.first + asked] {
                let middle = Coord {
                    x: f64::midpoint(edge.from.x, edge.to.x),
                    y: f64::midpoint(edge.from.y, edge.to.y),
                };
                let Some((in_own_shell, in_others)) = self.rings_around(index, middle, budget)?
                else {
                    continue; // On another ring; the next edge will tell.
                };
                let what = match (ring.is_hole, in_own_shell, in_others) {
                    (false, _, true) => "parts_overlap",
                    (true, false, _) => "hole_outside",
                    (true, true, false) => "hole_in_hole",
                    _ => continue,
                };
                return Err(Invalid::Fault(Fault { what, at: edge.from }));
            }
        }
        Ok(())
    }

    /// Whether a point of a ring lies inside its own shell, and inside an odd number of all other
    /// rings; `None` if it lies on one of them.
    fn rings_around(
        &self,
        ring: usize,
        at: Coord<f64>,
        budget: &mut u64,
    ) -> Result<Option<(bool, bool)>, Invalid> {
        let ray = AABB::from_corners([at.x, at.y], [self.east.max(at.x), at.y]);
        let (mut own_shell, mut others) = (false, false);
        for candidate in self.boxes.locate_in_envelope_intersecting(&ray) {
            *budget = budget.checked_sub(1).ok_or(Invalid::TooComplex)?;
            let edge = &self.edges[candidate.data as usize];
            if edge.ring as usize == ring {
                continue;
            }
            let (low, high) =
                if edge.from.y <= edge.to.y { (edge.from, edge.to) } else { (edge.to, edge.from) };
            let side = RobustKernel::orient2d(low, high, at);
            if side == Orientation::Collinear && edge.box_holds(at) {
                return Ok(None);
            }
            if low.y <= at.y && at.y < high.y && side == Orientation::CounterClockwise {
                others = !others;
                let around = &self.rings[edge.ring as usize];
                own_shell ^= !around.is_hole && around.part == self.rings[ring].part;
            }
        }
        Ok(Some((own_shell, others)))
    }
}

fn ring_edges(ring: &LineString<f64>, number: u32) -> impl Iterator<Item = Edge> + '_ {
    ring.0.windows(2).enumerate().map(move |(place, ends)| Edge {
        from: ends[0],
        to: ends[1],
        ring: number,
        place: place as u32,
    })
}

impl Edge {
    fn aabb(&self) -> AABB<[f64; 2]> {
        AABB::from_corners([self.from.x, self.from.y], [self.to.x, self.to.y])
    }

    fn box_holds(&self, at: Coord<f64>) -> bool {
        (self.from.x.min(self.to.x)..=self.from.x.max(self.to.x)).contains(&at.x)
            && (self.from.y.min(self.to.y)..=self.from.y.max(self.to.y)).contains(&at.y)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meeting {
    Apart,
    /// In one point that is an end of at least one of them.
    Touch,
    Cross,
    /// In more than a point.
    Overlap,
}

fn meeting(a: &Edge, b: &Edge) -> Meeting {
    use Orientation::Collinear;
    let sides = [
        RobustKernel::orient2d(a.from, a.to, b.from),
        RobustKernel::orient2d(a.from, a.to, b.to),
        RobustKernel::orient2d(b.from, b.to, a.from),
        RobustKernel::orient2d(b.from, b.to, a.to),
    ];
    if sides[0] == Collinear && sides[1] == Collinear {
        return collinear_meeting(a, b);
    }
    if sides.contains(&Collinear) {
        let on = (sides[0] == Collinear && a.box_holds(b.from))
            || (sides[1] == Collinear && a.box_holds(b.to))
            || (sides[2] == Collinear && b.box_holds(a.from))
            || (sides[3] == Collinear && b.box_holds(a.to));
        return if on { Meeting::Touch } else { Meeting::Apart };
    }
    if sides[0] != sides[1] && sides[2] != sides[3] { Meeting::Cross } else { Meeting::Apart }
}

fn collinear_meeting(a: &Edge, b: &Edge) -> Meeting {
    // Along the axis in which the edge is longer, positions on one line are ordered.
    let along_x = (a.to.x - a.from.x).abs() >= (a.to.y - a.from.y).abs();
    let place = |c: Coord<f64>| if along_x { c.x } else { c.y };
    let (a_low, a_high) = sorted(place(a.from), place(a.to));
    let (b_low, b_high) = sorted(place(b.from), place(b.to));
    let (low, high) = (a_low.max(b_low), a_high.min(b_high));
    if low > high {
        Meeting::Apart
    } else if low == high {
        Meeting::Touch
    } else {
        Meeting::Overlap
    }
}

fn sorted(a: f64, b: f64) -> (f64, f64) {
    if a <= b { (a, b) } else { (b, a) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Validation;
    use geo_types::{Polygon, wkt};

    fn fault(polygons: MultiPolygon<f64>) -> Option<&'static str> {
        match check(&polygons, &mut budget(0)) {
            Ok(()) => None,
            Err(Invalid::Fault(fault)) => Some(fault.what),
            Err(Invalid::TooComplex) => Some("too_complex"),
        }
    }

    #[test]
    fn valid_and_invalid_polygons_are_told_apart_as_geo_does() {
        let cases: [(MultiPolygon<f64>, Option<&str>); 11] = [
            (wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.)))), None),
            (
                wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(1. 1.,1. 2.,2. 2.,2. 1.,1. 1.)))),
                None,
            ),
            // A hole may touch its shell in a point.
            (wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(0. 0.,1. 2.,2. 1.,0. 0.)))), None),
            // Parts may touch in a point.
            (wkt!(MULTIPOLYGON(((0. 0.,1. 0.,1. 1.,0. 0.)),((1. 1.,2. 1.,2. 2.,1. 1.)))), None),
            (wkt!(MULTIPOLYGON(((0. 0.,4. 4.,4. 0.,0. 4.,0. 0.)))), Some("self_intersection")),
            // A ring that touches itself in a point.
            (
                wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,2. 0.,0. 4.,0. 0.)))),
                Some("self_intersection"),
            ),
            (wkt!(MULTIPOLYGON(((0. 0.,6. 0.,4. 0.,4. 4.,0. 0.)))), Some("self_intersection")),
            (
                wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(5. 5.,5. 6.,6. 6.,6. 5.,5. 5.)))),
                Some("hole_outside"),
            ),
            (
                wkt!(MULTIPOLYGON(((0. 0.,9. 0.,9. 9.,0. 9.,0. 0.),(1. 1.,1. 8.,8. 8.,8. 1.,1. 1.),(2. 2.,2. 3.,3. 3.,3. 2.,2. 2.)))),
                Some("hole_in_hole"),
            ),
            (
                wkt!(MULTIPOLYGON(((0. 0.,9. 0.,9. 9.,0. 9.,0. 0.)),((1. 1.,2. 1.,2. 2.,1. 1.)))),
                Some("parts_overlap"),
            ),
            (
                wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.)),((4. 0.,8. 0.,8. 4.,4. 4.,4. 0.)))),
                Some("rings_cross"),
            ),
        ];
        for (polygons, expected) in cases {
            assert_eq!(fault(polygons.clone()), expected, "{polygons:?}");
            assert_eq!(polygons.is_valid(), expected.is_none(), "geo disagrees on {polygons:?}");
        }
    }

    #[test]
    fn a_hole_that_leaves_its_shell_through_a_shared_position_is_found() {
        let polygons = wkt!(MULTIPOLYGON(((0. 0.,2. 0.,4. 0.,4. 4.,0. 4.,0. 0.),
            (2. 0.,1. 1.,1. -1.,2. 0.))));
        assert!(fault(polygons).is_some());
    }

    fn wheel(n: usize) -> MultiPolygon<f64> {
        let mut ring: Vec<Coord<f64>> = (0..n)
            .map(|i| {
                let turn = std::f64::consts::TAU * i as f64 / n as f64;
                let radius = 0.1 + 0.001 * (turn * 500.0).sin();
                Coord { x: 18.0 + radius * turn.cos(), y: 59.0 + radius * turn.sin() }
            })
            .collect();
        ring.push(ring[0]);
        MultiPolygon(vec![Polygon::new(LineString(ring), vec![])])
    }

    #[test]
    fn two_hundred_thousand_vertices_take_seconds_at_most() {
        let start = std::time::Instant::now();
        assert_eq!(fault(wheel(200_000)), None);
        let took = start.elapsed();
        println!("200 000 vertices: {took:?}");
        assert!(took.as_secs_f64() < 5.0, "{took:?}");
    }

    #[test]
    fn a_polygon_made_to_be_slow_is_given_up_in_time() {
        // A comb with 200 000 slanting teeth: every edge's box meets every other's.
        let n = 200_000;
        let mut ring: Vec<Coord<f64>> = (0..n)
            .map(|i| {
                let (along, out) = (i as f64 * 1e-9, f64::from(i % 2));
                Coord { x: 18.0 + along + out, y: 59.0 - along + out }
            })
            .collect();
        ring.push(Coord { x: 17.0, y: 58.0 });
        ring.push(ring[0]);
        let start = std::time::Instant::now();
        let answer = fault(MultiPolygon(vec![Polygon::new(LineString(ring), vec![])]));
        let took = start.elapsed();
        println!("comb: {answer:?} after {took:?}");
        assert!(answer.is_some() && took.as_secs_f64() < 5.0, "{answer:?} {took:?}");
    }
}
