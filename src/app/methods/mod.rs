//! Questions to the methods beside hotspots: asked, answered once, stored, shown, run again.
//!
//! A question of the same counts has the same id before and after it is answered: whoever asks again
//! gets the stored answer, or joins those who wait for it.

pub mod backtest;
mod change;
pub mod change_list;
pub mod chosen;
mod compare;
mod concentration;
mod dbscan;
pub mod effect;
mod emerging;
pub mod joint_list;
pub mod kde;
pub mod local_moran;
mod material;
mod near_repeat;
mod order;
mod profile;
pub mod scan;

pub(super) use material::Material;
pub use order::Order;

use super::{
    Actor, App, AppError, FieldError, agreements,
    ground::Whereabouts,
    hotspots, jobs,
    verification::{Outcome, Verification},
};
use crate::{
    analysis::{
        effort::{Effort, Limits},
        found::Found,
        question::{Answer, Method, Origin, Question, id_of},
        run::Exposure,
    },
    area::AreaId,
    case::{log::LogEntry, party::Agreement},
    incident::{Fingerprint, Visible},
    policy::{self, Action},
    store::{LoadedCounts, MethodRun, MethodRunHeader},
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// An answer with what a reader needs beside it.
#[derive(Debug, Clone)]
pub struct MethodCard {
    /// As it is stored.
    pub run: MethodRun,
    /// Function of the user who asked.
    pub created_by: String,
    /// Swedish names of the categories, by id.
    pub labels: BTreeMap<String, String>,
    /// Swedish name of the study area.
    pub study_area: String,
}

/// A question in work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Working {
    /// The id that the answer will have.
    pub id: String,
    /// Name of the method.
    pub method: &'static str,
    /// Steps taken.
    pub done: u64,
    /// Steps in all; 0 until it is known.
    pub total: u64,
}

/// What comes of asking.
#[derive(Debug, Clone)]
pub enum Asked {
    /// The answer.
    Answered(Box<MethodCard>),
    /// Not yet.
    Working(Working),
}

/// Answers a question on what the actor may see, or says after `wait` how far it has come.
///
/// # Errors
/// Fields that are not right; more memory or time than a question may take, with the number that
/// would do; [`AppError::TooMany`] when many wait; [`AppError::Forbidden`] when the answer would have
/// to be computed and the role may not.
pub fn ask(app: &Arc<App>, actor: &Actor, order: Order, wait: Duration) -> Result<Asked, AppError> {
    let counts = app.counts();
    let view = policy::view(actor, &counts);
    ask_of(app, actor, order, (&counts, &view), wait)
}

/// The same of another view of the counts than the actor's own.
pub(super) fn ask_of(
    app: &Arc<App>,
    actor: &Actor,
    order: Order,
    (counts, view): (&LoadedCounts, &Visible),
    wait: Duration,
) -> Result<Asked, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let question = change::settled(app, actor, order.question(app, view)?)?;
    let question = compare::settled(app, actor, question)?;
    let where_ = whereabouts(app, actor, &question)?;
    let origin = origin(app, counts, view, &question, &where_);
    let id = id_of(&actor.party.id, &question, &origin);
    if let Some(run) = app.store.read()?.method_run(&id)? {
        return Ok(Asked::Answered(Box::new(card(app, run)?)));
    }
    policy::may(actor, Action::Run)?;
    let name = question.method.name();
    let header = MethodRunHeader {
        id: id.clone(),
        created_by: actor.user.id.clone(),
        party: actor.party.id.clone(),
        created_at: app.clock.now(),
        question,
        origin,
        n_used: 0,
        result_fingerprint: Fingerprint(String::new()),
    };
    let (worker, view, asker) = (app.clone(), view.clone(), actor.clone());
    let job = app.jobs.begin(&id, &actor.party.id, name, move |effort| {
        let _turn = worker.run_queue.enter()?;
        let found =
            jobs::aside(|| answer(&worker, &asker, &view, &header.question, &where_, effort))?;
        let header = MethodRunHeader {
            n_used: found.n_used,
            result_fingerprint: fingerprint(&found)?,
            ..header
        };
        let mut write = worker.store.begin()?;
        let entry = by(&worker, &asker, &header.id, "run_made");
        write.append_log(&entry.referring_to(&header.result_fingerprint.0))?;
        write.put_method_run(&MethodRun { header, found })?;
        Ok(write.commit()?)
    });
    match job.wait(wait) {
        None => {
            let (done, total) = job.progress();
            Ok(Asked::Working(Working { id, method: name, done, total }))
        }
        Some(done) => {
            done?;
            get(app, actor, &id).map(|card| Asked::Answered(Box::new(card)))
        }
    }
}

