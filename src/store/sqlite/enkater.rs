//! Answers to surveys: who has answered, and apart from that the sums of what was answered.

use super::error::{from_json, inconsistent, to_json};
use crate::{
    case::{
        text_guard::CleanText,
        work::enkat::{Answer, EnkatId, Grade, Question, Tally},
    },
    store::StoreError,
};
use rusqlite::{Connection, Params, params};
use std::collections::BTreeSet;

pub(super) fn answered(db: &Connection, id: &EnkatId) -> Result<BTreeSet<CleanText>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT function FROM enkat_answered WHERE joined = ?1 AND no = ?2")?;
    let mut rows = statement.query(params![id.of.to_string(), id.no])?;
    let mut all = BTreeSet::new();
    while let Some(row) = rows.next()? {
        all.insert(text(row.get(0)?, "enkat_answered", id)?);
    }
    Ok(all)
}

pub(super) fn tally(db: &Connection, id: &EnkatId) -> Result<Tally, StoreError> {
    let key = params![id.of.to_string(), id.no];
    let mut tally = Tally::default();
    let mut statement = db.prepare_cached(
        "SELECT question, grade, n FROM enkat_grade WHERE joined = ?1 AND no = ?2",
    )?;
    let mut rows = statement.query(key)?;
    while let Some(row) = rows.next()? {
        let (name, grade, n): (String, u8, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let question = Question::ALL.into_iter().find(|question| question.as_str() == name);
        let graded = question.zip(Grade::new(grade));
        let (question, grade) =
            graded.ok_or_else(|| inconsistent("enkat_grade", "question", id))?;
        tally.add_grade(question, grade, n);
    }
    let mut statement =
        db.prepare_cached("SELECT text, n FROM enkat_text WHERE joined = ?1 AND no = ?2")?;
    let mut rows = statement.query(key)?;
    while let Some(row) = rows.next()? {
        let (written, n): (String, u32) = (row.get(0)?, row.get(1)?);
        let written = text(written, "enkat_text", id)?;
        (0..n).for_each(|_| tally.add_text(written.clone()));
    }
    Ok(tally)
}

/// Who answered and what was answered go where nothing joins them again.
pub(super) fn put_answer(
    db: &Connection,
    id: &EnkatId,
    function: &CleanText,
    answer: &Answer,
) -> Result<(), StoreError> {
    let (of, no) = (id.of.to_string(), id.no);
    if answered(db, id)?.contains(function) {
        return Err(inconsistent("enkat_answered", "function", id));
    }
    db.prepare_cached("INSERT INTO enkat_answered (joined, no, function) VALUES (?1, ?2, ?3)")?
        .execute(params![of, no, function.as_str()])?;
    for (question, grade) in answer.grades() {
        one_more(
            db,
            "UPDATE enkat_grade SET n = n + 1
             WHERE joined = ?1 AND no = ?2 AND question = ?3 AND grade = ?4",
            "INSERT INTO enkat_grade (joined, no, question, grade, n) VALUES (?1, ?2, ?3, ?4, 1)",
            params![of, no, question.as_str(), grade.number()],
        )?;
    }
    if let Some(text) = answer.text() {
        one_more(
            db,
            "UPDATE enkat_text SET n = n + 1 WHERE joined = ?1 AND no = ?2 AND text = ?3",
            "INSERT INTO enkat_text (joined, no, text, n) VALUES (?1, ?2, ?3, 1)",
            params![of, no, text.as_str()],
        )?;
    }
    Ok(())
}

fn one_more(
    db: &Connection,
    more: &str,
    first: &str,
    of: impl Params + Copy,
) -> Result<(), StoreError> {
    if db.prepare_cached(more)?.execute(of)? == 0 {
        db.prepare_cached(first)?.execute(of)?;
    }
    Ok(())
}

/// Surveys with more grades to a question, or texts, than answers.
pub(super) fn findings(db: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = db.prepare(
        "SELECT DISTINCT said.joined, said.no FROM
           (SELECT joined, no, question AS what, sum(n) AS n FROM enkat_grade GROUP BY 1, 2, 3
            UNION ALL SELECT joined, no, NULL, sum(n) FROM enkat_text GROUP BY 1, 2) said
         WHERE said.n > (SELECT count(*) FROM enkat_answered a
                         WHERE a.joined = said.joined AND a.no = said.no)
         ORDER BY 1, 2",
    )?;
    let findings = statement.query_map([], |row| {
        let (of, no): (String, u32) = (row.get(0)?, row.get(1)?);
        Ok(format!("{of} enkat {no}: more was answered than there are answers"))
    })?;
    Ok(findings.collect::<Result<_, _>>()?)
}

/// A text that was checked when it was kept.
fn text(written: String, table: &'static str, id: &EnkatId) -> Result<CleanText, StoreError> {
    from_json(&to_json(&written)?, table, "text", id)
}
