//! Runs: asked for, stored, shown, run again.

mod cells;
mod order;
mod seen;

pub(super) use cells::places_in_base_cells;
pub use cells::{
    HeldCells, Outlined, as_geojson, base_cells_of_place, is_with_lattice, outlines,
    outlines_of_run, with_lattice,
};
pub use order::Order;
pub use seen::visible;
pub(super) use seen::{functions, own_runs, seen_runs, visible_imports};

use super::{
    Actor, App, AppError,
    ground::{Whereabouts, compute},
    methods::chosen::{self, Chosen},
    verification::{Outcome, Verification},
};
use crate::{
    analysis::{
        places::{EarlierPlaces, carry_identity},
        run::{METHOD_VERSION, RunInput, RunParameters, result_fingerprint},
    },
    area::AreaId,
    case::log::LogEntry,
    incident::{Fingerprint, Visible},
    policy::{self, Action},
    store::{LoadedCounts, Read, RunHeader, StoredRun},
};
use std::collections::{BTreeMap, BTreeSet};

pub use crate::analysis::run::result_fingerprint as fingerprint;

/// A run with what a reader needs beside it.
#[derive(Debug, Clone)]
pub struct RunCard {
    /// As it is stored.
    pub run: StoredRun,
    /// Function of the user who asked.
    pub created_by: String,
    /// Swedish names of the categories, by id.
    pub labels: BTreeMap<String, String>,
    /// Swedish names of the areas its places overlap, by id.
    pub area_names: BTreeMap<AreaId, String>,
    /// The method that the back-test chose for what it counts; said now, not stored with the run.
    pub chosen: Vec<Chosen>,
}

/// Computes hotspots on what the actor may see and stores the run. The same parameters on the same
/// counts are the same run: it is then not computed again.
///
/// # Errors
/// Unknown categories and areas, parameters out of range; [`AppError::TooMany`] when many wait.
pub fn run(app: &App, actor: &Actor, order: Order) -> Result<RunCard, AppError> {
    policy::may(actor, Action::Run)?;
    let parameters = order.parameters(app)?;
    let counts = app.counts();
    let view = policy::view(actor, &counts);
    let (area, day) = (&parameters.study_area, parameters.period.to);
    let where_ = Whereabouts::of(app, area, day, Some(parameters.lattice))?;
    let where_ = where_.exposed(app, actor, &parameters)?;
    let input = input(app, &counts, &view, parameters, &where_);
    let _turn = app.run_queue.enter()?;
    let earlier = {
        let read = app.store.read()?;
        let own = own_runs(read.as_ref(), actor)?;
        if let Some(known) = own.iter().find(|run| is_same_question(&run.input, &input)) {
            let run = read.run(&known.id)?.ok_or(AppError::NotFound)?;
            return card(app, actor, read.as_ref(), run);
        }
        let like = own.iter().find(|run| is_like(&run.input.parameters, &input.parameters));
        like.map(|run| read.run(&run.id)).transpose()?.flatten()
    };
    let mut result = compute(app, &view, &input.parameters, &where_)?;
    if let Some(earlier) = earlier {
        let lattice = earlier.input.parameters.lattice;
        let places = EarlierPlaces::of(lattice, &earlier.result);
        carry_identity(&mut result.places, input.parameters.lattice, &places, &where_.lattices);
    }
    let result_fingerprint = result_fingerprint(&result);
    let run = StoredRun {
        id: run_id(actor, &input, &result_fingerprint)?,
        created_by: actor.user.id.clone(),
        party: actor.party.id.clone(),
        created_at: app.clock.now(),
        input,
        result,
        result_fingerprint,
    };
    let mut write = app.store.begin()?;
    write.put_run(&run)?;
    let (by, at) = (policy::signer(actor), run.created_at);
    let entry = LogEntry::by(&by, at, ("run", &run.id), "run_made");
    write.append_log(&entry.referring_to(&run.result_fingerprint.0))?;
    write.commit()?;
    card(app, actor, app.store.read()?.as_ref(), run)
}

/// Runs the actor may see, newest first, with the function of whoever asked.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<(RunHeader, String)>, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let read = app.store.read()?;
    let functions = functions(read.as_ref())?;
    Ok(seen_runs(app, read.as_ref(), actor)?
        .into_iter()
        .map(|run| {
            let by = functions.get(&run.created_by).unwrap_or(&run.created_by).clone();
            (run, by)
        })
        .collect())
}

/// One run.
pub fn get(app: &App, actor: &Actor, id: &str) -> Result<RunCard, AppError> {
    let run = visible(app, actor, id)?;
    card(app, actor, app.store.read()?.as_ref(), run)
}

