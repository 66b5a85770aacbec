//! Part 1: core, geojson, html, oas30. Part 3: queryables and queryables as query parameters.

use super::{World, below, items, links, names, ok, steady};
use crate::support::http::Server;
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn root_op_api_definition_and_conformance_lead_to_all_there_is() {
    let server = Server::start();
    let visitor = server.visitor();
    let landing = visitor.get("/ogc");
    assert_eq!(landing.header("content-type"), "application/json");
    let body = ok(&landing);
    for rel in ["self", "alternate", "service-desc", "service-doc", "conformance", "data"] {
        for href in links(&body, rel) {
            assert_eq!(visitor.get(below(&server, href)).status, 200, "{rel} {href}");
        }
        assert!(!links(&body, rel).is_empty(), "{rel}");
    }
    assert_eq!(ok(&visitor.get("/ogc/"))["title"], body["title"]);
    insta::assert_json_snapshot!("landing", steady(&server, body, &[]));

    let classes = ok(&visitor.get("/ogc/conformance"));
    let classes: BTreeSet<&str> =
        items(&classes["conformsTo"]).iter().map(|class| class.as_str().expect("text")).collect();
    for part in ["core", "geojson", "html", "oas30"] {
        let class = format!("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}");
        assert!(classes.contains(class.as_str()), "{class}");
    }
}

#[test]
fn oas30_definition_names_each_collection_and_every_path_answers() {
    let world = World::new();
    let api = world.visitor.get("/ogc/api");
    assert_eq!(api.header("content-type"), "application/vnd.oai.openapi+json;version=3.0");
    let body = ok(&api);
    assert_eq!(body["openapi"], "3.0.3");
    assert_eq!(body["servers"][0]["url"], format!("http://{}/ogc", world.server.address));
    let limit = &body["components"]["parameters"]["limit"]["schema"];
    assert_eq!((limit["default"].as_u64(), limit["maximum"].as_u64()), (Some(1_000), Some(10_000)));
    let mut operations = BTreeSet::new();
    for (path, item) in body["paths"].as_object().expect("paths") {
        let operation = &item["get"];
        let id = operation["operationId"].as_str().expect("an id").to_owned();
        assert!(operations.insert(id), "{path}");
        if path.ends_with("/items") {
            let limit = items(&operation["parameters"]).iter().find(|one| one["name"] == "limit");
            let limit = &limit.expect("a limit")["schema"];
            assert_eq!((&limit["minimum"], &limit["maximum"]), (&1.into(), &10_000.into()));
        }
        let asked = match path.strip_suffix("/{featureId}") {
            None => format!("/ogc{path}"),
            Some(all) => {
                let page = ok(&world.visitor.get(&format!("/ogc{all}?limit=1")));
                let id = page["features"][0]["id"].as_str().expect("a feature");
                let encoded: String = id.bytes().map(|byte| format!("%{byte:02X}")).collect();
                format!("/ogc{all}/{encoded}")
            }
        };
        assert_eq!(world.visitor.get(&asked).status, 200, "{asked}");
    }
    // What it describes is what the program checks: each parameter is taken.
    let known = items(&body["paths"]["/collections/kommun/items"]["get"]["parameters"]);
    assert!(known.iter().any(|one| one["name"] == "code"));
}

