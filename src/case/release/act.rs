//! Utkast → Föreslagen → Utlämnad → Återtagen.
//!
//! ```text
//! Utkast ─(proposed)→ Foreslagen ─(one party's signature)→ Foreslagen ─(the other's)→ Utlamnad
//!   └─────────────────────┴──────────────── withdrawn ──────────────────┴──→ Atertagen
//! ```
//! What was computed never changes. What happens to it is a list of steps that only grows, and the
//! state is what the steps come to.

use super::Plan;
use crate::{
    area::AreaId,
    case::{
        party::{Parties, Side},
        refusal::Refusal,
        signatory::{Signatory, Signer},
        text_guard::CleanText,
    },
    incident::{DataVersion, Fingerprint, ImportId},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Opaque id of an act.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReleaseId(pub String);

/// What the tables were counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The counts as they stood at this version.
    pub version: DataVersion,
    /// The deliveries that both parties saw then; nothing else was counted.
    pub shared: BTreeSet<ImportId>,
    /// Made-up data.
    pub synthetic: bool,
}

/// How many figures, for the parties; which they are is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// In all tables.
    pub n: u64,
    /// Hidden because they are small.
    pub n_small: u64,
    /// Hidden altogether: the small ones and those that would give them away.
    pub n_hidden: u64,
    /// Incidents known only by an area larger than the smallest of the tree: in no table.
    pub n_not_placed: u64,
}

/// An act as it was computed. Never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// Id.
    pub id: ReleaseId,
    /// The agreement whose two parties release.
    pub agreement: String,
    /// The two.
    pub parties: Parties,
    /// The ground it is about, by id.
    pub ground: Vec<AreaId>,
    /// Last day of the areas that were used.
    pub areas_on: Date,
    /// Who computed it.
    pub prepared_by: Signer,
    /// When.
    pub prepared_at: Timestamp,
    /// For whom, which periods and categories.
    pub plan: Plan,
    /// What was counted, where no earlier act had counted it.
    pub basis: Basis,
    /// The acts about the same ground and years that were out then; the tables are safe beside these.
    pub earlier: Vec<ReleaseId>,
    /// How much is hidden.
    pub figures: Figures,
    /// Of the bytes of the tables.
    pub tables: Fingerprint,
}

/// A party's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Who signed.
    pub signer: Signer,
    /// When.
    pub at: Timestamp,
}

/// Something that happened to an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Shown to the other party.
    Proposed(Approval),
    /// Signed for one party.
    Approved(Approval),
    /// Taken back.
    Withdrawn {
        /// By whom and when.
        #[serde(flatten)]
        by: Approval,
        /// Why.
        motive: CleanText,
    },
}

/// What the steps come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State<'a> {
    /// Seen by the party that computed it.
    Utkast,
    /// Seen by both; signed by one at most.
    Foreslagen(Option<&'a Approval>),
    /// Signed by both: out.
    Utlamnad {
        /// The first signature.
        first: &'a Approval,
        /// The one that let it out.
        second: &'a Approval,
    },
    /// Taken back.
    Atertagen {
        /// By whom and when.
        by: &'a Approval,
        /// Why.
        motive: &'a CleanText,
        /// It had been out: whoever read it has it.
        was_out: bool,
    },
}

impl State<'_> {
    /// Stable name.
    pub fn as_str(&self) -> &'static str {
        match self {
            State::Utkast => "utkast",
            State::Foreslagen(_) => "foreslagen",
            State::Utlamnad { .. } => "utlamnad",
            State::Atertagen { .. } => "atertagen",
        }
    }
}

/// An act with what has happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseAct {
    prepared: Prepared,
    steps: Vec<Step>,
}

impl ReleaseAct {
    /// Just computed.
    pub fn new(prepared: Prepared) -> Self {
        Self { prepared, steps: Vec::new() }
    }

    /// As it was stored. Refused when the steps could not have happened in this order.
    pub fn replayed(prepared: Prepared, steps: Vec<Step>) -> Result<Self, Refusal> {
        steps.into_iter().try_fold(Self::new(prepared), Self::after)
    }

    /// As it was computed.
    pub fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    /// What has happened, oldest first.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Starts at 1, grows by one with each step.
    pub fn version(&self) -> u64 {
        1 + self.steps.len() as u64
    }

