//! Which days are compared with which.
//!
//! The baseline loses the days that chose the place: the window it stood out in and, where it stood out
//! by comparison, the days that was compared with. What is left, and the after period, are cut at the
//! ends of calendar months. A month of the after period is compared with the same calendar months
//! of the baseline: w is its days over theirs. So one season is never held against another, and a
//! window that took a spring away takes it from one year only.

use crate::incident::Period;
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// Which part of the comparison a span belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Before, without the choosing window.
    Baseline,
    /// The window that chose the place.
    Window,
    /// The after period a year earlier.
    YearBefore,
    /// After the start.
    After,
}

/// Days of one part within one calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Whose days.
    pub part: Part,
    /// They.
    pub period: Period,
}

impl Span {
    /// Calendar month, January = 0.
    fn month(&self) -> usize {
        (self.period.from.month() - 1) as usize
    }

    /// How many days.
    pub fn days(&self) -> u32 {
        days(self.period)
    }
}

/// Days of a period.
pub fn days(period: Period) -> u32 {
    (period.to - period.from).get_days() as u32 + 1
}

/// All spans, by part and then by date. The year before may overlap the baseline or the days that chose
/// the place; it is counted by itself.
pub fn spans(baseline: Period, chosen: &[Period], after: Period) -> Vec<Span> {
    let chosen = united(chosen);
    let left = chosen.iter().fold(vec![baseline], |left, &window| {
        left.into_iter().flat_map(|period| without(period, window)).collect()
    });
    let mut parts: Vec<(Part, Period)> =
        left.into_iter().map(|period| (Part::Baseline, period)).collect();
    parts.extend(chosen.into_iter().map(|window| (Part::Window, window)));
    parts.extend(a_year_before(after).map(|period| (Part::YearBefore, period)));
    parts.push((Part::After, after));
    parts.into_iter().flat_map(|(part, period)| by_month(part, period)).collect()
}

/// The same days a year earlier; 29 February becomes the 28th.
pub fn a_year_before(period: Period) -> Option<Period> {
    let earlier = |day: Date| day.checked_sub(1.years()).ok();
    Period::new(earlier(period.from)?, earlier(period.to)?)
}

/// Whether two periods have a day in common.
pub fn overlap(a: Period, b: Period) -> bool {
    a.from <= b.to && b.from <= a.to
}

/// Periods in order, those that meet made one.
fn united(periods: &[Period]) -> Vec<Period> {
    let mut sorted = periods.to_vec();
    sorted.sort_by_key(|period| (period.from, period.to));
    let mut united: Vec<Period> = Vec::new();
    for period in sorted {
        match united.last_mut() {
            Some(last) if overlap(*last, period) => last.to = last.to.max(period.to),
            _ => united.push(period),
        }
    }
    united
}

fn without(baseline: Period, window: Period) -> Vec<Period> {
    if !overlap(baseline, window) {
        return vec![baseline];
    }
    let before = window.from.yesterday().ok().and_then(|day| Period::new(baseline.from, day));
    let after = window.to.tomorrow().ok().and_then(|day| Period::new(day, baseline.to));
    before.into_iter().chain(after).collect()
}

fn by_month(part: Part, period: Period) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut from = period.from;
    loop {
        let to = from.last_of_month().min(period.to);
        spans.push(Span { part, period: Period { from, to } });
        match to.tomorrow() {
            Ok(next) if next <= period.to => from = next,
            _ => return spans,
        }
    }
}

/// What a count of each span weighs in the scaled count before.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Per span; `None` where it is not compared with.
    pub of_span: Vec<Option<f64>>,
    /// Days of the after period over those it is compared with.
    pub w: f64,
    /// Each month is compared with its own calendar months.
    pub like_seasons: bool,
}

