//! The published counts in memory.

use super::{
    CategoryId, Fingerprint, ImportId, PartyId, Precision, UtcHour,
    visible::{Scope, View},
};
use crate::area::{AreaId, BaseCell};
use rayon::prelude::*;
use std::{
    collections::HashMap,
    mem::size_of,
    sync::{Arc, Mutex, PoisonError},
};

/// One count as the store hands it over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    /// First hour in which it may have happened.
    pub from_hour: UtcHour,
    /// Last hour, included; equal to `from_hour` when the time is known.
    pub to_hour: UtcHour,
    /// Where, if a cell may be kept.
    pub cell: Option<BaseCell>,
    /// Where, for rows that are known by area only; ignored when there is a cell.
    pub area: Option<AreaId>,
    /// Dense index in the catalogue.
    pub category: u16,
    /// Dense index in the owners handed to [`Columns::build`].
    pub owner: u16,
    /// The delivery that brought it.
    pub import: ImportId,
    /// How exactly the source knew the place.
    pub precision: Precision,
    /// How many.
    pub n: u32,
}

/// All published counts, dense and sorted; 25 bytes a row. Nothing outside `incident` reads them:
/// everyone asks a [`super::Visible`], which only `policy` makes.
#[derive(Debug, Default)]
pub struct Columns {
    pub(super) table: Arc<Table>,
    /// What has been worked out for the scopes asked for, newest last.
    views: Mutex<Vec<(Scope, Arc<View>)>>,
}

/// So many scopes keep their view; there is one per party, and a few more while sharing changes.
const KEPT_VIEWS: usize = 8;

/// Columns sorted by (from, to, place, category, owner, precision, n, import). The dictionaries are
/// sorted and hold only what some row uses, so equal rows give equal tables.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) cells: Vec<BaseCell>,
    pub(super) areas: Vec<AreaId>,
    pub(super) owners: Vec<PartyId>,
    /// Names of the dense categories; may be shorter than what the rows use.
    pub(super) categories: Vec<CategoryId>,
    /// One more than the highest category of a row.
    pub(super) n_categories: usize,
    pub(super) from_hour: Vec<UtcHour>,
    pub(super) to_hour: Vec<UtcHour>,
    /// Below `cells.len()` an entry of `cells`, above that one of `areas`, then nowhere.
    pub(super) place: Vec<u32>,
    pub(super) category: Vec<u16>,
    pub(super) owner: Vec<u16>,
    pub(super) import: Vec<ImportId>,
    pub(super) precision: Vec<Precision>,
    pub(super) n: Vec<u32>,
}

/// A row on its way into the columns; the order of the fields is the order of the rows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Packed {
    from_hour: UtcHour,
    to_hour: UtcHour,
    /// H3 cells have the highest bit clear; with it set, an index of an area.
    place: u64,
    category: u16,
    owner: u16,
    precision: Precision,
    n: u32,
    import: ImportId,
}

const AREA_BIT: u64 = 1 << 63;
const NOWHERE: u64 = u64::MAX;

impl Columns {
    /// Sorts rows, in whatever order they come, into columns. `Row::owner` points into `owners`.
    pub fn build(rows: impl IntoIterator<Item = Row>, owners: Vec<PartyId>) -> Columns {
        let mut area_index: HashMap<AreaId, u64> = HashMap::new();
        let mut packed: Vec<Packed> = rows
            .into_iter()
            .map(|row| Packed {
                from_hour: row.from_hour,
                to_hour: row.to_hour,
                place: match (row.cell, row.area) {
                    (Some(cell), _) => cell.to_u64(),
                    (None, Some(area)) => {
                        let next = area_index.len() as u64;
                        AREA_BIT | *area_index.entry(area).or_insert(next)
                    }
                    (None, None) => NOWHERE,
                },
                category: row.category,
                owner: row.owner,
                precision: row.precision,
                n: row.n,
                import: row.import,
            })
            .collect();
        let (areas, area_rank) = ranked(area_index.into_iter().map(|(id, i)| (id, i as usize)));
        let (owners, owner_rank) = ranked(owners.into_iter().enumerate().map(|(i, id)| (id, i)));
        packed.par_iter_mut().for_each(|row| {
            if row.place & AREA_BIT != 0 && row.place != NOWHERE {
                row.place = AREA_BIT | u64::from(area_rank[(row.place & !AREA_BIT) as usize]);
            }
            row.owner = owner_rank[usize::from(row.owner)] as u16;
        });
        packed.par_sort_unstable();
        Columns { table: Arc::new(Table::fill(&packed, areas, owners)), views: Mutex::default() }
    }

    /// Gives the dense categories their names, so that fingerprints do not depend on the order in
    /// which a store came to know them.
    pub fn with_categories(mut self, categories: Vec<CategoryId>) -> Columns {
        match Arc::get_mut(&mut self.table) {
            Some(table) => table.categories = categories,
            None => unreachable!("no view is made before the columns are complete"),
        }
        self
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.table.n.len()
    }

    /// Whether nothing has been published.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Hash of the content of all rows, whoever's they are: for checks of the store. What a run cites
    /// is [`super::Visible::fingerprint`].
    pub fn fingerprint(&self) -> Fingerprint {
        self.table.fingerprint()
    }

