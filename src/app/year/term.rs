//! How long an agreement holds, and what its parties say of that.

use super::{Laid, keep, laid::Chaired, last_day_looked_at, record};
use crate::{
    app::{Actor, App, AppError, areas::Under},
    calendar::SteeringBody,
    case::{
        party::{Agreement, Side},
        term::Term,
        year::{Year, YearAct, YearStep},
    },
    policy::{self, Action},
};
use jiff::civil::Date;

/// What stands on the card of an agreement.
#[derive(Debug, Clone)]
pub struct TermCard {
    /// The agreement.
    pub agreement: Agreement,
    /// Its time.
    pub term: Term,
    /// What was said of its year.
    pub year: Year,
    /// Which duties it has, in Swedish.
    pub duties: Option<&'static str>,
    /// The body that steers it.
    pub steering: Option<&'static SteeringBody>,
    /// The meetings of its two chiefs, by day, and who chairs each.
    pub chairs: Vec<Chaired>,
    /// Whether the reader may say something of it now.
    pub keeps: bool,
    /// The step that the reader's party can take back.
    pub undo: Option<u32>,
}

/// What a party says of the time of its agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// The parties consulted about an extension.
    Consulted(Date),
    /// The days on which the Avsiktsförklaring is valid.
    Avsiktsforklaring(Date, Date),
    /// Whose chief chairs first.
    FirstChair(Side),
    /// What was said is taken back.
    Undone(u32),
}

/// The card; for a foreign party there is none.
pub fn card(app: &App, actor: &Actor, agreement: &str) -> Result<TermCard, AppError> {
    policy::may(actor, Action::ReadCases)?;
    let read = app.store.read()?;
    let record = record(&*read, actor, agreement)?;
    let laid = Laid::of(app, &*read, &record, last_day_looked_at(app.today()))?;
    of(app, actor, laid.ok_or(AppError::NotFound)?)
}

/// Says something of the time of the agreement, for one's own party.
pub fn say(app: &App, actor: &Actor, agreement: &str, said: Said) -> Result<TermCard, AppError> {
    policy::may(actor, Action::KeepYear)?;
    let to = last_day_looked_at(app.today());
    let laid = keep(app, actor, agreement, to, |laid| {
        Ok(match said {
            Said::Consulted(day) => YearAct::Consulted { day },
            Said::Avsiktsforklaring(from, to) => YearAct::AvsiktsforklaringStated { from, to },
            Said::FirstChair(side) => YearAct::FirstChairStated { side },
            Said::Undone(no) => {
                match laid.year.left().any(|(left, step)| left == no && !is_of_term(&step.act)) {
                    true => return Err(AppError::NotFound),
                    false => YearAct::Undone { no },
                }
            }
        })
    })?;
    of(app, actor, laid)
}

fn of(app: &App, actor: &Actor, laid: Laid) -> Result<TermCard, AppError> {
    let today = app.today();
    let under = Under::agreed(app, &*app.store.read()?, actor, &laid.agreement)?;
    let keeps = laid.agreement.validity.covers(today)
        && policy::may_at(actor, Action::KeepYear, &under.ground()).is_ok();
    let end_of_next_year = Date::new(today.year() + 1, 12, 31).unwrap_or(today);
    let (now, side) = (app.clock.now(), actor.party.side);
    let of_term = |(no, step): (u32, &YearStep)| is_of_term(&step.act).then_some(no);
    let own = |no: &u32| keeps && laid.year.can_undo(*no, side, now);
    let undo = laid.year.left().rev().filter_map(of_term).find(own);
    Ok(TermCard {
        duties: laid.set.map(|set| set.name.as_str()),
        steering: laid.steering(),
        chairs: laid.chaired(laid.term.last().unwrap_or(end_of_next_year), today),
        agreement: laid.agreement,
        term: laid.term,
        year: laid.year,
        keeps,
        undo,
    })
}

fn is_of_term(act: &YearAct) -> bool {
    matches!(
        act,
        YearAct::Consulted { .. }
            | YearAct::AvsiktsforklaringStated { .. }
            | YearAct::FirstChairStated { .. }
    )
}
