//! Who did and read what: every change and every read leaves an entry, and who sees which.

use crate::support::{
    clock::MovableClock,
    http::{Answer, Browser, Server, counts_csv},
    mail_server::{MailServer, Manners},
    stores::now,
};
use crate::{access, api_releases, case_work, effect_plan, forums, library::library_text, post};
use jiff::SignedDuration;
use platssamverkan::{
    app::{admin_link, audit, parties, post::Post, texts, users},
    case::{
        identity::{Decision, Identity},
        log::LogEntry,
        party::{Party, Role, Side},
    },
    incident::PartyId,
    store::{LogQuery, NumberedEntry, Store, sqlite::SqliteStore},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

const JSON: (&str, &str) = ("Content-Type", "application/json");

/// All entries, oldest first.
fn all(store: &dyn Store) -> Vec<NumberedEntry> {
    let read = store.read().expect("reads");
    let parties = read.parties().expect("read").into_iter().map(|party| party.id).collect();
    let asked = LogQuery { parties, of_the_program: true, limit: 1_000_000, ..LogQuery::default() };
    let mut entries = read.log_page(&asked).expect("read");
    entries.reverse();
    entries
}

fn length(store: &dyn Store) -> i64 {
    all(store).last().map_or(0, |last| last.seq)
}

fn since(store: &dyn Store, seq: i64) -> Vec<LogEntry> {
    all(store).into_iter().filter(|entry| entry.seq > seq).map(|entry| entry.entry).collect()
}

/// Operations of the document: method, path, what it reads.
fn operations(server: &Server) -> Vec<(String, String, Option<String>)> {
    let document = server.visitor().get("/openapi.json").json();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let reads = operation["x-reads"].as_str().map(str::to_owned);
            all.push((method.to_uppercase(), path.clone(), reads));
        }
    }
    all
}

#[test]
fn every_operation_says_what_of_its_answer_is_logged() {
    let server = Server::start();
    let known = ["counts", "notes", "export", "nothing"];
    let silent: Vec<_> = operations(&server)
        .into_iter()
        .filter(|(_, _, reads)| !reads.as_deref().is_some_and(|reads| known.contains(&reads)))
        .collect();
    assert_eq!(silent, Vec::new(), "write x-reads beside the handler");
}

/// What was done, by method and path of the document, with the entries it left.
struct Walk<'a> {
    server: &'a Server,
    done: BTreeSet<(String, String)>,
}

impl Walk<'_> {
    /// Does it; it must succeed and leave at least one entry that is no read.
    fn change(&mut self, method: &str, path: &str, act: impl FnOnce() -> Answer) -> Answer {
        let store = self.server.app.store.as_ref();
        let before = length(store);
        let answer = act();
        assert!((200..300).contains(&answer.status), "{method} {path}: {}", answer.text);
        let left = since(store, before);
        let changes: Vec<_> = left
            .iter()
            .filter(|entry| !["query", "log"].contains(&entry.object_kind.as_str()))
            .collect();
        assert!(!changes.is_empty(), "{method} {path} left nothing: {left:?}");
        self.done.insert((method.to_owned(), path.to_owned()));
        answer
    }
}

/// Somebody whom a provider of the police vouches for and nobody knows.
fn waiting(id: &str) -> Identity {
    Identity {
        id: id.into(),
        issuer: "https://id.polis.example".into(),
        subject: id.into(),
        side: Side::Polis,
        decision: Decision::Waiting,
        first_seen: now(),
        last_seen: now(),
    }
}

/// Operations that are no GET and change nothing.
const CHANGE_NOTHING: [(&str, &str); 10] = [
    // Begun sign-ins are remembered, not kept.
    ("POST", "/api/v1/sign-in/{side}"),
    ("POST", "/api/v1/hotspots/runs/{id}/verify"),
    ("POST", "/api/v1/runs/{id}/verify"),
    ("POST", "/api/v1/effect/pooled"),
    ("POST", "/api/v1/areas/report"),
    ("POST", "/api/v1/areas/report.html"),
    ("POST", "/api/v1/lagesbilder/figures"),
    // A question may be too long for an address.
    ("POST", "/wfs"),
    ("POST", "/wfs/stad"),
    ("POST", "/wfs/intern"),
];

fn act(browser: &Browser, opening: &Value, what: &str, body: &Value) -> Answer {
    let path = format!("/api/v1/openings/{}/{what}", opening["id"].as_str().expect("an id"));
    let version = format!("\"{}\"", opening["version"]);
    browser.send("POST", &path, &[JSON, ("If-Match", &version)], &body.to_string())
}

