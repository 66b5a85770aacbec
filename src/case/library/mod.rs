//! Åtgärdsbiblioteket: measures that a platssamverkan can choose among, and what is known of each.
//!
//! Some are shipped. The two parties of an agreement write their own beside them, write a shipped one anew
//! and retire what they do not use; each of these is a step that is kept with its reason, and a shipped
//! entry can always be had back as it was.

/// What an entry says.
pub mod entry;

use super::{refusal::Refusal, signatory::Signer, text_guard::CleanText};
use entry::Entry;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What the ids of the parties' own entries begin with; nothing that is shipped does.
const OWN: &str = "egen-";

/// Which entry, in the library of which agreement.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntryId {
    /// Id of the agreement.
    pub agreement: String,
    /// Id of the entry: that of a shipped one, or of one of the parties' own.
    pub entry: String,
}

impl EntryId {
    /// The id of an entry of the parties' own; `unique` is used once.
    pub fn own(agreement: &str, unique: &str) -> Self {
        Self { agreement: agreement.to_owned(), entry: format!("{OWN}{unique}") }
    }

    /// It is the parties' own, and there is nothing shipped behind it.
    pub fn is_own(&self) -> bool {
        self.entry.starts_with(OWN)
    }
}

impl std::fmt::Display for EntryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.agreement, self.entry)
    }
}

/// What was done with an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum LibraryAct {
    /// It was written, or written anew; one that was retired is in use again.
    Put {
        /// As it reads from then on.
        entry: Box<Entry>,
    },
    /// It reads again as it is shipped.
    Restored,
    /// It is no longer chosen from. What was chosen from it before keeps it.
    Retired,
}

impl LibraryAct {
    /// Stable name.
    pub fn as_str(&self) -> &'static str {
        match self {
            LibraryAct::Put { .. } => "put",
            LibraryAct::Restored => "restored",
            LibraryAct::Retired => "retired",
        }
    }

    /// What the log calls it.
    pub fn code(&self) -> &'static str {
        match self {
            LibraryAct::Put { .. } => "library_put",
            LibraryAct::Restored => "library_restored",
            LibraryAct::Retired => "library_retired",
        }
    }
}

/// A step of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LibraryStep {
    /// What was done.
    #[serde(flatten)]
    pub act: LibraryAct,
    /// Why.
    pub reason: CleanText,
    /// By whom, for which party.
    pub by: Signer,
    /// When.
    pub at: Timestamp,
}

/// What the parties have done with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    id: EntryId,
    steps: Vec<LibraryStep>,
}

impl Written {
    /// One with which nothing has been done.
    pub fn new(id: EntryId) -> Self {
        Self { id, steps: Vec::new() }
    }

    /// As it was stored. Refused when the steps could not have happened in this order.
    pub fn replayed(id: EntryId, steps: Vec<LibraryStep>) -> Result<Self, Refusal> {
        steps.into_iter().try_fold(Self::new(id), Self::after)
    }

    /// Which.
    pub fn id(&self) -> &EntryId {
        &self.id
    }

    /// What was done, oldest first.
    pub fn steps(&self) -> &[LibraryStep] {
        &self.steps
    }

    /// How many steps; 0 is the entry as it is shipped.
    pub fn version(&self) -> u64 {
        self.steps.len() as u64
    }

    /// What the parties have written in its place; nothing when it reads as it is shipped.
    pub fn text(&self) -> Option<&Entry> {
        text_of(&self.steps)
    }

    /// The same after so many steps; nothing at all when there have not been so many.
    pub fn text_at(&self, version: u64) -> Option<Option<&Entry>> {
        let steps = self.steps.get(..usize::try_from(version).ok()?)?;
        // Of one's own there is no text before the first step.
        (version > 0 || !self.id.is_own()).then(|| text_of(steps))
    }

    /// The step by which it was retired, when it is.
    pub fn retired(&self) -> Option<&LibraryStep> {
        self.steps.last().filter(|step| step.act == LibraryAct::Retired)
    }

    /// One party does something with it.
    pub fn act(
        self,
        act: LibraryAct,
        reason: CleanText,
        by: Signer,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        self.after(LibraryStep { act, reason, by, at })
    }

    fn after(mut self, step: LibraryStep) -> Result<Self, Refusal> {
        let is_there = !self.id.is_own() || !self.steps.is_empty();
        match &step.act {
            LibraryAct::Put { .. } => {}
            LibraryAct::Restored if self.id.is_own() => return Err(Refusal::NothingToRestore),
            LibraryAct::Restored if self.text().is_none() && self.retired().is_none() => {
                return Err(Refusal::NothingToRestore);
            }
            LibraryAct::Retired if !is_there => return Err(Refusal::NoSuchObject),
            LibraryAct::Retired if self.retired().is_some() => {
                return Err(Refusal::LibraryRetired);
            }
            LibraryAct::Restored | LibraryAct::Retired => {}
        }
        self.steps.push(step);
        Ok(self)
    }
}

fn text_of(steps: &[LibraryStep]) -> Option<&Entry> {
    let said = steps.iter().rev().find(|step| step.act != LibraryAct::Retired)?;
    match &said.act {
        LibraryAct::Put { entry } => Some(entry),
        LibraryAct::Restored | LibraryAct::Retired => None,
    }
}

/// From which entry of the library a measure was taken, as it then read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// Id of the entry.
    pub id: String,
    /// The version that was chosen: how many steps it had, 0 as it is shipped.
    pub version: u64,
}

/// Why something is done with an entry, 3–500 characters, about no person.
pub fn reason(text: &str) -> Result<CleanText, Refusal> {
    Ok(CleanText::checked("reason", text, 3, 500)?)
}

#[cfg(test)]
#[path = "library_tests.rs"]
pub(super) mod tests;
