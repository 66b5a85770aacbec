//! How far cases, forums, openings, lägesbilder and release acts have come, which every list asks before it uses
//! what it has kept.
//!
//! Bodies are large and marks small: those of cases, forums and openings, of which there are many, are read
//! from indexes alone (V20).

use super::people::from_ns;
use crate::{
    case::{
        forum::ForumId,
        opening::{CaseNumber, OpeningId},
        release::ReleaseId,
    },
    lagesbild::step::LagesbildId,
    store::{Mark, StoreError},
};
use rusqlite::{Connection, Row};

/// Steps are only ever appended, so the last one says it. The index is named: left to choose, SQLite would read the row with its body.
const CASES: &str = "SELECT c.year, c.number, 1 + coalesce(s.no, 0), coalesce(s.at, c.updated)
     FROM pls_case c LEFT JOIN case_step s INDEXED BY case_step_mark
       ON s.year = c.year AND s.number = c.number
      AND s.no = (SELECT max(no) FROM case_step WHERE year = c.year AND number = c.number)
     ORDER BY c.year, c.number";

/// By the last step too.
const FORUMS: &str = "SELECT agreement, forum, 1 + max(no), max(at) FROM forum_step
     GROUP BY agreement, forum ORDER BY agreement, forum";

/// By the version of the row.
const OPENINGS: &str = "SELECT id, version, updated FROM opening ORDER BY seq DESC";

/// By the number of steps. Of these, and of release acts, there are few: their rows are read.
const LAGESBILDER: &str =
    "SELECT id, (SELECT count(*) FROM lagesbild_step s WHERE s.lagesbild = l.id)
     FROM lagesbild l ORDER BY seq";

/// By the number of steps.
const RELEASES: &str = "SELECT id, (SELECT count(*) FROM release_step s WHERE s.act = a.id)
     FROM release_act a ORDER BY seq";

pub(super) fn cases(db: &Connection) -> Result<Vec<(CaseNumber, Mark)>, StoreError> {
    read(db, CASES, |row| {
        Ok((CaseNumber { year: row.get(0)?, number: row.get(1)? }, mark(row, 2)?))
    })
}

pub(super) fn forums(db: &Connection) -> Result<Vec<(ForumId, Mark)>, StoreError> {
    read(db, FORUMS, |row| {
        Ok((ForumId { agreement: row.get(0)?, forum: row.get(1)? }, mark(row, 2)?))
    })
}

pub(super) fn openings(db: &Connection) -> Result<Vec<(OpeningId, Mark)>, StoreError> {
    read(db, OPENINGS, |row| Ok((OpeningId(row.get(0)?), mark(row, 1)?)))
}

pub(super) fn lagesbilder(db: &Connection) -> Result<Vec<(LagesbildId, u64)>, StoreError> {
    read(db, LAGESBILDER, |row| Ok((LagesbildId(row.get(0)?), row.get(1)?)))
}

pub(super) fn releases(db: &Connection) -> Result<Vec<(ReleaseId, u64)>, StoreError> {
    read(db, RELEASES, |row| Ok((ReleaseId(row.get(0)?), row.get(1)?)))
}

fn mark(row: &Row<'_>, from: usize) -> rusqlite::Result<Mark> {
    Ok(Mark { version: row.get(from)?, updated: from_ns(row.get(from + 1)?) })
}

fn read<T>(
    db: &Connection,
    sql: &str,
    one: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let all = statement.query_map([], one)?;
    Ok(all.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::SqliteStore;

    #[test]
    fn no_page_of_a_body_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(SqliteStore::open(folder.path()).expect("a store"));
        let db = Connection::open(folder.path().join(crate::store::sqlite::FILE_NAME));
        let db = db.expect("its database");
        for (name, sql) in [("cases", CASES), ("forums", FORUMS), ("openings", OPENINGS)] {
            let plan = format!("EXPLAIN QUERY PLAN {sql}");
            let mut statement = db.prepare(&plan).expect(name);
            let steps = statement.query_map([], |row| row.get::<_, String>(3)).expect(name);
            let steps: Vec<String> = steps.collect::<Result<_, _>>().expect(name);
            let reads: Vec<&String> = steps
                .iter()
                .filter(|step| step.starts_with("SCAN") || step.starts_with("SEARCH"))
                .collect();
            assert!(!reads.is_empty(), "{name}: {steps:?}");
            assert!(reads.iter().all(|step| step.contains("COVERING INDEX")), "{name}: {steps:?}");
        }
    }
}
