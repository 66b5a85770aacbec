//! The layers that are no method's: areas, the places and cells of a hotspot run, cases; and the columns
//! of what is released.

use super::Sheet;
use crate::export::collection::{Kind, Property, Shape};

/// One of them by its name.
pub(super) fn sheet(layer: &str) -> Option<Sheet> {
    let (title_sv, title_en, shape, columns): (_, _, _, &[Property]) = match layer {
        "areas" => ("Områden", "Areas", Shape::Polygon, &AREAS),
        "places" => ("Heta platser", "Hotspot places", Shape::Polygon, &PLACES),
        "cells" => ("Hotspotkörningens celler", "Cells of the hotspot run", Shape::Polygon, &CELLS),
        "cases" => ("Platssamverkan", "Platssamverkan cases", Shape::Mixed, &CASES),
        _ => return None,
    };
    Some(Sheet { title_sv, title_en, shape: Some(shape), properties: columns.to_vec() })
}

/// What is released has words of its own where a name means something else there.
pub(super) fn released_or(
    other: fn(&'static str) -> Property,
) -> impl Fn(&'static str) -> Property {
    move |name| {
        let own = RELEASED.iter().find(|property| property.name == name);
        own.copied().unwrap_or_else(|| other(name))
    }
}

const fn column(
    name: &'static str,
    kind: Kind,
    about_sv: &'static str,
    about_en: &'static str,
) -> Property {
    Property { name, kind, about_sv, about_en }
}

const AREAS: [Property; 12] = [
    column("area_id", Kind::Text, "Områdets id", "Id of the area"),
    column("kind", Kind::Text, "Områdesslag", "Kind of area"),
    column("kind_label", Kind::Text, "Områdesslaget i ord", "The kind in Swedish words"),
    column("code", Kind::Text, "Kod hos källan", "Code at the source"),
    column("name", Kind::Text, "Namn", "Name"),
    column("valid_from", Kind::Day, "Första dagen; tomt är alltid", "First day; empty is always"),
    column("valid_to", Kind::Day, "Sista dagen; tomt är tills vidare", "Last day; empty is open"),
    column(
        "class",
        Kind::Text,
        "Klass på polisens lista över utsatta områden",
        "Class on the police's list of exposed areas",
    ),
    column("approximate", Kind::Flag, "Ungefärlig gräns", "Whether the border is approximate"),
    column("area_km2", Kind::Number, "Yta, km²", "Ground, km²"),
    column("area_source", Kind::Text, "Gränsens källa", "Source of the border"),
    column("note", Kind::Text, "Anmärkning", "Note"),
];

const PLACES: [Property; 19] = [
    column("rank", Kind::Whole, "Rang, från 1", "Rank, from 1"),
    column("key", Kind::Text, "Platsens nyckel", "Key of the place"),
    column("name", Kind::Text, "Namn", "Name"),
    column("n", Kind::Whole, "Antal händelser", "Count of incidents"),
    column("expected", Kind::Number, "Förväntat antal", "Expected count"),
    column("excess", Kind::Number, "Antal minus förväntat", "Observed minus expected"),
    column("ratio", Kind::Number, "Antal genom förväntat", "Observed over expected"),
    column("ratio_low", Kind::Number, "Kvotens nedre 95 %-gräns", "Lower 95 % limit of the ratio"),
    column(
        "ratio_high",
        Kind::Number,
        "Kvotens övre 95 %-gräns; tomt är obegränsat",
        "Upper 95 % limit of the ratio; empty is unbounded",
    ),
    column("z", Kind::Number, "z-värde", "z"),
    column(
        "p_adjusted_min",
        Kind::Number,
        "Minsta p-värde efter rättning bland platsens celler",
        "Least p after correction among its cells",
    ),
    column(
        "share_of_incidents",
        Kind::Number,
        "Andel av händelserna, 0–1",
        "Share of the incidents, 0–1",
    ),
    column("area_km2", Kind::Number, "Yta, km²", "Ground, km²"),
    column("n_cells", Kind::Whole, "Antal celler", "Number of cells"),
    column("lone_cell", Kind::Flag, "En ensam cell", "A single cell"),
    column(
        "stable_in",
        Kind::Whole,
        "Het i så många av sex inställningar",
        "Hot in so many of six settings",
    ),
    column("trend", Kind::Text, "Utveckling över tid", "How it goes over time"),
    column("categories", Kind::Json, "Antal per kategori, som JSON", "Counts by category, as JSON"),
    column(
        "areas",
        Kind::Json,
        "Områden med andel av ytan, som JSON",
        "Areas with their share of the ground, as JSON",
    ),
];

const CELLS: [Property; 11] = [
    column(
        "cell",
        Kind::Text,
        "Cellens id: H3 i hex, sweref:<sida>:<öst>:<nord> eller områdets id",
        "Id of the cell: H3 in hex, sweref:<side>:<east>:<north> or that of the area",
    ),
    column("n", Kind::Whole, "Antal händelser", "Count of incidents"),
    column("expected", Kind::Number, "Förväntat antal", "Expected count"),
    column(
        "n_ring",
        Kind::Whole,
        "Antal i cellen och dess grannar",
        "Counts of cell and neighbours",
    ),
    column(
        "expected_ring",
        Kind::Number,
        "Förväntat antal i cellen och dess grannar",
        "Expected count of cell and neighbours",
    ),
    column("z", Kind::Number, "z-värde", "z"),
    column("p_cell", Kind::Number, "p-värde för cellen ensam", "p of the cell alone"),
    column(
        "p_ring",
        Kind::Number,
        "p-värde för cellen och dess grannar",
        "p of cell and neighbours",
    ),
    column(
        "p_adjusted",
        Kind::Number,
        "p-värde efter rättning för alla som prövades",
        "p after correction over all that were tested",
    ),
    column("p_permutation", Kind::Number, "p-värde ur permutationerna", "p of the permutations"),
    column("hot", Kind::Flag, "Het", "Hot"),
];

const CASES: [Property; 14] = [
    column("number", Kind::Text, "Nummer", "Number"),
    column("name", Kind::Text, "Platsens namn", "Name of the place"),
    column("state", Kind::Text, "Läge", "State"),
    column("opened_at", Kind::Instant, "När den öppnades", "When it was opened"),
    column("party_polis", Kind::Text, "Polisens part", "Party of the police"),
    column("party_stad", Kind::Text, "Stadens part", "Party of the city"),
    column(
        "diarienummer_polis",
        Kind::Text,
        "Polisens diarienummer",
        "Registry number at the police",
    ),
    column("diarienummer_stad", Kind::Text, "Stadens diarienummer", "Registry number at the city"),
    column(
        "evidence_fingerprint",
        Kind::Text,
        "Underlagets fingeravtryck",
        "Fingerprint of the evidence",
    ),
    column("yta", Kind::Whole, "Ytans nummer, från 1", "Number of the ground, from 1"),
    column("yta_from", Kind::Instant, "När ytan började gälla", "From when the ground holds"),
    column("area_km2", Kind::Number, "Yta, km²", "Ground, km²"),
    column("approximate", Kind::Flag, "Ungefärlig plats", "Whether the place is approximate"),
    column(
        "areas",
        Kind::Json,
        "Områden med andel av ytan, som JSON",
        "Areas with their share of the ground, as JSON",
    ),
];

const RELEASED: [Property; 8] = [
    column(
        "code",
        Kind::Text,
        "Områdets id eller rutans H3 i hex",
        "Id of the area or H3 of the cell in hex",
    ),
    column("kind", Kind::Text, "Områdesslag, eller ruta", "Kind of area, or ruta for a cell"),
    column(
        "period",
        Kind::Text,
        "Period: 2025-K1 kvartal, 2025-H1 halvår, 2025 år",
        "Period: 2025-K1 quarter, 2025-H1 half-year, 2025 year",
    ),
    column("n", Kind::Whole, "Antal händelser; tomt om dolt", "Count; empty if hidden"),
    column("class", Kind::Whole, "Klass 0–5; tom om dolt", "Class 0–5; empty if hidden"),
    column(
        "undertryckt",
        Kind::Flag,
        "Dolt: för få, eller skulle röja ett dolt",
        "Hidden: too few, or would disclose one that is",
    ),
    column(
        "k",
        Kind::Whole,
        "Antal från 1 till under k är dolda",
        "Counts from 1 to below k are hidden",
    ),
    column("act", Kind::Text, "Utlämnandets id", "Id of the release act"),
];
