//! The compilation of a year over HTTP, against figures counted by hand.

use crate::{
    case_work::World,
    support::http::{Browser, Server},
    year,
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn found(browser: &Browser, path: &str) -> Value {
    let answer = browser.get(&format!("/api/v1/compilations/{path}"));
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// The figures of the row for all that are not nothing, but for those of duties and priorities.
fn total(found: &Value, when: &str) -> BTreeMap<String, u64> {
    let all = found["total"][when].as_object().expect("figures").iter();
    let all = all.map(|(code, n)| (code.clone(), n.as_u64().expect("a number")));
    all.filter(|(code, n)| *n > 0 && !code.starts_with("duties") && !code.starts_with("priorities"))
        .collect()
}

fn figures<const N: usize>(expected: [(&str, u64); N]) -> BTreeMap<String, u64> {
    expected.map(|(code, n)| (code.to_owned(), n)).into()
}

/// What a figure counts in the only row.
fn things(found: &Value, figure: &str) -> Vec<String> {
    let counted = found["rows"][0]["counted"].as_array().expect("counted").iter();
    let mut counted = counted.filter(|one| one["figure"] == figure);
    let all = counted
        .next()
        .map_or_else(Vec::new, |one| one["things"].as_array().expect("things").clone());
    let mut ids: Vec<String> =
        all.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect();
    ids.sort();
    ids
}

#[test]
fn a_year_so_far_and_the_whole_year_are_those_that_are_counted_by_hand() {
    let World { server, clock, case } = World::at_work();
    // Nobody stays signed in while the clock goes forward.
    let police = || server.signed_in("kommunpolis");
    let step = |body: &Value| {
        let city = server.signed_in("samordnare");
        let answer = city.post(&format!("/api/v1/cases/{case}/steps"), body);
        assert_eq!(answer.status, 200, "{}", answer.text);
    };
    let now = found(&police(), "2026");
    assert_eq!((&now["from"], &now["to"]), (&json!("2026-01-01"), &json!("2026-06-10")));
    assert_eq!((&now["before_to"], &now["is_whole"]), (&json!("2025-06-10"), &json!(false)));
    let so_far = figures([("cases_pagar", 1), ("cases_opened", 1), ("measures_open", 1)]);
    assert_eq!(total(&now, "now"), so_far);
    assert_eq!(total(&now, "before"), figures([]));
    assert_eq!(now["rows"][0]["area"], "stadsdelsomrade/norra-innerstaden");
    assert_eq!(things(&now, "cases_pagar"), std::slice::from_ref(&case));

    // The chiefs meet on the 9th. The measure is done on 24 June, the meeting of 16 June was never held.
    year::meeting(&police(), &server.signed_in("samordnare"), year::CHEFSAMRAD, "2026-06-09");
    clock.forward(SignedDuration::from_hours(24 * 14));
    let done = json!({"step": "progressed", "no": 1, "seen": 5, "text": "bytta",
        "progress": {"state": "klar", "day": "2026-06-23"}});
    step(&done);
    clock.forward(SignedDuration::from_hours(24 * 21));
    let july = found(&police(), "2026");
    assert_eq!(july["to"], "2026-07-15");
    let expected = figures([
        ("cases_pagar", 1),
        ("cases_opened", 1),
        ("measures_done", 1),
        // Of the case by the end of June, and of the chiefs, who meet each quarter.
        ("meetings_planned", 2),
        ("meetings_held", 1),
        // The forum, since half a year after the agreement began.
        ("not_confirmed", 1),
    ]);
    assert_eq!(total(&july, "now"), expected);
    assert_eq!(things(&july, "meetings_held"), ["norra-innerstaden-2025/chefsamrad"]);
    // Twice in the first half-year the chiefs should have met, and met once.
    assert!(things(&july, "duties_kept").contains(&"chefsamrad:2026-H1:1".to_owned()));
    assert!(things(&july, "duties_not_done").contains(&"chefsamrad:2026-H1:2".to_owned()));
    assert!(!things(&july, "duties_not_done").iter().any(|key| key.starts_with("styrgrupp")));

    // In March the year is over, and nothing that came after it is in it.
    clock.forward(SignedDuration::from_hours(24 * 160));
    let follow_up = json!({"step": "followed_up", "follow_up": {"from": "2026-06-10",
        "to": "2026-12-10", "utforande": "genomfort", "utforande_text": "Armaturerna är bytta",
        "effekt": "gar_inte_att_avgora", "effekt_text": "För få händelser"}});
    step(&follow_up);
    clock.forward(SignedDuration::from_hours(24 * 70));
    let whole = found(&police(), "2026");
    assert_eq!((&whole["to"], &whole["is_whole"]), (&json!("2026-12-31"), &json!(true)));
    let expected = figures([
        ("cases_uppfoljd", 1),
        ("cases_opened", 1),
        ("measures_done", 1),
        // Seven months of the case, and three quarters of the chiefs.
        ("meetings_planned", 10),
        ("meetings_held", 1),
        ("utforande_genomfort", 1),
        ("effekt_gar_inte_att_avgora", 1),
        // The forum as before, and the case since 10 December.
        ("not_confirmed", 2),
    ]);
    assert_eq!(total(&whole, "now"), expected);
    let next = found(&police(), "2027");
    assert_eq!(next["before_to"].as_str().map(|day| &day[..4]), Some("2026"));
    assert_eq!(
        (&next["total"]["now"]["cases_opened"], &next["total"]["before"]["cases_opened"]),
        (&json!(0), &json!(0))
    );
}

#[test]
fn files_say_the_same_and_each_figure_how_it_was_counted() {
    let World { server, case, .. } = World::at_work();
    let police = server.signed_in("kommunpolis");
    let of = "2026/sammanstallning";
    let page = police.get(&format!("/api/v1/compilations/{of}.html"));
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.header("content-disposition").contains("sammanstallning-2026.html"));
    for text in [
        "Sammanställning 2026",
        "Året är inte slut.",
        "Norra innerstadens stadsdelsområde",
        "1 (0)",
        "Öppnade under året",
        "Dagen då den andra parten svarade ja ligger i året.",
        "Så räknades det",
        "Vad som räknades",
        "Klassning",
        &case,
    ] {
        assert!(page.text.contains(text), "{text}");
    }
    let table =
        police.get(&format!("/api/v1/compilations/{of}.csv?agreement=norra-innerstaden-2025"));
    assert_eq!((table.status, table.header("content-type")), (200, "text/csv; charset=utf-8"));
    let rows: Vec<&str> = table.text.lines().collect();
    let json = found(&police, "2026");
    let n: usize = json["groups"]
        .as_array()
        .expect("groups")
        .iter()
        .map(|group| group["figures"].as_array().expect("figures").len())
        .sum();
    assert_eq!(rows.len(), 1 + 2 * n, "a row for each figure of the area and of all");
    let opened = rows.iter().find(|row| row.contains("cases_opened") && row.contains("Norra"));
    assert!(opened.expect("a row").contains(",1,0,ja,"), "{opened:?}");
    assert!(rows.iter().any(|row| row.contains("priorities_valid") && row.contains(",5,")));
    assert!(rows.iter().filter(|row| row.contains("priorities_")).all(|row| row.contains(",nej,")));
}

#[test]
fn only_what_there_is_can_be_compiled_and_a_reader_may_not_take_it_out() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    for (path, status) in [
        ("2027", 400),
        ("26", 404),
        ("-026", 404),
        ("2026?agreement=nagon-annans", 404),
        ("2026?ar=1", 400),
        ("2026/sammanstallning.pdf", 404),
        ("2026/akt.csv", 404),
    ] {
        assert_eq!(police.get(&format!("/api/v1/compilations/{path}")).status, status, "{path}");
    }
    let before = found(&police, "2024");
    assert_eq!((&before["rows"], &before["total"]["before"]), (&json!([]), &Value::Null));
    let first = found(&police, "2025");
    assert_eq!(first["rows"][0]["sums"]["before"], Value::Null, "there was no agreement in 2024");
    // The papers of the chiefs lead to the last whole year.
    let papers = "/api/v1/agreements/norra-innerstaden-2025/chefsamrad/underlag.json";
    let papers = police.get(papers).json();
    assert_eq!(papers["compilation"]["year"], 2025);
    let path = papers["compilation"]["path"].as_str().expect("an address");
    assert_eq!(
        path,
        "/rapporter?visa=sammanstallning&ar=2025&overenskommelse=norra-innerstaden-2025"
    );
}

#[test]
fn what_was_taken_out_shows_that_the_duty_to_compile_was_done() {
    let server = Server::start();
    let city = server.signed_in("samordnare");
    let duties = "/api/v1/duties?from=2025-01-01&to=2025-12-31&limit=1000";
    let list = city.get(duties).json();
    let compile = list["items"].as_array().expect("duties").iter();
    let compile = compile.filter(|one| one["duty"] == "arsuppf").collect::<Vec<_>>();
    let [one] = &compile[..] else { panic!("{compile:?}") };
    assert_eq!((&one["due"], &one["may"]), (&json!("2025-12-31"), &json!(["done", "explained"])));
    let key = one["key"].as_str().expect("a key");
    let said = json!({"step": "done", "day": "2026-06-10", "evidence": "document",
        "reference": "Sammanställning 2025, uttagen 2026-06-10"});
    let path = format!("/api/v1/agreements/norra-innerstaden-2025/duties/{key}/steps");
    let answer = city.post(&path, &said);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let done = answer.json();
    assert_eq!(done["evidence"]["reference"], "Sammanställning 2025, uttagen 2026-06-10");
}
