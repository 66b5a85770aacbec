//! Real incident files of other cities, read with their own study areas and mapping files.

use geo_types::{MultiPolygon, Rect, coord};
use platssamverkan::{
    app::texts::text_sv,
    area::{AreaId, AreaIndex, LonLat, PreparedArea},
    incident::{Category, CategoryCatalogue, CategoryId, FinestResolution, StudyClock},
    ingest::{
        Context, IncidentDelivery, KnownAreas, Mapping, REPORT_HEADERS_SV, ReadHow, RejectionCode,
        read_incident_points, read_incidents, rejections_csv,
    },
};
use std::{collections::BTreeMap, io::Read, path::PathBuf, time::Instant};

/// A city that is a box.
struct City {
    catalogue: CategoryCatalogue,
    study_area: PreparedArea,
    id: AreaId,
    finest: AreaIndex,
    known: KnownAreas,
    clock: StudyClock,
}

impl City {
    fn new(zone: &str, [west, south, east, north]: [f64; 4], inbrott: FinestResolution) -> Self {
        let category = |id: &str, finest| Category {
            id: CategoryId(id.into()),
            label_sv: id.into(),
            label_en: id.into(),
            codes: vec![],
            finest,
            note_sv: None,
            created_by_source: None,
        };
        let ground = Rect::new(coord! {x: west, y: south}, coord! {x: east, y: north});
        let categories =
            vec![category("personran", FinestResolution::BaseCell), category("inbrott", inbrott)];
        Self {
            catalogue: CategoryCatalogue { categories },
            study_area: PreparedArea::new(&MultiPolygon(vec![ground.to_polygon()])),
            id: AreaId("ovrigt/city".into()),
            finest: AreaIndex::new([]),
            known: KnownAreas::default(),
            clock: StudyClock::new(zone).expect("known zone"),
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            catalogue: &self.catalogue,
            study_area: &self.study_area,
            study_area_id: Some(&self.id),
            finest_areas: &self.finest,
            known_areas: &self.known,
            clock: &self.clock,
            key: &[3; 32],
            source: "test",
        }
    }

    fn read(&self, bytes: impl Read, file: &str, mapping: &str) -> IncidentDelivery {
        let mapping = Mapping::from_toml(mapping, "mapping.toml").expect("a mapping");
        let how = ReadHow { mapping, ..ReadHow::default() };
        let started = Instant::now();
        let delivery = read_incidents(bytes, file, &how, &self.context()).expect("accepted");
        println!("{file}: {} rader på {:?}", delivery.n_read, started.elapsed());
        delivery
    }

    fn totals(&self, delivery: &IncidentDelivery) -> (u64, u64, BTreeMap<String, u64>) {
        let totals = delivery.totals(&self.catalogue, &self.clock);
        (totals.n_accepted, totals.n_rejected, totals.by_code)
    }
}

const MEMPHIS: [f64; 4] = [-90.31, 34.98, -89.63, 35.27];
const CINCINNATI: [f64; 4] = [-84.72, 39.05, -84.36, 39.23];
const NOTTINGHAM: [f64; 4] = [-1.26, 52.88, -1.08, 53.03];

