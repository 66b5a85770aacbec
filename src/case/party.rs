//! Parties, sides and roles.

use crate::incident::PartyId;
use serde::{Deserialize, Serialize};

/// Police or city. Decided by who signed the user in, never by a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Polismyndigheten through a lokalpolisområde.
    Polis,
    /// A stadsdelsförvaltning.
    Stad,
}

/// A myndighet that owns data and signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Stable id.
    pub id: PartyId,
    /// Name in Swedish.
    pub name: String,
    /// Its side.
    pub side: Side,
}

/// What a user is at its party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Police half of the samordnare.
    Kommunpolis,
    /// City half of the samordnare.
    Trygghetssamordnare,
    /// Police half of the chefsamråd.
    Lokalpolisomradeschef,
    /// City half of the chefsamråd.
    Stadsdelsdirektor,
    /// Runs analyses.
    Analytiker,
    /// Reads released layers.
    GisLasare,
    /// Reads.
    Lasare,
    /// Manages users and settings; signs nothing.
    Administrator,
}

/// A person who may sign in, known by function: names of persons are not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Opaque id.
    pub id: String,
    /// What is typed at sign-in.
    pub login: String,
    /// The function, e.g. "Kommunpolis Norra innerstaden".
    pub function: String,
    /// The party an administrator assigned.
    pub party: PartyId,
    /// What it may do there.
    pub role: Role,
    /// Cannot sign in.
    pub disabled: bool,
}
