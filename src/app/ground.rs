//! The ground a run stands on, and the run itself on it: where the pure analysis gets its input.

use super::{
    Actor, App, AppError, FieldError,
    areas::{self, AreaFilter},
    exposure::{self, LaidOut, Stand},
    kept_areas::SurfaceKey,
    series,
};
use crate::{
    analysis::{
        ground::OUTSIDE,
        hotspots::{AreaLayer, HotspotInput, compute as analyse},
        laid::Lattices,
        lattice::AreaCells,
        places::{NamedPlace, suggested_names},
        profile::CountRow,
        run::{Expectation, Exposure, LatticeSpec, RunParameters, RunResult},
        stability::month_back,
    },
    area::{Area, AreaId, AreaIndex, AreaKind, LonLat},
    export::layers::label_at,
    incident::{CategoryId, Fingerprint, IndicatorId, RowRef, Selection, Visible},
};
use geo_types::MultiPolygon;
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
    /// The ground of an area as it is on a day (or was last), for a lattice: where the cells are
    /// areas, as they are on that day or today.
    ///
    /// # Errors
    /// The area is unknown, has no ground, or has more than any city; there are no such areas.
    pub(super) fn of(
        &self,
        app: &App,
        id: &AreaId,
        on: Option<Date>,
        lattice: LatticeSpec,
    ) -> Result<Arc<Lattices>, AppError> {
        let area = areas::get(app, id, on).map_err(|error| match error {
            AppError::NotFound => invalid("unknown_area"),
            other => other,
        })?;
        let cells = match lattice {
            LatticeSpec::Areas(kind) => {
                let filter = AreaFilter { kind: Some(kind), at: on, bbox: None };
                Some(AreaCells::new(kind, &areas::list(app, &filter)?))
            }
            LatticeSpec::H3(_) | LatticeSpec::Sweref(_) => None,
        };
        self.with_cells(&area.area, cells).map(|(lattices, _)| lattices)
    }

    /// The lattices, and a fingerprint of the boundary and of the areas that are cells.
    fn with_cells(
        &self,
        study: &Area,
        cells: Option<AreaCells>,
    ) -> Result<(Arc<Lattices>, Fingerprint), AppError> {
        let (lattices, boundary) = self.of_area(study)?;
        let Some(cells) = cells else { return Ok((lattices, boundary)) };
        if cells.ids().is_empty() {
            return Err(field_error("lattice", "no_areas"));
        }
        let both = fingerprint_of(&(&boundary, cells.kind(), cells.ids(), cells.grounds()))?;
        let lattices = self.kept(&both, || Ok(lattices.with_areas(cells)))?;
        Ok((lattices, both))
    }

    fn of_area(&self, area: &Area) -> Result<(Arc<Lattices>, Fingerprint), AppError> {
        self.of_ground(area.geometry.as_ref().ok_or_else(|| invalid("no_ground"))?)
    }

    /// The lattices of any ground, and its fingerprint.
    pub(super) fn of_ground(
        &self,
        ground: &MultiPolygon<f64>,
    ) -> Result<(Arc<Lattices>, Fingerprint), AppError> {
        let boundary = fingerprint_of(ground)?;
        let survey = || Lattices::new(ground, None).map_err(|_| invalid("no_ground"));
        Ok((self.kept(&boundary, survey)?, boundary))
    }

    fn kept(
        &self,
        key: &Fingerprint,
        make: impl FnOnce() -> Result<Lattices, AppError>,
    ) -> Result<Arc<Lattices>, AppError> {
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lattices) = kept().get(key) {
            return Ok(lattices.clone());
        }
        let lattices = Arc::new(make()?);
        let mut kept = kept();
        if kept.len() >= KEPT_GROUNDS {
            kept.clear();
        }
        kept.insert(key.clone(), lattices.clone());
        Ok(lattices)
    }
}

/// Everything about the ground that decides what a run says, as it was on the last day of the run's
/// period: so it is the same whenever the run is run again, unless somebody redraws the past.
pub(super) struct Whereabouts {
    /// The study area and its lattices.
    pub(super) lattices: Arc<Lattices>,
    /// Of all of it.
    pub(super) fingerprint: Fingerprint,
    surface: Arc<Surface>,
    /// An indicator that a run's expectation stands on.
    laid_out: Option<LaidOut>,
}

/// A study area with the areas that places may overlap and the places that may lend their name.
#[derive(Debug)]
pub(super) struct Surface {
    lattices: Arc<Lattices>,
    fingerprint: Fingerprint,
    index: AreaIndex,
    names: Vec<String>,
    named_places: Vec<NamedPlace>,
    /// Where the counts of the latest view lie.
    entries: Mutex<Option<(Fingerprint, Arc<Entries>)>>,
}

