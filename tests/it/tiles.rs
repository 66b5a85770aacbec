//! Vector tiles over HTTP: nothing is lost at any zoom, and no level shows what is not its own.

use crate::support::{
    http::{Answer, Browser, Server},
    mvt::{self, Attribute, Features},
};
use crate::{access, api_releases, ogc::World};
use flate2::read::GzDecoder;
use platssamverkan::case::access::ReleaseLevel;
use serde_json::Value;
use std::{collections::BTreeMap, io::Read};

fn ok(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// The part of an address of tiles below the host, with the tile in it.
fn address(layer: &Value, (z, x, y): (u8, u32, u32)) -> String {
    let tiles = layer["tiles"][0].as_str().expect("an address");
    let below = tiles.splitn(4, '/').nth(3).expect("a host before it");
    let tile = below.replace("{z}", &z.to_string()).replace("{x}", &x.to_string());
    format!("/{}", tile.replace("{y}", &y.to_string()))
}

/// The tiles of a zoom that the bounds of the layer touch.
fn tiles_of(layer: &Value, z: u8) -> Vec<(u8, u32, u32)> {
    let bound = |i: usize| layer["bounds"][i].as_f64().expect("bounds");
    let n = f64::from(1_u32 << z);
    let column = |lon: f64| ((lon + 180.0) / 360.0 * n).floor() as u32;
    let row = |lat: f64| {
        let lat = lat.to_radians();
        let down = 1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::PI;
        (down / 2.0 * n).floor() as u32
    };
    let columns = column(bound(0))..=column(bound(2));
    columns.flat_map(|x| (row(bound(3))..=row(bound(1))).map(move |y| (z, x, y))).collect()
}

/// All features of a zoom by number; a feature is the same in every tile that it touches.
fn zoom(browser: &Browser, layer: &Value, z: u8) -> Features {
    let mut all = Features::new();
    for at in tiles_of(layer, z) {
        let answer = browser.get(&address(layer, at));
        if answer.status == 204 {
            continue;
        }
        assert_eq!(answer.status, 200, "{at:?}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/vnd.mapbox-vector-tile");
        assert!(answer.bytes.len() <= 500_000, "{at:?}: {} bytes", answer.bytes.len());
        let (name, features) = mvt::read(&answer.bytes);
        assert_eq!(layer["vector_layers"][0]["id"], name);
        for (id, feature) in features {
            assert_eq!(*all.entry(id).or_insert(feature.clone()), feature, "{id} at {at:?}");
        }
    }
    all
}

/// The counts of each period and category.
fn sums<'a>(
    features: impl Iterator<Item = &'a BTreeMap<String, Attribute>>,
) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for feature in features {
        let key = format!("{:?} {:?}", feature["period"], feature["category"]);
        let n = match feature.get("n") {
            Some(Attribute::Whole(n)) => *n,
            None => 0,
            other => panic!("{other:?}"),
        };
        *sums.entry(key).or_default() += n;
    }
    sums
}

#[test]
fn every_zoom_sums_to_what_is_released() {
    let world = World::new();
    for (root, ogc) in [("/tiles", "/ogc"), ("/tiles/stad", "/ogc/stad")] {
        for name in ["released_cells", "released_areas"] {
            let layer = ok(&world.police.get(&format!("{root}/{name}")));
            let page = world.police.get(&format!("{ogc}/collections/{name}/items?limit=10000"));
            let page = ok(&page);
            let rows = page["features"].as_array().expect("features");
            let mut released: BTreeMap<String, i64> = BTreeMap::new();
            let (mut nowhere, mut nowhere_n) = (0, 0);
            for row in rows {
                let n = row["properties"]["n"].as_i64().unwrap_or(0);
                if row["geometry"].is_null() {
                    (nowhere, nowhere_n) = (nowhere + 1, nowhere_n + n);
                    continue;
                }
                let text = |name: &str| row["properties"][name].as_str().expect("text").to_owned();
                let (period, category) = (text("period"), text("category"));
                let key = format!("{:?} {:?}", Attribute::Text(period), Attribute::Text(category));
                *released.entry(key).or_default() += n;
            }
            assert!(released.values().sum::<i64>() > 0, "something is released");
            assert_eq!(layer["features"], rows.len());
            assert_eq!(layer["without_ground"]["features"], nowhere);
            assert_eq!(layer["without_ground"]["n"], nowhere_n, "what no tile can hold is told");
            let first = layer["minzoom"].as_u64().expect("a zoom") as u8;
            for z in first..=12 {
                let found = zoom(&world.police, &layer, z);
                assert_eq!(sums(found.values()), released, "{root}/{name} at zoom {z}");
            }
        }
    }
}

