//! The list of what falls due: which are asked for, in which order, a page at a time.

use super::{
    entries::{Entries, Entry},
    item, kept,
    laid::Laid,
    records,
};
use crate::{
    app::{Actor, App, AppError, areas::Under, openings::field_error},
    calendar::{Group, Status},
    case::party::{Agreement, Role},
    policy::{self, Action},
};
use jiff::civil::Date;
use std::{collections::BTreeSet, fmt, str::FromStr, sync::Arc};

/// No question looks at more years than this.
const MOST_YEARS: i16 = 10;

/// Which are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// First day on which they fall due.
    pub from: Date,
    /// Last such day.
    pub to: Date,
    /// Under one agreement alone.
    pub agreement: Option<String>,
    /// How they stand.
    pub status: Option<Standing>,
    /// Whom they fall to.
    pub falls_to: Option<Whose>,
}

/// How a duty stands, as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Not done, and still to be done: late or not.
    Open,
    /// By the code of its status.
    Code(String),
}

/// Whom a duty falls to, as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Those of the reader's role.
    Mine,
    /// One of the groups.
    Of(Group),
}

impl Standing {
    fn is_of(&self, status: &Status) -> bool {
        match self {
            Self::Open => !status.is_done() && *status != Status::EjLangreGallande,
            Self::Code(code) => status.code() == code,
        }
    }
}

/// Where an entry stands in the list: by day, then agreement and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    due: Date,
    agreement: String,
    key: String,
}

impl Place {
    /// Of an entry.
    pub fn of(entry: &Entry) -> Self {
        let (due, agreement, key) = order(entry);
        Self { due, agreement: agreement.to_owned(), key: key.to_owned() }
    }

    /// Whether an entry stands after it.
    fn is_before(&self, entry: &Entry) -> bool {
        (self.due, &*self.agreement, &*self.key) < order(entry)
    }
}

/// By which entries are listed.
pub fn order(entry: &Entry) -> (Date, &str, &str) {
    (entry.instance.due, &entry.agreement, entry.instance.key.as_str())
}

/// As a cursor.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{}", self.due, self.agreement, self.key)
    }
}

/// What is no cursor of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the list")]
pub struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let mut parts = text.splitn(3, '_').map(str::to_owned);
        let (due, agreement, key) = (parts.next(), parts.next(), parts.next());
        let due = due.and_then(|day| day.parse().ok()).ok_or(NoPlace)?;
        Ok(Self { due, agreement: agreement.ok_or(NoPlace)?, key: key.ok_or(NoPlace)? })
    }
}

/// An entry with what the reader may do about it.
#[derive(Debug, Clone)]
pub struct Item {
    /// The entry.
    pub entry: Entry,
    /// `done`, `explained`.
    pub may: Vec<&'static str>,
    /// The step that the reader's party can take back.
    pub undo: Option<u32>,
}

/// A part of the list.
#[derive(Debug, Clone)]
pub struct Page {
    /// In order.
    pub items: Vec<Item>,
    /// How many there are on all pages.
    pub total: usize,
    /// There are more after the last of these.
    pub more: bool,
    /// The agreements that the reader sees.
    pub agreements: Vec<Agreement>,
}

/// What fell due under the agreements that are asked about.
pub struct Reckoned {
    of: Vec<Of>,
    filter: Filter,
    groups: Option<BTreeSet<Group>>,
    agreements: Vec<Agreement>,
}

/// Under one of them.
struct Of {
    laid: Laid,
    /// Whether the reader keeps its year.
    keeps: bool,
    entries: Arc<Entries>,
}

