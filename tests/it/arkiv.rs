//! Everything under an agreement in one file: all of it is there, says what it is, and nothing more is.

use crate::{
    baseline,
    case_work::World,
    lagesbild::{begun_with, put_together},
    support::http::{Browser, Server},
};
use platssamverkan::incident::Fingerprint;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

const ARCHIVE: &str = "/api/v1/agreements/norra-innerstaden-2025/arkiv.zip";

/// The pieces by name.
fn taken_out(by: &Browser) -> BTreeMap<String, Vec<u8>> {
    let answer = by.get(ARCHIVE);
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/zip");
    let mut archive = zip::ZipArchive::new(Cursor::new(&answer.bytes)).expect("a zip");
    let mut pieces = BTreeMap::new();
    for at in 0..archive.len() {
        let mut piece = archive.by_index(at).expect("a piece");
        let mut bytes = Vec::new();
        piece.read_to_end(&mut bytes).expect("read");
        let name = piece.name().expect("a name").into_owned();
        assert!(pieces.insert(name, bytes).is_none(), "twice");
    }
    pieces
}

fn data(pieces: &BTreeMap<String, Vec<u8>>, name: &str) -> Value {
    let bytes = pieces.get(name).unwrap_or_else(|| panic!("{name} among {:?}", pieces.keys()));
    serde_json::from_slice(bytes).expect("JSON")
}

#[test]
fn the_archive_of_an_agreement_holds_all_that_was_done_and_lists_it() {
    let World { server, case, .. } = World::at_work();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let lagesbild = put_together(&police, &city);
    let told = json!({"about": "handelse", "happened": "2026-06-09T20:00",
        "what": "Belysningen slocknade vid trappan", "significance": "Platsen blir mörk"});
    assert_eq!(police.post("/api/v1/information", &told).status, 201);
    let table = "Otrygg kvällstid;boende;stadsdelsomrade/norra-innerstaden;2025;12;procent;400\n";
    baseline::share(&city, &baseline::survey(&city, table));
    let frozen =
        city.post("/api/v1/agreements/norra-innerstaden-2025/baseline", &Value::Null).json();
    let pieces = taken_out(&city);

    // Every file in it but the two that tell of them is listed with what it holds.
    let contents = data(&pieces, "innehall.json");
    assert_eq!(contents["form"], "platssamverkan/arkiv/1");
    assert_eq!(
        (&contents["first"], &contents["last"]),
        (&json!("2025-01-01"), &json!("2026-12-31"))
    );
    let listed = contents["files"].as_array().expect("files");
    assert_eq!(listed.len() + 2, pieces.len());
    for one in listed {
        let bytes = &pieces[one["path"].as_str().expect("a name")];
        assert_eq!(one["sha256"], Fingerprint::of(bytes).0, "{one}");
        assert_eq!(one["bytes"], bytes.len());
    }
    let read_me = String::from_utf8(pieces["LAS-MIG.txt"].clone()).expect("UTF-8");
    assert!(read_me.contains("innehall.json räknar upp filerna"), "{read_me}");

    // Each object is as its own file gives it.
    let file = format!("arenden/{case}/{case}-akt.json");
    let alone = city.get(&format!("/api/v1/cases/{case}/akt.json")).json();
    assert_eq!(data(&pieces, &file)["steps"], alone["steps"]);
    let alone = city.get(&format!("/api/v1/lagesbilder/{lagesbild}/akt.json")).json();
    let file = format!(
        "lagesbilder/2026-H1/{lagesbild}/lagesbild-norra-innerstaden-2025-2026-H1-akt.json"
    );
    assert_eq!(data(&pieces, &file)["document"], alone["document"]);
    let forums = pieces.keys().filter(|name| name.starts_with("forum/")).count();
    let all = city.get("/api/v1/forums").json()["items"].as_array().expect("forums").len();
    assert_eq!(forums, 2 * all);

    let openings = data(&pieces, "bedomningar.json");
    assert_eq!(openings["openings"].as_array().map(Vec::len), Some(1));
    assert_eq!(openings["openings"][0]["opening"]["state"], "oppnad");
    let information = data(&pieces, "information.json");
    assert_eq!(information["information"][0]["sent"]["told"]["what"], told["what"]);
    assert_eq!(information["information"][0]["log"][0]["act"], "information_sent");
    let year = data(&pieces, "arshjul.json");
    assert_eq!((&year["from"], &year["to"]), (&json!("2025-01-01"), &json!("2026-12-31")));
    let due: Vec<&str> = year["duties"]
        .as_array()
        .expect("duties")
        .iter()
        .map(|one| one["due"].as_str().expect("a day"))
        .collect();
    assert!(
        due.is_sorted() && due.first() < Some(&"2025-07-01") && due.last() > Some(&"2026-11-30")
    );
    let agreement = data(&pieces, "overenskommelse.json");
    assert_eq!(agreement["agreement"]["id"], "norra-innerstaden-2025");
    let baseline = &agreement["baselines"][0];
    assert_eq!(baseline["measured"]["surveys"][0]["value"]["value"], 12.0, "{baseline}");
    assert_eq!(baseline["no"], frozen["items"][0]["no"]);

    // What both see is the same whoever takes it out.
    let theirs = taken_out(&police);
    assert_eq!(pieces.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
    assert_eq!(data(&theirs, "bedomningar.json"), openings);
    assert_eq!(data(&theirs, "information.json"), information);
}

#[test]
fn nobodys_draft_is_in_the_archive_and_another_agreement_has_none() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    const DRAFT: &str = "Nattvandrarna möter allt fler unga vid kajen";
    begun_with(&police, DRAFT);
    for by in [&police, &city] {
        for (name, bytes) in taken_out(by) {
            assert!(!name.starts_with("lagesbilder/"), "{name}");
            assert!(!String::from_utf8_lossy(&bytes).contains(DRAFT), "{name}");
        }
    }
    let of_another = "/api/v1/agreements/nagon-annans/arkiv.zip";
    assert_eq!(city.get(of_another).problem().0, 404);
}
