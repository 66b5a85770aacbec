//! Who owes whom what: the open measures of all cases, seen from the reader.

use super::{Actor, App, AppError, cases};
use crate::case::{
    number::CaseNumber,
    work::{Work, standing::Planned, step::Object},
};
use jiff::civil::Date;
use std::sync::Arc;

/// Who owes a measure, seen from the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Debtor {
    /// The reader's own function.
    Mine,
    /// Another function of the reader's party.
    Ours,
    /// The other party.
    Theirs,
    /// Another participant.
    Participant,
}

impl Debtor {
    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Debtor::Mine => "mine",
            Debtor::Ours => "ours",
            Debtor::Theirs => "theirs",
            Debtor::Participant => "participant",
        }
    }
}

/// A measure that somebody has promised and not done.
#[derive(Debug, Clone, PartialEq)]
pub struct Commitment {
    /// The case.
    pub work: Arc<Work>,
    /// Number of the measure in it.
    pub no: u32,
    /// Step by which it was last changed.
    pub seen: u32,
    /// Who owes it.
    pub debtor: Debtor,
    /// The day it should be done, as promised last.
    pub due: Date,
    /// That day has passed.
    pub overdue: bool,
    /// Nothing has been said of it since it should have been.
    pub feedback_missing: bool,
}

impl Commitment {
    /// The measure and how far it has come.
    pub fn planned(&self) -> &Planned {
        &self.work.standing().measures[&self.no]
    }

    /// Number of the case.
    pub fn case(&self) -> CaseNumber {
        self.work.case().number
    }
}

/// What is owed in the cases that the actor sees, what is late first, then by day. Every open measure is
/// in the lists of both parties, whoever owns it.
pub fn commitments(app: &App, actor: &Actor) -> Result<Vec<Commitment>, AppError> {
    let today = app.today();
    let mut all: Vec<Commitment> = Vec::new();
    for work in cases::list(app, actor)? {
        let seen = work.last_changes();
        let open = work.standing().measures.iter();
        let open = open.filter(|(_, planned)| !planned.progress.is_over());
        all.extend(open.map(|(no, planned)| {
            let (owner, due) = (&planned.measure.owner, planned.due());
            let debtor = match owner.of.side() {
                None => Debtor::Participant,
                Some(side) if side != actor.party.side => Debtor::Theirs,
                Some(_) if owner.function.as_str() == actor.user.function => Debtor::Mine,
                Some(_) => Debtor::Ours,
            };
            Commitment {
                work: work.clone(),
                no: *no,
                seen: seen.get(&Object::Measure(*no)).copied().unwrap_or(0),
                debtor,
                due,
                overdue: due < today,
                feedback_missing: planned.feedback_missing(today),
            }
        }));
    }
    all.sort_by_cached_key(|one| (!one.overdue, one.due, one.case(), one.no));
    Ok(all)
}
