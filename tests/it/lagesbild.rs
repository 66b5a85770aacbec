//! A lägesbild over HTTP: two drafts that hide from each other, put together, decided by both.

use crate::support::http::{Browser, Server};
use serde_json::{Value, json};

const LIST: &str = "/api/v1/lagesbilder";
const HIDDEN: &str = "Nattvandrarna möter allt fler unga vid kajen";

/// A draft with one sentence.
pub(crate) fn written(text: &str) -> Value {
    let key = json!({"kind": "area", "id": "kommun/0180"});
    let statement = json!({"id": 1, "text": text, "ties": []});
    let section = json!({"key": key, "statements": [statement], "judged": "battre"});
    json!({"step": "draft_section_put", "section": section})
}

fn send(who: &Browser, id: &str, version: u64, body: &Value) -> (u16, Value) {
    let version = format!("\"{version}\"");
    let headers = [("Content-Type", "application/json"), ("If-Match", version.as_str())];
    let answer = who.send("POST", &format!("{LIST}/{id}/steps"), &headers, &body.to_string());
    (answer.status, answer.json())
}

/// The step on the version that is there now.
fn step(who: &Browser, id: &str, body: &Value) -> Value {
    let version = who.get(&format!("{LIST}/{id}")).json()["version"].as_u64().expect("a version");
    let (status, answer) = send(who, id, version, body);
    assert_eq!(status, 200, "{body}: {answer}");
    answer
}

fn begun(who: &Browser) -> String {
    let begun = who.post(LIST, &json!({"half": "2026-H1"}));
    assert_eq!(begun.status, 201, "{}", begun.text);
    begun.json()["id"].as_str().expect("an id").to_owned()
}

#[test]
fn no_answer_holds_the_other_partys_draft_before_both_have_handed_over() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let id = begun(&police);
    let saw = city.get(&format!("{LIST}/{id}")).json()["version"].as_u64().expect("a version");
    step(&police, &id, &written(HIDDEN));
    let hand_over = json!({"step": "handed_over", "warned": "normally_public_there"});
    let others = ["", "/check", "/disagreements", &format!("/diff?to={id}")];
    let look = || {
        for rest in others {
            let answer = city.get(&format!("{LIST}/{id}{rest}"));
            assert!(!answer.text.contains(HIDDEN), "{rest}: {}", answer.text);
        }
        let history = city.get(&format!("/api/v1/history/lagesbild/{id}"));
        assert!(!history.text.contains(HIDDEN) && !city.get(LIST).text.contains(HIDDEN));
        let administrator = server.signed_in("administrator-polis");
        assert!(!administrator.get(&format!("{LIST}/{id}")).text.contains(HIDDEN));
    };
    look();
    assert!(police.get(&format!("{LIST}/{id}")).text.contains(HIDDEN), "its own party reads it");
    let (status, _) = send(&city, &id, saw, &written("Parken är lugn, säger parklekens personal."));
    assert_eq!(status, 200, "what the other writes in its draft is no conflict");
    let (status, answer) = send(&city, &id, saw, &written("Parken är lugn, säger personalen."));
    assert_eq!(status, 412, "one's own later draft is: {answer}");
    step(&police, &id, &hand_over);
    look();
    step(&city, &id, &hand_over);
    assert!(city.get(&format!("{LIST}/{id}")).text.contains(HIDDEN), "it is one document now");
}

#[test]
fn numbers_stop_the_decision_until_they_are_tied_and_both_chiefs_decide() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let chiefs = [server.signed_in("lpo-chef"), server.signed_in("stadsdelsdirektor")];
    let id = begun(&police);
    step(&police, &id, &written("Fickstölderna minskade med 12 %."));
    step(&city, &id, &written("Parken är lugn."));
    let hand_over = json!({"step": "handed_over", "warned": "normally_public_there"});
    step(&police, &id, &hand_over);
    let joined = step(&city, &id, &hand_over);
    let check = police.get(&format!("{LIST}/{id}/check")).json();
    assert!(check["summary"]["n_untied"].as_u64() > Some(0), "{check}");
    let sign = |of: &Value, number: &str| {
        json!({"step": "signed", "motive": "Bilden stämmer med vår.", "diarienummer": number,
            "fingerprint": of["document"]["fingerprint"]})
    };
    let version = joined["version"].as_u64().expect("a version");
    let (status, refused) = send(&chiefs[0], &id, version, &sign(&joined, "A1/2026"));
    assert_eq!((status, &refused["code"]), (409, &json!("lagesbild_numbers_block")), "{refused}");
    let mut mended = written("Fickstölderna minskade något, säger butikerna.");
    mended["step"] = json!("section_put");
    mended["part"] = json!("polis");
    let statement = &mut mended["section"]["statements"][0];
    let start = "Fickstölderna ".chars().count();
    statement["ties"] = json!([{"start": start, "end": start + 8,
        "not_checked": "butikernas bedömning"}]);
    let mended = step(&police, &id, &mended);
    step(&chiefs[0], &id, &sign(&mended, "A1/2026"));
    let decided = step(&chiefs[1], &id, &sign(&mended, "540/2026"));
    assert_eq!(decided["state"], "beslutad");
    let (status, refused) =
        send(&police, &id, decided["version"].as_u64().unwrap(), &written("Nytt utkast."));
    assert_eq!((status, &refused["code"]), (409, &json!("lagesbild_decided")));
    let next = begun(&city);
    let diff = police.get(&format!("{LIST}/{next}")).json();
    assert_eq!(diff["previous"], json!(id));
}
