//! Ground compared with ground.

use super::{
    AT_LEAST_VERTICES, FilterError, MAX_VERTICES,
    expr::{Ground, Shape},
};
use crate::area::BoundingBox;
use crate::export::crs::{self, AxisOrder, Crs, Form};
use geo::{BoundingRect, CoordsIter, Intersects, MapCoords, Relate, Validation};
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Point, Rect};
use std::borrow::Cow;

/// A box around a literal is wider by this many degrees, for what bulges between vertices.
const MARGIN_DEG: f64 = 0.001;

/// Ground from a filter, east first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Literal {
    crs: Crs,
    geometry: Geometry<f64>,
    /// In degrees; `None` where the corners of its box lie nowhere on earth.
    bounds: Option<BoundingBox>,
}

/// How two grounds may lie to each other, named as in CQL2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Intersects,
    Equals,
    Disjoint,
    Touches,
    Within,
    Overlaps,
    Crosses,
    Contains,
}

impl How {
    /// By the name of the function in lower case.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "s_intersects" => How::Intersects,
            "s_equals" => How::Equals,
            "s_disjoint" => How::Disjoint,
            "s_touches" => How::Touches,
            "s_within" => How::Within,
            "s_overlaps" => How::Overlaps,
            "s_crosses" => How::Crosses,
            "s_contains" => How::Contains,
            _ => return None,
        })
    }

    /// The same with the two exchanged.
    pub(super) fn reversed(self) -> Self {
        match self {
            How::Within => How::Contains,
            How::Contains => How::Within,
            same => same,
        }
    }

    /// Whether the first lies so to the second, both in one system.
    pub(super) fn holds(self, a: &Geometry<f64>, b: &Geometry<f64>) -> bool {
        let apart = match (a.bounding_rect(), b.bounding_rect()) {
            (Some(a), Some(b)) => !a.intersects(&b),
            _ => true,
        };
        if apart {
            return self == How::Disjoint;
        }
        match self {
            How::Intersects => a.intersects(b),
            How::Disjoint => !a.intersects(b),
            How::Equals => a.relate(b).is_equal_topo(),
            How::Touches => a.relate(b).is_touches(),
            How::Within => a.relate(b).is_within(),
            How::Overlaps => a.relate(b).is_overlaps(),
            How::Crosses => a.relate(b).is_crosses(),
            How::Contains => a.relate(b).is_contains(),
        }
    }
}

impl Literal {
    /// Settles the axis order and checks; the system holds unless the ground names its own.
    /// `n_vertices` counts over the whole filter.
    pub(super) fn new(
        ground: &Ground,
        system: (Crs, Form),
        n_vertices: &mut usize,
    ) -> Result<Self, FilterError> {
        let (crs, form) = ground.system.unwrap_or(system);
        let n_own = match &ground.shape {
            Shape::Geometry(geometry) => geometry.coords_count(),
            Shape::Box(_) => 4,
        };
        *n_vertices += n_own.max(AT_LEAST_VERTICES);
        if *n_vertices > MAX_VERTICES {
            return Err(FilterError::TooManyVertices);
        }
        let geometry = match &ground.shape {
            Shape::Geometry(geometry) => {
                for at in geometry.coords_iter() {
                    east_north(at, crs, form)?;
                }
                let geometry = match crs::axis_order(crs, form) {
                    AxisOrder::EastNorth => geometry.clone(),
                    AxisOrder::NorthEast => geometry.map_coords(|at| Coord { x: at.y, y: at.x }),
                };
                geometry.check_validation().map_err(|fault| FilterError::Literal {
                    kind: "geometry",
                    text: fault.to_string(),
                })?;
                geometry
            }
            Shape::Box([a, b, c, d]) => {
                let lower = east_north(Coord { x: *a, y: *b }, crs, form)?;
                let upper = east_north(Coord { x: *c, y: *d }, crs, form)?;
                rectangle(lower, upper, crs).ok_or_else(|| FilterError::Literal {
                    kind: "bbox",
                    text: format!("{a},{b},{c},{d}"),
                })?
            }
        };
        let bounds = bounds(&geometry, crs);
        Ok(Self { crs, geometry, bounds })
    }