#[test]
fn every_operation_that_changes_something_leaves_an_entry() {
    let clock = MovableClock::start();
    let store = SqliteStore::open_in_memory().expect("a store");
    let mail = MailServer::start(Manners::default());
    let server = Server::over_as(Arc::new(store), Arc::new(clock.clone()), |app| {
        app.with_post(Post::through(post::plain(mail.port)))
    });
    let mut walk = Walk { server: &server, done: BTreeSet::new() };
    let (police, city) = (server.visitor(), server.signed_in("samordnare"));
    let credentials = json!({"login": "kommunpolis", "password": "demo-kommunpolis-2026"});
    let session = "/api/v1/session";
    walk.change("POST", session, || police.post(session, &credentials));

    // Files.
    let fields = [("kind", "incidents"), ("source", "prov"), ("synthetic", "true")];
    let import = walk.change("POST", "/api/v1/imports", || {
        police.upload(&fields, "a.csv", counts_csv().as_bytes())
    });
    for act in ["commit", "share", "undo"] {
        let path = format!("/api/v1/imports/{}/{act}", import.json()["id"]);
        let of = format!("/api/v1/imports/{{id}}/{act}");
        walk.change("POST", &of, || police.post(&path, &Value::Null));
    }
    police.import_counts("b.csv", &counts_csv());

    // Who comes in.
    let admin = server.signed_in("administrator-polis");
    for (id, act) in [("aaaa1111", "assign"), ("bbbb2222", "refuse")] {
        let mut write = server.app.store.begin().expect("one writer");
        write.put_identity(&waiting(id)).expect("put");
        write.commit().expect("kept");
        let body = match act {
            "assign" => json!({"party": "polis-lpo-norrmalm", "role": "kommunpolis",
                "function": "Kommunpolis, vikarie"}),
            _ => Value::Null,
        };
        walk.change("POST", &format!("/api/v1/identities/{{id}}/{act}"), || {
            admin.post(&format!("/api/v1/identities/{id}/{act}"), &body)
        });
    }
    let [polis, _] = users::demo_parties();
    let system = users::system_actor(polis.clone());
    let link = admin_link::make(&server.app, &system, &polis.id).expect("a link");
    let first = json!({"link": link.as_str(), "login": "forsta-admin",
        "password": "tre gröna cyklar vid kajen"});
    let follow = "/api/v1/sign-in/link";
    walk.change("POST", follow, || server.visitor().post(follow, &first));

    // Users, deputies, keys.
    let people = "/api/v1/users";
    let new = json!({"login": "vikarie", "function": "Vikarie", "role": "lasare",
        "password": "tre gröna cyklar vid kajen"});
    let user = walk.change("POST", people, || admin.post(people, &new)).json();
    let path = format!("{people}/{}", user["id"].as_str().expect("an id"));
    let changed = json!({"function": "Vikarie", "role": "analytiker", "disabled": false,
        "areas": []});
    walk.change("PUT", "/api/v1/users/{id}", || admin.put(&path, &changed));
    let revoke = |list: &str, made: &Value| {
        format!("{list}/{}/revocation", made["id"].as_str().expect("an id"))
    };
    let made = walk.change("POST", "/api/v1/users/{id}/password-link", || {
        admin.post(&format!("{path}/password-link"), &Value::Null)
    });
    let link =
        made.json()["path"].as_str().and_then(|path| path.split('#').nth(1)).map(str::to_owned);
    let (deputy, follow) = (server.visitor(), "/api/v1/password/link");
    let (old, new) = ("fem gula hus i rad", "sju röda hus i rad");
    walk.change("POST", follow, || deputy.post(follow, &json!({"link": link, "password": old})));
    let change = json!({"current": old, "password": new});
    walk.change("POST", "/api/v1/password", || deputy.post("/api/v1/password", &change));
    server.signed_in_with("vikarie", new);
    let sessions = "/api/v1/sessions";
    let signed_in = deputy.get(sessions).json();
    let mut signed_in = signed_in["items"].as_array().expect("a list").iter();
    let other = signed_in.find(|one| one["current"] == false).expect("one beside this");
    let one = format!("{sessions}/{}", other["id"].as_str().expect("an id"));
    walk.change("DELETE", "/api/v1/sessions/{id}", || deputy.send("DELETE", &one, &[], ""));
    walk.change("DELETE", sessions, || deputy.send("DELETE", sessions, &[], ""));
    let theirs = format!("{path}/sessions");
    walk.change("DELETE", "/api/v1/users/{id}/sessions", || admin.send("DELETE", &theirs, &[], ""));
    let delegations = "/api/v1/delegations";
    let deputy = json!({"from": "user-kommunpolis", "to": user["id"],
        "first_day": "2026-06-10", "last_day": "2026-06-20"});
    let given = walk.change("POST", delegations, || police.post(delegations, &deputy)).json();
    walk.change("POST", "/api/v1/delegations/{id}/revocation", || {
        police.post(&revoke(delegations, &given), &Value::Null)
    });
    let keys = "/api/v1/keys";
    let key = json!({"system": "Karta", "level": "publik", "last_day": "2026-12-31"});
    let key = walk.change("POST", keys, || admin.post(keys, &key)).json();
    walk.change("POST", "/api/v1/keys/{id}/revocation", || {
        admin.post(&revoke(keys, &key), &Value::Null)
    });

    // Agreements: one that is answered with no, one that is taken back, one that is changed and ended.
    let agreements = "/api/v1/agreements";
    let city_admin = server.signed_in("administrator-stad");
    let terms =
        json!({"name": "Norra innerstaden på prov", "areas": [], "valid_from": "2027-01-01"});
    let new = json!({"with": "sdf-norra-innerstaden", "terms": terms});
    let step = |browser: &Browser, kept: &Value, what: &str, body: &Value| {
        let path = format!("{agreements}/{}/{what}", kept["id"].as_str().expect("an id"));
        let version = format!("\"{}\"", kept["version"]);
        browser.send("POST", &path, &[JSON, ("If-Match", &version)], &body.to_string())
    };
    let of = |what: &str| format!("/api/v1/agreements/{{id}}/{what}");
    let kept = walk.change("POST", agreements, || admin.post(agreements, &new)).json();
    let kept = walk
        .change("POST", &of("withdrawal"), || step(&admin, &kept, "withdrawal", &Value::Null))
        .json();
    let kept = walk
        .change("POST", &of("proposal"), || step(&city_admin, &kept, "proposal", &terms))
        .json();
    let kept =
        walk.change("POST", &of("refusal"), || step(&admin, &kept, "refusal", &Value::Null)).json();
    let kept = step(&admin, &kept, "proposal", &terms).json();
    let kept = walk
        .change("POST", &of("confirmation"), || {
            step(&city_admin, &kept, "confirmation", &Value::Null)
        })
        .json();
    let last_day = json!({"last_day": "2026-06-10"});
    walk.change("POST", &of("end"), || step(&city_admin, &kept, "end", &last_day));

    // A participant.
    let case = access::case(&server);
    let links = format!("/api/v1/cases/{case}/links");
    let invited = json!({"actor": "Trafikkontoret", "last_day": "2026-12-31"});
    let link =
        walk.change("POST", "/api/v1/cases/{number}/links", || city.post(&links, &invited)).json();
    let secret = link["path"].as_str().and_then(|path| path.split('#').nth(1)).expect("a secret");
    let participation = "/api/v1/participation";
    walk.change("POST", participation, || {
        server.visitor().post(participation, &json!({"secret": secret}))
    });

    // The case at work.
    for (browser, step) in case_work::a_case_with_a_measure(&city, &police, &case) {
        walk.change("POST", "/api/v1/cases/{number}/steps", || {
            browser.post(&format!("/api/v1/cases/{case}/steps"), &step)
        });
    }
    // Its letters.
    let steps = format!("/api/v1/cases/{case}/steps");
    let work = city.get(&format!("/api/v1/cases/{case}")).json()["work"].clone();
    let contacts = json!([{"function": "Trafikkontoret", "address": "drift@trafik.example"}]);
    walk.change("POST", "/api/v1/cases/{number}/steps", || {
        city.post(&steps, &json!({"step": "contacts_put", "contacts": contacts}))
    });
    let seen = &work["meetings"][0]["seen"];
    let minutes = json!({"held_on": "2026-06-09", "present": ["Kommunpolis"],
        "text": "Genomgång", "decisions": [], "ticked": []});
    for (letter, then) in [
        (
            "kallelse",
            Some(json!({"step": "meeting_closed", "no": 1, "seen": seen, "minutes": minutes})),
        ),
        ("atgardslista", None),
    ] {
        let path = format!("/api/v1/cases/{case}/meetings/1/{letter}");
        let of = city.get(&path).json()["of"].clone();
        let shape = format!("/api/v1/cases/{{number}}/meetings/{{no}}/{letter}");
        walk.change("POST", &shape, || city.post(&path, &json!({"of": of})));
        if let Some(step) = then {
            walk.change("POST", "/api/v1/cases/{number}/steps", || city.post(&steps, &step));
        }
    }
    let answer = json!({"secret": secret, "no": 1, "note": "armaturer bytta",
        "progress": {"state": "klar", "day": "2026-06-10"}});
    let answers = "/api/v1/participation/answers";
    walk.change("POST", answers, || server.visitor().post(answers, &answer));
    walk.change("POST", "/api/v1/cases/{number}/links/{id}/revocation", || {
        city.post(&revoke(&links, &link), &Value::Null)
    });
    let seen = city.get(&format!("/api/v1/cases/{case}")).json()["version"].as_u64();
    let part = json!({"joined": case, "measures": [], "seen": seen});
    let renamed = json!({"from_of": "deltagare", "from": "Trafikkontoret", "to_of": "deltagare",
        "to": "Trafiknämnden", "template": true, "motive": "Nytt namn på kontoret",
        "parts": [part]});
    let handover = "/api/v1/commitments/handover";
    walk.change("POST", handover, || city.post(handover, &renamed));

    // A look at the effect of another.
    let other = effect_plan::ready_to_be_looked_at(&server);
    walk.change("POST", "/api/v1/cases/{number}/effect/looks", || {
        effect_plan::look(&police, &other)
    });
    // A survey of those who take part in it.
    let of_other = format!("/api/v1/cases/{other}");
    let mut taking_part = city.get(&of_other).json()["work"].take();
    let function = city.get("/api/v1/me").json()["user"]["function"].clone();
    taking_part["template"]["stad"]["deltagare"] = json!([function]);
    taking_part["template"]["ovriga"] =
        json!(["Trafikkontoret", "Busstrafiken", "Hamnen", "Skolan"]);
    let put = json!({"step": "template_put", "seen": taking_part["template_seen"],
        "template": taking_part["template"]});
    let open = json!({"step": "enkat_opened", "last_day": "2026-06-20"});
    for step in [put, open] {
        walk.change("POST", "/api/v1/cases/{number}/steps", || {
            city.post(&format!("{of_other}/steps"), &step)
        });
    }
    walk.change("POST", "/api/v1/cases/{number}/enkater/{no}/answers", || {
        city.post(&format!("{of_other}/enkater/1/answers"), &json!({"form": 3}))
    });

    // A forum, with its letters.
    let forum_path = |rest: &str| format!("/api/v1/forums/{{agreement}}/{{forum}}{rest}");
    let mut forum = String::new();
    for (path, step) in forums::worked(&police, &city) {
        forum = path.to_owned();
        walk.change("POST", &forum_path("/steps"), || city.post(&format!("{path}/steps"), &step));
    }
    let contacts = json!([{"function": "Skolor, rektorer", "address": "skolor@stad.example"}]);
    let seen = city.get(&forum).json()["work"]["meetings"][0]["seen"].clone();
    let closed = json!({"step": "meeting_closed", "no": 1, "seen": seen, "minutes": minutes});
    let put = json!({"step": "contacts_put", "contacts": contacts});
    let number = json!({"step": "registered", "diarienummer": "NI 2026/9"});
    for step in [put, number] {
        walk.change("POST", &forum_path("/steps"), || city.post(&format!("{forum}/steps"), &step));
    }
    for (letter, then) in [("kallelse", Some(closed)), ("atgardslista", None)] {
        let path = format!("{forum}/meetings/1/{letter}");
        let of = city.get(&path).json()["of"].clone();
        let shape = forum_path(&format!("/meetings/{{no}}/{letter}"));
        walk.change("POST", &shape, || city.post(&path, &json!({"of": of})));
        if let Some(step) = then {
            let steps = format!("{forum}/steps");
            walk.change("POST", &forum_path("/steps"), || city.post(&steps, &step));
        }
    }
    // A survey there; the council of the forum takes part by its template.
    let asked = json!({"step": "enkat_opened", "last_day": "2026-06-20"});
    walk.change("POST", &forum_path("/steps"), || city.post(&format!("{forum}/steps"), &asked));
    walk.change("POST", &forum_path("/enkater/{no}/answers"), || {
        police.post(&format!("{forum}/enkater/1/answers"), &json!({"form": 3}))
    });
    let links = format!("{forum}/links");
    let of_schools = json!({"actor": "Skolor, rektorer", "last_day": "2026-12-31"});
    let path = city.post(&links, &of_schools).json()["path"].clone();
    let secret = path.as_str().and_then(|path| path.split('#').nth(1)).expect("a secret");
    let answer = json!({"secret": secret, "no": 1, "answer": {"form": 4}});
    let surveys = "/api/v1/participation/enkater";
    walk.change("POST", surveys, || server.visitor().post(surveys, &answer));
    let link = walk.change("POST", &forum_path("/links"), || city.post(&links, &invited)).json();
    walk.change("POST", &forum_path("/links/{id}/revocation"), || {
        city.post(&revoke(&links, &link), &Value::Null)
    });

    // Releases.
    api_releases::deliver(&police, false);
    let releases = "/api/v1/releases";
    let order = api_releases::order("publik", "2025-K1", "2025-K4");
    let release = walk.change("POST", releases, || police.post(releases, &order)).json();
    let of = |what: &str| format!("/api/v1/releases/{{id}}/{what}");
    let release = walk.change("POST", &of("proposal"), || {
        api_releases::step(&police, &release, "proposal", &Value::Null)
    });
    let release =
        walk.change("POST", &of("approvals"), || api_releases::approve(&police, &release.json()));
    let why = json!({"motive": "Tabellerna behöver räknas om"});
    walk.change("POST", &of("withdrawal"), || {
        api_releases::step(&police, &release.json(), "withdrawal", &why)
    });

    // Analyses.
    let ask = json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "stability": false});
    let runs = "/api/v1/hotspots/runs";
    walk.change("POST", runs, || police.post(runs, &ask));
    let long = "/api/v1/scan?simulations=300000&lattice=h3:10";
    let working = police.get(long);
    let id = working.json()["id"].as_str().map(str::to_owned);
    let id = id.unwrap_or_else(|| panic!("it takes long: {}", working.text));
    let cancel = format!("/api/v1/runs/{id}");
    walk.change("DELETE", "/api/v1/runs/{id}", || police.send("DELETE", &cancel, &[], ""));

    // Information under §10.
    let list = "/api/v1/information";
    let told =
        json!({"about": "atgard", "what": "Insats på fredag", "significance": "Berör planen"});
    let told = walk.change("POST", list, || city.post(list, &told)).json();
    let path = format!("{list}/{}", told["id"].as_str().expect("an id"));
    let send = |who: &Browser, method: &str, path: &str, version: u32, body: &Value| {
        let version = format!("\"{version}\"");
        who.send(method, path, &[JSON, ("If-Match", &version)], &body.to_string())
    };
    walk.change("POST", "/api/v1/information/{id}/receipt", || {
        send(&police, "POST", &format!("{path}/receipt"), 1, &Value::Null)
    });
    walk.change("PUT", "/api/v1/information/{id}", || {
        let right =
            json!({"about": "atgard", "what": "Insats på lördag", "significance": "Planen"});
        send(&city, "PUT", &path, 2, &json!({"information": right, "reason": "fel dag"}))
    });
    walk.change("POST", "/api/v1/information/{id}/withdrawal", || {
        send(&city, "POST", &format!("{path}/withdrawal"), 3, &json!({"reason": "inställd"}))
    });

    // A lägesbild.
    let list = "/api/v1/lagesbilder";
    let begun = walk.change("POST", list, || police.post(list, &json!({"half": "2026-H1"}))).json();
    let path = format!("{list}/{}/steps", begun["id"].as_str().expect("an id"));
    walk.change("POST", "/api/v1/lagesbilder/{id}/steps", || {
        send(&police, "POST", &path, 1, &crate::lagesbild::written("Det är lugnt i parken."))
    });

    // The year of the agreement, and a calendar of it.
    let agreement = "/api/v1/agreements/norra-innerstaden-2025";
    let why = json!({"step": "explained", "explanation": "Enkäten drog ut på tiden"});
    walk.change("POST", "/api/v1/agreements/{id}/duties/{key}/steps", || {
        city.post(&format!("{agreement}/duties/upp-struktur:2026/steps"), &why)
    });
    walk.change("POST", "/api/v1/agreements/{id}/term/steps", || {
        let said = json!({"step": "consulted", "day": "2026-06-01"});
        city.post(&format!("{agreement}/term/steps"), &said)
    });
    let share = "indikator;område;period;värde;enhet\nOtrygg;stadsdelsomrade/norra-innerstaden;2025;9;procent\n";
    let fields = [("kind", "indicators"), ("source", "påhittad mätning")];
    let import = city.upload(&fields, "andel.csv", share.as_bytes()).json();
    for what in ["commit", "share"] {
        city.post(&format!("/api/v1/imports/{}/{what}", import["id"]), &Value::Null);
    }
    walk.change("POST", "/api/v1/agreements/{id}/baseline", || {
        city.post(&format!("{agreement}/baseline"), &Value::Null)
    });
    let feeds = "/api/v1/calendar/feeds";
    let asked = json!({"agreement": "norra-innerstaden-2025"});
    let feed = walk.change("POST", feeds, || city.post(feeds, &asked)).json();
    let end = format!("{feeds}/{}", feed["id"].as_str().expect("an id"));
    walk.change("DELETE", "/api/v1/calendar/feeds/{id}", || city.send("DELETE", &end, &[], ""));
    // The library of measures.
    let list = "/api/v1/measure-library";
    let new = json!({"entry": library_text(), "reason": "så gör vi"});
    walk.change("POST", list, || city.post(list, &new));
    let (path, why) = (format!("{list}/belysning"), json!({"reason": "så gör vi"}));
    walk.change("PUT", "/api/v1/measure-library/{id}", || send(&city, "PUT", &path, 0, &new));
    for (version, act) in [(1, "restoration"), (2, "retirement")] {
        walk.change("POST", &format!("/api/v1/measure-library/{{id}}/{act}"), || {
            send(&police, "POST", &format!("{path}/{act}"), version, &why)
        });
    }

    // Observations.
    let seen = json!({"kind": "dialogue", "area": "plats/observatorielunden",
        "from": "2016-01-01", "text": "Mörkt"});
    let list = "/api/v1/observations";
    let observation = walk.change("POST", list, || city.post(list, &seen)).json();
    let path = format!("{list}/{}", observation["id"].as_str().expect("an id"));
    walk.change("PUT", "/api/v1/observations/{id}", || {
        city.put(&path, &json!({"observation": seen, "reason": "fel dag"}))
    });
    for act in ["share", "withdraw"] {
        walk.change("POST", &format!("/api/v1/observations/{{id}}/{act}"), || {
            let reason = json!({"reason": "fel plats"});
            let body = if act == "share" { &Value::Null } else { &reason };
            city.post(&format!("{path}/{act}"), body)
        });
    }

    // An opening that is assessed, taken back, assessed and closed unanswered.
    let place = police.get("/api/v1/places").json()["items"][0]["id"].clone();
    let openings = "/api/v1/openings";
    let opening = walk.change("POST", openings, || police.post(openings, &json!({"place": place})));
    let evidence = json!({"kind": "felanmalan", "title": "Trasig belysning", "on": "2026-05-30",
        "text": "Fem armaturer", "n": 5});
    let of = |what: &str| format!("/api/v1/openings/{{id}}/{what}");
    let opening = walk
        .change("POST", &of("evidence"), || act(&police, &opening.json(), "evidence", &evidence));
    let opening = opening.json();
    let yes = json!({"verdict": "ja", "motive": "Platsen är otrygg", "diarienummer": "1/2026",
        "evidence_fingerprint": opening["evidence_fingerprint"]});
    let waiting =
        walk.change("POST", &of("assessments"), || act(&police, &opening, "assessments", &yes));
    let why = json!({"motive": "Svaret uteblev helt"});
    let back =
        walk.change("POST", &of("withdraw"), || act(&police, &waiting.json(), "withdraw", &why));
    let waiting = act(&police, &back.json(), "assessments", &yes);
    clock.forward(SignedDuration::from_hours(24 * 31));
    let chief = server.signed_in("lpo-chef");
    walk.change("POST", &of("close"), || act(&chief, &waiting.json(), "close", &why));

    walk.change("DELETE", session, || chief.send("DELETE", session, &[], ""));

    let wanted: BTreeSet<(String, String)> = operations(&server)
        .into_iter()
        .map(|(method, path, _)| (method, path))
        .filter(|(method, path)| {
            method != "GET" && !CHANGE_NOTHING.contains(&(method.as_str(), path.as_str()))
        })
        .collect();
    println!("{} ändrande anrop, alla loggade", walk.done.len());
    assert_eq!(walk.done, wanted, "do every operation here, or say that it changes nothing");

    // And whatever stands in the log has words.
    for entry in all(server.app.store.as_ref()) {
        let (act, kind) = (entry.entry.act.as_str(), entry.entry.object_kind.as_str());
        assert!(texts::acts().any(|known| known == act), "{act} has no words");
        assert!(texts::object_kinds().any(|known| known == kind), "{kind} has no words");
    }
    let found = audit::verify(server.app.store.as_ref(), vec![], vec![]).expect("read");
    assert_eq!(found.findings, vec![]);
}

