//! Indicators: a number about an area and a period that is no count of incidents.
//!
//! A value is (indicator, who was asked, area, period, value, unit, number of answers, source, day of
//! extraction). Population per area (`befolkning`) is one; the shares of a survey are others. A value
//! belongs to the party that delivered it, like a count.

use super::Period;
use crate::area::AreaId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Stable short name, e.g. `befolkning` or `kanner_sig_otrygg`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IndicatorId(pub String);

/// Residents of an area: what rates and expectations by exposure stand on.
pub const BEFOLKNING: &str = "befolkning";

/// A share with fewer answers than this is never shown.
pub const LEAST_ANSWERS: u32 = 5;

macro_rules! units {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $short:literal, $low:expr, $high:expr;)*) => {
        /// What a value is measured in, and the range it can lie in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Unit { $($(#[$doc])* #[serde(rename = $name)] $variant,)* }

        impl Unit {
            /// Every unit.
            pub const ALL: &'static [Unit] = &[$(Unit::$variant,)*];

            /// The name in files and JSON.
            pub fn as_str(self) -> &'static str {
                match self { $(Unit::$variant => $name,)* }
            }

            /// As it stands after a number in a Swedish text; empty for plain numbers.
            pub fn after_number(self) -> &'static str {
                match self { $(Unit::$variant => $short,)* }
            }

            /// Smallest and largest value that makes sense.
            pub fn range(self) -> (f64, f64) {
                match self { $(Unit::$variant => ($low, $high),)* }
            }
        }
    };
}

units! {
    /// Persons, dwellings, things.
    Antal = "antal", "", 0.0, 1e12;
    /// Share in per cent, 0–100.
    Procent = "procent", "%", 0.0, 100.0;
    /// Difference between two shares.
    Procentenheter = "procentenheter", "procentenheter", -100.0, 100.0;
    /// Per thousand residents.
    PerTusen = "per_tusen", "per 1 000", 0.0, 1e9;
    /// Anything without a unit: an index, a mean of answers.
    Tal = "tal", "", -1e12, 1e12;
}

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndicatorValue {
    /// What is measured.
    pub indicator: IndicatorId,
    /// The same as the source writes it.
    pub label: String,
    /// Who was asked or counted, e.g. `boende`, `årskurs 9`; `None` for everybody.
    pub group: Option<String>,
    /// Where.
    pub area: AreaId,
    /// When.
    pub period: Period,
    /// How much, in `unit`.
    pub value: f64,
    /// In what.
    pub unit: Unit,
    /// Answers the value rests on, where known.
    pub n_answers: Option<u32>,
    /// Survey, register or report.
    pub source: String,
    /// When it was taken out of the source.
    pub extracted_on: Option<Date>,
}

impl IndicatorValue {
    /// Fewer answers than may be shown: neither the value nor the number of answers leaves the store.
    pub fn is_suppressed(&self) -> bool {
        self.n_answers.is_some_and(|n| n < LEAST_ANSWERS)
    }

    /// A key for [`IndicatorValue::same_cell`]: a later value for the same cell replaces it.
    pub fn cell(&self) -> String {
        let group = self.group.as_deref().unwrap_or_default();
        let (from, to) = (self.period.from, self.period.to);
        let parts = [&self.indicator.0, group, &self.area.0, &self.source];
        format!("{}\u{1f}{from}\u{1f}{to}", parts.join("\u{1f}"))
    }

    /// Whether both speak of the same number.
    pub fn same_cell(&self, other: &Self) -> bool {
        self.indicator == other.indicator
            && self.group == other.group
            && self.area == other.area
            && self.period == other.period
            && self.source == other.source
    }

    /// Same cell, same number on the same answers.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.same_cell(other)
            && self.value == other.value
            && self.unit == other.unit
            && self.n_answers == other.n_answers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_written_as_they_are_read() {
        for unit in Unit::ALL {
            let json = serde_json::to_string(unit).expect("written");
            assert_eq!(json, format!("\"{}\"", unit.as_str()));
            assert_eq!(serde_json::from_str::<Unit>(&json).expect("read"), *unit);
            assert!(unit.range().0 < unit.range().1);
        }
    }
}
