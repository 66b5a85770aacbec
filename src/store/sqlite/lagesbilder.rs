//! Lägesbilder and what happened to them.

use super::{
    error::{from_json, inconsistent, to_json},
    people::to_ns,
};
use crate::{
    lagesbild::{
        record::{Dossier, Lagesbild, Record},
        redaction::Redaction,
        step::{LagesbildId, Step},
    },
    store::{Retained, Retired, StoreError},
};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use std::collections::BTreeMap;

pub(super) fn list(db: &Connection) -> Result<Vec<Lagesbild>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id, body FROM lagesbild ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(db, row)?);
    }
    Ok(all)
}

pub(super) fn one(db: &Connection, id: &LagesbildId) -> Result<Option<Lagesbild>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id, body FROM lagesbild WHERE id = ?1")?;
    let mut rows = statement.query([&id.0])?;
    rows.next()?.map(|row| read(db, row)).transpose()
}

/// Columns id, body.
fn read(db: &Connection, row: &Row<'_>) -> Result<Lagesbild, StoreError> {
    let (id, body): (String, String) = (row.get(0)?, row.get(1)?);
    let dossier: Dossier = from_json(&body, "lagesbild", "body", &id)?;
    let mut statement =
        db.prepare_cached("SELECT body FROM lagesbild_step WHERE lagesbild = ?1 ORDER BY no")?;
    let bodies = statement.query_map([&id], |row| row.get::<_, String>(0))?;
    let steps = bodies.map(|body| from_json::<Step>(&body?, "lagesbild_step", "body", &id));
    let record = Record { dossier, steps: steps.collect::<Result<_, _>>()? };
    Lagesbild::replayed(record).map_err(|_| inconsistent("lagesbild_step", "step", &id))
}

pub(super) fn put(db: &Connection, dossier: &Dossier) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO lagesbild (id, agreement, party, at, body) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        dossier.id.0,
        dossier.agreement,
        dossier.by.party.0,
        to_ns(dossier.at),
        to_json(dossier)?
    ])?;
    Ok(())
}

pub(super) fn append(db: &Connection, it: &Lagesbild, expected: u64) -> Result<(), StoreError> {
    let id = &it.dossier().id;
    let kept = one(db, id)?.ok_or_else(|| inconsistent("lagesbild", "id", &id.0))?;
    let found = kept.version();
    if found != expected || it.version() != expected + 1 {
        return Err(StoreError::Conflict { object: format!("lagesbild {}", id.0), found });
    }
    let (was, record) = (kept.record(), it.record());
    if was.dossier != record.dossier || !record.steps.starts_with(&was.steps) {
        return Err(inconsistent("lagesbild_step", "step", &id.0));
    }
    let Some(step) = record.steps.last() else { return Ok(()) };
    db.prepare_cached(
        "INSERT INTO lagesbild_step (lagesbild, no, at, step, party, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        id.0,
        expected,
        to_ns(step.at),
        step.act.code(),
        step.by.party.0,
        to_json(step)?
    ])?;
    Ok(())
}

/// Puts redactions in the place of overwritten drafts. What the rules of the lägesbild say is needed, or what
/// would make another lägesbild of it, is refused, and nothing is removed.
pub(super) fn remove_drafts(
    db: &Connection,
    due: &[Retired],
    at: Timestamp,
) -> Result<(), StoreError> {
    let wrong = |id: &str| inconsistent("lagesbild_step", "step", id);
    let split = |one: &Retired| one.id.rsplit_once('/').map(|(id, no)| (id.to_owned(), no.parse()));
    for of_one in due.chunk_by(|a, b| split(a).map(|it| it.0) == split(b).map(|it| it.0)) {
        let mut removed = BTreeMap::new();
        let mut of = LagesbildId(String::new());
        for retired in of_one {
            let Some((id, Ok(no))) = split(retired) else { return Err(wrong(&retired.id)) };
            of = LagesbildId(id);
            removed.insert(no, redaction(db, &of, no, at)?);
        }
        let numbers: Vec<u64> = removed.keys().copied().collect();
        let it = one(db, &of)?.ok_or_else(|| wrong(&of.0))?;
        let it = it.without(removed).map_err(|_| wrong(&of.0))?;
        for (no, step) in (1u64..).zip(&it.record().steps).filter(|(no, _)| numbers.contains(no)) {
            db.prepare_cached(
                "UPDATE lagesbild_step SET body = ?3 WHERE lagesbild = ?1 AND no = ?2",
            )?
            .execute(params![of.0, no, to_json(step)?])?;
        }
    }
    Ok(())
}

