//! Parties, sides and roles.

use crate::{
    area::{AreaId, Validity},
    incident::PartyId,
};
use jiff::civil::Date;
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
    /// Convenes a forum, keeps its minutes and list of measures, and evaluates it; usually the city's.
    Aktivitetsansvarig,
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

impl Side {
    /// The other one.
    pub fn other(self) -> Side {
        match self {
            Side::Polis => Side::Stad,
            Side::Stad => Side::Polis,
        }
    }

    /// The name in JSON and URLs.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Polis => "polis",
            Side::Stad => "stad",
        }
    }
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 9] = [
        Role::Kommunpolis,
        Role::Trygghetssamordnare,
        Role::Lokalpolisomradeschef,
        Role::Stadsdelsdirektor,
        Role::Analytiker,
        Role::Aktivitetsansvarig,
        Role::GisLasare,
        Role::Lasare,
        Role::Administrator,
    ];

    /// The side whose role it is; `None` for roles of either.
    pub fn side(self) -> Option<Side> {
        match self {
            Role::Kommunpolis | Role::Lokalpolisomradeschef => Some(Side::Polis),
            Role::Trygghetssamordnare | Role::Stadsdelsdirektor | Role::GisLasare => {
                Some(Side::Stad)
            }
            Role::Analytiker | Role::Aktivitetsansvarig | Role::Lasare | Role::Administrator => {
                None
            }
        }
    }

    /// One of the two samordnare.
    pub fn is_samordnare(self) -> bool {
        matches!(self, Role::Kommunpolis | Role::Trygghetssamordnare)
    }

    /// One of the two chiefs of the chefsamråd.
    pub fn is_chief(self) -> bool {
        matches!(self, Role::Lokalpolisomradeschef | Role::Stadsdelsdirektor)
    }

    /// The name in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Kommunpolis => "kommunpolis",
            Role::Trygghetssamordnare => "trygghetssamordnare",
            Role::Lokalpolisomradeschef => "lokalpolisomradeschef",
            Role::Stadsdelsdirektor => "stadsdelsdirektor",
            Role::Analytiker => "analytiker",
            Role::Aktivitetsansvarig => "aktivitetsansvarig",
            Role::GisLasare => "gis_lasare",
            Role::Lasare => "lasare",
            Role::Administrator => "administrator",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Role::ALL.into_iter().find(|role| role.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

/// The two parties whose joint acts an agreement makes possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parties {
    /// The police's party.
    pub polis: PartyId,
    /// The city's party.
    pub stad: PartyId,
}

impl Parties {
    /// The party of a side.
    pub fn of(&self, side: Side) -> &PartyId {
        match side {
            Side::Polis => &self.polis,
            Side::Stad => &self.stad,
        }
    }

    /// The side of a party; `None` for anyone else.
    pub fn side_of(&self, party: &PartyId) -> Option<Side> {
        [Side::Polis, Side::Stad].into_iter().find(|side| self.of(*side) == party)
    }
}

/// An överenskommelse that joins one police party and one city party for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Stable id, e.g. `norra-innerstaden-2025`.
    pub id: String,
    /// Name in Swedish.
    pub name: String,
    /// The two.
    pub parties: Parties,
    /// The ground it covers; empty when it does not say.
    pub areas: Vec<AreaId>,
    /// The days it is valid.
    #[serde(flatten)]
    pub validity: Validity,
}

/// The agreements of a party that are valid on a day, in stored order.
pub fn agreements_of<'a>(
    agreements: &'a [Agreement],
    party: &'a PartyId,
    day: Date,
) -> impl Iterator<Item = &'a Agreement> {
    agreements.iter().filter(move |a| a.validity.covers(day) && a.parties.side_of(party).is_some())
}
