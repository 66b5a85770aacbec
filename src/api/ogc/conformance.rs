//! The conformance classes that hold, and only those.

use crate::export::collection::filter;
use serde_json::{Value as Json, json};

/// Those of OGC API – Features; those of CQL2 the filter itself says.
const CLASSES: &[&str] = &[
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
];

/// Their addresses.
pub(super) fn classes() -> impl Iterator<Item = &'static str> {
    CLASSES.iter().copied().chain(filter::CONFORMANCE)
}

pub(super) fn json() -> Json {
    json!({ "conformsTo": classes().collect::<Vec<_>>() })
}
