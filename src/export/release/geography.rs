//! Where: one area tree and one coarse lattice, and the counts that lie in them.

use std::collections::BTreeMap;
use thiserror::Error;

/// Why nothing is released.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReleaseError {
    /// Nothing to release: no area, category or period.
    #[error("no {0}")]
    Empty(&'static str),
    /// The same code twice.
    #[error("{0} stands twice")]
    Twice(String),
    /// The areas are no tree with one root.
    #[error("{0} does not hang in a tree with one root")]
    NoTree(String),
    /// A number that is no index, or an area that is no leaf.
    #[error("{what} {index} does not exist")]
    Index {
        /// Of what.
        what: &'static str,
        /// The number.
        index: u32,
    },
    /// An earlier act covers these years with something that this one does not hold.
    #[error("{0} is released already but not part of this act")]
    NotCovered(String),
    /// A figure is released already with another value.
    #[error("{0} is released already with another value")]
    Changed(String),
    /// An earlier act had another k.
    #[error("an earlier act over the same years has k {0}")]
    OtherThreshold(u32),
    /// What is out already gives a small count away whatever this act hides.
    #[error("{0} cannot be protected beside what is released already")]
    Unprotected(String),
}

/// An area of the tree: `(code, code of the area it lies in)`; the root alone lies in nothing.
pub type AreaInTree = (String, Option<String>);

/// Where: the tree and the lattice, kept in the order of their codes whatever order they came in.
#[derive(Debug, Clone)]
pub struct Geography {
    pub(super) areas: Vec<String>,
    pub(super) parent: Vec<Option<u32>>,
    pub(super) depth: Vec<u32>,
    pub(super) leaves: Vec<u32>,
    /// The last one holds what is known by area only.
    pub(super) cells: Vec<String>,
    /// Leaf area and cell that may have a count in common, sorted.
    pub(super) overlaps: Vec<(u32, u32)>,
    /// From the caller's numbers to ours.
    pub(super) area_at: Vec<u32>,
    pub(super) cell_at: Vec<u32>,
}

/// Code of the row of the lattice that holds what is known by area only.
pub const NO_CELL: &str = "utan ruta";

impl Geography {
    /// `overlaps` are pairs of (leaf area, cell), by position in `areas` and `cells`, that have the
    /// centre of a base cell in common. A pair too few is safe, a pair too many is not: everybody can
    /// see on a map that nothing can lie there.
    pub fn new(
        areas: &[AreaInTree],
        cells: &[String],
        overlaps: &[(u32, u32)],
    ) -> Result<Self, ReleaseError> {
        let (area_order, area_at) = ordered(areas.iter().map(|area| area.0.as_str()))?;
        let with_rest: Vec<&str> = cells.iter().map(String::as_str).collect();
        let (cell_order, mut cell_at) = ordered(with_rest.iter().copied())?;
        cell_at.push(cells.len() as u32);
        if areas.is_empty() {
            return Err(ReleaseError::Empty("area"));
        }
        let place: BTreeMap<&str, u32> =
            (0u32..).zip(&area_order).map(|(i, &at)| (areas[at].0.as_str(), i)).collect();
        let parent = area_order.iter().map(|&at| match &areas[at] {
            (_, None) => Ok(None),
            (code, Some(parent)) => place
                .get(parent.as_str())
                .copied()
                .map(Some)
                .ok_or_else(|| ReleaseError::NoTree(code.clone())),
        });
        let parent: Vec<Option<u32>> = parent.collect::<Result<_, _>>()?;
        let names: Vec<String> = area_order.iter().map(|&at| areas[at].0.clone()).collect();
        let (depth, leaves) = measured(&parent, &names)?;
        let mut pairs = Vec::new();
        for &(area, cell) in overlaps {
            let a = *area_at
                .get(area as usize)
                .ok_or(ReleaseError::Index { what: "area", index: area })?;
            let known = (cell as usize) < cells.len();
            let c = known.then(|| cell_at[cell as usize]);
            let c = c.ok_or(ReleaseError::Index { what: "cell", index: cell })?;
            if parent.contains(&Some(a)) {
                return Err(ReleaseError::Index { what: "leaf area", index: area });
            }
            pairs.push((a, c));
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut codes: Vec<String> = cell_order.iter().map(|&at| cells[at].clone()).collect();
        codes.push(NO_CELL.to_owned());
        Ok(Self {
            areas: names,
            parent,
            depth,
            leaves,
            cells: codes,
            overlaps: pairs,
            area_at,
            cell_at,
        })
    }

    /// Figures per category and period: areas first, then cells.
    pub(super) fn n_places(&self) -> usize {
        self.areas.len() + self.cells.len()
    }

    pub(super) fn is_leaf(&self, area: u32) -> bool {
        !self.parent.contains(&Some(area))
    }
}

/// Positions in the order of the codes, and the rank of each position.
pub(super) fn ordered<'a>(
    codes: impl Iterator<Item = &'a str>,
) -> Result<(Vec<usize>, Vec<u32>), ReleaseError> {
    let codes: Vec<&str> = codes.collect();
    let mut order: Vec<usize> = (0..codes.len()).collect();
    order.sort_by_key(|&at| codes[at]);
    if let Some(pair) = order.windows(2).find(|pair| codes[pair[0]] == codes[pair[1]]) {
        return Err(ReleaseError::Twice(codes[pair[0]].to_owned()));
    }
    let mut rank = vec![0; codes.len()];
    for (i, &at) in order.iter().enumerate() {
        rank[at] = i as u32;
    }
    Ok((order, rank))
}

/// Depth below the root and leaves at or under each area.
fn measured(
    parent: &[Option<u32>],
    names: &[String],
) -> Result<(Vec<u32>, Vec<u32>), ReleaseError> {
    let roots: Vec<usize> = (0..parent.len()).filter(|&i| parent[i].is_none()).collect();
    if roots.len() != 1 {
        let one = roots.get(1).copied().unwrap_or(0);
        return Err(ReleaseError::NoTree(names[one].clone()));
    }
    let mut is_leaf = vec![true; parent.len()];
    parent.iter().flatten().for_each(|&p| is_leaf[p as usize] = false);
    let mut depth = vec![0; parent.len()];
    let mut leaves = vec![0; parent.len()];
    for i in 0..parent.len() {
        let mut at = i;
        leaves[i] += u32::from(is_leaf[i]);
        while let Some(up) = parent[at] {
            at = up as usize;
            depth[i] += 1;
            leaves[at] += u32::from(is_leaf[i]);
            if depth[i] as usize > parent.len() {
                return Err(ReleaseError::NoTree(names[i].clone()));
            }
        }
    }
    Ok((depth, leaves))
}

/// A number of incidents of one category in one period at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Leaf area, by its position in what the [`Geography`] was made of.
    pub area: u32,
    /// Cell likewise; `None` when known by area only.
    pub cell: Option<u32>,
    /// Which of the plan's shortest periods.
    pub period: u32,
    /// Which of the plan's categories.
    pub category: u32,
    /// How many.
    pub n: u32,
}
