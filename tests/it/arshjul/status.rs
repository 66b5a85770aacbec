//! How an instance stands, day by day.

use super::{day, window};
use platssamverkan::{
    app::texts::{
        Language,
        arshjul::{STATUSES, words},
    },
    calendar::{Account, Done, Explanation, Instance, Status, due, status},
};

fn structure_2017() -> Instance {
    due(&super::shipped("upp-struktur"), window("2017-01-01", "2017-12-31"), &[]).remove(0)
}

fn account(done: Option<&str>, explained: Option<&str>) -> Account {
    let instance = structure_2017();
    let done = done.map(|on| Done {
        duty: instance.duty.clone(),
        of: None,
        on: day(on),
        explanation: None,
    });
    let explanation = explained.map(|on| Explanation {
        of: instance.key.clone(),
        on: day(on),
        text: "Enkäten drog ut på tiden".into(),
    });
    Account { done, explanation }
}

#[test]
fn each_status_has_its_days() {
    let instance = structure_2017();
    assert_eq!(instance.due, day("2017-05-31"));
    let open = account(None, None);
    let late = account(Some("2017-06-09"), None);
    let explained = account(Some("2017-06-09"), Some("2017-06-12"));
    for (account, today, expected) in [
        (&open, "2017-05-16", Status::Kommande { days: 15 }),
        (&open, "2017-05-17", Status::Inom14Dagar { days: 14 }),
        (&open, "2017-05-31", Status::Inom14Dagar { days: 0 }),
        (&open, "2017-06-01", Status::Forsenad { days: 1, explained: false }),
        (
            &account(None, Some("2017-06-01")),
            "2017-06-02",
            Status::Forsenad { days: 2, explained: true },
        ),
        (&account(Some("2017-05-31"), None), "2017-06-02", Status::Gjord),
        (&late, "2017-06-08", Status::Forsenad { days: 8, explained: false }),
        (&late, "2017-06-09", Status::UtanForklaring { days: 9 }),
        (&explained, "2017-06-11", Status::UtanForklaring { days: 9 }),
        (&explained, "2017-06-12", Status::GjordSent { days: 9 }),
        (&open, "2018-05-31", Status::Forsenad { days: 365, explained: false }),
        (&open, "2018-06-01", Status::EjLangreGallande),
        (&late, "2026-11-29", Status::UtanForklaring { days: 9 }),
    ] {
        assert_eq!(status(&instance, account, day(today)), expected, "{today}");
    }
}

#[test]
fn only_what_is_late_and_unexplained_asks_for_an_explanation() {
    for (one, asks, done) in [
        (Status::Kommande { days: 15 }, false, false),
        (Status::Inom14Dagar { days: 0 }, false, false),
        (Status::Forsenad { days: 1, explained: false }, true, false),
        (Status::Forsenad { days: 1, explained: true }, false, false),
        (Status::Gjord, false, true),
        (Status::GjordSent { days: 1 }, false, true),
        (Status::UtanForklaring { days: 1 }, true, true),
        (Status::EjLangreGallande, false, false),
    ] {
        assert_eq!((one.asks_for_explanation(), one.is_done()), (asks, done), "{one:?}");
        assert_eq!(serde_json::to_value(one).expect("written")["status"], one.code());
        assert!(words(STATUSES, one.code(), Language::Swedish).is_some(), "{one:?}");
    }
}
