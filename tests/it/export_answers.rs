//! The answers of the methods as files: what is in them is what the answer says, where it says, with
//! how it was counted.

use super::export_files::rows_of;
use crate::support::{
    http::{Browser, Server, counts_csv},
    snapshot::steady,
};
use platssamverkan::export::methods::MethodLayer;
use serde_json::{Value, json};

/// A service with a year of counts, asked as the police.
fn asked() -> (Server, Browser) {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    (server, browser)
}

fn id(answer: &Value) -> &str {
    answer["card"]["id"].as_str().expect("an id")
}

fn file(browser: &Browser, layer: &str, ending: &str, run: &str) -> crate::support::http::Answer {
    browser.get(&format!("/api/v1/export/{layer}.{ending}?run={run}&release=intern&bom=false"))
}

fn features(browser: &Browser, layer: &str, run: &str) -> Vec<Value> {
    let answer = file(browser, layer, "geojson", run);
    assert_eq!(answer.status, 200, "{layer}: {}", answer.text);
    answer.json()["features"].as_array().expect("features").clone()
}

fn rows(text: &str) -> Vec<Vec<String>> {
    super::export::csv_rows(text)
}

fn len(list: &Value) -> usize {
    list.as_array().expect("a list").len()
}

#[test]
fn every_layer_has_as_many_features_and_rows_as_the_answer_and_the_same_card() {
    let (_server, browser) = asked();
    let run = browser.post(
        "/api/v1/hotspots/runs",
        &json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "stability": false}),
    );
    let hotspots = run.json()["id"].as_str().expect("an id").to_owned();
    type Counted = fn(&Value) -> usize;
    let questions: &[(&str, &[(&str, Counted)])] = &[
        (
            "scan?category=fickstold&from=2025-01-01&simulations=99&clusters=3",
            &[("scan", |r| len(&r["clusters"]))],
        ),
        ("dbscan?from=2025-01-01", &[("dbscan", |r| len(&r["places"]))]),
        (
            "kde?from=2025-01-01&grid=250&bandwidth=500",
            &[
                ("kde", |r| len(&r["contours"]["features"])),
                ("kde-grid", |r| len(&r["per_km2"])),
                ("kde-points", |r| len(&r["per_km2"])),
            ],
        ),
        (
            "emerging?lattice=h3:9&from=2025-01-01&to=2025-12-31",
            &[("emerging", |r| len(&r["cells"])), ("emerging-months", |r| len(&r["months"]))],
        ),
        (
            &format!(
                "compare?lattice=h3:9&from=2025-07-01&to=2025-12-31&run={hotspots}\
                      &compare_from=2025-01-01&compare_to=2025-06-30&gone_of={hotspots}"
            ),
            &[
                ("compare", |r| len(&r["id"])),
                ("compare-places", |r| len(&r["places"]) + len(&r["gone"])),
            ],
        ),
        ("local-moran?lattice=h3:9&from=2025-01-01", &[("local-moran", |r| len(&r["id"]))]),
        (
            "local-moran?lattice=areas:stadsdelsomrade&from=2025-01-01",
            &[("local-moran", |r| len(&r["id"]))],
        ),
        (
            "concentration?lattice=sweref:500&from=2025-01-01",
            &[
                ("concentration", |r| len(&r["holding"])),
                ("concentration-curve", |r| len(&r["curve"])),
            ],
        ),
        (
            "change?run=none&to=2025-12-31",
            &[("change", |r| r["n_tested"].as_u64().unwrap_or(0) as usize)],
        ),
        (
            &format!("joint-list?run={hotspots}"),
            &[
                ("joint-list", |r| {
                    len(&r["both"]) + len(&r["crime_only"]) + len(&r["otrygghet_only"])
                }),
                ("joint-list-areas", |r| len(&r["areas"])),
            ],
        ),
        ("near-repeat?from=2025-10-01&permutations=99", &[("near-repeat", |r| len(&r["cells"]))]),
        (
            "profile?from=2025-01-01",
            &[("profile", |_| 7 * 24), ("profile-months", |r| len(&r["months"]))],
        ),
    ];
    for (question, layers) in questions {
        let answer = browser.answer(&format!("/api/v1/{question}"));
        let run = id(&answer);
        let named = answer["card"]["layers"].as_array().expect("layers").iter();
        let named: Vec<&str> = named.filter_map(|layer| layer["layer"].as_str()).collect();
        let asked: Vec<&str> = layers.iter().map(|(layer, _)| *layer).collect();
        assert_eq!(named, asked, "the card names its files");
        for (layer, count) in *layers {
            let n = count(&answer["result"]);
            let written = file(&browser, layer, "geojson", run);
            assert_eq!(written.header("content-type"), "application/geo+json");
            let collection = written.json();
            assert_eq!(len(&collection["features"]), n, "{layer}");
            assert_eq!((&collection["layer"], &collection["run"]), (&json!(layer), &json!(run)));
            assert_eq!(collection.get("crs"), None);
            same_card(&collection["card"], &answer["card"]);

            let table = rows(&file(&browser, layer, "csv", run).text);
            assert_eq!(table.len(), n + 1, "{layer}: a header and the rows");
            let columns: Vec<&str> = table[0].iter().map(String::as_str).collect();
            let companion = file(&browser, layer, "csv-metadata.json", run).json();
            let explained = companion["tableSchema"]["columns"].as_array().expect("columns");
            let names: Vec<&str> =
                explained.iter().filter_map(|column| column["name"].as_str()).collect();
            assert_eq!(names, columns, "{layer}");
            assert!(explained.iter().all(|column| len(&column["dc:description"]) == 2), "{layer}");
            same_card(&companion["notes"][0]["card"], &answer["card"]);

            let on_map = MethodLayer::named(layer).expect("known").on_map;
            for ending in ["gpkg", "fgb"] {
                let typed = file(&browser, layer, ending, run);
                assert_eq!(typed.status, if on_map { 200 } else { 400 }, "{layer}.{ending}");
                if on_map && ending == "gpkg" {
                    let (names, ids) = rows_of(&typed.bytes, layer);
                    let own = names.iter().filter(|name| columns.contains(&name.as_str()));
                    // Beside them the table has a point and seven things that hold for the whole file.
                    assert_eq!(own.count(), columns.len() - 2 - 7, "{layer}: {names:?}");
                    let asked: Vec<&str> = table[1..].iter().map(|row| row[0].as_str()).collect();
                    assert_eq!(ids, asked, "{layer}");
                }
            }
        }
    }
}

