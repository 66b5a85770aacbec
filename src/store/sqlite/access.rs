//! What users stand for, and the doors of systems and participants.

use super::error::{from_json, inconsistent, to_json};
use crate::{
    area::{AreaId, Validity},
    case::{
        access::{ApiKey, CalendarFeed, ParticipantLink},
        standing::{Delegation, Responsibility},
    },
    store::StoreError,
};
use jiff::civil::Date;
use rusqlite::{Connection, Params, params};
use serde::de::DeserializeOwned;

pub(super) fn responsibilities(
    db: &Connection,
    user: &str,
) -> Result<Vec<Responsibility>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT area, valid_from, valid_to FROM responsibility WHERE user = ?1
         ORDER BY area, valid_from",
    )?;
    let mut rows = statement.query([user])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (from, to): (String, String) = (row.get(1)?, row.get(2)?);
        let validity = Validity {
            valid_from: day(&from, "valid_from", user)?,
            valid_to: day(&to, "valid_to", user)?,
        };
        all.push(Responsibility { area: AreaId(row.get(0)?), validity });
    }
    Ok(all)
}

/// An open end is empty.
fn day(text: &str, column: &'static str, user: &str) -> Result<Option<Date>, StoreError> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| inconsistent("responsibility", column, user)),
    }
}

pub(super) fn put_responsibilities(
    db: &Connection,
    user: &str,
    all: &[Responsibility],
) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM responsibility WHERE user = ?1")?.execute([user])?;
    let mut insert = db.prepare_cached(
        "INSERT INTO responsibility (user, area, valid_from, valid_to) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    for one in all {
        let (from, to) = (text(one.validity.valid_from), text(one.validity.valid_to));
        insert.execute(params![user, one.area.0, from, to])?;
    }
    Ok(())
}

pub(super) fn delegations(
    db: &Connection,
    to: Option<&str>,
) -> Result<Vec<Delegation>, StoreError> {
    match to {
        None => select(db, "delegation", "ORDER BY seq", []),
        Some(user) => select(db, "delegation", "WHERE taker = ?1 ORDER BY seq", [user]),
    }
}

/// Only the day it was taken back may change.
pub(super) fn put_delegation(db: &Connection, one: &Delegation) -> Result<(), StoreError> {
    let sql = "INSERT INTO delegation (id, taker, body) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body WHERE taker = excluded.taker";
    let written = db.prepare_cached(sql)?.execute(params![one.id, one.to, to_json(one)?])?;
    if written == 0 { Err(inconsistent("delegation", "taker", &one.id)) } else { Ok(()) }
}

pub(super) fn api_keys(db: &Connection) -> Result<Vec<ApiKey>, StoreError> {
    select(db, "api_key", "ORDER BY seq", [])
}

pub(super) fn api_key(
    db: &Connection,
    secret_hash: &[u8; 32],
) -> Result<Option<ApiKey>, StoreError> {
    Ok(select(db, "api_key", "WHERE secret_hash = ?1", [secret_hash])?.pop())
}

pub(super) fn put_api_key(
    db: &Connection,
    key: &ApiKey,
    secret_hash: Option<&[u8; 32]>,
) -> Result<(), StoreError> {
    put(db, "api_key", &key.id, secret_hash, to_json(key)?)
}

pub(super) fn participant_links(db: &Connection) -> Result<Vec<ParticipantLink>, StoreError> {
    select(db, "participant_link", "ORDER BY seq", [])
}

pub(super) fn participant_link(
    db: &Connection,
    secret_hash: &[u8; 32],
) -> Result<Option<ParticipantLink>, StoreError> {
    Ok(select(db, "participant_link", "WHERE secret_hash = ?1", [secret_hash])?.pop())
}

pub(super) fn put_participant_link(
    db: &Connection,
    link: &ParticipantLink,
    secret_hash: Option<&[u8; 32]>,
) -> Result<(), StoreError> {
    put(db, "participant_link", &link.id, secret_hash, to_json(link)?)
}

pub(super) fn calendar_feeds(db: &Connection) -> Result<Vec<CalendarFeed>, StoreError> {
    select(db, "calendar_feed", "ORDER BY seq", [])
}

pub(super) fn calendar_feed(
    db: &Connection,
    secret_hash: &[u8; 32],
) -> Result<Option<CalendarFeed>, StoreError> {
    Ok(select(db, "calendar_feed", "WHERE secret_hash = ?1", [secret_hash])?.pop())
}

pub(super) fn put_calendar_feed(
    db: &Connection,
    feed: &CalendarFeed,
    secret_hash: Option<&[u8; 32]>,
) -> Result<(), StoreError> {
    put(db, "calendar_feed", &feed.id, secret_hash, to_json(feed)?)
}

/// A new one has its secret's hash; of an old one the secret stays.
fn put(
    db: &Connection,
    table: &'static str,
    id: &str,
    secret_hash: Option<&[u8; 32]>,
    body: String,
) -> Result<(), StoreError> {
    let written = match secret_hash {
        Some(hash) => db
            .prepare_cached(&format!(
                "INSERT INTO {table} (id, secret_hash, body) VALUES (?1, ?2, ?3)"
            ))?
            .execute(params![id, hash, body])?,
        None => db
            .prepare_cached(&format!("UPDATE {table} SET body = ?2 WHERE id = ?1"))?
            .execute(params![id, body])?,
    };
    if written == 0 { Err(inconsistent(table, "id", id)) } else { Ok(()) }
}

fn select<T: DeserializeOwned>(
    db: &Connection,
    table: &'static str,
    which: &str,
    params: impl Params,
) -> Result<Vec<T>, StoreError> {
    let mut statement = db.prepare_cached(&format!("SELECT id, body FROM {table} {which}"))?;
    let mut rows = statement.query(params)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, body): (String, String) = (row.get(0)?, row.get(1)?);
        all.push(from_json(&body, table, "body", id)?);
    }
    Ok(all)
}
