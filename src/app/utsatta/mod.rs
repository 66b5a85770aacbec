//! The police's list of exposed areas on a day: who is on it and since when, what the list changed, and
//! what of the city each of them touches.

mod document;

pub use document::html;
pub(super) use document::stands;

use super::{App, AppError, kept_areas::Areas};
use crate::{
    area::{
        Area, AreaId, AreaKind, Relation, UtsattClass, Validity,
        utsatta::{self, Listed, Movement, Spell},
        versions::earliest,
    },
    case::place::{LEAST_SHARE, PlaceGeometry},
    store::Read,
};
use geo_types::MultiPolygon;
use jiff::civil::Date;

/// The layers of the city that an exposed area is laid on, large to small.
const TOUCHED: [AreaKind; 2] = [AreaKind::Stadsdelsomrade, AreaKind::Statistikomrade];

/// The list of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Utsatta {
    /// The day.
    pub on: Date,
    /// First days of all lists that are here.
    pub lists: Vec<Date>,
    /// The one that the day belongs to; `None` before the oldest.
    pub list: Option<Date>,
    /// On the list, by id.
    pub listed: Vec<UtsattCard>,
    /// No longer on it, who left last first.
    pub left: Vec<UtsattCard>,
}

/// An exposed area as it stands on a day. The fields are those of [`Listed`].
#[derive(Debug, Clone, PartialEq)]
pub struct UtsattCard {
    /// The version of the day, or the last.
    pub area: Area,
    /// What the list of the day changed.
    pub movement: Movement,
    /// Class in the list before.
    pub class_before: Option<UtsattClass>,
    /// On the list without a break since.
    pub listed_since: Option<Date>,
    /// That is the oldest list here.
    pub from_first_list: bool,
    /// First day off the list.
    pub left_on: Option<Date>,
    /// Classes by their days.
    pub spells: Vec<Spell>,
    /// What it touches of the city's areas, by layer and then share.
    pub touches: Vec<Touch>,
    /// What is said of how it belongs to other areas.
    pub relations: Vec<Relation>,
}

/// One of the city's areas that an exposed area lies in, wholly or partly.
#[derive(Debug, Clone, PartialEq)]
pub struct Touch {
    /// Which.
    pub area: AreaId,
    /// Its layer.
    pub kind: AreaKind,
    /// Its name.
    pub name: String,
    /// Share of the exposed area's ground that lies in it, 0–1.
    pub share: f64,
    /// Share of its own ground that is exposed, 0–1.
    pub share_of_it: f64,
    /// The days that both are so.
    pub validity: Validity,
}

/// How the list stands on a day, today if none is named.
pub fn on(app: &App, day: Option<Date>) -> Result<Utsatta, AppError> {
    let known = app.areas.of(app.store.read()?.as_ref())?;
    let on = day.unwrap_or_else(|| app.today());
    let found = utsatta::on_day(&known.all, on);
    let cards = |all: Vec<Listed<'_>>| {
        all.into_iter().map(|one| UtsattCard::of(one, &known, on)).collect::<Vec<_>>()
    };
    Ok(Utsatta {
        on,
        lists: found.lists,
        list: found.list,
        listed: cards(found.listed),
        left: cards(found.left),
    })
}

/// Those that are or were on the list and lie on the ground, with the share of each that does.
pub(super) fn touching(
    known: &Areas,
    ground: &MultiPolygon<f64>,
    day: Date,
) -> Vec<(UtsattCard, f64)> {
    let found = utsatta::on_day(&known.all, day);
    let here = found.listed.into_iter().chain(found.left).filter_map(|one| {
        let share = PlaceGeometry::Area(one.area.geometry.clone()?).share_in(ground);
        (share >= LEAST_SHARE).then(|| (UtsattCard::of(one, known, day), share))
    });
    here.collect()
}

/// How many leave the list when these areas become one: on it the day before, and not among them.
pub(super) fn leaving(app: &App, read: &dyn Read, new: &[Area]) -> Result<usize, AppError> {
    let first = new.iter().find(|area| area.kind == AreaKind::UtsattOmrade);
    let Some(day) = first.and_then(|area| area.validity.valid_from?.yesterday().ok()) else {
        return Ok(0);
    };
    let known = app.areas.of(read)?;
    let before = utsatta::on_day(&known.all, day).listed;
    Ok(before.iter().filter(|one| new.iter().all(|area| area.id != one.area.id)).count())
}

impl UtsattCard {
    fn of(one: Listed<'_>, known: &Areas, day: Date) -> Self {
        let of_it = |relation: &&Relation| relation.from == one.area.id;
        Self {
            touches: touches(one.area, known, day),
            relations: known.relations.iter().filter(of_it).cloned().collect(),
            area: one.area.clone(),
            movement: one.movement,
            class_before: one.class_before,
            listed_since: one.listed_since,
            from_first_list: one.from_first_list,
            left_on: one.left_on,
            spells: one.spells,
        }
    }
}

/// By ground: the city's areas of the day against the borders that the list gave.
fn touches(area: &Area, known: &Areas, day: Date) -> Vec<Touch> {
    let Some(ground) = &area.geometry else { return Vec::new() };
    let here = PlaceGeometry::Area(ground.clone());
    let touch = |kind: AreaKind, other: &Area| {
        let theirs = other.geometry.as_ref()?;
        let share = here.share_in(theirs);
        (share >= LEAST_SHARE).then(|| Touch {
            area: other.id.clone(),
            kind,
            name: other.name.clone(),
            share,
            share_of_it: PlaceGeometry::Area(theirs.clone()).share_in(ground),
            validity: both(area.validity, other.validity),
        })
    };
    let mut all = Vec::new();
    for kind in TOUCHED {
        let layer = known.all.iter().filter(|it| it.kind == kind && it.validity.covers(day));
        let mut of_kind: Vec<Touch> = layer.filter_map(|other| touch(kind, other)).collect();
        of_kind.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.area.cmp(&b.area)));
        all.extend(of_kind);
    }
    all
}

/// The days of both.
fn both(a: Validity, b: Validity) -> Validity {
    Validity {
        valid_from: a.valid_from.max(b.valid_from),
        valid_to: earliest(a.valid_to, b.valid_to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_days_of_both_are_those_that_neither_lacks() {
        let of = |valid_from, valid_to| Validity { valid_from, valid_to };
        let (early, late) = (Some(date(2023, 7, 1)), Some(date(2023, 12, 1)));
        assert_eq!(both(of(early, None), of(late, None)), of(late, None));
        assert_eq!(both(of(None, early), of(None, late)), of(None, early));
        assert_eq!(both(of(None, None), of(late, None)), of(late, None));
    }
}
