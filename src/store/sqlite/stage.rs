//! Rows put aside until their import is published.
//!
//! For each key of a stream the deliveries are events in the order of staging. A row stands for a
//! run of equal deliveries under its key: `import` and `also_delivered` are the events in the run,
//! `superseded` the later events that bring other content or replace the period. So whatever imports
//! are in force, at most one row of a key counts, and it is the one their latest event leaves.

use super::{areas, connection::Writer, error::inconsistent, imports};
use crate::{
    area::AreaId,
    incident::{ImportId, Period, StudyClock},
    ingest::{AcceptedRow, ImportState, ImportTotals, Rejection},
    store::StoreError,
};
use jiff::civil::{Date, date};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{HashMap, HashSet};

/// Rows in one commit: large enough to be fast, small enough for others to write in between.
pub(super) const ROWS_PER_COMMIT: usize = 20_000;

/// What the rows of a chunk are compared with and added to.
struct Staging<'a> {
    db: &'a Connection,
    import: u32,
    stream: i64,
    published: HashSet<u32>,
    totals: &'a mut ImportTotals,
    area_names: &'a mut HashMap<AreaId, i64>,
    n_staged: usize,
}

/// What is compared between deliveries under one key: everything that is kept.
type Content = (i32, i32, Option<i64>, Option<i64>, u16, u8, u32, Option<i32>);

/// A row that was staged earlier under the same key.
struct Earlier {
    id: i64,
    import: u32,
    content: Content,
    superseded: bool,
}

pub(super) fn stage(
    writer: &Writer,
    import: ImportId,
    rows: &[AcceptedRow],
    rejections: &[Rejection],
) -> Result<ImportTotals, StoreError> {
    let mut totals = ImportTotals::default();
    let mut area_names = HashMap::new();
    stage_rejections(writer, import, rejections)?;
    for chunk in rows.chunks(ROWS_PER_COMMIT) {
        let transaction = writer.begin()?;
        let mut staging = Staging::of(&transaction, import, &mut totals, &mut area_names)?;
        for row in chunk {
            staging.row(row)?;
        }
        staging.finish()?;
        transaction.commit()?;
    }
    replace_period(writer, import, &mut totals)?;
    Ok(totals)
}

fn stage_rejections(
    writer: &Writer,
    import: ImportId,
    rejections: &[Rejection],
) -> Result<(), StoreError> {
    for (chunk_no, chunk) in rejections.chunks(ROWS_PER_COMMIT).enumerate() {
        let transaction = writer.begin()?;
        let mut insert = transaction.prepare_cached(
            "INSERT INTO rejection (import, no, file, line, record, field, value, code)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        for (i, rejection) in chunk.iter().enumerate() {
            insert.execute(params![
                import.0,
                chunk_no * ROWS_PER_COMMIT + i,
                rejection.file,
                rejection.line,
                rejection.record,
                rejection.column,
                rejection.value,
                rejection.code.as_str(),
            ])?;
        }
        drop(insert);
        transaction.commit()?;
    }
    Ok(())
}

