//! CSV for spreadsheets: UTF-8, comma, a byte order mark on request, one row a feature with a point
//! inside it instead of the polygon.

use super::{
    Feature, FeatureId, Layer, Value,
    crs::{self, Crs, Form},
    geojson::value_json,
};
use std::io::{self, Write};

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvOptions {
    /// A byte order mark, which some spreadsheets need to see that it is UTF-8.
    pub byte_order_mark: bool,
}

/// Writes the layer as a table. Columns: `id`, the attributes, `lon`, `lat` (in metres `x`, `y`: east
/// and north), then what holds for the whole file on every row, since CSV has no other place for it.
/// What the columns mean and how an answer was counted stands in a companion ([`super::methods::csvw`]).
///
/// # Errors
/// Those of the writer.
pub fn write_layer(
    mut out: impl Write,
    layer: Layer<impl IntoIterator<Item = Feature>>,
    options: CsvOptions,
) -> io::Result<()> {
    if options.byte_order_mark {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let about = layer.provenance;
    let crs = about.crs;
    let in_metres = !crs.is_degrees();
    let mut tail = vec![
        about.run.unwrap_or_default(),
        about.method_choice.unwrap_or_default(),
        about.data_date.map(|day| day.to_string()).unwrap_or_default(),
        about.extracted_on.to_string(),
        if about.synthetic { "syntetiska data".to_owned() } else { String::new() },
        about.source,
        about.licence,
        about.classification,
    ];
    tail.extend(in_metres.then(|| crs.short_name()));
    let mut table = ::csv::Writer::from_writer(out);
    let mut named = !layer.columns.is_empty();
    if named {
        table.write_record(header(layer.columns, crs))?;
    }
    for feature in layer.features {
        if !std::mem::replace(&mut named, true) {
            let names = feature.properties.iter().map(|(name, _)| *name);
            table.write_record(header(names.collect(), crs))?;
        }
        let id = match feature.id {
            FeatureId::Number(id) => id.to_string(),
            FeatureId::Text(id) => guarded(&id),
        };
        let cells = feature.properties.iter().map(|(_, value)| cell(value));
        let place = match feature.label_at {
            Some(at) => {
                crs::to(crs, Form::Short, at).map(|number| format!("{number:.*}", crs.decimals()))
            }
            None => Default::default(),
        };
        table.write_record(
            std::iter::once(id)
                .chain(cells)
                .chain(place)
                .chain(tail.iter().map(|text| guarded(text))),
        )?;
    }
    table.flush()
}

/// A plain table for spreadsheets, with a byte order mark.
pub fn table<'a>(
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<std::borrow::Cow<'a, str>>>,
) -> Vec<u8> {
    let mut table = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let mut write =
        |row: Vec<String>| table.write_record(row).expect("writing to memory cannot fail");
    write(header.iter().map(|name| (*name).to_owned()).collect());
    for row in rows {
        write(row.iter().map(|cell| guarded(cell)).collect());
    }
    table.into_inner().expect("flushing to memory cannot fail")
}

/// Names of all columns, given those of the attributes.
pub fn header(attributes: Vec<&'static str>, crs: Crs) -> Vec<&'static str> {
    let in_metres = !crs.is_degrees();
    let place = if in_metres { ["x", "y"] } else { ["lon", "lat"] };
    let tail = [
        "run",
        "method_choice",
        "data_date",
        "extracted_on",
        "synthetic",
        "source",
        "licence",
        "classification",
    ];
    let system = in_metres.then_some("crs");
    ["id"].into_iter().chain(attributes).chain(place).chain(tail).chain(system).collect()
}

/// Text that a spreadsheet would run as a formula gets an apostrophe in front.
pub fn guarded(text: &str) -> String {
    let dangerous = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if dangerous { format!("'{text}") } else { text.to_owned() }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => guarded(text),
        // A number may begin with a minus sign: it is not a formula.
        Value::Whole(number) => number.to_string(),
        Value::Number(number) if number.is_finite() => number.to_string(),
        Value::Number(_) => String::new(),
        Value::Flag(flag) => if *flag { "ja" } else { "nej" }.to_owned(),
        Value::Json(_) => guarded(&value_json(value).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Provenance, *};
    use crate::area::LonLat;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_left_alone() {
        let feature = Feature {
            id: FeatureId::Number(1),
            geometry: None,
            label_at: Some(LonLat { lon: 18.06, lat: 59.33 }),
            properties: vec![("name", "=HYPERLINK(\"x\")".into()), ("z", Value::Number(-1.5))],
        };
        let provenance = Provenance::trial("places");
        let mut bytes = Vec::new();
        let layer = Layer { provenance, columns: Vec::new(), features: [feature] };
        write_layer(&mut bytes, layer, CsvOptions { byte_order_mark: true }).expect("memory");
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(text.starts_with("\u{feff}id,name,z,lon,lat,run,"));
        let row = "1,\"'=HYPERLINK(\"\"x\"\")\",-1.5,18.0600000,59.3300000,,,,2026-06-10,\
                   syntetiska data,Prov,CC0,intern\n";
        assert!(text.ends_with(row), "{text}");
    }
}
