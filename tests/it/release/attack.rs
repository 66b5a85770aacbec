//! The attacker: knows the tables, the tree, the lattice and which areas and cells meet, and solves
//! the linear constraints of everything that is shown.

use microlp::{ComparisonOp, OptimizationDirection, Problem};
use platssamverkan::export::release::{FixedPeriod, Grain, NO_CELL, Places, Tables};
use std::collections::{BTreeMap, BTreeSet};

/// What everybody can see on a map.
#[derive(Debug, Clone)]
pub(crate) struct Map {
    pub(crate) tree: Vec<(String, Option<String>)>,
    pub(crate) cells: Vec<String>,
    pub(crate) overlaps: Vec<(u32, u32)>,
}

/// Areas and cells by code, apart.
pub(crate) type Key = (bool, String, FixedPeriod, Option<String>);

/// A figure and its count where it is shown.
type Said = (Key, Option<u64>);

/// Figures that sums tie together, over unknown counts where a leaf area and a cell meet.
pub(crate) struct Constraints {
    n_unknown: usize,
    pub(crate) figures: Vec<(Key, Vec<usize>, Option<u64>)>,
    /// Shown figures of longer periods that are sums of shown ones: nothing new.
    implied: Vec<bool>,
}

/// Everything that is said in some tables, one set of constraints per year and category, or per year
/// where a total ties the categories together.
pub(crate) fn constraints(map: &Map, acts: &[&Tables]) -> Vec<Constraints> {
    let mut said: BTreeMap<Key, Option<u64>> = BTreeMap::new();
    for table in acts.iter().flat_map(|act| &act.tables) {
        for row in &table.rows {
            let is_cell = table.places == Places::Rutor;
            let key = (is_cell, row.code.clone(), table.period, table.category.clone());
            let known = said.entry(key).or_default();
            *known = known.or(row.figure.n());
        }
    }
    let finest = said.keys().map(|key| key.2.grain).min().expect("figures");
    let with_total = said.keys().any(|key| key.3.is_none());
    let mut groups: BTreeMap<(i16, Option<String>), Vec<Said>> = BTreeMap::new();
    for (key, n) in said {
        let category = key.3.clone().filter(|_| !with_total);
        groups.entry((key.2.year, category)).or_default().push((key, n));
    }
    groups.into_values().map(|figures| tie(map, finest, figures)).collect()
}

fn tie(map: &Map, finest: Grain, said: Vec<Said>) -> Constraints {
    let mut atoms: Vec<(usize, usize)> =
        map.overlaps.iter().map(|&(area, cell)| (area as usize, cell as usize)).collect();
    let is_leaf = |code: &String| !map.tree.iter().any(|(_, up)| up.as_ref() == Some(code));
    let leaves = (0..map.tree.len()).filter(|&i| is_leaf(&map.tree[i].0));
    atoms.extend(leaves.map(|leaf| (leaf, map.cells.len())));

    let unique = |mut all: Vec<_>| {
        all.sort();
        all.dedup();
        all
    };
    let steps: Vec<FixedPeriod> = {
        let mut all: Vec<_> =
            said.iter().map(|(key, _)| key.2).filter(|period| period.grain == finest).collect();
        all.sort();
        all.dedup();
        all
    };
    let categories: Vec<String> =
        unique(said.iter().filter_map(|(key, _)| key.3.clone()).collect());
    // Atoms below each place.
    let mut below: BTreeMap<(bool, &str), Vec<usize>> = BTreeMap::new();
    for (i, &(area, cell)) in atoms.iter().enumerate() {
        let code = map.cells.get(cell).map_or(NO_CELL, String::as_str);
        below.entry((true, code)).or_default().push(i);
        let mut at = Some(area);
        while let Some(area) = at {
            below.entry((false, &map.tree[area].0)).or_default().push(i);
            let up = map.tree[area].1.as_ref();
            at = up.and_then(|up| map.tree.iter().position(|(code, _)| code == up));
        }
    }
    let mut figures = Vec::new();
    for (key, n) in said {
        let mut unknowns = Vec::new();
        for (s, step) in steps.iter().enumerate() {
            if !key.2.holds(*step) {
                continue;
            }
            for (c, category) in categories.iter().enumerate() {
                if key.3.as_ref().is_none_or(|own| own == category) {
                    let block = (s * categories.len() + c) * atoms.len();
                    let own = below.get(&(key.0, key.1.as_str()));
                    unknowns.extend(own.into_iter().flatten().map(|atom| block + atom));
                }
            }
        }
        figures.push((key, unknowns, n));
    }
    let n_unknown = steps.len() * categories.len() * atoms.len();
    let implied = vec![false; figures.len()];
    Constraints { n_unknown, figures, implied }.without_zeros().without_sums(finest)
}