#[test]
fn every_read_of_notes_and_counts_and_every_file_out_leaves_one_entry_and_nothing_else_does() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    police.import_counts("a.csv", &counts_csv());
    let run = police.post(
        "/api/v1/hotspots/runs",
        &json!({"period": {"from": "2025-01-01", "to": "2025-12-31"}, "stability": false}),
    );
    let run = run.json()["id"].as_str().expect("an id").to_owned();
    police.answer("/api/v1/concentration");
    let store = server.app.store.as_ref();
    let left = |path: &str| {
        let before = length(store);
        let answer = police.get(path);
        (answer.status, since(store, before))
    };
    for (path, act) in [
        ("/api/v1/series", "counts_read"),
        ("/api/v1/agreements/norra-innerstaden-2025/baseline", "counts_read"),
        (&format!("/api/v1/cells/h3:10/values?run={run}"), "counts_read"),
        ("/api/v1/concentration", "counts_read"),
        (&format!("/api/v1/hotspots/runs/{run}"), "counts_read"),
        (&format!("/api/v1/hotspots/runs/{run}/cells.geojson"), "counts_read"),
        ("/api/v1/imports", "counts_read"),
        ("/api/v1/observations", "notes_read"),
        ("/api/v1/areas/kommun/0180/report", "notes_read"),
        ("/api/v1/areas/kommun/0180/report.html", "exported"),
        ("/api/v1/areas/utsatta.html", "exported"),
        ("/api/v1/agreements/norra-innerstaden-2025/baseline.html", "exported"),
        ("/api/v1/openings", "notes_read"),
        ("/api/v1/export/areas.csv?release=intern&kind=stadsdelsomrade", "exported"),
    ] {
        let (status, entries) = left(path);
        let [entry] = &entries[..] else { panic!("{path} {status}: {entries:?}") };
        let asked = path.strip_prefix("/api/v1/").and_then(|path| path.split('?').next());
        assert_eq!((entry.act.as_str(), Some(entry.object_id.as_str())), (act, asked), "{path}");
        assert_eq!(entry.object_kind, "query");
        assert_eq!(entry.actor, "user-kommunpolis");
        assert_eq!(entry.reference.as_ref().map(String::len), Some(64));
    }
    for path in [
        "/api/v1/me",
        "/api/v1/areas?kind=stadsdel",
        "/api/v1/categories",
        "/healthz",
        // Wrong in form: nothing was read.
        "/api/v1/series?from=2025-13-01",
    ] {
        assert_eq!(left(path).1, vec![], "{path}");
    }
    // Not there: nothing was read, and that it was asked for is told.
    for path in ["/api/v1/hotspots/runs/run-0", "/api/v1/cases/PLS-2026-001"] {
        let (_, entries) = left(path);
        let acts: Vec<_> = entries.iter().map(|entry| entry.act.as_str()).collect();
        assert_eq!(acts, ["refused"], "{path}");
    }
    // Another question has another fingerprint, the same the same; what is known already is read again.
    let first = police.get("/api/v1/series");
    let before = length(store);
    let tag = first.header("etag").to_owned();
    let again = police.get_with("/api/v1/series", &[("If-None-Match", &tag)]);
    assert_eq!(again.status, 304);
    police.get("/api/v1/series?from=2025-02-01");
    let entries = since(store, before);
    assert_eq!(entries.len(), 2);
    assert_ne!(entries[0].reference, entries[1].reference);
    let told: String = entries.iter().map(|entry| format!("{entry:?}")).collect();
    assert!(!told.contains("2025-02-01"), "what was asked stands there as a fingerprint: {told}");
}

