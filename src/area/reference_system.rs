//! The coordinate systems that files and maps of Swedish cities come in.

use super::{CoordinateError, LonLat, PlanarMetres, TransverseMercator};

/// EPSG code and central meridian in degrees of the twelve local SWEREF 99 systems.
const LOCAL_ZONES: [(u16, f64); 12] = [
    (3007, 12.0),
    (3008, 13.5),
    (3009, 15.0),
    (3010, 16.5),
    (3011, 18.0),
    (3012, 14.25),
    (3013, 15.75),
    (3014, 17.25),
    (3015, 18.75),
    (3016, 20.25),
    (3017, 21.75),
    (3018, 23.25),
];

/// Radius of the sphere of web maps, metres.
const WEB_RADIUS_M: f64 = 6_378_137.0;

/// One of the twelve local SWEREF 99 systems, EPSG:3007–3018.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SwerefZone(u8);

impl SwerefZone {
    /// All, by EPSG code.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..LOCAL_ZONES.len() as u8).map(Self)
    }

    /// EPSG code, 3007–3018.
    pub fn epsg(self) -> u16 {
        LOCAL_ZONES[usize::from(self.0)].0
    }

    /// Its projection.
    pub fn projection(self) -> TransverseMercator {
        TransverseMercator::local(LOCAL_ZONES[usize::from(self.0)].1)
    }
}

/// How a pair of numbers stands for a place. Always east before north here, whatever the registry
/// says: the order that formats demand is decided in `export::crs` alone. SWEREF 99 and WGS84 are
/// taken to be the same, as every web map does (they differ by less than a metre).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferenceSystem {
    /// Degrees east and north: CRS84, EPSG:4326, and ETRS89 and SWEREF 99 in degrees.
    Degrees,
    /// SWEREF 99 TM, EPSG:3006, metres.
    Sweref99Tm,
    /// EPSG:3007–3018, metres.
    Sweref99Local(SwerefZone),
    /// Web Mercator, EPSG:3857, metres on the sphere.
    WebMercator,
}

impl ReferenceSystem {
    /// Every system.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Degrees, Self::Sweref99Tm]
            .into_iter()
            .chain(SwerefZone::all().map(Self::Sweref99Local))
            .chain([Self::WebMercator])
    }

    /// By EPSG code; `None` if it is not one of ours.
    pub fn from_epsg(code: u16) -> Option<Self> {
        match code {
            4326 | 4258 | 4619 | 4979 => Some(Self::Degrees),
            3006 => Some(Self::Sweref99Tm),
            3857 => Some(Self::WebMercator),
            _ => SwerefZone::all().find(|zone| zone.epsg() == code).map(Self::Sweref99Local),
        }
    }

    /// From `EPSG:3011`, `3011`, `urn:ogc:def:crs:EPSG::3011`, an opengis.net address, or any of
    /// those with CRS84; `None` if it is not one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let last = text.trim().rsplit([':', '/', '#']).next()?;
        if last.eq_ignore_ascii_case("CRS84") {
            return Some(Self::Degrees);
        }
        Self::from_epsg(last.parse().ok()?)
    }

    /// `EPSG:n`; degrees are `EPSG:4326`.
    pub fn name(self) -> String {
        let code = match self {
            Self::Degrees => 4326,
            Self::Sweref99Tm => 3006,
            Self::Sweref99Local(zone) => zone.epsg(),
            Self::WebMercator => 3857,
        };
        format!("EPSG:{code}")
    }

    /// East and north in the system's own unit to a place on earth.
    ///
    /// # Errors
    /// Not finite, or nowhere on earth.
    pub fn to_lon_lat(self, east: f64, north: f64) -> Result<LonLat, CoordinateError> {
        if !east.is_finite() || !north.is_finite() {
            return Err(CoordinateError::NotFinite);
        }
        let at = match self {
            Self::Degrees => LonLat { lon: east, lat: north },
            Self::Sweref99Tm | Self::Sweref99Local(_) => {
                // Beyond a few thousand kilometres the series means nothing and may overflow.
                if east.abs() > 5e6 || north.abs() > 1.2e7 {
                    return Err(CoordinateError::OutOfRange);
                }
                self.transverse_mercator().unproject(PlanarMetres { east_m: east, north_m: north })
            }
            Self::WebMercator => LonLat {
                lon: (east / WEB_RADIUS_M).to_degrees(),
                lat: (north / WEB_RADIUS_M).sinh().atan().to_degrees(),
            },
        };
        LonLat::new(at.lon, at.lat)
    }

    /// A place to east and north in the system's own unit. Poles have no northing in Web Mercator:
    /// latitudes are cut at 89.9°.
    pub fn to_east_north(self, at: LonLat) -> (f64, f64) {
        match self {
            Self::Degrees => (at.lon, at.lat),
            Self::Sweref99Tm | Self::Sweref99Local(_) => {
                let there = self.transverse_mercator().project(at);
                (there.east_m, there.north_m)
            }
            Self::WebMercator => {
                let phi = at.lat.clamp(-89.9, 89.9).to_radians();
                (WEB_RADIUS_M * at.lon.to_radians(), WEB_RADIUS_M * phi.tan().asinh())
            }
        }
    }

    fn transverse_mercator(self) -> TransverseMercator {
        match self {
            Self::Sweref99Local(zone) => zone.projection(),
            _ => TransverseMercator::SWEREF_99_TM,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_by_every_way_files_write_it() {
        let local = ReferenceSystem::from_epsg(3011).unwrap();
        for text in [
            "EPSG:3011",
            "3011",
            "urn:ogc:def:crs:EPSG::3011",
            "urn:ogc:def:crs:EPSG:9.8:3011",
            "http://www.opengis.net/def/crs/EPSG/0/3011",
            "http://www.opengis.net/gml/srs/epsg.xml#3011",
        ] {
            assert_eq!(ReferenceSystem::parse(text), Some(local), "{text}");
        }
        for text in ["urn:ogc:def:crs:OGC:1.3:CRS84", "CRS84", "EPSG:4326"] {
            assert_eq!(ReferenceSystem::parse(text), Some(ReferenceSystem::Degrees), "{text}");
        }
        for text in ["", "EPSG:", "EPSG:27700", "http://evil.example/3011?x", "SWEREF"] {
            assert_eq!(ReferenceSystem::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_system_gives_back_the_place_it_was_given() {
        let stockholm = LonLat { lon: 18.0632, lat: 59.3346 };
        for system in ReferenceSystem::all() {
            let (east, north) = system.to_east_north(stockholm);
            let back = system.to_lon_lat(east, north).unwrap();
            assert!((back.lon - stockholm.lon).abs() < 1e-9, "{system:?} {back:?}");
            assert!((back.lat - stockholm.lat).abs() < 1e-9, "{system:?} {back:?}");
            assert_eq!(ReferenceSystem::parse(&system.name()), Some(system));
        }
    }

    #[test]
    fn numbers_that_are_nowhere_are_refused_and_never_panic() {
        for system in ReferenceSystem::all() {
            for wild in [f64::NAN, f64::INFINITY, 1e300, -1e300] {
                assert!(system.to_lon_lat(wild, 0.0).is_err(), "{system:?} {wild}");
            }
        }
    }
}
