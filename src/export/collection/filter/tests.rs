//! The filters against the standard's own examples, against SQLite and GEOS, and against themselves.

use super::*;
use crate::export::{
    Value,
    collection::{Kind, Property, Shape as Ground},
};
use geo_types::{Geometry, LineString, Point, Polygon, polygon};
use proptest::prelude::*;
use serde_json::Value as Json;

mod notation;

const EXAMPLES: &str = include_str!("../../../../tests/golden/cql2/examples.jsonl");
const FEATURES: &str = include_str!("../../../../tests/golden/cql2/features.json");
const ANSWERS: &str = include_str!("../../../../tests/golden/cql2/answers.json");

pub(super) fn schema(properties: &[(&'static str, Kind)]) -> Schema {
    let property = |&(name, kind)| Property { name, kind, about_sv: "Prov", about_en: "Trial" };
    Schema {
        name: "prov",
        title_sv: "Prov",
        title_en: "Trial",
        about_sv: "Prov.",
        about_en: "Trial.",
        shape: Ground::Mixed,
        properties: properties.iter().map(property).collect(),
    }
}

/// The attributes of tests/golden/cql2/features.json.
pub(super) const OURS: [(&str, Kind); 9] = [
    ("name", Kind::Text),
    ("n", Kind::Whole),
    ("rate", Kind::Number),
    ("hot", Kind::Flag),
    ("day", Kind::Day),
    ("seen", Kind::Instant),
    ("begins", Kind::Day),
    ("ends", Kind::Day),
    ("other", Kind::Whole),
];

fn read(text: &str) -> Result<Filter, FilterError> {
    Filter::parse_text(text, &schema(&OURS), Crs::Crs84, Form::Authority)
}

fn read_json(json: &Json) -> Result<Filter, FilterError> {
    Filter::parse_json(&json.to_string(), &schema(&OURS), Crs::Crs84, Form::Authority)
}

fn code(text: &str) -> &'static str {
    read(text).map_or_else(|fault| fault.code(), |filter| panic!("{text} was read: {filter:?}"))
}

/// The features of the golden file.
pub(super) fn features() -> Vec<Feature> {
    let all: Vec<Json> = serde_json::from_str(FEATURES).unwrap();
    let value = |json: &Json| match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Flag(*flag),
        Json::Number(n) => n.as_i64().map_or(Value::Number(n.as_f64().unwrap()), Value::Whole),
        other => Value::Text(other.as_str().unwrap().to_owned()),
    };
    all.iter()
        .map(|one| Feature {
            id: FeatureId::Number(one["id"].as_u64().unwrap()),
            geometry: one["ground"].as_str().map(ground),
            label_at: None,
            properties: OURS.iter().map(|(name, _)| (*name, value(&one[*name]))).collect(),
        })
        .collect()
}

fn ground(wkt: &str) -> Geometry<f64> {
    let numbers: Vec<f64> = wkt
        .split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().unwrap())
        .collect();
    let line: LineString<f64> = numbers.chunks(2).map(|at| (at[0], at[1])).collect();
    match wkt.split(' ').next() {
        Some("POINT") => Point(line.0[0]).into(),
        Some("LINESTRING") => line.into(),
        _ => Polygon::new(line, Vec::new()).into(),
    }
}

fn taken(filter: &Filter, features: &[Feature]) -> Vec<FeatureId> {
    features.iter().filter(|one| filter.matches(one)).map(|one| one.id.clone()).collect()
}

