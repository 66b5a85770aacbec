//! Documents as a reader gets them, and the whole way from a question to its features.

use super::*;
use crate::export::{
    Feature, FeatureId, Provenance, Value,
    collection::{Collection, Kind, Property, Schema, Shape},
};
use geo_types::Point;
use jiff::Timestamp;

fn collection() -> Collection {
    of(&[("Åsa", Some(3)), ("Bo & Co", None), ("Cecilia", Some(1)), ("Dag", Some(2))])
}

fn of(all: &[(&str, Option<i64>)]) -> Collection {
    let property = |name, kind| Property { name, kind, about_sv: "Ett <prov>", about_en: "Trial" };
    let schema = Schema {
        name: "prov",
        title_sv: "Prov & ytor",
        title_en: "Trial",
        about_sv: "Prov.",
        about_en: "Trial.",
        shape: Shape::Point,
        properties: vec![
            property("name", Kind::Text),
            property("n", Kind::Whole),
            property("day", Kind::Day),
        ],
    };
    let provenance = Provenance::trial("prov");
    let feature = |(i, &(name, n)): (usize, &(&str, Option<i64>))| Feature {
        id: FeatureId::Text(format!("p:{i}")),
        geometry: Some(Point::new(18.0 + i as f64 / 100.0, 59.3).into()),
        label_at: None,
        properties: vec![
            ("name", Value::Text(name.into())),
            ("n", n.map_or(Value::Null, Value::Whole)),
            ("day", Value::Text("2026-05-05".into())),
        ],
    };
    let features = all.iter().enumerate().map(feature).collect();
    Collection::new(schema, provenance, features).unwrap()
}

fn asked(query: &str) -> GetFeature {
    let pairs: Vec<(String, String)> = format!("request=GetFeature&typename=prov&{query}")
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    match read_kvp(&pairs) {
        Ok(Request::GetFeature(get)) => *get,
        other => panic!("{query}: {other:?}"),
    }
}

fn written(query: &str) -> String {
    answered(query, Some(&format!("request=GetFeature&typename=prov&{query}")))
}

fn answered(query: &str, address: Option<&str>) -> String {
    let (collection, get) = (collection(), asked(query));
    let answer = answer(&collection, &get).unwrap();
    let mut out = Vec::new();
    let now: Timestamp = "2026-11-29T12:00:00Z".parse().unwrap();
    let at = Addresses { service: "https://samverkan.example/wfs", asked: address };
    answer.write(&mut out, at, now).unwrap();
    String::from_utf8(out).unwrap()
}