impl Surface {
    fn new(
        grounds: &Grounds,
        study: &Area,
        cells: Option<AreaCells>,
        layer: &[&Area],
        named: &[&Area],
    ) -> Result<Self, AppError> {
        let (lattices, boundary) = grounds.with_cells(study, cells)?;
        let index = AreaIndex::new(layer.iter().copied());
        let name_of = |id: &AreaId| {
            let area = layer.iter().find(|area| area.id == *id);
            area.map_or_else(|| id.0.clone(), |area| area.name.clone())
        };
        let names: Vec<String> = index.ids().iter().map(name_of).collect();
        let place = |area: &&Area| {
            let at = area.geometry.as_ref().and_then(label_at)?;
            Some(NamedPlace { name: area.name.clone(), at })
        };
        let named_places: Vec<NamedPlace> = named.iter().filter_map(place).collect();
        let drawn: Vec<_> =
            layer.iter().map(|area| (&area.id, &area.name, &area.geometry)).collect();
        let places: Vec<_> = named_places.iter().map(|place| (&place.name, place.at)).collect();
        let fingerprint = fingerprint_of(&(&boundary, drawn, places))?;
        Ok(Self { lattices, fingerprint, index, names, named_places, entries: Mutex::default() })
    }

    fn name_at(&self, at: LonLat) -> Option<&String> {
        self.names.get(self.index.locate(at) as usize)
    }
}

impl Whereabouts {
    /// With the indicator that a run's expectation stands on, if it does: its values as the actor sees
    /// them are then part of the fingerprint.
    pub(super) fn exposed(
        self,
        app: &App,
        actor: &Actor,
        parameters: &RunParameters,
    ) -> Result<Self, AppError> {
        match &parameters.expectation {
            Expectation::Exposure(Exposure::Indicator(id)) => {
                self.exposed_to(app, actor, id, parameters.period.to)
            }
            _ => Ok(self),
        }
    }

    /// With an indicator laid out over the ground.
    pub(super) fn exposed_to(
        mut self,
        app: &App,
        actor: &Actor,
        indicator: &IndicatorId,
        day: Date,
    ) -> Result<Self, AppError> {
        let laid_out = exposure::lay_out(app, actor, indicator, day, self.lattices.ground())?;
        self.fingerprint = fingerprint_of(&(&self.fingerprint, &laid_out.made_of))?;
        self.laid_out = Some(laid_out);
        Ok(self)
    }

    /// Per base cell of the ground the indicator that is laid out over it, if one is.
    pub(super) fn laid_out(&self) -> Option<&[f64]> {
        self.laid_out.as_ref().map(|laid_out| &*laid_out.weights)
    }

    /// `lattice` is the one that is asked for, since areas may be its cells.
    pub(super) fn of(
        app: &App,
        study_area: &AreaId,
        day: Date,
        lattice: Option<LatticeSpec>,
    ) -> Result<Self, AppError> {
        let areas = app.areas.of(app.store.read()?.as_ref())?;
        let versions = || areas.all.iter().enumerate().filter(|(_, area)| area.id == *study_area);
        let valid = versions().find(|(_, area)| area.validity.covers(day));
        let (study, _) =
            valid.or_else(|| versions().next_back()).ok_or_else(|| invalid("unknown_area"))?;
        let of_kind = |kind: AreaKind| -> Vec<usize> {
            let there = |area: &Area| area.kind == kind && area.validity.covers(day);
            (0..areas.all.len()).filter(|&i| there(&areas.all[i])).collect()
        };
        // The areas that are cells, or the finest layer that is there; another country's wards are
        // `ovrigt`.
        let cells = match lattice {
            Some(LatticeSpec::Areas(kind)) => Some(kind),
            _ => None,
        };
        let layer = match cells {
            Some(kind) => vec![kind],
            None => vec![AreaKind::Statistikomrade, AreaKind::Stadsdel, AreaKind::Ovrigt],
        };
        let mut layers = layer.into_iter().map(of_kind);
        let layer = layers.find(|layer| !layer.is_empty()).unwrap_or_default();
        let key = SurfaceKey { study, layer, named: of_kind(AreaKind::Plats), cells };
        let pick = |places: &[usize]| -> Vec<&Area> {
            places.iter().map(|&place| &areas.all[place]).collect()
        };
        let (layer, named) = (pick(&key.layer), pick(&key.named));
        let surface = areas.surface(key, || {
            let cells = cells.map(|kind| AreaCells::new(kind, layer.iter().copied()));
            Surface::new(&app.grounds, &areas.all[study], cells, &layer, &named)
        })?;
        Ok(Self {
            lattices: surface.lattices.clone(),
            fingerprint: surface.fingerprint.clone(),
            surface,
            laid_out: None,
        })
    }

