//! One layer of a file becomes lines of GeoJSON.

use crate::{
    Args, Refusal,
    gdal_setup::{self, Complaints},
    sandbox::Confined,
};
use gdal::{
    Dataset, DatasetOptions, GdalOpenFlags,
    spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef},
    vector::{Feature, Geometry, Layer, LayerAccess, OGRFieldType, OGRwkbGeometryType},
};
use serde_json::{Map, Value, json};
use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

/// More features are refused; ten years of all Sweden's reports are fewer than this a county.
const MAX_FEATURES: u64 = 3_000_000;

/// Streams the layer to standard output.
pub(crate) fn read(args: &Args, confined: &Confined) -> Result<(), Refusal> {
    let complaints = gdal_setup::set_up(&args.driver)?;
    let path = args.folder.join(&args.file);
    let encoding = (args.driver == "ESRI Shapefile")
        .then(|| args.encoding.clone().or_else(|| dbf_encoding(&path)))
        .flatten();
    let encoding_option = encoding.as_ref().map(|encoding| format!("ENCODING={encoding}"));
    let open_options: Vec<&str> = encoding_option.iter().map(String::as_str).collect();
    let drivers = [args.driver.as_str()];
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_VECTOR | GdalOpenFlags::GDAL_OF_READONLY,
        allowed_drivers: Some(&drivers),
        open_options: Some(&open_options),
        sibling_files: None,
    };
    let dataset = Dataset::open_ex(&path, options)
        .map_err(|_| Refusal::new("unreadable", complaints.last()))?;
    let mut layer = choose_layer(&dataset, args.layer.as_deref())?;
    let mut source = match args.crs {
        Some(code) => Some(
            SpatialRef::from_epsg(code)
                .map_err(|_| Refusal::new("unknown_crs", format!("EPSG:{code}")))?,
        ),
        None => layer.spatial_ref(),
    };
    let transform = match &mut source {
        None => None,
        Some(source) => to_wgs84(source, &complaints)?,
    };
    let fields: Vec<(usize, String, OGRFieldType::Type)> = layer
        .defn()
        .fields()
        .enumerate()
        .filter(|(_, field)| field.field_type() != OGRFieldType::OFTBinary)
        .map(|(i, field)| (i, field.name(), field.field_type()))
        .collect();
    let header = json!({
        "driver": args.driver,
        "layer": layer.name(),
        "crs": source.as_ref().map(crs_name),
        "n": layer.try_feature_count(),
        "fields": fields.iter().map(|(_, name, _)| name).collect::<Vec<_>>(),
        "encoding": encoding,
        "landlock": confined.landlock,
    });
    let mut out = Counted { out: BufWriter::new(io::stdout().lock()), left: args.max_bytes };
    out.line(&header.to_string())?;
    let n_read = write_features(&mut layer, &fields, transform.as_ref(), &mut out)?;
    // An error halfway ends the reading like the last feature does; only GDAL's words tell.
    if n_read == 0 && !complaints.last().is_empty() {
        return Err(Refusal::new("unreadable", complaints.last()));
    }
    out.line(&json!({"end": true, "n": n_read, "said": complaints.last()}).to_string())?;
    out.out.flush().map_err(|error| Refusal::new("worker_failed", error.to_string()))
}

fn write_features(
    layer: &mut Layer<'_>,
    fields: &[(usize, String, OGRFieldType::Type)],
    transform: Option<&CoordTransform>,
    out: &mut Counted<impl Write>,
) -> Result<u64, Refusal> {
    let mut n = 0;
    for feature in layer.features() {
        n += 1;
        if n > MAX_FEATURES {
            return Err(Refusal::new("too_large", format!("more than {MAX_FEATURES} features")));
        }
        let mut properties = Map::new();
        for (i, name, kind) in fields {
            if let Some(text) = field_text(&feature, *i, *kind) {
                properties.insert(name.clone(), Value::String(text));
            }
        }
        let geometry = feature.geometry().and_then(|geometry| as_json(geometry, transform));
        let geometry = geometry.unwrap_or_else(|| "null".to_owned());
        let properties = Value::Object(properties);
        out.line(&format!(
            "{{\"type\":\"Feature\",\"properties\":{properties},\"geometry\":{geometry}}}"
        ))?;
    }
    Ok(n)
}

/// The named layer; else the only one with geometry.
fn choose_layer<'a>(dataset: &'a Dataset, wanted: Option<&str>) -> Result<Layer<'a>, Refusal> {
    let names: Vec<String> = dataset.layers().map(|layer| layer.name()).take(50).collect();
    let missing = || Refusal::new("choose_layer", names.join(", "));
    if let Some(wanted) = wanted {
        return dataset.layer_by_name(wanted).map_err(|_| missing());
    }
    let drawn: Vec<usize> = (0..dataset.layer_count())
        .take(1000)
        .filter(|&i| {
            let has_geometry = |layer: Layer<'_>| {
                let mut kinds = layer.defn().geom_fields().map(|field| field.field_type());
                kinds.any(|kind| kind != OGRwkbGeometryType::wkbNone)
            };
            dataset.layer(i).is_ok_and(has_geometry)
        })
        .collect();
    match drawn[..] {
        [] => Err(Refusal::new("no_layer", names.join(", "))),
        [only] => dataset.layer(only).map_err(|_| missing()),
        _ => Err(missing()),
    }
}

