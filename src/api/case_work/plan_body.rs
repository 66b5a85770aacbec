//! Causes, measures and how far they have come, on the wire both ways.

use super::{choice, clean, clean_line, clean_paragraph, name};
use crate::{
    api::{extract::required_date, library_body::ChosenBody, problem::Problem},
    case::work::plan::{Cause, Measure, Owner, Progress, function},
};
use serde::{Deserialize, Serialize};

/// A cause.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseCause", export_to = "../web/src/api/types/"))]
#[schema(as = CaseCause)]
pub(crate) struct CauseBody {
    /// What makes the place what it is, 2–2 000 characters.
    text: String,
    /// Numbers of the pieces of the frozen evidence it rests on.
    evidence: Vec<u32>,
    /// What else it rests on, in words; needed when there is no evidence.
    basis: Option<String>,
}

/// A measure.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseMeasure", export_to = "../web/src/api/types/"))]
#[schema(as = CaseMeasure)]
pub(crate) struct MeasureBody {
    /// What is to be done.
    what: String,
    /// How.
    how: Option<String>,
    /// Number of the cause it answers; one without is flagged.
    cause: Option<u32>,
    /// Whose function owns it: `polis`, `stad` or `deltagare`.
    #[schema(pattern = "^(polis|stad|deltagare)$")]
    #[cfg_attr(test, ts(type = "'polis' | 'stad' | 'deltagare'"))]
    owner_of: String,
    /// The function that owns it; of a participant one of the template's `ovriga`.
    owner: String,
    /// First day.
    #[schema(format = Date)]
    start: String,
    /// Last day.
    #[schema(format = Date)]
    deadline: String,
    /// The day on which the owner says how it went.
    #[schema(format = Date)]
    aterkoppling: String,
    /// What is expected of the indicator: `minskar` or `okar`.
    #[schema(pattern = "^(minskar|okar)$")]
    #[cfg_attr(test, ts(type = "'minskar' | 'okar'"))]
    expected: String,
    /// What is looked at.
    indicator: String,
    /// `situationell` or `social`.
    #[schema(pattern = "^(situationell|social)$")]
    #[cfg_attr(test, ts(type = "'situationell' | 'social'"))]
    kind: String,
    /// `kort` or `lang` sikt.
    #[schema(pattern = "^(kort|lang)$")]
    #[cfg_attr(test, ts(type = "'kort' | 'lang'"))]
    horizon: String,
    /// Year of the verksamhetsplan it is carried into.
    verksamhetsplan: Option<i16>,
    /// Number of the goal it serves.
    goal: Option<u32>,
    /// The entry of the library it was taken from.
    library: Option<ChosenBody>,
}

/// How far a measure has come.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "CaseProgress", export_to = "../web/src/api/types/"))]
#[schema(as = CaseProgress)]
pub(crate) struct ProgressBody {
    /// `planerad`, `pagar`, `klar`, `forsenad` or `utgar`.
    #[schema(pattern = "^(planerad|pagar|klar|forsenad|utgar)$")]
    #[cfg_attr(test, ts(type = "'planerad' | 'pagar' | 'klar' | 'forsenad' | 'utgar'"))]
    state: String,
    /// With `klar` the day it was done, with `forsenad` the new day.
    #[schema(format = Date)]
    day: Option<String>,
    /// With `forsenad` and `utgar`: why.
    reason: Option<String>,
}

/// Whose function, and which. `field` is the path of the function; whose it is stands beside it with
/// `_of` after its name.
pub(in crate::api) fn owner(field: &'static str, of: String, name: &str) -> Result<Owner, Problem> {
    let wrong = |code| Problem::field("invalid", format!("{field}_of"), code);
    let of = serde_json::from_value(of.into()).map_err(|_| wrong("unknown"))?;
    Ok(Owner { of, function: clean(field, function(name))? })
}

