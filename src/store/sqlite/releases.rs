//! Release acts and their tables.

use super::{
    error::{from_json, inconsistent, to_json},
    people::to_ns,
    work::{pack, unpack},
};
use crate::{
    case::release::{Prepared, ReleaseAct, ReleaseId, Step},
    incident::Fingerprint,
    store::StoreError,
};
use rusqlite::{Connection, OptionalExtension, params};

pub(super) fn list(db: &Connection) -> Result<Vec<ReleaseAct>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id, body FROM release_act ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut acts = Vec::new();
    while let Some(row) = rows.next()? {
        acts.push(read(db, row)?);
    }
    Ok(acts)
}

pub(super) fn one(db: &Connection, id: &ReleaseId) -> Result<Option<ReleaseAct>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id, body FROM release_act WHERE id = ?1")?;
    let mut rows = statement.query([&id.0])?;
    rows.next()?.map(|row| read(db, row)).transpose()
}

/// Columns id, body.
fn read(db: &Connection, row: &rusqlite::Row<'_>) -> Result<ReleaseAct, StoreError> {
    let (id, body): (String, String) = (row.get(0)?, row.get(1)?);
    let prepared: Prepared = from_json(&body, "release_act", "body", &id)?;
    let mut statement =
        db.prepare_cached("SELECT body FROM release_step WHERE act = ?1 ORDER BY no")?;
    let bodies = statement.query_map([&id], |row| row.get::<_, String>(0))?;
    let steps = bodies.map(|body| from_json::<Step>(&body?, "release_step", "body", &id));
    let steps = steps.collect::<Result<_, _>>()?;
    ReleaseAct::replayed(prepared, steps).map_err(|_| inconsistent("release_step", "step", &id))
}

pub(super) fn tables(db: &Connection, id: &ReleaseId) -> Result<Option<Vec<u8>>, StoreError> {
    let packed: Option<(Vec<u8>, String)> = db
        .prepare_cached("SELECT tables, fingerprint FROM release_act WHERE id = ?1")?
        .query_row([&id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((packed, fingerprint)) = packed else { return Ok(None) };
    let bytes = unpack(&packed).map(String::into_bytes);
    let sound = bytes.filter(|bytes| Fingerprint::of(bytes).0 == fingerprint);
    sound.map(Some).ok_or_else(|| inconsistent("release_act", "tables", &id.0))
}

pub(super) fn put(db: &Connection, act: &Prepared, tables: &[u8]) -> Result<(), StoreError> {
    let text = std::str::from_utf8(tables).ok().filter(|_| Fingerprint::of(tables) == act.tables);
    let text = text.ok_or_else(|| inconsistent("release_act", "tables", &act.id.0))?;
    db.prepare_cached(
        "INSERT INTO release_act (id, party, prepared_by, prepared_at, level, k, data_version,
                                  fingerprint, body, tables)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        act.id.0,
        act.prepared_by.party.0,
        act.prepared_by.user,
        to_ns(act.prepared_at),
        act.plan.level.as_str(),
        act.plan.k.k(),
        act.basis.version.0,
        act.tables.0,
        to_json(act)?,
        pack(text)?,
    ])?;
    Ok(())
}

pub(super) fn append(db: &Connection, act: &ReleaseAct, expected: u64) -> Result<(), StoreError> {
    let id = &act.prepared().id.0;
    let found: u64 = db
        .prepare_cached("SELECT count(*) + 1 FROM release_step WHERE act = ?1")?
        .query_row([id], |row| row.get(0))?;
    if found != expected || act.version() != expected + 1 {
        return Err(StoreError::Conflict { object: format!("release {id}"), found });
    }
    let Some(step) = act.steps().last() else { return Ok(()) };
    let (name, by) = match step {
        Step::Proposed(by) => ("proposed", by),
        Step::Approved(by) => ("approved", by),
        Step::Withdrawn { by, .. } => ("withdrawn", by),
    };
    db.prepare_cached(
        "INSERT INTO release_step (act, no, at, step, party, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![id, expected, to_ns(by.at), name, by.signer.party.0, to_json(step)?])?;
    Ok(())
}

/// Acts whose tables are not those that were stored, or whose steps could not have happened.
pub(super) fn findings(db: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut acts =
        db.prepare("SELECT id, body, fingerprint, level, k, tables FROM release_act ORDER BY seq")?;
    let mut rows = acts.query([])?;
    while let Some(row) = rows.next()? {
        let (id, fingerprint): (String, String) = (row.get(0)?, row.get(2)?);
        let (level, k, packed): (String, u32, Vec<u8>) = (row.get(3)?, row.get(4)?, row.get(5)?);
        let found = unpack(&packed).map(|text| Fingerprint::of(text.as_bytes()).0);
        if found.as_ref() != Some(&fingerprint) {
            findings.push(format!("{id}: the released tables are not those that were stored"));
        }
        match read(db, row) {
            Err(_) => findings.push(format!("{id}: the steps of the release cannot be so")),
            Ok(act) => {
                let about = act.prepared();
                let plan = &about.plan;
                let said = (about.tables.0.as_str(), plan.level.as_str(), plan.k.k());
                if said != (fingerprint.as_str(), level.as_str(), k) {
                    findings.push(format!("{id}: the release is not the one that was stored"));
                }
            }
        }
    }
    Ok(findings)
}
