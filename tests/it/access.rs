//! Ground, deputies, keys, links and sharing, as they are used.

use crate::support::{
    clock::MovableClock,
    http::{Answer, Browser, Server, counts_csv},
};
use jiff::SignedDuration;
use platssamverkan::{
    app::{App, AppError, agreements, keys, links, session, users},
    area::{AreaId, Validity},
    case::{
        access::{Joined, ReleaseLevel},
        party::{Agreement, Parties, Party, Role, Side},
    },
    incident::PartyId,
    store::CameFrom,
};
use serde_json::{Value, json};

const JSON: (&str, &str) = ("Content-Type", "application/json");
const NORRA: &str = "stadsdelsomrade/norra-innerstaden";

/// With an administrator of each party.
fn server() -> (Server, Browser, Browser) {
    let server = Server::start();
    let [police, city] = users::demo_parties();
    let (polis, stad) = (admin(&server, &police), admin(&server, &city));
    (server, polis, stad)
}

fn admin(server: &Server, party: &Party) -> Browser {
    let login = format!("prov-admin-{}", party.side.as_str());
    let new = users::NewUser {
        login: login.clone(),
        function: "Administratör i prov".into(),
        party: party.id.clone(),
        role: Role::Administrator,
        password: "sju blåa båtar i viken".into(),
    };
    let system = users::system_actor(party.clone());
    users::add(&server.app, &system, &new).expect("an administrator");
    server.signed_in_with(&login, "sju blåa båtar i viken")
}

fn assignment(user: &Value, areas: Value) -> Value {
    json!({"function": user["function"], "role": user["role"], "disabled": false, "areas": areas})
}

fn user(admin: &Browser, login: &str) -> Value {
    let users = admin.get("/api/v1/users").json();
    let mut all = users["items"].as_array().expect("users").iter();
    all.find(|user| user["login"] == login).expect("that user").clone()
}

fn give_ground(admin: &Browser, login: &str, areas: Value) -> Answer {
    let user = user(admin, login);
    let path = format!("/api/v1/users/{}", user["id"].as_str().expect("an id"));
    admin.put(&path, &assignment(&user, areas))
}

fn point_at(browser: &Browser) -> Answer {
    browser.post(
        "/api/v1/openings",
        &json!({"geometry": {"type": "Point", "coordinates": [18.058, 59.331]}, "name": "Torget"}),
    )
}

pub(crate) fn act(browser: &Browser, opening: &Value, what: &str, body: &Value) -> Answer {
    let path = format!("/api/v1/openings/{}/{what}", opening["id"].as_str().expect("an id"));
    let version = format!("\"{}\"", opening["version"]);
    browser.send("POST", &path, &[JSON, ("If-Match", &version)], &body.to_string())
}

pub(crate) fn seen() -> Value {
    json!({"kind": "felanmalan", "title": "Trasig belysning", "on": "2026-05-30", "text": ""})
}

pub(crate) fn yes(opening: &Value) -> Value {
    json!({"verdict": "ja", "motive": "Platsen är otrygg kvällstid", "diarienummer": "540/2026",
        "evidence_fingerprint": opening["evidence_fingerprint"]})
}

