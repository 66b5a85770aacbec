//! Ground as binary formats hold it: in the system of the file, of the kind that the layer declares, and
//! with rings by the right-hand rule.

use super::{
    Feature,
    collection::Shape,
    crs::{Crs, in_file},
};
use geo::{BoundingRect, Orient, orient::Direction};
use geo_types::{Geometry, MultiPolygon, Rect};
use std::io;

/// The ground of a feature and the box around it; `None` where there is none, or it is empty.
///
/// A layer of polygons holds multi-polygons alone, since readers of typed formats want one kind.
///
/// # Errors
/// The ground is of another kind than the layer declares, or nowhere.
pub fn ground(
    feature: &Feature,
    shape: Option<Shape>,
    crs: Crs,
) -> io::Result<Option<(Geometry<f64>, Rect<f64>)>> {
    let wrong = |what: &str| {
        io::Error::new(io::ErrorKind::InvalidData, format!("{what}: {:?}", feature.id))
    };
    let Some(geometry) = feature.geometry.clone() else { return Ok(None) };
    let fitted = match (shape, in_file(crs, geometry)) {
        (Some(Shape::Point), point @ Geometry::Point(_)) => point,
        (Some(Shape::Polygon), Geometry::Polygon(one)) => {
            MultiPolygon(vec![one]).orient(Direction::Default).into()
        }
        (Some(Shape::Polygon), Geometry::MultiPolygon(many)) => {
            many.orient(Direction::Default).into()
        }
        (Some(Shape::Mixed), Geometry::Polygon(one)) => one.orient(Direction::Default).into(),
        (Some(Shape::Mixed), Geometry::MultiPolygon(many)) => {
            many.orient(Direction::Default).into()
        }
        (
            Some(Shape::Mixed),
            other @ (Geometry::Point(_)
            | Geometry::LineString(_)
            | Geometry::MultiPoint(_)
            | Geometry::MultiLineString(_)),
        ) => other,
        _ => return Err(wrong("ground of another kind than the layer's")),
    };
    let Some(around) = fitted.bounding_rect() else { return Ok(None) };
    let corners = [around.min().x, around.min().y, around.max().x, around.max().y];
    match corners.iter().all(|number| number.is_finite()) {
        true => Ok(Some((fitted, around))),
        false => Err(wrong("ground that is nowhere")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::FeatureId;
    use geo_types::{Point, polygon};

    fn feature(geometry: Geometry<f64>) -> Feature {
        Feature {
            id: FeatureId::Number(7),
            geometry: Some(geometry),
            label_at: None,
            properties: Vec::new(),
        }
    }

    #[test]
    fn a_layer_of_polygons_holds_multi_polygons_with_their_rings_to_the_left() {
        let clockwise = polygon![(x: 0., y: 0.), (x: 0., y: 1.), (x: 1., y: 1.), (x: 0., y: 0.)];
        let found = ground(&feature(clockwise.into()), Some(Shape::Polygon), Crs::Crs84);
        let (Geometry::MultiPolygon(many), around) = found.expect("fits").expect("ground") else {
            panic!("another kind")
        };
        let ring: Vec<_> = many.0[0].exterior().0.iter().map(|at| (at.x, at.y)).collect();
        assert_eq!(ring, [(0., 0.), (1., 1.), (0., 1.), (0., 0.)]);
        assert_eq!((around.min().x, around.max().y), (0.0, 1.0));
    }

    #[test]
    fn what_the_layer_does_not_declare_is_refused_and_empty_ground_is_none() {
        let point = feature(Point::new(18.0, 59.0).into());
        let refused = ground(&point, Some(Shape::Polygon), Crs::Crs84).expect_err("a point");
        assert!(refused.to_string().contains("Number(7)"), "{refused}");
        let nowhere = feature(Point::new(f64::NAN, 59.0).into());
        assert!(ground(&nowhere, Some(Shape::Point), Crs::Crs84).is_err());
        let empty = feature(MultiPolygon::<f64>(Vec::new()).into());
        assert_eq!(ground(&empty, Some(Shape::Polygon), Crs::Crs84).expect("fits"), None);
    }
}
