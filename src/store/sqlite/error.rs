//! What SQLite says, in the store's words.

use crate::store::StoreError;
use rusqlite::{Error, ErrorCode, ffi};
use serde::{Serialize, de::DeserializeOwned};

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        // A full disk shows as FULL, or as a failure to write, grow or flush one of the files.
        const CANNOT_WRITE: [i32; 6] = [
            ffi::SQLITE_IOERR_WRITE,
            ffi::SQLITE_IOERR_FSYNC,
            ffi::SQLITE_IOERR_DIR_FSYNC,
            ffi::SQLITE_IOERR_TRUNCATE,
            ffi::SQLITE_IOERR_SHMOPEN,
            ffi::SQLITE_IOERR_SHMSIZE,
        ];
        match error.sqlite_error() {
            Some(e) if e.code == ErrorCode::DiskFull => StoreError::DiskFull,
            Some(e) if CANNOT_WRITE.contains(&e.extended_code) => StoreError::DiskFull,
            Some(e) if matches!(e.code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                StoreError::Busy
            }
            _ => StoreError::Backend(error.to_string()),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                StoreError::DiskFull
            }
            _ => StoreError::Backend(error.to_string()),
        }
    }
}

/// A column that does not make sense.
pub(super) fn inconsistent(
    table: &'static str,
    column: &'static str,
    id: impl ToString,
) -> StoreError {
    StoreError::Inconsistent { table, column, id: id.to_string() }
}

/// Domain value to JSON text.
pub(super) fn to_json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Backend(error.to_string()))
}

/// JSON text of a column to domain value.
pub(super) fn from_json<T: DeserializeOwned>(
    text: &str,
    table: &'static str,
    column: &'static str,
    id: impl ToString,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| inconsistent(table, column, id))
}

/// A unit variant as its stable code.
pub(super) fn to_code(value: &impl Serialize) -> Result<String, StoreError> {
    to_json(value).map(|json| json.trim_matches('"').to_owned())
}

/// A stable code as its unit variant.
pub(super) fn from_code<T: DeserializeOwned>(
    code: &str,
    table: &'static str,
    column: &'static str,
    id: impl ToString,
) -> Result<T, StoreError> {
    from_json(&format!("\"{code}\""), table, column, id)
}
