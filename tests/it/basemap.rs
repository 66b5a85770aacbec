//! A base map of somebody else's is passed on: what is asked, what never is, and what comes back.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use crate::support::{
    clock::MovableClock,
    http::{Browser, Server},
    web_server::{Asked, Reply, WebServer},
};
use jiff::SignedDuration;
use platssamverkan::{
    app::basemap::{BaseMap, BaseMapSettings},
    area::{LonLat, PlanarMetres, TransverseMercator},
    store::sqlite::SqliteStore,
};
use serde_json::Value;
use std::{f64::consts::PI, sync::Arc};

/// A tile in the middle of the city.
const TILE: &str = "14/9013/4818";
const PATH: &str = "/api/v1/basemap/14/9013/4818";

/// A service with the base map that the lines say, `URL` in them being the map server.
fn service(map: &WebServer, lines: &str) -> (Server, MovableClock) {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("name = \"Stadskartan\"\nattribution = \"© Staden\"\n{lines}\n");
    std::fs::write(folder.path().join("baskarta.toml"), text.replace("URL", &map.url)).unwrap();
    std::fs::write(folder.path().join("hemlig"), "ordet").unwrap();
    let settings = BaseMapSettings::read(folder.path()).unwrap().unwrap();
    let clock = MovableClock::start();
    let store = SqliteStore::open_in_memory().unwrap();
    let server = Server::over_as(Arc::new(store), Arc::new(clock.clone()), |app| {
        app.with_basemap(BaseMap::of(settings).unwrap())
    });
    (server, clock)
}

const XYZ: &str = "kind = \"xyz\"\naddress = \"URL/t/{z}/{x}/{y}.png\"";

/// A picture whose colours a function of column and row gives.
fn png(width: u32, height: u32, colour: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    let pixels = (0..height).flat_map(|row| (0..width).map(move |column| (column, row)));
    let bytes: Vec<u8> = pixels.flat_map(|(column, row)| colour(column, row)).collect();
    writer.write_image_data(&bytes).unwrap();
    writer.finish().unwrap();
    out
}

fn decoded(bytes: &[u8]) -> (u32, Vec<[u8; 4]>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut raw = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut raw).unwrap();
    assert_eq!((frame.color_type, frame.width), (png::ColorType::Rgba, frame.height));
    (frame.width, raw.chunks_exact(4).map(|pixel| pixel.try_into().unwrap()).collect())
}

fn one_pixel() -> Vec<u8> {
    png(1, 1, |_, _| [1, 2, 3, 255])
}

fn about(browser: &Browser) -> Value {
    let answer = browser.get("/api/v1/basemap.json");
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["basemap"].clone()
}

#[test]
fn without_settings_there_is_no_base_map_and_nothing_goes_out() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    assert!(about(&browser).is_null());
    assert_eq!(browser.get(PATH).problem(), (404, "not_found".to_owned()));
}