#[test]
fn a_samordnare_acts_on_its_own_ground_in_its_time_and_a_chief_everywhere() {
    let (server, admin, _) = server();
    let k = server.signed_in("kommunpolis");
    let opening = point_at(&k);
    assert_eq!(opening.status, 201, "{}", opening.text);
    let opening = act(&k, &opening.json(), "evidence", &seen()).json();

    // Ground elsewhere, in the past, to come, or none at all.
    for areas in [
        json!([{"area": "stadsdelsomrade/sodermalm", "valid_from": null, "valid_to": null}]),
        json!([{"area": NORRA, "valid_from": "2024-01-01", "valid_to": "2026-06-09"}]),
        json!([{"area": NORRA, "valid_from": "2026-06-11", "valid_to": null}]),
        json!([]),
    ] {
        let given = give_ground(&admin, "kommunpolis", areas.clone());
        assert_eq!(given.status, 200, "{}", given.text);
        let outside = (403, "outside_your_areas".to_owned());
        assert_eq!(point_at(&k).problem(), outside, "{areas}");
        assert_eq!(act(&k, &opening, "evidence", &seen()).problem(), outside);
        assert_eq!(act(&k, &opening, "assessments", &yes(&opening)).problem(), outside);
        let shown = k.get(&format!("/api/v1/openings/{}", opening["id"].as_str().expect("id")));
        assert_eq!(shown.json()["may"], json!([]), "it is seen, and nothing can be done");
    }
    // Wider ground, and ground of which this is the successor.
    for area in ["lokalpolisomrade/norrmalm", "kommun/0180", NORRA] {
        let areas = json!([{"area": area, "valid_from": null, "valid_to": null}]);
        assert_eq!(give_ground(&admin, "kommunpolis", areas).status, 200);
        assert_eq!(point_at(&k).status, 201, "{area}");
    }
    give_ground(&admin, "kommunpolis", json!([]));
    let chief = server.signed_in("lpo-chef");
    assert_eq!(act(&chief, &opening, "assessments", &yes(&opening)).status, 201);

    for (areas, code) in [
        (json!([{"area": "stadsdel/finns-inte", "valid_from": null, "valid_to": null}]), "unknown"),
        (
            json!([{"area": NORRA, "valid_from": "2026-02-01", "valid_to": "2026-01-01"}]),
            "bad_days",
        ),
    ] {
        let refused = give_ground(&admin, "kommunpolis", areas);
        assert_eq!(refused.problem(), (400, "invalid".to_owned()));
        assert_eq!(refused.json()["fields"][0]["code"], code);
    }
}

#[test]
fn a_deputy_signs_for_the_one_it_stands_in_for_between_two_days_and_says_so() {
    let (server, _, admin_of_city) = server();
    let (k, ts) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let analyst = server.signed_in("analytiker-stad");
    let opening = act(&k, &point_at(&k).json(), "evidence", &seen()).json();
    let opening = act(&k, &opening, "assessments", &yes(&opening)).json();
    let sign = || act(&analyst, &opening, "assessments", &yes(&opening));
    assert_eq!(sign().problem().0, 403, "an analyst signs nothing of its own");

    let to = |first: &str, last: &str, to: &str| json!({"from": "user-samordnare", "to": to, "first_day": first, "last_day": last});
    let give = |by: &Browser, body: &Value| by.post("/api/v1/delegations", body);
    let deputy = "user-analytiker-stad";
    assert_eq!(give(&ts, &to("2026-06-01", "2026-06-09", deputy)).problem().1, "bad_days");
    assert_eq!(give(&ts, &to("2026-06-10", "2026-06-20", "user-kommunpolis")).status, 404);
    assert_eq!(give(&k, &to("2026-06-10", "2026-06-20", deputy)).status, 404);
    assert_eq!(give(&analyst, &to("2026-06-10", "2026-06-20", deputy)).status, 403);
    // From tomorrow: not yet.
    assert_eq!(give(&ts, &to("2026-06-11", "2026-06-20", deputy)).status, 201);
    assert_eq!(sign().status, 403);
    // Given by an administrator of the party, and taken back before it was used.
    let given = give(&admin_of_city, &to("2026-06-10", "2026-06-10", deputy));
    assert_eq!(given.status, 201, "{}", given.text);
    let revoke = |by: &Browser, given: &Answer| {
        let id = given.json()["id"].as_str().expect("an id").to_owned();
        by.post(&format!("/api/v1/delegations/{id}/revocation"), &Value::Null)
    };
    assert_eq!(revoke(&k, &given).status, 404, "the other party's");
    assert_eq!(revoke(&server.signed_in("stadsdelsdirektor"), &given).status, 403);
    assert!(!revoke(&ts, &given).json()["revoked_at"].is_null());
    assert_eq!(sign().status, 403);
    // And now.
    let given = give(&ts, &to("2026-06-10", "2026-06-10", deputy));
    let opened = sign();
    assert_eq!(opened.status, 201, "{}", opened.text);
    let opened = opened.json();
    assert_eq!(opened["state"], "oppnad");
    assert_eq!(
        opened["assessments"][1]["signer_function"],
        "Analytiker, stadsdelsförvaltningen, ersättare för Trygghets- och säkerhetssamordnare"
    );
    // What was signed stands when the delegation is taken back.
    revoke(&ts, &given);
    assert_eq!(ts.get("/api/v1/cases").json()["items"].as_array().map(Vec::len), Some(1));
    let log = server.app.store.read().expect("a look").log("delegation", "").expect("a log");
    assert!(log.is_empty());
    let id = given.json()["id"].as_str().expect("an id").to_owned();
    let log = server.app.store.read().expect("a look").log("delegation", &id).expect("a log");
    let acts: Vec<&str> = log.iter().map(|entry| entry.act.as_str()).collect();
    assert_eq!(acts, ["delegation_given", "delegation_revoked"]);
}

