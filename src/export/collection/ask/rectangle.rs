//! A box in a coordinate system, as its edges run there.

use super::AskError;
use crate::{
    area::{BoundingBox, LonLat},
    export::{
        Feature,
        crs::{self, AxisOrder, Crs, Form, axis_order},
    },
};
use geo::{BoundingRect, Intersects};
use geo_types::{Coord, Geometry, Rect, coord};

/// So many points stand for an edge when a box is carried into another system.
const PER_EDGE: usize = 64;

/// A box whose edges are straight in its own system; borders belong to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectangle {
    crs: Crs,
    /// East and north in the units of the system.
    bounds: Rect<f64>,
}

impl Rectangle {
    /// From four numbers, or six of which the third and the sixth are heights that nothing has here, in
    /// the order of the system as it was named.
    ///
    /// # Errors
    /// Another number of numbers, one that is none, a lower corner above the upper one. A box over the
    /// date line (west > east) is not answered.
    pub fn parse(text: &str, crs: Crs, form: Form) -> Result<Self, AskError> {
        let wrong = |code| AskError { part: "bbox", code };
        let numbers = text.split(',').map(|number| number.trim().parse::<f64>().ok());
        let numbers = numbers.collect::<Option<Vec<f64>>>().ok_or(wrong("not_a_number"))?;
        if numbers.iter().any(|number| !number.is_finite()) {
            return Err(wrong("not_a_number"));
        }
        let (low, high) = match numbers[..] {
            [a, b, c, d] => ([a, b], [c, d]),
            [a, b, low, c, d, high] if low <= high => ([a, b], [c, d]),
            [_, _, _, _, _, _] => return Err(wrong("ends_before_it_begins")),
            _ => return Err(wrong("not_a_box")),
        };
        let east_north = |[first, second]: [f64; 2]| match axis_order(crs, form) {
            AxisOrder::EastNorth => coord! { x: first, y: second },
            AxisOrder::NorthEast => coord! { x: second, y: first },
        };
        let (low, high) = (east_north(low), east_north(high));
        let on_earth = |at: Coord<f64>| at.x.abs() <= 180.0 && at.y.abs() <= 90.0;
        if crs.is_degrees() && !(on_earth(low) && on_earth(high)) {
            return Err(wrong("out_of_range"));
        }
        if low.x > high.x && crs.is_degrees() && low.y <= high.y {
            return Err(wrong("over_the_date_line"));
        }
        if low.x > high.x || low.y > high.y {
            return Err(wrong("ends_before_it_begins"));
        }
        Ok(Self { crs, bounds: Rect::new(low, high) })
    }

    /// Whether the ground of a feature, drawn in the system of the box, touches it. What has no ground
    /// touches nothing.
    pub fn touches(&self, feature: &Feature) -> bool {
        let Some(geometry) = &feature.geometry else { return false };
        let touches = |geometry: &Geometry<f64>| self.bounds.intersects(geometry);
        match self.crs.is_degrees() {
            true => touches(geometry),
            false => touches(&crs::in_file(self.crs, geometry.clone())),
        }
    }

    /// A box in degrees around what of the box lies near an extent; `None` when nothing does.
    ///
    /// Far from the ground of a projection its inverse means nothing, so the box is first cut to the
    /// extent as it lies in the system. What is cut away or around is too large rather than too small.
    pub fn in_degrees(&self, extent: BoundingBox) -> Option<BoundingBox> {
        if self.crs.is_degrees() {
            return Some(around_of(&self.bounds));
        }
        let (low, high) = ((extent.west, extent.south), (extent.east, extent.north));
        let there = carried(Rect::new(low, high), |at| {
            let [x, y] = crs::to(self.crs, Form::Short, LonLat { lon: at.x, lat: at.y });
            Some(coord! { x: x, y: y })
        })?;
        let (own_low, own_high) = (self.bounds.min(), self.bounds.max());
        let low = coord! { x: own_low.x.max(there.min().x), y: own_low.y.max(there.min().y) };
        let high = coord! { x: own_high.x.min(there.max().x), y: own_high.y.min(there.max().y) };
        if low.x > high.x || low.y > high.y {
            return None;
        }
        let back = carried(Rect::new(low, high), |at| {
            let at = crs::from(self.crs, Form::Short, [at.x, at.y]).ok()?;
            Some(coord! { x: at.lon, y: at.lat })
        });
        // What cannot be carried back is not cut.
        Some(back.map_or(extent, |back| around_of(&back)))
    }
}

fn around_of(bounds: &Rect<f64>) -> BoundingBox {
    let (low, high) = (bounds.min(), bounds.max());
    BoundingBox { west: low.x, south: low.y, east: high.x, north: high.y }
}

/// The box around a box in another system: around the points of its edges, and further by the longest
/// step between two of them, which is more than an edge can bend between.
fn carried(
    bounds: Rect<f64>,
    carry: impl Fn(Coord<f64>) -> Option<Coord<f64>>,
) -> Option<Rect<f64>> {
    let (low, high) = (bounds.min(), bounds.max());
    let corners = [low, coord! { x: high.x, y: low.y }, high, coord! { x: low.x, y: high.y }];
    let mut points = Vec::with_capacity(4 * PER_EDGE + 1);
    for (i, from) in corners.iter().enumerate() {
        let to = corners[(i + 1) % 4];
        for k in 0..PER_EDGE {
            let share = k as f64 / PER_EDGE as f64;
            points.push(carry(*from + (to - *from) * share)?);
        }
    }
    points.push(*points.first()?);
    if points.iter().any(|at| !at.x.is_finite() || !at.y.is_finite()) {
        return None;
    }
    let steps = points.windows(2).map(|pair| pair[1] - pair[0]);
    let step = steps.fold(coord! { x: 0.0, y: 0.0 }, |most: Coord<f64>, step| {
        coord! { x: most.x.max(step.x.abs()), y: most.y.max(step.y.abs()) }
    });
    let around = geo_types::MultiPoint::from(points).bounding_rect()?;
    // A flat box has no step across, and there and back again is not the same number to the last bit.
    let margin = |step: f64, a: f64, b: f64| step.max(1e-9 * a.abs().max(b.abs()));
    let (low, high) = (around.min(), around.max());
    let more = coord! { x: margin(step.x, low.x, high.x), y: margin(step.y, low.y, high.y) };
    Some(Rect::new(low - more, high + more))
}
