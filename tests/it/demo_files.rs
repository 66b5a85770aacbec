//! The shipped samples and synthetic files, read as anybody's delivery over the shipped areas.

use platssamverkan::{
    app::{demo, shipped},
    area::{Area, AreaId, AreaIndex, AreaKind, PreparedArea},
    incident::{CategoryCatalogue, StudyClock},
    ingest::{
        Context, IncidentDelivery, KnownAreas, PointCrs, ReadHow, RejectionCode, read_incidents,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// Reads over the shipped areas and categories.
fn read(file: &str, bytes: &[u8], crs: Option<&str>) -> IncidentDelivery {
    let areas = shipped::areas();
    let city = areas.iter().find(|area| area.id.0 == shipped::STUDY_AREA).expect("shipped");
    let finest_layer = |area: &&Area| area.kind == AreaKind::Statistikomrade;
    let finest = AreaIndex::new(areas.iter().filter(finest_layer));
    let how = ReadHow { crs: crs.and_then(PointCrs::parse), ..ReadHow::default() };
    let context = Context {
        catalogue: &CategoryCatalogue { categories: shipped::categories() },
        study_area: &PreparedArea::new(city.geometry.as_ref().expect("it has ground")),
        study_area_id: Some(&AreaId(shipped::STUDY_AREA.to_owned())),
        finest_areas: &finest,
        known_areas: &KnownAreas::new(&areas, &finest),
        clock: &StudyClock::new(shipped::TIME_ZONE).expect("a known zone"),
        key: &[3; 32],
        source: "demo",
    };
    read_incidents(bytes, file, &how, &context).unwrap_or_else(|refused| panic!("{refused}"))
}

/// Each bad row says in its last column what is wrong with it, code first.
fn check_sample(name: &str, crs: Option<&str>) -> BTreeSet<&'static str> {
    let path = format!("{}/geodata/demo/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the sample");
    let delivery = read(name, text.as_bytes(), crs);
    let lines: Vec<&str> = text.lines().collect();
    let mut found: BTreeMap<u64, RejectionCode> = BTreeMap::new();
    for rejection in &delivery.rejections {
        found.insert(rejection.line, rejection.code);
    }
    for (i, line) in lines.iter().enumerate().skip(1) {
        let number = i as u64 + 1;
        let said = line.rsplit(';').next().expect("a last column");
        let code = found.get(&number).map(|code| code.as_str());
        match (said.split_once(':'), code) {
            (Some((stated, _)), found) => assert_eq!(found, Some(stated), "{name}:{number} {line}"),
            (None, None | Some("duplicate" | "repeated_id" | "wrong_field_count")) => {}
            (None, Some(code)) => panic!("{name}:{number} is {code}: {line}"),
        }
    }
    found.values().map(|code| code.as_str()).collect()
}

#[test]
fn the_samples_hold_every_kind_of_bad_row() {
    let mut codes = check_sample("felaktiga-rader.csv", None);
    codes.extend(check_sample("felaktiga-meter.csv", Some("EPSG:3006")));
    let of_areas = [
        "unknown_class",
        "invalid_geometry",
        "degenerate_geometry",
        "too_many_vertices",
        "not_a_polygon",
        "missing_name",
    ];
    // Those have their samples in the reader's own tests.
    let of_indicators = [
        "bad_indicator",
        "bad_value",
        "unknown_unit",
        "bad_answers",
        "conflicting_value",
        "few_answers",
    ];
    let every: BTreeSet<_> = RejectionCode::ALL
        .iter()
        .map(|code| code.as_str())
        .filter(|code| !of_areas.contains(code) && !of_indicators.contains(code))
        .collect();
    assert_eq!(codes, every);
}

#[test]
fn every_synthetic_row_is_accepted_and_a_home_burglary_has_no_cell() {
    let demo = demo::generate(7, &shipped::areas());
    let catalogue = CategoryCatalogue { categories: shipped::categories() };
    let coarse: Vec<bool> = catalogue
        .categories
        .iter()
        .map(|c| c.finest == platssamverkan::incident::FinestResolution::AreaMonth)
        .collect();
    for (name, file) in demo.months.iter().chain([&("history".to_owned(), demo.history.clone())]) {
        let delivery = read(name, file.as_bytes(), None);
        assert_eq!(delivery.rows.len(), file.lines().count() - 1, "{name}");
        let notice =
            |r: &platssamverkan::ingest::Rejection| r.code == RejectionCode::AreaPrecisionOnly;
        assert!(
            delivery.rejections.iter().all(notice),
            "{name}: {:?}",
            delivery.rejections.first()
        );
        for row in &delivery.rows {
            assert!(
                !coarse[usize::from(row.category)] || (row.cell.is_none() && row.area.is_some())
            );
        }
    }
}

#[test]
fn the_shipped_data_enter_an_empty_store_once_and_nothing_is_written_over() {
    use platssamverkan::store::{Store, sqlite::SqliteStore};
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = SqliteStore::open(folder.path()).expect("a new store");
    let now = "2026-06-09T12:00:00Z".parse().expect("a time");
    shipped::load(&store, now).expect("it loads");
    let state = || {
        let read = store.read().expect("a look");
        let areas = read.areas(None).expect("areas");
        (areas, read.relations().expect("relations").len(), read.catalogue().expect("categories"))
    };
    let first = state();
    assert_eq!(first.0.len(), shipped::areas().len());
    assert_eq!(first.2.categories, shipped::categories());

    let mut renamed = first.0[0].clone();
    renamed.name = "eget namn".to_owned();
    let mut write = store.begin().expect("a writer");
    write.put_area(&renamed, None).expect("put");
    write.put_setting("study_area", "kommun/0186").expect("put");
    write.commit().expect("kept");
    shipped::load(&store, now).expect("it does nothing");
    assert_eq!(state().0[0].name, "eget namn");
    let read = store.read().expect("a look");
    assert_eq!(read.setting("study_area").expect("setting").as_deref(), Some("kommun/0186"));
    assert_eq!(read.log("areas", "shipped").expect("log").len(), 1);
}
