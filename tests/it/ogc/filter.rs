//! Part 3: filter, features-filter, and the classes of CQL2 that hold.

use super::{World, items, ok};
use serde_json::Value;

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn filter_param_takes_text_and_json_and_finds_the_same() {
    let world = World::new();
    let get = |query: &str| {
        world.visitor.get(&format!("/ogc/collections/released_areas/items?limit=10000&{query}"))
    };
    let all = ok(&get(""));
    let by_hand = items(&all["features"]).iter().filter(|feature| {
        let of = &feature["properties"];
        of["n"].as_u64().is_some_and(|n| n >= 10) && of["category"] == "klotter"
    });
    let by_hand: Vec<&Value> = by_hand.map(|feature| &feature["id"]).collect();
    let text = encoded("n >= 10 AND category = 'klotter'");
    let json = encoded(
        r#"{"op":"and","args":[{"op":">=","args":[{"property":"n"},10]},
            {"op":"=","args":[{"property":"category"},"klotter"]}]}"#,
    );
    for query in [
        format!("filter={text}"),
        format!("filter={text}&filter-lang=cql2-text"),
        format!("filter={json}&filter-lang=cql2-json"),
    ] {
        let page = ok(&get(&query));
        let found: Vec<&Value> = items(&page["features"]).iter().map(|one| &one["id"]).collect();
        assert_eq!(found, by_hand);
        assert_eq!(page["numberMatched"], by_hand.len());
    }
    assert!(!by_hand.is_empty());
}

#[test]
fn filter_crs_says_in_which_system_the_geometries_stand() {
    let world = World::new();
    let n = |query: &str| {
        let path = format!("/ogc/collections/statistikomrade/items?{query}");
        ok(&world.visitor.get(&path))["numberMatched"].as_u64().expect("a number")
    };
    let at = encoded("S_INTERSECTS(geometry, POINT(18.0635 59.3325))");
    assert_eq!(n(&format!("filter={at}")), 1);
    let turned = encoded("S_INTERSECTS(geometry, POINT(59.3325 18.0635))");
    let crs = "http://www.opengis.net/def/crs/EPSG/0/4326";
    assert_eq!(n(&format!("filter={turned}&filter-crs={crs}")), 1);
    assert_eq!(n(&format!("filter={at}&bbox=18.2,59.3,18.3,59.4")), 0, "both must hold");
}

#[test]
fn what_is_wrong_with_a_filter_is_said_by_name() {
    let world = World::new();
    let get = |query: &str| {
        let path = format!("/ogc/collections/released_areas/items?{query}");
        let answer = world.visitor.get(&path);
        assert_eq!(answer.problem(), (400, "invalid".into()), "{query}");
        let field = answer.json()["fields"][0].clone();
        assert!(!field["text"].as_str().expect("words").is_empty());
        (field["field"].clone(), field["code"].clone())
    };
    let of = |filter: &str| get(&format!("filter={}", encoded(filter)));
    assert_eq!(of("slag = 1"), ("filter".into(), "filter_unknown_property".into()));
    assert_eq!(of("n >").1, "filter_syntax");
    assert_eq!(of("n > 'tio'").1, "filter_wrong_type");
    assert_eq!(of("").1, "filter_syntax");
    assert_eq!(get("filter=n%3D1&filter-lang=ecql").0, "filter-lang");
    assert_eq!(get("filter=n%3D1&filter-crs=EPSG:3011").0, "filter-crs");
    assert_eq!(get("filter=n%3D1&filter-lang=cql2-json").1, "filter_json");
    let classes = ok(&world.visitor.get("/ogc/conformance"));
    let classes = items(&classes["conformsTo"]);
    for class in ["features-filter", "basic-cql2", "cql2-json", "basic-spatial-functions"] {
        let ends = |one: &Value| one.as_str().is_some_and(|one| one.ends_with(class));
        assert!(classes.iter().any(ends), "{class}");
    }
}