#[test]
fn fc_md_and_sfc_md_describe_each_collection_alike() {
    let server = Server::start();
    let visitor = server.visitor();
    let all = ok(&visitor.get("/ogc/collections"));
    assert!(
        names(&all).is_superset(
            &["statistikomrade", "kommun", "released_areas", "released_cells", "cases"]
                .map(str::to_owned)
                .into()
        )
    );
    assert!(!links(&all, "self").is_empty() && !links(&all, "alternate").is_empty());
    for listed in items(&all["collections"]) {
        let id = listed["id"].as_str().expect("an id");
        let alone = ok(&visitor.get(&format!("/ogc/collections/{id}")));
        for same in ["id", "title", "description", "extent", "crs", "storageCrs", "itemType"] {
            assert_eq!(listed[same], alone[same], "{id} {same}");
        }
        for rel in [
            "items",
            "http://www.opengis.net/def/rel/ogc/1.0/queryables",
            "http://www.opengis.net/def/rel/ogc/1.0/schema",
        ] {
            let href = *links(listed, rel).first().unwrap_or_else(|| panic!("{id} {rel}"));
            assert_eq!(visitor.get(below(&server, href)).status, 200, "{href}");
        }
        if let Some(bbox) = alone["extent"]["spatial"]["bbox"][0].as_array() {
            assert_eq!(bbox.len(), 4, "{id}");
        }
    }
    let one = ok(&visitor.get("/ogc/collections/stadsdelsomrade"));
    insta::assert_json_snapshot!("collection", steady(&server, one, &[]));
    let ids: Vec<String> = names(&all).into_iter().collect();
    insta::assert_json_snapshot!("collections", ids);
    assert_eq!(visitor.get("/ogc/collections/nope").problem(), (404, "not_found".into()));
    assert_eq!(visitor.get("/ogc/collections/plats").status, 404);
}

#[test]
fn fc_response_pages_through_all_features_once() {
    let server = Server::start();
    let visitor = server.visitor();
    let whole = ok(&visitor.get("/ogc/collections/statistikomrade/items?limit=10000"));
    let n = whole["numberMatched"].as_u64().expect("a number");
    assert!(n > 60, "{n}");
    assert_eq!(whole["numberReturned"], n);
    assert!(links(&whole, "next").is_empty());
    let mut path = "/ogc/collections/statistikomrade/items?limit=25".to_owned();
    let (mut seen, mut n_pages) = (Vec::new(), 0);
    loop {
        let answer = visitor.get(&path);
        assert_eq!(answer.header("content-type"), "application/geo+json");
        let page = ok(&answer);
        assert_eq!(page["type"], "FeatureCollection");
        assert_eq!(page["numberMatched"], n);
        assert_eq!(page["numberReturned"], items(&page["features"]).len());
        assert_eq!(links(&page, "self"), [format!("http://{}{path}{}", server.address, "&f=json")]);
        seen.extend(items(&page["features"]).iter().map(|feature| feature["id"].clone()));
        n_pages += 1;
        match links(&page, "next").as_slice() {
            [] => break,
            [next] => path = below(&server, next).to_owned(),
            more => panic!("{more:?}"),
        }
        assert!(path.contains("limit=25"), "{path}");
        path = path.replace("&f=json", "");
    }
    assert_eq!(n_pages, n.div_ceil(25));
    let all: Vec<Value> =
        items(&whole["features"]).iter().map(|feature| feature["id"].clone()).collect();
    assert_eq!(seen, all);
    // More than the most is the most; nothing and less are errors.
    assert_eq!(
        visitor.get("/ogc/collections/kommun/items?limit=999999999999999999999").status,
        200
    );
    for wrong in ["0", "-1", "tio", "", "1.5"] {
        let answer = visitor.get(&format!("/ogc/collections/kommun/items?limit={wrong}"));
        assert_eq!(answer.problem(), (400, "invalid".into()), "{wrong}");
        assert_eq!(answer.json()["fields"][0]["field"], "limit");
    }
}

#[test]
fn f_success_is_the_feature_of_the_page() {
    let server = Server::start();
    let visitor = server.visitor();
    let page = ok(&visitor.get("/ogc/collections/stadsdelsomrade/items?limit=2"));
    insta::assert_json_snapshot!("page", {
        let mut page = steady(&server, page.clone(), &[]);
        for feature in page["features"].as_array_mut().expect("features") {
            feature["geometry"]["coordinates"] = "[…]".into();
        }
        page
    });
    let first = &page["features"][0];
    let id = first["id"].as_str().expect("an id").replace('/', "%2F");
    let alone = visitor.get(&format!("/ogc/collections/stadsdelsomrade/items/{id}"));
    assert_eq!(alone.header("content-type"), "application/geo+json");
    let body = ok(&alone);
    for same in ["id", "type", "geometry", "properties"] {
        assert_eq!(first[same], body[same], "{same}");
    }
    for rel in ["self", "alternate", "collection"] {
        assert!(!links(&body, rel).is_empty(), "{rel}");
    }
    let gone = visitor.get("/ogc/collections/stadsdelsomrade/items/nope");
    assert_eq!(gone.problem(), (404, "not_found".into()));
}

