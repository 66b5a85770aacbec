//! What was done in the demo's cases and forums, as the file of the demo tells it: which act, by whom, on
//! which day.

use super::told_bilder::{BildAct, ToldBild};
use crate::{
    app::{AppError, openings::NewObservation},
    area::AreaId,
    case::{
        evidence::ObservationKind, information::About, library::entry::Entry, work::step::What,
    },
};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Told {
    pub(super) cases: Vec<ToldCase>,
    pub(super) forums: Vec<ToldForum>,
    pub(super) library: Vec<ToldEntry>,
    pub(super) information: Vec<ToldInformation>,
    /// Told in a file of their own.
    #[serde(skip)]
    pub(super) lagesbilder: Vec<ToldBild>,
}

/// What one party told the other under §10, and when it was taken in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldInformation {
    pub(super) on: Date,
    pub(super) by: String,
    pub(super) about: About,
    pub(super) what: String,
    pub(super) significance: String,
    pub(super) area: Option<AreaId>,
    pub(super) received: Option<Received>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Received {
    pub(super) on: Date,
    pub(super) by: String,
}

/// An entry of the library written anew; without an id it is the parties' own, without a text retired.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldEntry {
    pub(super) on: Date,
    pub(super) by: String,
    pub(super) entry: Option<String>,
    pub(super) text: Option<Entry>,
    pub(super) reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldForum {
    pub(super) forum: String,
    pub(super) steps: Vec<Taken>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToldCase {
    pub(super) place: ToldPlace,
    pub(super) identified: Identified,
    pub(super) evidence: Vec<Seen>,
    pub(super) assessments: Vec<Assessed>,
    pub(super) steps: Vec<Taken>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum ToldPlace {
    Known { area: AreaId },
    Drawn { name: String, ring: Vec<(f64, f64)> },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Identified {
    pub(super) on: Date,
    pub(super) by: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    pub(super) by: String,
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) on: Date,
    pub(super) text: String,
    pub(super) n: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Assessed {
    pub(super) on: Date,
    pub(super) by: String,
    pub(super) motive: String,
    pub(super) diarienummer: String,
}

/// A step as it is kept. Of a template only what differs from the agreement's is told.
#[derive(Debug, Deserialize)]
pub(super) struct Taken {
    pub(super) on: Date,
    pub(super) by: String,
    #[serde(flatten)]
    pub(super) what: Map<String, Value>,
}

/// One act, and where it is done.
#[derive(Debug, Clone, Copy)]
pub(super) struct Act<'a> {
    pub(super) on: Date,
    pub(super) by: &'a str,
    pub(super) at: Where<'a>,
    pub(super) what: ActOn<'a>,
}

/// The number of a case or lägesbild in the file, or the id of a forum.
#[derive(Debug, Clone, Copy)]
pub(super) enum Where<'a> {
    Case(usize),
    Forum(&'a str),
    Library,
    Information(usize),
    Lagesbild(usize),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum ActOn<'a> {
    Identify(&'a ToldPlace),
    Add(&'a Seen),
    Assess(&'a Assessed),
    Take(&'a Taken),
    Write(&'a ToldEntry),
    Tell(&'a ToldInformation),
    Receive,
    Picture(BildAct<'a>),
}

impl Told {
    /// Every act, in the order of its days; acts of one day keep the order in which they stand.
    pub(super) fn acts(&self) -> Vec<Act<'_>> {
        let cases = self.cases.iter().enumerate().flat_map(|(case, told)| told.acts(case));
        let mut acts: Vec<Act<'_>> = cases.collect();
        acts.extend(self.forums.iter().flat_map(ToldForum::acts));
        acts.extend(self.library.iter().map(ToldEntry::act));
        acts.extend(self.information.iter().enumerate().flat_map(|(nth, told)| told.acts(nth)));
        acts.extend(self.lagesbilder.iter().enumerate().flat_map(|(nth, told)| told.acts(nth)));
        acts.sort_by_key(|act| act.on);
        acts
    }
}

impl ToldInformation {
    fn acts(&self, nth: usize) -> impl Iterator<Item = Act<'_>> {
        let act = move |on: Date, by, what| Act { on, by, at: Where::Information(nth), what };
        let received = self.received.iter();
        let received = received.map(move |it| act(it.on, it.by.as_str(), ActOn::Receive));
        std::iter::once(act(self.on, self.by.as_str(), ActOn::Tell(self))).chain(received)
    }
}

impl ToldCase {
    pub(super) fn acts(&self, case: usize) -> impl Iterator<Item = Act<'_>> {
        let Identified { on, by } = &self.identified;
        let act = move |on: Date, by, what| Act { on, by, at: Where::Case(case), what };
        let identified = act(*on, by.as_str(), ActOn::Identify(&self.place));
        let added = self.evidence.iter().map(move |one| act(*on, one.by.as_str(), ActOn::Add(one)));
        let assessed = self.assessments.iter();
        let assessed = assessed.map(move |one| act(one.on, one.by.as_str(), ActOn::Assess(one)));
        let steps =
            self.steps.iter().map(move |one| act(one.on, one.by.as_str(), ActOn::Take(one)));
        std::iter::once(identified).chain(added).chain(assessed).chain(steps)
    }
}

impl ToldForum {
    pub(super) fn acts(&self) -> impl Iterator<Item = Act<'_>> {
        self.steps.iter().map(|one| Act {
            on: one.on,
            by: one.by.as_str(),
            at: Where::Forum(&self.forum),
            what: ActOn::Take(one),
        })
    }
}

impl ToldEntry {
    pub(super) fn act(&self) -> Act<'_> {
        Act { on: self.on, by: &self.by, at: Where::Library, what: ActOn::Write(self) }
    }
}

impl Seen {
    pub(super) fn observation(&self) -> Result<NewObservation, AppError> {
        let kind = self.kind.parse::<ObservationKind>();
        let kind = kind.map_err(|kind| AppError::Fault(format!("the demo has a {kind}")))?;
        let (title, text) = (self.title.clone(), self.text.clone());
        Ok(NewObservation { kind, title, on: self.on, text, n: self.n, information: None })
    }
}

impl Taken {
    pub(super) fn step(&self, prefilled: &Value) -> Result<What, AppError> {
        let mut what = self.what.clone();
        if let Some(Value::Object(told)) = what.get_mut("template") {
            for (field, value) in prefilled.as_object().into_iter().flatten() {
                told.entry(field.clone()).or_insert_with(|| value.clone());
            }
        }
        let what = serde_json::from_value(Value::Object(what));
        what.map_err(|error| AppError::Fault(format!("cases of the demo, {}: {error}", self.on)))
    }
}
