//! Everybody who could ask, and something of each kind to ask about.

use super::table::{self, Of, Role};
use crate::{
    case_work,
    library::library_text,
    support::http::{Answer, Browser, Server, counts_csv},
};
use platssamverkan::{
    app::{
        agreements,
        users::{self, NewUser},
    },
    area::{AreaId, Validity},
    case::party::{Agreement, Parties, Party, Role as RoleOf, Side},
    incident::PartyId,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Somebody who asks.
pub(super) struct Who {
    pub(super) name: String,
    pub(super) party: Of,
    pub(super) role: Role,
    /// Not signed in, closed, or with a key that is no longer good.
    pub(super) is_out: bool,
    browser: Browser,
}

/// People, systems and objects.
pub(super) struct World {
    pub(super) everybody: Vec<Who>,
    /// What stands in a path for its variable: by operation, else by the start of the path.
    objects: BTreeMap<&'static str, String>,
}

const JSON: (&str, &str) = ("Content-Type", "application/json");

/// Whoever acts changes no object that the next one asks about: nobody has seen this version.
const NEVER_SEEN: (&str, &str) = ("If-Match", "\"999\"");

fn parties() -> [(Of, Party); 4] {
    let [police, city] = users::demo_parties();
    let party = |id: &str, side| Party { id: PartyId(id.into()), name: id.into(), side };
    [
        (Of::Police, police),
        (Of::City, city),
        (Of::OtherPolice, party("polis-lpo-globen", Side::Polis)),
        (Of::OtherCity, party("sdf-enskede", Side::Stad)),
    ]
}

fn role(role: RoleOf) -> Role {
    match role {
        RoleOf::Kommunpolis | RoleOf::Trygghetssamordnare => Role::Samordnare,
        RoleOf::Lokalpolisomradeschef | RoleOf::Stadsdelsdirektor => Role::Chief,
        RoleOf::Analytiker => Role::Analyst,
        RoleOf::Aktivitetsansvarig => Role::Convener,
        RoleOf::GisLasare => Role::GisReader,
        RoleOf::Lasare => Role::Reader,
        RoleOf::Administrator => Role::Administrator,
    }
}

impl World {
    pub(super) fn build(server: &Server) -> Self {
        let mut everybody = Vec::new();
        let mut write = server.app.store.begin().expect("a transaction");
        for (_, party) in &parties()[2..] {
            write.put_party(party).expect("a party");
        }
        let other = Agreement {
            id: "soder-2026".into(),
            name: "Söder".into(),
            parties: Parties { polis: parties()[2].1.id.clone(), stad: parties()[3].1.id.clone() },
            areas: vec![AreaId("stadsdelsomrade/enskede-arsta-vantor".into())],
            validity: Validity::default(),
        };
        agreements::put_founded(&mut *write, &other, server.app.clock.now()).expect("an agreement");
        write.commit().expect("committed");

        for (of, party) in parties() {
            for kind in RoleOf::ALL {
                if kind.side().is_some_and(|side| side != party.side) {
                    continue;
                }
                let login = format!("{}-{}", kind.as_str(), party.id.0).replace('_', "-");
                let login = login.chars().take(40).collect::<String>();
                add(server, &party, &login, kind);
                let browser = server.signed_in_with(&login, &password(&login));
                let who = Who { name: login, party: of, role: role(kind), is_out: false, browser };
                everybody.push(who);
            }
        }
        let mut world = Self { everybody, objects: BTreeMap::new() };
        world.systems(server);
        world.outsiders(server);
        world.give_ground();
        world.objects(server);
        world
    }

    fn by(&self, of: Of, role: Role) -> &Browser {
        let found = self.everybody.iter().find(|who| (who.party, who.role) == (of, role));
        &found.expect("one of each").browser
    }

    /// Keys of both parties at every level, made by their administrators.
    fn systems(&mut self, server: &Server) {
        for of in [Of::Police, Of::City, Of::OtherPolice] {
            for level in ["intern", "stad", "publik"] {
                let new = json!({"system": format!("Kartan {level}"), "level": level,
                    "last_day": "2026-12-31"});
                let made = self.by(of, Role::Administrator).post("/api/v1/keys", &new);
                assert_eq!(made.status, 201, "{}", made.text);
                let secret = made.json()["secret"].as_str().expect("a secret").to_owned();
                let role = match level {
                    "intern" => Role::KeyIntern,
                    "stad" => Role::KeyCity,
                    _ => Role::KeyPublic,
                };
                self.everybody.push(Who {
                    name: format!("key {level} {of:?}"),
                    party: of,
                    role,
                    is_out: false,
                    browser: server.system(&secret),
                });
            }
        }
    }

    /// Those who are not, or no longer, let in.
    fn outsiders(&mut self, server: &Server) {
        let admin = self.by(Of::Police, Role::Administrator);
        let new = json!({"system": "Gammal", "level": "intern", "last_day": "2026-12-31"});
        let revoked = admin.post("/api/v1/keys", &new).json();
        let path = format!("/api/v1/keys/{}/revocation", revoked["id"].as_str().expect("an id"));
        assert_eq!(admin.post(&path, &Value::Null).status, 200);
        let [(_, police), ..] = parties();
        add(server, &police, "avstangd", RoleOf::Kommunpolis);
        let closed = server.signed_in_with("avstangd", &password("avstangd"));
        let actor = users::system_actor(police);
        users::disable(&server.app, &actor, "avstangd").expect("disabled");
        for (name, browser) in [
            ("visitor", server.visitor()),
            ("disabled", closed),
            ("revoked key", server.system(revoked["secret"].as_str().expect("a secret"))),
        ] {
            let name = name.to_owned();
            let (party, role) = (Of::Police, Role::Samordnare);
            self.everybody.push(Who { name, party, role, is_out: true, browser });
        }
    }

    /// The samordnare answer for the whole city: what ground does is a test of its own.
    fn give_ground(&self) {
        for of in [Of::Police, Of::City, Of::OtherPolice, Of::OtherCity] {
            let admin = self.by(of, Role::Administrator);
            for user in admin.get("/api/v1/users").json()["items"].as_array().expect("users") {
                let role = user["role"].as_str().expect("a role");
                if ["kommunpolis", "trygghetssamordnare"].contains(&role) {
                    let path = format!("/api/v1/users/{}", user["id"].as_str().expect("an id"));
                    let ground = json!({"function": user["function"], "role": role,
                        "disabled": user["disabled"],
                        "areas": [{"area": "kommun/0180", "valid_from": null,
                            "valid_to": null}]});
                    assert_eq!(admin.put(&path, &ground).status, 200);
                }
            }
        }
    }

    /// One object of each kind, the police's own unless it is joint. What an operation changes for
    /// good has an object to itself.
    fn objects(&mut self, server: &Server) {
        let (k, ts) = (self.by(Of::Police, Role::Samordnare), self.by(Of::City, Role::Samordnare));
        let id = |value: &Value| value["id"].to_string().trim_matches('"').to_owned();
        let import = id(&k.import_counts("antal.csv", &counts_csv()));
        let other = |name: &str| {
            let csv = counts_csv().lines().take(9).collect::<Vec<_>>().join("\n");
            let fields = [("kind", "incidents"), ("source", name), ("synthetic", "true")];
            let preview = k.upload(&fields, &format!("{name}.csv"), csv.as_bytes());
            assert_eq!(preview.status, 202, "{}", preview.text);
            id(&preview.json())
        };
        let published = |name: &str| {
            let id = other(name);
            let done = k.post(&format!("/api/v1/imports/{id}/commit"), &Value::Null);
            assert_eq!(done.status, 200, "{}", done.text);
            id
        };
        let observation = || {
            let seen = k.post("/api/v1/observations", &observation());
            assert_eq!(seen.status, 201, "{}", seen.text);
            id(&seen.json())
        };
        let order =
            json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "stability": false});
        let run = id(&k.post("/api/v1/hotspots/runs", &order).json());
        k.answer(&format!("/api/v1/concentration?{PERIOD}"));
        let runs = k.get("/api/v1/runs").json();
        let answer = id(&runs["items"][0]);

        let drawn = json!({"geometry": {"type": "Point", "coordinates": [18.058, 59.331]},
            "name": "Torget"});
        let opening = k.post("/api/v1/openings", &drawn);
        assert_eq!(opening.status, 201, "{}", opening.text);
        let opening = opening.json();
        let case = case(k, ts, &drawn);
        two_meetings(k, ts, &case);
        let invited = json!({"actor": "Trafikkontoret", "last_day": "2026-12-31"});
        let link = k.post(&format!("/api/v1/cases/{case}/links"), &invited);
        assert_eq!(link.status, 201, "{}", link.text);
        let link = id(&link.json());
        let forum = format!("{}/ts-rad", users::demo_agreement().id);
        two_meetings_of_a_forum(k, &forum);
        let forum_link = k.post(&format!("/api/v1/forums/{forum}/links"), &invited);
        assert_eq!(forum_link.status, 201, "{}", forum_link.text);
        let forum_link = id(&forum_link.json());
        let release = k.post("/api/v1/releases", &body("POST /releases"));
        assert_eq!(release.status, 201, "{}", release.text);
        let release = id(&release.json());
        let told = k.post("/api/v1/information", &body("POST /information"));
        assert_eq!(told.status, 201, "{}", told.text);
        let picture = k.post("/api/v1/lagesbilder", &body("POST /lagesbilder"));
        assert_eq!(picture.status, 201, "{}", picture.text);
        let admin = self.by(Of::Police, Role::Administrator);
        let keys = admin.get("/api/v1/keys").json();
        let key = id(keys["items"].as_array().expect("keys").last().expect("the one that ended"));
        let given = k.post("/api/v1/delegations", &delegation());
        assert_eq!(given.status, 201, "{}", given.text);
        let delegation = id(&given.json());
        let spare = {
            let [(_, police), ..] = parties();
            add(server, &police, "reserv", RoleOf::Lasare);
            "user-reserv".to_owned()
        };

        let objects = [
            ("/history", import.clone()),
            ("/imports", import),
            ("POST /imports/{id}/commit", other("att-publicera")),
            ("POST /imports/{id}/undo", published("att-angra")),
            ("POST /imports/{id}/share", published("att-dela")),
            ("PUT /observations/{id}", observation()),
            ("POST /observations/{id}/share", observation()),
            ("POST /observations/{id}/withdraw", observation()),
            ("/hotspots/runs", run),
            ("/runs", answer),
            ("/openings", id(&opening)),
            ("/cases", case),
            ("/cases/links", link),
            ("/forums", forum),
            ("/forums/links", forum_link),
            ("/releases", release),
            ("/information", id(&told.json())),
            ("/lagesbilder", id(&picture.json())),
            ("/measure-library", "belysning".to_owned()),
            ("/keys", key),
            ("/delegations", delegation),
            ("/users", spare),
            ("/sessions", "0123456789abcdef".to_owned()),
            ("/calendar", "0123456789abcdef".to_owned()),
            ("/agreements", users::demo_agreement().id),
        ];
        self.objects = objects.into_iter().collect();
    }

    /// One cell of the matrix: a request that is right in form.
    pub(super) fn ask(&self, who: &Who, operation: &str, path: &str) -> Answer {
        let method = operation.split(' ').next().expect("a method");
        let of = |name: &str| self.objects.get(name).cloned();
        let root =
            format!("/{}", path.trim_start_matches("/api/v1/").split('/').next().expect("x"));
        let root = if root == "/hotspots" { "/hotspots/runs".to_owned() } else { root };
        let object = of(operation).or_else(|| of(&root)).unwrap_or_default();
        let object = if path.contains("/links/{id}") {
            of(&format!("{root}/links")).expect("a link")
        } else {
            object
        };
        let path = path
            .replace("{id}", &object)
            .replace("{number}", &of("/cases").expect("a case"))
            .replace("{agreement}/{forum}", &of("/forums").expect("a forum"))
            .replace("{no}", if path.ends_with("/atgardslista") { "2" } else { "1" })
            .replace("{key}", "upp-struktur:2026")
            .replace("{z}/{x}/{y}", "14/9013/4818")
            .replace("{lattice}", "h3:9")
            .replace("{kind}", "kommun")
            .replace("{of}", "import")
            .replace("{code}", "0180")
            .replace("{side}", "polis")
            .replace("{year}/{file}", "{year}/sammanstallning.csv")
            .replace("{year}", "2026")
            .replace("/chefsamrad/{file}", "/chefsamrad/underlag.json")
            .replace("{collection}", "kommun")
            .replace("{layer}", "kommun")
            .replace("{z}/{x}/{y}", "9/281/150.mvt")
            .replace("{feature}", "kommun%2F0180")
            .replace("/plats/{file}", "/plats/PLS-2026-001")
            .replace("{file}", if root == "/export" { "areas.csv" } else { "akt.json" });
        let run = of("/hotspots/runs").expect("a run");
        let query = query(operation).replace("{run}", &run);
        let query = query.replace("{lagesbild}", &of("/lagesbilder").expect("a lägesbild"));
        // Those who compute nothing ask for what nobody has computed.
        let query = match table::may(who.role, table::Want::Run) {
            true => query,
            false => query.replace("-12-31", "-11-30").replace("distance_m=200", "distance_m=333"),
        };
        let path = format!("{path}{query}");
        match (method, operation) {
            ("GET", _) => who.browser.get(&path),
            (_, "POST /imports") => {
                let fields = [("kind", "incidents"), ("source", "matris"), ("synthetic", "true")];
                who.browser.upload(&fields, "fel.csv", b"category,lon,lat,occurred_from\n")
            }
            _ => who.browser.send(method, &path, &[JSON, NEVER_SEEN], &body(operation).to_string()),
        }
    }
}

