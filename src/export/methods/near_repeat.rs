//! Pairs by distance and days, as a table.

use super::{Column, Features, Shape, rows};
use crate::analysis::{knox::KnoxTable, question::Answer};

pub(super) const BANDS: &[Column<KnoxTable>] = &[
    ("same_place", |k, i| (k.cells[i].to_m == 0.0).into()),
    ("from_m", |k, i| k.cells[i].from_m.into()),
    ("to_m", |k, i| k.cells[i].to_m.into()),
    ("from_days", |k, i| k.cells[i].from_days.into()),
    ("to_days", |k, i| k.cells[i].to_days.into()),
    ("observed", |k, i| k.cells[i].observed.into()),
    ("expected", |k, i| k.cells[i].expected.into()),
    ("ratio", |k, i| k.cells[i].ratio.into()),
    ("median", |k, i| k.cells[i].median.into()),
    ("p", |k, i| k.cells[i].p.into()),
];

pub(super) fn bands(answer: &Answer) -> Option<Features<'_>> {
    let Answer::NearRepeat(found) = answer else { return None };
    Some(rows(found, found.cells.len(), BANDS, |_: &KnoxTable, i| Shape::none(i)))
}