    /// The box around it in degrees, a little wide.
    pub(super) fn bounds(&self) -> Option<BoundingBox> {
        self.bounds
    }

    /// Whether a feature's ground, in WGS84, lies so to this.
    pub(super) fn is(&self, how: How, feature: &Geometry<f64>) -> bool {
        if let (Some(bounds), Some(around)) = (self.bounds, feature.bounding_rect()) {
            let apart = around.max().x < bounds.west
                || around.min().x > bounds.east
                || around.max().y < bounds.south
                || around.min().y > bounds.north;
            if apart {
                return how == How::Disjoint;
            }
        }
        let feature = match self.crs.is_degrees() {
            true => Cow::Borrowed(feature),
            false => Cow::Owned(crs::in_file(self.crs, feature.clone())),
        };
        how.holds(&feature, &self.geometry)
    }

    /// Whether this lies so to another literal; `None` if they are in different systems.
    pub(super) fn is_to(&self, how: How, other: &Self) -> Option<bool> {
        let alike = self.crs == other.crs || self.crs.is_degrees() && other.crs.is_degrees();
        alike.then(|| how.holds(&self.geometry, &other.geometry))
    }
}

/// East first, if the place is on earth.
fn east_north(at: Coord<f64>, crs: Crs, form: Form) -> Result<Coord<f64>, FilterError> {
    let outside = |_| FilterError::Outside { text: format!("{} {}", at.x, at.y) };
    crs::from(crs, form, [at.x, at.y]).map_err(outside)?;
    Ok(match crs::axis_order(crs, form) {
        AxisOrder::EastNorth => at,
        AxisOrder::NorthEast => Coord { x: at.y, y: at.x },
    })
}

/// A box, or what is left of one without width; in degrees it may reach over the antimeridian.
fn rectangle(lower: Coord<f64>, upper: Coord<f64>, crs: Crs) -> Option<Geometry<f64>> {
    let apart = |a: f64, b: f64| a.total_cmp(&b).is_ne() && a != b;
    if lower.y > upper.y {
        return None;
    }
    if lower.x > upper.x {
        let east = Rect::new(lower, Coord { x: 180.0, y: upper.y });
        let west = Rect::new(Coord { x: -180.0, y: lower.y }, upper);
        let has_ground = lower.x < 180.0 && upper.x > -180.0 && lower.y < upper.y;
        return (crs.is_degrees() && has_ground)
            .then(|| MultiPolygon(vec![east.to_polygon(), west.to_polygon()]).into());
    }
    Some(match (apart(lower.x, upper.x), apart(lower.y, upper.y)) {
        (true, true) => Rect::new(lower, upper).to_polygon().into(),
        (false, false) => Point(lower).into(),
        _ => LineString(vec![lower, upper]).into(),
    })
}

/// The box in degrees, found from points along the sides of the box in the system itself.
fn bounds(geometry: &Geometry<f64>, crs: Crs) -> Option<BoundingBox> {
    const N_PER_SIDE: u32 = 32;
    let around = geometry.bounding_rect()?;
    let (min, max) = (around.min(), around.max());
    let mut out = BoundingBox { west: 180.0, south: 90.0, east: -180.0, north: -90.0 };
    for i in 0..=N_PER_SIDE {
        let part = f64::from(i) / f64::from(N_PER_SIDE);
        let (x, y) = (min.x + part * (max.x - min.x), min.y + part * (max.y - min.y));
        for at in [[x, min.y], [x, max.y], [min.x, y], [max.x, y]] {
            let at = crs::from(crs, Form::Short, at).ok()?;
            out.west = out.west.min(at.lon);
            out.east = out.east.max(at.lon);
            out.south = out.south.min(at.lat);
            out.north = out.north.max(at.lat);
        }
    }
    let share = 0.01;
    let (wide, high) = ((out.east - out.west) * share, (out.north - out.south) * share);
    Some(BoundingBox {
        west: out.west - wide - MARGIN_DEG,
        south: out.south - high - MARGIN_DEG,
        east: out.east + wide + MARGIN_DEG,
        north: out.north + high + MARGIN_DEG,
    })
}
