use super::*;
use crate::area::TransverseMercator;
use crate::export::{
    Feature, FeatureId, Provenance, Value,
    collection::{Kind, Property, Schema, Shape},
    layers::cell_outline,
};
use geo_types::MultiPolygon;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn outline(id: &str) -> Option<MultiPolygon<f64>> {
    Some(MultiPolygon(vec![cell_outline(id, &TransverseMercator::SWEREF_99_TM)?]))
}

const LARGER: LargerCells =
    LargerCells { cell: "cell", apart: &["category"], sums: &["n"], counted: &[("hot", "n_hot")] };

fn collection(cells: Vec<(String, &str, Option<i64>)>) -> Arc<Collection> {
    let property = |name, kind| Property { name, kind, about_sv: "Prov", about_en: "Trial" };
    let schema = Schema {
        name: "prov",
        title_sv: "Prov",
        title_en: "Trial",
        about_sv: "Prov.",
        about_en: "Trial.",
        shape: Shape::Polygon,
        properties: vec![
            property("cell", Kind::Text),
            property("category", Kind::Text),
            property("n", Kind::Whole),
            property("hot", Kind::Flag),
        ],
    };
    let provenance = Provenance::trial("prov");
    let features = cells.into_iter().map(|(cell, category, n)| Feature {
        id: FeatureId::Text(format!("{cell} {category}")),
        geometry: outline(&cell).map(Into::into),
        label_at: None,
        properties: vec![
            ("cell", Value::Text(cell)),
            ("category", category.into()),
            ("n", n.map_or(Value::Null, Value::Whole)),
            ("hot", Value::Flag(n > Some(20))),
        ],
    });
    Arc::new(Collection::new(schema, provenance, features.collect()).expect("a collection"))
}

/// Hexagons around Sergels torg.
fn hexagons(resolution: u8, rings: u32) -> Vec<String> {
    let at = h3o::LatLng::new(59.3326, 18.0645).expect("a place");
    let middle = at.to_cell(h3o::Resolution::try_from(resolution).expect("a resolution"));
    middle.grid_disk::<Vec<_>>(rings).into_iter().map(|cell| cell.to_string()).collect()
}

/// Reads protocol buffers: field and what stands in it.
fn fields(mut bytes: &[u8]) -> Vec<(u64, Field<'_>)> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let key = number(&mut bytes);
        let value = match key & 7 {
            0 => Field::Number(number(&mut bytes)),
            1 => {
                let (eight, rest) = bytes.split_at(8);
                bytes = rest;
                Field::Double(f64::from_le_bytes(eight.try_into().expect("eight bytes")))
            }
            2 => {
                let length = number(&mut bytes) as usize;
                let (inside, rest) = bytes.split_at(length);
                bytes = rest;
                Field::Bytes(inside)
            }
            wire => panic!("wire type {wire}"),
        };
        found.push((key >> 3, value));
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Field<'a> {
    Number(u64),
    Double(f64),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    fn bytes(self) -> &'a [u8] {
        match self {
            Field::Bytes(bytes) => bytes,
            other => panic!("{other:?} is no message"),
        }
    }
}

fn number(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let (&byte, rest) = bytes.split_first().expect("a number ends");
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return value;
        }
        shift += 7;
    }
}

/// The features of a tile: number and attributes.
fn read(tile: &[u8]) -> BTreeMap<u64, BTreeMap<String, Field<'_>>> {
    let Some((3, layer)) = fields(tile).into_iter().next() else { return BTreeMap::new() };
    let layer = fields(layer.bytes());
    let all = |wanted: u64| layer.iter().filter(move |(field, _)| *field == wanted);
    let keys: Vec<String> =
        all(3).map(|(_, key)| String::from_utf8(key.bytes().to_vec()).expect("UTF-8")).collect();
    let values: Vec<Field> = all(4).map(|(_, value)| fields(value.bytes())[0].1).collect();
    let features = all(2).map(|(_, feature)| {
        let feature = fields(feature.bytes());
        let get = |wanted: u64| feature.iter().find(|(field, _)| *field == wanted).map(|it| it.1);
        let Some(Field::Number(id)) = get(1) else { panic!("a feature has a number") };
        let mut tags = get(2).map(Field::bytes).unwrap_or_default();
        let mut attributes = BTreeMap::new();
        while !tags.is_empty() {
            let (key, value) = (number(&mut tags) as usize, number(&mut tags) as usize);
            attributes.insert(keys[key].clone(), values[value]);
        }
        (id, attributes)
    });
    features.collect()
}

