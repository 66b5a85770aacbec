//! The back-test: would what a method points out have caught the next month's incidents, and more of
//! them than a plain count does?
//!
//! **Question.** Had we looked at the twelve months before and taken the method's best cells up to
//! 0.5, 1, 2 or 5 % of the land, how much of the following month fell in them? Did the method beat
//! the list of cells with most counts (ranked counts), which costs nothing?
//!
//! **Input.** Counts per month and cell of a study area ([`Cube`]: whole local months, oldest first,
//! zeros included) and the cells as they are laid: land in m², neighbours, surroundings. No unit but
//! m² for land; dense order of the lattice.
//! **Output.** Per method, share of land and month ([`RollScore`]) and their means ([`ShareScore`]):
//! - *hit rate* n/N: share of the scored month's incidents that fell in the chosen cells, 0–1;
//! - *PAI* = (n/N)/(a/A): hit rate over the share of land that was really used;
//! - *PEI\** = PAI / best possible PAI: n over the most that as much land could have held, 0–1;
//! - *RRI* = (n/N)/(m/M), m of M incidents being in the same cells in the months looked at: below 1
//!   the concentration did not last. (Some packages call predicted/observed RRI; that is another thing.)
//!
//! and the paired difference in hit rate against ranked counts ([`Difference`]). `None`: not defined
//! there (no cell fits into the share; nothing in the cells before). Never NaN.
//!
//! **Formula.** Whole cells by falling score (ties by own count, then dense index) until the next one
//! would pass the share of land, as the ranked counts of a run do; the share really used is told. The
//! best possible is the scored month's cells by counts per m² up to the land the method used, the last
//! one in part, so that PEI\* is at most 1 also where cells differ in land. Means are over months,
//! each month weighing the same.
//!
//! **Degenerate input.** Fewer months than one roll needs, or no month with anything to score: a
//! [`Verdict`] that says so, and no numbers. A scored month without incidents, or with none in the
//! months before it, is left out of the rolls and counted aloud. A share of land smaller than a cell:
//! nothing chosen, hit rate 0, PAI `None`. One roll: no interval.
//!
//! **Choosing.** Twelve months of past hold every season once; one scored month is what a plan is made
//! for. More rolls make the comparison surer: under [`MIN_ROLLS`] nothing is concluded.
//!
//! **Repeatable.** Every roll is computed by itself and in whole numbers, rolls stand in order of time,
//! and no method draws at random (the permutation p is exact, or drawn under a fixed seed).
//!
//! **Reference.** Chainey, Tompson & Uhlig (2008), doi 10.1057/palgrave.sj.8350066 (PAI); White,
//! Hunt & Green (2023), doi 10.1057/s41284-023-00367-4 (PEI\*); Doyle, Gerell & Andershed (2021),
//! doi 10.18261/issn.2703-7045-2021-01-02 (simple counts do about as well in Sweden).
//! **Checked against** PAI and PEI of six cells by the ptools package, and a whole rolling example in
//! numpy and scipy (tests/golden/backtest).
//!
//! ```
//! use platssamverkan::analysis::backtest::score::{Scored, Chosen};
//! // Ten cells of equal land; the method chose cells 0 and 1, the best were 0 and 4.
//! let now = Scored::new(&[6, 1, 0, 0, 3, 0, 0, 0, 0, 0], &[1.0; 10]);
//! let chosen = Chosen { cells: &[0, 1], land_m2: 2.0 };
//! let roll = now.score(chosen, &[8, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
//! assert_eq!((roll.hit_rate, roll.rri), (0.7, Some(0.7)));
//! let close = |found: Option<f64>, expected: f64| (found.unwrap() - expected).abs() < 1e-11;
//! assert!(close(roll.pai, 3.5) && close(roll.pei_star, 7.0 / 9.0));
//! ```

pub mod choose;

pub mod detectors;

pub mod paired;

pub mod rolls;

pub mod score;

pub mod spread;

use self::{
    choose::{Choice, choose_default},
    detectors::{Detector, Past, ranking},
    paired::Difference,
    rolls::rolling,
    spread::Spread,
};
use super::{
    basis::Basis,
    effort::{Cost, Effort, Stopped},
    evidence::expected_counts,
    kde::BANDWIDTH_M,
    laid::Laid,
    run::Expectation,
};
use serde::{Deserialize, Serialize};

/// Raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 1;

/// The shares of land at which methods are compared.
pub const SHARES: [f64; 4] = [0.005, 0.01, 0.02, 0.05];

/// With fewer rolls there is no interval and no default is chosen.
pub const MIN_ROLLS: usize = 6;

/// The most months that can be looked at before each scored one.
pub const MAX_PAST_MONTHS: u32 = 36;

/// The most rolls: five years of months.
pub const MAX_ROLLS: u32 = 60;

/// What is chosen for the back-test alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Rings of neighbours of the methods that look around a cell, 1–3.
    pub ring: u8,
    /// Months looked at before each scored one, 12; at most [`MAX_PAST_MONTHS`].
    pub past_months: u32,
    /// As many rolls as the data allow up to this, 24; the latest ones. At most [`MAX_ROLLS`].
    pub max_rolls: u32,
}

impl Parameters {
    /// Ring 1, twelve months before, at most 24 months scored.
    pub const STANDARD: Parameters = Parameters { ring: 1, past_months: 12, max_rolls: 24 };

