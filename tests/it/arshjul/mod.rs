//! The agreement's year, as claims.

mod chair;
mod days;
mod extension;
mod file;
mod properties;
mod rules;
mod sets;
mod settle;
mod shipped;
mod status;
mod steering;
mod table;
mod texts;

use jiff::civil::Date;
use platssamverkan::calendar::{
    Duties, Duty, Event, EventId, EventKind, Ground, Level, Nature, Rule, Window,
};
use std::collections::BTreeSet;

/// The duties that are shipped.
fn duties() -> Duties {
    let text = include_str!("../../../geodata/arshjul/skyldigheter.json");
    Duties::from_json(text).expect("the shipped duties")
}

/// One of them.
fn shipped(id: &str) -> Duty {
    duties().get(id).expect(id).clone()
}

/// A duty that asks by this rule on these days; an empty text is an open end.
fn duty(rule: Rule, from: &str, to: &str) -> Duty {
    let bound =
        |text: &str| (!text.is_empty()).then(|| platssamverkan::calendar::Bound::Exact(day(text)));
    Duty {
        id: "prov".to_owned().try_into().expect("an id"),
        title: "Prov".into(),
        level: Level::Lokal,
        rule,
        also_on_need: false,
        other_readings: Vec::new(),
        responsible: "samordnarna".into(),
        falls_to: BTreeSet::new(),
        decides: None,
        source: "prov §1".into(),
        ground: Ground::Agreement { id: "prov".into() },
        valid_from: bound(from),
        valid_to: bound(to),
        assumptions: BTreeSet::new(),
    }
}

fn day(text: &str) -> Date {
    text.parse().expect(text)
}

fn days(texts: &[&str]) -> Vec<Date> {
    texts.iter().map(|text| day(text)).collect()
}

fn window(from: &str, to: &str) -> Window {
    Window { from: day(from), to: day(to) }
}

fn kind(text: &str) -> EventKind {
    text.to_owned().try_into().expect(text)
}

fn event(of: &str, id: &str, on: &str) -> Event {
    let (of, id) = (kind(of), EventId(id.into()));
    Event { id, of, day: day(on), until: None, nature: Nature::Happened }
}
