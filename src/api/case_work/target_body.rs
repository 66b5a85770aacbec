//! What is promised per period and what was done of it, on the wire both ways.

use super::{choice, clean, clean_line, clean_paragraph, name};
use crate::{
    api::{extract::required_date, problem::Problem},
    case::work::{
        Work,
        plan::{Owner, function},
        step::Object,
        subject::Subject,
        target::{Activation, Period, Target, Targeted},
    },
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// So many times per period.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseTarget", export_to = "../web/src/api/types/"))]
#[schema(as = CaseTarget)]
pub(super) struct TargetBody {
    /// What is done each time, 2–300 characters.
    what: String,
    /// How many times in each period, 1–1 000.
    n: u32,
    /// `manad`, `kvartal`, `halvar` or `ar`, counted from the first day.
    #[schema(pattern = "^(manad|kvartal|halvar|ar)$")]
    #[cfg_attr(test, ts(type = "'manad' | 'kvartal' | 'halvar' | 'ar'"))]
    per: String,
    /// Whose function does it: `polis`, `stad` or `deltagare`.
    #[schema(pattern = "^(polis|stad|deltagare)$")]
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | 'deltagare'"))]
    owner_of: String,
    /// The function that does it; of a participant one of the template's `ovriga`.
    owner: String,
    /// First day.
    #[schema(format = Date)]
    from: String,
    /// Last day, five years later at most.
    #[schema(format = Date)]
    to: String,
}

/// That it was done.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseActivation", export_to = "../web/src/api/types/"))]
#[schema(as = CaseActivation)]
pub(super) struct ActivationBody {
    /// On which day.
    #[schema(format = Date)]
    on: String,
    /// How many times, 1–1 000; 0 corrects a report of what did not take place.
    n: u32,
    /// In words, 2–2 000 characters.
    note: Option<String>,
}

/// A report with its number.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct NumberedActivation {
    /// Number among those of the promise.
    nth: u32,
    /// Step by which it was last changed.
    seen: u32,
    /// What was done.
    activation: ActivationBody,
}

/// What was promised and done in a period.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct TargetPeriod {
    /// First day.
    first: String,
    /// Last day.
    last: String,
    /// How many times were promised.
    promised: u32,
    /// How many times it was done.
    done: u32,
    /// `kommande`, `pagar`, `uppfyllt` or, when it ended short, `ej_uppfyllt`.
    #[cfg_attr(test, ts(type = "'kommande' | 'pagar' | 'uppfyllt' | 'ej_uppfyllt'"))]
    went: &'static str,
}

/// A promise per period with what was done of it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct NumberedTarget {
    /// Number in the case.
    no: u32,
    /// Step by which it was last changed.
    seen: u32,
    /// The promise.
    target: TargetBody,
    /// Each period, oldest first.
    periods: Vec<TargetPeriod>,
    /// Reports, newest first.
    done: Vec<NumberedActivation>,
}

impl From<&Target> for TargetBody {
    fn from(target: &Target) -> Self {
        Self {
            what: target.what.to_string(),
            n: target.n,
            per: name(&target.per),
            owner_of: name(&target.owner.of),
            owner: target.owner.function.to_string(),
            from: target.from.to_string(),
            to: target.to.to_string(),
        }
    }
}

impl TargetBody {
    pub(super) fn checked(self) -> Result<Target, Problem> {
        Ok(Target {
            what: clean_line("target.what", &self.what)?,
            n: self.n,
            per: choice("target.per", self.per)?,
            owner: Owner {
                of: choice("target.owner_of", self.owner_of)?,
                function: clean("target.owner", function(&self.owner))?,
            },
            from: required_date("target.from", &self.from)?,
            to: required_date("target.to", &self.to)?,
        })
    }
}

impl From<&Activation> for ActivationBody {
    fn from(one: &Activation) -> Self {
        Self { on: one.on.to_string(), n: one.n, note: one.note.as_ref().map(ToString::to_string) }
    }
}

impl ActivationBody {
    pub(super) fn checked(self) -> Result<Activation, Problem> {
        let note = self.note.filter(|text| !text.trim().is_empty());
        Ok(Activation {
            on: required_date("activation.on", &self.on)?,
            n: self.n,
            note: note.map(|text| clean_paragraph("activation.note", &text)).transpose()?,
        })
    }
}

impl TargetPeriod {
    fn of(period: &Period, today: Date) -> Self {
        Self {
            first: period.first.to_string(),
            last: period.last.to_string(),
            promised: period.promised,
            done: period.done,
            went: period.went(today).as_str(),
        }
    }
}

/// What is promised per period in a case, by number.
pub(super) fn targets<S: Subject>(work: &Work<S>, today: Date) -> Vec<NumberedTarget> {
    let body = |(no, of): (&u32, &Targeted)| NumberedTarget {
        no: *no,
        seen: work.last_change(Object::Target(*no)),
        target: (&of.target).into(),
        periods: of.periods().iter().map(|period| TargetPeriod::of(period, today)).collect(),
        done: of
            .done
            .iter()
            .rev()
            .map(|(nth, activation)| NumberedActivation {
                nth: *nth,
                seen: work.last_change(Object::Activation(*no, *nth)),
                activation: activation.into(),
            })
            .collect(),
    };
    work.standing().targets.iter().map(body).collect()
}
