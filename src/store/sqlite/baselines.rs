//! Frozen measurements of agreements.

use super::{
    error::{from_json, inconsistent, to_json},
    people::to_ns,
};
use crate::{case::baseline::Baseline, store::StoreError};
use rusqlite::{Connection, params};

/// Of an agreement, oldest first. One that is not what was frozen is never handed out.
pub(super) fn of_agreement(db: &Connection, agreement: &str) -> Result<Vec<Baseline>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT no, fingerprint, body FROM agreement_baseline WHERE agreement = ?1 ORDER BY no",
    )?;
    let mut rows = statement.query([agreement])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (no, fingerprint): (u32, String) = (row.get(0)?, row.get(1)?);
        let body: String = row.get(2)?;
        let kept: Baseline = from_json(&body, "agreement_baseline", "body", agreement)?;
        let is_it =
            kept.agreement == agreement && kept.no == no && kept.fingerprint().0 == fingerprint;
        if !is_it {
            return Err(inconsistent("agreement_baseline", "body", agreement));
        }
        all.push(kept);
    }
    Ok(all)
}

pub(super) fn put(db: &Connection, baseline: &Baseline) -> Result<(), StoreError> {
    let Baseline { agreement, no, at, .. } = baseline;
    let found: u64 = db
        .prepare_cached("SELECT count(*) FROM agreement_baseline WHERE agreement = ?1")?
        .query_row([agreement], |row| row.get(0))?;
    if u64::from(*no) != found + 1 {
        return Err(StoreError::Conflict { object: format!("baseline of {agreement}"), found });
    }
    db.prepare_cached(
        "INSERT INTO agreement_baseline (agreement, no, at, fingerprint, body)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        agreement,
        no,
        to_ns(*at),
        baseline.fingerprint().0,
        to_json(baseline)?
    ])?;
    Ok(())
}

/// Baselines that are not what was frozen.
pub(super) fn findings(db: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut statement =
        db.prepare("SELECT DISTINCT agreement FROM agreement_baseline ORDER BY 1")?;
    for agreement in statement.query_map([], |row| row.get::<_, String>(0))? {
        let agreement = agreement?;
        if of_agreement(db, &agreement).is_err() {
            findings.push(format!("{agreement}: a baseline is not the one that was frozen"));
        }
    }
    Ok(findings)
}
