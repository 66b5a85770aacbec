//! Contiguous pieces of ground of one size, shaped without looking at their counts.
//!
//! What is to be compared with a place must not be chosen for its counts in the very days that are
//! compared: it would fall back towards normal by itself. So a group is a cell and the cells nearest to
//! it that hang together, whatever they hold.

use crate::{analysis::neighbours::Neighbours, area::PlanarMetres};

/// The ground groups are cut from.
#[derive(Debug, Clone, Copy)]
pub struct Cutting<'a> {
    /// Who is beside whom.
    pub adjacent: &'a Neighbours,
    /// Centres.
    pub at: &'a [PlanarMetres],
}

impl Cutting<'_> {
    /// The seed and the nearest free cells that hang together with it, ascending; `None` where there
    /// are not enough, or the seed itself is not free.
    pub fn group(&self, seed: u32, size: usize, free: &[bool]) -> Option<Vec<u32>> {
        if size == 0 || !free[seed as usize] {
            return None;
        }
        let mut group = vec![seed];
        let mut rim: Vec<(f64, u32)> = Vec::new();
        let mut newest = seed;
        while group.len() < size {
            for &j in self.adjacent.of(newest as usize) {
                let known = || group.contains(&j) || rim.iter().any(|&(_, other)| other == j);
                if free[j as usize] && !known() {
                    rim.push((self.squared(seed, j), j));
                }
            }
            let nearest = (0..rim.len())
                .min_by(|&a, &b| rim[a].0.total_cmp(&rim[b].0).then(rim[a].1.cmp(&rim[b].1)))?;
            newest = rim.swap_remove(nearest).1;
            group.push(newest);
        }
        group.sort_unstable();
        Some(group)
    }

    /// Groups that share no cell, in the order of their seeds. Cells that are left over are in none.
    pub fn tiles(&self, size: usize, mut free: Vec<bool>) -> Vec<Vec<u32>> {
        let mut tiles = Vec::new();
        for seed in 0..free.len() as u32 {
            if let Some(tile) = self.group(seed, size, &free) {
                tile.iter().for_each(|&i| free[i as usize] = false);
                tiles.push(tile);
            }
        }
        tiles
    }

    /// Metres between the middles of two groups.
    pub fn distance_m(&self, a: &[u32], b: &[u32]) -> f64 {
        let (a, b) = (self.middle(a), self.middle(b));
        (a.east_m - b.east_m).hypot(a.north_m - b.north_m)
    }

    fn middle(&self, cells: &[u32]) -> PlanarMetres {
        let n = cells.len().max(1) as f64;
        let mean = |f: fn(&PlanarMetres) -> f64| {
            cells.iter().map(|&i| f(&self.at[i as usize])).sum::<f64>() / n
        };
        PlanarMetres { east_m: mean(|p| p.east_m), north_m: mean(|p| p.north_m) }
    }

    fn squared(&self, i: u32, j: u32) -> f64 {
        let (a, b) = (self.at[i as usize], self.at[j as usize]);
        (a.east_m - b.east_m).powi(2) + (a.north_m - b.north_m).powi(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square of side by side cells, a metre apart.
    fn square(side: u32) -> (Neighbours, Vec<PlanarMetres>) {
        let cell = |i: u32| (i % side, i / side);
        let near = Neighbours::from_lists((0..side * side).map(|i| {
            let (x, y) = cell(i);
            (0..side * side)
                .filter(|&j| x.abs_diff(cell(j).0) + y.abs_diff(cell(j).1) == 1)
                .collect()
        }));
        let at = (0..side * side).map(|i| {
            let (x, y) = cell(i);
            PlanarMetres { east_m: f64::from(x), north_m: f64::from(y) }
        });
        (near, at.collect())
    }

    #[test]
    fn groups_are_compact_and_hang_together() {
        let (near, at) = square(5);
        let cutting = Cutting { adjacent: &near, at: &at };
        let free = vec![true; 25];
        assert_eq!(cutting.group(12, 5, &free), Some(vec![7, 11, 12, 13, 17]));
        let mut hole = free.clone();
        hole[1] = false;
        hole[5] = false;
        assert_eq!(cutting.group(0, 2, &hole), None, "a cell that is cut off grows no group");
        assert_eq!(cutting.group(1, 1, &hole), None);
        assert_eq!(cutting.group(3, 0, &free), None);
        assert_eq!(cutting.group(3, 26, &free), None);
    }

    #[test]
    fn tiles_share_no_cell() {
        let (near, at) = square(8);
        let cutting = Cutting { adjacent: &near, at: &at };
        for size in [1, 2, 3, 7] {
            let tiles = cutting.tiles(size, vec![true; 64]);
            let mut all = tiles.concat();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), tiles.len() * size);
            assert!(tiles.len() * size >= 64 * 2 / 3, "{size}: {}", tiles.len());
        }
        assert!(cutting.tiles(2, vec![]).is_empty());
    }
}
