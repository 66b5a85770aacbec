//! What a verb can answer instead of a result.

use crate::{
    analysis::effort::Stopped, case::personal_data::Found, ingest::InputRefused, store::StoreError,
};

/// One field of a request that is not right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field.
    pub field: String,
    /// Stable code; the text is chosen from it at the outermost layer.
    pub code: &'static str,
}

/// Something that a field names and that is not among what can be chosen there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAmong {
    /// Name of the field, with the place in its list.
    pub field: String,
    /// Stable code.
    pub code: &'static str,
    /// What was named.
    pub named: String,
    /// What there is.
    pub among: Vec<String>,
}

/// Why a verb did nothing.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in.
    #[error("not signed in")]
    NotSignedIn,
    /// Login and password do not fit, whichever it is.
    #[error("wrong credentials")]
    WrongCredentials,
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany {
        /// Seconds to wait.
        retry_after_s: u64,
    },
    /// Unknown, or not for this reader: both look the same.
    #[error("not found")]
    NotFound,
    /// The role may not do this; stable code of the rule.
    #[error("not allowed: {0}")]
    Forbidden(&'static str),
    /// Fields that are not right.
    #[error("invalid request")]
    Invalid(Vec<FieldError>),
    /// Fields that name something which is not there.
    #[error("named what is not there")]
    NotAmong(Vec<NotAmong>),
    /// Texts that point at a person: names of the fields, what was found, and where.
    #[error("personal data")]
    Personal(Vec<(String, Found)>),
    /// The object is in a state where this cannot be done; stable code of the rule.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// It would take more memory or time than one question may, or nobody wants the answer any more.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// A service of somebody else's that this needs does not answer; stable code.
    #[error("unreachable: {0}")]
    Unreachable(&'static str),
    /// A file was refused whole.
    #[error(transparent)]
    Input(#[from] InputRefused),
    /// Somebody else changed it first; the object as it is now, as JSON.
    #[error("conflict")]
    Conflict {
        /// Version now.
        version: u64,
    },
    /// The read could not be written in the log, so there is no answer.
    #[error("the read could not be logged")]
    NotLogged,
    /// The store.
    #[error(transparent)]
    Store(StoreError),
    /// A fault of ours; shown to nobody but the log.
    #[error("fault: {0}")]
    Fault(String),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { found, .. } => AppError::Conflict { version: found },
            other => AppError::Store(other),
        }
    }
}
