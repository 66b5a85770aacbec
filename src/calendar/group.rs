//! Whom a duty falls to, in the words of a filter: the source names functions in sentences.

use serde::{Deserialize, Serialize};

/// Those who do something, or decide on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Kommunpolis and trygghets- och säkerhetssamordnare.
    Samordnarna,
    /// The two chiefs of the steering body.
    Cheferna,
    /// The stadsdelsförvaltning beside its samordnare.
    Forvaltningen,
    /// The parties' communicators.
    Kommunikatorerna,
    /// Both parties, whoever acts for them.
    Parterna,
    /// The city as a whole: its steering group and its boards.
    Staden,
}

impl Group {
    /// Every one, in the order in which they are shown.
    pub const ALL: [Group; 6] = [
        Group::Samordnarna,
        Group::Cheferna,
        Group::Forvaltningen,
        Group::Kommunikatorerna,
        Group::Parterna,
        Group::Staden,
    ];

    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Samordnarna => "samordnarna",
            Self::Cheferna => "cheferna",
            Self::Forvaltningen => "forvaltningen",
            Self::Kommunikatorerna => "kommunikatorerna",
            Self::Parterna => "parterna",
            Self::Staden => "staden",
        }
    }
}
