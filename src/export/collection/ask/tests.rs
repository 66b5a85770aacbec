use super::*;
use crate::export::{
    Provenance,
    collection::{Shape, schema::Property},
    crs::{Crs, Form},
};
use geo_types::{Geometry, Point, polygon};
use proptest::prelude::*;

fn schema() -> Schema {
    let property = |name, kind| Property { name, kind, about_sv: "Prov", about_en: "Trial" };
    Schema {
        name: "prov",
        title_sv: "Prov",
        title_en: "Trial",
        about_sv: "Prov.",
        about_en: "Trial.",
        shape: Shape::Mixed,
        properties: vec![
            property("n", Kind::Whole),
            property("name", Kind::Text),
            property("hot", Kind::Flag),
            property("valid_from", Kind::Day),
            property("valid_to", Kind::Day),
        ],
    }
}

fn feature(id: u64, geometry: Option<Geometry<f64>>, days: [Option<&str>; 2]) -> Feature {
    Feature {
        id: FeatureId::Number(id),
        geometry,
        label_at: None,
        properties: vec![
            ("n", Value::Whole(id as i64)),
            ("name", Value::Text(format!("Plats {}", id % 3))),
            ("hot", Value::Flag(id.is_multiple_of(2))),
            ("valid_from", days[0].into()),
            ("valid_to", days[1].into()),
        ],
    }
}

fn collection(features: Vec<Feature>) -> Collection {
    let provenance = Provenance::trial("prov");
    Collection::new(schema(), provenance, features).expect("a collection")
}

fn points(n: u64) -> Collection {
    let at = |id: u64| Point::new(18.0 + 0.01 * id as f64, 59.3);
    collection((0..n).map(|id| feature(id, Some(at(id).into()), [None, None])).collect())
}

fn ids(page: &Page<'_>) -> Vec<u64> {
    let id = |feature: &&Feature| match feature.id {
        FeatureId::Number(id) => id,
        FeatureId::Text(_) => unreachable!("numbers"),
    };
    page.features.iter().map(id).collect()
}

#[test]
fn pages_follow_each_other_and_the_number_is_that_of_all() {
    let all = points(25);
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = all.ask(&Ask { after: after.clone(), limit: 10, ..Ask::default() });
        assert_eq!(page.matched, 25);
        seen.extend(ids(&page));
        match page.next {
            Some(id) => after = Some(id.clone()),
            None => break,
        }
    }
    assert_eq!(seen, (0..25).collect::<Vec<_>>());
    let exact = all.ask(&Ask { limit: 25, ..Ask::default() });
    assert_eq!((exact.features.len(), exact.next), (25, None));
    // With a test the same pages of what is left.
    let hot = Equals::parse(all.schema(), "hot", "true").expect("known").expect("a flag");
    let ask = Ask { equal: vec![hot], limit: 5, ..Ask::default() };
    let first = all.ask(&ask);
    assert_eq!((first.matched, ids(&first)), (13, vec![0, 2, 4, 6, 8]));
    let second = all.ask(&Ask { after: first.next.cloned(), ..ask });
    assert_eq!((second.matched, ids(&second)), (13, vec![10, 12, 14, 16, 18]));
}

#[test]
fn an_attribute_is_asked_for_in_its_own_kind() {
    let all = points(6);
    let found = |name: &str, text: &str| {
        let equals = Equals::parse(all.schema(), name, text).expect("known").expect("of its kind");
        ids(&all.ask(&Ask { equal: vec![equals], limit: 10, ..Ask::default() }))
    };
    assert_eq!(found("n", "4"), [4]);
    assert_eq!(found("n", "4.0"), [4]);
    assert_eq!(found("name", "Plats 1"), [1, 4]);
    assert_eq!(found("name", "plats 1"), Vec::<u64>::new());
    assert!(Equals::parse(all.schema(), "nope", "1").is_none());
    for (name, text, code) in [
        ("n", "många", "not_a_number"),
        ("n", "NaN", "not_a_number"),
        ("hot", "ja", "not_a_flag"),
        ("valid_from", "2025-13-01", "not_a_date"),
    ] {
        let error = Equals::parse(all.schema(), name, text).expect("known").expect_err(text);
        assert_eq!((error.part, error.code), (name, code));
    }
}

