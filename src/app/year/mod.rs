//! The year of an agreement: what is to be done, how it stands, what the parties say of it.
//!
//! Which duties there are is shipped; what settles them is known from meetings, information and follow-ups
//! or said by the parties. Nothing that falls due is kept: it is reckoned anew each time.

mod events;
pub mod feeds;
mod kept;
mod laid;
pub mod term;

pub use events::Source;
pub(crate) use kept::KeptEntries;
pub use laid::{Chaired, Entry, Shown};

use super::{
    Actor, App, AppError,
    areas::Under,
    joint,
    openings::{field_error, invalid},
};
use crate::{
    calendar::{Duties, DutySets, Group, Status, Steering, SteeringBody},
    case::{
        agreement::AgreementRecord,
        log::LogEntry,
        party::{Agreement, Role},
        refusal::Refusal,
        signatory::Signer,
        year::{Evidence, EvidenceKind, Year, YearAct, explanation, reference},
    },
    policy::{self, Action},
    store::{Read, Versioned},
};
use jiff::{ToSpan, civil::Date};
use laid::Laid;
use std::{collections::BTreeSet, fmt, str::FromStr, sync::LazyLock};

static DUTIES: LazyLock<Duties> = LazyLock::new(|| {
    let text = include_str!("../../../geodata/arshjul/skyldigheter.json");
    Duties::from_json(text).expect("shipped data is checked by tests")
});

static STEERING: LazyLock<Steering> = LazyLock::new(|| {
    let text = include_str!("../../../geodata/arshjul/styrning.json");
    Steering::from_json(text).expect("shipped data is checked by tests")
});

static SETS: LazyLock<DutySets> = LazyLock::new(|| {
    let text = include_str!("../../../geodata/arshjul/uppsattningar.json");
    DutySets::from_json(text, &DUTIES, &STEERING).expect("shipped data is checked by tests")
});

/// The body that steers an agreement.
pub(super) fn steering_of(agreement: &Agreement) -> Option<&'static SteeringBody> {
    let set = SETS.of(agreement.validity.valid_from?)?;
    STEERING.all().iter().find(|body| body.id == set.steering)
}

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
        let key = entry.instance.key.as_str().to_owned();
        Self { due: entry.instance.due, agreement: entry.agreement.clone(), key }
    }
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

/// At most `limit` of those that are asked for, after a place in the list.
pub fn page(
    app: &App,
    actor: &Actor,
    filter: &Filter,
    after: Option<&Place>,
    limit: usize,
) -> Result<Page, AppError> {
    policy::may(actor, Action::ReadCases)?;
    if filter.from > filter.to {
        return Err(field_error("to", "bad_days"));
    }
    if filter.to.year().saturating_sub(filter.from.year()) > MOST_YEARS {
        return Err(field_error("to", "out_of_range"));
    }
    let (read, today) = (app.store.read()?, app.today());
    let (mut all, mut agreements) = (Vec::new(), Vec::new());
    let groups = filter.falls_to.map(|whose| groups(actor, whose));
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
        let asked = entries.iter().filter(|entry| {
            entry.instance.due >= filter.from
                && filter.status.as_ref().is_none_or(|status| status.is_of(&entry.status))
                && groups.as_ref().is_none_or(|of| !of.is_disjoint(&entry.duty.falls_to))
        });
        all.extend(asked.map(|entry| item(app, actor, &laid, keeps, entry.clone())));
    }
    all.sort_by_cached_key(|item| Place::of(&item.entry));
    let total = all.len();
    all.retain(|item| after.is_none_or(|after| Place::of(&item.entry) > *after));
    let more = all.len() > limit;
    all.truncate(limit);
    Ok(Page { items: all, total, more, agreements })
}

/// What fell due under an agreement from a day to another, as it stood when that one was over; what goes by
/// a meeting that nobody had called was nothing to do. For a foreign party the agreement does not exist.
pub(super) fn fallen_due(
    app: &App,
    actor: &Actor,
    agreement: &str,
    (from, to): (Date, Date),
) -> Result<Vec<Entry>, AppError> {
    let read = app.store.read()?;
    let record = record(&*read, actor, agreement)?;
    let Some(laid) = Laid::of(app, &*read, &record, to)? else { return Ok(Vec::new()) };
    let entries = kept::entries(app, &laid, to, to);
    let fell = |entry: &&Entry| entry.instance.due >= from && !entry.is_only_expected();
    Ok(entries.iter().filter(fell).cloned().collect())
}

/// What a party says of one time of a duty, as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// It was done.
    Done {
        /// On which day.
        day: Date,
        /// What kind of evidence shows it.
        kind: EvidenceKind,
        /// Which.
        reference: String,
        /// Why so late.
        explanation: Option<String>,
    },
    /// Why it is late.
    Explained(String),
    /// What was said is taken back.
    Undone(u32),
}

/// Says something of one time of a duty, for one's own party.
///
/// # Errors
/// [`AppError::NotFound`] where no such time falls due; [`AppError::Refused`] for what goes by a meeting
/// that nobody has called, for an explanation of what is not late, and while the agreement does not hold.
pub fn step(
    app: &App,
    actor: &Actor,
    agreement: &str,
    key: &str,
    said: Said,
) -> Result<Item, AppError> {
    policy::may(actor, Action::KeepYear)?;
    let to = last_day_looked_at(app.today());
    let changed = keep(app, actor, agreement, to, |laid| {
        let entry = found(app, laid, key, to)?;
        act(&laid.year, &entry, said)
    })?;
    let entry = found(app, &changed, key, to)?;
    Ok(item(app, actor, &changed, true, entry))
}

