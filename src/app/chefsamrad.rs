//! What the two chiefs of the actor's agreements have before them.

use super::{Actor, App, AppError, cases, forums, openings};
use crate::case::{
    access::Joined,
    forum::Forum,
    till_chefsamradet::{Matter, in_order, of_opening, of_work},
    work::Work,
};
use std::sync::Arc;

/// Everything that waits for them, what has waited longest first. Reading it changes nothing.
pub fn matters(app: &App, actor: &Actor) -> Result<Vec<Matter>, AppError> {
    let (zone, today) = (app.settings.clock.zone(), app.today());
    let unanswered = openings::list(app, actor)?;
    let unanswered = unanswered.iter().filter_map(|opening| of_opening(&opening.value, zone));
    let mut matters: Vec<Matter> = unanswered.collect();
    for work in cases::list(app, actor)? {
        matters.extend(of_work(Joined::Case(work.case().number), &work, today, zone));
    }
    // Of a forum in which nothing has been done here nobody can say what was missed.
    let begun = |work: &Arc<Work<Forum>>| !work.steps().is_empty();
    for work in forums::list(app, actor)?.into_iter().filter(begun) {
        matters.extend(of_work(Joined::Forum(work.subject().id.clone()), &work, today, zone));
    }
    Ok(in_order(matters))
}