fn names(query: &str) -> Vec<String> {
    let json: serde_json::Value =
        serde_json::from_str(&written(&format!("outputformat=json&{query}"))).unwrap();
    let features = json["features"].as_array().unwrap();
    features.iter().map(|one| one["properties"]["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_documents_are_those_of_each_version() {
    let collection = collection();
    let about = About { address: "https://samverkan.example/wfs".into(), level: "publik" };
    for version in [Version::V1_1, Version::V2_0] {
        let (name, short) = match version {
            Version::V1_1 => ("1.1.0", "1_1"),
            Version::V2_0 => ("2.0.0", "2_0"),
        };
        let capabilities = write_capabilities(version, &about, &[&collection]);
        assert!(roxmltree::Document::parse(&capabilities).is_ok(), "{capabilities}");
        insta::assert_snapshot!(format!("capabilities_{short}"), capabilities);
        let types = write_schema(version, &[collection.schema()]);
        assert!(roxmltree::Document::parse(&types).is_ok(), "{types}");
        insta::assert_snapshot!(format!("types_{short}"), types);
        let some = written(&format!("version={name}&count=2&srsname=EPSG:3011"));
        assert!(roxmltree::Document::parse(&some).is_ok(), "{some}");
        insta::assert_snapshot!(format!("features_{short}"), some);
        let fault = Fault::invalid("bbox", "1 < 2 & 3");
        insta::assert_snapshot!(format!("fault_{short}"), fault.report(version));
    }
    for described in [false, true] {
        let queries = stored_queries(described, &[&collection]);
        assert!(roxmltree::Document::parse(&queries).is_ok(), "{queries}");
    }
    insta::assert_snapshot!("geojson", written("outputformat=json&count=1&srsname=EPSG:3011"));
}

#[test]
fn a_question_finds_its_features() {
    for (query, expected) in [
        ("", &["Åsa", "Bo & Co", "Cecilia", "Dag"][..]),
        ("count=1&startindex=2", &["Cecilia"]),
        ("startindex=9", &[]),
        ("resulttype=hits", &[]),
        ("sortby=n", &["Cecilia", "Dag", "Åsa", "Bo & Co"]),
        ("sortby=n D", &["Åsa", "Dag", "Cecilia", "Bo & Co"]),
        ("sortby=day,name D", &["Åsa", "Dag", "Cecilia", "Bo & Co"]),
        ("sortby=id D&count=1", &["Dag"]),
        ("featureid=prov.p_x3a_1", &["Bo & Co"]),
        ("resourceid=p:3,p:0", &["Åsa", "Dag"]),
        ("bbox=18.005,59,18.025,60,EPSG:4326", &["Bo & Co", "Cecilia"]),
        ("bbox=59,18.005,60,18.025", &["Bo & Co", "Cecilia"]),
        ("bbox=18.005,59,18.025,60,CRS84", &["Bo & Co", "Cecilia"]),
        ("cql_filter=n > 1", &["Åsa", "Dag"]),
        (
            "filter=<Filter><PropertyIsGreaterThan><PropertyName>n</PropertyName><Literal>1</Literal></PropertyIsGreaterThan></Filter>",
            &["Åsa", "Dag"],
        ),
        (
            "filter=<Filter><Or><FeatureId fid=\"prov.p_x3a_1\"/><PropertyIsEqualTo><PropertyName>day</PropertyName><Literal>2026-05-06</Literal></PropertyIsEqualTo></Or></Filter>",
            &["Bo & Co"],
        ),
        (
            "filter=<Filter><Not><PropertyIsNull><PropertyName>n</PropertyName></PropertyIsNull></Not></Filter>",
            &["Åsa", "Cecilia", "Dag"],
        ),
    ] {
        // The signs of XML are not those of an address here: what splits is the ampersand.
        assert_eq!(names(query), expected, "{query}");
    }
}

#[test]
fn only_the_version_that_has_pages_answers_with_a_part() {
    let many = of(&vec![("Åsa", Some(1)); MAX_FEATURES + 5]);
    let sizes = |query: &str| {
        let get = asked(query);
        let answer = answer(&many, &get).unwrap();
        (answer.n_matched, answer.page.len())
    };
    let all = MAX_FEATURES + 5;
    assert_eq!(sizes("version=1.1.0"), (all, all));
    assert_eq!(sizes("version=1.1.0&maxfeatures=12000"), (all, all));
    assert_eq!(sizes("version=1.1.0&maxfeatures=7"), (all, 7));
    assert_eq!(sizes("version=2.0.0"), (all, MAX_FEATURES));
    assert_eq!(sizes("version=2.0.0&count=12000"), (all, MAX_FEATURES));
    assert_eq!(sizes("version=2.0.0&startindex=10000"), (all, 5));
}

#[test]
fn a_page_of_2_0_says_where_those_beside_it_are() {
    let linked = |query: &str, to: &str| -> Option<String> {
        let json: serde_json::Value = serde_json::from_str(&written(query)).expect("JSON");
        let links = json["links"].as_array().cloned().unwrap_or_default();
        let link = links.into_iter().find(|link| link["rel"] == to)?;
        let href = link["href"].as_str().expect("an address");
        // In GML the same.
        let gml = written(&query.replace("outputformat=json&", ""));
        let gml = roxmltree::Document::parse(&gml).expect("XML");
        let there = gml.root_element().attribute(to).expect("as in JSON");
        assert_eq!(there, href.replace("&outputformat=json", ""));
        Some(href.strip_prefix("https://samverkan.example/wfs?").expect("ours").to_owned())
    };
    let mut at = "outputformat=json&sortby=n&count=3".to_owned();
    let mut seen = names(&at);
    while let Some(next) = linked(&at, "next") {
        assert_eq!(next.matches("count").count(), 1, "{next}");
        seen.extend(names(&next));
        assert_eq!(linked(&next, "previous").map(|back| names(&back)), Some(names(&at)));
        at = next;
    }
    assert_eq!(seen, ["Cecilia", "Dag", "Åsa", "Bo & Co"]);
    // The page before is not longer than what there is before.
    let before = linked("outputformat=json&count=3&startindex=1", "previous").expect("one");
    assert_eq!(names(&before), ["Åsa"]);
    // From beyond the end to what there is.
    let last = linked("outputformat=json&count=3&startindex=90", "previous").expect("one");
    assert_eq!(names(&last), ["Bo & Co", "Cecilia", "Dag"]);
    // A name in percent signs is one that this does not know; it stands last and does not hold.
    let odd = "outputformat=json&%63ount=1&count=3";
    let links = answered(odd, Some(odd));
    assert!(links.contains("startIndex=3&count=3&outputformat=json&%63ount=1\""), "{links}");
    for none in ["count=4", "count=0", "resulttype=hits&count=1", "version=1.1.0&count=1"] {
        let of = format!("outputformat=json&{none}");
        assert_eq!((linked(&of, "next"), linked(&of, "previous")), (None, None), "{none}");
    }
    let posted = answered("count=1", None);
    assert!(!posted.contains("next="), "a body has no address: {posted}");
}

#[test]
fn what_the_collection_does_not_have_is_named() {
    let collection = collection();
    for (query, locator, said) in [
        ("sortby=x", "sortBy", "x"),
        ("propertyname=x", "propertyName", "x"),
        ("cql_filter=x > 1", "cql_filter", "inget attribut x. / there is no property \"x\""),
        ("cql_filter=n >", "cql_filter", "vid tecken 4. / at character 4: expected an expression"),
        ("cql_filter=n = 'a'", "cql_filter", "= tar inte värden av det slaget"),
        ("cql_filter=n", "cql_filter", "Filtret är inget villkor"),
        (
            "cql_filter=S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,0 1,0 0)))",
            "cql_filter",
            "En geometri i filtret är ogiltig. /",
        ),
        ("cql_filter=soundex(n) = 1", "cql_filter", "soundex stöds inte i filter"),
        ("bbox=1,9,2,3,EPSG:4326", "bbox", "is no bbox"),
        ("bbox=1,2,3,4e9,EPSG:3011", "bbox", "ligger utanför koordinatsystemet. /"),
    ] {
        let fault = answer(&collection, &asked(query)).unwrap_err();
        assert_eq!(
            (fault.code, fault.locator.as_deref()),
            ("InvalidParameterValue", Some(locator))
        );
        assert!(fault.text.contains(said), "{query}: {}", fault.text);
    }
}

#[test]
fn a_feature_asked_for_by_its_id_is_the_whole_answer() {
    let by_id = |id: &str| format!("storedquery_id=urn:ogc:def:query:OGC-WFS::GetFeatureById&{id}");
    let document = written(&by_id("id=prov.p_x3a_1"));
    let parsed = roxmltree::Document::parse(&document).expect(&document);
    let root = parsed.root_element();
    let (gml, own) = ("http://www.opengis.net/gml/3.2", crate::export::gml::NAMESPACE);
    assert_eq!((root.tag_name().namespace(), root.tag_name().name()), (Some(own), "prov"));
    assert_eq!(root.attribute((gml, "id")), Some("prov.p_x3a_1"));
    let name = root.children().find(|node| node.tag_name().name() == "name");
    assert_eq!(name.and_then(|node| node.text()), Some("Bo & Co"));
    // Of the rest nothing is asked: it is that feature, or none.
    let json =
        written(&by_id("outputformat=json&srsname=EPSG:3011&startindex=1&count=0&id=prov.p_x3a_1"));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["type"], &json["id"]), (&"Feature".into(), &"prov.p_x3a_1".into()));
    assert_eq!(json["crs"]["properties"]["name"], "urn:ogc:def:crs:EPSG::3011");
    assert_eq!((&json["licence"], &json["synthetic"]), (&"CC0".into(), &true.into()));
    let nobody = asked(&by_id("id=prov.nobody"));
    let fault = answer(&collection(), &nobody).expect_err("nobody has it");
    assert_eq!((fault.code, fault.locator.as_deref()), ("NotFound", Some("id")));
    assert!(fault.is_not_found() && fault.text.contains("prov.nobody"), "{}", fault.text);
}
