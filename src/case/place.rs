//! The place a platssamverkan is about: a point, a stråk or an area.

use super::{refusal::Refusal, text_guard::CleanText};
use crate::{
    analysis::places::HotspotPlace,
    area::{Area, AreaId, LonLat},
};
use geo::{
    Area as _, BooleanOps, BoundingRect, Contains, Distance, Euclidean, GeodesicArea,
    InteriorPoint, Intersects, Length, Orient, Validation, orient::Direction,
};
use geo_types::{Coord, LineString, MultiLineString, MultiPolygon, Point, Polygon, Rect};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Most vertices of a place: more is a mistake, and checking would take long.
pub const MAX_VERTICES: usize = 2000;

/// Overlaps below it are noise along a shared border.
pub const LEAST_SHARE: f64 = 0.001;

/// Ground of a place in WGS84 longitude/latitude, exterior rings counter-clockwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceGeometry {
    /// A square, a park, a block.
    Area(MultiPolygon<f64>),
    /// A street or path.
    Line(MultiLineString<f64>),
    /// An entrance, a crossing.
    Point(Point<f64>),
}

/// A named place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Name, 2–120 characters.
    pub name: CleanText,
    /// Where.
    pub geometry: PlaceGeometry,
    /// A point on it, for labels.
    pub label_at: LonLat,
    /// Ground in km² on the ellipsoid; `None` for points and lines.
    pub area_km2: Option<f64>,
    /// Areas it overlaps, with the share (0–1) of its ground or length, by falling share, then id.
    pub areas: Vec<(AreaId, f64)>,
    /// The area of kind `plats` it was taken from.
    pub named: Option<AreaId>,
    /// Drawn by hand: not an official boundary.
    pub approximate: bool,
}

impl PlaceGeometry {
    /// Checks once, at the door: finite degrees, at most [`MAX_VERTICES`], lines with a length,
    /// areas valid and with ground. Mends the direction of rings.
    pub fn checked(self) -> Result<Self, Refusal> {
        let coords: Vec<Coord<f64>> = match &self {
            PlaceGeometry::Area(area) => {
                area.iter().flat_map(|p| rings(p).flat_map(|r| r.coords().copied())).collect()
            }
            PlaceGeometry::Line(lines) => lines.iter().flat_map(|l| l.coords().copied()).collect(),
            PlaceGeometry::Point(point) => vec![point.0],
        };
        if coords.len() > MAX_VERTICES {
            return Err(Refusal::TooMuch);
        }
        if coords.is_empty() || coords.iter().any(|c| LonLat::new(c.x, c.y).is_err()) {
            return Err(Refusal::BadGeometry);
        }
        match self {
            PlaceGeometry::Area(area) if area.is_valid() && area.unsigned_area() > 0.0 => {
                Ok(PlaceGeometry::Area(area.orient(Direction::Default)))
            }
            PlaceGeometry::Area(_) => Err(Refusal::BadGeometry),
            PlaceGeometry::Line(lines) if lines.iter().any(|l| Euclidean.length(l) == 0.0) => {
                Err(Refusal::BadGeometry)
            }
            other => Ok(other),
        }
    }

    /// A point on the ground, for labels; `None` only for empty geometry.
    pub fn label_at(&self) -> Option<LonLat> {
        let point = match self {
            PlaceGeometry::Area(area) => area.interior_point()?,
            PlaceGeometry::Line(lines) => lines.interior_point()?,
            PlaceGeometry::Point(point) => *point,
        };
        LonLat::new(point.x(), point.y()).ok()
    }

    /// Ground in km²; `None` for points and lines.
    pub fn area_km2(&self) -> Option<f64> {
        match self {
            PlaceGeometry::Area(area) => Some(area.geodesic_area_unsigned() / 1e6),
            PlaceGeometry::Line(_) | PlaceGeometry::Point(_) => None,
        }
    }

