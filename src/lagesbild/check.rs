//! One number against its figure.
//!
//! A number is right when the value, recomputed, rounds to it *in the precision stated*: `13 %` is right
//! from 12,5 to 13,5. Rounding is half away from zero, and at a tie the other neighbour passes too, since
//! half the world rounds so. A number that was cut off instead of rounded fails and is told as cut off.
//! A weak word is never simply right: it is warned of, with its range and whether the value lies in it.

use super::{
    claim::{Claim, Rule, claim},
    quantity::Quantity,
    reference::{Figures, Measure, Missing, Reference, Value},
    stated::Stated,
    words::{Interval, Sense},
};
use crate::incident::Unit;
use serde::{Deserialize, Serialize};

/// The verdict in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// As it is.
    Ok,
    /// Not as it is.
    Fails,
    /// Said so loosely that it can hardly be tried.
    WeakWords,
}

impl Code {
    /// Stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::Ok => "ok",
            Code::Fails => "fails",
            Code::WeakWords => "weak_words",
        }
    }
}

/// What went wrong with a number that fails, beyond that it differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The value lies outside what is claimed.
    Differs,
    /// The further decimals were cut off where they should have been rounded.
    Truncated,
    /// It went the other way.
    WrongDirection,
    /// The number has one unit and what it is tied to another.
    UnitDiffers,
}

impl Fault {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Fault::Differs => "differs",
            Fault::Truncated => "truncated",
            Fault::WrongDirection => "wrong_direction",
            Fault::UnitDiffers => "unit_differs",
        }
    }
}

/// The verdict on one number, with everything a text about it needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// In a word.
    pub code: Code,
    /// By which rule.
    pub rule: Rule,
    /// Why it fails.
    pub fault: Option<Fault>,
    /// The value, recomputed.
    pub value: Value,
    /// The number, in the unit and with the sign of the value.
    pub stated: Option<f64>,
    /// The value in the precision stated.
    pub rounded: Option<f64>,
    /// Value minus stated number.
    pub difference: Option<f64>,
    /// Where the value should lie.
    pub range: Interval,
    /// Whether it does.
    pub inside: bool,
    /// Stable name of the weak word.
    pub weak: Option<String>,
}

/// Tries a quantity against figures.
///
/// `Err` says why the value cannot be recomputed; that is no verdict on the number.
pub fn check(
    quantity: &Quantity,
    reference: &Reference,
    figures: &dyn Figures,
) -> Result<Verdict, Missing> {
    Ok(judged(quantity, reference, reference.value(figures)?))
}

fn judged(quantity: &Quantity, reference: &Reference, value: Value) -> Verdict {
    let claim = claim(quantity, reference, value.unit);
    let number = value.number;
    let inside = claim.rule != Rule::UnitDiffers && claim.interval.contains(number);
    let neutral = if matches!(reference.measure, Measure::RatioTo(_)) { 1.0 } else { 0.0 };
    let against = match claim.sense {
        Some(Sense::Up) => number <= neutral,
        Some(Sense::Down) => number >= neutral,
        Some(Sense::Same) | None => false,
    };
    // A word gives a rounding no direction that zero could fail: "ökat med 0 %" may be 0,2 or −0,2.
    let wrong_way = against && !inside;
    let precision = precision(quantity).filter(|_| claim.rule == Rule::Rounding);
    let truncated = precision.zip(claim.stated).is_some_and(|(stated, n)| {
        !inside && (stated.truncate(number) - n).abs() < stated.step() / 2.0
    });
    let fault = match claim.rule {
        Rule::UnitDiffers => Some(Fault::UnitDiffers),
        _ if wrong_way => Some(Fault::WrongDirection),
        _ if truncated => Some(Fault::Truncated),
        Rule::WeakWord => None,
        _ => (!inside).then_some(Fault::Differs),
    };
    let code = match (fault, claim.weak) {
        (Some(_), _) => Code::Fails,
        (None, Some(_)) => Code::WeakWords,
        (None, None) => Code::Ok,
    };
    let Claim { interval, rule, weak, stated, .. } = claim;
    Verdict {
        code,
        rule,
        fault,
        value,
        stated,
        rounded: precision.map(|stated| stated.round(number)),
        difference: stated.map(|stated| number - stated),
        range: interval,
        inside,
        weak: weak.map(str::to_owned),
    }
}

fn precision(quantity: &Quantity) -> Option<Stated> {
    match quantity {
        Quantity::Number { stated, .. } => Some(*stated),
        _ => None,
    }
}

/// Whether two quantities tied to the same reference cannot both be right.
pub fn contradict(one: &Quantity, other: &Quantity, reference: &Reference, unit: Unit) -> bool {
    let [one, other] = [one, other].map(|quantity| claim(quantity, reference, unit));
    let tried = |claim: &Claim| claim.rule != Rule::UnitDiffers;
    let rounded = |claim: &Claim| matches!(claim.rule, Rule::Rounding | Rule::Range);
    let both_rounded = rounded(&one) && rounded(&other);
    tried(&one) && tried(&other) && one.interval.is_apart_from(&other.interval, both_rounded)
}
