//! Releases over HTTP: one party computes, both sign, and only stored tables leave.

use crate::support::http::{Answer, Browser, Server};
use platssamverkan::{
    app::{Actor, users},
    case::party::{Party, Role},
    export::release::Tables,
};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Places in Norra innerstaden, with how many counts each has a quarter of 2025, by category.
pub(crate) const PLACES: [(f64, f64, [u32; 4], &str); 8] = [
    (18.0635, 59.3325, [9, 14, 3, 21], "klotter"),
    (18.0591, 59.3372, [1, 6, 8, 2], "klotter"),
    (18.0480, 59.3405, [12, 1, 7, 9], "klotter"),
    (18.0720, 59.3350, [4, 11, 5, 1], "klotter"),
    (18.0590, 59.3440, [22, 17, 30, 26], "klotter"),
    (18.0400, 59.3460, [2, 0, 1, 0], "klotter"),
    (18.0635, 59.3325, [31, 28, 40, 33], "fickstold"),
    (18.0480, 59.3405, [3, 5, 2, 8], "fickstold"),
];

/// The counts as a delivery; `rows` orders them.
pub(crate) fn deliver(browser: &Browser, reversed: bool) {
    let mut rows = Vec::new();
    for (place, (lon, lat, n, category)) in PLACES.iter().enumerate() {
        for (quarter, &n) in n.iter().enumerate() {
            for i in 0..n {
                let (month, day) = (quarter * 3 + 1 + i as usize % 3, 1 + i % 28);
                rows.push(format!(
                    "r{place}-{quarter}-{i},{category},{lon},{lat},2025-{month:02}-{day:02}T12:00"
                ));
            }
        }
    }
    if reversed {
        rows.reverse();
    }
    import(browser, "handelser.csv", &rows);
}

pub(crate) fn import(browser: &Browser, file: &str, rows: &[String]) {
    let mut csv = String::from("id,category,lon,lat,occurred_from\n");
    rows.iter().for_each(|row| writeln!(csv, "{row}").expect("a string"));
    let id = browser.import_counts(file, &csv)["id"].clone();
    let shared = browser.post(&format!("/api/v1/imports/{id}/share"), &Value::Null);
    assert_eq!(shared.status, 200, "{}", shared.text);
}

pub(crate) fn order(level: &str, first: &str, last: &str) -> Value {
    json!({"level": level, "first": first, "last": last, "categories": ["klotter", "fickstold"]})
}

pub(crate) fn prepared(browser: &Browser, order: &Value) -> Value {
    let act = browser.post("/api/v1/releases", order);
    assert_eq!(act.status, 201, "{}", act.text);
    act.json()
}

/// A step on an act as it was last seen.
pub(crate) fn step(browser: &Browser, act: &Value, what: &str, body: &Value) -> Answer {
    let path = format!("/api/v1/releases/{}/{what}", act["id"].as_str().expect("an id"));
    let version = format!("\"{}\"", act["version"]);
    let headers = [("Content-Type", "application/json"), ("If-Match", &version)];
    browser.send("POST", &path, &headers, &body.to_string())
}

pub(crate) fn approve(browser: &Browser, act: &Value) -> Answer {
    step(browser, act, "approvals", &json!({"fingerprint": act["fingerprint"]}))
}

/// Computed and proposed by the police, signed by both.
pub(crate) fn published(police: &Browser, city: &Browser, order: &Value) -> Value {
    let act = prepared(police, order);
    let act = step(police, &act, "proposal", &Value::Null).json();
    let act = approve(police, &act).json();
    let out = approve(city, &act);
    assert_eq!(out.status, 201, "{}", out.text);
    assert_eq!(out.json()["state"], "utlamnad");
    out.json()
}

/// All tables that were ever out, as they are stored.
pub(crate) fn stored(server: &Server) -> Vec<Tables> {
    let read = server.app.store.read().expect("reads");
    let acts = read.releases().expect("read");
    let out = acts.iter().filter(|act| act.was_out());
    out.map(|act| {
        let bytes = read.released_tables(&act.prepared().id).expect("read").expect("is there");
        Tables::read(&bytes).expect("tables")
    })
    .collect()
}

