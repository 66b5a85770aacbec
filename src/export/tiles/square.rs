//! The squares of WebMercatorQuad, and where something lies in one.

use crate::{
    area::{BoundingBox, LonLat},
    export::{
        collection::Collection,
        crs::{self, Crs, Form},
    },
};
use geo::BoundingRect;
use std::{collections::HashMap, f64::consts::PI};

/// Half the side of the whole world, in metres of EPSG:3857.
const HALF_M: f64 = 6_378_137.0 * PI;

/// Further in no tile is asked for: numbers of tiles fit in 32 bits.
const DEEPEST: u8 = 24;

/// Beside a tile this share of its side is drawn too, so that outlines go on over its edge.
pub(super) const MARGIN: f64 = 1.0 / 64.0;

/// A tile: zoom, column from the west and row from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileAt {
    z: u8,
    x: u32,
    y: u32,
}

impl TileAt {
    /// `None` where the zoom has no such tile.
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        let side = 1_u32.checked_shl(z.into()).filter(|_| z <= DEEPEST)?;
        (x < side && y < side).then_some(Self { z, x, y })
    }

    /// The zoom.
    pub fn z(self) -> u8 {
        self.z
    }

    /// The column, from the west.
    pub fn x(self) -> u32 {
        self.x
    }

    /// The row, from the north.
    pub fn y(self) -> u32 {
        self.y
    }

    /// The corners, south-west and north-east: metres of EPSG:3857, east first.
    pub fn corners_m(self) -> [[f64; 2]; 2] {
        let side = 2.0 * HALF_M / f64::from(1_u32 << self.z);
        let (west, north) = (side * f64::from(self.x) - HALF_M, HALF_M - side * f64::from(self.y));
        [[west, north - side], [west + side, north]]
    }

    /// The box of the tile and its margin, in degrees.
    pub(super) fn around(self) -> BoundingBox {
        let corner = |x: f64, y: f64| {
            let (x, y) = (f64::from(self.x) + x, f64::from(self.y) + y);
            let n = f64::from(1_u32 << self.z);
            let lat = (PI * (1.0 - 2.0 * y / n)).sinh().atan().to_degrees();
            (x / n * 360.0 - 180.0, lat)
        };
        let ((west, north), (east, south)) =
            (corner(-MARGIN, -MARGIN), corner(1.0 + MARGIN, 1.0 + MARGIN));
        BoundingBox { west, south, east, north }
    }

    /// Where a place lies in the tile, in sides from its north-west corner: right and down.
    pub(super) fn place(self, at: LonLat) -> [f64; 2] {
        let [x, y] = in_world(at, self.z);
        [x - f64::from(self.x), y - f64::from(self.y)]
    }
}

/// Where a place lies, in sides of a tile from the north-west corner of the world.
fn in_world(at: LonLat, z: u8) -> [f64; 2] {
    let [east_m, north_m] = crs::to(Crs::WebMercator, Form::Short, at);
    let n = f64::from(1_u32 << z);
    [(east_m + HALF_M) / (2.0 * HALF_M) * n, (HALF_M - north_m) / (2.0 * HALF_M) * n]
}

/// How many features the tiles of a zoom have, by the boxes around them; tiles that have only what covers
/// very many are left out, but for one.
pub(super) fn features_by_tile(collection: &Collection, z: u8) -> Vec<(TileAt, u32)> {
    let mut tiles: HashMap<(u32, u32), u32> = HashMap::new();
    let (side, mut everywhere) = (1_u32 << z, 0);
    for feature in collection.features() {
        let Some(around) = feature.geometry.as_ref().and_then(BoundingRect::bounding_rect) else {
            continue;
        };
        let place = |lon: f64, lat: f64| in_world(LonLat { lon, lat }, z);
        let ([west, north], [east, south]) =
            (place(around.min().x, around.max().y), place(around.max().x, around.min().y));
        let tile = |at: f64| at.clamp(0.0, f64::from(side - 1)).floor() as u32;
        let columns = tile(west - MARGIN)..=tile(east + MARGIN);
        let rows = tile(north - MARGIN)..=tile(south + MARGIN);
        // What covers very many tiles would be counted for long, and is in all of them.
        if columns.clone().count() * rows.clone().count() > 64 {
            everywhere += 1;
            continue;
        }
        for x in columns {
            for y in rows.clone() {
                *tiles.entry((x, y)).or_default() += 1;
            }
        }
    }
    if tiles.is_empty() && everywhere > 0 {
        tiles.insert((0, 0), 0);
    }
    tiles.into_iter().map(|((x, y), n)| (TileAt { z, x, y }, n + everywhere)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tile_of_a_place_is_the_one_everybody_means() {
        // Sergels torg; numbers by the formula of the standard, worked by hand at zoom 12.
        let at = LonLat { lon: 18.0645, lat: 59.3326 };
        let tile = TileAt::new(12, 2253, 1204).expect("a tile");
        let [x, y] = tile.place(at);
        assert!((0.0..1.0).contains(&x) && (0.0..1.0).contains(&y), "{x} {y}");
        let around = tile.around();
        assert!(around.west < at.lon && at.lon < around.east);
        assert!(around.south < at.lat && at.lat < around.north);
    }

    #[test]
    fn the_corners_of_the_world_are_the_corners_of_its_tile() {
        let world = TileAt::new(0, 0, 0).expect("the world");
        let [x, y] = world.place(LonLat { lon: -180.0, lat: 85.051_128_779_806_6 });
        assert!(x.abs() < 1e-9 && y.abs() < 1e-9, "{x} {y}");
        assert_eq!(world.place(LonLat { lon: 0.0, lat: 0.0 }), [0.5, 0.5]);
    }

    #[test]
    fn a_zoom_has_so_many_tiles_and_no_more() {
        assert!(TileAt::new(1, 1, 1).is_some());
        assert_eq!(TileAt::new(1, 2, 0), None);
        assert_eq!(TileAt::new(1, 0, 2), None);
        assert_eq!(TileAt::new(25, 0, 0), None);
        assert_eq!(TileAt::new(255, 0, 0), None);
    }
}
