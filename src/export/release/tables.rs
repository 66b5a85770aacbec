//! The tables of an act as they are stored and read outside: counts and classes, or `undertryckt`.

use super::{
    figures::{State, System},
    geography::{Geography, ReleaseError},
};
use crate::{
    case::release::{FixedPeriod, Level, Plan, Threshold},
    export::classes::{breaks, class_of},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything one act releases, in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tables {
    /// For whom.
    pub level: Level,
    /// Counts above zero and below it are hidden.
    pub k: Threshold,
    /// Areas by level of the tree, then the lattice; by period and category.
    pub tables: Vec<Table>,
}

/// Areas of one level of the tree, or the cells of the lattice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Places {
    /// So many levels below the root.
    Omraden(u32),
    /// The coarse lattice and the row for what is known by area only.
    Rutor,
}

/// One period, one category (or their total), all places of one sort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Which places.
    pub places: Places,
    /// Written `2025-K2`, `2025-H1` or `2025`.
    pub period: FixedPeriod,
    /// Category id; `None` is the sum over all categories of the act.
    pub category: Option<String>,
    /// Upper bounds, included, of classes 1–5; made from what is shown, over all tables of the same
    /// places, category and length of period in the act.
    pub class_bounds: [u32; 5],
    /// Sum of what is shown; not the true total.
    pub released_total: u64,
    /// How many places are hidden.
    pub n_hidden: u32,
    /// In the order of the codes.
    pub rows: Vec<Row>,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Code of the area or cell.
    pub code: String,
    /// What is said of it.
    #[serde(flatten)]
    pub figure: Figure,
}

/// A count with its class, or nothing. Whether a hidden figure is small itself or hidden for the sake
/// of another is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Figure {
    /// Shown.
    Count {
        /// How many.
        n: u64,
        /// 0 for none, 1–5 by the bounds.
        class: u8,
    },
    /// Hidden.
    Hidden {
        /// Always true.
        undertryckt: bool,
    },
}

impl Figure {
    /// The class, where it is shown.
    pub fn class(self) -> Option<u8> {
        match self {
            Figure::Count { class, .. } => Some(class),
            Figure::Hidden { .. } => None,
        }
    }

    /// The count, where it is shown.
    pub fn n(self) -> Option<u64> {
        match self {
            Figure::Count { n, .. } => Some(n),
            Figure::Hidden { .. } => None,
        }
    }
}

impl Tables {
    /// The bytes that are stored: the same for the same counts, whatever their order.
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// From stored bytes; `None` for bytes that are no tables.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// How many figures there are and how many of them are hidden.
    pub fn n_figures(&self) -> (usize, usize) {
        let hidden = self.tables.iter().map(|table| table.n_hidden as usize).sum();
        (self.tables.iter().map(|table| table.rows.len()).sum(), hidden)
    }
}

/// From systems to tables.
pub(super) fn tables(
    plan: &Plan,
    category_names: &[&str],
    geography: &Geography,
    systems: &[System],
) -> Tables {
    let n_areas = geography.areas.len();
    let depths = geography.depth.iter().copied().max().unwrap_or(0);
    let mut sorts: Vec<(Places, Vec<usize>)> = (0..=depths)
        .map(|depth| {
            let areas = (0..n_areas).filter(|&area| geography.depth[area] == depth);
            (Places::Omraden(depth), areas.collect())
        })
        .collect();
    sorts.push((Places::Rutor, (n_areas..geography.n_places()).collect()));

    let layers = || systems.iter().flat_map(|system| &system.layers);
    let mut shown: BTreeMap<_, Vec<u32>> = BTreeMap::new();
    for layer in layers() {
        for (sort, places) in &sorts {
            let counts = places.iter().filter(|&&at| layer.states[at] != State::Hidden);
            let counts = counts.map(|&at| u32::try_from(layer.values[at]).unwrap_or(u32::MAX));
            let key = (*sort, layer.period.grain, layer.category);
            shown.entry(key).or_default().extend(counts);
        }
    }
    let bounds: BTreeMap<_, [u32; 5]> =
        shown.into_iter().map(|(key, counts)| (key, breaks(&counts))).collect();

    let mut order: Vec<_> = layers().collect();
    order.sort_by_key(|layer| (layer.period.grain, layer.period, layer.category));
    let mut tables = Vec::new();
    for (sort, places) in &sorts {
        for layer in &order {
            let class_bounds = bounds[&(*sort, layer.period.grain, layer.category)];
            let row = |&at: &usize| Row {
                code: match at.checked_sub(n_areas) {
                    None => geography.areas[at].clone(),
                    Some(cell) => geography.cells[cell].clone(),
                },
                figure: match layer.states[at] {
                    State::Hidden => Figure::Hidden { undertryckt: true },
                    State::Shown | State::Out => {
                        let n = layer.values[at];
                        let clipped = u32::try_from(n).unwrap_or(u32::MAX);
                        Figure::Count { n, class: class_of(clipped, &class_bounds) as u8 }
                    }
                },
            };
            let rows: Vec<Row> = places.iter().map(row).collect();
            tables.push(Table {
                places: *sort,
                period: layer.period,
                category: layer.category.map(|c| category_names[c as usize].to_owned()),
                class_bounds,
                released_total: rows.iter().filter_map(|row| row.figure.n()).sum(),
                n_hidden: rows.iter().filter(|row| row.figure.n().is_none()).count() as u32,
                rows,
            });
        }
    }
    Tables { level: plan.level, k: plan.k, tables }
}

/// Takes over what earlier acts said: what they showed is out, what they hid stays hidden.
pub(super) fn take_over(
    earlier: &[Tables],
    k: Threshold,
    category_names: &[&str],
    geography: &Geography,
    systems: &mut [System],
) -> Result<(), ReleaseError> {
    let years: Vec<i16> =
        systems.iter().flat_map(|system| &system.layers).map(|layer| layer.period.year).collect();
    let at_code = |places: Places, code: &str| match places {
        Places::Omraden(_) => geography.areas.iter().position(|area| area == code),
        Places::Rutor => {
            let cell = geography.cells.iter().position(|cell| cell == code);
            cell.map(|cell| geography.areas.len() + cell)
        }
    };
    for act in earlier {
        for table in act.tables.iter().filter(|table| years.contains(&table.period.year)) {
            if act.k != k {
                return Err(ReleaseError::OtherThreshold(act.k.k()));
            }
            let name = || {
                let category = table.category.as_deref().unwrap_or("alla");
                format!("{} {category}", table.period)
            };
            let layer = systems.iter_mut().flat_map(|system| &mut system.layers).find(|layer| {
                let category = layer.category.map(|c| category_names[c as usize]);
                layer.period == table.period && category == table.category.as_deref()
            });
            let layer = layer.ok_or_else(|| ReleaseError::NotCovered(name()))?;
            for row in &table.rows {
                let figure = || format!("{} {}", name(), row.code);
                let at = at_code(table.places, &row.code);
                let at = at.ok_or_else(|| ReleaseError::NotCovered(figure()))?;
                match row.figure {
                    Figure::Hidden { .. } if layer.values[at] == 0 => {
                        return Err(ReleaseError::Changed(figure()));
                    }
                    Figure::Hidden { .. } => layer.states[at] = State::Hidden,
                    Figure::Count { n, .. } if n != layer.values[at] => {
                        return Err(ReleaseError::Changed(figure()));
                    }
                    Figure::Count { .. } => layer.states[at] = State::Out,
                }
            }
        }
    }
    Ok(())
}
