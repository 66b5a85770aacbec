//! A lägesbild over HTTP: two drafts that hide from each other, put together, decided by both.

use crate::support::http::{Browser, Server};
use serde_json::{Value, json};

mod property;

const LIST: &str = "/api/v1/lagesbilder";
/// What the city writes in what [`put_together`] makes.
pub(crate) const TEXT_OF_CITY: &str = "Parken är lugn.";
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
    let others = ["", "/check", "/disagreements", &format!("/diff?to={id}")];
    let look = || {
        for rest in others {
            let answer = city.get(&format!("{LIST}/{id}{rest}"));
            assert!(!answer.text.contains(HIDDEN), "{rest}: {}", answer.text);
        }
        // The history of objects knows no lägesbild; what happened to one stands in itself.
        assert_eq!(city.get(&format!("/api/v1/history/lagesbild/{id}")).status, 404);
        assert!(!city.get(LIST).text.contains(HIDDEN));
        let administrator = server.signed_in("administrator-polis");
        assert!(!administrator.get(&format!("{LIST}/{id}")).text.contains(HIDDEN));
    };
    look();
    assert!(police.get(&format!("{LIST}/{id}")).text.contains(HIDDEN), "its own party reads it");
    let (status, _) = send(&city, &id, saw, &written("Parken är lugn, säger parklekens personal."));
    assert_eq!(status, 200, "what the other writes in its draft is no conflict");
    let (status, answer) = send(&city, &id, saw, &written("Parken är lugn, säger personalen."));
    assert_eq!(status, 412, "one's own later draft is: {answer}");
    step(&police, &id, &hand_over());
    look();
    step(&city, &id, &hand_over());
    assert!(city.get(&format!("{LIST}/{id}")).text.contains(HIDDEN), "it is one document now");
}

/// A lägesbild in which one party has written a sentence and handed nothing over.
pub(crate) fn begun_with(who: &Browser, text: &str) -> String {
    let id = begun(who);
    step(who, &id, &written(text));
    id
}

/// A lägesbild whose two drafts have just been put together.
pub(crate) fn put_together(police: &Browser, city: &Browser) -> String {
    let id = begun(police);
    step(police, &id, &written("Fickstölderna minskade, säger butikerna. Målet är 12 %."));
    step(city, &id, &written(TEXT_OF_CITY));
    for party in [police, city] {
        step(party, &id, &hand_over());
    }
    let mut tied = written("Torget hade 24 fickstölder. Målet är 12 %.");
    tied["step"] = json!("section_put");
    tied["part"] = json!("polis");
    let figure = json!({"category": "fickstold", "area": "kommun/0180",
        "period": {"from": "2025-01-01", "to": "2025-12-31"}});
    tied["section"]["statements"][0]["ties"] = json!([
        {"start": 11, "end": 13, "reference": {"figure": figure, "measure": "count"}},
        {"start": 37, "end": 41, "not_checked": "ett mål"}]);
    step(police, &id, &tied);
    id
}

/// Put together, with a sentence that the police wrote over in step 1 and one that they handed over, took
/// back and wrote over in step 3; the city wrote once.
pub(crate) fn written_over(police: &Browser, city: &Browser, over: [&str; 2]) -> String {
    let id = begun_with(police, over[0]);
    step(city, &id, &written(TEXT_OF_CITY));
    step(police, &id, &written(over[1]));
    step(police, &id, &hand_over());
    step(police, &id, &json!({"step": "taken_back"}));
    step(police, &id, &written("Torget känns lugnt på kvällen, säger butikerna."));
    for party in [police, city] {
        step(party, &id, &hand_over());
    }
    id
}

/// The same, decided by both chiefs.
pub(crate) fn decided_after_writing_over(server: &Server, over: [&str; 2]) -> String {
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let id = written_over(&police, &city, over);
    decide(server, &id);
    id
}

fn hand_over() -> Value {
    json!({"step": "handed_over", "warned": "normally_public_there"})
}

/// Explains what stops a lägesbild, and both chiefs sign. Returns the document's fingerprint.
pub(crate) fn decide(server: &Server, id: &str) -> String {
    let chiefs = [server.signed_in("lpo-chef"), server.signed_in("stadsdelsdirektor")];
    decided_by([&chiefs[0], &chiefs[1]], id)
}

/// Says of every number that stops it why it stands.
pub(crate) fn explain_all(server: &Server, id: &str) {
    explained_by([&server.signed_in("lpo-chef"), &server.signed_in("stadsdelsdirektor")], id);
}

