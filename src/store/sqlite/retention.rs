//! What has been kept long enough: listed, or removed, by the same query.

use super::{connection::Writer, lagesbilder, log, people::to_ns, sweep};
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
        Retained::Runs => RUNS_BY_THEMSELVES,
        Retained::Answers => ANSWERS_BY_THEMSELVES,
        Retained::Keys => ENDED_KEYS,
        Retained::Links => ENDED_LINKS,
        Retained::Feeds => ENDED_FEEDS,
        Retained::Drafts => OVERWRITTEN_DRAFTS,
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

/// What stands in an opening, in what was done in a case or forum, or in a lägesbild is kept with it: a
/// plan and its looks rest on a run and on answers long after the case was opened.
macro_rules! kept_by_nothing {
    ($table:literal) => {
        concat!(
            "SELECT r.id, 1 FROM ",
            $table,
            " r WHERE r.created_at < ?1
             AND NOT EXISTS (SELECT 1 FROM opening o WHERE instr(o.body, r.id) > 0)
             AND NOT EXISTS (SELECT 1 FROM pls_case c WHERE instr(c.body, r.id) > 0)
             AND NOT EXISTS (SELECT 1 FROM case_step s WHERE instr(s.body, r.id) > 0)
             AND NOT EXISTS (SELECT 1 FROM forum_step s WHERE instr(s.body, r.id) > 0)
             AND NOT EXISTS (SELECT 1 FROM lagesbild_step s WHERE instr(s.body, r.id) > 0)
             ORDER BY r.seq"
        )
    };
}
const RUNS_BY_THEMSELVES: &str = kept_by_nothing!("run");
const ANSWERS_BY_THEMSELVES: &str = kept_by_nothing!("method_run");

/// Ended by its last day or taken back; the days are ISO dates, the moment is one of UTC.
const ENDED_KEYS: &str = "SELECT id, 1 FROM api_key
     WHERE date(coalesce(json_extract(body, '$.revoked_at'), json_extract(body, '$.last_day')))
           < date(?1 / 1000000000, 'unixepoch') ORDER BY seq";
const ENDED_LINKS: &str = "SELECT id, 1 FROM participant_link
     WHERE date(coalesce(json_extract(body, '$.revoked_at'), json_extract(body, '$.last_day')))
           < date(?1 / 1000000000, 'unixepoch') ORDER BY seq";

const ENDED_FEEDS: &str = "SELECT id, 1 FROM calendar_feed
     WHERE date(json_extract(body, '$.revoked_at')) < date(?1 / 1000000000, 'unixepoch') ORDER BY seq";

/// The view says which a later draft of the same party replaced, as the rules of the lägesbild do.
const OVERWRITTEN_DRAFTS: &str = "SELECT lagesbild || '/' || no, 1 FROM lagesbild_overwritten_draft
     WHERE decided_at < ?1 ORDER BY decided_at, lagesbild, no";

/// Removes it, writes each into the log and says what it was. Rows of counts go in small commits, so that
/// nobody waits; the rest in one.
pub(super) fn remove(
    writer: &Writer,
    what: Retained,
    before: Timestamp,
    entry: &dyn Fn(&Retired) -> LogEntry,
) -> Result<Vec<Retired>, StoreError> {
    let transaction = writer.begin()?;
    let due = list(&transaction, what, before)?;
    let entries: Vec<LogEntry> = due.iter().map(entry).collect();
    // What is freed is overwritten with zeros: a text that is gone cannot be read from the file either.
    transaction.pragma_update(None, "secure_delete", true)?;
    for (retired, entry) in due.iter().zip(&entries) {
        log::append(&transaction, entry)?;
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
            Retained::Feeds => one("DELETE FROM calendar_feed WHERE id = ?1")?,
            // Those of one lägesbild together, below.
            Retained::Drafts => {}
        }
    }
    if what == Retained::Drafts
        && let Some(last) = entries.last()
    {
        lagesbilder::remove_drafts(&transaction, &due, last.at)?;
    }
    transaction.commit()?;
    if matches!(what, Retained::Previews | Retained::UndoneRows) {
        sweep::sweep(writer)?;
    }
    if what == Retained::Drafts && !due.is_empty() {
        writer.leave_no_rests()?;
    }
    Ok(due)
}
