//! GDAL with one driver and no way out.

use crate::Refusal;
use gdal::{DriverManager, config};
use std::sync::{Arc, Mutex, PoisonError};

/// The drivers that may be asked for, and no other ever runs. Not VRT (it opens anything), not
/// GeoJSON (read in Rust), nothing that speaks to a server.
pub(crate) const DRIVERS: [&str; 7] =
    ["ESRI Shapefile", "GPKG", "FlatGeobuf", "MapInfo File", "GML", "LIBKML", "KML"];

/// What GDAL complained about, the last words of it.
#[derive(Clone, Default)]
pub(crate) struct Complaints(Arc<Mutex<Vec<String>>>);

impl Complaints {
    /// The last three, for the detail of a refusal.
    pub(crate) fn last(&self) -> String {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().rev().take(3).rev().cloned().collect::<Vec<_>>().join("; ")
    }
}

/// Registers the one driver. Must run after the process is confined.
pub(crate) fn set_up(driver: &str) -> Result<Complaints, Refusal> {
    if !DRIVERS.contains(&driver) {
        return Err(Refusal::new("unknown_format", format!("driver {driver:?}")));
    }
    for (key, value) in [
        ("GDAL_DRIVER_PATH", "disable"),
        ("GDAL_NUM_THREADS", "1"),
        ("GDAL_VRT_ENABLE_PYTHON", "NO"),
        ("GDAL_HTTP_TIMEOUT", "1"),
        ("GDAL_HTTP_CONNECTTIMEOUT", "1"),
        ("GDAL_HTTP_MAX_RETRY", "0"),
        ("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none"),
        ("GML_SKIP_RESOLVE_ELEMS", "ALL"),
        ("GML_DOWNLOAD_SCHEMA", "NO"),
        ("GML_PARSER", "EXPAT"),
        ("GML_FETCH_ALL_GEOMETRIES", "NO"),
        ("LIBKML_RESOLVE_STYLE", "NO"),
        ("OGR_SQLITE_LOAD_EXTENSIONS", ""),
        ("OGR_GEOJSON_MAX_OBJ_SIZE", "200"),
        ("OGR_ENABLE_PARTIAL_REPROJECTION", "NO"),
        ("SHAPE_RESTORE_SHX", "NO"),
    ] {
        config::set_config_option(key, value)
            .map_err(|error| Refusal::new("worker_failed", error.to_string()))?;
    }
    // SAFETY: a plain call that sets a flag; PROJ must not look for grids on the network.
    unsafe { gdal_sys::OSRSetPROJEnableNetwork(0) };
    let complaints = Complaints::default();
    let kept = complaints.clone();
    config::set_error_handler(move |_, _, message| {
        let mut all = kept.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < 100 {
            all.push(message.chars().take(200).collect());
        }
    });
    DriverManager::register_all();
    let others: Vec<_> = DriverManager::all().filter(|d| d.short_name() != driver).collect();
    for other in &others {
        DriverManager::deregister_driver(other);
    }
    if DriverManager::count() != 1 {
        return Err(Refusal::new("driver_missing", driver.to_owned()));
    }
    Ok(complaints)
}
