//! The joint list over HTTP: what is on it, who sees it, and that it can be run again.

use crate::support::http::{Browser, Server, counts_csv};
use serde_json::{Value, json};

/// A year of made-up counts with a pile in Klara, and a hotspot run on them.
fn with_run(server: &Server) -> (Browser, Browser, String) {
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    police.import_counts("a.csv", &counts_csv());
    let body = json!({
        "period": { "from": "2025-01-01", "to": "2025-12-31" },
        "stability": false,
    });
    let run = police.post("/api/v1/hotspots/runs", &body);
    assert_eq!(run.status, 200, "{}", run.text);
    let run = run.json();
    assert!(!run["places"].as_array().expect("places").is_empty(), "{run}");
    let id = run["id"].as_str().expect("an id").to_owned();
    (police, city, id)
}

fn named(browser: &Browser, area: &str, share: bool) {
    let body = json!({ "kind": "dialogue", "area": area, "from": "2025-03-01" });
    let made = browser.post("/api/v1/observations", &body);
    assert_eq!(made.status, 201, "{}", made.text);
    if share {
        let id = made.json()["id"].as_str().expect("an id").to_owned();
        assert_eq!(
            browser.post(&format!("/api/v1/observations/{id}/share"), &Value::Null).status,
            200
        );
    }
}

fn names(list: &Value) -> Vec<String> {
    let rows = list.as_array().expect("a list");
    rows.iter().map(|row| row["name"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn the_list_shows_where_both_agree_and_what_is_not_shared_is_not_on_it() {
    let server = Server::start();
    let (police, city, run) = with_run(&server);
    let ask = |browser: &Browser, query: &str| {
        browser.get(&format!("/api/v1/joint-list?run={run}&distance_m=300{query}"))
    };
    let first = ask(&police, "");
    assert_eq!(first.status, 200, "{}", first.text);
    let first = first.json();
    assert!(names(&first["result"]["both"]).is_empty());
    let codes = |card: &Value| first_codes(card);
    assert!(codes(&first["card"]).contains(&"no_observations".to_owned()), "{first}");

    named(&city, "plats/sergels-torg", false);
    assert_eq!(ask(&police, "").json(), first, "the other's own is not seen");
    named(&city, "plats/sergels-torg", true);
    named(&city, "plats/vasaparken-parkleken", true);
    let second = ask(&police, "").json();
    assert_ne!(second["card"]["id"], first["card"]["id"], "another question");
    let both = &second["result"]["both"];
    assert!(!names(both).is_empty(), "{second}");
    assert_eq!(both[0]["named"][0]["name"], "Sergels torg");
    assert_eq!(both[0]["named"][0]["n_observations"], 1);
    assert_eq!(names(&second["result"]["otrygghet_only"]), ["Vasaparken, parkleken"]);
    assert_eq!(second["result"]["rank"], "both");
    let n = |list: &Value| names(&list["crime_only"]).len() + names(&list["both"]).len();
    assert_eq!(n(&first["result"]), n(&second["result"]));

    // Frozen: the first can still be shown and run again.
    let id = first["card"]["id"].as_str().expect("an id");
    assert_eq!(police.get(&format!("/api/v1/runs/{id}")).json()["result"], first["result"]);
    let verdict = police.post(&format!("/api/v1/runs/{id}/verify"), &Value::Null);
    assert_eq!(verdict.json()["outcome"], "same", "{}", verdict.text);
    for wrong in ["&rank=viktigast", "&reference=x&distance_m=3"] {
        assert_eq!(ask(&police, wrong).problem().0, 400, "{wrong}");
    }
    let far = police.get(&format!("/api/v1/joint-list?run={run}&distance_m=5000"));
    assert_eq!(far.problem().0, 400);
    assert_eq!(police.get("/api/v1/joint-list?run=run-0").problem().0, 404);
}

fn first_codes(card: &Value) -> Vec<String> {
    let rails = card["guard_rails"].as_array().expect("rails");
    rails.iter().map(|rail| rail["code"].as_str().expect("a code").to_owned()).collect()
}

#[test]
fn a_list_is_for_its_own_party_even_when_the_counts_are_shared() {
    let server = Server::start();
    let (police, city, run) = with_run(&server);
    let imports = police.get("/api/v1/imports").json();
    let import = &imports["items"][0]["id"];
    assert_eq!(police.post(&format!("/api/v1/imports/{import}/share"), &Value::Null).status, 200);
    named(&police, "plats/plattan", false);
    let own = police.get(&format!("/api/v1/joint-list?run={run}")).json();
    let id = own["card"]["id"].as_str().expect("an id").to_owned();
    // The hotspot run itself is on shared counts and may be seen; the list holds what is not shared.
    let citys = city.get(&format!("/api/v1/joint-list?run={run}"));
    assert_eq!(citys.status, 200, "{}", citys.text);
    assert!(!citys.text.contains("plattan"), "{}", citys.text);
    assert_eq!(city.get(&format!("/api/v1/runs/{id}")).problem().0, 404);
    assert_eq!(police.get(&format!("/api/v1/runs/{id}")).status, 200);
    let listed = city.get("/api/v1/runs").text;
    assert!(!listed.contains(&id));
}

#[test]
fn an_areas_share_is_compared_with_the_citys_and_said_only_when_it_can_be() {
    let server = Server::start();
    let (police, _, run) = with_run(&server);
    let shares = "indikator;grupp;område;år;andel;svar;källa\n\
        Otrygg;boende;statistikomrade/10102;2024;30;400;Mätning\n\
        Otrygg;boende;statistikomrade/11101;2024;11;400;Mätning\n\
        Otrygg;boende;statistikomrade/11102;2024;60;;Mätning\n\
        Otrygg;boende;statistikomrade/11201;2024;77;4;Mätning\n\
        Otrygg;boende;kommun/0180;2024;10;5000;Mätning\n";
    let fields = [("kind", "indicators"), ("source", "prov")];
    let preview = police.upload(&fields, "andelar.csv", shares.as_bytes()).json();
    let id = &preview["id"];
    assert_eq!(police.post(&format!("/api/v1/imports/{id}/commit"), &Value::Null).status, 200);
    let list = police.get(&format!("/api/v1/joint-list?run={run}&indicator=otrygg"));
    assert!(!list.text.contains("0.77"), "what is suppressed never leaves");
    let list = list.json();
    let area = |code: &str| {
        let areas = list["result"]["areas"].as_array().expect("areas");
        let id = format!("statistikomrade/{code}");
        areas.iter().find(|area| area["area"] == id.as_str()).expect("a row").clone()
    };
    let klara = area("10102");
    assert_eq!((&klara["verdict"], &klara["agreement"]), (&"higher".into(), &"both".into()));
    assert!(klara["n_hotspots"].as_u64().expect("a number") >= 1);
    assert_eq!(area("11101")["verdict"], "undecided");
    assert_eq!((&area("11102")["share"], &area("11102")["verdict"]), (&0.6.into(), &Value::Null));
    assert_eq!(
        (&area("11201")["share"], &area("11201")["undertryckt"]),
        (&Value::Null, &true.into())
    );
    assert_eq!(list["result"]["reference"]["area"], "kommun/0180");
    assert!(first_codes(&list["card"]).contains(&"answers_unknown".to_owned()));
    // Asked for trygghet, the others are meant.
    let turned =
        police.get(&format!("/api/v1/joint-list?run={run}&indicator=otrygg&complement=true"));
    let turned = turned.json();
    assert_eq!(turned["result"]["areas"].as_array().expect("areas").len(), 4);
    assert_eq!(turned["result"]["reference"]["share"], 0.9);
}
