//! What has changed, over areas, named places and categories: one pass over the rows.

use super::{Material, out_of_range};
use crate::{
    analysis::{
        found::Found,
        ground::OUTSIDE,
        month::{Month, MonthHours},
        question::{Frame, Method, Question},
        whats_changed::{
            LATEST, MonthCounts, Parameters, Ranking, Unit, WhatsChanged, whats_changed,
        },
    },
    app::{Actor, App, AppError, areas, hotspots, series::whole_period},
    area::{Area, AreaId, AreaIndex, AreaKind, BaseCell, NO_AREA, PreparedArea},
    export::layers::label_at,
    incident::{CategoryId, Period},
    store::RunHeader,
};
use rayon::prelude::*;
use std::collections::HashMap;

/// The question with the newest run in place of [`LATEST`]: of the actor's party, over all categories
/// and the same study area, the one whose period ends last; no run when there is none.
pub(super) fn settled(
    app: &App,
    actor: &Actor,
    mut question: Question,
) -> Result<Question, AppError> {
    if let Method::Change(chosen) = &mut question.method
        && chosen.places_of.as_deref() == Some(LATEST)
    {
        chosen.places_of = newest_run(app, actor, &[], &question.frame)?;
    }
    Ok(question)
}

/// The run of the actor's party over these categories and the frame's study area whose period ends
/// last; `None` when there is none.
pub(super) fn newest_run(
    app: &App,
    actor: &Actor,
    categories: &[CategoryId],
    frame: &Frame,
) -> Result<Option<String>, AppError> {
    let runs = hotspots::own_runs(app.store.read()?.as_ref(), actor)?;
    let fits = |run: &&RunHeader| {
        let asked = &run.input.parameters;
        asked.categories == categories && asked.study_area == frame.study_area
    };
    let age = |run: &&RunHeader| (run.input.parameters.period.to, run.created_at, run.id.clone());
    Ok(runs.iter().filter(fits).max_by_key(age).map(|run| run.id.clone()))
}

/// At most so many months are looked at: ten earlier years and the current one.
const MOST_MONTHS: i32 = 132;

pub(super) fn answer(material: &Material, chosen: &Parameters) -> Result<Found<Ranking>, AppError> {
    out_of_range(chosen.out_of_range())?;
    let (first, last) = covered_months(material);
    let months = MonthHours::new(material.clock(), first, last);
    let units = Units::of(material, chosen, last)?;
    let catalogue = areas::categories(material.app)?.categories;
    let wanted = &material.frame.categories;
    let is_wanted = |i: &usize| wanted.is_empty() || wanted.contains(&catalogue[*i].id);
    let categories: Vec<usize> = (0..catalogue.len()).filter(is_wanted).collect();
    let counted = Counted::of(material, &units, &categories, &months)?;
    let found = whats_changed(&counted.counts, chosen);
    let n_areas = units.index.ids().len() as u32;
    let n_used = found.rows.iter().filter(|row| row.unit < n_areas);
    let n_used = n_used.map(|row| row.now + row.before).sum();
    let n_left_out = counted.left_out(&found);
    let (n_tested, n_years, preliminary) = (found.n_tested, found.n_years, found.n_preliminary);
    let by_chance = (found.watches_by_chance, found.alarms_by_chance);
    let categories = categories.into_iter().map(|i| catalogue[i].id.clone()).collect();
    let result = Ranking { units: units.units, categories, found };
    let found = Found { result, n_used, n_left_out, guard_rails: Vec::new() };
    if n_years == 0 {
        let text = "Inget tidigare år täcks av antalen: ingenting kan jämföras.";
        return Ok(found.with_rail("no_earlier_year", 0.0, text));
    }
    let text = format!(
        "{n_tested} rader är prövade: av slumpen väntas högst {} rader att bevaka, varav {} larm.",
        decimal(by_chance.0),
        decimal(by_chance.1)
    );
    let found = found.with_rail("many_rows", f64::from(n_tested), text);
    Ok(match preliminary {
        0 => found,
        n => found.with_rail(
            "preliminary_months",
            f64::from(n),
            format!(
                "De senaste månaderna ({n}) är preliminära: fler anmälningar väntas, lita inte på \
                 minskningar."
            ),
        ),
    })
}

fn decimal(value: f64) -> String {
    format!("{value:.1}").replace('.', ",")
}

/// From the first month that the counts cover to the last that they and the question do.
fn covered_months(material: &Material) -> (Month, Month) {
    let asked = Month::last_complete(material.frame.period.to);
    let Some(data) = whole_period(material.app, material.view) else { return (asked, asked) };
    let last = asked.min(Month::last_complete(data.to));
    let first = Month::first_complete(data.from).max(last - (MOST_MONTHS - 1));
    (first.min(last), last)
}

/// Areas of one layer, then named places, then places of a hotspot run; those whose label point lies
/// in the study area.
struct Units {
    units: Vec<Unit>,
    index: AreaIndex,
    places: Vec<PreparedArea>,
    /// By base cell the number of the hotspot place that holds it.
    hotspots: HashMap<BaseCell, u32>,
}

