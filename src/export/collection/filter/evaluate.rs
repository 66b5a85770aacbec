//! A filter that fits a schema, asked about features. What is not known is `None`.

use super::{
    space::{How, Literal},
    time::{Moment, Span, When},
    words::{Pattern, without_accents, without_case},
};
use crate::area::BoundingBox;
use crate::export::{Feature, FeatureId, Value};
use std::{borrow::Cow, cmp::Ordering};

/// What is true, false or unknown for a feature.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Constant(bool),
    Flag(Place),
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
    Compare(Sign, Pair),
    Like(Words, Pattern),
    IsNull(Operand),
    /// The feature's ground lies so to a literal.
    Lies(How, Box<Literal>),
    /// The feature's ground lies so to itself.
    LiesToItself(How),
    Time(When, [Ends; 2]),
    /// The id is one of these, which are sorted.
    Id(Vec<FeatureId>),
}

/// An attribute: where it stands, and its name.
pub(super) type Place = (usize, &'static str);

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    NotEqual,
    Less,
    More,
    AtMost,
    AtLeast,
}

/// Two values of one kind.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Pair {
    Numbers(Number, Number),
    Words(Words, Words),
    Times(Time, Time),
    Flags(Box<[Test; 2]>),
}

/// A value of a known kind.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    Flag(Box<Test>),
    Number(Number),
    Words(Words),
    Time(Time),
    Ends(Box<Ends>),
    /// The feature's ground.
    Ground,
    Literal(Box<Literal>),
    Json(Place),
}

/// A number.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Number {
    Literal(f64),
    Property(Place),
    Reckoned(Reckon, Box<[Number; 2]>),
}

/// How two numbers make a third.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reckon {
    Plus,
    Minus,
    Times,
    Divided,
    Remainder,
    WholeDivided,
    Power,
}

/// Text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Words {
    Literal(String),
    Property(Place),
    WithoutCase(Box<Words>),
    WithoutAccents(Box<Words>),
}

/// A day or an instant.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Time {
    Literal(Moment),
    Day(Place),
    Instant(Place),
}

/// From when to when; `None` is open.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ends {
    pub(super) from: Option<Time>,
    pub(super) to: Option<Time>,
}

impl Test {
    pub(super) fn of(&self, feature: &Feature) -> Option<bool> {
        match self {
            Test::Constant(flag) => Some(*flag),
            Test::Flag(place) => match value(feature, *place) {
                Value::Flag(flag) => Some(*flag),
                _ => None,
            },
            Test::And(all) => unless(all, false, feature),
            Test::Or(any) => unless(any, true, feature),
            Test::Not(test) => test.of(feature).map(|flag| !flag),
            Test::Compare(sign, pair) => pair.compare(feature).map(|found| sign.holds(found)),
            Test::Like(words, pattern) => words.of(feature).map(|text| pattern.fits(&text)),
            Test::IsNull(operand) => Some(operand.is_null(feature)),
            Test::Lies(how, literal) => Some(literal.is(*how, feature.geometry.as_ref()?)),
            Test::LiesToItself(how) => {
                let ground = feature.geometry.as_ref()?;
                Some(how.holds(ground, ground))
            }
            Test::Time(when, [a, b]) => Some(when.holds(a.of(feature)?, b.of(feature)?)),
            Test::Id(ids) => Some(ids.binary_search(&feature.id).is_ok()),
        }
    }

    /// The box outside of which this is true for nothing, where there is one.
    pub(super) fn bounds(&self) -> Option<BoundingBox> {
        match self {
            Test::Lies(How::Disjoint, _) => None,
            Test::Lies(_, literal) => literal.bounds(),
            Test::And(all) => all.iter().filter_map(Test::bounds).reduce(common),
            Test::Or(any) => {
                let each: Option<Vec<BoundingBox>> = any.iter().map(Test::bounds).collect();
                each?.into_iter().reduce(around)
            }
            _ => None,
        }
    }
}

/// What ends the question decides; else the unknown does.
fn unless(tests: &[Test], ends: bool, feature: &Feature) -> Option<bool> {
    let mut found = Some(!ends);
    for test in tests {
        match test.of(feature) {
            Some(flag) if flag == ends => return Some(ends),
            Some(_) => {}
            None => found = None,
        }
    }
    found
}

/// What two boxes have in common; one of them if nothing, which is too large and not wrong.
fn common(a: BoundingBox, b: BoundingBox) -> BoundingBox {
    let both = BoundingBox {
        west: a.west.max(b.west),
        south: a.south.max(b.south),
        east: a.east.min(b.east),
        north: a.north.min(b.north),
    };
    if both.west <= both.east && both.south <= both.north { both } else { a }
}

fn around(a: BoundingBox, b: BoundingBox) -> BoundingBox {
    BoundingBox {
        west: a.west.min(b.west),
        south: a.south.min(b.south),
        east: a.east.max(b.east),
        north: a.north.max(b.north),
    }
}

