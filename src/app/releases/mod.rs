//! From counts to tables outside: computed by one party, shown to the other, signed by both.
//!
//! Every change reads the act inside its transaction, asks the policy, does the pure act and writes
//! step and log together.

mod basis;
mod history;

use super::{Actor, App, AppError, FieldError, agreements, openings};
use crate::{
    case::{
        assessment::motive,
        log::LogEntry,
        party::Agreement,
        release::{
            Basis, Figures, FixedPeriod, Level, Plan, Prepared, ReleaseAct, ReleaseId, State,
            Threshold,
        },
    },
    export::release::{self, ReleaseError, Tables},
    incident::Fingerprint,
    policy::{self, Action},
    store::{Read, Write},
};
use basis::Ground;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// A release to compute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// For whom.
    pub level: Level,
    /// What is small.
    pub k: Threshold,
    /// First of the shortest periods.
    pub first: FixedPeriod,
    /// Last of them, as long as the first.
    pub last: FixedPeriod,
    /// By id; all if empty.
    pub categories: Vec<String>,
    /// Whether the sum over the categories is released as well.
    pub total: bool,
    /// Needed when the party has several agreements today.
    pub agreement: Option<String>,
}

/// Computes the tables of an act and keeps them as a draft of the actor's party.
///
/// Only what both parties see is counted. What is out already about the same years is part of the new
/// act, and what it was counted from is counted again: for a period and category that an earlier act
/// holds the counts are those of the earliest such act's data version, so that a late report changes
/// nothing that is out.
///
/// # Errors
/// Periods that are not over, unknown categories, no agreement; a refusal whose code says why nothing
/// can be released.
pub fn prepare(app: &App, actor: &Actor, order: &Order) -> Result<ReleaseAct, AppError> {
    policy::may(actor, Action::PrepareRelease)?;
    let agreement = agreement(app, actor, order.agreement.as_deref())?;
    let asked = plan(app, order)?;
    let ground = Ground::of(app, &agreement, &asked)?;
    let counts = app.counts();
    let shared = policy::jointly_seen(&agreement.parties, &counts);
    let _turn = app.run_queue.enter()?;
    let history = history::of(&*app.store.read()?, &ground, &asked)?;
    let plan = asked.with_earlier(history.plans());
    let laid = basis::lay(app, actor, &ground, &plan, &counts, &shared, &history)?;
    let released = release::release(&plan, &laid.geography, &laid.counts, history.tables())?;
    let (n, n_hidden) = released.tables.n_figures();
    let n_small = released.proof.n_small(plan.k);
    let bytes = released.tables.bytes();
    let tables = Fingerprint::of(&bytes);
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let prepared = Prepared {
        id: id_of(write.releases()?.len(), &tables, now),
        agreement: agreement.id,
        parties: agreement.parties,
        ground: ground.ids,
        areas_on: ground.on,
        prepared_by: policy::signer(actor),
        prepared_at: now,
        plan,
        basis: Basis { version: counts.version, shared, synthetic: laid.synthetic },
        earlier: history.ids(),
        figures: Figures {
            n: n as u64,
            n_small: n_small as u64,
            n_hidden: n_hidden as u64,
            n_not_placed: laid.n_not_placed,
        },
        tables,
    };
    write.put_release(&prepared, &bytes)?;
    let object = ("release", prepared.id.0.as_str());
    let entry = LogEntry::by(&prepared.prepared_by, now, object, "release_prepared");
    write.append_log(&entry.referring_to(prepared.tables.0.clone()))?;
    write.commit()?;
    Ok(ReleaseAct::new(prepared))
}

/// The acts that the actor may see, newest first.
pub fn list(app: &App, actor: &Actor) -> Result<Vec<ReleaseAct>, AppError> {
    policy::may(actor, Action::ReadReleased)?;
    let mut acts = app.store.read()?.releases()?;
    acts.retain(|act| policy::may_see_release(actor, act));
    acts.reverse();
    Ok(acts)
}

/// One act; for whoever may not see it it does not exist.
pub fn get(app: &App, actor: &Actor, id: &ReleaseId) -> Result<ReleaseAct, AppError> {
    policy::may(actor, Action::ReadReleased)?;
    visible(&*app.store.read()?, actor, id)
}

