//! The exact table.

use super::{MAX_ENTRIES, MAX_WORK};

/// Tails of the sums of 0…k draws without replacement.
pub(super) struct SumTable {
    n: usize,
    /// The greatest common divisor of the counts; sums are in units of it.
    unit: u64,
    /// `ways[j][t]`: number of ways to draw j counts with sum ≥ t; the last t holds all beyond.
    ways: Vec<Vec<f64>>,
    /// `at_most[j][t]`: number of ways with sum ≤ t; only when lower tails are wanted.
    at_most: Vec<Vec<f64>>,
}

impl SumTable {
    /// `None` when it would be too large.
    pub(super) fn new(counts: &[u32], k_max: usize, s_max: u64) -> Option<Self> {
        Self::build(counts, k_max, s_max, false)
    }

    /// With what [`SumTable::tails_without`] needs: a second table, and room for one sum more, since
    /// the last bin holds all beyond.
    pub(super) fn with_lower(counts: &[u32], k_max: usize, s_max: u64) -> Option<Self> {
        Self::build(counts, k_max, s_max, true)
    }

    fn build(counts: &[u32], k_max: usize, s_max: u64, lower: bool) -> Option<Self> {
        let mut sorted = counts.to_vec();
        sorted.sort_unstable();
        let unit = sorted.iter().fold(0, |a, &b| gcd(a, u64::from(b))).max(1);
        let width = usize::try_from(s_max / unit).ok()?.checked_add(1 + usize::from(lower))?;
        let n_tables = 1 + usize::from(lower);
        let values: Vec<(usize, usize)> = sorted
            .chunk_by(|a, b| a == b)
            .map(|same| ((u64::from(same[0]) / unit) as usize, same.len()))
            .collect();
        if width.checked_mul((k_max + 1) * n_tables)? > MAX_ENTRIES
            || work(&values, k_max, width) > MAX_WORK
            || ln_choose(counts.len(), k_max) > 690.0
        {
            return None;
        }
        let last = width - 1;
        let mut ways = vec![vec![0.0; width]; k_max + 1];
        ways[0][0] = 1.0;
        let mut previous = 0;
        for &(value, multiplicity) in &values {
            for j in (1..=k_max).rev() {
                let (lower, upper) = ways.split_at_mut(j);
                let to = &mut upper[0];
                for q in 1..=j.min(multiplicity) {
                    let from = &lower[j - q];
                    // Nothing lies above this sum yet, apart from the bin that holds all beyond.
                    let reach = ((j - q) * previous).min(last) + 1;
                    add_shifted(to, &from[..reach], q * value, choose(multiplicity, q));
                }
            }
            previous = value;
        }
        let mut at_most = if lower { ways.clone() } else { Vec::new() };
        for row in &mut at_most {
            for t in 1..width {
                row[t] += row[t - 1];
            }
        }
        for row in &mut ways {
            for t in (0..last).rev() {
                row[t] += row[t + 1];
            }
        }
        Some(Self { n: counts.len(), unit, ways, at_most })
    }

    fn ways_at_least(&self, j: usize, sum: i64) -> f64 {
        let row = &self.ways[j];
        if sum <= 0 { row[0] } else { row.get(sum as usize).copied().unwrap_or(0.0) }
    }

    fn ways_at_most(&self, j: usize, sum: i64) -> f64 {
        let row = &self.at_most[j];
        if sum < 0 { 0.0 } else { row[(sum as usize).min(row.len() - 1)] }
    }

    pub(super) fn tail(&self, k: usize, sum: u64) -> f64 {
        let p = self.ways_at_least(k, (sum / self.unit) as i64) / choose(self.n, k);
        p.min(1.0)
    }

    /// Draws that hold the cell itself are taken away: those with it once, of which some held it
    /// "twice", and so on.
    pub(super) fn tail_without(&self, own: u32, k: usize, sum: u64) -> f64 {
        let (own, sum) = (i64::from(own) / self.unit as i64, (sum / self.unit) as i64);
        let ways = without(k, |t| self.ways_at_least(k - t, sum - t as i64 * own));
        (ways / choose(self.n - 1, k)).clamp(0.0, 1.0)
    }

    /// At least and at most the sum, the cell itself taken out. Neither is less than one way, which is
    /// how the counts lie: that is left where subtracting has eaten the digits.
    pub(super) fn tails_without(&self, own: u32, k: usize, sum: u64) -> (f64, f64) {
        let (own, sum) = (i64::from(own) / self.unit as i64, (sum / self.unit) as i64);
        let upper = without(k, |t| self.ways_at_least(k - t, sum - t as i64 * own));
        let lower = without(k, |t| self.ways_at_most(k - t, sum - t as i64 * own));
        let all = choose(self.n - 1, k);
        ((upper / all).clamp(all.recip(), 1.0), (lower / all).clamp(all.recip(), 1.0))
    }
}

fn without(k: usize, ways: impl Fn(usize) -> f64) -> f64 {
    (0..=k).map(|t| if t % 2 == 0 { ways(t) } else { -ways(t) }).sum()
}

/// to[s + shift] += factor · from[s], everything beyond the end in the last entry.
fn add_shifted(to: &mut [f64], from: &[f64], shift: usize, factor: f64) {
    let last = to.len() - 1;
    let inside = last.saturating_sub(shift).min(from.len());
    if inside > 0 {
        for (to, from) in to[shift..shift + inside].iter_mut().zip(&from[..inside]) {
            *to += factor * from;
        }
    }
    to[last] += factor * from[inside..].iter().sum::<f64>();
}

fn work(values: &[(usize, usize)], k_max: usize, width: usize) -> f64 {
    let mut previous = 0usize;
    let mut work = 0.0;
    for &(value, multiplicity) in values {
        for j in 1..=k_max {
            let terms = j.min(multiplicity);
            work += terms as f64 * ((j * previous).min(width) as f64 + 1.0);
        }
        previous = value;
    }
    work
}

fn choose(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |ways, i| ways * (n - i) as f64 / (i + 1) as f64)
}

fn ln_choose(n: usize, k: usize) -> f64 {
    (0..k).map(|i| ((n - i) as f64 / (i + 1) as f64).ln()).sum()
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
