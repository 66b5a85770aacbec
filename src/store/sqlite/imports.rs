//! Deliveries: their life, and the data versions they make.

use super::{
    error::{from_code, from_json, inconsistent, to_code, to_json},
    people::{from_ns, to_ns},
};
use crate::{
    incident::{DataVersion, Fingerprint, ImportId, PartyId},
    ingest::{ImportRecord, ImportState, Rejection},
    store::StoreError,
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

pub(super) fn data_version(db: &Connection) -> Result<DataVersion, StoreError> {
    let value =
        db.prepare_cached("SELECT value FROM data_version")?.query_row([], |row| row.get(0))?;
    Ok(DataVersion(value))
}

const IMPORT: &str = "id, kind, state, options, file_hash, content_hash, totals, shared,
    created_by, created_at, published_at, shared_with";

fn read_import(row: &Row<'_>) -> Result<ImportRecord, StoreError> {
    let id: u32 = row.get(0)?;
    let text = |column| row.get::<_, String>(column);
    Ok(ImportRecord {
        id: ImportId(id),
        kind: from_code(&text(1)?, "import", "kind", id)?,
        state: from_code(&text(2)?, "import", "state", id)?,
        options: from_json(&text(3)?, "import", "options", id)?,
        file_hash: Fingerprint(text(4)?),
        content_hash: Fingerprint(text(5)?),
        totals: from_json(&text(6)?, "import", "totals", id)?,
        shared: row.get(7)?,
        created_by: text(8)?,
        created_at: from_ns(row.get(9)?),
        published_at: row.get::<_, Option<i64>>(10)?.map(from_ns),
        shared_with: from_json(&text(11)?, "import", "shared_with", id)?,
    })
}

/// Those that meet the condition; never a dropped one.
pub(super) fn select(
    db: &Connection,
    condition: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<ImportRecord>, StoreError> {
    let sql = format!("SELECT {IMPORT} FROM import WHERE state <> 'dropped' AND {condition}");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(params)?;
    let mut imports = Vec::new();
    while let Some(row) = rows.next()? {
        imports.push(read_import(row)?);
    }
    Ok(imports)
}

pub(super) fn imports(db: &Connection) -> Result<Vec<ImportRecord>, StoreError> {
    select(db, "1 ORDER BY id DESC", [])
}

pub(super) fn import(db: &Connection, id: ImportId) -> Result<Option<ImportRecord>, StoreError> {
    Ok(select(db, "id = ?1", [id.0])?.pop())
}

pub(super) fn same_delivery(
    db: &Connection,
    owner: &PartyId,
    source: &str,
    file_hash: &Fingerprint,
    content_hash: &Fingerprint,
) -> Result<Option<ImportId>, StoreError> {
    // Area deliveries have no hash of sorted rows.
    let same = db
        .prepare_cached(
            "SELECT i.id FROM import i JOIN stream s ON s.id = i.stream
             WHERE s.owner = ?1 AND s.source = ?2 AND i.state IN ('previewed', 'published')
               AND (i.file_hash = ?3 OR (i.content_hash = ?4 AND i.content_hash <> ''))
             ORDER BY i.state = 'published' DESC, i.id DESC LIMIT 1",
        )?
        .query_row([&owner.0, source, &file_hash.0, &content_hash.0], |row| row.get(0))
        .optional()?;
    Ok(same.map(ImportId))
}

pub(super) fn rejections(
    db: &Connection,
    id: ImportId,
    offset: u64,
    limit: u64,
) -> Result<Vec<Rejection>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT file, line, record, field, value, code FROM rejection
         WHERE import = ?1 AND no >= ?2 ORDER BY no LIMIT ?3",
    )?;
    let largest = i64::MAX.cast_unsigned();
    let mut rows = statement.query(params![id.0, offset.min(largest), limit.min(largest)])?;
    let mut rejections = Vec::new();
    while let Some(row) = rows.next()? {
        let code: String = row.get(5)?;
        rejections.push(Rejection {
            file: row.get(0)?,
            line: row.get(1)?,
            record: row.get(2)?,
            column: row.get(3)?,
            value: row.get(4)?,
            code: from_code(&code, "rejection", "code", id.0)?,
        });
    }
    Ok(rejections)
}

