//! When: weekday × hour and months of the counts of a place or an area (aoristic).
//!
//! **Question.** At what hours of the week, and in which months, do the counts lie, when many of them
//! are only known to have happened between two hours?
//!
//! **Input.** Rows with from- and to-hour in UTC; weekday, hour and month are those of the study
//! area's own clock. **Output.** Seven rows (Monday first) of 24 shares of counts, and a count per
//! month of the period, months without counts included. [`peak`] says where half of it lies.
//!
//! **Formula.** A row of n counts adds n/h to each of the h hours from–to, both included (aoristic):
//! the hour is the finest that is kept, so an interval 22.30–02.15 is the five hours 22–02. A row
//! belongs to the month and period of its from-hour. Sums are whole numbers of a common part of an
//! hour, so the order of the rows does not matter. Where the clock is half an hour or a quarter off,
//! an hour of UTC is shared between two local hours.
//!
//! **Degenerate input.** Rows whose to-hour lies more than 24 hours after the from-hour say nothing of
//! the hour: they are left out of the week and counted aloud, never out of the months. A row that ends
//! before it begins is taken at its from-hour. The night the clock goes back has the hour 2 twice, and
//! the night it goes forward has none. No rows: zeros.
//!
//! **Choosing.** Nothing but the counts; with long intervals the profile shows when people were away.
//! **Repeatable.** Whole numbers until the last division.
//!
//! **Reference.** Ratcliffe (2002), doi 10.1023/A:1013240828824. **Checked against** pandas with
//! Python's own time zones, hour by hour (tests/golden/profile).

use crate::incident::{Period, StudyClock, UtcHour};
use serde::{Deserialize, Serialize};

pub mod peak;

/// Raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 1;

/// What is chosen beside the frame.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Only the ground of a place of a hotspot run.
    pub place: Option<PlaceOfRun>,
    /// Another period to compare with.
    pub compare: Option<Period>,
}

/// A place that a hotspot run found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceOfRun {
    /// Id of the run.
    pub run: String,
    /// Rank of the place in it.
    pub rank: u32,
}

/// What the method answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeekProfile {
    /// Weekday (Monday first) × hour; sums to the counts used.
    pub week_hours: Vec<Vec<f64>>,
    /// `YYYY-MM` and counts, from the first month of the period to the last, those with long
    /// intervals among them.
    pub months: Vec<(String, u32)>,
    /// Where half of the week's counts lie; `None` with too few counts.
    pub peak: Option<peak::Peak>,
    /// Beside another period, when one was asked for.
    pub compared: Option<Compared>,
}

/// The same counts in another period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Which.
    pub period: Period,
    /// Counts in its week.
    pub n_used: u64,
    /// As in [`WeekProfile`].
    pub week_hours: Vec<Vec<f64>>,
    /// How much of the two weeks is common, 0–1: the sum over the week's hours of the smaller of the
    /// two shares. `None` when either is empty.
    pub overlap: Option<f64>,
}

/// A row of counts, as far as profiles need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountRow {
    /// First hour in which it may have happened.
    pub from_hour: UtcHour,
    /// Last hour, included.
    pub to_hour: UtcHour,
    /// Entry of the dictionary of base cells.
    pub cell: u32,
    /// Dense category.
    pub category: u16,
    /// How many.
    pub n: u32,
}

/// Longest interval, in hours from first to last, that is spread over the week.
pub const LONGEST_INTERVAL_H: i32 = 24;

/// Divisible by four times every number of hours from 1 to 25: quarters of shares are whole.
const PARTS: u64 = 4 * 26_771_144_400;

/// Local weekday, hour and month of every UTC hour of a period, so that a million rows are a million
/// look-ups.
#[derive(Debug, Clone)]
pub struct LocalHours {
    start: UtcHour,
    week_hour: Vec<u8>,
    /// Quarters of an hour that the clock is ahead of whole hours: those of the UTC hour that belong
    /// to the next local hour.
    quarters: Vec<u8>,
    month: Vec<u16>,
    months: Vec<String>,
}