#[test]
fn fc_bbox_and_fc_time_take_what_lies_and_holds_there() {
    let world = World::new();
    let n = |query: &str| {
        let path = format!("/ogc/collections/statistikomrade/items?limit=1&{query}");
        ok(&world.visitor.get(&path))["numberMatched"].as_u64().expect("a number")
    };
    let all = n("");
    let some = n("bbox=18.05,59.33,18.07,59.34");
    assert!(some > 0 && some < all, "{some} of {all}");
    assert_eq!(n("bbox=18.05,59.33,0,18.07,59.34,100"), some);
    assert_eq!(n("bbox=0,0,1,1"), 0);
    let wrong = "1,2,3;1,2,3,4,5;a,b,c,d;NaN,1,2,3;18,60,19,59;170,10,-170,20;;1,2,3,inf";
    for wrong in wrong.split(';') {
        let path = format!("/ogc/collections/statistikomrade/items?bbox={wrong}");
        let answer = world.visitor.get(&path);
        assert_eq!(answer.problem(), (400, "invalid".into()), "{wrong}");
        assert_eq!(answer.json()["fields"][0]["field"], "bbox", "{wrong}");
    }
    let released = |query: &str| {
        let path = format!("/ogc/collections/released_areas/items?{query}");
        ok(&world.visitor.get(&path))
    };
    let year = released("datetime=2025-01-01/2025-12-31")["numberMatched"].as_u64().expect("n");
    // Of the four quarters, two half-years and the year three have the day.
    let day = released("datetime=2025-02-10");
    assert_eq!(day["numberMatched"].as_u64().map(|n| n * 7), Some(year * 3));
    let period = |f: &Value| f["properties"]["period"].as_str().expect("a period").to_owned();
    let periods: BTreeSet<String> = items(&day["features"]).iter().map(period).collect();
    assert!(
        periods.is_subset(&["2025", "2025-H1", "2025-K1"].map(String::from).into()),
        "{periods:?}"
    );
    assert_eq!(released("datetime=../2024-12-31")["numberMatched"], 0);
    assert_eq!(released("datetime=2025-02-10T12:00:00Z/..")["numberMatched"], year);
    for wrong in ["i%20dag", "2025-01-02/2025-01-01", "../..", "2025-02-30"] {
        let path = format!("/ogc/collections/released_areas/items?datetime={wrong}");
        assert_eq!(world.visitor.get(&path).problem(), (400, "invalid".into()), "{wrong}");
    }
}

#[test]
fn queryables_are_query_parameters_and_nothing_else_is() {
    let world = World::new();
    let visitor = &world.visitor;
    let asked = visitor.get("/ogc/collections/released_areas/queryables");
    assert_eq!(asked.header("content-type"), "application/schema+json");
    let properties = ok(&asked)["properties"].clone();
    assert_eq!(properties["n"]["type"], "integer");
    assert_eq!(properties["geometry"]["x-ogc-role"], "primary-geometry");
    assert_eq!(properties["period_from"]["format"], "date");
    let get = |query: &str| visitor.get(&format!("/ogc/collections/released_areas/items?{query}"));
    let hidden = ok(&get("undertryckt=true&category=klotter&period=2025-K1"));
    assert!(hidden["numberMatched"].as_u64() > Some(0));
    for feature in items(&hidden["features"]) {
        let properties = &feature["properties"];
        assert_eq!(properties["undertryckt"], true);
        assert_eq!((&properties["n"], &properties["class"]), (&Value::Null, &Value::Null));
        assert_eq!(properties["k"], 5);
    }
    assert_eq!(get("n=m%C3%A5nga").json()["fields"][0]["field"], "n");
    for unknown in ["slag=1", "offset=10", "geometry=1", "filter-x=1", "Period=2025-K1"] {
        let answer = get(unknown);
        assert_eq!(answer.problem(), (400, "unknown_parameter".into()), "{unknown}");
        let name = unknown.split('=').next().expect("a name");
        assert_eq!(answer.json()["fields"][0]["field"], name);
    }
    for path in ["/ogc?x=1", "/ogc/conformance?limit=1", "/ogc/collections?bbox=1,2,3,4"] {
        assert_eq!(visitor.get(path).problem(), (400, "unknown_parameter".into()), "{path}");
    }
    assert_eq!(get("cursor=nope").json()["fields"][0]["code"], "not_a_cursor");
    assert_eq!(get("limit=1&limit=2").problem(), (400, "invalid".into()));
}