#[test]
fn a_key_reads_at_its_level_and_changes_nothing() {
    let (server, admin, _) = server();
    let k = server.signed_in("kommunpolis");
    k.import_counts("antal.csv", &counts_csv());
    let make = |level: &str| {
        let new = json!({"system": "Stadens karta", "level": level, "last_day": "2026-07-01"});
        let made = admin.post("/api/v1/keys", &new);
        assert_eq!(made.status, 201, "{}", made.text);
        made.json()
    };
    let secret = |key: &Value| key["secret"].as_str().expect("a secret").to_owned();
    let (intern, publik) = (make("intern"), make("publik"));
    let listed = admin.get("/api/v1/keys");
    assert!(!listed.text.contains(&secret(&intern)), "it is shown once");
    let series = "/api/v1/series?from=2025-01-01&to=2025-12-31";
    let system = server.system(&secret(&intern));
    assert_eq!(system.get(series).json(), k.get(series).json());
    assert_eq!(server.system(&secret(&publik)).get(series).problem().0, 403);
    assert_eq!(server.system(&secret(&publik)).get("/api/v1/areas").status, 200);
    for (path, body) in [
        ("/api/v1/openings", json!({"place": "plats/sergels-torg"})),
        ("/api/v1/observations", json!({"kind": "dialogue", "area": NORRA, "from": "2026-05-01"})),
        ("/api/v1/keys", json!({"system": "En till", "level": "intern", "last_day": "2026-07-01"})),
    ] {
        assert_eq!(system.post(path, &body).problem().0, 403, "{path}");
    }
    let days = json!({"system": "För länge", "level": "intern", "last_day": "2030-01-01"});
    assert_eq!(admin.post("/api/v1/keys", &days).json()["fields"][0]["field"], "last_day");

    let path = format!("/api/v1/keys/{}/revocation", intern["id"].as_str().expect("an id"));
    assert_eq!(admin.post(&path, &Value::Null).status, 200);
    assert_eq!(system.get(series).problem(), (401, "not_signed_in".to_owned()));
    // Guessing is slowed down; whoever holds a key that is good goes on.
    let guess = || server.system(&"ab".repeat(32)).get(series).status;
    let refused: Vec<u16> = (0..101).map(|_| guess()).collect();
    assert_eq!((refused[0], refused[100]), (401, 429));
    assert_eq!(server.system(&secret(&publik)).get("/api/v1/areas").status, 200);
}

#[test]
fn a_user_who_is_closed_is_out_also_when_opened_again() {
    let (server, admin, _) = server();
    let k = server.signed_in("kommunpolis");
    let user = user(&admin, "kommunpolis");
    let path = format!("/api/v1/users/{}", user["id"].as_str().expect("an id"));
    let set = |disabled: bool| {
        let mut changed = assignment(&user, json!([]));
        changed["disabled"] = disabled.into();
        assert_eq!(admin.put(&path, &changed).status, 200);
    };
    assert_eq!(k.get("/api/v1/me").status, 200);
    set(true);
    assert_eq!(k.get("/api/v1/me").problem().0, 401);
    set(false);
    assert_eq!(k.get("/api/v1/me").problem().0, 401, "the old session is gone");
    assert_eq!(server.signed_in("kommunpolis").get("/api/v1/me").status, 200);
    // Whoever closed the last administrator would have nobody to open it.
    let own = admin.get("/api/v1/me").json()["user"]["id"].clone();
    let all = admin.get("/api/v1/users").json();
    let admins = all["items"].as_array().expect("users").iter();
    let admins: Vec<&Value> =
        admins.filter(|user| user["role"] == "administrator" && user["id"] != own).collect();
    for other in admins {
        let path = format!("/api/v1/users/{}", other["id"].as_str().expect("an id"));
        let mut closed = assignment(other, json!([]));
        closed["disabled"] = true.into();
        assert_eq!(admin.put(&path, &closed).status, 200);
    }
    let path = format!("/api/v1/users/{}", own.as_str().expect("an id"));
    let step_down = json!({"function": "Läsare", "role": "lasare", "disabled": false, "areas": []});
    assert_eq!(admin.put(&path, &step_down).problem(), (409, "last_administrator".to_owned()));
}

