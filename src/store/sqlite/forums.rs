//! Forums as their agreements set them up, and the steps of what is done in them.

use super::{
    error::{from_json, inconsistent, to_json},
    people::to_ns,
};
use crate::{
    case::{
        forum::{Forum, ForumId},
        work::{Work, step::Step},
    },
    store::StoreError,
};
use rusqlite::{Connection, params};

pub(super) fn one(db: &Connection, id: &ForumId) -> Result<Option<Work<Forum>>, StoreError> {
    let key = (&id.agreement, &id.forum);
    let mut statement =
        db.prepare_cached("SELECT body FROM forum WHERE agreement = ?1 AND forum = ?2")?;
    let mut rows = statement.query(key)?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let forum: Forum = from_json(&row.get::<_, String>(0)?, "forum", "body", id)?;
    let mut statement = db.prepare_cached(
        "SELECT body FROM forum_step WHERE agreement = ?1 AND forum = ?2 ORDER BY no",
    )?;
    let mut rows = statement.query(key)?;
    let mut steps: Vec<Step> = Vec::new();
    while let Some(row) = rows.next()? {
        steps.push(from_json(&row.get::<_, String>(0)?, "forum_step", "body", id)?);
    }
    let work = Work::replayed(forum, steps);
    work.map(Some).map_err(|_| inconsistent("forum_step", "step", id))
}

/// With its first step a forum itself is kept. Only the last step is written: those before it must be
/// the ones that are kept, or what was right in the forum it was done in could be impossible in this one.
pub(super) fn append(db: &Connection, work: &Work<Forum>, expected: u64) -> Result<(), StoreError> {
    let (forum, id) = (work.subject(), &work.subject().id);
    let kept = one(db, id)?;
    let found = kept.as_ref().map_or(1, Work::version);
    if found != expected || work.version() != expected + 1 {
        return Err(StoreError::Conflict { object: id.to_string(), found });
    }
    let Some((step, before)) = work.steps().split_last() else { return Ok(()) };
    match kept {
        None => {
            db.prepare_cached("INSERT INTO forum (agreement, forum, body) VALUES (?1, ?2, ?3)")?
                .execute(params![id.agreement, id.forum, to_json(forum)?])?;
        }
        Some(kept) if kept.subject() == forum && kept.steps() == before => {}
        Some(_) => return Err(inconsistent("forum_step", "step", id)),
    }
    db.prepare_cached(
        "INSERT INTO forum_step (agreement, forum, no, at, step, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        id.agreement,
        id.forum,
        expected,
        to_ns(step.at),
        step.what.as_str(),
        to_json(step)?
    ])?;
    Ok(())
}

/// Forums whose steps could not have happened.
pub(super) fn findings(db: &Connection) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut statement = db.prepare("SELECT agreement, forum FROM forum ORDER BY 1, 2")?;
    let ids = statement
        .query_map([], |row| Ok(ForumId { agreement: row.get(0)?, forum: row.get(1)? }))?;
    for id in ids {
        let id = id?;
        if one(db, &id).is_err() {
            findings.push(format!("{id}: the steps of the forum cannot be so"));
        }
    }
    Ok(findings)
}
