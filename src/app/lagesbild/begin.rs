//! Beginning a lägesbild: about which half-year, and after which version.

use super::{is_in_force, logged};
use crate::{
    app::{Actor, App, AppError, agreements, areas::Under, new_id, openings::field_error},
    case::party::Agreement,
    incident::Period,
    lagesbild::{
        record::{Dossier, Lagesbild},
        step::LagesbildId,
    },
    policy::{self, Action},
};
use jiff::civil::Date;

/// Where one can be begun.
#[derive(Debug, Clone, PartialEq)]
pub struct Beginning {
    /// The agreement.
    pub agreement: Agreement,
    /// Half-years that it can be about.
    pub halves: Vec<Period>,
    /// The decided version that it would follow.
    pub previous: Option<LagesbildId>,
}

/// The half-year that a day lies in.
pub fn half_of(day: Date) -> Period {
    let (first, last) = if day.month() <= 6 { ((1, 1), (6, 30)) } else { ((7, 1), (12, 31)) };
    let on = |(month, day_of): (i8, i8)| {
        Date::new(day.year(), month, day_of).expect("every year has these days")
    };
    Period { from: on(first), to: on(last) }
}

/// Name of a half-year.
pub fn half_name(period: Period) -> String {
    format!("{}-H{}", period.from.year(), if period.from.month() <= 6 { 1 } else { 2 })
}

/// Where the actor can begin one: an agreement has one undecided lägesbild at most.
pub fn beginnings(app: &App, actor: &Actor) -> Result<Vec<Beginning>, AppError> {
    if policy::may(actor, Action::WorkLagesbild).is_err() {
        return Ok(Vec::new());
    }
    let read = app.store.read()?;
    let (all, known) = (read.lagesbilder()?, agreements::agreements(&*read)?);
    let mut beginnings = Vec::new();
    for agreement in policy::agreements(actor, &known, app.today()) {
        let under = Under::agreed(app, &*read, actor, agreement)?;
        let may = policy::may_at(actor, Action::WorkLagesbild, &under.ground()).is_ok();
        let of_it = || all.iter().filter(|it| it.dossier().agreement == agreement.id);
        if may && !of_it().any(is_open) {
            beginnings.push(beginning(agreement, of_it().find(|it| is_in_force(it)), app.today()));
        }
    }
    Ok(beginnings)
}

fn beginning(agreement: &Agreement, previous: Option<&Lagesbild>, today: Date) -> Beginning {
    let this = half_of(today);
    let before = this.from.yesterday().ok().map(half_of);
    let after = this.to.tomorrow().ok().map(half_of);
    let last = previous.map(|it| it.dossier().period.from);
    let halves = [Some(this), before, after].into_iter().flatten();
    Beginning {
        agreement: agreement.clone(),
        halves: halves.filter(|half| last.is_none_or(|last| last <= half.from)).collect(),
        previous: previous.map(|it| it.dossier().id.clone()),
    }
}

fn is_open(it: &Lagesbild) -> bool {
    it.decided().is_none()
}

/// Begins one about a half-year; it follows the version that holds.
pub fn begin(
    app: &App,
    actor: &Actor,
    agreement: Option<&str>,
    half: Period,
) -> Result<Lagesbild, AppError> {
    policy::may(actor, Action::WorkLagesbild)?;
    let (now, today) = (app.clock.now(), app.today());
    let mut write = app.store.begin()?;
    let known = agreements::agreements(&*write)?;
    let mut own = policy::agreements(actor, &known, today)
        .filter(|one| agreement.is_none_or(|id| one.id == id));
    let one = own.next().ok_or(AppError::Refused("no_agreement"))?;
    if own.next().is_some() {
        return Err(field_error("agreement", "ambiguous"));
    }
    let under = Under::agreed(app, &*write, actor, one)?;
    let by = policy::signer_of(actor, Action::WorkLagesbild, &under.ground())?;
    let all = write.lagesbilder()?;
    let of_it = || all.iter().filter(|it| it.dossier().agreement == one.id);
    if of_it().any(is_open) {
        return Err(AppError::Refused("lagesbild_open"));
    }
    let previous = of_it().find(|it| is_in_force(it));
    if !beginning(one, previous, today).halves.contains(&half) {
        return Err(field_error("half", "out_of_range"));
    }
    let id = LagesbildId(new_id(now));
    let it = match previous {
        Some(previous) => previous.next(id, half, by.clone(), now)?,
        None => Lagesbild::new(Dossier {
            id,
            agreement: one.id.clone(),
            parties: one.parties.clone(),
            period: half,
            previous: None,
            by: by.clone(),
            at: now,
        })?,
    };
    write.put_lagesbild(it.dossier())?;
    logged(&mut *write, &it, &by, "lagesbild_begun", now)?;
    write.commit()?;
    Ok(it)
}