#[test]
fn a_box_that_is_none_is_refused_by_name() {
    let parse = |text: &str| Rectangle::parse(text, Crs::Crs84, Form::Authority);
    assert!(parse("18,59,18.1,59.1").is_ok());
    assert!(parse("18,59,0,18.1,59.1,10").is_ok());
    for (text, code) in [
        ("18,59,18.1", "not_a_box"),
        ("18,59,18.1,59.1,3", "not_a_box"),
        ("", "not_a_number"),
        ("a,b,c,d", "not_a_number"),
        ("NaN,59,18.1,59.1", "not_a_number"),
        ("18,59,inf,59.1", "not_a_number"),
        ("18,59.2,18.1,59.1", "ends_before_it_begins"),
        ("18,59,9,18.1,59.1,3", "ends_before_it_begins"),
        ("170,59,-170,60", "over_the_date_line"),
        ("18,59,181,60", "out_of_range"),
    ] {
        assert_eq!(parse(text).expect_err(text), AskError { part: "bbox", code }, "{text}");
    }
    // North first by the address of 4326, east first by its short name.
    let north = Rectangle::parse("59,18,59.1,18.1", Crs::Epsg4326, Form::Authority);
    assert_eq!(north, Rectangle::parse("18,59,18.1,59.1", Crs::Epsg4326, Form::Short));
}

#[test]
fn a_box_takes_what_its_ground_touches_and_not_what_only_its_surroundings_do() {
    // A corner of the triangle's bounding box that the triangle does not reach.
    let triangle = polygon![(x: 18.0, y: 59.0), (x: 18.1, y: 59.0), (x: 18.0, y: 59.1)];
    let all = collection(vec![
        feature(1, Some(triangle.into()), [None, None]),
        feature(2, None, [None, None]),
    ]);
    let found = |bbox: &str| {
        let bbox = Rectangle::parse(bbox, Crs::Crs84, Form::Authority).expect("a box");
        ids(&all.ask(&Ask { bbox: Some(bbox), limit: 10, ..Ask::default() }))
    };
    assert_eq!(found("18.08,59.08,18.1,59.1"), Vec::<u64>::new());
    assert_eq!(found("18.08,59.01,18.1,59.1"), [1]);
    assert_eq!(found("17.9,58.9,18.0,59.0"), [1], "borders belong to it");
    assert_eq!(found("-180,-90,180,90"), [1], "what has no ground is nowhere");
}

#[test]
fn a_time_takes_what_holds_then_and_what_says_nothing() {
    let days = [
        (1, [Some("2020-01-01"), Some("2024-12-31")]),
        (2, [Some("2025-01-01"), None]),
        (3, [None, Some("2019-12-31")]),
        (4, [None, None]),
    ];
    let all = collection(days.into_iter().map(|(id, days)| feature(id, None, days)).collect());
    let found = |text: &str| {
        let datetime = Some(Times::parse(text).expect(text));
        ids(&all.ask(&Ask { datetime, limit: 10, ..Ask::default() }))
    };
    assert_eq!(found("2024-12-31"), [1, 4]);
    assert_eq!(found("2024-12-31T23:59:59Z"), [1, 4]);
    assert_eq!(found("2025-01-01T00:00:00+00:00"), [2, 4]);
    assert_eq!(found("2024-06-01/2025-06-01"), [1, 2, 4]);
    assert_eq!(found("../2019-06-01"), [3, 4]);
    assert_eq!(found("2026-01-01/.."), [2, 4]);
    assert_eq!(found("2026-01-01/"), [2, 4]);
    for text in ["", "/", "../..", "i går", "2025", "2025-02-30", "2025-01-01/2025-01-02/x"] {
        assert_eq!(Times::parse(text).expect_err(text).code, "not_a_time", "{text}");
    }
    let error = Times::parse("2025-02-01/2025-01-01").expect_err("backwards");
    assert_eq!(error, AskError { part: "datetime", code: "ends_before_it_begins" });
}

