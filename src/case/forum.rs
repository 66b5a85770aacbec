//! A samverkansforum: a standing group that an agreement sets up, with the template of its åtgärdsplan.
//! What is done in it is [`super::work`], by the same steps as in a platssamverkan.

use super::{
    evidence::Evidence,
    number::{CaseNumber, Diarienummer},
    party::{Parties, Side},
    text_guard::CleanText,
    work::{
        subject::{Kind, Subject},
        template::Template,
    },
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// Which forum of which agreement: there is one of each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ForumId {
    /// Id of the agreement.
    pub agreement: String,
    /// Id of the forum in it, e.g. `ts-rad`.
    pub forum: String,
}

impl std::fmt::Display for ForumId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.agreement, self.forum)
    }
}

/// A forum as the agreement set it up. It is kept so from the first step on, whatever the program later
/// ships: what was agreed does not change by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forum {
    /// Which.
    pub id: ForumId,
    /// What it is called.
    pub name: CleanText,
    /// The two parties of the agreement.
    pub parties: Parties,
    /// First day.
    pub from: Date,
    /// The template that the agreement has for it.
    pub template: Template,
    /// What every agenda takes up.
    pub standing_items: Vec<CleanText>,
    /// What is never written down here, and where it belongs instead; nothing when there is no such part.
    pub kept_out: Option<CleanText>,
}

impl Subject for Forum {
    fn kind(&self) -> Kind {
        Kind::Forum
    }

    fn name(&self) -> &CleanText {
        &self.name
    }

    fn title(&self) -> String {
        self.name.to_string()
    }

    fn slug(&self) -> String {
        format!("{}-{}", self.id.agreement, self.id.forum)
    }

    fn standing_items(&self) -> &[CleanText] {
        &self.standing_items
    }

    /// Nobody signs a forum: its numbers are written in it.
    fn signed_number(&self, _: Side) -> Option<&Diarienummer> {
        None
    }

    fn parties(&self) -> &Parties {
        &self.parties
    }

    fn evidence(&self) -> &[Evidence] {
        &[]
    }

    fn begun_at(&self) -> Timestamp {
        // In UTC: two hours decide nothing about a half-year.
        let midnight = self.from.to_zoned(TimeZone::UTC);
        midnight.map_or(Timestamp::UNIX_EPOCH, |midnight| midnight.timestamp())
    }

    fn begun_on(&self) -> Date {
        self.from
    }

    fn first_template(&self) -> Option<&Template> {
        Some(&self.template)
    }

    fn case_number(&self) -> Option<CaseNumber> {
        None
    }
}