#[test]
fn a_tile_is_passed_on_with_nothing_of_whoever_asks() {
    let map = WebServer::start(|_| {
        Reply::ok("image/png", one_pixel()).with("set-cookie", "spar=1").with("x-mer", "ja")
    });
    let (server, clock) = service(&map, XYZ);
    let browser = server.signed_in("kommunpolis");
    let said = about(&browser);
    assert_eq!(
        (said["name"].as_str(), said["attribution"].as_str()),
        (Some("Stadskartan"), Some("© Staden"))
    );
    assert_eq!((&said["min_zoom"], &said["max_zoom"]), (&6.into(), &18.into()));
    assert_eq!(map.asked(), [], "what is known is said without asking");
    assert_eq!(server.visitor().get(PATH).status, 401);
    assert_eq!(map.asked(), [], "nobody is signed in");

    let own = [
        ("Referer", "http://hemlig.example/karta?plats=4"),
        ("Accept-Language", "sv"),
        ("X-Forwarded-For", "10.1.2.3"),
        ("User-Agent", "webblasare"),
        ("Accept", "image/*"),
    ];
    let tile = browser.get_with(PATH, &own);
    assert_eq!((tile.status, tile.bytes.clone()), (200, one_pixel()));
    assert_eq!(tile.header("content-type"), "image/png");
    assert_eq!(tile.header("cache-control"), "private, max-age=86400");
    assert!(!tile.headers.contains_key("set-cookie") && !tile.headers.contains_key("x-mer"));
    assert!(tile.header("content-security-policy").contains("img-src 'self' data: blob:"));

    let [Asked { method, target, headers }] = &map.asked()[..] else { panic!("one question") };
    assert_eq!((method.as_str(), target.as_str()), ("GET", "/t/14/9013/4818.png"));
    let mut names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "host", "user-agent"]);
    let said: String = headers.iter().map(|(_, value)| format!("{value} ")).collect();
    assert!(said.contains("platssamverkan") && !said.contains("webblasare"), "{said}");

    // Whoever has it gets nothing anew, and whoever comes after gets it from memory.
    let tag = tile.header("etag").to_owned();
    assert_eq!(browser.get_with(PATH, &[("If-None-Match", &tag)]).status, 304);
    assert_eq!(server.signed_in("samordnare").get(PATH).status, 200);
    assert_eq!(map.asked().len(), 1);
    clock.forward(SignedDuration::from_hours(25));
    let browser = server.signed_in("kommunpolis");
    assert_eq!(browser.get(PATH).status, 200);
    assert_eq!(map.asked().len(), 2, "after a day it is asked for again");
}

#[test]
fn other_ground_other_zooms_and_tiles_that_are_none_are_never_asked_for() {
    let map = WebServer::start(|_| Reply::ok("image/png", one_pixel()));
    let (server, _) = service(&map, &format!("{XYZ}\nmin_zoom = 10\nmax_zoom = 15"));
    let browser = server.signed_in("analytiker-polis");
    // London, a row that no zoom has, further out, further in.
    for tile in ["14/8186/5448", "10/9013/4818", "9/281/150", "16/36052/19272", "31/0/0"] {
        let answer = browser.get(&format!("/api/v1/basemap/{tile}"));
        assert_eq!(answer.problem(), (404, "not_found".to_owned()), "{tile}");
    }
    for malformed in ["14/x/1", "14/-1/1", "300/1/1"] {
        assert_eq!(browser.get(&format!("/api/v1/basemap/{malformed}")).status, 400, "{malformed}");
    }
    assert_eq!(map.asked(), []);
}

#[test]
fn every_kind_is_asked_in_its_own_way() {
    let asked = |lines: &str| {
        let map = WebServer::start(|_| Reply::ok("image/png", one_pixel()));
        let (server, _) = service(&map, lines);
        let answer = server.signed_in("kommunpolis").get(PATH);
        assert_eq!(answer.status, 200, "{lines}: {}", answer.text);
        map.asked().remove(0)
    };
    // The rows of TMS are counted from the south: 2^14 − 1 − 4818.
    let tms = asked("kind = \"xyz\"\naddress = \"URL/{z}/{x}/{-y}?nyckel=a\"");
    assert_eq!(tms.target, "/14/9013/11565?nyckel=a");

    let wmts = "kind = \"wmts\"\nlayer = \"stad:karta\"\nstyle = \"natt\"\n\
        matrix_set = \"EPSG:900913\"\nmatrix_prefix = \"EPSG:900913:\"\n";
    let question = asked(&format!("{wmts}address = \"URL/gwc/service/wmts?nyckel=a\""));
    for (name, value) in [
        ("nyckel", "a"),
        ("service", "WMTS"),
        ("request", "GetTile"),
        ("version", "1.0.0"),
        ("layer", "stad:karta"),
        ("style", "natt"),
        ("format", "image/png"),
        ("tilematrixset", "EPSG:900913"),
        ("tilematrix", "EPSG:900913:14"),
        ("tilerow", "4818"),
        ("tilecol", "9013"),
    ] {
        assert_eq!(question.parameter(name).as_deref(), Some(value), "{name}");
    }
    let rest = "address = \"URL/{layer}/{style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}\"";
    let question = asked(&format!("{wmts}{rest}"));
    assert_eq!(question.target, "/stad:karta/natt/EPSG:900913/EPSG:900913:14/4818/9013");

    let wms = "kind = \"wms\"\naddress = \"URL/wms?map=a\"\nlayer = \"a,b\"\n";
    let half = PI * 6_378_137.0;
    let side = 2.0 * half / 16_384.0;
    let (west, north) = (9013.0 * side - half, half - 4818.0 * side);
    for (version, crs) in [("1.1.1", "srs"), ("1.3.0", "crs")] {
        let question = asked(&format!("{wms}version = \"{version}\"\npixels = 512"));
        let parameter = |name: &str| question.parameter(name).unwrap();
        assert_eq!((parameter("version"), parameter(crs)), (version.into(), "EPSG:3857".into()));
        assert_eq!((parameter("layers"), parameter("map")), ("a,b".into(), "a".into()));
        assert_eq!((parameter("width"), parameter("height")), ("512".into(), "512".into()));
        let corners: Vec<f64> =
            parameter("bbox").split(',').map(|number| number.parse().unwrap()).collect();
        for (corner, wanted) in corners.iter().zip([west, north - side, west + side, north]) {
            assert!((corner - wanted).abs() < 0.01, "{corners:?}");
        }
    }

    let with_word = format!("{XYZ}\nuser = \"plats\"\npassword_file = \"hemlig\"");
    let question = asked(&with_word);
    assert_eq!(question.header("authorization"), Some("Basic cGxhdHM6b3JkZXQ="));
}

