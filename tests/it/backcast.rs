//! Counts of an area from before it began: what they are, that nothing is counted twice, and what is said.

use crate::support::http::Server;
use geo_types::{MultiPolygon, polygon};
use platssamverkan::area::{Area, AreaId, AreaKind, Relation, RelationKind, Validity};
use serde_json::{Value, json};

/// A made-up district: two squares beside each other, and what it was before they were two.
fn square(west: f64, east: f64) -> MultiPolygon<f64> {
    let (south, north) = (59.33, 59.34);
    MultiPolygon(vec![polygon![
        (x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north),
    ]])
}

fn district(code: &str, ground: MultiPolygon<f64>, from: &str, to: Option<&str>) -> Area {
    let day = |text: &str| text.parse().expect("a day");
    Area {
        id: AreaId::new(AreaKind::Stadsdelsomrade, code),
        kind: AreaKind::Stadsdelsomrade,
        code: code.to_owned(),
        name: code.to_owned(),
        geometry: Some(ground),
        validity: Validity { valid_from: Some(day(from)), valid_to: to.map(day) },
        class: None,
        approximate: false,
        source: "påhittad".to_owned(),
        note: None,
    }
}

/// Two districts followed one on 1 July 2024.
fn split(server: &Server) {
    let mut write = server.app.store.begin().expect("one writer");
    let (west, middle, east) = (18.05, 18.06, 18.07);
    for area in [
        district("gamla", square(west, east), "2015-01-01", Some("2024-06-30")),
        district("vastra", square(west, middle), "2024-07-01", None),
        district("ostra", square(middle, east), "2024-07-01", None),
    ] {
        write.put_area(&area, None).expect("kept");
    }
    for to in ["vastra", "ostra"] {
        let id = |code: &str| AreaId::new(AreaKind::Stadsdelsomrade, code);
        let relation = Relation {
            from: id("gamla"),
            kind: RelationKind::EftertraddAv,
            to: id(to),
            validity: Validity { valid_from: "2024-07-01".parse().ok(), valid_to: None },
            source: "påhittat beslut".to_owned(),
        };
        write.put_relation(&relation).expect("kept");
    }
    write.commit().expect("kept");
}

/// Per month and side: 2024-05 has 7 west and 4 east, 2024-07 has 3 and 2; on the border between them
/// stands one of May, which only one of the two can have.
fn counts() -> String {
    let mut csv = String::from("id,category,lon,lat,occurred_from,occurred_to\n");
    let mut no = 0;
    for (n, lon, day) in [
        (7, 18.055, "2024-05-10"),
        (4, 18.065, "2024-05-10"),
        (1, 18.06, "2024-05-10"),
        (3, 18.055, "2024-07-10"),
        (2, 18.065, "2024-07-10"),
        (1, 18.0, "2024-01-01"),
        (1, 18.0, "2024-08-31"),
    ] {
        for _ in 0..n {
            no += 1;
            csv.push_str(&format!("r{no},klotter,{lon},59.335,{day}T10:00,{day}T11:00\n"));
        }
    }
    csv
}

#[test]
fn series_of_two_successors_add_up_to_what_was_before_and_say_from_when_they_are() {
    let server = Server::start();
    split(&server);
    let police = server.signed_in("kommunpolis");
    police.import_counts("a.csv", &counts());
    let series = |code: &str, more: &str| {
        police.answer(&format!("/api/v1/series?area=stadsdelsomrade/{code}{more}"))
    };
    let n = |of: &Value, month: &str| {
        let mut months = of["months"].as_array().expect("months").iter();
        let month = months.find(|one| one["month"] == month).expect("the month");
        (month["n"].as_u64().expect("a count"), month["backcast"].as_bool().expect("a mark"))
    };
    let (west, east) = (series("vastra", ""), series("ostra", ""));
    let before = series("gamla", "&to=2024-06-30");
    // After: as counted by hand. Before: every count in one of the two, and all of them in the old one.
    assert_eq!((n(&west, "2024-07"), n(&east, "2024-07")), ((3, false), (2, false)));
    let (may_west, may_east) = (n(&west, "2024-05"), n(&east, "2024-05"));
    assert!(may_west.1 && may_east.1, "marked as counted backwards");
    assert_eq!(n(&before, "2024-05"), (12, false));
    assert_eq!(may_west.0 + may_east.0, 12);
    assert!([(8, 4), (7, 5)].contains(&(may_west.0, may_east.0)), "{may_west:?} {may_east:?}");

    assert_eq!(before["backcast"], Value::Null, "it was there all the time");
    let told = &west["backcast"];
    assert_eq!((&told["begins"], &told["redrawn"]), (&json!("2024-07-01"), &json!(false)));
    let [old] = &told["predecessors"].as_array().expect("predecessors")[..] else {
        panic!("{told:#}")
    };
    assert_eq!(
        (&old["area"], &old["valid_to"]),
        (&json!("stadsdelsomrade/gamla"), &json!("2024-06-30"))
    );
    assert_eq!(
        (&old["source"], &old["followed_by"]),
        (&json!("påhittat beslut"), &json!("stadsdelsomrade/vastra"))
    );
    let share = |name: &str| old[name].as_f64().expect("a share");
    assert!(
        (share("share_here") - 0.5).abs() < 1e-6
            && (share("share_of_successor") - 1.0).abs() < 1e-6
    );
    assert_eq!(
        series("vastra", "&from=2024-07-01")["backcast"],
        Value::Null,
        "nothing is from before it"
    );
}