impl LocalHours {
    /// Of a period and the day after it, into which its last rows may reach.
    pub fn new(clock: &StudyClock, period: Period) -> Self {
        let hours = clock.hours(period);
        let (mut week_hour, mut quarters) = (Vec::new(), Vec::new());
        let (mut month, mut months) = (Vec::new(), Vec::<String>::new());
        let mut last = None;
        for hour in hours.start..=hours.end + LONGEST_INTERVAL_H {
            let local = clock.local(hour);
            let day = local.weekday().to_monday_zero_offset() as u8;
            week_hour.push(day * 24 + local.hour() as u8);
            quarters.push(local.minute() as u8 / 15);
            if last != Some((local.year(), local.month())) && hour < hours.end {
                last = Some((local.year(), local.month()));
                months.push(format!("{:04}-{:02}", local.year(), local.month()));
            }
            month.push(months.len().saturating_sub(1) as u16);
        }
        Self { start: hours.start, week_hour, quarters, month, months }
    }

    /// Months of the period as `YYYY-MM`, oldest first.
    pub fn months(&self) -> &[String] {
        &self.months
    }

    /// Which of the months an hour of the period lies in.
    pub fn month_of(&self, hour: UtcHour) -> Option<usize> {
        self.at(hour).map(|at| usize::from(self.month[at]))
    }

    fn at(&self, hour: UtcHour) -> Option<usize> {
        usize::try_from(hour - self.start).ok().filter(|&at| at < self.week_hour.len())
    }
}

/// The profile of one group of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    week: Vec<u64>,
    months: Vec<u32>,
    categories: Vec<u32>,
    n_long: u64,
}

impl Profile {
    /// Nothing yet.
    pub fn new(hours: &LocalHours, n_categories: usize) -> Self {
        Self {
            week: vec![0; 7 * 24],
            months: vec![0; hours.months.len()],
            categories: vec![0; n_categories],
            n_long: 0,
        }
    }

    /// Adds a row; rows outside the period of `hours` add nothing.
    pub fn add(&mut self, hours: &LocalHours, row: CountRow) {
        let Some(at) = hours.at(row.from_hour) else { return };
        if let Some(month) = self.months.get_mut(usize::from(hours.month[at])) {
            *month = month.saturating_add(row.n);
        }
        if let Some(category) = self.categories.get_mut(usize::from(row.category)) {
            *category = category.saturating_add(row.n);
        }
        let to_hour = row.to_hour.max(row.from_hour);
        if to_hour - row.from_hour > LONGEST_INTERVAL_H {
            self.n_long += u64::from(row.n);
            return;
        }
        let n_hours = (to_hour - row.from_hour + 1) as usize;
        let part = u64::from(row.n) * (PARTS / n_hours as u64);
        let end = (at + n_hours).min(hours.week_hour.len());
        for (&slot, &quarters) in hours.week_hour[at..end].iter().zip(&hours.quarters[at..end]) {
            let late = part / 4 * u64::from(quarters);
            let sum = &mut self.week[usize::from(slot)];
            *sum = sum.saturating_add(part - late);
            if late > 0 {
                let sum = &mut self.week[(usize::from(slot) + 1) % (7 * 24)];
                *sum = sum.saturating_add(late);
            }
        }
    }

    /// Weekday (Monday first) × hour.
    pub fn week_hours(&self) -> Vec<Vec<f64>> {
        let day = |day: &[u64]| day.iter().map(|&parts| parts as f64 / PARTS as f64).collect();
        self.week.chunks(24).map(day).collect()
    }

    /// Where half of it lies; `None` with too few counts.
    pub fn peak(&self) -> Option<peak::Peak> {
        let week: u128 = self.week.iter().map(|&parts| u128::from(parts)).sum();
        if week < u128::from(peak::FEW) * u128::from(PARTS) {
            return None;
        }
        Some(peak::of(&self.week))
    }

    /// How much of two weeks is common, 0–1; `None` when either is empty.
    pub fn overlap(&self, other: &Profile) -> Option<f64> {
        let sum = |profile: &Profile| profile.week.iter().map(|&n| n as f64).sum::<f64>();
        let (own, others) = (sum(self), sum(other));
        let shares = self.week.iter().zip(&other.week);
        let common = shares.map(|(&a, &b)| (a as f64 / own).min(b as f64 / others));
        (own > 0.0 && others > 0.0).then(|| common.sum())
    }

    /// Counts per month of the period.
    pub fn months(&self) -> &[u32] {
        &self.months
    }

    /// Counts per dense category.
    pub fn categories(&self) -> &[u32] {
        &self.categories
    }

