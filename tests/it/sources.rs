//! Official sources are fetched: each publisher is imitated on this machine, as it is and as it can be
//! when something is wrong.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use crate::{
    cli::{Cli, text},
    gdal_worker::{shared, worker, zipped},
    support::{
        shapefile::{Rings, Shapefile, zipped_cp850},
        web_server::{Asked, Reply, WebServer},
    },
};
use geo::MapCoords;
use geo_types::{Coord, MultiPolygon};
use platssamverkan::{
    app::foreign::{ForeignInput, ForeignOptions, read_area_file},
    area::{AreaKind, BoundingBox, LonLat, PlanarMetres, TransverseMercator},
    ingest::AreaReadOptions,
    store::{Store as _, sqlite::SqliteStore},
};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

const TM: TransverseMercator = TransverseMercator::SWEREF_99_TM;
const LOCAL: TransverseMercator = TransverseMercator::SWEREF_99_18_00;
const PRJ_3011: &str = "PROJCS[\"SWEREF99_18_00\",GEOGCS[\"GCS_SWEREF99\",DATUM[\"D_SWEREF99\",\
    SPHEROID[\"GRS_1980\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],\
    UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],\
    PARAMETER[\"False_Easting\",150000.0],PARAMETER[\"False_Northing\",0.0],\
    PARAMETER[\"Central_Meridian\",18.0],PARAMETER[\"Scale_Factor\",1.0],\
    PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]";

/// The ring of a square of 300 m, counter-clockwise, `i` squares east of Norrmalm.
fn ring(system: &TransverseMercator, i: usize) -> Vec<[f64; 2]> {
    let PlanarMetres { east_m, north_m } = system.project(LonLat { lon: 18.05, lat: 59.34 });
    let (e, n) = ((east_m + 300.0 * i as f64).round(), north_m.round());
    vec![[e, n], [e + 300.0, n], [e + 300.0, n + 300.0], [e, n + 300.0], [e, n]]
}

/// A layer of GeoServer: it gives no more than `most` features a page, whatever is asked for.
struct Layer {
    name: &'static str,
    features: Vec<Value>,
    most: usize,
}

impl Layer {
    fn deso(n: usize) -> Self {
        let feature = |i: usize| {
            json!({"type": "Feature", "id": format!("DeSO_2025.{i}"), "geometry_name": "sp_geometry",
                "geometry": {"type": "MultiPolygon", "coordinates": [[ring(&TM, i)]]},
                "properties": {"desokod": format!("0180C{i:04}"), "regsokod": "0180R001",
                    "kommunkod": "0180", "kommunnamn": "Stockholm", "version": "2025_v2"}})
        };
        Self { name: "stat:DeSO_2025", features: (1..=n).map(feature).collect(), most: 3 }
    }

    /// As GeoServer answers WFS 2.0: ids that are new every time, and when it answered.
    fn answer(&self, asked: &Asked, now: usize) -> Value {
        let parameter = |name: &str| asked.parameter(name).unwrap_or_default();
        assert_eq!(parameter("version"), "2.0.0");
        assert_eq!(parameter("request"), "GetFeature");
        assert_eq!(parameter("typeNames"), self.name);
        assert_eq!(parameter("srsName"), "EPSG:3006");
        assert_eq!(parameter("CQL_FILTER"), "kommunkod='0180'");
        assert!(!parameter("sortBy").is_empty(), "pages without an order overlap");
        let start: usize = parameter("startIndex").parse().unwrap();
        let count: usize = parameter("count").parse().unwrap();
        let mut page: Vec<Value> =
            self.features.iter().skip(start).take(count.min(self.most)).cloned().collect();
        for feature in &mut page {
            feature["id"] = format!("lager.fid-{now:x}-{start}").into();
        }
        json!({"type": "FeatureCollection", "totalFeatures": self.features.len(),
            "numberMatched": self.features.len(), "numberReturned": page.len(),
            "timeStamp": format!("2026-11-29T10:00:{:02}.000Z", now % 60), "features": page,
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}})
    }

    fn serve(self) -> WebServer {
        let n = std::sync::atomic::AtomicUsize::new(0);
        WebServer::start(move |asked| {
            let now = n.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Reply::ok("application/json;charset=UTF-8", self.answer(asked, now).to_string())
        })
    }
}

