//! The baseline of an agreement: frozen when both have confirmed it, or afterwards, of what both see.

use crate::{
    agreements::{AGREEMENTS, installation, kommunpolis, ok, step, terms},
    support::http::{Browser, Server},
};
use serde_json::{Value, json};

/// Counts on one spot of the district, and what says elsewhere that all days from the first to the last
/// are covered.
fn counts(first: &str, last: &str, rows: &[(u32, &str, &str)]) -> String {
    let mut csv = String::from("id,category,lon,lat,occurred_from,occurred_to\n");
    let mut no = 0;
    let mut row = |category: &str, lon: f64, day: &str| {
        no += 1;
        let year = &first[..4];
        csv.push_str(&format!("r{year}x{no},{category},{lon},59.3325,{day}T21:00,{day}T22:00\n"));
    };
    row("ovrigt_brott", 18.03, first);
    row("ovrigt_brott", 18.03, last);
    for (n, category, day) in rows {
        (0..*n).for_each(|_| row(category, 18.0635, day));
    }
    csv
}

pub(crate) fn survey(browser: &Browser, table: &str) -> Value {
    let head = "indikator;grupp;område;period;värde;enhet;svar\n";
    let fields = [("kind", "indicators"), ("source", "Trygghetsmätningen (påhittad)")];
    let preview = browser.upload(&fields, "andelar.csv", format!("{head}{table}").as_bytes());
    assert_eq!(preview.status, 202, "{}", preview.text);
    let id = preview.json()["id"].clone();
    ok(browser.post(&format!("/api/v1/imports/{id}/commit"), &Value::Null))
}

pub(crate) fn share(browser: &Browser, import: &Value) {
    ok(browser.post(&format!("/api/v1/imports/{}/share", import["id"]), &Value::Null));
}

fn of(browser: &Browser, agreement: &Value) -> Value {
    let path = format!("{AGREEMENTS}/{}/baseline", agreement["id"].as_str().expect("an id"));
    browser.answer(&path)
}

fn freeze(browser: &Browser, agreement: &Value) -> crate::support::http::Answer {
    let path = format!("{AGREEMENTS}/{}/baseline", agreement["id"].as_str().expect("an id"));
    browser.post(&path, &Value::Null)
}

fn row<'a>(baseline: &'a Value, category: &str) -> &'a Value {
    let mut rows = baseline["counts"]["rows"].as_array().expect("rows").iter();
    rows.find(|row| row["category"] == category).expect("a row")
}

