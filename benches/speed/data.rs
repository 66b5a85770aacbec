//! Seeded input: points clustered as a city's are, written for the peers as raw arrays.

use platssamverkan::{
    app::shipped,
    area::{Area, AreaKind, BaseCell, LonLat},
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// What several jobs read; a job with input of its own makes it in its own file, with a [`Random`] of
/// its own so that no other job's numbers change.
pub(crate) struct Input {
    pub(crate) points: Vec<LonLat>,
    pub(crate) cells: Vec<BaseCell>,
    /// Dense index into `cells`, one per point.
    pub(crate) cell: Vec<u32>,
    pub(crate) hour: Vec<i32>,
    pub(crate) category: Vec<u16>,
    pub(crate) hour_span: (i32, i32),
    pub(crate) areas: Vec<Area>,
    pub(crate) directory: tempfile::TempDir,
}

impl Input {
    pub(crate) fn new(n_rows: usize) -> Self {
        let mut random = Random::new(n_rows as u64);
        let points: Vec<LonLat> = (0..n_rows)
            .map(|_| {
                // Half in a dense centre, half spread out.
                let spread = if random.unit() < 0.5 { 0.02 } else { 0.16 };
                LonLat {
                    lon: 18.06 + spread * (random.unit() + random.unit() - 1.0),
                    lat: 59.332 + 0.5 * spread * (random.unit() + random.unit() - 1.0),
                }
            })
            .collect();
        let own: Vec<BaseCell> = points.iter().map(|&place| BaseCell::at(place)).collect();
        let mut cells = own.clone();
        cells.sort_unstable();
        cells.dedup();
        let cell =
            own.iter().map(|c| cells.binary_search(c).expect("it is among them") as u32).collect();
        let first = 455_000;
        let hour: Vec<i32> =
            (0..n_rows).map(|_| first + (random.unit() * 35_000.0) as i32).collect();
        let category = (0..n_rows).map(|_| (random.unit() * 10.0) as u16).collect();
        let areas = shipped::areas()
            .into_iter()
            .filter(|area| area.kind == AreaKind::Statistikomrade)
            .collect();
        let input = Self {
            points,
            cells,
            cell,
            hour,
            category,
            hour_span: (first + 20_000, first + 28_760),
            areas,
            directory: tempfile::tempdir().expect("a temporary directory"),
        };
        input.about(serde_json::json!({
            "n_cells": input.cells.len(),
            "hour_from": input.hour_span.0,
            "hour_to": input.hour_span.1,
        }));
        input
    }

    /// Number of points.
    pub(crate) fn n_rows(&self) -> u64 {
        self.points.len() as u64
    }

    /// Writes raw little-endian numbers for the peers: `array("lon.f64", "<f8")` reads them there.
    pub(crate) fn put<const W: usize>(&self, name: &str, values: impl Iterator<Item = [u8; W]>) {
        let bytes: Vec<u8> = values.flatten().collect();
        std::fs::write(self.directory.path().join(name), bytes).expect("the input can be written");
    }

    /// Adds to `input.json`, which the peers read as `about`.
    pub(crate) fn about(&self, more: serde_json::Value) {
        let path = self.directory.path().join("input.json");
        let known = std::fs::read(&path).ok().and_then(|json| serde_json::from_slice(&json).ok());
        let mut about: serde_json::Map<String, serde_json::Value> = known.unwrap_or_default();
        about.extend(more.as_object().expect("an object").clone());
        let json = serde_json::to_vec(&about).expect("JSON");
        std::fs::write(path, json).expect("the input can be written");
    }
}

/// Counts of cells that are mostly empty and seldom many.
pub(crate) fn uneven_counts(n: usize, seed: u64) -> Vec<u32> {
    let mut random = Random::new(seed);
    (0..n).map(|_| (random.unit().powi(6) * 60.0) as u32).collect()
}

/// A seeded source of numbers.
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// 0 ≤ u < 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