/// A file of the shared collection, or `None` with a note where there is none.
fn shared(file: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("PLATSSAMVERKAN_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let found = std::fs::read(folder.join("incidents").join(file)).ok();
    if found.is_none() {
        println!("hoppar över: ../shared saknas");
    }
    found
}

fn codes<const N: usize>(codes: [(&str, u64); N]) -> BTreeMap<String, u64> {
    codes.map(|(code, n)| (code.to_owned(), n)).into()
}

#[test]
fn memphis_is_read_whole_with_its_own_study_area() {
    let Some(bytes) = shared("memphis_robberies.csv") else { return };
    let city = City::new("America/Chicago", MEMPHIS, FinestResolution::BaseCell);
    let mapping = include_str!("mappings/memphis.toml");
    let delivery = city.read(bytes.as_slice(), "memphis_robberies.csv", mapping);
    assert_eq!(city.totals(&delivery), (2245, 0, codes([])));
    let totals = delivery.totals(&city.catalogue, &city.clock);
    assert_eq!((totals.n_counts, totals.by_category["personran"]), (2245, 2245));
    assert_eq!(totals.by_month.len(), 12);
    let first = &delivery.rows[0];
    let at = LonLat::new(-89.942, 35.149).expect("on earth");
    assert_eq!(first.cell, Some(platssamverkan::area::BaseCell::at(at)));
    let local = city.clock.local(first.from_hour);
    assert_eq!(local.to_string(), "2019-01-01T01:00:00");

    // Line ends and the order of rows are not content.
    let text = String::from_utf8(bytes).expect("ASCII");
    let (header, rows) = text.split_once('\n').expect("a header");
    let rows: Vec<&str> = rows.lines().rev().collect();
    let other = format!("{}\r\n{}", header.trim(), rows.join("\r\n"));
    let other = city.read(other.as_bytes(), "memphis_robberies.csv", mapping);
    assert_eq!(delivery.content_hash, other.content_hash);
    assert_ne!(delivery.file_hash, other.file_hash);
}

#[test]
fn memphis_is_outside_stockholm_and_refused_there_with_the_reason() {
    let Some(bytes) = shared("memphis_robberies.csv") else { return };
    let stockholm = [17.75, 59.2, 18.2, 59.45];
    let city = City::new("Europe/Stockholm", stockholm, FinestResolution::BaseCell);
    let mapping = include_str!("mappings/memphis.toml");
    let mapping = Mapping::from_toml(mapping, "mapping.toml").expect("a mapping");
    let how = ReadHow { mapping, ..ReadHow::default() };
    let refused = read_incidents(bytes.as_slice(), "memphis_robberies.csv", &how, &city.context());
    let refused = refused.expect_err("refused");
    assert_eq!((refused.code.as_str(), refused.line), ("nothing_acceptable", Some(2)));
    assert!(refused.detail.starts_with("outside_area 2245"), "{}", refused.detail);
}

#[test]
fn cincinnati_reports_426_rows_without_place_and_loses_no_repeated_id() {
    let Some(bytes) = shared("cincinnati_burglary.csv") else { return };
    let city = City::new("America/New_York", CINCINNATI, FinestResolution::BaseCell);
    let mapping = include_str!("mappings/cincinnati.toml");
    let delivery = city.read(bytes.as_slice(), "cincinnati_burglary.csv", mapping);
    // 8 297 rows have coordinates and 6 660 different ids.
    let expected = codes([("missing_place", 426), ("repeated_id", 1637)]);
    assert_eq!(city.totals(&delivery), (8297, 426, expected));
    let keys: std::collections::BTreeSet<_> = delivery.rows.iter().map(|row| row.key).collect();
    assert_eq!(keys.len(), 8297, "every row has a key of its own");
    let made: Vec<_> = delivery.new_categories.iter().map(|c| c.id.0.as_str()).collect();
    assert_eq!(made, ["test_aggravated_burglary", "test_burglary"]);

    let missing = delivery.rejections.iter().find(|r| r.code == RejectionCode::MissingPlace);
    let missing = missing.expect("there are 426");
    assert_eq!(missing.column.as_deref(), Some("longitude"));
    assert_eq!(missing.value.as_deref(), Some("NA"));
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let line = String::from_utf8_lossy(lines[missing.line as usize - 1]).into_owned();
    assert!(line.trim_end().ends_with("NA,NA"), "line {}: {line}", missing.line);

    let report = rejections_csv(&delivery.rejections, REPORT_HEADERS_SV, text_sv);
    let report = String::from_utf8(report).expect("UTF-8");
    assert_eq!(report.lines().count(), 1 + 426 + 1637);
    assert!(report.contains(",missing_place,\"Plats saknas."));
}

#[test]
fn nottingham_knows_months_only() {
    let Some(bytes) = shared("nottingham_burglary.csv") else { return };
    let city = City::new("Europe/London", NOTTINGHAM, FinestResolution::BaseCell);
    let mapping = include_str!("mappings/nottingham.toml");
    let delivery = city.read(bytes.as_slice(), "nottingham_burglary.csv", mapping);
    assert_eq!(city.totals(&delivery), (1795, 0, codes([])));
    assert_eq!(delivery.dropped_columns, ["location", "lsoa_code"]);
    assert!(delivery.rows.iter().all(|row| row.to_hour - row.from_hour >= 28 * 24 - 1));
    let by_month = delivery.totals(&city.catalogue, &city.clock).by_month;
    assert_eq!((by_month.len(), by_month["2022-02"]), (12, 184));
}

#[test]
fn a_home_burglary_leaves_no_cell_anywhere() {
    let Some(bytes) = shared("nottingham_burglary.csv") else { return };
    let city = City::new("Europe/London", NOTTINGHAM, FinestResolution::AreaMonth);
    let mapping = include_str!("mappings/nottingham.toml");
    let delivery = city.read(bytes.as_slice(), "nottingham_burglary.csv", mapping);
    assert_eq!(delivery.rows.len(), 1795);
    assert!(
        delivery.rows.iter().all(|row| row.cell.is_none() && row.area == Some(city.id.clone()))
    );
}

#[test]
fn the_same_points_as_geojson_are_the_same_rows() {
    let Some(bytes) = shared("memphis_robberies.csv") else { return };
    let city = City::new("America/Chicago", MEMPHIS, FinestResolution::BaseCell);
    let mapping = include_str!("mappings/memphis.toml");
    let from_csv = city.read(bytes.as_slice(), "memphis_robberies.csv", mapping);
    let mut csv = csv::Reader::from_reader(bytes.as_slice());
    let features: Vec<_> = csv
        .deserialize::<(String, String, String, f64, f64)>()
        .map(|row| {
            let (uid, offense_type, date, lon, lat) = row.expect("five fields");
            serde_json::json!({"type": "Feature",
                "geometry": {"type": "Point", "coordinates": [lon, lat]},
                "properties": {"uid": uid, "offense_type": offense_type, "date": date}})
        })
        .collect();
    let collection = serde_json::json!({"type": "FeatureCollection", "features": features});
    let mapping = mapping.replace("lon = \"lon\"\n", "").replace("lat = \"lat\"\n", "");
    let mapping = Mapping::from_toml(&mapping, "mapping.toml").expect("a mapping");
    let how = ReadHow { mapping, ..ReadHow::default() };
    let text = collection.to_string();
    let points = read_incident_points(text.as_bytes(), "memphis.geojson", &how, &city.context());
    let points = points.expect("accepted");
    assert_eq!(points.rows, from_csv.rows);
    assert_eq!(points.content_hash, from_csv.content_hash);
}

#[test]
fn two_hundred_thousand_rows_are_read_in_seconds() {
    let city =
        City::new("Europe/Stockholm", [17.75, 59.2, 18.2, 59.45], FinestResolution::BaseCell);
    let mut csv = String::from("id,category,lon,lat,occurred_from,occurred_to,precision\n");
    let n = 200_000;
    for i in 0..n {
        let (lon, lat) = (17.8 + f64::from(i % 3989) * 1e-4, 59.21 + f64::from(i % 2311) * 1e-4);
        let (day, hour) = (1 + i % 28, i % 24);
        csv += &format!("K{i},personran,{lon:.5},{lat:.5},");
        csv += &format!("2024-{:02}-{day:02}T{hour:02}:10:00,,gata\n", 1 + i % 12);
    }
    let started = Instant::now();
    let delivery = city.read(csv.as_bytes(), "stor.csv", "");
    let elapsed = started.elapsed().as_secs_f64();
    println!("{:.0} rader/s", f64::from(n) / elapsed);
    assert_eq!(delivery.rows.len(), n as usize);
    assert!(elapsed < 20.0, "{elapsed} s");
}
