//! The one local account that still opens where the parties sign in through their providers: for the
//! day a provider is down. Every use is an act of its own in the log, and administrators are told.

use super::{Actor, App, AppError};
use crate::{
    case::{log::LogEntry, party::User},
    policy::{self, Action},
    store::Read,
};
use jiff::Timestamp;

/// Name of the setting that holds the account's id.
const SETTING: &str = "break_glass";
/// The act of a sign-in with it.
pub(super) const SIGNED_IN: &str = "break_glass_signed_in";
/// The act of choosing it.
const CHOSEN: &str = "break_glass_chosen";

/// What administrators are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakGlass {
    /// The account.
    pub user: User,
    /// Its last sign-in past the providers.
    pub used_at: Option<Timestamp>,
}

/// Makes an account with a password the break-glass account, instead of the one before it.
pub fn choose(app: &App, actor: &Actor, login: &str) -> Result<User, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let (user, _) = write.user_by_login(login)?.ok_or(AppError::NotFound)?;
    if user.party != actor.party.id && actor.user.id != "system" {
        return Err(AppError::NotFound);
    }
    if user.disabled {
        return Err(AppError::Refused("account_disabled"));
    }
    write.put_setting(SETTING, &user.id)?;
    let entry = LogEntry::by(&policy::signer(actor), now, ("user", &user.id), CHOSEN);
    write.append_log(&entry)?;
    write.commit()?;
    Ok(user)
}

/// The account and its last use, for administrators of either party; `None` for everyone else and
/// where none is chosen.
pub fn shown_to(app: &App, actor: &Actor) -> Result<Option<BreakGlass>, AppError> {
    if policy::may(actor, Action::ManageUsers).is_err() {
        return Ok(None);
    }
    let read = app.store.read()?;
    let Some(id) = account(&*read)? else { return Ok(None) };
    let user = read.users()?.into_iter().find(|user| user.id == id);
    let user = user.ok_or_else(|| AppError::Fault(format!("no break-glass user {id}")))?;
    let uses = read.log("user", &id)?.into_iter().filter(|entry| entry.act == SIGNED_IN);
    Ok(Some(BreakGlass { user, used_at: uses.map(|entry| entry.at).max() }))
}

/// Id of the account.
pub(super) fn account(read: &dyn Read) -> Result<Option<String>, AppError> {
    Ok(read.setting(SETTING)?)
}
