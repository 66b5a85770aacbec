//! The program at the command line: real files of other cities, exit codes, and what a user sees.

use crate::gdal_worker::{shared, worker};
use serde_json::Value;
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

pub(crate) struct Cli {
    data: tempfile::TempDir,
}

impl Cli {
    pub(crate) fn new() -> Self {
        Self { data: tempfile::tempdir().expect("a directory") }
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> PathBuf {
        self.data.path().join("store")
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.run_with_input(arguments, "")
    }

    fn run_with_input(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_platssamverkan"));
        command.arg("--data").arg(self.folder()).args(["--lang", "sv"]);
        if let Some(worker) = worker() {
            command.env("PLATSSAMVERKAN_GDAL_WORKER", worker);
        }
        let mut child = command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("piped");
        // A program that refuses its arguments reads no input.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().expect("the program ends")
    }

    /// Expects an exit code and gives what was said on both channels.
    pub(crate) fn expect(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        said
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.data.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    }

    /// Totals of the newest import.
    fn totals(&self) -> Value {
        let output = self.run(&["imports", "list", "--json"]);
        let imports: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        imports[0]["totals"].clone()
    }
}

fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("a path of plain letters")
}

pub(crate) const MEMPHIS: &str = "-90.31,34.98,-89.63,35.27";

