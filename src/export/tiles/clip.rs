//! The part of a ground that lies in a tile and its margin, on the whole steps of the tile.

use super::square::{MARGIN, TileAt};
use crate::area::LonLat;
use geo_types::{Geometry, LineString, Polygon};

/// A corner on the steps of a tile: right and down from its north-west corner.
pub(super) type Step = (i32, i32);

/// What is drawn in a tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Drawn {
    Points(Vec<Step>),
    Lines(Vec<Vec<Step>>),
    /// Rings without their closing corner: outer ones go round with the sun as the tile is looked at,
    /// holes against it and after the ring they are in.
    Rings(Vec<Vec<Step>>),
}

/// `None` where nothing of it lies there. What does is never lost, however small: ground that comes
/// to nothing on the steps becomes a square of one step.
pub(super) fn drawn(geometry: &Geometry<f64>, tile: TileAt, extent: u32) -> Option<Drawn> {
    let frame = Frame { tile, extent: f64::from(extent) };
    match geometry {
        Geometry::Point(point) => some(frame.point(point.0).into_iter().collect(), Drawn::Points),
        Geometry::MultiPoint(many) => {
            some(many.iter().filter_map(|point| frame.point(point.0)).collect(), Drawn::Points)
        }
        Geometry::LineString(line) => some(frame.line(line), Drawn::Lines),
        Geometry::MultiLineString(many) => {
            some(many.iter().flat_map(|line| frame.line(line)).collect(), Drawn::Lines)
        }
        Geometry::Polygon(polygon) => {
            some(frame.rings(std::slice::from_ref(polygon)), Drawn::Rings)
        }
        Geometry::MultiPolygon(many) => some(frame.rings(&many.0), Drawn::Rings),
        // No layer has any other.
        _ => None,
    }
}

fn some<T>(parts: Vec<T>, kind: fn(Vec<T>) -> Drawn) -> Option<Drawn> {
    (!parts.is_empty()).then(|| kind(parts))
}

/// A tile with its steps.
struct Frame {
    tile: TileAt,
    extent: f64,
}

type Place = [f64; 2];

/// Right and down.
const AXES: [usize; 2] = [0, 1];

impl Frame {
    fn place(&self, at: geo_types::Coord<f64>) -> Place {
        let [x, y] = self.tile.place(LonLat { lon: at.x, lat: at.y });
        [x * self.extent, y * self.extent]
    }

    /// The first and last step that is drawn, on both axes.
    fn bounds(&self) -> (f64, f64) {
        (-MARGIN * self.extent, (1.0 + MARGIN) * self.extent)
    }

    fn point(&self, at: geo_types::Coord<f64>) -> Option<Step> {
        let (at, (first, last)) = (self.place(at), self.bounds());
        let within = at.iter().all(|place| (first..=last).contains(place));
        within.then(|| rounded(at))
    }

    /// The pieces of a line that lie within.
    fn line(&self, line: &LineString<f64>) -> Vec<Vec<Step>> {
        let mut pieces: Vec<Vec<Step>> = Vec::new();
        let mut end: Option<Place> = None;
        for part in line.lines() {
            let (from, to) = (self.place(part.start), self.place(part.end));
            let Some((from_in, to_in)) = self.within(from, to) else {
                end = None;
                continue;
            };
            // It goes on where the part before ended, or a new piece begins.
            match (end, pieces.last_mut()) {
                (Some(before), Some(piece)) if before == from_in => piece.push(rounded(to_in)),
                _ => pieces.push(vec![rounded(from_in), rounded(to_in)]),
            }
            end = (to_in == to).then_some(to);
        }
        for piece in &mut pieces {
            piece.dedup();
        }
        pieces.retain(|piece| piece.len() > 1);
        pieces
    }

