//! Lines of GeoJSON become a GeoPackage in the folder.

use crate::{Args, Refusal, gdal_setup};
use gdal::{
    DriverManager,
    spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef},
    vector::{Feature, Geometry, LayerAccess, LayerOptions, OGRFieldType, OGRwkbGeometryType},
};
use serde_json::{Map, Value};
use std::io::{self, BufRead};

/// Reads a header `{"layer":"cases","geometry":"polygon"|"point","fields":[{"name":"n","type":"text"|
/// "integer"|"real"}]}` and then GeoJSON features (WGS84), one a line, from standard input, and writes
/// `args.file` in the folder in the system `--crs` (WGS84 if not given), east before north. Polygons
/// and multipolygons may be mixed; the layer has multipolygons. An `id` that is a number becomes the
/// row's id.
pub(crate) fn write_gpkg(args: &Args) -> Result<(), Refusal> {
    let complaints = gdal_setup::set_up("GPKG")?;
    let failed = |what: &'static str| {
        let said = complaints.clone();
        move |error: gdal::errors::GdalError| {
            Refusal::new("worker_failed", format!("{what}: {error} {}", said.last()))
        }
    };
    let mut lines = io::stdin().lock().lines();
    let mut next = || match lines.next() {
        None => Ok(None),
        Some(Err(error)) => Err(Refusal::new("worker_failed", error.to_string())),
        Some(Ok(line)) => serde_json::from_str::<Value>(&line)
            .map(Some)
            .map_err(|error| Refusal::new("not_geojson", error.to_string())),
    };
    let header = next()?.ok_or_else(|| Refusal::new("empty_file", "no header"))?;
    let fields = fields(&header)?;
    let is_point = header["geometry"] == "point";

    let wgs84 = reference(4326).map_err(failed("crs"))?;
    let target = reference(args.crs.unwrap_or(4326)).map_err(failed("crs"))?;
    let transform = match args.crs {
        None | Some(4326) => None,
        Some(_) => Some(CoordTransform::new(&wgs84, &target).map_err(failed("crs"))?),
    };
    let driver = DriverManager::get_driver_by_name("GPKG").map_err(failed("driver"))?;
    let path = args.folder.join(&args.file);
    let mut dataset = driver.create_vector_only(&path).map_err(failed("create"))?;
    let transaction = dataset.start_transaction().map_err(failed("transaction"))?;
    let mut transaction = transaction;
    let layer = transaction
        .create_layer(LayerOptions {
            name: header["layer"].as_str().unwrap_or("layer"),
            srs: Some(&target),
            ty: if is_point {
                OGRwkbGeometryType::wkbPoint
            } else {
                OGRwkbGeometryType::wkbMultiPolygon
            },
            options: None,
        })
        .map_err(failed("layer"))?;
    let definitions: Vec<_> = fields.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
    layer.create_defn_fields(&definitions).map_err(failed("fields"))?;
    while let Some(line) = next()? {
        let mut feature = Feature::new(layer.defn()).map_err(failed("feature"))?;
        if let Some(geometry) = line.get("geometry").filter(|geometry| !geometry.is_null()) {
            let mut geometry =
                Geometry::from_geojson(&geometry.to_string()).map_err(failed("geometry"))?;
            if !is_point {
                geometry = as_multi(geometry).map_err(failed("geometry"))?;
            }
            if let Some(transform) = &transform {
                geometry.transform_inplace(transform).map_err(failed("transform"))?;
            }
            feature.set_geometry(geometry).map_err(failed("geometry"))?;
        }
        let empty = Map::new();
        let properties = line["properties"].as_object().unwrap_or(&empty);
        for (i, (name, kind)) in fields.iter().enumerate() {
            set_field(&mut feature, i, *kind, properties.get(name)).map_err(failed("field"))?;
        }
        feature.create(&layer).map_err(failed("row"))?;
    }
    transaction.commit().map_err(failed("commit"))?;
    dataset.close().map_err(failed("close"))
}

fn reference(code: u32) -> gdal::errors::Result<SpatialRef> {
    let mut reference = SpatialRef::from_epsg(code)?;
    reference.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    Ok(reference)
}

fn fields(header: &Value) -> Result<Vec<(String, OGRFieldType::Type)>, Refusal> {
    let wrong = || Refusal::new("not_geojson", "header");
    let list = header["fields"].as_array().ok_or_else(wrong)?;
    list.iter()
        .map(|field| {
            let kind = match field["type"].as_str() {
                Some("integer") => OGRFieldType::OFTInteger64,
                Some("real") => OGRFieldType::OFTReal,
                Some("text") => OGRFieldType::OFTString,
                _ => return Err(wrong()),
            };
            Ok((field["name"].as_str().ok_or_else(wrong)?.to_owned(), kind))
        })
        .collect()
}

fn as_multi(geometry: Geometry) -> gdal::errors::Result<Geometry> {
    if geometry.geometry_type() != OGRwkbGeometryType::wkbPolygon {
        return Ok(geometry);
    }
    let mut multi = Geometry::empty(OGRwkbGeometryType::wkbMultiPolygon)?;
    multi.add_geometry(geometry)?;
    Ok(multi)
}

fn set_field(
    feature: &mut Feature<'_>,
    i: usize,
    kind: OGRFieldType::Type,
    value: Option<&Value>,
) -> gdal::errors::Result<()> {
    match value {
        None | Some(Value::Null) => feature.set_field_null(i),
        Some(Value::String(text)) => feature.set_field_string(i, text),
        Some(value) => match (kind, value.as_i64(), value.as_f64()) {
            (OGRFieldType::OFTInteger64, Some(n), _) => feature.set_field_integer64(i, n),
            (OGRFieldType::OFTReal, _, Some(x)) => feature.set_field_double(i, x),
            _ => feature.set_field_string(i, &value.to_string()),
        },
    }
}
