//! What has changed: every row that was tested, at the label point of its area or place.

use super::{Around, Column, Features, Shape, rows as features};
use crate::{
    analysis::{
        change::ratio_interval,
        question::Answer,
        whats_changed::{Ranking, Unit},
    },
    export::FeatureId,
};

/// The ranking with the names of its categories.
pub(super) struct Named {
    ranking: Ranking,
    labels: Vec<String>,
    ratio_95: Vec<(f64, Option<f64>)>,
}

impl Named {
    fn unit(&self, i: usize) -> &Unit {
        &self.ranking.units[self.ranking.found.rows[i].unit as usize]
    }
}

pub(super) const ROWS: &[Column<Named>] = &[
    ("area", |n, i| n.unit(i).id.0.as_str().into()),
    ("name", |n, i| n.unit(i).name.as_str().into()),
    ("kind", |n, i| n.unit(i).kind.as_str().into()),
    ("category", |n, i| {
        n.ranking.categories[n.ranking.found.rows[i].category as usize].0.as_str().into()
    }),
    ("category_label", |n, i| n.labels[n.ranking.found.rows[i].category as usize].as_str().into()),
    ("now", |n, i| n.ranking.found.rows[i].now.into()),
    ("before", |n, i| n.ranking.found.rows[i].before.into()),
    ("expected", |n, i| n.ranking.found.rows[i].change.expected.into()),
    ("ratio_low", |n, i| n.ratio_95[i].0.into()),
    ("ratio_high", |n, i| n.ratio_95[i].1.into()),
    ("z", |n, i| n.ranking.found.rows[i].change.z.into()),
    ("p", |n, i| n.ranking.found.rows[i].change.p.into()),
    ("exact", |n, i| n.ranking.found.rows[i].change.exact.into()),
    ("p_adjusted", |n, i| n.ranking.found.rows[i].p_adjusted.into()),
    ("level", |n, i| n.ranking.found.rows[i].change.level.as_str().into()),
    ("months_in_a_row", |n, i| n.ranking.found.rows[i].months_in_a_row.into()),
    ("from_month", |n, _| n.ranking.found.from.to_string().as_str().into()),
    ("to_month", |n, _| n.ranking.found.to.to_string().as_str().into()),
];

pub(super) fn rows<'a>(answer: &'a Answer, around: &'a Around) -> Option<Features<'a>> {
    let Answer::Change(ranking) = answer else { return None };
    let rows = &ranking.found.rows;
    let interval = rows.iter().map(|row| ratio_interval(row.now, row.before, row.periods));
    let named = Named {
        labels: ranking.categories.iter().map(|id| around.category(&id.0)).collect(),
        ratio_95: interval.collect(),
        ranking: ranking.clone(),
    };
    Some(features(named, rows.len(), ROWS, |named: &Named, i| {
        let unit = named.unit(i);
        let row = &named.ranking.found.rows[i];
        let category = &named.ranking.categories[row.category as usize];
        Shape::point(FeatureId::Text(format!("{}:{}", unit.id.0, category.0)), unit.at)
    }))
}
