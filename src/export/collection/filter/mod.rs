//! Filters in CQL2 (OGC 21-065r2), as text and as JSON: which features of a collection a reader wants.
//!
//! Held of the standard's conformance classes: *CQL2 Text*, *CQL2 JSON*, *Basic CQL2*, *Advanced
//! Comparison Operators*, *Case-insensitive Comparison*, *Accent-insensitive Comparison*, *Basic
//! Spatial Functions* and the same *with additional Spatial Literals*, *Spatial Functions*, *Temporal
//! Functions*, *Property-Property Comparisons* and *Arithmetic Expressions*; [`CONFORMANCE`] has their
//! addresses. Not held: *Array Functions* and *Functions*; who asks for one is told its name.
//!
//! A filter is read into an [`Expr`], whatever it was written in, and then set against the schema: a
//! name that is no attribute, or a text compared with a number, is refused before a feature is seen.
//! What is not known makes a test unknown, and only a feature for which the whole is true is taken.
//!
//! What the standard leaves open: text is ordered by code point. A day and an instant are compared as
//! days, the instant taken for its day in UTC. Division by zero is unknown. `div` cuts toward zero and
//! `%` has the sign of the dividend. Ground is compared in the system that the literals are written
//! in, and the third coordinate is read past.

mod compile;
mod evaluate;
mod expr;
mod json;
mod lexer;
mod space;
mod text;
mod time;
mod wkt;
mod words;

#[cfg(test)]
mod tests;

pub use expr::{Expr, Ground, Shape};

use super::Schema;
use crate::area::BoundingBox;
use crate::export::{
    Feature, FeatureId,
    crs::{Crs, Form},
};
use evaluate::Test;

/// Longest filter, in bytes.
pub const MAX_BYTES: usize = 16 * 1024;

/// How deep parentheses, negations and calls may stand in one another, and how many terms a sum may
/// have: what is nested is walked on the stack.
pub const MAX_DEPTH: usize = 64;

/// Most vertices in all literals together, since each is compared with every feature near it; a literal
/// counts for [`AT_LEAST_VERTICES`], since for each a feature's ground is turned into its system.
pub const MAX_VERTICES: usize = 2048;

/// What the smallest literal counts for.
pub const AT_LEAST_VERTICES: usize = 64;

/// The conformance classes that hold, as CQL2 names them.
pub const CONFORMANCE: [&str; 12] = [
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
    "http://www.opengis.net/spec/cql2/1.0/conf/arithmetic",
];

/// The names under which the ground can be asked for.
pub const GEOMETRY_NAMES: [&str; 2] = ["geometry", "geom"];

/// A filter that fits a schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter(Test);

/// Why a text is no filter for a collection: a fault of whoever wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// More than [`MAX_BYTES`].
    #[error("the filter is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// Deeper than [`MAX_DEPTH`].
    #[error("the filter is nested deeper than {MAX_DEPTH}")]
    TooDeep,
    /// More than [`MAX_VERTICES`].
    #[error("the filter's geometries have more than {MAX_VERTICES} vertices")]
    TooManyVertices,
    /// Not as the grammar says.
    #[error("at character {at}: expected {expected}")]
    Syntax {
        /// Which character, from 1.
        at: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// The JSON is none, or not built as CQL2 says.
    #[error("not CQL2 JSON: {0}")]
    Json(String),
    /// No such attribute in the collection.
    #[error("there is no property {name:?}")]
    UnknownProperty {
        /// As it was written.
        name: String,
    },
    /// An operator or a function that is not held.
    #[error("{name} is not supported")]
    Unsupported {
        /// As it was written.
        name: String,
    },
    /// An operator was given another kind of value than it takes.
    #[error("{operation} takes {wanted}")]
    WrongType {
        /// Which operator.
        operation: String,
        /// What it takes.
        wanted: &'static str,
    },
    /// A literal that means nothing: a day that is none, a ring that crosses itself.
    #[error("{text:?} is no {kind}")]
    Literal {
        /// `date`, `timestamp`, `number`, `geometry`, `bbox`.
        kind: &'static str,
        /// As it was written, or what is wrong with it.
        text: String,
    },
    /// A place nowhere on earth in the system it is given in.
    #[error("{text} lies outside the coordinate system")]
    Outside {
        /// The two numbers.
        text: String,
    },
}