#[test]
fn a_layer_can_be_asked_for_by_its_attributes_and_says_so_in_its_addresses() {
    let world = World::new();
    let rows = ok(&world.visitor.get("/ogc/collections/released_cells/items?limit=10000"));
    let rows = rows["features"].as_array().expect("features").iter();
    let one = rows.map(|row| &row["properties"]).find(|row| row["kind"] == "ruta" && row["n"] != 0);
    let one = one.expect("a cell where something is released");
    let value = |name: &str| one[name].as_str().expect("text").to_owned();
    let (period, category) = (value("period"), value("category"));
    let asked = format!("?period={period}&category={category}");
    let layer = ok(&world.visitor.get(&format!("/tiles/released_cells{asked}")));
    assert!(layer["tiles"][0].as_str().expect("text").ends_with(&format!(".mvt{asked}")));
    let found = zoom(&world.visitor, &layer, 9);
    assert!(!found.is_empty());
    for feature in found.values() {
        assert_eq!(feature["period"], Attribute::Text(period.clone()));
        assert_eq!(feature["category"], Attribute::Text(category.clone()));
    }
    for path in ["released_cells?perriod=2025", "kommun/9/281/150.mvt?perriod=2025"] {
        let wrong = world.visitor.get(&format!("/tiles/{path}"));
        assert_eq!(wrong.problem(), (400, "unknown_parameter".into()), "{path}");
        assert_eq!(wrong.json()["fields"][0]["field"], "perriod");
    }
    let wrong = world.visitor.get("/tiles/released_cells/9/281/150.mvt?n=m%C3%A5nga").json();
    assert_eq!(wrong["fields"][0]["field"], "n", "{wrong}");
    for none in
        ["/tiles/nothing", "/tiles/kommun/9/9999/150.mvt", "/tiles/kommun/15/18025/9637.mvt"]
    {
        assert_eq!(world.visitor.get(none).problem().0, 404, "{none}");
    }
    let sea = world.visitor.get("/tiles/kommun/9/0/0.mvt");
    assert_eq!((sea.status, sea.bytes.len()), (204, 0), "nothing lies there");
}

#[test]
fn each_level_has_its_layers_and_who_may_not_read_there_gets_none() {
    let world = World::new();
    let names = |browser: &Browser, root: &str| {
        let all = ok(&browser.get(root));
        let all = all["layers"].as_array().expect("layers").clone();
        all.iter().map(|one| one["name"].as_str().expect("text").to_owned()).collect::<Vec<_>>()
    };
    let (publik, intern) = (names(&world.visitor, "/tiles"), names(&world.police, "/tiles/intern"));
    assert!(publik.contains(&"released_cells".into()) && !publik.contains(&"hotspot_cells".into()));
    assert!(intern.contains(&"hotspot_cells".into()) && !intern.contains(&"released_cells".into()));
    for path in ["/tiles/stad", "/tiles/intern/kommun", "/tiles/intern/kommun/9/281/150.mvt"] {
        assert_eq!(world.visitor.get(path).problem(), (401, "not_signed_in".into()), "{path}");
    }
    let key = world.server.system(&world.key(ReleaseLevel::Stad));
    assert_eq!(key.get("/tiles/stad/kommun/9/281/150.mvt").status, 200);
    assert_eq!(key.get("/tiles/intern/kommun/9/281/150.mvt").problem().0, 403);
    let open = world.visitor.get("/tiles/kommun/9/281/150.mvt");
    assert_eq!(open.header("access-control-allow-origin"), "*");
    assert_eq!(open.header("cache-control"), "public, no-cache");
    let own = world.police.get("/tiles/intern/kommun/9/281/150.mvt");
    assert!(own.headers.get("access-control-allow-origin").is_none());
    assert_eq!(own.header("cache-control"), "no-store");
}