/// Every member of the card over HTTP stands in the file, but for texts, which it has in both languages,
/// and the list of files.
fn same_card(written: &Value, answered: &Value) {
    for (name, value) in answered.as_object().expect("a card") {
        if !["n_left_out", "guard_rails", "layers"].contains(&name.as_str()) {
            assert_eq!(&written[name], value, "{name}");
        }
    }
    let rails = |card: &Value| -> Vec<Value> {
        let rails = card["guard_rails"].as_array().expect("rails").iter();
        rails.map(|rail| json!([rail["code"], rail["value"]])).collect()
    };
    assert_eq!(rails(written), rails(answered));
    for (there, here) in written["guard_rails"]
        .as_array()
        .into_iter()
        .flatten()
        .zip(answered["guard_rails"].as_array().into_iter().flatten())
    {
        assert_eq!(there["text_sv"], here["text"]);
    }
}

#[test]
fn figures_in_the_file_are_those_of_the_answer() {
    let (_server, browser) = asked();
    let answer = browser.answer("/api/v1/local-moran?lattice=h3:9&from=2025-01-01");
    let moran = features(&browser, "local-moran", id(&answer));
    let result = &answer["result"];
    for (i, feature) in moran.iter().enumerate() {
        let figures = &feature["properties"];
        assert_eq!(feature["id"], json!(i));
        assert_eq!((&figures["cell"], &figures["n"]), (&result["id"][i], &result["n"][i]));
        assert_eq!((&figures["i"], &figures["p"]), (&result["i"][i], &result["p"][i]));
        assert_eq!(feature["geometry"]["type"], "Polygon");
    }
    let sum: u64 = moran.iter().filter_map(|f| f["properties"]["n"].as_u64()).sum();
    assert_eq!(Some(sum), answer["card"]["n_used"].as_u64());

    let answer = browser.answer("/api/v1/kde?from=2025-01-01&grid=250&bandwidth=500");
    let points = features(&browser, "kde-points", id(&answer));
    let squares = features(&browser, "kde-grid", id(&answer));
    let volume: f64 =
        squares.iter().filter_map(|f| f["properties"]["per_km2"].as_f64()).sum::<f64>() * 0.0625;
    let n = answer["card"]["n_used"].as_f64().expect("n");
    assert!((volume / n - 1.0).abs() < 2e-3, "{volume} of {n}");
    assert_eq!(points[0]["geometry"]["type"], "Point");
    assert_eq!(squares[0]["geometry"]["type"], "Polygon");
    let corner = &answer["result"]["grid"]["corners"][3];
    let first = &squares[0]["geometry"]["coordinates"][0][0];
    let off = |axis: usize| (first[axis].as_f64().unwrap() - corner[axis].as_f64().unwrap()).abs();
    assert!(off(0) < 1e-6 && off(1) < 1e-6, "the first square is the south-western: {first}");
}