/// A case of the two demo parties, opened over HTTP.
pub(crate) fn case(server: &Server) -> String {
    let (k, ts) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let mut opening = act(&k, &point_at(&k).json(), "evidence", &seen()).json();
    for browser in [&k, &ts] {
        opening = act(browser, &opening, "assessments", &yes(&opening)).json();
    }
    opening["case"].as_str().expect("a case").to_owned()
}

#[test]
fn a_participants_link_shows_its_case_and_nothing_else() {
    let (server, ..) = server();
    let case = case(&server);
    let (k, ts) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let path = format!("/api/v1/cases/{case}/links");
    let invite = |last_day: &str| {
        ts.post(&path, &json!({"actor": "Trafikkontoret, belysning", "last_day": last_day}))
    };
    assert_eq!(invite("2026-06-09").json()["fields"][0]["code"], "bad_days");
    let made = invite("2026-12-31");
    assert_eq!(made.status, 201, "{}", made.text);
    let made = made.json();
    let secret = made["path"].as_str().expect("a path").strip_prefix("/lank#").expect("a secret");
    let visitor = server.visitor();
    let open = |secret: &str| visitor.post("/api/v1/participation", &json!({"secret": secret}));
    assert_eq!(
        open(secret).json(),
        json!({
            "case": case,
            "place": "Torget",
            "parties": ["Polisen, lokalpolisområde Norrmalm",
                "Norra innerstadens stadsdelsförvaltning"],
            "actor": "Trafikkontoret, belysning",
            "last_day": "2026-12-31",
            "measures": [],
            "enkater": [],
        })
    );
    assert_eq!(visitor.get(&format!("/api/v1/cases/{case}")).status, 401, "it signs nobody in");
    assert_eq!(server.system(secret).get("/api/v1/areas").status, 401, "a link is no key");

    // Both parties see it; either ends it; the look and the end are in the log.
    let id = made["id"].as_str().expect("an id");
    assert_eq!(k.get(&path).json()["items"][0]["id"], id);
    assert_eq!(k.post(&format!("{path}/{id}/revocation"), &Value::Null).status, 200);
    let gone = open(secret);
    assert_eq!(gone.problem(), (404, "not_found".to_owned()));
    let log = server.app.store.read().expect("a look").log("participant_link", id).expect("a log");
    let acts: Vec<&str> = log.iter().map(|entry| entry.act.as_str()).collect();
    assert_eq!(
        acts,
        ["participant_invited", "participant_link_opened", "participant_link_revoked"]
    );

    // Unknown, malformed and revoked are answered alike, and guessing is slowed down.
    assert_eq!(open(&"cd".repeat(32)).text, gone.text);
    assert_eq!(open("cd").text, gone.text);
    let more: Vec<u16> = (0..10).map(|_| open(&"ef".repeat(32)).status).collect();
    assert_eq!(more[9], 429, "{more:?}");
}

/// An administrator on a clock that moves.
fn on_a_clock() -> (MovableClock, std::sync::Arc<App>, platssamverkan::app::Actor) {
    let clock = MovableClock::start();
    let app = clock.app();
    let [police, _] = users::demo_parties();
    let actor = users::system(&app, police).expect("an actor");
    (clock, app, actor)
}