    /// Where the counts of a view lie.
    pub(super) fn entries(&self, view: &Visible) -> Arc<Entries> {
        let of = view.fingerprint();
        let kept = || self.surface.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, entries)) = kept().as_ref().filter(|(known, _)| *known == of) {
            return entries.clone();
        }
        let entries = Arc::new(Entries::new(view, &self.lattices));
        *kept() = Some((of, entries.clone()));
        entries
    }

    /// Suggested names of places, in order: the nearest named place, or the area.
    pub(super) fn names_at(&self, centres: &[LonLat]) -> Vec<String> {
        let system = self.lattices.ground().system();
        let named: Vec<_> = self
            .surface
            .named_places
            .iter()
            .map(|place| (place.name.clone(), system.project(place.at)))
            .collect();
        let at: Vec<_> = centres.iter().map(|&centre| system.project(centre)).collect();
        let area = |&centre: &LonLat| self.surface.name_at(centre).cloned();
        let areas: Vec<Option<String>> = centres.iter().map(area).collect();
        suggested_names(&at, &named, &areas)
    }

    /// Name of the area of the finest layer that holds a point.
    pub(super) fn area_name(&self, at: LonLat) -> Option<&str> {
        self.surface.name_at(at).map(String::as_str)
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
    let entries = where_.entries(view);
    let surface = &where_.surface;
    let counts = entries.counts(view, &selection);
    let month_back = parameters
        .stability
        .then(|| entries.counts(view, &in_period(month_back(parameters.period))));
    let stand = Stand::of(app, view, parameters, &entries, where_.laid_out.as_ref())?;
    let left_out = area_precision(entries.n_without_cell(view, &selection));
    let rows = |each: &mut dyn FnMut(CountRow)| {
        for row in view.rows(&selection) {
            let Some(cell) = entries.of_row(row) else { continue };
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
        on_ground: entries.on_ground(),
        counts: &counts,
        counts_month_back: month_back.as_deref(),
        weights: stand.weights(&entries),
        weights_month_back: stand.weights_month_back(&entries),
        rows: &rows,
        categories: &ids,
        areas: (!surface.names.is_empty())
            .then_some(AreaLayer { index: &surface.index, names: &surface.names }),
        named_places: &surface.named_places,
        clock,
        n_left_out: &left_out,
    };
    let mut result = analyse(parameters, &input);
    result.guard_rails.extend(stand.said());
    Ok(result)
}

/// The dictionary of places that counts are handed in by: the view's base cells, and on a lattice of
/// areas those of its areas that some counts are known by alone. Counts known by any other area are
/// in no cell.
#[derive(Debug)]
pub(super) struct Entries {
    on_ground: Vec<u32>,
    n_cells: usize,
    /// Per area of the view its entry.
    of_area: Vec<Option<u32>>,
}

impl Entries {
    fn new(view: &Visible, lattices: &Lattices) -> Self {
        let mut on_ground = lattices.ground().locate(view.cells());
        let n_cells = on_ground.len();
        let mut of_area = vec![None; view.areas().len()];
        for (entry, at) in of_area.iter_mut().zip(lattices.locate_areas(view.areas())) {
            if at != OUTSIDE {
                *entry = Some(on_ground.len() as u32);
                on_ground.push(at);
            }
        }
        Self { on_ground, n_cells, of_area }
    }

    /// Per entry its place, for [`crate::analysis::laid::Laid::counts`].
    pub(super) fn on_ground(&self) -> &[u32] {
        &self.on_ground
    }

    /// Counts per entry.
    pub(super) fn counts(&self, view: &Visible, selection: &Selection) -> Vec<u32> {
        let mut counts = view.count_by_cell(selection);
        if self.on_ground.len() > self.n_cells {
            let by_area = view.count_by_area(selection);
            let own = by_area.iter().zip(&self.of_area).filter(|(_, entry)| entry.is_some());
            counts.extend(own.map(|(&n, _)| u32::try_from(n).unwrap_or(u32::MAX)));
        }
        counts
    }

    /// Counts that are in no entry.
    pub(super) fn n_without_cell(&self, view: &Visible, selection: &Selection) -> u64 {
        let all = view.tally(selection).n_area_only;
        match self.on_ground.len() > self.n_cells {
            false => all,
            true => {
                let by_area = view.count_by_area(selection);
                let own = by_area.iter().zip(&self.of_area).filter(|(_, entry)| entry.is_some());
                all - own.map(|(n, _)| n).sum::<u64>()
            }
        }
    }

    /// The entry of a row.
    pub(super) fn of_row(&self, row: RowRef) -> Option<u32> {
        row.cell.or_else(|| *self.of_area.get(row.area? as usize)?)
    }
}

/// Counts that no cell can have, with the reason.
pub(super) fn area_precision(n: u64) -> Vec<(String, u64)> {
    (n > 0).then(|| ("area_precision".to_owned(), n)).into_iter().collect()
}

fn fingerprint_of(value: &impl serde::Serialize) -> Result<Fingerprint, AppError> {
    let bytes = serde_json::to_vec(value).map_err(|error| AppError::Fault(error.to_string()))?;
    Ok(Fingerprint::of(&bytes))
}

fn invalid(code: &'static str) -> AppError {
    field_error("study_area", code)
}

fn field_error(field: &str, code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError { field: field.into(), code }])
}
