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
        for ((n, span), weight) in self.by_span(cells).into_iter().zip(&self.spans).zip(&weights.of_span)
        {
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
        self.of_part(cells, |part| part == Part::Baseline)
    }

    /// Counts of a group in all days before the start that a place was chosen and compared by.
    pub fn before_start(&self, cells: &[u32]) -> u64 {
        self.of_part(cells, |part| matches!(part, Part::Baseline | Part::Window)).iter().sum()
    }

    /// Counts of a group in the two halves of the baseline, by days.
    pub fn halves(&self, cells: &[u32]) -> [u64; 2] {
        let spans = self.spans.iter().filter(|span| span.part == Part::Baseline);
        let days: Vec<u32> = spans.map(Span::days).collect();
        let total: u32 = days.iter().sum();
        let mut passed = 0;
        let mut halves = [0, 0];
        for (n, days) in self.baseline_months(cells).into_iter().zip(days) {
            // A month belongs to the half its middle lies in.
            halves[usize::from(2 * passed + days > total)] += n;
            passed += days;
        }
        halves
    }

    fn of_part(&self, cells: &[u32], wanted: impl Fn(Part) -> bool) -> Vec<u64> {
        let by_span = self.by_span(cells).into_iter().zip(&self.spans);
        by_span.filter(|(_, span)| wanted(span.part)).map(|(n, _)| n).collect()
    }
}
