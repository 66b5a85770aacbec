//! The log: written at its end, read by object or by page, walked whole.

use super::{
    error::{from_json, inconsistent, to_json},
    people::to_ns,
};
use crate::{
    case::log::{
        LogEntry,
        chain::{ChainHash, Link, START},
        verify::{HeadFile, Verification, Verifier},
    },
    store::{LogQuery, NumberedEntry, StoreError},
};
use rusqlite::{Connection, Row, ToSql, params, params_from_iter, types::ValueRef};

/// The end of the chain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tail {
    /// Number of the last entry; 0 before the first.
    pub(super) seq: i64,
    /// When it was written, in nanoseconds since 1970.
    pub(super) at_ns: i64,
    /// Its hash.
    pub(super) hash: ChainHash,
}

pub(super) fn tail(db: &Connection) -> Result<Tail, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT seq, at, hash FROM log ORDER BY seq DESC LIMIT 1")?;
    let mut rows = statement.query([])?;
    let Some(row) = rows.next()? else { return Ok(Tail { seq: 0, at_ns: 0, hash: START }) };
    let seq: i64 = row.get(0)?;
    let hash = row.get_ref(2)?.as_blob().ok().and_then(|bytes| bytes.try_into().ok());
    let hash = hash.ok_or_else(|| inconsistent("log", "hash", seq))?;
    Ok(Tail { seq, at_ns: row.get(1)?, hash })
}

/// Adds an entry at the end of the chain.
pub(super) fn append(db: &Connection, entry: &LogEntry) -> Result<(), StoreError> {
    let tail = tail(db)?;
    let body = to_json(entry)?;
    let link = Link {
        seq: tail.seq + 1,
        at_ns: to_ns(entry.at),
        object_kind: entry.object_kind.as_bytes(),
        object_id: entry.object_id.as_bytes(),
        body: body.as_bytes(),
    };
    db.prepare_cached(
        "INSERT INTO log (seq, at, object_kind, object_id, body, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        link.seq,
        link.at_ns,
        entry.object_kind,
        entry.object_id,
        body,
        link.after(&tail.hash)
    ])?;
    Ok(())
}

/// Log of an object, oldest first.
pub(super) fn of_object(
    db: &Connection,
    object_kind: &str,
    object_id: &str,
) -> Result<Vec<LogEntry>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT seq, body FROM log WHERE object_kind = ?1 AND object_id = ?2 ORDER BY seq",
    )?;
    let mut rows = statement.query([object_kind, object_id])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(read(row)?.entry);
    }
    Ok(entries)
}

/// Columns seq, body.
fn read(row: &Row<'_>) -> Result<NumberedEntry, StoreError> {
    let (seq, body): (i64, String) = (row.get(0)?, row.get(1)?);
    Ok(NumberedEntry { seq, entry: from_json(&body, "log", "body", seq)? })
}

/// Entries of a question, newest first.
pub(super) fn page(db: &Connection, asked: &LogQuery) -> Result<Vec<NumberedEntry>, StoreError> {
    let mut sql = String::from("SELECT seq, body FROM log WHERE seq < ?");
    let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(asked.before.unwrap_or(i64::MAX))];
    let parties = vec!["?"; asked.parties.len()].join(", ");
    sql += &format!(" AND (party IN ({parties})");
    for party in &asked.parties {
        values.push(Box::new(party.0.clone()));
    }
    sql += if asked.of_the_program { " OR party IS NULL)" } else { ")" };
    let mut also = |condition: &str, value: Option<Box<dyn ToSql>>| {
        if let Some(value) = value {
            sql += condition;
            values.push(value);
        }
    };
    let boxed = |value: i64| -> Box<dyn ToSql> { Box::new(value) };
    let text = |value: &String| -> Box<dyn ToSql> { Box::new(value.clone()) };
    also(" AND at >= ?", asked.from.map(to_ns).map(boxed));
    also(" AND at < ?", asked.until.map(to_ns).map(boxed));
    also(" AND act = ?", asked.act.as_ref().map(text));
    also(" AND object_kind = ?", asked.object_kind.as_ref().map(text));
    sql += " ORDER BY seq DESC LIMIT ?";
    values.push(boxed(asked.limit.into()));
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(read(row)?);
    }
    Ok(entries)
}

/// Holds the log against files of heads.
pub(super) fn verify(db: &Connection, mut verifier: Verifier) -> Result<Verification, StoreError> {
    let mut statement =
        db.prepare("SELECT seq, at, object_kind, object_id, body, hash FROM log ORDER BY seq")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let bytes = |column| -> Result<&[u8], StoreError> {
            Ok(match row.get_ref(column)? {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
                _ => &[],
            })
        };
        let link = Link {
            seq: row.get(0)?,
            at_ns: row.get(1)?,
            object_kind: bytes(2)?,
            object_id: bytes(3)?,
            body: bytes(4)?,
        };
        if !verifier.entry(&link, bytes(5)?) {
            break;
        }
    }
    Ok(verifier.finish())
}

/// What is wrong with the log, for [`super::backup::check`]: code, and where.
pub(super) fn findings(db: &Connection, files: Vec<HeadFile>) -> Result<Vec<String>, StoreError> {
    let found = verify(db, Verifier::new(files, Vec::new()))?.findings;
    Ok(found.iter().map(|finding| format!("log: {finding}")).collect())
}
