//! What holds for every answer of the service, whatever the question.

use crate::support::{http::Server, stores::area};
use platssamverkan::area::{AreaId, AreaKind, Relation, RelationKind, Validity};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

#[test]
fn every_answer_carries_the_security_headers() {
    let server = Server::start();
    let visitor = server.visitor();
    for path in ["/", "/karta", "/healthz", "/openapi.json", "/api/v1/me", "/api/v1/x", "/x.js"] {
        let answer = visitor.get(path);
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; \
             img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; \
             form-action 'self'; frame-ancestors 'none'",
            "{path}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(!answer.header("referrer-policy").is_empty());
        assert!(!answer.header("cache-control").is_empty());
    }
}

#[test]
fn whoever_is_not_signed_in_gets_nothing_but_the_door() {
    let server = Server::start();
    let visitor = server.visitor();
    let open = [
        "/healthz",
        "/readyz",
        "/plats/{file}",
        "/ogc",
        "/ogc/conformance",
        "/ogc/api",
        "/ogc/collections",
        "/ogc/collections/{collection}",
        "/ogc/collections/{collection}/queryables",
        "/ogc/collections/{collection}/schema",
        "/ogc/collections/{collection}/items",
        "/ogc/collections/{collection}/items/{feature}",
        "/wfs",
        "/tiles",
        "/tiles/{layer}",
        "/tiles/{layer}/{z}/{x}/{y}",
        "/api/v1/session",
        "/api/v1/demo-users",
        "/api/v1/participation",
        "/api/v1/participation/answers",
        "/api/v1/participation/enkater",
        "/api/v1/calendar.ics",
        "/api/v1/password/link",
        "/api/v1/sign-in",
        "/api/v1/sign-in/link",
        "/api/v1/sign-in/{side}",
        "/api/v1/sign-in/{side}/callback",
    ];
    let document = visitor.get("/openapi.json").json();
    for (path, item) in document["paths"].as_object().expect("paths") {
        if open.contains(&path.as_str()) {
            continue;
        }
        let asked = path
            .replace("{z}/{x}/{y}", "14/9013/4818")
            .replace("{lattice}", "h3:10")
            .replace("/cases/{number}/{file}", "/cases/{number}/akt.json")
            .replace("/lagesbilder/{id}/{file}", "/lagesbilder/{id}/akt.json")
            .replace("{year}/{file}", "{year}/sammanstallning.csv")
            .replace("{year}", "2026")
            .replace("/chefsamrad/{file}", "/chefsamrad/underlag.json")
            .replace("/{forum}/{file}", "/{forum}/akt.json")
            .replace("{file}", "areas.geojson?release=intern")
            .replace("{collection}", "kommun")
            .replace("{layer}", "kommun")
            .replace("{z}/{x}/{y}", "9/281/150.mvt")
            .replace("{feature}", "kommun%2F0180")
            .replace("{number}", "PLS-2026-001")
            .replace("{agreement}/{forum}", "norra-innerstaden-2025/ts-rad")
            .replace("{no}", "1")
            .replace("{key}", "upp-struktur:2026")
            .replace("{kind}", "kommun")
            .replace("{of}", "import")
            .replace("{code}", "0180")
            .replace("{id}", "1");
        for method in item.as_object().expect("operations").keys() {
            let method = method.to_uppercase();
            let headers = [("Content-Type", "application/json")];
            let answer = match method.as_str() {
                "GET" => visitor.get(&asked),
                method => visitor.send(method, &asked, &headers, "{}"),
            };
            let expected = (401, "not_signed_in".to_owned());
            assert_eq!(answer.problem(), expected, "{method} {asked}");
        }
    }
}