    /// Within the bounds; a back-test of nothing answers nothing.
    pub fn clamped(self) -> Parameters {
        Parameters {
            ring: self.ring.clamp(1, 3),
            past_months: self.past_months.clamp(1, MAX_PAST_MONTHS),
            max_rolls: self.max_rolls.clamp(1, MAX_ROLLS),
        }
    }
}

/// Counts per month and cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cube {
    /// Whole months `YYYY-MM`, oldest first, none missing.
    pub months: Vec<String>,
    /// Per month the counts of every cell.
    pub counts: Vec<Vec<u32>>,
}

/// What can be said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Verdict {
    /// There are rolls.
    Scored {
        /// How many.
        n_rolls: u32,
    },
    /// Too few whole months for one roll.
    TooFewMonths {
        /// Whole months there are.
        n_months: u32,
        /// Whole months that one roll needs.
        needed: u32,
    },
    /// No scored month has an incident that could be scored.
    NothingToScore {
        /// Months that were left out.
        n_left_out: u32,
    },
}

/// One roll: what was looked at and what was scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roll {
    /// First month looked at.
    pub past_from: String,
    /// Last month looked at.
    pub past_to: String,
    /// The scored month.
    pub scored: String,
    /// Incidents in the months looked at.
    pub n_past: u64,
    /// Incidents in the scored month.
    pub n_scored: u64,
}

/// A month that could not be scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutRoll {
    /// The month.
    pub month: String,
    /// Stable code: `nothing_scored`, `nothing_before`.
    pub code: String,
}

/// How the chosen cells of one roll did.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RollScore {
    /// Cells chosen.
    pub n_cells: u32,
    /// Share of the land they really are, 0–1.
    pub area_used: f64,
    /// Scored incidents in them.
    pub n: u64,
    /// n/N, 0–1.
    pub hit_rate: f64,
    /// (n/N)/(a/A); `None` when no cell was chosen.
    pub pai: Option<f64>,
    /// n over the most that as much land could have held, 0–1; `None` when no cell was chosen.
    pub pei_star: Option<f64>,
    /// (n/N) now over (m/M) before; `None` when nothing was in the cells before.
    pub rri: Option<f64>,
}

/// How a method did at one share of the land.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShareScore {
    /// The share of land that was allowed, 0–1.
    pub area_share: f64,
    /// Mean of the share really used.
    pub area_used: f64,
    /// Mean over rolls.
    pub hit_rate: f64,
    /// Mean over the rolls where it is defined.
    pub pai: Option<f64>,
    /// Mean over the rolls where it is defined.
    pub pei_star: Option<f64>,
    /// Mean over the rolls where it is defined.
    pub rri: Option<f64>,
    /// Hit rate minus that of ranked counts, roll by roll; `None` for ranked counts itself.
    pub against_ranked: Option<Difference>,
    /// In the order of [`Backtest::rolls`].
    pub rolls: Vec<RollScore>,
}

/// How a method did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MethodScore {
    /// Which.
    pub method: Detector,
    /// In the order of [`SHARES`].
    pub shares: Vec<ShareScore>,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Backtest {
    /// Whether there is anything to read.
    pub verdict: Verdict,
    /// By time.
    pub rolls: Vec<Roll>,
    /// Months that could not be scored.
    pub left_out: Vec<LeftOutRoll>,
    /// Ranked counts first; empty when nothing was scored.
    pub methods: Vec<MethodScore>,
    /// The method that follows from it.
    pub choice: Choice,
}

impl Backtest {
    /// Incidents of all scored months.
    pub fn n_scored(&self) -> u64 {
        self.rolls.iter().map(|roll| roll.n_scored).sum()
    }
}

/// Runs every method of [`Detector::ALL`] over the rolls that the months allow.
///
/// # Errors
/// [`Stopped`] when it would cost too much or nobody wants it any more.
pub fn backtest(
    cube: &Cube,
    laid: &Laid,
    parameters: &Parameters,
    effort: &Effort,
) -> Result<Backtest, Stopped> {
    let parameters = parameters.clamped();
    let (n_cells, n_months) = (laid.lattice().len() as f64, cube.months.len() as f64);
    // Per roll some thousand steps a cell: tails of the binomial, and the exact p's table.
    effort.afford("max_rolls", f64::from(parameters.max_rolls), 1.0, |rolls| Cost {
        memory_bytes: (n_months + 20.0) * n_cells * 8.0,
        operations: rolls.min(n_months) * n_cells * 10_000.0,
    })?;
    // On coarse cells the kernel must reach the neighbours, or it is plain counting.
    let bandwidth_m = BANDWIDTH_M.max(1.5 * laid.lattice().spacing_m());
    let spread = Spread::quartic(laid.lattice().planar(), bandwidth_m);
    rolling(cube, laid.lattice().land_m2(), &parameters, &Detector::ALL, effort, |counts| {
        let n_ring = laid.neighbours().ring_sums(counts);
        let expected =
            expected_counts(counts, &n_ring, laid, &Expectation::Background, &Basis::Own);
        let neighbours = laid.neighbours();
        let past = Past { counts, neighbours, spread: &spread, expected: &expected };
        Detector::ALL.iter().map(|method| ranking(*method, &past)).collect()
    })
}
