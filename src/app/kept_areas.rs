//! The areas and their relations as the store has them, read once for each of their versions, with
//! what has been made of them for runs.

use super::{AppError, ground::Surface};
use crate::{
    area::{Area, AreaId, AreaKind, Relation, versions::end_in_turn},
    store::{AreasVersion, Read},
};
use std::sync::{Arc, Mutex, PoisonError};

/// What is kept between requests.
#[derive(Debug, Default)]
pub(crate) struct KeptAreas(Mutex<Option<Arc<Areas>>>);

/// All versions of all areas, by id and then first day, each with the end that follows from the others.
#[derive(Debug)]
pub(super) struct Areas {
    version: AreasVersion,
    pub(super) all: Vec<Area>,
    pub(super) relations: Vec<Relation>,
    surfaces: Mutex<Vec<(SurfaceKey, Arc<Surface>)>>,
}

/// The areas that a surface is made of, as places in [`Areas::all`]: study area, layer and named
/// places; and the kind that are the cells, if areas are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SurfaceKey {
    pub(super) study: usize,
    pub(super) layer: Vec<usize>,
    pub(super) named: Vec<usize>,
    pub(super) cells: Option<AreaKind>,
}

/// So many surfaces are kept; there is one for each day on which the areas change, and study area.
const KEPT_SURFACES: usize = 8;

impl KeptAreas {
    /// The areas that a reader of the store sees.
    pub(super) fn of(&self, read: &dyn Read) -> Result<Arc<Areas>, AppError> {
        let version = read.areas_version()?;
        let kept = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(areas) = kept().as_ref().filter(|areas| areas.version == version) {
            return Ok(areas.clone());
        }
        let (mut all, relations) = (read.areas(None)?, read.relations()?);
        end_in_turn(&mut all);
        let areas = Arc::new(Areas { version, all, relations, surfaces: Mutex::default() });
        *kept() = Some(areas.clone());
        Ok(areas)
    }
}

impl Areas {
    /// The versions of one area by first day; none when it is unknown.
    pub(super) fn versions(&self, id: &AreaId) -> &[Area] {
        let from = self.all.partition_point(|area| area.id < *id);
        let n = self.all[from..].partition_point(|area| area.id == *id);
        &self.all[from..from + n]
    }

    /// What is made of these areas, made once.
    pub(super) fn surface(
        &self,
        key: SurfaceKey,
        make: impl FnOnce() -> Result<Surface, AppError>,
    ) -> Result<Arc<Surface>, AppError> {
        let kept = || self.surfaces.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, surface)) = kept().iter().find(|(known, _)| *known == key) {
            return Ok(surface.clone());
        }
        let surface = Arc::new(make()?);
        let mut kept = kept();
        if kept.len() == KEPT_SURFACES {
            kept.remove(0);
        }
        kept.push((key, surface.clone()));
        Ok(surface)
    }
}
