//! Looking at the effect of a case by its plan: counted on what both parties see, and kept with the case.

use super::{
    Actor, App, AppError, FieldError, cases,
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
    store::Read,
};
use std::{collections::BTreeSet, sync::Arc, time::Duration};

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

/// Whether a plan's control is cells of the lattice that its run counted in, and none of the place's: a cell
/// that is not there would count nothing, and the comparison would be of nothing.
pub(super) fn control_is_there<S: Subject>(
    read: &dyn Read,
    work: &Work<S>,
    plan: &EffectPlan,
) -> Result<(), AppError> {
    // Without a run there is no plan; the core says so.
    let Some(run) = work.frozen_run(plan.evidence) else { return Ok(()) };
    let stored = read.run(&run.run)?.ok_or(AppError::NotFound)?;
    let known = &stored.result.cells.id;
    let place: BTreeSet<&String> =
        run.place.cells.iter().filter_map(|&cell| known.get(cell as usize)).collect();
    let known: BTreeSet<&String> = known.iter().collect();
    let wrong = |(i, id): (usize, &String)| {
        let code = match (known.contains(id), place.contains(id)) {
            (false, _) => "unknown_cell",
            (true, true) => "effect_control_in_place",
            (true, false) => return None,
        };
        Some(FieldError { field: format!("effect_plan.control[{i}]"), code })
    };
    let wrong: Vec<_> = plan.control.iter().enumerate().filter_map(wrong).collect();
    if wrong.is_empty() { Ok(()) } else { Err(AppError::Invalid(wrong)) }
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
        control_ring: Some(!plan.control_without_ring),
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
