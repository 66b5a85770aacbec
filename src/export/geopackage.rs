//! GeoPackage (OGC 12-128r17, version 1.3), the half that knows no database: its tables as text, ground
//! as its binary form, what is said of the file, and how QGIS draws it.
//!
//! One layer a file. Readers take the coordinates east first whatever the registry says of the system.

pub mod blob;
pub mod metadata;
pub mod style;
pub mod tables;

use super::crs::Crs;

/// `GPKG` in the head of the file.
pub const APPLICATION_ID: i32 = 0x4750_4B47;

/// Version 1.3.0 of the standard.
pub const USER_VERSION: i32 = 10_300;

/// The column of the ground.
pub const GEOMETRY: &str = "geom";

/// The name of the table of a layer: its own with underscores.
pub fn table_name(layer: &str) -> String {
    layer.replace('-', "_")
}

/// The number by which rows name the system.
pub fn srs_id(crs: Crs) -> i32 {
    crs.epsg().into()
}

/// The systems that the file defines, the two that the standard demands for what is not known first:
/// name, number, organisation, its number, definition, description.
pub fn systems(crs: Crs) -> Vec<(String, i32, &'static str, i32, String, &'static str)> {
    let none = "undefined".to_owned();
    let degrees = Crs::Epsg4326;
    let defined =
        |crs: Crs, about| (crs.title(), srs_id(crs), "EPSG", srs_id(crs), crs.wkt(), about);
    let mut all = vec![
        ("Undefined cartesian SRS".to_owned(), -1, "NONE", -1, none.clone(), "undefined cartesian"),
        ("Undefined geographic SRS".to_owned(), 0, "NONE", 0, none, "undefined geographic"),
        defined(
            degrees,
            "longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid",
        ),
    ];
    if srs_id(crs) != srs_id(degrees) {
        all.push(defined(crs, "easting, northing in metres"));
    }
    all
}
