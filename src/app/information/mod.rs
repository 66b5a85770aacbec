//! Information under §10: one party tells the other, whose contact persons receive it.

mod evidence;
mod place;
mod recipients;

pub(super) use evidence::observation;
pub use place::{Named, NewWhere};
pub use recipients::{Recipients, recipients};

use super::{Actor, App, AppError, agreements, areas::Under, new_id, openings::field_error};
use crate::{
    case::{
        information::{About, Information, InformationId, Sent, Told, reason},
        log::LogEntry,
        party::Agreement,
        refusal::Refusal,
        signatory::Signer,
    },
    policy::{self, Action},
    store::{Read, Write},
};
use jiff::{Timestamp, civil::DateTime};
use place::Placed;

/// Information as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct NewInformation {
    /// An event or a measure.
    pub about: About,
    /// When, by the clock of the study area; now if not given, in a correction when it was said to be.
    pub happened: Option<DateTime>,
    /// What.
    pub what: String,
    /// Why it can be of väsentlig betydelse to the other party.
    pub significance: String,
    /// Where, if there is a place to name.
    pub place: Option<NewWhere>,
    /// The function it is meant for; the contact person for the place if not given.
    pub recipient: Option<String>,
    /// Needed where several agreements are in force on the ground.
    pub agreement: Option<String>,
}

/// Information as the actor sees it.
#[derive(Debug, Clone)]
pub struct Card {
    /// As it is kept.
    pub information: Information,
    /// The place it names.
    pub place: Option<Named>,
    /// What this reader may do now: `receive`, `correct`, `withdraw`.
    pub may: Vec<&'static str>,
}

/// What the two parties of the actor's agreements have told each other, what was sent last first.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<Card>, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let read = app.store.read()?;
    let mut all = read.all_information()?;
    all.retain(|it| policy::may_see_information(actor, it));
    all.into_iter().rev().map(|it| card(app, &*read, actor, it)).collect()
}

/// One; for a foreign party it does not exist.
pub fn get(app: &App, actor: &Actor, id: &InformationId) -> Result<Card, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let read = app.store.read()?;
    let it = visible(&*read, actor, id)?;
    card(app, &*read, actor, it)
}

/// Tells the other party of the agreement that is in force on the ground.
///
/// # Errors
/// [`AppError::Invalid`] with the field: an event that has not happened yet, a place that is not there or
/// outside the agreement, a recipient the other party does not have.
pub fn send(app: &App, actor: &Actor, new: &NewInformation) -> Result<Card, AppError> {
    policy::may(actor, Action::Inform)?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let placed = placed(app, &*write, actor, new)?;
    let all = agreements::agreements(&*write)?;
    let agreement = in_force(app, &all, actor, new, placed.as_ref())?;
    let told = told(app, &*write, actor, agreement, new, placed.as_ref(), now)?;
    let by = informant(app, &*write, actor, agreement, placed.as_ref())?;
    let sent = Sent {
        id: InformationId(new_id(now)),
        agreement: agreement.id.clone(),
        parties: agreement.parties.clone(),
        told,
        by,
        at: now,
        synthetic: app.settings.demo,
    };
    let it = Information::new(sent)?;
    write.put_information(it.sent())?;
    let id = it.sent().id.clone();
    write.append_log(&LogEntry::by(&it.sent().by, now, object(&id), "information_sent"))?;
    write.commit()?;
    get(app, actor, &id)
}

/// Takes in, for the other party, the version that was shown.
pub fn receive(
    app: &App,
    actor: &Actor,
    id: &InformationId,
    version: u64,
) -> Result<Card, AppError> {
    changed(app, actor, id, version, |_, it, by, at| Ok(it.receive(by, at)?))
}

/// Tells right what the actor's party told; as it stood is kept with the reason.
pub fn correct(
    app: &App,
    actor: &Actor,
    id: &InformationId,
    version: u64,
    new: &NewInformation,
    why: &str,
) -> Result<Card, AppError> {
    changed(app, actor, id, version, |write, it, by, at| {
        let placed = placed(app, write, actor, new)?;
        let all = agreements::agreements(write)?;
        let agreement = all.iter().find(|one| one.id == it.sent().agreement);
        let agreement = agreement.ok_or(AppError::Refused("no_agreement"))?;
        if placed.as_ref().is_some_and(|placed| !placed.is_under(agreement)) {
            return Err(field_error("place", "outside_the_agreement"));
        }
        let happened = it.told().happened.to_zoned(app.settings.clock.zone().clone()).datetime();
        let new = NewInformation { happened: new.happened.or(Some(happened)), ..new.clone() };
        let told = told(app, write, actor, agreement, &new, placed.as_ref(), at)?;
        Ok(it.correct(told, reason(why)?, by, at)?)
    })
}

/// Takes back what the actor's party told: it is kept with the reason.
pub fn withdraw(
    app: &App,
    actor: &Actor,
    id: &InformationId,
    version: u64,
    why: &str,
) -> Result<Card, AppError> {
    changed(app, actor, id, version, |_, it, by, at| Ok(it.withdraw(reason(why)?, by, at)?))
}

