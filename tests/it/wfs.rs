//! Web Feature Service over HTTP: what web maps and desktop programs ask, and what they get.

use crate::support::http::{Answer, Server};
use jiff::civil::date;
use platssamverkan::{
    app::{keys, users},
    case::access::ReleaseLevel,
};
use roxmltree::Document;
use serde_json::Value;

/// Word for word what Origo asks.
const ORIGO: &str = "/wfs?service=WFS&version=1.1.0&request=GetFeature&typeName=statistikomrade&\
    outputFormat=application/json&srsname=EPSG:3011&bbox=145000,6575000,160000,6590000,EPSG:3011";

fn get_feature(more: &str) -> String {
    format!("/wfs?service=WFS&version=2.0.0&request=GetFeature&typeNames=statistikomrade&{more}")
}

fn features(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["features"].as_array().expect("features").clone()
}

/// Code and locator of an ExceptionReport.
fn fault(answer: &Answer) -> (String, Option<String>) {
    assert_eq!(answer.status, 400, "{answer:?}");
    assert_eq!(answer.header("content-type"), "text/xml; charset=utf-8");
    let document = Document::parse(&answer.text).expect("XML");
    assert_eq!(document.root_element().tag_name().name(), "ExceptionReport");
    let exception = document.descendants().find(|node| node.has_attribute("exceptionCode"));
    let exception = exception.expect("an exception");
    let text = |name: &str| exception.attribute(name).map(str::to_owned);
    (text("exceptionCode").expect("a code"), text("locator"))
}

#[test]
fn what_origo_asks_is_answered_east_first() {
    let server = Server::start();
    let answer = server.visitor().get(ORIGO);
    let all = features(&answer);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let body = answer.json();
    assert_eq!(body["crs"]["properties"]["name"], "urn:ogc:def:crs:EPSG::3011");
    assert_eq!(body["classification"], "publik");
    assert_eq!(body["numberMatched"], all.len());
    assert!(all.len() > 20, "{}", all.len());
    for feature in &all {
        let id = feature["id"].as_str().expect("an id");
        assert!(id.starts_with("statistikomrade."), "{id}");
        let mut at = &feature["geometry"]["coordinates"];
        while at[0].is_array() {
            at = &at[0];
        }
        let (east, north) = (at[0].as_f64().expect("east"), at[1].as_f64().expect("north"));
        assert!((100_000.0..200_000.0).contains(&east), "{east}");
        assert!((6_540_000.0..6_620_000.0).contains(&north), "{north}");
    }
    let whole = server.visitor().get(&get_feature("outputFormat=application/json"));
    assert!(features(&whole).len() > all.len(), "the box leaves something out");
}

#[test]
fn the_same_box_finds_the_same_in_every_system_and_form() {
    let server = Server::start();
    let ids = |more: &str| -> Vec<String> {
        let answer = server.visitor().get(&get_feature(&format!("outputFormat=json&{more}")));
        let all = features(&answer);
        all.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
    };
    let short = ids("bbox=150000,6577000,154000,6581000,EPSG:3011");
    assert!(short.len() > 3, "{short:?}");
    assert_eq!(short, ids("bbox=6577000,150000,6581000,154000,urn:ogc:def:crs:EPSG::3011"));
    assert_eq!(short, ids("srsName=EPSG:3011&bbox=150000,6577000,154000,6581000"));
    assert_eq!(
        short,
        ids(
            "cql_filter=S_INTERSECTS(geometry,BBOX(150000,6577000,154000,6581000))&srsName=EPSG:3011"
        )
    );
    let xml = "<fes:Filter xmlns:fes=\"http://www.opengis.net/fes/2.0\" \
        xmlns:gml=\"http://www.opengis.net/gml/3.2\"><fes:BBOX><gml:Envelope \
        srsName=\"urn:ogc:def:crs:EPSG::3011\"><gml:lowerCorner>6577000 150000</gml:lowerCorner>\
        <gml:upperCorner>6581000 154000</gml:upperCorner></gml:Envelope></fes:BBOX></fes:Filter>";
    let encoded: String = xml.bytes().map(|byte| format!("%{byte:02X}")).collect();
    assert_eq!(short, ids(&format!("filter={encoded}")));
    let some = format!("resourceId={},{}", short[1], short[0]);
    assert_eq!(ids(&some), short[..2]);
}

