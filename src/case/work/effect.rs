//! How the effect will be told: both parties fix it before they look, and then it holds.
//!
//! One party plans and the other agrees; each act is a step. A plan names a hotspot run of the frozen
//! evidence, and with it the place as it was then, the days that chose it and how long back the baseline
//! goes. What is left to choose is what people are to choose: the control and why, the rings, the last
//! day and the day of the one verdict.

use super::{
    Work,
    look::Looked,
    standing::Standing,
    step::{Step, What},
    subject::Subject,
};
use crate::{
    analysis::effect::parameters::usual_baseline,
    case::{
        evidence::{Finding, RunEvidence},
        refusal::Refusal,
        signatory::Signer,
        text_guard::CleanText,
    },
    incident::Period,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Widest ring, in steps, as the method takes it.
const MAX_RING: u8 = 5;

/// More cells than any place has.
const MAX_CONTROL: usize = 500;

/// The 24 months before the days that chose the place. `None` where no calendar goes so far back.
pub fn baseline(run: &RunEvidence) -> Option<Period> {
    usual_baseline(run.parameters.period.from)
}

/// What both parties fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectPlan {
    /// The number of the hotspot run among the case's frozen evidence: its place in its categories.
    pub evidence: u16,
    /// First day of the after period: that of the first measure.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// The day of the one verdict, after the after period; every earlier look is preliminary.
    pub verdict_on: Date,
    /// Width of the rings in steps; 0 draws none.
    pub ring: u8,
    /// No ring is drawn around the control, as where other work goes on beside it. What moves to the ring
    /// of the place is then told without a trend, and the answer says so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub control_without_ring: bool,
    /// Ids of the cells of the control, of the run's lattice.
    pub control: Vec<String>,
    /// Why this control.
    pub control_why: CleanText,
}

impl EffectPlan {
    /// Whether it can be followed, whatever the counts will be.
    fn check(&self, run: &RunEvidence, on: Date) -> Result<(), Refusal> {
        let chosen = run.parameters.period;
        let in_order = chosen.to < self.from
            && self.from <= self.to
            && self.to < self.verdict_on
            && on < self.verdict_on;
        if !in_order || baseline(run).is_none() {
            return Err(Refusal::BadDays);
        }
        if self.control.is_empty() {
            return Err(Refusal::EffectWithoutControl);
        }
        if self.ring > MAX_RING || self.control.len() > MAX_CONTROL {
            return Err(Refusal::TooMuch);
        }
        Ok(())
    }
}

/// What one party has put before the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// The plan.
    pub plan: EffectPlan,
    /// Who planned.
    pub by: Signer,
    /// On which day.
    pub on: Date,
}

/// What both have said.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreed {
    /// What the one party proposed.
    pub proposed: Proposed,
    /// Who agreed for the other.
    pub by: Signer,
    /// On which day.
    pub on: Date,
}

/// How the effect of a case will be told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Effect {
    /// What holds.
    pub agreed: Option<Agreed>,
    /// What waits for the other party; until it agrees what held before holds.
    pub waiting: Option<Proposed>,
    /// What was counted by it, oldest first.
    pub looks: Vec<Looked>,
}

impl Standing {
    /// A plan in force is made anew only while nobody has looked and its after period has not run out:
    /// after that one would choose knowing what came of it.
    pub(super) fn plan_effect(
        &mut self,
        plan: &EffectPlan,
        by: Signer,
        on: Date,
    ) -> Result<(), Refusal> {
        self.effect_plan_may_change(on)?;
        self.effect.waiting = Some(Proposed { plan: plan.clone(), by, on });
        Ok(())
    }

    pub(super) fn agree_to_effect_plan(&mut self, by: Signer, on: Date) -> Result<(), Refusal> {
        let proposed = self.effect.waiting.as_ref().ok_or(Refusal::NoProposal)?;
        if proposed.by.side == by.side {
            return Err(Refusal::EffectOwnPlan);
        }
        if on >= proposed.plan.verdict_on {
            return Err(Refusal::BadDays);
        }
        self.effect_plan_may_change(on)?;
        let waiting = self.effect.waiting.take();
        self.effect.agreed = waiting.map(|proposed| Agreed { proposed, by, on });
        Ok(())
    }

    fn effect_plan_may_change(&self, on: Date) -> Result<(), Refusal> {
        let over = |agreed: &Agreed| agreed.proposed.plan.to < on;
        if self.effect.agreed.as_ref().is_some_and(over) || !self.effect.looks.is_empty() {
            return Err(Refusal::EffectPlanHolds);
        }
        Ok(())
    }
}

impl<S: Subject> Work<S> {
    /// The hotspot run that a piece of the frozen evidence is; `None` for any other piece.
    pub fn frozen_run(&self, no: u16) -> Option<&RunEvidence> {
        let later = self.standing.extensions.iter().flat_map(|one| one.extension.evidence.items());
        let at = usize::from(no).checked_sub(1)?;
        match &self.subject.evidence().iter().chain(later).nth(at)?.finding {
            Finding::Run(run) => Some(run),
            Finding::Observation(_) => None,
        }
    }

    /// The runs that a plan can rest on, by number: those that the ground was assessed on that held when
    /// the first measure began. None before there is a measure.
    pub fn effect_runs(&self) -> Vec<(u16, &RunEvidence)> {
        let Some(first) = self.first_measure() else { return Vec::new() };
        let since = |on: Date| on <= first;
        let held = self.standing.extensions.iter().rposition(|one| since(one.on));
        let lengths = std::iter::once(self.subject.evidence().len())
            .chain(self.standing.extensions.iter().map(|one| one.extension.evidence.items().len()));
        let ground = held.map_or(0, |at| at + 1);
        let before: usize = lengths.clone().take(ground).sum();
        let own = lengths.clone().nth(ground).unwrap_or(0);
        let numbers = (before + 1..=before + own).map(|no| no as u16);
        numbers.filter_map(|no| Some((no, self.frozen_run(no)?))).collect()
    }

    /// The day on which the first measure begins that was not given up.
    pub fn first_measure(&self) -> Option<Date> {
        let measures = self.standing.measures.values();
        measures.filter(|one| !one.is_given_up()).map(|one| one.measure.start).min()
    }

    /// A plan begins with the first measure and rests on what was assessed for the ground that held then.
    pub(super) fn effect_is_planned_rightly(&self, step: &Step) -> Result<(), Refusal> {
        let What::EffectPlanned { plan } = &step.what else { return Ok(()) };
        let first = self.first_measure().ok_or(Refusal::EffectWithoutMeasure)?;
        let runs = self.effect_runs();
        let run = runs.iter().find(|(no, _)| *no == plan.evidence).map(|(_, run)| run);
        let run = run.ok_or(Refusal::EffectWithoutRun)?;
        if plan.from != first {
            return Err(Refusal::BadDays);
        }
        plan.check(run, step.on)
    }
}
