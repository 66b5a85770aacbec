//! From the numbers of a row to its base cell, or to the reason why there is none.

use super::{
    RejectionCode,
    point_crs::{PointCrs, unproject},
};
use crate::area::{BaseCell, BoundingBox, LonLat, PreparedArea};

/// Reads a number with decimal point, or with one decimal comma where no point makes it ambiguous.
/// Blanks between digits are thousands. `None` for anything else, NaN and infinities too.
pub(super) fn read_number(text: &str) -> Option<f64> {
    let text = text.trim();
    let number = match text.parse::<f64>() {
        Ok(number) => number,
        Err(_) => {
            let mut plain = String::with_capacity(text.len());
            let mut after_digit = false;
            for c in text.chars() {
                match c {
                    ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' if after_digit => continue,
                    ',' if plain.contains(['.', ',']) => return None,
                    ',' => plain.push('.'),
                    '.' if plain.contains('.') => return None,
                    '\u{2212}' => plain.push('-'),
                    other => plain.push(other),
                }
                after_digit = c.is_ascii_digit();
            }
            plain.parse().ok()?
        }
    };
    // `parse` knows "inf" and "nan" too.
    number.is_finite().then_some(number)
}

/// The base cell of two numbers in a system; both x (east, longitude) first.
///
/// What is wrong is said as precisely as the numbers allow: exactly 0, 0; axes swapped (the other
/// order lies in the study area's box); metres where degrees should be; metres that lie outside the
/// country in the stated system; or simply outside the study area, asked of the cell's centre.
/// `cell_of` is [`BaseCell::at`] or its faster like.
pub(super) fn base_cell(
    east: f64,
    north: f64,
    crs: PointCrs,
    study_area: &PreparedArea,
    cell_of: impl Fn(LonLat) -> BaseCell,
) -> Result<BaseCell, RejectionCode> {
    if east == 0.0 && north == 0.0 {
        return Err(RejectionCode::ZeroCoordinates);
    }
    let fence = study_area.bounds();
    let at = match crs {
        PointCrs::Degrees => degrees(east, north, fence)?,
        PointCrs::Metres(system) => {
            let at = unproject(system, east, north);
            let in_fence = |at: Option<LonLat>| at.is_some_and(|at| near(fence, at));
            match at {
                Some(at) if near(fence, at) => at,
                _ if in_fence(unproject(system, north, east)) => {
                    return Err(RejectionCode::SwappedAxes);
                }
                Some(at) if BoundingBox::SWEDEN.contains(at) => {
                    return Err(RejectionCode::OutsideArea);
                }
                _ => return Err(RejectionCode::WrongCrs),
            }
        }
    };
    let cell = cell_of(at);
    if study_area.holds(cell) { Ok(cell) } else { Err(RejectionCode::OutsideArea) }
}

fn degrees(lon: f64, lat: f64, fence: BoundingBox) -> Result<LonLat, RejectionCode> {
    let here = LonLat::new(lon, lat).ok();
    if let Some(at) = here
        && near(fence, at)
    {
        return Ok(at);
    }
    if LonLat::new(lat, lon).is_ok_and(|swapped| near(fence, swapped)) {
        return Err(RejectionCode::SwappedAxes);
    }
    // Degrees end at 180; the smallest metres of any Swedish system are tens of thousands.
    let metres = lon.abs().max(lat.abs()) > 1000.0;
    Err(if metres { RejectionCode::ProjectedNotDegrees } else { RejectionCode::OutsideArea })
}

/// In the box, or so close that the centre of the base cell may be: a cell is about 19 m across.
fn near(fence: BoundingBox, at: LonLat) -> bool {
    const MARGIN: f64 = 0.001;
    BoundingBox {
        west: fence.west - MARGIN,
        south: fence.south - MARGIN,
        east: fence.east + MARGIN,
        north: fence.north + MARGIN,
    }
    .contains(at)
}

