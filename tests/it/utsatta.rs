//! The list of exposed areas over time: what the shipped list says, and what a second one moves.

use crate::support::http::{Browser, Server};
use serde_json::{Value, json};

const LIST: &str = "/api/v1/areas/utsatta";

/// What the paper says when the second list holds.
const PAPER: [&str; 6] = [
    "2023-12-01, 2025-12-01",
    "lättare klass: på väg ut (förut särskilt utsatt område)",
    "2023-12-01 (den första listan här)",
    "har lämnat listan (2025-12-01)",
    "<td class=\"day\">2025-11-30</td>",
    "Det är ingen prognos.",
];

/// A made-up list: names with classes, each a square of its own somewhere in the city.
fn list_of(areas: &[(&str, &str, [f64; 4])]) -> String {
    let feature = |(name, class, [w, s, e, n]): &(&str, &str, [f64; 4])| {
        json!({"type": "Feature", "properties": {"namn": name, "klass": class},
            "geometry": {"type": "Polygon",
                "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]]}})
    };
    json!({"type": "FeatureCollection", "features": areas.iter().map(feature).collect::<Vec<_>>()})
        .to_string()
}

fn deliver(browser: &Browser, day: &str, file: &str) -> Value {
    let fields = [
        ("kind", "areas"),
        ("source", "påhittad lista"),
        ("area_kind", "utsatt_omrade"),
        ("valid_from", day),
    ];
    let preview = browser.upload(&fields, "lista.geojson", file.as_bytes());
    assert_eq!(preview.status, 202, "{}", preview.text);
    let preview = preview.json();
    let path = format!("/api/v1/imports/{}/commit", preview["id"]);
    assert_eq!(browser.post(&path, &Value::Null).status, 200);
    preview
}

/// Id without its layer, and what the list changed.
fn movements(list: &Value, of: &str) -> Vec<(String, String)> {
    let items = list[of].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let code = |item: &Value| text(&item["id"]).replace("utsatt_omrade/", "");
    items.map(|item| (code(item), text(&item["movement"]))).collect()
}

fn one<'a>(list: &'a Value, code: &str) -> &'a Value {
    let id = json!(format!("utsatt_omrade/{code}"));
    let mut items = list["items"].as_array().expect("a list").iter();
    items.find(|item| item["id"] == id).expect("on the list")
}

#[test]
fn the_shipped_data_hold_one_list_and_say_so() {
    let server = Server::start();
    let reader = server.signed_in("analytiker-stad");
    let list = reader.answer(LIST);
    assert_eq!((&list["lists"], &list["list"]), (&json!(["2023-12-01"]), &json!("2023-12-01")));
    let items = list["items"].as_array().expect("a list");
    assert_eq!((items.len(), &list["left"]), (6, &json!([])));
    assert!(
        items.iter().all(|it| it["movement"] == "forsta_listan" && it["from_first_list"] == true)
    );
    let husby = one(&list, "husby");
    assert_eq!(
        (&husby["class"], &husby["listed_since"]),
        (&json!("sarskilt_utsatt"), &json!("2023-12-01"))
    );
    let touched = |kind: &str| -> Vec<(&str, f64)> {
        let all = husby["touches"].as_array().expect("touched").iter();
        let of_kind = all.filter(|it| it["kind"] == kind);
        of_kind
            .map(|it| (it["area"].as_str().expect("id"), it["share"].as_f64().expect("share")))
            .collect()
    };
    let [(district, share)] = touched("stadsdelsomrade")[..] else { panic!("{husby:#}") };
    assert_eq!(district, "stadsdelsomrade/jarva");
    assert!(share > 0.999, "{share}");
    // It is made of one statistical area: all of both.
    let [(_, share)] = touched("statistikomrade")[..] else { panic!("{husby:#}") };
    assert!(share > 0.999, "{share}");
    let days = &husby["touches"][0];
    assert_eq!((&days["valid_from"], &days["valid_to"]), (&json!("2023-12-01"), &Value::Null));
    // Before the list nobody was on one that is here.
    let early = reader.answer(&format!("{LIST}?on=2023-11-30"));
    assert_eq!(
        (&early["list"], &early["items"], &early["left"]),
        (&Value::Null, &json!([]), &json!([]))
    );
    for wrong in ["?on=2023-11-31", "?at=2023-12-01"] {
        assert_eq!(reader.get(&format!("{LIST}{wrong}")).status, 400, "{wrong}");
    }
}

#[test]
fn a_second_list_moves_areas_and_taking_it_back_moves_them_back() {
    let server = Server::start();
    let city = server.signed_in("samordnare");
    // Husby stays in a lighter class, Bredäng in a heavier, Vårberg as it was; Nyby is new, three leave.
    // Names are all that lists have in common, spelled now so, now so.
    let squares = [
        ("HUSBY", "Riskområde", [17.92, 59.405, 17.93, 59.41]),
        ("Bredäng", "Särskilt utsatt område", [17.93, 59.295, 17.94, 59.3]),
        ("Vårberg", "Utsatt område", [17.89, 59.275, 17.9, 59.28]),
        ("Nyby", "utsatt", [18.05, 59.33, 18.06, 59.335]),
    ];
    let second = deliver(&city, "2025-12-01", &list_of(&squares));
    let warned = second["totals"]["warnings"].as_array().expect("warnings");
    let leaves = warned.iter().find(|one| one["code"] == "leaves_list").expect("said before yes");
    assert_eq!(leaves["value"], 3.0);

    let now = city.answer(LIST);
    assert_eq!(now["lists"], json!(["2023-12-01", "2025-12-01"]));
    let is = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    };
    assert_eq!(
        movements(&now, "items"),
        is(&[
            ("bredang", "tyngre"),
            ("husby", "lattare"),
            ("nyby", "ny"),
            ("varberg", "oforandrad")
        ])
    );
    assert_eq!(
        movements(&now, "left"),
        is(&[
            ("hagsatra-ragsved", "lamnat"),
            ("hasselby-vallingby", "lamnat"),
            ("rinkeby-tensta", "lamnat")
        ])
    );
    assert_eq!(now["left"][0]["left_on"], "2025-12-01");
    let husby = one(&now, "husby");
    assert_eq!(husby["class_before"], "sarskilt_utsatt");
    assert_eq!(
        (&husby["listed_since"], &husby["from_first_list"]),
        (&json!("2023-12-01"), &json!(true))
    );
    let classes = husby["classes"].as_array().expect("classes");
    assert_eq!(classes.len(), 2);
    assert_eq!(
        (&classes[0]["valid_to"], &classes[1]["class"]),
        (&json!("2025-11-30"), &json!("riskomrade"))
    );
    assert_eq!(one(&now, "nyby")["from_first_list"], false);
    // The day before is told as it was, and so do the other answers about areas say.
    let before = city.answer(&format!("{LIST}?on=2025-11-30"));
    assert_eq!((before["items"].as_array().map(Vec::len), &before["left"]), (Some(6), &json!([])));
    let of_day = |day: &str| {
        city.answer(&format!("/api/v1/areas?kind=utsatt_omrade&at={day}"))["items"]
            .as_array()
            .map(Vec::len)
    };
    assert_eq!((of_day("2025-11-30"), of_day("2025-12-01")), (Some(6), Some(4)));

    // The paper of the day says the same.
    let page = city.get(&format!("{LIST}.html?on=2026-01-01"));
    assert!(page.header("content-disposition").contains("utsatta-omraden-2026-01-01.html"));
    for text in PAPER {
        assert!(page.text.contains(text), "{text}: {}", page.text);
    }
    let before = city.get(&format!("{LIST}.html?on=2023-11-30")).text;
    assert!(before.contains("Ingen av de listor som finns här hade börjat gälla den dagen."));

    // An older list that comes late takes its place, and what was the first list is not any more.
    deliver(&city, "2021-10-01", &list_of(&[("husby", "utsatt", [17.92, 59.405, 17.93, 59.41])]));
    let late = city.answer(&format!("{LIST}?on=2024-06-01"));
    assert_eq!(one(&late, "husby")["movement"], "tyngre");
    assert_eq!(one(&late, "bredang")["movement"], "ny");
    let path = format!("/api/v1/imports/{}/undo", second["id"]);
    assert_eq!(city.post(&path, &Value::Null).status, 200);
    let undone = city.answer(LIST);
    assert_eq!((undone["items"].as_array().map(Vec::len), &undone["left"]), (Some(6), &json!([])));
}

