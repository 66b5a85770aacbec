//! The baseline of an agreement: what both measurements – counts of crimes, and surveys of safety – said
//! when its parties signed, kept so that nobody can move where they began.
//!
//! It holds what both parties see and nothing else, and never changes. Beside it stands what the same
//! would say today, with what can be said of the difference.

use super::{canonical, party::Parties, signatory::Signer};
use crate::{
    analysis::{
        survey_share::{self, Difference, Share},
        year_before::{Counted, YearRows, compared_over, n_days},
    },
    area::AreaId,
    incident::{CategoryId, DataVersion, Fingerprint, ImportId, IndicatorValue, Period},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Why a baseline was frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "occasion", rename_all = "snake_case")]
pub enum Occasion {
    /// Both parties had confirmed the agreement: this version of it.
    Signed {
        /// Version.
        version: u64,
    },
    /// Somebody froze it afterwards, since none was there that held anything.
    Later,
}

/// What was frozen. Never changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// Of which agreement.
    pub agreement: String,
    /// From 1 without gaps.
    pub no: u32,
    /// Why.
    #[serde(flatten)]
    pub occasion: Occasion,
    /// The two who see all of it.
    pub parties: Parties,
    /// The ground, as the agreement names it.
    pub areas: Vec<AreaId>,
    /// By whom.
    pub by: Signer,
    /// When.
    pub at: Timestamp,
    /// The day of that.
    pub on: Date,
    /// What both measurements said.
    pub measured: Measured,
}

impl Baseline {
    /// Of all of it.
    pub fn fingerprint(&self) -> Fingerprint {
        canonical::fingerprint(self)
    }
}

/// What both measurements say at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// State of the counts.
    pub data_version: DataVersion,
    /// Counts of crimes; `None` where both see none.
    pub counts: Option<Counts>,
    /// The latest shares of surveys.
    pub surveys: Vec<Survey>,
}

impl Measured {
    /// Any of it is made up.
    pub fn is_synthetic(&self) -> bool {
        self.counts.as_ref().is_some_and(|counts| counts.synthetic)
            || self.surveys.iter().any(|survey| survey.synthetic)
    }

    /// Neither measurement says anything.
    pub fn is_empty(&self) -> bool {
        self.counts.is_none() && self.surveys.is_empty()
    }
}

/// Counts on the ground of an agreement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// The last twelve whole months.
    pub year: Period,
    /// The last twenty-four, where the counts reach so far back.
    pub two_years: Option<Period>,
    /// By category, in the order of the catalogue; those with no count in either are left out.
    pub categories: Vec<CategoryCount>,
    /// Known by area alone, of areas that lie there in part: in no count of the year.
    pub n_left_out: u64,
    /// The deliveries that it was counted from.
    pub deliveries: Vec<Delivery>,
    /// Of the counts that both see.
    pub input: Fingerprint,
    /// Of the ground.
    pub ground: Fingerprint,
    /// Some of it is made up.
    pub synthetic: bool,
}

/// A category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryCount {
    /// Which.
    pub category: CategoryId,
    /// In the year.
    pub year: u64,
    /// In the two years; `None` without them.
    pub two_years: Option<u64>,
}

/// A delivery of counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its number.
    pub import: ImportId,
    /// Where it comes from.
    pub source: String,
    /// When it was published.
    pub published_at: Option<Timestamp>,
}

/// A share of a survey, with who was asked, its source and when it was extracted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Survey {
    /// The value; one that rests on too few answers is never here.
    pub value: IndicatorValue,
    /// What its area was called.
    pub area_name: String,
    /// Made up.
    pub synthetic: bool,
}

impl Survey {
    /// The share with its interval.
    pub fn share(&self) -> Share {
        Share::of(self.value.value / 100.0, self.value.n_answers)
    }

    /// Both tell the same story: indicator, who was asked, area and source.
    fn is_of_the_series_of(&self, other: &Survey) -> bool {
        let key = |one: &'_ Survey| {
            let IndicatorValue { indicator, group, area, source, .. } = one.value.clone();
            (indicator, group, area, source)
        };
        key(self) == key(other)
    }
}

/// What today says beside a baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct SinceThen {
    /// By category; `None` where either has no counts.
    pub counts: Option<CountsSince>,
    /// For each survey of the baseline, in its order.
    pub surveys: Vec<SurveySince>,
}

/// Counts then and now.
#[derive(Debug, Clone, PartialEq)]
pub struct CountsSince {
    /// The year that is the latest now.
    pub year: Period,
    /// Days that both years have: with any, the two counts are not of different events, and nothing is
    /// tested.
    pub n_shared_days: i32,
    /// Counted within the same borders; where they have been redrawn, nothing is tested.
    pub same_ground: bool,
    /// Rows with a count now or then.
    pub rows: YearRows,
}

/// A share then and now.
#[derive(Debug, Clone, PartialEq)]
pub struct SurveySince {
    /// The latest value of the same series, where it is about later days; `None` while nobody has measured
    /// again.
    pub now: Option<Survey>,
    /// Now minus then.
    pub difference: Option<Difference>,
}

/// Holds today against a baseline.
pub fn since(then: &Measured, now: &Measured) -> SinceThen {
    let counts = then.counts.as_ref().zip(now.counts.as_ref());
    let survey = |then: &Survey| {
        let later = now.surveys.iter().find(|one| {
            one.is_of_the_series_of(then) && one.value.period.from > then.value.period.from
        });
        SurveySince {
            difference: later.and_then(|now| survey_share::compare(&now.share(), &then.share())),
            now: later.cloned(),
        }
    };
    SinceThen {
        counts: counts.map(|(then, now)| counts_since(then, now)),
        surveys: then.surveys.iter().map(survey).collect(),
    }
}

fn counts_since(then: &Counts, now: &Counts) -> CountsSince {
    let n_shared_days =
        Period::new(now.year.from.max(then.year.from), now.year.to.min(then.year.to))
            .map_or(0, n_days);
    let of = |counts: &Counts, category: &CategoryId| {
        let row = counts.categories.iter().find(|row| row.category == *category);
        row.map_or(0, |row| row.year)
    };
    let known = then.categories.iter().chain(&now.categories).map(|row| &row.category);
    let mut categories: Vec<&CategoryId> = Vec::new();
    for category in known {
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    let counted = categories.into_iter().map(|category| Counted {
        category: category.clone(),
        now: of(now, category),
        before: Some(of(then, category)),
    });
    let periods = f64::from(n_days(then.year)) / f64::from(n_days(now.year).max(1));
    let mut rows = compared_over(counted.collect(), periods);
    let same_ground = then.ground == now.ground;
    if n_shared_days > 0 || !same_ground {
        rows.n_tested = 0;
        for row in &mut rows.rows {
            (row.change, row.p_adjusted) = (None, None);
        }
    }
    CountsSince { year: now.year, n_shared_days, same_ground, rows }
}

#[cfg(test)]
#[path = "baseline_tests.rs"]
mod tests;
