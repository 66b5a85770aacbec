//! The two messages of the format, head and feature, as FlatBuffers. The numbers of the fields are those
//! of its published schemas `header.fbs` and `feature.fbs`.

use super::index::NODE_SIZE;
use crate::export::{
    FeatureId, Provenance, Value,
    collection::{Kind, Shape},
    geojson::{members, value_json},
    sheet::{Sheet, title},
};
use flatbuffers::{FlatBufferBuilder, ForwardsUOffset, TableFinishedWIPOffset, Vector, WIPOffset};
use geo_types::{Coord, Geometry, LineString, Polygon, Rect};

/// The place of a field in the table of a message.
const fn field(no: u16) -> u16 {
    4 + 2 * no
}

/// Kinds of ground.
const POINT: u8 = 1;
const LINE: u8 = 2;
const POLYGON: u8 = 3;
const MULTI_POINT: u8 = 4;
const MULTI_LINE: u8 = 5;
const MULTI_POLYGON: u8 = 6;

/// Kinds of columns.
const BOOL: u8 = 2;
const LONG: u8 = 7;
const DOUBLE: u8 = 10;
const STRING: u8 = 11;
const JSON: u8 = 12;
const DATE_TIME: u8 = 13;

type Table = WIPOffset<TableFinishedWIPOffset>;

/// Makes messages, one at a time, in the same memory.
#[derive(Default)]
pub(super) struct Messages<'b> {
    builder: FlatBufferBuilder<'b>,
    properties: Vec<u8>,
}

impl<'b> Messages<'b> {
    /// The head, with its size before it.
    pub(super) fn header(
        &mut self,
        about: &Provenance,
        sheet: &Sheet,
        n: u64,
        extent: Option<Rect<f64>>,
    ) -> &[u8] {
        let b = &mut self.builder;
        b.reset();
        let crs = {
            let crs = about.crs;
            let (name, wkt) = (b.create_string(&crs.title()), b.create_string(&crs.wkt()));
            let organisation = b.create_string("EPSG");
            let table = b.start_table();
            b.push_slot_always(field(0), organisation);
            b.push_slot(field(1), i32::from(crs.epsg()), 0);
            b.push_slot_always(field(2), name);
            b.push_slot_always(field(4), wkt);
            b.end_table(table)
        };
        let mut columns =
            vec![column(b, "id", STRING, "Id i lagret", "Id i lagret · Id within the layer")];
        for property in &sheet.properties {
            let about = format!("{} · {}", property.about_sv, property.about_en);
            let kind = column_type(property.kind);
            columns.push(column(b, property.name, kind, title(property.about_sv), &about));
        }
        let columns = b.create_vector(&columns);
        let said: serde_json::Map<_, _> =
            members(about).into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let said = b.create_string(&serde_json::Value::Object(said).to_string());
        let description =
            b.create_string(&super::super::geopackage::metadata::description(about, sheet));
        let named = b.create_string(sheet.title_sv);
        let name = b.create_string(about.layer);
        let envelope = extent
            .map(|all| b.create_vector(&[all.min().x, all.min().y, all.max().x, all.max().y]));
        let table = b.start_table();
        b.push_slot_always(field(0), name);
        if let Some(envelope) = envelope {
            b.push_slot_always(field(1), envelope);
        }
        b.push_slot(field(2), sheet.shape.map_or(0, geometry_type), 0);
        b.push_slot_always(field(7), columns);
        b.push_slot(field(8), n, 0);
        // Sixteen unless said otherwise: without features there is no index.
        let node_size = if n == 0 { 0 } else { NODE_SIZE as u16 };
        b.push_slot(field(9), node_size, 16);
        b.push_slot_always(field(10), crs);
        b.push_slot_always(field(11), named);
        b.push_slot_always(field(12), description);
        b.push_slot_always(field(13), said);
        let header = b.end_table(table);
        b.finish_size_prefixed(header, None);
        b.finished_data()
    }