#[test]
fn keys_and_deputies_end_with_their_last_day() {
    let (clock, app, admin) = on_a_clock();
    let last_day = app.today();
    let new =
        keys::NewKey { system: "Nattlig hämtning".into(), level: ReleaseLevel::Intern, last_day };
    let (_, secret) = keys::make(&app, &admin, &new).expect("a key");
    assert!(keys::system(&app, Some(&secret), "::1").is_ok());
    let given = platssamverkan::app::delegations::NewDelegation {
        from: "user-lpo-chef".into(),
        to: "user-analytiker-polis".into(),
        first_day: last_day,
        last_day,
    };
    platssamverkan::app::delegations::give(&app, &admin, &given).expect("a deputy");
    let sign_in = || {
        let (login, password) = ("analytiker-polis", "demo-analytiker-polis-2026");
        session::sign_in(&app, login, password, &CameFrom::at("::1"), None).expect("signed in").1
    };
    let closes = platssamverkan::policy::Action::CloseUnanswered;
    assert!(platssamverkan::policy::may(&sign_in(), closes).is_ok());
    clock.forward(SignedDuration::from_hours(24));
    assert!(platssamverkan::policy::may(&sign_in(), closes).is_err());
    let expired = keys::system(&app, Some(&secret), "::1");
    assert!(matches!(expired, Err(AppError::NotSignedIn)));
}

#[test]
fn a_link_ends_with_its_last_day() {
    let (server, ..) = server();
    let number = Joined::Case(case(&server).parse().expect("a number"));
    let app = &server.app;
    let [_, city] = users::demo_parties();
    let read = app.store.read().expect("a look");
    let ts = read.users().expect("users").into_iter().find(|user| user.login == "samordnare");
    drop(read);
    let mut actor = platssamverkan::app::Actor::plain(ts.expect("the samordnare"), city);
    let areas = vec![AreaId(NORRA.into())];
    actor.capacity = platssamverkan::app::Capacity::User { areas, deputy_for: vec![] };
    let made = links::invite(app, &actor, &number, "Fastighetsägaren", app.today());
    let (link, secret) = made.expect("a link");
    assert!(links::open(app, Some(&secret), "::1").is_ok());
    // The server's clock stands still; the rule itself is asked about the next day.
    assert!(link.is_good(link.last_day) && !link.is_good(link.last_day.tomorrow().expect("a day")));
}

