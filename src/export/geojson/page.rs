//! A page of a collection, and one feature of it, as OGC API Features wants them: coordinates in the order
//! of the system as it was named, links to where one goes on.

use super::{members, value_json};
use crate::export::{
    Feature, FeatureId, Provenance,
    collection::ask::Page,
    crs::{Crs, Form, in_order},
    geojson::write_geometry,
};
use serde_json::{Value as Json, json};
use std::io::{self, Write};

/// How it is written.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// What is said of the whole collection.
    pub provenance: &'a Provenance,
    /// The system of the coordinates, and how it was named.
    pub crs: (Crs, Form),
    /// Links, as a list of objects.
    pub links: &'a Json,
}

/// Writes a page, one feature a line.
///
/// # Errors
/// Those of the writer.
pub fn write_page(out: &mut impl Write, page: &Page<'_>, how: Written<'_>) -> io::Result<()> {
    write!(out, "{{\"type\":\"FeatureCollection\"")?;
    head(out, how)?;
    write!(out, ",\"numberMatched\":{}", page.matched)?;
    write!(out, ",\"numberReturned\":{},\"features\":[", page.features.len())?;
    for (i, feature) in page.features.iter().enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        write!(out, "{{\"type\":\"Feature\"")?;
        rest(out, feature, how)?;
    }
    writeln!(out, "\n]}}")
}

/// Writes one feature.
///
/// # Errors
/// Those of the writer.
pub fn write_one(out: &mut impl Write, feature: &Feature, how: Written<'_>) -> io::Result<()> {
    write!(out, "{{\"type\":\"Feature\"")?;
    head(out, how)?;
    rest(out, feature, how)?;
    out.write_all(b"\n")
}

/// What stands before the features. The system is not named here: the header `Content-Crs` does.
fn head(out: &mut impl Write, how: Written<'_>) -> io::Result<()> {
    for (name, value) in members(&Provenance { crs: Crs::Crs84, ..how.provenance.clone() }) {
        write!(out, ",{}:{value}", Json::from(name))?;
    }
    write!(out, ",\"links\":{}", how.links)
}

fn rest(out: &mut impl Write, feature: &Feature, how: Written<'_>) -> io::Result<()> {
    let id = match &feature.id {
        FeatureId::Number(id) => json!(id),
        FeatureId::Text(id) => json!(id),
    };
    write!(out, ",\"id\":{id},\"geometry\":")?;
    match &feature.geometry {
        Some(geometry) => {
            let (crs, form) = how.crs;
            write_geometry(out, &in_order(crs, form, geometry.clone()), crs.decimals())?;
        }
        None => out.write_all(b"null")?,
    }
    out.write_all(b",\"properties\":{")?;
    for (i, (name, value)) in feature.properties.iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        write!(out, "{comma}{}:{}", Json::from(*name), value_json(value))?;
    }
    out.write_all(b"}}")
}
