//! Åtgärdsbiblioteket: what is shipped, what the parties of an agreement have made of it, and how it was
//! used. Either party writes for both; what stood before is kept.

mod shipped;
mod used;

pub use used::Used;

use super::{
    Actor, App, AppError, agreements, areas::Under, joint::Joint, new_id, openings::field_error,
};
use crate::{
    case::{
        library::{Chosen, EntryId, LibraryAct, Written, entry::Entry, reason},
        log::LogEntry,
        party::Agreement,
        work::{Work, step::What},
    },
    policy::{self, Action},
    store::Read,
};
use std::collections::BTreeMap;

/// An entry as the reader sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// What it says now.
    pub entry: Entry,
    /// As it is shipped; nothing behind the parties' own.
    pub shipped: Option<&'static Entry>,
    /// What the parties have done with it.
    pub written: Written,
    /// How it was used.
    pub used: Used,
}

/// The library of an agreement.
#[derive(Debug, Clone, PartialEq)]
pub struct Library {
    /// The agreement; none when the reader's party has none in force, and then all is as shipped.
    pub agreement: Option<Agreement>,
    /// The agreements of which the reader can choose the library.
    pub choices: Vec<Agreement>,
    /// What is shipped in its order, then the parties' own.
    pub cards: Vec<Card>,
    /// The reader may change it.
    pub may_write: bool,
}

/// What stands of an entry beside a measure that was taken from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// As it read when it was chosen; a shipped one as it is shipped now.
    pub entry: Entry,
    /// It has been retired since.
    pub retired: bool,
}

/// The library of an agreement of the actor's party: the one asked for, or the first in force.
pub fn library(app: &App, actor: &Actor, asked: Option<&str>) -> Result<Library, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let read = app.store.read()?;
    let choices = in_force(app, &*read, actor)?;
    let agreement = match asked {
        None => choices.first().cloned(),
        Some(id) => Some(seen(&*read, actor, id)?),
    };
    let id = agreement.as_ref().map_or("", |agreement| &agreement.id);
    let mut written: BTreeMap<String, Written> = BTreeMap::new();
    for one in read.library(id)? {
        written.insert(one.id().entry.clone(), one);
    }
    let used = used::by_entry(app, actor)?;
    let used = |id: &str| used.get(id).copied().unwrap_or_default();
    let mut cards: Vec<Card> = Vec::new();
    for one in shipped::all() {
        let untouched =
            || Written::new(EntryId { agreement: id.to_owned(), entry: one.id.clone() });
        let written = written.remove(&one.id).unwrap_or_else(untouched);
        cards.extend(card(written, used(&one.id)));
    }
    cards.extend(written.into_values().filter_map(|own| {
        let used = used(&own.id().entry);
        card(own, used)
    }));
    let may_write = match agreement.as_ref().filter(|one| choices.contains(one)) {
        Some(agreement) => may_write(app, &*read, actor, agreement)?,
        None => false,
    };
    Ok(Library { agreement, choices, cards, may_write })
}

/// One entry of it.
pub fn entry(app: &App, actor: &Actor, asked: Option<&str>, id: &str) -> Result<Card, AppError> {
    let mut cards = library(app, actor, asked)?.cards.into_iter();
    cards.find(|card| card.written.id().entry == id).ok_or(AppError::NotFound)
}

/// Adds an entry of the parties' own.
pub fn add(
    app: &App,
    actor: &Actor,
    asked: Option<&str>,
    entry: Entry,
    why: &str,
) -> Result<Card, AppError> {
    let act = LibraryAct::Put { entry: Box::new(entry.checked()?) };
    done(app, actor, asked, None, 0, act, why)
}

/// Writes an entry anew, on the version that was shown.
pub fn put(
    app: &App,
    actor: &Actor,
    asked: Option<&str>,
    (id, version): (&str, u64),
    entry: Entry,
    why: &str,
) -> Result<Card, AppError> {
    let act = LibraryAct::Put { entry: Box::new(entry.checked()?) };
    done(app, actor, asked, Some(id), version, act, why)
}

/// Takes a shipped entry back to how it is shipped.
pub fn restore(
    app: &App,
    actor: &Actor,
    asked: Option<&str>,
    (id, version): (&str, u64),
    why: &str,
) -> Result<Card, AppError> {
    done(app, actor, asked, Some(id), version, LibraryAct::Restored, why)
}

/// Takes an entry out of use.
pub fn retire(
    app: &App,
    actor: &Actor,
    asked: Option<&str>,
    (id, version): (&str, u64),
    why: &str,
) -> Result<Card, AppError> {
    done(app, actor, asked, Some(id), version, LibraryAct::Retired, why)
}

