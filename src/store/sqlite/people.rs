//! Parties, users and their sessions.

use super::error::{from_code, inconsistent, to_code};
use crate::{
    case::party::{Party, User},
    incident::PartyId,
    store::{CameFrom, SessionRecord, StoreError},
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Nanoseconds since 1970, enough for every time until 2262.
pub(super) fn to_ns(at: Timestamp) -> i64 {
    at.as_nanosecond().clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

/// The time of a column.
pub(super) fn from_ns(ns: i64) -> Timestamp {
    Timestamp::from_nanosecond(ns.into()).expect("every i64 of nanoseconds lies within -9999..9999")
}

pub(super) fn parties(db: &Connection) -> Result<Vec<Party>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id, name, side FROM party ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut parties = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, side): (String, String) = (row.get(0)?, row.get(2)?);
        let side = from_code(&side, "party", "side", &id)?;
        parties.push(Party { id: PartyId(id), name: row.get(1)?, side });
    }
    Ok(parties)
}

pub(super) fn put_party(db: &Connection, party: &Party) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO party (id, name, side) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, side = excluded.side",
    )?
    .execute(params![party.id.0, party.name, to_code(&party.side)?])?;
    Ok(())
}

/// The columns of `user u` that [`read_user`] reads, from the first.
pub(super) const USER: &str = "u.id, u.login, u.function, u.party, u.role, u.disabled";

pub(super) fn read_user(row: &Row<'_>) -> Result<User, StoreError> {
    let (id, role): (String, String) = (row.get(0)?, row.get(4)?);
    let role = from_code(&role, "user", "role", &id)?;
    Ok(User {
        id,
        login: row.get(1)?,
        function: row.get(2)?,
        party: PartyId(row.get(3)?),
        role,
        disabled: row.get(5)?,
    })
}

pub(super) fn users(db: &Connection) -> Result<Vec<User>, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("SELECT {USER} FROM user u ORDER BY u.login"))?;
    let mut rows = statement.query([])?;
    let mut users = Vec::new();
    while let Some(row) = rows.next()? {
        users.push(read_user(row)?);
    }
    Ok(users)
}

/// A user without password hash cannot sign in and is not found.
pub(super) fn user_by_login(
    db: &Connection,
    login: &str,
) -> Result<Option<(User, String)>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {USER}, u.password_hash FROM user u
         WHERE u.login = ?1 AND u.password_hash IS NOT NULL"
    ))?;
    let mut rows = statement.query([login])?;
    rows.next()?.map(|row| Ok((read_user(row)?, row.get(6)?))).transpose()
}

pub(super) fn put_user(
    db: &Connection,
    user: &User,
    password_hash: Option<&str>,
) -> Result<(), StoreError> {
    let other: Option<String> = db
        .prepare_cached("SELECT id FROM user WHERE login = ?1 AND id <> ?2")?
        .query_row([&user.login, &user.id], |row| row.get(0))
        .optional()?;
    if other.is_some() {
        return Err(StoreError::Conflict { object: format!("login {}", user.login), found: 1 });
    }
    db.prepare_cached(
        "INSERT INTO user (id, login, function, party, role, disabled, password_hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (id) DO UPDATE SET
             login = excluded.login, function = excluded.function, party = excluded.party,
             role = excluded.role, disabled = excluded.disabled,
             password_hash = coalesce(excluded.password_hash, password_hash)",
    )?
    .execute(params![
        user.id,
        user.login,
        user.function,
        user.party.0,
        to_code(&user.role)?,
        user.disabled,
        password_hash,
    ])?;
    Ok(())
}

pub(super) fn session(
    db: &Connection,
    token_hash: &[u8; 32],
) -> Result<Option<(SessionRecord, User)>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {USER}, s.created_at, s.last_seen, s.address, s.browser
         FROM session s JOIN user u ON u.id = s.user WHERE s.token_hash = ?1"
    ))?;
    let mut rows = statement.query([token_hash])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let user = read_user(row)?;
    let session = SessionRecord {
        token_hash: *token_hash,
        user_id: user.id.clone(),
        created_at: from_ns(row.get(6)?),
        last_seen: from_ns(row.get(7)?),
        from: CameFrom { address: row.get(8)?, browser: row.get(9)? },
    };
    Ok(Some((session, user)))
}

pub(super) fn sessions_of(db: &Connection, user: &str) -> Result<Vec<SessionRecord>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT token_hash, user, created_at, last_seen, address, browser FROM session
         WHERE user = ?1 ORDER BY created_at DESC, token_hash",
    )?;
    let mut rows = statement.query([user])?;
    let mut sessions = Vec::new();
    while let Some(row) = rows.next()? {
        sessions.push(SessionRecord {
            token_hash: row.get(0)?,
            user_id: row.get(1)?,
            created_at: from_ns(row.get(2)?),
            last_seen: from_ns(row.get(3)?),
            from: CameFrom { address: row.get(4)?, browser: row.get(5)? },
        });
    }
    Ok(sessions)
}

pub(super) fn put_session(db: &Connection, session: &SessionRecord) -> Result<(), StoreError> {
    let written = db
        .prepare_cached(
            "INSERT INTO session (token_hash, user, created_at, last_seen, address, browser)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (token_hash) DO UPDATE SET last_seen = excluded.last_seen
             WHERE user = excluded.user",
        )?
        .execute(params![
            session.token_hash,
            session.user_id,
            to_ns(session.created_at),
            to_ns(session.last_seen),
            session.from.address,
            session.from.browser,
        ])?;
    // The same token for somebody else: never happens by chance.
    if written == 0 { Err(inconsistent("session", "user", &session.user_id)) } else { Ok(()) }
}

pub(super) fn end_session(db: &Connection, token_hash: &[u8; 32]) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM session WHERE token_hash = ?1")?.execute([token_hash])?;
    Ok(())
}

pub(super) fn end_sessions_of(db: &Connection, user: &str) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM session WHERE user = ?1")?.execute([user])?;
    Ok(())
}

pub(super) fn end_all_sessions(db: &Connection) -> Result<(), StoreError> {
    db.execute("DELETE FROM session", [])?;
    Ok(())
}