    /// Box in degrees; `None` only for empty geometry.
    pub fn bounds(&self) -> Option<Rect<f64>> {
        match self {
            PlaceGeometry::Area(area) => area.bounding_rect(),
            PlaceGeometry::Line(lines) => lines.bounding_rect(),
            PlaceGeometry::Point(point) => Some(point.bounding_rect()),
        }
    }

    /// Share (0–1) that lies in an area. Shares are taken in degrees: within one place a degree of
    /// longitude is as long everywhere.
    pub fn share_in(&self, area: &MultiPolygon<f64>) -> f64 {
        let (Some(here), Some(there)) = (self.bounds(), area.bounding_rect()) else { return 0.0 };
        if !here.intersects(&there) {
            return 0.0;
        }
        let share = match self {
            PlaceGeometry::Area(ground) => {
                ground.intersection(area).unsigned_area() / ground.unsigned_area()
            }
            PlaceGeometry::Line(lines) => length(&area.clip(lines, false)) / length(lines),
            PlaceGeometry::Point(point) => f64::from(u8::from(area.contains(point))),
        };
        if share.is_finite() { share.min(1.0) } else { 0.0 }
    }

    /// Shortest way in degrees of latitude to a point, 0 inside: only for choosing the nearest.
    pub fn nearness(&self, to: LonLat) -> f64 {
        let point = Point::new(to.lon, to.lat);
        match self {
            PlaceGeometry::Area(area) => Euclidean.distance(&point, area),
            PlaceGeometry::Line(lines) => Euclidean.distance(&point, lines),
            PlaceGeometry::Point(at) => Euclidean.distance(point, *at),
        }
    }
}

fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

fn length(lines: &MultiLineString<f64>) -> f64 {
    lines.iter().map(|line| Euclidean.length(line)).sum()
}

impl Place {
    /// Checks name and geometry and finds the areas it overlaps among those given and valid on the
    /// day. Overlaps below a thousandth are noise along a shared border and left out.
    pub fn checked(
        name: &str,
        geometry: PlaceGeometry,
        areas: &[Area],
        day: Date,
    ) -> Result<Self, Refusal> {
        let name = CleanText::checked("name", name, 2, 120)?;
        let geometry = geometry.checked()?;
        let label_at = geometry.label_at().ok_or(Refusal::BadGeometry)?;
        let area_km2 = geometry.area_km2();
        let valid = areas.iter().filter(|area| area.validity.covers(day));
        let mut overlapped: Vec<(AreaId, f64)> = valid
            .filter_map(|area| Some((area.id.clone(), geometry.share_in(area.geometry.as_ref()?))))
            .filter(|(_, share)| *share >= LEAST_SHARE)
            .collect();
        overlapped.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        overlapped.dedup_by(|a, b| a.0 == b.0);
        let approximate = true;
        Ok(Self { name, geometry, label_at, area_km2, areas: overlapped, named: None, approximate })
    }

    /// The areas it lies in, without their shares; itself, if it is one.
    pub fn area_ids(&self) -> Vec<AreaId> {
        self.areas.iter().map(|(id, _)| id).chain(&self.named).cloned().collect()
    }

