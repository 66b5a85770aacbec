//! Who owes whom what: the open measures of all cases, seen from the reader.

use super::{Actor, App, AppError, cases};
use crate::case::{
    number::CaseNumber,
    work::{Work, standing::Planned, step::Object},
};
use jiff::civil::Date;
use serde::Deserialize;
use std::{fmt, str::FromStr, sync::Arc};

/// Who owes a measure, seen from the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
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

    /// Where it stands in the list.
    pub fn rank(&self) -> Rank {
        Rank { in_time: !self.overdue, due: self.due, case: self.case(), no: self.no }
    }

    /// Number of the case.
    pub fn case(&self) -> CaseNumber {
        self.work.case().number
    }
}

/// Where a commitment stands in the list: what is late first, then by day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// It is not late.
    pub in_time: bool,
    /// The day it should be done.
    pub due: Date,
    /// The case.
    pub case: CaseNumber,
    /// Number of the measure in it.
    pub no: u32,
}

/// Which are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Owed by these alone.
    pub debtor: Option<Debtor>,
    /// Late, or not late.
    pub overdue: Option<bool>,
    /// Of one case.
    pub case: Option<CaseNumber>,
}

/// A part of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// In order.
    pub items: Vec<Commitment>,
    /// How many there are on all pages.
    pub total: usize,
    /// There are more after the last of these.
    pub more: bool,
}

/// At most `limit` of those that are asked for, after a place in the list. What is done meanwhile
/// leaves the list and shifts nothing.
pub fn page(
    app: &App,
    actor: &Actor,
    filter: &Filter,
    after: Option<Rank>,
    limit: usize,
) -> Result<Page, AppError> {
    let mut all = commitments(app, actor)?;
    all.retain(|one| {
        filter.debtor.is_none_or(|debtor| one.debtor == debtor)
            && filter.overdue.is_none_or(|overdue| one.overdue == overdue)
            && filter.case.is_none_or(|case| one.case() == case)
    });
    let total = all.len();
    all.retain(|one| after.is_none_or(|after| one.rank() > after));
    let more = all.len() > limit;
    all.truncate(limit);
    Ok(Page { items: all, total, more })
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
    all.sort_by_cached_key(Commitment::rank);
    Ok(all)
}

/// As a cursor.
impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{}_{}", u8::from(self.in_time), self.due, self.case, self.no)
    }
}

/// What is no cursor of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the list")]
pub struct NoRank;

impl FromStr for Rank {
    type Err = NoRank;

    fn from_str(text: &str) -> Result<Self, NoRank> {
        let parts: Vec<&str> = text.split('_').collect();
        let [in_time, due, case, no] = parts.as_slice() else { return Err(NoRank) };
        let in_time = match *in_time {
            "0" => false,
            "1" => true,
            _ => return Err(NoRank),
        };
        Ok(Self {
            in_time,
            due: due.parse().map_err(|_| NoRank)?,
            case: case.parse().map_err(|_| NoRank)?,
            no: no.parse().map_err(|_| NoRank)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_a_place_in_the_list() {
        let text = "1_2026-06-30_PLS-2026-001_4";
        let rank: Rank = text.parse().expect("a place");
        assert_eq!(rank.to_string(), text);
        let late: Rank = "0_2026-07-30_PLS-2026-009_1".parse().expect("a place");
        assert!(late < rank);
        for wrong in ["", "2_2026-06-30_PLS-2026-001_4", "1_2026-13-30_PLS-2026-001_4", "1_1", "x"]
        {
            assert_eq!(wrong.parse::<Rank>(), Err(NoRank), "{wrong}");
        }
    }
}
