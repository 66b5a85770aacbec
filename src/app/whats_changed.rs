//! "Vad har förändrats?": the ranking of change over areas and places, the actor's own first.

use super::{
    Actor, App, AppError, FieldError, areas,
    series::{category_flags, whole_period},
    users,
};
use crate::{
    analysis::{
        change::ratio_interval,
        month::{Month, MonthHours},
        whats_changed::{ChangeParameters, ChangeRow, MonthCounts, WhatsChanged, whats_changed},
    },
    area::{Area, AreaId, AreaIndex, AreaKind, NO_AREA, PreparedArea},
    export::layers::label_at,
    incident::{Category, CategoryId, Selection, Visible},
    policy::{self, Action},
};
use rayon::prelude::*;
use std::collections::HashMap;

/// What is asked; what is not said has the default of the method page.
#[derive(Debug, Clone)]
pub struct ChangeOrder {
    /// Empty means all; each is a row of its own.
    pub categories: Vec<CategoryId>,
    /// Which layer of areas; the finest that is there if not given.
    pub layer: Option<AreaKind>,
    /// Last month of the window; the last complete one if not given.
    pub to: Option<Month>,
    /// Months, years and how many months are preliminary.
    pub parameters: ChangeParameters,
    /// Rows listed at most, of the own areas and of the others each.
    pub limit: usize,
}

impl ChangeOrder {
    /// All defaults.
    pub fn new() -> Self {
        let parameters = ChangeParameters::DEFAULT;
        Self { categories: Vec::new(), layer: None, to: None, parameters, limit: 20 }
    }
}

impl Default for ChangeOrder {
    fn default() -> Self {
        Self::new()
    }
}

/// One row with its names.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeLine {
    /// The area or place.
    pub area: AreaId,
    /// Its name.
    pub name: String,
    /// The category.
    pub category: Category,
    /// The figures.
    pub row: ChangeRow,
    /// Exact 95 % interval of now/expected; no upper limit when there was nothing before.
    pub ratio_95: (f64, Option<f64>),
}

/// The ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeCard {
    /// The figures beside the rows; its rows are in `own` and `others`.
    pub summary: WhatsChanged,
    /// Layer of the areas.
    pub layer: AreaKind,
    /// The areas of the actor's agreements; empty when no agreement says.
    pub own_areas: Vec<AreaId>,
    /// Rows in the actor's own areas, most remarkable first.
    pub own: Vec<ChangeLine>,
    /// All other rows.
    pub others: Vec<ChangeLine>,
    /// Counts of the months that lie in no area of the layer, by stable code.
    pub left_out: Vec<(&'static str, u64)>,
}

/// Ranks change over every area of a layer, and every named place, and category.
///
/// An area or place is the actor's *own* when its label point lies in an area that an agreement of the
/// actor's party, valid today, names. A party without an agreement has no own areas: it sees all of
/// them as others.
///
/// # Errors
/// Unknown categories; a window of no month or more than a year.
pub fn changes(app: &App, actor: &Actor, order: &ChangeOrder) -> Result<ChangeCard, AppError> {
    policy::may(actor, Action::ReadCounts)?;
    let asked = &order.parameters;
    check((1..=12).contains(&asked.window_months), "months")?;
    check((1..=10).contains(&asked.years), "years")?;
    check(asked.preliminary_months <= 12, "preliminary")?;
    let view = policy::view(actor, &app.counts());
    let flags = category_flags(app, &order.categories)?;
    let catalogue = areas::categories(app)?.categories;
    let chosen: Vec<usize> =
        (0..catalogue.len()).filter(|&i| flags.is_empty() || flags[i]).collect();
    let (first, last) = covered_months(app, &view, order.to)?;
    let units = Units::of(app, order.layer, last)?;
    let months = MonthHours::new(&app.settings.clock, first, last);
    let (counts, unplaced) = counted(app, &view, &units, &flags, &chosen, &months)?;
    let mut summary = whats_changed(&counts, asked);
    let (own_areas, own_ground) = own_ground(app, actor)?;
    let own: Vec<bool> = units.areas.iter().map(|area| lies_in(area, &own_ground)).collect();
    let rows = std::mem::take(&mut summary.rows);
    let line = |row: &ChangeRow| {
        let area = &units.areas[row.unit as usize];
        ChangeLine {
            area: area.id.clone(),
            name: area.name.clone(),
            category: catalogue[chosen[row.category as usize]].clone(),
            row: *row,
            ratio_95: ratio_interval(row.now, row.before, row.periods),
        }
    };
    let listed = |is_own: bool| -> Vec<ChangeLine> {
        let rows = rows.iter().filter(|row| own[row.unit as usize] == is_own);
        rows.take(order.limit).map(line).collect()
    };
    let left_out = [("outside_areas", unplaced)].into_iter().filter(|(_, n)| *n > 0).collect();
    let (own, others) = (listed(true), listed(false));
    Ok(ChangeCard { summary, layer: units.layer, own_areas, own, others, left_out })
}

/// At most so many months are looked at: ten earlier years and the current one.
const MOST_MONTHS: i32 = 132;

/// From the first month the counts cover to the one asked for, or the last they cover.
fn covered_months(
    app: &App,
    view: &Visible,
    to: Option<Month>,
) -> Result<(Month, Month), AppError> {
    let Some(data) = whole_period(app, view) else {
        let month = to.unwrap_or(Month::of(app.today()));
        return Ok((month, month));
    };
    let covered = Month::last_complete(data.to);
    let last = to.unwrap_or(covered);
    check(last <= covered && last >= Month::of(data.from), "to")?;
    let first = Month::first_complete(data.from).max(last - (MOST_MONTHS - 1));
    Ok((first.min(last), last))
}

