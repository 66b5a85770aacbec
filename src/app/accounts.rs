//! What the user of a local account does with its own password, and the link for whoever forgot it.

use super::{
    Actor, App, AppError,
    attempts::{self, At},
    break_glass,
    doors::Door,
    openings::field_error,
    password::{MAX_PASSWORD, check_new_password},
    session::{self, Token},
};
use crate::{
    case::{identity::PasswordLink, log::LogEntry, party::User},
    policy::{self, Action},
    store::{CameFrom, Read},
};
use jiff::{SignedDuration, Timestamp};

/// A link ends so long after it was made.
pub const ENDS_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Whether the actor has a password here that opens.
pub fn has_password(app: &App, actor: &Actor) -> Result<bool, AppError> {
    let read = app.store.read()?;
    let known = read.user_by_login(&actor.user.login)?;
    Ok(policy::is_user(actor).is_ok() && known.is_some() && opens(app, &*read, &actor.user)?)
}

/// Local accounts open where no provider is configured, the break-glass account everywhere.
fn opens(app: &App, read: &dyn Read, user: &User) -> Result<bool, AppError> {
    let spare = break_glass::account(read)?;
    Ok(app.sign_in.takes_local_accounts() || spare.as_deref() == Some(user.id.as_str()))
}

/// Changes one's own password. The current one is asked for and counted like a sign-in; every session
/// ends, and a new one begins here.
pub fn change_password(
    app: &App,
    actor: &Actor,
    current: &str,
    new: &str,
    from: &CameFrom,
) -> Result<Token, AppError> {
    policy::is_user(actor)?;
    let now = app.clock.now();
    let login = actor.user.login.as_str();
    let door = Door::Password(login);
    app.doors.knock(door, &from.address, now)?;
    let (known, opens) = {
        let read = app.store.read()?;
        (read.user_by_login(login)?, opens(app, &*read, &actor.user)?)
    };
    let Some((user, hash)) = known.filter(|_| opens) else {
        return Err(AppError::Refused("no_password_here"));
    };
    let current = if current.chars().count() > MAX_PASSWORD { "" } else { current };
    if !app.doors.passwords.verify(current, Some(&hash))? {
        attempts::turned_away(app, At::Password, Some(&user), &from.address);
        return Err(field_error("current", "wrong_password"));
    }
    app.doors.forgive(door, &from.address, now);
    if current == new {
        return Err(field_error("password", "same_password"));
    }
    check_new_password(&user.login, &user.function, new)?;
    let (token, _) = set(app, user, new, "password_changed", from, |_| Ok(()))?;
    Ok(token)
}

/// Makes a link by which the user of a local account of the administrator's party sets a new password.
/// An earlier one ends; the password that is there goes on until the link is used.
pub fn make_password_link(
    app: &App,
    actor: &Actor,
    id: &str,
) -> Result<(Token, Timestamp), AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let user = write.users()?.into_iter().find(|user| user.id == id);
    let user = user.ok_or(AppError::NotFound)?;
    policy::may_manage(actor, &user.party)?;
    if user.disabled {
        return Err(AppError::Refused("account_disabled"));
    }
    if write.user_by_login(&user.login)?.is_none() || !opens(app, &*write, &user)? {
        return Err(AppError::Refused("no_password_here"));
    }
    let (token, expires_at) = (Token::random()?, now + ENDS_AFTER);
    let link = PasswordLink { user: user.id.clone(), token_hash: token.hash(), expires_at };
    write.put_password_link(&link)?;
    let object = ("user", user.id.as_str());
    let entry = LogEntry::by(&policy::signer(actor), now, object, "password_link_made");
    write.append_log(&entry)?;
    write.commit()?;
    Ok((token, expires_at))
}

/// Whoever follows the link sets a new password and is signed in; every other session ends. Wrong, used
/// and expired links are refused alike.
pub fn follow_password_link(
    app: &App,
    link: &str,
    new: &str,
    from: &CameFrom,
) -> Result<(Token, Actor), AppError> {
    let now = app.clock.now();
    app.doors.knock(Door::Link, &from.address, now)?;
    let not_valid = || AppError::Forbidden("password_link_not_valid");
    let found = Token::read(link).map(|link| leads_to(app, &link.hash(), now)).transpose()?;
    let Some((user, hash)) = found.flatten() else {
        attempts::turned_away(app, At::Link, None, &from.address);
        return Err(not_valid());
    };
    app.doors.forgive(Door::Link, &from.address, now);
    check_new_password(&user.login, &user.function, new)?;
    set(app, user, new, "password_link_used", from, |write| {
        // Somebody may have been faster.
        write.password_link(&hash)?.map(drop).ok_or_else(not_valid)
    })
}

/// The account that a link is for, while it opens.
fn leads_to(
    app: &App,
    link: &[u8; 32],
    now: Timestamp,
) -> Result<Option<(User, [u8; 32])>, AppError> {
    let read = app.store.read()?;
    let known = read.password_link(link)?.filter(|known| now < known.expires_at);
    let Some(known) = known else { return Ok(None) };
    let user = read.users()?.into_iter().find(|user| user.id == known.user && !user.disabled);
    match user {
        Some(user) if opens(app, &*read, &user)? => Ok(Some((user, *link))),
        _ => Ok(None),
    }
}

/// Keeps a new password: every session and link of the user ends, and a session begins here.
fn set(
    app: &App,
    user: User,
    new: &str,
    act: &str,
    from: &CameFrom,
    still: impl FnOnce(&dyn Read) -> Result<(), AppError>,
) -> Result<(Token, Actor), AppError> {
    let hash = app.doors.passwords.hash(new)?;
    let mut write = app.store.begin()?;
    still(&*write)?;
    write.put_user(&user, Some(&hash))?;
    write.end_sessions_of(&user.id)?;
    write.end_password_link(&user.id)?;
    let opened = session::open(&mut *write, user, act, None, from, (app.clock.now(), app.today()))?;
    write.commit()?;
    Ok(opened)
}