impl FilterError {
    /// Stable, by which texts are chosen.
    pub fn code(&self) -> &'static str {
        match self {
            FilterError::TooLong => "filter_too_long",
            FilterError::TooDeep => "filter_too_deep",
            FilterError::TooManyVertices => "filter_too_many_vertices",
            FilterError::Syntax { .. } => "filter_syntax",
            FilterError::Json(_) => "filter_json",
            FilterError::UnknownProperty { .. } => "filter_unknown_property",
            FilterError::Unsupported { .. } => "filter_unsupported",
            FilterError::WrongType { .. } => "filter_wrong_type",
            FilterError::Literal { .. } => "filter_literal",
            FilterError::Outside { .. } => "filter_outside",
        }
    }

    /// What is wrong, as a sentence in Swedish; what should stand there instead is said in English alone.
    pub fn in_swedish(&self) -> String {
        match self {
            FilterError::TooLong => format!("Filtret är längre än {MAX_BYTES} byte."),
            FilterError::TooDeep => format!("Filtret är sammansatt i fler nivåer än {MAX_DEPTH}."),
            FilterError::TooManyVertices => {
                format!("Filtrets geometrier har fler än {MAX_VERTICES} brytpunkter.")
            }
            FilterError::Syntax { at, .. } => format!("Filtret går inte att läsa vid tecken {at}."),
            FilterError::Json(_) => "Filtret är inte CQL2 som JSON.".to_owned(),
            FilterError::UnknownProperty { name } => format!("Lagret har inget attribut {name}."),
            FilterError::Unsupported { name } => format!("{name} stöds inte i filter."),
            FilterError::WrongType { operation, .. }
                if operation.eq_ignore_ascii_case(compile::WHOLE) =>
            {
                "Filtret är inget villkor.".to_owned()
            }
            FilterError::WrongType { operation, .. } => {
                format!("{operation} tar inte värden av det slaget.")
            }
            FilterError::Literal { kind: "geometry", .. } => {
                "En geometri i filtret är ogiltig.".to_owned()
            }
            FilterError::Literal { text, .. } => format!("{text} är inget giltigt värde."),
            FilterError::Outside { text } => format!("{text} ligger utanför koordinatsystemet."),
        }
    }
}

impl Filter {
    /// Reads CQL2 text. Geometries are in the given system, named in the given way.
    ///
    /// # Errors
    /// It is not CQL2, or asks for what the collection does not have.
    pub fn parse_text(
        text: &str,
        schema: &Schema,
        crs: Crs,
        form: Form,
    ) -> Result<Self, FilterError> {
        if text.len() > MAX_BYTES {
            return Err(FilterError::TooLong);
        }
        Self::compile(text::parse(text)?, schema, crs, form)
    }

    /// Reads CQL2 JSON. Geometries are in the given system, named in the given way.
    ///
    /// # Errors
    /// It is not CQL2, or asks for what the collection does not have.
    pub fn parse_json(
        text: &str,
        schema: &Schema,
        crs: Crs,
        form: Form,
    ) -> Result<Self, FilterError> {
        if text.len() > MAX_BYTES {
            return Err(FilterError::TooLong);
        }
        Self::compile(json::parse(text)?, schema, crs, form)
    }

    /// Sets what was read against a schema. The system holds for geometries that do not name their
    /// own.
    ///
    /// # Errors
    /// It asks for what the collection does not have, or compares what cannot be compared.
    pub fn compile(expr: Expr, schema: &Schema, crs: Crs, form: Form) -> Result<Self, FilterError> {
        compile::filter(&expr, schema, crs, form).map(Self)
    }

    /// The features with one of these ids.
    pub fn ids(mut ids: Vec<FeatureId>) -> Self {
        ids.sort();
        Self(Test::Id(ids))
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(Test::And(vec![self.0, other.0]))
    }

    /// Whether the feature is taken: the filter is true for it, not false and not unknown.
    pub fn matches(&self, feature: &Feature) -> bool {
        self.0.of(feature) == Some(true)
    }

    /// A box in degrees outside of which the filter is true for nothing; `None` if it says nothing
    /// about where. A little too large, never too small.
    pub fn bounds(&self) -> Option<BoundingBox> {
        self.0.bounds()
    }
}
