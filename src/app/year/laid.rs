//! The duties of one agreement with everything that settles them.

use super::{
    DUTIES, SETS, STEERING,
    events::{Happened, Known, Source, kind, known},
};
use crate::{
    app::{App, AppError},
    calendar::{
        Assumption, Chairing, Chief, Done, Duty, DutyId, DutySet, Event, EventId, Explanation,
        Instance, InstanceKey, Nature, Status, SteeringBody, Why, Window, due, expected, settle,
        status,
    },
    case::{
        agreement::AgreementRecord,
        number::CaseNumber,
        party::{Agreement, Side},
        term::{Term, term},
        year::{Evidence, Year, YearAct, YearStep},
    },
    store::{Read, Versioned},
};
use jiff::{Timestamp, civil::Date};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// One agreement's year as it is known.
#[derive(Debug)]
pub(super) struct Laid {
    pub(super) agreement: Agreement,
    pub(super) set: Option<&'static DutySet>,
    pub(super) year: Year,
    pub(super) term: Term,
    pub(super) known: Known,
    /// Grows with every change.
    pub(super) changes: u64,
    /// When it last changed.
    pub(super) updated: Timestamp,
    duties: Vec<Arc<Duty>>,
    first: Date,
}

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
    pub agreement: String,
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
}

/// A meeting of the two chiefs and who chairs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chaired {
    /// Its day, or the day to plan by.
    pub day: Date,
    /// Who; nobody knows while the parties have not said who chairs first, and where chairing does not
    /// alternate.
    pub chief: Option<Chief>,
    /// How sure it is.
    pub nature: Nature,
}

impl Laid {
    /// Of an agreement that both parties have agreed to; `to` is the last day that is looked at.
    pub(super) fn of(
        app: &App,
        read: &dyn Read,
        record: &Versioned<AgreementRecord>,
        to: Date,
    ) -> Result<Option<Self>, AppError> {
        let (today, zone) = (app.today(), app.settings.clock.zone());
        let Some(agreement) = record.value.agreed() else { return Ok(None) };
        let year = read.year(&agreement.id)?.ok_or(AppError::NotFound)?;
        let Some(term) = term(&record.value, &year, zone, today) else { return Ok(None) };
        let first = agreement.validity.valid_from.unwrap_or_else(|| today.first_of_year());
        let set = SETS.of(first);
        let duties = set.map(|set| set.laid_on(&DUTIES, first, &term.ends)).unwrap_or_default();
        let known = known(app, read, &agreement, &year, to)?;
        let said = year.steps().last().map(|step| step.at);
        Ok(Some(Self {
            changes: record.version + year.version() + known.changes,
            updated: record.updated.max(known.updated).max(said.unwrap_or_default()),
            duties: duties.into_iter().map(Arc::new).collect(),
            agreement,
            set,
            year,
            term,
            known,
            first,
        }))
    }

    /// The body that steers it.
    pub(super) fn steering(&self) -> Option<&'static SteeringBody> {
        let set = self.set?;
        STEERING.all().iter().find(|body| body.id == set.steering)
    }

    /// Everything that falls due from its first day on until a day.
    pub(super) fn entries(&self, to: Date, today: Date) -> Vec<Entry> {
        let window = Window { from: self.first, to };
        let events = self.events(window, today);
        let chairs = self.chairs(&events);
        let settling = self.settling();
        let mut all = Vec::new();
        for duty in &self.duties {
            let mut series: BTreeMap<Option<EventId>, Vec<Instance>> = BTreeMap::new();
            for instance in due(duty, window, &events) {
                series.entry(series_of(&instance)).or_default().push(instance);
            }
            for (of, instances) in series {
                all.extend(self.settled(duty, of.as_ref(), instances, &settling, today));
            }
        }
        give_chairs(&mut all, &events, &chairs);
        all
    }

    /// Who chairs the meetings of the steering body, once the parties have said who is first.
    pub(super) fn chaired(&self, to: Date, today: Date) -> Vec<Chaired> {
        let events = self.events(Window { from: self.first, to }, today);
        let chairs = self.chairs(&events);
        let of = kind("chefsamrad");
        let meetings = events.iter().filter(|event| event.of == of);
        let meetings = meetings.filter(|event| event.nature != Nature::Cancelled);
        let mut all: Vec<Chaired> = meetings
            .map(|event| Chaired {
                day: event.day,
                chief: chairs.get(&event.id).copied(),
                nature: event.nature,
            })
            .collect();
        all.sort_by_key(|one| one.day);
        all
    }

    /// What is known, and the meetings that should be held and are in nobody's calendar yet. One whose
    /// day to plan by has passed is still to be held, by its last day; one that was never held in time
    /// is nothing to prepare, and turns no wheel.
    fn events(&self, window: Window, today: Date) -> Vec<Event> {
        let mut events = self.known.events.clone();
        let kinds = self.duties.iter().filter_map(|duty| duty.rule.goes_by());
        for of in kinds.collect::<BTreeSet<_>>() {
            let Some(duty) = self.duties.iter().find(|duty| duty.id.as_str() == of.as_str()) else {
                continue;
            };
            let instances = due(duty, window, &[]);
            let by = |event: &Event| {
                let is_it = |one: &&Instance| one.key.as_str() == event.id.0;
                instances.iter().find(is_it).map(|one| one.due)
            };
            let with_expected = expected(of, &instances, &events);
            events.retain(|event| &event.of != of);
            events.extend(with_expected.into_iter().filter_map(|event| match event.nature {
                Nature::Expected if event.day < today => {
                    let day = by(&event).filter(|due| *due >= today)?;
                    Some(Event { day, ..event })
                }
                _ => Some(event),
            }));
        }
        events
    }

    fn chairs(&self, events: &[Event]) -> BTreeMap<EventId, Chief> {
        let alternates = self.steering().is_some_and(|body| body.meets.chair_alternates);
        let Some(side) = self.year.first_chair().filter(|_| alternates) else {
            return BTreeMap::new();
        };
        let first = match side {
            Side::Polis => Chief::Lokalpolisomradeschef,
            Side::Stad => Chief::Stadsdelsdirektor,
        };
        let of = kind("chefsamrad");
        let meetings: Vec<Event> = events.iter().filter(|event| event.of == of).cloned().collect();
        let chairs = Chairing { first }.of(&meetings, |_| None);
        chairs.into_iter().map(|chair| (chair.meeting, chair.chief)).collect()
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
        let each = instances.into_iter().zip(settled.accounts).zip(settled.by);
        let entry = |((instance, account), at): ((Instance, _), Option<usize>)| Entry {
            agreement: self.agreement.id.clone(),
            duty: duty.clone(),
            status: status(&instance, &account, today),
            done_on: account.done.as_ref().map(|done| done.on),
            shown: at.map(|at| shown[at].clone()),
            explanation: account.explanation.map(|said| said.text),
            chair: None,
            steps: by.said.get(&instance.key).into_iter().flatten().map(|(no, _)| *no).collect(),
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

    /// What there is to settle by, found once for all series.
    fn settling(&self) -> Settling<'_> {
        let mut settling = Settling::default();
        for (no, step) in self.year.left() {
            if let YearAct::Done { key, .. } | YearAct::Explained { key, .. } = &step.act {
                settling.said.entry(key).or_default().push((no, step));
            }
        }
        for one in &self.known.done {
            settling.known.entry((&one.duty, one.series.as_ref())).or_default().push(one);
        }
        settling
    }
}