const PUBLIC_AREAS: &str = "/api/v1/export/released-areas.geojson";

/// The features of a public file.
fn features(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["features"].as_array().expect("features").clone()
}

#[test]
fn one_party_computes_both_sign_and_only_then_anybody_reads_it() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let visitor = server.visitor();
    deliver(&police, false);
    let act = prepared(&police, &order("publik", "2025-K1", "2025-K4"));
    let path = format!("/api/v1/releases/{}", act["id"].as_str().expect("an id"));
    println!("{}", act["figures"]);
    assert_eq!((&act["state"], &act["k"]), (&json!("utkast"), &json!(5)));
    assert_eq!(act["may"], json!(["propose", "withdraw"]));

    // A draft is the party's own.
    assert_eq!(city.get(&path).problem(), (404, "not_found".into()));
    assert_eq!(city.get("/api/v1/releases").json()["items"], json!([]));
    assert_eq!(step(&city, &act, "proposal", &Value::Null).status, 404);
    assert_eq!(approve(&police, &act).problem(), (409, "release_not_proposed".into()));

    let proposed = step(&police, &act, "proposal", &Value::Null);
    assert_eq!(proposed.status, 200, "{}", proposed.text);
    let proposed = proposed.json();
    assert_eq!(city.get(&path).json()["may"], json!(["approve", "withdraw"]));
    assert!(features(&visitor.get(PUBLIC_AREAS)).is_empty(), "nothing is out yet");

    // Two of one party are still one party; the tables must be those that were seen.
    let half = approve(&police, &proposed).json();
    let chief = server.signed_in("lpo-chef");
    assert_eq!(approve(&chief, &half).problem(), (409, "release_already_approved".into()));
    let other = json!({"fingerprint": "0".repeat(64)});
    let unseen = step(&city, &half, "approvals", &other);
    assert_eq!(unseen.problem(), (409, "release_tables_differ".into()));
    assert_eq!(approve(&city, &proposed).status, 412);
    let without = city.post(&format!("{path}/approvals"), &other);
    assert_eq!(without.status, 428);
    let analyst = server.signed_in("analytiker-stad");
    assert_eq!(approve(&analyst, &half).problem(), (403, "not_allowed".into()));
    assert!(features(&visitor.get(PUBLIC_AREAS)).is_empty());

    let out = approve(&city, &half);
    assert_eq!((out.status, &out.json()["state"]), (201, &json!("utlamnad")));
    let public = visitor.get(PUBLIC_AREAS);
    let figures = features(&public);
    assert!(figures.iter().any(|figure| figure["properties"]["undertryckt"] == true));
    assert!(figures.iter().any(|figure| figure["properties"]["n"].as_u64() > Some(0)));
    assert_eq!(public.json()["classification"], "publik");
    assert_eq!(public.json()["card"]["acts"], json!([act["id"]]));
    assert_eq!(public.header("cache-control"), "public, no-cache");
    let tag = public.header("etag").to_owned();
    assert_eq!(visitor.get_with(PUBLIC_AREAS, &[("If-None-Match", &tag)]).status, 304);
    let log = server.app.store.read().expect("reads");
    let log = log.log("release", act["id"].as_str().expect("an id")).expect("read");
    let acts: Vec<&str> = log.iter().map(|entry| entry.act.as_str()).collect();
    assert_eq!(
        acts,
        [
            "release_prepared",
            "release_proposed",
            "release_approved",
            "release_approved",
            "release_out"
        ]
    );

    let why = json!({"motive": "Kategorin var fel redovisad."});
    let short = step(&city, &out.json(), "withdrawal", &json!({"motive": "fel"}));
    assert_eq!(short.status, 400);
    let back = step(&city, &out.json(), "withdrawal", &why);
    assert_eq!((back.status, &back.json()["withdrawn"]["was_out"]), (200, &json!(true)));
    assert!(features(&visitor.get(PUBLIC_AREAS)).is_empty(), "served no longer");
    assert_eq!(server.app.store.check().expect("checked"), Vec::<String>::new());
}

