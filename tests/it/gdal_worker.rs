//! The GDAL worker: what it reads, and what it cannot do whatever the file.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use platssamverkan::app::foreign::{
    ForeignInput, ForeignLayer, ForeignLimits, ForeignOptions, find_worker, read_foreign,
    write_gpkg,
};
use platssamverkan::ingest::{
    InputRefused,
    geojson::{Shape, read_features},
};
use std::{
    fs,
    io::{Cursor, Write},
    net::TcpListener,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

/// The built worker, or `None` and a printed line.
pub(crate) fn worker() -> Option<PathBuf> {
    let set = std::env::var_os("PLATSSAMVERKAN_GDAL_WORKER").map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let found = find_worker(set.as_deref()).or_else(|| {
        let built =
            ["debug", "release"].map(|profile| target.join(profile).join("platssamverkan-gdal"));
        built.iter().find_map(|path| find_worker(Some(path)))
    });
    if found.is_none() {
        println!("hoppar över: platssamverkan-gdal är inte byggd (libgdal-dev, --features gdal)");
    }
    found
}

/// The folder with official files beside the project, or `None` and a printed line.
pub(crate) fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("PLATSSAMVERKAN_SHARED").map_or(beside, PathBuf::from);
    if !shared.is_dir() {
        println!("hoppar över: ../shared saknas");
        return None;
    }
    Some(shared)
}

fn read(worker: &Path, bytes: &[u8], name: &str) -> Result<ForeignLayer, InputRefused> {
    let options = ForeignOptions::default();
    read_foreign(Some(worker), ForeignInput::Bytes(bytes), name, &options, &ForeignLimits::DEFAULT)
}

pub(crate) fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A GeoPackage of one square, made by the worker itself.
fn small_gpkg(worker: &Path) -> Vec<u8> {
    let lines = [
        r#"{"layer":"rutor","geometry":"polygon","fields":[{"name":"namn","type":"text"},{"name":"n","type":"integer"}]}"#,
        r#"{"type":"Feature","properties":{"namn":"Vårberg","n":3},"geometry":{"type":"Polygon","coordinates":[[[18.0,59.3],[18.1,59.3],[18.1,59.4],[18.0,59.3]]]}}"#,
    ];
    let lines = lines.join("\n").into_bytes();
    write_gpkg(Some(worker), lines, 3006, &ForeignLimits::DEFAULT).unwrap()
}

/// A server that must never be called.
struct Trap(TcpListener);

impl Trap {
    fn set() -> (Self, u16) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        (Self(listener), port)
    }

    fn was_not_called(&self) {
        let called = self.0.accept();
        assert!(
            matches!(&called, Err(error) if error.kind() == std::io::ErrorKind::WouldBlock),
            "somebody called: {called:?}"
        );
    }
}

