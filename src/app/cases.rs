//! Cases at work, and what a participant sees of its own there. What is done in them is [`super::joint`].

use super::{
    Actor, App, AppError,
    joint::{self, Joint},
    kept,
};
use crate::{
    case::{
        opening::{Case, CaseNumber},
        text_guard::CleanText,
        work::{
            Work,
            plan::{Measure, Progress, Whose},
            step::What,
            subject::Subject,
        },
    },
    policy::{self, Action},
};
use std::sync::Arc;

/// The cases of the actor's agreements, by number.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<Arc<Work>>, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let mut works = kept::works(app, &*app.store.read()?)?;
    works.retain(|work| policy::may_see_case(actor, work.case()));
    Ok(works)
}

/// One case; for a foreign party it does not exist.
pub fn one(app: &App, actor: &Actor, number: &CaseNumber) -> Result<Work, AppError> {
    Case::found(app, &*app.store.read()?, actor, number)
}

/// Does one thing in a case, as [`joint::step`] does.
pub fn step(
    app: &App,
    actor: &Actor,
    number: &CaseNumber,
    seen: u32,
    what: What,
) -> Result<Work, AppError> {
    joint::step::<Case>(app, actor, number, seen, what)
}

/// A measure of a link's own function.
#[derive(Debug, Clone, PartialEq)]
pub struct Own {
    /// Number in the case.
    pub no: u32,
    /// The measure.
    pub measure: Measure,
    /// How far it has come.
    pub progress: Progress,
    /// What the function itself wrote when it last answered.
    pub note: Option<CleanText>,
}

/// The measures of a link's own function, by number. What others have written of them is not its.
pub fn measures_of_link<S: Subject>(work: &Work<S>, function: &CleanText) -> Vec<Own> {
    let own = work.standing().measures.iter().filter(|(_, planned)| {
        let owner = &planned.measure.owner;
        owner.of == Whose::Deltagare && owner.function == *function
    });
    own.map(|(no, planned)| Own {
        no: *no,
        measure: planned.measure.clone(),
        progress: planned.progress.clone(),
        note: work.last_answer(*no, function).cloned(),
    })
    .collect()
}
