//! What the parties of an agreement have done with the entries of the library of measures.

use super::{
    error::{from_json, inconsistent, to_json},
    people::to_ns,
};
use crate::{
    case::library::{EntryId, LibraryStep, Written},
    store::StoreError,
};
use rusqlite::{Connection, params};

/// Of an agreement, by entry.
pub(super) fn of_agreement(db: &Connection, agreement: &str) -> Result<Vec<Written>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT entry, body FROM library_step WHERE agreement = ?1 ORDER BY entry, no",
    )?;
    let mut rows = statement.query([agreement])?;
    let mut all: Vec<(EntryId, Vec<LibraryStep>)> = Vec::new();
    while let Some(row) = rows.next()? {
        let id = EntryId { agreement: agreement.to_owned(), entry: row.get(0)? };
        let step = from_json(&row.get::<_, String>(1)?, "library_step", "body", &id)?;
        match all.last_mut() {
            Some((last, steps)) if *last == id => steps.push(step),
            _ => all.push((id, vec![step])),
        }
    }
    let written = |(id, steps): (EntryId, Vec<LibraryStep>)| {
        Written::replayed(id.clone(), steps).map_err(|_| inconsistent("library_step", "step", &id))
    };
    all.into_iter().map(written).collect()
}

/// Only the last step is written: those before it must be the ones that are kept.
pub(super) fn append(db: &Connection, of: &Written, expected: u64) -> Result<(), StoreError> {
    let id = of.id();
    let kept = of_agreement(db, &id.agreement)?.into_iter().find(|kept| kept.id() == id);
    let found = kept.as_ref().map_or(0, Written::version);
    if found != expected || of.version() != expected + 1 {
        return Err(StoreError::Conflict { object: id.to_string(), found });
    }
    let Some((step, before)) = of.steps().split_last() else { return Ok(()) };
    if kept.is_some_and(|kept| kept.steps() != before) {
        return Err(inconsistent("library_step", "step", id));
    }
    db.prepare_cached(
        "INSERT INTO library_step (agreement, entry, no, at, step, party, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        id.agreement,
        id.entry,
        of.version(),
        to_ns(step.at),
        step.act.as_str(),
        step.by.party.0,
        to_json(step)?
    ])?;
    Ok(())
}

/// Libraries whose steps could not have happened.
pub(super) fn findings(db: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut statement = db.prepare("SELECT DISTINCT agreement FROM library_step ORDER BY 1")?;
    for agreement in statement.query_map([], |row| row.get::<_, String>(0))? {
        let agreement = agreement?;
        if of_agreement(db, &agreement).is_err() {
            findings.push(format!("{agreement}: the steps of the library cannot be so"));
        }
    }
    Ok(findings)
}
