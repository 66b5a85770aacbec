use super::*;
use crate::export::crs::{Crs, in_file};
use geo_types::{Geometry, polygon};
use jiff::civil::date;
use rusqlite::OpenFlags;

fn about(layer: &'static str, crs: Crs) -> Provenance {
    Provenance {
        run: Some("run-1".into()),
        data_date: Some(date(2026, 5, 31)),
        crs,
        ..Provenance::trial(layer)
    }
}

/// Squares about Stockholm; every tenth lies nowhere.
fn square(i: u64) -> Feature {
    let (lon, lat) = (17.8 + (i * 37 % 1009) as f64 * 5e-4, 59.2 + (i * 53 % 997) as f64 * 3e-4);
    let (east, north) = (lon + 4e-4, lat + 2e-4);
    let square =
        polygon![(x: lon, y: lat), (x: east, y: lat), (x: east, y: north), (x: lon, y: lat)];
    Feature {
        id: FeatureId::Number(i),
        geometry: (i % 10 != 9).then(|| Geometry::from(square)),
        label_at: None,
        properties: vec![
            ("cell", Value::Text(format!("cell-{i}"))),
            ("n", Value::from(i % 17)),
            ("i", if i.is_multiple_of(3) { Value::Null } else { Value::Number(i as f64 / 7.0) }),
            ("quadrant", "high_high".into()),
            ("p", Value::Number(f64::NAN)),
            ("p_adjusted", Value::Null),
            ("significant", Value::Flag(i.is_multiple_of(2))),
        ],
    }
}

fn written(n: u64, most_bytes: Option<u64>) -> (tempfile::NamedTempFile, io::Result<()>) {
    let crs = metadata::default_crs();
    let file = tempfile::NamedTempFile::new().expect("a file");
    let sheet = Sheet::of("local-moran").expect("a layer");
    let layer = Layer {
        provenance: about("local-moran", crs),
        columns: Vec::new(),
        features: (0..n).map(square),
    };
    let result = write(file.path(), most_bytes, &sheet, layer);
    (file, result)
}

fn opened(file: &tempfile::NamedTempFile) -> Connection {
    Connection::open_with_flags(file.path(), OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a database")
}

#[test]
fn the_file_says_what_it_is_and_is_whole() {
    let (file, result) = written(25, None);
    result.expect("written");
    let db = opened(&file);
    let pragma =
        |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).expect(name);
    assert_eq!((pragma("application_id"), pragma("user_version")), (0x4750_4B47, 10_300));
    let check: String =
        db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("an answer");
    assert_eq!(check, "ok");
    let broken = db.prepare("PRAGMA foreign_key_check").and_then(|mut s| s.exists([]));
    assert!(!broken.expect("an answer"), "names of tables that are not there");
    let row: (String, String, i32, f64, f64, i64) = db
        .query_row(
            "SELECT data_type, last_change, c.srs_id, min_x, max_y, feature_count \
             FROM gpkg_contents c JOIN gpkg_ogr_contents USING (table_name)",
            [],
            |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
            },
        )
        .expect("one layer");
    assert_eq!((row.0.as_str(), row.1.as_str()), ("features", "2026-06-10T00:00:00.000Z"));
    assert_eq!((row.2, row.5), (3011, 25));
    assert!((100_000.0..200_000.0).contains(&row.3), "east is {}", row.3);
    assert!((6_560_000.0..6_620_000.0).contains(&row.4), "north is {}", row.4);
    let systems: Vec<i32> = db
        .prepare("SELECT srs_id FROM gpkg_spatial_ref_sys ORDER BY 1")
        .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
        .expect("systems");
    assert_eq!(systems, [-1, 0, 3011, 4326]);
}

