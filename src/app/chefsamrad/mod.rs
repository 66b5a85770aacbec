//! What the two chiefs of the actor's agreements have before them.

mod document;
pub mod pack;
mod rows;

use super::{Actor, App, AppError, cases, forums, lagesbild, openings};
use crate::{
    case::{
        access::Joined,
        forum::Forum,
        till_chefsamradet::{Matter, in_order, of_lagesbild, of_opening, of_work},
        work::Work,
    },
    lagesbild::states::State,
};
use std::sync::Arc;

/// Everything that waits for them, what has waited longest first. Reading it changes nothing.
pub fn matters(app: &App, actor: &Actor) -> Result<Vec<Matter>, AppError> {
    matters_under(app, actor, |_| true)
}

/// What waits under the agreements whose id is asked for.
fn matters_under(
    app: &App,
    actor: &Actor,
    asked: impl Fn(&str) -> bool,
) -> Result<Vec<Matter>, AppError> {
    let (zone, today) = (app.settings.clock.zone(), app.today());
    let unanswered = openings::list(app, actor)?;
    let unanswered = unanswered.iter().filter(|opening| asked(&opening.value.dossier().agreement));
    let unanswered = unanswered.filter_map(|opening| of_opening(&opening.value, zone));
    let mut matters: Vec<Matter> = unanswered.collect();
    let mine = cases::list(app, actor)?;
    for work in mine.into_iter().filter(|work| asked(&work.case().agreement)) {
        matters.extend(of_work(Joined::Case(work.case().number), &work, today, zone));
    }
    // Of a forum in which nothing has been done here nobody can say what was missed.
    let begun = |work: &Arc<Work<Forum>>| !work.steps().is_empty();
    let mine = forums::list(app, actor)?.into_iter().filter(begun);
    for work in mine.filter(|work| asked(&work.subject().id.agreement)) {
        matters.extend(of_work(Joined::Forum(work.subject().id.clone()), &work, today, zone));
    }
    for it in lagesbild::list(app, actor)?.iter().filter(|it| asked(&it.dossier().agreement)) {
        let State::Sammanlagd(state) = it.state() else { continue };
        let about = it.dossier();
        let last = state.polis.at.max(state.stad.at).to_zoned(zone.clone()).date();
        let signed = state.signed().map(|first| (first.signer(), first.on));
        let name = format!("Lägesbild {}", lagesbild::half_name(about.period));
        matters.push(of_lagesbild(about.id.0.clone(), name, last, signed));
    }
    Ok(in_order(matters))
}