/// What settles the times of duties: with many cases over many years each series asks only for its own.
#[derive(Default)]
struct Settling<'a> {
    /// What the parties have said and not taken back, by the time that it is about, with its number.
    said: BTreeMap<&'a InstanceKey, Vec<(u32, &'a YearStep)>>,
    /// What the service knows to have been done, by duty and series.
    known: BTreeMap<(&'a DutyId, Option<&'a EventId>), Vec<&'a Happened>>,
}

impl<'a> Settling<'a> {
    /// What was said of some of the times, in the order it was said.
    fn steps_about(&self, instances: &[Instance]) -> Vec<(u32, &'a YearStep)> {
        let about = instances.iter().filter_map(|instance| self.said.get(&instance.key));
        let mut about: Vec<(u32, &YearStep)> = about.flatten().copied().collect();
        about.sort_by_key(|(no, _)| *no);
        about
    }

    /// What was done, as the service knows it and as was said. What both tell of one day is one thing.
    fn done(
        &self,
        duty: &Duty,
        series: Option<&EventId>,
        about: &[(u32, &YearStep)],
    ) -> (Vec<Done>, Vec<Shown>) {
        let mut all: Vec<(Done, Shown)> = Vec::new();
        for Happened { of, on, source, .. } in
            self.known.get(&(&duty.id, series)).into_iter().flatten()
        {
            let (duty, of) = (duty.id.clone(), of.clone());
            let done = Done { duty, of, on: *on, explanation: None };
            all.push((done, Shown::Known(source.clone())));
        }
        for (_, step) in about {
            let YearAct::Done { key, day, evidence, explanation } = &step.act else { continue };
            let explanation = explanation.as_ref().map(ToString::to_string);
            let same = all.iter_mut().find(|(done, shown)| {
                done.on == *day && done.of.is_none() && matches!(shown, Shown::Known(_))
            });
            if let Some((done, _)) = same {
                (done.of, done.explanation) = (Some(key.clone()), explanation);
                continue;
            }
            let function = step.by.function.clone();
            let shown = Shown::Said { evidence: evidence.clone(), function };
            let (duty, of) = (duty.id.clone(), Some(key.clone()));
            all.push((Done { duty, of, on: *day, explanation }, shown));
        }
        all.into_iter().unzip()
    }
}

fn explained(about: &[(u32, &YearStep)]) -> Vec<Explanation> {
    let said = about.iter().filter_map(|(_, step)| match &step.act {
        YearAct::Explained { key, text } => {
            Some(Explanation { of: key.clone(), on: step.on, text: text.to_string() })
        }
        _ => None,
    });
    said.collect()
}

impl Entry {
    /// The case that it is done in, where each case has its own.
    pub fn case(&self) -> Option<CaseNumber> {
        series_of(&self.instance)?.0.parse().ok()
    }

    /// Whether it goes by a meeting that nobody has called yet: then there is nothing to have been done.
    pub fn is_only_expected(&self) -> bool {
        self.instance.assumptions.contains(&Assumption::EventExpected)
    }
}

/// A duty that is done for each of several has a series for each.
fn series_of(instance: &Instance) -> Option<EventId> {
    match &instance.why {
        Why::EachMonthSince { event, .. } => Some(event.clone()),
        _ => None,
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
                Some(EventId(format!("chefsamrad-{no}")))
            }
            Some(_) => None,
            None => {
                let expected = EventId(entry.instance.key.as_str().to_owned());
                match chairs.contains_key(&expected) {
                    true => Some(expected),
                    false => planned.next().map(|event| event.id.clone()),
                }
            }
        };
        entry.chair = id.and_then(|id| chairs.get(&id).copied());
    }
}
