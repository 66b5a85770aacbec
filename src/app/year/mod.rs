//! The year of an agreement: what is to be done, how it stands, what the parties say of it.
//!
//! Which duties there are is shipped; what settles them is known from meetings, information and follow-ups
//! or said by the parties. What falls due is reckoned from that, and never stored.

mod entries;
mod events;
pub mod feeds;
mod kept;
mod laid;
mod list;
mod settling;
pub mod term;

pub use entries::{Entry, Shown};
pub use events::Source;
pub(crate) use kept::KeptEntries;
pub use laid::Chaired;
pub use list::{
    Filter, Item, NoPlace, Page, Place, Reckoned, Standing, Whose, order, page, reckoned,
};

use super::{
    Actor, App, AppError,
    areas::Under,
    joint,
    openings::{field_error, invalid},
};
use crate::{
    calendar::{Duties, DutySets, Status, Steering, SteeringBody},
    case::{
        agreement::AgreementRecord,
        log::LogEntry,
        party::Agreement,
        refusal::Refusal,
        signatory::Signer,
        year::{Evidence, EvidenceKind, Year, YearAct, explanation, reference},
    },
    policy::{self, Action},
    store::{Read, Versioned},
};
use jiff::{ToSpan, civil::Date};
use laid::Laid;
use std::sync::LazyLock;

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

/// Shows what fell due under an agreement from a day to another, as it stood when that one was over; what
/// goes by a meeting that nobody had called was nothing to do. For a foreign party the agreement does not
/// exist.
pub(super) fn fallen_due(
    app: &App,
    actor: &Actor,
    agreement: &str,
    (from, to): (Date, Date),
    each: impl FnMut(&Entry),
) -> Result<(), AppError> {
    let read = app.store.read()?;
    let record = record(&*read, actor, agreement)?;
    let Some(laid) = Laid::of(app, &*read, &record, to)? else { return Ok(()) };
    let entries = kept::entries(app, &laid, to, to);
    let fell = |entry: &&Entry| entry.instance.due >= from && !entry.is_only_expected();
    entries.iter().filter(fell).for_each(each);
    Ok(())
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
    laid.entry(key, to, app.today()).ok_or(AppError::NotFound)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_fits_together() {
        assert_eq!(DUTIES.all().len(), 31);
        assert!(SETS.of(jiff::civil::date(2025, 1, 1)).is_some());
        assert_eq!(STEERING.all().len(), 2);
    }
}
