//! Agreements, each with everything that happened to it.

use super::{
    error::to_json,
    people::to_ns,
    work::{next_version, query_versioned},
};
use crate::{
    case::agreement::AgreementRecord,
    store::{StoreError, Versioned},
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

pub(super) fn agreements(db: &Connection) -> Result<Vec<Versioned<AgreementRecord>>, StoreError> {
    query_versioned(db, "agreement", "ORDER BY seq", [])
}

pub(super) fn put_agreement(
    db: &Connection,
    record: &AgreementRecord,
    expected: u64,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let id = &record.id;
    let found: Option<u64> = db
        .prepare_cached("SELECT version FROM agreement WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let version = next_version(found, expected, || format!("agreement {id}"))?;
    db.prepare_cached(
        "INSERT INTO agreement (id, version, updated, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET
             version = excluded.version, updated = excluded.updated, body = excluded.body",
    )?
    .execute(params![id, version, to_ns(at), to_json(record)?])?;
    Ok(version)
}
