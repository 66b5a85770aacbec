//! The stamp of a collection: of everything that an answer can be made of.

use super::Schema;
use crate::{
    export::{Feature, FeatureId, Provenance, Value},
    incident::Fingerprint,
};
use geo::CoordsIter;
use geo_types::Geometry;
use sha2::{Digest, Sha256};

pub(super) fn of(schema: &Schema, provenance: &Provenance, features: &[Feature]) -> Fingerprint {
    let mut hash = Sha256::new();
    let mut put = |bytes: &[u8]| {
        // With its length before it, so that no two lists of parts run together.
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    put(format!("{schema:?}").as_bytes());
    put(format!("{provenance:?}").as_bytes());
    for feature in features {
        match &feature.id {
            FeatureId::Number(id) => put(&id.to_le_bytes()),
            FeatureId::Text(id) => put(id.as_bytes()),
        }
        for (_, value) in &feature.properties {
            match value {
                Value::Null => put(b"null"),
                Value::Flag(flag) => put(&[u8::from(*flag)]),
                Value::Whole(number) => put(&number.to_le_bytes()),
                Value::Number(number) => put(&number.to_bits().to_le_bytes()),
                Value::Text(text) => put(text.as_bytes()),
                Value::Json(json) => put(json.to_string().as_bytes()),
            }
        }
        if let Some(geometry) = &feature.geometry {
            put(shape(geometry).as_bytes());
            let numbers = geometry.coords_iter().flat_map(|at| [at.x, at.y]);
            let bytes: Vec<u8> =
                numbers.flat_map(|number| number.to_bits().to_le_bytes()).collect();
            put(&bytes);
        }
    }
    Fingerprint::from_digest(hash.finalize().as_ref())
}

/// What kind it is and how its corners are parted: the same corners may be another ground.
fn shape(geometry: &Geometry<f64>) -> String {
    match geometry {
        Geometry::Polygon(polygon) => format!("polygon {:?}", rings(polygon)),
        Geometry::MultiPolygon(many) => {
            format!("polygons {:?}", many.0.iter().map(rings).collect::<Vec<_>>())
        }
        Geometry::MultiLineString(many) => {
            format!("lines {:?}", many.0.iter().map(|line| line.0.len()).collect::<Vec<_>>())
        }
        Geometry::LineString(_) => "line".to_owned(),
        Geometry::Point(_) => "point".to_owned(),
        _ => "other".to_owned(),
    }
}

fn rings(polygon: &geo_types::Polygon<f64>) -> Vec<usize> {
    let all = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    all.map(|ring| ring.0.len()).collect()
}
