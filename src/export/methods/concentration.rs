//! How few cells hold how much, as tables.

use super::{Column, Features, Shape, rows};
use crate::analysis::{concentration::Concentration, question::Answer};

pub(super) const HOLDING: &[Column<Concentration>] = &[
    ("incident_share", |c, i| c.holding[i].incident_share.into()),
    ("n_cells", |c, i| c.holding[i].n_cells.into()),
    ("cell_share", |c, i| c.holding[i].cell_share.into()),
    ("n_cells_in_all", |c, _| c.n_cells.into()),
    ("n_occupied", |c, _| c.n_occupied.into()),
    ("gini", |c, _| c.gini.into()),
    ("gini_generalised", |c, _| c.gini_generalised.into()),
];

pub(super) fn holding(answer: &Answer) -> Option<Features<'_>> {
    let Answer::Concentration(found) = answer else { return None };
    Some(rows(found, found.holding.len(), HOLDING, |_: &Concentration, i| Shape::none(i)))
}

pub(super) const CURVE: &[Column<Concentration>] = &[
    ("cell_share", |c, i| c.curve[i].cell_share.into()),
    ("incident_share", |c, i| c.curve[i].incident_share.into()),
];

pub(super) fn curve(answer: &Answer) -> Option<Features<'_>> {
    let Answer::Concentration(found) = answer else { return None };
    Some(rows(found, found.curve.len(), CURVE, |_: &Concentration, i| Shape::none(i)))
}