#[test]
fn a_file_in_metres_has_east_first_and_names_its_system() {
    let (_server, browser) = asked();
    let answer = browser.answer("/api/v1/dbscan?from=2025-01-01");
    let path = |ending: &str, crs: &str| {
        let run = id(&answer);
        format!("/api/v1/export/dbscan.{ending}?run={run}&release=intern&bom=false&crs={crs}")
    };
    let degrees = features(&browser, "dbscan", id(&answer));
    for (crs, urn, east, north) in [
        ("EPSG:3006", "urn:ogc:def:crs:EPSG::3006", 600_000.0..700_000.0, 6_500_000.0..6_600_000.0),
        ("EPSG:3011", "urn:ogc:def:crs:EPSG::3011", 100_000.0..200_000.0, 6_500_000.0..6_600_000.0),
        ("urn:ogc:def:crs:EPSG::3857", "urn:ogc:def:crs:EPSG::3857", 2.0e6..2.1e6, 8.2e6..8.3e6),
    ] {
        let file = browser.get(&path("geojson", crs));
        let collection = file.json();
        assert_eq!(collection["crs"]["properties"]["name"], urn);
        assert_eq!(len(&collection["features"]), degrees.len());
        let at = &collection["features"][0]["geometry"]["coordinates"][0][0];
        let (x, y) = (at[0].as_f64().expect("x"), at[1].as_f64().expect("y"));
        assert!(east.contains(&x) && north.contains(&y), "{crs}: {at}");
        let table = rows(&browser.get(&path("csv", crs)).text);
        let column = |name: &str| table[0].iter().position(|known| known == name).expect("there");
        let (x, y): (f64, f64) =
            (table[1][column("x")].parse().unwrap(), table[1][column("y")].parse().unwrap());
        assert!(east.contains(&x) && north.contains(&y), "{crs}: {x} {y}");
        assert_eq!(
            table[1][column("crs")].to_lowercase(),
            urn.rsplit("crs:").next().map(|code| code.replace("::", ":")).unwrap().to_lowercase()
        );
    }
    // Degrees are degrees, whatever they are called.
    let same = browser.get(&path("geojson", "EPSG:4326")).json();
    assert_eq!(same["features"][0], degrees[0]);
    let wrong = browser.get(&path("geojson", "EPSG:27700"));
    assert_eq!(wrong.problem(), (400, "invalid".to_owned()));
    assert_eq!(wrong.json()["fields"][0]["field"], "crs");
}

#[test]
fn files_have_swedish_names_a_tag_and_a_companion_and_refusals_say_why() {
    let (server, browser) = asked();
    let answer = browser.answer("/api/v1/concentration?from=2025-01-01");
    let run = id(&answer).to_owned();
    let csv = file(&browser, "concentration", "csv", &run);
    let name = format!("attachment; filename=\"koncentration-{run}.csv\"");
    assert_eq!(csv.header("content-disposition"), name);
    let link = csv.header("link");
    assert!(link.contains("rel=\"describedby\"") && link.contains(&run), "{link}");
    let beside = link.trim_start_matches('<').split('>').next().expect("an address");
    let companion = browser.get(&format!("/api/v1/export/{beside}"));
    assert_eq!(companion.header("content-type"), "application/csvm+json");
    assert_eq!(companion.json()["url"], format!("koncentration-{run}.csv"));

    let path = format!("/api/v1/export/concentration.geojson?run={run}&release=intern");
    let tag = browser.get(&path).header("etag").to_owned();
    assert_eq!(browser.get_with(&path, &[("If-None-Match", &tag)]).status, 304);

    let other = file(&browser, "scan", "geojson", &run);
    assert_eq!(other.problem(), (400, "invalid".to_owned()));
    assert_eq!(other.json()["fields"][0]["code"], "other_method_than_layer");
    let without = browser.get("/api/v1/export/scan.geojson?release=intern");
    assert_eq!(without.json()["fields"][0]["code"], "missing");
    let level = browser.get(&format!("/api/v1/export/concentration.csv?run={run}"));
    assert_eq!(level.problem(), (400, "release_not_available".to_owned()));
    for ending in ["gpkg", "fgb"] {
        let table = file(&browser, "concentration", ending, &run);
        assert_eq!(table.problem(), (400, "invalid".to_owned()));
        assert_eq!(table.json()["fields"][0]["code"], "not_on_map");
    }
    assert_eq!(file(&browser, "places", "csv-metadata.json", "x").status, 404);
    assert_eq!(file(&browser, "concentration", "csv", "run-0000000000000000").status, 404);
    // Counts that were not shared are not there for the other party, as file or otherwise.
    let city = server.signed_in("samordnare");
    assert_eq!(
        file(&city, "concentration", "csv", &run).status,
        city.get(&format!("/api/v1/runs/{run}")).status
    );
}

