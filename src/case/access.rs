//! Doors other than a user's: a key lets a system read, a link lets one participant of one case answer
//! for itself, a feed lets a calendar read what is to be done under an agreement. None decides anything;
//! of the secrets only hashes are kept.

use super::{
    forum::ForumId,
    number::CaseNumber,
    text_guard::{CleanText, TextRefused},
};
use crate::{calendar::Group, incident::PartyId};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// How exact that is what may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseLevel {
    /// What both parties approved for everybody.
    Publik,
    /// What both parties approved for the city's own systems.
    Stad,
    /// Exact: the own party's and what was shared.
    Intern,
}

impl ReleaseLevel {
    /// Every level, the most open first.
    pub const ALL: [ReleaseLevel; 3] =
        [ReleaseLevel::Publik, ReleaseLevel::Stad, ReleaseLevel::Intern];

    /// The name in JSON, URLs and files.
    pub fn as_str(self) -> &'static str {
        match self {
            ReleaseLevel::Publik => "publik",
            ReleaseLevel::Stad => "stad",
            ReleaseLevel::Intern => "intern",
        }
    }
}

/// A key is good for at most so many days; then the system needs a new one.
pub const LONGEST_KEY_DAYS: i32 = 400;

/// A key of one system: what it may read, for whom, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Opaque id; no secret.
    pub id: String,
    /// The party whose eyes the system has.
    pub party: PartyId,
    /// Name of the system, e.g. "Stadens QGIS".
    pub system: CleanText,
    /// What it may read.
    pub level: ReleaseLevel,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// Last day it is good.
    pub last_day: Date,
    /// Since when it is no longer good.
    pub revoked_at: Option<Timestamp>,
}

impl ApiKey {
    /// Whether it opens anything on a day.
    pub fn is_good(&self, day: Date) -> bool {
        self.revoked_at.is_none() && day <= self.last_day
    }
}

/// The name of a system, 2–80 characters and nobody's.
pub fn system_name(text: &str) -> Result<CleanText, TextRefused> {
    CleanText::checked("system", text, 2, 80)
}

/// A link is good for at most so many days.
pub const LONGEST_LINK_DAYS: i32 = 400;

/// What a participant takes part in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Joined {
    /// A case.
    Case(CaseNumber),
    /// A forum.
    Forum(ForumId),
}

impl std::fmt::Display for Joined {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Joined::Case(number) => number.fmt(f),
            Joined::Forum(id) => id.fmt(f),
        }
    }
}

/// The text names neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither a case nor a forum")]
pub struct NotJoined;

/// Reads what `Display` writes.
impl std::str::FromStr for Joined {
    type Err = NotJoined;

    fn from_str(text: &str) -> Result<Self, NotJoined> {
        match text.split_once('/') {
            None => text.parse().map(Joined::Case).map_err(|_| NotJoined),
            Some(("", _) | (_, "")) => Err(NotJoined),
            Some((agreement, forum)) => {
                let (agreement, forum) = (agreement.to_owned(), forum.to_owned());
                Ok(Joined::Forum(ForumId { agreement, forum }))
            }
        }
    }
}

/// A link for one actor of one case or forum: no login, nothing of any other or of another actor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticipantLink {
    /// Opaque id; no secret.
    pub id: String,
    /// What it takes part in; kept under the name it had when only cases had participants.
    #[serde(rename = "case")]
    pub joined: Joined,
    /// The function that takes part, e.g. "Trafikkontoret, belysning".
    pub actor: CleanText,
    /// The party that invited it.
    pub party: PartyId,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// Last day it is good.
    pub last_day: Date,
    /// Since when it is no longer good.
    pub revoked_at: Option<Timestamp>,
}

impl ParticipantLink {
    /// Whether it opens anything on a day.
    pub fn is_good(&self, day: Date) -> bool {
        self.revoked_at.is_none() && day <= self.last_day
    }
}

/// The function of a participant, 2–100 characters and no person.
pub fn participant(text: &str) -> Result<CleanText, TextRefused> {
    CleanText::checked("actor", text, 2, 100)
}

/// A user has no more than so many feeds that are good.
pub const MOST_FEEDS: usize = 10;

/// A calendar that somebody subscribes to: days and names of duties under one agreement, and nothing that
/// anybody wrote. It is good as long as its user may read the agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarFeed {
    /// Opaque id; no secret.
    pub id: String,
    /// Id of the agreement.
    pub agreement: String,
    /// What falls to these alone; everything when none is named.
    pub falls_to: Option<Group>,
    /// Whose it is.
    pub user: String,
    /// The party of the user.
    pub party: PartyId,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it is no longer good.
    pub revoked_at: Option<Timestamp>,
}
