//! What the features of a collection look like: names, types and words for their attributes.

use crate::export::Value;

/// What stands in an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Yes or no.
    Flag,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// Text.
    Text,
    /// A day, `2026-11-30`, kept as text.
    Day,
    /// A point in time in UTC, `2026-11-30T08:00:00Z`, kept as text.
    Instant,
    /// A list or a table; formats without such hold it as JSON in text.
    Json,
}

impl Kind {
    /// Whether the value can stand there; what is not known can stand anywhere.
    pub fn holds(self, value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Flag(_) => self == Kind::Flag,
            Value::Whole(_) => matches!(self, Kind::Whole | Kind::Number),
            Value::Number(_) => self == Kind::Number,
            Value::Text(_) => matches!(self, Kind::Text | Kind::Day | Kind::Instant),
            Value::Json(_) => self == Kind::Json,
        }
    }
}

/// An attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Property {
    /// Its name in every format: lower-case ASCII letters, digits and underscores.
    pub name: &'static str,
    /// What stands in it.
    pub kind: Kind,
    /// What it means, Swedish; with its unit.
    pub about_sv: &'static str,
    /// The same in English.
    pub about_en: &'static str,
}

/// What ground the features have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Points.
    Point,
    /// Polygons, of one part or several.
    Polygon,
    /// Points, lines and polygons.
    Mixed,
}

/// A collection described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Its name in addresses, in WFS and in GeoPackage: lower-case ASCII letters, digits, underscores.
    pub name: &'static str,
    /// What it is called, Swedish.
    pub title_sv: &'static str,
    /// What it is called, English.
    pub title_en: &'static str,
    /// What its features are, and what they are not; Swedish, whole sentences.
    pub about_sv: &'static str,
    /// The same in English.
    pub about_en: &'static str,
    /// What ground they have; a feature may have none.
    pub shape: Shape,
    /// The attributes in the order they are written.
    pub properties: Vec<Property>,
}

impl Schema {
    /// An attribute by its name.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// The names of the attributes, in order.
    pub fn columns(&self) -> Vec<&'static str> {
        self.properties.iter().map(|property| property.name).collect()
    }
}
