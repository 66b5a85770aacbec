//! The duties of one agreement with everything that settles them.

use super::{
    DUTIES, SETS, STEERING,
    events::{Known, kind, known},
};
use crate::{
    app::{App, AppError},
    calendar::{
        Chairing, Chief, Duty, DutySet, Event, EventId, Instance, Nature, SteeringBody, Window,
        due, expected,
    },
    case::{
        agreement::AgreementRecord,
        party::{Agreement, Side},
        term::{Term, term},
        year::Year,
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
    /// Its id, as each of its entries has it.
    pub(super) id: Arc<str>,
    pub(super) duties: Vec<Arc<Duty>>,
    pub(super) first: Date,
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
            id: agreement.id.as_str().into(),
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
    pub(super) fn events(&self, window: Window, today: Date) -> Vec<Event> {
        let mut events = self.known.events.clone();
        let kinds = self.duties.iter().filter_map(|duty| duty.rule.goes_by());
        for of in kinds.collect::<BTreeSet<_>>() {
            let Some(duty) = self.duties.iter().find(|duty| duty.id.as_str() == of.as_str()) else {
                continue;
            };
            let instances = due(duty, window, &[]);
            let by = |event: &Event| {
                let is_it = |one: &&Instance| one.key.as_str() == &*event.id.0;
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

    pub(super) fn chairs(&self, events: &[Event]) -> BTreeMap<EventId, Chief> {
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
}
