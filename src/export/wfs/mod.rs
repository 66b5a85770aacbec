//! Web Feature Service 1.1.0 and 2.0.0 (basic, read only), for the web maps and desktop programs that
//! speak nothing newer: what is asked is read here, and what is answered is written here.
//!
//! Held: GetCapabilities, DescribeFeatureType and GetFeature, asked by KVP or by an XML body, with Filter
//! Encoding 1.1 or 2.0 or CQL2 text, answered in GML 3.1.1, GML 3.2 or GeoJSON. Not held: stored
//! queries but GetFeatureById, locking, transactions, joins, XPath.
//!
//! A name in the form `EPSG:3011` means east first, a URN or an address the order of the registry; see
//! [`super::crs`]. GeoJSON has east first whatever the system was called, as GIS programs expect.

mod answer;
mod capabilities;
mod describe;
mod encoding;
mod fault;
mod ground;
mod kvp;
mod request;
mod xml;

#[cfg(test)]
mod tests;

pub use answer::{Addresses, Answer, answer};
pub use capabilities::{About, Offer, stored_queries, write as write_capabilities};
pub use describe::write as write_schema;
pub use fault::Fault;
pub use kvp::read as read_kvp;
pub use request::{GetFeature, Output, Request, Wanted};
pub use xml::read as read_xml;

use super::gml::Gml;

/// Longest body of a request, in bytes.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// Most features in one answer of 2.0.0; more are fetched page by page. 1.1.0 has no pages and answers
/// with all.
pub const MAX_FEATURES: usize = 10_000;

/// Which WFS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// 1.1.0.
    V1_1,
    /// 2.0.0.
    V2_0,
}

impl Version {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Version::V1_1 => "1.1.0",
            Version::V2_0 => "2.0.0",
        }
    }

    /// The namespace of WFS.
    fn wfs(self) -> &'static str {
        match self {
            Version::V1_1 => "http://www.opengis.net/wfs",
            Version::V2_0 => "http://www.opengis.net/wfs/2.0",
        }
    }

    /// The namespace of what all services share.
    fn ows(self) -> &'static str {
        match self {
            Version::V1_1 => "http://www.opengis.net/ows",
            Version::V2_0 => "http://www.opengis.net/ows/1.1",
        }
    }

    fn gml(self) -> Gml {
        match self {
            Version::V1_1 => Gml::V3_1,
            Version::V2_0 => Gml::V3_2,
        }
    }
}