fn explained_by(chiefs: [&Browser; 2], id: &str) {
    let check = chiefs[0].get(&format!("{LIST}/{id}/check")).json();
    for number in check["items"].as_array().expect("numbers") {
        if number["blocks"] == json!(false) {
            continue;
        }
        let by = if number["part"] == "stad" { chiefs[1] } else { chiefs[0] };
        let why = json!({"step": "explained", "part": number["part"],
            "statement": number["statement"], "start": number["start"], "end": number["end"],
            "reason": "Uppgiften är inte levererad än."});
        step(by, id, &why);
    }
}

/// A chief signs what stands there now, under the party's own number.
pub(crate) fn sign(chief: &Browser, id: &str, number: &str) -> Value {
    let shown = chief.get(&format!("{LIST}/{id}")).json();
    let sign = json!({"step": "signed", "motive": "Bilden stämmer med vår.",
        "diarienummer": number, "fingerprint": shown["document"]["fingerprint"]});
    step(chief, id, &sign)
}

fn decided_by(chiefs: [&Browser; 2], id: &str) -> String {
    explained_by(chiefs, id);
    let signed = |of: &Value, side: &str| {
        of["signed_by"].as_array().expect("sides").iter().any(|one| one == side)
    };
    let mut last = chiefs[0].get(&format!("{LIST}/{id}")).json();
    for (chief, side, number) in [(chiefs[0], "polis", "A1/2026"), (chiefs[1], "stad", "540/2026")]
    {
        if !signed(&last, side) {
            last = sign(chief, id, number);
        }
    }
    assert_eq!(last["state"], "beslutad", "{last}");
    last["document"]["fingerprint"].as_str().expect("a fingerprint").to_owned()
}

#[test]
fn a_lagesbild_is_taken_out_whole_once_both_have_handed_over() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let id = begun(&police);
    step(&police, &id, &written(HIDDEN));
    for (browser, ending) in [(&police, "html"), (&police, "json"), (&city, "html")] {
        let refused = browser.get(&format!("{LIST}/{id}/akt.{ending}"));
        assert_eq!(refused.problem(), (409, "lagesbild_not_put_together".to_owned()));
    }
    assert_eq!(police.get(&format!("{LIST}/{id}/akt.pdf")).problem().0, 404);

    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let id = put_together(&police, &city);
    let early = police.get(&format!("{LIST}/{id}/akt.json")).json();
    assert_eq!(
        (&early["state"], &early["diarienummer"]["polis"]),
        (&json!("sammanlagd"), &Value::Null)
    );
    let fingerprint = decide(&server, &id);
    let answer = city.get(&format!("{LIST}/{id}/akt.json"));
    let name = answer.header("content-disposition").to_owned();
    assert!(name.starts_with("attachment; filename=\"lagesbild-"), "{name}");
    assert!(name.ends_with("-2026-H1-akt.json\""), "{name}");
    let file = answer.json();
    assert_eq!(file["form"], "platssamverkan/lagesbild/1");
    assert_eq!(file["fingerprint"], json!(fingerprint));
    assert_eq!(file["diarienummer"], json!({"polis": "A1/2026", "stad": "540/2026"}));
    assert_eq!(file["decided_on"], "2026-06-10");
    assert_eq!(file["decisions"].as_array().map(Vec::len), Some(2));
    let numbers = file["numbers"].as_array().expect("numbers");
    let said: Vec<_> =
        numbers.iter().map(|one| (one["written"].as_str(), one["text"].as_str())).collect();
    let expected =
        [(Some("24"), Some("Uppgiften finns inte")), (Some("12 %"), Some("Prövas inte"))];
    assert_eq!(said, expected, "{numbers:?}");
    assert_eq!(numbers[0]["explanation"], "Uppgiften är inte levererad än.");
    assert!(!answer.text.contains("butikerna"), "a draft that was written over is in no step");

    let page = city.get(&format!("{LIST}/{id}/akt.html")).text;
    for words in [
        "Gemensam lägesbild, första halvåret 2026",
        "A1/2026",
        "540/2026",
        &fingerprint,
        "Prövas enligt offentlighets- och",
        "Torget hade 24 fickstölder.",
        TEXT_OF_CITY,
        "Så räknades det",
        "Uppgiften är inte levererad än.",
        "2026-06-10",
        "Lämnade över utkastet",
        "Påhittade uppgifter för visning",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert!(!page.contains("butikerna"), "{page}");
}

#[test]
fn numbers_stop_the_decision_until_they_are_tied_and_both_chiefs_decide() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let chiefs = [server.signed_in("lpo-chef"), server.signed_in("stadsdelsdirektor")];
    let id = begun(&police);
    step(&police, &id, &written("Fickstölderna minskade med 12 %."));
    step(&city, &id, &written("Parken är lugn."));
    step(&police, &id, &hand_over());
    let joined = step(&city, &id, &hand_over());
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
