//! Whom a provider has let in: an issuer and a subject, and what was decided about them.

use super::party::Side;
use crate::incident::PartyId;
use jiff::Timestamp;

/// What stands in [`Decision`] for the group mapping, where otherwise a user's id stands.
pub const BY_GROUP: &str = "group";

/// Someone as a provider knows them. Neither name nor address is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Eight letters and digits; the waiting one reads them to the administrator.
    pub id: String,
    /// Who vouches: decides the side.
    pub issuer: String,
    /// Under which name at the issuer.
    pub subject: String,
    /// The side whose provider the issuer was when the identity was first seen.
    pub side: Side,
    /// What was decided.
    pub decision: Decision,
    /// First sign-in.
    pub first_seen: Timestamp,
    /// Last sign-in.
    pub last_seen: Timestamp,
}

/// What an administrator of the side, or a group of the provider, has made of an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Nothing yet: it cannot do anything.
    Waiting,
    /// It is this user.
    Assigned {
        /// Id of the user.
        user: String,
        /// Who decided: a user's id, or [`BY_GROUP`].
        by: String,
    },
    /// It is not let in.
    Refused {
        /// Who decided: a user's id.
        by: String,
    },
}

impl Decision {
    /// The name in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Decision::Waiting => "waiting",
            Decision::Assigned { .. } => "assigned",
            Decision::Refused { .. } => "refused",
        }
    }
}

/// A link by which the user of a local account sets a new password. The token itself is never kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordLink {
    /// Whose; each has one at most.
    pub user: String,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Until.
    pub expires_at: Timestamp,
}

/// A link by which the first administrator of a party comes in. The token itself is never kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminLink {
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// Whose administrator.
    pub party: PartyId,
    /// Since.
    pub created_at: Timestamp,
    /// Until.
    pub expires_at: Timestamp,
    /// It leads in once.
    pub used_at: Option<Timestamp>,
}

impl AdminLink {
    /// Not used, not expired.
    pub fn leads_in(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}
