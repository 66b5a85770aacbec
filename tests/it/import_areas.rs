//! Official boundaries as their publishers write them become areas.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use super::gdal_worker::{shared, worker, zipped};
use platssamverkan::{
    app::foreign::{ForeignInput, ForeignOptions, read_area_file},
    area::{AreaKind, BoundingBox, LonLat, TransverseMercator},
    ingest::{AreaDelivery, AreaReadOptions, parse_dissolve_by},
};
use std::{collections::BTreeMap, fs, path::Path};

use geo::{Area as _, BooleanOps, MapCoords};
use geo_types::{Coord, MultiPolygon};

fn import(input: ForeignInput<'_>, options: &AreaReadOptions, fence: BoundingBox) -> AreaDelivery {
    let worker = worker();
    let foreign = ForeignOptions::default();
    read_area_file(worker.as_deref(), input, "f", &foreign, options, fence).unwrap()
}

fn in_sweden(path: &Path, kind: AreaKind) -> AreaDelivery {
    let options = AreaReadOptions::new(kind, "test");
    import(ForeignInput::Path(path), &options, BoundingBox::SWEDEN)
}

fn mended(delivery: &AreaDelivery) -> BTreeMap<&str, f64> {
    delivery.mended.iter().map(|(what, value)| (what.as_str(), *value)).collect()
}

fn in_metres(ground: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    ground.map_coords(|at| {
        let there = TransverseMercator::SWEREF_99_18_00.project(LonLat { lon: at.x, lat: at.y });
        Coord { x: there.east_m, y: there.north_m }
    })
}

/// Exterior rings counter-clockwise, as GeoJSON wants them.
fn is_right_handed(delivery: &AreaDelivery) -> bool {
    let grounds = delivery.areas.iter().filter_map(|area| area.geometry.as_ref());
    let mut rings = grounds.flat_map(|ground| ground.0.iter()).map(|part| part.exterior());
    rings.all(|ring| {
        let origin = ring.0[0];
        let edges = ring.0.windows(2).map(|ends| (ends[0] - origin, ends[1] - origin));
        edges.map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>() > 0.0
    })
}

#[test]
fn the_latin_1_shapefile_gives_117_stadsdelar_with_their_letters_plain_and_zipped() {
    let (Some(_), Some(shared)) = (worker(), shared()) else { return };
    let folder = shared.join("geodata/stadsdelar_latin1_shp");
    let pieces: Vec<(String, Vec<u8>)> = ["shp", "shx", "dbf", "prj"]
        .map(|part| (format!("Mapp/STADSDELAR.{part}"), part))
        .map(|(name, part)| (name, fs::read(folder.join(format!("stadsdelar.{part}"))).unwrap()))
        .to_vec();
    let pieces: Vec<(&str, &[u8])> =
        pieces.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let zip = zipped(&pieces);
    let main = folder.join("stadsdelar.shp");
    let options = AreaReadOptions::new(AreaKind::Stadsdel, "Stadskarta");
    let mut read = Vec::new();
    for input in [ForeignInput::Path(&main), ForeignInput::Path(&folder), ForeignInput::Bytes(&zip)]
    {
        let delivery = import(input, &options, BoundingBox::SWEDEN);
        assert_eq!((delivery.areas.len(), delivery.rejections.len()), (117, 0), "{input:?}");
        assert_eq!(delivery.crs, "EPSG:3011");
        assert!(is_right_handed(&delivery));
        let varberg = delivery.areas.iter().find(|area| area.name == "VÅRBERG").unwrap();
        assert_eq!(varberg.id.0, "stadsdel/varberg");
        assert!(!delivery.areas.iter().any(|area| area.name.contains(['\u{fffd}', 'Ã'])));
        read.push(delivery.areas);
    }
    assert!(read[0] == read[1] && read[1] == read[2], "three ways, one answer");
}

#[test]
fn clockwise_geojson_is_turned_and_said() {
    let Some(shared) = shared() else { return };
    let delivery = in_sweden(&shared.join("geodata/stadsdelar.geo.json"), AreaKind::Stadsdel);
    println!("{:?} {:?}", delivery.mended, delivery.rejections);
    assert_eq!((delivery.areas.len(), delivery.rejections.len()), (117, 0));
    assert!(mended(&delivery)["rings_reversed"] >= 117.0);
    assert!(is_right_handed(&delivery));

    let path = shared.join("geodata/stadsdelar_utan_vatten.geo.json");
    let delivery = in_sweden(&path, AreaKind::Stadsdel);
    println!("{:?} {:?}", delivery.mended, delivery.rejections);
    assert_eq!(delivery.areas.len() + delivery.rejections.len(), 117);
    assert!(is_right_handed(&delivery));

    let mut options = AreaReadOptions::new(AreaKind::Ovrigt, "vatten");
    options.name_field = Some("FID".to_owned());
    let path = shared.join("geodata/vatten.geo.json");
    let delivery = import(ForeignInput::Path(&path), &options, BoundingBox::SWEDEN);
    assert_eq!(delivery.areas.len(), 1);
}

