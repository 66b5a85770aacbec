//! Counts per span and cell, and what is read from them.

use super::{
    season::{Part, Span, Weights},
    wdd::Series,
};

/// The lattice's counts in every span of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// Days, in order.
    pub spans: Vec<Span>,
    /// Per span the counts of every cell.
    pub counts: Vec<Vec<u32>>,
}

impl Counted {
    /// Counts of a group in each span.
    pub fn by_span(&self, cells: &[u32]) -> Vec<u64> {
        let sum = |counts: &Vec<u32>| cells.iter().map(|&i| u64::from(counts[i as usize])).sum();
        self.counts.iter().map(sum).collect()
    }

    /// A group before and after.
    pub fn series(&self, cells: &[u32], weights: &Weights) -> Series {
        let mut series = Series::plain(0, 0, 1.0);
        let by_span = self.by_span(cells).into_iter().zip(&self.spans);
        for ((n, span), weight) in by_span.zip(&weights.of_span) {
            if span.part == Part::After {
                series.after += n;
            } else if let Some(w) = weight {
                series.before += n;
                series.scaled += w * n as f64;
                series.scaled_variance += w * w * n as f64;
            }
        }
        series
    }

    /// Counts of a group in the baseline's months.
    pub fn baseline_months(&self, cells: &[u32]) -> Vec<u64> {
        let by_span = self.by_span(cells).into_iter().zip(&self.spans);
        by_span.filter(|(_, span)| span.part == Part::Baseline).map(|(n, _)| n).collect()
    }
}

/// Sums over the days before the start, per cell: what many groups are read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    /// In the baseline.
    pub baseline: Vec<u32>,
    /// In its first half, by days; a month belongs to the half its middle lies in.
    pub first_half: Vec<u32>,
    /// In the baseline and the choosing window.
    pub all: Vec<u32>,
}

impl Before {
    /// Adds up once for the whole lattice.
    pub fn of(counted: &Counted) -> Self {
        let n_cells = counted.counts.first().map_or(0, Vec::len);
        let mut sums = Self {
            baseline: vec![0; n_cells],
            first_half: vec![0; n_cells],
            all: vec![0; n_cells],
        };
        let days = |span: &Span| if span.part == Part::Baseline { span.days() } else { 0 };
        let total: u32 = counted.spans.iter().map(days).sum();
        let mut passed = 0;
        for (span, counts) in counted.spans.iter().zip(&counted.counts) {
            match span.part {
                Part::Baseline => {
                    add(&mut sums.baseline, counts);
                    add(&mut sums.all, counts);
                    if 2 * passed + days(span) <= total {
                        add(&mut sums.first_half, counts);
                    }
                    passed += days(span);
                }
                Part::Window => add(&mut sums.all, counts),
                Part::YearBefore | Part::After => {}
            }
        }
        sums
    }

    /// Counts of a group in the two halves of the baseline.
    pub fn halves(&self, cells: &[u32]) -> [u64; 2] {
        let first = sum(&self.first_half, cells);
        [first, sum(&self.baseline, cells) - first]
    }
}

/// Counts of a group.
pub fn sum(counts: &[u32], cells: &[u32]) -> u64 {
    cells.iter().map(|&i| u64::from(counts[i as usize])).sum()
}

fn add(sums: &mut [u32], counts: &[u32]) {
    sums.iter_mut().zip(counts).for_each(|(sum, &n)| *sum = sum.saturating_add(n));
}
