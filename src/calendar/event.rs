//! What duties go by that is not a date: meetings, openings of cases, things that happened.

use super::{
    duty::is_slug,
    instance::Instance,
    settle::{Candidate, assign},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc};

/// What kind of event: the id of the duty whose meeting it is, or a kind of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventKind(Arc<str>);

impl EventKind {
    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for EventKind {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        if is_slug(&text) {
            Ok(Self(text.into()))
        } else {
            Err(format!("no kind of event: {text:?}"))
        }
    }
}

impl From<EventKind> for String {
    fn from(kind: EventKind) -> Self {
        kind.as_str().to_owned()
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which event; unique among those of its kind. Each of its times names it, so a copy costs nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct EventId(pub Arc<str>);

impl From<String> for EventId {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<EventId> for String {
    fn from(id: EventId) -> Self {
        id.0.as_ref().to_owned()
    }
}

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// It has happened.
    Happened,
    /// It has a day.
    Planned,
    /// It should happen by a rule; its day is a guide.
    Expected,
    /// It will not happen. Nothing goes by it.
    Cancelled,
}

/// Something that a duty goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Which.
    pub id: EventId,
    /// What kind.
    pub of: EventKind,
    /// The day, or the first one.
    pub day: Date,
    /// Last day of what goes on, such as a case; `None` while it does, and for what has one day.
    pub until: Option<Date>,
    /// How sure it is.
    pub nature: Nature,
}

/// The meetings of a duty, and for each instance that no meeting falls to an expected one on its
/// guide day, so that what goes by the meetings is seen before anybody has planned them.
///
/// An expected event is named by its instance and gives way to the meeting that is planned.
/// Meetings fall to instances as what is done does (see [`super::settle`]).
pub fn expected(of: &EventKind, instances: &[Instance], meetings: &[Event]) -> Vec<Event> {
    let held: Vec<&Event> =
        meetings.iter().filter(|m| &m.of == of && m.nature != Nature::Cancelled).collect();
    let own: Vec<&Instance> =
        instances.iter().filter(|one| one.duty.as_str() == of.as_str()).collect();
    let days: Vec<Candidate<'_>> =
        held.iter().map(|meeting| Candidate { on: meeting.day, of: None }).collect();
    let taken = assign(&own, &days);
    let open = own.iter().zip(taken).filter(|(_, by)| by.is_none()).map(|(one, _)| Event {
        id: EventId(one.key.as_str().into()),
        of: of.clone(),
        day: one.guide,
        until: None,
        nature: Nature::Expected,
    });
    let mut all: Vec<Event> = held.into_iter().cloned().chain(open).collect();
    all.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
    all
}