/// Of the draft as its JSON stands in a step.
fn redaction(
    db: &Connection,
    id: &LagesbildId,
    no: u64,
    at: Timestamp,
) -> Result<Redaction, StoreError> {
    let sql = "SELECT body -> '$.draft' FROM lagesbild_step WHERE lagesbild = ?1 AND no = ?2";
    let mut statement = db.prepare_cached(sql)?;
    let stood: String = statement.query_row(params![id.0, no], |row| row.get(0))?;
    let stood: serde_json::Value = from_json(&stood, "lagesbild_step", "body", &id.0)?;
    Ok(Redaction::of(&stood, at))
}

/// Lägesbilder that are not what was stored, whose steps could not have happened, or whose decided document
/// is not the one that was signed.
pub(super) fn findings(db: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut statement =
        db.prepare("SELECT id, body, agreement, party, at FROM lagesbild ORDER BY seq")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let stored: (String, String, String, i64) =
            (row.get(0)?, row.get(2)?, row.get(3)?, row.get(4)?);
        let id = stored.0.clone();
        let Ok(it) = read(db, row) else {
            findings.push(format!("{id}: the lägesbild and its steps cannot be so"));
            continue;
        };
        let about = it.dossier();
        let said = (&about.id.0, &about.agreement, &about.by.party.0, to_ns(about.at));
        if said != (&stored.0, &stored.1, &stored.2, stored.3) {
            findings.push(format!("{id}: the lägesbild is not the one that was stored"));
        }
        if !steps_are_as_stored(db, &it)? {
            findings.push(format!("{id}: a step of the lägesbild is not the one that was stored"));
        }
        if !removals_are_in_the_log(db, &it)? {
            findings.push(format!("{id}: the log knows nothing of a draft that was removed"));
        }
        if it.decided().is_some_and(|decided| !decided.is_intact()) {
            findings.push(format!("{id}: the decided document is not the one that was signed"));
        }
    }
    Ok(findings)
}

/// Whether each text that is gone was removed by gallring, which writes that down in the same moment.
fn removals_are_in_the_log(db: &Connection, it: &Lagesbild) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT count(*) FROM log WHERE object_kind = ?1 AND object_id = ?2 AND at = ?3",
    )?;
    for (no, step) in (1u64..).zip(&it.record().steps) {
        let Some(removed) = step.removed() else { continue };
        let object = format!("{}/{no}", it.dossier().id.0);
        let entry = params![Retained::Drafts.as_str(), object, to_ns(removed.at)];
        if statement.query_row(entry, |row| row.get::<_, u32>(0))? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether each step says what stands beside it in the table.
fn steps_are_as_stored(db: &Connection, it: &Lagesbild) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT no, at, step, party FROM lagesbild_step WHERE lagesbild = ?1 ORDER BY no",
    )?;
    let rows = statement.query_map([&it.dossier().id.0], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    let stored: Vec<(u64, i64, String, String)> = rows.collect::<Result<_, _>>()?;
    let said = (1u64..).zip(&it.record().steps).map(|(no, step)| {
        (no, to_ns(step.at), step.act.code().to_owned(), step.by.party.0.clone())
    });
    Ok(stored.into_iter().eq(said))
}