/// The id that the answer to an order has, whether it has been asked for or not.
fn ask_id(app: &App, actor: &Actor, order: Order) -> Result<String, AppError> {
    let counts = app.counts();
    let view = policy::view(actor, &counts);
    let question = order.question(app, &view)?;
    let where_ = whereabouts(app, actor, &question)?;
    let origin = origin(app, &counts, &view, &question, &where_);
    Ok(id_of(&actor.party.id, &question, &origin))
}

/// Where a question is asked, with the indicator that its expectation stands on, if it does.
fn whereabouts(app: &App, actor: &Actor, question: &Question) -> Result<Whereabouts, AppError> {
    let frame = &question.frame;
    let day = frame.period.to;
    let where_ = Whereabouts::of(app, &frame.study_area, day, frame.lattice)?;
    match question.method.exposure() {
        Some(Exposure::Indicator(id)) => where_.exposed_to(app, actor, id, day),
        _ => Ok(where_),
    }
}

/// Answers the actor may see, newest first, with the function of whoever asked.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<(MethodRunHeader, String)>, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let read = app.store.read()?;
    let functions = hotspots::functions(read.as_ref())?;
    let mut runs = read.method_runs()?;
    runs.retain(|run| may_see(app, actor, run));
    Ok(runs
        .into_iter()
        .map(|run| {
            let by = functions.get(&run.created_by).unwrap_or(&run.created_by).clone();
            (run, by)
        })
        .collect())
}

/// One answer: of the actor's own party, or on counts the actor may see. For anyone else it does not
/// exist.
pub fn get(app: &App, actor: &Actor, id: &str) -> Result<MethodCard, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let run = app.store.read()?.method_run(id)?.ok_or(AppError::NotFound)?;
    match may_see(app, actor, &run.header) {
        true => card(app, run),
        false => Err(AppError::NotFound),
    }
}

/// One answer, or how far it has come.
pub fn look(app: &App, actor: &Actor, id: &str) -> Result<Asked, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    match app.jobs.working(id) {
        Some(job) if job.party == actor.party.id => {
            let (done, total) = job.progress();
            Ok(Asked::Working(Working { id: id.to_owned(), method: job.method, done, total }))
        }
        _ => get(app, actor, id).map(|card| Asked::Answered(Box::new(card))),
    }
}

/// Takes a question back that is in work.
pub fn cancel(app: &App, actor: &Actor, id: &str) -> Result<(), AppError> {
    policy::may(actor, Action::Run)?;
    let job = app.jobs.working(id).filter(|job| job.party == actor.party.id);
    let job = job.ok_or(AppError::NotFound)?;
    let mut write = app.store.begin()?;
    write.append_log(&by(app, actor, id, "run_cancelled"))?;
    write.commit()?;
    job.cancel();
    Ok(())
}

/// An act on an answer, for the log.
fn by(app: &App, actor: &Actor, id: &str, act: &str) -> LogEntry {
    LogEntry::by(&policy::signer(actor), app.clock.now(), ("method_run", id), act)
}

/// Answers the question again on the counts as of the run's data version and compares byte for byte.
pub fn verify(app: &App, actor: &Actor, id: &str) -> Result<Verification, AppError> {
    let header = get(app, actor, id)?.run.header;
    let _turn = app.run_queue.enter()?;
    let (stored, origin) = (header.result_fingerprint, header.origin);
    let verdict = |outcome, computed| {
        let (run, stored) = (id.to_owned(), stored.clone());
        Verification { run, outcome, stored, computed }
    };
    let counts = app.store.load_counts(Some(origin.data_version))?;
    // A question of a case was asked of what both parties see.
    let agreements = agreements::agreements(app.store.read()?.as_ref())?;
    let joint = |of: &Agreement| policy::view_of_both(actor, &of.parties, &counts);
    let mut views =
        std::iter::once(policy::view(actor, &counts)).chain(agreements.iter().map(joint));
    let Some(view) = views.find(|view| view.fingerprint() == origin.input_fingerprint) else {
        return Ok(verdict(Outcome::OtherInput, None));
    };
    let where_ = whereabouts(app, actor, &header.question)?;
    if where_.fingerprint != origin.areas_fingerprint {
        return Ok(verdict(Outcome::OtherAreas, None));
    }
    let effort = Effort::new(Limits::SERVICE);
    let found = jobs::aside(|| answer(app, actor, &view, &header.question, &where_, &effort))?;
    let computed = fingerprint(&found)?;
    let outcome = if computed == stored {
        Outcome::Same
    } else if origin.method_version != header.question.method.version() {
        Outcome::OtherMethod
    } else {
        Outcome::OtherResult
    };
    Ok(verdict(outcome, Some(computed)))
}

