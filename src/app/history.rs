//! What happened to an object that has no page of its steps of its own: what the object itself keeps, and
//! where it keeps none, what the log says of it. Whoever sees the object sees its history; of users and
//! keys that is the administrator of their party.

use super::{
    Actor, App, AppError, agreements, delegations, hotspots, imports, keys,
    observations::{self, Filter},
    releases, users,
};
use crate::{
    area::{AreaId, Validity},
    case::{
        agreement::{AgreementAct, AgreementRecord, Terms},
        log::LogEntry,
        observation::PlaceObservation,
        party::{Party, Side, User},
        release::{ReleaseAct, ReleaseId, Step},
        signatory::Signer,
    },
    incident::ImportId,
    store::Read,
};
use jiff::Timestamp;

/// Of what there is a history here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An överenskommelse.
    Agreement,
    /// Somebody standing in for somebody.
    Delegation,
    /// A delivered file.
    Import,
    /// A key of a system.
    Key,
    /// A place that somebody named as unsafe.
    Observation,
    /// Tables that may leave the house.
    Release,
    /// A stored run of hotspots.
    Run,
    /// An account.
    User,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 8] = [
        Kind::Agreement,
        Kind::Delegation,
        Kind::Import,
        Kind::Key,
        Kind::Observation,
        Kind::Release,
        Kind::Run,
        Kind::User,
    ];

    /// The name in paths and in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Agreement => "agreement",
            Kind::Delegation => "delegation",
            Kind::Import => "import",
            Kind::Key => "key",
            Kind::Observation => "observation",
            Kind::Release => "release",
            Kind::Run => "run",
            Kind::User => "user",
        }
    }
}

/// What the log says of an account's comings and goings: not what was done to it.
const COMINGS_AND_GOINGS: [&str; 7] = [
    "signed_in",
    "signed_out",
    "break_glass_signed_in",
    "entry_refused",
    "refusals_left_out",
    "session_ended",
    "sessions_ended",
];

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// Code of the act, as in the log.
    pub act: String,
    /// Function of whoever did it; `None` for the program, or where it is no longer known.
    pub function: Option<String>,
    /// Whose function it is.
    pub party: Option<Party>,
    /// Why, or what was said.
    pub said: Option<String>,
    /// What was written over, as it was before.
    pub before: Vec<Before>,
}

/// A field as it was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// Code of the field.
    pub field: &'static str,
    /// What it said.
    pub was: String,
}

/// The history of an object, newest first; what one does not see does not exist.
pub fn of(app: &App, actor: &Actor, kind: Kind, id: &str) -> Result<Vec<Line>, AppError> {
    let read = app.store.read()?;
    let known = Known { parties: read.parties()?, users: read.users()? };
    let there = |seen: bool| if seen { Ok(()) } else { Err(AppError::NotFound) };
    let mut lines = match kind {
        Kind::Agreement => {
            let mut all = agreements::list(app, actor)?.into_iter();
            let found = all.find(|record| record.value.id == id).ok_or(AppError::NotFound)?;
            let founded = known.logged(&*read, kind, id, |act| act == "agreement_founded")?;
            founded.into_iter().chain(of_agreement(&*read, &known, &found.value)?).collect()
        }
        Kind::Observation => {
            let all = Filter { withdrawn: true, ..Filter::default() };
            let mut all = observations::list(app, actor, &all)?.into_iter();
            let found = all.find(|card| card.observation.id.0 == id).ok_or(AppError::NotFound)?;
            let mut lines = of_observation(&*read, &known, &found.observation)?;
            lines.extend(known.logged(&*read, kind, id, |act| act == "observation_shared")?);
            lines
        }
        Kind::Release => {
            let act = releases::get(app, actor, &ReleaseId(id.to_owned()))?;
            of_release(&known, &act)
        }
        Kind::Import => {
            let number = id.parse().map_err(|_| AppError::NotFound)?;
            imports::get(app, actor, ImportId(number))?;
            known.logged(&*read, kind, id, |_| true)?
        }
        Kind::Run => {
            there(hotspots::list(app, actor)?.iter().any(|(run, _)| run.id == id))?;
            known.logged(&*read, kind, id, |_| true)?
        }
        Kind::Delegation => {
            there(delegations::list(app, actor)?.iter().any(|one| one.id == id))?;
            known.logged(&*read, kind, id, |_| true)?
        }
        Kind::Key => {
            there(keys::list(app, actor)?.iter().any(|key| key.id == id))?;
            known.logged(&*read, kind, id, |_| true)?
        }
        Kind::User => {
            there(users::list(app, actor)?.iter().any(|user| user.id == id))?;
            known.logged(&*read, kind, id, |act| !COMINGS_AND_GOINGS.contains(&act))?
        }
    };
    // What happened at the same moment stays in order, turned round.
    lines.sort_by_key(|line| line.at);
    lines.reverse();
    Ok(lines)
}

/// Its steps; new terms with those that they would replace.
fn of_agreement(
    read: &dyn Read,
    known: &Known,
    record: &AgreementRecord,
) -> Result<Vec<Line>, AppError> {
    let (mut agreed, mut waiting) = (record.founded.clone(), None);
    let mut lines = Vec::new();
    for step in record.steps() {
        let mut line = known.line(step.at, step.act.code(), &step.by);
        match &step.act {
            AgreementAct::Proposed { terms } => {
                if let Some(old) = &agreed {
                    line.before = of_terms(read, old, terms)?;
                }
                waiting = Some(terms.clone());
            }
            AgreementAct::Confirmed => agreed = waiting.take().or(agreed),
            AgreementAct::Declined | AgreementAct::Withdrawn => waiting = None,
            AgreementAct::Ended { last_day } => {
                line.said = Some(last_day.to_string());
                if let Some(terms) = &mut agreed {
                    line.before = until(terms.validity);
                    terms.validity.valid_to = Some(*last_day);
                }
            }
        }
        lines.push(line);
    }
    Ok(lines)
}

