//! How much two places have in common, and how far apart they are.
//!
//! Of an area it is the share of its ground, of a stråk the share of its length, and a point lies in the
//! other or does not. Two stråk along the same street never coincide to the metre, so what of a stråk or
//! a point lies within [`BESIDE_M`] of the other's line or point counts as in it. A line has no ground:
//! how much of an area it takes has no answer.

use super::place::{LEAST_SHARE, PlaceGeometry};
use crate::area::{LonLat, TransverseMercator};
use geo::{Distance, Euclidean, InterpolateLine, Length, MapCoords};
use geo_types::{Coord, Geometry, LineString, MultiLineString, Point};

/// Places so near each other are neighbours: about three blocks, and as far as work at one place is felt
/// at the next.
pub const NEAR_M: f64 = 300.0;

/// What lies so near a line or a point is beside it: half the width of a street.
pub const BESIDE_M: f64 = 10.0;

/// A line is looked at in pieces of this length, or in [`MOST_PIECES`].
const PIECE_M: f64 = 2.0;
const MOST_PIECES: f64 = 2000.0;

/// A degree of latitude is nowhere shorter.
const LEAST_M_PER_DEGREE: f64 = 110_000.0;

/// Two places compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlap {
    /// Share (0–1) of the one that lies in the other; `None` where that has no answer.
    pub of_one: Option<f64>,
    /// Share (0–1) of the other that lies in the one.
    pub of_other: Option<f64>,
    /// Metres between them, 0 where they meet.
    pub distance_m: f64,
}

impl Overlap {
    /// Whether they have anything in common.
    pub fn any(&self) -> bool {
        [self.of_one, self.of_other].into_iter().flatten().any(|share| share > 0.0)
    }

    /// Whether the other lies wholly in the one, but for noise along its border.
    pub fn holds_other(&self) -> bool {
        self.of_other.is_some_and(|share| share > 1.0 - LEAST_SHARE)
    }

    /// Compares two places, wherever they are.
    pub fn of(one: &PlaceGeometry, other: &PlaceGeometry) -> Self {
        let plane = plane_of(one, other);
        let (flat, flat_other) = (flat(one, &plane), flat(other, &plane));
        let distance_m = Euclidean.distance(&flat, &flat_other);
        Self {
            of_one: share(one, other, &flat, &flat_other),
            of_other: share(other, one, &flat_other, &flat),
            distance_m: if distance_m.is_finite() { distance_m } else { f64::MAX },
        }
    }

    /// The same of places that overlap or lie within [`NEAR_M`]; `None` of others, mostly told by their
    /// boxes alone.
    pub fn of_near(one: &PlaceGeometry, other: &PlaceGeometry) -> Option<Self> {
        let (here, there) = (one.bounds()?, other.bounds()?);
        let north = NEAR_M / LEAST_M_PER_DEGREE;
        let farthest = here.min().y.abs().max(here.max().y.abs());
        let east = north / farthest.to_radians().cos().max(0.01);
        let apart = |least: f64, most: f64, from: f64, to: f64, margin: f64| {
            to < least - margin || most + margin < from
        };
        if apart(here.min().x, here.max().x, there.min().x, there.max().x, east)
            || apart(here.min().y, here.max().y, there.min().y, there.max().y, north)
        {
            return None;
        }
        let found = Self::of(one, other);
        (found.any() || found.distance_m <= NEAR_M).then_some(found)
    }
}

fn share(
    one: &PlaceGeometry,
    other: &PlaceGeometry,
    flat: &Geometry<f64>,
    flat_other: &Geometry<f64>,
) -> Option<f64> {
    let share = match (one, other) {
        (_, PlaceGeometry::Area(ground)) => one.share_in(ground),
        (PlaceGeometry::Line(_), PlaceGeometry::Line(_)) => beside(flat, flat_other),
        (PlaceGeometry::Point(_), PlaceGeometry::Line(_) | PlaceGeometry::Point(_)) => {
            f64::from(u8::from(Euclidean.distance(flat, flat_other) <= BESIDE_M))
        }
        (PlaceGeometry::Area(_) | PlaceGeometry::Line(_), _) => return None,
    };
    Some(if share < LEAST_SHARE { 0.0 } else { share })
}

/// Share of the length of a line whose pieces have their middle beside the other.
fn beside(line: &Geometry<f64>, other: &Geometry<f64>) -> f64 {
    let Geometry::MultiLineString(lines) = line else { return 0.0 };
    let length = |line: &LineString<f64>| Euclidean.length(line);
    let total: f64 = lines.iter().map(length).sum();
    let piece = PIECE_M.max(total / MOST_PIECES);
    let mut found = 0.0;
    for line in lines {
        let n = (length(line) / piece).ceil().max(1.0);
        let middles = (0..n as u32).map(|i| (f64::from(i) + 0.5) / n);
        let near = middles.filter_map(|at| Euclidean.point_at_ratio_from_start(line, at));
        let near = near.filter(|at| Euclidean.distance(&Geometry::Point(*at), other) <= BESIDE_M);
        found += length(line) * near.count() as f64 / n;
    }
    if total > 0.0 { found / total } else { 0.0 }
}

/// A plane whose metres are metres here: the meridian between the two, whichever comes first.
fn plane_of(one: &PlaceGeometry, other: &PlaceGeometry) -> TransverseMercator {
    let middle = |place: &PlaceGeometry| place.bounds().map_or(0.0, |bounds| bounds.center().x);
    TransverseMercator::local((middle(one) + middle(other)) / 2.0)
}

fn flat(place: &PlaceGeometry, plane: &TransverseMercator) -> Geometry<f64> {
    let project = |at: Coord<f64>| {
        let metres = plane.project(LonLat { lon: at.x, lat: at.y });
        Coord { x: metres.east_m, y: metres.north_m }
    };
    match place {
        PlaceGeometry::Area(area) => Geometry::MultiPolygon(area.map_coords(project)),
        PlaceGeometry::Line(lines) => {
            let lines: MultiLineString<f64> = lines.map_coords(project);
            Geometry::MultiLineString(lines)
        }
        PlaceGeometry::Point(point) => Geometry::Point(Point(project(point.0))),
    }
}

#[cfg(test)]
#[path = "overlap_tests.rs"]
mod tests;
