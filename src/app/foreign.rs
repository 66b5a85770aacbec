//! Files that are not GeoJSON: told apart by content, unpacked with care, read by the GDAL worker.

mod bundle;
mod worker;

pub use worker::{find_worker, write_gpkg};

use crate::{
    area::BoundingBox,
    incident::Fingerprint,
    ingest::{
        AreaDelivery, AreaReadOptions, InputRefused, read_areas,
        sniff::{self, Format},
    },
};
use std::{path::Path, time::Duration};

/// Where the bytes are.
#[derive(Debug, Clone, Copy)]
pub enum ForeignInput<'a> {
    /// One file as it was sent: a shapefile or MapInfo table comes zipped.
    Bytes(&'a [u8]),
    /// A file on disk, its companions (.dbf, .prj …) beside it; or a folder of them.
    Path(&'a Path),
}

/// What the sender said about the file.
#[derive(Debug, Clone, Default)]
pub struct ForeignOptions {
    /// Which layer, or which file of an archive, where there are several.
    pub layer: Option<String>,
    /// Encoding of a shapefile's attributes, against what is found.
    pub encoding: Option<String>,
    /// Coordinate system (`EPSG:n`), against what the file says.
    pub crs: Option<String>,
}

/// What one file may cost.
#[derive(Debug, Clone, Copy)]
pub struct ForeignLimits {
    /// From the worker's start to its end.
    pub wall: Duration,
    /// GeoJSON text that the worker may answer with.
    pub max_text_bytes: u64,
    /// The file as delivered.
    pub max_file_bytes: u64,
    /// Entries of an archive.
    pub max_entries: usize,
    /// One unpacked entry, and all together twice that.
    pub max_entry_bytes: u64,
    /// Unpacked size to packed size of entries above 1 MB.
    pub max_ratio: u64,
}

impl ForeignLimits {
    /// The limits of the product: an answer within 10 s whatever the file.
    pub const DEFAULT: Self = Self {
        wall: Duration::from_secs(8),
        max_text_bytes: 190 << 20,
        max_file_bytes: 200 << 20,
        max_entries: 500,
        max_entry_bytes: 200 << 20,
        max_ratio: 200,
    };
}

/// A layer as GeoJSON.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignLayer {
    /// GDAL's name of the format, or `GeoJSON` for what needs no worker.
    pub driver: String,
    /// Name of the layer; empty for GeoJSON.
    pub layer: String,
    /// Coordinate system of the source, `EPSG:n` or a name; `None` if the file does not say.
    pub crs: Option<String>,
    /// Encoding that was chosen for attributes, where there was a choice.
    pub encoding: Option<String>,
    /// Which files the kernel let the worker see: `full`, `partial` or `none` (old kernels).
    pub landlock: String,
    /// Features, those without geometry included.
    pub n: u64,
    /// A FeatureCollection: WGS84, longitude first, attributes as text. If `crs` is `None` the numbers
    /// are the file's own; if `driver` is `GeoJSON` it is the file as it was.
    pub geojson: String,
}

impl ForeignLayer {
    /// Whether the coordinates are WGS84 by now, so that a given `crs` must not be applied again.
    pub fn is_in_degrees(&self) -> bool {
        self.driver != "GeoJSON" && self.crs.is_some()
    }
}

/// Reads a file of any supported format. The format is told by content, never by name.
///
/// # Errors
/// `empty_file`, `too_large`, `unknown_format` (a VRT, capabilities of a service, anything else),
/// `corrupt_zip`, `encrypted_zip`, `zip_bomb`, `zip_path`, `missing_part` (a shapefile without its
/// .dbf), `choose_layer` (several; names in the detail), `no_layer`, `xml_dtd`, `xml_encoding`,
/// `remote_link`, `unknown_crs`, `unreadable` (GDAL's words in the detail), `worker_missing`,
/// `worker_timeout`, `worker_crashed`, `worker_refused` (its limits could not be set),
/// `worker_failed`.
pub fn read_foreign(
    worker: Option<&Path>,
    input: ForeignInput<'_>,
    file_name: &str,
    options: &ForeignOptions,
    limits: &ForeignLimits,
) -> Result<ForeignLayer, InputRefused> {
    let source = bundle::open(input, file_name, options, limits)?;
    let main = &source.main.1;
    let driver = match source.format {
        Format::Json => return geojson_as_it_is(main, file_name),
        Format::Shapefile => "ESRI Shapefile",
        Format::Geopackage => "GPKG",
        Format::FlatGeobuf => "FlatGeobuf",
        Format::MapInfoTab | Format::MapInfoMif => "MapInfo File",
        Format::Gml => "GML",
        Format::Kml => "LIBKML",
        Format::Empty | Format::Zip | Format::Other => {
            return Err(refused(file_name, "unknown_format", sniff::describe(main)));
        }
    };
    if matches!(source.format, Format::Gml | Format::Kml)
        && let Some((code, found)) = sniff::xml_reaches_out(main)
    {
        return Err(refused(file_name, code, found));
    }
    worker::read(worker, &source, driver, file_name, options, limits)
}

fn geojson_as_it_is(bytes: &[u8], file_name: &str) -> Result<ForeignLayer, InputRefused> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| refused(file_name, "not_utf8", format!("byte {}", error.valid_up_to())))?;
    Ok(ForeignLayer {
        driver: "GeoJSON".to_owned(),
        layer: String::new(),
        crs: None,
        encoding: None,
        landlock: String::new(),
        n: 0,
        geojson: text.to_owned(),
    })
}

/// Reads a file of areas of any supported format: [`read_foreign`], then
/// [`read_areas`](crate::ingest::read_areas). The delivery's hash is that of the file as delivered
/// and its `crs` that of the source.
///
/// # Errors
/// Those of both.
pub fn read_area_file(
    worker: Option<&Path>,
    input: ForeignInput<'_>,
    file_name: &str,
    foreign: &ForeignOptions,
    options: &AreaReadOptions,
    fence: BoundingBox,
) -> Result<AreaDelivery, InputRefused> {
    let foreign = ForeignOptions { crs: options.crs.clone(), ..foreign.clone() };
    let layer = read_foreign(worker, input, file_name, &foreign, &ForeignLimits::DEFAULT)?;
    let crs = if layer.is_in_degrees() { None } else { options.crs.clone() };
    let options = AreaReadOptions { crs, ..options.clone() };
    let mut delivery = read_areas(layer.geojson.as_bytes(), file_name, &options, fence)?;
    if let Some(crs) = layer.crs {
        delivery.crs = crs;
    }
    match input {
        ForeignInput::Bytes(bytes) => delivery.file_hash = Some(Fingerprint::of(bytes)),
        ForeignInput::Path(path) if path.is_file() => {
            let bytes = std::fs::read(path);
            let bytes =
                bytes.map_err(|error| refused(file_name, "unreadable", error.to_string()))?;
            delivery.file_hash = Some(Fingerprint::of(&bytes));
        }
        // A folder has no bytes of its own: the hash of what was read out of it stays.
        ForeignInput::Path(_) => {}
    }
    Ok(delivery)
}

fn refused(file: &str, code: &str, detail: impl Into<String>) -> InputRefused {
    InputRefused {
        code: code.to_owned(),
        file: file.to_owned(),
        line: None,
        column: None,
        detail: detail.into(),
    }
}