fn published_now(db: &Connection) -> Result<HashSet<u32>, StoreError> {
    let mut published = db.prepare_cached("SELECT id FROM import WHERE state = 'published'")?;
    Ok(published.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

impl<'a> Staging<'a> {
    fn of(
        db: &'a Connection,
        import: ImportId,
        totals: &'a mut ImportTotals,
        area_names: &'a mut HashMap<AreaId, i64>,
    ) -> Result<Self, StoreError> {
        if imports::state(db, import)? != ImportState::Staging {
            return Err(inconsistent("import", "state", import.0));
        }
        let stream = db
            .prepare_cached("SELECT stream FROM import WHERE id = ?1")?
            .query_row([import.0], |row| row.get(0))?;
        let published = published_now(db)?;
        Ok(Self { db, import: import.0, stream, published, totals, area_names, n_staged: 0 })
    }

    fn finish(self) -> Result<(), StoreError> {
        self.db
            .prepare_cached("UPDATE import SET n_staged = n_staged + ?2 WHERE id = ?1")?
            .execute(params![self.import, self.n_staged])?;
        Ok(())
    }

    fn row(&mut self, row: &AcceptedRow) -> Result<(), StoreError> {
        let content = self.content(row)?;
        let earlier = match &row.key {
            Some(key) => self.earlier(&key.0)?,
            None => Vec::new(),
        };
        let mut counting = None;
        for earlier in &earlier {
            if self.counts_now(earlier)? {
                counting = Some(earlier.content);
            }
        }
        match counting {
            None => self.totals.n_new += 1,
            Some(known) if known == content => self.totals.n_already += 1,
            Some(_) => self.totals.n_changed += 1,
        }
        let standing = match earlier.last() {
            // A row that was superseded once has had its run; equal content begins a new one.
            Some(last) if last.content == content && !last.superseded => {
                if last.import != self.import {
                    self.n_staged += self.note("also_delivered", last.id)?;
                }
                last.id
            }
            _ => self.insert(row, content)?,
        };
        for other in earlier.iter().filter(|earlier| earlier.id != standing) {
            self.note("superseded", other.id)?;
        }
        Ok(())
    }

    fn content(&mut self, row: &AcceptedRow) -> Result<Content, StoreError> {
        let area = match (&row.cell, &row.area) {
            (None, Some(area)) => Some(self.area_name(area)?),
            _ => None,
        };
        Ok((
            row.from_hour,
            row.to_hour,
            row.cell.map(|cell| cell.to_u64().cast_signed()),
            area,
            row.category,
            row.precision as u8,
            row.n,
            row.reported_on.map(to_days),
        ))
    }

    fn area_name(&mut self, area: &AreaId) -> Result<i64, StoreError> {
        if let Some(&dense) = self.area_names.get(area) {
            return Ok(dense);
        }
        let known = self
            .db
            .prepare_cached("SELECT dense FROM area_name WHERE id = ?1")?
            .query_row([&area.0], |row| row.get(0))
            .optional()?;
        let dense = match known {
            Some(dense) => dense,
            None => self
                .db
                .prepare_cached("INSERT INTO area_name (id) VALUES (?1)")?
                .insert([&area.0])?,
        };
        self.area_names.insert(area.clone(), dense);
        Ok(dense)
    }

    /// What was staged under the key, oldest first.
    fn earlier(&self, key: &[u8; 16]) -> Result<Vec<Earlier>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT id, import, from_hour, to_hour, cell, area, category, precision, n, reported_on,
                    EXISTS (SELECT 1 FROM superseded s WHERE s.row = count_row.id)
             FROM count_row WHERE stream = ?1 AND key = ?2 ORDER BY id",
        )?;
        let mut rows = statement.query(params![self.stream, key])?;
        let mut earlier = Vec::new();
        while let Some(row) = rows.next()? {
            earlier.push(Earlier {
                id: row.get(0)?,
                import: row.get(1)?,
                content: (
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                    row.get(6)?,
                    row.get(7)?,
                    row.get(8)?,
                    row.get(9)?,
                ),
                superseded: row.get(10)?,
            });
        }
        Ok(earlier)
    }

    fn counts_now(&self, row: &Earlier) -> Result<bool, StoreError> {
        let any_published = |table: &str| -> Result<bool, StoreError> {
            let mut imports =
                self.db.prepare_cached(&format!("SELECT import FROM {table} WHERE row = ?1"))?;
            let mut imports = imports.query([row.id])?;
            while let Some(import) = imports.next()? {
                if self.published.contains(&import.get(0)?) {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        let delivered = self.published.contains(&row.import) || any_published("also_delivered")?;
        Ok(delivered && !(row.superseded && any_published("superseded")?))
    }

    /// Notes in a table of (row, import) that this import did something to a row; how many are new.
    fn note(&self, table: &str, row: i64) -> Result<usize, StoreError> {
        let sql = format!(
            "INSERT INTO {table} (row, import) VALUES (?1, ?2) ON CONFLICT (row, import) DO NOTHING"
        );
        Ok(self.db.prepare_cached(&sql)?.execute(params![row, self.import])?)
    }

    fn insert(&mut self, row: &AcceptedRow, content: Content) -> Result<i64, StoreError> {
        self.n_staged += 1;
        let (from_hour, to_hour, cell, area, category, precision, n, reported_on) = content;
        let id = self
            .db
            .prepare_cached(
                "INSERT INTO count_row (stream, import, key, from_hour, to_hour, cell, area,
                                        category, precision, n, reported_on)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?
            .insert(params![
                self.stream,
                self.import,
                row.key.map(|key| key.0),
                from_hour,
                to_hour,
                cell,
                area,
                category,
                precision,
                n,
                reported_on,
            ])?;
        Ok(id)
    }
}

fn replace_period(
    writer: &Writer,
    import: ImportId,
    totals: &mut ImportTotals,
) -> Result<(), StoreError> {
    let mut after = 0;
    loop {
        let transaction = writer.begin()?;
        let record = imports::import(&transaction, import)?;
        let Some(period) = record.and_then(|record| record.options.replace_period) else {
            return Ok(());
        };
        let hours = hours(&transaction, period)?;
        // Rows of the stream in the period that the import has not touched, neither delivering them
        // again nor with other content under their key.
        let rows: Vec<(i64, bool)> = transaction
            .prepare_cached(
                "SELECT r.id,
                    (EXISTS (SELECT 1 FROM import i WHERE i.id = r.import AND i.state = 'published')
                     OR EXISTS (SELECT 1 FROM also_delivered a JOIN import i ON i.id = a.import
                                WHERE a.row = r.id AND i.state = 'published'))
                    AND NOT EXISTS (SELECT 1 FROM superseded s JOIN import i ON i.id = s.import
                                    WHERE s.row = r.id AND i.state = 'published')
                 FROM count_row r JOIN import me ON me.id = ?1
                 WHERE r.stream = me.stream AND r.id > ?2 AND r.from_hour >= ?3 AND r.from_hour < ?4
                   AND r.import <> me.id
                   AND NOT EXISTS (SELECT 1 FROM also_delivered a
                                   WHERE a.row = r.id AND a.import = me.id)
                   AND NOT EXISTS (SELECT 1 FROM superseded s
                                   WHERE s.row = r.id AND s.import = me.id)
                 ORDER BY r.id LIMIT ?5",
            )?
            .query_map(params![import.0, after, hours.start, hours.end, ROWS_PER_COMMIT], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .collect::<Result<_, _>>()?;
        let Some(&(last, _)) = rows.last() else { return Ok(()) };
        let mut insert =
            transaction.prepare_cached("INSERT INTO superseded (row, import) VALUES (?1, ?2)")?;
        for &(row, counts_now) in &rows {
            insert.execute(params![row, import.0])?;
            totals.n_replaced += u64::from(counts_now);
        }
        drop(insert);
        transaction.commit()?;
        after = last;
    }
}

/// The UTC hours of a period in the zone of the study area.
fn hours(db: &Connection, period: Period) -> Result<std::ops::Range<i32>, StoreError> {
    let zone = areas::setting(db, "time_zone")?;
    let zone = zone.as_deref().unwrap_or("Europe/Stockholm");
    let clock =
        StudyClock::new(zone).ok_or_else(|| inconsistent("setting", "value", "time_zone"))?;
    Ok(clock.hours(period))
}

fn to_days(day: Date) -> i32 {
    (day.duration_since(date(1970, 1, 1)).as_hours() / 24) as i32
}
