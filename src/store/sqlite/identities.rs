//! Identities of the providers, and the links of the first administrators.

use super::{
    error::{from_code, inconsistent, to_code},
    people::{USER, from_ns, read_user, to_ns},
};
use crate::{
    case::{
        identity::{AdminLink, Decision, Identity, PasswordLink},
        party::{Side, User},
    },
    incident::PartyId,
    store::StoreError,
};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

const IDENTITY: &str =
    "i.id, i.issuer, i.subject, i.side, i.state, i.user, i.decided_by, i.first_seen, i.last_seen";

fn read_identity(row: &Row<'_>) -> Result<Identity, StoreError> {
    let (id, side, state): (String, String, String) = (row.get(0)?, row.get(3)?, row.get(4)?);
    let (user, by): (Option<String>, Option<String>) = (row.get(5)?, row.get(6)?);
    let decision = match (state.as_str(), user, by) {
        ("waiting", None, None) => Decision::Waiting,
        ("assigned", Some(user), Some(by)) => Decision::Assigned { user, by },
        ("refused", None, Some(by)) => Decision::Refused { by },
        _ => return Err(inconsistent("identity", "state", id)),
    };
    Ok(Identity {
        side: from_code(&side, "identity", "side", &id)?,
        id,
        issuer: row.get(1)?,
        subject: row.get(2)?,
        decision,
        first_seen: from_ns(row.get(7)?),
        last_seen: from_ns(row.get(8)?),
    })
}

pub(super) fn by_subject(
    db: &Connection,
    issuer: &str,
    subject: &str,
) -> Result<Option<(Identity, Option<User>)>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {IDENTITY} FROM identity i WHERE i.issuer = ?1 AND i.subject = ?2"
    ))?;
    let mut rows = statement.query([issuer, subject])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let identity = read_identity(row)?;
    let user = match &identity.decision {
        Decision::Assigned { user, .. } => Some(user_by_id(db, user)?),
        Decision::Waiting | Decision::Refused { .. } => None,
    };
    Ok(Some((identity, user)))
}

fn user_by_id(db: &Connection, id: &str) -> Result<User, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT {USER} FROM user u WHERE u.id = ?1"))?;
    let mut rows = statement.query([id])?;
    read_user(rows.next()?.ok_or_else(|| inconsistent("identity", "user", id))?)
}

pub(super) fn by_id(db: &Connection, id: &str) -> Result<Option<Identity>, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("SELECT {IDENTITY} FROM identity i WHERE i.id = ?1"))?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(read_identity).transpose()
}

pub(super) fn waiting(db: &Connection, side: Side) -> Result<Vec<Identity>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {IDENTITY} FROM identity i WHERE i.side = ?1 AND i.state = 'waiting'
         ORDER BY i.last_seen DESC, i.id"
    ))?;
    let mut rows = statement.query([to_code(&side)?])?;
    let mut waiting = Vec::new();
    while let Some(row) = rows.next()? {
        waiting.push(read_identity(row)?);
    }
    Ok(waiting)
}

pub(super) fn put(db: &Connection, identity: &Identity) -> Result<(), StoreError> {
    let (user, by) = match &identity.decision {
        Decision::Waiting => (None, None),
        Decision::Assigned { user, by } => (Some(user), Some(by)),
        Decision::Refused { by } => (None, Some(by)),
    };
    let written = db
        .prepare_cached(
            "INSERT INTO identity (id, issuer, subject, side, state, user, decided_by, first_seen,
                                   last_seen)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (id) DO UPDATE SET
                 state = excluded.state, user = excluded.user, decided_by = excluded.decided_by,
                 last_seen = excluded.last_seen
             WHERE issuer = excluded.issuer AND subject = excluded.subject
                 AND side = excluded.side",
        )?
        .execute(params![
            identity.id,
            identity.issuer,
            identity.subject,
            to_code(&identity.side)?,
            identity.decision.as_str(),
            user,
            by,
            to_ns(identity.first_seen),
            to_ns(identity.last_seen),
        ])?;
    // Somebody else under the same id: whose it is never changes.
    if written == 0 { Err(inconsistent("identity", "subject", &identity.id)) } else { Ok(()) }
}

pub(super) fn forget_waiting(db: &Connection, before: Timestamp) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM identity WHERE state = 'waiting' AND last_seen < ?1")?
        .execute([to_ns(before)])?;
    Ok(())
}

const LINK: &str = "token_hash, party, created_at, expires_at, used_at";

fn read_link(row: &Row<'_>) -> Result<AdminLink, StoreError> {
    Ok(AdminLink {
        token_hash: row.get(0)?,
        party: PartyId(row.get(1)?),
        created_at: from_ns(row.get(2)?),
        expires_at: from_ns(row.get(3)?),
        used_at: row.get::<_, Option<i64>>(4)?.map(from_ns),
    })
}

pub(super) fn link(
    db: &Connection,
    token_hash: &[u8; 32],
) -> Result<Option<AdminLink>, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("SELECT {LINK} FROM admin_link WHERE token_hash = ?1"))?;
    let mut rows = statement.query([token_hash])?;
    rows.next()?.map(read_link).transpose()
}

pub(super) fn links(db: &Connection) -> Result<Vec<AdminLink>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {LINK} FROM admin_link ORDER BY created_at, token_hash"
    ))?;
    let mut rows = statement.query([])?;
    let mut links = Vec::new();
    while let Some(row) = rows.next()? {
        links.push(read_link(row)?);
    }
    Ok(links)
}

pub(super) fn put_link(db: &Connection, link: &AdminLink) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO admin_link (token_hash, party, created_at, expires_at, used_at)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (token_hash) DO UPDATE SET
             expires_at = excluded.expires_at, used_at = excluded.used_at",
    )?
    .execute(params![
        link.token_hash,
        link.party.0,
        to_ns(link.created_at),
        to_ns(link.expires_at),
        link.used_at.map(to_ns),
    ])?;
    Ok(())
}

pub(super) fn password_link(
    db: &Connection,
    token_hash: &[u8; 32],
) -> Result<Option<PasswordLink>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT user, expires_at FROM password_link WHERE token_hash = ?1")?;
    let mut rows = statement.query([token_hash])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (user, expires_at) = (row.get(0)?, from_ns(row.get(1)?));
    Ok(Some(PasswordLink { user, token_hash: *token_hash, expires_at }))
}

pub(super) fn put_password_link(db: &Connection, link: &PasswordLink) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO password_link (user, token_hash, expires_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (user) DO UPDATE SET
             token_hash = excluded.token_hash, expires_at = excluded.expires_at",
    )?
    .execute(params![link.user, link.token_hash, to_ns(link.expires_at)])?;
    Ok(())
}

pub(super) fn end_password_link(db: &Connection, user: &str) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM password_link WHERE user = ?1")?.execute([user])?;
    Ok(())
}
