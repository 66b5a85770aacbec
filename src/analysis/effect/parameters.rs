//! What is asked about the effect of a case.

use super::season::{self, Part, Span, Weights};
use crate::incident::Period;
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// Version of the method; raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 2;

/// Longest baseline, in years: beyond it a place is not the same place.
pub const MAX_BASELINE_YEARS: i16 = 10;

/// Months of the baseline where nothing else is said.
const BASELINE_MONTHS: i32 = 24;

/// The 24 months that end the day before. `None` where no calendar goes so far back.
pub fn usual_baseline(before: Date) -> Option<Period> {
    let from = before.checked_sub(BASELINE_MONTHS.months()).ok()?;
    Period::new(from, before.yesterday().ok()?)
}

/// Which comparison the verdict rests on; fixed at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// The like seasons of the whole baseline.
    Baseline,
    /// The same days a year before.
    YearBefore,
}

/// What is chosen for the effect alone; the after period is that of the question, from the first
/// measure in place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Ids of the cells of the place.
    pub place: Vec<String>,
    /// Ids of the cells of its control; none gives no verdict.
    pub control: Vec<String>,
    /// Width of the rings in steps; 0 draws none.
    pub ring: u8,
    /// Whether the control has a ring too.
    pub control_ring: bool,
    /// The days that chose the place, left out of the baseline: the window it stood out in, and the
    /// days that was compared with where it stood out by comparison. Empty: not known.
    pub chosen: Vec<Period>,
    /// Before, 24 months by default.
    pub baseline: Period,
    /// The day of the verdict, fixed at the start.
    pub verdict_on: Date,
    /// It is looked at before that day.
    pub early: bool,
    /// What the verdict rests on.
    pub against: Against,
    /// Changes are taken per land, in units of the place's land.
    pub per_land: bool,
}

/// What is chosen for suggesting a control.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidates {
    /// Ids of the cells of the place.
    pub place: Vec<String>,
    /// Width of the ring that a control must keep clear of.
    pub ring: u8,
    /// The days that chose the place: left out.
    pub chosen: Vec<Period>,
    /// What makes ground unlike the place.
    pub limits: super::candidates::Limits,
    /// At most so many.
    pub most: usize,
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
    /// The days that chose the place must end before the after period begins.
    #[error("the days that chose the place end after the after period begins")]
    WindowAfterStart,
    /// The days that chose the place are the whole baseline.
    #[error("nothing is left of the baseline without the days that chose the place")]
    NothingLeft,
    /// The baseline is longer than [`MAX_BASELINE_YEARS`].
    #[error("the baseline is longer than {MAX_BASELINE_YEARS} years")]
    BaselineTooLong,
    /// There are no counts yet from the after period.
    #[error("the after period has not begun in the data")]
    NotBegun,
}

impl NoComparison {
    /// The field that is not right.
    pub fn field(self) -> &'static str {
        match self {
            NoComparison::NoPlace => "place",
            NoComparison::ControlInPlace(_) => "control",
            NoComparison::BaselineAfterStart | NoComparison::BaselineTooLong => "baseline",
            NoComparison::WindowAfterStart | NoComparison::NothingLeft => "chosen",
            NoComparison::NotBegun => "from",
        }
    }

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

/// The days of a comparison, cut where the data begin and end.
#[derive(Debug, Clone, PartialEq)]
pub struct Days {
    /// All spans.
    pub spans: Vec<Span>,
    /// The after period as it was asked for.
    pub after_asked: Period,
    /// As far as there are data.
    pub after: Period,
    /// Before, as far back as there are data.
    pub baseline: Period,
    /// Weights against the baseline.
    pub against_baseline: Weights,
    /// Weights against the year before; `None` where that is outside the data.
    pub against_year_before: Option<Weights>,
}

