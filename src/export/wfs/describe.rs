//! What the features look like, as an XML schema.

use super::Version;
use crate::export::{
    collection::{Kind, Schema, Shape},
    gml::{Gml, NAMESPACE, PREFIX},
    xml::escaped,
};
use std::fmt::Write;

/// The schema of some types, with their words in Swedish.
pub fn write(version: Version, schemas: &[&Schema]) -> String {
    let gml = version.gml();
    let place = match gml {
        Gml::V3_1 => "http://schemas.opengis.net/gml/3.1.1/base/gml.xsd",
        Gml::V3_2 => "http://schemas.opengis.net/gml/3.2.1/gml.xsd",
    };
    let feature = match gml {
        Gml::V3_1 => "gml:_Feature",
        Gml::V3_2 => "gml:AbstractFeature",
    };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <xsd:schema xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:gml=\"{ns}\" \
         xmlns:{PREFIX}=\"{NAMESPACE}\" targetNamespace=\"{NAMESPACE}\" \
         elementFormDefault=\"qualified\" version=\"1.0\">\n\
         <xsd:import namespace=\"{ns}\" schemaLocation=\"{place}\"/>\n",
        ns = gml.namespace(),
    );
    for schema in schemas {
        let name = schema.name;
        let mut put = |text: String| {
            out.push_str(&text);
            out.push('\n');
        };
        put(format!(
            "<xsd:element name=\"{name}\" type=\"{PREFIX}:{name}Type\" substitutionGroup=\"{feature}\"/>"
        ));
        put(format!("<xsd:complexType name=\"{name}Type\">"));
        put(documented(schema.about_sv));
        put("<xsd:complexContent><xsd:extension base=\"gml:AbstractFeatureType\"><xsd:sequence>"
            .into());
        for property in &schema.properties {
            put(format!(
                "<xsd:element name=\"{}\" type=\"{}\" minOccurs=\"0\">{}</xsd:element>",
                property.name,
                kind(property.kind),
                documented(property.about_sv),
            ));
        }
        let shape = match schema.shape {
            Shape::Point => "gml:PointPropertyType",
            Shape::Polygon => "gml:MultiSurfacePropertyType",
            Shape::Mixed => "gml:GeometryPropertyType",
        };
        put(format!("<xsd:element name=\"geometry\" type=\"{shape}\" minOccurs=\"0\"/>"));
        put("</xsd:sequence></xsd:extension></xsd:complexContent></xsd:complexType>".into());
    }
    let _ = writeln!(out, "</xsd:schema>");
    out
}

fn documented(text: &str) -> String {
    format!(
        "<xsd:annotation><xsd:documentation xml:lang=\"sv\">{}</xsd:documentation></xsd:annotation>",
        escaped(text)
    )
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Flag => "xsd:boolean",
        Kind::Whole => "xsd:long",
        Kind::Number => "xsd:double",
        Kind::Text | Kind::Json => "xsd:string",
        Kind::Day => "xsd:date",
        Kind::Instant => "xsd:dateTime",
    }
}