#[test]
fn no_reader_gets_the_tiles_that_were_made_for_another() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    api_releases::deliver(&police, false);
    let case = access::case(&server);
    let tile = |browser: &Browser| {
        let layer = ok(&browser.get("/tiles/intern/cases"));
        zoom(browser, &layer, 10)
    };
    let number =
        |found: &Features| found.values().map(|one| one["number"].clone()).collect::<Vec<_>>();
    assert_eq!(number(&tile(&police)), [Attribute::Text(case.clone())]);
    assert_eq!(number(&tile(&city)), [Attribute::Text(case)]);
    let cells = ok(&city.get("/tiles/intern/hotspot_cells"));
    assert_eq!(cells["features"], 0, "the police have run nothing that the city sees");
    let public = ok(&server.visitor().get("/tiles/cases"));
    assert_eq!(public["features"], 0, "no page has been approved");
}

#[test]
fn whoever_has_a_tile_is_told_so_and_gets_it_compressed_else() {
    let world = World::new();
    let path = "/tiles/statistikomrade/10/563/301.mvt";
    let plain = world.visitor.get(path);
    assert_eq!(plain.status, 200);
    let tag = plain.header("etag").to_owned();
    let again = world.visitor.get_with(path, &[("If-None-Match", &tag)]);
    assert_eq!((again.status, again.bytes.len()), (304, 0));
    let small = world.visitor.get_with(path, &[("Accept-Encoding", "gzip")]);
    assert_eq!(small.header("content-encoding"), "gzip");
    assert_eq!(small.header("vary"), "accept-encoding");
    let mut read = Vec::new();
    GzDecoder::new(small.bytes.as_slice()).read_to_end(&mut read).expect("gzip");
    assert_eq!(read, plain.bytes);
    assert!(small.bytes.len() < plain.bytes.len());
}

#[test]
fn the_cells_of_a_run_are_numbered_as_its_values_are() {
    let world = World::new();
    let runs = world.police.answer("/api/v1/hotspots/runs");
    let run = runs["items"][0]["id"].as_str().expect("a run").to_owned();
    let card = world.police.answer(&format!("/api/v1/hotspots/runs/{run}"));
    let lattice = card["parameters"]["lattice"].as_str().expect("a lattice").to_owned();
    for query in [String::new(), format!("?run={run}")] {
        let layer = ok(&world.police.get(&format!("/api/v1/cells/{lattice}/tiles{query}")));
        assert_eq!(layer["features"], card["n_cells"]);
        let found = zoom(&world.police, &layer, 12);
        let numbers: Vec<u64> = found.keys().copied().collect();
        let all = card["n_cells"].as_u64().expect("a number");
        assert_eq!(numbers, (0..all).collect::<Vec<_>>(), "every cell, by its dense index");
    }
    let asked = |query: &str| world.city.get(&format!("/api/v1/cells/{query}")).problem();
    assert_eq!(asked(&format!("{lattice}/tiles?run=run-0")).0, 404, "no run that anybody sees");
    assert_eq!(asked(&format!("sweref:100/tiles?run={run}")).0, 400, "it has other cells");
    assert_eq!(asked(&format!("{lattice}/tiles/12/1/4096.mvt")).0, 404);
}
