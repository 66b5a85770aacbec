//! Signing in and out. The token is opaque, random and kept by the browser alone: the store has its
//! hash.

use super::{
    Actor, App, AppError, Capacity, agreements,
    attempts::{self, At},
    break_glass,
    doors::Door,
};
use crate::{
    area::AreaId,
    case::{log::LogEntry, party::User, standing::Deputyship},
    policy,
    store::{CameFrom, Read, SessionRecord, Write},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use sha2::{Digest, Sha256};

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
    pub(super) fn random() -> Result<Self, AppError> {
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

    /// What is kept of it.
    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Signs in with a password and ends the session that the browser had. Unknown and known logins,
/// wrong passwords and disabled users are answered alike, and so is every local account but the
/// break-glass one where a provider is configured.
pub fn sign_in(
    app: &App,
    login: &str,
    password: &str,
    from: &CameFrom,
    old: Option<&Token>,
) -> Result<(Token, Actor), AppError> {
    let now = app.clock.now();
    let login = login.trim().to_lowercase();
    let login: String = login.chars().take(100).collect();
    app.doors.knock(Door::Password(&login), &from.address, now)?;
    let (found, break_glass) = {
        let read = app.store.read()?;
        (read.user_by_login(&login)?, break_glass::account(&*read)?)
    };
    let hash = found.as_ref().map(|(_, hash)| hash.as_str());
    let too_long = password.chars().count() > super::password::MAX_PASSWORD;
    let password = if too_long { "" } else { password };
    let fits = app.doors.passwords.verify(password, hash)?;
    let local = app.sign_in.takes_local_accounts();
    let is_spare = |user: &User| break_glass.as_deref() == Some(user.id.as_str());
    let account = found.map(|(user, _)| user);
    let opens = |user: &&User| fits && !user.disabled && (local || is_spare(user));
    let Some(user) = account.as_ref().filter(opens).cloned() else {
        attempts::turned_away(app, At::Password, account.as_ref(), &from.address);
        return Err(AppError::WrongCredentials);
    };
    let act = if local { SIGNED_IN } else { break_glass::SIGNED_IN };
    app.doors.forgive(Door::Password(&login), &from.address, now);

    let mut write = app.store.begin()?;
    let (token, actor) = open(&mut *write, user, act, old, from, (now, app.today()))?;
    write.commit()?;
    Ok((token, actor))
}

/// The act of an ordinary sign-in.
pub(super) const SIGNED_IN: &str = "signed_in";

/// Within a transaction: a new session of the user, the browser's old one ended, both logged as the
/// act.
pub(super) fn open(
    write: &mut dyn Write,
    user: User,
    act: &str,
    old: Option<&Token>,
    from: &CameFrom,
    (now, today): (Timestamp, Date),
) -> Result<(Token, Actor), AppError> {
    let actor = assigned(&*write, user, today)?;
    let token = Token::random()?;
    if let Some(old) = old {
        write.end_session(&old.hash())?;
    }
    write.put_session(&SessionRecord {
        token_hash: token.hash(),
        user_id: actor.user.id.clone(),
        created_at: now,
        last_seen: now,
        from: from.clone(),
    })?;
    let object = ("user", actor.user.id.as_str());
    write.append_log(&LogEntry::by(&policy::signer(&actor), now, object, act))?;
    Ok((token, actor))
}

/// Who holds the token. Refused when nobody does, the session has ended or the user is disabled.
pub fn actor(app: &App, token: &Token) -> Result<Actor, AppError> {
    let now = app.clock.now();
    let hash = token.hash();
    let (session, actor) = {
        let read = app.store.read()?;
        let (session, user) = read.session(&hash)?.ok_or(AppError::NotSignedIn)?;
        if !goes_on(&session, now) || user.disabled {
            return Err(AppError::NotSignedIn);
        }
        (session, assigned(&*read, user, app.today())?)
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

/// Whether a session has not ended by itself.
pub(super) fn goes_on(session: &SessionRecord, now: Timestamp) -> bool {
    now.duration_since(session.last_seen) < IDLE && now.duration_since(session.created_at) < AT_MOST
}

/// Ends the session; nothing happens when there is none.
pub fn sign_out(app: &App, token: &Token) -> Result<(), AppError> {
    let hash = token.hash();
    let mut write = app.store.begin()?;
    let Some((_, user)) = write.session(&hash)? else { return Ok(()) };
    let actor = assigned(&*write, user, app.today())?;
    write.end_session(&hash)?;
    let object = ("user", actor.user.id.as_str());
    let now = app.clock.now();
    write.append_log(&LogEntry::by(&policy::signer(&actor), now, object, "signed_out"))?;
    Ok(write.commit()?)
}

/// The user with the party it was assigned to, the ground it answers for today and those it stands
/// in for today.
pub(crate) fn assigned(read: &dyn Read, user: User, today: Date) -> Result<Actor, AppError> {
    let party = read.parties()?.into_iter().find(|party| party.id == user.party);
    let party = party.ok_or_else(|| AppError::Fault(format!("user {} has no party", user.id)))?;
    let areas = areas_of(read, &user.id, today)?;
    let mut deputy_for = Vec::new();
    let lent = read.delegations(Some(&user.id))?;
    let mut in_force = lent.iter().filter(|delegation| delegation.in_force(today)).peekable();
    if in_force.peek().is_some() {
        let users = read.users()?;
        for delegation in in_force {
            let Some(from) = users.iter().find(|user| user.id == delegation.from) else { continue };
            let areas = areas_of(read, &from.id, today)?;
            deputy_for.extend(Deputyship::of(delegation, from, &party, areas));
        }
    }
    let partners = agreements::partners(read, &party.id, today)?;
    Ok(Actor { user, party, capacity: Capacity::User { areas, deputy_for }, partners })
}

pub(super) fn areas_of(read: &dyn Read, user: &str, today: Date) -> Result<Vec<AreaId>, AppError> {
    let all = read.responsibilities(user)?;
    Ok(all.into_iter().filter(|one| one.validity.covers(today)).map(|one| one.area).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

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