#[test]
fn what_cannot_be_logged_is_not_shown() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = Arc::new(SqliteStore::open(directory.path()).expect("opens"));
    let server = Server::over(store.clone(), Arc::new(MovableClock::start()));
    let police = server.signed_in("kommunpolis");
    assert_eq!(police.get("/api/v1/observations").status, 200);
    store.set_quota(1).expect("no more room");
    let mut refused = None;
    for _ in 0..200 {
        // A page of the database may have room for some entries still.
        let answer = police.get("/api/v1/observations");
        if answer.status != 200 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("the disk is full at last");
    assert_eq!(refused.problem(), (503, "not_logged".to_owned()));
    assert!(!refused.text.contains("items"), "{}", refused.text);
    assert_eq!(police.get("/api/v1/areas?kind=stadsdel").status, 200, "that is not logged");
    store.set_quota(u64::MAX).expect("room again");
    assert_eq!(police.get("/api/v1/observations").status, 200);
    assert_eq!(audit::verify(store.as_ref(), vec![], vec![]).expect("read").findings, vec![]);
}

/// A party outside the agreement, with an administrator.
fn foreigner(server: &Server) -> Browser {
    let party = Party { id: PartyId("sdf-x".into()), name: "X".into(), side: Side::Stad };
    let mut write = server.app.store.begin().expect("one writer");
    parties::put(write.as_mut(), &party, now()).expect("a party is added");
    write.commit().expect("kept");
    let password = "tre gröna cyklar vid kajen";
    let new = users::NewUser {
        login: "admin-x".into(),
        function: "Administratör, X".into(),
        party: party.id.clone(),
        role: Role::Administrator,
        password: password.into(),
    };
    users::add(&server.app, &users::system_actor(party), &new).expect("is added");
    let browser = server.visitor();
    let signed_in =
        browser.post("/api/v1/session", &json!({"login": "admin-x", "password": password}));
    assert_eq!(signed_in.status, 200);
    browser
}