#[test]
fn geopackages_in_metres_and_in_degrees_give_all_their_areas() {
    let (Some(_), Some(shared)) = (worker(), shared()) else { return };
    let delivery =
        in_sweden(&shared.join("geodata/regso_2025_stockholm_3006.gpkg"), AreaKind::Regso);
    assert_eq!((delivery.areas.len(), delivery.rejections.len()), (127, 0));
    assert_eq!(delivery.crs, "EPSG:3006");
    let matteus = delivery.areas.iter().find(|area| area.name == "Västra Matteus").unwrap();
    assert!(matteus.code.starts_with("0180R"), "{}", matteus.code);

    let nottingham = BoundingBox { west: -1.5, south: 52.7, east: -0.9, north: 53.2 };
    let options = AreaReadOptions::new(AreaKind::Ovrigt, "wards");
    let path = shared.join("incidents/nottingham_wards.gpkg");
    let delivery = import(ForeignInput::Path(&path), &options, nottingham);
    assert_eq!((delivery.areas.len(), delivery.rejections.len()), (20, 0));
    assert_eq!(delivery.areas[0].id.0, "ovrigt/E05012270");
}

#[test]
fn the_basomraden_dissolve_to_the_nine_areas_of_the_agreement() {
    /// Code, name, pieces, km² as stated.
    const STATED: [(&str, &str, f64); 9] = [
        ("10102", "Klara", 0.7723),
        ("10103", "Jakob", 1.1131),
        ("11101", "Södra Johannes", 0.1504),
        ("11102", "Norra Johannes", 0.7037),
        ("11201", "Södra Adolf Fredrik", 0.3689),
        ("11202", "Norra Adolf Fredrik", 0.1833),
        ("11301", "Gustav Vasa", 0.8035),
        ("11401", "Östra Matteus", 0.5173),
        ("11402", "Västra Matteus", 0.8886),
    ];
    let (Some(_), Some(shared)) = (worker(), shared()) else { return };
    let mut options = AreaReadOptions::new(AreaKind::Statistikomrade, "basområden");
    options.dissolve_by = parse_dissolve_by("nyckelkod_1:5");
    options.names = STATED.map(|(code, name, _)| (code.to_owned(), name.to_owned())).into();
    let path = shared.join("geodata/sthlm_basomraden_3011.gpkg");
    let delivery = import(ForeignInput::Path(&path), &options, BoundingBox::SWEDEN);
    println!("{} areas, {:?}", delivery.areas.len(), delivery.mended);
    assert_eq!((delivery.areas.len(), delivery.rejections.len()), (133, 0));
    assert!(mended(&delivery)["gaps_closed_m2"] > 0.0);
    assert!(mended(&delivery)["overlaps_m2"] > 0.0);

    let mut nine = Vec::new();
    for (code, name, stated_km2) in STATED {
        let area = delivery.areas.iter().find(|area| area.code == code).unwrap();
        let ground = in_metres(area.geometry.as_ref().unwrap());
        let km2 = ground.unsigned_area() / 1e6;
        println!("{code} {name}: {km2:.4} km², {} part", ground.0.len());
        assert_eq!((area.name.as_str(), ground.0.len()), (name, 1));
        assert!(ground.0[0].interiors().is_empty(), "{name} has holes");
        // The stated areas have four decimals; the smallest of them is 0,1504.
        assert!((km2 - stated_km2).abs() <= 0.001 * stated_km2, "{name}: {km2} for {stated_km2}");
        nine.push(ground);
    }
    // Östra and Västra Matteus overlap in the source by more than a hairline; that is kept and said.
    let left = mended(&delivery)["overlaps_left_m2"];
    let pairs = (0..9).flat_map(|i| (0..i).map(move |j| (i, j)));
    let common: f64 = pairs.map(|(i, j)| nine[i].intersection(&nine[j]).unsigned_area()).sum();
    println!("overlap within the nine {common:.1} m², in the whole city {left:.1} m²");
    assert!((90.0..=left).contains(&common), "{common} of {left}");
}

#[test]
fn every_format_gives_the_same_two_areas() {
    if worker().is_none() {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/formats");
    let mut first: Option<AreaDelivery> = None;
    for name in [
        "rutor.geojson",
        "rutor.gpkg",
        "rutor.fgb",
        "rutor.gml",
        "rutor.kml",
        "rutor_shp.zip",
        "rutor_tab.zip",
        "rutor_mif.zip",
    ] {
        let bytes = fs::read(folder.join(name)).unwrap();
        let options = AreaReadOptions::new(AreaKind::Stadsdel, name);
        let delivery = import(ForeignInput::Bytes(&bytes), &options, BoundingBox::SWEDEN);
        let names: Vec<&str> = delivery.areas.iter().map(|area| area.name.as_str()).collect();
        assert_eq!(names, ["Vårberg", "Södra Ängby"], "{name}");
        let expected = first.get_or_insert_with(|| delivery.clone());
        for (area, same) in delivery.areas.iter().zip(&expected.areas) {
            let ground = in_metres(area.geometry.as_ref().unwrap());
            let difference = ground.xor(&in_metres(same.geometry.as_ref().unwrap()));
            // MapInfo tables store coordinates on a grid of some centimetres.
            let m2 = difference.unsigned_area();
            assert!(m2 < 200.0, "{name}: {m2} of {} m²", ground.unsigned_area());
        }
    }
}
