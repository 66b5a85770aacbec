//! What share of planted places a run finds, and how much land it calls hot.

use platssamverkan::{
    analysis::run::RunResult,
    area::{LonLat, PreparedArea},
};
use std::{collections::BTreeMap, fmt};

/// A place that was put there.
#[derive(Debug, Clone)]
pub(crate) struct Planted {
    /// H3 cells in hex.
    pub(crate) cells: Vec<String>,
    /// Its middle; it is found when a listed place holds this point.
    pub(crate) centre: LonLat,
    /// Times its surroundings.
    pub(crate) ratio: f64,
}

impl Planted {
    /// From a truth file's fields; `n_cells` of it is the number of cells.
    pub(crate) fn new(cells: Vec<String>, centre: LonLat, ratio: f64) -> Self {
        Self { cells, centre, ratio }
    }
}

/// Found and planted, per size and ratio.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Score {
    /// By number of cells and by whole ratio (3 means 3–4): found, planted.
    pub(crate) by_size_and_ratio: BTreeMap<(usize, u32), (usize, usize)>,
    /// Found of all.
    pub(crate) n_found: usize,
    /// Planted.
    pub(crate) n_planted: usize,
    /// Ground of all listed places, as a share of the land.
    pub(crate) land_share: f64,
    /// Listed places.
    pub(crate) n_places: usize,
}

impl Score {
    /// Share found, 0–1.
    pub(crate) fn share_found(&self) -> f64 {
        self.n_found as f64 / self.n_planted.max(1) as f64
    }

    /// Adds another run's figures; the land share becomes the mean over runs weighted alike.
    pub(crate) fn add(&mut self, other: &Score, n_runs_before: usize) {
        for (key, (found, planted)) in &other.by_size_and_ratio {
            let sum = self.by_size_and_ratio.entry(*key).or_default();
            sum.0 += found;
            sum.1 += planted;
        }
        let before = n_runs_before as f64;
        self.land_share = (self.land_share * before + other.land_share) / (before + 1.0);
        self.n_found += other.n_found;
        self.n_planted += other.n_planted;
        self.n_places += other.n_places;
    }
}

/// Compares a run with what was planted.
pub(crate) fn score(planted: &[Planted], run: &RunResult) -> Score {
    let places: Vec<PreparedArea> =
        run.places.iter().map(|place| PreparedArea::new(&place.geometry)).collect();
    let mut score = Score {
        n_planted: planted.len(),
        n_places: places.len(),
        land_share: run.places.iter().map(|place| place.area_km2).sum::<f64>() / run.land_km2,
        ..Score::default()
    };
    for one in planted {
        let found = places.iter().any(|place| place.contains(one.centre));
        let key = (one.cells.len(), one.ratio.floor() as u32);
        let sum = score.by_size_and_ratio.entry(key).or_default();
        sum.1 += 1;
        if found {
            sum.0 += 1;
            score.n_found += 1;
        }
    }
    score
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} av {} planterade platser funna ({:.1} %), {} platser på {:.2} % av marken",
            self.n_found,
            self.n_planted,
            100.0 * self.share_found(),
            self.n_places,
            100.0 * self.land_share
        )?;
        let sizes: std::collections::BTreeSet<usize> =
            self.by_size_and_ratio.keys().map(|(size, _)| *size).collect();
        let ratios: std::collections::BTreeSet<u32> =
            self.by_size_and_ratio.keys().map(|(_, ratio)| *ratio).collect();
        write!(f, "{:>8}", "celler")?;
        ratios
            .iter()
            .try_for_each(|ratio| write!(f, "{:>9}", format!("{ratio}–{} ×", ratio + 1)))?;
        for size in sizes {
            write!(f, "\n{size:>8}")?;
            for ratio in &ratios {
                match self.by_size_and_ratio.get(&(size, *ratio)) {
                    Some((found, planted)) => write!(f, "{:>9}", format!("{found}/{planted}"))?,
                    None => write!(f, "{:>9}", "–")?,
                }
            }
        }
        Ok(())
    }
}
