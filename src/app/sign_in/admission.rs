//! Whom a proved identity comes in as: what an administrator of its side has decided, or else what its
//! groups at the provider stand for, or else nobody yet.

use super::{
    id_token::{self, Proved},
    provider::Provider,
    refusal::{IDENTITY_REFUSED, Refusal},
    settings::GroupRule,
};
use crate::{
    app::{
        Actor, App, AppError, admin_link,
        identities::{self, Assignment},
        session::{self, Token},
    },
    case::{
        identity::{BY_GROUP, Decision, Identity},
        log::LogEntry,
        party::User,
    },
    store::{CameFrom, Write},
};
use jiff::{SignedDuration, Timestamp};

/// An identity that nobody decides about is forgotten so long after it was last seen.
const FORGET_WAITING: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What came of a sign-in that was proved.
#[derive(Debug)]
pub enum Finished {
    /// In.
    SignedIn(Token, Box<Actor>),
    /// An administrator must decide first; the id under which it is found.
    Waiting(String),
}

/// Decides and, for whoever is let in, opens a session. One transaction.
pub(super) fn admit(
    app: &App,
    provider: &Provider,
    proved: &Proved,
    link: Option<[u8; 32]>,
    old: Option<&Token>,
    from: &CameFrom,
) -> Result<Finished, AppError> {
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    write.forget_waiting_identities(now - FORGET_WAITING)?;
    let (mut identity, user) = found(&*write, provider, proved, now)?;
    if identity.side != provider.side {
        return Err(refused(&identity, "its issuer was once the other side's"));
    }
    identity.last_seen = now;
    let admitted = match link {
        Some(link) => {
            let assignment = admin_link::used(&mut *write, &link, identity.side, now)?;
            Some(identities::assign_in(&mut *write, &mut identity, &assignment, "link", now)?)
        }
        None => decided(&mut *write, provider, proved, &mut identity, user, now)?,
    };
    let Some(user) = admitted else {
        write.put_identity(&identity)?;
        write.commit()?;
        return Ok(Finished::Waiting(identity.id));
    };
    write.put_identity(&identity)?;
    let (token, actor) =
        session::open(&mut *write, user, session::SIGNED_IN, old, from, (now, app.today()))?;
    write.commit()?;
    Ok(Finished::SignedIn(token, Box::new(actor)))
}

/// The identity with the user it is, or a new one, which waits.
fn found(
    write: &dyn Write,
    provider: &Provider,
    proved: &Proved,
    now: Timestamp,
) -> Result<(Identity, Option<User>), AppError> {
    let issuer = &provider.settings.issuer;
    if let Some(found) = write.identity(issuer, &proved.subject)? {
        return Ok(found);
    }
    let identity = Identity {
        id: identities::new_id()?,
        issuer: issuer.clone(),
        subject: proved.subject.clone(),
        side: provider.side,
        decision: Decision::Waiting,
        first_seen: now,
        last_seen: now,
    };
    Ok((identity, None))
}

/// `None` when nobody has decided.
fn decided(
    write: &mut dyn Write,
    provider: &Provider,
    proved: &Proved,
    identity: &mut Identity,
    user: Option<User>,
    now: Timestamp,
) -> Result<Option<User>, AppError> {
    let by_group = match &identity.decision {
        Decision::Refused { .. } => return Err(refused(identity, "refused by an administrator")),
        Decision::Assigned { by, .. } => by == BY_GROUP,
        Decision::Waiting => true,
    };
    if user.as_ref().is_some_and(|user| user.disabled) {
        return Err(refused(identity, "its user is disabled"));
    }
    // What an administrator assigned holds, whatever the groups.
    if !by_group {
        return Ok(user);
    }
    match (rule(provider, proved), user) {
        (Some(rule), Some(user)) if rule.fits(&user) => Ok(Some(user)),
        (Some(rule), user) => {
            let closed = identities::user_of(&*write, identity)?.is_some_and(|user| user.disabled);
            if closed {
                return Err(refused(identity, "its user is disabled"));
            }
            if let Some(user) = user {
                // Another party or role from now on, everywhere.
                write.end_sessions_of(&user.id)?;
            }
            let assignment = rule.assignment();
            identities::assign_in(write, identity, &assignment, BY_GROUP, now).map(Some)
        }
        (None, user) => {
            if let Some(user) = &user {
                write.end_sessions_of(&user.id)?;
            }
            if user.is_some() || identity.first_seen == now {
                let object = ("identity", identity.id.as_str());
                write.append_log(&LogEntry::by_system(now, object, "identity_waiting"))?;
            }
            identity.decision = Decision::Waiting;
            Ok(None)
        }
    }
}

/// The first rule of the settings that one of the groups fits.
fn rule<'a>(provider: &'a Provider, proved: &Proved) -> Option<&'a GroupRule> {
    let claim = provider.settings.groups_claim.as_ref()?;
    let groups = id_token::groups(&proved.further, claim);
    provider.settings.groups.iter().find(|rule| groups.contains(&rule.group))
}

impl GroupRule {
    fn assignment(&self) -> Assignment {
        Assignment { party: self.party.clone(), role: self.role, function: self.function.clone() }
    }

    fn fits(&self, user: &User) -> bool {
        (&self.party, self.role, &self.function) == (&user.party, user.role, &user.function)
    }
}

fn refused(identity: &Identity, reason: &str) -> AppError {
    let reason = format!("{}: {reason}", identity.id);
    super::told(identity.side, Refusal::new(IDENTITY_REFUSED, reason))
}