/// Keeps one step of a year that the actor sees; the year as it is then.
fn keep(
    app: &App,
    actor: &Actor,
    agreement: &str,
    to: Date,
    act: impl FnOnce(&Laid) -> Result<YearAct, AppError>,
) -> Result<Laid, AppError> {
    let now = joint::now(app);
    let mut write = app.store.begin()?;
    let record = record(&*write, actor, agreement)?;
    let laid = Laid::of(app, &*write, &record, to)?.ok_or(AppError::NotFound)?;
    let by = by(app, &*write, actor, &laid.agreement)?;
    let act = act(&laid)?;
    let (code, reference) = (act.code(), about(&act));
    let expected = laid.year.version();
    let year = laid.year.say(&by, act, now)?;
    write.append_year_step(&year, expected)?;
    let entry = LogEntry::by(&by, now.at, ("agreement", agreement), code);
    write.append_log(&entry.referring_to(format!("step {expected}{reference}")))?;
    let laid = Laid::of(app, &*write, &record, to)?.ok_or(AppError::NotFound)?;
    write.commit()?;
    Ok(laid)
}

/// Whoever keeps the year: on the ground of the agreement, while it holds.
fn by(
    app: &App,
    read: &dyn Read,
    actor: &Actor,
    agreement: &Agreement,
) -> Result<Signer, AppError> {
    let under = Under::agreed(app, read, actor, agreement)?;
    let by = policy::signer_of(actor, Action::KeepYear, &under.ground())?;
    match agreement.validity.covers(app.today()) {
        true => Ok(by),
        false => Err(AppError::Refused("agreement_not_valid")),
    }
}

/// What the log adds to the number of a step: which time of which duty.
fn about(act: &YearAct) -> String {
    match act {
        YearAct::Done { key, .. } | YearAct::Explained { key, .. } => format!(" {key}"),
        _ => String::new(),
    }
}

fn act(year: &Year, entry: &Entry, said: Said) -> Result<YearAct, AppError> {
    let key = entry.instance.key.clone();
    match said {
        Said::Done { .. } if entry.is_only_expected() => Err(AppError::Refused("duty_not_called")),
        Said::Done { .. } if entry.status.is_done() => Err(Refusal::DutyDone.into()),
        Said::Done { day, .. } if day < entry.instance.earliest => {
            Err(field_error("day", "before_the_period"))
        }
        Said::Done { day, kind, reference: text, explanation: why } => {
            let evidence = Evidence { kind, reference: reference(&text).map_err(invalid)? };
            let why = why.filter(|text| !text.trim().is_empty());
            let explanation = why.map(|text| explanation(&text)).transpose().map_err(invalid)?;
            Ok(YearAct::Done { key, day, evidence, explanation })
        }
        Said::Explained(text) => match entry.status {
            Status::Forsenad { .. } | Status::GjordSent { .. } | Status::UtanForklaring { .. } => {
                let text = explanation(&text).map_err(invalid)?;
                Ok(YearAct::Explained { key, text })
            }
            _ => Err(AppError::Refused("duty_not_late")),
        },
        Said::Undone(no)
            if year.left().any(|(left, _)| left == no) && !entry.steps.contains(&no) =>
        {
            Err(Refusal::NoSuchObject.into())
        }
        Said::Undone(no) => Ok(YearAct::Undone { no }),
    }
}

fn found(app: &App, laid: &Laid, key: &str, to: Date) -> Result<Entry, AppError> {
    let all = laid.entries(to, app.today());
    all.into_iter().find(|entry| entry.instance.key.as_str() == key).ok_or(AppError::NotFound)
}

/// Steps are said of what falls due within two years.
fn last_day_looked_at(today: Date) -> Date {
    today.checked_add(2.years()).unwrap_or(Date::MAX)
}

fn item(app: &App, actor: &Actor, laid: &Laid, keeps: bool, entry: Entry) -> Item {
    let (now, side) = (app.clock.now(), actor.party.side);
    let mut may = Vec::new();
    if keeps {
        let has_begun = entry.instance.earliest <= app.today();
        if !entry.status.is_done() && has_begun && !entry.is_only_expected() {
            may.push("done");
        }
        if entry.status.asks_for_explanation() {
            may.push("explained");
        }
    }
    let own = |no: &u32| laid.year.can_undo(*no, side, now);
    let undo = entry.steps.iter().copied().filter(|_| keeps).rev().find(own);
    Item { entry, may, undo }
}

/// The agreements that the actor's party has or had with another, as they are kept.
fn records(read: &dyn Read, actor: &Actor) -> Result<Vec<Versioned<AgreementRecord>>, AppError> {
    let mut all = read.agreements()?;
    all.retain(|record| policy::may_see_joint(actor, &record.value.parties));
    Ok(all)
}

/// One of them; for a foreign party it does not exist.
fn record(
    read: &dyn Read,
    actor: &Actor,
    id: &str,
) -> Result<Versioned<AgreementRecord>, AppError> {
    let found = records(read, actor)?.into_iter().find(|record| record.value.id == id);
    found.ok_or(AppError::NotFound)
}

fn groups(actor: &Actor, whose: Whose) -> BTreeSet<Group> {
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

    #[test]
    fn what_is_shipped_fits_together() {
        assert_eq!(DUTIES.all().len(), 31);
        assert!(SETS.of(jiff::civil::date(2025, 1, 1)).is_some());
        assert_eq!(STEERING.all().len(), 2);
    }
}
