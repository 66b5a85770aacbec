//! Who owes whom what: the open measures of all cases and forums, seen from the reader.

use super::{Actor, App, AppError, cases, forums};
use crate::case::{
    forum::Forum,
    work::{
        Work,
        standing::{Planned, Standing},
        step::Object,
        subject::Subject,
    },
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

/// Where something was promised.
#[derive(Debug, Clone, PartialEq)]
pub enum Promised {
    /// In a case.
    Case(Arc<Work>),
    /// In a forum.
    Forum(Arc<Work<Forum>>),
}

impl Promised {
    fn standing(&self) -> &Standing {
        match self {
            Promised::Case(work) => work.standing(),
            Promised::Forum(work) => work.standing(),
        }
    }

    /// Name of the place or of the forum.
    pub fn name(&self) -> &str {
        match self {
            Promised::Case(work) => work.case().place.name.as_str(),
            Promised::Forum(work) => work.subject().name.as_str(),
        }
    }

    /// Number of the case or id of the forum, which gives their order.
    fn id(&self) -> String {
        match self {
            Promised::Case(work) => work.case().number.to_string(),
            Promised::Forum(work) => work.subject().id.to_string(),
        }
    }
}

/// A measure that somebody has promised and not done.
#[derive(Debug, Clone, PartialEq)]
pub struct Commitment {
    /// Where.
    pub promised: Promised,
    /// Number of the measure there.
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
        &self.promised.standing().measures[&self.no]
    }
}

/// What is owed in the cases and forums that the actor sees, what is late first, then by day. Every open measure is
/// in the lists of both parties, whoever owns it.
pub fn commitments(app: &App, actor: &Actor) -> Result<Vec<Commitment>, AppError> {
    let today = app.today();
    let mut all: Vec<Commitment> = Vec::new();
    for work in cases::list(app, actor)? {
        all.extend(owed(&*work, || Promised::Case(work.clone()), actor, today));
    }
    for work in forums::list(app, actor)? {
        all.extend(owed(&*work, || Promised::Forum(work.clone()), actor, today));
    }
    all.sort_by_cached_key(|one| (!one.overdue, one.due, one.promised.id(), one.no));
    Ok(all)
}

/// The open measures of one case or forum.
fn owed<S: Subject>(
    work: &Work<S>,
    promised: impl Fn() -> Promised,
    actor: &Actor,
    today: Date,
) -> impl Iterator<Item = Commitment> {
    let seen = work.last_changes();
    let open = work.standing().measures.iter();
    let open = open.filter(|(_, planned)| !planned.progress.is_over());
    open.map(move |(no, planned)| {
        let (owner, due) = (&planned.measure.owner, planned.due());
        let debtor = match owner.of.side() {
            None => Debtor::Participant,
            Some(side) if side != actor.party.side => Debtor::Theirs,
            Some(_) if owner.function.as_str() == actor.user.function => Debtor::Mine,
            Some(_) => Debtor::Ours,
        };
        Commitment {
            promised: promised(),
            no: *no,
            seen: seen.get(&Object::Measure(*no)).copied().unwrap_or(0),
            debtor,
            due,
            overdue: due < today,
            feedback_missing: planned.feedback_missing(today),
        }
    })
}
