//! Places that observations name, each once, however many have named it.
//!
//! Several reports of one place are one place with its sources. Two places are the same when they are the
//! same area, or when their grounds overlap or lie within a stated distance of each other; through a third
//! place as well. A wider area that was named because nobody knew the place is only the same as itself:
//! it lies over every place in it. The order is by name and nothing else: who is named often is not put
//! before who is named once, and a report is never counted as a crime.

use crate::{
    analysis::apart::InMetres,
    area::{AreaId, TransverseMercator},
};
use geo_types::MultiPolygon;
use std::collections::BTreeMap;

/// Places no farther apart are the same.
pub const SAME_PLACE_M: f64 = 50.0;

/// An area that a report names.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedArea {
    /// Which.
    pub id: AreaId,
    /// Its name.
    pub name: String,
    /// Ground in WGS84 of a named place; `None` for a wider area and where the ground is not known.
    pub ground: Option<MultiPolygon<f64>>,
}

/// A report: what it is known by, and the area it names.
#[derive(Debug, Clone, PartialEq)]
pub struct Report<K> {
    /// Its key: the order of the keys is the order of a place's sources.
    pub key: K,
    /// The area.
    pub area: AreaId,
}

/// A place that was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedPlace<K> {
    /// The areas that are this place, by name; more than one where they lie close together.
    pub areas: Vec<AreaId>,
    /// Its reports by key.
    pub sources: Vec<K>,
}

/// The places by name, in the order of the Swedish alphabet. The order of the reports changes nothing,
/// and another report of a place that is there moves none. Reports of areas that are not among the named
/// ones are left out.
pub fn observed_places<K: Ord>(
    areas: &[NamedArea],
    reports: Vec<Report<K>>,
    within_m: f64,
) -> Vec<ObservedPlace<K>> {
    let by_id: BTreeMap<&AreaId, &NamedArea> = areas.iter().map(|area| (&area.id, area)).collect();
    let mut of_area: BTreeMap<AreaId, Vec<K>> = BTreeMap::new();
    for report in reports {
        if by_id.contains_key(&report.area) {
            of_area.entry(report.area).or_default().push(report.key);
        }
    }
    let named: Vec<&NamedArea> = of_area.keys().map(|id| by_id[id]).collect();
    let groups = joined(&named, within_m);
    let mut places: Vec<(Vec<String>, ObservedPlace<K>)> = Vec::new();
    for mut group in groups {
        group.sort_by_key(|at| (alphabetical(&named[*at].name), named[*at].id.clone()));
        let areas: Vec<AreaId> = group.iter().map(|at| named[*at].id.clone()).collect();
        let mut sources: Vec<K> =
            areas.iter().filter_map(|id| of_area.remove(id)).flatten().collect();
        sources.sort();
        let key = group.iter().map(|at| alphabetical(&named[*at].name)).collect();
        places.push((key, ObservedPlace { areas, sources }));
    }
    places.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.areas.cmp(&other.areas)));
    places.into_iter().map(|(_, place)| place).collect()
}

/// Which of the areas are the same place, by their positions.
fn joined(named: &[&NamedArea], within_m: f64) -> Vec<Vec<usize>> {
    // One plane for all, so that the same two places are as far apart in every list.
    let in_metres = |area: &&NamedArea| {
        area.ground.as_ref().map(|ground| InMetres::of(ground, TransverseMercator::SWEREF_99_TM))
    };
    let grounds: Vec<Option<InMetres>> = named.iter().map(in_metres).collect();
    let mut group_of: Vec<usize> = (0..named.len()).collect();
    for (i, here) in grounds.iter().enumerate() {
        for (j, there) in grounds.iter().enumerate().take(i) {
            let (Some(here), Some(there)) = (here, there) else { continue };
            let (a, b) = (group_of[i], group_of[j]);
            if a != b && here.within(there, within_m).is_some() {
                group_of.iter_mut().filter(|group| **group == a).for_each(|group| *group = b);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, group) in group_of.into_iter().enumerate() {
        groups.entry(group).or_default().push(at);
    }
    groups.into_values().collect()
}

/// A name such that comparing its bytes is the Swedish alphabet: å, ä and ö come last, in that order.
fn alphabetical(name: &str) -> String {
    let letter = |c: char| match c {
        'å' => '{',
        'ä' => '|',
        'ö' => '}',
        'é' | 'è' | 'ë' => 'e',
        'ü' => 'y',
        other => other,
    };
    name.to_lowercase().chars().map(letter).collect()
}

#[cfg(test)]
#[path = "observed_place_tests.rs"]
mod tests;
