//! Answers of the methods beside hotspots.

use super::{
    error::{from_json, inconsistent, to_json},
    people::{from_ns, to_ns},
    work::{pack, unpack},
};
use crate::{
    incident::{Fingerprint, PartyId},
    store::{MethodRun, MethodRunHeader, StoreError},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Without the answer, which may fill many pages.
const HEADER: &str =
    "id, created_by, party, created_at, question, origin, n_used, result_fingerprint";

fn read_header(row: &Row<'_>) -> Result<MethodRunHeader, StoreError> {
    let id: String = row.get(0)?;
    let (question, origin): (String, String) = (row.get(4)?, row.get(5)?);
    Ok(MethodRunHeader {
        question: from_json(&question, "method_run", "question", &id)?,
        origin: from_json(&origin, "method_run", "origin", &id)?,
        id,
        created_by: row.get(1)?,
        party: PartyId(row.get(2)?),
        created_at: from_ns(row.get(3)?),
        n_used: row.get(6)?,
        result_fingerprint: Fingerprint(row.get(7)?),
    })
}

pub(super) fn list(db: &Connection) -> Result<Vec<MethodRunHeader>, StoreError> {
    let sql = format!("SELECT {HEADER} FROM method_run ORDER BY seq DESC");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut runs = Vec::new();
    while let Some(row) = rows.next()? {
        runs.push(read_header(row)?);
    }
    Ok(runs)
}

pub(super) fn one(db: &Connection, id: &str) -> Result<Option<MethodRun>, StoreError> {
    let sql = format!("SELECT {HEADER}, found FROM method_run WHERE id = ?1");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query([id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let header = read_header(row)?;
    let packed: Vec<u8> = row.get(8)?;
    let found = unpack(&packed).ok_or_else(|| inconsistent("method_run", "found", id))?;
    Ok(Some(MethodRun { found: from_json(&found, "method_run", "found", id)?, header }))
}

pub(super) fn put(db: &Connection, run: &MethodRun) -> Result<(), StoreError> {
    let header = &run.header;
    let known: Option<(String, String)> = db
        .prepare_cached("SELECT result_fingerprint, party FROM method_run WHERE id = ?1")?
        .query_row([&header.id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match known {
        // The id is that of the question: another answer to it means that something is wrong.
        Some(known) if known != (header.result_fingerprint.0.clone(), header.party.0.clone()) => {
            return Err(inconsistent("method_run", "id", &header.id));
        }
        Some(_) => return Ok(()),
        None => {}
    }
    db.prepare_cached(
        "INSERT INTO method_run (id, method, created_by, party, created_at, question, origin,
                                 n_used, result_fingerprint, found)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        header.id,
        header.question.method.name(),
        header.created_by,
        header.party.0,
        to_ns(header.created_at),
        to_json(&header.question)?,
        to_json(&header.origin)?,
        header.n_used,
        header.result_fingerprint.0,
        pack(&to_json(&run.found)?)?,
    ])?;
    Ok(())
}

/// Answers that are not what was stored.
pub(super) fn findings(db: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut runs =
        db.prepare("SELECT id, result_fingerprint, found FROM method_run ORDER BY seq")?;
    let mut rows = runs.query([])?;
    while let Some(row) = rows.next()? {
        let (id, hash, packed): (String, String, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let found = unpack(&packed);
        if found.map(|text| Fingerprint::of(text.as_bytes()).0) != Some(hash) {
            findings.push(format!("{id}: the stored answer is not the one that was stored"));
        }
    }
    Ok(findings)
}