const PERIOD: &str = "from=2025-01-01&to=2025-12-31&lattice=h3:9";

/// What the operation must be asked with.
fn query(operation: &str) -> String {
    let method = |more: &str| format!("?{PERIOD}{more}");
    match operation {
        "GET /series" => "?from=2025-01-01&to=2025-12-31".into(),
        "GET /cells/{lattice}/values" | "GET /map.svg" => "?run={run}".into(),
        "GET /export/{file}" => "?release=intern".into(),
        "GET /lagesbilder/{id}/diff" => "?to={lagesbild}".into(),
        "GET /backtest" | "GET /change" | "GET /concentration" | "GET /emerging" | "GET /kde"
        | "GET /local-moran" | "GET /near-repeat" | "GET /profile" | "GET /scan" => method(""),
        "GET /compare" => method("&compare_from=2024-01-01&compare_to=2024-12-31"),
        "GET /dbscan" => method("&eps_m=100"),
        "GET /effect" | "GET /effect/candidates" => method("&cells=891f1d48177ffff"),
        "GET /joint-list" => "?distance_m=200".into(),
        "GET /releases/{id}/tables" => "?period=2025-K1&category=fickstold".into(),
        "GET /calendar.ics" => "?token=ab".into(),
        "GET /places/neighbours" => "?place=kommun/0180".into(),
        "GET /power" => "?expected=40".into(),
        "GET /two-counts" => "?before=20&after=12".into(),
        _ => String::new(),
    }
}

