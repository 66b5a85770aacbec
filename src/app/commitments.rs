//! Who owes whom what: the open measures of all cases and forums, seen from the reader.

use super::{Actor, App, AppError, Capacity, cases, forums};
use crate::case::{
    access::Joined,
    forum::{Forum, ForumId},
    number::CaseNumber,
    standing::Deputyship,
    work::{
        Work,
        plan::Owner,
        standing::{Planned, Standing},
        state::State,
        step::Object,
        subject::Subject,
        target::{Period, Target, Targeted},
    },
};
use jiff::civil::Date;
use serde::Deserialize;
use std::{fmt, str::FromStr, sync::Arc};

/// Who owes a measure, seen from the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Debtor {
    /// The reader's own function, or one that it stands in for.
    Mine,
    /// Another function of the reader's party.
    Ours,
    /// The other party.
    Theirs,
    /// Another participant.
    Participant,
}

impl Debtor {
    /// Of what a function owns, seen from the actor.
    fn of(owner: &Owner, actor: &Actor) -> Self {
        match owner.of.side() {
            None => Debtor::Participant,
            Some(side) if side != actor.party.side => Debtor::Theirs,
            Some(_) if owner.is_function(&actor.user.function) => Debtor::Mine,
            Some(_) if stood_in_for(actor, owner).is_some() => Debtor::Mine,
            Some(_) => Debtor::Ours,
        }
    }

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

    /// One of its measures.
    pub fn measure(&self, no: u32) -> &Planned {
        &self.standing().measures[&no]
    }

    /// One of its promises per period.
    pub fn targeted(&self, no: u32) -> &Targeted {
        &self.standing().targets[&no]
    }

    /// Name of the place or of the forum.
    pub fn name(&self) -> &str {
        match self {
            Promised::Case(work) => work.case().place.name.as_str(),
            Promised::Forum(work) => work.subject().name.as_str(),
        }
    }

    /// Id of the agreement.
    pub fn agreement(&self) -> &str {
        match self {
            Promised::Case(work) => &work.case().agreement,
            Promised::Forum(work) => &work.subject().id.agreement,
        }
    }

    /// Which.
    pub fn joined(&self) -> Joined {
        match self {
            Promised::Case(work) => Joined::Case(work.case().number),
            Promised::Forum(work) => Joined::Forum(work.subject().id.clone()),
        }
    }
}

/// Whom a deputy stands in for, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandIn {
    /// The function.
    pub function: String,
    /// The last day.
    pub last_day: Date,
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
    /// Whom the reader stands in for, where it is owed as a deputy.
    pub deputy: Option<StandIn>,
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
        self.promised.measure(self.no)
    }

    /// Where it stands in the list.
    pub fn rank(&self) -> Rank {
        let of = self.promised.joined();
        Rank { in_time: !self.overdue, due: self.due, of, no: self.no }
    }
}

/// Where a commitment stands in the list: what is late first, then by day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// It is not late.
    pub in_time: bool,
    /// The day it should be done.
    pub due: Date,
    /// The case or forum.
    pub of: Joined,
    /// Number of the measure in it.
    pub no: u32,
}

/// Something that is promised so many times in a period that runs, and not done so often yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Owing {
    /// Where.
    pub promised: Promised,
    /// Number of the promise there.
    pub no: u32,
    /// Who owes it.
    pub debtor: Debtor,
    /// The period.
    pub period: Period,
}

impl Owing {
    /// The promise.
    pub fn target(&self) -> &Target {
        &self.promised.standing().targets[&self.no].target
    }
}

/// Which are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Owed by these alone.
    pub debtor: Option<Debtor>,
    /// Late, or not late.
    pub overdue: Option<bool>,
    /// Of one case.
    pub case: Option<CaseNumber>,
    /// Of one forum.
    pub forum: Option<ForumId>,
}

impl Filter {
    /// Whether what was promised there is asked for.
    fn is_of(&self, joined: &Joined) -> bool {
        match joined {
            Joined::Case(number) => {
                self.forum.is_none() && self.case.is_none_or(|case| case == *number)
            }
            Joined::Forum(id) => {
                self.case.is_none() && self.forum.as_ref().is_none_or(|forum| forum == id)
            }
        }
    }
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
    /// What is owed in the periods that run, by their last day; none when only what is late is asked for.
    pub periods: Vec<Owing>,
}

/// At most `limit` of those that are asked for, after a place in the list. What is done meanwhile
/// leaves the list and shifts nothing.
pub fn page(
    app: &App,
    actor: &Actor,
    filter: &Filter,
    after: Option<&Rank>,
    limit: usize,
) -> Result<Page, AppError> {
    let mut all = commitments(app, actor)?;
    all.retain(|one| {
        filter.debtor.is_none_or(|debtor| one.debtor == debtor)
            && filter.overdue.is_none_or(|overdue| one.overdue == overdue)
            && filter.is_of(&one.promised.joined())
    });
    let total = all.len();
    all.retain(|one| after.is_none_or(|after| one.rank() > *after));
    let more = all.len() > limit;
    all.truncate(limit);
    Ok(Page { items: all, total, more, periods: owing(app, actor, filter)? })
}

