//! Emerging hotspots: how does the heat of a cell develop month by month?
//!
//! **Question.** Which cells are hot just now for the first time, which are always hot, which grow
//! hotter or cooler, and which used to be hot?
//!
//! **Input.** Counts per month and cell: the same cells of the study area every month, zeros included,
//! and their neighbours; months in order, oldest first, all of them complete. No unit, no coordinates.
//! **Output.** For every cell that was hot in some month its class, for each month its count and whether
//! it was hot, z of the last month, and its trend; how many cells each class has. Cells that never were
//! hot have class `none`.
//!
//! **Formula.** In each month by itself Gi\* z over all cells ([`super::getis_ord`]) and which cells
//! are hot by the chosen gate, corrected over the cells of that month (by default the normal p of z
//! after Benjamini–Hochberg at 5 %). Over the months Mann–Kendall ([`super::mann_kendall`]) of the
//! cell's z: up or down at 5 %, two-sided. The class follows from months and direction by one table
//! ([`TrendClass::of`]).
//!
//! **Degenerate input.** A month without counts, or with equal counts everywhere, has no z: no cell is
//! hot in it and it is missing in the trend. Fewer than [`LEAST_MONTHS`] months: no result.
//!
//! **Choosing.** Twelve months show a year; fewer make trends hard to see. A month of a rare category
//! has one or two counts in a cell, of which the normal p makes too much: above all then take
//! `gate = count` (exact) or `gate = default` (which also asks for size).
//! **Repeatable.** Closed form, cell by cell; no seed. The same on any number of threads.
//!
//! **Reference.** Getis & Ord (1992), doi 10.1111/j.1538-4632.1992.tb00261.x; Mann (1945), doi
//! 10.2307/1907187. The names of the classes are those of the tool that made the picture known; where
//! the table differs from it is said at [`TrendClass::of`].
//! **Checked against** esda 2.9.0 (z), statsmodels (the correction) and pymannkendall 1.4.3 (the
//! trend), put together by a script of its own (tests/golden/emerging).
//!
//! ```
//! use platssamverkan::analysis::{emerging::TrendClass, mann_kendall::Trend};
//! let (yes, no) = (true, false);
//! assert_eq!(TrendClass::of(&[no, no, no, no, no, yes], Trend::None), TrendClass::New);
//! assert_eq!(TrendClass::of(&[no, no, no, yes, yes, yes], Trend::Up), TrendClass::Consecutive);
//! ```

use super::{
    effort::{Cost, Effort, Stopped},
    evidence::{Rule, hot_cells},
    getis_ord::{Moments, gi_star_of_sums, normal_upper_tail},
    laid::Laid,
    mann_kendall::{MannKendall, Tails, Trend, sen_slope},
    month::Month,
    neighbours::Neighbours,
    run::{Correction, Expectation, Gate},
    significance,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Raised whenever the same input would give other bytes.
pub const METHOD_VERSION: u32 = 1;

/// With fewer months there is neither trend nor history.
pub const LEAST_MONTHS: usize = 4;

/// Hot in at least this share of the months is "always".
pub const ALWAYS_FROM: f64 = 0.9;

/// Hot in at least this share of the months is "often".
pub const OFTEN_FROM: f64 = 0.5;

/// What is chosen for this method alone; the months are the whole ones of the question's period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Rings of neighbours, 1–5.
    pub ring: u8,
    /// What makes a cell hot in a month.
    pub gate: Gate,
    /// What a cell is expected to have, for gates that ask.
    pub expectation: Expectation,
    /// Over the cells of a month.
    pub correction: Correction,
    /// Level of the corrected test.
    pub alpha: f64,
    /// Level of the trend, two-sided.
    pub trend_alpha: f64,
}

impl Default for Parameters {
    /// Those of the method page.
    fn default() -> Self {
        Self {
            ring: 1,
            gate: Gate::GiStar,
            expectation: Expectation::Background,
            correction: Correction::Bh,
            alpha: 0.05,
            trend_alpha: 0.05,
        }
    }
}

impl Parameters {
    /// The first field that is outside of what is allowed.
    pub fn out_of_range(&self) -> Option<&'static str> {
        let level = |level: f64| level > 0.0 && level < 1.0;
        [
            ("ring", (1..=5).contains(&self.ring)),
            ("alpha", level(self.alpha)),
            ("trend_alpha", level(self.trend_alpha)),
        ]
        .into_iter()
        .find_map(|(field, fine)| (!fine).then_some(field))
    }

    /// The rule of each month: effect and count as the hotspots of a whole period have them.
    fn rule(&self) -> Rule {
        Rule {
            expectation: self.expectation.clone(),
            gate: self.gate,
            correction: self.correction,
            alpha: self.alpha,
            min_ratio: 1.5,
            min_count: 10,
        }
    }
}