    /// When it last changed.
    pub fn updated(&self) -> Timestamp {
        match self.steps.last() {
            None => self.prepared.prepared_at,
            Some(Step::Proposed(by) | Step::Approved(by) | Step::Withdrawn { by, .. }) => by.at,
        }
    }

    /// The signatures, oldest first.
    pub fn approvals(&self) -> Vec<&Approval> {
        let mut signed = Vec::new();
        for step in &self.steps {
            if let Step::Approved(by) = step {
                signed.push(by);
            }
        }
        signed
    }

    /// Who showed it to the other party.
    pub fn proposed(&self) -> Option<&Approval> {
        self.steps.iter().find_map(|step| match step {
            Step::Proposed(by) => Some(by),
            _ => None,
        })
    }

    /// What the steps come to.
    pub fn state(&self) -> State<'_> {
        let signed = self.approvals();
        let out = match signed.as_slice() {
            [first, second, ..] => Some((*first, *second)),
            _ => None,
        };
        match (self.steps.last(), out) {
            (Some(Step::Withdrawn { by, motive }), _) => {
                State::Atertagen { by, motive, was_out: out.is_some() }
            }
            (None, _) => State::Utkast,
            (Some(_), Some((first, second))) => State::Utlamnad { first, second },
            (Some(_), None) => State::Foreslagen(signed.first().copied()),
        }
    }

    /// Whether the tables are served.
    pub fn is_out(&self) -> bool {
        matches!(self.state(), State::Utlamnad { .. })
    }

    /// Whether anybody outside can have the tables: they are out, or have been.
    pub fn was_out(&self) -> bool {
        matches!(self.state(), State::Utlamnad { .. } | State::Atertagen { was_out: true, .. })
    }

    /// The party that computed it shows it to the other.
    pub fn propose(self, by: &Signer, now: Timestamp) -> Result<Self, Refusal> {
        self.after(Step::Proposed(Approval { signer: by.clone(), at: now }))
    }

    /// One party signs; the second party's signature lets it out. `shown` are the tables that the
    /// signer has seen.
    pub fn approve(
        self,
        by: &Signatory,
        shown: &Fingerprint,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        if *shown != self.prepared.tables {
            return Err(Refusal::TablesDiffer);
        }
        self.after(Step::Approved(Approval { signer: by.signer().clone(), at: now }))
    }

    /// Either party takes it back, whatever the other says; a draft only the party whose it is.
    pub fn withdraw(self, by: &Signer, motive: CleanText, now: Timestamp) -> Result<Self, Refusal> {
        self.after(Step::Withdrawn { by: Approval { signer: by.clone(), at: now }, motive })
    }

    fn after(mut self, step: Step) -> Result<Self, Refusal> {
        let own = &self.prepared.prepared_by.party;
        let of_the_two = |by: &Approval| {
            let party = self.prepared.parties.of(by.signer.side);
            if *party == by.signer.party { Ok(()) } else { Err(Refusal::NotAParty) }
        };
        match (self.state(), &step) {
            (State::Atertagen { .. }, _) => return Err(Refusal::ReleaseWithdrawn),
            (State::Utkast, Step::Proposed(by) | Step::Withdrawn { by, .. }) => {
                of_the_two(by)?;
                if by.signer.party != *own {
                    return Err(Refusal::NotAParty);
                }
            }
            (State::Utkast, Step::Approved(_)) => return Err(Refusal::NotProposed),
            (_, Step::Proposed(_)) => return Err(Refusal::AlreadyProposed),
            (_, Step::Withdrawn { by, .. }) => of_the_two(by)?,
            (State::Utlamnad { .. }, Step::Approved(_)) => return Err(Refusal::AlreadyDecided),
            (State::Foreslagen(signed), Step::Approved(by)) => {
                of_the_two(by)?;
                if signed.is_some_and(|signed| signed.signer.side == by.signer.side) {
                    return Err(Refusal::AlreadyApproved);
                }
            }
        }
        self.steps.push(step);
        Ok(self)
    }

    /// Whether a side has signed.
    pub fn approved_by(&self, side: Side) -> bool {
        self.approvals().iter().any(|approval| approval.signer.side == side)
    }
}

#[cfg(test)]
#[path = "act_tests.rs"]
mod tests;
