//! Concentration: how few cells hold how much?
//!
//! **Question.** Are the counts spread over the city or gathered in a few places, so that work at a
//! few places can reach much of them?
//!
//! **Input.** One count per cell of the study area, zeros included. No coordinates, no order.
//! **Output.** The smallest number of cells that hold 25, 50 and 80 % of the counts, the curve that
//! says it for every share, and Gini's coefficient; `None` without counts or cells.
//!
//! **Formula.** Cells by falling count; the curve joins (cells so far / cells, counts so far / counts)
//! and is straight between two points, since cells with equal counts lie on a line. Gini, with the
//! counts x₍₁₎ ≤ … ≤ x₍ₙ₎ and their sum N: G = Σ(2i − n − 1)·x₍ᵢ₎ / (n·N). With fewer counts than
//! cells most cells must be empty and G is near 1 whatever happens; the generalised coefficient
//! G′ = max(1/N, 1/n)·(2·Σi·y₍ᵢ₎ − n − 1) − max(n/N, 1) + 1, y = x/N, compares with the most even
//! spread that so few counts can have. With N ≥ n the two are the same.
//!
//! **Degenerate input.** No counts, or no cells: no coefficient and no curve. One cell: G = 0. All
//! equal: G = 0. One cell with everything: G = 1 − 1/n and G′ =
//! 1 − 1/min(n, N).
//!
//! **Choosing.** The lattice decides: smaller cells give a higher concentration. Compare only within
//! one lattice and study area, and like seasons.
//! **Repeatable.** Whole numbers until the last division; the order of the cells does not matter.
//!
//! **Reference.** Gini (1912); the generalised form: Bernasco & Steenbeek (2017),
//! doi 10.1007/s10940-016-9324-7. **Checked against** PySAL's `inequality` (Gini) and numpy (curve and
//! shares), tests/golden/concentration.
//!
//! ```
//! use platssamverkan::analysis::concentration::of;
//! let found = of(&[0, 0, 1, 7]);
//! assert_eq!(found.holding[1].n_cells, 1); // half of the counts lie in one cell of four
//! assert!((found.gini.unwrap() - 0.6875).abs() < 1e-15);
//! ```

use serde::{Deserialize, Serialize};

/// Raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 1;

/// The shares of the counts for which the number of cells is told.
pub const SHARES: [f64; 3] = [0.25, 0.5, 0.8];

/// Nothing to choose but the frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

/// How concentrated counts are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Concentration {
    /// Cells of the lattice.
    pub n_cells: usize,
    /// Cells with at least one count.
    pub n_occupied: usize,
    /// Gini over all cells; `None` without counts.
    pub gini: Option<f64>,
    /// The form that allows for fewer counts than cells; `None` without counts.
    pub gini_generalised: Option<f64>,
    /// The fewest cells that hold each of [`SHARES`]; empty without counts.
    pub holding: Vec<Holding>,
    /// Corners of the curve from (0, 0) to (1, 1), cells by falling count; empty without counts.
    pub curve: Vec<CurvePoint>,
}

/// The fewest cells that hold a share of the counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Holding {
    /// Share of the counts asked for, 0–1.
    pub incident_share: f64,
    /// So many cells hold at least that.
    pub n_cells: usize,
    /// Of all cells, 0–1.
    pub cell_share: f64,
}

/// A corner of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Share of the cells, those with most counts first, 0–1.
    pub cell_share: f64,
    /// Share of the counts in them, 0–1.
    pub incident_share: f64,
}

/// Of one count per cell, zeros included.
pub fn of(counts: &[u32]) -> Concentration {
    let mut falling = counts.to_vec();
    falling.sort_unstable_by(|a, b| b.cmp(a));
    let n_cells = falling.len();
    let n_occupied = falling.partition_point(|&x| x > 0);
    let n: u64 = falling.iter().map(|&x| u64::from(x)).sum();
    if n == 0 {
        let (gini, gini_generalised) = (None, None);
        let (holding, curve) = (Vec::new(), Vec::new());
        return Concentration { n_cells, n_occupied, gini, gini_generalised, holding, curve };
    }
    let (gini, gini_generalised) = coefficients(&falling, n);
    Concentration {
        n_cells,
        n_occupied,
        gini: Some(gini),
        gini_generalised: Some(gini_generalised),
        holding: SHARES.map(|share| holding(&falling, n, share)).to_vec(),
        curve: curve(&falling, n),
    }
}

