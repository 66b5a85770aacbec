//! What is asked about the effect of a case.

use super::season::{self, Part, Span, Weights};
use crate::{
    analysis::run::LatticeSpec,
    area::AreaId,
    incident::{CategoryId, Period},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Version of the method; raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 1;

/// Longest baseline, in years: beyond it a place is not the same place.
pub const MAX_BASELINE_YEARS: i16 = 10;

/// Which comparison the verdict rests on; fixed at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// The like seasons of the whole baseline.
    Baseline,
    /// The same days a year before.
    YearBefore,
}

/// Everything that was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EffectParameters {
    /// Empty means all categories.
    pub categories: Vec<CategoryId>,
    /// The area whose cells take part.
    pub study_area: AreaId,
    /// The cells.
    pub lattice: LatticeSpec,
    /// Ids of the cells of the place.
    pub place: Vec<String>,
    /// Ids of the cells of its control; none gives no verdict.
    pub control: Vec<String>,
    /// Width of the rings in steps; 0 draws none.
    pub ring: u8,
    /// Whether the control has a ring too.
    pub control_ring: bool,
    /// The window that chose the place: left out of the baseline.
    pub chosen: Option<Period>,
    /// Before, 24 months by default.
    pub baseline: Period,
    /// From the first measure in place.
    pub after: Period,
    /// The day of the verdict, fixed at the start.
    pub verdict_on: Date,
    /// The day it is looked at.
    pub seen_on: Date,
    /// What the verdict rests on.
    pub against: Against,
    /// Changes are taken per land, in units of the place's land.
    pub per_land: bool,
}

/// Why nothing can be compared; each has a stable code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoComparison {
    /// The place has no cell in the lattice.
    #[error("the place has no cell in the lattice")]
    NoPlace,
    /// The control lies in the place.
    #[error("{0} cells are both in the place and in its control")]
    ControlInPlace(u32),
    /// The baseline must end before the after period begins.
    #[error("the baseline ends after the after period begins")]
    BaselineAfterStart,
    /// The choosing window must end before the after period begins.
    #[error("the choosing window ends after the after period begins")]
    WindowAfterStart,
    /// The choosing window is the whole baseline.
    #[error("nothing is left of the baseline without the choosing window")]
    NothingLeft,
    /// The baseline is longer than [`MAX_BASELINE_YEARS`].
    #[error("the baseline is longer than {MAX_BASELINE_YEARS} years")]
    BaselineTooLong,
    /// There are no counts yet from the after period.
    #[error("the after period has not begun in the data")]
    NotBegun,
}

impl NoComparison {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            NoComparison::NoPlace => "effect_no_place",
            NoComparison::ControlInPlace(_) => "effect_control_in_place",
            NoComparison::BaselineAfterStart => "effect_baseline_after_start",
            NoComparison::WindowAfterStart => "effect_window_after_start",
            NoComparison::NothingLeft => "effect_nothing_left_of_baseline",
            NoComparison::BaselineTooLong => "effect_baseline_too_long",
            NoComparison::NotBegun => "effect_not_begun",
        }
    }
}

/// The days of a comparison, cut where the data end.
#[derive(Debug, Clone, PartialEq)]
pub struct Days {
    /// All spans.
    pub spans: Vec<Span>,
    /// The after period as far as there are data.
    pub after: Period,
    /// Weights against the baseline.
    pub baseline: Weights,
    /// Weights against the year before; `None` outside the calendar.
    pub year_before: Option<Weights>,
}

impl EffectParameters {
    /// Checks the periods and cuts them at the last day with data.
    ///
    /// # Errors
    /// [`NoComparison`] when they do not follow each other or nothing is left of one.
    pub fn days(&self, data_to: Option<Date>) -> Result<Days, NoComparison> {
        if self.baseline.to >= self.after.from {
            return Err(NoComparison::BaselineAfterStart);
        }
        if self.chosen.is_some_and(|chosen| chosen.to >= self.after.from) {
            return Err(NoComparison::WindowAfterStart);
        }
        if self.baseline.to.year() - self.baseline.from.year() > MAX_BASELINE_YEARS {
            return Err(NoComparison::BaselineTooLong);
        }
        let to = data_to.map_or(self.after.to, |last| last.min(self.after.to));
        let after = Period::new(self.after.from, to).ok_or(NoComparison::NotBegun)?;
        let spans = season::spans(self.baseline, self.chosen, after);
        let baseline =
            Weights::against(&spans, Part::Baseline).ok_or(NoComparison::NothingLeft)?;
        let year_before = Weights::against(&spans, Part::YearBefore);
        Ok(Days { spans, after, baseline, year_before })
    }
}
