//! What a stated quantity claims of the value it is tied to: that it lies in an interval.
//!
//! Checking a number, and telling whether two parties contradict each other, are then the same question
//! asked of intervals.

use super::{
    quantity::{Qualifier, Quantity, Written},
    reference::{First, Measure, Reference},
    stated::{SLACK, Stated},
    words::{Bound, Interval, STABLE_PERCENT, Sense, UNCHANGED_BELOW, slack_of_fraction},
};
use crate::incident::Unit;

/// An interval in the unit of the value, and how it came about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    /// Where the value lies if the statement is right.
    pub interval: Interval,
    /// By which rule.
    pub rule: Rule,
    /// The weak word, if there is one.
    pub weak: Option<&'static str>,
    /// The number in the unit and with the sign of the value, when one number is stated.
    pub stated: Option<f64>,
    /// The direction that is claimed.
    pub sense: Option<Sense>,
}

/// How a quantity is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The value rounds to the number in the precision stated.
    Rounding,
    /// The value rounds into the range.
    Range,
    /// The value lies on the stated side.
    Bound,
    /// The value has the stated sign.
    Direction,
    /// The change rounds to nothing.
    Unchanged,
    /// The word has a range.
    WeakWord,
    /// The place in the order is the stated one.
    Place,
    /// The number and what it is tied to are measured differently: no claim.
    UnitDiffers,
}

impl Rule {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Rule::Rounding => "rounding",
            Rule::Range => "range",
            Rule::Bound => "bound",
            Rule::Direction => "direction",
            Rule::Unchanged => "unchanged",
            Rule::WeakWord => "weak_word",
            Rule::Place => "place",
            Rule::UnitDiffers => "unit_differs",
        }
    }
}

impl Interval {
    /// Whether a value lies in it; an included end holds what arithmetic may have moved.
    pub fn contains(&self, value: f64) -> bool {
        let slack = SLACK * value.abs().max(1.0);
        let below = self.low.is_some_and(|low| match self.low_open {
            true => value <= low + slack,
            false => value < low - slack,
        });
        let above = self.high.is_some_and(|high| match self.high_open {
            true => value >= high - slack,
            false => value > high + slack,
        });
        !below && !above
    }

    /// Whether no value lies in both. With `ends_count_not` a common end is no common value: 12 and 13
    /// per cent would both be right at 12,5 exactly, and yet two who say so do not agree.
    pub fn is_apart_from(&self, other: &Interval, ends_count_not: bool) -> bool {
        let ends_before = |a: &Interval, b: &Interval| match (a.high, b.low) {
            (Some(high), Some(low)) => {
                let slack = SLACK * high.abs().max(1.0);
                low > high + slack
                    || (low >= high - slack && (a.high_open || b.low_open || ends_count_not))
            }
            _ => false,
        };
        ends_before(self, other) || ends_before(other, self)
    }

    fn map(self, to: impl Fn(f64) -> f64) -> Self {
        Self { low: self.low.map(&to), high: self.high.map(to), ..self }
    }

    fn mirrored(self) -> Self {
        Self {
            low: self.high.map(|high| -high),
            high: self.low.map(|low| -low),
            low_open: self.high_open,
            high_open: self.low_open,
        }
    }
}

/// What a quantity claims of a value in a unit.
pub fn claim(quantity: &Quantity, reference: &Reference, unit: Unit) -> Claim {
    claimed(quantity, reference, unit).unwrap_or(Claim {
        interval: Interval { low: None, high: None, low_open: false, high_open: false },
        rule: Rule::UnitDiffers,
        weak: None,
        stated: None,
        sense: None,
    })
}

fn claimed(quantity: &Quantity, reference: &Reference, unit: Unit) -> Option<Claim> {
    let signed =
        matches!(reference.measure, Measure::ChangeFrom { .. } | Measure::DifferenceFrom(_));
    Some(match *quantity {
        Quantity::Number { stated, written, qualifier, sense } => {
            let to = fits(written, reference, unit)?;
            let sense = sense.filter(|_| signed && written != Written::Times);
            signed_as(sense, number(stated, qualifier), to)
        }
        Quantity::Range { low, high, written, sense } => {
            let to = fits(written, reference, unit)?;
            let sense = sense.filter(|_| signed && written != Written::Times);
            let half = |stated: Stated| stated.step() / 2.0;
            let interval = Interval::closed(low.number() - half(low), high.number() + half(high));
            signed_as(sense, of(interval, Rule::Range), to)
        }
        Quantity::Fraction { numerator, denominator, qualifier } => {
            let percent = 100.0 * f64::from(numerator) / f64::from(denominator);
            fits(Written::Percent, reference, unit)?;
            match qualifier {
                Qualifier::Exact => {
                    let slack = slack_of_fraction(percent);
                    weak(Interval::closed(percent - slack, percent + slack), "brakdel", percent)
                }
                Qualifier::Near(near) => weak(near.times.map(|t| t * percent), near.id, percent),
                Qualifier::Bound(bound) => bounded(bound, percent),
            }
        }
        Quantity::Part(part) => {
            fits(Written::Percent, reference, unit)?;
            Claim { weak: Some(part.id), ..of(part.percent, Rule::WeakWord) }
        }
        Quantity::Multiple { times, qualifier } => {
            let to = fits(Written::Times, reference, unit)?;
            let about = Interval::closed(0.95 * times, 1.05 * times);
            let claim = match qualifier {
                Qualifier::Exact => weak(about, "mangfald", times),
                Qualifier::Near(near) => weak(near.times.map(|t| t * times), near.id, times),
                Qualifier::Bound(bound) => bounded(bound, times),
            };
            signed_as(None, claim, to)
        }
        Quantity::Direction { sense, size } => direction(sense, size, reference, unit)?,
        Quantity::Stable => {
            let to_value = relative(reference)?;
            Claim { weak: Some("stabilt"), ..of(STABLE_PERCENT.map(to_value), Rule::WeakWord) }
        }
        Quantity::Place { place, from_highest } => {
            let Measure::Rank { first, .. } = &reference.measure else { return None };
            if (*first == First::Highest) != from_highest {
                return None;
            }
            let place = f64::from(place);
            Claim { stated: Some(place), ..of(Interval::closed(place, place), Rule::Place) }
        }
    })
}