/// Areas of one layer, then named places.
struct Units {
    areas: Vec<Area>,
    layer: AreaKind,
    index: AreaIndex,
    places: Vec<PreparedArea>,
}

impl Units {
    fn of(app: &App, layer: Option<AreaKind>, last: Month) -> Result<Self, AppError> {
        let day = last.last_day();
        let all = app.store.read()?.areas(None)?;
        let of_kind = |kind: AreaKind| {
            let valid = move |area: &&Area| area.kind == kind && area.validity.covers(day);
            all.iter().filter(valid).filter(|area| area.geometry.is_some())
        };
        let finest = [AreaKind::Statistikomrade, AreaKind::Stadsdel, AreaKind::Ovrigt];
        let finest = finest.into_iter().find(|kind| of_kind(*kind).next().is_some());
        let layer = layer.or(finest).unwrap_or(AreaKind::Statistikomrade);
        let mut areas: Vec<Area> = of_kind(layer).cloned().collect();
        areas.sort_by(|a, b| a.id.cmp(&b.id));
        areas.dedup_by(|a, b| a.id == b.id);
        let index = AreaIndex::new(&areas);
        let mut named: Vec<Area> = match layer {
            AreaKind::Plats => Vec::new(),
            _ => of_kind(AreaKind::Plats).cloned().collect(),
        };
        named.sort_by(|a, b| a.id.cmp(&b.id));
        named.dedup_by(|a, b| a.id == b.id);
        let places = named.iter().filter_map(|area| area.geometry.as_ref().map(PreparedArea::new));
        let places = places.collect();
        areas.extend(named);
        Ok(Self { areas, layer, index, places })
    }

    /// The units that hold each base cell: the area, and any places.
    fn of_cells(&self, view: &Visible) -> Vec<(u32, Vec<u32>)> {
        let n_areas = self.index.ids().len() as u32;
        view.cells()
            .par_iter()
            .map(|cell| {
                let centre = cell.centre();
                let places = self.places.iter().zip(n_areas..);
                let held = places.filter(|(place, _)| place.contains(centre)).map(|(_, at)| at);
                (self.index.locate(centre), held.collect())
            })
            .collect()
    }

    /// The area of each area that counts are known by: itself, or the one that holds its label point.
    fn of_areas(&self, app: &App, view: &Visible) -> Result<Vec<u32>, AppError> {
        let known: HashMap<&AreaId, u32> = self.index.ids().iter().zip(0..).collect();
        let read = app.store.read()?;
        let of = |id: &AreaId| -> Result<u32, AppError> {
            if let Some(&at) = known.get(id) {
                return Ok(at);
            }
            let ground = read.area(id)?.into_iter().rev().find_map(|area| area.geometry);
            let at = ground.as_ref().and_then(label_at).map(|at| self.index.locate(at));
            Ok(at.unwrap_or(NO_AREA))
        };
        view.areas().iter().map(of).collect()
    }
}

/// One pass over the rows. Answers also how many counts lie in no area of the layer.
fn counted(
    app: &App,
    view: &Visible,
    units: &Units,
    flags: &[bool],
    chosen: &[usize],
    months: &MonthHours,
) -> Result<(MonthCounts, u64), AppError> {
    let (of_cells, of_areas) = (units.of_cells(view), units.of_areas(app, view)?);
    let row_of = |category: u16| chosen.binary_search(&usize::from(category)).ok();
    let first = months.months().next().unwrap_or(Month::of(app.today()));
    let mut counts = MonthCounts::new(first, months.len(), units.areas.len(), chosen.len());
    let mut unplaced = 0;
    let selection =
        Selection { categories: flags.to_vec(), hours: Some(months.hours()), cells: None };
    let mut near = 0;
    for row in view.rows(&selection) {
        let (Some(month), Some(category)) = (months.at(row.from_hour, near), row_of(row.category))
        else {
            continue;
        };
        near = month;
        let cell = row.cell.map(|cell| &of_cells[cell as usize]);
        let area = match (cell, row.area) {
            (Some((area, _)), _) => *area,
            (None, Some(area)) => of_areas[area as usize],
            (None, None) => NO_AREA,
        };
        match area {
            NO_AREA => unplaced += u64::from(row.n),
            area => counts.add(area as usize, category, month, row.n),
        }
        let places = cell.map_or(&[][..], |(_, places)| places);
        places.iter().for_each(|&place| counts.add(place as usize, category, month, row.n));
    }
    Ok((counts, unplaced))
}

/// The areas that the actor's agreements name, and their ground.
fn own_ground(app: &App, actor: &Actor) -> Result<(Vec<AreaId>, Vec<PreparedArea>), AppError> {
    let read = app.store.read()?;
    let agreements = users::agreements(&*read)?;
    let mut ids: Vec<AreaId> = policy::agreements(actor, &agreements, app.today())
        .flat_map(|agreement| agreement.areas.iter().cloned())
        .collect();
    ids.sort();
    ids.dedup();
    let today = app.today();
    let mut ground = Vec::new();
    for id in &ids {
        let versions = read.area(id)?;
        let valid = versions.iter().find(|area| area.validity.covers(today));
        let shape = valid.or(versions.last()).and_then(|area| area.geometry.as_ref());
        ground.extend(shape.map(PreparedArea::new));
    }
    Ok((ids, ground))
}

fn lies_in(area: &Area, ground: &[PreparedArea]) -> bool {
    let at = area.geometry.as_ref().and_then(label_at);
    at.is_some_and(|at| ground.iter().any(|ground| ground.contains(at)))
}

fn check(fine: bool, field: &str) -> Result<(), AppError> {
    match fine {
        true => Ok(()),
        false => {
            Err(AppError::Invalid(vec![FieldError { field: field.into(), code: "out_of_range" }]))
        }
    }
}
