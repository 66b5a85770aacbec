//! Sign-ins that were begun and have not come back yet. In memory: they live for minutes, and after a
//! restart the user begins again.

use crate::{app::session::Token, case::party::Side};
use jiff::{SignedDuration, Timestamp};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard},
};

/// A sign-in is finished within this time or begun anew.
pub const TIME_TO_SIGN_IN: SignedDuration = SignedDuration::from_mins(10);
/// Beyond so many the oldest is forgotten.
const MOST: usize = 5_000;

/// A sign-in that was begun.
pub(super) struct Begun {
    /// At whose provider.
    pub(super) side: Side,
    pub(super) nonce: Token,
    pub(super) verifier: Token,
    /// Hash of the cookie of the browser in which it was begun.
    pub(super) browser: [u8; 32],
    /// Hash of the administrator link that led here.
    pub(super) link: Option<[u8; 32]>,
    pub(super) at: Timestamp,
}

/// Sign-ins by the hash of their state, and whom the browsers are waiting as by the hash of their
/// cookie.
#[derive(Default)]
pub(super) struct Pending {
    begun: Mutex<HashMap<[u8; 32], Begun>>,
    waiting: Mutex<HashMap<[u8; 32], (String, Timestamp)>>,
}

impl Pending {
    pub(super) fn put(&self, state: &Token, begun: Begun) {
        let now = begun.at;
        let mut all = locked(&self.begun);
        make_room(&mut all, now, |begun| begun.at);
        all.insert(state.hash(), begun);
    }

    /// Once only: whatever comes of it, the state is used.
    pub(super) fn take(&self, state: &Token, now: Timestamp) -> Option<Begun> {
        let begun = locked(&self.begun).remove(&state.hash())?;
        (now.duration_since(begun.at) < TIME_TO_SIGN_IN).then_some(begun)
    }

    /// The browser waits for an administrator, as the identity with this id.
    pub(super) fn waits(&self, browser: [u8; 32], id: String, now: Timestamp) {
        let mut all = locked(&self.waiting);
        make_room(&mut all, now, |(_, at)| *at);
        all.insert(browser, (id, now));
    }

    /// As whom the browser waits.
    pub(super) fn waiting_as(&self, browser: &Token, now: Timestamp) -> Option<String> {
        let all = locked(&self.waiting);
        let (id, at) = all.get(&browser.hash())?;
        (now.duration_since(*at) < TIME_TO_SIGN_IN).then(|| id.clone())
    }
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pending(…)")
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn make_room<T>(all: &mut HashMap<[u8; 32], T>, now: Timestamp, since: impl Fn(&T) -> Timestamp) {
    if all.len() < MOST {
        return;
    }
    all.retain(|_, one| now.duration_since(since(one)) < TIME_TO_SIGN_IN);
    if all.len() >= MOST
        && let Some(oldest) = all.iter().min_by_key(|(_, one)| since(one)).map(|(key, _)| *key)
    {
        all.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + seconds).expect("in range")
    }

    fn begun(seconds: i64) -> Begun {
        let token = || Token::random().expect("randomness");
        Begun {
            side: Side::Polis,
            nonce: token(),
            verifier: token(),
            browser: [0; 32],
            link: None,
            at: at(seconds),
        }
    }

    #[test]
    fn a_state_is_taken_once_and_within_ten_minutes() {
        let pending = Pending::default();
        let states: Vec<Token> = (0..3).map(|_| Token::random().expect("randomness")).collect();
        for state in &states {
            pending.put(state, begun(0));
        }
        assert!(pending.take(&states[0], at(599)).is_some());
        assert!(pending.take(&states[0], at(599)).is_none());
        assert!(pending.take(&states[1], at(600)).is_none());
        assert!(pending.take(&Token::random().expect("randomness"), at(1)).is_none());
        assert!(pending.take(&states[2], at(1)).is_some());
    }

    #[test]
    fn a_flood_of_beginnings_takes_no_more_memory_than_allowed() {
        let pending = Pending::default();
        let first = Token::random().expect("randomness");
        pending.put(&first, begun(0));
        for i in 1..=MOST {
            pending.put(&Token::random().expect("randomness"), begun(1 + i as i64 / 100));
        }
        assert!(locked(&pending.begun).len() <= MOST);
        assert!(pending.take(&first, at(1)).is_none(), "the oldest made room");
    }
}