#[test]
fn html_content_is_there_for_browsers_without_script_or_style_of_its_own() {
    let world = World::new();
    let accept = [("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    let first = ok(&world.visitor.get("/ogc/collections/cases/items"))["features"][0].clone();
    assert_eq!(first["id"], world.case);
    for path in [
        "/ogc".to_owned(),
        "/ogc/conformance".to_owned(),
        "/ogc/api".to_owned(),
        "/ogc/collections".to_owned(),
        "/ogc/collections/released_areas".to_owned(),
        "/ogc/collections/released_areas/queryables".to_owned(),
        "/ogc/collections/released_areas/schema".to_owned(),
        "/ogc/collections/released_areas/items?limit=3".to_owned(),
        format!("/ogc/collections/cases/items/{}", world.case),
    ] {
        let page = world.visitor.get_with(&path, &accept);
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
        assert!(page.header("vary").contains("accept"), "{path}");
        assert!(page.text.starts_with("<!DOCTYPE html>") && page.text.contains("lang=\"sv\""));
        for never in ["<script", "style=", "<style", "onclick", "undefined"] {
            assert!(!page.text.contains(never), "{path} {never}");
        }
        let mark = if path.contains('?') { '&' } else { '?' };
        let same = world.visitor.get(&format!("{path}{mark}f=html"));
        assert_eq!(same.header("content-type"), "text/html; charset=utf-8", "{path}");
        let json = world.visitor.get_with(&format!("{path}{mark}f=json"), &accept);
        assert!(json.header("content-type").contains("json"), "{path}");
        let other = world.visitor.get(&format!("{path}{mark}f=gml"));
        assert_eq!(other.problem(), (406, "not_acceptable".into()), "{path}");
    }
    let page = world.visitor.get_with("/ogc/collections/released_areas/items?limit=3", &accept);
    assert!(page.text.contains("rel=\"next\"") && page.text.contains("Påhittade uppgifter"));
    let page =
        world.visitor.get_with(&format!("/ogc/collections/cases/items/{}", world.case), &accept);
    assert!(page.text.contains(&format!("href=\"/plats/{}\"", world.case)), "{}", page.text);
    let style = world.visitor.get("/ogc/ogc.css");
    assert_eq!((style.status, style.header("content-type")), (200, "text/css; charset=utf-8"));
}

#[test]
fn titles_are_said_in_the_readers_language() {
    let server = Server::start();
    let title = |language: &str| {
        let path = "/ogc/collections/statistikomrade";
        let answer = server.visitor().get_with(path, &[("Accept-Language", language)]);
        (ok(&answer)["title"].clone(), answer.header("content-language").to_owned())
    };
    assert_eq!(title("sv"), ("Statistikområden".into(), "sv".to_owned()));
    assert_eq!(title("en-GB"), ("Statistical areas of the city".into(), "en".to_owned()));
    // The pages are Swedish, and not English here and there.
    let path = "/ogc/collections/statistikomrade?f=html";
    let page = server.visitor().get_with(path, &[("Accept-Language", "en-GB")]);
    assert_eq!(page.header("content-language"), "sv");
    assert!(page.text.contains("<h1>Statistikområden</h1>"), "{}", page.text);
}