    /// Counts left out of the week: their interval is longer than a day.
    pub fn n_long(&self) -> u64 {
        self.n_long
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn stockholm(from: jiff::civil::Date, to: jiff::civil::Date) -> (StudyClock, LocalHours) {
        let clock = StudyClock::new("Europe/Stockholm").expect("known zone");
        let hours = LocalHours::new(&clock, Period { from, to });
        (clock, hours)
    }

    fn row(from_hour: UtcHour, to_hour: UtcHour, n: u32) -> CountRow {
        CountRow { from_hour, to_hour, cell: 0, category: 0, n }
    }

    #[test]
    fn the_week_sums_to_the_counts_less_the_long_intervals() {
        let (clock, hours) = stockholm(date(2025, 3, 1), date(2025, 10, 31));
        let start = clock.day_start(date(2025, 3, 1));
        let mut profile = Profile::new(&hours, 1);
        for i in 0..2_000 {
            profile.add(&hours, row(start + i, start + i + i % 40, 1 + i as u32 % 3));
        }
        let sum: f64 = profile.week_hours().iter().flatten().sum();
        let all: u64 = profile.months().iter().map(|&n| u64::from(n)).sum();
        assert!((sum + profile.n_long() as f64 - all as f64).abs() < 1e-6);
        assert!(profile.n_long() > 0);
    }

    #[test]
    fn hours_are_local_and_an_interval_is_spread_evenly() {
        let (clock, hours) = stockholm(date(2025, 7, 1), date(2025, 7, 31));
        // Friday 4 July 22:00 in Stockholm is 20:00 UTC; four hours into Saturday.
        let friday = clock.day_start(date(2025, 7, 4)) + 22;
        let mut profile = Profile::new(&hours, 1);
        profile.add(&hours, row(friday, friday + 3, 2));
        let week = profile.week_hours();
        assert_eq!((week[4][22], week[4][23], week[5][0], week[5][1]), (0.5, 0.5, 0.5, 0.5));
        assert_eq!(profile.months(), [2]);
    }

    #[test]
    fn where_the_clock_is_half_an_hour_off_an_hour_is_shared() {
        let clock = StudyClock::new("Asia/Kolkata").expect("known zone");
        let day = date(2025, 7, 4);
        let hours = LocalHours::new(&clock, Period { from: day, to: day });
        let mut profile = Profile::new(&hours, 1);
        // 16:00–17:00 UTC is 21:30–22:30 there.
        let at = clock.hours(Period { from: day, to: day }).start + 22;
        assert_eq!(clock.local(at).hour(), 21);
        profile.add(&hours, row(at, at, 3));
        assert_eq!((profile.week_hours()[4][21], profile.week_hours()[4][22]), (1.5, 1.5));
    }

    #[test]
    fn two_weeks_have_in_common_what_both_have() {
        let (clock, hours) = stockholm(date(2025, 7, 1), date(2025, 7, 31));
        let friday = clock.day_start(date(2025, 7, 4));
        let of = |rows: &[(i32, u32)]| {
            let mut profile = Profile::new(&hours, 1);
            rows.iter()
                .for_each(|&(hour, n)| profile.add(&hours, row(friday + hour, friday + hour, n)));
            profile
        };
        let (day, night) = (of(&[(12, 30), (13, 10)]), of(&[(12, 1), (23, 3)]));
        assert_eq!(day.overlap(&day), Some(1.0));
        assert_eq!(day.overlap(&night), Some(0.25));
        assert_eq!(day.overlap(&of(&[])), None);
        assert_eq!(night.peak(), None, "too few");
        let peak = day.peak().expect("40 counts");
        assert_eq!((peak.text_sv().as_str(), peak.share), ("fre 12–13", 0.75));
    }

    #[test]
    fn the_night_the_clock_goes_back_has_one_hour_twice() {
        let (clock, hours) = stockholm(date(2025, 10, 26), date(2025, 10, 26));
        let midnight = clock.day_start(date(2025, 10, 26));
        let mut profile = Profile::new(&hours, 1);
        profile.add(&hours, row(midnight, midnight + 24, 25));
        let week = profile.week_hours();
        assert_eq!(week[6][2], 2.0);
        assert_eq!(week[6].iter().sum::<f64>(), 25.0);
    }
}
