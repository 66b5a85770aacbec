//! What falls due under an agreement and how it stands, series by series.
//!
//! A duty that is done in each case has a series for each: with many cases over many years that is nearly
//! all there is, and what happens in one case changes its own series alone. So a series keeps what it
//! follows from, and is taken over as it is where that is the same.

use super::{
    events::{Happened, Source, kind},
    laid::Laid,
    settling::{Settling, explained},
};
use crate::{
    calendar::{
        Assumption, Chief, Duty, Event, EventId, Explanation, Instance, Nature, Rule, Status,
        Window, due, settle, status,
    },
    case::{
        number::CaseNumber,
        work::standing::Rest,
        year::{Evidence, YearStep},
    },
};
use jiff::civil::Date;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// What shows that something was done.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// Somebody said so.
    Said {
        /// What shows it.
        evidence: Evidence,
        /// The function that said it.
        function: String,
    },
    /// The service knows it.
    Known(Source),
}

/// One time that a duty is to be done, and how it stands.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Id of the agreement.
    pub agreement: Arc<str>,
    /// The duty.
    pub duty: Arc<Duty>,
    /// Which time of it.
    pub instance: Instance,
    /// How it stands today.
    pub status: Status,
    /// On which day it was done.
    pub done_on: Option<Date>,
    /// What shows it.
    pub shown: Option<Shown>,
    /// Why it is late.
    pub explanation: Option<String>,
    /// Who chairs it, where it is a meeting of the steering body.
    pub chair: Option<Chief>,
    /// Numbers of the steps that said something of it.
    pub steps: Vec<u32>,
    case: Option<CaseNumber>,
}

/// All that falls due until a day.
#[derive(Debug, Default)]
pub(super) struct Entries(Vec<Arc<Series>>);

#[derive(Debug)]
struct Series {
    /// Of a case; the rest is reckoned each time.
    follows_from: Option<Grounds>,
    entries: Vec<Entry>,
}

/// Everything that the entries of a duty in one case follow from, but for the agreement and the day that it
/// is.
#[derive(Debug, PartialEq)]
struct Grounds {
    duty: Arc<Duty>,
    window: Window,
    event: Event,
    done: Vec<Happened>,
    rests: Vec<Rest>,
    said: Vec<(u32, YearStep)>,
}

impl Entries {
    /// All of them, duty by duty.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.0.iter().flat_map(|series| &series.entries)
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|series| series.entries.len()).sum()
    }

    /// Those of cases, by duty and case.
    fn of_cases(&self) -> HashMap<(&str, &EventId), &Arc<Series>> {
        let each = self.0.iter().filter_map(|series| {
            let of = series.follows_from.as_ref()?;
            Some(((of.duty.id.as_str(), &of.event.id), series))
        });
        each.collect()
    }
}

impl Laid {
    /// Everything that falls due from its first day on until a day. `before` is what was reckoned of the
    /// same agreement for the same days some time ago, or nothing.
    pub(super) fn entries(&self, to: Date, today: Date, before: &Entries) -> Entries {
        let known = before.of_cases();
        self.reckoned(to, today, "", |grounds| {
            let series = known.get(&(grounds.duty.id.as_str(), &grounds.event.id))?;
            let same = series.follows_from.as_ref() == Some(grounds);
            same.then(|| (*series).clone())
        })
    }

    /// One time of a duty, by its name.
    pub(super) fn entry(&self, key: &str, to: Date, today: Date) -> Option<Entry> {
        let near = self.reckoned(to, today, key, |_| None);
        near.iter().find(|entry| entry.instance.key.as_str() == key).cloned()
    }

