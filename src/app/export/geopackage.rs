//! GeoPackage, the half that writes the database: a scratch file of its own, never the store's.

use crate::{
    export::{
        Feature, FeatureId, Layer, Provenance, Value,
        binary::ground,
        collection::{Kind, Property, Shape},
        geopackage::{
            APPLICATION_ID, GEOMETRY, USER_VERSION, blob, metadata, srs_id, style, systems,
            table_name, tables,
        },
        sheet::{Sheet, title},
    },
    store::StoreError,
};
use geo_types::Rect;
use jiff::Timestamp;
use rusqlite::{Connection, Statement, params, types::Null};
use std::{io, path::Path};

/// Whoever stops in the middle throws the file away, so nothing is kept for a way back and nothing is
/// waited for. The names of tables stand before each other, which the rows are not asked about.
const PRAGMAS: &str = "
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA foreign_keys = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -16000;
";

/// Writes a layer to an empty file, which may have so many bytes.
///
/// # Errors
/// A full disk is [`io::ErrorKind::StorageFull`]; a feature that is not as the sheet declares.
pub(super) fn write(
    path: &Path,
    most_bytes: Option<u64>,
    sheet: &Sheet,
    layer: Layer<impl IntoIterator<Item = Feature>>,
) -> io::Result<()> {
    let shape = sheet.shape.ok_or_else(|| io::Error::other("a table has no ground"))?;
    let about = layer.provenance;
    let table = table_name(about.layer);
    let connection = Connection::open(path).map_err(failed)?;
    connection.execute_batch(PRAGMAS).map_err(failed)?;
    if let Some(most) = most_bytes {
        let page: u64 =
            connection.pragma_query_value(None, "page_size", |row| row.get(0)).map_err(failed)?;
        let pages = (most / page).clamp(1, u64::from(u32::MAX) - 1);
        let limit = format!("PRAGMA max_page_count = {pages}");
        connection.query_row(&limit, [], |_| Ok(())).map_err(failed)?;
    }
    connection.execute_batch("BEGIN").map_err(failed)?;
    prepare(&connection, &table, shape, sheet, &about).map_err(failed)?;
    let found = rows(&connection, &table, sheet, &about, layer.features)?;
    finish(&connection, &table, shape, sheet, &about, &found).map_err(failed)?;
    connection.execute_batch("COMMIT").map_err(failed)?;
    connection.close().map_err(|(_, error)| failed(error))
}

/// What became known of the rows.
#[derive(Default)]
struct Found {
    n: i64,
    extent: Option<Rect<f64>>,
    largest: u32,
}

/// Tables without rows, and the systems.
fn prepare(
    connection: &Connection,
    table: &str,
    shape: Shape,
    sheet: &Sheet,
    about: &Provenance,
) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", USER_VERSION)?;
    connection.execute_batch(tables::COMMON)?;
    connection.execute_batch(&tables::features(table, shape, sheet))?;
    connection.execute_batch(&tables::index(table))?;
    let mut statement =
        connection.prepare("INSERT INTO gpkg_spatial_ref_sys VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (name, id, organisation, own_id, definition, description) in systems(about.crs) {
        statement.execute(params![name, id, organisation, own_id, definition, description])?;
    }
    Ok(())
}

/// The features with the index of their boxes, as they come.
fn rows(
    connection: &Connection,
    table: &str,
    sheet: &Sheet,
    about: &Provenance,
    features: impl IntoIterator<Item = Feature>,
) -> io::Result<Found> {
    let mut row = connection.prepare(&tables::insert(table, sheet)).map_err(failed)?;
    let mut boxed = connection.prepare(&tables::insert_box(table)).map_err(failed)?;
    let counts = |property: &Property| property.name == "n" && property.kind == Kind::Whole;
    let count = sheet.properties.iter().position(counts);
    let day = about.data_date.map(|day| day.to_string());
    let srs = srs_id(about.crs);
    let mut bytes = Vec::new();
    let mut found = Found::default();
    for feature in features {
        let values = sheet.row(&feature).map_err(|column| {
            let what = format!("{column} of {:?} is not as declared", feature.id);
            io::Error::new(io::ErrorKind::InvalidData, what)
        })?;
        let ground = ground(&feature, sheet.shape, about.crs)?;
        found.n += 1;
        if let Some(Value::Whole(n)) = count.map(|at| values[at]) {
            found.largest = found.largest.max(u32::try_from(*n).unwrap_or(0));
        }
        row.raw_bind_parameter(1, found.n).map_err(failed)?;
        match &ground {
            Some((geometry, around)) => {
                blob::write(&mut bytes, geometry, *around, srs);
                row.raw_bind_parameter(2, bytes.as_slice()).map_err(failed)?;
                found.extent = Some(found.extent.map_or(*around, |all| both(all, *around)));
            }
            None => row.raw_bind_parameter(2, Null).map_err(failed)?,
        }
        match &feature.id {
            FeatureId::Number(id) => row.raw_bind_parameter(3, id.to_string()),
            FeatureId::Text(id) => row.raw_bind_parameter(3, id.as_str()),
        }
        .map_err(failed)?;
        for (i, (property, value)) in sheet.properties.iter().zip(&values).enumerate() {
            bind(&mut row, i + 4, property.kind, value).map_err(failed)?;
        }
        row.raw_bind_parameter(values.len() + 4, day.as_deref()).map_err(failed)?;
        row.raw_execute().map_err(failed)?;
        if let Some((_, around)) = ground {
            let (min, max) = (around.min(), around.max());
            boxed.execute((found.n, min.x, max.x, min.y, max.y)).map_err(failed)?;
        }
    }
    Ok(found)
}

