//! The only way to the counts: a view of what one reader may see.

use super::{Columns, Fingerprint, ImportId, PartyId, Precision, UtcHour, columns::Table};
use crate::area::{AreaId, BaseCell};
use rayon::prelude::*;
use std::{
    collections::BTreeSet,
    ops::Range,
    sync::{Arc, OnceLock},
};

mod fingerprint;

/// "In no group" in the table handed to [`Visible::count_by_group`].
pub const NO_GROUP: u32 = u32::MAX;

/// Whose counts a view shows. Only `policy` makes one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    own: Option<PartyId>,
    shared: BTreeSet<ImportId>,
}

impl Scope {
    /// The party's own counts and those that came with the shared imports. Nobody but `policy` calls
    /// this (and tests of what is computed from a view); a test of the architecture looks for it.
    #[cfg_attr(not(feature = "server"), allow(dead_code))]
    pub(crate) fn of(own: Option<PartyId>, shared: BTreeSet<ImportId>) -> Scope {
        Scope { own, shared }
    }
}

/// The counts that one reader may see. Cheap to clone; all numbers of one view agree.
#[derive(Debug, Clone)]
pub struct Visible {
    view: Arc<View>,
}

/// The rows of a scope and what is known about them.
#[derive(Debug)]
pub(super) struct View {
    pub(super) table: Arc<Table>,
    imports: OnceLock<BTreeSet<ImportId>>,
    fingerprint: OnceLock<Fingerprint>,
}

/// Which of the visible counts a question is about.
#[derive(Debug, Clone)]
pub struct Selection {
    /// One flag per dense category; empty means all, and categories beyond its end are left out.
    pub categories: Vec<bool>,
    /// UTC hours of `from_hour`, half-open; `None` means all time.
    pub hours: Option<Range<UtcHour>>,
    /// One flag per entry of [`Visible::cells`]; `None` means everywhere.
    pub cells: Option<Arc<[bool]>>,
}

impl Selection {
    /// Everything, everywhere, always.
    pub fn all() -> Selection {
        Selection { categories: Vec::new(), hours: None, cells: None }
    }

    fn holds_cell(&self, cell: u32) -> bool {
        self.cells.as_ref().is_none_or(|cells| cells.get(cell as usize).is_some_and(|&held| held))
    }
}

/// Where the counts of a selection's categories and hours are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In the selected cells.
    pub n_in_cells: u64,
    /// Known by area only.
    pub n_area_only: u64,
    /// In cells that are not selected.
    pub n_outside_cells_mask: u64,
}

/// One visible row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowRef {
    /// First hour in which it may have happened; decides the period.
    pub from_hour: UtcHour,
    /// Last hour, included.
    pub to_hour: UtcHour,
    /// Entry of [`Visible::cells`].
    pub cell: Option<u32>,
    /// Entry of [`Visible::areas`]; only for rows without cell.
    pub area: Option<u32>,
    /// Dense category.
    pub category: u16,
    /// How exactly the source knew the place.
    pub precision: Precision,
    /// How many.
    pub n: u32,
}

impl Visible {
    /// The view of a scope. Nobody but `policy` calls this (and tests of what is computed from a
    /// view). The first call for a scope looks at every row, later ones at none.
    #[cfg_attr(not(feature = "server"), allow(dead_code))]
    pub(crate) fn new(columns: Arc<Columns>, scope: Scope) -> Visible {
        Visible { view: columns.view(&scope) }
    }

    /// The base cells that have a visible row, ascending. Tables "per entry" have this order.
    pub fn cells(&self) -> &[BaseCell] {
        &self.view.table.cells
    }

    /// The areas that have a visible row known by area only, ascending.
    pub fn areas(&self) -> &[AreaId] {
        &self.view.table.areas
    }

    /// Counts per entry of [`Visible::cells`]; 0 in cells that are not selected.
    pub fn count_by_cell(&self, selection: &Selection) -> Vec<u32> {
        let mut counts = self.count_by_place(selection);
        counts.pop();
        if selection.cells.is_some() {
            for (cell, count) in counts.iter_mut().enumerate() {
                if !selection.holds_cell(cell as u32) {
                    *count = 0;
                }
            }
        }
        counts
    }

    /// Counts per group of cells. `group` has one entry per entry of [`Visible::cells`]: a number
    /// below `n_groups`, or [`NO_GROUP`]. Cells that are not selected count in no group.
    pub fn count_by_group(
        &self,
        selection: &Selection,
        group: &[u32],
        n_groups: usize,
    ) -> Vec<u32> {
        let mut counts = vec![0u32; n_groups];
        for (&n, &group) in self.count_by_cell(selection).iter().zip(group) {
            if group != NO_GROUP {
                let count = &mut counts[group as usize];
                *count = count.saturating_add(n);
            }
        }
        counts
    }

    /// Counts known by area only, per entry of [`Visible::areas`]. Counts that have a cell are not
    /// in it; they are counted by cell and put in areas by the index.
    pub fn count_by_area(&self, selection: &Selection) -> Vec<u64> {
        let table = &self.view.table;
        let mut counts = vec![0u64; table.areas.len()];
        let n_cells = table.cells.len() as u32;
        for i in self.selected(selection) {
            if let Some(area) = table.place[i].checked_sub(n_cells)
                && let Some(count) = counts.get_mut(area as usize)
            {
                *count += u64::from(table.n[i]);
            }
        }
        counts
    }