fn fetch(cli: &Cli, code: i32, id: &str, url: &str, more: &[&str]) -> String {
    cli.expect(code, &[&["sources", "fetch", id, "--from", url], more].concat())
}

/// What lies in the folder of fetched files.
fn kept(cli: &Cli) -> Vec<PathBuf> {
    let entries = fs::read_dir(cli.folder().join("kallor")).into_iter().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn n_imports(cli: &Cli) -> usize {
    let imports = cli.run(&["imports", "list", "--json"]);
    serde_json::from_slice::<Value>(&imports.stdout).unwrap().as_array().unwrap().len()
}

/// Areas of a kind, as they are exported.
fn areas(cli: &Cli, kind: &str) -> Vec<Value> {
    let output = cli.run(&["export", "areas", "--kind", kind, "--release", "intern"]);
    let exported: Value = serde_json::from_slice(&output.stdout).unwrap();
    exported["features"].as_array().unwrap().clone()
}

#[test]
fn every_source_is_listed_with_licence_and_what_it_becomes() {
    let cli = Cli::new();
    let table = cli.expect(0, &["sources", "list"]);
    for word in ["scb-deso-2025", "CC0 1.0", "Polismyndigheten", "utsatt_omrade", "2025-12-01"] {
        assert!(table.contains(word), "{word}: {table}");
    }
    let listed = cli.run(&["sources", "list", "--json"]);
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 5);
    assert_eq!((&listed[0]["format"], &listed[3]["format"]), (&json!("wfs"), &json!("file")));
    assert!(listed[0]["fetched"].is_null());
    let said = cli.expect(2, &["sources", "fetch", "scb"]);
    assert!(said.contains("okänd källa") && said.contains("scb-regso-2025"), "{said}");
}

