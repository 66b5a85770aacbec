//! The ground a run stands on, and the run itself on it: where the pure analysis gets its input.

use super::{App, AppError, FieldError, areas, series};
use crate::{
    analysis::{
        hotspots::{AreaLayer, HotspotInput, compute as analyse},
        laid::Lattices,
        places::{NamedPlace, suggested_names},
        profile::CountRow,
        run::{RunParameters, RunResult},
        stability::month_back,
    },
    area::{Area, AreaId, AreaIndex, AreaKind, LonLat},
    export::layers::label_at,
    incident::{CategoryId, Fingerprint, Selection, Visible},
};
use jiff::civil::Date;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Surveyed study areas with their lattices, by boundary.
#[derive(Debug, Default)]
pub(crate) struct Grounds(Mutex<HashMap<Fingerprint, Arc<Lattices>>>);

/// So many are kept; one for a city of 200 km² takes about 20 MB with all its lattices.
const KEPT_GROUNDS: usize = 8;

impl Grounds {
    /// The ground of an area as it is on a day (or was last).
    ///
    /// # Errors
    /// The area is unknown, has no ground, or has more than any city.
    pub(super) fn of(
        &self,
        app: &App,
        id: &AreaId,
        on: Option<Date>,
    ) -> Result<Arc<Lattices>, AppError> {
        let area = areas::get(app, id, on).map_err(|error| match error {
            AppError::NotFound => invalid("unknown_area"),
            other => other,
        })?;
        self.of_area(&area.area).map(|(lattices, _)| lattices)
    }

    fn of_area(&self, area: &Area) -> Result<(Arc<Lattices>, Fingerprint), AppError> {
        let ground = area.geometry.as_ref().ok_or_else(|| invalid("no_ground"))?;
        let boundary = fingerprint_of(ground)?;
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lattices) = kept().get(&boundary) {
            return Ok((lattices.clone(), boundary));
        }
        let lattices = Lattices::new(ground, None).map_err(|_| invalid("no_ground"))?;
        let lattices = Arc::new(lattices);
        let mut kept = kept();
        if kept.len() >= KEPT_GROUNDS {
            kept.clear();
        }
        kept.insert(boundary.clone(), lattices.clone());
        Ok((lattices, boundary))
    }
}

/// Everything about the ground that decides what a run says, as it was on the last day of the run's
/// period: so it is the same whenever the run is run again, unless somebody redraws the past.
pub(super) struct Whereabouts {
    /// The study area and its lattices.
    pub(super) lattices: Arc<Lattices>,
    /// Of all of it.
    pub(super) fingerprint: Fingerprint,
    index: AreaIndex,
    names: Vec<String>,
    named_places: Vec<NamedPlace>,
}

impl Whereabouts {
    /// Names to suggest for places, in order of their rank.
    pub(super) fn names_at(&self, at: &[LonLat]) -> Vec<String> {
        let system = self.lattices.ground().system();
        let named: Vec<_> =
            self.named_places.iter().map(|p| (p.name.clone(), system.project(p.at))).collect();
        let area = |at: &LonLat| self.names.get(self.index.locate(*at) as usize).cloned();
        let planar: Vec<_> = at.iter().map(|&at| system.project(at)).collect();
        let areas: Vec<Option<String>> = at.iter().map(area).collect();
        suggested_names(&planar, &named, &areas)
    }

    pub(super) fn of(app: &App, study_area: &AreaId, day: Date) -> Result<Self, AppError> {
        let read = app.store.read()?;
        let all = read.areas(None)?;
        let versions: Vec<&Area> = all.iter().filter(|area| area.id == *study_area).collect();
        let valid = versions.iter().find(|area| area.validity.covers(day));
        let study = valid.or(versions.last()).ok_or_else(|| invalid("unknown_area"))?;
        let (lattices, boundary) = app.grounds.of_area(study)?;
        let of_kind = |kind: AreaKind| {
            all.iter().filter(move |area| area.kind == kind && area.validity.covers(day))
        };
        // The finest layer that is there; another country's wards are `ovrigt`.
        let layer = [AreaKind::Statistikomrade, AreaKind::Stadsdel, AreaKind::Ovrigt];
        let layer = layer.into_iter().find(|kind| of_kind(*kind).next().is_some());
        let layer: Vec<&Area> = layer.into_iter().flat_map(of_kind).collect();
        let index = AreaIndex::new(layer.iter().copied());
        let name_of = |id: &AreaId| {
            let area = layer.iter().find(|area| area.id == *id);
            area.map_or_else(|| id.0.clone(), |area| area.name.clone())
        };
        let names: Vec<String> = index.ids().iter().map(name_of).collect();
        let named_places: Vec<NamedPlace> = of_kind(AreaKind::Plats)
            .filter_map(|area| {
                let at = area.geometry.as_ref().and_then(label_at)?;
                Some(NamedPlace { name: area.name.clone(), at })
            })
            .collect();
        let drawn: Vec<_> =
            layer.iter().map(|area| (&area.id, &area.name, &area.geometry)).collect();
        let places: Vec<_> = named_places.iter().map(|place| (&place.name, place.at)).collect();
        let fingerprint = fingerprint_of(&(&boundary, drawn, places))?;
        Ok(Self { lattices, fingerprint, index, names, named_places })
    }
}

/// Computes a run on what a reader may see.
pub(super) fn compute(
    app: &App,
    view: &Visible,
    parameters: &RunParameters,
    where_: &Whereabouts,
) -> Result<RunResult, AppError> {
    let clock = &app.settings.clock;
    let categories = series::category_flags(app, &parameters.categories)?;
    let in_period = |period| Selection {
        categories: categories.clone(),
        hours: Some(clock.hours(period)),
        cells: None,
    };
    let selection = in_period(parameters.period);
    let counts = view.count_by_cell(&selection);
    let month_back =
        parameters.stability.then(|| view.count_by_cell(&in_period(month_back(parameters.period))));
    let area_only = view.tally(&selection).n_area_only;
    let left_out: Vec<(String, u64)> =
        (area_only > 0).then(|| ("area_precision".to_owned(), area_only)).into_iter().collect();
    let rows = |each: &mut dyn FnMut(CountRow)| {
        for row in view.rows(&selection) {
            let Some(cell) = row.cell else { continue };
            each(CountRow {
                from_hour: row.from_hour,
                to_hour: row.to_hour,
                cell,
                category: row.category,
                n: row.n,
            });
        }
    };
    let catalogue = areas::categories(app)?;
    let ids: Vec<CategoryId> = catalogue.categories.into_iter().map(|c| c.id).collect();
    let input = HotspotInput {
        lattices: &where_.lattices,
        on_ground: &where_.lattices.ground().locate(view.cells()),
        counts: &counts,
        counts_month_back: month_back.as_deref(),
        rows: &rows,
        categories: &ids,
        areas: (!where_.names.is_empty())
            .then_some(AreaLayer { index: &where_.index, names: &where_.names }),
        named_places: &where_.named_places,
        clock,
        n_left_out: &left_out,
    };
    Ok(analyse(parameters, &input))
}

fn fingerprint_of(value: &impl serde::Serialize) -> Result<Fingerprint, AppError> {
    let bytes = serde_json::to_vec(value).map_err(|error| AppError::Fault(error.to_string()))?;
    Ok(Fingerprint::of(&bytes))
}

fn invalid(code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError { field: "study_area".into(), code }])
}