#[test]
fn the_levels_are_read_by_those_who_may() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    deliver(&police, false);
    published(&police, &city, &order("stad", "2025-H1", "2025-H1"));
    let [police_party, city_party] = users::demo_parties();
    let visitor = server.visitor();
    let stad = "/api/v1/export/released-areas.csv?release=stad&period=2025-H1";
    assert_eq!(visitor.get(stad).problem(), (401, "not_signed_in".into()));
    assert!(features(&visitor.get(PUBLIC_AREAS)).is_empty(), "stad is not public");
    let gis = user(&server, "gis", &city_party, Role::GisLasare);
    let table = gis.get(stad);
    assert_eq!((table.status, table.header("cache-control")), (200, "no-store"));
    assert!(table.text.contains("undertryckt") && table.text.contains("2025-H1"));
    // A gis-läsare sees what is out, and nothing of the counts.
    let list = gis.get("/api/v1/releases").json();
    assert_eq!(list["items"][0]["figures"]["n_small"], Value::Null);
    assert_eq!(gis.get("/api/v1/export/cases.csv?release=intern").status, 403);
    assert_eq!(gis.post("/api/v1/releases", &order("stad", "2025", "2025")).status, 403);
    let _draft = prepared(&police, &order("stad", "2025-H1", "2025-H2"));
    assert_eq!(gis.get("/api/v1/releases").json()["items"].as_array().map(Vec::len), Some(1));

    // An administrator computes and signs nothing.
    let admin = user(&server, "admin", &police_party, Role::Administrator);
    let draft = prepared(&admin, &order("publik", "2025-H1", "2025-H1"));
    let draft = step(&admin, &draft, "proposal", &Value::Null).json();
    assert_eq!(approve(&admin, &draft).problem(), (403, "not_allowed".into()));

    for (path, status, code) in [
        ("released-areas.geojson?release=intern", 400, "release_not_available"),
        ("places.geojson?release=publik", 400, "release_not_available"),
        ("released-areas.geojson?release=stad&period=2019", 400, "invalid"),
        ("released-areas.geojson?release=stad&category=ran", 400, "invalid"),
        ("released-areas.csv-metadata.json?release=stad", 404, "not_found"),
    ] {
        let answer = city.get(&format!("/api/v1/export/{path}"));
        assert_eq!(answer.problem(), (status, code.to_owned()), "{path}");
    }
    for (wrong, field) in [
        (json!({"level": "publik", "first": "2026-K2"}), "last"),
        (json!({"level": "publik", "first": "2025-K1", "last": "2025-H1"}), "last"),
        (json!({"level": "publik", "first": "2025-K1", "k": 2}), "k"),
        (json!({"level": "intern", "first": "2025"}), "level"),
        (json!({"level": "stad", "first": "2025-K5"}), "first"),
        (json!({"level": "stad", "first": "2025", "categories": ["nej"]}), "categories"),
    ] {
        let answer = police.post("/api/v1/releases", &wrong).json();
        assert_eq!(answer["fields"][0]["field"], field, "{wrong}: {answer}");
    }
}

/// A user of a role that the demo does not have, signed in.
pub(crate) fn user(server: &Server, login: &str, party: &Party, role: Role) -> Browser {
    let password = "tre gröna cyklar vid kajen";
    let new = users::NewUser {
        login: login.into(),
        function: "Ersättare".into(),
        party: party.id.clone(),
        role,
        password: password.into(),
    };
    let system: Actor = users::system_actor(party.clone());
    users::add(&server.app, &system, &new).expect("the command line may");
    let browser = server.visitor();
    let me = browser.post("/api/v1/session", &json!({"login": login, "password": password}));
    assert_eq!(me.status, 200, "{me:?}");
    browser
}

#[test]
fn a_draft_made_before_something_else_went_out_must_be_computed_anew() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    deliver(&police, false);
    let early = prepared(&police, &order("stad", "2025-K1", "2025-K2"));
    let early = step(&police, &early, "proposal", &Value::Null).json();
    published(&police, &city, &order("publik", "2025", "2025"));
    assert_eq!(approve(&city, &early).problem(), (409, "release_history_moved".into()));
    let mut other_k = order("publik", "2025", "2025");
    other_k["k"] = json!(7);
    let refused = police.post("/api/v1/releases", &other_k);
    assert_eq!(refused.problem(), (409, "release_other_threshold".into()));
}

