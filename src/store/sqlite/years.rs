//! What was said of the years of agreements.

use super::{
    agreements,
    error::{from_json, inconsistent, to_json},
    people::to_ns,
};
use crate::{
    case::year::{Year, YearStep},
    store::StoreError,
};
use rusqlite::{Connection, params};

/// The year of an agreement; nothing where there is no such agreement.
pub(super) fn one(db: &Connection, agreement: &str) -> Result<Option<Year>, StoreError> {
    let known = agreements::agreements(db)?.into_iter().find(|one| one.value.id == agreement);
    let Some(record) = known.map(|known| known.value) else { return Ok(None) };
    let mut statement =
        db.prepare_cached("SELECT body FROM agreement_year_step WHERE agreement = ?1 ORDER BY no")?;
    let bodies = statement.query_map([agreement], |row| row.get::<_, String>(0))?;
    let steps = bodies
        .map(|body| from_json::<YearStep>(&body?, "agreement_year_step", "body", agreement))
        .collect::<Result<_, _>>()?;
    let year = Year::replayed(record.id, record.parties, steps);
    year.map(Some).map_err(|_| inconsistent("agreement_year_step", "step", agreement))
}

pub(super) fn append(db: &Connection, year: &Year, expected: u64) -> Result<(), StoreError> {
    let id = year.agreement();
    let kept = one(db, id)?.ok_or_else(|| inconsistent("agreement", "id", id))?;
    let found = kept.version();
    if found != expected || year.version() != expected + 1 {
        return Err(StoreError::Conflict { object: format!("year of {id}"), found });
    }
    let Some(step) = year.steps().last() else { return Ok(()) };
    // What could not have happened after what is there is not kept.
    if !year.steps().starts_with(kept.steps()) {
        return Err(inconsistent("agreement_year_step", "step", id));
    }
    db.prepare_cached(
        "INSERT INTO agreement_year_step (agreement, no, at, step, party, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        id,
        expected,
        to_ns(step.at),
        step.act.code(),
        step.by.party.0,
        to_json(step)?
    ])?;
    Ok(())
}

/// Years whose steps could not have happened, or are not what was stored.
pub(super) fn findings(db: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut agreements = db.prepare("SELECT DISTINCT agreement FROM agreement_year_step")?;
    let ids = agreements.query_map([], |row| row.get::<_, String>(0))?;
    for id in ids {
        let id = id?;
        match one(db, &id) {
            Err(_) => findings.push(format!("{id}: the steps of its year cannot be so")),
            Ok(None) => findings.push(format!("{id}: a year of no agreement")),
            Ok(Some(year)) => {
                let mut columns = db.prepare_cached(
                    "SELECT step, party, at FROM agreement_year_step WHERE agreement = ?1 ORDER BY no",
                )?;
                let mut rows = columns.query([&id])?;
                let mut steps = year.steps().iter();
                while let (Some(row), Some(step)) = (rows.next()?, steps.next()) {
                    let kept: (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    let said = (step.act.code().into(), step.by.party.0.clone(), to_ns(step.at));
                    if kept != said {
                        findings.push(format!(
                            "{id}: a step of its year is not the one that was stored"
                        ));
                    }
                }
            }
        }
    }
    Ok(findings)
}