fn bind(row: &mut Statement, at: usize, kind: Kind, value: &Value) -> rusqlite::Result<()> {
    match value {
        Value::Null => row.raw_bind_parameter(at, Null),
        Value::Flag(flag) => row.raw_bind_parameter(at, flag),
        Value::Whole(number) => row.raw_bind_parameter(at, number),
        Value::Number(number) if number.is_finite() => row.raw_bind_parameter(at, number),
        Value::Number(_) => row.raw_bind_parameter(at, Null),
        // The format wants three decimals of a second, whatever they are.
        Value::Text(text) if kind == Kind::Instant => match text.parse::<Timestamp>() {
            Ok(instant) => row.raw_bind_parameter(at, format!("{instant:.3}")),
            Err(_) => row.raw_bind_parameter(at, text.as_str()),
        },
        Value::Text(text) => row.raw_bind_parameter(at, text.as_str()),
        Value::Json(json) => row.raw_bind_parameter(at, json.to_string()),
    }
}

/// What is said of the table when its rows are there.
fn finish(
    connection: &Connection,
    table: &str,
    shape: Shape,
    sheet: &Sheet,
    about: &Provenance,
    found: &Found,
) -> rusqlite::Result<()> {
    let (changed, srs) = (metadata::last_change(about), srs_id(about.crs));
    let corners = found.extent.map(|all| (all.min(), all.max()));
    let description = metadata::description(about, sheet);
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?1, 'features', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            table,
            sheet.title_sv,
            description,
            changed,
            corners.map(|(min, _)| min.x),
            corners.map(|(min, _)| min.y),
            corners.map(|(_, max)| max.x),
            corners.map(|(_, max)| max.y),
            srs
        ],
    )?;
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?1, ?2, ?3, ?4, 0, 0)",
        params![table, GEOMETRY, tables::geometry_type(shape), srs],
    )?;
    for (of, column, extension, definition, scope) in tables::extensions(table) {
        connection.execute(
            "INSERT INTO gpkg_extensions VALUES (?1, ?2, ?3, ?4, ?5)",
            params![of, column, extension, definition, scope],
        )?;
    }
    connection.execute("INSERT INTO gpkg_ogr_contents VALUES (?1, ?2)", params![table, found.n])?;
    columns(connection, table, sheet)?;
    for (i, said) in metadata::said(about, sheet).iter().enumerate() {
        let no = i as i64 + 1;
        connection.execute(
            "INSERT INTO gpkg_metadata VALUES (?1, 'dataset', ?2, ?3, ?4)",
            params![no, said.standard, said.media_type, said.text],
        )?;
        connection.execute(
            "INSERT INTO gpkg_metadata_reference VALUES ('table', ?1, NULL, NULL, ?2, ?3, NULL)",
            params![table, changed, no],
        )?;
    }
    drawn(connection, table, sheet, found.largest, &changed)?;
    connection.execute_batch(&tables::triggers(table))
}

/// What the columns are called and mean.
fn columns(connection: &Connection, table: &str, sheet: &Sheet) -> rusqlite::Result<()> {
    let mut statement = connection
        .prepare("INSERT INTO gpkg_data_columns VALUES (?1, ?2, ?2, ?3, ?4, ?5, NULL)")?;
    let own = [
        ("id", "Id i lagret · Id within the layer"),
        ("data_date", "Sista dag med uppgifter · Last day with data"),
    ];
    for (name, about) in own {
        let title = about.split(" · ").next();
        statement.execute(params![table, name, title, about, None::<&str>])?;
    }
    for property in &sheet.properties {
        let about = format!("{} · {}", property.about_sv, property.about_en);
        let media_type = (property.kind == Kind::Json).then_some("application/json");
        let title = title(property.about_sv);
        statement.execute(params![table, property.name, title, about, media_type])?;
    }
    Ok(())
}

/// How the layer is drawn. The table of styles stands among the contents, as QGIS puts it there.
fn drawn(
    connection: &Connection,
    table: &str,
    sheet: &Sheet,
    largest: u32,
    changed: &str,
) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO gpkg_contents VALUES ('layer_styles', 'attributes', 'layer_styles', \
         'Stilar för QGIS', ?1, NULL, NULL, NULL, NULL, 0)",
        [changed],
    )?;
    let rules = style::rules(sheet, largest);
    if rules.is_empty() {
        return Ok(());
    }
    let (qml, sld) = (style::qml(sheet, &rules), style::sld(table, sheet, &rules));
    connection.execute(
        "INSERT INTO layer_styles VALUES (1, '', '', ?1, ?2, ?1, ?3, ?4, 1, ?5, '', NULL, ?6)",
        params![table, GEOMETRY, qml, sld, sheet.title_sv, changed],
    )?;
    Ok(())
}

fn both(a: Rect<f64>, b: Rect<f64>) -> Rect<f64> {
    let (low, high) = ((a.min(), b.min()), (a.max(), b.max()));
    Rect::new(
        (low.0.x.min(low.1.x), low.0.y.min(low.1.y)),
        (high.0.x.max(high.1.x), high.0.y.max(high.1.y)),
    )
}

/// A full disk is known by its kind.
fn failed(error: rusqlite::Error) -> io::Error {
    match StoreError::from(error) {
        StoreError::DiskFull => io::ErrorKind::StorageFull.into(),
        other => io::Error::other(other),
    }
}

#[cfg(test)]
#[path = "geopackage_tests.rs"]
mod tests;
