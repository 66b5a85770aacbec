//! The platssamverkan cases and the forums of 2025: identified, assessed, worked in and decided by the
//! same verbs as anybody's, each act on its own day. What is said in them is made up and stands in a file
//! of its own.

use crate::{
    app::{
        Actor, App, AppError, case_form,
        cases::{one, step},
        forums, library,
        openings::{self, IdentifyFrom, NewAssessment, NewObservation},
        session, users,
    },
    area::AreaId,
    case::{
        evidence::ObservationKind,
        forum::ForumId,
        library::entry::Entry,
        opening::{CaseNumber, Opening},
        place::PlaceGeometry,
        work::step::What,
    },
    clock::Clock,
    store::Versioned,
};
use geo_types::{LineString, MultiPolygon, Polygon};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

const TOLD: &str = include_str!("../../../geodata/demo/platssamverkan-2025.json");

/// The agreement of the demo is founded and its users are there from this day.
pub(super) const FOUNDED: Date = jiff::civil::date(2025, 1, 2);

/// A working day begins so late, and so long passes between two acts at least.
const BEGINS_HOUR: i8 = 8;
const APART: SignedDuration = SignedDuration::from_mins(7);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    cases: Vec<ToldCase>,
    forums: Vec<ToldForum>,
    library: Vec<ToldEntry>,
}

