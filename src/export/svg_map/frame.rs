//! Where the ground lies in the picture: degrees to pixels, polygons to paths.

use crate::area::{BoundingBox, LonLat, TransverseMercator};
use geo_types::{LineString, MultiPolygon, Polygon};
use std::fmt::Write;

/// Degrees to pixels.
pub(super) struct Frame {
    projection: TransverseMercator,
    pub(super) west_m: f64,
    pub(super) north_m: f64,
    pub(super) pixels_per_m: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Frame {
    pub(super) fn new(bounds: BoundingBox, width: f64) -> Self {
        let projection = TransverseMercator::local((bounds.west + bounds.east) / 2.0);
        let corners = [
            (bounds.west, bounds.south),
            (bounds.west, bounds.north),
            (bounds.east, bounds.south),
            (bounds.east, bounds.north),
        ]
        .map(|(lon, lat)| projection.project(LonLat { lon, lat }));
        let least = |pick: fn(&crate::area::PlanarMetres) -> f64| {
            corners.iter().map(pick).fold(f64::INFINITY, f64::min)
        };
        let (west_m, south_m) = (least(|c| c.east_m), least(|c| c.north_m));
        let (east_m, north_m) = (-least(|c| -c.east_m), -least(|c| -c.north_m));
        // A margin around the ground; never nothing, so that a point can be shown too.
        let wide_m = (east_m - west_m).max(100.0) * 1.04;
        let high_m = (north_m - south_m).max(100.0) * 1.04;
        let (mid_e, mid_n) = ((west_m + east_m) / 2.0, (south_m + north_m) / 2.0);
        let height = (width * high_m / wide_m).clamp(width * 0.3, width * 1.4);
        let pixels_per_m = (width / wide_m).min(height / high_m);
        Self {
            projection,
            west_m: mid_e - width / pixels_per_m / 2.0,
            north_m: mid_n + height / pixels_per_m / 2.0,
            pixels_per_m,
            width,
            height,
        }
    }

    /// Tenths of a pixel, so that paths can be written as short whole steps.
    pub(super) fn tenths(&self, at: LonLat) -> (i64, i64) {
        let metres = self.projection.project(at);
        let x = (metres.east_m - self.west_m) * self.pixels_per_m * 10.0;
        let y = (self.north_m - metres.north_m) * self.pixels_per_m * 10.0;
        (x.round() as i64, y.round() as i64)
    }

    pub(super) fn pixels(&self, at: LonLat) -> (f64, f64) {
        let (x, y) = self.tenths(at);
        (x as f64 / 10.0, y as f64 / 10.0)
    }

    pub(super) fn ring(&self, path: &mut String, ring: &LineString<f64>) {
        let mut at = None;
        for corner in ring.0.iter().take(ring.0.len().saturating_sub(1)) {
            let (x, y) = self.tenths(LonLat { lon: corner.x, lat: corner.y });
            let _ = match at {
                None => write!(path, "M{} {}", Tenths(x), Tenths(y)),
                Some((px, py)) if (px, py) == (x, y) => Ok(()),
                Some((px, py)) => write!(path, "l{} {}", Tenths(x - px), Tenths(y - py)),
            };
            at = Some((x, y));
        }
        path.push('z');
    }

    pub(super) fn polygon(&self, path: &mut String, polygon: &Polygon<f64>) {
        self.ring(path, polygon.exterior());
        polygon.interiors().iter().for_each(|hole| self.ring(path, hole));
    }

    pub(super) fn ground(&self, path: &mut String, ground: &MultiPolygon<f64>) {
        ground.0.iter().for_each(|polygon| self.polygon(path, polygon));
    }

    pub(super) fn path(&self, ground: &MultiPolygon<f64>) -> String {
        let mut path = String::new();
        self.ground(&mut path, ground);
        path
    }
}

/// A whole number of tenths, written as short as it goes.
struct Tenths(i64);

impl std::fmt::Display for Tenths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        match (self.0.unsigned_abs() / 10, self.0.unsigned_abs() % 10) {
            (whole, 0) => write!(f, "{sign}{whole}"),
            (whole, tenth) => write!(f, "{sign}{whole}.{tenth}"),
        }
    }
}