/// Everything is done so: asked of the policy, kept with its entry in the log.
fn done(
    app: &App,
    actor: &Actor,
    asked: Option<&str>,
    id: Option<&str>,
    version: u64,
    act: LibraryAct,
    why: &str,
) -> Result<Card, AppError> {
    policy::may(actor, Action::WorkCase)?;
    let (now, why) = (app.clock.now(), reason(why)?);
    let mut write = app.store.begin()?;
    let choices = in_force(app, &*write, actor)?;
    let agreement = match asked {
        None => choices.first().ok_or(AppError::Refused("no_agreement"))?,
        Some(id) => {
            seen(&*write, actor, id)?;
            let in_force = choices.iter().find(|agreement| agreement.id == id);
            in_force.ok_or(AppError::Refused("agreement_not_valid"))?
        }
    };
    let under = Under::agreed(app, &*write, actor, agreement)?;
    let by = policy::signer_of(actor, Action::WorkCase, &under.ground())?;
    let found = match id {
        Some(id) => found(&*write, &agreement.id, id)?.ok_or(AppError::NotFound)?,
        None => Written::new(EntryId::own(&agreement.id, &new_id(now))),
    };
    if found.version() != version {
        return Err(AppError::Conflict { version: found.version() });
    }
    let code = act.code();
    let written = found.act(act, why, by.clone(), now)?;
    write.append_library_step(&written, version)?;
    let id = written.id().to_string();
    let log = LogEntry::by(&by, now, ("library_entry", &id), code);
    write.append_log(&log.referring_to(format!("version {}", written.version())))?;
    write.commit()?;
    let agreement = agreement.id.as_str();
    entry(app, actor, Some(agreement), &written.id().entry)
}

/// An entry as it is kept; a shipped one with which nothing was done, too.
fn found(read: &dyn Read, agreement: &str, id: &str) -> Result<Option<Written>, AppError> {
    let kept = read.library(agreement)?.into_iter().find(|kept| kept.id().entry == id);
    let as_shipped = || {
        let id = EntryId { agreement: agreement.to_owned(), entry: id.to_owned() };
        shipped::one(&id.entry).map(|_| Written::new(id))
    };
    Ok(kept.or_else(as_shipped))
}

fn card(written: Written, used: Used) -> Option<Card> {
    let shipped = shipped::one(&written.id().entry);
    let entry = written.text().or(shipped)?.clone();
    Some(Card { entry, shipped, written, used })
}

/// The agreements under which the actor's party can act today.
fn in_force(app: &App, read: &dyn Read, actor: &Actor) -> Result<Vec<Agreement>, AppError> {
    let all = agreements::agreements(read)?;
    Ok(policy::agreements(actor, &all, app.today()).cloned().collect())
}

/// An agreement of the actor's party, whether or not it is in force.
fn seen(read: &dyn Read, actor: &Actor, id: &str) -> Result<Agreement, AppError> {
    let mut all = agreements::agreements(read)?.into_iter();
    let seen = all.find(|one| one.id == id && policy::may_see_joint(actor, &one.parties));
    seen.ok_or_else(|| field_error("agreement", "unknown"))
}

fn may_write(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    agreement: &Agreement,
) -> Result<bool, AppError> {
    let under = Under::agreed(app, read, actor, agreement)?;
    Ok(policy::may_at(actor, Action::WorkCase, &under.ground()).is_ok())
}

/// A measure names an entry, and a version of it, that the library of its agreement has.
pub(super) fn names_an_entry(
    read: &dyn Read,
    agreement: &str,
    what: &What,
) -> Result<(), AppError> {
    let What::MeasurePut { measure, .. } = what else { return Ok(()) };
    let Some(Chosen { id, version }) = &measure.library else { return Ok(()) };
    let written = found(read, agreement, id)?;
    let text = written.as_ref().and_then(|written| written.text_at(*version));
    text.map(drop).ok_or_else(|| field_error("measure.library", "unknown"))
}

/// What the library says of the measures that were taken from it, by their number.
pub fn said<S: Joint>(read: &dyn Read, work: &Work<S>) -> Result<BTreeMap<u32, Said>, AppError> {
    let measures = work.standing().measures.iter();
    let mut from = measures
        .filter_map(|(no, planned)| Some((*no, planned.measure.library.as_ref()?)))
        .peekable();
    if from.peek().is_none() {
        return Ok(BTreeMap::new());
    }
    let kept = read.library(work.subject().agreement())?;
    let said = from.filter_map(|(no, chosen)| {
        let written = kept.iter().find(|kept| kept.id().entry == chosen.id);
        let shipped = shipped::one(&chosen.id);
        let text = match written {
            Some(written) => written.text_at(chosen.version)?,
            None => None,
        };
        let entry = text.or(shipped)?.clone();
        let retired = written.is_some_and(|written| written.retired().is_some());
        Some((no, Said { entry, retired }))
    });
    Ok(said.collect())
}
