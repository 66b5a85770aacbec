//! What each level lets out, to whom, and how it may be kept.

use super::{World, items, names, ok};
use crate::{api_releases, public_page, support::http::Server};
use platssamverkan::case::access::ReleaseLevel;
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

#[test]
fn a_level_is_for_who_may_read_it_and_says_how_to_ask() {
    let world = World::new();
    for level in ["stad", "intern"] {
        for path in ["", "/conformance", "/api", "/collections", "/collections/kommun/items"] {
            let answer = world.visitor.get(&format!("/ogc/{level}{path}"));
            assert_eq!(answer.problem(), (401, "not_signed_in".into()), "{level}{path}");
            let asked = format!("Basic realm=\"platssamverkan {level}\", charset=\"UTF-8\"");
            assert_eq!(answer.header("www-authenticate"), asked);
            assert!(answer.headers.get("access-control-allow-origin").is_none());
            assert_eq!(world.police.get(&format!("/ogc/{level}{path}")).status, 200);
        }
    }
    let elsewhere = world.visitor.get("/api/v1/me");
    assert!(elsewhere.headers.get("www-authenticate").is_none(), "no browser asks for a password");
    use ReleaseLevel::{Intern, Publik, Stad};
    for (level, opens) in [(Publik, [200, 403, 403]), (Stad, [200, 200, 403]), (Intern, [200; 3])] {
        let secret = world.key(level);
        let system = world.server.system(&secret);
        for (root, status) in ["/ogc", "/ogc/stad", "/ogc/intern"].into_iter().zip(opens) {
            let answer = system.get(&format!("{root}/collections"));
            assert_eq!(answer.status, status, "{level:?} {root}: {}", answer.text);
        }
    }
    let [_, city] = platssamverkan::app::users::demo_parties();
    let role = platssamverkan::case::party::Role::GisLasare;
    let gis = api_releases::user(&world.server, "gis", &city, role);
    assert_eq!(gis.get("/ogc/stad/collections").status, 200);
    assert_eq!(gis.get("/ogc/intern/collections").problem().0, 403);
}

#[test]
fn each_level_has_its_collections_and_says_no_more_than_it_may() {
    let world = World::new();
    let at = |root: &str| names(&ok(&world.police.get(&format!("{root}/collections"))));
    let (publik, stad, intern) = (at("/ogc"), at("/ogc/stad"), at("/ogc/intern"));
    assert_eq!(publik, stad);
    for inside in ["hotspot_places", "hotspot_cells", "indicators"] {
        assert!(intern.contains(inside) && !publik.contains(inside), "{inside}");
    }
    assert!(!intern.contains("released_areas"), "inside figures are exact");
    let one = |root: &str| {
        let page = ok(&world.police.get(&format!("{root}/collections/cases/items")));
        let feature = items(&page["features"])[0].clone();
        assert_eq!(feature["id"], world.case);
        let names = feature["properties"].as_object().expect("properties").keys().cloned();
        (names.collect::<Vec<_>>(), feature)
    };
    let (names, public) = one("/ogc");
    assert_eq!(names, ["approved_on", "name", "number", "page"]);
    assert_eq!(public["geometry"]["type"], "Point");
    assert_eq!(public["properties"]["name"], "Tryggare torg", "what both approved");
    let (names, _) = one("/ogc/stad");
    assert_eq!(names, ["approximate", "areas", "name", "number", "opened_on", "state", "yta"]);
    let (names, exact) = one("/ogc/intern");
    assert!(names.contains(&"diarienummer_polis".to_owned()));
    assert_eq!(exact["properties"]["diarienummer_stad"], "540/2026");
    // A key that reads counts sees no cases, and so no collection of them.
    let key = world.server.system(&world.key(ReleaseLevel::Intern));
    let seen = super::names(&ok(&key.get("/ogc/intern/collections")));
    assert!(seen.contains("indicators") && !seen.contains("cases"));
    assert_eq!(key.get("/ogc/intern/collections/cases").status, 404);
    // Whoever is signed in reads at publik what everybody reads.
    let everyones = world.visitor.get("/ogc/collections/cases/items").text;
    assert_eq!(world.police.get("/ogc/collections/cases/items").text, everyones);

    let places = ok(&world.police.get("/ogc/intern/collections/hotspot_places/items?newest=true"));
    let feature = &places["features"][0];
    let run = feature["properties"]["run"].as_str().expect("a run");
    let rank = &feature["properties"]["rank"];
    assert_eq!(feature["id"], format!("{run}.{rank}"));
    assert_eq!(places["run"], run);
    let cells = ok(&world.police.get("/ogc/intern/collections/hotspot_cells/items?hot=true"));
    let cell = &cells["features"][0];
    assert_eq!(cell["id"], format!("{run}.{}", cell["properties"]["cell"].as_str().expect("id")));
}

