//! The ground under a run: outlines of its cells, base cells of its places.

use super::{seen_runs, visible};
use crate::{
    analysis::{places::HotspotPlace, run::LatticeSpec},
    app::{Actor, App, AppError, FieldError, export},
    area::{AreaId, BaseCell},
    export::geojson,
    store::StoredRun,
};
use geo_types::MultiPolygon;
use std::collections::BTreeSet;

/// A run whose cells are those of the lattice.
pub fn with_lattice(
    app: &App,
    actor: &Actor,
    id: &str,
    lattice: LatticeSpec,
) -> Result<StoredRun, AppError> {
    let run = visible(app, actor, id)?;
    match run.input.parameters.lattice == lattice {
        true => Ok(run),
        false => Err(invalid("run", "unknown_run")),
    }
}

/// Whether a run that the actor sees has the cells of the lattice; nothing of its result is read.
pub fn is_with_lattice(
    app: &App,
    actor: &Actor,
    id: &str,
    lattice: LatticeSpec,
) -> Result<(), AppError> {
    let seen = seen_runs(app, &*app.store.read()?, actor)?;
    let run = seen.iter().find(|run| run.id == id).ok_or(AppError::NotFound)?;
    match run.input.parameters.lattice == lattice {
        true => Ok(()),
        false => Err(invalid("run", "unknown_run")),
    }
}

/// A cell's place in the dense order, and its outline.
pub type Outlined = (usize, MultiPolygon<f64>);

/// Outlines of the cells of a lattice over an area; the service's study area if none is named.
pub fn outlines(
    app: &App,
    study_area: Option<AreaId>,
    lattice: LatticeSpec,
) -> Result<Vec<Outlined>, AppError> {
    let study_area = study_area.unwrap_or_else(|| app.settings.study_area.clone());
    let lattice = app.grounds.of(app, &study_area, None, lattice)?.lattice(lattice);
    Ok((0..lattice.len()).map(|i| (i, lattice.outline(i))).collect())
}

/// Outlines of the cells as a run numbered them, also when the study area has changed since. A cell that
/// is known no more has none, and the others keep their numbers.
pub fn outlines_of_run(
    app: &App,
    actor: &Actor,
    id: &str,
    lattice: LatticeSpec,
) -> Result<Vec<Outlined>, AppError> {
    let run = with_lattice(app, actor, id, lattice)?;
    let ground = export::cell_ground(app, &run)?;
    let cells = run.result.cells.id.iter().enumerate();
    Ok(cells.filter_map(|(i, id)| Some((i, ground.outline(id)?))).collect())
}

/// As GeoJSON; the id is the place in the dense order.
pub fn as_geojson(outlines: Vec<Outlined>) -> Result<Vec<u8>, AppError> {
    let mut bytes = Vec::new();
    geojson::write_outlines(&mut bytes, outlines).map_err(|e| AppError::Fault(e.to_string()))?;
    Ok(bytes)
}

/// Base cells of a place of a run.
#[derive(Debug)]
pub struct HeldCells(BTreeSet<u64>);

impl HeldCells {
    /// Whether the base cell belongs to the place.
    pub fn holds(&self, cell: BaseCell) -> bool {
        self.0.contains(&cell.to_u64())
    }
}

/// The base cells that a place's cells hold.
pub fn base_cells_of_place(
    app: &App,
    actor: &Actor,
    run: &str,
    rank: u32,
) -> Result<HeldCells, AppError> {
    let run = visible(app, actor, run).map_err(|error| match error {
        AppError::NotFound => invalid("cells", "unknown_run"),
        other => other,
    })?;
    let place = run.result.places.iter().find(|place| place.rank == rank);
    let place = place.ok_or_else(|| invalid("cells", "unknown_run"))?;
    let chosen = &run.input.parameters;
    let lattices =
        app.grounds.of(app, &chosen.study_area, Some(chosen.period.to), chosen.lattice)?;
    let lattice = lattices.lattice(chosen.lattice);
    let ground = lattices.ground().cells();
    // By id and not by number: the study area may have changed since the run.
    let here = place.cells.iter().filter_map(|&i| run.result.cells.id.get(i as usize));
    let here = here.filter_map(|id| lattice.index_of(id));
    let held = here.flat_map(|i| lattice.members(i as usize));
    Ok(HeldCells(held.map(|&base| ground[base as usize].to_u64()).collect()))
}

/// The places of a run, each with the base cells that its cells hold.
pub(in crate::app) fn places_in_base_cells(
    app: &App,
    actor: &Actor,
    run: &str,
) -> Result<Vec<(HotspotPlace, Vec<BaseCell>)>, AppError> {
    let run = visible(app, actor, run).map_err(|error| match error {
        AppError::NotFound => invalid("run", "unknown_run"),
        other => other,
    })?;
    let chosen = &run.input.parameters;
    let lattices =
        app.grounds.of(app, &chosen.study_area, Some(chosen.period.to), chosen.lattice)?;
    let lattice = lattices.lattice(chosen.lattice);
    let ground = lattices.ground().cells();
    let ids = &run.result.cells.id;
    let base_cells = |place: &HotspotPlace| -> Vec<BaseCell> {
        let here = place.cells.iter().filter_map(|&i| lattice.index_of(ids.get(i as usize)?));
        here.flat_map(|i| lattice.members(i as usize)).map(|&base| ground[base as usize]).collect()
    };
    let places = run.result.places.iter();
    Ok(places.map(|place| (place.clone(), base_cells(place))).collect())
}

fn invalid(field: &str, code: &'static str) -> AppError {
    AppError::Invalid(vec![FieldError { field: field.into(), code }])
}
