use super::*;
use crate::area::{AreaIndex, LonLat, NO_AREA, TransverseMercator};
use geo::{Area as _, BoundingRect, InteriorPoint, MapCoords, Validation};
use geo_types::Coord;
use std::collections::BTreeSet;

/// km² in SWEREF 99 TM.
fn km2(ground: &MultiPolygon<f64>) -> f64 {
    let metres = ground.map_coords(|c| {
        let at = TransverseMercator::SWEREF_99_TM.project(LonLat { lon: c.x, lat: c.y });
        Coord { x: at.east_m, y: at.north_m }
    });
    metres.signed_area() / 1e6
}

fn of_kind(kind: AreaKind) -> Vec<Area> {
    areas().into_iter().filter(|area| area.kind == kind).collect()
}

fn by_id(id: &str) -> Area {
    areas().into_iter().find(|area| area.id.0 == id).unwrap_or_else(|| panic!("{id} is missing"))
}

fn ground_of(id: &str) -> MultiPolygon<f64> {
    by_id(id).geometry.unwrap_or_else(|| panic!("{id} has no ground"))
}

#[test]
fn statistikomraden_are_a_coverage() {
    let areas = of_kind(AreaKind::Statistikomrade);
    assert_eq!(areas.len(), 128);
    let grounds: Vec<_> = areas.iter().filter_map(|area| area.geometry.as_ref()).collect();
    let union = dissolve_coverage(grounds.iter().copied());
    assert_eq!((union.0.len(), union.0[0].interiors().len()), (1, 0), "one piece without gaps");
    let sum: f64 = grounds.iter().map(|ground| km2(ground)).sum();
    assert!((sum / km2(&union) - 1.0).abs() < 1e-6, "{sum} km² in {} km²", km2(&union));

    let index = AreaIndex::new(&areas);
    let alone: Vec<AreaIndex> = areas.iter().map(|area| AreaIndex::new([area])).collect();
    let whole = AreaIndex::new([&by_id(STUDY_AREA)]);
    let bounds = union.bounding_rect().expect("it has ground");
    let (mut inside, steps) = (0, 150);
    for i in 0..steps * steps {
        let at = LonLat {
            lon: bounds.min().x + bounds.width() * (f64::from(i % steps) + 0.37) / f64::from(steps),
            lat: bounds.min().y
                + bounds.height() * (f64::from(i / steps) + 0.61) / f64::from(steps),
        };
        let holders = alone.iter().filter(|area| area.locate(at) != NO_AREA).count();
        assert_eq!(holders, usize::from(whole.locate(at) != NO_AREA), "{at:?}");
        assert_eq!(holders == 1, index.locate(at) != NO_AREA);
        inside += holders;
    }
    assert!(inside > 7_000, "{inside} of {} points", steps * steps);
}

#[test]
fn every_border_is_shared_edge_by_edge_or_is_the_citys_own() {
    let mut edges = BTreeSet::new();
    for area in of_kind(AreaKind::Statistikomrade) {
        for line in area.geometry.iter().flat_map(|g| &g.0).flat_map(|p| p.exterior().lines()) {
            let key = |c: Coord<f64>| (c.x.to_bits(), c.y.to_bits());
            assert!(edges.insert((key(line.start), key(line.end))), "an edge in two areas' ring");
        }
    }
    let unshared = edges.iter().filter(|(a, b)| !edges.contains(&(*b, *a))).count();
    let city: usize = ground_of(STUDY_AREA).0.iter().map(|p| p.exterior().lines().len()).sum();
    assert_eq!(unshared, city);
}

