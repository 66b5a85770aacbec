//! Delmål: what the Mål of the template comes to, one by one, and how each is judged.

use super::{
    standing::{Standing, is_new},
    template::Template,
};
use crate::case::{refusal::Refusal, signatory::Signer, text_guard::CleanText};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A number with at most two decimals, kept as hundredths: what is shown is what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hundredths(i64);

/// The largest number that a goal can speak of, in hundredths.
const MOST: f64 = 1e11;

impl Hundredths {
    /// To the nearest hundredth; nothing for what is no number or too large.
    pub fn nearest(number: f64) -> Option<Self> {
        let hundredths = (number * 100.0).round();
        (hundredths.abs() <= MOST).then_some(Self(hundredths as i64))
    }

    /// The number.
    pub fn number(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// What is to be reached.
    pub text: CleanText,
    /// Id of the priority it serves, of those of the template.
    pub priority: Option<String>,
    /// What is looked at.
    pub indicator: CleanText,
    /// From what value of the indicator,
    pub from: Option<Hundredths>,
    /// to what value,
    pub to: Option<Hundredths>,
    /// by which day.
    pub by: Option<Date>,
}

/// Where a goal stands.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum GoalStatus {
    /// Nothing has been done for it yet.
    #[default]
    EjPaborjat,
    /// On the way.
    PaVag,
    /// Reached.
    Uppnatt,
    /// Not reached.
    EjUppnatt,
    /// Thought over: no longer what is wanted.
    Omprovat,
}

impl GoalStatus {
    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            GoalStatus::EjPaborjat => "ej_paborjat",
            GoalStatus::PaVag => "pa_vag",
            GoalStatus::Uppnatt => "uppnatt",
            GoalStatus::EjUppnatt => "ej_uppnatt",
            GoalStatus::Omprovat => "omprovat",
        }
    }

    /// Nothing more is expected of it.
    pub fn is_over(self) -> bool {
        matches!(self, GoalStatus::Uppnatt | GoalStatus::EjUppnatt | GoalStatus::Omprovat)
    }
}

/// A judgement of a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Where it stands.
    pub status: GoalStatus,
    /// Why.
    pub motive: CleanText,
    /// Who judged it, for which party.
    pub by: Signer,
    /// On which day.
    pub on: Date,
}

/// A goal with how it was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aimed {
    /// The goal.
    pub goal: Goal,
    /// The judgements, oldest first.
    pub judged: Vec<Judged>,
}

impl Aimed {
    /// Where it stands: as it was judged last.
    pub fn status(&self) -> GoalStatus {
        self.judged.last().map(|judged| judged.status).unwrap_or_default()
    }

    /// The day by which it should be reached has passed, and nobody has said whether it was.
    pub fn judgement_missing(&self, today: Date) -> bool {
        self.goal.by.is_some_and(|by| by < today) && !self.status().is_over()
    }
}

impl Goal {
    /// Refused when it goes from a value to the same, or serves a priority that the template does not have.
    pub(super) fn check(&self, priorities: &[String]) -> Result<(), Refusal> {
        if self.from.is_some() && self.from == self.to {
            return Err(Refusal::GoalStandsStill);
        }
        match &self.priority {
            Some(id) if !priorities.contains(id) => Err(Refusal::NoSuchPriority),
            _ => Ok(()),
        }
    }
}

impl Standing {
    pub(super) fn put_goal(&mut self, no: u32, goal: &Goal) -> Result<(), Refusal> {
        let priorities = self.template.as_ref().map_or(&[][..], |t| &t.prioriteringar);
        goal.check(priorities)?;
        match self.goals.get_mut(&no) {
            Some(aimed) => aimed.goal = goal.clone(),
            None => {
                is_new(no, &self.goals)?;
                self.goals.insert(no, Aimed { goal: goal.clone(), judged: Vec::new() });
            }
        }
        Ok(())
    }

    pub(super) fn remove_goal(&mut self, no: u32) -> Result<(), Refusal> {
        if self.measures.values().any(|planned| planned.measure.goal == Some(no)) {
            return Err(Refusal::StillUsed);
        }
        self.goals.remove(&no).map(drop).ok_or(Refusal::NoSuchObject)
    }

    pub(super) fn judge(&mut self, no: u32, judged: Judged) -> Result<(), Refusal> {
        let aimed = self.goals.get_mut(&no).ok_or(Refusal::NoSuchObject)?;
        aimed.judged.push(judged);
        Ok(())
    }

    /// A priority that a goal serves stays among those of the template, until the goal is judged for good.
    pub(super) fn priorities_are_left(&self, template: &Template) -> Result<(), Refusal> {
        let goals = self.goals.values().filter(|aimed| !aimed.status().is_over());
        let mut served = goals.filter_map(|aimed| aimed.goal.priority.as_ref());
        let gone = served.any(|id| !template.prioriteringar.contains(id));
        if gone { Err(Refusal::StillUsed) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_to_the_hundredth_it_was_written_in() {
        for written in [0.0, 34.0, -2.5, 0.07, 1_234_567.89] {
            assert_eq!(Hundredths::nearest(written).map(Hundredths::number), Some(written));
        }
        assert_eq!(Hundredths::nearest(0.126).map(Hundredths::number), Some(0.13));
        for wrong in [f64::NAN, f64::INFINITY, -1e12] {
            assert_eq!(Hundredths::nearest(wrong), None);
        }
    }
}