#[test]
fn a_geopackage_written_by_the_worker_is_read_by_rusqlite_and_by_the_worker() {
    let Some(worker) = worker() else { return };
    let bytes = small_gpkg(&worker);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gpkg");
    fs::write(&path, &bytes).unwrap();
    let database = rusqlite::Connection::open(&path).unwrap();
    let row: (String, i64, i64) = database
        .query_row(
            "SELECT namn, n, srs_id FROM rutor JOIN gpkg_contents ON table_name = 'rutor'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    assert_eq!(row, ("Vårberg".to_owned(), 3, 3006));
    let layer = read(&worker, &bytes, "a.gpkg").unwrap();
    assert_eq!((layer.crs.as_deref(), layer.n), (Some("EPSG:3006"), 1));
    assert!(layer.geojson.contains("Vårberg") && layer.geojson.contains("18.0"), "{layer:?}");
}

#[test]
fn points_of_mexico_city_come_through_with_the_152_at_zero() {
    let (Some(worker), Some(shared)) = (worker(), shared()) else { return };
    let path = shared.join("incidents/cdmx_car_jacking.gpkg");
    let options = ForeignOptions::default();
    let limits = ForeignLimits::DEFAULT;
    let layer =
        read_foreign(Some(&worker), ForeignInput::Path(&path), "cdmx", &options, &limits).unwrap();
    let points = read_features(layer.geojson.as_bytes(), "cdmx").unwrap().features;
    let at_zero = points.iter().filter(|p| matches!(p.shape, Shape::Point(0.0, 0.0))).count();
    assert_eq!((points.len(), at_zero), (2811, 152));
    assert_eq!(points[0].properties["fecha_hechos"], "2019-05-17T16:00:00Z");
    assert!(matches!(points[0].shape, Shape::Point(-99.1088, 19.39638)));
}

#[test]
fn the_worker_can_do_nothing_but_read_its_folder() {
    let Some(worker) = worker() else { return };
    for uid in [None, Some(65_534)] {
        let (trap, port) = Trap::set();
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(&worker);
        command.args(["self-test", "--connect", &format!("127.0.0.1:{port}"), "--folder"]);
        command.arg(folder.path());
        if let Some(uid) = uid {
            if !is_root() {
                println!("hoppar över: bara root kan prova som nobody");
                continue;
            }
            std::os::unix::fs::chown(folder.path(), Some(uid), Some(uid)).unwrap();
            command.uid(uid).gid(uid);
        }
        let output = command.output().unwrap();
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        println!("{uid:?}: {said}");
        let has_landlock = said["landlock"] != "none";
        for (what, happened) in said.as_object().unwrap() {
            let expected = what == "own_folder";
            // Without Landlock (kernels before 5.13) the user's own rights decide what is read.
            let depends = !has_landlock && (what == "reads_outside" || what == "lists_home");
            if what != "landlock" && !depends {
                assert_eq!(happened, expected, "{what} as {uid:?}");
            }
        }
        trap.was_not_called();
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

#[test]
fn hostile_files_make_no_connection_and_are_answered_in_ten_seconds() {
    let Some(worker) = worker() else { return };
    let (trap, port) = Trap::set();
    let url = format!("http://127.0.0.1:{port}/x");
    let vrt = format!(
        "<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>/vsicurl/{url}.json\
         </SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    );
    let gml = |inside: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<ogr:FeatureCollection xmlns:ogr=\"http://ogr.maptools.org/\" \
             xmlns:gml=\"http://www.opengis.net/gml\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">\
             {inside}</ogr:FeatureCollection>"
        )
    };
    let linked = gml(&format!(
        "<gml:featureMember><ogr:a><ogr:g xlink:href=\"{url}#b\"/></ogr:a></gml:featureMember>"
    ));
    let dtd = format!("<?xml version=\"1.0\"?><!DOCTYPE x SYSTEM \"{url}.dtd\">{}", gml("&x;"));
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>\
                  <kml><Document>&b;</Document></kml>";
    let kml = format!(
        "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><NetworkLink><Link><href>{url}.kml</href>\
         </Link></NetworkLink></kml>"
    );
    let bomb = zipped(&[("a.shp", &vec![0; 30 << 20])]);
    let mut torn = zipped(&[("a.shp", b"x"), ("a.dbf", b"y")]);
    torn.truncate(torn.len() / 2);
    let climbing = zipped(&[("../../etc/a.shp", b"x")]);
    let endless = endless_gpkg(&worker);
    let mut torn_gpkg = small_gpkg(&worker);
    torn_gpkg.truncate(5000);
    let shp_alone = [[0, 0, 0x27, 0x0a].as_slice(), &[0; 96]].concat();
    let shp_torn =
        zipped(&[("a.shp", &shp_alone), ("a.shx", &shp_alone), ("a.dbf", b"\x03rubbish")]);
    let cases: Vec<(&str, &[u8], &[&str])> = vec![
        ("areas.geojson", vrt.as_bytes(), &["unknown_format"]),
        ("vrt.gml", vrt.as_bytes(), &["unknown_format"]),
        ("linked.gml", linked.as_bytes(), &["remote_link"]),
        ("dtd.gml", dtd.as_bytes(), &["xml_dtd"]),
        ("laughs.kml", laughs.as_bytes(), &["xml_dtd"]),
        ("network.kml", kml.as_bytes(), &["remote_link"]),
        ("bomb.zip", &bomb, &["zip_bomb"]),
        ("torn.zip", &torn, &["corrupt_zip"]),
        ("climbing.zip", &climbing, &["zip_path"]),
        ("empty.gpkg", b"", &["empty_file"]),
        ("blank.shp", b" \n", &["empty_file"]),
        ("alone.shp", &shp_alone, &["missing_part"]),
        ("torn.shp.zip", &shp_torn, &["unreadable", "no_layer", "worker_failed"]),
        ("torn.gpkg", &torn_gpkg, &["unreadable", "no_layer", "worker_failed"]),
        ("endless.gpkg", &endless, &["worker_timeout", "too_large"]),
        ("noise.bin", &[7; 1000], &["unknown_format"]),
    ];
    for (name, bytes, expected) in cases {
        let start = Instant::now();
        let refused = read(&worker, bytes, name).expect_err(name);
        let took = start.elapsed();
        println!("{name}: {refused} after {took:?}");
        assert!(expected.contains(&refused.code.as_str()), "{name}: {refused}");
        assert_eq!(refused.file, name);
        assert!(took < Duration::from_secs(10), "{name} took {took:?}");
    }
    // The same without the checks in front: the glass alone must hold.
    for (driver, name, bytes) in [
        ("GML", "linked.gml", linked.as_bytes()),
        ("GML", "dtd.gml", dtd.as_bytes()),
        ("LIBKML", "network.kml", kml.as_bytes()),
        ("LIBKML", "laughs.kml", laughs.as_bytes()),
        ("GML", "vrt.gml", vrt.as_bytes()),
        ("LIBKML", "vrt.kml", vrt.as_bytes()),
        ("GPKG", "vrt.gpkg", vrt.as_bytes()),
        ("OGR_VRT", "a.vrt", vrt.as_bytes()),
        ("GeoJSON", "a.json", format!("{{\"url\":\"{url}\"}}").as_bytes()),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), bytes).unwrap();
        let start = Instant::now();
        let output = Command::new(&worker)
            .args(["read", "--file", name, "--driver", driver, "--folder"])
            .arg(folder.path())
            .output()
            .unwrap();
        println!("{driver} {name}: {} {}", output.status, String::from_utf8_lossy(&output.stderr));
        assert!(start.elapsed() < Duration::from_secs(10), "{driver} {name}");
        if driver == "OGR_VRT" || driver == "GeoJSON" {
            assert!(String::from_utf8_lossy(&output.stderr).contains("unknown_format"));
        }
    }
    trap.was_not_called();
}

