//! What settles the times of duties.

use super::{
    entries::Shown,
    events::{Happened, Known},
};
use crate::{
    calendar::{Done, Duty, DutyId, EventId, Explanation, Instance, InstanceKey},
    case::year::{Year, YearAct, YearStep},
};
use std::{collections::BTreeMap, ops::Bound};

/// What settles the times of duties: with many cases over many years each series asks only for its own.
#[derive(Default)]
pub(super) struct Settling<'a> {
    /// What the parties have said and not taken back, by the time that it is about, with its number.
    said: BTreeMap<&'a str, Vec<(u32, &'a YearStep)>>,
    /// What the service knows to have been done, by duty and series.
    known: BTreeMap<(DutyId, Option<EventId>), Vec<&'a Happened>>,
}

impl<'a> Settling<'a> {
    /// Found once for all series.
    pub(super) fn of(year: &'a Year, known: &'a Known) -> Self {
        let mut settling = Settling::default();
        for (no, step) in year.left() {
            if let YearAct::Done { key, .. } | YearAct::Explained { key, .. } = &step.act {
                settling.said.entry(key.as_str()).or_default().push((no, step));
            }
        }
        for one in &known.done {
            let of = (one.duty.clone(), one.series.clone());
            settling.known.entry(of).or_default().push(one);
        }
        settling
    }

    /// What the service knows to have been done of a duty in a series.
    pub(super) fn known(&self, duty: &DutyId, series: Option<&EventId>) -> &[&'a Happened] {
        let of = (duty.clone(), series.cloned());
        self.known.get(&of).map(Vec::as_slice).unwrap_or_default()
    }

    /// What was said of the times whose names begin so.
    pub(super) fn said_of(&self, prefix: &str) -> impl Iterator<Item = (u32, &'a YearStep)> {
        let from = self.said.range::<str, _>((Bound::Included(prefix), Bound::Unbounded));
        let own = from.take_while(move |(key, _)| key.starts_with(prefix));
        own.flat_map(|(_, said)| said.iter().copied())
    }

    /// Numbers of the steps that said something of a time.
    pub(super) fn steps_of(&self, key: &InstanceKey) -> Vec<u32> {
        let said = self.said.get(key.as_str());
        said.into_iter().flatten().map(|(no, _)| *no).collect()
    }

    /// What was said of some of the times, in the order it was said.
    pub(super) fn steps_about(&self, instances: &[Instance]) -> Vec<(u32, &'a YearStep)> {
        let about = instances.iter().filter_map(|instance| self.said.get(instance.key.as_str()));
        let mut about: Vec<(u32, &YearStep)> = about.flatten().copied().collect();
        about.sort_by_key(|(no, _)| *no);
        about
    }

    /// What was done, as the service knows it and as was said. What both tell of one day is one thing.
    pub(super) fn done(
        &self,
        duty: &Duty,
        series: Option<&EventId>,
        about: &[(u32, &YearStep)],
    ) -> (Vec<Done>, Vec<Shown>) {
        let mut all: Vec<(Done, Shown)> = Vec::new();
        for Happened { of, on, source, .. } in self.known(&duty.id, series) {
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

pub(super) fn explained(about: &[(u32, &YearStep)]) -> Vec<Explanation> {
    let said = about.iter().filter_map(|(_, step)| match &step.act {
        YearAct::Explained { key, text } => {
            Some(Explanation { of: key.clone(), on: step.on, text: text.to_string() })
        }
        _ => None,
    });
    said.collect()
}
