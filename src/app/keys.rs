//! Keys of systems: a QGIS project, a nightly export. A key reads for one party at one level until its
//! last day, and is shown once.

use super::{
    Actor, App, AppError, Capacity, agreements,
    attempts::{self, At},
    doors::Door,
    new_id,
    openings::{field_error, invalid},
    session::Token,
};
use crate::{
    case::{
        access::{ApiKey, LONGEST_KEY_DAYS, ReleaseLevel, system_name},
        log::LogEntry,
        party::{Role, User},
    },
    policy::{self, Action},
    store::Read,
};
use jiff::civil::Date;

/// A key as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Name of the system.
    pub system: String,
    /// What it may read.
    pub level: ReleaseLevel,
    /// Last day it is good.
    pub last_day: Date,
}

/// The keys of the administrator's party, in the order they were made.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<ApiKey>, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let mut keys = app.store.read()?.api_keys()?;
    keys.retain(|key| policy::may_see_key(actor, key));
    Ok(keys)
}

/// Makes a key. The secret is in the answer and nowhere else.
pub fn make(app: &App, actor: &Actor, new: &NewKey) -> Result<(ApiKey, Token), AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let (now, today) = (app.clock.now(), app.today());
    let n_days = (new.last_day - today).get_days() + 1;
    if !(1..=LONGEST_KEY_DAYS).contains(&n_days) {
        return Err(field_error("last_day", "bad_days"));
    }
    let key = ApiKey {
        id: new_id(now),
        party: actor.party.id.clone(),
        system: system_name(&new.system).map_err(invalid)?,
        level: new.level,
        created_by: actor.user.id.clone(),
        created_at: now,
        last_day: new.last_day,
        revoked_at: None,
    };
    let secret = Token::random()?;
    let mut write = app.store.begin()?;
    write.put_api_key(&key, Some(&secret.hash()))?;
    let entry = LogEntry::by(&policy::signer(actor), now, ("key", &key.id), "key_made");
    write.append_log(&entry.referring_to(key.level.as_str()))?;
    write.commit()?;
    Ok((key, secret))
}

/// Ends a key at once.
pub fn revoke(app: &App, actor: &Actor, id: &str) -> Result<ApiKey, AppError> {
    policy::may(actor, Action::ManageUsers)?;
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let found = write.api_keys()?.into_iter().find(|key| key.id == id);
    let mut key = found.filter(|key| policy::may_see_key(actor, key)).ok_or(AppError::NotFound)?;
    if key.revoked_at.is_none() {
        key.revoked_at = Some(now);
        write.put_api_key(&key, None)?;
        let entry = LogEntry::by(&policy::signer(actor), now, ("key", &key.id), "key_revoked");
        write.append_log(&entry)?;
        write.commit()?;
    }
    Ok(key)
}

/// The system that holds a secret. Unknown, expired and revoked keys are refused alike; from one
/// address only so many are tried.
pub fn system(app: &App, secret: Option<&Token>, address: &str) -> Result<Actor, AppError> {
    let known = match secret {
        Some(secret) => {
            let read = app.store.read()?;
            let key = read.api_key(&secret.hash())?.filter(|key| key.is_good(app.today()));
            key.map(|key| standing(&*read, key, app.today())).transpose()?
        }
        None => None,
    };
    match known {
        Some(actor) => Ok(actor),
        None => {
            app.doors.knock(Door::Key, address, app.clock.now())?;
            attempts::turned_away(app, At::Key, None, address);
            Err(AppError::NotSignedIn)
        }
    }
}

/// A system acts under its key's id, so that the log names the key.
fn standing(read: &dyn Read, key: ApiKey, today: Date) -> Result<Actor, AppError> {
    let party = read.parties()?.into_iter().find(|party| party.id == key.party);
    let party = party.ok_or_else(|| AppError::Fault(format!("key {} has no party", key.id)))?;
    let user = User {
        id: format!("key-{}", key.id),
        login: format!("key-{}", key.id),
        function: key.system.as_str().to_owned(),
        party: party.id.clone(),
        role: Role::Lasare,
        disabled: false,
    };
    let partners = agreements::partners(read, &party.id, today)?;
    Ok(Actor { user, party, capacity: Capacity::System(key.level), partners })
}
