//! How few cells hold how much.

use super::Material;
use crate::analysis::{
    concentration::{Concentration, of},
    found::Found,
};

pub(super) fn answer(material: &Material) -> Found<Concentration> {
    let cells = material.on_cells(material.frame.period, 1);
    Found::on_cells(of(&cells.counts), &cells.placed, cells.counts.len(), 0)
}