#[test]
fn both_versions_describe_themselves_and_answer_in_their_gml() {
    let server = Server::start();
    let visitor = server.visitor();
    for (version, gml) in
        [("1.1.0", "http://www.opengis.net/gml"), ("2.0.0", "http://www.opengis.net/gml/3.2")]
    {
        let ask = |more: &str| visitor.get(&format!("/wfs?service=WFS&version={version}&{more}"));
        let capabilities = ask("request=GetCapabilities");
        assert_eq!(capabilities.status, 200, "{}", capabilities.text);
        let document = Document::parse(&capabilities.text).expect("XML");
        assert_eq!(document.root_element().attribute("version"), Some(version));
        let names: Vec<&str> = document
            .descendants()
            .filter(|node| node.tag_name().name() == "Name")
            .filter_map(|node| node.text())
            .collect();
        assert!(names.contains(&"plats:statistikomrade"), "{names:?}");
        assert!(!names.contains(&"plats:ovrigt") && !names.contains(&"plats:hotspot_places"));
        let here = format!("http://{}/wfs", server.address);
        assert!(capabilities.text.contains(&format!("xlink:href=\"{here}\"")), "{here}");

        let types = ask("request=DescribeFeatureType&typeName=plats:statistikomrade");
        let types = Document::parse(&types.text).expect("XML");
        let declared = |node: &roxmltree::Node<'_, '_>| node.attribute("name") == Some("geometry");
        let ground = types.descendants().find(declared).expect("a geometry");
        assert_eq!(ground.attribute("type"), Some("gml:MultiSurfacePropertyType"));

        let some =
            ask("request=GetFeature&typeName=statistikomrade&maxFeatures=2&count=2&startIndex=1&\
             srsName=EPSG:3011");
        assert_eq!(some.status, 200, "{}", some.text);
        let document = Document::parse(&some.text).expect("XML");
        let found: Vec<_> = document
            .descendants()
            .filter(|node| node.tag_name().name() == "statistikomrade")
            .collect();
        assert_eq!(found.len(), 2);
        assert!(found[0].attribute((gml, "id")).is_some());
        let surface = document.descendants().find(|n| n.tag_name().name() == "MultiSurface");
        let surface = surface.expect("ground");
        assert_eq!(surface.tag_name().namespace(), Some(gml));
        assert_eq!(surface.attribute("srsName"), Some("EPSG:3011"));
        let hits = ask("request=GetFeature&typeName=statistikomrade&resultType=hits");
        assert!(!hits.text.contains("<plats:statistikomrade"), "{}", hits.text);
        let counted = if version == "1.1.0" { "numberOfFeatures" } else { "numberMatched" };
        let document = Document::parse(&hits.text).expect("XML");
        let n: usize =
            document.root_element().attribute(counted).expect("a count").parse().expect("a number");
        assert!(n > 100, "{n}");
    }
}

#[test]
fn pages_put_together_are_the_whole_in_the_order_that_was_asked() {
    let server = Server::start();
    let page = |more: &str| {
        let query = format!("outputFormat=json&sortBy=name D&propertyName=name&{more}");
        features(&server.visitor().get(&get_feature(&query.replace(' ', "%20"))))
    };
    let whole = page("");
    let mut together = Vec::new();
    for start in (0..whole.len()).step_by(40) {
        together.extend(page(&format!("count=40&startIndex={start}")));
    }
    assert_eq!(together, whole);
    let names: Vec<&str> =
        whole.iter().map(|one| one["properties"]["name"].as_str().expect("a name")).collect();
    assert!(names.windows(2).all(|pair| pair[0] >= pair[1]), "{names:?}");
    assert!(whole.iter().all(|one| one["geometry"].is_null()), "only the name was asked for");
}

