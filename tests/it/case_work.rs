//! A case at work over HTTP: from the first saved template to the chiefs' decision, and who may what.

use crate::{
    access,
    support::{
        clock::MovableClock,
        http::{Answer, Browser, Server},
    },
};
use jiff::SignedDuration;
use platssamverkan::store::{Store, sqlite::SqliteStore};
use serde_json::{Value, json};
use std::sync::Arc;

fn step(browser: &Browser, case: &str, step: &Value) -> Answer {
    browser.post(&format!("/api/v1/cases/{case}/steps"), step)
}

fn done(browser: &Browser, case: &str, asked: &Value) -> Value {
    let answer = step(browser, case, asked);
    assert_eq!(answer.status, 200, "{asked}: {}", answer.text);
    answer.json()
}

fn shown(browser: &Browser, case: &str) -> Value {
    browser.get(&format!("/api/v1/cases/{case}")).json()
}

pub(crate) fn measure(cause: Option<u32>, of: &str, owner: &str) -> Value {
    json!({"what": "Byt armaturer", "how": null, "cause": cause, "owner_of": of, "owner": owner,
        "start": "2026-06-10", "deadline": "2026-06-30", "aterkoppling": "2026-06-20",
        "expected": "minskar", "indicator": "Våld i offentlig miljö", "kind": "situationell",
        "horizon": "kort", "verksamhetsplan": 2027})
}

/// The steps that give a case a template, a cause, a measure of the traffic office and a meeting.
pub(crate) fn a_case_with_a_measure<'a>(
    city: &'a Browser,
    police: &'a Browser,
    case: &str,
) -> Vec<(&'a Browser, Value)> {
    let mut template = shown(city, case)["work"]["template"].clone();
    template["ovriga"] = json!(["Trafikkontoret"]);
    let cause = json!({"text": "Belysningen är trasig", "evidence": [1], "basis": null});
    let call = json!({"day": "2026-06-16", "begins": "13:00", "ends": "14:00",
        "location": "Medborgarkontoret", "extra": []});
    vec![
        (city, json!({"step": "template_put", "template": template})),
        (police, json!({"step": "cause_put", "cause": cause})),
        (
            city,
            json!({"step": "measure_put",
            "measure": measure(Some(1), "deltagare", "Trafikkontoret")}),
        ),
        (city, json!({"step": "meeting_called", "call": call})),
        (
            police,
            json!({"step": "progressed", "no": 1, "seen": 3, "text": "beställt",
            "progress": {"state": "pagar"}}),
        ),
    ]
}

/// Takes a new case to work.
pub(crate) fn at_work(server: &Server, case: &str) {
    let (city, police) = (server.signed_in("samordnare"), server.signed_in("kommunpolis"));
    for (browser, asked) in a_case_with_a_measure(&city, &police, case) {
        done(browser, case, &asked);
    }
}

fn kept() -> Arc<dyn Store> {
    Arc::new(SqliteStore::open_in_memory().expect("a store"))
}

/// A server with a case at work in it: one measure, and a first meeting called.
pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) clock: MovableClock,
    pub(crate) case: String,
}

impl World {
    pub(crate) fn at_work() -> Self {
        let clock = MovableClock::start();
        let store = kept();
        let server = Server::over(store, Arc::new(clock.clone()));
        let case = access::case(&server);
        at_work(&server, &case);
        World { server, clock, case }
    }

    fn city(&self) -> Browser {
        self.server.signed_in("samordnare")
    }

    fn police(&self) -> Browser {
        self.server.signed_in("kommunpolis")
    }
}