fn coefficients(falling: &[u32], n: u64) -> (f64, f64) {
    let cells = falling.len() as i128;
    // Rank from the smallest: the i-th largest has rank n − i.
    let weighted: i128 =
        falling.iter().zip(0i128..).map(|(&x, i)| (cells - 2 * i - 1) * i128::from(x)).sum();
    let (cells, n) = (cells as f64, n as f64);
    let gini = weighted as f64 / (cells * n);
    // Σ(2i − n − 1)·y in the generalised form is the same sum over N.
    let generalised = if n >= cells { gini } else { weighted as f64 / (n * n) - cells / n + 1.0 };
    (gini, generalised)
}

fn holding(falling: &[u32], n: u64, share: f64) -> Holding {
    // Shares are exact in per cent, so the comparison is between whole numbers.
    let wanted = (share * 100.0).round() as u64 * n;
    let mut sum = 0u64;
    let enough = falling.iter().position(|&x| {
        sum += u64::from(x);
        100 * sum >= wanted
    });
    let n_cells = enough.map_or(falling.len(), |at| at + 1);
    Holding { incident_share: share, n_cells, cell_share: n_cells as f64 / falling.len() as f64 }
}

fn curve(falling: &[u32], n: u64) -> Vec<CurvePoint> {
    let mut points = vec![CurvePoint { cell_share: 0.0, incident_share: 0.0 }];
    let (mut cells, mut sum) = (0usize, 0u64);
    for equal in falling.chunk_by(|a, b| a == b) {
        cells += equal.len();
        sum += u64::from(equal[0]) * equal.len() as u64;
        points.push(CurvePoint {
            cell_share: cells as f64 / falling.len() as f64,
            incident_share: sum as f64 / n as f64,
        });
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_is_said_where_there_is_nothing() {
        for counts in [&[] as &[u32], &[0], &[0; 40]] {
            let found = of(counts);
            assert_eq!((found.gini, found.gini_generalised), (None, None));
            assert!(found.holding.is_empty() && found.curve.is_empty());
        }
    }

    #[test]
    fn the_even_and_the_lopsided_are_the_ends_of_the_scale() {
        assert_eq!((of(&[3]).gini, of(&[5; 12]).gini), (Some(0.0), Some(0.0)));
        let all_in_one = of(&[0, 0, 0, u32::MAX]);
        assert_eq!((all_in_one.gini, all_in_one.holding[2].n_cells), (Some(0.75), 1));
        // Three counts in three of ten cells: as even as three can be.
        let few = of(&[1, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
        assert!(few.gini_generalised.expect("defined").abs() < 1e-12 && few.gini > Some(0.6));
        // All three in one cell.
        let one = of(&[3, 0, 0, 0, 0, 0, 0, 0, 0, 0]).gini_generalised.expect("defined");
        assert!((one - 2.0 / 3.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn order_and_scale_do_not_matter_and_the_curve_rises_ever_slower(
            mut counts in prop::collection::vec(0u32..40, 1..60), times in 1u32..50,
        ) {
            let found = of(&counts);
            counts.reverse();
            prop_assert_eq!(&of(&counts), &found);
            if let Some(gini) = found.gini {
                prop_assert!((0.0..1.0).contains(&gini));
                let scaled: Vec<u32> = counts.iter().map(|x| x * times).collect();
                prop_assert!((of(&scaled).gini.expect("defined") - gini).abs() < 1e-12);
                let generalised = found.gini_generalised.expect("defined");
                prop_assert!(generalised > -1e-9 && generalised <= gini + 1e-9);
                // Gini is twice the area between the curve and the diagonal.
                let area: f64 = found.curve.windows(2).map(|p| {
                    (p[1].cell_share - p[0].cell_share)
                        * (p[0].incident_share + p[1].incident_share) / 2.0
                }).sum();
                prop_assert!((2.0 * area - 1.0 - gini).abs() < 1e-9);
                let slopes: Vec<f64> = found.curve.windows(2).map(|p| {
                    (p[1].incident_share - p[0].incident_share)
                        / (p[1].cell_share - p[0].cell_share)
                }).collect();
                prop_assert!(slopes.windows(2).all(|s| s[0] > s[1]));
            }
        }
    }
}
