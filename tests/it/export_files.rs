//! GeoPackage and FlatGeobuf out: what others' programs read of them is what the GeoJSON says; and what
//! becomes of files that cannot be made or sent.

use crate::{
    gdal_worker::worker,
    support::http::{Browser, Noon, Server, counts_csv},
};
use platssamverkan::{
    app::{
        export::Scratch,
        foreign::{ForeignInput, ForeignLimits, ForeignOptions, read_foreign},
    },
    store::sqlite::SqliteStore,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, io::Read, path::Path, sync::Arc};

/// A service with a year of counts and a run.
fn asked(server: &Server) -> (Browser, String) {
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let order = json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "stability": false});
    let run = browser.post("/api/v1/hotspots/runs", &order).json();
    let id = run["id"].as_str().expect("an id").to_owned();
    (browser, id)
}

/// Features by the id of the layer, as GDAL sees them.
fn by_id(collection: &Value) -> BTreeMap<String, Value> {
    let features = collection["features"].as_array().expect("features");
    features
        .iter()
        .map(|feature| {
            let id = &feature["properties"]["id"];
            let id = if id.is_null() { &feature["id"] } else { id };
            (id.as_str().map_or_else(|| id.to_string(), str::to_owned), feature.clone())
        })
        .collect()
}

/// All corners of a geometry in their order.
fn corners(geometry: &Value) -> Vec<(f64, f64)> {
    fn walk(list: &Value, found: &mut Vec<(f64, f64)>) {
        let list = list.as_array().expect("coordinates");
        match (list.first().and_then(Value::as_f64), list.get(1).and_then(Value::as_f64)) {
            (Some(x), Some(y)) => found.push((x, y)),
            _ => list.iter().for_each(|inner| walk(inner, found)),
        }
    }
    let mut found = Vec::new();
    walk(&geometry["coordinates"], &mut found);
    found
}

#[test]
fn gdal_reads_the_same_features_back_to_the_seventh_decimal() {
    let Some(worker) = worker() else { return };
    let server = Server::start();
    let (browser, run) = asked(&server);
    let kde = browser.answer("/api/v1/kde?from=2025-01-01&grid=500&bandwidth=800");
    let kde = kde["card"]["id"].as_str().expect("an id").to_owned();
    let layers = [
        ("areas", "kind=stadsdelsomrade".to_owned()),
        ("cells", format!("run={run}")),
        ("places", format!("run={run}")),
        ("kde-points", format!("run={kde}")),
        ("kde", format!("run={kde}")),
    ];
    for (layer, query) in layers {
        let path = |ending: &str| format!("/api/v1/export/{layer}.{ending}?release=intern&{query}");
        let expected = browser.get(&path("geojson")).json();
        let expected = by_id(&expected);
        for (ending, driver, kind) in [
            ("gpkg", "GPKG", "application/geopackage+sqlite3"),
            ("fgb", "FlatGeobuf", "application/flatgeobuf"),
        ] {
            let file = browser.get(&path(ending));
            assert_eq!(file.status, 200, "{}", file.text);
            assert_eq!(file.header("content-type"), kind);
            let options =
                ForeignOptions { layer: Some(layer.replace('-', "_")), ..Default::default() };
            let read = read_foreign(
                Some(&worker),
                ForeignInput::Bytes(&file.bytes),
                &format!("{layer}.{ending}"),
                &options,
                &ForeignLimits::DEFAULT,
            );
            let read = read.unwrap_or_else(|refused| panic!("{layer}.{ending}: {refused:?}"));
            assert_eq!(read.driver, driver);
            let system = if ending == "gpkg" { "EPSG:3011" } else { "EPSG:4326" };
            assert_eq!(read.crs.as_deref(), Some(system), "{layer}.{ending}");
            let found = by_id(&serde_json::from_str(&read.geojson).expect("GeoJSON"));
            assert!(found.keys().eq(expected.keys()), "{layer}.{ending}: ids");
            for (id, feature) in &expected {
                let here = &found[id];
                for (name, value) in feature["properties"].as_object().expect("properties") {
                    same(
                        value,
                        &here["properties"][name],
                        &format!("{layer}.{ending} {id} {name}"),
                    );
                }
                let (a, b) = (corners(&feature["geometry"]), corners(&here["geometry"]));
                assert_eq!(a.len(), b.len(), "{layer}.{ending} {id}");
                // GeoJSON has seven decimals: half a unit of the last is six millimetres.
                for ((x, y), (i, j)) in a.iter().zip(&b) {
                    assert!(
                        (x - i).abs() < 6e-8 && (y - j).abs() < 6e-8,
                        "{layer}.{ending} {id}: {x} {y} is {i} {j}"
                    );
                }
            }
        }
    }
}

