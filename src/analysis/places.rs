//! From hot cells to places.

use crate::area::{AreaId, LonLat};
use geo_types::MultiPolygon;
use serde::{Deserialize, Serialize};

/// A hotspot place: connected hot cells, split at peaks. It becomes a *plats* only when someone
/// pins it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HotspotPlace {
    /// Rank by excess, 1 first.
    pub rank: u32,
    /// Identity kept between runs; the caller hands in the earlier run's places.
    pub key: String,
    /// Suggested name: the nearest named place.
    pub name: String,
    /// Dense indices of its cells in the lattice.
    pub cells: Vec<u32>,
    /// "Ensam cell".
    pub lone_cell: bool,
    /// Dissolved outline in WGS84.
    pub geometry: MultiPolygon<f64>,
    /// A point inside it, for labels.
    pub label_at: LonLat,
    /// Ground in km².
    pub area_km2: f64,
    /// Counts.
    pub n: u32,
    /// Expected counts.
    pub expected: f64,
    /// Observed minus expected.
    pub excess: f64,
    /// Observed / expected.
    pub ratio: f64,
    /// Exact Poisson 95 % interval of the ratio.
    pub ratio_95: (f64, f64),
    /// Gi* z of the place as a whole; `None` where not defined.
    pub z: Option<f64>,
    /// Smallest adjusted p of its cells (optimistic after selection).
    pub p_adjusted_min: f64,
    /// Share of the study area's incidents, 0–1.
    pub share_of_incidents: f64,
    /// Weekday (Monday first) × hour, aoristic share of each count.
    pub week_hours: Vec<Vec<f64>>,
    /// Months `YYYY-MM` with counts, oldest first.
    pub months: Vec<(String, u32)>,
    /// Category id and counts, most first.
    pub categories: Vec<(String, u32)>,
    /// Areas it overlaps with the share of its ground, largest first.
    pub areas: Vec<(AreaId, f64)>,
    /// In how many of the six settings at least half its ground is hot; `None` when not run.
    pub stable_in: Option<u8>,
    /// The settings that were run, in order, with the share of ground covered.
    pub stability: Vec<(String, f64)>,
}
