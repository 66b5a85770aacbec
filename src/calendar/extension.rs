//! How long the agreement holds: two years at a time, after consultation in time and under a valid
//! Avsiktsförklaring; and shorter bridges that the parties sign.

use super::{
    duty::Span,
    month::{last_day_of_months, months_before},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Months of one extension.
pub const EXTENSION_MONTHS: u16 = 24;

/// Months before the end by which the parties have consulted.
const CONSULTATION_MONTHS: u8 = 6;

/// What was agreed at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// The days on which the Avsiktsförklaring is valid; `None` when nobody has said.
    pub avsiktsforklaring: Option<Span>,
}

/// What the parties have done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum ExtensionStep {
    /// They consulted about an extension.
    Consulted {
        /// When.
        on: Date,
    },
    /// They extended by two years.
    Extended {
        /// When both had signed.
        on: Date,
    },
    /// They extended by less, until something else is in place.
    Bridged {
        /// When both had signed.
        on: Date,
        /// The new last day.
        until: Date,
    },
}

impl ExtensionStep {
    /// When it was done.
    pub fn on(&self) -> Date {
        match self {
            Self::Consulted { on } | Self::Extended { on } | Self::Bridged { on, .. } => *on,
        }
    }
}

/// Why something about the agreement cannot be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ExtensionRefusal {
    /// Its time is over: there is nothing left to extend, only a new agreement to make.
    #[error("the agreement ended on {last}")]
    RunOut {
        /// Last day it held.
        last: Date,
    },
    /// Before the agreement began, or before what was done last.
    #[error("comes before what went before it")]
    OutOfOrder,
    /// The parties have not consulted, and still can in time.
    #[error("the parties have not consulted; they can until {by}")]
    NotConsulted {
        /// Last day to.
        by: Date,
    },
    /// The parties did not consult in time.
    #[error("the parties had to consult by {by}")]
    ConsultationMissed {
        /// Last day to.
        by: Date,
        /// When they did, if they did.
        on: Option<Date>,
    },
    /// Nobody has said on which days the Avsiktsförklaring is valid.
    #[error("the validity of the Avsiktsförklaring is not stated")]
    AvsiktsforklaringNotStated,
    /// The Avsiktsförklaring is not valid on the day.
    #[error("the Avsiktsförklaring is not valid")]
    AvsiktsforklaringNotValid,
    /// A bridge that does not reach beyond the end.
    #[error("the agreement holds until {last} already")]
    NotLater {
        /// Last day it holds.
        last: Date,
    },
    /// A bridge as long as an extension, which needs what an extension needs.
    #[error("up to {next_last} is an extension")]
    AsLongAsExtension {
        /// Last day of an extension.
        next_last: Date,
    },
}

impl ExtensionRefusal {
    /// The code by which its text is found.
    pub fn code(&self) -> &'static str {
        match self {
            Self::RunOut { .. } => "run_out",
            Self::OutOfOrder => "out_of_order",
            Self::NotConsulted { .. } => "not_consulted",
            Self::ConsultationMissed { .. } => "consultation_missed",
            Self::AvsiktsforklaringNotStated => "avsiktsforklaring_not_stated",
            Self::AvsiktsforklaringNotValid => "avsiktsforklaring_not_valid",
            Self::NotLater { .. } => "not_later",
            Self::AsLongAsExtension { .. } => "as_long_as_extension",
        }
    }
}

/// A step that could not have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("step {place}: {refusal}")]
pub struct StepFault {
    /// Position, from 0.
    pub place: usize,
    /// Why not.
    pub refusal: ExtensionRefusal,
}

/// The days that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadlines {
    /// Last day the agreement holds.
    pub last: Date,
    /// Last day to consult about what comes after.
    pub consult_by: Date,
    /// Last day if it is extended next.
    pub next_last: Date,
}

/// How the agreement stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Its days.
    pub deadlines: Deadlines,
    /// All ends it has had, ascending, the present one last: what [`super::Rule::MonthsBeforeEnd`]
    /// goes by.
    pub ends: Vec<Date>,
    /// The first consultation since it was last extended by two years.
    pub consulted: Option<Date>,
    /// Why it cannot be extended by two years today; it can when there is nothing here.
    pub cannot_extend: Vec<ExtensionRefusal>,
    /// Why it cannot be bridged today; likewise.
    pub cannot_bridge: Vec<ExtensionRefusal>,
    /// The Avsiktsförklaring ends before the next end would come: good to know, and no hindrance.
    pub avsiktsforklaring_ends_before: bool,
}

