//! Looking at the effect of a case by its plan: counted on what both parties see, and kept with the case.

use super::{
    Actor, App, AppError, cases,
    methods::{
        self, Asked, Working,
        effect::{PlaceOf, Wanted, order},
    },
};
use crate::{
    analysis::question::Answer,
    case::{
        evidence::RunEvidence,
        number::CaseNumber,
        refusal::Refusal,
        work::{Work, effect::EffectPlan, look::Look, step::What, subject::Subject},
    },
    policy::{self, Action},
};
use std::{sync::Arc, time::Duration};

/// What comes of looking.
#[derive(Debug)]
pub enum Looking {
    /// It is a step of the case.
    Looked(Box<Work>),
    /// It is counted still; asking again joins the same work.
    Working(Working),
}

/// Counts by the plan that holds and keeps what came out, or says after `wait` how far it has come.
/// `seen` is the step by which the effect had last been changed when it was shown.
pub fn look(
    app: &Arc<App>,
    actor: &Actor,
    number: &CaseNumber,
    seen: u32,
    wait: Duration,
) -> Result<Looking, AppError> {
    policy::may(actor, Action::WorkCase)?;
    let work = cases::one(app, actor, number)?;
    let agreed = work.standing().effect.agreed.as_ref().ok_or(Refusal::EffectNotPlanned)?;
    let plan = &agreed.proposed.plan;
    let run = work.frozen_run(plan.evidence).ok_or(Refusal::EffectWithoutRun)?;
    let counts = app.counts();
    let view = policy::view_of_both(actor, work.subject().parties(), &counts);
    if view.imports().is_empty() {
        return Err(AppError::Refused("effect_nothing_shared"));
    }
    let order = order(app, actor, wanted(app, plan, run)?)?;
    let card = match methods::ask_of(app, actor, order, (&counts, &view), wait)? {
        Asked::Working(working) => return Ok(Looking::Working(working)),
        Asked::Answered(card) => card,
    };
    let header = card.run.header;
    let Answer::Effect(found) = card.run.found.result else {
        return Err(AppError::Fault("the stored answer is of another method".into()));
    };
    let version = header.origin.data_version;
    let look = Look::of(header.id, header.result_fingerprint, version, *found);
    let what = What::EffectLooked { look: Box::new(look) };
    cases::step(app, actor, number, seen, what).map(|work| Looking::Looked(Box::new(work)))
}

/// What the plan asks: nothing is left to whoever looks. The place is that of the run that lies frozen
/// with the case, whoever made the run.
fn wanted(app: &App, plan: &EffectPlan, run: &RunEvidence) -> Result<Wanted, AppError> {
    let stored = app.store.read()?.run(&run.run)?.ok_or(AppError::NotFound)?;
    let id = |&cell: &u32| stored.result.cells.id.get(cell as usize).cloned();
    let asked = &run.parameters;
    Ok(Wanted {
        place: PlaceOf::Cells(run.place.cells.iter().filter_map(id).collect()),
        control: plan.control.clone(),
        ring: Some(plan.ring),
        control_ring: None,
        chosen: vec![asked.period],
        baseline: (None, None),
        from: Some(plan.from),
        to: Some(plan.to),
        verdict_on: Some(plan.verdict_on),
        against: None,
        per_land: None,
        categories: asked.categories.clone(),
        study_area: Some(asked.study_area.clone()),
        lattice: Some(asked.lattice),
    })
}
