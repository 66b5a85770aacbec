//! Features as GML simple features: 3.2 as WFS 2.0 has them, 3.1.1 as WFS 1.1 has them.
//!
//! Polygons are always written as a MultiSurface and lines as a MultiCurve, so that a layer has one
//! type whatever its features are. The order of the two numbers is that of the name of the system
//! ([`Crs::gml_name`]). A value that is not known is left out.

use super::{
    Feature, FeatureId, Value,
    crs::{self, Crs, Form},
    geojson::value_json,
    xml::{escaped, id},
};
use crate::area::LonLat;
use geo_types::{Geometry, LineString, Point, Polygon};
use std::{
    fmt::Display,
    io::{self, Write},
};

/// Which GML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gml {
    /// 3.1.1.
    V3_1,
    /// 3.2: every geometry has an id.
    V3_2,
}

impl Gml {
    /// The namespace.
    pub fn namespace(self) -> &'static str {
        match self {
            Gml::V3_1 => "http://www.opengis.net/gml",
            Gml::V3_2 => "http://www.opengis.net/gml/3.2",
        }
    }
}

/// The prefix of our own elements.
pub const PREFIX: &str = "plats";

/// The namespace of our own elements.
pub const NAMESPACE: &str = "urn:platssamverkan:gis";

/// How features are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Which GML.
    pub gml: Gml,
    /// The system.
    pub crs: Crs,
    /// How it is named, which settles the order of the numbers.
    pub form: Form,
}

/// The id of a feature among all: the name of its layer, a full stop and its own id. A valid
/// `xsd:ID`.
pub fn feature_id(layer: &str, own: &FeatureId) -> String {
    match own {
        FeatureId::Number(number) => id(format_args!("{layer}.{number}")),
        FeatureId::Text(text) => id(format_args!("{layer}.{text}")),
    }
}

/// Where a feature stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// In a document that says what the prefixes mean.
    Within,
    /// As a document: its own element says it.
    Alone,
}

/// Writes a feature as an element named after its layer.
///
/// # Errors
/// Those of the writer.
pub fn write_feature<'a>(
    out: &mut impl Write,
    layer: &str,
    stands: Stands,
    feature: &Feature,
    properties: impl Iterator<Item = &'a (&'static str, Value)>,
    with_ground: bool,
    style: Style,
) -> io::Result<()> {
    let names = match stands {
        Stands::Within => String::new(),
        Stands::Alone => {
            writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
            let gml = style.gml.namespace();
            format!(" xmlns:gml=\"{gml}\" xmlns:{PREFIX}=\"{NAMESPACE}\"")
        }
    };
    let whole = feature_id(layer, &feature.id);
    write!(out, "<{PREFIX}:{layer}{names} gml:id=\"{whole}\">")?;
    for (name, value) in properties {
        let text = match value {
            Value::Null => continue,
            Value::Number(number) if !number.is_finite() => continue,
            Value::Text(text) => text.clone(),
            other => value_json(other).to_string(),
        };
        write!(out, "<{PREFIX}:{name}>{}</{PREFIX}:{name}>", escaped(&text))?;
    }
    if let Some(geometry) = feature.geometry.as_ref().filter(|_| with_ground) {
        write!(out, "<{PREFIX}:geometry>")?;
        Writer { out, style, whole: &whole, n_parts: 0 }.geometry(geometry)?;
        write!(out, "</{PREFIX}:geometry>")?;
    }
    writeln!(out, "</{PREFIX}:{layer}>")
}

struct Writer<'a, W> {
    out: &'a mut W,
    style: Style,
    whole: &'a str,
    n_parts: usize,
}

