//! Cases as they were opened, and the steps of what is done in them.

use super::{
    error::{from_json, inconsistent, to_json},
    people::to_ns,
};
use crate::{
    case::{
        opening::{Case, CaseNumber},
        work::{Work, step::Step},
    },
    store::StoreError,
};
use rusqlite::{Connection, Row, params};
use std::collections::HashMap;

type Key = (i16, u16);

pub(super) fn list(db: &Connection) -> Result<Vec<Work>, StoreError> {
    let mut steps: HashMap<Key, Vec<Step>> = HashMap::new();
    let mut statement =
        db.prepare_cached("SELECT year, number, body FROM case_step ORDER BY year, number, no")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let key: Key = (row.get(0)?, row.get(1)?);
        steps.entry(key).or_default().push(step(row, 2, key)?);
    }
    let mut statement =
        db.prepare_cached("SELECT year, number, body FROM pls_case ORDER BY year, number")?;
    let mut rows = statement.query([])?;
    let mut works = Vec::new();
    while let Some(row) = rows.next()? {
        let key: Key = (row.get(0)?, row.get(1)?);
        works.push(work(&row.get::<_, String>(2)?, steps.remove(&key).unwrap_or_default(), key)?);
    }
    Ok(works)
}

pub(super) fn one(db: &Connection, number: &CaseNumber) -> Result<Option<Work>, StoreError> {
    let key = (number.year, number.number);
    let mut statement =
        db.prepare_cached("SELECT body FROM pls_case WHERE year = ?1 AND number = ?2")?;
    let mut rows = statement.query(key)?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let body: String = row.get(0)?;
    let mut statement = db
        .prepare_cached("SELECT body FROM case_step WHERE year = ?1 AND number = ?2 ORDER BY no")?;
    let mut rows = statement.query(key)?;
    let mut steps = Vec::new();
    while let Some(row) = rows.next()? {
        steps.push(step(row, 0, key)?);
    }
    work(&body, steps, key).map(Some)
}

fn step(row: &Row<'_>, column: usize, key: Key) -> Result<Step, StoreError> {
    let body: String = row.get(column)?;
    from_json(&body, "case_step", "body", number(key))
}

fn work(body: &str, steps: Vec<Step>, key: Key) -> Result<Work, StoreError> {
    let case: Case = from_json(body, "pls_case", "body", number(key))?;
    Work::replayed(case, steps).map_err(|_| inconsistent("case_step", "step", number(key)))
}

fn number((year, number): Key) -> CaseNumber {
    CaseNumber { year, number }
}

/// The number is taken by [`put`] in the same transaction; there is one writer, so nobody else can be
/// given it, and a transaction that is undone leaves no gap.
pub(super) fn next_number(db: &Connection, year: i16) -> Result<CaseNumber, StoreError> {
    let last: u16 = db
        .prepare_cached("SELECT coalesce(max(number), 0) FROM pls_case WHERE year = ?1")?
        .query_row([year], |row| row.get(0))?;
    let number = last.checked_add(1).ok_or_else(|| inconsistent("pls_case", "number", last))?;
    Ok(CaseNumber { year, number })
}

pub(super) fn put(db: &Connection, case: &Case) -> Result<(), StoreError> {
    let CaseNumber { year, number } = case.number;
    db.prepare_cached(
        "INSERT INTO pls_case (year, number, version, updated, body) VALUES (?1, ?2, 1, ?3, ?4)",
    )?
    .execute(params![year, number, to_ns(case.opened_at), to_json(case)?])?;
    Ok(())
}

/// Only the last step is written: those before it must be the ones that are kept, or what was right in
/// the case it was done in could be impossible in this one.
pub(super) fn append(db: &Connection, work: &Work, expected: u64) -> Result<(), StoreError> {
    let key @ (year, number) = (work.case().number.year, work.case().number.number);
    let found: u64 = db
        .prepare_cached("SELECT count(*) + 1 FROM case_step WHERE year = ?1 AND number = ?2")?
        .query_row(key, |row| row.get(0))?;
    if found != expected || work.version() != expected + 1 {
        return Err(StoreError::Conflict { object: work.case().number.to_string(), found });
    }
    let Some((step, before)) = work.steps().split_last() else { return Ok(()) };
    let kept = one(db, &work.case().number)?;
    if kept.is_none_or(|kept| kept.case() != work.case() || kept.steps() != before) {
        return Err(inconsistent("case_step", "step", work.case().number));
    }
    db.prepare_cached(
        "INSERT INTO case_step (year, number, no, at, step, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        year,
        number,
        expected,
        to_ns(step.at),
        step.what.as_str(),
        to_json(step)?
    ])?;
    Ok(())
}

/// Cases whose steps could not have happened.
pub(super) fn findings(db: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut statement = db.prepare("SELECT year, number FROM pls_case ORDER BY year, number")?;
    let keys = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for key in keys {
        let number = number(key?);
        if one(db, &number).is_err() {
            findings.push(format!("{number}: the steps of the case cannot be so"));
        }
    }
    Ok(findings)
}
