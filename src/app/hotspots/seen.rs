//! Which runs an actor may see.

use crate::{
    analysis::run::RunInput,
    app::{Actor, App, AppError},
    case::evidence::Finding,
    incident::{ImportId, PartyId},
    policy::{self, Action},
    store::{Read, RunHeader, StoredRun},
};
use std::collections::{BTreeMap, BTreeSet};

/// One run as it is stored: of the actor's own party, on counts the actor may see, or attached to
/// an opening the actor may see. For anyone else it does not exist.
pub fn visible(app: &App, actor: &Actor, id: &str) -> Result<StoredRun, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let read = app.store.read()?;
    let run = read.run(id)?.ok_or(AppError::NotFound)?;
    let attached = attached_runs(read.as_ref(), actor)?;
    let seen = visible_imports(app, actor);
    match may_see(actor, &run.party, &run.id, &run.input, &seen, &attached) {
        true => Ok(run),
        false => Err(AppError::NotFound),
    }
}

/// The runs that the actor may see, newest first.
pub(in crate::app) fn seen_runs(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
) -> Result<Vec<RunHeader>, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let attached = attached_runs(read, actor)?;
    let seen = visible_imports(app, actor);
    let mut runs = read.runs()?;
    runs.retain(|run| may_see(actor, &run.party, &run.id, &run.input, &seen, &attached));
    Ok(runs)
}

pub(in crate::app) fn own_runs(read: &dyn Read, actor: &Actor) -> Result<Vec<RunHeader>, AppError> {
    let mut runs = read.runs()?;
    runs.retain(|run| run.party == actor.party.id);
    Ok(runs)
}

fn may_see(
    actor: &Actor,
    party: &PartyId,
    id: &str,
    input: &RunInput,
    seen: &BTreeSet<ImportId>,
    attached: &BTreeSet<String>,
) -> bool {
    *party == actor.party.id
        || (!input.imports.is_empty() && input.imports.iter().all(|import| seen.contains(import)))
        || attached.contains(id)
}

pub(in crate::app) fn visible_imports(app: &App, actor: &Actor) -> BTreeSet<ImportId> {
    policy::view(actor, &app.counts()).imports()
}

/// Runs that are evidence in openings the actor may see.
fn attached_runs(read: &dyn Read, actor: &Actor) -> Result<BTreeSet<String>, AppError> {
    let mut runs = BTreeSet::new();
    for opening in read.openings()? {
        if !policy::may_see_opening(actor, &opening.value) {
            continue;
        }
        for evidence in opening.value.evidence() {
            if let Finding::Run(run) = &evidence.finding {
                runs.insert(run.run.clone());
            }
        }
    }
    Ok(runs)
}

pub(in crate::app) fn functions(read: &dyn Read) -> Result<BTreeMap<String, String>, AppError> {
    Ok(read.users()?.into_iter().map(|user| (user.id, user.function)).collect())
}
