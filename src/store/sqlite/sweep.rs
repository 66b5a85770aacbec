//! What imports brought that are never to be published, or were undone long ago.

use super::{connection::Writer, stage::ROWS_PER_COMMIT};
use crate::store::StoreError;
use rusqlite::{Connection, OptionalExtension, params};

/// In `n_staged` of an undone import: its rows are to be removed, its record stays.
pub(super) const TO_CLEAR: i64 = -1;
/// Likewise: they are.
const CLEARED: i64 = -2;

/// What was being staged when the program ended was never shown to anybody.
pub(super) fn forget_half_staged(db: &Connection) -> Result<(), StoreError> {
    db.execute("UPDATE import SET state = 'dropped' WHERE state = 'staging'", [])?;
    Ok(())
}

/// Removes what dropped imports and those to be cleared brought, in small commits.
pub(super) fn sweep(writer: &Writer) -> Result<(), StoreError> {
    loop {
        let transaction = writer.begin()?;
        let dropped = transaction
            .prepare_cached(
                "SELECT id, state = 'dropped' FROM import WHERE state = 'dropped' OR n_staged = ?1
                 LIMIT 1",
            )?
            .query_row([TO_CLEAR], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((import, whole)) = dropped else { return Ok(()) };
        sweep_some(&transaction, import, whole)?;
        transaction.commit()?;
    }
}

fn sweep_some(db: &Connection, import: u32, whole: bool) -> Result<(), StoreError> {
    for table in ["superseded", "also_delivered"] {
        let n = db.execute(
            &format!(
                "DELETE FROM {table} WHERE import = ?1
                 AND row IN (SELECT row FROM {table} WHERE import = ?1 LIMIT ?2)"
            ),
            params![import, ROWS_PER_COMMIT],
        )?;
        if n > 0 {
            return Ok(());
        }
    }
    let last: Option<i64> = db.query_row(
        "SELECT max(id) FROM (SELECT id FROM count_row WHERE import = ?1 ORDER BY id LIMIT ?2)",
        params![import, ROWS_PER_COMMIT],
        |row| row.get(0),
    )?;
    let Some(last) = last else {
        db.execute("DELETE FROM rejection WHERE import = ?1", [import])?;
        db.execute("DELETE FROM area WHERE import = ?1", [import])?;
        db.execute("DELETE FROM indicator_value WHERE import = ?1", [import])?;
        match whole {
            true => db.execute("DELETE FROM import WHERE id = ?1", [import])?,
            false => db.execute(
                "UPDATE import SET n_staged = ?2 WHERE id = ?1",
                params![import, CLEARED],
            )?,
        };
        return Ok(());
    };
    // What another import delivered as well becomes that one's.
    let heirs: Vec<(i64, u32)> = db
        .prepare_cached(
            "SELECT r.id, min(a.import) FROM count_row r JOIN also_delivered a ON a.row = r.id
             WHERE r.import = ?1 AND r.id <= ?2 GROUP BY r.id",
        )?
        .query_map(params![import, last], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (row, heir) in heirs {
        db.prepare_cached("UPDATE count_row SET import = ?2 WHERE id = ?1")?
            .execute(params![row, heir])?;
        db.prepare_cached("DELETE FROM also_delivered WHERE row = ?1 AND import = ?2")?
            .execute(params![row, heir])?;
    }
    let range = params![import, last];
    db.execute(
        "DELETE FROM superseded
         WHERE row IN (SELECT id FROM count_row WHERE import = ?1 AND id <= ?2)",
        range,
    )?;
    db.execute("DELETE FROM count_row WHERE import = ?1 AND id <= ?2", range)?;
    Ok(())
}
