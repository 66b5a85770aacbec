//! Places that people name as unsafe.

use super::error::{from_json, inconsistent, to_json};
use crate::{
    case::observation::{ObservationId, PlaceObservation},
    store::StoreError,
};
use rusqlite::{Connection, params};

pub(super) fn observations(db: &Connection) -> Result<Vec<PlaceObservation>, StoreError> {
    select(db, "SELECT id, body FROM observation ORDER BY seq", [])
}

pub(super) fn observation(
    db: &Connection,
    id: &ObservationId,
) -> Result<Option<PlaceObservation>, StoreError> {
    Ok(select(db, "SELECT id, body FROM observation WHERE id = ?1", [&id.0])?.pop())
}

fn select(
    db: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<Vec<PlaceObservation>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut observations = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let body: String = row.get(1)?;
        observations.push(from_json(&body, "observation", "body", id)?);
    }
    Ok(observations)
}

pub(super) fn put_observation(
    db: &Connection,
    observation: &PlaceObservation,
) -> Result<(), StoreError> {
    if let Some(before) = self::observation(db, &observation.id)?
        && !observation.follows(&before)
    {
        return Err(inconsistent("observation", "history", &observation.id.0));
    }
    let written = db
        .prepare_cached(
            "INSERT INTO observation (id, owner, shared, area, body) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET
                 shared = excluded.shared, area = excluded.area, body = excluded.body
             WHERE owner = excluded.owner",
        )?
        .execute(params![
            observation.id.0,
            observation.owner.0,
            observation.shared,
            observation.area.0,
            to_json(observation)?,
        ])?;
    if written == 0 { Err(inconsistent("observation", "owner", &observation.id.0)) } else { Ok(()) }
}
