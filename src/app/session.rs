//! Signing in and out. The token is opaque, random and kept by the browser alone: the store has its
//! hash.

use super::{Actor, App, AppError, password::Passwords};
use crate::{
    case::{log::LogEntry, party::User},
    policy,
    store::{Read, SessionRecord},
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, sync::Mutex};

/// A session ends when nothing has been asked for so long.
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// A session ends so long after sign-in, whatever happens.
pub const AT_MOST: SignedDuration = SignedDuration::from_hours(10);
/// A session's last request is written down at most this often, so that reading needs no writing.
const REFRESH_AFTER: SignedDuration = SignedDuration::from_secs(60);

/// An opaque token of 256 random bits, as 64 hex digits. Shown to the browser once.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one.
    fn random() -> Result<Self, AppError> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes)
            .map_err(|error| AppError::Fault(format!("no randomness: {error}")))?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// What a cookie holds; `None` when it cannot be a token.
    pub fn read(text: &str) -> Option<Self> {
        let fits = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| Self(text.to_owned()))
    }

    /// For the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What stands at the door: passwords and the memory of failed attempts.
#[derive(Debug)]
pub struct Doors {
    /// Hashing.
    pub passwords: Passwords,
    failures: Mutex<HashMap<String, Vec<Timestamp>>>,
}

/// Failures are remembered so long.
const WINDOW: SignedDuration = SignedDuration::from_mins(5);
/// Failures of one account from one address before it must wait.
const PER_ACCOUNT_AND_ADDRESS: usize = 5;
/// Failures of one account from anywhere: someone tries from many addresses.
const PER_ACCOUNT: usize = 25;
/// Failures from one address on any account: someone tries many accounts.
const PER_ADDRESS: usize = 25;
/// Beyond so many remembered keys the old ones are forgotten first.
const MOST_KEYS: usize = 10_000;

impl Doors {
    /// With the cost of hashing.
    pub fn new(passwords: Passwords) -> Self {
        Self { passwords, failures: Mutex::new(HashMap::new()) }
    }

    fn keys(login: &str, address: &str) -> [(String, usize); 3] {
        [
            (format!("both {login} {address}"), PER_ACCOUNT_AND_ADDRESS),
            (format!("account {login}"), PER_ACCOUNT),
            (format!("address {address}"), PER_ADDRESS),
        ]
    }