/// Names of the columns and all rows of the layer of a GeoPackage, each with its id.
pub(crate) fn rows_of(file: &[u8], layer: &str) -> (Vec<String>, Vec<String>) {
    let on_disk = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(on_disk.path(), file).expect("written");
    let db = rusqlite::Connection::open(on_disk.path()).expect("a database");
    let mut rows = db
        .prepare(&format!("SELECT * FROM \"{}\" ORDER BY fid", layer.replace('-', "_")))
        .expect("the layer is there");
    let columns: Vec<String> = rows.column_names().map(str::to_owned).collect();
    let ids = rows.query_map([], |row| row.get("id")).and_then(Iterator::collect);
    (columns, ids.expect("rows"))
}

/// What the worker says as text is what the GeoJSON says.
fn same(expected: &Value, found: &Value, at: &str) {
    let said = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
    match expected {
        Value::Null => assert!(found.is_null() || said.is_empty(), "{at}: {found}"),
        Value::Bool(flag) => {
            let words = if *flag { ["1", "true"] } else { ["0", "false"] };
            assert!(words.contains(&said.as_str()), "{at}: {found} is {flag}");
        }
        Value::Number(number) => {
            let number = number.as_f64().expect("finite");
            let said: f64 = said.parse().unwrap_or_else(|_| panic!("{at}: {found}"));
            assert!((said - number).abs() <= 1e-12 * number.abs(), "{at}: {said} is {number}");
        }
        Value::String(text) if text.len() == 10 && text.as_bytes()[4] == b'-' => {
            assert_eq!(&said.replace('/', "-"), text, "{at}");
        }
        Value::String(text) => assert_eq!(&said, text, "{at}"),
        json => {
            let said: Value = serde_json::from_str(&said).unwrap_or_else(|_| found.clone());
            assert_eq!(&said, json, "{at}");
        }
    }
}

#[test]
fn a_file_is_known_by_its_tag_before_it_is_made_and_every_choice_has_another() {
    let server = Server::start();
    let (browser, run) = asked(&server);
    let mut tags = Vec::new();
    for (ending, more) in [
        ("geojson", ""),
        ("geojson", "&crs=EPSG:3006"),
        ("csv", ""),
        ("csv", "&bom=false"),
        ("gpkg", ""),
        ("gpkg", "&crs=EPSG:3006"),
        ("fgb", ""),
    ] {
        let path = format!("/api/v1/export/cells.{ending}?release=intern&run={run}{more}");
        let file = browser.get(&path);
        let tag = file.header("etag").to_owned();
        assert!(!tags.contains(&tag), "{path}");
        let again = browser.get_with(&path, &[("If-None-Match", &tag)]);
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
        assert_eq!(browser.get(&path).bytes, file.bytes, "{path}: the same twice");
        tags.push(tag);
    }
}

fn full(bytes: u64) -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().expect("a folder");
    let scratch = Scratch::in_folder(folder.path().join("tmp")).with_quota(bytes);
    let store = SqliteStore::open_in_memory().expect("a store");
    let server = Server::over_as(Arc::new(store), Arc::new(Noon), |app| app.with_scratch(scratch));
    (folder, server)
}

fn left(folder: &Path) -> usize {
    std::fs::read_dir(folder.join("tmp")).map_or(0, |entries| entries.count())
}

#[test]
fn a_full_disk_is_told_in_words_and_nothing_is_left() {
    let (folder, server) = full(100_000);
    let browser = server.signed_in("samordnare");
    for ending in ["gpkg", "fgb"] {
        let path = format!("/api/v1/export/areas.{ending}?release=intern&kind=statistikomrade");
        let refused = browser.get(&path);
        assert_eq!(refused.problem(), (507, "disk_full".to_owned()));
        assert_eq!(refused.json()["title"], "Disken är full");
        assert_eq!(left(folder.path()), 0);
    }
    // What needs no scratch file leaves all the same.
    let plain = browser.get("/api/v1/export/areas.csv?release=intern&kind=statistikomrade");
    assert_eq!(plain.status, 200);
}

#[test]
fn nothing_is_left_when_the_client_goes_away_in_the_middle() {
    let (folder, server) = full(u64::MAX);
    let browser = server.signed_in("samordnare");
    let whole = browser.get("/api/v1/export/areas.gpkg?release=intern");
    assert_eq!(&whole.bytes[..15], b"SQLite format 3");
    assert_eq!(left(folder.path()), 0);
    let mut body = browser.begun("/api/v1/export/areas.gpkg?release=intern");
    let mut first = [0; 15];
    body.read_exact(&mut first).expect("a beginning");
    assert_eq!(&first, b"SQLite format 3");
    drop(body);
    assert_eq!(left(folder.path()), 0);
}