/// The same test in a process of the user nobody.
#[test]
fn hostile_files_meet_the_same_glass_as_nobody() {
    if worker().is_none() {
        return;
    }
    if !is_root() {
        println!("hoppar över: bara root kan prova som nobody");
        return;
    }
    // The build may lie where nobody may not go: a copy of the test and the worker does not.
    let folder = tempfile::tempdir().unwrap();
    let open = std::os::unix::fs::PermissionsExt::from_mode;
    fs::set_permissions(folder.path(), open(0o755)).unwrap();
    let copies =
        [("it", std::env::current_exe().unwrap()), ("platssamverkan-gdal", worker().unwrap())].map(
            |(name, from)| {
                let to = folder.path().join(name);
                fs::copy(from, &to).unwrap();
                fs::set_permissions(&to, open(0o755)).unwrap();
                to
            },
        );
    let output = Command::new(&copies[0])
        .args(["--exact", "--nocapture"])
        .arg("gdal_worker::hostile_files_make_no_connection_and_are_answered_in_ten_seconds")
        .env("PLATSSAMVERKAN_GDAL_WORKER", &copies[1])
        .current_dir("/")
        .uid(65_534)
        .gid(65_534)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("1 passed") && said.contains("endless.gpkg: worker_"), "{said}");
}

/// A GeoPackage whose only layer is a view that never ends.
fn endless_gpkg(worker: &Path) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("endless.gpkg");
    fs::write(&path, small_gpkg(worker)).unwrap();
    let database = rusqlite::Connection::open(&path).unwrap();
    database
        .execute_batch(
            "CREATE VIEW endless AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c)
                 SELECT i AS fid, (SELECT geom FROM rutor WHERE 0) AS geom, 'x' AS namn
                 FROM c WHERE i < 0;
             INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)
                 VALUES ('endless', 'features', 'endless', 3006);
             INSERT INTO gpkg_geometry_columns VALUES ('endless', 'geom', 'MULTIPOLYGON', 3006, 0, 0);
             DELETE FROM gpkg_geometry_columns WHERE table_name = 'rutor';
             DELETE FROM gpkg_contents WHERE table_name = 'rutor';",
        )
        .unwrap();
    drop(database);
    fs::read(&path).unwrap()
}

#[test]
fn without_a_worker_the_answer_says_how_to_get_one() {
    let kml = b"<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document/></kml>";
    let options = ForeignOptions::default();
    let limits = ForeignLimits::DEFAULT;
    let refused = read_foreign(None, ForeignInput::Bytes(kml), "a.kml", &options, &limits);
    let refused = refused.unwrap_err();
    assert_eq!(refused.code, "worker_missing");
    assert!(refused.detail.contains("libgdal-dev"), "{refused}");
    let json = b"{\"type\":\"FeatureCollection\",\"features\":[]}";
    let layer = read_foreign(None, ForeignInput::Bytes(json), "a.json", &options, &limits).unwrap();
    assert_eq!(layer.driver, "GeoJSON");
}
