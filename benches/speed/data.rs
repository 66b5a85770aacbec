//! Seeded input: points clustered as a city's are, written for the peers as raw arrays.

use platssamverkan::{
    app::shipped,
    area::{Area, AreaKind, BaseCell, LonLat},
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use std::path::Path;

pub(crate) const LATTICE_SIDE: usize = 250;
pub(crate) const SMALL_SIDE: usize = 100;
pub(crate) const TAIL_TOTAL: u32 = 150_000;

/// Everything the jobs read.
pub(crate) struct Input {
    pub(crate) points: Vec<LonLat>,
    pub(crate) cells: Vec<BaseCell>,
    /// Dense index into `cells`, one per point.
    pub(crate) cell: Vec<u32>,
    pub(crate) hour: Vec<i32>,
    pub(crate) category: Vec<u16>,
    pub(crate) hour_span: (i32, i32),
    pub(crate) areas: Vec<Area>,
    pub(crate) lattice: Vec<f64>,
    pub(crate) small: Vec<f64>,
    pub(crate) tail_n: Vec<u32>,
    pub(crate) tail_p: Vec<f64>,
    pub(crate) directory: tempfile::TempDir,
}

impl Input {
    pub(crate) fn new(n_rows: usize) -> Self {
        let mut random = Random(ChaCha8Rng::seed_from_u64(n_rows as u64));
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
        let counts = |n: usize, random: &mut Random| -> Vec<f64> {
            (0..n).map(|_| (random.unit().powi(6) * 60.0).floor()).collect()
        };
        let lattice = counts(LATTICE_SIDE * LATTICE_SIDE, &mut random);
        let small = counts(SMALL_SIDE * SMALL_SIDE, &mut random);
        let tail_n = (0..30_000).map(|_| (random.unit() * 60.0) as u32).collect();
        let tail_p = (0..30_000).map(|_| 1e-5 + random.unit() * 3e-4).collect();
        let input = Self {
            points,
            cells,
            cell,
            hour,
            category,
            hour_span: (first + 20_000, first + 28_760),
            areas,
            lattice,
            small,
            tail_n,
            tail_p,
            directory: tempfile::tempdir().expect("a temporary directory"),
        };
        input.write().expect("the input can be written");
        input
    }

    fn write(&self) -> std::io::Result<()> {
        let at = self.directory.path();
        let centres: Vec<LonLat> =
            self.cell.iter().map(|&c| self.cells[c as usize].centre()).collect();
        raw(at, "lon.f64", self.points.iter().map(|p| p.lon.to_le_bytes()))?;
        raw(at, "lat.f64", self.points.iter().map(|p| p.lat.to_le_bytes()))?;
        raw(at, "centre_lon.f64", centres.iter().map(|p| p.lon.to_le_bytes()))?;
        raw(at, "centre_lat.f64", centres.iter().map(|p| p.lat.to_le_bytes()))?;
        raw(at, "cell.u32", self.cell.iter().map(|v| v.to_le_bytes()))?;
        raw(at, "hour.i32", self.hour.iter().map(|v| v.to_le_bytes()))?;
        raw(at, "category.u16", self.category.iter().map(|v| v.to_le_bytes()))?;
        raw(at, "lattice.f64", self.lattice.iter().map(|v| v.to_le_bytes()))?;
        raw(at, "small.f64", self.small.iter().map(|v| v.to_le_bytes()))?;
        raw(at, "tail_n.u32", self.tail_n.iter().map(|v| v.to_le_bytes()))?;
        raw(at, "tail_p.f64", self.tail_p.iter().map(|v| v.to_le_bytes()))?;
        let mut areas: Vec<&Area> = self.areas.iter().collect();
        areas.sort_by(|a, b| a.id.cmp(&b.id));
        let polygons: Vec<String> = areas
            .iter()
            .filter_map(|area| area.geometry.as_ref())
            .map(|ground| geojson::Geometry::from(ground).to_string())
            .collect();
        std::fs::write(at.join("areas.json"), serde_json::to_vec(&polygons)?)?;
        let about = serde_json::json!({
            "n_cells": self.cells.len(), "hour_from": self.hour_span.0, "hour_to": self.hour_span.1,
            "lattice_side": LATTICE_SIDE, "small_side": SMALL_SIDE, "tail_total": TAIL_TOTAL,
        });
        std::fs::write(at.join("input.json"), about.to_string())
    }
}

struct Random(ChaCha8Rng);

impl Random {
    fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn raw<const W: usize>(
    at: &Path,
    name: &str,
    values: impl Iterator<Item = [u8; W]>,
) -> std::io::Result<()> {
    std::fs::write(at.join(name), values.flatten().collect::<Vec<u8>>())
}