impl Parameters {
    /// Checks the periods and cuts them to the days with data; `None` cuts nothing.
    ///
    /// # Errors
    /// [`NoComparison`] when they do not follow each other or nothing is left of one.
    pub fn days(&self, after: Period, data: Option<Period>) -> Result<Days, NoComparison> {
        if self.baseline.to >= after.from {
            return Err(NoComparison::BaselineAfterStart);
        }
        if self.chosen.iter().any(|chosen| chosen.to >= after.from) {
            return Err(NoComparison::WindowAfterStart);
        }
        if self.baseline.to.year() - self.baseline.from.year() > MAX_BASELINE_YEARS {
            return Err(NoComparison::BaselineTooLong);
        }
        let within = |period: Period| match data {
            None => Some(period),
            Some(data) => Period::new(period.from.max(data.from), period.to.min(data.to)),
        };
        let after_used = within(after).filter(|used| used.from == after.from);
        let after_used = after_used.ok_or(NoComparison::NotBegun)?;
        let baseline = within(self.baseline).ok_or(NoComparison::NothingLeft)?;
        let spans = season::spans(baseline, &self.chosen, after_used);
        let against_baseline =
            Weights::against(&spans, Part::Baseline).ok_or(NoComparison::NothingLeft)?;
        let known =
            season::a_year_before(after_used).is_some_and(|year| within(year) == Some(year));
        let against_year_before =
            known.then(|| Weights::against(&spans, Part::YearBefore)).flatten();
        Ok(Days {
            spans,
            after_asked: after,
            after: after_used,
            baseline,
            against_baseline,
            against_year_before,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn period(from: (i16, i8), to: (i16, i8)) -> Period {
        Period { from: date(from.0, from.1, 1), to: date(to.0, to.1, 1).last_of_month() }
    }

    fn asked(baseline: Period, chosen: &[Period]) -> Parameters {
        Parameters {
            place: vec![],
            control: vec![],
            ring: 1,
            control_ring: true,
            chosen: chosen.to_vec(),
            baseline,
            verdict_on: date(2026, 1, 1),
            early: false,
            against: Against::Baseline,
            per_land: false,
        }
    }

    #[test]
    fn periods_in_disorder_are_refused_by_name() {
        let after = period((2025, 6), (2025, 11));
        let baseline = period((2023, 6), (2025, 5));
        let none = |p: Parameters, data| p.days(after, data).expect_err("refused");
        let late = period((2023, 6), (2025, 6));
        assert_eq!(none(asked(late, &[]), None), NoComparison::BaselineAfterStart);
        assert_eq!(none(asked(baseline, &[after]), None), NoComparison::WindowAfterStart);
        assert_eq!(none(asked(baseline, &[baseline]), None), NoComparison::NothingLeft);
        let long = period((2001, 1), (2025, 5));
        assert_eq!(none(asked(long, &[]), None), NoComparison::BaselineTooLong);
        let data = period((2021, 1), (2025, 5));
        assert_eq!(none(asked(baseline, &[]), Some(data)), NoComparison::NotBegun);
        let data = period((2025, 6), (2025, 9));
        assert_eq!(none(asked(baseline, &[]), Some(data)), NoComparison::NothingLeft);
    }

    #[test]
    fn the_usual_baseline_is_24_months_up_to_the_day_before() {
        let before = usual_baseline(date(2025, 3, 1)).expect("in the calendar");
        assert_eq!((before.from, before.to), (date(2023, 3, 1), date(2025, 2, 28)));
        assert_eq!(usual_baseline(Date::MIN), None);
    }

    #[test]
    fn days_without_data_are_not_days_without_counts() {
        let data = period((2024, 9), (2025, 8));
        let asked = asked(period((2023, 6), (2025, 5)), &[]);
        let days = asked.days(period((2025, 6), (2025, 11)), Some(data)).expect("in order");
        assert_eq!((days.baseline.from, days.after.to), (data.from, data.to));
        assert!(!days.against_baseline.like_seasons);
        assert_eq!(days.against_year_before, None);
    }
}