#[test]
fn a_new_case_has_the_agreements_template_and_the_first_meeting_starts_the_work() {
    let clock = MovableClock::start();
    let server = Server::over(kept(), Arc::new(clock));
    let case = access::case(&server);
    let (city, police) = (server.signed_in("samordnare"), server.signed_in("kommunpolis"));
    let opened = shown(&city, &case);
    assert_eq!(
        (&opened["state"], &opened["work"]["template_seen"]),
        (&json!("initierad"), &json!(0))
    );
    assert_eq!(
        opened["work"]["template"]["finansiering"],
        "Respektive part bär sina egna personalkostnader"
    );
    let steps = a_case_with_a_measure(&city, &police, &case);
    let early = step(&city, &case, &steps[3].1);
    assert_eq!(early.problem(), (409, "template_incomplete".to_owned()));
    for (browser, asked) in &steps {
        done(browser, &case, asked);
    }
    let work = shown(&police, &case);
    assert_eq!(work["state"], "pagar");
    assert_eq!(work["work"]["measures"][0]["progress"]["state"], "pagar");
    assert_eq!(work["work"]["meetings"][0]["state"], "called");
    assert_eq!(work["version"], 6);
    let (foreign, gone) = (access::case(&server), "PLS-2030-001");
    assert_ne!(foreign, case);
    assert_eq!(step(&city, gone, &steps[0].1).status, 404);
}

