//! Goals and how they are judged, on the wire both ways.

use super::clean_line;
use crate::{
    api::{extract::required_date, problem::Problem},
    case::work::{
        Work,
        goal::{Aimed, Goal, Hundredths, Judged},
        step::Object,
        subject::Subject,
    },
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A goal under the Mål.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseGoal", export_to = "../web/src/api/types/"))]
#[schema(as = CaseGoal)]
pub(super) struct GoalBody {
    /// What is to be reached, 2–300 characters.
    text: String,
    /// Id of the priority it serves, of those of the saved template.
    #[schema(pattern = "^[0-9]{4}-[0-9]+$")]
    priority: Option<String>,
    /// What is looked at, 2–300 characters.
    indicator: String,
    /// From what value of the indicator; kept to the hundredth.
    from: Option<f64>,
    /// To what value.
    to: Option<f64>,
    /// By which day.
    #[schema(format = Date)]
    by: Option<String>,
}

/// A judgement of a goal.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
struct GoalJudgement {
    /// `ej_paborjat`, `pa_vag`, `uppnatt`, `ej_uppnatt` or `omprovat`.
    #[cfg_attr(
        test,
        ts(type = "'ej_paborjat' | 'pa_vag' | 'uppnatt' | 'ej_uppnatt' | 'omprovat'")
    )]
    status: &'static str,
    /// Why.
    motive: String,
    /// Function of whoever judged it.
    by: String,
    /// Its side.
    #[cfg_attr(test, ts(type = "'polis' | 'stad'"))]
    side: &'static str,
    /// On which day.
    on: String,
}

/// A goal with its number and how it was judged.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, export_to = "../web/src/api/types/"))]
pub(super) struct NumberedGoal {
    /// Number in the case.
    no: u32,
    /// Step by which it was last changed.
    seen: u32,
    /// The goal.
    goal: GoalBody,
    /// Where it stands.
    #[cfg_attr(
        test,
        ts(type = "'ej_paborjat' | 'pa_vag' | 'uppnatt' | 'ej_uppnatt' | 'omprovat'")
    )]
    status: &'static str,
    /// Its day has passed and nobody has said whether it was reached.
    judgement_missing: bool,
    /// Judgements, newest first.
    judged: Vec<GoalJudgement>,
}

impl From<&Goal> for GoalBody {
    fn from(goal: &Goal) -> Self {
        Self {
            text: goal.text.to_string(),
            priority: goal.priority.clone(),
            indicator: goal.indicator.to_string(),
            from: goal.from.map(Hundredths::number),
            to: goal.to.map(Hundredths::number),
            by: goal.by.map(|day| day.to_string()),
        }
    }
}

impl GoalBody {
    pub(super) fn checked(self) -> Result<Goal, Problem> {
        let number = |field: &'static str, number: Option<f64>| {
            let kept = number.map(Hundredths::nearest);
            match kept {
                Some(None) => Err(Problem::field("invalid", field, "out_of_range")),
                kept => Ok(kept.flatten()),
            }
        };
        let by = self.by.filter(|day| !day.is_empty());
        Ok(Goal {
            text: clean_line("goal.text", &self.text)?,
            priority: self.priority.filter(|id| !id.is_empty()),
            indicator: clean_line("goal.indicator", &self.indicator)?,
            from: number("goal.from", self.from)?,
            to: number("goal.to", self.to)?,
            by: by.map(|day| required_date("goal.by", &day)).transpose()?,
        })
    }
}

impl From<&Judged> for GoalJudgement {
    fn from(judged: &Judged) -> Self {
        Self {
            status: judged.status.as_str(),
            motive: judged.motive.to_string(),
            by: judged.by.function.clone(),
            side: judged.by.side.as_str(),
            on: judged.on.to_string(),
        }
    }
}

/// The goals of a case by number.
pub(super) fn goals<S: Subject>(work: &Work<S>, today: Date) -> Vec<NumberedGoal> {
    let body = |(no, aimed): (&u32, &Aimed)| NumberedGoal {
        no: *no,
        seen: work.last_change(Object::Goal(*no)),
        goal: (&aimed.goal).into(),
        status: aimed.status().as_str(),
        judgement_missing: aimed.judgement_missing(today),
        judged: aimed.judged.iter().rev().map(GoalJudgement::from).collect(),
    };
    work.standing().goals.iter().map(body).collect()
}
