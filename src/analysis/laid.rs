//! Lattices laid over one study area, built once and kept.

use super::{
    ground::{Ground, GroundError},
    lattice::Lattice,
    neighbours::Neighbours,
    run::LatticeSpec,
    surroundings::Surroundings,
};
use crate::area::PreparedArea;
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

    /// Counts per cell from counts per base cell: `on_ground` says where in the ground each lies.
    pub fn counts(&self, on_ground: &[u32], counts: &[u32]) -> Vec<u32> {
        let of_ground = self.lattice.of_ground();
        let mut sums = vec![0u32; self.lattice.len()];
        for (&at, &n) in on_ground.iter().zip(counts) {
            if let Some(&cell) = of_ground.get(at as usize)
                && let Some(sum) = sums.get_mut(cell as usize)
            {
                *sum = sum.saturating_add(n);
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
    ground: Ground,
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
        Self { ground, lattices: Mutex::default(), laid: Mutex::default() }
    }

    /// The ground.
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// The lattice, built at the first question.
    pub fn lattice(&self, spec: LatticeSpec) -> Arc<Lattice> {
        kept(&self.lattices, spec, || Lattice::new(spec, &self.ground))
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
