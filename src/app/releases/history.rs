//! What is out already, and must be part of whatever comes after it.

use super::{basis::Ground, tables_of};
use crate::{
    app::AppError,
    case::release::{FixedPeriod, Plan, Prepared, ReleaseAct, ReleaseId},
    export::release::{Places, Tables},
    store::Read,
};
use std::collections::BTreeSet;

/// The acts about the same ground and years that are out or have been, oldest first.
#[derive(Debug, Default)]
pub(super) struct History {
    acts: Vec<Prepared>,
    tables: Vec<Tables>,
}

impl History {
    /// Their ids.
    pub(super) fn ids(&self) -> Vec<ReleaseId> {
        self.acts.iter().map(|act| act.id.clone()).collect()
    }

    /// What each is about.
    pub(super) fn plans(&self) -> impl Iterator<Item = &Plan> {
        self.acts.iter().map(|act| &act.plan)
    }

    /// What each let out.
    pub(super) fn tables(&self) -> &[Tables] {
        &self.tables
    }

    /// The act that first counted a period and category, by its place in [`History::acts`]; `None`
    /// where none has.
    pub(super) fn first_with(&self, step: FixedPeriod, category: &str) -> Option<usize> {
        self.acts.iter().position(|act| {
            let holds = |own: &FixedPeriod| own.holds(step) || step.holds(*own);
            act.plan.categories.iter().any(|own| own == category)
                && act.plan.steps().iter().any(holds)
        })
    }

    /// The acts.
    pub(super) fn acts(&self) -> &[Prepared] {
        &self.acts
    }
}

/// What is out about the years of a plan.
///
/// # Errors
/// Another division of the same ground is out: the two would give each other away.
pub(super) fn of(read: &dyn Read, ground: &Ground, plan: &Plan) -> Result<History, AppError> {
    let codes: BTreeSet<&str> = ground.tree.iter().map(|(code, _)| code.as_str()).collect();
    let mut history = History::default();
    for act in out(read, plan)? {
        let tables = tables_of(read, &act.id)?;
        if act.ground == ground.ids {
            history.acts.push(act);
            history.tables.push(tables);
        } else if areas_of(&tables).any(|code| codes.contains(code)) {
            return Err(AppError::Refused("release_ground_overlaps"));
        }
    }
    Ok(history)
}

/// Whether an act was computed beside everything that is out now; otherwise it must be computed anew.
pub(super) fn unchanged(read: &dyn Read, act: &ReleaseAct) -> Result<(), AppError> {
    let about = act.prepared();
    let mut now = Vec::new();
    for other in out(read, &about.plan)? {
        // Ground that overlaps counts as moved history as well.
        let same = other.ground == about.ground;
        if same || overlaps(read, about, &other)? {
            now.push(other.id);
        }
    }
    if now == about.earlier { Ok(()) } else { Err(AppError::Refused("release_history_moved")) }
}

fn out(read: &dyn Read, plan: &Plan) -> Result<Vec<Prepared>, AppError> {
    let years = plan.years();
    let acts = read.releases()?.into_iter().filter(ReleaseAct::was_out);
    let acts = acts.map(|act| act.prepared().clone());
    Ok(acts.filter(|act| !act.plan.years().is_disjoint(&years)).collect())
}

fn overlaps(read: &dyn Read, one: &Prepared, other: &Prepared) -> Result<bool, AppError> {
    let (one, other) = (tables_of(read, &one.id)?, tables_of(read, &other.id)?);
    let codes: BTreeSet<&str> = areas_of(&one).collect();
    Ok(areas_of(&other).any(|code| codes.contains(code)))
}

fn areas_of(tables: &Tables) -> impl Iterator<Item = &str> {
    let areas = tables.tables.iter().filter(|table| table.places != Places::Rutor);
    areas.flat_map(|table| &table.rows).map(|row| row.code.as_str())
}
