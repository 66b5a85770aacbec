//! What a number is tied to, on the wire both ways.

use crate::{
    api::{extract::required_date, problem::Problem},
    area::AreaId,
    incident::{CategoryId, IndicatorId, Period},
    lagesbild::reference::{Figure, First, Measure, Reference, Subject},
};
use serde::{Deserialize, Serialize};

/// Whole days, first and last included.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildPeriod", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildPeriod)]
pub(super) struct PeriodBody {
    /// First day.
    #[schema(format = Date)]
    pub(super) from: String,
    /// Last day.
    #[schema(format = Date)]
    pub(super) to: String,
}

/// One figure: what, where, when. What is a category or an indicator, never both.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildFigure", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildFigure)]
pub(super) struct FigureBody {
    /// Id of a category of incidents.
    #[schema(pattern = "^[a-z0-9_]+$")]
    category: Option<String>,
    /// Id of an indicator.
    #[schema(pattern = "^[a-z0-9_]+$")]
    indicator: Option<String>,
    /// Who was asked or counted, e.g. `årskurs 9`; null for everybody. Indicators only.
    group: Option<String>,
    /// Id of the area.
    #[schema(pattern = "^[a-z_]+/.+$")]
    area: String,
    /// The days.
    period: PeriodBody,
}

/// The larger figure of a share; what is null is as in the figure.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildWhole", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildWhole)]
pub(super) struct WholeBody {
    /// Id of another category.
    #[schema(pattern = "^[a-z0-9_]+$")]
    category: Option<String>,
    /// Id of another indicator.
    #[schema(pattern = "^[a-z0-9_]+$")]
    indicator: Option<String>,
    /// Who was asked or counted for it.
    group: Option<String>,
    /// Id of another area.
    #[schema(pattern = "^[a-z_]+/.+$")]
    area: Option<String>,
}

/// What a number is tied to: a figure, and what is said of it.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[cfg_attr(test, ts(export, rename = "LagesbildReference", export_to = "../web/src/api/types/"))]
#[schema(as = LagesbildReference)]
pub(super) struct ReferenceBody {
    /// The figure.
    figure: FigureBody,
    /// `count`, `share_of` (whole), `change_from` (since), `difference_from` (other), `ratio_to` (other) or
    /// `rank` (among, first).
    #[schema(pattern = "^(count|share_of|change_from|difference_from|ratio_to|rank)$")]
    #[cfg_attr(
        test,
        ts(
            type = "'count' | 'share_of' | 'change_from' | 'difference_from' | 'ratio_to' | 'rank'"
        )
    )]
    measure: String,
    /// Of what larger figure.
    whole: Option<WholeBody>,
    /// The earlier days.
    since: Option<PeriodBody>,
    /// The other figure.
    other: Option<FigureBody>,
    /// Ids of the areas of an order.
    #[schema(value_type = Option<Vec<AreaIdSchema>>)]
    among: Option<Vec<String>>,
    /// Which end of the order counts as first.
    #[schema(pattern = "^(highest|lowest)$")]
    #[cfg_attr(test, ts(type = "'highest' | 'lowest' | null"))]
    first: Option<String>,
}