    /// How the counts of the categories and hours divide over selected cells, other cells and areas.
    pub fn tally(&self, selection: &Selection) -> Tally {
        let mut by_place = self.count_by_place(selection);
        let n_area_only = u64::from(by_place.pop().unwrap_or(0));
        let mut tally = Tally { n_area_only, ..Tally::default() };
        for (cell, &n) in by_place.iter().enumerate() {
            if selection.holds_cell(cell as u32) {
                tally.n_in_cells += u64::from(n);
            } else {
                tally.n_outside_cells_mask += u64::from(n);
            }
        }
        tally
    }

    /// The selected rows by rising `from_hour`. When cells are selected, rows known by area only are
    /// left out: they cannot be placed in or outside them.
    pub fn rows<'a>(&'a self, selection: &'a Selection) -> impl Iterator<Item = RowRef> + 'a {
        let table = &self.view.table;
        let n_cells = table.cells.len() as u32;
        let nowhere = n_cells + table.areas.len() as u32;
        self.selected(selection).filter_map(move |i| {
            let place = table.place[i];
            let cell = (place < n_cells).then_some(place);
            let wanted = match cell {
                Some(cell) => selection.holds_cell(cell),
                None => selection.cells.is_none(),
            };
            wanted.then(|| RowRef {
                from_hour: table.from_hour[i],
                to_hour: table.to_hour[i],
                cell,
                area: (n_cells..nowhere).contains(&place).then(|| place - n_cells),
                category: table.category[i],
                precision: table.precision[i],
                n: table.n[i],
            })
        })
    }

    /// Number of visible rows.
    pub fn n_rows(&self) -> usize {
        self.view.table.n.len()
    }

    /// `from_hour` of the earliest row; `None` without rows.
    pub fn first_hour(&self) -> Option<UtcHour> {
        self.view.table.from_hour.first().copied()
    }

    /// `from_hour` of the latest row; `None` without rows.
    pub fn last_hour(&self) -> Option<UtcHour> {
        self.view.table.from_hour.last().copied()
    }

    /// The imports that brought a visible row.
    pub fn imports(&self) -> BTreeSet<ImportId> {
        let imports = || self.view.table.import.iter().copied().collect();
        self.view.imports.get_or_init(imports).clone()
    }

    /// Hash of the content of the visible rows: equal rows give the same fingerprint whatever their
    /// order, the numbers of their imports, or the dense order of owners and named categories.
    pub fn fingerprint(&self) -> Fingerprint {
        self.view.fingerprint.get_or_init(|| self.view.table.fingerprint()).clone()
    }

    fn range(&self, selection: &Selection) -> Range<usize> {
        let hours = &self.view.table.from_hour;
        match &selection.hours {
            None => 0..hours.len(),
            Some(wanted) => {
                let start = hours.partition_point(|&hour| hour < wanted.start);
                start..start + hours[start..].partition_point(|&hour| hour < wanted.end)
            }
        }
    }

    fn selected<'a>(&'a self, selection: &'a Selection) -> impl Iterator<Item = usize> + 'a {
        let category = &self.view.table.category;
        self.range(selection).filter(move |&i| {
            selection.categories.is_empty()
                || selection.categories.get(usize::from(category[i])).is_some_and(|&wanted| wanted)
        })
    }

    /// Counts per cell whatever cells are selected, and last those in no cell.
    fn count_by_place(&self, selection: &Selection) -> Vec<u32> {
        let table = &self.view.table;
        let none = table.cells.len();
        // All bits or none, so that the loop has no branch to guess wrong.
        let mask: Vec<u32> = (0..table.n_categories)
            .map(|category| match selection.categories.get(category) {
                None if selection.categories.is_empty() => u32::MAX,
                Some(true) => u32::MAX,
                _ => 0,
            })
            .collect();
        let count = |range: Range<usize>| {
            let mut counts = vec![0u32; none + 1];
            let rows = table.place[range.clone()]
                .iter()
                .zip(&table.category[range.clone()])
                .zip(&table.n[range]);
            for ((&place, &category), &n) in rows {
                let count = &mut counts[(place as usize).min(none)];
                *count = count.saturating_add(n & mask[usize::from(category)]);
            }
            counts
        };
        let range = self.range(selection);
        // Each part has a table of its own to add up, so few and large ones.
        let parts = rayon::current_num_threads().min(8).min(range.len() / 65_536 + 1);
        let step = range.len().div_ceil(parts).max(1);
        let parts = (range.start..range.end).step_by(step).map(|at| at..(at + step).min(range.end));
        let parts: Vec<Range<usize>> = parts.collect();
        parts
            .into_par_iter()
            .map(count)
            .reduce_with(|mut sum, part| {
                sum.iter_mut().zip(part).for_each(|(sum, n)| *sum = sum.saturating_add(n));
                sum
            })
            .unwrap_or_else(|| vec![0; none + 1])
    }
}

impl View {
    pub(super) fn new(table: &Arc<Table>, scope: &Scope) -> View {
        let own = scope.own.as_ref().and_then(|own| table.owners.binary_search(own).ok());
        let keep: Vec<bool> = table
            .owner
            .par_iter()
            .zip(&table.import)
            .map(|(&owner, import)| {
                Some(usize::from(owner)) == own || scope.shared.contains(import)
            })
            .collect();
        let table =
            if keep.iter().all(|&keep| keep) { table.clone() } else { Arc::new(table.keep(&keep)) };
        View { table, imports: OnceLock::new(), fingerprint: OnceLock::new() }
    }
}

#[cfg(test)]
mod tests;
