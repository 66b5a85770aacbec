//! Out: values become files other people's tools can read.
//!
//! Everything is written to an `impl Write` from values the caller chose; nothing here asks the
//! store or the clock. A [`Layer`] is the same list of features whatever the format.

pub mod arshjul;
pub mod binary;
pub mod calendar;
pub mod classes;
pub mod collection;
pub mod crs;
mod crs_text;
pub mod csv;
pub mod document;
pub mod flatgeobuf;
pub mod geojson;
pub mod geopackage;
pub mod gml;
mod ical;
pub mod layers;
pub mod methods;
pub mod public_page;
pub mod release;
pub mod sheet;
pub mod svg_map;
pub mod tiles;
pub mod wfs;
mod xml;

use crate::area::LonLat;
use crs::Crs;
use geo_types::{Geometry, MultiPolygon};
use jiff::civil::Date;

/// One attribute of a feature.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Not known or not defined.
    Null,
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// A finite number; anything else is written as [`Value::Null`].
    Number(f64),
    /// Text, shown as text.
    Text(String),
    /// A list or a table; CSV holds it as JSON.
    Json(serde_json::Value),
}

/// Stable identity of a feature within its layer; numbers stand before codes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeatureId {
    /// A dense or ranked number, as map libraries want it.
    Number(u64),
    /// A code.
    Text(String),
}

/// One thing on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Stable.
    pub id: FeatureId,
    /// Ground in WGS84: points, lines, polygons and their multiples; `None` where only the relation
    /// is known.
    pub geometry: Option<Geometry<f64>>,
    /// A point inside, for labels and for tools without polygons.
    pub label_at: Option<LonLat>,
    /// Attributes in the order they are written; every feature of a layer has the same names.
    pub properties: Vec<(&'static str, Value)>,
}

/// What a reader must know about the whole file: written into every export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Name of the layer: `areas`, `places`, `cells`, `cases`, or one of [`methods::LAYERS`].
    pub layer: &'static str,
    /// The run it comes from.
    pub run: Option<String>,
    /// Which method the back-test chose for what the run counts, and whether the run follows it.
    pub method_choice: Option<String>,
    /// Last day with data.
    pub data_date: Option<Date>,
    /// The day the file was made.
    pub extracted_on: Date,
    /// Made-up data.
    pub synthetic: bool,
    /// Where the figures come from.
    pub source: String,
    /// On what terms it may be used.
    pub licence: String,
    /// Release level: `intern`, `stad` or `publik`.
    pub classification: String,
    /// The system of the coordinates; east stands first whichever it is ([`crs::Form::Short`]).
    pub crs: Crs,
    /// How it was counted, where it is the answer of a method.
    pub card: Option<serde_json::Map<String, serde_json::Value>>,
}

#[cfg(test)]
impl Provenance {
    /// Of a trial: everything that a test does not care about.
    pub(crate) fn trial(layer: &'static str) -> Self {
        Self {
            layer,
            run: None,
            method_choice: None,
            data_date: None,
            extracted_on: jiff::civil::date(2026, 6, 10),
            synthetic: true,
            source: "Prov".into(),
            licence: "CC0".into(),
            classification: "intern".into(),
            crs: Crs::Crs84,
            card: None,
        }
    }
}

/// A file's worth of features. The features may be made as they are written.
pub struct Layer<I> {
    /// About all of them.
    pub provenance: Provenance,
    /// Names of the attributes, for formats that name them once and for a layer without features;
    /// may be empty, then those of the first feature stand.
    pub columns: Vec<&'static str>,
    /// In a stable order.
    pub features: I,
}

impl From<Option<f64>> for Value {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Value::Null, Value::Number)
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        text.map_or(Value::Null, Value::Text)
    }
}

impl From<Option<Date>> for Value {
    fn from(day: Option<Date>) -> Self {
        day.map_or(Value::Null, |day| Value::Text(day.to_string()))
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Value::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Value::Whole(number.into())
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        i64::try_from(number).map_or(Value::Null, Value::Whole)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Value::from(number as u64)
    }
}

impl From<Option<u32>> for Value {
    fn from(number: Option<u32>) -> Self {
        number.map_or(Value::Null, Value::from)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Value::Flag(flag)
    }
}

impl From<Option<bool>> for Value {
    fn from(flag: Option<bool>) -> Self {
        flag.map_or(Value::Null, Value::Flag)
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        text.map_or(Value::Null, Value::from)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

/// Ground in km² of a polygon in WGS84 with counter-clockwise exterior rings, on the ellipsoid. For
/// display; statistics take their ground from the lattice.
pub fn ground_km2(polygons: &MultiPolygon<f64>) -> f64 {
    use geo::GeodesicArea;
    polygons.geodesic_area_unsigned() / 1e6
}