/// Id of an area, as the document describes one.
#[derive(utoipa::ToSchema)]
#[schema(pattern = "^[a-z_]+/.+$", value_type = String)]
struct AreaIdSchema(#[expect(dead_code, reason = "the document's alone")] String);

fn wrong(field: String, code: &'static str) -> Problem {
    Problem::field("invalid", field, code)
}

impl From<Period> for PeriodBody {
    fn from(period: Period) -> Self {
        Self { from: period.from.to_string(), to: period.to.to_string() }
    }
}

impl PeriodBody {
    /// The days, or which field is wrong; `at` is where it stands.
    pub(super) fn checked(&self, at: &str) -> Result<Period, Problem> {
        let from = required_date(&format!("{at}.from"), &self.from)?;
        let to = required_date(&format!("{at}.to"), &self.to)?;
        Period::new(from, to).ok_or_else(|| wrong(format!("{at}.to"), "ends_before_it_begins"))
    }
}

/// A subject, if one is named.
fn subject(
    at: &str,
    category: Option<&String>,
    indicator: Option<&String>,
    group: Option<&String>,
) -> Result<Option<Subject>, Problem> {
    let group = group.map(|group| group.trim().to_owned()).filter(|group| !group.is_empty());
    match (category, indicator) {
        (Some(_), Some(_)) => Err(wrong(format!("{at}.indicator"), "one_of_two")),
        (Some(_), None) if group.is_some() => Err(wrong(format!("{at}.group"), "unknown")),
        (Some(id), None) => Ok(Some(Subject::Category(CategoryId(id.clone())))),
        (None, Some(id)) => Ok(Some(Subject::Indicator { id: IndicatorId(id.clone()), group })),
        (None, None) => Ok(None),
    }
}

/// Category, indicator and group of a subject.
fn names(subject: &Subject) -> (Option<String>, Option<String>, Option<String>) {
    match subject {
        Subject::Category(id) => (Some(id.0.clone()), None, None),
        Subject::Indicator { id, group } => (None, Some(id.0.clone()), group.clone()),
    }
}

impl FigureBody {
    /// As it is kept, or which field is wrong.
    pub(super) fn checked(&self, at: &str) -> Result<Figure, Problem> {
        let named = (self.category.as_ref(), self.indicator.as_ref(), self.group.as_ref());
        let subject = subject(at, named.0, named.1, named.2)?;
        Ok(Figure {
            subject: subject.ok_or_else(|| wrong(format!("{at}.category"), "missing"))?,
            area: AreaId(self.area.clone()),
            period: self.period.checked(&format!("{at}.period"))?,
        })
    }
}

impl From<&Figure> for FigureBody {
    fn from(figure: &Figure) -> Self {
        let (category, indicator, group) = names(&figure.subject);
        let (area, period) = (figure.area.0.clone(), figure.period.into());
        Self { category, indicator, group, area, period }
    }
}

impl ReferenceBody {
    /// As it is kept, or which field is wrong.
    pub(super) fn checked(&self, at: &str) -> Result<Reference, Problem> {
        let missing = |field: &str| wrong(format!("{at}.{field}"), "missing");
        let other = || -> Result<Box<Figure>, Problem> {
            let other = self.other.as_ref().ok_or_else(|| missing("other"))?;
            Ok(Box::new(other.checked(&format!("{at}.other"))?))
        };
        let measure = match self.measure.as_str() {
            "count" => Measure::Count,
            "share_of" => {
                let whole = self.whole.as_ref().ok_or_else(|| missing("whole"))?;
                let named =
                    (whole.category.as_ref(), whole.indicator.as_ref(), whole.group.as_ref());
                let subject = subject(&format!("{at}.whole"), named.0, named.1, named.2)?;
                Measure::ShareOf { subject, area: whole.area.clone().map(AreaId) }
            }
            "change_from" => {
                let since = self.since.as_ref().ok_or_else(|| missing("since"))?;
                Measure::ChangeFrom { period: since.checked(&format!("{at}.since"))? }
            }
            "difference_from" => Measure::DifferenceFrom(other()?),
            "ratio_to" => Measure::RatioTo(other()?),
            "rank" => {
                let among = self.among.clone().filter(|among| among.len() > 1);
                let among = among.ok_or_else(|| missing("among"))?;
                if among.len() > 500 {
                    return Err(wrong(format!("{at}.among"), "too_long"));
                }
                let first = match self.first.as_deref() {
                    Some("highest") => First::Highest,
                    Some("lowest") => First::Lowest,
                    _ => return Err(missing("first")),
                };
                Measure::Rank { among: among.into_iter().map(AreaId).collect(), first }
            }
            _ => return Err(wrong(format!("{at}.measure"), "unknown")),
        };
        Ok(Reference { figure: self.figure.checked(&format!("{at}.figure"))?, measure })
    }
}

impl From<&Reference> for ReferenceBody {
    fn from(reference: &Reference) -> Self {
        let mut body = Self {
            figure: (&reference.figure).into(),
            measure: "count".to_owned(),
            whole: None,
            since: None,
            other: None,
            among: None,
            first: None,
        };
        let measure = match &reference.measure {
            Measure::Count => "count",
            Measure::ShareOf { subject, area } => {
                let named = subject.as_ref().map(names).unwrap_or_default();
                let area = area.as_ref().map(|area| area.0.clone());
                let (category, indicator, group) = named;
                body.whole = Some(WholeBody { category, indicator, group, area });
                "share_of"
            }
            Measure::ChangeFrom { period } => {
                body.since = Some((*period).into());
                "change_from"
            }
            Measure::DifferenceFrom(figure) => {
                body.other = Some((&**figure).into());
                "difference_from"
            }
            Measure::RatioTo(figure) => {
                body.other = Some((&**figure).into());
                "ratio_to"
            }
            Measure::Rank { among, first } => {
                body.among = Some(among.iter().map(|area| area.0.clone()).collect());
                let end = match first {
                    First::Highest => "highest",
                    First::Lowest => "lowest",
                };
                body.first = Some(end.to_owned());
                "rank"
            }
        };
        body.measure = measure.to_owned();
        body
    }
}