impl Units {
    fn of(material: &Material, chosen: &Parameters, last: Month) -> Result<Self, AppError> {
        let layer = chosen.layer;
        let all = material.app.store.read()?.areas(None)?;
        let study = material.lattices().ground().study();
        let day = last.last_day();
        let of_kind = |kind: AreaKind| -> Vec<(&Area, Unit)> {
            let valid = all.iter().filter(|area| area.kind == kind && area.validity.covers(day));
            let mut units: Vec<(&Area, Unit)> = valid
                .filter_map(|area| {
                    let at = area.geometry.as_ref().and_then(label_at)?;
                    let (id, name) = (area.id.clone(), area.name.clone());
                    study.contains(at).then_some((area, Unit { id, name, kind, at }))
                })
                .collect();
            units.sort_by(|a, b| a.1.id.cmp(&b.1.id));
            units.dedup_by(|a, b| a.1.id == b.1.id);
            units
        };
        let finest = [AreaKind::Statistikomrade, AreaKind::Stadsdel, AreaKind::Ovrigt];
        let areas = match layer {
            Some(layer) => of_kind(layer),
            None => finest.into_iter().map(of_kind).find(|a| !a.is_empty()).unwrap_or_default(),
        };
        let places = match layer {
            Some(AreaKind::Plats) => Vec::new(),
            _ => of_kind(AreaKind::Plats),
        };
        let prepared = |(area, _): &(&Area, Unit)| area.geometry.as_ref().map(PreparedArea::new);
        let mut units = Self {
            index: AreaIndex::new(areas.iter().map(|(area, _)| *area)),
            places: places.iter().filter_map(prepared).collect(),
            units: areas.iter().chain(&places).map(|(_, unit)| unit.clone()).collect(),
            hotspots: HashMap::new(),
        };
        if let Some(run) = &chosen.places_of {
            units.add_hotspots(material, run)?;
        }
        Ok(units)
    }

    fn add_hotspots(&mut self, material: &Material, run: &str) -> Result<(), AppError> {
        let places = hotspots::places_in_base_cells(material.app, material.actor, run)?;
        for (place, cells) in places {
            let number = self.units.len() as u32;
            self.units.push(Unit {
                id: AreaId(format!("hotspot/{run}:{}", place.rank)),
                name: place.name,
                kind: AreaKind::Plats,
                at: place.label_at,
            });
            self.hotspots.extend(cells.into_iter().map(|cell| (cell, number)));
        }
        Ok(())
    }

    /// Per base cell that has a count its area, and the places that hold it.
    fn of_cells(&self, material: &Material) -> Vec<(u32, Vec<u32>)> {
        let n_areas = self.index.ids().len() as u32;
        let cells = material.view.cells().par_iter().zip(material.on_ground());
        cells
            .map(|(cell, &at)| {
                if at == OUTSIDE {
                    return (OUTSIDE_STUDY_AREA, Vec::new());
                }
                let centre = cell.centre();
                let places = self.places.iter().zip(n_areas..);
                let held = places.filter(|(place, _)| place.contains(centre)).map(|(_, at)| at);
                let hot = self.hotspots.get(cell).copied();
                (self.index.locate(centre), held.chain(hot).collect())
            })
            .collect()
    }

    /// The same of each area that counts are known by: itself, or the one that holds its label point.
    fn of_areas(&self, material: &Material) -> Result<Vec<u32>, AppError> {
        let known: HashMap<&AreaId, u32> = self.index.ids().iter().zip(0..).collect();
        let study = material.lattices().ground().study();
        let read = material.app.store.read()?;
        let of = |id: &AreaId| -> Result<u32, AppError> {
            if let Some(&at) = known.get(id) {
                return Ok(at);
            }
            let ground = read.area(id)?.into_iter().rev().find_map(|area| area.geometry);
            Ok(match ground.as_ref().and_then(label_at) {
                Some(at) if study.contains(at) => self.index.locate(at),
                Some(_) => OUTSIDE_STUDY_AREA,
                None => NO_AREA,
            })
        };
        material.view.areas().iter().map(of).collect()
    }
}

/// Beside [`NO_AREA`]: not even in the study area.
const OUTSIDE_STUDY_AREA: u32 = NO_AREA - 1;

/// Counts per unit, category and month, and per month those that lie in no unit.
struct Counted {
    counts: MonthCounts,
    outside: Vec<u64>,
    in_no_area: Vec<u64>,
}

impl Counted {
    fn of(
        material: &Material,
        units: &Units,
        categories: &[usize],
        months: &MonthHours,
    ) -> Result<Self, AppError> {
        let (of_cells, of_areas) = (units.of_cells(material), units.of_areas(material)?);
        let n = months.len();
        let first = months.months().next().unwrap_or(Month::of(material.frame.period.to));
        let mut counts = MonthCounts::new(first, n, units.units.len(), categories.len());
        let (mut outside, mut in_no_area) = (vec![0; n], vec![0; n]);
        let period = Period { from: first.first_day(), to: (first + n as i32 - 1).last_day() };
        let mut near = 0;
        for row in material.view.rows(&material.selection(period)) {
            let category = categories.binary_search(&usize::from(row.category)).ok();
            let (Some(month), Some(category)) = (months.at(row.from_hour, near), category) else {
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
                NO_AREA => in_no_area[month] += u64::from(row.n),
                OUTSIDE_STUDY_AREA => outside[month] += u64::from(row.n),
                area => counts.add(area as usize, category, month, row.n),
            }
            for &place in cell.map_or(&[][..], |(_, places)| places) {
                counts.add(place as usize, category, month, row.n);
            }
        }
        Ok(Self { counts, outside, in_no_area })
    }

    /// Of the window and the like months of the years that were compared with.
    fn left_out(&self, found: &WhatsChanged) -> Vec<(String, u64)> {
        let window = found.to - found.from + 1;
        let is_used = |at: usize| {
            let ago = self.outside.len() as i32 - 1 - at as i32;
            ago.rem_euclid(12) < window && ago / 12 <= found.n_years as i32
        };
        let sum = |n: &[u64]| (0..n.len()).filter(|&at| is_used(at)).map(|at| n[at]).sum::<u64>();
        [("outside_study_area", sum(&self.outside)), ("outside_areas", sum(&self.in_no_area))]
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(code, n)| (code.to_owned(), n))
            .collect()
    }
}