/// An entry of the library written anew; without an id it is the parties' own, without a text retired.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldEntry {
    on: Date,
    by: String,
    entry: Option<String>,
    text: Option<Entry>,
    reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldForum {
    forum: String,
    steps: Vec<Taken>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldCase {
    place: ToldPlace,
    identified: Identified,
    evidence: Vec<Seen>,
    assessments: Vec<Assessed>,
    steps: Vec<Taken>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ToldPlace {
    Known { area: AreaId },
    Drawn { name: String, ring: Vec<(f64, f64)> },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Identified {
    on: Date,
    by: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    by: String,
    kind: String,
    title: String,
    on: Date,
    text: String,
    n: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Assessed {
    on: Date,
    by: String,
    motive: String,
    diarienummer: String,
}

/// A step as it is kept. Of a template only what differs from the agreement's is told.
#[derive(Debug, Deserialize)]
struct Taken {
    on: Date,
    by: String,
    #[serde(flatten)]
    what: Map<String, Value>,
}

/// One act, and where it is done.
#[derive(Debug, Clone, Copy)]
struct Act<'a> {
    on: Date,
    by: &'a str,
    at: Where<'a>,
    what: ActOn<'a>,
}

/// The number of a case in the file, or the id of a forum.
#[derive(Debug, Clone, Copy)]
enum Where<'a> {
    Case(usize),
    Forum(&'a str),
    Library,
}

#[derive(Debug, Clone, Copy)]
enum ActOn<'a> {
    Identify(&'a ToldPlace),
    Add(&'a Seen),
    Assess(&'a Assessed),
    Take(&'a Taken),
    Write(&'a ToldEntry),
}

impl ToldCase {
    fn acts(&self, case: usize) -> impl Iterator<Item = Act<'_>> {
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
    fn acts(&self) -> impl Iterator<Item = Act<'_>> {
        self.steps.iter().map(|one| Act {
            on: one.on,
            by: one.by.as_str(),
            at: Where::Forum(&self.forum),
            what: ActOn::Take(one),
        })
    }
}

impl ToldEntry {
    fn act(&self) -> Act<'_> {
        Act { on: self.on, by: &self.by, at: Where::Library, what: ActOn::Write(self) }
    }

    fn done(&self, app: &App, actor: &Actor) -> Result<(), AppError> {
        let done = match (&self.entry, &self.text) {
            (None, Some(text)) => library::add(app, actor, None, text.clone(), &self.reason),
            (None, None) => return Err(AppError::Fault("the demo writes nothing".to_owned())),
            (Some(id), text) => {
                let version = library::entry(app, actor, None, id)?.written.version();
                let of = (id.as_str(), version);
                match text {
                    Some(text) => library::put(app, actor, None, of, text.clone(), &self.reason),
                    None => library::retire(app, actor, None, of, &self.reason),
                }
            }
        };
        done.map(drop)
    }
}

/// How far a case has come.
#[derive(Debug, Default)]
struct SoFar {
    opening: Option<Versioned<Opening>>,
    number: Option<CaseNumber>,
}

/// Stands where it is set.
#[derive(Debug)]
struct SetClock(AtomicI64);

impl SetClock {
    fn set(&self, at: Timestamp) {
        self.0.store(at.as_second(), Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Does all that was done until now, in the order of its days. Counts are not needed, and are best
/// read in afterwards: the verbs are those of a program of its own whose clock is set.
pub(super) fn load(app: &App) -> Result<(), AppError> {
    let fault = |error: serde_json::Error| AppError::Fault(format!("cases of the demo: {error}"));
    let told: Told = serde_json::from_str(TOLD).map_err(fault)?;
    let mut acts: Vec<Act<'_>> =
        told.cases.iter().enumerate().flat_map(|(case, told)| told.acts(case)).collect();
    acts.extend(told.forums.iter().flat_map(ToldForum::acts));
    acts.extend(told.library.iter().map(ToldEntry::act));
    // Acts of one day keep the order in which they stand.
    acts.sort_by_key(|act| act.on);
    let clock = Arc::new(SetClock(AtomicI64::new(0)));
    let then = App::open(app.store.clone(), clock.clone(), app.settings.clone())?;
    let mut cases: Vec<SoFar> = told.cases.iter().map(|_| SoFar::default()).collect();
    let mut last = Timestamp::MIN;
    for act in acts {
        let at = moment(app, act.on, last)?;
        if at > app.clock.now() {
            break;
        }
        last = at;
        clock.set(at);
        let actor = actor(&then, act.by)?;
        match (act.at, act.what) {
            (_, ActOn::Write(entry)) => entry.done(&then, &actor)?,
            (Where::Case(case), _) => done(&then, &actor, &act, &mut cases[case])?,
            (Where::Forum(forum), _) => done_in_forum(&then, &actor, &act, forum)?,
            (Where::Library, _) => return Err(too_early()),
        }
    }
    Ok(())
}

/// In the morning of the day, or some minutes after what was done last.
pub(super) fn moment(app: &App, on: Date, last: Timestamp) -> Result<Timestamp, AppError> {
    let zone = app.settings.clock.zone().clone();
    let morning = on.at(BEGINS_HOUR, 30, 0, 0).to_zoned(zone);
    let morning = morning.map_err(|error| AppError::Fault(format!("the demo's days: {error}")))?;
    Ok(morning.timestamp().max(last.saturating_add(APART).unwrap_or(last)))
}

fn actor(app: &App, login: &str) -> Result<Actor, AppError> {
    let read = app.store.read()?;
    let user = read.user_by_login(login)?.map(|(user, _)| user);
    let user = user.ok_or_else(|| AppError::Fault(format!("the demo has no {login}")))?;
    session::assigned(&*read, user, app.today())
}

fn too_early() -> AppError {
    AppError::Fault("the demo's acts are not in order".to_owned())
}

fn done(app: &App, actor: &Actor, act: &Act<'_>, so_far: &mut SoFar) -> Result<(), AppError> {
    match (act.what, so_far.opening.take()) {
        (ActOn::Identify(place), _) => {
            let (from, name) = match place {
                ToldPlace::Known { area } => (IdentifyFrom::NamedPlace(area.clone()), None),
                ToldPlace::Drawn { name, ring } => {
                    let ring = LineString::from(ring.clone());
                    let ground = MultiPolygon(vec![Polygon::new(ring, Vec::new())]);
                    (IdentifyFrom::Drawn(PlaceGeometry::Area(ground)), Some(name.as_str()))
                }
            };
            so_far.opening = Some(openings::identify(app, actor, from, name, None, None)?);
        }
        (ActOn::Add(seen), Some(opening)) => {
            let (id, new) = (opening.value.id().clone(), seen.observation()?);
            let added = openings::add_evidence(app, actor, &id, opening.version, &new)?;
            so_far.opening = Some(added);
        }
        (ActOn::Assess(told), Some(opening)) => {
            let new = NewAssessment {
                ja: true,
                motive: told.motive.clone(),
                diarienummer: Some(told.diarienummer.clone()),
                shown: opening.value.fingerprint(),
                additions: Vec::new(),
            };
            let id = opening.value.id().clone();
            let assessed = openings::assess(app, actor, &id, opening.version, &new)?;
            if let Opening::Oppnad(opened) = &assessed.value {
                so_far.number = Some(opened.case);
            }
            so_far.opening = Some(assessed);
        }
        (ActOn::Take(taken), _) => {
            let number = so_far.number.ok_or_else(too_early)?;
            let work = one(app, actor, &number)?;
            let prefilled = case_form::prefilled(work.case(), act.on).template;
            let what = taken.step(&serde_json::to_value(prefilled).unwrap_or_default())?;
            step(app, actor, &number, work.last_change(what.object()), what)?;
        }
        (ActOn::Add(_) | ActOn::Assess(_) | ActOn::Write(_), _) => return Err(too_early()),
    }
    Ok(())
}

fn done_in_forum(app: &App, actor: &Actor, act: &Act<'_>, forum: &str) -> Result<(), AppError> {
    let ActOn::Take(taken) = act.what else { return Ok(()) };
    let id = ForumId { agreement: users::demo_agreement().id, forum: forum.to_owned() };
    let work = forums::one(app, actor, &id)?;
    let template = serde_json::to_value(&work.subject().template).unwrap_or_default();
    let what = taken.step(&template)?;
    forums::step(app, actor, &id, work.last_change(what.object()), what).map(drop)
}

impl Seen {
    fn observation(&self) -> Result<NewObservation, AppError> {
        let kind = self.kind.parse::<ObservationKind>();
        let kind = kind.map_err(|kind| AppError::Fault(format!("the demo has a {kind}")))?;
        let (title, text) = (self.title.clone(), self.text.clone());
        Ok(NewObservation { kind, title, on: self.on, text, n: self.n, information: None })
    }
}

impl Taken {
    fn step(&self, prefilled: &Value) -> Result<What, AppError> {
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

#[cfg(test)]
#[path = "cases_tests.rs"]
mod tests;
