//! The service with a provider for each side, and browsers that go back and forth.

use crate::support::{
    clock::MovableClock,
    http::{Answer, Browser, Server},
    oidc::{CLIENT_ID, CLIENT_SECRET, Provider},
};
use openidconnect::url::Url;
use platssamverkan::app::sign_in::{SignIn, SignInSettings};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

pub(crate) const POLICE: &str = "polis-lpo-norrmalm";
pub(crate) const CITY: &str = "sdf-norra-innerstaden";

pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) polis: Provider,
    pub(crate) stad: Provider,
    pub(crate) clock: MovableClock,
    n_visitors: AtomicU8,
}

impl World {
    pub(crate) fn start() -> Self {
        let clock = MovableClock::start();
        let polis = Provider::start(Arc::new(clock.clone()), 0);
        let stad = Provider::start(Arc::new(clock.clone()), 1);
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("hemlighet"), CLIENT_SECRET).expect("written");
        let settings = format!(
            r#"
            public_url = "http://127.0.0.1:1"
            [polis]
            name = "Polisens inloggning"
            issuer = "{}"
            client_id = "{CLIENT_ID}"
            client_secret_file = "hemlighet"
            groups_claim = "groups"
            groups = [
              {{ group = "pls-k", party = "{POLICE}", role = "kommunpolis", function = "Kommunpolis" }},
              {{ group = "pls-a", party = "{POLICE}", role = "analytiker", function = "Analytiker" }},
              {{ group = "pls-adm", party = "{POLICE}", role = "administrator", function = "Admin" }},
            ]
            [stad]
            name = "Stadens inloggning"
            issuer = "{}"
            client_id = "{CLIENT_ID}"
            client_secret_file = "hemlighet"
            groups_claim = "groups"
            groups_from = "userinfo"
            groups = [
              {{ group = "pls-ts", party = "{CITY}", role = "trygghetssamordnare", function = "Trygghetssamordnare" }},
              {{ group = "pls-adm", party = "{CITY}", role = "administrator", function = "Admin" }},
            ]
            "#,
            polis.issuer(),
            stad.issuer()
        );
        std::fs::write(folder.path().join("inloggning.toml"), settings).expect("written");
        let app = clock.app_of(false);
        let parties = app.store.read().expect("readable").parties().expect("parties");
        let settings = SignInSettings::read(folder.path(), &parties).expect("right");
        let sign_in = SignIn::through(settings.expect("there"), Arc::new(clock.clone()));
        let app = app
            .with_sign_in(sign_in.expect("usable"))
            .with_trusted_proxies(vec!["127.0.0.1".parse().expect("an address")]);
        let server = Server::of(Arc::new(app));
        Self { server, polis, stad, clock, n_visitors: AtomicU8::new(0) }
    }

    /// A browser at an address that nobody had before.
    pub(crate) fn visitor(&self) -> Browser {
        let n = self.n_visitors.fetch_add(1, Ordering::SeqCst);
        self.server.visitor_from(&format!("192.0.2.{n}"))
    }

    pub(crate) fn provider(&self, side: &str) -> &Provider {
        if side == "polis" { &self.polis } else { &self.stad }
    }

    /// Begins a sign-in in a new browser.
    pub(crate) fn begin(&self, side: &'static str) -> Attempt {
        Attempt::begin(self.visitor(), side, &json!({})).expect("the provider is there")
    }

    /// A whole sign-in as it should be: of a subject with groups.
    pub(crate) fn sign_in(&self, side: &'static str, subject: &str, groups: &[&str]) -> Attempt {
        self.provider(side).acts(|script| {
            script.subject = subject.into();
            script.groups = groups.iter().map(|group| (*group).to_owned()).collect();
        });
        let attempt = self.begin(side);
        let back = attempt.at_provider();
        let answer = attempt.back(&back);
        assert_eq!(answer.status, 303, "{answer:?}");
        attempt
    }
}

/// A browser on its way.
pub(crate) struct Attempt {
    pub(crate) browser: Browser,
    pub(crate) side: &'static str,
    /// Where it was sent.
    pub(crate) url: Url,
}

impl Attempt {
    pub(crate) fn begin(
        browser: Browser,
        side: &'static str,
        body: &Value,
    ) -> Result<Self, Box<(Browser, Answer)>> {
        let answer = browser.post(&format!("/api/v1/sign-in/{side}"), body);
        if answer.status != 200 {
            return Err(Box::new((browser, answer)));
        }
        let url = answer.json()["url"].as_str().expect("an address").to_owned();
        Ok(Self { browser, side, url: Url::parse(&url).expect("an address") })
    }

    /// A parameter of the request to the provider.
    pub(crate) fn asked(&self, name: &str) -> String {
        let pair = self.url.query_pairs().find(|(key, _)| key == name);
        pair.unwrap_or_else(|| panic!("no {name} in {}", self.url)).1.into_owned()
    }

    /// Signs in at the provider; what it sends the browser back with.
    pub(crate) fn at_provider(&self) -> BTreeMap<String, String> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .build()
            .into();
        let answer = agent.get(self.url.as_str()).call().expect("the provider answers");
        assert_eq!(answer.status(), 303, "{}", self.url);
        let back = answer.headers()["location"].to_str().expect("ASCII");
        let back = Url::parse(back).expect("an address");
        assert_eq!(back.path(), format!("/api/v1/sign-in/{}/callback", self.side));
        back.query_pairs().map(|(key, value)| (key.into_owned(), value.into_owned())).collect()
    }

    /// Back to the service with these parameters.
    pub(crate) fn back(&self, parameters: &BTreeMap<String, String>) -> Answer {
        back_at(&self.browser, self.side, parameters)
    }

    /// Who the browser is now.
    pub(crate) fn me(&self) -> Option<Value> {
        me(&self.browser)
    }
}

pub(crate) fn back_at(
    browser: &Browser,
    side: &str,
    parameters: &BTreeMap<String, String>,
) -> Answer {
    let mut query = openidconnect::url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    browser.get(&format!("/api/v1/sign-in/{side}/callback?{}", query.finish()))
}

pub(crate) fn me(browser: &Browser) -> Option<Value> {
    let me = browser.get("/api/v1/me");
    match me.status {
        200 => Some(me.json()),
        401 => None,
        _ => panic!("{me:?}"),
    }
}
