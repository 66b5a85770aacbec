//! The scan and the density map through HTTP and on the command line.

use crate::support::{
    http::{Server, counts_csv},
    snapshot::steady,
};
use serde_json::{Value, json};

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("a number, not {value}"))
}

#[test]
fn the_scan_finds_the_pile_and_says_what_it_was_compared_with() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let path = "/api/v1/scan?category=fickstold&from=2025-01-01&simulations=99&clusters=2";
    let mut body = browser.answer(path);
    let clusters = body["result"]["clusters"].as_array().expect("clusters").clone();
    let first = &clusters[0];
    // A hundred on one spot among twelve hundred.
    assert!(number(&first["n"]) >= 100.0 && number(&first["ratio"]) > 2.0);
    assert_eq!((number(&first["p"]), clusters.len()), (0.01, 2));
    assert!(number(&first["llr"]) > number(&body["result"]["critical_llr"]));
    let centre = (number(&first["centre"]["lon"]), number(&first["centre"]["lat"]));
    assert!((centre.0 - 18.0635).abs() < 0.01 && (centre.1 - 59.3325).abs() < 0.005);
    assert!(number(&first["radius_m"]) <= 500.0 && first["geometry"]["coordinates"].is_array());
    let rails = body["card"]["guard_rails"].to_string();
    assert!(rails.contains("expects_land"), "{rails}");
    assert_eq!(body["card"]["parameters"]["expectation"], json!("land"));

    let run = format!("/api/v1/runs/{}", body["card"]["id"].as_str().expect("an id"));
    assert_eq!(browser.get(&run).json(), body);
    let verdict = browser.post(&format!("{run}/verify"), &Value::Null).json();
    assert_eq!(verdict["outcome"], json!("same"));
    for cluster in body["result"]["clusters"].as_array_mut().expect("clusters") {
        cluster["geometry"] = json!("[…]");
        cluster["cells"] = json!(cluster["cells"].as_array().expect("cells").len());
    }
    insta::assert_json_snapshot!("scan", steady(body));
}

#[test]
fn another_category_may_be_what_is_expected() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let path = "/api/v1/scan?from=2025-01-01&simulations=99&expectation=exposure:category:";
    let body = browser.answer(&format!("{path}fickstold"));
    // Compared with itself nothing has more than its share.
    assert_eq!(body["result"]["nothing"], json!("no_excess"));
    assert_eq!(body["result"]["nothing_text"], json!("Ingen cirkel har mer än sin andel."));
    // One where nothing happened leaves nothing to expect by.
    let body = browser.answer(&format!("{path}personran"));
    assert_eq!(body["result"]["nothing"], json!("no_weight"));
    assert_eq!(body["card"]["n_used"], json!(0));
    let wrong = browser.get(&format!("{path}okand")).json();
    assert_eq!(wrong["fields"][0]["field"], json!("expectation"));
}

#[test]
fn the_density_map_has_the_volume_and_outlines_of_the_incidents() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let path = "/api/v1/kde?category=fickstold&from=2025-01-01";
    let mut body = browser.answer(path);
    let result = &body["result"];
    let n = number(&body["card"]["n_used"]);
    assert!((number(&result["volume"]) - n).abs() < 1e-6 && n > 1_000.0);
    let grid = &result["grid"];
    let squares = number(&grid["columns"]) * number(&grid["rows"]);
    let densities = result["per_km2"].as_array().expect("densities");
    assert_eq!(densities.len() as f64, squares);
    let sum: f64 = densities.iter().map(number).sum();
    assert!((sum * 0.0025 / n - 1.0).abs() < 1e-3);
    let exact = browser.answer(&format!("{path}&way=exact"));
    let highest = (number(&result["highest_per_km2"]), number(&exact["result"]["highest_per_km2"]));
    assert!((highest.0 / highest.1 - 1.0).abs() < 0.05, "{highest:?}");
    assert_eq!(body["card"]["lattice"], Value::Null);
    let contours = result["contours"]["features"].as_array().expect("outlines");
    let area = |i: usize| number(&contours[i]["properties"]["area_km2"]);
    assert!(contours.len() == 3 && area(0) < area(1) && area(1) < area(2));
    body["result"]["per_km2"] = json!("[…]");
    for feature in body["result"]["contours"]["features"].as_array_mut().expect("outlines") {
        feature["geometry"] = json!(feature["geometry"]["type"]);
    }
    insta::assert_json_snapshot!("kde", steady(body));
}

