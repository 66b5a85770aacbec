//! How chosen cells did in one scored month.

use super::RollScore;

/// A scored month, made ready for any number of choices.
#[derive(Debug, Clone)]
pub struct Scored<'a> {
    counts: &'a [u32],
    land_m2: &'a [f64],
    n: u64,
    all_land_m2: f64,
    /// Occupied cells by falling count per land, as running totals of land and counts.
    best: Vec<(f64, u64)>,
}

/// Cells that a method took, and their land.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen<'a> {
    /// Dense indices.
    pub cells: &'a [u32],
    /// Their land together.
    pub land_m2: f64,
}

/// Whole cells in the order of `ranking` until the next would pass `share` of all land.
pub fn choose<'a>(ranking: &'a [u32], land_m2: &[f64], share: f64) -> Chosen<'a> {
    let allowed = share * land_m2.iter().sum::<f64>() * (1.0 + 1e-12);
    let (mut taken, mut land) = (0, 0.0);
    for &i in ranking {
        let with = land + land_m2[i as usize];
        if with > allowed {
            break;
        }
        (taken, land) = (taken + 1, with);
    }
    Chosen { cells: &ranking[..taken], land_m2: land }
}

impl<'a> Scored<'a> {
    /// Counts and land of every cell.
    pub fn new(counts: &'a [u32], land_m2: &'a [f64]) -> Self {
        let mut order: Vec<u32> =
            (0..counts.len() as u32).filter(|&i| counts[i as usize] > 0).collect();
        let density = |i: u32| f64::from(counts[i as usize]) / land_m2[i as usize].max(1e-9);
        order.sort_unstable_by(|&a, &b| density(b).total_cmp(&density(a)).then(a.cmp(&b)));
        let (mut land, mut n) = (0.0, 0u64);
        let best = order.into_iter().map(|i| {
            land += land_m2[i as usize];
            n += u64::from(counts[i as usize]);
            (land, n)
        });
        let best = best.collect();
        Self { counts, land_m2, n, all_land_m2: land_m2.iter().sum(), best }
    }

    /// Incidents of the month.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The most that lies on any ground of this size made of cells, the last of them in part.
    pub fn most_within(&self, land_m2: f64) -> f64 {
        let land_m2 = land_m2 * (1.0 + 1e-12);
        let whole = self.best.partition_point(|&(land, _)| land <= land_m2);
        let (land, n) = whole.checked_sub(1).map_or((0.0, 0), |last| self.best[last]);
        let Some(&(next_land, next_n)) = self.best.get(whole) else { return n as f64 };
        n as f64 + (next_n - n) as f64 * ((land_m2 - land) / (next_land - land)).clamp(0.0, 1.0)
    }

    /// How the chosen cells did; `past` are the counts they were chosen from. Without incidents in
    /// the month everything is 0 or `None`.
    pub fn score(&self, chosen: Chosen, past: &[u32]) -> RollScore {
        let inside = |counts: &[u32]| -> u64 {
            chosen.cells.iter().map(|&i| u64::from(counts[i as usize])).sum()
        };
        let (n, before) = (inside(self.counts), inside(past));
        let all_before: u64 = past.iter().map(|&n| u64::from(n)).sum();
        let hit_rate = if self.n > 0 { n as f64 / self.n as f64 } else { 0.0 };
        let area_used = match self.all_land_m2 > 0.0 {
            true => chosen.land_m2 / self.all_land_m2,
            false => 0.0,
        };
        let most = self.most_within(chosen.land_m2);
        debug_assert_eq!(self.counts.len(), self.land_m2.len());
        RollScore {
            n_cells: chosen.cells.len() as u32,
            area_used,
            n,
            hit_rate,
            pai: (area_used > 0.0 && self.n > 0).then(|| hit_rate / area_used),
            pei_star: (area_used > 0.0 && most > 0.0).then(|| (n as f64 / most).min(1.0)),
            rri: (before > 0 && self.n > 0).then(|| hit_rate / (before as f64 / all_before as f64)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_cells_are_taken_until_the_next_would_pass() {
        let land = [1.0, 1.0, 2.0, 1.0, 5.0];
        let chosen = choose(&[1, 2, 0, 3, 4], &land, 0.3);
        assert_eq!((chosen.cells, chosen.land_m2), (&[1u32, 2][..], 3.0));
        // A cell too large ends it, also when a later one would fit.
        assert_eq!(choose(&[1, 4, 0], &land, 0.3).cells, [1]);
        assert!(choose(&[4], &land, 0.3).cells.is_empty());
        assert_eq!(choose(&[0, 1, 2, 3, 4], &land, 1.0).cells.len(), 5);
    }

    #[test]
    fn the_best_possible_is_never_beaten_however_unequal_the_cells() {
        let (counts, land) = ([9, 4, 4, 1, 0, 2], [10.0, 1.0, 3.0, 0.5, 2.0, 2.0]);
        let scored = Scored::new(&counts, &land);
        for set in 0u32..64 {
            let cells: Vec<u32> = (0..6).filter(|i| set >> i & 1 == 1).collect();
            let land_m2 = cells.iter().map(|&i| land[i as usize]).sum();
            let score = scored.score(Chosen { cells: &cells, land_m2 }, &counts);
            assert!(score.n as f64 <= scored.most_within(land_m2) + 1e-9, "{cells:?}");
            assert_eq!(score.rri, (score.n > 0).then_some(1.0), "the same counts before and now");
        }
        assert_eq!(scored.most_within(1e9), 20.0);
        assert_eq!(scored.most_within(0.0), 0.0);
    }

    #[test]
    fn nothing_to_score_is_none_and_not_nan() {
        let none = Scored::new(&[0, 0], &[1.0, 1.0]);
        let score = none.score(Chosen { cells: &[0], land_m2: 1.0 }, &[0, 0]);
        assert_eq!((score.hit_rate, score.pai, score.pei_star, score.rri), (0.0, None, None, None));
        let empty = Scored::new(&[], &[]).score(Chosen { cells: &[], land_m2: 0.0 }, &[]);
        assert_eq!((empty.area_used, empty.pai), (0.0, None));
    }
}