fn observation() -> Value {
    json!({"kind": "trygghetsvandring", "area": "kommun/0180", "from": "2026-05-20", "text": "Mörkt"})
}

fn delegation() -> Value {
    json!({"from": "user-kommunpolis-polis-lpo-norrmalm", "to": "user-analytiker-polis-lpo-norrmalm",
        "first_day": "2026-07-01", "last_day": "2026-07-20"})
}

fn body(operation: &str) -> Value {
    match operation {
        "POST /areas/report" | "POST /areas/report.html" => json!({"geometry": {"type": "Polygon",
            "coordinates": [[[18.05, 59.33], [18.06, 59.33], [18.06, 59.34], [18.05, 59.33]]]}}),
        "POST /session" => json!({"login": "ingen", "password": "fel lösenord"}),
        "POST /participation" => json!({"secret": "ab"}),
        "POST /participation/answers" => {
            json!({"secret": "ab", "no": 1, "progress": {"state": "pagar"}})
        }
        "POST /cases/{number}/steps" | "POST /forums/{agreement}/{forum}/steps" => {
            json!({"step": "progressed", "no": 1, "progress": {"state": "pagar"}})
        }
        "POST /participation/enkater" => json!({"secret": "ab", "no": 1, "answer": {"form": 3}}),
        "POST /cases/{number}/enkater/{no}/answers"
        | "POST /forums/{agreement}/{forum}/enkater/{no}/answers" => json!({"form": 3}),
        "POST /cases/{number}/effect/looks" => json!({"seen": 0}),
        "POST /cases/{number}/meetings/{no}/kallelse"
        | "POST /cases/{number}/meetings/{no}/atgardslista"
        | "POST /forums/{agreement}/{forum}/meetings/{no}/kallelse"
        | "POST /forums/{agreement}/{forum}/meetings/{no}/atgardslista" => json!({"of": 1}),
        "POST /commitments/handover" => {
            let part = json!({"joined": "PLS-2026-001", "measures": [1], "seen": 0});
            json!({"from_of": "stad", "from": "Parkingenjör", "to_of": "stad",
                "to": "Driftenheten", "template": false, "motive": "Ny organisation i parken",
                "parts": [part]})
        }
        "POST /hotspots/runs" => {
            json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "lattice": "h3:9",
                "stability": false})
        }
        "POST /effect/pooled" => json!({"runs": ["run-0"]}),
        "POST /observations" => observation(),
        "PUT /observations/{id}" => json!({"observation": observation(), "reason": "fel dag"}),
        "POST /observations/{id}/withdraw" => json!({"reason": "dubblett"}),
        "POST /information" => json!({"about": "handelse", "what": "Bråk vid torget",
            "significance": "Berör åtgärdsplanen"}),
        "POST /lagesbilder" => json!({"half": "2026-H1"}),
        "POST /lagesbilder/{id}/steps" => json!({"step": "taken_back"}),
        "POST /lagesbilder/figures" => json!({"text": "Fickstölderna minskade med 12 %."}),
        "PUT /information/{id}" => {
            json!({"information": body("POST /information"), "reason": "fel torg"})
        }
        "POST /information/{id}/withdrawal" => json!({"reason": "fel torg"}),
        "POST /measure-library" | "PUT /measure-library/{id}" => {
            json!({"entry": library_text(), "reason": "så gör vi"})
        }
        "POST /measure-library/{id}/restoration" | "POST /measure-library/{id}/retirement" => {
            json!({"reason": "så gör vi"})
        }
        "POST /openings" => {
            json!({"geometry": {"type": "Point", "coordinates": [18.058, 59.331]}, "name": "Torget"})
        }
        "POST /openings/{id}/evidence" => {
            json!({"kind": "felanmalan", "title": "Trasig belysning", "on": "2026-05-30", "text": ""})
        }
        "POST /openings/{id}/assessments" => json!({"verdict": "ja", "motive": "Det behövs",
            "diarienummer": "540/2026", "evidence_fingerprint": "0"}),
        "POST /openings/{id}/withdraw" | "POST /openings/{id}/close" => {
            json!({"motive": "Det behövs inte"})
        }
        "POST /cases/{number}/links" | "POST /forums/{agreement}/{forum}/links" => {
            json!({"actor": "Trafikkontoret", "last_day": "2026-12-31"})
        }
        "POST /agreements/{id}/duties/{key}/steps" => {
            json!({"step": "explained", "explanation": "Enkäten drog ut på tiden"})
        }
        "POST /agreements/{id}/term/steps" => json!({"step": "consulted", "day": "2026-06-01"}),
        "POST /calendar/feeds" => json!({"agreement": users::demo_agreement().id}),
        "POST /delegations" => delegation(),
        "POST /keys" => json!({"system": "Matris", "level": "publik", "last_day": "2026-12-31"}),
        "POST /password" => json!({"current": "fel lösenord", "password": "fem gula hus i rad"}),
        "POST /password/link" => json!({"link": "ab", "password": "fem gula hus i rad"}),
        "POST /agreements" => {
            json!({"with": "sdf-norra-innerstaden", "terms": body("POST /agreements/{id}/proposal")})
        }
        "POST /agreements/{id}/proposal" => {
            json!({"name": "Norra innerstaden", "areas": [], "valid_from": "2026-01-01"})
        }
        "POST /agreements/{id}/end" => json!({"last_day": "2026-12-01"}),
        "POST /sign-in/link" => json!({"secret": "ab"}),
        "POST /identities/{id}/assign" => {
            json!({"party": "polis-lpo-norrmalm", "role": "lasare", "function": "Läsare"})
        }
        "POST /users" => json!({"login": "x", "function": "Läsare", "role": "lasare",
            "password": "ett långt lösenord här"}),
        "POST /releases" => {
            json!({"level": "publik", "k": 5, "first": "2025-K1", "last": "2025-K2",
                "categories": ["fickstold"]})
        }
        "POST /releases/{id}/approvals" => json!({"fingerprint": "0"}),
        "POST /releases/{id}/withdrawal" => json!({"motive": "Fel period valdes"}),
        "PUT /users/{id}" => json!({"function": "Läsare i reserv", "role": "lasare",
            "disabled": false, "areas": []}),
        _ => Value::Null,
    }
}