/// How a cell, or a place, has developed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrendClass {
    /// Hot in the last month and never before.
    New,
    /// Hot in the last months without a break, and never before them.
    Consecutive,
    /// Always hot, without direction.
    Persistent,
    /// Always hot, and ever more so.
    Intensifying,
    /// Always hot, but less and less.
    Diminishing,
    /// Hot in the last month and now and then before.
    Sporadic,
    /// Hot in the last month and often before, with breaks.
    Oscillating,
    /// Often hot, but not in the last month.
    Historical,
    /// No pattern.
    None,
}

impl TrendClass {
    /// Every class, in the order they are listed.
    pub const ALL: [TrendClass; 9] = [
        TrendClass::New,
        TrendClass::Consecutive,
        TrendClass::Intensifying,
        TrendClass::Persistent,
        TrendClass::Diminishing,
        TrendClass::Sporadic,
        TrendClass::Oscillating,
        TrendClass::Historical,
        TrendClass::None,
    ];

    /// The class of a sequence of months (hot or not, oldest first) and the direction of its z. The
    /// table has one row for each; *share* is that of hot months, a *spell* an unbroken run of them.
    ///
    /// | last month | share | spells | direction | class |
    /// |---|---|---|---|---|
    /// | hot | ≥ 90 % | any | up | `intensifying` |
    /// | hot | ≥ 90 % | any | down | `diminishing` |
    /// | hot | ≥ 90 % | any | none | `persistent` |
    /// | hot | < 90 % | one, of one month | any | `new` |
    /// | hot | < 90 % | one, longer | any | `consecutive` |
    /// | hot | 50–90 % | several | any | `oscillating` |
    /// | hot | < 50 % | several | any | `sporadic` |
    /// | not hot | ≥ 50 % | any | any | `historical` |
    /// | not hot | < 50 % | any | any | `none` |
    ///
    /// Two rows differ from the tool that made the names known: it calls a cell oscillating when it
    /// has also been significantly *cold*, which counts as small as these hardly ever can be, and
    /// historical only from 90 %, which of twelve months leaves those that ended with the last.
    pub fn of(hot: &[bool], trend: Trend) -> TrendClass {
        let n_hot = hot.iter().filter(|&&hot| hot).count();
        let (share, n) = (n_hot as f64, hot.len() as f64);
        let (always, often) = (share >= ALWAYS_FROM * n, share >= OFTEN_FROM * n);
        let last_spell = hot.iter().rev().take_while(|&&hot| hot).count();
        match (last_spell, always, often, trend) {
            _ if n_hot == 0 => TrendClass::None,
            (0, _, true, _) => TrendClass::Historical,
            (0, _, false, _) => TrendClass::None,
            (_, true, _, Trend::Up) => TrendClass::Intensifying,
            (_, true, _, Trend::Down) => TrendClass::Diminishing,
            (_, true, _, Trend::None) => TrendClass::Persistent,
            (1, ..) if n_hot == 1 => TrendClass::New,
            (spell, ..) if n_hot == spell => TrendClass::Consecutive,
            (_, _, true, _) => TrendClass::Oscillating,
            (_, _, false, _) => TrendClass::Sporadic,
        }
    }

    /// The name in JSON and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            TrendClass::New => "new",
            TrendClass::Consecutive => "consecutive",
            TrendClass::Persistent => "persistent",
            TrendClass::Intensifying => "intensifying",
            TrendClass::Diminishing => "diminishing",
            TrendClass::Sporadic => "sporadic",
            TrendClass::Oscillating => "oscillating",
            TrendClass::Historical => "historical",
            TrendClass::None => "none",
        }
    }

    /// The Swedish name.
    pub fn label_sv(self) -> &'static str {
        match self {
            TrendClass::New => "ny",
            TrendClass::Consecutive => "sammanhängande",
            TrendClass::Persistent => "bestående",
            TrendClass::Intensifying => "intensifierande",
            TrendClass::Diminishing => "avtagande",
            TrendClass::Sporadic => "sporadisk",
            TrendClass::Oscillating => "växlande",
            TrendClass::Historical => "historisk",
            TrendClass::None => "ingen",
        }
    }
}

/// One month over all cells.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthHeat {
    /// Gi\* z; `None` where it is not defined.
    pub z: Vec<Option<f64>>,
    /// Whether the cell is hot.
    pub hot: Vec<bool>,
}

impl MonthHeat {
    /// By Gi\* alone: the normal p of z after correction over the cells of the month.
    pub fn by_gi_star(
        counts: &[u32],
        neighbours: &Neighbours,
        correction: Correction,
        alpha: f64,
    ) -> Self {
        let sums = neighbours.ring_sums(counts);
        let z = gi_star_of_sums(Moments::of(counts), &sums, neighbours);
        // Below its mean a sum has p ≥ ½ and cannot pass.
        let lazily = alpha < 0.5;
        let tail = |z: &Option<f64>| match z {
            Some(z) if !lazily || *z > 0.0 => normal_upper_tail(*z),
            _ => 1.0,
        };
        let p: Vec<f64> = z.iter().map(tail).collect();
        let limit = significance::threshold(&p, correction, alpha).unwrap_or(-1.0);
        Self { hot: p.iter().map(|&p| p <= limit).collect(), z }
    }