#[test]
fn whoever_follows_the_links_comes_to_the_whole() {
    let server = Server::start();
    let visitor = server.visitor();
    // Signs that an address writes with percent signs, å and & among them.
    let wanted =
        "outputFormat=json&cql_filter=name%20LIKE%20'%25%C3%A5%25'%20OR%20name%20%3D%20'A%26B'";
    let whole = features(&visitor.get(&get_feature(wanted)));
    assert!(whole.len() > 7, "{}", whole.len());
    let (mut at, mut together, mut pages) =
        (get_feature(&format!("{wanted}&count=3")), Vec::new(), 0);
    loop {
        let answer = visitor.get(&at);
        together.extend(features(&answer));
        pages += 1;
        let links = answer.json()["links"].clone();
        let to = |rel: &str| {
            let link = links.as_array()?.iter().find(|link| link["rel"] == rel)?;
            let href = link["href"].as_str().expect("an address");
            Some(href[href.find("/wfs?").expect("ours")..].to_owned())
        };
        assert_eq!(to("previous").is_some(), pages > 1, "{links}");
        let Some(next) = to("next") else { break };
        at = next;
    }
    assert_eq!((together, pages), (whole.clone(), whole.len().div_ceil(3)));
    let gml = visitor.get(&get_feature("count=1")).text;
    let next =
        Document::parse(&gml).expect("XML").root_element().attribute("next").map(str::to_owned);
    assert!(next.is_some_and(|next| next.contains("/wfs?startIndex=1&count=1&")), "{gml}");
    // What was asked by a body has no address.
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let body = "service=WFS&version=2.0.0&request=GetFeature&typeNames=statistikomrade&count=1";
    let posted = visitor.send("POST", "/wfs", &form, body);
    assert!(posted.status == 200 && !posted.text.contains("next="), "{}", posted.text);
}

#[test]
fn a_body_in_xml_is_answered_like_an_address() {
    let server = Server::start();
    let body = "<wfs:GetFeature xmlns:wfs=\"http://www.opengis.net/wfs/2.0\" \
        xmlns:fes=\"http://www.opengis.net/fes/2.0\" service=\"WFS\" version=\"2.0.0\" \
        outputFormat=\"application/json\"><wfs:Query typeNames=\"plats:statistikomrade\">\
        <fes:Filter><fes:PropertyIsLike wildCard=\"*\" singleChar=\"?\" escapeChar=\"!\">\
        <fes:ValueReference>name</fes:ValueReference><fes:Literal>*a*</fes:Literal>\
        </fes:PropertyIsLike></fes:Filter></wfs:Query></wfs:GetFeature>";
    let visitor = server.visitor();
    let answer = visitor.send("POST", "/wfs", &[("Content-Type", "text/xml")], body);
    let by_address =
        visitor.get(&get_feature("outputFormat=json&cql_filter=name%20LIKE%20'%25a%25'"));
    assert_eq!(features(&answer), features(&by_address));
    assert!(features(&answer).len() > 5);
    let broken = visitor.send("POST", "/wfs", &[("Content-Type", "text/xml")], "<a");
    assert_eq!(fault(&broken), ("OperationParsingFailed".to_owned(), None));
    let large = format!("<a>{}</a>", " ".repeat(70_000));
    let large = visitor.send("POST", "/wfs", &[("Content-Type", "text/xml")], &large);
    assert_eq!(fault(&large).0, "OperationParsingFailed");
}