/// `None` when the numbers are longitude and latitude already, so that they stay as they are.
fn to_wgs84(
    source: &mut SpatialRef,
    complaints: &Complaints,
) -> Result<Option<CoordTransform>, Refusal> {
    let unknown = |_| Refusal::new("unknown_crs", complaints.last());
    source.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    let _ = source.auto_identify_epsg();
    if source.is_geographic() && crs_name(source) == "EPSG:4326" {
        return Ok(None);
    }
    let mut target = SpatialRef::from_epsg(4326).map_err(unknown)?;
    target.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    CoordTransform::new(source, &target).map(Some).map_err(unknown)
}

fn crs_name(crs: &SpatialRef) -> String {
    match (crs.auth_name(), crs.auth_code()) {
        (Some(authority), Ok(code)) => format!("{authority}:{code}"),
        _ => crs.name().unwrap_or_else(|| "?".to_owned()).chars().take(80).collect(),
    }
}

/// As GeoJSON text in two dimensions, curves as lines; `None` if it cannot be placed in WGS84.
fn as_json(geometry: &Geometry, transform: Option<&CoordTransform>) -> Option<String> {
    let mut flat = geometry.clone();
    flat.flatten_to_2d();
    if let Some(transform) = transform {
        flat.transform_inplace(transform).ok()?;
    }
    // SAFETY: both pointers are valid through the calls; the text is copied and then freed.
    let text = unsafe {
        let linear =
            gdal_sys::OGR_G_GetLinearGeometry(flat.c_geometry(), 0.0, std::ptr::null_mut());
        if linear.is_null() {
            return None;
        }
        let text = gdal_sys::OGR_G_ExportToJson(linear);
        gdal_sys::OGR_G_DestroyGeometry(linear);
        if text.is_null() {
            return None;
        }
        let copy = std::ffi::CStr::from_ptr(text).to_string_lossy().into_owned();
        gdal_sys::VSIFree(text.cast());
        copy
    };
    (!text.is_empty()).then_some(text)
}

fn field_text(feature: &Feature<'_>, i: usize, kind: OGRFieldType::Type) -> Option<String> {
    let text = feature.field_as_string(i).ok()?.filter(|text| !text.is_empty())?;
    match kind {
        OGRFieldType::OFTDate | OGRFieldType::OFTDateTime => Some(iso_time(&text)),
        _ => Some(text),
    }
}

/// GDAL's `2019/05/17 16:00:00+00` as `2019-05-17T16:00:00Z`; a part of an hour stays (`+0530`).
fn iso_time(text: &str) -> String {
    let Some((date, time)) = text.split_once(' ') else { return text.replace('/', "-") };
    let (clock, zone) = match time.find(['+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, ""),
    };
    let zone = match zone {
        "+00" => "Z".to_owned(),
        zone if zone.len() == 3 => format!("{zone}:00"),
        zone if zone.len() == 5 => format!("{}:{}", &zone[..3], &zone[3..]),
        zone => zone.to_owned(),
    };
    format!("{}T{clock}{zone}", date.replace('/', "-"))
}

/// The encoding of a shapefile's attributes when nothing says it: no .cpg beside it, and a language
/// byte of the .dbf that is unset or the "ANSI" that programs write whatever they mean. UTF-8 if
/// every byte fits, else cp1252, which holds Latin-1. `None` leaves it to GDAL.
fn dbf_encoding(shp: &Path) -> Option<String> {
    if shp.with_extension("cpg").exists() {
        return None;
    }
    let dbf = std::fs::read(shp.with_extension("dbf")).ok()?;
    let language = *dbf.get(29)?;
    if ![0x00, 0x03, 0x57].contains(&language) {
        return None;
    }
    let header = usize::from(u16::from_le_bytes([*dbf.get(8)?, *dbf.get(9)?]));
    let text = dbf.get(header.min(dbf.len())..)?;
    let is_utf8 = std::str::from_utf8(text).is_ok() && !text.is_ascii();
    Some(if is_utf8 { "UTF-8" } else { "CP1252" }.to_owned())
}

/// Counts what is written and refuses more than asked for.
struct Counted<W: Write> {
    out: W,
    left: u64,
}

impl<W: Write> Counted<W> {
    fn line(&mut self, line: &str) -> Result<(), Refusal> {
        let length = line.len() as u64 + 1;
        self.left = self
            .left
            .checked_sub(length)
            .ok_or_else(|| Refusal::new("too_large", "more text than asked for"))?;
        writeln!(self.out, "{line}")
            .map_err(|error| Refusal::new("worker_failed", error.to_string()))
    }
}
