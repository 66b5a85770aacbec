//! The tables of a GeoPackage as SQL text, as the standard spells them out, and those that GDAL and QGIS
//! look for beside them.

use super::GEOMETRY;
use crate::export::{
    collection::{Kind, Shape},
    sheet::Sheet,
};

/// Tables that every file has, whatever is in it: the core, extensions, metadata, descriptions of
/// columns, GDAL's count of features, QGIS's styles.
pub const COMMON: &str = "
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE gpkg_extensions (
  table_name TEXT,
  column_name TEXT,
  extension_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
  md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml',
  metadata TEXT NOT NULL DEFAULT ''
);
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL,
  table_name TEXT,
  column_name TEXT,
  row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL,
  md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id)
);
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  name TEXT,
  title TEXT,
  description TEXT,
  mime_type TEXT,
  constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name)
);
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL,
  constraint_type TEXT NOT NULL,
  value TEXT,
  min NUMERIC,
  min_is_inclusive BOOLEAN,
  max NUMERIC,
  max_is_inclusive BOOLEAN,
  description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
);
CREATE TABLE gpkg_ogr_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  feature_count INTEGER DEFAULT NULL
);
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  f_table_catalog TEXT(256),
  f_table_schema TEXT(256),
  f_table_name TEXT(256),
  f_geometry_column TEXT(256),
  styleName TEXT(30),
  styleQML TEXT,
  styleSLD TEXT,
  useAsDefault BOOLEAN,
  description TEXT,
  owner TEXT(30),
  ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now'))
);
";

/// Rows of `gpkg_extensions`, of a layer with ground: table, column, extension, definition, scope.
pub fn extensions(
    table: &str,
) -> [(String, Option<&'static str>, &'static str, &'static str, &'static str); 5] {
    const METADATA: (&str, &str) =
        ("gpkg_metadata", "http://www.geopackage.org/spec120/#extension_metadata");
    const SCHEMA: (&str, &str) =
        ("gpkg_schema", "http://www.geopackage.org/spec120/#extension_schema");
    let whole = |table: &str, (name, page)| (table.to_owned(), None, name, page, "read-write");
    [
        (
            table.to_owned(),
            Some(GEOMETRY),
            "gpkg_rtree_index",
            "http://www.geopackage.org/spec120/#extension_rtree",
            "write-only",
        ),
        whole("gpkg_metadata", METADATA),
        whole("gpkg_metadata_reference", METADATA),
        whole("gpkg_data_columns", SCHEMA),
        whole("gpkg_data_column_constraints", SCHEMA),
    ]
}

/// What the standard calls the kind of ground.
pub fn geometry_type(shape: Shape) -> &'static str {
    match shape {
        Shape::Point => "POINT",
        Shape::Polygon => "MULTIPOLYGON",
        Shape::Mixed => "GEOMETRY",
    }
}

fn column_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Flag => "BOOLEAN",
        Kind::Whole => "INTEGER",
        Kind::Number => "DOUBLE",
        Kind::Text | Kind::Json => "TEXT",
        Kind::Day => "DATE",
        Kind::Instant => "DATETIME",
    }
}

/// The table of the features: a number of the row, the ground, the feature's own id, its attributes, and
/// the last day with data.
pub fn features(table: &str, shape: Shape, sheet: &Sheet) -> String {
    let columns = sheet.properties.iter();
    let columns: String = columns
        .map(|property| format!("  \"{}\" {},\n", property.name, column_type(property.kind)))
        .collect();
    format!(
        "CREATE TABLE \"{table}\" (\n  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,\n  \
         {GEOMETRY} {},\n  id TEXT NOT NULL,\n{columns}  data_date DATE\n);\n",
        geometry_type(shape)
    )
}

/// Puts a feature in: number of the row, ground, id, attributes, last day.
pub fn insert(table: &str, sheet: &Sheet) -> String {
    let names: String =
        sheet.properties.iter().map(|property| format!("\"{}\", ", property.name)).collect();
    let places: Vec<String> = (1..=sheet.properties.len() + 4).map(|n| format!("?{n}")).collect();
    format!(
        "INSERT INTO \"{table}\" (fid, {GEOMETRY}, id, {names}data_date) VALUES ({})",
        places.join(", ")
    )
}

/// The index of the boxes, empty.
pub fn index(table: &str) -> String {
    format!(
        "CREATE VIRTUAL TABLE \"rtree_{table}_{GEOMETRY}\" USING rtree(id, minx, maxx, miny, maxy);\n"
    )
}

/// Puts a box in: number of the row, least and greatest east, least and greatest north.
pub fn insert_box(table: &str) -> String {
    format!("INSERT INTO \"rtree_{table}_{GEOMETRY}\" VALUES (?1, ?2, ?3, ?4, ?5)")
}

/// What keeps the index and GDAL's count right when others change the file. They stand after the rows,
/// since their functions are those of the reader's program.
pub fn triggers(table: &str) -> String {
    let (rtree, g) = (format!("rtree_{table}_{GEOMETRY}"), GEOMETRY);
    let boxed = format!(
        "VALUES (NEW.fid, ST_MinX(NEW.{g}), ST_MaxX(NEW.{g}), ST_MinY(NEW.{g}), ST_MaxY(NEW.{g}))"
    );
    let replace = format!("INSERT OR REPLACE INTO \"{rtree}\" {boxed}");
    let remove = format!("DELETE FROM \"{rtree}\" WHERE id = OLD.fid");
    let (full, empty) = (
        format!("(NEW.{g} NOTNULL AND NOT ST_IsEmpty(NEW.{g}))"),
        format!("(NEW.{g} ISNULL OR ST_IsEmpty(NEW.{g}))"),
    );
    let trigger = |name: &str, when: &str, condition: &str, does: &str| {
        format!(
            "CREATE TRIGGER \"{rtree}_{name}\" AFTER {when} ON \"{table}\"{condition} \
             BEGIN {does}; END;\n"
        )
    };
    let of_ground = format!("UPDATE OF {g}");
    let count = |name: &str, when: &str, sign: char| {
        format!(
            "CREATE TRIGGER \"trigger_{name}_feature_count_{table}\" AFTER {when} ON \"{table}\" \
             BEGIN UPDATE gpkg_ogr_contents SET feature_count = feature_count {sign} 1 \
             WHERE lower(table_name) = lower('{table}'); END;\n"
        )
    };
    [
        trigger("insert", "INSERT", &format!(" WHEN {full}"), &replace),
        trigger("update1", &of_ground, &format!(" WHEN OLD.fid = NEW.fid AND {full}"), &replace),
        trigger("update2", &of_ground, &format!(" WHEN OLD.fid = NEW.fid AND {empty}"), &remove),
        trigger(
            "update3",
            "UPDATE",
            &format!(" WHEN OLD.fid != NEW.fid AND {full}"),
            &format!("{remove}; {replace}"),
        ),
        trigger(
            "update4",
            "UPDATE",
            &format!(" WHEN OLD.fid != NEW.fid AND {empty}"),
            &format!("DELETE FROM \"{rtree}\" WHERE id IN (OLD.fid, NEW.fid)"),
        ),
        trigger("delete", "DELETE", &format!(" WHEN OLD.{g} NOT NULL"), &remove),
        count("insert", "INSERT", '+'),
        count("delete", "DELETE", '-'),
    ]
    .concat()
}
