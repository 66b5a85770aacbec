//! Two periods side by side, cell by cell and place by place.

use super::{Material, change::newest_run};
use crate::{
    analysis::{
        compare::{
            Compared, ComparedPlace, LATEST, Parameters, compare, days, of_two, same_season,
            year_before,
        },
        found::{Found, Placed},
        question::{Method, Question},
    },
    app::{Actor, App, AppError, FieldError, ground::area_precision, hotspots},
    area::BaseCell,
    incident::Period,
};
use std::collections::{HashMap, HashSet};

/// The question with the period a year before where it names none, and the newest run in place of
/// [`LATEST`].
pub(super) fn settled(
    app: &App,
    actor: &Actor,
    mut question: Question,
) -> Result<Question, AppError> {
    let Method::Compare(chosen) = &mut question.method else { return Ok(question) };
    let now = question.frame.period;
    let then = chosen.then.or_else(|| year_before(now));
    let then = then.ok_or_else(|| invalid("compare_from", "out_of_range"))?;
    if then.from <= now.to && now.from <= then.to {
        return Err(invalid("compare_to", "periods_meet"));
    }
    chosen.then = Some(then);
    if chosen.places_of.as_deref() == Some(LATEST) {
        chosen.places_of = newest_run(app, actor, &question.frame.categories, &question.frame)?;
    }
    Ok(question)
}

pub(super) fn answer(
    material: &Material,
    chosen: &Parameters,
) -> Result<Found<Compared>, AppError> {
    let now = material.frame.period;
    let then = chosen.then.ok_or_else(|| invalid("compare_from", "missing"))?;
    let laid = material.laid(1);
    material.effort.expect(3);
    let (at_now, at_then) = (material.by_base_cell(now), material.by_base_cell(then));
    let on_cells = |counts: &[u32]| laid.counts(material.on_ground(), counts);
    let (n_now, n_then) = (on_cells(&at_now), on_cells(&at_then));
    material.effort.step(1)?;
    let periods = f64::from(days(then)) / f64::from(days(now));
    let wide = |counts: &[u32]| counts.iter().map(|&n| u64::from(n)).collect::<Vec<u64>>();
    let (cells_now, cells_then) = (wide(&n_now), wide(&n_then));
    let cells = compare(&cells_now, &cells_then, periods);
    let whole = of_two(cells_now.iter().sum(), cells_then.iter().sum(), periods);
    material.effort.step(1)?;
    let counted = Counted::new(material, &at_now, &at_then);
    let (places, ground) = counted.places(material, chosen.places_of.as_deref())?;
    let (mut gone, gone_ground) = counted.places(material, chosen.gone_of.as_deref())?;
    let meets = |cells: &Vec<BaseCell>| {
        let here: HashSet<&BaseCell> = ground.iter().flatten().collect();
        cells.iter().any(|cell| here.contains(cell))
    };
    let mut met = gone_ground.iter().map(meets);
    gone.retain(|_| !met.next().unwrap_or(false));
    let column = |of: fn(&ComparedPlace) -> u64| places.iter().map(of).collect::<Vec<u64>>();
    let tested_places = compare(&column(|place| place.now), &column(|place| place.then), periods);
    material.effort.step(1)?;
    let placed = placed(material, &at_now, &at_then, then);
    let (n_cells, any_places) = (n_now.len(), !places.is_empty());
    let id = laid.lattice().ids().to_vec();
    let result =
        Compared { then, periods, whole, id, n_now, n_then, cells, places, tested_places, gone };
    let found = Found::on_cells(result, &placed, n_cells, 0);
    Ok(with_rails(found, material, then, any_places))
}

/// Counts per base cell of the counts, in both periods.
struct Counted {
    of_cell: HashMap<BaseCell, (u64, u64)>,
}

impl Counted {
    fn new(material: &Material, now: &[u32], then: &[u32]) -> Self {
        let counts = now.iter().zip(then);
        let of_cell = material
            .view
            .cells()
            .iter()
            .zip(counts)
            .map(|(&cell, (&now, &then))| (cell, (u64::from(now), u64::from(then))));
        Self { of_cell: of_cell.collect() }
    }

    /// The places of a run with their base cells.
    fn places(
        &self,
        material: &Material,
        run: Option<&str>,
    ) -> Result<(Vec<ComparedPlace>, Vec<Vec<BaseCell>>), AppError> {
        let Some(run) = run else { return Ok((Vec::new(), Vec::new())) };
        let places = hotspots::places_in_base_cells(material.app, material.actor, run)?;
        Ok(places
            .into_iter()
            .map(|(place, cells)| {
                let counts = cells.iter().filter_map(|cell| self.of_cell.get(cell));
                let (now, then) = counts.fold((0, 0), |(a, b), (now, then)| (a + now, b + then));
                let compared = ComparedPlace {
                    rank: place.rank,
                    name: place.name,
                    now,
                    then,
                    label_at: place.label_at,
                    geometry: place.geometry,
                };
                (compared, cells)
            })
            .unzip())
    }
}

/// What became of the counts of both periods.
fn placed(material: &Material, now: &[u32], then: &[u32], then_period: Period) -> Placed {
    let both: Vec<u32> = now.iter().zip(then).map(|(a, b)| a.saturating_add(*b)).collect();
    let without =
        |period| material.entries().n_without_cell(material.view, &material.selection(period));
    let out = area_precision(without(material.frame.period) + without(then_period));
    Placed::of(material.laid(1).lattice(), material.on_ground(), &both, &out)
}

fn with_rails(
    mut found: Found<Compared>,
    material: &Material,
    then: Period,
    any_places: bool,
) -> Found<Compared> {
    let now = material.frame.period;
    let first = material.view.first_hour().map(|hour| material.clock().local(hour).date());
    if first.is_none_or(|first| then.from < first) {
        let text = "Den tidigare perioden börjar före den första dagen med uppgifter: det som saknas \
                    ser ut som en ökning.";
        found = found.with_rail("compared_before_data", f64::from(days(then)), text);
    }
    if !same_season(now, then) {
        let text = "Perioderna är inte samma dagar på året: en årstid ser ut som en förändring.";
        found = found.with_rail("compared_other_season", 0.0, text);
    }
    if (days(now) - days(then)).abs() > 1 {
        let text = format!(
            "Perioderna är olika långa ({} och {} dagar): antalen jämförs efter längden.",
            days(now),
            days(then)
        );
        let periods = found.result.periods;
        found = found.with_rail("compared_unlike_lengths", periods, text);
    }
    if any_places {
        let text = "Platserna är valda för att de är heta i sin körnings period: mot en annan period \
                    skiljer de sig av det skälet ensamt.";
        found = found.with_rail("places_chosen_by_period", 0.0, text);
    }
    found
}

fn invalid(field: &str, code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError { field: field.into(), code }])
}