#[test]
fn takes_what_sqlite_and_geos_take() {
    let features = features();
    let answers: Vec<Json> = serde_json::from_str(ANSWERS).unwrap();
    assert_eq!(answers.len(), 79);
    let mut wrong = Vec::new();
    for answer in &answers {
        let text = answer["filter"].as_str().unwrap();
        let expected: Vec<FeatureId> = answer["ids"]
            .as_array()
            .unwrap()
            .iter()
            .map(|id| FeatureId::Number(id.as_u64().unwrap()))
            .collect();
        let filter = read(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
        let found = taken(&filter, &features);
        if found != expected {
            wrong.push(format!("{text}\n  found    {found:?}\n  expected {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Types for every name in the standard's examples.
fn schema_of_the_examples() -> Schema {
    use Kind::{Day, Flag, Instant, Json, Number, Text};
    schema(&[
        ("city", Text),
        ("balance", Number),
        ("updated", Day),
        ("name", Text),
        ("depth", Number),
        ("cityName", Text),
        ("category", Number),
        ("road_class", Text),
        ("etat_vol", Text),
        ("event_time", Instant),
        ("touchdown", Instant),
        ("liftOff", Instant),
        ("layer:ids", Json),
        ("vehicle_height", Number),
        ("bridge_clearance", Number),
        ("landsat:scene_id", Text),
        ("eo:instrument", Text),
        ("landsat:wrs_path", Number),
        ("eo:cloud_cover", Number),
        ("landsat:wrs_row", Number),
        ("beamMode", Text),
        ("swathDirection", Text),
        ("polarization", Text),
        ("floors", Number),
        ("taxes", Number),
        ("owner", Text),
        ("swimming_pool", Flag),
        ("material", Text),
        ("built", Day),
        ("starts_at", Instant),
        ("ends_at", Instant),
        ("geophys:SURVEY_NAME", Text),
        ("id", Text),
        ("value", Number),
        ("updated_at", Instant),
        ("foo", Number),
        ("bar", Number),
        ("x", Number),
        ("values", Json),
        ("windSpeed", Number),
    ])
}

#[test]
fn the_examples_of_the_standard_are_read_alike_in_both_notations_or_say_what_is_not_held() {
    let schema = schema_of_the_examples();
    let (mut n_read, mut n_alike) = (0, 0);
    let mut refused = Vec::new();
    for line in EXAMPLES.lines() {
        let example: Json = serde_json::from_str(line).unwrap();
        let (name, text) = (example["name"].as_str().unwrap(), example["text"].as_str().unwrap());
        let by_text = Filter::parse_text(text, &schema, Crs::Crs84, Form::Authority);
        if !example["json"].is_null() {
            let json = example["json"].to_string();
            let by_json = Filter::parse_json(&json, &schema, Crs::Crs84, Form::Authority);
            // What is not held is named as it was written, and JSON writes it small.
            let told = |fault: FilterError| fault.to_string().to_lowercase();
            let (a, b) = (by_text.clone().map_err(told), by_json.map_err(told));
            assert_eq!(a, b, "{name}: {text}");
            n_alike += 1;
        }
        match by_text {
            Ok(_) => n_read += 1,
            Err(fault) => refused.push(format!("{name}: {fault}")),
        }
    }
    assert_eq!((n_read + refused.len(), n_alike), (120, 109));
    insta::assert_snapshot!(format!("{n_read} are read\n{}", refused.join("\n")));
}

#[test]
fn a_fault_says_where_and_what() {
    for (text, expected) in [
        ("", "filter_syntax"),
        ("n >", "filter_syntax"),
        ("n = 1 n = 2", "filter_syntax"),
        ("name = 'open", "filter_syntax"),
        ("n = 5x", "filter_syntax"),
        ("n ! 5", "filter_syntax"),
        ("n NOT 5", "filter_syntax"),
        ("(n = 1", "filter_syntax"),
        ("nnn = 1", "filter_unknown_property"),
        ("avg(n) = 1", "filter_unsupported"),
        ("A_CONTAINS(name, ('a', 'b'))", "filter_unsupported"),
        ("n = 'ett'", "filter_wrong_type"),
        ("name > 5", "filter_wrong_type"),
        ("n", "filter_wrong_type"),
        ("name LIKE n", "filter_wrong_type"),
        ("name LIKE name", "filter_wrong_type"),
        ("n IN ()", "filter_wrong_type"),
        ("S_INTERSECTS(name, POINT(1 2))", "filter_wrong_type"),
        ("T_AFTER(name, DATE('2026-01-01'))", "filter_wrong_type"),
        ("S_INTERSECTS(geometry)", "filter_wrong_type"),
        ("day > DATE('2026-02-30')", "filter_literal"),
        ("day > DATE('i går')", "filter_literal"),
        ("seen > TIMESTAMP('2026-02-03')", "filter_literal"),
        ("T_DURING(day, INTERVAL('2026-02-03', '2026-01-03'))", "filter_literal"),
        ("S_WITHIN(geometry, POLYGON((0 0, 2 2, 2 0, 0 2, 0 0)))", "filter_literal"),
        ("S_WITHIN(geometry, BBOX(1,2,3,0))", "filter_literal"),
        ("S_WITHIN(geometry, POINT(200 2))", "filter_outside"),
        ("n = 1e999", "filter_syntax"),
    ] {
        assert_eq!(code(text), expected, "{text}");
    }
    let at = read("n = 1 AND name ~ 'x'").unwrap_err();
    assert_eq!(at, FilterError::Syntax { at: 16, expected: "a name, a value or an operator" });
    let unknown = FilterError::UnknownProperty { name: "Namn".into() };
    assert_eq!(read("\"Namn\" = 'å'").unwrap_err(), unknown);
}

#[test]
fn what_is_too_long_too_deep_or_has_too_many_corners_is_refused_before_it_costs() {
    assert_eq!(code(&format!("name = '{}'", "x".repeat(MAX_BYTES))), "filter_too_long");
    for (open, close) in [("(", ")"), ("NOT ", ""), ("CASEI(", ")")] {
        let deep = format!("{}n = 1{}", open.repeat(1000), close.repeat(1000));
        assert_eq!(code(&deep), "filter_too_deep", "{open}");
    }
    assert_eq!(code(&format!("n = {}1", "-".repeat(1000))), "filter_too_deep");
    assert_eq!(code(&format!("n = 1{}", " + 1".repeat(1000))), "filter_too_deep");
    assert_eq!(code(&format!("n = 1{}", " ^ 1".repeat(1000))), "filter_too_deep");
    let json = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    let fault = Filter::parse_json(&json, &schema(&OURS), Crs::Crs84, Form::Short).unwrap_err();
    assert_eq!(fault.code(), "filter_json");
    let lists = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    let fault = Filter::parse_json(&lists, &schema(&OURS), Crs::Crs84, Form::Short).unwrap_err();
    assert_eq!(fault, FilterError::TooDeep);
    let corners = |n: usize| vec!["1 1"; n].join(",");
    let points = |n: usize| format!("S_INTERSECTS(geometry,MULTIPOINT({}))", corners(n));
    assert_eq!(code(&points(MAX_VERTICES + 1)), "filter_too_many_vertices");
    assert!(read(&points(MAX_VERTICES)).is_ok());
    let boxes = |n: usize| vec!["S_INTERSECTS(geom,BBOX(1,1,2,2))"; n].join(" AND ");
    assert_eq!(code(&boxes(33)), "filter_too_many_vertices");
    assert!(read(&boxes(32)).is_ok());
    let long = vec!["n = 1"; 1400].join(" OR ");
    assert!(read(&long).is_ok(), "long is not deep");
}

#[test]
fn ground_is_in_the_system_asked_for_and_the_name_settles_the_order() {
    let cell = |lon: f64, lat: f64| {
        Feature {
        id: FeatureId::Number(1),
        geometry: Some(polygon![(x: lon, y: lat), (x: lon + 0.01, y: lat), (x: lon + 0.01, y: lat + 0.01), (x: lon, y: lat + 0.01)].into()),
        label_at: None,
        properties: Vec::new(),
    }
    };
    let (inside, outside) = (cell(18.05, 59.32), cell(18.35, 59.32));
    let system = |text| Crs::parse(text).unwrap();
    for (name, filter) in [
        ("EPSG:3011", "S_INTERSECTS(geometry, BBOX(150000, 6577000, 156000, 6582000))"),
        (
            "http://www.opengis.net/def/crs/EPSG/0/3011",
            "S_INTERSECTS(geometry, BBOX(6577000, 150000, 6582000, 156000))",
        ),
        (
            "urn:ogc:def:crs:EPSG::3011",
            "S_WITHIN(geometry, POLYGON((6577000 150000, 6582000 150000, 6582000 156000, 6577000 156000, 6577000 150000)))",
        ),
        (
            "http://www.opengis.net/def/crs/EPSG/0/4326",
            "S_INTERSECTS(geometry, POINT(59.325 18.055))",
        ),
        ("EPSG:4326", "S_INTERSECTS(geometry, POINT(18.055 59.325))"),
        ("EPSG:3857", "S_INTERSECTS(geometry, BBOX(2005000, 8240000, 2015000, 8260000))"),
    ] {
        let (crs, form) = system(name);
        let read = Filter::parse_text(filter, &schema(&OURS), crs, form).unwrap();
        assert!(read.matches(&inside), "{name} {filter}");
        assert!(!read.matches(&outside), "{name} {filter}");
        let bounds = read.bounds().unwrap();
        assert!(
            bounds.west < 18.06 && bounds.east > 18.05 && bounds.east < 18.3,
            "{name} {bounds:?}"
        );
    }
    let (crs, form) = system("EPSG:3011");
    let swapped = "S_INTERSECTS(geometry, BBOX(6577000, 150000, 6582000, 156000))";
    let fault = Filter::parse_text(swapped, &schema(&OURS), crs, form).unwrap_err();
    assert_eq!(fault.code(), "filter_outside");
}

#[test]
fn a_box_may_reach_over_the_antimeridian_and_may_have_no_width() {
    let at = |lon: f64, lat: f64| Feature {
        id: FeatureId::Number(1),
        geometry: Some(Point::new(lon, lat).into()),
        label_at: None,
        properties: Vec::new(),
    };
    let over = read("S_INTERSECTS(geometry, BBOX(160.6,-55.95,-170,-25.89))").unwrap();
    assert!(over.matches(&at(175.0, -40.0)) && over.matches(&at(-175.0, -40.0)));
    assert!(!over.matches(&at(0.0, -40.0)));
    let line = read("S_INTERSECTS(geometry, BBOX(18,59,18,60))").unwrap();
    assert!(line.matches(&at(18.0, 59.5)) && !line.matches(&at(18.1, 59.5)));
    let point = read("S_INTERSECTS(geometry, BBOX(18,59,18,59))").unwrap();
    assert!(point.matches(&at(18.0, 59.0)));
}

#[test]
fn the_bounds_say_where_and_only_what_is_sure() {
    let bounds = |text: &str| read(text).unwrap().bounds();
    let a = "S_INTERSECTS(geometry, BBOX(18,59,18.1,59.1))";
    let b = "S_WITHIN(geometry, BBOX(18.05,59.05,18.2,59.2))";
    let far = "S_WITHIN(geometry, BBOX(10,50,11,51))";
    assert!(bounds("n = 1").is_none());
    assert!(bounds(&format!("NOT {a}")).is_none());
    assert!(bounds(&format!("{a} OR n = 1")).is_none());
    assert!(bounds(&a.replace("INTERSECTS", "DISJOINT")).is_none());
    let both = bounds(&format!("n = 1 AND {a} AND {b}")).unwrap();
    assert!(both.west < 18.05 && both.west > 18.04 && both.east > 18.1 && both.east < 18.11);
    let either = bounds(&format!("{a} OR {far}")).unwrap();
    assert!(either.west < 10.0 && either.east > 18.1);
    assert!(bounds(&format!("{a} AND {far}")).is_some());
}

#[test]
fn ids_are_filters_too() {
    let features = features();
    let some = Filter::ids(vec![FeatureId::Number(7), FeatureId::Number(3)]);
    assert_eq!(taken(&some, &features), [3, 7].map(FeatureId::Number));
    let none = some.and(read("n IS NULL AND n = 1").unwrap());
    assert!(taken(&none, &features).is_empty());
}

#[test]
fn a_literal_without_kind_becomes_what_it_is_compared_with() {
    let schema = schema(&OURS);
    let features = features();
    let untyped = |sign: &str, name: &str, text: &str| {
        let both = vec![Expr::Property(name.into()), Expr::Untyped(text.into())];
        Filter::compile(Expr::call(sign, both), &schema, Crs::Crs84, Form::Short)
    };
    for (name, text, same) in [
        ("n", "12", "n >= 12"),
        ("name", "Årsta", "name >= 'Årsta'"),
        ("day", "2026-05-05", "day >= DATE('2026-05-05')"),
        ("seen", "2026-05-05T10:00:00Z", "seen >= TIMESTAMP('2026-05-05T10:00:00Z')"),
        ("hot", "true", "hot >= TRUE"),
    ] {
        let found = untyped(">=", name, text).unwrap();
        assert_eq!(taken(&found, &features), taken(&read(same).unwrap(), &features), "{same}");
        assert!(!taken(&found, &features).is_empty());
    }
    assert_eq!(untyped("=", "n", "tolv").unwrap_err().code(), "filter_literal");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn text_and_json_say_the_same(expr in notation::conditions()) {
        let (text, json) = (notation::text(&expr), notation::json(&expr));
        let by_text = read(&text).map_err(|fault| TestCaseError::fail(format!("{text}: {fault}")))?;
        let by_json = read_json(&json)
            .map_err(|fault| TestCaseError::fail(format!("{json}: {fault}")))?;
        prop_assert_eq!(&by_text, &by_json);
        let features = features();
        let found = taken(&by_text, &features);
        prop_assert_eq!(&found, &taken(&by_json, &features));
        if let Some(bounds) = by_text.bounds() {
            for feature in features.iter().filter(|one| by_text.matches(one)) {
                let around = geo::BoundingRect::bounding_rect(feature.geometry.as_ref().unwrap()).unwrap();
                prop_assert!(around.min().x <= bounds.east && around.max().x >= bounds.west);
                prop_assert!(around.min().y <= bounds.north && around.max().y >= bounds.south);
            }
        }
    }

    #[test]
    fn neither_both_is_either_not(a in notation::conditions(), b in notation::conditions()) {
        let not = |expr: &Expr| Expr::call("not", vec![expr.clone()]);
        let features = features();
        let of = |expr: Expr| {
            let filter = Filter::compile(expr, &schema(&OURS), Crs::Crs84, Form::Authority).unwrap();
            taken(&filter, &features)
        };
        let both = vec![a.clone(), b.clone()];
        let nots = vec![not(&a), not(&b)];
        prop_assert_eq!(of(not(&Expr::call("and", both.clone()))), of(Expr::call("or", nots.clone())));
        prop_assert_eq!(of(not(&Expr::call("or", both))), of(Expr::call("and", nots)));
        prop_assert_eq!(of(not(&not(&a))), of(a));
    }

    #[test]
    fn whatever_is_written_is_read_or_refused(text in "\\PC{0,80}") {
        let _ = read(&text);
        let _ = Filter::parse_json(&text, &schema(&OURS), Crs::Sweref99Tm, Form::Authority);
    }

    #[test]
    fn words_of_the_language_in_any_order_are_read_or_refused(
        words in prop::collection::vec(prop::sample::select(notation::WORDS.to_vec()), 0..24)
    ) {
        let _ = read(&words.join(" "));
    }

    #[test]
    fn json_cut_and_changed_is_read_or_refused(
        expr in notation::conditions(), at in 0usize..400, with in "[\\[\\]{}\",0-9a-z]{0,3}"
    ) {
        let mut json = notation::json(&expr).to_string();
        if let Some((from, letter)) = json.char_indices().nth(at) {
            json.replace_range(from..from + letter.len_utf8(), &with);
        }
        let _ = Filter::parse_json(&json, &schema(&OURS), Crs::Crs84, Form::Authority);
    }
}
