//! What can be checked of a store.

use super::{
    baselines, cases, enkater, forums, information, lagesbilder, library, log, method_runs,
    releases, work, years,
};
use crate::{case::log::verify::HeadFile, store::StoreError};
use rusqlite::Connection;

/// What is wrong with the store: structure, references, deliveries whose rows are not all there,
/// runs, cases, forums, libraries, released tables, information and years that are not what was stored, a log that is not
/// what was written or not as long as the heads say. Empty when all is well.
pub(super) fn check(db: &Connection, heads: Vec<HeadFile>) -> Result<Vec<String>, StoreError> {
    let mut findings = sound(db)?;
    let mut deliveries = db.prepare(
        "SELECT id, n_staged,
                (SELECT count(*) FROM count_row r WHERE r.import = i.id)
                + (SELECT count(*) FROM also_delivered a WHERE a.import = i.id)
         FROM import i WHERE state IN ('previewed', 'published', 'undone') AND n_staged >= 0",
    )?;
    let mut rows = deliveries.query([])?;
    while let Some(row) = rows.next()? {
        let (id, staged, found): (u32, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if staged != found {
            findings.push(format!("import {id}: {staged} rows were staged, {found} are there"));
        }
    }
    let mut tables = db.prepare(
        "SELECT id, json_extract(totals, '$.n_accepted'),
                (SELECT count(*) FROM indicator_value v WHERE v.import = i.id)
         FROM import i
         WHERE kind = 'indicators' AND state IN ('previewed', 'published', 'undone')
           AND n_staged >= 0",
    )?;
    let mut rows = tables.query([])?;
    while let Some(row) = rows.next()? {
        let (id, accepted, found): (u32, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if accepted != found {
            findings
                .push(format!("import {id}: {accepted} values were delivered, {found} are there"));
        }
    }
    let beyond: u32 = db.query_row(
        "SELECT count(*) FROM import, data_version
         WHERE published_version > value OR undone_version > value",
        [],
        |row| row.get(0),
    )?;
    if beyond > 0 {
        findings.push(format!("{beyond} imports are of a later data version than the store"));
    }
    let mut runs = db.prepare("SELECT id, result_hash, result, cells FROM run ORDER BY seq")?;
    let mut rows = runs.query([])?;
    while let Some(row) = rows.next()? {
        let (id, hash): (String, String) = (row.get(0)?, row.get(1)?);
        let (rest, cells): (Vec<u8>, Vec<u8>) = (row.get(2)?, row.get(3)?);
        if work::hash_of(&rest, &cells).0 != hash {
            findings.push(format!("{id}: the stored result is not the one that was stored"));
        }
    }
    findings.extend(method_runs::findings(db)?);
    findings.extend(log::findings(db, heads)?);
    findings.extend(releases::findings(db)?);
    findings.extend(cases::findings(db)?);
    findings.extend(forums::findings(db)?);
    findings.extend(enkater::findings(db)?);
    findings.extend(information::findings(db)?);
    findings.extend(lagesbilder::findings(db)?);
    findings.extend(years::findings(db)?);
    findings.extend(baselines::findings(db)?);
    findings.extend(library::findings(db)?);
    Ok(findings)
}

/// Structure and references alone, as far as SQLite knows them.
pub(super) fn sound(db: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut integrity = db.prepare("PRAGMA integrity_check")?;
    let mut rows = integrity.query([])?;
    while let Some(row) = rows.next()? {
        let finding: String = row.get(0)?;
        if finding != "ok" {
            findings.push(finding);
        }
    }
    let mut references = db.prepare("PRAGMA foreign_key_check")?;
    let mut rows = references.query([])?;
    while let Some(row) = rows.next()? {
        let (table, id, parent): (String, Option<i64>, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let id = id.map_or_else(String::new, |id| format!(" {id}"));
        findings.push(format!("{table}{id} refers to a {parent} that is not there"));
    }
    Ok(findings)
}