/// The sum of `n` by category over a whole zoom, each number counted once, and the largest tile.
fn sums(pyramid: &Pyramid, z: u8) -> (BTreeMap<Vec<u8>, u64>, usize) {
    let mut seen: BTreeMap<u64, (Vec<u8>, u64)> = BTreeMap::new();
    let mut largest = 0;
    let step = pyramid.steps().iter().find(|step| step.zooms.contains(&z)).expect("a zoom");
    let around = step.collection.extent().expect("ground");
    let corner = TileAt::new(z, 0, 0).expect("a tile");
    let tiles = |lon: f64, lat: f64, beyond: f64| {
        let [x, y] = corner.place(crate::area::LonLat { lon, lat });
        [x, y].map(|at| (at + beyond).clamp(0.0, f64::from((1_u32 << z) - 1)).floor() as u32)
    };
    let [west, north] = tiles(around.west, around.north, -0.1);
    let [east, south] = tiles(around.east, around.south, 0.1);
    for x in west..=east {
        for y in north..=south {
            let at = TileAt::new(z, x, y).expect("a tile");
            let bytes = pyramid.tile(at).expect("a zoom").expect("small enough");
            largest = largest.max(bytes.len());
            for (id, attributes) in read(&bytes) {
                let n = match attributes.get("n") {
                    Some(Field::Number(n)) => *n,
                    None => 0,
                    other => panic!("{other:?}"),
                };
                let one = (attributes["category"].bytes().to_vec(), n);
                assert_eq!(*seen.entry(id).or_insert(one.clone()), one, "the same in every tile");
            }
        }
    }
    let mut sums = BTreeMap::new();
    for (category, n) in seen.into_values() {
        *sums.entry(category).or_default() += n;
    }
    (sums, largest)
}

#[test]
fn every_zoom_sums_to_the_whole_and_no_tile_is_too_large() {
    // 8 000 hexagons some 15 km across, two categories: far more than a tile has room for.
    let cells = hexagons(10, 51).into_iter().enumerate().flat_map(|(i, cell)| {
        let n = |n: usize| (!n.is_multiple_of(7)).then_some(n as i64);
        [(cell.clone(), "stold", n(i % 31)), (cell, "rån", n(i % 5))]
    });
    let cells: Vec<_> = cells.collect();
    let mut whole: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
    for (_, category, n) in &cells {
        *whole.entry(category.as_bytes().to_vec()).or_default() += n.unwrap_or(0) as u64;
    }
    let pyramid = Pyramid::new(collection(cells), Some((&LARGER, &outline)));
    assert_eq!(pyramid.zooms(), Some(0..=LAST_ZOOM));
    assert!(pyramid.steps().len() > 1, "far out they are put together");
    for z in 0..=LAST_ZOOM {
        let (sums, largest) = sums(&pyramid, z);
        assert_eq!(sums, whole, "zoom {z}");
        assert!(largest <= MOST_BYTES, "zoom {z}: {largest}");
    }
}

#[test]
fn where_nothing_larger_is_known_a_layer_begins_further_in() {
    let cells = hexagons(10, 80).into_iter().map(|cell| (cell, "stold", Some(1))).collect();
    let pyramid = Pyramid::new(collection(cells), None);
    let zooms = pyramid.zooms().expect("some zooms");
    assert!(*zooms.start() > 5 && *zooms.end() == LAST_ZOOM, "{zooms:?}");
    let far = TileAt::new(zooms.start() - 1, 0, 0).expect("a tile");
    assert!(pyramid.tile(far).is_none(), "not offered, so not half there");
}