#[test]
fn attributes_have_types_titles_and_their_own_id_beside_the_number_of_the_row() {
    let (file, result) = written(25, None);
    result.expect("written");
    let db = opened(&file);
    let sum: (i64, i64, i64) = db
        .query_row(
            "SELECT sum(n), sum(significant), count(*) FILTER (WHERE p IS NULL AND \
             typeof(n) = 'integer' AND data_date = '2026-05-31' AND id = CAST(fid - 1 AS TEXT)) \
             FROM local_moran",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .expect("rows");
    assert_eq!(sum, ((0..25).map(|i| i % 17).sum(), 13, 25));
    let title: String = db
        .query_row("SELECT title FROM gpkg_data_columns WHERE column_name = 'i'", [], |row| {
            row.get(0)
        })
        .expect("a title");
    assert_eq!(title, "Lokal Morans I");
    let style: (String, String) = db
        .query_row("SELECT styleQML, f_geometry_column FROM layer_styles", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .expect("a style");
    assert!(style.0.contains("label=\"0\"") && style.0.contains("16"), "{}", style.0);
    assert_eq!(style.1, GEOMETRY);
    let n: i64 = db
        .query_row(
            "SELECT count(*) FROM gpkg_metadata_reference r JOIN gpkg_metadata m \
             ON m.id = r.md_file_id WHERE r.table_name = 'local_moran'",
            [],
            |row| row.get(0),
        )
        .expect("a count");
    assert_eq!(n, 3);
}

#[test]
fn the_index_finds_what_looking_at_every_box_finds() {
    let (file, result) = written(5000, None);
    result.expect("written");
    let db = opened(&file);
    let crs = metadata::default_crs();
    let boxes: Vec<(i64, Rect<f64>)> = (0..5000)
        .filter_map(|i| {
            use geo::BoundingRect;
            let around = in_file(crs, square(i).geometry?).bounding_rect()?;
            Some((i as i64 + 1, around))
        })
        .collect();
    let n: i64 = db
        .query_row("SELECT count(*) FROM rtree_local_moran_geom", [], |row| row.get(0))
        .expect("a count");
    assert_eq!(n, boxes.len() as i64);
    let (east, north) = (148_000.0, 6_580_000.0);
    let found: Vec<i64> = db
        .prepare(
            "SELECT id FROM rtree_local_moran_geom WHERE maxx >= ?1 AND minx <= ?2 AND maxy >= ?3 \
             AND miny <= ?4 ORDER BY id",
        )
        .and_then(|mut s| {
            s.query_map((east, east + 5e3, north, north + 5e3), |row| row.get(0))?.collect()
        })
        .expect("rows");
    // The index keeps its numbers in 32 bits, rounded outwards: half a metre here.
    let touches = |slack: f64| -> Vec<i64> {
        let near = boxes.iter().filter(|(_, b)| {
            b.max().x >= east - slack
                && b.min().x <= east + 5e3 + slack
                && b.max().y >= north - slack
                && b.min().y <= north + 5e3 + slack
        });
        near.map(|(id, _)| *id).collect()
    };
    let (least, most) = (touches(0.0), touches(1.0));
    assert!(least.len() > 50, "{}", least.len());
    assert!(least.iter().all(|id| found.contains(id)), "nothing is missed");
    assert!(found.iter().all(|id| most.contains(id)), "nothing else is found");
}

#[test]
fn a_full_disk_is_known_by_its_kind_and_a_fault_by_its_column() {
    let (_file, result) = written(5000, Some(300_000));
    assert_eq!(result.expect_err("too much").kind(), io::ErrorKind::StorageFull);
    let file = tempfile::NamedTempFile::new().expect("a file");
    let mut wrong = square(1);
    wrong.properties[1].1 = "tre".into();
    let provenance = about("local-moran", Crs::Crs84);
    let layer = Layer { provenance, columns: Vec::new(), features: [wrong] };
    let sheet = Sheet::of("local-moran").expect("a layer");
    let refused = write(file.path(), None, &sheet, layer).expect_err("text for a count");
    assert!(refused.to_string().starts_with("n of Number(1)"), "{refused}");
}

/// Prints what a hundred thousand cells cost. How long that takes depends on the machine, and what the
/// process holds on what else is tested in it meanwhile: run alone, `-- a_hundred --nocapture` says both.
#[test]
fn a_hundred_thousand_cells_are_written_without_being_held() {
    let began = std::time::Instant::now();
    let before = resident_kb();
    let (file, result) = written(100_000, None);
    result.expect("written");
    let grown = resident_kb().saturating_sub(before);
    let size = file.as_file().metadata().expect("a file").len();
    println!("{} ms, {} kB more, file of {size} bytes", began.elapsed().as_millis(), grown);
    assert!(size > 10 << 20, "all of them: {size} bytes");
}

/// What the process has in memory, in kB; 0 where the system does not say.
fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
