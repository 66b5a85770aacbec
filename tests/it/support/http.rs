//! The service on a port of its own, with the demo's parties and users, and browsers to ask it.

use jiff::{Timestamp, civil::date};
use platssamverkan::{
    api,
    app::{App, Settings, password::PasswordCost, post::Post, shipped, users},
    area::AreaId,
    clock::Clock,
    incident::StudyClock,
    store::{Store, sqlite::SqliteStore},
};
use serde_json::{Value, json};
use std::{net::SocketAddr, sync::Arc};
use ureq::{
    Agent,
    http::{HeaderMap, Request, Response},
    unversioned::multipart::{Form, Part},
};

/// The day of the demo, standing still.
pub(crate) struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        date(2026, 6, 10).at(10, 0, 0, 0).in_tz("UTC").expect("UTC is known").timestamp()
    }
}

/// A running service; it stops with the value.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) app: Arc<App>,
    _runtime: tokio::runtime::Runtime,
}

impl Server {
    /// With shipped areas, demo users and no counts.
    pub(crate) fn start() -> Self {
        let store = SqliteStore::open_in_memory().expect("a store");
        Self::over(Arc::new(store), Arc::new(Noon))
    }

    /// The same on a store and by a clock of the test's own.
    pub(crate) fn over(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self::over_as(store, clock, |app| app)
    }

    /// With a mail server.
    pub(crate) fn with_post(post: Post) -> Self {
        let store = SqliteStore::open_in_memory().expect("a store");
        Self::over_as(Arc::new(store), Arc::new(Noon), |app| app.with_post(post))
    }

    /// The same with an app that was set up by the test.
    pub(crate) fn over_as(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        set_up: impl FnOnce(App) -> App,
    ) -> Self {
        shipped::load(store.as_ref(), clock.now()).expect("shipped data is loaded");
        let settings = Settings {
            study_area: AreaId(shipped::STUDY_AREA.into()),
            clock: StudyClock::new(shipped::TIME_ZONE).expect("a known zone"),
            demo: true,
            gdal_worker: None,
        };
        let app = App::open(store, clock, settings).expect("the app opens");
        let app = Arc::new(set_up(app.with_password_cost(PasswordCost::CHEAP)));
        users::load_demo(&app).expect("demo users are loaded");
        Self::of(app)
    }

    /// Of an app.
    pub(crate) fn of(app: Arc<App>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let router = api::router(app.clone(), None);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0");
        let listener = runtime.block_on(listener).expect("a free port");
        let address = listener.local_addr().expect("bound");
        runtime.spawn(api::serve(listener, router, std::future::pending()));
        Self { address, app, _runtime: runtime }
    }

    /// A browser that is not signed in. It shows a redirect instead of following it.
    pub(crate) fn visitor(&self) -> Browser {
        Browser::at(&format!("http://{}", self.address))
    }

    /// The same at an address of its own, behind a proxy on this machine.
    pub(crate) fn visitor_from(&self, address: &str) -> Browser {
        Browser { from: Some(address.to_owned()), ..self.visitor() }
    }

    /// A system that sends a key and keeps no cookies.
    pub(crate) fn system(&self, secret: &str) -> Browser {
        Browser { key: Some(format!("Bearer {secret}")), ..self.visitor() }
    }

    /// A browser of one of the demo's users.
    pub(crate) fn signed_in(&self, login: &str) -> Browser {
        let user = users::demo_users().into_iter().find(|user| user.login == login);
        self.signed_in_with(login, &user.expect("a demo user").password)
    }

    /// A browser of somebody else.
    pub(crate) fn signed_in_with(&self, login: &str, password: &str) -> Browser {
        let browser = self.visitor();
        let me = browser.post("/api/v1/session", &json!({"login": login, "password": password}));
        assert_eq!(me.status, 200, "{me:?}");
        browser
    }
}

/// An answer, read whole.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    /// The body as text; what is no UTF-8 is replaced.
    pub(crate) text: String,
    /// The same as it came.
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no {name} in {self:?}"));
        value.to_str().expect("ASCII")
    }

    /// Status and code of a problem, after checking its form.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let body = self.json();
        assert_eq!(body["status"], self.status);
        assert_eq!(body["type"], "about:blank");
        assert!(!body["title"].as_str().expect("a title").is_empty());
        (self.status, body["code"].as_str().expect("a code").to_owned())
    }
}

/// Keeps cookies, as a browser does.
#[derive(Debug)]
pub(crate) struct Browser {
    agent: Agent,
    base: String,
    key: Option<String>,
    /// Where a proxy says that it comes from.
    from: Option<String>,
}

/// Our own pages send it with every change.
const OURS: (&str, &str) = ("X-Requested-With", "platssamverkan");

impl Browser {
    /// That asks the service at an address.
    pub(crate) fn at(base: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build();
        Self { agent: config.into(), base: base.to_owned(), from: None, key: None }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(from) = &self.from {
            request = request.header("X-Forwarded-For", from);
        }
        for (name, value) in headers.iter().copied().chain(self.key()) {
            request = request.header(name, value);
        }
        read(request.call().expect("the service answers"))
    }