    /// Refused while too many attempts have failed. Counts the attempt as failed beforehand, so that
    /// attempts side by side cannot slip through; [`Doors::forgive`] takes it back.
    fn knock(&self, login: &str, address: &str, now: Timestamp) -> Result<(), AppError> {
        let mut failures = self.failures.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let keys = Self::keys(login, address);
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

    fn forgive(&self, login: &str, address: &str, attempt: Timestamp) {
        let mut failures = self.failures.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        for (i, (key, _)) in Self::keys(login, address).into_iter().enumerate() {
            if i == 0 {
                failures.remove(&key);
            } else if let Some(times) = failures.get_mut(&key)
                && let Some(last) = times.iter().rposition(|at| *at == attempt)
            {
                times.remove(last);
            }
        }
    }
}

/// Signs in and ends the session that the browser had. Unknown and known logins, wrong passwords
/// and disabled users are answered alike. `address` is where the request came from.
pub fn sign_in(
    app: &App,
    login: &str,
    password: &str,
    address: &str,
    old: Option<&Token>,
) -> Result<(Token, Actor), AppError> {
    let now = app.clock.now();
    let login = login.trim().to_lowercase();
    let login: String = login.chars().take(100).collect();
    app.doors.knock(&login, address, now)?;
    let found = app.store.read()?.user_by_login(&login)?;
    let hash = found.as_ref().map(|(_, hash)| hash.as_str());
    let too_long = password.chars().count() > super::password::MAX_PASSWORD;
    let password = if too_long { "" } else { password };
    let fits = app.doors.passwords.verify(password, hash)?;
    let user = match found {
        Some((user, _)) if fits && !user.disabled => user,
        _ => return Err(AppError::WrongCredentials),
    };
    app.doors.forgive(&login, address, now);

    let actor = assigned(&*app.store.read()?, user)?;
    let token = Token::random()?;
    let mut write = app.store.begin()?;
    if let Some(old) = old {
        write.end_session(&old.hash())?;
    }
    write.put_session(&SessionRecord {
        token_hash: token.hash(),
        user_id: actor.user.id.clone(),
        created_at: now,
        last_seen: now,
    })?;
    let object = ("user", actor.user.id.as_str());
    write.append_log(&LogEntry::by(&policy::signer(&actor), now, object, "signed_in"))?;
    write.commit()?;
    Ok((token, actor))
}

/// Who holds the token. Refused when nobody does, the session has ended or the user is disabled.
pub fn actor(app: &App, token: &Token) -> Result<Actor, AppError> {
    let now = app.clock.now();
    let hash = token.hash();
    let (session, actor) = {
        let read = app.store.read()?;
        let (session, user) = read.session(&hash)?.ok_or(AppError::NotSignedIn)?;
        let ended = now.duration_since(session.last_seen) >= IDLE
            || now.duration_since(session.created_at) >= AT_MOST;
        if ended || user.disabled {
            return Err(AppError::NotSignedIn);
        }
        (session, assigned(&*read, user)?)
    };
    if now.duration_since(session.last_seen) >= REFRESH_AFTER {
        let mut write = app.store.begin()?;
        // It may have been ended since it was read; then it stays ended. That it goes on is the one
        // change that is not logged: the log has the sign-in and what was done.
        if write.session(&hash)?.is_some() {
            write.put_session(&SessionRecord { last_seen: now, ..session })?;
            write.commit()?;
        }
    }
    Ok(actor)
}

/// Ends the session; nothing happens when there is none.
pub fn sign_out(app: &App, token: &Token) -> Result<(), AppError> {
    let hash = token.hash();
    let mut write = app.store.begin()?;
    let Some((_, user)) = write.session(&hash)? else { return Ok(()) };
    let actor = assigned(&*write, user)?;
    write.end_session(&hash)?;
    let object = ("user", actor.user.id.as_str());
    let now = app.clock.now();
    write.append_log(&LogEntry::by(&policy::signer(&actor), now, object, "signed_out"))?;
    Ok(write.commit()?)
}

/// The user with the party it was assigned to.
fn assigned(read: &dyn Read, user: User) -> Result<Actor, AppError> {
    let party = read.parties()?.into_iter().find(|party| party.id == user.party);
    let party = party.ok_or_else(|| AppError::Fault(format!("user {} has no party", user.id)))?;
    Ok(Actor { user, party })
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
        for i in 0..5 {
            assert!(doors.knock("a", "1.2.3.4", at(i)).is_ok());
        }
        let refused = doors.knock("a", "1.2.3.4", at(10));
        assert!(matches!(refused, Err(AppError::TooMany { retry_after_s: 290 })), "{refused:?}");
        assert!(
            doors.knock("a", "5.6.7.8", at(10)).is_ok(),
            "the owner elsewhere is not locked out"
        );
        assert!(doors.knock("b", "1.2.3.4", at(10)).is_ok());
        assert!(doors.knock("a", "1.2.3.4", at(301)).is_ok(), "the window passes");
    }

    #[test]
    fn a_success_forgives_and_many_addresses_do_not_help() {
        let doors = doors();
        for i in 0..100 {
            doors.knock("a", "1.2.3.4", at(i)).expect("forgiven each time");
            doors.forgive("a", "1.2.3.4", at(i));
        }
        for i in 0..25 {
            assert!(doors.knock("a", &format!("10.0.0.{i}"), at(100)).is_ok());
        }
        assert!(doors.knock("a", "10.0.1.1", at(101)).is_err());
    }

    #[test]
    fn a_token_has_256_bits_and_is_not_printed() {
        let token = Token::random().expect("randomness");
        assert_eq!(token.as_str().len(), 64);
        assert_ne!(token.as_str(), Token::random().expect("randomness").as_str());
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert_eq!(Token::read(token.as_str()), Some(token));
        assert_eq!(Token::read("short"), None);
    }
}
