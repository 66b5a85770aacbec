//! Asking a collection for a part of it: a box in any system, a time, attributes, a page.

mod rectangle;
mod times;

pub use rectangle::Rectangle;
pub use times::{Times, interval, temporal};

use super::{Collection, CollectionError, Kind, Property, Schema};
use crate::{
    area::BoundingBox,
    export::{Feature, FeatureId, Value},
};
use jiff::{Timestamp, civil::Date};

/// Why a question cannot be answered: which part of it, and a stable code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{part}: {code}")]
pub struct AskError {
    /// `bbox`, `datetime` or the name of an attribute.
    pub part: &'static str,
    /// What is wrong with it.
    pub code: &'static str,
}

/// An attribute that must have a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Equals {
    at: usize,
    wanted: Wanted,
}

#[derive(Debug, Clone, PartialEq)]
enum Wanted {
    Flag(bool),
    Number(f64),
    Text(String),
    Moment(Timestamp),
}

impl Equals {
    /// The attribute and its value as text; `None` for a name that the schema has not.
    ///
    /// # Errors
    /// The text is no value of the attribute's kind.
    pub fn parse(schema: &Schema, name: &str, text: &str) -> Option<Result<Self, AskError>> {
        let at = schema.properties.iter().position(|property| property.name == name)?;
        let property = &schema.properties[at];
        if property.kind == Kind::Json {
            return None;
        }
        let wanted = Wanted::parse(property, text);
        Some(wanted.map(|wanted| Self { at, wanted }))
    }

    fn holds(&self, feature: &Feature) -> bool {
        let Some((_, value)) = feature.properties.get(self.at) else { return false };
        match (&self.wanted, value) {
            (Wanted::Flag(wanted), Value::Flag(flag)) => wanted == flag,
            (Wanted::Number(wanted), Value::Number(number)) => wanted == number,
            (Wanted::Number(wanted), Value::Whole(number)) => *wanted == *number as f64,
            (Wanted::Text(wanted), Value::Text(text)) => wanted == text,
            (Wanted::Moment(wanted), Value::Text(text)) => {
                text.parse::<Timestamp>().is_ok_and(|at| at == *wanted)
            }
            _ => false,
        }
    }
}

impl Wanted {
    fn parse(property: &Property, text: &str) -> Result<Self, AskError> {
        let wrong = |code| AskError { part: property.name, code };
        match property.kind {
            Kind::Flag => text.parse().map(Wanted::Flag).map_err(|_| wrong("not_a_flag")),
            Kind::Whole | Kind::Number => {
                let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
                number.map(Wanted::Number).ok_or(wrong("not_a_number"))
            }
            Kind::Day => {
                let day = text.parse::<Date>().map_err(|_| wrong("not_a_date"))?;
                Ok(Wanted::Text(day.to_string()))
            }
            Kind::Instant => text.parse().map(Wanted::Moment).map_err(|_| wrong("not_a_time")),
            Kind::Text | Kind::Json => Ok(Wanted::Text(text.to_owned())),
        }
    }
}

/// A further test of each feature.
pub type Test<'a> = &'a dyn Fn(&Feature) -> bool;

/// What is asked for.
#[derive(Clone, Default)]
pub struct Ask<'a> {
    /// Whose ground touches it.
    pub bbox: Option<Rectangle>,
    /// That are of a time.
    pub datetime: Option<Times>,
    /// That have these values, all of them.
    pub equal: Vec<Equals>,
    /// For which this is true,
    pub filter: Option<Test<'a>>,
    /// which it can be only within this box.
    pub filter_within: Option<BoundingBox>,
    /// After this one.
    pub after: Option<FeatureId>,
    /// At most so many.
    pub limit: usize,
}

/// A page of the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<'a> {
    /// How many there are on all pages.
    pub matched: usize,
    /// In the order of their ids.
    pub features: Vec<&'a Feature>,
    /// After which one the next page goes on; `None` on the last.
    pub next: Option<&'a FeatureId>,
}

impl Collection {
    /// A page of what is asked for.
    pub fn ask(&self, ask: &Ask<'_>) -> Page<'_> {
        let first = ask.after.as_ref().map_or(0, |id| self.first_after(id));
        let Some(found) = self.found(ask) else {
            // All of them: nothing needs to be looked at.
            let from = &self.features[first.min(self.features.len())..];
            let page: Vec<&Feature> = from.iter().take(ask.limit).collect();
            return page_of(self.features.len(), page, from.len() > ask.limit);
        };
        let from = &found[found.partition_point(|&place| (place as usize) < first)..];
        let feature = |&place: &u32| &self.features[place as usize];
        let page = from.iter().take(ask.limit).map(feature).collect();
        page_of(found.len(), page, from.len() > ask.limit)
    }

    /// A collection of those that have these values, all of them.
    ///
    /// # Errors
    /// None that this collection had not: it is made of the same features.
    pub fn having(&self, equal: &[Equals]) -> Result<Collection, CollectionError> {
        let kept = |feature: &&Feature| equal.iter().all(|equals| equals.holds(feature));
        let features = self.features.iter().filter(kept).cloned().collect();
        Collection::new(self.schema.clone(), self.provenance.clone(), features)
    }

    /// Places of all that match, rising; `None` when nothing was asked that could leave any out.
    fn found(&self, ask: &Ask<'_>) -> Option<Vec<u32>> {
        let datetime = ask.datetime.zip(temporal(&self.schema));
        let near_box = ask.bbox.as_ref().map(|wanted| {
            let within = self.extent().and_then(|extent| wanted.in_degrees(extent));
            within.map_or_else(Vec::new, |within| self.near(within))
        });
        let near_filter = ask.filter_within.map(|within| self.near(within));
        let anything = datetime.is_some() || !ask.equal.is_empty() || ask.filter.is_some();
        let mut places = match (near_box, near_filter) {
            (None, None) if !anything => return None,
            (None, None) => (0..self.features.len() as u32).collect(),
            (Some(places), None) | (None, Some(places)) => places,
            (Some(some), Some(others)) => {
                some.into_iter().filter(|place| others.binary_search(place).is_ok()).collect()
            }
        };
        places.retain(|&place| {
            let feature = &self.features[place as usize];
            ask.equal.iter().all(|equals| equals.holds(feature))
                && datetime.is_none_or(|(asked, named)| asked.meet(feature, named))
                && ask.bbox.as_ref().is_none_or(|wanted| wanted.touches(feature))
                && ask.filter.is_none_or(|test| test(feature))
        });
        Some(places)
    }
}

fn page_of(matched: usize, features: Vec<&Feature>, more: bool) -> Page<'_> {
    let next = features.last().filter(|_| more).map(|feature| &feature.id);
    Page { matched, features, next }
}

#[cfg(test)]
mod tests;
