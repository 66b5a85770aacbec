//! The companion of a CSV file: what its columns mean and how it was counted, as CSV on the Web
//! metadata (<https://www.w3.org/TR/tabular-metadata/>). It stands beside `x.csv` as
//! `x.csv-metadata.json`, where readers of that standard look for it.

use super::{MethodLayer, columns};
use crate::export::{Provenance, csv::header};
use serde_json::{Value, json};
use std::io::{self, Write};

/// Writes the companion of the file with this name.
///
/// # Errors
/// Those of the writer.
pub fn write(
    mut out: impl Write,
    layer: &MethodLayer,
    provenance: Provenance,
    file: &str,
) -> io::Result<()> {
    let columns: Vec<Value> =
        header(layer.columns(), provenance.crs).into_iter().map(column).collect();
    let companion = json!({
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
        "url": file,
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": true},
        "dc:title": both(layer.title_sv, layer.title_en),
        "dc:source": provenance.source,
        "dc:rights": provenance.licence,
        "dc:accessRights": provenance.classification,
        "dc:created": provenance.extracted_on.to_string(),
        "tableSchema": {"columns": columns, "primaryKey": "id"},
        "notes": [{
            "layer": provenance.layer,
            "synthetic": provenance.synthetic,
            "crs": provenance.crs.short_name(),
            "axis_order": "east,north",
            "card": provenance.card,
        }],
    });
    serde_json::to_writer_pretty(&mut out, &companion)?;
    out.write_all(b"\n")
}

fn column(name: &str) -> Value {
    let titles = [name];
    match columns::find(name) {
        Some((_, sv, en)) => {
            json!({"name": name, "titles": titles, "dc:description": both(sv, en)})
        }
        None => json!({"name": name, "titles": titles}),
    }
}

fn both(sv: &str, en: &str) -> Value {
    json!([{"@value": sv, "@language": "sv"}, {"@value": en, "@language": "en"}])
}