#[test]
fn the_form_of_the_files_is_kept() {
    let (_server, browser) = asked();
    let answer =
        browser.answer("/api/v1/scan?category=fickstold&from=2025-01-01&simulations=99&clusters=1");
    let mut scan = file(&browser, "scan", "geojson", id(&answer)).json();
    for feature in scan["features"].as_array_mut().expect("features") {
        feature["geometry"] = json!(feature["geometry"]["type"]);
    }
    insta::assert_json_snapshot!("scan_geojson", steady(scan));
    let mut companion = file(&browser, "scan", "csv-metadata.json", id(&answer)).json();
    companion["url"] = json!("[…]");
    companion["notes"][0]["card"] = json!("[…]");
    insta::assert_json_snapshot!("scan_csv_metadata", steady(companion));
    let listed = browser.get("/openapi.json").json();
    let pattern = &listed["paths"]["/api/v1/export/{file}"]["get"]["parameters"][0]["schema"];
    for layer in platssamverkan::export::methods::LAYERS {
        assert!(
            pattern["pattern"].as_str().expect("a pattern").contains(layer.name),
            "{}",
            layer.name
        );
    }
}

#[test]
fn a_desk_in_english_reads_warnings_and_reasons_in_english_and_the_answer_is_the_same() {
    let (_server, browser) = asked();
    let path = "/api/v1/change?run=none&to=2025-12-31";
    let swedish = browser.answer(path);
    let english = browser.get_with(path, &[("Accept-Language", "en")]).json();
    let texts = |answer: &Value, of: &str| -> Vec<String> {
        let list = answer["card"][of].as_array().expect("a list").iter();
        list.map(|one| one["text"].as_str().expect("a text").to_owned()).collect()
    };
    let rails = texts(&english, "guard_rails");
    assert!(!rails.is_empty());
    for (sv, en) in texts(&swedish, "guard_rails").iter().zip(&rails) {
        assert_ne!(sv, en);
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        assert_eq!(digits(sv), digits(en), "the same numbers");
    }
    for (sv, en) in texts(&swedish, "n_left_out").iter().zip(&texts(&english, "n_left_out")) {
        assert_ne!(sv, en);
    }
    let of = |answer: &Value| answer["card"]["result_fingerprint"].clone();
    assert_eq!(of(&swedish), of(&english));
    let verify = format!("/api/v1/runs/{}/verify", id(&swedish));
    assert_eq!(browser.post(&verify, &Value::Null).json()["outcome"], "same");
    let written = file(&browser, "change", "geojson", id(&swedish)).json();
    let in_file = &written["card"]["guard_rails"][0];
    assert_eq!(in_file["text_en"], json!(rails[0]));
}

#[test]
fn what_a_method_finds_is_drawn_as_a_picture_too() {
    let (_server, browser) = asked();
    let drawn = |question: &str| {
        let answer = browser.answer(&format!("/api/v1/{question}"));
        let run = id(&answer).to_owned();
        (browser.get(&format!("/api/v1/map.svg?run={run}&width=900")), answer, run)
    };
    for (question, said) in [
        ("scan?category=fickstold&from=2025-01-01&simulations=99&clusters=2", "Cirklar efter"),
        ("dbscan?from=2025-01-01", "Täta platser"),
        ("kde?from=2025-01-01&grid=250&bandwidth=500", "80 % av händelserna"),
        ("emerging?lattice=h3:9&from=2025-01-01&to=2025-12-31", "Bestående ("),
        ("local-moran?lattice=h3:9&from=2025-01-01", "Hög bland höga ("),
        (
            "compare?lattice=h3:9&from=2025-07-01&to=2025-12-31&run=none\
             &compare_from=2025-01-01&compare_to=2025-06-30",
            "Mot 2025-01-01 – 2025-06-30",
        ),
    ] {
        let (svg, answer, run) = drawn(question);
        assert_eq!(svg.status, 200, "{}", svg.text);
        assert_eq!(svg.header("content-type"), "image/svg+xml; charset=utf-8");
        assert!(svg.text.contains(said), "{question}: {said}");
        assert!(svg.text.contains(&run) && svg.text.contains("SYNTETISKA DATA"));
        for forbidden in ["<script", " style=", "href", "NaN", "inf\""] {
            assert!(!svg.text.contains(forbidden), "{question}: {forbidden}");
        }
        if question.starts_with("scan") {
            let first = answer["result"]["clusters"][0]["name"].as_str().expect("a name");
            assert!(svg.text.contains(&format!("1. {first}")));
            let near = browser.get(&format!("/api/v1/map.svg?run={run}&rank=1"));
            assert_eq!(near.status, 200);
            assert_ne!(near.text.len(), svg.text.len());
            let none = browser.get(&format!("/api/v1/map.svg?run={run}&rank=99"));
            assert_eq!(none.problem().0, 404);
        }
    }
    let (table, ..) = drawn("concentration?from=2025-01-01");
    assert_eq!(table.json()["fields"][0]["code"], "not_on_map");
}
