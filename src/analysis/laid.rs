//! Lattices laid over one study area, built once and kept.

use super::{
    ground::{Ground, GroundError, OUTSIDE},
    lattice::{AreaCells, FIRST_AREA, Lattice},
    neighbours::Neighbours,
    run::LatticeSpec,
    surroundings::Surroundings,
};
use crate::area::{AreaId, PreparedArea};
use geo_types::MultiPolygon;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// A lattice with the neighbours of one ring and the surroundings beyond it.
#[derive(Debug, Clone)]
pub struct Laid {
    lattice: Arc<Lattice>,
    neighbours: Neighbours,
    surroundings: Surroundings,
}

impl Laid {
    /// Lays the ring over the lattice.
    pub fn new(lattice: Arc<Lattice>, ring: u8) -> Self {
        let neighbours = lattice.neighbours(ring);
        let surroundings = Surroundings::new(&lattice, &neighbours, ring);
        Self { lattice, neighbours, surroundings }
    }

    /// The cells.
    pub fn lattice(&self) -> &Lattice {
        &self.lattice
    }

    /// Neighbours within the ring.
    pub fn neighbours(&self) -> &Neighbours {
        &self.neighbours
    }

    /// The kilometre around, S(i) left out.
    pub fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// Counts per cell from counts per base cell (or area of the lattice): `on_ground` says where in
    /// the ground each lies.
    pub fn counts(&self, on_ground: &[u32], counts: &[u32]) -> Vec<u32> {
        let mut sums = vec![0u32; self.lattice.len()];
        for (&at, &n) in on_ground.iter().zip(counts) {
            if let Some(cell) = self.lattice.cell_at(at)
                && let Some(sum) = sums.get_mut(cell as usize)
            {
                *sum = sum.saturating_add(n);
            }
        }
        sums
    }

    /// The same for weights that are no counts.
    pub fn weights(&self, at: &[u32], weights: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.lattice.len()];
        for (&at, &weight) in at.iter().zip(weights) {
            if let Some(cell) = self.lattice.cell_at(at)
                && let Some(sum) = sums.get_mut(cell as usize)
            {
                *sum += weight;
            }
        }
        sums
    }
}

/// The ground of a study area and every lattice that was asked for. Keep one per study area and
/// version of its boundary; it holds nothing of the counts. Safe to share between threads: two that
/// ask for the same lattice at once may both build it and get the same.
#[derive(Debug)]
pub struct Lattices {
    ground: Arc<Ground>,
    areas: Option<Arc<AreaCells>>,
    lattices: Mutex<HashMap<LatticeSpec, Arc<Lattice>>>,
    laid: Mutex<HashMap<(LatticeSpec, u8), Arc<Laid>>>,
}

impl Lattices {
    /// Surveys the study area (WGS84). `water`, where such a layer exists, is not land.
    pub fn new(
        study_area: &MultiPolygon<f64>,
        water: Option<&PreparedArea>,
    ) -> Result<Self, GroundError> {
        Ok(Self::of(Ground::survey(study_area, water)?))
    }

    /// Over a ground that is surveyed.
    pub fn of(ground: Ground) -> Self {
        Self::on(Arc::new(ground), None)
    }

    /// The same ground with areas as cells beside: the lattice `areas:<kind>` has cells for this kind
    /// alone. Nothing that is laid is carried over.
    pub fn with_areas(&self, areas: AreaCells) -> Self {
        Self::on(self.ground.clone(), Some(Arc::new(areas)))
    }

    fn on(ground: Arc<Ground>, areas: Option<Arc<AreaCells>>) -> Self {
        Self { ground, areas, lattices: Mutex::default(), laid: Mutex::default() }
    }

    /// For each area its place for [`Laid::counts`], as base cells have theirs from
    /// [`Ground::locate`]; [`OUTSIDE`] when it is none of the areas that are cells.
    pub fn locate_areas(&self, ids: &[AreaId]) -> Vec<u32> {
        let place = |id| self.areas.as_ref()?.position(id).map(|i| FIRST_AREA + i);
        ids.iter().map(|id| place(id).unwrap_or(OUTSIDE)).collect()
    }

    /// The areas that are cells, if any.
    pub fn areas(&self) -> Option<&AreaCells> {
        self.areas.as_deref()
    }

    /// The ground.
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// The lattice, built at the first question.
    pub fn lattice(&self, spec: LatticeSpec) -> Arc<Lattice> {
        kept(&self.lattices, spec, || match &self.areas {
            Some(areas) if spec == LatticeSpec::Areas(areas.kind()) => {
                Lattice::of_areas(areas, &self.ground)
            }
            _ => Lattice::new(spec, &self.ground),
        })
    }

    /// The lattice with a ring, built at the first question.
    pub fn laid(&self, spec: LatticeSpec, ring: u8) -> Arc<Laid> {
        kept(&self.laid, (spec, ring), || Laid::new(self.lattice(spec), ring))
    }
}

/// The lock is never held while building: the builder uses the thread pool, whose threads may ask too.
fn kept<K: Copy + Eq + std::hash::Hash, V>(
    known: &Mutex<HashMap<K, Arc<V>>>,
    key: K,
    build: impl FnOnce() -> V,
) -> Arc<V> {
    let lock = || known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(value) = lock().get(&key) {
        return value.clone();
    }
    let built = Arc::new(build());
    lock().entry(key).or_insert(built).clone()
}