#[test]
fn what_is_wrong_or_too_much_is_named() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    for (query, field, code) in [
        ("scan?expectation=sol", "expectation", "unknown"),
        ("scan?expectation=past", "expectation", "unknown"),
        ("scan?max_share=0.6", "max_share", "out_of_range"),
        ("scan?max_radius=-1", "max_radius", "out_of_range"),
        ("scan?simulations=2000000", "simulations", "out_of_range"),
        ("scan?clusters=0", "clusters", "out_of_range"),
        ("kde?kernel=box", "kernel", "unknown"),
        ("kde?bandwidth=1", "bandwidth", "out_of_range"),
        ("kde?grid=0", "grid", "out_of_range"),
        ("kde?shares=0.5,2", "shares", "out_of_range"),
        ("kde?levels=a", "levels", "not_a_number"),
    ] {
        let answer = browser.get(&format!("/api/v1/{query}")).json();
        let wrong = &answer["fields"][0];
        assert_eq!((&wrong["field"], &wrong["code"]), (&json!(field), &json!(code)), "{query}");
    }
    // A kilometre spread over squares of one metre: refused with a side that would do.
    let refused = browser.get("/api/v1/kde?grid=1&bandwidth=1000");
    assert_eq!(refused.problem(), (422, "too_costly".to_owned()));
    let would_do = refused.json()["would_do"].clone();
    assert!((2.0..50.0).contains(&number(&would_do)), "{would_do}");
}

#[test]
fn without_counts_in_the_period_both_say_so() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let days = "from=2024-01-01&to=2024-12-31";
    let scan = browser.answer(&format!("/api/v1/scan?{days}"));
    assert_eq!(scan["result"]["nothing"], json!("no_counts"));
    let kde = browser.answer(&format!("/api/v1/kde?{days}"));
    assert_eq!((&kde["result"]["grid"], &kde["result"]["per_km2"]), (&Value::Null, &json!([])));
}

/// Residents known per area are spread over the cells of each; other residents are another question.
#[test]
fn residents_may_be_what_is_expected() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    browser.import_counts("a.csv", &counts_csv());
    let residents = |file: &str, year: u32, first: u32| {
        let rows = format!(
            "indikator;område;områdesslag;år;värde;källa\n\
             Befolkning;10102;statistikomrade;{year};{first};SCB\n\
             Befolkning;11101;statistikomrade;{year};3 000;SCB\n"
        );
        let fields = [("kind", "indicators"), ("source", "prov"), ("synthetic", "true")];
        let preview = browser.upload(&fields, file, rows.as_bytes());
        assert_eq!(preview.status, 202, "{}", preview.text);
        let id = preview.json()["id"].clone();
        browser.post(&format!("/api/v1/imports/{id}/commit"), &Value::Null);
    };
    residents("b.csv", 2024, 2_000);
    let path = "/api/v1/scan?from=2025-01-01&simulations=99&expectation=exposure:befolkning";
    let first = browser.answer(path);
    let left_out = first["card"]["n_left_out"].to_string();
    assert!(left_out.contains("no_exposure"), "{left_out}");
    let n_cells = number(&first["result"]["n_cells"]);
    assert!(n_cells > 5.0 && n_cells < 1_000.0, "{n_cells}");
    // The same on the areas themselves: no limit but half of the residents.
    let areas = browser.answer(&format!("{path}&lattice=areas:statistikomrade"));
    assert_eq!(
        (&areas["result"]["n_cells"], &areas["result"]["max_radius_m"]),
        (&json!(2), &Value::Null)
    );
    let circles = areas["result"]["clusters"].as_array().expect("clusters").iter();
    for cell in circles.flat_map(|circle| circle["cells"].as_array().expect("ids")) {
        assert!(cell.as_str().is_some_and(|id| id.starts_with("statistikomrade/")), "{cell}");
    }
    residents("c.csv", 2025, 9_000);
    let second = browser.answer(path);
    assert_ne!(first["card"]["id"], second["card"]["id"]);
    let run = first["card"]["id"].as_str().expect("an id");
    let verdict = browser.post(&format!("/api/v1/runs/{run}/verify"), &Value::Null).json();
    assert_eq!(verdict["outcome"], json!("other_areas"));
}

#[test]
fn on_the_command_line_too_and_by_the_names_that_hotspots_knows() {
    let data = tempfile::tempdir().expect("a directory");
    let file = data.path().join("antal.csv");
    std::fs::write(&file, counts_csv()).expect("written");
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_platssamverkan"))
            .arg("--data")
            .arg(data.path().join("db"))
            .args(["--lang", "sv"])
            .args(arguments)
            .output()
            .expect("it starts");
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&said).into_owned())
    };
    let path = file.to_str().expect("plain letters");
    assert_eq!(run(&["import", "incidents", path, "--source", "prov", "--synthetic"]).0, Some(0));
    let (code, said) = run(&["scan", "--simulations", "9", "--clusters", "1"]);
    assert!(code == Some(0) && said.contains("Gumbel-p") && said.contains("0,1000"), "{said}");
    let (code, said) = run(&["kde", "--shares", "0.5", "--bandwidth", "300"]);
    assert!(code == Some(0) && said.contains("per km²") && said.contains("50,"), "{said}");
    let (code, said) = run(&["hotspots", "--method", "kde"]);
    assert!(code == Some(0) && said.contains("rutor om 50 m"), "{said}");
    assert_eq!(run(&["hotspots", "--method", "scan", "--format", "csv"]).0, Some(2));
    assert_eq!(run(&["hotspots", "--method", "okand"]).0, Some(2));
    assert_eq!(run(&["kde", "--bandwidth", "1"]).0, Some(2));
}
