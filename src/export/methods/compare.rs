//! Two periods side by side: every cell, and the places of the run.

use super::{Around, Column, Features, Shape, cells::cell, rows};
use crate::{
    analysis::{compare::Compared, question::Answer},
    export::{FeatureId, Value},
};

/// Signed, of counts.
fn difference(now: impl Into<u64>, then: impl Into<u64>) -> Value {
    Value::Whole(now.into() as i64 - then.into() as i64)
}

pub(super) const CELLS: &[Column<Compared>] = &[
    ("cell", |c, i| c.id[i].as_str().into()),
    ("now", |c, i| c.n_now[i].into()),
    ("then", |c, i| c.n_then[i].into()),
    ("difference", |c, i| difference(c.n_now[i], c.n_then[i])),
    ("z", |c, i| c.cells.p[i].map(|_| c.cells.z[i]).into()),
    ("p", |c, i| c.cells.p[i].into()),
    ("exact", |c, i| c.cells.p[i].map(|_| c.cells.exact[i]).into()),
    ("p_adjusted", |c, i| c.cells.p_adjusted[i].into()),
];

pub(super) fn cells<'a>(answer: &'a Answer, around: &'a Around) -> Option<Features<'a>> {
    let Answer::Compare(found) = answer else { return None };
    Some(rows(&**found, found.id.len(), CELLS, |found: &Compared, i| {
        cell(i as u64, &found.id[i], around)
    }))
}

/// The places of the run first, then those that are gone.
fn place(found: &Compared, i: usize) -> &crate::analysis::compare::ComparedPlace {
    found.places.get(i).unwrap_or_else(|| &found.gone[i - found.places.len()])
}

fn tested<T>(found: &Compared, i: usize, what: fn(&Compared, usize) -> Option<T>) -> Option<T> {
    (i < found.places.len()).then(|| what(found, i)).flatten()
}

pub(super) const PLACES: &[Column<Compared>] = &[
    ("rank", |c, i| place(c, i).rank.into()),
    ("name", |c, i| place(c, i).name.as_str().into()),
    ("gone", |c, i| (i >= c.places.len()).into()),
    ("now", |c, i| place(c, i).now.into()),
    ("then", |c, i| place(c, i).then.into()),
    ("difference", |c, i| difference(place(c, i).now, place(c, i).then)),
    ("z", |c, i| tested(c, i, |c, i| c.tested_places.p[i].map(|_| c.tested_places.z[i])).into()),
    ("p", |c, i| tested(c, i, |c, i| c.tested_places.p[i]).into()),
    ("p_adjusted", |c, i| tested(c, i, |c, i| c.tested_places.p_adjusted[i]).into()),
];

pub(super) fn places(answer: &Answer) -> Option<Features<'_>> {
    let Answer::Compare(found) = answer else { return None };
    let n = found.places.len() + found.gone.len();
    Some(rows(&**found, n, PLACES, |found: &Compared, i| {
        let compared = place(found, i);
        let gone = if i < found.places.len() { "" } else { "gone:" };
        Shape {
            id: FeatureId::Text(format!("{gone}{}", compared.rank)),
            geometry: Some(compared.geometry.clone().into()),
            label_at: Some(compared.label_at),
        }
    }))
}
