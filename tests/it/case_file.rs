//! A case for the registry: everything both parties have signed, written and minuted, in two forms.

use crate::{
    access, case_work,
    support::http::{Browser, Server},
};
use serde_json::{Value, json};

/// Every text in a JSON value.
fn texts(of: &Value, found: &mut Vec<String>) {
    match of {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        _ => {}
    }
}

fn akt(browser: &Browser, case: &str, ending: &str) -> crate::support::http::Answer {
    browser.get(&format!("/api/v1/cases/{case}/akt.{ending}"))
}

#[test]
fn the_file_of_a_case_holds_all_of_it_with_both_register_numbers_and_the_classification() {
    let server = Server::start();
    let case = access::case(&server);
    let (city, police) = (server.signed_in("samordnare"), server.signed_in("kommunpolis"));
    for (browser, step) in case_work::a_case_with_a_measure(&city, &police, &case) {
        let answer = browser.post(&format!("/api/v1/cases/{case}/steps"), &step);
        assert_eq!(answer.status, 200, "{step}: {}", answer.text);
    }
    let minutes = json!({"step": "meeting_closed", "no": 1, "seen": 4, "minutes": {
        "held_on": "2026-06-09", "present": ["Kommunpolis", "Trafikkontoret"],
        "text": "Belysningen <är> beställd & \"klar\" i juni.", "decisions": ["Röj buskarna"],
        "ticked": []}});
    let answer = city.post(&format!("/api/v1/cases/{case}/steps"), &minutes);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let shown = city.get(&format!("/api/v1/cases/{case}")).json();

    let data = akt(&police, &case, "json");
    assert_eq!(data.status, 200, "{}", data.text);
    let name = format!("attachment; filename=\"{case}-akt.json\"");
    assert_eq!(data.header("content-disposition"), name);
    assert_eq!(data.header("cache-control"), "no-store");
    let file = data.json();
    assert_eq!(file["form"], "platssamverkan/akt/1");
    assert_eq!(file["number"], json!(case));
    assert_eq!(file["diarienummer"], shown["diarienummer"]);
    for side in ["polis", "stad"] {
        assert!(!file["diarienummer"][side].as_str().expect("a number").is_empty(), "{side}");
    }
    assert!(file["classification"].as_str().expect("text").starts_with("Intern"));
    assert_eq!(file["state"], "pagar");
    assert_eq!(file["steps"].as_array().expect("steps").len(), 6);
    assert_eq!(file["version"], shown["version"]);
    assert_eq!(file["case"]["evidence"]["fingerprint"], shown["evidence_fingerprint"]);

    let page = akt(&city, &case, "html");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let numbers = [&shown["diarienummer"]["polis"], &shown["diarienummer"]["stad"]];
    for number in numbers {
        assert!(page.text.contains(number.as_str().expect("a number")), "{number}");
    }
    assert!(page.text.contains("Klassning") && page.text.contains("Röj buskarna"));
    assert!(page.text.contains("Belysningen &lt;är&gt; beställd &amp; &quot;klar&quot; i juni."));

    // Whatever anybody wrote in the work stands on the page.
    let mut written = Vec::new();
    for step in file["steps"].as_array().expect("steps") {
        for part in ["template", "cause", "measure", "minutes", "call"] {
            texts(&step[part], &mut written);
        }
    }
    assert!(written.len() > 40, "{}", written.len());
    let escaped = |text: &str| {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
    };
    // Terms and times of day are written otherwise than in the data.
    let terms =
        ["tillsvidare", "monthly", "deltagare", "stad", "polis", "minskar", "situationell", "kort"];
    let is_term = |text: &str| terms.contains(&text) || text.ends_with(":00");
    for text in written.iter().filter(|text| !is_term(text)) {
        assert!(page.text.contains(&escaped(text)), "{text}");
    }
}

#[test]
fn a_file_of_another_name_or_of_a_case_that_is_not_there_is_not_found() {
    let server = Server::start();
    let case = access::case(&server);
    let city = server.signed_in("samordnare");
    assert_eq!(akt(&city, &case, "pdf").problem().0, 404);
    assert_eq!(city.get(&format!("/api/v1/cases/{case}/mapp.json")).problem().0, 404);
    assert_eq!(akt(&city, "PLS-2026-999", "json").problem().0, 404);
    assert_eq!(akt(&city, "PLS", "html").problem().0, 404);
}