#[test]
fn the_same_counts_give_the_same_bytes() {
    let of = |reversed: bool, threads: usize| {
        let server = Server::start();
        let police = server.signed_in("kommunpolis");
        deliver(&police, reversed);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let order = platssamverkan::app::releases::Order {
            level: platssamverkan::export::release::Level::Publik,
            k: platssamverkan::export::release::Threshold::DEFAULT,
            first: "2025-K1".parse().expect("a period"),
            last: "2025-K4".parse().expect("a period"),
            categories: vec!["klotter".into(), "fickstold".into()],
            total: true,
            agreement: None,
        };
        let [party, _] = users::demo_parties();
        let actor = users::system_actor(party);
        let act =
            pool.install(|| platssamverkan::app::releases::prepare(&server.app, &actor, &order));
        act.expect("computed").prepared().tables.clone()
    };
    let first = of(false, 1);
    assert_eq!(of(true, 1), first);
    assert_eq!(of(false, 5), first);
}

#[test]
fn nothing_outside_has_a_property_from_which_a_count_could_be_solved() {
    const FORBIDDEN: [&str; 14] = [
        "z",
        "p",
        "p_value",
        "p_adjusted",
        "expected",
        "excess",
        "ratio",
        "profile",
        "counts",
        "share",
        "n_small",
        "total",
        "population",
        "proof",
    ];
    fn names(json: &Value, into: &mut Vec<String>) {
        match json {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                into.push(name.clone());
                names(value, into);
            }),
            Value::Array(items) => items.iter().for_each(|item| names(item, into)),
            _ => {}
        }
    }
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    deliver(&police, false);
    let act = published(&police, &city, &order("publik", "2025-K1", "2025-K4"));
    let (mut seen, mut bodies) = (Vec::new(), 0);
    for layer in ["released-areas", "released-cells"] {
        for query in ["", "?release=stad", "?period=alla", "?release=stad&period=2025-K1"] {
            let json = city.get(&format!("/api/v1/export/{layer}.geojson{query}")).json();
            names(&json, &mut seen);
            // The sums are those of what is shown.
            for table in json["card"]["tables"].as_array().expect("tables") {
                let same = |figure: &&Value| {
                    let figure = &figure["properties"];
                    figure["period"] == table["period"] && figure["category"] == table["category"]
                };
                if table["places"] == "rutor" {
                    let all = json["features"].as_array().expect("features").iter();
                    let n = all.filter(same).filter_map(|one| one["properties"]["n"].as_u64());
                    assert_eq!(table["released_total"], n.sum::<u64>());
                }
            }
            let csv = city.get(&format!("/api/v1/export/{layer}.csv{query}")).text;
            let header = csv.trim_start_matches('\u{feff}').lines().next().expect("a header");
            seen.extend(header.split(',').map(str::to_owned));
            let typed = city.get(&format!("/api/v1/export/{layer}.gpkg{query}"));
            let (columns, ids) = super::export_files::rows_of(&typed.bytes, layer);
            assert_eq!(
                Some(ids.len()),
                json["features"].as_array().map(Vec::len),
                "{layer}{query}"
            );
            seen.extend(columns);
            let flat = city.get(&format!("/api/v1/export/{layer}.fgb{query}"));
            assert_eq!(flat.status, 200, "{layer}{query}");
            bodies += 3;
        }
    }
    let id = act["id"].as_str().expect("an id");
    let tables = format!("/api/v1/releases/{id}/tables?period=2025&category=klotter");
    names(&city.get(&tables).json(), &mut seen);
    for tables in stored(&server) {
        names(&serde_json::to_value(&tables).expect("serialises"), &mut seen);
        bodies += 1;
    }
    seen.sort();
    seen.dedup();
    println!("{bodies} utlämnade svar, {} namn: {}", seen.len(), seen.join(" "));
    let found: Vec<&String> =
        seen.iter().filter(|name| FORBIDDEN.contains(&name.as_str())).collect();
    assert!(found.is_empty(), "{found:?}");
}