#[test]
fn another_city_is_a_matter_of_study_area_and_mapping() {
    let Some(shared) = shared() else { return };
    let cli = Cli::new();
    let file = shared.join("incidents/memphis_robberies.csv");
    let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/mappings/memphis.toml");
    let import = ["import", "incidents", text(&file), "--mapping", text(&mapping)];
    let with = |more: &[&'static str]| [&import[..], more].concat();
    let here = with(&["--study-area", MEMPHIS, "--source", "memphis"]);

    // In Stockholm there is none of it.
    let refused = cli.expect(3, &with(&["--source", "fel"]));
    assert!(refused.contains("nothing_acceptable"), "{refused}");
    cli.expect(0, &here);
    assert_eq!(cli.totals()["n_accepted"], 2245);
    let again = cli.expect(0, &here);
    assert!(again.contains("redan inläst"), "{again}");

    let table = cli.expect(0, &["hotspots", "--from", "2019-01-01", "--to", "2019-12-31"]);
    assert!(table.contains("2245 antal"), "{table}");
    assert!(
        table.contains("metod: Alla kategorier tillsammans: ingen prövning i efterhand"),
        "{table}"
    );
    let runs = cli.run(&["runs", "list", "--json"]);
    let runs: Value = serde_json::from_slice(&runs.stdout).expect("JSON");
    let id = runs[0]["id"].as_str().expect("an id");
    cli.expect(0, &["runs", "verify", id]);
    // The clock of the place: Memphis, not Stockholm.
    let profile = cli.run(&["profile", "--from", "2019-01-01", "--to", "2019-01-01", "--json"]);
    let profile: Value = serde_json::from_slice(&profile.stdout).expect("JSON");
    let week = &profile["found"]["result"]["answer"]["week_hours"];
    assert!(week[1][1].as_f64().expect("a number") >= 1.0, "01:30 on a Tuesday");

    cli.expect(0, &["imports", "undo", "1"]);
    cli.expect(2, &["hotspots"]);
}

#[test]
fn every_incident_file_comes_in_with_the_right_counts() {
    let Some(shared) = shared() else { return };
    let place = "--study-area";
    let category = "[constants]\ncategory = \"ovrigt_brott\"\n";
    let cincinnati = "id = \"incident_no\"\noccurred_from = \"offense_date\"\nlon = \"longitude\"\n\
        lat = \"latitude\"\ntime_zone = \"America/New_York\"\n";
    let nottingham = "occurred_from = \"month\"\nlon = \"longitude\"\nlat = \"latitude\"\n\
        time_zone = \"Europe/London\"\ntime_precision = \"month\"\ndrop = [\"location\"]\n";
    let cdmx = "occurred_from = \"fecha_hechos\"\ntime_zone = \"America/Mexico_City\"\n";
    let files = [
        (
            "cincinnati_burglary.csv",
            cincinnati,
            "-84.83,38.98,-84.2,39.32",
            8297,
            "missing_place",
            426,
        ),
        ("nottingham_burglary.csv", nottingham, "-1.3,52.86,-1.05,53.05", 1795, "", 0),
        (
            "cdmx_car_jacking.gpkg",
            cdmx,
            "-99.4,19.0,-98.9,19.65",
            2811 - 152,
            "zero_coordinates",
            152,
        ),
    ];
    for (name, mapping, area, accepted, code, n) in files {
        if name.ends_with("gpkg") && worker().is_none() {
            continue;
        }
        let cli = Cli::new();
        let mapping = cli.file("mapping.toml", &format!("{mapping}{category}"));
        let file = shared.join("incidents").join(name);
        let report = cli.data.path().join("report.csv");
        let output = cli.run(&[
            "import",
            "incidents",
            text(&file),
            "--mapping",
            text(&mapping),
            place,
            area,
            "--source",
            "x",
            "--report",
            text(&report),
        ]);
        let expected = if n > 0 { 1 } else { 0 };
        assert_eq!(output.status.code(), Some(expected), "{name}: {}", said(&output));
        let totals = cli.totals();
        assert_eq!(totals["n_accepted"], accepted, "{name}");
        if n > 0 {
            assert_eq!(totals["by_code"][code], n, "{name}");
            let rows = std::fs::read_to_string(&report).expect("a report");
            assert!(rows.lines().count() > n, "{name}");
        }
    }
}

#[test]
fn a_bad_file_is_refused_in_words_and_leaves_the_store_as_it_was() {
    let cli = Cli::new();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/geodata/demo/felaktiga-rader.csv");
    let said = cli.expect(1, &["import", "incidents", sample, "--source", "prov"]);
    for code in ["outside_area", "zero_coordinates", "bad_time", "personal_data", "swapped_axes"] {
        assert!(said.contains(code), "{code}: {said}");
    }
    let before = cli.expect(0, &["imports", "list"]);
    let projected = "category,lon,lat,occurred_from\nklotter,674240,6581318,2025-01-01\n";
    let square = |x: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"name":"A"}},
            "geometry":{{"type":"Polygon","coordinates":[[[{x},59.3],[18.1,59.3],[18.1,59.4],[{x},59.3]]]}}}}]}}"#
        )
    };
    let incidents = [
        ("tom.csv", "", "empty_file"),
        ("bara-rubrik.csv", "category,lon,lat,occurred_from\n", "no_rows"),
        ("meter.csv", projected, "projected_not_degrees"),
        ("nan.csv", "category,lon,lat,occurred_from\nklotter,NaN,59.3,2025-01-01\n", "bad_number"),
    ];
    for (name, content, code) in incidents {
        let file = cli.file(name, content);
        let said = cli.expect(3, &["import", "incidents", text(&file), "--source", "prov"]);
        assert!(said.contains(code) && said.contains(name), "{name}: {said}");
    }
    for (name, content) in [
        ("trasig.zip", "PK\u{3}\u{4}sedan ingenting".to_owned()),
        ("nan.geojson", square("NaN")),
        ("meter.geojson", square("674240")),
        ("tom.geojson", String::new()),
    ] {
        let file = cli.file(name, &content);
        let said = cli.expect(3, &["import", "areas", text(&file), "--kind", "ovrigt"]);
        assert!(said.contains(name), "{name}: {said}");
    }
    cli.expect(3, &["import", "incidents", "finns-inte.csv"]);
    assert_eq!(cli.expect(0, &["imports", "list"]), before);
    cli.expect(0, &["check"]);
}