/// SHA-256 of what was found, as JSON with the fields in declared order: the same bytes are the same
/// answer.
pub fn fingerprint(found: &Found<Answer>) -> Result<Fingerprint, AppError> {
    let bytes = serde_json::to_vec(found).map_err(|error| AppError::Fault(error.to_string()))?;
    Ok(Fingerprint::of(&bytes))
}

fn answer(
    app: &App,
    actor: &Actor,
    view: &Visible,
    question: &Question,
    where_: &Whereabouts,
    effort: &Effort,
) -> Result<Found<Answer>, AppError> {
    let material = Material::new(app, actor, view, &question.frame, where_, effort)?;
    match &question.method {
        Method::Concentration(_) => Ok(concentration::answer(&material).map(Answer::Concentration)),
        Method::Scan(parameters) => Ok(scan::answer(&material, parameters)?.map(Answer::Scan)),
        Method::Kde(parameters) => Ok(kde::answer(&material, parameters)?.map(Answer::Kde)),
        Method::Effect(parameters) => effect::answer(&material, parameters)
            .map(|found| found.map(|result| Answer::Effect(Box::new(result)))),
        Method::EffectCandidates(parameters) => {
            effect::suggest(&material, parameters).map(|found| found.map(Answer::EffectCandidates))
        }
        Method::Dbscan(chosen) => Ok(dbscan::answer(&material, *chosen)?.map(Answer::Dbscan)),
        Method::NearRepeat(chosen) => {
            Ok(near_repeat::answer(&material, *chosen)?.map(Answer::NearRepeat))
        }
        Method::Profile(chosen) => Ok(profile::answer(&material, chosen)?.map(Answer::Profile)),
        Method::Emerging(chosen) => Ok(emerging::answer(&material, chosen)?.map(Answer::Emerging)),
        Method::Change(chosen) => Ok(change::answer(&material, chosen)?.map(Answer::Change)),
        Method::JointList(parameters) => {
            Ok(joint_list::answer(&material, parameters)?.map(Answer::JointList))
        }
        Method::Backtest(parameters) => {
            Ok(backtest::answer(&material, parameters)?.map(Answer::Backtest))
        }
        Method::Compare(parameters) => compare::answer(&material, parameters)
            .map(|found| found.map(|result| Answer::Compare(Box::new(result)))),
        Method::LocalMoran(parameters) => {
            Ok(local_moran::answer(&material, parameters).map(Answer::LocalMoran))
        }
    }
}

/// Refuses a parameter that is outside of what is allowed.
fn out_of_range(field: Option<&'static str>) -> Result<(), AppError> {
    match field {
        None => Ok(()),
        Some(field) => {
            let field = field.to_owned();
            Err(AppError::Invalid(vec![FieldError { field, code: "out_of_range" }]))
        }
    }
}

fn origin(
    app: &App,
    counts: &LoadedCounts,
    view: &Visible,
    question: &Question,
    where_: &Whereabouts,
) -> Origin {
    Origin {
        data_version: counts.version,
        input_fingerprint: view.fingerprint(),
        areas_fingerprint: where_.fingerprint.clone(),
        imports: view.imports().into_iter().collect(),
        synthetic: hotspots::is_synthetic(counts, view),
        data_to: hotspots::data_to(app, view),
        method_version: question.method.version(),
        code_version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn may_see(app: &App, actor: &Actor, run: &MethodRunHeader) -> bool {
    let imports = &run.origin.imports;
    run.party == actor.party.id
        || (!run.question.method.is_for_own_party() && !imports.is_empty() && {
            let seen = hotspots::visible_imports(app, actor);
            imports.iter().all(|import| seen.contains(import))
        })
}

fn card(app: &App, run: MethodRun) -> Result<MethodCard, AppError> {
    let read = app.store.read()?;
    let functions = hotspots::functions(read.as_ref())?;
    let header = &run.header;
    let area = &header.question.frame.study_area;
    let versions = read.area(area)?;
    let categories = read.catalogue()?.categories.into_iter();
    Ok(MethodCard {
        created_by: functions.get(&header.created_by).unwrap_or(&header.created_by).clone(),
        labels: categories.map(|category| (category.id.0, category.label_sv)).collect(),
        study_area: versions.last().map_or_else(|| area.0.clone(), |area| area.name.clone()),
        run,
    })
}

/// The names of areas as they are now, by id.
pub fn area_names(app: &App) -> Result<BTreeMap<AreaId, String>, AppError> {
    let areas = app.areas.of(app.store.read()?.as_ref())?;
    // Later versions come later: the newest name wins.
    Ok(areas.all.iter().map(|area| (area.id.clone(), area.name.clone())).collect())
}