fn of(interval: Interval, rule: Rule) -> Claim {
    Claim { interval, rule, weak: None, stated: None, sense: None }
}

fn weak(interval: Interval, word: &'static str, stated: f64) -> Claim {
    Claim { weak: Some(word), stated: Some(stated), ..of(interval, Rule::WeakWord) }
}

fn bounded(bound: Bound, number: f64) -> Claim {
    let interval = match bound {
        Bound::MoreThan => Interval::from(number, true),
        Bound::AtLeast => Interval::from(number, false),
        Bound::LessThan => Interval::to(number, true),
        Bound::AtMost => Interval::to(number, false),
    };
    Claim { stated: Some(number), ..of(interval, Rule::Bound) }
}

fn number(stated: Stated, qualifier: Qualifier) -> Claim {
    let number = stated.number();
    match qualifier {
        // Both ends: at a tie either neighbour is right.
        Qualifier::Exact => {
            let half = stated.step() / 2.0;
            let interval = Interval::closed(number - half, number + half);
            Claim { stated: Some(number), ..of(interval, Rule::Rounding) }
        }
        Qualifier::Near(near) => weak(near.times.map(|t| t * number), near.id, number),
        Qualifier::Bound(bound) => bounded(bound, number),
    }
}

/// How a number in the unit written becomes one in the unit of the value; `None` when it cannot.
fn fits(written: Written, reference: &Reference, unit: Unit) -> Option<fn(f64) -> f64> {
    let changes = matches!(reference.measure, Measure::ChangeFrom { .. });
    match (written, unit) {
        (Written::Plain, Unit::Antal | Unit::Tal)
        | (Written::Percent, Unit::Procent)
        | (Written::Points, Unit::Procentenheter)
        | (Written::PerThousand, Unit::PerTusen) => Some(|number| number),
        (Written::Times, _) if changes => Some(|times| 100.0 * (times - 1.0)),
        (Written::Times, _) if matches!(reference.measure, Measure::RatioTo(_)) => {
            Some(|times| times)
        }
        _ => None,
    }
}

/// The claim in the unit of the value, turned round when a word says *less*.
fn signed_as(sense: Option<Sense>, claim: Claim, to: fn(f64) -> f64) -> Claim {
    let explicit = claim.stated.is_some_and(|stated| stated < 0.0);
    let turned = sense == Some(Sense::Down) && !explicit;
    let interval = claim.interval.map(to);
    let stated = claim.stated.map(to);
    Claim {
        interval: if turned { interval.mirrored() } else { interval },
        stated: if turned { stated.map(|number| -number) } else { stated },
        sense: sense.filter(|_| !explicit),
        ..claim
    }
}

/// How a change in per cent becomes a value; `None` for measures that are no relative change.
fn relative(reference: &Reference) -> Option<fn(f64) -> f64> {
    match reference.measure {
        Measure::ChangeFrom { .. } => Some(|percent| percent),
        Measure::RatioTo(_) => Some(|percent| 1.0 + percent / 100.0),
        _ => None,
    }
}

fn direction(
    sense: Sense,
    size: Option<&'static super::words::Size>,
    reference: &Reference,
    unit: Unit,
) -> Option<Claim> {
    if !reference.tells_direction() {
        return None;
    }
    let neutral = if matches!(reference.measure, Measure::RatioTo(_)) { 1.0 } else { 0.0 };
    let claim = match (sense, size) {
        (Sense::Same, _) => {
            // Counts that differ are not the same; shares and changes have a unit to round in.
            let slack = match (relative(reference), unit) {
                (Some(to_value), _) => to_value(UNCHANGED_BELOW) - neutral,
                (None, Unit::Procentenheter) => UNCHANGED_BELOW,
                (None, _) => 0.0,
            };
            let open = slack > 0.0;
            let interval = Interval {
                low_open: open,
                high_open: open,
                ..Interval::closed(neutral - slack, neutral + slack)
            };
            of(interval, Rule::Unchanged)
        }
        (Sense::Up, None) => of(Interval::from(neutral, true), Rule::Direction),
        (Sense::Down, None) => of(Interval::to(neutral, true), Rule::Direction),
        (_, Some(size)) => {
            let to_value = relative(reference)?;
            let percent = match sense {
                Sense::Down => size.percent.mirrored(),
                _ => size.percent,
            };
            Claim { weak: Some(size.id), ..of(percent.map(to_value), Rule::WeakWord) }
        }
    };
    Some(Claim { sense: Some(sense), ..claim })
}