    /// The place of a run as it is there, under its suggested name or another.
    pub fn of_hotspot(hotspot: &HotspotPlace, name: Option<&str>) -> Result<Self, Refusal> {
        Ok(Self {
            name: CleanText::checked("name", name.unwrap_or(&hotspot.name), 2, 120)?,
            geometry: PlaceGeometry::Area(hotspot.geometry.clone()),
            label_at: hotspot.label_at,
            area_km2: Some(hotspot.area_km2),
            areas: hotspot.areas.clone(),
            named: None,
            approximate: true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::{AreaKind, Validity};
    use geo_types::{line_string, polygon};
    use jiff::civil::date;

    fn square(west: f64, south: f64, side: f64) -> MultiPolygon<f64> {
        let (east, north) = (west + side, south + side);
        // Clockwise on purpose.
        MultiPolygon::from(polygon![
            (x: west, y: south), (x: west, y: north), (x: east, y: north), (x: east, y: south),
        ])
    }

    fn area(code: &str, geometry: MultiPolygon<f64>) -> Area {
        Area {
            id: AreaId::new(AreaKind::Stadsdel, code),
            kind: AreaKind::Stadsdel,
            code: code.into(),
            name: code.into(),
            geometry: Some(geometry),
            validity: Validity { valid_from: Some(date(2020, 1, 1)), valid_to: None },
            class: None,
            approximate: true,
            source: "test".into(),
            note: None,
        }
    }

    #[test]
    fn a_place_on_a_border_overlaps_both_areas_with_shares_that_sum_to_one() {
        let areas = [area("v", square(18.0, 59.0, 0.1)), area("o", square(18.1, 59.0, 0.1))];
        let ground = PlaceGeometry::Area(square(18.0925, 59.01, 0.01));
        let place = Place::checked("Torget", ground, &areas, date(2026, 6, 1)).unwrap();
        let shares: Vec<f64> = place.areas.iter().map(|(_, share)| *share).collect();
        assert_eq!(place.areas[0].0.0, "stadsdel/v");
        assert!((shares[0] - 0.75).abs() < 1e-6 && (shares[1] - 0.25).abs() < 1e-6, "{shares:?}");
        let km2 = place.area_km2.unwrap();
        assert!((km2 - 0.6395).abs() < 0.002, "{km2}");
        let before = Place::checked("Torget", place.geometry, &areas, date(2019, 1, 1)).unwrap();
        assert_eq!(before.areas, [], "areas of another time are not overlapped");
    }

    #[test]
    fn lines_and_points_are_places_too() {
        let areas = [area("v", square(18.0, 59.0, 0.1))];
        let line = line_string![(x: 18.05, y: 59.05), (x: 18.15, y: 59.05)];
        let line = PlaceGeometry::Line(MultiLineString(vec![line]));
        let line = Place::checked("Stråket", line, &areas, date(2026, 6, 1)).unwrap();
        assert!((line.areas[0].1 - 0.5).abs() < 1e-6 && line.area_km2.is_none());
        let point = PlaceGeometry::Point(Point::new(18.05, 59.05));
        let point = Place::checked("Entrén", point, &areas, date(2026, 6, 1)).unwrap();
        assert_eq!(point.areas, [(AreaId("stadsdel/v".into()), 1.0)]);
    }

    #[test]
    fn what_is_not_a_place_on_earth_is_refused() {
        let check = |geometry: PlaceGeometry| geometry.checked().map(|_| ()).map_err(|e| e.code());
        let bow = polygon![(x: 18.0, y: 59.0), (x: 18.1, y: 59.1), (x: 18.1, y: 59.0), (x: 18.0, y: 59.1)];
        assert_eq!(check(PlaceGeometry::Area(bow.into())), Err("bad_geometry"));
        assert_eq!(check(PlaceGeometry::Area(MultiPolygon(vec![]))), Err("bad_geometry"));
        assert_eq!(check(PlaceGeometry::Point(Point::new(f64::NAN, 59.0))), Err("bad_geometry"));
        assert_eq!(check(PlaceGeometry::Point(Point::new(674_032.0, 59.0))), Err("bad_geometry"));
        let long = (0..3000).map(|i| Coord { x: 18.0 + f64::from(i) * 1e-6, y: 59.0 }).collect();
        assert_eq!(check(PlaceGeometry::Line(MultiLineString(vec![long]))), Err("too_much"));
        let dot = line_string![(x: 18.0, y: 59.0), (x: 18.0, y: 59.0)];
        assert_eq!(check(PlaceGeometry::Line(MultiLineString(vec![dot]))), Err("bad_geometry"));
    }
}
