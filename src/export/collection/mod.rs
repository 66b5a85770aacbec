//! Layers held whole, so that a reader may ask for a part of one: a box, a page, a tile.
//!
//! A [`Collection`] is a value of one release level. Whoever may read the level may read all of it;
//! what may not be read is not in it.

pub mod ask;
pub mod filter;
mod schema;
pub mod schemas;
mod stamp;

pub use schema::{Kind, Property, Schema, Shape};

use super::{Feature, FeatureId, Provenance};
use crate::{area::BoundingBox, incident::Fingerprint};
use geo::BoundingRect;
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

type Boxed = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Features in the order of their ids, found by id and by where they lie.
#[derive(Debug)]
pub struct Collection {
    schema: Schema,
    provenance: Provenance,
    features: Vec<Feature>,
    boxes: RTree<Boxed>,
    stamp: Fingerprint,
}

/// Why features make no collection: a fault of whoever made them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CollectionError {
    /// Two have the same id.
    #[error("two features have the id {0:?}")]
    SameId(FeatureId),
    /// A feature has not the attributes of the schema, or one of another kind.
    #[error("feature {id:?} does not hold {property} as the schema says")]
    OtherProperties {
        /// Which feature.
        id: FeatureId,
        /// The first attribute that differs.
        property: String,
    },
}

impl Collection {
    /// Takes the features in any order.
    ///
    /// # Errors
    /// They are not as the schema says, or two have the same id.
    pub fn new(
        schema: Schema,
        provenance: Provenance,
        mut features: Vec<Feature>,
    ) -> Result<Self, CollectionError> {
        features.sort_by(|a, b| a.id.cmp(&b.id));
        if let Some(pair) = features.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(CollectionError::SameId(pair[0].id.clone()));
        }
        for feature in &features {
            if let Some(property) = first_unlike(&schema, feature) {
                return Err(CollectionError::OtherProperties { id: feature.id.clone(), property });
            }
        }
        let boxed = |(i, feature): (usize, &Feature)| {
            let around = feature.geometry.as_ref()?.bounding_rect()?;
            let corners = ([around.min().x, around.min().y], [around.max().x, around.max().y]);
            let place = u32::try_from(i).expect("fewer than 2³² features fit in memory");
            Some(GeomWithData::new(Rectangle::from_corners(corners.0, corners.1), place))
        };
        let boxes = RTree::bulk_load(features.iter().enumerate().filter_map(boxed).collect());
        let stamp = stamp::of(&schema, &provenance, &features);
        Ok(Self { schema, provenance, features, boxes, stamp })
    }

    /// What its features look like.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// What a reader must know about it.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Of all that it holds: two with the same stamp answer every question alike.
    pub fn stamp(&self) -> &Fingerprint {
        &self.stamp
    }

    /// All, by id.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// One by its id.
    pub fn feature(&self, id: &FeatureId) -> Option<&Feature> {
        let place = self.features.binary_search_by(|feature| feature.id.cmp(id)).ok()?;
        self.features.get(place)
    }

    /// The place in [`Collection::features`] of the first that stands after an id, whether or not the
    /// id is still there: so a reader who comes back finds what follows, whatever was put in or taken
    /// out meanwhile.
    pub fn first_after(&self, id: &FeatureId) -> usize {
        self.features.partition_point(|feature| feature.id <= *id)
    }

    /// Places in [`Collection::features`], rising, of those whose bounding box touches a box in
    /// degrees. Ground may still lie outside: ask the geometry where that matters.
    pub fn near(&self, around: BoundingBox) -> Vec<u32> {
        let wanted = AABB::from_corners([around.west, around.south], [around.east, around.north]);
        let mut found: Vec<u32> =
            self.boxes.locate_in_envelope_intersecting(&wanted).map(|boxed| boxed.data).collect();
        found.sort_unstable();
        found
    }

    /// The box around all ground, in degrees; `None` where there is none.
    pub fn extent(&self) -> Option<BoundingBox> {
        if self.boxes.size() == 0 {
            return None;
        }
        let envelope = self.boxes.root().envelope();
        let ([west, south], [east, north]) = (envelope.lower(), envelope.upper());
        Some(BoundingBox { west, south, east, north })
    }
}

/// The first attribute in which a feature is not as the schema says.
fn first_unlike(schema: &Schema, feature: &Feature) -> Option<String> {
    let mut own = feature.properties.iter();
    for property in &schema.properties {
        match own.next() {
            Some((name, value)) if *name == property.name && property.kind.holds(value) => {}
            _ => return Some(property.name.to_owned()),
        }
    }
    own.next().map(|(name, _)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Value;
    use geo_types::{Geometry, Point};

    fn made(features: Vec<Feature>) -> Result<Collection, CollectionError> {
        let provenance = Provenance::trial("prov");
        let schema = Schema {
            name: "prov",
            title_sv: "Prov",
            title_en: "Trial",
            about_sv: "Prov.",
            about_en: "Trial.",
            shape: Shape::Point,
            properties: vec![Property {
                name: "n",
                kind: Kind::Whole,
                about_sv: "Antal",
                about_en: "Count",
            }],
        };
        Collection::new(schema, provenance, features)
    }

    fn at(id: u64, lon: f64) -> Feature {
        Feature {
            id: FeatureId::Number(id),
            geometry: Some(Geometry::from(Point::new(lon, 59.0))),
            label_at: None,
            properties: vec![("n", Value::Whole(1))],
        }
    }

    #[test]
    fn who_comes_back_finds_what_follows_whatever_came_or_went() {
        let before = made(vec![at(9, 18.0), at(2, 18.1), at(4, 18.2)]).expect("a collection");
        let ids: Vec<_> = before.features().iter().map(|f| f.id.clone()).collect();
        assert_eq!(ids, [2, 4, 9].map(FeatureId::Number));
        let after = made(vec![at(9, 18.0), at(2, 18.1), at(1, 18.0), at(5, 18.2)]).expect("more");
        let next = &after.features()[after.first_after(&FeatureId::Number(4))];
        assert_eq!(next.id, FeatureId::Number(5));
        assert_eq!(after.feature(&FeatureId::Number(4)), None);
    }

    #[test]
    fn a_box_finds_what_touches_it_and_the_extent_is_around_all() {
        let all = made(vec![at(1, 18.0), at(2, 18.1), at(3, 18.2)]).expect("a collection");
        let around = BoundingBox { west: 18.1, south: 58.0, east: 18.3, north: 60.0 };
        assert_eq!(all.near(around), [1, 2]);
        let extent = all.extent().expect("ground");
        assert_eq!((extent.west, extent.east, extent.north), (18.0, 18.2, 59.0));
        assert!(made(Vec::new()).expect("empty").extent().is_none());
    }

    #[test]
    fn what_is_not_as_the_schema_says_is_no_collection() {
        let twice = made(vec![at(1, 18.0), at(1, 18.1)]);
        assert_eq!(twice.err(), Some(CollectionError::SameId(FeatureId::Number(1))));
        let mut other = at(1, 18.0);
        other.properties = vec![("n", Value::Text("tre".into()))];
        let wrong =
            CollectionError::OtherProperties { id: FeatureId::Number(1), property: "n".into() };
        assert_eq!(made(vec![other]).err(), Some(wrong));
    }
}
