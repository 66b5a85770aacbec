//! Who is next to whom, as compressed rows.

use std::ops::Range;

/// Neighbours of n cells, the cell itself not among them: row i is
/// `cells[starts[i]..starts[i + 1]]`, ascending. Binary weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbours {
    starts: Vec<u32>,
    cells: Vec<u32>,
}

impl Neighbours {
    /// From one list per cell; duplicates and the cell itself are dropped.
    pub fn from_lists(lists: impl IntoIterator<Item = Vec<u32>>) -> Self {
        let (mut starts, mut cells) = (vec![0], Vec::new());
        for (i, mut list) in lists.into_iter().enumerate() {
            list.sort_unstable();
            list.dedup();
            cells.extend(list.into_iter().filter(|&j| j as usize != i));
            starts.push(cells.len() as u32);
        }
        Self { starts, cells }
    }

    /// Pairs of points at most `distance` apart, in whatever unit the points have. For irregular
    /// points; every pair is looked at.
    pub fn within(points: &[(f64, f64)], distance: f64) -> Self {
        let near = |a: &(f64, f64), b: &(f64, f64)| {
            (a.0 - b.0).powi(2) + (a.1 - b.1).powi(2) <= distance * distance
        };
        Self::from_lists(
            points.iter().map(|a| {
                (0..points.len() as u32).filter(|&j| near(a, &points[j as usize])).collect()
            }),
        )
    }

    /// Everyone within so many steps, for graphs that are no grid.
    pub fn within_steps(&self, steps: u8) -> Self {
        let mut seen = vec![u32::MAX; self.len()];
        let lists: Vec<Vec<u32>> = (0..self.len() as u32)
            .map(|start| {
                seen[start as usize] = start;
                let mut reached = vec![start];
                let mut from = 0;
                for _ in 0..steps {
                    let to = reached.len();
                    for at in std::mem::replace(&mut from, to)..to {
                        for &next in self.of(reached[at] as usize) {
                            if seen[next as usize] != start {
                                seen[next as usize] = start;
                                reached.push(next);
                            }
                        }
                    }
                }
                reached
            })
            .collect();
        Self::from_lists(lists)
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Neighbours of a cell, ascending.
    pub fn of(&self, i: usize) -> &[u32] {
        &self.cells[self.starts[i] as usize..self.starts[i + 1] as usize]
    }

    /// Cells without a neighbour.
    pub fn n_islands(&self) -> usize {
        self.starts.windows(2).filter(|row| row[0] == row[1]).count()
    }

    /// Stretches of cells with equally many neighbours, and how many: most of a lattice is one such
    /// stretch after another, and what is the same all along it need not be asked of each cell.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (Range<usize>, usize)> {
        let width = |i: usize| (self.starts[i + 1] - self.starts[i]) as usize;
        let mut start = 0;
        std::iter::from_fn(move || {
            let first = start;
            let own = (first < self.len()).then(|| width(first))?;
            while start < self.len() && width(start) == own {
                start += 1;
            }
            Some((first..start, own))
        })
    }

    /// Sum over each cell and its neighbours.
    pub fn ring_sums(&self, counts: &[u32]) -> Vec<u64> {
        let mut sums = Vec::with_capacity(counts.len());
        for (cells, width) in self.stretches() {
            let from = self.starts[cells.start] as usize;
            let rows = &self.cells[from..from + cells.len() * width];
            let own = &counts[cells];
            match width {
                0 => sums.extend(own.iter().map(|&n| u64::from(n))),
                // Hexagons and squares.
                6 => sums_of_rows::<6>(rows, own, counts, &mut sums),
                8 => sums_of_rows::<8>(rows, own, counts, &mut sums),
                _ => {
                    let at = |&j: &u32| u64::from(counts[j as usize]);
                    let rows = rows.chunks_exact(width).zip(own);
                    sums.extend(
                        rows.map(|(row, &n)| row.iter().map(at).sum::<u64>() + u64::from(n)),
                    );
                }
            }
        }
        sums
    }

    /// Sum over each cell and its neighbours, in ascending order of the neighbours.
    pub fn ring_sums_f64(&self, values: &[f64]) -> Vec<f64> {
        (0..self.len())
            .map(|i| values[i] + self.of(i).iter().map(|&j| values[j as usize]).sum::<f64>())
            .collect()
    }
}

/// Rows of a width that is known when the program is built are summed without a loop.
fn sums_of_rows<const WIDTH: usize>(
    rows: &[u32],
    own: &[u32],
    counts: &[u32],
    sums: &mut Vec<u64>,
) {
    let (rows, _) = rows.as_chunks::<WIDTH>();
    sums.extend(rows.iter().zip(own).map(|(row, &own)| {
        row.iter().fold(u64::from(own), |sum, &j| sum + u64::from(counts[j as usize]))
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_through_a_graph_reach_as_far_as_they_say() {
        let row = Neighbours::from_lists([vec![1], vec![0, 2], vec![1, 3], vec![2], vec![]]);
        assert_eq!(row.within_steps(1), row);
        assert_eq!(row.within_steps(2).of(0), [1, 2]);
        assert_eq!(row.within_steps(3).of(3), [0, 1, 2]);
        assert_eq!(row.within_steps(9).of(4), [] as [u32; 0]);
        assert_eq!(row.within_steps(0).n_islands(), 5);
    }
}