    /// A feature, with its size before it.
    pub(super) fn feature(
        &mut self,
        id: &FeatureId,
        sheet: &Sheet,
        row: &[&Value],
        geometry: Option<&Geometry<f64>>,
    ) -> &[u8] {
        self.properties.clear();
        match id {
            FeatureId::Number(id) => put_text(&mut self.properties, 0, &id.to_string()),
            FeatureId::Text(id) => put_text(&mut self.properties, 0, id),
        }
        for (i, (property, value)) in sheet.properties.iter().zip(row).enumerate() {
            let no = u16::try_from(i + 1).expect("fewer than 2¹⁶ columns");
            put_value(&mut self.properties, no, property.kind, value);
        }
        let b = &mut self.builder;
        b.reset();
        let geometry = geometry.map(|geometry| put_geometry(b, geometry));
        let properties = b.create_vector(&self.properties);
        let table = b.start_table();
        if let Some(geometry) = geometry {
            b.push_slot_always(field(0), geometry);
        }
        b.push_slot_always(field(1), properties);
        let feature = b.end_table(table);
        b.finish_size_prefixed(feature, None);
        b.finished_data()
    }
}

fn column<'b>(
    b: &mut FlatBufferBuilder<'b>,
    name: &str,
    kind: u8,
    title: &str,
    about: &str,
) -> Table {
    let (name, title, about) =
        (b.create_string(name), b.create_string(title), b.create_string(about));
    let table = b.start_table();
    b.push_slot_always(field(0), name);
    b.push_slot(field(1), kind, 0);
    b.push_slot_always(field(2), title);
    b.push_slot_always(field(3), about);
    b.end_table(table)
}

fn column_type(kind: Kind) -> u8 {
    match kind {
        Kind::Flag => BOOL,
        Kind::Whole => LONG,
        Kind::Number => DOUBLE,
        // The format has points in time but no days; a day as text sorts all the same.
        Kind::Text | Kind::Day => STRING,
        Kind::Instant => DATE_TIME,
        Kind::Json => JSON,
    }
}

fn geometry_type(shape: Shape) -> u8 {
    match shape {
        Shape::Point => POINT,
        Shape::Polygon => MULTI_POLYGON,
        // Then each feature says its own.
        Shape::Mixed => 0,
    }
}

/// The number of the column and its value; nothing of what is not known.
fn put_value(out: &mut Vec<u8>, no: u16, kind: Kind, value: &Value) {
    let head = |out: &mut Vec<u8>| out.extend_from_slice(&no.to_le_bytes());
    match (kind, value) {
        (_, Value::Null) => {}
        (_, Value::Flag(flag)) => {
            head(out);
            out.push(u8::from(*flag));
        }
        (Kind::Number, Value::Whole(number)) => {
            head(out);
            out.extend_from_slice(&(*number as f64).to_le_bytes());
        }
        (_, Value::Whole(number)) => {
            head(out);
            out.extend_from_slice(&number.to_le_bytes());
        }
        (_, Value::Number(number)) if number.is_finite() => {
            head(out);
            out.extend_from_slice(&number.to_le_bytes());
        }
        (_, Value::Number(_)) => {}
        (_, Value::Text(text)) => put_text(out, no, text),
        (_, Value::Json(_)) => put_text(out, no, &value_json(value).to_string()),
    }
}

fn put_text(out: &mut Vec<u8>, no: u16, text: &str) {
    let size = u32::try_from(text.len()).expect("no text of four gigabytes");
    out.extend_from_slice(&no.to_le_bytes());
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(text.as_bytes());
}

/// What stands in a table of ground: where its rings or lines end, numbers, kind, parts.
#[derive(Default)]
struct Parts<'b> {
    ends: Option<WIPOffset<Vector<'b, u32>>>,
    xy: Option<WIPOffset<Vector<'b, f64>>>,
    parts: Option<WIPOffset<Vector<'b, ForwardsUOffset<flatbuffers::Table<'b>>>>>,
}