/// What a feature says; what it does not have is not known.
fn value(feature: &Feature, (place, name): Place) -> &Value {
    match feature.properties.get(place) {
        Some((there, value)) if *there == name => value,
        _ => feature.properties.iter().find(|(n, _)| *n == name).map_or(&Value::Null, |(_, v)| v),
    }
}

impl Sign {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "=" => Sign::Equal,
            "<>" => Sign::NotEqual,
            "<" => Sign::Less,
            ">" => Sign::More,
            "<=" => Sign::AtMost,
            ">=" => Sign::AtLeast,
            _ => return None,
        })
    }

    fn holds(self, found: Ordering) -> bool {
        match self {
            Sign::Equal => found.is_eq(),
            Sign::NotEqual => found.is_ne(),
            Sign::Less => found.is_lt(),
            Sign::More => found.is_gt(),
            Sign::AtMost => found.is_le(),
            Sign::AtLeast => found.is_ge(),
        }
    }
}

impl Pair {
    fn compare(&self, feature: &Feature) -> Option<Ordering> {
        match self {
            Pair::Numbers(a, b) => a.of(feature)?.partial_cmp(&b.of(feature)?),
            Pair::Words(a, b) => Some(a.of(feature)?.cmp(&b.of(feature)?)),
            Pair::Times(a, b) => Some(a.of(feature)?.compare(b.of(feature)?)),
            Pair::Flags(both) => Some(both[0].of(feature)?.cmp(&both[1].of(feature)?)),
        }
    }
}

impl Operand {
    fn is_null(&self, feature: &Feature) -> bool {
        match self {
            Operand::Flag(test) => test.of(feature).is_none(),
            Operand::Number(number) => number.of(feature).is_none(),
            Operand::Words(words) => words.of(feature).is_none(),
            Operand::Time(time) => time.of(feature).is_none(),
            Operand::Ends(ends) => ends.of(feature).is_none(),
            Operand::Ground => feature.geometry.is_none(),
            Operand::Literal(_) => false,
            Operand::Json(place) => *value(feature, *place) == Value::Null,
        }
    }
}

impl Number {
    fn of(&self, feature: &Feature) -> Option<f64> {
        let found = match self {
            Number::Literal(number) => *number,
            Number::Property(place) => match value(feature, *place) {
                Value::Whole(number) => *number as f64,
                Value::Number(number) => *number,
                _ => return None,
            },
            Number::Reckoned(how, both) => how.of(both[0].of(feature)?, both[1].of(feature)?),
        };
        found.is_finite().then_some(found)
    }
}

impl Reckon {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "+" => Reckon::Plus,
            "-" => Reckon::Minus,
            "*" => Reckon::Times,
            "/" => Reckon::Divided,
            "%" => Reckon::Remainder,
            "div" => Reckon::WholeDivided,
            "^" => Reckon::Power,
            _ => return None,
        })
    }

    /// Not finite where there is no answer.
    fn of(self, a: f64, b: f64) -> f64 {
        match self {
            Reckon::Plus => a + b,
            Reckon::Minus => a - b,
            Reckon::Times => a * b,
            Reckon::Divided => a / b,
            Reckon::Remainder => a % b,
            Reckon::WholeDivided => (a / b).trunc(),
            Reckon::Power => a.powf(b),
        }
    }
}

impl Words {
    pub(super) fn of<'a>(&'a self, feature: &'a Feature) -> Option<Cow<'a, str>> {
        match self {
            Words::Literal(text) => Some(Cow::Borrowed(text)),
            Words::Property(place) => match value(feature, *place) {
                Value::Text(text) => Some(Cow::Borrowed(text)),
                _ => None,
            },
            Words::WithoutCase(words) => {
                words.of(feature).map(|text| Cow::Owned(without_case(&text)))
            }
            Words::WithoutAccents(words) => {
                words.of(feature).map(|text| Cow::Owned(without_accents(&text)))
            }
        }
    }

    /// The text itself, if it is the same for every feature.
    pub(super) fn constant(&self) -> Option<String> {
        match self {
            Words::Literal(text) => Some(text.clone()),
            Words::Property(_) => None,
            Words::WithoutCase(words) => words.constant().map(|text| without_case(&text)),
            Words::WithoutAccents(words) => words.constant().map(|text| without_accents(&text)),
        }
    }
}

impl Time {
    fn of(&self, feature: &Feature) -> Option<Moment> {
        let (place, read): (_, fn(&str) -> _) = match self {
            Time::Literal(moment) => return Some(*moment),
            Time::Day(place) => (place, Moment::day),
            Time::Instant(place) => (place, Moment::instant),
        };
        match value(feature, *place) {
            Value::Text(text) => read(text).ok(),
            _ => None,
        }
    }
}

impl Ends {
    /// Unknown if an end that is named is not known; open ends are known.
    fn of(&self, feature: &Feature) -> Option<Span> {
        let end = |time: &Option<Time>| match time {
            None => Some(None),
            Some(time) => time.of(feature).map(Some),
        };
        Some(Span { from: end(&self.from)?, to: end(&self.to)? })
    }
}