/// Whether metres of some Swedish system explain a place that degrees do not: for the detail of a
/// refused file.
pub(super) fn system_that_fits(
    east: f64,
    north: f64,
    study_area: &PreparedArea,
) -> Option<&'static str> {
    const NAMES: [&str; 13] = [
        "EPSG:3006",
        "EPSG:3007",
        "EPSG:3008",
        "EPSG:3009",
        "EPSG:3010",
        "EPSG:3011",
        "EPSG:3012",
        "EPSG:3013",
        "EPSG:3014",
        "EPSG:3015",
        "EPSG:3016",
        "EPSG:3017",
        "EPSG:3018",
    ];
    let fits = |system| unproject(system, east, north).is_some_and(|at| study_area.contains(at));
    PointCrs::metric_systems().zip(NAMES).find(|(system, _)| fits(*system)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{MultiPolygon, Rect, coord};

    fn stockholm() -> PreparedArea {
        let (low, high) = (coord! {x: 17.75, y: 59.2}, coord! {x: 18.2, y: 59.45});
        PreparedArea::new(&MultiPolygon(vec![Rect::new(low, high).to_polygon()]))
    }

    fn check(east: f64, north: f64, crs: &str, expected: Option<RejectionCode>) {
        let crs = PointCrs::parse(crs).expect("known system");
        let found = base_cell(east, north, crs, &stockholm(), BaseCell::at);
        assert_eq!(found.err(), expected, "{east} {north} {crs:?}");
    }

    #[test]
    fn the_same_place_in_three_systems_is_one_base_cell() {
        let places = [
            (18.06324, 59.334591, "4326"),
            (674239.97538, 6581317.74911, "3006"),
            (153599.41233, 6579943.56815, "3011"),
        ];
        let cells = places.map(|(east, north, crs)| {
            base_cell(east, north, PointCrs::parse(crs).expect("known"), &stockholm(), BaseCell::at)
                .ok()
        });
        assert!(cells[0].is_some());
        assert_eq!(cells, [cells[0]; 3]);
    }

    #[test]
    fn what_is_wrong_with_degrees_is_said() {
        check(0.0, 0.0, "4326", Some(RejectionCode::ZeroCoordinates));
        check(59.33, 18.06, "4326", Some(RejectionCode::SwappedAxes));
        check(674239.0, 6581317.0, "4326", Some(RejectionCode::ProjectedNotDegrees));
        check(153599.0, 6579943.0, "4326", Some(RejectionCode::ProjectedNotDegrees));
        check(11.97, 57.71, "4326", Some(RejectionCode::OutsideArea));
        check(18.06, 593.3, "4326", Some(RejectionCode::OutsideArea));
        check(18.06, 0.0, "4326", Some(RejectionCode::OutsideArea));
    }

    #[test]
    fn what_is_wrong_with_metres_is_said() {
        check(0.0, 0.0, "3006", Some(RejectionCode::ZeroCoordinates));
        check(6581317.7, 674239.9, "3006", Some(RejectionCode::SwappedAxes));
        check(674239.9, 6581317.7, "3011", Some(RejectionCode::WrongCrs));
        check(153599.4, 6579943.5, "3006", Some(RejectionCode::WrongCrs));
        check(18.06, 59.33, "3006", Some(RejectionCode::WrongCrs));
        check(1e300, -1e300, "3006", Some(RejectionCode::WrongCrs));
        check(319180.0, 6399617.0, "3006", Some(RejectionCode::OutsideArea));
    }

    #[test]
    fn the_system_that_was_meant_is_guessed() {
        let fits = |east, north| system_that_fits(east, north, &stockholm());
        assert_eq!(fits(674239.9, 6581317.7), Some("EPSG:3006"));
        assert_eq!(fits(153599.4, 6579943.5), Some("EPSG:3011"));
        assert_eq!(fits(18.06, 59.33), None);
    }

    #[test]
    fn inside_is_asked_of_the_cells_centre() {
        let area = stockholm();
        for i in 0..2000 {
            let at = LonLat { lon: 18.2 + f64::from(i - 1000) * 2e-7, lat: 59.3 };
            let found = base_cell(at.lon, at.lat, PointCrs::Degrees, &area, BaseCell::at);
            assert_eq!(found.is_ok(), area.holds(BaseCell::at(at)), "{at:?}");
        }
    }

    #[test]
    fn numbers_have_a_point_or_one_comma() {
        for (text, number) in [
            ("59.33", 59.33),
            ("59,33", 59.33),
            (" -84.5 ", -84.5),
            ("6 581 317,7", 6581317.7),
            ("6\u{a0}581\u{a0}317", 6581317.0),
            ("−1,5", -1.5),
            ("1e3", 1e3),
        ] {
            assert_eq!(read_number(text), Some(number), "{text}");
        }
        for text in [
            "",
            "NaN",
            "nan",
            "inf",
            "-infinity",
            "1e999",
            "1,234,567",
            "1.234,5",
            "1,234.5",
            "1.2.3",
            "0x10",
            "59° 20'",
            "abc",
        ] {
            assert_eq!(read_number(text), None, "{text}");
        }
    }
}
