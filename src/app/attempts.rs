//! Attempts that were turned away, in the log: at the doors, and by the policy.
//!
//! The log cannot be flooded by them: of each who only so many are written in a while, then one entry that
//! says that the rest is left out. Nobody who is unknown is a who of its own, so their number is bounded by
//! that of the users. Entries hold ids, codes and fingerprints; where somebody came from is said in the
//! server's own log, which is kept for a short time.

use super::{Actor, App};
use crate::{
    case::{log::LogEntry, party::User},
    incident::{Fingerprint, PartyId},
    policy,
};
use jiff::{SignedDuration, Timestamp};
use std::{collections::HashMap, sync::Mutex};

/// So many of each who in a while.
const MOST: u32 = 10;
/// The while.
const WINDOW: SignedDuration = SignedDuration::from_mins(5);

/// What has been written of late, by who.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<HashMap<String, Written>>);

#[derive(Debug, Clone, Copy)]
struct Written {
    since: Timestamp,
    n: u32,
}

/// Whether an attempt is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is.
    Room,
    /// It is, and after it no more for a while.
    Last,
    /// It is left out.
    Full,
}

impl Attempts {
    fn place(&self, who: &str, now: Timestamp) -> Place {
        let mut all = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let fresh = Written { since: now, n: 0 };
        let written = all.entry(who.to_owned()).or_insert(fresh);
        if now.duration_since(written.since) >= WINDOW {
            *written = fresh;
        }
        written.n = written.n.saturating_add(1);
        match written.n {
            n if n < MOST => Place::Room,
            MOST => Place::Last,
            _ => Place::Full,
        }
    }
}

/// Where somebody was turned away who has not proved who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// A password, of an account that may be known.
    Password,
    /// A link for an administrator or for a new password.
    Link,
    /// A participant's link.
    Participant,
    /// A calendar's link.
    Feed,
    /// A system's key.
    Key,
    /// What a provider sent somebody back with.
    Provider,
}

impl At {
    fn as_str(self) -> &'static str {
        match self {
            At::Password => "password",
            At::Link => "link",
            At::Participant => "participant",
            At::Feed => "feed",
            At::Key => "key",
            At::Provider => "provider",
        }
    }
}

/// Somebody was turned away at a door; `account` is the one it was tried for, where there is one.
pub(super) fn turned_away(app: &App, at: At, account: Option<&User>, address: &str) {
    let now = app.clock.now();
    let entry = match account {
        None => LogEntry::by_system(now, ("door", at.as_str()), "entry_refused"),
        Some(user) => of_account(app, user, now),
    };
    let entry = entry.referring_to(at.as_str());
    let who = account.map_or_else(|| format!("door {}", at.as_str()), |user| user.id.clone());
    if write(app, &who, entry) != Place::Full {
        tracing::warn!(at = at.as_str(), address, "turned away");
    }
}

/// Seen by the administrators of the account's party; nobody has proved to be its user.
fn of_account(app: &App, user: &User, now: Timestamp) -> LogEntry {
    let parties = app.store.read().and_then(|read| read.parties()).unwrap_or_default();
    let side = parties.iter().find(|party| party.id == user.party).map(|party| party.side);
    LogEntry {
        party: Some(PartyId(user.party.0.clone())),
        side,
        actor: user.id.clone(),
        ..LogEntry::by_system(now, ("user", &user.id), "entry_refused")
    }
}

/// The policy, or a guard, refused what somebody asked for: which operation, with which code, and a
/// fingerprint of the whole question.
pub fn refused(
    app: &App,
    actor: Option<&Actor>,
    operation: &str,
    code: &str,
    fingerprint: &Fingerprint,
) {
    let (now, object) = (app.clock.now(), ("operation", operation));
    let entry = match actor {
        Some(actor) => LogEntry::by(&policy::signer(actor), now, object, "refused"),
        None => LogEntry::by_system(now, object, "refused"),
    };
    let who = actor.map_or_else(|| "nobody".to_owned(), |actor| actor.user.id.clone());
    write(app, &who, entry.referring_to(format!("{code} {}", fingerprint.0)));
}

/// Whoever was refused stays refused, also when that cannot be written.
fn write(app: &App, who: &str, entry: LogEntry) -> Place {
    let place = app.attempts.place(who, entry.at);
    let kept = || {
        let mut write = app.store.begin()?;
        write.append_log(&entry)?;
        if place == Place::Last {
            let act = "refusals_left_out".to_owned();
            write.append_log(&LogEntry { act, reference: None, ..entry.clone() })?;
        }
        write.commit()
    };
    if place != Place::Full
        && let Err(error) = kept()
    {
        tracing::error!(%error, act = entry.act, "a refusal could not be logged");
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_who_ten_are_written_in_five_minutes_and_the_last_says_so() {
        let attempts = Attempts::default();
        let at = |seconds: i64| Timestamp::from_second(1_780_000_000 + seconds).expect("in range");
        for i in 0..9 {
            assert_eq!(attempts.place("a", at(i)), Place::Room);
        }
        assert_eq!(attempts.place("a", at(10)), Place::Last);
        assert_eq!(attempts.place("a", at(11)), Place::Full);
        assert_eq!(attempts.place("b", at(11)), Place::Room, "another is not concerned");
        assert_eq!(attempts.place("a", at(299)), Place::Full);
        assert_eq!(attempts.place("a", at(300)), Place::Room);
    }
}
