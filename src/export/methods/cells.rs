//! Cells that a method says something of: local Moran's I, emerging hotspots.

use super::{Around, Column, Features, Shape, rows};
use crate::{
    analysis::{emerging::Emerging, local_moran::LocalMoranCells, question::Answer},
    export::{FeatureId, Value},
};
use geo_types::Geometry;

pub(super) const MORAN: &[Column<LocalMoranCells>] = &[
    ("cell", |m, i| m.id[i].as_str().into()),
    ("n", |m, i| m.n[i].into()),
    ("i", |m, i| m.moran.i[i].into()),
    ("quadrant", |m, i| m.moran.quadrant[i].map(|quadrant| quadrant.code()).into()),
    ("p", |m, i| m.moran.p[i].into()),
    ("p_adjusted", |m, i| m.moran.p_adjusted[i].into()),
    ("significant", |m, i| m.significant[i].is_some().into()),
];

pub(super) fn moran<'a>(answer: &'a Answer, around: &'a Around) -> Option<Features<'a>> {
    let Answer::LocalMoran(found) = answer else { return None };
    Some(rows(found, found.id.len(), MORAN, |found: &LocalMoranCells, i| {
        cell(i as u64, &found.id[i], around)
    }))
}

pub(super) const EMERGING: &[Column<Emerging>] = &[
    ("cell", |e, i| e.cells[i].id.as_str().into()),
    ("class", |e, i| e.cells[i].class.as_str().into()),
    ("class_label", |e, i| e.cells[i].class.label_sv().into()),
    ("n", |e, i| e.cells[i].n.iter().map(|&n| u64::from(n)).sum::<u64>().into()),
    ("n_months_hot", |e, i| e.cells[i].hot.iter().filter(|hot| **hot).count().into()),
    ("hot_last_month", |e, i| e.cells[i].hot.last().copied().into()),
    ("z", |e, i| e.cells[i].z.into()),
    ("p_trend", |e, i| e.cells[i].trend.map(|trend| trend.p).into()),
    ("z_per_month", |e, i| e.cells[i].z_per_month.into()),
    ("n_by_month", |e, i| Value::Json(e.cells[i].n.clone().into())),
    ("hot_by_month", |e, i| Value::Json(e.cells[i].hot.clone().into())),
];

pub(super) fn emerging<'a>(answer: &'a Answer, around: &'a Around) -> Option<Features<'a>> {
    let Answer::Emerging(found) = answer else { return None };
    Some(rows(found, found.cells.len(), EMERGING, |found: &Emerging, i| {
        let hot = &found.cells[i];
        cell(hot.cell.into(), &hot.id, around)
    }))
}

pub(super) const MONTHS: &[Column<Emerging>] = &[
    ("month", |e, i| e.months[i].to_string().as_str().into()),
    ("n", |e, i| e.n_by_month[i].into()),
    ("n_cells_hot", |e, i| e.cells.iter().filter(|cell| cell.hot[i]).count().into()),
];

pub(super) fn months(answer: &Answer) -> Option<Features<'_>> {
    let Answer::Emerging(found) = answer else { return None };
    let n = found.months.len().min(found.n_by_month.len());
    Some(rows(found, n, MONTHS, |_: &Emerging, i| Shape::none(i)))
}

/// A cell by its dense index and its id.
pub(super) fn cell(index: u64, id: &str, around: &Around) -> Shape {
    let outline = around.ground.outline(id);
    Shape {
        id: FeatureId::Number(index),
        label_at: outline.as_ref().and_then(|outline| around.ground.label_of(id, outline)),
        geometry: outline.map(Geometry::from),
    }
}