#[test]
fn administrators_see_their_own_with_ids_the_other_party_without_and_foreign_ones_not_at_all() {
    let server = Server::start();
    let city = server.signed_in("samordnare");
    let observation = city.post(
        "/api/v1/observations",
        &json!({"kind": "dialogue", "area": "plats/observatorielunden", "from": "2016-01-01",
            "text": "Mörkt"}),
    );
    let id = observation.json()["id"].as_str().expect("an id").to_owned();
    let foreigner = foreigner(&server);
    let admins = ["administrator-stad", "administrator-polis"].map(|who| server.signed_in(who));
    let seen = |browser: &Browser| -> Vec<Value> {
        let page = browser.get("/api/v1/audit?limit=1000").json();
        page["items"].as_array().expect("entries").clone()
    };
    let added = |entries: &[Value]| {
        entries.iter().find(|entry| entry["act"] == "observation_added").cloned()
    };
    let own = added(&seen(&admins[0])).expect("the own party's");
    assert_eq!((&own["object_id"], &own["actor"]), (&json!(id), &json!("user-samordnare")));
    let other = added(&seen(&admins[1])).expect("the other party's, without ids");
    for hidden in ["object_id", "actor", "reference"] {
        assert_eq!(other[hidden], Value::Null, "{hidden}");
    }
    assert_eq!(other["function"], "Trygghets- och säkerhetssamordnare");
    assert_eq!((&other["side"], &other["role"]), (&json!("stad"), &json!("trygghetssamordnare")));
    assert_eq!((&other["seq"], &other["at"]), (&own["seq"], &own["at"]));
    assert_eq!(added(&seen(&foreigner)), None);
    let of_x = |entry: &Value| entry["party"] == "X";
    assert!(seen(&foreigner).iter().any(of_x));
    assert!(admins.iter().all(|admin| !seen(admin).iter().any(of_x)));
    // The other party's id appears nowhere in what is shown.
    assert!(!admins[1].get("/api/v1/audit?limit=1000").text.contains(&id));
    assert!(!admins[1].get("/api/v1/audit.csv").text.contains(&id));

    for nobody in ["samordnare", "kommunpolis", "lpo-chef", "stadsdelsdirektor", "analytiker-stad"]
    {
        let browser = server.signed_in(nobody);
        for path in ["/api/v1/audit", "/api/v1/audit.csv"] {
            assert_eq!(browser.get(path).problem(), (403, "not_allowed".to_owned()));
        }
    }
    assert_eq!(server.visitor().get("/api/v1/audit").status, 401);
}