#[test]
fn what_is_released_is_the_stored_tables_row_by_row() {
    let world = World::new();
    let mut expected = Vec::new();
    for tables in api_releases::stored(&world.server) {
        for table in &tables.tables {
            let category = table.category.as_deref().unwrap_or("alla").to_owned();
            let rows =
                table.rows.iter().map(|row| format!("{} {} {category}", row.code, table.period));
            expected.extend(rows);
        }
    }
    expected.sort();
    let mut found = Vec::new();
    for name in ["released_areas", "released_cells"] {
        let page = ok(&world.visitor.get(&format!("/ogc/collections/{name}/items?limit=10000")));
        assert_eq!(
            (&page["classification"], &page["licence"]),
            (&json!("publik"), &json!("CC BY 4.0"))
        );
        for feature in items(&page["features"]) {
            found.push(feature["id"].as_str().expect("an id").to_owned());
            let of = &feature["properties"];
            assert_eq!(of["undertryckt"].as_bool(), Some(of["n"].is_null()));
            assert!(of["n"].as_u64().is_none_or(|n| n == 0 || n >= 5), "{of}");
        }
    }
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn what_is_kept_follows_what_happens() {
    let world = World::new();
    let n = |path: &str| ok(&world.visitor.get(path))["numberMatched"].as_u64().expect("n");
    let cases = "/ogc/collections/cases/items";
    assert_eq!(n(cases), 1);
    let first = world.visitor.get(cases);
    let known = [("If-None-Match", first.header("etag"))];
    let again = world.visitor.get_with(cases, &known);
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert!(again.header("content-crs").contains("CRS84"));
    let html = world.visitor.get_with(&format!("{cases}?f=html"), &known);
    assert_eq!(html.status, 200, "another form is another answer");

    // One party takes the page down: at once it is not there any more.
    let page = world.city.get(&format!("/api/v1/cases/{}", world.case)).json();
    let seen = page["work"]["page"]["seen"].clone();
    let down = json!({"step": "page_taken_down", "motive": "Behöver ses över", "seen": seen});
    let taken = world.city.post(&format!("/api/v1/cases/{}/steps", world.case), &down);
    assert_eq!(taken.status, 200, "{}", taken.text);
    assert_eq!(world.visitor.get_with(cases, &known).status, 200);
    assert_eq!(n(cases), 0);
    let gone = world.visitor.get(&format!("{cases}/{}", world.case));
    assert_eq!(gone.status, 404);

    // A release that is taken back is not there either.
    let released = "/ogc/collections/released_areas/items";
    assert!(n(released) > 0);
    let acts = world.police.get("/api/v1/releases").json();
    let act = &acts["items"][0];
    let back = api_releases::step(
        &world.police,
        act,
        "withdrawal",
        &json!({"motive": "Fel period valdes"}),
    );
    assert!(back.status < 300, "{}", back.text);
    assert_eq!(n(released), 0);
    assert_eq!(public_page::put(&world.city, &world.case, public_page::TEXT).0, 200);
}

#[test]
fn other_sites_and_caches_get_what_everybody_may_and_nothing_else() {
    let world = World::new();
    let open = world.visitor.get_with("/ogc/collections", &[("Origin", "https://karta.example")]);
    assert_eq!(open.header("access-control-allow-origin"), "*");
    assert!(open.headers.get("access-control-allow-credentials").is_none());
    assert!(open.header("access-control-expose-headers").contains("Content-Crs"));
    assert_eq!(open.header("cache-control"), "public, no-cache");
    // Also what is refused, so that the page can say why.
    let refused = world.visitor.get("/ogc/collections/kommun/items?x=1");
    assert_eq!((refused.status, refused.header("access-control-allow-origin")), (400, "*"));
    let asked = [("Access-Control-Request-Method", "GET"), ("Origin", "https://karta.example")];
    let preflight = world.visitor.send("OPTIONS", "/ogc/collections", &asked, "");
    assert_eq!(preflight.status, 204);
    assert!(preflight.header("access-control-allow-methods").contains("GET"));
    for root in ["/ogc/stad", "/ogc/intern"] {
        let closed = world.police.get(&format!("{root}/collections/kommun/items"));
        assert!(closed.headers.get("access-control-allow-origin").is_none());
        let kept = if root == "/ogc/stad" { "private, no-cache" } else { "no-store" };
        assert_eq!(closed.header("cache-control"), kept);
        assert_eq!(world.police.send("OPTIONS", root, &asked, "").status, 405);
    }
}

#[test]
fn each_page_of_exact_figures_is_an_entry_in_the_log_and_an_open_one_is_not() {
    let world = World::new();
    let entries = || {
        let log = platssamverkan::store::LogQuery {
            act: Some("exported".into()),
            parties: platssamverkan::app::users::demo_parties().map(|party| party.id).into(),
            limit: 1_000,
            ..Default::default()
        };
        let read = world.server.app.store.read().expect("reads");
        let all = read.log_page(&log).expect("a page");
        all.iter().filter(|one| one.entry.object_id.starts_with("/ogc/")).count()
    };
    let before = entries();
    world.visitor.get("/ogc/collections/kommun/items");
    world.police.get("/ogc/collections/kommun/items");
    world.police.get("/ogc/intern/collections");
    assert_eq!(entries(), before);
    world.police.get("/ogc/intern/collections/hotspot_places/items");
    world.police.get("/ogc/stad/collections/released_areas/items?limit=1");
    assert_eq!(entries(), before + 2);
}

#[test]
fn head_and_compression_work_as_everywhere() {
    let server = Server::start();
    let ask = |method: &str, more: &str| {
        let mut stream = TcpStream::connect(server.address).expect("connected");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a socket");
        let request = format!(
            "{method} /ogc/collections/kommun/items HTTP/1.1\r\nHost: gis.example\r\n{more}\
             Connection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("read");
        String::from_utf8_lossy(&answer).into_owned()
    };
    let head = ask("HEAD", "");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let (head, body) = head.split_once("\r\n\r\n").expect("a head");
    assert!(body.is_empty() && head.contains("content-crs: <") && head.contains("etag: W/"));
    // Links are as the reader named the service.
    assert!(ask("GET", "").contains("\"http://gis.example/ogc/collections/kommun\""));
    for coding in ["gzip", "br"] {
        let packed = ask("GET", &format!("Accept-Encoding: {coding}\r\n"));
        assert!(packed.contains(&format!("content-encoding: {coding}")), "{coding}");
    }
    let _: Value = server.visitor().get("/ogc/collections/kommun/items").json();
}