#[test]
fn the_nine_areas_of_the_agreement_have_their_names_codes_and_size() {
    let stated = [
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
    for (code, name, stated_km2) in stated {
        let area = by_id(&format!("statistikomrade/{code}"));
        let found = km2(area.geometry.as_ref().expect("it has ground"));
        assert_eq!(area.name, name);
        assert!(
            (found / stated_km2 - 1.0).abs() < 0.05,
            "{name}: {found} against {stated_km2} km²"
        );
        assert_eq!(area.approximate, ["Klara", "Jakob"].contains(&name));
    }
    let sum: f64 =
        stated.iter().map(|(code, ..)| km2(&ground_of(&format!("statistikomrade/{code}")))).sum();
    assert!((sum / km2(&ground_of("stadsdelsomrade/norrmalm")) - 1.0).abs() < 1e-9);
}

#[test]
fn norra_innerstaden_is_norrmalm_and_ostermalm_from_july_2023() {
    let now = by_id("stadsdelsomrade/norra-innerstaden");
    let before = ["stadsdelsomrade/norrmalm", "stadsdelsomrade/ostermalm"].map(by_id);
    let sum: f64 = before.iter().map(|area| km2(area.geometry.as_ref().expect("ground"))).sum();
    assert!((sum / km2(now.geometry.as_ref().expect("ground")) - 1.0).abs() < 1e-9);
    for area in &before {
        assert_eq!(area.validity.valid_to, Some(jiff::civil::date(2023, 6, 30)));
        assert!(
            relations().iter().any(|r| r.from == area.id
                && r.kind == RelationKind::EftertraddAv
                && r.to == now.id)
        );
    }
    assert_eq!(now.validity.valid_from, Some(jiff::civil::date(2023, 7, 1)));
}

#[test]
fn stadsdelsomraden_cover_the_city_once_on_any_day() {
    let city = km2(&ground_of(STUDY_AREA));
    for (day, n) in
        [((2016, 6, 1), 14), ((2021, 1, 1), 13), ((2023, 6, 30), 13), ((2023, 7, 1), 11)]
    {
        let day = jiff::civil::date(day.0, day.1, day.2);
        let valid = of_kind(AreaKind::Stadsdelsomrade);
        let valid: Vec<_> = valid.iter().filter(|area| area.validity.covers(day)).collect();
        let sum: f64 = valid.iter().map(|area| km2(area.geometry.as_ref().expect("ground"))).sum();
        assert_eq!(valid.len(), n, "{day}");
        assert!((sum / city - 1.0).abs() < 1e-9, "{day}: {sum} of {city} km²");
    }
}

#[test]
fn lpo_norrmalm_covers_four_of_which_lidingo_has_no_ground() {
    let day = jiff::civil::date(2016, 6, 1);
    let relations = relations();
    let covered: BTreeSet<_> = relations
        .iter()
        .filter(|r| r.from.0 == "lokalpolisomrade/norrmalm" && r.kind == RelationKind::Omfattar)
        .filter(|r| r.validity.covers(day))
        .map(|r| r.to.0.as_str())
        .collect();
    let expected = [
        "kommun/0186",
        "stadsdelsomrade/kungsholmen",
        "stadsdelsomrade/norrmalm",
        "stadsdelsomrade/ostermalm",
    ];
    assert_eq!(covered, expected.into());
    assert_eq!(by_id("kommun/0186").geometry, None);
    assert!(by_id("lokalpolisomrade/norrmalm").geometry.is_some());
}

#[test]
fn the_exposed_areas_of_2023_have_their_class() {
    let areas = of_kind(AreaKind::UtsattOmrade);
    let class =
        |wanted| areas.iter().filter(|a| a.class == Some(wanted)).map(|a| &*a.name).collect();
    let particularly: Vec<&str> = class(UtsattClass::SarskiltUtsatt);
    assert_eq!(areas.len(), 6);
    assert_eq!(particularly, ["Husby", "Rinkeby/Tensta"]);
    assert!(areas.iter().all(|a| a.approximate && a.source.contains("ej officiell gräns")));
}

#[test]
fn ids_are_unique_rings_right_handed_and_relations_lead_somewhere() {
    let areas = areas();
    let ids: BTreeSet<_> = areas.iter().map(|area| &area.id).collect();
    assert_eq!(ids.len(), areas.len());
    for area in &areas {
        assert_eq!(area.id, AreaId::new(area.kind, &area.code));
        for polygon in area.geometry.iter().flat_map(|g| &g.0) {
            let hand = |ring: &geo_types::LineString<f64>| {
                geo_types::Polygon::new(ring.clone(), vec![]).signed_area()
            };
            assert!(hand(polygon.exterior()) > 0.0, "{} runs clockwise", area.id);
            assert!(polygon.interiors().iter().all(|hole| hand(hole) < 0.0), "{}", area.id);
        }
        assert!(area.geometry.as_ref().is_none_or(|g| g.is_valid()), "{} is not valid", area.id);
    }
    for relation in relations() {
        assert!(ids.contains(&relation.from) && ids.contains(&relation.to), "{relation:?}");
    }
}

#[test]
fn named_places_lie_where_they_are_said_to() {
    let places = places();
    let statistikomraden = of_kind(AreaKind::Statistikomrade);
    let index = AreaIndex::new(&statistikomraden);
    for place in &places {
        let ground = place.area.geometry.as_ref().expect("every place has ground");
        let inner = ground.interior_point().expect("every place has ground");
        let at = LonLat { lon: inner.x(), lat: inner.y() };
        let found = index.ids().get(index.locate(at) as usize);
        assert_eq!(found, Some(&place.in_area), "{}", place.area.name);
    }
    let parts = places.iter().filter(|p| p.part_of.is_some()).count();
    assert_eq!((places.len(), parts), (13, 4));
}

#[test]
fn every_category_of_the_agreement_is_there_and_homes_are_kept_coarse() {
    let categories = categories();
    let coarse: Vec<_> = categories
        .iter()
        .filter(|c| c.finest == FinestResolution::AreaMonth)
        .map(|c| c.id.0.as_str())
        .collect();
    assert_eq!(coarse, ["bostadsinbrott", "sexualbrott"]);
    let by_code = |code| {
        let found =
            categories.iter().find(|c| c.codes.iter().any(|r| (r.first..=r.last).contains(&code)));
        found.map(|c| c.id.0.as_str())
    };
    assert_eq!(by_code(9344), Some("vald_offentlig_miljo"));
    assert_eq!(by_code(1209), Some("klotter"));
    assert_eq!(by_code(9809), Some("personran"));
    let noted = |id: &str| categories.iter().any(|c| c.id.0 == id && c.note_sv.is_some());
    assert!(noted("narkotikabrott") && noted("sexualbrott"));
}

#[test]
fn the_provenance_table_has_the_checksum_of_every_file() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("geodata");
    let table = std::fs::read_to_string(root.join("README.md")).expect("geodata/README.md");
    for folder in ["areas", "arshjul", "atgardsbibliotek", "forums", "kallor", "officiell", "demo"]
    {
        for entry in std::fs::read_dir(root.join(folder)).expect("folder of geodata") {
            let path = entry.expect("entry").path();
            let name = format!("{folder}/{}", path.file_name().expect("name").to_string_lossy());
            let digest = Fingerprint::of(&std::fs::read(&path).expect("file")).0;
            let row = table.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
            let row = row.unwrap_or_else(|| panic!("{name} has no row"));
            assert!(
                row.contains(&digest),
                "{name}: run geodata/build.py, the checksum is {digest}"
            );
        }
    }
}
