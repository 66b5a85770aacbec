//! What is asked, whichever way it was written.

use super::{Fault, Version};
use crate::export::{
    collection::filter::Expr,
    crs::{Crs, Form},
};

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// What there is.
    GetCapabilities(Version),
    /// What features look like; all types where none is named.
    DescribeFeatureType(Version, Vec<String>),
    /// Which stored queries there are.
    ListStoredQueries,
    /// What they take.
    DescribeStoredQueries,
    /// Features.
    GetFeature(Box<GetFeature>),
}

impl Request {
    /// The version that was asked for.
    pub fn version(&self) -> Version {
        match self {
            Request::GetCapabilities(version) | Request::DescribeFeatureType(version, _) => {
                *version
            }
            Request::ListStoredQueries | Request::DescribeStoredQueries => Version::V2_0,
            Request::GetFeature(get) => get.version,
        }
    }
}

/// Which features are wanted, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct GetFeature {
    /// As which WFS it is answered.
    pub version: Version,
    /// Names of the types, without prefix.
    pub types: Vec<String>,
    /// The system of the answer, and how it was named.
    pub system: Option<(Crs, Form)>,
    /// Which.
    pub wanted: Vec<Wanted>,
    /// At most so many.
    pub count: Option<usize>,
    /// After so many.
    pub start: usize,
    /// In which format.
    pub output: Output,
    /// With these attributes; all where none is named.
    pub properties: Vec<String>,
    /// By which attributes they are sorted, and whether from the end.
    pub sort: Vec<(String, bool)>,
    /// Only how many there are.
    pub hits: bool,
    /// The id that the stored query GetFeatureById asks for: the answer is the feature itself.
    pub by_id: Option<String>,
}

impl GetFeature {
    /// By the stored query GetFeatureById. An id names its type before the first full stop.
    pub(super) fn by_id(
        version: Version,
        id: &str,
        system: Option<(Crs, Form)>,
        output: Output,
    ) -> Self {
        let id = id.trim().to_owned();
        Self {
            version,
            types: vec![local(id.split('.').next().unwrap_or(&id)).to_owned()],
            system,
            wanted: vec![Wanted::Ids(vec![id.clone()])],
            count: None,
            start: 0,
            output,
            properties: Vec::new(),
            sort: Vec::new(),
            hits: false,
            by_id: Some(id),
        }
    }
}

/// What must hold for a feature.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// It touches a box in a system, or in that of the answer.
    Box([f64; 4], Option<(Crs, Form)>),
    /// A filter in XML.
    Filter(Expr),
    /// A filter in CQL2 text.
    Cql(String),
    /// It has one of these ids.
    Ids(Vec<String>),
}

/// A format of features.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// GML of the version that was asked.
    Gml,
    /// GeoJSON.
    Json,
}

impl Output {
    /// By any of the names that clients use.
    pub(super) fn named(name: &str) -> Result<Self, Fault> {
        let bare = name.to_ascii_lowercase().replace(' ', "");
        match bare.as_str() {
            "application/json"
            | "json"
            | "geojson"
            | "application/geo+json"
            | "application/vnd.geo+json"
            | "application/json;subtype=geojson" => Ok(Output::Json),
            "" | "gml3" | "gml32" | "text/xml" | "application/xml" => Ok(Output::Gml),
            gml if gml.starts_with("text/xml;subtype=gml/3")
                || gml.starts_with("application/gml+xml;version=3")
                || gml.starts_with("text/xml;subtype=\"gml/3") =>
            {
                Ok(Output::Gml)
            }
            _ => Err(Fault::invalid("outputFormat", format!("{name}: GML, application/json"))),
        }
    }
}

/// A system by its name.
pub(super) fn system(parameter: &str, name: &str) -> Result<(Crs, Form), Fault> {
    Crs::parse(name.trim()).ok_or_else(|| {
        let text = format!("{name}: koordinatsystemet erbjuds inte. / not a system on offer.");
        Fault::invalid(parameter, text)
    })
}

/// A name without its prefix, `plats:stadsdel`, or the braces of a namespace.
pub(super) fn local(name: &str) -> &str {
    let name = name.trim();
    let name = name.rsplit('/').next().unwrap_or(name);
    name.rsplit([':', '}']).next().unwrap_or(name)
}

/// The version, from one or several that the client can read.
pub(super) fn version(parameter: &str, text: &str) -> Result<Version, Fault> {
    let one = |text: &str| match text.trim() {
        "1.1.0" | "1.1" => Some(Version::V1_1),
        "2.0.0" | "2.0" | "2.0.2" => Some(Version::V2_0),
        _ => None,
    };
    text.split(',').find_map(one).ok_or_else(|| Fault {
        code: if parameter == "acceptVersions" {
            "VersionNegotiationFailed"
        } else {
            "InvalidParameterValue"
        },
        locator: Some(parameter.to_owned()),
        text: format!("{text}: 1.1.0, 2.0.0"),
    })
}
