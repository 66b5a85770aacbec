//! The platssamverkan cases and the forums of 2025, the lägesbilder, and what the parties told each other:
//! identified, assessed, worked in and decided by the same verbs as anybody's, each act on its own day. What
//! is said in them is made up and stands in files of its own.

use super::{
    bilder,
    told::{Act, ActOn, Told, ToldEntry, ToldPlace, Where},
};
use crate::{
    app::{
        Actor, App, AppError, case_form,
        cases::{one, step},
        forums,
        information::{self, NewInformation, NewWhere},
        library,
        openings::{self, IdentifyFrom, NewAssessment},
        session, users,
    },
    case::{
        forum::ForumId,
        information::InformationId,
        opening::{CaseNumber, Opening},
        place::PlaceGeometry,
    },
    clock::Clock,
    lagesbild::step::LagesbildId,
    store::Versioned,
};
use geo_types::{LineString, MultiPolygon, Polygon};
use jiff::{SignedDuration, Timestamp, civil::Date};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

const TOLD: &str = include_str!("../../../geodata/demo/platssamverkan-2025.json");
const BILDER: &str = include_str!("../../../geodata/demo/lagesbilder.json");

/// The agreement of the demo is founded and its users are there from this day.
pub(super) const FOUNDED: Date = jiff::civil::date(2025, 1, 2);

/// A working day begins so late, and so long passes between two acts at least.
const BEGINS_HOUR: i8 = 8;
const APART: SignedDuration = SignedDuration::from_mins(7);

fn written(entry: &ToldEntry, app: &App, actor: &Actor) -> Result<(), AppError> {
    let done = match (&entry.entry, &entry.text) {
        (None, Some(text)) => library::add(app, actor, None, text.clone(), &entry.reason),
        (None, None) => return Err(AppError::Fault("the demo writes nothing".to_owned())),
        (Some(id), text) => {
            let version = library::entry(app, actor, None, id)?.written.version();
            let of = (id.as_str(), version);
            match text {
                Some(text) => library::put(app, actor, None, of, text.clone(), &entry.reason),
                None => library::retire(app, actor, None, of, &entry.reason),
            }
        }
    };
    done.map(drop)
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
    let mut told: Told = serde_json::from_str(TOLD).map_err(fault)?;
    told.lagesbilder = serde_json::from_str(BILDER).map_err(fault)?;
    let clock = Arc::new(SetClock(AtomicI64::new(0)));
    let then = App::open(app.store.clone(), clock.clone(), app.settings.clone())?;
    let mut cases: Vec<SoFar> = told.cases.iter().map(|_| SoFar::default()).collect();
    let mut informed: Vec<Option<InformationId>> = vec![None; told.information.len()];
    let mut begun: Vec<Option<LagesbildId>> = vec![None; told.lagesbilder.len()];
    let mut last = Timestamp::MIN;
    for act in told.acts() {
        let at = moment(app, act.on, last)?;
        if at > app.clock.now() {
            break;
        }
        last = at;
        clock.set(at);
        let actor = actor(&then, act.by)?;
        match (act.at, act.what) {
            (_, ActOn::Write(entry)) => written(entry, &then, &actor)?,
            (Where::Information(nth), what) => inform(&then, &actor, what, &mut informed[nth])?,
            (Where::Case(case), _) => done(&then, &actor, &act, &mut cases[case])?,
            (Where::Forum(forum), _) => done_in_forum(&then, &actor, &act, forum)?,
            (Where::Lagesbild(nth), ActOn::Picture(what)) => {
                bilder::done(&then, &actor, what, &mut begun[nth])?;
            }
            (Where::Library | Where::Lagesbild(_), _) => return Err(too_early()),
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

pub(super) fn actor(app: &App, login: &str) -> Result<Actor, AppError> {
    let read = app.store.read()?;
    let user = read.user_by_login(login)?.map(|(user, _)| user);
    let user = user.ok_or_else(|| AppError::Fault(format!("the demo has no {login}")))?;
    session::assigned(&*read, user, app.today())
}

pub(super) fn too_early() -> AppError {
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
        (
            ActOn::Add(_)
            | ActOn::Assess(_)
            | ActOn::Write(_)
            | ActOn::Tell(_)
            | ActOn::Receive
            | ActOn::Picture(_),
            _,
        ) => return Err(too_early()),
    }
    Ok(())
}

fn inform(
    app: &App,
    actor: &Actor,
    what: ActOn<'_>,
    sent: &mut Option<InformationId>,
) -> Result<(), AppError> {
    match (what, &sent) {
        (ActOn::Tell(told), _) => {
            let new = NewInformation {
                about: told.about,
                happened: None,
                what: told.what.clone(),
                significance: told.significance.clone(),
                place: told.area.clone().map(NewWhere::Area),
                recipient: None,
                agreement: None,
            };
            *sent = Some(information::send(app, actor, &new)?.information.sent().id.clone());
            Ok(())
        }
        (_, Some(id)) => {
            let version = information::get(app, actor, id)?.information.version();
            information::receive(app, actor, id, version).map(drop)
        }
        (_, None) => Err(too_early()),
    }
}

fn done_in_forum(app: &App, actor: &Actor, act: &Act<'_>, forum: &str) -> Result<(), AppError> {
    let ActOn::Take(taken) = act.what else { return Ok(()) };
    let id = ForumId { agreement: users::demo_agreement().id, forum: forum.to_owned() };
    let work = forums::one(app, actor, &id)?;
    let template = serde_json::to_value(&work.subject().template).unwrap_or_default();
    let what = taken.step(&template)?;
    forums::step(app, actor, &id, work.last_change(what.object()), what).map(drop)
}

#[cfg(test)]
#[path = "cases_tests.rs"]
pub(super) mod tests;
