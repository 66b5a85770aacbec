//! The base cell: what is kept of a coordinate.

use super::{LonLat, coordinates::CoordinateError};
use h3o::{CellIndex, LatLng, Resolution};
use serde::{Deserialize, Serialize};

/// An H3 cell of resolution 12, about 19 m across and 307 m² on average. At the door a coordinate
/// becomes its base cell and is then gone; every later question of "inside" is asked of the cell's
/// centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BaseCell(CellIndex);

impl BaseCell {
    /// The resolution of every base cell.
    pub const RESOLUTION: Resolution = Resolution::Twelve;

    /// The base cell that holds a place.
    pub fn at(place: LonLat) -> Self {
        let place = LatLng::new(place.lat, place.lon).expect("LonLat is checked to be finite");
        Self(place.to_cell(Self::RESOLUTION))
    }

    /// From a stored integer; `None` if it is not an H3 cell of resolution 12.
    pub fn from_u64(raw: u64) -> Option<Self> {
        let cell = CellIndex::try_from(raw).ok()?;
        (cell.resolution() == Self::RESOLUTION).then_some(Self(cell))
    }

    /// The integer to store.
    pub fn to_u64(self) -> u64 {
        self.0.into()
    }

    /// As an H3 index.
    pub fn h3(self) -> CellIndex {
        self.0
    }

    /// The point that decides in which area and lattice cell the base cell lies.
    pub fn centre(self) -> LonLat {
        let centre = LatLng::from(self.0);
        LonLat { lon: centre.lng(), lat: centre.lat() }
    }

    /// Ground in m².
    pub fn area_m2(self) -> f64 {
        self.0.area_m2()
    }
}

impl TryFrom<(f64, f64)> for BaseCell {
    type Error = CoordinateError;
    /// From longitude, latitude.
    fn try_from((lon, lat): (f64, f64)) -> Result<Self, CoordinateError> {
        LonLat::new(lon, lat).map(Self::at)
    }
}
