//! Checked coordinates. A bare pair of `f64` never crosses a module edge.

use serde::{Deserialize, Serialize};

/// Longitude and latitude in degrees, WGS84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LonLat {
    /// Degrees east, −180…180.
    pub lon: f64,
    /// Degrees north, −90…90.
    pub lat: f64,
}

/// Why a pair of numbers is not a place on earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CoordinateError {
    /// NaN or infinite.
    #[error("not a finite number")]
    NotFinite,
    /// Beyond ±180/±90: metres given as degrees.
    #[error("outside the range of degrees")]
    OutOfRange,
}

impl LonLat {
    /// Checks once, at the door.
    pub fn new(lon: f64, lat: f64) -> Result<Self, CoordinateError> {
        if !lon.is_finite() || !lat.is_finite() {
            return Err(CoordinateError::NotFinite);
        }
        if lon.abs() > 180.0 || lat.abs() > 90.0 {
            return Err(CoordinateError::OutOfRange);
        }
        Ok(Self { lon, lat })
    }
}

/// Easting and northing in metres in the planar system of the study area: EPSG:3006 in Sweden, a
/// transverse Mercator on the study area's own meridian elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PlanarMetres {
    /// Metres east.
    pub east_m: f64,
    /// Metres north.
    pub north_m: f64,
}

impl PlanarMetres {
    /// Metres in the plane.
    pub fn distance_m(self, other: Self) -> f64 {
        (self.east_m - other.east_m).hypot(self.north_m - other.north_m)
    }
}

/// SWEREF 99 TM (EPSG:3006) is the planar system inside Sweden.
pub type Sweref99Tm = PlanarMetres;

/// A box in degrees, west ≤ east and south ≤ north.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BoundingBox {
    /// Smallest longitude.
    pub west: f64,
    /// Smallest latitude.
    pub south: f64,
    /// Largest longitude.
    pub east: f64,
    /// Largest latitude.
    pub north: f64,
}

impl BoundingBox {
    /// Sweden with a margin, the default fence around input.
    pub const SWEDEN: BoundingBox =
        BoundingBox { west: 10.0, south: 55.0, east: 24.5, north: 69.5 };

    /// Whether the place lies in the box, borders included.
    pub fn contains(&self, at: LonLat) -> bool {
        (self.west..=self.east).contains(&at.lon) && (self.south..=self.north).contains(&at.lat)
    }
}
