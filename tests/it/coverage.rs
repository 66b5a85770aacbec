//! Coverage of the priorities over HTTP: what serves each, what it lacks, and which list counts.

use crate::{case_work::World, support::http::Browser};
use serde_json::{Value, json};

const PRIORITIES: &str = "/api/v1/agreements/norra-innerstaden-2025/priorities";

fn found(browser: &Browser, query: &str) -> Value {
    let answer = browser.get(&format!("{PRIORITIES}{query}"));
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn step(browser: &Browser, case: &str, body: &Value) -> Value {
    let answer = browser.post(&format!("/api/v1/cases/{case}/steps"), body);
    assert_eq!(answer.status, 200, "{body}: {}", answer.text);
    answer.json()
}

/// The template of the case names 2024-2 and 2024-5; a goal of 2024-2 is given.
fn name_priorities(city: &Browser, case: &str) {
    let shown = city.get(&format!("/api/v1/cases/{case}")).json();
    let mut template = shown["work"]["template"].clone();
    template["prioriteringar"] = json!(["2024-2", "2024-5"]);
    let seen = &shown["work"]["template_seen"];
    step(city, case, &json!({"step": "template_put", "seen": seen, "template": template}));
    let goal = json!({"text": "Färre är otrygga", "priority": "2024-2",
        "indicator": "Andel otrygga", "from": null, "to": null, "by": null});
    step(city, case, &json!({"step": "goal_put", "goal": goal}));
}

fn missing(one: &Value) -> Vec<(String, Value)> {
    let all = one["priorities"].as_array().expect("priorities").iter();
    all.map(|one| (one["id"].as_str().expect("an id").to_owned(), one["missing"].clone())).collect()
}

#[test]
fn each_priority_of_the_valid_list_has_what_names_it_and_lacks_the_rest() {
    let World { server, case, .. } = World::at_work();
    let (city, police) = (server.signed_in("samordnare"), server.signed_in("kommunpolis"));
    let all = json!(["case", "goal", "measure", "forum"]);
    assert!(missing(&found(&police, "")).iter().all(|(_, lacks)| *lacks == all));
    name_priorities(&city, &case);

    let now = found(&police, "");
    assert_eq!((&now["on"], &now["list_from"]), (&json!("2026-06-10"), &json!("2024-01-01")));
    let expected = [
        ("2024-1", &all),
        ("2024-2", &json!(["forum"])),
        ("2024-3", &all),
        ("2024-4", &all),
        ("2024-5", &json!(["forum"])),
    ];
    let expected = expected.map(|(id, lacks)| (id.to_owned(), lacks.clone()));
    assert_eq!(missing(&now), expected);
    let two = &now["priorities"][1];
    assert_eq!((&two["number"], &two["cases"][0]["case"]), (&json!("2"), &json!(case)));
    let kinds: Vec<&Value> =
        two["goals"].as_array().expect("goals").iter().map(|goal| &goal["kind"]).collect();
    assert_eq!(kinds, ["mal", "delmal"]);
    assert_eq!(two["measures"].as_array().map(Vec::len), Some(1));
    assert_eq!(now["priorities"][4]["goals"].as_array().map(Vec::len), Some(1));
    // There is one stadsdelsområde, and the case lies in it.
    assert_eq!(now["areas"][0]["area"], "stadsdelsomrade/norra-innerstaden");
    assert_eq!(missing(&now["areas"][0]), missing(&now));

    // A measure that was given up serves nothing any more.
    let given_up = json!({"step": "progressed", "no": 1, "seen": 5, "text": "",
        "progress": {"state": "utgar", "reason": "Medel saknas"}});
    step(&city, &case, &given_up);
    let after = found(&police, "");
    assert_eq!(after["priorities"][1]["missing"], json!(["measure", "forum"]));
    // A forum that names a priority is one for it.
    let forum = "/api/v1/forums/norra-innerstaden-2025/ts-rad";
    let mut template = city.get(forum).json()["work"]["template"].clone();
    template["prioriteringar"] = json!(["2024-3"]);
    let body = json!({"step": "template_put", "template": template});
    let answer = city.post(&format!("{forum}/steps"), &body);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let after = found(&police, "");
    let three = &after["priorities"][2];
    assert_eq!(three["missing"], json!(["case", "measure"]));
    assert_eq!(three["forums"][0]["forum"]["forum"], "ts-rad");
}

#[test]
fn the_list_is_the_one_of_the_day_and_so_is_the_work() {
    let World { server, case, .. } = World::at_work();
    name_priorities(&server.signed_in("samordnare"), &case);
    let police = server.signed_in("kommunpolis");
    // The day before the case was opened nothing served anything.
    let before = found(&police, "?on=2026-06-09");
    assert!(missing(&before).iter().all(|(_, lacks)| lacks.as_array().map(Vec::len) == Some(4)));
    let older = found(&police, "?on=2023-12-31");
    assert_eq!((&older["list_from"], missing(&older).len()), (&json!("2019-01-01"), 6));
    let none = found(&police, "?on=2018-05-31");
    assert_eq!((&none["list_from"], &none["priorities"]), (&Value::Null, &json!([])));
    for query in ["?on=2026-06-11", "?on=i+dag"] {
        let refused = police.get(&format!("{PRIORITIES}{query}"));
        assert_eq!(refused.status, 400, "{query}");
        assert_eq!(refused.json()["fields"][0]["field"], "on", "{query}");
    }
    assert_eq!(police.get("/api/v1/agreements/nagon-annans/priorities").status, 404);
}

#[test]
fn the_papers_say_in_words_what_has_no_goal() {
    let World { server, case, .. } = World::at_work();
    name_priorities(&server.signed_in("samordnare"), &case);
    let police = server.signed_in("kommunpolis");
    let papers = "/api/v1/agreements/norra-innerstaden-2025/chefsamrad/underlag";
    let page = police.get(&format!("{PRIORITIES}.html"));
    assert!(page.header("content-disposition").contains("prioriteringar-norra-innerstaden-2025"));
    let pack = police.get(&format!("{papers}.html"));
    for text in [
        "Prioriteringarnas täckning",
        "Inget mål för prioritering 3 (Systemhotande brottslighet)",
        "Inget forum för prioritering 2 (Otrygga och brottsutsatta platser)",
        "Delmål 1 i PLS-2026-001",
    ] {
        assert!(page.text.contains(text), "{text}");
        assert!(pack.text.contains(text), "{text}");
    }
    assert!(!page.text.contains("Inget mål för prioritering 2"));
    assert!(page.text.contains("Så räknades det"));
    let pack = police.get(&format!("{papers}.json")).json();
    assert_eq!(pack["priorities"][1]["missing"], json!(["forum"]));
    assert_eq!(pack["priorities"][1]["cases"], json!([case]));
}
