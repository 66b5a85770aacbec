//! What happened to an object, in order, never changed.

/// The log as a chain of hashes.
pub mod chain;

/// Signed heads of the chain, for each party to keep.
pub mod head;

/// Whether a log is the one that was written.
pub mod verify;

use super::{party::Side, signatory::Signer};
use crate::incident::PartyId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One entry of the append-only log of an object. Holds ids, not content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// When.
    pub at: Timestamp,
    /// The acting user's id; `system` for the program itself.
    pub actor: String,
    /// The actor's party.
    pub party: Option<PartyId>,
    /// The actor's side.
    pub side: Option<Side>,
    /// `opening`, `case`, `import`, `run`, `user` …
    pub object_kind: String,
    /// Id of the object.
    pub object_id: String,
    /// Stable code of the act, e.g. `opening_identified`, `assessment_signed`, `case_opened`.
    pub act: String,
    /// Fingerprint or version the act refers to.
    pub reference: Option<String>,
}

/// Kind of object of what the log says of itself.
pub const LOG: &str = "log";
/// Object of entries that hold a signed head, as its line, in `reference`.
pub const HEAD: &str = "head";
/// Object of entries that announce a public key in `reference`.
pub const KEY: &str = "key";
/// Kind of object of entries that say what was read or taken out.
pub const QUERY: &str = "query";

impl LogEntry {
    /// Somebody did something to an object.
    pub fn by(signer: &Signer, at: Timestamp, object: (&str, &str), act: &str) -> Self {
        Self {
            at,
            actor: signer.user.clone(),
            party: Some(signer.party.clone()),
            side: Some(signer.side),
            object_kind: object.0.to_owned(),
            object_id: object.1.to_owned(),
            act: act.to_owned(),
            reference: None,
        }
    }

    /// The program itself noticed something: time ran out, it was started.
    pub fn by_system(at: Timestamp, object: (&str, &str), act: &str) -> Self {
        Self {
            at,
            actor: "system".to_owned(),
            party: None,
            side: None,
            object_kind: object.0.to_owned(),
            object_id: object.1.to_owned(),
            act: act.to_owned(),
            reference: None,
        }
    }

    /// The fingerprint, version or number the act refers to.
    #[must_use]
    pub fn referring_to(mut self, reference: impl Into<String>) -> Self {
        self.reference = Some(reference.into());
        self
    }
}