/// Colours that say where in a Swedish system a pixel is: 4 km of east from dark to full red, of north
/// to full green.
fn colour_of(at: PlanarMetres, origin: PlanarMetres) -> [f64; 2] {
    let share = |metres: f64| (metres / 4_000.0 + 0.5).clamp(0.0, 1.0) * 255.0;
    [share(at.east_m - origin.east_m), share(at.north_m - origin.north_m)]
}

#[test]
fn a_map_that_has_only_a_swedish_system_is_drawn_anew_where_it_belongs() {
    let middle = LonLat { lon: 18.05, lat: 59.335 };
    for (code, version, system) in [
        ("EPSG:3011", "1.3.0", TransverseMercator::SWEREF_99_18_00),
        ("EPSG:3011", "1.1.1", TransverseMercator::SWEREF_99_18_00),
        ("EPSG:3006", "1.3.0", TransverseMercator::SWEREF_99_TM),
    ] {
        let origin = system.project(middle);
        // The server draws what it is asked for: north stands first in WMS 1.3.0 for these systems.
        let map = WebServer::start(move |asked| {
            let number = |name: &str| asked.parameter(name).unwrap().parse::<u32>().unwrap();
            let corners: Vec<f64> =
                asked.parameter("bbox").unwrap().split(',').map(|n| n.parse().unwrap()).collect();
            let [west, south, east, north] = match version {
                "1.3.0" => [corners[1], corners[0], corners[3], corners[2]],
                _ => [corners[0], corners[1], corners[2], corners[3]],
            };
            let (width, height) = (number("width"), number("height"));
            let picture = png(width, height, |column, row| {
                let east_m = west + (f64::from(column) + 0.5) / f64::from(width) * (east - west);
                let north_m = north - (f64::from(row) + 0.5) / f64::from(height) * (north - south);
                let [red, green] = colour_of(PlanarMetres { east_m, north_m }, origin);
                [red.round() as u8, green.round() as u8, 77, 255]
            });
            Reply::ok("image/png", picture)
        });
        let lines = format!(
            "kind = \"wms\"\naddress = \"URL/wms\"\nlayer = \"karta\"\ncrs = \"{code}\"\nversion = \"{version}\""
        );
        let (server, _) = service(&map, &lines);
        let browser = server.signed_in("kommunpolis");
        let tile = browser.get(PATH);
        assert_eq!(tile.status, 200, "{code}: {}", tile.text);
        let crs = if version == "1.3.0" { "crs" } else { "srs" };
        assert_eq!(map.asked()[0].parameter(crs).as_deref(), Some(code));
        let (side, pixels) = decoded(&tile.bytes);
        assert_eq!(side, 256);
        let mut worst = 0.0_f64;
        for (i, [red, green, blue, alpha]) in pixels.into_iter().enumerate() {
            let (column, row) = ((i % 256) as f64 + 0.5, (i / 256) as f64 + 0.5);
            let n = 16_384.0;
            let lon = (9013.0 + column / 256.0) / n * 360.0 - 180.0;
            let lat = (PI * (1.0 - 2.0 * (4818.0 + row / 256.0) / n)).sinh().atan().to_degrees();
            let [wanted_red, wanted_green] = colour_of(system.project(LonLat { lon, lat }), origin);
            assert_eq!((blue, alpha), (77, 255), "{code}: {column} {row}");
            let off =
                (f64::from(red) - wanted_red).abs().max((f64::from(green) - wanted_green).abs());
            worst = worst.max(off);
        }
        println!("{code} {version}: worst {worst:.2} of 255");
        // A step of colour is 16 m, a pixel of the tile about 5.
        assert!(worst <= 1.1, "{code}: {worst}");
    }
}

