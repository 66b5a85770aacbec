//! Local Moran's I: which cells are like their neighbours, and which stand out from them?
//!
//! **Question.** Is a high count among high ones (HH), a low among low (LL), or is the cell a high one
//! among low (HL) or a low one among high (LH)? Gi\* sees the first two; the last two, the outliers,
//! are what this adds.
//!
//! **Input.** One count per cell (zeros included, every cell of the study area) and its neighbours.
//! Weights are row-standardised: each of the k_i neighbours has 1/k_i. No unit, no coordinates.
//! **Output.** I, quadrant and p per cell, in the order of the cells; `None` where not defined.
//!
//! **Formula.** I_i = z_i · Σ_j z_j / k_i over the neighbours, z = (x − x̄)/s with s² = Σ(x − x̄)²/(n − 1)
//! (as esda and GeoDa have it: the mean of the I_i, times n/(n − 1), is the global I). In whole numbers
//! I_i = (n − 1)(n·x_i − X)(n·Y_i − k_i·X) / (n·k_i·(nΣx² − X²)), X the sum of all counts and Y_i that of
//! the neighbours: the sign, and so the quadrant, is exact. "High" is above the mean, so a value at the
//! mean is low.
//!
//! **p.** Given x_i, I_i is a straight line in Y_i, and Y_i under permutation is k_i draws without
//! replacement from the other n − 1 counts: the distribution of Gi, computed exactly
//! ([`super::exact_p::conditional_tails`]; simulated above its limits, and said so). `p` is the tail on
//! the side where Y_i lies: P(Y ≥ Y_i) when the neighbours are high, P(Y ≤ Y_i) when they are low. It is
//! chosen after looking, so `p_two_sided` = min(1, 2p) is what is corrected over the cells.
//!
//! **Degenerate input.** No variance, a cell without neighbours: `None` throughout. A cell whose
//! neighbours are all the others has an I but no p, since nothing can be drawn otherwise.
//!
//! **Choosing.** Ring 1, as for Gi\*. Ties are many where counts are few (most cells zero): LL then means
//! "nothing among nothing", and its p is rarely small.
//! **Repeatable.** Closed form, no seed; the order of cells does not matter, and adding the same count
//! to every cell or multiplying all leaves everything as it is.
//!
//! **Reference.** Anselin (1995), doi 10.1111/j.1538-4632.1995.tb00338.x.
//! **Checked against** esda 2.9.0 and pygeoda 0.1.3 (tests/golden/local_moran).
//!
//! ```
//! use platssamverkan::analysis::{local_moran::{local_moran, Quadrant}, neighbours::Neighbours,
//!     run::Correction};
//! // A row of six: two high at one end, one high alone at the other.
//! let row = Neighbours::from_lists([vec![1], vec![0, 2], vec![1, 3], vec![2, 4], vec![3, 5], vec![4]]);
//! let found = local_moran(&[9, 8, 0, 0, 0, 7], &row, Correction::Bh);
//! assert_eq!(found.quadrant[0], Some(Quadrant::HighHigh));
//! assert_eq!(found.quadrant[5], Some(Quadrant::HighLow));
//! assert!(found.i[0].unwrap() > 0.0 && found.i[5].unwrap() < 0.0);
//! // The neighbour of the first has 8; of the five others one more is that high: none higher.
//! assert!((found.p[0].unwrap() - 1.0 / 5.0).abs() < 1e-15);
//! ```

use super::{exact_p, laid::Laid, neighbours::Neighbours, run::Correction, significance};
use serde::{Deserialize, Serialize};

/// The cell first, then its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quadrant {
    /// High among high.
    HighHigh,
    /// Low among low.
    LowLow,
    /// High among low.
    HighLow,
    /// Low among high.
    LowHigh,
}

impl Quadrant {
    /// Every quadrant, clusters before outliers.
    pub const ALL: [Quadrant; 4] =
        [Quadrant::HighHigh, Quadrant::LowLow, Quadrant::HighLow, Quadrant::LowHigh];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::HighHigh => "high_high",
            Self::LowLow => "low_low",
            Self::HighLow => "high_low",
            Self::LowHigh => "low_high",
        }
    }

    fn of(own_is_high: bool, neighbours_are_high: bool) -> Self {
        match (own_is_high, neighbours_are_high) {
            (true, true) => Self::HighHigh,
            (false, false) => Self::LowLow,
            (true, false) => Self::HighLow,
            (false, true) => Self::LowHigh,
        }
    }
}

/// Raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 1;

/// What is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Rings of neighbours.
    pub ring: u8,
    /// Level of the corrected test.
    pub alpha: f64,
    /// Over the cells.
    pub correction: Correction,
}

impl Parameters {
    /// One ring, 5 %, false discovery rate.
    pub const STANDARD: Parameters =
        Parameters { ring: 1, alpha: 0.05, correction: Correction::Bh };
}

/// Local Moran's I of the cells of a lattice, as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocalMoranCells {
    /// Ids, ascending: the dense order of the columns.
    pub id: Vec<String>,
    /// Counts.
    pub n: Vec<u32>,
    /// Cells without neighbours.
    pub n_islands: usize,
    /// Per cell.
    pub moran: LocalMoran,
    /// The quadrant of each cell that passes the corrected test.
    pub significant: Vec<Option<Quadrant>>,
}

/// Per cell, in the order of the cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocalMoran {
    /// I; `None` without variance or neighbours.
    pub i: Vec<Option<f64>>,
    /// Where the cell lies in Moran's scatter; `None` as for `i`.
    pub quadrant: Vec<Option<Quadrant>>,
    /// Tail on the side where the neighbours' sum lies; `None` also where all others are neighbours.
    pub p: Vec<Option<f64>>,
    /// min(1, 2p).
    pub p_two_sided: Vec<Option<f64>>,
    /// `p_two_sided` after correction over the cells that have one.
    pub p_adjusted: Vec<Option<f64>>,
    /// Draws when p is simulated, `None` when exact.
    pub simulated: Option<u32>,
    /// The global I with the same weights; `None` without variance or with no neighbours at all.
    pub global_i: Option<f64>,
}

/// Local Moran's I of counts.
///
/// # Panics
/// When there is not one count per cell.
pub fn local_moran(counts: &[u32], neighbours: &Neighbours, correction: Correction) -> LocalMoran {
    assert_eq!(counts.len(), neighbours.len(), "one count per cell");
    let scatter = Scatter::new(counts, neighbours);
    let cells: Vec<Option<(f64, Quadrant, bool)>> =
        (0..counts.len()).map(|i| scatter.cell(i)).collect();
    let tails = exact_p::conditional_tails(counts, neighbours);
    let p: Vec<Option<f64>> = cells
        .iter()
        .zip(&tails.tails)
        .map(|(cell, tails)| {
            let ((.., high), (upper, lower)) = ((*cell)?, (*tails)?);
            Some(if high { upper } else { lower })
        })
        .collect();
    let p_two_sided: Vec<Option<f64>> = p.iter().map(|p| p.map(|p| (2.0 * p).min(1.0))).collect();
    let tested: Vec<f64> = p_two_sided.iter().copied().flatten().collect();
    let mut adjusted = significance::adjust(&tested, correction).into_iter();
    let p_adjusted = p_two_sided.iter().map(|p| p.and_then(|_| adjusted.next())).collect();
    let defined: Vec<f64> = cells.iter().flatten().map(|(i, ..)| *i).collect();
    // Each cell with neighbours has weights that sum to 1: S0 is their number.
    let bias = counts.len() as f64 / (counts.len() as f64 - 1.0);
    let global_i =
        (!defined.is_empty()).then(|| defined.iter().sum::<f64>() / defined.len() as f64 * bias);
    LocalMoran {
        i: cells.iter().map(|cell| cell.map(|(i, ..)| i)).collect(),
        quadrant: cells.iter().map(|cell| cell.map(|(_, quadrant, _)| quadrant)).collect(),
        p,
        p_two_sided,
        p_adjusted,
        simulated: tails.simulated.filter(|_| !defined.is_empty()),
        global_i,
    }
}

/// The same on the cells of a lattice.
pub fn on_cells(counts: Vec<u32>, laid: &Laid, parameters: &Parameters) -> LocalMoranCells {
    let moran = local_moran(&counts, laid.neighbours(), parameters.correction);
    LocalMoranCells {
        id: laid.lattice().ids().to_vec(),
        n: counts,
        n_islands: laid.neighbours().n_islands(),
        significant: moran.significant(parameters.alpha),
        moran,
    }
}

impl LocalMoran {
    /// Cells that pass the corrected test at a level, by quadrant.
    pub fn significant(&self, alpha: f64) -> Vec<Option<Quadrant>> {
        let passes = |p: &Option<f64>| p.is_some_and(|p| p <= alpha);
        self.quadrant
            .iter()
            .zip(&self.p_adjusted)
            .map(|(quadrant, p)| quadrant.filter(|_| passes(p)))
            .collect()
    }
}