#[test]
fn a_report_says_what_is_counted_backwards_and_keeps_the_shares_of_a_predecessor_apart() {
    let server = Server::start();
    split(&server);
    let police = server.signed_in("kommunpolis");
    police.import_counts("a.csv", &counts());
    let table = "indikator;område;period;värde;enhet;svar\n\
        Otrygg kvällstid;stadsdelsomrade/gamla;2020;12;procent;400\n\
        Otrygg kvällstid;stadsdelsomrade/gamla;2023;15;procent;380\n\
        Otrygg kvällstid;stadsdelsomrade/vastra;2025;9;procent;200\n";
    let fields = [("kind", "indicators"), ("source", "påhittad mätning")];
    let preview = police.upload(&fields, "andelar.csv", table.as_bytes());
    assert_eq!(preview.status, 202, "{}", preview.text);
    let commit = format!("/api/v1/imports/{}/commit", preview.json()["id"]);
    assert_eq!(police.post(&commit, &Value::Null).status, 200);

    let path = "/api/v1/areas/stadsdelsomrade/vastra/report";
    let days = "?from=2024-05-01&to=2024-08-31";
    let report = police.answer(&format!("{path}{days}"));
    assert_eq!(report["counted_backwards"], true);
    assert_eq!(report["backcast"]["begins"], "2024-07-01");
    assert!(matches!(report["categories"][0]["now"].as_u64(), Some(10 | 11)), "{report:#}");
    let values = |list: &str| -> Vec<(String, f64)> {
        let all = report[list].as_array().expect("values").iter();
        let of = |it: &Value| it["area"].as_str().expect("an id").to_owned();
        // Official counts of larger areas stand there too.
        let shares = all.filter(|it| it["unit"] == "procent");
        shares.map(|it| (of(it), it["value"].as_f64().expect("a value"))).collect()
    };
    // The survey of 2025 lies after the report; the predecessor's own two stand beside, not in it.
    assert_eq!(values("indicators"), []);
    let gamla = "stadsdelsomrade/gamla".to_owned();
    assert_eq!(values("indicators_before"), [(gamla.clone(), 12.0), (gamla, 15.0)]);
    let page = police.get(&format!("{path}.html{days}")).text;
    for text in [
        "Området gäller från 2024-07-01. Antal före den dagen är räknade bakåt",
        "Föregångare: gamla (till 2024-06-30), efterträdd enligt påhittat beslut; 50 % av dess yta ligger här",
        "Föregångarnas egna serier",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let old =
        police.answer("/api/v1/areas/stadsdelsomrade/gamla/report?from=2024-05-01&to=2024-06-30");
    assert_eq!((&old["counted_backwards"], &old["indicators_before"]), (&json!(false), &json!([])));
}

#[test]
fn the_district_of_today_is_told_with_the_two_that_it_was_made_of() {
    let server = Server::start();
    let police = server.signed_in("kommunpolis");
    police.import_counts("a.csv", &counts());
    let series =
        police.answer("/api/v1/series?area=stadsdelsomrade/norra-innerstaden&from=2023-01-01");
    let told = &series["backcast"];
    assert_eq!(told["begins"], "2023-07-01");
    let all = told["predecessors"].as_array().expect("predecessors");
    let names: Vec<&str> = all.iter().map(|it| it["area"].as_str().expect("id")).collect();
    assert_eq!(names, ["stadsdelsomrade/norrmalm", "stadsdelsomrade/ostermalm"]);
    let share = |it: &Value, name: &str| it[name].as_f64().expect("a share");
    assert!(all.iter().all(|it| share(it, "share_here") > 0.999), "{told:#}");
    // Between them they were all of it.
    let sum: f64 = all.iter().map(|it| share(it, "share_of_successor")).sum();
    assert!((sum - 1.0).abs() < 1e-3, "{sum}");
}
