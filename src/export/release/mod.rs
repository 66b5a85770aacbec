//! Disclosure control: from exact counts to the tables that may leave the house.
//!
//! **Question.** Which counts can be shown outside (levels `stad` and `publik`) so that nobody can
//! find out that some place has a small count, not even by adding and subtracting everything that
//! is shown?
//!
//! **Input.** A [`Geography`]: one nested area tree and one coarse lattice, as codes, and which leaf
//! areas and cells have ground in common. A [`Plan`]: level, k, fixed periods (quarters, half-years or
//! years of the calendar; the longer ones they fill are released as well), categories, and whether
//! their total is released. [`Count`]s per leaf area, cell, period and category, in any order.
//! Coordinates play no part. Earlier acts, as they were stored.
//!
//! **Output.** [`Tables`]: for every level of the tree and for the lattice, per period and category, a
//! count with its class or `undertryckt`. No z, p, expectation, excess, ratio or profile, from which
//! counts could be solved; the class bounds are made from what is shown. Which hidden figures are
//! small and which are hidden for their sake is not in them. Beside them a [`Proof`], for the house.
//!
//! **What is protected.** A figure of 1 to k − 1 (*small*), in any table, at any level. The attacker
//! knows all tables of all acts, the tree, the lattice and which areas and cells meet, that counts are
//! whole and not negative, and that a hidden figure is not zero, since zeros are shown. Given all that
//! every hidden figure must still be able to be k or more: the upper end of its feasible interval is
//! at least k, so the interval never lies within 1..k − 1. Hidden figures that are k or more fulfil it
//! by being so. The width of the interval above k is not guarded: the secret is *that* the count is
//! small, and how small follows from nothing else.
//!
//! **Zeros** are shown, and never hidden to protect another. That nothing was reported somewhere is
//! about nobody, and in sparse categories most figures are zeros: with them hidden little would be
//! left to show. The price is that hidden means at least one, which the rule above counts with.
//!
//! **Why tree and lattice are one problem.** Both sum to the city; where an area fills a cell, or where
//! zeros empty the rest of it, a figure of one is a figure of the other. So they are protected as one
//! system: the unknown counts where leaf area and cell meet. For one period and category that is a
//! flow (city → tree → ground in common → cell → outside), whose feasible integer
//! points are exactly what the attacker cannot tell apart. Periods that nest and the total over
//! categories tie several such flows together.
//!
//! **Method.** 1. All small figures are hidden. 2. For each, widest first, the cheapest *move* is sought:
//! a round trip through its own arc in the flow, of as many counts as it lacks to k, added to one block
//! (period × category) and, where sums over periods or categories are shown, taken from a second one,
//! or from two and added to a fourth. Everything the move changes must be hidden afterwards, whatever is
//! shown must be unchanged, zeros stay zero and what is hidden stays at least one. Cost is the
//! information hidden: 1 + ⌊log₂ n⌋ per figure, times the leaf areas it covers. Successive cheapest
//! paths, ties by number. 3. What the move touches is hidden. Nothing is shown again, so each move
//! stays valid to the end, and is an integer witness, not a relaxation, that the attacker's interval
//! reaches k. A move always exists: with its ancestors and one cell hidden a count can grow by itself.
//!
//! **Degenerate input.** No incidents: zeros everywhere. One area or one cell: its small count hides
//! the city's. A city total below k is hidden with everything in it. No area, category or period, a
//! code twice, areas that hang in no tree: a named [`ReleaseError`]. No lattice: only the row
//! [`NO_CELL`], which then equals the city.
//!
//! **Acts after one another.** Everything shown earlier about the same years is given to the next act:
//! what is out stays out, what was hidden stays hidden, and what is new is hidden where it would solve
//! an old figure. Counts that have changed since are refused ([`ReleaseError::Changed`]): the
//! difference of two versions is a figure too. Acts for `stad` and `publik` count as each other's
//! earlier ones, since whoever reads `stad` reads `publik` as well.
//!
//! **Parameters.** k: 5 unless the parties agree on another, 3–10. Finest period: the longest that
//! still answers the question; each finer one hides more. Total: it says more than the categories can
//! where these are small, and costs many figures of categories; off unless it is asked for.
//!
//! **Repeatable.** Integers only; codes are sorted first; systems that no sum ties together are computed
//! side by side, each by itself. The same bytes on any number of threads and for any order of input.
//!
//! **What it does not do.** It does not hide which of two figures hidden together is the small one from
//! somebody who replays the choice of the cheapest with guessed counts (the *minimality attack*), nor
//! protect against somebody who knows some of the incidents beforehand.
//!
//! **Reference.** Hundepool et al. (2012), *Statistical Disclosure Control*, ch. 4, doi
//! 10.1002/9781118348239; Willenborg & de Waal (2001), *Elements of Statistical Disclosure Control*,
//! doi 10.1007/978-1-4613-0121-9; Cox (1995), Network models for complementary cell suppression, *JASA*
//! 90, 1453–1462; Fischetti & Salazar (2000), Models and algorithms for optimizing cell suppression in
//! tabular data with linear constraints, *JASA* 95, 916–928 (upper protection levels, the attacker's
//! problem as a linear program).
//!
//! **Checked against** linear programming over all tables (`tests/it/release`): for every hidden figure
//! the least and the largest value that fit.