/// What is promised per period in the cases and forums that the actor sees, and still to be done.
fn owing(app: &App, actor: &Actor, filter: &Filter) -> Result<Vec<Owing>, AppError> {
    let today = app.today();
    let mut all: Vec<Owing> = Vec::new();
    for work in cases::list(app, actor)? {
        all.extend(short(&*work, || Promised::Case(work.clone()), actor, today));
    }
    for work in forums::list(app, actor)? {
        all.extend(short(&*work, || Promised::Forum(work.clone()), actor, today));
    }
    all.retain(|one| {
        filter.debtor.is_none_or(|debtor| one.debtor == debtor)
            && filter.overdue != Some(true)
            && filter.is_of(&one.promised.joined())
    });
    all.sort_by_key(|one| one.period.last);
    Ok(all)
}

/// The promises of one case or forum whose period runs and is short; a case that is closed owes nothing.
fn short<S: Subject>(
    work: &Work<S>,
    promised: impl Fn() -> Promised,
    actor: &Actor,
    today: Date,
) -> impl Iterator<Item = Owing> {
    let open = work.standing().state != State::Avslutad;
    let targets = work.standing().targets.iter().filter(move |_| open);
    targets.filter_map(move |(no, of)| {
        let period = of.on(today).filter(|period| period.left() > 0)?;
        let debtor = Debtor::of(&of.target.owner, actor);
        Some(Owing { promised: promised(), no: *no, debtor, period })
    })
}

/// What is owed in the cases and forums that the actor sees, what is late first, then by day. Every
/// open measure is in the lists of both parties, whoever owns it.
pub fn commitments(app: &App, actor: &Actor) -> Result<Vec<Commitment>, AppError> {
    let today = app.today();
    let mut all: Vec<Commitment> = Vec::new();
    for work in cases::list(app, actor)? {
        all.extend(owed(&*work, || Promised::Case(work.clone()), actor, today));
    }
    for work in forums::list(app, actor)? {
        all.extend(owed(&*work, || Promised::Forum(work.clone()), actor, today));
    }
    all.sort_by_cached_key(Commitment::rank);
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
        let debtor = Debtor::of(owner, actor);
        let stand_in = |of: &Deputyship| {
            let (function, last_day) = (of.function.clone(), of.last_day);
            StandIn { function, last_day }
        };
        Commitment {
            promised: promised(),
            no: *no,
            seen: seen.get(&Object::Measure(*no)).copied().unwrap_or(0),
            debtor,
            deputy: stood_in_for(actor, owner).map(stand_in),
            due,
            overdue: due < today,
            feedback_missing: planned.feedback_missing(today),
        }
    })
}

/// The absent one that the actor stands in for today, where it is the owner and not the actor itself.
fn stood_in_for<'a>(actor: &'a Actor, owner: &Owner) -> Option<&'a Deputyship> {
    let Capacity::User { deputy_for, .. } = &actor.capacity else { return None };
    let is_own = owner.of.side() == Some(actor.party.side);
    let mut lent = deputy_for.iter().filter(|_| is_own && !owner.is_function(&actor.user.function));
    lent.find(|of| owner.is_function(&of.function))
}

/// As a cursor.
impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{}_{}", u8::from(self.in_time), self.due, self.of, self.no)
    }
}

/// What is no cursor of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the list")]
pub struct NoRank;

impl FromStr for Rank {
    type Err = NoRank;

    fn from_str(text: &str) -> Result<Self, NoRank> {
        let (in_time, rest) = text.split_once('_').ok_or(NoRank)?;
        let (due, rest) = rest.split_once('_').ok_or(NoRank)?;
        let (of, no) = rest.rsplit_once('_').ok_or(NoRank)?;
        let in_time = match in_time {
            "0" => false,
            "1" => true,
            _ => return Err(NoRank),
        };
        Ok(Self {
            in_time,
            due: due.parse().map_err(|_| NoRank)?,
            of: of.parse().map_err(|_| NoRank)?,
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
        let text = "1_2026-06-30_norra-innerstaden-2025/ts-rad_2";
        let forum: Rank = text.parse().expect("a place");
        assert_eq!(forum.to_string(), text);
        assert!(rank < forum, "cases come before forums of the same day");
        for wrong in ["", "2_2026-06-30_PLS-2026-001_4", "1_2026-13-30_PLS-2026-001_4", "1_1", "x"]
        {
            assert_eq!(wrong.parse::<Rank>(), Err(NoRank), "{wrong}");
        }
    }
}