#[test]
fn the_log_is_filtered_and_paged_newest_first_and_taken_out_as_a_file() {
    let server = Server::start();
    let admin = server.signed_in("administrator-stad");
    for _ in 0..25 {
        server.signed_in("samordnare").get("/api/v1/observations");
    }
    let (mut seqs, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = admin
            .get(&format!("/api/v1/audit?act=notes_read&object_kind=query&limit=10{cursor}"))
            .json();
        let items = page["items"].as_array().expect("entries").clone();
        assert!(items.iter().all(|entry| entry["act"] == "notes_read"), "{items:?}");
        seqs.extend(items.iter().map(|entry| entry["seq"].as_i64().expect("a number")));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seqs.len(), 25);
    assert!(seqs.windows(2).all(|pair| pair[0] > pair[1]), "{seqs:?}");

    let days = |query: &str| {
        let page = admin.get(&format!("/api/v1/audit?act=notes_read&{query}")).json();
        page["items"].as_array().expect("entries").len()
    };
    assert_eq!(days("from=2026-06-10&to=2026-06-10"), 25);
    assert_eq!((days("to=2026-06-09"), days("from=2026-06-11")), (0, 0));
    for wrong in ["limit=0", "limit=1001", "from=igår", "cursor=x", "side=polis"] {
        assert_eq!(admin.get(&format!("/api/v1/audit?{wrong}")).problem().0, 400, "{wrong}");
    }

    let store = server.app.store.as_ref();
    let before = length(store);
    let file = admin.get("/api/v1/audit.csv?act=notes_read");
    assert!(file.header("content-disposition").contains("logg.csv"));
    let lines: Vec<&str> = file.text.lines().collect();
    assert!(lines[0].starts_with("\u{feff}seq,at,act,act_text,"), "{}", lines[0]);
    assert_eq!(lines.len(), 26);
    assert!(lines[1].contains("Läste anteckningar"), "{}", lines[1]);
    let entries = since(store, before);
    assert_eq!(entries.len(), 1, "taking the log out is logged");
    assert_eq!(entries[0].act, "exported");
}