#[test]
fn refusals_are_problems_with_a_stable_code() {
    let server = Server::start();
    let browser = server.signed_in("kommunpolis");
    let json = [("Content-Type", "application/json")];
    let runs = "/api/v1/hotspots/runs";
    for (answer, status, code) in [
        (browser.get("/api/v1/nothing"), 404, "not_found"),
        (browser.get("/api/v1/hotspots/runs/run-0"), 404, "not_found"),
        (browser.get("/api/v1/areas/kommun/0"), 404, "not_found"),
        (browser.send("PUT", "/api/v1/areas", &[], ""), 405, "method_not_allowed"),
        (browser.send("POST", "/karta", &[], ""), 405, "method_not_allowed"),
        (browser.send("POST", runs, &json, "{"), 400, "malformed_json"),
        (browser.send("POST", runs, &json, "{}"), 400, "invalid"),
        (browser.send("POST", runs, &json, "[]"), 400, "invalid"),
        (browser.send("POST", runs, &[], "{}"), 415, "unsupported_media_type"),
        (browser.send("POST", runs, &json, &" ".repeat(1_100_000)), 413, "too_large"),
        (browser.send("POST", "/api/v1/imports", &json, "{}"), 415, "unsupported_media_type"),
        (browser.get("/api/v1/areas?slag=kommun"), 400, "unknown_parameter"),
        (browser.get("/api/v1/me?x=1"), 400, "unknown_parameter"),
        (browser.get("/api/v1/areas?kind=kommun&kind=regso"), 400, "invalid"),
        (browser.get("/api/v1/areas?kind=land"), 400, "invalid"),
        (browser.get("/api/v1/areas?bbox=NaN,1,2,3"), 400, "invalid"),
        (browser.get("/api/v1/cells/h3:12/geometry"), 400, "invalid"),
        (browser.get("/api/v1/export/areas.geojson"), 400, "release_not_available"),
        (browser.get("/api/v1/export/areas.geojson?release=publik"), 400, "release_not_available"),
        (browser.get("/api/v1/export/areas.shp?release=intern"), 404, "not_found"),
        (browser.get("/api/v1/export/places.csv?release=intern"), 400, "invalid"),
    ] {
        assert_eq!(answer.problem(), (status, code.to_owned()), "{}", answer.text);
    }
    let wrong = browser.post(runs, &json!({"period": {"from": "2025-13-01", "to": "2025-01-01"}}));
    assert_eq!(wrong.json()["fields"][0]["field"], "period.from");
    let wrong = browser
        .post(runs, &json!({"period": {"from": "2025-01-01", "to": "2025-02-01"}, "alfa": 0.1}));
    assert_eq!(wrong.json()["fields"][0]["field"], "alfa");
}

#[test]
fn refusals_speak_the_readers_language() {
    let server = Server::start();
    let visitor = server.visitor();
    let title = |language: &str| {
        let answer = visitor.get_with("/api/v1/me", &[("Accept-Language", language)]);
        answer.json()["title"].as_str().expect("title").to_owned()
    };
    assert_eq!(title("sv-SE,sv;q=0.9,en;q=0.8"), "Du är inte inloggad");
    assert_eq!(title("en-GB,en;q=0.9"), "You are not signed in");
    assert_eq!(title("fi"), "Du är inte inloggad");
}

#[test]
fn an_answer_that_is_known_already_is_not_sent_again() {
    let server = Server::start();
    let browser = server.signed_in("samordnare");
    for path in ["/api/v1/areas", "/api/v1/categories", "/api/v1/me", "/api/v1/areas.geojson"] {
        let first = browser.get(path);
        let tag = first.header("etag").to_owned();
        let kept = if path == "/api/v1/me" { "no-store" } else { "private, no-cache" };
        assert_eq!(first.header("cache-control"), kept, "{path}");
        let again = browser.get_with(path, &[("If-None-Match", &tag)]);
        assert_eq!((again.status, again.text.as_str()), (304, ""), "{path}");
        assert_eq!(again.header("etag"), tag);
        let other = browser.get_with(path, &[("If-None-Match", "\"other\"")]);
        assert_eq!(other.text, first.text);
    }
}

#[test]
fn an_answer_about_areas_follows_what_another_process_changes() {
    let server = Server::start();
    let browser = server.signed_in("samordnare");
    let put = |name: &str| {
        let mut write = server.app.store.begin().expect("the writer");
        write.put_area(&area("prov", name, None), None).expect("put");
        write.commit().expect("kept");
    };
    let paths = ["/api/v1/areas", "/api/v1/areas.geojson", "/api/v1/areas/stadsdel/prov"];
    put("Provstaden");
    for path in paths {
        let first = browser.get(path);
        assert!(first.text.contains("Provstaden"), "{path}");
        assert_eq!(browser.get(path).text, first.text, "{path}");
    }
    put("Nya Provstaden");
    for path in paths {
        let text = browser.get(path).text;
        assert!(text.contains("Nya Provstaden") && !text.contains("\"Provstaden"), "{path}");
    }
    let relation = Relation {
        from: area("prov", "", None).id,
        kind: RelationKind::IngarI,
        to: AreaId::new(AreaKind::Kommun, "0180"),
        validity: Validity::default(),
        source: "prov".into(),
    };
    let mut write = server.app.store.begin().expect("the writer");
    write.put_relation(&relation).expect("put");
    write.commit().expect("kept");
    let detail = browser.get("/api/v1/areas/stadsdel/prov").json();
    assert_eq!(detail["relations"][0]["to"], "kommun/0180");
}

#[test]
fn answers_are_compressed_when_the_reader_can_read_that() {
    let server = Server::start();
    let mut stream = TcpStream::connect(server.address).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a socket");
    let request = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\
                   Connection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("read");
    let head = String::from_utf8_lossy(&answer[..answer.len().min(2000)]).to_lowercase();
    assert!(head.contains("content-encoding: gzip"), "{head}");
    assert!(head.contains("\netag: w/"), "{head}");
}

