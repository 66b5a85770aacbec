//! Deputies: who stands in for whom, between two days, within one party.

use super::{Actor, App, AppError, new_id};
use crate::{
    case::{log::LogEntry, party::User, standing::Delegation},
    incident::PartyId,
    policy::{self, Action},
    store::Read,
};
use jiff::civil::Date;

/// A delegation as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelegation {
    /// Who is stood in for; oneself, unless an administrator decides.
    pub from: String,
    /// Who stands in.
    pub to: String,
    /// First day.
    pub first_day: Date,
    /// Last day.
    pub last_day: Date,
}

/// A function that somebody stands in for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoodInFor {
    /// Whose it is.
    pub party: PartyId,
    /// The function, as it is called now.
    pub function: String,
    /// The function of whoever stands in.
    pub deputy: String,
    /// The last day of it.
    pub last_day: Date,
}

/// Who is stood in for on a day, of every party: as long as both can act, and the one who lends has the
/// role still.
pub(super) fn in_force(read: &dyn Read, day: Date) -> Result<Vec<StoodInFor>, AppError> {
    let users = read.users()?;
    let acting = |id: &str| users.iter().find(|user| user.id == id && !user.disabled);
    let stood_in_for = |one: Delegation| {
        let from = acting(&one.from).filter(|from| from.role == one.role);
        let (from, deputy) = (from?, acting(&one.to)?);
        let same = from.party == one.party && deputy.party == one.party;
        same.then(|| StoodInFor {
            function: from.function.clone(),
            deputy: deputy.function.clone(),
            party: one.party,
            last_day: one.last_day,
        })
    };
    let all = read.delegations(None)?.into_iter().filter(|one| one.in_force(day));
    Ok(all.filter_map(stood_in_for).collect())
}

/// The delegations of the actor's own party, in the order they were given.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<Delegation>, AppError> {
    policy::is_user(actor)?;
    let mut all = app.store.read()?.delegations(None)?;
    all.retain(|delegation| policy::may_see_delegation(actor, delegation));
    Ok(all)
}

/// The users of the actor's own party who can sign in: functions, not persons.
pub fn colleagues(app: &App, actor: &Actor) -> Result<Vec<User>, AppError> {
    policy::is_user(actor)?;
    let mut users = app.store.read()?.users()?;
    users.retain(|user| policy::may_see_colleague(actor, user));
    Ok(users)
}

/// Lets somebody of one's own party stand in.
pub fn give(app: &App, actor: &Actor, new: &NewDelegation) -> Result<Delegation, AppError> {
    policy::may(actor, Action::Delegate)?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let users = write.users()?;
    let find = |id: &str| {
        let user = users.iter().find(|user| user.id == id && user.party == actor.party.id);
        user.ok_or(AppError::NotFound)
    };
    let delegation = Delegation::given(
        new_id(now),
        find(&new.from)?,
        find(&new.to)?,
        (new.first_day, new.last_day),
        &actor.user,
        (now, app.today()),
    )?;
    write.put_delegation(&delegation)?;
    let object = ("delegation", delegation.id.as_str());
    let entry = LogEntry::by(&policy::signer(actor), now, object, "delegation_given");
    write.append_log(&entry.referring_to(&delegation.to))?;
    write.commit()?;
    Ok(delegation)
}

/// Takes a delegation back: by the one who is stood in for, the deputy itself or an administrator.
/// What was signed under it stands.
pub fn revoke(app: &App, actor: &Actor, id: &str) -> Result<Delegation, AppError> {
    policy::is_user(actor)?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let found = write.delegations(None)?.into_iter().find(|delegation| delegation.id == id);
    let found = found.filter(|delegation| policy::may_see_delegation(actor, delegation));
    let mut delegation = found.ok_or(AppError::NotFound)?;
    policy::may_revoke_delegation(actor, &delegation)?;
    if delegation.revoked_at.is_none() {
        delegation.revoked_at = Some(now);
        write.put_delegation(&delegation)?;
        let object = ("delegation", delegation.id.as_str());
        let entry = LogEntry::by(&policy::signer(actor), now, object, "delegation_revoked");
        write.append_log(&entry.referring_to(&delegation.to))?;
        write.commit()?;
    }
    Ok(delegation)
}
