//! The papers of the chefsamråd: one file with what is to be decided and what it rests on.

use crate::{case_work::World, lagesbild, support::http::Server, year};
use serde_json::{Value, json};

const PAPERS: &str = "/api/v1/agreements/norra-innerstaden-2025/chefsamrad/underlag";

#[test]
fn the_papers_hold_what_waits_what_is_late_and_what_was_followed_up_and_nothing_of_others() {
    let World { server, clock, case } = World::at_work();
    let papers = |ending: &str| {
        let answer = server.signed_in("samordnare").get(&format!("{PAPERS}.{ending}"));
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer
    };
    let before = papers("json").json();
    assert_eq!(before["form"], "platssamverkan/underlag/1");
    assert_eq!(before["to_decide"], json!([]));
    assert_eq!(before["overdue"], json!([]));
    let rows = before["cases"].as_array().expect("a table");
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0]["number"], &rows[0]["state"]), (&json!(case), &json!("pagar")));
    assert_eq!((&rows[0]["done"], &rows[0]["measures"]), (&json!(0), &json!(1)));
    // The meeting is one of the year's; whose turn it is to chair is known once the parties have said
    // who chairs first.
    let meeting = &before["meeting"];
    assert!(meeting["day"].is_string() && meeting["chair"].is_null(), "{meeting}");
    let said = json!({"step": "first_chair", "side": "polis"});
    let path = "/api/v1/agreements/norra-innerstaden-2025/term/steps";
    assert_eq!(server.signed_in("samordnare").post(path, &said).status, 200);
    let chair = papers("json").json()["meeting"]["chair"].clone();
    assert!(["lokalpolisomradeschef", "stadsdelsdirektor"].map(Value::from).contains(&chair));

    assert_eq!(before["lagesbilder"], json!([]));
    let begun =
        server.signed_in("samordnare").post("/api/v1/lagesbilder", &json!({"half": "2026-H1"}));
    assert_eq!(begun.status, 201, "{}", begun.text);
    let picture = papers("json").json()["lagesbilder"][0].clone();
    assert_eq!((&picture["half"], &picture["state"]), (&json!("2026-H1"), &json!("utkast")));
    assert_eq!((&picture["signed"], &picture["tried"]), (&json!([]), &Value::Null));
    assert!(papers("html").text.contains("Parterna skriver var sitt utkast"));

    // Half a year later the measure is late, the case is not confirmed and it is followed up.
    clock.forward(jiff::SignedDuration::from_hours(24 * 190));
    let city = server.signed_in("samordnare");
    let follow_up = json!({"step": "followed_up", "follow_up": {"from": "2026-06-10",
        "to": "2026-12-10", "utforande": "delvis", "utforande_text": "Belysningen dröjer",
        "effekt": "gar_inte_att_avgora", "effekt_text": "För få händelser <ännu>"}});
    let answer = city.post(&format!("/api/v1/cases/{case}/steps"), &follow_up);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let after = papers("json").json();
    let why: Vec<&str> = after["to_decide"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["why"].as_str().expect("a code"))
        .collect();
    assert!(why.contains(&"uppfoljd"), "{why:?}");
    assert_eq!(after["overdue"].as_array().expect("late").len(), 1);
    assert_eq!(after["cases"][0]["late"], 1);
    assert_eq!(after["follow_ups"][0]["follow_up"]["utforande"], "delvis");
    let mut duties = after["duties"].as_array().expect("duties").iter();
    let is_late = |one: &Value| one["status"] == "Försenad";
    assert!(duties.any(is_late), "what nobody has done in half a year is late");

    let page = papers("html");
    for text in [
        "Att besluta",
        "Uppföljt: fortsätt, ändra form eller avsluta",
        "Belysningen dröjer",
        "För få händelser &lt;ännu&gt;",
        "0 av 1 klara, 1 försenad",
        "Klassning",
        "Stadsdelsdirektör",
    ] {
        assert!(page.text.contains(text), "{text}");
    }

    // The two meet without deciding: the follow-up stays before them, and what a case has missed month
    // after month is one row.
    year::meeting(&server.signed_in("kommunpolis"), &city, year::CHEFSAMRAD, "2026-12-16");
    let met = papers("json").json();
    assert_eq!(met["since"], "2026-12-16");
    assert_eq!(met["follow_ups"][0]["follow_up"]["utforande"], "delvis");
    let rows = met["duties"].as_array().expect("duties");
    let of_case: Vec<&Value> = rows
        .iter()
        .filter(|one| one["case"] == json!(case) && one["status"] == "Försenad")
        .collect();
    assert_eq!(of_case.len(), 1, "{of_case:?}");
    assert!(of_case[0]["times"].as_u64() > Some(1), "{of_case:?}");

    // Both chiefs decide: it is in the papers as decided, and no longer waits.
    for chief in ["lpo-chef", "stadsdelsdirektor"] {
        let decision = json!({"step": "decided", "decision": "andrad_form",
            "motive": "Belysningen tas i verksamhetsplanen"});
        let chief = server.signed_in(chief);
        let answer = chief.post(&format!("/api/v1/cases/{case}/steps"), &decision);
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    let decided = papers("json").json();
    assert_eq!(decided["decided"][0]["decision"], "andrad_form");
    assert!(!decided["to_decide"].to_string().contains("uppfoljd"));
}

