//! Places and cells of hotspot runs.

use super::{own, shared};
use crate::{
    analysis::places::HotspotPlace,
    export::{
        Feature, FeatureId, Value,
        collection::{Kind, Property, Schema, Shape},
        layers,
        tiles::LargerCells,
    },
    incident::Period,
};
use jiff::civil::Date;

/// What is said of the run that a place or cell is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfRun {
    /// Its id.
    pub run: String,
    /// The days it counted.
    pub period: Period,
    /// Last day with data.
    pub data_date: Option<Date>,
    /// No other run that the reader sees is newer.
    pub newest: bool,
    /// Made-up counts.
    pub synthetic: bool,
}

/// Attributes of a place, without those of its run.
pub fn of_place() -> Vec<Property> {
    vec![
        shared("rank", Kind::Whole),
        own("key", Kind::Text, "Platsens id genom körningar", "Identity of the place between runs"),
        shared("name", Kind::Text),
        shared("n", Kind::Whole),
        shared("expected", Kind::Number),
        shared("excess", Kind::Number),
        shared("ratio", Kind::Number),
        shared("ratio_low", Kind::Number),
        shared("ratio_high", Kind::Number),
        shared("z", Kind::Number),
        own(
            "p_adjusted_min",
            Kind::Number,
            "Minsta rättade p bland platsens celler; för gynnsamt efter urvalet",
            "Smallest corrected p of its cells; optimistic after selection",
        ),
        shared("share_of_incidents", Kind::Number),
        shared("area_km2", Kind::Number),
        shared("n_cells", Kind::Whole),
        own("lone_cell", Kind::Flag, "Ensam cell", "A single cell"),
        shared("stable_in", Kind::Whole),
        own("trend", Kind::Text, "Hur platsen utvecklas", "How the place develops"),
        own(
            "categories",
            Kind::Json,
            "Antal per kategori, flest först",
            "Counts by category, most first",
        ),
        own(
            "areas",
            Kind::Json,
            "Områden som platsen ligger i, med andel av ytan 0–1",
            "Areas that it lies in, with the share of its ground, 0–1",
        ),
    ]
}

/// Attributes of a cell, without those of its run.
pub fn of_cell() -> Vec<Property> {
    vec![
        shared("cell", Kind::Text),
        shared("n", Kind::Whole),
        shared("expected", Kind::Number),
        own(
            "n_ring",
            Kind::Whole,
            "Antal i cellen och dess grannar",
            "Counts in the cell and its ring",
        ),
        own(
            "expected_ring",
            Kind::Number,
            "Förväntat antal i cellen och dess grannar",
            "Expected counts in the cell and its ring",
        ),
        shared("z", Kind::Number),
        own("p_cell", Kind::Number, "p för cellen ensam", "p of the cell alone"),
        own("p_ring", Kind::Number, "p för cellen och dess grannar", "p of the cell and its ring"),
        shared("p_adjusted", Kind::Number),
        own("p_permutation", Kind::Number, "Exakt p för Gi*", "Exact permutation p of Gi*"),
        own("hot", Kind::Flag, "Het cell", "A hot cell"),
    ]
}

/// Places of the runs that something rests on, and of the newest.
pub fn places() -> Schema {
    let mut properties = of_place();
    properties.extend(of_run());
    Schema {
        name: "hotspot_places",
        title_sv: "Heta platser",
        title_en: "Hotspot places",
        about_sv: "Platser ur de körningar som ärenden, öppningar och lägesbilder vilar på, och ur den \
                   senaste. Välj en körning med run, eller den senaste med newest.",
        about_en: "Places of the runs that cases, openings and lägesbilder rest on, and of the newest. \
                   Choose a run by run, or the newest by newest.",
        shape: Shape::Polygon,
        properties,
    }
}

/// How its cells are put together where they are too many.
pub const LARGER_CELLS: LargerCells = LargerCells {
    cell: "cell",
    apart: &["run", "period_from", "period_to", "data_date", "newest", "synthetic"],
    sums: &["n", "expected"],
    counted: &[("hot", "n_hot")],
};

/// Cells of the newest run.
pub fn cells() -> Schema {
    let mut properties = of_cell();
    properties.extend(of_run());
    Schema {
        name: "hotspot_cells",
        title_sv: "Celler ur den senaste hotspotkörningen",
        title_en: "Cells of the newest hotspot run",
        about_sv: "Alla celler i gittret med antal, förväntat antal och om cellen är het.",
        about_en: "All cells of the lattice with count, expected count and whether the cell is hot.",
        shape: Shape::Polygon,
        properties,
    }
}

fn of_run() -> [Property; 6] {
    [
        shared("run", Kind::Text),
        own("period_from", Kind::Day, "Periodens första dag", "First day of the period"),
        own("period_to", Kind::Day, "Periodens sista dag", "Last day of the period"),
        shared("data_date", Kind::Day),
        own(
            "newest",
            Kind::Flag,
            "Ur den senaste körningen som du ser",
            "Of the newest run that you see",
        ),
        shared("synthetic", Kind::Flag),
    ]
}

/// A place; its id is run and rank.
pub fn place(place: &HotspotPlace, of: &OfRun) -> Feature {
    let mut feature = layers::place(place);
    feature.id = FeatureId::Text(format!("{}.{}", of.run, place.rank));
    with_run(feature, of)
}

/// A cell as the layer of cells has it; its id is run and cell.
pub fn cell(mut feature: Feature, of: &OfRun) -> Feature {
    if let Some((_, Value::Text(cell))) = feature.properties.first() {
        feature.id = FeatureId::Text(format!("{}.{cell}", of.run));
    }
    with_run(feature, of)
}

fn with_run(mut feature: Feature, of: &OfRun) -> Feature {
    feature.properties.extend([
        ("run", Value::Text(of.run.clone())),
        ("period_from", Value::Text(of.period.from.to_string())),
        ("period_to", Value::Text(of.period.to.to_string())),
        ("data_date", of.data_date.into()),
        ("newest", Value::Flag(of.newest)),
        ("synthetic", Value::Flag(of.synthetic)),
    ]);
    feature
}