    /// What the columns and the views made of them take, in bytes.
    pub fn memory_bytes(&self) -> usize {
        let views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        let own_tables = views.iter().filter(|(_, view)| !Arc::ptr_eq(&view.table, &self.table));
        self.table.memory_bytes()
            + own_tables.map(|(_, view)| view.table.memory_bytes()).sum::<usize>()
    }

    /// What a scope shows, made at most once per scope.
    pub(super) fn view(&self, scope: &Scope) -> Arc<View> {
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, view)) = views.iter().find(|(known, _)| known == scope) {
            return view.clone();
        }
        let view = Arc::new(View::new(&self.table, scope));
        if views.len() == KEPT_VIEWS {
            views.remove(0);
        }
        views.push((scope.clone(), view.clone()));
        view
    }
}

/// Sorted distinct values, and for each original index the rank of its value.
fn ranked<T: Ord>(values: impl Iterator<Item = (T, usize)>) -> (Vec<T>, Vec<u32>) {
    let mut values: Vec<_> = values.collect();
    let mut rank = vec![0; values.len()];
    values.sort();
    let mut sorted: Vec<T> = Vec::new();
    for (value, index) in values {
        if sorted.last() != Some(&value) {
            sorted.push(value);
        }
        rank[index] = sorted.len() as u32 - 1;
    }
    (sorted, rank)
}

impl Table {
    fn fill(rows: &[Packed], areas: Vec<AreaId>, owners: Vec<PartyId>) -> Table {
        let mut raw: Vec<u64> =
            rows.iter().map(|r| r.place).filter(|p| p & AREA_BIT == 0).collect();
        raw.par_sort_unstable();
        raw.dedup();
        let n_cells = raw.len() as u32;
        let nowhere = n_cells + areas.len() as u32;
        let place = |row: &Packed| match row.place {
            NOWHERE => nowhere,
            area if area & AREA_BIT != 0 => n_cells + (area & !AREA_BIT) as u32,
            cell => raw.partition_point(|&known| known < cell) as u32,
        };
        Table {
            place: rows.par_iter().map(place).collect(),
            areas,
            owners,
            categories: Vec::new(),
            n_categories: rows.iter().map(|r| usize::from(r.category) + 1).max().unwrap_or(0),
            from_hour: rows.iter().map(|r| r.from_hour).collect(),
            to_hour: rows.iter().map(|r| r.to_hour).collect(),
            category: rows.iter().map(|r| r.category).collect(),
            owner: rows.iter().map(|r| r.owner).collect(),
            import: rows.iter().map(|r| r.import).collect(),
            precision: rows.iter().map(|r| r.precision).collect(),
            n: rows.iter().map(|r| r.n).collect(),
            cells: raw
                .iter()
                .map(|&raw| BaseCell::from_u64(raw).expect("it was a base cell when it came in"))
                .collect(),
        }
    }

    /// The rows that pass, with dictionaries of their own: what was left out cannot be guessed from
    /// a cell or an area without counts.
    pub(super) fn keep(&self, keep: &[bool]) -> Table {
        fn column<T: Copy>(of: &[T], keep: &[bool]) -> Vec<T> {
            of.iter().zip(keep).filter(|(_, keep)| **keep).map(|(&value, _)| value).collect()
        }
        let mut place = column(&self.place, keep);
        let mut used = vec![false; self.cells.len() + self.areas.len()];
        for &place in &place {
            if let Some(used) = used.get_mut(place as usize) {
                *used = true;
            }
        }
        let mut rank = Vec::with_capacity(used.len() + 1);
        let mut next = 0;
        for &used in used.iter().chain([&false]) {
            rank.push(next);
            next += u32::from(used);
        }
        place.iter_mut().for_each(|place| *place = rank[*place as usize]);
        let (cells_used, areas_used) = used.split_at(self.cells.len());
        let category = column(&self.category, keep);
        Table {
            cells: column(&self.cells, cells_used),
            areas: self
                .areas
                .iter()
                .zip(areas_used)
                .filter(|(_, used)| **used)
                .map(|(id, _)| id.clone())
                .collect(),
            owners: self.owners.clone(),
            categories: self.categories.clone(),
            n_categories: category.iter().map(|&c| usize::from(c) + 1).max().unwrap_or(0),
            from_hour: column(&self.from_hour, keep),
            to_hour: column(&self.to_hour, keep),
            place,
            category,
            owner: column(&self.owner, keep),
            import: column(&self.import, keep),
            precision: column(&self.precision, keep),
            n: column(&self.n, keep),
        }
    }

    fn memory_bytes(&self) -> usize {
        let row = 2 * size_of::<UtcHour>()
            + 2 * size_of::<u32>()
            + 2 * size_of::<u16>()
            + size_of::<ImportId>()
            + size_of::<Precision>();
        self.n.len() * row
            + self.cells.len() * size_of::<BaseCell>()
            + self.areas.iter().map(|id| id.0.len() + size_of::<AreaId>()).sum::<usize>()
    }
}
