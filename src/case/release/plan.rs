//! What a release act is about: for whom, fixed periods, categories and k.

use crate::incident::Period;
use jiff::civil::date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;

/// Counts from 1 up to but not including k are small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "u32", try_from = "u32")]
pub struct Threshold(u32);

/// k outside 3–10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("k is {0}, not 3 to 10")]
pub struct NotAThreshold(pub u32);

impl Threshold {
    /// What is used when nobody says otherwise.
    pub const DEFAULT: Threshold = Threshold(5);

    /// From 3 to 10.
    pub fn new(k: u32) -> Result<Self, NotAThreshold> {
        (3..=10).contains(&k).then_some(Self(k)).ok_or(NotAThreshold(k))
    }

    /// The number itself.
    pub fn k(self) -> u32 {
        self.0
    }

    /// Whether a count must not be shown: above zero and below k.
    pub fn is_small(self, n: u64) -> bool {
        (1..u64::from(self.0)).contains(&n)
    }
}

impl From<Threshold> for u32 {
    fn from(k: Threshold) -> u32 {
        k.0
    }
}

impl TryFrom<u32> for Threshold {
    type Error = NotAThreshold;
    fn try_from(k: u32) -> Result<Self, NotAThreshold> {
        Threshold::new(k)
    }
}

/// For whom the tables are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The city's own systems.
    Stad,
    /// Everyone.
    Publik,
}

/// Length of a period; every coarser one nests the finer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// Three months.
    Kvartal,
    /// Six months.
    Halvar,
    /// A calendar year.
    Ar,
}

impl Level {
    /// Both.
    pub const ALL: [Level; 2] = [Level::Stad, Level::Publik];

    /// The name in JSON and URLs.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Stad => "stad",
            Level::Publik => "publik",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == name)
    }
}

impl Grain {
    /// How many of them make a year.
    pub fn per_year(self) -> u32 {
        match self {
            Grain::Kvartal => 4,
            Grain::Halvar => 2,
            Grain::Ar => 1,
        }
    }

    /// Itself and what is longer.
    pub fn and_longer(self) -> impl Iterator<Item = Grain> {
        [Grain::Kvartal, Grain::Halvar, Grain::Ar].into_iter().filter(move |grain| *grain >= self)
    }
}

/// A fixed period: written `2025-K2`, `2025-H1` or `2025`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FixedPeriod {
    /// Calendar year.
    pub year: i16,
    /// How long.
    pub grain: Grain,
    /// Which of the year, from 0.
    pub nth: u32,
}

impl FixedPeriod {
    /// The shorter periods it is made of.
    pub fn holds(self, other: FixedPeriod) -> bool {
        let ratio = other.grain.per_year() / self.grain.per_year().min(other.grain.per_year());
        self.year == other.year && self.grain >= other.grain && other.nth / ratio == self.nth
    }

    /// Its first and last day.
    pub fn days(self) -> Period {
        let months = 12 / self.grain.per_year() as i8;
        let first = date(self.year, 1 + self.nth as i8 * months, 1);
        let last = date(self.year, (self.nth as i8 + 1) * months, 1).last_of_month();
        Period { from: first, to: last }
    }
}

impl std::fmt::Display for FixedPeriod {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.grain {
            Grain::Kvartal => write!(f, "{:04}-K{}", self.year, self.nth + 1),
            Grain::Halvar => write!(f, "{:04}-H{}", self.year, self.nth + 1),
            Grain::Ar => write!(f, "{:04}", self.year),
        }
    }
}

impl From<FixedPeriod> for String {
    fn from(period: FixedPeriod) -> String {
        period.to_string()
    }
}

/// The text is no fixed period.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a fixed period: {0}")]
pub struct NotAFixedPeriod(pub String);

impl std::str::FromStr for FixedPeriod {
    type Err = NotAFixedPeriod;
    /// Reads only what `Display` writes.
    fn from_str(text: &str) -> Result<Self, NotAFixedPeriod> {
        let (year, part) = text.split_once('-').unwrap_or((text, ""));
        let read = || {
            let year = year.parse().ok().filter(|year| (1..=9999).contains(year))?;
            let (grain, nth) = match part.split_at_checked(1) {
                None => (Grain::Ar, 0),
                Some(("K", nth)) => (Grain::Kvartal, nth.parse::<u32>().ok()?.checked_sub(1)?),
                Some(("H", nth)) => (Grain::Halvar, nth.parse::<u32>().ok()?.checked_sub(1)?),
                Some(_) => return None,
            };
            (nth < grain.per_year()).then_some(FixedPeriod { year, grain, nth })
        };
        let read = read().filter(|period| period.to_string() == text);
        read.ok_or_else(|| NotAFixedPeriod(text.to_owned()))
    }
}

impl TryFrom<String> for FixedPeriod {
    type Error = NotAFixedPeriod;
    fn try_from(text: String) -> Result<Self, NotAFixedPeriod> {
        text.parse()
    }
}

