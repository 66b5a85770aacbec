//! Kernel density: how thick do incidents lie, as a smooth surface?
//!
//! **Question.** How many incidents per km² around each point of the map, when every incident is spread
//! out over its surroundings? A picture for the eye; it says nothing of chance.
//!
//! **Input.** Places in planar metres (EPSG:3006 inside Sweden; in the product the centres of base
//! cells) with a count each, in any order.
//! **Output.** [`Kde`]: a [`Grid`] of squares with the density at their centres in incidents per km²,
//! rows from the south, columns from the west. Corners of squares are whole multiples of the side, so
//! that grids of different periods lie on each other. [`contours`](contour) are outlines in the same
//! metres. `None` when there are no counts.
//!
//! **Formula.** Σ n·K(r)/h² over the places, r = distance/h: quartic K = 3/π·(1 − r²)² and Epanechnikov
//! K = 2/π·(1 − r²) for r < 1, Gaussian K = 1/2π·exp(−r²/2), where h is the standard deviation. The
//! integral of each over the plane is 1, so the volume under the surface is the number of incidents.
//!
//! *Exact* evaluates that sum. The Gaussian is cut at 6.5 h along each axis, where less than 1e-9 of it
//! is left. *Binned* first gives each count to the four squares around it, in proportion to how near
//! they are, and then spreads the squares by a table of the kernel that sums to 1: the sum over the
//! grid is the number of incidents to rounding. At a bandwidth of 5 squares (the default) the two differ
//! by at most 3 % of the highest density for places as they lie in a town, and for a place alone by at
//! most 7 % of its peak (10 %, at its edge, for Epanechnikov); at 10 squares by 0.5 % and 2 % (5 %).
//!
//! **Degenerate input.** No counts: `None`. One place: the kernel itself. A bandwidth narrower than
//! a square shows squares and not a surface: told by [`Kde::coarse`]. There is no correction at the
//! border of the study area: what lies outside is not known, so densities near it are too low.
//!
//! **Choosing.** The bandwidth decides everything and no rule knows the right one. 250 m shows
//! places, 500–1 000 m districts; where two neighbouring values tell different stories, neither is to
//! be trusted. A Gaussian of h looks like a quartic of 2.8 h. The grid only decides how smooth the
//! picture is: a fifth of the bandwidth is enough.
//!
//! **Repeatable.** Closed form. Every square is summed in the order of the places, by one thread: the
//! same bytes on any number of them.
//!
//! **Reference.** Silverman (1986), *Density Estimation for Statistics and Data Analysis*, 4.2;
//! binning: Wand (1994), doi 10.1080/10618600.1994.10474656.
//! **Checked against** scikit-learn (Gaussian, Epanechnikov), KDEpy (Gaussian) and the definition in
//! numpy (quartic), and the integral of every kernel (tests/golden/kde).
//!
//! ```
//! use platssamverkan::{
//!     analysis::{effort::Effort, kde::{KdeParameters, Kernel, Way, kde}},
//!     area::PlanarMetres,
//! };
//! let place = PlanarMetres { east_m: 674_025.0, north_m: 6_580_025.0 };
//! let parameters = KdeParameters { kernel: Kernel::Quartic, bandwidth_m: 250.0, grid_m: 50.0, way: Way::Exact };
//! let found = kde(&[place], &[7], &parameters, &Effort::unlimited())?.expect("there are counts");
//! // At the place itself 7·3/π per square of the bandwidth (1/16 km²).
//! let highest = found.per_km2.iter().copied().fold(0.0, f64::max);
//! assert!((highest - 7.0 * 3.0 / std::f64::consts::PI * 16.0).abs() < 1e-9);
//! # Ok::<(), platssamverkan::analysis::effort::Stopped>(())
//! ```

mod binned;
mod contours;
mod drawn;
mod exact;
mod grid;

pub use contours::{Contour, contour, levels_holding};
pub use drawn::{Drawn, Parameters, draw};
pub use grid::Grid;

use super::effort::{Cost, Effort, Stopped};
use crate::area::PlanarMetres;
use serde::{Deserialize, Serialize};
use std::f64::consts::{PI, TAU};

/// Version of the method; raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 1;

/// Shows places.
pub const BANDWIDTH_M: f64 = 250.0;

/// A fifth of the bandwidth.
pub const GRID_M: f64 = 50.0;

/// Where the Gaussian is cut, in standard deviations.
const GAUSSIAN_REACH: f64 = 6.5;

/// How a count is spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kernel {
    /// Smooth and of bounded reach: the default.
    Quartic,
    /// Of bounded reach, with an edge.
    Epanechnikov,
    /// The bandwidth is its standard deviation.
    Gaussian,
}

/// How the sum is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// From every place itself.
    Exact,
    /// By squares: as fast for many places as for few.
    Binned,
}

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KdeParameters {
    /// How a count is spread.
    pub kernel: Kernel,
    /// How far: the radius, or the Gaussian's standard deviation. Positive.
    pub bandwidth_m: f64,
    /// Side of the squares. Positive.
    pub grid_m: f64,
    /// How the sum is computed.
    pub way: Way,
}

