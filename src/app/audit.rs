//! The log as it is written for reads, as administrators see it, and whether it is the one that was
//! written.

use super::{
    Actor, App, AppError, agreements,
    read_log::{self, Told},
    users,
};
use crate::{
    case::{
        log::{
            LOG, LogEntry, QUERY,
            head::PublicKey,
            verify::{HeadFile, Verification, Verifier},
        },
        party::{Party, Role, Side, User},
    },
    incident::{Fingerprint, PartyId},
    policy::{self, Action},
    store::{LogQuery, NumberedEntry, Read, Store},
};
use jiff::{Timestamp, civil::Date};
use std::collections::HashMap;

/// What somebody read, or took out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Counts that are not suppressed.
    Counts,
    /// Free texts of observations, openings and cases.
    Notes,
    /// A file.
    Export,
}

impl What {
    /// The act in the log.
    pub fn act(self) -> &'static str {
        match self {
            What::Counts => "counts_read",
            What::Notes => "notes_read",
            What::Export => "exported",
        }
    }
}

/// The entry about a read: `query` names what was asked with its ids, `fingerprint` all of the
/// question. Never what was answered.
fn read_entry(
    now: Timestamp,
    actor: &Actor,
    what: What,
    query: &str,
    fingerprint: Fingerprint,
) -> LogEntry {
    // Longer than any of ours.
    let query: String = query.chars().take(300).collect();
    let entry = LogEntry::by(&policy::signer(actor), now, (QUERY, &query), what.act());
    entry.referring_to(fingerprint.0)
}

/// Hands in the entry about a read of a service with many readers. `told` hears whether it is kept;
/// the answer must not leave before. When this is true, [`write_reads`] is to be called on a thread
/// that may block.
#[must_use]
pub fn hand_in(
    app: &App,
    actor: &Actor,
    what: What,
    query: &str,
    fingerprint: Fingerprint,
    told: Told,
) -> bool {
    let now = app.clock.now();
    app.read_log.hand_in(read_entry(now, actor, what, query, fingerprint), told)
}

/// Writes the entries that were handed in, until there are none.
pub fn write_reads(app: &App) {
    app.read_log.write(app.store.as_ref());
}

/// Writes the entry about a read at once: for the command line.
pub fn note_read(
    store: &dyn Store,
    now: Timestamp,
    actor: &Actor,
    what: What,
    query: &str,
    fingerprint: Fingerprint,
) -> Result<(), AppError> {
    let entry = read_entry(now, actor, what, query, fingerprint);
    Ok(read_log::write(store, std::iter::once(&entry))?)
}

/// Which entries somebody wants to see.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// First local day.
    pub from: Option<Date>,
    /// Last local day, included.
    pub to: Option<Date>,
    /// One act alone.
    pub act: Option<String>,
    /// One kind of object alone.
    pub object_kind: Option<String>,
    /// Older than the entry of this number.
    pub before: Option<i64>,
}

/// An entry as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Number.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The act's code.
    pub act: String,
    /// Kind of the object.
    pub object_kind: String,
    /// Whose act; `None` for the program's own.
    pub party: Option<Party>,
    /// Function of the user, where it is still known.
    pub function: Option<String>,
    /// Its role.
    pub role: Option<Role>,
    /// Ids: of the own party's acts alone.
    pub ids: Option<Ids>,
}

/// What only the own party's administrators see of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ids {
    /// The user.
    pub actor: String,
    /// The object.
    pub object: String,
    /// What the act refers to.
    pub reference: Option<String>,
}

/// Some entries, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The entries.
    pub entries: Vec<Seen>,
    /// Number to go on before; `None` on the last page.
    pub next: Option<i64>,
}

/// Entries of the administrator's own party, and of the parties that it has an agreement with those
/// without ids; of the program's own acts what concerns nobody. Others do not exist.
pub fn list(app: &App, actor: &Actor, filter: &Filter, limit: u32) -> Result<Page, AppError> {
    policy::may(actor, Action::ReadAudit)?;
    let read = app.store.read()?;
    let mut parties = partners(app, read.as_ref(), actor)?;
    parties.push(actor.party.id.clone());
    let zone = app.settings.clock.zone();
    let start = |day: Date| day.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp());
    let asked = LogQuery {
        parties,
        of_the_program: true,
        from: filter.from.and_then(start),
        until: filter.to.and_then(|day| start(day.tomorrow().ok()?)),
        act: filter.act.clone(),
        object_kind: filter.object_kind.clone(),
        before: filter.before,
        limit: limit.saturating_add(1),
    };
    let mut found = read.log_page(&asked)?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| last.seq);
    let known = Known::of(read.as_ref())?;
    let entries = found.into_iter().map(|entry| known.seen(actor, entry)).collect();
    Ok(Page { entries, next })
}

/// The other parties of the agreements of the actor's party.
fn partners(app: &App, read: &dyn Read, actor: &Actor) -> Result<Vec<PartyId>, AppError> {
    let agreements = agreements::agreements(read)?;
    let valid = policy::agreements(actor, &agreements, app.today());
    Ok(valid.map(|agreement| agreement.parties.of(actor.party.side.other()).clone()).collect())
}

struct Known {
    parties: HashMap<PartyId, Party>,
    users: HashMap<String, User>,
}

impl Known {
    fn of(read: &dyn Read) -> Result<Self, AppError> {
        let parties = read.parties()?.into_iter().map(|party| (party.id.clone(), party));
        let users = read.users()?.into_iter().map(|user| (user.id.clone(), user));
        Ok(Self { parties: parties.collect(), users: users.collect() })
    }

    fn seen(&self, actor: &Actor, NumberedEntry { seq, entry }: NumberedEntry) -> Seen {
        let own = entry.party.as_ref() == Some(&actor.party.id);
        let of_the_log = entry.party.is_none() && entry.object_kind == LOG;
        let party = entry.party.as_ref().map(|id| self.party(id, entry.side));
        let by_system = party.clone().filter(|_| entry.actor == "system");
        let user = by_system.map(|party| users::system_actor(party).user);
        let user = user.as_ref().or_else(|| self.users.get(&entry.actor));
        Seen {
            seq,
            at: entry.at,
            act: entry.act,
            object_kind: entry.object_kind,
            function: user.map(|user| user.function.clone()),
            role: user.map(|user| user.role),
            party,
            ids: (own || of_the_log).then_some(Ids {
                actor: entry.actor,
                object: entry.object_id,
                reference: entry.reference,
            }),
        }
    }

    /// A party that is no longer there is named by its id.
    fn party(&self, id: &PartyId, side: Option<Side>) -> Party {
        self.parties.get(id).cloned().unwrap_or_else(|| Party {
            id: id.clone(),
            name: id.0.clone(),
            side: side.unwrap_or(Side::Stad),
        })
    }
}

/// The public key that signs heads of the log now, for each party to keep.
pub fn public_key(store: &dyn Store) -> Result<String, AppError> {
    Ok(store.kept_heads()?.public_key)
}

/// Holds the log against the heads kept beside it and against `copies` kept elsewhere. With `trusted`
/// keys only those are believed.
pub fn verify(
    store: &dyn Store,
    copies: Vec<HeadFile>,
    trusted: Vec<PublicKey>,
) -> Result<Verification, AppError> {
    let mut files = store.kept_heads()?.files;
    files.extend(copies);
    Ok(store.verify_log(Verifier::new(files, trusted))?)
}
