//! Tiles of Web Mercator: where one lies, and what is asked for it.

use super::settings::{BaseMapSettings, Kind, Version};
use crate::{
    area::LonLat,
    export::{
        crs::{self, AxisOrder, Crs, Form},
        tiles::TileAt,
    },
};
use url::Url;

/// West, south, east, north in the metres of some system.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    pub(super) west: f64,
    pub(super) south: f64,
    pub(super) east: f64,
    pub(super) north: f64,
}

/// The ground of a tile in Web Mercator.
pub(super) fn mercator(tile: TileAt) -> Extent {
    let [[west, south], [east, north]] = tile.corners_m();
    Extent { west, south, east, north }
}

/// Its corners in degrees: south-west and north-east.
pub(super) fn corners(tile: TileAt) -> [LonLat; 2] {
    tile.corners_m().map(|[east, north]| to_degrees(east, north))
}

fn to_degrees(east: f64, north: f64) -> LonLat {
    crs::from(Crs::WebMercator, Form::Short, [east, north])
        .expect("what lies in the square of Web Mercator lies on earth")
}

/// From a place in a tile, in shares of its side from the north-west corner, to another system: metres
/// east and north.
pub(super) fn place_in(tile: &Extent, crs: Crs, across: f64, down: f64) -> [f64; 2] {
    let east = tile.west + across * (tile.east - tile.west);
    let north = tile.north - down * (tile.north - tile.south);
    crs::to(crs, Form::Short, to_degrees(east, north))
}

/// What is asked for a tile.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Question {
    /// The address.
    pub(super) address: Url,
    /// The picture that comes, where it is drawn anew.
    pub(super) redrawn: Option<Picture>,
}

/// A picture in another system.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Picture {
    pub(super) crs: Crs,
    pub(super) extent: Extent,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Side of the tile that is drawn from it.
    pub(super) pixels: u32,
}

/// The longest side of a picture that is asked for.
const MOST_PIXELS: f64 = 1_024.0;
/// So many places along each side of a tile are looked at for what covers it.
const ALONG: u32 = 8;

/// The question for a tile; `None` where the filled-in address is none, or no longer the configured
/// one's.
pub(super) fn question(settings: &BaseMapSettings, tile: TileAt) -> Option<Question> {
    let plain = |address: String| {
        let address = Url::parse(&address).ok()?;
        (address.origin() == settings.first.origin()).then_some(Question { address, redrawn: None })
    };
    match &settings.kind {
        Kind::Xyz => plain(
            settings
                .address
                .replace("{z}", &tile.z().to_string())
                .replace("{x}", &tile.x().to_string())
                .replace("{y}", &tile.y().to_string())
                .replace("{-y}", &((1_u32 << tile.z()) - 1 - tile.y()).to_string()),
        ),
        Kind::Wmts { layer, style, matrix_set, matrix_prefix, format } => {
            let matrix = format!("{matrix_prefix}{}", tile.z());
            if settings.address.contains('{') {
                let filled = settings
                    .address
                    .replace("{TileMatrixSet}", matrix_set)
                    .replace("{TileMatrix}", &matrix)
                    .replace("{TileRow}", &tile.y().to_string())
                    .replace("{TileCol}", &tile.x().to_string())
                    .replace("{Style}", style)
                    .replace("{style}", style)
                    .replace("{Layer}", layer)
                    .replace("{layer}", layer);
                return plain(filled);
            }
            let mut address = settings.first.clone();
            address
                .query_pairs_mut()
                .append_pair("SERVICE", "WMTS")
                .append_pair("REQUEST", "GetTile")
                .append_pair("VERSION", "1.0.0")
                .append_pair("LAYER", layer)
                .append_pair("STYLE", style)
                .append_pair("FORMAT", format)
                .append_pair("TILEMATRIXSET", matrix_set)
                .append_pair("TILEMATRIX", &matrix)
                .append_pair("TILEROW", &tile.y().to_string())
                .append_pair("TILECOL", &tile.x().to_string());
            Some(Question { address, redrawn: None })
        }
        Kind::Wms { layers, styles, crs, version, format, pixels } => {
            let redrawn = (*crs != Crs::WebMercator).then(|| covering(tile, *crs, *pixels));
            let extent = redrawn.map_or_else(|| mercator(tile), |picture| picture.extent);
            let (width, height) =
                redrawn.map_or((*pixels, *pixels), |picture| (picture.width, picture.height));
            let named = if *version == Version::V111 { "SRS" } else { "CRS" };
            let number = if *version == Version::V111 { "1.1.1" } else { "1.3.0" };
            let Extent { west, south, east, north } = extent;
            let corners = match version.order(*crs) {
                AxisOrder::EastNorth => [west, south, east, north],
                AxisOrder::NorthEast => [south, west, north, east],
            };
            let corners = corners.map(|metres| format!("{metres:.3}")).join(",");
            let mut address = settings.first.clone();
            address
                .query_pairs_mut()
                .append_pair("SERVICE", "WMS")
                .append_pair("REQUEST", "GetMap")
                .append_pair("VERSION", number)
                .append_pair("LAYERS", layers)
                .append_pair("STYLES", styles)
                .append_pair("FORMAT", format)
                .append_pair(named, &crs.short_name())
                .append_pair("BBOX", &corners)
                .append_pair("WIDTH", &width.to_string())
                .append_pair("HEIGHT", &height.to_string());
            Some(Question { address, redrawn })
        }
    }
}