/// Runs again on the counts as of the run's data version and compares byte for byte.
pub fn verify(app: &App, actor: &Actor, id: &str) -> Result<Verification, AppError> {
    let run = visible(app, actor, id)?;
    let _turn = app.run_queue.enter()?;
    let verdict = |outcome, computed| Verification {
        run: run.id.clone(),
        outcome,
        stored: run.result_fingerprint.clone(),
        computed,
    };
    let counts = app.store.load_counts(Some(run.input.data_version))?;
    let view = policy::view(actor, &counts);
    if view.fingerprint() != run.input.input_fingerprint {
        return Ok(verdict(Outcome::OtherInput, None));
    }
    let asked = &run.input.parameters;
    let where_ = Whereabouts::of(app, &asked.study_area, asked.period.to, Some(asked.lattice))?;
    let where_ = where_.exposed(app, actor, asked)?;
    if where_.fingerprint != run.input.areas_fingerprint {
        return Ok(verdict(Outcome::OtherAreas, None));
    }
    let computed = result_fingerprint(&compute(app, &view, &run.input.parameters, &where_)?);
    let outcome = if computed == run.result_fingerprint {
        Outcome::Same
    } else if run.input.method_version != METHOD_VERSION {
        Outcome::OtherMethod
    } else {
        Outcome::OtherResult
    };
    Ok(verdict(outcome, Some(computed)))
}

fn input(
    app: &App,
    counts: &LoadedCounts,
    view: &Visible,
    parameters: RunParameters,
    where_: &Whereabouts,
) -> RunInput {
    RunInput {
        parameters,
        data_version: counts.version,
        input_fingerprint: view.fingerprint(),
        areas_fingerprint: where_.fingerprint.clone(),
        imports: view.imports().into_iter().collect(),
        synthetic: is_synthetic(counts, view),
        data_to: data_to(app, view),
        method_version: METHOD_VERSION,
        code_version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// Whether some of the counts are made up.
pub(super) fn is_synthetic(counts: &LoadedCounts, view: &Visible) -> bool {
    let seen = view.imports();
    counts.imports.iter().any(|import| import.options.synthetic && seen.contains(&import.id))
}

/// The last local day with counts.
pub(super) fn data_to(app: &App, view: &Visible) -> Option<jiff::civil::Date> {
    view.last_hour().map(|hour| app.settings.clock.local(hour).date())
}

/// Whether a stored run answers the question: the data version may have moved on without changing
/// what the actor sees.
fn is_same_question(known: &RunInput, asked: &RunInput) -> bool {
    known.parameters == asked.parameters
        && known.input_fingerprint == asked.input_fingerprint
        && known.areas_fingerprint == asked.areas_fingerprint
        && known.imports == asked.imports
        && known.method_version == asked.method_version
        && known.code_version == asked.code_version
}

/// Whether places of the one can be the places of the other: the same cells and the same categories.
fn is_like(known: &RunParameters, asked: &RunParameters) -> bool {
    known.study_area == asked.study_area
        && known.lattice == asked.lattice
        && known.categories == asked.categories
}

fn card(app: &App, actor: &Actor, read: &dyn Read, run: StoredRun) -> Result<RunCard, AppError> {
    let functions = functions(read)?;
    let overlapped: BTreeSet<&AreaId> =
        run.result.places.iter().flat_map(|place| place.areas.iter().map(|(id, _)| id)).collect();
    let areas = app.areas.of(read)?;
    // Later versions come later: the newest name wins.
    let named = areas.all.iter().filter(|area| overlapped.contains(&area.id));
    let area_names = named.map(|area| (area.id.clone(), area.name.clone())).collect();
    let categories = read.catalogue()?.categories;
    Ok(RunCard {
        chosen: chosen::of(app, actor, read, &run.input, &categories)?,
        created_by: functions.get(&run.created_by).unwrap_or(&run.created_by).clone(),
        labels: categories.into_iter().map(|category| (category.id.0, category.label_sv)).collect(),
        area_names,
        run,
    })
}

/// `run-` and the first 16 hex digits of a hash over party, question and answer.
fn run_id(actor: &Actor, input: &RunInput, result: &Fingerprint) -> Result<String, AppError> {
    let asked = serde_json::to_string(&input.parameters)
        .map_err(|error| AppError::Fault(error.to_string()))?;
    let (counts, areas) = (&input.input_fingerprint.0, &input.areas_fingerprint.0);
    let whole = [&actor.party.id.0, &asked, counts, areas, &result.0].map(String::as_str);
    let hash = Fingerprint::of(whole.join("\n").as_bytes());
    Ok(format!("run-{}", &hash.0[..16]))
}
