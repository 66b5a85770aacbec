//! Released tables as features: a count and its class, or `undertryckt`, and nothing else from which
//! a count could be solved.

use super::{Figure, FixedPeriod, NO_CELL, Places, Row, Table, Threshold};
use crate::{
    area::LonLat,
    export::{Feature, FeatureId, Value, layers},
};
use geo_types::{Geometry, MultiPolygon};
use serde_json::{Value as Json, json};

/// What is said of every figure beside itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Id of the act.
    pub act: String,
    /// Its threshold.
    pub k: Threshold,
    /// Swedish name of the category; of their sum where the table has none.
    pub category_label: String,
}

/// Where a figure lies and what it is called.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Swedish name.
    pub name: String,
    /// Kind of area, or `ruta`.
    pub kind: &'static str,
    /// Its ground; `None` for what is known by area only, or no longer known.
    pub ground: Option<MultiPolygon<f64>>,
    /// Where its label stands.
    pub label_at: Option<LonLat>,
}

impl Place {
    /// A cell of the lattice by its code.
    pub fn cell(code: &str) -> Self {
        let cell: Option<h3o::CellIndex> = code.parse().ok();
        let centre = cell.map(h3o::LatLng::from);
        let sweref = crate::area::TransverseMercator::SWEREF_99_TM;
        let outline = cell.and_then(|_| layers::cell_outline(code, &sweref));
        Self {
            name: if code == NO_CELL {
                "Känt bara på område".to_owned()
            } else {
                code.to_owned()
            },
            kind: "ruta",
            ground: outline.map(|outline| MultiPolygon(vec![outline])),
            label_at: centre.map(|at| LonLat { lon: at.lng(), lat: at.lat() }),
        }
    }
}

/// Names of the attributes, in the order they are written.
const COLUMNS: [&str; 11] = [
    "code",
    "name",
    "kind",
    "period",
    "category",
    "category_label",
    "n",
    "class",
    "undertryckt",
    "k",
    "act",
];

/// A figure of a table; the id is place, period and category.
pub fn feature(table: &Table, row: &Row, place: Place, about: &About) -> Feature {
    let category = table.category.as_deref().unwrap_or("alla");
    let (n, class, hidden) = match row.figure {
        Figure::Count { n, class } => (n.into(), u32::from(class).into(), false),
        Figure::Hidden { .. } => (Value::Null, Value::Null, true),
    };
    let values = [
        Value::Text(row.code.clone()),
        Value::Text(place.name),
        place.kind.into(),
        Value::Text(table.period.to_string()),
        category.into(),
        Value::Text(about.category_label.clone()),
        n,
        class,
        Value::Flag(hidden),
        about.k.k().into(),
        Value::Text(about.act.clone()),
    ];
    Feature {
        id: FeatureId::Text(format!("{} {} {category}", row.code, table.period)),
        geometry: place.ground.map(Geometry::from),
        label_at: place.label_at,
        properties: COLUMNS.into_iter().zip(values).collect(),
    }
}

/// What a reader must know of a table beside its rows: the sum of what is shown (not the true one), how
/// many places are hidden and the bounds of the classes.
pub fn table_card(table: &Table) -> Json {
    json!({
        "period": table.period.to_string(),
        "category": table.category.as_deref().unwrap_or("alla"),
        "places": match table.places {
            Places::Omraden(depth) => format!("omraden:{depth}"),
            Places::Rutor => "rutor".to_owned(),
        },
        "released_total": table.released_total,
        "n_undertryckta": table.n_hidden,
        "class_bounds": table.class_bounds,
    })
}

/// The latest of the longest periods of some tables.
pub fn latest_longest<'a>(tables: impl IntoIterator<Item = &'a Table>) -> Option<FixedPeriod> {
    tables
        .into_iter()
        .map(|table| table.period)
        .max_by_key(|period| (period.grain, period.year, period.nth))
}