#[test]
fn users_copies_and_levels_of_release() {
    let cli = Cli::new();
    let add = |login, role| {
        let party =
            if role == "kommunpolis" { "polis-lpo-norrmalm" } else { "sdf-norra-innerstaden" };
        ["user", "add", login, "--function", "Prov", "--party", party, "--role", role]
    };
    let short = cli.run_with_input(&add("prov", "kommunpolis"), "kort\n");
    assert_eq!(short.status.code(), Some(2), "{}", said(&short));
    let long = cli.run_with_input(&add("prov", "kommunpolis"), "grusgång med lindar 7\n");
    assert_eq!(long.status.code(), Some(0), "{}", said(&long));
    assert!(cli.expect(0, &["user", "list"]).contains("prov"));
    cli.expect(0, &["user", "disable", "prov"]);
    cli.expect(2, &["user", "disable", "ingen"]);

    let refused = cli.expect(2, &["export", "cases"]);
    assert!(refused.contains("release_not_available"), "{refused}");
    cli.expect(0, &["export", "cases", "--release", "intern"]);
    let areas = cli.run(&["export", "areas", "--kind", "stadsdelsomrade"]);
    let areas: Value = serde_json::from_slice(&areas.stdout).expect("GeoJSON");
    assert_eq!(areas["features"].as_array().expect("features").len(), 11);

    // What is released is there for everyone; without an agreement nobody releases anything.
    cli.expect(0, &["export", "released-areas"]);
    let refused = cli.expect(2, &["export", "released-areas", "--release", "intern"]);
    assert!(refused.contains("release_not_available"), "{refused}");
    cli.expect(0, &["release", "list"]);
    let refused = cli.expect(2, &["release", "prepare", "--first", "2025-K1"]);
    assert!(refused.contains("no_agreement"), "{refused}");
    let refused = cli.expect(2, &["release", "prepare", "--first", "2025-K9"]);
    assert!(refused.contains("not_a_period"), "{refused}");

    let refused = cli.expect(2, &["export", "concentration"]);
    assert!(refused.contains("release_not_available"), "{refused}");
    let year = ["--from", "2025-01-01", "--to", "2025-12-31", "--json"];
    cli.expect(0, &[&["concentration", "--lattice", "h3:8"], &year[..]].concat());
    let table = cli.data.path().join("koncentration.csv");
    let asked = ["export", "concentration-curve", "--format", "csv", "--release", "intern"];
    cli.expect(0, &[&asked[..], &["-o", text(&table)]].concat());
    let written = std::fs::read_to_string(&table).expect("a table");
    assert!(written.starts_with("\u{feff}id,cell_share,incident_share,"), "{written}");
    let companion = cli.data.path().join("koncentration.csv-metadata.json");
    let companion = std::fs::read(companion).expect("its companion");
    let companion: Value = serde_json::from_slice(&companion).expect("JSON");
    assert_eq!(companion["url"], "koncentration.csv");
    assert_eq!(companion["notes"][0]["card"]["method"], "concentration");
    cli.expect(2, &["export", "concentration", "--release", "intern", "--crs", "EPSG:1"]);

    for (ending, crs, system) in [("gpkg", None, 3011), ("gpkg", Some("EPSG:3006"), 3006)] {
        let file = cli.data.path().join(format!("omraden-{system}.{ending}"));
        let asked = ["export", "areas", "--kind", "stadsdelsomrade", "--format", ending, "-o"];
        let crs = crs.map_or(vec![], |crs| vec!["--crs", crs]);
        cli.expect(0, &[&asked[..], &[text(&file)], &crs].concat());
        let db = rusqlite::Connection::open(&file).expect("a GeoPackage");
        let row: (i64, i64) = db
            .query_row(
                "SELECT (SELECT count(*) FROM areas), srs_id FROM gpkg_geometry_columns",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .expect("a layer");
        assert_eq!(row, (11, system));
    }
    let stream = cli.run(&["export", "areas", "--kind", "kommun", "--format", "fgb"]);
    assert!(stream.stdout.starts_with(b"fgb\x03fgb\x00"), "{}", said(&stream));
    let refused =
        cli.expect(2, &["export", "concentration", "--format", "fgb", "--release", "intern"]);
    assert!(refused.contains("not_on_map"), "{refused}");
    let none = std::fs::read_dir(cli.folder().join("tmp")).map_or(0, |left| left.count());
    assert_eq!(none, 0, "nothing is left of what was made");

    let copy = cli.data.path().join("kopia");
    cli.expect(0, &["backup", text(&copy)]);
    let other = Cli::new();
    other.expect(0, &["restore", text(&copy)]);
    assert!(other.expect(0, &["user", "list"]).contains("stängt"));
    cli.expect(0, &["migrate"]);
    cli.expect(2, &["hotspots", "--gate", "gissa"]);
}

#[test]
fn indicators_and_named_places_come_in_from_the_command_line_and_meet_no_run_before_there_is_one() {
    let cli = Cli::new();
    let file = cli.file(
        "befolkning.csv",
        "indikator;område;år;värde;enhet\nBefolkning;10102;2025;1 900;antal\nBefolkning;99;2025;5;antal\n",
    );
    let import = ["import", "indicators", text(&file)];
    let dry = cli.expect(1, &[&import[..], &["--dry-run"]].concat());
    assert!(dry.contains("unknown_area") && dry.contains("Prov"), "{dry}");
    assert!(!cli.expect(0, &["imports", "list"]).contains("befolkning.csv"));
    cli.expect(1, &import);
    assert!(cli.expect(1, &import).contains("redan inläst"));
    assert_eq!((&cli.totals()["n_accepted"], &cli.totals()["n_rejected"]), (&1.into(), &1.into()));
    let empty = cli.file("tom.csv", "");
    assert!(cli.expect(3, &["import", "indicators", text(&empty)]).contains("empty_file"));
    let no_value = cli.file("utan.csv", "indikator;område;år\nx;10102;2025\n");
    let said = cli.expect(3, &["import", "indicators", text(&no_value)]);
    assert!(said.contains("missing_column") && said.contains("value"), "{said}");

    let add = |kind, area, said| {
        ["observations", "add", "--kind", kind, "--area", area, "--on", "2016", "--text", said]
    };
    cli.expect(0, &add("dialogue", "plats/observatorielunden", "Mörkt."));
    cli.expect(2, &add("rykte", "plats/observatorielunden", ""));
    cli.expect(2, &add("dialogue", "plats/atlantis", ""));
    let refused = cli.expect(2, &add("dialogue", "plats/observatorielunden", "811228-9874"));
    assert!(refused.contains("personal_data"), "{refused}");
    let listed = cli.expect(0, &["observations", "list"]);
    assert!(listed.contains("Observatorielunden") && listed.contains("nej"), "{listed}");
    let other = ["observations", "list", "--owner", "sdf-norra-innerstaden"];
    assert!(!cli.expect(0, &other).contains("Observatorielunden"));
    cli.expect(2, &["joint-list"]);
    cli.expect(0, &["check"]);
}

#[test]
fn the_log_is_verified_with_what_a_party_kept_and_reads_at_the_command_line_are_in_it() {
    let cli = Cli::new();
    cli.expect(0, &["observations", "list"]);
    cli.expect(0, &["export", "areas", "--kind", "kommun"]);
    let key = cli.file("nyckel.txt", &cli.expect(0, &["audit", "key"]));
    let audit = cli.data.path().join("store/audit");
    let latest = audit.join("polis-lpo-norrmalm.latest");
    let kept = cli.file("kopia", &std::fs::read_to_string(&latest).expect("a head"));
    let (key, kept) = (key.to_str().expect("UTF-8"), kept.to_str().expect("UTF-8"));
    let verify = ["audit", "verify", "--heads", kept, "--public-key", key];
    let said = cli.expect(0, &verify);
    assert!(said.contains("Loggen är hel"), "{said}");

    let db = rusqlite::Connection::open(cli.folder().join("platssamverkan.sqlite"));
    let db = db.expect("opens");
    let acts: Vec<(String, String)> = db
        .prepare("SELECT act, object_id FROM log WHERE object_kind = 'query' ORDER BY seq")
        .and_then(|mut statement| {
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        })
        .expect("read");
    let expected = [("notes_read", "cli/observations/list"), ("exported", "cli/export")];
    assert_eq!(acts, expected.map(|(act, id)| (act.to_owned(), id.to_owned())));

    db.execute_batch(
        "DROP TRIGGER log_is_never_shortened;
         DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)",
    )
    .expect("cut");
    let said = cli.expect(4, &verify);
    assert!(said.contains("de sista posterna har tagits bort. [log_tail_cut]"), "{said}");
    assert!(cli.expect(4, &["check"]).contains("log_tail_cut"));
    cli.expect(2, &["audit", "verify", "--public-key", kept]);
    cli.expect(3, &["audit", "verify", "--heads", "finns-inte"]);
}