mod figures;
mod geography;
mod layers;
mod network;
mod proof;
mod protect;
mod tables;

pub use crate::case::release::{FixedPeriod, Grain, Level, NotAThreshold, Plan, Threshold};
pub use geography::{AreaInTree, Count, Geography, NO_CELL, ReleaseError};
pub use layers::{About, Place, feature, latest_longest, table_card};
pub use proof::Proof;
pub use tables::{Figure, Places, Row, Table, Tables};

use figures::System;
use network::Network;
use rayon::prelude::*;

/// What an act makes: tables to store, and why they are safe.
#[derive(Debug, Clone)]
pub struct Released {
    /// For the level of the act.
    pub tables: Tables,
    /// For the house only: it tells exact counts.
    pub proof: Proof,
}

/// The tables of one act.
///
/// ```
/// use platssamverkan::export::release::*;
/// let area = |code: &str, within: Option<&str>| (code.to_owned(), within.map(str::to_owned));
/// let areas = [area("staden", None), area("norr", Some("staden")), area("mitt", Some("staden")),
///              area("syd", Some("staden"))];
/// let geography = Geography::new(&areas, &["r1".to_owned()], &[(1, 0), (2, 0), (3, 0)])?;
/// let plan = Plan { level: Level::Publik, k: Threshold::DEFAULT, finest: Grain::Ar, first_year: 2025,
///                   first_nth: 0, n_periods: 1, categories: vec!["klotter".to_owned()], total: false };
/// let count = |area, n| Count { area, cell: Some(0), period: 0, category: 0, n };
/// let act = release(&plan, &geography, &[count(1, 3), count(2, 40), count(3, 9)], &[])?;
/// // 3 is small; with it the least of the others goes, or 3 = 52 − 40 − 9 would be solved.
/// let shown: Vec<_> = act.tables.tables[1].rows.iter().map(|row| row.figure.n()).collect();
/// assert_eq!(shown, [Some(40), None, None]);
/// assert_eq!(act.tables.tables[0].rows[0].figure.n(), Some(52));
/// # Ok::<(), ReleaseError>(())
/// ```
pub fn release(
    plan: &Plan,
    geography: &Geography,
    counts: &[Count],
    earlier: &[Tables],
) -> Result<Released, ReleaseError> {
    if plan.categories.is_empty() {
        return Err(ReleaseError::Empty("category"));
    }
    if plan.n_periods == 0 {
        return Err(ReleaseError::Empty("period"));
    }
    if plan.first_nth >= plan.finest.per_year() {
        return Err(ReleaseError::Index { what: "period of the year", index: plan.first_nth });
    }
    let (order, rank) = geography::ordered(plan.categories.iter().map(String::as_str))?;
    let names: Vec<&str> = order.iter().map(|&at| plan.categories[at].as_str()).collect();
    let atoms = figures::atoms(geography);
    let mut systems = figures::systems(plan, &order, &rank, geography, &atoms, counts)?;
    tables::take_over(earlier, plan.k, &names, geography, &mut systems)?;

    let network = Network::new(geography, &atoms);
    let moves: Vec<_> = systems
        .par_iter_mut()
        .map(|system| protect::protect(system, &network, geography, plan.k))
        .collect();
    let mut proof = Proof::default();
    for (system, moves) in systems.iter().zip(moves) {
        let moves =
            moves.map_err(|(layer, place)| unprotected(system, &names, geography, layer, place))?;
        proof.add(system, moves);
    }
    let tables = tables::tables(plan, &names, geography, &systems);
    Ok(Released { tables, proof })
}

fn unprotected(
    system: &System,
    names: &[&str],
    geography: &Geography,
    layer: usize,
    place: usize,
) -> ReleaseError {
    let layer = &system.layers[layer];
    let category = layer.category.map_or("alla", |c| names[c as usize]);
    let cell = || geography.cells[place - geography.areas.len()].as_str();
    let code = geography.areas.get(place).map_or_else(cell, String::as_str);
    ReleaseError::Unprotected(format!("{} {category} {code}", layer.period))
}
