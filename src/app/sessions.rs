//! Sessions as their user and its administrator see them: when they began, in what kind of browser, from
//! where; and how they are ended.

use super::{
    Actor, App, AppError,
    session::{self, Token},
};
use crate::{
    case::log::LogEntry,
    policy,
    store::{SessionRecord, Write},
};
use jiff::Timestamp;

/// How many hex digits of the hash name a session: enough to tell one user's apart, too few to find
/// anything by.
const DIGITS: usize = 16;

/// A session that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Names it among its user's.
    pub id: String,
    /// As it is kept.
    pub session: SessionRecord,
    /// The one that asks.
    pub current: bool,
}

/// The user's own sessions, the one begun last first.
pub fn list(app: &App, actor: &Actor, token: Option<&Token>) -> Result<Vec<Known>, AppError> {
    policy::is_user(actor)?;
    let (now, own) = (app.clock.now(), token.map(Token::hash));
    let sessions = app.store.read()?.sessions_of(&actor.user.id)?.into_iter();
    let going_on = sessions.filter(|one| session::goes_on(one, now));
    let known = |session: SessionRecord| Known {
        id: id_of(&session),
        current: Some(session.token_hash) == own,
        session,
    };
    Ok(going_on.map(known).collect())
}

/// Ends one of the user's own.
pub fn end(app: &App, actor: &Actor, id: &str) -> Result<(), AppError> {
    policy::is_user(actor)?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let all = write.sessions_of(&actor.user.id)?;
    let found = all.iter().find(|one| id_of(one) == id && session::goes_on(one, now));
    write.end_session(&found.ok_or(AppError::NotFound)?.token_hash)?;
    ended(&mut *write, actor, &actor.user.id, "session_ended", id, now)?;
    Ok(write.commit()?)
}

/// Ends all of the user's own but the one that asks.
pub fn end_others(app: &App, actor: &Actor, token: Option<&Token>) -> Result<(), AppError> {
    policy::is_user(actor)?;
    let (now, own) = (app.clock.now(), token.map(Token::hash));
    let mut write = app.store.begin()?;
    let all = write.sessions_of(&actor.user.id)?.into_iter();
    let others: Vec<_> = all.filter(|one| Some(one.token_hash) != own).collect();
    for one in &others {
        write.end_session(&one.token_hash)?;
    }
    let n = others.len().to_string();
    ended(&mut *write, actor, &actor.user.id, "sessions_ended", &n, now)?;
    Ok(write.commit()?)
}

/// Ends every session of a user of the administrator's party.
pub fn end_of(app: &App, actor: &Actor, id: &str) -> Result<(), AppError> {
    let mut write = app.store.begin()?;
    let user = write.users()?.into_iter().find(|user| user.id == id);
    policy::may(actor, policy::Action::ManageUsers)?;
    let user = user.ok_or(AppError::NotFound)?;
    policy::may_manage(actor, &user.party)?;
    let n = write.sessions_of(&user.id)?.len().to_string();
    write.end_sessions_of(&user.id)?;
    ended(&mut *write, actor, &user.id, "sessions_ended", &n, app.clock.now())?;
    Ok(write.commit()?)
}

fn ended(
    write: &mut dyn Write,
    actor: &Actor,
    user: &str,
    act: &str,
    reference: &str,
    now: Timestamp,
) -> Result<(), AppError> {
    let entry = LogEntry::by(&policy::signer(actor), now, ("user", user), act);
    Ok(write.append_log(&entry.referring_to(reference))?)
}

fn id_of(session: &SessionRecord) -> String {
    session.token_hash.iter().take(DIGITS / 2).map(|byte| format!("{byte:02x}")).collect()
}