/// When and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// For whom.
    pub level: Level,
    /// What is small.
    pub k: Threshold,
    /// The shortest periods; the longer ones that they fill are released as well.
    pub finest: Grain,
    /// Year of the first of them.
    pub first_year: i16,
    /// Which one of that year it is, from 0.
    pub first_nth: u32,
    /// How many of them.
    pub n_periods: u32,
    /// Categories by id.
    pub categories: Vec<String>,
    /// Whether the sum over the categories is released beside them.
    pub total: bool,
}

impl Plan {
    /// The shortest period with a number counted from the first.
    pub fn step(&self, i: u32) -> FixedPeriod {
        let n = self.first_nth + i;
        let per_year = self.finest.per_year();
        FixedPeriod {
            year: self.first_year + (n / per_year) as i16,
            grain: self.finest,
            nth: n % per_year,
        }
    }

    /// The shortest periods in order.
    pub fn steps(&self) -> Vec<FixedPeriod> {
        (0..self.n_periods).map(|i| self.step(i)).collect()
    }

    /// The calendar years it is about.
    pub fn years(&self) -> BTreeSet<i16> {
        self.steps().iter().map(|step| step.year).collect()
    }

    /// The same with everything that earlier plans hold of its years, and in as short periods: what
    /// is released about a year must be part of every later act about that year, since sums tie it
    /// to the new figures.
    #[must_use]
    pub fn with_earlier<'a>(mut self, earlier: impl IntoIterator<Item = &'a Plan>) -> Plan {
        let years = self.years();
        for plan in earlier {
            let steps = plan.steps().into_iter().chain(self.steps());
            let grain = self.finest.min(plan.finest);
            let parts = steps.filter(|step| years.contains(&step.year)).flat_map(|step| {
                let of_year =
                    (0..grain.per_year()).map(move |nth| FixedPeriod { grain, nth, ..step });
                of_year.filter(move |part| step.holds(*part))
            });
            let parts: BTreeSet<(i16, u32)> = parts.map(|part| (part.year, part.nth)).collect();
            let at = |&(year, nth): &(i16, u32)| {
                u32::try_from(year).unwrap_or(0) * grain.per_year() + nth
            };
            let (Some(first), Some(last)) = (parts.first(), parts.last()) else { continue };
            self.n_periods = at(last) - at(first) + 1;
            (self.first_year, self.first_nth, self.finest) = (first.0, first.1, grain);
            self.total |= plan.total;
            self.categories.extend(plan.categories.iter().cloned());
        }
        self.categories.sort();
        self.categories.dedup();
        self
    }

    /// Every complete period that is released, in a year, shortest first.
    pub fn periods_in(&self, steps: &[FixedPeriod]) -> Vec<FixedPeriod> {
        let Some(first) = steps.first() else { return Vec::new() };
        let mut periods = Vec::new();
        for grain in self.finest.and_longer() {
            for nth in 0..grain.per_year() {
                let period = FixedPeriod { year: first.year, grain, nth };
                let n = steps.iter().filter(|step| period.holds(**step)).count();
                if n as u32 == self.finest.per_year() / grain.per_year() {
                    periods.push(period);
                }
            }
        }
        periods
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(finest: Grain, first_year: i16, first_nth: u32, n_periods: u32) -> Plan {
        let (level, k, categories) = (Level::Publik, Threshold::DEFAULT, vec!["rån".to_owned()]);
        Plan { level, k, finest, first_year, first_nth, n_periods, categories, total: false }
    }

    #[test]
    fn a_period_is_read_as_it_is_written_and_has_its_days() {
        for (text, from, to) in [
            ("2025-K1", date(2025, 1, 1), date(2025, 3, 31)),
            ("2025-K4", date(2025, 10, 1), date(2025, 12, 31)),
            ("2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
            ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ] {
            let period: FixedPeriod = text.parse().expect(text);
            assert_eq!(period.to_string(), text);
            assert_eq!(period.days(), Period { from, to });
        }
        for text in ["", "2025-K5", "2025-H3", "2025-K0", "2025-k1", "25", "2025-", "2025-K01"] {
            assert!(text.parse::<FixedPeriod>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_later_plan_holds_what_is_out_about_its_years_and_nothing_of_others() {
        let old = plan(Grain::Kvartal, 2024, 3, 2);
        let year = plan(Grain::Ar, 2025, 0, 1).with_earlier([&old]);
        let steps: Vec<String> = year.steps().iter().map(ToString::to_string).collect();
        assert_eq!(steps, ["2025-K1", "2025-K2", "2025-K3", "2025-K4"]);
        let second = plan(Grain::Kvartal, 2025, 1, 1).with_earlier([&old]);
        let steps: Vec<String> = second.steps().iter().map(ToString::to_string).collect();
        assert_eq!(steps, ["2025-K1", "2025-K2"]);
        let mut halves = plan(Grain::Halvar, 2025, 0, 2);
        halves.categories = vec!["klotter".to_owned()];
        let halves = halves.with_earlier([&old]);
        assert_eq!((halves.finest, halves.n_periods), (Grain::Kvartal, 4));
        assert_eq!(halves.categories, ["klotter", "rån"]);
    }
}