/// The terms that another proposal changes, as they are.
fn of_terms(read: &dyn Read, old: &Terms, new: &Terms) -> Result<Vec<Before>, AppError> {
    let mut before = Vec::new();
    if old.name != new.name {
        before.push(Before { field: "name", was: old.name.to_string() });
    }
    if old.areas != new.areas {
        let names = old.areas.iter().map(|id| area_name(read, id));
        let was = names.collect::<Result<Vec<_>, _>>()?.join(", ");
        before.push(Before { field: "areas", was });
    }
    if let Some(day) =
        old.validity.valid_from.filter(|_| old.validity.valid_from != new.validity.valid_from)
    {
        before.push(Before { field: "valid_from", was: day.to_string() });
    }
    if old.validity.valid_to != new.validity.valid_to {
        before.extend(until(old.validity));
    }
    Ok(before)
}

/// The last day; empty when it is until further notice.
fn until(validity: Validity) -> Vec<Before> {
    let was = validity.valid_to.map_or_else(String::new, |day| day.to_string());
    vec![Before { field: "valid_to", was }]
}

/// An area by its newest name.
fn area_name(read: &dyn Read, id: &AreaId) -> Result<String, AppError> {
    let versions = read.area(id)?;
    Ok(versions.last().map_or_else(|| id.0.clone(), |area| area.name.clone()))
}

/// Recorded, corrected with how it stood before, taken back.
fn of_observation(
    read: &dyn Read,
    known: &Known,
    seen: &PlaceObservation,
) -> Result<Vec<Line>, AppError> {
    let mut lines = Vec::new();
    let first = seen.earlier.first();
    let (by, at) = first.map_or((&seen.recorded_by, seen.recorded_at), |first| {
        (&first.recorded_by, first.recorded_at)
    });
    lines.push(known.line(at, "observation_added", by));
    for (i, old) in seen.earlier.iter().enumerate() {
        let next = seen.earlier.get(i + 1);
        let (by, at) = next.map_or((&seen.recorded_by, seen.recorded_at), |next| {
            (&next.recorded_by, next.recorded_at)
        });
        let now = next.map_or((seen.kind, &seen.area, seen.period, &seen.text, seen.n), |next| {
            (next.kind, &next.area, next.period, &next.text, next.n)
        });
        let mut line = known.line(at, "observation_corrected", by);
        line.said = Some(old.reason.to_string());
        let mut was = |field, changed: bool, was: String| {
            if changed {
                line.before.push(Before { field, was });
            }
        };
        was("kind", old.kind != now.0, old.kind.as_str().to_owned());
        was("area", old.area != *now.1, area_name(read, &old.area)?);
        was("days", old.period != now.2, format!("{} – {}", old.period.from, old.period.to));
        was("text", old.text != *now.3, old.text.to_string());
        was("n", old.n != now.4, old.n.map_or_else(String::new, |n| n.to_string()));
        lines.push(line);
    }
    if let Some(taken_back) = &seen.withdrawn {
        let mut line = known.line(taken_back.at, "observation_withdrawn", &taken_back.by);
        line.said = Some(taken_back.reason.to_string());
        lines.push(line);
    }
    Ok(lines)
}

/// Computed, shown to the other party, signed, taken back with its motive.
fn of_release(known: &Known, act: &ReleaseAct) -> Vec<Line> {
    let line = |step: &Step| match step {
        Step::Proposed(by) => known.line(by.at, "release_proposed", &by.signer),
        Step::Approved(by) => known.line(by.at, "release_approved", &by.signer),
        Step::Withdrawn { by, motive } => {
            let said = Some(motive.to_string());
            Line { said, ..known.line(by.at, "release_withdrawn", &by.signer) }
        }
    };
    let (by, at) = (&act.prepared().prepared_by, act.prepared().prepared_at);
    let prepared = known.line(at, "release_prepared", by);
    std::iter::once(prepared).chain(act.steps().iter().map(line)).collect()
}

/// Who there is.
struct Known {
    parties: Vec<Party>,
    users: Vec<User>,
}

impl Known {
    /// What somebody signed.
    fn line(&self, at: Timestamp, act: &str, by: &Signer) -> Line {
        Line {
            at,
            act: act.to_owned(),
            function: Some(by.function.clone()),
            party: self.parties.iter().find(|party| party.id == by.party).cloned(),
            said: None,
            before: Vec::new(),
        }
    }

    /// What the log says was done to an object.
    fn logged(
        &self,
        read: &dyn Read,
        kind: Kind,
        id: &str,
        told: impl Fn(&str) -> bool,
    ) -> Result<Vec<Line>, AppError> {
        let entries = read.log(kind.as_str(), id)?.into_iter();
        let line = |entry: LogEntry| {
            let party = entry.party.as_ref();
            let party = party.and_then(|id| self.parties.iter().find(|party| party.id == *id));
            let user = self.users.iter().find(|user| user.id == entry.actor);
            Line {
                at: entry.at,
                function: user.map(|user| user.function.clone()),
                party: party.cloned(),
                act: entry.act,
                said: None,
                before: Vec::new(),
            }
        };
        Ok(entries.filter(|entry| told(&entry.act)).map(line).collect())
    }
}

impl Line {
    /// The side of whoever did it.
    pub fn side(&self) -> Option<Side> {
        self.party.as_ref().map(|party| party.side)
    }
}
