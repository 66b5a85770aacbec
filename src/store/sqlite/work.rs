//! Runs and openings.

use super::{
    cells,
    error::{from_json, inconsistent, to_json},
    people::{from_ns, to_ns},
};
use crate::{
    analysis::run::{CellColumns, Parts, RunResult},
    case::opening::{Opening, OpeningId},
    incident::{Fingerprint, PartyId},
    store::{RunHeader, StoreError, StoredRun, Versioned},
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::io::{Read, Write};

/// Without the result, which fills many pages.
const HEADER: &str =
    "id, created_by, party, created_at, input, n_places, n_used, result_fingerprint";

fn read_header(row: &Row<'_>) -> Result<RunHeader, StoreError> {
    let id: String = row.get(0)?;
    let input: String = row.get(4)?;
    Ok(RunHeader {
        input: from_json(&input, "run", "input", &id)?,
        id,
        created_by: row.get(1)?,
        party: PartyId(row.get(2)?),
        created_at: from_ns(row.get(3)?),
        n_places: row.get(5)?,
        n_used: row.get(6)?,
        result_fingerprint: Fingerprint(row.get(7)?),
    })
}

pub(super) fn run_mark(db: &Connection) -> Result<(u64, Option<String>), StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT (SELECT count(*) FROM run), (SELECT id FROM run ORDER BY seq DESC LIMIT 1)",
    )?;
    Ok(statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

pub(super) fn runs(db: &Connection) -> Result<Vec<RunHeader>, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("SELECT {HEADER} FROM run ORDER BY seq DESC"))?;
    let mut rows = statement.query([])?;
    let mut runs = Vec::new();
    while let Some(row) = rows.next()? {
        runs.push(read_header(row)?);
    }
    Ok(runs)
}

pub(super) fn run(db: &Connection, id: &str) -> Result<Option<StoredRun>, StoreError> {
    let sql = format!("SELECT {HEADER}, result, cells FROM run WHERE id = ?1");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query([id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let header = read_header(row)?;
    let wrong = |column| inconsistent("run", column, id);
    let blob = |i, column| row.get_ref(i)?.as_blob().map_err(|_| wrong(column));
    let rest = unpack(blob(8, "result")?).ok_or_else(|| wrong("result"))?;
    let mut result: RunResult = from_json(&rest, "run", "result", id)?;
    result.cells = cells::decode(blob(9, "cells")?).ok_or_else(|| wrong("cells"))?;
    Ok(Some(StoredRun {
        result,
        id: header.id,
        created_by: header.created_by,
        party: header.party,
        created_at: header.created_at,
        input: header.input,
        result_fingerprint: header.result_fingerprint,
    }))
}

pub(super) fn put_run(db: &Connection, run: &StoredRun) -> Result<(), StoreError> {
    let known: Option<(String, String)> = db
        .prepare_cached("SELECT result_fingerprint, party FROM run WHERE id = ?1")?
        .query_row([&run.id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match known {
        // An id that stood for two results, or for two parties' eyes, would show one the other's.
        Some(known) if known != (run.result_fingerprint.0.clone(), run.party.0.clone()) => {
            return Err(inconsistent("run", "id", &run.id));
        }
        Some(_) => return Ok(()),
        None => {}
    }
    let Taken { rest, cells, hash } = take_apart(&run.result)?;
    db.prepare_cached(
        "INSERT INTO run (id, created_by, party, created_at, input, n_places, n_used,
                          result_fingerprint, result_hash, result, cells)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        run.id,
        run.created_by,
        run.party.0,
        to_ns(run.created_at),
        to_json(&run.input)?,
        run.result.places.len(),
        run.result.n_used,
        run.result_fingerprint.0,
        hash.0,
        rest,
        cells,
    ])?;
    Ok(())
}

/// A result as it lies in a row.
pub(super) struct Taken {
    /// All but the cells, as packed JSON.
    pub(super) rest: Vec<u8>,
    /// The cells as columns of numbers: a hundred thousand of them are most of a result, and neither
    /// smaller nor faster as text.
    pub(super) cells: Vec<u8>,
    /// [`hash_of`] the two.
    pub(super) hash: Fingerprint,
}

pub(super) fn take_apart(result: &RunResult) -> Result<Taken, StoreError> {
    let none = CellColumns::default();
    let rest = pack(&to_json(&Parts::of(result, &none, &result.places))?)?;
    let cells = cells::encode(&result.cells);
    Ok(Taken { hash: hash_of(&rest, &cells), rest, cells })
}

/// What the row says of its own bytes.
pub(super) fn hash_of(rest: &[u8], cells: &[u8]) -> Fingerprint {
    let mut hash = Sha256::new();
    hash.update(rest);
    hash.update(cells);
    Fingerprint::from_digest(hash.finalize().as_ref())
}

/// Text in as few bytes as is quick.
pub(super) fn pack(text: &str) -> Result<Vec<u8>, StoreError> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(text.as_bytes())?;
    Ok(gzip.finish()?)
}

/// What [`pack`] made; `None` for anything else.
pub(super) fn unpack(packed: &[u8]) -> Option<String> {
    let mut text = String::new();
    GzDecoder::new(packed).read_to_string(&mut text).ok()?;
    Some(text)
}

/// Columns version, updated, body.
fn read_versioned<T: DeserializeOwned>(
    row: &Row<'_>,
    table: &'static str,
) -> Result<Versioned<T>, StoreError> {
    let body: String = row.get(2)?;
    let value = from_json(&body, table, "body", body.chars().take(60).collect::<String>())?;
    Ok(Versioned { value, version: row.get(0)?, updated: from_ns(row.get(1)?) })
}

pub(super) fn query_versioned<T: DeserializeOwned>(
    db: &Connection,
    table: &'static str,
    rest: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<Versioned<T>>, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("SELECT version, updated, body FROM {table} {rest}"))?;
    let mut rows = statement.query(params)?;
    let mut values = Vec::new();
    while let Some(row) = rows.next()? {
        values.push(read_versioned(row, table)?);
    }
    Ok(values)
}

pub(super) fn openings(db: &Connection) -> Result<Vec<Versioned<Opening>>, StoreError> {
    query_versioned(db, "opening", "ORDER BY seq DESC", [])
}

pub(super) fn opening(
    db: &Connection,
    id: &OpeningId,
) -> Result<Option<Versioned<Opening>>, StoreError> {
    Ok(query_versioned(db, "opening", "WHERE id = ?1", [&id.0])?.pop())
}

pub(super) fn put_opening(
    db: &Connection,
    opening: &Opening,
    expected: u64,
    at: Timestamp,
) -> Result<u64, StoreError> {
    let id = &opening.id().0;
    let found: Option<u64> = db
        .prepare_cached("SELECT version FROM opening WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let version = next_version(found, expected, || format!("opening {id}"))?;
    db.prepare_cached(
        "INSERT INTO opening (id, version, updated, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET
             version = excluded.version, updated = excluded.updated, body = excluded.body",
    )?
    .execute(params![id, version, to_ns(at), to_json(opening)?])?;
    Ok(version)
}

/// The version to write, if the one that was read is still the one that is there.
pub(super) fn next_version(
    found: Option<u64>,
    expected: u64,
    object: impl FnOnce() -> String,
) -> Result<u64, StoreError> {
    match found.unwrap_or(0) {
        found if found == expected => Ok(expected + 1),
        found => Err(StoreError::Conflict { object: object(), found }),
    }
}