/// The act and its tables, whatever its state: what the parties look at before they sign.
pub fn tables(app: &App, actor: &Actor, id: &ReleaseId) -> Result<(ReleaseAct, Tables), AppError> {
    policy::may(actor, Action::ReadReleased)?;
    let read = app.store.read()?;
    let act = visible(&*read, actor, id)?;
    let tables = tables_of(&*read, id)?;
    Ok((act, tables))
}

/// Shows a draft to the other party.
pub fn propose(
    app: &App,
    actor: &Actor,
    id: &ReleaseId,
    expected: u64,
) -> Result<ReleaseAct, AppError> {
    policy::may(actor, Action::PrepareRelease)?;
    change(app, actor, id, expected, "release_proposed", |write, act, now| {
        history::unchanged(&*write, &act)?;
        Ok(act.propose(&policy::signer(actor), now)?)
    })
}

/// Signs for the actor's own party; the second party's signature lets the tables out.
pub fn approve(
    app: &App,
    actor: &Actor,
    id: &ReleaseId,
    expected: u64,
    shown: &Fingerprint,
) -> Result<ReleaseAct, AppError> {
    policy::may(actor, Action::ApproveRelease)?;
    let day = app.today();
    change(app, actor, id, expected, "release_approved", |write, act, now| {
        let agreements = agreements::agreements(&*write)?;
        let agreement = agreements.iter().find(|one| one.id == act.prepared().agreement);
        let agreement = agreement.ok_or(AppError::Refused("agreement_not_valid"))?;
        let relations = write.relations()?;
        let on = policy::Ground { areas: &agreement.areas, relations: &relations, day };
        let by = policy::signatory(actor, Action::ApproveRelease, agreement, &on)?;
        history::unchanged(&*write, &act)?;
        Ok(act.approve(&by, shown, now)?)
    })
}

/// Takes an act back: it is served no longer, but whoever read it has it, so later acts are still made
/// beside it. Who may compute may take back what is not out; what is out, who may sign.
pub fn withdraw(
    app: &App,
    actor: &Actor,
    id: &ReleaseId,
    expected: u64,
    why: &str,
) -> Result<ReleaseAct, AppError> {
    policy::may(actor, Action::PrepareRelease)
        .or_else(|_| policy::may(actor, Action::ApproveRelease))?;
    let why = motive(why)?;
    change(app, actor, id, expected, "release_withdrawn", |_, act, now| {
        if act.is_out() {
            policy::may(actor, Action::ApproveRelease)?;
        }
        Ok(act.withdraw(&policy::signer(actor), why, now)?)
    })
}

/// What the actor can do with an act now.
pub fn possible(actor: &Actor, act: &ReleaseAct) -> Vec<&'static str> {
    let about = act.prepared();
    let prepares = policy::may(actor, Action::PrepareRelease).is_ok();
    let signs = policy::may(actor, Action::ApproveRelease).is_ok();
    let own = about.prepared_by.party == actor.party.id;
    let of_the_two = about.parties.side_of(&actor.party.id) == Some(actor.party.side);
    let can = match act.state() {
        State::Utkast => [(prepares && own, "propose"), (prepares && own, "withdraw")],
        State::Foreslagen(_) => [
            (signs && !act.approved_by(actor.party.side), "approve"),
            (prepares || signs, "withdraw"),
        ],
        State::Utlamnad { .. } => [(false, "approve"), (signs, "withdraw")],
        State::Atertagen { .. } => [(false, "approve"), (false, "withdraw")],
    };
    can.into_iter().filter(|(can, _)| *can && of_the_two).map(|(_, what)| what).collect()
}

/// The stored tables of an act.
pub(super) fn tables_of(read: &dyn Read, id: &ReleaseId) -> Result<Tables, AppError> {
    let bytes = read.released_tables(id)?.ok_or(AppError::NotFound)?;
    Tables::read(&bytes).ok_or_else(|| AppError::Fault(format!("{}: tables", id.0)))
}

fn visible(read: &dyn Read, actor: &Actor, id: &ReleaseId) -> Result<ReleaseAct, AppError> {
    let act = read.release(id)?.filter(|act| policy::may_see_release(actor, act));
    act.ok_or(AppError::NotFound)
}