    /// The series that may have a time with a name; all of them where it is empty.
    fn reckoned(
        &self,
        to: Date,
        today: Date,
        name: &str,
        known: impl Fn(&Grounds) -> Option<Arc<Series>>,
    ) -> Entries {
        let window = Window { from: self.first, to };
        let events = self.events(window, today);
        let chairs = self.chairs(&events);
        let settling = Settling::of(&self.year, &self.known);
        let is_asked = |prefix: &str| name.is_empty() || name.starts_with(prefix);
        let mut all = Vec::new();
        for duty in self.duties.iter().filter(|duty| is_asked(&format!("{}:", duty.id))) {
            let Rule::MonthlyFrom { of, .. } = &duty.rule else {
                let instances = due(duty, window, &events);
                let mut entries = self.settled(duty, None, instances, &settling, today);
                give_chairs(&mut entries, &events, &chairs);
                all.push(Arc::new(Series { follows_from: None, entries }));
                continue;
            };
            // As [`due`] counts them: none that was cancelled, and of two with one id the first.
            let mut by_name: BTreeMap<&EventId, &Event> = BTreeMap::new();
            let counts = |one: &&Event| one.of == *of && one.nature != Nature::Cancelled;
            for event in events.iter().filter(counts) {
                by_name.entry(&event.id).or_insert(event);
            }
            for (id, event) in by_name {
                let prefix = format!("{}:{}:", duty.id, id.0);
                if !is_asked(&prefix) {
                    continue;
                }
                let grounds = Grounds {
                    duty: duty.clone(),
                    window,
                    event: event.clone(),
                    done: settling.known(&duty.id, Some(id)).iter().copied().cloned().collect(),
                    rests: self.known.rests.get(id).cloned().unwrap_or_default(),
                    said: settling.said_of(&prefix).map(|(no, step)| (no, step.clone())).collect(),
                };
                all.push(known(&grounds).unwrap_or_else(|| {
                    let instances = due(duty, window, std::slice::from_ref(event));
                    let entries = self.settled(duty, Some(id), instances, &settling, today);
                    Arc::new(Series { follows_from: Some(grounds), entries })
                }));
            }
        }
        Entries(all)
    }

    fn settled(
        &self,
        duty: &Arc<Duty>,
        series: Option<&EventId>,
        instances: Vec<Instance>,
        by: &Settling<'_>,
        today: Date,
    ) -> Vec<Entry> {
        let about = by.steps_about(&instances);
        let (done, shown) = by.done(duty, series, &about);
        let mut explanations = self.rested(series, &instances);
        // What somebody says of it stands before what the service says.
        explanations.extend(explained(&about));
        let settled = settle(&instances, &done, &explanations);
        let case = series.and_then(|case| case.0.parse().ok());
        let each = instances.into_iter().zip(settled.accounts).zip(settled.by);
        let entry = |((instance, account), at): ((Instance, _), Option<usize>)| Entry {
            agreement: self.id.clone(),
            duty: duty.clone(),
            status: status(&instance, &account, today),
            done_on: account.done.as_ref().map(|done| done.on),
            shown: at.map(|at| shown[at].clone()),
            explanation: account.explanation.map(|said| said.text),
            chair: None,
            steps: by.steps_of(&instance.key),
            case,
            instance,
        };
        each.map(entry).collect()
    }

    /// The text makes no exception for a case that rests, so it owes its meeting; that it rests is why.
    fn rested(&self, series: Option<&EventId>, instances: &[Instance]) -> Vec<Explanation> {
        let rests = series.and_then(|case| self.known.rests.get(case));
        let why = |instance: &Instance| {
            let rest = rests?.iter().find(|rest| rest.covers(instance.due))?;
            let text = format!("Vilar sedan {}: {}", rest.from, rest.motive);
            Some(Explanation { of: instance.key.clone(), on: rest.from, text })
        };
        instances.iter().filter_map(why).collect()
    }
}

impl Entry {
    /// The case that it is done in, where each case has its own.
    pub fn case(&self) -> Option<CaseNumber> {
        self.case
    }

    /// Whether it goes by a meeting that nobody has called yet: then there is nothing to have been done.
    pub fn is_only_expected(&self) -> bool {
        self.instance.assumptions.contains(&Assumption::EventExpected)
    }
}

/// To each time that the steering body meets, who chairs it: by the meeting that it was done by, by the
/// meeting that is called for it, or by the turn.
fn give_chairs(all: &mut [Entry], events: &[Event], chairs: &BTreeMap<EventId, Chief>) {
    let of = kind("chefsamrad");
    let planned = |event: &&Event| event.of == of && event.nature == Nature::Planned;
    let mut planned: Vec<&Event> = events.iter().filter(planned).collect();
    planned.sort_by_key(|event| event.day);
    let mut planned = planned.into_iter();
    for entry in all.iter_mut().filter(|entry| entry.duty.id.as_str() == of.as_str()) {
        let id = match &entry.shown {
            Some(Shown::Known(Source::Meeting { no, .. })) => {
                Some(EventId(format!("chefsamrad-{no}").into()))
            }
            Some(_) => None,
            None => {
                let expected = EventId(entry.instance.key.as_str().into());
                match chairs.contains_key(&expected) {
                    true => Some(expected),
                    false => planned.next().map(|event| event.id.clone()),
                }
            }
        };
        entry.chair = id.and_then(|id| chairs.get(&id).copied());
    }
}
