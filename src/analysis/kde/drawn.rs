//! A surface as it is stored and shown: grid, corners and outlines in degrees.

use super::{Contour, Grid, Kde, KdeParameters, Kernel, Way, contour, levels_holding};
use crate::area::{LonLat, PlanarMetres, TransverseMercator};
use geo::MapCoords;
use geo_types::{Coord, MultiPolygon, coord};
use serde::{Deserialize, Serialize};

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// How a count is spread.
    pub kernel: Kernel,
    /// How far.
    pub bandwidth_m: f64,
    /// Side of the squares.
    pub grid_m: f64,
    /// How the sum is computed.
    pub way: Way,
    /// Shares of the volume, 0–1, whose smallest area is outlined.
    pub shares: Vec<f64>,
    /// Densities per km² that are outlined.
    pub levels: Vec<f64>,
}

impl Parameters {
    /// Of the surface alone.
    pub fn surface(&self) -> KdeParameters {
        let Self { kernel, bandwidth_m, grid_m, way, .. } = *self;
        KdeParameters { kernel, bandwidth_m, grid_m, way }
    }
}

/// A surface on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// Where the squares lie, in the metres of the study area; `None` without counts.
    pub grid: Option<Grid>,
    /// Corners of the grid in WGS84: north-west, north-east, south-east, south-west; empty without one.
    pub corners: Vec<LonLat>,
    /// The highest density, incidents per km².
    pub highest_per_km2: f64,
    /// Density × area, summed.
    pub volume: f64,
    /// The bandwidth is too narrow for the grid: squares and not a surface.
    pub coarse: bool,
    /// Incidents per km² with four figures, row by row from the south, each from the west; what is
    /// below a millionth of the highest is 0.
    pub per_km2: Vec<f64>,
    /// Outlines in WGS84: of the shares, in their order, then of the levels.
    pub contours: Vec<Contour>,
}

/// Draws a surface; `None` is one without counts.
pub fn draw(surface: Option<&Kde>, parameters: &Parameters, system: TransverseMercator) -> Drawn {
    let Some(surface) = surface else {
        let (grid, coarse) = (None, false);
        let (corners, per_km2, contours) = (Vec::new(), Vec::new(), Vec::new());
        let (highest_per_km2, volume) = (0.0, 0.0);
        return Drawn { grid, corners, highest_per_km2, volume, coarse, per_km2, contours };
    };
    let highest = surface.per_km2.iter().copied().fold(0.0, f64::max);
    let shares = levels_holding(surface, &parameters.shares);
    let levels = shares.into_iter().chain(parameters.levels.iter().copied());
    let drawn = levels.filter(|level| *level > 0.0).map(|level| {
        let contour = contour(surface, level);
        Contour { outline: in_degrees(&contour.outline, system), ..contour }
    });
    Drawn {
        grid: Some(surface.grid),
        corners: corners(&surface.grid, system),
        highest_per_km2: highest,
        volume: surface.volume(),
        coarse: surface.coarse(&parameters.surface()),
        contours: drawn.collect(),
        per_km2: surface
            .per_km2
            .iter()
            .map(|&density| if density < highest * 1e-6 { 0.0 } else { four_figures(density) })
            .collect(),
    }
}

fn corners(grid: &Grid, system: TransverseMercator) -> Vec<LonLat> {
    let east_m = grid.west_m + grid.columns as f64 * grid.side_m;
    let north_m = grid.south_m + grid.rows as f64 * grid.side_m;
    let (west_m, south_m) = (grid.west_m, grid.south_m);
    [(west_m, north_m), (east_m, north_m), (east_m, south_m), (west_m, south_m)]
        .map(|(east_m, north_m)| system.unproject(PlanarMetres { east_m, north_m }))
        .to_vec()
}

/// Seven decimals, about a centimetre, as in every file.
fn in_degrees(outline: &MultiPolygon<f64>, system: TransverseMercator) -> MultiPolygon<f64> {
    let decimals = |degrees: f64| (degrees * 1e7).round() / 1e7;
    outline.map_coords(|Coord { x, y }| {
        let at = system.unproject(PlanarMetres { east_m: x, north_m: y });
        coord! { x: decimals(at.lon), y: decimals(at.lat) }
    })
}

/// Powers of ten are exact, so the result is the number nearest to four decimal figures.
fn four_figures(value: f64) -> f64 {
    let exponent = 3 - value.log10().floor() as i32;
    if exponent >= 0 {
        let factor = 10f64.powi(exponent);
        (value * factor).round() / factor
    } else {
        let factor = 10f64.powi(-exponent);
        (value / factor).round() * factor
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{effort::Effort, kde::kde};

    fn parameters() -> Parameters {
        Parameters {
            kernel: Kernel::Quartic,
            bandwidth_m: 250.0,
            grid_m: 50.0,
            way: Way::Binned,
            shares: vec![0.5],
            levels: vec![3.0, 0.0, 1e9],
        }
    }

    #[test]
    fn numbers_keep_four_figures() {
        for (value, rounded) in
            [(0.0123456, 0.01235), (9.99996, 10.0), (123_456.0, 123_500.0), (1.0, 1.0)]
        {
            assert_eq!(four_figures(value), rounded);
        }
    }

    #[test]
    fn outlines_and_corners_are_in_degrees_around_the_place() {
        let system = TransverseMercator::SWEREF_99_TM;
        let at = LonLat { lon: 18.06, lat: 59.33 };
        let surface =
            kde(&[system.project(at)], &[9], &parameters().surface(), &Effort::unlimited());
        let drawn = draw(surface.expect("done").as_ref(), &parameters(), system);
        let [north_west, _, south_east, _] = drawn.corners[..] else { panic!("four corners") };
        assert!(north_west.lon < at.lon && north_west.lat > at.lat);
        assert!(south_east.lon > at.lon && south_east.lat < at.lat);
        // A level of nothing is no outline; one that is never reached is an empty one.
        assert_eq!(drawn.contours.len(), 3);
        assert!(drawn.contours[2].outline.0.is_empty() && drawn.contours[2].area_km2 == 0.0);
        let first = drawn.contours[0].outline.0[0].exterior().0[0];
        assert!((first.x - at.lon).abs() < 0.01 && (first.y - at.lat).abs() < 0.01);
        assert!((drawn.volume - 9.0).abs() < 1e-9 && !drawn.coarse);
    }

    #[test]
    fn without_counts_nothing_is_drawn() {
        let drawn = draw(None, &parameters(), TransverseMercator::SWEREF_99_TM);
        assert_eq!((drawn.grid, drawn.per_km2.len(), drawn.contours.len()), (None, 0, 0));
    }
}