/// One step of one act in one transaction.
fn change(
    app: &App,
    actor: &Actor,
    id: &ReleaseId,
    expected: u64,
    code: &str,
    step: impl FnOnce(&mut dyn Write, ReleaseAct, Timestamp) -> Result<ReleaseAct, AppError>,
) -> Result<ReleaseAct, AppError> {
    let now = app.clock.now();
    let mut write = app.store.begin()?;
    let act = visible(&*write, actor, id)?;
    if act.version() != expected {
        return Err(AppError::Conflict { version: act.version() });
    }
    let was_out = act.is_out();
    let act = step(&mut *write, act, now)?;
    write.append_release_step(&act, expected)?;
    let out = (!was_out && act.is_out()).then_some("release_out");
    for code in [code].into_iter().chain(out) {
        let entry = LogEntry::by(&policy::signer(actor), now, ("release", &id.0), code);
        write.append_log(&entry.referring_to(act.prepared().tables.0.clone()))?;
    }
    write.commit()?;
    Ok(act)
}

/// The agreement under which the actor's party releases today: the named one, or its only one.
fn agreement(app: &App, actor: &Actor, named: Option<&str>) -> Result<Agreement, AppError> {
    let all = agreements::agreements(&*app.store.read()?)?;
    let mut own = policy::agreements(actor, &all, app.today())
        .filter(|agreement| named.is_none_or(|id| agreement.id == id));
    let first = own.next().cloned().ok_or(AppError::Refused("no_agreement"))?;
    match own.next() {
        Some(_) => Err(openings::field_error("agreement", "ambiguous")),
        None => Ok(first),
    }
}

/// Checks what was asked: periods that are over, known categories.
fn plan(app: &App, order: &Order) -> Result<Plan, AppError> {
    let (first, last) = (order.first, order.last);
    let mut wrong = Vec::new();
    let mut check = |holds: bool, field: &str, code| {
        if !holds {
            wrong.push(FieldError { field: field.to_owned(), code });
        }
    };
    check(first.grain == last.grain, "last", "other_length");
    check(first <= last, "last", "ends_before_it_begins");
    check(last.days().to < app.today(), "last", "not_over");
    check(i32::from(last.year) - i32::from(first.year) < 10, "last", "out_of_range");
    let known: BTreeSet<String> =
        app.store.read()?.catalogue()?.categories.into_iter().map(|one| one.id.0).collect();
    let categories: BTreeSet<String> = match order.categories.is_empty() {
        true => known.clone(),
        false => order.categories.iter().cloned().collect(),
    };
    check(categories.is_subset(&known), "categories", "unknown_category");
    if !wrong.is_empty() {
        return Err(AppError::Invalid(wrong));
    }
    let per_year = first.grain.per_year();
    let years = u32::try_from(last.year - first.year).unwrap_or(0);
    Ok(Plan {
        level: order.level,
        k: order.k,
        finest: first.grain,
        first_year: first.year,
        first_nth: first.nth,
        n_periods: years * per_year + last.nth + 1 - first.nth,
        categories: categories.into_iter().collect(),
        total: order.total,
    })
}

/// Of the number of acts before it, so that the same tables at the same time are another act.
fn id_of(n_before: usize, tables: &Fingerprint, now: Timestamp) -> ReleaseId {
    let of = format!("{n_before} {} {}", tables.0, now.as_nanosecond());
    ReleaseId(format!("utl-{}", &Fingerprint::of(of.as_bytes()).0[..16]))
}

impl From<ReleaseError> for AppError {
    fn from(error: ReleaseError) -> Self {
        match error {
            ReleaseError::Empty("category") => openings::field_error("categories", "missing"),
            ReleaseError::Empty("area") => AppError::Refused("release_without_areas"),
            ReleaseError::NotCovered(_) => AppError::Refused("release_not_covered"),
            ReleaseError::Changed(_) => AppError::Refused("release_changed"),
            ReleaseError::OtherThreshold(_) => AppError::Refused("release_other_threshold"),
            ReleaseError::Unprotected(_) => AppError::Refused("release_unprotected"),
            fault => AppError::Fault(fault.to_string()),
        }
    }
}
