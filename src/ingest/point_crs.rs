//! The coordinate system that the places of a file are written in.

use crate::area::{LonLat, PlanarMetres, TransverseMercator};

/// How two numbers are a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PointCrs {
    /// Degrees east, degrees north: EPSG:4326, CRS84, ETRS89 and SWEREF 99 geographic.
    Degrees,
    /// Metres east, metres north.
    Metres(TransverseMercator),
}

/// Central meridians of EPSG:3007–3018.
const LOCAL_MERIDIANS: [f64; 12] =
    [12.0, 13.5, 15.0, 16.5, 18.0, 14.25, 15.75, 17.25, 18.75, 20.25, 21.75, 23.25];

impl PointCrs {
    /// From `EPSG:3011`, `3011`, `urn:ogc:def:crs:EPSG::3011`, `CRS84` and the like; `None` for a
    /// system that is not read.
    pub fn parse(name: &str) -> Option<Self> {
        let code = name.trim().rsplit([':', '/']).next()?;
        if code.eq_ignore_ascii_case("crs84") {
            return Some(Self::Degrees);
        }
        match code.parse::<u32>().ok()? {
            4326 | 4258 | 4619 => Some(Self::Degrees),
            3006 => Some(Self::Metres(TransverseMercator::SWEREF_99_TM)),
            local @ 3007..=3018 => Some(Self::Metres(TransverseMercator::local(
                LOCAL_MERIDIANS[local as usize - 3007],
            ))),
            _ => None,
        }
    }

    /// Every metric system that is read, to guess which one was meant.
    pub(super) fn metric_systems() -> impl Iterator<Item = TransverseMercator> {
        let local = LOCAL_MERIDIANS.into_iter().map(TransverseMercator::local);
        std::iter::once(TransverseMercator::SWEREF_99_TM).chain(local)
    }
}

/// A place from metres; `None` when they are too far away to be one.
pub(super) fn unproject(system: TransverseMercator, east_m: f64, north_m: f64) -> Option<LonLat> {
    let plausible = (east_m - system.false_easting_m).abs() < 2e6 && (0.0..=1e7).contains(&north_m);
    if !plausible {
        return None;
    }
    let at = system.unproject(PlanarMetres { east_m, north_m });
    LonLat::new(at.lon, at.lat).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_by_any_of_its_names() {
        let stockholm = Some(PointCrs::Metres(TransverseMercator::SWEREF_99_18_00));
        for name in [
            "EPSG:3011",
            "3011",
            " epsg:3011",
            "urn:ogc:def:crs:EPSG::3011",
            "http://www.opengis.net/def/crs/EPSG/0/3011",
        ] {
            assert_eq!(PointCrs::parse(name), stockholm, "{name}");
        }
        assert_eq!(PointCrs::parse("urn:ogc:def:crs:OGC:1.3:CRS84"), Some(PointCrs::Degrees));
        assert_eq!(PointCrs::parse("EPSG:3857"), None);
        assert_eq!(PointCrs::parse("RT90"), None);
    }

    /// Control points of EPSG:3007–3018 for 59.33° N on each system's own meridian: easting is the
    /// false easting, whichever system it is (PROJ 9).
    #[test]
    fn local_systems_lie_on_their_own_meridians() {
        for (code, meridian) in (3007..=3018).zip(LOCAL_MERIDIANS) {
            let Some(PointCrs::Metres(system)) = PointCrs::parse(&code.to_string()) else {
                panic!("{code} is metric")
            };
            let at = unproject(system, 150_000.0, 6_579_000.0).expect("in range");
            assert!((at.lon - meridian).abs() < 1e-9 && (at.lat - 59.33).abs() < 0.01, "{code}");
        }
    }
}
