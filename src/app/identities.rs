//! Identities that a provider has let in and nobody here knows yet: administrators of that side assign
//! them to a party and a role, or refuse them.

use super::{Actor, App, AppError, FieldError, agreements, openings::invalid};
use crate::{
    case::{
        identity::{Decision, Identity},
        log::LogEntry,
        party::{Role, Side, User},
        text_guard::CleanText,
    },
    incident::PartyId,
    policy::{self, Action},
    store::{Read, Write},
};
use jiff::Timestamp;

/// What an identity is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// A party of the identity's side.
    pub party: PartyId,
    /// A role of that side, or of either.
    pub role: Role,
    /// The function, not a person's name.
    pub function: String,
}

/// The identities of the administrator's side that wait; the one seen last comes first.
pub fn waiting(app: &App, actor: &Actor) -> Result<Vec<Identity>, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    Ok(app.store.read()?.waiting_identities(actor.party.side)?)
}

/// Assigns an identity of the administrator's side. One that is assigned already is not here: its user
/// is.
pub fn assign(
    app: &App,
    actor: &Actor,
    id: &str,
    assignment: &Assignment,
) -> Result<User, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let mut identity = undecided(&*write, actor, id)?;
    checked(&*write, identity.side, assignment)?;
    let user = assign_in(&mut *write, &mut identity, assignment, &actor.user.id, now)?;
    write.put_identity(&identity)?;
    log(&mut *write, actor, &identity, "identity_assigned", now)?;
    write.commit()?;
    Ok(user)
}

/// Refuses an identity of the administrator's side. It may still be assigned later.
pub fn refuse(app: &App, actor: &Actor, id: &str) -> Result<Identity, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let mut identity = undecided(&*write, actor, id)?;
    identity.decision = Decision::Refused { by: actor.user.id.clone() };
    write.put_identity(&identity)?;
    log(&mut *write, actor, &identity, "identity_refused", now)?;
    write.commit()?;
    Ok(identity)
}

/// An identity of the actor's side that is nobody here; any other does not exist for it.
fn undecided(write: &dyn Write, actor: &Actor, id: &str) -> Result<Identity, AppError> {
    let found = write.identity_by_id(id)?.filter(|found| found.side == actor.party.side);
    let found = found.ok_or(AppError::NotFound)?;
    match found.decision {
        Decision::Assigned { .. } => Err(AppError::Refused("identity_assigned_already")),
        Decision::Waiting | Decision::Refused { .. } => Ok(found),
    }
}

fn checked(read: &dyn Write, side: Side, assignment: &Assignment) -> Result<(), AppError> {
    let wrong = |field: &str, code| {
        Err(AppError::Invalid(vec![FieldError { field: field.to_owned(), code }]))
    };
    let known = read.parties()?;
    if !known.iter().any(|party| party.id == assignment.party && party.side == side) {
        return wrong("party", "unknown");
    }
    if assignment.role.side().is_some_and(|of| of != side) {
        return wrong("role", "wrong_side");
    }
    CleanText::checked("function", &assignment.function, 3, 100).map_err(invalid)?;
    Ok(())
}

/// Within a transaction: makes the identity a user, the same one each time.
pub(super) fn assign_in(
    write: &mut dyn Write,
    identity: &mut Identity,
    assignment: &Assignment,
    by: &str,
    now: Timestamp,
) -> Result<User, AppError> {
    let login = login_of(identity);
    let user = User {
        id: format!("user-{login}"),
        login,
        function: assignment.function.trim().to_owned(),
        party: assignment.party.clone(),
        role: assignment.role,
        disabled: false,
    };
    let before = write.users()?.into_iter().find(|known| known.id == user.id);
    let begins = before.is_none_or(|was| (was.role, &was.party) != (user.role, &user.party));
    write.put_user(&user, None)?;
    if begins && user.role.is_samordnare() {
        let ground = agreements::ground_of(&*write, &user.party)?;
        write.put_responsibilities(&user.id, &ground)?;
    }
    identity.decision = Decision::Assigned { user: user.id.clone(), by: by.to_owned() };
    let entry = LogEntry::by_system(now, ("user", &user.id), "user_assigned");
    write.append_log(&entry.referring_to(format!("{} {by}", identity.id)))?;
    Ok(user)
}

/// The user that an identity was, also when it is no longer.
pub(super) fn user_of<R: Read + ?Sized>(
    read: &R,
    identity: &Identity,
) -> Result<Option<User>, AppError> {
    let login = login_of(identity);
    Ok(read.users()?.into_iter().find(|user| user.login == login))
}

/// A colon stands in no login that somebody can choose.
fn login_of(identity: &Identity) -> String {
    format!("{}:{}", identity.side.as_str(), identity.id.to_lowercase())
}

fn log(
    write: &mut dyn Write,
    actor: &Actor,
    identity: &Identity,
    act: &str,
    now: Timestamp,
) -> Result<(), AppError> {
    let object = ("identity", identity.id.as_str());
    Ok(write.append_log(&LogEntry::by(&policy::signer(actor), now, object, act))?)
}

/// Letters and digits that are not taken for each other when they are read aloud.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Eight of them, 40 random bits.
pub(super) fn new_id() -> Result<String, AppError> {
    let mut bytes = [0u8; 8];
    getrandom::fill(&mut bytes)
        .map_err(|error| AppError::Fault(format!("no randomness: {error}")))?;
    Ok(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
}