    /// The part of a straight line that lies within (Liang and Barsky).
    fn within(&self, from: Place, to: Place) -> Option<(Place, Place)> {
        let (first, last) = self.bounds();
        let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
        for axis in AXES {
            let step = to[axis] - from[axis];
            for (towards, room) in [(-step, from[axis] - first), (step, last - from[axis])] {
                if towards == 0.0 {
                    if room < 0.0 {
                        return None;
                    }
                } else if towards < 0.0 {
                    enters = enters.max(room / towards);
                } else {
                    leaves = leaves.min(room / towards);
                }
            }
        }
        let at = |t: f64| AXES.map(|axis| from[axis] + t * (to[axis] - from[axis]));
        let ends = (
            if enters > 0.0 { at(enters) } else { from },
            if leaves < 1.0 { at(leaves) } else { to },
        );
        (enters <= leaves).then_some(ends)
    }

    /// The rings of all polygons that lie within, each with its holes after it.
    fn rings(&self, polygons: &[Polygon<f64>]) -> Vec<Vec<Step>> {
        let (mut rings, mut smallest) = (Vec::new(), None);
        for polygon in polygons {
            let outer = self.clipped(polygon.exterior());
            let Some(&first) = outer.first() else { continue };
            let Some(outer) = on_steps(&outer, true) else {
                smallest.get_or_insert(rounded(first));
                continue;
            };
            rings.push(outer);
            let holes = polygon.interiors().iter().map(|hole| self.clipped(hole));
            rings.extend(holes.filter_map(|hole| on_steps(&hole, false)));
        }
        match (rings.is_empty(), smallest) {
            (true, Some((x, y))) => vec![vec![(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]],
            _ => rings,
        }
    }

    /// A ring cut by each side in turn (Sutherland and Hodgman). Where it leaves and comes back it runs
    /// along the side, which lies in the margin.
    fn clipped(&self, ring: &LineString<f64>) -> Vec<Place> {
        let open = &ring.0[..ring.0.len().saturating_sub(1)];
        let mut corners: Vec<Place> = open.iter().map(|at| self.place(*at)).collect();
        let (first, last) = self.bounds();
        for axis in AXES {
            for (side, sign) in [(first, 1.0), (last, -1.0)] {
                let inside = |at: &Place| (at[axis] - side) * sign >= 0.0;
                if corners.iter().all(inside) {
                    continue;
                }
                let mut kept = Vec::with_capacity(corners.len() + 4);
                for (i, to) in corners.iter().enumerate() {
                    let from = &corners[(i + corners.len() - 1) % corners.len()];
                    if inside(from) != inside(to) {
                        let t = (side - from[axis]) / (to[axis] - from[axis]);
                        let mut crossing = AXES.map(|i| from[i] + t * (to[i] - from[i]));
                        crossing[axis] = side;
                        kept.push(crossing);
                    }
                    if inside(to) {
                        kept.push(*to);
                    }
                }
                corners = kept;
            }
        }
        corners
    }
}

fn rounded([x, y]: Place) -> Step {
    (x.round() as i32, y.round() as i32)
}

/// A ring on whole steps, the right way round; `None` where it holds no ground there.
fn on_steps(ring: &[Place], outer: bool) -> Option<Vec<Step>> {
    let mut steps: Vec<Step> = ring.iter().map(|at| rounded(*at)).collect();
    steps.dedup();
    if steps.first() == steps.last() {
        steps.pop();
    }
    let doubled = twice_the_ground(&steps);
    if steps.len() < 3 || doubled == 0 {
        return None;
    }
    if (doubled > 0) != outer {
        steps.reverse();
    }
    Some(steps)
}

/// Positive for a ring that goes round with the sun as a tile is looked at, its rows going down.
pub(super) fn twice_the_ground(ring: &[Step]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    let cross =
        |(a, b): (&Step, &Step)| i64::from(a.0) * i64::from(b.1) - i64::from(b.0) * i64::from(a.1);
    ring.iter().zip(next).map(cross).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{MultiLineString, Point, line_string, polygon};

    /// The only tile of zoom 0, in which a degree of longitude is 1/360 of a side.
    fn whole(geometry: Geometry<f64>) -> Option<Drawn> {
        drawn(&geometry, TileAt::new(0, 0, 0).expect("the world"), 3600)
    }

    #[test]
    fn an_outer_ring_goes_with_the_sun_whichever_way_it_came() {
        let square = polygon![(x: 0., y: 0.), (x: 10., y: 0.), (x: 10., y: 10.), (x: 0., y: 10.)];
        let mut other = square.clone();
        other.exterior_mut(|ring| ring.0.reverse());
        for ground in [square, other] {
            let Some(Drawn::Rings(rings)) = whole(ground.into()) else { panic!("a ring") };
            assert_eq!(rings.len(), 1);
            assert!(twice_the_ground(&rings[0]) > 0);
            assert_ne!(rings[0].first(), rings[0].last(), "not closed by a corner");
        }
    }

    #[test]
    fn a_hole_goes_against_it_and_stands_after_its_ring() {
        let ground = polygon! {
            exterior: [(x: 0., y: 0.), (x: 30., y: 0.), (x: 30., y: 30.), (x: 0., y: 30.)],
            interiors: [[(x: 10., y: 10.), (x: 20., y: 10.), (x: 20., y: 20.), (x: 10., y: 20.)]],
        };
        let Some(Drawn::Rings(rings)) = whole(ground.into()) else { panic!("rings") };
        assert_eq!(rings.len(), 2);
        assert!(twice_the_ground(&rings[0]) > 0 && twice_the_ground(&rings[1]) < 0);
    }

    #[test]
    fn what_lies_over_the_edge_is_cut_in_the_margin_and_what_lies_outside_is_not_there() {
        let tile = TileAt::new(1, 1, 0).expect("the north-east");
        let ground =
            polygon![(x: -20., y: 10.), (x: 20., y: 10.), (x: 20., y: 40.), (x: -20., y: 40.)];
        let Some(Drawn::Rings(rings)) = drawn(&ground.into(), tile, 4096) else { panic!("a ring") };
        let left = rings[0].iter().map(|step| step.0).min();
        assert_eq!(left, Some(-64), "the margin is 1/64 of a side");
        let west = polygon![(x: -40., y: 10.), (x: -20., y: 10.), (x: -20., y: 40.)];
        assert_eq!(drawn(&west.into(), tile, 4096), None);
    }

    #[test]
    fn ground_too_small_for_a_step_is_still_there() {
        let tiny = polygon![(x: 18., y: 59.), (x: 18.0001, y: 59.), (x: 18.0001, y: 59.0001)];
        let Some(Drawn::Rings(rings)) = whole(tiny.into()) else { panic!("a ring") };
        assert_eq!((rings.len(), twice_the_ground(&rings[0])), (1, 2), "a square of one step");
    }

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two_pieces() {
        let tile = TileAt::new(1, 1, 0).expect("the north-east");
        let line =
            line_string![(x: 20., y: 10.), (x: -30., y: 10.), (x: -30., y: 20.), (x: 20., y: 20.)];
        let many = Geometry::MultiLineString(MultiLineString(vec![line]));
        let Some(Drawn::Lines(pieces)) = drawn(&many, tile, 4096) else { panic!("lines") };
        assert_eq!(pieces.len(), 2);
        assert!(pieces.iter().all(|piece| piece.iter().any(|step| step.0 == -64)));
    }

    #[test]
    fn a_point_is_in_its_tile_alone_but_for_the_margin() {
        let (west, east) = (TileAt::new(1, 0, 0), TileAt::new(1, 1, 0));
        let (west, east) = (west.expect("a tile"), east.expect("a tile"));
        let at = |lon| Geometry::from(Point::new(lon, 10.0));
        assert_eq!(drawn(&at(20.0), west, 4096), None);
        assert!(drawn(&at(20.0), east, 4096).is_some());
        assert!(drawn(&at(1.0), west, 4096).is_some(), "near enough to be drawn over the edge");
    }
}
