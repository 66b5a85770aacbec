//! CQL2 JSON.

use super::{FilterError, MAX_DEPTH, compile::is_held, expr::Expr};
use geo_types::{
    Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon,
};
use serde_json::{Map, Value as Json};

/// Reads a whole filter.
pub(super) fn parse(text: &str) -> Result<Expr, FilterError> {
    let json = serde_json::from_str(text).map_err(|fault| FilterError::Json(fault.to_string()))?;
    expr(json, 0)
}

fn expr(json: Json, depth: usize) -> Result<Expr, FilterError> {
    if depth > MAX_DEPTH {
        return Err(FilterError::TooDeep);
    }
    Ok(match json {
        Json::Bool(flag) => Expr::Flag(flag),
        Json::String(text) => Expr::Text(text),
        Json::Number(number) => Expr::Number(finite(&number)?),
        Json::Array(items) => Expr::List(exprs(items, depth)?),
        Json::Object(members) => object(members, depth)?,
        Json::Null => return Err(malformed("null stands for no value; use isNull")),
    })
}

fn exprs(items: Vec<Json>, depth: usize) -> Result<Vec<Expr>, FilterError> {
    items.into_iter().map(|item| expr(item, depth + 1)).collect()
}

fn object(mut members: Map<String, Json>, depth: usize) -> Result<Expr, FilterError> {
    if let Some(op) = members.remove("op") {
        let (Json::String(op), Some(Json::Array(args))) = (op, members.remove("args")) else {
            return Err(malformed("op is a name and args a list"));
        };
        let lower = op.to_lowercase();
        return Ok(Expr::Call(if is_held(&lower) { lower } else { op }, exprs(args, depth)?));
    }
    if let Some(property) = members.remove("property") {
        return Ok(Expr::Property(text(property, "property")?));
    }
    if let Some(date) = members.remove("date") {
        return Ok(Expr::Date(text(date, "date")?));
    }
    if let Some(timestamp) = members.remove("timestamp") {
        return Ok(Expr::Timestamp(text(timestamp, "timestamp")?));
    }
    if let Some(interval) = members.remove("interval") {
        return ends(interval, depth);
    }
    if let Some(corners) = members.remove("bbox") {
        // A GeoJSON geometry may also carry a box around itself.
        if !members.contains_key("type") {
            return bbox(corners);
        }
    }
    if members.contains_key("type") {
        return geometry(members);
    }
    Err(malformed("an object has op, property, date, timestamp, interval, bbox or type"))
}

fn ends(interval: Json, depth: usize) -> Result<Expr, FilterError> {
    let fault = || malformed("interval has two ends, each a time, \"..\" or a property");
    let Json::Array(ends) = interval else { return Err(fault()) };
    let mut ends = exprs(ends, depth)?.into_iter().map(|end| match end {
        Expr::Date(text) | Expr::Timestamp(text) => Expr::Text(text),
        other => other,
    });
    let (Some(from), Some(to), None) = (ends.next(), ends.next(), ends.next()) else {
        return Err(fault());
    };
    for end in [&from, &to] {
        match end {
            Expr::Text(_) | Expr::Property(_) => {}
            Expr::Call(name, _) => return Err(FilterError::Unsupported { name: name.clone() }),
            _ => return Err(fault()),
        }
    }
    Ok(Expr::Interval(Box::new([from, to])))
}

fn bbox(corners: Json) -> Result<Expr, FilterError> {
    let fault = || malformed("bbox has four or six numbers");
    let Json::Array(corners) = corners else { return Err(fault()) };
    let numbers: Option<Vec<f64>> = corners.iter().map(Json::as_f64).collect();
    match numbers.as_deref() {
        Some(&[a, b, c, d] | &[a, b, _, c, d, _]) => Ok(Expr::bbox([a, b, c, d])),
        _ => Err(fault()),
    }
}

fn geometry(members: Map<String, Json>) -> Result<Expr, FilterError> {
    shape(&members, 0).map(Expr::geometry)
}

/// A GeoJSON geometry.
fn shape(members: &Map<String, Json>, depth: usize) -> Result<Geometry<f64>, FilterError> {
    if depth > MAX_DEPTH {
        return Err(FilterError::TooDeep);
    }
    let kind = members.get("type").and_then(Json::as_str).unwrap_or_default();
    let at = members.get("coordinates").unwrap_or(&Json::Null);
    Ok(match kind {
        "Point" => Point(position(at)?).into(),
        "LineString" => line(at)?.into(),
        "Polygon" => polygon(at)?.into(),
        "MultiPoint" => MultiPoint(several(at, |at| position(at).map(Point))?).into(),
        "MultiLineString" => MultiLineString(several(at, line)?).into(),
        "MultiPolygon" => MultiPolygon(several(at, polygon)?).into(),
        "GeometryCollection" => {
            let parts = members.get("geometries").unwrap_or(&Json::Null);
            let part = |part: &Json| match part {
                Json::Object(members) => shape(members, depth + 1),
                _ => Err(no_geometry("geometries")),
            };
            Geometry::GeometryCollection(several(parts, part)?.into())
        }
        _ => return Err(no_geometry(kind)),
    })
}

fn several<T>(
    json: &Json,
    one: impl Fn(&Json) -> Result<T, FilterError>,
) -> Result<Vec<T>, FilterError> {
    match json {
        Json::Array(items) if !items.is_empty() => items.iter().map(one).collect(),
        _ => Err(no_geometry("coordinates")),
    }
}

fn position(json: &Json) -> Result<Coord<f64>, FilterError> {
    let numbers: Option<Vec<f64>> =
        json.as_array().and_then(|numbers| numbers.iter().map(Json::as_f64).collect());
    match numbers.as_deref() {
        Some(&[x, y] | &[x, y, _]) => Ok(Coord { x, y }),
        _ => Err(no_geometry("coordinates")),
    }
}

fn line(json: &Json) -> Result<LineString<f64>, FilterError> {
    several(json, position).map(LineString)
}

fn polygon(json: &Json) -> Result<Polygon<f64>, FilterError> {
    let mut rings = several(json, line)?;
    let exterior = rings.remove(0);
    Ok(Polygon::new(exterior, rings))
}

fn no_geometry(what: &str) -> FilterError {
    FilterError::Literal { kind: "geometry", text: what.to_owned() }
}

fn text(json: Json, member: &str) -> Result<String, FilterError> {
    match json {
        Json::String(text) => Ok(text),
        _ => Err(FilterError::Json(format!("{member} is text"))),
    }
}

fn finite(number: &serde_json::Number) -> Result<f64, FilterError> {
    let fault = || FilterError::Literal { kind: "number", text: number.to_string() };
    number.as_f64().filter(|number| number.is_finite()).ok_or_else(fault)
}

fn malformed(what: &str) -> FilterError {
    FilterError::Json(what.to_owned())
}