fn put_geometry<'b>(b: &mut FlatBufferBuilder<'b>, geometry: &Geometry<f64>) -> Table {
    let (kind, parts) = match geometry {
        Geometry::Point(at) => (POINT, lines(b, &[&[at.0]])),
        Geometry::MultiPoint(points) => {
            let all: Vec<Coord<f64>> = points.0.iter().map(|at| at.0).collect();
            (MULTI_POINT, lines(b, &[&all]))
        }
        Geometry::LineString(line) => (LINE, lines(b, &[&line.0])),
        Geometry::MultiLineString(many) => {
            let all: Vec<&[Coord<f64>]> = many.0.iter().map(|line| line.0.as_slice()).collect();
            (MULTI_LINE, lines(b, &all))
        }
        Geometry::Polygon(polygon) => (POLYGON, rings(b, polygon)),
        Geometry::MultiPolygon(many) => {
            let each: Vec<Table> = many
                .0
                .iter()
                .map(|polygon| {
                    let parts = rings(b, polygon);
                    end(b, POLYGON, parts)
                })
                .collect();
            let each: Vec<_> = each
                .iter()
                .map(|part| WIPOffset::<flatbuffers::Table<'b>>::new(part.value()))
                .collect();
            (MULTI_POLYGON, Parts { parts: Some(b.create_vector(&each)), ..Parts::default() })
        }
        // `binary::ground` lets no other kind through.
        _ => (0, Parts::default()),
    };
    end(b, kind, parts)
}

fn rings<'b>(b: &mut FlatBufferBuilder<'b>, polygon: &Polygon<f64>) -> Parts<'b> {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let rings: Vec<&[Coord<f64>]> = rings.map(|ring: &LineString<f64>| ring.0.as_slice()).collect();
    lines(b, &rings)
}

fn lines<'b>(b: &mut FlatBufferBuilder<'b>, lines: &[&[Coord<f64>]]) -> Parts<'b> {
    let numbers: Vec<f64> =
        lines.iter().flat_map(|line| line.iter().flat_map(|at| [at.x, at.y])).collect();
    let ends: Vec<u32> = lines
        .iter()
        .scan(0, |end, line| {
            *end += line.len() as u32;
            Some(*end)
        })
        .collect();
    let xy = Some(b.create_vector(&numbers));
    // One line ends where its numbers do.
    let ends = (lines.len() > 1).then(|| b.create_vector(&ends));
    Parts { ends, xy, parts: None }
}

fn end<'b>(b: &mut FlatBufferBuilder<'b>, kind: u8, parts: Parts<'b>) -> Table {
    let table = b.start_table();
    if let Some(ends) = parts.ends {
        b.push_slot_always(field(0), ends);
    }
    if let Some(xy) = parts.xy {
        b.push_slot_always(field(1), xy);
    }
    b.push_slot(field(6), kind, 0);
    if let Some(parts) = parts.parts {
        b.push_slot_always(field(7), parts);
    }
    b.end_table(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_its_columns_number_and_its_bytes_and_what_is_not_known_is_left_out() {
        let mut out = Vec::new();
        put_value(&mut out, 1, Kind::Text, &"å".into());
        put_value(&mut out, 2, Kind::Number, &Value::Number(f64::NAN));
        put_value(&mut out, 3, Kind::Number, &Value::Whole(2));
        put_value(&mut out, 4, Kind::Flag, &true.into());
        put_value(&mut out, 5, Kind::Whole, &Value::Null);
        let two = 2.0_f64.to_le_bytes();
        let expected = [&[1, 0, 2, 0, 0, 0, 0xc3, 0xa5, 3, 0], &two[..], &[4, 0, 1]].concat();
        assert_eq!(out, expected);
    }
}