/// How the agreement stands on a day, by what was done up to and with it.
///
/// § 4 sets three conditions for two more years: the agreement still holds, the parties have
/// consulted no later than six months before its end, the Avsiktsförklaring is valid on the day
/// they sign. A bridge is a change under § 9, last paragraph: signed by the parties while the
/// agreement holds, and shorter than an extension. After a bridge the six months count from the new
/// end, and a consultation before it still counts.
pub fn extension(
    agreed: &Agreed,
    steps: &[ExtensionStep],
    today: Date,
) -> Result<Extension, StepFault> {
    let mut state = State { agreed: *agreed, ends: vec![agreed.last], consulted: None };
    let mut before = agreed.first;
    for (place, step) in steps.iter().enumerate().filter(|(_, step)| step.on() <= today) {
        let fault = |refusal| StepFault { place, refusal };
        if step.on() < before {
            return Err(fault(ExtensionRefusal::OutOfOrder));
        }
        before = step.on();
        state.take(step).map_err(fault)?;
    }
    let deadlines = state.deadlines();
    let ends_before =
        |span: Span| span.to.is_some_and(|to| today <= to && to < deadlines.next_last);
    Ok(Extension {
        deadlines,
        consulted: state.consulted,
        cannot_extend: state.against_extending(today),
        cannot_bridge: state.against_changing(today),
        avsiktsforklaring_ends_before: agreed.avsiktsforklaring.is_some_and(ends_before),
        ends: state.ends,
    })
}

struct State {
    agreed: Agreed,
    ends: Vec<Date>,
    consulted: Option<Date>,
}

impl State {
    fn deadlines(&self) -> Deadlines {
        let last = self.ends.last().copied().unwrap_or(self.agreed.last);
        let after = last.tomorrow().ok();
        let next_last = after.and_then(|first| last_day_of_months(first, EXTENSION_MONTHS));
        Deadlines {
            last,
            consult_by: months_before(last, CONSULTATION_MONTHS).unwrap_or(Date::MIN),
            next_last: next_last.unwrap_or(Date::MAX),
        }
    }

    fn take(&mut self, step: &ExtensionStep) -> Result<(), ExtensionRefusal> {
        let Deadlines { last, next_last, .. } = self.deadlines();
        let first_of =
            |refusals: Vec<ExtensionRefusal>| refusals.into_iter().next().map_or(Ok(()), Err);
        match *step {
            ExtensionStep::Consulted { on } => {
                first_of(self.against_changing(on))?;
                self.consulted = self.consulted.or(Some(on));
            }
            ExtensionStep::Extended { on } => {
                first_of(self.against_extending(on))?;
                self.ends.push(next_last);
                self.consulted = None;
            }
            ExtensionStep::Bridged { on, until } => {
                first_of(self.against_changing(on))?;
                if until <= last {
                    return Err(ExtensionRefusal::NotLater { last });
                }
                if until >= next_last {
                    return Err(ExtensionRefusal::AsLongAsExtension { next_last });
                }
                self.ends.push(until);
            }
        }
        Ok(())
    }

    /// Against anything that the parties could do about it.
    fn against_changing(&self, on: Date) -> Vec<ExtensionRefusal> {
        let Deadlines { last, .. } = self.deadlines();
        let run_out = (on > last).then_some(ExtensionRefusal::RunOut { last });
        let too_early = (on < self.agreed.first).then_some(ExtensionRefusal::OutOfOrder);
        run_out.into_iter().chain(too_early).collect()
    }

    fn against_extending(&self, on: Date) -> Vec<ExtensionRefusal> {
        let by = self.deadlines().consult_by;
        let mut against = self.against_changing(on);
        match self.consulted {
            Some(day) if day <= by => {}
            None if on <= by => against.push(ExtensionRefusal::NotConsulted { by }),
            late => against.push(ExtensionRefusal::ConsultationMissed { by, on: late }),
        }
        match self.agreed.avsiktsforklaring {
            None => against.push(ExtensionRefusal::AvsiktsforklaringNotStated),
            Some(span) if !span.covers(on) => {
                against.push(ExtensionRefusal::AvsiktsforklaringNotValid);
            }
            Some(_) => {}
        }
        against
    }
}