#[test]
fn what_is_shared_is_seen_by_whom_it_was_shared_with_and_by_nobody_without_an_agreement() {
    let (server, ..) = server();
    let [police, city] = users::demo_parties();
    let party = |id: &str| Party { id: PartyId(id.into()), name: id.into(), side: Side::Stad };
    let (second, stranger) = (party("sdf-kungsholmen"), party("sdf-skarpnack"));
    let mut write = server.app.store.begin().expect("a transaction");
    for party in [&second, &stranger] {
        write.put_party(party).expect("a party");
    }
    let with_second = Agreement {
        id: "kungsholmen".into(),
        name: "Kungsholmen".into(),
        parties: Parties { polis: police.id.clone(), stad: second.id.clone() },
        areas: vec![],
        validity: Validity::default(),
    };
    let now = server.app.clock.now();
    agreements::put_founded(&mut *write, &with_second, now).expect("kept");
    write.commit().expect("committed");
    let reader = |party: &Party| {
        let login = format!("lasare-{}", party.id.0);
        let new = users::NewUser {
            login: login.clone(),
            function: "Läsare".into(),
            party: party.id.clone(),
            role: Role::Lasare,
            password: "sju blåa båtar i viken".into(),
        };
        users::add(&server.app, &users::system_actor(party.clone()), &new).expect("a user");
        server.signed_in_with(&login, "sju blåa båtar i viken")
    };
    let readers = [reader(&city), reader(&second), reader(&stranger)];
    let k = server.signed_in("kommunpolis");
    let import = k.import_counts("antal.csv", &counts_csv())["id"].clone();
    let said = json!({"kind": "dialogue", "area": "kommun/0180", "from": "2026-05-01"});
    let said = k.post("/api/v1/observations", &said).json()["id"].clone();
    let said = said.as_str().expect("an id").to_owned();
    // (counts, import, observation) of each reader.
    let sees = || {
        readers.each_ref().map(|reader| {
            let path = "/api/v1/series?from=2025-01-01&to=2025-12-31";
            let counts = reader.get(path).json()["n_used"].as_u64();
            let import = reader.get(&format!("/api/v1/imports/{import}")).status == 200;
            let all = reader.get("/api/v1/observations").json();
            let heard = all["items"].as_array().map_or(0, Vec::len);
            (counts.unwrap_or(0) > 0, import, heard > 0)
        })
    };
    let share =
        |what: &str, with: &str| k.post(&format!("/api/v1/{what}/share{with}"), &Value::Null);
    let (nothing, all) = ((false, false, false), (true, true, true));
    assert_eq!(sees(), [nothing, nothing, nothing]);
    let (imports, observations) = (format!("imports/{import}"), format!("observations/{said}"));
    let one = share(&imports, "?with=sdf-norra-innerstaden");
    assert_eq!(one.json()["shared_with"], json!(["sdf-norra-innerstaden"]), "{}", one.text);
    assert_eq!(share(&observations, "?with=sdf-norra-innerstaden").status, 200);
    assert_eq!(sees(), [all, nothing, nothing]);
    for unknown in ["sdf-skarpnack", "polis-lpo-norrmalm", "finns-inte"] {
        let refused = share(&imports, &format!("?with={unknown}"));
        assert_eq!(refused.problem(), (400, "invalid".to_owned()), "{unknown}");
    }
    assert_eq!(share(&imports, "").json()["shared"], true);
    assert_eq!(share(&observations, "").status, 200);
    assert_eq!(sees(), [all, all, nothing]);

    // When an agreement runs out what was shown stays shown, and nothing more is.
    let mut write = server.app.store.begin().expect("a transaction");
    for mut over in [users::demo_agreement(), with_second] {
        over.validity.valid_to = Some(server.app.today().yesterday().expect("a day"));
        agreements::put_founded(&mut *write, &over, now).expect("kept");
    }
    write.commit().expect("committed");
    assert_eq!(sees(), [all, all, nothing]);
    let more = k.import_counts(
        "mer.csv",
        "category,lon,lat,occurred_from\nfickstold,18.06,59.33,2025-02-01\n",
    );
    let refused = share(&format!("imports/{}", more["id"]), "");
    assert_eq!(refused.problem(), (409, "no_agreement".to_owned()));
    let acts = server.app.store.read().expect("a look").log("import", &import.to_string());
    let shared: Vec<Option<String>> = acts
        .expect("a log")
        .into_iter()
        .filter(|entry| entry.act == "import_shared")
        .map(|entry| entry.reference)
        .collect();
    assert_eq!(shared, [Some("sdf-norra-innerstaden".into()), Some("gemensam".into())]);
}

#[test]
fn a_party_keeps_an_administrator_who_can_sign_in() {
    let (_server, admin, _) = server();
    let change = |login: &str, role: &str, disabled: bool| {
        let user = user(&admin, login);
        let path = format!("/api/v1/users/{}", user["id"].as_str().expect("an id"));
        let body =
            json!({"function": user["function"], "role": role, "disabled": disabled, "areas": []});
        admin.put(&path, &body)
    };
    assert_eq!(change("administrator-polis", "administrator", true).status, 200);
    let refused = (409, "last_administrator".to_owned());
    assert_eq!(change("prov-admin-polis", "administrator", true).problem(), refused);
    assert_eq!(change("prov-admin-polis", "lasare", false).problem(), refused);
    assert_eq!(change("administrator-polis", "administrator", false).status, 200);
    assert_eq!(change("prov-admin-polis", "lasare", false).status, 200);
    assert_eq!(admin.get("/api/v1/users").status, 403, "from the next request");
}

#[test]
fn colleagues_are_told_with_their_role_and_without_those_who_cannot_sign_in() {
    let (_server, admin, _) = server();
    let analyst = user(&admin, "analytiker-polis");
    let path = format!("/api/v1/users/{}", analyst["id"].as_str().expect("an id"));
    let closed = json!({"function": analyst["function"], "role": analyst["role"],
        "disabled": true, "areas": []});
    assert_eq!(admin.put(&path, &closed).status, 200);
    let told = admin.get("/api/v1/delegations").json();
    let told = told["colleagues"].as_array().expect("colleagues").iter();
    let roles: Vec<&str> = told.map(|one| one["role"].as_str().expect("a role")).collect();
    assert_eq!(
        roles,
        ["administrator", "kommunpolis", "lokalpolisomradeschef", "administrator"],
        "by login"
    );
}