/// A picture in another system that covers a tile, about as fine as the tile is, and no finer than
/// there is room for.
fn covering(tile: TileAt, crs: Crs, pixels: u32) -> Picture {
    let mercator = mercator(tile);
    let share = |i: u32| f64::from(i) / f64::from(ALONG);
    let edge = (0..=ALONG)
        .flat_map(|i| [(share(i), 0.0), (share(i), 1.0), (0.0, share(i)), (1.0, share(i))]);
    let places: Vec<[f64; 2]> =
        edge.map(|(across, down)| place_in(&mercator, crs, across, down)).collect();
    let least = |i: usize| places.iter().map(|p| p[i]).fold(f64::INFINITY, f64::min);
    let most = |i: usize| places.iter().map(|p| p[i]).fold(f64::NEG_INFINITY, f64::max);
    let (wide, high) = (most(0) - least(0), most(1) - least(1));
    // Metres on the ground that a pixel of the tile is.
    let [a, b] = [place_in(&mercator, crs, 0.0, 0.5), place_in(&mercator, crs, 1.0, 0.5)];
    let pixel = (b[0] - a[0]).hypot(b[1] - a[1]) / f64::from(pixels);
    let pixel = pixel.max(wide.max(high) / (MOST_PIXELS - 4.0));
    // Two pixels more on each side: edges are curved between the places that were looked at, and
    // colours are mixed of four.
    let (width, height) = ((wide / pixel).ceil() + 4.0, (high / pixel).ceil() + 4.0);
    let (east, north) = ((least(0) + most(0)) / 2.0, (least(1) + most(1)) / 2.0);
    let (dx, dy) = (width * pixel / 2.0, height * pixel / 2.0);
    Picture {
        crs,
        extent: Extent { west: east - dx, south: north - dy, east: east + dx, north: north + dy },
        width: width as u32,
        height: height as u32,
        pixels,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Klara and around, at zoom 14.
    const TILE: [u32; 2] = [9013, 4818];

    fn at(z: u8, [x, y]: [u32; 2]) -> TileAt {
        TileAt::new(z, x, y).expect("a tile")
    }

    #[test]
    fn a_tile_lies_where_everybody_says_it_does() {
        let world = mercator(at(0, [0, 0]));
        // Half the round of the earth, as EPSG:3857 has it.
        let half = 20_037_508.342_789_244;
        assert_eq!([world.west, world.south, world.east, world.north], [-half, -half, half, half]);
        let [south_west, north_east] = corners(at(14, TILE));
        // n = 2^z; lon = x / n · 360 − 180; lat = atan(sinh(π(1 − 2y / n))).
        let n = 16_384.0;
        let lat = |y: f64| (std::f64::consts::PI * (1.0 - 2.0 * y / n)).sinh().atan().to_degrees();
        assert!((south_west.lon - (9013.0 / n * 360.0 - 180.0)).abs() < 1e-9);
        assert!((north_east.lat - lat(4818.0)).abs() < 1e-9);
        assert!((south_west.lat - lat(4819.0)).abs() < 1e-9);
        assert!(south_west.lat < 59.33 && 59.33 < north_east.lat, "{south_west:?} {north_east:?}");
    }

    #[test]
    fn a_picture_covers_its_tile_with_something_to_spare_and_is_about_as_fine() {
        for zoom in [6, 9, 12, 14, 18] {
            let shift = 14 - i32::from(zoom);
            let tile = TILE.map(|n| if shift >= 0 { n >> shift } else { n << -shift });
            let tile = at(zoom, tile);
            for crs in ["EPSG:3006", "EPSG:3011"] {
                let crs = Crs::parse(crs).expect("known").0;
                let picture = covering(tile, crs, 256);
                let e = picture.extent;
                assert!(picture.width.max(picture.height) <= 1_024, "{zoom} {picture:?}");
                let pixel = (e.east - e.west) / f64::from(picture.width);
                for i in 0..=100 {
                    for j in 0..=100 {
                        let (across, down) = (f64::from(i) / 100.0, f64::from(j) / 100.0);
                        let [east, north] = place_in(&mercator(tile), crs, across, down);
                        let inside = east - e.west >= pixel && e.east - east >= pixel;
                        let inside = inside && north - e.south >= pixel && e.north - north >= pixel;
                        assert!(inside, "{zoom} {crs:?}: {across} {down}");
                    }
                }
                assert!(picture.width >= 256 && picture.height >= 256, "{zoom} {picture:?}");
            }
        }
    }
}
