//! Information that becomes evidence of an opening: its words as they stand, frozen with the rest.

use crate::{
    app::{Actor, App, AppError, openings::field_error},
    case::{
        evidence::{InformationRef, Observation, ObservationKind},
        information::{Information, InformationId},
        party::Parties,
    },
    store::Read,
};

/// Longest title of a piece of evidence.
const LONGEST_TITLE: usize = 120;

/// The observation that information amounts to. `title` replaces its own beginning.
///
/// # Errors
/// [`AppError::Invalid`] for information of other parties than the opening's, and for what was taken back.
pub(in crate::app) fn observation(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    parties: &Parties,
    (id, title): (&InformationId, &str),
) -> Result<Observation, AppError> {
    let unknown = || field_error("information", "unknown");
    let it = super::visible(read, actor, id).map_err(|error| match error {
        AppError::NotFound => unknown(),
        other => other,
    })?;
    if it.sent().parties != *parties {
        return Err(unknown());
    }
    if it.withdrawn().is_some() {
        return Err(field_error("information", "withdrawn"));
    }
    let day = |at: jiff::Timestamp| at.to_zoned(app.settings.clock.zone().clone()).date();
    let told = it.told();
    // A measure that lies ahead is evidence from the day it was told.
    let on = day(told.happened).min(day(it.sent().at));
    let title = if title.trim().is_empty() { beginning(&it) } else { title.to_owned() };
    let text = format!("{}\n\nBetydelse: {}", told.what, told.significance);
    let kind = ObservationKind::Information10;
    let mut observation = Observation::checked(kind, &title, on, &text, None)?;
    observation.information = Some(InformationRef { id: id.clone(), version: it.version() });
    Ok(observation)
}

/// The first words of what was told.
fn beginning(it: &Information) -> String {
    let what = it.told().what.as_str();
    let line = what.lines().next().unwrap_or(what);
    if line.chars().count() <= LONGEST_TITLE {
        return line.to_owned();
    }
    let cut: String = line.chars().take(LONGEST_TITLE - 1).collect();
    let words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{words}…")
}