/// One step on the version that was shown.
fn changed(
    app: &App,
    actor: &Actor,
    id: &InformationId,
    version: u64,
    step: impl FnOnce(&dyn Read, Information, Signer, Timestamp) -> Result<Information, AppError>,
) -> Result<Card, AppError> {
    policy::may(actor, Action::Inform)?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let it = visible(&*write, actor, id)?;
    if it.version() != version {
        return Err(AppError::Conflict { version: it.version() });
    }
    let by = policy::informant(actor, &it.sent().parties, None)?;
    let it = step(&*write, it, by, now)?;
    kept(&mut *write, &it, version, now)?;
    write.commit()?;
    get(app, actor, id)
}

/// Keeps the last step, and says so in the log.
fn kept(
    write: &mut dyn Write,
    it: &Information,
    expected: u64,
    now: Timestamp,
) -> Result<(), AppError> {
    let id = &it.sent().id;
    let step = it.steps().last();
    let step = step.ok_or_else(|| AppError::Fault(format!("information {}: no step", id.0)))?;
    write.append_information_step(it, expected)?;
    let entry = LogEntry::by(&step.by, now, object(id), step.act.code());
    Ok(write.append_log(&entry.referring_to(it.version().to_string()))?)
}

fn object(id: &InformationId) -> (&'static str, &str) {
    ("information", &id.0)
}

pub(super) fn visible(
    read: &dyn Read,
    actor: &Actor,
    id: &InformationId,
) -> Result<Information, AppError> {
    let it = read.information(id)?.filter(|it| policy::may_see_information(actor, it));
    it.ok_or(AppError::NotFound)
}

fn card(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    information: Information,
) -> Result<Card, AppError> {
    let place = information.told().place.as_ref();
    let place = place.map(|place| Named::of(app, read, place)).transpose()?;
    let mut may = Vec::new();
    if policy::informant(actor, &information.sent().parties, None).is_ok() {
        match information.sent().by.side == actor.party.side {
            true if information.withdrawn().is_none() => may.extend(["correct", "withdraw"]),
            false if information.awaits().is_some() => may.push("receive"),
            true | false => {}
        }
    }
    Ok(Card { information, place, may })
}

fn placed(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    new: &NewInformation,
) -> Result<Option<Placed>, AppError> {
    new.place.as_ref().map(|place| Placed::of(app, read, actor, place)).transpose()
}

/// The agreement of the actor's party that is in force on the ground today.
fn in_force<'a>(
    app: &App,
    all: &'a [Agreement],
    actor: &'a Actor,
    new: &NewInformation,
    placed: Option<&Placed>,
) -> Result<&'a Agreement, AppError> {
    let valid: Vec<&Agreement> = policy::agreements(actor, all, app.today())
        .filter(|one| new.agreement.as_ref().is_none_or(|id| one.id == *id))
        .collect();
    let on_the_ground = |one: &&Agreement| placed.is_none_or(|placed| placed.is_under(one));
    let mut fitting = valid.iter().copied().filter(on_the_ground);
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err(field_error("agreement", "ambiguous")),
        (None, _) if !valid.is_empty() => Err(field_error("place", "outside_the_agreement")),
        (None, _) if new.agreement.is_some() => Err(field_error("agreement", "unknown")),
        (None, _) => Err(AppError::Refused("no_agreement")),
    }
}

/// Whoever tells, on the ground of the place; where none is named, on the agreement's.
fn informant(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    agreement: &Agreement,
    placed: Option<&Placed>,
) -> Result<Signer, AppError> {
    let whole = Under::these(app, read, &agreement.areas)?;
    let named = placed.map(|placed| &placed.under);
    let under = named.or_else(|| (!agreement.areas.is_empty()).then_some(&whole));
    let ground = under.map(Under::ground);
    policy::informant(actor, &agreement.parties, ground.as_ref())
}

fn told(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    agreement: &Agreement,
    new: &NewInformation,
    placed: Option<&Placed>,
    now: Timestamp,
) -> Result<Told, AppError> {
    let happened = match new.happened {
        None => now,
        Some(civil) => {
            let zoned = app.settings.clock.zone().to_zoned(civil);
            zoned.map_err(|_| field_error("happened", "malformed"))?.timestamp()
        }
    };
    if let Some(placed) = placed {
        placed.is_seen_by_both(read, &agreement.parties)?;
    }
    let other = agreement.parties.of(actor.party.side.other());
    let functions = recipients::functions(app, read, other, placed.map(|placed| &placed.under))?;
    let recipient = match (&new.recipient, functions.first()) {
        (Some(wanted), _) if functions.contains(wanted) => wanted,
        (Some(_), _) => return Err(field_error("recipient", "unknown")),
        (None, Some(first)) => first,
        (None, None) => return Err(AppError::Refused("no_recipient")),
    };
    let place = placed.map(|placed| placed.place.clone());
    let when = (new.about, happened);
    let told = Told::checked(when, &new.what, &new.significance, place, recipient, now);
    told.map_err(|refusal| match refusal {
        Refusal::BadDays => field_error("happened", "in_the_future"),
        other => other.into(),
    })
}