#[test]
fn a_change_of_the_agreement_that_waits_for_the_other_party_is_in_the_papers() {
    let server = Server::start();
    let administrator = server.signed_in("administrator-stad");
    let agreements = administrator.get("/api/v1/agreements").json();
    let one = agreements["items"]
        .as_array()
        .expect("agreements")
        .iter()
        .find(|one| one["id"] == "norra-innerstaden-2025")
        .expect("the demo's")
        .clone();
    let terms = json!({"name": "Norra innerstaden, ändrad", "areas": one["agreed"]["areas"],
        "valid_from": "2025-01-01", "valid_to": "2027-06-30"});
    let version = format!("\"{}\"", one["version"]);
    let headers = [("Content-Type", "application/json"), ("If-Match", version.as_str())];
    let path = "/api/v1/agreements/norra-innerstaden-2025/proposal";
    let answer = administrator.send("POST", path, &headers, &terms.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text);
    let papers = server.signed_in("samordnare").get(&format!("{PAPERS}.json")).json();
    let change = &papers["change_of_agreement"];
    assert_eq!(change["name"], "Norra innerstaden, ändrad");
    assert_eq!(change["holds_until"], "2027-06-30");
}

#[test]
fn papers_of_another_agreement_or_by_another_name_are_not_found() {
    let server = Server::start();
    let city = server.signed_in("samordnare");
    for path in [
        "/api/v1/agreements/nagon-annans/chefsamrad/underlag.json",
        "/api/v1/agreements/norra-innerstaden-2025/chefsamrad/underlag.pdf",
        "/api/v1/agreements/norra-innerstaden-2025/chefsamrad/akt.json",
    ] {
        assert_eq!(city.get(path).problem().0, 404, "{path}");
    }
}

#[test]
fn a_lagesbild_waits_for_the_chiefs_from_when_it_was_put_together_until_both_have_signed() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let waits = |login: &str| {
        let list = server.signed_in(login).get("/api/v1/chefsamrad").json();
        list["items"].as_array().expect("a list").clone()
    };
    let id = lagesbild::put_together(&police, &city);
    for login in ["stadsdelsdirektor", "lpo-chef", "samordnare"] {
        let all = waits(login);
        let [one] = &all[..] else { panic!("{login}: {all:?}") };
        assert_eq!((&one["lagesbild"], &one["name"]), (&json!(id), &json!("Lägesbild 2026-H1")));
        let awaits = json!(["polis", "stad"]);
        assert_eq!((&one["why"], &one["awaits"]), (&json!("sammanlagd"), &awaits));
    }
    let papers = city.get(&format!("{PAPERS}.json")).json();
    assert_eq!(papers["to_decide"][0]["about"], "Lägesbild 2026-H1");
    assert!(city.get(&format!("{PAPERS}.html")).text.contains("Sammanlagd: besluta den"));

    lagesbild::explain_all(&server, &id);
    lagesbild::sign(&server.signed_in("lpo-chef"), &id, "A1/2026");
    let one = waits("stadsdelsdirektor")[0].clone();
    assert_eq!((&one["why"], &one["awaits"]), (&json!("half_signed"), &json!(["stad"])));
    assert!(one["signed_by"].is_string(), "{one}");
    lagesbild::decide(&server, &id);
    assert_eq!(waits("stadsdelsdirektor"), [] as [Value; 0]);
}