#[test]
fn what_is_no_tile_is_not_passed_on_and_nobody_else_is_asked() {
    let other = WebServer::start(|_| Reply::ok("image/png", one_pixel()));
    let to_other = format!("{}/t.png", other.url);
    let unavailable = (503, "basemap_unavailable".to_owned());
    let check = |lines: &str, reply: Reply, wanted: &(u16, String)| {
        let map = WebServer::start(move |_| reply.clone());
        let (server, clock) = service(&map, lines);
        let browser = server.signed_in("kommunpolis");
        assert_eq!(browser.get(PATH).problem(), *wanted, "{lines}");
        let n = map.asked().len();
        // The same again at once does not bother the server.
        assert_eq!(browser.get(PATH).problem(), *wanted, "{lines}");
        assert_eq!(map.asked().len(), n);
        clock.forward(SignedDuration::from_secs(6));
        browser.get(PATH);
        let again = if wanted.0 == 404 { n } else { 2 * n };
        assert_eq!(map.asked().len(), again, "{lines}");
    };
    let xyz = |reply: Reply| check(XYZ, reply, &unavailable);
    xyz(Reply::ok("image/png", "<!DOCTYPE html><title>Logga in</title>"));
    xyz(Reply::ok("image/svg+xml", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
    xyz(Reply::ok("image/png", ""));
    xyz(Reply::ok("image/png", one_pixel()).cut_after(20));
    xyz(Reply::ok("image/png", [one_pixel(), vec![0; 4 << 20]].concat()));
    xyz(Reply::status(500));
    xyz(Reply::status(403));
    xyz(Reply::redirect(&to_other));
    xyz(Reply::redirect("https://annan.example/t.png"));
    check(XYZ, Reply::status(404), &(404, "not_found".to_owned()));

    let redrawn = "kind = \"wms\"\naddress = \"URL/wms\"\nlayer = \"a\"\ncrs = \"EPSG:3011\"";
    let wms = |reply: Reply| check(redrawn, reply, &unavailable);
    wms(Reply::ok("image/png", one_pixel()));
    wms(Reply::ok("image/png", one_pixel()[..40].to_vec()));
    wms(Reply::ok("image/jpeg", vec![0xff, 0xd8, 0xff, 0xe0, 0, 0]));
    wms(Reply::ok("application/vnd.ogc.se_xml", "<ServiceExceptionReport/>"));
    assert_eq!(other.asked(), []);

    // To the same server it may lead.
    let map = WebServer::start(|asked| match asked.path() {
        "/ny.png" => Reply::ok("image/png", one_pixel()),
        _ => Reply::redirect("/ny.png"),
    });
    let (server, _) = service(&map, XYZ);
    assert_eq!(server.signed_in("kommunpolis").get(PATH).status, 200);
    assert!(PATH.ends_with(TILE));
}
