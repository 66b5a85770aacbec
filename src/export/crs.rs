//! Coordinate systems out, and the one place that knows axis order.
//!
//! Inside the program east stands before north. The registries define EPSG:4326, 3006 and
//! 3007–3018 as north, east; GIS files and GeoJSON store east, north all the same. Which of the two
//! a reader expects depends on how the system was named, and that is decided here and nowhere else.

use crate::area::{CoordinateError, LonLat, ReferenceSystem, SwerefZone};
use geo::MapCoords;
use geo_types::{Coord, Geometry, coord};

/// A coordinate system that data can be asked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Crs {
    /// WGS84 as OGC:CRS84: longitude, latitude by definition.
    Crs84,
    /// WGS84 as EPSG:4326: latitude, longitude by definition.
    Epsg4326,
    /// SWEREF 99 TM, EPSG:3006: northing, easting by definition.
    Sweref99Tm,
    /// EPSG:3007–3018: northing, easting by definition.
    Sweref99Local(SwerefZone),
    /// EPSG:3857: easting, northing by definition.
    WebMercator,
}

/// How the system is named, which settles whose axis order counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// By the authority's URI or URN (OGC API, WFS 2): the authority's axis order.
    Authority,
    /// By the short name `EPSG:3006`, and in files (GeoPackage, Shapefile, CSV, GeoJSON): east
    /// first, as GIS programs store it.
    Short,
}

/// Before an EPSG code in WFS 1.0 and 1.1: east first.
const OLD_WFS: &str = "http://www.opengis.net/gml/srs/epsg.xml#";

/// Which number stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AxisOrder {
    /// Longitude or easting first.
    EastNorth,
    /// Latitude or northing first.
    NorthEast,
}

/// The order of the two numbers of a coordinate.
pub fn axis_order(crs: Crs, form: Form) -> AxisOrder {
    match (crs, form) {
        (Crs::Epsg4326 | Crs::Sweref99Tm | Crs::Sweref99Local(_), Form::Authority) => {
            AxisOrder::NorthEast
        }
        _ => AxisOrder::EastNorth,
    }
}

/// A place in a system: degrees or metres, in [`axis_order`].
pub fn to(crs: Crs, form: Form, at: LonLat) -> [f64; 2] {
    let (east, north) = crs.reference_system().to_east_north(at);
    match axis_order(crs, form) {
        AxisOrder::EastNorth => [east, north],
        AxisOrder::NorthEast => [north, east],
    }
}

/// A geometry in WGS84 as it stands in a file in this system: east first.
pub fn in_file(crs: Crs, geometry: Geometry<f64>) -> Geometry<f64> {
    in_order(crs, Form::Short, geometry)
}

/// A geometry in WGS84 as it stands where the system is named in this form.
pub fn in_order(crs: Crs, form: Form, geometry: Geometry<f64>) -> Geometry<f64> {
    match (crs.is_degrees(), axis_order(crs, form)) {
        (true, AxisOrder::EastNorth) => geometry,
        _ => geometry.map_coords(|Coord { x: lon, y: lat }| {
            let [x, y] = to(crs, form, LonLat { lon, lat });
            coord! { x: x, y: y }
        }),
    }
}

/// Back from a system: two numbers in [`axis_order`] to a place.
///
/// # Errors
/// Not finite, or nowhere on earth.
pub fn from(crs: Crs, form: Form, [first, second]: [f64; 2]) -> Result<LonLat, CoordinateError> {
    let (east, north) = match axis_order(crs, form) {
        AxisOrder::EastNorth => (first, second),
        AxisOrder::NorthEast => (second, first),
    };
    crs.reference_system().to_lon_lat(east, north)
}

impl Crs {
    /// Every system on offer, the default first.
    pub fn all() -> impl Iterator<Item = Crs> {
        [Crs::Crs84, Crs::Epsg4326, Crs::Sweref99Tm]
            .into_iter()
            .chain(SwerefZone::all().map(Crs::Sweref99Local))
            .chain([Crs::WebMercator])
    }

    /// From `EPSG:3006` or `CRS84` and the `http://www.opengis.net/gml/srs/epsg.xml#3006` of old WFS
    /// ([`Form::Short`]), or `http://www.opengis.net/def/crs/EPSG/0/3006` and
    /// `urn:ogc:def:crs:EPSG::3006` ([`Form::Authority`]); `None` if it is not on offer.
    pub fn parse(text: &str) -> Option<(Crs, Form)> {
        if let Some(code) = text.strip_prefix(OLD_WFS) {
            return Crs::parse(&format!("EPSG:{code}"));
        }
        Crs::all()
            .flat_map(|crs| [(crs, Form::Short), (crs, Form::Authority)])
            .find(|&(crs, form)| match form {
                Form::Short => crs.short_name().eq_ignore_ascii_case(text),
                Form::Authority => crs.uri() == text || crs.urn() == text,
            })
            .or_else(|| (text == "CRS84").then_some((Crs::Crs84, Form::Short)))
    }

    /// `EPSG:3006`, `OGC:CRS84`.
    pub fn short_name(self) -> String {
        match self {
            Crs::Crs84 => "OGC:CRS84".to_owned(),
            other => format!("EPSG:{}", other.epsg()),
        }
    }