impl Weights {
    /// The after spans against those of one part; `None` when either has no days.
    pub fn against(spans: &[Span], part: Part) -> Option<Self> {
        let mut days_of = [[0u32; 12]; 2];
        for span in spans {
            match span.part {
                Part::After => days_of[1][span.month()] += span.days(),
                other if other == part => days_of[0][span.month()] += span.days(),
                _ => {}
            }
        }
        let [before, after] = days_of;
        let sum = |days: &[u32; 12]| f64::from(days.iter().sum::<u32>());
        if sum(&before) == 0.0 || sum(&after) == 0.0 {
            return None;
        }
        let like_seasons = (0..12).all(|m| after[m] == 0 || before[m] > 0);
        let compared = |m: usize| !like_seasons || after[m] > 0;
        let compared_days: u32 = (0..12).filter(|&m| compared(m)).map(|m| before[m]).sum();
        let w = sum(&after) / f64::from(compared_days);
        let of_span = spans.iter().map(|span| {
            let m = span.month();
            (span.part == part && compared(m)).then(|| match like_seasons {
                true => f64::from(after[m]) / f64::from(before[m]),
                false => w,
            })
        });
        Some(Self { of_span: of_span.collect(), w, like_seasons })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn period(from: (i16, i8, i8), to: (i16, i8, i8)) -> Period {
        Period { from: date(from.0, from.1, from.2), to: date(to.0, to.1, to.2) }
    }

    #[test]
    fn half_a_year_against_two_of_its_kind_weighs_a_half() {
        let spans =
            spans(period((2023, 6, 1), (2025, 5, 31)), &[], period((2025, 6, 1), (2025, 11, 30)));
        let long = Weights::against(&spans, Part::Baseline).expect("days");
        assert!(long.like_seasons);
        assert_eq!(long.w, 0.5);
        assert_eq!(long.of_span.iter().flatten().count(), 12);
        let year = Weights::against(&spans, Part::YearBefore).expect("days");
        assert_eq!((year.w, year.of_span.iter().flatten().count()), (1.0, 6));
    }

    #[test]
    fn a_window_takes_its_months_from_one_year_only() {
        let window = period((2025, 3, 1), (2025, 5, 31));
        let spans = spans(
            period((2023, 6, 1), (2025, 5, 31)),
            &[window],
            period((2025, 6, 1), (2026, 5, 31)),
        );
        assert!(spans.iter().all(|s| s.part != Part::Baseline || !overlap(s.period, window)));
        let long = Weights::against(&spans, Part::Baseline).expect("days");
        let weight = |month: i8, year: i16| {
            let at = spans
                .iter()
                .position(|s| s.part == Part::Baseline && s.period.from == date(year, month, 1));
            long.of_span[at.expect("a span")]
        };
        assert_eq!((weight(4, 2024), weight(7, 2024)), (Some(1.0), Some(0.5)));
    }

    #[test]
    fn seasons_that_are_missing_fall_back_on_all_days() {
        let spans =
            spans(period((2025, 1, 1), (2025, 3, 31)), &[], period((2025, 6, 1), (2025, 8, 31)));
        let long = Weights::against(&spans, Part::Baseline).expect("days");
        assert!(!long.like_seasons);
        assert_eq!(long.w, 92.0 / 90.0);
        let emptied = period((2025, 1, 1), (2025, 3, 31));
        let spans = super::spans(emptied, &[emptied], period((2025, 6, 1), (2025, 6, 1)));
        assert_eq!(Weights::against(&spans, Part::Baseline), None);
    }

    #[test]
    fn days_that_chose_the_place_are_counted_once_and_never_in_the_baseline() {
        let baseline = period((2023, 1, 1), (2024, 12, 31));
        let chosen = [
            period((2024, 3, 1), (2024, 5, 31)),
            period((2023, 3, 1), (2023, 4, 30)),
            period((2024, 5, 1), (2024, 6, 30)),
        ];
        let spans = spans(baseline, &chosen, period((2025, 1, 1), (2025, 6, 30)));
        let total = |part| spans.iter().filter(|s| s.part == part).map(Span::days).sum::<u32>();
        assert_eq!(total(Part::Window), 122 + 61);
        assert_eq!(total(Part::Baseline) + total(Part::Window), days(baseline));
    }

    #[test]
    fn every_day_is_in_one_span() {
        let after = period((2024, 2, 11), (2024, 2, 29));
        let spans = spans(period((2022, 1, 15), (2024, 1, 20)), &[], after);
        let total = |part| spans.iter().filter(|s| s.part == part).map(Span::days).sum::<u32>();
        assert_eq!(total(Part::Baseline), days(period((2022, 1, 15), (2024, 1, 20))));
        assert_eq!((total(Part::After), total(Part::YearBefore)), (19, 18));
    }
}
