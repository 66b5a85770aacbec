//! A filter as it was read, before anything is known of the collection.

use crate::export::{
    FeatureId,
    crs::{Crs, Form},
};
use geo_types::Geometry;

/// An expression; every notation (CQL2 text, CQL2 JSON, Filter Encoding) becomes this.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// `TRUE` or `FALSE`.
    Flag(bool),
    /// A finite number.
    Number(f64),
    /// Text.
    Text(String),
    /// Text from a notation that does not say what its literals are: becomes what it is compared with.
    Untyped(String),
    /// A day as written, `2026-11-30`.
    Date(String),
    /// An instant as written, `2026-11-30T08:00:00Z`.
    Timestamp(String),
    /// Two ends; each a [`Expr::Text`] as written (a day, an instant or `..`) or an attribute.
    Interval(Box<[Expr; 2]>),
    /// Ground.
    Ground(Ground),
    /// An attribute, or the geometry.
    Property(String),
    /// A list.
    List(Vec<Expr>),
    /// An operator or a function by its CQL2 name in lower case, and what it is given.
    Call(String, Vec<Expr>),
    /// The feature has one of these ids.
    Id(Vec<FeatureId>),
}

/// Ground as written: the first number of each coordinate as x, the second as y.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// Whose axis order is not settled yet.
    pub shape: Shape,
    /// The system, where the literal names its own.
    pub system: Option<(Crs, Form)>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Points, lines, polygons and collections.
    Geometry(Geometry<f64>),
    /// First and second number of the lower corner, then of the upper.
    Box([f64; 4]),
}

impl Expr {
    /// Ground in the system of the whole filter.
    pub(super) fn geometry(shape: Geometry<f64>) -> Self {
        Self::Ground(Ground { shape: Shape::Geometry(shape), system: None })
    }

    /// A box in the system of the whole filter.
    pub(super) fn bbox(corners: [f64; 4]) -> Self {
        Self::Ground(Ground { shape: Shape::Box(corners), system: None })
    }

    /// An operator with its operands.
    pub fn call(name: &str, operands: Vec<Expr>) -> Self {
        Self::Call(name.to_owned(), operands)
    }
}