#[test]
fn faults_are_exception_reports_that_name_the_parameter() {
    let server = Server::start();
    let visitor = server.visitor();
    for (query, code, locator) in [
        ("service=WFS", "MissingParameterValue", "request"),
        ("request=LockFeature", "OperationNotSupported", "request"),
        ("request=GetFeature&typeNames=finns_inte", "InvalidParameterValue", "typeNames"),
        ("request=GetFeature&typeNames=hotspot_places", "InvalidParameterValue", "typeNames"),
        (
            "request=GetFeature&typeNames=statistikomrade&bbox=1,2,NaN,4",
            "InvalidParameterValue",
            "bbox",
        ),
        (
            "request=GetFeature&typeNames=statistikomrade&bbox=3,2,1,4,EPSG:3011",
            "InvalidParameterValue",
            "bbox",
        ),
        (
            "request=GetFeature&typeNames=statistikomrade&srsName=EPSG:1",
            "InvalidParameterValue",
            "srsName",
        ),
        (
            "request=GetFeature&typeNames=statistikomrade&cql_filter=x=1",
            "InvalidParameterValue",
            "cql_filter",
        ),
        (
            "request=GetFeature&typeNames=statistikomrade&sortBy=x",
            "InvalidParameterValue",
            "sortBy",
        ),
        (
            "request=GetFeature&typeNames=statistikomrade&propertyName=x",
            "InvalidParameterValue",
            "propertyName",
        ),
    ] {
        let answer = visitor.get(&format!("/wfs?{query}"));
        assert_eq!(fault(&answer), (code.to_owned(), Some(locator.to_owned())), "{query}");
    }
    let by_id = "request=GetFeature&storedQuery_Id=urn:ogc:def:query:OGC-WFS::GetFeatureById";
    for id in ["statistikomrade.nobody", "nobody", "nowhere.1", "hotspot_places.1"] {
        let nobody = visitor.get(&format!("/wfs?{by_id}&id={id}"));
        assert_eq!(nobody.status, 404);
        let said = "exceptionCode=\"NotFound\" locator=\"id\"";
        assert!(nobody.text.contains(said), "{}", nobody.text);
    }
}

#[test]
fn each_level_has_its_own_address_and_its_own_readers() {
    let server = Server::start();
    let ask = "service=WFS&version=2.0.0&request=GetCapabilities";
    for level in ["stad", "intern"] {
        let answer = server.visitor().get(&format!("/wfs/{level}?{ask}"));
        assert_eq!(answer.problem(), (401, "not_signed_in".to_owned()));
        let basic = format!("Basic realm=\"platssamverkan {level}\", charset=\"UTF-8\"");
        assert_eq!(answer.header("www-authenticate"), basic);
        assert!(answer.headers.get("access-control-allow-origin").is_none());
    }
    let [_, city] = users::demo_parties();
    let admin = users::system_actor(city);
    let new = keys::NewKey {
        system: "Stadens karta".into(),
        level: ReleaseLevel::Stad,
        last_day: date(2026, 12, 31),
    };
    let (_, secret) = keys::make(&server.app, &admin, &new).expect("a key");
    let system = server.system(secret.as_str());
    let offered = system.get(&format!("/wfs/stad?{ask}"));
    assert_eq!((offered.status, offered.header("cache-control")), (200, "private, no-cache"));
    assert_eq!(system.get(&format!("/wfs/intern?{ask}")).status, 403);
    let body =
        "<wfs:GetCapabilities xmlns:wfs=\"http://www.opengis.net/wfs/2.0\" service=\"WFS\"/>";
    assert_eq!(system.send("POST", "/wfs/stad", &[], body).text, offered.text);
    assert_eq!(system.send("POST", "/wfs/intern", &[], "<a").status, 403, "before what was asked");
    let inside = server.signed_in("kommunpolis");
    let answer = inside.get(&format!("/wfs/intern?{ask}"));
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.text.contains("plats:hotspot_places"));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.headers.get("access-control-allow-origin").is_none());
}

#[test]
fn an_answer_that_is_known_already_is_not_sent_again() {
    let server = Server::start();
    let visitor = server.visitor();
    let first = visitor.get(ORIGO);
    assert_eq!(first.header("cache-control"), "public, no-cache");
    let again = visitor.get_with(ORIGO, &[("If-None-Match", first.header("etag"))]);
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    let other = visitor.get(&ORIGO.replace("145000", "146000"));
    assert_ne!(other.header("etag"), first.header("etag"));
}