#[test]
fn two_who_write_the_same_thing_are_told_and_others_are_not_in_the_way() {
    let world = World::at_work();
    let (city, police, case) = (world.city(), world.police(), &world.case);
    let seen = shown(&city, case)["work"]["measures"][0]["seen"].clone();
    let anew = |what: &str| {
        let mut measure = measure(Some(1), "deltagare", "Trafikkontoret");
        measure["what"] = what.into();
        json!({"step": "measure_put", "no": 1, "seen": seen, "measure": measure})
    };
    done(&police, case, &anew("Byt armaturer och stolpar"));
    let late = step(&city, case, &anew("Byt lampor"));
    assert_eq!(late.problem(), (409, "changed_since".to_owned()));
    let theirs = shown(&city, case);
    assert_eq!(theirs["work"]["measures"][0]["measure"]["what"], "Byt armaturer och stolpar");
    done(
        &city,
        case,
        &json!({"step": "measure_put",
        "measure": measure(None, "polis", "Kommunpolis")}),
    );
    let flagged = &shown(&city, case)["work"]["measures"][1];
    assert_eq!(flagged["without_cause"], true, "{flagged}");
    // Taken back by the party that wrote it, not by the other.
    let last = shown(&police, case)["work"]["steps"][0].clone();
    assert_eq!(last["can_undo"], false);
    let undo = json!({"step": "undone", "no": last["no"]});
    assert_eq!(step(&police, case, &undo).status, 404);
    let undone = done(&city, case, &undo);
    assert_eq!(undone["work"]["measures"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_is_named_and_is_not_there_is_refused_by_name() {
    let world = World::at_work();
    let (city, case) = (world.city(), &world.case);
    let wrong = |asked: &Value| {
        let answer = step(&city, case, asked);
        assert_eq!(answer.status, 400, "{asked}: {}", answer.text);
        let field = answer.json()["fields"][0].clone();
        let of = |name: &str| field[name].as_str().expect("said").to_owned();
        (of("field"), of("code"), of("text"))
    };
    let cause = json!({"text": "Skräpigt", "evidence": [1, 7], "basis": null});
    let n = shown(&city, case)["evidence"].as_array().map_or(0, Vec::len);
    let known: Vec<String> = (1..=n).map(|no| no.to_string()).collect();
    let (field, code, text) = wrong(&json!({"step": "cause_put", "cause": cause}));
    assert_eq!((field.as_str(), code.as_str()), ("cause.evidence[1]", "unknown_evidence"));
    let evidence = known.join(", ");
    let expected =
        format!("nummer 7 finns inte i det frysta underlaget, som har nummer {evidence}");
    assert_eq!(text, expected);

    let work = shown(&city, case)["work"].clone();
    let template = |id: &str| {
        let mut template = work["template"].clone();
        template["prioriteringar"] = json!(["2024-2", id]);
        json!({"step": "template_put", "seen": work["template_seen"], "template": template})
    };
    for id in ["2019-3", "2031-1"] {
        let (field, code, text) = wrong(&template(id));
        assert_eq!(field, "template.prioriteringar[1]");
        assert_eq!(code, "priority_not_valid");
        assert!(text.contains(id) && text.contains("2024-1, 2024-2"), "{text}");
    }
    done(&city, case, &template("2024-3"));
}

#[test]
fn what_is_wrong_in_a_list_is_told_by_its_place() {
    let world = World::at_work();
    let (city, case) = (world.city(), &world.case);
    let long = "x".repeat(301);
    let field = |asked: &Value| {
        let answer = step(&city, case, asked);
        assert_eq!(answer.status, 400, "{asked}: {}", answer.text);
        answer.json()["fields"][0]["field"].as_str().expect("named").to_owned()
    };
    let template = |list: &str, value: Value| {
        let mut template = shown(&city, case)["work"]["template"].clone();
        template[list] = value;
        json!({"step": "template_put", "seen": 1, "template": template})
    };
    let problems = template("problembild", json!(["Mörkt", " ", long]));
    assert_eq!(field(&problems), "template.problembild[2]");
    let activities = json!([{"aktivitet": "Möten", "syfte": "Ordning"},
        {"aktivitet": "Vandringar", "syfte": ""}]);
    let activities = template("aktiviteter", activities);
    assert_eq!(field(&activities), "template.aktiviteter[1].syfte");
    let minutes = |ticked: Value| {
        json!({"step": "meeting_closed", "no": 1, "seen": 4, "minutes": {
            "held_on": "2026-06-10", "present": ["Kommunpolis"], "text": "Genomgång",
            "decisions": [], "ticked": ticked}})
    };
    let ticked = json!([{"measure": 1, "progress": {"state": "pagar"}},
        {"measure": 1, "progress": {"state": "klar"}}]);
    assert_eq!(field(&minutes(ticked)), "minutes.ticked[1].progress.day");
}

#[test]
fn a_tick_in_the_minutes_is_news_for_whoever_writes_about_the_measure() {
    let world = World::at_work();
    let (city, police, case) = (world.city(), world.police(), &world.case);
    let owed = |browser: &Browser| browser.get("/api/v1/commitments").json()["items"][0].clone();
    let before = owed(&police);
    assert_eq!(before["seen"], shown(&police, case)["work"]["measures"][0]["seen"]);
    done(
        &city,
        case,
        &json!({"step": "meeting_closed", "no": 1, "seen": 4, "minutes": {
        "held_on": "2026-06-10", "present": ["Kommunpolis"], "text": "Genomgång",
        "decisions": [], "ticked": [{"measure": 1, "progress":
            {"state": "forsenad", "day": "2026-07-31", "reason": "väntar på armaturer"}}]}}),
    );
    let said = |seen: &Value| json!({"step": "progressed", "no": 1, "seen": seen, "progress": {"state": "pagar"}});
    let late = step(&police, case, &said(&before["seen"]));
    assert_eq!(late.problem(), (409, "changed_since".to_owned()));
    let now = owed(&police);
    assert_ne!(now["seen"], before["seen"]);
    assert_eq!(now["progress"]["state"], "forsenad");
    done(&police, case, &said(&now["seen"]));
}

#[test]
fn every_open_measure_is_in_the_lists_of_both_parties_and_late_ones_come_first() {
    let world = World::at_work();
    let (city, police, case) = (world.city(), world.police(), &world.case);
    for (of, owner) in
        [("polis", "Gruppchef lokal samverkansgrupp"), ("stad", "Preventionssamordnare")]
    {
        done(&city, case, &json!({"step": "measure_put", "measure": measure(Some(1), of, owner)}));
    }
    let owed = |browser: &Browser| -> Vec<(u64, String, bool)> {
        let list = browser.get("/api/v1/commitments").json();
        let of = |one: &Value| {
            (
                one["no"].as_u64().expect("a number"),
                one["debtor"].as_str().expect("a name").to_owned(),
                one["overdue"].as_bool().expect("said"),
            )
        };
        list["items"].as_array().expect("a list").iter().map(of).collect()
    };
    let named = |rows: &[(u64, &str)], late| -> Vec<(u64, String, bool)> {
        rows.iter().map(|(no, debtor)| (*no, (*debtor).to_owned(), late)).collect()
    };
    let of_city = [(1, "participant"), (2, "theirs"), (3, "ours")];
    assert_eq!(owed(&city), named(&of_city, false));
    assert_eq!(owed(&police), named(&[(1, "participant"), (2, "ours"), (3, "theirs")], false));
    world.clock.forward(SignedDuration::from_hours(24 * 40));
    // Both samordnare see what is late, whoever owes it.
    let city = world.city();
    assert_eq!(owed(&city), named(&of_city, true));
    done(
        &city,
        case,
        &json!({"step": "progressed", "no": 3, "seen":
        shown(&city, case)["work"]["measures"][2]["seen"],
        "progress": {"state": "klar", "day": "2026-07-01"}}),
    );
    assert_eq!(owed(&city).len(), 2, "what is done is owed no more");
    let lasare = owed(&world.police());
    assert_eq!(lasare.len(), 2);
}

#[test]
fn what_is_owed_comes_page_by_page_and_can_be_asked_for_by_who_owes_it() {
    let world = World::at_work();
    let (city, case) = (world.city(), &world.case);
    for i in 0..6 {
        let mut one = measure(Some(1), "stad", "Preventionssamordnare");
        one["deadline"] = json!(format!("2026-07-{:02}", 20 - i));
        done(&city, case, &json!({"step": "measure_put", "measure": one}));
    }
    let list = |query: &str| city.get(&format!("/api/v1/commitments{query}")).json();
    let numbers = |page: &Value| -> Vec<u64> {
        let items = page["items"].as_array().expect("a list").iter();
        items.map(|one| one["no"].as_u64().expect("a number")).collect()
    };
    let whole = list("");
    assert_eq!((numbers(&whole), &whole["total"]), (vec![1, 7, 6, 5, 4, 3, 2], &json!(7)));
    assert_eq!(whole["next"], Value::Null);
    // What is done between two pages shifts nothing.
    let first = list("?limit=3");
    assert_eq!((numbers(&first), &first["total"]), (vec![1, 7, 6], &json!(7)));
    let seen = shown(&city, case)["work"]["measures"][5]["seen"].clone();
    done(
        &city,
        case,
        &json!({"step": "progressed", "no": 6, "seen": seen,
        "progress": {"state": "klar", "day": "2026-06-10"}}),
    );
    let next = first["next"].as_str().expect("a cursor");
    let second = list(&format!("?limit=3&cursor={next}"));
    assert_eq!((numbers(&second), &second["total"]), (vec![5, 4, 3], &json!(6)));
    let last = list(&format!("?limit=3&cursor={}", second["next"].as_str().expect("a cursor")));
    assert_eq!((numbers(&last), &last["next"]), (vec![2], &Value::Null));

    assert_eq!(numbers(&list("?debtor=participant")), [1]);
    assert_eq!(list("?debtor=ours&limit=2")["total"], 5);
    assert_eq!(list("?debtor=theirs")["items"], json!([]));
    assert_eq!(list(&format!("?case={case}&limit=1"))["total"], 6);
    assert_eq!(list("?case=PLS-2026-999")["total"], 0);
    assert_eq!(list("?overdue=true")["total"], 0);
    assert_eq!(list("?overdue=false")["total"], 6);
    for (query, field) in [
        ("?limit=0", "limit"),
        ("?limit=501", "limit"),
        ("?cursor=1_x", "cursor"),
        ("?debtor=nobody", "debtor"),
        ("?case=1", "case"),
        ("?forum=ts-rad", "forum"),
        ("?forum=PLS-2026-001", "forum"),
    ] {
        let refused = city.get(&format!("/api/v1/commitments{query}"));
        assert_eq!(refused.status, 400, "{query}: {}", refused.text);
        assert_eq!(refused.json()["fields"][0]["field"], field, "{query}");
    }
}

#[test]
fn old_minutes_tell_of_the_measures_as_they_were_then() {
    let world = World::at_work();
    let (city, case) = (world.city(), &world.case);
    done(
        &city,
        case,
        &json!({"step": "meeting_closed", "no": 1, "seen": 4, "minutes": {
        "held_on": "2026-06-10", "present": ["Kommunpolis"], "text": "Genomgång",
        "decisions": [], "ticked": [{"measure": 1, "progress":
            {"state": "forsenad", "day": "2026-07-31", "reason": "väntar på armaturer"}}]}}),
    );
    let mut other = measure(Some(1), "deltagare", "Trafikkontoret");
    other["what"] = json!("Byt alla armaturer");
    let seen = shown(&city, case)["work"]["measures"][0]["seen"].clone();
    done(&city, case, &json!({"step": "measure_put", "no": 1, "seen": seen, "measure": other}));
    let seen = shown(&city, case)["work"]["measures"][0]["seen"].clone();
    done(
        &city,
        case,
        &json!({"step": "progressed", "no": 1, "seen": seen,
        "progress": {"state": "klar", "day": "2026-06-10"}}),
    );
    let minutes = shown(&city, case)["work"]["meetings"][0]["minutes"].clone();
    let then = json!([{"no": 1, "what": "Byt armaturer", "owner": "Trafikkontoret",
        "due": "2026-07-31", "progress":
            {"state": "forsenad", "day": "2026-07-31", "reason": "väntar på armaturer"}}]);
    assert_eq!(minutes["ticked"], then);
    assert_eq!(minutes["open"], then);
}

#[test]
fn a_participant_answers_by_its_link_and_both_parties_see_it() {
    let world = World::at_work();
    let (city, case) = (world.city(), &world.case);
    let invited = json!({"actor": "Trafikkontoret", "last_day": "2026-12-31"});
    let link = city.post(&format!("/api/v1/cases/{case}/links"), &invited).json();
    let secret = link["path"].as_str().and_then(|path| path.split('#').nth(1)).expect("a secret");
    let visitor = world.server.visitor();
    let seen = visitor.post("/api/v1/participation", &json!({"secret": secret})).json();
    assert_eq!(seen["measures"][0]["measure"]["what"], "Byt armaturer");
    // The police have written of it, and that is not the participant's to read.
    assert_eq!(seen["measures"][0]["note"], Value::Null);
    let answer = |secret: &str, progress: Value| {
        let answer = json!({"secret": secret, "no": 1, "progress": progress,
            "note": "armaturer bytta"});
        visitor.post("/api/v1/participation/answers", &answer)
    };
    let klar = json!({"state": "klar", "day": "2026-06-10"});
    assert_eq!(answer("fel", klar.clone()).status, 404);
    assert_eq!(answer(secret, json!({"state": "utgar", "reason": "vill inte"})).status, 404);
    let answered = answer(secret, klar).json()["measures"][0].clone();
    assert_eq!(answered["progress"]["state"], "klar");
    assert_eq!(answered["note"], "armaturer bytta");
    let work = shown(&world.police(), case)["work"].clone();
    assert_eq!(work["measures"][0]["progress"]["day"], "2026-06-10");
    let told = &work["steps"][0];
    assert_eq!((&told["by"], &told["text"]), (&json!("Trafikkontoret"), &json!("armaturer bytta")));
    let log = world.server.app.store.read().expect("reads");
    let id = link["id"].as_str().expect("an id");
    let acts: Vec<String> =
        log.log("participant_link", id).expect("read").into_iter().map(|entry| entry.act).collect();
    assert!(acts.contains(&"participant_answered".to_owned()), "{acts:?}");
}

#[test]
fn a_meeting_is_minuted_and_the_case_followed_up_and_decided_by_two_chiefs() {
    let world = World::at_work();
    let (city, police, case) = (world.city(), world.police(), &world.case);
    let minutes = |text: &str| {
        json!({"step": "meeting_closed", "no": 1, "seen": 4, "minutes": {
        "held_on": "2026-06-10", "present": ["Kommunpolis", "Trafikkontoret"], "text": text,
        "decisions": ["Armaturerna byts i juni"],
        "ticked": [{"measure": 1, "progress": {"state": "klar", "day": "2026-06-10"}}]}})
    };
    let person = step(&city, case, &minutes("Vi talade om 811228-9874"));
    assert_eq!(person.status, 400, "{}", person.text);
    assert_eq!(person.json()["fields"][0]["code"], "personal_data");
    let closed = done(&city, case, &minutes("Vi gick igenom åtgärderna"));
    assert_eq!(closed["work"]["measures"][0]["progress"]["state"], "klar");
    assert_eq!(closed["work"]["next_meeting_by"], "2026-07-31");
    let follow_up = json!({"step": "followed_up", "follow_up": {"from": "2026-06-10",
        "to": "2026-06-10", "utforande": "genomfort", "utforande_text": "Allt är gjort",
        "effekt": "gar_inte_att_avgora", "effekt_text": "För få händelser"}});
    let motive = "Åtgärderna är gjorda och platsen är lugn";
    let decided =
        |decision: &str| json!({"step": "decided", "decision": decision, "motive": motive});
    let chief = |login: &str| world.server.signed_in(login);
    let early = step(&chief("lpo-chef"), case, &decided("avsluta"));
    assert_eq!(early.problem(), (409, "case_pagar".to_owned()));
    assert_eq!(done(&police, case, &follow_up)["state"], "uppfoljd");
    assert_eq!(step(&police, case, &decided("avsluta")).status, 403);
    let one = done(&chief("lpo-chef"), case, &decided("avsluta"));
    assert_eq!(
        (&one["state"], &one["work"]["pending"]["decision"]),
        (&json!("uppfoljd"), &json!("avsluta"))
    );
    let both = done(&chief("stadsdelsdirektor"), case, &decided("avsluta"));
    assert_eq!(both["state"], "avslutad");
    let over = step(
        &city,
        case,
        &json!({"step": "cause_put",
        "cause": {"text": "Ny orsak", "evidence": [1], "basis": null}}),
    );
    assert_eq!(over.problem(), (409, "case_avslutad".to_owned()));
    assert_eq!(both["work"]["check_from"], "2026-12-10");
}

/// Each kind of step and each role: refused with 403 unless its row says so. What is refused for the
/// state of the case has passed the policy.
#[test]
fn each_kind_of_step_is_for_the_roles_that_domain_gives_it() {
    let world = World::at_work();
    let case = &world.case;
    let motive = "Därför att det behövs så";
    let template = shown(&world.city(), case)["work"]["template"].clone();
    let cause = json!({"text": "Orsak", "evidence": [1], "basis": null});
    let kinds = [
        ("work", json!({"step": "template_put", "seen": 99, "template": template})),
        ("work", json!({"step": "cause_put", "no": 1, "seen": 99, "cause": cause})),
        (
            "work",
            json!({"step": "measure_put", "no": 1, "seen": 99,
            "measure": measure(None, "polis", "Kommunpolis")}),
        ),
        ("work", json!({"step": "resumed", "motive": motive})),
        ("work", json!({"step": "effect_plan_agreed"})),
        ("work", json!({"step": "undone", "no": 99})),
        ("meet", json!({"step": "progressed", "no": 9, "progress": {"state": "pagar"}})),
        ("meet", json!({"step": "meeting_cancelled", "no": 9, "motive": motive})),
        ("decide", json!({"step": "decided", "decision": "fortsatt", "motive": motive})),
    ];
    for user in platssamverkan::app::users::demo_users() {
        let browser = world.server.signed_in(&user.login);
        for (kind, asked) in &kinds {
            let role = user.role.as_str();
            let may = match *kind {
                "work" => user.role.is_samordnare(),
                "meet" => user.role.is_samordnare() || role == "aktivitetsansvarig",
                _ => user.role.is_chief(),
            };
            let answer = step(&browser, case, asked);
            let (status, code) = answer.problem();
            assert_eq!(status != 403, may || status == 404, "{role} {asked}: {status} {code}");
            assert!(!may || status == 409, "{role} {asked}: {}", answer.text);
        }
    }
}

#[test]
fn what_waits_for_the_chefsamrad_is_one_list_and_standing_on_it_changes_nothing() {
    let world = World::at_work();
    let case = world.case.as_str();
    let matters = |browser: &Browser| -> Vec<(String, String, Value)> {
        let list = browser.get("/api/v1/chefsamrad").json();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let short = |item: &Value| {
            let about = text(&item["case"]) + &text(&item["opening"]);
            (about, text(&item["why"]), item["awaits"].clone())
        };
        list["items"].as_array().expect("a list").iter().map(short).collect()
    };
    let one = |about: &str, why: &str, awaits: Value| (about.to_owned(), why.to_owned(), awaits);
    let police = world.police();
    assert_eq!(matters(&police), []);

    // The police says yes to a place, and the city says nothing.
    let drawn = json!({"geometry": {"type": "Point", "coordinates": [18.0585, 59.3313]},
        "name": "Trappan"});
    let mut opening = police.post("/api/v1/openings", &drawn).json();
    let id = opening["id"].as_str().expect("an id").to_owned();
    let seen = json!({"kind": "dialogue", "title": "Dialog", "on": "2026-06-01", "text": ""});
    for (what, body) in [("evidence", seen), ("assessments", json!({}))] {
        let body = match what {
            "evidence" => body,
            _ => json!({"verdict": "ja", "motive": "Otryggt kvällstid", "diarienummer": "A1/2026",
                "evidence_fingerprint": opening["evidence_fingerprint"]}),
        };
        let version = format!("\"{}\"", opening["version"]);
        let headers = [("Content-Type", "application/json"), ("If-Match", version.as_str())];
        let path = format!("/api/v1/openings/{id}/{what}");
        let answer = police.send("POST", &path, &headers, &body.to_string());
        assert!(answer.status < 300, "{}", answer.text);
        opening = answer.json();
    }
    assert_eq!(matters(&police), [], "there is time to answer and to confirm");

    world.clock.forward(jiff::SignedDuration::from_hours(24 * 190));
    let (city, police) = (world.city(), world.police());
    let before = shown(&city, case);
    let both = json!(["polis", "stad"]);
    let waiting = [one(&id, "obesvarad", both.clone()), one(case, "not_confirmed", both.clone())];
    assert_eq!(matters(&city), waiting, "what has waited longest first");
    assert_eq!(matters(&police), waiting, "both parties see the same");
    let after = shown(&city, case);
    assert_eq!((&after["state"], &after["version"]), (&json!("pagar"), &before["version"]));
    assert_eq!(after["work"]["steps"], before["work"]["steps"]);

    done(&city, case, &json!({"step": "reaffirmed", "motive": "Platsen behöver arbetet än"}));
    assert_eq!(matters(&city)[1], one(case, "not_confirmed", json!(["polis"])));
    let follow_up = json!({"step": "followed_up", "follow_up": {"from": "2026-06-10",
        "to": "2026-12-10", "utforande": "genomfort", "utforande_text": "Allt är gjort",
        "effekt": "gar_inte_att_avgora", "effekt_text": "För få händelser"}});
    done(&police, case, &follow_up);
    assert!(matters(&city).contains(&one(case, "uppfoljd", both)));
    let decision = json!({"step": "decided", "decision": "fortsatt",
        "motive": "Åtgärderna behövs fortfarande"});
    done(&world.server.signed_in("lpo-chef"), case, &decision);
    assert!(matters(&city).contains(&one(case, "half_signed", json!(["stad"]))));
    let signed = city.get("/api/v1/chefsamrad").json();
    let signed = signed["items"].as_array().expect("a list").iter();
    let by: Vec<&Value> =
        signed.map(|item| &item["signed_by"]).filter(|by| by.is_string()).collect();
    assert_eq!(by, ["Lokalpolisområdeschef"]);
    done(&world.server.signed_in("stadsdelsdirektor"), case, &decision);
    assert_eq!(matters(&city), [waiting[0].clone()], "it is decided, and so confirmed anew");
}

#[test]
fn goals_are_judged_and_what_is_promised_per_period_is_reported_by_either_party() {
    let world = World::at_work();
    let (city, police, case) = (world.city(), world.police(), &world.case);
    let work = |browser: &Browser| shown(browser, case)["work"].clone();
    let priority = work(&city)["template"]["prioriteringar"][0].clone();
    let goal = json!({"text": "Färre är otrygga", "priority": priority, "indicator": "Andel otrygga (%)",
        "from": 34.5, "to": 25, "by": "2026-05-31"});
    let put = done(&city, case, &json!({"step": "goal_put", "goal": goal}));
    let kept = &put["work"]["goals"][0];
    assert_eq!((&kept["no"], &kept["status"]), (&json!(1), &json!("ej_paborjat")));
    assert_eq!((&kept["goal"]["from"], &kept["goal"]["to"]), (&json!(34.5), &json!(25.0)));
    assert_eq!(kept["judgement_missing"], true, "its day has passed");
    let judge = |seen: &Value, motive: &str| json!({"step": "goal_judged", "no": 1, "seen": seen, "status": "uppnatt", "motive": motive});
    let short = step(&police, case, &judge(&kept["seen"], "ja"));
    assert_eq!(short.json()["fields"][0]["field"], "motive");
    let judged = done(&police, case, &judge(&kept["seen"], "Mätningen i maj visar 24 procent"));
    let now = &judged["work"]["goals"][0];
    assert_eq!((&now["status"], &now["judged"][0]["side"]), (&json!("uppnatt"), &json!("polis")));
    let late = step(&city, case, &judge(&kept["seen"], "Det tycker vi också"));
    assert_eq!(late.problem(), (409, "changed_since".to_owned()));
    for (field, wrong) in [("from", json!(1e300)), ("by", json!("i maj"))] {
        let mut goal = goal.clone();
        goal[field] = wrong;
        let refused = step(&city, case, &json!({"step": "goal_put", "goal": goal}));
        assert_eq!(refused.json()["fields"][0]["field"], format!("goal.{field}"));
    }

    let owner = "Trygghets- och säkerhetssamordnare";
    let target = json!({"what": "Trygghetsvandring", "n": 2, "per": "manad", "owner_of": "stad",
        "owner": owner, "from": "2026-04-21", "to": "2026-12-31"});
    done(&city, case, &json!({"step": "target_put", "target": target}));
    let report = |day: &str, n: u32| json!({"step": "activated", "no": 1, "activation": {"on": day, "n": n, "note": "i mörker"}});
    done(&police, case, &report("2026-06-01", 1));
    done(&city, case, &report("2026-05-02", 2));
    let told = work(&police)["targets"][0].clone();
    let periods = told["periods"].as_array().expect("periods");
    let of = |i: usize| (&periods[i]["done"], &periods[i]["went"]);
    assert_eq!(of(0), (&json!(2), &json!("uppfyllt")));
    assert_eq!(of(1), (&json!(1), &json!("pagar")));
    assert_eq!(of(2), (&json!(0), &json!("kommande")));
    assert_eq!(step(&city, case, &report("2026-06-30", 1)).problem(), (409, "bad_days".to_owned()));

    // What is about to end short is on the agenda, and in the list of whoever owes it.
    let letter = city.get(&format!("/api/v1/cases/{case}/meetings/1/kallelse")).json();
    let points = letter["agenda"].as_array().expect("points");
    let point = points.iter().find(|point| point["kind"] == "short").expect("taken up");
    assert_eq!((&point["done"], &point["promised"]), (&json!(1), &json!(2)));
    let text = letter["text"].as_str().expect("a letter");
    assert!(text.contains("1 av 2 gjorda till 2026-06-20"), "{text}");
    let owed = |browser: &Browser| browser.get("/api/v1/commitments").json()["periods"][0].clone();
    assert_eq!(owed(&city)["debtor"], "mine");
    assert_eq!(
        (&owed(&police)["debtor"], &owed(&police)["last"]),
        (&json!("theirs"), &json!("2026-06-20"))
    );
    let corrected = json!({"step": "activated", "no": 1, "nth": 1, "seen": told["done"][1]["seen"],
        "activation": {"on": "2026-06-01", "n": 2, "note": null}});
    done(&city, case, &corrected);
    assert_eq!(owed(&city), Value::Null, "all is done in the period that runs");
    let file = police.get(&format!("/api/v1/cases/{case}/akt.html")).text;
    for said in
        ["Färre är otrygga", "från 34,5 till 25", "Trygghetsvandring, 2 per månad", "uppfyllt"]
    {
        assert!(file.contains(said), "the file says {said}");
    }
}