impl Constraints {
    /// A zero empties everything under it.
    fn without_zeros(self) -> Self {
        let mut empty = vec![false; self.n_unknown];
        for (_, unknowns, n) in &self.figures {
            if *n == Some(0) {
                unknowns.iter().for_each(|&i| empty[i] = true);
            }
        }
        let mut number = vec![0; self.n_unknown];
        let mut n_unknown = 0;
        for (number, _) in number.iter_mut().zip(&empty).filter(|(_, empty)| !**empty) {
            *number = n_unknown;
            n_unknown += 1;
        }
        let left = |unknowns: Vec<usize>| {
            unknowns.into_iter().filter(|&i| !empty[i]).map(|i| number[i]).collect()
        };
        let figures = self.figures.into_iter().filter(|(_, _, n)| *n != Some(0));
        let figures: Vec<_> = figures.map(|(key, unknowns, n)| (key, left(unknowns), n)).collect();
        Self { n_unknown, implied: vec![false; figures.len()], figures }
    }

    fn without_sums(mut self, finest: Grain) -> Self {
        let hidden: BTreeSet<&Key> =
            self.figures.iter().filter(|(_, _, n)| n.is_none()).map(|(key, ..)| key).collect();
        let parts_shown = |key: &Key| {
            (0..finest.per_year()).all(|nth| {
                let part = FixedPeriod { grain: finest, nth, ..key.2 };
                let part = (key.0, key.1.clone(), part, key.3.clone());
                !key.2.holds(part.2) || !hidden.contains(&part)
            })
        };
        let implied = self.figures.iter();
        self.implied = implied
            .map(|(key, _, n)| n.is_some() && key.2.grain > finest && parts_shown(key))
            .collect();
        self
    }

    /// Numbers of the figures that are hidden.
    pub(crate) fn hidden(&self) -> Vec<usize> {
        (0..self.figures.len()).filter(|&f| self.figures[f].2.is_none()).collect()
    }

    /// Least or largest value of a figure.
    pub(crate) fn bound(&self, figure: usize, largest: bool) -> f64 {
        let direction = match largest {
            true => OptimizationDirection::Maximize,
            false => OptimizationDirection::Minimize,
        };
        let solved = self.solve(direction, &[figure], None);
        solved.map_or(f64::INFINITY, |figures| figures[figure])
    }

    /// Solves for the sum of some figures, each counted up to a cap where there is one; all figures
    /// in the solution, `None` when the sum has no end.
    fn solve(
        &self,
        direction: OptimizationDirection,
        wanted: &[usize],
        cap: Option<f64>,
    ) -> Option<Vec<f64>> {
        let mut problem = Problem::new(direction);
        let mut weight = vec![0.0; self.n_unknown];
        if cap.is_none() {
            let members = wanted.iter().flat_map(|&figure| &self.figures[figure].1);
            members.for_each(|&i| weight[i] += 1.0);
        }
        let unknowns: Vec<_> =
            weight.iter().map(|&w| problem.add_var(w, (0.0, f64::INFINITY))).collect();
        let sum =
            |members: &[usize]| -> Vec<_> { members.iter().map(|&i| (unknowns[i], 1.0)).collect() };
        for (figure, (_, members, n)) in self.figures.iter().enumerate() {
            match n {
                _ if self.implied[figure] => {}
                Some(n) => problem.add_constraint(sum(members), ComparisonOp::Eq, *n as f64),
                None => problem.add_constraint(sum(members), ComparisonOp::Ge, 1.0),
            };
        }
        if let Some(cap) = cap {
            for &figure in wanted {
                let counted = problem.add_var(1.0, (0.0, cap));
                let mut over = sum(&self.figures[figure].1);
                over.push((counted, -1.0));
                problem.add_constraint(over, ComparisonOp::Ge, 0.0);
            }
        }
        let solution = match problem.solve() {
            Ok(outcome) => outcome.into_solution().expect("solved to the end"),
            Err(microlp::Error::Unbounded) => return None,
            Err(error) => panic!("{error} for {:?}", self.figures[wanted[0]].0),
        };
        let value =
            |members: &[usize]| members.iter().map(|&i| solution.var_value(unknowns[i])).sum();
        Some(self.figures.iter().map(|(_, members, _)| value(members)).collect())
    }

    /// Hidden figures whose largest value is below k: the attacker knows that they are small.
    pub(crate) fn known_to_be_small(&self, k: u32) -> Vec<&Key> {
        let k = f64::from(k);
        let large = |figures: &[f64], figure: usize| figures[figure] > k - 1e-6;
        let mut open = self.hidden();
        // One solution shows of many figures at once that they can be large.
        while !open.is_empty() {
            let before = open.len();
            let solved = self.solve(OptimizationDirection::Maximize, &open, Some(k));
            let solved = solved.expect("a capped sum has an end");
            open.retain(|&figure| !large(&solved, figure));
            if open.len() * 10 > before * 9 {
                break;
            }
        }
        let mut found = Vec::new();
        while let Some(figure) = open.pop() {
            let solved = self.solve(OptimizationDirection::Maximize, &[figure], Some(k));
            let solved = solved.expect("a capped sum has an end");
            if !large(&solved, figure) {
                found.push(&self.figures[figure].0);
            }
            open.retain(|&other| !large(&solved, other));
        }
        found
    }
}
