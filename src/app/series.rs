//! Counts over time: which periods there are, months, and the hours of the week.

use super::{Actor, App, AppError, FieldError, areas, hotspots};
use crate::{
    analysis::profile::{CountRow, LocalHours, Profile},
    area::{AreaId, BaseCell, PreparedArea},
    incident::{CategoryId, DataVersion, Period, Selection, Visible},
    policy,
};
use jiff::civil::Date;
use std::sync::Arc;

/// What a party has to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Periods {
    /// First local day with counts.
    pub from: Option<Date>,
    /// Last local day with counts.
    pub to: Option<Date>,
    /// State of the counts.
    pub version: DataVersion,
    /// `YYYY-MM` and counts, from the first month to the last, empty ones too.
    pub months: Vec<(String, u64)>,
    /// Whether any of it is made up.
    pub synthetic: bool,
}

/// Which counts a series or profile is about. Same names everywhere.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Empty means all.
    pub categories: Vec<CategoryId>,
    /// First local day; that of the data if not given.
    pub from: Option<Date>,
    /// Last local day; that of the data if not given.
    pub to: Option<Date>,
    /// Only base cells whose centre lies in this area.
    pub area: Option<AreaId>,
    /// Only the cells of a place of a run: run and rank.
    pub place: Option<(String, u32)>,
}

/// The days there are counts for.
pub fn periods(app: &App, actor: &Actor) -> Result<Periods, AppError> {
    let counts = app.counts();
    let view = policy::view(actor, &counts);
    let synthetic = hotspots::is_synthetic(&counts, &view);
    let Some(whole) = whole_period(app, &view) else {
        let months = Vec::new();
        return Ok(Periods { from: None, to: None, version: counts.version, months, synthetic });
    };
    let profile = profile(app, &view, &Selection::all(), whole);
    Ok(Periods {
        from: Some(whole.from),
        to: Some(whole.to),
        version: counts.version,
        months: profile.1,
        synthetic,
    })
}

/// From the first to the last local day with counts.
pub(super) fn whole_period(app: &App, view: &Visible) -> Option<Period> {
    let local = |hour| app.settings.clock.local(hour).date();
    Period::new(local(view.first_hour()?), local(view.last_hour()?))
}

/// The profile of the selected rows and their months, added up without the bounds of a place.
fn profile(
    app: &App,
    view: &Visible,
    selection: &Selection,
    period: Period,
) -> (Profile, Vec<(String, u64)>) {
    let hours = LocalHours::new(&app.settings.clock, period);
    let mut profile = Profile::new(&hours, 0);
    for row in view.rows(selection) {
        profile.add(
            &hours,
            CountRow {
                from_hour: row.from_hour,
                to_hour: row.to_hour,
                cell: 0,
                category: row.category,
                n: row.n,
            },
        );
    }
    let months = hours.months().iter().cloned();
    let months = months.zip(profile.months().iter().map(|&n| u64::from(n))).collect();
    (profile, months)
}

/// Counts of the categories and hours that lie in no cell, when cells were asked for.
pub(super) fn unplaced(view: &Visible, selection: &Selection) -> Vec<(&'static str, u64)> {
    let n = view.tally(selection).n_area_only;
    match selection.cells {
        Some(_) if n > 0 => vec![("area_precision", n)],
        _ => Vec::new(),
    }
}

/// `None` when there are no counts to choose from.
pub(super) fn selection(
    app: &App,
    actor: &Actor,
    view: &Visible,
    filter: &Filter,
) -> Result<Option<(Selection, Period)>, AppError> {
    let categories = category_flags(app, &filter.categories)?;
    let cells = cell_flags(app, actor, view, filter)?;
    let Some(whole) = whole_period(app, view) else { return Ok(None) };
    let period = Period::new(filter.from.unwrap_or(whole.from), filter.to.unwrap_or(whole.to))
        .ok_or_else(|| invalid("to", "ends_before_it_begins"))?;
    // A decade of hours is a table of 90 000 entries; a century is a mistake.
    if period.to.year() - period.from.year() > 50 {
        return Err(invalid("from", "out_of_range"));
    }
    let hours = Some(app.settings.clock.hours(period));
    Ok(Some((Selection { categories, hours, cells }, period)))
}

/// One flag per dense category; empty for all.
pub(super) fn category_flags(app: &App, wanted: &[CategoryId]) -> Result<Vec<bool>, AppError> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let catalogue = areas::categories(app)?;
    let mut flags = vec![false; catalogue.categories.len()];
    for id in wanted {
        let i = catalogue.index_of(id).ok_or_else(|| invalid("category", "unknown_category"))?;
        flags[usize::from(i)] = true;
    }
    Ok(flags)
}

fn cell_flags(
    app: &App,
    actor: &Actor,
    view: &Visible,
    filter: &Filter,
) -> Result<Option<Arc<[bool]>>, AppError> {
    let mut flags: Option<Vec<bool>> = None;
    let mut narrow = |holds: &dyn Fn(BaseCell) -> bool| {
        let cells = view.cells().iter();
        flags = Some(match flags.take() {
            None => cells.map(|&cell| holds(cell)).collect(),
            Some(known) => known.iter().zip(cells).map(|(&k, &cell)| k && holds(cell)).collect(),
        });
    };
    if let Some(id) = &filter.area {
        let area = areas::get(app, id, filter.to).map_err(|error| match error {
            AppError::NotFound => invalid("area", "unknown_area"),
            other => other,
        })?;
        let ground = area.area.geometry.ok_or_else(|| invalid("area", "no_ground"))?;
        let ground = PreparedArea::new(&ground);
        narrow(&|cell| ground.holds(cell));
    }
    if let Some((run, rank)) = &filter.place {
        let held = hotspots::base_cells_of_place(app, actor, run, *rank)?;
        narrow(&|cell| held.holds(cell));
    }
    Ok(flags.map(Arc::from))
}

fn invalid(field: &str, code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError { field: field.into(), code }])
}
