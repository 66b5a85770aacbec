//! How much more than chance counts vary before anything was done.
//!
//! **Question.** The variance of a difference in counts is that of independent incidents. Are months
//! (and years) of this place and others like it more uneven than that?
//!
//! **Input.** A table of counts, one row per piece of ground, one column per month (or per half of the
//! baseline). What all rows share, a season, a trend, months of unequal length, cancels.
//! **Output.** [`Heterogeneity`]: χ²/df, near 1 for independent counts. `None` when the table has fewer
//! than two rows or columns with counts. [`Spread`] is what intervals are widened with.
//!
//! **Formula.** e = row sum × column sum / N; χ² = Σ (x − e)²/e; df = (rows − 1)(columns − 1) of those
//! that have counts; χ²/df × (N − 1)/N, whose mean is exactly 1 when the counts of every column are
//! dealt out over the rows in the same proportions. The variance is multiplied by the largest of 1 and
//! what was measured; and since what was measured is itself uncertain, the interval then reaches to
//! Student's t with its degrees of freedom instead of 1,96.
//!
//! **Three readings.** Months: the place, its control and the rings over the baseline's months. Drift: at
//! least [`LEAST_GROUPS`] comparable pieces of ground, over the two halves of the baseline and over the
//! days before and after that are compared. Levels that wander slowly are smooth from month to month
//! and show only in the other two: how far untouched places went while the measure was at work is the
//! nearest thing to what the place would have done without it.
//!
//! **Reference.** McCullagh & Nelder (1989), *Generalized Linear Models*, section 4.5.
//! **Checked against** scipy's contingency table (tests/golden/effect).
//!
//! ```
//! use platssamverkan::analysis::effect::dispersion::heterogeneity;
//! // Twice as many everywhere in the second month: nothing but what both share.
//! let found = heterogeneity(&[vec![10, 20], vec![30, 60]]).unwrap();
//! assert_eq!((found.ratio, found.degrees), (0.0, 1));
//! ```

use super::student::two_sided_5_percent;
use serde::{Deserialize, Serialize};

/// Fewer comparable pieces of ground say nothing of drift.
pub const LEAST_GROUPS: usize = 10;

/// How uneven a table of counts is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Heterogeneity {
    /// χ²/df; 1 is chance.
    pub ratio: f64,
    /// Degrees of freedom.
    pub degrees: u32,
}

/// Of rows of counts, one row per piece of ground, all of the same length.
pub fn heterogeneity(rows: &[Vec<u64>]) -> Option<Heterogeneity> {
    let n_columns = rows.first().map_or(0, Vec::len);
    let columns: Vec<u64> = (0..n_columns).map(|c| rows.iter().map(|row| row[c]).sum()).collect();
    let sums: Vec<u64> = rows.iter().map(|row| row.iter().sum()).collect();
    let total: u64 = sums.iter().sum();
    let counted = |sums: &[u64]| sums.iter().filter(|&&sum| sum > 0).count() as u64;
    let degrees = counted(&sums).checked_sub(1)? * counted(&columns).checked_sub(1)?;
    if degrees == 0 {
        return None;
    }
    let mut chi2 = 0.0;
    for (row, &sum) in rows.iter().zip(&sums) {
        for (&x, &column) in row.iter().zip(&columns) {
            let expected = sum as f64 * column as f64 / total as f64;
            if expected > 0.0 {
                chi2 += (x as f64 - expected).powi(2) / expected;
            }
        }
    }
    let ratio = chi2 / degrees as f64 * (1.0 - 1.0 / total as f64);
    Some(Heterogeneity { ratio, degrees: u32::try_from(degrees).unwrap_or(u32::MAX) })
}

/// What a Poisson interval is widened with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// On the variance, at least 1.
    pub factor: f64,
    /// How many standard deviations 95 % reaches.
    pub quantile: f64,
}

impl Spread {
    /// Independent counts.
    pub const POISSON: Spread = Spread { factor: 1.0, quantile: 1.959_963_984_540_054 };

    /// The largest of what was measured; nothing below 1 makes an interval narrower.
    pub fn of(measured: [Option<Heterogeneity>; 3]) -> Self {
        let wider = measured.into_iter().flatten().filter(|found| found.ratio > 1.0);
        let widest = wider.max_by(|a, b| a.ratio.total_cmp(&b.ratio));
        widest.map_or(Spread::POISSON, |found| Spread {
            factor: found.ratio,
            quantile: two_sided_5_percent(Some(found.degrees)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_without_two_rows_and_columns_say_nothing() {
        assert_eq!(heterogeneity(&[]), None);
        assert_eq!(heterogeneity(&[vec![]]), None);
        assert_eq!(heterogeneity(&[vec![3, 4, 5]]), None);
        assert_eq!(heterogeneity(&[vec![3, 4], vec![0, 0]]), None);
        assert_eq!(heterogeneity(&[vec![3, 0], vec![7, 0]]), None);
        assert_eq!(Spread::of([None; 3]), Spread::POISSON);
    }

    #[test]
    fn empty_rows_and_months_do_not_count() {
        let dense = heterogeneity(&[vec![3, 9], vec![8, 2]]);
        let sparse = heterogeneity(&[vec![3, 0, 9], vec![0, 0, 0], vec![8, 0, 2]]);
        assert_eq!(dense, sparse);
    }

    #[test]
    fn evenness_narrows_nothing_and_unevenness_widens() {
        let found = |ratio, degrees| Some(Heterogeneity { ratio, degrees });
        assert_eq!(Spread::of([found(0.4, 23), found(0.9, 40), None]), Spread::POISSON);
        let wide = Spread::of([found(1.2, 23), found(1.7, 40), found(1.1, 40)]);
        assert_eq!(wide.factor, 1.7);
        assert!((wide.quantile - 2.021).abs() < 1e-3);
    }
}
