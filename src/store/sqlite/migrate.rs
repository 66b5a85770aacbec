//! From an older schema to the present one; never back.

use super::error::inconsistent;
use crate::store::StoreError;
use rusqlite::{Connection, OptionalExtension};
use std::path::Path;

mod embedded {
    refinery::embed_migrations!("migrations/sqlite");
}

/// "PLSS": marks a file as ours.
const APPLICATION_ID: i32 = 1_347_179_347;

/// The newest schema this program knows.
pub(super) fn known_schema() -> u32 {
    let migrations = embedded::migrations::runner();
    let newest = migrations.get_migrations().iter().map(|m| m.version()).max();
    newest.and_then(|version| u32::try_from(version).ok()).unwrap_or(0)
}

/// The schema in a file; 0 in an empty one. Changes nothing. A file that belongs to another program
/// or to a newer version of this one is refused.
pub(super) fn schema_of(connection: &Connection) -> Result<u32, StoreError> {
    let application: i32 = connection.pragma_query_value(None, "application_id", |r| r.get(0))?;
    let n_tables: u32 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))?;
    if n_tables == 0 {
        return Ok(0);
    }
    let has_history = connection
        .query_row("SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'", [], |_| {
            Ok(())
        })
        .optional()?
        .is_some();
    if !has_history {
        return Err(StoreError::Backend("the file belongs to another program".into()));
    }
    let newest: Option<u32> =
        connection
            .query_row("SELECT max(version) FROM refinery_schema_history", [], |r| r.get(0))?;
    let found = newest.unwrap_or(0);
    if found > 0 && application != APPLICATION_ID {
        return Err(StoreError::Backend("the file belongs to another program".into()));
    }
    match known_schema() {
        known if found > known => Err(StoreError::Newer { found, known }),
        _ => Ok(found),
    }
}

/// Brings the file to the present schema in one transaction. A file that held something is copied
/// to `<file>.before-v<N>` first. Migrations that were changed after they were applied are refused.
pub(super) fn migrate(connection: &mut Connection, file: &Path) -> Result<(), StoreError> {
    let (found, known) = (schema_of(connection)?, known_schema());
    if found > 0 && found < known {
        let mut copy = file.as_os_str().to_owned();
        copy.push(format!(".before-v{known}"));
        super::backup::copy_database(connection, Path::new(&copy))?;
    }
    let failed = |error: refinery::Error| match error.kind() {
        refinery::error::Kind::Connection(_, cause) => {
            match cause.downcast_ref::<rusqlite::Error>() {
                Some(rusqlite::Error::SqliteFailure(e, _)) => {
                    rusqlite::Error::SqliteFailure(*e, Some(error.to_string())).into()
                }
                _ => StoreError::Backend(error.to_string()),
            }
        }
        _ => StoreError::Backend(error.to_string()),
    };
    embedded::migrations::runner().set_grouped(true).run(connection).map_err(failed)?;
    if schema_of(connection)? != known {
        return Err(inconsistent("refinery_schema_history", "version", known));
    }
    Ok(())
}