    /// The address by which OGC API names the system.
    pub fn uri(self) -> String {
        match self {
            Crs::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84".to_owned(),
            other => format!("http://www.opengis.net/def/crs/EPSG/0/{}", other.epsg()),
        }
    }

    /// The URN by which WFS and old GeoJSON name the system.
    pub fn urn(self) -> String {
        match self {
            Crs::Crs84 => "urn:ogc:def:crs:OGC:1.3:CRS84".to_owned(),
            other => format!("urn:ogc:def:crs:EPSG::{}", other.epsg()),
        }
    }

    /// How GML names it, so that a reader takes the numbers in the order of the form.
    pub fn gml_name(self, form: Form) -> String {
        match (self, form) {
            (Crs::Crs84, _) | (_, Form::Authority) => self.urn(),
            // Not the address of old WFS, which maps built on OpenLayers know only if they are told.
            (_, Form::Short) => self.short_name(),
        }
    }

    /// EPSG code; CRS84 has none and answers with that of its twin, 4326.
    pub fn epsg(self) -> u16 {
        match self {
            Crs::Crs84 | Crs::Epsg4326 => 4326,
            Crs::Sweref99Tm => 3006,
            Crs::Sweref99Local(zone) => zone.epsg(),
            Crs::WebMercator => 3857,
        }
    }

    /// Degrees; metres if not.
    pub fn is_degrees(self) -> bool {
        matches!(self, Crs::Crs84 | Crs::Epsg4326)
    }

    /// Decimals that keep a centimetre: 7 for degrees, 2 for metres.
    pub fn decimals(self) -> usize {
        match self {
            Crs::Crs84 | Crs::Epsg4326 => 7,
            _ => 2,
        }
    }

    fn reference_system(self) -> ReferenceSystem {
        match self {
            Crs::Crs84 | Crs::Epsg4326 => ReferenceSystem::Degrees,
            Crs::Sweref99Tm => ReferenceSystem::Sweref99Tm,
            Crs::Sweref99Local(zone) => ReferenceSystem::Sweref99Local(zone),
            Crs::WebMercator => ReferenceSystem::WebMercator,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by tests/golden/crs/generate.py with PROJ in the *authority's* order.
    const PROJ: &str = include_str!("../../tests/golden/crs/points.csv");

    #[test]
    fn agrees_with_proj_to_a_millimetre_in_the_authoritys_order() {
        let mut n_by_code = std::collections::BTreeMap::<u16, usize>::new();
        let mut worst_m: f64 = 0.0;
        for line in PROJ.lines().filter(|line| !line.starts_with(['#', 'e'])) {
            let numbers: Vec<f64> = line.split(',').map(|field| field.parse().unwrap()).collect();
            let [code, lon, lat, first, second] = numbers[..] else { panic!("{line}") };
            let (crs, form) =
                Crs::parse(&format!("http://www.opengis.net/def/crs/EPSG/0/{code}")).unwrap();
            *n_by_code.entry(code as u16).or_default() += 1;
            let metres = if crs == Crs::Epsg4326 { 111_320.0 } else { 1.0 };
            let there = to(crs, form, LonLat { lon, lat });
            let off_m = ((there[0] - first) * metres).hypot((there[1] - second) * metres);
            let back = from(crs, form, [first, second]).unwrap();
            let back_off_m = ((back.lon - lon) * 111_320.0).hypot((back.lat - lat) * 111_320.0);
            worst_m = worst_m.max(off_m).max(back_off_m);
            assert!(off_m <= 1e-3 && back_off_m <= 1e-3, "{line}: {there:?} {back:?}");
        }
        assert_eq!(n_by_code.len(), 15);
        assert!(n_by_code.values().all(|&n| n == 200), "{n_by_code:?}");
        println!("worst difference from PROJ {:.4} mm", worst_m * 1000.0);
    }

    #[test]
    fn the_short_name_means_east_first_and_the_address_what_the_registry_says() {
        let at = LonLat { lon: 18.0632, lat: 59.3346 };
        for crs in Crs::all() {
            let (short, form) = Crs::parse(&crs.short_name()).unwrap();
            assert_eq!((short, form), (crs, Form::Short));
            assert_eq!(Crs::parse(&crs.uri()), Some((crs, Form::Authority)));
            assert_eq!(Crs::parse(&crs.urn()), Some((crs, Form::Authority)));
            for form in [Form::Short, Form::Authority] {
                let (named, order) = Crs::parse(&crs.gml_name(form)).unwrap();
                assert_eq!((named, axis_order(named, order)), (crs, axis_order(crs, form)));
            }
            let (east, north) = crs.reference_system().to_east_north(at);
            assert_eq!(to(crs, Form::Short, at), [east, north]);
            let north_first = !matches!(crs, Crs::Crs84 | Crs::WebMercator);
            let expected = if north_first { [north, east] } else { [east, north] };
            assert_eq!(to(crs, Form::Authority, at), expected, "{crs:?}");
        }
        assert_eq!(Crs::parse("EPSG:27700"), None);
    }
}
