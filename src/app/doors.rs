//! What stands at the doors: passwords, and the memory of failed attempts.

use super::{AppError, password::Passwords};
use jiff::{SignedDuration, Timestamp};
use std::{collections::HashMap, sync::Mutex};

/// Passwords and failed attempts. An attempt counts as failed from its beginning, so that attempts
/// side by side cannot slip through, until it is forgiven.
#[derive(Debug)]
pub(crate) struct Doors {
    /// Hashing.
    pub(crate) passwords: Passwords,
    failures: Mutex<HashMap<String, Vec<Timestamp>>>,
}

/// Which door somebody stands at, and as whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door<'a> {
    /// A password for an account.
    Password(&'a str),
    /// A sign-in at a provider is begun: it takes memory here and a request there.
    Begin,
    /// A provider sends somebody back. As whom is not known before it is proved.
    Callback,
    /// A link for a first administrator. Its 256 bits name no account.
    Link,
    /// A key of a system, likewise.
    Key,
    /// A link of a participant, likewise.
    Participant,
    /// A link of a calendar, likewise.
    Feed,
    /// A public page that is not there.
    Page,
}

/// Failures are remembered so long.
const WINDOW: SignedDuration = SignedDuration::from_mins(5);
/// Failures of one account from one address before it must wait.
const PER_ACCOUNT_AND_ADDRESS: usize = 5;
/// Failures of one account from anywhere: someone tries from many addresses.
const PER_ACCOUNT: usize = 25;
/// Failures from one address on any account: someone tries many accounts.
const PER_ADDRESS: usize = 25;
/// Beginnings from one address that came to nothing. A whole office may share an address.
const BEGUN_PER_ADDRESS: usize = 100;
/// Wrong links from one address.
const LINKS_PER_ADDRESS: usize = 10;
/// Keys that are no good, from one address: a system asks again and again by itself.
const KEYS_PER_ADDRESS: usize = 100;
/// Calendar links that are no good, from one address: a calendar asks again and again by itself.
const FEEDS_PER_ADDRESS: usize = 100;
/// Public pages that are not there, from one address: a whole office may follow an old link.
const PAGES_PER_ADDRESS: usize = 100;
/// Beyond so many remembered keys the old ones are forgotten first.
const MOST_KEYS: usize = 10_000;

impl Door<'_> {
    /// What is counted, and how many of it are too many.
    fn keys(self, address: &str) -> Vec<(String, usize)> {
        match self {
            Door::Password(login) => vec![
                (format!("both {login} {address}"), PER_ACCOUNT_AND_ADDRESS),
                (format!("account {login}"), PER_ACCOUNT),
                (format!("address {address}"), PER_ADDRESS),
            ],
            Door::Begin => vec![(format!("begin {address}"), BEGUN_PER_ADDRESS)],
            Door::Callback => vec![(format!("callback {address}"), PER_ADDRESS)],
            Door::Link => vec![(format!("link {address}"), LINKS_PER_ADDRESS)],
            Door::Key => vec![(format!("key {address}"), KEYS_PER_ADDRESS)],
            Door::Participant => vec![(format!("participant {address}"), LINKS_PER_ADDRESS)],
            Door::Feed => vec![(format!("feed {address}"), FEEDS_PER_ADDRESS)],
            Door::Page => vec![(format!("page {address}"), PAGES_PER_ADDRESS)],
        }
    }
}

impl Doors {
    /// With the cost of hashing.
    pub(crate) fn new(passwords: Passwords) -> Self {
        Self { passwords, failures: Mutex::new(HashMap::new()) }
    }

    /// Refused while too many attempts have failed.
    pub(super) fn knock(
        &self,
        door: Door<'_>,
        address: &str,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let mut failures = self.failures.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let keys = door.keys(address);
        for (key, most) in &keys {
            let Some(times) = failures.get_mut(key) else { continue };
            times.retain(|at| now.duration_since(*at) < WINDOW);
            if times.len() >= *most {
                let oldest = times[times.len() - most];
                let wait = WINDOW - now.duration_since(oldest);
                return Err(AppError::TooMany { retry_after_s: wait.as_secs().max(1) as u64 });
            }
        }
        if failures.len() >= MOST_KEYS {
            failures.retain(|_, times| times.iter().any(|at| now.duration_since(*at) < WINDOW));
        }
        for (key, _) in keys {
            failures.entry(key).or_default().push(now);
        }
        Ok(())
    }

    /// The attempt did not fail. For an account at an address the earlier failures are forgotten too.
    pub(super) fn forgive(&self, door: Door<'_>, address: &str, attempt: Timestamp) {
        let mut failures = self.failures.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let is_password = matches!(door, Door::Password(_));
        for (i, (key, _)) in door.keys(address).into_iter().enumerate() {
            if i == 0 && is_password {
                failures.remove(&key);
            } else if let Some(times) = failures.get_mut(&key)
                && let Some(last) = times.iter().rposition(|at| *at == attempt)
            {
                times.remove(last);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::password::PasswordCost;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_780_000_000 + seconds).expect("in range")
    }

    fn doors() -> Doors {
        Doors::new(Passwords::new(PasswordCost::CHEAP))
    }

    #[test]
    fn five_failures_in_five_minutes_close_the_door_for_that_account_and_address() {
        let doors = doors();
        let a = Door::Password("a");
        for i in 0..5 {
            assert!(doors.knock(a, "1.2.3.4", at(i)).is_ok());
        }
        let refused = doors.knock(a, "1.2.3.4", at(10));
        assert!(matches!(refused, Err(AppError::TooMany { retry_after_s: 290 })), "{refused:?}");
        assert!(doors.knock(a, "5.6.7.8", at(10)).is_ok(), "the owner elsewhere is not locked out");
        assert!(doors.knock(Door::Password("b"), "1.2.3.4", at(10)).is_ok());
        assert!(doors.knock(Door::Callback, "1.2.3.4", at(10)).is_ok(), "another door");
        assert!(doors.knock(a, "1.2.3.4", at(301)).is_ok(), "the window passes");
    }

    #[test]
    fn a_success_forgives_and_many_addresses_do_not_help() {
        let doors = doors();
        let a = Door::Password("a");
        for i in 0..100 {
            doors.knock(a, "1.2.3.4", at(i)).expect("forgiven each time");
            doors.forgive(a, "1.2.3.4", at(i));
        }
        for i in 0..25 {
            assert!(doors.knock(a, &format!("10.0.0.{i}"), at(100)).is_ok());
        }
        assert!(doors.knock(a, "10.0.1.1", at(101)).is_err());
    }

    #[test]
    fn each_door_closes_by_address_and_a_success_takes_back_only_itself() {
        for (door, most) in [(Door::Begin, 100), (Door::Callback, 25), (Door::Link, 10)] {
            let doors = doors();
            for i in 0..most {
                doors.knock(door, "1.2.3.4", at(i)).expect("not yet too many");
            }
            assert!(doors.knock(door, "1.2.3.4", at(most)).is_err(), "{door:?}");
            assert!(doors.knock(door, "1.2.3.5", at(most)).is_ok(), "{door:?}");
            doors.forgive(door, "1.2.3.4", at(most - 1));
            assert!(doors.knock(door, "1.2.3.4", at(most)).is_ok(), "{door:?}");
            assert!(doors.knock(door, "1.2.3.4", at(most)).is_err(), "{door:?}");
        }
    }
}