#[test]
fn a_list_needs_its_day_and_classes_that_somebody_knows() {
    let server = Server::start();
    let city = server.signed_in("samordnare");
    let square = [18.05, 59.33, 18.06, 59.335];
    let file = list_of(&[("Nyby", "utsatt", square), ("Gamleby", "rätt lugnt", square)]);
    let fields = [("kind", "areas"), ("source", "s"), ("area_kind", "utsatt_omrade")];
    let refused = city.upload(&fields, "lista.geojson", file.as_bytes());
    assert_eq!(
        (refused.status, &refused.json()["fields"][0]["field"]),
        (400, &json!("valid_from"))
    );
    let preview = deliver(&city, "2025-12-01", &file);
    assert_eq!(preview["totals"]["n_accepted"], 1);
    let rows = city.answer(&format!("/api/v1/imports/{}/rejections", preview["id"]));
    let row = &rows["items"][0];
    assert_eq!((&row["code"], &row["value"]), (&json!("unknown_class"), &json!("rätt lugnt")));
}

#[test]
fn the_report_on_an_area_says_which_exposed_areas_lie_there_and_its_paper_does_too() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    let path = "/api/v1/areas/stadsdelsomrade/jarva/report";
    let report = police.answer(path);
    let here: Vec<(&str, &str)> = report["utsatta"]
        .as_array()
        .expect("exposed areas")
        .iter()
        .map(|it| (it["name"].as_str().expect("name"), it["class"].as_str().expect("class")))
        .collect();
    assert_eq!(here, [("Husby", "sarskilt_utsatt"), ("Rinkeby/Tensta", "sarskilt_utsatt")]);
    assert!(report["utsatta"][0]["share_here"].as_f64().is_some_and(|share| share > 0.999));
    let page = police.get(&format!("{path}.html")).text;
    for text in [
        "Utsatta områden",
        "Rinkeby/<wbr>Tensta",
        "särskilt utsatt område",
        "2023-12-01 (den första listan här)",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let elsewhere = police.answer("/api/v1/areas/stadsdelsomrade/norra-innerstaden/report");
    assert_eq!(elsewhere["utsatta"], json!([]));
}