/// A surface.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kde {
    /// Counts it was made from.
    pub n: u64,
    /// Where the squares lie.
    pub grid: Grid,
    /// Incidents per km² at the centre of each square, row by row from the south, each from the west.
    pub per_km2: Vec<f64>,
}

impl Kde {
    /// Σ density × area: the number of incidents; for the exact way as nearly as the grid is fine.
    pub fn volume(&self) -> f64 {
        self.per_km2.iter().sum::<f64>() * self.grid.square_km2()
    }

    /// Whether the bandwidth is too narrow for the grid: squares and not a surface.
    pub fn coarse(&self, parameters: &KdeParameters) -> bool {
        parameters.kernel.reach_m(parameters.bandwidth_m) < 2.0 * parameters.grid_m
    }
}

impl Kernel {
    /// Metres beyond which nothing is spread.
    pub fn reach_m(self, bandwidth_m: f64) -> f64 {
        match self {
            Kernel::Quartic | Kernel::Epanechnikov => bandwidth_m,
            Kernel::Gaussian => GAUSSIAN_REACH * bandwidth_m,
        }
    }

    /// Per m² at a squared distance, of one incident.
    pub fn density(self, bandwidth_m: f64, squared_m2: f64) -> f64 {
        self.peak(bandwidth_m) * self.shape(squared_m2 / (bandwidth_m * bandwidth_m))
    }

    /// Per m² at the incident itself.
    fn peak(self, bandwidth_m: f64) -> f64 {
        let constant = match self {
            Kernel::Quartic => 3.0 / PI,
            Kernel::Epanechnikov => 2.0 / PI,
            Kernel::Gaussian => 1.0 / TAU,
        };
        constant / (bandwidth_m * bandwidth_m)
    }

    /// 1 at the incident, by squared distance in bandwidths.
    fn shape(self, r2: f64) -> f64 {
        let rest = (1.0 - r2).max(0.0);
        match self {
            Kernel::Quartic => rest * rest,
            Kernel::Epanechnikov => rest,
            Kernel::Gaussian => (-r2 / 2.0).exp(),
        }
    }
}

/// The surface of counts at places; `None` when there are none.
///
/// # Errors
/// Cancelled, or a grid too fine for what may be used.
///
/// # Panics
/// When the two columns have different lengths, or a bandwidth or grid is not a positive number.
pub fn kde(
    places: &[PlanarMetres],
    counts: &[u32],
    parameters: &KdeParameters,
    effort: &Effort,
) -> Result<Option<Kde>, Stopped> {
    assert_eq!(places.len(), counts.len(), "one count per place");
    let positive = |metres: f64| metres > 0.0 && metres.is_finite();
    assert!(positive(parameters.bandwidth_m) && positive(parameters.grid_m), "{parameters:?}");
    let with_counts: Vec<Weighted> = places
        .iter()
        .zip(counts)
        .filter(|(at, n)| **n > 0 && at.east_m.is_finite() && at.north_m.is_finite())
        .map(|(&at, &n)| Weighted { at, n: f64::from(n) })
        .collect();
    let Some(extent) = grid::Extent::of(with_counts.iter().map(|place| place.at)) else {
        return Ok(None);
    };
    afford(&extent, with_counts.len(), parameters, effort)?;
    let grid = extent.grid(parameters);
    let (kernel, bandwidth_m) = (parameters.kernel, parameters.bandwidth_m);
    let per_km2 = match parameters.way {
        Way::Exact => exact::surface(&with_counts, &grid, kernel, bandwidth_m, effort)?,
        Way::Binned => {
            binned::surface(&binned::bin(&with_counts, &grid), &grid, kernel, bandwidth_m, effort)?
        }
    };
    let n = counts.iter().map(|&n| u64::from(n)).sum();
    Ok(Some(Kde { n, grid, per_km2 }))
}

/// A place with counts.
#[derive(Debug, Clone, Copy)]
struct Weighted {
    at: PlanarMetres,
    n: f64,
}

fn afford(
    extent: &grid::Extent,
    n_places: usize,
    parameters: &KdeParameters,
    effort: &Effort,
) -> Result<(), Stopped> {
    let reach_m = parameters.kernel.reach_m(parameters.bandwidth_m);
    let cost = |grid_m: f64| {
        let parameters = KdeParameters { grid_m, ..parameters.clone() };
        let squares = extent.n_squares(&parameters);
        let across = 2.0 * (reach_m / grid_m).ceil() + 1.0;
        let places = n_places as f64;
        match (parameters.way, parameters.kernel) {
            (Way::Exact, _) => Cost {
                memory_bytes: 8.0 * squares + 60.0 * places,
                operations: squares + places * (60.0 + across * (across + 4.0)),
            },
            (Way::Binned, Kernel::Gaussian) => Cost {
                memory_bytes: 24.0 * squares + 24.0 * places,
                operations: squares * across * 2.0 + 10.0 * places,
            },
            (Way::Binned, _) => Cost {
                memory_bytes: 16.0 * squares + 24.0 * places,
                operations: squares * across * across / 2.0 + 10.0 * places,
            },
        }
    };
    effort.afford("grid_m", parameters.grid_m, parameters.grid_m.max(extent.longest_m()), cost)
}

#[cfg(test)]
mod tests;
