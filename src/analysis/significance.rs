//! How many tests at once: adjusted p-values.

use super::run::Correction;

/// Adjusted p, in the order of `p`: comparing it with the level is the corrected test.
///
/// Benjamini–Hochberg: sorted ascending, p·m/rank, made monotone from the largest down; controls the
/// share of false discoveries under independence and positive dependence, which neighbouring cells
/// with overlapping rings have. Bonferroni: p·m. Both at most 1. NaN is not accepted (a missing p is
/// given as 1, which is never evidence). Ties get the same value, so the order of cells does not
/// matter.
///
/// Reference: Benjamini & Hochberg (1995), doi 10.1111/j.2517-6161.1995.tb02031.x. Checked against
/// scipy 1.17.1 `stats.false_discovery_control`.
///
/// ```
/// use platssamverkan::analysis::{run::Correction, significance::adjust};
/// assert_eq!(adjust(&[0.01, 0.5, 0.02], Correction::Bh), [0.03, 0.5, 0.03]);
/// ```
pub fn adjust(p: &[f64], correction: Correction) -> Vec<f64> {
    let m = p.len() as f64;
    match correction {
        Correction::None => p.to_vec(),
        Correction::Bonferroni => p.iter().map(|p| (p * m).min(1.0)).collect(),
        Correction::Bh => {
            let mut order: Vec<(f64, u32)> = p.iter().copied().zip(0..).collect();
            order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let mut adjusted = vec![1.0; p.len()];
            let mut smallest: f64 = 1.0;
            for (rank, &(p, i)) in order.iter().enumerate().rev() {
                smallest = smallest.min(p * (m / (rank + 1) as f64));
                adjusted[i as usize] = smallest;
            }
            adjusted
        }
    }
}

/// The largest raw p that passes at `level`, `None` when none does: the same decision as comparing
/// [`adjust`] with the level, without sorting what cannot pass.
pub fn threshold(p: &[f64], correction: Correction, level: f64) -> Option<f64> {
    let m = p.len() as f64;
    let mut small: Vec<f64> = p.iter().copied().filter(|&p| p <= level).collect();
    match correction {
        Correction::None => small.into_iter().max_by(f64::total_cmp),
        Correction::Bonferroni => {
            small.into_iter().filter(|p| p * m <= level).max_by(f64::total_cmp)
        }
        Correction::Bh => {
            small.sort_unstable_by(f64::total_cmp);
            let passes = |(rank, p): &(usize, &f64)| **p * (m / (rank + 1) as f64) <= level;
            small.iter().enumerate().rev().find(passes).map(|(_, &p)| p)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threshold_decides_as_the_adjusted_values_do() {
        let p: Vec<f64> = (0..200).map(|i| ((i * 37 % 200) as f64 / 200.0).powi(5)).collect();
        for correction in [Correction::Bh, Correction::Bonferroni, Correction::None] {
            for level in [0.001, 0.05, 0.2] {
                let at = threshold(&p, correction, level).unwrap_or(-1.0);
                for (raw, adjusted) in p.iter().zip(adjust(&p, correction)) {
                    assert_eq!(*raw <= at, adjusted <= level, "{correction:?} {level} {raw}");
                }
            }
        }
    }

    #[test]
    fn nothing_in_nothing_out() {
        assert!(adjust(&[], Correction::Bh).is_empty());
        assert_eq!(threshold(&[], Correction::Bh, 0.05), None);
    }
}
