//! What happened to an object, in order, never changed.

use super::party::Side;
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
