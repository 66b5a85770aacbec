//! OGC API – Features over HTTP: the abstract tests of the standard's parts, by their names, and what the
//! levels let out.

mod core;
mod crs;
mod filter;
mod levels;

use crate::{
    access, api_releases, public_page,
    support::http::{Answer, Browser, Server},
};
use platssamverkan::{
    app::{keys, users},
    case::access::ReleaseLevel,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A service with a case whose page is up, a run that nothing rests on, and what is released of a year.
pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) visitor: Browser,
    pub(crate) police: Browser,
    pub(crate) city: Browser,
    pub(crate) case: String,
}

impl World {
    pub(crate) fn new() -> Self {
        let server = Server::start();
        let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
        api_releases::deliver(&police, false);
        let order = api_releases::order("publik", "2025-K1", "2025-K4");
        api_releases::published(&police, &city, &order);
        let order =
            json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "stability": false});
        let run = police.post("/api/v1/hotspots/runs", &order);
        assert!(run.status < 300, "{}", run.text);
        let case = access::case(&server);
        assert_eq!(public_page::put(&city, &case, public_page::TEXT).0, 200);
        assert_eq!(public_page::approve(&city, &case).0, 200);
        assert_eq!(public_page::approve(&police, &case).0, 200);
        let visitor = server.visitor();
        Self { server, visitor, police, city, case }
    }

    /// The secret of a key of the city's party.
    pub(crate) fn key(&self, level: ReleaseLevel) -> String {
        let [_, city] = users::demo_parties();
        let admin = users::system_actor(city);
        let last_day = jiff::civil::date(2026, 12, 31);
        let new = keys::NewKey { system: "Stadens karta".into(), level, last_day };
        let (_, secret) = keys::make(&self.server.app, &admin, &new).expect("a key");
        secret.as_str().to_owned()
    }
}

/// The answer as JSON, which must be one.
fn ok(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn items(list: &Value) -> &Vec<Value> {
    list.as_array().unwrap_or_else(|| panic!("no list: {list}"))
}

/// Addresses of the links of a kind.
fn links<'a>(body: &'a Value, rel: &str) -> Vec<&'a str> {
    let of = items(&body["links"]).iter().filter(|link| link["rel"] == rel);
    of.map(|link| link["href"].as_str().expect("an address")).collect()
}

/// The part of an address below the host.
fn below<'a>(server: &Server, href: &'a str) -> &'a str {
    let host = format!("http://{}", server.address);
    href.strip_prefix(&host).unwrap_or_else(|| panic!("{href} is not below {host}"))
}

fn names(collections: &Value) -> BTreeSet<String> {
    let all = items(&collections["collections"]).iter();
    all.map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
}

/// With the host and the ids that differ from run to run masked.
fn steady(server: &Server, body: Value, masked: &[&str]) -> Value {
    let mut text = body.to_string().replace(&server.address.to_string(), "host");
    for id in masked {
        text = text.replace(id, "[…]");
    }
    crate::support::snapshot::steady(serde_json::from_str(&text).expect("JSON"))
}
