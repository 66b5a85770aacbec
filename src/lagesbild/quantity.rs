//! What a text can state: quantities, and numbers that are none.

use super::{
    stated::{Span, Stated},
    words::{Bound, Near, Part, Sense, Size},
};
use serde::{Deserialize, Serialize};

/// The unit that stands with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// None.
    Plain,
    /// `%`, *procent*.
    Percent,
    /// *procentenheter*.
    Points,
    /// `‰`, *per 1 000*.
    PerThousand,
    /// *gånger så*.
    Times,
}

/// What stands before a number and changes what it claims.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Qualifier {
    /// Nothing.
    Exact,
    /// A weak word, e.g. *cirka*.
    Near(&'static Near),
    /// A bound, e.g. *mer än*.
    Bound(Bound),
}

/// A quantity as it is stated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quantity {
    /// `13 %`, `1 412`, *cirka 40 procent*, *tre*.
    Number {
        /// The digits.
        stated: Stated,
        /// The unit.
        written: Written,
        /// What stands before it.
        qualifier: Qualifier,
        /// The direction that a word of the same sentence, or a comparative after it, gives it.
        sense: Option<Sense>,
    },
    /// `10–15 %`, *mellan 10 och 15 %*.
    Range {
        /// Lower end.
        low: Stated,
        /// Upper end.
        high: Stated,
        /// The unit.
        written: Written,
        /// As of a number.
        sense: Option<Sense>,
    },
    /// *drygt hälften*, *var tredje*, *8 av 10*.
    Fraction {
        /// Numerator.
        numerator: u32,
        /// Denominator.
        denominator: u32,
        /// What stands before it.
        qualifier: Qualifier,
    },
    /// *majoriteten*.
    Part(&'static Part),
    /// *fördubblats*, *dubbelt så många*.
    Multiple {
        /// How many times.
        times: f64,
        /// What stands before it.
        qualifier: Qualifier,
    },
    /// *ökat*, *marginellt minskat*, *oförändrat*.
    Direction {
        /// Which.
        sense: Sense,
        /// The word for its size.
        size: Option<&'static Size>,
    },
    /// *i stort sett oförändrat*.
    Stable,
    /// *näst högst*.
    Place {
        /// 1 for the first.
        place: u32,
        /// From above.
        from_highest: bool,
    },
}

/// Why a number states no quantity that could be recomputed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Excluded {
    /// A year or a span of years.
    Year,
    /// A day or a month.
    Date,
    /// A time of day.
    Clock,
    /// A paragraph, point, section or appendix.
    Section,
    /// The number of a law.
    Law,
    /// A diarienummer.
    RegisterNumber,
    /// Crime codes.
    CrimeCode,
    /// An age that says who is counted.
    Age,
    /// A span of time.
    Time,
    /// How often.
    Frequency,
    /// What something is counted per.
    Denominator,
    /// `3:e`.
    Ordinal,
    /// Part of a name or an address: *årskurs 9*, *E4*.
    Name,
    /// The number of a point in a list.
    ListMark,
    /// *de två parterna*: known things, not counted ones.
    Definite,
}

/// A quantity and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Its characters.
    pub span: Span,
    /// What it states.
    pub quantity: Quantity,
}

/// A number that is no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    /// Its characters.
    pub span: Span,
    /// Why.
    pub why: Excluded,
}