    /// By whatever gate.
    pub fn by_gate(counts: &[u32], laid: &Laid, rule: &Rule) -> Self {
        let near = laid.neighbours();
        if rule.gate == Gate::GiStar {
            return Self::by_gi_star(counts, near, rule.correction, rule.alpha);
        }
        let z = gi_star_of_sums(Moments::of(counts), &near.ring_sums(counts), near);
        Self { z, hot: hot_cells(counts, laid, rule) }
    }
}

/// A cell that was hot in some month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EmergingCell {
    /// Dense index in the lattice.
    pub cell: u32,
    /// Its id.
    pub id: String,
    /// How it has developed.
    pub class: TrendClass,
    /// Counts per month.
    pub n: Vec<u32>,
    /// Whether it was hot, per month.
    pub hot: Vec<bool>,
    /// Gi\* z of the last month; `None` where it is not defined.
    pub z: Option<f64>,
    /// Mann–Kendall of z; `None` with too few months that have one.
    pub trend: Option<MannKendall>,
    /// Sen's slope of z, per month.
    pub z_per_month: Option<f64>,
}

/// What the months say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Emerging {
    /// The months, oldest first.
    pub months: Vec<Month>,
    /// Counts in cells, per month.
    pub n_by_month: Vec<u64>,
    /// Cells of the lattice.
    pub n_cells: u32,
    /// Every class with its number of cells, in the order of [`TrendClass::ALL`]; empty with fewer
    /// than [`LEAST_MONTHS`] months.
    pub classes: Vec<(TrendClass, u32)>,
    /// Cells that were hot in some month, by index.
    pub cells: Vec<EmergingCell>,
}

/// Refuses more months than memory or time has room for.
///
/// # Errors
/// With the number of months that would do.
pub fn afford(n_months: usize, n_cells: usize, effort: &Effort) -> Result<(), Stopped> {
    effort.afford("months", n_months as f64, LEAST_MONTHS as f64, |months| Cost {
        memory_bytes: months * n_cells as f64 * 40.0,
        operations: months * n_cells as f64 * 200.0,
    })
}

/// The classes of all cells. `counts` has one list per month, of as many cells as are laid.
///
/// # Errors
/// Cancelled, or more than can be afforded.
pub fn emerging(
    months: &[Month],
    counts: &[Vec<u32>],
    laid: &Laid,
    chosen: &Parameters,
    effort: &Effort,
) -> Result<Emerging, Stopped> {
    afford(months.len(), laid.lattice().len(), effort)?;
    effort.expect(months.len() as u64);
    let rule = chosen.rule();
    let heat: Vec<MonthHeat> = counts
        .par_iter()
        .with_max_len(1)
        .map(|counts| {
            let heat = MonthHeat::by_gate(counts, laid, &rule);
            effort.step(1).map(|()| heat)
        })
        .collect::<Result<_, _>>()?;
    Ok(of_heat(months, counts, &heat, laid.lattice().ids(), chosen.trend_alpha))
}

/// The same when the heat of each month is known.
pub fn of_heat(
    months: &[Month],
    counts: &[Vec<u32>],
    heat: &[MonthHeat],
    ids: &[String],
    trend_alpha: f64,
) -> Emerging {
    let mut found = Emerging {
        months: months.to_vec(),
        n_by_month: counts.iter().map(|month| month.iter().map(|&n| u64::from(n)).sum()).collect(),
        n_cells: ids.len() as u32,
        classes: Vec::new(),
        cells: Vec::new(),
    };
    if heat.len() < LEAST_MONTHS {
        return found;
    }
    let mut tails = Tails::default();
    let mut of_class = [0u32; TrendClass::ALL.len()];
    for (i, id) in ids.iter().enumerate() {
        let hot: Vec<bool> = heat.iter().map(|month| month.hot[i]).collect();
        if !hot.contains(&true) {
            of_class[place_of(TrendClass::None)] += 1;
            continue;
        }
        let z: Vec<f64> = heat.iter().map(|month| month.z[i].unwrap_or(f64::NAN)).collect();
        let trend = tails.test(&z);
        let class = TrendClass::of(&hot, trend.map_or(Trend::None, |t| t.trend(trend_alpha)));
        of_class[place_of(class)] += 1;
        found.cells.push(EmergingCell {
            cell: i as u32,
            id: id.clone(),
            class,
            n: counts.iter().map(|month| month[i]).collect(),
            hot,
            z: heat.last().and_then(|month| month.z[i]),
            trend,
            z_per_month: sen_slope(&z),
        });
    }
    found.classes = TrendClass::ALL.into_iter().zip(of_class).collect();
    found
}

fn place_of(class: TrendClass) -> usize {
    TrendClass::ALL.iter().position(|&known| known == class).expect("every class is listed")
}

#[cfg(test)]
mod tests;
