//! What a number in a sentence refers to.
//!
//! A reference names one figure (what, where, when) and a measure that may bring in a second one. The
//! figures come from outside, through `Figures`; the arithmetic is here, so that every number of
//! every lägesbild is recomputed in the same way.

use crate::{
    area::AreaId,
    incident::{CategoryId, IndicatorId, Period, Unit},
};
use serde::{Deserialize, Serialize};

/// What is counted or measured.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Counts of a category of incidents.
    Category(CategoryId),
    /// An indicator, such as a share of a survey.
    Indicator {
        /// Which.
        id: IndicatorId,
        /// Who was asked, e.g. `årskurs 9`; `None` for everybody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<String>,
    },
}

/// One figure: what, where, when.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Figure {
    /// What.
    pub subject: Subject,
    /// Where.
    pub area: AreaId,
    /// When, in whole days.
    pub period: Period,
}

/// What is said of the figure.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The figure itself, in its own unit.
    Count,
    /// In per cent of a larger figure of the same period; what is `None` is as in the figure.
    ShareOf {
        /// Another subject, e.g. all crimes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        subject: Option<Subject>,
        /// Another area, e.g. the region.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        area: Option<AreaId>,
    },
    /// Change in per cent since another period.
    ChangeFrom {
        /// The earlier one.
        period: Period,
    },
    /// Figure minus another, in the unit of both; two shares differ by percentage points.
    DifferenceFrom(Box<Figure>),
    /// Figure divided by another.
    RatioTo(Box<Figure>),
    /// Place in the order of areas, 1 for the first; areas with equal figures share the better place.
    Rank {
        /// The areas it is compared with; its own area need not be among them.
        among: Vec<AreaId>,
        /// Which end counts as first.
        first: First,
    },
}

/// Which end of an order counts as first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum First {
    /// The largest figure is number one.
    Highest,
    /// The smallest figure is number one.
    Lowest,
}

/// What a number in a text is tied to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The figure.
    #[serde(flatten)]
    pub figure: Figure,
    /// What is said of it.
    pub measure: Measure,
}

/// A figure, or what was computed from figures, with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// How much.
    pub number: f64,
    /// In what.
    pub unit: Unit,
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Nobody has delivered it.
    NoData,
    /// It is too small to be shown.
    Suppressed,
    /// The source holds it, but it has not been extracted.
    NotExtracted,
    /// It would be divided by zero.
    ZeroBase,
    /// The two figures have different units.
    UnitsDiffer,
}

impl Missing {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Missing::NoData => "no_data",
            Missing::Suppressed => "suppressed",
            Missing::NotExtracted => "not_extracted",
            Missing::ZeroBase => "zero_base",
            Missing::UnitsDiffer => "units_differ",
        }
    }
}

/// Where figures come from. The caller sees to it that they are those its reader may see.
pub trait Figures {
    /// One figure, or why there is none.
    fn figure(&self, figure: &Figure) -> Result<Value, Missing>;
}

impl Reference {
    /// The figure itself.
    pub fn count(figure: Figure) -> Self {
        Self { figure, measure: Measure::Count }
    }

    /// What the reference says, computed from figures.
    pub fn value(&self, figures: &dyn Figures) -> Result<Value, Missing> {
        let own = figures.figure(&self.figure)?;
        let other = |figure: &Figure| {
            let other = figures.figure(figure)?;
            match other.unit == own.unit {
                true => Ok(other.number),
                false => Err(Missing::UnitsDiffer),
            }
        };
        let divided = |by: f64| match by == 0.0 {
            true => Err(Missing::ZeroBase),
            false => Ok(own.number / by),
        };
        let (number, unit) = match &self.measure {
            Measure::Count => (own.number, own.unit),
            Measure::ShareOf { .. } => {
                let whole = self.whole().expect("a share has a whole");
                (100.0 * divided(other(&whole)?)?, Unit::Procent)
            }
            Measure::ChangeFrom { period } => {
                let before = other(&Figure { period: *period, ..self.figure.clone() })?;
                // One division of the difference: a change of exactly half a per cent stays a tie.
                let change = match before == 0.0 {
                    true => return Err(Missing::ZeroBase),
                    false => 100.0 * (own.number - before) / before,
                };
                (change, Unit::Procent)
            }
            Measure::DifferenceFrom(figure) => {
                let unit = match own.unit {
                    Unit::Procent => Unit::Procentenheter,
                    unit => unit,
                };
                (own.number - other(figure)?, unit)
            }
            Measure::RatioTo(figure) => (divided(other(figure)?)?, Unit::Tal),
            Measure::Rank { among, first } => {
                let mut n_before = 0;
                for area in among.iter().filter(|area| **area != self.figure.area) {
                    let theirs = other(&Figure { area: area.clone(), ..self.figure.clone() })?;
                    n_before += usize::from(match first {
                        First::Highest => theirs > own.number,
                        First::Lowest => theirs < own.number,
                    });
                }
                ((n_before + 1) as f64, Unit::Tal)
            }
        };
        match number.is_finite() {
            true => Ok(Value { number, unit }),
            false => Err(Missing::NoData),
        }
    }

    /// The larger figure of a share.
    pub fn whole(&self) -> Option<Figure> {
        let Measure::ShareOf { subject, area } = &self.measure else { return None };
        Some(Figure {
            subject: subject.clone().unwrap_or_else(|| self.figure.subject.clone()),
            area: area.clone().unwrap_or_else(|| self.figure.area.clone()),
            period: self.figure.period,
        })
    }

    /// Whether it tells of more or less, so that a sign or a word such as *ökat* belongs to it.
    pub fn tells_direction(&self) -> bool {
        matches!(
            self.measure,
            Measure::ChangeFrom { .. } | Measure::DifferenceFrom(_) | Measure::RatioTo(_)
        )
    }

    /// Whether two references say the same of the same, whatever the time: the number of last year and
    /// the number that took its place.
    pub fn same_but_for_time(&self, other: &Reference) -> bool {
        let timeless = |reference: &Reference| {
            let mut it = reference.clone();
            let period = other.figure.period;
            it.figure.period = period;
            match &mut it.measure {
                Measure::ChangeFrom { period: from } => *from = period,
                Measure::DifferenceFrom(figure) | Measure::RatioTo(figure) => {
                    figure.period = period;
                }
                Measure::Count | Measure::ShareOf { .. } | Measure::Rank { .. } => {}
            }
            it
        };
        timeless(self) == timeless(other)
    }
}
