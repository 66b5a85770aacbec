//! How far two grounds are apart.

use crate::area::{LonLat, TransverseMercator};
use geo::{BoundingRect, Distance, Euclidean, MapCoords};
use geo_types::{Coord, MultiPolygon, Rect};

/// Ground in metres of a plane, and its box.
#[derive(Debug, Clone)]
pub struct InMetres {
    metres: MultiPolygon<f64>,
    bounds: Option<Rect<f64>>,
}

impl InMetres {
    /// From WGS84 degrees.
    pub fn of(degrees: &MultiPolygon<f64>, plane: TransverseMercator) -> Self {
        let metres = degrees.map_coords(|at| {
            let at = plane.project(LonLat { lon: at.x, lat: at.y });
            Coord { x: at.east_m, y: at.north_m }
        });
        let bounds = metres.bounding_rect();
        Self { metres, bounds }
    }

    /// The shortest distance in whole metres when it is no more than `most_m`; 0 when they touch.
    pub fn within(&self, other: &Self, most_m: f64) -> Option<f64> {
        let (a, b) = (self.bounds?, other.bounds?);
        let apart = |a0: f64, a1: f64, b0: f64, b1: f64| (b0 - a1).max(a0 - b1).max(0.0);
        let east = apart(a.min().x, a.max().x, b.min().x, b.max().x);
        let north = apart(a.min().y, a.max().y, b.min().y, b.max().y);
        if east.hypot(north) > most_m {
            return None;
        }
        let distance = Euclidean.distance(&self.metres, &other.metres);
        (distance <= most_m).then(|| distance.round())
    }
}