pub(super) fn new_import(db: &Connection, record: &ImportRecord) -> Result<ImportId, StoreError> {
    let of = (&record.options.owner.0, &record.options.source);
    db.prepare_cached(
        "INSERT INTO stream (owner, source) VALUES (?1, ?2) ON CONFLICT (owner, source) DO NOTHING",
    )?
    .execute(of)?;
    let stream: i64 = db
        .prepare_cached("SELECT id FROM stream WHERE owner = ?1 AND source = ?2")?
        .query_row(of, |row| row.get(0))?;
    let id = db
        .prepare_cached(
            "INSERT INTO import (kind, state, stream, file_hash, content_hash, shared, created_by,
                                 created_at, options, totals, shared_with)
             VALUES (?1, 'staging', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .insert(params![
            to_code(&record.kind)?,
            stream,
            record.file_hash.0,
            record.content_hash.0,
            record.shared,
            record.created_by,
            to_ns(record.created_at),
            to_json(&record.options)?,
            to_json(&record.totals)?,
            to_json(&record.shared_with)?,
        ])?;
    let id = u32::try_from(id).map_err(|_| inconsistent("import", "id", id))?;
    Ok(ImportId(id))
}

/// The state of an import; an error if it is not there.
pub(super) fn state(db: &Connection, id: ImportId) -> Result<ImportState, StoreError> {
    let record = import(db, id)?.ok_or_else(|| inconsistent("import", "id", id.0))?;
    Ok(record.state)
}

pub(super) fn put_import(db: &Connection, record: &ImportRecord) -> Result<(), StoreError> {
    let now = state(db, record.id)?;
    let previewed = (ImportState::Staging, ImportState::Previewed);
    if now != record.state && (now, record.state) != previewed {
        return Err(inconsistent("import", "state", record.id.0));
    }
    db.prepare_cached(
        "UPDATE import SET state = ?2, totals = ?3, shared = ?4, shared_with = ?5 WHERE id = ?1",
    )?
    .execute(params![
        record.id.0,
        to_code(&record.state)?,
        to_json(&record.totals)?,
        record.shared,
        to_json(&record.shared_with)?,
    ])?;
    Ok(())
}

pub(super) fn flip_import(
    db: &Connection,
    id: ImportId,
    to: ImportState,
    at: Timestamp,
) -> Result<DataVersion, StoreError> {
    let sql = match (state(db, id)?, to) {
        (ImportState::Previewed, ImportState::Published) => {
            "UPDATE import SET state = 'published', published_at = ?2, published_version = ?3
             WHERE id = ?1"
        }
        (ImportState::Published, ImportState::Undone) => {
            "UPDATE import SET state = 'undone', undone_at = ?2, undone_version = ?3 WHERE id = ?1"
        }
        _ => return Err(inconsistent("import", "state", id.0)),
    };
    let version: u32 = db
        .prepare_cached("UPDATE data_version SET value = value + 1 RETURNING value")?
        .query_row([], |row| row.get(0))?;
    db.prepare_cached(sql)?.execute(params![id.0, to_ns(at), version])?;
    Ok(DataVersion(version))
}

/// Short, whatever the size of the import: the rows are swept away later.
pub(super) fn drop_import(db: &Connection, id: ImportId) -> Result<(), StoreError> {
    match state(db, id)? {
        ImportState::Staging | ImportState::Previewed => {
            db.prepare_cached("UPDATE import SET state = 'dropped' WHERE id = ?1")?
                .execute([id.0])?;
            Ok(())
        }
        ImportState::Published | ImportState::Undone => Err(inconsistent("import", "state", id.0)),
    }
}
