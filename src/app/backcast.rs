//! Counts of an area from before it began.
//!
//! The counts hold base cells, not areas: what lies in an area is always what has the centre of its cell
//! within the border that is used, whatever was called what at the time. So a series of an area that began
//! in the middle of it goes on backwards over the same ground, every count once; where areas share ground
//! out among them, their series add up to that of the ground. What a reader must know is said here: from
//! which day the border holds, and which areas were there before it.
//!
//! That is for counts alone. A share or an official figure of a predecessor is about other ground and is
//! never added to anything.

use super::{App, AppError, areas::AreaCard};
use crate::{
    area::{Area, Relation, succession},
    case::place::PlaceGeometry,
};
use jiff::civil::Date;

/// An area that began, or got its border, on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Backcast {
    /// The version whose border is used for all days.
    pub area: Area,
    /// Its first day: what is counted before it is counted backwards.
    pub begins: Date,
    /// The area was there before with another border.
    pub redrawn: bool,
    /// Areas that it followed, nearest first.
    pub predecessors: Vec<Predecessor>,
}

/// An area that another followed.
#[derive(Debug, Clone, PartialEq)]
pub struct Predecessor {
    /// Its last version.
    pub area: Area,
    /// How it is known to be a predecessor.
    pub relation: Relation,
    /// Share of its ground that lies in the successor, 0–1; `None` where either has no known ground.
    pub share_here: Option<f64>,
    /// Share of the successor's ground that was its, 0–1; `None` as above.
    pub share_of_successor: Option<f64>,
}

/// What to know of the days before an area began; `None` for one that has been there always, as far as
/// anybody has said.
pub(super) fn of(app: &App, card: &AreaCard) -> Result<Option<Backcast>, AppError> {
    let area = &card.area;
    let Some(begins) = area.validity.valid_from else { return Ok(None) };
    let known = app.areas.of(app.store.read()?.as_ref())?;
    let share = |of: &Area, within: &Area| {
        let (of, within) = (of.geometry.clone()?, within.geometry.as_ref()?);
        Some(PlaceGeometry::Area(of).share_in(within))
    };
    let predecessor = |relation: &Relation| {
        let last = known.versions(&relation.from).last()?;
        Some(Predecessor {
            share_here: share(last, area),
            share_of_successor: share(area, last),
            area: last.clone(),
            relation: relation.clone(),
        })
    };
    let relations = succession::predecessors(&area.id, &known.relations);
    let predecessors: Vec<_> = relations.into_iter().filter_map(predecessor).collect();
    let redrawn = card.versions.iter().any(|one| one.validity.valid_from < Some(begins));
    Ok(Some(Backcast { area: area.clone(), begins, redrawn, predecessors }))
}

impl Backcast {
    /// Whether something from this day on is counted backwards.
    pub fn concerns(&self, from: Date) -> bool {
        from < self.begins
    }
}
