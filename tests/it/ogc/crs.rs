//! Part 2: coordinate reference systems by reference.

use super::{World, items, ok};
use crate::support::http::{Answer, Server};
use serde_json::Value;

const EPSG: &str = "http://www.opengis.net/def/crs/EPSG/0/";
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// The first corner of the first feature with ground.
fn corner(answer: &Answer) -> (f64, f64) {
    let mut at = ok(answer)["features"][0]["geometry"]["coordinates"].clone();
    while at[0].is_array() {
        at = at[0].clone();
    }
    (at[0].as_f64().expect("a number"), at[1].as_f64().expect("a number"))
}

#[test]
fn crs_crs_uri_and_storage_crs_are_listed_for_each_collection() {
    let server = Server::start();
    let all = ok(&server.visitor().get("/ogc/collections"));
    let expected: Vec<String> = [CRS84.to_owned()]
        .into_iter()
        .chain([4326, 3006].map(|code| format!("{EPSG}{code}")))
        .chain((3007..=3018).map(|code| format!("{EPSG}{code}")))
        .chain([format!("{EPSG}3857")])
        .collect();
    for one in items(&all["collections"]) {
        let listed: Vec<&str> = items(&one["crs"]).iter().filter_map(Value::as_str).collect();
        assert_eq!(listed, expected, "{}", one["id"]);
        assert_eq!(one["storageCrs"], CRS84);
    }
}

#[test]
fn content_crs_names_the_system_and_the_authority_orders_the_axes() {
    let server = Server::start();
    let visitor = server.visitor();
    let get = |crs: &str| {
        visitor.get(&format!("/ogc/collections/stadsdelsomrade/items?limit=1&crs={crs}"))
    };
    let plain = visitor.get("/ogc/collections/stadsdelsomrade/items?limit=1");
    assert_eq!(plain.header("content-crs"), format!("<{CRS84}>"));
    let (lon, lat) = corner(&plain);
    assert!((17.5..18.5).contains(&lon) && (59.0..60.0).contains(&lat), "{lon} {lat}");
    let north_first = get(&format!("{EPSG}4326"));
    assert_eq!(north_first.header("content-crs"), format!("<{EPSG}4326>"));
    assert_eq!(corner(&north_first), (lat, lon));
    let (north, east) = corner(&get(&format!("{EPSG}3011")));
    assert!((6_540_000.0..6_620_000.0).contains(&north), "{north}");
    assert!((100_000.0..200_000.0).contains(&east), "{east}");
    let (east, north) = corner(&get(&format!("{EPSG}3857")));
    assert!(north > 8_000_000.0 && (1_900_000.0..2_100_000.0).contains(&east), "{east} {north}");
    assert_eq!(get("[EPSG:3011]").header("content-crs"), format!("<{EPSG}3011>"));
    let path = "/ogc/collections/stadsdelsomrade/items/stadsdelsomrade%2Fnorra-innerstaden";
    let one = visitor.get(&format!("{path}?crs={EPSG}3006"));
    assert_eq!(one.header("content-crs"), format!("<{EPSG}3006>"));
    for wrong in [format!("{EPSG}27700"), "EPSG:3011".into(), "x".into(), String::new()] {
        for answer in [get(&wrong), visitor.get(&format!("{path}?crs={wrong}"))] {
            assert_eq!(answer.problem(), (400, "invalid".into()), "{wrong}");
            assert_eq!(answer.json()["fields"][0]["code"], "unsupported_crs");
        }
    }
}

#[test]
fn bbox_crs_says_in_which_system_and_order_the_box_stands() {
    let world = World::new();
    let ids = |query: &str| -> Vec<Value> {
        let path = format!("/ogc/collections/released_cells/items?limit=10000&{query}");
        let page = ok(&world.visitor.get(&path));
        items(&page["features"]).iter().map(|feature| feature["id"].clone()).collect()
    };
    // The same box, which in metres is as straight as the tolerance of a metre.
    let degrees = ids("bbox=18.055,59.330,18.075,59.336");
    assert!(!degrees.is_empty());
    assert_eq!(ids(&format!("bbox=59.330,18.055,59.336,18.075&bbox-crs={EPSG}4326")), degrees);
    let metres = ids(&format!("bbox=6580000,153000,6581000,154500&bbox-crs={EPSG}3011"));
    let all = ids("");
    assert!(!metres.is_empty() && metres.len() < all.len(), "{} {}", metres.len(), all.len());
    assert_eq!(ids(&format!("bbox=153000,6580000,154500,6581000&bbox-crs={EPSG}3011")).len(), 0);
    let wrong = format!("/ogc/collections/released_cells/items?bbox=1,2,3,4&bbox-crs={EPSG}1");
    let answer = world.visitor.get(&wrong);
    assert_eq!(answer.json()["fields"][0]["field"], "bbox-crs");
    assert_eq!(answer.problem(), (400, "invalid".into()));
}