fn password(login: &str) -> String {
    format!("lösenord för {login} 2026")
}

fn add(server: &Server, party: &Party, login: &str, role: RoleOf) {
    let new = NewUser {
        login: login.into(),
        function: format!("Prov {}", role.as_str().replace('_', " ")),
        party: party.id.clone(),
        role,
        password: password(login),
    };
    let actor = users::system_actor(party.clone());
    users::add(&server.app, &actor, &new).expect("a user");
}

/// The same in a forum.
fn two_meetings_of_a_forum(k: &Browser, forum: &str) {
    let call = |day: &str| {
        json!({"step": "meeting_called", "call": {"day": day, "begins": "13:00", "ends": "14:00",
            "location": "Medborgarkontoret", "extra": []}})
    };
    let closed = json!({"step": "meeting_closed", "no": 2, "seen": 2, "minutes": {
        "held_on": "2026-06-09", "present": ["Kommunpolis"], "text": "Genomgång",
        "decisions": [], "ticked": []}});
    for step in [call("2026-06-16"), call("2026-06-09"), closed] {
        let done = k.post(&format!("/api/v1/forums/{forum}/steps"), &step);
        assert_eq!(done.status, 200, "{step}: {}", done.text);
    }
}

/// A meeting that is called, and one that is over.
fn two_meetings(k: &Browser, ts: &Browser, case: &str) {
    let mut steps = case_work::a_case_with_a_measure(ts, k, case);
    let call = json!({"day": "2026-06-09", "begins": "13:00", "ends": "14:00",
        "location": "Medborgarkontoret", "extra": []});
    steps.push((ts, json!({"step": "meeting_called", "call": call})));
    let minutes = json!({"held_on": "2026-06-09", "present": ["Kommunpolis"],
        "text": "Genomgång", "decisions": [], "ticked": []});
    let seen = steps.len();
    steps.push((ts, json!({"step": "meeting_closed", "no": 2, "seen": seen, "minutes": minutes})));
    for (browser, step) in steps {
        let done = browser.post(&format!("/api/v1/cases/{case}/steps"), &step);
        assert_eq!(done.status, 200, "{step}: {}", done.text);
    }
}

/// A case that both have opened.
fn case(k: &Browser, ts: &Browser, drawn: &Value) -> String {
    let mut opening = k.post("/api/v1/openings", drawn).json();
    let act = |browser: &Browser, opening: &Value, what: &str, body: Value| {
        let path = format!("/api/v1/openings/{}/{what}", opening["id"].as_str().expect("an id"));
        let version = format!("\"{}\"", opening["version"]);
        let done = browser.send("POST", &path, &[JSON, ("If-Match", &version)], &body.to_string());
        assert!((200..300).contains(&done.status), "{}", done.text);
        done.json()
    };
    let seen = body("POST /openings/{id}/evidence");
    opening = act(k, &opening, "evidence", seen);
    for browser in [k, ts] {
        let mut yes = body("POST /openings/{id}/assessments");
        yes["motive"] = "Platsen är otrygg kvällstid".into();
        yes["evidence_fingerprint"] = opening["evidence_fingerprint"].clone();
        opening = act(browser, &opening, "assessments", yes);
    }
    opening["case"].as_str().expect("a case").to_owned()
}