#[test]
fn a_refused_request_leaves_the_connection_fit_for_the_next_one() {
    let server = Server::start();
    let mut stream = TcpStream::connect(server.address).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a socket");
    let head = "POST /api/v1/openings HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n";
    stream.write_all(head.as_bytes()).expect("sent");
    // Nobody is signed in: the answer is known before the body is there.
    std::thread::sleep(Duration::from_millis(200));
    let next = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(format!("{:20}{next}", "{}").as_bytes()).expect("sent");
    let mut answers = Vec::new();
    stream.read_to_end(&mut answers).expect("read");
    let answers = String::from_utf8_lossy(&answers);
    let (first, second) = answers.split_once("}HTTP/1.1 ").expect("two answers");
    assert!(first.starts_with("HTTP/1.1 403") && second.starts_with("200"), "{answers}");

    // What is too large to take in unasked: the client is told that the connection ends.
    let mut stream = TcpStream::connect(server.address).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a socket");
    stream.write_all(head.replace("20", "9000000").as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("read");
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert!(answer.to_lowercase().contains("\nconnection: close"), "{answer}");
}

#[test]
fn whoever_does_not_say_what_it_wants_is_not_waited_for() {
    let server = Server::start();
    let mut stream = TcpStream::connect(server.address).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a socket");
    let began = std::time::Instant::now();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: local").expect("sent");
    let mut answer = Vec::new();
    // Closed, with a refusal or without a word; others are answered meanwhile.
    assert_eq!(server.visitor().get("/healthz").status, 200);
    stream.read_to_end(&mut answer).expect("closed");
    assert!(!String::from_utf8_lossy(&answer).contains(" 200 "));
    let waited = began.elapsed().as_secs();
    assert!((20..=50).contains(&waited), "{waited} s");
}

#[test]
fn the_openapi_document_describes_every_route_and_refers_only_to_what_it_has() {
    let server = Server::start();
    let document = server.visitor().get("/openapi.json").json();
    assert!(document["openapi"].as_str().expect("a version").starts_with("3.1"));
    let paths: BTreeSet<&str> =
        document["paths"].as_object().expect("paths").keys().map(String::as_str).collect();
    for path in [
        "/healthz",
        "/readyz",
        "/api/v1/session",
        "/api/v1/me",
        "/api/v1/areas",
        "/api/v1/areas.geojson",
        "/api/v1/areas/{kind}/{code}",
        "/api/v1/areas/{kind}/{code}/report",
        "/api/v1/areas/report",
        "/api/v1/areas/utsatta",
        "/api/v1/categories",
        "/api/v1/periods",
        "/api/v1/imports",
        "/api/v1/imports/{id}/commit",
        "/api/v1/hotspots/runs",
        "/api/v1/hotspots/runs/{id}/places.geojson",
        "/api/v1/cells/{lattice}/geometry",
        "/api/v1/cells/{lattice}/values",
        "/api/v1/series",
        "/api/v1/profile",
        "/api/v1/map.svg",
        "/api/v1/places",
        "/api/v1/places/neighbours",
        "/api/v1/export/{file}",
        "/ogc/collections/{collection}/items",
        "/ogc/intern/collections/{collection}/items",
        "/wfs/stad",
    ] {
        assert!(paths.contains(path), "{path} is missing in {paths:#?}");
    }
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let mut operations = BTreeSet::new();
    walk(&document, &mut |value| {
        if let Some(reference) = value["$ref"].as_str() {
            let name = reference.strip_prefix("#/components/schemas/").expect("a local schema");
            assert!(schemas.contains_key(name), "{name} is referred to and not there");
        }
        if let Some(id) = value["operationId"].as_str() {
            assert!(operations.insert(id.to_owned()), "two operations are called {id}");
        }
    });
    // Every operation says what it answers, and every path parameter is declared.
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            assert!(operation["responses"].as_object().is_some_and(|r| !r.is_empty()), "{path}");
            assert!(operation["tags"].as_array().is_some_and(|t| !t.is_empty()), "{method} {path}");
            let declared: BTreeSet<&str> = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|parameter| parameter["in"] == "path")
                .filter_map(|parameter| parameter["name"].as_str())
                .collect();
            let wanted: BTreeSet<&str> =
                path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
            assert_eq!(declared, wanted, "{method} {path}");
        }
    }
}

fn walk(value: &Value, look: &mut impl FnMut(&Value)) {
    look(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, look)),
        Value::Object(fields) => fields.values().for_each(|field| walk(field, look)),
        _ => {}
    }
}