#[test]
fn a_wfs_is_read_page_by_page_shown_kept_and_imported_only_when_asked() {
    let server = Layer::deso(8).serve();
    let cli = Cli::new();
    let said = fetch(&cli, 0, "scb-deso-2025", &format!("{}/geoserver/stat/wfs", server.url), &[]);
    for word in ["CC0 1.0", "SHA-256", "8 lästa · 8 godtagna · 0 avvisade", "8 nya", "--import"]
    {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(said.contains("Prov: inget lästes in."), "{said}");
    assert_eq!(server.asked().len(), 3, "three, three and two");
    assert_eq!(n_imports(&cli), 0);

    let [file, record] = &kept(&cli)[..] else { panic!("a file and its record") };
    let record: Value = serde_json::from_slice(&fs::read(record).unwrap()).unwrap();
    let sha256 = record["sha256"].as_str().unwrap();
    assert!(said.contains(sha256), "{said}");
    assert_eq!(record["format"], "platssamverkan/kalla/1");
    assert_eq!(record["n_bytes"], fs::metadata(file).unwrap().len());
    assert!(record["address"].as_str().unwrap().contains("startIndex=6"), "{record}");
    let whole: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    assert_eq!(whole["features"].as_array().unwrap().len(), 8);

    // Other ids and another time of answer: the same features are the same file.
    let said = fetch(&cli, 0, "scb-deso-2025", &server.url, &["--import"]);
    assert!(said.contains("oförändrad sedan"), "{said}");
    assert_eq!(kept(&cli).len(), 2);
    let deso = areas(&cli, "deso");
    assert_eq!(deso.len(), 8);
    assert_eq!(deso[0]["properties"]["area_source"], "SCB, DeSO 2025 i Stockholm (CC0 1.0)");
    assert_eq!(deso[0]["properties"]["valid_from"], "2025-01-01");
    let said = fetch(&cli, 0, "scb-deso-2025", &server.url, &["--import"]);
    assert!(said.contains("redan inläst"), "{said}");

    let store = SqliteStore::open(&cli.folder()).unwrap();
    let log = store.read().unwrap().log("source", "scb-deso-2025").unwrap();
    let acts: Vec<&str> = log.iter().map(|entry| entry.act.as_str()).collect();
    assert_eq!(acts, ["source_fetched"], "what was there already is not told again");

    let changed = Layer::deso(9).serve();
    let said = fetch(&cli, 0, "scb-deso-2025", &changed.url, &[]);
    assert!(said.contains("ändrad sedan") && said.contains(sha256), "{said}");
    assert!(said.contains("1 nya") && said.contains("8 fanns redan"), "{said}");
    assert_eq!(kept(&cli).len(), 4, "the older file stays");
}

/// Areas of a real file, by code and name, in a system of metres.
fn real(
    path: &Path,
    kind: AreaKind,
    system: &TransverseMercator,
) -> Vec<(String, String, MultiPolygon)> {
    let worker = worker();
    let (foreign, options) = (ForeignOptions::default(), AreaReadOptions::new(kind, "test"));
    let input = ForeignInput::Path(path);
    let fence = BoundingBox::SWEDEN;
    let read = read_area_file(worker.as_deref(), input, "f", &foreign, &options, fence).unwrap();
    let in_metres = |at: Coord| {
        let there = system.project(LonLat { lon: at.x, lat: at.y });
        Coord { x: there.east_m, y: there.north_m }
    };
    let areas = read.areas.into_iter();
    areas.map(|a| (a.code, a.name, a.geometry.unwrap().map_coords(in_metres))).collect()
}

fn rings_of(ground: &MultiPolygon) -> Vec<Vec<Vec<[f64; 2]>>> {
    let ring = |ring: &geo_types::LineString| ring.0.iter().map(|at| [at.x, at.y]).collect();
    let rings = |part: &geo_types::Polygon| {
        std::iter::once(part.exterior()).chain(part.interiors()).map(ring).collect()
    };
    ground.0.iter().map(rings).collect()
}

#[test]
fn the_real_regso_of_the_city_comes_in_through_the_wfs_as_it_does_from_its_file() {
    let (Some(_), Some(shared)) = (worker(), shared()) else { return };
    let path = shared.join("geodata/regso_2025_stockholm_3006.gpkg");
    let mut regso = real(&path, AreaKind::Regso, &TM);
    regso.sort_by(|a, b| a.0.cmp(&b.0));
    let features = regso.iter().map(|(code, name, ground)| {
        json!({"type": "Feature", "properties": {"regsokod": code, "regsonamn": name,
                "kommunkod": "0180", "referensdatum": "20250101"},
            "geometry": {"type": "MultiPolygon", "coordinates": rings_of(ground)}})
    });
    let layer = Layer { name: "stat:RegSO_2025", features: features.collect(), most: 50 };
    let server = layer.serve();
    let cli = Cli::new();
    let said = fetch(&cli, 0, "scb-regso-2025", &server.url, &["--import"]);
    assert!(said.contains("127 lästa · 127 godtagna · 0 avvisade"), "{said}");
    assert!(!said.contains("overlaps_between_m2"), "a coverage: {said}");
    let imported = areas(&cli, "regso");
    assert_eq!(imported.len(), 127);
    let names: Vec<&str> =
        imported.iter().map(|area| area["properties"]["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"Västra Matteus") && names.contains(&"Klara-Jacob"), "{names:?}");
    let official = |area: &&Value| {
        area["properties"]["area_source"] != "SCB, RegSO 2025 i Stockholm (CC0 1.0)"
    };
    assert_eq!(imported.iter().filter(official).count(), 0, "none is the generalised one still");
}

/// A release of the police's list as an archive: attributes named as in that year, positions with Z, in
/// SWEREF 99 TM, all of Sweden.
fn uso(year: &str, [name, class, place]: [&str; 3], areas: &[(&str, &str, usize)]) -> Vec<u8> {
    let features: Vec<Value> = areas
        .iter()
        .map(|(called, category, i)| {
            let ring = ring(&TM, *i).into_iter();
            let ring: Vec<[f64; 3]> = ring.map(|[e, n]| [e, n, 0.0]).collect();
            json!({"type": "Feature", "properties": {"FID": i, place: "STOCKHOLM", name: called,
                    class: category, "LOKALPOLIS": "LPO NORRMALM"},
                "geometry": {"type": "Polygon", "coordinates": [ring]}})
        })
        .collect();
    let file = json!({"type": "FeatureCollection", "name": format!("uso_{year}"),
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}},
        "features": features});
    let name = format!("uso_{year}_geojson/uso_{year}.geojson");
    zipped(&[(name.as_str(), file.to_string().as_bytes())])
}

/// Far away in the south: no area of this city.
const ELSEWHERE: usize = 1_500;

#[test]
fn the_police_page_leads_to_this_years_list_whatever_its_path_and_its_attributes() {
    let named = ["Namn på utsatt område", "Kategori av område", "Ort"];
    let list = [
        ("Husby", "Särskilt utsatt område", 1),
        ("Rinkeby/Tensta", "Särskilt utsatt område", 2),
        ("Östberga", "Utsatt område", 3),
        ("Rosengård", "Utsatt område", ELSEWHERE),
    ];
    let zip = uso("2025", named, &list);
    let server = WebServer::start(move |asked| match asked.path() {
        "/om-polisen/utsatta-omraden" => Reply::redirect("/om-polisen/utsatta-omraden/"),
        "/om-polisen/utsatta-omraden/" => Reply::ok(
            "text/html; charset=utf-8",
            "<!DOCTYPE html><html><a class=lank href=\"/contentassets/1f86/uso_2025_shp.zip\">shape</a>\
             <a href='../contentassets/1f86/uso_2025_geojson.zip?v=1&amp;w=2'>geo.json</a></html>",
        ),
        "/om-polisen/contentassets/1f86/uso_2025_geojson.zip" => {
            Reply::ok("application/zip", zip.clone())
        }
        _ => Reply::status(404),
    });
    let cli = Cli::new();
    let page = format!("{}/om-polisen/utsatta-omraden", server.url);
    let said = fetch(&cli, 1, "polisen-uso-2025", &page, &["--import"]);
    assert!(said.contains("4 lästa · 3 godtagna · 1 avvisade"), "{said}");
    // Of the six on the shipped list of 2023, two are on this one.
    assert!(said.contains("leaves_list") && said.contains(": 4,0"), "{said}");
    assert!(server.asked().last().unwrap().target.ends_with("uso_2025_geojson.zip?v=1&w=2"));
    let on_list = areas(&cli, "utsatt_omrade");
    let seen: Vec<(&str, &str)> = on_list
        .iter()
        .map(|area| {
            let said = |key: &str| area["properties"][key].as_str().unwrap_or("–");
            (said("area_id"), said("class"))
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("utsatt_omrade/husby", "sarskilt_utsatt"),
            ("utsatt_omrade/ostberga", "utsatt"),
            ("utsatt_omrade/rinkeby-tensta", "sarskilt_utsatt"),
        ]
    );
}

#[test]
fn attributes_of_every_release_of_the_list_are_found_and_unknown_ones_are_named() {
    let check = |year: &str, named: [&str; 3], code: i32| {
        let zip = uso(year, named, &[("Husby", "Riskområde", 1)]);
        let server = WebServer::start(move |_| Reply::ok("application/zip", zip.clone()));
        let url = format!("{}/uso_{year}_geojson.zip", server.url);
        let cli = Cli::new();
        fetch(&cli, code, "polisen-uso-2025", &url, &["--valid-from", &format!("{year}-12-01")])
    };
    for (year, named) in [
        ("2021", ["namn", "kategori", "ort"]),
        ("2023", ["NAMN", "KATEGORI", "ORT"]),
        ("2025", ["Namn på utsatt område", "Kategori av område", "Ort"]),
    ] {
        let said = check(year, named, 0);
        assert!(said.contains("1 lästa · 1 godtagna · 0 avvisade"), "{said}");
    }
    let said = check("2027", ["BETECKNING", "GRAD", "ORT"], 3);
    assert!(said.contains("[source_fields_changed]") && said.contains("BETECKNING"), "{said}");
}

/// A stadsdelsnämndsområde or basområde as the city's portal has them.
fn city_zip(
    stem: &str,
    columns: &[&str],
    features: Vec<(Rings, Vec<String>)>,
    more: bool,
) -> Vec<u8> {
    let layer = Shapefile { columns, features };
    let named = |stem: &str, parts: [(&'static str, Vec<u8>); 4]| {
        parts.map(|(ending, bytes)| (format!("{stem}.{ending}"), bytes))
    };
    let mut entries = named(stem, layer.parts(PRJ_3011)).to_vec();
    if more {
        let labels = Shapefile { columns: &["text"], features: Vec::new() };
        entries.extend(named("Statistikområde_text_points", labels.parts(PRJ_3011)));
    }
    zipped_cp850(&entries)
}

/// Clockwise, as shapefiles have their outer rings.
fn square(i: usize) -> Rings {
    vec![ring(&LOCAL, i).into_iter().rev().collect()]
}

#[test]
fn the_citys_archives_have_names_in_cp850_and_give_their_areas() {
    if worker().is_none() {
        return;
    }
    let names = ["Norrmalm", "Hägersten-Älvsjö", "Skärholmen"];
    let feature = |(i, name): (usize, &&str)| (square(i), vec![(*name).to_owned()]);
    let features = names.iter().enumerate().map(feature).collect();
    let zip = city_zip("Stadsdelsnämndsområde_2020", &["Sdn_omarde"], features, false);
    let server = WebServer::start(move |_| Reply::ok("application/x-zip-compressed", zip.clone()));
    let cli = Cli::new();
    let id = "stockholm-stadsdelsnamndsomraden-2020";
    let said = fetch(
        &cli,
        0,
        id,
        &format!("{}/Data/Stadsdelsnamndsomrade_2020.zip", server.url),
        &["--import"],
    );
    assert!(said.contains("3 lästa · 3 godtagna · 0 avvisade"), "{said}");

    // Norrmalm was merged in 2023: the official border of 2020 does not bring it back.
    let store = SqliteStore::open(&cli.folder()).unwrap();
    let read = store.read().unwrap();
    let last = |id: &str| {
        let versions = read.area(&platssamverkan::area::AreaId(id.to_owned())).unwrap();
        let last = versions.last().unwrap().clone();
        assert_eq!(last.validity.valid_from, Some("2020-07-01".parse().unwrap()), "{id}");
        assert!(!last.approximate, "{id} is official");
        last.validity.valid_to.map(|day| day.to_string())
    };
    assert_eq!(last("stadsdelsomrade/norrmalm").as_deref(), Some("2023-06-30"));
    assert_eq!(last("stadsdelsomrade/hagersten-alvsjo"), None);
    assert_eq!(last("stadsdelsomrade/skarholmen"), None);
}

#[test]
fn the_real_basomraden_come_in_from_an_archive_of_two_layers() {
    let (Some(_), Some(shared)) = (worker(), shared()) else { return };
    let path = shared.join("geodata/sthlm_basomraden_3011.gpkg");
    let basomraden = real(&path, AreaKind::Basomrade, &LOCAL);
    let features: Vec<(Rings, Vec<String>)> = basomraden
        .iter()
        .map(|(code, name, ground)| {
            // In shapefiles outer rings are clockwise and holes are not.
            let rings = rings_of(ground).into_iter().flatten();
            let turned = rings.map(|ring| ring.into_iter().rev().collect());
            (turned.collect(), vec![name.clone(), code.clone()])
        })
        .collect();
    let columns = ["Namn", "Nyckelkod"];
    let zip = city_zip("Statistikområde_polygons", &columns, features, true);
    let server = WebServer::start(move |_| Reply::ok("application/x-zip-compressed", zip.clone()));
    let cli = Cli::new();
    let url = format!("{}/Basomraden.zip", server.url);
    let said = fetch(&cli, 0, "stockholm-basomraden", &url, &["--import"]);
    assert!(said.contains("419 lästa · 419 godtagna · 0 avvisade"), "{said}");
    assert!(said.contains("[overlaps_between_m2]"), "the city's coverage overlaps: {said}");
    assert_eq!(areas(&cli, "basomrade").len(), 419);
}

#[test]
fn what_is_not_the_file_is_refused_by_name_and_leaves_nothing() {
    let other = WebServer::start(|_| Reply::ok("application/json", "{}"));
    let to_other = format!("{}/x", other.url);
    let page = "<!DOCTYPE html>\n<html><title>Underhåll</title></html>";
    let zip = uso("2025", ["NAMN", "KATEGORI", "ORT"], &[("Husby", "Utsatt område", 1)]);
    let (n, short) = (zip.len(), zip[..zip.len() / 2].to_vec());
    let check = |id: &str, code: &str, reply: Reply| {
        let server = WebServer::start(move |_| reply.clone());
        let cli = Cli::new();
        let said = fetch(&cli, 3, id, &format!("{}/fil.zip", server.url), &["--import"]);
        assert!(said.contains(&format!("[{code}]")), "{code}: {said}");
        assert_eq!(kept(&cli), Vec::<PathBuf>::new(), "{code}");
        assert_eq!(n_imports(&cli), 0, "{code}");
    };
    let file = |code: &str, reply: Reply| check("stockholm-basomraden", code, reply);
    file("source_gone", Reply::status(404));
    file("source_gone", Reply::status(410));
    file("source_status", Reply::status(503));
    file("source_is_page", Reply::ok("application/zip", page));
    file("source_not_as_claimed", Reply::ok("application/zip", "\u{7f}ELF och mer"));
    file("source_not_as_claimed", Reply::ok("application/zip", ""));
    file("source_cut_short", Reply::ok("application/zip", zip.clone()).cut_after(n / 2));
    file("corrupt_zip", Reply::ok("application/zip", short));
    file("source_too_large", Reply::ok("application/zip", vec![0; (100 << 20) + 1]));
    file("source_not_https", Reply::redirect(&to_other));
    file("source_host_not_allowed", Reply::redirect("https://annan.example/fil.zip"));
    file("source_redirects", Reply::redirect("/fil.zip"));
    file("source_redirects", Reply::status(302));
    let zipped_page = zipped(&[("las-mig.html", page.as_bytes())]);
    file("unknown_format", Reply::ok("application/zip", zipped_page));

    let police = |code: &str, reply: Reply| check("polisen-uso-2025", code, reply);
    let newer = "<html><a href=\"/uso_2027_geojson.zip\">geo.json</a></html>";
    police("source_no_link", Reply::ok("text/html", newer));
    let leads_away = "<html><a href=\"https://annan.example/uso_2025_geojson.zip\">x</a></html>";
    police("source_host_not_allowed", Reply::ok("text/html", leads_away));
    let empty = zipped(&[("uso.geojson", br#"{"type":"FeatureCollection","features":[]}"#)]);
    police("source_empty", Reply::ok("application/zip", empty));

    let wfs = |code: &str, reply: Reply| check("scb-deso-2025", code, reply);
    let exception = "<?xml version=\"1.0\"?><ows:ExceptionReport><ows:Exception>\n<ows:ExceptionText>\
        Feature type stat:DeSO_2025 unknown</ows:ExceptionText></ows:Exception></ows:ExceptionReport>";
    wfs("source_wfs_refused", Reply::ok("application/xml", exception));
    wfs("source_is_page", Reply::ok("application/json", page));
    wfs("source_not_as_claimed", Reply::ok("application/json", "{\"type\":\"FeatureCollection\"}"));
    let json = |value: &Value| Reply::ok("application/json", value.to_string());
    let collection = |n: usize, codes: &[&str]| {
        let feature = |code: &&str| json!({"type": "Feature", "geometry": null, "properties": {"desokod": code}});
        let features: Vec<Value> = codes.iter().map(feature).collect();
        json!({"type": "FeatureCollection", "numberMatched": n, "features": features})
    };
    wfs("source_incomplete", json(&collection(3, &["a", "b"])));
    wfs("source_incomplete", json(&collection(3, &[])));
    let mut elsewhere = collection(1, &["a"]);
    elsewhere["crs"] = json!({"properties": {"name": "urn:ogc:def:crs:EPSG::4326"}});
    wfs("source_not_as_claimed", json(&elsewhere));

    assert_eq!(other.asked(), [], "nobody else was asked");
}

#[test]
fn only_an_address_that_somebody_wrote_may_be_in_the_clear_and_only_on_this_machine() {
    let cli = Cli::new();
    for url in [
        "http://data.example/fil.zip",
        "ftp://127.0.0.1/fil.zip",
        "http://a:b@127.0.0.1/",
        "fil.zip",
    ] {
        let said = fetch(&cli, 3, "stockholm-basomraden", url, &[]);
        assert!(said.contains("[source_not_https]"), "{url}: {said}");
    }
    let server = WebServer::start(|_| Reply::ok("application/zip", "PK"));
    let own = format!(
        "[[source]]\nid = \"egen\"\nname = \"Egen\"\npublisher = \"Kommunen\"\nlicence = \"CC0\"\n\
         kind = \"ovrigt\"\naddress = \"{}/fil.zip\"\n",
        server.url
    );
    fs::write(cli.folder().join("kallor.toml"), own).unwrap();
    let said = cli.expect(2, &["sources", "fetch", "egen"]);
    assert!(
        said.contains("kallor.toml: egen: address") && said.contains("[source_not_https]"),
        "{said}"
    );
    assert_eq!(server.asked(), []);
}

#[test]
fn a_file_with_another_checksum_than_the_one_asked_for_is_not_kept() {
    let server = Layer::deso(2).serve();
    let cli = Cli::new();
    let wrong = "0".repeat(64);
    let said = fetch(&cli, 3, "scb-deso-2025", &server.url, &["--sha256", &wrong]);
    assert!(said.contains("[source_checksum]"), "{said}");
    assert_eq!(kept(&cli), Vec::<PathBuf>::new());

    fetch(&cli, 0, "scb-deso-2025", &server.url, &[]);
    let record: Value = serde_json::from_slice(&fs::read(&kept(&cli)[1]).unwrap()).unwrap();
    let right = record["sha256"].as_str().unwrap();
    fetch(&cli, 0, "scb-deso-2025", &server.url, &["--sha256", right]);

    // A file that somebody changed is no longer what was fetched: it is fetched anew.
    fs::write(&kept(&cli)[0], "{}").unwrap();
    let said = fetch(&cli, 0, "scb-deso-2025", &server.url, &["--sha256", right]);
    assert!(!said.contains("oförändrad"), "{said}");
    assert!(fs::metadata(&kept(&cli)[0]).unwrap().len() > 100);
}

#[test]
fn a_fetch_that_is_killed_leaves_nothing_half() {
    let server = WebServer::start(|_| {
        Reply::ok("application/zip", vec![0; 1 << 20])
            .cut_after(1 << 19)
            .after(Duration::from_millis(200))
    });
    let slow =
        WebServer::start(|_| Reply::ok("application/zip", "PK").after(Duration::from_secs(30)));
    let cli = Cli::new();
    let to = cli.folder().join("nagon-annanstans");
    let said = fetch(&cli, 3, "stockholm-basomraden", &server.url, &["--to", text(&to)]);
    assert!(said.contains("[source_cut_short]"), "{said}");

    let mut child = Command::new(env!("CARGO_BIN_EXE_platssamverkan"))
        .arg("--data")
        .arg(cli.folder())
        .args(["sources", "fetch", "stockholm-basomraden", "--from", &slow.url, "--to", text(&to)])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let began = Instant::now();
    while slow.asked().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(60), "it never asked");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(fs::read_dir(&to).into_iter().flatten().count(), 0);
    assert_eq!(n_imports(&cli), 0);
}
