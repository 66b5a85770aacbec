//! How the effect of a case will be told, as it is planned and shown.

use super::{clean_paragraph, look_body::LookBody};
use crate::{
    api::{
        extract::required_date,
        methods::PowerBody,
        opening_body::SignerBody,
        problem::{Language, Problem},
    },
    app::opening_card::power,
    case::{
        evidence::RunEvidence,
        work::{
            Work,
            effect::{Agreed, EffectPlan, Proposed, baseline},
            step::Object,
            subject::Subject,
        },
    },
    incident::Period,
};
use serde::{Deserialize, Serialize};

/// What both parties fix before they look.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "EffectPlan", export_to = "../web/src/api/types/"))]
#[schema(as = EffectPlan)]
pub(super) struct PlanBody {
    /// Number of the hotspot run among the frozen evidence.
    evidence: u16,
    /// First day of the after period: that of the first measure.
    #[schema(format = Date)]
    from: String,
    /// Its last day.
    #[schema(format = Date)]
    to: String,
    /// The day of the one verdict, after the after period.
    #[schema(format = Date)]
    verdict_on: String,
    /// Width of the rings in steps, 0–5; 0 draws none.
    ring: u8,
    /// No ring is drawn around the control; what moves to the ring of the place then has no trend beside it.
    #[serde(default)]
    control_without_ring: bool,
    /// Ids of the cells of the control, in the run's lattice.
    #[schema(value_type = Vec<CellName>)]
    control: Vec<String>,
    /// Why this control, 2–2 000 characters.
    control_why: String,
}

/// Id of a cell.
#[derive(utoipa::ToSchema)]
#[schema(pattern = "^[A-Za-z0-9:_-]+$")]
#[expect(dead_code, reason = "it is the form's documentation")]
struct CellName(String);

impl PlanBody {
    /// The plan, or which field is not right.
    pub(super) fn checked(self) -> Result<EffectPlan, Problem> {
        let is_id = |id: &String| {
            let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-');
            (1..=64).contains(&id.len()) && id.chars().all(fits)
        };
        if !self.control.iter().all(is_id) {
            return Err(Problem::field("invalid", "effect_plan.control", "malformed"));
        }
        let mut control = self.control;
        control.sort_unstable();
        control.dedup();
        Ok(EffectPlan {
            evidence: self.evidence,
            from: required_date("effect_plan.from", &self.from)?,
            to: required_date("effect_plan.to", &self.to)?,
            verdict_on: required_date("effect_plan.verdict_on", &self.verdict_on)?,
            ring: self.ring,
            control_without_ring: self.control_without_ring,
            control,
            control_why: clean_paragraph("effect_plan.control_why", &self.control_why)?,
        })
    }
}

impl From<&EffectPlan> for PlanBody {
    fn from(plan: &EffectPlan) -> Self {
        Self {
            evidence: plan.evidence,
            from: plan.from.to_string(),
            to: plan.to.to_string(),
            verdict_on: plan.verdict_on.to_string(),
            ring: plan.ring,
            control_without_ring: plan.control_without_ring,
            control: plan.control.clone(),
            control_why: plan.control_why.to_string(),
        }
    }
}

/// A plan and who said so.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "ProposedEffectPlan", export_to = "../web/src/api/types/"))]
#[schema(as = ProposedEffectPlan)]
struct ProposedBody {
    /// The plan.
    plan: PlanBody,
    /// Who planned.
    by: SignerBody,
    /// On which day.
    on: String,
    /// Who agreed for the other party; null while it waits.
    agreed_by: Option<SignerBody>,
    /// On which day.
    agreed_on: Option<String>,
}

impl From<&Proposed> for ProposedBody {
    fn from(of: &Proposed) -> Self {
        Self {
            plan: (&of.plan).into(),
            by: (&of.by).into(),
            on: of.on.to_string(),
            agreed_by: None,
            agreed_on: None,
        }
    }
}

impl From<&Agreed> for ProposedBody {
    fn from(of: &Agreed) -> Self {
        let (by, on) = (Some((&of.by).into()), Some(of.on.to_string()));
        Self { agreed_by: by, agreed_on: on, ..(&of.proposed).into() }
    }
}

/// Days, both included.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "EffectDays", export_to = "../web/src/api/types/"))]
#[schema(as = EffectDays)]
pub(super) struct DaysBody {
    /// First.
    from: String,
    /// Last.
    to: String,
}

impl From<Period> for DaysBody {
    fn from(of: Period) -> Self {
        Self { from: of.from.to_string(), to: of.to.to_string() }
    }
}

/// A frozen run that the effect can be told of.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "EffectRun", export_to = "../web/src/api/types/"))]
#[schema(as = EffectRun)]
struct RunBody {
    /// Its number among the evidence.
    evidence: u16,
    /// Id of the run.
    run: String,
    /// Rank of the place in it.
    rank: u32,
    /// Name of the place.
    name: String,
    /// Ids of the categories that are counted; empty means all.
    categories: Vec<String>,
    /// The days that chose the place, left out of the baseline.
    chosen: DaysBody,
    /// The 24 months before them.
    baseline: Option<DaysBody>,
    /// What a half-year of the place can show, by what was frozen at the opening.
    power: PowerBody,
}

impl RunBody {
    fn of(evidence: u16, run: &RunEvidence) -> Self {
        let asked = &run.parameters;
        Self {
            evidence,
            run: run.run.clone(),
            rank: run.place.rank,
            name: run.place.name.clone(),
            categories: asked.categories.iter().map(|one| one.0.clone()).collect(),
            chosen: asked.period.into(),
            baseline: baseline(run).map(DaysBody::from),
            power: (&power(run)).into(),
        }
    }
}

/// How the effect will be told.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseEffect", export_to = "../web/src/api/types/"))]
#[schema(as = CaseEffect)]
pub(super) struct EffectBody {
    /// The frozen runs that a plan can rest on; none before there is a measure.
    runs: Vec<RunBody>,
    /// The day on which the first measure begins.
    first_measure: Option<String>,
    /// What both parties have agreed to.
    agreed: Option<ProposedBody>,
    /// What waits for the other party.
    waiting: Option<ProposedBody>,
    /// What was counted by it, oldest first. All are preliminary but the last, which is the one verdict when
    /// it is not.
    looks: Vec<LookBody>,
    /// Step by which it was last changed; 0 when nothing was planned.
    seen: u32,
}

impl EffectBody {
    pub(super) fn of<S: Subject>(work: &Work<S>, language: Language) -> Self {
        let effect = &work.standing().effect;
        let looks = (1..).zip(&effect.looks);
        Self {
            runs: work.effect_runs().into_iter().map(|(no, run)| RunBody::of(no, run)).collect(),
            first_measure: work.first_measure().map(|day| day.to_string()),
            agreed: effect.agreed.as_ref().map(Into::into),
            waiting: effect.waiting.as_ref().map(Into::into),
            looks: looks.map(|(no, one)| LookBody::of(no, one, language)).collect(),
            seen: work.last_change(Object::Effect),
        }
    }
}
