//! Claims about files of areas.

use super::*;
use crate::area::AreaKind;
use serde_json::{Value, json};

fn options() -> AreaReadOptions {
    AreaReadOptions::new(AreaKind::Stadsdel, "test")
}

fn ring(west: f64, south: f64, side: f64) -> Value {
    json!([
        [west, south],
        [west + side, south],
        [west + side, south + side],
        [west, south + side],
        [west, south]
    ])
}

fn file(coordinates: &[Value]) -> String {
    let features: Vec<Value> = coordinates
        .iter()
        .enumerate()
        .map(|(i, rings)| {
            json!({"type": "Feature", "properties": {"namn": format!("Område {i}")},
                "geometry": {"type": "Polygon", "coordinates": rings}})
        })
        .collect();
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

fn read(text: &str, options: &AreaReadOptions) -> Result<AreaDelivery, InputRefused> {
    read_areas(text.as_bytes(), "f.geojson", options, BoundingBox::SWEDEN)
}

fn refused(text: &str) -> (String, String) {
    let refused = read(text, &options()).unwrap_err();
    (refused.code, refused.detail)
}

#[test]
fn coordinates_that_are_elsewhere_are_refused_with_the_reason_and_the_remedy() {
    let metres = file(&[json!([ring(674_000.0, 6_581_000.0, 500.0)])]);
    let (code, hint) = refused(&metres);
    assert_eq!((code.as_str(), hint.as_str()), ("projected_not_degrees", "EPSG:3006"));
    let local = file(&[json!([ring(153_000.0, 6_579_000.0, 500.0)])]);
    let (code, hint) = refused(&local);
    assert!(code == "projected_not_degrees" && hint.contains("EPSG:3011"), "{code} {hint}");
    let north_first = file(&[json!([ring(6_581_000.0, 674_000.0, 500.0)])]);
    let (code, hint) = refused(&north_first);
    assert!(code == "projected_not_degrees" && hint.contains("swapped"), "{code} {hint}");
    let (code, _) = refused(&file(&[json!([ring(59.3, 18.0, 0.01)])]));
    assert_eq!(code, "swapped_axes");
    let wrong = AreaReadOptions { crs: Some("EPSG:3006".to_owned()), ..options() };
    let degrees = read(&file(&[json!([ring(18.0, 59.3, 0.01)])]), &wrong).unwrap_err();
    assert_eq!((degrees.code.as_str(), degrees.detail.as_str()), ("wrong_crs", "EPSG:4326"));
    let unknown = AreaReadOptions { crs: Some("EPSG:27700".to_owned()), ..options() };
    assert_eq!(read(&metres, &unknown).unwrap_err().code, "unknown_crs");
    assert_eq!(refused(&file(&[json!([ring(-99.1, 19.4, 0.01)])])).0, "nothing_acceptable");
}

#[test]
fn metres_with_their_system_named_become_degrees() {
    let metres = file(&[json!([ring(674_000.0, 6_581_000.0, 500.0)])]);
    let named = AreaReadOptions { crs: Some("EPSG:3006".to_owned()), ..options() };
    let delivery = read(&metres, &named).unwrap();
    let corner = delivery.areas[0].geometry.as_ref().unwrap().0[0].exterior().0[0];
    let back = TransverseMercator::SWEREF_99_TM.project(LonLat { lon: corner.x, lat: corner.y });
    assert!((back.east_m - 674_000.0).hypot(back.north_m - 6_581_000.0) < 1e-3, "{back:?}");
    assert_eq!(delivery.crs, "EPSG:3006");
}

#[test]
fn a_bad_feature_is_listed_and_the_good_ones_are_kept() {
    let bow_tie = json!([[[18.0, 59.3], [18.1, 59.4], [18.1, 59.3], [18.0, 59.4], [18.0, 59.3]]]);
    let text = file(&[
        json!([ring(18.0, 59.3, 0.01)]),
        bow_tie.clone(),
        json!([ring(0.0, 0.0, 0.0)]),
        json!([[[18.0, 59.3], [18.1, 59.4]]]),
        json!([[[18.0, 59.3], [18.1]]]),
        json!([ring(18.2, 59.3, 1e-6)]),
        json!([ring(-99.0, 19.0, 0.1)]),
    ]);
    let delivery = read(&text, &options()).unwrap();
    let codes: Vec<_> = delivery.rejections.iter().map(|r| (r.record, r.code.as_str())).collect();
    assert_eq!(
        codes,
        [
            (2, "invalid_geometry"),
            (3, "zero_coordinates"),
            (4, "degenerate_geometry"),
            (5, "bad_number"),
            (6, "degenerate_geometry"),
            (7, "outside_area")
        ]
    );
    let said = delivery.rejections[0].value.as_deref().unwrap();
    assert!(said.starts_with("self_intersection 18."), "{said}");
    assert_eq!(delivery.areas.len(), 1);
    assert_eq!(delivery.areas[0].id.0, "stadsdel/omrade-0");
    assert_eq!(delivery.areas[0].name, "Område 0");

    let repairing = AreaReadOptions { repair: true, ..options() };
    let delivery = read(&file(&[bow_tie]), &repairing).unwrap();
    let mended: BTreeMap<_, _> = delivery.mended.into_iter().collect();
    assert_eq!(mended["repaired"], 1.0);
    assert_eq!(delivery.areas[0].geometry.as_ref().unwrap().0.len(), 2);
}

#[test]
fn a_hole_a_third_number_and_an_open_clockwise_ring_come_right() {
    let text = json!({"type": "Feature", "properties": {"NAMN": " Vårberg\n"}, "geometry":
        {"type": "Polygon", "coordinates": [
            [[18.0, 59.3, 7.0], [18.0, 59.4, 7.0], [18.1, 59.4, 7.0], [18.1, 59.3, 7.0]],
            ring(18.04, 59.34, 0.01)]}});
    let delivery = read(&text.to_string(), &options()).unwrap();
    let mended: BTreeMap<_, _> = delivery.mended.into_iter().collect();
    assert_eq!(
        (mended["rings_reversed"], mended["rings_closed"], mended["z_dropped"]),
        (2.0, 1.0, 1.0)
    );
    let area = &delivery.areas[0];
    assert_eq!((area.name.as_str(), area.code.as_str()), ("Vårberg", "varberg"));
    assert_eq!(area.geometry.as_ref().unwrap().0[0].interiors().len(), 1);
}

#[test]
fn a_name_met_twice_is_a_duplicate_and_no_name_at_all_names_the_fields() {
    let text = file(&[json!([ring(18.0, 59.3, 0.01)]), json!([ring(18.1, 59.3, 0.01)])])
        .replace("Område 1", "Område 0");
    let delivery = read(&text, &options()).unwrap();
    assert_eq!(delivery.rejections[0].code, RejectionCode::Duplicate);
    let (code, detail) = refused(&text.replace("namn", "hjul"));
    assert!(code == "missing_column" && detail.contains("hjul"), "{code} {detail}");
    let by = AreaReadOptions { name_field: Some("saknas".to_owned()), ..options() };
    assert_eq!(read(&text, &by).unwrap_err().column.as_deref(), Some("saknas"));
}

#[test]
fn too_many_vertices_are_refused_for_the_feature() {
    let n = MAX_VERTICES + 1;
    let ring: Vec<Value> = (0..=n)
        .map(|i| {
            let turn = std::f64::consts::TAU * (i % n) as f64 / n as f64;
            json!([18.0 + 0.1 * turn.cos(), 59.3 + 0.1 * turn.sin()])
        })
        .collect();
    let text = file(&[json!([ring])]);
    let (code, detail) = refused(&text);
    assert!(code == "nothing_acceptable" && detail.contains("too_many_vertices"), "{detail}");
}

#[test]
fn codes_are_fit_for_ids() {
    for (given, expected) in [
        ("0180R001", "0180R001"),
        ("1110250.0", "1110250"),
        ("VÅRBERG", "varberg"),
        ("Södra Ängby", "sodra-angby"),
        ("../../etc", "etc"),
        ("a/b?c", "a-b-c"),
    ] {
        assert_eq!(as_code(given), expected);
    }
    assert_eq!(as_code("東京").len(), 12);
}

#[test]
fn an_area_is_not_named_after_a_person() {
    let text = file(&[json!([ring(18.0, 59.3, 0.01)]), json!([ring(18.1, 59.3, 0.01)])]);
    let named = text.replace("Område 1", "Tomten 811228-9874");
    let delivery = read(&named, &options()).expect("the other is an area");
    let codes: Vec<_> = delivery.rejections.iter().map(|r| (r.code, r.value.clone())).collect();
    assert_eq!(codes.len(), 1, "{codes:?}");
    assert_eq!(codes[0].0, RejectionCode::PersonalData);
    assert!(!format!("{:?}", delivery.rejections).contains("811228"), "never repeated");
    assert!(!names_a_person("8112289874"), "a code of digits is a code");
}

#[test]
fn overlaps_are_told_and_so_is_that_they_were_not_looked_for() {
    let square = json!([ring(18.0, 59.3, 0.01)]);
    let overlapping = read(&file(&[square.clone(), json!([ring(18.005, 59.3, 0.01)])]), &options());
    let [(what, m2)] = &overlapping.expect("read").mended[..] else { panic!("one thing") };
    assert!(what == "overlaps_between_m2" && *m2 > 1e5, "{what} {m2}");
    // As many corners as no border that a person drew.
    let n = 50_001;
    let corner = |i: i32| {
        let turn = std::f64::consts::TAU * f64::from(i % n) / f64::from(n);
        json!([18.0 + 0.02 * turn.cos(), 59.3 + 0.02 * turn.sin()])
    };
    let round: Vec<Value> = (0..=n).map(corner).collect();
    let mended = read(&file(&[json!([round]), square]), &options()).expect("read").mended;
    assert_eq!(mended, [("overlaps_not_sought".to_owned(), 2.0)]);
}
