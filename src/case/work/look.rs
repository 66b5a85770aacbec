//! A look at the effect: what an answer to the plan said on the day somebody looked.
//!
//! Every look is kept, so that nobody looks until it suits. One before the day of the verdict, or before
//! the counts of its whole after period are there, is preliminary. The first that is neither is the one
//! verdict, and with it the looking is over.

use super::{
    effect::Effect,
    follow_up::{Effekt, FollowUp},
    standing::Standing,
};
use crate::{
    analysis::effect::{
        assess::{Comparison, EffectResult},
        verdict::{Said, Verdict},
        wdd::Difference,
    },
    case::{refusal::Refusal, signatory::Signer},
    incident::{DataVersion, Fingerprint, Period},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The figures of an answer, as they were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Id of the answer.
    pub run: String,
    /// Fingerprint of what it said.
    pub result_fingerprint: Fingerprint,
    /// State of the counts that it read: those that both parties see.
    pub data_version: DataVersion,
    /// The after period as far as there were counts.
    pub after: Period,
    /// Against the baseline, which the verdict rests on, and against the year before, where that is known.
    pub comparisons: Vec<Comparison>,
    /// The difference with the place's level shrunken; `None` where comparable places are too few.
    pub shrunk_wdd: Option<Difference>,
    /// What may be said.
    pub verdict: Verdict,
    /// The same of the rings; `None` without one.
    pub displacement_verdict: Option<Verdict>,
}

impl Look {
    /// Of an answer.
    pub fn of(
        run: String,
        result_fingerprint: Fingerprint,
        data_version: DataVersion,
        found: EffectResult,
    ) -> Self {
        Self {
            run,
            result_fingerprint,
            data_version,
            after: found.after,
            comparisons: found.comparisons,
            shrunk_wdd: found.shrunk_wdd,
            verdict: found.verdict,
            displacement_verdict: found.displacement_verdict,
        }
    }
}

/// A look and who looked.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// The figures.
    pub look: Look,
    /// Who looked.
    pub by: Signer,
    /// On which day.
    pub on: Date,
}

impl Effect {
    /// The one verdict, once it is there.
    pub fn verdict(&self) -> Option<&Looked> {
        self.looks.last().filter(|one| !one.look.verdict.preliminary)
    }

    /// The look that a judgement is held against: the verdict, where it is of days that are judged, and
    /// otherwise the look that the judgement says it rests on.
    pub fn held_against(&self, judged: &FollowUp) -> Result<Option<&Looked>, Refusal> {
        let at = |no: u32| (no as usize).checked_sub(1).and_then(|at| self.looks.get(at));
        let chosen = judged.look.map(|no| at(no).ok_or(Refusal::NoSuchObject)).transpose()?;
        let plan = self.agreed.as_ref().map(|agreed| &agreed.proposed.plan);
        let of_its_days = plan.is_some_and(|plan| judged.from <= plan.to && plan.from <= judged.to);
        Ok(self.verdict().filter(|_| of_its_days).or(chosen))
    }

    /// Whoever judges otherwise than what was counted says why.
    pub(super) fn is_judged_rightly(&self, judged: &FollowUp) -> Result<(), Refusal> {
        let held = self.held_against(judged)?;
        let parts = held.is_some_and(|held| !agrees(held.look.verdict.said, judged.effekt));
        if parts && judged.avvikelse.is_none() {
            Err(Refusal::EffectAgainstVerdict)
        } else {
            Ok(())
        }
    }
}

/// Whether a judgement says what was counted.
pub fn agrees(said: Said, effekt: Effekt) -> bool {
    matches!(
        (said, effekt),
        (Said::MinskningPavisad, Effekt::Battre)
            | (Said::OkningPavisad, Effekt::Samre)
            | (Said::GarInteAttAvgora, Effekt::GarInteAttAvgora)
    )
}

impl Standing {
    /// Counting changes nothing of the case, so it is done in any state.
    pub(super) fn look_at_effect(
        &mut self,
        look: &Look,
        by: Signer,
        on: Date,
    ) -> Result<(), Refusal> {
        let effect = &mut self.effect;
        let plan = &effect.agreed.as_ref().ok_or(Refusal::EffectNotPlanned)?.proposed.plan;
        let in_plan = look.after.from == plan.from && look.after.to <= plan.to;
        let preliminary = on < plan.verdict_on || look.after.to < plan.to;
        if !in_plan || look.verdict.preliminary != preliminary {
            return Err(Refusal::BadDays);
        }
        if effect.verdict().is_some() {
            return Err(Refusal::EffectVerdictGiven);
        }
        let same = |last: &Looked| last.look.result_fingerprint == look.result_fingerprint;
        if effect.looks.last().is_some_and(same) {
            return Err(Refusal::EffectNothingNew);
        }
        // What was put forward before anybody had looked is not agreed to after.
        effect.waiting = None;
        effect.looks.push(Looked { look: look.clone(), by, on });
        Ok(())
    }
}

#[cfg(test)]
#[path = "look_tests.rs"]
pub(super) mod tests;