#[test]
fn the_time_of_all_is_open_where_one_is() {
    let closed = collection(vec![
        feature(1, None, [Some("2020-01-01"), Some("2020-12-31")]),
        feature(2, None, [Some("2019-05-01"), Some("2019-06-30")]),
    ]);
    let (from, to) = interval(&closed).expect("a time");
    assert_eq!(from.expect("closed").to_string(), "2019-05-01T00:00:00Z");
    assert!(to.expect("closed").to_string().starts_with("2020-12-31T23:59:59"));
    let open = collection(vec![feature(1, None, [Some("2020-01-01"), None])]);
    assert_eq!(interval(&open).expect("a time").1, None);
}

proptest! {
    /// The tree narrows the search and never the answer.
    #[test]
    fn a_box_in_metres_finds_what_looking_at_each_would(
        east in 100_000.0..200_000.0_f64,
        north in 6_540_000.0..6_620_000.0_f64,
        width in 1.0..60_000.0_f64,
        height in 1.0..60_000.0_f64,
        shift in 0.0..0.4_f64,
        zone in 0..12_usize,
    ) {
        let local = crate::area::SwerefZone::all().nth(zone).expect("twelve");
        let mut features = Vec::new();
        for i in 0..12_u64 {
            for j in 0..12_u64 {
                let at = (17.2 + shift + 0.15 * i as f64, 59.0 + 0.05 * j as f64);
                let ground: Geometry<f64> = match (i + j) % 2 {
                    0 => Point::new(at.0, at.1).into(),
                    _ => polygon![(x: at.0, y: at.1), (x: at.0 + 0.1, y: at.1), (x: at.0, y: at.1 + 0.03)].into(),
                };
                features.push(feature(12 * i + j, Some(ground), [None, None]));
            }
        }
        let all = collection(features);
        for crs in [Crs::Sweref99Local(local), Crs::Sweref99Tm, Crs::WebMercator, Crs::Epsg4326] {
            // Somewhere near in each system.
            let middle = crate::export::crs::from(
                Crs::parse("EPSG:3011").expect("known").0, Form::Short, [east, north],
            ).expect("on earth");
            let [x, y] = crate::export::crs::to(crs, Form::Short, middle);
            let scale = if crs.is_degrees() { 1e-5 } else { 1.0 };
            let bbox = format!("{x},{y},{},{}", x + width * scale, y + height * scale);
            let bbox = Rectangle::parse(&bbox, crs, Form::Short).expect("a box");
            let page = all.ask(&Ask { bbox: Some(bbox), limit: 1_000, ..Ask::default() });
            let one_by_one: Vec<u64> = all
                .features()
                .iter()
                .filter(|feature| bbox.touches(feature))
                .map(|feature| match feature.id { FeatureId::Number(id) => id, _ => 0 })
                .collect();
            prop_assert_eq!(ids(&page), one_by_one);
        }
    }

    /// However far away or large, no box makes it stumble, and the whole plane finds all.
    #[test]
    fn no_box_is_too_far_or_too_large(a in -1e12..1e12_f64, b in -1e12..1e12_f64, c in 0.0..1e12_f64) {
        let all = points(5);
        for crs in Crs::all().filter(|crs| !crs.is_degrees()) {
            let text = format!("{a},{b},{},{}", a + c, b + c);
            let bbox = Rectangle::parse(&text, crs, Form::Short).expect("a box");
            let page = all.ask(&Ask { bbox: Some(bbox), limit: 10, ..Ask::default() });
            let n = all.features().iter().filter(|feature| bbox.touches(feature)).count();
            prop_assert_eq!(page.matched, n);
            let whole = Rectangle::parse("-1e13,-1e13,1e13,1e13", crs, Form::Short).expect("a box");
            let page = all.ask(&Ask { bbox: Some(whole), limit: 10, ..Ask::default() });
            prop_assert_eq!(page.matched, 5);
        }
    }
}