/// Cells as the desk joins values to them: numbered, and without values.
fn bare(cells: impl IntoIterator<Item = String>) -> Collection {
    let with_values = collection(cells.into_iter().map(|cell| (cell, "", None)).collect());
    let bare = with_values.features().iter().enumerate().map(|(i, feature)| Feature {
        id: FeatureId::Number(i as u64),
        properties: Vec::new(),
        ..feature.clone()
    });
    let schema = Schema { properties: Vec::new(), ..with_values.schema().clone() };
    let provenance = with_values.provenance().clone();
    Collection::new(schema, provenance, bare.collect()).expect("a collection")
}

#[test]
fn a_city_of_cells_has_its_corners_where_they_are_when_all_of_it_is_seen() {
    // Stockholm has 18 956; here 79 rings.
    let pyramid = Pyramid::new(Arc::new(bare(hexagons(10, 79))), None);
    let tile = pyramid.tile(TileAt::new(9, 281, 150).expect("a tile")).expect("a zoom");
    let tile = tile.expect("small enough");
    let layer = fields(&tile)[0].1.bytes();
    let extent = fields(layer).into_iter().find(|(field, _)| *field == 5);
    assert_eq!((read(&tile).len(), extent), (18_961, Some((5, Field::Number(4096)))));
}

#[test]
fn fifteen_thousand_cells_without_values_are_drawn_from_any_distance() {
    // As many as a city has: 70 rings of hexagons around the middle.
    let bare = bare(hexagons(10, 70));
    assert_eq!(bare.features().len(), 14_911);
    let pyramid = Pyramid::new(Arc::new(bare), None);
    assert_eq!(pyramid.zooms(), Some(0..=LAST_ZOOM));
    let world = pyramid.tile(TileAt::new(0, 0, 0).expect("the world")).expect("a zoom");
    assert!(world.expect("small enough").len() <= MOST_BYTES);
}

#[test]
fn a_layer_without_features_has_all_zooms_and_empty_tiles() {
    let pyramid = Pyramid::new(collection(Vec::new()), Some((&LARGER, &outline)));
    assert_eq!(pyramid.zooms(), Some(0..=LAST_ZOOM));
    let tile = pyramid.tile(TileAt::new(3, 4, 2).expect("a tile"));
    assert_eq!(tile, Some(Ok(Vec::new())));
}

#[test]
fn squares_lie_in_the_square_of_twice_the_side_also_south_and_west_of_nought() {
    let larger = |id: &str| larger_cell(id).expect("a larger one");
    assert_eq!(larger("sweref:250:674250:6580500"), "sweref:500:674000:6580500");
    assert_eq!(larger("sweref:100:-100:0"), "sweref:200:-200:0");
    assert_eq!(larger_cell("sweref:16000:0:0"), None);
    assert_eq!(larger_cell("sweref:0:0:0"), None);
    assert_eq!(larger_cell("kommun/0180"), None);
    assert_eq!(larger_cell("sweref:9223372036854775807:0:0"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever stands in the cells, whatever their size: nothing is lost on the way out.
    #[test]
    fn nothing_is_lost(resolution in 8..=11_u8, rings in 0..40_u32, ns in prop::collection::vec(prop::option::weighted(0.9, 0..2_000_i64), 1..50)) {
        let cells: Vec<_> = hexagons(resolution, rings).into_iter().enumerate()
            .map(|(i, cell)| (cell, "stold", ns[i % ns.len()])).collect();
        let whole: i64 = cells.iter().filter_map(|it| it.2).sum();
        let hot = cells.iter().filter(|it| it.2 > Some(20)).count() as u64;
        let pyramid = Pyramid::new(collection(cells), Some((&LARGER, &outline)));
        for step in pyramid.steps() {
            let z = *step.zooms.start();
            let (sums, largest) = sums(&pyramid, z);
            prop_assert_eq!(sums.into_values().sum::<u64>(), whole as u64);
            prop_assert!(largest <= MOST_BYTES);
            let counted: u64 = step.collection.features().iter().map(|feature| {
                let get = |name: &str| feature.properties.iter().find(|it| it.0 == name).map(|it| &it.1);
                match (get("hot"), get("n_hot")) {
                    (Some(Value::Flag(flag)), _) => u64::from(*flag),
                    (_, Some(Value::Whole(n))) => *n as u64,
                    _ => 0,
                }
            }).sum();
            prop_assert_eq!(counted, hot);
        }
    }
}