#[test]
fn both_measurements_are_frozen_with_each_yes_as_far_as_both_see_them_and_never_change() {
    let (server, _, [polis, stad, third]) = installation();
    let police = kommunpolis(&server, &polis);
    let earlier = police.import_counts(
        "a.csv",
        &counts(
            "2023-01-01",
            "2024-12-31",
            &[
                (7, "fickstold", "2024-04-02"),
                (2, "fickstold", "2023-04-02"),
                (40, "klotter", "2024-05-05"),
            ],
        ),
    );
    let measured = survey(
        &polis,
        "Otrygg kvällstid;boende;stadsdelsomrade/norra-innerstaden;2023;12;procent;400\n\
         Otrygg kvällstid;boende;stadsdelsomrade/norrmalm;2020;10;procent;300\n\
         Otrygg kvällstid;boende;stadsdelsomrade/farsta;2023;30;procent;300\n\
         Otrygg kvällstid;få;stadsdelsomrade/norra-innerstaden;2023;50;procent;4\n",
    );
    let new = json!({"with": "sdf-norra-innerstaden", "terms": terms(Some("2026-12-31"))});
    let kept = ok(polis.post(AGREEMENTS, &new));
    let path = format!("{AGREEMENTS}/{}/baseline", kept["id"].as_str().expect("an id"));
    assert_eq!(polis.get(&path).status, 404, "nothing holds yet");
    let agreed = ok(step(&stad, &kept, "confirmation", &Value::Null));

    // They could not share anything before they agreed: nothing was there that both saw, and that is said.
    let found = of(&stad, &agreed);
    let [signed] = &found["items"].as_array().expect("one")[..] else { panic!("{found:#}") };
    assert_eq!((&signed["occasion"], &signed["on"]), (&json!("signed"), &json!("2026-06-10")));
    assert_eq!((&signed["counts"], &signed["surveys"]), (&Value::Null, &json!([])));
    assert_eq!(found["may_freeze"], false);
    assert_eq!(freeze(&police, &agreed).problem(), (409, "baseline_nothing_shared".to_owned()));
    assert_eq!(third.get(&path).status, 404);
    assert_eq!(third.post(&path, &Value::Null).status, 403);

    // When it has been shared, it is frozen by hand: by who keeps the year, not by an administrator.
    share(&police, &earlier);
    share(&polis, &measured);
    assert_eq!(
        (&of(&police, &agreed)["may_freeze"], &of(&stad, &agreed)["may_freeze"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(freeze(&stad, &agreed).status, 403);
    let found = ok(freeze(&police, &agreed));
    let later = &found["items"][1];
    assert_eq!((&later["no"], &later["occasion"]), (&json!(2), &json!("later")));
    let frozen = &later["counts"];
    assert_eq!(frozen["year"], json!({"from": "2024-01-01", "to": "2024-12-31"}));
    assert_eq!(frozen["two_years"], json!({"from": "2023-01-01", "to": "2024-12-31"}));
    let fickstold = row(later, "fickstold");
    assert_eq!((&fickstold["then"], &fickstold["then_two_years"]), (&json!(7), &json!(9)));
    assert_eq!(frozen["deliveries"][0]["import"], earlier["id"]);
    assert!(frozen["deliveries"][0]["published_at"].is_string());
    // The district's own share, and what it was before beside it; not another's, nor one of four answers.
    let shares: Vec<(&str, f64)> = later["surveys"]
        .as_array()
        .expect("shares")
        .iter()
        .map(|it| (it["area"].as_str().expect("id"), it["then"]["value"].as_f64().expect("share")))
        .collect();
    assert_eq!(
        shares,
        [("stadsdelsomrade/norra-innerstaden", 12.0), ("stadsdelsomrade/norrmalm", 10.0)]
    );
    let interval = &later["surveys"][0]["then"]["interval_95"];
    // Wilson of 48 in 400.
    assert!((interval[0].as_f64().expect("low") - 9.17).abs() < 0.01, "{interval}");
    assert!((interval[1].as_f64().expect("high") - 15.55).abs() < 0.01, "{interval}");
    assert_eq!(freeze(&police, &agreed).problem(), (409, "baseline_frozen".to_owned()));
    assert_eq!(of(&stad, &agreed)["items"], of(&police, &agreed)["items"], "the same to both");

    // A year later: today is held against it, and what was frozen stands as it stood.
    let before = later.clone();
    let now = counts(
        "2025-01-01",
        "2025-12-31",
        &[(19, "fickstold", "2025-04-02"), (41, "klotter", "2025-05-05")],
    );
    share(&police, &police.import_counts("b.csv", &now));
    share(
        &polis,
        &survey(
            &polis,
            "Otrygg kvällstid;boende;stadsdelsomrade/norra-innerstaden;2025;20;procent;400\n",
        ),
    );
    let found = of(&police, &agreed);
    let after = &found["items"][1];
    assert_eq!(after["fingerprint"], before["fingerprint"]);
    assert_eq!(after["counts"]["now"], json!({"from": "2025-01-01", "to": "2025-12-31"}));
    assert_eq!(
        (&after["counts"]["n_tested"], &after["counts"]["n_shared_days"]),
        (&json!(2), &json!(0))
    );
    let fickstold = row(after, "fickstold");
    assert_eq!(
        (&fickstold["then"], &fickstold["now"], &fickstold["level"]),
        (&json!(7), &json!(19), &json!("watch"))
    );
    let share_now = &after["surveys"][0];
    assert_eq!(
        (&share_now["now"]["value"], &share_now["verdict"]),
        (&json!(20.0), &json!("higher"))
    );
    assert!((share_now["difference"].as_f64().expect("a difference") - 8.0).abs() < 1e-9);
    assert_eq!(after["surveys"][1]["now"], Value::Null, "nobody measures what is no more");

    // An extension is signed too, and froze what was the latest then.
    let asked = ok(step(&stad, &agreed, "proposal", &terms(Some("2028-12-31"))));
    ok(step(&polis, &asked, "confirmation", &Value::Null));
    let found = of(&stad, &agreed);
    let third = &found["items"][2];
    assert_eq!((&third["occasion"], &third["no"]), (&json!("signed"), &json!(3)));
    assert_eq!(third["counts"]["year"], json!({"from": "2025-01-01", "to": "2025-12-31"}));
    assert_eq!(third["counts"]["n_shared_days"], 365, "the same year: nothing to test");
    assert_eq!(
        (&row(third, "fickstold")["then"], &row(third, "fickstold")["p"]),
        (&json!(19), &Value::Null)
    );
    assert_eq!(server.app.store.check().expect("checked"), Vec::<String>::new());
}

#[test]
fn an_agreement_from_before_has_none_and_the_papers_say_so() {
    let server = Server::start();
    let (police, city) = (server.signed_in("kommunpolis"), server.signed_in("samordnare"));
    let path = "/api/v1/agreements/norra-innerstaden-2025/baseline";
    assert_eq!(police.answer(path)["items"], json!([]));
    let papers = "/api/v1/agreements/norra-innerstaden-2025/chefsamrad/underlag";
    let none = "Ingen baslinje frystes när överenskommelsen undertecknades.";
    assert!(police.get(&format!("{papers}.html")).text.contains(none));
    assert_eq!(police.answer(&format!("{papers}.json"))["baselines"], json!([]));

    let table = "Otrygg kvällstid;boende;stadsdelsomrade/norra-innerstaden;2025;12;procent;400\n";
    let import = survey(&city, table);
    assert_eq!(police.answer(path)["may_freeze"], false, "the other party does not see it");
    share(&city, &import);
    let found = ok(city.post(path, &Value::Null));
    assert_eq!(found["items"][0]["occasion"], "later");
    let print = found["items"][0]["fingerprint"].as_str().expect("a fingerprint");
    for address in [format!("{papers}.html"), format!("{path}.html")] {
        let page = police.get(&address).text;
        for text in [
            none,
            "Fryst i efterhand 2026-06-",
            "Otrygg kvällstid (boende)",
            "inte mätt igen",
            print,
        ] {
            assert!(page.contains(text), "{address} {text}");
        }
    }
    let data = police.answer(&format!("{papers}.json"));
    assert_eq!(data["baselines"][0]["measured"]["surveys"][0]["value"]["value"], 12.0);
}
