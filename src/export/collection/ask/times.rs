//! Which time a feature is of, and asking for it.

use super::AskError;
use crate::export::{
    Feature, Value,
    collection::{Collection, Kind, Schema},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The attributes that say when; a day is the whole day, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Temporal {
    /// From when; since always where it is empty.
    pub from: &'static str,
    /// Until when; until further notice where it is empty. The same as `from` for what happens once.
    pub to: &'static str,
}

/// Pairs of attributes that say when, in order of precedence.
const PAIRS: [Temporal; 4] = [
    Temporal { from: "period_from", to: "period_to" },
    Temporal { from: "valid_from", to: "valid_to" },
    Temporal { from: "opened_at", to: "opened_at" },
    Temporal { from: "opened_on", to: "opened_on" },
];

/// How features of a schema say when; `None` where they do not. A case is of the time it was opened.
pub fn temporal(schema: &Schema) -> Option<Temporal> {
    let is_time = |name: &str| {
        let kind = schema.property(name).map(|property| property.kind);
        matches!(kind, Some(Kind::Day | Kind::Instant))
    };
    PAIRS.into_iter().find(|pair| is_time(pair.from) && is_time(pair.to))
}

/// A stretch of time, both ends included; an open end is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

impl Times {
    /// A day or moment, or an interval `from/to` one end of which may be open (`..` or empty).
    ///
    /// # Errors
    /// Anything else, and an interval that ends before it begins.
    pub fn parse(text: &str) -> Result<Self, AskError> {
        let wrong = |code| AskError { part: "datetime", code };
        let moment = |text: &str| ends(text).ok_or(wrong("not_a_time"));
        let Some((from, to)) = text.split_once('/') else {
            let (from, to) = moment(text)?;
            return Ok(Self { from: Some(from), to: Some(to) });
        };
        let is_open = |text: &str| text.is_empty() || text == "..";
        if is_open(from) && is_open(to) {
            return Err(wrong("not_a_time"));
        }
        let from = if is_open(from) { None } else { Some(moment(from)?.0) };
        let to = if is_open(to) { None } else { Some(moment(to)?.1) };
        match from.zip(to).is_some_and(|(from, to)| from > to) {
            true => Err(wrong("ends_before_it_begins")),
            false => Ok(Self { from, to }),
        }
    }

    /// Whether a feature is of some of the time. What says nothing of its time is of any.
    pub(super) fn meet(self, feature: &Feature, named: Temporal) -> bool {
        let of = of_feature(feature, named);
        self.from.is_none_or(|from| of.to.is_none_or(|to| from <= to))
            && self.to.is_none_or(|to| of.from.is_none_or(|from| from <= to))
    }
}

/// First and last moment of all features, `None` for an open end; nothing where they do not say when.
pub fn interval(collection: &Collection) -> Option<(Option<Timestamp>, Option<Timestamp>)> {
    let named = temporal(collection.schema())?;
    let mut all = collection.features().iter().map(|feature| of_feature(feature, named));
    let first = all.next()?;
    let whole = all.fold(first, |whole, one| Times {
        from: whole.from.zip(one.from).map(|(a, b)| a.min(b)),
        to: whole.to.zip(one.to).map(|(a, b)| a.max(b)),
    });
    Some((whole.from, whole.to))
}

fn of_feature(feature: &Feature, named: Temporal) -> Times {
    let text = |name: &str| {
        let found = feature.properties.iter().find(|(known, _)| *known == name);
        match found {
            Some((_, Value::Text(text))) => ends(text),
            _ => None,
        }
    };
    Times { from: text(named.from).map(|ends| ends.0), to: text(named.to).map(|ends| ends.1) }
}

/// First and last moment of a day, or a moment twice.
fn ends(text: &str) -> Option<(Timestamp, Timestamp)> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some((at, at));
    }
    let day = text.parse::<Date>().ok().filter(|_| text.len() == 10)?;
    let start = |day: Date| day.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp());
    let next = start(day.tomorrow().ok()?)?;
    let last = Timestamp::from_nanosecond(next.as_nanosecond() - 1).ok()?;
    Some((start(day)?, last))
}
