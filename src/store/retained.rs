//! What is kept for a time only, and what of it has been kept long enough.

use serde::{Deserialize, Serialize};

/// What is kept for a time only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retained {
    /// Sessions, from their last request.
    Sessions,
    /// Deliveries that were never published, from their arrival.
    Previews,
    /// The list of rejected rows of a delivery, which quotes the file, from its arrival.
    Rejections,
    /// What an undone delivery brought, from its undoing; that it was is kept.
    UndoneRows,
    /// Hotspot runs that no opening, case, forum or lägesbild rests on.
    Runs,
    /// Answers of other methods, likewise.
    Answers,
    /// Keys of systems, from their end.
    Keys,
    /// Links of participants, from their end.
    Links,
    /// Addresses of calendars, from their revocation.
    Feeds,
    /// Texts of drafts of lägesbilder that their own party wrote over, from when both chiefs decided; that
    /// each was saved, by whom and when, is kept. Comes after [`Retained::Runs`] and [`Retained::Answers`], so
    /// that what such a draft alone rested on is listed before it goes.
    Drafts,
}

impl Retained {
    /// Every kind.
    pub const ALL: [Retained; 10] = [
        Retained::Sessions,
        Retained::Previews,
        Retained::Rejections,
        Retained::UndoneRows,
        Retained::Runs,
        Retained::Answers,
        Retained::Keys,
        Retained::Links,
        Retained::Feeds,
        Retained::Drafts,
    ];

    /// The name in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Retained::Sessions => "sessions",
            Retained::Previews => "previews",
            Retained::Rejections => "rejections",
            Retained::UndoneRows => "undone_rows",
            Retained::Runs => "runs",
            Retained::Answers => "answers",
            Retained::Keys => "keys",
            Retained::Links => "links",
            Retained::Feeds => "feeds",
            Retained::Drafts => "drafts",
        }
    }
}

/// Something that has been kept long enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retired {
    /// What.
    pub what: Retained,
    /// Id; of a session the hash of its token, of a draft that of the lägesbild and the number of the step.
    pub id: String,
    /// Rows that go with it.
    pub n_rows: u64,
}
