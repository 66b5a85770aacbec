//! The exact figures of a release, in systems that no sum ties together.
//!
//! A system is one year and one category, or one year and all of them where their total is released
//! as well. In it every *layer* (a period × a category or the total) has a figure for every place:
//! the areas of the tree, then the cells of the lattice. A *block* is a shortest period × one
//! category; each layer is the sum of some blocks.

use super::geography::{Count, Geography, ReleaseError};
use crate::case::release::{FixedPeriod, Plan};
use std::collections::BTreeMap;

/// What is known of a figure outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// To be shown, until something needs it hidden.
    Shown,
    /// Shown by an earlier act: everybody has it.
    Out,
    /// Not shown.
    Hidden,
}

/// One period of one category or of their total.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    pub(super) period: FixedPeriod,
    /// `None` is the total.
    pub(super) category: Option<u32>,
    /// The blocks it is the sum of.
    pub(super) blocks: Vec<usize>,
    /// Per place.
    pub(super) values: Vec<u64>,
    pub(super) states: Vec<State>,
}

/// Figures that sums tie together.
#[derive(Debug, Clone)]
pub(super) struct System {
    pub(super) layers: Vec<Layer>,
    /// Layers that hold each block.
    pub(super) of_block: Vec<Vec<usize>>,
    /// Period and category of each block, numbered within the system.
    pub(super) blocks: Vec<(usize, usize)>,
    /// Its categories, by the order of their ids.
    pub(super) categories: Vec<u32>,
    /// Counts per block and atom.
    pub(super) atoms: Vec<Vec<u64>>,
}

/// Leaf area and cell (the last one: known by area only), in order.
pub(super) type Atoms = Vec<(u32, u32)>;

/// Every pair that may hold a count.
pub(super) fn atoms(geography: &Geography) -> Atoms {
    let rest = geography.cells.len() as u32 - 1;
    let leaves = (0..geography.areas.len() as u32).filter(|&area| geography.is_leaf(area));
    let mut atoms: Atoms = leaves.map(|leaf| (leaf, rest)).collect();
    atoms.extend(&geography.overlaps);
    atoms.sort_unstable();
    atoms
}

/// Counts laid in systems, in the order of year and category id.
pub(super) fn systems(
    plan: &Plan,
    category_order: &[usize],
    category_at: &[u32],
    geography: &Geography,
    atoms: &Atoms,
    counts: &[Count],
) -> Result<Vec<System>, ReleaseError> {
    let n_categories = plan.categories.len();
    let n_steps = plan.n_periods as usize;
    let mut laid = vec![0u64; n_steps * n_categories * atoms.len()];
    for count in counts {
        let index = |what, index| ReleaseError::Index { what, index };
        let area = geography.area_at.get(count.area as usize).copied();
        let area = area.filter(|&area| geography.is_leaf(area));
        let area = area.ok_or(index("leaf area", count.area))?;
        let cell = count.cell.map_or(Some(geography.cells.len() as u32 - 1), |cell| {
            let known = (cell as usize) < geography.cells.len() - 1;
            known.then(|| geography.cell_at[cell as usize])
        });
        let cell = cell.ok_or(index("cell", count.cell.unwrap_or_default()))?;
        let atom = atoms.binary_search(&(area, cell));
        let atom = atom.map_err(|_| index("overlap of the cell with area", count.area))?;
        let category = category_at.get(count.category as usize);
        let category = *category.ok_or(index("category", count.category))? as usize;
        let step = count.period as usize;
        if step >= n_steps {
            return Err(index("period", count.period));
        }
        laid[(step * n_categories + category) * atoms.len() + atom] += u64::from(count.n);
    }

    let mut years: BTreeMap<i16, Vec<u32>> = BTreeMap::new();
    (0..plan.n_periods).for_each(|i| years.entry(plan.step(i).year).or_default().push(i));
    let groups: Vec<Vec<u32>> = match plan.total {
        true => vec![(0..category_order.len() as u32).collect()],
        false => (0..category_order.len() as u32).map(|category| vec![category]).collect(),
    };
    let mut systems = Vec::new();
    for steps in years.values() {
        for group in &groups {
            let of = |step: u32, category: u32| {
                let at = (step as usize * n_categories + category as usize) * atoms.len();
                laid[at..at + atoms.len()].to_vec()
            };
            let laid = steps.iter().flat_map(|&s| group.iter().map(move |&c| (s, c)));
            let laid = laid.map(|(step, category)| of(step, category)).collect();
            systems.push(System::new(plan, geography, atoms, steps, group, laid));
        }
    }
    Ok(systems)
}

impl System {
    fn new(
        plan: &Plan,
        geography: &Geography,
        atoms: &Atoms,
        steps: &[u32],
        categories: &[u32],
        laid: Vec<Vec<u64>>,
    ) -> Self {
        let periods: Vec<FixedPeriod> = steps.iter().map(|&step| plan.step(step)).collect();
        let of_block: Vec<Vec<u64>> =
            laid.iter().map(|counts| per_place(geography, atoms, counts)).collect();
        let n = categories.len();
        let mut layers = Vec::new();
        for period in plan.periods_in(&periods) {
            let held: Vec<usize> =
                (0..periods.len()).filter(|&s| period.holds(periods[s])).collect();
            let one = (0..n).map(|c| (Some(categories[c]), vec![c]));
            let all = plan.total.then(|| (None, (0..n).collect()));
            for (category, members) in one.chain(all) {
                let blocks: Vec<usize> =
                    held.iter().flat_map(|&s| members.iter().map(move |&c| s * n + c)).collect();
                let mut values = vec![0; geography.n_places()];
                for &block in &blocks {
                    values.iter_mut().zip(&of_block[block]).for_each(|(sum, n)| *sum += n);
                }
                let states = values
                    .iter()
                    .map(|&n| if plan.k.is_small(n) { State::Hidden } else { State::Shown })
                    .collect();
                layers.push(Layer { period, category, blocks, values, states });
            }
        }
        let holds =
            |block| (0..layers.len()).filter(|&l| layers[l].blocks.contains(&block)).collect();
        Self {
            of_block: (0..of_block.len()).map(holds).collect(),
            blocks: (0..periods.len()).flat_map(|s| (0..n).map(move |c| (s, c))).collect(),
            categories: categories.to_vec(),
            atoms: laid,
            layers,
        }
    }
}

/// Sums of one block's counts over every area and cell.
pub(super) fn per_place(geography: &Geography, atoms: &Atoms, counts: &[u64]) -> Vec<u64> {
    let mut sums = vec![0; geography.n_places()];
    for (&(leaf, cell), &n) in atoms.iter().zip(counts) {
        sums[geography.areas.len() + cell as usize] += n;
        let mut at = Some(leaf);
        while let Some(area) = at {
            sums[area as usize] += n;
            at = geography.parent[area as usize];
        }
    }
    sums
}