/// Everything in whole numbers until the last division.
struct Scatter<'a> {
    counts: &'a [u32],
    neighbours: &'a Neighbours,
    ring: Vec<u64>,
    sum: i128,
    /// nΣx² − (Σx)².
    spread: i128,
}

impl<'a> Scatter<'a> {
    fn new(counts: &'a [u32], neighbours: &'a Neighbours) -> Self {
        let sum: i128 = counts.iter().map(|&x| i128::from(x)).sum();
        let squares: i128 = counts.iter().map(|&x| i128::from(x) * i128::from(x)).sum();
        let spread = counts.len() as i128 * squares - sum * sum;
        Self { counts, neighbours, ring: neighbours.ring_sums(counts), sum, spread }
    }

    /// I, quadrant, and whether the neighbours are high.
    fn cell(&self, i: usize) -> Option<(f64, Quadrant, bool)> {
        let (n, k) = (self.counts.len() as i128, self.neighbours.of(i).len() as i128);
        if self.spread == 0 || k == 0 {
            return None;
        }
        let own = i128::from(self.counts[i]);
        let around = i128::from(self.ring[i]) - own;
        let (own, around) = (n * own - self.sum, n * around - k * self.sum);
        let scale = (n * k) as f64 * self.spread as f64;
        let moran = (n - 1) as f64 * own as f64 * around as f64 / scale;
        Some((moran, Quadrant::of(own > 0, around > 0), around > 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(n: u32) -> Neighbours {
        Neighbours::from_lists((0..n).map(|i| {
            [i.checked_sub(1), Some(i + 1)].into_iter().flatten().filter(|&j| j < n).collect()
        }))
    }

    #[test]
    fn no_variance_no_neighbours_or_no_cells_have_no_value() {
        for (counts, near) in [
            (vec![3, 3, 3], row(3)),
            (vec![0, 0], row(2)),
            (vec![7], row(1)),
            (vec![1, 2, 3], Neighbours::from_lists([vec![], vec![], vec![]])),
            (vec![], row(0)),
        ] {
            let found = local_moran(&counts, &near, Correction::Bh);
            let nothing = vec![None; counts.len()];
            assert_eq!((&found.i, &found.p, &found.p_adjusted), (&nothing, &nothing, &nothing));
            assert_eq!((found.global_i, found.simulated), (None, None));
            assert!(found.quadrant.iter().all(Option::is_none));
        }
    }

    #[test]
    fn an_island_is_left_out_and_its_count_is_still_drawn() {
        let near = Neighbours::from_lists([vec![1], vec![0, 2], vec![1], vec![]]);
        let found = local_moran(&[4, 1, 0, 9], &near, Correction::Bh);
        assert_eq!((found.i[3], found.p[3], found.quadrant[3]), (None, None, None));
        // Cell 0 has the neighbour 1; of the others {1, 0, 9} two are at most 1.
        assert!((found.p[0].expect("defined") - 2.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn where_all_others_are_neighbours_there_is_an_i_but_no_p() {
        let near = Neighbours::from_lists([vec![1, 2], vec![0], vec![0]]);
        let found = local_moran(&[5, 1, 1], &near, Correction::Bh);
        assert!(found.i[0].is_some() && found.p[0].is_none() && found.p_adjusted[0].is_none());
        assert!(found.p[1].is_some());
    }

    #[test]
    fn a_value_at_the_mean_is_low() {
        let found = local_moran(&[2, 1, 3], &row(3), Correction::Bh);
        assert_eq!(found.quadrant[0], Some(Quadrant::LowLow));
        assert_eq!(found.i[0], Some(0.0));
    }

    #[test]
    fn one_giant_count_is_simulated_and_says_so() {
        let mut counts: Vec<u32> = (0..60).map(|i| i % 4).collect();
        counts[30] = u32::MAX;
        let found = local_moran(&counts, &row(60), Correction::Bh);
        assert_eq!(found.simulated, Some(exact_p::SIMULATIONS));
        assert_eq!(found.quadrant[30], Some(Quadrant::HighLow));
        assert_eq!(found.quadrant[29], Some(Quadrant::LowHigh));
        assert!(found.i.iter().chain(&found.p).all(|v| v.is_none_or(f64::is_finite)));
    }
}
