//! Information under §10, and what happened to it.

use super::{
    error::{from_json, inconsistent, to_json},
    people::to_ns,
};
use crate::{
    case::information::{Information, InformationId, Sent, Step},
    store::StoreError,
};
use rusqlite::{Connection, Row, params};

pub(super) fn list(db: &Connection) -> Result<Vec<Information>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id, body FROM information ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(db, row)?);
    }
    Ok(all)
}

pub(super) fn one(db: &Connection, id: &InformationId) -> Result<Option<Information>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id, body FROM information WHERE id = ?1")?;
    let mut rows = statement.query([&id.0])?;
    rows.next()?.map(|row| read(db, row)).transpose()
}

/// Columns id, body.
fn read(db: &Connection, row: &Row<'_>) -> Result<Information, StoreError> {
    let (id, body): (String, String) = (row.get(0)?, row.get(1)?);
    let sent: Sent = from_json(&body, "information", "body", &id)?;
    let mut statement =
        db.prepare_cached("SELECT body FROM information_step WHERE information = ?1 ORDER BY no")?;
    let bodies = statement.query_map([&id], |row| row.get::<_, String>(0))?;
    let steps = bodies.map(|body| from_json::<Step>(&body?, "information_step", "body", &id));
    let steps = steps.collect::<Result<_, _>>()?;
    Information::replayed(sent, steps).map_err(|_| inconsistent("information_step", "step", &id))
}

pub(super) fn put(db: &Connection, sent: &Sent) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO information (id, party, at, body) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![sent.id.0, sent.by.party.0, to_ns(sent.at), to_json(sent)?])?;
    Ok(())
}

pub(super) fn append(db: &Connection, it: &Information, expected: u64) -> Result<(), StoreError> {
    let id = &it.sent().id;
    let found: u64 = db
        .prepare_cached("SELECT count(*) + 1 FROM information_step WHERE information = ?1")?
        .query_row([&id.0], |row| row.get(0))?;
    if found != expected || it.version() != expected + 1 {
        return Err(StoreError::Conflict { object: format!("information {}", id.0), found });
    }
    let Some(step) = it.steps().last() else { return Ok(()) };
    // What could not have happened after what is there is not kept.
    let kept = one(db, id)?.ok_or_else(|| inconsistent("information", "id", &id.0))?;
    if kept.sent() != it.sent() || !it.steps().starts_with(kept.steps()) {
        return Err(inconsistent("information_step", "step", &id.0));
    }
    db.prepare_cached(
        "INSERT INTO information_step (information, no, at, step, party, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        id.0,
        expected,
        to_ns(step.at),
        step.act.as_str(),
        step.by.party.0,
        to_json(step)?
    ])?;
    Ok(())
}

/// Information that is not what was stored, or whose steps could not have happened.
pub(super) fn findings(db: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut statement = db.prepare("SELECT id, body, party, at FROM information ORDER BY seq")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, party, at): (String, String, i64) = (row.get(0)?, row.get(2)?, row.get(3)?);
        match read(db, row) {
            Err(_) => findings.push(format!("{id}: the information and its steps cannot be so")),
            Ok(it) => {
                let sent = it.sent();
                if (&sent.id.0, &sent.by.party.0, to_ns(sent.at)) != (&id, &party, at) {
                    findings.push(format!("{id}: the information is not the one that was stored"));
                }
            }
        }
    }
    Ok(findings)
}