#[test]
fn many_reads_share_a_commit_and_each_is_durable_before_it_is_told() {
    const READERS: usize = 64;
    const EACH: usize = 100;
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = Arc::new(SqliteStore::open(directory.path()).expect("opens"));
    let server = Server::over(store.clone(), Arc::new(MovableClock::start()));
    let app = server.app.clone();
    let [police, _] = users::demo_parties();
    let actor = users::system_actor(police);
    let before = length(store.as_ref());
    let began = Instant::now();
    let slowest = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS)
            .map(|reader| {
                let (app, actor, store) = (&app, &actor, &store);
                scope.spawn(move || {
                    let mut slowest = Duration::ZERO;
                    for i in 0..EACH {
                        let asked = Instant::now();
                        let (told, heard) = mpsc::channel();
                        let query = format!("series/{reader}-{i}");
                        let fingerprint =
                            platssamverkan::incident::Fingerprint::of(query.as_bytes());
                        let told = Box::new(move |kept| {
                            let _ = told.send(kept);
                        });
                        let what = audit::What::Counts;
                        if audit::hand_in(app, actor, what, &query, fingerprint, told) {
                            audit::write_reads(app);
                        }
                        assert!(heard.recv().expect("told"), "kept");
                        slowest = slowest.max(asked.elapsed());
                        if i % 50 == 0 {
                            let read = store.read().expect("reads");
                            let there = read.log("query", &query).expect("read");
                            assert_eq!(there.len(), 1, "it is there when it is told");
                        }
                    }
                    slowest
                })
            })
            .collect();
        readers.into_iter().map(|reader| reader.join().expect("no panic")).max()
    });
    let took = began.elapsed();
    let n = READERS * EACH;
    let written = length(store.as_ref()) - before;
    println!(
        "{n} loggade läsningar av {READERS} samtidiga på {:.0} ms: {:.0} per sekund, den långsammaste \
         {:.0} ms",
        took.as_secs_f64() * 1000.0,
        n as f64 / took.as_secs_f64(),
        slowest.unwrap_or_default().as_secs_f64() * 1000.0
    );
    assert!(written as usize >= n);
    assert_eq!(audit::verify(store.as_ref(), vec![], vec![]).expect("read").findings, vec![]);
}

#[test]
fn the_act_of_every_entry_that_the_source_writes_has_words() {
    fn walk(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("src can be read").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
                for call in ["LogEntry::by(", "LogEntry::by_system(", " log(", "say("] {
                    for part in code.split(call).skip(1) {
                        let arguments = part.split(';').next().unwrap_or_default();
                        let literals = arguments.split('"').skip(1).step_by(2);
                        let act = |text: &&str| {
                            [
                                "_added",
                                "_changed",
                                "_shared",
                                "_made",
                                "_signed",
                                "_disabled",
                                "_in",
                                "_out",
                                "_received",
                                "_previewed",
                                "_published",
                                "_dropped",
                                "_failed",
                                "_undone",
                                "_begun",
                                "_opened",
                                "_cancelled",
                                "_identified",
                            ]
                            .iter()
                            .any(|ending| text.ends_with(ending))
                        };
                        found.extend(literals.filter(act).map(str::to_owned));
                    }
                }
            }
        }
    }
    let mut found = Vec::new();
    for folder in ["src/app", "src/cli", "src/store"] {
        walk(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    }
    assert!(found.len() > 20, "{found:?}");
    for act in found {
        assert!(texts::acts().any(|known| known == act), "{act} has no words in texts/acts.rs");
    }
}
