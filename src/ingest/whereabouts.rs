//! Where on earth: numbers become degrees, and a file whose numbers are somewhere else is told why.

use super::{
    RejectionCode,
    geojson::{Feature, Shape},
};
use crate::area::{BoundingBox, LonLat, ReferenceSystem};
use geo::{CoordsIter, MapCoords};
use geo_types::{Coord, MultiPolygon};

/// Features looked at to judge a file.
const SAMPLE: usize = 2_000;

/// If most features of the file lie outside the fence for one reason that a change of options would
/// mend: its stable code and the systems that would fit. `None` if there is no such reason.
pub(super) fn explain(
    features: &[Feature],
    system: ReferenceSystem,
    fence: BoundingBox,
) -> Option<(&'static str, String)> {
    let sample: Vec<Coord<f64>> =
        features.iter().filter_map(|feature| first_position(&feature.shape)).take(SAMPLE).collect();
    let most = |test: &dyn Fn(&Coord<f64>) -> bool| {
        let n = sample.iter().filter(|at| test(at)).count();
        n > 0 && n * 2 > sample.len()
    };
    let fits = |system: ReferenceSystem, east: f64, north: f64| {
        system.to_lon_lat(east, north).is_ok_and(|at| {
            let near = match system {
                // A local system is used near its meridian only.
                ReferenceSystem::Sweref99Local(zone) => {
                    (at.lon - zone.projection().central_meridian).abs() < 2.0
                }
                _ => true,
            };
            near && fence.contains(at)
        })
    };
    if !most(&|at| !fits(system, at.x, at.y)) {
        return None;
    }
    if most(&|at| fits(system, at.y, at.x)) {
        return Some(("swapped_axes", format!("{} with the axes swapped", system.name())));
    }
    let fitting: Vec<String> = ReferenceSystem::all()
        .filter(|other| *other != system && most(&|at| fits(*other, at.x, at.y)))
        .map(ReferenceSystem::name)
        .collect();
    let fitting_swapped = ReferenceSystem::all()
        .find(|other| *other != system && most(&|at| fits(*other, at.y, at.x)))
        .map(|other| format!("{} with the axes swapped", other.name()));
    let hint =
        if fitting.is_empty() { fitting_swapped.unwrap_or_default() } else { fitting.join(", ") };
    let in_degrees = |at: &Coord<f64>| at.x.abs() <= 180.0 && at.y.abs() <= 90.0;
    if system == ReferenceSystem::Degrees {
        return most(&|at| !in_degrees(at)).then_some(("projected_not_degrees", hint));
    }
    (!hint.is_empty()).then_some(("wrong_crs", hint))
}

fn first_position(shape: &Shape) -> Option<Coord<f64>> {
    match shape {
        Shape::Point(x, y) => Some(Coord { x: *x, y: *y }),
        Shape::Polygons { polygons, .. } => polygons.coords_iter().next(),
        Shape::Other(_) | Shape::Broken(_) => None,
    }
}

/// The polygons in WGS84 degrees.
///
/// # Errors
/// Not finite, not in the system's range, or no vertex inside the fence; with the first offending
/// position.
pub(super) fn to_degrees(
    polygons: &MultiPolygon<f64>,
    system: ReferenceSystem,
    fence: BoundingBox,
) -> Result<MultiPolygon<f64>, (RejectionCode, String)> {
    let said = |at: Coord<f64>| format!("{} {}", at.x, at.y);
    let degrees = polygons.try_map_coords(|at| match system.to_lon_lat(at.x, at.y) {
        Ok(place) => Ok(Coord { x: place.lon, y: place.lat }),
        Err(_) if !at.x.is_finite() || !at.y.is_finite() => {
            Err((RejectionCode::BadNumber, said(at)))
        }
        Err(_) if system == ReferenceSystem::Degrees => {
            Err((RejectionCode::ProjectedNotDegrees, said(at)))
        }
        Err(_) => Err((RejectionCode::WrongCrs, said(at))),
    })?;
    let inside = |at: Coord<f64>| fence.contains(LonLat { lon: at.x, lat: at.y });
    if degrees.coords_iter().any(inside) {
        return Ok(degrees);
    }
    let Some(first) = degrees.coords_iter().next() else {
        return Ok(degrees); // Falls as degenerate.
    };
    let code = if first == (Coord { x: 0.0, y: 0.0 }) {
        RejectionCode::ZeroCoordinates
    } else if inside(Coord { x: first.y, y: first.x }) {
        RejectionCode::SwappedAxes
    } else {
        RejectionCode::OutsideArea
    };
    Err((code, format!("{:.5} {:.5}", first.x, first.y)))
}