impl From<&Cause> for CauseBody {
    fn from(cause: &Cause) -> Self {
        Self {
            text: cause.text.to_string(),
            evidence: cause.evidence.clone(),
            basis: cause.basis.as_ref().map(ToString::to_string),
        }
    }
}

impl CauseBody {
    pub(super) fn checked(self) -> Result<Cause, Problem> {
        let basis = self.basis.filter(|text| !text.trim().is_empty());
        Ok(Cause {
            text: clean_paragraph("cause.text", &self.text)?,
            evidence: self.evidence,
            basis: basis.map(|text| clean_paragraph("cause.basis", &text)).transpose()?,
        })
    }
}

impl From<&Measure> for MeasureBody {
    fn from(measure: &Measure) -> Self {
        Self {
            what: measure.what.to_string(),
            how: measure.how.as_ref().map(ToString::to_string),
            cause: measure.cause,
            owner_of: name(&measure.owner.of),
            owner: measure.owner.function.to_string(),
            start: measure.start.to_string(),
            deadline: measure.deadline.to_string(),
            aterkoppling: measure.aterkoppling.to_string(),
            expected: name(&measure.expected),
            indicator: measure.indicator.to_string(),
            kind: name(&measure.kind),
            horizon: name(&measure.horizon),
            verksamhetsplan: measure.verksamhetsplan,
            goal: measure.goal,
            library: measure.library.as_ref().map(ChosenBody::from),
        }
    }
}

impl MeasureBody {
    pub(super) fn checked(self) -> Result<Measure, Problem> {
        let how = self.how.filter(|text| !text.trim().is_empty());
        Ok(Measure {
            what: clean_line("measure.what", &self.what)?,
            how: how.map(|text| clean_paragraph("measure.how", &text)).transpose()?,
            cause: self.cause,
            owner: owner("measure.owner", self.owner_of, &self.owner)?,
            start: required_date("measure.start", &self.start)?,
            deadline: required_date("measure.deadline", &self.deadline)?,
            aterkoppling: required_date("measure.aterkoppling", &self.aterkoppling)?,
            expected: choice("measure.expected", self.expected)?,
            indicator: clean_line("measure.indicator", &self.indicator)?,
            kind: choice("measure.kind", self.kind)?,
            horizon: choice("measure.horizon", self.horizon)?,
            verksamhetsplan: self.verksamhetsplan,
            goal: self.goal,
            library: self.library.map(Into::into),
        })
    }
}

impl From<&Progress> for ProgressBody {
    fn from(progress: &Progress) -> Self {
        let (day, reason) = match progress {
            Progress::Planerad | Progress::Pagar => (None, None),
            Progress::Klar { on } => (Some(on.to_string()), None),
            Progress::Forsenad { until, reason } => {
                (Some(until.to_string()), Some(reason.to_string()))
            }
            Progress::Utgar { reason } => (None, Some(reason.to_string())),
        };
        Self { state: progress.as_str().to_owned(), day, reason }
    }
}

impl ProgressBody {
    /// `at` is its path in the request.
    pub(in crate::api) fn checked(self, at: &str) -> Result<Progress, Problem> {
        let day = || {
            let field = format!("{at}.day");
            let day = self.day.as_deref();
            let day = day.ok_or_else(|| Problem::field("invalid", &field, "missing"))?;
            required_date(&field, day)
        };
        let reason = self.reason.as_deref().unwrap_or_default();
        let reason = || clean_line(format!("{at}.reason"), reason);
        Ok(match self.state.as_str() {
            "planerad" => Progress::Planerad,
            "pagar" => Progress::Pagar,
            "klar" => Progress::Klar { on: day()? },
            "forsenad" => Progress::Forsenad { until: day()?, reason: reason()? },
            "utgar" => Progress::Utgar { reason: reason()? },
            _ => return Err(Problem::field("invalid", format!("{at}.state"), "unknown")),
        })
    }
}
