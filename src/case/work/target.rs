//! Aktiviteter per period: how often somebody has promised to do something, and how often it was done.
//!
//! Periods are counted from the first day, so that each is whole; a last one that is cut short promises
//! its share, rounded up.

use super::{
    plan::Owner,
    standing::{Standing, is_new},
};
use crate::case::{refusal::Refusal, text_guard::CleanText};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A promise is for so many years at most.
const MOST_YEARS: i64 = 5;

/// So many times in a period, or on a day, at most.
const MOST_TIMES: u32 = 1_000;

/// A period that ends within so many days of a meeting is its matter.
const NEAR_DAYS: i64 = 31;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// A month.
    Manad,
    /// Three.
    Kvartal,
    /// Six.
    Halvar,
    /// Twelve.
    Ar,
}

impl Per {
    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Per::Manad => "manad",
            Per::Kvartal => "kvartal",
            Per::Halvar => "halvar",
            Per::Ar => "ar",
        }
    }

    fn months(self) -> i64 {
        match self {
            Per::Manad => 1,
            Per::Kvartal => 3,
            Per::Halvar => 6,
            Per::Ar => 12,
        }
    }
}

/// What is promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// What is done each time, e.g. "trygghetsvandring".
    pub what: CleanText,
    /// How many times
    pub n: u32,
    /// in each period.
    pub per: Per,
    /// Who does it.
    pub owner: Owner,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// That it was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activation {
    /// On which day.
    pub on: Date,
    /// How many times; 0 corrects a report of what was not done.
    pub n: u32,
    /// In words.
    pub note: Option<CleanText>,
}

/// A promise with what was done of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Targeted {
    /// The promise.
    pub target: Target,
    /// What was done, by number.
    pub done: BTreeMap<u32, Activation>,
}

/// How a period went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Went {
    /// It has not begun.
    Kommande,
    /// It is not over.
    Pagar,
    /// All that was promised was done.
    Uppfyllt,
    /// It ended short.
    EjUppfyllt,
}

impl Went {
    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Went::Kommande => "kommande",
            Went::Pagar => "pagar",
            Went::Uppfyllt => "uppfyllt",
            Went::EjUppfyllt => "ej_uppfyllt",
        }
    }
}

/// What was promised and done in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// How many times were promised.
    pub promised: u32,
    /// How many times it was done.
    pub done: u32,
}

impl Period {
    /// How it went, or goes.
    pub fn went(&self, today: Date) -> Went {
        if self.left() == 0 && self.first <= today {
            Went::Uppfyllt
        } else if today < self.first {
            Went::Kommande
        } else if today <= self.last {
            Went::Pagar
        } else {
            Went::EjUppfyllt
        }
    }

    /// What is still to be done.
    pub fn left(&self) -> u32 {
        self.promised.saturating_sub(self.done)
    }
}

impl Target {
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let last = self.from.checked_add(MOST_YEARS.years()).unwrap_or(Date::MAX);
        if self.from > self.to || self.to > last {
            return Err(Refusal::BadDays);
        }
        if (1..=MOST_TIMES).contains(&self.n) { Ok(()) } else { Err(Refusal::BadCount) }
    }

    fn covers(&self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// First and last day of each period, and what it promises.
    fn periods(&self) -> Vec<(Date, Date, u32)> {
        let begins = |nth: i64| self.from.checked_add((nth * self.per.months()).months()).ok();
        let mut periods = Vec::new();
        for nth in 0.. {
            let Some(first) = begins(nth).filter(|first| *first <= self.to) else { break };
            let whole = begins(nth + 1).and_then(|next| next.yesterday().ok()).unwrap_or(Date::MAX);
            let last = whole.min(self.to);
            periods.push((first, last, share(self.n, days(first, last), days(first, whole))));
        }
        periods
    }
}

/// How many days, both ends among them.
fn days(first: Date, last: Date) -> i64 {
    i64::from((last - first).get_days()) + 1
}

/// The part of `n` that so many days of the whole are, rounded up.
fn share(n: u32, days: i64, whole: i64) -> u32 {
    let part = (i64::from(n) * days + whole - 1) / whole;
    u32::try_from(part).unwrap_or(n)
}

impl Targeted {
    /// Just promised.
    pub(super) fn new(target: Target) -> Self {
        Self { target, done: BTreeMap::new() }
    }

    /// Refused when what was done would lie outside the promise.
    pub(super) fn put(&mut self, target: Target) -> Result<(), Refusal> {
        if self.done.values().any(|done| !target.covers(done.on)) {
            return Err(Refusal::StillUsed);
        }
        self.target = target;
        Ok(())
    }

    /// Something was done, or what was said of it is corrected.
    pub(super) fn activated(
        &mut self,
        nth: u32,
        activation: &Activation,
        today: Date,
    ) -> Result<(), Refusal> {
        let is_new = !self.done.contains_key(&nth);
        if is_new && self.done.last_key_value().is_some_and(|(last, _)| nth <= *last) || nth == 0 {
            return Err(Refusal::NoSuchObject);
        }
        if activation.on > today || !self.target.covers(activation.on) {
            return Err(Refusal::BadDays);
        }
        let least = u32::from(is_new);
        if !(least..=MOST_TIMES).contains(&activation.n) {
            return Err(Refusal::BadCount);
        }
        self.done.insert(nth, activation.clone());
        Ok(())
    }

    /// Every period with what was promised and done in it.
    pub fn periods(&self) -> Vec<Period> {
        let done = |first: Date, last: Date| {
            let within = self.done.values().filter(|one| (first..=last).contains(&one.on));
            within.map(|one| one.n).sum()
        };
        let periods = self.target.periods().into_iter();
        periods
            .map(|(first, last, promised)| Period {
                first,
                last,
                promised,
                done: done(first, last),
            })
            .collect()
    }

    /// The period of a day.
    pub fn on(&self, day: Date) -> Option<Period> {
        self.periods().into_iter().find(|period| (period.first..=period.last).contains(&day))
    }

    /// What a meeting on a day takes up: the last period that ends short near that day, or is about to.
    pub fn short_at(&self, day: Date) -> Option<Period> {
        let near = |period: &Period| {
            let from = period.last.checked_sub(NEAR_DAYS.days()).unwrap_or(Date::MIN);
            let until = period.last.checked_add(NEAR_DAYS.days()).unwrap_or(Date::MAX);
            period.first <= day && (from..=until).contains(&day)
        };
        self.periods().into_iter().rfind(|period| period.left() > 0 && near(period))
    }
}

impl Standing {
    pub(super) fn put_target(&mut self, no: u32, target: &Target) -> Result<(), Refusal> {
        target.check()?;
        self.takes_part(&target.owner)?;
        match self.targets.get_mut(&no) {
            Some(targeted) => targeted.put(target.clone())?,
            None => {
                is_new(no, &self.targets)?;
                self.targets.insert(no, Targeted::new(target.clone()));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "target_tests.rs"]
mod tests;