/// Reckons what is asked for.
pub fn reckoned(app: &App, actor: &Actor, filter: &Filter) -> Result<Reckoned, AppError> {
    policy::may(actor, Action::ReadCases)?;
    if filter.from > filter.to {
        return Err(field_error("to", "bad_days"));
    }
    if filter.to.year().saturating_sub(filter.from.year()) > MOST_YEARS {
        return Err(field_error("to", "out_of_range"));
    }
    let (read, today) = (app.store.read()?, app.today());
    let (mut of, mut agreements) = (Vec::new(), Vec::new());
    for record in records(&*read, actor)? {
        let Some(laid) = Laid::of(app, &*read, &record, filter.to)? else { continue };
        agreements.push(laid.agreement.clone());
        if filter.agreement.as_ref().is_some_and(|id| *id != laid.agreement.id) {
            continue;
        }
        let under = Under::agreed(app, &*read, actor, &laid.agreement)?;
        let keeps = laid.agreement.validity.covers(today)
            && policy::may_at(actor, Action::KeepYear, &under.ground()).is_ok();
        let entries = kept::entries(app, &laid, filter.to, today);
        of.push(Of { laid, keeps, entries });
    }
    let groups = filter.falls_to.map(|whose| groups(actor, whose));
    Ok(Reckoned { of, filter: filter.clone(), groups, agreements })
}

impl Reckoned {
    /// What is asked for, in no order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.asked_for().map(|(_, entry)| entry)
    }

    /// By day, then agreement and name.
    pub fn entries_in_order(&self) -> impl Iterator<Item = &Entry> {
        self.in_order().into_iter().map(|(_, entry)| entry)
    }

    fn asked_for(&self) -> impl Iterator<Item = (&Of, &Entry)> {
        let each = self.of.iter().flat_map(|of| of.entries.iter().map(move |entry| (of, entry)));
        each.filter(|(_, entry)| self.asks_for(entry))
    }

    fn in_order(&self) -> Vec<(&Of, &Entry)> {
        let mut all: Vec<(&Of, &Entry)> = self.asked_for().collect();
        all.sort_by(|(_, a), (_, b)| order(a).cmp(&order(b)));
        all
    }

    fn asks_for(&self, entry: &Entry) -> bool {
        let filter = &self.filter;
        entry.instance.due >= filter.from
            && filter.status.as_ref().is_none_or(|status| status.is_of(&entry.status))
            && self.groups.as_ref().is_none_or(|of| !of.is_disjoint(&entry.duty.falls_to))
    }
}

/// At most `limit` of those that are asked for, after a place in the list.
pub fn page(
    app: &App,
    actor: &Actor,
    filter: &Filter,
    after: Option<&Place>,
    limit: usize,
) -> Result<Page, AppError> {
    let reckoned = reckoned(app, actor, filter)?;
    let all = reckoned.in_order();
    let begun = |(_, entry): &(&Of, &Entry)| after.is_some_and(|after| !after.is_before(entry));
    let left = &all[all.partition_point(begun)..];
    let shown = left.iter().take(limit);
    let items =
        shown.map(|(of, entry)| item(app, actor, &of.laid, of.keeps, (*entry).clone())).collect();
    let (total, more) = (all.len(), left.len() > limit);
    Ok(Page { items, total, more, agreements: reckoned.agreements })
}

pub(super) fn groups(actor: &Actor, whose: Whose) -> BTreeSet<Group> {
    use Group::*;
    match whose {
        Whose::Of(group) => BTreeSet::from([group]),
        Whose::Mine => match actor.user.role {
            Role::Kommunpolis => BTreeSet::from([Samordnarna, Parterna]),
            Role::Trygghetssamordnare => BTreeSet::from([Samordnarna, Forvaltningen, Parterna]),
            Role::Lokalpolisomradeschef | Role::Stadsdelsdirektor => {
                BTreeSet::from([Cheferna, Parterna])
            }
            Role::Aktivitetsansvarig => BTreeSet::from([Forvaltningen]),
            Role::Analytiker | Role::GisLasare | Role::Lasare | Role::Administrator => {
                BTreeSet::from(Group::ALL)
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_a_place_in_the_list() {
        let text = "2026-06-30_norra-innerstaden-2025_plats:PLS-2025-014:2026-06";
        let place: Place = text.parse().expect("a place");
        assert_eq!(place.to_string(), text);
        let later: Place = "2026-07-31_a_b".parse().expect("a place");
        assert!(place < later);
        for wrong in ["", "2026-06-30", "2026-06-30_a", "2026-13-30_a_b"] {
            assert_eq!(wrong.parse::<Place>(), Err(NoPlace), "{wrong}");
        }
    }
}