impl<W: Write> Writer<'_, W> {
    fn geometry(&mut self, geometry: &Geometry<f64>) -> io::Result<()> {
        match geometry {
            Geometry::Point(point) => self.point(*point, true),
            Geometry::MultiPoint(points) => {
                self.several("MultiPoint", "pointMember", &points.0, |w, at| w.point(*at, false))
            }
            Geometry::LineString(line) => {
                self.several("MultiCurve", "curveMember", std::slice::from_ref(line), Self::line)
            }
            Geometry::MultiLineString(lines) => {
                self.several("MultiCurve", "curveMember", &lines.0, Self::line)
            }
            Geometry::Polygon(polygon) => self.several(
                "MultiSurface",
                "surfaceMember",
                std::slice::from_ref(polygon),
                Self::polygon,
            ),
            Geometry::MultiPolygon(polygons) => {
                self.several("MultiSurface", "surfaceMember", &polygons.0, Self::polygon)
            }
            // Kinds that the service does not have.
            _ => self.several("MultiPoint", "pointMember", &[] as &[Point<f64>], |_, _| Ok(())),
        }
    }

    /// Opens an element of a geometry, with the id that 3.2 wants and, on the outermost, the system.
    fn open(&mut self, element: &str, outermost: bool) -> io::Result<()> {
        write!(self.out, "<gml:{element}")?;
        if self.style.gml == Gml::V3_2 {
            write!(self.out, " gml:id=\"{}.g{}\"", self.whole, self.n_parts)?;
            self.n_parts += 1;
        }
        if outermost {
            let name = self.style.crs.gml_name(self.style.form);
            write!(self.out, " srsName=\"{name}\" srsDimension=\"2\"")?;
        }
        write!(self.out, ">")
    }

    fn several<T>(
        &mut self,
        element: &str,
        member: &str,
        parts: &[T],
        one: impl Fn(&mut Self, &T) -> io::Result<()>,
    ) -> io::Result<()> {
        self.open(element, true)?;
        for part in parts {
            write!(self.out, "<gml:{member}>")?;
            one(self, part)?;
            write!(self.out, "</gml:{member}>")?;
        }
        write!(self.out, "</gml:{element}>")
    }

    fn point(&mut self, point: Point<f64>, outermost: bool) -> io::Result<()> {
        self.open("Point", outermost)?;
        self.list("pos", &[point.0].into_iter().collect())?;
        write!(self.out, "</gml:Point>")
    }

    fn line(&mut self, line: &LineString<f64>) -> io::Result<()> {
        self.open("LineString", false)?;
        self.list("posList", line)?;
        write!(self.out, "</gml:LineString>")
    }

    fn polygon(&mut self, polygon: &Polygon<f64>) -> io::Result<()> {
        self.open("Polygon", false)?;
        let interiors = polygon.interiors().iter().map(|ring| ("interior", ring));
        for (role, ring) in std::iter::once(("exterior", polygon.exterior())).chain(interiors) {
            write!(self.out, "<gml:{role}><gml:LinearRing>")?;
            self.list("posList", ring)?;
            write!(self.out, "</gml:LinearRing></gml:{role}>")?;
        }
        write!(self.out, "</gml:Polygon>")
    }

    fn list(&mut self, element: &str, line: &LineString<f64>) -> io::Result<()> {
        let Style { crs, form, .. } = self.style;
        write!(self.out, "<gml:{element}>")?;
        for (i, at) in line.0.iter().enumerate() {
            let [first, second] = crs::to(crs, form, LonLat { lon: at.x, lat: at.y });
            let blank = if i == 0 { "" } else { " " };
            let digits = crs.decimals();
            write!(self.out, "{blank}{first:.digits$} {second:.digits$}")?;
        }
        write!(self.out, "</gml:{element}>")
    }
}

/// An element with text, if there is text.
pub(super) fn element(name: &str, text: impl Display) -> String {
    format!("<{name}>{}</{name}>", escaped(&text.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;

    fn written(gml: Gml, name: &str, geometry: Geometry<f64>) -> String {
        let feature = Feature {
            id: FeatureId::Text("A:1".into()),
            geometry: Some(geometry),
            label_at: None,
            properties: vec![
                ("name", Value::Text("Fisk & <kött>".into())),
                ("n", Value::Null),
                ("hot", Value::Flag(true)),
            ],
        };
        let (crs, form) = Crs::parse(name).unwrap();
        let mut out = Vec::new();
        let style = Style { gml, crs, form };
        write_feature(
            &mut out,
            "prov",
            Stands::Within,
            &feature,
            feature.properties.iter(),
            true,
            style,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_name_of_the_system_settles_which_number_stands_first() {
        let point = || Geometry::from(Point::new(18.0632, 59.3346));
        let east = written(Gml::V3_1, "EPSG:3011", point());
        assert!(east.contains("srsName=\"EPSG:3011\""), "{east}");
        // As PROJ has it.
        assert!(east.contains("<gml:pos>153597.13 6579944.57</gml:pos>"), "{east}");
        let north = written(Gml::V3_2, "urn:ogc:def:crs:EPSG::3011", point());
        assert!(north.contains("srsName=\"urn:ogc:def:crs:EPSG::3011\""), "{north}");
        assert!(north.contains("<gml:pos>6579944.57 153597.13</gml:pos>"), "{north}");
        let lat = written(Gml::V3_2, "http://www.opengis.net/def/crs/EPSG/0/4326", point());
        assert!(lat.contains("<gml:pos>59.3346000 18.0632000</gml:pos>"), "{lat}");
    }

    #[test]
    fn a_polygon_is_a_surface_with_ids_in_3_2_and_none_in_3_1() {
        let hole = polygon!(
            exterior: [(x: 18., y: 59.), (x: 18.4, y: 59.), (x: 18.4, y: 59.4)],
            interiors: [[(x: 18.1, y: 59.1), (x: 18.2, y: 59.1), (x: 18.2, y: 59.2)]],
        );
        let new = written(Gml::V3_2, "CRS84", hole.clone().into());
        insta::assert_snapshot!(new);
        let old = written(Gml::V3_1, "CRS84", hole.into());
        assert!(!old.contains(".g0"), "{old}");
        assert!(
            roxmltree::Document::parse(&format!("<a xmlns:plats='p' xmlns:gml='g'>{old}</a>"))
                .is_ok()
        );
    }
}