    /// The body of an answer as it comes; whoever drops it has gone away.
    pub(crate) fn begun(&self, path: &str) -> impl std::io::Read {
        let request = self.agent.get(format!("{}{path}", self.base));
        let answer = request.call().expect("the service answers");
        assert_eq!(answer.status().as_u16(), 200);
        answer.into_body().into_reader()
    }

    fn key(&self) -> Option<(&str, &str)> {
        self.key.as_deref().map(|key| ("Authorization", key))
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[("Content-Type", "application/json")], &body.to_string())
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Answer {
        self.send("PUT", path, &[("Content-Type", "application/json")], &body.to_string())
    }

    /// The answer of a method, however long it takes.
    pub(crate) fn answer(&self, path: &str) -> Value {
        for _ in 0..300 {
            let answer = self.get(path);
            if answer.status != 202 {
                assert_eq!(answer.status, 200, "{path}: {}", answer.text);
                return answer.json();
            }
        }
        panic!("{path}: no answer in ten minutes");
    }

    /// Any method with a body.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        self.attempt(method, path, headers, body).expect("the service answers")
    }

    /// The same of a service that may be killed meanwhile: `None` when no whole answer came.
    pub(crate) fn attempt(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Option<Answer> {
        let uri = format!("{}{path}", self.base);
        let mut request = Request::builder().method(method).uri(uri).header(OURS.0, OURS.1);
        if let Some(from) = &self.from {
            request = request.header("X-Forwarded-For", from);
        }
        for (name, value) in headers.iter().copied().chain(self.key()) {
            request = request.header(name, value);
        }
        let request = request.body(body.to_owned()).expect("a request");
        read_whole(self.agent.run(request).ok()?)
    }

    /// A form with a file, as the import page sends it.
    pub(crate) fn upload(&self, fields: &[(&str, &str)], file: &str, bytes: &[u8]) -> Answer {
        self.upload_to("/api/v1/imports", fields, file, bytes)
    }

    /// The same to any route.
    pub(crate) fn upload_to(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: &str,
        bytes: &[u8],
    ) -> Answer {
        self.attempt_upload_to(path, fields, file, bytes).expect("the service answers")
    }

    /// The same of a service that may be killed meanwhile.
    pub(crate) fn attempt_upload(
        &self,
        fields: &[(&str, &str)],
        file: &str,
        bytes: &[u8],
    ) -> Option<Answer> {
        self.attempt_upload_to("/api/v1/imports", fields, file, bytes)
    }

    fn attempt_upload_to(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: &str,
        bytes: &[u8],
    ) -> Option<Answer> {
        let mut form = Form::new();
        for (name, value) in fields {
            form = form.text(name, value);
        }
        form = form.part("file", Part::bytes(bytes).file_name(file));
        let mut request = self.agent.post(format!("{}{path}", self.base));
        if let Some((name, value)) = self.key() {
            request = request.header(name, value);
        }
        read_whole(request.header(OURS.0, OURS.1).send(form).ok()?)
    }

    /// Uploads and publishes counts; the import as published.
    pub(crate) fn import_counts(&self, file: &str, csv: &str) -> Value {
        let fields = [("kind", "incidents"), ("source", "prov"), ("synthetic", "true")];
        let preview = self.upload(&fields, file, csv.as_bytes());
        assert_eq!(preview.status, 202, "{}", preview.text);
        let id = preview.json()["id"].clone();
        let published = self.post(&format!("/api/v1/imports/{id}/commit"), &Value::Null);
        assert_eq!(published.status, 200, "{}", published.text);
        published.json()
    }
}

fn read(response: Response<ureq::Body>) -> Answer {
    read_whole(response).expect("text")
}

fn read_whole(mut response: Response<ureq::Body>) -> Option<Answer> {
    let bytes = response.body_mut().read_to_vec().ok()?;
    Some(Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: String::from_utf8_lossy(&bytes).into_owned(),
        bytes,
    })
}

/// Counts of a made-up year: one every 60 m in the middle of the city, and a hundred on one square.
/// Each row has an id.
pub(crate) fn counts_csv() -> String {
    let mut csv = String::from("id,category,lon,lat,occurred_from,occurred_to\n");
    let mut no = 0;
    let mut row = |lon: f64, lat: f64| {
        no += 1;
        let (month, day, hour) = (1 + no % 12, 1 + no % 28, (no * 7) % 24);
        let time = format!("2025-{month:02}-{day:02}T{hour:02}:00");
        csv.push_str(&format!("r{no},fickstold,{lon:.5},{lat:.5},{time},{time}\n"));
    };
    for i in 0..40 {
        for j in 0..30 {
            row(18.03 + 0.0012 * f64::from(i), 59.33 + 0.0005 * f64::from(j));
        }
    }
    for i in 0..100 {
        row(18.0635 + 0.00001 * f64::from(i % 10), 59.3325 + 0.00001 * f64::from(i / 10));
    }
    csv
}
