//! What is released: figures of stored tables, per area or cell, period and category.

use super::{own, shared};
use crate::{
    export::{
        Feature, Value,
        collection::{Kind, Property, Schema, Shape},
        tiles::LargerCells,
    },
    incident::Period,
};

const ABOUT_SV: &str = "Antal anmälda händelser ur utlämnade tabeller som båda parter har undertecknat. \
    Antal från 1 till under k är dolda (undertryckt), liksom tal som skulle röja dem; summor är summor \
    av det som visas. En rad per plats, period och kategori: välj en period och en kategori.";
const ABOUT_EN: &str = "Counts of reported incidents from released tables that both parties have signed. \
    Counts from 1 up to but not including k are hidden (undertryckt), as are figures that would give \
    them away; sums are sums of what is shown. A row per place, period and category: choose one of each.";

/// How cells are put together where they are too many: what is shown is added up, and of what is hidden
/// it is said how many cells.
pub const LARGER_CELLS: LargerCells = LargerCells {
    cell: "code",
    apart: &[
        "kind",
        "period",
        "category",
        "category_label",
        "k",
        "act",
        "period_from",
        "period_to",
    ],
    sums: &["n"],
    counted: &[("undertryckt", "n_undertryckt")],
};

/// Per area.
pub fn areas() -> Schema {
    schema("released_areas", "Utlämnade tal per område", "Released figures by area")
}

/// Per cell of the coarse lattice.
pub fn cells() -> Schema {
    schema("released_cells", "Utlämnade tal per ruta", "Released figures by cell")
}

/// The feature with its days, so that it can be asked for by time.
pub fn with_days(mut feature: Feature, days: Period) -> Feature {
    feature.properties.push(("period_from", Value::Text(days.from.to_string())));
    feature.properties.push(("period_to", Value::Text(days.to.to_string())));
    feature
}

/// Attributes of a row, without the days of its period.
pub fn of_row() -> Vec<Property> {
    vec![
        own(
            "code",
            Kind::Text,
            "Områdets id eller rutans H3-index; utan ruta för det som är känt bara på område",
            "Id of the area or H3 index of the cell; utan ruta for what is known by area alone",
        ),
        shared("name", Kind::Text),
        own("kind", Kind::Text, "Områdesslag, eller ruta", "Kind of area, or ruta (cell)"),
        own(
            "period",
            Kind::Text,
            "Kvartal (2025-K1), halvår (2025-H1) eller år (2025)",
            "Quarter (2025-K1), half-year (2025-H1) or year (2025)",
        ),
        own(
            "category",
            Kind::Text,
            "Kategorins id; alla för deras summa",
            "Id of the category; alla for their sum",
        ),
        shared("category_label", Kind::Text),
        own("n", Kind::Whole, "Antal; tomt om undertryckt", "Count; empty if suppressed"),
        own(
            "class",
            Kind::Whole,
            "Klass efter antal, 0–5; tomt om undertryckt",
            "Class by count, 0–5; empty if suppressed",
        ),
        own(
            "undertryckt",
            Kind::Flag,
            "Dolt, för att det är litet eller skulle röja något litet",
            "Hidden, since it is small or would give something small away",
        ),
        own("k", Kind::Whole, "Tröskeln under vilken antal är dolda", "Counts below it are hidden"),
        own("act", Kind::Text, "Utlämnandets id", "Id of the release act"),
    ]
}

fn schema(name: &'static str, title_sv: &'static str, title_en: &'static str) -> Schema {
    Schema {
        name,
        title_sv,
        title_en,
        about_sv: ABOUT_SV,
        about_en: ABOUT_EN,
        shape: Shape::Polygon,
        properties: {
            let mut properties = of_row();
            properties.extend([
                own("period_from", Kind::Day, "Periodens första dag", "First day of the period"),
                own("period_to", Kind::Day, "Periodens sista dag", "Last day of the period"),
            ]);
            properties
        },
    }
}
