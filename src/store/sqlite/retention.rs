//! What has been kept long enough: listed, or removed, by the same query.

use super::{connection::Writer, log, people::to_ns, sweep};
use crate::{
    case::log::LogEntry,
    store::{Retained, Retired, StoreError},
};
use jiff::Timestamp;
use rusqlite::{Connection, params};

/// What of a kind is older than the moment, in order of age.
pub(super) fn list(
    db: &Connection,
    what: Retained,
    before: Timestamp,
) -> Result<Vec<Retired>, StoreError> {
    let sql = match what {
        Retained::Sessions => {
            "SELECT lower(hex(token_hash)), 1 FROM session WHERE last_seen < ?1 ORDER BY last_seen"
        }
        Retained::Previews => {
            "SELECT id, n_staged FROM import
             WHERE state IN ('staging', 'previewed') AND created_at < ?1 ORDER BY id"
        }
        Retained::Rejections => {
            "SELECT i.id, count(*) FROM import i JOIN rejection r ON r.import = i.id
             WHERE i.state IN ('published', 'undone') AND i.created_at < ?1
             GROUP BY i.id ORDER BY i.id"
        }
        Retained::UndoneRows => {
            "SELECT id, n_staged FROM import
             WHERE state = 'undone' AND n_staged >= 0 AND undone_at < ?1 ORDER BY id"
        }
        // What stands in an opening, a case or a release is kept with it.
        Retained::Runs => {
            "SELECT r.id, 1 FROM run r WHERE r.created_at < ?1
             AND NOT EXISTS (SELECT 1 FROM opening o WHERE instr(o.body, r.id) > 0)
             AND NOT EXISTS (SELECT 1 FROM pls_case c WHERE instr(c.body, r.id) > 0)
             ORDER BY r.seq"
        }
        Retained::Answers => {
            "SELECT r.id, 1 FROM method_run r WHERE r.created_at < ?1
             AND NOT EXISTS (SELECT 1 FROM opening o WHERE instr(o.body, r.id) > 0)
             AND NOT EXISTS (SELECT 1 FROM pls_case c WHERE instr(c.body, r.id) > 0)
             ORDER BY r.seq"
        }
        Retained::Keys => ENDED_KEYS,
        Retained::Links => ENDED_LINKS,
    };
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([to_ns(before)])?;
    let mut due = Vec::new();
    while let Some(row) = rows.next()? {
        let id = match row.get_ref(0)? {
            rusqlite::types::ValueRef::Integer(id) => id.to_string(),
            _ => row.get(0)?,
        };
        due.push(Retired { what, id, n_rows: row.get(1)? });
    }
    Ok(due)
}

/// Ended by its last day or taken back; the days are ISO dates, the moment is one of UTC.
const ENDED_KEYS: &str = "SELECT id, 1 FROM api_key
     WHERE date(coalesce(json_extract(body, '$.revoked_at'), json_extract(body, '$.last_day')))
           < date(?1 / 1000000000, 'unixepoch') ORDER BY seq";
const ENDED_LINKS: &str = "SELECT id, 1 FROM participant_link
     WHERE date(coalesce(json_extract(body, '$.revoked_at'), json_extract(body, '$.last_day')))
           < date(?1 / 1000000000, 'unixepoch') ORDER BY seq";

/// Removes it, writes each into the log and says what it was. Rows of counts go in small commits, so that nobody waits; the rest
/// in one.
pub(super) fn remove(
    writer: &Writer,
    what: Retained,
    before: Timestamp,
    entry: &dyn Fn(&Retired) -> LogEntry,
) -> Result<Vec<Retired>, StoreError> {
    let transaction = writer.begin()?;
    let due = list(&transaction, what, before)?;
    for retired in &due {
        log::append(&transaction, &entry(retired))?;
        let id = &retired.id;
        let one = |sql: &str| transaction.execute(sql, params![id]).map(drop);
        match what {
            Retained::Sessions => {
                transaction.execute(
                    "DELETE FROM session WHERE lower(hex(token_hash)) = ?1",
                    params![id],
                )?;
            }
            Retained::Previews => one("UPDATE import SET state = 'dropped' WHERE id = ?1")?,
            Retained::Rejections => one("DELETE FROM rejection WHERE import = ?1")?,
            // Marked first: who is stopped half-way goes on at the next sweep.
            Retained::UndoneRows => transaction
                .execute(
                    "UPDATE import SET n_staged = ?2 WHERE id = ?1",
                    params![id, sweep::TO_CLEAR],
                )
                .map(drop)?,
            Retained::Runs => one("DELETE FROM run WHERE id = ?1")?,
            Retained::Answers => one("DELETE FROM method_run WHERE id = ?1")?,
            Retained::Keys => one("DELETE FROM api_key WHERE id = ?1")?,
            Retained::Links => one("DELETE FROM participant_link WHERE id = ?1")?,
        }
    }
    transaction.commit()?;
    if matches!(what, Retained::Previews | Retained::UndoneRows) {
        sweep::sweep(writer)?;
    }
    Ok(due)
}
